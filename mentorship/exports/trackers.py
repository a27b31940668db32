"""What the readers of goal trackers share: headings of our columns, ids and dates, and the words of a status.

How one tool writes its goals is that tool's module; what becomes of them is `facts/goals.py`'s.
"""

from collections.abc import Iterable, Mapping, Sequence

import polars as pl

from mentorship.exports import damage, dates, items, table
from mentorship.exports.headings import columns_of
from mentorship.exports.reading import Reading, trimmed

GIVEN_UP = ("dropped", "not_achieved")
DECIDED = ("achieved", *GIVEN_UP)


def known(headings: Mapping[str, Sequence[str]]) -> dict[str, Sequence[str]]:
    """A tool's headings of our columns of goals; the columns that it does not have can be declared all the same."""
    return {**dict.fromkeys(table.our_columns("goals"), ()), **headings}


def cells(reading: Reading, found: Mapping[str, str], expected: str = "iso") -> dict[str, pl.Expr]:
    """The cells of the columns found; settles how their dates are written, and refuses what a spreadsheet damaged."""
    damage.refuse_broken_ids(reading, [found["goal_key"]] if "goal_key" in found else [])
    damage.refuse_scientific(reading, [column for ours, column in found.items() if ours in table.KEYS])
    dated = {ours: column for ours, column in found.items() if ours in table.DATES}
    reading.stamps = dict.fromkeys(dated, dates.settle(reading, dated.values(), expected=expected))
    return {ours: table.cell(reading, ours, column) for ours, column in found.items()}


def owner(reading: Reading, found: Mapping[str, str], name_heading: str) -> pl.Expr:
    """The owner's address, else the name; a declared column alone."""
    columns = [found["owner"]]
    if "owner" not in reading.source.columns:
        columns += columns_of(reading.content.columns, name_heading)
    return pl.coalesce([trimmed(pl.col(column)) for column in columns])


def warn_without(reading: Reading, found: Mapping[str, str], names: Iterable[str]) -> None:
    """Say which of our columns nothing is read into, though no goal can be used without them."""
    for ours in names:
        if ours not in found:
            reading.warn(
                f"no column is known to hold the {ours} of a goal, and none counts without it",
                f"map {ours} under columns: of the source {reading.source.name!r}",
                line=reading.content.header_line,
            )


def words(reading: Reading, column: str, certain: Mapping[str, str]) -> pl.Expr:
    """A column of words as ours: by the source's `values:`, else by what the tool's own words mean for certain.

    Every other word stays as it is, so that its row is refused with the fix to map it.
    """
    return items.translated(trimmed(pl.col(column)), {**certain, **reading.source.values}).str.to_lowercase()


def status(said: pl.Expr | None, own: pl.Expr) -> pl.Expr:
    """What a column of the coordinator's choice says of a goal that is over; else the tool's own account."""
    return own if said is None else pl.when(said.is_in(DECIDED)).then(said).otherwise(own)


def unless_given_up(status: pl.Expr, achieved_on: pl.Expr) -> pl.Expr:
    """The day of the achievement: a tool notes one too when a goal is given up."""
    return pl.when(~status.is_in(GIVEN_UP)).then(trimmed(achieved_on))
