"""Declarations of random programmes: questionnaires, waves and sources in every way that a programme may declare them.

Facts that fit them are made in `random_facts.py`.
"""

from datetime import date
from random import Random
from typing import Any

from tests.golden.independent.declared import Declared

SEGMENTS = {"department": ("Sales", "Works", "(none)"), "cohort": ("Spring", "Autumn")}
BASELINE, PULSE, LATER, LAST = "baseline", "pulse_one", "later", "last"
WAVES = (
    {"id": BASELINE, "from": date(2026, 1, 12), "to": date(2026, 2, 8)},
    {"id": PULSE, "from": date(2026, 3, 2), "to": date(2026, 3, 15)},
    {"id": LATER, "from": date(2026, 5, 4), "to": date(2026, 5, 31)},
    {"id": LAST, "from": date(2026, 9, 1), "to": date(2026, 9, 30)},
)
INVITED = ("everyone", "open_link", "surveys/invited.csv")
CHANNELS = ("in_person", "video", "phone", "chat")


def random_declarations(random: Random) -> Declared:
    """A programme's file and its questionnaires `skills`, `pulse` and `view`, which a mentor fills in about a mentee."""
    return Declared(programme_file(random), {entry["instrument"]: entry for entry in questionnaires(random)})


def programme_file(random: Random) -> dict[str, Any]:
    about = {
        "id": "random-2026",
        "name": "A programme of random facts",
        "time_zone": "Europe/Berlin",
        "starts_on": date(2026, 1, 1),
        "ends_on": date(2026, 12, 31),
        "channels": list(CHANNELS[: random.choice((1, 2, 3, 4))]),
        "booked_counts_as_held": random.random() < 0.3,
    }
    tables = {"people": "people", "pairs": "pairs", "log": "meetings", "goals": "goals"}
    sources: list[dict[str, Any]] = [
        {"name": name, "kind": kind, "tool": "table", "files": f"{kind}/*.csv"} for name, kind in tables.items()
    ]
    for instrument, waves in (
        ("skills", (BASELINE, LATER, LAST)),
        ("pulse", ("by_date",)),
        ("view", (BASELINE, LATER)),
    ):
        sources += [survey_source(random, instrument, wave) for wave in waves]
    return {
        "programme": about,
        "sources": sources,
        "waves": random.sample(WAVES, len(WAVES)),
        "segments": list(SEGMENTS),
        "targets": targets(random),
    }


def survey_source(random: Random, instrument: str, wave: str) -> dict[str, Any]:
    return {
        "name": f"{instrument}-{wave}",
        "kind": "surveys",
        "tool": "table",
        "files": f"surveys/{instrument}-{wave}.csv",
        "instrument": instrument,
        "wave": wave,
        "invited": random.choice(INVITED),
    }


def targets(random: Random) -> list[dict[str, Any]]:
    bound = random.choice(("at_least", "at_most"))
    return [
        {"metric": "match_rate", bound: 0.8},
        {"metric": "cadence_attainment", bound: 0.4},
        {"metric": "pair_retention", "wave": "days_90", bound: 0.7},
        {"metric": "cancellation_rate", "segment": "department", "segment_value": "Sales", bound: 0.2},
        {"metric": "goal_attainment_rate", "role": "mentee", bound: 0.3},
        {"metric": "days_to_first_meeting", bound: 20},
    ]


def questionnaires(random: Random) -> list[dict[str, Any]]:
    reliability = random.choice(({}, {"reliability": 0.86}))
    either = random.choice((["mentee"], ["mentee", "mentor"]))
    scale = {"min": 1, "max": 5}
    skills = [
        item("conf1", "confidence"),
        item("conf2", "confidence", reverse=True),
        item("conf3", "confidence"),
        item("craft1", "craft"),
        item("loose"),
        item("recommend", kind="nps"),
        item("happy", kind="satisfaction"),
        item("story", kind="text"),
    ]
    pulse = [
        item("trust1", "trust"),
        item("trust2", "trust"),
        item("score", kind="nps"),
        item("glad", kind="satisfaction"),
        item("often", kind="expectation"),
        item("aims", kind="expectation"),
    ]
    view = [item("seen1", "confidence"), item("seen2", "confidence"), item("tact1", "tact"), item("tact2", "tact")]
    constructs = {"confidence": reliability, "craft": {}}
    return [
        {
            "instrument": "skills",
            "title": "S",
            "asked_of": either,
            "scale": scale,
            "constructs": constructs,
            "items": skills,
        },
        {
            "instrument": "pulse",
            "title": "P",
            "scale": {"min": 1, "max": 7},
            "constructs": {"trust": {}},
            "items": pulse,
        },
        {
            "instrument": "view",
            "title": "V",
            "asked_of": ["mentor"],
            "observes": "skills",
            "scale": scale,
            "constructs": {"confidence": {}, "tact": {}},
            "items": view,
        },
    ]


def item(name: str, construct: str | None = None, **more: object) -> dict[str, Any]:
    return {"id": name, "text": f"About {name}", **({"construct": construct} if construct else {}), **more}
