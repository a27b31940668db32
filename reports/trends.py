"""How the main figures went over the nights, and where a definition or the data changed.

A point is a figure as it was published on its night; a value that was kept from an earlier night is no point. Two
nights are compared only under one definition, and called different only where their intervals lie apart.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby, pairwise
from string import ascii_uppercase

import plotly.graph_objects as go

from reports.axes import Axis, axis, values_of
from reports.cards import Card, Head, TableRow, card_of, table_row
from reports.history import Change, History
from reports.plotting import (
    MARKS,
    Drawing,
    Line,
    Part,
    dots,
    fixed_axis,
    line_parts,
    note,
    plain,
    text_of,
    value_axis,
    value_text,
    width_of,
)
from reports.rows import Figure, Night
from reports.standing import bound_of
from reports.wording import capital, count, day, label, metric_title, short_day

MOST_CHARTS, FEWEST_CHARTS, MOST_POINTS = 6, 3, 30
USUAL = ("active_pair_rate", "cadence_attainment", "goal_attainment_rate")
WITHOUT_TREND = frozenset({"days_to_first_meeting", "days_to_attainment"})
SPACES = (
    (timedelta(days=1), "every night"),
    (timedelta(weeks=1), "the last night of each week"),
    (timedelta(weeks=2), "the last night of every two weeks"),
    (timedelta(weeks=4), "the last night of every four weeks"),
    (timedelta(weeks=13), "the last night of every quarter"),
)
QUARTER, LEAST_SPAN = timedelta(days=91), timedelta(days=27)
TICKS, AIR = 4, 0.04
HEIGHT, TOP, BOTTOM = 200, 26, 60
POINT_SIZE, FEW_SIZE, LAST_SIZE = 3, 6, 8
Point = tuple[date, Figure]


@dataclass(frozen=True, slots=True)
class Trends:
    """The section: charts, and what changed beneath the figures since the first night that is drawn."""

    cards: tuple[Card, ...]
    changes: tuple[tuple[str, Change], ...]
    first: date | None


def trends(night: Night, history: History, targeted: Sequence[Figure]) -> Trends:
    """Charts of the targets' figures over the nights, and of the usual ones where there are few targets.

    Figures of questionnaires have waves and stand with growth.
    """
    drawn = [(figure, points) for figure in _chosen(night, targeted) if len(points := history.of(figure)) > 1]
    drawn = drawn[:MOST_CHARTS]
    if not drawn:
        return Trends((), (), None)
    first = min(points[0][0] for _, points in drawn)
    changes = {*(change for change in history.changes if change.on > first), *_redefined(drawn)}
    ordered = sorted(changes, key=lambda change: (change.on, change.text))
    letters = {change: _letter(place) for place, change in enumerate(ordered)}
    cards = tuple(_card(night, figure, points, letters) for figure, points in drawn)
    return Trends(cards, tuple((letter, change) for change, letter in letters.items()), first)


def _letter(place: int) -> str:
    """A, B, … Z, A1, B1, …: by which a stroke in a chart is found in the list below."""
    turn, letter = divmod(place, len(ascii_uppercase))
    return ascii_uppercase[letter] + (str(turn) if turn else "")


def _chosen(night: Night, targeted: Sequence[Figure]) -> list[Figure]:
    found = [figure for figure in targeted if _has_trend(figure) and figure in night.everybody]
    usual = [figure for metric in USUAL for figure in night.of(metric) if figure not in found]
    return found + usual[: max(0, FEWEST_CHARTS - len(found))]


def _has_trend(figure: Figure) -> bool:
    return not figure.instrument and figure.metric not in WITHOUT_TREND


def _redefined(drawn: Sequence[tuple[Figure, Sequence[Point]]]) -> list[Change]:
    return [
        Change(
            after[0],
            f"the definition of “{metric_title(figure)}” became version {after[1].definition_version}",
            figure.metric,
        )
        for figure, points in drawn
        for before, after in pairwise(points)
        if before[1].definition_version != after[1].definition_version
    ]


def thinned(points: Sequence[Point]) -> tuple[tuple[Point, ...], str]:
    """As many points as a small chart can hold, the newest and the first of each definition among them; and which."""
    by_space = [(_newest_of_each(points, space), words) for space, words in SPACES]
    kept, words = next((one for one in by_space if len(one[0]) <= MOST_POINTS), by_space[-1])
    kept |= {b[0] for a, b in pairwise(points) if a[1].definition_version != b[1].definition_version}
    return tuple(point for point in points if point[0] in kept), words


def _newest_of_each(points: Sequence[Point], space: timedelta) -> set[date]:
    """Of each stretch of nights, counted back from the newest, its last night."""
    last = points[-1][0]
    return set({(last - when) // space: when for when, _ in points}.values())


def compared(points: Sequence[Point]) -> tuple[Point, Point] | None:
    """The newest point and that of about a quarter earlier under the same definition; none within four weeks."""
    newest = points[-1]
    alike = [one for one in points[:-1] if one[1].definition_version == newest[1].definition_version]
    earlier = [one for one in alike if newest[0] - one[0] > LEAST_SPAN]
    if not earlier:
        return None
    return min(earlier, key=lambda one: (abs(newest[0] - one[0] - QUARTER), one[0])), newest


def _title(night: Night, figure: Figure, points: Sequence[Point]) -> str:
    """Rose or fell only where the two intervals lie apart."""
    name, found = label(night.programme, figure), compared(points)
    if points[-1][0] != night.as_of:
        return f"{name}: nothing newer than {day(points[-1][0])}"
    if found is None:
        return f"{name}: too short a time to compare"
    before, after = found
    since = f"since {day(before[0])}"
    if before[1].ci_high is not None and after[1].ci_low is not None and after[1].ci_low > before[1].ci_high:
        return f"{name}: higher than before, {since}"
    if before[1].ci_low is not None and after[1].ci_high is not None and after[1].ci_high < before[1].ci_low:
        return f"{name}: lower than before, {since}"
    if not (before[1].has_interval and after[1].has_interval):
        return f"{name} {since}"
    return f"{name}: no clear change {since}"


def _card(night: Night, figure: Figure, points: Sequence[Point], letters: Mapping[Change, str]) -> Card:
    chosen, which = thinned(points)
    shown = [row for _, row in chosen]
    scale = _zoomed(figure, shown)
    counts = sorted({row.n for row in shown if row.n is not None})
    ns = "" if not counts else f", n {count(counts[0])}" + (f" to {count(counts[-1])}" if counts[1:] else "")
    few = "; hollow marks: few units, read with care" if any(row.status == "low_n" for row in shown) else ""
    axis_words = f"axis from {scale.texts[0]} to {scale.texts[-1]}"
    subtitle = f"{capital(figure.unit)}{ns}, on {which}; {axis_words}{few}"
    drawing = _drawing(chosen, scale, _target(figure), _marked(figure, chosen, letters))
    rows: tuple[TableRow, ...] = tuple(table_row(_of_then(night, when), row, day(when)) for when, row in chosen)
    name = f"trend-{figure.metric}-{figure.role}-{figure.wave}".replace("_", "-").rstrip("-")
    return card_of(Head(name, _title(night, figure, points), subtitle), drawing, shown, rows)


def _zoomed(figure: Figure, shown: Sequence[Figure]) -> Axis:
    """An axis over what there is, so that a small movement beside its interval can be seen."""
    numbers = values_of([*shown, figure])
    return axis(figure.written_unit, [*shown, figure], least=(min(numbers), max(numbers)))


def _of_then(night: Night, when: date) -> Night:
    return Night(night.programme, when, ())


def _marked(figure: Figure, points: Sequence[Point], letters: Mapping[Change, str]) -> list[tuple[date, str]]:
    """Where a chart has a stroke, and its letters: what changed beneath this figure within the nights drawn."""
    found: dict[date, str] = {}
    for change, letter in letters.items():
        if points[0][0] < change.on <= points[-1][0] and change.metric in {"", figure.metric}:
            found[change.on] = found.get(change.on, "") + letter
    return sorted(found.items())


def _target(figure: Figure) -> Line | None:
    bound = bound_of(figure)
    return Line(bound.value, "", is_target=True) if bound else None


def _drawing(points: Sequence[Point], scale: Axis, line: Line | None, marked: Sequence[tuple[date, str]]) -> Drawing:
    first, last = points[0][0], points[-1][0]
    span = max(1, (last - first).days)
    drawing, mark = go.Figure(), MARKS[points[0][1].role]
    xs = [float((when - first).days) for when, _ in points]
    for run in _with_intervals(points):
        drawing.add_trace(_band(run, first, scale, mark.band))
    values = [round(row.value, 4) for _, row in points if row.value is not None]
    for stretch in _under_one_definition(points):
        drawing.add_trace(_track(stretch, first))
    figures = [row for _, row in points]
    drawing.add_trace(dots(xs, values, figures, [day(when) for when, _ in points], last))
    drawing.data[-1].marker.size = [FEW_SIZE if row.status == "low_n" else POINT_SIZE for row in figures[:-1]] + [
        LAST_SIZE
    ]
    shapes, heads = line_parts(line, upright=False)
    for when, letters in marked:
        shapes.append(_stroke((when - first).days))
        heads.append(_letters((when - first).days, letters))
    ticks = sorted({round(span * place / (TICKS - 1)) for place in range(TICKS)})
    texts = ["<br>".join(text_of(short_day(first + timedelta(days=tick))).rsplit(" ", 1)) for tick in ticks]
    drawing.update_layout(
        height=HEIGHT,
        margin={"l": 14 + max(map(width_of, scale.texts)), "r": 44, "t": TOP, "b": BOTTOM},
        xaxis=fixed_axis(-AIR * span, span * (1 + AIR), [float(tick) for tick in ticks], texts),
        yaxis=value_axis(scale),
        shapes=shapes,
        annotations=[*heads, _newest(points[-1], xs[-1], last)],
    )
    drawing.update_xaxes(showgrid=False)
    return Drawing(*plain(drawing))


def _under_one_definition(points: Sequence[Point]) -> list[list[Point]]:
    return [list(found) for _, found in groupby(points, key=lambda point: point[1].definition_version)]


def _track(points: Sequence[Point], first: date) -> go.Scatter:
    mark = MARKS[points[0][1].role]
    return go.Scatter(
        x=[(when - first).days for when, _ in points],
        y=[round(row.value, 4) for _, row in points if row.value is not None],
        mode="lines",
        line={"color": mark.colour, "width": 2, "dash": mark.dash},
        hoverinfo="skip",
        showlegend=False,
    )


def _newest(point: Point, x: float, when: date) -> Part:
    """The newest value, beside its mark."""
    at: Part = {"x": x, "y": round(point[1].value or 0.0, 4), "xanchor": "left", "xshift": 6, "yanchor": "middle"}
    return note(value_text(point[1], when), at, colour=MARKS[point[1].role].colour, weight=600)


def _stroke(x: int) -> Part:
    line = {"color": "var(--ink-2)", "width": 1, "dash": "dot"}
    return {"type": "line", "x0": x, "x1": x, "y0": 0, "y1": 1, "yref": "paper", "line": line, "layer": "below"}


def _letters(x: int, letters: str) -> Part:
    return note(letters, {"x": x, "xanchor": "center", "y": 1, "yref": "paper", "yanchor": "bottom"}, weight=600)


def _with_intervals(points: Sequence[Point]) -> list[list[Point]]:
    """The stretches of points that all have intervals, under one definition each."""
    return [
        list(found)
        for stretch in _under_one_definition(points)
        for has_interval, found in groupby(stretch, key=lambda point: point[1].has_interval)
        if has_interval
    ]


def _band(run: Sequence[Point], first: date, scale: Axis, colour: str) -> go.Scatter:
    """The intervals of neighbouring nights as one soft area."""
    xs = [(when - first).days for when, _ in run]
    low = [round(scale.low if row.ci_low is None else row.ci_low, 4) for _, row in run]
    high = [round(scale.high if row.ci_high is None else row.ci_high, 4) for _, row in run]
    return go.Scatter(
        x=[*xs, *reversed(xs)],
        y=[*low, *reversed(high)],
        mode="lines",
        line={"width": 0},
        fill="toself",
        fillcolor=colour,
        hoverinfo="skip",
        showlegend=False,
    )
