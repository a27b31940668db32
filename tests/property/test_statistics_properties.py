"""What holds of every statistic whatever the data: bounds, order of rows, exact arithmetic."""

import math
from fractions import Fraction
from random import Random

import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from mentorship import statistics, survival

clusters = st.lists(
    st.integers(1, 40).flatmap(lambda x: st.tuples(st.integers(0, x), st.just(x))), min_size=2, max_size=12
)
ends = st.lists(st.tuples(st.integers(0, 12), st.booleans()), min_size=1, max_size=40)


def sums(pairs: list[tuple[int, int]]) -> tuple[int, ...]:
    """Σy, Σx, Σy², Σxy, Σx² and how many."""
    return (
        sum(y for y, _ in pairs),
        sum(x for _, x in pairs),
        sum(y * y for y, _ in pairs),
        sum(x * y for y, x in pairs),
        sum(x * x for _, x in pairs),
        len(pairs),
    )


@given(st.integers(2, 10**9).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_holds_its_share_within_zero_and_one(case: tuple[int, int]) -> None:
    successes, n = case
    low, high = statistics.wilson(successes, n)
    assert 0.0 <= float(low) <= successes / n <= float(high) <= 1.0
    assert float(high) - float(low) > 0.0


@given(clusters)
def test_clustered_wilson_holds_its_share_and_is_no_narrower_than_wilson(pairs: list[tuple[int, int]]) -> None:
    y, x, *_ = sums(pairs)
    low, high = (float(limit) for limit in statistics.clustered_wilson(*sums(pairs)))
    assert 0.0 <= low <= y / x <= high <= 1.0
    plain_low, plain_high = (float(limit) for limit in statistics.wilson(y, x))
    if x >= 2:
        assert high - low >= (plain_high - plain_low) * (1 - 1e-12)


@given(clusters)
def test_ratio_has_the_width_of_exact_arithmetic(pairs: list[tuple[int, int]]) -> None:
    y, x, *_ = sums(pairs)
    n, ratio = len(pairs), Fraction(y, x)
    variance = Fraction(n, n - 1) * sum((a - ratio * b) ** 2 for a, b in pairs) / x**2
    low, high = (float(limit) for limit in statistics.ratio_of_sums(*sums(pairs)))
    t = float(statistics.mean_interval(0.0, math.sqrt(n), n)[1])  # t(n−1)·√n/√n
    assert math.isclose((high - low) / 2, t * math.sqrt(variance), rel_tol=1e-9, abs_tol=1e-12)


@given(st.lists(st.sampled_from([-1, 0, 1]), min_size=2, max_size=300))
def test_net_promoter_keeps_its_limits_in_order_and_in_range(answers: list[int]) -> None:
    value, low, high = (
        float(part) for part in statistics.net_promoter(answers.count(1), answers.count(-1), len(answers))
    )
    assert -100.0 <= low < high <= 100.0
    assert math.isclose(value, 100 * sum(answers) / len(answers), abs_tol=1e-9)


@given(st.lists(st.lists(st.floats(-9, 9), min_size=4, max_size=4), min_size=2, max_size=25), st.randoms())
def test_order_of_rows_and_items_changes_no_bit_of_alpha(rows: list[list[float]], random: Random) -> None:
    shuffled = random.sample(rows, len(rows))
    order = random.sample(range(4), 4)
    permuted = np.asfortranarray([[row[i] for i in order] for row in shuffled])
    np.testing.assert_array_equal(statistics.cronbach_alpha(rows), statistics.cronbach_alpha(permuted))


@settings(max_examples=40)
@given(ends)
def test_survival_is_the_product_in_fractions(rows: list[tuple[int, bool]]) -> None:
    frame = pl.DataFrame({"g": 1, "days": [time for time, _ in rows], "ended": [ended for _, ended in rows]})
    curve = survival.kaplan_meier(frame, ["g"], "days", "ended")
    expected, left = [], Fraction(1)
    for moment in sorted({time for time, _ in rows}):
        at_risk = sum(time >= moment for time, _ in rows)
        left *= 1 - Fraction(sum(time == moment and ended for time, ended in rows), at_risk)
        expected.append((moment, at_risk, float(left)))
    got = curve.select("time", "at_risk", "survival").rows()
    assert [row[:2] for row in got] == [row[:2] for row in expected]
    np.testing.assert_allclose([row[2] for row in got], [row[2] for row in expected], rtol=1e-13)


@settings(max_examples=40)
@given(ends, st.integers(0, 13))
def test_limits_hold_survival_within_zero_and_one(rows: list[tuple[int, bool]], horizon: int) -> None:
    frame = pl.DataFrame({"g": 1, "days": [time for time, _ in rows], "ended": [ended for _, ended in rows]})
    at = survival.survival_at(survival.kaplan_meier(frame, ["g"], "days", "ended"), ["g"], horizon)
    _, value, low, high, at_risk = at.row(0)
    assert at_risk == sum(time >= horizon for time, _ in rows)
    assert (low is None) == (high is None) == (value is None or value in (0.0, 1.0))
    if low is not None:
        assert 0.0 <= low <= value <= high <= 1.0


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 12), st.booleans()), min_size=1, max_size=60), st.randoms())
def test_order_of_rows_changes_no_bit_of_survival(rows: list[tuple[int, int, bool]], random: Random) -> None:
    def results(some: list[tuple[int, int, bool]]) -> list[pl.DataFrame]:
        frame = pl.DataFrame(some, schema={"g": pl.Int64, "days": pl.Int64, "ended": pl.Boolean}, orient="row")
        curve = survival.kaplan_meier(frame, ["g"], "days", "ended")
        return [curve, survival.survival_at(curve, ["g"], 6), survival.median_survival(curve, ["g"])]

    for once, again in zip(results(rows), results(random.sample(rows, len(rows))), strict=True):
        assert_frame_equal(once, again, check_exact=True)


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 12), st.booleans()), min_size=1, max_size=60))
def test_a_group_has_the_curve_that_it_has_alone(rows: list[tuple[int, int, bool]]) -> None:
    frame = pl.DataFrame(rows, schema={"g": pl.Int64, "days": pl.Int64, "ended": pl.Boolean}, orient="row")
    together = survival.kaplan_meier(frame, ["g"], "days", "ended")
    alone = [survival.kaplan_meier(part, ["g"], "days", "ended") for part in frame.partition_by("g")]
    assert_frame_equal(together, pl.concat(alone).sort("g", "time"), check_exact=True)
