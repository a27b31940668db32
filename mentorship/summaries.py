"""The statistics of figures over grouped units: shares, counts, ratios, means, medians, and their intervals.

Each takes a `Group` and gives figures' parts. The arithmetic is `statistics.py`'s; what is counted is the measures'.
"""

from collections.abc import Sequence
from typing import Final

import polars as pl

from mentorship import statistics, survival
from mentorship.grouping import KEYS, Group, Statistic, array, parts

SUMS: Final = ("y_sum", "x_sum", "yy_sum", "xy_sum", "xx_sum", "clusters")
WHOLE: Final = (pl.col("y").cast(pl.Int64), pl.col("x").cast(pl.Int64))


def _sums(rows: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    """Sums over what `by` names (nothing: each row) of y, x, y², xy and x², a row a figure; exact for whole numbers."""
    grouped = rows.group_by(*KEYS, *by).agg(pl.col("y", "x").sort().sum()) if by else rows
    y, x = pl.col("y"), pl.col("x")
    products = {"y_sum": y, "x_sum": x, "yy_sum": y * y, "xy_sum": y * x, "xx_sum": x * x}
    return grouped.group_by(KEYS).agg(
        *(product.sort().sum().alias(name) for name, product in products.items()), clusters=pl.len().cast(pl.Int64)
    )


def _units_of_shares(group: Group) -> Group:
    """Whole numbers, without rows that have no unit."""
    return Group(group.rows.with_columns(WHOLE).filter(pl.col("x") > 0), group.people)


def _share_columns(sums: pl.DataFrame) -> pl.DataFrame:
    return sums.with_columns(value=pl.col("y_sum") / pl.col("x_sum"), n="x_sum", numerator="y_sum", denominator="x_sum")


def _independent_share(group: Group) -> pl.DataFrame:
    counted = _units_of_shares(group)
    sums = _sums(counted.rows, ()).drop("clusters")
    low, high = statistics.wilson(array(sums, "y_sum"), array(sums, "x_sum"))
    return parts(_share_columns(sums), low, high, counted)


def _clustered_share(group: Group) -> pl.DataFrame:
    counted = _units_of_shares(group)
    sums = _sums(counted.rows, ("cluster",))
    low, high = statistics.clustered_wilson(*(array(sums, name) for name in SUMS))
    return parts(_share_columns(sums), low, high, counted)


def _share_of_answers(group: Group) -> pl.DataFrame:
    """Clustered where somebody of the figure answered more than once, else of independent people."""
    clustered = _clustered_share(group)
    is_once = pl.col("n") == pl.col("clusters")
    alone = _independent_share(group).join(clustered.filter(is_once).select(KEYS), on=list(KEYS), how="semi")
    return pl.concat([clustered.filter(~is_once), alone])


SHARE = Statistic(_independent_share)
"""Σy/Σx of independent people: Wilson. A figure's n is Σx."""

CLUSTERED_SHARE = Statistic(_clustered_share)
"""Σy/Σx of units that come in clusters: clustered Wilson. A figure's n is Σx."""

SHARE_OF_ANSWERS = Statistic(_share_of_answers)
"""Σy/Σx of answers: Wilson, clustered by person where somebody answered about several."""

SHARES: Final = (SHARE, CLUSTERED_SHARE, SHARE_OF_ANSWERS)


def _count(group: Group) -> pl.DataFrame:
    sums = group.rows.group_by(KEYS).agg(value=pl.col("y").cast(pl.Int64).sum(), n=pl.col("x").cast(pl.Int64).sum())
    return parts(sums, [float("nan")] * sums.height, [float("nan")] * sums.height, group)


COUNT = Statistic(_count, of_nothing=0.0)
"""Σy over a base of Σx units; the people are the base's. Nothing to count is 0."""


def _ratio(group: Group) -> pl.DataFrame:
    counted = Group(group.rows.with_columns(pl.col("y", "x").cast(pl.Float64)), group.people)
    sums = _sums(counted.rows, ())
    low, high = statistics.ratio_of_sums(*(array(sums, name) for name in SUMS))
    value = pl.when(pl.col("x_sum") > 0).then(pl.col("y_sum") / pl.col("x_sum"))
    figures = sums.with_columns(value=value, n="clusters", numerator="y_sum", denominator="x_sum")
    return parts(figures.drop("clusters"), low, high, counted)


RATIO = Statistic(_ratio, takes_units=True)
"""Σy/Σx over independent units, one a row: ratio of sums. A figure's n is the number of rows."""


def _moments(group: Group) -> pl.DataFrame:
    ordered = pl.col("y").cast(pl.Float64).sort()
    return group.rows.group_by(KEYS).agg(mean=ordered.mean(), sd=ordered.std(), n=pl.len().cast(pl.Int64))


SIDES: Final = tuple(f"{name}_{side}" for side in (1, 0) for name in ("mean", "sd", "n"))
"""What two groups are compared by: first those with x = 1, then those with x = 0."""


def moments_of_sides(group: Group) -> pl.DataFrame:
    """`n` and, of y where x is 1 and where it is 0, what `SIDES` names, a row a figure."""
    values = {side: pl.col("y").filter(pl.col("x") == side).sort() for side in (1, 0)}
    made = [expr for y in values.values() for expr in (y.mean(), y.std(), y.len().cast(pl.Int64))]
    named = [expr.alias(name) for name, expr in zip(SIDES, made, strict=True)]
    return group.rows.group_by(KEYS).agg(*named, n=pl.len().cast(pl.Int64))


def _mean(group: Group) -> pl.DataFrame:
    moments = _moments(group)
    low, high = statistics.mean_interval(*(array(moments, name) for name in ("mean", "sd", "n")))
    return parts(moments.with_columns(value="mean"), low, high, group)


MEAN = Statistic(_mean, takes_units=True)
"""Mean of y over independent units: Student's interval."""


def without_interval(figures: pl.DataFrame, group: Group) -> pl.DataFrame:
    """Figures of a statistic that has none."""
    none = [float("nan")] * figures.height
    return parts(figures, none, none, group)


def _deviation(group: Group) -> pl.DataFrame:
    moments = _moments(group).with_columns(value="sd")
    alone = pl.when(pl.col("sd").is_null()).then(pl.lit("one alone has no spread"))
    return without_interval(moments.with_columns(reason=alone), group)


DEVIATION = Statistic(_deviation, takes_units=True)
"""Standard deviation of y, with n−1 beneath; without interval."""


def _median(group: Group) -> pl.DataFrame:
    medians = group.rows.group_by(KEYS).agg(value=pl.col("y").cast(pl.Float64).median(), n=pl.len().cast(pl.Int64))
    return without_interval(medians, group)


MEDIAN = Statistic(_median, takes_units=True)
"""Median of y over units; without interval."""


def _clustered_mean(group: Group) -> pl.DataFrame:
    rows = group.rows.with_columns(pl.col("y").cast(pl.Float64), x=pl.lit(1.0))
    sums = _sums(rows, ("cluster",))
    low, high = statistics.clustered_mean(*(array(sums, name) for name in SUMS))
    figures = sums.with_columns(value=pl.col("y_sum") / pl.col("x_sum"), n="x_sum")
    return parts(figures, low, high, group)


CLUSTERED_MEAN = Statistic(_clustered_mean, takes_units=True)
"""Mean of y over units that come in clusters."""


def median_time(unreached: str) -> Statistic:
    """Kaplan–Meier median of the times x to an event; y is 1 where it was seen, 0 where the unit is censored.

    `unreached` says why there is none.
    """
    return Statistic(lambda group: _median_time(group, unreached), takes_units=True)


def _median_time(group: Group, unreached: str) -> pl.DataFrame:
    curve = survival.kaplan_meier(group.rows.with_columns(event=pl.col("y") > 0), KEYS, "x", "event")
    median = survival.median_survival(curve, KEYS).rename({"median": "value"})
    sizes = group.rows.group_by(KEYS).agg(n=pl.len().cast(pl.Int64))
    found = median.join(sizes, on=list(KEYS))
    is_open_ended = pl.col("ci_low").is_null() | pl.col("ci_high").is_null()
    reason = (
        pl.when(pl.col("value").is_null())
        .then(pl.lit(unreached))
        .when((pl.col("n") > 1) & is_open_ended)
        .then(pl.lit("a limit of the interval is not reached yet"))
    )
    alone = pl.col("n") < 2
    limits = [pl.when(~alone).then(name).alias(name) for name in ("ci_low", "ci_high")]
    found = found.with_columns(*limits, reason=reason)
    return parts(found, array(found, "ci_low"), array(found, "ci_high"), group)
