"""Who is missing from the answers: a difference is named only off nothing, and each questionnaire by its newest wave."""

from reports.groups import group_tables
from reports.missing import NEUTRAL, answer_cards
from reports.rows import night_of
from tests import report_figures as sample

SKILLS = {"instrument": "skills", "wave": "month6"}
LATER = {"instrument": "skills", "construct": "confidence", "wave": "baseline..month6"}


def night(rows):
    return night_of(sample.programme(), sample.AS_OF, sample.frame(rows))


def card(rows, name="missing"):
    return next((one for one in answer_cards(night(rows)) if one.id == name), None)


def gap(role, value, half, **key):
    return sample.around("response_cadence_gap", role, value, half, 60, **{**SKILLS, **key})


def test_a_gap_that_holds_no_difference_is_not_named():
    assert card([gap("mentee", 0.1, 0.11)]).title == NEUTRAL


def test_those_missing_meet_less_where_those_who_answered_meet_more():
    rows = [gap("mentee", 0.2, 0.1), gap("mentor", 0.1, 0.2), gap("mentor", -0.3, 0.1, instrument="pulse")]
    assert card(rows).title == (
        "Missing from the answers: mentees who meet less often (Skills and confidence); "
        "mentors who meet more often (Pulse)"
    )


def test_an_earlier_wave_says_nothing_once_a_later_one_has_begun():
    rows = [gap("mentee", 0.3, 0.1, wave="month3"), gap("mentee", 0.0, 0.1)]
    made = card(rows)
    assert (made.title, len(made.table)) == (NEUTRAL, 1)
    assert "wave month 6" in made.subtitle


def test_a_wave_that_has_not_begun_does_not_replace_the_newest():
    later = sample.uncomputable(
        "response_cadence_gap", "mentee", "the wave has not begun", instrument="skills", wave="month9"
    )
    assert "wave month 6" in card([gap("mentee", 0.3, 0.1), later]).subtitle


def test_a_difference_at_the_start_over_a_fifth_is_flagged_with_its_interval():
    bias = [
        sample.around("attrition_bias_g", "mentee", 0.08, 0.2, 195, **LATER),
        sample.around("attrition_bias_g", "mentor", -0.31, 0.33, 130, **LATER),
    ]
    made = card([gap("mentee", 0.1, 0.2), *bias])
    assert made.said == (
        "Flagged, as those who answered later began more than 0.20 SD from the others: "
        "mentors, confidence, baseline to month 6: −0.31 SD (−0.64 to +0.02)."
    )
    assert [row.name for row in made.table][1:] == ["Difference at the start: Confidence, baseline to month 6"] * 2
    assert "within 0.20 SD of the others" in card([gap("mentee", 0.1, 0.2), bias[0]]).said


def test_hidden_gaps_make_no_card():
    assert card([sample.hidden("response_cadence_gap", "mentee", **SKILLS)]) is None


def test_response_rates_are_those_of_the_newest_wave_of_each_questionnaire():
    rows = [
        sample.share("response_rate", "mentee", 0.9, 60, instrument="skills", wave="baseline"),
        sample.share("response_rate", "mentee", 0.7, 60, **SKILLS),
        sample.share("response_rate", "mentee", 0.8, 60, instrument="pulse", wave="month3"),
    ]
    assert [row.name for row in card(rows, "answers").table] == ["Skills and confidence, month 6", "Pulse, month 3"]


def test_groups_have_the_newest_response_rate_of_each_side():
    at = {"segment": "cohort", "segment_value": "2026-spring"}
    rows = [
        sample.share("response_rate", role, value, 60, instrument="skills", wave=wave, **place)
        for role, value in (("mentee", 0.7), ("mentor", 0.5))
        for wave in ("baseline", "month6")
        for place in ({}, at)
    ]
    (table,) = group_tables(night(rows))
    assert [(one.title, one.detail) for one in table.columns] == [
        ("Questionnaires answered", "mentees, month 6"),
        ("Questionnaires answered", "mentors, month 6"),
    ]
    assert [cell.text for cell in table.columns[1].cells] == ["50%", "50%"]


def test_a_group_without_any_figure_of_the_columns_has_no_row():
    rows = [
        sample.share("active_pair_rate", "pair", 0.7, 60),
        sample.share("active_pair_rate", "pair", 0.7, 30, segment="cohort", segment_value="2026-spring"),
        sample.figure("partial_count", "mentor", 3.0, n=20, segment="cohort", segment_value="(none)", **SKILLS),
    ]
    assert group_tables(night(rows))[0].values == ("Everybody", "2026-spring")
