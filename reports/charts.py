"""The two charts of the page: rows of intervals on one axis, and waves from left to right.

An estimate is a mark, its interval a soft band, a target a dashed line. Only scatter traces.
"""

import html
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import plotly.graph_objects as go

from reports.axes import Axis
from reports.plotting import (
    CHAR_WIDTH,
    MARKS,
    Drawing,
    Line,
    Part,
    bands,
    dots,
    fixed_axis,
    height_of,
    line_parts,
    lines_of,
    note,
    plain,
    side_text,
    target_tick,
    text_of,
    value_axis,
    value_text,
    width_of,
    wrapped,
)
from reports.rows import Figure
from reports.wording import ROLES, SIDES, shown

TOP, BOTTOM, TWO_LINE_BOTTOM = 24, 28, 44
MARGIN = {"l": 10, "r": 10, "t": TOP, "b": BOTTOM}
ROW, SECOND_MARK, LABEL_LINE, TEXT_LINE = 34, 14, 18, 15
APART = 0.36
COURSE_APART = 0.16
COURSE_REACH = 0.3
# The narrowest phone leaves this much, in pixels, for the axis of rows and for that of a course; and so many letters.
NARROW_ROWS, NARROW_COURSE, NARROW_LETTERS = 150, 215, 38


@dataclass(frozen=True, slots=True)
class ChartRow:
    """A line of an interval chart: what it is about and one figure a role."""

    label: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class _Placed:
    y: float
    row: ChartRow
    figure: Figure


def interval_chart(rows: Sequence[ChartRow], scale: Axis, line: Line | None, as_of: date) -> Drawing:
    """Marks with their intervals, each mark's value and n at the right."""
    placed = [
        _Placed(round(place + off, 3), row, figure) for place, row in enumerate(rows) for off, figure in _spread(row)
    ]
    drawing = go.Figure()
    for role in dict.fromkeys(one.figure.role for one in placed):
        _add_role(drawing, [one for one in placed if one.figure.role == role and one.figure.is_shown], scale, as_of)
    shapes, heads = line_parts(line, upright=True)
    if line is None or not line.is_target:
        shapes += [tick for one in placed for tick in target_tick(one.figure, one.y, _reach(one.row), upright=True)]
    drawing.update_layout(xaxis=value_axis(scale), shapes=shapes)
    data, layout = plain(drawing)
    texts = [part for one in placed for part in _row_notes(one, as_of)]
    side = max((side_text(one.figure, as_of) for one in placed), key=len)
    marks = max(len(row.figures) for row in rows)
    return Drawing(
        data,
        {**layout, **_wide(rows, marks), "annotations": texts + heads},
        {**_narrow(rows, marks, scale), "labels": [_above(place, row) for place, row in enumerate(rows)]},
        side,
    )


def _reach(row: ChartRow) -> float:
    """Half the height of a target's own stroke in a row."""
    return 0.24 if len(row.figures) == 1 else APART / 2


def _spread(row: ChartRow) -> list[tuple[float, Figure]]:
    middle = (len(row.figures) - 1) / 2
    return [(round((place - middle) * APART, 3), figure) for place, figure in enumerate(row.figures)]


def _add_role(drawing: go.Figure, own: list[_Placed], scale: Axis, as_of: date) -> None:
    if not own:
        return
    xs: list[float | None] = []
    ys: list[float | None] = []
    for one in own:
        if one.figure.has_interval:
            xs += [*_ends(one.figure, scale), None]
            ys += [one.y, one.y, None]
    drawing.add_trace(bands(xs, ys, own[0].figure.role))
    names = [f"{one.row.label}, {ROLES[one.figure.role].lower()}" for one in own]
    values = [round(one.figure.value, 4) for one in own if one.figure.value is not None]
    drawing.add_trace(dots(values, [one.y for one in own], [one.figure for one in own], names, as_of))


def _ends(figure: Figure, scale: Axis) -> tuple[float, float]:
    """A limit that was not reached is drawn to the end of the axis."""
    low = scale.low if figure.ci_low is None else figure.ci_low
    high = scale.high if figure.ci_high is None else figure.ci_high
    return round(low, 4), round(high, 4)


def _row_notes(one: _Placed, as_of: date) -> list[Part]:
    figure = one.figure
    at = {"xref": "paper", "xanchor": "left", "y": one.y, "yanchor": "middle"}
    beside = note(side_text(figure, as_of), {"x": 1, "xshift": 8, **at}, colour=_ink(figure), weight=600)
    if figure.is_shown:
        return [beside]
    return [beside, note(value_text(figure, as_of), {"x": 0, "xshift": 8, **at}, style="italic")]


def _ink(figure: Figure) -> str:
    return MARKS[figure.role].colour if figure.is_shown else "var(--ink-2)"


def _row_axis(count: int, texts: list[str]) -> Part:
    return fixed_axis(count - 0.5, -0.5, list(range(count)), texts, "var(--ink)")


def _wide(rows: Sequence[ChartRow], marks: int) -> Part:
    texts = [wrapped(row.label, 24) for row in rows]
    axis = {**_row_axis(len(rows), texts), "automargin": True}
    per_row = max([_per_row(marks), *(8 + TEXT_LINE * (text.count("<br>") + 1) for text in texts)])
    return {"height": height_of(TOP + BOTTOM + per_row * len(rows)), "margin": dict(MARGIN), "yaxis": axis}


def _per_row(marks: int) -> int:
    return ROW + SECOND_MARK * (marks - 1)


def _narrow(rows: Sequence[ChartRow], marks: int, scale: Axis) -> Part:
    """On a phone the label stands above its row, so that the axis has the whole width, and fewer ticks where needed."""
    count = len(rows)
    axis = _row_axis(count, [""] * count)
    axis.update(range=[count - 0.55, -0.7], showticklabels=False, showgrid=False)
    per_row = _per_row(marks) + LABEL_LINE + TEXT_LINE * (max(len(_lines(row.label)) for row in rows) - 1)
    part = {"height": TOP + BOTTOM + per_row * count, "margin": dict(MARGIN), "yaxis": axis}
    fewer = _fewer_ticks(scale)
    return part if fewer is scale else {**part, "xaxis": value_axis(fewer)}


def _fewer_ticks(scale: Axis) -> Axis:
    """Every second tick, that of nothing among them, where the texts of all would touch."""
    if (max(map(width_of, scale.texts)) + 8) * len(scale.ticks) <= NARROW_ROWS:
        return scale
    first = scale.ticks.index(0.0) % 2 if 0.0 in scale.ticks else 0
    return Axis(scale.low, scale.high, scale.ticks[first::2], scale.texts[first::2])


def _lines(label: str) -> list[str]:
    return lines_of(label, NARROW_LETTERS, 2)


def _above(place: int, row: ChartRow) -> Part:
    up = 11 if len(row.figures) == 1 else 20
    at = {"x": 0, "xref": "paper", "xanchor": "left", "y": place, "yanchor": "bottom", "yshift": up, "align": "left"}
    return note("<br>".join(text_of(line) for line in _lines(row.label)), at, colour="var(--ink)")


@dataclass(frozen=True, slots=True)
class Stop:
    """A wave or horizon of a course chart and its figures, one a role."""

    label: str
    figures: tuple[Figure, ...]


def course_chart(
    stops: Sequence[Stop], scale: Axis, line: Line | None, as_of: date, *, is_joined: bool = True
) -> Drawing:
    """Estimates over time; n stands under each wave. Joined by a line a role where one may look between them."""
    roles = tuple(dict.fromkeys(figure.role for stop in stops for figure in stop.figures))
    drawing = go.Figure()
    texts: list[Part] = []
    for place, role in enumerate(roles):
        shift = round((place - (len(roles) - 1) / 2) * COURSE_APART, 3)
        found = [(at + shift, stop, figure) for at, stop in enumerate(stops) for figure in stop.figures]
        own = [(x, stop, figure) for x, stop, figure in found if figure.role == role]
        _add_track(drawing, own, scale, as_of, is_joined=is_joined)
        texts += [_course_note(x, figure, place, as_of) for x, _, figure in own]
    shapes, heads = line_parts(line, upright=False)
    for at, stop in enumerate(stops):
        shapes += [tick for figure in stop.figures for tick in target_tick(figure, at, COURSE_REACH, upright=False)]
    drawing.update_layout(
        height=height_of(280),
        margin={"l": 14 + max(map(width_of, scale.texts)), "r": 14, "t": TOP, "b": TWO_LINE_BOTTOM},
        xaxis=_stop_axis(stops, as_of, 18),
        yaxis=value_axis(scale),
        shapes=shapes,
        annotations=texts + heads,
    )
    return Drawing(*plain(drawing), _narrow_course(stops, as_of))


def _narrow_course(stops: Sequence[Stop], as_of: date) -> Part:
    """On a phone the names of waves go over several lines where they would touch."""
    room = NARROW_COURSE // len(stops)
    if max(width_of(stop.label) for stop in stops) + 6 <= room:
        return {}
    return {"xaxis": _stop_axis(stops, as_of, round(room / CHAR_WIDTH))}


def _stop_axis(stops: Sequence[Stop], as_of: date, width: int) -> Part:
    ticks = [_stop_text(stop, as_of, width) for stop in stops]
    axis = fixed_axis(-0.5, len(stops) - 0.5, list(range(len(stops))), ticks, "var(--ink)")
    return {**axis, "showgrid": False, "automargin": "height"}


def _add_track(
    drawing: go.Figure, own: list[tuple[float, Stop, Figure]], scale: Axis, as_of: date, *, is_joined: bool
) -> None:
    known = [(x, stop, figure, figure.value) for x, stop, figure in own if figure.is_shown and figure.value is not None]
    if not known:
        return
    mark = MARKS[known[0][2].role]
    xs: list[float | None] = []
    ys: list[float | None] = []
    for x, _, figure, _ in known:
        if figure.has_interval:
            xs += [x, x, None]
            ys += [*_ends(figure, scale), None]
    drawing.add_trace(bands(xs, ys, known[0][2].role))
    places, values = [x for x, *_ in known], [round(value, 4) for *_, value in known]
    if is_joined:
        join = {"color": mark.colour, "width": 2, "dash": mark.dash}
        drawing.add_trace(go.Scatter(x=places, y=values, mode="lines", line=join, hoverinfo="skip", showlegend=False))
    names = [f"{stop.label}, {ROLES[figure.role].lower()}" for _, stop, figure, _ in known]
    drawing.add_trace(dots(places, values, [figure for _, _, figure, _ in known], names, as_of))


def _course_note(x: float, figure: Figure, place: int, as_of: date) -> Part:
    """The value: above the first role's interval, below the second's."""
    is_below = place > 0
    if figure.is_shown and figure.value is not None:
        edge = figure.ci_low if is_below else figure.ci_high
        at: Part = {"x": x, "y": round(figure.value if edge is None else edge, 4)}
        at |= {"yanchor": "top", "yshift": -3} if is_below else {"yanchor": "bottom", "yshift": 3}
        return note(value_text(figure, as_of), at, colour=_ink(figure), weight=600)
    whose = f"{ROLES[figure.role]} " if figure.role in SIDES else ""
    at = {"x": x, "y": 0, "yref": "paper", "yanchor": "bottom", "yshift": 2 + 30 * place}
    return note(wrapped(f"{whose}{html.unescape(value_text(figure, as_of))}", 12), at, style="italic")


def _stop_text(stop: Stop, as_of: date, width: int) -> str:
    counts = [shown(figure, as_of).n.removeprefix("n ") or "not given" for figure in stop.figures]
    return f"{wrapped(stop.label, width)}<br>n {text_of(' · '.join(counts))}"


__all__ = ["ChartRow", "Drawing", "Line", "Stop", "course_chart", "interval_chart"]
