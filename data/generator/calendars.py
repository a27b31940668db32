"""The shared calendar: series with their exceptions, single dates, and replies to invitations, as RFC 5545 has them."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from generator.dice import Dice
from generator.dirt import DirtList, Stain
from generator.meetings import Meeting, meetings_of, series_weeks
from generator.pairs import Matches, Pair
from generator.people import Person
from generator.plan import ZONE, Plan, at

NAME = "meetings/calendar.ics"
MOST_OCTETS, MOST_SINGLES = 75, 500
INVITATION = "Bring: goals, notes; and one question.\nTea is on the house, cake \\ biscuits on you."
LOCAL, UTC = "%Y%m%dT%H%M%S", "%Y%m%dT%H%M%SZ"
STAMPED = "DTSTAMP:20260529T153000Z"
HEAD = (
    "BEGIN:VCALENDAR",
    "PRODID:-//Lanternfish Works//Mentoring calendar 3.1//EN",
    "VERSION:2.0",
    "CALSCALE:GREGORIAN",
    "METHOD:PUBLISH",
    "X-WR-CALNAME:Mentoring",
    f"X-WR-TIMEZONE:{ZONE}",
    "BEGIN:VTIMEZONE",
    f"TZID:{ZONE}",
    "BEGIN:DAYLIGHT",
    "TZOFFSETFROM:+0100",
    "TZOFFSETTO:+0200",
    "TZNAME:CEST",
    "DTSTART:19700329T020000",
    "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
    "END:DAYLIGHT",
    "BEGIN:STANDARD",
    "TZOFFSETFROM:+0200",
    "TZOFFSETTO:+0100",
    "TZNAME:CET",
    "DTSTART:19701025T030000",
    "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
    "END:STANDARD",
    "END:VTIMEZONE",
)
Lines = list[str]


class CalendarFile:
    """Content lines folded and counted."""

    def __init__(self, path: Path) -> None:
        """Open the file."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self._bytes = path.open("wb")
        self._line = 1

    def write(self, lines: Sequence[str]) -> int:
        """Write content lines; the physical line on which the first begins."""
        begins_on = self._line
        for line in lines:
            folded = fold(line)
            self._bytes.write(folded)
            self._line += folded.count(b"\n")
        return begins_on

    def close(self) -> None:
        """Finish the file."""
        self._bytes.close()


def fold(line: str) -> bytes:
    r"""A content line in pieces of at most 75 octets, no character cut in two.

    >>> fold("SUMMARY:short")
    b'SUMMARY:short\r\n'
    """
    if len(line.encode()) <= MOST_OCTETS:
        return line.encode() + b"\r\n"
    pieces, piece = [], b""
    for character in line:
        octets = character.encode()
        if len(piece) + len(octets) > MOST_OCTETS:
            pieces.append(piece)
            piece = b" "
        piece += octets
    return b"\r\n".join([*pieces, piece]) + b"\r\n"


def text(words: str) -> str:
    """Words as a TEXT value."""
    for sign in ("\\", ";", ","):
        words = words.replace(sign, "\\" + sign)
    return words.replace("\n", "\\n")


def write_calendar(exports: Path, plan: Plan, matches: Matches, dirt: DirtList) -> None:
    """Series of the pairs that keep one, and the first meeting of some others as a single date."""
    out = CalendarFile(exports / NAME)
    out.write(HEAD)
    for pair in matches.pairs:
        if pair.has_series:
            for event in _series(plan, pair):
                out.write(event)
    singles = [pair for pair in matches.pairs[:MOST_SINGLES:5] if not pair.has_series and pair.fate != "never_met"]
    for pair in singles:
        event = _single(plan, pair)
        line = out.write(event)
        if plan.is_dirty and pair is singles[0]:
            again = Stain("duplicate", "an event once more, word for word")
            dirt.note(NAME, out.write(event), again, line, _uid(event))
    if plan.is_dirty:
        _write_stranger(out, dirt, matches.pairs[-1], plan)
    out.write(["END:VCALENDAR"])
    out.close()


def _write_stranger(out: CalendarFile, dirt: DirtList, pair: Pair, plan: Plan) -> None:
    starts = at(plan.midway.first, 13 * 60)
    event = _event(f"visit-{plan.seed}", pair, starts, 60, "Visit by the ombuds office")
    address = "ombuds@elsewhere.example"
    there = f"mailto:{pair.mentee.calendar_address}"
    event = [line.replace(there, f"mailto:{address}") if line.startswith("ATTENDEE") else line for line in event]
    dirt.note(NAME, out.write(event), Stain("unknown_person", "a guest who is not on the roster"), uid=_uid(event))


def _uid(event: Lines) -> str:
    return next(line.removeprefix("UID:") for line in event if line.startswith("UID:"))


def _series(plan: Plan, pair: Pair) -> Iterator[Lines]:
    """The rule, then the occurrences that differ from it."""
    meetings = list(meetings_of(plan, pair))
    first = meetings[0]
    uid = f"series-{pair.key.lower()}"
    until = at(pair.last_day(plan), 23 * 60 + 59).replace(tzinfo=ZoneInfo(ZONE)).astimezone(ZoneInfo("UTC"))
    rule = [f"RRULE:FREQ=WEEKLY;INTERVAL={series_weeks(pair)};UNTIL={until.strftime(UTC)}"]
    removed = [meeting.planned_at.strftime(LOCAL) for meeting in meetings if meeting.entry == "removed"]
    if removed:
        rule.append(f"EXDATE;TZID={ZONE}:{','.join(removed)}")
    yield _event(uid, pair, first.planned_at, 60, _title(pair), rule, replies=_replies(plan, pair))
    for meeting in meetings:
        if meeting.entry in {"moved", "called_off"}:
            yield _exception(uid, meeting)


def _exception(uid: str, meeting: Meeting) -> Lines:
    extra = [f"RECURRENCE-ID;TZID={ZONE}:{meeting.planned_at.strftime(LOCAL)}"]
    is_off = meeting.entry == "called_off"
    title = f"Cancelled: {_title(meeting.pair)}" if is_off else _title(meeting.pair)
    return _event(uid, meeting.pair, meeting.starts_at, 60, title, extra, is_off=is_off, sequence=1)


def _single(plan: Plan, pair: Pair) -> Lines:
    meeting = next(meeting for meeting in meetings_of(plan, pair) if meeting.outcome == "held")
    uid, replies = f"first-{pair.key.lower()}", _replies(plan, pair)
    return _event(uid, pair, meeting.starts_at, 60, _title(pair), is_utc=True, replies=replies)


def _title(pair: Pair) -> str:
    return f"Mentoring: {pair.mentee.name}, {pair.mentor.name}"


def _replies(plan: Plan, pair: Pair) -> tuple[str, str]:
    dice = Dice(plan.seed, "reply", pair.key)
    return "ACCEPTED", dice.weigh({"ACCEPTED": 0.7, "TENTATIVE": 0.15, "NEEDS-ACTION": 0.15})


def _event(
    uid: str,
    pair: Pair,
    starts: datetime,
    minutes: int,
    title: str,
    extra: Sequence[str] = (),
    *,
    replies: tuple[str, str] = ("ACCEPTED", "ACCEPTED"),
    is_off: bool = False,
    is_utc: bool = False,
    sequence: int = 0,
) -> Lines:
    ends = starts + timedelta(minutes=minutes)
    return [
        "BEGIN:VEVENT",
        f"UID:{uid}@lantern.example",
        STAMPED,
        *extra[:1],
        _moment("DTSTART", starts, is_utc=is_utc),
        _moment("DTEND", ends, is_utc=is_utc),
        *extra[1:],
        f"SEQUENCE:{sequence}",
        f"STATUS:{'CANCELLED' if is_off else 'CONFIRMED'}",
        f"SUMMARY:{text(title)}",
        "DESCRIPTION:" + text(INVITATION),
        "LOCATION:" + text("Lighthouse, room 3; or by call"),
        f"ORGANIZER;CN={_name(pair.mentor)}:mailto:{pair.mentor.calendar_address}",
        _attendee(pair.mentor, replies[0]),
        _attendee(pair.mentee, replies[1]),
        "TRANSP:OPAQUE",
        "END:VEVENT",
    ]


def _moment(name: str, moment: datetime, *, is_utc: bool) -> str:
    if is_utc:
        there = moment.replace(tzinfo=ZoneInfo(ZONE)).astimezone(ZoneInfo("UTC"))
        return f"{name}:{there.strftime(UTC)}"
    return f"{name};TZID={ZONE}:{moment.strftime(LOCAL)}"


def _attendee(person: Person, reply: str) -> str:
    parameters = f"CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT={reply};RSVP=TRUE;CN={_name(person)}"
    return f"ATTENDEE;{parameters}:mailto:{person.calendar_address}"


def _name(person: Person) -> str:
    """Family name first, which needs quotes for its comma."""
    given, family = person.name.rsplit(" ", 1)
    return f'"{family}, {given}"'
