"""Where a figure stands against its target: one function, from which pill, colour, word, verdict and titles come.

The scorecard's answer stands in the figure (`target_status`). For marks that are drawn against somebody else's
target (a segment against the target of everybody) and for lines that are no target (no change, a T-score of 50)
`side` says where the whole interval lies.
"""

from dataclasses import dataclass
from typing import Literal

from reports.rows import Figure
from reports.wording import amount, measure

Key = Literal["missed", "uncertain", "met", "hidden", "open"]
Side = Literal["above", "below", "around", "unknown"]


@dataclass(frozen=True, slots=True)
class Standing:
    """`key` names the colour and the shape, `word` is read, `rank` sorts."""

    key: Key
    word: str
    rank: int


MISSED = Standing("missed", "Missed", 0)
UNCERTAIN = Standing("uncertain", "Uncertain", 1)
MET = Standing("met", "Met", 2)
HIDDEN = Standing("hidden", "Hidden", 3)
NOT_JUDGED = Standing("open", "Not judged", 4)
BY_STATUS = {"missed": MISSED, "uncertain": UNCERTAIN, "met": MET}


@dataclass(frozen=True, slots=True)
class Bound:
    """A target: `at_least` or `at_most` a value."""

    kind: Literal["at_least", "at_most"]
    value: float

    def text(self, unit: str) -> str:
        """At least 75%."""
        return f"{self.words} {measure(self.value, unit)}"

    def short(self, unit: str) -> str:
        """At least +0.30, where the unit stands beside it anyway."""
        return self.text(unit) if unit in {"days", "hours"} else f"{self.words} {amount(self.value, unit)}"

    @property
    def words(self) -> str:
        """At least, at most."""
        return self.kind.replace("_", " ")


def bound_of(figure: Figure) -> Bound | None:
    """The target that a figure carries, if any."""
    kind, _, value = figure.target.partition(":")
    if not kind:
        return None
    if kind not in {"at_least", "at_most"}:
        raise ValueError(f"{figure.metric} has the target {figure.target!r}; known are at_least:… and at_most:…")
    return Bound("at_least" if kind == "at_least" else "at_most", float(value))


def side(figure: Figure, line: float) -> Side:
    """Where the whole interval lies; a figure without an interval by its value; `around` where it holds the line."""
    if not figure.is_shown or figure.value is None:
        return "unknown"
    if not figure.has_interval:
        return "above" if figure.value > line else "below" if figure.value < line else "around"
    if figure.ci_low is not None and figure.ci_low > line:
        return "above"
    if figure.ci_high is not None and figure.ci_high < line:
        return "below"
    return "around"


def standing(figure: Figure, bound: Bound | None = None) -> Standing:
    """The one judgement: the row's own target status, else its interval against a bound that it is drawn with."""
    if figure.is_hidden:
        return HIDDEN
    if figure.target_status:
        return BY_STATUS[figure.target_status]
    if bound is None or not figure.is_shown or figure.value is None:
        return NOT_JUDGED
    good, bad = _limits(figure, figure.value)
    if bound.kind == "at_most":
        good, bad = -bad, -good
        return _against(good, bad, -bound.value)
    return _against(good, bad, bound.value)


def _limits(figure: Figure, value: float) -> tuple[float, float]:
    """The interval's ends; a limit that was not reached lies beyond every target."""
    if not figure.has_interval:
        return value, value
    low = figure.ci_low if figure.ci_low is not None else float("-inf")
    high = figure.ci_high if figure.ci_high is not None else float("inf")
    return low, high


def _against(low: float, high: float, target: float) -> Standing:
    return MET if low >= target else MISSED if high < target else UNCERTAIN


def decimals_that_tell(figure: Figure) -> int:
    """One more decimal where a limit on the wrong side of the target would be printed as the target itself."""
    bound = bound_of(figure)
    if bound is None or not figure.is_shown:
        return 0
    edges = [edge for edge in (figure.ci_low, figure.ci_high) if edge is not None]
    wrong = [edge for edge in edges if (edge < bound.value if bound.kind == "at_least" else edge > bound.value)]
    target = amount(bound.value, figure.written_unit)
    return int(any(amount(edge, figure.written_unit) == target for edge in wrong))
