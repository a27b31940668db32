"""What there is to mend in the exports: faults of one kind told once, with the first lines that have it.

The whole list, row by row, is `rejects.csv`. What could be mended nowhere (the rows of people who were forgotten) is
not told here.
"""

from typing import Final

import polars as pl

from mentorship.facts.rule_words import WORDS
from mentorship.scrubbing import RULE as ERASED

FIRST_LINES: Final = 5
WHAT: Final = ("file", "row", "answer", "warning", "left_out")
"""What a fault costs, the worst first: a file, a row, an answer, nothing so far, or a row that is no record."""
NOTHING: Final = "nothing"
"""How the mend begins where there is none to make."""


def to_mend(problems: pl.DataFrame, refused: pl.DataFrame) -> pl.DataFrame:
    """`what, reason, fix, sources, lines, size`: faults by cost, reason and mend, those of most lines first.

    `problems` is `raw_problems`, `refused` is `core_rejects`. A row is told in its rule's own words, as its reason may
    name other rows. Each of `lines` has `file, line, column, value_class`; `size` is how many there are.
    """
    faults = pl.concat([_of_files(problems), _of_rows(refused)])
    place = ["file", "line", "column", "value_class"]
    costs = {what: cost for cost, what in enumerate(WHAT)}
    return (
        faults.unique()
        .sort("source", *place, nulls_last=True)
        .group_by("what", "reason", "fix")
        .agg(
            sources=pl.col("source").filter(pl.col("source") != "").unique().sort(),
            lines=pl.struct(place).head(FIRST_LINES),
            size=pl.struct("source", "file", "line").n_unique().cast(pl.Int64),
        )
        .sort(
            pl.col("fix").str.starts_with(NOTHING),
            pl.col("what").replace_strict(costs, return_dtype=pl.Int64),
            "size",
            "reason",
            "fix",
            descending=[False, False, True, False, False],
        )
    )


def _of_files(problems: pl.DataFrame) -> pl.DataFrame:
    what = pl.col("severity").replace({"error": "file"})
    return (
        problems.filter(pl.col("severity") != "left_out")
        .select(
            "source",
            "column",
            "value_class",
            "fix",
            what=what,
            reason="message",
            file="source_file",
            line="source_line",
        )
        .select(_COLUMNS)
    )


def _of_rows(refused: pl.DataFrame) -> pl.DataFrame:
    own_words = {rule: words.reason for rule, words in WORDS.items()}
    is_left_out = pl.col("fix").str.starts_with(NOTHING)
    return (
        refused.filter(pl.col("rule") != ERASED)
        .select(
            "source",
            "column",
            "value_class",
            "fix",
            what=pl.when(is_left_out).then(pl.lit("left_out")).otherwise("refused"),
            reason=pl.col("rule").replace_strict(own_words, default=pl.col("reason"), return_dtype=pl.String),
            file="source_file",
            line="source_line",
        )
        .select(_COLUMNS)
    )


_COLUMNS: Final = ("source", "what", "reason", "fix", "file", "line", "column", "value_class")
