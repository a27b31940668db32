"""One grouped pass from units to figures: segments spread, sums over clusters, people counted, intervals laid on.

A *tally* is a frame with one row an independent unit or cluster: `role`, what else tells figures apart (`instrument`,
`construct`, `wave`), `unit` and `segment_id` (whose segment it takes), `members` (the people behind it) and the
numbers. No domain rule stands here: which units count is the metric families' affair.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from mentorship import statistics

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


def keyed(tally: pl.DataFrame) -> pl.DataFrame:
    """A tally with every key column, empty where it does not apply."""
    missing = [name for name in ("instrument", "construct", "wave") if name not in tally.columns]
    return tally.with_columns(pl.lit("").alias(name) for name in missing)


def spread(tally: pl.DataFrame, segments: pl.DataFrame) -> pl.DataFrame:
    """Each row once for all and once for each segment that it belongs to; rows of no unit belong to `(none)`."""
    everybody = keyed(tally).with_columns(segment=pl.lit(ALL), segment_value=pl.lit(ALL))
    values = segments.select("unit", pl.col("unit_id").alias("segment_id"), "segment", "segment_value")
    columns = everybody.columns
    belonging = keyed(tally).join(values, on=["unit", "segment_id"]).select(columns)
    names = segments.select("segment").unique().with_columns(segment_value=pl.lit(NO_SEGMENT))
    alone = keyed(tally).filter(pl.col("segment_id").is_null()).join(names, how="cross").select(columns)
    return pl.concat([everybody, belonging, alone])


def cells(segments: pl.DataFrame) -> pl.DataFrame:
    """`segment, segment_value`: everybody, and every value that occurs."""
    everybody = pl.DataFrame({"segment": [ALL], "segment_value": [ALL]})
    return pl.concat([everybody, segments.select("segment", "segment_value").unique()])


def expected(segments: pl.DataFrame, roles: Sequence[str], others: pl.DataFrame | None = None) -> pl.DataFrame:
    """Every key that a metric must have a figure for: roles × segment values × the rows of `others`."""
    keys = pl.DataFrame({"role": list(roles)}, schema={"role": pl.String}).join(cells(segments), how="cross")
    if others is not None:
        keys = keys.join(others, on="role") if "role" in others.columns else keys.join(others, how="cross")
    return keyed(keys).select(KEYS)


def people_behind(long: pl.DataFrame) -> pl.DataFrame:
    """The number of distinct people behind each figure."""
    return long.explode("members").group_by(KEYS).agg(people=pl.col("members").n_unique().cast(pl.Int64))


def shares(tally: pl.DataFrame, segments: pl.DataFrame, *, cluster: str | None = None) -> pl.DataFrame:
    """Shares Σy/Σx of a tally with whole numbers `y` ≤ `x`.

    `cluster` names the column whose values hang together (clustered Wilson); without it every unit is independent
    (Wilson). Rows with x of 0 are no units. A figure's n is Σx.
    """
    long = spread(tally.filter(pl.col("x") > 0), segments).with_columns(pl.col("y", "x").cast(pl.Int64))
    sums = _sums(long, cluster)
    if cluster is None:
        low, high = statistics.wilson(array(sums, "y_sum"), array(sums, "x_sum"))
    else:
        names = ("y_sum", "x_sum", "yy_sum", "xy_sum", "xx_sum", "groups")
        low, high = statistics.clustered_wilson(*(array(sums, name) for name in names))
    return parts(
        sums.with_columns(
            value=pl.col("y_sum") / pl.col("x_sum"),
            n=pl.col("x_sum"),
            numerator=pl.col("y_sum"),
            denominator=pl.col("x_sum"),
            clusters=pl.col("groups") if cluster else pl.lit(None),
        ),
        low,
        high,
        long,
    )


def ratios(tally: pl.DataFrame, segments: pl.DataFrame) -> pl.DataFrame:
    """Ratios Σy/Σx over independent units, one a row; a figure's n is the number of rows."""
    long = spread(tally, segments).with_columns(pl.col("y", "x").cast(pl.Float64))
    sums = _sums(long, None)
    names = ("y_sum", "x_sum", "yy_sum", "xy_sum", "xx_sum", "groups")
    low, high = statistics.ratio_of_sums(*(array(sums, name) for name in names))
    return parts(
        sums.with_columns(
            value=pl.when(pl.col("x_sum") > 0).then(pl.col("y_sum") / pl.col("x_sum")),
            n=pl.col("groups"),
            numerator=pl.col("y_sum"),
            denominator=pl.col("x_sum"),
        ),
        low,
        high,
        long,
    )


def means(tally: pl.DataFrame, segments: pl.DataFrame) -> pl.DataFrame:
    """Means of `y` over independent units, with Student's interval."""
    long = spread(tally, segments)
    sums = long.group_by(KEYS).agg(
        value=pl.col("y").sort().mean(), sd=pl.col("y").sort().std(), n=pl.len().cast(pl.Int64)
    )
    low, high = statistics.mean_interval(array(sums, "value"), array(sums, "sd"), array(sums, "n"))
    return parts(sums, low, high, long)


def parts(frame: pl.DataFrame, low: npt.ArrayLike, high: npt.ArrayLike, long: pl.DataFrame) -> pl.DataFrame:
    """Figures with their limits (NaN: none) and the people behind them."""
    limited = frame.with_columns(
        ci_low=pl.Series(np.asarray(low, dtype=np.float64)).fill_nan(None),
        ci_high=pl.Series(np.asarray(high, dtype=np.float64)).fill_nan(None),
    )
    return shaped(limited.join(people_behind(long), on=list(KEYS), how="left"))


def shaped(figures: pl.DataFrame) -> pl.DataFrame:
    """Figures with every column of `PARTS`, null where a statistic has none."""
    missing = [name for name in PARTS if name not in figures.columns]
    filled = figures.with_columns(pl.lit(None).alias(name) for name in missing)
    return filled.select(*KEYS, *(pl.col(name).cast(dtype) for name, dtype in PARTS.items()))


def _sums(long: pl.DataFrame, cluster: str | None) -> pl.DataFrame:
    """Sums over clusters of y, x, y², xy and x², a row a figure; exact for whole numbers."""
    grouped = long if cluster is None else long.group_by(*KEYS, cluster).agg(pl.col("y", "x").sum())
    y, x = pl.col("y"), pl.col("x")
    products = {"y_sum": y, "x_sum": x, "yy_sum": y * y, "xy_sum": y * x, "xx_sum": x * x}
    return grouped.group_by(KEYS).agg(
        *(product.sort().sum().alias(name) for name, product in products.items()), groups=pl.len().cast(pl.Int64)
    )


def array(frame: pl.DataFrame, column: str) -> npt.NDArray[np.float64]:
    """A column as floats for the statistics; null becomes NaN."""
    return frame.get_column(column).cast(pl.Float64).fill_null(float("nan")).to_numpy()
