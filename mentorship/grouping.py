"""One grouped pass from units to figures: segments spread, sums over clusters, people counted, intervals laid on.

A *tally* is a frame of units (see `units.py`): what tells figures apart (`role`, `instrument`, `construct`, `wave`),
`unit` and `segment_id` (whose segment it takes), `who` (whose people stand behind it), `cluster`, and the numbers `y`
and `x`. No domain rule stands here: which units count is the metric families' affair.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeVar

import numpy as np
import numpy.typing as npt
import polars as pl

Frame = TypeVar("Frame", pl.DataFrame, pl.LazyFrame)
KEYS: Final = ("role", "segment", "segment_value", "instrument", "construct", "wave")
ALL: Final = "all"
NO_SEGMENT: Final = "(none)"
PARTS: Final = {
    "value": pl.Float64,
    "ci_low": pl.Float64,
    "ci_high": pl.Float64,
    "n": pl.Int64,
    "people": pl.Int64,
    "numerator": pl.Float64,
    "denominator": pl.Float64,
    "clusters": pl.Int64,
    "reason": pl.String,
}


def keyed(tally: Frame) -> Frame:
    """A tally with every key column, empty where it does not apply."""
    there = tally.collect_schema().names()
    missing = [name for name in ("instrument", "construct", "wave") if name not in there]
    return tally.with_columns(pl.lit("").alias(name) for name in missing)


def spread(tally: pl.DataFrame, segments: pl.DataFrame) -> pl.DataFrame:
    """Each row once for all and once for each segment that it belongs to; rows of no unit belong to `(none)`."""
    units = keyed(tally)
    everybody = units.with_columns(segment=pl.lit(ALL), segment_value=pl.lit(ALL))
    values = segments.select("unit", pl.col("unit_id").alias("segment_id"), "segment", "segment_value")
    found = [everybody, units.join(values, on=["unit", "segment_id"]).select(everybody.columns)]
    if units["segment_id"].null_count():
        names = segments.select("segment").unique().with_columns(segment_value=pl.lit(NO_SEGMENT))
        alone = units.filter(pl.col("segment_id").is_null()).join(names, how="cross")
        found.append(alone.select(everybody.columns))
    return pl.concat(found)


def cells(segments: pl.DataFrame) -> pl.DataFrame:
    """`segment, segment_value`: everybody, and every value that occurs."""
    everybody = pl.DataFrame({"segment": [ALL], "segment_value": [ALL]})
    return pl.concat([everybody, segments.select("segment", "segment_value").unique()])


def expected(segments: pl.DataFrame, keys: pl.DataFrame, figures: pl.DataFrame) -> pl.DataFrame:
    """Every key that a metric must have a figure for: its roles, instruments, constructs and waves by segment value.

    Units of no unit, such as meetings of people in no pair, may be the only ones of `(none)`: found as `figures` then.
    """
    wanted = keyed(keys).unique()
    alone = figures.filter(pl.col("segment_value") == NO_SEGMENT).join(wanted, on=wanted.columns, how="semi")
    return pl.concat([wanted.join(cells(segments), how="cross").select(KEYS), alone.select(KEYS)]).unique()


@dataclass(frozen=True, slots=True)
class Group:
    """Units spread over segments, with the way from `who` to people (none: `who` is the person)."""

    rows: pl.DataFrame
    people: pl.DataFrame | None = None

    def people_behind(self) -> pl.DataFrame:
        """The number of distinct people behind each figure."""
        if self.people is None:
            return self.rows.group_by(KEYS).agg(people=pl.col("who").n_unique().cast(pl.Int64))
        whose = self.rows.select(*KEYS, "who").unique().join(self.people.select("who", "person_id"), on="who")
        return whose.group_by(KEYS).agg(people=pl.col("person_id").n_unique().cast(pl.Int64))


@dataclass(frozen=True, slots=True)
class Statistic:
    """How figures come of units: `of` gives `KEYS` and any of `PARTS` for each key that has units.

    `of_nothing` is the value where there is no unit (of a count 0, else there is none); `takes_units` says that sums
    over a `who` are not enough.
    """

    of: Callable[[Group], pl.DataFrame]
    of_nothing: float | None = None
    takes_units: bool = False


def parts(frame: pl.DataFrame, low: npt.ArrayLike, high: npt.ArrayLike, group: Group) -> pl.DataFrame:
    """Figures with their limits (NaN: none) and the people behind them."""
    limited = frame.with_columns(ci_low=column(low), ci_high=column(high))
    return shaped(limited.join(group.people_behind(), on=list(KEYS), how="left"))


def shaped(figures: pl.DataFrame) -> pl.DataFrame:
    """Figures with every column of `PARTS`, null where a statistic has none."""
    missing = [name for name in PARTS if name not in figures.columns]
    filled = figures.with_columns(pl.lit(None).alias(name) for name in missing)
    return filled.select(*KEYS, *(pl.col(name).cast(dtype) for name, dtype in PARTS.items()))


def array(frame: pl.DataFrame, name: str) -> npt.NDArray[np.float64]:
    """A column as floats for the statistics; null becomes NaN."""
    return np.asarray(frame.get_column(name).to_numpy(), dtype=np.float64)


def column(values: npt.ArrayLike) -> pl.Series:
    """What the statistics give as a column; NaN becomes null."""
    return pl.Series(np.asarray(values, dtype=np.float64), nan_to_null=True)
