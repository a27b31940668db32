"""From rows of text to a table: a header, rows as long as it, and nothing that is only blank.

Where it is certain how a text has to be read, Polars reads many rows at once (`at_once.py`); every other text is read
row by row. Both give the same table.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

import polars as pl

from mentorship.exports import at_once
from mentorship.exports.cut_off import refuse_cut_off
from mentorship.exports.profile import LINE
from mentorship.exports.reading import Reading
from mentorship.exports.text import Row, Rows
from mentorship.problems import DataRefusedError, Problem, value_class

MOST_COLUMNS = 16_384
"""As many as a spreadsheet has."""
_CHUNK_ROWS = 50_000
_MAX_RAGGED = 5
_PATTERN = re.compile(r"\*|\^.*\$", re.DOTALL)


def read_table(reading: Reading, text: str, delimiter: str, header_line: int = 1) -> None:
    """Read the table whose header is the first row at or below a line into the reading's content."""
    data = Rows(reading.file, text, delimiter, header_line)
    line, headings = next(data, (header_line, []))
    if not headings:
        raise reading.refusal(
            "there is no header, only blank lines", "export it again, or correct header_row:", line=line
        )
    read_rows(reading, line, headings, data)


def read_rows(reading: Reading, header_line: int, headings: Sequence[str], data: Rows) -> None:
    """Read the rows below a header into the reading's content; refuse rows that are longer or shorter than it.

    Rows whose every cell is blank are left out: spreadsheets write them below their data.
    """
    if len(headings) > MOST_COLUMNS:
        raise reading.refusal(
            f"the header has {len(headings)} columns, and no more than {MOST_COLUMNS} are read",
            "export it again, or correct delimiter: or header_row: of the source",
            line=header_line,
        )
    reading.content = replace(
        reading.content, delimiter=data.delimiter, header_line=header_line, columns=tuple(headings)
    )
    names = unique_names(headings)
    table = _plain_table(names, data)
    if table is None:
        table = _quoted_table(names, data)
    reading.content = replace(reading.content, table=_table(reading, names, data) if table is None else table)
    refuse_cut_off(reading, data.text)


def refuse_second_header(reading: Reading, place: int) -> None:
    """Refuse a table in which a heading stands among the cells of its own column: several reports in one file."""
    heading, name = reading.content.columns[place], reading.content.table.columns[place + 1]
    cells = pl.col(name).str.strip_chars().str.to_lowercase()
    again = reading.content.table.filter(cells == heading.strip().lower())
    if not again.is_empty():
        raise reading.refusal(
            "the header stands there a second time: several reports stand in one file",
            "put each report into a file of its own, as its tool wrote it",
            line=again.item(0, LINE),
            column=heading,
        )


def unique_names(headings: Sequence[str]) -> list[str]:
    """Names for columns: the headings, with (2), (3), … after a repeated one and `column 4` for a blank one.

    A heading that Polars would take for a pattern of names (`*`, `^…$`) gets a (1).

    >>> unique_names(["Labels", "Labels", "", "*"])
    ['Labels', 'Labels (2)', 'column 3', '* (1)']
    """
    taken = {LINE}
    counts: dict[str, int] = {}
    names: list[str] = []
    for position, heading in enumerate(headings, start=1):
        base = heading.strip() or f"column {position}"
        name = f"{base} (1)" if _PATTERN.fullmatch(base) else base
        while name in taken:
            counts[base] = counts.get(base, 1) + 1
            name = f"{base} ({counts[base]})"
        taken.add(name)
        names.append(name)
    return names


def without_blank_rows(table: pl.DataFrame) -> pl.DataFrame:
    """A table without the rows in which every cell is null or white space."""
    is_filled = pl.repeat(value=False, n=table.height, eager=True)
    for cells in table.select(pl.all().exclude(LINE)):
        is_filled |= cells.str.contains(r"\S").fill_null(value=False)
        if is_filled.all():
            return table  # as a rule the first column is filled, and there is no more to look at
    return table.filter(is_filled)


def _plain_table(names: Sequence[str], data: Rows) -> pl.DataFrame | None:
    """The table of a text without quotation marks in which every line is a whole row; None where that is not certain.

    As many delimiters as whole rows have, and none of the rows too long for Polars: so none is too short.
    """
    text, start = data.rest()
    if text.find(at_once.QUOTE, start) >= 0 or not at_once.is_clear(text, start, data.delimiter):
        return None
    if text.count("\r", start) != text.count("\r\n", start):
        return None
    count = text.count("\n", start) + (not text.endswith("\n"))
    if text.count(data.delimiter, start) != count * (len(names) - 1):
        return None
    try:
        pieces = [at_once.parsed(piece, names, data.delimiter, None) for piece in at_once.pieces(text, start)]
    except pl.exceptions.PolarsError:
        return None
    table = pl.concat(pieces)
    if table.height != count or without_blank_rows(table).height != count:
        return None
    lines = pl.int_range(data.line, data.line + count, dtype=pl.Int64, eager=True).alias(LINE)
    return table.select(lines, pl.all())


def _quoted_table(names: Sequence[str], data: Rows) -> pl.DataFrame | None:
    """The table of a text in which every row is whole, and quotation marks stand as they should; else None."""
    table = at_once.table_of(names, data)
    return None if table is None else without_blank_rows(table)


def _table(reading: Reading, names: list[str], data: Rows) -> pl.DataFrame:
    chunks = [pl.DataFrame(schema={LINE: pl.Int64, **dict.fromkeys(names, pl.String)})]
    ragged: list[Row] = []
    last = 0
    while taken := list(islice(data, _CHUNK_ROWS)):
        fitting = [row for row in taken if len(row[1]) == len(names)]
        if len(fitting) < len(taken):
            ragged.extend(row for row in taken if len(row[1]) != len(names) and any(map(str.strip, row[1])))
        if fitting:
            chunks.append(_chunk(names, fitting))
        last = taken[-1][0]
    if ragged:
        raise DataRefusedError([_ragged(reading, row, is_last=row[0] == last) for row in ragged[:_MAX_RAGGED]])
    return pl.concat(chunks, rechunk=True)


def _chunk(names: list[str], taken: list[Row]) -> pl.DataFrame:
    columns = zip(*(cells for _, cells in taken), strict=True)
    lines = {LINE: pl.Series([line for line, _ in taken], dtype=pl.Int64)}
    texts = {name: pl.Series(cells, dtype=pl.String) for name, cells in zip(names, columns, strict=True)}
    filled = (pl.when(pl.col(name).str.len_bytes() > 0).then(pl.col(name)).alias(name) for name in names)
    return without_blank_rows(pl.DataFrame({**lines, **texts}).with_columns(filled))


def _ragged(reading: Reading, row: Row, *, is_last: bool) -> Problem:
    headings = reading.content.columns
    line, cells = row
    counts = f"{len(cells)} {'cell' if len(cells) == 1 else 'cells'} where the header has {len(headings)}"
    if len(cells) > len(headings):
        fix = "export the file again, or put quotation marks around the cell that holds the delimiter"
        klass = value_class(cells[len(headings)])
        return Problem(reading.file.path, f"the row has {counts}", fix, line, headings[-1], klass)
    message, fix = f"the row has {counts}", "export the file again, or complete the row"
    if is_last:
        message, fix = f"the last row has {counts}: the file is cut off", "export it again"
    return Problem(reading.file.path, message, fix, line, headings[len(cells)])
