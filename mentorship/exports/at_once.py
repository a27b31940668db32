"""Many rows of a delimited text at once, where each of them can be read in one way only.

Polars reads a text many times faster than Python's csv module, and forgives what has to be refused. So it is given a
text only when every row has been shown to be whole by other means, and what it made of the text is held against it
again. Whatever is not certain gives None, and `delimited.py` reads it row by row: there the refusals are worded.
"""

import csv
from collections.abc import Iterator, Sequence

import polars as pl

from mentorship.exports.profile import LINE
from mentorship.exports.text import Rows, has_lone_quote

QUOTE = '"'
_MARK = "\ufeff"
_PIECE_CHARACTERS = 1 << 24
_TEXT, _QUOTES, _RETURN = "text", "quotes", "has_return"


def table_of(names: Sequence[str], data: Rows) -> pl.DataFrame | None:
    """The rows of a text, each of as many cells as there are names, whose quotation marks stand as they should."""
    text, start = data.rest()
    if not is_clear(text, start, data.delimiter) or len(names) < 2:
        return None
    line, tables = data.line, []
    for piece in pieces(text, start):
        table = _table_of(names, data.delimiter, piece, line)
        if table is None:
            return None
        tables.append(table)
        line += piece.count("\n")
    return pl.concat(tables)


def is_clear(text: str, start: int, delimiter: str) -> bool:
    """Whether a text has rows from a place on, a delimiter of one byte, and no lone quotation mark above them."""
    return delimiter.isascii() and start < len(text) and not has_lone_quote(text[:start], delimiter)


def pieces(text: str, start: int) -> Iterator[str]:
    """A text from a place on in pieces of whole rows, so that the memory in use does not grow with it."""
    while start < len(text):
        end = _after_line(text, start + _PIECE_CHARACTERS)
        is_open = text.count(QUOTE, start, end) % 2
        while is_open and end < len(text):
            begin, end = end, _after_line(text, end)
            is_open ^= text.count(QUOTE, begin, end) % 2
        yield text[start:end]
        start = end


def parsed(piece: str, names: Sequence[str], delimiter: str, quote: str | None) -> pl.DataFrame:
    """What Polars makes of a piece, every cell as text; of two byte order marks at its beginning it drops one."""
    payload = f"{_MARK}{piece}".encode() if piece.startswith(_MARK) else piece.encode()
    schema = dict.fromkeys(names, pl.String)
    return pl.read_csv(payload, has_header=False, schema=schema, separator=delimiter, quote_char=quote)


def _after_line(text: str, position: int) -> int:
    """Where the line after a position's begins."""
    return text.find("\n", position) + 1 or len(text)


def _table_of(names: Sequence[str], delimiter: str, piece: str, line: int) -> pl.DataFrame | None:
    mark = rf"\x{ord(delimiter):02x}"
    split = _lines(piece, line)
    if piece.count("\r") > split.get_column(_RETURN).sum():
        return None
    lines = _filled(split, mark)
    if lines.is_empty():
        return pl.DataFrame(schema={LINE: pl.Int64, **dict.fromkeys(names, pl.String)})
    if not lines.get_column("is_last")[-1] or not _are_whole(lines, mark):
        return None
    if lines.height < split.height:
        piece = lines.get_column(_TEXT).str.join("\n").item()
    try:
        table = parsed(piece, names, delimiter, QUOTE)
    except pl.exceptions.PolarsError:
        return None
    rows = _rows(lines)
    if table.height != rows.height or not _is_as_long(table, rows):
        return None
    is_empty = table.select((pl.all().str.len_bytes() == 0).any())
    blank = [pl.col(name).replace("", None) for name in names if is_empty[name].item()]
    return table.with_columns(blank).select(rows.get_column(LINE), pl.all())


def _lines(piece: str, line: int) -> pl.DataFrame:
    """The lines of a piece, ended by LF, each with its number, its quotation marks counted, and whether it ends in CR.

    The first line of a row is the one before which no quotation mark is open, its last the one after which none is.
    """
    text, quotes = pl.col(_TEXT), pl.col(_QUOTES)
    split = pl.DataFrame({_TEXT: [piece]}).select(text.str.split("\n").explode())
    counted = split.head(split.height - piece.endswith("\n")).select(
        pl.int_range(line, line + pl.len(), dtype=pl.Int64).alias(LINE),
        _TEXT,
        text.str.count_matches(QUOTE, literal=True).cast(pl.Int64).alias(_QUOTES),
        text.str.ends_with("\r").alias(_RETURN),
    )
    open_after = quotes.cum_sum() % 2
    return counted.with_columns(is_first=(open_after - quotes) % 2 == 0, is_last=open_after == 0)


def _filled(lines: pl.DataFrame, mark: str) -> pl.DataFrame:
    """The lines without those that are rows of nothing but blank cells."""
    is_blank = lines.select(pl.col("is_first") & pl.col(_TEXT).str.contains(rf"^[\s{mark}]*$")).to_series()
    return lines.filter(~is_blank) if is_blank.any() else lines


def _are_whole(lines: pl.DataFrame, mark: str) -> bool:
    """Whether each cell has no quotation mark, or a pair of them around it and doubled ones within.

    Where a cell runs on over the end of its line, that is put into marks of its own.
    """
    cell = rf'(?:[^"\r\n{mark}]*|"(?:[^"]|"")*")'
    is_row = pl.col("shown").str.contains(rf"^{cell}(?:{mark}{cell})*\r?$")
    before = pl.when("is_first").then(pl.lit("")).otherwise(pl.lit(QUOTE))
    behind = pl.when("is_last").then(pl.lit("")).otherwise(pl.lit(QUOTE))
    is_alone = pl.col("is_first") & pl.col("is_last")
    alone = lines.lazy().filter(is_alone & (pl.col(_QUOTES) > 0)).select(shown=_TEXT)
    parts = lines.lazy().filter(~is_alone).select(shown=pl.concat_str(before, _TEXT, behind))
    checked = [shown.select(is_row.all()).collect(engine="streaming") for shown in (alone, parts)]
    return all(each.item() for each in checked)


def _rows(lines: pl.DataFrame) -> pl.DataFrame:
    """Each row's first line, and how many bytes it has, without quotation marks and with its last line end as one."""
    text, is_last = pl.col(_TEXT), pl.col("is_last")
    line_end = 1 - (is_last & pl.col(_RETURN)).cast(pl.Int64)
    reach = (text.str.len_bytes().cast(pl.Int64) + line_end - pl.col(_QUOTES)).cum_sum().filter(is_last)
    return lines.select(pl.col(LINE).filter("is_first"), length=reach - reach.shift(fill_value=0))


def _is_as_long(table: pl.DataFrame, rows: pl.DataFrame) -> bool:
    """Whether the cells of each row are as long together as the row without its delimiters; a short row has fewer.

    Of doubled quotation marks one is left in the cell. A cell as long as no cell is shows an open quotation mark.
    """
    length = pl.all().str.len_bytes()
    read = table.select(length=pl.sum_horizontal(length).cast(pl.Int64), longest=pl.max_horizontal(length))
    more = read.get_column("length") + table.width - rows.get_column("length")
    quotes = table.filter(more != 0).select(pl.sum_horizontal(pl.all().str.count_matches(QUOTE, literal=True)))
    is_read = (quotes.to_series().cast(pl.Int64) == more.filter(more != 0)).all()
    return is_read and bool((read.get_column("longest") <= csv.field_size_limit()).all())
