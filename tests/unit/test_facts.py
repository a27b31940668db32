"""Rows to facts: who is who, what is refused and why, and that no row goes uncounted."""

from datetime import date

import polars as pl
import pytest

from mentorship.facts.rows import class_of
from mentorship.problems import value_class


def reasons(folder, table: str) -> list[tuple[int, str, str]]:
    rejects = folder.facts()["core_rejects"].filter(pl.col("table_name") == table)
    return rejects.select("source_line", "column", "rule").rows()


def one_pair(folder, **more: object) -> None:
    folder.people(2, 2)
    folder.table("pairs", [{"pair_key": "p1", "mentor": "r1", "mentee": "m1", "matched_on": "2026-02-01", **more}])


def test_every_row_is_used_refused_or_superseded(folder):
    one_pair(folder)
    row = {"meeting_key": "x1", "pair_key": "p1", "starts_at": "2026-03-01", "outcome": "held"}
    folder.table("meetings", [row, row, {**row, "meeting_key": "x2", "pair_key": "p9"}, {**row, "meeting_key": "x3"}])
    counts = folder.facts()["core_counts"].filter(pl.col("table_name") == "raw_meetings")
    assert counts.select("rows_in", "rows_used", "rows_refused", "rows_superseded").row(0) == (4, 2, 1, 1)


def test_contradicting_rows_of_a_person_are_all_refused_and_name_each_other(folder):
    folder.table(
        "people",
        [
            {"person_key": "m1", "role": "mentee", "department": "Legal"},
            {"person_key": "r1", "role": "mentor", "department": "Legal"},
            {"person_key": "M1 ", "role": "mentee", "department": "Sales"},
        ],
    )
    folder.table("pairs", [{"mentor": "r1", "mentee": "m1", "matched_on": "2026-02-01"}])
    rejects = folder.facts()["core_rejects"]
    roster = rejects.filter(pl.col("table_name") == "raw_people")
    assert roster.select("source_line", "column").rows() == [(2, "department"), (4, "department")]
    assert roster["reason"].str.contains("people/people.csv:2, people/people.csv:4", literal=True).all()
    pair = rejects.filter(pl.col("table_name") == "raw_pairs").row(0, named=True)
    assert (
        pair["reason"] == "the person's own rows in the roster were refused: people/people.csv:2, people/people.csv:4"
    )


def test_equal_rows_of_a_person_are_one_person(folder):
    person = {"person_key": "m1", "role": "mentee", "joined_on": "2026-01-05"}
    folder.table("people", [person, person, {"person_key": "r1", "role": "mentor"}])
    facts = folder.facts()
    assert facts["core_people"].height == 2
    assert facts["core_counts"].filter(pl.col("source") == "people")["rows_superseded"].item() == 1


def test_an_address_of_two_people_is_refused(folder):
    shared = {"role": "mentee", "email": "one@testing.example"}
    folder.table("people", [{"person_key": "m1", **shared}, {"person_key": "m2", **shared}])
    assert reasons(folder, "raw_people") == [(2, "email", "email_is_shared"), (3, "email", "email_is_shared")]


def test_a_person_is_known_by_any_key_in_any_case(folder):
    folder.table(
        "people",
        [
            {
                "person_key": "m1",
                "email": "Zoë@testing.example",
                "role": "mentee",
                "other_keys": "ZED ; z@testing.example",
            },
            {"person_key": "r1", "email": "r1@testing.example", "role": "mentor", "name": "Rita Teapot"},
        ],
    )
    keys = ["M1", "ZOË@TESTING.EXAMPLE", "zed", "Z@testing.example"]
    folder.table(
        "pairs",
        [
            {"mentor": "rita  teapot", "mentee": key, "matched_on": f"2026-02-0{place + 1}"}
            for place, key in enumerate(keys)
        ],
    )
    assert folder.facts()["core_pairs"]["mentee_id"].n_unique() == 1
    assert folder.facts()["core_pairs"].height == 4


def test_a_name_of_two_people_is_nobodys(folder):
    folder.table(
        "people",
        [
            {"person_key": "m1", "role": "mentee", "name": "Kim Lamp"},
            {"person_key": "m2", "role": "mentee", "name": "kim lamp"},
            {"person_key": "r1", "role": "mentor"},
        ],
    )
    folder.table("pairs", [{"mentor": "r1", "mentee": "Kim Lamp", "matched_on": "2026-02-01"}])
    assert reasons(folder, "raw_pairs") == [(2, "mentee", "mentee_is_one_person")]


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"mentor": "ghost"}, "mentor_is_known"),
        ({"mentee": "ghost"}, "mentee_is_known"),
        ({"mentor": "m2"}, "mentor_mentors"),
        ({"mentee": "r2"}, "mentee_is_mentored"),
        ({"mentor": ""}, "has_a_mentor"),
        ({"mentee": ""}, "has_a_mentee"),
        ({"matched_on": "2026-02-31"}, "matched_on_is_a_day"),
        ({"ended_on": "2026-01-31"}, "ended_after_matching"),
        ({"ended_on": "soon"}, "ended_on_is_a_day"),
        ({"planned_end_on": "2026-01-01"}, "planned_end_after_matching"),
        ({"planned_end_on": "2026-13-01"}, "planned_end_on_is_a_day"),
        ({"outcome": "finished"}, "pair_outcome_is_known"),
        ({"meetings_per_month": "0"}, "cadence_is_a_number"),
        ({"meetings_per_month": "often"}, "cadence_is_a_number"),
    ],
)
def test_a_pair_that_breaks_a_rule_is_refused_by_it(folder, change, rule):
    one_pair(folder, **change)
    assert [found for _, _, found in reasons(folder, "raw_pairs")] == [rule]


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"starts_at": "2026-02-30"}, "starts_at_is_a_time"),
        ({"duration_minutes": "-5"}, "duration_is_possible"),
        ({"duration_minutes": "long"}, "duration_is_possible"),
        ({"duration_minutes": "1441"}, "duration_is_possible"),
        ({"outcome": "helt"}, "meeting_outcome_is_known"),
        ({"no_show_by": "nobody"}, "no_show_by_is_known"),
        ({"has_agenda": "maybe"}, "has_agenda_is_yes_or_no"),
        ({"action_item_count": "1.5"}, "action_items_are_counted"),
        ({"pair_key": "p2"}, "pair_is_known"),
        ({"pair_key": ""}, "meeting_has_people"),
    ],
)
def test_a_meeting_that_breaks_a_rule_is_refused_by_it(folder, change, rule):
    one_pair(folder)
    columns = ("duration_minutes", "no_show_by", "has_agenda", "action_item_count")
    sound = {
        "meeting_key": "x1",
        "pair_key": "p1",
        "starts_at": "2026-03-01",
        "outcome": "held",
        **dict.fromkeys(columns, ""),
    }
    folder.table("meetings", [{**sound, **change}])
    assert [found for _, _, found in reasons(folder, "raw_meetings")] == [rule]


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"owner": "ghost"}, "owner_is_known"),
        ({"set_on": "2026-02-30"}, "set_on_is_a_day"),
        ({"due_on": "x"}, "due_on_is_a_day"),
        ({"achieved_on": "x"}, "achieved_on_is_a_day"),
        ({"reviewed_on": "x"}, "reviewed_on_is_a_day"),
        ({"celebrated_on": "x"}, "celebrated_on_is_a_day"),
        ({"achieved_on": "2026-01-01", "status": "achieved"}, "achieved_after_setting"),
        ({"status": "done"}, "goal_status_is_known"),
        ({"status": "open", "achieved_on": "2026-03-01"}, "status_fits_achievement"),
        ({"gas_level": "3"}, "gas_level_is_a_level"),
        ({"gas_baseline": "0.5"}, "gas_baseline_is_a_level"),
        ({"importance": "0"}, "importance_is_a_weight"),
        ({"difficulty": "hard"}, "difficulty_is_a_weight"),
        ({"progress": "half"}, "progress_is_a_number"),
        ({"step_count": "-1"}, "steps_are_counted"),
        ({"step_count": "2", "step_done_count": "3"}, "steps_done_lie_within_steps"),
    ],
)
def test_a_goal_that_breaks_a_rule_is_refused_by_it(folder, change, rule):
    one_pair(folder)
    sound = {"goal_key": "g1", "owner": "m1", "title": "A goal", "set_on": "2026-02-01"}
    folder.table("goals", [{**sound, **change}])
    assert [found for _, _, found in reasons(folder, "raw_goals")] == [rule]


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"person_key": "", "email": ""}, "has_a_key"),
        ({"role": "boss"}, "role_is_known"),
        ({"joined_on": "2026-02-31"}, "joined_on_is_a_day"),
        ({"left_on": "x"}, "left_on_is_a_day"),
        ({"joined_on": "2026-03-01", "left_on": "2026-02-01"}, "left_after_joining"),
    ],
)
def test_a_person_that_breaks_a_rule_is_refused_by_it(folder, change, rule):
    folder.table("people", [{"person_key": "m1", "role": "mentee", "email": "", **change}])
    assert [found for _, _, found in reasons(folder, "raw_people")] == [rule]


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"respondent": "ghost"}, "respondent_is_known"),
        ({"respondent": ""}, "has_a_respondent"),
        ({"submitted_at": "yesterday"}, "submitted_at_is_a_time"),
    ],
)
def test_a_response_that_breaks_a_rule_is_refused_by_it(folder, change, rule):
    one_pair(folder)
    folder.table(
        "surveys/baseline", [{"respondent": "m1", "submitted_at": "2026-01-10", "conf1": 3, "conf2": 3, **change}]
    )
    assert [found for _, _, found in reasons(folder, "raw_surveys")] == [rule]


def test_a_mentor_who_answers_the_mentees_questionnaire_is_refused(folder):
    one_pair(folder)
    text = (folder.root / "instruments/skills.yaml").read_text()
    folder.write("instruments/skills.yaml", text.replace("[mentee, mentor]", "[mentee]"))
    folder.table("surveys/baseline", [{"respondent": "r1", "submitted_at": "2026-01-10", "conf1": 3}])
    assert reasons(folder, "raw_surveys") == [(2, "respondent", "respondent_is_asked")]


def test_a_date_decides_the_wave_where_the_source_says_so(folder):
    one_pair(folder)
    text = (folder.root / "programme.yaml").read_text()
    folder.write("programme.yaml", text.replace("wave: baseline}", "wave: by_date}"))
    days = ["2026-01-31T22:59:59Z", "2026-01-31T23:00:00Z", "2026-06-30T21:59:59Z"]
    folder.table("surveys/baseline", [{"respondent": "m1", "submitted_at": day, "conf1": 3} for day in days])
    facts = folder.facts(date(2026, 12, 31))
    assert sorted(facts["core_responses"]["wave"]) == ["baseline", "later"]
    assert facts["core_rejects"].select("source_line", "rule").rows() == [(3, "answer_falls_in_a_wave")]


def test_the_newest_version_of_a_logged_meeting_wins(folder):
    one_pair(folder)
    row = {"meeting_key": "x1", "pair_key": "p1", "starts_at": "2026-03-01"}
    folder.table("meetings/2026-03", [{**row, "outcome": "booked"}])
    folder.table("meetings/2026-04", [{**row, "outcome": "held"}])
    facts = folder.facts()
    assert facts["core_meetings"].select("outcome", "grade", "is_held").rows() == [("held", "logged", True)]


def test_one_file_that_tells_a_meeting_twice_and_differently_is_refused(folder):
    one_pair(folder)
    row = {"meeting_key": "x1", "pair_key": "p1", "starts_at": "2026-03-01"}
    folder.table("meetings", [{**row, "outcome": "cancelled"}, {**row, "outcome": "held"}])
    assert reasons(folder, "raw_meetings") == [
        (2, "outcome", "meeting_contradicts"),
        (3, "outcome", "meeting_contradicts"),
    ]


def test_two_meetings_of_one_log_on_one_day_are_two(folder):
    one_pair(folder)
    row = {"pair_key": "p1", "starts_at": "2026-03-01", "outcome": "held"}
    folder.table("meetings", [{**row, "meeting_key": "x1"}, {**row, "meeting_key": "x2"}])
    assert folder.facts()["core_meetings"].height == 2


def test_meetings_by_people_are_those_of_the_pair_that_they_are(folder):
    one_pair(folder)
    rows = [("r1;m1", "2026-03-01"), ("m2;r2", "2026-03-02"), ("r1;ghost", "2026-03-03"), ("m1;r1", "2026-01-15")]
    folder.table("meetings", [{"people": people, "starts_at": day, "outcome": "held"} for people, day in rows])
    facts = folder.facts()
    told = (
        facts["core_meetings"]
        .sort("meeting_on")
        .select("meeting_on", pl.col("pair_id").is_not_null(), "is_in_pair_time")
    )
    assert told.rows() == [
        (date(2026, 1, 15), True, False),
        (date(2026, 3, 1), True, True),
        (date(2026, 3, 2), False, False),
    ]
    assert facts["core_rejects"]["rule"].to_list() == ["attendee_is_known"]


def test_steps_are_counted_into_their_goal(folder):
    one_pair(folder)
    goal = {"owner": "m1", "set_on": "2026-02-01"}
    rows = [
        {**goal, "goal_key": "g1", "title": "Speak up"},
        {**goal, "goal_key": "g2", "title": "First step", "step_of": "speak up", "achieved_on": "2026-03-01"},
        {**goal, "goal_key": "g3", "title": "Second step", "step_of": "g1"},
        {**goal, "goal_key": "g4", "title": "Lost step", "step_of": "nothing"},
    ]
    folder.table("goals", rows)
    facts = folder.facts()
    assert facts["core_goals"].select("step_count", "step_done_count").rows() == [(2, 1)]
    assert facts["core_rejects"].select("source_line", "rule").rows() == [(5, "step_has_a_goal")]


def test_names_and_addresses_are_in_private_tables_alone(folder):
    folder.table(
        "people",
        [{"person_key": "secret-key", "email": "secret@testing.example", "name": "Secret Name", "role": "mentee"}],
    )
    private = {"core_identities", "core_comments", "core_lineage", "core_rejects"}
    shown = {name: frame for name, frame in folder.facts().items() if name not in private}
    assert not [name for name, frame in shown.items() if "secret" in frame.write_csv().lower()]


@pytest.mark.parametrize(
    "value", ["", "  ", "a@b.example", "12", "-3.5", "31.02.2026", "2026-02-31", "some words", "1.211E+15"]
)
def test_the_class_of_a_value_is_the_same_alone_and_in_a_column(value):
    assert pl.select(class_of(pl.lit(value))).item() == value_class(value)


def test_two_logs_number_their_meetings_apart(folder):
    one_pair(folder)
    text = (folder.root / "programme.yaml").read_text()
    second = "  - {name: phone, kind: meetings, tool: table, files: phone/*.csv}\n"
    folder.write("programme.yaml", text.replace("  - {name: goals", second + "  - {name: goals", 1))
    folder.table("meetings", [{"meeting_key": "1", "pair_key": "p1", "starts_at": "2026-03-01", "outcome": "held"}])
    folder.table("phone/a", [{"meeting_key": "1", "pair_key": "p1", "starts_at": "2026-04-01", "outcome": "held"}])
    facts = folder.facts()
    assert (facts["core_meetings"].height, facts["core_rejects"].height) == (2, 0)


def test_the_newest_version_of_a_response_wins(folder):
    one_pair(folder)
    text = (folder.root / "programme.yaml").read_text()
    folder.write("programme.yaml", text.replace("files: surveys/baseline.csv", "files: surveys/baseline-*.csv"))
    row = {"respondent": "m1", "submitted_at": "2026-01-10", "response_key": "R1", "conf2": 3}
    folder.table("surveys/baseline-1", [{**row, "conf1": 1}])
    folder.table("surveys/baseline-2", [{**row, "conf1": 5}])
    facts = folder.facts()
    answers = facts["core_answers"].filter(pl.col("item") == "conf1")
    assert answers["points"].to_list() == [5.0]
    assert facts["core_counts"].filter(pl.col("source") == "baseline")["rows_superseded"].sum() == 1


def test_rows_of_appended_rosters_are_told_apart_by_their_key(folder):
    text = (folder.root / "programme.yaml").read_text()
    folder.write("programme.yaml", text.replace("files: people/*.csv", "files: people/*.csv, mode: append"))
    mentee = {"person_key": "m1", "role": "mentee", "department": "Legal"}
    folder.table("people", [mentee])
    folder.table("people/roster-2", [{**mentee, "department": "Sales"}, {"person_key": "r1", "role": "mentor"}])
    facts = folder.facts()
    assert facts["core_people"].height == 2
    assert "Sales" in facts["core_segments"]["segment_value"].to_list()
    assert facts["core_rejects"].is_empty()
