"""Microsoft Forms: the workbook that it gives, or a CSV that somebody saved from it, in the language of the account.

Times are local and name no zone. Who answered is the address, else the name; `anonymous` is nobody. The number of a
response starts at 1 in every form, so that a response is known by it and by the minute in which it was begun.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import fastexcel
import polars as pl

from mentorship.exports import damage, dates, delimited, items, responses, stamps, text, unpacking, workbook
from mentorship.exports.headings import columns_of, has_all, locate, require
from mentorship.exports.profile import LINE, ExportFile
from mentorship.exports.reader import Reader, delimiter_of, read_text
from mentorship.exports.reading import Reading, trimmed
from mentorship.identity import fold
from mentorship.programme import Kind

NUMBER = "ID"
DELIMITERS = (",", ";", "\t")
ANONYMOUS = "anonymous"
QUIZ = (
    "Total points",
    "Quiz feedback",
    "Grade posted time",
    "Gesamtpunktzahl",
    "Prüfungsfeedback",
    "Uhrzeit der Notenveröffentlichung",
    "Total de puntos",
    "Comentarios del cuestionario",
)
# A quiz has for each question one column with such a word before it, and another.
QUIZ_WORDS = ("Points", "Feedback", "Punkte", "Puntos", "Comentarios")


class Headings(NamedTuple):
    """The tool's own columns in one language."""

    started: str
    submitted: str
    address: str
    name: str
    modified: str = ""


LANGUAGES = (
    Headings("Start time", "Completion time", "Email", "Name", "Last modified time"),
    Headings("Startzeit", "Fertigstellungszeit", "E-Mail", "Name"),
    Headings("Heure de début", "Heure de fin", "Adresse de messagerie", "Nom", "Heure de la dernière modification"),
    Headings("Heure de début", "Heure de fin", "Adresse de courriel", "Nom", "Heure de la dernière modification"),
    Headings(
        "Hora de inicio", "Hora de finalización", "Correo electrónico", "Nombre", "Hora de la última modificación"
    ),
    Headings("Ora di inizio", "Ora di completamento", "Posta elettronica", "Nome"),
    Headings("Begintijd", "Tijd van voltooien", "E-mail", "Naam", "Tijd van laatste wijziging"),
    Headings("Hora de início", "Hora de conclusão", "Email", "Nome", "Hora da última modificação"),
    Headings("Starttid", "Slutförandetid", "E-post", "Namn"),
    Headings("Starttidspunkt", "Fullføringstidspunkt", "E-postadresse", "Navn", "Tidspunkt for siste endring"),
    Headings("Godzina rozpoczęcia", "Godzina ukończenia", "Adres e-mail", "Nazwa", "Czas ostatniej modyfikacji"),
    Headings("開始時刻", "完了時刻", "メール", "名前", "最終変更時刻"),
)


class MicrosoftForms(Reader):
    """Responses of a form or a quiz of Microsoft Forms."""

    tool = "microsoft_forms"
    version = "2024"
    kinds = frozenset[Kind]({"surveys"})

    def recognise(self, file: ExportFile) -> tuple[str, ...]:
        """The times of a response, with its number or who gave it, in one of the languages known."""
        for cells in _first_rows(file):
            own = _language(cells)
            if own is None or not has_all(cells, [own.started]):
                continue
            first = next((heading for heading in (NUMBER, own.address, own.name) if has_all(cells, [heading])), None)
            if first is not None:
                return (f"its columns {first}, {own.started} and {own.submitted}",)
        return ()

    def fill(self, reading: Reading) -> None:
        """One record a response."""
        _read(reading)
        headings = reading.content.columns
        own = _language(headings) or LANGUAGES[0]
        known = {"submitted_at": (own.submitted,), "respondent": (), "about": (), "response_key": ()}
        found = locate(reading, known, also_known=items.item_ids(reading))
        require(reading, found, known, ["submitted_at"])
        keys = [found[ours] for ours in ("respondent", "about", "response_key") if ours in found]
        damage.refuse_scientific(reading, keys)
        damage.refuse_broken_ids(reading, [found["response_key"]] if "response_key" in found else [])
        started = columns_of(headings, own.started)
        stamp = dates.settle(reading, dict.fromkeys([found["submitted_at"], *started]))
        reading.stamps = {"submitted_at": stamp}
        columns = {
            "respondent": _respondent(reading, own, found),
            "response_key": _response_key(reading, [*started, found["submitted_at"]][0], stamp),
            **{ours: trimmed(pl.col(column)) for ours, column in found.items()},
        }
        responses.fill(reading, reading.content.table, columns, _questions(reading, own, found.values()))


def _language(cells: Sequence[str]) -> Headings | None:
    """The language with the time of completion, and with most of the other headings where several have it."""
    fitting = [own for own in LANGUAGES if has_all(cells, [own.submitted])]
    folded = {fold(cell) for cell in cells}
    return max(fitting, key=lambda own: sum(fold(heading) in folded for heading in own if heading), default=None)


def _first_rows(file: ExportFile) -> Iterator[list[str]]:
    """The first row of a file, in each way in which it may have been saved."""
    if file.payload.startswith(workbook.SHEET_MARKS):
        yield _first_of_sheet(file)
        return
    start = text.head_text(file)
    # A damaged letter speaks for Windows' own encoding, which reading then asks to be declared.
    starts = [start, file.payload[: len(start)].decode("cp1252", errors="replace")] if "\ufffd" in start else [start]
    yield from (text.first_row(head, delimiter) for head in starts for delimiter in DELIMITERS)


def _first_of_sheet(file: ExportFile) -> list[str]:
    if file.payload.startswith(workbook.SHEET_MARKS[0]) and unpacking.fault_of_workbook(file.payload) is not None:
        return []
    try:
        sheet = fastexcel.read_excel(file.payload).load_sheet(0, header_row=None, n_rows=1, dtypes="string")
    except fastexcel.FastExcelError:
        return []
    row = sheet.to_polars()
    return [str(cell) for cell in row.row(0) if cell is not None] if row.height else []


def _read(reading: Reading) -> None:
    if reading.file.payload.startswith(workbook.SHEET_MARKS):
        workbook.read_worksheet(reading)
        return
    decoded = read_text(reading)
    header_line = reading.source.header_row or 1
    start = text.from_line(decoded, header_line)
    delimited.read_table(reading, decoded, _delimiter(reading, start), header_line)


def _delimiter(reading: Reading, start: str) -> str:
    """The declared delimiter, else the one that gives the time of completion, else a comma."""
    wanted = [*(own.submitted for own in LANGUAGES), reading.source.columns.get("submitted_at", "")]
    folded = {fold(heading) for heading in wanted if heading}
    fitting = (mark for mark in DELIMITERS if folded & {fold(cell) for cell in text.first_row(start, mark)})
    return delimiter_of(reading, next(fitting, ","))


def _respondent(reading: Reading, own: Headings, found: Mapping[str, str]) -> pl.Expr:
    """The address, else the name, of whoever is not anonymous; a declared column alone."""
    if "respondent" in found:
        return pl.col(found["respondent"])
    columns = [column for heading in (own.address, own.name) for column in _only(reading, heading)]
    fix = "let the form record names, or map respondent under columns:"
    if not columns:
        if reading.source.instrument is not None:
            raise responses.nobody(reading, fix)
        return pl.lit(None, dtype=pl.String)
    respondent = pl.coalesce([_somebody(column) for column in columns])
    responses.require_somebody(reading, reading.content.table, respondent, fix, column=columns[0])
    return respondent


def _somebody(column: str) -> pl.Expr:
    named = trimmed(pl.col(column))
    return pl.when(named.str.to_lowercase() != ANONYMOUS).then(named)


def _only(reading: Reading, heading: str) -> list[str]:
    """The first of the columns with a heading: the tool's own stand before the questions."""
    return columns_of(reading.content.columns, heading)[:1]


def _response_key(reading: Reading, dated: str, stamp: str) -> pl.Expr:
    number = _only(reading, NUMBER)
    if not number:
        return pl.lit(None, dtype=pl.String)
    minute = stamps.instant(dated, stamp, reading.time_zone).dt.strftime("%Y-%m-%dT%H:%MZ")
    return pl.concat_str(trimmed(pl.col(number[0])), minute, separator=" ")


def _questions(reading: Reading, own: Headings, taken: Iterable[str]) -> list[items.Question]:
    """The columns of questions; a grid's are headed `Question.Row` in some exports."""
    headings = reading.content.columns
    names = [name for name in reading.content.table.columns if name != LINE]
    folded = {fold(heading) for heading in headings}
    theirs = [column for heading in (NUMBER, *own, *QUIZ) if heading for column in _only(reading, heading)]
    others = {*theirs, *taken}
    return [
        items.Question(name, (*_grid(heading), heading))
        for name, heading in zip(names, headings, strict=True)
        if name not in others and not _is_of_quiz(heading, folded)
    ]


def _is_of_quiz(heading: str, folded: set[str]) -> bool:
    word, _, question = heading.partition(" - ")
    return word in QUIZ_WORDS and fold(question) in folded


def _grid(heading: str) -> list[str]:
    """`Question.Row` as `Question - Row`, which is how rows of grids are known."""
    dots = re.finditer(r"(?<=.)\.(?=\S)", heading)
    return [f"{heading[: dot.start()]} - {heading[dot.end() :]}" for dot in dots]
