"""Whatever a table's bytes are, it is read as it stands or refused by the line, the column and the fix."""

import hashlib
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorship import tables
from mentorship.exports import delimited, detect, text
from mentorship.exports.profile import ExportFile
from mentorship.programme import Source
from tests import bare

PROGRAMME = bare.programme(segments=["department"])


def read(payload, kind="people", tool="table", **declared):
    data = payload.encode() if isinstance(payload, str) else payload
    file = ExportFile("people/roster.csv", data, hashlib.sha256(data).hexdigest())
    return detect.read_export(file, Source(name="roster", kind=kind, tool=tool, files="*", **declared), PROGRAMME)


def refusal(payload, **declared):
    export = read(payload, **declared)
    assert export.is_refused
    assert export.records.is_empty()
    assert export.problems[0].fix
    return export.problems[0]


ROWS = "email,role\nada@lantern.example,mentee\nben@lantern.example,mentor\n"


@pytest.mark.parametrize(
    ("payload", "encoding"),
    [
        (ROWS.encode(), "utf-8"),
        (b"\xef\xbb\xbf" + ROWS.encode(), "utf-8 BOM"),
        (b"\xff\xfe" + ROWS.encode("utf-16-le"), "utf-16 LE BOM"),
        (b"\xfe\xff" + ROWS.encode("utf-16-be"), "utf-16 BE BOM"),
        (b"\xff\xfe\x00\x00" + ROWS.encode("utf-32-le"), "utf-32 LE BOM"),
    ],
)
def test_a_byte_order_mark_names_the_encoding(payload, encoding):
    export = read(payload)
    assert export.content.encoding == encoding
    assert export.records["email"].to_list() == ["ada@lantern.example", "ben@lantern.example"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end_counts_as_one_line(end):
    export = read(ROWS.replace("\n", end))
    assert export.records["source_line"].to_list() == [2, 3]
    assert export.records["role"].to_list() == ["mentee", "mentor"]


def test_a_cell_over_several_lines_does_not_shift_the_lines_below():
    export = read('email,role,name\na@x.example,mentee,"A\r\nB\nC"\n\nb@x.example,mentor,D\n')
    assert export.records["source_line"].to_list() == [2, 6]
    assert export.records["name"].to_list() == ["A\r\nB\nC", "D"]


def test_a_last_line_without_an_end_is_a_row():
    assert read(ROWS.removesuffix("\n")).records.height == 2


def test_rows_of_blank_cells_are_no_rows():
    export = read("email,role\n,\na@x.example,mentee\n , \n\n")
    assert export.records["source_line"].to_list() == [3]
    assert export.content.table.height == 1


def test_bytes_that_are_not_utf8_are_refused_with_the_encoding_to_declare():
    problem = refusal(b"email,role\na@x.example,mentee\nj\xfcrgen@x.example,mentee\n")
    assert problem.line == 3
    assert "encoding: cp1252" in problem.fix


def test_a_declared_encoding_is_used():
    export = read(b"email,role,name\na@x.example,mentee,J\xfcrgen\n", encoding="cp1252")
    assert export.records["name"].to_list() == ["Jürgen"]
    assert export.content.encoding == "cp1252"


def test_an_encoding_that_gives_halves_of_characters_is_refused():
    assert refusal(b"email,role\n\\ud800@x.example,mentee\n", encoding="raw_unicode_escape")


def test_a_cell_without_end_is_called_an_open_quotation_mark():
    problem = refusal('email,role\na@x.example,"' + "x\n" * 70_000 + '"\n')
    assert problem.line == 2
    assert "131072" in problem.message


def test_bytes_outside_a_declared_encoding_are_refused():
    assert refusal(b"email,role\n\x81@x.example,mentee\n", encoding="cp1252").line == 2


@pytest.mark.parametrize("encoding", ["klingon", "base64", "undefined", "idna", "punycode"])
def test_an_encoding_that_does_not_exist_is_a_problem_not_an_error(encoding):
    read(b"email,role\n\xe4@x.example,mentee\n", encoding=encoding)


def test_a_utf16_file_that_is_cut_off_is_refused():
    assert "cut off" in refusal((b"\xff\xfe" + ROWS.encode("utf-16-le"))[:-1]).fix


def test_a_nul_byte_is_refused_by_its_line():
    assert refusal(b"email,role\na@x.example,mentee\nb\0@x.example,mentee\n").line == 3


def test_utf16_without_its_mark_is_refused_with_its_name():
    assert "utf-16-le" in refusal(ROWS.encode("utf-16-le")).fix
    assert "utf-16-be" in refusal(ROWS.encode("utf-16-be")).fix
    assert read(ROWS.encode("utf-16-le"), encoding="utf-16-le").records.height == 2


@pytest.mark.parametrize(
    ("payload", "line"),
    [
        ('email,role\na@x.example,mentee\n"b@x.example,mentee\nc@x.example,mentee\n', 3),
        ('email,role\n"a@x.example"x,mentee\n', 2),
        ('email,role,name\na@x.example,mentee,x\nb@x.example,mentee,5" screen\n', 3),
        ('email,role,name\na@x.example,mentee,"a\nb"\nb@x.example,mentee,c"\n', 4),
        ('email,role,name\na@x.example,mentee,"a\nb', 2),
    ],
)
def test_a_quotation_mark_without_its_partner_is_refused_by_its_row(payload, line):
    assert refusal(payload).line == line


def test_a_short_row_is_refused_with_the_first_column_it_lacks():
    problem = refusal("email,role,name\na@x.example,mentee\nb@x.example,mentor,B\n")
    assert (problem.line, problem.column) == (2, "name")


def test_a_long_row_is_refused_without_quoting_it():
    problem = refusal("email,role\na@x.example,mentee,secret@x.example\n")
    assert problem.line == 2
    assert "secret" not in str(problem)
    assert problem.value_class == "an e-mail address"


def test_a_last_row_that_is_short_is_called_cut_off():
    problem = refusal("email,role,name\na@x.example,mentee,A\nb@x.exam")
    assert "cut off" in problem.message
    assert (problem.line, problem.column) == (3, "role")


def test_every_ragged_row_is_named_up_to_five():
    rows = "".join(f"a{number}@x.example\n" for number in range(9))
    assert [problem.line for problem in read(f"email,role\n{rows}").problems] == [2, 3, 4, 5, 6]


def test_an_empty_file_is_refused():
    assert "0 bytes" in refusal(b"").message


@pytest.mark.parametrize("payload", [b"\n\n", b"\xef\xbb\xbf", b" "])
def test_a_file_of_blank_lines_is_refused(payload):
    assert refusal(payload)


def test_a_header_alone_is_a_warning():
    export = read("email,role\n")
    assert [problem.severity for problem in export.problems] == ["warning"]
    assert export.records.is_empty()
    assert list(export.records.columns) == [
        name for name in tables.dtypes("raw_people") if name not in {"source", "source_file", "source_sha256"}
    ]


def test_a_heading_over_two_columns_is_refused_where_it_is_needed():
    problem = refusal("email,role,role\na@x.example,mentee,mentor\n")
    assert (problem.line, problem.column) == (1, "role")


def test_a_heading_over_two_columns_that_nobody_reads_is_left_alone():
    export = read("email,role,Labels,Labels,,\na@x.example,mentee,x,y,z,\n")
    assert not export.problems
    assert export.content.columns == ("email", "role", "Labels", "Labels", "", "")
    assert export.content.table.columns[3:] == ["Labels", "Labels (2)", "column 5", "column 6"]


@pytest.mark.parametrize(
    "name", ["JÃ¼rgen", "Ren\u00c3\u00a9", "Oâ€™Brien", "Iv\ufffdn", "ÐŸÑ€Ð¸", "O‚ÄôBrien", "Ren√©"]
)
def test_garbled_letters_are_refused_by_line_and_column(name):
    problem = refusal(f"email,role,name\na@x.example,mentee,A\nb@x.example,mentee,{name}\n")
    assert (problem.line, problem.column) == (3, "name")


@pytest.mark.parametrize(
    "name", ["João", "MANHÃ", "Ångström", "Österreich – Süd", "Ó’Briain", "Привет", "naïve", "‚Ähre‘", "√2"]
)
def test_right_letters_are_not_taken_for_garbled_ones(name):
    assert not read(f"email,role,name\na@x.example,mentee,{name}\n").problems


def test_a_garbled_heading_is_refused():
    assert refusal("email,role,StraÃŸe\na@x.example,mentee,x\n").column == "StraÃŸe"


@pytest.mark.parametrize("key", ["1.21143E+15", "1,21143E+15", "2E+10"])
def test_an_id_in_scientific_notation_is_refused(key):
    problem = refusal(f'person_key;role\n7;mentee\n"{key}";mentee\n')
    assert (problem.line, problem.column) == (3, "person_key")


def test_a_day_number_of_a_spreadsheet_is_refused():
    problem = refusal("email,role,joined_on\na@x.example,mentee,2026-01-01\nb@x.example,mentee,46023\n")
    assert (problem.line, problem.column, problem.value_class) == (3, "joined_on", "a number")


def test_a_date_that_a_spreadsheet_made_of_a_range_is_refused():
    problem = refusal("email,role,department\na@x.example,mentee,6-25\nb@x.example,mentee,25-Jun\n")
    assert (problem.line, problem.column) == (3, "department")


def test_the_fast_way_of_reading_gives_what_the_careful_one_gives():
    generator = random.Random(7)
    cells = ["a", "", " b ", "ü", "2026-01-01", "x y", "#", "null", "NaN", "0.5"]
    for end in ("\n", "\r\n"):
        lines = [",".join([generator.choice(cells) for _ in range(3)] + ["z"]) for _ in range(200)]
        plain = "email,role,name,other\n".replace("\n", end) + end.join(lines) + end
        careful = plain.replace("other", '"other"') + '"",,,' + end
        fast, slow = read(plain).content.table, read(careful).content.table
        assert fast.equals(slow)


def test_the_fast_way_is_taken_only_where_every_line_is_a_row():
    def plain(body):
        data = text.Rows(ExportFile("f", b"", ""), f"a,b\n{body}", ",")
        next(data)
        return delimited._plain_table(["a", "b"], data)

    assert plain("1,2\n3,4\n")["source_line"].to_list() == [2, 3]
    assert plain("1,2\r\n3,4")["b"].to_list() == ["2", "4"]
    for odd in ("", "1,2\n\n3,4\n", "1,2\n,\n", '1,"2"\n', "1,2,3\n4\n", "1\r2,3\n", "1,2\n3\n", "1,2\n \n"):
        assert plain(odd) is None


@pytest.mark.parametrize("heading", ["*", "^.*$", "^", "source_line", "a{b", "col('x')"])
def test_a_heading_is_no_pattern(heading):
    export = read(f"email,role,{heading}\na@lantern.example,mentee,x\n")
    assert (export.is_refused, export.content.columns[2]) == (False, heading)
    assert export.content.table.to_series(3).to_list() == ["x"]


@settings(deadline=None)
@given(st.binary(max_size=200), st.sampled_from(detect.TOOLS))
def test_no_bytes_raise(payload, tool):
    for kind in {kind for profile in detect.PROFILES if profile.tool == tool for kind in profile.kinds}:
        read(payload, kind=kind, tool=tool)
    detect.recognise(ExportFile("f", payload, ""))


@settings(deadline=None)
@given(st.text(alphabet='ab",;\n\r\t \x00ü', max_size=60))
def test_rows_are_as_long_as_the_header_or_refused(body):
    export = read("email,role\n" + body)
    assert export.is_refused or export.content.table.width == 3


def test_lines_are_counted_as_an_editor_counts_them():
    assert text.line_at("a\r\nb\rc\nd", 7) == 4
    assert text.from_line("a\r\nb\rc\nd", 3) == "c\nd"
    assert text.from_line("a\nb", 9) == ""
