"""What a night publishes after other nights did: figures whose group changed by a few people keep what they showed."""

from collections.abc import Mapping
from datetime import date
from itertools import permutations
from typing import Any

import polars as pl
import pytest

from tests.published_nights import Nights
from tests.small_programmes import answer, declare, one, pair

FIRST, SECOND, THIRD = date(2026, 2, 1), date(2026, 3, 1), date(2026, 4, 1)
NIGHTS = (FIRST, SECOND, THIRD)
METRICS = ("enrolled_count", "match_rate", "open_pair_count", "never_met_count", "nps")
Joined = Mapping[date, Mapping[str, int]]


def joining(folder: Any, joined: Joined) -> None:
    """Mentees by the day on which they join, so many in each department."""
    rows = [
        {"person_key": f"{name}-{day}-{number}", "role": "mentee", "joined_on": day.isoformat(), "department": name}
        for day, departments in joined.items()
        for name, count in departments.items()
        for number in range(count)
    ]
    folder.table("people", rows)


def run(folder: Any, nights: Nights, *days: date, k: int = 5) -> list[pl.DataFrame]:
    return [nights.keep(day, folder.publication(day, nights.history(day), k, METRICS)) for day in days]


def count(published: pl.DataFrame, value: str = "all") -> tuple[Any, ...]:
    """The number of mentees enrolled, and of which night it is."""
    segment = {} if value == "all" else {"segment_value": value}
    figure = one(published, "enrolled_count", role="mentee", **segment)
    return figure["value"], figure["value_as_of"]


def test_a_group_that_a_few_people_joined_keeps_its_published_value(folder):
    joining(folder, {FIRST: {"A": 10}, SECOND: {"A": 4}})
    first, second = run(folder, Nights(), FIRST, SECOND)
    assert count(first) == (10, FIRST)
    assert count(second) == (10, FIRST)
    kept = one(second, "enrolled_count", role="mentee")
    assert (kept["as_of"], kept["n"], kept["people"], kept["status"]) == (SECOND, 10, 10, "ok")
    assert kept["reason"] == "kept: a newer value could tell of fewer than 5 people"


def test_a_group_that_k_people_joined_is_new(folder):
    joining(folder, {FIRST: {"A": 10}, SECOND: {"A": 5}})
    assert [count(night) for night in run(folder, Nights(), FIRST, SECOND)] == [(10, FIRST), (15, SECOND)]


def test_it_is_kept_until_it_differs_by_k_from_every_value_published_before(folder):
    joining(folder, {FIRST: {"A": 10}, SECOND: {"A": 3}, THIRD: {"A": 3}})
    found = [count(night) for night in run(folder, Nights(), *NIGHTS)]
    assert found == [(10, FIRST), (10, FIRST), (16, THIRD)]


def test_membership_counts_and_not_the_number_of_people(folder):
    joining(folder, {FIRST: {"A": 10, "B": 10}})
    nights = Nights()
    run(folder, nights, FIRST)
    rows = [
        {"person_key": f"{name}-{FIRST}-{n}", "role": "mentee", "joined_on": FIRST.isoformat(), "department": where}
        for name, other in (("A", "B"), ("B", "A"))
        for n in range(10)
        for where in [other if n < 2 else name]
    ]
    folder.table("people", rows)
    (second,) = run(folder, nights, SECOND)
    assert count(second) == (20, SECOND)
    assert [count(second, name) for name in ("A", "B")] == [(10, FIRST), (10, FIRST)]


def test_a_kept_part_is_not_told_by_its_total_and_the_other_parts(folder):
    joining(folder, {FIRST: {"A": 10, "B": 10}, SECOND: {"A": 1, "B": 6}})
    _, second = run(folder, Nights(), FIRST, SECOND)
    (total, _), (a, a_of), (b, b_of) = count(second), count(second, "A"), count(second, "B")
    assert (a, a_of) == (10, FIRST)
    assert total - b != 11
    assert (total, b_of) in {(27, FIRST), (20, SECOND)}


def test_a_group_that_was_too_small_before_tells_nobody_by_becoming_large_enough(folder):
    joining(folder, {FIRST: {"A": 10, "B": 4, "C": 4}, SECOND: {"B": 1, "C": 4}})
    first, second = run(folder, Nights(), FIRST, SECOND)
    assert count(first) == (18, FIRST)
    assert count(second)[0] == 23
    # Both less the 8 who were hidden together on the first night are the five who came, and nobody fewer.
    assert {name: count(second, name)[0] for name in ("A", "B", "C")} == {"A": 10, "B": 5, "C": 8}


def test_nobody_may_be_had_from_three_nights_where_no_two_tell(folder):
    people = {"p": 1, "left": 6, "right": 6, "others": 10}
    rows = [(f"{name}{n}", name) for name, size in people.items() for n in range(size)]
    nights = Nights()
    groups = (("p", "left"), ("p", "right"), ("left", "right"))
    shown = []
    for day, inside in zip(NIGHTS, groups, strict=True):
        folder.table(
            "people",
            [
                {
                    "person_key": key,
                    "role": "mentee",
                    "joined_on": "2026-01-01",
                    "department": "in" if name in inside else "out",
                }
                for key, name in rows
            ],
        )
        (night,) = run(folder, nights, day)
        shown.append(count(night, "in"))
    assert shown == [(7, FIRST), (7, SECOND), (7, SECOND)]


def test_the_same_night_again_publishes_the_same(folder):
    joining(folder, {FIRST: {"A": 10, "B": 7}, SECOND: {"A": 3}, THIRD: {"B": 6}})
    nights = Nights()
    found = run(folder, nights, *NIGHTS)
    groups = nights.groups
    for day, before in zip(NIGHTS, found, strict=True):
        (again,) = run(folder, nights, day)
        assert again.equals(before), day
    assert nights.groups.equals(groups)


def test_a_mended_export_does_not_tell_of_the_few_that_it_adds(folder):
    joining(folder, {FIRST: {"A": 10}})
    nights = Nights()
    run(folder, nights, FIRST)
    joining(folder, {FIRST: {"A": 12}})
    (again,) = run(folder, nights, FIRST)
    assert count(again) == (10, FIRST)
    assert one(again, "enrolled_count", role="mentee")["reason"].startswith("kept")


@pytest.mark.parametrize("order", list(permutations(NIGHTS)))
def test_backfilling_in_any_order_publishes_nothing_new_that_gives_a_few_away(folder, order):
    joining(folder, {FIRST: {"A": 10, "B": 8}, SECOND: {"A": 3, "B": 6}, THIRD: {"A": 3}})
    nights = Nights()
    run(folder, nights, *order)
    fresh = nights.figures.filter(pl.col("value_as_of") == pl.col("as_of"), metric="enrolled_count", role="mentee")
    for value in ("all", "A", "B"):
        sizes = fresh.filter(pl.col("segment_value") == value)["people"].drop_nulls().to_list()
        assert all(one == other or abs(one - other) >= 5 for one in sizes for other in sizes), (value, sizes)


def test_a_night_before_another_shows_nothing_that_is_not_out_yet_beside_it(folder):
    joining(folder, {FIRST: {"A": 10}, SECOND: {"A": 3}})
    later, earlier = run(folder, Nights(), SECOND, FIRST)
    assert count(later) == (13, SECOND)
    hidden = one(earlier, "enrolled_count", role="mentee")
    assert (hidden["value"], hidden["status"]) == (None, "suppressed")


def test_a_kept_word_stays_a_word(folder):
    folder.table(
        "people", [{"person_key": f"m{n}", "role": "mentee", "joined_on": FIRST if n < 7 else SECOND} for n in range(8)]
    )
    _, second = run(folder, Nights(), FIRST, SECOND)
    kept = one(second, "match_rate")
    assert (kept["reason"], kept["value"], kept["people"], kept["value_as_of"]) == ("few", None, 7, FIRST)


def test_a_kept_figure_is_held_against_the_target_of_tonight(folder):
    declare(
        folder, ("segments: [department]", "segments: [department]\ntargets: [{metric: match_rate, at_least: 0.9}]")
    )
    joining(folder, {FIRST: {"A": 20}, SECOND: {"A": 2}})
    nights = Nights()
    run(folder, nights, FIRST)
    declare(folder, ("at_least: 0.9", "at_most: 0.9"))
    (second,) = run(folder, nights, SECOND)
    kept = one(second, "match_rate")
    assert (kept["value_as_of"], kept["target"], kept["target_status"]) == (FIRST, "at_most:0.9", "met")


def test_a_kept_value_of_fewer_than_a_raised_k_is_withheld(folder):
    joining(folder, {FIRST: {"A": 10}, SECOND: {"A": 2}})
    nights = Nights()
    run(folder, nights, FIRST)
    (second,) = run(folder, nights, SECOND, k=11)
    assert count(second)[0] is None


def test_pairs_count_by_their_people(folder):
    folder.people(12, 12)
    pairs = [pair(n, "2026-01-10") for n in range(1, 10)]
    folder.table("pairs", [*pairs, pair(10, SECOND.isoformat()), pair(11, SECOND.isoformat())])
    few = run(folder, Nights(), FIRST, SECOND)
    assert [one(night, "open_pair_count")["value"] for night in few] == [9, 9]
    folder.table("pairs", [*pairs, *(pair(n, SECOND.isoformat()) for n in (10, 11, 12))])
    enough = run(folder, Nights(), FIRST, SECOND)
    assert [one(night, "open_pair_count")["value"] for night in enough] == [9, 12]


def test_a_mentor_who_stays_in_another_pair_has_not_left(folder):
    folder.people(9, 3)
    held = [(mentee, f"r{(mentee - 1) // 3 + 1}") for mentee in range(1, 10)]
    ended = {3: SECOND, 6: SECOND, 9: SECOND}
    folder.table(
        "pairs",
        [
            {"pair_key": f"p{mentee}", "mentor": mentor, "mentee": f"m{mentee}", "matched_on": "2026-01-10"}
            | ({"ended_on": ended[mentee], "outcome": "completed"} if mentee in ended else {})
            for mentee, mentor in held
        ],
    )
    # Three pairs of six people ended, and three people left: the mentors are still there.
    first, second = run(folder, Nights(), FIRST, SECOND)
    assert one(first, "never_met_count")["n"] == 9
    assert one(second, "never_met_count")["value_as_of"] == FIRST


def test_answers_that_come_in_one_by_one_are_told_five_at_a_time(folder):
    folder.people(20, 0)
    folder.table(
        "surveys/later", [answer(f"m{n + 1}", f"2026-06-{n + 1:02}", recommend=10 if n % 2 else 3) for n in range(20)]
    )
    nights = Nights()
    seen = []
    for day in range(4, 21, 2):
        (night,) = run(folder, nights, date(2026, 6, day))
        seen.append(one(night, "nps", role="mentee", wave="later")["people"])
    assert seen == [None, 6, 6, 6, 12, 12, 12, 18, 18]
