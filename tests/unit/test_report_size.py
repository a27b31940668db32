"""A page can be mailed whatever the programme, and says what it leaves out to that end."""

import re
from dataclasses import replace

import pytest

from reports import fitting
from reports.comments import Answered, OwnWords
from reports.fitting import FURTHER, MOST_BYTES, STEPS, Content, reductions
from reports.groups import group_tables
from reports.history import History
from reports.rows import night_of
from reports.sections import sections
from reports.trends import Trends, trends
from tests import large_night, report_history
from tests import report_figures as sample

ROOM_LEFT = 1_470_000


@pytest.fixture(scope="module")
def large():
    rows = large_night.rows()
    history = report_history.year(rows=[row for row in rows if not row["instrument"]])
    return rows, history


@pytest.fixture(scope="module")
def html(large):
    rows, history = large
    return sample.render(rows, large_night.programme(), history)


@pytest.fixture(scope="module")
def whole(large):
    rows, history = large
    night = night_of(large_night.programme(), sample.AS_OF, sample.frame(rows))
    said = Answered("What changed?", "Pulse", "20 comments", ("first",) * 12, ("more",) * 8, "")
    return Content(trends(night, history, ()), sections(night), group_tables(night), OwnWords((said,), 10))


def left_out(html):
    found = re.search(r'id="left-out">([^<]*)<', html)
    return found[1] if found else ""


def test_a_year_of_a_programme_with_eight_segments_can_be_mailed(html):
    assert len(html.encode()) <= MOST_BYTES, len(html.encode())


def test_what_is_left_out_is_said_and_where_it_is(html):
    said = left_out(html)
    assert "charts of earlier comparisons" in said
    assert said.endswith("All figures are in figures.csv.")


@pytest.mark.parametrize("part", ["h-verdict", "h-scorecard", "h-trend", "h-groups", "h-trust", "h-definitions"])
def test_the_answers_and_what_they_rest_on_stay(html, part):
    assert f'id="{part}"' in html


def test_the_sample_has_all_of_itself_and_room_left():
    html = sample.render(history=report_history.year(60))
    assert not left_out(html)
    assert len(html.encode()) <= ROOM_LEFT, len(html.encode())


def test_each_step_leaves_out_more_and_says_so(whole):
    steps = list(reductions(whole))
    assert steps[0] == whole
    assert [len(step.left_out) for step in steps[:6]] == [0, 1, 2, 3, 4, 5]
    assert len(steps) == len(STEPS) + 1
    assert steps[-1].left_out == ("tables of all figures", "tables by group", "comments", "all charts")
    assert steps[-1].own_words is None
    assert (steps[-1].sections, steps[-1].tables, steps[-1].trends) == ((), (), Trends((), (), None))


def test_further_comments_go_before_any_group_does(whole):
    step = next(step for step in reductions(whole) if step.left_out[-1:] == (FURTHER,))
    assert [(len(one.texts), one.more) for one in step.own_words.answered] == [(12, ())]
    assert step.tables == whole.tables


def test_a_part_that_a_page_does_not_have_is_not_said_to_be_left_out(whole):
    bare = replace(whole, sections=tuple(replace(one, earlier=()) for one in whole.sections))
    assert next(step for step in list(reductions(bare))[1:]).left_out == ("charts by group",)


def test_charts_by_group_go_and_their_numbers_stay_in_the_tables_of_groups(whole):
    step = next(step for step in reductions(whole) if "charts by group" in step.left_out)
    ids = {card.id for section in step.sections for card in section.cards}
    gone = {card.id for section in whole.sections for card in section.cards} - ids
    assert gone == {f"attained-{segment}" for segment in large_night.SEGMENTS}
    for table in step.tables:
        assert "goal_attainment_rate" in {column.metric for column in table.columns}


def test_the_largest_groups_stay_in_their_order_with_everybody():
    night = night_of(sample.programme(), sample.AS_OF, sample.figures())
    table = group_tables(night)[1]
    cut = table.largest(2)
    assert cut.values == ("Everybody", "Engineering", "Operations")
    assert cut.groups_left_out == 3
    assert [len(column.cells) for column in cut.columns] == [3] * len(cut.columns)
    assert table.largest(12) == table


def test_a_page_says_how_many_groups_its_tables_leave_out(monkeypatch):
    monkeypatch.setattr(fitting, "MOST_BYTES", 0)
    monkeypatch.setattr(fitting, "STEPS", [fitting.Step("small groups", lambda whole: fitting.largest(2, whole))])
    html = sample.render(history=History.empty())
    assert "The largest groups. 3 more are in figures.csv." in html
    assert "mailed: small groups. All" in left_out(html)
