"""The lines of a calendar's events before anything is made of them: what was torn apart, and what ran together.

icalendar passes over a line that is no property, and with it over a date or an address that the line held. A torn line
of free text does no harm and is left alone.
"""

import re
from collections.abc import Iterable, Sequence
from zoneinfo import available_timezones

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from mentorship.exports.reading import Reading

TELLING = (
    *("DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID", "STATUS", "UID", "ATTENDEE"),
    "ORGANIZER",
)
STATUSES = ("TENTATIVE", "CONFIRMED", "CANCELLED")
AGAIN = "export the calendar again; do not edit it"
_NAMED = re.compile(r"([A-Za-z0-9_-]+)[;:]")
_TWO_IN_ONE = re.compile(rf"(?<![\s\\,;:\"=(.])(?<!\\n)(?<!\\N)(?:{'|'.join(TELLING)})(?:;[A-Z-]+=[^:;]*)*:")
_STRANGE = re.compile("[\ufeff\ufffd]")
_RUN_ON = re.compile(r";(?:PARTSTAT|CUTYPE)=[^\";:]*=")


def refuse_broken_lines(reading: Reading, lines: Sequence[str], events: Iterable[tuple[int, int]]) -> None:
    """Refuse events, given by their first and last lines, in which a line hides when they are or who comes."""
    without, has_ids = [], False
    for first, last in events:
        inside = _properties(lines, first, last)
        for number, name, content in inside:
            fault = _fault(name, content)
            if fault:
                raise reading.refusal(f"a line of the event {fault}", AGAIN, line=number, column=name)
        has_id = any(name == "UID" for _, name, _ in inside)
        has_ids |= has_id
        without += [] if has_id else [first]
    if has_ids and without:
        message = "the event has no UID, and others of the calendar have one"
        raise reading.refusal(message, AGAIN, line=without[0], column="UID")


def _properties(lines: Sequence[str], first: int, last: int) -> list[tuple[int, str, str]]:
    """The unfolded lines of an event but those of its alarms: where each begins, the property it is of, its text.

    A line that is no property is told to be of the one before it, from which it was torn.
    """
    unfolded: list[tuple[int, list[str]]] = []
    depth = 0
    for number in range(first + 1, last):
        content = lines[number - 1]
        depth += content.upper().startswith("BEGIN:") - content.upper().startswith("END:")
        if depth or not content.strip() or content.upper().startswith("END:"):
            continue
        if content[0] in " \t" and unfolded:
            unfolded[-1][1].append(content[1:])
        else:
            unfolded.append((number, [content]))
    owner, found = "", []
    for number, parts in unfolded:
        content = "".join(parts)
        owner = _name_of(content) or owner
        found.append((number, owner, content))
    return found


def _name_of(content: str) -> str:
    """The property that a line is, or evidently was; blank where it is none."""
    named = _NAMED.match(content)
    if named and named.group(1) == named.group(1).upper():
        return named.group(1)
    return next((name for name in TELLING if content.upper().startswith(name)), "")


def _fault(name: str, content: str) -> str:
    """What is wrong with a line of an event, in words; blank where nothing is, or nothing that matters."""
    if _TWO_IN_ONE.search(content, 1):
        return "holds two properties: a line end was lost"
    if name not in TELLING:
        return ""
    is_whole = content.upper().startswith(name) and content[len(name) : len(name) + 1] in {";", ":"} and ":" in content
    value = content.partition(":")[2].strip()
    if not is_whole or _RUN_ON.search(content) or _STRANGE.search(content) or (name == "RRULE" and _is_joined(value)):
        return "is torn, or a character of it is lost or strange"
    return "says a status that is none" if name == "STATUS" and _is_damaged_status(value.upper()) else ""


def _is_joined(rule: str) -> bool:
    """Whether two parts of a recurrence ran into one."""
    return any(part.count("=") > 1 for part in rule.split(";"))


def _is_damaged_status(value: str) -> bool:
    """Whether a status is one of those that there are, but for what stands around it or is missing."""
    letters = re.sub("[^A-Z]", "", value)
    is_like = any(known.startswith(letters) or letters.startswith(known) for known in STATUSES)
    return bool(letters) and value not in STATUSES and is_like


def refuse_broken_zones(reading: Reading, lines: Sequence[str]) -> None:
    """Refuse a time zone of which summer or winter time comes round every year and the other does not.

    Only the zones that nobody knows are what the calendar says they are.
    """
    first, zone, part = 0, "", ""
    recurring: dict[str, bool] = {}
    for number, content in enumerate(lines, start=1):
        bare = content.strip().upper()
        if bare == "BEGIN:VTIMEZONE":
            first, zone, part, recurring = number, "", "", {}
        elif bare in {"BEGIN:STANDARD", "BEGIN:DAYLIGHT"}:
            part = bare.partition(":")[2]
            recurring.setdefault(part, False)
        elif bare.startswith("TZID") and not part:
            zone = content.partition(":")[2].strip()
        elif part and bare.startswith("RRULE") and "UNTIL=" not in bare and "COUNT=" not in bare:
            recurring[part] = True
        elif bare == "END:VTIMEZONE" and len(set(recurring.values())) > 1 and not _is_known(zone):
            message = "a time zone has a clock change that comes round every year, and none that takes it back"
            raise reading.refusal(message, AGAIN, line=first, column="RRULE")


def _is_known(zone: str) -> bool:
    return zone in available_timezones() or zone in WINDOWS_TO_OLSON
