"""The sample programme tells the story that it should: who met, who did not, and what people answered and set out to do."""

from collections import Counter
from datetime import timedelta

from tests.sample_folder import (
    ENDS_ON,
    SAMPLE,
    addresses,
    answers_of,
    clean_pairs,
    day_of,
    goals,
    last_held_days,
    log,
    open_pairs,
    roster,
    table,
)


def test_sixty_mentees_and_forty_five_mentors_of_four_departments_and_two_cohorts():
    people = roster(SAMPLE)
    mentees = [person for person in people if person["Takes part as"] != "Mentor"]
    mentors = [person for person in people if person["Takes part as"] != "Mentee"]
    assert (len(people), len(mentees), len(mentors)) == (103, 60, 45)
    assert Counter(person["Department"] for person in mentees) == {
        "Engineering": 22,
        "Operations": 17,
        "Sales": 14,
        "Legal": 7,
    }
    assert Counter(person["Department"] for person in mentors)["Legal"] < 5
    assert {person["Cohort"] for person in people} == {"September", "October"}


def test_names_are_told_apart_by_address_alone_where_two_people_share_one():
    names = Counter(person["Name"] for person in roster(SAMPLE))
    assert [name for name, count in names.items() if count > 1] == ["Robin Teacup"]
    assert len({person["E-mail"] for person in roster(SAMPLE)}) == 103


def test_some_mentors_have_two_or_three_mentees():
    several = Counter(Counter(row["Mentor"] for row in clean_pairs().values()).values())
    assert several[2] >= 5
    assert several[3] >= 2
    assert max(several) == 3


def test_pairs_ended_early_and_were_matched_anew():
    outcomes = Counter(row["How it ended"] for row in clean_pairs().values())
    assert outcomes["Ended early"] == outcomes["Re-matched"] == 5
    assert outcomes["Finished"] >= 3
    mentees = Counter(row["Mentee"] for row in clean_pairs().values() if "by themselves" not in row["Note"])
    assert sum(count == 2 for count in mentees.values()) == 5


def test_one_pair_is_closed_without_a_day_of_its_end():
    undated = [row for row in clean_pairs().values() if row["How it ended"] and not row["Ended"]]
    assert [row["How it ended"] for row in undated] == ["Finished"]
    (earlier,) = (row for row in clean_pairs().values() if row["Mentee"] == undated[0]["Mentee"] and row["Ended"])
    assert day_of(earlier["Ended"]) < day_of(undated[0]["Matched"]) < ENDS_ON


def test_some_open_pairs_never_met():
    assert len(open_pairs() - set(last_held_days())) == 4


def test_some_open_pairs_met_and_went_quiet():
    last = last_held_days()
    quiet = [pair for pair in open_pairs() & set(last) if last[pair] < ENDS_ON - timedelta(days=45)]
    assert len(quiet) >= 5


def test_meetings_lie_within_their_pair_and_the_programme():
    pairs = clean_pairs()
    for row in log():
        ended = pairs[row["Pair"]]["Ended"]
        last = day_of(ended) if ended else ENDS_ON
        assert day_of(pairs[row["Pair"]]["Matched"]) <= day_of(row["Start"]) <= last, row


def test_about_seven_in_ten_mentors_who_are_asked_answer_about_their_mentees():
    invited = Counter(row["wave"] for row in table(SAMPLE / "exports/surveys/invited-mentee-view.csv"))
    answered = {row["Username"] for row in answers_of(SAMPLE, "mentee-view-2026-01.csv")}
    assert invited["midway"] > invited["baseline"] > 20
    assert 0.6 < len(answered) / invited["midway"] < 0.8


def test_a_mentor_answers_about_mentees_of_their_own_and_some_about_two():
    address_of = addresses()
    together = {(row["Mentor"], address_of[row["Mentee"]]) for row in clean_pairs().values()}
    answers = answers_of(SAMPLE, "mentee-view-2026-05.csv")
    rated = {(row["Username"], row["Whom are you answering about?"]) for row in answers}
    assert rated <= together
    assert len(rated) == len(answers) > len({mentor for mentor, _ in rated})


def test_some_answers_about_mentees_are_broken_off_and_some_leave_one_out():
    given = Counter(sum(cell.isdigit() for cell in row.values()) for row in answers_of(SAMPLE, "mentee-view-*.csv"))
    assert given[3] >= 2
    assert given[4] >= 2
    assert given[5] > 50


def test_goals_are_told_as_people_keep_them():
    def are_blank(*columns):
        return {tuple(not row[column] for column in columns) for row in goals()}

    every_way = {(False, False), (False, True), (True, False), (True, True)}
    assert are_blank("Importance", "Difficulty") == every_way
    assert are_blank("GAS baseline", "GAS level") == every_way - {(False, True)}
    celebrated = [row for row in goals() if row["Celebrated on"]]
    assert {row["Celebrated on"] >= row["Completed At"] for row in celebrated} == {True, False}
    assert {row["Outcome"] for row in goals()} == {"", "Dropped", "Not achieved"}
    assert are_blank("Last reviewed", "Measure") == every_way


def test_a_mentee_who_waits_for_a_mentor_has_a_goal():
    address_of, pairs = addresses(), clean_pairs().values()
    matched = {row["Mentor"] for row in pairs} | {address_of[row["Mentee"]] for row in pairs}
    assert len({row["Assignee Email"] for row in goals()} - matched) == 1


def test_the_log_leaves_out_now_and_then_what_it_asks_for():
    held = [row for row in log() if row["What happened"] == "Took place"]
    for column in ("Minutes", "Agenda", "Action items"):
        assert 0.02 < sum(not row[column] for row in held) / len(held) < 0.3, column


def test_both_sides_of_a_pair_agree_on_some_expectations_and_not_on_others():
    question = "We agree on what this mentoring is meant to achieve"
    given = {row["Username"]: int(row[question]) for row in answers_of(SAMPLE, "pulse-2025-11.csv") if row[question]}
    address_of = addresses()
    both = [(row["Mentor"], address_of[row["Mentee"]]) for row in clean_pairs().values()]
    apart = {abs(given[mentor] - given[mentee]) for mentor, mentee in both if {mentor, mentee} <= set(given)}
    assert apart == {0, 1, 2, 3}
