"""What the figures say, in sentences made by rule: verdict, titles, answers, actions.

Never a cause, never a success inside the interval, and a neutral sentence where nothing is certain. A metric that
has no phrases here gets the general ones.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from mentorship.programme import Programme
from reports.phrases import PHRASES, Phrases
from reports.rows import EVERYBODY, Figure
from reports.standing import MET, MISSED, NOT_JUDGED, UNCERTAIN, Standing, bound_of, decimals_that_tell, side, standing
from reports.wording import (
    ROLES,
    brief,
    capital,
    construct_name,
    count,
    label,
    limits,
    listed,
    measure,
    metric_title,
    small,
)

MOST_ACTIONS = 3
MOST_WORDS = 10
WHO = {"mentee": "mentees", "mentor": "mentors", "pair": "pairs", "all": "people"}
OF_ONE_ITEM = frozenset({"nps", "satisfaction", "expectation_agreement_rate"})
USUAL = {"higher": "at_least", "lower": "at_most"}


def with_number(figure: Figure, *, interval: bool = False) -> str:
    """58%, target at least 75%; 54% (46–62%), target at least 60%."""
    bound, finer = bound_of(figure), decimals_that_tell(figure)
    if figure.value is None:
        return ""
    text = measure(figure.value, figure.written_unit, finer)
    if interval and limits(figure):
        text += f" (interval {limits(figure, finer)})"
    return f"{text}, target {bound.text(figure.written_unit)}" if bound else text


def _phrases(figure: Figure) -> Phrases | None:
    """The metric's phrases; none where its target asks for the less usual direction, as they would mislead."""
    bound, definition = bound_of(figure), figure.definition
    if bound is None or definition is None:
        return None
    phrases = PHRASES.get(figure.metric)
    usual = USUAL.get(definition.better) or (phrases.usual if phrases else "")
    return phrases if bound.kind == usual else None


def finding(programme: Programme, figure: Figure) -> str:
    """What a figure with a target says; neutral unless it is met or missed."""
    judged, phrases = standing(figure), _phrases(figure)
    if judged not in {MET, MISSED}:
        return label(programme, figure)
    if phrases is None:
        return f"{judged.word}: {label(programme, figure)}"
    text = _of_side(phrases.met if judged is MET else phrases.missed, figure)
    return _of_group(figure, text + _in_area(programme, figure))


def _of_side(text: str, figure: Figure) -> str:
    return capital(text.format(who=WHO[figure.role]))


def _of_group(figure: Figure, text: str) -> str:
    """A sentence about a segment begins with its value: what is true of it need not be true of everybody."""
    return text if figure.segment == EVERYBODY else f"{brief(figure.segment_value)}: {text[:1].lower()}{text[1:]}"


def _in_area(programme: Programme, figure: Figure) -> str:
    return f" in {_area(programme, figure)}" if figure.construct and figure.metric not in OF_ONE_ITEM else ""


def _area(programme: Programme, figure: Figure) -> str:
    name = construct_name(programme, figure.instrument, figure.construct)
    return name[:1].lower() + name[1:]


@dataclass(frozen=True, slots=True)
class Tally:
    """How many targets stand where."""

    total: int
    met: int
    uncertain: int
    missed: int

    @property
    def unmeasured(self) -> int:
        """Targets whose figure is hidden or could not be computed."""
        return self.total - self.met - self.uncertain - self.missed


def tally(judged: Sequence[Standing]) -> Tally:
    """Targets counted by where they stand."""
    return Tally(len(judged), judged.count(MET), judged.count(UNCERTAIN), judged.count(MISSED))


def verdict(programme: Programme, targeted: Sequence[Figure], counts: Tally) -> str:
    """The page's first sentence; it never says more than the count of targets does."""
    if not counts.total:
        return "No targets are declared, so this report gives figures without a verdict."
    if not counts.met + counts.uncertain + counts.missed:
        return "It is too early for a verdict: none of the targets can be judged yet."
    missed = [figure for figure in targeted if standing(figure) is MISSED]
    return " ".join([_general(counts), *_rest(programme, missed, counts)])


def _general(counts: Tally) -> str:
    half = counts.total / 2
    if counts.met == counts.total:
        return "The programme meets its target." if counts.total == 1 else "The programme meets all of its targets."
    if counts.missed > half:
        return "The programme misses most of its targets."
    if counts.met > half:
        return "The programme meets most of its targets" + ("." if counts.missed else " and misses none.")
    if not counts.missed:
        return "The programme misses no target" + (
            f" and clearly meets {small(counts.met)}." if counts.met else ", but clearly meets none yet."
        )
    if not counts.met:
        return f"The programme clearly meets no target yet and misses {small(counts.missed)}."
    word = small if counts.total <= MOST_WORDS else count
    return (
        f"The picture is mixed: {word(counts.met)} of {word(counts.total)} targets met, {word(counts.missed)} missed."
    )


def _rest(programme: Programme, missed: Sequence[Figure], counts: Tally) -> list[str]:
    if missed:
        return [f"{finding(programme, missed[0])}."]
    if counts.uncertain:
        verb = "lies" if counts.uncertain == 1 else "lie"
        return [f"{capital(small(counts.uncertain))} {verb} too close to the target to tell."]
    return []


def actions(programme: Programme, targeted: Sequence[Figure]) -> tuple[str, ...]:
    """At most three things to do, from missed and then uncertain targets, each with its number."""
    texts = []
    for figure in sorted(targeted, key=lambda figure: standing(figure).rank):
        judged, phrases = standing(figure), _phrases(figure)
        if judged not in {MISSED, UNCERTAIN}:
            continue
        act = phrases.action if phrases else f"Look into “{label(programme, figure)}”"
        if phrases:
            act = _of_group(figure, _of_side(act, figure) + _in_area(programme, figure))
        texts.append(f"{act}: {with_number(figure, interval=judged is UNCERTAIN)}.")
    return tuple(texts[:MOST_ACTIONS])


def unmeasured(programme: Programme, targeted: Sequence[Figure]) -> tuple[str, ...]:
    """The targets that cannot be judged, by name."""
    return tuple(label(programme, figure) for figure in targeted if standing(figure).rank > MET.rank)


def target_title(programme: Programme, figures: Sequence[Figure], neutral: str) -> str:
    """A chart's title from the targets of its marks: the first that is missed, else all met, else neutral."""
    judged = [figure for figure in figures if standing(figure) is not NOT_JUDGED and figure.target]
    missed = [figure for figure in judged if standing(figure) is MISSED]
    if missed:
        return finding(programme, missed[0])
    if judged and all(standing(figure) is MET for figure in judged):
        return finding(programme, judged[0]) if len(judged) == 1 else f"{neutral}: every target met"
    return neutral


def group_title(figures: Sequence[Figure], target: Figure | None, group: str, neutral: str) -> str:
    """A chart by segments: which groups' whole interval lies on the wrong side of everybody's target."""
    bound = bound_of(target) if target else None
    shown = [figure for figure in figures if figure.is_shown]
    if bound is None or not shown:
        return neutral
    wrong = [figure for figure in shown if standing(figure, bound) is MISSED]
    beyond = "below" if bound.kind == "at_least" else "above"
    if not wrong:
        return f"No {group} is clearly {beyond} the target"
    if len(wrong) == len(shown):
        return f"Every {group} is clearly {beyond} the target"
    several = len({figure.role for figure in shown}) > 1
    groups = [(brief(row.segment_value), ROLES[row.role].lower()) for row in wrong]
    names = [f"{value} ({role})" if several else value for value, role in groups]
    verb = "is" if len(names) == 1 else "are"
    return f"{'Only ' if len(names) == 1 else ''}{listed(names)} {verb} clearly {beyond} the target"


def growth_title(programme: Programme, figures: Sequence[Figure], waves: str) -> str:
    """Whose answers rose in which areas: only where the whole interval lies above no change."""
    parts = [part for role in ("mentee", "mentor") if (part := _grown(programme, figures, role))]
    return f"{capital(waves)}: {'; '.join(parts) if parts else 'growth cannot be shown'}"


def _grown(programme: Programme, figures: Sequence[Figure], role: str) -> str:
    asked = [figure for figure in figures if figure.role == role]
    shown = [figure for figure in asked if figure.is_shown]
    grown = [figure for figure in shown if figure.has_interval and side(figure, 0) == "above"]
    name = ROLES[role].lower()
    if not shown:
        return ""
    if not grown:
        return f"no growth of {name} is certain"
    if len(grown) == len(shown) > 1:
        return f"{name} grew in every area" + (" shown" if len(shown) < len(asked) else "")
    if len(grown) > len(shown) / 2 > 1:
        return f"{name} grew in {small(len(grown))} of {small(len(shown))} areas"
    return f"{name} grew in {listed([_area(programme, figure) for figure in grown])}"


def tally_of_growth(figures: Sequence[Figure]) -> str:
    """Over the areas of a questionnaire, of one side: grew in 3 of 4 areas; empty where there is one area alone."""
    shown = [figure for figure in figures if figure.is_shown]
    grown = sum(figure.has_interval and side(figure, 0) == "above" for figure in shown)
    if len(shown) < 2:
        return ""
    part = "all" if grown == len(shown) else f"{small(grown) if grown else 'none'} of"
    return f"grew for certain in {part} {small(len(shown))} areas"


def line_title(figures: Sequence[Figure], line: float, above: str, below: str, neutral: str) -> str:
    """A chart with a line that is no target: a finding only where every mark lies wholly on one side."""
    shown = [figure for figure in figures if figure.is_shown]
    sides = {side(figure, line) for figure in shown}
    if sides == {"above"}:
        return above
    if sides == {"below"}:
        return below
    return neutral if shown else f"{metric_title(figures[0])}: not to be shown yet"


def gap_title(rows: Sequence[tuple[str, Sequence[Figure]]]) -> str:
    """Who answered: a difference only where the intervals of the two sides lie apart."""
    for name, figures in reversed(rows):
        by_role = {figure.role: figure for figure in figures if figure.is_shown}
        mentee, mentor = by_role.get("mentee"), by_role.get("mentor")
        if mentee is None or mentor is None:
            continue
        for less, more in ((mentee, mentor), (mentor, mentee)):
            if less.ci_high is not None and more.ci_low is not None and less.ci_high < more.ci_low:
                return f"{ROLES[less.role]} answered less than {ROLES[more.role].lower()} ({name})"
    return "Whose answers are behind these figures"
