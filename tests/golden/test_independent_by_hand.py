"""The second working-out against figures worked out by hand, of programmes of a few rows.

Days are counted from the programme's first; what the numbers are made of stands beside them.
"""

import math

import pytest
from scipy import stats

from tests.golden.independent.catalogue import SCOPE, figures
from tests.golden.independent.figure import Figure, Key
from tests.golden.tiny_night import declared, goal, meeting, night, pair, people, response

ONE_TWO = people(mentees=2, mentors=1)


def figure(found, metric, role="pair", instrument="", construct="", wave="") -> Figure:
    return figures(found)[Key(metric, role, "all", "all", instrument, construct, wave)]


def essence(found: Figure) -> tuple[float | None, int, int]:
    return found.value, found.n, found.people


def test_no_metric_is_named_twice_and_every_one_is_worked_out():
    assert len(set(SCOPE)) == len(SCOPE) == 60
    of_nobody = {key.metric for key in figures(night(70))}
    assert of_nobody == set(SCOPE) - {"nps"}  # nobody asks that question here


# Pairs, meetings and people


def test_the_funnel_counts_mentees_of_all_enrolled():
    found = night(
        60,
        people=people(mentees=4, mentors=2),
        pairs=[pair("r1", "m1"), pair("r1", "m2"), pair("r2", "m3", 61)],
        meetings=[meeting("r1-m1", on) for on in (3, 9, 20)] + [meeting("r1-m2", 5), meeting("r1-m2", 8, "no_show")],
        goals=[goal("m1", "achieved", achieved_on=30), goal("m4", "dropped"), goal("m3", set_on=61)],
    )
    funnel = ("enrolled_count", "matched_count", "met_count", "met_three_times_count", "goal_set_count")
    assert [figure(found, metric, "mentee").value for metric in funnel] == [4, 2, 2, 1, 2]
    assert essence(figure(found, "goal_achieved_count", "mentee")) == (1, 4, 4)
    assert essence(figure(found, "matched_count", "mentor")) == (1, 2, 2)


def test_gaps_are_whole_days_between_days_and_the_open_one_counts():
    """r1-m1: 7 and 21, open 12: median 12, longest 21. r1-m2, ended: 10 alone. Medians of 12, 10 and of 21, 10."""
    found = night(
        40,
        people=ONE_TWO,
        pairs=[pair("r1", "m1"), pair("r1", "m2", ended_on=None, outcome="completed")],
        meetings=[meeting("r1-m1", on) for on in (0, 7, 7, 28)] + [meeting("r1-m2", on) for on in (5, 15)],
    )
    assert essence(figure(found, "median_gap_days")) == (11, 2, 3)
    assert essence(figure(found, "longest_gap_days")) == (15.5, 2, 3)


def test_a_pair_that_met_once_and_ended_has_no_gap():
    ended = night(40, pairs=[pair("r1", "m1", ended_on=night(30).as_of)], meetings=[meeting("r1-m1", 4)])
    assert figure(ended, "median_gap_days").value is None


def test_met_within_fourteen_days_counts_the_fourteenth():
    found = night(
        40,
        pairs=[pair("r1", "m1"), pair("r1", "m2", 10), pair("r2", "m3", 27)],
        meetings=[meeting("r1-m1", 14), meeting("r1-m2", 25)],
    )
    met = figure(found, "met_within_14_days_rate")
    assert (met.numerator, met.denominator, met.people, met.clusters) == (1, 2, 3, 1)
    assert met.ci_low is None


def test_on_cadence_is_four_fifths_of_what_was_agreed():
    """61 days of two a month are 4.008 meetings, of which 0.8 are 3.2: four are enough and three are not."""
    found = night(
        61,
        pairs=[pair("r1", "m1"), pair("r2", "m2"), pair("r3", "m3", 32), pair("r4", "m4", meetings_per_month=None)],
        meetings=[meeting("r1-m1", on) for on in (1, 2, 3, 4)] + [meeting("r2-m2", on) for on in (1, 2, 3)],
    )
    assert figure(found, "on_cadence_rate")[5:] == (1, 2, 2)


def test_went_quiet_is_over_twice_the_agreed_interval_or_over_forty_five_days():
    """Two a month are 15.2 days apart: 31 days are too long, 30 are not; without an agreement 46 are, and 45 are not."""
    pairs = [pair("r1", "m1"), pair("r1", "m2"), pair("r2", "m3"), pair("r2", "m4"), pair("r2", "m5", 45)]
    pairs = [row | {"meetings_per_month": None} if row["mentor_id"] == "r2" else row for row in pairs]
    held = {"r1-m1": 29, "r1-m2": 30, "r2-m3": 14, "r2-m4": 15}
    found = night(60, pairs=pairs, meetings=[meeting(name, on) for name, on in held.items()])
    assert essence(figure(found, "went_quiet_count")) == (2, 5, 7)
    assert essence(figure(found, "never_met_count")) == (1, 5, 7)


def test_a_pair_that_closed_on_no_known_day_is_not_open_and_has_no_cadence():
    found = night(60, pairs=[pair("r1", "m1", outcome="ended_early")], meetings=[meeting("r1-m1", 3)])
    assert essence(figure(found, "open_pair_count")) == (0, 1, 2)
    assert figure(found, "cadence_attainment").value is None
    assert figure(found, "pair_retention", wave="days_30").value is None
    assert figure(found, "days_to_first_meeting").value == 3


def test_channel_variety_is_the_entropy_of_channels_over_that_of_all_offered():
    """½, ¼, ¼ of four channels: 1.5·ln 2 / ln 4 = 0.75; one not offered and one unknown are left out."""
    words = ["video", "video", "phone", "chat", "pigeon", None]
    found = night(60, pairs=[pair("r1", "m1")], meetings=[meeting("r1-m1", 5, channel=word) for word in words])
    variety = figure(found, "channel_variety")
    assert essence(variety) == (pytest.approx(0.75), 4, 2)
    assert variety.value == pytest.approx(stats.entropy([2, 1, 1]) / math.log(4))


def test_meeting_hours_are_those_of_meetings_with_a_duration():
    meetings = [meeting("r1-m1", 5, duration_minutes=minutes) for minutes in (45.0, 60.0, None)]
    found = night(60, pairs=[pair("r1", "m1")], meetings=[*meetings, meeting("r2-m2", 6, "cancelled")])
    assert essence(figure(found, "meeting_hours")) == (1.75, 2, 2)
    assert essence(figure(found, "meetings_without_duration_count")) == (1, 1, 2)
    assert essence(figure(found, "held_meeting_count")) == (3, 1, 2)


def test_agendas_and_action_items_are_counted_where_the_export_says():
    told = [(True, 0), (False, 2), (None, None), (True, None)]
    meetings = [meeting("r1-m1", 5, has_agenda=agenda, action_item_count=items) for agenda, items in told]
    found = night(60, pairs=[pair("r1", "m1")], meetings=meetings)
    assert figure(found, "agenda_rate")[5:7] == (2, 3)
    assert figure(found, "action_item_rate")[5:7] == (1, 2)


# Goals


def test_days_to_attainment_censors_open_and_failed_goals_and_leaves_dropped_ones_out():
    """10, 20, 30+ (set on day 20 of 50), 40, 50+: as Kaplan and Meier by hand, 40 days, from 10 to nowhere."""
    goals = [
        goal("m1", "achieved", achieved_on=10),
        goal("m1", "achieved", achieved_on=20),
        goal("m1", set_on=20),
        goal("m2", "achieved", achieved_on=40),
        goal("m2", "not_achieved"),
        goal("m2", "dropped"),
        goal("m2", "achieved"),
        goal("m2", set_on=None),
    ]
    found = figure(night(50, people=ONE_TWO, goals=goals), "days_to_attainment", "mentee")
    assert (*essence(found), found.ci_low, found.ci_high) == (40, 5, 2, 10, None)


def test_smart_needs_a_step_a_measure_and_a_date():
    goals = [
        goal("m1", step_count=1, has_measure=True, due_on=9),
        goal("m1", step_count=0, gas_level=0, due_on=9),
        goal("m2", step_count=2, gas_baseline=-1),
        goal("m2", "dropped"),
    ]
    found = night(50, people=ONE_TWO, goals=goals)
    parts = ("smart_rate", "smart_specific_rate", "smart_measurable_rate", "smart_time_bound_rate")
    assert [figure(found, metric, "mentee").numerator for metric in parts] == [1, 2, 3, 2]
    assert [figure(found, metric, "mentee").denominator for metric in parts] == [4, 4, 4, 4]


def test_goals_on_time_reviewed_celebrated_and_dropped():
    goals = [
        goal("m1", "achieved", achieved_on=9, due_on=9, celebrated_on=9),
        goal("m1", "achieved", achieved_on=10, due_on=9, celebrated_on=9),
        goal("m2", "achieved", due_on=9, celebrated_on=30),
        goal("m2", set_on=20, reviewed_on=21),
        goal("m2", set_on=20, reviewed_on=20),
        goal("m2", set_on=21, reviewed_on=30),
        goal("m2", "dropped"),
    ]
    found = night(50, people=ONE_TWO, goals=goals)
    shares = ("on_time_rate", "goal_review_rate", "milestones_celebrated")
    assert [figure(found, metric, "mentee")[5:7] for metric in shares] == [(1, 2), (1, 2), (1, 3)]
    assert essence(figure(found, "dropped_goal_count", "mentee")) == (1, 7, 2)


def test_milestones_are_steps_in_owners():
    """Owner m1: 3 of 4, m2: 1 of 4; p = ½, v = 2·(1 + 1)/64, deff = 2: Wilson of 4 with t(1) = 12.706."""
    goals = [
        goal("m1", step_count=2, step_done_count=2),
        goal("m1", step_count=2, step_done_count=1),
        goal("m2", step_count=4, step_done_count=1),
        goal("m2", step_count=3),
    ]
    found = figure(night(50, people=ONE_TWO, goals=goals), "milestone_rate", "mentee")
    assert (found.value, found.n, found.people, found.clusters) == (0.5, 8, 2, 2)
    t = 12.706204736
    half = t / (1 + t**2 / 4) * math.sqrt(1 / 16 + t**2 / 64)
    assert found.ci_high == pytest.approx(0.5 + half)


def test_gas_t_by_hand():
    """m1: weights 2·3 and 1, levels 1 and −1: 50 + 10·5/√(0.7·37 + 0.3·49) = 57.845; m2: 50 + 10·2/1 = 70."""
    goals = [
        goal("m1", gas_level=1, gas_baseline=-1, importance=2.0, difficulty=3.0),
        goal("m1", gas_level=-1, importance=1.0),
        goal("m2", gas_level=2, gas_baseline=0, difficulty=9.0),
    ]
    found = night(50, people=ONE_TWO, goals=goals)
    first = 50 + 50 / math.sqrt(40.6)
    assert essence(figure(found, "gas_t", "mentee")) == (pytest.approx((first + 70) / 2), 2, 2)
    assert figure(found, "gas_t_sd", "mentee").value == pytest.approx((70 - first) / math.sqrt(2))
    # Of m1 the first goal alone: 60 − 40; of m2 70 − 50.
    assert figure(found, "gas_t_change", "mentee")[:5] == (20, 20, 20, 2, 2)


# Surveys

BEFORE = {"m1": 1, "m2": 2, "m3": 3, "m4": 4, "m5": 5}
AFTER = {"m1": 3, "m2": 3, "m3": 2, "m4": 4}


def skills(before=BEFORE, after=AFTER):
    answers = [response(name, one=points, two=points) for name, points in before.items()]
    answers += [response(name, "later", one=points, two=points) for name, points in after.items()]
    return night(70, people=people(mentees=5), responses=answers)


def test_the_means_are_those_of_the_paired_alone():
    where = ("mentee", "skills", "confidence", "baseline..later")
    found = skills()
    assert [figure(found, f"mean_{name}", *where).value for name in ("baseline", "latest", "change")] == [2.5, 3, 0.5]
    change = figure(found, "mean_change", *where)
    assert change.ci_high == pytest.approx(0.5 + 3.182446305 * math.sqrt(5 / 3) / 2)


def test_reliable_change_by_the_declared_reliability():
    """SD of 1…5 is √2.5; 1.959964·√2.5·√2·√0.25 = 2.1913: of changes 2, 1, −1, 0 none is reliable."""
    found = skills()
    cut = figure(found, "reliable_change_points", "all", "skills", "confidence", "baseline")
    assert essence(cut) == (pytest.approx(1.959964 * math.sqrt(1.25)), 5, 5)
    where = ("all", "skills", "confidence", "baseline..later")
    shares = [figure(found, f"reliably_{name}_rate", *where) for name in ("improved", "unchanged", "worsened")]
    assert [(share.numerator, share.denominator) for share in shares] == [(0, 4), (4, 4), (0, 4)]


def test_reliable_improvement_is_over_the_cut():
    found = skills(before=BEFORE, after={"m1": 4, "m2": 5, "m5": 2, "m4": 4})
    where = ("mentee", "skills", "confidence", "baseline..later")
    shares = [figure(found, f"reliably_{name}_rate", *where) for name in ("improved", "unchanged", "worsened")]
    assert [share.value for share in shares] == [0.5, 0.25, 0.25]


def test_attrition_is_those_who_stayed_less_those_who_left():
    """1, 2 stayed of 1, 2, 4, 5: −3 over a pooled SD of √0.5, with J(2) = 1/Γ(½) = 0.5642."""
    found = figure(
        skills({"m1": 1, "m2": 2, "m3": 4, "m4": 5}, {"m1": 1, "m2": 1}),
        "attrition_bias_g",
        "mentee",
        "skills",
        "confidence",
        "baseline..later",
    )
    g = -3 / math.sqrt(0.5) / math.sqrt(math.pi)
    assert essence(found) == (pytest.approx(g), 4, 4)
    assert found.ci_high == pytest.approx(g + 1.959964 * math.sqrt(1 + g**2 / 8))


def test_alpha_is_of_complete_answers():
    answers = [response("m1", one=1, two=1), response("m2", one=2, two=3), response("m3", one=3, two=2)]
    found = night(30, people=people(mentees=4), responses=[*answers, response("m4", one=5)])
    alpha = figure(found, "cronbach_alpha", "mentee", "skills", "confidence", "baseline")
    assert essence(alpha) == (pytest.approx(2 / 3), 3, 3)
    assert alpha.ci_low == pytest.approx(1 - stats.f.ppf(0.975, 2, 2) / 3)


def test_the_gap_to_an_observer_is_clustered_by_observer():
    """Gaps: r1 of m1 4 − 2, r1 of m2 3 − 3, r2 of m1 5 − 2: mean 5/3, of two people seen by two."""
    answers = [response("m1", one=2, two=2), response("m2", one=3, two=3)]
    seen = {("r1", "m1"): 4, ("r1", "m2"): 3, ("r2", "m1"): 5, ("r2", "m3"): 1}
    answers += [response(who, "baseline", "view", about, seen=points) for (who, about), points in seen.items()]
    found = night(30, people=people(mentees=3, mentors=2), responses=answers)
    gap = figure(found, "self_other_gap", "mentee", "view", "confidence", "baseline")
    assert (gap.value, gap.n, gap.people, gap.clusters) == (pytest.approx(5 / 3), 3, 2, 2)
    # Sums about the mean −4/3 and 4/3: 2/1·(32/9)/9.
    assert gap.ci_high == pytest.approx(5 / 3 + 12.706204736 * 8 / 9)


def test_satisfaction_is_clustered_where_one_answers_about_several():
    once = night(30, people=people(mentees=2), responses=[response("m1", happy=5), response("m2", happy=3)])
    assert figure(once, "satisfaction", "mentee", "skills", "happy", "baseline")[3:] == (2, 2, 1, 2, None)
    twice = [response("m1", about=about, happy=4) for about in ("r1", "r2")] + [response("m2", happy=3)]
    found = night(30, people=people(mentees=2, mentors=2), responses=twice)
    assert figure(found, "satisfaction", "mentee", "skills", "happy", "baseline")[3:] == (3, 2, 2, 3, 2)


def test_expectations_agree_within_one_point_and_an_answer_about_the_partner_comes_first():
    """r1 says 5 of m1 and 2 of nobody by name: 1 from m1's 4, 1 from m2's 1; m3 came after the wave."""
    answers = [response("r1", about="m1", often=5), response("r1", often=2)]
    answers += [response("m1", often=4), response("m2", often=1), response("m3", often=1)]
    pairs = [pair("r1", "m1"), pair("r1", "m2"), pair("r1", "m3", 25)]
    found = night(30, people=people(mentees=3, mentors=1), pairs=pairs, responses=answers)
    agreement = figure(found, "expectation_agreement_rate", "pair", "skills", "often", "baseline")
    assert agreement[3:] == (2, 3, 2, 2, 1)


def test_of_the_invited_those_count_who_answered_four_fifths_or_half():
    complete, partly = {"one": 1, "two": 1, "happy": 1, "often": 1}, {"one": 1, "two": 1}
    answers = [response("m1", **complete), response("m2", **partly), response("m2"), response("m3", one=1)]
    found = night(30, people=people(mentees=4), responses=answers)
    counts = [figure(found, f"{name}_count", "mentee", "skills", "", "baseline") for name in ("complete", "partial")]
    assert [essence(count) for count in counts] == [(1, 4, 4), (0, 4, 4)]
    assert figure(found, "response_rate", "mentee", "skills", "", "baseline").value == 0.25
    first = night(30, people=people(mentees=4), responses=answers[:2])
    assert figure(first, "partial_count", "mentee", "skills", "", "baseline").value == 1


def test_an_open_link_has_no_invited_and_counts_those_who_answered():
    link = declared(sources=[{"instrument": "skills", "wave": "baseline", "invited": "open_link"}])
    found = night(30, link, people=people(mentees=4), responses=[response("m1", one=1), response("m2", one=1, two=2)])
    assert figure(found, "invited_count", "mentee", "skills", "", "baseline").value is None
    assert essence(figure(found, "partial_count", "mentee", "skills", "", "baseline")) == (1, 2, 2)


def test_the_cadence_gap_is_that_of_completers_less_that_of_the_others():
    """Over 61 days 4.008 were agreed: m1 held 4 and m2 2 and answered, m3 held none and did not."""
    full = {"one": 1, "two": 1, "happy": 1, "often": 1}
    pairs = [pair("r1", "m1"), pair("r2", "m2"), pair("r3", "m3"), pair("r3", "m4", meetings_per_month=None)]
    held = [meeting("r1-m1", on) for on in (1, 2, 3, 4)] + [meeting("r2-m2", on) for on in (1, 2)]
    answers = [response("m1", **full), response("m2", **full), response("m4", **full)]
    found = night(61, people=people(mentees=4, mentors=3), pairs=pairs, meetings=held, responses=answers)
    gap = figure(found, "response_cadence_gap", "mentee", "skills", "", "baseline")
    assert essence(gap) == (pytest.approx(3 / (2 * 61 / (365.25 / 12))), 3, 3)
    assert gap.ci_low is None
