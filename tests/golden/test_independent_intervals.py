"""The independent intervals against numbers worked out by hand, against scipy and against R.

The R values are those of `tests/reference/statistics.json`; the hand's steps stand beside its numbers.
"""

import json
import math
from pathlib import Path
from typing import Any

import pytest
from scipy import stats

from tests.golden.independent import intervals

REFERENCE = json.loads((Path(__file__).parents[1] / "reference" / "statistics.json").read_text(encoding="utf-8"))
FIRST, SECOND = [2.0, 3.5, 4.0, 4.0, 5.0], [1.0, 1.5, 4.5, 2.0]


def cases(name: str) -> Any:
    """One test a case of other software's."""
    found = REFERENCE[name]
    named = found.items() if isinstance(found, dict) else enumerate(found)
    return pytest.mark.parametrize("case", [pytest.param(case, id=str(key)) for key, case in named])


def near(*expected: float | None) -> Any:
    return tuple(number if number is None else pytest.approx(number, rel=1e-9, abs=1e-9) for number in expected)


def test_welch_of_three_and_two_by_hand():
    """a = 1/3, b = 2/2; √(4/3); (4/3)² / (1/9/2 + 1) = 1.684210 degrees of freedom, t = 5.145."""
    difference, (low, high) = intervals.welch([1, 2, 3], [2, 4])
    assert difference == pytest.approx(-1)
    assert high - difference == pytest.approx(stats.t.ppf(0.975, 32 / 19) * math.sqrt(4 / 3))
    assert low + high == pytest.approx(2 * difference)


def test_welch_is_scipys():
    found = stats.ttest_ind(FIRST, SECOND, equal_var=False).confidence_interval(0.95)
    assert intervals.welch(FIRST, SECOND)[1] == near(found.low, found.high)


def test_welch_with_one_in_a_group_or_no_spread_has_no_interval():
    assert intervals.welch([3], [1, 2]) == (1.5, (None, None))
    assert intervals.welch([2, 2], [1, 1]) == (1, (None, None))


def test_feldt_of_eleven_people_and_five_items_by_hand():
    """1 − 0.2·2.3882 and 1 − 0.2/3.2554, from a printed table of F(10, 40) and F(40, 10)."""
    low, high = intervals.feldt(0.8, 11, 5)
    assert low == pytest.approx(0.5224, abs=1e-4)
    assert high == pytest.approx(0.9386, abs=1e-4)


def test_cronbach_of_two_items_by_hand():
    """Item variances 1 and 1, variance of the sums 2, 5, 5 is 3: 2·(1 − 2/3)."""
    assert intervals.cronbach([(1, 1), (2, 3), (3, 2)]) == pytest.approx(2 / 3)


def test_cronbach_of_one_item_or_sums_alike_does_not_exist():
    assert intervals.cronbach([(1,), (2,)]) is None
    assert intervals.cronbach([(1, 3), (2, 2), (3, 1)]) is None
    assert intervals.cronbach([(1, 2)]) is None


def test_clustered_mean_of_three_clusters_by_hand():
    """Mean 4; sums about it −4, 1, 3; 3/2·26/16 = 2.4375; t(2) = 4.302653."""
    mean, (low, high), clusters = intervals.clustered_mean([("a", 1), ("a", 3), ("b", 5), ("c", 7)])
    assert (mean, clusters) == (4, 3)
    assert (low, high) == near(4 - 4.302652729696 * math.sqrt(2.4375), 4 + 4.302652729696 * math.sqrt(2.4375))


def test_clustered_mean_of_single_units_is_students():
    found = stats.ttest_1samp(FIRST, 0).confidence_interval(0.95)
    assert intervals.clustered_mean(list(enumerate(FIRST)))[1] == near(found.low, found.high)
    assert intervals.mean_with_t(FIRST)[1] == near(found.low, found.high)


def test_hedges_g_of_three_and_three_by_hand():
    """Difference 3 of a pooled SD of 1; J(4) = 1/(√2·Γ(1.5)) = 0.797885; variance 2/3 + g²/12."""
    g, (low, high) = intervals.hedges_g([4, 5, 6], [1, 2, 3])
    assert g == pytest.approx(3 * 0.7978845608, abs=1e-9)
    assert (high - low) / 2 == pytest.approx(1.959964 * math.sqrt(2 / 3 + g**2 / 12))


def test_wilson_is_scipys():
    found = stats.binomtest(7, 29).proportion_ci(0.95, method="wilson")
    assert intervals.wilson(7 / 29, 29) == (pytest.approx(found.low, abs=1e-7), pytest.approx(found.high, abs=1e-7))


def test_kaplan_meier_of_five_by_hand():
    """0.8, 0.6, then 0.6·(1/2) = 0.3 at 40; ln(−ln) limits of 0.8 are 0.2038 and 0.9692; the upper stays over 1/2."""
    lives = [(10, True), (20, True), (30, False), (40, True), (50, False)]
    curve = {step.time: step for step in intervals.kaplan_meier(lives)}
    assert [curve[time].share for time in (10, 20, 30, 40, 50)] == pytest.approx([0.8, 0.6, 0.6, 0.3, 0.3])
    assert curve[10].limits == (pytest.approx(0.20381, abs=1e-5), pytest.approx(0.96918, abs=1e-5))
    assert curve[40].limits == (pytest.approx(0.01230, abs=1e-5), pytest.approx(0.71922, abs=1e-5))
    assert intervals.median_time(lives) == (40, (10, None))


def test_kaplan_meier_is_scipys():
    lives = [(3, True), (5, False), (5, True), (8, True), (8, False), (13, True), (21, False)]
    data = stats.CensoredData(
        uncensored=[time for time, seen in lives if seen], right=[time for time, seen in lives if not seen]
    )
    curve = stats.ecdf(data).sf
    limits = curve.confidence_interval(0.95, method="log-log")
    mine = intervals.kaplan_meier(lives)
    assert [step.share for step in mine] == pytest.approx(list(curve.probabilities))
    for side, bound in enumerate((limits.low, limits.high)):
        assert [step.limits[side] for step in mine] == pytest.approx(list(bound.probabilities), abs=1e-6)


@cases("wilson")
def test_wilson_is_that_of_r(case):
    assert intervals.wilson(case["successes"] / case["n"], case["n"]) == near(case["low"], case["high"])


@cases("clustered_wilson")
def test_clustered_wilson_is_that_of_r(case):
    assert intervals.clustered_wilson(list(zip(case["y"], case["x"], strict=True))) == near(case["low"], case["high"])


@cases("ratio_of_sums")
def test_ratio_of_sums_is_that_of_r(case):
    assert intervals.ratio_of_sums(list(zip(case["y"], case["x"], strict=True)))[1] == near(case["low"], case["high"])


@cases("clustered_mean")
def test_clustered_mean_is_that_of_r(case):
    values = list(zip(case["cluster"], case["y"], strict=True))
    assert intervals.clustered_mean(values)[1] == near(case["low"], case["high"])


@cases("mean_interval")
def test_mean_is_that_of_r(case):
    assert intervals.mean_with_t(case["x"])[1] == near(case["low"], case["high"])


@cases("welch_t")
def test_welch_is_that_of_r(case):
    difference, limits = intervals.welch(case["x"], case["y"])
    assert (difference, *limits) == near(case["difference"], case["low"], case["high"])


@cases("hedges_g")
def test_hedges_g_is_that_of_r(case):
    found = intervals.hedges_g(case["x"], case["y"])
    assert (None if found is None else (found[0], *found[1])) == (
        None if case["g"] is None else near(case["g"], case["low"], case["high"])
    )


def answered(rows: Any) -> list[tuple[float, ...]]:
    """Those without a gap."""
    return [tuple(row) for row in rows if None not in row]


@cases("standardised_mean_change")
def test_standardised_change_is_that_of_r(case):
    paired = answered(zip(case["first"], case["second"], strict=True))
    found = intervals.standardised_change([first for first, _ in paired], [second for _, second in paired])
    assert (None if found is None else (found[0], *found[1])) == (
        None if case["g"] is None else near(case["g"], case["low"], case["high"])
    )


@cases("cronbach_alpha")
def test_alpha_and_its_limits_are_those_of_r(case):
    items = answered(case["items"])
    alpha = intervals.cronbach(items)
    assert (alpha, *intervals.feldt(alpha, len(items), len(items[0]))) == near(case["alpha"], case["low"], case["high"])


@cases("net_promoter")
def test_net_promoter_limits_are_those_of_r(case):
    if case["n"]:
        found = intervals.net_promoter(case["promoters"], case["detractors"], case["n"])
        assert found == near(case["low"], case["high"])


@cases("kaplan_meier")
def test_kaplan_meier_median_is_that_of_r(case):
    lives = list(zip(case["time"], map(bool, case["event"]), strict=True))
    median, limits = intervals.median_time(lives)
    bounds = (None, None) if len(lives) == 1 else (case["median_low"], case["median_high"])
    assert (median, *limits) == near(case["median"], *bounds)
