"""Zoom's participants reports: one file a meeting, as its host downloads it, with the meeting's data on top."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from generator.dice import Dice
from generator.dirt import DirtList, Row, Spoil, Stain, fill, same, with_values
from generator.files import CsvFile
from generator.meetings import Meeting, meetings_of
from generator.pairs import Matches
from generator.people import SHARED_NAME, Person
from generator.plan import Plan

STAMP = "%m/%d/%Y %I:%M:%S %p"
MEETING_COLUMNS = ("Meeting ID", "Topic", "Start Time", "End Time", "User Email", "Duration (Minutes)", "Participants")
COLUMNS = (
    "Name (Original Name)", "User Email", "Join Time", "Leave Time", "Duration (Minutes)", "Guest", "Recording Consent",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Join:
    """One stay of one person in a call."""

    person: Person
    joined_at: datetime
    left_at: datetime


def write_calls(exports: Path, plan: Plan, matches: Matches, dirt: DirtList) -> None:
    """The calls of the pairs that use Zoom; a pair's series of calls shares one meeting id, as in Zoom."""
    spoiled = _spoiled() if plan.is_dirty else {}
    number = 0
    for pair in matches.pairs:
        if not pair.has_calls:
            continue
        room = str(81000000000 + Dice(plan.seed, "room", pair.key).between(0, 999999999))
        for meeting in meetings_of(plan, pair):
            if meeting.has_call:
                _write_call(exports, plan, meeting, room, spoiled.get(number, []), dirt)
                number += 1


def _write_call(exports: Path, plan: Plan, meeting: Meeting, room: str, spoils: list[Spoil], dirt: DirtList) -> None:
    dice = Dice(plan.seed, "call", meeting.pair.key, meeting.planned_at.isoformat())
    joins = sorted(_joins(dice, meeting), key=lambda join: join.joined_at)
    begins, ends = joins[0].joined_at, max(join.left_at for join in joins)
    name = f"meetings/zoom/participants_{room}_{meeting.starts_at:%Y-%m-%d}.csv"
    mentor = meeting.pair.mentor
    persons = {join.person.key for join in joins}
    with CsvFile(exports / name) as sink:
        sink.record(MEETING_COLUMNS)
        topic = f"Mentoring {meeting.pair.mentee.name}, {mentor.name}"
        length = str(_minutes(begins, ends))
        sink.record([room, topic, _stamp(begins), _stamp(ends), mentor.zoom_address, length, str(len(persons))])
        sink.record([""] * len(COLUMNS) if dice.chance(0.5) else [""])
        sink.record(COLUMNS)
        fill(sink, COLUMNS, (_row(dice, join, mentor) for join in joins), spoils, file=name, dirt=dirt)


def _joins(dice: Dice, meeting: Meeting) -> Iterator[Join]:
    """Who was in the call when; of a missed one, whoever waited; some drop out and come back."""
    missing = {"Mentee": meeting.pair.mentee, "Mentor": meeting.pair.mentor}.get(meeting.no_show_by)
    for person in (meeting.pair.mentor, meeting.pair.mentee):
        if person is missing:
            continue
        joined = meeting.starts_at + timedelta(seconds=dice.between(-180, 240))
        length = meeting.minutes if missing is None else dice.between(9, 16)
        left = meeting.starts_at + timedelta(minutes=length, seconds=dice.between(-150, 200))
        if missing is None and dice.chance(0.22):
            dropped = joined + timedelta(seconds=dice.between(400, 900))
            yield Join(person, joined, dropped)
            # A second device is let in before the first is thrown out: the two stays overlap.
            joined = dropped + timedelta(seconds=dice.between(-20, 120))
        yield Join(person, joined, left)


def _row(dice: Dice, join: Join, host: Person) -> Row:
    person = join.person
    shown = f"{person.name.split()[0]} ({person.name})" if dice.chance(0.2) else person.name
    is_guest = person.zoom_address != person.email
    # Who joins by phone or in a browser has no address: only the name is left, and a shared name does not do.
    has_address = person is host or is_guest or person.name == SHARED_NAME or not dice.chance(0.1)
    cells = (
        shown if has_address else person.name,
        person.zoom_address if has_address else "",
        _stamp(join.joined_at),
        _stamp(join.left_at),
        str(_minutes(join.joined_at, join.left_at)),
        "Yes" if is_guest or not has_address else "No",
        "",
    )
    return dict(zip(COLUMNS, cells, strict=True))


def _stamp(moment: datetime) -> str:
    return moment.strftime(STAMP)


def _minutes(begins: datetime, ends: datetime) -> int:
    """Zoom rounds up."""
    return -(-int((ends - begins).total_seconds()) // 60)


def _spoiled() -> dict[int, list[Spoil]]:
    """Faults by the number of the call."""
    stranger = {"Name (Original Name)": "Walter's iPad", "User Email": "walter@elsewhere.example", "Guest": "Yes"}
    namesake = {"Name (Original Name)": SHARED_NAME, "User Email": "", "Guest": "Yes"}
    return {
        1: [Spoil(0, Stain("duplicate", "one stay of a person once more, word for word"), same)],
        3: [Spoil(0, Stain("unknown_person", "a guest who is not on the roster"), with_values(stranger))],
        5: [Spoil(0, Stain("impossible_date", "left before joining"), _backwards)],
        7: [Spoil(0, Stain("unknown_person", "no address, and a name that two people share"), with_values(namesake))],
    }


def _backwards(row: Row) -> Row:
    return {**row, "Join Time": row["Leave Time"], "Leave Time": row["Join Time"]}
