"""Populations whose truth is known by arithmetic, and samples of them.

Here belongs what a programme's answers, meetings, goals and endings may look like: bounded, skewed, at the ceiling, in
clusters of uneven sizes, censored. A sample has a row a repetition; no truth is itself simulated.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from mentorship.arrays import Array

Generator = np.random.Generator

ITEMS = 4
THRESHOLDS = np.array([-1.5, -0.5, 0.5, 1.5])
"""Cuts of a normal variable with variance 1 into answers 1 to 5; its mean says how near the ceiling they lie."""
LOADING = np.sqrt(0.6)
"""Correlation of an item's variable with the person's own factor."""
STABILITY = 0.7
"""Correlation of the factor between two times."""
NODES = 60


@dataclass(frozen=True)
class Answers:
    """Four items from 1 to 5 on one factor, asked once or twice; `first` and `second` are the means beneath them."""

    first: float
    second: float

    def draw(self, generator: Generator, repetitions: int, n: int) -> tuple[Array, Array]:
        """Items of both times: repetitions × people × items."""
        factor = generator.standard_normal((repetitions, n, 1))
        later = STABILITY * factor + np.sqrt(1 - STABILITY**2) * generator.standard_normal((repetitions, n, 1))
        return self._items(generator, factor, self.first), self._items(generator, later, self.second)

    @staticmethod
    def _items(generator: Generator, factor: Array, location: float) -> Array:
        noise = generator.standard_normal((*factor.shape[:-1], ITEMS))
        beneath = location + LOADING * factor + np.sqrt(1 - LOADING**2) * noise
        return np.asarray(np.searchsorted(THRESHOLDS, beneath) + 1.0)

    def mean_and_sd(self, location: float) -> tuple[float, float]:
        """Of the score, the mean of the items."""
        nodes, weights = _normal_nodes()
        shares = _answer_shares(nodes, location)
        points = np.arange(1.0, 6.0)
        mean = shares @ points
        within = shares @ points**2 - mean**2
        centre = weights @ mean
        return float(centre), float(np.sqrt(weights @ within / ITEMS + weights @ (mean - centre) ** 2))

    def alpha(self) -> float:
        """Cronbach's α of the items at the first time."""
        nodes, weights = _normal_nodes()
        shares = _answer_shares(nodes, self.first)
        points = np.arange(1.0, 6.0)
        item_variance = weights @ (shares @ points**2) - (weights @ (shares @ points)) ** 2
        total_variance = (ITEMS * self.mean_and_sd(self.first)[1]) ** 2
        return float(ITEMS / (ITEMS - 1) * (1 - ITEMS * item_variance / total_variance))

    def share_improved(self, cut: float) -> float:
        """Share of people whose score changes by more than the cut."""
        nodes, weights = _normal_nodes()
        later = STABILITY * nodes[:, None] + np.sqrt(1 - STABILITY**2) * nodes
        before = _sum_shares(_answer_shares(nodes, self.first))
        after = _sum_shares(_answer_shares(later.ravel(), self.second)).reshape(NODES, NODES, -1)
        joint = before[:, :, None] * np.tensordot(after, weights, axes=(1, 0))[:, None, :]
        change = (np.arange(joint.shape[2]) - np.arange(joint.shape[1])[:, None]) / ITEMS
        return float(np.tensordot(weights, joint, axes=1)[change > cut + 1e-9].sum())


def _normal_nodes() -> tuple[Array, Array]:
    """Gauss–Hermite nodes and weights of a standard normal variable."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(NODES)
    return nodes, weights / weights.sum()


def _answer_shares(factor: Array, location: float) -> Array:
    """Shares of the answers 1 to 5 among people of a factor: people × answers."""
    above = ndtr((location + LOADING * factor[:, None] - THRESHOLDS) / np.sqrt(1 - LOADING**2))
    edges = np.concatenate([np.ones((factor.size, 1)), above, np.zeros((factor.size, 1))], axis=1)
    return np.asarray(edges[:, :-1] - edges[:, 1:])


def _sum_shares(shares: Array) -> Array:
    """Shares of the sums of `ITEMS` such answers, which are independent given the factor."""
    total = shares
    for _ in range(ITEMS - 1):
        wider = np.zeros((shares.shape[0], total.shape[1] + shares.shape[1] - 1))
        for answer in range(shares.shape[1]):
            wider[:, answer : answer + total.shape[1]] += total * shares[:, [answer]]
        total = wider
    return total


def meetings(generator: Generator, shape: tuple[int, int]) -> Array:
    """Meetings of a pair: one and up, eight on average, as uneven as pairs are."""
    return np.asarray(1.0 + generator.negative_binomial(1.5, 1.5 / 8.5, shape), dtype=np.float64)


def goals(generator: Generator, shape: tuple[int, int]) -> Array:
    """Goals of an owner: one to five, two on average."""
    return np.asarray(1.0 + generator.choice(5, shape, p=[0.4, 0.3, 0.15, 0.1, 0.05]), dtype=np.float64)


def pairs(generator: Generator, shape: tuple[int, int]) -> Array:
    """Pairs of a mentor: one to three, 1.5 on average."""
    return np.asarray(1.0 + generator.choice(3, shape, p=[0.6, 0.3, 0.1]), dtype=np.float64)


def one(_: Generator, shape: tuple[int, int]) -> Array:
    """One unit a cluster."""
    return np.ones(shape)


def beta_binomial(generator: Generator, sizes: Array, p: float, icc: float) -> Array:
    """Successes of each cluster: its own share varies so that two of its units correlate at `icc`."""
    own = generator.beta(p * (1 - icc) / icc, (1 - p) * (1 - icc) / icc, sizes.shape) if icc > 0 else p
    return generator.binomial(sizes.astype(np.int64), own).astype(np.float64)


def cadence(generator: Generator, shape: tuple[int, int], never: float) -> tuple[Array, Array]:
    """Held and expected meetings of pairs of 1 to 11 months; a share never meets, the others' rates vary by gamma."""
    expected = 2.0 * generator.uniform(1.0, 11.0, shape)
    rate = generator.gamma(2.0, 0.4, shape) * (generator.random(shape) >= never)
    return generator.poisson(rate * expected).astype(np.float64), expected


GAS_LEVELS, GAS_SHARES = np.arange(-2.0, 3.0), np.array([0.05, 0.10, 0.35, 0.30, 0.20])
GAS_GOALS = np.array([0.4, 0.3, 0.2, 0.1])


def gas_scores(generator: Generator, shape: tuple[int, int]) -> Array:
    """T-scores of owners of one to four goals of weight 1, whose levels are independent."""
    number = 1 + generator.choice(4, shape, p=GAS_GOALS)
    levels = generator.choice(GAS_LEVELS, (*shape, 4), p=GAS_SHARES) * (np.arange(4) < number[..., None])
    return np.asarray(50 + 10 * levels.sum(axis=-1) / np.sqrt(0.7 * number + 0.3 * number**2))


def gas_truth() -> float:
    """The mean of such scores."""
    number = np.arange(1, 5)
    return float(50 + 10 * (GAS_LEVELS @ GAS_SHARES) * (GAS_GOALS @ (number / np.sqrt(0.7 * number + 0.3 * number**2))))


def observed_gaps(generator: Generator, shape: tuple[int, int], *, skewed: bool) -> tuple[Array, Array]:
    """Sum and number of an observer's gaps: one to five rated, quarters of a point, ICC 0.3, mean −0.3.

    Rounding a normal error of 0.67 to quarters moves no mean by more than 1e-50.
    """
    rated = goals(generator, shape)
    own = generator.standard_exponential(shape) - 1.0 if skewed else generator.standard_normal(shape)
    error = generator.normal(0.0, 0.67, (*shape, 5))
    gaps = np.round(4 * (-0.3 + 0.44 * own[..., None] + error)) / 4
    return (gaps * (np.arange(5) < rated[..., None])).sum(axis=-1), rated
