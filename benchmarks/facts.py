"""Core tables of a made-up programme of any size, without the exports that they would come from. Seeded."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import polars as pl

from mentorship import tables
from mentorship.programme import Programme

START, NIGHT = date(2026, 1, 1), date(2026, 11, 22)
MEETINGS_A_PAIR = 50
GROUPS = 12
CHANNELS = ("in_person", "video", "phone", "chat", "email")


def programme(segments: int) -> Programme:
    """A programme of two waves with a questionnaire of two constructs, and so many segment columns."""
    items = [
        {"id": f"{construct}{place}", "construct": construct, "text": f"{construct} {place}"}
        for construct in ("confidence", "networks")
        for place in range(4)
    ]
    questions = [
        {"id": "nps", "kind": "nps", "text": "nps"},
        {"id": "happy", "kind": "satisfaction", "text": "happy"},
        {"id": "often", "kind": "expectation", "text": "often"},
    ]
    skills = {"instrument": "skills", "title": "Skills", "items": [*items, *questions]}
    waves = [
        {"id": "baseline", "from": date(2026, 1, 1), "to": date(2026, 1, 31)},
        {"id": "later", "from": date(2026, 7, 1), "to": date(2026, 7, 31)},
    ]
    surveys = [
        {"name": wave["id"], "kind": "surveys", "tool": "table", "files": "x.csv", "instrument": "skills"}
        | {"wave": wave["id"]}
        for wave in waves
    ]
    about = {"id": "large", "name": "Large", "time_zone": "UTC", "starts_on": START, "ends_on": date(2026, 12, 31)}
    return Programme.model_validate(
        {
            "programme": about,
            "sources": [{"name": "people", "kind": "people", "tool": "table", "files": "people.csv"}, *surveys],
            "waves": waves,
            "segments": [f"group_{place}" for place in range(segments)],
            "instruments": {"skills": skills},
        }
    )


def core(meetings: int, declared: Programme) -> dict[str, pl.DataFrame]:
    """The core tables by name: a pair for every fifty meetings, a mentor for two pairs, three goals for two."""
    chance = np.random.default_rng(20260101)
    pairs = max(meetings // MEETINGS_A_PAIR, 1)
    mentees, mentors = _ids("mentee", np.arange(pairs)), _ids("mentor", np.arange(pairs) // 2)
    people = pl.concat([mentees.alias("person_id"), mentors.unique(maintain_order=True).alias("person_id")])
    made = {
        "core_people": pl.DataFrame({"person_id": people})
        .with_columns(is_mentee=pl.col("person_id").str.starts_with("mentee"), joined_on=START)
        .with_columns(is_mentor=~pl.col("is_mentee")),
        "core_pairs": _pairs(pairs, mentees, mentors, chance),
        "core_goals": _goals(pairs * 3 // 2, pairs, chance),
        **_surveys(people, declared, chance),
    }
    made["core_meetings"] = _meetings(meetings, made["core_pairs"], chance)
    pair_ids = made["core_pairs"].select("pair_id", "mentor_id", "mentee_id")
    both = made["core_meetings"].select("meeting_id", "pair_id").join(pair_ids, on="pair_id")
    made["core_meeting_people"] = both.unpivot(
        on=["mentor_id", "mentee_id"], index="meeting_id", value_name="person_id"
    )
    made["core_segments"] = _segments(people, pair_ids["pair_id"], declared, chance)
    names = [table for table in tables.TABLES if table.startswith("core_") and table not in tables.PRIVATE_TABLES]
    return {table: _shaped(table, made.get(table, pl.DataFrame())) for table in names}


def _shaped(table: str, frame: pl.DataFrame) -> pl.DataFrame:
    """A table with the columns of its schema; those that the made-up programme has not are null."""
    if not frame.width:
        return tables.empty(table)
    return frame.select(
        (pl.col(name) if name in frame.columns else pl.lit("large" if name == "programme_id" else None))
        .cast(dtype)
        .alias(name)
        for name, dtype in tables.dtypes(table).items()
    )


def _ids(noun: str, numbers: np.ndarray) -> pl.Series:
    return pl.Series(numbers).cast(pl.String).str.pad_start(32, "0").str.replace("^0{8}", noun.ljust(8, "-"))


def _days(numbers: np.ndarray) -> pl.Series:
    return pl.Series(numbers.astype(np.int32) + (START - date(1970, 1, 1)).days).cast(pl.Date)


def _pairs(pairs: int, mentees: pl.Series, mentors: pl.Series, chance: np.random.Generator) -> pl.DataFrame:
    matched = chance.integers(0, 60, pairs)
    has_ended = chance.random(pairs) < 0.2
    ended = np.where(has_ended, matched + chance.integers(20, 250, pairs), 0)
    return pl.DataFrame(
        {
            "pair_id": _ids("pair", np.arange(pairs)),
            "mentor_id": mentors,
            "mentee_id": mentees,
            "matched_on": _days(matched),
            "ended_on": pl.select(pl.when(pl.Series(has_ended)).then(_days(ended))).to_series(),
            "outcome": pl.select(pl.when(pl.Series(has_ended)).then(pl.lit("ended_early"))).to_series(),
            "planned_end_on": _days(matched + 270),
            "meetings_per_month": chance.choice([1.0, 2.0, 4.0], pairs),
        }
    )


def _meetings(meetings: int, pairs: pl.DataFrame, chance: np.random.Generator) -> pl.DataFrame:
    day = chance.integers(0, (NIGHT - START).days, meetings)
    outcome = pl.Series(chance.choice(["held", "cancelled", "no_show"], meetings, p=[0.8, 0.15, 0.05]))
    first = datetime.combine(START, datetime.min.time(), UTC)
    made = pl.DataFrame(
        {
            "meeting_id": _ids("meeting", np.arange(meetings)),
            "pair_id": _ids("pair", chance.integers(0, pairs.height, meetings)),
            "meeting_on": _days(day),
            "starts_at": pl.Series([first]).repeat_by(1).explode().extend_constant(first, meetings - 1),
            "outcome": outcome,
            "is_held": outcome == "held",
            "grade": pl.Series(["logged"]).extend_constant("logged", meetings - 1),
            "duration_minutes": chance.integers(15, 90, meetings).astype(float),
            "channel": pl.Series(chance.choice(CHANNELS, meetings)),
            "has_agenda": chance.random(meetings) < 0.6,
            "action_item_count": chance.integers(0, 4, meetings),
        }
    )
    ended_on = pl.col("ended_on")
    in_time = (pl.col("meeting_on") >= pl.col("matched_on")) & (ended_on.is_null() | (pl.col("meeting_on") <= ended_on))
    spans = pairs.select("pair_id", "matched_on", "ended_on")
    return (
        made.join(spans, on="pair_id", how="left", maintain_order="left")
        .with_columns(group_id="pair_id", is_in_pair_time=in_time)
        .drop("matched_on", "ended_on")
    )


def _goals(goals: int, pairs: int, chance: np.random.Generator) -> pl.DataFrame:
    status = pl.Series(chance.choice(["open", "achieved", "not_achieved", "dropped"], goals))
    set_on = chance.integers(0, 120, goals)
    achieved_on = _days(set_on + chance.integers(10, 200, goals))
    steps = chance.integers(0, 6, goals)
    return pl.DataFrame(
        {
            "goal_id": _ids("goal", np.arange(goals)),
            "owner_id": _ids("mentee", chance.integers(0, pairs, goals)),
            "set_on": _days(set_on),
            "due_on": _days(set_on + 150),
            "status": status,
            "achieved_on": pl.select(pl.when(status == "achieved").then(achieved_on)).to_series(),
            "has_measure": chance.random(goals) < 0.7,
            "step_count": steps,
            "step_done_count": np.minimum(steps, chance.integers(0, 6, goals)),
            "gas_baseline": np.full(goals, -1),
            "gas_level": chance.integers(-2, 3, goals),
            "importance": chance.integers(1, 4, goals),
        }
    )


def _surveys(people: pl.Series, declared: Programme, chance: np.random.Generator) -> dict[str, pl.DataFrame]:
    """A response of four in five people in each wave, with an answer to every item."""
    responses, answers = [], []
    for wave in declared.waves:
        who = people.filter(pl.Series(chance.random(people.len()) < 0.8))
        given = pl.DataFrame({"person_id": who}).with_columns(
            response_id=pl.col("person_id") + f"/{wave.id}",
            instrument=pl.lit("skills"),
            wave=pl.lit(wave.id),
            submitted_on=pl.lit(wave.from_ + timedelta(days=3)),
            submitted_at=pl.lit(datetime.combine(wave.from_, datetime.min.time(), UTC)),
            answered_count=pl.lit(11),
            item_count=pl.lit(11),
        )
        responses.append(given)
        for item in declared.instruments["skills"].items:
            points = pl.Series("points", chance.integers(1, 6, given.height).astype(float))
            answers.append(
                given.select("response_id", item=pl.lit(item.id)).with_columns(points, points.alias("score"))
            )
    return {"core_responses": pl.concat(responses), "core_answers": pl.concat(answers)}


def _segments(people: pl.Series, pair_ids: pl.Series, declared: Programme, chance: np.random.Generator) -> pl.DataFrame:
    found = [
        pl.DataFrame(
            {"unit_id": ids, "segment_value": pl.Series(chance.integers(0, GROUPS, ids.len())).cast(pl.String)}
        ).with_columns(unit=pl.lit(unit), segment=pl.lit(segment))
        for segment in declared.segments
        for unit, ids in (("person", people), ("pair", pair_ids))
    ]
    return pl.concat(found) if found else tables.empty("core_segments")
