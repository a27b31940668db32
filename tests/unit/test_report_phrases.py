"""Every metric for which a target makes sense has its own words for met, missed and what to do."""

import pytest

from mentorship.registry import METRICS
from reports import findings
from reports.phrases import PHRASES
from tests import report_figures as sample

# Differences and spreads of which neither way is good, measures of a scale, and what the organisers themselves did.
WITHOUT = {
    "attrition_bias_g",
    "gas_t_sd",
    "invited_count",
    "mean_baseline",
    "partial_count",
    "reliable_change_points",
    "response_cadence_gap",
    "self_other_gap",
}
RATES = {"share", "ratio", "0–1", "T", "SD of baseline", "−100…100"}
SCORES = [metric for metric in METRICS if metric.unit in RATES and metric.id not in WITHOUT]
ALL = [metric for metric in METRICS if metric.id not in WITHOUT]


def usual(metric):
    directions = {"higher": "at_least", "lower": "at_most"}
    return directions.get(metric.better) or PHRASES[metric.id].usual


def row(metric, status, role="mentee"):
    target = f"{usual(metric)}:0.7"
    return sample.row_of(metric=metric.id, role=role, unit=metric.unit, value=0.6, target=target, target_status=status)


def test_words_are_of_metrics_that_there_are():
    assert {metric.id for metric in METRICS} - WITHOUT == set(PHRASES)


@pytest.mark.parametrize("metric", ALL, ids=lambda metric: metric.id)
@pytest.mark.parametrize("role", ["mentee", "mentor", "pair", "all"])
def test_no_verdict_and_no_action_falls_back_to_general_words(metric, role):
    for status in ("met", "missed"):
        said = findings.finding(sample.programme(), row(metric, status, role))
        assert not said.startswith(("Met:", "Missed:"))
        assert said[0].isupper()
        assert "{" not in said
    (action,) = findings.actions(sample.programme(), [row(metric, "missed", role)])
    assert not action.startswith("Look into")
    assert action[0].isupper()


def test_every_rate_and_score_has_words():
    assert len(SCORES) > 20
    assert {metric.id for metric in SCORES} <= set(PHRASES)


def test_met_and_missed_are_told_apart():
    for phrases in PHRASES.values():
        assert phrases.met != phrases.missed


def test_a_sentence_names_whose_figure_it_is():
    growth = {"metric": "reliably_improved_rate", "target": "at_least:0.7", "target_status": "missed"}
    said = [findings.finding(sample.programme(), sample.row_of(role=role, **growth)) for role in ("mentor", "all")]
    assert said == ["Too few mentors rose beyond measurement error", "Too few people rose beyond measurement error"]


def test_the_question_of_a_single_item_is_not_an_area():
    row = sample.row_of(
        metric="satisfaction", role="mentee", instrument="pulse", construct="nps", target="at_least:0.7", target_status="missed"
    )  # fmt: skip
    assert findings.finding(sample.programme(), row) == "Too few mentees are satisfied"


def test_a_target_of_the_other_direction_gets_no_words_that_would_mislead():
    row = sample.row_of(metric="dropped_goal_count", unit="count", target="at_least:3", target_status="met")
    assert findings.finding(sample.programme(), row) == "Met: Goals dropped"
