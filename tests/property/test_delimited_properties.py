"""Many rows read at once are what they are when read one by one, or the text is left to be read one by one."""

from unittest import mock

import polars as pl
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mentorship.exports import at_once, delimited
from mentorship.exports.profile import ExportFile
from mentorship.exports.reading import start
from mentorship.problems import DataRefusedError
from tests import bare

PROGRAMME = bare.programme()
DELIMITERS = st.sampled_from([",", ";", "\t"])
LINE_ENDS = st.sampled_from(["\n", "\r\n", "\r"])
WORDS = st.text(alphabet="ab ü€😀,;\t\"\n\r\x0b\x1c\xa0\ufeff'#*^$", max_size=6)


def outcome(text, delimiter):
    """The table, or the problems of the refusal."""
    reading = start(ExportFile("f.csv", b"", ""), PROGRAMME.sources[0], PROGRAMME)
    try:
        delimited.read_table(reading, text, delimiter)
    except DataRefusedError as refused:
        return refused.problems
    return reading.content.table


def is_read_alike(text, delimiter, piece):
    """Whether both ways end alike, with pieces of so many characters."""
    with mock.patch.multiple(delimited, _plain_table=mock.DEFAULT, _quoted_table=mock.DEFAULT) as ways:
        for way in ways.values():
            way.return_value = None
        careful = outcome(text, delimiter)
    with mock.patch.object(at_once, "_PIECE_CHARACTERS", piece):
        swift = outcome(text, delimiter)
    if isinstance(careful, pl.DataFrame) and isinstance(swift, pl.DataFrame):
        return careful.equals(swift) and careful.schema == swift.schema
    return type(careful) is type(swift) and careful == swift


@st.composite
def tables(draw, *, is_sound):
    """A text as programs write tables, or nearly so, and its delimiter."""
    delimiter, end, width = draw(DELIMITERS), draw(LINE_ENDS), draw(st.integers(1, 4))
    has_quotes = draw(st.booleans())

    def written(cell):
        if has_quotes and (draw(st.booleans()) or any(mark in cell for mark in f'"\r\n{delimiter}')):
            return f'"{cell.replace(chr(34), chr(34) * 2)}"'
        return "".join(mark for mark in cell if mark not in f'"\r\n{delimiter}')

    lines = [delimiter.join(f"h{number}" for number in range(width))]
    for _ in range(draw(st.integers(0, 6))):
        count = width if is_sound else draw(st.sampled_from([width] * 8 + [width - 1, width + 1]))
        lines.append(delimiter.join(written(draw(WORDS)) for _ in range(count)))
        if draw(st.integers(0, 5)) == 0:
            lines.append(draw(st.sampled_from(["", " ", delimiter, delimiter * (width - 1)])))
    ends = [end if is_sound or draw(st.integers(0, 9)) else draw(LINE_ENDS) for _ in lines]
    text = "".join(line + its_end for line, its_end in zip(lines, ends, strict=True))
    return (text.removesuffix(end) if draw(st.booleans()) else text), delimiter


@settings(max_examples=100)
@given(tables(is_sound=True), st.integers(1, 40))
def test_tables_are_read_alike(table, piece):
    assert is_read_alike(*table, piece)


@settings(max_examples=100)
@given(tables(is_sound=False), st.integers(1, 40))
def test_ragged_rows_and_mixed_line_ends_are_read_alike(table, piece):
    assert is_read_alike(*table, piece)


@settings(max_examples=100)
@given(tables(is_sound=True), st.integers(1, 40), st.data())
def test_a_quotation_mark_too_many_or_too_few_is_read_alike(table, piece, data):
    text, delimiter = table
    place = data.draw(st.integers(0, len(text)))
    marks = data.draw(st.sampled_from(['"', '""', ""]))
    assert is_read_alike(text[:place] + marks + text[place + (not marks) :], delimiter, piece)


@settings(max_examples=150)
@given(st.text(alphabet='ab"",,;\n\n\r\t ü', max_size=40), DELIMITERS, st.integers(1, 40))
@example(" \r, \r \n1,2\n", ",", 1)
def test_any_letters_are_read_alike(rows, delimiter, piece):
    assert is_read_alike(f"a{delimiter}b\n{rows}", delimiter, piece)
