"""The rows behind a figure of a programme small enough to list them by hand: their places, uses, amounts and evidence."""

from datetime import date

import pytest

from mentorship import figures
from mentorship.as_of import AsOf
from mentorship.configuration import load_programme
from mentorship.explaining import explained
from mentorship.figure_paths import resolved

ON = date(2026, 6, 30)
VIEW = """
instrument: view
title: A mentor's view
asked_of: [mentor]
observes: skills
scale: {min: 1, max: 5}
constructs: {confidence: {}}
items:
  - {id: seen, construct: confidence, text: They explain their decisions}
"""
VIEWS = "".join(
    f"  - {{name: view-{wave}, kind: surveys, tool: table, files: views/{wave}.csv, instrument: view, wave: {wave}}}\n"
    for wave in ("baseline", "later")
)
WORDS_ALONE = """
instrument: skills
title: Words
asked_of: [mentee]
items:
  - {id: story, kind: text, text: What changed for you}
"""


@pytest.fixture
def rows(folder):
    """The rows of a figure as `(place, used as)`, those of its evidence by place, and the frame itself."""

    def explain(line):
        programme, facts = load_programme(folder.root), folder.facts(ON)
        view, metric = AsOf(facts, programme, ON), line.partition("/")[0]
        measured = figures.measure(facts, programme, ON)
        figure = resolved(line, measured.filter(metric=metric))
        how = figures.MEASURES[metric]
        base = figures.bases(view)[how.base]
        found = explained(how, base, view, figure, facts["core_lineage"], facts["core_rejects"]).to_dicts()
        return [(f"{row['file']}:{row['line']}", row["used_as"]) for row in found], found

    return explain


@pytest.fixture
def begun(folder):
    """Three pairs matched on the first day, the third in a department of its own."""
    folder.people(3, 3)
    matches = [
        {"pair_key": f"p{number}", "mentor": f"r{number}", "mentee": f"m{number}", "matched_on": "2026-01-01"}
        for number in (1, 2, 3)
    ]
    folder.table("pairs", [{**match, "department": name} for match, name in zip(matches, "AAB", strict=True)])
    return folder


def meeting(pair, day, **more):
    return {"pair_key": pair, "starts_at": f"{day}T10:00:00", "outcome": "held", **more}


def evidence(row):
    return [f"{place['file']}:{place['line']}" for place in row["evidence"]]


def test_a_rate_tells_what_is_counted_what_is_not_and_what_is_left_out(begun, rows):
    begun.table(
        "pairs",
        [
            {"pair_key": "p1", "mentor": "r1", "mentee": "m1", "matched_on": "2026-01-01"},
            {"pair_key": "p2", "mentor": "r2", "mentee": "m2", "matched_on": "2026-01-01"},
            {"pair_key": "p3", "mentor": "r3", "mentee": "m3", "matched_on": "2026-06-20"},
            {"pair_key": "p4", "mentor": "r3", "mentee": "nobody", "matched_on": "2026-01-01"},
        ],
    )
    begun.table("meetings", [meeting("p1", "2026-06-15"), meeting("p1", "2026-06-16"), meeting("p2", "2026-03-01")])
    found, whole = rows("active_pair_rate")
    assert found == [
        ("pairs/pairs.csv:2", "both"),
        ("pairs/pairs.csv:3", "denominator"),
        ("pairs/pairs.csv:4", "excluded: matched in the last 30 days"),
        ("pairs/pairs.csv:5", "excluded: refused, the mentee is not in the roster"),
    ]
    assert evidence(whole[0]) == ["meetings/meetings.csv:2", "meetings/meetings.csv:3"]
    assert [(row["numerator"], row["denominator"]) for row in whole] == [(1, 1), (0, 1), (None, None), (None, None)]


def test_a_count_tells_what_is_counted_and_why_the_rest_of_its_base_is_not(begun, rows):
    begun.table("meetings", [meeting("p1", "2026-02-01"), meeting("p2", "2026-02-01", outcome="cancelled")])
    found, whole = rows("met_count")
    assert found == [
        ("people/people.csv:2", "numerator"),
        ("people/people.csv:3", "excluded: no held meeting"),
        ("people/people.csv:4", "excluded: no held meeting"),
    ]
    assert [row["numerator"] for row in whole] == [1, None, None]
    assert {row["denominator"] for row in whole} == {None}
    assert evidence(whole[0]) == ["meetings/meetings.csv:2"]


def test_pairs_add_their_held_and_expected_meetings_to_cadence(begun, rows):
    begun.table("meetings", [meeting("p1", "2026-02-01"), meeting("p1", "2026-02-02")])
    found, whole = rows("cadence_attainment")
    assert [use for _, use in found] == ["both"] * 3
    assert [row["numerator"] for row in whole] == [2, 0, 0]
    assert whole[0]["denominator"] == pytest.approx(2 * 180 / (365.25 / 12))


def test_the_rows_of_a_segment_are_its_units_alone_without_refused_rows(begun, rows):
    begun.table("people", [*_roster(), {"person_key": "x", "role": "nothing"}])
    found, _ = rows("open_pair_count/pair/department=A")
    assert found == [("pairs/pairs.csv:2", "numerator"), ("pairs/pairs.csv:3", "numerator")]


def _roster():
    return [
        {"person_key": f"{side}{number}", "role": role, "joined_on": "2026-01-01"}
        for side, role in (("m", "mentee"), ("r", "mentor"))
        for number in (1, 2, 3)
    ]


def test_a_meeting_told_by_two_tools_is_one_row_with_the_other_as_evidence(begun, rows):
    text = (begun.root / "programme.yaml").read_text()
    source = "  - {name: room, kind: meetings, tool: table, files: bookings/*.csv}\n"
    begun.write("programme.yaml", text.replace("waves:\n", f"{source}waves:\n"))
    begun.table("meetings", [meeting("p1", "2026-02-01")])
    begun.table("bookings", [meeting("p1", "2026-02-01", duration_minutes=30)])
    found, whole = rows("held_meeting_count")
    assert found == [("bookings/bookings.csv:2", "numerator")]
    assert evidence(whole[0]) == ["meetings/meetings.csv:2"]


def test_hours_are_added_up_from_the_meetings_whose_length_is_known(begun, rows):
    begun.table("meetings", [meeting("p1", "2026-02-01", duration_minutes=90), meeting("p2", "2026-02-01")])
    found, whole = rows("meeting_hours")
    assert found == [
        ("meetings/meetings.csv:2", "both"),
        ("meetings/meetings.csv:3", "excluded: nobody noted how long it took"),
    ]
    assert whole[0]["numerator"] == 1.5


def test_goals_that_weigh_their_steps_add_their_steps(begun, rows):
    begun.table(
        "goals", [{"owner": "m1", "title": "a", "step_count": 5, "step_done_count": 2}, {"owner": "m1", "title": "b"}]
    )
    found, whole = rows("milestone_rate/mentee")
    assert [use for _, use in found] == ["both", "excluded: not broken into steps"]
    assert (whole[0]["numerator"], whole[0]["denominator"]) == (2, 5)


def test_somebodys_growth_rests_on_both_answers(begun, rows):
    for wave, month in (("baseline", "01"), ("later", "06")):
        answers = [
            {"respondent": f"m{number}", "submitted_at": f"2026-{month}-1{number}T09:00:00Z", "conf1": 3, "conf2": 2}
            for number in (1, 2)
        ]
        begun.table(f"surveys/{wave}", answers[:1] if wave == "later" else answers)
    found, whole = rows("mean_change/mentee/skills/confidence")
    assert found == [("surveys/later.csv:2", "both")]
    assert evidence(whole[0]) == ["surveys/baseline.csv:2"]
    assert (whole[0]["numerator"], whole[0]["denominator"]) == (None, None)


def test_a_score_that_two_observers_give_rests_on_the_answers_of_both(begun, rows):
    begun.write("instruments/view.yaml", VIEW)
    text = (begun.root / "programme.yaml").read_text()
    begun.write("programme.yaml", text.replace("waves:\n", f"{VIEWS}waves:\n"))
    for wave, month in (("baseline", "01"), ("later", "06")):
        rated = {"about": "m1", "submitted_at": f"2026-{month}-10T09:00:00Z"}
        answers = [{**rated, "respondent": "r1", "seen": 2}, {**rated, "respondent": "r2", "seen": 3}]
        begun.table(f"views/{wave}", answers)
        begun.table(f"surveys/{wave}", [{"respondent": "m1", **rated, "about": "", "conf1": 3, "conf2": 2}])
    found, whole = rows("mean_change/mentee/view/confidence")
    assert [use for _, use in found] == ["both"]
    assert sorted([found[0][0], *evidence(whole[0])]) == [
        *("views/baseline.csv:2", "views/baseline.csv:3", "views/later.csv:2", "views/later.csv:3"),
    ]
    compared, seen = rows("self_other_gap/mentee/view/confidence/later")
    assert compared == [("views/later.csv:2", "both"), ("views/later.csv:3", "both")]
    assert [evidence(row) for row in seen] == [["surveys/later.csv:2"]] * 2


def test_refused_answers_of_another_wave_are_not_told_with_a_figure(begun, rows):
    answer = {"respondent": "m1", "submitted_at": "2026-01-10T09:00:00Z", "conf1": 3, "conf2": 2, "recommend": 9}
    begun.table("surveys/baseline", [answer, {**answer, "respondent": "nobody"}])
    begun.table("surveys/later", [{**answer, "respondent": "nobody", "submitted_at": "2026-06-10T09:00:00Z"}])
    found, _ = rows("nps/all/skills/recommend/baseline")
    assert found == [
        ("surveys/baseline.csv:2", "both"),
        ("surveys/baseline.csv:3", "excluded: refused, the respondent is not in the roster"),
    ]


def test_units_of_a_figure_that_cannot_be_there_are_left_out_for_its_reason(begun, rows):
    begun.write("instruments/skills.yaml", WORDS_ALONE)
    found, _ = rows("partial_count/mentee/skills/baseline")
    assert found == [(f"people/people.csv:{line}", "excluded: it asks for free text alone") for line in (2, 3, 4)]


def test_rows_come_by_file_and_line(begun, rows):
    begun.table("meetings", [meeting("p1", f"2026-02-{day:02}") for day in range(1, 13)])
    found, whole = rows("held_meeting_count")
    assert [row["line"] for row in whole] == list(range(2, 14))
    assert len({place for place, _ in found}) == 12
