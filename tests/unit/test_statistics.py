"""Each statistic against other software: `statistics.R` in `tests/reference` made the values of `statistics.json`."""

import json
import math
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
import scipy.stats
from polars.testing import assert_frame_equal

from mentorship import statistics, survival

REFERENCE: dict[str, Any] = json.loads(
    (Path(__file__).parents[1] / "reference" / "statistics.json").read_text(encoding="utf-8")
)
Z = 1.959964


def floats(values: Iterable[float | None]) -> np.ndarray:
    """Values as floats, null as NaN."""
    return np.array([math.nan if value is None else value for value in values], dtype=np.float64)


def assert_agree(names: Sequence[object], got: np.ndarray, expected: Iterable[float | None]) -> None:
    """Within 1e-9 of the reference, and NaN exactly where it has none."""
    wanted = floats(expected)
    near = np.isclose(got, wanted, rtol=1e-9, atol=1e-9, equal_nan=True)
    wrong = [(name, a, b) for name, a, b, is_near in zip(names, got, wanted, near, strict=True) if not is_near]
    assert not wrong


def cases_of(statistic: str) -> tuple[list[str], list[dict[str, Any]]]:
    """Names and cases of one statistic."""
    cases = REFERENCE[statistic]
    return (list(cases), list(cases.values())) if isinstance(cases, dict) else ([str(c) for c in cases], cases)


def ratio_sums(y: np.ndarray, x: np.ndarray) -> tuple[float, ...]:
    """Σy, Σx, Σy², Σxy, Σx² and how many."""
    return (
        float(y.sum()),
        float(x.sum()),
        float((y**2).sum()),
        float((x * y).sum()),
        float((x**2).sum()),
        float(y.size),
    )


def sums_of(pairs: Iterable[tuple[np.ndarray, np.ndarray]]) -> list[np.ndarray]:
    """The six sums of many figures, an array each."""
    return [np.array(column) for column in zip(*(ratio_sums(y, x) for y, x in pairs), strict=True)]


def cluster_sums(y: Sequence[float], cluster: Sequence[int]) -> tuple[np.ndarray, np.ndarray]:
    """Sum and size of each cluster."""
    _, code = np.unique(np.array(cluster), return_inverse=True)
    return np.bincount(code, weights=np.array(y, dtype=float)), np.bincount(code).astype(float)


def complete(*columns: Sequence[float | None]) -> np.ndarray:
    """The columns as rows × columns, without the rows in which anything is missing."""
    rows = np.array([floats(column) for column in columns]).T
    return rows[~np.isnan(rows).any(axis=1)]


def moments(samples: Iterable[Sequence[float]]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Mean, standard deviation and size of many samples; the deviation of one value is NaN."""
    arrays = [np.array(sample, dtype=float) for sample in samples]
    sds = [array.std(ddof=1) if array.size > 1 else math.nan for array in arrays]
    return np.array([a.mean() for a in arrays]), np.array(sds), np.array([float(a.size) for a in arrays])


# ---- shares --------------------------------------------------------------------------------------------------------


def test_wilson_agrees_with_prop_test_of_r() -> None:
    names, cases = cases_of("wilson")
    low, high = statistics.wilson([case["successes"] for case in cases], [case["n"] for case in cases])
    assert_agree(names, low, (case["low"] for case in cases))
    assert_agree(names, high, (case["high"] for case in cases))


def test_wilson_agrees_with_scipy_to_the_quantile() -> None:
    level = 2.0 * scipy.stats.norm.cdf(Z) - 1.0
    interval = scipy.stats.binomtest(17, 43).proportion_ci(confidence_level=level, method="wilson")
    low, high = statistics.wilson(17, 43)
    assert (float(low), float(high)) == pytest.approx((interval.low, interval.high), abs=1e-12)


def test_wilson_of_no_successes_starts_at_zero() -> None:
    low, _ = statistics.wilson(np.zeros(50), np.arange(2, 52))
    assert (low == 0.0).all()


def test_wilson_of_successes_alone_ends_at_one() -> None:
    _, high = statistics.wilson(np.arange(2, 52), np.arange(2, 52))
    assert (high == 1.0).all()


def test_wilson_of_one_unit_or_none_does_not_exist() -> None:
    low, high = statistics.wilson([0, 0, 1], [0, 1, 1])
    assert np.isnan([low, high]).all()


def test_wilson_refuses_more_successes_than_units() -> None:
    with pytest.raises(ValueError, match=r"shares outside 0–1: \[1\.5\]"):
        statistics.wilson([3, 1], [2, 2])


def test_missing_input_gives_no_interval_and_leaves_its_neighbours() -> None:
    low, _ = statistics.wilson([math.nan, 5], [10, 10])
    assert math.isnan(low[0])
    assert low[1] == pytest.approx(0.236593089011479, abs=1e-9)


def test_clustered_wilson_agrees_with_survey_and_the_roots_of_the_score_equation() -> None:
    names, cases = cases_of("clustered_wilson")
    sums = sums_of((floats(case["y"]), floats(case["x"])) for case in cases)
    low, high = statistics.clustered_wilson(*sums)
    assert_agree(names, low, (case["low"] for case in cases))
    assert_agree(names, high, (case["high"] for case in cases))


def test_clusters_alike_give_plain_wilson() -> None:
    sums = ratio_sums(np.array([3.0, 3.0, 3.0]), np.array([7.0, 7.0, 7.0]))
    np.testing.assert_array_equal(statistics.clustered_wilson(*sums), statistics.wilson(9, 21))


def test_design_effect_of_exactly_one_keeps_z() -> None:
    """0 of 1, 2 of 2, 2 of 3: its design effect is 1 in fractions and 1.0000000000000004 in floats."""
    y, x = [0, 2, 2], [1, 2, 3]
    p = Fraction(sum(y), sum(x))
    v = Fraction(3, 2) * sum((a - p * b) ** 2 for a, b in zip(y, x, strict=True)) / sum(x) ** 2
    assert v / (p * (1 - p) / sum(x)) == 1
    sums = ratio_sums(np.array(y, dtype=float), np.array(x, dtype=float))
    np.testing.assert_allclose(statistics.clustered_wilson(*sums), statistics.wilson(4, 6), rtol=1e-14)


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_share_of_none_or_all_takes_clusters_for_units(share: float) -> None:
    units = np.array([5.0, 9.0, 1.0, 1.0])
    sums = ratio_sums(share * units, units)
    np.testing.assert_array_equal(statistics.clustered_wilson(*sums), statistics.wilson(share * 4, 4))


def test_one_cluster_has_no_interval() -> None:
    assert np.isnan(statistics.clustered_wilson(5, 9, 25, 45, 81, 1)).all()
    assert np.isnan(statistics.clustered_wilson(0, 9, 0, 0, 81, 1)).all()


def test_clusters_without_units_have_no_interval() -> None:
    assert np.isnan(statistics.clustered_wilson(0, 0, 0, 0, 0, 3)).all()


def test_clustered_wilson_holds_for_sums_past_a_billion() -> None:
    """Ten million units in a million clusters: variance in fractions, limits by the textbook's form."""
    y, x, yy, xy, xx, groups = 4_000_000, 10_000_000, 40_000_000, 60_000_000, 150_000_000, 1_000_000
    p = Fraction(y, x)
    v = Fraction(groups, groups - 1) * (yy - 2 * p * xy + p * p * xx) / Fraction(x) ** 2
    n = float(x / (v / (p * (1 - p) / x)))
    q = scipy.stats.t.ppf(0.975, groups - 1)
    share = float(p)
    half = q * math.sqrt(share * (1 - share) / n + q * q / (4 * n * n))
    expected = [(share + q * q / (2 * n) + sign * half) / (1 + q * q / n) for sign in (-1, 1)]
    np.testing.assert_allclose(statistics.clustered_wilson(y, x, yy, xy, xx, groups), expected, rtol=1e-11)


def test_net_promoter_agrees_with_the_multinomial_contrast_in_r() -> None:
    names, cases = cases_of("net_promoter")
    value, low, high = statistics.net_promoter(*([case[k] for case in cases] for k in ("promoters", "detractors", "n")))
    assert_agree(names, value, (case["value"] for case in cases))
    assert_agree(names, low, (case["low"] for case in cases))
    assert_agree(names, high, (case["high"] for case in cases))


def test_net_promoter_of_one_answer_has_a_value_and_no_interval() -> None:
    value, low, high = statistics.net_promoter(1, 0, 1)
    assert float(value) == 100.0
    assert np.isnan([low, high]).all()


def test_net_promoter_of_no_answer_does_not_exist() -> None:
    assert np.isnan(statistics.net_promoter(0, 0, 0)).all()


def test_net_promoter_of_promoters_alone_is_clipped_at_100() -> None:
    value, low, high = statistics.net_promoter(3, 0, 3)
    assert (float(value), float(high)) == (100.0, 100.0)
    assert float(low) == pytest.approx(100 * (1 / 2 - Z * math.sqrt((5 / 6 - 1 / 4) / 6)), rel=1e-14)


def test_net_promoter_refuses_more_parts_than_answers() -> None:
    with pytest.raises(ValueError, match="not parts of"):
        statistics.net_promoter([2], [2], [3])


# ---- means and ratios ----------------------------------------------------------------------------------------------


def test_ratio_of_sums_agrees_with_svyratio_of_r() -> None:
    names, cases = cases_of("ratio_of_sums")
    low, high = statistics.ratio_of_sums(*sums_of((floats(case["y"]), floats(case["x"])) for case in cases))
    assert_agree(names, low, (case["low"] for case in cases))
    assert_agree(names, high, (case["high"] for case in cases))


def test_ratio_without_spread_has_no_width() -> None:
    """Sums of squares less sums of products leave rounding where the spread is 0; its root would show."""
    x = np.array([3.0, 6.0, 9.0, 21.0, 0.7])
    low, high = statistics.ratio_of_sums(*ratio_sums(x / 3.0, x))
    assert float(low) == float(high) == pytest.approx(1 / 3, rel=1e-15)


def test_ratio_over_nothing_does_not_exist() -> None:
    assert np.isnan(statistics.ratio_of_sums(3, 0, 5, 0, 0, 2)).all()


def test_clustered_mean_agrees_with_svymean_of_r() -> None:
    names, cases = cases_of("clustered_mean")
    low, high = statistics.clustered_mean(*sums_of(cluster_sums(case["y"], case["cluster"]) for case in cases))
    assert_agree(names, low, (case["low"] for case in cases))
    assert_agree(names, high, (case["high"] for case in cases))


def test_mean_whose_units_are_their_own_clusters_has_students_interval() -> None:
    y = np.array([1.5, -0.25, 0.0, 2.0])
    clustered = statistics.clustered_mean(*ratio_sums(y, np.ones(4)))
    np.testing.assert_allclose(clustered, statistics.mean_interval(y.mean(), y.std(ddof=1), 4), rtol=1e-13)


def test_mean_interval_agrees_with_t_test_of_r() -> None:
    names, cases = cases_of("mean_interval")
    low, high = statistics.mean_interval(*moments(case["x"] for case in cases))
    assert_agree(names, low, (case["low"] for case in cases))
    assert_agree(names, high, (case["high"] for case in cases))


@pytest.mark.parametrize("name", ["sleep", "mtcars", "two", "chickens", "speed_of_light", "answers_at_the_top"])
def test_mean_interval_agrees_with_scipy(name: str) -> None:
    sample = REFERENCE["mean_interval"][name]["x"]
    expected = scipy.stats.ttest_1samp(sample, 0.0).confidence_interval(0.95)
    got = [float(limit[0]) for limit in statistics.mean_interval(*moments([sample]))]
    np.testing.assert_allclose(got, expected, rtol=1e-9)


def test_mean_without_spread_has_an_interval_without_width() -> None:
    """By the formula; `t.test` of R refuses such data."""
    assert [float(limit) for limit in statistics.mean_interval(4.0, 0.0, 3)] == [4.0, 4.0]


def test_welch_agrees_with_t_test_of_r() -> None:
    names, cases = cases_of("welch_t")
    first, second = moments(case["x"] for case in cases), moments(case["y"] for case in cases)
    difference, low, high = statistics.welch_t(*first, *second)
    assert_agree(names, difference, (case["difference"] for case in cases))
    assert_agree(names, low, (case["low"] for case in cases))
    assert_agree(names, high, (case["high"] for case in cases))


@pytest.mark.parametrize("name", ["sleep", "mtcars", "two_and_two", "two_against_many", "ties"])
def test_welch_agrees_with_scipy(name: str) -> None:
    case = REFERENCE["welch_t"][name]
    expected = scipy.stats.ttest_ind(case["x"], case["y"], equal_var=False).confidence_interval(0.95)
    _, low, high = statistics.welch_t(*moments([case["x"]]), *moments([case["y"]]))
    np.testing.assert_allclose([low[0], high[0]], expected, rtol=1e-9)


def test_welch_of_one_unit_has_a_difference_and_no_interval() -> None:
    difference, low, high = statistics.welch_t(3.0, math.nan, 1, 1.5, 0.7, 2)
    assert float(difference) == 1.5
    assert np.isnan([low, high]).all()


def test_one_unit_has_no_interval_even_with_a_deviation_of_zero() -> None:
    """A caller's empty standard deviation may come as 0."""
    assert np.isnan(statistics.mean_interval(3.0, 0.0, 1)).all()
    assert np.isnan(statistics.welch_t(3.0, 0.0, 1, 1.5, 0.7, 2)[1:]).all()
    assert np.isnan(statistics.welch_t(1.5, 0.7, 2, 3.0, 0.0, 1)[1:]).all()
    assert np.isnan(statistics.hedges_g(3.0, 0.0, 1, 1.5, 0.7, 4)).all()
    assert np.isnan(statistics.hedges_g(1.5, 0.7, 4, 3.0, 0.0, 1)).all()


# ---- effect sizes --------------------------------------------------------------------------------------------------


def test_bias_correction_agrees_with_metafor() -> None:
    reference = REFERENCE["bias_correction"]
    assert_agree(reference["m"], statistics.bias_correction(reference["m"]), reference["j"])


def test_bias_correction_keeps_its_digits_for_ten_million() -> None:
    """Against its series 1 − 3/4m − 7/32m² − 9/128m³; a difference of gammaln is off by 8e-9 here."""
    m = np.array([1e4, 1e5, 1e6, 1e7])
    series = 1 - 3 / (4 * m) - 7 / (32 * m**2) - 9 / (128 * m**3)
    np.testing.assert_allclose(statistics.bias_correction(m), series, rtol=1e-11)


def test_standardised_mean_change_agrees_with_smcr_of_metafor() -> None:
    names, cases = cases_of("standardised_mean_change")
    both_times = [complete(case["first"], case["second"]).T for case in cases]
    mean_1, sd_1, n = moments(first for first, _ in both_times)
    mean_2, sd_2, _ = moments(second for _, second in both_times)
    r = [
        float(np.corrcoef(both)[0, 1]) if a > 0 and b > 0 else math.nan
        for both, a, b in zip(both_times, sd_1, sd_2, strict=True)
    ]
    g, low, high = statistics.standardised_mean_change(mean_1, mean_2, sd_1, r, n)
    assert_agree(names, g, (case["g"] for case in cases))
    assert_agree(names, low, (case["low"] for case in cases))
    assert_agree(names, high, (case["high"] for case in cases))


def test_published_changes_agree_with_smcr_of_metafor() -> None:
    """Moments of five studies of training, trained and not, as Morris 2008 prints them."""
    studies = REFERENCE["published_changes"]
    g, low, high = statistics.standardised_mean_change(*(studies[k] for k in ("mean_1", "mean_2", "sd_1", "r", "n")))
    for key, got in (("g", g), ("low", low), ("high", high)):
        assert_agree(studies["n"], got, studies[key])


def test_change_to_no_spread_has_a_size_and_no_interval() -> None:
    g, low, high = statistics.standardised_mean_change(2.5, 5.0, 1.29, math.nan, 4)
    assert float(g) > 0
    assert np.isnan([low, high]).all()


def test_change_from_no_spread_does_not_exist() -> None:
    assert np.isnan(statistics.standardised_mean_change(2.0, 5.0, 0.0, math.nan, 4)).all()


def test_spread_that_is_rounding_is_none() -> None:
    """`pl.Series([11 / 3] * 7).std()` in Polars 2.1."""
    sd = 4.796711693331816e-16
    assert np.isnan(statistics.standardised_mean_change(11 / 3, 4.0, sd, 0.5, 7)).all()
    assert np.isnan(statistics.hedges_g(11 / 3, sd, 7, 4.0, 0.0, 5)).all()
    assert np.isnan(statistics.welch_t(11 / 3, sd, 7, 4.0, 0.0, 5)[1:]).all()
    assert [float(limit) for limit in statistics.mean_interval(11 / 3, sd, 7)] == [11 / 3, 11 / 3]


def test_change_of_two_units_does_not_exist() -> None:
    """J(1) is 0: the formula would say that nothing changed."""
    assert np.isnan(statistics.standardised_mean_change(1.0, 3.0, 0.7, 1.0, 2)).all()


def test_correlation_past_one_by_rounding_is_one() -> None:
    exact, rounded = (
        statistics.standardised_mean_change(1.0, 1.0, 0.5, r, 9) for r in (1.0, 1.0 + np.finfo(np.float64).eps)
    )
    np.testing.assert_array_equal(exact, rounded)


def test_hedges_g_agrees_with_smd_of_metafor() -> None:
    names, cases = cases_of("hedges_g")
    first, second = moments(case["x"] for case in cases), moments(case["y"] for case in cases)
    g, low, high = statistics.hedges_g(*first, *second)
    assert_agree(names, g, (case["g"] for case in cases))
    assert_agree(names, low, (case["low"] for case in cases))
    assert_agree(names, high, (case["high"] for case in cases))


def test_published_differences_agree_with_smd_of_metafor() -> None:
    """Moments of nine studies of stroke care (Normand 1999)."""
    studies = REFERENCE["published_differences"]
    names = ("mean_1", "sd_1", "n_1", "mean_2", "sd_2", "n_2")
    g, low, high = statistics.hedges_g(*(studies[name] for name in names))
    for key, got in (("g", g), ("low", low), ("high", high)):
        assert_agree(studies["n_1"], got, studies[key])


def test_reliable_change_cut_agrees_with_the_variance_of_a_difference_in_r() -> None:
    names, cases = cases_of("reliable_change_cut")
    cut = statistics.reliable_change_cut([case["sd"] for case in cases], [case["reliability"] for case in cases])
    assert_agree(names, cut, (case["cut"] for case in cases))


def test_reliable_change_cut_is_that_of_jacobson_and_truax() -> None:
    """Their example: SD₁ 7.5, reliability 0.80, SE 3.35, S_diff 4.74; 47.5 to 32.5 is an index of 3.16."""
    cut = float(statistics.reliable_change_cut(7.5, 0.80))
    assert cut / Z == pytest.approx(4.74, abs=0.005)
    assert (47.5 - 32.5) / (cut / Z) == pytest.approx(3.16, abs=0.005)


def test_reliable_change_of_a_perfect_measure_is_any_change() -> None:
    assert float(statistics.reliable_change_cut(2.0, 1.0)) == 0.0


def test_reliable_change_cut_of_no_reliability_does_not_exist() -> None:
    assert np.isnan(statistics.reliable_change_cut([2.0, 2.0], [math.nan, 1.2])).all()


@pytest.mark.parametrize("name", REFERENCE["weighted_t_score"])
def test_weighted_t_score_agrees_with_the_standardised_composite_in_r(name: str) -> None:
    case = REFERENCE["weighted_t_score"][name]
    levels, weights = floats(case["levels"]), floats(case["weights"])
    score = statistics.weighted_t_score(weights @ levels, weights @ weights, weights.sum(), case["rho"])
    assert_agree([name], np.atleast_1d(score), [case["t"]])


def test_weighted_t_score_of_expected_levels_is_50() -> None:
    assert float(statistics.weighted_t_score(0, 30, 10)) == 50.0


def test_weighted_t_score_of_one_level_is_ten_points_a_level() -> None:
    weight = 3.0
    levels = np.arange(-2.0, 3.0)
    scores = statistics.weighted_t_score(weight * levels, weight**2, weight)
    np.testing.assert_allclose(scores, 50 + 10 * levels, rtol=1e-14)


def test_weighted_t_score_is_standardised_over_correlating_levels() -> None:
    """Var Σwx = w'Rw where levels have variance 1 and correlate at ρ: the score has a standard deviation of 10."""
    weights, rho = np.array([1.0, 4.0, 2.0, 9.0]), 0.3
    correlation = np.full((4, 4), rho) + np.eye(4) * (1 - rho)
    sd = math.sqrt(weights @ correlation @ weights)
    score = statistics.weighted_t_score(sd, (weights**2).sum(), weights.sum(), rho)
    assert float(score) == pytest.approx(60.0, rel=1e-14)


def test_weighted_t_score_without_weight_does_not_exist() -> None:
    assert math.isnan(float(statistics.weighted_t_score(0, 0, 0)))


# ---- reliability ---------------------------------------------------------------------------------------------------


def test_cronbach_alpha_agrees_with_psych_of_r() -> None:
    names, cases = cases_of("cronbach_alpha")
    got = np.array([statistics.cronbach_alpha(complete(*zip(*case["items"], strict=True))) for case in cases])
    for column, key in enumerate(("alpha", "low", "high")):
        assert_agree(names, got[:, column], (case[key] for case in cases))


def test_alpha_of_two_rows_has_feldt_limits() -> None:
    """psych itself fails on them: its principal component needs three."""
    alpha, low, high = statistics.cronbach_alpha([[1, 2, 2], [3, 3, 5]])
    quantiles = scipy.stats.f.ppf([0.975, 0.025], 1, 2)
    assert alpha == pytest.approx(3 / 2 * (1 - (2 + 0.5 + 4.5) / 18), rel=1e-14)
    np.testing.assert_allclose([low, high], 1 - (1 - alpha) * quantiles, rtol=1e-9)


def test_feldt_limits_agree_with_scipy_for_many_rows() -> None:
    """Qf of R takes more than 400,000 degrees of freedom for infinitely many, so scipy's distribution is the judge."""
    rows, items, alpha = 200_000, 5, 0.81
    within = 1.0 - alpha * (items - 1) / items
    _, low, high = statistics.alpha_of_variances(within, 1.0, items, rows)
    quantiles = scipy.stats.f.ppf([0.975, 0.025], rows - 1, (rows - 1) * (items - 1))
    np.testing.assert_allclose([low, high], 1 - (1 - alpha) * quantiles, rtol=1e-9)


@pytest.mark.parametrize(
    "items",
    [
        pytest.param([[1.0], [2.0], [3.0]], id="one item"),
        pytest.param([[1.0, 2.0, 4.0]], id="one row"),
        pytest.param(np.empty((0, 3)), id="no row"),
        pytest.param([[1.0, 3.0], [2.0, 2.0], [3.0, 1.0]], id="row sums alike"),
        pytest.param([[0.1, 0.2, 0.3]] * 7, id="rows alike"),
        pytest.param([[0.1, 0.2, 0.3], [0.3, 0.1, 0.2], [0.2, 0.3, 0.1]], id="row sums alike but for rounding"),
    ],
)
def test_alpha_does_not_exist_without(items: list[list[float]]) -> None:
    assert np.isnan(statistics.cronbach_alpha(items)).all()


def test_alpha_refuses_incomplete_rows() -> None:
    with pytest.raises(ValueError, match="1 of 2 rows are incomplete"):
        statistics.cronbach_alpha([[1.0, math.nan], [2.0, 3.0]])


def test_alpha_refuses_one_dimension() -> None:
    with pytest.raises(ValueError, match=r"shape \(3,\)"):
        statistics.cronbach_alpha([1.0, 2.0, 3.0])


# ---- diversity -----------------------------------------------------------------------------------------------------


def count_sums(counts: Iterable[float]) -> tuple[float, float]:
    """Σ c·ln c over the categories that occur, and Σ c."""
    present = [count for count in counts if count > 0]
    return math.fsum(count * math.log(count) for count in present), math.fsum(present)


def test_evenness_agrees_with_the_diversity_of_vegan() -> None:
    names, cases = cases_of("evenness")
    products, totals = zip(*(count_sums(case["counts"]) for case in cases), strict=True)
    assert_agree(
        names,
        statistics.evenness(products, totals, [case["possible"] for case in cases]),
        (case["evenness"] for case in cases),
    )


def test_evenness_agrees_with_the_entropy_of_scipy() -> None:
    counts = [211, 35, 1, 904, 17]
    expected = scipy.stats.entropy(counts) / math.log(6)
    assert float(statistics.evenness(*count_sums(counts), 6)) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("possible", range(2, 30))
def test_evenness_is_exactly_none_in_one_category_and_at_most_one(possible: int) -> None:
    alone = statistics.evenness(*count_sums([37]), possible)
    even = statistics.evenness(*count_sums([37] * possible), possible)
    assert float(alone) == 0.0
    assert 1.0 - 1e-14 < float(even) <= 1.0


def test_evenness_of_nothing_or_of_one_possible_category_does_not_exist() -> None:
    assert np.isnan(statistics.evenness([0, *count_sums([3])[:1]], [0, 3], [4, 1])).all()


def test_evenness_refuses_more_categories_than_are_possible() -> None:
    with pytest.raises(ValueError, match=r"more than \[3\.\] categories"):
        statistics.evenness([0.0], [4], [3])


# ---- survival ------------------------------------------------------------------------------------------------------

SURVIVAL_CASES: dict[str, dict[str, Any]] = REFERENCE["kaplan_meier"]


@pytest.fixture(scope="module")
def curve() -> pl.DataFrame:
    """All cases as groups of one frame."""
    rows = pl.concat(
        pl.DataFrame(
            {"group": name, "side": "a", "days": floats(case["time"]), "ended": np.array(case["event"], dtype=bool)}
        )
        for name, case in SURVIVAL_CASES.items()
    )
    return survival.kaplan_meier(rows, ["group", "side"], "days", "ended")


@pytest.mark.parametrize("name", SURVIVAL_CASES)
def test_kaplan_meier_agrees_with_survfit_of_r(curve: pl.DataFrame, name: str) -> None:
    expected = SURVIVAL_CASES[name]["curve"]
    got = curve.filter(pl.col("group") == name)
    assert got["time"].to_list() == expected["time"]
    assert got["at_risk"].to_list() == expected["at_risk"]
    assert got["events"].to_list() == expected["events"]
    for column, key in (("survival", "survival"), ("cumulative_hazard_variance", "variance")):
        assert_agree(expected["time"], got[column].cast(pl.Float64).fill_null(math.nan).to_numpy(), expected[key])


@pytest.mark.parametrize("name", SURVIVAL_CASES)
def test_survival_at_a_horizon_agrees_with_summary_of_survfit(curve: pl.DataFrame, name: str) -> None:
    for at in SURVIVAL_CASES[name]["at"]:
        got = survival.survival_at(curve, ["group", "side"], at["horizon"]).filter(pl.col("group") == name)
        values = floats(got.select("survival", "ci_low", "ci_high").row(0))
        assert_agree(["survival", "low", "high"], values, [at["survival"], at["low"], at["high"]])
        assert got["at_risk"].to_list() == [at["at_risk"]]


@pytest.mark.parametrize("name", SURVIVAL_CASES)
def test_median_survival_agrees_with_the_table_of_survfit(curve: pl.DataFrame, name: str) -> None:
    case = SURVIVAL_CASES[name]
    got = survival.median_survival(curve, ["group", "side"]).filter(pl.col("group") == name)
    values = floats(got.select("median", "ci_low", "ci_high").row(0))
    assert_agree(["median", "low", "high"], values, [case["median"], case["median_low"], case["median_high"]])


@pytest.mark.parametrize("name", ["aml_maintained", "lung", "veteran", "ties", "infections", "parts_of_days"])
def test_curve_and_limits_agree_with_the_ecdf_of_scipy(curve: pl.DataFrame, name: str) -> None:
    case = SURVIVAL_CASES[name]
    time, ended = np.array(case["time"], dtype=float), np.array(case["event"], dtype=bool)
    censored = scipy.stats.CensoredData(uncensored=time[ended], right=time[~ended])
    fit = scipy.stats.ecdf(censored).sf
    level = 2.0 * scipy.stats.norm.cdf(Z) - 1.0
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="The confidence interval is undefined at some observations")
        limits = fit.confidence_interval(confidence_level=level, method="log-log")
    for moment in np.unique(time[ended]):
        got = survival.survival_at(curve.filter(pl.col("group") == name), ["group", "side"], float(moment))
        survived, low, high = floats(got.select("survival", "ci_low", "ci_high").row(0))
        expected = [part.evaluate(moment) for part in (fit, limits.low, limits.high)]
        if 0.0 < survived < 1.0:
            np.testing.assert_allclose([survived, low, high], expected, rtol=1e-9)


def test_r_itself_differs_where_a_curve_ends_at_one_half_or_a_limit_rises_again() -> None:
    """Its `quantile` against its `summary`: we follow the latter. Should a new R settle it, this says so."""
    kinds = ("", "_low", "_high")
    differing = {n for n, case in SURVIVAL_CASES.items() for k in kinds if case[f"median{k}"] != case[f"quantile{k}"]}
    assert differing == {"flat_at_half_to_the_end", "two_one_censored", "upper_limit_rises_again"}


def test_median_of_a_flat_half_is_the_middle_of_the_stretch() -> None:
    frame = pl.DataFrame({"g": 1, "days": [1, 2, 3, 4], "ended": [True, True, False, True]})
    median = survival.median_survival(survival.kaplan_meier(frame, ["g"], "days", "ended"), ["g"])
    assert median["median"].to_list() == [3.0]


def test_no_event_by_the_horizon_is_survival_of_one_without_interval() -> None:
    frame = pl.DataFrame({"g": 1, "days": [5, 9], "ended": [True, False]})
    at = survival.survival_at(survival.kaplan_meier(frame, ["g"], "days", "ended"), ["g"], 4)
    assert at.rows() == [(1, 1.0, None, None, 2)]


def test_horizon_past_the_last_time_is_unknown_unless_nobody_survives() -> None:
    frame = pl.DataFrame({"g": [1, 1, 2, 2], "days": [5, 9, 5, 9], "ended": [True, False, True, True]})
    at = survival.survival_at(survival.kaplan_meier(frame, ["g"], "days", "ended"), ["g"], 10)
    assert at.rows() == [(1, None, None, None, 0), (2, 0.0, None, None, 0)]


def test_blank_key_is_a_group_of_its_own() -> None:
    frame = pl.DataFrame({"g": [None, None, "a"], "days": [2, 2, 2], "ended": [True, False, False]})
    curve = survival.kaplan_meier(frame, ["g"], "days", "ended")
    assert curve.select("g", "time", "at_risk", "events", "survival").rows() == [
        (None, 2, 2, 1, 0.5),
        ("a", 2, 1, 0, 1.0),
    ]
    assert survival.median_survival(curve, ["g"])["median"].to_list() == [2.0, None]


def test_empty_frame_has_an_empty_curve() -> None:
    frame = pl.DataFrame(schema={"g": pl.String, "days": pl.Int64, "ended": pl.Boolean})
    curve = survival.kaplan_meier(frame.lazy(), ["g"], "days", "ended")
    assert curve.schema == pl.Schema(
        {
            "g": pl.String,
            "time": pl.Int64,
            "at_risk": pl.Int64,
            "events": pl.Int64,
            "survival": pl.Float64,
            "cumulative_hazard_variance": pl.Float64,
        }
    )
    assert survival.survival_at(curve, ["g"], 30).is_empty()
    assert survival.median_survival(curve, ["g"]).is_empty()


@pytest.mark.parametrize("bad", [-1.0, math.nan, math.inf, None])
def test_unusable_time_is_an_error_that_counts(bad: float | None) -> None:
    frame = pl.DataFrame({"g": 1, "days": [1.0, bad, bad], "ended": [True, True, False]})
    with pytest.raises(ValueError, match="2 rows without a time"):
        survival.kaplan_meier(frame, ["g"], "days", "ended")


def test_unknown_event_is_an_error() -> None:
    frame = pl.DataFrame({"g": 1, "days": [1, 2], "ended": [None, False]})
    with pytest.raises(ValueError, match="1 rows without a time"):
        survival.kaplan_meier(frame, ["g"], "days", "ended")


def test_row_order_changes_no_bit_of_a_curve() -> None:
    generator = np.random.default_rng(1)
    frame = pl.DataFrame(
        {
            "g": generator.integers(0, 5, 5000),
            "days": generator.integers(0, 400, 5000),
            "ended": generator.random(5000) < 0.4,
        }
    )
    shuffled = frame.sample(fraction=1.0, shuffle=True, seed=2)
    once, again = (survival.kaplan_meier(rows, ["g"], "days", "ended") for rows in (frame, shuffled))
    assert_frame_equal(once, again, check_exact=True)
    assert_frame_equal(
        survival.median_survival(once, ["g"]),
        survival.median_survival(again.sample(fraction=1.0, shuffle=True, seed=3), ["g"]),
        check_exact=True,
    )


@pytest.mark.parametrize(
    ("function", "arguments"),
    [
        (statistics.wilson, (1, 4)),
        (statistics.clustered_wilson, (8, 12, 26, 32, 48, 3)),
        (statistics.ratio_of_sums, (9, 6, 29, 19, 14, 3)),
        (statistics.clustered_mean, (15, 5, 89, 26, 9, 3)),
        (statistics.mean_interval, (3, 1, 4)),
        (statistics.welch_t, (5, 2, 10, 4, 1, 5)),
        (statistics.net_promoter, (6, 1, 10)),
        (statistics.standardised_mean_change, (3, 3.5, 1, 0.6, 20)),
        (statistics.hedges_g, (5, 2, 10, 4, 1, 8)),
        (statistics.alpha_of_variances, (4, 10, 5, 30)),
        (statistics.bias_correction, (7,)),
        (statistics.reliable_change_cut, (7.5, 0.8)),
        (statistics.weighted_t_score, (3, 3, 3)),
        (statistics.evenness, (2 * math.log(2), 4, 4)),
    ],
)
def test_figures_come_back_in_the_shape_they_went_in(
    function: Callable[..., Any], arguments: tuple[float, ...]
) -> None:
    """One, none and several, the first argument a Polars series or a scalar; figures do not touch each other."""
    alone = function(*arguments)
    alone = alone if isinstance(alone, tuple) else (alone,)
    for size in (0, 3):
        series = pl.Series([arguments[0]] * size, dtype=pl.Float64)
        several = function(series, *arguments[1:])
        for one, many in zip(alone, several if isinstance(several, tuple) else (several,), strict=True):
            assert isinstance(one, np.ndarray)
            assert one.shape == ()
            assert many.dtype == np.float64
            assert many.tolist() == [float(one)] * size


# ---- house rules ---------------------------------------------------------------------------------------------------


def test_reference_was_made_at_the_quantile_that_is_used() -> None:
    assert REFERENCE["about"]["z"] == statistics.Z == Z


def test_importing_statistics_does_not_import_scipy_stats() -> None:
    code = "import sys, mentorship.statistics, mentorship.survival; sys.exit('scipy.stats' in sys.modules)"
    root = Path(__file__).parents[2]
    assert subprocess.run([sys.executable, "-c", code], cwd=root, check=False).returncode == 0
