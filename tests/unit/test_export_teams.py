"""What a Teams attendance report tells: who was in a call and when, in every form and language that is known."""

import hashlib

import polars as pl
import pytest

from mentorship.exports import detect, stamps
from mentorship.exports.profile import ExportFile
from mentorship.programme import Source
from tests import bare

PROGRAMME = bare.programme()


def file_of(payload):
    data = payload.encode() if isinstance(payload, str) else payload
    return ExportFile("meetings/report.csv", data, hashlib.sha256(data).hexdigest())


def teams(payload, **declared):
    source = Source(name="calls", kind="meetings", tool="teams_attendance", files="*", **declared)
    return detect.read_export(file_of(payload), source, PROGRAMME)


def loaded(export):
    assert not export.problems
    return export.records


def refusal(export):
    assert export.is_refused
    assert export.records.is_empty()
    return export.problems[0]


def warning(export):
    assert [problem.severity for problem in export.problems] == ["warning"]
    return export.problems[0]


def minutes(export):
    return [None if text is None else round(float(text), 2) for text in export.records["duration_minutes"]]


def report(*sections, end="\r\n"):
    """Sections as Teams parts them: by a blank line."""
    return f"{end}{end}".join(end.join(section) for section in sections) + end


SUMMARY = (
    "1. Summary",
    "Meeting title\tMentoring, Ana & Ben",
    "Attended participants\t3",
    "Start time\t14/11/26, 09:29:07",
    "End time\t14/11/26, 09:50:14",
    "Meeting duration\t21m 7s",
    "Average attendance time\t18m 24s",
)
BOTH_KEYS = "ana@x.example\x1fu100@x.example"
"""Both keys of a person whose address is not her id."""
PEOPLE_HEADER = "Name\tFirst join\tLast leave\tIn-meeting duration\tEmail\tParticipant ID (UPN)\tRole"
ANA = "Real, Ana\t14/11/26, 09:29:07\t14/11/26, 09:50:14\t19m 7s\tana@x.example\tu100@x.example\tOrganizer"
BEN = "Ben B.\t14/11/26, 09:30:00\t14/11/26, 09:50:00\t20m\t\tben@x.example\tPresenter"
CEM = "Cem Can (Unverified)\t14/11/26, 09:31:00\t14/11/26, 09:32:05\t1m 5s\t\t\tAttendee"
PEOPLE = ("2. Participants", PEOPLE_HEADER, ANA, BEN, CEM)
JOIN_HEADER = "Name\tJoin time\tLeave time\tDuration\tEmail\tRole"
JOINS = (
    "3. In-Meeting activities",
    JOIN_HEADER,
    "Real, Ana\t14/11/26, 09:29:07\t14/11/26, 09:40:00\t10m 53s\tana@x.example\tOrganizer",
    "Real, Ana\t14/11/26, 09:42:00\t14/11/26, 09:50:14\t8m 14s\tana@x.example\tOrganizer",
    "Ben B.\t14/11/26, 09:30:00\t14/11/26, 09:50:00\t20m\t\tPresenter",
    "Cem Can (Unverified)\t14/11/26, 09:31:00\t14/11/26, 09:32:05\t1m 5s\t\tAttendee",
)
REPORT = report(SUMMARY, PEOPLE, JOINS)


def test_joins_are_the_rows_and_keep_their_lines():
    export = teams(REPORT)
    records = loaded(export)
    assert records["source_line"].to_list() == [17, 18, 19, 20]
    assert records["starts_at"].to_list()[:2] == ["14/11/26, 09:29:07", "14/11/26, 09:42:00"]
    assert records["ends_at"].to_list()[:2] == ["14/11/26, 09:40:00", "14/11/26, 09:50:14"]
    assert minutes(export) == [10.88, 8.23, 20.0, 1.08]
    assert set(records["evidence"]) == {"presence"}
    assert set(records["channel"]) == {"video"}
    assert records["outcome"].null_count() == 4


def test_what_is_said_of_the_participant_stands_beside_each_join():
    content = teams(REPORT).content
    beside = ["First join", "Last leave", "In-meeting duration", "Participant ID (UPN)"]
    assert content.columns == (*JOIN_HEADER.split("\t"), *beside)
    assert content.table.columns == ["source_line", *content.columns]
    rows = content.table.select("Name", "Join time", "First join", "In-meeting duration", "Participant ID (UPN)").rows()
    assert rows[1] == ("Real, Ana", "14/11/26, 09:42:00", "14/11/26, 09:29:07", "19m 7s", "u100@x.example")
    assert rows[2] == ("Ben B.", "14/11/26, 09:30:00", "14/11/26, 09:30:00", "20m", "ben@x.example")
    assert (content.header_line, content.delimiter) == (16, "\t")


def test_a_person_is_the_address_else_the_id_else_the_name_without_its_mark():
    assert loaded(teams(REPORT))["people"].to_list() == [BOTH_KEYS] * 2 + ["ben@x.example", "Cem Can"]


@pytest.mark.parametrize(
    ("encoding", "mark", "name"),
    [
        ("utf-16-le", b"\xff\xfe", "utf-16 LE BOM"),
        ("utf-16-be", b"\xfe\xff", "utf-16 BE BOM"),
        ("utf-8", b"\xef\xbb\xbf", "utf-8 BOM"),
        ("utf-8", b"", "utf-8"),
    ],
)
def test_every_encoding_of_teams_gives_the_same_rows(encoding, mark, name):
    payload = REPORT.replace("Ben B.", "Bén B.")
    export = teams(mark + payload.encode(encoding))
    assert loaded(export).equals(teams(payload).records)
    assert export.content.encoding == name
    assert export.evidence


def test_utf_16_without_its_mark_is_refused_with_the_encoding_to_declare():
    payload = REPORT.encode("utf-16-le")
    assert "encoding: utf-16-le" in refusal(teams(payload)).fix
    assert loaded(teams(payload, encoding="utf-16-le")).height == 4


@pytest.mark.parametrize("payload", [report(SUMMARY, PEOPLE, JOINS, end="\n"), REPORT.rstrip(), REPORT + "\r\n\r\n"])
def test_line_ends_do_not_matter(payload):
    assert loaded(teams(payload)).equals(teams(REPORT).records)


def test_headings_are_known_in_any_case_and_order():
    people = [cells.split("\t") for cells in PEOPLE[1:]]
    turned = ("2. Participants", *("\t".join(reversed(cells)) for cells in people))
    joins = (JOINS[0].title(), JOIN_HEADER.title(), *JOINS[2:])
    records = loaded(teams(report(SUMMARY, turned, joins)))
    assert records.equals(teams(REPORT).records)


def test_sections_are_told_by_their_number_in_any_language():
    named = [(name, *section[1:]) for name, section in zip("123", (SUMMARY, PEOPLE, JOINS), strict=True)]
    named = [(f"{section[0]}. Abschnitt", *section[1:]) for section in named]
    assert loaded(teams(report(*named))).equals(teams(REPORT).records)


def test_a_meeting_is_known_by_its_title_and_start():
    assert set(loaded(teams(REPORT))["meeting_key"]) == {"Mentoring, Ana & Ben 14/11/26, 09:29:07"}
    later = teams(REPORT.replace("Start time\t14/11/26", "Start time\t15/11/26"))
    assert set(later.records["meeting_key"]) == {"Mentoring, Ana & Ben 15/11/26, 09:29:07"}


def test_a_meeting_whose_labels_are_not_known_is_known_by_all_that_is_said_of_it():
    summary = ("1. Resumen", "Título\tMentoring", "Asistentes\t3", "Comienzo\t14/11/26, 09:29:07")
    assert set(loaded(teams(report(summary, PEOPLE, JOINS)))["meeting_key"]) == {"Mentoring 3 14/11/26, 09:29:07"}


def test_a_title_of_several_lines_begins_no_section():
    title = 'Meeting title\t"Agenda\r\n2. Participants\r\n""quoted"""'
    records = loaded(teams(REPORT.replace(SUMMARY[1], title)))
    assert records["source_line"].to_list() == [19, 20, 21, 22]
    assert set(records["meeting_key"]) == {'Agenda\r\n2. Participants\r\n"quoted" 14/11/26, 09:29:07'}


def test_engagement_is_carried_along_and_its_section_is_not_read():
    marks = "\tEngagement: Camera On\tEngagement: Unmute"
    people = ("2. Participants", PEOPLE_HEADER + marks, ANA + "\t1\t2", BEN + "\t1", CEM)
    engagement = ("4. Meeting Engagement", "Name\tEngagement Type\tTime", 'Ben B.\t"Sent ""like""\t')
    export = teams(report(SUMMARY, people, JOINS, engagement).replace('"Sent ""like""', '"Sent ""like"""'))
    assert loaded(export).equals(teams(REPORT).records)
    assert export.content.table["Engagement: Unmute"].to_list() == ["2", "2", None, None]


def test_a_participant_without_a_join_keeps_what_section_2_says():
    export = teams(report(SUMMARY, PEOPLE, JOINS[:-1]))
    problem = warning(export)
    assert (problem.line, "section 3" in problem.message) == (13, True)
    last = export.records.row(-1, named=True)
    assert (last["source_line"], last["people"]) == (13, "Cem Can")
    assert (last["starts_at"], last["ends_at"]) == ("14/11/26, 09:31:00", "14/11/26, 09:32:05")
    assert minutes(export)[-1] == 1.08
    assert export.content.table.row(-1, named=True)["Join time"] is None


def test_a_participant_without_any_time_stays_a_row_without_one():
    export = teams(
        report(SUMMARY, ("2. Participants", PEOPLE_HEADER, ANA, BEN, "Cem Can\t\t\t\t\t\tAttendee"), JOINS[:-1])
    )
    assert warning(export).line == 13
    assert export.records.select("people", "starts_at").row(-1) == ("Cem Can", None)


def test_two_guests_of_one_name_stand_beside_no_join():
    again = CEM.replace("09:31:00", "09:45:00").replace("09:32:05", "09:46:05")
    join = JOINS[-1].replace("09:31:00", "09:45:00").replace("09:32:05", "09:46:05")
    export = teams(report(SUMMARY, (*PEOPLE, again), (*JOINS, join)))
    assert loaded(export).height == 5
    assert export.content.table["First join"].to_list()[-2:] == [None, None]


def test_without_joins_the_participants_are_the_rows_and_it_is_said():
    export = teams(report(SUMMARY, PEOPLE))
    problem = warning(export)
    assert (problem.line, problem.column) == (10, "First join")
    assert "section 3" in problem.message
    records = export.records
    assert records["source_line"].to_list() == [11, 12, 13]
    assert records["people"].to_list() == [BOTH_KEYS, "ben@x.example", "Cem Can"]
    assert records.select("starts_at", "ends_at").row(0) == ("14/11/26, 09:29:07", "14/11/26, 09:50:14")
    assert minutes(export) == [19.12, 20.0, 1.08]
    assert export.content.columns == tuple(PEOPLE_HEADER.split("\t"))


OLDER = (
    "Meeting Summary\r\nTotal Number of Participants\t2\r\nMeeting Title\tMentoring\r\n"
    "Meeting Start Time\t12/20/2026, 7:37:51 PM\r\nMeeting End Time\t12/20/2026, 8:07:14 PM\r\n"
    "Meeting Id\t453adbad-3672-4bde-92d0-6be3049eb379\r\n\r\n"
    "Full Name\tJoin Time\tLeave Time\tDuration\tEmail\tRole\tParticipant ID (UPN)\r\n"
    "Ana Real\t12/20/2026, 7:37:51 PM\t12/20/2026, 7:50:00 PM\t12m 9s\tana@x.example\tOrganizer\tu100@x.example\r\n"
    "Ana Real\t12/20/2026, 7:55:00 PM\t12/20/2026, 8:07:14 PM\t12m 14s\tana@x.example\tOrganizer\tu100@x.example\r\n"
    "Ben B.\t12/20/2026, 7:38:13 PM\t12/20/2026, 8:07:12 PM\t28m 59s\t\tPresenter\tben@x.example\r\n"
)


def test_the_older_report_has_one_table_and_an_id():
    export = teams(OLDER.encode("utf-16"))
    records = loaded(export)
    assert records["source_line"].to_list() == [9, 10, 11]
    assert records["people"].to_list() == [BOTH_KEYS, BOTH_KEYS, "ben@x.example"]
    assert set(records["meeting_key"]) == {"453adbad-3672-4bde-92d0-6be3049eb379 12/20/2026, 7:37:51 PM"}
    assert minutes(export) == [12.15, 12.23, 28.98]
    assert export.stamps["starts_at"] == "iso|mdy"
    assert export.content.header_line == 8


def test_the_older_report_in_portuguese():
    payload = (
        "Resumo da Reunião\nNúmero Total de Participantes\t1\nTítulo da Reunião\tMentoria\n"
        "Hora de Início da Reunião\t31/10/2026 19:37:51\nHora de Término da Reunião\t31/10/2026 20:07:14\n"
        "Id da Reunião\t19:meeting_abc@thread.v2\n\n"
        "Nome Completo\tHorário de Entrada\tHorário de Saída\tDuração\tEmail\tFunção\tID do participante (UPN)\n"
        "Ana Real\t05/11/2026 19:37:51\t05/11/2026 20:07:14\t29m 23s\tana@x.example\tOrganizador\tana@x.example\n"
    )
    export = teams(payload)
    assert loaded(export)["meeting_key"].to_list() == ["19:meeting_abc@thread.v2 31/10/2026 19:37:51"]
    assert export.stamps["starts_at"] == "iso|dmy"


def test_the_report_in_portuguese():
    summary = (
        *("1. Resumo", "Título da reunião\tMentoria", "Participantes Atendidos\t1"),
        *("Hora de início\t31/10/2026 09:00:00", "Hora de término\t31/10/2026 09:30:00"),
    )
    people = (
        "2. Participantes",
        "Nome\tPrimeira Entrada\tÚltima Saída\tDuração da Reunião\tEmail\tID do participante (UPN)\tFunção",
        "Ana\t31/10/2026 09:00:00\t31/10/2026 09:30:00\t30m\tana@x.example\tana@x.example\tOrganizador",
    )
    joins = (
        "3. Atividades em Reunião",
        "Nome\tHorário de Entrada\tHorário de Saída\tDuração\tEmail\tFunção",
        "Ana\t31/10/2026 09:00:00\t31/10/2026 09:30:00\t30m\tana@x.example\tOrganizador",
    )
    export = teams(report(summary, people, joins))
    assert loaded(export).select("people", "meeting_key").rows() == [("ana@x.example", "Mentoria 31/10/2026 09:00:00")]
    assert teams(report(summary, people, joins[:2])).records["ends_at"].to_list() == ["31/10/2026 09:30:00"]
    fewer = refusal(teams(report(summary, people[:2], joins)))
    assert (fewer.line, fewer.column) == (8, "Participantes Atendidos")


JAPANESE = (
    ("1. 要約", "会議のタイトル\tMentoring", "開始時刻\t2026/1/15 19:00:00"),
    (
        "2. 参加者",
        "名前\t初めての参加\t最終退出\t会議の長さ\tメール\t参加者 ID (UPN)\t役割",
        "Ana\t2026/1/15 19:00:00\t2026/1/15 20:02:03\t1 時間 2 分 3 秒\tana@x.example\tana@x.example\t開催者",
    ),
    (
        "3. 会議中のアクティビティ",
        "名前\t入室\t退室\t長さ\tメール\t役割",
        "Ana\t2026/1/15 19:00:00\t2026/1/15 20:02:03\t1 時間 2 分 3 秒\tana@x.example\t開催者",
    ),
)


def test_participants_in_japanese_are_known():
    export = teams(report(*JAPANESE[:2]))
    assert minutes(export) == [62.05]
    assert export.stamps["starts_at"] == "iso|ymd"
    assert set(export.records["meeting_key"]) == {"Mentoring 2026/1/15 19:00:00"}


def test_joins_under_unknown_headings_are_the_two_columns_of_times():
    export = teams(report(*JAPANESE))
    problem = warning(export)
    assert (problem.line, problem.column, "columns:" in problem.fix) == (10, "入室", True)
    assert export.records.select("people", "starts_at", "ends_at").rows() == [
        ("ana@x.example", "2026/1/15 19:00:00", "2026/1/15 20:02:03")
    ]
    assert minutes(export) == [62.05]
    mapped = teams(report(*JAPANESE), columns={"starts_at": "入室", "ends_at": "退室", "duration_minutes": "長さ"})
    assert loaded(mapped).equals(export.records)


def test_rooms_among_unknown_headings_do_not_matter():
    people = (
        "2. Uczestnicy spotkania",
        "Kto\tPierwsze\tOstatnie\tCzas\tAdres\tIdentyfikator (UPN)\tJako",
        "Ana\t13.09.2026, 10:00:00\t13.09.2026, 11:02:03\t1 godz. 2 min 3 s\tana@x.example\tu1@x.example\tOrganizator",
    )
    joins = (
        "3. Działania",
        "Kto\tTyp pokoju\tPokój\tOd\tDo\tCzas\tAdres\tJako",
        "Ana\tGłówny\t\t13.09.2026, 10:00:00\t13.09.2026, 11:02:03\t1 godz. 2 min 3 s\tana@x.example\tOrganizator",
    )
    export = teams(report(("1. Podsumowanie", "Tytuł\tMentoring"), people, joins))
    assert warning(export).column == "Od"
    assert export.records.select("people", "starts_at").rows() == [("u1@x.example", "13.09.2026, 10:00:00")]
    assert minutes(export) == [62.05]
    alone = teams(report(("1. Podsumowanie", "Tytuł\tMentoring"), people))
    assert alone.records["ends_at"].to_list() == ["13.09.2026, 11:02:03"]


def test_three_columns_of_times_under_unknown_headings_are_refused_until_they_are_mapped():
    joins = ("3. x", "名前\t入室\t退室\t更新\tメール", "Ana" + 3 * "\t2026/1/15 19:00:00" + "\tana@x.example")
    payload = report(*JAPANESE[:2], joins)
    problem = refusal(teams(payload))
    assert (problem.line, "Join Time" in problem.message, "columns:" in problem.fix) == (10, True, True)
    assert loaded(teams(payload, columns={"starts_at": "入室", "ends_at": "退室"})).height == 1


def test_a_heading_that_section_3_lacks_is_refused():
    problem = refusal(teams(report(*JAPANESE), columns={"starts_at": "初めての参加"}))
    assert (problem.line, "初めての参加" in problem.message, "columns:" in problem.fix) == (10, True, True)


def test_participants_in_polish_are_known():
    people = (
        "2. Uczestnicy",
        "Imię i nazwisko\tPierwsze dołączenie\tOstatnie wyjście\tCzas udziału w spotkaniu\tAdres e-mail\tRola",
        "Ana\t6.09.2026, 10:00:00\t6.09.2026, 11:02:03\t1 godz. 2 min 3 s\tana@x.example\tOrganizator",
    )
    export = teams(report(("1. Podsumowanie", "Tytuł spotkania\tMentoring"), people), date_order="dmy")
    assert export.records["people"].to_list() == ["ana@x.example"]
    assert minutes(export) == [62.05]


def test_people_and_their_columns_can_be_mapped():
    payload = REPORT.replace("Email", "Elektropost").replace("Name\t", "Wer\t")
    assert "'Name'" in refusal(teams(payload)).message
    records = loaded(teams(payload, columns={"name": "Wer", "email": "Elektropost"}))
    assert records.equals(teams(REPORT).records)
    assert loaded(teams(REPORT, columns={"people": "Name"}))["people"].to_list()[0] == "Real, Ana"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("1h 13m 42s", 73.7),
        ("21m 7s", 21.12),
        ("45s", 0.75),
        ("2h", 120.0),
        ("2h 5m", 125.0),
        ("1h 7s", 60.12),
        ("1\u202fh 13\u202fmin 42\u202fs", 73.7),
        ("1 Std. 13 Min. 42 Sek.", 73.7),
        ("1 godz. 13 min 42 sek.", 73.7),
        ("1 時間 13 分 42 秒", 73.7),
        ("", None),
    ],
)
def test_lengths_are_read_as_minutes(written, expected):
    export = teams(REPORT.replace("\t20m\t\tPresenter", f"\t{written}\t\tPresenter"))
    assert not export.problems
    assert minutes(export)[2] == (20.0 if expected is None else expected)  # else what section 2 says


def test_a_length_in_unknown_words_is_said_and_left_to_join_and_leave():
    export = teams(REPORT.replace("\t10m 53s", "\t10 menit 53 detik"))
    assert warning(export).line == 17
    assert minutes(export)[:2] == [None, 8.23]


AMERICAN = REPORT.replace("14/11/26", "2/7/26").replace(":07", ":07 AM").replace(":00\t", ":00 AM\t")
AMERICAN = AMERICAN.replace(":14\t", ":14 AM\t").replace(":14\r", ":14 AM\r").replace(":05\t", ":05 AM\t")


def test_am_and_pm_prove_no_order_of_day_and_month():
    problem = refusal(teams(AMERICAN))
    assert (problem.line, problem.column, problem.value_class) == (4, "Start time", "text like a date")
    assert "date_order" in problem.fix
    records = loaded(teams(AMERICAN, date_order="mdy"))
    read = records.select(stamps.instant("starts_at", "iso|mdy", "UTC")).to_series()
    assert read.dt.to_string("%F %T").to_list()[0] == "2026-02-07 09:29:07"


def test_a_narrow_blank_before_pm_is_read():
    export = teams(AMERICAN.replace(" AM", "\u202fPM"), date_order="mdy")
    read = export.records.select(stamps.instant("starts_at", export.stamps["starts_at"], "UTC")).to_series()
    assert read.dt.to_string("%T").to_list()[0] == "21:29:07"


def test_times_of_24_hours_need_a_proof_or_a_declaration():
    problem = refusal(teams(REPORT.replace("14/11/26", "05/11/26")))
    assert (problem.line, problem.column) == (4, "Start time")
    assert "date_order: dmy or mdy" in problem.fix


@pytest.mark.parametrize("place", ["End time\t", "Cem Can (Unverified)\t"])
def test_any_date_of_the_file_proves_the_order(place):
    payload = REPORT.replace("14/11/26", "05/11/26").replace(f"{place}05/11/26", f"{place}13/11/26")
    assert teams(payload).stamps["starts_at"] == "iso|dmy"


def test_a_title_proves_no_order():
    payload = REPORT.replace("14/11/26", "05/11/26").replace("Mentoring, Ana & Ben", "13/11/26")
    assert refusal(teams(payload)).line == 4
    unlabelled = payload.replace("Start time", "Comienzo").replace("End time", "Fin").replace("Meeting title", "Título")
    assert refusal(teams(unlabelled)).line == 4


def test_fewer_participants_than_counted_is_a_file_cut_off():
    problem = refusal(teams(report(SUMMARY, PEOPLE[:-1])))
    assert (problem.line, problem.column) == (12, "Attended participants")
    assert "line 3 counts 3" in problem.message
    assert "again" in problem.fix


def test_fewer_participants_than_counted_are_said_where_section_3_knows_of_nobody_else():
    export = teams(REPORT.replace("participants\t3", "participants\t4"))
    problem = warning(export)
    assert (problem.line, problem.column) == (3, "Attended participants")
    assert "3 participants are listed and line 3 counts 4" in problem.message
    assert export.records.equals(teams(REPORT).records)


def test_a_participant_whom_only_section_3_knows_is_a_list_cut_off():
    problem = refusal(teams(report(SUMMARY, PEOPLE[:-1], JOINS)))
    assert (problem.line, problem.column) == (12, "Attended participants")


def test_a_cut_off_report_is_never_taken_for_a_whole_one():
    whole = teams(REPORT)
    for end in range(0, len(REPORT) - len("Attendee\r\n"), 3):
        export = teams(REPORT[:end])
        assert export.problems, end
        assert export.records.height <= whole.records.height


def test_a_cut_off_row_is_refused_by_line_and_column():
    problem = refusal(teams(REPORT.rstrip().removesuffix("\t\tAttendee")))
    assert (problem.line, problem.column, "cut off" in problem.message) == (20, "Email", True)


@pytest.mark.parametrize(
    ("payload", "line"),
    [
        (report(SUMMARY), 7),
        (report(SUMMARY, PEOPLE[:1]), 9),
        (report(SUMMARY, PEOPLE, JOINS[:1]), 15),
    ],
)
def test_a_section_without_a_table_is_a_file_cut_off(payload, line):
    problem = refusal(teams(payload))
    assert (problem.line, "cut off" in problem.message, "Attendance tab" in problem.fix) == (line, True, True)


def test_the_name_of_a_section_may_not_be_indented_by_a_cell():
    assert "section 1 is missing" in refusal(teams("\t" + REPORT)).message
    assert loaded(teams(" " + REPORT)).height == 4


def test_a_report_that_does_not_say_which_meeting_it_was_is_refused():
    problem = refusal(teams(report(SUMMARY[:1], PEOPLE, JOINS)))
    assert (problem.line, "which meeting" in problem.message) == (1, True)


def test_two_reports_in_one_file_are_refused():
    problem = refusal(teams(REPORT + "\r\n" + REPORT))
    assert (problem.line, "second time" in problem.message, "file of its own" in problem.fix) == (22, True, True)


def test_a_row_that_is_too_long_is_refused():
    problem = refusal(teams(REPORT.replace("8m 14s\tana@x.example", "8m 14s\tana@x.example\tx")))
    assert (problem.line, problem.value_class) == (18, "text of 9 characters")


def test_the_list_of_attendees_is_refused_in_words():
    payload = "Full Name\tUser Action\tTimestamp\r\nAna Real\tJoined\t13/4/2026, 9:00:00 AM\r\n"
    export = teams(payload.encode("utf-16"))
    problem = refusal(export)
    assert (problem.line, problem.column) == (1, "User Action")
    assert "during a meeting" in problem.message
    assert "attendance report" in problem.fix
    assert export.evidence


def test_the_list_of_attendees_is_refused_in_words_whatever_parts_its_cells():
    problem = refusal(teams('Full Name,User Action,Timestamp\nAna Real,Joined,"11/4/2026, 9:50:12 AM"\n'))
    assert "during a meeting" in problem.message


def test_a_file_of_something_else_is_refused():
    problem = refusal(teams("a\tb\n1\t2\n"))
    assert (problem.line, "Join Time" in problem.message) == (1, True)


def test_an_older_report_under_mapped_headings():
    payload = OLDER.replace("Join Time", "Beitritt").replace("Leave Time", "Austritt").replace("Full Name", "Wer")
    assert "neither a section 1" in refusal(teams(payload)).message
    mapped = {"starts_at": "Beitritt", "ends_at": "Austritt", "name": "Wer"}
    assert loaded(teams(payload, columns=mapped)).equals(teams(OLDER).records)


def test_an_older_report_is_known_by_the_participants_id_where_the_name_is_in_other_words():
    payload = OLDER[OLDER.index("Full Name") :].replace("Full Name", "Nama").replace("12/20/2026, ", "12/20/2026 ")
    payload = payload.replace("12m 9s", "12m ").replace("\t", ";")
    assert detect.recognise(file_of(payload))[0][0].tool == "teams_attendance"
    records = teams(payload, delimiter=";").records
    assert records["people"].to_list() == [BOTH_KEYS, BOTH_KEYS, "ben@x.example"]


def test_the_older_report_in_polish_is_known():
    polish = {"Full Name": "Imię i nazwisko", "Join Time": "Godzina dołączenia", "Leave Time": "Godzina opuszczenia"}
    payload = OLDER
    for english, word in polish.items():
        payload = payload.replace(english, word)
    assert loaded(teams(payload)).equals(teams(OLDER).records)


def test_an_older_report_without_the_meetings_data_has_no_key():
    export = teams(OLDER[OLDER.index("Full Name") :])
    assert loaded(export)["meeting_key"].null_count() == 3


def saved_with(mark):
    """The report as a spreadsheet saves it: every row as long as the longest."""
    rows = [line.split("\t") for line in REPORT.split("\r\n")]
    quoted = [[f'"{cell}"' if mark in cell else cell for cell in row] for row in rows]
    return "\r\n".join(mark.join([*row, *[""] * (7 - len(row))]) for row in quoted)


@pytest.mark.parametrize("mark", [",", ";"])
def test_a_report_saved_from_a_spreadsheet_needs_its_delimiter(mark):
    export = teams(saved_with(mark))
    assert f"delimiter: {mark!r}" in refusal(export).fix
    assert export.evidence
    assert loaded(teams(saved_with(mark), delimiter=mark)).equals(teams(REPORT).records)


def test_a_file_without_who_joined_is_refused():
    header = "Full Name\tJoin Time\tLeave Time\tDuration\r\n"
    row = "Ana\t13/4/2026 09:00\t13/4/2026 10:00\t1h\r\n"
    columns = {"starts_at": "Join Time", "ends_at": "Leave Time"}
    problem = refusal(teams((header + row).replace("Full Name", "Wer"), columns=columns))
    assert (problem.line, "who joined" in problem.message) == (1, True)


def test_repeated_headings_of_section_2_do_not_matter_where_nothing_is_read_from_them():
    people = ("2. Participants", PEOPLE_HEADER + "\tRole\tExtra\tExtra", *(f"{row}\t\t\t" for row in (ANA, BEN, CEM)))
    export = teams(report(SUMMARY, people, JOINS))
    assert loaded(export).height == 4
    assert "Extra (2)" in export.content.table.columns


@pytest.mark.parametrize("payload", [REPORT, OLDER, saved_with(","), saved_with(";"), report(*JAPANESE)])
def test_a_report_is_recognised_as_nothing_else_first(payload):
    assert detect.recognise(file_of(payload))[0][0].tool == "teams_attendance"


@pytest.mark.parametrize(
    "payload",
    [
        "1. Summary\n\nall is well\n\n2. Participants\n\nnobody\n",
        "Name,Join Time,Leave Time\nAna,1/1/2026,1/1/2026\n",
        "Full Name\tEmail\nAna\tana@x.example\n",
        "",
    ],
)
def test_other_files_are_not_claimed(payload):
    assert "teams_attendance" not in [profile.tool for profile, _ in detect.recognise(file_of(payload))]


def test_every_row_is_text_on_a_line_of_its_own():
    table = teams(REPORT).content.table
    assert table["source_line"].is_unique().all()
    assert table.schema == {"source_line": pl.Int64, **dict.fromkeys(table.columns[1:], pl.String)}


SOURCES = """
  - {name: calls, kind: meetings, tool: teams_attendance, files: teams/*.csv}
waves:"""


def test_a_meeting_exported_twice_is_held_once_for_the_union_of_its_joins(folder):
    text = (folder.root / "programme.yaml").read_text()
    folder.write("programme.yaml", text.replace("\nwaves:", SOURCES, 1))
    people = [("m1", "mentee", "ana@x.example"), ("r1", "mentor", "ben@x.example")]
    folder.table("people", [{"person_key": key, "email": email, "role": role} for key, role, email in people])
    folder.table("pairs", [{"mentor": "r1", "mentee": "m1", "matched_on": "2026-02-01"}])
    folder.write("exports/teams/first.csv", REPORT)
    folder.write(
        "exports/teams/again.csv", REPORT.replace("Average attendance time\t18m", "Average attendance time\t17m")
    )
    meetings = folder.facts()["core_meetings"]
    assert meetings.select("outcome", "grade", "channel").rows() == [("held", "attended", "video")]
    assert round(meetings["duration_minutes"].item(), 2) == 21.12
