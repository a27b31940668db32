"""Which programmes a folder holds, and where each keeps its state and its reports."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from assets.partitions import FIRST_NIGHT
from assets.resources import Member, Portfolio
from mentorship.configuration import load_programme
from mentorship.problems import ConfigurationError, Problem
from mentorship.programme import PROGRAMME_FILE, Programme

STATE = ".mentorship"
REPORTS = "reports"


@dataclass(frozen=True, slots=True)
class Declared:
    """A programme that can be run."""

    member: Member
    programme: Programme

    def last_complete_day(self, now: datetime) -> date:
        """The day before the one that is going on where the programme is."""
        return now.astimezone(self.programme.zone).date() - timedelta(days=1)

    def default_night(self, now: datetime) -> date:
        """The last complete day, or the last on which the programme had something to report."""
        return max(FIRST_NIGHT, min(self.last_complete_day(now), self.programme.last_reportable_day()))

    def refuses(self, as_of: date, now: datetime) -> str:
        """Why a night cannot be asked for; empty when it can."""
        today = now.astimezone(self.programme.zone).date()
        if as_of > today:
            return f"{as_of} lies in the future: it is {today} in {self.programme.programme.time_zone}"
        return f"{as_of} lies before {FIRST_NIGHT}, the first night there is" if as_of < FIRST_NIGHT else ""


@dataclass(frozen=True, slots=True)
class Misdeclared:
    """A folder whose programme cannot be run, and why."""

    folder: Path
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What a folder holds."""

    declared: tuple[Declared, ...]
    misdeclared: tuple[Misdeclared, ...]
    is_portfolio: bool

    @property
    def portfolio(self) -> Portfolio:
        """The programmes that can be run, as the assets know them."""
        return Portfolio({entry.member.programme_id: entry.member for entry in self.declared})


def programme_folders(folder: Path) -> tuple[Path, ...]:
    """The folder itself where it declares a programme, else its sub-folders that do."""
    if (folder / PROGRAMME_FILE).is_file():
        return (folder,)
    if not folder.is_dir():
        return ()
    inside = (path for path in folder.iterdir() if not path.name.startswith(".") and (path / PROGRAMME_FILE).is_file())
    return tuple(sorted(inside))


def find(folder: Path, state: Path | None = None, out: Path | None = None) -> Found:
    """The programmes of a folder; a fault of one is no fault of another."""
    folders = programme_folders(folder)
    is_portfolio = folders != (folder,)
    declared, misdeclared = [], []
    for place in folders:
        try:
            programme = load_programme(place)
        except ConfigurationError as error:
            misdeclared.append(Misdeclared(place, error.problems))
        else:
            declared.append(Declared(_member(place, programme.id, state, out, is_portfolio=is_portfolio), programme))
    unique, repeated = _told_apart(declared)
    return Found(unique, (*misdeclared, *repeated), is_portfolio)


def _member(folder: Path, programme_id: str, state: Path | None, out: Path | None, *, is_portfolio: bool) -> Member:
    own = Path(programme_id) if is_portfolio else Path()
    return Member(
        programme_id=programme_id,
        folder=folder,
        state=state / own if state else folder / STATE,
        out=out / own if out else folder / REPORTS,
    )


def _told_apart(declared: Sequence[Declared]) -> tuple[tuple[Declared, ...], tuple[Misdeclared, ...]]:
    """Programmes by id; those that share one are each told of the other, and none of them runs."""
    holders: dict[str, list[Path]] = {}
    for entry in declared:
        holders.setdefault(entry.member.programme_id, []).append(entry.member.folder)
    unique = tuple(entry for entry in declared if len(holders[entry.member.programme_id]) == 1)
    repeated = tuple(
        Misdeclared(folder, (_shared_id(programme_id, folder, folders),))
        for programme_id, folders in holders.items()
        if len(folders) > 1
        for folder in folders
    )
    return unique, repeated


def _shared_id(programme_id: str, folder: Path, folders: Sequence[Path]) -> Problem:
    others = ", ".join(str(other) for other in folders if other != folder)
    return Problem(
        PROGRAMME_FILE,
        f"the id {programme_id!r} of {folder} is also the id of {others}",
        "give each programme an id of its own",
        column="programme.id",
    )
