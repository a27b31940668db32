"""What had happened by a night: people, pairs, meetings, goals and answers dated on or before it, and the slices.

No figure is worked out here; what stands in these objects is what section 0 of METRICS.md says of dates, people, pairs
and answers.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any, NamedTuple

from tests.golden.independent.declared import Declared, Row

Rows = Sequence[Row]
Belongs = Callable[[Any], bool]

MONTH_DAYS = 365.25 / 12
MENTEE, MENTOR, PAIR, EVERYBODY = "mentee", "mentor", "pair", "all"


class Response(NamedTuple):
    """The response of a person (about somebody, where it is) that counts in a wave."""

    person: str
    about: str | None
    share: float
    answers: dict[str, float]

    @property
    def is_complete(self) -> bool:
        return self.share >= 0.8

    @property
    def is_partial(self) -> bool:
        return 0.5 <= self.share < 0.8


class Pair(NamedTuple):
    """A match as of the night; `meetings` are those of its time, `held_on` the days of those held."""

    id: str
    mentor: str
    mentee: str
    matched_on: date
    closed_on: date | None
    is_undated: bool
    is_closed_early: bool
    planned_days: int | None
    meetings_per_month: float | None
    last_day: date
    meetings: Rows
    held_on: tuple[date, ...]

    @property
    def is_open(self) -> bool:
        return self.closed_on is None and not self.is_undated

    @property
    def days(self) -> int:
        return (self.last_day - self.matched_on).days

    @property
    def interval_days(self) -> float | None:
        """The agreed time between two meetings."""
        return MONTH_DAYS / self.meetings_per_month if self.meetings_per_month else None

    @property
    def expected(self) -> float | None:
        """Agreed meetings from the match on; None where nothing is agreed or nobody knows how long the pair lasted."""
        if self.meetings_per_month is None or self.is_undated:
            return None
        return self.meetings_per_month * self.days / MONTH_DAYS


class Night:
    """The facts dated on or before `as_of`."""

    def __init__(self, facts: Mapping[str, Rows], declared: Declared, as_of: date) -> None:
        self.declared, self.as_of = declared, as_of
        self.people = {row["person_id"]: row for row in facts["core_people"]}
        self.segment_of: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
        for row in facts["core_segments"]:
            self.segment_of[row["unit"], row["segment"]][row["unit_id"]] = row["segment_value"]
        strangers = {row["pair_id"] for row in facts["core_pairs"] if row["matched_on"] > as_of}
        self.meetings = [
            {**row, "pair_id": None if row["pair_id"] in strangers else row["pair_id"]}
            for row in facts["core_meetings"]
            if row["meeting_on"] <= as_of
        ]
        self.attendees: dict[str, set[str]] = defaultdict(set)
        for row in facts["core_meeting_people"]:
            self.attendees[row["meeting_id"]].add(row["person_id"])
        self.pairs = [self._pair(row) for row in facts["core_pairs"] if row["matched_on"] <= as_of]
        self.goals = [row for row in facts["core_goals"] if row["set_on"] is None or row["set_on"] <= as_of]
        self.responses = self._responses(facts)
        self.telling: dict[tuple[str, str], list[tuple[str, Response]]] = {}  # what `answers.py` remembers
        self.listed: dict[tuple[str, str], set[str]] = defaultdict(set)
        for row in facts["core_invitations"]:
            self.listed[row["instrument"], row["wave"]].add(row["person_id"])

    def is_held(self, meeting: Row) -> bool:
        if meeting["outcome"] == "booked":
            return bool(self.declared.booked_counts and meeting["grade"] == "booked")
        return bool(meeting["outcome"] == "held" and meeting["grade"] in {"attended", "logged"})

    def is_known(self, meeting: Row) -> bool:
        """Whether it is known what became of a meeting."""
        return self.is_held(meeting) or meeting["outcome"] in {"cancelled", "no_show"}

    def days_ago(self, days: int) -> date:
        return self.as_of - timedelta(days=days)

    def _pair(self, row: Row) -> Pair:
        closed_on = row["ended_on"] if row["ended_on"] is not None and row["ended_on"] <= self.as_of else None
        last_day = closed_on or self.as_of
        own = [
            meeting
            for meeting in self.meetings
            if meeting["pair_id"] == row["pair_id"] and row["matched_on"] <= meeting["meeting_on"] <= last_day
        ]
        planned = row["planned_end_on"]
        return Pair(
            row["pair_id"],
            row["mentor_id"],
            row["mentee_id"],
            row["matched_on"],
            closed_on,
            row["ended_on"] is None and row["outcome"] is not None,
            closed_on is not None and row["outcome"] in {"ended_early", "rematched"},
            None if planned is None else (planned - row["matched_on"]).days,
            row["meetings_per_month"],
            last_day,
            own,
            tuple(sorted(meeting["meeting_on"] for meeting in own if self.is_held(meeting))),
        )

    def _responses(self, facts: Mapping[str, Rows]) -> dict[tuple[str, str], dict[tuple[str, str | None], Response]]:
        """The one response of a person, about one person, that counts, by instrument and wave."""
        answers: dict[str, dict[str, float]] = defaultdict(dict)
        for row in facts["core_answers"]:
            answers[row["response_id"]][row["item"]] = row["points"]
        counted: dict[tuple[str, str], dict[tuple[str, str | None], Response]] = defaultdict(dict)
        for row in sorted(facts["core_responses"], key=lambda row: (row["submitted_at"], row["response_id"])):
            if row["submitted_on"] > self.as_of:
                continue
            items = self.declared.counted_items(row["instrument"])
            given = {item: points for item, points in answers[row["response_id"]].items() if item in items}
            share = len(given) / len(items) if items else 0.0
            response = Response(row["person_id"], row["about_id"], share, given)
            wave = counted[row["instrument"], row["wave"]]
            earlier = wave.get((response.person, response.about))
            if earlier is None or response.is_complete or not earlier.is_complete:
                wave[response.person, response.about] = response
        return counted

    def has_role(self, person: str, role: str) -> bool:
        row = self.people.get(person)
        return row is not None and (role == EVERYBODY or bool(row[f"is_{role}"]))

    def is_enrolled(self, person: str) -> bool:
        joined_on = self.people[person]["joined_on"]
        return joined_on is None or bool(joined_on <= self.as_of)

    def enrolled(self, role: str, belongs: Belongs) -> list[str]:
        return [name for name in self.people if self.has_role(name, role) and belongs(name) and self.is_enrolled(name)]

    def slices(self, unit: str) -> Iterator[tuple[str, str, Belongs]]:
        """Everybody, then each value of each segment that occurs, with the test whether a unit belongs there."""
        yield EVERYBODY, EVERYBODY, lambda _: True
        for segment in self.declared.segments:
            own = self.segment_of[unit, segment]
            values = {value for kind in ("person", "pair") for value in self.segment_of[kind, segment].values()}
            for value in sorted({*values, "(none)"}):
                yield segment, value, partial(has_value, own, value)

    def begun(self, wave: str) -> bool:
        return bool(self.declared.wave[wave]["from"] <= self.as_of)

    def asked_waves(self, instrument: str) -> list[str]:
        """The waves of an instrument, in time: those that its sources name, and by date those with answers."""
        named = {source["wave"] for source in self.declared.sources_of(instrument)}
        if "by_date" in named:
            named |= {wave for name, wave in self.responses if name == instrument}
        return [wave["id"] for wave in self.declared.waves if wave["id"] in named]


def has_value(own: Mapping[str, str], value: str, unit: str | None) -> bool:
    return own.get(unit or "", "(none)") == value


def both(pairs: Iterable[Pair]) -> set[str]:
    return {person for pair in pairs for person in (pair.mentor, pair.mentee)}
