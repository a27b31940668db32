"""Kaplan–Meier curves of grouped frames, their value at a horizon and their median.

Here belongs survival analysis that knows nothing of what ends. Intervals over sums and effect sizes live in
`statistics.py`. Polars expressions over all groups at once; no result depends on the order of the rows. Null means that
the thing does not exist or is not reached, and never stands in for 0 or 1.
"""

from collections.abc import Sequence

import polars as pl

from mentorship.statistics import Z

TOLERANCE = 2.0**-26
"""A survival this near to one half is one half: a product of shares seldom comes to it exactly. √ε, as in survfit."""


def kaplan_meier(frame: pl.DataFrame | pl.LazyFrame, keys: Sequence[str], time: str, event: str) -> pl.DataFrame:
    """Product-limit estimate: S(t) = Π_{s≤t} (1 − d_s/n_s), one curve a group of `keys`.

    Takes one row a unit: `time` ≥ 0 until its end, in any unit, and `event` (boolean), false where it was censored. Who
    is censored at the time of an event is still at risk in it.

    Returns a row for each group and time at which anything ends, sorted by both:

    - `time`; `at_risk`, units whose time is at least that; `events`, those that end by the event then
    - `survival` after it, 0 to 1
    - `cumulative_hazard_variance`, Greenwood's Σ d/(n(n−d)); null once survival is 0

    Reference: Kaplan and Meier 1958, Greenwood 1926; R `survival::survfit`.

    >>> frame = pl.DataFrame({"group": ["a"] * 4, "days": [1, 2, 2, 3], "ended": [True, True, False, False]})
    >>> kaplan_meier(frame, ["group"], "days", "ended").drop("group").rows()
    [(1, 4, 1, 0.75, 0.08333333333333333), (2, 3, 1, 0.5, 0.25), (3, 1, 0, 0.5, 0.25)]
    """
    tally = (
        frame.lazy()
        .group_by(*keys, pl.col(time).alias("time"))
        .agg(
            ended=pl.len().cast(pl.Int64),
            events=pl.col(event).cast(pl.Boolean).sum().cast(pl.Int64),
            unknown=pl.col(event).null_count().cast(pl.Int64),
        )
        .sort(*keys, "time")
        .collect()
    )
    moment = pl.col("time").cast(pl.Float64)
    unusable = tally.filter(pl.col("unknown").gt(0) | ~(moment.is_finite() & moment.ge(0)).fill_null(value=False))
    if unusable.height:
        raise ValueError(f"{unusable['ended'].sum()} rows without a time ≥ 0 or an event, the first {unusable.row(0)}")
    at_risk, surviving = pl.col("at_risk"), pl.col("at_risk") - pl.col("events")
    hazard_variance = pl.when(surviving > 0).then(pl.col("events") / (at_risk * surviving))
    return (
        tally.with_columns(at_risk=pl.col("ended").cum_sum(reverse=True).over(keys))
        .with_columns(
            survival=(surviving / at_risk).cum_prod().over(keys),
            cumulative_hazard_variance=hazard_variance.cum_sum().over(keys),
        )
        .select(*keys, "time", "at_risk", "events", "survival", "cumulative_hazard_variance")
    )


def survival_at(curve: pl.DataFrame, keys: Sequence[str], horizon: float) -> pl.DataFrame:
    """Survival at a horizon, a row a group, with log–log limits: S^exp(±z·√V/ln S), V Greenwood's sum.

    Takes what `kaplan_meier` returns, and a horizon in its unit of time. Returns `survival`, `ci_low`, `ci_high` (0 to
    1) and `at_risk`, the units whose time is at least the horizon.

    Without an event by then, survival is 1 without limits; once it is 0 it stays 0, without limits. Beyond the last
    time of a group whose survival is above 0, nobody knows: null.

    Reference: Kalbfleisch and Prentice 2002; R `summary(survfit(…, conf.type = "log-log"), times = horizon)`.
    """
    before, since = pl.col("time") <= horizon, pl.col("time") >= horizon
    at_horizon = curve.group_by(keys).agg(
        survival=pl.col("survival").filter(before).min().fill_null(1.0),
        cumulative_hazard_variance=pl.col("cumulative_hazard_variance").filter(before).max(),
        at_risk=pl.col("at_risk").filter(since).max().fill_null(0),
    )
    is_known = (pl.col("at_risk") > 0) | (pl.col("survival") == 0.0)
    return (
        at_horizon.with_columns(survival=pl.when(is_known).then(pl.col("survival")))
        .with_columns(*_log_log_limits())
        .select(*keys, "survival", "ci_low", "ci_high", "at_risk")
        .sort(keys)
    )


def median_survival(curve: pl.DataFrame, keys: Sequence[str]) -> pl.DataFrame:
    """Median time and its limits, a row a group: where the curve and its log–log limits come down to one half.

    Takes what `kaplan_meier` returns. Returns `median`, `ci_low`, `ci_high` in its unit of time, null where the curve
    or limit does not come down that far (often `ci_high`). A curve that is one half over a stretch and then falls has
    its median in the middle of the stretch; one that ends at one half has it where it came there. A limit that comes
    down and rises again counts from its first coming.

    Reference: Brookmeyer and Crowley 1982; R `summary(survfit(…, conf.type = "log-log"))$table`. R's `quantile` differs
    in the last two cases: at the end it takes the middle between there and the last censoring, which moves with every
    day of waiting.
    """
    return (
        curve.with_columns(*_log_log_limits())
        .group_by(keys)
        .agg(
            _time_of_one_half("survival").alias("median"),
            _time_of_one_half("ci_low").alias("ci_low"),
            _time_of_one_half("ci_high").alias("ci_high"),
        )
        .sort(keys)
    )


def _log_log_limits() -> tuple[pl.Expr, pl.Expr]:
    """`ci_low` and `ci_high` of survival, null where it is 0 or 1."""
    survival, spread = pl.col("survival"), pl.col("cumulative_hazard_variance").sqrt() * Z
    is_between = (survival > 0.0) & (survival < 1.0)
    log = pl.when(is_between).then(survival.log())
    return (
        (log * (-spread / log).exp()).exp().alias("ci_low"),
        (log * (spread / log).exp()).exp().alias("ci_high"),
    )


def _time_of_one_half(column: str) -> pl.Expr:
    """First time at which the column is at most one half; mid-stretch where it stays there and then falls."""
    level, time = pl.col(column), pl.col("time").cast(pl.Float64)
    is_down = level < 0.5 + TOLERANCE
    first = time.filter(is_down).min()
    first_level = level.filter(is_down & (time == first)).max()
    below = time.filter(is_down & (level < first_level)).min()
    is_flat = ((first_level - 0.5).abs() < TOLERANCE) & below.is_not_null()
    return pl.when(is_flat).then((first + below) / 2.0).otherwise(first)
