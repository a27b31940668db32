"""What a figure is and which key it has, and the kinds of figures that several families share."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from typing import NamedTuple

from tests.golden.independent.intervals import NO_LIMITS, clustered_wilson, mean_with_t, median_time, wilson

LOW = 10


class Key(NamedTuple):
    """What tells one figure of a night from another."""

    metric: str
    role: str
    segment: str
    segment_value: str
    instrument: str = ""
    construct: str = ""
    wave: str = ""


class Figure(NamedTuple):
    """What METRICS.md says that a figure carries; `value` None is not computable."""

    value: float | None
    ci_low: float | None
    ci_high: float | None
    n: int
    people: int
    numerator: float | None = None
    denominator: float | None = None
    clusters: int | None = None

    @property
    def status(self) -> str:
        if self.value is None:
            return "not_computable"
        return "low_n" if self.n < LOW or (self.clusters is not None and self.clusters < LOW) else "ok"


def unknown(n: int = 0, people: int = 0) -> Figure:
    """A figure that cannot be computed."""
    return Figure(None, None, None, n, people)


def plain(value: float | None, n: int, people: int) -> Figure:
    """A figure without an interval."""
    return Figure(None if value is None else float(value), None, None, n, people)


def rate(hits: Sequence[bool]) -> Figure:
    """Of independent persons."""
    n, numerator = len(hits), sum(hits)
    if not n:
        return unknown()
    limits = NO_LIMITS if n == 1 else wilson(numerator / n, n)
    return Figure(numerator / n, *limits, n, n, numerator, n)


def clustered_sums(sums: Sequence[tuple[int, int]], people: int) -> Figure:
    """`sums` are the (hits, units) of each cluster."""
    numerator, n = sum(y for y, _ in sums), sum(x for _, x in sums)
    if not n:
        return unknown()
    return Figure(numerator / n, *clustered_wilson(sums), n, people, numerator, n, len(sums))


def clustered_rate(units: Iterable[tuple[Hashable, bool]], people: Iterable[str]) -> Figure:
    """`units` are (cluster, hit)."""
    by_cluster: dict[Hashable, list[bool]] = defaultdict(list)
    for cluster, hit in units:
        by_cluster[cluster].append(hit)
    return clustered_sums([(sum(hits), len(hits)) for hits in by_cluster.values()], len(set(people)))


def mean_of_people(values: Sequence[float]) -> Figure:
    """The mean of one value a person, with t."""
    if not values:
        return unknown()
    mean, limits = mean_with_t(values)
    return Figure(mean, *limits, len(values), len(values))


def median_days(lives: Sequence[tuple[int, bool]], people: int) -> Figure:
    """The median of times of which some are censored, by Kaplan and Meier."""
    if not lives:
        return unknown()
    median, limits = median_time(lives)
    return Figure(median, *limits, len(lives), people)
