"""What a figure is called in one line, and which figure a line means.

A whole path is `metric/role/segment=value/instrument/construct/wave`; `resolved` says what of it may be left out.
A line is held against the figures that there are, never taken apart by its marks: a segment's value may hold any of
them. What a figure says and what it is made of stand elsewhere.
"""

from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from typing import Any, Final

import polars as pl

from mentorship.grouping import ALL

SHAPE: Final = "metric[/role][/segment=value][/instrument/construct/wave]"
PARTS: Final = ("instrument", "construct", "wave")
NEAREST: Final = 5
NEAR: Final = 0.5


class FigureNotFoundError(LookupError):
    """A line means no figure, or more than one; `candidates` are what it may have meant."""

    def __init__(self, message: str, candidates: Sequence[str]) -> None:
        """Keep what is wrong and what may have been meant."""
        super().__init__(message)
        self.candidates = tuple(candidates)


def metric_of(line: str, known: Sequence[str]) -> str:
    """The metric that a line begins with; `FigureNotFoundError` with the nearest where there is none of this id.

    >>> metric_of("nps/mentee/pulse", ["nps", "gas_t"])
    'nps'
    """
    metric = line.strip().partition("/")[0]
    if metric in known:
        return metric
    raise FigureNotFoundError(f"there is no metric {metric!r}", get_close_matches(metric, known, NEAREST, NEAR))


def paths(figures: pl.DataFrame) -> pl.Series:
    """Each figure's whole path; the segment is left out where it is everybody, and three empty parts where all are.

    >>> row = {"metric": "nps", "role": "all", "segment": "all", "segment_value": "all"}
    >>> paths(pl.DataFrame([row | {"instrument": "pulse", "construct": "", "wave": "w1"}])).item()
    'nps/all/pulse//w1'
    """
    parts = _joined(pl.concat_list(PARTS))
    has_parts = pl.any_horizontal(pl.col(name) != "" for name in PARTS)
    return figures.select(path=_stem(role=True) + pl.when(has_parts).then(parts).otherwise(pl.lit("")))["path"]


def resolved(line: str, figures: pl.DataFrame) -> dict[str, Any]:
    """The figure that a line means, of those of one metric.

    The role may be left out where there is one, or one for everybody; parts that are empty, and the last of those that
    are not, where one figure alone is meant then. `FigureNotFoundError` where none is, or several.
    """
    wanted = line.strip()
    for role, spelling in _spellings():
        found = figures.filter(spelling == wanted)
        if not role:
            found = _of_one_role(wanted, found)
        if found.height == 1:
            return found.row(0, named=True)
        if found.height:
            message = f"{wanted!r} may mean {found.height} figures; say which"
            raise FigureNotFoundError(message, sorted(paths(found)))
    known = sorted(paths(figures))
    raise FigureNotFoundError(f"there is no figure {wanted!r}", get_close_matches(wanted, known, NEAREST, NEAR))


def _of_one_role(wanted: str, found: pl.DataFrame) -> pl.DataFrame:
    """The figures of the only role, else those of everybody."""
    roles = sorted(found["role"].unique())
    if len(roles) < 2:
        return found
    if ALL not in roles:
        message = f"{wanted!r} leaves the role out, and there is one for each of {', '.join(roles)}"
        raise FigureNotFoundError(message, sorted(paths(found)))
    return found.filter(pl.col("role") == ALL)


def _spellings() -> Iterator[tuple[bool, pl.Expr]]:
    """How a figure may be written, the most exact way first, and whether its role stands in it."""
    parts = pl.concat_list(PARTS)
    told = parts.list.filter(pl.element() != "")
    for spelt in (parts, *(told.list.head(length) for length in (3, 2, 1, 0))):
        for role in (True, False):
            yield role, _stem(role=role) + _joined(spelt)


def _stem(*, role: bool) -> pl.Expr:
    """Metric, role and segment."""
    belongs = pl.format("/{}={}", "segment", "segment_value")
    segment = pl.when(pl.col("segment") != ALL).then(belongs).otherwise(pl.lit(""))
    return pl.concat_str("metric", *([pl.lit("/"), pl.col("role")] if role else []), segment)


def _joined(parts: pl.Expr) -> pl.Expr:
    return parts.list.eval(pl.lit("/") + pl.element()).list.join("")
