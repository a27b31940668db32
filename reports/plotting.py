"""What all charts share: marks, fonts, texts, axes and the parts of a Plotly layout.

Colours are names of CSS tokens (`var(--mentee)`), which the page's script resolves before it draws, so that one
palette serves light, dark and paper. Texts are escaped here, as Plotly reads tags in them.
"""

import html
import unicodedata
from dataclasses import dataclass, field
from datetime import date
from itertools import accumulate
from textwrap import wrap
from typing import Any

import plotly.graph_objects as go

from reports.axes import Axis
from reports.rows import Figure
from reports.standing import bound_of
from reports.wording import amount, clean, shown

HEIGHTS = (200, 280, 340)
FONT_FAMILY = "-apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
FONT_SIZE = 12
CHAR_WIDTH = 6.5
LONGEST_LABEL = 60
FEWEST_LETTERS = 6

Part = dict[str, Any]
FIXED_AXIS: Part = {
    "tickangle": 0,
    "ticks": "",
    "gridcolor": "var(--grid)",
    "zeroline": False,
    "fixedrange": True,
}
TARGET_STYLE: Part = {"color": "var(--ink)", "width": 1.5, "dash": "3px,3px"}


@dataclass(frozen=True, slots=True)
class Mark:
    """How a role is drawn: colour, soft band, symbol, dash of a joining line."""

    colour: str
    band: str
    symbol: str
    dash: str


MARKS = {
    "mentee": Mark("var(--mentee)", "var(--mentee-soft)", "circle", "solid"),
    "mentor": Mark("var(--mentor)", "var(--mentor-soft)", "diamond", "5px,4px"),
    "pair": Mark("var(--pair)", "var(--pair-soft)", "square", "solid"),
    "all": Mark("var(--pair)", "var(--pair-soft)", "square", "solid"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A line across a chart: a target (dashed), or where nothing would have changed (solid)."""

    value: float
    text: str
    is_target: bool


@dataclass(frozen=True, slots=True)
class Drawing:
    """What the page's script gives to Plotly.

    On a phone `narrow` replaces parts of `layout`, and its `labels` are annotations beside the others. `side` is the
    longest text right of the axis, for which the script makes room.
    """

    data: list[Part]
    layout: Part
    narrow: Part = field(default_factory=dict)
    side: str = ""


def text_of(words: str, longest: int = LONGEST_LABEL) -> str:
    """Words that Plotly prints as they are: no tags, no control characters, not endless."""
    plain = clean(words)
    most = letters(plain, longest)
    return html.escape(plain if len(plain) <= most else f"{plain[: most - 1]}…", quote=False)


def letters(words: str, room: int) -> int:
    """How many letters fit where so many ordinary ones do: capitals and wide scripts need more room."""
    stretch = max(1, room // 2)
    ends = [0.0, *accumulate(map(_breadth, words))]
    widest = max(after - before for before, after in zip(ends, ends[stretch:] or ends[-1:], strict=False))
    return max(FEWEST_LETTERS, int(room / max(1.0, widest / min(stretch, max(1, len(words))))))


def _breadth(char: str) -> float:
    """A letter's width beside that of an ordinary one."""
    if unicodedata.east_asian_width(char) in {"W", "F"} or unicodedata.category(char) in {"So", "Co", "Cn"}:
        return 2.0
    return 1.8 if char in "WMmw@%" else 1.3 if char.isupper() else 1.0


def lines_of(words: str, width: int, most: int) -> list[str]:
    """Words over at most so many lines, each with room for so many ordinary letters."""
    plain = clean(words)
    return wrap(plain, letters(plain, width), max_lines=most, placeholder="…") or [plain]


def wrapped(words: str, width: int) -> str:
    """Words over at most three lines."""
    return "<br>".join(html.escape(line, quote=False) for line in lines_of(words, width, 3))


def width_of(text: str) -> int:
    """About how wide a text is, in pixels, at its longest line."""
    return round(CHAR_WIDTH * max(len(line) for line in html.unescape(text.replace("<br>", "\n")).split("\n")))


def height_of(needed: float) -> int:
    """The smallest of the page's chart heights that is enough."""
    return next((height for height in HEIGHTS if height >= needed), round(needed))


def font(colour: str = "var(--ink-2)", **more: str | int) -> Part:
    """What differs from the layout's font; never by tags in the text, which the security policy would block."""
    return {"color": colour, **more}


def base() -> Part:
    """What the layouts of all charts share, once in the page: no background, no legend, nothing to drag."""
    return {
        "font": font(family=FONT_FAMILY, size=FONT_SIZE),
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "dragmode": False,
        "hovermode": "closest",
        "hoverlabel": {
            "bgcolor": "var(--card)",
            "bordercolor": "var(--ink-2)",
            "font": font("var(--ink)"),
            "align": "left",
        },
        "showlegend": False,
        "template": {"layout": {"xaxis": FIXED_AXIS, "yaxis": FIXED_AXIS, "annotationdefaults": {"showarrow": False}}},
    }


def fixed_axis(low: float, high: float, ticks: list[float], texts: list[str], colour: str = "var(--ink-2)") -> Part:
    """The range and the ticks of an axis that nobody can move, as `base` has it."""
    return {
        "type": "linear",
        "range": [round(low, 6), round(high, 6)],
        "tickvals": ticks,
        "ticktext": texts,
        "tickfont": font(colour),
    }


def value_axis(scale: Axis) -> Part:
    """The axis of estimates, with a little air at both ends."""
    air = (scale.high - scale.low) * 0.02
    return fixed_axis(scale.low - air, scale.high + air, list(scale.ticks), list(scale.texts))


def note(text: str, place: Part, colour: str = "var(--ink-2)", **style: str | int) -> Part:
    """An annotation; `base` gives it no arrow."""
    return {"text": text, "font": font(colour, **style), **place}


def line_parts(line: Line | None, *, upright: bool) -> tuple[list[Part], list[Part]]:
    """The line's shape and its name beside it."""
    if line is None:
        return [], []
    style = TARGET_STYLE if line.is_target else {"color": "var(--ink-2)", "width": 1}
    along, across = ("x", "y") if upright else ("y", "x")
    shape = {
        "type": "line",
        f"{along}0": line.value,
        f"{along}1": line.value,
        f"{across}0": 0,
        f"{across}1": 1,
        f"{across}ref": "paper",
        "line": style,
        "layer": "below",
    }
    at: Part = {"x": line.value, "xanchor": "center", "y": 1, "yref": "paper", "yanchor": "bottom"}
    if not upright:
        at = {"x": 1, "xref": "paper", "xanchor": "right", "y": line.value, "yanchor": "bottom"}
    return [shape], [note(text_of(line.text), at, colour="var(--ink)")]


def target_tick(figure: Figure, at: float, reach: float, *, upright: bool) -> list[Part]:
    """The dashed stroke of a figure's own target, if it has one."""
    bound = bound_of(figure)
    if bound is None:
        return []
    along, across = ("x", "y") if upright else ("y", "x")
    stroke = {
        "type": "line",
        f"{along}0": bound.value,
        f"{along}1": bound.value,
        f"{across}0": round(at - reach, 3),
        f"{across}1": round(at + reach, 3),
        "line": TARGET_STYLE,
    }
    return [stroke]


def value_text(figure: Figure, as_of: date) -> str:
    """What stands at a mark: the number (its unit is in the subtitle), else the word for its absence."""
    if figure.is_shown and figure.value is not None:
        return text_of(amount(figure.value, figure.written_unit))
    if figure.is_too_young:
        return "— not old enough"
    return text_of(shown(figure, as_of).text)


def side_text(figure: Figure, as_of: date) -> str:
    """What stands beside a row: 58% · n 196; of a figure without a number its n alone."""
    value = value_text(figure, as_of) if figure.is_shown else ""
    return " · ".join(part for part in (value, text_of(shown(figure, as_of).n)) if part)


def hover_text(name: str, figure: Figure, as_of: date) -> str:
    """What a pointer reads: the estimate, its interval, n and notes."""
    cell = shown(figure, as_of)
    estimate = f"{cell.text} ({cell.interval})" if cell.interval else cell.text
    return "<br>".join(text_of(line) for line in (name, estimate, cell.n, *cell.notes) if line)


def dots(xs: list[float], ys: list[float], figures: list[Figure], names: list[str], as_of: date) -> go.Scatter:
    """The estimates of one role; hollow where few units are behind them."""
    mark = MARKS[figures[0].role]
    symbols = [f"{mark.symbol}-open" if figure.status == "low_n" else mark.symbol for figure in figures]
    return go.Scatter(
        x=xs,
        y=ys,
        mode="markers",
        marker={
            "color": mark.colour,
            "symbol": symbols if len(set(symbols)) > 1 else symbols[0],
            "size": 10,
            "opacity": 1,
            "line": {"width": 2, "color": mark.colour},
        },
        hovertext=[hover_text(name, figure, as_of) for name, figure in zip(names, figures, strict=True)],
        hoverinfo="text",
        showlegend=False,
        cliponaxis=False,
    )


def bands(xs: list[float | None], ys: list[float | None], role: str) -> go.Scatter:
    """The intervals of one role, as soft strokes with gaps between them."""
    line = {"color": MARKS[role].band, "width": 9}
    return go.Scatter(x=xs, y=ys, mode="lines", line=line, hoverinfo="skip", showlegend=False)


def plain(figure: go.Figure) -> tuple[list[Part], Part]:
    """Traces and layout without Plotly's template, which would be most of the bytes."""
    figure.layout.template = None
    found = figure.to_plotly_json()
    return found["data"], found["layout"]
