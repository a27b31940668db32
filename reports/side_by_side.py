"""One figure of several programmes beside each other: which can be compared, and what may be said of them.

Programmes stand in the order of their names and are never ranked. Two of them are said to differ only where their
whole intervals lie apart. Each figure is as its own programme published it; none is of two programmes.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import comb

from mentorship.imprint import construct_key
from mentorship.registry import BY_ID
from reports.axes import Axis, axis
from reports.peers import Told, brief, in_words_of, names
from reports.rows import Figure
from reports.standing import MISSED, NOT_JUDGED, Standing, bound_of, decimals_that_tell, standing
from reports.strips import Span, span, ticks_of
from reports.wording import ROLES, Shown, capital, count, plural, shown, spoken, wave_name, with_intervals

FEWEST = 2
MOST_SAID = 3
UNITS = {"share": "percent", "ratio": "percent", "SD of baseline": "standard deviations of the baseline"}
NO_CHANGE = {"SD of baseline": 0.0, "−100…100": 0.0}
ABOUT_MEETINGS = frozenset({"active_pair_rate", "cadence_attainment"})
GROWTH = "growth_g"


@dataclass(frozen=True, slots=True)
class Subject:
    """What is compared: a metric and role, of the newest wave unless one is given; `name` is how it is called."""

    metric: str
    role: str
    name: str
    wave: str = ""
    instrument: str | None = None
    construct: str | None = None

    @property
    def id(self) -> str:
        """Its anchor's own part; no text of others is in it."""
        return "-".join(
            part for part in (self.metric.replace("_", "-"), self.role, self.wave.replace("_", "-")) if part
        )

    def of(self, told: Told) -> Figure | None:
        """A programme's figure: the newest that can be computed, else the newest."""
        found = told.of(self.metric, self.role, self.instrument, self.construct)
        found = [figure for figure in found if self.wave in {"", figure.wave}]
        known = [figure for figure in found if figure.status != "not_computable"]
        return next(reversed(known or found), None)


ALWAYS = (
    Subject("active_pair_rate", "pair", "Active pairs"),
    Subject("cadence_attainment", "pair", "Meetings held of those agreed"),
    Subject("pair_retention", "pair", "Pairs together after 180 days", "days_180"),
    Subject("goal_attainment_rate", "mentee", "Goals attained, mentees"),
    Subject("goal_attainment_rate", "mentor", "Goals attained, mentors"),
    Subject("nps", "all", "Recommendation"),
    Subject("response_rate", "all", "Answers to the newest questionnaire"),
)
METRICS = frozenset({GROWTH, *(subject.metric for subject in ALWAYS)})


@dataclass(frozen=True, slots=True)
class Lane:
    """A programme's row: where its marks stand in percent of the axis, and its numbers as text."""

    programme_id: str
    name: str
    detail: str
    k: int | None
    cell: Shown
    band: Span | None = None
    dot: float | None = None
    target: float | None = None
    said_target: str = ""
    judged: Standing = NOT_JUDGED
    is_few: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    """A chart that is its own table: a lane a programme on one axis."""

    id: str
    metric: str
    metric_title: str
    version: int
    name: str
    role: str
    title: str
    subtitle: str
    ticks: tuple[tuple[float, str], ...]
    line: float | None
    lanes: tuple[Lane, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SideBySide:
    """All comparisons, and why what some programmes measure is not among them."""

    general: tuple[Comparison, ...]
    growth: tuple[Comparison, ...]
    left_out: tuple[str, ...]


Pair = tuple[Told, Figure]


def side_by_side(programmes: Sequence[Told]) -> SideBySide:
    """What most of these programmes measure in the same way."""
    left_out: list[str] = []
    general = _compared(programmes, ALWAYS, left_out)
    growth = _compared(programmes, _growth_subjects(programmes), left_out)
    return SideBySide(general, growth, tuple(left_out))


def _growth_subjects(programmes: Sequence[Told]) -> tuple[Subject, ...]:
    """Each construct that somebody measures, by the names of its questionnaire and itself."""
    keys = {
        (figure.instrument, figure.construct): figure
        for told in programmes
        for figure in told.figures
        if figure.metric == GROWTH
    }
    return tuple(
        Subject(GROWTH, role, f"Growth in {brief(spoken(construct))}, {ROLES[role].lower()}", "", instrument, construct)
        for instrument, construct in sorted(keys)
        for role in ("mentee", "mentor")
    )


def _compared(programmes: Sequence[Told], subjects: Sequence[Subject], left_out: list[str]) -> tuple[Comparison, ...]:
    made = []
    for place, subject in enumerate(subjects):
        found = [(told, figure) for told in programmes if (figure := subject.of(told)) is not None]
        alike, others = _of_one_version(found)
        computed = [figure for _, figure in alike if figure.status != "not_computable"]
        if len(computed) >= FEWEST and 2 * len(alike) >= len(programmes):
            made.append(_comparison(subject, place, programmes, alike, others))
        elif found:
            left_out.append(f"{_full_name(subject, found)}: {_too_few(alike, computed)}")
    return tuple(made)


def _full_name(subject: Subject, found: Sequence[Pair]) -> str:
    if subject.instrument is None:
        return subject.name
    return f"{subject.name} ({_questionnaire(*found[0])})"


def _questionnaire(told: Told, figure: Figure) -> str:
    titles = told.imprint.instruments if told.imprint else {}
    return brief(titles.get(figure.instrument, capital(spoken(figure.instrument))))


def _too_few(alike: Sequence[Pair], computed: Sequence[Figure]) -> str:
    if len(alike) >= FEWEST > len(computed):
        return "it can be computed for fewer than two programmes"
    return f"measured by {names([told for told, _ in alike])} alone"


def _of_one_version(found: Sequence[Pair]) -> tuple[list[Pair], list[Pair]]:
    """The figures by the definition that most go by, the newer of two that are even; and those by others."""
    by_version = Counter(figure.definition_version for _, figure in found)
    usual = max(by_version, key=lambda version: (by_version[version], version), default=0)
    alike = [pair for pair in found if pair[1].definition_version == usual]
    return alike, [pair for pair in found if pair[1].definition_version != usual]


def _comparison(
    subject: Subject, place: int, programmes: Sequence[Told], alike: Sequence[Pair], others: Sequence[Pair]
) -> Comparison:
    figures = [figure for _, figure in alike]
    unit = figures[0].written_unit
    still = NO_CHANGE.get(unit)
    scale = axis(unit, figures, [] if still is None else [still])
    entry = BY_ID[subject.metric]
    return Comparison(
        id=f"{subject.id}-{place}",
        metric=subject.metric,
        metric_title=entry.title,
        version=figures[0].definition_version,
        name=subject.name,
        role=subject.role,
        title=f"{subject.name}: {_finding(alike)}",
        subtitle=_subtitle(subject, alike),
        ticks=ticks_of(scale),
        line=None if still is None else scale.place(still),
        lanes=tuple(_lane(told, figure, scale) for told, figure in alike),
        notes=_notes(subject, programmes, alike, others),
    )


def _subtitle(subject: Subject, alike: Sequence[Pair]) -> str:
    """Measure, unit and what the marks are."""
    entry = BY_ID[subject.metric]
    asked = _questionnaire(*alike[0]) if subject.metric == GROWTH else ""
    unit = UNITS.get(entry.unit, entry.unit)
    words = ", ".join(part for part in (entry.title, asked, unit, with_intervals()) if part)
    return words + _on_targets([figure for _, figure in alike])


def _on_targets(figures: Sequence[Figure]) -> str:
    """Dashed strokes are each programme's own targets."""
    return ". Dashed: the programme’s own target" if any(figure.target for figure in figures) else ""


def _lane(told: Told, figure: Figure, scale: Axis) -> Lane:
    bound = bound_of(figure)
    with in_words_of(told):
        cell = shown(figure, told.night, decimals_that_tell(figure)) if told.night else None
    if cell is None:
        raise ValueError(f"{told.programme_id} has figures and no night")
    return Lane(
        programme_id=told.programme_id,
        name=told.title,
        detail=_detail(told, figure),
        k=told.imprint.k if told.imprint else None,
        cell=cell,
        band=_band(scale, figure),
        dot=scale.place(figure.value) if figure.is_shown and figure.value is not None else None,
        target=scale.place(bound.value) if bound else None,
        said_target=f"target {bound.short(figure.written_unit)}" if bound else "",
        judged=standing(figure),
        is_few=figure.status == "low_n",
    )


def _band(scale: Axis, figure: Figure) -> Span | None:
    """The interval; a limit that was not reached lies at the axis's end."""
    if not figure.has_interval:
        return None
    low = scale.low if figure.ci_low is None else figure.ci_low
    high = scale.high if figure.ci_high is None else figure.ci_high
    return span(scale, low, high)


def _detail(told: Told, figure: Figure) -> str:
    """Which questionnaire and wave the newest is, where there are several."""
    if figure.metric == "pair_retention" or not figure.wave:
        return ""
    asked = _questionnaire(told, figure) if figure.metric == "response_rate" else ""
    return capital(", ".join(part for part in (asked, wave_name(figure.wave)) if part))


def _notes(
    subject: Subject, programmes: Sequence[Told], alike: Sequence[Pair], others: Sequence[Pair]
) -> tuple[str, ...]:
    """What keeps rows from being comparable, and who has none."""
    found = {told.programme_id for told, _ in (*alike, *others)}
    without = [told for told in programmes if told.programme_id not in found]
    notes = (
        _other_versions(alike, others),
        f"Not measured by {names(without)}." if without else "",
        _other_meetings(alike) if subject.metric in ABOUT_MEETINGS else "",
        _other_questions(alike) if subject.metric == GROWTH else "",
    )
    return tuple(note for note in notes if note)


def _other_versions(alike: Sequence[Pair], others: Sequence[Pair]) -> str:
    if not others:
        return ""
    versions = ", ".join(str(version) for version in sorted({figure.definition_version for _, figure in others}))
    return (
        f"Not comparable: {names([told for told, _ in others])}, by definition version {versions}; "
        f"the rows above are by version {alike[0][1].definition_version}."
    )


def _other_meetings(alike: Sequence[Pair]) -> str:
    booked = [told for told, _ in alike if told.imprint and told.imprint.booked_counts_as_held]
    if not booked or len(booked) == len(alike):
        return ""
    return f"Compare with care: for {names(booked)} a meeting on a calendar counts as held, for the others not."


def _other_questions(alike: Sequence[Pair]) -> str:
    if len(_askings(alike)) > 1:
        return "Compare with care: under the same name the programmes’ questions or scales differ."
    if len({figure.wave for _, figure in alike}) > 1:
        return "Compare with care: growth is between the two waves that stand under each name."
    return ""


def _askings(alike: Sequence[Pair]) -> set[str]:
    """The signs of the questions behind figures of growth."""
    return {
        told.imprint.asked.get(construct_key(figure.instrument, figure.construct), "")
        for told, figure in alike
        if told.imprint
    }


def _finding(alike: Sequence[Pair]) -> str:
    """Which programmes lie apart, and who misses a target; a neutral word where nothing is certain."""
    certain = [(told, figure) for told, figure in alike if figure.has_interval and figure.status == "ok"]
    missed = [told for told, figure in alike if standing(figure) is MISSED]
    said = _said_apart(certain) if len(certain) >= FEWEST else "nothing to compare yet"
    return "; ".join(part for part in (said, _said_missed(missed)) if part)


def _said_apart(pairs: Sequence[Pair]) -> str:
    """Of which two programmes the first's whole interval lies above the second's; by number where they are many."""
    by_end = sorted((figure.ci_high, place) for place, (_, figure) in enumerate(pairs) if figure.ci_high is not None)
    ends = [end for end, _ in by_end]
    below = {
        place: bisect_left(ends, figure.ci_low) for place, (_, figure) in enumerate(pairs) if figure.ci_low is not None
    }
    apart = sum(below.values())
    if not apart:
        return "the intervals overlap, no difference can be told"
    if apart > MOST_SAID:
        return f"{count(apart)} of {plural(comb(len(pairs), 2), 'pair')} of programmes lie apart"
    above: dict[tuple[int, ...], list[Told]] = {}
    for place, number in below.items():
        if number:
            above.setdefault(tuple(sorted(lower for _, lower in by_end[:number])), []).append(pairs[place][0])
    return "; ".join(
        f"{names(higher)} {'lies' if len(higher) == 1 else 'lie'} above {names([pairs[place][0] for place in lower])}"
        for lower, higher in above.items()
    )


def _said_missed(missed: Sequence[Told]) -> str:
    if not missed:
        return ""
    return f"{names(missed)} {'misses its' if len(missed) == 1 else 'miss their'} target"
