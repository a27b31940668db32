"""One meeting seen by several tools is one meeting, with the best evidence of it."""

from datetime import date

import polars as pl
import pytest

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


def call(folder, name: str, *joins: tuple[str, str, str], day: str = "03/02/2026") -> None:
    lines = [f"{who},{who}@testing.example,{day} {start},{day} {end},1,Yes,Y\n" for who, start, end in joins]
    head = "Meeting ID,Topic,Start Time,End Time,User Email,Duration (Minutes),Participants\n"
    head += f"{len(name)}111,Talk,{day} 10:00:00 AM,{day} 11:00:00 AM,r1@testing.example,60,2\n,,,,,,\n"
    folder.write(f"exports/zoom/{name}.csv", head + ZOOM + "".join(lines))


def both(start: str, end: str) -> tuple[tuple[str, str, str], ...]:
    """The joins of mentor and mentee of the first pair, who come and go together."""
    return (("m1", start, end), ("r1", start, end))


def event(folder, uid: str, start: str, end: str, status: str = "CONFIRMED", more: str = "") -> None:
    people = "".join(f"ATTENDEE:mailto:{who}@testing.example\r\n" for who in ("m1", "r1")) + more
    folder.write(
        f"exports/calendar/{uid}.ics",
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Testing//EN\r\nBEGIN:VEVENT\r\n"
        f"UID:{uid}\r\nDTSTAMP:20260101T000000Z\r\nDTSTART:{start}\r\nDTEND:{end}\r\nSTATUS:{status}\r\n"
        f"{people}SUMMARY:Talk\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
    )


def log(folder, *rows: dict[str, object]) -> None:
    """A log of held meetings of the first pair, but for what a row says."""
    folder.table(
        "meetings",
        [
            {"meeting_key": f"x{number}", "pair_key": "p1", "outcome": "held", **row}
            for number, row in enumerate(rows, start=1)
        ],
    )


def told(folder) -> list[dict[str, object]]:
    return folder.facts()["core_meetings"].sort("starts_at").to_dicts()


def proved(folder) -> list[tuple[str, str]]:
    """Outcome and grade of each meeting, in the order of their starts."""
    return [(row["outcome"], row["grade"]) for row in told(folder)]


def behind(folder) -> list[list[str]]:
    """The folders of the files behind each meeting, in the order of the meetings' starts."""
    facts = folder.facts()
    files = facts["core_lineage"].select(pl.col("fact_id"), pl.col("source_file").str.split("/").list.first())
    grouped = files.unique().group_by(meeting_id="fact_id").agg(pl.col("source_file").sort())
    return facts["core_meetings"].join(grouped, on="meeting_id").sort("starts_at")["source_file"].to_list()


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


def test_sessions_back_to_back_keep_their_own_evidence(folder):
    prepared(folder)
    log(
        folder,
        {"starts_at": "2026-03-02T10:00", "duration_minutes": 60},
        {"starts_at": "2026-03-02T11:00", "duration_minutes": 60, "has_agenda": "true"},
    )
    event(folder, "one", "20260302T090000Z", "20260302T100000Z")
    event(folder, "two", "20260302T100000Z", "20260302T110000Z")
    call(folder, "a", *both("11:02:00 AM", "11:58:00 AM"))
    assert [(row["grade"], row["has_agenda"]) for row in told(folder)] == [("logged", None), ("attended", True)]
    assert behind(folder) == [["calendar", "meetings"], ["calendar", "meetings", "zoom"]]


def test_a_cancelled_session_does_not_vanish_in_the_one_after_it(folder):
    prepared(folder)
    log(folder, {"starts_at": "2026-03-02T10:00", "duration_minutes": 60})
    event(folder, "one", "20260302T090000Z", "20260302T100000Z")
    event(folder, "two", "20260302T100000Z", "20260302T110000Z", "CANCELLED")
    assert proved(folder) == [("held", "logged"), ("cancelled", "booked")]


def test_records_that_only_a_third_one_links_are_not_one_meeting(folder):
    prepared(folder)
    log(folder, {"starts_at": "2026-03-02T10:00", "duration_minutes": 30})
    event(folder, "one", "20260302T093000Z", "20260302T103000Z")
    call(folder, "a", *both("11:20:00 AM", "11:50:00 AM"))
    assert behind(folder) == [["calendar", "meetings"], ["zoom"]]


def test_a_call_that_begins_or_ends_late_is_the_booked_one(folder):
    prepared(folder)
    event(folder, "one", "20260302T090000Z", "20260302T100000Z")
    call(folder, "a", *both("10:40:00 AM", "11:20:00 AM"))
    event(folder, "two", "20260302T130000Z", "20260302T140000Z")
    call(folder, "bb", *both("03:15:00 PM", "03:50:00 PM"))
    event(folder, "three", "20260302T170000Z", "20260302T180000Z")
    call(folder, "ccc", *both("07:16:00 PM", "07:50:00 PM"))
    assert proved(folder) == [("held", "attended"), ("held", "attended"), ("booked", "booked"), ("held", "attended")]


def test_a_row_of_a_day_is_the_meeting_that_another_source_saw_that_day(folder):
    prepared(folder)
    log(folder, {"starts_at": "2026-03-02", "has_agenda": "true"})
    call(folder, "a", *both("10:00:00 AM", "10:50:00 AM"))
    call(folder, "bb", *both("03:00:00 PM", "03:50:00 PM"))
    assert [(row["grade"], row["has_agenda"]) for row in told(folder)] == [("attended", True), ("attended", None)]


def test_a_row_of_a_day_goes_with_what_took_place_and_not_with_what_was_cancelled(folder):
    prepared(folder)
    log(folder, {"starts_at": "2026-03-02"})
    event(folder, "one", "20260302T090000Z", "20260302T100000Z", "CANCELLED")
    event(folder, "two", "20260302T140000Z", "20260302T150000Z")
    assert proved(folder) == [("held", "logged"), ("cancelled", "booked")]
    assert behind(folder) == [["calendar", "meetings"], ["calendar"]]


def test_a_meeting_cancelled_some_time_that_day_is_not_the_one_that_was_attended(folder):
    prepared(folder)
    log(folder, {"starts_at": "2026-03-02", "outcome": "cancelled"})
    call(folder, "a", *both("10:00:00 AM", "10:50:00 AM"))
    assert proved(folder) == [("cancelled", "booked"), ("held", "attended")]


def test_two_logs_of_two_days_in_a_row_tell_of_two_meetings(folder):
    prepared(folder)
    text = (folder.root / "programme.yaml").read_text()
    phone = "  - {name: phone, kind: meetings, tool: table, files: phone/*.csv}\nwaves:"
    folder.write("programme.yaml", text.replace("waves:", phone, 1))
    log(folder, {"starts_at": "2026-03-02"})
    folder.table("phone/a", [{"pair_key": "p1", "starts_at": "2026-03-03", "outcome": "held"}])
    assert [row["meeting_on"] for row in told(folder)] == [date(2026, 3, 2), date(2026, 3, 3)]


def test_a_day_of_25_hours_is_taken_whole(folder):
    prepared(folder)
    log(folder, {"starts_at": "2026-10-25"}, {"starts_at": "2026-03-29"})
    call(folder, "a", *both("11:45:00 PM", "11:55:00 PM"), day="10/25/2026")
    call(folder, "bb", *both("12:30:00 AM", "01:10:00 AM"), day="03/30/2026")
    facts = folder.facts(date(2026, 12, 31))["core_meetings"].sort("starts_at")
    assert facts.select("meeting_on", "grade").rows() == [
        (date(2026, 3, 29), "logged"),
        (date(2026, 3, 30), "attended"),
        (date(2026, 10, 25), "attended"),
    ]


def test_a_meeting_over_midnight_is_of_the_day_on_which_it_began(folder):
    prepared(folder)
    event(folder, "one", "20260302T224500Z", "20260302T233000Z")
    log(folder, {"starts_at": "2026-03-02"}, {"starts_at": "2026-03-03T00:05", "duration_minutes": 30})
    assert [(row["meeting_on"], row["grade"]) for row in told(folder)] == [
        (date(2026, 3, 2), "logged"),
        (date(2026, 3, 3), "logged"),
    ]


def test_minutes_without_times_of_leaving_say_how_far_a_call_reaches(folder):
    prepared(folder)
    head = "Meeting ID,Topic,Start Time,End Time,User Email,Duration (Minutes),Participants\n"
    head += "8111,Talk,03/02/2026 10:00:00 AM,03/02/2026 11:00:00 AM,r1@testing.example,60,2\n,,,,,,\n"
    head += "Name (Original Name),User Email,Total Duration (Minutes),Guest\n"
    folder.write("exports/zoom/a.csv", head + "".join(f"{who},{who}@testing.example,55,No\n" for who in ("m1", "r1")))
    log(folder, {"starts_at": "2026-03-02T10:30", "duration_minutes": 30})
    assert [(row["grade"], row["duration_minutes"]) for row in told(folder)] == [("attended", 30.0)]


def test_what_was_planned_is_not_how_long_a_held_meeting_took(folder):
    prepared(folder)
    event(folder, "one", "20260302T090000Z", "20260302T100000Z")
    log(folder, {"starts_at": "2026-03-02T10:00"})
    assert [(row["outcome"], row["duration_minutes"]) for row in told(folder)] == [("held", None)]


def test_a_row_of_two_days_says_nothing_about_minutes(folder):
    prepared(folder)
    log(folder, {"starts_at": "2026-03-02", "ends_at": "2026-03-02"})
    assert [(row["outcome"], row["duration_minutes"]) for row in told(folder)] == [("held", None)]


def test_two_who_join_and_leave_at_once_were_there_for_no_time(folder):
    prepared(folder)
    call(folder, "a", *both("10:00:00 AM", "10:00:00 AM"))
    assert [(row["grade"], row["duration_minutes"]) for row in told(folder)] == [("attended", 0.0)]


def test_one_meeting_under_the_keys_of_both_matches_of_two_people_is_one(folder):
    prepared(folder)
    again = {"mentor": "r1", "mentee": "m1"}
    folder.table(
        "pairs",
        [
            {**again, "pair_key": "p1", "matched_on": "2026-01-05", "ended_on": "2026-02-15"},
            {**again, "pair_key": "p3", "matched_on": "2026-02-20"},
        ],
    )
    log(folder, {"starts_at": "2026-03-02T10:00"})
    call(folder, "a", *both("10:03:00 AM", "10:50:00 AM"))
    assert [(row["grade"], row["is_in_pair_time"]) for row in told(folder)] == [("attended", True)]


def test_somebody_alone_met_nobody_even_where_bookings_count(folder):
    prepared(folder)
    text = (folder.root / "programme.yaml").read_text()
    folder.write("programme.yaml", text.replace("meetings_per_month: 2", "booked_counts_as_held: true"))
    call(folder, "a", ("m1", "10:00:00 AM", "10:50:00 AM"))
    event(folder, "one", "20260402T090000Z", "20260402T100000Z")
    assert [(row["grade"], row["is_held"]) for row in told(folder)] == [("invited", False), ("booked", True)]


def test_who_missed_a_meeting_that_was_held_after_all_is_not_said(folder):
    prepared(folder)
    log(folder, {"starts_at": "2026-03-02T10:00", "outcome": "no_show", "no_show_by": "mentee"})
    call(folder, "a", *both("10:20:00 AM", "10:50:00 AM"))
    assert [(row["outcome"], row["no_show_by"]) for row in told(folder)] == [("held", None)]


def test_two_keys_of_one_log_are_two_meetings_at_whatever_time(folder):
    prepared(folder)
    log(folder, {"starts_at": "2026-03-02T10:00"}, {"starts_at": "2026-03-02T10:00"})
    assert proved(folder) == [("held", "logged")] * 2
    assert folder.facts()["core_meetings"]["meeting_id"].n_unique() == 2


def test_a_mentor_with_two_mentees_in_one_call_meets_both_pairs(folder):
    prepared(folder)
    folder.table(
        "pairs",
        [{"pair_key": f"p{n}", "mentor": "r1", "mentee": f"m{n}", "matched_on": "2026-02-01"} for n in (1, 2)],
    )
    call(folder, "a", *((who, "10:00:00 AM", "10:50:00 AM") for who in ("r1", "m1", "m2")))
    log(folder, {"starts_at": "2026-03-02"})
    assert proved(folder) == [("held", "attended")] * 2


def test_a_name_of_two_people_in_a_calendar_refuses_the_entry(folder):
    prepared(folder)
    rows = [("m1", "mentee", ""), ("r1", "mentor", ""), ("m2", "mentee", "Kim Lamp"), ("r2", "mentor", "kim lamp")]
    folder.table(
        "people",
        [
            {"person_key": key, "email": f"{key}@testing.example", "role": role, "name": name}
            for key, role, name in rows
        ],
    )
    event(folder, "one", "20260302T090000Z", "20260302T100000Z", more="ATTENDEE;CN=Kim Lamp:urn:uuid:1\r\n")
    facts = folder.facts()
    assert facts["core_meetings"].is_empty()
    refused = facts["core_rejects"].row(0, named=True)
    assert refused["rule"] == "attendee_is_one_person"
    assert refused["reason"].endswith(": people/people.csv:4, people/people.csv:5")


def test_a_lesser_record_leaves_the_id_of_a_meeting_as_it_is(folder):
    prepared(folder)
    log(folder, {"starts_at": "2026-03-02T10:05"})
    before = folder.facts()["core_meetings"]["meeting_id"].to_list()
    event(folder, "one", "20260302T090000Z", "20260302T100000Z")
    event(folder, "two", "20260302T090500Z", "20260302T100500Z")
    assert before[0] in folder.facts()["core_meetings"].filter("is_held")["meeting_id"].to_list()


TEAMS = (
    "1. Summary\nMeeting title\tTalk\nAttended participants\t2\nStart time\t13/3/26, 10:00:00\nEnd time\t13/3/26, 11:00:00\n\n"
    "2. Participants\nName\tFirst join\tLast leave\tIn-meeting duration\tEmail\tParticipant ID (UPN)\tRole\n"
    "Mentee\t13/3/26, 10:00:00\t13/3/26, 10:30:00\t30m\t{email}\t{upn}\tPresenter\n"
    "Mentor\t13/3/26, 10:00:00\t13/3/26, 10:30:00\t30m\tr1@testing.example\tr1@testing.example\tOrganizer\n\n"
    "3. In-Meeting activities\nName\tJoin time\tLeave time\tDuration\tEmail\tRole\n"
    "Mentee\t13/3/26, 10:00:00\t13/3/26, 10:30:00\t30m\t{email}\tPresenter\n"
    "Mentor\t13/3/26, 10:00:00\t13/3/26, 10:30:00\t30m\tr1@testing.example\tOrganizer\n"
)


def teams_call(folder, email: str, upn: str):
    prepared(folder)
    text = (folder.root / "programme.yaml").read_text()
    source = "  - {name: teams, kind: meetings, tool: teams_attendance, files: teams/*.csv}\nwaves:"
    folder.write("programme.yaml", text.replace("waves:", source, 1))
    folder.write("exports/teams/a.csv", TEAMS.format(email=email, upn=upn))
    facts = folder.facts()
    return facts["core_meetings"].select("grade", "duration_minutes").rows(), facts["core_rejects"]


@pytest.mark.parametrize(
    ("email", "upn"),
    [
        ("m1@testing.example", "m1@elsewhere.example"),
        ("m1@elsewhere.example", "M1@testing.example"),
        ("M1@testing.example", "m1@testing.example"),
        ("", "m1@testing.example"),
        ("m1@testing.example", ""),
    ],
)
def test_either_key_of_a_person_who_has_two_may_stand_in_the_roster(folder, email, upn):
    meetings, rejects = teams_call(folder, email, upn)
    assert meetings == [("attended", 30.0)]
    assert rejects.is_empty()


def test_two_keys_of_two_people_are_nobodys(folder):
    meetings, rejects = teams_call(folder, "m1@testing.example", "m2@testing.example")
    assert meetings == [("invited", 30.0)]
    assert rejects.select("source_line", "rule").rows() == [(14, "attendee_is_one_person")]
    assert "its keys are two people's" in rejects["reason"][0]


def test_two_keys_of_nobody_are_a_stranger_even_under_a_known_name(folder):
    _, rejects = teams_call(folder, "x@elsewhere.example", "y@elsewhere.example")
    assert rejects["rule"].to_list() == ["attendee_is_known"]


def test_a_meeting_ends_within_a_day(folder):
    prepared(folder)
    log(folder, {"starts_at": "2026-03-02T10:00", "ends_at": "2027-03-02T11:00"})
    facts = folder.facts()
    assert facts["core_meetings"].is_empty()
    assert facts["core_rejects"].select("source_line", "rule").rows() == [(2, "ends_within_a_day")]
