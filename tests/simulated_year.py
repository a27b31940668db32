"""A year of a small programme of which everything is known: who was behind each figure on each night, and what they gave.

People join and leave, move between departments, are matched, re-matched and parted, meet, and answer questionnaires
little by little. Facts are made as the product has them on a night; who is behind what is said here anew, by METRICS.md
alone, for an attacker who knows it all but the values. Nothing of the product's disclosure control is used.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any

import polars as pl

from mentorship import tables
from tests.golden.independent.declared import Declared

START, END = date(2026, 1, 1), date(2026, 12, 31)
WAVES = {
    "baseline": (date(2026, 1, 12), date(2026, 2, 22)),
    "later": (date(2026, 5, 4), date(2026, 6, 14)),
    "last": (date(2026, 9, 1), date(2026, 10, 11)),
}
SEGMENTS = {
    "cohort": ("Spring", "Autumn"),
    "department": ("Sales", "Works", "Legal"),
    "site": ("North", "South", "Sea"),
}
TOP = 5


@dataclass
class Person:
    """Somebody of the roster; `moves` are the days from on which their segment values hold, `struck_on` the day from
    on which the exports know nothing of them any more."""

    name: str
    roles: tuple[str, ...]
    joined_on: date
    left_on: date | None
    struck_on: date | None
    moves: list[tuple[date, dict[str, str]]] = field(default_factory=list)


@dataclass
class Pair:
    """A match, and the days, outcomes and lengths of its meetings."""

    name: str
    mentor: str
    mentee: str
    matched_on: date
    ended_on: date | None
    meetings: list[tuple[date, str, float | None, bool]] = field(default_factory=list)


@dataclass
class Answer:
    """What somebody answered in a wave, fixed once given."""

    person: str
    wave: str
    day: date
    points: dict[str, float]

    @property
    def score(self) -> float:
        return (self.points["conf1"] + self.points["conf2"]) / 2


class Year:
    """One programme; the same seed gives the same."""

    def __init__(self, seed: int, people: int | None = None) -> None:
        self.random = Random(seed)
        self.size = people or self.random.choice((20, 28, 36, 48))
        self.segments = self.random.sample(sorted(SEGMENTS), self.random.choice((2, 2, 3)))
        self.both = self.random.choice((0.05, 0.1, 0.3))
        self.people = {name: self._person(name, place) for place, name in enumerate(self._names())}
        self.pairs = [pair for mentee in self.people.values() for pair in self._pairs_of(mentee)]
        self.answers = [answer for wave in WAVES for answer in self._answers(wave)]

    # How it is made

    def _names(self) -> list[str]:
        return [f"person{number:03}" for number in range(self.size)]

    def _day(self, first: date, last: date) -> date:
        return first + timedelta(days=self.random.randint(0, max(0, (last - first).days)))

    def _perhaps(self, share: float) -> bool:
        return self.random.random() < share

    def _person(self, name: str, place: int) -> Person:
        role = ("mentor",) if place % 3 == 0 else ("mentee",)
        roles = ("mentee", "mentor") if self._perhaps(self.both) else role
        joined_on = START if self._perhaps(0.7) else self._day(START, date(2026, 10, 1))
        left_on = self._day(joined_on, END) if self._perhaps(0.15) else None
        struck_on = self._day(joined_on, END) if self._perhaps(0.12) else None
        moves = [(START, self._values())]
        if self._perhaps(0.15):
            moves.append((self._day(joined_on, END), self._values()))
        return Person(name, roles, joined_on, left_on, struck_on, moves)

    def _values(self) -> dict[str, str]:
        """Values of which some are rare: the last is one person's in ten."""
        return {name: self._value(SEGMENTS[name]) for name in self.segments}

    def _value(self, values: Sequence[str]) -> str:
        return values[-1] if len(values) > 2 and self._perhaps(0.12) else self.random.choice(values[:2])

    def _pairs_of(self, mentee: Person) -> Iterator[Pair]:
        if "mentee" not in mentee.roles or self._perhaps(0.1):
            return
        mentors = [each for each in self.people.values() if "mentor" in each.roles and each is not mentee]
        day = max(mentee.joined_on, self._day(START, date(2026, 3, 1)))
        for number in range(self.random.choice((1, 1, 1, 2))):
            mentor = self.random.choice(mentors[:4] if self._perhaps(0.3) else mentors)
            matched_on = max(day, mentor.joined_on)
            ended_on = self._day(matched_on, END) if self._perhaps(0.3) else None
            pair = Pair(f"pair-{mentee.name}-{number}", mentor.name, mentee.name, matched_on, ended_on)
            pair.meetings = list(self._meetings(matched_on, ended_on or END))
            yield pair
            if ended_on is None:
                return
            day = ended_on

    def _meetings(self, first: date, last: date) -> Iterator[tuple[date, str, float | None, bool]]:
        for _ in range(self.random.choice((0, 1, 3, 6))):
            outcome = self.random.choice(("held", "held", "held", "cancelled", "no_show"))
            yield self._day(first, last), outcome, self.random.choice((30.0, 60.0, None)), self._perhaps(0.5)

    def _answers(self, wave: str) -> Iterator[Answer]:
        begins, ends = WAVES[wave]
        for person in self.people.values():
            first = max(begins, person.joined_on)
            if first > ends or (person.left_on or END) < begins or self._perhaps(0.25):
                continue
            points = {name: float(self.random.randint(1, TOP)) for name in ("conf1", "conf2", "happy")}
            points["recommend"] = float(self.random.randint(0, 10))
            # Most answer at once, some days or weeks later: those are the nights on which one person comes.
            day = first if self._perhaps(0.6) else self._day(first, ends)
            yield Answer(person.name, wave, day, points)

    # As the product has it

    def declared(self) -> Declared:
        instrument = {
            "instrument": "skills",
            "title": "Skills",
            "asked_of": ["mentee", "mentor"],
            "scale": {"min": 1, "max": TOP},
            "constructs": {"confidence": {"reliability": 0.86}},
            "items": [
                {"id": "conf1", "construct": "confidence", "text": "One"},
                {"id": "conf2", "construct": "confidence", "text": "Two"},
                {"id": "recommend", "kind": "nps", "text": "Three"},
                {"id": "happy", "kind": "satisfaction", "text": "Four"},
            ],
        }
        return Declared(self._file(), {"skills": instrument})

    def _file(self) -> dict[str, Any]:
        programme = {
            "id": "simulated-2026",
            "name": "A simulated year",
            "time_zone": "UTC",
            "starts_on": START,
            "ends_on": END,
            "channels": ["video"],
        }
        named = {"people": "people", "pairs": "pairs", "log": "meetings"}
        sources: list[dict[str, Any]] = [
            {"name": name, "kind": kind, "tool": "table", "files": f"{kind}/*.csv"} for name, kind in named.items()
        ]
        sources += [
            {"name": wave, "kind": "surveys", "tool": "table", "files": f"{wave}.csv", "instrument": "skills"}
            | {"wave": wave, "invited": "everyone"}
            for wave in WAVES
        ]
        waves = [{"id": wave, "from": begins, "to": ends} for wave, (begins, ends) in WAVES.items()]
        return {"programme": programme, "sources": sources, "waves": waves, "segments": self.segments}

    def write(self, folder: Path) -> None:
        """The declarations, as a programme folder."""
        self.declared().write(folder)

    def facts(self, night: date) -> dict[str, pl.DataFrame]:
        """The core tables of what the exports hold on a night."""
        made: dict[str, list[dict[str, Any]]] = {
            "core_people": [self._row(person) for person in self._there(night)],
            "core_segments": list(self._segment_rows(night)),
            "core_pairs": [self._pair_row(pair) for pair in self._known_pairs(night)],
            **self._meeting_rows(night),
            **self._answer_rows(night),
        }
        facts = {name: tables.empty(name) for name in tables.TABLES if name.startswith("core_")}
        for name, rows in made.items():
            about = {"programme_id": "simulated-2026"}
            schema = tables.dtypes(name)
            facts[name] = pl.DataFrame([{**about, **row} for row in rows], schema=schema, orient="row")
        return facts

    def _there(self, night: date) -> list[Person]:
        return [each for each in self.people.values() if each.struck_on is None or each.struck_on > night]

    @staticmethod
    def _row(person: Person) -> dict[str, Any]:
        roles = {f"is_{role}": role in person.roles for role in ("mentee", "mentor")}
        return {"person_id": person.name, **roles, "joined_on": person.joined_on, "left_on": person.left_on}

    def _segment_rows(self, night: date) -> Iterator[dict[str, Any]]:
        units = [("person", each.name, each.name) for each in self._there(night)]
        units += [("pair", pair.name, pair.mentee) for pair in self._known_pairs(night)]
        for unit, unit_id, person in units:
            for segment, value in self.values_of(person, night).items():
                yield {"unit": unit, "unit_id": unit_id, "segment": segment, "segment_value": value}

    def _known_pairs(self, night: date) -> list[Pair]:
        there = {each.name for each in self._there(night)}
        return [pair for pair in self.pairs if pair.mentor in there and pair.mentee in there]

    @staticmethod
    def _pair_row(pair: Pair) -> dict[str, Any]:
        return {
            "pair_id": pair.name,
            "mentor_id": pair.mentor,
            "mentee_id": pair.mentee,
            "matched_on": pair.matched_on,
            "ended_on": pair.ended_on,
            "outcome": "ended_early" if pair.ended_on else None,
            "meetings_per_month": 2.0,
        }

    def _meeting_rows(self, night: date) -> dict[str, list[dict[str, Any]]]:
        meetings, people = [], []
        for pair in self._known_pairs(night):
            for number, (day, outcome, minutes, has_agenda) in enumerate(pair.meetings):
                name = f"{pair.name}-{number}"
                people += [{"meeting_id": name, "person_id": person} for person in (pair.mentor, pair.mentee)]
                meetings.append(
                    {
                        "meeting_id": name,
                        "pair_id": pair.name,
                        "group_id": pair.name,
                        "is_in_pair_time": True,
                        "starts_at": datetime.combine(day, time(9), UTC),
                        "meeting_on": day,
                        "outcome": outcome,
                        "grade": "logged",
                        "is_held": outcome == "held",
                        "duration_minutes": minutes,
                        "channel": "video",
                        "has_agenda": has_agenda,
                    }
                )
        return {"core_meetings": meetings, "core_meeting_people": people}

    def _answer_rows(self, night: date) -> dict[str, list[dict[str, Any]]]:
        there = {each.name for each in self._there(night)}
        responses, answers = [], []
        for given in self.answers:
            if given.person not in there:
                continue
            name = f"{given.wave}-{given.person}"
            told = {"instrument": "skills", "wave": given.wave, "person_id": given.person}
            at = {"submitted_at": datetime.combine(given.day, time(9), UTC), "submitted_on": given.day}
            count = {"answered_count": len(given.points), "item_count": len(given.points)}
            responses.append({"response_id": name, **told, **at, **count})
            answers += [
                {"response_id": name, "item": item, "points": points, "score": points}
                for item, points in given.points.items()
            ]
        return {"core_responses": responses, "core_answers": answers}

    # What an insider knows, and the secret

    def values_of(self, person: str, night: date) -> dict[str, str]:
        return [values for day, values in self.people[person].moves if day <= night][-1]

    def nights(self) -> list[date]:
        """The nights on which anything comes, goes or comes of age, and the first and the last of the year."""
        days = {START, END}
        for person in self.people.values():
            days |= {person.joined_on, person.left_on, person.struck_on, *(day for day, _ in person.moves)}
        for pair in self.pairs:
            days |= {pair.matched_on, pair.ended_on, pair.matched_on + timedelta(days=14)}
        days |= {answer.day for answer in self.answers} | {day for span in WAVES.values() for day in span}
        return sorted(day for day in days if day is not None and START <= day <= END)
