"""What Calendly's events as CSV tell: who booked whom, when, what was cancelled and who did not come."""

import csv
import hashlib
import io

import pytest

from mentorship.exports import detect, stamps
from mentorship.exports.profile import ExportFile
from mentorship.programme import Source
from tests import bare

PROGRAMME = bare.programme()
HEADINGS = (
    *("User Name", "Team", "Invitee Name", "Invitee First Name", "Invitee Last Name", "Invitee Email"),
    *("Invitee Time Zone", "Invitee accepted marketing emails", "Text Reminder Number", "Event Type Name"),
    *("Start Date & Time", "End Date & Time", "Location", "Event Created Date & Time", "Canceled", "Canceled By"),
    *("Cancellation reason", "Question 1", "Response 1", "UTM Campaign", "UTM Source", "UTM Medium", "UTM Term"),
    *("UTM Content", "Salesforce UUID", "Event Price", "Payment Currency", "Guest Email(s)", "Invitee Reconfirmed"),
    *("Marked as No-Show", "Meeting Notes", "Group", "User Email", "Event UUID", "Invitee UUID"),
    *("Invitee scheduled by", "Scheduling method"),
)
TALK = {
    "User Name": "Ana Real",
    "Invitee Name": "Ben B.",
    "Invitee Email": "ben@x.example",
    "Event Type Name": "30 Minute Meeting",
    "Start Date & Time": "2026-03-03 11:00 am",
    "End Date & Time": "2026-03-03 12:30 pm",
    "Event Created Date & Time": "2026-03-02 01:40 am",
    "Canceled": "false",
    "Response 1": "First line,\nsecond line",
    "Marked as No-Show": "No",
    "User Email": "ana@x.example",
    "Event UUID": "03d59076-596d-4012-b28c-cfd12c7e5082",
    "Invitee UUID": "a50d2793-6ba4-4ce0-8b2a-61402c4726bc",
}


def events(*rows, headings=HEADINGS, mark=",", end="\n"):
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=mark, lineterminator=end)
    writer.writerow(headings)
    writer.writerows([row.get(name, "") for name in headings] for row in rows)
    return out.getvalue()


def file_of(payload):
    data = payload.encode() if isinstance(payload, str) else payload
    return ExportFile("meetings/events.csv", data, hashlib.sha256(data).hexdigest())


def calendly(payload, **declared):
    source = Source(name="bookings", kind="meetings", tool="calendly", files="*", **declared)
    return detect.read_export(file_of(payload), source, PROGRAMME)


def loaded(export):
    assert not export.problems
    return export.records


def refusal(export):
    assert export.is_refused
    assert export.records.is_empty()
    return export.problems[0]


def of(cells, **declared):
    """The record of the talk with other cells."""
    return loaded(calendly(events({**TALK, **cells}), **declared)).row(0, named=True)


def without(*names):
    return [name for name in HEADINGS if name not in names]


def test_a_booking_is_not_held():
    record = of({})
    assert (record["source_line"], record["evidence"], record["outcome"]) == (2, "calendar", "booked")
    assert record["people"] == "ana@x.example;ben@x.example"
    assert record["meeting_key"] == TALK["Event UUID"]
    assert record["no_show_by"] is None


def test_times_are_those_of_the_exporters_zone():
    export = calendly(events(TALK), time_zone="America/New_York")
    assert export.stamps == {"starts_at": "iso|ymd", "ends_at": "iso|ymd"}
    for column, expected in (("starts_at", "2026-03-03 16:00"), ("ends_at", "2026-03-03 17:30")):
        instants = export.records.select(stamps.instant(column, export.stamps[column], export.time_zone)).to_series()
        assert instants.dt.to_string("%F %R").to_list() == [expected]


@pytest.mark.parametrize(
    ("cells", "outcome"),
    [
        ({"Canceled": "true"}, "cancelled"),
        ({"Canceled": "Yes"}, "cancelled"),
        ({"Canceled": "true", "Marked as No-Show": "Yes"}, "cancelled"),
        ({"Marked as No-Show": "Yes"}, "no_show"),
        ({"Canceled": "", "Marked as No-Show": ""}, "booked"),
        ({"Canceled": "perhaps"}, "perhaps"),
        ({"Marked as No-Show": "perhaps"}, "perhaps"),
    ],
)
def test_what_became_of_a_booking(cells, outcome):
    assert of(cells)["outcome"] == outcome


def test_other_words_can_be_mapped():
    assert of({"Canceled": "Oui"}, values={"Oui": "true"})["outcome"] == "cancelled"


def test_several_invitees_of_an_event_are_rows_of_one_meeting():
    other = {"Invitee Email": "cem@x.example", "Invitee UUID": "91de1c36-f38b-4e70-9a51-b9d1ed1c608a"}
    records = loaded(calendly(events(TALK, {**TALK, **other})))
    assert records["meeting_key"].n_unique() == 1
    assert records["people"].to_list() == ["ana@x.example;ben@x.example", "ana@x.example;cem@x.example"]
    assert records["source_line"].to_list() == [2, 4]


def test_guests_are_people_too():
    assert of({"Guest Email(s)": "cem@x.example, dot@x.example"})["people"].endswith(";cem@x.example;dot@x.example")
    assert of({"Guest Email(s)": "cem@x.example;dot@x.example;"})["people"].endswith(";cem@x.example;dot@x.example")


def test_without_an_address_a_person_is_the_name():
    assert of({"User Email": "", "Invitee Email": ""})["people"] == "Ana Real;Ben B."
    records = loaded(calendly(events(TALK, headings=without("User Email", "Guest Email(s)"))))
    assert records["people"].to_list() == ["Ana Real;ben@x.example"]


def test_without_ids_a_booking_is_known_by_its_people_and_start():
    records = loaded(calendly(events(TALK, headings=without("Event UUID"))))
    assert records["meeting_key"].to_list() == ["ana@x.example ben@x.example 2026-03-03 11:00 am"]


@pytest.mark.parametrize(
    ("location", "channel"),
    [
        ("Zoom URL: https://x.zoom.us/j/92494367104", "video"),
        ("Google Meet (instructions in description)", "video"),
        ("Microsoft Teams URL: https://teams.microsoft.com/l/x", "video"),
        ("https://x.webex.com/meet/ana", "video"),
        ("Phone call", "phone"),
        ("+49 30 555 01 99", "phone"),
        ("Microphone corner", None),
        ("Room 7", None),
        ("", None),
    ],
)
def test_the_place_names_the_channel(location, channel):
    assert of({"Location": location})["channel"] == channel


def test_columns_go_by_name_whatever_their_order_and_line_ends():
    turned = "\ufeff" + events(TALK, headings=HEADINGS[::-1], end="\r\n") + "\r\n"
    export = calendly(turned)
    assert loaded(export).equals(calendly(events(TALK)).records)
    assert export.content.encoding == "utf-8 BOM"


def test_any_column_of_ours_can_be_mapped():
    record = of({"Meeting Notes": "mentee", "Marked as No-Show": "Yes"}, columns={"no_show_by": "Meeting Notes"})
    assert (record["outcome"], record["no_show_by"]) == ("no_show", "mentee")
    assert of({"Group": "p1"}, columns={"pair_key": "Group"})["pair_key"] == "p1"


def test_dates_that_a_spreadsheet_rewrote_need_their_order():
    rewritten = {**TALK, "Start Date & Time": "3/3/2026 11:00", "End Date & Time": "3/3/2026 12:30"}
    problem = refusal(calendly(events(rewritten)))
    assert (problem.line, problem.column) == (2, "Start Date & Time")
    assert "date_order" in problem.fix
    assert calendly(events(rewritten), date_order="mdy").stamps["starts_at"] == "iso|mdy"


def test_an_id_in_scientific_notation_is_refused():
    problem = refusal(calendly(events({**TALK, "Event UUID": "8.2E+15"})))
    assert (problem.line, problem.column, "scientific" in problem.message) == (2, "Event UUID", True)


def test_a_missing_start_is_refused_by_name():
    problem = refusal(calendly(events(TALK, headings=without("Start Date & Time"))))
    assert (problem.line, "'Start Date & Time'" in problem.message, "columns:" in problem.fix) == (1, True, True)


def test_a_file_that_does_not_say_who_was_invited_is_refused():
    problem = refusal(calendly(events(TALK, headings=without("Invitee Email", "Invitee Name"))))
    assert (problem.line, "who was invited" in problem.message) == (1, True)


def test_another_delimiter_is_named_in_the_fix():
    payload = events(TALK, mark=";")
    assert "delimiter: ';'" in refusal(calendly(payload)).fix
    assert loaded(calendly(payload, delimiter=";")).height == 1


def test_a_file_that_is_cut_off_is_refused():
    problem = refusal(calendly(events(TALK, TALK)[:-60]))
    assert (problem.line, "cut off" in problem.message) == (4, True)


def test_an_export_from_which_names_were_taken_is_still_calendlys():
    payload = "Invitee Email,Event Type Name,Start Date & Time,Canceled\nben@x.example,Talk,2026-10-08 10:00,false\n"
    assert [profile.tool for profile, _ in detect.recognise(file_of(payload))] == ["calendly"]
    assert loaded(calendly(payload))["people"].to_list() == ["ben@x.example"]


def test_an_export_is_recognised_as_nothing_else():
    assert [profile.tool for profile, _ in detect.recognise(file_of(events(TALK)))] == ["calendly"]


SOURCES = """
  - {name: bookings, kind: meetings, tool: calendly, files: calendly/*.csv}
waves:"""


def test_each_invitee_of_an_event_is_a_meeting_of_that_pair_and_an_unknown_word_is_refused(folder):
    text = (folder.root / "programme.yaml").read_text()
    folder.write("programme.yaml", text.replace("\nwaves:", SOURCES, 1))
    people = [("r1", "mentor", "ana@x.example"), ("m1", "mentee", "ben@x.example"), ("m2", "mentee", "cem@x.example")]
    folder.table("people", [{"person_key": key, "email": email, "role": role} for key, role, email in people])
    folder.table("pairs", [{"mentor": "r1", "mentee": mentee, "matched_on": "2026-02-01"} for mentee in ("m1", "m2")])
    other = {"Invitee Email": "cem@x.example", "Marked as No-Show": "Yes"}
    unknown = {**TALK, "Event UUID": "1", "Canceled": "perhaps"}
    folder.write("exports/calendly/1.csv", events(TALK, {**TALK, **other}, unknown))
    facts = folder.facts()
    assert sorted(facts["core_meetings"]["outcome"]) == ["booked", "no_show"]
    assert facts["core_meetings"]["pair_id"].n_unique() == 2
    refused = facts["core_rejects"].filter(source="bookings").select("source_line", "column").rows()
    assert refused == [(6, "outcome")]
