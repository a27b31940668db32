"""Zoom's participants report: one row a join of a call, with or without the meeting's data above.

A person who joins again has a row each time; the union of them is `core.py`'s. The form with unique users has no
times and is placed at the meeting's start, where its data stand above. AM and PM prove the month to come first.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import polars as pl

from mentorship.exports import damage, dates, delimited, text
from mentorship.exports.headings import has_all, locate, other_delimiter
from mentorship.exports.profile import LINE, ExportFile
from mentorship.exports.reader import Reader, delimiter_of, read_text
from mentorship.exports.reading import Reading, records, trimmed
from mentorship.exports.text import Row, Rows
from mentorship.identity import fold
from mentorship.programme import Kind

NAMES = ("Name (Original Name)", "Name", "User Name", "Participant", "Participant Name")
ADDRESSES = ("User Email", "Email", "User Email Address")
KNOWN: dict[str, tuple[str, ...]] = {
    "people": (),
    "starts_at": ("Join Time",),
    "ends_at": ("Leave Time",),
    "duration_minutes": ("Duration (Minutes)", "Total Duration (Minutes)"),
    "meeting_key": ("Meeting ID",),
}
WAITING_ROOM = "In Waiting Room"
_SEARCHED_ROWS = 20


@dataclass
class Preamble:
    """What stands above the header: the meeting's data, by folded heading, and their line."""

    line: int | None = None
    values: dict[str, str] = field(default_factory=dict)

    def get(self, *headings: str) -> str:
        """The first of these that is there, else nothing."""
        return next((self.values[heading] for heading in headings if self.values.get(heading)), "")


class ZoomParticipants(Reader):
    """Who was in a Zoom meeting, and when."""

    tool = "zoom_participants"
    version = "2021"
    kinds = frozenset[Kind]({"meetings"})

    def recognise(self, file: ExportFile) -> tuple[str, ...]:
        """A header with joins or total durations among the first rows."""
        for line, cells in text.head(text.head_text(file), ",", count=_SEARCHED_ROWS):
            if has_all(cells, ["Join Time", "Leave Time"]):
                return (f"Join Time and Leave Time in line {line}",)
            if has_all(cells, ["Total Duration (Minutes)"]) and _has_any(cells, NAMES):
                return (f"Total Duration (Minutes) in line {line}",)
        return ()

    def fill(self, reading: Reading) -> None:
        """One record a join."""
        decoded = read_text(reading)
        delimiter = delimiter_of(reading, ",")
        preamble, (line, headings), data = _header(reading, decoded, delimiter)
        delimited.read_rows(reading, line, headings, data)
        found = locate(reading, KNOWN)
        start = preamble.get("start time")
        placed = [(preamble.line or 1, "Start Time", start)] if start else []
        dated = {ours: column for ours, column in found.items() if ours in {"starts_at", "ends_at"}}
        if "starts_at" not in found and not start:
            raise reading.refusal(
                "there are no join times, and no meeting data above the header to say when it was",
                "export it with meeting data, or without 'Show unique users'",
                line=line,
            )
        stamp = dates.settle(reading, dated.values(), also=placed, with_half_days="mdy")
        reading.stamps = {"starts_at": stamp, **dict.fromkeys(dated, stamp)}
        columns = {
            "starts_at": pl.lit(start),
            **{ours: pl.col(column) for ours, column in found.items()},
            "evidence": pl.lit("presence"),
            "channel": pl.lit("video"),
        }
        damage.refuse_scientific(reading, [found["meeting_key"]] if "meeting_key" in found else [])
        if "meeting_key" not in found:
            columns["meeting_key"] = pl.lit(_meeting_key(reading, preamble))
        if "people" not in found:
            columns["people"] = _people(reading)
        reading.records = records(_admitted(reading), "meetings", columns)


def _header(reading: Reading, decoded: str, delimiter: str) -> tuple[Preamble, Row, Rows]:
    """The meeting's data, the header, and the rows below it."""
    data = Rows(reading.file, decoded, delimiter)
    joins = [reading.source.columns.get(ours, KNOWN[ours][0]) for ours in ("starts_at", "ends_at")]
    totals = [reading.source.columns.get("duration_minutes", "Total Duration (Minutes)")]
    above: list[Row] = []
    people = [reading.source.columns.get("people", ""), *NAMES]
    for line, cells in data:
        if has_all(cells, joins) or (has_all(cells, totals) and _has_any(cells, people)):
            return _preamble(above), (line, cells), data
        above.append((line, cells))
        if len(above) > _SEARCHED_ROWS:
            break
    fix = "export the meeting's participants from Zoom's reports, or map its headings under columns:"
    other = next((mark for _, cells in above if (mark := other_delimiter(cells))), None)
    if other is not None:
        fix = f"declare delimiter: {other!r} for the source {reading.source.name!r}"
    raise reading.refusal(f"no header with {' and '.join(joins)} (or {totals[0]}) among the first rows", fix, line=1)


def _meeting_key(reading: Reading, preamble: Preamble) -> str:
    """The meeting's id and start, since a recurring meeting keeps its id; without them the file's own content."""
    meeting = "".join(preamble.get("meeting id", "id").split())
    if re.search(damage.SCIENTIFIC, meeting):
        raise reading.refusal(
            "the meeting's id is in scientific notation, so its last digits are lost",
            "export the file again and do not save it from a spreadsheet",
            line=preamble.line,
            column="Meeting ID",
        )
    return f"{meeting} {preamble.get('start time')}" if meeting else reading.file.sha256


def _preamble(above: list[Row]) -> Preamble:
    filled = [(line, cells) for line, cells in above if any(cell.strip() for cell in cells)]
    if len(filled) < 2:
        return Preamble()
    (_, headings), (line, values) = filled[:2]
    return Preamble(line, {fold(heading): value.strip() for heading, value in zip(headings, values, strict=False)})


def _has_any(cells: list[str], headings: Sequence[str]) -> bool:
    folded = {fold(cell) for cell in cells if cell.strip()}
    return any(fold(heading) in folded for heading in headings)


def _people(reading: Reading) -> pl.Expr:
    """The address, else the name without the original one in brackets."""
    names = {fold(name): name for name in reading.content.table.columns if name != LINE}
    address = next((names[fold(heading)] for heading in ADDRESSES if fold(heading) in names), None)
    name = next((names[fold(heading)] for heading in NAMES if fold(heading) in names), None)
    parts = [] if address is None else [trimmed(pl.col(address))]
    if name is not None:
        parts.append(trimmed(pl.col(name).str.replace(r"\s*\([^()]*\)\s*$", "")))
    if not parts:
        raise reading.refusal(
            "no column says who joined",
            "map people under columns: to the column of addresses or names",
            line=reading.content.header_line,
        )
    return pl.coalesce(parts)


def _admitted(reading: Reading) -> pl.DataFrame:
    """The rows of the meeting itself: time in the waiting room is a row of its own, and no presence."""
    table = reading.content.table
    column = next((name for name in table.columns if fold(name) == fold(WAITING_ROOM)), None)
    if column is None:
        return table
    is_waiting = (pl.col(column).str.strip_chars().str.to_lowercase() == "yes").fill_null(value=False)
    reading.leave_out(
        table.filter(is_waiting),
        "time in the waiting room is left out",
        "nothing; waiting is not being there",
        column=column,
    )
    return table.filter(~is_waiting)
