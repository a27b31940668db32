"""Responses of SurveyMonkey: two header rows, options below questions, and what older generations wrote otherwise."""

from functools import partial

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import responding
from tests.responding import answers, instants, lines, recognised

read = partial(responding.read, "surveymonkey")
loaded = partial(responding.loaded, "surveymonkey")
refusal = partial(responding.refusal, "surveymonkey")

PEOPLE = ("Email Address", "First Name", "Last Name", "Custom Data 1")
META = ("Respondent ID", "Collector ID", "Start Date", "End Date", "IP Address", *PEOPLE)
OLD = ("RespondentID", "CollectorID", "StartDate", "EndDate", "IP Address", "Email Address", "First Name", "LastName")
LOWER = ("respondent_id", "collector_id", "date_created", "date_modified", "ip_address", "email_address", "custom_1")
QUESTIONS = ("How far do you agree?", "", "What changed for you?")
OPTIONS = ("I can explain my design decisions", "I avoid speaking in reviews", "Open-Ended Response")


def survey(*rows, meta=META, questions=QUESTIONS, options=OPTIONS):
    return lines((*meta, *questions), (*[""] * len(meta), *options), *rows)


def response(
    key="11708284283",
    begun="06/18/2020 10:30:00 AM",
    ended="06/18/2020 10:36:30 AM",
    email="a@x.example",
    answered=("4", "2", "More"),
):
    return (key, "268731", begun, ended, "203.0.113.66", email, "Ada", "Surname", "E7", *answered)


def test_a_response_is_a_record():
    export = loaded(survey(response()))
    record = export.records.row(0, named=True)
    assert (record["source_line"], record["response_key"], record["respondent"]) == (3, "11708284283", "a@x.example")
    assert (record["submitted_at"], record["instrument"], record["wave"]) == (
        "06/18/2020 10:36:30 AM",
        "skills",
        "baseline",
    )
    assert answers(export) == {"conf1": "4", "conf2": "2", "story": "More"}
    assert (export.profile, export.content.header_line, export.content.delimiter) == ("surveymonkey 2020", 1, ",")


def test_a_day_above_12_proves_the_month_to_come_first():
    export = loaded(survey(response()))
    assert export.stamps == {"submitted_at": "iso|mdy"}
    assert instants(export) == ["2020-06-18 08:36:30"]


def test_the_start_shows_the_order_of_day_and_month_as_well():
    export = loaded(survey(response(begun="31/05/2020 23:59:00", ended="01/06/2020 00:05:00")))
    assert export.stamps == {"submitted_at": "iso|dmy"}


def test_dates_that_nothing_settles_are_refused_until_an_order_is_declared():
    payload = survey(response(begun="06/08/2020 10:30:00 AM", ended="06/08/2020 10:36:00 AM"))
    problem = refusal(payload)
    assert (problem.line, problem.column) == (3, "End Date")
    assert "day first or month first" in problem.message
    assert "date_order" in problem.fix
    assert loaded(payload, date_order="dmy").stamps == {"submitted_at": "iso|dmy"}


def test_columns_are_named_by_the_question_and_those_after_it_by_its_options():
    export = loaded(survey(response()))
    names = ("How far do you agree?", "How far do you agree? [I avoid speaking in reviews]", "What changed for you?")
    assert export.content.columns == (*META, *names)
    assert export.content.table.columns == ["source_line", *META, *names]
    assert export.content.table["Respondent ID"].to_list() == ["11708284283"]


def test_the_ip_address_never_leaves_the_reader():
    for meta, row in (
        (META, response()),
        (LOWER, ("1", "2", "", "2020-06-18", "203.0.113.66", "a", "", "4", "2", "x")),
    ):
        export = loaded(survey(row, meta=meta))
        assert "203.0.113.66" not in str(export.records.to_dicts()) + str(export.content.table.to_dicts())
    assert "Surname" not in str(export.records.to_dicts())


@pytest.mark.parametrize(
    ("question", "option"),
    [
        ("I can explain my design decisions", "Response"),
        ("<b>I can explain</b><br>my\u00a0design decisions", "Open-Ended Response"),
        ("conf1", ""),
        ("How far do you agree?", "I can\u00a0explain my design decisions"),
        ("How far do you agree? - I can explain my design decisions", "Response"),
        ("I can explain my design decisions", "Only row"),
    ],
)
def test_an_item_is_found_by_its_id_its_question_or_its_row(question, option):
    payload = survey(
        response(answered=("4", "2", "x")),
        questions=(question, "conf2", "story"),
        options=(option, "Response", "Response"),
    )
    assert answers(loaded(payload)) == {"conf1": "4", "conf2": "2", "story": "x"}


def test_a_question_with_another_field_means_its_own_column():
    questions = ("I can explain my design decisions", "", "conf2", "story")
    options = ("Response", "Other (please specify)", "Response", "Open-Ended Response")
    payload = survey(response(answered=("4", "it depends", "2", "x")), questions=questions, options=options)
    assert answers(loaded(payload))["conf1"] == "4"


def test_a_question_that_has_only_options_is_refused_until_one_is_mapped():
    questions = ("I can explain my design decisions", "", "conf2", "story")
    options = ("Often", "Never", "Response", "Open-Ended Response")
    payload = survey(response(answered=("Often", "", "2", "x")), questions=questions, options=options)
    problem = refusal(payload)
    assert (problem.line, problem.column) == (1, "I can explain my design decisions [Never]")
    assert "2 columns" in problem.message
    assert "columns:" in problem.fix
    mapped = {"conf1": "I can explain my design decisions [Never]"}
    assert answers(loaded(payload, columns=mapped))["conf1"] is None


def test_one_row_text_in_two_questions_is_refused():
    questions = ("Before", "", "After", "", "story")
    row = "I can explain my design decisions"
    options = (row, "x", row, "y", "Response")
    problem = refusal(survey(response(answered=("1", "", "5", "", "z")), questions=questions, options=options))
    assert "'Before' and 'After'" in problem.message


def test_an_answer_with_a_hard_blank_is_the_same_word():
    payload = survey(response(answered=("Strongly\u00a0agree", "2\u00a0", "x\u00a0y")))
    export = loaded(payload, values={"strongly agree": "5"})
    assert answers(export) == {"conf1": "5", "conf2": "2", "story": "x\u00a0y"}
    assert export.content.table["How far do you agree?"].to_list() == ["Strongly\u00a0agree"]


def test_the_oldest_generation_has_a_title_and_headings_without_blanks():
    rows = survey(
        ("1", "2", "06/18/2012 1:30:00 PM", "06/18/2012 1:36:30 PM", "", "a@x.example", "", "", "4", "2", "x"), meta=OLD
    )
    export = loaded("Mentoring pulse 2012\r\n" + rows)
    assert (export.content.header_line, export.records["source_line"].to_list()) == (2, [4])
    assert instants(export) == ["2012-06-18 11:36:30"]
    assert export.content.columns[:4] == OLD[:4]


def old(*dates):
    rows = [
        (str(n), "2", begun, ended, "", "a@x.example", "", "", "4", "2", "x") for n, (begun, ended) in enumerate(dates)
    ]
    return survey(*rows, meta=OLD)


def test_day_numbers_of_the_old_generation_are_read_as_counted_from_1900():
    # As LibreOffice and Excel show them: 43290.53487 is 9 July 2018 12:50:13, 43831 New Year 2020.
    export = read(old(("43290.53", "43290.53487"), ("43290", "43831"), ("43831.5", "43831,75"), ("", "")))
    assert export.records["submitted_at"].to_list() == [
        "2018-07-09T12:50:13",
        "2020-01-01T00:00:00",
        "2020-01-01T18:00:00",
        None,
    ]
    assert export.stamps == {"submitted_at": "iso"}
    assert instants(export)[0] == "2018-07-09 10:50:13"
    assert export.content.table["EndDate"][0] == "43290.53487"


def test_day_numbers_that_were_read_are_said():
    (problem,) = read(old(("43290.53", "43290.53487"))).problems
    assert (problem.severity, problem.line, problem.column) == ("warning", 3, "EndDate")
    assert "day numbers" in problem.message


def test_day_numbers_beside_written_dates_are_refused():
    problem = refusal(old(("43290.53", "43290.53487"), ("06/18/2018 1:30:00 PM", "06/18/2018 1:36:30 PM")))
    assert (problem.line, problem.column) == (3, "EndDate")
    assert "day number" in problem.message


def test_day_numbers_in_later_exports_are_damage():
    problem = refusal(survey(response(begun="43990.4", ended="43990.44201")))
    assert (problem.line, problem.column) == (3, "End Date")
    assert "export the file again" in problem.fix


def test_day_numbers_are_damage_where_another_format_is_declared():
    assert "day number" in refusal(old(("43290.53", "43290.53487")), date_format="%m/%d/%Y").message


def test_headings_in_lower_case_are_known():
    row = (
        "118052219061",
        "446111201",
        "2022-06-10 07:48:07",
        "2022-06-10 08:09:25",
        "",
        "a@x.example",
        "",
        "4",
        "2",
        "x",
    )
    record = loaded(survey(row, meta=LOWER)).records.row(0, named=True)
    assert record["response_key"] == "118052219061"
    assert (record["submitted_at"], record["respondent"]) == ("2022-06-10 08:09:25", "a@x.example")


def test_the_start_stands_for_an_end_that_was_not_exported():
    meta = ("Respondent ID", "Start Date", "Email Address")
    export = loaded(survey(("1", "06/18/2020 10:30:00 AM", "a", "4", "2", "x"), meta=meta))
    assert instants(export) == ["2020-06-18 08:30:00"]


def test_ids_that_a_spreadsheet_rounded_are_refused():
    problem = refusal(survey(response(key="1.17083E+10")))
    assert (problem.line, problem.column) == (3, "Respondent ID")
    assert "scientific" in problem.message
    assert "spreadsheet" in problem.fix


BARE = survey(
    ("3237565956", "4", "2", "x"),
    meta=("RespondentID",),
    questions=("I can explain my design decisions, <br>even late", "conf2", "story"),
    options=("Response",) * 3,
)


def test_a_survey_with_ids_alone_can_be_inspected():
    export = loaded(BARE, instrument=None)
    assert export.content.table["RespondentID"].to_list() == ["3237565956"]
    assert export.records.select("response_key", "respondent", "submitted_at").rows() == [("3237565956", None, None)]
    assert export.stamps == {}


def test_a_survey_with_ids_alone_is_refused_for_an_instrument():
    problem = refusal(BARE)
    assert problem.line == 1
    assert "'End Date'" in problem.message
    assert "'Email Address'" in problem.message
    assert "submitted_at and respondent under columns:" in problem.fix


def test_what_is_missing_may_be_mapped_to_questions():
    payload = survey(
        ("3237565956", "E7", "2020-06-18", "4"),
        meta=("RespondentID",),
        questions=("Your number?", "Today is", "conf1"),
        options=("Response",) * 3,
    )
    export = read(payload, columns={"respondent": "Your number?", "submitted_at": "Today is"})
    assert export.records.select("respondent", "submitted_at").rows() == [("E7", "2020-06-18")]
    assert answers(export) == {"conf1": "4"}


def test_a_mapped_respondent_replaces_the_address():
    export = loaded(survey(response()), columns={"respondent": "Custom Data 1"})
    assert export.records["respondent"].to_list() == ["E7"]


def test_a_survey_in_which_nobody_is_named_is_refused():
    problem = refusal(survey(response(email=""), response(email=" ")))
    assert (problem.line, problem.column) == (3, "Email Address")
    assert "who answered" in problem.message
    assert "collector" in problem.fix
    loaded(survey(response(email="")), instrument=None)
    loaded(survey(response(email=""), response()))


def test_the_tools_own_columns_are_known_by_the_blank_below_them():
    questions = ("Email Address", "conf1", "conf2", "story")
    options = ("Open-Ended Response", "Response", "Response", "Response")
    payload = survey(response(answered=("other@x.example", "4", "2", "x")), questions=questions, options=options)
    assert loaded(payload).records["respondent"].to_list() == ["a@x.example"]


def test_columns_may_stand_in_another_order():
    meta = ("Email Address", "End Date", "Respondent ID")
    export = loaded(survey(("a", "06/13/2020", "1", "4", "2", "x"), meta=meta))
    assert export.records.select("respondent", "response_key").rows() == [("a", "1")]


def test_a_column_without_any_heading_asks_nothing():
    export = loaded(survey((*response(), ""), questions=(*QUESTIONS, ""), options=(*OPTIONS, "")))
    assert export.content.table.columns[-1] == "column 13"
    stray = survey(
        ("1", "9", "a", "06/13/2020", "4"),
        meta=("Respondent ID", "", "Email Address", "End Date"),
        questions=("conf1",),
        options=("",),
    )
    assert read(stray).content.table.columns[2] == "column 2"


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_ends_marks_and_headings_of_several_lines_are_read(end, mark):
    questions = ("How far\ndo you agree?", "", "What changed\nfor you?")
    rows = (
        (*META, *questions),
        (*[""] * len(META), *OPTIONS),
        response(answered=("4", "2", "one\ntwo")),
        response(key="2"),
    )
    export = loaded((mark + lines(*rows, end=end) + end * 2).encode())
    assert export.records["source_line"].to_list() == [5, 7]
    assert export.content.encoding == ("utf-8 BOM" if mark else "utf-8")
    assert answers(export)["conf1"] == "4"


def test_a_file_saved_on_a_mac_of_old_is_read_in_its_encoding():
    payload = BARE.replace("\r\n", "\r").replace("even late", "même tard").encode("cp1252")
    assert recognised(payload)[0][0] == "surveymonkey"
    assert refusal(payload, instrument=None).line == 1
    export = loaded(payload, instrument=None, encoding="cp1252")
    assert export.records.select("source_line", "response_key").rows() == [(3, "3237565956")]
    assert export.content.columns[1] == "I can explain my design decisions, <br>même tard"


def test_a_header_below_other_text_may_be_declared():
    export = loaded("Pulse\n\nRespondent ID\n" + survey(response()), header_row=4)
    assert export.content.header_line == 4


@pytest.mark.parametrize(
    ("payload", "line", "word"),
    [
        (lines(META), 1, "no second header row"),
        (lines((*META, "conf1"), ("", "Response")), 2, "differ in length"),
        (lines(("RespondentID", "conf1"), ("3237565956", "4")), 2, "is a response"),
        ("Title\nid,when\n", 1, "'Respondent ID'"),
        ("\n\n", 1, "'Respondent ID'"),
    ],
)
def test_missing_header_rows_are_refused(payload, line, word):
    problem = refusal(payload)
    assert problem.line == line
    assert word in problem.message
    assert "export" in problem.fix


def test_a_long_file_of_another_shape_is_refused_at_its_beginning():
    assert refusal("a,b\n" * 50).line == 1


def test_another_delimiter_is_named_in_the_fix():
    payload = survey(response()).replace(",", ";")
    assert "delimiter: ';'" in refusal(payload).fix
    assert loaded(payload, delimiter=";").records.height == 1


def test_a_last_row_that_is_cut_off_is_refused():
    problem = refusal(survey(response(), response()[:4]))
    assert (problem.line, problem.column) == (4, "IP Address")
    assert "cut off" in problem.message
    assert "export it again" in problem.fix


def test_windows_letters_are_refused_until_they_are_declared():
    payload = survey(response(answered=("4", "2", "détaillé"))).encode("cp1252")
    problem = refusal(payload)
    assert problem.line == 3
    assert "encoding: cp1252" in problem.fix
    export = loaded(payload, encoding="cp1252")
    assert (answers(export)["story"], export.content.encoding) == ("détaillé", "cp1252")


def test_its_files_are_recognised_by_ids_or_by_the_row_of_options():
    assert recognised(survey(response())) == [("surveymonkey", ("a respondent's and a collector's id in line 1",))]
    assert recognised("Title\n" + survey(meta=LOWER))[0][1] == ("a respondent's and a collector's id in line 2",)
    assert recognised(BARE) == [("surveymonkey", ("a respondent's id in line 1, above a row of options",))]
    assert recognised(lines(("RespondentID", "conf1"), ("3237565956", "4"))) == []
    assert recognised(lines(("respondent", "conf1"), ("", "Response"))) == []


def test_an_export_without_responses_is_said():
    (problem,) = read(survey()).problems
    assert (problem.severity, "no rows" in problem.message) == ("warning", True)


@settings(deadline=None, max_examples=200)
@given(st.text(alphabet='ab",\n\r 4', max_size=60))
def test_no_text_below_the_ids_raises(body):
    export = read("RespondentID,End Date,Email Address,conf1\n" + body)
    assert isinstance(export.records, pl.DataFrame)
