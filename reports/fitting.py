"""What a page does without where it would be too large to be mailed, in a fixed order, and how it says so.

What repeats other parts goes first: a chart before the table of its numbers, the many before the few. The scorecard,
the verdict, what the figures rest on and the definitions always stay.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial

from reports.cards import SidesTable
from reports.comments import FIRST_SHOWN, OwnWords
from reports.groups import GroupTable
from reports.sections import Section
from reports.trends import Trends

MOST_BYTES = 1_500_000
CHART_BY_GROUP = "attained-"


@dataclass(frozen=True, slots=True)
class Content:
    """The parts of a page that it can do without, and in words those that are left out."""

    trends: Trends
    sections: tuple[Section, ...]
    tables: tuple[GroupTable, ...]
    own_words: OwnWords | None = None
    left_out: tuple[str, ...] = ()


def _without_earlier(whole: Content) -> Content:
    return replace(whole, sections=tuple(replace(one, earlier=()) for one in whole.sections))


def _without_charts_by_group(whole: Content) -> Content:
    kept = (
        replace(one, cards=tuple(card for card in one.cards if not card.id.startswith(CHART_BY_GROUP)))
        for one in whole.sections
    )
    return replace(whole, sections=tuple(kept))


def _without_all_figures(whole: Content) -> Content:
    return replace(whole, sections=tuple(replace(one, table=(), sides=SidesTable((), (), 0)) for one in whole.sections))


def _without_further_comments(whole: Content) -> Content:
    if whole.own_words is None:
        return whole
    first = tuple(replace(one, more=()) for one in whole.own_words.answered)
    return replace(whole, own_words=replace(whole.own_words, answered=first))


def _without_comments(whole: Content) -> Content:
    return replace(whole, own_words=None)


def largest(most: int, whole: Content) -> Content:
    """With the largest groups alone in the tables by group."""
    return replace(whole, tables=tuple(table.largest(most) for table in whole.tables))


def _without_groups(whole: Content) -> Content:
    return replace(whole, tables=())


def _without_charts(whole: Content) -> Content:
    return replace(whole, trends=Trends((), (), None), sections=())


@dataclass(frozen=True, slots=True)
class Step:
    """One part less; `covers` are the words of earlier steps that its own make needless."""

    words: str
    reduced: Callable[[Content], Content]
    covers: frozenset[str] = frozenset()


EARLIER, BY_GROUP = "charts of earlier comparisons", "charts by group"
FURTHER = f"all but the first {FIRST_SHOWN} comments to each question"
LARGEST, SMALLER = "all but the 12 largest groups", "all but the 6 largest groups"
STEPS = (
    Step(EARLIER, _without_earlier),
    Step(BY_GROUP, _without_charts_by_group),
    Step("tables of all figures", _without_all_figures),
    Step(FURTHER, _without_further_comments),
    Step(LARGEST, partial(largest, 12)),
    Step(SMALLER, partial(largest, 6), frozenset({LARGEST})),
    Step("tables by group", _without_groups, frozenset({LARGEST, SMALLER})),
    Step("comments", _without_comments, frozenset({FURTHER})),
    Step("all charts", _without_charts, frozenset({EARLIER, BY_GROUP})),
)


def reductions(whole: Content) -> Iterator[Content]:
    """The whole, then with one part less each time; a page without a part does not say that it is left out."""
    yield whole
    for step in STEPS:
        smaller = step.reduced(whole)
        if smaller != whole:
            before = tuple(words for words in whole.left_out if words not in step.covers)
            whole = replace(smaller, left_out=(*before, step.words))
            yield whole


def fitting(page: Callable[[Content], str], whole: Content) -> str:
    """The page with as much as fits; where nothing does, the smallest, as less would be no report."""
    made = ""
    for content in reductions(whole):
        made = page(content)
        if len(made.encode()) <= MOST_BYTES:
            break
    return made
