"""From bytes to rows of text: encodings, physical lines and quotes.

Nothing is guessed: an encoding is what a byte order mark, the source or strict UTF-8 says. Every row keeps the
physical line at which it starts, however many lines its cells run over. Rows become tables in `delimited.py`.
"""

import codecs
import csv
import io
import re
from collections.abc import Iterator
from itertools import islice
from typing import Self

from mentorship.exports.profile import ExportFile
from mentorship.problems import DataRefusedError, Problem

Row = tuple[int, list[str]]
"""A row and the physical line at which it starts."""

LINE_END = re.compile(r"\r\n|\r|\n")
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le", "utf-32 LE BOM"),
    (codecs.BOM_UTF32_BE, "utf-32-be", "utf-32 BE BOM"),
    (codecs.BOM_UTF8, "utf-8", "utf-8 BOM"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "utf-16 LE BOM"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "utf-16 BE BOM"),
)
_HEAD_CHARACTERS = 1 << 16


class Rows:
    """The rows of a delimited text, one after the other; lines without any character are left out.

    `DataRefusedError` names the row in which a quote is not closed or is followed by anything but a delimiter.
    `line` is the physical line at which the next row starts.
    """

    def __init__(self, file: ExportFile, text: str, delimiter: str, first_line: int = 1) -> None:
        """Begin at a physical line of a text."""
        self.file = file
        self.delimiter = delimiter
        self.line = first_line
        self._first_line = first_line
        self.text = from_line(text, first_line)
        self._reader = csv.reader(_physical_lines(self.text), delimiter=delimiter, strict=True)

    def __iter__(self) -> Self:
        """The rows that were not read yet."""
        return self

    def __next__(self) -> Row:
        """The next row."""
        cells: list[str] = []
        while not cells:
            line = self.line
            try:
                cells = next(self._reader)
            except StopIteration:
                self._refuse_lone_quote()
                raise
            except csv.Error as error:
                raise DataRefusedError([_broken_quotes(self.file, line, str(error))]) from error
            self.line = self._first_line + self._reader.line_num
        return line, cells

    def rest(self) -> tuple[str, int]:
        """The text, and where in it the rows begin that were not read yet."""
        return self.text, start_of(self.text, 1 + self.line - self._first_line)

    def _refuse_lone_quote(self) -> None:
        if not has_lone_quote(self.text, self.delimiter):
            return
        line = self._first_line - 1 + _lone_quote_line(self.text, self.delimiter)
        message = "a quotation mark has no partner, or stands within a cell that has none around it"
        raise _refusal(self.file, message, "export the file again; its quotation marks do not balance", line=line)


def decode(file: ExportFile, declared: str | None) -> tuple[str, str]:
    """The text of a file and the name of its encoding; `DataRefusedError` where bytes are not in it, or are NUL."""
    codec, encoding, skipped = _encoding(file, declared)
    try:
        text = file.payload[skipped:].decode(codec)
        if declared is not None and not text.isascii():
            text.encode()  # some codecs give halves of characters, which no table can hold
    except UnicodeDecodeError as error:
        raise DataRefusedError([_undecodable(file, encoding, error, skipped)]) from error
    except LookupError as error:
        fix = "declare encoding: utf-8, utf-16 or cp1252"
        raise _refusal(file, f"the declared encoding {encoding!r} does not exist", fix) from error
    except UnicodeError as error:
        raise _refusal(file, f"the file is not {encoding}", "declare the encoding in which it was saved") from error
    if "\0" in text:
        raise _refusal(
            file, "there is a NUL byte, which no text has", _fix_of_nul(file), line=line_at(text, text.index("\0"))
        )
    return text, encoding


def has_lone_quote(text: str, delimiter: str) -> bool:
    """Whether a text has a quotation mark that neither opens nor closes a cell, nor is doubled within one.

    Such a mark is what a lost delimiter leaves before a cell that holds another, so that the row is as long as it
    was. Programs that part cells by tabs put no marks around cells with one in them, so there only the count tells.

    >>> has_lone_quote('a,"b, ""c"" d"', ","), has_lone_quote('a"b, c",d', ",")
    (False, True)
    """
    if delimiter == "\t" or text.count('"') % 2:
        return text.count('"') % 2 == 1
    return '"' in re.sub(rf'(?<![^{re.escape(delimiter)}\r\n])"[^"]*(?:""[^"]*)*"', "", text)


def line_at(text: str, position: int) -> int:
    """The physical line of a position, 1-based; CRLF, LF and CR all end a line."""
    return 1 + sum(1 for _ in LINE_END.finditer(text, 0, position))


def from_line(text: str, first_line: int) -> str:
    """A text from a physical line on."""
    return text[start_of(text, first_line) :]


def start_of(text: str, line: int) -> int:
    """Where in a text a physical line begins; its end where it has no such line."""
    ends = (end.end() for end in LINE_END.finditer(text))
    return 0 if line == 1 else next(islice(ends, line - 2, None), len(text))


def head(text: str, delimiter: str, count: int = 12) -> list[Row]:
    """The first rows of a text as far as they can be made out: for recognising and choosing, never for reading."""
    reader = csv.reader(io.StringIO(text[:_HEAD_CHARACTERS], newline=""), delimiter=delimiter)
    found: list[Row] = []
    line = 1
    try:
        for cells in islice(reader, count):
            found.append((line, cells))
            line = reader.line_num + 1
    except csv.Error:
        return found
    return found


def first_row(text: str, delimiter: str) -> list[str]:
    """The first row of a text that is not blank, as far as it can be made out."""
    return next((cells for _, cells in head(text, delimiter) if any(map(str.strip, cells))), [])


def head_text(file: ExportFile) -> str:
    """The first characters of a file, unreadable ones replaced."""
    start = file.payload[:_HEAD_CHARACTERS]
    for mark, codec, _ in _MARKS:
        if start.startswith(mark):
            return start[len(mark) :].decode(codec, errors="replace")
    return start.decode("utf-8", errors="replace")


def _physical_lines(text: str) -> Iterator[str]:
    # io.StringIO would do the same with four bytes a character.
    start = 0
    for end in LINE_END.finditer(text):
        yield text[start : end.end()]
        start = end.end()
    if start < len(text):
        yield text[start:]


def _encoding(file: ExportFile, declared: str | None) -> tuple[str, str, int]:
    for mark, codec, name in _MARKS:
        if file.payload.startswith(mark):
            return codec, name, len(mark)
    if declared is None:
        return "utf-8", "utf-8", 0
    return declared, declared, 0


def _undecodable(file: ExportFile, encoding: str, error: UnicodeDecodeError, skipped: int) -> Problem:
    before = file.payload[skipped : skipped + error.start].decode(error.encoding, errors="replace")
    fix = "declare encoding: cp1252 if it was saved by a spreadsheet on Windows, or save it again as UTF-8"
    if "BOM" in encoding:
        fix = "export it again; the file seems cut off or patched together"
    elif encoding != "utf-8":
        fix = "declare the encoding in which the file was saved, or save it again as UTF-8"
    return Problem(file.path, f"a byte is not {encoding}", fix, line=line_at(before, len(before)))


def _fix_of_nul(file: ExportFile) -> str:
    if 0 not in file.payload[:2]:
        return "export the file again; do not repair it in an editor"
    order = "be" if file.payload[0] == 0 else "le"
    return f"the file looks like UTF-16 without its mark: declare encoding: utf-16-{order}"


def _broken_quotes(file: ExportFile, line: int, reason: str) -> Problem:
    message = "a quotation mark is opened and not closed as it should be"
    if "field larger" in reason:
        message = "a cell runs on for more than 131072 characters: a quotation mark was opened and not closed"
    elif "unexpected end" in reason:
        message = "the file ends inside a cell: a quotation mark is not closed, or the end is cut off"
    return Problem(file.path, message, "export the file again; do not repair it in an editor", line=line)


def _lone_quote_line(text: str, delimiter: str) -> int:
    # Reached only when csv took a lone quotation mark inside an unquoted cell as a letter: find its row.
    lines = list(_physical_lines(text))
    reader = csv.reader(lines, delimiter=delimiter)
    line = 1
    for _ in reader:
        if has_lone_quote("".join(lines[line - 1 : reader.line_num]), delimiter):
            return line
        line = reader.line_num + 1
    return line


def _refusal(file: ExportFile, message: str, fix: str, *, line: int | None = None) -> DataRefusedError:
    return DataRefusedError([Problem(file.path, message, fix, line)])
