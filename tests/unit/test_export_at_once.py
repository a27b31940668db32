"""Which texts are read many rows at once, and that each other one is left to be read row by row."""

import pytest

from mentorship.exports import at_once, text
from mentorship.exports.profile import ExportFile

NAMES = ["a", "b"]


def read(body, names=NAMES, delimiter=","):
    data = text.Rows(ExportFile("f.csv", b"", ""), f"{delimiter.join(names)}\n{body}", delimiter)
    next(data)
    return at_once.table_of(names, data)


def test_cells_in_quotation_marks_are_read_at_once_with_the_lines_of_their_rows():
    table = read('1,"x, y"\r\n"2\nand more","he said ""no"""\r\n"","z"\r\n')
    assert table.rows() == [(2, "1", "x, y"), (3, "2\nand more", 'he said "no"'), (5, None, "z")]


def test_lines_without_any_letter_are_no_rows_and_are_counted():
    assert read('\n1,"2"\n\n , \n3,4\n\n').rows() == [(3, "1", "2"), (6, "3", "4")]


def test_a_text_of_blank_lines_has_no_rows():
    assert read("\n \n,\n").rows() == []


def test_the_last_row_needs_no_line_end():
    assert read('1,"2\n3"').rows() == [(2, "1", "2\n3")]


def test_a_byte_order_mark_below_the_header_is_a_letter():
    assert at_once.parsed("\ufeff1,2\n", NAMES, ",", None).row(0) == ("\ufeff1", "2")


@pytest.mark.parametrize("delimiter", ["\t", "|", " ", ".", "\\", "^", "-", "x", "]"])
def test_any_mark_of_one_byte_parts_cells(delimiter):
    body = f'1{delimiter}"2{delimiter}3"\n'
    assert read(body, delimiter=delimiter).row(0) == (2, "1", f"2{delimiter}3")


@pytest.mark.parametrize(
    "body",
    [
        "",
        '1,"2\n',
        '1,"2"x\n3,4\n',
        '1, "2"\n',
        '1,2"3"\n',
        '1,5" x 7"\n',
        '1,"2",3\n4\n',
        "1,2,3\n4,5\n",
        "1\n2,3\n",
        "1\r2,3\r",
        '1,"2\r3"\n',
        '1,"' + "x" * 131_073 + '"\n',
    ],
)
def test_a_text_that_may_have_to_be_refused_is_left(body):
    assert read(body) is None


def test_a_lone_quotation_mark_above_the_rows_leaves_the_text():
    data = text.Rows(ExportFile("f.csv", b"", ""), 'a",b\n1,"2"\n', ",")
    next(data)
    assert at_once.table_of(NAMES, data) is None


def test_a_delimiter_of_several_bytes_leaves_the_text():
    assert read("1§2\n", delimiter="§") is None


def test_a_column_alone_is_left_for_its_blank_lines_may_be_cells():
    assert read("1\n2\n", names=["a"]) is None


def test_a_text_is_cut_between_rows_and_never_within_one(monkeypatch):
    monkeypatch.setattr(at_once, "_PIECE_CHARACTERS", 1)
    body = '1,"2\n3\n4"\n5,6\n7,"8"'
    assert list(at_once.pieces(body, 0)) == ['1,"2\n3\n4"\n', "5,6\n", '7,"8"']
    assert read(body).rows() == [(2, "1", "2\n3\n4"), (5, "5", "6"), (6, "7", "8")]


def test_what_polars_makes_of_a_text_is_held_against_the_text(monkeypatch):
    real = at_once.parsed
    monkeypatch.setattr(at_once, "parsed", lambda *given: real(*given).with_columns(b=real(*given)["a"]))
    assert read('1,"22"\n') is None
