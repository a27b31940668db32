"""The figures that have a target, worst first, each with where its marks stand on a bar of its unit.

Drawn as SVG in the page itself, so that the answer needs no script.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from mentorship.programme import Target
from mentorship.registry import BY_ID
from reports.axes import Axis, axis
from reports.rows import EVERYBODY, METRIC_ORDER, Figure, Night
from reports.standing import (
    HIDDEN,
    NOT_JUDGED,
    Standing,
    bound_of,
    decimals_that_tell,
    standing,
)
from reports.wording import Shown, label, shown

ZERO_UNITS = frozenset({"scale points", "SD of baseline", "−100…100", "T points", "SD", "percentage points"})


@dataclass(frozen=True, slots=True)
class Bar:
    """Places in percent of the bar's width."""

    low_text: str
    high_text: str
    ticks: tuple[float, ...]
    zero: float | None
    target: float
    dot: float
    band_from: float
    band_width: float


@dataclass(frozen=True, slots=True)
class Row:
    """One target."""

    figure: Figure
    name: str
    standing: Standing
    cell: Shown
    target: str
    bar: Bar | None
    why: str


def targeted(night: Night) -> tuple[Figure, ...]:
    """The figures that carry a target, and a stand-in for each target without a figure; missed ones first."""
    return targeted_of(night.figures, night.programme.targets)


def targeted_of(figures: Sequence[Figure], targets: Sequence[Target]) -> tuple[Figure, ...]:
    """The same of the figures of a night and the targets that its programme declared."""
    found = [figure for figure in figures if figure.target]
    found += [_absent(target) for target in targets if not any(_is_of(row, target) for row in found)]
    return tuple(sorted(found, key=_place))


def _place(figure: Figure) -> tuple[int, bool, int]:
    is_of_group = figure.segment != EVERYBODY
    return (standing(figure).rank, is_of_group, METRIC_ORDER.get(figure.metric, len(METRIC_ORDER)))


def _is_of(figure: Figure, target: Target) -> bool:
    pairs = (
        (target.metric, figure.metric),
        (target.role, figure.role),
        (target.segment, figure.segment),
        (target.segment_value, figure.segment_value),
        (target.instrument, figure.instrument),
        (target.construct_name, figure.construct),
        (target.wave, figure.wave),
    )
    return all(wanted is None or wanted == given for wanted, given in pairs)


def _absent(target: Target) -> Figure:
    """A declared target of which the night has no figure: it is on the card all the same."""
    kind, value = ("at_least", target.at_least) if target.at_least is not None else ("at_most", target.at_most)
    return Figure(
        metric=target.metric,
        role=target.role or "",
        segment=target.segment or "all",
        segment_value=target.segment_value or "all",
        instrument=target.instrument or "",
        construct=target.construct_name or "",
        wave=target.wave or "",
        value=None,
        unit=BY_ID[target.metric].unit if target.metric in BY_ID else "",
        ci_low=None,
        ci_high=None,
        n=None,
        people=None,
        numerator=None,
        denominator=None,
        status="not_computable",
        reason="there is no such figure tonight",
        target=f"{kind}:{value}",
        target_status="",
        value_as_of=None,
        definition_version=1,
    )


def rows(night: Night, figures: Sequence[Figure]) -> tuple[Row, ...]:
    """The scorecard's rows, in the order given."""
    by_unit: dict[str, list[Figure]] = {}
    for figure in figures:
        by_unit.setdefault(figure.written_unit, []).append(figure)
    axes = {unit: axis(unit, found) for unit, found in by_unit.items()}
    return tuple(_row(night, figure, axes[figure.written_unit]) for figure in figures)


def _row(night: Night, figure: Figure, scale: Axis) -> Row:
    bound, judged = bound_of(figure), standing(figure)
    return Row(
        figure=figure,
        name=label(night.programme, figure),
        standing=judged,
        cell=shown(figure, night.as_of, decimals_that_tell(figure)),
        target=bound.short(figure.written_unit) if bound else "",
        bar=_bar(figure, scale) if figure.is_shown else None,
        why=_why(figure, judged, night),
    )


def _why(figure: Figure, judged: Standing, night: Night) -> str:
    """Why a row has no verdict."""
    if judged is HIDDEN:
        return f"about fewer than {night.programme.privacy.k} people, or it would give such a group away"
    if judged is NOT_JUDGED:
        return f"shown as “{figure.word}”: a share in a small group" if figure.word else figure.reason
    return ""


def _bar(figure: Figure, scale: Axis) -> Bar | None:
    bound = bound_of(figure)
    if bound is None or figure.value is None:
        return None
    low = scale.place(figure.ci_low) if figure.ci_low is not None else 0.0
    high = scale.place(figure.ci_high) if figure.ci_high is not None else 100.0
    dot = scale.place(figure.value)
    first, last = (low, high) if figure.has_interval else (dot, dot)
    return Bar(
        low_text=scale.texts[0],
        high_text=scale.texts[-1],
        ticks=tuple(scale.place(tick) for tick in scale.ticks),
        zero=scale.place(0.0) if figure.written_unit in ZERO_UNITS and scale.low < 0 < scale.high else None,
        target=scale.place(bound.value),
        dot=dot,
        band_from=first,
        band_width=round(last - first, 2),
    )
