"""What Zoom and calendars tell of meetings: who was there or invited, and when, one record a join or occurrence."""

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorship.exports import detect, stamps
from mentorship.exports.profile import ExportFile
from mentorship.programme import Source
from tests import bare

PROGRAMME = bare.programme()


def read(payload, tool, **declared):
    data = payload.encode() if isinstance(payload, str) else payload
    file = ExportFile("meetings/file", data, hashlib.sha256(data).hexdigest())
    return detect.read_export(file, Source(name="calls", kind="meetings", tool=tool, files="*", **declared), PROGRAMME)


def zoom(payload, **declared):
    return read(payload, "zoom_participants", **declared)


def calendar(*lines, **declared):
    return read("\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", *lines, "END:VCALENDAR", ""]), "ics", **declared)


def event(*lines, uid="u1"):
    return ("BEGIN:VEVENT", f"UID:{uid}", *lines, "END:VEVENT")


def loaded(export):
    assert not export.problems
    return export.records


def refusal(export):
    assert export.is_refused
    assert export.records.is_empty()
    return export.problems[0]


PREAMBLE = "Meeting ID,Topic,Start Time,End Time,User Email,Duration (Minutes),Participants\n"
DATA = "602 4516 7821,Talk,11/19/2026 10:00:00 AM,11/19/2026 11:00:00 AM,host@x.example,60,2\n,,,,,,\n"
HEADER = "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest,Recording Consent\n"
ANA = "Ana (Ana Real),ana@x.example,11/19/2026 9:59:15 AM,11/19/2026 10:20:00 AM,21,No,\n"
AGAIN = "Ana (Ana Real),ana@x.example,11/19/2026 10:25:00 AM,11/19/2026 11:00:00 AM,35,No,\n"
BEN = "Ben B. (Benjamin),,11/19/2026 10:01:00 AM,11/19/2026 11:00:00 AM,59,Yes,\n"


def test_rejoins_are_rows_of_their_own():
    records = loaded(zoom(PREAMBLE + DATA + HEADER + ANA + AGAIN + BEN))
    assert records["source_line"].to_list() == [5, 6, 7]
    assert records["people"].to_list() == ["ana@x.example", "ana@x.example", "Ben B."]
    assert records["starts_at"].to_list()[:2] == ["11/19/2026 9:59:15 AM", "11/19/2026 10:25:00 AM"]
    assert set(records["evidence"]) == {"presence"}
    assert set(records["channel"]) == {"video"}
    assert records["outcome"].null_count() == 3


def test_a_meeting_is_known_by_its_id_and_start():
    assert set(loaded(zoom(PREAMBLE + DATA + HEADER + ANA + BEN))["meeting_key"]) == {"60245167821 2026-11-19T09:00Z"}


def test_a_report_saved_again_from_a_spreadsheet_is_of_the_same_meeting():
    saved = (PREAMBLE + DATA + HEADER + ANA).replace(":00 AM", "").replace(":15 AM", "")
    (key,) = set(loaded(zoom(saved))["meeting_key"])
    assert key == loaded(zoom(PREAMBLE + DATA + HEADER + ANA))["meeting_key"][0]


def test_a_meeting_without_its_data_is_known_by_the_files_content():
    first, second = zoom(HEADER + ANA + BEN), zoom(HEADER + ANA)
    assert len(set(first.records["meeting_key"])) == 1
    assert first.records["meeting_key"][0] != second.records["meeting_key"][0]


@pytest.mark.parametrize(
    ("written", "order"),
    [("11/19/2026 9:59:15 AM", "mdy"), ("19/11/2026 09:59:15 AM", "dmy"), ("2026/11/19 09:59:15 AM", "ymd")],
)
def test_an_account_writes_days_in_its_own_order_with_am_and_pm(written, order):
    payload = HEADER + f"Ana,ana@x.example,{written},{written},0,No,\n"
    assert zoom(payload).stamps["starts_at"] == f"iso|{order}"


def test_am_and_pm_prove_no_order_of_day_and_month():
    payload = HEADER + ANA.replace("19", "09")
    problem = refusal(zoom(payload))
    assert (problem.line, problem.column) == (2, "Join Time")
    assert "date_order" in problem.fix
    assert zoom(payload, date_order="mdy").stamps == {"starts_at": "iso|mdy", "ends_at": "iso|mdy"}


def test_times_of_24_hours_need_a_proof_or_a_declaration():
    payload = HEADER + "Ana,ana@x.example,05/06/2026 09:59,05/06/2026 10:20,21,No,\n"
    problem = refusal(zoom(payload))
    assert (problem.line, problem.column) == (2, "Join Time")
    assert zoom(payload, date_order="dmy").stamps["starts_at"] == "iso|dmy"


def test_the_meetings_own_start_helps_to_prove_the_order():
    payload = (
        "Meeting ID,Start Time\n7,31/05/2026 09:00\n\n" + HEADER + "Ana,,05/06/2026 09:59,05/06/2026 10:20,21,No,\n"
    )
    assert zoom(payload).stamps["starts_at"] == "iso|dmy"


def test_newer_headings_are_known_in_any_case():
    payload = "Name (original name),Email,Join time,Leave time,Duration (minutes),Guest,In waiting room\n"
    payload += "Ana,ana@x.example,11/19/2026 09:50:00 AM,11/19/2026 09:59:00 AM,9,No,Yes\n"
    payload += "Ana,ana@x.example,11/19/2026 09:59:00 AM,11/19/2026 10:59:00 AM,60,No,No\n"
    export = zoom(payload)
    assert export.records["source_line"].to_list() == [3]
    assert [(problem.severity, problem.line) for problem in export.problems] == [("left_out", 2)]


FLAT = (
    "Topic,Type,ID,Host name,Host email,Start time,End time,Participants,Duration (minutes),Total participant minutes,"
    "Creation time,Name (original name),Email,Join time,Leave time,Duration (minutes),Guest,In waiting room\n"
    "Talk,Meeting,896 1053 4856,Ana,ana@x.example,01/30/2026 06:54:02 PM,01/30/2026 08:37:29 PM,3,104,620,"
    "01/12/2026 07:00:59 PM,Ana (Ana Real) (Host),ana@x.example,01/30/2026 06:58:59 PM,01/30/2026 08:01:46 PM,63,No,No\n"
    "Talk,Meeting,896 1053 4856,Ana,ana@x.example,02/03/2026 06:54:02 PM,02/03/2026 08:37:29 PM,3,104,620,"
    "01/12/2026 07:00:59 PM,Ben,,02/03/2026 06:58:37 PM,02/03/2026 08:01:42 PM,64,Yes,No\n"
)


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_the_meetings_data_may_stand_beside_every_join(mark):
    export = zoom(mark + FLAT)
    records = loaded(export)
    assert records["people"].to_list() == ["ana@x.example", "Ben"]
    assert records["starts_at"].to_list() == ["01/30/2026 06:58:59 PM", "02/03/2026 06:58:37 PM"]
    assert records["duration_minutes"].to_list() == ["63", "64"]
    keys = ["89610534856 2026-01-30T17:54Z", "89610534856 2026-02-03T17:54Z"]
    assert records["meeting_key"].to_list() == keys
    assert export.content.table["Duration (minutes)"].to_list() == ["104", "104"]
    assert export.content.table["Duration (minutes) (2)"].to_list() == ["63", "64"]


def test_a_meetings_own_end_helps_to_prove_the_order():
    header = "ID,Start time,End time,Name (original name),Email,Join time,Leave time\n"
    row = "7,05/06/2026 23:00,13/06/2026 01:00,Ana,,05/06/2026 23:01,05/06/2026 23:59\n"
    assert zoom(header + row).stamps["starts_at"] == "iso|dmy"


def test_a_flat_report_of_unique_users_is_placed_at_each_meetings_start():
    payload = "ID,Start time,Name (original name),Email,Total duration (minutes)\n7,01/30/2026 06:54 PM,Ana,,63\n"
    records = loaded(zoom(payload))
    assert records.select("starts_at", "duration_minutes").rows() == [("01/30/2026 06:54 PM", "63")]


def test_a_flat_reports_id_in_scientific_notation_is_refused():
    problem = refusal(zoom(FLAT.replace("896 1053 4856", "8.96105E+10")))
    assert (problem.line, problem.column) == (2, "ID")


HEADINGS = {
    "es": "Nombre (nombre original),E-mail del usuario,Hora para unirse,Hora para salir,Duración (minutos),Invitado",
    "es-new": "Nombre (nombre original),Correo electrónico,Hora de entrada,Hora de salida,Duración (minutos),Invitado",
    "it": "Nome (nome originale),E-mail,Ora di ingresso,Ora di uscita,Durata (minuti),In sala d’attesa",
    "pt": "Nome (nome original),E-mail,Ingressar na hora,Hora de saída,Duração (minutos),Na sala de espera",
    "fr": "Nom (nom original),Adresse e-mail de l’utilisateur,Heure d’arrivée,Heure de départ,Durée (minutes),Invité",
    "de": "Name (ursprünglicher Name),E-Mail,Beitrittszeit,Austrittszeit,Dauer (Minuten),Gast",
    "ko": "이름(원래 이름),사용자 이메일,참가 시간,나간 시간,기간(분),손님",
    "zh": "名称（原名）,电子邮件,加入时间,离开时间,持续时间（分钟）,访客",
}


@pytest.mark.parametrize("header", HEADINGS.values(), ids=HEADINGS)
def test_headings_in_other_languages_are_known(header):
    payload = f"{header}\nAna（Real）,,19/11/2026 09:50:00 AM,19/11/2026 09:59:00 AM,9,No\n"
    file = ExportFile("meetings/file", payload.encode(), "")
    assert [profile.tool for profile, _ in detect.recognise(file)] == ["zoom_participants"]
    records = loaded(zoom(payload))
    row = ("Ana", "19/11/2026 09:50:00 AM", "19/11/2026 09:59:00 AM", "9")
    assert records.select("people", "starts_at", "ends_at", "duration_minutes").rows() == [row]


def test_a_waiting_room_is_known_in_other_languages():
    payload = f"{HEADINGS['it']}\nAna,,19/11/2026 09:50:00 AM,19/11/2026 09:59:00 AM,9,Sì\n"
    export = zoom(payload)
    assert [(problem.severity, problem.line) for problem in export.problems] == [("left_out", 2)]


def test_the_meetings_data_above_are_known_in_other_languages():
    above = (
        "Argomento,ID,Organizzatore,Ora di inizio,Ora di fine\nIA,743 0864,Ana,08/07/2026 08:57,08/07/2026 13:00\n\n"
    )
    export = zoom(above + f"{HEADINGS['it']}\nAna,,08/07/2026 09:02,18/07/2026 12:07,185,No\n")
    assert loaded(export)["meeting_key"].to_list() == ["7430864 2026-07-08T06:57Z"]


def test_a_list_of_other_hours_is_not_claimed():
    payload = "Instructor,Hora de entrada,Hora de salida\nAna,09:00,17:00\n"
    assert detect.recognise(ExportFile("meetings/file", payload.encode(), "")) == []


def test_the_report_of_a_webinar_is_refused_in_words():
    table = "Attended,User Name (Original Name),Email,Join Time,Leave Time,Time in Session (minutes)\n"
    rows = "Yes,Ana,ana@x.example,10/26/2026 05:50 PM,10/26/2026 07:05 PM,75\n"
    problem = refusal(zoom(f"Attendee Report,\nTopic,Webinar ID\nTalk,7\nHost Details,\n{table}{rows}"))
    assert problem.line == 1
    assert "webinar" in problem.message
    assert "Attendee Details" in problem.fix


def test_trailing_blank_headings_of_a_spreadsheet_do_not_matter():
    header = "Name (Original Name),User Email,Total Duration (Minutes),Guest,,,\n"
    records = loaded(zoom(PREAMBLE + DATA + header + "Ana,ana@x.example,56,No,,,\n"))
    assert records["duration_minutes"].to_list() == ["56"]


def test_unique_users_are_placed_at_the_meetings_start():
    header = "Name (Original Name),User Email,Total Duration (Minutes),Guest\n"
    records = loaded(zoom(PREAMBLE + DATA + header + "Ana,ana@x.example,56,No\n"))
    assert records.select("starts_at", "ends_at", "duration_minutes").rows() == [("11/19/2026 10:00:00 AM", None, "56")]


def test_unique_users_without_the_meetings_data_are_refused():
    problem = refusal(zoom("Name (Original Name),User Email,Total Duration (Minutes),Guest\nAna,ana@x.example,56,No\n"))
    assert "meeting data" in problem.fix


def test_headings_in_another_language_can_be_mapped():
    payload = HEADER.replace("Join Time", "Beitritt").replace("Leave Time", "Verlassen") + ANA
    assert "Join Time" in refusal(zoom(payload)).message
    records = loaded(zoom(payload, columns={"starts_at": "Beitritt", "ends_at": "Verlassen"}))
    assert records["starts_at"].to_list() == ["11/19/2026 9:59:15 AM"]


def test_a_meeting_id_in_scientific_notation_is_refused():
    problem = refusal(zoom(PREAMBLE + DATA.replace("602 4516 7821", "6.02452E+10") + HEADER + ANA))
    assert (problem.line, problem.column) == (2, "Meeting ID")


def test_the_meetings_own_duration_is_not_taken_for_the_header():
    header = "Name (Original Name),User Email,Duration (Minutes),Guest\n"
    export = zoom(
        PREAMBLE + DATA + header + "Ana,ana@x.example,56,No\n", columns={"duration_minutes": "Duration (Minutes)"}
    )
    assert loaded(export)["duration_minutes"].to_list() == ["56"]
    assert export.content.header_line == 4


def test_a_file_that_says_not_who_joined_is_refused():
    payload = "Teilnehmer,Join Time,Leave Time\nAna,11/19/2026 9:59:15 AM,11/19/2026 10:20:00 AM\n"
    assert "people" in refusal(zoom(payload)).fix
    assert loaded(zoom(payload, columns={"people": "Teilnehmer"}))["people"].to_list() == ["Ana"]


def test_another_delimiter_is_named_in_the_fix():
    payload = (HEADER + ANA).replace(",", ";")
    assert "delimiter: ';'" in refusal(zoom(payload)).fix
    assert loaded(zoom(payload, delimiter=";")).height == 1


def test_a_file_without_joins_is_refused():
    assert "Join Time" in refusal(zoom("a,b\n1,2\n")).message


WEEKLY = (
    "DTSTART;TZID=Europe/Berlin:20260323T100000",
    "DTEND;TZID=Europe/Berlin:20260323T110000",
    "RRULE:FREQ=WEEKLY;COUNT=4",
)


def test_occurrences_are_records_in_the_order_of_their_start():
    export = calendar(*event(*WEEKLY), *event("DTSTART:20260330T060000Z", uid="u0"))
    records = loaded(export)
    assert records["source_line"].to_list() == [1, 2, 3, 4, 5]
    assert records["starts_at"].to_list() == [
        "2026-03-23T09:00:00Z",
        "2026-03-30T06:00:00Z",
        "2026-03-30T08:00:00Z",  # clocks went forward on the 29th; the meeting stays at ten
        "2026-04-06T08:00:00Z",
        "2026-04-13T08:00:00Z",
    ]
    assert records["ends_at"].to_list()[:2] == ["2026-03-23T10:00:00Z", None]
    assert set(records["outcome"]) == {"booked"}
    assert set(records["evidence"]) == {"calendar"}
    assert export.content.table["VEVENT"].to_list() == ["3", "9", "3", "3", "3"]
    assert records["meeting_key"].is_unique().all()


def test_a_cancelled_and_a_moved_occurrence_keep_their_key():
    moved = ("RECURRENCE-ID;TZID=Europe/Berlin:20260330T100000", "DTSTART;TZID=Europe/Berlin:20260331T150000")
    gone = (
        "RECURRENCE-ID;TZID=Europe/Berlin:20260406T100000",
        "DTSTART;TZID=Europe/Berlin:20260406T100000",
        "STATUS:CANCELLED",
    )
    excluded = ("EXDATE;TZID=Europe/Berlin:20260413T100000",)
    records = loaded(calendar(*event(*WEEKLY, *excluded), *event(*moved), *event(*gone)))
    assert records.select("meeting_key", "starts_at", "outcome").rows() == [
        ("u1 2026-03-23T09:00:00Z", "2026-03-23T09:00:00Z", "booked"),
        ("u1 2026-03-30T08:00:00Z", "2026-03-31T13:00:00Z", "booked"),
        ("u1 2026-04-06T08:00:00Z", "2026-04-06T08:00:00Z", "cancelled"),
    ]


def test_a_cancelling_calendar_cancels_its_events():
    assert loaded(calendar("METHOD:CANCEL", *event("DTSTART:20260330T060000Z")))["outcome"].to_list() == ["cancelled"]


def test_the_programmes_days_bound_the_occurrences():
    endless = ("DTSTART;TZID=Europe/Berlin:20200101T233000", "RRULE:FREQ=DAILY")
    records = loaded(calendar(*event(*endless)))
    assert records.height == 365
    assert records["starts_at"].to_list()[0] == "2026-01-01T22:30:00Z"
    assert records["starts_at"].to_list()[-1] == "2026-12-31T22:30:00Z"


def test_the_window_is_cut_in_the_programmes_zone():
    inside, outside = "DTSTART:20251231T233000Z", "DTSTART:20261231T233000Z"
    assert loaded(calendar(*event(inside), *event(outside, uid="u2")))["meeting_key"].to_list() == [
        "u1 2025-12-31T23:30:00Z"
    ]


def test_no_event_in_the_programmes_days_is_a_warning():
    export = calendar(*event("DTSTART:20240101T100000Z"))
    assert [problem.severity for problem in export.problems] == ["warning"]
    assert "2026-01-01" in export.problems[0].message


def test_an_all_day_event_is_a_day_without_a_time():
    export = calendar(*event("DTSTART;VALUE=DATE:20260301", "DTEND;VALUE=DATE:20260302"))
    records = loaded(export)
    assert records.select("starts_at", "ends_at").rows() == [("2026-03-01", None)]
    assert records.select(stamps.is_day_only("starts_at", export.stamps["starts_at"])).item()


def test_a_time_without_a_zone_is_the_sources_else_the_programmes():
    lines = event("DTSTART:20260301T100000")
    assert loaded(calendar(*lines))["starts_at"].to_list() == ["2026-03-01T09:00:00Z"]
    assert loaded(calendar(*lines, time_zone="Asia/Tokyo"))["starts_at"].to_list() == ["2026-03-01T01:00:00Z"]


def test_zones_of_outlook_are_known():
    records = loaded(calendar(*event("DTSTART;TZID=W. Europe Standard Time:20260301T100000")))
    assert records["starts_at"].to_list() == ["2026-03-01T09:00:00Z"]


def test_a_zone_that_nobody_knows_is_refused():
    problem = refusal(calendar(*event("DTSTART;TZID=Castle Standard Time:20260301T100000")))
    assert (problem.line, problem.column) == (5, "DTSTART")


MAKERS_ZONE = "/mozilla.org/20050126_1/Europe/Berlin"


def test_a_zone_with_a_makers_prefix_is_said():
    export = calendar(*event(f"DTSTART;TZID={MAKERS_ZONE}:20260301T100000"))
    assert export.records["starts_at"].to_list() == ["2026-03-01T09:00:00Z"]
    assert [(problem.severity, problem.column) for problem in export.problems] == [("warning", "TZID")]


def test_a_calendars_own_unknown_zone_is_said_and_dropped():
    export = calendar("X-WR-TIMEZONE:Mars", *event("DTSTART:20260301T100000Z"))
    assert export.records["starts_at"].to_list() == ["2026-03-01T10:00:00Z"]
    assert [(problem.severity, problem.column) for problem in export.problems] == [("warning", "X-WR-TIMEZONE")]


def test_events_in_utc_repeat_in_the_calendars_own_zone():
    repeats = event("DTSTART:20260323T090000Z", "RRULE:FREQ=WEEKLY;COUNT=2")
    records = loaded(calendar("X-WR-TIMEZONE:Europe/Berlin", *repeats))
    assert records["starts_at"].to_list() == ["2026-03-23T09:00:00Z", "2026-03-30T08:00:00Z"]


def test_a_recurrence_that_cannot_be_worked_out_is_refused_by_its_line():
    good = event("DTSTART:20260301T100000Z")
    problem = refusal(calendar(*good, *event("DTSTART:20260301T100000Z", "RRULE:FREQ=DAILY;COUNT=-1", uid="u2")))
    assert (problem.line, problem.column) == (7, "RRULE")


def test_a_rule_with_an_unknown_part_is_refused_by_its_line():
    problem = refusal(calendar(*event("DTSTART:20260301T100000Z", "RRULE:FREQ=WEEKLY;UNTL=20260401")))
    assert (problem.line, problem.column) == (6, "RRULE")
    assert "part" in problem.message


def test_an_rrule_without_a_rule_is_no_recurrence_and_is_said():
    export = calendar(*event("DTSTART:20260101", "DTEND:20260101", "RRULE:"))
    assert export.records["starts_at"].to_list() == ["2026-01-01"]
    assert [(problem.severity, problem.column) for problem in export.problems] == [("warning", "RRULE")]


def test_a_start_that_stands_there_twice_is_said_to():
    problem = refusal(calendar(*event("DTSTART:20260301T100000Z", "DTSTART:20260301T110000Z")))
    assert "twice" in problem.message


def test_a_blank_before_a_value_or_a_zone_does_not_matter():
    zone = ("BEGIN:VTIMEZONE", "TZID: 1", "BEGIN:STANDARD", "DTSTART:16010101T000000", "TZOFFSETFROM:+0300")
    zone += ("TZOFFSETTO:+0300", "END:STANDARD", "END:VTIMEZONE")
    records = loaded(calendar(*zone, *event("DTSTART;TZID= 1:20260301T100000", "DTEND: 20260301T080000Z")))
    assert records.select("starts_at", "ends_at").rows() == [("2026-03-01T07:00:00Z", "2026-03-01T08:00:00Z")]


def test_an_alarm_that_cannot_be_read_says_nothing_of_the_event():
    alarm = ("BEGIN:VALARM", "TRIGGER:a20260301120000", "END:VALARM")
    assert loaded(calendar(*event("DTSTART:20260301T100000Z", *alarm))).height == 1


ZONES = (
    *("BEGIN:VTIMEZONE", "TZID:Africa/Abidjan", "BEGIN:STANDARD", "DTSTART:20260101T000000", "TZOFFSETFROM:+0000"),
    *("TZOFFSETTO:+0000", "END:STANDARD", "TZID:Castle/North", "BEGIN:STANDARD", "DTSTART:20260101T000000"),
    *("TZOFFSETFROM:+0300", "TZOFFSETTO:+0300", "END:STANDARD", "END:VTIMEZONE"),
)


def test_several_zones_in_one_are_taken_apart_and_it_is_said():
    export = calendar(*ZONES, *event("DTSTART;TZID=Castle/North:20260301T100000"))
    assert export.records["starts_at"].to_list() == ["2026-03-01T07:00:00Z"]
    assert [(problem.severity, problem.column) for problem in export.problems] == [("warning", "TZID")]


def test_a_zone_that_is_named_last_is_one_zone():
    zone = ("BEGIN:VTIMEZONE", *ZONES[8:13], "TZID:Castle/North", "END:VTIMEZONE")
    records = loaded(calendar(*zone, *event("DTSTART;TZID=Castle/North:20260301T100000")))
    assert records["starts_at"].to_list() == ["2026-03-01T07:00:00Z"]


@pytest.mark.parametrize(
    ("lines", "line"),
    [
        (("X-NOTE:folded", " on", *event("DTSTART:20260301T100000Z"), "no property"), 9),
        ((*ZONES[:4], "TZOFFSETFROM:+5744", *ZONES[5:7], "END:VTIMEZONE", *event("DTSTART:20260301T100000Z")), 3),
    ],
)
def test_what_cannot_be_read_is_refused_by_its_line(lines, line):
    problem = refusal(calendar(*lines))
    assert problem.line == line
    assert "export it again" in problem.fix


def test_people_are_the_addresses_of_those_who_did_not_decline():
    people = (
        "ORGANIZER;CN=Ana:mailto:Ana@x.example",
        "ATTENDEE;PARTSTAT=ACCEPTED:MAILTO:ana@x.example",
        "ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:ben@x.example",
        "ATTENDEE;PARTSTAT=DECLINED:mailto:cem@x.example",
        "ATTENDEE;CUTYPE=ROOM:mailto:room-7@x.example",
        "ATTENDEE;CUTYPE=INDIVIDUAL;CN=Dot Dash:invalid:nomail",
        "ATTENDEE;EMAIL=eve@x.example:urn:uuid:7",
    )
    records = loaded(calendar(*event("DTSTART:20260301T100000Z", *people)))
    assert records["people"].to_list() == ["ana@x.example;ben@x.example;Dot Dash;eve@x.example"]


def test_a_shared_calendar_is_nobody():
    lines = ("ORGANIZER:mailto:c_1@group.calendar.google.com", "ATTENDEE:mailto:ana@x.example")
    assert loaded(calendar(*event("DTSTART:20260301T100000Z", *lines)))["people"].to_list() == ["ana@x.example"]


def test_an_event_without_people_has_none():
    assert loaded(calendar(*event("DTSTART:20260301T100000Z")))["people"].to_list() == [None]


@pytest.mark.parametrize(
    ("line", "channel"),
    [
        ("LOCATION:https://x.zoom.us/j/1", "video"),
        ("LOCATION:Microsoft Teams Meeting", "video"),
        ("URL:https://meet.google.com/abc", "video"),
        ("X-GOOGLE-CONFERENCE:https://meet.google.com/abc", "video"),
        ("LOCATION:Room 7", None),
        ("SUMMARY:Zoom in on goals", None),
    ],
)
def test_a_video_link_names_the_channel(line, channel):
    assert loaded(calendar(*event("DTSTART:20260301T100000Z", line)))["channel"].to_list() == [channel]


def test_folded_lines_and_quoted_commas_are_read():
    lines = ("SUMMARY:Talk\\, and", " more", "LOCATION:Room\\; 7")
    table = calendar(*event("DTSTART:20260301T100000Z", *lines)).content.table
    assert table.select("SUMMARY", "LOCATION").rows() == [("Talk, andmore", "Room; 7")]


@pytest.mark.parametrize(
    ("lines", "line", "column"),
    [
        (("SUMMARY:no start",), 3, "DTSTART"),
        (("SUMMARY:x", "DTSTART;;VALUE=DATE-TIME:20260301T100000"), 6, "DTSTART"),
        (("DTSTART:2026-03-01",), 5, "DTSTART"),
        (("DTSTART:20260301T100000Z", "RRULE:FREQ=SOMETIMES"), 6, "RRULE"),
        (("DTSTART:20260301T100000Z", "RRULE:FREQ=MINUTELY"), 6, "RRULE"),
        (("DTSTART:20260301T100000Z", "RRULE:FREQ=DAILY;INTERVAL=0"), 6, "RRULE"),
        (("DTSTART:20260301T100000Z", "RRULE:COUNT=3"), 6, "RRULE"),
        (("DTSTART:20260301T100000Z", "DTSTART:20260302T100000Z"), 5, "DTSTART"),
        (("DTSTART:20260301T100000Z", "STATUS:CONFIRMED", "STATUS:CANCELLED"), 6, "STATUS"),
        (("DTSTART:20260301T100000Z", "DTEND;VALUE=DATE:20260302"), 6, "DTEND"),
        (("DTSTART:20260301T100000Z", "DTEND:20260301T090000Z"), 6, "DTEND"),
        (("DTSTART;VALUE=DATE:20260301", "DTEND;VALUE=DATE:20260228"), 6, "DTEND"),
    ],
)
def test_an_event_whose_time_is_in_doubt_is_refused_by_line_and_property(lines, line, column):
    problem = refusal(calendar(*event(*lines)))
    assert (problem.line, problem.column) == (line, column)
    assert "'u1'" in problem.message


@pytest.mark.parametrize(
    ("payload", "line"),
    [
        ("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART:20260301T1", 2),
        ("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART:20260301T100000Z\r\nEND:VEVENT\r\n", 1),
        ("BEGIN:VCALENDAR\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n", 2),
        ("Subject,Start Date\r\n", 1),
    ],
)
def test_a_calendar_that_is_cut_off_is_refused_by_line(payload, line):
    assert refusal(read(payload, "ics")).line == line


def test_columns_of_a_calendar_cannot_be_mapped():
    assert "columns" in refusal(calendar(*event("DTSTART:20260301T100000Z"), columns={"people": "x"})).message


@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.sampled_from(
            [
                *("BEGIN:VEVENT", "END:VEVENT", "UID:1", "DTSTART:20260301T100000Z", "DTEND:20260301T090000"),
                *("DTSTART;VALUE=DATE:20260301", "RRULE:FREQ=WEEKLY;UNTIL=20260401", "RRULE:FREQ=YEARLY;BYDAY=XX"),
                *("RRULE:FREQ=DAILY;COUNT=-1", "EXDATE:20260301", "RDATE;VALUE=PERIOD:20260301T100000Z/PT1H"),
                *("RECURRENCE-ID:20260301T100000Z", "DURATION:-PT1H", "DURATION:x", "ATTENDEE:", "ORGANIZER;CN=:x"),
                *("DTSTART;TZID=:20260301T100000", "BEGIN:VTIMEZONE", "END:VTIMEZONE", "TZID:x", " folded", "STATUS"),
                *("SEQUENCE:x", "X-WR-TIMEZONE:Mars", "DTSTART:00000101T000000", "DTSTART:99991231T235959Z"),
            ]
        ),
        max_size=14,
    )
)
def test_no_calendar_raises(lines):
    calendar(*lines)
    calendar(*event(*[line for line in lines if "VEVENT" not in line]))
