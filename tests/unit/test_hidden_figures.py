"""Which figures are hidden before anybody sees them, on one night of small programmes."""

from collections.abc import Mapping
from typing import Any

import polars as pl
import pytest

from mentorship.disclosure import NUMBERS
from tests.small_programmes import answer, declare, goal, matched, meetings, one, pair

NOTHING = (None,) * len(NUMBERS)
IMPROVED, UNCHANGED, WORSENED = (f"reliably_{word}_rate" for word in ("improved", "unchanged", "worsened"))


def mentees(folder: Any, departments: Mapping[str, int], **columns: object) -> None:
    """So many mentees in each department, and a mentor."""
    rows = [
        {"person_key": f"{name}{number}", "role": "mentee", "joined_on": "2026-01-01", "department": name, **columns}
        for name, count in departments.items()
        for number in range(count)
    ]
    folder.table("people", [*rows, {"person_key": "r1", "role": "mentor", "joined_on": "2026-01-01"}])
    first = next(iter(departments))
    folder.table("pairs", [{"mentor": "r1", "mentee": f"{first}0", "matched_on": "2026-02-10"}])


def shown_values(published: pl.DataFrame, metric: str = "enrolled_count", **key: str) -> dict[str, int]:
    """The people of each segment value of a figure, as far as they are shown."""
    wanted = {"metric": metric, "role": "mentee", **key}
    rows = published.filter(
        pl.all_horizontal(pl.col(name) == value for name, value in wanted.items()), pl.col("people").is_not_null()
    )
    return dict(rows.select("segment_value", "people").rows())


def numbers(figure: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(figure[name] for name in NUMBERS)


def test_groups_below_k_are_suppressed_and_cannot_be_had_by_subtraction(folder):
    mentees(folder, {"Legal": 3, "Sales": 6, "Operations": 12})
    published = folder.published()
    assert shown_values(published) == {"all": 21, "Operations": 12}
    for department in ("Legal", "Sales"):
        hidden = one(published, "match_rate", segment_value=department)
        assert (hidden["status"], hidden["target_status"], numbers(hidden)) == ("suppressed", "", NOTHING)
        assert hidden["reason"] == "hidden so that no group of fewer than 5 people can be seen or worked out"


def test_every_metric_of_the_same_people_hides_the_same_segments(folder):
    mentees(folder, {"Legal": 3, "Sales": 6, "Operations": 12})
    published = folder.published()
    for metric in ("matched_count", "match_rate", "met_count", "goal_set_count"):
        assert shown_values(published, metric) == shown_values(published), metric


def test_no_more_is_hidden_than_gives_away_a_few(folder):
    mentees(folder, {"Legal": 3, "Finance": 4, "Sales": 6, "Operations": 12})
    assert shown_values(folder.published()) == {"all": 25, "Sales": 6, "Operations": 12}


def test_a_segment_is_hidden_where_everybody_else_is_few(folder):
    mentees(folder, {"Legal": 4, "Operations": 20})
    assert shown_values(folder.published()) == {"all": 24}


def test_the_same_people_under_another_name_are_shown(folder):
    mentees(folder, {"Operations": 9})
    assert shown_values(folder.published()) == {"all": 9, "Operations": 9}


@pytest.mark.parametrize(("k", "shown"), [(3, {"all", "Legal", "Sales", "Operations"}), (7, {"all", "Operations"})])
def test_k_is_the_programmes_to_declare(folder, k, shown):
    mentees(folder, {"Legal": 3, "Sales": 6, "Operations": 12})
    assert set(shown_values(folder.published(k=k))) == shown


def test_two_columns_that_nearly_agree_do_not_tell_of_those_who_differ(folder):
    declare(folder, ("segments: [department]", "segments: [department, office]"))
    rows = [
        {
            "person_key": f"m{number}",
            "role": "mentee",
            "joined_on": "2026-01-01",
            "department": "Sales" if number < 10 else "Operations",
            "office": "North" if number < 12 else "South",
        }
        for number in range(22)
    ]
    folder.table("people", rows)
    published = folder.published()
    assert shown_values(published, segment="department") == {"Operations": 12, "Sales": 10}
    assert shown_values(published, segment="office") == {}


def test_one_hidden_side_cannot_be_had_from_the_other_and_their_sum(folder):
    matched(folder, 8)
    people = [f"m{number}" for number in range(1, 9)] + ["r1", "r2"]
    for wave, day in (("baseline", "2026-01-10"), ("later", "2026-06-10")):
        rows = [
            answer(person, day, conf1=place % 5 + 1, conf2=3, recommend=place % 11)
            for place, person in enumerate(people)
        ]
        folder.table(f"surveys/{wave}", rows)
    published = folder.published()
    for metric, wave in (("mean_change", "baseline..later"), ("growth_g", "baseline..later"), ("nps", "later")):
        shown = published.filter((pl.col("metric") == metric) & (pl.col("wave") == wave) & (pl.col("segment") == "all"))
        values = dict(shown.select("role", "value").rows())
        assert values["mentee"] is not None, metric
        assert (values["mentor"], values["all"]) == (None, None), metric


def test_a_few_who_are_mentor_and_mentee_cannot_be_had_from_both_sides_and_their_sum(folder):
    roles = ["mentee"] * 8 + ["mentor"] * 8 + ["both"] * 2
    folder.table(
        "people",
        [{"person_key": f"p{n}", "role": role, "joined_on": "2026-01-01"} for n, role in enumerate(roles)],
    )
    folder.table("surveys/later", [answer(f"p{number}", "2026-06-10", recommend=9) for number in range(18)])
    published = folder.published().filter(
        pl.col("metric") == "nps", pl.col("wave") == "later", pl.col("segment") == "all"
    )
    shown = dict(published.select("role", "people").rows())
    assert shown == {"mentee": 10, "mentor": 10, "all": None}


def test_the_same_score_in_two_comparisons_does_not_tell_of_those_who_answered_once_more(folder):
    declare(
        folder,
        (
            "  - {id: later, from: 2026-06-01, to: 2026-06-30}",
            "  - {id: mid, from: 2026-03-01, to: 2026-03-31}\n  - {id: later, from: 2026-06-01, to: 2026-06-30}",
        ),
        (
            "waves:\n",
            "  - {name: mid, kind: surveys, tool: table, files: surveys/mid.csv, instrument: skills, wave: mid}\nwaves:\n",
        ),
    )
    folder.people(14, 0)
    for wave, day, count in (("baseline", "2026-01-10", 14), ("mid", "2026-03-10", 12), ("later", "2026-06-10", 14)):
        folder.table(f"surveys/{wave}", [answer(f"m{n + 1}", day, conf1=n % 5 + 1, conf2=2) for n in range(count)])
    published = folder.published()
    shown = {
        wave: one(published, "mean_baseline", role="mentee", wave=f"baseline..{wave}")["people"]
        for wave in ("mid", "later")
    }
    assert sorted(shown.values(), key=str) == [14, None] or sorted(shown.values(), key=str) == [12, None]


def test_pairs_without_a_cadence_are_not_told_by_the_meetings_of_all(folder):
    declare(folder, ("  meetings_per_month: 2\n", ""))
    folder.people(12, 12)
    folder.table("pairs", [pair(n, **({"meetings_per_month": 2} if n > 1 else {})) for n in range(1, 13)])
    folder.table("meetings", meetings(*((f"p{n}", "2026-03-01") for n in range(1, 13))))
    published = folder.published()
    shown = [one(published, metric)["people"] for metric in ("cadence_attainment", "held_meeting_count")]
    assert shown.count(None) == 1


def test_shares_near_zero_in_a_small_group_are_told_in_a_word(folder):
    matched(folder, 6)
    row = one(folder.published(), "goal_setting_rate")
    assert (row["value"], row["numerator"], row["ci_high"], row["reason"], row["n"]) == (None, None, None, "few", 6)
    assert row["target_status"] == ""


def test_a_word_is_not_told_by_the_count_of_the_same(folder):
    matched(folder, 6)
    published = folder.published()
    assert [one(published, metric, role="mentee")["reason"] for metric in ("match_rate", "matched_count")] == [
        "most",
        "most",
    ]
    assert one(published, "matched_count", role="mentee")["value"] is None
    assert one(published, "enrolled_count", role="mentee")["value"] == 6


@pytest.mark.parametrize(
    ("later", "shown", "words"),
    [
        ([5, 5, 5, 5, 3, 3, 3, 3], [], {WORSENED: "few"}),
        ([5] * 8, [], {IMPROVED: "most", UNCHANGED: "few", WORSENED: "few"}),
        ([5, 5, 5, 3, 3, 3, 1, 1], [IMPROVED, UNCHANGED, WORSENED], {}),
    ],
)
def test_of_shares_that_add_to_one_the_last_does_not_tell_a_word(folder, later, shown, words):
    declare(
        folder,
        ("constructs: {confidence: {}}", "constructs: {confidence: {reliability: 0.95}}"),
        file="instruments/skills.yaml",
    )
    folder.people(8, 0)
    first = [3, 3, 3, 4, 3, 3, 3, 3]
    for wave, day, points in (("baseline", "2026-01-10", first), ("later", "2026-06-10", later)):
        rows = [answer(f"m{n + 1}", day, conf1=point, conf2=6 - point) for n, point in enumerate(points)]
        folder.table(f"surveys/{wave}", rows)
    published = folder.published()
    found = {metric: one(published, metric, role="mentee") for metric in (IMPROVED, UNCHANGED, WORSENED)}
    assert [metric for metric, figure in found.items() if figure["value"] is not None][: len(shown)] == shown
    assert {
        metric: figure["reason"] for metric, figure in found.items() if figure["reason"] in ("few", "most")
    } == words
    assert sum(figure["value"] is None for figure in found.values()) != 1


def test_the_achieved_goals_are_not_told_by_those_celebrated(folder):
    folder.people(6, 0)
    done = {"status": "achieved", "achieved_on": "2026-03-01", "due_on": "2026-04-01"}
    folder.table("goals", [goal(n, f"m{n}", **done) for n in range(1, 7)])
    published = folder.published()
    assert one(published, "goal_attainment_rate", role="mentee")["reason"] == "most"
    for metric in ("milestones_celebrated", "on_time_rate"):
        assert numbers(one(published, metric, role="mentee")) == NOTHING, metric


def test_what_cannot_be_computed_of_a_few_says_why_and_nothing_else(folder):
    mentees(folder, {"Legal": 3, "Sales": 6, "Operations": 12})
    rows = folder.published().filter(pl.col("status") == "not_computable")
    assert rows.filter(pl.col("people") < 5).is_empty()
    assert rows.filter(pl.col("reason") == "").is_empty()


def test_what_is_shown_is_what_was_computed(folder):
    mentees(folder, {"Legal": 3, "Sales": 6, "Operations": 12})
    key = ["metric", "role", "segment", "segment_value", "instrument", "construct", "wave"]
    published = folder.published()
    shown = published.filter(pl.col("value").is_not_null())
    assert published.select(key).equals(folder.figures().select(key))
    assert shown.equals(folder.figures().join(shown.select(key), on=key, how="semi", maintain_order="left"))
