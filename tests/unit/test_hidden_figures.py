"""Which figures are hidden before anybody sees them, on small programmes."""

import polars as pl

from mentorship.disclosure import _other_roles, publish
from tests.small_programmes import answer, matched


def test_groups_below_k_are_suppressed_and_cannot_be_had_by_subtraction(folder):
    people = [("Legal", 3), ("Sales", 6), ("Operations", 12)]
    rows = [
        {"person_key": f"{name}{number}", "role": "mentee", "joined_on": "2026-01-01", "department": name}
        for name, count in people
        for number in range(count)
    ]
    folder.table("people", [*rows, {"person_key": "r1", "role": "mentor", "joined_on": "2026-01-01"}])
    folder.table("pairs", [{"mentor": "r1", "mentee": "Sales1", "matched_on": "2026-02-10"}])
    published = publish(folder.figures(), 5).filter(pl.col("metric") == "match_rate")
    by_value = {row["segment_value"]: row for row in published.iter_rows(named=True)}
    assert by_value["Legal"]["status"] == "suppressed"
    assert by_value["Sales"]["status"] == "suppressed"
    hidden = [
        by_value["Legal"][name] for name in ("value", "ci_low", "ci_high", "n", "people", "numerator", "denominator")
    ]
    assert hidden == [None] * 7
    assert by_value["Operations"]["people"] == 12
    assert by_value["all"]["people"] == 21


def test_shares_near_zero_in_a_small_group_are_told_in_a_word(folder):
    matched(folder, 6)
    published = publish(folder.figures(), 5).filter(
        (pl.col("metric") == "goal_setting_rate") & (pl.col("segment") == "all")
    )
    row = published.row(0, named=True)
    assert (row["value"], row["numerator"], row["ci_high"], row["reason"], row["n"]) == (None, None, None, "few", 6)


def test_one_hidden_side_cannot_be_had_from_the_other_and_their_sum(folder):
    matched(folder, 8)
    people = [f"m{number}" for number in range(1, 9)] + ["r1", "r2"]
    for wave, day in (("baseline", "2026-01-10"), ("later", "2026-06-10")):
        rows = [
            answer(person, day, conf1=place % 5 + 1, conf2=3, recommend=place % 11)
            for place, person in enumerate(people)
        ]
        folder.table(f"surveys/{wave}", rows)
    published = publish(folder.figures(), 5)
    for metric, wave in (("mean_change", "baseline..later"), ("growth_g", "baseline..later"), ("nps", "later")):
        shown = published.filter((pl.col("metric") == metric) & (pl.col("wave") == wave) & (pl.col("segment") == "all"))
        values = dict(shown.select("role", "value").rows())
        assert values["mentee"] is not None, metric
        assert (values["mentor"], values["all"]) == (None, None), metric


def test_a_hidden_sum_cannot_be_had_from_its_two_sides():
    key = {
        "metric": "nps",
        "segment": "department",
        "segment_value": "Legal",
        "instrument": "i",
        "construct": "c",
        "wave": "w",
    }
    rows = [
        {**key, "role": role, "people": people, "is_hidden": role == "all"}
        for role, people in (("all", 15), ("mentee", 8), ("mentor", 7))
    ]
    assert _other_roles(pl.DataFrame(rows))["role"].to_list() == ["mentor"]
