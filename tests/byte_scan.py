"""Whether anything of a programme's exports is in a file: the secrets of the exports, and a scan of files for them.

The secrets are read from the exports with the standard library and openpyxl; nothing of the product is used. They are,
by kind: people's names (full, and each of their words alone), e-mail addresses (those to which reports go too), phone
numbers, IP addresses and coordinates; the keys of people, pairs, meetings, goals and responses; the numbers of calls
and the UIDs of calendar entries; goals' titles, meetings' titles, descriptions and places, remarks, and whatever else
somebody wrote in words, the free texts of surveys first.

A file is looked through as bytes (UTF-8 and UTF-16-LE), and, because databases and archives compress, by what is in
it: every value of every table of DuckDB, SQLite and Parquet files, nested ones and blobs too; what zlib, gzip or zip
packed; and text as it reads once its HTML, JSON, CSV and URL escapes are undone. Case and Unicode form do not matter.

What is **not** looked for:

- a word of a name of under four letters, or one that the programme's declaration says too: for these the full name
  alone is looked for; such a word counts only as it is written, with its capital;
- a key of under five characters, or of under eight digits and no letter, but as the whole text of a cell of a table;
- anything of under six characters (a number: of under ten digits) in the bytes themselves, where it would be found by
  chance: in the tables and texts it is looked for;
- a text beyond its lines' first 24 characters, a text of under eight or of one word, a text that the declaration says
  too (the words of a scale), and what Qualtrics itself says of an answer (its status, channel and language);
- dates, numbers, departments and the other values that the product needs in its tables. A column whose heading is not
  among `_HEADINGS` gives its addresses, phone numbers and texts alone: a number in it is no key;
- what is hashed, encrypted, in base64, or compressed otherwise than above: rows that DuckDB deleted but did not
  overwrite are seen only where their text is stored plainly.

A file's own path may hold a secret (Zoom puts a call's number into it). Where a path may stand, as in `run.json`, the
caller passes it among the texts that are `allowed`; so it does with what people agreed to have published. These texts
are taken out of a file, as a whole, before it is looked through.
"""

import csv
import gzip
import html
import io
import json
import re
import sqlite3
import unicodedata
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from urllib.parse import unquote

import duckdb
import openpyxl
import polars as pl

Secrets = Mapping[str, frozenset[str]]
Find = tuple[str, str]
"""A secret and its kind."""

BEGINNING = 24
_ADDRESS = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(r"\+\d[\d ()/-]{6,}\d")
_IP = re.compile(r"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])")
_CODES = ("utf-8", "utf-16-le")
_DAY = re.compile(r"\d{1,4}[/.-]\d{1,2}[/.-]\d")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
# What a column holds, by its heading; in a tracker `name` is a goal's, not a person's.
_HEADINGS = {
    "person": (
        "person_key",
        "staff no.",
        "mentor",
        "mentee",
        "owner",
        "other_keys",
        "also known as",
        "externalreference",
    ),
    "name": ("name", "assignee", "name (original name)", "recipientfirstname", "recipientlastname"),
    "pair": ("pair_key", "pair"),
    "meeting": ("meeting_key", "no."),
    "call": ("meeting id",),
    "goal": ("goal_key", "task id"),
    "response": ("responseid", "response id", "response_key"),
    "goal title": ("title", "parent task"),
    "meeting text": ("topic",),
    "coordinate": ("locationlatitude", "locationlongitude"),
    "remark": ("note", "notes", "remark"),
    "word of the tool": ("status", "distributionchannel", "userlanguage"),
}
_KIND_OF = {heading: kind for kind, headings in _HEADINGS.items() for heading in headings}
_KEYS = frozenset({"person", "pair", "meeting", "call", "goal", "response"})
_TEXTS = frozenset({"goal title", "meeting text", "remark", "survey text", "other text"})
_BOUNDED = frozenset({"name", "name alone", "ip", "coordinate", "phone", *_KEYS})
_CALENDAR_TEXTS = frozenset({"SUMMARY", "DESCRIPTION", "LOCATION", "COMMENT"})


def secrets_of(folder: Path) -> Secrets:
    """What the exports of a programme hold that no shared file may, by kind."""
    exports = folder / "exports"
    found: dict[str, set[str]] = defaultdict(set)
    for path in sorted(each for each in exports.rglob("*") if each.is_file()):
        for kind, text in _of_export(path, path.relative_to(exports).parts[0]):
            for part_kind, part in _parts(kind, text) if kind != "word of the tool" else ():
                found[part_kind].add(part)
    declared = declarations(folder)
    found["recipient"] |= set(_ADDRESS.findall(declared))
    says, flat = {word.casefold() for word in _WORD.findall(declared)}, _flat(declared)
    found["name alone"] = {word for word in found["name alone"] if word.casefold() not in says}
    for kind in _TEXTS:
        found[kind] = {text for text in found[kind] if _flat(text) not in flat}
    return {kind: frozenset(texts) for kind, texts in sorted(found.items()) if texts}


def declarations(folder: Path) -> str:
    """All that a programme declares, which is no secret."""
    paths = [folder / "programme.yaml", *sorted(folder.glob("instruments/*.yaml"))]
    return "\n".join(path.read_text(encoding="utf-8") for path in paths)


def found_in(path: Path, secrets: Secrets, allowed: Collection[str] = ()) -> set[Find]:
    """The secrets that a file holds, in its bytes or in what they stand for."""
    return _found(path.read_bytes(), cells_of(path), secrets, _forms(allowed))


def found_in_text(text: str, secrets: Secrets, allowed: Collection[str] = ()) -> set[Find]:
    """The secrets that something printed holds."""
    return _found(text.encode(), (), secrets, _forms(allowed))


def _forms(allowed: Collection[str]) -> list[str]:
    """What is allowed as it is and as pages and JSON write it, the longest first."""
    marks = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&#34;", "'": "&#39;"})
    forms = {
        form
        for text in filter(str.strip, allowed)
        for form in (text, html.escape(text), html.escape(text, quote=False), text.translate(marks))
    }
    written = {json.dumps(form, ensure_ascii=is_ascii)[1:-1] for form in forms for is_ascii in (True, False)}
    return sorted(forms | written, key=len, reverse=True)


def _found(payload: bytes, cells: Sequence[object], secrets: Secrets, allowed: Sequence[str]) -> set[Find]:
    texts = {cell for cell in cells if isinstance(cell, str)}
    blobs = [cell for cell in cells if isinstance(cell, bytes)] or ([] if cells else [payload])
    packed = [each for blob in (payload, *blobs) for each in _unpacked(blob)]
    numbers = {str(cell) for cell in cells if isinstance(cell, int | float)}
    decoded = (each.decode(code, "replace") for each in (*blobs, *packed) for code in _CODES)
    readable = "\n\0\n".join([*texts, *numbers, *decoded])
    found = _in_raw(payload, secrets, allowed) | _in_text(readable, secrets, allowed)
    return found | _in_cells({_flat(text) for text in texts}, secrets)


# Secrets: what is in the exports.


def _of_export(path: Path, folder: str) -> Iterator[Find]:
    if path.suffix == ".ics":
        yield from _of_calendar(path)
        return
    for headings, row in _records(_rows(path)):
        for heading, cell in zip(headings, row, strict=False):
            yield from _of_cell(_kind(heading, folder), cell.strip())


def _kind(heading: str, folder: str) -> str:
    kind = _KIND_OF.get(heading.strip().casefold(), "survey text" if folder == "surveys" else "other text")
    return "goal title" if kind == "name" and folder == "goals" and heading.strip().casefold() == "name" else kind


def _of_cell(kind: str, cell: str) -> Iterator[Find]:
    for other, pattern in (("address", _ADDRESS), ("phone", _PHONE), ("ip", _IP)):
        yield from ((other, match) for match in pattern.findall(cell))
    if cell and not _ADDRESS.fullmatch(cell):
        yield kind, cell


def _parts(kind: str, text: str) -> Iterator[Find]:
    """What is looked for of one cell."""
    if kind in _TEXTS:
        lines = (" ".join(line.split())[:BEGINNING].strip() for line in text.splitlines())
        wordy = (line for line in lines if len(line) >= 8 and " " in line and len(_WORD.findall(line)) > 1)
        yield from ((kind, line) for line in wordy if not _DAY.match(line))
    elif kind == "name":
        for name in filter(None, (each.strip() for each in re.split(r"[()]", text))):
            last, comma, first = (each.strip() for each in name.partition(","))
            full = f"{first} {last}" if comma else name
            yield from ((kind, form) for form in (name, full) if " " in form)
            yield from (("name alone", word) for word in _WORD.findall(full) if len(word) >= 4 and word[0].isupper())
    elif kind == "person":
        keys = (key.strip() for key in text.split(";"))
        yield from ((kind, key) for key in keys if key and not _ADDRESS.fullmatch(key))
    else:
        yield kind, text


def _rows(path: Path) -> Iterator[list[str]]:
    if path.suffix == ".xlsx":
        for sheet in openpyxl.load_workbook(path):
            for row in sheet.iter_rows(values_only=True):
                yield ["" if cell is None else str(cell) for cell in row]
        return
    if path.suffix != ".csv":
        raise ValueError(f"{path.name} is of a kind whose secrets nobody has taught this scan to read")
    text = path.read_text(encoding="utf-8-sig")
    heading = text.partition("\n")[0]
    yield from csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=heading.count))


def _records(rows: Iterable[list[str]]) -> Iterator[tuple[list[str], list[str]]]:
    """Rows with the headings above them. A file may hold two tables; Qualtrics has three lines of headings."""
    headings: list[str] = []
    held: list[list[str]] = []
    is_table = False
    for row in rows:
        if any('{"ImportId"' in cell for cell in row):
            held = []
        elif is_table and any(row):
            held.append(row)
        elif not any(row):
            is_table = False
        elif sum(map(bool, row)) > 1:
            yield from ((headings, record) for record in held)
            headings, held, is_table = row, [], True
    yield from ((headings, record) for record in held)


def _of_calendar(path: Path) -> Iterator[Find]:
    unfolded = re.sub(r"\r?\n[ \t]", "", path.read_text(encoding="utf-8-sig"))
    for line in unfolded.splitlines():
        yield from (("address", address) for address in _ADDRESS.findall(line))
        yield from (("name", name) for name in re.findall(r'CN="?([^";:]+)', line))
        name, _, value = line.partition(":")
        text = re.sub(r"\\(.)", lambda escape: "\n" if escape[1] in "nN" else escape[1], value)
        if name.partition(";")[0] in _CALENDAR_TEXTS:
            yield "meeting text", text
        elif name == "UID":
            yield "uid", text


# The scan: what a file says, however it is written.


def _in_raw(payload: bytes, secrets: Secrets, allowed: Sequence[str]) -> set[Find]:
    """What stands in the bytes themselves, each of which becomes the character of Latin-1 with its number."""
    for text in allowed:
        payload = payload.replace(text.encode(), b"\n")
    found = set()
    for code in _CODES:
        for is_exact, haystack in ((False, payload.lower()), (True, payload)):
            wanted: dict[str, set[Find]] = defaultdict(set)
            for kind, text in _finds(secrets):
                if (kind == "name alone") == is_exact and len(text) >= (10 if _is_number(text) else 6):
                    told = text.encode(code)
                    wanted[(told if is_exact else told.lower()).decode("latin-1")].add((kind, text))
            found |= _matching(haystack.decode("latin-1"), wanted)
    return found


def _in_text(text: str, secrets: Secrets, allowed: Sequence[str]) -> set[Find]:
    """What stands in a text, as it is and with its escapes undone."""
    wanted: dict[str, set[Find]] = defaultdict(set)
    for kind, secret in _finds(secrets):
        if kind not in _KEYS or not _is_short(secret):
            wanted[_flat(secret)].add((kind, secret))
    found: set[Find] = set()
    for reading in _readings(text):
        plain = reading
        for each in allowed:
            plain = plain.replace(each, "\n")
        plain = unicodedata.normalize("NFKC", plain)
        flat = plain.casefold()
        found |= {find for find in _matching(flat, wanted) - found if _stands(find, plain, flat)}
    return found


def _in_cells(cells: set[str], secrets: Secrets) -> set[Find]:
    """The keys that are the whole of a cell."""
    return {(kind, text) for kind, text in _finds(secrets) if kind in _KEYS and _flat(text) in cells}


def _finds(secrets: Secrets) -> Iterator[Find]:
    return ((kind, text) for kind, texts in secrets.items() for text in texts)


def _is_number(text: str) -> bool:
    return not any(letter.isalpha() for letter in text)


def _is_short(key: str) -> bool:
    return len(key) < (8 if _is_number(key) else 5)


def _flat(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _matching(haystack: str, wanted: Mapping[str, set[Find]]) -> set[Find]:
    """What is wanted that is in a text, by one pass over it (Aho-Corasick)."""
    if not wanted:
        return set()
    hits = pl.Series([haystack]).str.extract_many(list(wanted), overlapping=True).explode().unique().drop_nulls()
    return set().union(*(wanted[hit] for hit in hits))


def _stands(find: Find, plain: str, flat: str) -> bool:
    """Whether a secret stands in a text by itself, and is no part of another word or number."""
    kind, secret = find
    if kind not in _BOUNDED:
        return True
    is_exact = kind == "name alone"
    secret = unicodedata.normalize("NFKC", secret) if is_exact else _flat(secret)
    within = plain if is_exact else flat
    return any(
        not any(map(str.isalnum, within[max(hit.start() - 1, 0) : hit.start()] + within[hit.end() : hit.end() + 1]))
        for hit in re.finditer(re.escape(secret), within)
    )


def _readings(text: str) -> Iterator[str]:
    """A text, and what it says once its escapes are undone, one within another."""
    for read in (lambda told: told, unquote, html.unescape, _without_escapes, _without_escapes):
        text = read(text)
        yield text


def _without_escapes(text: str) -> str:
    """What JSON, JavaScript and CSV mean."""
    text = re.sub(r"\\[nrt]", " ", re.sub(r"\\u([0-9a-fA-F]{4})", lambda code: chr(int(code[1], 16)), text))
    return re.sub(r"\\(.)", r"\1", text).replace('""', '"')


def _unpacked(blob: bytes) -> Iterator[bytes]:
    """What was packed into a blob, where it is an archive."""
    if zipfile.is_zipfile(io.BytesIO(blob)):
        with zipfile.ZipFile(io.BytesIO(blob)) as archive:
            yield from (archive.read(name) for name in archive.namelist())
    for unpack in (zlib.decompress, gzip.decompress):
        try:
            yield unpack(blob)
        except (zlib.error, OSError, EOFError):
            continue


def cells_of(path: Path) -> list[object]:
    """Every text, blob and number in the tables of a database or a Parquet file; none of another file."""
    beginning = path.read_bytes()[:16]
    if beginning.startswith(b"SQLite format 3"):
        return list(_of_sqlite(path))
    if beginning[8:12] == b"DUCK":
        return list(_of_duckdb(path))
    if beginning.startswith(b"PAR1"):
        return list(_values(pl.read_parquet(path).rows()))
    return []


def _of_sqlite(path: Path) -> Iterator[object]:
    # A log beside it holds what is not in it yet; without one nothing is written beside it by looking.
    mode = "mode=ro" if path.with_name(f"{path.name}-wal").exists() else "immutable=1"
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?{mode}", uri=True)
    try:
        connection.text_factory = lambda stored: stored.decode("utf-8", "replace")
        named = connection.execute("SELECT name, sql FROM sqlite_master").fetchall()
        yield from _values(named)
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            yield from _values(connection.execute(f'SELECT * FROM "{name}"'))
    finally:
        connection.close()


def _of_duckdb(path: Path) -> Iterator[object]:
    with duckdb.connect(path, read_only=True) as connection:
        for listing in ("tables", "columns", "views", "schemas"):
            yield from _values(connection.execute(f"FROM duckdb_{listing}()").fetchall())
        columns = "SELECT schema_name, table_name, column_name FROM duckdb_columns() WHERE NOT internal"
        for schema, table, column in connection.execute(columns).fetchall():
            yield from _values(connection.execute(f'SELECT DISTINCT "{column}" FROM "{schema}"."{table}"').fetchall())


def _values(value: object) -> Iterator[object]:
    """The texts, blobs and numbers in rows, lists, sets of fields, and whatever is in them."""
    if isinstance(value, str | bytes | int | float):
        yield value
    elif isinstance(value, Mapping):
        yield from _values([*value.keys(), *value.values()])
    elif isinstance(value, Iterable):
        for each in value:
            yield from _values(each)
