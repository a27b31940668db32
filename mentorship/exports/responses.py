"""What the readers of survey tools share: who answered, what must not stay in a table, and the records that come of it.

Which column is whose is each tool's own; which one asks which item is `items.py`'s.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import polars as pl

from mentorship.exports import items
from mentorship.exports.profile import LINE
from mentorship.exports.reading import Reading, records
from mentorship.problems import DataRefusedError


def blank(reading: Reading, columns: Iterable[str]) -> None:
    """Take out of the table what says where a person was: addresses of machines and networks, places."""
    blanked = [pl.lit(None, dtype=pl.String).alias(column) for column in columns]
    reading.content = replace(reading.content, table=reading.content.table.with_columns(blanked))


def without(reading: Reading, is_none: pl.Expr, message: str, fix: str, *, column: str) -> pl.DataFrame:
    """The table's rows that are responses; each of the others is left out and said, and that none is left."""
    table = reading.content.table
    verdict = is_none.fill_null(value=False)
    left_out = table.filter(verdict)
    reading.leave_out(left_out, message, fix, column=column)
    if left_out.height and left_out.height == table.height:
        reading.warn(
            f"every row is left out: {message}",
            "nothing, if nobody has answered yet; else export it again with all responses",
            line=left_out[LINE][0],
            column=column,
        )
    return table.filter(~verdict)


def nobody(reading: Reading, fix: str) -> DataRefusedError:
    """What to raise where no column says who answered."""
    return reading.refusal("no column says who answered", fix, line=reading.content.header_line)


def require_somebody(reading: Reading, answered: pl.DataFrame, respondent: pl.Expr, fix: str, *, column: str) -> None:
    """Refuse a file for an instrument in which not one of the rows says who answered."""
    if reading.source.instrument is None or answered.is_empty():
        return
    if answered.select(respondent.is_null().all()).item():
        raise reading.refusal("no row says who answered", fix, line=answered[LINE][0], column=column)


def fill(
    reading: Reading, answered: pl.DataFrame, columns: Mapping[str, pl.Expr], questions: Sequence[items.Question]
) -> None:
    """One record a response, with the answers to the instrument's items."""
    made = {**columns, **items.survey_columns(reading, questions)}
    reading.records = records(answered, "surveys", made)
