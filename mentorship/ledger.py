"""What earlier nights knew of the files of a programme: what was read already, what is gone, what shrank.

A file is known by its place and its bytes, and its rows by those and by everything else that its reader looks at (its
`reading`), so a file is parsed once for as long as none of these changes. Pure: tables in, tables out.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import polars as pl

from mentorship import tables
from mentorship.identity import fold
from mentorship.problems import Problem
from mentorship.programme import Programme, Source

Row = Mapping[str, Any]
Key = tuple[str, str]
"""A source's name and a path below exports/."""

# So long a file that is gone is told of: until then somebody has seen it, or has put it back.
TOLD_DAYS = 30
SHRUNK_TO = 0.5
_NOT_READ_BY = frozenset({"name", "files", "mode", "dated"})


@dataclass(frozen=True)
class Ledger:
    """The files of the night before: `raw_files`, `raw_files_gone` and `raw_problems` as it left them."""

    files: pl.DataFrame
    gone: pl.DataFrame
    problems: pl.DataFrame

    @staticmethod
    def empty() -> "Ledger":
        """The ledger of a programme that never had a night."""
        return Ledger(*(tables.empty(name) for name in ("raw_files", "raw_files_gone", "raw_problems")))

    @cached_property
    def by_place(self) -> dict[Key, Row]:
        """The files that were there, by source and path."""
        return _by_place(self.files)

    @cached_property
    def gone_by_place(self) -> dict[Key, Row]:
        """The files that were there before, by source and path."""
        return _by_place(self.gone)

    @cached_property
    def order_by_content(self) -> dict[Key, int]:
        """When each content was first seen, by source and SHA-256."""
        seen = pl.concat([frame.select("source", "source_sha256", "seen_order") for frame in (self.files, self.gone)])
        return {(source, sha256): order for source, sha256, order in seen.sort("seen_order", descending=True).rows()}

    @property
    def next_order(self) -> int:
        """The number of the files that are first seen tonight."""
        return 1 + max(self.order_by_content.values(), default=0)

    def read_before(self, source: str, path: str, sha256: str, reading: str) -> Row | None:
        """The row of a file whose rows are stored and would be the same if it were read again."""
        row = self.by_place.get((source, path))
        is_same = row is not None and (row["source_sha256"], row["reading"]) == (sha256, reading)
        return row if is_same else None

    def problems_of(self, source: str, path: str) -> list[Problem]:
        """What the reader of a file said of it."""
        told = pl.col("is_of_reading") & (pl.col("source") == source) & (pl.col("source_file") == path)
        return [
            Problem(
                path,
                row["message"],
                row["fix"],
                row["source_line"],
                row["column"],
                row["value_class"],
                row["severity"],
            )
            for row in self.problems.filter(told).iter_rows(named=True)
        ]

    def gone_tonight(self, present: Iterable[Row], as_of: date) -> pl.DataFrame:
        """`raw_files_gone` after tonight: the contents that are no longer in their place, the last of each place."""
        now = {(row["source"], row["source_file"]): row["source_sha256"] for row in present}
        kept = {
            place: {**row, "gone_on": as_of}
            for place, row in self.by_place.items()
            if now.get(place) != row["source_sha256"]
        }
        older = {
            place: row
            for place, row in self.gone_by_place.items()
            if place not in kept and now.get(place) != row["source_sha256"]
        }
        names = list(tables.dtypes("raw_files_gone"))
        rows = [{name: row[name] for name in names} for row in [*kept.values(), *older.values()]]
        return pl.DataFrame(rows, schema=tables.dtypes("raw_files_gone")).sort("source", "source_file")


def reading_of(source: Source, programme: Programme, readers: str, forgotten: str = "") -> str:
    """A sign of all that a file's rows depend on besides its bytes.

    `readers` is a sign of the readers' code, `forgotten` of the people whose rows are not kept.
    """
    about = programme.programme
    instrument = programme.instruments.get(source.instrument or "")
    told = [
        readers,
        source.model_dump(mode="json", exclude=set(_NOT_READ_BY)),
        [about.time_zone, about.starts_on.isoformat(), about.ends_on.isoformat()],
        list(programme.segments),
        instrument.model_dump(mode="json") if instrument else None,
        *([forgotten] if forgotten else []),
    ]
    return hashlib.sha256(json.dumps(told, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:16]


def comparisons(source: Source, present: list[Row], gone: pl.DataFrame, as_of: date) -> Iterator[Problem]:
    """What is less than it was: a file that vanished, and a newest one that shrank or lost a column.

    `present` are the source's rows of `raw_files`, oldest first as the night ranks them; `gone` is tonight's table.
    """
    lost: list[Row] = list(gone.filter(pl.col("source") == source.name).iter_rows(named=True))
    usable = [row for row in present if row["use"] in {"used", "replaced"} and not row["is_refused"]]
    contents = {row["source_sha256"] for row in present}
    places = {row["source_file"] for row in present}
    newest = usable[-1] if usable else None
    for row in lost:
        is_elsewhere = row["source_sha256"] in contents or row["source_file"] in places
        is_outdated = source.is_snapshot and newest is not None and _rank(newest) > _rank(row)
        if not is_elsewhere and not is_outdated and (as_of - row["gone_on"]).days < TOLD_DAYS:
            yield _vanished(row)
    if newest is None:
        return
    before = _before(source, newest, usable[:-1], lost)
    if before is None:
        return
    if newest["rows_in"] < SHRUNK_TO * before["rows_in"] and (
        source.is_snapshot or before["source_file"] == newest["source_file"]
    ):
        yield _shrunk(newest, before)
    kept = {fold(heading) for heading in newest["headings"]}
    earlier = before["headings"] or ()  # what an older version of the product kept had none
    for heading in dict.fromkeys(heading for heading in earlier if fold(heading) not in kept):
        yield _without(newest, before, heading)


def _by_place(files: pl.DataFrame) -> dict[Key, Row]:
    return {(row["source"], row["source_file"]): row for row in files.iter_rows(named=True)}


def _rank(row: Row) -> tuple[date, int, str]:
    return row["dated_on"] or date.min, row["seen_order"], row["source_file"]


def _before(source: Source, newest: Row, usable: list[Row], lost: list[Row]) -> Row | None:
    """The export that the newest is compared with: what its place held before, else the one before it."""
    readable = [row for row in lost if not row["is_refused"]]
    in_place = [row for row in readable if row["source_file"] == newest["source_file"]]
    earlier = [row for row in readable if source.is_snapshot and _rank(row) < _rank(newest)]
    return max([*in_place, *earlier, *usable], key=_rank, default=None)


def _vanished(row: Row) -> Problem:
    return Problem(
        row["source_file"],
        f"it is gone since the night of {row['gone_on']}, and its rows no longer count ({row['rows_in']})",
        "put it back, unless another export holds its rows",
        severity="warning",
    )


def _shrunk(newest: Row, before: Row) -> Problem:
    counts = f"{newest['rows_in']} rows, less than half of the {before['rows_in']} of the export before it"
    return Problem(
        newest["source_file"],
        f"it holds {counts}",
        f"see whether it was filtered or cut off{_beside(newest, before)}, and export it again",
        severity="warning",
    )


def _without(newest: Row, before: Row, heading: str) -> Problem:
    return Problem(
        newest["source_file"],
        f"the column {heading!r} is gone, which the export before it had",
        f"export it with that column, if anything is read from it{_beside(newest, before)}",
        newest["header_line"],
        heading,
        severity="warning",
    )


def _beside(newest: Row, before: Row) -> str:
    """Where the export before can be looked at; one that was overwritten is nowhere."""
    return "" if before["source_file"] == newest["source_file"] else f" (compare {before['source_file']})"
