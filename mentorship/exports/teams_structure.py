"""A Teams attendance report taken apart: numbered sections, or the older form with its data above a single table.

A section is told by the number before its name, for names are in the language of whoever exported the report. What a
column of a section means is `teams_attendance.py`'s.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from mentorship.exports import damage, delimited, text
from mentorship.exports.headings import has_all
from mentorship.exports.profile import LINE, Content
from mentorship.exports.reading import Reading
from mentorship.exports.text import Row, Rows
from mentorship.identity import fold
from mentorship.problems import DataRefusedError

DELIMITERS = ("\t", ",", ";")
JOINS = ("Join Time", "Horário de Entrada", "Godzina dołączenia")
LEAVES = ("Leave Time", "Horário de Saída", "Godzina opuszczenia")
FULL_NAMES = ("Full Name", "Nome Completo", "Imię i nazwisko")
ROLES = ("Role", "Rolle", "Rôle", "Rol", "Ruolo", "Função", "Roll", "Rola", "役割")
UPN = "(upn)"
COUNTS = ("Attended participants", "Total Number of Participants", "Participantes Atendidos")
TITLES = ("Meeting title", "Título da reunião", "会議のタイトル")
STARTS = ("Start time", "Meeting Start Time", "Hora de início", "Hora de Início da Reunião", "開始時刻")
ENDS = ("End time", "Meeting End Time", "Hora de término", "Hora de Término da Reunião")
IDS = ("Meeting Id", "Id da Reunião")
LIST = ("Full Name", "User Action", "Timestamp")
_NUMBERED = r"([1-9])\. ?[^\t,;\"\r\n]+"
_SEARCHED_ROWS = 60
_LEAST_COLUMNS = 4
EXPORT_FIX = "download the attendance report again, from the meeting's Attendance tab in Teams"

Form = Literal["sections", "single", "list"]


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the meeting's data: where it is, its label, what it says, and what else stands in the line."""

    line: int
    label: str
    value: str
    rest: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """The meeting's data, one row a participant, and one row a join where the report tells them.

    In the older form the table of participants is already one of joins, and nothing is numbered.
    """

    summary: tuple[Entry, ...]
    participants: Content
    activities: Content | None
    is_numbered: bool

    def entry(self, labels: Iterable[str]) -> Entry | None:
        """The line of the meeting's data under one of these labels."""
        wanted = {fold(label) for label in labels}
        return next((entry for entry in self.summary if fold(entry.label) in wanted), None)


@dataclass(frozen=True, slots=True)
class _Part:
    """A numbered section: the line of its name, and where in the text it ends."""

    line: int
    end: int


class SectionRows(Rows):
    """The rows of a section, made as long as its header: blank cells beyond it go, cells of engagement may be missing.

    `least` is the number of cells that a row cannot do without.
    """

    width = 0
    least = 0

    def __next__(self) -> Row:
        """The next row."""
        line, cells = super().__next__()
        if self.width and not any(map(str.strip, cells[self.width :])):
            cells = cells[: self.width]
        if self.least <= len(cells) < self.width and self._has_role(cells):
            cells = [*cells, *[""] * (self.width - len(cells))]
        return line, cells

    def _has_role(self, cells: Sequence[str]) -> bool:
        """Whether a word stands where the last cell needed is; a row that lost a delimiter has a count there."""
        last = cells[self.least - 1].strip()
        return bool(last) and not last.isdecimal()


def evidence_of(start: str) -> tuple[str, ...]:
    """What in the first characters of a file speaks for an attendance report, in words."""
    found = (_evidence(_filled(start, delimiter)) for delimiter in DELIMITERS)
    return next(((words,) for words in found if words), ())


def report_of(reading: Reading, decoded: str, delimiter: str) -> Report:
    """The parts of a report; refuses a file that is no report, is cut off, or holds several."""
    forms = {mark: _form(_filled(decoded, mark)) for mark in dict.fromkeys((delimiter, *DELIMITERS))}
    if "list" in forms.values():
        raise reading.refusal(
            "it is the list of attendees that Teams gave out during a meeting, which has no addresses and no leave"
            " time of those who stayed",
            EXPORT_FIX,
            line=1,
            column=LIST[1],
        )
    _refuse_other_delimiter(reading, decoded, delimiter)
    is_numbered = forms[delimiter] == "sections"
    report = _sections(reading, decoded, delimiter) if is_numbered else _single(reading, decoded, delimiter)
    _refuse_broken_data(reading, report, delimiter)
    _refuse_missing_people(reading, report)
    return report


def has_any(cells: Iterable[str], headings: Iterable[str]) -> bool:
    """Whether one of these headings is among some cells."""
    folded = {fold(cell) for cell in cells}
    return any(fold(heading) in folded for heading in headings)


def _filled(start: str, delimiter: str) -> list[Row]:
    """The first rows that are not blank, without their blank cells."""
    rows = text.head(start, delimiter, count=_SEARCHED_ROWS)
    filled = [(line, [cell for cell in cells if cell.strip()]) for line, cells in rows]
    return [(line, cells) for line, cells in filled if cells]


def _form(rows: Sequence[Row]) -> Form | None:
    first = rows[0][1] if rows else []
    if has_all(first, LIST):
        return "list"
    if _number(first) == 1:
        return "sections"
    return "single" if any(_is_header(cells) for _, cells in rows) else None


def _is_header(cells: Sequence[str]) -> bool:
    """Whether a row heads the single table; the id of the participant tells it where the name is in other words."""
    is_told = has_any(cells, FULL_NAMES) or any(UPN in fold(cell) for cell in cells)
    return is_told and has_any(cells, JOINS) and has_any(cells, LEAVES)


def _evidence(rows: Sequence[Row]) -> str:
    """What in some rows speaks for a report, in words; nothing when they are none's."""
    form = _form(rows)
    if form == "list":
        return f"its columns {', '.join(LIST)}"
    if form == "single":
        return "join and leave times of named participants in one table"
    is_table = any(len(cells) >= _LEAST_COLUMNS for _, cells in rows)
    if form == "sections" and is_table and any(_number(cells) == 2 for _, cells in rows):
        return "sections numbered 1 and 2, the second with a table"
    return ""


def _number(cells: Sequence[str]) -> int | None:
    """The number before a section's name, which stands alone in its row."""
    found = re.fullmatch(_NUMBERED, cells[0].strip()) if len(cells) == 1 else None
    return int(found.group(1)) if found else None


def _sections(reading: Reading, decoded: str, delimiter: str) -> Report:
    parts = _parts(reading, decoded, delimiter)
    missing = next((number for number in (1, 2) if number not in parts), None)
    if missing is not None:
        raise _no_header(reading, missing, text.line_at(decoded, len(decoded.rstrip())))
    summary = _entries(Rows(reading.file, decoded[: parts[1].end], delimiter, parts[1].line + 1))
    if not summary:
        raise reading.refusal("section 1 does not say which meeting it was", EXPORT_FIX, line=parts[1].line)
    participants = _table(reading, decoded, delimiter, parts, 2)
    activities = _table(reading, decoded, delimiter, parts, 3) if 3 in parts else None
    return Report(summary, participants, activities, is_numbered=True)


def _parts(reading: Reading, decoded: str, delimiter: str) -> dict[int, _Part]:
    """The sections by their number; a number inside a cell that runs over several lines begins none."""
    mark = re.escape(delimiter)
    name = re.compile(rf'(?:^|(?<=[\r\n])) *"?{_NUMBERED}(?:["{mark}][{mark} ]*)?(?=[\r\n]|$)')
    found: dict[int, re.Match[str]] = {}
    quotes = counted = 0
    for each in name.finditer(decoded):
        quotes += decoded.count('"', counted, each.start())
        counted = each.start()
        if quotes % 2:
            continue
        number = int(each.group(1))
        if number in found:
            raise reading.refusal(
                f"section {number} begins a second time: several reports stand in one file",
                "put each report into a file of its own, as Teams wrote it",
                line=text.line_at(decoded, each.start()),
            )
        found[number] = each
    starts = {number: each.start() for number, each in found.items()}
    ends = [*starts.values(), len(decoded)][1:]
    lines = {number: text.line_at(decoded, start) for number, start in starts.items()}
    return {number: _Part(lines[number], end) for number, end in zip(starts, ends, strict=True)}


def _table(reading: Reading, decoded: str, delimiter: str, parts: dict[int, _Part], number: int) -> Content:
    part = parts[number]
    data = SectionRows(reading.file, decoded[: part.end], delimiter, part.line + 1)
    line, headings = next((row for row in data if any(map(str.strip, row[1]))), (part.line, []))
    while headings and not headings[-1].strip():
        headings.pop()
    if len(headings) < _LEAST_COLUMNS:
        raise _no_header(reading, number, line)
    data.width = len(headings)
    data.least = _least(headings) if number == 2 else data.width
    delimited.read_rows(reading, line, headings, data)
    return reading.content


def _least(headings: Sequence[str]) -> int:
    """How many cells a participant's row cannot do without: those up to the role; after it comes engagement."""
    roles = {fold(role) for role in ROLES}
    known = [place for place, heading in enumerate(headings, start=1) if fold(heading) in roles]
    return max(known, default=len(headings))


def _single(reading: Reading, decoded: str, delimiter: str) -> Report:
    data = Rows(reading.file, decoded, delimiter)
    declared = reading.source.columns
    joins = [declared["starts_at"]] if "starts_at" in declared else JOINS
    leaves = [declared["ends_at"]] if "ends_at" in declared else LEAVES
    above: list[Row] = []
    for line, cells in islice(data, _SEARCHED_ROWS):
        if has_any(cells, joins) and has_any(cells, leaves):
            delimited.read_rows(reading, line, cells, data)
            delimited.refuse_second_header(reading, cells.index(next(cell for cell in cells if has_any([cell], joins))))
            return Report(_entries(above), reading.content, None, is_numbered=False)
        above.append((line, cells))
    raise reading.refusal(
        f"there is neither a section 1 nor a header with {joins[0]} and {leaves[0]} among the first rows",
        EXPORT_FIX,
        line=1,
    )


def _entries(rows: Iterable[Row]) -> tuple[Entry, ...]:
    """The labels and values of the meeting's data."""
    pairs = [(line, cells) for line, cells in rows if len(cells) > 1 and cells[0].strip()]
    return tuple(Entry(line, cells[0].strip(), cells[1].strip(), "".join(cells[2:]).strip()) for line, cells in pairs)


def _refuse_broken_data(reading: Reading, report: Report, delimiter: str) -> None:
    """Refuse meeting data with garbled letters, with two lines run into one, or without the title or the start."""
    damage.refuse_garbled(reading, ((entry.line, "", entry.label) for entry in report.summary))
    damage.refuse_garbled(reading, ((entry.line, entry.label, entry.value) for entry in report.summary))
    joined = next((entry for entry in report.summary if entry.rest and delimiter == "\t"), None)
    if joined is not None:
        message = "a line of the meeting's data holds more than its label and a value"
        raise reading.refusal(message, EXPORT_FIX, line=joined.line, column=joined.label)
    for labels, others, wanted in ((STARTS[:2], (*IDS, *TITLES), TITLES[0]), (TITLES[:1], STARTS, STARTS[0])):
        told = report.entry(labels)
        if told is not None and report.entry(others) is None:
            raise reading.refusal(
                f"the meeting's data hold {told.label!r} and no {wanted!r}",
                EXPORT_FIX,
                line=told.line,
                column=told.label,
            )


def _refuse_other_delimiter(reading: Reading, decoded: str, delimiter: str) -> None:
    """Refuse a file that is a report only when its cells are parted by something else."""
    is_report = {mark: bool(_evidence(_filled(decoded, mark))) for mark in {*DELIMITERS, delimiter}}
    other = next((mark for mark in DELIMITERS if is_report[mark]), None)
    if other is None or is_report[delimiter]:
        return
    fix = f"declare delimiter: {other!r} for the source {reading.source.name!r}"
    raise reading.refusal(f"its cells are not parted by {delimiter!r}", fix, line=1)


def _no_header(reading: Reading, number: int, line: int) -> DataRefusedError:
    return reading.refusal(f"section {number} is missing or has no table: the file is cut off", EXPORT_FIX, line=line)


def _refuse_missing_people(reading: Reading, report: Report) -> None:
    """Refuse a report that lists fewer participants than it counts; say so where section 3 knows of nobody else."""
    said = report.entry(COUNTS)
    table = report.participants.table
    if said is None or not said.value.isdecimal() or table.height >= int(said.value):
        return
    counts = f"{table.height} participants are listed and line {said.line} counts {said.value}"
    if report.activities is not None and set(_names(report.activities)) == set(_names(report.participants)):
        fix = "nothing, if everybody is listed; else download the attendance report again"
        reading.warn(counts, fix, line=said.line, column=said.label)
        return
    lines = table.get_column(LINE).to_list()
    raise reading.refusal(
        f"{counts}: the file is cut off",
        EXPORT_FIX,
        line=max(lines, default=report.participants.header_line),
        column=said.label,
    )


def _names(content: Content) -> list[str | None]:
    """The cells of the first column, which is the name in every language."""
    return content.table.drop(LINE).to_series(0).to_list()
