"""Calendars (RFC 5545) of any tool: one record an occurrence within the programme's days.

Recurrences, exceptions and moved occurrences are expanded by recurring-ical-events. What an occurrence proves is that
it was agreed, not that it was held. An all-day event is a day without a time; a time without a zone is in the source's,
else the programme's. Rows are the occurrences in the order of their start; the line of their VEVENT is a column.
"""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

import icalendar
import polars as pl

from mentorship.exports import text
from mentorship.exports.ics_structure import LINE_PROPERTY, all_of, calendars_of, expanded, when
from mentorship.exports.profile import LINE, Content, ExportFile
from mentorship.exports.reader import Reader, read_text
from mentorship.exports.reading import Reading, records
from mentorship.programme import Kind

TEXTS = ("UID", "DTSTART", "DTEND", "SUMMARY", "STATUS", "LOCATION", "ORGANIZER", "ATTENDEE", "RECURRENCE-ID", "VEVENT")
OURS = ("meeting_key", "people", "starts_at", "ends_at", "channel", "outcome")
VIDEO = re.compile(
    r"zoom\.us/|meet\.google\.com/|teams\.(?:microsoft|live)\.com/|microsoft teams|webex\.com/|whereby\.com/"
    r"|meet\.jit\.si/|gotomeet(?:ing)?\.|bluejeans\.com/|chime\.aws/|skype\.com/|bigbluebutton|/bbb/",
    re.IGNORECASE,
)
CONFERENCE = ("LOCATION", "URL", "CONFERENCE", "X-GOOGLE-CONFERENCE", "X-MICROSOFT-SKYPETEAMSMEETINGURL")
NO_PEOPLE = re.compile(r"@(?:group|resource)\.calendar\.google\.com$", re.IGNORECASE)


class Occurrence(NamedTuple):
    """One occurrence, to be sorted: its start, the line of its event, its texts and then our columns."""

    start: datetime
    line: int
    cells: list[str | None]


class Calendar(Reader):
    """Occurrences of a calendar's events."""

    tool = "ics"
    version = "rfc5545"
    kinds = frozenset[Kind]({"meetings"})

    def recognise(self, file: ExportFile) -> tuple[str, ...]:
        """BEGIN:VCALENDAR at the start."""
        start = text.head_text(file).lstrip()
        return ("it begins with BEGIN:VCALENDAR",) if start[:15].upper() == "BEGIN:VCALENDAR" else ()

    def fill(self, reading: Reading) -> None:
        """One record an occurrence that starts within the programme's days, both in."""
        if reading.source.columns:
            raise reading.refusal(
                "columns: is declared, and a calendar has no columns", "remove columns: of the source"
            )
        decoded = read_text(reading)
        calendars = calendars_of(reading, decoded)
        about = reading.programme.programme
        found = [row for calendar in calendars for row in _occurrences(reading, calendar)]
        rows = sorted(found, key=lambda row: (row.start, row.line))
        names = [*TEXTS, *OURS]
        table = pl.DataFrame([row.cells for row in rows], schema=dict.fromkeys(names, pl.String), orient="row")
        table = table.with_row_index(LINE, offset=1).with_columns(pl.col(LINE).cast(pl.Int64))
        content_table = table.select(LINE, *TEXTS)
        reading.content = Content(reading.content.encoding, None, None, TEXTS, content_table)
        reading.stamps = {"starts_at": "iso", "ends_at": "iso"}
        columns = {name: pl.col(name) for name in OURS}
        reading.records = records(table, "meetings", {**columns, "evidence": pl.lit("calendar")})
        if not rows:
            count = sum(len(calendar.walk("VEVENT")) for calendar in calendars)
            window = f"none of its {count} events falls between {about.starts_on} and {about.ends_on}"
            fix = "nothing, if that is so; else export the calendar again"
            reading.warn(window if count else "there is no event in it", fix)


def _occurrences(reading: Reading, calendar: icalendar.Component) -> list[Occurrence]:
    about = reading.programme.programme
    zone = ZoneInfo(reading.time_zone)
    # A day more at either end: the window is cut in the programme's zone below.
    found = expanded(reading, calendar, about.starts_on - timedelta(days=1), about.ends_on + timedelta(days=2))
    is_cancelled = str(calendar.get("METHOD", "")).upper() == "CANCEL"
    made = []
    for event in found:
        start = _moment(event, "DTSTART")
        day = _instant(start, zone).astimezone(reading.programme.zone).date() if isinstance(start, datetime) else start
        if about.starts_on <= day <= about.ends_on:
            cells = _cells(event, zone, is_cancelled=is_cancelled)
            made.append(Occurrence(_instant(start, zone), int(str(event[LINE_PROPERTY])), cells))
    return made


def _cells(event: icalendar.Component, zone: ZoneInfo, *, is_cancelled: bool) -> list[str | None]:
    """The texts of an occurrence, then our columns."""
    start, end = _moment(event, "DTSTART"), when(event, "DTEND")
    recurrence = when(event, "RECURRENCE-ID") or start
    is_cancelled = is_cancelled or str(event.get("STATUS", "")).upper() == "CANCELLED"
    uid = str(event.get("UID", "")) or f"line {event[LINE_PROPERTY]}"
    texts = {
        "UID": uid,
        "DTSTART": str(start),
        "DTEND": None if end is None else str(end),
        "ORGANIZER": _join(all_of(event, "ORGANIZER")),
        "ATTENDEE": _join(all_of(event, "ATTENDEE")),
        "RECURRENCE-ID": str(recurrence),
        "VEVENT": str(event[LINE_PROPERTY]),
    }
    is_day = not isinstance(start, datetime)
    return [
        *(texts.get(name, None if event.get(name) is None else str(event[name])) for name in TEXTS),
        f"{uid} {_iso(recurrence, zone)}",
        _people(event),
        _iso(start, zone),
        None if is_day or end in {None, start} else _iso(end, zone),
        "video" if any(VIDEO.search(str(value)) for name in CONFERENCE for value in all_of(event, name)) else None,
        "cancelled" if is_cancelled else "booked",
    ]


def _moment(event: icalendar.Component, name: str) -> date:
    moment = when(event, name)
    if moment is None:
        raise TypeError(f"{name} of an occurrence is no date")
    return moment


def _people(event: icalendar.Component) -> str | None:
    """Who was invited and did not decline: addresses, else names; rooms and shared calendars are nobody."""
    attendees = all_of(event, "ATTENDEE")
    declined = {_address(person) for person in attendees if _parameter(person, "PARTSTAT") == "DECLINED"}
    invited = [person for person in attendees if _parameter(person, "CUTYPE") not in {"ROOM", "RESOURCE"}]
    addresses = [_address(person) for person in [*all_of(event, "ORGANIZER"), *invited]]
    kept = dict.fromkeys(key for key in addresses if key and key not in declined and not NO_PEOPLE.search(key))
    return ";".join(kept) or None


def _address(person: object) -> str:
    value = str(person).strip()
    if value.lower().startswith("mailto:"):
        return value[len("mailto:") :].strip().lower()
    return _parameter(person, "EMAIL").lower() or (
        value.lower() if "@" in value else _parameter(person, "CN", as_is=True)
    )


def _parameter(person: object, name: str, *, as_is: bool = False) -> str:
    value = str(getattr(person, "params", {}).get(name, "")).strip()
    return value if as_is else value.upper()


def _join(values: list[object]) -> str | None:
    return ";".join(str(value) for value in values) or None


def _instant(moment: date, zone: ZoneInfo) -> datetime:
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time.min)
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)


def _iso(moment: date, zone: ZoneInfo) -> str:
    if not isinstance(moment, datetime):
        return moment.isoformat()
    return _instant(moment, zone).strftime("%Y-%m-%dT%H:%M:%SZ")
