"""An invented example of each page, and their names for tests that hold every page to the same."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from tests import portfolio_figures, report_figures, report_history
from tests.conftest import ProgrammeFolder
from tests.small_desks import night_of, page_of
from tests.small_programmes import DAY, goal, meetings, pair

PAIRS = 12
FIRST_NAMES = ("Ada", "Benoît", "Cleo", "Dagny", "Emre", "Fatima", "Grzegorz", "Hana")
LAST_NAMES = ("Lovelace", "O’Neill-Müller", "Ng")


def report() -> str:
    """The sponsor's page after a month of nights."""
    return report_figures.render(history=report_history.year(30))


def coordinator() -> str:
    """The coordinator's page of a programme in which every state and kind of trouble is met, a week after its last."""
    with TemporaryDirectory() as folder:
        programme = ProgrammeFolder(Path(folder)).begin()
        _fill(programme)
        return page_of(programme, DAY, [night_of(programme, DAY - timedelta(days=7))])


def _ago(days: int) -> str:
    return (DAY - timedelta(days=days)).isoformat()


def _fill(programme: ProgrammeFolder) -> None:
    numbers = range(1, PAIRS + 1)
    people = [(f"m{number}", "mentee") for number in numbers] + [(f"r{number}", "mentor") for number in numbers]
    programme.table(
        "people",
        [
            {
                "person_key": key,
                "name": f"{FIRST_NAMES[place % 8]} {LAST_NAMES[place % 3]}",
                "email": f"{key}@example.org",
                "role": role,
                "joined_on": "2026-01-01",
                "department": ("Engineering", "Sales")[place % 2],
            }
            for place, (key, role) in enumerate(people)
        ],
    )
    programme.table("pairs", [pair(number, _ago(20 + 5 * number)) for number in numbers])
    # A third of the pairs never met, a third stopped, a third meets: and some rows cannot be read.
    met = [(f"p{number}", _ago(days)) for number in numbers for days in range(60 * (number % 3 == 1), 110, 14)]
    held = meetings(*(row for row in met if int(row[0][1:]) % 3))
    broken = [{**row, "meeting_key": f"broken {row['meeting_key']}", "starts_at": "soon"} for row in held[:5]]
    programme.table("meetings", [*held, *broken])
    achieved = {"status": "achieved", "achieved_on": _ago(6)}
    programme.table(
        "goals", [goal(number, f"m{number}", **(achieved if number % 4 == 0 else {})) for number in numbers]
    )


EXAMPLES: dict[str, Callable[[], str]] = {
    "report": report,
    "coordinator": coordinator,
    "portfolio": portfolio_figures.render,
}
PAGES = tuple(EXAMPLES)
