"""Figures of single questions and of observers: recommendation, satisfaction, expectations and gaps, by hand."""

from datetime import date
from math import sqrt

import pytest

from tests.small_programmes import (
    DAY,
    answer,
    clustered_mean,
    clustered_wilson,
    declare,
    limits,
    matched,
    one,
    pair,
    share,
    size,
    why,
    wilson,
)

Z = 1.959964
PULSE = """
instrument: pulse
title: Pulse
scale: {min: 1, max: 7}
items:
  - {id: score, kind: nps, text: How likely are you to do this again}
  - {id: glad, kind: satisfaction, text: I am glad of it}
  - {id: proud, kind: satisfaction, text: I am proud of it}
  - {id: often, kind: expectation, text: We agree how often we meet}
  - {id: aims, kind: expectation, text: We agree what we meet for}
"""
SKILLS = """
instrument: skills
title: Skills
asked_of: [mentee]
scale: {min: 1, max: 5}
constructs: {confidence: {}}
items:
  - {id: c1, construct: confidence, text: I can explain my decisions}
"""
VIEW = """
instrument: view
title: How I see my mentee
asked_of: [mentor]
observes: skills
scale: {min: 1, max: 5}
constructs: {confidence: {}, tact: {}}
items:
  - {id: s1, construct: confidence, text: They explain their decisions}
  - {id: s2, construct: confidence, text: They speak up}
  - {id: s3, construct: tact, text: They listen}
"""
VIEW_SOURCE = """
  - {name: view, kind: surveys, tool: table, files: surveys/view.csv, instrument: view, wave: baseline}
waves:"""
KEY = {"instrument": "pulse", "wave": "later"}


@pytest.fixture
def pulse(folder):
    """A programme that asks `pulse` in the later wave."""
    declare(folder, ("instrument: skills, wave: later", "instrument: pulse, wave: later"))
    folder.write("instruments/pulse.yaml", PULSE)
    return folder


def say(folder, *rows: tuple[str, dict[str, object]]) -> None:
    folder.table("surveys/later", [answer(person, "2026-06-10", **points) for person, points in rows])


def test_recommendation_is_promoters_less_detractors_with_three_answers_more_in_its_limits(pulse):
    matched(pulse, 5)
    points = {"m1": 10, "m2": 9, "m3": 8, "m4": 6, "m5": 9, "r1": 0, "r2": 7}
    say(pulse, *((person, {"score": score}) for person, score in points.items()))
    found = pulse.figures(DAY)
    figure = one(found, "nps", role="mentee", construct="score", **KEY)
    p, d = 4 / 8, 2 / 8
    half = Z * sqrt((p + d - (p - d) ** 2) / 8)
    assert (figure["value"], *limits(figure)) == pytest.approx(
        (40, 100 * (p - d - half), 100 * (p - d + half)), rel=1e-9
    )
    assert (*size(figure), *share(figure), figure["unit"], figure["status"]) == (5, 5, None, None, "−100…100", "low_n")
    values = [one(found, "nps", role=role, construct="score", **KEY)["value"] for role in ("mentor", "all")]
    assert values == pytest.approx([-50, 100 / 7])


def test_limits_of_recommendation_end_at_one_hundred(pulse):
    matched(pulse, 3)
    say(pulse, *((f"m{number}", {"score": 10}) for number in (1, 2, 3)), ("r1", {"score": 0}))
    found = pulse.figures(DAY)
    mentees, mentor = (one(found, "nps", role=role, construct="score", **KEY) for role in ("mentee", "mentor"))
    assert (mentees["value"], mentees["ci_high"]) == (100, 100)
    assert (mentor["value"], limits(mentor)) == (-100, (None, None))


def test_questions_that_nobody_answered_have_no_figure_and_no_zero(pulse):
    matched(pulse, 2)
    say(pulse, ("m1", {"often": 3}))
    found = pulse.figures(DAY)
    for metric, construct in (("nps", "score"), ("satisfaction", "glad")):
        figure = one(found, metric, role="mentee", construct=construct, **KEY)
        assert (why(figure)[0], *size(figure)) == ("not_computable", 0, 0)
    assert why(one(found, "expectation_agreement_rate", construct="often", **KEY))[0] == "not_computable"


def test_a_wave_that_has_not_begun_has_no_ratings(pulse):
    matched(pulse, 1)
    found = pulse.figures(date(2026, 5, 31))
    for metric, role, construct in (
        ("nps", "all", "score"),
        ("satisfaction", "mentee", "glad"),
        ("expectation_agreement_rate", "pair", "aims"),
    ):
        assert why(one(found, metric, role=role, construct=construct, **KEY))[1] == "the wave has not begun"


def test_the_two_highest_points_of_the_scale_are_satisfied(pulse):
    matched(pulse, 4)
    say(
        pulse,
        *((f"m{n}", {"glad": glad, "proud": 7}) for n, glad in ((1, 7), (2, 6), (3, 5), (4, ""))),
        ("r1", {"glad": 1}),
    )
    found = pulse.figures(DAY)
    figure = one(found, "satisfaction", role="mentee", construct="glad", **KEY)
    assert (figure["value"], *share(figure), *size(figure)) == (2 / 3, 2, 3, 3, 3)
    assert limits(figure) == pytest.approx(wilson(2, 3), abs=1e-6)
    assert share(one(found, "satisfaction", role="mentee", construct="proud", **KEY)) == (4, 4)
    alone = one(found, "satisfaction", role="mentor", construct="glad", **KEY)
    assert (alone["value"], limits(alone)) == (0, (None, None))


def test_answers_of_one_person_about_several_pairs_hang_together(pulse):
    matched(pulse, 4)
    about = [("r1", "m1", 7, 10), ("r1", "m2", 6, 9), ("r1", "m3", 7, 10), ("r2", "m2", 2, 3), ("r2", "m4", 7, 9)]
    say(pulse, *((by, {"about": who, "glad": glad, "score": score}) for by, who, glad, score in about))
    found = pulse.figures(DAY)
    figure = one(found, "satisfaction", role="mentor", construct="glad", **KEY)
    assert (figure["value"], *share(figure), *size(figure), figure["status"]) == (0.8, 4, 5, 5, 2, "low_n")
    assert limits(figure) == pytest.approx(clustered_wilson((3, 3), (1, 2)), rel=1e-9)
    assert size(one(found, "nps", role="mentor", construct="score", **KEY)) == (5, 2)


def test_an_answer_about_the_same_person_given_again_replaces_the_first(pulse):
    matched(pulse, 1)
    whole = {"score": 9, "often": 4, "aims": 4, "proud": 4}
    rows = [("2026-06-10", {**whole, "glad": 7}), ("2026-06-12", {**whole, "glad": 1}), ("2026-06-14", {"glad": 7})]
    pulse.table("surveys/later", [answer("m1", day, **points) for day, points in rows])
    assert share(one(pulse.figures(DAY), "satisfaction", role="mentee", construct="glad", **KEY)) == (0, 1)


def expecting(folder) -> None:
    """Pairs of three mentors; r1 answers about one mentee and about nobody, m5 about the mentor and about nobody."""
    mentors = ("r1", "r1", "r2", "r2", "r3", "r3", "r3", "r3")
    pairs = [{**pair(n), "mentor": mentor, "department": "X" if n < 3 else ""} for n, mentor in enumerate(mentors, 1)]
    pairs[2] |= {"ended_on": "2026-06-01", "outcome": "completed"}
    pairs[3] |= {"ended_on": "2026-06-02", "outcome": "ended_early"}
    pairs[4]["matched_on"], pairs[5]["matched_on"] = "2026-06-30", "2026-07-01"
    pairs[6] |= {"outcome": "completed", "ended_on": ""}
    folder.people(8, 3)
    folder.table("pairs", pairs)
    say(
        folder,
        ("r1", {"about": "m1", "often": 5}),
        ("r1", {"often": 1, "aims": 4}),
        ("m1", {"often": 4, "aims": 4}),
        ("m2", {"often": 3}),
        *((person, {"often": 2}) for person in ("r2", "m3", "m4")),
        *((person, {"often": 3}) for person in ("r3", "m6", "m7")),
        ("m5", {"about": "r3", "often": 3}),
        ("m5", {"often": 1}),
    )


def test_expectations_agree_within_one_point_between_the_two_of_a_pair(pulse):
    expecting(pulse)
    found = pulse.figures(DAY)
    figure = one(found, "expectation_agreement_rate", construct="often", **KEY)
    # 5 and 4, 1 and 3, 2 and 2, 3 and 3; the pair that ended on the wave's first day, those of July and of no day are out
    assert (figure["value"], *share(figure), *size(figure), figure["role"]) == (0.75, 3, 4, 4, 7, "pair")
    assert limits(figure) == pytest.approx(clustered_wilson((1, 2), (1, 1), (1, 1)), rel=1e-9)


def test_an_expectation_asked_about_somebody_falls_back_on_the_answer_about_nobody(pulse):
    expecting(pulse)
    found = pulse.figures(DAY)
    aims = one(found, "expectation_agreement_rate", construct="aims", **KEY)
    assert (aims["value"], *share(aims), limits(aims)) == (1, 1, 1, (None, None))
    own = one(found, "expectation_agreement_rate", construct="often", segment_value="X", **KEY)
    assert share(own) == (1, 2)


def observed(folder, seen: list[tuple[str, str, object, object]], own: dict[str, int]) -> None:
    """Mentors' views (by, of whom, two answers) and what mentees say of themselves."""
    folder.write("instruments/skills.yaml", SKILLS)
    folder.write("instruments/view.yaml", VIEW)
    declare(folder, ("\nwaves:", VIEW_SOURCE))
    matched(folder, 4)
    day = "2026-01-10"
    folder.table("surveys/baseline", [answer(person, day, c1=points) for person, points in own.items()])
    folder.table("surveys/view", [answer(by, day, about=who, s1=one_, s2=two, s3=5) for by, who, one_, two in seen])


GAP = {"instrument": "view", "construct": "confidence", "wave": "baseline"}


def test_the_gap_is_what_observers_say_less_what_the_person_says(folder):
    seen = [("r1", "m1", 5, 5), ("r1", "m2", 4, ""), ("r2", "m1", 1, 3), ("r3", "m3", 5, 5), ("r4", "m4", "", "")]
    observed(folder, seen, {"m1": 3, "m2": 4, "m4": 2})
    found = folder.figures(DAY)
    for role in ("mentee", "all"):
        figure = one(found, "self_other_gap", role=role, **GAP)
        # r1: 5 − 3 and 4 − 4; r2: 2 − 3; m3 said nothing of themselves, and r4 nothing of m4
        assert figure["value"] == pytest.approx(1 / 3, rel=1e-9)
        assert limits(figure) == pytest.approx(clustered_mean((2, 0), (-1,)), rel=1e-9)
        assert (*size(figure), *share(figure), figure["unit"]) == (3, 2, None, None, "scale points")
    rows = found.filter(found["metric"] == "self_other_gap")
    assert set(rows["construct"]) == {"confidence"}
    assert set(rows["role"]) == {"mentee", "all"}


def test_one_observer_has_a_gap_and_no_interval(folder):
    observed(folder, [("r1", "m1", 5, 5), ("r1", "m2", 4, 4)], {"m1": 3, "m2": 4})
    figure = one(folder.figures(DAY), "self_other_gap", role="mentee", **GAP)
    assert (figure["value"], limits(figure), figure["status"]) == (1, (None, None), "low_n")


def test_without_a_score_of_their_own_nobody_has_a_gap(folder):
    observed(folder, [("r1", "m1", 5, 5)], {})
    assert why(one(folder.figures(DAY), "self_other_gap", role="mentee", **GAP))[0] == "not_computable"
