"""Responses of Microsoft Forms: workbooks and what was saved from them, in several languages, quizzes too."""

import io
from datetime import datetime
from functools import partial

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import responding
from tests.responding import answers, instants, lines, recognised

read = partial(responding.read, "microsoft_forms")
loaded = partial(responding.loaded, "microsoft_forms")
refusal = partial(responding.refusal, "microsoft_forms")

META = ("ID", "Start time", "Completion time", "Email", "Name")
QUESTIONS = ("I can explain my design decisions", "I avoid speaking in reviews", "What changed for you?")
ANSWERS = ("4", "2", "More")
GERMAN = ("ID", "Startzeit", "Fertigstellungszeit", "E-Mail", "Name")


def form(*rows, meta=META, questions=QUESTIONS, delimiter=","):
    return lines((*meta, *questions), *rows, delimiter=delimiter)


def response(
    number="1",
    begun="6/21/2025 16:10:00",
    ended="6/21/2025 16:14:05",
    email="a@x.example",
    name="Ada Surname",
    answered=ANSWERS,
):
    return (number, begun, ended, email, name, *answered)


def workbook(*rows, sheets=()):
    book = openpyxl.Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(row)
    for name in sheets:
        book.create_sheet(name)["A1"] = "x"
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def test_a_response_of_the_workbook_is_a_record():
    begun, ended = datetime.fromisoformat("2025-06-21T16:10:30"), datetime.fromisoformat("2025-06-21T16:14:05")
    export = loaded(workbook((*META, *QUESTIONS), (1, begun, ended, "a@x.example", "Ada", 4, "2", "a;b;")))
    record = export.records.row(0, named=True)
    assert (record["source_line"], record["respondent"]) == (2, "a@x.example")
    assert (record["submitted_at"], export.stamps) == ("2025-06-21T16:14:05", {"submitted_at": "iso"})
    assert answers(export) == {"conf1": "4", "conf2": "2", "story": "a;b;"}
    assert (export.content.encoding, export.content.delimiter, export.content.header_line) == ("xlsx", None, 1)
    assert export.content.columns == (*META, *QUESTIONS)


def test_times_are_local_to_the_source_else_to_the_programme():
    payload = form(response())
    assert instants(loaded(payload)) == ["2025-06-21 14:14:05"]
    assert instants(loaded(payload, time_zone="Asia/Tokyo")) == ["2025-06-21 07:14:05"]


@pytest.mark.parametrize(
    ("written", "stamp"),
    [("6/21/2025 16:14:05", "iso|mdy"), ("21.06.2025 16:14", "iso|dmy"), ("7/27/26 19:17:10", "iso|mdy")],
)
def test_dates_of_a_saved_csv_are_proven_by_the_whole_file(written, stamp):
    assert loaded(form(response(begun=written, ended=written))).stamps == {"submitted_at": stamp}


def test_the_start_shows_the_order_of_day_and_month_as_well():
    export = loaded(form(response(begun="31.05.2025 23:59:00", ended="01.06.2025 00:05:00")))
    assert export.stamps == {"submitted_at": "iso|dmy"}


def test_dates_that_nothing_settles_are_refused_until_an_order_is_declared():
    payload = form(response(begun="6/8/2025 4:10:00 PM", ended="6/8/2025 4:14:05 PM"))
    problem = refusal(payload)
    assert (problem.line, problem.column) == (2, "Completion time")
    assert "day first or month first" in problem.message
    assert "date_order" in problem.fix
    assert instants(loaded(payload, date_order="mdy")) == ["2025-06-08 14:14:05"]


LANGUAGES = [
    ("ID", "Startzeit", "Fertigstellungszeit", "E-Mail", "Name"),
    ("Id", "Heure de début", "Heure de fin", "Adresse de messagerie", "Nom"),
    ("Id", "Hora de inicio", "Hora de finalización", "Correo electrónico", "Nombre"),
    ("Id", "Ora di inizio", "Ora di completamento", "Posta elettronica", "Nome"),
    ("ID", "Begintijd", "Tijd van voltooien", "E-mail", "Naam"),
    ("ID", "Hora de início", "Hora de conclusão", "Email", "Nome"),
    ("ID", "Starttid", "Slutförandetid", "E-post", "Namn"),
    ("ID", "Godzina rozpoczęcia", "Godzina ukończenia", "Adres e-mail", "Nazwa"),
    ("ID", "開始時刻", "完了時刻", "メール", "名前"),
    ("ID", "Heure de début", "Heure de fin", "Adresse de courriel", "Nom"),
    ("ID", "Starttidspunkt", "Fullføringstidspunkt", "E-postadresse", "Navn"),
]


@pytest.mark.parametrize("meta", LANGUAGES, ids=[meta[1] for meta in LANGUAGES])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_form_in_another_language_is_read_with_its_delimiter(meta, delimiter):
    payload = form(response(), meta=meta, delimiter=delimiter)
    export = loaded(payload)
    assert export.content.delimiter == delimiter
    assert export.evidence == (f"its columns ID, {meta[1]} and {meta[2]}",)
    assert export.records.select("respondent", "response_key").rows() == [("a@x.example", "1 2025-06-21T14:10Z")]
    assert answers(export) == {"conf1": "4", "conf2": "2", "story": "More"}


def test_a_declared_delimiter_is_used():
    assert loaded(form(response(), delimiter="|"), delimiter="|").records.height == 1
    problem = refusal(form(response(), delimiter="|"))
    assert "delimiter: '|'" in problem.fix


def test_a_language_that_is_not_known_can_be_mapped():
    meta = ("ID", "Käynnistysaika", "Valmistumisaika", "Sähköposti", "Nimi")
    payload = form(response(), meta=meta, delimiter=";")
    problem = refusal(payload)
    assert problem.line == 1
    assert "'Completion time'" in problem.message
    export = loaded(payload, columns={"submitted_at": "Valmistumisaika", "respondent": "Sähköposti"})
    assert export.records.select("respondent", "submitted_at").rows() == [("a@x.example", "6/21/2025 16:14:05")]


def test_windows_letters_are_refused_until_they_are_declared():
    payload = form(response(answered=("4", "2", "prüfen")), meta=GERMAN, delimiter=";").encode("cp1252")
    problem = refusal(payload)
    assert problem.line == 2
    assert "encoding: cp1252" in problem.fix
    export = loaded(payload, encoding="cp1252")
    assert (answers(export)["story"], export.content.encoding) == ("prüfen", "cp1252")


def test_a_file_in_windows_letters_is_recognised():
    payload = form(response(), meta=LANGUAGES[2], delimiter=";").encode("cp1252")
    evidence = "its columns ID, Hora de inicio and Hora de finalización"
    assert recognised(payload) == [("microsoft_forms", (evidence,))]


def test_a_byte_order_mark_and_multi_line_questions_are_read():
    questions = ("I can explain my\ndesign decisions", *QUESTIONS[1:])
    export = loaded(("\ufeff" + form(response(), questions=questions) + "\r\n,,,,,,,\r\n").encode())
    assert (export.content.encoding, export.content.table.height) == ("utf-8 BOM", 1)
    assert export.records["source_line"].to_list() == [3]
    assert answers(export)["conf1"] == "4"


def test_anonymous_is_nobody_and_a_name_stands_in_where_the_address_is_missing():
    rows = (
        response("1", email="Anonymous", name="Ada Surname"),
        response("2", email="", name=" Ben "),
        response("3", email="c@x.example", name="Cy"),
        response("4", email="anonymous", name="Anonymous"),
        response("5", email="anonymous", name=""),
    )
    respondents = ["Ada Surname", "Ben", "c@x.example", None, None]
    assert loaded(form(*rows)).records["respondent"].to_list() == respondents


def test_a_form_in_which_everybody_is_anonymous_is_refused():
    payload = form(response(email="anonymous", name=""), response("2", email="anonymous", name="Anonymous"))
    problem = refusal(payload)
    assert (problem.line, problem.column) == (2, "Email")
    assert "who answered" in problem.message
    assert "record names" in problem.fix
    assert loaded(payload, instrument=None).records["respondent"].to_list() == [None, None]


def test_who_answered_may_be_asked_in_the_form():
    row = response(email="anonymous", name="", answered=(*ANSWERS, "E7"))
    payload = form(row, questions=(*QUESTIONS, "Your staff number"))
    export = loaded(payload, columns={"respondent": "Your staff number"})
    assert export.records["respondent"].to_list() == ["E7"]


def test_a_form_without_columns_of_people_is_refused():
    payload = lines(("ID", "Start time", "Completion time", "conf1"), ("1", "2025-06-21", "2025-06-21", "4"))
    problem = refusal(payload)
    assert problem.line == 1
    assert "who answered" in problem.message
    assert "columns:" in problem.fix
    assert loaded(payload, instrument=None).records["respondent"].to_list() == [None]


def test_questions_headed_like_the_tools_own_columns_are_questions():
    row = response(answered=(*ANSWERS, "other@x.example", "Nick"))
    assert loaded(form(row, questions=(*QUESTIONS, "Email", "Name"))).records["respondent"].to_list() == ["a@x.example"]
    german = form(row, meta=GERMAN, questions=(*QUESTIONS, "Email", "Nom"))
    assert loaded(german).records["respondent"].to_list() == ["a@x.example"]


def test_a_time_that_a_question_repeats_is_refused():
    payload = form(response(answered=(*ANSWERS, "noon")), questions=(*QUESTIONS, "Completion time"))
    assert "2 columns" in refusal(payload).message


def test_the_time_of_the_last_change_is_no_question():
    meta = (*META, "Last modified time")
    export = loaded(form((*response()[:5], "6/22/2025 9:00:00", *ANSWERS), meta=meta))
    assert answers(export) == {"conf1": "4", "conf2": "2", "story": "More"}


def test_points_and_feedback_of_a_quiz_are_no_questions():
    meta = (*META, "Total points", "Quiz feedback", "Grade posted time", "Last modified time")
    questions = [part for text in QUESTIONS for part in (text, f"Points - {text}", f"Feedback - {text}")]
    cells = [part for text in ANSWERS for part in (text, "1", "good")]
    export = loaded(form((*response()[:5], "3", "well done", "", "", *cells), meta=meta, questions=questions))
    assert answers(export) == {"conf1": "4", "conf2": "2", "story": "More"}
    german = (*GERMAN, "Gesamtpunktzahl", "Prüfungsfeedback", "Uhrzeit der Notenveröffentlichung")
    questions = [part for text in QUESTIONS for part in (text, f"Punkte - {text}", f"Feedback - {text}")]
    assert (
        answers(loaded(form((*response()[:5], "3", "", "", *cells), meta=german, questions=questions)))["conf1"] == "4"
    )


def test_a_quiz_in_spanish_is_one_too():
    meta = ("Id", "Hora de inicio", "Hora de finalización", "Correo electrónico", "Nombre")
    meta = (*meta, "Total de puntos", "Comentarios del cuestionario", "Hora de la última modificación")
    questions = [part for text in QUESTIONS for part in (text, f"Puntos - {text}", f"Comentarios - {text}")]
    cells = [part for text in ANSWERS for part in (text, "1", "bien")]
    export = loaded(form((*response()[:5], "3", "", "", *cells), meta=meta, questions=questions))
    assert answers(export) == {"conf1": "4", "conf2": "2", "story": "More"}


def test_points_alone_are_a_question_that_is_about_points():
    payload = form(response(), questions=("Points - I can explain my design decisions", "conf2", "story"))
    assert answers(loaded(payload))["conf1"] == "4"


@pytest.mark.parametrize(
    "heading",
    [
        "How far do you agree?.I can explain my design decisions",
        "In ver. 1.2: how far?.I can explain my design decisions",
        "How far do you agree? - I can explain my design decisions",
        "i can explain my\u00a0design decisions ",
    ],
)
def test_an_item_is_found_as_the_row_of_a_grid(heading):
    assert answers(loaded(form(response(), questions=(heading, "conf2", "story"))))["conf1"] == "4"


def test_the_heading_that_is_nearest_is_named_as_it_stands():
    payload = form(response(), questions=("Agree?.I can explain designs", "conf2", "story"))
    (problem,) = read(payload).problems
    assert (problem.severity, problem.column) == ("warning", "Agree?.I can explain designs")


def test_responses_of_two_forms_with_one_number_are_two():
    first = loaded(form(response("1", begun="6/21/2025 16:10:00"))).records["response_key"][0]
    second = loaded(form(response("1", begun="6/28/2025 16:10:00"))).records["response_key"][0]
    assert (first, second) == ("1 2025-06-21T14:10Z", "1 2025-06-28T14:10Z")


def test_a_response_saved_again_without_seconds_is_the_same():
    book = workbook(
        (*META, *QUESTIONS),
        (
            1,
            datetime.fromisoformat("2025-06-21T16:10:30"),
            datetime.fromisoformat("2025-06-21T16:14:05"),
            "a",
            "",
            4,
            2,
            "x",
        ),
    )
    saved = form(response(begun="21.06.2025 16:10", ended="21.06.2025 16:14"))
    assert loaded(book).records["response_key"].to_list() == loaded(saved).records["response_key"].to_list()


def test_a_response_without_a_number_or_a_time_has_no_key():
    rows = (response(""), response("2", begun=""))
    assert loaded(form(*rows)).records["response_key"].to_list() == [None, None]
    meta = ("Completion time", "Email")
    export = loaded(form(("6/21/2025 16:14", "a", *ANSWERS), meta=meta))
    assert (export.evidence, export.records["response_key"].to_list()) == ((), [None])
    assert loaded(form(response("7")), columns={"response_key": "ID"}).records["response_key"].to_list() == ["7"]


def test_a_header_below_other_text_may_be_declared():
    export = loaded("Pulse\n\n" + form(response()), header_row=3)
    assert (export.content.header_line, export.records["source_line"].to_list()) == (3, [4])


def test_the_sheet_is_declared_where_there_are_several():
    rows = ((*META, *QUESTIONS), (1, "2025-06-21", "2025-06-21", "a", "", 4, 2, "x"))
    payload = workbook(*rows, sheets=("Notes",))
    assert "sheet:" in refusal(payload).fix
    assert loaded(payload, sheet="Sheet").records.height == 1


def test_damage_is_refused():
    problem = refusal(form(response(begun="45829.67", ended="45829.68")))
    assert (problem.line, problem.column) == (2, "Completion time")
    assert "day number" in problem.message
    problem = refusal(form(response(), response("2")[:4]))
    assert (problem.line, problem.column) == (3, "Name")
    assert "cut off" in problem.message
    mapped = {"respondent": "Staff number"}
    payload = form(response(answered=(*ANSWERS, "1.2E+11")), questions=(*QUESTIONS, "Staff number"))
    assert "scientific" in refusal(payload, columns=mapped).message


def test_a_workbook_is_recognised_before_it_is_taken_for_a_table():
    header = workbook((*META, *QUESTIONS))
    assert [tool for tool, _ in recognised(header)] == ["microsoft_forms", "table"]
    for other in (workbook(("email", "role")), workbook(), b"PK\x03\x04"):
        assert [tool for tool, _ in recognised(other)] == ["table"]


def test_a_broken_workbook_is_refused():
    problem = refusal(b"PK\x03\x04 and no more")
    assert "cannot be opened" in problem.message


def test_other_files_are_not_recognised():
    for payload in (b"ID,Start time,Email,Name\n", b"Start time,Completion time\n", b"ID,Completion time\n"):
        assert recognised(payload) == []


def test_a_form_without_the_numbers_of_responses_is_known_by_its_people():
    payload = form(response()[1:], meta=META[1:])
    assert recognised(payload) == [("microsoft_forms", ("its columns Email, Start time and Completion time",))]
    export = loaded(payload)
    assert export.records.select("response_key", "respondent").rows() == [(None, "a@x.example")]


def test_a_form_without_responses_is_said():
    (problem,) = read(form()).problems
    assert (problem.severity, "no rows" in problem.message) == ("warning", True)


@settings(deadline=None)
@given(st.text(alphabet='ab",;\n\r 4', max_size=60))
def test_no_text_below_the_header_raises(body):
    read("ID,Start time,Completion time,Email,Name,conf1\n" + body)
