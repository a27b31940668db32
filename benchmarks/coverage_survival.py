"""Pairs that end and pairs that meet, censored as in a programme: the product's Kaplan–Meier limits and others.

Here belong the cases over `mentorship/survival.py`, which works on frames: a sample is one frame with a group a
repetition. All other cases are in `coverage_cases.py`.
"""

from collections.abc import Callable, Iterator
from functools import partial

import numpy as np
import polars as pl
from scipy.special import ndtr

from benchmarks import coverage_alternatives as others
from mentorship import survival
from mentorship.arrays import Array, Interval

Generator = np.random.Generator
Drawn = dict[str, Interval]
PLANNED_DAYS, LONGEST_DAYS = 365.0, 400.0
FOLLOWED_DAYS, MEDIAN_DAYS, SIGMA = 120.0, 11.6, 0.9


def survival_cases(ours: str) -> Iterator[tuple[str, str, float, Callable[[Generator, int, int], Drawn]]]:
    """Family, scenario, truth and intervals of each."""
    for share, horizon in ((0.95, 30), (0.9, 90), (0.7, 90), (0.5, 180)):
        yield (
            "Kaplan–Meier at a horizon: log–log",
            f"{share:.0%} still open at {horizon} days",
            share,
            partial(_at_horizon, ours, daily_hazard=-np.log(share) / horizon, horizon=horizon),
        )
    for never in (0.0, 0.15, 0.4):
        truth = _median_days(never)
        yield (
            "Kaplan–Meier median: log–log, by inversion",
            f"days to the first meeting, {never:.0%} never meet (truth {truth:.0f})",
            truth,
            partial(_median, ours, never=never),
        )


def _median_days(never: float) -> float:
    """First whole day by which half have met."""
    days = np.arange(1.0, 4000.0)
    return float(days[(1 - never) * ndtr(np.log(days / MEDIAN_DAYS) / SIGMA) >= 0.5][0])


def _curve(ends: Array, censored: Array) -> pl.DataFrame:
    """The product's curves, a group a repetition; who is censored on the day of the end has ended."""
    repetitions, n = ends.shape
    frame = pl.DataFrame(
        {
            "repetition": np.repeat(np.arange(repetitions), n),
            "days": np.minimum(ends, censored).ravel(),
            "ended": (ends <= censored).ravel(),
        }
    )
    return survival.kaplan_meier(frame, ["repetition"], "days", "ended")


def _limits(frame: pl.DataFrame) -> Interval:
    low, high = (
        frame.sort("repetition")[name].cast(pl.Float64).fill_null(np.nan).to_numpy() for name in ("ci_low", "ci_high")
    )
    return low, high


def _at_horizon(
    ours: str, generator: Generator, repetitions: int, n: int, *, daily_hazard: float, horizon: int
) -> Drawn:
    """Pairs matched over 400 days, planned for 365: whole days to an early end."""
    shape = (repetitions, n)
    ends = np.ceil(generator.exponential(1.0 / daily_hazard, shape))
    censored = np.minimum(np.floor(generator.uniform(0.0, LONGEST_DAYS, shape)), PLANNED_DAYS)
    curve = _curve(ends, censored)
    at = survival.survival_at(curve, ["repetition"], horizon).sort("repetition")
    variance = (
        curve.filter(pl.col("time") <= horizon).group_by("repetition").agg(pl.col("cumulative_hazard_variance").max())
    )
    joined = at.join(variance, on="repetition", how="left").sort("repetition")
    value, spread, left = (
        joined[name].cast(pl.Float64).fill_null(np.nan).to_numpy()
        for name in ("survival", "cumulative_hazard_variance", "at_risk")
    )
    low, high = others.effective_wilson(value, spread, left)
    is_seen = value < 1.0
    return {
        ours: _limits(at),
        "Wilson with the n that the variance is worth": (low, high),
        "the same, where an end was seen": (np.where(is_seen, low, np.nan), np.where(is_seen, high, np.nan)),
    }


def _median(ours: str, generator: Generator, repetitions: int, n: int, *, never: float) -> Drawn:
    """Whole days to a first meeting, of pairs matched over the last 120 days; a share never meets."""
    shape = (repetitions, n)
    days = np.ceil(generator.lognormal(np.log(MEDIAN_DAYS), SIGMA, shape))
    ends = np.where(generator.random(shape) < never, np.inf, days)
    censored = np.floor(generator.uniform(1.0, FOLLOWED_DAYS, shape))
    return {ours: _limits(survival.median_survival(_curve(ends, censored), ["repetition"]))}
