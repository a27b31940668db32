"""Goal and growth figures of small programmes, each worked out by hand or by other software."""

from datetime import date

import polars as pl
import pytest

from mentorship.disclosure import _other_roles, publish


def goal(number: int, owner: str, **more: object) -> dict[str, object]:
    return {"goal_key": f"g{number}", "owner": owner, "title": f"Goal {number}", "set_on": "2026-02-01", **more}


def answer(person: str, day: str, conf1: object, conf2: object, recommend: object = "") -> dict[str, object]:
    return {
        "respondent": person,
        "submitted_at": f"{day}T09:00:00Z",
        "conf1": conf1,
        "conf2": conf2,
        "recommend": recommend,
    }


def matched(folder, mentees: int) -> None:
    folder.people(mentees, mentees)
    folder.table(
        "pairs",
        [
            {"mentor": f"r{number}", "mentee": f"m{number}", "matched_on": "2026-02-10"}
            for number in range(1, mentees + 1)
        ],
    )


def test_goals_set_by_the_thirtieth_day_count(folder):
    matched(folder, 4)
    folder.table(
        "goals",
        [
            goal(1, "m1", set_on="2026-01-05"),
            goal(2, "m2", set_on="2026-03-12"),
            goal(3, "m3", set_on="2026-03-13"),
        ],
    )
    figure = folder.figure("goal_setting_rate")
    assert (figure["numerator"], figure["denominator"]) == (2, 4)


def test_mentees_matched_for_less_than_thirty_days_are_not_asked_for_a_goal(folder):
    matched(folder, 3)
    assert folder.figure("goal_setting_rate", date(2026, 3, 11))["status"] == "not_computable"
    assert folder.figure("goal_setting_rate", date(2026, 3, 12))["denominator"] == 3


def test_attainment_counts_overdue_goals_and_leaves_out_dropped_and_undue_ones(folder):
    matched(folder, 3)
    folder.table(
        "goals",
        [
            goal(1, "m1", status="achieved", achieved_on="2026-05-01"),
            goal(2, "m1", status="not_achieved"),
            goal(3, "m2", status="open", due_on="2026-06-29"),
            goal(4, "m2", status="open", due_on="2026-06-30"),
            goal(5, "m2", status="open"),
            goal(6, "m3", status="dropped", due_on="2026-03-01"),
            goal(7, "m3", status="achieved", achieved_on="2026-07-01", due_on="2026-06-01"),
            goal(8, "m3", status="achieved"),
            goal(9, "m3", status="achieved", set_on="2026-07-01", achieved_on="2026-07-02"),
        ],
    )
    figure = folder.figure("goal_attainment_rate", role="mentee")
    assert (figure["numerator"], figure["denominator"], figure["people"]) == (2, 5, 3)


def test_gas_weighs_goals_and_averages_owners(folder):
    matched(folder, 2)
    folder.table(
        "goals",
        [
            goal(1, "m1", gas_level=1, importance=2, difficulty=3),
            goal(2, "m1", gas_level=-1, importance=1),
            goal(3, "m2", gas_level=2),
            goal(4, "m2", progress=0.5),
        ],
    )
    first = 50 + 10 * (6 * 1 - 1) / (0.7 * (36 + 1) + 0.3 * 49) ** 0.5
    second = 50 + 10 * 2 / (0.7 + 0.3) ** 0.5
    figure = folder.figure("gas_t", role="mentee")
    assert figure["value"] == pytest.approx((first + second) / 2, rel=1e-12)
    assert (figure["n"], figure["unit"]) == (2, "T")


def grown(folder) -> None:
    """Eight mentees; R metafor::escalc("SMCR") on the paired construct scores gives the values tested below."""
    matched(folder, 8)
    before = [(2, 4), (3, 3), (2, 5), (4, 2), (3, 4), (1, 5), (3, 3), (5, 5)]
    after = [(3, 3), (4, 2), (3, 3), (4, 2), (5, 2), (2, 4), (4, 3)]
    folder.table("surveys/baseline", [answer(f"m{place + 1}", "2026-01-10", *row) for place, row in enumerate(before)])
    folder.table("surveys/later", [answer(f"m{place + 1}", "2026-06-10", *row) for place, row in enumerate(after)])


def test_growth_compares_the_same_people_after_reverse_coding(folder):
    grown(folder)
    before = pl.Series([2.0, 3.0, 1.5, 4.0, 2.5, 1.0, 3.0])
    after = pl.Series([3.0, 4.0, 3.0, 4.0, 4.5, 2.0, 3.5])
    change = folder.figure("mean_change", role="mentee")
    assert (change["n"], change["wave"]) == (7, "baseline..later")
    assert change["value"] == pytest.approx((after - before).mean(), rel=1e-12)
    growth = folder.figure("growth_g", role="mentee")
    # J(6) = gamma(3) / (sqrt(3) * gamma(2.5)) in R
    assert growth["value"] == pytest.approx(0.8686268 * (after.mean() - before.mean()) / before.std(), rel=1e-6)
    assert growth["ci_low"] < growth["value"] < growth["ci_high"]


def test_a_baseline_without_spread_has_no_growth_and_says_so(folder):
    matched(folder, 6)
    folder.table("surveys/baseline", [answer(f"m{number}", "2026-01-10", 3, 3) for number in range(1, 7)])
    folder.table("surveys/later", [answer(f"m{number}", "2026-06-10", 3, number % 3 + 1) for number in range(1, 7)])
    growth = folder.figure("growth_g", role="mentee")
    assert (growth["status"], growth["reason"]) == ("not_computable", "the baseline answers have no spread")
    assert folder.figure("mean_change", role="mentee")["status"] == "low_n"


def test_half_of_the_items_make_a_score_and_fewer_do_not(folder):
    matched(folder, 4)
    folder.table(
        "surveys/baseline",
        [answer("m1", "2026-01-10", 2, ""), answer("m2", "2026-01-10", "", "", 9), answer("m3", "2026-01-10", "", 4)],
    )
    folder.table("surveys/later", [answer(f"m{number}", "2026-06-10", 4, 3) for number in (1, 2, 3)])
    assert folder.figure("mean_change", role="mentee")["n"] == 2


def test_the_last_complete_answer_counts(folder):
    matched(folder, 2)
    folder.table(
        "surveys/baseline",
        [
            answer("m1", "2026-01-10", 1, 1, 9),
            answer("m1", "2026-01-12", 5, 1, 0),
            answer("m1", "2026-01-14", 3, "", ""),
            answer("m2", "2026-01-14", 3, "", 10),
        ],
    )
    figure = folder.figure("nps", role="mentee", wave="baseline", construct="recommend")
    assert (figure["value"], figure["n"]) == (0.0, 2)


def test_response_rate_counts_complete_answers_of_those_who_were_there(folder):
    folder.table(
        "people",
        [
            *({"person_key": f"m{number}", "role": "mentee", "joined_on": "2026-01-01"} for number in range(1, 5)),
            {"person_key": "m5", "role": "mentee", "joined_on": "2026-02-01"},
            {"person_key": "m6", "role": "mentee", "joined_on": "2025-12-01", "left_on": "2025-12-31"},
            {"person_key": "b1", "role": "both", "joined_on": "2025-12-01", "left_on": "2026-01-01"},
            {"person_key": "r1", "role": "mentor", "joined_on": "2026-01-31"},
        ],
    )
    folder.table("pairs", [{"mentor": "r1", "mentee": "m1", "matched_on": "2026-02-10"}])
    folder.table(
        "surveys/baseline",
        [answer("m1", "2026-01-10", 3, 3, 9), answer("m2", "2026-01-10", 3, 3), answer("m6", "2026-01-10", 3, 3, 9)],
    )
    rates = {role: folder.figure("response_rate", role=role, wave="baseline") for role in ("mentee", "mentor", "all")}
    assert [(rate["numerator"], rate["denominator"]) for rate in rates.values()] == [(1, 5), (0, 2), (1, 6)]


def test_a_wave_that_has_not_begun_is_told_and_not_zero(folder):
    matched(folder, 2)
    folder.table("surveys/later", [])
    figure = folder.figure("response_rate", date(2026, 5, 1), role="all", wave="later")
    assert (figure["status"], figure["reason"], figure["value"]) == ("not_computable", "the wave has not begun", None)


def test_an_open_link_has_no_response_rate(folder):
    text = (folder.root / "programme.yaml").read_text()
    folder.write("programme.yaml", text.replace("wave: baseline}", "wave: baseline, invited: open_link}"))
    matched(folder, 2)
    figure = folder.figure("response_rate", role="mentee", wave="baseline")
    assert figure["status"] == "not_computable"
    assert "open link" in figure["reason"]


def test_an_answer_off_the_scale_is_refused_and_the_rest_used(folder):
    matched(folder, 2)
    folder.table("surveys/baseline", [answer("m1", "2026-01-10", 6, 2, 11), answer("m2", "2026-01-10", "Agree", 2, 10)])
    rejects = folder.facts()["core_rejects"]
    assert rejects.select("source_line", "column", "refused").rows() == [
        (2, "conf1", "answer"),
        (2, "recommend", "answer"),
    ]
    assert folder.figure("nps", role="mentee", wave="baseline")["n"] == 1


def test_groups_below_k_are_suppressed_and_cannot_be_had_by_subtraction(folder):
    people = [("Legal", 3), ("Sales", 6), ("Operations", 12)]
    rows = [
        {"person_key": f"{name}{number}", "role": "mentee", "joined_on": "2026-01-01", "department": name}
        for name, count in people
        for number in range(count)
    ]
    folder.table("people", [*rows, {"person_key": "r1", "role": "mentor", "joined_on": "2026-01-01"}])
    folder.table("pairs", [{"mentor": "r1", "mentee": "Sales1", "matched_on": "2026-02-10"}])
    published = publish(folder.figures(), 5).filter(pl.col("metric") == "match_rate")
    by_value = {row["segment_value"]: row for row in published.iter_rows(named=True)}
    assert by_value["Legal"]["status"] == "suppressed"
    assert by_value["Sales"]["status"] == "suppressed"
    hidden = [
        by_value["Legal"][name] for name in ("value", "ci_low", "ci_high", "n", "people", "numerator", "denominator")
    ]
    assert hidden == [None] * 7
    assert by_value["Operations"]["people"] == 12
    assert by_value["all"]["people"] == 21


def test_shares_near_zero_in_a_small_group_are_told_in_a_word(folder):
    matched(folder, 6)
    published = publish(folder.figures(), 5).filter(
        (pl.col("metric") == "goal_setting_rate") & (pl.col("segment") == "all")
    )
    row = published.row(0, named=True)
    assert (row["value"], row["numerator"], row["ci_high"], row["reason"], row["n"]) == (None, None, None, "few", 6)


def test_an_invited_list_is_the_denominator_of_its_wave(folder):
    matched(folder, 4)
    text = (folder.root / "programme.yaml").read_text()
    folder.write("programme.yaml", text.replace("wave: baseline}", "wave: baseline, invited: surveys/invited.csv}"))
    listed = [("m1", "baseline"), ("m2", "baseline"), ("M2", "baseline"), ("ghost", "baseline"), ("m3", "latter")]
    folder.table("surveys/invited", [{"people": person, "wave": wave} for person, wave in listed])
    folder.table("surveys/baseline", [answer(f"m{number}", "2026-01-10", 3, 3, 9) for number in (1, 4)])
    figure = folder.figure("response_rate", role="all", wave="baseline")
    assert (figure["numerator"], figure["denominator"]) == (1, 2)
    facts = folder.facts()
    assert facts["core_rejects"].select("source_line", "rule").rows() == [(5, "invited_is_known"), (6, "wave_is_known")]
    counts = facts["core_counts"].filter(pl.col("source") == "baseline/invited")
    assert counts.select("rows_in", "rows_used", "rows_refused", "rows_superseded").row(0) == (5, 2, 2, 1)


def test_growth_by_a_wave_that_has_not_begun_says_so(folder):
    grown(folder)
    for metric, wave in (("growth_g", "baseline..later"), ("mean_change", "baseline..later"), ("nps", "later")):
        figure = folder.figure(metric, date(2026, 3, 1), role="mentee", wave=wave)
        assert (figure["status"], figure["reason"]) == ("not_computable", "the wave has not begun")


def test_one_hidden_side_cannot_be_had_from_the_other_and_their_sum(folder):
    matched(folder, 8)
    people = [f"m{number}" for number in range(1, 9)] + ["r1", "r2"]
    for wave, day in (("baseline", "2026-01-10"), ("later", "2026-06-10")):
        rows = [answer(person, day, place % 5 + 1, 3, place % 11) for place, person in enumerate(people)]
        folder.table(f"surveys/{wave}", rows)
    published = publish(folder.figures(), 5)
    for metric, wave in (("mean_change", "baseline..later"), ("growth_g", "baseline..later"), ("nps", "later")):
        shown = published.filter((pl.col("metric") == metric) & (pl.col("wave") == wave) & (pl.col("segment") == "all"))
        values = dict(shown.select("role", "value").rows())
        assert values["mentee"] is not None, metric
        assert (values["mentor"], values["all"]) == (None, None), metric


def test_a_hidden_sum_cannot_be_had_from_its_two_sides():
    key = {
        "metric": "nps",
        "segment": "department",
        "segment_value": "Legal",
        "instrument": "i",
        "construct": "c",
        "wave": "w",
    }
    rows = [
        {**key, "role": role, "people": people, "is_hidden": role == "all"}
        for role, people in (("all", 15), ("mentee", 8), ("mentor", 7))
    ]
    assert _other_roles(pl.DataFrame(rows))["role"].to_list() == ["mentor"]


def test_free_text_alone_has_no_response_rate(folder):
    matched(folder, 2)
    folder.write(
        "instruments/skills.yaml",
        "instrument: skills\ntitle: Words\nitems: [{id: story, kind: text, text: What changed for you}]\n",
    )
    folder.table("surveys/baseline", [{"respondent": "m1", "submitted_at": "2026-01-10", "story": "a lot"}])
    figure = folder.figure("response_rate", role="mentee", wave="baseline")
    assert (figure["status"], figure["reason"]) == ("not_computable", "it asks for free text alone")
