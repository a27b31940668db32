"""Core tables of small programmes of random facts, in which every corner of the definitions is likely.

Nobody in them acts sensibly: what the tables' schemas allow occurs, and what the way from exports to facts refuses does
not. The same seed gives the same programme.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any, NamedTuple, TypeVar

import polars as pl

from mentorship import tables
from tests.golden.independent.declared import Declared
from tests.golden.random_declarations import BASELINE, LAST, LATER, PULSE, SEGMENTS, random_declarations

Row = dict[str, Any]
Choice = TypeVar("Choice")

START, END = date(2026, 1, 1), date(2026, 12, 31)
ASKED = {"skills": (BASELINE, LATER, LAST), "pulse": (BASELINE, PULSE, LATER, LAST), "view": (BASELINE, LATER)}


class RandomProgramme(NamedTuple):
    """Facts as the product has them, and what is declared."""

    facts: dict[str, pl.DataFrame]
    declared: Declared

    def rows(self) -> dict[str, list[Row]]:
        return {name: frame.to_dicts() for name, frame in self.facts.items()}


def random_programme(seed: int) -> RandomProgramme:
    maker = Maker(seed)
    maker.make()
    facts = {name: tables.empty(name) for name in tables.TABLES if name.startswith("core_")}
    for name, rows in maker.rows.items():
        maker.random.shuffle(rows)
        schema = tables.dtypes(name)
        about = {"programme_id": "random-2026"}
        facts[name] = pl.DataFrame([{**about, **row} for row in rows], schema=schema, orient="row")
    return RandomProgramme(facts, maker.declared)


class Maker:
    """Makes the rows of one programme, table by table."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.declared = random_declarations(self.random)
        self.size = self.random.choice((1, 3, 8, 15, 40))
        self.is_flat = self.random.random() < 0.2
        self.rows: dict[str, list[Row]] = {name: [] for name in MADE}

    def make(self) -> None:
        self.make_people()
        for number in range(self.random.randint(0, 2 * self.size)):
            self.make_pair(number)
        for number in range(self.random.randint(0, self.size)):
            self.make_meeting_without_pair(number)
        for number in range(self.random.randint(0, 5 * self.size)):
            self.make_goal(number)
        for instrument, waves in ASKED.items():
            for wave in waves:
                self.make_responses(instrument, wave)
                self.make_invitations(instrument, wave)

    # Chance

    def perhaps(self, share: float) -> bool:
        return self.random.random() < share

    def maybe(self, share: float, value: Choice) -> Choice | None:
        return value if self.perhaps(share) else None

    def one_of(self, *values: Choice) -> Choice:
        return self.random.choice(values)

    def day(self, first: date = START, last: date = END) -> date:
        return first + timedelta(days=self.random.randint(0, max(0, (last - first).days)))

    # People and pairs

    def make_people(self) -> None:
        for number in range(2 * self.size):
            role = self.one_of("mentee", "mentee", "mentor", "both") if number > 1 else ("mentee", "mentor")[number]
            joined_on = self.maybe(0.9, self.day(date(2025, 12, 1), date(2026, 4, 1)))
            row: Row = {
                "person_id": f"person{number:03}",
                "is_mentee": role in {"mentee", "both"},
                "is_mentor": role in {"mentor", "both"},
                "joined_on": joined_on,
                "left_on": self.maybe(0.15, self.day(joined_on or START)),
            }
            self.rows["core_people"].append(row)
            self.put_in_segments("person", row["person_id"])

    def put_in_segments(self, unit: str, unit_id: str) -> None:
        for segment, values in SEGMENTS.items():
            self.rows["core_segments"].append(
                {"unit": unit, "unit_id": unit_id, "segment": segment, "segment_value": self.one_of(*values)}
            )

    def of_role(self, *roles: str) -> list[str]:
        return [row["person_id"] for row in self.rows["core_people"] if any(row[f"is_{role}"] for role in roles)]

    def make_pair(self, number: int) -> None:
        mentee = self.one_of(*self.of_role("mentee"))
        mentors = [name for name in self.of_role("mentor") if name != mentee]
        # Some mentors have many mentees, as in life.
        mentor = self.one_of(*(mentors[:3] if self.perhaps(0.3) else mentors))
        matched_on = self.day(START, date(2026, 9, 1))
        ended_on = self.maybe(0.4, self.day(matched_on))
        outcome = self.one_of("completed", "ended_early", "rematched", None) if ended_on else None
        if ended_on is None and self.perhaps(0.1):
            outcome = self.one_of("completed", "ended_early")
        pair: Row = {
            "pair_id": f"pair{number:03}",
            "mentor_id": mentor,
            "mentee_id": mentee,
            "matched_on": matched_on,
            "ended_on": ended_on,
            "planned_end_on": self.maybe(0.7, matched_on + timedelta(days=self.one_of(90, 180, 240))),
            "outcome": outcome,
            "meetings_per_month": self.one_of(None, 0.5, 1.0, 2.0, 2.0, 3.5),
        }
        self.rows["core_pairs"].append(pair)
        self.put_in_segments("pair", pair["pair_id"])
        for place in range(self.one_of(0, 1, 3, 8, 20)):
            self.make_meeting(f"{pair['pair_id']}-{place:02}", pair)

    # Meetings

    def make_meeting(self, name: str, pair: Row) -> None:
        around = timedelta(days=20)
        on = self.day(pair["matched_on"] - around, min(END, (pair["ended_on"] or END) + around))
        is_in = pair["matched_on"] <= on <= (pair["ended_on"] or on)
        row = self.meeting(name, on) | {
            "pair_id": pair["pair_id"],
            "group_id": pair["pair_id"],
            "is_in_pair_time": is_in,
        }
        self.rows["core_meetings"].append(row)
        self.put_in_meeting(name, [pair["mentor_id"], pair["mentee_id"]])

    def make_meeting_without_pair(self, number: int) -> None:
        names = self.of_role("mentee", "mentor")
        present = sorted(self.random.sample(names, min(len(names), self.one_of(2, 2, 3))))
        row = self.meeting(f"apart{number:03}", self.day())
        row |= {"pair_id": None, "group_id": "+".join(present), "is_in_pair_time": False}
        self.rows["core_meetings"].append(row)
        self.put_in_meeting(row["meeting_id"], present)

    def put_in_meeting(self, name: str, people: Sequence[str]) -> None:
        self.rows["core_meeting_people"] += [{"meeting_id": name, "person_id": person} for person in people]

    def meeting(self, name: str, on: date) -> Row:
        outcome = self.one_of("held", "held", "held", "cancelled", "no_show", "booked")
        grades = {"held": ("attended", "logged"), "booked": ("booked", "invited")}
        grade = self.one_of(*grades.get(outcome, ("logged", "booked")))
        is_held = outcome == "held" or (grade == outcome == "booked" and self.declared.booked_counts)
        return {
            "meeting_id": name,
            "starts_at": datetime.combine(on, time(self.random.randint(7, 17)), UTC),
            "meeting_on": on,
            "outcome": outcome,
            "grade": grade,
            "is_held": is_held,
            "no_show_by": self.one_of("mentor", "mentee", "mentee", None) if outcome == "no_show" else None,
            "duration_minutes": self.maybe(0.7, self.one_of(0.0, 30.0, 45.0, 52.5, 90.0)),
            "channel": self.one_of(None, "in_person", "video", "video", "phone", "pigeon"),
            "has_agenda": self.one_of(None, True, True, False),
            "action_item_count": self.one_of(None, 0, 1, 4),
        }

    # Goals

    def make_goal(self, number: int) -> None:
        set_on = self.maybe(0.9, self.day(date(2025, 12, 15)))
        first = set_on or START
        status = self.one_of("open", "open", "achieved", "achieved", "not_achieved", "dropped")
        steps = self.one_of(None, 0, 1, 4)
        row = {
            "goal_id": f"goal{number:03}",
            "owner_id": self.one_of(*self.of_role("mentee", "mentor")),
            "set_on": set_on,
            "due_on": self.maybe(0.7, self.day(first)),
            "achieved_on": self.maybe(0.85, self.day(first)) if status == "achieved" else None,
            "status": status,
            "progress": self.maybe(0.5, 0.4),
            "reviewed_on": self.maybe(0.5, self.day(first)),
            "has_measure": self.perhaps(0.5),
            "step_count": steps,
            "step_done_count": None if steps is None else self.maybe(0.8, self.random.randint(0, steps)),
            "celebrated_on": self.maybe(0.4, self.day(first)),
            "gas_baseline": self.one_of(None, None, -2, -1, 0),
            "gas_level": self.one_of(None, None, -2, -1, 0, 0, 1, 2),
            "importance": self.one_of(None, 0.5, 1.0, 2.0, 3.0),
            "difficulty": self.one_of(None, 1.0, 2.5),
        }
        self.rows["core_goals"].append(row)

    # Surveys

    def make_invitations(self, instrument: str, wave: str) -> None:
        if self.declared.invited(instrument, wave) == "list":
            self.rows["core_invitations"] += [
                {"instrument": instrument, "wave": wave, "person_id": name}
                for name in self.of_role(*self.declared.asked_of(instrument))
                if self.perhaps(0.7)
            ]

    def make_responses(self, instrument: str, wave: str) -> None:
        for person in self.of_role("mentee", "mentor"):
            is_asked = person in self.of_role(*self.declared.asked_of(instrument))
            if self.perhaps(0.7 if is_asked else 0.1):
                for about in self.subjects(instrument, person):
                    for _ in range(self.one_of(1, 1, 1, 1, 2, 3)):
                        self.make_response(instrument, wave, person, about)
                    if self.perhaps(0.05):
                        self.repeat_last_response()

    def subjects(self, instrument: str, person: str) -> Sequence[str | None]:
        """Whom somebody answers about: an observer their mentees, others nobody by name or their partners."""
        pairs = self.rows["core_pairs"]
        mentees = {row["mentee_id"] for row in pairs if row["mentor_id"] == person}
        mentors = {row["mentor_id"] for row in pairs if row["mentee_id"] == person}
        if instrument == "view":
            return sorted(mentees)
        if instrument == "pulse" and self.perhaps(0.5):
            return [*sorted(mentees | mentors), *([None] if self.perhaps(0.3) else [])]
        return [None]

    def make_response(self, instrument: str, wave: str, person: str, about: str | None) -> None:
        begins, ends = self.declared.wave[wave]["from"], self.declared.wave[wave]["to"]
        late = timedelta(days=self.one_of(0, 0, 5))
        on = self.day(begins - late, ends + late)
        counted = sorted(self.declared.counted_items(instrument))
        willing = self.one_of(1.0, 1.0, 0.9, 0.6, 0.2)
        given = {name: self.points(instrument, name) for name in counted if self.perhaps(willing)}
        # No two at one instant: which of them counts, nobody says.
        seconds = 7919 * len(self.rows["core_responses"]) % 36_000
        self.put_in_response(
            {
                "instrument": instrument,
                "wave": wave,
                "person_id": person,
                "about_id": about,
                "submitted_at": datetime.combine(on, time(7), UTC) + timedelta(seconds=seconds),
                "submitted_on": on,
                "answered_count": len(given),
                "item_count": len(counted),
            },
            given,
        )

    def repeat_last_response(self) -> None:
        """The same answers at the same instant, as of a form sent twice."""
        last = self.rows["core_responses"][-1]
        answers = self.rows["core_answers"]
        given = {row["item"]: row["points"] for row in answers if row["response_id"] == last["response_id"]}
        self.put_in_response(last, given)

    def put_in_response(self, row: Row, given: dict[str, float]) -> None:
        response = f"response{len(self.rows['core_responses']):04}"
        self.rows["core_responses"].append({**row, "response_id": response})
        self.rows["core_answers"] += [
            {
                "response_id": response,
                "item": name,
                "points": points,
                "score": self.declared.score(row["instrument"], name, points),
            }
            for name, points in given.items()
        ]

    def points(self, instrument: str, name: str) -> float:
        scale = self.declared.scale(instrument)
        if self.declared.items(instrument)[name].get("kind") == "nps":
            return float(self.random.randint(0, 10))
        return float(scale["max"] if self.is_flat else self.random.randint(scale["min"], scale["max"]))


MADE = (
    "core_people",
    "core_segments",
    "core_pairs",
    "core_meetings",
    "core_meeting_people",
    "core_goals",
    "core_responses",
    "core_answers",
    "core_invitations",
)
