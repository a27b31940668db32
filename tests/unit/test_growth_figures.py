"""Figures of growth: scores of the same people in two waves, reliability and attrition, each worked out by hand."""

from collections.abc import Sequence
from datetime import date
from math import gamma, sqrt

import numpy as np
import pytest
from scipy.stats import f, t, ttest_1samp

from tests.small_programmes import DAY, answer, declare, limits, matched, one, share, size, why, wilson

Z = 1.959964
SKILLS = """
instrument: skills
title: Skills
asked_of: [mentee, mentor]
scale: {min: 1, max: 5}
constructs: {confidence: {}, craft: {}, third: {}}
items:
  - {id: c1, construct: confidence, text: I can explain my decisions}
  - {id: c2, construct: confidence, text: I speak in reviews}
  - {id: craft, construct: craft, text: I know my craft}
  - {id: t1, construct: third, text: First}
  - {id: t2, construct: third, text: Second}
  - {id: t3, construct: third, text: Third}
"""
VIEW = """
instrument: view
title: How I see my mentee
asked_of: [mentor]
observes: skills
scale: {min: 1, max: 5}
constructs: {confidence: {}}
items:
  - {id: s1, construct: confidence, text: They explain their decisions}
"""
DAYS = {"baseline": "2026-01-10", "later": "2026-06-10"}
KEY = {"role": "mentee", "instrument": "skills", "construct": "confidence"}
PAIRED = {**KEY, "wave": "baseline..later"}
BASELINE = {**KEY, "wave": "baseline"}
Scores = Sequence[float | None]


def scored(folder, baseline: Scores, later: Scores = (), *, mentors: Scores = ()) -> None:
    """Mentees m1, m2, … (and mentors, at the baseline) with these scores on both items of confidence and on craft."""
    folder.write("instruments/skills.yaml", SKILLS)
    matched(folder, max(len(baseline), len(later), len(mentors)))
    for wave, scores in (("baseline", baseline), ("later", later)):
        rows = [(f"m{place}", score) for place, score in enumerate(scores, start=1)]
        if wave == "baseline":
            rows += [(f"r{place}", score) for place, score in enumerate(mentors, start=1)]
        folder.table(
            f"surveys/{wave}",
            [answer(who, DAYS[wave], c1=score, c2=score, craft=score) for who, score in rows if score is not None],
        )


def j(m: int) -> float:
    return gamma(m / 2) / (sqrt(m / 2) * gamma((m - 1) / 2))


def alpha(rows: Sequence[Sequence[float]]) -> tuple[float, float, float]:
    """Cronbach's alpha with Feldt's limits."""
    matrix = np.array(rows, dtype=float)
    n, k = matrix.shape
    value = k / (k - 1) * (1 - matrix.var(axis=0, ddof=1).sum() / matrix.sum(axis=1).var(ddof=1))
    low, high = (1 - (1 - value) * f.ppf(share, n - 1, (n - 1) * (k - 1)) for share in (0.975, 0.025))
    return value, low, high


def test_means_are_of_the_same_people_in_both_waves(folder):
    scored(folder, [1, 2, 4, 3, 5, None], [2, 4, 4, 4, None, 1])
    found = folder.figures(DAY)
    for metric, values in (
        ("mean_baseline", [1, 2, 4, 3]),
        ("mean_latest", [2, 4, 4, 4]),
        ("mean_change", [1, 2, 0, 1]),
    ):
        figure = one(found, metric, **PAIRED)
        wanted = ttest_1samp(values, 0).confidence_interval(0.95)
        assert (figure["value"], *limits(figure)) == pytest.approx((np.mean(values), *wanted), rel=1e-9), metric
        assert (*size(figure), *share(figure), figure["unit"]) == (4, 4, None, None, "scale points")


def test_growth_is_in_deviations_of_the_paired_peoples_own_baseline(folder):
    before, after = [1, 2, 4, 3, 2, 5], [2, 4, 4, 4, 3, 4]
    scored(folder, [*before, 1, 1, 1], after)
    figure = one(folder.figures(DAY), "growth_g", **PAIRED)
    sd = np.std(before, ddof=1)
    g = j(5) * (np.mean(after) - np.mean(before)) / sd
    r = np.corrcoef(before, after)[0, 1]
    half = t.ppf(0.975, 5) * sqrt(2 * (1 - r) / 6 + g**2 / 12)
    assert (figure["value"], *limits(figure)) == pytest.approx((g, g - half, g + half), rel=1e-9)
    assert (*size(figure), figure["unit"], figure["status"]) == (6, 6, "SD of baseline", "low_n")


def test_reversed_items_are_turned_before_they_are_averaged(folder):
    matched(folder, 2)
    rows = [(person, {"conf1": 2, "conf2": 4}) for person in ("m1", "m2")]
    for wave, day in DAYS.items():
        folder.table(f"surveys/{wave}", [answer(person, day, **points) for person, points in rows])
    assert one(folder.figures(DAY), "mean_baseline", **PAIRED)["value"] == 2


def test_somebody_of_both_roles_grows_in_each_and_once_in_all(folder):
    folder.write("instruments/skills.yaml", SKILLS)
    roles = {"m1": "mentee", "r1": "mentor", "b": "both"}
    rows = [{"person_key": key, "role": role, "department": "X" if key == "b" else ""} for key, role in roles.items()]
    folder.table("people", rows)
    for wave, points in (("baseline", (1, 2, 3)), ("later", (2, 2, 5))):
        given = zip(roles, points, strict=True)
        folder.table(f"surveys/{wave}", [answer(who, DAYS[wave], c1=score, c2=score) for who, score in given])
    found = folder.figures(DAY)
    changes = {role: one(found, "mean_change", **{**PAIRED, "role": role}) for role in ("mentee", "mentor", "all")}
    assert {role: (figure["value"], figure["n"]) for role, figure in changes.items()} == {
        "mentee": (1.5, 2),
        "mentor": (1, 2),
        "all": (1, 3),
    }
    own = one(found, "mean_change", **PAIRED, segment_value="X")
    assert (own["value"], own["n"], limits(own)) == (2, 1, (None, None))


def test_without_spread_at_the_baseline_there_is_change_and_no_growth(folder):
    scored(folder, [3, 3, 3, 3], [4, 3, 5, 4])
    found = folder.figures(DAY)
    assert why(one(found, "growth_g", **PAIRED)) == ("not_computable", "the baseline answers have no spread")
    assert one(found, "mean_change", **PAIRED)["value"] == 1
    assert (
        why(one(found, "reliable_change_points", **{**BASELINE, "role": "all"}))[1]
        == "the baseline answers have no spread"
    )
    assert why(one(found, "reliably_improved_rate", **PAIRED))[1] == "the baseline answers have no spread"


def test_without_spread_later_growth_has_no_interval(folder):
    scored(folder, [1, 2, 3, 4], [5, 5, 5, 5])
    figure = one(folder.figures(DAY), "growth_g", **PAIRED)
    assert figure["value"] == pytest.approx(j(3) * 2.5 / np.std([1, 2, 3, 4], ddof=1))
    assert (limits(figure), figure["reason"]) == ((None, None), "the later answers have no spread: no interval")


def test_two_people_change_and_do_not_grow_in_deviations(folder):
    scored(folder, [1, 3], [2, 3])
    found = folder.figures(DAY)
    assert why(one(found, "growth_g", **PAIRED)) == ("not_computable", "fewer than three people answered both times")
    assert one(found, "mean_change", **PAIRED)["value"] == 0.5
    assert why(one(found, "mean_change", **{**PAIRED, "role": "mentor"}))[0] == "not_computable"


def test_half_of_the_items_make_a_score_and_fewer_do_not(folder):
    folder.write("instruments/skills.yaml", SKILLS)
    matched(folder, 3)
    whole = {"c1": 4, "c2": 2, "t1": 1, "t2": 2, "t3": 3}
    rows = [("m1", {"c1": 5, "t1": 4}), ("m2", {"c2": 1, "t1": 4, "t3": 5}), ("m3", {"craft": 3})]
    folder.table("surveys/baseline", [answer(who, DAYS["baseline"], **points) for who, points in rows])
    folder.table("surveys/later", [answer(f"m{number}", DAYS["later"], **whole) for number in (1, 2, 3)])
    found = folder.figures(DAY)
    confidence, third = (
        one(found, "mean_baseline", **{**PAIRED, "construct": name}) for name in ("confidence", "third")
    )
    assert [(figure["value"], figure["n"]) for figure in (confidence, third)] == [(3, 2), (4.5, 1)]


def test_growth_by_a_wave_that_has_not_begun_says_so(folder):
    scored(folder, [1, 2, 3], [2, 3, 4])
    found = folder.figures(date(2026, 5, 31))
    for metric in ("growth_g", "mean_change", "reliably_improved_rate", "attrition_bias_g"):
        assert why(one(found, metric, **PAIRED)) == ("not_computable", "the wave has not begun"), metric


def test_the_cut_comes_of_all_baseline_scores_and_the_declared_reliability(folder):
    scored(folder, [1, 2, 4, 3], [2], mentors=[5, 3])
    declare(folder, ("confidence: {}", "confidence: {reliability: 0.84}"), file="instruments/skills.yaml")
    found = folder.figures(DAY)
    rows = found.filter((found["metric"] == "reliable_change_points") & (found["construct"] == "confidence"))
    assert rows.select("role", "segment", "wave").rows() == [("all", "all", "baseline")]
    figure = one(found, "reliable_change_points", **{**BASELINE, "role": "all"})
    assert figure["value"] == pytest.approx(Z * np.std([1, 2, 4, 3, 5, 3], ddof=1) * sqrt(2) * sqrt(0.16), rel=1e-9)
    assert (*size(figure), *limits(figure), *share(figure)) == (6, 6, None, None, None, None)


def test_the_cut_is_one_for_every_role_and_changes_within_it_are_none(folder):
    scored(folder, [1, 2, 4, 3, 5, 2], [5, 2, 4, 4, 1, 4])
    declare(folder, ("confidence: {}", "confidence: {reliability: 0.8}"), file="instruments/skills.yaml")
    found = folder.figures(DAY)
    cut = one(found, "reliable_change_points", **{**BASELINE, "role": "all"})["value"]
    assert 1 < cut < 2
    counted = {"improved": 2, "unchanged": 3, "worsened": 1}
    for word, count in counted.items():
        figure = one(found, f"reliably_{word}_rate", **PAIRED)
        assert (figure["value"], *share(figure), *size(figure)) == (count / 6, count, 6, 6, 6), word
        assert limits(figure) == pytest.approx(wilson(count, 6), abs=1e-6)
        assert share(one(found, f"reliably_{word}_rate", **{**PAIRED, "role": "all"})) == (count, 6)


def test_a_change_on_the_cut_is_unchanged(folder):
    # SD₁ is √2 of the scores 2 and 4, so that this reliability makes the cut two scale points to the last digit or so
    reliability = 1 - (2 / (Z * sqrt(2) * sqrt(2))) ** 2
    scored(folder, [2, 4], [4, 2])
    declare(folder, ("confidence: {}", f"confidence: {{reliability: {reliability!r}}}"), file="instruments/skills.yaml")
    assert share(one(folder.figures(DAY), "reliably_unchanged_rate", **PAIRED)) == (2, 2)


@pytest.mark.parametrize(("complete", "has_cut"), [(29, False), (30, True)])
def test_alpha_serves_for_the_cut_from_thirty_complete_answers_on(folder, complete, has_cut):
    folder.write("instruments/skills.yaml", SKILLS)
    folder.people(31, 1)
    points = [(place % 5 + 1, (place % 5 + place // 5) % 5 + 1) for place in range(complete)]
    rows = [answer(f"m{place}", DAYS["baseline"], c1=c1, c2=c2) for place, (c1, c2) in enumerate(points, start=1)]
    folder.table("surveys/baseline", [*rows, answer("m31", DAYS["baseline"], c1=5)])
    found = folder.figures(DAY)
    figure = one(found, "reliable_change_points", **{**BASELINE, "role": "all"})
    assert size(figure) == (complete + 1, complete + 1)
    if not has_cut:
        reason = "no reliability is declared, and fewer than 30 complete baseline answers"
        assert why(figure) == ("not_computable", reason)
        return
    value, low, high = alpha(points)
    sd = np.std([*(np.mean(row) for row in points), 5], ddof=1)
    assert figure["value"] == pytest.approx(Z * sd * sqrt(2) * sqrt(1 - value), rel=1e-9)
    own = one(found, "cronbach_alpha", **BASELINE)
    assert (own["value"], *limits(own), own["n"]) == pytest.approx((value, low, high, 30), rel=1e-9)


def test_a_single_item_grows_and_has_neither_alpha_nor_cut(folder):
    scored(folder, [1, 2, 4, 3], [2, 3, 4, 3])
    found = folder.figures(DAY)
    key = {**BASELINE, "construct": "craft"}
    assert why(one(found, "cronbach_alpha", **key))[1] == "a single item has no internal consistency"
    assert why(one(found, "reliable_change_points", **{**key, "role": "all"}))[1] == "a single item has no reliability"
    paired = {**PAIRED, "construct": "craft"}
    assert why(one(found, "reliably_worsened_rate", **paired))[1] == "a single item has no reliability"
    assert one(found, "mean_change", **paired)["value"] == 0.5


def test_alpha_is_of_complete_answers_and_warns_below_seven_tenths(folder):
    folder.write("instruments/skills.yaml", SKILLS)
    matched(folder, 6)
    points = [(1, 2, 4), (2, 2, 1), (3, 5, 3), (5, 4, 2), (4, 4, 5)]
    rows = [
        answer(f"m{place}", DAYS["baseline"], t1=a, t2=b, t3=c, c1=a, c2=a) for place, (a, b, c) in enumerate(points, 1)
    ]
    folder.table("surveys/baseline", [*rows, answer("m6", DAYS["baseline"], t1=5, t2=1, c1=1)])
    found = folder.figures(DAY)
    figure = one(found, "cronbach_alpha", **{**BASELINE, "construct": "third"})
    assert (figure["value"], *limits(figure)) == pytest.approx(alpha(points), rel=1e-9)
    assert (*size(figure), *share(figure), figure["status"]) == (5, 5, None, None, "low_n")
    assert figure["value"] < 0.7
    assert figure["reason"] == "below 0.7: the items hang together loosely"
    sure = one(found, "cronbach_alpha", **BASELINE)
    assert (sure["value"], *limits(sure)) == pytest.approx((1, 1, 1))


def test_alpha_of_one_answer_or_of_equal_ones_is_not_computable(folder):
    scored(folder, [3], mentors=[2, 2, 2])
    found = folder.figures(DAY)
    assert why(one(found, "cronbach_alpha", **BASELINE)) == ("not_computable", "one complete answer alone")
    mentors = one(found, "cronbach_alpha", **{**BASELINE, "role": "mentor"})
    assert (why(mentors), mentors["n"]) == (("not_computable", "the answers have no spread"), 3)
    third = one(found, "cronbach_alpha", **{**BASELINE, "construct": "third"})
    assert (third["status"], third["reason"].startswith("nothing to count")) == ("not_computable", True)


def test_attrition_sets_those_who_stayed_against_those_who_did_not(folder):
    stayed, left = [4, 5, 3, 5], [1, 2, 2]
    scored(folder, [*stayed, *left], [3, 3, 3, 3])
    figure = one(folder.figures(DAY), "attrition_bias_g", **PAIRED)
    pooled = sqrt((3 * np.var(stayed, ddof=1) + 2 * np.var(left, ddof=1)) / 5)
    g = j(5) * (np.mean(stayed) - np.mean(left)) / pooled
    half = Z * sqrt(1 / 4 + 1 / 3 + g**2 / 14)
    assert (figure["value"], *limits(figure)) == pytest.approx((g, g - half, g + half), rel=1e-9)
    assert (*size(figure), *share(figure), figure["unit"]) == (7, 7, None, None, "SD")
    assert "began elsewhere" in figure["reason"]


@pytest.mark.parametrize(
    ("baseline", "later", "reason"),
    [
        ([1, 2, 3], [1, 2, 3], "nobody is missing in the later wave"),
        ([1, 2, 3], [1, 2], "fewer than two people on one side"),
        ([2, 2, 2, 2], [1, 2], "the baseline answers have no spread"),
    ],
)
def test_attrition_needs_two_people_and_a_spread_on_both_sides(folder, baseline, later, reason):
    scored(folder, baseline, later)
    figure = one(folder.figures(DAY), "attrition_bias_g", **PAIRED)
    assert (why(figure), figure["n"]) == (("not_computable", reason), len(baseline))


def test_a_small_attrition_is_not_flagged(folder):
    scored(folder, [1, 3, 5, 1, 3, 5], [3, 3, 3])
    figure = one(folder.figures(DAY), "attrition_bias_g", **PAIRED)
    assert (figure["value"], figure["reason"]) == (0, "fewer than 10 behind it")


def test_growth_seen_by_observers_is_that_of_the_person_rated(folder):
    folder.write("instruments/skills.yaml", SKILLS)
    folder.write("instruments/view.yaml", VIEW)
    source = "  - {name: view-W, kind: surveys, tool: table, files: surveys/view-W.csv, instrument: view, wave: W}\n"
    declare(folder, ("waves:", "".join(source.replace("W", wave) for wave in DAYS) + "waves:"))
    matched(folder, 3)
    rated = {
        "baseline": [("r1", "m1", 1), ("r2", "m1", 3), ("r2", "m2", 4)],
        "later": [("r2", "m1", 4), ("r3", "m2", 3)],
    }
    for wave, rows in rated.items():
        folder.table(f"surveys/view-{wave}", [answer(by, DAYS[wave], about=who, s1=points) for by, who, points in rows])
    found = folder.figures(DAY)
    # m1 was seen at 2 on average, and by the mentor after the re-match at 4
    figure = one(found, "mean_change", **{**PAIRED, "instrument": "view"})
    assert (figure["value"], *size(figure)) == (0.5, 2, 2)
    assert why(one(found, "mean_change", **{**PAIRED, "instrument": "view", "role": "mentor"}))[0] == "not_computable"
    assert share(one(found, "response_rate", role="mentor", instrument="view", wave="baseline")) == (2, 3)


def test_answers_of_one_person_about_several_are_averaged(folder):
    scored(folder, [])
    matched(folder, 2)
    rows = [answer("m1", DAYS["baseline"], about=who, c1=score, c2=score) for who, score in (("r1", 2), ("r2", 5))]
    folder.table("surveys/baseline", rows)
    folder.table("surveys/later", [answer("m1", DAYS["later"], c1=4, c2=4)])
    figure = one(folder.figures(DAY), "mean_change", **PAIRED)
    assert (figure["value"], *size(figure)) == (0.5, 1, 1)
