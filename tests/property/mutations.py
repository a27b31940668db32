"""What a download, an editor, a spreadsheet or a copy does to an export: one mutation each, at a place that is drawn.

A mutation says which rows of the file it takes away or changes so that no reader could notice, and nothing else may
then be missing or different. The list of these, with the reasons, is `UNSEEN`.
"""

import codecs
import csv
import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from hypothesis import strategies as st

from tests.property.valid_exports import Valid, delimited

LINES = "whole lines"
LAST_CELL = "the last cell"
TYPED = "a letter of a text"
SECONDS = "seconds"
KEYS = "leading zeros"
COLUMN = "a column"
PROPERTY = "a property of a calendar"
SECTION = "a section of Teams"
# The lines without which an event is none, or none that can be told from others.
_NEEDED_OF_EVENTS = ("BEGIN:", "END:", "UID", "DTSTART;", " ")
UNSEEN = {
    LINES: "a row that is gone with its line end leaves nothing behind, unless the file counts its rows somewhere",
    LAST_CELL: "of a file that may end without a line end, a last cell cut off is a shorter text or number, or blank",
    TYPED: "within quotation marks, or in an id that may hold anything, a delimiter is a letter like any other",
    SECONDS: "a spreadsheet shows dates to the minute, and what it does not show it does not save",
    KEYS: "a spreadsheet takes a key for a number; rows that name somebody by the old one are refused as unknown",
    PROPERTY: "an event need not have an end, a status, a recurrence or anybody invited, so one that is gone was none",
    SECTION: "Teams gives reports without section 3, so that a cut above it is only warned of",
    COLUMN: "tools leave columns out that nobody filled, so only the export before can tell; then the night does",
}


@dataclass(frozen=True)
class Mutated:
    """A file after a mutation; `lost` and `changed` are the lines of rows that no reader could know to be so."""

    payload: bytes
    lost: frozenset[int] = frozenset()
    changed: frozenset[int] = frozenset()
    unseen: frozenset[str] = field(default=frozenset())


Mutation = Callable[[Valid, st.DataObject], Mutated]


def spans(valid: Valid) -> list[tuple[int, int, int]]:
    """Each row of a delimited text: its first line, and where in the text it begins and ends, its line end included."""
    reader = csv.reader(io.StringIO(valid.text, newline=""), delimiter=valid.delimiter or ",")
    ends = [0, *(end.end() for end in re.finditer(r"\r\n|\r|\n", valid.text))]
    if ends[-1] < len(valid.text):
        ends.append(len(valid.text))
    found, line = [], 1
    for _ in reader:
        found.append((line, ends[line - 1], ends[reader.line_num]))
        line = reader.line_num + 1
    return found


def _at(data: st.DataObject, size: int) -> int:
    return data.draw(st.integers(0, max(size, 0)))


def _one_of(data: st.DataObject, options: Sequence[object]) -> object:
    return data.draw(st.sampled_from(list(options)))


def truncated(valid: Valid, data: st.DataObject) -> Mutated:
    """The end is missing from some byte on."""
    size = _at(data, len(valid.payload) - 1)
    payload = valid.payload[:size]
    if not valid.is_text or valid.delimiter is None:
        return Mutated(payload)
    kept = len(payload.decode(valid.encoding, errors="ignore").removeprefix("\ufeff"))
    lost = frozenset(line for line, start, _ in spans(valid) if start >= kept)
    is_above = valid.tool == "teams_attendance" and kept <= spans(valid)[valid.top][1]
    return Mutated(payload, lost, _cut(valid, kept), frozenset([SECTION]) if is_above else frozenset())


def _cut(valid: Valid, kept: int) -> frozenset[int]:
    """The line of the row whose last cell a text is cut off in."""
    rows = zip(valid.rows, spans(valid), strict=True)
    for cells, (line, start, end) in rows:
        if start < kept < end:
            part = next(csv.reader(io.StringIO(valid.text[start:kept], newline=""), delimiter=valid.delimiter), [])
            return frozenset([line]) if len(part) == len(cells) else frozenset()
    return frozenset()


def character_lost(valid: Valid, data: st.DataObject) -> Mutated:
    """A quotation mark, delimiter or line end is gone."""
    places = _structure(valid)
    start, end = _one_of(data, places)
    return Mutated(valid.encoded(valid.text[:start] + valid.text[end:]))


def character_added(valid: Valid, data: st.DataObject) -> Mutated:
    """A quotation mark, delimiter or line end too many."""
    place = _at(data, len(valid.text))
    added = _one_of(data, ['"', valid.delimiter or ",", "\n", "\r\n", "\r"])
    changed, unseen = frozenset(), frozenset()
    line = re.split(r"\r\n|\r|\n", valid.text[:place])[-1]
    if valid.tool == "ics" and line.startswith("UID:") and added in {'"', ","}:
        unseen = frozenset([TYPED])
    if added != '"' and valid.text.count('"', 0, place) % 2:
        changed = frozenset(line for line, start, end in spans(valid) if start < place < end)
    return Mutated(valid.encoded(valid.text[:place] + added + valid.text[place:]), changed=changed, unseen=unseen)


def _structure(valid: Valid) -> list[tuple[int, int]]:
    marks = '"' + re.escape(valid.delimiter or "") + ("" if valid.delimiter else r"{}\[\]:,;")
    return [match.span() for match in re.finditer(rf"\r\n|[\r\n{marks}]", valid.text)]


def strange_character(valid: Valid, data: st.DataObject) -> Mutated:
    """A NUL, a letter that could not be decoded, or a byte order mark in the middle, which is text that nobody sees."""
    place = _at(data, len(valid.text))
    added = _one_of(data, ["\0", "\ufeff", "\ufffd"])
    until = place + (added == "\ufffd")
    text = valid.text[:place] + added + valid.text[until:]
    encoding = "utf-8" if valid.encoding == "cp1252" and added != "\0" else valid.encoding
    rows = spans(valid) if added == "\ufeff" else []
    changed = frozenset(line for line, start, end in rows if start <= place <= end)
    payload = valid.encoded(text) if encoding == valid.encoding else text.encode(encoding)
    return Mutated(payload, changed=changed)


def line_lost(valid: Valid, data: st.DataObject) -> Mutated:
    """A physical line is gone."""
    lines = valid.text.splitlines(keepends=True)
    number = _at(data, len(lines) - 1)
    text = "".join([*lines[:number], *lines[number + 1 :]])
    lost, unseen = frozenset(), frozenset()
    if valid.tool == "ics" and not lines[number].startswith(_NEEDED_OF_EVENTS):
        unseen = frozenset([PROPERTY])
    if valid.delimiter is not None:
        ends = [0, *(end.end() for end in re.finditer(r"\r\n|\r|\n", valid.text)), len(valid.text)]
        lost = frozenset(line for line, start, end in spans(valid) if line == number + 1 and end == ends[line])
        lost = lost if lost and min(lost) > spans(valid)[valid.top - 1][0] else frozenset()
    return Mutated(valid.encoded(text), lost, unseen=unseen)


def line_added(valid: Valid, data: st.DataObject) -> Mutated:
    """A line too many: blank, of delimiters, of a word, or a copy of another."""
    lines = valid.text.splitlines(keepends=True)
    number = _at(data, len(lines))
    mark = valid.delimiter or ","
    width = max((len(row) for row in valid.rows), default=1) if valid.delimiter else 3
    # A property of one event copied into another is a property of that one, so only the line before comes again.
    again = lines if valid.tool != "ics" else lines[max(number - 1, 0) : number]
    added = _one_of(data, ["\n", "\r\n", " \n", mark * (width - 1) + "\n", mark * 40 + "\n", "x\n", *again])
    if number == len(lines) and lines and not lines[-1].endswith(("\r", "\n")):
        added = "\n" + added
    return Mutated(valid.encoded("".join([*lines[:number], added, *lines[number:]])))


def line_ends_changed(valid: Valid, data: st.DataObject) -> Mutated:
    """Every line end as another system writes it, or each as it comes."""
    end = _one_of(data, ["\n", "\r\n", "\r", None])
    ends = (end or _one_of(data, ["\n", "\r\n", "\r"]) for _ in iter(int, 1))
    text = re.sub(r"\r\n|\r|\n", lambda _: next(ends), valid.text)
    return Mutated(valid.encoded(text))


def reencoded(valid: Valid, data: st.DataObject) -> Mutated:
    """Saved again in another encoding, with or without its mark."""
    encoding = _one_of(
        data, ["utf-8", "utf-8-sig", "cp1252", "latin-1", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"]
    )
    payload = valid.text.encode(encoding, errors="replace")
    marks = {
        "utf-16-le": codecs.BOM_UTF16_LE,
        "utf-16-be": codecs.BOM_UTF16_BE,
        "utf-32-le": codecs.BOM_UTF32_LE,
        "utf-32-be": codecs.BOM_UTF32_BE,
    }
    has_mark = data.draw(st.booleans())
    return Mutated(marks.get(encoding, b"") * has_mark + payload)


def garbled(valid: Valid, data: st.DataObject) -> Mutated:
    """UTF-8 taken for a Windows or Western encoding, and saved as UTF-8 again."""
    codec = _one_of(data, ["cp1252", "latin-1"])
    text = "".join(_as_western(byte, codec) for byte in valid.text.encode())
    return Mutated(text.encode(_one_of(data, ["utf-8", "utf-8-sig"])))


def _as_western(byte: int, codec: str) -> str:
    # Windows takes the few bytes that its encoding leaves open for control characters.
    return bytes([byte]).decode(codec, errors="ignore") or chr(byte)


def delimiter_changed(valid: Valid, data: st.DataObject) -> Mutated:
    """Saved again with another delimiter, or every one replaced by an editor."""
    mark = _one_of(data, [mark for mark in (",", ";", "\t", "|") if mark != valid.delimiter])
    if data.draw(st.booleans()):
        return Mutated(valid.encoded(delimited(valid.rows, delimiter=mark)))
    return Mutated(valid.encoded(valid.text.replace(valid.delimiter, mark)))


def quoted_anew(valid: Valid, data: st.DataObject) -> Mutated:
    """Saved again with every cell in quotation marks, or with as few as can be."""
    quoting = _one_of(data, [csv.QUOTE_ALL, csv.QUOTE_MINIMAL])
    end = _one_of(data, ["\n", "\r\n"])
    return Mutated(valid.encoded(delimited(valid.rows, delimiter=valid.delimiter, quoting=quoting, end=end)))


def widened(valid: Valid, data: st.DataObject) -> Mutated:
    """Delimiters behind every row, or behind those of the data; blank rows below."""
    count, below = data.draw(st.integers(0, 3)), data.draw(st.integers(0, 3))
    first = _one_of(data, [0, valid.top])
    rows = [row if number < first else [*row, *[""] * count] for number, row in enumerate(valid.rows)]
    width = max(map(len, rows))
    blank = [[""] * _one_of(data, [width, 1, width + 2]) for _ in range(below)]
    return Mutated(valid.encoded(delimited([*rows, *blank], delimiter=valid.delimiter)))


def rows_repeated(valid: Valid, data: st.DataObject) -> Mutated:
    """Some rows stand there twice."""
    rows = valid.rows
    again = data.draw(st.lists(st.integers(valid.top, len(rows) - 1), min_size=1, max_size=4))
    places = [data.draw(st.integers(valid.top, len(rows))) for _ in again]
    for number, place in zip(again, places, strict=True):
        rows.insert(place, valid.rows[number])
    return Mutated(valid.encoded(delimited(rows, delimiter=valid.delimiter)))


def rows_reordered(valid: Valid, data: st.DataObject) -> Mutated:
    """The rows stand in another order."""
    head, body = valid.rows[: valid.top], valid.rows[valid.top :]
    shuffled = data.draw(st.permutations(body))
    return Mutated(valid.encoded(delimited([*head, *shuffled], delimiter=valid.delimiter)))


def columns_reordered(valid: Valid, data: st.DataObject) -> Mutated:
    """The columns stand in another order."""
    order = data.draw(st.permutations(_groups(valid)))
    return Mutated(_with_columns(valid, [place for group in order for place in group]))


def _groups(valid: Valid) -> list[list[int]]:
    """Columns that stay together: those of one question of SurveyMonkey, which stands over the first alone."""
    groups: list[list[int]] = []
    for place, heading in enumerate(valid.rows[_header(valid)]):
        if heading or not groups or valid.tool != "surveymonkey":
            groups.append([place])
        else:
            groups[-1].append(place)
    return groups


def _header(valid: Valid) -> int:
    """The number of the first header row of the table."""
    width = len(valid.rows[valid.top - 1])
    return next(number for number, row in enumerate(valid.rows[: valid.top]) if len(row) == width and row[1])


def _with_columns(valid: Valid, order: Sequence[int]) -> bytes:
    """The table with some columns in some order; the rows above it stay."""
    header = _header(valid)
    width = len(valid.rows[header])
    rows = [
        [row[place] for place in order] if number >= header and len(row) == width else row
        for number, row in enumerate(valid.rows)
    ]
    return valid.encoded(delimited(rows, delimiter=valid.delimiter))


def column_lost(valid: Valid, data: st.DataObject) -> Mutated:
    """A column is gone, its heading or its heading only."""
    width = len(valid.rows[_header(valid)])
    place = _at(data, width - 1)
    others = [each for each in range(width) if each != place]
    return Mutated(_with_columns(valid, others), unseen=frozenset([COLUMN]))


def column_renamed(valid: Valid, data: st.DataObject) -> Mutated:
    """A heading is another, or blank."""
    rows = valid.rows
    header = _header(valid)
    place = _at(data, len(rows[header]) - 1)
    rows[header][place] = _one_of(data, ["", "x", rows[header][place][:-1], f"{rows[header][place]} 2"])
    return Mutated(valid.encoded(delimited(rows, delimiter=valid.delimiter)), unseen=frozenset([COLUMN]))


def column_repeated(valid: Valid, data: st.DataObject) -> Mutated:
    """A column stands there twice, the second as it is or blank."""
    width = len(valid.rows[_header(valid)])
    place, target = _at(data, width - 1), _at(data, width)
    order = list(range(width))
    order.insert(target, place)
    return Mutated(_with_columns(valid, order))


def header_repeated(valid: Valid, data: st.DataObject) -> Mutated:
    """The header stands among the rows once more."""
    rows = valid.rows
    place = data.draw(st.integers(valid.top, len(rows)))
    rows[place:place] = rows[_header(valid) : valid.top]
    return Mutated(valid.encoded(delimited(rows, delimiter=valid.delimiter)))


def header_lost(valid: Valid, _: st.DataObject) -> Mutated:
    """The header rows are gone."""
    header = _header(valid)
    rows = [*valid.rows[:header], *valid.rows[valid.top :]]
    return Mutated(valid.encoded(delimited(rows, delimiter=valid.delimiter)))


def title_added(valid: Valid, data: st.DataObject) -> Mutated:
    """Rows with a title stand above everything."""
    above = data.draw(st.lists(st.sampled_from([["My export"], [], ["As of", "2026-03-01"]]), min_size=1, max_size=3))
    return Mutated(valid.encoded(delimited([*above, *valid.rows], delimiter=valid.delimiter)))


def joined(valid: Valid, _: st.DataObject) -> Mutated:
    """The file stands in itself twice, header and all."""
    end = "" if valid.text.endswith(("\n", "\r")) else "\n"
    return Mutated(valid.encoded(valid.text + end + valid.text))


def spliced(valid: Valid, data: st.DataObject) -> Mutated:
    """Some bytes are others."""
    start = _at(data, len(valid.payload))
    size = data.draw(st.integers(0, 40))
    return Mutated(valid.payload[:start] + data.draw(st.binary(max_size=20)) + valid.payload[start + size :])


def resaved(valid: Valid, data: st.DataObject) -> Mutated:
    """Opened in a spreadsheet of some country and saved from it: dates, long numbers, zeros and words as it has them."""
    country = _one_of(data, ["us", "uk", "de"])
    rows = [[_as_shown(cell, country) for cell in row] for row in valid.rows]
    width = max(map(len, rows))
    padded = [[*row, *[""] * (width - len(row))] for row in rows]
    mark = "\t" if valid.delimiter == "\t" else ";" if country == "de" else ","
    text = delimited(padded, delimiter=mark)
    payload = text.encode(_one_of(data, ["utf-8-sig", "utf-8", "cp1252"]), errors="replace")
    return Mutated(payload, unseen=frozenset([SECONDS, KEYS]))


_ORDERS = {"us": "{m}/{d}/{y}", "uk": "{d:02}/{m:02}/{y}", "de": "{d:02}.{m:02}.{y}"}
_WORDS = {"true": ("TRUE", "WAHR"), "false": ("FALSE", "FALSCH")}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_CLOCK = r"(?:[ T]+(\d{1,2}):(\d{2})(?::\d{2})?(?: ?([AaPp])[Mm])?)?"
_WRITTEN = {
    "ymd": re.compile(rf"(\d{{4}})[-/](\d{{1,2}})[-/](\d{{1,2}}){_CLOCK}"),
    "us": re.compile(rf"(\d{{1,2}})/(\d{{1,2}})/(\d{{2,4}}){_CLOCK}"),
    "uk": re.compile(rf"(\d{{1,2}})/(\d{{1,2}})/(\d{{2,4}}){_CLOCK}"),
    "de": re.compile(rf"(\d{{1,2}})\.(\d{{1,2}})\.(\d{{2,4}}){_CLOCK}"),
    "worded": re.compile(rf"(\d{{1,2}})[/ -]([A-Za-z]{{3}})[/ -](\d{{2,4}}){_CLOCK}"),
    "long": re.compile(rf"([A-Za-z]{{3,9}}) (\d{{1,2}}), (\d{{4}}){_CLOCK}"),
}


def _as_shown(cell: str, country: str) -> str:
    """A cell as a spreadsheet shows and saves it."""
    if cell.lower() in _WORDS:
        return _WORDS[cell.lower()][country == "de"]
    if re.fullmatch(r"\d{12,}", cell):
        return f"{float(cell):.5E}".replace(".", "," if country == "de" else ".")
    if re.fullmatch(r"0\d+", cell):
        return str(int(cell))
    if re.fullmatch(r"-?\d+\.\d+", cell) and country != "de":
        return f"{float(cell):.10g}"
    return _as_date(cell, country) or cell


def _as_date(cell: str, country: str) -> str | None:
    for way in ("ymd", country, "worded", "long"):
        found = _WRITTEN[way].fullmatch(cell)
        if found is None:
            continue
        one, two, three = found.group(1, 2, 3)
        year, month, day = {
            "ymd": (one, two, three),
            "us": (three, one, two),
            "worded": (three, two, one),
            "long": (three, one, two),
        }.get(way, (three, two, one))
        month = month if month.isdigit() else _MONTHS.index(month[:3].lower()) + 1
        try:
            shown = date(int(year) % 2000 + 2000, int(month), int(day))
        except ValueError:
            return None
        text = _ORDERS[country].format(d=shown.day, m=shown.month, y=shown.year)
        hour, minute, half = found.group(4, 5, 6)
        if hour is None:
            return text
        hour = int(hour) % 12 + 12 * (half.lower() == "p") if half else int(hour)
        return f"{text} {hour}:{minute}" if country == "us" else f"{text} {hour:02}:{minute}"
    return None


def dates_as_numbers(valid: Valid, data: st.DataObject) -> Mutated:
    """The dates of a column as a spreadsheet counts them, or all of them."""
    width = max(map(len, valid.rows))
    places = _one_of(data, [range(width), *([place] for place in range(width))])
    rows = [
        [_as_number(cell) if number >= valid.top and place in places else cell for place, cell in enumerate(row)]
        for number, row in enumerate(valid.rows)
    ]
    return Mutated(valid.encoded(delimited(rows, delimiter=valid.delimiter)))


def _as_number(cell: str) -> str:
    for country in ("us", "uk", "de"):
        shown = _as_date(cell, country)
        if shown is not None:
            day, _, clock = _as_date(shown, country).partition(" ")
            parts = [int(part) for part in re.split(r"[/.]", day)]
            month, day_of_month, year = parts if country == "us" else (parts[1], parts[0], parts[2])
            number = (date(year, month, day_of_month) - date(1899, 12, 30)).days
            if not clock:
                return str(number)
            hours, minutes = map(int, clock.split(":"))
            return f"{number + (60 * hours + minutes) / 1440:.5f}"
    return cell


def dates_reordered(valid: Valid, _: st.DataObject) -> Mutated:
    """Every date of three numbers with its day and month the other way round."""
    swapped = ([re.sub(r"^(\d{1,2})([/.])(\d{1,2})\2(?=\d)", r"\3\2\1\2", cell) for cell in row] for row in valid.rows)
    return Mutated(valid.encoded(delimited(swapped, delimiter=valid.delimiter)))


def decimals_changed(valid: Valid, _: st.DataObject) -> Mutated:
    """Every number with a comma for its point, or a point for its comma."""
    rows = [[_with_other_decimals(cell) for cell in row] for row in valid.rows]
    return Mutated(valid.encoded(delimited(rows, delimiter=valid.delimiter)))


def _with_other_decimals(cell: str) -> str:
    if not re.fullmatch(r"-?\d+[.,]\d+", cell):
        return cell
    return cell.replace(".", ",") if "." in cell else cell.replace(",", ".")


def lines_refolded(valid: Valid, data: st.DataObject) -> Mutated:
    """The lines of a calendar folded elsewhere, or not at all."""
    unfolded = re.sub(r"\r\n[ \t]", "", valid.text)
    width = _one_of(data, [10, 40, 75, 10_000])
    lines = (re.findall(f".{{1,{width}}}", line) for line in unfolded.split("\r\n"))
    return Mutated(valid.encoded("\r\n".join("\r\n ".join(parts) for parts in lines)))


def fold_broken(valid: Valid, data: st.DataObject) -> Mutated:
    """A line of a calendar was broken, without the blank that shows it to go on."""
    text = lines_refolded(valid, data).payload.decode()
    folds = [found.start() for found in re.finditer("\r\n ", text)]
    if not folds:
        return Mutated(valid.payload)
    place = _one_of(data, folds)
    return Mutated(f"{text[:place]}\r\n{text[place + 3 :]}".encode())


def zone_lost(valid: Valid, _: st.DataObject) -> Mutated:
    """The time zone that a calendar's events are in is gone."""
    return Mutated(re.sub(r"(?s)BEGIN:VTIMEZONE.*END:VTIMEZONE\r\n", "", valid.text).encode())


def key_repeated(valid: Valid, data: st.DataObject) -> Mutated:
    """A key of an object of a JSON stands there twice, with another value."""
    names = sorted(set(re.findall(r'"[A-Za-z]+"(?=:)', valid.text)))
    value = _one_of(data, ["true", "false", "null", '"x"', '"2026-01-01T00:00:00.000Z"', "[]", "{}"])
    more = f"{_one_of(data, names)}:{value}"
    place = _one_of(data, [found.start() for found in re.finditer("[{}]", valid.text)])
    is_end = valid.text[place] == "}"
    rest = valid.text[place + (not is_end) :]
    return Mutated(f"{valid.text[:place]}{',' if is_end else '{'}{more}{'' if is_end else ','}{rest}".encode())


OF_BYTES: tuple[Mutation, ...] = (truncated,)
OF_TEXT: tuple[Mutation, ...] = (
    truncated,
    character_lost,
    character_added,
    strange_character,
    line_lost,
    line_added,
    line_ends_changed,
    reencoded,
    garbled,
)
OF_ROWS: tuple[Mutation, ...] = (
    delimiter_changed,
    quoted_anew,
    widened,
    rows_repeated,
    rows_reordered,
    columns_reordered,
    column_lost,
    column_renamed,
    column_repeated,
    header_repeated,
    header_lost,
    title_added,
    joined,
    resaved,
    dates_as_numbers,
    dates_reordered,
    decimals_changed,
)
OF_CALENDARS: tuple[Mutation, ...] = (lines_refolded, fold_broken, zone_lost)
OF_JSON: tuple[Mutation, ...] = (key_repeated,)
