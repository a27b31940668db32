"""Rows of small programmes and one figure out of many, for the tests that work figures out by hand.

The intervals here are written down from the definitions, a unit or a cluster at a time, and take their quantiles from
scipy: nothing of the code under test is in them.
"""

from collections.abc import Sequence
from datetime import date
from math import sqrt
from typing import Any

import polars as pl
from scipy.stats import CensoredData, binomtest, ecdf, t

DAY = date(2026, 6, 30)
Limits = tuple[float, float]
Figure = dict[str, Any]


def pair(number: int, matched_on: str = "2026-01-31", **more: object) -> dict[str, object]:
    """The pair p<number> of mentor r<number> and mentee m<number>."""
    return {"pair_key": f"p{number}", "mentor": f"r{number}", "mentee": f"m{number}", "matched_on": matched_on, **more}


def meeting(number: int, pair_key: str, day: str, outcome: str = "held", **more: object) -> dict[str, object]:
    row = {"meeting_key": f"x{number}", "pair_key": pair_key, "starts_at": f"{day}T10:00:00Z", "outcome": outcome}
    return {**row, **more}


def meetings(*rows: tuple[object, ...]) -> list[dict[str, object]]:
    """Meetings of (pair, day) or (pair, day, outcome)."""
    return [meeting(number, *map(str, row)) for number, row in enumerate(rows)]


def goal(number: int, owner: str, **more: object) -> dict[str, object]:
    return {"goal_key": f"g{number}", "owner": owner, "title": f"Goal {number}", "set_on": "2026-02-01", **more}


def answer(person: str, day: str, **points: object) -> dict[str, object]:
    return {"respondent": person, "submitted_at": f"{day}T09:00:00Z", **points}


def matched(folder: Any, count: int) -> None:
    """So many mentees, each with a mentor of their own since 10 February."""
    folder.people(count, count)
    folder.table("pairs", [pair(number, "2026-02-10") for number in range(1, count + 1)])


def declare(folder: Any, *changes: tuple[str, str], file: str = "programme.yaml") -> None:
    """A declaration in which some text stands for another."""
    text = (folder.root / file).read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    folder.write(file, text)


def one(found: pl.DataFrame, metric: str, **key: str) -> Figure:
    """The one figure of a metric for everybody, or for what `key` says (a `segment_value` of `department`)."""
    wanted = {"metric": metric, "segment": "department" if "segment_value" in key else "all", **key}
    rows = found.filter(pl.all_horizontal(pl.col(name) == value for name, value in wanted.items()))
    assert rows.height == 1, rows.select(
        "metric", "role", "segment", "segment_value", "instrument", "construct", "wave"
    )
    return rows.row(0, named=True)


def share(figure: Figure) -> tuple[Any, ...]:
    return figure["numerator"], figure["denominator"]


def size(figure: Figure) -> tuple[Any, ...]:
    return figure["n"], figure["people"]


def limits(figure: Figure) -> tuple[Any, ...]:
    return figure["ci_low"], figure["ci_high"]


def why(figure: Figure) -> tuple[Any, ...]:
    """Status and reason of a figure without a value."""
    assert figure["value"] is None
    assert limits(figure) == (None, None)
    return figure["status"], figure["reason"]


def wilson(numerator: int, denominator: int) -> Limits:
    found = binomtest(numerator, denominator).proportion_ci(0.95, method="wilson")
    return found.low, found.high


def clustered_wilson(*clusters: tuple[int, int]) -> Limits:
    """Clusters of (counted, units)."""
    y, x, groups = sum(y for y, _ in clusters), sum(x for _, x in clusters), len(clusters)
    p = y / x
    if p in {0, 1}:
        return _score(p, groups, 1.959964)
    v = groups / (groups - 1) * sum((own - p * units) ** 2 for own, units in clusters) / x**2
    deff = max(1.0, v / (p * (1 - p) / x))
    return _score(p, x / deff, t.ppf(0.975, groups - 1) if deff > 1 else 1.959964)


def _score(p: float, n: float, z: float) -> Limits:
    middle, half = p + z**2 / (2 * n), z * sqrt(p * (1 - p) / n + z**2 / (4 * n**2))
    return (middle - half) / (1 + z**2 / n), (middle + half) / (1 + z**2 / n)


def clustered_mean(*clusters: Sequence[float]) -> Limits:
    values = [value for cluster in clusters for value in cluster]
    n, groups = len(values), len(clusters)
    mean = sum(values) / n
    variance = groups / (groups - 1) * sum(sum(value - mean for value in own) ** 2 for own in clusters) / n**2
    half = t.ppf(0.975, groups - 1) * sqrt(variance)
    return mean - half, mean + half


class Survival:
    """Kaplan and Meier's curve with log–log limits, by scipy."""

    def __init__(self, events: Sequence[float], censored: Sequence[float]) -> None:
        self.curve = ecdf(CensoredData(uncensored=list(events), right=list(censored))).sf
        self.limits = self.curve.confidence_interval(0.95, method="log-log")

    def at(self, day: float) -> tuple[float, tuple[float, ...]]:
        return float(self.curve.evaluate(day)), tuple(
            float(limit.evaluate(day)) for limit in (self.limits.low, self.limits.high)
        )

    def median(self) -> tuple[float | None, ...]:
        """The first days on which the curve, its lower and its upper limit are at most one half."""
        return tuple(
            next((day for day, level in zip(found.quantiles, found.probabilities, strict=True) if level <= 0.5), None)
            for found in (self.curve, self.limits.low, self.limits.high)
        )
