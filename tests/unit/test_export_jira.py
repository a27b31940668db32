"""Jira's issues are goals, its sub-tasks their steps; a resolution says which of them were reached."""

import hashlib

import pytest

from mentorship.exports import detect, stamps
from mentorship.exports.profile import ExportFile
from mentorship.programme import Source
from tests import bare

PROGRAMME = bare.programme()
HEADINGS = (
    "Summary,Issue key,Issue id,Issue Type,Status,Project key,Priority,Resolution,Assignee,Assignee Id,Reporter,"
    "Created,Updated,Resolved,Due date,Labels,Labels,Custom field (Progress),Sprint,Sprint,Parent,Status Category"
)
HEADER = HEADINGS.split(",")
SOUND = {
    "Summary": "Give a talk",
    "Issue key": "GOAL-1",
    "Issue id": "10001",
    "Issue Type": "Task",
    "Status": "To Do",
    "Assignee": "Ana Lopes",
    "Assignee Id": "5f1:aa",
    "Created": "12/Mar/24 9:41 AM",
    "Updated": "13/Mar/24 9:41 AM",
}


def issue(**cells):
    """An issue's cells by heading; `Issue_key` stands for the heading `Issue key`."""
    return {**SOUND, **{name.replace("_", " "): cell for name, cell in cells.items()}}


def csv(*issues, header=HEADER, end="\r\n", mark=b"\xef\xbb\xbf"):
    rows = [header, *([cells.get(heading, "") for heading in header] for cells in issues)]
    quoted = [",".join(f'"{cell}"' if set(cell) & set(',"\n') else cell for cell in row) for row in rows]
    return mark + "".join(f"{row}{end}" for row in quoted).encode()


def read(payload, **declared):
    file = ExportFile("goals/jira.csv", payload, hashlib.sha256(payload).hexdigest())
    return detect.read_export(file, Source(name="okrs", kind="goals", tool="jira", files="*", **declared), PROGRAMME)


def loaded(*issues, **declared):
    export = read(csv(*issues), **declared)
    assert not export.problems
    return export


def refusal(payload, **declared):
    export = read(payload, **declared)
    assert export.is_refused
    assert export.records.is_empty()
    return export.problems[0]


def days(export, column):
    frame = export.records.with_columns(stamps.day(column, export.stamps[column], export.time_zone, "Europe/Berlin"))
    return [None if day is None else day.isoformat() for day in frame[column]]


def test_an_issue_is_a_goal():
    export = loaded(issue(Status="Done", Resolution="Done", Resolved="2/Jun/24 4:00 PM", Due_date="30/Jun/24 12:00 AM"))
    record = export.records.row(0, named=True)
    assert {name: value for name, value in record.items() if value is not None} == {
        "source_line": 2,
        "goal_key": "GOAL-1",
        "owner": "Ana Lopes",
        "title": "Give a talk",
        "set_on": "12/Mar/24 9:41 AM",
        "achieved_on": "2/Jun/24 4:00 PM",
        "due_on": "30/Jun/24",
        "status": "achieved",
    }
    assert [days(export, name) for name in ("set_on", "achieved_on", "due_on")] == [
        ["2024-03-12"],
        ["2024-06-02"],
        ["2024-06-30"],
    ]


def test_the_file_is_kept_as_jira_wrote_it():
    content = loaded(issue(), issue(Issue_key="GOAL-2", Summary="Two\nlines"), issue(Issue_key="GOAL-3")).content
    assert (content.encoding, content.delimiter, content.header_line) == ("utf-8 BOM", ",", 1)
    assert content.columns == tuple(HEADER)
    assert [name for name in content.table.columns if name.startswith(("Labels", "Sprint"))] == [
        "Labels",
        "Labels (2)",
        "Sprint",
        "Sprint (2)",
    ]
    assert content.table["source_line"].to_list() == [2, 3, 5]
    assert content.table["Created"].to_list() == ["12/Mar/24 9:41 AM"] * 3


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_line_ends_and_marks_make_no_difference(end, mark):
    assert read(csv(issue(), end=end, mark=mark)).records["goal_key"].to_list() == ["GOAL-1"]


def test_columns_may_stand_in_any_order():
    assert read(csv(issue(), header=sorted(HEADER))).records["title"].to_list() == ["Give a talk"]


def test_jira_is_recognised_by_its_columns():
    (found,) = detect.recognise(ExportFile("f.csv", csv(issue()), "x"))
    assert (found[0].tool, found[1]) == ("jira", ("its columns Summary, Issue key, Issue id",))
    short = csv(issue(), header=["Project key", "Issue key", "Summary"])
    assert [profile.tool for profile, _ in detect.recognise(ExportFile("f.csv", short, "x"))] == ["jira"]


@pytest.mark.parametrize("head", ["Summary,Status,Created", "Issue key,Summary", "Issue Type,Issue key,Created"])
def test_other_files_are_not_taken_for_jira(head):
    assert detect.recognise(ExportFile("f.csv", f"{head}\na,b,c\n".encode(), "x")) == []


@pytest.mark.parametrize("resolution", ["Done", "Fixed", "Resolved", "Complete", "Completed", " done "])
def test_a_resolution_that_says_done_is_achieved(resolution):
    records = loaded(issue(Resolution=resolution, Resolved="2/Jun/24 4:00 PM")).records
    assert records.select("status", "achieved_on").rows() == [("achieved", "2/Jun/24 4:00 PM")]


@pytest.mark.parametrize(
    "resolution",
    [
        *("Won't Do", "Won’t Do", "Won't Fix", "Duplicate", "Cannot Reproduce", "Declined", "Incomplete", "Abandoned"),
        *("Obsolete", "Cancelled"),
    ],
)
def test_what_was_given_up_is_not_attained_though_it_has_a_resolved_date(resolution):
    records = loaded(issue(Status="Done", Resolution=resolution, Resolved="2/Jun/24 4:00 PM")).records
    assert records.select("status", "achieved_on").rows() == [("dropped", None)]


@pytest.mark.parametrize("resolution", ["", "Unresolved"])
def test_without_a_resolution_an_issue_is_open(resolution):
    assert loaded(issue(Resolution=resolution)).records.select("status", "achieved_on").rows() == [("open", None)]


def test_an_unknown_resolution_is_left_for_its_row_to_be_refused():
    records = loaded(issue(Resolution="Parked", Resolved="2/Jun/24 4:00 PM")).records
    assert records.select("status", "achieved_on").rows() == [("parked", None)]


def test_an_unknown_resolution_is_declared_under_values():
    done = issue(Resolution="Parked", Resolved="2/Jun/24 4:00 PM")
    assert loaded(done, values={"parked": "not_achieved"}).records["status"].to_list() == ["not_achieved"]
    records = loaded(done, values={"Parked": "achieved"}).records
    assert records.select("status", "achieved_on").rows() == [("achieved", "2/Jun/24 4:00 PM")]


def test_what_is_declared_goes_before_what_is_known():
    records = loaded(issue(Resolution="Duplicate"), values={"Duplicate": "not_achieved"}).records
    assert records["status"].to_list() == ["not_achieved"]


def test_a_resolved_date_without_a_resolution_is_left_for_its_row_to_be_refused():
    records = loaded(issue(Resolved="2/Jun/24 4:00 PM")).records
    assert records.select("status", "achieved_on").rows() == [("open", "2/Jun/24 4:00 PM")]


def test_resolved_dates_without_a_column_of_resolutions_are_refused():
    header = [heading for heading in HEADER if heading != "Resolution"]
    payload = csv(issue(), issue(Issue_key="GOAL-2", Resolved="2/Jun/24 4:00 PM"), header=header)
    problem = refusal(payload)
    assert (problem.line, problem.column) == (3, "Resolved")
    assert "no Resolution" in problem.message
    assert "status under columns:" in problem.fix
    records = read(payload, columns={"status": "Status"}, values={"To Do": "achieved"}).records
    assert records["status"].to_list() == ["achieved", "achieved"]


def test_columns_that_no_issue_has_filled_are_not_in_the_file():
    header = [heading for heading in HEADER if heading not in {"Resolution", "Resolved", "Due date", "Parent"}]
    export = read(csv(issue(), header=header))
    assert not export.problems
    assert export.records.select("status", "achieved_on", "due_on").rows() == [("open", None, None)]


def test_issues_that_are_over_without_a_resolution_are_said():
    export = read(csv(issue(), issue(Status="Fertig", Status_Category="Done"), issue(Status="Done")))
    (problem,) = export.problems
    assert (problem.severity, problem.line, problem.column) == ("warning", 3, "Status Category")
    assert "1 issues" in problem.message
    assert "map status" in problem.fix
    assert export.records["status"].to_list() == ["open"] * 3


def test_issues_that_are_over_by_their_status_alone_are_said():
    header = [heading for heading in HEADER if heading not in {"Status Category", "Resolution"}]
    (problem,) = read(csv(issue(), issue(Status="Closed"), header=header)).problems
    assert (problem.severity, problem.line, problem.column) == ("warning", 3, "Status")
    assert not read(csv(issue(), header=[name for name in header if name != "Status"])).problems


def test_the_status_may_be_declared_in_place_of_the_resolution():
    rows = (issue(Status="Done"), issue(Status="In Progress"), issue(Status="Parked"))
    records = loaded(*rows, columns={"status": "Status"}).records
    assert records["status"].to_list() == ["achieved", "open", "parked"]


def test_the_owner_is_the_address_else_the_name_and_never_the_id():
    header = [*HEADER, "Assignee Email"]
    rows = (issue(**{"Assignee Email": "ana@x.example"}), issue(), issue(Assignee=""))
    export = read(csv(*rows, header=header))
    assert export.records["owner"].to_list() == ["ana@x.example", "Ana Lopes", None]
    mapped = read(csv(*rows, header=header), columns={"owner": "Reporter"})
    assert mapped.records["owner"].to_list() == [None, None, None]


def test_a_file_in_which_nobody_is_assigned_is_loaded_and_said():
    export = read(csv(issue(), header=[heading for heading in HEADER if not heading.startswith("Assignee")]))
    (problem,) = export.problems
    assert (problem.severity, problem.line) == ("warning", 1)
    assert "owner" in problem.message
    assert "columns:" in problem.fix
    assert export.records["owner"].to_list() == [None]


def test_a_file_without_keys_is_refused():
    problem = refusal(csv(issue(), header=["Summary", "Created"]))
    assert (problem.line, "'Issue key'" in problem.message) == (1, True)


def test_a_sub_task_is_a_step_of_the_issue_of_its_parents_number():
    rows = (issue(), issue(Issue_key="GOAL-2", Issue_id="10002", Issue_Type="Sub-task", Parent="10001"))
    assert loaded(*rows).records["step_of"].to_list() == [None, "GOAL-1"]


@pytest.mark.parametrize("kind", ["Sub-task", "Subtask", "sub-task"])
def test_a_parents_key_needs_no_number(kind):
    rows = (issue(), issue(Issue_key="GOAL-2", Issue_id="10002", Issue_Type=kind, Parent="GOAL-1"))
    assert loaded(*rows).records["step_of"].to_list() == [None, "GOAL-1"]


def test_an_issue_of_an_epic_is_a_goal():
    rows = (issue(Issue_Type="Epic"), issue(Issue_key="GOAL-2", Issue_id="10002", Issue_Type="Story", Parent="10001"))
    assert loaded(*rows).records["step_of"].to_list() == [None, None]


def test_the_servers_parent_id_is_that_of_sub_tasks_of_any_type():
    header = [*HEADER[:-2], "Parent id"]
    rows = (issue(), issue(Issue_key="GOAL-2", **{"Issue id": "10002", "Issue Type": "Übung", "Parent id": "10001"}))
    export = read(csv(*rows, header=header))
    assert export.records["step_of"].to_list() == [None, "GOAL-1"]


def test_a_parent_in_two_columns_is_told_by_either():
    header = [*HEADER, "Parent key", "Parent summary"]
    step = issue(Issue_key="GOAL-2", Issue_Type="Sub-task", **{"Parent key": "GOAL-1", "Parent summary": "Give a talk"})
    assert read(csv(issue(), step, header=header)).records["step_of"].to_list() == [None, "GOAL-1"]


def test_a_parent_that_is_not_in_the_file_stays_as_it_is():
    records = loaded(issue(Issue_key="GOAL-2", Issue_Type="Sub-task", Parent="777")).records
    assert records["step_of"].to_list() == ["777"]


def test_a_number_that_two_issues_have_stands_for_neither():
    rows = (issue(), issue(Issue_key="GOAL-9"), issue(Issue_key="GOAL-2", Issue_Type="Sub-task", Parent="10001"))
    assert loaded(*rows).records["step_of"].to_list() == [None, None, "10001"]


def test_a_declared_column_of_parents_is_followed():
    header = [*HEADER, "Custom field (Epic Link)"]
    rows = (issue(), issue(Issue_key="GOAL-2", **{"Issue id": "2", "Custom field (Epic Link)": "10001"}))
    export = read(csv(*rows, header=header), columns={"step_of": "Custom field (Epic Link)"})
    assert export.records["step_of"].to_list() == [None, "GOAL-1"]


def test_without_numbers_a_parent_is_named_by_its_key():
    header = [heading for heading in HEADER if heading != "Issue id"]
    rows = (issue(), issue(Issue_key="GOAL-2", Issue_Type="Sub-task", Parent="GOAL-1"))
    assert read(csv(*rows, header=header)).records["step_of"].to_list() == [None, "GOAL-1"]


def test_sub_tasks_that_name_no_parent_are_said_and_are_no_goals():
    header = "Issue Type,Issue key,Issue id,Summary,Assignee,Assignee Id,Status,Resolution,Created,Updated,Due date"
    rows = (issue(), issue(Issue_key="GOAL-2", Issue_Type="Subtask"), issue(Issue_key="GOAL-3", Issue_Type="Subtask"))
    export = read(csv(*rows, header=header.split(",")))
    assert export.content.table.height == 3
    assert export.records["step_of"].to_list() == [None, "GOAL-2", "GOAL-3"]
    (problem,) = export.problems
    assert (problem.severity, problem.line, problem.column) == ("warning", 3, "Issue Type")
    assert "2 sub-tasks name no parent" in problem.message
    assert "column Parent" in problem.fix


def test_a_parent_without_issue_types_is_refused():
    header = [heading for heading in HEADER if heading != "Issue Type"]
    problem = refusal(csv(issue(), issue(Issue_key="GOAL-2", Parent="10001"), header=header))
    assert (problem.line, problem.column) == (3, "Parent")
    assert "Issue Type" in problem.message
    assert "step_of" in problem.fix
    assert not read(csv(issue(), header=header)).problems


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("12/Mar/24 9:41 AM", "2024-03-12"),
        ("12/Mar/24 11:41 PM", "2024-03-12"),
        ("30/Jul/18 23:33", "2018-07-30"),
        ("12/Mar/24", "2024-03-12"),
        ("12/Mar/2024 9:41 AM", "2024-03-12"),
        ("12/June/24 9:41 AM", "2024-06-12"),
        ("3/Sept/24 9:41 AM", "2024-09-03"),
        ("2025-06-21 16:14", "2025-06-21"),
        ("2025-06-21T23:14:00.000+0000", "2025-06-22"),
    ],
)
def test_dates_are_read_as_jira_writes_them(written, day):
    assert days(loaded(issue(Created=written)), "set_on") == [day]


def test_a_due_date_is_a_day_whatever_the_zones():
    due = issue(Created="21/Jun/24 10:00 PM", Due_date="30/Jun/24 12:00 AM")
    export = loaded(due, time_zone="Australia/Sydney")
    assert (days(export, "set_on"), days(export, "due_on")) == (["2024-06-21"], ["2024-06-30"])
    numeric = loaded(issue(Created="6/21/2025 16:14", Due_date="6/30/2025 0:00"), time_zone="Australia/Sydney")
    assert days(numeric, "due_on") == ["2025-06-30"]


def test_numeric_dates_are_proven_by_the_whole_file():
    export = loaded(issue(Created="6/5/2025 16:14"), issue(Issue_key="GOAL-2", Created="6/21/2025 16:14"))
    assert days(export, "set_on") == ["2025-06-05", "2025-06-21"]


def test_numeric_dates_that_nothing_settles_are_refused():
    problem = refusal(csv(issue(Created="6/5/2025 16:14")))
    assert (problem.line, problem.column) == (2, "Created")
    assert "day first or month first" in problem.message
    assert "date_order" in problem.fix
    declared = loaded(issue(Created="6/5/2025 16:14"), date_order="dmy")
    assert days(declared, "set_on") == ["2025-05-06"]


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("04/ago/26 11:30 PM", "2026-08-04"),
        ("19/févr./26 7:31 PM", "2026-02-19"),
        ("05/août/25 2:47 PM", "2025-08-05"),
        ("15/JUIL./25 5:50 PM", "2025-07-15"),
        ("12/juin/25", "2025-06-12"),
        ("23/Okt./24 11:02 AM", "2024-10-23"),
        ("2/Mrz/24 9:41 AM", "2024-03-02"),
        ("17/mar/26 10:00 AM", "2026-03-17"),
        ("1/dez/25 10:00", "2025-12-01"),
    ],
)
def test_months_of_other_languages_are_known(written, day):
    assert days(loaded(issue(), issue(Issue_key="GOAL-2", Created=written)), "set_on")[1] == day


def test_unknown_months_are_refused_until_they_are_declared():
    rows = (issue(), issue(Issue_key="GOAL-2", Created="2/sty/24 9:41 AM"))
    problem = refusal(csv(*rows))
    assert (problem.line, problem.column) == (3, "Created")
    assert "month" in problem.message
    assert "values:" in problem.fix
    assert days(loaded(*rows, values={"sty": "Jan"}), "set_on") == ["2024-03-12", "2024-01-02"]


def test_a_setting_of_jiras_puts_the_month_first():
    done = {"Resolution": "Done", "Resolved": "Mar/11/26 2:17 PM", "Due date": "Apr/01/26"}
    export = loaded({**issue(Created="Nov/26/25 12:26 AM"), **done}, issue(Issue_key="G-2", Created="Nov/1/2025 13:05"))
    assert days(export, "set_on") == ["2025-11-26", "2025-11-01"]
    assert (days(export, "achieved_on")[0], days(export, "due_on")[0]) == ("2026-03-11", "2026-04-01")


SPANISH = (
    "Resumen,Clave de incidencia,ID de la incidencia,Tipo de Incidencia,Estado,Resolución,Persona asignada,"
    "ID de la persona asignada,Creada,Resuelta,Fecha de vencimiento,Etiquetas,Etiquetas,Categoría de estado,Principal,"
    "Clave principal\n"
    '"Dar una charla, en público",META-1,10053,Tarea,Finalizada,Listo,Ana Lopes,637f,07/abr/26 8:28 PM,'
    "21/abr/26 2:32 PM,30/abr/26 12:00 AM,a,b,Listo,,\n"
    "Ensayar,META-2,10054,Subtarea,Por hacer,,,,08/ago/26 8:28 AM,,,,,Por hacer,10053,META-1\n"
)
FRENCH = (
    "Résumé,Clé de ticket,ID de ticket,Type de ticket,État,Résolution,Personne assignée,Création,Résolu,"
    "Date d'échéance,Catégorie d'état,Parent,Clé parent\n"
    '"Dar una charla, en público",META-1,10053,Tâche,Terminé(e),Terminé,Ana Lopes,07/avr./26 8:28 PM,'
    "21/avr./26 2:32 PM,30/avr./26 12:00 AM,Terminé,,\n"
    "Ensayar,META-2,10054,Sous-tâche,À faire,,,08/août/26 8:28 AM,,,A faire,10053,META-1\n"
)


@pytest.mark.parametrize("payload", [SPANISH, FRENCH])
def test_jira_is_read_in_another_language(payload):
    export = read(payload.encode())
    assert not export.problems
    assert detect.recognise(ExportFile("f.csv", payload.encode(), "x"))[0][0].tool == "jira"
    told = ("goal_key", "owner", "title", "status", "step_of")
    assert [tuple(row[name] for name in told) for row in export.records.rows(named=True)] == [
        ("META-1", "Ana Lopes", "Dar una charla, en público", "achieved", None),
        ("META-2", None, "Ensayar", "open", "META-1"),
    ]
    assert days(export, "set_on") == ["2026-04-07", "2026-08-08"]
    assert days(export, "achieved_on") == ["2026-04-21", None]
    assert days(export, "due_on") == ["2026-04-30", None]


@pytest.mark.parametrize(
    "head",
    [
        "Zusammenfassung,Vorgangsschlüssel,Vorgangs-ID,Vorgangstyp,Status,Lösung,Zugewiesene Person,Erstellt,Erledigt",
        "Resumo,Chave da item,ID da item,Tipo de item,Status,Resolução,Responsável,Criado,Resolvido",
    ],
)
def test_german_and_portuguese_columns_are_known(head):
    payload = f"{head}\nGoal,GOAL-1,10001,X,To Do,Done,Ana,1/Feb/24 9:41 AM,2/Feb/24 9:41 AM\n".encode()
    assert detect.recognise(ExportFile("f.csv", payload, "x"))[0][0].tool == "jira"
    export = read(payload)
    assert (export.records["goal_key"].item(), export.records["owner"].item()) == ("GOAL-1", "Ana")
    assert days(export, "achieved_on") == ["2024-02-02"]


def test_a_declared_format_is_followed():
    export = loaded(issue(Created="12.03.24 09:41", Due_date="30.06.24 00:00"), date_format="%d.%m.%y %H:%M")
    assert (days(export, "set_on"), days(export, "due_on")) == (["2024-03-12"], ["2024-06-30"])


def test_custom_fields_are_mapped():
    records = loaded(
        issue(**{"Custom field (Progress)": "0.4"}), columns={"progress": "Custom field (Progress)"}
    ).records
    assert records["progress"].to_list() == ["0.4"]


@pytest.mark.parametrize("heading", ["Issue id", "Issue key"])
def test_an_id_that_a_spreadsheet_rounded_is_refused(heading):
    problem = refusal(csv(issue(), issue(**{heading: "1.0001E+15"})))
    assert (problem.line, problem.column) == (3, heading)
    assert "scientific" in problem.message


def test_a_spreadsheets_day_number_is_refused():
    problem = refusal(csv(issue(Created="45363.4")))
    assert (problem.line, problem.column) == (2, "Created")
    assert "day number" in problem.message


def test_labels_without_quotation_marks_are_refused_by_their_row():
    payload = csv(issue(), issue()).removesuffix(b"\r\n") + b",surplus\r\n"
    problem = refusal(payload)
    assert problem.line == 3
    assert "quotation marks" in problem.fix


def test_a_cut_off_file_is_refused_by_its_last_row():
    problem = refusal(csv(issue(), issue())[:-60])
    assert (problem.line, "cut off" in problem.message) == (3, True)


def test_semicolons_are_named_in_the_fix_and_read_when_declared():
    payload = csv(issue()).replace(b",", b";")
    assert "delimiter: ';'" in refusal(payload).fix
    assert read(payload, delimiter=";").records["goal_key"].to_list() == ["GOAL-1"]


def test_issues_become_goals_with_their_steps(folder):
    folder.table("people", [{"person_key": "m1", "role": "mentee", "name": "Ana Lopes"}])
    declared = (folder.root / "programme.yaml").read_text(encoding="utf-8")
    jira = declared.replace("{name: goals, kind: goals, tool: table,", "{name: goals, kind: goals, tool: jira,")
    folder.write("programme.yaml", jira)
    step = {"Issue Type": "Sub-task", "Parent": "10001", "Assignee": ""}
    rows = (
        issue(Created="12/Mar/26 9:41 AM"),
        issue(Issue_key="GOAL-2", Created="12/Mar/26 9:41 AM", **{"Issue id": "10002"}, **step),
        issue(
            Issue_key="GOAL-3",
            Created="12/Mar/26 9:41 AM",
            Resolution="Done",
            Resolved="2/Apr/26 9:00 AM",
            **{"Issue id": "10003"},
            **step,
        ),
        issue(Issue_key="GOAL-4", Issue_id="4", Created="12/Mar/26", Resolution="Parked", Resolved="2/Apr/26"),
        issue(Issue_key="GOAL-5", Issue_id="5", Created="12/Mar/26", Resolved="2/Apr/26"),
    )
    folder.write("exports/goals/goals.csv", csv(*rows, mark=b"", end="\n").decode())
    facts = folder.facts()
    assert facts["core_goals"].select("status", "step_count", "step_done_count").rows() == [("open", 2, 1)]
    assert facts["core_rejects"].select("source_line", "rule").rows() == [
        (5, "goal_status_is_known"),
        (6, "status_fits_achievement"),
    ]
