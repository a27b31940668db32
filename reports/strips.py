"""Charts of plain rows that stand in the page itself as SVG: they need no script, and paper has them as they are.

A row has a label, marks in percent of its track, and its numbers as text. What the rows are about is their cards'.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from reports.axes import Axis
from reports.rows import Figure
from reports.wording import Shown, measure


@dataclass(frozen=True, slots=True)
class Span:
    """A bar or the band of an interval: where it begins and how wide it is."""

    start: float
    width: float


@dataclass(frozen=True, slots=True)
class Strip:
    """A row, with its numbers and n. Where there is no mark, `absent` says why; `is_few` makes its dots hollow."""

    label: str
    role: str
    text: str
    n: str
    bars: tuple[Span, ...] = ()
    bands: tuple[Span, ...] = ()
    dots: tuple[float, ...] = ()
    absent: Shown | None = None
    is_few: bool = False


@dataclass(frozen=True, slots=True)
class Strips:
    """The rows of a chart; `ticks` are places on their axis with their texts, `line` is where nothing would be."""

    rows: tuple[Strip, ...]
    ticks: tuple[tuple[float, str], ...] = ()
    line: float | None = None


def span(scale: Axis, first: float, last: float) -> Span:
    """What lies between two values of an axis."""
    low, high = sorted((scale.place(first), scale.place(last)))
    return Span(low, round(high - low, 2))


def band(scale: Axis, figure: Figure, sign: int = 1) -> tuple[Span, ...]:
    """A figure's interval, to the left of nothing where the sign is minus; a limit not reached is the axis's end."""
    if not figure.has_interval:
        return ()
    low = 0.0 if figure.ci_low is None else figure.ci_low
    high = max(abs(scale.low), abs(scale.high)) if figure.ci_high is None else figure.ci_high
    return (span(scale, sign * low, sign * high),)


def two_ways(scale: Axis) -> Axis:
    """The same axis with the size of each tick as its text: left and right of nothing alike."""
    return replace(scale, texts=tuple(measure(abs(tick), "share") for tick in scale.ticks))


def ticks_of(scale: Axis) -> tuple[tuple[float, str], ...]:
    """The ticks of an axis as places and texts."""
    return tuple(zip((scale.place(tick) for tick in scale.ticks), scale.texts, strict=True))


def has_marks(strips: Sequence[Strip]) -> bool:
    """Whether anything is drawn."""
    return any(strip.absent is None for strip in strips)
