"""The components of a calendar and what is wrong with them: what is closed where, and which times are in doubt.

A calendar with an event whose time is in doubt is refused by the event's line and property. What its events mean is
`ics.py`'s.
"""

import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from math import prod
from zoneinfo import available_timezones

import icalendar
import recurring_ical_events
from icalendar.error import GloballyUniqueTZIDGuessed

from mentorship.exports import ics_lines, text
from mentorship.exports.reading import Reading

LINE_PROPERTY = "X-SOURCE-LINE"
TELLING = frozenset(
    {"DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID", "STATUS", "UID", "ATTENDEE"}
)
ONCE = ("DTSTART", "DTEND", "DURATION", "RECURRENCE-ID", "UID", "STATUS")
EVENT_FIX = "mend the event in its calendar and export it again"
RULE_PARTS = frozenset(
    {"FREQ", "UNTIL", "COUNT", "INTERVAL", "BYSECOND", "BYMINUTE", "BYHOUR", "BYDAY", "BYMONTHDAY", "BYYEARDAY"}
    | {"BYWEEKNO", "BYMONTH", "BYSETPOS", "WKST"}
)
_BOUNDARY = re.compile(r"^(BEGIN|END):([A-Za-z0-9-]+)\s*$", re.IGNORECASE)
_ALARM = re.compile(r"^BEGIN:VALARM\s*$.*?^END:VALARM\s*$", re.IGNORECASE | re.MULTILINE | re.DOTALL)
_ZONE = re.compile(r"^BEGIN:VTIMEZONE\s*$.*?^END:VTIMEZONE\s*$", re.IGNORECASE | re.MULTILINE | re.DOTALL)
_ZONE_ID = re.compile(r"^TZID[:;]", re.IGNORECASE | re.MULTILINE)
_NEXT_ZONE = re.compile(r"^(END:(?:STANDARD|DAYLIGHT)\s*)^(?=TZID[:;])", re.IGNORECASE | re.MULTILINE)
_TIMES = "DTSTART|DTEND|DURATION|RECURRENCE-ID|EXDATE|RDATE"
_BLANK_BEFORE = re.compile(
    rf"^((?:(?:{_TIMES}|RRULE|STATUS|METHOD|TZID)(?:;[^:\r\n]*)?:)|(?:(?:{_TIMES});TZID=))[ \t]+",
    re.IGNORECASE | re.MULTILINE,
)
_MOST_DEPTH = 8
_MOST_A_DAY = 24
_FIRST_HOURLY_YEAR = 1970
_UNREADABLE = (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError)


@dataclass(frozen=True, slots=True)
class Block:
    """A VEVENT in the file: its first and last physical line."""

    first: int
    last: int


def calendars_of(reading: Reading, decoded: str) -> list[icalendar.Component]:
    """The calendars of a file, each event with its line; refuses a file that is cut off or whose times are in doubt."""
    lines = text.LINE_END.split(decoded)
    blocks = _blocks(reading, lines)
    ics_lines.refuse_broken_zones(reading, lines)
    ics_lines.refuse_broken_lines(reading, lines, ((block.first, block.last) for block in blocks))
    with warnings.catch_warnings(record=True) as guesses:
        warnings.simplefilter("always", GloballyUniqueTZIDGuessed)
        try:
            calendars = _parsed(_tidied(reading, "\r\n".join(lines)))
        except _UNREADABLE as error:
            message = f"the calendar cannot be read ({type(error).__name__})"
            raise reading.refusal(message, "export it again", line=_unreadable_line(lines)) from error
    if guesses:
        zones = "a time zone with a maker's prefix is read as the zone at its end"
        reading.warn(zones, "nothing, if the times are right", column="TZID")
    for calendar in calendars:
        _drop_unknown_zone(reading, calendar)
    _note_lines(reading, calendars, blocks, lines)
    return calendars


def expanded(reading: Reading, calendar: icalendar.Component, start: date, end: date) -> list[icalendar.Component]:
    """The occurrences of a calendar's events that touch these days."""
    try:
        return _between(calendar, start, end)
    except _UNREADABLE as error:
        line, column = _place_of_unreadable(calendar, start, end)
        message = "an event's recurrence cannot be worked out"
        raise reading.refusal(message, EVENT_FIX, line=line, column=column) from error


def when(event: icalendar.Component, name: str) -> date | None:
    """A property's day or time, where it is one."""
    value = event.get(name)
    moment = None if isinstance(value, icalendar.vBroken) else getattr(value, "dt", None)
    return moment if isinstance(moment, date) else None


def all_of(event: icalendar.Component, name: str) -> list[object]:
    """Every value of a property."""
    value = event.get(name)
    if value is None:
        return []
    return list(value) if isinstance(value, list) else [value]


def _parsed(decoded: str) -> list[icalendar.Component]:
    return list(icalendar.Calendar.from_ical(decoded, multiple=True))


def _tidied(reading: Reading, decoded: str) -> str:
    """The text without what stops icalendar and means nothing: alarms, a blank before a value, a zone in another."""
    plain = _BLANK_BEFORE.sub(r"\1", _ALARM.sub("", decoded))
    tidied = _ZONE.sub(_zones_apart, plain)
    if tidied != plain:
        message = "a VTIMEZONE holds several zones, and each is taken for a zone of its own"
        reading.warn(message, "nothing, if the times are right", column="TZID")
    return tidied


def _zones_apart(zone: re.Match[str]) -> str:
    """A VTIMEZONE with several TZIDs, as some calendars of websites write, as several of one each."""
    block = zone.group()
    if len(_ZONE_ID.findall(block)) < 2:
        return block
    return _NEXT_ZONE.sub(r"\1END:VTIMEZONE\nBEGIN:VTIMEZONE\n", block)


def _unreadable_line(lines: list[str]) -> int | None:
    """The first line of a calendar that is no property, else of the first component that cannot be read by itself."""
    depth, first = 0, 0
    for line, content in enumerate(lines, start=1):
        boundary = _BOUNDARY.match(content)
        if boundary is None:
            if depth == 1 and not _can_read([content]):
                return line
            continue
        depth += 1 if boundary.group(1).upper() == "BEGIN" else -1
        if depth == 2 and boundary.group(1).upper() == "BEGIN":
            first = line
        elif depth == 1 and first and not _can_read(lines[first - 1 : line]):
            return first
    return None


def _can_read(lines: list[str]) -> bool:
    if not lines[0][:1].strip():
        return True  # the rest of a folded line
    try:
        _parsed("\r\n".join(["BEGIN:VCALENDAR", *lines, "END:VCALENDAR", ""]))
    except _UNREADABLE:
        return False
    return True


def _between(calendar: icalendar.Component, start: date, end: date) -> list[icalendar.Component]:
    return list(recurring_ical_events.of(calendar).between(start, end))


def _place_of_unreadable(calendar: icalendar.Component, start: date, end: date) -> tuple[int | None, str]:
    """The line of the first event that cannot be expanded on its own, and the property by which it recurs."""
    zones = calendar.walk("VTIMEZONE")
    for event in calendar.walk("VEVENT"):
        alone = icalendar.Calendar()
        for part in (*zones, event):
            alone.add_component(part)
        try:
            _between(alone, start, end)
        except _UNREADABLE:
            return int(str(event[LINE_PROPERTY])), next((name for name in ("RRULE", "RDATE") if name in event), "")
    return None, ""


def _drop_unknown_zone(reading: Reading, calendar: icalendar.Component) -> None:
    """The calendar's own zone only decides how events in UTC repeat; one that nobody knows decides nothing."""
    zone = calendar.get("X-WR-TIMEZONE")
    if zone is not None and str(zone) not in available_timezones():
        del calendar["X-WR-TIMEZONE"]
        message = f"the calendar's zone {str(zone)!r} is unknown, so events in UTC repeat in UTC"
        reading.warn(message, "nothing, if no such event repeats", column="X-WR-TIMEZONE")


def _blocks(reading: Reading, lines: list[str]) -> list[Block]:
    """The events' lines; refuses a file in which a component is not closed."""
    open_: list[tuple[str, int]] = []
    blocks: list[Block] = []
    count = 0
    for line, content in enumerate(lines, start=1):
        boundary = _BOUNDARY.match(content)
        if boundary is None:
            continue
        name = boundary.group(2).upper()
        if boundary.group(1).upper() == "BEGIN":
            if name == "VEVENT" and any(each == name for each, _ in open_[-_MOST_DEPTH:]):
                message = "an event begins within an event: a line END:VEVENT was lost"
                raise reading.refusal(message, "export the calendar again", line=line)
            open_.append((name, line))
            if len(open_) > _MOST_DEPTH:
                raise reading.refusal("components stand in one another too deeply", "export it again", line=line)
            count += name == "VCALENDAR"
            continue
        if not open_ or open_[-1][0] != name:
            raise reading.refusal(f"END:{name} closes nothing that is open", "export the calendar again", line=line)
        _, first = open_.pop()
        if name == "VEVENT":
            blocks.append(Block(first, line))
    if open_:
        name, first = open_[-1]
        raise reading.refusal(
            f"BEGIN:{name} is never closed: the file is cut off", "export the calendar again", line=first
        )
    if not count:
        raise reading.refusal(
            "there is no BEGIN:VCALENDAR, with which a calendar begins", "export it as iCalendar (.ics)", line=1
        )
    return blocks


def _note_lines(reading: Reading, calendars: list[icalendar.Component], blocks: list[Block], lines: list[str]) -> None:
    """Give each event the line at which it begins, and refuse one whose dates cannot be read."""
    events = [event for calendar in calendars for event in calendar.walk("VEVENT")]
    if len(events) != len(blocks):
        raise reading.refusal(f"{len(blocks)} events begin and {len(events)} can be read", "export the calendar again")
    emptied = 0
    for event, block in zip(events, blocks, strict=True):
        event.add(LINE_PROPERTY, str(block.first))
        emptied += _drop_empty_rule(event)
        for name, why in _faults(event):
            raise reading.refusal(
                f"the event {str(event.get('UID', 'without UID'))!r} has a {name} that {why}",
                EVENT_FIX,
                line=_line_of(lines, block, name),
                column=name,
            )
    if emptied:
        message = f"{emptied} of the events have an RRULE without a rule, so they do not repeat"
        reading.warn(message, "nothing, if that is so", column="RRULE")


def _drop_empty_rule(event: icalendar.Component) -> bool:
    """Take the recurrence from an event whose RRULE has nothing behind its colon."""
    rules = all_of(event, "RRULE")
    if not rules or any(rules):
        return False
    del event["RRULE"]
    return True


def _faults(event: icalendar.Component) -> Iterator[tuple[str, str]]:
    """The properties that make the time of an event doubtful, each with the reason in words."""
    yield from ((once, "stands there twice") for once in ONCE if len(all_of(event, once)) > 1)
    if when(event, "DTSTART") is None:
        yield "DTSTART", "is missing or cannot be read"
    for name, message in event.errors:
        found = name or _property_in(message)
        if found in TELLING:
            yield found, "cannot be read"
    yield from _faults_of_times(event)
    for rule in all_of(event, "RRULE"):
        why = _fault_of_rule(rule, when(event, "DTSTART"))
        if why is not None:
            yield "RRULE", why


def _faults_of_times(event: icalendar.Component) -> Iterator[tuple[str, str]]:
    start, end = when(event, "DTSTART"), when(event, "DTEND")
    for name, moment in (("DTSTART", start), ("DTEND", end)):
        if isinstance(moment, datetime) and moment.tzinfo is None and "TZID" in event[name].params:
            yield name, "names a time zone that is neither in the file nor known"
    if start is None or end is None:
        return
    if isinstance(start, datetime) != isinstance(end, datetime):
        yield "DTEND", "is a day where the start has a time, or the other way round"
    elif _is_before(end, start):
        yield "DTEND", "lies before its DTSTART"


def _fault_of_rule(rule: object, start: date | None) -> str | None:
    values = {str(key).upper(): value for key, value in rule.items()} if isinstance(rule, dict) else {}
    frequencies = {str(frequency).upper() for frequency in values.get("FREQ", ())}
    if not frequencies:
        return "has no FREQ"
    if not RULE_PARTS.issuperset(values):
        return "has a part that is not known"
    each_day = [len(values.get(part, "1")) for part in ("BYHOUR", "BYMINUTE", "BYSECOND")]
    if frequencies & {"SECONDLY", "MINUTELY"} or prod(each_day) > _MOST_A_DAY:
        return "repeats every minute or second, as no meeting does"
    if "HOURLY" in frequencies and start is not None and start.year < _FIRST_HOURLY_YEAR:
        return "repeats every hour since before there were calendars such as this"
    # dateutil never ends on an interval of none.
    if any(not isinstance(interval, int) or interval < 1 for interval in values.get("INTERVAL", ())):
        return "has an INTERVAL below 1"
    return None


def _is_before(end: date, start: date) -> bool:
    if not isinstance(start, datetime) or not isinstance(end, datetime):
        return type(start) is type(end) and end < start
    return (start.tzinfo is None) == (end.tzinfo is None) and end < start


def _property_in(message: str) -> str:
    found = re.search(r"'([A-Za-z-]+)[;:]", message)
    return found.group(1).upper() if found else ""


def _line_of(lines: list[str], block: Block, name: str) -> int:
    inside = range(block.first, block.last)
    return next((number for number in inside if lines[number - 1].upper().startswith(name)), block.first)
