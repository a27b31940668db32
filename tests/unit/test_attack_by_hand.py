"""Attacks worked out by hand: figures of several metrics that together tell of fewer than k people, or undo a word.

Each is a programme in which a few numbers would give somebody away; at least one of the numbers must be missing.
"""

from math import sqrt
from typing import Any

import polars as pl
import pytest
from scipy.stats import t

from tests.small_programmes import answer, declare, meeting, pair

VIEW = """
instrument: view
title: View
asked_of: [mentor]
observes: skills
scale: {min: 1, max: 5, labels: [Strongly disagree, Disagree, Neither, Agree, Strongly agree]}
constructs: {confidence: {}}
items:
  - {id: seen1, construct: confidence, text: They explain their decisions}
"""
VIEW_SOURCES = """  - {name: vb, kind: surveys, tool: table, files: surveys/vb.csv, instrument: view, wave: baseline}
  - {name: vl, kind: surveys, tool: table, files: surveys/vl.csv, instrument: view, wave: later}
waves:"""


def pairs_of(folder, **counts: int) -> int:
    """So many pairs of each department, both people of it, matched on 10 February; how many there are."""
    people, pairs = [], []
    for department, count in counts.items():
        for number in range(len(pairs) + 1, len(pairs) + count + 1):
            about = {"joined_on": "2026-01-01", "department": department}
            people += [
                {"person_key": f"{side}{number}", "role": role} | about
                for side, role in (("m", "mentee"), ("r", "mentor"))
            ]
            pairs.append(pair(number, "2026-02-10"))
    folder.table("people", people)
    folder.table("pairs", pairs)
    return len(pairs)


def shown(published: pl.DataFrame, metric: str, **key: str) -> dict[str, Any]:
    """One figure, of everybody where nothing else is said."""
    wanted = {"metric": metric, "segment_value": "all", **key}
    rows = published.filter(pl.all_horizontal(pl.col(name) == value for name, value in wanted.items()))
    assert rows.height == 1, (metric, key, rows.height)
    return rows.row(0, named=True)


def are_all_there(*numbers: float | None) -> bool:
    return None not in numbers


def held(days: dict[int, int], **more: Any) -> list[dict[str, object]]:
    """So many held meetings of each pair, on days of March."""
    rows = [(number, day) for number, count in days.items() for day in range(1, count + 1)]
    return [meeting(place, f"p{number}", f"2026-03-{day:02}", **more) for place, (number, day) in enumerate(rows)]


def test_action_items_of_one_pair_cannot_be_had_though_the_agendas_of_all_are_noted(folder):
    count = pairs_of(folder, Sales=8, Works=8)
    rows = held(dict.fromkeys(range(1, count + 1), 2), has_agenda="true")
    for row in rows[:18]:
        row["action_item_count"] = 1 if row["meeting_key"] != "x3" else 0
    folder.table("meetings", rows)
    published = folder.published()
    whole, part = (shown(published, "action_item_rate", segment_value=name)["numerator"] for name in ("all", "Sales"))
    assert not are_all_there(whole, part)


def test_meetings_of_two_people_in_no_pair_cannot_be_had_from_the_total(folder):
    count = pairs_of(folder, Sales=8, Works=8)
    alone = [
        {"meeting_key": f"y{day}", "people": "r1;r2", "starts_at": f"2026-04-0{day}T10:00:00Z", "outcome": "held"}
        for day in (1, 2, 3)
    ]
    folder.table("meetings", [*held(dict.fromkeys(range(1, count + 1), 1)), *alone])
    published = folder.published()
    names = ("all", "Sales", "Works")
    counts = [shown(published, "held_meeting_count", segment_value=name)["value"] for name in names]
    assert not are_all_there(*counts)


def test_meetings_that_one_metric_hides_are_not_shown_by_the_n_of_another(folder):
    pairs_of(folder, Sales=7, Works=6, Legal=2)
    days = {number: 1 + number % 3 for number in range(3, 16)}
    folder.table("meetings", held(days, has_agenda="true"))
    published = folder.published()
    found = {}
    for name in ("all", "Sales", "Works"):
        found[name] = [
            shown(published, "held_meeting_count", segment_value=name)["value"],
            shown(published, "agenda_rate", segment_value=name)["n"],
            shown(published, "cancellation_rate", segment_value=name)["n"],
        ]
    assert not all(any(number is not None for number in numbers) for numbers in found.values())


def test_that_the_one_pair_of_a_department_never_met_is_not_told_by_equal_numbers_of_meetings(folder):
    pairs_of(folder, Sales=10, Legal=1)
    folder.table("meetings", held(dict.fromkeys(range(1, 11), 1), has_agenda="true"))
    published = folder.published()
    numbers = [shown(published, "agenda_rate", segment_value=name)["n"] for name in ("all", "Sales")]
    assert not are_all_there(*numbers)


@pytest.mark.parametrize("has_met", [True, False])
def test_whether_the_one_pair_of_a_department_has_met_is_not_told_by_why_there_is_no_figure(folder, has_met):
    pairs_of(folder, Sales=10, Legal=1)
    folder.table("meetings", held(dict.fromkeys(range(1, 12 if has_met else 11), 1)))
    assert shown(folder.published(), "days_to_first_meeting", segment_value="Legal")["status"] == "suppressed"


@pytest.mark.parametrize("missing", [1, 2, 3])
def test_baseline_scores_of_who_is_missing_later_cannot_be_had_from_means_spreads_and_contrasts(folder, missing):
    people = [f"m{number}" for number in range(1, 15)]
    folder.people(len(people), 0)
    declare(folder, ("{confidence: {}}", "{confidence: {reliability: 0.86}}"), file="instruments/skills.yaml")
    for wave, day, who in (("baseline", "2026-01-10", people), ("later", "2026-06-10", people[missing:])):
        rows = [answer(name, day, conf1=1 + int(name[1:]) % 5, conf2=1 + int(name[1:]) * 3 % 5) for name in who]
        folder.table(f"surveys/{wave}", rows)
    published = folder.published()
    for role in ("mentee", "all"):
        paired = shown(published, "mean_baseline", role=role)["value"]
        contrast = shown(published, "attrition_bias_g", role=role)["value"]
        cut = shown(published, "reliable_change_points", role="all")["value"]
        assert paired is None or (contrast, cut) == (None, None), role


@pytest.mark.parametrize("missing", [2, 4])
def test_a_contrast_with_fewer_than_k_people_on_a_side_is_not_shown(folder, missing):
    people = [f"m{number}" for number in range(1, 15)]
    folder.people(len(people), 0)
    for wave, day, who in (("baseline", "2026-01-10", people), ("later", "2026-06-10", people[missing:])):
        rows = [answer(name, day, conf1=1 + int(name[1:]) % 5, conf2=1 + int(name[1:]) * 3 % 5) for name in who]
        folder.table(f"surveys/{wave}", rows)
    published = folder.published()
    assert [shown(published, "attrition_bias_g", role=role)["value"] for role in ("mentee", "all")] == [None, None]


def test_the_arithmetic_by_which_spreads_would_give_a_score_away_is_right():
    """Of what all but one give, with limits, and the spread of all, the one is what is left."""
    scores, alone = [1.5, 2.0, 2.0, 3.5, 4.0, 4.5, 2.5, 3.0], 5.0
    n, mean = len(scores), sum(scores) / len(scores)
    half = t.ppf(0.975, n - 1) * sqrt(sum((score - mean) ** 2 for score in scores) / (n - 1) / n)
    everybody = [*scores, alone]
    whole = sum(everybody) / (n + 1)
    spread = sum((score - whole) ** 2 for score in everybody) / n
    of_paired = (half / t.ppf(0.975, n - 1)) ** 2 * n * (n - 1)
    off = sqrt((spread * n - of_paired) * (n + 1) / n)
    assert alone == pytest.approx(mean + off)


def test_what_a_mentor_said_of_one_mentee_cannot_be_had_from_the_gap_and_both_means(folder):
    folder.people(12, 12)
    folder.table("pairs", [pair(number, "2026-01-05") for number in range(1, 13)])
    declare(folder, ("[mentee, mentor]", "[mentee]"), file="instruments/skills.yaml")
    folder.write("instruments/view.yaml", VIEW)
    declare(folder, ("waves:", VIEW_SOURCES))
    for own, view, day, first in (("baseline", "vb", "2026-01-10", 2), ("later", "vl", "2026-06-10", 1)):
        numbers = range(1, 13)
        folder.table(f"surveys/{own}", [answer(f"m{at}", day, conf1=1 + at % 5, conf2=1 + at % 4) for at in numbers])
        seen = [answer(f"r{at}", day, about=f"m{at}", seen1=1 + at * 2 % 5) for at in numbers if at >= first]
        folder.table(f"surveys/{view}", seen)
    published = folder.published()
    for role in ("mentee", "all"):
        means = [
            shown(published, "mean_latest", role=role, instrument=name, wave="baseline..later")["value"]
            for name in ("skills", "view")
        ]
        gap = shown(published, "self_other_gap", role=role, instrument="view", wave="later")["value"]
        assert not are_all_there(gap, *means), role


def test_the_cadence_of_two_who_did_not_answer_is_not_told_by_a_contrast(folder):
    pairs_of(folder, Sales=10)
    declare(folder, ("wave: later}", "wave: later, invited: everyone}"))
    declare(folder, ("[mentee, mentor]", "[mentee]"), file="instruments/skills.yaml")
    folder.table("meetings", held({number: 1 + number % 4 for number in range(1, 11)}))
    rows = [answer(f"m{number}", "2026-06-10", conf1=3, conf2=3, recommend=8) for number in range(3, 11)]
    folder.table("surveys/later", rows)
    published = folder.published()
    gaps = [shown(published, "response_cadence_gap", role=role, wave="later")["value"] for role in ("mentee", "all")]
    assert gaps == [None, None]


def test_a_word_is_not_undone_by_the_total_and_the_other_segment(folder):
    pairs_of(folder, Sales=6, Works=12)
    rows = [{"goal_key": f"g{at}", "owner": f"m{at}", "title": "G", "set_on": "2026-02-15"} for at in range(7, 15)]
    folder.table("goals", rows)
    published = folder.published()
    found = {name: shown(published, "goal_setting_rate", segment_value=name) for name in ("all", "Sales", "Works")}
    is_word = found["Sales"]["reason"] == "few"
    assert not (is_word and are_all_there(found["all"]["numerator"], found["Works"]["numerator"]))


def test_two_words_are_not_undone_by_a_count_of_what_is_left(folder):
    count = pairs_of(folder, Sales=4, Works=12)
    called_off = [meeting(50 + at, f"p{at}", "2026-03-02", "cancelled") for at in range(5, 9)]
    missed = [meeting(70 + at, f"p{at}", "2026-03-02", "no_show") for at in range(9, 12)]
    folder.table("meetings", [*held(dict.fromkeys(range(1, count + 1), 1)), *called_off, *missed])
    published = folder.published()
    words = [shown(published, name, segment_value="Sales") for name in ("cancellation_rate", "no_show_rate")]
    left = shown(published, "held_meeting_count", segment_value="Sales")["value"]
    assert not ([each["reason"] for each in words] == ["few", "few"] and are_all_there(left, words[0]["n"]))
