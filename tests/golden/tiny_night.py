"""Nights of a few rows each, for figures worked out by hand: a row says what matters and has the least of the rest."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from tests.golden.independent.declared import Declared
from tests.golden.independent.night import Night

Row = dict[str, Any]

FIRST = date(2026, 1, 1)
BASELINE: Row = {"id": "baseline", "from": FIRST, "to": date(2026, 1, 20)}
LATER: Row = {"id": "later", "from": date(2026, 3, 1), "to": date(2026, 3, 20)}
SKILLS = {
    "instrument": "skills",
    "constructs": {"confidence": {"reliability": 0.75}},
    "items": [
        {"id": "one", "construct": "confidence"},
        {"id": "two", "construct": "confidence"},
        {"id": "happy", "kind": "satisfaction"},
        {"id": "often", "kind": "expectation"},
    ],
}
VIEW = {
    "instrument": "view",
    "asked_of": ["mentor"],
    "observes": "skills",
    "items": [{"id": "seen", "construct": "confidence"}],
}


def day(number: int) -> date:
    """Days are counted from the first day of the programme, which is day 0."""
    return FIRST + timedelta(days=number)


def declared(**more: Any) -> Declared:
    """A programme of four channels with two waves of `skills` and of `view`."""
    about = {"channels": ["in_person", "video", "phone", "chat"]}
    sources = [{"instrument": name, "wave": wave} for name in ("skills", "view") for wave in ("baseline", "later")]
    file = {"programme": about, "sources": sources, "waves": [BASELINE, LATER], **more}
    return Declared(file, {"skills": SKILLS, "view": VIEW})


def people(mentees: int = 0, mentors: int = 0) -> list[Row]:
    """m1, m2, … and r1, r2, …"""
    names = [f"m{number}" for number in range(1, mentees + 1)] + [f"r{number}" for number in range(1, mentors + 1)]
    return [
        {
            "person_id": name,
            "is_mentee": name[0] == "m",
            "is_mentor": name[0] == "r",
            "joined_on": FIRST,
            "left_on": None,
        }
        for name in names
    ]


def pair(mentor: str, mentee: str, matched: int = 0, **more: Any) -> Row:
    """Two meetings a month are agreed."""
    row = {
        "pair_id": f"{mentor}-{mentee}",
        "mentor_id": mentor,
        "mentee_id": mentee,
        "matched_on": day(matched),
        "ended_on": None,
        "planned_end_on": None,
        "outcome": None,
        "meetings_per_month": 2.0,
    }
    return row | more


def meeting(pair_id: str | None, on: int, outcome: str = "held", **more: Any) -> Row:
    """A logged meeting of a pair."""
    row = {
        "pair_id": pair_id,
        "group_id": pair_id,
        "meeting_on": day(on),
        "outcome": outcome,
        "grade": "logged",
        "no_show_by": None,
        "duration_minutes": 60.0,
        "channel": None,
        "has_agenda": None,
        "action_item_count": None,
    }
    return row | more


def goal(owner: str, status: str = "open", set_on: int | None = 0, **more: Any) -> Row:
    """Days are numbers; every other field is empty."""
    row: Row = {
        "owner_id": owner,
        "status": status,
        "set_on": set_on,
        "due_on": None,
        "achieved_on": None,
        "reviewed_on": None,
        "celebrated_on": None,
        "has_measure": False,
        "step_count": None,
        "step_done_count": None,
        "gas_baseline": None,
        "gas_level": None,
        "importance": None,
        "difficulty": None,
    }
    row |= more
    return row | {name: day(row[name]) for name in row if name.endswith("_on") and row[name] is not None}


def response(
    person: str, wave: str = "baseline", instrument: str = "skills", about: str | None = None, **given: float
) -> Row:
    """With its answers, which go to a table of their own; on the wave's first day."""
    on: date = {"baseline": BASELINE, "later": LATER}[wave]["from"]
    return {
        "instrument": instrument,
        "wave": wave,
        "person_id": person,
        "about_id": about,
        "submitted_on": on,
        "submitted_at": datetime.combine(on, time(9), UTC),
        "answers": given,
    }


def night(as_of: int, programme: Declared | None = None, **tables: list[Row]) -> Night:
    """The night of a day, from people, pairs, meetings, goals, responses, segments and invitations."""
    names = ("people", "pairs", "meetings", "goals", "responses", "segments", "invitations")
    facts: dict[str, list[Row]] = {f"core_{name}": list(tables.get(name, [])) for name in names}
    facts["core_meetings"] = [
        {"meeting_id": f"meeting{place}", **row} for place, row in enumerate(facts["core_meetings"])
    ]
    facts["core_meeting_people"] = [
        {"meeting_id": row["meeting_id"], "person_id": person}
        for row in facts["core_meetings"]
        for person in str(row["group_id"]).split("-")
    ]
    responses = [{"response_id": f"response{place}", **row} for place, row in enumerate(facts["core_responses"])]
    facts["core_responses"] = responses
    facts["core_answers"] = [
        {"response_id": row["response_id"], "item": item, "points": points}
        for row in responses
        for item, points in row["answers"].items()
    ]
    return Night(facts, programme or declared(), day(as_of))
