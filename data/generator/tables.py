"""The coordinator's own spreadsheets: the roster, the matches and the log of meetings."""

from collections.abc import Iterator
from datetime import date
from itertools import chain
from pathlib import Path

from generator.dirt import DirtList, Row, Spoil, Stain, fill, same, with_values
from generator.files import CsvFile, SheetFile
from generator.meetings import Meeting, meetings_of
from generator.pairs import Matches, Pair
from generator.people import DOMAIN, Crowd, Person, days_later
from generator.plan import Plan

ROSTER_COLUMNS = (
    "Staff no.", "Name", "E-mail", "Takes part as", "Department", "Cohort", "Joined", "Left", "Also known as",
)  # fmt: skip
MATCH_COLUMNS = (
    "Pair", "Mentor", "Mentee", "Matched", "Planned end", "Ended", "How it ended", "Meetings per month", "Note",
)  # fmt: skip
LOG_COLUMNS = (
    "No.", "Pair", "Start", "Minutes", "Where", "What happened", "Missed by", "Agenda", "Action items", "Remark",
)  # fmt: skip
ROSTER_DATE, TABLE_DATE, TABLE_TIME = "%d/%m/%Y", "%d.%m.%Y", "%d.%m.%Y %H:%M"
ROSTER_SHEET = "Roster"
CHANNEL_WORDS = {"video": "Video call", "in_person": "In person", "phone": "Phone", "chat": "Chat", "email": "E-mail"}
OUTCOME_WORDS = {"held": "Took place", "cancelled": "Cancelled", "no_show": "No-show"}
END_WORDS = {"completed": "Finished", "ended_early": "Ended early", "rematched": "Re-matched"}
NO_PAIR = "P-9999"

# A sheet ends at row 1,048,576, and nobody keeps a roster of this size in a workbook.
MOST_SHEET_PEOPLE = 100_000


def roster_name(plan: Plan) -> str:
    """The roster's file below exports/."""
    is_large = plan.mentees + plan.mentors > MOST_SHEET_PEOPLE
    return "people/roster.csv" if is_large else "people/roster.xlsx"


def write_roster(exports: Path, plan: Plan, people: Crowd, dirt: DirtList) -> None:
    """One row a person, below two rows of title, on the second sheet of the workbook."""
    name = roster_name(plan)
    everybody = people.everybody()
    spare = _spare_rows(plan) if plan.is_dirty else []
    spoils = _roster_spoils(len(everybody)) if plan.is_dirty else []
    sink = (
        CsvFile(exports / name)
        if name.endswith(".csv")
        else SheetFile(exports / name, ROSTER_SHEET, "Please change nothing but the sheet Roster; one row a person.")
    )
    with sink:
        sink.record(["Lanternfish Works: mentoring roster"])
        sink.record([f"Kept by the coordination office, last changed on {plan.ends_on.strftime(ROSTER_DATE)}"])
        sink.record(ROSTER_COLUMNS)
        fill(sink, ROSTER_COLUMNS, chain(map(_person_row, everybody), spare), spoils, file=name, dirt=dirt)


def write_matches(exports: Path, plan: Plan, matches: Matches, dirt: DirtList) -> None:
    """One row a pair, as Excel saves it where the comma is the decimal sign."""
    spoils = _match_spoils(matches.unmatched) if plan.is_dirty else []
    with CsvFile(exports / "pairs/matches.csv", delimiter=";", line_end="\r\n", has_mark=True) as sink:
        sink.record(MATCH_COLUMNS)
        rows = chain(map(_match_row, matches.pairs), _undated_rows(plan, matches.pairs))
        fill(sink, MATCH_COLUMNS, rows, spoils, file="pairs/matches.csv", dirt=dirt)


def write_log(exports: Path, plan: Plan, matches: Matches, dirt: DirtList) -> None:
    """One row a meeting that somebody told the coordinator about, pair by pair."""
    spoils = _log_spoils() if plan.is_dirty else []
    logged = (meeting for pair in matches.pairs for meeting in meetings_of(plan, pair) if meeting.is_logged)
    rows = (_log_row(number, meeting) for number, meeting in enumerate(logged, start=1))
    with CsvFile(exports / "meetings/log.csv") as sink:
        sink.record(LOG_COLUMNS)
        fill(sink, LOG_COLUMNS, rows, spoils, file="meetings/log.csv", dirt=dirt)


def _written(day: date | None, form: str) -> str:
    return day.strftime(form) if day else ""


def _person_row(person: Person) -> Row:
    cells = (
        person.key,
        person.name,
        person.email,
        person.role,
        person.department,
        person.cohort,
        _written(person.joined_on, ROSTER_DATE),
        _written(person.left_on, ROSTER_DATE),
        "; ".join(person.other_keys),
    )
    return dict(zip(ROSTER_COLUMNS, cells, strict=True))


def _spare_rows(plan: Plan) -> Iterator[Row]:
    """Two people who are in no pair, so that what is wrong with them reaches nobody else."""
    for number, name in ((9001, "Vera Coatstand"), (9002, "Waldo Papertray")):
        cells = (
            f"E{number}",
            name,
            f"{name.lower().replace(' ', '.')}@{DOMAIN}",
            "Mentee",
            "Sales",
            "September",
            _written(plan.starts_on, ROSTER_DATE),
            "",
            "",
        )
        yield dict(zip(ROSTER_COLUMNS, cells, strict=True))


def _roster_spoils(people: int) -> list[Spoil]:
    return [
        Spoil(6, Stain("duplicate", "the row of a person once more, word for word"), same),
        Spoil(
            people,
            Stain("contradiction", "one staff number, two roles, departments and joining dates"),
            with_values({"Takes part as": "Mentor", "Department": "Legal", "Joined": "15/10/2025"}),
        ),
        Spoil(
            people + 1,
            Stain("impossible_date", "joined on 31 February"),
            with_values({"Joined": "31/02/2026"}),
            how="replace",
        ),
    ]


def _match_row(pair: Pair) -> Row:
    cells = (
        pair.key,
        pair.mentor.email,
        pair.mentee.key,
        _written(pair.matched_on, TABLE_DATE),
        _written(pair.planned_end_on, TABLE_DATE),
        _written(pair.ended_on, TABLE_DATE),
        END_WORDS.get(pair.fate, ""),
        str(pair.per_month or ""),
        "Second match; see file" if pair.is_second_match else "",
    )
    return dict(zip(MATCH_COLUMNS, cells, strict=True))


def _undated_rows(plan: Plan, pairs: list[Pair]) -> Iterator[Row]:
    """Two people who finished, went on, and finished again, nobody noted when: a pair that is closed without a day."""
    old = next(pair for pair in pairs if pair.fate == "completed")
    matched_on = min(days_later(old.ended_on or plan.ends_on, 7), plan.ends_on)
    again = {"Pair": f"P-{len(pairs) + 1:03d}", "Matched": _written(matched_on, TABLE_DATE), "Ended": ""}
    planned_end = {"Planned end": _written(plan.ends_on, TABLE_DATE), "Note": "Went on by themselves"}
    yield {**_match_row(old), **again, **planned_end}


def _match_spoils(unmatched: list[Person]) -> list[Spoil]:
    """Faults in matches of people who have no other, so that no real pair is lost with them."""
    mentee = unmatched[0].key
    return [
        Spoil(1, Stain("duplicate", "the row of a pair once more, word for word"), same),
        Spoil(
            3,
            Stain("unknown_person", "the mentor is not on the roster"),
            with_values({"Pair": "P-9001", "Mentor": f"nobody@{DOMAIN}", "Mentee": mentee}),
        ),
        Spoil(
            5,
            Stain("ended_before_matched", "the pair ended before it was matched"),
            with_values(
                {
                    "Pair": "P-9002",
                    "Mentee": mentee,
                    "Matched": "16.03.2026",
                    "Ended": "02.03.2026",
                    "How it ended": "Ended early",
                }
            ),
        ),
        Spoil(
            7,
            Stain("impossible_date", "matched on 31 February"),
            with_values({"Pair": "P-9003", "Mentee": mentee, "Matched": "31.02.2026"}),
        ),
    ]


def _log_row(number: int, meeting: Meeting) -> Row:
    is_held = meeting.outcome == "held"
    agenda = {True: "Yes", False: "No", None: ""}[meeting.has_agenda]
    # Whoever logs from memory sometimes leaves the length out.
    minutes = str(meeting.minutes) if is_held and number % 23 else ""
    cells = (
        f"M-{number:05d}",
        meeting.pair.key,
        meeting.starts_at.strftime(TABLE_TIME),
        minutes,
        CHANNEL_WORDS[meeting.channel],
        OUTCOME_WORDS[meeting.outcome],
        meeting.no_show_by,
        agenda,
        "" if meeting.action_items is None else str(meeting.action_items),
        "moved, at short notice" if meeting.entry == "moved" else "",
    )
    return dict(zip(LOG_COLUMNS, cells, strict=True))


def _log_spoils() -> list[Spoil]:
    return [
        Spoil(3, Stain("duplicate", "the row of a meeting once more, word for word"), same),
        Spoil(
            9,
            Stain("unknown_pair", "a pair that is not among the matches"),
            with_values({"No.": "M-90001", "Pair": NO_PAIR}),
        ),
        Spoil(
            16,
            Stain("impossible_date", "a meeting on 31 February"),
            with_values({"No.": "M-90002", "Start": "31.02.2026 10:00"}),
        ),
        Spoil(33, Stain("out_of_range", "minus 45 minutes"), with_values({"No.": "M-90003", "Minutes": "-45"})),
        Spoil(
            41,
            Stain("unknown_word", "an outcome that is no outcome"),
            with_values({"No.": "M-90004", "What happened": "Maybe", "Missed by": ""}),
        ),
    ]
