"""Cells written out for people: none runs as a formula, and each comes back as it was."""

import csv
import io

import polars as pl
import pytest

from assets.cells import as_csv


def written(**columns: list[object]) -> list[list[str]]:
    return list(csv.reader(io.StringIO(as_csv(pl.DataFrame(columns)).decode(), newline="")))


@pytest.mark.parametrize(
    "cell",
    [
        "=1+1",
        "+cmd|' /C calc'!A0",
        "-2+3",
        "@SUM(A1)",
        "\t=1",
        "\rrun",
        "\nrun",
        " =1+1",
        "＝1+1",
        "--a",
        "+49 30 123",
        '=HYPERLINK("http://x.example";"y")',
        "\ufeff=1",
    ],
)
def test_a_cell_that_begins_as_a_formula_gets_an_apostrophe(cell: str) -> None:
    assert written(name=[cell])[1] == [f"'{cell}"]


@pytest.mark.parametrize(
    "cell", ["-", "--", "-3.5", "+2", "1,5", "-1e-05", "12 %", "plain", "a=b", "ada@lantern.example", "ä"]
)
def test_numbers_and_other_text_stay_as_they_are(cell: str) -> None:
    assert written(name=[cell])[1] == [cell]


def test_a_heading_is_a_cell_too() -> None:
    assert written(**{"=1+1": ["a"], "plain": ["b"]}) == [["'=1+1", "plain"], ["a", "b"]]


def test_lines_quotes_and_delimiters_inside_a_cell_come_back() -> None:
    cells = ['say "so"', "one\r\ntwo", "a,b", "one\rtwo", "  padded  "]
    assert [row[0] for row in written(name=cells)[1:]] == cells


def test_what_is_not_there_is_empty_and_numbers_are_in_full() -> None:
    assert written(text=["", None], number=[0.1 + 0.2, None], count=[-1, 2])[1:] == [
        ["", "0.30000000000000004", "-1"],
        ["", "", "2"],
    ]
