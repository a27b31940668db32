"""What Outlook's calendar as CSV tells: who agreed to meet, when, and what was cancelled."""

import hashlib

import pytest

from mentorship.exports import detect, stamps
from mentorship.exports.profile import ExportFile
from mentorship.programme import Source
from tests import bare

PROGRAMME = bare.programme()
HEADINGS = (
    *("Subject", "Start Date", "Start Time", "End Date", "End Time", "All day event", "Reminder on/off"),
    *("Reminder Date", "Reminder Time", "Meeting Organizer", "Required Attendees", "Optional Attendees"),
    *("Meeting Resources", "Billing Information", "Categories", "Description", "Location", "Mileage", "Priority"),
    *("Private", "Sensitivity", "Show time as"),
)
GERMAN = (
    *("Betreff", "Beginnt am", "Beginnt um", "Endet am", "Endet um", "Ganztägiges Ereignis", "Erinnerung Ein/Aus"),
    *("Erinnerung am", "Erinnerung um", "Besprechungsplanung", "Erforderliche Teilnehmer", "Optionale Teilnehmer"),
    *("Besprechungsressourcen", "Abrechnungsinformationen", "Kategorien", "Beschreibung", "Ort", "Reisekilometer"),
    *("Priorität", "Privat", "Vertraulichkeit", "Zeitspanne zeigen als"),
)
TALK = {
    "Subject": "Mentoring",
    "Start Date": "2/20/2026",
    "Start Time": "10:00:00 AM",
    "End Date": "2/20/2026",
    "End Time": "11:00:00 AM",
    "All day event": "False",
    "Reminder Date": "2/20/2026",
    "Meeting Organizer": "Ana Real",
    "Required Attendees": "Ana Real; 'ben@x.example';",
    "Optional Attendees": "Can, Cem",
    "Meeting Resources": "Room 7",
    "Show time as": "2",
}
DAY = {**TALK, "Subject": "Mentoring day", "Start Time": "12:00:00 AM", "All day event": "True"}


def csv(*events, headings=HEADINGS, mark=",", end="\r\n"):
    """Events as Outlook writes them: every cell in quotation marks."""
    rows = [headings, *([event.get(name, "") for name in HEADINGS] for event in events)]
    return end.join(mark.join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows) + end


def file_of(payload):
    data = payload.encode() if isinstance(payload, str) else payload
    return ExportFile("meetings/calendar.csv", data, hashlib.sha256(data).hexdigest())


def outlook(payload, **declared):
    source = Source(name="calendar", kind="meetings", tool="outlook_calendar", files="*", **declared)
    return detect.read_export(file_of(payload), source, PROGRAMME)


def loaded(export):
    assert not export.problems
    return export.records


def refusal(export):
    assert export.is_refused
    assert export.records.is_empty()
    return export.problems[0]


def of(**cells):
    """The record of the talk with other cells."""
    return loaded(outlook(csv({**TALK, **{name.replace("_", " "): cell for name, cell in cells.items()}}))).row(
        0, named=True
    )


def read_starts(export):
    instants = export.records.select(
        stamps.instant("starts_at", export.stamps["starts_at"], "Europe/Berlin")
    ).to_series()
    return instants.dt.to_string("%F %R").to_list()


def test_an_appointment_is_booked_and_not_held():
    export = outlook(csv(TALK))
    record = loaded(export).row(0, named=True)
    assert (record["source_line"], record["evidence"], record["outcome"]) == (2, "calendar", "booked")
    assert (record["starts_at"], record["ends_at"]) == ("2/20/2026 10:00:00 AM", "2/20/2026 11:00:00 AM")
    assert export.stamps == {"starts_at": "iso|mdy", "ends_at": "iso|mdy"}
    assert read_starts(export) == ["2026-02-20 09:00"]


def test_the_table_keeps_day_and_time_as_outlook_wrote_them():
    content = outlook(csv(TALK)).content
    assert content.columns == HEADINGS
    assert content.table.select("Start Date", "Start Time").rows() == [("2/20/2026", "10:00:00 AM")]
    assert (content.header_line, content.delimiter, content.encoding) == (1, ",", "utf-8")


def test_organiser_and_attendees_are_the_people_and_rooms_are_nobody():
    assert of()["people"] == "Ana Real;Ana Real;ben@x.example;Can, Cem"
    assert of(Meeting_Organizer="", Required_Attendees="", Optional_Attendees="")["people"] is None
    assert of(Required_Attendees=" ; Dot ;; Eve", Optional_Attendees="")["people"] == "Ana Real;Dot;Eve"


@pytest.mark.parametrize(
    "subject",
    [
        "Canceled: Mentoring",
        "Cancelled: Mentoring",
        "Abgesagt: Mentoring",
        "Annulé\u00a0: Mentoring",
        "CANCELED: Mentoring",
    ],
)
def test_a_cancelled_appointment_keeps_its_key(subject):
    record = of(Subject=subject)
    assert record["outcome"] == "cancelled"
    assert record["meeting_key"] == of()["meeting_key"] == "Mentoring 2/20/2026 10:00:00 AM Ana Real"


def test_a_subject_about_cancelling_is_not_cancelled():
    assert of(Subject="Canceled flights: what now")["outcome"] == "booked"
    assert of(Subject="")["outcome"] == "booked"


def test_an_all_day_event_is_a_day():
    export = outlook(csv(TALK, DAY))
    assert loaded(export).select("starts_at", "ends_at").row(1) == ("2/20/2026", None)
    is_day = export.records.select(stamps.is_day_only("starts_at", export.stamps["starts_at"])).to_series()
    assert is_day.to_list() == [False, True]


def test_other_words_for_all_day_are_refused_until_they_are_mapped():
    payload = csv(TALK, {**DAY, "All day event": "Koko päivä"})
    problem = refusal(outlook(payload))
    assert (problem.line, problem.column, problem.value_class) == (3, "All day event", "text of 10 characters")
    assert "values:" in problem.fix
    assert loaded(outlook(payload, values={"Koko päivä": "true"}))["starts_at"].to_list()[1] == "2/20/2026"


@pytest.mark.parametrize(
    ("column", "cell", "channel"),
    [
        ("Location", "https://x.zoom.us/j/1", "video"),
        ("Location", "Microsoft Teams Meeting", "video"),
        ("Description", "Join:\r\nhttps://meet.google.com/abc", "video"),
        ("Location", "Room 7", None),
        ("Subject", "Zoom in on goals", None),
    ],
)
def test_a_video_link_names_the_channel(column, cell, channel):
    assert loaded(outlook(csv({**TALK, column: cell}))).row(0, named=True)["channel"] == channel


def test_a_description_of_several_lines_keeps_the_lines_of_what_follows():
    records = loaded(outlook(csv({**TALK, "Description": 'a\r\n"b"\r\n\r\nc'}, DAY)))
    assert records["source_line"].to_list() == [2, 6]


GERMAN_TALK = {
    **TALK,
    "Start Date": "20.02.2026",
    "Start Time": "10:00:00",
    "End Date": "20.02.2026",
    "End Time": "11:00:00",
    "All day event": "Aus",
    "Reminder Date": "20.02.2026",
    "Subject": "Gespräch",
}


def test_the_calendar_in_german():
    payload = csv(GERMAN_TALK, {**GERMAN_TALK, "All day event": "Ein"}, headings=GERMAN)
    export = outlook(payload)
    assert export.evidence
    assert loaded(export)["starts_at"].to_list() == ["20.02.2026 10:00:00", "20.02.2026"]
    assert export.stamps["starts_at"] == "iso|dmy"
    assert read_starts(export)[0] == "2026-02-20 09:00"


def test_windows_encoding_has_to_be_declared():
    payload = csv(GERMAN_TALK, headings=GERMAN).encode("cp1252")
    undeclared = outlook(payload)
    assert (refusal(undeclared).line, "cp1252" in undeclared.problems[0].fix) == (1, True)
    assert undeclared.evidence
    export = outlook(payload, encoding="cp1252")
    assert loaded(export)["meeting_key"].to_list() == ["Gespräch 20.02.2026 10:00:00 Ana Real"]
    assert export.content.encoding == "cp1252"


def test_columns_go_by_name_whatever_their_order_and_line_ends():
    lines = csv(TALK, end="\n").splitlines()
    turned = "\ufeff" + "\n".join(",".join(reversed(line[1:-1].split('","'))) for line in lines) + "\n\n"
    turned = turned.replace("Can, Cem", '"Can, Cem"')
    assert loaded(outlook(turned)).equals(outlook(csv(TALK)).records)


def test_am_and_pm_prove_no_order():
    early = {**TALK, "Start Date": "2/3/2026", "End Date": "2/3/2026", "Reminder Date": "2/3/2026"}
    problem = refusal(outlook(csv(early)))
    assert (problem.line, problem.column) == (2, "Start Date")
    assert "date_order: dmy or mdy" in problem.fix
    assert outlook(csv(early), date_order="dmy").stamps["starts_at"] == "iso|dmy"
    assert outlook(csv(early, TALK)).stamps["starts_at"] == "iso|mdy"


def test_a_declared_date_format_is_that_of_day_and_time_together():
    export = outlook(csv(TALK), date_format="%m/%d/%Y %I:%M:%S %p")
    assert read_starts(export) == ["2026-02-20 09:00"]


def test_day_numbers_of_a_spreadsheet_are_refused():
    problem = refusal(outlook(csv({**TALK, "Start Date": "46073"})))
    assert (problem.line, problem.column, "day number" in problem.message) == (2, "Start Date", True)


def test_days_that_a_spreadsheet_made_of_something_else_are_refused():
    problem = refusal(outlook(csv({**TALK, "End Date": "20-Feb"})))
    assert (problem.line, problem.column) == (2, "End Date")


def test_headings_in_another_language_can_be_mapped():
    french = {
        "Subject": "Objet",
        "Start Date": "Date de début",
        "Start Time": "Heure de début",
        "All day event": "Journée entière",
    }
    payload = csv({**TALK, "All day event": "Faux"}, headings=[french.get(name, name) for name in HEADINGS])
    problem = refusal(outlook(payload))
    assert (problem.line, "'Start Date'" in problem.message) == (1, True)
    columns = {
        "subject": "Objet",
        "starts_at": "Date de début",
        "start_time": "Heure de début",
        "all_day": "Journée entière",
    }
    assert loaded(outlook(payload, columns=columns)).equals(outlook(csv(TALK)).records)


FRENCH = (
    *("Objet", "Début", "Début", "Fin", "Fin", "Journée entière", "Rappel actif/inactif", "Date de rappel"),
    *("Heure du rappel", "Organisateur d'une réunion", "Participants obligatoires", "Participants facultatifs"),
    *("Ressources de la réunion", "Afficher la disponibilité", "Catégories", "Critère de diffusion", "Description"),
    *("Emplacement", "Informations facturation", "Kilométrage", "Priorité", "Privé"),
)
FRENCH_TALK = (
    *("Mentoring", "14/03/2026", "10:00:00", "14/03/2026", "11:00:00", "Faux", "Vrai", "14/03/2026", "09:45:00"),
    *("Ana", "Ana;Ben", "", "", "2", "", "Normal", "", "https://x.zoom.us/j/1", "", "", "Normale", "Faux"),
)
JAPANESE = (
    *("件名", "開始日", "開始時刻", "終了日", "終了時刻", "終日イベント", "アラーム オン/オフ", "アラーム日付"),
    *("アラーム時刻", "会議の開催者", "必須出席者", "任意出席者", "リソース", "プライベート", "経費情報"),
    *("公開する時間帯の種類", "支払い条件", "場所", "内容", "秘密度", "分類", "優先度"),
)
JAPANESE_TALK = (
    *("Mentoring", "2026/3/14", "10:00:00", "2026/3/14", "11:00:00", "FALSE", "FALSE", "2026/3/14", "9:45:00"),
    *("Ana", "Ana;Ben", "", "", "FALSE", "", "2", "", "https://x.zoom.us/j/1", "", "標準", "", "標準"),
)


@pytest.mark.parametrize(
    ("rows", "encoding", "order"),
    [((FRENCH, FRENCH_TALK), "cp1252", "dmy"), ((JAPANESE, JAPANESE_TALK), "cp932", "ymd")],
)
def test_calendars_in_french_and_japanese_are_known(rows, encoding, order):
    payload = "".join(",".join(f'"{cell}"' for cell in row) + "\r\n" for row in rows)
    assert [profile.tool for profile, _ in detect.recognise(file_of(payload))] == ["outlook_calendar"]
    export = outlook(payload.encode(encoding), encoding=encoding)
    day = rows[1][1]
    record = loaded(export).row(0, named=True)
    assert (record["starts_at"], record["ends_at"]) == (f"{day} 10:00:00", f"{day} 11:00:00")
    assert (record["people"], record["channel"]) == ("Ana;Ana;Ben", "video")
    assert record["meeting_key"] == f"Mentoring {day} 10:00:00 Ana"
    assert export.stamps["starts_at"] == f"iso|{order}"
    assert export.content.columns == rows[0]


def test_french_is_recognised_before_its_encoding_is_declared():
    payload = (",".join(FRENCH) + "\r\n").encode("cp1252")
    assert [profile.tool for profile, _ in detect.recognise(file_of(payload))] == ["outlook_calendar"]


def test_a_day_that_stands_there_twice_is_refused_in_english():
    headings = tuple("Start Date" if name == "Start Time" else name for name in HEADINGS)
    problem = refusal(outlook(csv(TALK, headings=headings)))
    assert (problem.line, problem.column, "2 columns" in problem.message) == (1, "Start Date", True)


def test_a_calendar_without_people_is_refused():
    payload = "Subject,Start Date,Start Time,End Date,End Time\nTalk,2/20/2026,10:00:00 AM,2/20/2026,11:00:00 AM\n"
    problem = refusal(outlook(payload))
    assert (problem.line, "who was invited" in problem.message) == (1, True)
    assert loaded(outlook(payload, columns={"people": "Subject"}))["people"].to_list() == ["Talk"]


def test_a_calendar_of_days_alone_and_without_what_is_not_needed():
    payload = "Start Date,Meeting Organizer,Required Attendees\n20/2/2026,Ana Real,Ben B.\n"
    export = outlook(payload)
    record = loaded(export).row(0, named=True)
    assert (record["starts_at"], record["ends_at"], record["outcome"]) == ("20/2/2026", None, "booked")
    assert record["meeting_key"] == "20/2/2026 Ana Real"


def test_a_blank_day_has_no_time():
    assert of(Start_Date="")["starts_at"] is None


def test_a_time_in_the_day_column_is_not_doubled():
    assert of(Start_Date="2/20/2026 10:00 AM")["starts_at"] == "2/20/2026 10:00 AM"


def test_another_delimiter_is_named_in_the_fix():
    payload = csv(TALK, mark=";").replace('"', "").replace("; 'ben@x.example';", "")
    assert "delimiter: ';'" in refusal(outlook(payload)).fix
    assert loaded(outlook(payload, delimiter=";")).height == 1


def test_a_file_that_is_cut_off_is_refused():
    problem = refusal(outlook(csv(TALK, DAY)[:-40]))
    assert (problem.line, "cut off" in problem.message) == (3, True)


@pytest.mark.parametrize("headings", [HEADINGS, GERMAN])
def test_a_calendar_is_recognised_as_nothing_else(headings):
    found = detect.recognise(file_of(csv(TALK, headings=headings)))
    assert [profile.tool for profile, _ in found] == ["outlook_calendar"]


def test_a_calendar_to_be_imported_into_google_is_not_claimed():
    payload = "Subject,Start Date,Start Time,End Date,End Time,All Day Event,Description,Location,Private\n"
    assert not detect.recognise(file_of(payload))


SOURCES = """
  - {name: calendar, kind: meetings, tool: outlook_calendar, files: outlook/*.csv}
waves:"""


def test_an_appointment_cancelled_later_is_one_cancelled_meeting(folder):
    text = (folder.root / "programme.yaml").read_text()
    folder.write("programme.yaml", text.replace("\nwaves:", SOURCES, 1))
    people = [("m1", "mentee", "Ana Real"), ("r1", "mentor", "Can, Cem")]
    folder.table("people", [{"person_key": key, "name": name, "role": role} for key, role, name in people])
    folder.table("pairs", [{"mentor": "r1", "mentee": "m1", "matched_on": "2026-02-01"}])
    folder.write("exports/outlook/1.csv", csv(TALK, {**DAY, "Start Date": "2/27/2026"}))
    folder.write("exports/outlook/2.csv", csv({**TALK, "Subject": "Canceled: Mentoring"}))
    meetings = folder.facts()["core_meetings"].sort("meeting_on")
    assert meetings["outcome"].to_list() == ["cancelled", "booked"]
    assert not meetings["is_held"].any()
