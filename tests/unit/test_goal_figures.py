"""Figures of goals: set, well made, reviewed and reached, each worked out by hand."""

from datetime import date
from math import sqrt

import pytest
from scipy.stats import t

from tests.small_programmes import (
    DAY,
    Survival,
    clustered_wilson,
    goal,
    limits,
    matched,
    one,
    pair,
    share,
    size,
    why,
    wilson,
)

SMART = ("smart_rate", "smart_specific_rate", "smart_measurable_rate", "smart_time_bound_rate")
RATES = (*SMART, "goal_attainment_rate", "on_time_rate", "goal_review_rate", "milestone_rate", "milestones_celebrated")


def reached(number: int, owner: str, on: str, **more: object) -> dict[str, object]:
    return goal(number, owner, status="achieved", achieved_on=on, **more)


def t_score(*goals: tuple[float, int]) -> float:
    """Of goals as (weight, level), from the formula."""
    levels = sum(weight * level for weight, level in goals)
    squares, weights = sum(weight**2 for weight, _ in goals), sum(weight for weight, _ in goals)
    return 50 + 10 * levels / sqrt(0.7 * squares + 0.3 * weights**2)


def test_goals_set_by_the_thirtieth_day_after_the_first_match_count(folder):
    matched(folder, 5)
    rematched = pair(4, "2026-02-10", ended_on="2026-05-01", outcome="rematched")
    again = {**pair(4, "2026-05-02"), "pair_key": "again", "mentor": "r5"}
    folder.table("pairs", [*(pair(number, "2026-02-10") for number in (1, 2, 3)), rematched, again])
    days = {"m1": "2026-01-05", "m2": "2026-03-12", "m3": "2026-03-13", "m4": "2026-05-10", "m5": "2026-02-11"}
    folder.table("goals", [goal(number, owner, set_on=day) for number, (owner, day) in enumerate(days.items())])
    figure = one(folder.figures(DAY), "goal_setting_rate")
    assert (figure["value"], *share(figure), *size(figure), figure["role"]) == (0.5, 2, 4, 4, 4, "mentee")
    assert limits(figure) == pytest.approx(wilson(2, 4), abs=1e-6)


def test_dropped_goals_were_set_and_those_without_a_day_were_not_in_time(folder):
    matched(folder, 2)
    folder.table("goals", [goal(1, "m1", status="dropped"), goal(2, "m2", set_on="")])
    assert share(one(folder.figures(DAY), "goal_setting_rate")) == (1, 2)


def test_mentees_matched_for_less_than_thirty_days_are_not_asked_for_a_goal(folder):
    matched(folder, 3)
    assert why(one(folder.figures(date(2026, 3, 11)), "goal_setting_rate"))[0] == "not_computable"
    assert share(one(folder.figures(date(2026, 3, 12)), "goal_setting_rate")) == (0, 3)


def test_smart_goals_have_steps_a_measure_and_a_due_date(folder):
    matched(folder, 3)
    whole = {"step_count": 2, "measure": "three talks", "due_on": "2026-08-01"}
    folder.table(
        "goals",
        [
            goal(1, "m1", **whole),
            goal(2, "m1", **{**whole, "measure": "", "gas_level": 0}),
            goal(3, "m1", **{**whole, "step_count": 0}, status="dropped"),
            goal(4, "m2", **{**whole, "measure": "", "gas_baseline": -2, "due_on": ""}),
            goal(5, "m3", step_count=1, set_on=""),
            goal(6, "m3", **whole, set_on="2026-07-01"),
        ],
    )
    found = folder.figures(DAY)
    numerators = {metric: one(found, metric, role="mentee")["numerator"] for metric in SMART}
    assert list(numerators.values()) == [2, 4, 4, 3]
    figure = one(found, "smart_rate", role="mentee")
    assert (figure["value"], *share(figure), *size(figure)) == (0.4, 2, 5, 5, 3)
    assert limits(figure) == pytest.approx(clustered_wilson((2, 3), (0, 1), (0, 1)), rel=1e-9)


def test_without_goals_there_are_no_rates_and_no_dropped_one(folder):
    matched(folder, 1)
    found = folder.figures(DAY)
    for metric in (*RATES, "days_to_attainment", "gas_t", "gas_t_sd", "gas_t_change"):
        assert why(one(found, metric, role="mentee"))[0] == "not_computable", metric
    dropped = one(found, "dropped_goal_count", role="mentor")
    assert (dropped["value"], *size(dropped), dropped["status"]) == (0, 0, 0, "low_n")


def test_attainment_counts_overdue_goals_and_leaves_out_dropped_and_undue_ones(folder):
    matched(folder, 3)
    folder.table(
        "goals",
        [
            reached(1, "m1", "2026-05-01"),
            goal(2, "m1", status="not_achieved"),
            goal(3, "m2", status="open", due_on="2026-06-29"),
            goal(4, "m2", status="open", due_on="2026-06-30"),
            goal(5, "m2", status="open"),
            goal(6, "m3", status="dropped", due_on="2026-03-01"),
            reached(7, "m3", "2026-07-01", due_on="2026-06-01"),
            goal(8, "m3", status="achieved"),
            reached(9, "m3", "2026-07-02", set_on="2026-07-01"),
        ],
    )
    found = folder.figures(DAY)
    figure = one(found, "goal_attainment_rate", role="mentee")
    assert (figure["value"], *share(figure), *size(figure), figure["status"]) == (0.4, 2, 5, 5, 3, "low_n")
    assert limits(figure) == pytest.approx(clustered_wilson((1, 2), (0, 1), (1, 2)), rel=1e-9)
    dropped = one(found, "dropped_goal_count", role="mentee")
    assert (dropped["value"], *size(dropped), *share(dropped)) == (1, 8, 3, None, None)


def test_goals_of_somebody_of_both_roles_count_in_each_and_in_their_own_segment(folder):
    roles = {"m1": "mentee", "r1": "mentor", "b": "both"}
    folder.table(
        "people",
        [{"person_key": key, "role": role, "department": "" if key == "b" else "X"} for key, role in roles.items()],
    )
    folder.table(
        "goals", [reached(1, "b", "2026-05-01"), goal(2, "r1", status="not_achieved"), reached(3, "m1", "2026-05-01")]
    )
    found = folder.figures(DAY)
    assert [share(one(found, "goal_attainment_rate", role=role)) for role in ("mentee", "mentor")] == [(2, 2), (1, 2)]
    assert found.filter((found["metric"] == "goal_attainment_rate") & (found["role"] == "all")).is_empty()
    blank = one(found, "goal_attainment_rate", role="mentee", segment_value="(none)")
    assert (*share(blank), *limits(blank)) == (1, 1, None, None)


def test_on_time_compares_the_days_of_achieved_goals_that_have_both(folder):
    matched(folder, 2)
    folder.table(
        "goals",
        [
            reached(1, "m1", "2026-05-01", due_on="2026-05-01"),
            reached(2, "m1", "2026-05-02", due_on="2026-05-01"),
            reached(3, "m1", "2026-05-02"),
            goal(4, "m2", status="achieved", due_on="2026-05-01"),
            reached(5, "m2", "2026-04-02", due_on="2026-05-01"),
            reached(6, "m2", "2026-07-01", due_on="2026-08-01"),
            goal(7, "m2", due_on="2026-05-01"),
        ],
    )
    figure = one(folder.figures(DAY), "on_time_rate", role="mentee")
    assert (*share(figure), *size(figure)) == (2, 3, 3, 2)
    assert limits(figure) == pytest.approx(clustered_wilson((1, 2), (1, 1)), rel=1e-9)


def test_days_to_attainment_censor_open_and_failed_goals_and_leave_out_dropped_ones(folder):
    matched(folder, 4)
    days = ["2026-02-11", "2026-02-21", "2026-03-03", "2026-03-23", "2026-04-02", "2026-04-12"]
    achieved = [reached(number, f"m{number % 4 + 1}", day) for number, day in enumerate(days)]
    others = [
        goal(10, "m1"),
        goal(11, "m1", status="not_achieved"),
        goal(12, "m2", due_on="2026-03-01"),
        reached(13, "m2", "2026-07-01"),
        goal(14, "m3", status="dropped"),
        goal(15, "m3", status="achieved"),
        goal(16, "m3", set_on=""),
        reached(17, "m4", "2026-03-01", set_on=""),
        reached(18, "m4", "2026-02-01"),
    ]
    folder.table("goals", [*achieved, *others])
    figure = one(folder.figures(DAY), "days_to_attainment", role="mentee")
    survival = Survival([0, 10, 20, 30, 50, 60, 70], [149] * 4)
    assert (figure["value"], *limits(figure)) == pytest.approx(survival.median())
    assert (figure["value"], *size(figure), *share(figure), figure["unit"]) == (60, 11, 4, None, None, "days")


def test_goals_that_are_not_reached_yet_have_no_median(folder):
    matched(folder, 1)
    folder.table("goals", [goal(1, "m1"), goal(2, "m1")])
    figure = one(folder.figures(DAY), "days_to_attainment", role="mentee")
    assert (why(figure), figure["n"]) == (("not_computable", "fewer than half of the goals are achieved yet"), 2)


def test_reviews_of_the_last_thirty_days_are_of_open_goals_that_are_older(folder):
    matched(folder, 3)
    folder.table(
        "goals",
        [
            goal(1, "m1", set_on="2026-05-31", reviewed_on="2026-06-01"),
            goal(2, "m1", reviewed_on="2026-05-31"),
            goal(3, "m1", reviewed_on="2026-07-01"),
            goal(4, "m2", reviewed_on="2026-06-30", due_on="2026-06-01"),
            goal(5, "m2", set_on="2026-06-01", reviewed_on="2026-06-20"),
            goal(6, "m2", set_on="", reviewed_on="2026-06-20"),
            reached(7, "m3", "2026-06-01", reviewed_on="2026-06-20"),
            reached(8, "m3", "2026-07-01", reviewed_on="2026-06-20"),
            goal(9, "m3"),
        ],
    )
    figure = one(folder.figures(DAY), "goal_review_rate", role="mentee")
    assert (figure["value"], *share(figure), *size(figure)) == (0.5, 3, 6, 6, 3)
    assert limits(figure) == pytest.approx(clustered_wilson((1, 3), (1, 1), (1, 2)), rel=1e-9)


def test_milestones_are_steps_done_of_steps_that_the_export_knows(folder):
    matched(folder, 3)
    folder.table(
        "goals",
        [
            goal(1, "m1", step_count=4, step_done_count=3),
            goal(2, "m1", step_count=2, step_done_count=0),
            goal(3, "m2", step_count=4, step_done_count=4, status="dropped"),
            goal(4, "m2", step_count=3),
            goal(5, "m3", step_count=0, step_done_count=0),
            goal(6, "m3"),
        ],
    )
    figure = one(folder.figures(DAY), "milestone_rate", role="mentee")
    assert (figure["value"], *share(figure), *size(figure), figure["status"]) == (0.7, 7, 10, 10, 2, "low_n")
    assert limits(figure) == pytest.approx(clustered_wilson((3, 6), (4, 4)), rel=1e-9)
    assert figure["reason"] == "fewer than 10 groups behind its interval"


def test_a_celebration_is_on_or_after_the_achievement_and_not_after_the_night(folder):
    matched(folder, 2)
    folder.table(
        "goals",
        [
            reached(1, "m1", "2026-05-01", celebrated_on="2026-05-01"),
            reached(2, "m1", "2026-05-01", celebrated_on="2026-04-30"),
            reached(3, "m1", "2026-05-01", celebrated_on="2026-07-01"),
            reached(4, "m2", "2026-05-01", celebrated_on="2026-06-30"),
            goal(5, "m2", status="achieved", celebrated_on="2026-05-01"),
            reached(6, "m2", "2026-07-01", celebrated_on="2026-06-01"),
            goal(7, "m2", celebrated_on="2026-05-01"),
        ],
    )
    figure = one(folder.figures(DAY), "milestones_celebrated", role="mentee")
    assert (figure["value"], *share(figure), *size(figure)) == (0.4, 2, 5, 5, 2)
    assert limits(figure) == pytest.approx(clustered_wilson((1, 3), (1, 2)), rel=1e-9)


def test_gas_weighs_goals_and_averages_owners(folder):
    matched(folder, 3)
    folder.table(
        "goals",
        [
            goal(1, "m1", gas_level=1, importance=2, difficulty=3),
            goal(2, "m1", gas_level=-1, importance=1, status="dropped"),
            goal(3, "m2", gas_level=2, difficulty=3),
            goal(4, "m2", progress=0.5),
            goal(5, "m3", gas_level=0, importance=2),
            goal(6, "m3", gas_level=2, set_on="2026-07-01"),
            goal(7, "r1", gas_level=-2),
        ],
    )
    found = folder.figures(DAY)
    scores = [t_score((6, 1), (1, -1)), t_score((1, 2)), t_score((2, 0))]
    mean = sum(scores) / 3
    sd = sqrt(sum((score - mean) ** 2 for score in scores) / 2)
    half = t.ppf(0.975, 2) * sd / sqrt(3)
    figure = one(found, "gas_t", role="mentee")
    assert (figure["value"], *limits(figure)) == pytest.approx((mean, mean - half, mean + half), rel=1e-9)
    assert (*size(figure), *share(figure), figure["unit"]) == (3, 3, None, None, "T")
    spread = one(found, "gas_t_sd", role="mentee")
    assert (spread["value"], spread["n"]) == (pytest.approx(sd, rel=1e-9), 3)
    assert (*limits(spread), spread["unit"]) == (None, None, "T")


def test_one_owner_alone_has_a_score_and_neither_interval_nor_spread(folder):
    matched(folder, 1)
    folder.table("goals", [goal(1, "r1", gas_level=-2)])
    found = folder.figures(DAY)
    figure = one(found, "gas_t", role="mentor")
    assert (figure["value"], limits(figure)) == (pytest.approx(30), (None, None))
    assert why(one(found, "gas_t_sd", role="mentor")) == ("not_computable", "one alone has no spread")


def test_change_in_gas_is_of_goals_with_both_levels(folder):
    matched(folder, 3)
    folder.table(
        "goals",
        [
            goal(1, "m1", gas_baseline=-2, gas_level=1, importance=2),
            goal(2, "m1", gas_baseline=-1, gas_level=-1),
            goal(3, "m1", gas_level=2, importance=3),
            goal(4, "m2", gas_baseline=-1, gas_level=1),
            goal(5, "m3", gas_baseline=-1),
        ],
    )
    figure = one(folder.figures(DAY), "gas_t_change", role="mentee")
    changes = [t_score((2, 1), (1, -1)) - t_score((2, -2), (1, -1)), t_score((1, 1)) - t_score((1, -1))]
    mean, half = sum(changes) / 2, t.ppf(0.975, 1) * abs(changes[0] - changes[1]) / 2
    assert (figure["value"], *limits(figure)) == pytest.approx((mean, mean - half, mean + half), rel=1e-9)
    assert (*size(figure), *share(figure), figure["unit"]) == (2, 2, None, None, "T points")
