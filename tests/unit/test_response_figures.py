"""Figures of who answered: invited, complete and partial responses, and who is missing, each worked out by hand."""

from datetime import date

import polars as pl
import pytest
from scipy.stats import ttest_ind

from tests.small_programmes import DAY, answer, declare, limits, matched, meetings, one, pair, share, size, why, wilson

TEN = "instrument: skills\ntitle: Ten\nscale: {min: 1, max: 5}\nitems:\n" + "".join(
    f"  - {{id: i{number}, text: Question {number}}}\n" for number in range(1, 11)
)
WAVE = {"instrument": "skills", "wave": "baseline"}


def given(person: str, count: int, day: str = "2026-01-10") -> dict[str, object]:
    """An answer to so many of ten items."""
    return answer(person, day, **{f"i{number}": 3 if number <= count else "" for number in range(1, 11)})


def of_ten(folder, *counts: int) -> None:
    """Mentees m1, m2, … who answer so many of ten items; each has a mentor."""
    folder.write("instruments/skills.yaml", TEN)
    matched(folder, len(counts))
    folder.table("surveys/baseline", [given(f"m{place}", count) for place, count in enumerate(counts, start=1)])


def test_eight_of_ten_items_are_complete_and_five_are_partial(folder):
    of_ten(folder, 10, 8, 7, 5, 4, 0)
    found = folder.figures(DAY)
    rate = one(found, "response_rate", role="mentee", **WAVE)
    assert (rate["value"], *share(rate), *size(rate), rate["unit"]) == (2 / 6, 2, 6, 6, 6, "share")
    assert limits(rate) == pytest.approx(wilson(2, 6), abs=1e-6)
    everybody = one(found, "response_rate", role="all", **WAVE)
    assert (*share(everybody), everybody["status"]) == (2, 12, "ok")
    counts = {name: one(found, f"{name}_count", role="mentee", **WAVE) for name in ("invited", "complete", "partial")}
    assert {name: figure["value"] for name, figure in counts.items()} == {"invited": 6, "complete": 2, "partial": 2}
    for figure in counts.values():
        assert (*size(figure), *share(figure), *limits(figure), figure["status"]) == (6, 6, *[None] * 4, "low_n")


def test_counts_of_a_wave_have_no_role_all(folder):
    of_ten(folder, 10)
    roles = folder.figures(DAY).group_by("metric").agg(pl.col("role").unique().sort())
    by_metric = dict(roles.rows())
    assert (
        by_metric["invited_count"] == by_metric["complete_count"] == by_metric["partial_count"] == ["mentee", "mentor"]
    )
    assert by_metric["response_rate"] == ["all", "mentee", "mentor"]


def test_nobody_answering_is_zero(folder):
    matched(folder, 2)
    found = folder.figures(DAY)
    rate = one(found, "response_rate", role="mentee", **WAVE)
    assert (rate["value"], *share(rate), rate["status"]) == (0, 0, 2, "low_n")
    assert one(found, "complete_count", role="mentor", **WAVE)["value"] == 0


def test_somebody_of_both_roles_counts_in_each_and_once_in_all(folder):
    folder.write("instruments/skills.yaml", TEN)
    roles = {"m1": "mentee", "r1": "mentor", "b": "both"}
    folder.table("people", [{"person_key": key, "role": role, "department": "X"} for key, role in roles.items()])
    folder.table("surveys/baseline", [given("b", 9), given("r1", 5)])
    found = folder.figures(DAY)
    rates = [share(one(found, "response_rate", role=role, **WAVE)) for role in ("mentee", "mentor", "all")]
    assert rates == [(1, 2), (1, 2), (1, 3)]
    by_segment = one(found, "response_rate", role="all", segment_value="X", **WAVE)
    assert share(by_segment) == (1, 3)


def test_those_who_join_or_leave_outside_of_the_wave_are_not_invited(folder):
    folder.write("instruments/skills.yaml", TEN)
    spans = [("", ""), ("2026-01-31", ""), ("2026-02-01", ""), ("2025-01-01", "2025-12-31"), ("", "2026-01-01")]
    rows = [
        {"person_key": f"m{place}", "role": "mentee", "joined_on": joined, "left_on": left}
        for place, (joined, left) in enumerate(spans, start=1)
    ]
    folder.table("people", rows)
    folder.table("surveys/baseline", [given("m1", 10), given("m3", 10), given("m4", 10)])
    found = folder.figures(DAY)
    assert share(one(found, "response_rate", role="mentee", **WAVE)) == (1, 3)
    assert one(found, "complete_count", role="mentee", **WAVE)["value"] == 1


def test_who_joins_later_in_a_wave_is_not_invited_yet(folder):
    folder.table(
        "people", [{"person_key": f"m{day}", "role": "mentee", "joined_on": f"2026-01-{day}"} for day in (10, 15, 16)]
    )
    found = folder.figures(date(2026, 1, 15))
    assert one(found, "invited_count", role="mentee", **WAVE)["value"] == 2


def test_a_response_counts_from_its_day_on_and_the_last_complete_one_counts(folder):
    of_ten(folder, 0, 0, 0)
    folder.table(
        "surveys/baseline",
        [
            *(given("m1", count, day) for count, day in ((9, "2026-01-10"), (6, "2026-01-12"))),
            *(given("m2", count, day) for count, day in ((7, "2026-01-10"), (3, "2026-01-12"))),
            *(given("m3", count, day) for count, day in ((5, "2026-01-10"), (10, "2026-01-13"))),
        ],
    )
    nights = [folder.figures(date(2026, 1, day)) for day in (9, 10, 12, 13)]
    counts = [
        tuple(one(found, f"{word}_count", role="mentee", **WAVE)["value"] for word in ("complete", "partial"))
        for found in nights
    ]
    assert counts == [(0, 0), (1, 2), (1, 1), (2, 0)]


def test_of_two_answers_in_one_second_the_fuller_one_counts(folder):
    of_ten(folder, 0)
    for rows in ([given("m1", 3), given("m1", 6)], [given("m1", 6), given("m1", 3)]):
        folder.table("surveys/baseline", rows)
        assert one(folder.figures(DAY), "partial_count", role="mentee", **WAVE)["value"] == 1


def test_who_answers_completely_about_one_and_partly_about_another_is_complete(folder):
    of_ten(folder, 0, 0)
    folder.table("surveys/baseline", [{**given("m1", count), "about": who} for count, who in ((9, "r1"), (6, "r2"))])
    found = folder.figures(DAY)
    counts = [one(found, f"{word}_count", role="mentee", **WAVE)["value"] for word in ("complete", "partial")]
    assert counts == [1, 0]


def test_a_list_of_those_invited_is_the_base_and_leaves_out_who_was_not_asked(folder):
    of_ten(folder, 10, 10, 5, 0)
    declare(folder, ("wave: baseline}", "wave: baseline, invited: surveys/invited.csv}"))
    folder.table("surveys/invited", [{"people": f"m{number}", "wave": "baseline"} for number in (2, 3, 4)])
    found = folder.figures(DAY)
    assert one(found, "invited_count", role="mentee", **WAVE)["value"] == 3
    assert one(found, "invited_count", role="mentor", **WAVE)["value"] == 0
    assert share(one(found, "response_rate", role="all", **WAVE)) == (1, 3)
    assert one(found, "complete_count", role="mentee", **WAVE)["value"] == 1
    assert why(one(found, "response_rate", role="mentor", **WAVE))[0] == "not_computable"


def test_an_open_link_counts_answers_and_knows_nobody_invited(folder):
    of_ten(folder, 10, 6, 2)
    declare(folder, ("wave: baseline}", "wave: baseline, invited: open_link}"))
    found = folder.figures(DAY)
    unknown = ("not_computable", "it was sent by open link: nobody knows who was invited")
    for metric, role in (("response_rate", "all"), ("invited_count", "mentee"), ("response_cadence_gap", "mentee")):
        figure = one(found, metric, role=role, **WAVE)
        assert (why(figure), *size(figure)) == (unknown, 0, 0), metric
    complete, partial = (one(found, f"{word}_count", role="mentee", **WAVE) for word in ("complete", "partial"))
    assert [(figure["value"], *size(figure)) for figure in (complete, partial)] == [(1, 3, 3), (1, 3, 3)]


def test_a_wave_that_has_not_begun_has_no_figures_and_says_so(folder):
    matched(folder, 2)
    found = folder.figures(date(2026, 5, 31)).filter((pl.col("wave") == "later") & (pl.col("segment") == "all"))
    assert set(found["metric"]) >= {"response_rate", "invited_count", "complete_count", "response_cadence_gap", "nps"}
    assert found.select("status", "reason", "value", "n").unique().rows() == [
        ("not_computable", "the wave has not begun", None, 0)
    ]


def with_cadence(folder, *held: int) -> None:
    """Mentees m1, m2, … whose pairs of 150 days at one meeting a month held so many, with mentors of their own."""
    of_ten(folder, *[0] * len(held))
    pairs = [pair(number, meetings_per_month=1) for number in range(1, len(held) + 1)]
    folder.table("pairs", pairs)
    rows = [
        (f"p{place}", f"2026-02-{day:02}") for place, count in enumerate(held, start=1) for day in range(1, count + 1)
    ]
    folder.table("meetings", meetings(*rows))


def test_the_cadence_gap_is_a_difference_of_means_with_welchs_interval(folder):
    with_cadence(folder, 5, 4, 6, 1, 2, 0)
    folder.table("surveys/baseline", [given(f"m{number}", 8 if number < 4 else 7) for number in range(1, 6)])
    figure = one(folder.figures(DAY), "response_cadence_gap", role="mentee", **WAVE)
    expected = 150 * 12 / 365.25
    wanted = ttest_ind(
        [count / expected for count in (5, 4, 6)], [count / expected for count in (1, 2, 0)], equal_var=False
    )
    interval = wanted.confidence_interval(0.95)
    assert figure["value"] == pytest.approx(4 / expected, rel=1e-12)
    assert limits(figure) == pytest.approx((interval.low, interval.high), rel=1e-9)
    assert (*size(figure), *share(figure), figure["unit"]) == (6, 6, None, None, "ratio")


def test_a_persons_own_cadence_is_that_of_all_their_pairs(folder):
    with_cadence(folder, 3, 0, 0, 0)
    rematched = {"ended_on": "2026-03-02", "outcome": "rematched", "meetings_per_month": 1}
    again = {**pair(1, "2026-03-02"), "pair_key": "again", "mentor": "r2", "meetings_per_month": 2}
    undated = pair(4, outcome="completed", ended_on="", meetings_per_month=1)
    folder.table("pairs", [pair(1, **rematched), again, pair(3, meetings_per_month=1), undated])
    folder.table("meetings", meetings(("p1", "2026-02-05"), ("p1", "2026-03-02"), ("again", "2026-04-02")))
    folder.table("surveys/baseline", [given("m1", 10)])
    found = folder.figures(DAY)
    month = 365.25 / 12
    mentee = one(found, "response_cadence_gap", role="mentee", **WAVE)
    # m1 held 3 of what was agreed with both mentors, m3 none; m2 has no pair, and nobody knows how long m4's lasted
    assert mentee["value"] == pytest.approx(3 / ((30 + 2 * 120) / month), rel=1e-12)
    assert (*size(mentee), limits(mentee)) == (2, 2, (None, None))
    assert mentee["reason"] == "one person alone on a side: no interval"
    mentor = one(found, "response_cadence_gap", role="mentor", **WAVE)
    assert why(mentor) == ("not_computable", "nobody with a cadence answered completely")


def test_without_anybody_missing_there_is_no_cadence_gap(folder):
    with_cadence(folder, 3, 1)
    folder.table("surveys/baseline", [given("m1", 10), given("m2", 9)])
    figure = one(folder.figures(DAY), "response_cadence_gap", role="mentee", **WAVE)
    assert why(figure) == ("not_computable", "everybody with a cadence answered completely")


def test_a_cadence_gap_between_two_groups_without_spread_has_no_interval(folder):
    with_cadence(folder, 3, 3, 1, 1)
    folder.table("surveys/baseline", [given("m1", 10), given("m2", 9)])
    figure = one(folder.figures(DAY), "response_cadence_gap", role="mentee", **WAVE)
    assert figure["value"] == pytest.approx(2 / (150 * 12 / 365.25))
    assert (limits(figure), figure["reason"]) == ((None, None), "no spread on either side: no interval")


def test_free_text_alone_has_no_response_rate(folder):
    matched(folder, 2)
    story = "items: [{id: story, kind: text, text: What changed for you}]"
    folder.write("instruments/skills.yaml", f"instrument: skills\ntitle: Words\n{story}\n")
    folder.table("surveys/baseline", [answer("m1", "2026-01-10", story="a lot")])
    found = folder.figures(DAY)
    for metric in ("response_rate", "complete_count", "partial_count"):
        assert why(one(found, metric, role="mentee", **WAVE)) == ("not_computable", "it asks for free text alone")
    assert one(found, "invited_count", role="mentee", **WAVE)["value"] == 2


def test_an_answer_off_the_scale_is_refused_and_the_rest_used(folder):
    matched(folder, 2)
    folder.table(
        "surveys/baseline",
        [
            answer("m1", "2026-01-10", conf1=6, conf2=2, recommend=11),
            answer("m2", "2026-01-10", conf1="Agree", conf2=2, recommend=10),
        ],
    )
    rejects = folder.facts()["core_rejects"]
    assert rejects.select("source_line", "column", "refused").rows() == [
        (2, "conf1", "answer"),
        (2, "recommend", "answer"),
    ]
    assert folder.figure("nps", role="mentee", wave="baseline")["n"] == 1


def test_an_entry_of_a_list_that_fits_nobody_or_no_wave_is_refused(folder):
    matched(folder, 4)
    declare(folder, ("wave: baseline}", "wave: baseline, invited: surveys/invited.csv}"))
    listed = [("m1", "baseline"), ("m2", "baseline"), ("M2", "baseline"), ("ghost", "baseline"), ("m3", "latter")]
    folder.table("surveys/invited", [{"people": person, "wave": wave} for person, wave in listed])
    folder.table(
        "surveys/baseline", [answer(f"m{number}", "2026-01-10", conf1=3, conf2=3, recommend=9) for number in (1, 4)]
    )
    figure = folder.figure("response_rate", role="all", wave="baseline")
    assert (figure["numerator"], figure["denominator"]) == (1, 2)
    facts = folder.facts()
    assert facts["core_rejects"].select("source_line", "rule").rows() == [(5, "invited_is_known"), (6, "wave_is_known")]
    counts = facts["core_counts"].filter(pl.col("source") == "baseline/invited")
    assert counts.select("rows_in", "rows_used", "rows_refused", "rows_superseded").row(0) == (5, 2, 2, 1)
