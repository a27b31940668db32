"""Responses of Typeform: submitted ones alone, their times in UTC, and who answered where the form asks it."""

from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import responding
from tests.responding import answers, instants, lines, recognised

read = partial(responding.read, "typeform")
loaded = partial(responding.loaded, "typeform")
refusal = partial(responding.refusal, "typeform")

QUESTIONS = ("I can explain my design decisions", "conf2", "What changed for you?", "email")
OLD = ("Start Date (UTC)", "Submit Date (UTC)", "Network ID")
NEW = ("Response Type", "Start Date (UTC)", "Stage Date (UTC)", "Submit Date (UTC)", "Network ID", "Tags", "Ending")
BEGUN, SENT = "2024-10-05 02:35:00", "2024-10-05 02:39:31"


def older(*rows, questions=QUESTIONS):
    return lines(("#", *questions, *OLD), *rows)


def newer(*rows, questions=QUESTIONS):
    return lines(("#", *questions, *NEW), *rows)


def sent(key="068127e3d5e9ca5f5fac8e04fa692a9e", answered=("4", "2", "More", "a@x.example")):
    return (key, *answered, BEGUN, SENT, "d3560842b2")


def staged(kind, key="k", submitted=SENT, answered=("4", "2", "More", "a@x.example")):
    return (key, *answered, kind, BEGUN, "2024-10-05 02:37:00", submitted, "d3560842b2", "", "thanks")


def test_a_response_of_the_older_export_is_a_record():
    export = loaded(older(sent()))
    record = export.records.row(0, named=True)
    assert (record["source_line"], record["response_key"]) == (2, "068127e3d5e9ca5f5fac8e04fa692a9e")
    assert (record["respondent"], record["submitted_at"]) == ("a@x.example", SENT)
    assert answers(export) == {"conf1": "4", "conf2": "2", "story": "More"}
    assert (export.profile, export.content.header_line, export.content.delimiter) == ("typeform 2024", 1, ",")


def test_a_response_of_the_newer_export_is_a_record():
    for headings in (NEW, NEW[:-1]):
        payload = lines(("#", *QUESTIONS, *headings), staged("completed")[: 5 + len(headings)])
        export = loaded(payload)
        assert export.records.select("response_key", "submitted_at").rows() == [("k", SENT)]
        assert answers(export) == {"conf1": "4", "conf2": "2", "story": "More"}


@pytest.mark.parametrize("declared", [None, "Asia/Tokyo"])
def test_times_are_in_utc_whatever_is_declared(declared):
    export = loaded(older(sent()), time_zone=declared)
    assert (export.time_zone, export.stamps) == ("UTC", {"submitted_at": "iso"})
    assert instants(export) == [SENT]


def test_unfinished_responses_are_left_out_and_said():
    rows = (staged("started", "a", ""), staged("completed", "b"), staged("Partial", "c", ""))
    export = read(newer(*rows))
    assert export.records["response_key"].to_list() == ["b"]
    assert export.content.table.height == 3
    found = [(problem.severity, problem.line, problem.column) for problem in export.problems]
    assert found == [("left_out", 2, "Response Type"), ("left_out", 4, "Response Type")]
    assert "unfinished" in export.problems[0].message


def test_a_kind_of_response_that_is_not_known_is_refused():
    problem = refusal(newer(staged("completed"), staged("terminé", "b")))
    assert (problem.line, problem.column, problem.value_class) == (3, "Response Type", "text of 7 characters")
    assert "completed, partial, started" in problem.message
    assert "submitted" in problem.fix


def test_a_blank_kind_of_response_is_used():
    assert loaded(newer(staged("", "a"))).records.height == 1


def test_the_networks_id_never_leaves_the_reader():
    for payload in (older(sent()), newer(staged("completed"))):
        export = loaded(payload)
        assert "Network ID" in export.content.columns
        assert "d3560842b2" not in str(export.records.to_dicts()) + str(export.content.table.to_dicts())


def test_headings_may_hold_html():
    heading = "<p>I can <strong>explain</strong>&nbsp;my design decisions</p>"
    payload = older(sent(), questions=(heading, *QUESTIONS[1:]))
    assert answers(loaded(payload))["conf1"] == "4"
    assert loaded(payload).content.columns[1] == heading


def test_headings_may_stand_over_several_columns():
    questions = (*QUESTIONS, "Video", "Chat", "Other", "Other", "")
    export = loaded(older(sent(answered=("4", "2", "x", "a", "Video", "", "by foot", "", "y")), questions=questions))
    assert export.content.table.columns[-7:-3] == ["Chat", "Other", "Other (2)", "column 10"]
    assert export.content.table["Other"].to_list() == ["by foot"]
    assert export.content.columns[8] == "Other"


def test_two_columns_for_one_item_are_refused():
    payload = older(sent(answered=("4", "2", "x", "a", "5")), questions=(*QUESTIONS, "conf1"))
    problem = refusal(payload)
    assert (problem.line, problem.column) == (1, "conf1")
    assert "2 columns" in problem.message


@pytest.mark.parametrize("heading", ["Email", "E-mail address", "E-Mail-Adresse", "Correo  electrónico"])
def test_the_address_is_known_in_several_languages(heading):
    payload = older(sent(), questions=(*QUESTIONS[:3], heading))
    assert loaded(payload).records["respondent"].to_list() == ["a@x.example"]


def test_a_form_that_says_not_who_answered_is_refused():
    problem = refusal(older(sent(), questions=(*QUESTIONS[:3], "Age")))
    assert problem.line == 1
    assert "who answered" in problem.message
    assert "respondent under columns:" in problem.fix


def test_two_columns_of_addresses_are_refused_until_one_is_mapped():
    payload = older(sent(answered=("4", "2", "x", "a", "b")), questions=(*QUESTIONS, "E-mail"))
    problem = refusal(payload)
    assert (problem.line, problem.column) == (1, "email")
    assert "'E-mail' and 'email'" in problem.message
    assert "respondent" in problem.fix
    assert loaded(payload, columns={"respondent": "E-mail"}).records["respondent"].to_list() == ["b"]
    assert read(payload, instrument=None).records["respondent"].to_list() == [None]


def test_a_mapped_respondent_replaces_the_address():
    payload = older(sent(answered=("4", "2", "x", "a", "E7")), questions=(*QUESTIONS, "Staff number"))
    assert loaded(payload, columns={"respondent": "Staff number"}).records["respondent"].to_list() == ["E7"]


def test_a_form_in_which_nobody_is_named_is_refused():
    problem = refusal(older(sent(answered=("4", "2", "x", ""))))
    assert (problem.line, problem.column) == (2, "email")
    assert "who answered" in problem.message
    assert "columns:" in problem.fix
    unfinished = staged("partial", "a", answered=("4", "", "", "a@x.example"))
    assert "who answered" in str(
        read(newer(unfinished, staged("completed", "b", answered=("4", "2", "x", "")))).problems
    )


def test_a_form_is_read_for_inspection_without_an_instrument():
    export = loaded(older(sent(), questions=(*QUESTIONS[:3], "Age")), instrument=None)
    assert export.records.select("instrument", "respondent", "response_key").rows() == [
        ("", None, "068127e3d5e9ca5f5fac8e04fa692a9e")
    ]


def test_a_file_without_the_time_of_submission_is_refused():
    problem = refusal(lines(("#", "conf1", "Submitted (UTC)"), ("a", "4", SENT)))
    assert (problem.line, problem.column) == (1, "Submitted (UTC)")
    assert "'Submit Date (UTC)'" in problem.message
    assert "columns:" in problem.fix


def test_another_delimiter_is_named_in_the_fix():
    payload = older(sent()).replace(",", ";")
    assert "delimiter: ';'" in refusal(payload).fix
    assert loaded(payload, delimiter=";").records.height == 1


def test_dates_that_a_spreadsheet_rewrote_need_their_order():
    payload = older(sent()).replace(SENT, "10/5/2024 2:39")
    problem = refusal(payload)
    assert (problem.line, problem.column) == (2, "Submit Date (UTC)")
    assert "date_order" in problem.fix
    assert loaded(payload, date_order="mdy").stamps == {"submitted_at": "iso|mdy"}


def test_damaged_ids_and_dates_are_refused():
    problem = refusal(older(sent(key="6.8E+31")))
    assert (problem.line, problem.column) == (2, "#")
    assert "scientific" in problem.message
    assert "day number" in refusal(older(sent()).replace(SENT, "45570.11")).message


def test_a_last_row_that_is_cut_off_is_refused():
    problem = refusal(older(sent(), sent("b")[:3]))
    assert (problem.line, problem.column) == (3, "What changed for you?")
    assert "cut off" in problem.message


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_ends_marks_and_answers_of_several_lines_are_read(end, mark):
    rows = (sent(answered=("4", "2", "one\ntwo", "a")), sent("b"))
    export = loaded((mark + lines(("#", *QUESTIONS, *OLD), *rows, end=end) + end).encode())
    assert export.records["source_line"].to_list() == [2, 4]
    assert answers(export)["story"] == "one\ntwo"
    assert export.content.encoding == ("utf-8 BOM" if mark else "utf-8")


def test_its_files_are_recognised_by_their_own_columns():
    for payload in (older(), newer()):
        assert recognised(payload) == [("typeform", ("its columns # and Submit Date (UTC)",))]
    assert recognised(b"#,conf1,Submitted At\n") == []


def test_a_file_without_the_ids_of_responses_is_known_by_its_times():
    payload = newer(staged("completed")).replace("#,", "", 1).replace("\r\nk,", "\r\n")
    assert recognised(payload) == [("typeform", ("its columns Start Date (UTC) and Submit Date (UTC)",))]
    export = loaded(payload)
    assert export.records.select("response_key", "submitted_at").rows() == [(None, SENT)]


def test_columns_below_other_text_are_named_until_their_row_is_declared():
    payload = ",How far do you agree?,,,,,,\r\n" + older(sent())
    assert [tool for tool, _ in recognised(payload)] == ["typeform"]
    problem = refusal(payload)
    assert (problem.line, problem.fix) == (2, "declare header_row: 2")
    assert "below other text" in problem.message
    assert loaded(payload, header_row=2).records["source_line"].to_list() == [3]
    assert loaded("\r\n" + older(sent())).content.header_line == 2


def test_a_file_saved_with_another_delimiter_is_still_known():
    payload = older(sent()).replace(",", ";")
    assert [tool for tool, _ in recognised(payload)] == ["typeform"]
    assert loaded(payload, delimiter=";").records.height == 1


def test_an_export_of_unfinished_responses_alone_is_said():
    *_, said = read(newer(staged("partial"), staged("started"))).problems
    assert (said.severity, said.line, said.column) == ("warning", 2, "Response Type")
    assert "every row is left out" in said.message


@settings(deadline=None)
@given(st.text(alphabet='ab",\n\r 4', max_size=60))
def test_no_text_below_the_header_raises(body):
    read("#,conf1,Email,Response Type,Submit Date (UTC)\n" + body)
