"""What is measured: a population, the truth of it, the product's own interval over its samples, and others beside it.

Here belongs the list of cases, family by family; populations are in `coverage_populations.py`, other intervals in
`coverage_alternatives.py`. The first interval of a case is the product's, by its own functions in
`mentorship/statistics.py` and `mentorship/survival.py`, fed the sums that the product feeds them.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np

from benchmarks import coverage_alternatives as others
from benchmarks import coverage_populations as populations
from benchmarks.coverage_survival import survival_cases
from mentorship import statistics
from mentorship.arrays import Array, Interval

Generator = np.random.Generator
Drawn = dict[str, Interval]
Sampler = Callable[[Generator, tuple[int, int]], Array]
OURS = "the product's"
SHARES = (0.05, 0.2, 0.5, 0.8, 0.95)
MIDDLING = populations.Answers(0.0, 0.45)
RISING = populations.Answers(0.9, 1.6)
CEILING = populations.Answers(1.8, 2.0)
TOP = populations.Answers(2.6, 2.7)
ANSWERS = {
    "middling answers": MIDDLING,
    "answers that rise to the ceiling": RISING,
    "answers at the ceiling": CEILING,
    "nearly all answers at the top": TOP,
}
DECLARED_RELIABILITY = 0.83


@dataclass(frozen=True)
class Case:
    """One population and the intervals of one figure of it, by the number of units or clusters.

    `resampled` are intervals by bootstrap, for fewer repetitions; `truth` may depend on the number.
    """

    family: str
    scenario: str
    truth: Callable[[int], float]
    intervals: Callable[[Generator, int, int], Drawn]
    resampled: Callable[[Generator, int, int], Drawn] | None = None


def cases() -> Iterator[Case]:
    """All of them, in the order of the table."""
    yield from _share_cases()
    yield from _clustered_cases()
    yield from _promoter_cases()
    yield from _mean_cases()
    yield from _gap_cases()
    yield from _ratio_cases()
    yield from _difference_cases()
    yield from _growth_cases()
    yield from _attrition_cases()
    yield from _improved_cases()
    yield from _alpha_cases()
    for family, scenario, truth, intervals in survival_cases(OURS):
        yield Case(family, scenario, _always(truth), intervals)


def _always(truth: float) -> Callable[[int], float]:
    return lambda _: truth


def cluster_sums(y: Array, x: Array) -> tuple[Array, ...]:
    """Σy, Σx, Σy², Σxy, Σx² and how many, over the last axis."""
    groups = np.full(y.shape[:-1], float(y.shape[-1]))
    return *(part.sum(axis=-1) for part in (y, x, y * y, x * y, x * x)), groups


def _share_cases() -> Iterator[Case]:
    def drawn(generator: Generator, repetitions: int, n: int, p: float) -> Drawn:
        successes, size = generator.binomial(n, p, repetitions).astype(np.float64), np.full(repetitions, float(n))
        return {
            OURS: statistics.wilson(successes, size),
            "Clopper–Pearson": others.clopper_pearson(successes, size),
        }

    for p in SHARES:
        yield Case("Share of independent people: Wilson", f"p = {p}", _always(p), partial(drawn, p=p))


def _clustered_cases() -> Iterator[Case]:
    def drawn(
        generator: Generator, repetitions: int, n: int, sizes: Callable[..., Array], p: float, icc: float
    ) -> Drawn:
        x = sizes(generator, (repetitions, n))
        y = populations.beta_binomial(generator, x, p, icc)
        ratio, error = others.linearised(y, x)
        return {
            OURS: statistics.clustered_wilson(*cluster_sums(y, x)),
            "plain Wilson": statistics.wilson(y.sum(axis=-1), x.sum(axis=-1)),
            "Korn–Graubard": others.korn_graubard(y, x),
            "logit t": others.logit_t(ratio, error, n - 1.0),
        }

    named = {
        "meetings in pairs": (populations.meetings, (0.0, 0.1, 0.2, 0.4)),
        "goals in owners": (populations.goals, (0.0, 0.1, 0.2, 0.4)),
        "pairs in mentors": (populations.pairs, (0.0, 0.2)),
        "one unit a cluster": (populations.one, (0.0,)),
    }
    for name, (sizes, correlations) in named.items():
        for icc in correlations:
            for p in SHARES:
                yield Case(
                    f"Share of units in clusters: clustered Wilson, {name}",
                    f"ICC {icc:g}, p = {p}",
                    _always(p),
                    partial(drawn, sizes=sizes, p=p, icc=icc),
                )


def _promoter_cases() -> Iterator[Case]:
    def drawn(generator: Generator, repetitions: int, n: int, p: float, d: float) -> Drawn:
        promoters, _, detractors = generator.multinomial(n, [p, 1 - p - d, d], repetitions).T.astype(np.float64)
        _, low, high = statistics.net_promoter(promoters, detractors, np.full(repetitions, float(n)))
        return {OURS: (low, high), "Wald, nothing added": others.wald_net_promoter(promoters, detractors, n)}

    for p, d in ((0.3, 0.3), (0.6, 0.1), (0.2, 0.5), (0.9, 0.02), (0.05, 0.05)):
        scenario = f"{p:.0%} promoters, {d:.0%} detractors"
        yield Case("Net promoter score", scenario, _always(100 * (p - d)), partial(drawn, p=p, d=d))


def student(sample: Array) -> Interval:
    """The product's interval of a mean, units on the last axis."""
    return statistics.mean_interval(
        sample.mean(axis=-1), sample.std(axis=-1, ddof=1), np.full(sample.shape[:-1], float(sample.shape[-1]))
    )


def _mean_intervals(sample: Array, *, is_score: bool) -> Drawn:
    ours = student(sample)
    intervals = {OURS: ours, "t where there is spread": others.where_wide(*ours)}
    if is_score:
        n = sample.shape[-1]
        share, error = (sample.mean(axis=-1) - 1) / 4, sample.std(axis=-1, ddof=1) / np.sqrt(n) / 4
        low, high = others.logit_t(share, error, n - 1.0)
        intervals["logit t on the scale of 1–5"] = others.where_wide(1 + 4 * low, 1 + 4 * high)
    return intervals


def _mean_case(scenario: str, truth: float, draw: Sampler, *, is_score: bool) -> Case:
    def drawn(generator: Generator, repetitions: int, n: int) -> Drawn:
        return _mean_intervals(draw(generator, (repetitions, n)), is_score=is_score)

    def resampled(generator: Generator, repetitions: int, n: int) -> Drawn:
        return {"BCa bootstrap": others.bca([draw(generator, (repetitions, n))], np.mean, generator, paired=False)}

    return Case("Mean of scores, changes and T: Student's t", scenario, _always(truth), drawn, resampled)


def _mean_cases() -> Iterator[Case]:
    def samples(generator: Generator, shape: tuple[int, int], answers: populations.Answers, kind: str) -> Array:
        first, second = (items.mean(axis=-1) for items in answers.draw(generator, *shape))
        return np.asarray(first if kind == "score" else second - first)

    for name, answers in ANSWERS.items():
        (mean, _), (later, _) = (answers.mean_and_sd(location) for location in (answers.first, answers.second))
        for kind, truth in (("score", mean), ("change", later - mean)):
            draw = partial(samples, answers=answers, kind=kind)
            scenario = f"{kind}, {name} (truth {truth:.2f})"
            yield _mean_case(scenario, truth, draw, is_score=kind == "score")
    truth = populations.gas_truth()
    yield _mean_case(f"T of owners (truth {truth:.1f})", truth, populations.gas_scores, is_score=False)


def _gap_cases() -> Iterator[Case]:
    def drawn(generator: Generator, repetitions: int, n: int, *, skewed: bool) -> Drawn:
        y, x = populations.observed_gaps(generator, (repetitions, n), skewed=skewed)
        return {OURS: statistics.clustered_mean(*cluster_sums(y, x)), "jackknife t": others.jackknife_ratio(y, x)}

    for skewed in (False, True):
        scenario = f"gaps of observers, {'skewed' if skewed else 'symmetric'}, ICC 0.3"
        yield Case("Mean of units in clusters: clustered mean", scenario, _always(-0.3), partial(drawn, skewed=skewed))


def _ratio_cases() -> Iterator[Case]:
    def ratio(y: Array, x: Array, axis: int) -> Array:
        return np.asarray(y.sum(axis=axis) / x.sum(axis=axis))

    def drawn(generator: Generator, repetitions: int, n: int, never: float) -> Drawn:
        y, x = populations.cadence(generator, (repetitions, n), never)
        value, error = others.linearised(y, x)
        return {
            OURS: statistics.ratio_of_sums(*cluster_sums(y, x)),
            "jackknife t": others.jackknife_ratio(y, x),
            "log t": others.log_t(value, error, n - 1.0),
        }

    def resampled(generator: Generator, repetitions: int, n: int, never: float) -> Drawn:
        held, expected = populations.cadence(generator, (repetitions, n), never)
        return {"BCa bootstrap": others.bca([held, expected], ratio, generator, paired=True)}

    for never in (0.0, 0.3):
        yield Case(
            "Ratio of sums: cadence",
            f"held ÷ expected, {never:.0%} never meet",
            _always(0.8 * (1 - never)),
            partial(drawn, never=never),
            partial(resampled, never=never),
        )


def _parts(n: int) -> tuple[int, int]:
    """The sizes of two groups, some 70 and 30 %, each at least two."""
    smaller = max(2, round(0.3 * n))
    return n - smaller, smaller


def _moments(sample: Array) -> tuple[Array, Array, Array]:
    return sample.mean(axis=-1), sample.std(axis=-1, ddof=1), np.full(sample.shape[:-1], float(sample.shape[-1]))


def _difference_cases() -> Iterator[Case]:
    def samples(generator: Generator, repetitions: int, n: int) -> tuple[Array, Array]:
        answered, silent = _parts(n)
        own = generator.gamma(3.0, 0.85 / 3.0, (repetitions, answered))
        met = generator.random((repetitions, silent)) >= 0.15
        return own, generator.gamma(1.5, 0.4, (repetitions, silent)) * met

    def drawn(generator: Generator, repetitions: int, n: int) -> Drawn:
        first, second = samples(generator, repetitions, n)
        _, low, high = statistics.welch_t(*_moments(first), *_moments(second))
        return {OURS: (low, high)}

    def resampled(generator: Generator, repetitions: int, n: int) -> Drawn:
        def difference(x: Array, y: Array, axis: int) -> Array:
            return np.asarray(x.mean(axis=axis) - y.mean(axis=axis))

        return {"BCa bootstrap": others.bca(samples(generator, repetitions, n), difference, generator, paired=False)}

    scenario = "cadence of 70 % who answered and 30 % who did not"
    yield Case("Difference of two groups: Welch's t", scenario, _always(0.85 - 0.6 * 0.85), drawn, resampled)


def product_growth(first: Array, second: Array) -> Interval:
    """The product's interval of the standardised mean change, people on the last axis."""
    (mean_1, sd_1, n), (mean_2, sd_2, _) = _moments(first), _moments(second)
    products = (first - mean_1[..., None]) * (second - mean_2[..., None])
    covariance = products.sum(axis=-1) / (n - 1)
    with np.errstate(all="ignore"):
        r = np.where((sd_1 > 1e-12) & (sd_2 > 1e-12), covariance / (sd_1 * sd_2), np.nan)
    _, low, high = statistics.standardised_mean_change(mean_1, mean_2, sd_1, r, n)
    return low, high


def _normal_times(generator: Generator, repetitions: int, n: int) -> tuple[Array, Array]:
    """Normal scores of one variance at both times, correlation 0.6, half a deviation apart."""
    first = generator.standard_normal((repetitions, n))
    return first, 0.5 + 0.6 * first + 0.8 * generator.standard_normal((repetitions, n))


def _growth_cases() -> Iterator[Case]:
    def standardised(first: Array, second: Array, axis: int) -> Array:
        spread = first.std(axis=axis, ddof=1)
        change = (second - first).mean(axis=axis) * statistics.bias_correction(first.shape[axis] - 1.0)
        return np.asarray(change / np.where(spread > 0.0, spread, np.nan))

    def scores(generator: Generator, repetitions: int, n: int, answers: populations.Answers) -> tuple[Array, Array]:
        first, second = answers.draw(generator, repetitions, n)
        return first.mean(axis=-1), second.mean(axis=-1)

    def drawn(generator: Generator, repetitions: int, n: int, draw: Callable[..., tuple[Array, Array]]) -> Drawn:
        first, second = draw(generator, repetitions, n)
        return {OURS: product_growth(first, second), "Bonett (SMCRH) t": others.bonett_change(first, second)}

    def resampled(generator: Generator, repetitions: int, n: int, draw: Callable[..., tuple[Array, Array]]) -> Drawn:
        return {"BCa bootstrap": others.bca(draw(generator, repetitions, n), standardised, generator, paired=True)}

    named: dict[str, tuple[float, Callable[..., tuple[Array, Array]]]] = {"normal scores": (0.5, _normal_times)}
    for name, answers in ANSWERS.items():
        (mean, sd), (later, _) = (answers.mean_and_sd(location) for location in (answers.first, answers.second))
        named[name] = (later - mean) / sd, partial(scores, answers=answers)
    for name, (truth, draw) in named.items():
        yield Case(
            "Standardised mean change: g ± t",
            f"{name} (truth {truth:.2f})",
            _always(truth),
            partial(drawn, draw=draw),
            partial(resampled, draw=draw),
        )


def _attrition_cases() -> Iterator[Case]:
    stayed, left = populations.Answers(1.6, 0.0), populations.Answers(1.0, 0.0)

    def pooled(n: int) -> float:
        (mean_1, sd_1), (mean_2, sd_2) = stayed.mean_and_sd(stayed.first), left.mean_and_sd(left.first)
        n_1, n_2 = _parts(n)
        return (mean_1 - mean_2) / float(np.sqrt(((n_1 - 1) * sd_1**2 + (n_2 - 1) * sd_2**2) / (n - 2)))

    def drawn(generator: Generator, repetitions: int, n: int, *, normal: bool) -> Drawn:
        n_1, n_2 = _parts(n)
        if normal:
            groups = generator.normal(0.5, 1.0, (repetitions, n_1)), generator.standard_normal((repetitions, n_2))
        else:
            groups = tuple(
                answers.draw(generator, repetitions, size)[0].mean(axis=-1)
                for answers, size in ((stayed, n_1), (left, n_2))
            )
        g, low, high = statistics.hedges_g(*_moments(groups[0]), *_moments(groups[1]))
        return {OURS: (low, high), "noncentral t": others.noncentral_difference(g, n_1, n_2)}

    family = "Standardised difference of two groups: Hedges' g ± z"
    yield Case(family, "normal scores (truth 0.50)", _always(0.5), partial(drawn, normal=True))
    yield Case(family, f"answers near the ceiling (truth {pooled(200):.2f})", pooled, partial(drawn, normal=False))


def _improved_cases() -> Iterator[Case]:
    def drawn(generator: Generator, repetitions: int, n: int, answers: populations.Answers, known: float) -> Drawn:
        first, second = (items.mean(axis=-1) for items in answers.draw(generator, repetitions, n))
        sd, change = first.std(axis=-1, ddof=1), second - first
        cut = statistics.reliable_change_cut(np.where(sd > 1e-12, sd, np.nan), DECLARED_RELIABILITY)
        improved, truly = ((change > at + 1e-9).sum(axis=-1).astype(np.float64) for at in (cut[:, None], known))
        return {
            OURS: statistics.wilson(np.where(np.isnan(cut), np.nan, improved), float(n)),
            "Wilson, were the cut known": statistics.wilson(truly, float(n)),
        }

    for name, answers in ANSWERS.items():
        cut = float(statistics.reliable_change_cut(answers.mean_and_sd(answers.first)[1], DECLARED_RELIABILITY))
        truth = answers.share_improved(cut)
        yield Case(
            "Share reliably improved: Wilson, the cut estimated",
            f"{name} (truth {truth:.3f}, cut {cut:.2f})",
            _always(truth),
            partial(drawn, answers=answers, known=cut),
        )


def _first_items(answers: populations.Answers, generator: Generator, repetitions: int, n: int) -> Array:
    return answers.draw(generator, repetitions, n)[0]


def _alpha_cases() -> Iterator[Case]:
    def alpha_parts(*items: Array, axis: int) -> tuple[Array, Array]:
        within = np.sum([item.var(axis=axis, ddof=1) for item in items], axis=0)
        total = np.sum(items, axis=0).var(axis=axis, ddof=1)
        return np.asarray(within), np.where(total > 1e-12, total, 0.0)

    def alpha(*items: Array, axis: int) -> Array:
        within, total = alpha_parts(*items, axis=axis)
        return statistics.alpha_of_variances(within, total, len(items), items[0].shape[axis])[0]

    def normal(generator: Generator, repetitions: int, n: int) -> Array:
        shared, own = generator.standard_normal((repetitions, n, 1)), generator.standard_normal((repetitions, n, 4))
        return np.asarray(np.sqrt(0.5) * (shared + own))

    def drawn(generator: Generator, repetitions: int, n: int, draw: Callable[..., Array]) -> Drawn:
        items = np.moveaxis(draw(generator, repetitions, n), -1, 0)
        _, low, high = statistics.alpha_of_variances(*alpha_parts(*items, axis=-1), 4, n)
        return {OURS: (low, high)}

    def resampled(generator: Generator, repetitions: int, n: int, draw: Callable[..., Array]) -> Drawn:
        items = np.moveaxis(draw(generator, repetitions, n), -1, 0)
        return {"BCa bootstrap": others.bca(list(items), alpha, generator, paired=True)}

    named: dict[str, tuple[float, Callable[..., Array]]] = {"normal items": (0.8, normal)}
    for name, answers in ANSWERS.items():
        named[name] = answers.alpha(), partial(_first_items, answers)
    for name, (truth, draw) in named.items():
        scenario = f"{name} (truth {truth:.2f})"
        yield Case(
            "Cronbach's α: Feldt", scenario, _always(truth), partial(drawn, draw=draw), partial(resampled, draw=draw)
        )
