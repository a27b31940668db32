"""Intervals that the product does not print, to lay beside its own: what another choice would do.

Here belong intervals that have a name elsewhere, over arrays of one element a figure, with quantiles of `scipy.special`
and resampling by `scipy.stats.bootstrap`. What the product prints belongs to `mentorship/statistics.py`; nothing here
is part of the product. NaN means that there is no interval.
"""

import warnings
from collections.abc import Callable, Sequence

import numpy as np
from scipy import special

from mentorship.arrays import Array, Interval, around, quotient
from mentorship.statistics import UPPER, Z, bias_correction, wilson

LOWER = 1.0 - UPPER
RESAMPLES = 999


def clopper_pearson(successes: Array, n: Array) -> Interval:
    """The exact binomial interval, by quantiles of the beta distribution; real-valued counts are effective ones.

    Reference: Clopper and Pearson 1934; R `binom.test`.
    """
    failures = n - successes
    with np.errstate(all="ignore"):
        low = np.where(successes > 0.0, special.betaincinv(successes, failures + 1.0, LOWER), 0.0)
        high = np.where(failures > 0.0, special.betaincinv(successes + 1.0, failures, UPPER), 1.0)
    return low, high


def linearised(y: Array, x: Array) -> tuple[Array, Array]:
    """Σy/Σx over the last axis and its standard error, as the product's formula has them."""
    groups, total = y.shape[-1], x.sum(axis=-1)
    ratio = quotient(y.sum(axis=-1), total)
    residual = ((y - ratio[..., None] * x) ** 2).sum(axis=-1)
    return ratio, np.sqrt(groups / (groups - 1.0) * residual) / total


def korn_graubard(y: Array, x: Array) -> Interval:
    """Clopper–Pearson with the effective number of units, for clusters on the last axis.

    n* = p(1−p)/v·(t(n−1)/t(G−1))², at most n; for p of 0 or 1, where v says nothing, n* = G. Reference: Korn and
    Graubard 1998; R `survey::svyciprop(method = "beta")`, which has no upper bound of n*.
    """
    p, error = linearised(y, x)
    groups, n = y.shape[-1], x.sum(axis=-1)
    share = (special.stdtrit(n - 1.0, UPPER) / special.stdtrit(groups - 1.0, UPPER)) ** 2
    effective = np.minimum(n, quotient(p * (1.0 - p), error**2) * share)
    effective = np.where((p == 0.0) | (p == 1.0), groups, np.where(np.isnan(effective), n, effective))
    return clopper_pearson(p * effective, effective)


def logit_t(p: Array, error: Array, df: float) -> Interval:
    """Student's interval on the scale of log odds: none for p of 0 or 1. R `survey::svyciprop(method = "xlogit")`."""
    inside = (p > 0.0) & (p < 1.0)
    odds = special.logit(np.where(inside, p, np.nan))
    half = special.stdtrit(df, UPPER) * quotient(error, p * (1.0 - p))
    return special.expit(odds - half), special.expit(odds + half)


def log_t(ratio: Array, error: Array, df: float) -> Interval:
    """Student's interval of a ratio on the scale of logarithms: none for a ratio of 0."""
    positive = np.where(ratio > 0.0, ratio, np.nan)
    half = special.stdtrit(df, UPPER) * error / positive
    return positive * np.exp(-half), positive * np.exp(half)


def jackknife_ratio(y: Array, x: Array) -> Interval:
    """Σy/Σx ± t·the jackknife's standard error, one unit (or cluster) of the last axis left out at a time.

    Reference: Cochran 1977; R `survey::as.svrepdesign(type = "JK1")`.
    """
    groups = y.shape[-1]
    ratio = quotient(y.sum(axis=-1), x.sum(axis=-1))
    left = quotient(y.sum(axis=-1, keepdims=True) - y, x.sum(axis=-1, keepdims=True) - x)
    error = np.sqrt((groups - 1.0) * left.var(axis=-1))
    return around(ratio, special.stdtrit(groups - 1.0, UPPER) * error, np.isfinite(error))


def where_wide(low: Array, high: Array) -> Interval:
    """The same limits, and none where they have no width."""
    has_width = high - low > 0.0
    return np.where(has_width, low, np.nan), np.where(has_width, high, np.nan)


def bonett_change(first: Array, second: Array) -> Interval:
    """Standardised mean change, g ± t·√v, that does not suppose equal variances at both times, units on the last axis.

    v = J²·(s_d²/(SD₁²·(n−1)) + g²/(2(n−1))). Reference: Bonett 2008; R `metafor::escalc(measure = "SMCRH")`.
    """
    n = first.shape[-1]
    sd = first.std(axis=-1, ddof=1)
    correction = bias_correction(n - 1.0)
    g = correction * quotient((second - first).mean(axis=-1), sd)
    spread = quotient((second - first).var(axis=-1, ddof=1), sd**2)
    error = correction * np.sqrt((spread + g**2 / 2.0) / (n - 1.0))
    return around(g, special.stdtrit(n - 1.0, UPPER) * error, np.isfinite(g))


def noncentral_difference(g: Array, n_1: int, n_2: int) -> Interval:
    """The interval of a standardised difference that holds exactly for normal groups of one variance.

    The noncentralities whose t has 97.5 and 2.5 % below the observed t, over √(n₁n₂/(n₁+n₂)). Takes Hedges' g.
    Reference: Hedges and Olkin 1985; R `MBESS::ci.smd`.
    """
    df, scale = n_1 + n_2 - 2, np.sqrt(n_1 * n_2 / (n_1 + n_2))
    observed = g / bias_correction(df) * scale
    low, high = (special.nctdtrinc(df, share, observed) / scale for share in (UPPER, LOWER))
    return np.where(np.isnan(g), np.nan, low), np.where(np.isnan(g), np.nan, high)


def wald_net_promoter(promoters: Array, detractors: Array, n: int) -> Interval:
    """The net promoter score ± z·its standard error, without answers added."""
    p, d = promoters / n, detractors / n
    half = 100.0 * Z * np.sqrt((p + d - (p - d) ** 2) / n)
    return 100.0 * (p - d) - half, 100.0 * (p - d) + half


def effective_wilson(survival: Array, hazard_variance: Array, at_risk: Array) -> Interval:
    """Wilson's interval of a survival S with the n that its variance is worth, (1−S)/(S·V).

    Without an event yet n is the number still at risk. Reference: Rothman 1978.
    """
    effective = np.where(survival < 1.0, quotient(1.0 - survival, survival * hazard_variance), at_risk)
    return wilson(np.clip(survival * effective, 0.0, effective), effective)


def bca(
    samples: Sequence[Array], statistic: Callable[..., Array], generator: np.random.Generator, *, paired: bool
) -> Interval:
    """The bias-corrected and accelerated bootstrap over the last axis, none where a resample has no statistic.

    Reference: Efron 1987; `scipy.stats.bootstrap`, which resamples all figures of a call alike.
    """
    from scipy.stats import bootstrap  # noqa: PLC0415 - slow to import, and a quick run does without

    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")  # samples without spread, which then have no interval
        result = bootstrap(
            tuple(samples), statistic, paired=paired, axis=-1, vectorized=True, n_resamples=RESAMPLES, batch=10,
            method="BCa", rng=generator,
        )  # fmt: skip
    return result.confidence_interval.low, result.confidence_interval.high
