"""What must hold of the figures of any programme, tried on seeded random ones."""

import random
from datetime import date, timedelta

import polars as pl
import pytest

from mentorship import core, figures
from mentorship.configuration import load_programme

DAY = date(2026, 6, 30)
START = date(2026, 1, 1)
SEEDS = range(3)


def filled(folder, seed: int, rename=str) -> dict[str, list[dict[str, object]]]:
    """A random programme: its rows by table, people's keys renamed."""
    chance = random.Random(seed)

    def day(first: int = 0, last: int = 200) -> date:
        return START + timedelta(days=chance.randint(first, last))

    mentees = [rename(f"m{number}") for number in range(chance.randint(15, 30))]
    mentors = [rename(f"r{number}") for number in range(chance.randint(8, 15))]
    people = [
        {"person_key": key, "role": role, "joined_on": day(0, 40), "department": chance.choice(["A", "B", "C", ""])}
        for role, keys in (("mentee", mentees), ("mentor", mentors))
        for key in keys
    ]
    people[0]["role"] = "both"
    pairs = []
    for number, mentee in enumerate(chance.sample(mentees, len(mentees) - 2)):
        matched = day(20, 60)
        ended = matched + timedelta(days=chance.randint(5, 120)) if chance.random() < 0.3 else ""
        outcome = chance.choice(["completed", "ended_early", "rematched"]) if ended else ""
        row = {"pair_key": f"p{number}", "mentor": chance.choice(mentors), "mentee": mentee, "matched_on": matched}
        pairs.append({**row, "ended_on": ended, "outcome": outcome, "planned_end_on": matched + timedelta(days=170)})
    outcomes = ["held"] * 6 + ["cancelled", "no_show", "booked"]
    meetings = [
        {
            "meeting_key": f"x{number}",
            "pair_key": chance.choice(pairs)["pair_key"],
            "starts_at": day(20, 220),
            "outcome": chance.choice(outcomes),
        }
        for number in range(200)
    ]
    goals = [
        {
            "goal_key": f"g{number}",
            "owner": chance.choice(mentees + mentors[:3]),
            "set_on": day(20, 90),
            "due_on": day(100, 220),
            "status": chance.choice(["open", "achieved", "not_achieved", "dropped"]),
            "gas_level": chance.choice([-2, -1, 0, 1, 2, ""]),
            "importance": chance.choice([1, 2, 3, ""]),
        }
        for number in range(60)
    ]
    tables = {"people": people, "pairs": pairs, "meetings": meetings, "goals": goals}
    for wave, month in (("baseline", 1), ("later", 6)):
        tables[f"surveys/{wave}"] = [
            {
                "respondent": person,
                "submitted_at": f"2026-0{month}-1{chance.randint(0, 9)}T09:00:00Z",
                "conf1": chance.randint(1, 5),
                "conf2": chance.choice([1, 2, 3, 4, 5, ""]),
                "recommend": chance.randint(0, 10),
            }
            for person in mentees + mentors
            if chance.random() < 0.8
        ]
    for name, rows in tables.items():
        folder.table(name, rows)
    return tables


def as_text(frame: pl.DataFrame) -> str:
    return frame.write_csv()


@pytest.mark.parametrize("seed", SEEDS)
def test_the_order_of_rows_changes_nothing(folder, seed):
    tables = filled(folder, seed)
    before = as_text(folder.figures(DAY))
    for name, rows in tables.items():
        folder.table(name, random.Random(seed).sample(rows, len(rows)))
    assert as_text(folder.figures(DAY)) == before


@pytest.mark.parametrize("seed", SEEDS)
def test_the_names_of_people_change_nothing(folder, seed):
    filled(folder, seed)
    before = as_text(folder.figures(DAY))
    filled(folder, seed, rename=lambda key: f"{hash((seed, key[1:])) % 97}-{key}")
    assert as_text(folder.figures(DAY)) == before


def test_the_pseudonym_key_changes_nothing(folder):
    filled(folder, 1)
    programme = load_programme(folder.root)
    found = [figures.measure(core.build(folder.raw(DAY), programme, key), programme, DAY) for key in (b"one", b"two")]
    assert as_text(found[0]) == as_text(found[1])


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_dated_after_the_night_changes_nothing(folder, seed):
    tables = filled(folder, seed)
    before = as_text(folder.figures(DAY))
    later = "2026-07-01"
    pair, owner = tables["pairs"][0], tables["people"][0]["person_key"]
    folder.table(
        "meetings",
        [
            *tables["meetings"],
            {"meeting_key": "new", "pair_key": pair["pair_key"], "starts_at": later, "outcome": "held"},
        ],
    )
    folder.table("goals", [*tables["goals"], {"goal_key": "new", "owner": owner, "set_on": later, "status": "open"}])
    folder.table(
        "people", [*tables["people"], {"person_key": "new", "role": "mentee", "joined_on": later, "department": "A"}]
    )
    assert as_text(folder.figures(DAY)) == before


@pytest.mark.parametrize("seed", SEEDS)
def test_a_held_meeting_more_never_lowers_what_is_held(folder, seed):
    tables = filled(folder, seed)
    before = folder.figure("cadence_attainment", DAY)["numerator"]
    pair = next(row for row in tables["pairs"] if not row["ended_on"])
    extra = {"meeting_key": "new", "pair_key": pair["pair_key"], "starts_at": "2026-06-29", "outcome": "held"}
    folder.table("meetings", [*tables["meetings"], extra])
    assert folder.figure("cadence_attainment", DAY)["numerator"] == before + 1


@pytest.mark.parametrize("seed", SEEDS)
def test_segments_add_up_to_everybody_and_shares_lie_in_their_range(folder, seed):
    filled(folder, seed)
    found = folder.figures(DAY)
    key = ["metric", "role", "instrument", "construct", "wave"]
    counted = found.filter(pl.col("denominator").is_not_null() & (pl.col("unit") == "share"))
    totals = counted.filter(pl.col("segment") == "all").select(*key, "numerator", "denominator")
    parts = counted.filter(pl.col("segment") != "all").group_by(key).agg(pl.col("numerator", "denominator").sum())
    assert totals.sort(key).equals(parts.sort(key))
    shares = found.filter(pl.col("unit") == "share").drop_nulls("value")
    assert shares.filter(~pl.col("value").is_between(0, 1)).is_empty()
    limited = found.drop_nulls(["ci_low", "ci_high"])
    slack = 1e-12
    outside = (pl.col("ci_low") > pl.col("value") + slack) | (pl.col("ci_high") < pl.col("value") - slack)
    assert limited.filter(outside & (pl.col("metric") != "nps")).is_empty()


def test_a_past_night_gives_the_figures_that_it_gave_then(folder):
    tables = filled(folder, 2)
    then = as_text(folder.figures(date(2026, 4, 30)))
    more = {"meeting_key": "new", "pair_key": "p0", "starts_at": "2026-05-02", "outcome": "held"}
    folder.table("meetings", [*tables["meetings"], more])
    assert as_text(folder.figures(date(2026, 4, 30))) == then
