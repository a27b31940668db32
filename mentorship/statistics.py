"""Intervals, effect sizes and reliability, over arrays of sufficient statistics.

Here belongs arithmetic that knows nothing of what is counted. Grouping, summing and the choice of a statistic belong to
the caller; survival curves live in `survival.py`, and what is done to arrays of any meaning in `arrays.py`.

Every function takes one element a figure (arrays, Polars series, lists or scalars, broadcast against each other) and
returns arrays of that shape. **NaN means that the thing does not exist** (one unit alone, a denominator of 0, no
spread) and never stands in for 0. Intervals are two-sided 95 %; every `sd` and variance has n−1 beneath.

The same inputs give the same bits. To have the same inputs whatever the order of the rows, sum integers, or sort before
summing: a sum of floats depends on its order in the last digit.
"""

import math

import numpy as np
import numpy.typing as npt
from scipy.special import fdtri, poch, stdtrit

from mentorship.arrays import ROUNDING, Array, Interval, around, floats, only_where, quotient, spread

Estimate = tuple[Array, Array, Array]

Z = 1.959964
"""Normal quantile of every interval, to the six decimals that the definitions print."""

UPPER = 0.975
"""Probability of the upper quantiles of t and F."""


def wilson(successes: npt.ArrayLike, n: npt.ArrayLike) -> Interval:
    """Wilson's score interval of a share, without continuity correction, for independent units.

    (p + z²/2n ± z·√(p(1−p)/n + z²/4n²)) / (1 + z²/n) with p = successes ÷ n and 0 ≤ successes ≤ n. Returns low and high
    as shares in [0, 1], NaN where n < 2.

    Reference: Wilson 1927; R `prop.test(x, n, correct = FALSE)`.

    >>> [limit.round(6).tolist() for limit in wilson([0, 8, 1], [10, 10, 1])]
    [[0.0, 0.490162, nan], [0.277533, 0.943318, nan]]
    """
    counted, size = floats(successes, n)
    low, high = _score_interval(quotient(counted, size), size, np.full(size.shape, Z))
    return only_where(size >= 2, low, high)


def clustered_wilson(
    y_sum: npt.ArrayLike,
    x_sum: npt.ArrayLike,
    yy_sum: npt.ArrayLike,
    xy_sum: npt.ArrayLike,
    xx_sum: npt.ArrayLike,
    clusters: npt.ArrayLike,
) -> Interval:
    """Wilson's interval of a share whose units come in clusters, the design effect taken out of n.

    p = Σy/Σx, v = G/(G−1)·Σ_g(y_g − p·x_g)²/(Σx)², deff = max(1, v/(p(1−p)/Σx)); Wilson's limits with n = Σx/deff, and
    t(G−1) in place of z where deff > 1. For p of 0 or 1 the spread says nothing: z and n = G.

    Takes sums over the G clusters that have units: y_g counted ones of x_g units, y_g², x_g·y_g, x_g². Returns low and
    high as shares in [0, 1], NaN where G < 2.

    Reference: Korn and Graubard 1998 (effective n with t for z), with Wilson's limits; v as R `survey::svyratio` with
    `ids = ~cluster`.

    Three clusters: 3 of 4, 1 of 4 and 4 of 4.

    >>> [limit.round(6).tolist() for limit in clustered_wilson(8, 12, 26, 32, 48, 3)]
    [0.090196, 0.975815]
    """
    y, x, yy, xy, xx, groups = floats(y_sum, x_sum, yy_sum, xy_sum, xx_sum, clusters)
    p, variance = _ratio_and_variance(y, x, yy, xy, xx, groups)
    deff = np.maximum(1.0, quotient(variance * x, p * (1.0 - p)))
    is_extreme = (y == 0.0) | (y == x)
    is_clustered = (deff > 1.0 + 1e-9) & ~is_extreme  # rounding must not turn a deff of exactly 1 from z to t
    quantile = np.where(is_clustered, stdtrit(groups - 1.0, UPPER), Z)
    low, high = _score_interval(p, np.where(is_extreme, groups, x / deff), quantile)
    return only_where(groups >= 2, low, high)


def ratio_of_sums(
    y_sum: npt.ArrayLike,
    x_sum: npt.ArrayLike,
    yy_sum: npt.ArrayLike,
    xy_sum: npt.ArrayLike,
    xx_sum: npt.ArrayLike,
    n: npt.ArrayLike,
) -> Interval:
    """Interval of R = Σy/Σx over n units: R ± t(n−1)·√(n/(n−1)·Σ(y − R·x)²)/Σx.

    Takes sums over units of y, x, y², x·y, x². Returns low and high in units of y over x, not clipped; NaN where n < 2
    or Σx is 0; both are R where there is no spread.

    Reference: Cochran 1977 (linearised ratio); R `confint(survey::svyratio(…), df = n − 1)`.

    >>> [limit.round(6).tolist() for limit in ratio_of_sums(9, 6, 29, 19, 14, 3)]
    [-0.143103, 3.143103]
    """
    y, x, yy, xy, xx, units = floats(y_sum, x_sum, yy_sum, xy_sum, xx_sum, n)
    ratio, variance = _ratio_and_variance(y, x, yy, xy, xx, units)
    return around(ratio, stdtrit(units - 1.0, UPPER) * np.sqrt(variance), units >= 2)


def clustered_mean(
    y_sum: npt.ArrayLike,
    n: npt.ArrayLike,
    ss_sum: npt.ArrayLike,
    sn_sum: npt.ArrayLike,
    nn_sum: npt.ArrayLike,
    clusters: npt.ArrayLike,
) -> Interval:
    """Interval of a mean whose units come in clusters: ȳ ± t(G−1)·√(G/(G−1)·Σ_g(Σ_{i∈g}(y_i − ȳ))²)/n.

    As Σ_{i∈g}(y_i − ȳ) = s_g − ȳ·n_g, with s_g the sum of a cluster and n_g its units, it is a ratio of sums over
    clusters. Takes Σy, n, and the sums over G clusters of s_g², s_g·n_g, n_g². Returns low and high in units of y, NaN
    where G < 2.

    Reference: R `confint(survey::svymean(…), df = G − 1)` with `ids = ~cluster`.

    Clusters (1, 2), (4) and (3, 5):

    >>> [limit.round(6).tolist() for limit in clustered_mean(15, 5, 89, 26, 9, 3)]
    [-0.943446, 6.943446]
    """
    return ratio_of_sums(y_sum, n, ss_sum, sn_sum, nn_sum, clusters)


def mean_interval(mean: npt.ArrayLike, sd: npt.ArrayLike, n: npt.ArrayLike) -> Interval:
    """Student's interval of a mean: mean ± t(n−1)·sd/√n.

    Returns low and high in units of the mean, NaN where n < 2; both are the mean where sd is 0.

    Reference: Student 1908; R `t.test(x)`.

    >>> [limit.round(6).tolist() for limit in mean_interval(3.0, 1.0, 4)]
    [1.408777, 4.591223]
    """
    centre, deviation, units = floats(mean, sd, n)
    error = quotient(spread(deviation, centre), np.sqrt(units))
    return around(centre, stdtrit(units - 1.0, UPPER) * error, units >= 2)


def welch_t(
    mean_1: npt.ArrayLike,
    sd_1: npt.ArrayLike,
    n_1: npt.ArrayLike,
    mean_2: npt.ArrayLike,
    sd_2: npt.ArrayLike,
    n_2: npt.ArrayLike,
) -> Estimate:
    """Difference of two independent means and Welch's interval, which does not suppose equal variances.

    d = M₁ − M₂, limits d ± t(df)·√(a + b), a = s₁²/n₁, b = s₂²/n₂, df = (a + b)²/(a²/(n₁−1) + b²/(n₂−1)).

    Returns d, low and high in units of the means. Limits are NaN where a group has under two units, and where neither
    has any spread (df is 0/0).

    Reference: Welch 1947; R `t.test(x, y)`.

    >>> [value.round(6).tolist() for value in welch_t(5.0, 2.0, 10, 4.0, 1.0, 5)]
    [1.0, -0.67394, 2.67394]
    """
    m_1, s_1, size_1, m_2, s_2, size_2 = floats(mean_1, sd_1, n_1, mean_2, sd_2, n_2)
    a, b = quotient(spread(s_1, m_1) ** 2, size_1), quotient(spread(s_2, m_2) ** 2, size_2)
    df = quotient((a + b) ** 2, quotient(a**2, size_1 - 1.0) + quotient(b**2, size_2 - 1.0))
    difference = np.asarray(m_1 - m_2)
    return difference, *around(difference, stdtrit(df, UPPER) * np.sqrt(a + b), (size_1 >= 2) & (size_2 >= 2))


def net_promoter(promoters: npt.ArrayLike, detractors: npt.ArrayLike, n: npt.ArrayLike) -> Estimate:
    """Net promoter score, 100·(promoters − detractors)/n, and its adjusted interval.

    Limits are 100·((p − d) ± z·√((p + d − (p − d)²)/m)) with m = n + 3, p = (promoters + 1)/m, d = (detractors + 1)/m
    (three answers more: a promoter, a passive, a detractor), around their own p − d and clipped to ±100.

    Returns score, low and high in points, −100…100; score NaN where n is 0, limits where n < 2.

    Reference: an adjusted Wald interval, as Rocks 2016, who compares several additions; Agresti and Min 2005.

    >>> [value.round(4).tolist() for value in net_promoter([6, 1], [1, 0], [10, 1])]
    [[50.0, 100.0], [-1.6461, nan], [78.5692, nan]]
    """
    favour, against, answers = floats(promoters, detractors, n)
    if np.any((favour < 0.0) | (against < 0.0) | (favour + against > answers)):
        raise ValueError(f"promoters {favour} and detractors {against} are not parts of {answers} answers")
    size = answers + 3.0
    p, d = (favour + 1.0) / size, (against + 1.0) / size
    low, high = around(100.0 * (p - d), 100.0 * Z * np.sqrt((p + d - (p - d) ** 2) / size), answers >= 2)
    score = np.asarray(100.0 * quotient(favour - against, answers))
    return score, np.asarray(np.maximum(low, -100.0)), np.asarray(np.minimum(high, 100.0))


def bias_correction(m: npt.ArrayLike) -> Array:
    """Small-sample correction of a standardised difference, J(m) = Γ(m/2)/(√(m/2)·Γ((m−1)/2)).

    The quotient of gammas is Pochhammer's symbol ((m−1)/2)_½; a difference of `gammaln` would lose half of the digits
    at m = 10⁷. Returns a factor in (0, 1), NaN where m < 2: J(1) = 0 would turn every difference into none.

    Reference: Hedges 1981; R `metafor:::.cmicalc`.

    >>> bias_correction([1, 2, 9, 1e7]).round(6).tolist()
    [nan, 0.56419, 0.913875, 1.0]
    """
    (df,) = floats(m)
    enough = np.where(df >= 2, df, np.nan)
    return np.asarray(poch((enough - 1.0) / 2.0, 0.5) / np.sqrt(enough / 2.0))


def standardised_mean_change(
    mean_1: npt.ArrayLike, mean_2: npt.ArrayLike, sd_1: npt.ArrayLike, r: npt.ArrayLike, n: npt.ArrayLike
) -> Estimate:
    """Change of units measured twice, in standard deviations of the first time, with Student's interval.

    g = J(n−1)·(M₂ − M₁)/SD₁, variance 2(1−r)/n + g²/(2n), limits g ± t(n−1)·√variance; all of the n units measured at
    both times, r their Pearson correlation (NaN where a time has no spread).

    Returns g, low and high in SD₁. g is NaN where SD₁ is 0 or n < 3 (see `bias_correction`); limits are NaN where g is
    and where r is: no spread at the second time leaves a change without an interval.

    Reference: Becker 1988, Morris 2008; R `metafor::escalc(measure = "SMCR")`, whose sign is first minus second.

    >>> [value.round(6).tolist() for value in standardised_mean_change(3.0, 3.5, 1.0, 0.6, 20)]
    [0.479955, 0.032229, 0.927681]
    """
    m_1, m_2, deviation, correlation, units = floats(mean_1, mean_2, sd_1, r, n)
    g = np.asarray(bias_correction(units - 1.0) * quotient(m_2 - m_1, spread(deviation, m_1)))
    variance = quotient(2.0 * np.maximum(1.0 - correlation, 0.0) + g**2 / 2.0, units)
    return g, *around(g, stdtrit(units - 1.0, UPPER) * np.sqrt(variance), units >= 2)


def hedges_g(
    mean_1: npt.ArrayLike,
    sd_1: npt.ArrayLike,
    n_1: npt.ArrayLike,
    mean_2: npt.ArrayLike,
    sd_2: npt.ArrayLike,
    n_2: npt.ArrayLike,
) -> Estimate:
    """Standardised difference of two independent groups, with the normal interval.

    g = J(n₁+n₂−2)·(M₁ − M₂)/SD_pooled, variance 1/n₁ + 1/n₂ + g²/(2(n₁+n₂)), limits g ± z·√variance.

    Returns g, low and high in pooled standard deviations; all NaN where a group has under two units or neither has any
    spread.

    Reference: Hedges 1981; R `metafor::escalc(measure = "SMD", vtype = "LS")`.

    >>> [value.round(6).tolist() for value in hedges_g(5.0, 2.0, 10, 4.0, 1.0, 8)]
    [0.580869, -0.367989, 1.529728]
    """
    m_1, s_1, size_1, m_2, s_2, size_2 = floats(mean_1, sd_1, n_1, mean_2, sd_2, n_2)
    are_groups = (size_1 >= 2) & (size_2 >= 2)
    size_1, size_2 = only_where(are_groups, size_1, size_2)
    df = size_1 + size_2 - 2.0
    s_1, s_2 = spread(s_1, m_1), spread(s_2, m_2)
    pooled = np.sqrt(((size_1 - 1.0) * s_1**2 + (size_2 - 1.0) * s_2**2) / df)
    g = np.asarray(bias_correction(df) * quotient(m_1 - m_2, pooled))
    variance = 1.0 / size_1 + 1.0 / size_2 + g**2 / (2.0 * (size_1 + size_2))
    return g, *around(g, Z * np.sqrt(variance), are_groups)


def cronbach_alpha(items: npt.ArrayLike) -> tuple[float, float, float]:
    """Cronbach's α of one complete-case matrix, with Feldt's interval.

    Takes rows × items, reverse-coded, without a missing value. Sorted before it is summed: no order of rows or items
    changes a bit. Returns α, low and high (see `alpha_of_variances`).

    Reference: Cronbach 1951; R `psych::alpha(check.keys = FALSE)`, raw alpha.

    >>> [round(value, 6) for value in cronbach_alpha([[1, 2], [2, 2], [3, 4], [4, 5]])]
    [0.967033, 0.491016, 0.997865]
    """
    matrix = np.asarray(items, dtype=np.float64)
    if matrix.ndim != 2:
        raise ValueError(f"rows × items wanted, got an array of shape {matrix.shape}")
    incomplete = int(np.isnan(matrix).any(axis=1).sum())
    if incomplete:
        raise ValueError(f"{incomplete} of {matrix.shape[0]} rows are incomplete: pass complete rows alone")
    rows, columns = matrix.shape
    if rows < 2 or columns < 2:
        return math.nan, math.nan, math.nan
    totals = np.sort(np.sort(matrix, axis=1).sum(axis=1))
    variances = np.sort(np.ascontiguousarray(np.sort(matrix, axis=0).T).var(axis=1, ddof=1))
    has_spread = totals[-1] - totals[0] > ROUNDING * np.abs(totals).max()
    alpha, low, high = alpha_of_variances(variances.sum(), totals.var(ddof=1) if has_spread else 0.0, columns, rows)
    return float(alpha), float(low), float(high)


def alpha_of_variances(
    item_variance_sum: npt.ArrayLike, total_variance: npt.ArrayLike, items: npt.ArrayLike, n: npt.ArrayLike
) -> Estimate:
    """Cronbach's α from variances over n complete rows of k items, with Feldt's interval.

    α = k/(k−1)·(1 − Σ item variances ÷ variance of the row sums), limits 1 − (1−α)·F(0.975 and 0.025; n−1,
    (n−1)(k−1)). Returns α, low and high, at most 1 and perhaps negative; all NaN where k < 2, n < 2 or the row sums
    have no variance (which must then be 0 exactly).

    Reference: Feldt 1965; R `psych::alpha.ci`.

    >>> [value.round(6).tolist() for value in alpha_of_variances(4.0, 10.0, 5, 30)]
    [0.75, 0.573961, 0.867634]
    """
    within, total, k, rows = floats(item_variance_sum, total_variance, items, n)
    k, rows = only_where((k >= 2) & (rows >= 2) & (total > 0.0), k, rows)
    alpha = k / (k - 1.0) * (1.0 - quotient(within, total))
    df_1, df_2 = rows - 1.0, (rows - 1.0) * (k - 1.0)
    low, high = (1.0 - (1.0 - alpha) * fdtri(df_1, df_2, probability) for probability in (UPPER, 1.0 - UPPER))
    return np.asarray(alpha), np.asarray(low), np.asarray(high)


def reliable_change_cut(sd_1: npt.ArrayLike, alpha: npt.ArrayLike) -> Array:
    """Change that error of measurement alone exceeds one time in twenty: z·SD₁·√2·√(1−α).

    Takes the standard deviation of the first measurement and its reliability. Returns the cut in units of the
    measurement, NaN where α > 1.

    Reference: Jacobson and Truax 1991: S_diff = √(2·SE²), SE = SD₁·√(1−α).

    >>> reliable_change_cut(7.5, 0.8).round(6).tolist()
    9.296926
    """
    deviation, reliability = floats(sd_1, alpha)
    return np.asarray(Z * deviation * math.sqrt(2.0) * np.sqrt(np.where(reliability <= 1.0, 1.0 - reliability, np.nan)))


def weighted_t_score(
    weights_times_levels_sum: npt.ArrayLike,
    weights_squared_sum: npt.ArrayLike,
    weights_sum: npt.ArrayLike,
    rho: float = 0.3,
) -> Array:
    """T-score of weighted levels that correlate at ρ: 50 + 10·Σwx/√((1−ρ)·Σw² + ρ·(Σw)²).

    Takes Σw·x, Σw² and Σw. Returns T (mean 50 and standard deviation 10 where levels x have 0 and 1), NaN where every
    weight is 0.

    Reference: Kiresuk and Sherman 1968.

    Levels 1, 0 and 2, each weighing 1:

    >>> weighted_t_score(3, 3, 3).round(6).tolist()
    63.693064
    """
    levels, squares, weights = floats(weights_times_levels_sum, weights_squared_sum, weights_sum)
    return np.asarray(50.0 + 10.0 * quotient(levels, np.sqrt((1.0 - rho) * squares + rho * weights**2)))


def evenness(count_log_count_sum: npt.ArrayLike, count_sum: npt.ArrayLike, possible: npt.ArrayLike) -> Array:
    """Shannon's entropy of counts over categories as a share of the most that is possible (Pielou's J).

    H = −Σ (c/N)·ln(c/N) = ln N − Σ c·ln c ÷ N, divided by ln(possible). Takes Σ c·ln c and N = Σ c over the categories
    that occur, and how many could occur. Returns a number without a unit: 0 where all is in one category, 1 where all
    categories have the same count; NaN where N is 0 or under two categories are possible.

    Reference: Shannon 1948, Pielou 1966; R `vegan::diversity(counts) / log(possible)`.

    Counts 2, 1 and 1 of three, and 5 of one, where four categories are possible:

    >>> evenness([2 * math.log(2), 5 * math.log(5)], [4, 5], 4).round(6).tolist()
    [0.75, 0.0]
    """
    products, total, categories = floats(count_log_count_sum, count_sum, possible)
    most = np.log(np.where(categories >= 2.0, categories, np.nan))
    largest = np.log(np.where(total > 0.0, total, np.nan))
    entropy = largest - quotient(products, total)
    share = np.where(entropy <= ROUNDING * largest, 0.0, entropy) / most
    if np.any(share > 1.0 + ROUNDING):
        raise ValueError(f"counts spread over more than {categories[share > 1.0 + ROUNDING]} categories")
    return np.asarray(np.minimum(share, 1.0))


def _score_interval(p: Array, n: Array, quantile: Array) -> Interval:
    """Roots of (p − π)² = q²·π(1−π)/n.

    The textbook's form subtracts two like numbers near 0 and 1. This one takes the other root and the product of the
    two, and is exactly 0 and 1 for p of 0 and 1.
    """
    if np.any((p < 0.0) | (p > 1.0)):
        raise ValueError(f"shares outside 0–1: {p[(p < 0.0) | (p > 1.0)]}")
    half = quantile * np.sqrt(n * p * (1.0 - p) + quantile**2 / 4.0) + quantile**2 / 2.0
    return n * p**2 / (n * p + half), 1.0 - n * (1.0 - p) ** 2 / (n * (1.0 - p) + half)


def _ratio_and_variance(y: Array, x: Array, yy: Array, xy: Array, xx: Array, groups: Array) -> tuple[Array, Array]:
    """R = Σy/Σx and its linearised variance G/(G−1)·Σ(y − R·x)²/(Σx)², NaN where Σx is 0 or G is 1."""
    ratio = quotient(y, x)
    positive, negative = yy + ratio**2 * xx, 2.0 * ratio * xy
    residual = positive - negative
    residual = np.where(residual <= ROUNDING * (positive + np.abs(negative)), 0.0, residual)
    return ratio, quotient(groups * residual, (groups - 1.0) * x**2)
