"""What a profile is: the contract between the readers of tools and the rest of the night."""

from dataclasses import dataclass, field
from typing import ClassVar, Protocol, Self

import polars as pl

from mentorship.problems import Problem
from mentorship.programme import Kind, Programme, Source

LINE = "source_line"


@dataclass(frozen=True, slots=True)
class ExportFile:
    """A file as its tool wrote it: `path` is below exports/, with / between folders."""

    path: str
    payload: bytes
    sha256: str

    def opened(self) -> Self:
        """The file itself: its bytes are here already."""
        return self


@dataclass(frozen=True, slots=True)
class Content:
    """The rows of a file as text: `table` has `source_line` and the tool's own columns, every cell a string or null."""

    encoding: str
    delimiter: str | None
    header_line: int | None
    columns: tuple[str, ...]
    table: pl.DataFrame


@dataclass(frozen=True, slots=True)
class Export:
    """A file read: `records` holds the columns of its raw table but for the provenance that the caller adds.

    `records` has `source_line` and every column of `tables.RAW…` except `source`, `source_file`, `source_sha256`.
    `stamps` names for each of our date columns how its text is written (see `stamps.py`); `rows_in` counts the rows
    of the file as read, before a profile drops what is no record (previews, header repetitions), each drop being a
    problem of severity left_out with its line. A file with a problem of severity error is refused whole: no records.
    """

    kind: Kind
    tool: str
    profile: str
    evidence: tuple[str, ...]
    content: Content
    records: pl.DataFrame
    stamps: dict[str, str]
    time_zone: str
    problems: tuple[Problem, ...] = field(default=())

    @property
    def is_refused(self) -> bool:
        """Whether the file as a whole cannot be used."""
        return any(problem.severity == "error" for problem in self.problems)


class Profile(Protocol):
    """One tool's reader, in one version of the tool's format."""

    tool: ClassVar[str]
    version: ClassVar[str]
    kinds: ClassVar[frozenset[Kind]]

    def recognise(self, file: ExportFile) -> tuple[str, ...]:
        """What in the file speaks for this profile, in words; empty when it is none of its files."""

    def read(self, file: ExportFile, source: Source, programme: Programme) -> Export:
        """The file's rows; problems of severity error when its structure is in doubt, never an exception."""
