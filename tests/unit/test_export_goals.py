"""Asana's tasks are goals, its subtasks their steps."""

import hashlib

import pytest

from mentorship.exports import detect
from mentorship.exports.profile import ExportFile
from mentorship.programme import Source
from tests import bare

PROGRAMME = bare.programme()
HEADER = (
    "Task ID,Created At,Completed At,Last Modified,Name,Section/Column,Assignee,Assignee Email,Start Date,Due Date,"
    "Tags,Notes,Projects,Parent task,Result,GAS\n"
)


def task(
    key="1211430000000001", done="", name="Goal", person="Ana", email="ana@x.example", parent="", result="", gas=""
):
    return f"{key},2026-01-05,{done},2026-01-09,{name},,{person},{email},,2026-06-30,,,,{parent},{result},{gas}\n"


def read(payload, **declared):
    data = payload.encode()
    file = ExportFile("goals/asana.csv", data, hashlib.sha256(data).hexdigest())
    return detect.read_export(file, Source(name="okrs", kind="goals", tool="asana", files="*", **declared), PROGRAMME)


def loaded(*tasks, **declared):
    export = read(HEADER + "".join(tasks), **declared)
    assert not export.problems
    return export


def test_a_task_is_a_goal():
    export = loaded(task(done="2026-03-01"))
    record = export.records.row(0, named=True)
    assert {
        name: record[name] for name in ("goal_key", "owner", "title", "set_on", "due_on", "achieved_on", "status")
    } == {
        "goal_key": "1211430000000001",
        "owner": "ana@x.example",
        "title": "Goal",
        "set_on": "2026-01-05",
        "due_on": "2026-06-30",
        "achieved_on": "2026-03-01",
        "status": "achieved",
    }
    assert set(export.stamps.values()) == {"iso"}


def test_a_task_under_another_is_a_step_of_it():
    records = loaded(task(), task(key="1211430000000002", name="Step", parent="Goal")).records
    assert records["step_of"].to_list() == [None, "Goal"]


def test_the_owner_is_the_address_else_the_name():
    records = loaded(task(), task(email=""), task(email="", person="")).records
    assert records["owner"].to_list() == ["ana@x.example", "Ana", None]


@pytest.mark.parametrize(
    ("done", "result", "status", "achieved_on"),
    [
        ("", "", "open", None),
        ("2026-03-01", "", "achieved", "2026-03-01"),
        ("2026-03-01", "Given up", "dropped", None),
        ("", "Missed", "not_achieved", None),
        ("", "Reached", "achieved", None),
        ("", "On track", "open", None),
    ],
)
def test_a_mapped_status_tells_what_was_given_up(done, result, status, achieved_on):
    words = {"Given up": "dropped", "missed": "not_achieved", "Reached": "achieved"}
    export = loaded(task(done=done, result=result), columns={"status": "Result"}, values=words)
    assert export.records.select("status", "achieved_on").rows() == [(status, achieved_on)]


def test_custom_fields_are_mapped():
    export = loaded(task(gas="-1"), columns={"gas_level": "GAS", "set_on": "Last Modified"})
    assert export.records.select("gas_level", "set_on").rows() == [("-1", "2026-01-09")]


def test_an_id_that_a_spreadsheet_rounded_is_refused():
    problem = read(HEADER + task() + task(key="1.21143E+15")).problems[0]
    assert (problem.line, problem.column) == (3, "Task ID")


def test_a_file_without_task_ids_is_refused():
    export = read("Name,Assignee\nGoal,Ana\n")
    assert export.is_refused
    assert "'Task ID'" in export.problems[0].message


def test_a_notion_export_is_not_taken_for_asana():
    assert detect.recognise(ExportFile("f.csv", b"Name,Created At\n", "x")) == []


def test_the_columns_may_stand_below_the_address_of_a_sheet_that_asana_keeps():
    above = f"{',' * 15}\n,,https://app.asana.example/-/googleSheetsProjectCsv?domain=1{',' * 13}\n{',' * 15}\n"
    payload = above + HEADER + task()
    assert detect.recognise(ExportFile("f.csv", payload.encode(), "x"))[0][0].tool == "asana"
    export = read(payload)
    (problem,) = export.problems
    assert (problem.severity, problem.line) == ("warning", 4)
    assert "3 lines stand above" in problem.message
    assert "header_row: 4" in problem.fix
    assert (export.content.header_line, export.records["source_line"].to_list()) == (4, [5])
    declared = read(payload, header_row=4)
    assert not declared.problems
    assert declared.records.equals(export.records)
