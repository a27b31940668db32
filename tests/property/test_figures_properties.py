"""What must hold of the figures of any programme, tried on seeded random ones."""

import random
from collections.abc import Callable
from datetime import date, timedelta

import polars as pl
import pytest

from mentorship import core, figures, registry, tables
from mentorship.configuration import load_programme
from tests.property.random_exports import Row, Tables, cut, fill, random_tables

DAY = date(2026, 6, 30)
LATER = "2026-07-01"
SEEDS = (5,)
"""A programme of four people and one of forty."""
SLACK = 1e-9
KEY = [name for name in tables.FIGURE_KEY if name not in {"segment", "segment_value"}]
WHOLE = "reliable_change_points"
HELD = ("held_meeting_count", "met_count", "met_three_times_count", "meeting_hours", "open_pair_count")
HELD_RATES = ("cadence_attainment", "active_pair_rate", "met_within_14_days_rate", "on_cadence_rate")


def measured(folder, found: Tables, night: date = DAY) -> pl.DataFrame:
    fill(folder, found)
    return folder.figures(night)


def assert_same(found: pl.DataFrame, wanted: pl.DataFrame) -> None:
    """The same figures to the last bit; what differs is shown."""
    if found.write_csv() != wanted.write_csv():
        changed = found.join(wanted, on=found.columns, how="anti", nulls_equal=True)
        lost = wanted.join(found, on=found.columns, how="anti", nulls_equal=True)
        shown = [row for part in (changed, lost) for row in part.drop("programme_id", "as_of").head(3).rows()]
        raise AssertionError(shown)


def named_otherwise(seed: int) -> Callable[[str], str]:
    names = {f"{side}{number}": number for side in "mr" for number in range(60)}
    turned = random.Random(seed).sample(range(1000), len(names))
    return lambda name: f"{turned[list(names).index(name)]:03}@example.org"


def test_every_metric_can_be_computed_of_the_programmes_tried(folder):
    computed = measured(folder, random_tables(max(SEEDS))).drop_nulls("value")
    assert {metric.id for metric in registry.METRICS} - set(computed["metric"]) == set()


@pytest.mark.parametrize("seed", SEEDS)
def test_the_order_of_rows_changes_nothing(folder, seed):
    found = random_tables(seed)
    shuffled = {name: random.Random(seed).sample(rows, len(rows)) for name, rows in found.items()}
    assert_same(measured(folder, shuffled), measured(folder, found))


@pytest.mark.parametrize("seed", SEEDS)
def test_the_same_rows_in_several_files_give_the_same_figures(folder, seed):
    found = random_tables(seed)
    chance, split = random.Random(seed), {}
    for name, rows in found.items():
        if name.startswith("goals/") or name == "surveys/invited":
            split[name] = rows
            continue
        parts: Tables = {f"{name}-{part}" if "/" in name else f"{name}/{part}": [] for part in "abc"}
        for row in rows:
            parts[chance.choice(sorted(parts))].append(row)
        split |= {part: own for part, own in parts.items() if own}
    assert_same(measured(folder, split), measured(folder, found))


@pytest.mark.parametrize("seed", SEEDS)
def test_the_names_of_people_change_nothing(folder, seed):
    renamed = random_tables(seed, named_otherwise(seed))
    assert_same(measured(folder, renamed), measured(folder, random_tables(seed)))


@pytest.mark.parametrize("seed", SEEDS)
def test_the_pseudonym_key_changes_nothing(folder, seed):
    fill(folder, random_tables(seed))
    programme = load_programme(folder.root)
    one, two = (figures.measure(core.build(folder.raw(DAY), programme, key), programme, DAY) for key in (b"1", b"2"))
    assert_same(one, two)


@pytest.mark.parametrize("seed", SEEDS)
def test_segments_add_up_to_everybody(folder, seed):
    found = measured(folder, random_tables(seed)).filter(pl.col("metric") != WHOLE)
    sums = ["numerator", "denominator", "n"]
    counts = pl.when(pl.col("unit").is_in(["count", "hours"])).then("value").alias("counted")
    whole = found.filter(pl.col("segment") == "all").select(*KEY, *sums, counts)
    whole = whole.with_columns(pl.col(sums[:2]).fill_null(0), pl.col("counted").fill_null(0))
    for segment in ("department", "cohort"):
        parts = found.filter(pl.col("segment") == segment).select(*KEY, *sums, counts)
        added = parts.group_by(KEY).agg(pl.col(*sums, "counted").sort().sum())
        both = whole.join(added, on=KEY, suffix="_added")
        assert both.height == whole.height
        for name in (*sums, "counted"):
            off = both.filter((pl.col(name) - pl.col(f"{name}_added")).abs() > SLACK)
            assert off.is_empty(), off.select("metric", "role", "wave", name, f"{name}_added").rows()


@pytest.mark.parametrize("seed", SEEDS)
def test_shares_lie_between_0_and_1_and_values_in_their_intervals(folder, seed):
    found = measured(folder, random_tables(seed))
    bounded = found.filter((pl.col("unit") == "share") | (pl.col("metric") == "channel_variety"))
    for name in ("value", "ci_low", "ci_high"):
        outside = bounded.drop_nulls(name).filter(~pl.col(name).is_between(0, 1))
        assert outside.is_empty(), outside.rows()
    shares = found.drop_nulls(["numerator", "value"])
    assert shares.filter((pl.col("unit") == "share") & (pl.col("numerator") > pl.col("denominator"))).is_empty()
    quotient = pl.col("numerator") / pl.col("denominator")
    assert shares.filter((quotient - pl.col("value")).abs() > SLACK).is_empty()
    assert found.filter((pl.col("metric") == "cronbach_alpha") & (pl.col("value") > 1)).is_empty()
    low, high = pl.col("ci_low").fill_null(-1e9), pl.col("ci_high").fill_null(1e9)
    outside = found.drop_nulls("value").filter(
        (low > pl.col("value") + SLACK) | (high < pl.col("value") - SLACK) | (low > high)
    )
    assert outside.is_empty(), outside.select("metric", "n", "value", "ci_low", "ci_high").rows()


def happened_later(found: Tables) -> dict[str, Tables]:
    """By what it is, the tables with something more that is dated after the night."""
    pair = next(row for row in found["pairs"] if row["ended_on"] == "" and row["outcome"] == "")
    person = found["people"][0]["person_key"]
    name = max(table for table in found if table.startswith("goals/"))
    still = next(row for row in found[name] if row["status"] == "open")
    answer = {"respondent": person, "submitted_at": f"{LATER}T08:00:00Z"}
    view = {**answer, "respondent": pair["mentor"], "about": pair["mentee"], "seen1": 5}
    new_goal = {"goal_key": "new", "owner": person, "set_on": LATER, "status": "achieved", "achieved_on": LATER}
    joining = {"person_key": "new", "role": "mentee", "joined_on": LATER, "department": "A new one", "cohort": "X"}
    match = {"pair_key": "new", "mentor": pair["mentor"], "mentee": "new", "matched_on": LATER, "cohort": "Z"}
    meeting = {"meeting_key": "new", "pair_key": pair["pair_key"], "starts_at": LATER, "outcome": "held"}
    return {
        "a meeting": more(found, "meetings", meeting),
        "a response": more(found, "surveys/later", {**answer, "conf1": 5, "recommend": 10, "craft1": 5}),
        "a view of somebody": more(found, "surveys/view-later", view),
        "a wave by date": more(found, "surveys/pulse", {**answer, "submitted_at": "2026-09-05T08:00:00Z", "glad": 7}),
        "a goal": more(found, name, new_goal),
        "an achievement": changed(found, name, still, status="achieved", achieved_on=LATER),
        "a review": changed(found, name, still, reviewed_on=LATER),
        "a celebration": changed(found, name, still, celebrated_on=LATER),
        "a pair's end": changed(found, "pairs", pair, ended_on=LATER, outcome="ended_early"),
        "a leaving": changed(found, "people", found["people"][0], left_on=LATER),
        "a joining and a match": more(more(found, "people", joining), "pairs", match),
    }


def more(found: Tables, name: str, row: Row) -> Tables:
    return {**found, name: [*found[name], row]}


def changed(found: Tables, name: str, changing: Row, **cells: object) -> Tables:
    return {**found, name: [{**row, **cells} if row is changing else row for row in found[name]]}


def without_cells(found: Tables) -> Tables:
    """Tables in which nobody has left, been reviewed or celebrated yet where one such thing is to happen later."""
    name = max(table for table in found if table.startswith("goals/"))
    still = next(row for row in found[name] if row["status"] == "open")
    calm = changed(found, name, still, reviewed_on="", celebrated_on="")
    return changed(calm, "people", calm["people"][0], left_on="")


def test_what_is_dated_after_the_night_changes_nothing(folder):
    found = without_cells(random_tables(max(SEEDS)))
    before = measured(folder, found)
    for what, later in happened_later(found).items():
        assert measured(folder, later).equals(before), what


@pytest.mark.parametrize("seed", SEEDS)
def test_a_held_meeting_more_never_lowers_what_is_held(folder, seed):
    found, chance = random_tables(seed), random.Random(seed)
    before = measured(folder, found)
    started = [row for row in found["pairs"] if row["matched_on"] <= DAY]
    days = [DAY - timedelta(days=chance.randint(0, 150)) for _ in started]
    extra = [
        {"meeting_key": f"new{number}", "pair_key": row["pair_key"], "starts_at": f"{day}T21:00:00Z", "outcome": "held"}
        for number, (row, day) in enumerate(zip(started, days, strict=True))
    ]
    found["meetings"].extend({**row, "duration_minutes": 30} for row in chance.sample(extra, min(2, len(extra))))
    joined = measured(folder, found).join(before, on=tables.FIGURE_KEY, suffix="_before")
    fewer = (pl.col("metric").is_in(HELD) & (pl.col("value") < pl.col("value_before") - SLACK)) | (
        pl.col("metric").is_in(HELD_RATES) & (pl.col("numerator") < pl.col("numerator_before") - SLACK)
    )
    assert joined.filter(fewer).is_empty()
    held = joined.filter((pl.col("metric") == "held_meeting_count") & (pl.col("segment") == "all"))
    assert (held["value"] - held["value_before"]).to_list() == [min(2, len(extra))]


@pytest.mark.parametrize("night", [date(2026, 4, 30), date(2026, 6, 15)], ids=str)
@pytest.mark.parametrize("seed", SEEDS)
def test_a_past_night_gives_the_figures_that_it_gave_then(folder, seed, night):
    found = random_tables(seed)
    assert_same(measured(folder, found, night), measured(folder, cut(found, night), night))
