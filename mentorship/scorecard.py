"""Targets held against figures: met, missed or uncertain, by one rule for every page and mail. METRICS section 5."""

import polars as pl

from mentorship.programme import Programme, Target

LEAST = "at_least"
MOST = "at_most"


def judged(figures: pl.DataFrame, programme: Programme) -> pl.DataFrame:
    """Figures with `target` and `target_status`; both are empty where no target was declared.

    Met: the whole interval on the good side (a figure without an interval: its value). Missed: the whole interval on
    the other side. Uncertain: the interval holds the target. What cannot be computed is judged neither way.
    """
    target = pl.lit("")
    for declared in programme.targets:
        meant = _meant(figures, declared)
        target = pl.when(meant).then(pl.lit(written(declared))).otherwise(target)
    return figures.with_columns(target=target).with_columns(target_status=verdict())


def written(target: Target) -> str:
    """A target as figures carry it.

    >>> written(Target(metric="match_rate", at_least=0.80)), written(Target(metric="days_to_first_meeting", at_most=14))
    ('at_least:0.8', 'at_most:14')
    """
    bound, value = (LEAST, target.at_least) if target.at_least is not None else (MOST, target.at_most)
    return f"{bound}:{value:.12g}"


def verdict() -> pl.Expr:
    """The `target_status` of figures by their `target`, value and interval; empty where one of the first two is."""
    bound = pl.col("target").str.split(":").list.last().cast(pl.Float64, strict=False)
    is_least = pl.col("target").str.starts_with(LEAST)
    has_interval = pl.col("ci_low").is_not_null() | pl.col("ci_high").is_not_null()
    low = pl.when(has_interval).then(pl.col("ci_low").fill_null(float("-inf"))).otherwise("value")
    high = pl.when(has_interval).then(pl.col("ci_high").fill_null(float("inf"))).otherwise("value")
    is_met = pl.when(is_least).then(low >= bound).otherwise(high <= bound)
    is_missed = pl.when(is_least).then(high < bound).otherwise(low > bound)
    return (
        pl.when(bound.is_null() | pl.col("value").is_null())
        .then(pl.lit(""))
        .when(is_met)
        .then(pl.lit("met"))
        .when(is_missed)
        .then(pl.lit("missed"))
        .otherwise(pl.lit("uncertain"))
    )


def _meant(figures: pl.DataFrame, target: Target) -> pl.Expr:
    """Whether a figure is the one that a target speaks of.

    What a target leaves out means everybody: no segment; the role `all`, or each role where there is no such figure;
    every instrument and construct; of several waves of answers the latest with a value.
    """
    named = {
        "metric": target.metric,
        "segment": target.segment or "all",
        "instrument": target.instrument,
        "construct": target.construct_name,
        "role": target.role,
        "wave": target.wave,
        "segment_value": target.segment_value or (None if target.segment else "all"),
    }
    meant = pl.all_horizontal(pl.col(name) == value for name, value in named.items() if value is not None)
    if target.role is None and figures.filter(meant & (pl.col("role") == "all")).height:
        meant &= pl.col("role") == "all"
    if target.wave is None:
        meant &= _is_latest_wave(figures, meant)
    return meant


def _is_latest_wave(figures: pl.DataFrame, meant: pl.Expr) -> pl.Expr:
    """Of the waves of one instrument the last that has a figure; what has no instrument has no such order."""
    computed = figures.filter(meant & (pl.col("instrument") != "") & pl.col("value").is_not_null())
    latest = computed.group_by("instrument").agg(pl.col("wave_order").max())
    orders = dict(latest.rows())
    of_instrument = pl.col("instrument").replace_strict(orders, default=None, return_dtype=pl.Int64)
    return of_instrument.is_null() | (pl.col("wave_order") == of_instrument)
