"""The funnel: steps as they were counted, and the largest step down in neutral words."""

import re

import pytest

from reports.funnel import NEUTRAL, STEPS, funnel_card
from reports.rows import night_of
from tests import report_figures as sample

COUNTS = dict(zip(STEPS, (60.0, 58.0, 55.0, 54.0, 50.0, 29.0), strict=True))
CAUSAL = re.compile(r"\b(because|caus\w*|due to|lost|significant\w*|drop\w*|fail\w*)\b", re.IGNORECASE)


def card(rows):
    found = funnel_card(night_of(sample.programme(), sample.AS_OF, sample.frame(rows)))
    return found[0] if found else None


def steps(**changed):
    return [
        changed.get(metric) or sample.figure(metric, "mentee", value, n=60, people=60)
        for metric, value in COUNTS.items()
    ]


def test_each_step_has_its_number_and_its_part_of_those_enrolled():
    rows = card(steps()).strips.rows
    assert [(row.label, row.text) for row in rows] == [
        ("Enrolled", "60"),
        ("Matched", "58"),
        ("Met their mentor", "55"),
        ("Met three times", "54"),
        ("Set a goal", "50"),
        ("Achieved a goal", "29"),
    ]
    assert [row.bars[0].width for row in rows] == [100.0, 96.67, 91.67, 90.0, 83.33, 48.33]


def test_the_title_gives_the_largest_step_down_and_no_cause():
    title = card(steps()).title
    assert title == "The largest step down, from 50 to 29 mentees, is between setting a goal and achieving one"
    assert not CAUSAL.search(title)


def test_where_nobody_is_missing_the_title_says_how_far_all_came():
    same = {metric: sample.figure(metric, "mentee", 60.0, n=60) for metric in STEPS}
    assert card(steps(**same)).title == "Achieved a goal: 60 of 60 mentees"


def test_a_step_that_is_hidden_says_so_has_no_bar_and_no_step_is_called_the_largest():
    made = card(steps(met_count=sample.hidden("met_count", "mentee")))
    met = made.strips.rows[2]
    assert (met.absent.shape, met.bars, met.n, met.text) == ("hidden", (), "n <5", "")
    assert made.title == NEUTRAL
    assert made.strips.rows[3].text == "54"


def test_a_step_that_cannot_be_counted_looks_different_from_none():
    none = sample.figure("met_count", "mentee", 0.0, n=60)
    unknown = sample.uncomputable("goal_set_count", "mentee", "no export of goals")
    made = card(steps(met_count=none, goal_set_count=unknown))
    zero, absent = made.strips.rows[2], made.strips.rows[4]
    assert (zero.text, zero.absent) == ("0", None)
    assert (absent.absent.text, absent.bars) == ("not computable", ())
    assert made.table[4].cell.notes == ("no export of goals",)


def test_a_step_of_another_night_leaves_the_title_neutral():
    kept = sample.figure("met_count", "mentee", 55.0, n=60, value_as_of=sample.AS_OF.replace(day=15))
    made = card(steps(met_count=kept))
    assert made.strips.rows[2].text == "55"
    assert made.title == NEUTRAL


def test_without_those_enrolled_the_other_steps_have_their_numbers():
    made = card(steps(enrolled_count=sample.hidden("enrolled_count", "mentee")))
    assert [row.text for row in made.strips.rows] == ["", "58", "55", "54", "50", "29"]


def test_counts_of_mentors_are_no_step():
    rows = [*steps(), sample.figure("enrolled_count", "mentor", 45.0, n=45)]
    assert [row.role for row in card(rows).table] == ["Mentees"] * 6


def test_a_target_that_is_missed_is_the_title():
    missed = {"target": "at_least:40", "target_status": "missed"}
    rows = steps(goal_achieved_count=sample.figure("goal_achieved_count", "mentee", 29.0, n=60, **missed))
    assert card(rows).title == "Too few mentees have achieved a goal"


@pytest.mark.parametrize("rows", [[], [sample.hidden(metric, "mentee") for metric in STEPS]])
def test_without_any_number_there_is_no_funnel(rows):
    assert card(rows) is None


def test_the_table_holds_the_same_numbers_and_every_step_leads_to_its_definition():
    made = card(steps())
    assert [row.cell.text for row in made.table] == ["60", "58", "55", "54", "50", "29"]
    assert [metric for metric, _ in made.metrics] == list(STEPS)


def test_the_page_draws_the_funnel_without_a_script():
    html = sample.render()
    drawn = html[html.index('id="t-funnel"') :].split("</figure>")[0]
    assert drawn.count("<rect") == 12
    assert "data-chart" not in drawn
    assert 'tabindex="0"' in drawn
