"""A spreadsheet's columns and words become ours, its dates are settled by declaration or proof, or it is refused."""

import hashlib
import io
from datetime import date, datetime, time, timedelta

import openpyxl
import polars as pl
import pytest

from mentorship.exports import detect
from mentorship.exports.profile import ExportFile
from mentorship.programme import Source
from tests import bare

PROGRAMME = bare.programme(segments=["cohort", "department"])


def read(payload, kind, **declared):
    data = payload.encode() if isinstance(payload, str) else payload
    file = ExportFile("some/file", data, hashlib.sha256(data).hexdigest())
    return detect.read_export(file, Source(name="s", kind=kind, tool="table", files="*", **declared), PROGRAMME)


def loaded(payload, kind, **declared):
    export = read(payload, kind, **declared)
    assert not export.problems
    return export


def refusal(payload, kind, **declared):
    export = read(payload, kind, **declared)
    assert export.is_refused
    return export.problems[0]


def workbook(*rows, sheets=()):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Data"
    for row in rows:
        sheet.append(row)
    for name, cell in sheets:
        book.create_sheet(name)["A1"] = cell
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def test_our_names_need_no_mapping():
    records = loaded("Email,Role,joined_on,junk\n a@x.example ,Mentee,2026-01-05,1\n", "people").records
    assert records.select("source_line", "email", "role", "joined_on").rows() == [
        (2, "a@x.example", "mentee", "2026-01-05")
    ]


def test_columns_and_words_are_mapped():
    export = loaded(
        "Mail;Rolle;Kohorte\na@x.example; MENTORIN ;Herbst\nb@x.example;Mentee;\n",
        "people",
        columns={"email": "mail", "role": "Rolle", "cohort": "Kohorte"},
        values={"Mentorin": "mentor", "Herbst": "autumn", "a@x.example": "nobody"},
    )
    assert export.records["role"].to_list() == ["mentor", "mentee"]
    assert export.records["email"].to_list() == ["a@x.example", "b@x.example"]
    assert export.records["segments"].to_list() == [
        [{"segment": "cohort", "value": "Herbst"}],
        [{"segment": "cohort", "value": None}],
    ]


def test_words_are_translated_in_any_unicode_form():
    export = loaded("email,role\na@x.example,pate\u0301\n", "people", values={"PAT\u00c9": "mentor"})
    assert export.records["role"].to_list() == ["mentor"]


def test_segments_of_pairs_stand_in_the_pairs_table():
    records = loaded("mentor,mentee,matched_on,department\na,b,2026-01-05,Sales\n", "pairs").records
    assert records["segments"].to_list() == [[{"segment": "department", "value": "Sales"}]]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_the_one_that_gives_the_columns_needed(delimiter):
    payload = "\n".join([delimiter.join(["mentor", "mentee", "matched_on"]), delimiter.join(["a", "b", "2026-01-05"])])
    assert loaded(payload, "pairs").content.delimiter == delimiter


def test_a_declared_delimiter_is_used():
    assert loaded("mentor|mentee|matched_on\na|b|2026-01-05\n", "pairs", delimiter="|").content.delimiter == "|"
    assert loaded("mentor\tmentee\tmatched_on\na\tb\t2026-01-05\n", "pairs", delimiter="\\t").records.height == 1


@pytest.mark.parametrize("delimiter", ["ab", '"', "\n", "§"])
def test_a_delimiter_that_cannot_be_one_is_a_problem_not_an_error(delimiter):
    assert read("mentor§mentee,matched_on\na§b,2026-01-05\n", "pairs", delimiter=delimiter).is_refused


def test_a_missing_column_is_refused_with_the_nearest():
    problem = refusal("mentor,mentee,matchd_on\na,b,2026-01-05\n", "pairs")
    assert (problem.line, problem.column) == (1, "matchd_on")
    assert "'matched_on'" in problem.message


def test_a_declared_column_that_vanished_is_refused():
    problem = refusal(
        "mentor,mentee,matched_on,Team\na,b,2026-01-05,x\n", "pairs", columns={"department": "Teams", "outcome": "End"}
    )
    assert "'End'" in problem.message or "'Teams'" in problem.message


def test_a_mapped_name_that_is_not_ours_is_refused_with_the_nearest():
    problem = refusal("mentor,mentee,matched_on\na,b,2026-01-05\n", "pairs", columns={"mentr": "mentor"})
    assert "'mentor'" in problem.fix


def test_title_rows_are_skipped_by_the_declared_header_row():
    payload = 'Report "Mentoring"\n\nemail,role\na@x.example,mentee\n'
    export = loaded(payload, "people", header_row=3)
    assert (export.content.header_line, export.records["source_line"].to_list()) == (3, [4])


def test_title_rows_that_nobody_declared_are_refused_with_the_row_to_declare():
    problem = refusal("Report,,\n\nemail,role\na@x.example,mentee\n", "people")
    assert problem.line == 3
    assert "header_row: 3" in problem.fix


def test_a_declared_header_row_that_is_blank_is_refused():
    assert refusal("Report\n\nemail,role\na@x.example,mentee\n", "people", header_row=2).line == 2


def test_a_meeting_log_without_outcomes_tells_what_took_place():
    records = loaded("mentor,mentee,starts_at\na,b,2026-01-05\n", "meetings").records
    assert records.select("evidence", "people", "outcome").rows() == [("log", "a;b", "held")]


def test_a_blank_outcome_stays_unknown():
    records = loaded("pair_key,starts_at,outcome\np,2026-01-05,\np,2026-01-06,Held\n", "meetings").records
    assert records["outcome"].to_list() == [None, "held"]


def test_booleans_and_words_of_meetings_are_translated():
    records = loaded(
        "people,starts_at,has_agenda,no_show_by,channel\na;b,2026-01-05,Ja,Mentorin,Vor Ort\n".replace("a;b", '"a;b"'),
        "meetings",
        values={"ja": "true", "Mentorin": "mentor", "vor ort": "in_person"},
    ).records
    assert records.select("people", "has_agenda", "no_show_by", "channel").rows() == [
        ("a;b", "true", "mentor", "in_person")
    ]


def test_a_decimal_comma_is_a_point_in_columns_of_numbers_alone():
    records = loaded(
        "owner;title;progress;importance\na;1,5 litres;0,75;1.234,5\n", "goals", decimal=",", delimiter=";"
    ).records
    assert records.select("title", "progress", "importance").rows() == [("1,5 litres", "0.75", "1234.5")]


def test_numbers_stay_as_they_are_without_a_declaration():
    assert loaded('owner,progress\na,"0,75"\n', "goals").records["progress"].to_list() == ["0,75"]


@pytest.mark.parametrize(
    ("dates", "stamp"),
    [
        (["2026-01-05"], "iso"),
        (["31/03/2026", "05/06/2026"], "iso|dmy"),
        (["03/31/2026", "05/06/2026"], "iso|mdy"),
        (["2026/03/31", "2026/05/06"], "iso|ymd"),
        (["31.3.26 14:30"], "iso|dmy"),
        (["2026-01-05", "31/03/2026"], "iso|dmy"),
        (["not a date", "2026-01-05"], "iso"),
        ([""], "iso"),
    ],
)
def test_the_whole_file_proves_the_order_of_day_and_month(dates, stamp):
    rows = "".join(f"a,b,{written}\n" for written in dates)
    assert loaded(f"mentor,mentee,matched_on\n{rows}", "pairs").stamps == {"matched_on": stamp}


def test_a_date_in_one_column_proves_the_order_of_another():
    export = loaded("mentor,mentee,matched_on,ended_on\na,b,05/06/2026,31/07/2026\n", "pairs")
    assert export.stamps == {"matched_on": "iso|dmy", "ended_on": "iso|dmy"}


def test_an_order_that_nothing_settles_is_refused():
    problem = refusal("mentor,mentee,matched_on\na,b,2026-01-05\na,c,05/06/2026\n", "pairs")
    assert (problem.line, problem.column, problem.value_class) == (3, "matched_on", "text like a date")
    assert "date_order" in problem.fix


def test_a_declared_order_settles_it():
    payload = "mentor,mentee,matched_on\na,b,05/06/2026\n"
    assert loaded(payload, "pairs", date_order="dmy").stamps == {"matched_on": "iso|dmy"}


def test_a_declared_order_that_the_file_disproves_is_refused():
    problem = refusal("mentor,mentee,matched_on\na,b,05/06/2026\na,c,31/07/2026\n", "pairs", date_order="mdy")
    assert problem.line == 3
    assert "date_order: dmy" in problem.fix
    assert refusal("mentor,mentee,matched_on\na,b,05/06/2026\n", "pairs", date_order="ymd").line == 2
    assert loaded("mentor,mentee,matched_on\na,b,26-06-05\n", "pairs", date_order="ymd").stamps == {
        "matched_on": "iso|ymd"
    }


def test_dates_in_both_orders_are_refused():
    assert refusal("mentor,mentee,matched_on\na,b,31/07/2026\na,c,07/31/2026\n", "pairs").line == 3


def test_a_declared_format_is_the_stamp_of_every_date():
    export = loaded("mentor,mentee,matched_on\na,b,05.06.2026\n", "pairs", date_format="%d.%m.%Y")
    assert export.stamps == {"matched_on": "%d.%m.%Y"}


def test_a_declared_format_that_cannot_be_used_is_refused():
    assert "dd.mm.yyyy" in refusal("mentor,mentee,matched_on\na,b,1\n", "pairs", date_format="dd.mm.yyyy").message


def test_times_without_a_zone_are_in_the_sources_else_the_programmes():
    payload = "pair_key,starts_at\np,2026-01-05 10:00\n"
    assert loaded(payload, "meetings").time_zone == "Europe/Berlin"
    assert loaded(payload, "meetings", time_zone="Asia/Tokyo").time_zone == "Asia/Tokyo"


def test_a_workbook_keeps_its_row_numbers_and_writes_real_dates_as_iso():
    payload = workbook(
        ["Pairs of 2026"],
        [],
        ["mentor", "mentee", "matched_on", "meetings_per_month"],
        ["a", "b", date(2026, 3, 1), 2],
        [None, None, None, None],
        ["a", "c", "31/03/2026", 2.5],
        ["a", "d", datetime(2026, 3, 1, 14, 30), "2,5"],  # noqa: DTZ001 - a workbook knows no zones
    )
    export = loaded(payload, "pairs", header_row=3, date_format="%d/%m/%Y", decimal=",")
    assert export.stamps == {"matched_on": "iso|%d/%m/%Y"}
    assert export.records.select("source_line", "mentee", "matched_on", "meetings_per_month").rows() == [
        (4, "b", "2026-03-01", "2"),
        (6, "c", "31/03/2026", "2.5"),
        (7, "d", "2026-03-01T14:30:00", "2.5"),
    ]


def test_blank_columns_beside_a_sheets_table_are_left_out():
    payload = workbook(["email", "role", None], ["a@x.example", "mentee", None])
    assert loaded(payload, "people").content.columns == ("email", "role")


def test_a_workbooks_header_row_is_found_for_the_message():
    problem = refusal(workbook(["Title"], [], ["email", "role"], ["a@x.example", "mentee"]), "people")
    assert problem.line == 3
    assert "header_row: 3" in problem.fix


def test_a_workbook_with_one_filled_sheet_needs_no_sheet():
    payload = workbook(["email", "role"], ["a@x.example", "mentee"], sheets=[("Empty", None)])
    assert loaded(payload, "people").records.height == 1


def test_a_workbook_with_several_sheets_needs_one_declared():
    payload = workbook(["email", "role"], ["a@x.example", "mentee"], sheets=[("Notes", "x")])
    assert "'Data', 'Notes'" in refusal(payload, "people").fix
    assert loaded(payload, "people", sheet="Data").records.height == 1
    assert "'Nots'" in refusal(payload, "people", sheet="Nots").message


def test_numbers_booleans_and_times_of_a_workbook_are_text():
    payload = workbook(
        ["owner", "goal_key", "progress", "title"],
        ["a", 1211430000000001, 0.1 + 0.2, True],
        ["a", 7, 1.0, time(9, 30)],
    )
    records = loaded(payload, "goals").records
    assert records.select("goal_key", "progress", "title").rows() == [
        ("1211430000000001", "0.3", "true"),
        ("7", "1", "09:30:00"),
    ]


def test_a_formulas_error_is_a_warning_with_its_cell():
    export = read(workbook(["email", "role", "department"], ["a@x.example", "mentee", "#REF!"]), "people")
    (problem,) = export.problems
    assert (problem.severity, problem.line, problem.column) == ("warning", 2, "department")
    assert export.records.height == 1


def test_a_day_number_in_a_workbook_is_refused():
    assert refusal(workbook(["email", "role", "joined_on"], ["a@x.example", "mentee", 46023]), "people").line == 2


@pytest.mark.parametrize("payload", [b"PK\x03\x04rest", b"\xd0\xcf\x11\xe0rest", b"PAR1rest"])
def test_a_broken_workbook_or_parquet_file_is_refused(payload):
    assert refusal(payload, "people").fix


def test_an_empty_workbook_is_refused():
    assert "row 1" in refusal(workbook(), "people").message


def test_a_parquet_files_types_become_text():
    frame = pl.DataFrame(
        {
            "people": [["a", "b"]],
            "starts_at": [datetime(2026, 1, 5, 10, 30)],  # noqa: DTZ001 - a time without a zone is meant
            "ends_at": pl.Series([datetime.fromisoformat("2026-01-05T11:00:00+01:00")]).dt.convert_time_zone("UTC"),
            "duration_minutes": [30.0],
            "action_item_count": [2],
            "has_agenda": [True],
            "picture": [b"\x00"],
            "source_line": [9],
            "lasted": [timedelta(minutes=30)],
            "nested": [{"a": 1}],
        }
    )
    target = io.BytesIO()
    frame.write_parquet(target)
    export = loaded(target.getvalue(), "meetings")
    wanted = ("source_line", "people", "starts_at", "ends_at", "duration_minutes", "action_item_count", "has_agenda")
    assert export.records.select(wanted).rows() == [
        (1, "a;b", "2026-01-05T10:30:00", "2026-01-05T10:00:00Z", "30", "2", "true")
    ]
    assert (export.content.encoding, export.content.header_line) == ("parquet", None)


def test_an_unknown_tool_is_refused_with_the_nearest():
    file = ExportFile("f.csv", b"email,role\na,mentee\n", "x")
    export = detect.read_export(file, Source(name="s", kind="people", tool="tabel", files="*"), PROGRAMME)
    assert export.is_refused
    assert "tool: table" in export.problems[0].fix


def test_a_tool_is_refused_for_a_kind_that_it_does_not_give():
    export = detect.read_export(
        ExportFile("f.csv", b"x", "x"), Source(name="s", kind="people", tool="asana", files="*"), PROGRAMME
    )
    assert "kind: goals" in export.problems[0].fix


def test_a_file_of_another_tool_is_refused_with_the_tool_to_declare():
    payload = b"Task ID,Created At,Completed At,Name,Assignee\n1,2026-01-05,,Goal,A\n"
    source = Source(name="s", kind="meetings", tool="zoom_participants", files="*")
    problem = detect.read_export(ExportFile("f.csv", payload, "x"), source, PROGRAMME).problems[0]
    assert "Join Time" in problem.message
    assert "tool: asana" in problem.fix
    assert "kind: goals" in problem.fix


def test_a_table_in_our_names_is_recognised_with_its_kind():
    found = detect.recognise(ExportFile("f.csv", b"mentor;mentee;matched_on\n", "x"))
    assert [(profile.tool, evidence) for profile, evidence in found] == [
        ("table", ("its first row has our columns of pairs",))
    ]
    assert detect.recognise(ExportFile("f.csv", b"a,b\n", "x")) == []
