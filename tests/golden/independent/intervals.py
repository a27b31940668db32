"""The intervals and statistics of METRICS.md section 0 to 3, from their formulas and with no domain word.

Every limit pair is `NO_LIMITS` where the definitions give none. What is counted is said by the modules beside this one.
"""

import math
import statistics
from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from functools import cache
from typing import NamedTuple

from scipy import stats

Limits = tuple[float | None, float | None]

Z = 1.959964
R_TOLERANCE = 2.0**-26
SPREAD_TOLERANCE = 1e-9
NO_LIMITS: Limits = (None, None)


@cache
def t_quantile(freedom: float) -> float:
    return float(stats.t.ppf(0.975, freedom))


def has_spread(values: Sequence[float]) -> bool:
    """Whether values differ by more than the rounding of their own working-out."""
    return len(values) > 1 and max(values) - min(values) > SPREAD_TOLERANCE


def wilson(share: float, n: float, quantile: float = Z) -> Limits:
    centre = (share + quantile**2 / (2 * n)) / (1 + quantile**2 / n)
    half = quantile / (1 + quantile**2 / n) * math.sqrt(share * (1 - share) / n + quantile**2 / (4 * n**2))
    return centre - half, centre + half


def clustered_wilson(clusters: Sequence[tuple[int, int]]) -> Limits:
    """`clusters` are (y, x): hits and units."""
    count, units = len(clusters), sum(x for _, x in clusters)
    share = sum(y for y, _ in clusters) / units
    if count == 1:
        return NO_LIMITS
    if share in {0, 1}:
        return wilson(share, count)
    spread = math.fsum((y - share * x) ** 2 for y, x in clusters)
    variance = count / (count - 1) * spread / units**2
    design_effect = variance / (share * (1 - share) / units)
    if design_effect <= 1 + 1e-9:
        return wilson(share, units)
    return wilson(share, units / design_effect, t_quantile(count - 1))


def ratio_of_sums(pairs: Sequence[tuple[float, float]]) -> tuple[float, Limits]:
    n, total = len(pairs), math.fsum(x for _, x in pairs)
    ratio = math.fsum(y for y, _ in pairs) / total
    if n == 1:
        return ratio, NO_LIMITS
    spread = math.fsum((y - ratio * x) ** 2 for y, x in pairs)
    half = t_quantile(n - 1) * math.sqrt(n / (n - 1) * spread) / total
    return ratio, (ratio - half, ratio + half)


def mean_with_t(values: Sequence[float]) -> tuple[float, Limits]:
    mean = statistics.fmean(values)
    if len(values) == 1:
        return mean, NO_LIMITS
    half = t_quantile(len(values) - 1) * statistics.stdev(values) / math.sqrt(len(values))
    return mean, (mean - half, mean + half)


def clustered_mean(values: Sequence[tuple[Hashable, float]]) -> tuple[float, Limits, int]:
    """`values` are (cluster, value); gives the mean, its limits and the number of clusters."""
    mean, n = statistics.fmean(value for _, value in values), len(values)
    offs: dict[Hashable, list[float]] = defaultdict(list)
    for cluster, value in values:
        offs[cluster].append(value - mean)
    count = len(offs)
    if count == 1:
        return mean, NO_LIMITS, count
    variance = count / (count - 1) * math.fsum(math.fsum(own) ** 2 for own in offs.values()) / n**2
    half = t_quantile(count - 1) * math.sqrt(variance)
    return mean, (mean - half, mean + half), count


def welch(first: Sequence[float], second: Sequence[float]) -> tuple[float, Limits]:
    """Mean of the first less mean of the second; without any spread the degrees of freedom are 0/0: no interval."""
    difference = statistics.fmean(first) - statistics.fmean(second)
    if min(len(first), len(second)) == 1 or not (has_spread(first) or has_spread(second)):
        return difference, NO_LIMITS
    a, b = (statistics.variance(group) / len(group) for group in (first, second))
    freedom = (a + b) ** 2 / (a**2 / (len(first) - 1) + b**2 / (len(second) - 1))
    half = t_quantile(freedom) * math.sqrt(a + b)
    return difference, (difference - half, difference + half)


def small_sample(freedom: float) -> float:
    """J(m) = Γ(m/2) / (√(m/2)·Γ((m−1)/2))."""
    half = freedom / 2
    return math.exp(math.lgamma(half) - math.lgamma(half - 0.5)) / math.sqrt(half)


def hedges_g(first: Sequence[float], second: Sequence[float]) -> tuple[float, Limits] | None:
    """Standardised difference of two groups' means (`SMD` of metafor), None without spread or with a group of one."""
    n, m = len(first), len(second)
    if min(n, m) < 2 or not (has_spread(first) or has_spread(second)):
        return None
    pooled = ((n - 1) * statistics.variance(first) + (m - 1) * statistics.variance(second)) / (n + m - 2)
    g = small_sample(n + m - 2) * (statistics.fmean(first) - statistics.fmean(second)) / math.sqrt(pooled)
    half = Z * math.sqrt(1 / n + 1 / m + g**2 / (2 * (n + m)))
    return g, (g - half, g + half)


def standardised_change(first: Sequence[float], later: Sequence[float]) -> tuple[float, Limits] | None:
    """Standardised mean change with raw-score standardisation (`SMCR` of metafor), None without spread at first."""
    n = len(first)
    if n < 3 or not has_spread(first):
        return None
    g = small_sample(n - 1) * (statistics.fmean(later) - statistics.fmean(first)) / statistics.stdev(first)
    if not has_spread(later):
        return g, NO_LIMITS
    variance = 2 * (1 - statistics.correlation(first, later)) / n + g**2 / (2 * n)
    half = t_quantile(n - 1) * math.sqrt(max(0.0, variance))
    return g, (g - half, g + half)


def cronbach(rows: Sequence[Sequence[float]]) -> float | None:
    """Alpha of complete answers, one sequence a unit with one score an item; None where it does not exist."""
    if len(rows) < 2 or len(rows[0]) < 2:
        return None
    sums = [math.fsum(row) for row in rows]
    if not has_spread(sums):
        return None
    items = len(rows[0])
    own = math.fsum(statistics.variance(column) for column in zip(*rows, strict=True))
    return items / (items - 1) * (1 - own / statistics.variance(sums))


def feldt(alpha: float, units: int, items: int) -> Limits:
    """Feldt, Woodruff and Salih 1987: (1 − α)·F lies between quantiles of F(n−1, (n−1)(k−1))."""
    above, below = units - 1, (units - 1) * (items - 1)
    low = 1 - (1 - alpha) * float(stats.f.ppf(0.975, above, below))
    return low, 1 - (1 - alpha) * float(stats.f.ppf(0.025, above, below))


def net_promoter(promoters: int, detractors: int, n: int) -> Limits:
    if n == 1:
        return NO_LIMITS
    p, d = (promoters + 1) / (n + 3), (detractors + 1) / (n + 3)
    half = Z * math.sqrt((p + d - (p - d) ** 2) / (n + 3))
    return max(-100.0, 100 * (p - d - half)), min(100.0, 100 * (p - d + half))


class Step(NamedTuple):
    """A Kaplan–Meier curve from one time on, with its log–log Greenwood limits."""

    time: int
    share: float
    limits: Limits


def kaplan_meier(lives: Sequence[tuple[int, bool]]) -> list[Step]:
    """`lives` are (time, whether the event was seen then)."""
    steps, share, greenwood = [], 1.0, 0.0
    for time in sorted({time for time, _ in lives}):
        at_risk = sum(other >= time for other, _ in lives)
        events = sum(seen for other, seen in lives if other == time)
        share *= (at_risk - events) / at_risk
        greenwood += events / (at_risk * (at_risk - events)) if events < at_risk else 0
        limits: Limits = NO_LIMITS
        if share == 1:
            limits = (1.0, 1.0)
        elif share > 0:
            exponent = math.exp(Z * math.sqrt(greenwood) / abs(math.log(share)))
            limits = (share**exponent, share ** (1 / exponent))
        steps.append(Step(time, share, limits))
    return steps


def half_crossed(curve: Iterable[tuple[int, float | None]]) -> float | None:
    """When a curve falls to one half, as `summary(survfit)$table` of R has it: in the middle of a stay on one half."""
    below = [(time, share) for time, share in curve if share is not None and share < 0.5 + R_TOLERANCE]
    if not below:
        return None
    first, start = below[0]
    later = [time for time, share in below if share < start]
    return (first + later[0]) / 2 if abs(start - 0.5) < R_TOLERANCE and later else float(first)


def median_time(lives: Sequence[tuple[int, bool]]) -> tuple[float | None, Limits]:
    """The curve's median and its limits by inversion; one life alone has no interval."""
    steps = kaplan_meier(lives)
    median = half_crossed((step.time, step.share) for step in steps)
    low, high = (half_crossed((step.time, step.limits[side]) for step in steps) for side in (0, 1))
    return median, (NO_LIMITS if len(lives) == 1 else (low, high))
