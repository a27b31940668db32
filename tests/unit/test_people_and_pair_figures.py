"""Figures of people and of pairs: the funnel, matches, cadence, gaps and retention, each worked out by hand."""

from math import sqrt

import polars as pl
import pytest
from scipy.stats import t

from tests.small_programmes import (
    DAY,
    Survival,
    clustered_wilson,
    declare,
    goal,
    limits,
    meetings,
    one,
    pair,
    share,
    size,
    why,
    wilson,
)

JOINED = "2026-01-01"


def person(key: str, role: str = "mentee", **more: object) -> dict[str, object]:
    return {"person_key": key, "role": role, "joined_on": JOINED, **more}


def match(number: int, mentor: str, mentee: str, matched_on: str, **more: object) -> dict[str, object]:
    return {"pair_key": f"p{number}", "mentor": mentor, "mentee": mentee, "matched_on": matched_on, **more}


def funnel(folder) -> None:
    """Twelve mentees, one whose joining nobody noted, one who joins later, three mentors and one who is both."""
    folder.table(
        "people",
        [
            *(person(f"m{number}", department="Legal" if number < 4 else "") for number in range(1, 13)),
            person("undated", joined_on=""),
            person("late", joined_on="2026-07-01"),
            *(person(f"r{number}", "mentor") for number in (1, 2, 3)),
            person("b", "both"),
        ],
    )
    folder.table(
        "pairs",
        [
            match(1, "r1", "m1", "2026-01-31", ended_on="2026-03-01", outcome="rematched"),
            match(2, "r2", "m1", "2026-03-02"),
            match(3, "r2", "m2", "2026-02-01"),
            match(4, "r1", "b", "2026-02-01"),
            match(5, "b", "m3", "2026-02-01"),
            match(6, "r3", "m4", "2026-07-01"),
        ],
    )
    of_m1 = [("p1", "2026-02-03"), ("p2", "2026-03-03"), ("p2", "2026-04-03")]
    of_m2 = [("p3", "2026-02-03"), ("p3", "2026-03-03"), ("p3", "2026-04-03", "cancelled"), ("p3", "2026-01-15")]
    folder.table("meetings", meetings(*of_m1, *of_m2, ("p5", "2026-06-30"), ("p4", "2026-07-01")))
    folder.table(
        "goals",
        [
            goal(1, "m1", status="achieved", achieved_on="2026-06-30"),
            goal(2, "m2", status="dropped"),
            goal(3, "m5", status="achieved", achieved_on="2026-07-01"),
            goal(4, "m6", set_on="2026-07-01"),
            goal(5, "m7", set_on=""),
            goal(6, "r1", status="achieved", achieved_on="2026-03-01"),
        ],
    )


def test_the_funnel_counts_mentees_as_far_as_they_came(folder):
    funnel(folder)
    found = folder.figures(DAY)
    reached = {"enrolled": 14, "matched": 4, "met": 3, "met_three_times": 1, "goal_set": 4, "goal_achieved": 1}
    for name, value in reached.items():
        figure = one(found, f"{name}_count", role="mentee")
        assert (figure["value"], *size(figure), figure["status"]) == (value, 14, 14, "ok"), name
        assert (*share(figure), *limits(figure), figure["unit"]) == (None, None, None, None, "count"), name
    mentors = [one(found, metric, role="mentor") for metric in ("enrolled_count", "matched_count")]
    assert [(figure["value"], *size(figure), figure["status"]) for figure in mentors] == [
        (4, 4, 4, "low_n"),
        (3, 4, 4, "low_n"),
    ]


def test_counts_of_people_are_given_by_role_and_never_for_all(folder):
    funnel(folder)
    roles = folder.figures(DAY).group_by("metric").agg(pl.col("role").unique().sort())
    by_metric = dict(roles.rows())
    assert by_metric["enrolled_count"] == by_metric["matched_count"] == ["mentee", "mentor"]
    assert by_metric["met_count"] == by_metric["goal_set_count"] == by_metric["match_rate"] == ["mentee"]


def test_a_re_matched_mentee_and_one_of_both_roles_are_matched_once(folder):
    funnel(folder)
    figure = one(folder.figures(DAY), "match_rate")
    assert (figure["value"], *share(figure), *size(figure)) == (4 / 14, 4, 14, 14, 14)
    assert limits(figure) == pytest.approx(wilson(4, 14), abs=1e-6)


def test_people_belong_to_their_own_segment_and_blank_ones_to_none(folder):
    funnel(folder)
    found = folder.figures(DAY)
    legal, blank = (one(found, "matched_count", role="mentee", segment_value=value) for value in ("Legal", "(none)"))
    assert [(figure["value"], figure["n"]) for figure in (legal, blank)] == [(3, 3), (1, 11)]
    assert one(found, "matched_count", role="mentor", segment_value="Legal")["value"] == 0


def test_a_count_of_nobody_is_zero_and_a_share_of_nobody_is_not_computable(folder):
    found = folder.figures(DAY)
    for metric, role in (("enrolled_count", "mentee"), ("goal_set_count", "mentee"), ("open_pair_count", "pair")):
        figure = one(found, metric, role=role)
        assert (figure["value"], *size(figure), figure["status"]) == (0, 0, 0, "low_n"), metric
    status, reason = why(one(found, "match_rate"))
    assert (status, reason.startswith("nothing to count: ")) == ("not_computable", True)


def test_one_mentee_alone_has_a_share_and_no_interval(folder):
    folder.people(1, 1)
    figure = one(folder.figures(DAY), "match_rate")
    assert (figure["value"], limits(figure), figure["status"]) == (0, (None, None), "low_n")


def test_a_pair_is_open_from_its_match_to_the_day_before_it_ends(folder):
    folder.people(7, 7)
    ends = ["", "2026-06-29", "2026-06-30", "2026-07-01"]
    pairs = [pair(number, ended_on=end, outcome="completed" if end else "") for number, end in enumerate(ends, start=1)]
    undated = pair(5, ended_on="", outcome="ended_early")
    folder.table("pairs", [*pairs, undated, pair(6, "2026-06-30"), pair(7, "2026-07-01")])
    figure = one(folder.figures(DAY), "open_pair_count")
    assert (figure["value"], *size(figure)) == (3, 6, 12)


def with_mentors(folder, *mentors: str, matched_on: str = "2026-01-31", **more: object) -> list[dict[str, object]]:
    """Pairs p1, p2, … of mentees m1, m2, … with these mentors."""
    folder.people(len(mentors), 3)
    return [match(n, mentor, f"m{n}", matched_on, **more) for n, mentor in enumerate(mentors, start=1)]


def test_active_pairs_of_one_mentor_hang_together(folder):
    pairs = with_mentors(folder, "r1", "r1", "r1", "r2", "r2", "r3", "r3")
    pairs[5]["matched_on"], pairs[6]["matched_on"] = "2026-05-31", "2026-06-01"
    folder.table("pairs", pairs)
    active = [("p1", "2026-06-01"), ("p2", "2026-06-30"), ("p6", "2026-06-20")]
    idle = [("p3", "2026-05-31"), ("p4", "2026-06-20", "no_show"), ("p5", "2026-07-01"), ("p7", "2026-06-20")]
    folder.table("meetings", meetings(*active, *idle))
    figure = one(folder.figures(DAY), "active_pair_rate")
    assert (figure["value"], *share(figure), *size(figure)) == (0.5, 3, 6, 6, 9)
    assert limits(figure) == pytest.approx(clustered_wilson((2, 3), (0, 2), (1, 1)), rel=1e-9)
    assert figure["status"] == "low_n"


def test_ten_pairs_of_few_mentors_are_few_groups(folder):
    folder.table("pairs", with_mentors(folder, *(["r1", "r2"] * 5)))
    figure = one(folder.figures(DAY), "active_pair_rate")
    assert (figure["value"], figure["n"], figure["status"]) == (0, 10, "low_n")
    assert figure["reason"] == "fewer than 10 groups behind its interval"
    assert limits(figure) == pytest.approx(clustered_wilson((0, 5), (0, 5)), rel=1e-9)


def test_closed_pairs_are_not_active_ones(folder):
    folder.people(3, 3)
    ended = pair(2, ended_on="2026-06-30", outcome="completed")
    folder.table("pairs", [pair(1), ended, pair(3, outcome="completed", ended_on="")])
    folder.table("meetings", meetings(*((f"p{number}", "2026-06-20") for number in (1, 2, 3))))
    figure = one(folder.figures(DAY), "active_pair_rate")
    assert (share(figure), limits(figure)) == ((1, 1), (None, None))


def test_met_soon_counts_fourteen_days_and_keeps_pairs_that_ended(folder):
    pairs = with_mentors(folder, "r1", "r1", "r2", "r2", "r3", "r3")
    pairs[1] |= {"ended_on": "2026-02-05", "outcome": "ended_early"}
    pairs[4]["matched_on"], pairs[5]["matched_on"] = "2026-06-16", "2026-06-17"
    folder.table("pairs", pairs)
    soon = [("p1", "2026-02-14"), ("p5", "2026-06-16"), ("p6", "2026-06-18")]
    late = [("p2", "2026-02-06"), ("p3", "2026-02-15"), ("p4", "2026-01-30"), ("p4", "2026-03-30")]
    folder.table("meetings", meetings(*soon, *late))
    figure = one(folder.figures(DAY), "met_within_14_days_rate")
    assert (figure["value"], *share(figure), *size(figure)) == (0.4, 2, 5, 5, 8)
    assert limits(figure) == pytest.approx(clustered_wilson((1, 2), (0, 2), (1, 1)), rel=1e-9)


def test_the_wait_for_a_first_meeting_is_censored_at_the_end_of_the_pair_and_at_the_night(folder):
    folder.people(13, 13)
    pairs = [pair(number) for number in range(1, 14)]
    pairs[7] |= {"ended_on": "2026-03-31", "outcome": "ended_early"}
    pairs[8] |= {"ended_on": "", "outcome": "completed"}
    pairs[11]["matched_on"] = "2026-06-10"
    folder.table("pairs", pairs)
    days = ["2026-02-03", "2026-02-05", "2026-02-08", "2026-02-10", "2026-02-14", "2026-02-20", "2026-03-02"]
    folder.table("meetings", meetings(*((f"p{n}", day) for n, day in enumerate(days, start=1)), ("p8", "2026-04-01")))
    figure = one(folder.figures(DAY), "days_to_first_meeting")
    survival = Survival([3, 5, 8, 10, 14, 20, 30], [59, 150, 150, 150, 20, 150])
    assert (figure["value"], *limits(figure)) == pytest.approx(survival.median()) == (30, 8, None)
    assert (*size(figure), *share(figure)) == (13, 26, None, None)
    assert figure["reason"] == "a limit of the interval is not reached yet"


def test_a_median_wait_that_is_not_reached_yet_is_no_zero(folder):
    folder.people(3, 3)
    folder.table("pairs", [pair(number) for number in (1, 2, 3)])
    folder.table("meetings", meetings(("p1", "2026-02-03")))
    figure = one(folder.figures(DAY), "days_to_first_meeting")
    assert (figure["value"], figure["status"]) == (None, "not_computable")
    assert (figure["reason"], *size(figure)) == ("fewer than half of the pairs have met yet", 3, 6)


def test_a_median_wait_between_two_first_meetings_lies_in_their_middle(folder):
    folder.people(2, 2)
    folder.table("pairs", [pair(1), pair(2)])
    folder.table("meetings", meetings(("p1", "2026-02-03"), ("p2", "2026-02-20")))
    assert one(folder.figures(DAY), "days_to_first_meeting")["value"] == (3 + 20) / 2


def test_the_interval_of_cadence_is_that_of_a_ratio_of_sums(folder):
    folder.people(4, 4)
    ended = pair(2, ended_on="2026-03-02", outcome="ended_early")
    folder.table("pairs", [pair(1, meetings_per_month=1), ended, pair(3, "2026-06-30"), pair(4, "2026-07-01")])
    outside = [("p1", "2026-01-30"), ("p2", "2026-03-03"), ("p3", "2026-07-01"), ("p1", "2026-02-06", "cancelled")]
    inside = [*(("p1", f"2026-0{month}-05") for month in (2, 3, 4, 5)), ("p2", "2026-03-02"), ("p3", DAY)]
    folder.table("meetings", meetings(*inside, *outside))
    figure = one(folder.figures(DAY), "cadence_attainment")
    month = 365.25 / 12
    held, expected = [4, 1, 1], [150 / month, 2 * 30 / month, 0]
    ratio = 6 / sum(expected)
    residuals = sum((y - ratio * x) ** 2 for y, x in zip(held, expected, strict=True))
    half = t.ppf(0.975, 2) * sqrt(3 / 2 * residuals) / sum(expected)
    assert (figure["value"], *limits(figure)) == pytest.approx((ratio, ratio - half, ratio + half), rel=1e-9)
    assert (figure["numerator"], *size(figure), figure["unit"]) == (6, 3, 6, "ratio")


def test_pairs_are_on_cadence_from_eight_tenths_after_thirty_days(folder):
    folder.people(6, 6)
    ended = {"ended_on": "2026-03-02", "outcome": "completed"}
    folder.table(
        "pairs",
        [
            pair(1, "2026-05-31"),
            pair(2, "2026-05-31"),
            pair(3, "2026-06-01"),
            pair(4, **ended),
            pair(5, outcome="completed", ended_on=""),
            pair(6, "2026-02-01", **ended),
        ],
    )
    # 30 days at two a month are 1.97 meetings, 29 days are too few to be judged
    rows = [
        ("p1", "2026-06-05"),
        ("p1", "2026-06-15"),
        ("p2", "2026-06-05"),
        ("p3", "2026-06-05"),
        ("p3", "2026-06-15"),
    ]
    folder.table("meetings", meetings(*rows, ("p4", "2026-02-05"), ("p4", "2026-03-02"), ("p4", "2026-03-03")))
    figure = one(folder.figures(DAY), "on_cadence_rate")
    assert (*share(figure), *size(figure)) == (2, 3, 3, 6)
    assert limits(figure) == pytest.approx(clustered_wilson((1, 1), (0, 1), (1, 1)), rel=1e-9)
    assert figure["reason"] == "without those that ended on a day not given"


def test_without_an_agreed_cadence_nobody_is_on_or_off_it(folder):
    declare(folder, ("  meetings_per_month: 2\n", ""))
    folder.people(2, 2)
    folder.table("pairs", [pair(1), pair(2, meetings_per_month=2)])
    found = folder.figures(DAY)
    assert one(found, "on_cadence_rate")["denominator"] == 1
    assert one(found, "cadence_attainment")["n"] == 1


def test_gaps_lie_between_days_and_reach_to_the_night_while_a_pair_is_open(folder):
    folder.people(6, 6)
    closed = {"ended_on": "2026-05-31", "outcome": "completed"}
    undated = pair(6, outcome="completed", ended_on="")
    folder.table("pairs", [pair(1), pair(2, **closed), pair(3, **closed), pair(4), pair(5), undated])
    of_open = [("p1", "2026-06-01"), ("p1", "2026-06-11"), ("p1", "2026-06-14"), ("p4", "2026-06-30")]
    of_closed = [("p2", "2026-05-01"), ("p2", "2026-05-11"), ("p2", "2026-05-31"), ("p3", "2026-05-01")]
    twice = [{**row, "starts_at": "2026-06-01T18:00:00Z"} for row in meetings(("p1", "2026-06-01"))]
    rows = meetings(*of_open, *of_closed, ("p6", "2026-03-01"), ("p6", "2026-03-05"))
    folder.table("meetings", [*rows, {**twice[0], "meeting_key": "twice"}])
    found = folder.figures(DAY)
    middle, longest = one(found, "median_gap_days"), one(found, "longest_gap_days")
    # By pair: 10, 3 and 16 days; 10 and 20; none; 0; none; 4
    assert (middle["value"], longest["value"]) == ((4 + 10) / 2, (4 + 16) / 2)
    assert [(*size(figure), *limits(figure), *share(figure)) for figure in (middle, longest)] == [
        (4, 8, None, None, None, None)
    ] * 2
    assert middle["unit"] == "days"


def test_pairs_that_never_met_have_no_gap(folder):
    folder.people(1, 1)
    folder.table("pairs", [pair(1)])
    assert why(one(folder.figures(DAY), "longest_gap_days"))[0] == "not_computable"


def test_retention_has_log_log_limits_at_each_horizon(folder):
    folder.people(12, 12)
    pairs = [pair(number, planned_end_on="2026-05-01") for number in range(1, 13)]
    for place, day, outcome in (
        (0, "2026-02-20", "ended_early"),
        (1, "2026-03-02", "rematched"),
        (2, "2026-02-25", "completed"),
        (3, "2026-04-30", "ended_early"),
        (4, "2026-05-02", "ended_early"),
        (5, "2026-07-01", "ended_early"),
    ):
        pairs[place] |= {"ended_on": day, "outcome": outcome}
    pairs[6]["planned_end_on"] = ""
    folder.table("pairs", pairs)
    found = folder.figures(DAY)
    survival = Survival([20, 30, 89, 91], [25] + [150] * 7)
    for wave, days in (("days_30", 30), ("days_90", 90), ("planned_end", 90)):
        figure = one(found, "pair_retention", wave=wave)
        value, interval = survival.at(days)
        assert (figure["value"], *limits(figure)) == pytest.approx((value, *interval), rel=1e-6), wave
        assert (*size(figure), *share(figure), figure["status"]) == (12, 24, None, None, "ok")
    assert why(one(found, "pair_retention", wave="days_180"))[1] == "no pair has been followed for 180 days yet"


def test_retention_to_a_planned_end_that_nobody_gave_says_so(folder):
    folder.people(2, 2)
    folder.table("pairs", [pair(1, ended_on="2026-02-10", outcome="ended_early")])
    found = folder.figures(DAY)
    assert why(one(found, "pair_retention", wave="planned_end")) == ("not_computable", "no pair has a planned end")
    gone = one(found, "pair_retention", wave="days_180")
    assert (gone["value"], limits(gone), gone["reason"]) == (0, (None, None), "no pair is left")


def test_segments_take_the_pairs_own_value_before_its_mentees(folder):
    folder.people(3, 3, department="Legal")
    folder.table("pairs", [pair(1, department="Sales"), pair(2), pair(3)])
    folder.table("meetings", [*meetings(*((f"p{number}", "2026-06-20") for number in (1, 2, 3)))])
    found = folder.figures(DAY)
    sales, legal = (one(found, "active_pair_rate", segment_value=value) for value in ("Sales", "Legal"))
    assert (sales["denominator"], legal["denominator"]) == (1, 2)
    assert (sales["ci_low"], sales["status"]) == (None, "low_n")


def test_pairs_that_ended_on_a_day_not_given_are_left_out_and_said(folder):
    folder.people(4, 4)
    ended = [pair(number, outcome="ended_early", ended_on="") for number in (1, 2)]
    folder.table("pairs", [*ended, pair(3), pair(4)])
    found = folder.figures(DAY)
    for metric, key in (("pair_retention", {"wave": "days_30"}), ("cadence_attainment", {})):
        figure = one(found, metric, **key)
        assert (figure["n"], figure["reason"]) == (2, "without those that ended on a day not given")
