"""Where an axis begins and ends and what stands beside it, from the values that it must hold."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reports.rows import Figure
from reports.standing import bound_of
from reports.wording import amount

STEPS = (1.0, 2.0, 5.0, 10.0)
MOST_TICKS = 6


@dataclass(frozen=True, slots=True)
class Axis:
    """A fixed range with its ticks and their texts."""

    low: float
    high: float
    ticks: tuple[float, ...]
    texts: tuple[str, ...]

    def place(self, value: float) -> float:
        """A value as percent of the axis, kept on it."""
        share = (value - self.low) / (self.high - self.low)
        return round(100 * min(1.0, max(0.0, share)), 2)


LEAST = {
    "share": (0.0, 1.0),
    "ratio": (0.0, 1.0),
    "SD of baseline": (-0.2, 0.6),
    "scale points": (-0.2, 0.6),
    "SD": (-0.4, 0.4),
    "points": (0.0, 5.0),
    "percentage points": (-0.2, 0.2),
    "days": (0.0, 14.0),
    "hours": (0.0, 10.0),
    "count": (0.0, 10.0),
    "T": (35.0, 65.0),
    "T points": (-10.0, 10.0),
    "−100…100": (-100.0, 100.0),
}


def values_of(figures: Iterable[Figure]) -> list[float]:
    """All numbers of figures that an axis must hold: estimates, limits, targets."""
    found: list[float] = []
    for figure in figures:
        bound = bound_of(figure)
        numbers = (figure.value, figure.ci_low, figure.ci_high) if figure.is_shown else ()
        found += [number for number in numbers if number is not None]
        found += [bound.value] if bound else []
    return found


def axis(
    unit: str, figures: Sequence[Figure], extra: Sequence[float] = (), least: tuple[float, float] | None = None
) -> Axis:
    """The axis of a unit that holds all figures and at least a range: the unit's own (shares: 0 to 1) or that given."""
    values = [*values_of(figures), *extra]
    low, high = least or LEAST.get(unit, (0.0, 1.0))
    low, high = min([low, *values]), max([high, *values])
    step = _step(high - low)
    low, high = _down(low, step), _up(high, step)
    if unit == "share":
        low, high = max(low, 0.0), min(high, 1.0)
    return between(unit, low, high, step)


def between(unit: str, low: float, high: float, step: float) -> Axis:
    """The axis of a unit with just these ends and a tick at each step."""
    steps = math.floor(round((high - low) / step, 6))
    ticks = tuple(round(low + place * step, 6) for place in range(steps + 1))
    return Axis(low, high, ticks, tuple(_text(tick, unit, step) for tick in ticks))


def _step(span: float) -> float:
    """The smallest round step that gives few enough ticks."""
    size = 10.0 ** math.floor(math.log10(span / MOST_TICKS))
    return next(step * size for step in STEPS if span / (step * size) <= MOST_TICKS)


def _down(value: float, step: float) -> float:
    return round(math.floor(round(value / step, 6)) * step, 6)


def _up(value: float, step: float) -> float:
    return round(math.ceil(round(value / step, 6)) * step, 6)


def _text(tick: float, unit: str, step: float) -> str:
    """A tick with as many decimals as its step needs, which may be fewer or more than a figure has."""
    if unit in {"scale points", "points", "SD of baseline", "SD"}:
        return amount(tick, unit, -1 if round(step * 10, 6).is_integer() else 0)
    if unit in {"T", "T points", "hours"}:
        return amount(tick, unit, -1 if round(tick, 6).is_integer() else 0)
    return amount(tick, unit, 1 if unit in {"share", "ratio"} and not round(step * 100, 6).is_integer() else 0)
