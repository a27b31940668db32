"""Engagement figures of small programmes, each worked out by hand."""

from datetime import date

import pytest
from scipy.stats import binomtest

DAY = date(2026, 6, 30)


def pair(number: int, matched_on: str = "2026-01-31", **more: object) -> dict[str, object]:
    return {"pair_key": f"p{number}", "mentor": f"r{number}", "mentee": f"m{number}", "matched_on": matched_on, **more}


def meeting(number: int, pair_key: str, day: str, outcome: str = "held", **more: object) -> dict[str, object]:
    return {
        "meeting_key": f"x{number}",
        "pair_key": pair_key,
        "starts_at": f"{day}T10:00:00Z",
        "outcome": outcome,
        **more,
    }


def test_match_rate_counts_mentees_once_and_keeps_those_who_left(folder):
    folder.table(
        "people",
        [
            *({"person_key": f"m{number}", "role": "mentee", "joined_on": "2026-01-01"} for number in range(1, 12)),
            {"person_key": "m12", "role": "mentee", "joined_on": "2026-01-01", "left_on": "2026-02-01"},
            {"person_key": "m13", "role": "mentee", "joined_on": "2026-07-01"},
            {"person_key": "both", "role": "both", "joined_on": "2026-01-01"},
            {"person_key": "r1", "role": "mentor", "joined_on": "2026-01-01"},
            {"person_key": "r2", "role": "mentor", "joined_on": "2026-01-01"},
        ],
    )
    folder.table(
        "pairs",
        [
            {
                "mentor": "r1",
                "mentee": "m1",
                "matched_on": "2026-01-10",
                "ended_on": "2026-02-01",
                "outcome": "rematched",
            },
            {"mentor": "r2", "mentee": "m1", "matched_on": "2026-02-02"},
            {"mentor": "r2", "mentee": "both", "matched_on": "2026-02-02"},
            {"mentor": "r2", "mentee": "m2", "matched_on": "2026-07-02"},
        ],
    )
    figure = folder.figure("match_rate")
    assert (figure["numerator"], figure["denominator"], figure["people"]) == (2, 13, 13)
    assert figure["role"] == "mentee"
    wilson = binomtest(2, 13).proportion_ci(0.95, method="wilson")
    assert (figure["ci_low"], figure["ci_high"]) == pytest.approx((wilson.low, wilson.high), abs=1e-7)


def test_active_pairs_met_in_the_last_thirty_days(folder):
    folder.people(12, 12)
    folder.table(
        "pairs",
        [
            *(pair(number) for number in range(1, 11)),
            pair(11, "2026-05-31"),
            pair(12, "2026-06-01"),
        ],
    )
    folder.table(
        "meetings",
        [
            meeting(1, "p1", "2026-06-01"),
            meeting(2, "p2", "2026-05-31"),
            meeting(3, "p3", "2026-06-30"),
            meeting(4, "p4", "2026-07-01"),
            meeting(5, "p5", "2026-06-15", "cancelled"),
            meeting(6, "p6", "2026-06-15", ""),
            meeting(7, "p12", "2026-06-15"),
        ],
    )
    figure = folder.figure("active_pair_rate")
    assert (figure["numerator"], figure["denominator"], figure["people"]) == (2, 11, 22)
    assert figure["status"] == "ok"


def test_cadence_counts_ended_pairs_to_their_end_and_meetings_in_pair_time_alone(folder):
    folder.people(2, 2)
    folder.table(
        "pairs",
        [
            pair(1, "2026-01-31", meetings_per_month=4),
            pair(2, "2026-01-31", ended_on="2026-03-31", outcome="ended_early"),
        ],
    )
    folder.table(
        "meetings",
        [
            meeting(1, "p1", "2026-01-31"),
            meeting(2, "p1", "2026-01-30"),
            meeting(3, "p2", "2026-03-31"),
            meeting(4, "p2", "2026-04-01"),
        ],
    )
    figure = folder.figure("cadence_attainment")
    expected = 4 * 150 / 30.4375 + 2 * 59 / 30.4375
    assert figure["numerator"] == 2
    assert figure["denominator"] == pytest.approx(expected, rel=1e-12)
    assert figure["value"] == pytest.approx(2 / expected, rel=1e-12)


def test_cadence_without_agreement_is_not_computable(folder):
    text = (folder.root / "programme.yaml").read_text().replace("  meetings_per_month: 2\n", "")
    folder.write("programme.yaml", text)
    folder.people(1, 1)
    folder.table("pairs", [pair(1)])
    figure = folder.figure("cadence_attainment")
    assert figure["status"] == "not_computable"
    assert figure["value"] is None
    assert "nothing to count" in figure["reason"]


def test_days_to_first_meeting_censors_pairs_that_never_met(folder):
    folder.people(5, 5)
    folder.table("pairs", [pair(number) for number in range(1, 6)])
    folder.table(
        "meetings",
        [
            meeting(1, "p1", "2026-02-05"),
            meeting(2, "p1", "2026-02-03"),
            meeting(3, "p2", "2026-02-10"),
            meeting(4, "p3", "2026-02-20"),
        ],
    )
    figure = folder.figure("days_to_first_meeting")
    # R: survfit(Surv(c(3, 10, 20, 150, 150), c(1, 1, 1, 0, 0)) ~ 1, conf.type = "log-log"): median 20
    assert figure["value"] == 20
    assert (figure["n"], figure["people"], figure["unit"]) == (5, 10, "days")


def test_outcomes_are_shares_of_the_meetings_whose_outcome_is_known(folder):
    folder.people(2, 2)
    folder.table("pairs", [pair(1), pair(2, ended_on="2026-03-01", outcome="completed")])
    folder.table(
        "meetings",
        [
            meeting(1, "p1", "2026-02-05"),
            meeting(2, "p1", "2026-02-15", "cancelled"),
            meeting(3, "p1", "2026-02-25", "no_show", no_show_by="mentee"),
            meeting(4, "p1", "2026-03-05", "booked"),
            meeting(5, "p2", "2026-03-05", "cancelled"),
            meeting(6, "p2", "2026-07-05", "cancelled"),
        ],
    )
    cancelled, missed = folder.figure("cancellation_rate"), folder.figure("no_show_rate")
    assert (cancelled["numerator"], cancelled["denominator"], cancelled["people"]) == (2, 4, 4)
    assert (missed["numerator"], missed["denominator"]) == (1, 4)


def test_booked_meetings_count_as_held_where_the_programme_says_so(folder):
    text = (folder.root / "programme.yaml").read_text()
    folder.write("programme.yaml", text.replace("meetings_per_month: 2", "booked_counts_as_held: true"))
    folder.people(1, 1)
    folder.table("pairs", [pair(1)])
    folder.table("meetings", [meeting(1, "p1", "2026-02-05", "booked"), meeting(2, "p1", "2026-02-15", "cancelled")])
    figure = folder.figure("cancellation_rate")
    assert (figure["numerator"], figure["denominator"]) == (1, 2)


def test_retention_counts_early_closures_and_censors_completions(folder):
    folder.people(4, 4)
    folder.table(
        "pairs",
        [
            pair(1, planned_end_on="2026-05-01"),
            pair(2, ended_on="2026-02-20", outcome="ended_early"),
            pair(3, ended_on="2026-02-10", outcome="completed"),
            pair(4, ended_on="2026-04-11", outcome="rematched"),
        ],
    )
    figures = {
        row["wave"]: row
        for row in folder.figures(DAY).iter_rows(named=True)
        if row["metric"] == "pair_retention" and row["segment"] == "all"
    }
    assert figures["days_30"]["value"] == pytest.approx(2 / 3)
    assert figures["days_90"]["value"] == pytest.approx(1 / 3)
    assert figures["planned_end"]["value"] == pytest.approx(1 / 3)
    assert figures["days_180"]["status"] == "not_computable"
    assert "180 days" in figures["days_180"]["reason"]


def test_an_ending_after_the_night_has_not_happened(folder):
    folder.people(1, 1)
    folder.table("pairs", [pair(1, ended_on="2026-07-15", outcome="ended_early")])
    figure = folder.figure("pair_retention", wave="days_90")
    assert (figure["value"], figure["reason"], figure["ci_low"]) == (1.0, "no closure seen", None)


def test_segments_take_the_pairs_own_value_before_its_mentees(folder):
    folder.people(3, 3, department="Legal")
    folder.table("pairs", [pair(1, department="Sales"), pair(2), pair(3)])
    folder.table("meetings", [meeting(number, f"p{number}", "2026-06-20") for number in (1, 2, 3)])
    sales = folder.figure("active_pair_rate", segment="department", segment_value="Sales")
    legal = folder.figure("active_pair_rate", segment="department", segment_value="Legal")
    assert (sales["denominator"], legal["denominator"]) == (1, 2)
    assert (sales["ci_low"], sales["status"]) == (None, "low_n")


def test_a_blank_segment_value_is_named(folder):
    folder.people(1, 1, department="")
    folder.table("pairs", [pair(1)])
    assert folder.figure("match_rate", segment="department", segment_value="(none)")["denominator"] == 1


def test_pairs_that_ended_on_a_day_not_given_are_left_out_and_said(folder):
    folder.people(4, 4)
    ended = [pair(number, outcome="ended_early", ended_on="") for number in (1, 2)]
    folder.table("pairs", [*ended, pair(3), pair(4)])
    for metric, key in (("pair_retention", {"wave": "days_30"}), ("cadence_attainment", {})):
        figure = folder.figure(metric, **key)
        assert (figure["n"], figure["reason"]) == (2, "2 that ended on a day not given left out")
