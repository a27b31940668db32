"""One judgement for every target, and sentences by rule that never say more than it does."""

import re
from dataclasses import replace

import pytest

from reports import findings, headline, scorecard
from reports.rows import night_of
from reports.standing import (
    HIDDEN,
    MET,
    MISSED,
    NOT_JUDGED,
    UNCERTAIN,
    Bound,
    bound_of,
    decimals_that_tell,
    side,
    standing,
)
from tests import report_figures as sample

CAUSAL = re.compile(
    r"\b(because|caus\w*|led to|leads to|due to|thanks to|effect\w*|impact\w*|improve[ds]?|works?)\b", re.IGNORECASE
)


def night(rows=None, about=None):
    made = sample.figures() if rows is None else sample.frame(rows)
    return night_of(about or sample.programme(), sample.AS_OF, made)


def targeted(*statuses):
    """Rows with a target each, of different metrics, that stand as said."""
    return [
        sample.row_of(metric=metric, target="at_most:0.7" if metric in LOWER else "at_least:0.7", target_status=status)
        for metric, status in zip(TARGETED, statuses, strict=False)
    ]


TARGETED = ("match_rate", "active_pair_rate", "cadence_attainment", "days_to_first_meeting", "cancellation_rate")
LOWER = {"days_to_first_meeting", "cancellation_rate", "no_show_rate"}


@pytest.mark.parametrize(("status", "expected"), [("met", MET), ("missed", MISSED), ("uncertain", UNCERTAIN)])
def test_the_figures_own_status_decides(status, expected):
    assert standing(sample.row_of(target="at_least:0.7", target_status=status)) is expected


def test_hidden_and_unjudged_figures_have_no_verdict():
    assert standing(sample.row_of(status="suppressed", value=None, target="at_least:0.7")) is HIDDEN
    assert standing(sample.row_of(status="not_computable", value=None, target="at_least:0.7")) is NOT_JUDGED
    assert standing(sample.row_of(value=None, reason="most", target="at_least:0.7")) is NOT_JUDGED


@pytest.mark.parametrize(
    ("low", "high", "kind", "expected"),
    [
        (0.6, 0.9, "at_least", MET),
        (0.5, 0.59, "at_least", MISSED),
        (0.5, 0.6, "at_least", UNCERTAIN),
        (0.5, 0.6, "at_most", MET),
        (0.61, 0.7, "at_most", MISSED),
        (0.6, 0.7, "at_most", UNCERTAIN),
        (0.6, None, "at_least", MET),
        (None, 0.5, "at_least", MISSED),
        (0.5, None, "at_most", UNCERTAIN),
        (None, None, "at_least", MET),
    ],
)
def test_a_bound_that_is_drawn_is_judged_by_the_whole_interval(low, high, kind, expected):
    row = sample.row_of(value=0.65 if (low, high) == (None, None) else 0.55, ci_low=low, ci_high=high)
    assert standing(row, Bound(kind, 0.6)) is expected


def test_sides_of_a_line_need_the_whole_interval():
    assert side(sample.row_of(value=0.2, ci_low=0.1, ci_high=0.3), 0) == "above"
    assert side(sample.row_of(value=-0.2, ci_low=-0.3, ci_high=-0.1), 0) == "below"
    assert side(sample.row_of(value=0.2, ci_low=0.0, ci_high=0.4), 0) == "around"
    assert side(sample.row_of(value=None, status="suppressed"), 0) == "unknown"


def test_a_target_of_an_unknown_kind_is_an_error_with_its_value():
    with pytest.raises(ValueError, match="about:3"):
        bound_of(sample.row_of(target="about:3"))


def test_a_limit_is_not_printed_as_the_target_that_it_misses():
    assert (
        decimals_that_tell(sample.row_of(ci_low=0.7, ci_high=0.797, target="at_least:0.8", target_status="missed")) == 1
    )
    assert (
        decimals_that_tell(sample.row_of(ci_low=0.803, ci_high=0.86, target="at_least:0.8", target_status="met")) == 0
    )


@pytest.mark.parametrize(
    ("statuses", "text"),
    [
        (["met"] * 3, "The programme meets all of its targets."),
        (["met"], "The programme meets its target."),
        (["met", "met", "uncertain"], "The programme meets most of its targets and misses none. One lies too close"),
        (["met", "met", "missed"], "The programme meets most of its targets. Pairs hold too few"),
        (["missed", "missed", "met"], "The programme misses most of its targets. Too few mentees are matched."),
        (["met", "uncertain", "uncertain"], "The programme misses no target and clearly meets one. Two lie"),
        (["uncertain", "uncertain"], "The programme misses no target, but clearly meets none yet."),
        (["missed", "uncertain", "uncertain"], "The programme clearly meets no target yet and misses one."),
        (["met", "missed", "uncertain"], "The picture is mixed: one of three targets met, one missed."),
        (["", ""], "It is too early for a verdict"),
        ([], "No targets are declared"),
    ],
)
def test_the_verdict_says_what_the_count_says(statuses, text):
    rows = targeted(*statuses)
    rows = [row if row.target_status else replace(row, status="not_computable", value=None) for row in rows]
    said = findings.verdict(sample.programme(), rows, findings.tally([standing(row) for row in rows]))
    assert said.startswith(text), said


def test_a_finding_is_neutral_unless_it_is_certain():
    certain, unsure = targeted("missed")[0], targeted("uncertain")[0]
    assert findings.finding(sample.programme(), certain) == "Too few mentees are matched"
    assert findings.finding(sample.programme(), unsure) == "Mentees matched"


def test_a_sentence_about_a_group_names_it_and_comes_after_those_about_everybody():
    of_group = sample.share("cadence_attainment", "pair", 0.3, 18, segment="department", segment_value="Operations")
    rows = [
        {**of_group, "target": "at_least:0.7", "target_status": "missed"},
        sample.share("goal_attainment_rate", "mentee", 0.5, 67, target="at_least:0.7", target_status="missed"),
    ]
    found = scorecard.targeted(night(rows, sample.programme().model_copy(update={"targets": ()})))
    assert [findings.finding(sample.programme(), row) for row in found] == [
        "Too few goals are attained",
        "Operations: pairs hold too few of the meetings that they agreed on",
    ]
    assert findings.actions(sample.programme(), found)[1].startswith("Operations: ask pairs what keeps them")


def test_a_target_in_the_unusual_direction_gets_no_phrase_that_would_mislead():
    row = sample.row_of(metric="cancellation_rate", target="at_least:0.1", target_status="met")
    assert findings.finding(sample.programme(), row) == "Met: Meetings cancelled"


def test_a_metric_without_phrases_gets_general_ones():
    row = sample.row_of(metric="a_new_metric", target="at_least:0.9", target_status="missed")
    assert findings.finding(sample.programme(), row) == "Missed: A new metric"
    assert findings.actions(sample.programme(), [row]) == ("Look into “A new metric”: 78%, target at least 90%.",)


def test_at_most_three_actions_missed_ones_first_each_with_its_number():
    rows = targeted("met", "uncertain", "missed", "missed", "missed")
    actions = findings.actions(sample.programme(), rows)
    assert len(actions) == 3
    assert all("78%" in action or "0.8 days" in action for action in actions)
    assert actions[0].startswith("Ask pairs what keeps them from meeting as agreed")
    assert findings.actions(sample.programme(), targeted("met")) == ()


def test_an_uncertain_action_gives_the_interval():
    assert "(interval 71–83%)" in findings.actions(sample.programme(), targeted("uncertain"))[0]


def test_no_sentence_names_a_cause():
    whole = night()
    rows = scorecard.targeted(whole)
    texts = [findings.finding(whole.programme, row) for row in rows]
    texts += findings.actions(whole.programme, rows)
    texts += [phrase for one in findings.PHRASES.values() for phrase in (one.met, one.missed, one.action)]
    assert not [text for text in texts if CAUSAL.search(text)]


def test_groups_are_named_only_where_the_whole_interval_is_on_the_wrong_side():
    target = sample.row_of(target="at_least:0.6")
    low = sample.row_of(segment_value="Support", value=0.3, ci_low=0.2, ci_high=0.4)
    wide = sample.row_of(segment_value="Sales", value=0.3, ci_low=0.1, ci_high=0.7)
    assert findings.group_title([low, wide], target, "department", "") == "Only Support is clearly below the target"
    assert findings.group_title([wide], target, "department", "") == "No department is clearly below the target"
    assert findings.group_title([low], target, "department", "") == "Every department is clearly below the target"
    assert findings.group_title([low, wide], None, "department", "Goals") == "Goals"


def test_growth_is_claimed_only_above_no_change():
    whole = night()
    rows = whole.of("growth_g", wave="baseline..month6")
    title = findings.growth_title(whole.programme, rows, "baseline to month 6")
    assert title == "Baseline to month 6: mentees grew in every area; mentors grew in three of four areas"
    flat = [replace(row, ci_low=-0.1) for row in rows]
    assert "no growth of mentees is certain" in findings.growth_title(whole.programme, flat, "month 6")


def growth_rows(mentee, mentor):
    key = {"instrument": "skills", "construct": "confidence", "wave": "baseline..month6"}
    return [
        sample.around("growth_g", "mentee", mentee, 0.1, 133, **key),
        sample.around("growth_g", "mentor", mentor, 0.1, 88, **key),
    ]


@pytest.mark.parametrize(
    ("mentee", "mentor", "text"),
    [
        (0.4, 0.3, "Both sides grew."),
        (0.4, 0.05, "Only mentees grew for certain; for mentors the interval holds no change."),
        (0.05, 0.4, "Only mentors grew for certain; for mentees the interval holds no change."),
        (0.4, -0.4, "Only mentees grew for certain; for mentors answers fell."),
        (0.05, 0.05, "For neither side growth is certain."),
    ],
)
def test_a_programme_in_which_only_one_side_grows_says_so(mentee, mentor, text):
    assert headline.conclusion(headline.sides(night(growth_rows(mentee, mentor)))) == text


def test_a_side_that_is_hidden_is_not_called_grown():
    key = {"instrument": "skills", "construct": "confidence", "wave": "baseline..month6"}
    rows = [growth_rows(0.4, 0.3)[0], sample.hidden("growth_g", "mentor", **key)]
    sides = headline.sides(night(rows))
    assert sides[1].number == "hidden"
    assert headline.conclusion(sides) == "Mentees grew; for mentors it cannot be said."


def test_the_quoted_growth_is_that_of_the_targets_and_of_the_newest_wave():
    quoted = headline.headline_figures(night())
    assert {(row.construct, row.wave, row.target != "") for row in quoted.values()} == {
        ("confidence", "baseline..month6", True)
    }


def test_answers_differ_only_where_intervals_lie_apart():
    apart = [
        (
            "Pulse",
            [
                sample.row_of(role="mentee", ci_low=0.6, ci_high=0.7),
                sample.row_of(role="mentor", ci_low=0.3, ci_high=0.5),
            ],
        )
    ]
    assert findings.gap_title(apart) == "Mentors answered less than mentees (Pulse)"
    close = [
        (
            "Pulse",
            [
                sample.row_of(role="mentee", ci_low=0.4, ci_high=0.7),
                sample.row_of(role="mentor", ci_low=0.3, ci_high=0.5),
            ],
        )
    ]
    assert findings.gap_title(close) == "Whose answers are behind these figures"
