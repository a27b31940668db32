"""A Notion database as CSV or in the zip of its export: its columns are its own, its dates and relations Notion's."""

import hashlib
import io
import struct
import tracemalloc
import zipfile
import zlib

import pytest

from mentorship.exports import detect, notion_archive, stamps
from mentorship.exports.profile import ExportFile
from mentorship.programme import Source
from tests import bare

PROGRAMME = bare.programme()
HEADER = "Name,Owner,Created time,Due date,Completed on,Status,Progress,ID,Parent item"
SOUND = {
    "Name": "Give a talk",
    "Owner": "Ana Lopes",
    "Created time": "March 12, 2026 9:41 AM",
    "Due date": "June 30, 2026",
    "Status": "In progress",
}
ID = "0123456789abcdef0123456789abcdef"
MARK = b"\xef\xbb\xbf"


def page(**cells):
    """A page's cells by heading; `Due_date` stands for the heading `Due date`."""
    return {**SOUND, **{name.replace("_", " "): cell for name, cell in cells.items()}}


def csv(*pages, header=HEADER, end="\r\n", mark=MARK):
    headings = header.split(",")
    rows = [headings, *([cells.get(heading, "") for heading in headings] for cells in pages)]
    quoted = [",".join(f'"{cell}"' if set(cell) & set(",\n") else cell for cell in row) for row in rows]
    return mark + "".join(f"{row}{end}" for row in quoted).encode()


def read(payload, path="goals/goals.csv", **declared):
    file = ExportFile(path, payload, hashlib.sha256(payload).hexdigest())
    return detect.read_export(file, Source(name="okrs", kind="goals", tool="notion", files="*", **declared), PROGRAMME)


def loaded(*pages, header=HEADER, **declared):
    export = read(csv(*pages, header=header), **declared)
    assert not export.problems
    return export


def refusal(payload, **declared):
    export = read(payload, **declared)
    assert export.is_refused
    assert export.records.is_empty()
    return export.problems[0]


def days(export, column):
    frame = export.records.with_columns(stamps.day(column, export.stamps[column], export.time_zone, "Europe/Berlin"))
    return [None if day is None else day.isoformat() for day in frame[column]]


def tools(payload, path="f.csv"):
    return [profile.tool for profile, _ in detect.recognise(ExportFile(path, payload, "x"))]


def test_a_page_is_a_goal():
    done = page(Status="Done", Completed_on="June 3, 2026 2:00 PM", Progress="100%", ID="GOAL-7")
    export = loaded(done)
    record = export.records.row(0, named=True)
    assert {name: value for name, value in record.items() if value is not None} == {
        "source_line": 2,
        "goal_key": "GOAL-7",
        "owner": "Ana Lopes",
        "title": "Give a talk",
        "set_on": "March 12, 2026 9:41 AM",
        "due_on": "June 30, 2026",
        "achieved_on": "June 3, 2026 2:00 PM",
        "status": "achieved",
        "progress": "1.0",
    }
    assert [days(export, name) for name in ("set_on", "due_on", "achieved_on")] == [
        ["2026-03-12"],
        ["2026-06-30"],
        ["2026-06-03"],
    ]


def test_the_file_is_kept_as_notion_wrote_it():
    content = loaded(page(Name="Two\nlines", Owner="Ana (../People/Ana.md)"), page()).content
    assert (content.encoding, content.delimiter, content.header_line) == ("utf-8 BOM", ",", 1)
    assert content.columns == tuple(HEADER.split(","))
    assert content.table["source_line"].to_list() == [2, 4]
    assert content.table["Owner"].to_list() == ["Ana (../People/Ana.md)", "Ana Lopes"]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_line_ends_make_no_difference(end):
    assert read(csv(page(), end=end, mark=b"")).records["title"].to_list() == ["Give a talk"]


@pytest.mark.parametrize(
    ("cell", "mark", "sign"),
    [
        ("June 3, 2024 2:00 PM", b"", "June 3, 2024"),
        ("June 3, 2024 14:00 (GMT+2)", b"", "June 3, 2024"),
        ("June 3, 2024 → June 10, 2024", b"", "June 3, 2024"),
        ("June 3, 2024", MARK, "June 3, 2024"),
        ("15/01/2026 → 01/02/2026", b"", "→"),
        ("2026/01/15 10:00 → 2026/01/15 11:00", b"", "→"),
        (f"Ana Lopes (https://www.notion.so/Ana-{ID}?pvs=21)", b"", "Title (path)"),
        (f"Ana (../People/Ana%20{ID}.md), Ben (../People/Ben%20{ID}.md)", b"", "Title (path)"),
    ],
)
def test_notion_is_recognised_by_what_it_alone_writes(cell, mark, sign):
    payload = mark + f'Thing,Other\nx,"{cell}"\n'.encode()
    (found,) = detect.recognise(ExportFile("f.csv", payload, "x"))
    assert found[0].tool == "notion"
    assert sign in found[1][0]


def test_the_columns_of_notions_own_board_of_tasks_are_known():
    header = "Task name,Assignee,Blocked by,Created time,Due date,Parent-task,Status,Sub-tasks"
    rows = [
        {"Task name": "Talk", "Assignee": "Ana", "Created time": "January 15, 2026 4:54 PM", "Due date": "30/01/2026"},
        {"Task name": "Draft", "Assignee": "Ana", "Parent-task": f"Talk (https://www.notion.so/Talk-{ID}?pvs=21)"},
    ]
    export = loaded(*rows, header=header)
    assert export.records["title"].to_list() == ["Talk", "Draft"]
    assert export.records["step_of"].to_list() == [None, "Talk"]
    assert (days(export, "set_on")[0], days(export, "due_on")[0]) == ("2026-01-15", "2026-01-30")


def test_the_end_of_a_range_that_is_not_read_proves_the_order_too():
    assert days(loaded(page(Due_date="15/01/2026 → 01/02/2026")), "due_on") == ["2026-02-01"]
    problem = refusal(csv(page(Due_date="03/01/2026 → 01/02/2026")))
    assert (problem.line, problem.column) == (2, "Due date")
    assert "date_order" in problem.fix


def test_notion_is_recognised_by_the_name_of_the_file():
    assert tools(b"A,B\n1,2\n", f"goals/Mentoring goals {ID}_all.csv") == ["notion"]
    assert tools(b"A,B\n1,2\n", f"goals/Mentoring goals {ID}.csv") == ["notion"]


@pytest.mark.parametrize(
    "payload",
    [
        *(b"Name,Due\nx,June 3\n", b"Name,Due\nx,2024-06-03\n", b"Name,Owner name\nAna (HR),x\n", b"Name\n"),
        *(
            b'Name,Day\nx,"June 3, 2024"\n',
            b'Name,Day\nx,"Due June 3, 2024 2:00 PM"\n',
            b"Name,A\nx,see (a/b.md)y\n",
            b"",
        ),
    ],
)
def test_other_files_are_not_taken_for_notion(payload):
    assert tools(payload) == []


@pytest.mark.parametrize(
    ("ours", "heading"),
    [
        *(("title", heading) for heading in ("Title", "Goal", "NAME ")),
        *(("owner", heading) for heading in ("Assignee", "Assign", "Person", "Assigned to")),
        *(("due_on", heading) for heading in ("Due", "Deadline", "Due on")),
        *(("set_on", heading) for heading in ("Created", "Date created", "Created on")),
        *(("achieved_on", heading) for heading in ("Completed", "Done on", "Completion date")),
        *(("reviewed_on", "Reviewed on"), ("measure", "Measure"), ("gas_level", "GAS level")),
    ],
)
def test_headings_that_are_evidently_ours_are_known(ours, heading):
    export = read(csv({heading: "June 3, 2026"}, header=f"X,{heading}"))
    assert export.records[ours].to_list() == ["June 3, 2026"]


def test_other_columns_are_declared():
    mapping = {"title": "What", "owner": "Mentee", "due_on": "By when", "goal_key": "No"}
    row = {"What": "Talk", "Mentee": "Ana", "By when": "June 3, 2026", "No": "4"}
    records = loaded(row, header="What,Mentee,By when,No", columns=mapping).records
    assert records.select("title", "owner", "due_on", "goal_key").rows() == [("Talk", "Ana", "June 3, 2026", "4")]


def test_what_is_neither_known_nor_declared_is_said():
    export = read(csv({"What": "Talk", "Mentee": "Ana"}, header="What,Mentee"))
    assert [(problem.severity, problem.line) for problem in export.problems] == [("warning", 1)] * 2
    assert ["title" in export.problems[0].message, "owner" in export.problems[1].message] == [True, True]
    assert all("under columns:" in problem.fix for problem in export.problems)
    assert export.content.table.height == 1
    (problem,) = read(csv({"What": "Talk", "ID": "4"}, header="What,ID")).problems
    assert "owner" in problem.message


def test_a_declared_column_that_is_not_there_is_refused():
    problem = refusal(csv(page()), columns={"owner": "Ownr"})
    assert (problem.line, problem.column) == (1, "Owner")
    assert "'Ownr'" in problem.message


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("June 3, 2026", "2026-06-03"),
        ("June 13, 2026 2:00 PM", "2026-06-13"),
        ("June 13, 2026 14:00", "2026-06-13"),
        ("2026/06/03", "2026-06-03"),
        ("2026/06/03 2:00 PM", "2026-06-03"),
        ("06/23/2026", "2026-06-23"),
        ("23/06/2026 14:00", "2026-06-23"),
        ("2026-06-03", "2026-06-03"),
        ("June 31, 2026", None),
        ("next week", None),
    ],
)
def test_dates_are_read_as_notion_writes_them(written, day):
    assert days(loaded(page(Due_date=written)), "due_on") == [day]


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("June 3, 2026 11:30 PM (EDT)", "2026-06-04"),
        ("June 3, 2026 11:30 PM (GMT+2)", "2026-06-03"),
        ("June 3, 2026 23:30 (UTC)", "2026-06-04"),
        ("06/23/2026 11:30 PM (GMT-4)", "2026-06-24"),
        ("June 3, 2026 12:30 AM (GMT+5:30)", "2026-06-02"),
        ("June 3, 2026 11:30 PM (Mars)", None),
        ("June 3, 2026 11:30 PM (IST)", None),
    ],
)
def test_a_zone_behind_a_time_is_kept_to(written, day):
    export = loaded(page(Due_date=written))
    assert days(export, "due_on") == [day]
    assert export.content.table["Due date"].to_list() == [written]


def test_a_time_without_a_zone_is_in_the_sources():
    export = loaded(page(Due_date="June 3, 2026 11:30 PM"), time_zone="America/New_York")
    assert days(export, "due_on") == ["2026-06-04"]


@pytest.mark.parametrize(
    ("written", "start", "end"),
    [
        ("June 3, 2026 → June 10, 2026", "2026-06-03", "2026-06-10"),
        ("June 3, 2026 2:00 PM → June 10, 2026 3:00 PM", "2026-06-03", "2026-06-10"),
        ("June 3, 2026 2:00 PM (EDT) → June 10, 2026 11:00 PM (EDT)", "2026-06-03", "2026-06-11"),
        ("June 3, 2026 2:00 PM → 4:00 PM", "2026-06-03", "2026-06-03"),
        ("2026/06/03 → 2026/06/10", "2026-06-03", "2026-06-10"),
    ],
)
def test_a_range_is_set_at_its_beginning_and_due_at_its_end(written, start, end):
    export = loaded(page(Created_time=written, Due_date=written, Completed_on=written))
    assert [days(export, name) for name in ("set_on", "due_on", "achieved_on")] == [[start], [end], [end]]


def test_ranges_prove_the_order_of_day_and_month():
    export = loaded(page(Created_time="", Due_date="06/03/2026 → 06/23/2026"), page(Due_date="06/05/2026"))
    assert days(export, "due_on") == ["2026-06-23", "2026-06-05"]


@pytest.mark.parametrize("written", ["06/03/2026", "05/03/2026 → 06/03/2026", "06/03/2026 2:00 PM (GMT+2)"])
def test_numeric_dates_that_nothing_settles_are_refused(written):
    problem = refusal(csv(page(), page(Due_date=written)))
    assert (problem.line, problem.column) == (3, "Due date")
    assert "date_order" in problem.fix
    assert days(loaded(page(Due_date=written), date_order="mdy"), "due_on") == ["2026-06-03"]


def test_a_declared_format_is_followed():
    rows = page(Created_time="3. 6. 2026", Due_date="3. 6. 2026 → 10. 6. 2026")
    export = loaded(rows, date_format="%d. %m. %Y")
    assert (days(export, "set_on"), days(export, "due_on")) == (["2026-06-03"], ["2026-06-10"])


@pytest.mark.parametrize(
    ("written", "owner"),
    [
        (f"Ana Lopes (https://www.notion.so/Ana-Lopes-{ID}?pvs=21)", "Ana Lopes"),
        ("Ana Lopes (../People%20Ana.md)", "Ana Lopes"),
        ("Ana (HR) (People%20(HR)/Ana%20(HR).md)", "Ana (HR)"),
        (f"Ana (a%20{ID}.md), Ben (b%20{ID}.md)", "Ana, Ben"),
        ("Ana Lopes, Ben Ito", "Ana Lopes, Ben Ito"),
        ("Ana (HR)", "Ana (HR)"),
        ("ana@x.example", "ana@x.example"),
    ],
)
def test_a_relation_stands_for_its_title(written, owner):
    assert loaded(page(Owner=written)).records["owner"].to_list() == [owner]


def test_a_page_under_another_is_a_step_of_it():
    rows = (page(), page(Name="Practise", Parent_item=f"Give a talk (Goals/Give%20a%20talk%20{ID}.md)"))
    assert loaded(*rows).records["step_of"].to_list() == [None, "Give a talk"]


@pytest.mark.parametrize(
    ("word", "status"),
    [
        *((word, "achieved") for word in ("Done", "Complete", "Completed", " done ")),
        *((word, "open") for word in ("Not started", "In progress", "To do", "To-do")),
        *((word, "dropped") for word in ("Cancelled", "Canceled")),
        *(("Parked", "parked"), ("", None)),
    ],
)
def test_common_words_of_a_status_are_known_and_others_are_left_to_their_row(word, status):
    assert loaded(page(Status=word)).records["status"].to_list() == [status]


def test_other_words_are_declared():
    records = loaded(page(Status="Parked"), page(Status="Done"), values={"parked": "dropped", "Done": "open"}).records
    assert records["status"].to_list() == ["dropped", "open"]


@pytest.mark.parametrize("heading", ["Done", "Completed", "Achieved"])
def test_a_checkbox_is_a_status_and_no_date(heading):
    rows = ({"Name": "A", "Owner": "Ana", heading: "Yes"}, {"Name": "B", "Owner": "Ana", heading: "No"})
    records = loaded(*rows, header=f"Name,Owner,{heading}").records
    assert records.select("status", "achieved_on").rows() == [("achieved", None), ("open", None)]


def test_a_checkbox_gives_way_to_a_status():
    rows = page(Status="Done", Completed="No")
    assert loaded(rows, header=f"{HEADER},Completed").records["status"].to_list() == ["achieved"]


def test_a_column_that_is_not_all_yes_and_no_is_no_checkbox():
    rows = ({"Name": "A", "Owner": "Ana", "Done": "Yes"}, {"Name": "B", "Owner": "Ana", "Done": "Half"})
    assert loaded(*rows, header="Name,Owner,Done").records["status"].to_list() == [None, None]
    assert read(csv(header="Name,Owner,Done")).records["status"].to_list() == []


def test_a_declared_checkbox_is_read():
    rows = {"Name": "A", "Owner": "Ana", "Reached?": "Yes"}
    records = loaded(rows, header="Name,Owner,Reached?", columns={"status": "Reached?"}).records
    assert records["status"].to_list() == ["achieved"]


@pytest.mark.parametrize(("written", "share"), [("50%", "0.5"), ("0.4", "0.4"), ("half%", "half%"), ("", None)])
def test_a_per_cent_is_a_share_of_one(written, share):
    assert loaded(page(Progress=written)).records["progress"].to_list() == [share]


def test_an_id_that_a_spreadsheet_rounded_is_refused():
    problem = refusal(csv(page(), page(ID="1.2E+15")))
    assert (problem.line, problem.column) == (3, "ID")
    assert "scientific" in problem.message


def test_a_spreadsheets_day_number_is_refused():
    problem = refusal(csv(page(Due_date="46203")))
    assert (problem.line, problem.column) == (2, "Due date")
    assert "day number" in problem.message


def test_a_cut_off_file_is_refused_by_its_last_row():
    problem = refusal(csv(page(), page())[:-20])
    assert (problem.line, "cut off" in problem.message) == (3, True)


def test_semicolons_are_read_when_declared():
    payload = csv(page(Created_time="", Due_date="2026/06/03")).replace(b",", b";")
    assert read(payload, delimiter=";").records["title"].to_list() == ["Give a talk"]


def zipped(members, method=zipfile.ZIP_DEFLATED):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, payload in members.items():
            archive.writestr(zipfile.ZipInfo(name), payload, compress_type=method)
    return target.getvalue()


PAGES = {
    f"Goals {ID}/Give a talk {ID}.md": b"# Give a talk",
    "__MACOSX/._Goals.csv": b"x",
    f"Goals {ID}.csv": csv(page()),
    f"Goals {ID}_all.csv": csv(page(Name="Shown"), page(Name="Filtered\nout"), page()),
}


def test_the_whole_database_is_read_from_a_zip():
    export = read(zipped(PAGES), path="goals/Export-1.zip")
    assert not export.problems
    assert export.evidence == ("it is a zip of files whose names end in an id of Notion's",)
    assert (export.content.encoding, export.content.delimiter, export.content.header_line) == ("utf-8 BOM", ",", 1)
    assert export.records.select("source_line", "title").rows() == [
        (2, "Shown"),
        (3, "Filtered\nout"),
        (5, "Give a talk"),
    ]


def test_the_order_of_the_files_in_a_zip_does_not_matter():
    payload = zipped(dict(reversed(PAGES.items())), zipfile.ZIP_STORED)
    assert read(payload).records.height == 3


def test_a_zip_in_a_zip_is_read():
    inner = zipped(PAGES)
    for name in ("ExportBlock-0b1c-Part-1.zip", "Export-0b1c.zip", "a/Part.ZIP"):
        assert read(zipped({name: inner})).records.height == 3
    assert read(zipped({"Outer.zip": zipped({"Export-1.zip": inner})})).records.height == 3


def test_a_zip_is_recognised_by_the_names_in_it():
    for members in (PAGES, {f"Page {ID}.md": b"x"}, {"ExportBlock-0b1c-Part-1.zip": b"x"}):
        assert tools(zipped(members), "f.zip")[0] == "notion"


@pytest.mark.parametrize(
    "payload",
    [
        *(zipped({"notes.csv": b"a,b\n"}), zipped({"[Content_Types].xml": b"", f"Goals {ID}.csv": b""}), b"PK\x03\x04"),
        zipped({"a.zip": b"x"}),
    ],
)
def test_other_zips_are_not_taken_for_notions(payload):
    assert "notion" not in tools(payload, "f.zip")


def test_a_workbook_is_no_export_of_notions():
    problem = refusal(zipped({"[Content_Types].xml": b"", "xl/workbook.xml": b""}))
    assert "workbook" in problem.message
    assert "tool: table" in problem.fix


def test_a_zip_of_several_databases_is_refused_with_their_names():
    members = {f"Goals {ID}.csv": csv(page()), f"a/People {ID}_all.csv": csv(page()), "b/Plain.csv": b"a\n"}
    problem = refusal(zipped(members))
    assert "3 databases in the zip: 'Goals', 'People', 'Plain'" in problem.message
    assert "take the CSV" in problem.fix
    many = refusal(zipped({f"Base {number}.csv": b"a\n" for number in range(9)}))
    assert many.message.endswith("'Base 4', …")


def test_a_zip_without_a_database_is_refused():
    problem = refusal(zipped({f"Page {ID}.md": b"x"}))
    assert "no table" in problem.message
    assert "Markdown & CSV" in problem.fix


def test_names_that_point_elsewhere_are_only_names(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in (f"../../Goals {ID}.csv", f"/tmp/Goals {ID}.csv", f"..\\Goals {ID}.csv"):
        assert read(zipped({name: csv(page())})).records.height == 1
    assert list(tmp_path.iterdir()) == []


def test_a_zip_that_unpacks_to_too_much_is_refused(monkeypatch):
    payload = zipped({f"Goals {ID}.csv": csv(page(), *([page()] * 3_000))})
    assert read(payload).records.height == 3_001
    monkeypatch.setattr(notion_archive, "MOST_BYTES", 100_000)
    problem = refusal(payload)
    assert "unpacks to more" in problem.message
    assert "unpack it" in problem.fix


def test_a_bomb_is_refused_before_it_is_unpacked():
    member = {f"Goals {ID}.csv": b"a," * (20 << 19)}
    assert "unpacks to more" in refusal(zipped(member)).message
    assert "unpacks to more" in refusal(zipped({"Export-1.zip": zipped(member)})).message


def test_a_member_never_gives_more_than_it_says():
    held = b"a,b\n" * (8 << 20)
    payload = zipped({f"Goals {ID}.csv": held})
    lying = payload.replace(struct.pack("<I", len(held)), struct.pack("<I", 40))
    tracemalloc.start()
    assert "damaged" in refusal(lying).message
    assert tracemalloc.get_traced_memory()[1] < len(held) / 4
    tracemalloc.stop()


def test_zips_nested_without_end_are_refused():
    payload = zipped({f"Goals {ID}.csv": csv(page())})
    for _ in range(3):
        payload = zipped({"Export-1.zip": payload})
    problem = refusal(payload)
    assert "zips in zips" in problem.message
    assert "unpack" in problem.fix


def test_a_zip_under_a_password_is_refused():
    payload = bytearray(zipped({f"Goals {ID}.csv": csv(page())}))
    payload[payload.index(b"PK\x01\x02") + 8] |= 1
    problem = refusal(bytes(payload))
    assert "password" in problem.message
    assert "unpack it" in problem.fix


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_zip_packed_in_another_way_is_refused(method):
    assert "packed" in refusal(zipped({f"Goals {ID}.csv": csv(page())}, method)).message


def test_a_cut_off_zip_is_refused():
    payload = zipped(PAGES)
    for cut in (payload[:-30], payload[:130]):
        problem = refusal(cut)
        assert "cut off" in problem.message
        assert "again" in problem.fix
    assert "cut off" in refusal(b"PK\x03\x04").message


def test_a_zip_whose_bytes_were_changed_is_refused():
    payload = bytearray(zipped({f"Goals {ID}.csv": csv(page())}, zipfile.ZIP_STORED))
    payload[payload.index(b"Give a talk")] = ord("L")
    assert "damaged" in refusal(bytes(payload)).message
    packed = zipped({f"Goals {ID}.csv": csv(page())})
    body = zlib.compressobj(wbits=-15)
    start = packed.index(body.compress(csv(page())) + body.flush())
    assert "damaged" in refusal(packed[:start] + b"\xff" * 8 + packed[start + 8 :]).message


def test_faults_of_the_table_in_a_zip_name_its_lines():
    payload = zipped({f"Goals {ID}.csv": csv(page(), page(Due_date="06/03/2026"))})
    problem = refusal(payload, path="goals/Export-1.zip")
    assert (problem.file, problem.line, problem.column) == ("goals/Export-1.zip", 3, "Due date")


def test_pages_become_goals_by_owner_and_title(folder):
    declared = (folder.root / "programme.yaml").read_text(encoding="utf-8")
    ours = "{name: goals, kind: goals, tool: "
    folder.write("programme.yaml", declared.replace(f"{ours}table,", f"{ours}notion,"))
    folder.table("people", [{"person_key": "m1", "role": "mentee", "name": "Ana Lopes"}])
    relation = f"Give a talk (Give%20a%20talk%20{ID}.md)"
    rows = (
        *(page(Created_time=""), page(Created_time="", Name="Practise", Status="Done", Parent_item=relation)),
        *(page(Status="Parked", Name="Read"), page(Owner="Ana Lopes, Ben Ito", Name="Write"), page(Name="Go")),
    )
    folder.write("exports/goals/goals.csv", csv(*rows, mark=b"", end="\n").decode())
    facts = folder.facts()
    goals = facts["core_goals"].sort("set_on", nulls_last=False)
    assert goals.select("status", "step_count", "step_done_count").rows() == [("open", 1, 1), ("open", None, None)]
    assert facts["core_rejects"].select("source_line", "column", "rule").rows() == [
        (4, "status", "goal_status_is_known"),
        (5, "owner", "owner_is_known"),
    ]
