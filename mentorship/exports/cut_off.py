"""Whether the last cell of a text that ends without a line end is cut off, as far as the cells above it can tell.

Many tools end their last line so, hence the lack of a line end alone means nothing. What is left of a cut cell shows
by the others of its column: a word that begins another one, an address without its end, an id or a date too short. A
number or free text shows nothing.
"""

import polars as pl

from mentorship.exports.profile import LINE
from mentorship.exports.reading import Reading
from mentorship.problems import value_class

_LEAST_LENGTH = 8
_NUMBER = r"^[+-]?[0-9]+(?:[.,][0-9]*)?$"
_ID = r"^[0-9A-Za-z_-]*[0-9][0-9A-Za-z_-]*$"
_DATE = (
    r"^(?:[0-9]{1,4}[/.:-][0-9]{1,2}[/.:-][^@]{1,40}|\pL+\.? [0-9]{1,2}, [0-9]{4}[^@]{0,40}"
    r"|[0-9]{1,2}[/ .-]+\pL+[/ .-]+[0-9]{2,4}[^@]{0,40})$"
)


def refuse_cut_off(reading: Reading, text: str) -> None:
    """Refuse the table of a text whose last cell is shorter than what its column shows it to have been."""
    table = reading.content.table
    if table.is_empty() or text.endswith(("\n", "\r", '"', reading.content.delimiter or "\n")):
        return
    column = table.columns[-1]
    cells = table.get_column(column).str.strip_chars()
    last, others = cells[-1], cells[:-1].drop_nulls()
    others = others.filter(others != "")
    if not last or others.is_empty() or (others == last).any():
        return
    kinds = others.value_counts(name="rows")
    if _is_part_of_word(last, kinds) or _is_short(last, kinds.get_column(column)):
        raise reading.refusal(
            "the last line has no line end, and its last cell is shorter than those above show it to be: the file is"
            " cut off",
            "export it again; if it is whole, end its last line with a line end",
            line=table.item(-1, LINE),
            column=column,
            value_class=value_class(last),
        )


def _is_part_of_word(last: str, kinds: pl.DataFrame) -> bool:
    """Whether a cell begins one of a few words that stand there again and again."""
    words, counts = kinds.to_series(0), kinds.to_series(1)
    is_known_twice = (counts > 1).all()
    return is_known_twice and not words.str.contains(_NUMBER).all() and bool(words.str.starts_with(last).any())


def _is_short(last: str, others: pl.Series) -> bool:
    """Whether a cell is a part of an address, an id or a date where all others are whole."""
    if others.str.contains(r"^[^@\s]+@[^@\s]+$").all():
        domain = last.partition("@")[2]
        known = others.str.extract(r"@(.*)$")
        return "@" not in last or (not (known == domain).any() and bool(known.str.starts_with(domain).any()))
    if others.str.contains(_DATE).all():
        shapes, (shape,) = _shapes(others), _shapes(pl.Series([last]))
        longer = shapes.filter(shapes.str.starts_with(shape[:-1]) & (shapes.str.len_chars() >= len(shape)))
        return not (shapes == shape).any() and len(longer) > 0
    lengths = others.str.len_chars()
    is_of_one_length = len(others) > 1 and lengths.n_unique() == 1 and lengths[0] >= _LEAST_LENGTH
    return is_of_one_length and bool(others.str.contains(_ID).all()) and len(last) < lengths[0]


def _shapes(dates: pl.Series) -> pl.Series:
    """How dates are written: long numbers, short ones, words, and what stands between."""
    plain = dates.str.replace_all(r"\pL+", "a").str.replace_all(r"\s+", " ")
    return plain.str.replace_all(r"[0-9]{3,}", "D").str.replace_all(r"[0-9]{1,2}", "d")
