"""The night's published figures as rows that a page can ask for. No words, no numbers as text: see `wording`."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import polars as pl

from mentorship.programme import Programme
from mentorship.registry import BY_ID, METRICS, Metric

EVERYBODY = "all"
ROLE_ORDER = {"mentee": 0, "mentor": 1, "pair": 2, "all": 3}
METRIC_ORDER = {metric.id: place for place, metric in enumerate(METRICS)}
UNSTATED = "(none)"
PAIR_METRICS = ("open_pair_count", "days_to_first_meeting", "pair_retention", "cadence_attainment")
# The unit is the registry's; these are written in another way, as a place and a difference do not look alike.
WRITTEN_AS = {
    "mean_baseline": "points",
    "mean_latest": "points",
    "reliable_change_points": "points",
    "response_cadence_gap": "percentage points",
}


@dataclass(frozen=True, slots=True)
class Figure:
    """One row of `published_figures`."""

    metric: str
    role: str
    segment: str
    segment_value: str
    instrument: str
    construct: str
    wave: str
    value: float | None
    unit: str
    ci_low: float | None
    ci_high: float | None
    n: int | None
    people: int | None
    numerator: float | None
    denominator: float | None
    status: str
    reason: str
    target: str
    target_status: str
    value_as_of: date | None
    definition_version: int

    @property
    def definition(self) -> Metric | None:
        """The registry's entry; none for a metric that the registry does not know."""
        return BY_ID.get(self.metric)

    @property
    def written_unit(self) -> str:
        """The unit as pages write it: only a difference has a sign, and one of ratios is no percentage."""
        return WRITTEN_AS.get(self.metric, self.unit)

    @property
    def is_hidden(self) -> bool:
        """Whether disclosure control withheld it."""
        return self.status == "suppressed"

    @property
    def word(self) -> str:
        """`few` or `most` where a small group's share is shown as a word, else empty."""
        return self.reason if self.value is None and self.reason in {"few", "most"} else ""

    @property
    def is_shown(self) -> bool:
        """Whether it has a number."""
        return self.value is not None and not self.is_hidden and self.status != "not_computable"

    @property
    def is_too_young(self) -> bool:
        """Whether it is a horizon of retention beyond the time for which any pair has been followed."""
        return self.metric == "pair_retention" and self.status == "not_computable" and "followed" in self.reason

    @property
    def has_interval(self) -> bool:
        """Whether at least one limit is known."""
        return self.is_shown and (self.ci_low is not None or self.ci_high is not None)


FIELDS = tuple(Figure.__dataclass_fields__)


@dataclass(frozen=True)
class Night:
    """All published figures of one programme and night, in the order in which a reader meets them."""

    programme: Programme
    as_of: date
    figures: tuple[Figure, ...]

    def of(
        self,
        metric: str,
        *,
        role: str | None = None,
        segment: str = EVERYBODY,
        instrument: str | None = None,
        construct: str | None = None,
        wave: str | None = None,
    ) -> tuple[Figure, ...]:
        """The figures of a metric; parts of the key that are not given may have any value."""
        wanted = {"role": role, "instrument": instrument, "construct": construct, "wave": wave}
        given = [(field, value) for field, value in wanted.items() if value is not None]
        return tuple(
            figure
            for figure in self.by_metric.get(metric, ())
            if figure.segment == segment and all(getattr(figure, field) == value for field, value in given)
        )

    @cached_property
    def by_metric(self) -> dict[str, tuple[Figure, ...]]:
        """The figures of each metric that has one."""
        found: dict[str, list[Figure]] = {}
        for figure in self.figures:
            found.setdefault(figure.metric, []).append(figure)
        return {metric: tuple(rows) for metric, rows in found.items()}

    @cached_property
    def everybody(self) -> tuple[Figure, ...]:
        """The figures that are about no segment."""
        return tuple(figure for figure in self.figures if figure.segment == EVERYBODY)

    def segment_values(self, segment: str) -> tuple[str, ...]:
        """The values of a segment column, in order, the unstated one last."""
        found = {figure.segment_value for figure in self.figures if figure.segment == segment}
        return tuple(sorted(found, key=lambda value: (value == UNSTATED, value)))

    def wave_place(self, wave: str) -> tuple[int, int, str]:
        """Where a wave, a comparison of waves or a retention horizon stands in time."""
        return wave_place(self.programme, wave)


def wave_place(programme: Programme, wave: str) -> tuple[int, int, str]:
    """A sort key: horizons by days, waves by the programme's calendar, unknown ones last by name."""
    if wave.startswith("days_") and wave[5:].isdecimal():
        return (0, int(wave[5:]), wave)
    later = wave.rpartition("..")[2]
    places = {known.id: place for place, known in enumerate(programme.ordered_waves)}
    return (1, places.get(later, len(places)), wave)


def night_of(programme: Programme, as_of: date, figures: pl.DataFrame) -> Night:
    """The frame of one night as rows, in an order that does not depend on the frame's."""
    rows = [Figure(**row) for row in figures.select(FIELDS).iter_rows(named=True)]
    rows.sort(key=lambda row: _place(programme, row))
    return Night(programme, as_of, tuple(rows))


def _place(programme: Programme, figure: Figure) -> tuple[object, ...]:
    constructs = list(construct_order(programme, figure.instrument))
    known = figure.construct in constructs
    return (
        METRIC_ORDER.get(figure.metric, len(METRIC_ORDER)),
        figure.metric,
        ROLE_ORDER.get(figure.role, len(ROLE_ORDER)),
        figure.segment != EVERYBODY,
        figure.segment,
        figure.segment_value == UNSTATED,
        figure.segment_value,
        figure.instrument,
        constructs.index(figure.construct) if known else len(constructs),
        figure.construct,
        wave_place(programme, figure.wave),
    )


def construct_order(programme: Programme, instrument: str) -> Iterator[str]:
    """The constructs of an instrument, then its single items, as its file gives them."""
    declared = programme.instruments.get(instrument)
    if declared is not None:
        yield from declared.construct_items
        yield from (item.id for item in declared.items)


def distinct(values: Iterable[str]) -> tuple[str, ...]:
    """Each value once, in the order of its first appearance."""
    return tuple(dict.fromkeys(values))


def pair_count(figures: Iterable[Figure], as_of: date) -> int | None:
    """How many pairs a night is about: the n of the first of its own figures that is about all of them."""
    own = [
        figure
        for figure in figures
        if (figure.role, figure.segment) == ("pair", EVERYBODY) and figure.value_as_of in {None, as_of}
    ]
    for metric in PAIR_METRICS:
        counts = [figure.n for figure in own if figure.metric == metric and figure.n is not None]
        if counts:
            return max(counts)
    return None
