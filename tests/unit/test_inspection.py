"""What `inspect` says of one file, and of several."""

import hashlib
import io
from datetime import date

import polars as pl
import pytest
import yaml

from mentorship.exports.profile import ExportFile
from mentorship.inspection.file import files_of, inspect, inspect_all
from mentorship.problems import ConfigurationError
from mentorship.programme import Source

WINDOW = (date(2026, 1, 1), date(2026, 12, 31))
ZOOM = (
    b"Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest,Recording Consent\r\n"
    b"Ada,ada@lantern.example,03/20/2026 10:00:00 AM,03/20/2026 10:45:00 AM,45,No,Y\r\n"
    b"Bob,bob@lantern.example,03/20/2026 10:01:00 AM,03/20/2026 10:44:00 AM,43,Yes,Y\r\n"
)
PAIRS = "Mentorin;Mentee;Gestartet am;Notiz\nada;bob;03.04.2026;x\neva;cid;13.04.2026;y\n"


def file(content: bytes | str, path: str = "export.csv") -> ExportFile:
    payload = content.encode() if isinstance(content, str) else content
    return ExportFile(path, payload, hashlib.sha256(payload).hexdigest())


def looked_at(content: bytes | str, path: str = "export.csv", **settings: str):
    return inspect(file(content, path), settings, WINDOW)


def entry_of(found) -> Source:
    (entry,) = yaml.safe_load(found.source_entry)
    return Source.model_validate(entry)


def told(found) -> list[tuple[str, int | None, str]]:
    return [(problem.severity, problem.line, problem.message) for problem in found.export.problems]


def test_a_tools_file_is_named_with_its_evidence_and_an_entry_that_can_be_pasted():
    found = looked_at(ZOOM, "a/exports/meetings/zoom/monday.csv", time_zone="Europe/Berlin")
    assert (found.verdict, found.kind, found.export.profile) == ("load", "meetings", "zoom_participants 2021")
    assert found.export.evidence == ("Join Time and Leave Time in line 1",)
    assert (found.first_date, found.last_date) == (date(2026, 3, 20), date(2026, 3, 20))
    assert found.table.height == 2
    entry = entry_of(found)
    assert (entry.tool, entry.files, entry.time_zone) == (
        "zoom_participants",
        "meetings/zoom/monday.csv",
        "Europe/Berlin",
    )


def test_the_rows_as_read_are_the_tools_own_cells_with_their_lines():
    table = looked_at(ZOOM).table
    assert table["source_line"].to_list() == [2, 3]
    assert table["Join Time"].to_list() == ["03/20/2026 10:00:00 AM", "03/20/2026 10:01:00 AM"]
    assert all(dtype == pl.String for name, dtype in table.schema.items() if name != "source_line")


def test_a_refused_file_gives_no_row():
    found = looked_at(ZOOM + b'"Cid,cid@lantern.example,x\r\n')
    assert found.verdict == "refuse"
    assert (found.table.height, found.first_date) == (0, None)
    assert [line for _, line, _ in told(found)] == [4]


def test_rows_that_are_no_records_are_not_among_the_rows():
    header = "StartDate,RecordedDate,Status,ResponseId,Q1\nStart,Recorded,Status,Id,Q\n"
    ids = ["startDate", "recordedDate", "status", "_recordId", "QID1"]
    third = ",".join('"{""ImportId"":""' + name + '""}"' for name in ids) + "\n"
    rows = "2026-03-01 10:00:00,2026-03-01 10:01:00,Survey Preview,R_1,1\n2026-03-01 10:00:00,2026-03-01 10:01:00,0,R_2,1\n"
    found = looked_at(header + third + rows)
    assert (found.verdict, found.table["ResponseId"].to_list()) == ("load", ["R_2"])
    assert [severity for severity, _, _ in told(found)] == ["left_out"]


def test_an_unknown_table_is_refused_with_a_draft_and_its_reasons():
    found = looked_at(PAIRS, "exports/pairs/paare.csv")
    assert (found.verdict, found.kind, found.export.tool) == ("refuse", "pairs", "")
    assert "it fits no tool's profile" in found.export.problems[0].message
    entry = entry_of(found)
    assert (entry.columns["mentor"], entry.columns["matched_on"], entry.delimiter) == ("Mentorin", "Gestartet am", ";")
    assert any("Mentorin" in reason for reason in found.export.evidence)


def test_a_file_that_is_declared_a_table_is_read_by_the_drafted_mapping():
    found = looked_at(PAIRS, tool="table")
    assert (found.verdict, found.kind, found.export.tool) == ("load", "pairs", "table")
    assert (found.first_date, found.last_date) == (date(2026, 4, 3), date(2026, 4, 13))
    assert found.table["Notiz"].to_list() == ["x", "y"]


def test_an_entry_that_was_printed_reads_the_file_as_the_inspection_did():
    found = looked_at(PAIRS, tool="table")
    entry = entry_of(found)
    again = looked_at(PAIRS, tool="table", kind=entry.kind, delimiter=entry.delimiter or "")
    assert again.source_entry == found.source_entry


def test_a_table_of_which_nothing_is_known_is_read_as_it_stands_if_it_is_declared_one():
    found = looked_at("colour,shade\nred,1\nblue,2\n", tool="table")
    assert (found.verdict, found.table["colour"].to_list()) == ("load", ["red", "blue"])


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("colour,code\nred,12345678\nred,1.21143E+15\nblue,87654321\n", "code"),
        ("colour,grade\nred,25-Jun\nblue,6-26\n", "grade"),
        ("colour,day\nred,05/06/2026\nblue,06/07/2026\n", "day"),
        ("colour,day\nred,2026-03-01\nblue,2026-03-02\nblue,46082\n", "day"),
    ],
)
def test_damage_is_found_in_a_table_of_which_nothing_is_known(text, column):
    found = looked_at(text, tool="table")
    assert found.verdict == "refuse"
    assert found.export.problems[0].column == column


def test_title_rows_above_a_header_are_refused_with_its_row_until_it_is_declared():
    text = "Report;2026\n\n" + PAIRS
    found = looked_at(text, tool="table")
    assert told(found) == [("error", 3, "the columns stand in row 3, below other text")]
    assert entry_of(found).header_row == 3
    assert looked_at(text, tool="table", header_row="3").table.height == 2


def test_a_tracker_with_an_owner_is_not_taken_for_a_table_by_our_names():
    tracker = "Id,Title,Owner,Start Date,End Date,Status\n7,Talk,Ana,2026-01-02,2026-01-30,Behind\n"
    found = looked_at(tracker)
    assert (found.verdict, found.kind, entry_of(found).columns["due_on"]) == ("refuse", "goals", "End Date")
    declared = looked_at(tracker, tool="table")
    assert (declared.verdict, declared.first_date) == ("load", date(2026, 1, 2))
    assert looked_at("owner,title,set_on\nana,Talk,2026-01-02\n").verdict == "load"


def test_a_workbook_by_our_names_is_recognised_with_its_kind():
    book = io.BytesIO()
    pl.DataFrame({"mentor": ["ada"], "mentee": ["bob"], "matched_on": [date(2026, 3, 1)]}).to_pandas().to_excel(
        book, index=False
    )
    found = looked_at(book.getvalue(), "pairs.xlsx")
    assert (found.verdict, found.kind, found.first_date) == ("load", "pairs", date(2026, 3, 1))


@pytest.mark.parametrize(
    "content", [b"", b"just words\nand more", b"\x00\x01\x02", b"{}", b"<html>", b"\xff\xfe", b"PK\x03\x04"]
)
def test_what_is_no_export_is_refused_with_a_reason_and_a_fix(content):
    found = looked_at(content)
    assert found.verdict == "refuse"
    assert found.table.height == 0
    assert all(problem.message and problem.fix for problem in found.export.problems)


def test_a_declared_encoding_lets_a_file_be_recognised():
    payload = ZOOM.decode().encode("utf-16-le")
    assert looked_at(payload).verdict == "refuse"
    assert looked_at(payload, encoding="utf-16-le").export.tool == "zoom_participants"


def test_the_window_bounds_recurrences_with_both_days_in():
    event = "BEGIN:VEVENT\r\nUID:1\r\nDTSTART:20260301T100000Z\r\nRRULE:FREQ=DAILY\r\nSUMMARY:x\r\nEND:VEVENT\r\n"
    calendar = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{event}END:VCALENDAR\r\n"
    found = inspect(file(calendar, "c.ics"), {}, (date(2026, 3, 3), date(2026, 3, 5)))
    assert (found.table.height, found.first_date, found.last_date) == (3, date(2026, 3, 3), date(2026, 3, 5))


def test_the_same_bytes_under_a_second_name_are_said_to_be_the_same():
    first, second = inspect_all([file(ZOOM, "a.csv"), file(ZOOM, "b.csv")], {}, WINDOW)
    assert (first.verdict, second.verdict) == ("load", "warn")
    assert "the same bytes as a.csv" in second.export.problems[0].message


@pytest.mark.parametrize(
    ("settings", "column"),
    [({"colour": "red"}, "colour"), ({"tool": "zom"}, "tool"), ({"date_order": "ydm"}, "date_order"), ({"header_row": "x"}, "header_row"), ({"time_zone": "Berlin"}, "time_zone"), ({"kind": "cats"}, "kind")],
)  # fmt: skip
def test_a_setting_that_no_entry_could_have_is_a_fault_of_the_call(settings, column):
    with pytest.raises(ConfigurationError) as refused:
        inspect(file(ZOOM), settings, WINDOW)
    assert refused.value.problems[0].column == column


@pytest.mark.parametrize(
    ("path", "files"),
    [
        ("/home/ada/exports/meetings/a.csv", "meetings/a.csv"),
        ("/data/exports/lantern/exports/a.csv", "a.csv"),
        ("../a b.csv", "a b.csv"),
        ("what[1]?*.csv", "what[[]1][?][*].csv"),
    ],
)
def test_a_file_is_named_as_its_entry_would_find_it(path, files):
    assert files_of(path) == files
