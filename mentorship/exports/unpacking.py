"""What a workbook or a parquet file would take in memory, found before anything is made of it.

A few kilobytes can unpack to gigabytes, and two cells far apart make a library allocate all those between them. Such a
file is refused by its numbers; nothing here reads a value.
"""

import io
import re
import struct
import zipfile
import zlib

import polars as pl

MOST_BYTES = 1 << 30
MOST_CELLS = 150_000_000
"""Ten million meetings have fewer."""
# A sheet may be as sparse as this and is always allowed so many cells.
_MOST_EMPTY_SHARE = 50
_ALWAYS_ALLOWED = 20_000_000
_CHUNK_BYTES = 1 << 20
_TAIL_BYTES = 256
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml$", re.IGNORECASE)
_CELL = re.compile(rb'[<:]c [^<>]*?\br="([A-Z]{1,3})([0-9]{1,7})"')
FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
    ValueError,
)
# Polars panics at some damaged files, which is no error of its others.
FAULTS_OF_PARQUET = (pl.exceptions.PolarsError, pl.exceptions.PanicException)


def fault_of_workbook(payload: bytes) -> str | None:
    """Why a zip with worksheets cannot be opened safely, in words; None where it can."""
    try:
        with zipfile.ZipFile(io.BytesIO(payload)) as archive:
            return _fault_of_members(archive)
    except FAULTS:
        return "the workbook cannot be opened: it is damaged or cut off"


def fault_of_parquet(payload: bytes) -> str | None:
    """Why a parquet file is too large to be read, in words; None where it is not, or where reading will tell."""
    try:
        scanned = pl.scan_parquet(io.BytesIO(payload))
        rows, width = scanned.select(pl.len()).collect().item(), scanned.collect_schema().len()
    except FAULTS_OF_PARQUET:
        return None
    return f"the parquet file has {rows} rows of {width} columns" if rows * width > MOST_CELLS else None


def _fault_of_members(archive: zipfile.ZipFile) -> str | None:
    left = MOST_BYTES
    for member in archive.infolist():
        area = _Area()
        with archive.open(member) as stream:
            tail = b""
            while chunk := stream.read(_CHUNK_BYTES):
                left -= len(chunk)
                if left < 0:
                    return f"the workbook unpacks to more than {MOST_BYTES >> 20} MB"
                if _SHEET.search(member.filename):
                    tail = area.add(tail + chunk)
        if area.size > max(_ALWAYS_ALLOWED, _MOST_EMPTY_SHARE * area.cells):
            return f"a sheet has {area.cells} cells, so far apart that {area.size} would have to be read"
    return None


class _Area:
    """The cells of a sheet, and how far they reach."""

    def __init__(self) -> None:
        self.cells = 0
        self._rows: list[int] = []
        self._columns: set[bytes] = set()

    def add(self, xml: bytes) -> bytes:
        """Look at some of a sheet; what is left is looked at again with the next of it."""
        end = 0
        found = []
        for match in _CELL.finditer(xml):
            found.append(match.group(1, 2))
            end = match.end()
        if found:
            rows = [int(row) for _, row in found]
            self._rows = [min(*self._rows, *rows, rows[0]), max(*self._rows, *rows, rows[0])]
            self._columns.update(column for column, _ in found)
            self.cells += len(found)
        return xml[max(end, len(xml) - _TAIL_BYTES) :]

    @property
    def size(self) -> int:
        """How many cells lie in the rectangle that holds all of them."""
        if not self._rows:
            return 0
        places = [_place_of(column) for column in self._columns]
        return (self._rows[1] - self._rows[0] + 1) * (max(places) - min(places) + 1)


def _place_of(column: bytes) -> int:
    """The number of a column: A is 1, AA is 27."""
    place = 0
    for letter in column:
        place = 26 * place + letter - 64
    return place
