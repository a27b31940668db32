"""The funnel: how many of the mentees who enrolled came how far. Counts of people have no interval, so it only counts.

Steps do not lie within each other by definition: a mentee may set a goal and never meet.
"""

from collections.abc import Sequence
from itertools import pairwise

from reports.axes import Axis
from reports.cards import Card, Head, strips_card
from reports.findings import target_title
from reports.rows import Figure, Night
from reports.strips import Span, Strip, Strips, span
from reports.wording import count, shown

# What a step is called on the page, and within a sentence.
STEPS = {
    "enrolled_count": ("Enrolled", "enrolling"),
    "matched_count": ("Matched", "a match"),
    "met_count": ("Met their mentor", "a first meeting"),
    "met_three_times_count": ("Met three times", "a third meeting"),
    "goal_set_count": ("Set a goal", "setting a goal"),
    "goal_achieved_count": ("Achieved a goal", "achieving one"),
}
NEUTRAL = "How far mentees have come"


def funnel_card(night: Night) -> list[Card]:
    """Mentees by step; nothing where not even those enrolled are counted."""
    steps = [figure for metric in STEPS for figure in night.of(metric, role="mentee")]
    if not any(figure.is_shown for figure in steps):
        return []
    subtitle = "Mentees at each step so far; n is those enrolled; counts of people have no interval"
    head = Head("funnel", target_title(night.programme, steps, _title(steps)), subtitle)
    strips = Strips(tuple(_strip(night, figure) for figure in steps))
    return [strips_card(night, head, strips, [(STEPS[figure.metric][0], figure) for figure in steps])]


def _title(steps: Sequence[Figure]) -> str:
    """The largest step down, where every step has a number of the same night; never why."""
    if len(steps) < len(STEPS) or not _are_of_one_night(steps):
        return NEUTRAL
    counts = [figure.value or 0.0 for figure in steps]
    before, after = max(pairwise(range(len(steps))), key=lambda step: counts[step[0]] - counts[step[1]])
    if counts[before] <= counts[after]:
        return f"{STEPS[steps[-1].metric][0]}: {count(counts[-1])} of {count(counts[0])} mentees"
    first, then = (STEPS[steps[place].metric][1] for place in (before, after))
    numbers = f"from {count(counts[before])} to {count(counts[after])} mentees"
    return f"The largest step down, {numbers}, is between {first} and {then}"


def _are_of_one_night(steps: Sequence[Figure]) -> bool:
    return all(figure.is_shown for figure in steps) and len({figure.value_as_of for figure in steps}) == 1


def _strip(night: Night, figure: Figure) -> Strip:
    """A step; n is those enrolled."""
    label, cell = STEPS[figure.metric][0], shown(figure, night.as_of)
    if figure.value is None or not figure.is_shown:
        return Strip(label, "mentee", "", cell.n, absent=cell)
    return Strip(label, "mentee", count(figure.value), cell.n, bars=_bar(figure.value, figure.n))


def _bar(value: float, whole: int | None) -> tuple[Span, ...]:
    """Its length among all who enrolled; none where that is not known."""
    return (span(Axis(0.0, float(whole), (), ()), 0.0, value),) if whole else ()
