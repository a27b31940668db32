"""One meeting seen by several tools is one meeting, with the best evidence of it."""

from datetime import date

import polars as pl

ZOOM = "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest,Recording Consent\n"
SOURCES = """
  - {name: zoom, kind: meetings, tool: zoom_participants, files: zoom/*.csv, date_order: mdy}
  - {name: calendar, kind: meetings, tool: ics, files: calendar/*.ics}
waves:"""


def prepared(folder) -> None:
    text = (folder.root / "programme.yaml").read_text()
    folder.write("programme.yaml", text.replace("\nwaves:", SOURCES, 1))
    people = [("m1", "mentee"), ("m2", "mentee"), ("r1", "mentor"), ("r2", "mentor")]
    folder.table(
        "people", [{"person_key": key, "email": f"{key}@testing.example", "role": role} for key, role in people]
    )
    folder.table(
        "pairs",
        [
            {"pair_key": f"p{number}", "mentor": f"r{number}", "mentee": f"m{number}", "matched_on": "2026-02-01"}
            for number in (1, 2)
        ],
    )


def call(folder, name: str, *joins: tuple[str, str, str]) -> None:
    lines = [f"{who},{who}@testing.example,03/02/2026 {start},03/02/2026 {end},1,Yes,Y\n" for who, start, end in joins]
    head = "Meeting ID,Topic,Start Time,End Time,User Email,Duration (Minutes),Participants\n"
    head += f"{len(name)}111,Talk,03/02/2026 10:00:00 AM,03/02/2026 11:00:00 AM,r1@testing.example,60,2\n,,,,,,\n"
    folder.write(f"exports/zoom/{name}.csv", head + ZOOM + "".join(lines))


def event(folder, uid: str, start: str, end: str, status: str = "CONFIRMED") -> None:
    people = "".join(f"ATTENDEE:mailto:{who}@testing.example\r\n" for who in ("m1", "r1"))
    folder.write(
        f"exports/calendar/{uid}.ics",
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Testing//EN\r\nBEGIN:VEVENT\r\n"
        f"UID:{uid}\r\nDTSTAMP:20260101T000000Z\r\nDTSTART:{start}\r\nDTEND:{end}\r\nSTATUS:{status}\r\n"
        f"{people}SUMMARY:Talk\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
    )


def told(folder) -> list[dict[str, object]]:
    return folder.facts()["core_meetings"].sort("starts_at").to_dicts()


def test_a_call_a_calendar_and_a_log_of_one_meeting_are_one(folder):
    prepared(folder)
    call(folder, "a", ("m1", "10:03:00 AM", "10:50:00 AM"), ("r1", "10:00:00 AM", "10:55:00 AM"))
    event(folder, "one", "20260302T090000Z", "20260302T100000Z")
    folder.table("meetings", [{"pair_key": "p1", "starts_at": "2026-03-02", "outcome": "held", "has_agenda": "true"}])
    facts = folder.facts()
    assert facts["core_meetings"].height == 1
    meeting = facts["core_meetings"].row(0, named=True)
    assert (meeting["grade"], meeting["outcome"], meeting["duration_minutes"]) == ("attended", "held", 55.0)
    assert (meeting["has_agenda"], meeting["meeting_on"]) == (True, date(2026, 3, 2))
    files = facts["core_lineage"].filter(pl.col("table_name") == "core_meetings")["source_file"]
    assert sorted(files) == ["calendar/one.ics", "meetings/meetings.csv", "zoom/a.csv", "zoom/a.csv"]


def test_the_time_of_two_people_is_the_union_of_their_joins(folder):
    prepared(folder)
    joins = [
        ("m1", "10:00:00 AM", "10:10:00 AM"),
        ("m1", "10:20:00 AM", "10:40:00 AM"),
        ("r1", "10:30:00 AM", "10:50:00 AM"),
    ]
    call(folder, "a", *joins)
    assert told(folder)[0]["duration_minutes"] == 40.0


def test_an_invitation_alone_is_not_held(folder):
    prepared(folder)
    event(folder, "one", "20260302T090000Z", "20260302T100000Z")
    event(folder, "two", "20260402T090000Z", "20260402T100000Z", "CANCELLED")
    assert [(row["outcome"], row["grade"], row["is_held"]) for row in told(folder)] == [
        ("booked", "booked", False),
        ("cancelled", "booked", False),
    ]


def test_somebody_alone_in_a_call_met_nobody(folder):
    prepared(folder)
    call(folder, "a", ("m1", "10:00:00 AM", "10:50:00 AM"))
    assert [(row["is_held"], row["outcome"]) for row in told(folder)] == [(False, "booked")]


def test_a_call_of_two_pairs_is_a_meeting_of_each(folder):
    prepared(folder)
    call(folder, "a", *((who, "10:00:00 AM", "10:50:00 AM") for who in ("m1", "m2", "r1", "r2")))
    facts = folder.facts()
    assert facts["core_meetings"].select("is_held", "grade").rows() == [(True, "attended")] * 2
    assert facts["core_meeting_people"].height == 4


def test_a_stranger_in_a_call_is_refused_and_the_pair_still_met(folder):
    prepared(folder)
    call(folder, "a", *((who, "10:00:00 AM", "10:50:00 AM") for who in ("m1", "r1", "guest")))
    facts = folder.facts()
    assert facts["core_meetings"]["is_held"].to_list() == [True]
    assert facts["core_rejects"].select("source_line", "rule").rows() == [(7, "attendee_is_known")]


def test_meetings_hours_apart_are_two(folder):
    prepared(folder)
    call(folder, "a", ("m1", "10:00:00 AM", "10:50:00 AM"), ("r1", "10:00:00 AM", "10:50:00 AM"))
    event(folder, "one", "20260302T140000Z", "20260302T150000Z")
    assert [row["grade"] for row in told(folder)] == ["attended", "booked"]


def test_a_known_outcome_goes_before_a_booking(folder):
    prepared(folder)
    event(folder, "one", "20260302T090000Z", "20260302T100000Z")
    folder.table(
        "meetings",
        [{"pair_key": "p1", "starts_at": "2026-03-02T10:05:00+01:00", "outcome": "no_show", "no_show_by": "mentee"}],
    )
    assert [(row["outcome"], row["no_show_by"]) for row in told(folder)] == [("no_show", "mentee")]
