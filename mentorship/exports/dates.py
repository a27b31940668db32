"""Which stamp a file's dates have: what the source declares, else what every row of the file proves.

The order of day and month is proven when some date has a number above 12 in one place and none has one in the other;
it is never guessed. The stamps themselves are in `stamps.py`.
"""

from collections.abc import Iterable, Sequence

import polars as pl

from mentorship.exports import damage
from mentorship.exports.profile import LINE
from mentorship.exports.reading import Reading, trimmed
from mentorship.exports.stamps import GOOGLE_SHAPE, ISO_SHAPE, NUMERIC_SHAPE, fault_of
from mentorship.problems import DataRefusedError, value_class

Cell = tuple[int, str, str]
"""A cell outside the table: its line, its heading, its text."""

_LAST_MONTH = 12
_LAST_DAY = 31


def settle(
    reading: Reading,
    columns: Iterable[str],
    *,
    also: Sequence[Cell] = (),
    expected: str = "iso",
) -> str:
    """The stamp of these columns of a file; refuses it where the order of day and month stays open.

    `also` are cells outside the table; `expected` is how the tool writes dates when nobody has changed them. AM and PM
    prove no order: accounts outside America write the day first with them.
    """
    wanted = list(columns)
    damage.refuse_serials(reading, wanted)
    damage.refuse_repaired(reading, wanted)
    if reading.source.date_format is not None:
        return _declared(reading, reading.source.date_format)
    numbers = _numeric_dates(reading, wanted, also)
    if numbers.is_empty():
        return expected
    if numbers["is_year_first"].all():
        return f"{expected}|ymd"
    order = _order(reading, numbers.filter(~pl.col("is_year_first")))
    return f"{expected}|{order}|ymd" if numbers["is_year_first"].any() else f"{expected}|{order}"


def _declared(reading: Reading, date_format: str) -> str:
    fault = fault_of(date_format)
    if fault is not None:
        raise reading.refusal(f"date_format: {fault}", "write it with strptime's letters, such as %d/%m/%Y %H:%M")
    return f"iso|{date_format}" if reading.content.encoding in {"xlsx", "parquet"} else date_format


def _numeric_dates(reading: Reading, columns: list[str], also: Sequence[Cell]) -> pl.DataFrame:
    """The dates written as three numbers: where each stands first, and its first two numbers."""
    table = reading.content.table
    schema = {LINE: pl.Int64, "column": pl.String, "text": pl.String}
    text = pl.col("text")
    is_numeric = text.str.contains(NUMERIC_SHAPE) & ~text.str.contains(ISO_SHAPE) & ~text.str.contains(GOOGLE_SHAPE)
    cells = [pl.DataFrame(list(also), schema=schema, orient="row").filter(is_numeric)]
    for name in columns:
        distinct = table.select(LINE, pl.col(name).alias("text")).filter(text.is_first_distinct())
        column = distinct.select(LINE, pl.lit(name).alias("column"), trimmed(text))
        cells.append(column.filter(is_numeric))
    parts = text.str.extract_groups(NUMERIC_SHAPE).struct
    return pl.concat(cells).with_columns(
        first=parts.field("1").cast(pl.Int64),
        second=parts.field("2").cast(pl.Int64),
        is_year_last=parts.field("3").str.len_bytes() > 2,
        is_year_first=parts.field("1").str.len_bytes() > 2,
    )


def _order(reading: Reading, numbers: pl.DataFrame) -> str:
    above = {place: pl.col(place).is_between(_LAST_MONTH + 1, _LAST_DAY) for place in ("first", "second")}
    proofs = {"dmy": numbers.filter(above["first"]), "mdy": numbers.filter(above["second"])}
    declared = reading.source.date_order
    if declared == "ymd":
        last = numbers.filter(pl.col("is_year_last"))
        if not last.is_empty():
            raise _refusal(
                reading, last, "has its year last, and date_order: ymd is declared", "declare date_order: dmy or mdy"
            )
        return "ymd"
    if not proofs["dmy"].is_empty() and not proofs["mdy"].is_empty():
        raise _refusal(reading, proofs["mdy"], "is written month first and others day first", "export the file again")
    proven = next((order for order, proof in proofs.items() if not proof.is_empty()), None)
    if declared is not None and proven not in {None, declared}:
        words = "day first" if proven == "dmy" else "month first"
        fix = f"declare date_order: {proven}"
        raise _refusal(
            reading, proofs[proven or ""], f"is written {words}, and date_order: {declared} is declared", fix
        )
    settled = declared or proven
    if settled is None:
        fix = f"declare date_order: dmy or mdy for the source {reading.source.name!r}"
        raise _refusal(reading, numbers, "may be day first or month first, and nothing in the file settles it", fix)
    return settled


def _refusal(reading: Reading, numbers: pl.DataFrame, what: str, fix: str) -> DataRefusedError:
    line, column, text = numbers.select(LINE, "column", "text").sort(LINE, maintain_order=True).row(0)
    return reading.refusal(f"a date {what}", fix, line=line, column=column, value_class=value_class(text))
