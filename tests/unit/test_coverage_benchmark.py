"""The measurement of coverage itself: its truths, its intervals from elsewhere, its counting, and what it finds."""

import math
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from benchmarks import coverage, coverage_populations
from benchmarks import coverage_alternatives as others
from benchmarks.coverage_cases import ANSWERS, OURS, Case, cases
from mentorship.statistics import Z

CASES = {(case.family, case.scenario): case for case in cases()}
MEETINGS = "Share of units in clusters: clustered Wilson, meetings in pairs"
CUT = 0.9


def found(family: str, scenario: str, n: int, repetitions: int) -> dict[str, coverage.Cell]:
    """The cells of one population, by interval."""
    case = next(case for (of, name), case in CASES.items() if of == family and name.startswith(scenario))
    return {cell.interval: cell for cell in coverage.measured([case], [n], repetitions)}


# ---- what it finds ---------------------------------------------------------------------------------------------------


def test_wilson_of_fifty_holds_a_half_in_some_95_of_100() -> None:
    """Exactly 93.5, by adding up the binomial."""
    cell = found("Share of independent people: Wilson", "p = 0.5", 50, 10_000)[OURS]
    assert 93.0 < cell.coverage < 97.0
    assert cell.coverage == pytest.approx(100 * exact_wilson_coverage(0.5, 50), abs=4 * cell.error)


def exact_wilson_coverage(p: float, n: int) -> float:
    """Chance that the score test does not reject p."""
    chances = [math.comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(n + 1)]
    return math.fsum(c for k, c in enumerate(chances) if abs(k / n - p) <= Z * math.sqrt(p * (1 - p) / n))


def test_clustered_wilson_holds_where_plain_wilson_does_not() -> None:
    cells = found(MEETINGS, "ICC 0.2, p = 0.5", 20, 2_000)
    assert cells[OURS].coverage > 90.0
    assert cells["plain Wilson"].coverage < 85.0


def test_plain_wilson_holds_where_clusters_do_not_matter() -> None:
    assert found(MEETINGS, "ICC 0, p = 0.5", 50, 2_000)["plain Wilson"].coverage > 92.0


def test_ratio_of_few_skewed_pairs_is_too_narrow_and_one_of_logarithms_less_so() -> None:
    cells = found("Ratio of sums: cadence", "held ÷ expected, 0%", 5, 4_000)
    assert cells[OURS].coverage < 91.0 < cells["log t"].coverage


def test_rare_ends_leave_many_samples_without_log_log_limits() -> None:
    cell = found("Kaplan–Meier at a horizon: log–log", "95% still open", 10, 1_000)[OURS]
    assert 0.5 < 1 - cell.existing / cell.repetitions < 0.75


def test_answers_at_the_ceiling_give_intervals_without_width() -> None:
    cell = found("Mean of scores, changes and T: Student's t", "score, answers at the ceiling", 5, 1_000)[OURS]
    assert cell.without_width > 0


# ---- truths ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ANSWERS)
def test_truths_of_answers_are_those_of_a_large_sample(name: str) -> None:
    answers, n = ANSWERS[name], 200_000
    first, second = (items[0] for items in answers.draw(np.random.default_rng(1), 1, n))
    score, later = first.mean(axis=-1), second.mean(axis=-1)
    mean, sd = answers.mean_and_sd(answers.first)
    improved = answers.share_improved(CUT)
    alpha = 4 / 3 * (1 - first.var(axis=0).sum() / first.sum(axis=-1).var())
    assert score.mean() == pytest.approx(mean, abs=4 * sd / math.sqrt(n))
    assert score.std() == pytest.approx(sd, rel=0.01)
    assert alpha == pytest.approx(answers.alpha(), abs=0.005)
    assert (later - score > CUT).mean() == pytest.approx(improved, abs=4 * math.sqrt(improved / n))


def test_truths_of_the_other_populations_are_those_of_a_large_sample() -> None:
    generator, n = np.random.default_rng(2), 200_000
    assert coverage_populations.gas_scores(generator, (1, n)).mean() == pytest.approx(
        coverage_populations.gas_truth(), abs=0.1
    )
    held, expected = coverage_populations.cadence(generator, (1, n), 0.3)
    assert held.sum() / expected.sum() == pytest.approx(0.56, abs=0.01)
    gaps, rated = coverage_populations.observed_gaps(generator, (1, n), skewed=True)
    assert gaps.sum() / rated.sum() == pytest.approx(-0.3, abs=0.01)


def test_two_units_of_a_cluster_correlate_as_the_scenario_says() -> None:
    twos = coverage_populations.beta_binomial(np.random.default_rng(3), np.full((1, 200_000), 2.0), 0.3, 0.2)
    assert twos.var() == pytest.approx(2 * 0.3 * 0.7 * (1 + 0.2), rel=0.02)


# ---- intervals from elsewhere ----------------------------------------------------------------------------------------

Y, X = np.array([3.0, 1, 4, 0, 2, 5]), np.array([4.0, 4, 5, 3, 6, 5])
FIRST, SECOND = np.array([1.0, 2, 3, 3, 4, 2, 5]), np.array([2.0, 2, 4, 3, 5, 3, 5])


def alternatives() -> Iterator[tuple[str, tuple[np.ndarray, np.ndarray], tuple[float, float]]]:
    """Each with what R 4.2.2 gives: binom.test, survey 4.1.1 and metafor 3.8.1."""
    ratio, error = others.linearised(Y, X)
    exact = others.clopper_pearson(np.array(3.0), np.array(17.0))
    yield "binom.test", exact, (0.037985068070626, 0.434317872844284)
    yield 'svyciprop "beta"', others.korn_graubard(Y, X), (0.180649137624060, 0.887252053365946)
    yield 'svyciprop "xlogit"', others.logit_t(ratio, error, 5.0), (0.213348591614932, 0.852097150063739)
    yield 'svyratio, "JK1"', others.jackknife_ratio(Y, X), (0.176394268578937, 0.934716842532174)
    yield 'escalc "SMCRH"', others.bonett_change(FIRST, SECOND), (-0.0434907759713451, 0.7814680103196525)


@pytest.mark.parametrize(("name", "got", "expected"), list(alternatives()), ids=[name for name, _, _ in alternatives()])
def test_alternative_agrees_with_r(
    name: str, got: tuple[np.ndarray, np.ndarray], expected: tuple[float, float]
) -> None:
    np.testing.assert_allclose([float(limit) for limit in got], expected, rtol=1e-9, err_msg=name)


# ---- counting --------------------------------------------------------------------------------------------------------


def counted() -> Case:
    """Five intervals of a truth of 1: one holds it, one does not, one is open above, one has no width, one is none."""
    low, high = np.array([0.5, 2.0, 0.0, 1.0, math.nan]), np.array([2.5, 3.0, math.nan, 1.0, math.nan])
    return Case("a family", "a population", lambda _: 1.0, lambda *_: {OURS: (low, high)})


def test_an_open_interval_holds_and_one_that_is_none_counts_apart() -> None:
    cell = next(coverage.measured([counted()], [7], 5))
    assert (cell.repetitions, cell.existing, cell.holding, cell.closed, cell.without_width) == (5, 4, 3, 3, 1)
    assert (cell.coverage, cell.width) == (75.0, 1.0)
    assert cell.error == pytest.approx(100 * math.sqrt(0.75 * 0.25 / 4))


def test_table_tells_coverage_width_and_what_is_missing() -> None:
    table = coverage.report(list(coverage.measured([counted()], [7], 5)))
    assert "| a population | the product's | **75.0** (1; none 20 %; open 20 %; no width 20 %) |" in table


def test_a_cell_is_the_same_whatever_else_is_measured() -> None:
    chosen = [CASES[MEETINGS, "ICC 0.1, p = 0.2"], CASES["Share of independent people: Wilson", "p = 0.2"]]
    alone = list(coverage.measured(chosen[1:], [20], 300))
    together = list(coverage.measured(chosen, [10, 20], 300))
    assert alone == [cell for cell in together if cell.case is chosen[1] and cell.n == 20]


# ---- the page --------------------------------------------------------------------------------------------------------


def test_page_has_a_row_for_every_population() -> None:
    page = coverage.PAGE.read_text(encoding="utf-8")
    missing = [name for name in CASES if f"### {name[0]}\n" not in page or f"| {name[1]} |" not in page]
    assert not missing


def test_page_says_what_is_measured_now() -> None:
    """Of one family that is quick to measure, but for the Monte Carlo error of two runs."""
    page = coverage.PAGE.read_text(encoding="utf-8")
    family = "Share of independent people: Wilson"
    table = page.split(f"### {family}\n")[1].split("###")[0]
    for p in ("0.05", "0.2", "0.5", "0.8", "0.95"):
        row = next(line for line in table.splitlines() if line.startswith(f"| p = {p} | {OURS} |"))
        told = [float(cell.replace("*", "").split()[0]) for cell in row.split(" | ")[2:]]
        cells = [found(family, f"p = {p}", n, 4_000)[OURS] for n in coverage.SIZES]
        assert told == pytest.approx([cell.coverage for cell in cells], abs=5 * max(cell.error for cell in cells))


def test_tables_replace_what_stands_between_the_marks() -> None:
    page = f"before\n{coverage.BEGIN}\nold\n{coverage.END}\nafter\n"
    assert coverage.with_tables(page, "new") == f"before\n{coverage.BEGIN}\n\nnew\n\n{coverage.END}\nafter\n"


def test_page_without_marks_is_an_error() -> None:
    with pytest.raises(ValueError, match="have to stand in the page"):
        coverage.with_tables("a page", "new")


def test_command_writes_the_page_and_fails_where_it_says_something_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "intervals.md"
    page.write_text(f"{coverage.BEGIN}\n{coverage.END}\n", encoding="utf-8")
    monkeypatch.setattr(coverage, "PAGE", page)
    monkeypatch.setattr(coverage, "cases", lambda: [counted()])
    assert coverage.main(["--quick", "--check"]) == 1
    assert coverage.main(["--quick", "--write"]) == 0
    assert coverage.main(["--quick", "--check"]) == 0
    assert capsys.readouterr().out.count("| a population |") == 3
    page.write_text(page.read_text(encoding="utf-8").replace("75.0", "95.0"), encoding="utf-8")
    assert coverage.main(["--quick", "--check"]) == 1
