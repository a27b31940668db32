"""Responses of Google Forms, Qualtrics and plain tables: who answered what when, and nothing else of the person."""

import hashlib
import json

import pytest

from mentorship.exports import detect, span
from mentorship.exports.items import fold_question
from mentorship.exports.profile import ExportFile
from mentorship.programme import Source
from tests import bare

SKILLS = {
    "instrument": "skills",
    "title": "Skills",
    "constructs": {"confidence": None},
    "items": [
        {"id": "conf1", "construct": "confidence", "text": "I can explain my design decisions"},
        {"id": "conf2", "construct": "confidence", "text": "I avoid speaking in reviews", "reverse": True},
        {"id": "story", "kind": "text", "text": "What changed for you?"},
    ],
}
PROGRAMME = bare.programme(instruments={"skills": SKILLS})
FORM = "Timestamp,Email Address,I can explain my design decisions,I avoid speaking in reviews,What changed for you?\n"


def read(payload, tool, **declared):
    data = payload.encode() if isinstance(payload, str) else payload
    file = ExportFile("surveys/pulse.csv", data, hashlib.sha256(data).hexdigest())
    wanted = {"instrument": "skills", "wave": "baseline", **declared}
    return detect.read_export(file, Source(name="pulse", kind="surveys", tool=tool, files="*", **wanted), PROGRAMME)


def loaded(payload, tool, **declared):
    export = read(payload, tool, **declared)
    assert not export.problems
    return export


def refusal(payload, tool, **declared):
    export = read(payload, tool, **declared)
    assert export.is_refused
    assert export.records.is_empty()
    return export.problems[0]


def answers(export, row=0):
    return {answer["item"]: answer["answer"] for answer in export.records["answers"][row]}


def recognise(payload):
    data = payload.encode() if isinstance(payload, str) else payload
    return detect.recognise(ExportFile("f.csv", data, "x"))


def form(*rows):
    return FORM + "".join(f"{row}\n" for row in rows)


def test_a_response_of_google_forms_is_a_record():
    export = loaded(form('2026/09/27 3:00:00 PM GMT+3,a@x.example,4,2,"More\nthan one line"'), "google_forms")
    assert export.stamps == {"submitted_at": "google_forms"}
    record = export.records.row(0, named=True)
    assert (record["source_line"], record["instrument"], record["wave"]) == (2, "skills", "baseline")
    assert (record["respondent"], record["response_key"]) == ("a@x.example", None)
    assert answers(export) == {"conf1": "4", "conf2": "2", "story": "More\nthan one line"}


def test_answers_stand_in_the_order_of_the_instrument_and_blanks_are_null():
    payload = "Timestamp,Username,What changed for you?,conf2,conf1\n2026/09/27 3:00:00 PM GMT+3,a@x.example, ,,5\n"
    export = loaded(payload, "google_forms")
    assert list(answers(export).items()) == [("conf1", "5"), ("conf2", None), ("story", None)]


def test_a_wave_by_date_is_left_to_the_date():
    assert (
        loaded(form("2026/09/27 3:00:00 PM GMT+3,a,4,2,x"), "google_forms", wave="by_date").records["wave"][0] is None
    )


def test_the_sheets_variant_is_proven_by_the_whole_file():
    export = loaded(form("5/10/2026 09:15:00,a,4,2,x", "25/10/2026 09:15:00,b,4,2,x"), "google_forms")
    assert export.stamps == {"submitted_at": "google_forms|dmy"}


def test_the_sheets_variant_is_refused_where_nothing_settles_it():
    problem = refusal(form("5/10/2026 09:15:00,a,4,2,x"), "google_forms")
    assert (problem.line, problem.column) == (2, "Timestamp")
    assert "date_order" in problem.fix


def test_the_sheets_variant_follows_the_declared_order():
    export = loaded(form("5/10/2026 09:15:00,a,4,2,x"), "google_forms", date_order="mdy")
    assert export.stamps == {"submitted_at": "google_forms|mdy"}


def test_a_form_in_another_language_is_recognised():
    payload = "Zeitstempel,E-Mail-Adresse,conf1,conf2,story\n2026/09/27 3:00:00 PM GMT+3,a@x.example,4,2,x\n"
    assert loaded(payload, "google_forms").records["respondent"].to_list() == ["a@x.example"]


@pytest.mark.parametrize(
    ("heading", "address", "written", "day"),
    [
        ("タイムスタンプ", "メールアドレス", "2020/07/27 3:15:06 午後 GMT+9", "2020-07-27"),
        ("타임스탬프", "이메일 주소", "2020/03/20 11:58:49 오후 GMT+9", "2020-03-20"),
        ("타임스탬프", "이메일 주소", "2020. 3. 20 오후 11:58:49", "2020-03-20"),
        ("时间戳", "电子邮件地址", "2017/06/14 1:34:49 下午 GMT+8", "2017-06-14"),
        ("時間戳記", "電子郵件地址", "2026/4/10 上午 2:44:14", "2026-04-10"),
        ("Marca temporal", "Nombre de usuario", "2026/03/05 9:40:00 p. m. GMT-3", "2026-03-06"),
        ("Časová značka", "E-mailová adresa", "2026/09/27 3:00:00 PM GMT+2", "2026-09-27"),
        ("Cap waktu", "Email", "27/09/2026 10:00:00", "2026-09-27"),
    ],
)
def test_a_form_tells_the_half_of_the_day_in_its_own_language(heading, address, written, day):
    payload = f'"{heading}","{address}",conf1,conf2,story\n"{written}","a@x.example",4,2,x\n'
    export = loaded(payload, "google_forms")
    assert export.evidence == (f"its first column is {heading!r}",)
    assert export.records["respondent"].to_list() == ["a@x.example"]
    first, last = span.days_of(export)
    assert (str(first), str(last)) == (day, day)


def test_a_sheet_may_part_its_cells_by_tabs():
    payload = form("10/23/2015 8:46:20,a,4,2,x").replace(",", "\t")
    export = loaded(payload, "google_forms")
    assert (export.content.delimiter, export.records["respondent"].to_list()) == ("\t", ["a"])


def test_a_form_saved_with_another_delimiter_is_still_known():
    payload = form("10/23/2015 8:46:20,a,4,2,x").replace(",", ";")
    assert [profile.tool for profile, _ in recognise(payload)] == ["google_forms"]
    assert "delimiter: ';'" in refusal(payload, "google_forms").fix
    assert loaded(payload, "google_forms", delimiter=";").records.height == 1


def test_a_form_that_says_not_who_answered_is_refused():
    payload = "Timestamp,conf1,conf2,story\n2026/09/27 3:00:00 PM GMT+3,4,2,x\n"
    assert "e-mail" in refusal(payload, "google_forms").fix
    mapped = payload.replace("Timestamp,", "Timestamp,Your staff number,").replace("GMT+3,", "GMT+3,E7,")
    export = loaded(mapped, "google_forms", columns={"respondent": "Your staff number"})
    assert export.records["respondent"].to_list() == ["E7"]


def test_a_file_without_a_timestamp_is_refused():
    assert "'Timestamp'" in refusal("When,conf1\nx,1\n", "google_forms").message


def test_another_delimiter_is_named_in_the_fix():
    payload = form("2026/09/27 3:00:00 PM GMT+3,a,4,2,x").replace(",", ";")
    assert "delimiter: ';'" in refusal(payload, "google_forms").fix
    assert loaded(payload, "google_forms", delimiter=";").records.height == 1


def test_a_form_is_read_for_inspection_without_an_instrument():
    export = read(form("2026/09/27 3:00:00 PM GMT+3,a,4,2,x"), "google_forms", instrument=None)
    assert not export.problems
    assert export.records.select("instrument", "respondent").rows() == [("", "a")]
    assert export.records["answers"][0].to_list() == []


@pytest.mark.parametrize(
    "heading",
    [
        "CONF1",
        "i can explain  my\u00a0design decisions ",
        "<p>I can explain <b>my design</b> decisions</p>",
        "How far do you agree? [I can explain my design decisions]",
        "Please rate - I can explain my design decisions",
    ],
)
def test_an_item_is_found_by_its_id_or_its_question(heading):
    payload = f'Timestamp,Email Address,"{heading}",conf2,story\n2026/09/27 3:00:00 PM GMT+3,a,4,2,x\n'
    assert answers(loaded(payload, "google_forms"))["conf1"] == "4"


def test_an_item_that_no_column_asks_is_a_warning_with_the_nearest_heading():
    payload = "Timestamp,Email Address,I can explain my designs,conf2,story\n2026/09/27 3:00:00 PM GMT+3,a,4,2,x\n"
    export = read(payload, "google_forms")
    (problem,) = export.problems
    assert (problem.severity, problem.column) == ("warning", "I can explain my designs")
    assert "'conf1'" in problem.message
    assert answers(export) == {"conf2": "2", "story": "x"}


def test_no_item_at_all_is_refused():
    problem = refusal("Timestamp,Email Address,Other\n2026/09/27 3:00:00 PM GMT+3,a,4\n", "google_forms")
    assert "'skills'" in problem.message
    assert problem.line == 1


def test_two_columns_for_one_item_are_refused_by_both_names():
    payload = "Timestamp,Email Address,conf1,I can explain my design decisions\n2026/09/27 3:00:00 PM GMT+3,a,4,5\n"
    problem = refusal(payload, "google_forms")
    assert "'conf1' and 'I can explain my design decisions'" in problem.message
    export = read(payload, "google_forms", columns={"conf1": "conf1"})
    assert answers(export) == {"conf1": "4"}


def test_a_repeated_question_is_refused():
    payload = "Timestamp,Email Address,conf1,conf1\n2026/09/27 3:00:00 PM GMT+3,a,4,5\n"
    assert "'conf1 (2)'" in refusal(payload, "google_forms").message


def test_one_column_for_two_items_is_refused():
    payload = "Timestamp,Email Address,Q\n2026/09/27 3:00:00 PM GMT+3,a,4\n"
    assert "one column" in refusal(payload, "google_forms", columns={"conf1": "Q", "conf2": "Q"}).message


def test_words_of_scales_are_translated_and_free_text_is_not():
    export = loaded(form("2026/09/27 3:00:00 PM GMT+3,a, Ja ,nein,Ja"), "google_forms", values={"ja": "5", "Nein": "1"})
    assert answers(export) == {"conf1": "5", "conf2": "1", "story": "Ja"}


def test_an_answer_that_a_spreadsheet_made_a_date_is_refused_unless_it_is_free_text():
    rows = ("2026/09/27 3:00:00 PM GMT+3,a,4,2,25-Jun", "2026/09/27 3:00:00 PM GMT+3,b,25-Jun,2,x")
    problem = refusal(form(*rows), "google_forms")
    assert (problem.line, problem.column) == (3, "I can explain my design decisions")
    loaded(form(rows[0]), "google_forms")


def test_messages_never_quote_an_answer_or_a_person():
    payload = form("2026/09/27 3:00:00 PM GMT+3,ada@x.example,4,2,secret words,surplus secret")
    assert "secret" not in str(refusal(payload, "google_forms"))
    assert "ada" not in str(refusal(payload, "google_forms"))


def test_an_instrument_that_does_not_exist_is_refused_with_the_nearest():
    assert "'skills'" in refusal(form("2026/09/27 3:00:00 PM GMT+3,a,4,2,x"), "google_forms", instrument="skill").fix


def test_a_survey_in_a_table_uses_our_names():
    payload = "respondent,submitted_at,about,conf1,conf2,story\nm1,2026-01-15,r1,4,2,x\n"
    export = loaded(payload, "table")
    assert export.records.select("respondent", "about", "submitted_at").rows() == [("m1", "r1", "2026-01-15")]
    assert answers(export) == {"conf1": "4", "conf2": "2", "story": "x"}


def test_a_survey_in_a_table_needs_a_respondent():
    assert "'respondent'" in refusal("person,conf1\nm1,4\n", "table").message


META = (
    ("StartDate", "startDate"),
    ("EndDate", "endDate"),
    ("Status", "status"),
    ("IPAddress", "ipAddress"),
    ("RecordedDate", "recordedDate"),
    ("ResponseId", "_recordId"),
    ("RecipientLastName", "recipientLastName"),
    ("RecipientEmail", "recipientEmail"),
    ("ExternalReference", "externalDataReference"),
    ("LocationLatitude", "locationLatitude"),
    ("LocationLongitude", "locationLongitude"),
)


def qualtrics(*rows, zone=None, ids=("Q1", "Q2", "Q3"), delimiter=","):
    labels = ["I can explain my design decisions", "I avoid speaking in reviews", "What changed\nfor you?"]
    imports = [{"ImportId": key} for _, key in META] + [{"ImportId": f"QID{number}"} for number in (1, 2, 3)]
    if zone is not None:
        imports[0]["timeZone"] = imports[1]["timeZone"] = zone
    heads = [
        [*(name for name, _ in META), *ids],
        [*(f"Label {name}" for name, _ in META), *labels],
        [json.dumps(entry) for entry in imports],
    ]
    quoted = [delimiter.join('"' + cell.replace('"', '""') + '"' for cell in row) for row in [*heads, *rows]]
    return "\n".join(quoted) + "\n"


def response(key="R_1", status="IP Address", email="a@x.example", external="", answered=("4", "2", "x")):
    start = "2026-01-15 10:00:00"
    return [
        start,
        start,
        status,
        "203.0.113.66",
        "2026-01-15 10:05:00",
        key,
        "Surname",
        email,
        external,
        "10.1",
        "2.2",
        *answered,
    ]


def test_a_response_of_qualtrics_is_a_record():
    export = loaded(qualtrics(response()), "qualtrics")
    record = export.records.row(0, named=True)
    assert (record["source_line"], record["response_key"], record["respondent"]) == (5, "R_1", "a@x.example")
    assert (record["submitted_at"], export.stamps) == ("2026-01-15 10:05:00", {"submitted_at": "iso"})
    assert answers(export) == {"conf1": "4", "conf2": "2", "story": "x"}
    assert export.content.header_line == 1


def test_columns_of_qualtrics_go_by_import_id():
    moved = qualtrics(response()).replace("ResponseId", "ResponseId_7").replace("RecordedDate", "RecordedDate_7")
    assert loaded(moved, "qualtrics").records["response_key"].to_list() == ["R_1"]


def test_items_may_be_named_by_any_of_the_three_headings():
    assert answers(loaded(qualtrics(response(), ids=("conf1", "Q2", "Q3")), "qualtrics"))["conf1"] == "4"


def test_addresses_and_places_never_leave_the_reader():
    export = loaded(qualtrics(response()), "qualtrics")
    kept = str(export.records.to_dicts()) + str(export.content.table.to_dicts())
    for secret in ("203.0.113.66", "10.1", "2.2"):
        assert secret not in kept
    assert "Surname" not in str(export.records.to_dicts())
    assert "IPAddress" in export.content.columns


@pytest.mark.parametrize("status", ["Survey Preview", "1", " survey preview "])
def test_previews_are_left_out_and_said(status):
    export = read(qualtrics(response("R_1", status), response("R_2", "0")), "qualtrics")
    assert export.records["response_key"].to_list() == ["R_2"]
    assert export.content.table.height == 2
    assert [(problem.severity, problem.line) for problem in export.problems] == [("left_out", 5)]


def test_an_export_of_previews_alone_is_said():
    export = read(qualtrics(response("R_1", "Survey Preview"), response("R_2", "17")), "qualtrics")
    assert export.records.is_empty()
    assert [(problem.severity, problem.line) for problem in export.problems] == [
        ("left_out", 5),
        ("left_out", 6),
        ("warning", 5),
    ]
    assert "every row is left out" in export.problems[2].message


def test_a_generated_response_is_a_row_of_nobody():
    export = read(qualtrics(response("R_1", "Survey Test", email=""), response("R_2", "2", email="")), "qualtrics")
    assert export.records.select("response_key", "respondent").rows() == [("R_1", None), ("R_2", None)]
    assert export.problems == ()


EARLY = (
    "ResponseID,ResponseSet,IPAddress,StartDate,EndDate,RecipientEmail,ExternalDataReference,Finished,Status,"
    "conf1,conf2,story_TEXT,LocationLatitude\n"
    "ResponseID,ResponseSet,IPAddress,StartDate,EndDate,RecipientEmail,ExternalDataReference,Finished,Status,"
    "How far?,How often?,What changed for you?,LocationLatitude\n"
    "{'ImportId': 'responseId'},{'ImportId': 'responseSetId'},{'ImportId': 'ipAddress'},{'ImportId': 'startDate'},"
    "{'ImportId': 'endDate'},{'ImportId': 'panel-RecipientEmail'},{'ImportId': 'panel-ExternalDataReference'},"
    "{'ImportId': 'finished'},{'ImportId': 'status'},{'ImportId': 'QID2'},{'ImportId': 'QID5'},"
    "{'ImportId': 'QID4-TEXT'},{'ImportId': 'Location-LocationLatitude'}\n"
)


def test_the_first_exports_with_import_ids_quote_them_singly():
    row = "R_1,Default Response Set,203.0.113.66,2016-05-27 11:44:08,2016-05-27 11:45:08,a@x.example,E7,1,0,4,2,x,42.40"
    export = loaded(f"{EARLY}{row}\n", "qualtrics")
    assert export.evidence == ("its third row holds ImportIds",)
    assert export.records.select("source_line", "response_key", "respondent", "submitted_at").rows() == [
        (4, "R_1", "a@x.example", "2016-05-27 11:45:08")
    ]
    assert answers(export) == {"conf1": "4", "conf2": "2", "story": "x"}
    kept = str(export.content.table.to_dicts())
    assert "203.0.113.66" not in kept
    assert "42.40" not in kept


def test_qualtrics_parts_cells_by_semicolons_where_commas_are_decimal():
    export = loaded(qualtrics(response(), delimiter=";"), "qualtrics")
    assert (export.content.delimiter, answers(export)["conf1"]) == (";", "4")


def test_header_rows_longer_than_what_is_looked_at_are_known():
    long = qualtrics(response()).replace("What changed\nfor you?", "What changed for you? " * 4000)
    assert [profile.tool for profile, _ in recognise(long)] == ["qualtrics"]
    cut = qualtrics(response()).replace("What changed\nfor you?", "What changed for you? " * 2915)
    assert recognise(cut)[0][1] == ("its third row holds ImportIds",)
    assert loaded(cut, "qualtrics", instrument=None).records.height == 1


def test_an_export_that_lost_its_import_ids_is_known_and_refused():
    kept = [line for line in qualtrics(response()).splitlines(keepends=True) if "ImportId" not in line]
    ((profile, evidence),) = recognise("".join(kept))
    assert (profile.tool, evidence) == ("qualtrics", ("its columns StartDate, EndDate, RecordedDate and ResponseId",))
    problem = refusal("".join(kept), "qualtrics")
    assert "ImportIds" in problem.message
    assert "all header rows" in problem.fix


def test_any_date_of_a_response_shows_which_of_day_and_month_is_first():
    payload = qualtrics(response()).replace("2026-01-15 10:00:00", "31/1/2026 23:50")
    export = loaded(payload.replace("2026-01-15 10:05:00", "1/2/2026 0:05"), "qualtrics")
    assert export.stamps == {"submitted_at": "iso|dmy"}
    problem = refusal(payload.replace("31/1/2026", "3/1/2026").replace("2026-01-15 10:05:00", "1/2/2026"), "qualtrics")
    assert (problem.line, problem.column) == (5, "RecordedDate")
    assert "date_order" in problem.fix


def test_an_export_without_dates_can_be_inspected():
    ids = [{"ImportId": key} for key in ("_recordId", "finished", "QID1")]
    third = ",".join('"' + json.dumps(entry).replace('"', '""') + '"' for entry in ids)
    export = loaded(
        f"ResponseId,Finished,Q1\nResponse ID,Finished,How far?\n{third}\nR_1,1,4\n", "qualtrics", instrument=None
    )
    assert export.records.select("response_key", "submitted_at").rows() == [("R_1", None)]
    assert export.stamps == {}


def test_the_respondent_is_the_address_else_the_external_reference():
    rows = (response("R_1", email="", external="E7"), response("R_2", external="E8"), response("R_3", email=""))
    assert loaded(qualtrics(*rows), "qualtrics").records["respondent"].to_list() == ["E7", "a@x.example", None]
    mapped = loaded(qualtrics(*rows), "qualtrics", columns={"respondent": "ExternalReference"})
    assert mapped.records["respondent"].to_list() == ["E7", "E8", None]


@pytest.mark.parametrize(
    ("zone", "declared", "used"),
    [
        (None, None, "Europe/Berlin"),
        (None, "Asia/Tokyo", "Asia/Tokyo"),
        ("America/Denver", "Asia/Tokyo", "America/Denver"),
        ("Z", None, "UTC"),
        ("Mars/Phobos", "Asia/Tokyo", "Asia/Tokyo"),
    ],
)
def test_the_zone_is_the_files_else_the_sources_else_the_programmes(zone, declared, used):
    assert loaded(qualtrics(response(), zone=zone), "qualtrics", time_zone=declared).time_zone == used


def test_an_unknown_zone_is_refused_where_none_is_declared():
    assert "Mars/Phobos" in refusal(qualtrics(response(), zone="Mars/Phobos"), "qualtrics").message


def test_dates_in_several_zones_are_refused():
    payload = qualtrics(response(), zone="America/Denver").replace("America/Denver", "Asia/Tokyo", 1)
    assert "several time zones" in refusal(payload, "qualtrics").message


def test_a_response_without_a_date_is_refused():
    renamed = qualtrics(response()).replace("recordedDate", "a").replace("endDate", "b").replace("startDate", "c")
    assert "EndDate" in refusal(renamed, "qualtrics").message


def test_header_rows_of_different_lengths_are_refused():
    payload = qualtrics(response()).replace('"Q3"\n', '"Q3","Q4"\n', 1)
    assert "differ in length" in refusal(payload, "qualtrics").message


def test_header_rows_nested_without_end_are_no_import_ids():
    assert refusal("a\nb\n" + "[" * 60_000 + "\n", "qualtrics").line == 3


def test_qualtrics_may_be_tab_separated_utf16():
    export = loaded(qualtrics(response(), delimiter="\t").encode("utf-16"), "qualtrics")
    assert (export.content.delimiter, export.content.encoding) == ("\t", "utf-16 LE BOM")


def test_a_file_without_import_ids_is_refused():
    problem = refusal("StartDate,Q1\nStart,Question\n2026-01-15,4\n", "qualtrics")
    assert "ImportId" in problem.message
    assert problem.line == 3


@pytest.mark.parametrize("payload", ["a,b\n", "a,b\nc,d\n", 'a,b\nc\n"{""ImportId"":""x""}"\n'])
def test_missing_header_rows_are_refused(payload):
    assert refusal(payload, "qualtrics").fix


def test_the_legacy_export_has_two_header_rows():
    payload = (
        "\ufeffV1,V2,V3,V4,V5,V6,V7,V8,V9,V10,Q1,Q2,Q3,\n"
        "ResponseID,ResponseSet,Name,ExternalDataReference,EmailAddress,IPAddress,Status,StartDate,EndDate,Finished,"
        "I can explain my design decisions,I avoid speaking in reviews,What changed for you?,\n"
        "R_1,Default,Somebody,E7,,203.0.113.66,0,2013-05-01 10:00:00,2013-05-01 10:05:00,1,4,2,x,\n"
    )
    export = loaded(payload, "qualtrics")
    assert export.profile == "qualtrics legacy"
    assert export.records.select("source_line", "response_key", "respondent", "submitted_at").rows() == [
        (3, "R_1", "E7", "2013-05-01 10:05:00")
    ]
    assert answers(export) == {"conf1": "4", "conf2": "2", "story": "x"}
    assert "203.0.113.66" not in str(export.content.table.to_dicts())


def test_a_question_labelled_like_the_status_leaves_no_response_out():
    payload = (
        "V1,V2,V6,V7,V8,V9,Q1,Q2,Q3\n"
        "ResponseID,ResponseSet,EmailAddress,Status,StartDate,EndDate,Status,conf1,story\n"
        "R_1,Default,a@x.example,0,2013-05-01 10:00:00,2013-05-01 10:05:00,1,4,x\n"
    )
    assert read(payload, "qualtrics").records["response_key"].to_list() == ["R_1"]


def test_a_legacy_export_needs_its_second_header_row():
    export = read("V1,V2\nResponseID,ResponseSet\n", "qualtrics")
    assert export.is_refused
    assert "EndDate" in export.problems[0].message


def test_questions_are_compared_without_markup():
    assert fold_question("<br>Ｉ&nbsp;CAN</b> ") == "i can"
