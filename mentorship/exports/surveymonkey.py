"""SurveyMonkey CSV: two header rows, the questions and below them the options; older exports put a title above.

A question stands over the first of its columns only. That column keeps the question as its name, the others are
`Question [Option]`. The IP address is blanked.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import polars as pl

from mentorship.exports import damage, dates, delimited, items, responses, text
from mentorship.exports.headings import locate, other_delimiter
from mentorship.exports.profile import LINE, ExportFile
from mentorship.exports.reader import Reader, delimiter_of, read_text
from mentorship.exports.reading import Reading, trimmed
from mentorship.exports.text import Row, Rows
from mentorship.identity import fold
from mentorship.programme import Kind

KNOWN: dict[str, tuple[str, ...]] = {"submitted_at": (), "respondent": (), "about": (), "response_key": ()}
RESPONDENT, COLLECTOR, PLACE, ADDRESS = "respondentid", "collectorid", "ipaddress", "emailaddress"
DATES = ("enddate", "datemodified", "startdate", "datecreated")
META = frozenset({RESPONDENT, COLLECTOR, PLACE, ADDRESS, *DATES, "firstname", "lastname"})
CUSTOM = re.compile(r"custom(?:data)?[0-9]*")
# What stands below a question that has its answer in one column; any other text there is an option or a row.
WHOLE = ("response", "open-ended response")
NEEDED = {"submitted_at": "End Date", "respondent": "Email Address"}
_SEARCHED_ROWS = 10
_DAYS_TO_1970 = 25_569


@dataclass(frozen=True, slots=True)
class Column:
    """A column by its two header rows: its own heading, the question it belongs to, and what stands below that."""

    heading: str
    question: str
    option: str

    @property
    def key(self) -> str:
        """What the tool's own columns go by, blank for a question's: their options are blank."""
        key = key_of(self.heading)
        return key if not self.option and (key in META or CUSTOM.fullmatch(key)) else ""

    @property
    def is_whole(self) -> bool:
        """Whether the column holds the whole answer to its question."""
        return not self.option or fold(self.option) in WHOLE

    @property
    def name(self) -> str:
        """The heading where there is one, else the question with the option."""
        if self.heading or not self.question:
            return self.heading or self.option
        return f"{self.question} [{self.option}]"


class SurveyMonkey(Reader):
    """Responses of a SurveyMonkey survey."""

    tool = "surveymonkey"
    version = "2020"
    kinds = frozenset[Kind]({"surveys"})

    def recognise(self, file: ExportFile) -> tuple[str, ...]:
        """A respondent id beside a collector id, or alone above a row of options."""
        rows = text.head(text.head_text(file), ",", count=_SEARCHED_ROWS)
        for (line, cells), (_, below) in pairwise([*rows, (0, [])]):
            keys = [key_of(cell) for cell in cells]
            if RESPONDENT not in keys:
                continue
            if COLLECTOR in keys:
                return (f"a respondent's and a collector's id in line {line}",)
            if len(below) == len(cells) and not below[keys.index(RESPONDENT)].strip() and any(map(str.strip, below)):
                return (f"a respondent's id in line {line}, above a row of options",)
        return ()

    def fill(self, reading: Reading) -> None:
        """One record a response."""
        decoded = read_text(reading)
        data = Rows(reading.file, decoded, delimiter_of(reading, ","), reading.source.header_row or 1)
        header, second = _header_rows(reading, data)
        columns = list(_columns(header[1], second[1]))
        _refuse_response(reading, columns, second)
        delimited.read_rows(reading, header[0], [column.name for column in columns], data)
        names = [name for name in reading.content.table.columns if name != LINE]
        by_name = dict(zip(names, columns, strict=True))
        responses.blank(reading, [name for name, column in by_name.items() if key_of(column.heading) == PLACE])
        _fill_records(reading, by_name)


def key_of(heading: str) -> str:
    """A heading as the generations of the tool have it in common.

    >>> key_of("Respondent ID"), key_of("RespondentID"), key_of("respondent_id")
    ('respondentid', 'respondentid', 'respondentid')
    """
    return re.sub(r"[\s_]+", "", fold(heading))


def _header_rows(reading: Reading, data: Rows) -> tuple[Row, Row]:
    """The row with the respondent's id, below a title or not, and the row of options."""
    above: list[Row] = []
    for line, cells in data:
        if RESPONDENT in map(key_of, cells):
            return (line, cells), _second(reading, (line, cells), next(data, None))
        above.append((line, cells))
        if len(above) == _SEARCHED_ROWS:
            break
    fix = "export all responses from SurveyMonkey as CSV, with the respondents' ids"
    other = next((mark for _, cells in above if (mark := other_delimiter(cells))), None)
    if other is not None:
        fix = f"declare delimiter: {other!r} for the source {reading.source.name!r}"
    line = above[0][0] if above else 1
    raise reading.refusal("there is no header with 'Respondent ID' among the first rows", fix, line=line)


def _second(reading: Reading, header: Row, second: Row | None) -> Row:
    fix = "export it again from SurveyMonkey as CSV, with both header rows"
    if second is None:
        raise reading.refusal("there is no second header row, with the options", fix, line=header[0])
    if len(second[1]) != len(header[1]):
        counts = f"{len(header[1])} and {len(second[1])} cells"
        raise reading.refusal(f"the two header rows differ in length: {counts}", fix, line=second[0])
    return second


def _refuse_response(reading: Reading, columns: Sequence[Column], second: Row) -> None:
    """Refuse a file whose second row is a response already: an id stands below the heading of the ids."""
    line, cells = second
    place = next(place for place, column in enumerate(columns) if key_of(column.heading) == RESPONDENT)
    if cells[place].strip():
        raise reading.refusal(
            "the row below the header is a response: the second header row, with the options, is not there",
            "export it again from SurveyMonkey as CSV, with both header rows",
            line=line,
            column=columns[place].heading,
        )


def _columns(headings: Sequence[str], options: Sequence[str]) -> Iterator[Column]:
    question = ""
    for heading, option in zip(map(str.strip, headings), map(str.strip, options), strict=True):
        asked = heading or question
        column = Column(heading, asked if heading or option else "", option)
        question = "" if column.key else asked
        yield column


def _fill_records(reading: Reading, by_name: Mapping[str, Column]) -> None:
    by_key = {column.key: name for name, column in by_name.items() if column.key}
    found = locate(reading, KNOWN, also_known=items.item_ids(reading))
    # The date of the end is the one used; the start's shows as well which of day and month comes first.
    dated = [found["submitted_at"]] if "submitted_at" in found else [by_key[key] for key in DATES if key in by_key]
    own = {"submitted_at": next(iter(dated), None), "respondent": by_key.get(ADDRESS)}
    own["response_key"] = by_key.get(RESPONDENT)
    columns = {ours: column for ours, column in own.items() if column is not None} | found
    _require(reading, columns)
    damage.refuse_scientific(reading, [column for ours, column in columns.items() if ours != "submitted_at"])
    damage.refuse_broken_ids(reading, [columns["response_key"]] if "response_key" in columns else [])
    made = {ours: trimmed(pl.col(column)) for ours, column in columns.items()}
    if dated:
        made["submitted_at"] = _submitted(reading, dated, by_name)
    answered = reading.content.table
    if "respondent" in columns:
        fix = "send it through a collector that knows the addresses, or map respondent under columns:"
        responses.require_somebody(reading, answered, made["respondent"], fix, column=columns["respondent"])
    responses.fill(reading, answered, made, _questions(by_name, set(columns.values())))


def _require(reading: Reading, columns: Mapping[str, str]) -> None:
    """Refuse a file for an instrument that says not who answered, or not when."""
    missing = [ours for ours in NEEDED if ours not in columns]
    if reading.source.instrument is None or not missing:
        return
    named = " and no column ".join(f"{NEEDED[ours]!r} ({ours} is read from it)" for ours in missing)
    raise reading.refusal(
        f"there is no column {named}",
        f"export it with all respondents' data, or map {' and '.join(missing)} under columns:",
        line=reading.content.header_line,
    )


def _submitted(reading: Reading, dated: Sequence[str], by_name: Mapping[str, Column]) -> pl.Expr:
    """The date of a response as text; the old generation's day numbers as the dates that they are."""
    submitted = dated[0]
    line = _line_of_serials(reading, dated, by_name)
    if line is None:
        reading.stamps = {"submitted_at": dates.settle(reading, dated)}
        return pl.col(submitted)
    reading.stamps = {"submitted_at": "iso"}
    reading.warn(
        "the dates are a spreadsheet's day numbers, and are read as counted from 1900",
        "nothing, if the days are right; else export it again with its dates as text",
        line=line,
        column=submitted,
        value_class="a number",
    )
    days = pl.col(submitted).str.strip_chars().str.replace(",", ".", literal=True).cast(pl.Float64, strict=False)
    seconds = ((days - _DAYS_TO_1970) * 86_400).round().cast(pl.Int64)
    return pl.from_epoch(seconds, time_unit="s").dt.strftime("%Y-%m-%dT%H:%M:%S")


def _line_of_serials(reading: Reading, dated: Sequence[str], by_name: Mapping[str, Column]) -> int | None:
    """The first line of dates that are day numbers all through, under headings of the generation that wrote such."""
    is_old = all(fold(by_name[name].heading) in {"startdate", "enddate"} for name in dated)
    if not is_old or reading.source.date_format is not None:
        return None
    cells = [reading.content.table.select(LINE, trimmed(pl.col(name)).alias("date")) for name in dated]
    filled = pl.concat(cells).drop_nulls("date")
    is_serial = filled.select(pl.col("date").str.contains(damage.SERIAL).all()).item()
    return int(filled[LINE][0]) if filled.height and is_serial else None


def _questions(by_name: Mapping[str, Column], taken: set[str]) -> list[items.Question]:
    asked = {name: column for name, column in by_name.items() if not column.key and name not in taken}
    with_whole = {column.question for column in asked.values() if column.is_whole}
    return [items.Question(name, _headings(column, with_whole)) for name, column in asked.items() if column.question]


def _headings(column: Column, with_whole: set[str]) -> tuple[str, ...]:
    """All that a column may be called by.

    A question alone means the column with its whole answer. Where it has only options or rows it means each of them,
    so that an item with its text is refused until one is mapped.
    """
    parts = (f"{column.question} - {column.option}", f"{column.question} [{column.option}]")
    if column.is_whole:
        return (column.question,)
    return parts if column.question in with_whole else (column.question, *parts)
