"""The scorecard: every target has a row, worst first, and its marks stand where the numbers say."""

import pytest

from reports import scorecard
from reports.axes import axis
from reports.rows import night_of
from tests import report_figures as sample


def rows_of(rows=None, about=None):
    made = sample.figures() if rows is None else sample.frame(rows)
    night = night_of(about or sample.programme(), sample.AS_OF, made)
    return scorecard.rows(night, scorecard.targeted(night))


def targeted_row(metric, status, **rest):
    return sample.share(metric, "pair", 0.5, 100, target="at_least:0.5", target_status=status, **rest)


def test_missed_uncertain_met_then_what_has_no_verdict():
    rows = [
        targeted_row("active_pair_rate", "met"),
        targeted_row("cadence_attainment", "uncertain"),
        sample.hidden("match_rate", "mentee", target="at_least:0.5"),
        sample.uncomputable("gas_t", "mentee", "no goal has a level", target="at_least:50"),
        targeted_row("no_show_rate", "missed"),
    ]
    about = sample.programme().model_copy(update={"targets": ()})
    assert [row.standing.key for row in rows_of(rows, about)] == ["missed", "uncertain", "met", "hidden", "open"]


def test_rows_without_a_verdict_say_why_and_have_no_bar():
    rows = [
        sample.hidden("match_rate", "mentee", target="at_least:0.5"),
        sample.word("goal_setting_rate", "mentee", "most", 7, target="at_least:0.5"),
        sample.uncomputable("gas_t", "mentee", "no goal has a level", target="at_least:50"),
    ]
    found = rows_of(rows, sample.programme().model_copy(update={"targets": ()}))
    assert [row.bar for row in found] == [None, None, None]
    assert [row.why for row in found] == [
        "about fewer than 5 people, or it would give such a group away",
        "shown as “most”: a share in a small group",
        "no goal has a level",
    ]


def test_a_declared_target_without_a_figure_is_on_the_card():
    found = rows_of([targeted_row("active_pair_rate", "met")])
    assert len(found) == len(sample.programme().targets)
    absent = [row for row in found if row.why == "there is no such figure tonight"]
    assert len(absent) == len(found) - 1
    assert absent[0].target == "at least 80%"


def test_a_target_that_speaks_of_several_figures_is_not_also_absent():
    about = sample.programme()
    wide = about.model_copy(update={"targets": tuple(one for one in about.targets if one.metric == "growth_g")[:1]})
    assert [row.why for row in rows_of(None, wide) if row.figure.status == "not_computable"] == []


def test_marks_stand_where_the_numbers_say():
    row = next(row for row in rows_of() if row.figure.metric == "goal_attainment_rate")
    assert row.bar.dot == 54.0
    assert row.bar.target == 60.0
    assert row.bar.band_from == round(100 * row.figure.ci_low, 2)
    assert abs(row.bar.band_from + row.bar.band_width - 100 * row.figure.ci_high) < 0.02
    assert (row.bar.low_text, row.bar.high_text) == ("0%", "100%")


def test_figures_of_one_unit_share_an_axis_with_no_change_marked():
    growth = [row.bar for row in rows_of() if row.figure.metric == "growth_g"]
    assert len({(bar.low_text, bar.high_text, bar.zero) for bar in growth}) == 1
    assert growth[0].zero is not None


@pytest.mark.parametrize(
    ("metric", "value", "has_zero"),
    [
        ("attrition_bias_g", -0.24, True),
        ("gas_t_change", 4.0, True),
        ("response_cadence_gap", 0.12, True),
        ("self_other_gap", 0.3, True),
        ("mean_latest", 3.6, False),
        ("enrolled_count", 212.0, False),
        ("meeting_hours", 1204.5, False),
        ("cronbach_alpha", -0.1, False),
    ],
)
def test_no_difference_is_marked_where_a_figure_is_a_difference(metric, value, has_zero):
    row = sample.figure(metric, "mentee", value, target=f"at_least:{value}", target_status="met")
    bar = rows_of([row], sample.programme().model_copy(update={"targets": ()}))[0].bar
    assert (bar.zero is not None) == has_zero
    assert 0 <= bar.dot == bar.target <= 100


def test_a_target_is_written_in_its_unit():
    rows = [
        sample.figure("meeting_hours", "pair", 40.0, target="at_least:100", target_status="missed"),
        sample.figure("enrolled_count", "mentee", 40.0, target="at_least:1500", target_status="missed"),
        sample.figure("mean_latest", "mentee", 3.4, target="at_least:3.5", target_status="missed"),
    ]
    found = rows_of(rows, sample.programme().model_copy(update={"targets": ()}))
    assert {row.figure.metric: row.target for row in found} == {
        "meeting_hours": "at least 100.0 h",
        "enrolled_count": "at least 1,500",
        "mean_latest": "at least 3.50",
    }


def test_a_limit_that_was_not_reached_runs_to_the_end_of_the_bar():
    row = sample.figure("days_to_first_meeting", "pair", 17.0, 15.0, None, target="at_most:14", target_status="missed")
    bar = rows_of([row], sample.programme().model_copy(update={"targets": ()}))[0].bar
    assert bar.band_from + bar.band_width == 100.0


def test_an_axis_holds_every_number_and_shares_do_not_leave_0_to_1():
    wide = axis("ratio", [sample.row_of(unit="ratio", value=1.4, ci_low=1.2, ci_high=1.63)])
    assert wide.high >= 1.63
    whole = axis("share", [sample.row_of(value=1.0, ci_low=0.97, ci_high=1.0)])
    assert (whole.low, whole.high, whole.texts[-1]) == (0.0, 1.0, "100%")
    below = axis("SD of baseline", [sample.row_of(unit="SD of baseline", value=-0.5, ci_low=-0.9, ci_high=-0.1)])
    assert below.low <= -0.9
    assert below.texts[0][0] == "−"
