"""Culture Amp's goals, and their key results, which are their steps."""

import hashlib

import pytest

from mentorship.exports import detect
from mentorship.exports.profile import ExportFile
from mentorship.programme import Source
from tests import bare

PROGRAMME = bare.programme()
COLUMNS = "email,name,description,visibility,individual_emails,due_at,created_at,priority,status,completion"
KEY_RESULTS = "".join(f",key_result_{number}_title,key_result_{number}_completion" for number in (1, 2, 3))
HEADER = COLUMNS + KEY_RESULTS


def goal(email="ana@x.example", name="Give a talk", status="ongoing", completion="0.35", results=",,,,,", due=""):
    return f"{email},{name},,individuals,ben@x.example;cy@x.example,{due},2026-01-12,1,{status},{completion},{results}"


def csv(*goals, header=HEADER, end="\n"):
    return "".join(f"{row}{end}" for row in (header, *goals)).encode()


def read(payload, **declared):
    file = ExportFile("goals/goals.csv", payload, hashlib.sha256(payload).hexdigest())
    source = Source(name="okrs", kind="goals", tool="culture_amp", files="*", **declared)
    return detect.read_export(file, source, PROGRAMME)


def loaded(*goals, **declared):
    export = read(csv(*goals), **declared)
    assert not export.problems
    return export


def refusal(payload, **declared):
    export = read(payload, **declared)
    assert export.is_refused
    return export.problems[0]


def test_a_goal_has_its_owner_dates_and_progress():
    export = loaded(goal(due="2026-06-30", results="First,1.0,Second,0.5,,"))
    record = export.records.row(0, named=True)
    assert {name: value for name, value in record.items() if value is not None} == {
        "source_line": 2,
        "owner": "ana@x.example",
        "title": "Give a talk",
        "set_on": "2026-01-12",
        "due_on": "2026-06-30",
        "status": "open",
        "progress": "0.35",
        "step_count": "2",
        "step_done_count": "1",
    }
    assert export.stamps == {"set_on": "iso", "due_on": "iso"}


def test_those_who_may_see_a_goal_do_not_own_it():
    export = loaded(goal())
    assert export.records["owner"].to_list() == ["ana@x.example"]
    assert export.content.table["individual_emails"].to_list() == ["ben@x.example;cy@x.example"]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize(("mark", "encoding"), [(b"", "utf-8"), (b"\xef\xbb\xbf", "utf-8 BOM")])
def test_line_ends_and_marks_make_no_difference(end, mark, encoding):
    content = read(mark + csv(goal(), end=end)).content
    assert (content.encoding, content.delimiter, content.header_line) == (encoding, ",", 1)
    assert content.columns == tuple(HEADER.split(","))
    assert content.table["name"].to_list() == ["Give a talk"]


def test_it_is_recognised_by_its_columns():
    (found,) = detect.recognise(ExportFile("f.csv", csv(goal()), "x"))
    assert (found[0].tool, found[1]) == (
        "culture_amp",
        ("its columns email, name, visibility, due_at, status, completion",),
    )
    assert detect.recognise(ExportFile("f.csv", b"email,name,status,due_at\n", "x")) == []


def test_columns_may_stand_in_any_order():
    header = "status,completion,name,email,key_result_2_completion,visibility,key_result_2_title,due_at"
    export = read(csv("on_track,0.5,Talk,ana@x.example,1,owner,First,2026-06-30", header=header))
    assert export.records.select("title", "status", "step_count", "step_done_count").rows() == [
        ("Talk", "open", "1", "1")
    ]


@pytest.mark.parametrize(
    ("word", "status"),
    [
        *((word, "open") for word in ("created", "ongoing", "blocked", "not_started", "on_track", "at_risk")),
        *((word, "open") for word in ("off_track", "On Track", "At Risk", "Off Track")),
        *((word, "achieved") for word in ("accomplished", "complete", "completed", " Completed ")),
    ],
)
def test_the_words_of_culture_amp_are_known(word, status):
    assert loaded(goal(status=word)).records.select("status", "achieved_on").rows() == [(status, None)]


def test_other_words_are_declared():
    assert loaded(goal(status="closed")).records["status"].to_list() == ["closed"]
    records = loaded(goal(status="closed"), goal(status="blocked"), values={"Closed": "achieved", "blocked": "dropped"})
    assert records.records["status"].to_list() == ["achieved", "dropped"]


def test_a_goal_that_is_complete_by_its_progress_alone_is_open():
    assert loaded(goal(completion="1.0")).records["status"].to_list() == ["open"]


def test_a_goal_without_key_results_has_no_steps():
    assert loaded(goal()).records.select("step_count", "step_done_count").rows() == [("0", "0")]


def test_a_key_result_counts_by_its_title():
    records = loaded(goal(results=",1.0,Second,,Third,1")).records
    assert records.select("step_count", "step_done_count").rows() == [("2", "1")]


def test_nothing_is_known_of_steps_where_no_column_holds_them():
    row = "ana@x.example,Talk,,owner,,2026-06-30,2026-01-12,1,created,0.5"
    records = read(csv(row, header=COLUMNS)).records
    assert records.select("step_count", "step_done_count").rows() == [(None, None)]


def test_key_results_without_completions_are_not_done():
    row = "ana@x.example,Talk,,owner,,2026-06-30,2026-01-12,1,created,0.5,First"
    records = read(csv(row, header=f"{COLUMNS},key_result_1_title")).records
    assert records.select("step_count", "step_done_count").rows() == [("1", "0")]


def test_a_completion_that_is_no_number_is_left_for_its_row_to_be_refused():
    records = loaded(goal(results="First,half,Second,1,,"), goal(results=",half,Second,1,,")).records
    assert records["step_done_count"].to_list() == ["half", "1"]


def test_a_decimal_comma_is_declared():
    row = 'ana@x.example,Talk,,owner,,2026-06-30,2026-01-12,1,created,"0,5",First,"1,0"'
    payload = csv(row, header=f"{COLUMNS},key_result_1_title,key_result_1_completion")
    records = read(payload, decimal=",").records
    assert records.select("progress", "step_done_count").rows() == [("0.5", "1")]


def test_any_column_is_mapped():
    records = loaded(goal(), columns={"measure": "priority", "goal_key": "description"}).records
    assert records.select("measure", "goal_key").rows() == [("1", None)]


def test_a_missing_column_is_refused():
    problem = refusal(csv("a,b", header="email,name"))
    assert problem.line == 1
    assert "'status'" in problem.message
    assert "columns:" in problem.fix


def test_numeric_dates_that_nothing_settles_are_refused():
    problem = refusal(csv(goal(due="06/07/2026")))
    assert (problem.line, problem.column) == (2, "due_at")
    assert "date_order" in problem.fix


def test_a_spreadsheets_day_number_is_refused():
    problem = refusal(csv(goal(), goal(due="46203")))
    assert (problem.line, problem.column) == (3, "due_at")
    assert "day number" in problem.message


def test_a_cut_off_file_is_refused_by_its_last_row():
    problem = refusal(csv(goal(), goal())[:-20])
    assert (problem.line, "cut off" in problem.message) == (3, True)


def test_goals_without_ids_are_told_apart_by_owner_title_and_day(folder):
    declared = (folder.root / "programme.yaml").read_text(encoding="utf-8")
    ours = "{name: goals, kind: goals, tool: "
    folder.write("programme.yaml", declared.replace(f"{ours}table,", f"{ours}culture_amp,"))
    folder.table("people", [{"person_key": "m1", "role": "mentee", "email": "ana@x.example"}])
    undated = goal(name="Lead").replace("2026-01-12", "")
    rows = (
        *(goal(), goal(), goal(name="Write", status="completed"), goal(name="Read", status="closed")),
        *(undated, goal(name="Listen").replace("2026-01-12", ""), goal(name="")),
    )
    folder.write("exports/goals/goals.csv", csv(*rows).decode())
    facts = folder.facts()
    goals = facts["core_goals"]
    assert sorted(goals["status"].to_list()) == ["achieved", "open", "open", "open"]
    assert goals["goal_id"].n_unique() == 4
    assert facts["core_counts"].filter(table_name="raw_goals")["rows_superseded"].item() == 1
    assert facts["core_rejects"].select("source_line", "column", "rule").rows() == [
        (5, "status", "goal_status_is_known"),
        (8, "title", "goal_has_a_name"),
    ]
