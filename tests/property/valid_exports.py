"""Valid exports of every tool and variant, byte for byte as the tool writes them, made by code so that no editor mends them.

They are all of one programme, whose roster and pairs are here too, so that who is meant in them can be told.
"""

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

import openpyxl
import polars as pl

from mentorship.programme import Kind, Programme
from tests import bare

Cells = Sequence[str]

ROSTER = (
    # key, address, name, role
    ("E001", "ada@lantern.example", "Ada Novák", "mentor"),
    ("E002", "zoe@lantern.example", "Zoë Müller", "mentee"),
    ("E003", "ben@lantern.example", "Ben Okafor", "both"),
    ("E004", "chloe@beacon.example", "Chloé Dupont", "mentee"),
    ("E005", "lukasz@lantern.example", "Łukasz Wójcik", "mentor"),
    ("E006", "mei@beacon.example", "Mei Tanaka", "mentee"),
)
ADA, ZOE, BEN, CHLOE, LUKASZ, MEI = (address for _, address, _, _ in ROSTER)
NAMES = {address: name for _, address, name, _ in ROSTER}
PAIRS = (
    # key, mentor, mentee
    ("pair-01", ADA, ZOE),
    ("pair-02", BEN, CHLOE),
    ("pair-03", LUKASZ, MEI),
)
FIRST, SECOND, STORY = "I can explain my design decisions", "I avoid speaking in reviews", "What changed for you?"
INSTRUMENT = {
    "instrument": "skills",
    "title": "Skills",
    "asked_of": ["mentee", "mentor"],
    "scale": {
        "min": 1,
        "max": 5,
        "labels": ["Strongly disagree", "Disagree", "Neither", "Agree", "Strongly agree"],
    },
    "constructs": {"confidence": None},
    "items": [
        {"id": "conf1", "construct": "confidence", "text": FIRST},
        {"id": "conf2", "construct": "confidence", "text": SECOND, "reverse": True},
        {"id": "story", "kind": "text", "text": STORY},
    ],
}
PROGRAMME: Programme = bare.programme(
    instruments={"skills": INSTRUMENT},
    segments=["department"],
    waves=[{"id": "spring", "from": "2026-01-01", "to": "2026-12-31"}],
)


@dataclass(frozen=True)
class Valid:
    """A file that its tool wrote.

    Of a delimited text `top` counts the rows down to the last header row, and `has_open_end` says that its last column
    is free text or a number, of which nobody can tell whether it is cut off.
    """

    name: str
    tool: str
    kind: Kind
    payload: bytes
    declared: Mapping[str, object] = field(default_factory=dict)
    path: str = "file.csv"
    encoding: str = "utf-8"
    delimiter: str | None = ","
    top: int = 1
    has_open_end: bool = False

    @property
    def is_text(self) -> bool:
        """Whether it is a text, and no archive of anything."""
        return bool(self.encoding)

    @property
    def text(self) -> str:
        """The text of the file, without the mark of its encoding."""
        return self.payload.decode(self.encoding).removeprefix("\ufeff")

    @property
    def rows(self) -> list[list[str]]:
        """The rows of a delimited text, as an independent reader of CSV takes them."""
        return list(csv.reader(io.StringIO(self.text, newline=""), delimiter=self.delimiter or ",", strict=True))

    def encoded(self, text: str) -> bytes:
        """A text in the encoding of the file, with its mark if it has one."""
        if self.encoding == "utf-16-le":
            return b"\xff\xfe" + text.encode("utf-16-le")
        return text.encode(self.encoding)


def delimited(
    rows: Iterable[Cells], *, delimiter: str = ",", end: str = "\r\n", quoting: int = csv.QUOTE_MINIMAL
) -> str:
    """Rows as a tool writes them."""
    target = io.StringIO(newline="")
    csv.writer(target, delimiter=delimiter, lineterminator=end, quoting=quoting).writerows(rows)
    return target.getvalue()


def workbook(rows: Iterable[Sequence[object]]) -> bytes:
    """Rows as the only sheet of a workbook."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row))
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def archive(**members: str) -> bytes:
    """A zip of texts."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in members.items():
            packed.writestr(f"{name}.csv", text.encode("utf-8-sig"))
    return target.getvalue()


GOOGLE_HEADER = ("Timestamp", "Email Address", FIRST, SECOND, STORY, "Channels")
GOOGLE_ROWS = (
    ("2026/03/27 3:00:00 PM GMT+1", ADA, "4", "2", "More,\n“new” things", "Video;Chat"),
    ("2026/03/28 9:05:10 AM GMT+1", ZOE, "5", "1", "Café après", "Video"),
    ("2026/04/02 11:59:59 PM GMT+2", BEN, "3", "3", "", "Phone;Video"),
    ("2026/04/03 12:00:00 AM GMT+2", CHLOE, "2", "", 'They said "yes"', ""),
)
SHEETS_HEADER = ("Timestamp", "Email Address", SECOND, STORY, FIRST)
SHEETS_ROWS = (
    ("27/3/2026 15:00:00", ADA, "2", "a, b", "4"),
    ("5/10/2026 9:05:10", ZOE, "1", "", "5"),
    ("2/4/2026 23:59:59", BEN, "3", "größer", "3"),
)
GOOGLE = (
    Valid("google forms", "google_forms", "surveys", delimited([GOOGLE_HEADER, *GOOGLE_ROWS], end="\n").encode()),
    Valid(
        "google sheets",
        "google_forms",
        "surveys",
        delimited([SHEETS_HEADER, *SHEETS_ROWS]).removesuffix("\r\n").encode(),
        has_open_end=True,
    ),
)

QUALTRICS_IDS = (
    *("StartDate", "EndDate", "Status", "IPAddress", "Progress", "Duration (in seconds)", "Finished", "RecordedDate"),
    *("ResponseId", "RecipientLastName", "RecipientFirstName", "RecipientEmail", "ExternalReference"),
    *("LocationLatitude", "LocationLongitude", "DistributionChannel", "UserLanguage", "Q1", "Q2", "Q3"),
)
QUALTRICS_LABELS = (
    *("Anfangsdatum", "Enddatum", "Antworttyp", "IP-Adresse", "Aktueller Stand", "Dauer (in Sekunden)", "Beendet"),
    *("Erfassungsdatum", "Antwort-ID", "Nachname des Empfängers", "Vorname des Empfängers", "E-Mail des Empfängers"),
    *("Externe Datenreferenz", "Breitengrad", "Längengrad", "Verteilungskanal", "Benutzersprache"),
    *(FIRST, SECOND, f"{STORY}\n"),
)
QUALTRICS_KEYS = (
    *("startDate", "endDate", "status", "ipAddress", "progress", "duration", "finished", "recordedDate"),
    *("_recordId", "recipientLastName", "recipientFirstName", "recipientEmail", "externalDataReference"),
    *("locationLatitude", "locationLongitude", "distributionChannel", "userLanguage", "QID1", "QID2", "QID3_TEXT"),
)


def _qualtrics_row(number: int, address: str, recorded: str, answers: Cells, status: str = "IP Address") -> Cells:
    place = ("198.51.100.7", "100", "61", "True", recorded, f"R_{number}2aBcDeFgHiJkLmN")
    return (
        *("2026-03-12 09:00:00", "2026-03-12 09:01:01", status, *place, "", "", address, ""),
        *("52.5", "13.4", "email", "DE", *answers),
    )


def _import_id(key: str) -> str:
    dated = {"startDate", "endDate", "recordedDate"}
    zone = {"timeZone": "Europe/Berlin"} if key in dated else {}
    return json.dumps({"ImportId": key, **zone}, separators=(",", ":"))


QUALTRICS_ROWS = (
    _qualtrics_row(1, ADA, "2026-03-12 09:01:02", ("4", "2", "Hello, world!")),
    _qualtrics_row(2, BEN, "2026-03-13 10:11:12", ("5", "5", "x"), status="Survey Preview"),
    _qualtrics_row(3, ZOE, "2026-11-05 23:59:59", ("1", "", "Two\r\nlines")),
    _qualtrics_row(4, MEI, "2026-04-01 00:00:00", ("Agree", "Strongly agree", "")),
)
LEGACY_IDS = (*(f"V{number}" for number in range(1, 11)), "Q1", "Q2", "Q3", "")
LEGACY_LABELS = (
    *("ResponseID", "ResponseSet", "Name", "ExternalDataReference", "EmailAddress", "IPAddress", "Status"),
    *("StartDate", "EndDate", "Finished", FIRST, SECOND, STORY, ""),
)
LEGACY_ROWS = tuple(
    (
        f"R_{number}xYz",
        "Default",
        "Anonymous",
        "",
        address,
        "198.51.100.9",
        "0",
        "2026-03-12 09:00:00",
        ended,
        "1",
        *answers,
        "",
    )
    for number, (address, ended, answers) in enumerate(
        [
            (ADA, "2026-03-12 09:10:00", ("4", "2", 'A "quote"')),
            (ZOE, "2026-03-13 19:10:30", ("3", "3", "")),
            (CHLOE, "2026-04-30 07:00:01", ("5", "1", "c'est ça")),
        ]
    )
)
QUALTRICS = (
    Valid(
        "qualtrics",
        "qualtrics",
        "surveys",
        delimited(
            [QUALTRICS_IDS, QUALTRICS_LABELS, tuple(map(_import_id, QUALTRICS_KEYS)), *QUALTRICS_ROWS], end="\n"
        ).encode(),
        top=3,
    ),
    Valid(
        "qualtrics legacy",
        "qualtrics",
        "surveys",
        delimited([LEGACY_IDS, LEGACY_LABELS, *LEGACY_ROWS]).encode("utf-8-sig"),
        encoding="utf-8-sig",
        top=2,
    ),
)

MONKEY_META = (
    *("Respondent ID", "Collector ID", "Start Date", "End Date", "IP Address", "Email Address", "First Name"),
    *("Last Name", "Custom Data 1"),
)
MONKEY_ASKED = ("How far do you agree?", "", STORY)
MONKEY_OPTIONS = (FIRST, SECOND, "Open-Ended Response")


def _monkey_row(key: str, begun: str, ended: str, address: str, answers: Cells) -> Cells:
    return (key, "268731444", begun, ended, "203.0.113.66", address, "", "", "E7", *answers)


MONKEY_ROWS = (
    _monkey_row("11708284283", "06/08/2026 10:30:00 AM", "06/08/2026 10:36:30 AM", ADA, ("4", "2", "More,\nmuch")),
    _monkey_row("11708284290", "06/18/2026 11:59:00 PM", "06/19/2026 12:05:00 AM", ZOE, ("Agree", "1", "")),
    _monkey_row("11708284311", "06/20/2026 01:00:00 PM", "06/20/2026 01:02:03 PM", BEN, ("", "5", "naïve")),
)
OLD_MONKEY_META = ("RespondentID", "CollectorID", "StartDate", "EndDate", "IP Address", "Email Address", "LastName")
OLD_MONKEY_ROWS = (
    ("3237565956", "55821", "46190.53487", "46190.53991", "203.0.113.4", ADA, "", "4", "2", "More"),
    ("3237565990", "55821", "46191.25", "46191.26042", "203.0.113.5", CHLOE, "", "3", "1", "Less"),
    ("3237566001", "55821", "46202.91875", "46202.92", "203.0.113.6", MEI, "", "5", "5", ""),
)
MONKEY = (
    Valid(
        "surveymonkey",
        "surveymonkey",
        "surveys",
        delimited([(*MONKEY_META, *MONKEY_ASKED), (*("",) * len(MONKEY_META), *MONKEY_OPTIONS), *MONKEY_ROWS]).encode(),
        top=2,
    ),
    Valid(
        "surveymonkey of old",
        "surveymonkey",
        "surveys",
        delimited(
            [
                ("Our survey",),
                (*OLD_MONKEY_META, FIRST, SECOND, STORY),
                (*("",) * len(OLD_MONKEY_META), "Response", "Response", "Open-Ended Response"),
                *OLD_MONKEY_ROWS,
            ],
            end="\n",
        ).encode(),
        top=3,
    ),
)

TYPEFORM_ASKED = ("#", FIRST, SECOND, f"<p>{STORY}</p>", "email", "Video", "Chat")
TYPEFORM_OLD = (*TYPEFORM_ASKED, "Start Date (UTC)", "Submit Date (UTC)", "Network ID")
TYPEFORM_NEW = (
    *(*TYPEFORM_ASKED, "Response Type", "Start Date (UTC)", "Stage Date (UTC)", "Submit Date (UTC)", "Network ID"),
    *("Tags", "Ending"),
)
TYPEFORM_ANSWERS = (
    ("068127e3d5e9ca5f5fac8e04fa692a9e", "4", "2", "More, later", ADA, "Video", ""),
    ("168127e3d5e9ca5f5fac8e04fa692a9f", "3", "5", "« oui »", ZOE, "", "Chat"),
    ("268127e3d5e9ca5f5fac8e04fa692aa0", "1", "1", "", LUKASZ, "Video", "Chat"),
    ("368127e3d5e9ca5f5fac8e04fa692aa1", "2", "2", "line\nbreak", MEI, "", ""),
)
TYPEFORM_TIMES = (
    ("2026-03-05 02:35:00", "2026-03-05 02:39:31"),
    ("2026-03-15 12:35:00", "2026-03-15 12:39:31"),
    ("2026-03-25 22:35:00", "2026-03-25 22:39:31"),
    ("2026-04-05 02:35:00", "2026-04-05 02:39:31"),
)
TYPEFORM = (
    Valid(
        "typeform of old",
        "typeform",
        "surveys",
        delimited(
            [
                TYPEFORM_OLD,
                *(
                    (*asked, *times, "d3560842b2")
                    for asked, times in zip(TYPEFORM_ANSWERS, TYPEFORM_TIMES, strict=True)
                ),
            ],
            end="\n",
        ).encode(),
    ),
    Valid(
        "typeform",
        "typeform",
        "surveys",
        delimited(
            [
                TYPEFORM_NEW,
                *(
                    (*asked, "completed", begun, "", sent, "d3560842b2", "", "thanks")
                    for asked, (begun, sent) in zip(TYPEFORM_ANSWERS[:3], TYPEFORM_TIMES, strict=False)
                ),
                (*TYPEFORM_ANSWERS[3], "partial", TYPEFORM_TIMES[3][0], TYPEFORM_TIMES[3][1], "", "d3560842b2", "", ""),
            ]
        ).encode(),
    ),
)

FORMS_HEADER = ("ID", "Start time", "Completion time", "Email", "Name", "Last modified time", FIRST, SECOND, STORY)
FORMS_ROWS = (
    (
        1,
        datetime.fromisoformat("2026-06-21T16:10:30"),
        datetime.fromisoformat("2026-06-21T16:14:05"),
        ADA,
        "Ada",
        None,
        4,
        "2",
        "a;b;",
    ),
    (
        2,
        datetime.fromisoformat("2026-06-07T08:00:01"),
        datetime.fromisoformat("2026-06-07T08:14:05"),
        ZOE,
        "Zoë",
        None,
        5,
        "1",
        None,
    ),
    (
        3,
        datetime.fromisoformat("2026-07-01T00:00:02"),
        datetime.fromisoformat("2026-07-01T00:01:00"),
        BEN,
        "Ben",
        None,
        1,
        "Agree",
        "wörk",
    ),
)
FORMS_GERMAN = ("ID", "Startzeit", "Fertigstellungszeit", "E-Mail", "Name", FIRST, SECOND, STORY)
FORMS_SAVED = (
    ("1", "21.06.2026 16:10", "21.06.2026 16:14", ADA, "Ada Novák", "4", "2", "für; und"),
    ("2", "07.06.2026 08:00", "07.06.2026 08:14", "anonymous", "Zoë Müller", "5", "1", "größer"),
    ("3", "01.07.2026 00:00", "01.07.2026 00:01", BEN, "Ben Okafor", "1", "3", ""),
)
FORMS = (
    Valid(
        "microsoft forms workbook",
        "microsoft_forms",
        "surveys",
        workbook([FORMS_HEADER, *FORMS_ROWS]),
        path="Pulse(1-3).xlsx",
        encoding="",
        delimiter=None,
    ),
    Valid(
        "microsoft forms saved by hand",
        "microsoft_forms",
        "surveys",
        delimited([FORMS_GERMAN, *FORMS_SAVED], delimiter=";").encode("cp1252", errors="replace"),
        {"encoding": "cp1252"},
        encoding="cp1252",
        delimiter=";",
    ),
)

TEAMS_SUMMARY = (
    ("1. Summary",),
    ("Meeting title", "Mentoring, Ada & Zoë"),
    ("Attended participants", "3"),
    ("Start time", "14/11/26, 09:29:07"),
    ("End time", "14/11/26, 09:50:14"),
    ("Meeting duration", "21m 7s"),
    ("Average attendance time", "18m 24s"),
)
TEAMS_PEOPLE = (
    ("2. Participants",),
    ("Name", "First join", "Last leave", "In-meeting duration", "Email", "Participant ID (UPN)", "Role"),
    ("Novák, Ada", "14/11/26, 09:29:07", "14/11/26, 09:50:14", "19m 7s", ADA, "E001", "Organizer"),
    ("Zoë Müller", "14/11/26, 09:30:00", "14/11/26, 09:50:00", "20m", "", ZOE, "Presenter"),
    ("Ben Okafor (Guest)", "14/11/26, 09:31:00", "14/11/26, 09:32:05", "1m 5s", "", "", "Attendee"),
)
TEAMS_JOINS = (
    ("3. In-Meeting activities",),
    ("Name", "Join time", "Leave time", "Duration", "Email", "Role"),
    ("Novák, Ada", "14/11/26, 09:29:07", "14/11/26, 09:40:00", "10m 53s", ADA, "Organizer"),
    ("Novák, Ada", "14/11/26, 09:42:00", "14/11/26, 09:50:14", "8m 14s", ADA, "Organizer"),
    ("Zoë Müller", "14/11/26, 09:30:00", "14/11/26, 09:50:00", "20m", "", "Presenter"),
    ("Ben Okafor (Guest)", "14/11/26, 09:31:00", "14/11/26, 09:32:05", "1m 5s", "", "Attendee"),
)
TEAMS_SINGLE = (
    ("Meeting Summary",),
    ("Total Number of Participants", "2"),
    ("Meeting Title", "Mentoring"),
    ("Meeting Start Time", "11/26/26, 4:16:54 PM"),
    ("Meeting End Time", "11/26/26, 5:01:00 PM"),
    ("Meeting Id", "9b1c7f0a-1111-4222-8333-444455556666"),
    (),
    ("Full Name", "Join Time", "Leave Time", "Duration", "Email", "Role", "Participant ID (UPN)"),
    ("Łukasz Wójcik", "11/26/26, 4:16:54 PM", "11/26/26, 5:01:00 PM", "44m 6s", LUKASZ, "Organizer", LUKASZ),
    ("Mei Tanaka", "11/26/26, 4:20:00 PM", "11/26/26, 4:30:00 PM", "10m", MEI, "Presenter", MEI),
    ("Mei Tanaka", "11/26/26, 4:40:00 PM", "11/26/26, 5:00:30 PM", "20m 30s", MEI, "Presenter", MEI),
)
TEAMS_ENGAGED = (
    TEAMS_PEOPLE[0],
    (*TEAMS_PEOPLE[1], "Reactions count", "Unmute count"),
    (*TEAMS_PEOPLE[2], "2", "5"),
    (*TEAMS_PEOPLE[3], "", "1"),
    TEAMS_PEOPLE[4],
)
TEAMS = (
    Valid(
        "teams",
        "teams_attendance",
        "meetings",
        b"\xff\xfe"
        + delimited([*TEAMS_SUMMARY, (), *TEAMS_PEOPLE, (), *TEAMS_JOINS], delimiter="\t").encode("utf-16-le"),
        encoding="utf-16-le",
        delimiter="\t",
        top=16,
    ),
    Valid(
        "teams with engagement",
        "teams_attendance",
        "meetings",
        delimited([*TEAMS_SUMMARY, (), *TEAMS_ENGAGED, (), *TEAMS_JOINS], delimiter="\t", end="\n").encode(),
        delimiter="\t",
        top=16,
    ),
    Valid(
        "teams of old",
        "teams_attendance",
        "meetings",
        delimited(TEAMS_SINGLE, delimiter="\t").encode(),
        delimiter="\t",
        top=8,
    ),
)

ZOOM_PREAMBLE = (
    ("Meeting ID", "Topic", "Start Time", "End Time", "User Email", "Duration (Minutes)", "Participants"),
    ("602 4516 7821", "Talk, with all", "11/19/2026 10:00:00 AM", "11/19/2026 11:00:00 AM", ADA, "60", "3"),
    ("", "", "", "", "", "", ""),
)
ZOOM_HEADER = (
    *("Name (Original Name)", "User Email", "Join Time", "Leave Time", "Duration (Minutes)", "Guest"),
    "Recording Consent",
)
ZOOM_ROWS = (
    ("Ada (Ada Novák)", ADA, "11/19/2026 9:59:15 AM", "11/19/2026 10:20:00 AM", "21", "No", ""),
    ("Ada (Ada Novák)", ADA, "11/19/2026 10:25:00 AM", "11/19/2026 11:00:00 AM", "35", "No", ""),
    ("Zoë Müller", ZOE, "11/19/2026 10:01:00 AM", "11/19/2026 11:00:00 AM", "59", "Yes", "Y"),
    ("Ben Okafor (Benjamin)", "", "11/19/2026 12:01:00 PM", "11/19/2026 12:02:02 PM", "2", "Yes", "Y"),
)
ZOOM = (
    Valid(
        "zoom",
        "zoom_participants",
        "meetings",
        delimited([*ZOOM_PREAMBLE, ZOOM_HEADER, *ZOOM_ROWS], end="\n").removesuffix("\n").encode(),
        top=4,
    ),
    Valid(
        "zoom without the meeting's data",
        "zoom_participants",
        "meetings",
        delimited([(*ZOOM_HEADER[:6], "In Waiting Room"), *((*row[:6], "No") for row in ZOOM_ROWS)]).encode(
            "utf-8-sig"
        ),
        encoding="utf-8-sig",
    ),
    Valid(
        "zoom unique users",
        "zoom_participants",
        "meetings",
        delimited(
            [
                *ZOOM_PREAMBLE,
                ("Name (Original Name)", "User Email", "Total Duration (Minutes)", "Guest"),
                ("Ada (Ada Novák)", ADA, "56", "No"),
                ("Zoë Müller", ZOE, "59", "Yes"),
                ("Ben Okafor (Benjamin)", "", "2", "Yes"),
            ]
        ).encode(),
        top=4,
    ),
)

ICS = (
    *("BEGIN:VCALENDAR", "PRODID:-//Google Inc//Google Calendar 70.9054//EN", "VERSION:2.0", "CALSCALE:GREGORIAN"),
    *("METHOD:PUBLISH", "X-WR-CALNAME:Mentoring", "X-WR-TIMEZONE:Europe/Berlin"),
    *("BEGIN:VTIMEZONE", "TZID:Customized Time", "BEGIN:STANDARD", "DTSTART:16011028T030000"),
    *("RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10", "TZOFFSETFROM:+0200", "TZOFFSETTO:+0100", "END:STANDARD"),
    *("BEGIN:DAYLIGHT", "DTSTART:16010325T020000", "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3"),
    *("TZOFFSETFROM:+0100", "TZOFFSETTO:+0200", "END:DAYLIGHT", "END:VTIMEZONE"),
    *("BEGIN:VEVENT", "DTSTART;TZID=Customized Time:20260305T100000", "DTEND;TZID=Customized Time:20260305T110000"),
    *("RRULE:FREQ=WEEKLY;COUNT=4;BYDAY=TH", "EXDATE;TZID=Customized Time:20260312T100000"),
    *("DTSTAMP:20260301T000000Z", f"ORGANIZER;CN=Ada Novák:mailto:{ADA}", "UID:weekly@google.example"),
    "ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;CN=Zoë",
    f"  Müller;X-NUM-GUESTS=0:mailto:{ZOE}",
    f"ATTENDEE;CUTYPE=INDIVIDUAL;PARTSTAT=DECLINED;CN=Ben:mailto:{BEN}",
    *("STATUS:CONFIRMED", "SUMMARY:Mentoring\\, weekly", "LOCATION:https://meet.google.com/abc-defg-hij", "END:VEVENT"),
    *("BEGIN:VEVENT", "DTSTART;TZID=Customized Time:20260319T140000", "DTEND;TZID=Customized Time:20260319T150000"),
    *("RECURRENCE-ID;TZID=Customized Time:20260319T100000", "DTSTAMP:20260301T000000Z", "UID:weekly@google.example"),
    *(f"ORGANIZER;CN=Ada Novák:mailto:{ADA}", f"ATTENDEE;CN=Zoë:mailto:{ZOE}", "STATUS:CONFIRMED"),
    *("SUMMARY:Mentoring\\, moved", "END:VEVENT"),
    *("BEGIN:VEVENT", "DTSTART:20260413T080000Z", "DTEND:20260413T083000Z", "DTSTAMP:20260301T000000Z"),
    *(f"ORGANIZER:mailto:{BEN}", f"ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:{CHLOE}", "UID:once@google.example"),
    *("STATUS:CANCELLED", "SUMMARY:Kennenlernen", "END:VEVENT"),
    *("BEGIN:VEVENT", "DTSTART;VALUE=DATE:20260520", "DTEND;VALUE=DATE:20260521", "DTSTAMP:20260301T000000Z"),
    *(f"ORGANIZER:mailto:{LUKASZ}", f"ATTENDEE:mailto:{MEI}", "UID:day@google.example", "STATUS:CONFIRMED"),
    *("SUMMARY:A day", "END:VEVENT", "END:VCALENDAR"),
)
CALENDARS = (
    Valid(
        "ics",
        "ics",
        "meetings",
        "".join(f"{line}\r\n" for line in ICS).encode(),
        path="calendar.ics",
        delimiter=None,
        top=0,
    ),
)

OUTLOOK_HEADER = (
    *("Subject", "Start Date", "Start Time", "End Date", "End Time", "All day event", "Reminder on/off"),
    *("Reminder Date", "Reminder Time", "Meeting Organizer", "Required Attendees", "Optional Attendees"),
    *("Meeting Resources", "Billing Information", "Categories", "Description", "Location", "Mileage", "Priority"),
    *("Private", "Sensitivity", "Show time as"),
)


def _appointment(
    subject: str, start: Cells, end: Cells, organiser: str, required: str, *, is_day: bool = False, text: str = ""
) -> Cells:
    head = (subject, *start, *end, str(is_day), "False", start[0], "9:45:00 AM", organiser, required, "", "Room 7")
    return (*head, "", "", text, "", "", "Normal", "False", "Normal", "2")


OUTLOOK_ROWS = (
    _appointment(
        "Mentoring, weekly",
        ("2/20/2026", "10:00:00 AM"),
        ("2/20/2026", "11:00:00 AM"),
        "Ada Novák",
        "Ada Novák; 'zoe@lantern.example'",
        text="Join:\r\nhttps://teams.microsoft.com/l/1, now",
    ),
    _appointment(
        "Canceled: Talk",
        ("3/2/2026", "2:30:00 PM"),
        ("3/2/2026", "3:00:00 PM"),
        "Ben Okafor",
        "Ben Okafor; Chloé Dupont",
    ),
    _appointment(
        "Mentoring day",
        ("3/16/2026", "12:00:00 AM"),
        ("3/17/2026", "12:00:00 AM"),
        "Łukasz Wójcik",
        "Łukasz Wójcik; Mei Tanaka; Guest, A.",
        is_day=True,
    ),
)
OUTLOOK = (
    Valid(
        "outlook",
        "outlook_calendar",
        "meetings",
        delimited([OUTLOOK_HEADER, *OUTLOOK_ROWS], quoting=csv.QUOTE_ALL).encode(),
    ),
)

CALENDLY_HEADER = (
    *("User Name", "Team", "Invitee Name", "Invitee First Name", "Invitee Last Name", "Invitee Email"),
    *("Invitee Time Zone", "Text Reminder Number", "Event Type Name", "Start Date & Time", "End Date & Time"),
    *("Location", "Event Created Date & Time", "Canceled", "Canceled By", "Cancellation reason", "Question 1"),
    *("Response 1", "Guest Email(s)", "Marked as No-Show", "User Email", "Event UUID", "Invitee UUID"),
)


def _booking(number: int, user: str, invitee: str, start: str, end: str, cancelled: str, missed: str) -> Cells:
    return (
        *(NAMES[user], "", NAMES[invitee], "", "", invitee, "Europe/Berlin", "", "30 Minute Meeting", start, end),
        *("https://zoom.us/j/1", "2026-02-02 01:40 am", cancelled, "", "ill, sorry", "Why?", "First,\nsecond"),
        *("", missed, user, f"03d59076-596d-4012-b28c-cfd12c7e50{number:02}"),
        f"a50d2793-6ba4-4ce0-8b2a-61402c4726{number:02}",
    )


CALENDLY = (
    Valid(
        "calendly",
        "calendly",
        "meetings",
        delimited(
            [
                CALENDLY_HEADER,
                _booking(1, ADA, ZOE, "2026-03-03 11:00 am", "2026-03-03 12:30 pm", "false", "No"),
                _booking(2, BEN, CHLOE, "2026-03-13 12:00 am", "2026-03-13 12:30 am", "true", "No"),
                _booking(3, LUKASZ, MEI, "2026-04-24 03:15 pm", "2026-04-24 03:45 pm", "false", "Yes"),
            ],
            end="\n",
        ).encode(),
    ),
)

ASANA_HEADER = (
    *("Task ID", "Created At", "Completed At", "Last Modified", "Name", "Section/Column", "Assignee"),
    *("Assignee Email", "Start Date", "Due Date", "Tags", "Notes", "Projects", "Parent task", "GAS"),
)


def _task(number: int, name: str, address: str, created: str, done: str, due: str, parent: str, gas: str) -> Cells:
    return (
        *(f"12114300000000{number:02}", created, done, "2026-05-09", name, "Doing", NAMES.get(address, ""), address),
        *("", due, "a,b", 'Notes, "quoted"\nand more', "Goals", parent, gas),
    )


ASANA = (
    Valid(
        "asana",
        "asana",
        "goals",
        delimited(
            [
                ASANA_HEADER,
                _task(17, "Give a talk", ZOE, "2026-01-05", "2026-03-21", "2026-06-30", "", "1"),
                _task(18, "Draft, with Ada", ZOE, "2026-01-06", "2026-02-03", "", "Give a talk", ""),
                _task(21, "Lead a review", CHLOE, "2026-02-14", "", "2026-07-01", "", "-1"),
                _task(33, "Écrire", MEI, "2026-02-28", "", "", "", ""),
            ],
            end="\n",
        ).encode(),
        {"columns": {"gas_level": "GAS"}},
    ),
)

JIRA_HEADER = (
    *("Summary", "Issue key", "Issue id", "Issue Type", "Status", "Project key", "Priority", "Resolution", "Assignee"),
    *("Assignee Id", "Reporter", "Created", "Updated", "Resolved", "Due date", "Labels", "Labels"),
    *("Custom field (Progress)", "Sprint", "Sprint", "Parent", "Status Category"),
)


def _issue(number: int, summary: str, address: str, days: Cells, kind: str, resolution: str, parent: str) -> Cells:
    created, resolved, due = days
    return (
        *(summary, f"GOAL-{number}", f"100{number:02}", kind, "Done" if resolution else "To Do", "GOAL", "High"),
        *(resolution, NAMES[address], "5f1:aa", "Ada Novák", created, created, resolved, due, "x", "y,z"),
        *("0.5", "S1", "", parent, "Done" if resolution else "To Do"),
    )


JIRA = (
    Valid(
        "jira",
        "jira",
        "goals",
        delimited(
            [
                JIRA_HEADER,
                _issue(
                    1,
                    "Give a talk, soon",
                    ZOE,
                    ("12/Mar/26 9:41 AM", "21/Apr/26 4:05 PM", "30/Apr/26 12:00 AM"),
                    "Task",
                    "Done",
                    "",
                ),
                _issue(2, "Draft", ZOE, ("13/Mar/26 12:30 PM", "14/Mar/26 1:00 PM", ""), "Sub-task", "Done", "10001"),
                _issue(3, "Mentor", CHLOE, ("2/Jun/26 12:00 AM", "3/Jun/26 8:00 AM", ""), "Task", "Won't Do", ""),
                _issue(4, "Écrire", MEI, ("30/May/26 11:59 PM", "", "1/Jul/26 12:00 AM"), "Story", "", ""),
            ]
        ).encode("utf-8-sig"),
        {"columns": {"progress": "Custom field (Progress)"}},
        encoding="utf-8-sig",
    ),
)

CARDS = tuple(f"69a8f5a0000000000000000{number}" for number in (1, 2, 3, 4))
LISTS = tuple(f"69a8f5a000000000000000a{number}" for number in (1, 2))


def _card(number: int, name: str, member: str, **fields: object) -> dict[str, object]:
    return {
        "id": CARDS[number],
        "closed": False,
        "dueComplete": False,
        "dateLastActivity": "2026-05-01T10:00:00.000Z",
        "desc": "Größer,\n„neu“",
        "due": None,
        "idChecklists": [],
        "idLabels": ["l1"],
        "idList": LISTS[0],
        "idMembers": [member],
        "labels": [{"id": "l1", "name": "Skills"}],
        "name": name,
        "pos": 16383.75,
        **fields,
    }


TRELLO_BOARD = {
    "id": "69a8f5a0000000000000000f",
    "name": "Mentoring",
    "shortUrl": "https://trello.com/b/abc",
    "actions": [
        {
            "id": "x",
            "type": "updateCard",
            "date": "2026-05-01T10:00:00.000Z",
            "data": {"old": {"dueComplete": False}, "card": {"id": CARDS[0], "dueComplete": True}},
        }
    ],
    "lists": [{"id": LISTS[0], "name": "To do", "closed": False}, {"id": LISTS[1], "name": "Done", "closed": True}],
    "members": [
        {"id": f"m{number}", "fullName": name, "username": address.partition("@")[0]}
        for number, (_, address, name, _) in enumerate(ROSTER, start=1)
    ],
    "checklists": [
        {"id": "c", "idCard": CARDS[0], "checkItems": [{"state": "complete"}, {"state": "incomplete"}]},
    ],
    "labels": [],
    "customFields": [],
    "cards": [
        _card(0, "Give a talk", "m2", dueComplete=True, due="2026-05-30T21:30:00.000Z"),
        _card(1, "Lead a review", "m4", due="2026-06-13T10:00:00.000Z"),
        _card(2, "Écrire", "m6", closed=True),
        _card(3, "Read", "m6", idList=LISTS[1]),
    ],
}
TRELLO = (
    Valid(
        "trello",
        "trello",
        "goals",
        json.dumps(TRELLO_BOARD, ensure_ascii=False, indent=1).encode(),
        path="board.json",
        delimiter=None,
        top=0,
    ),
    Valid(
        "trello on one line",
        "trello",
        "goals",
        json.dumps(TRELLO_BOARD, ensure_ascii=False, separators=(",", ":")).encode(),
        path="board.json",
        delimiter=None,
        top=0,
    ),
)

NOTION_HEADER = ("Name", "Owner", "Created time", "Due date", "Completed on", "Status", "Progress", "ID", "Parent item")
NOTION_ROWS = (
    (
        *("Give a talk", "Zoë Müller", "March 12, 2026 9:41 AM", "June 30, 2026", "June 3, 2026 2:00 PM", "Done"),
        *("100%", "G-1", ""),
    ),
    (
        *("Draft, now", "Zoë Müller", "March 13, 2026 12:05 PM", "", "April 1, 2026 12:00 AM", "Done", "1", "G-2"),
        "Give a talk (https://www.notion.so/Give-a-talk-0123456789abcdef)",
    ),
    (
        *("Écrire", "Mei Tanaka", "March 14, 2026 1:00 PM (GMT+1)", "May 14, 2026 → May 28, 2026", "", "In progress"),
        *("0.25", "G-3", ""),
    ),
)
NOTION_TEXT = delimited([NOTION_HEADER, *NOTION_ROWS])
NOTION = (
    Valid("notion", "notion", "goals", NOTION_TEXT.encode("utf-8-sig"), encoding="utf-8-sig"),
    Valid(
        "notion archive",
        "notion",
        "goals",
        archive(**{"Goals 0123456789abcdef0123456789abcdef": NOTION_TEXT}),
        path="Export-1.zip",
        encoding="",
        delimiter=None,
    ),
)

CULTURE_AMP_HEADER = (
    *("email", "name", "description", "visibility", "individual_emails", "due_at", "created_at", "priority"),
    *("status", "completion", "key_result_1_title", "key_result_1_completion", "key_result_2_title"),
    "key_result_2_completion",
)


def _aim(address: str, name: str, due: str, status: str, completion: str, results: Cells) -> Cells:
    watchers = "a@x.example;b@x.example"
    return (address, name, "More, “text”", "everyone", watchers, due, "2026-01-12", "1", status, completion, *results)


CULTURE_AMP = (
    Valid(
        "culture amp",
        "culture_amp",
        "goals",
        delimited(
            [
                CULTURE_AMP_HEADER,
                _aim(ZOE, "Give a talk", "2026-06-30", "ongoing", "0.35", ("First", "1.0", "Second", "0.5")),
                _aim(CHLOE, "Lead, well", "2026-05-15", "accomplished", "1.0", ("Only", "1.0", "", "")),
                _aim(MEI, "Écrire", "", "created", "0.125", ("", "", "", "")),
            ],
            end="\n",
        ).encode(),
    ),
)

PEOPLE_HEADER = ("person_key", "email", "name", "role", "joined_on", "left_on", "other_keys", "department")
PEOPLE_ROWS = tuple(
    (key, address, name, role, joined, left, other, department)
    for (key, address, name, role), (joined, left, other, department) in zip(
        ROSTER,
        [
            ("2026-01-13", "", "Ada N.;A. Novák", "Research"),
            ("2026-01-14", "2026-06-30", "", "Sales"),
            ("2026-02-01", "", "", "Research"),
            ("2026-02-03", "", "chloe.dupont@beacon.example", "Sales"),
            ("2026-01-02", "2026-11-15", "", "Sales"),
            ("2026-03-31", "", "", "Research"),
        ],
        strict=True,
    )
)
THEIR_PEOPLE = ("Personalnr", "E-Mail", "Rolle", "Eintritt", "Abteilung", "Name")
THEIR_ROLES = {"mentor": "Mentorin", "mentee": "Mentee", "both": "Beides"}


def _german(day: str) -> str:
    return ".".join(reversed(day.split("-"))) if day else ""


TABLES_OF_PEOPLE = (
    Valid("people by our names", "table", "people", delimited([PEOPLE_HEADER, *PEOPLE_ROWS], end="\n").encode("utf-8")),
    Valid(
        "people of a spreadsheet",
        "table",
        "people",
        delimited(
            [
                ("Mentoring, Stand März", "", "", "", "", ""),
                THEIR_PEOPLE,
                *(
                    (key.replace("E", "4711"), address, THEIR_ROLES[role], _german(joined), department, name)
                    for key, address, name, role, joined, _, _, department in PEOPLE_ROWS
                ),
            ],
            delimiter=";",
        ).encode("utf-8-sig"),
        {
            "columns": {
                "person_key": "Personalnr",
                "email": "E-Mail",
                "name": "Name",
                "role": "Rolle",
                "joined_on": "Eintritt",
                "department": "Abteilung",
            },
            "values": {"Mentorin": "mentor", "Beides": "both"},
            "header_row": 2,
        },
        encoding="utf-8-sig",
        delimiter=";",
        top=2,
        has_open_end=True,
    ),
    Valid(
        "people of a workbook",
        "table",
        "people",
        workbook(
            [
                PEOPLE_HEADER,
                *(
                    (*row[:4], date.fromisoformat(row[4]), date.fromisoformat(row[5]) if row[5] else None, *row[6:])
                    for row in PEOPLE_ROWS
                ),
            ]
        ),
        path="people.xlsx",
        encoding="",
        delimiter=None,
    ),
)
PAIR_HEADER = ("pair_key", "mentor", "mentee", "matched_on", "ended_on", "planned_end_on", "outcome", "department")
PAIR_ROWS = tuple(
    (*pair, matched, ended, planned, outcome, department)
    for pair, (matched, ended, planned, outcome, department) in zip(
        PAIRS,
        [
            ("2026-01-15", "", "2026-07-15", "", "Research"),
            ("2026-02-05", "2026-05-20", "2026-08-05", "ended_early", "Sales"),
            ("2026-04-01", "2026-10-01", "2026-10-01", "completed", "Sales"),
        ],
        strict=True,
    )
)


def _parquet() -> bytes:
    target = io.BytesIO()
    frame = pl.DataFrame(PAIR_ROWS, schema=list(PAIR_HEADER), orient="row")
    days = ("matched_on", "ended_on", "planned_end_on")
    frame.with_columns(pl.col(days).replace("", None).str.to_date()).write_parquet(target)
    return target.getvalue()


TABLES_OF_PAIRS = (
    Valid("pairs by our names", "table", "pairs", delimited([PAIR_HEADER, *PAIR_ROWS], quoting=csv.QUOTE_ALL).encode()),
    Valid("pairs of a parquet file", "table", "pairs", _parquet(), path="pairs.parquet", encoding="", delimiter=None),
)
LOG_HEADER = ("Nr", "Paar", "Beginn", "Dauer", "Kanal", "Ergebnis", "Aufgaben", "Agenda")
LOG_ROWS = (
    ("0017", "pair-01", "13.03.2026 14:30", "45,5", "video", "held", "2", "true"),
    ("0018", "pair-01", "02.04.2026 09:05", "0,125", "in_person", "held", "0", "false"),
    ("0019", "pair-02", "28.03.2026 17:00", "60", "phone", "cancelled", "", ""),
    ("0020", "pair-03", "05.05.2026 08:00", "30", "video", "no_show", "", "false"),
)
TABLES_OF_MEETINGS = (
    Valid(
        "a log of meetings",
        "table",
        "meetings",
        delimited([LOG_HEADER, *LOG_ROWS], delimiter=";").encode(),
        {
            "columns": {
                "meeting_key": "Nr",
                "pair_key": "Paar",
                "starts_at": "Beginn",
                "duration_minutes": "Dauer",
                "channel": "Kanal",
                "outcome": "Ergebnis",
                "action_item_count": "Aufgaben",
                "has_agenda": "Agenda",
            },
            "decimal": ",",
        },
        delimiter=";",
    ),
    Valid(
        "a log by our names",
        "table",
        "meetings",
        delimited(
            [
                ("meeting_key", "mentor", "mentee", "starts_at", "duration_minutes", "outcome"),
                ("m-01", ADA, ZOE, "2026-03-13T14:30:00Z", "45.5", "held"),
                ("m-02", ADA, ZOE, "2026-04-02T09:05:00+02:00", "30", "held"),
                ("m-03", BEN, CHLOE, "2026-04-28", "60", "cancelled"),
                ("m-04", LUKASZ, MEI, "2026-05-14T08:00:00Z", "12.75", "cancelled"),
            ],
            end="\n",
        ).encode(),
    ),
)
TABLES_OF_GOALS = (
    Valid(
        "goals by our names",
        "table",
        "goals",
        delimited(
            [
                ("goal_key", "owner", "title", "set_on", "due_on", "achieved_on", "status", "progress", "gas_level"),
                ("g-01", ZOE, "Give a talk, soon", "2026-01-05", "2026-06-30", "2026-03-21", "achieved", "1", "1"),
                ("g-02", CHLOE, "Lead", "2026-02-14", "2026-07-01", "", "dropped", "0.25", "-2"),
                ("g-03", MEI, "Écrire", "2026-02-28", "", "", "open", "0.125", ""),
            ]
        ).encode(),
    ),
)
TABLES_OF_SURVEYS = (
    Valid(
        "answers by our names",
        "table",
        "surveys",
        delimited(
            [
                ("respondent", "submitted_at", "conf1", "story", "conf2"),
                (ADA, "2026-03-13T14:30:00Z", "4", "a, b", "2"),
                (ZOE, "2026-03-14T14:30:00Z", "5", "", "2"),
                (BEN, "2026-03-15", "1", "naïve", "4"),
            ],
            end="\n",
        ).encode(),
        has_open_end=True,
    ),
)

TEXTS = (
    *(*GOOGLE, *QUALTRICS, *MONKEY, *TYPEFORM, FORMS[1], *TEAMS, *ZOOM, *CALENDARS, *OUTLOOK, *CALENDLY, *ASANA),
    *(*JIRA, *TRELLO, NOTION[0], *CULTURE_AMP, *TABLES_OF_PEOPLE[:2], TABLES_OF_PAIRS[0], *TABLES_OF_MEETINGS),
    *(*TABLES_OF_GOALS, *TABLES_OF_SURVEYS),
)
ARCHIVES = (FORMS[0], NOTION[1], TABLES_OF_PEOPLE[2], TABLES_OF_PAIRS[1])
ALL = (*TEXTS, *ARCHIVES)
STORIES = (
    *("new” things", "Café après", 'They said "yes"', "größer", "Hello, world!", "c'est ça", "More,\nmuch", "naïve"),
    *("More, later", "« oui »", "line\nbreak", "für; und", "First,\nsecond", "ill, sorry", "Notes, "),
)
"""Free text of people, which no message may quote."""
TABLES = tuple(valid for valid in TEXTS if valid.delimiter is not None)
