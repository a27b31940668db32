"""The zip that Notion's export is: the one table in it, found and read in memory under a limit of size.

Nothing is ever written to a disk, so names that point elsewhere do no harm. A workbook is a zip too, and never
Notion's. What the table holds is `notion.py`'s.
"""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from mentorship.exports.profile import ExportFile
from mentorship.exports.reading import Reading

MARK = b"PK\x03\x04"
MOST_BYTES = 512 << 20
MOST_RATIO = 200
# Where the length of a zip's first name stands, and the name.
_NAME_LENGTH, _NAME_AT = slice(26, 28), 30
# Below this size no ratio is a danger.
_SMALL_BYTES = 16 << 20
_MOST_DEPTH = 3
_MOST_NAMED = 5
WORKBOOK = "[Content_Types].xml"
ALL = "_all"
_NOTION_NAME = re.compile(r"[0-9a-f]{32}(?:_all)?\.(?:csv|md|html)$")
_NOTION_PART = re.compile(r"(?:^|/)Export(?:Block)?-[^/]*\.zip$")
_ID = re.compile(r" ?[0-9a-f]{32}$")
_FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
    ValueError,
)
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_AGAIN = "export it from Notion again; a download may have been cut off"


def is_archive(file: ExportFile) -> bool:
    """Whether a file is a zip of any kind."""
    return file.payload.startswith(MARK)


def evidence(file: ExportFile) -> tuple[str, ...]:
    """What in the names of a zip speaks for Notion, in words."""
    names = _names(file.payload)
    if WORKBOOK in names:
        return ()
    if any(_NOTION_NAME.search(name) for name in names):
        return ("it is a zip of files whose names end in an id of Notion's",)
    if any(_NOTION_PART.search(name) for name in names):
        return ("it is a zip of a part of an export of Notion's",)
    return ()


def _names(payload: bytes) -> list[str]:
    """The names in a zip; of one that is cut off, and so has lost its list of them, the first."""
    try:
        with zipfile.ZipFile(io.BytesIO(payload)) as archive:
            return archive.namelist()
    except _FAULTS:
        length = int.from_bytes(payload[_NAME_LENGTH], "little")
        return [payload[_NAME_AT : _NAME_AT + length].decode(errors="replace")]


def table_in(reading: Reading) -> bytes:
    """The bytes of the one database in a zip; refuses a zip with none, with several, or that is not safe to open."""
    unpacking = _Unpacking(reading, MOST_BYTES)
    databases: dict[str, tuple[zipfile.ZipFile, zipfile.ZipInfo]] = {}
    for archive, member in unpacking.tables(reading.file.payload):
        path = PurePosixPath(member.filename)
        database = str(path.with_name(path.stem.removesuffix(ALL)))
        if database not in databases or path.stem.endswith(ALL):
            databases[database] = archive, member
    if not databases:
        fix = "export the database itself, as Markdown & CSV"
        raise reading.refusal("there is no table in the zip, only pages", fix)
    if len(databases) > 1:
        names = sorted(repr(_ID.sub("", PurePosixPath(database).name)) for database in databases)
        more = ", …" if len(names) > _MOST_NAMED else ""
        message = f"there are {len(names)} databases in the zip: {', '.join(names[:_MOST_NAMED])}{more}"
        raise reading.refusal(message, "take the CSV of the goals out of the zip, and put it in the zip's place")
    return unpacking.bytes_of(*next(iter(databases.values())))


@dataclass
class _Unpacking:
    """A zip being read: `left` is how many bytes may still come out of it."""

    reading: Reading
    left: int

    def tables(self, payload: bytes, depth: int = 1) -> Iterator[tuple[zipfile.ZipFile, zipfile.ZipInfo]]:
        """The CSV files of a zip and of the zips in it."""
        archive = self._opened(payload)
        if WORKBOOK in archive.namelist():
            raise self.reading.refusal("it is a workbook, no export of Notion's", "declare tool: table")
        for member in archive.infolist():
            path = PurePosixPath(member.filename)
            if path.name.startswith("._") or "__MACOSX" in path.parts:
                continue
            if path.suffix.lower() == ".csv":
                yield archive, member
            elif path.suffix.lower() == ".zip":
                if depth == _MOST_DEPTH:
                    raise self.reading.refusal("there are zips in zips in zips", "unpack the outer ones")
                yield from self.tables(self.bytes_of(archive, member), depth + 1)

    def bytes_of(self, archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
        """What a member unpacks to, which is never more than it says and than is allowed."""
        if member.flag_bits & 1:
            raise self.reading.refusal("the zip is under a password", "unpack it, and put its CSV in the zip's place")
        ratio = member.file_size / max(member.compress_size, 1)
        if member.file_size > self.left or (member.file_size > _SMALL_BYTES and ratio > MOST_RATIO):
            message = f"the zip unpacks to more than the {MOST_BYTES >> 20} MB, or {MOST_RATIO} times its size, allowed"
            raise self.reading.refusal(message, "unpack it, and put its CSV in the zip's place")
        if member.compress_type not in _METHODS:
            raise self.reading.refusal("the zip is packed in a way that Notion does not use", _AGAIN)
        try:
            with archive.open(member) as stream:
                # To read it without a number would unpack what a lying member holds, and only then cut it off.
                unpacked = stream.read(member.file_size + 1)
        except _FAULTS as error:
            raise self.reading.refusal("the zip is damaged", _AGAIN) from error
        self.left -= len(unpacked)
        return unpacked

    def _opened(self, payload: bytes) -> zipfile.ZipFile:
        try:
            return zipfile.ZipFile(io.BytesIO(payload))
        except _FAULTS as error:
            raise self.reading.refusal("the zip is damaged or cut off", _AGAIN) from error
