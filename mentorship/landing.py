"""Files to raw tables: which of a source's files serve a night, and every row of those as text with its place.

A file that cannot be read as what it is declared to be is refused whole and said; nothing is typed here. A file that
an earlier night read, and whose rows would be the same, is not read again. Rows of people who were forgotten are left
out and said by their place alone.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import PurePosixPath
from typing import Protocol

import polars as pl

from mentorship import tables
from mentorship.exports.detect import read_export
from mentorship.exports.invitations import INVITED, InvitedList, invited_source
from mentorship.exports.profile import Export, ExportFile
from mentorship.exports.span import days_of
from mentorship.ledger import Ledger, Row, comparisons, reading_of
from mentorship.problems import Problem
from mentorship.programme import PROGRAMME_FILE, Programme, Source
from mentorship.scrubbing import ERASED, scrubbed
from mentorship.tombstones import NOBODY, Tombstones

NEEDED_KINDS = ("people", "pairs")
TWO = 2


class FoundFile(Protocol):
    """A file below exports/ of which the bytes are there when they are asked for."""

    @property
    def path(self) -> str:
        """Its path below exports/, with / between folders."""

    @property
    def sha256(self) -> str:
        """The SHA-256 of its bytes."""

    def opened(self) -> ExportFile:
        """The file with its bytes."""


Files = Mapping[str, Sequence[FoundFile]]


@dataclass(frozen=True, slots=True)
class Landing:
    """What a night landed.

    `ledgers` are the whole of `raw_files`, `raw_files_gone`, `raw_problems` and `raw_tombstones`; `rows` the rows, by
    raw table, of the files that were read tonight; `kept` the source and path of each file whose rows of an earlier
    night still stand.
    """

    ledgers: dict[str, pl.DataFrame]
    rows: dict[str, pl.DataFrame]
    kept: frozenset[tuple[str, str]]

    @property
    def tables(self) -> dict[str, pl.DataFrame]:
        """All of it by table; the raw tables of a programme that has no earlier night."""
        return {**self.ledgers, **self.rows}


@dataclass(frozen=True, slots=True)
class _Candidate:
    source: Source
    file: FoundFile
    dated_on: date | None
    seen_order: int
    use: str


@dataclass(frozen=True, slots=True)
class _Landed:
    """A file of the night: its row of the ledger, what its reader said, and its rows where it was read tonight."""

    row: Row
    problems: list[Problem]
    rows: pl.DataFrame | None


def land(
    programme: Programme,
    files: Files,
    ledger: Ledger,
    as_of: date,
    problems: Sequence[tuple[str, Problem]] = (),
    readers: str = "",
    tombstones: Tombstones = NOBODY,
) -> Landing:
    """What a programme's night has to go by.

    `files` holds each source's files by its name; `ledger` is what the night before knew; `problems` are faults of
    files that could not be opened at all, by source name; `readers` is a sign of the readers' code; `tombstones` are
    those of people who were forgotten. A key that is theirs too by tonight's exports counts for all that is read
    tonight, and for what was read before on the next night.
    """
    of_night: list[tuple[str, Problem]] = list(problems)
    of_reading: list[tuple[str, Problem]] = []
    landed: list[_Landed] = []
    by_source: list[tuple[Source, list[Row]]] = []
    for source in _sources(programme):
        candidates, faults = _candidates(source, files.get(source.name, ()), ledger, as_of)
        of_night += [(source.name, fault) for fault in faults]
        of_night += [(source.name, fault) for fault in _absent(source, candidates, of_night, as_of)]
        reading = reading_of(source, programme, readers, tombstones.sign())
        read = [_landed(candidate, programme, ledger, reading) for candidate in candidates]
        of_reading += [(source.name, problem) for each in read for problem in each.problems]
        landed += read
        by_source.append((source, [each.row for each in read]))
    gone = ledger.gone_tonight([each.row for each in landed], as_of)
    of_night += [
        (source.name, problem) for source, rows in by_source for problem in comparisons(source, rows, gone, as_of)
    ]
    of_night += [("", problem) for problem in _unknown_segments(programme, [each.row for each in landed])]
    stacked = {table: _stacked(table, kind, landed) for kind, table in tables.RAW_TABLES.items()}
    found = scrubbed(stacked, tombstones, _texts(programme))
    of_reading += _erased(found.erased)
    told = [problem_rows(of_night), problem_rows(of_reading, is_of_reading=True)]
    schema = tables.dtypes("raw_files")
    return Landing(
        ledgers={
            "raw_files": pl.DataFrame([each.row for each in landed], schema=schema).sort("source", "source_file"),
            "raw_files_gone": gone,
            "raw_problems": pl.concat(told).sort("source", "source_file", "source_line", "message", nulls_last=True),
            "raw_tombstones": found.tombstones.table(),
        },
        rows=found.rows,
        kept=frozenset((each.row["source"], each.row["source_file"]) for each in landed if each.rows is None),
    )


def _sources(programme: Programme) -> list[Source]:
    """The declared sources, each survey's followed by that of its invited list."""
    lists = {source.name: invited_source(source) for source in programme.sources if source.has_invited_list}
    return [each for source in programme.sources for each in (source, lists.get(source.name)) if each is not None]


def _landed(candidate: _Candidate, programme: Programme, ledger: Ledger, reading: str) -> _Landed:
    """A file's rows, or its row of the ledger where an earlier night read them."""
    source, path = candidate.source.name, candidate.file.path
    tonight = {
        "source": source,
        "source_file": path,
        "source_sha256": candidate.file.sha256,
        "kind": candidate.source.kind,
        "dated_on": candidate.dated_on,
        "seen_order": candidate.seen_order,
        "reading": reading,
    }
    before = ledger.read_before(source, path, candidate.file.sha256, reading)
    if before is not None:
        row = {**before, **tonight, "use": _use(candidate, is_refused=before["is_refused"])}
        return _Landed(row, ledger.problems_of(source, path), None)
    export = _export(candidate, programme)
    row = {**_told(export), **tonight, "use": _use(candidate, is_refused=export.is_refused)}
    return _Landed(row, list(export.problems), _with_place(export, candidate))


def _use(candidate: _Candidate, *, is_refused: bool) -> str:
    return "refused" if is_refused and candidate.use == "used" else candidate.use


def _export(candidate: _Candidate, programme: Programme) -> Export:
    file = candidate.file.opened()
    if candidate.source.name.endswith(INVITED):
        return InvitedList().read(file, candidate.source, programme)
    return read_export(file, candidate.source, programme)


def _candidates(
    source: Source, files: Sequence[FoundFile], ledger: Ledger, as_of: date
) -> tuple[list[_Candidate], list[Problem]]:
    """Each file of a source and what it is good for tonight, in the order in which newer ones win."""
    faults: list[Problem] = []
    dated: list[tuple[FoundFile, date | None, int]] = []
    for file in sorted(files, key=lambda item: item.path):
        day = _date_in_name(source, file)
        if source.dated is not None and day is None:
            faults.append(
                Problem(
                    file.path,
                    f"its name holds no date of the form {source.dated!r}",
                    "rename the file, or correct `dated:` of the source",
                )
            )
            continue
        order = ledger.order_by_content.get((source.name, file.sha256), ledger.next_order)
        dated.append((file, day, order))
    dated.sort(key=lambda item: (item[1] or date.min, item[2], item[0].path))
    eligible = [file for file, day, _ in dated if day is None or day <= as_of]
    newest = eligible[-1] if eligible else None
    seen: dict[str, str] = {}
    candidates = []
    faults += _same_day(source, [(file, day) for file, day, _ in dated if file in eligible])
    for file, day, number in dated:
        use = "used"
        if day is not None and day > as_of:
            use = "later"
        elif source.is_snapshot and file is not newest:
            use = "replaced"
        elif file.sha256 in seen:
            use = "same"
            faults.append(_same_content(file, seen[file.sha256]))
        if use == "used":
            seen[file.sha256] = file.path
        candidates.append(_Candidate(source, file, day, number, use))
    return candidates, faults


def _date_in_name(source: Source, file: FoundFile) -> date | None:
    """The date that a file's name holds by the source's pattern, wherever in the name it stands."""
    if source.dated is None:
        return None
    name = PurePosixPath(file.path).stem
    for start in range(len(name)):
        for end in range(len(name), start, -1):
            try:
                return datetime.strptime(name[start:end], source.dated).date()  # noqa: DTZ007 - a day has no zone
            except ValueError:
                continue
    return None


def _same_day(source: Source, dated: Sequence[tuple[FoundFile, date | None]]) -> Iterator[Problem]:
    """The newest two exports of a snapshot that are of one day and differ: only their names say which one holds."""
    if not source.is_snapshot or len(dated) < TWO:
        return
    (other, before), (file, day) = dated[-TWO:]
    if day is not None and day == before and file.sha256 != other.sha256:
        yield Problem(
            file.path,
            f"it and another export of {day} differ, and this one, later by name, is used",
            f"remove it or {other.path}, whichever does not hold",
            severity="warning",
        )


def _same_content(file: FoundFile, other: str) -> Problem:
    return Problem(
        file.path,
        "it holds the same bytes as another file of its source, and they are used once",
        f"remove it or {other}",
        severity="warning",
    )


def _nothing_there(source: Source) -> Problem:
    return Problem(
        source.files,
        f"no file below exports/ fits the source {source.name!r}",
        "export the file from the tool into that place, or correct `files:` of the source",
        severity="error" if source.kind in NEEDED_KINDS else "warning",
    )


def _all_later(source: Source, candidates: Sequence[_Candidate], as_of: date) -> Problem:
    first = candidates[0]
    return Problem(
        first.file.path,
        f"every export of the source {source.name!r} is dated after {as_of}, this one {first.dated_on} first of all",
        "add the export that was there by then, or run a later night",
        severity="error" if source.kind in NEEDED_KINDS else "warning",
    )


def _absent(
    source: Source, candidates: Sequence[_Candidate], known: Sequence[tuple[str, Problem]], as_of: date
) -> Iterator[Problem]:
    """What to say of a source of which no file serves the night."""
    if not candidates and not any(name == source.name for name, _ in known):
        yield _nothing_there(source)
    if candidates and all(candidate.use == "later" for candidate in candidates):
        yield _all_later(source, candidates, as_of)


def _unknown_segments(programme: Programme, files: Sequence[Row]) -> Iterator[Problem]:
    """Declared segments for which no file of people or pairs has a column."""
    rosters = [row for row in files if row["kind"] in NEEDED_KINDS and row["use"] == "used" and row["rows_in"]]
    known = {segment for row in rosters for segment in row["segments"]}
    for name in programme.segments:
        if rosters and name not in known:
            yield Problem(
                PROGRAMME_FILE,
                f"no export of people or pairs has a column for the segment {name!r}",
                "correct its name under segments:, or map the column under columns: of the source",
                column="segments",
                severity="warning",
            )


def _told(export: Export) -> Row:
    """What a reader says of a file, as a row of the ledger."""
    first_on, last_on = days_of(export)
    segments = export.records["segments"].explode().struct.field("segment") if "segments" in export.records else None
    return {
        "tool": export.tool,
        "profile": export.profile,
        "encoding": export.content.encoding,
        "delimiter": export.content.delimiter,
        "header_line": export.content.header_line,
        "stamps": [{"column": column, "stamp": stamp} for column, stamp in sorted(export.stamps.items())],
        "time_zone": export.time_zone,
        "rows_in": export.content.table.height,
        "headings": list(export.content.columns),
        "evidence": list(export.evidence),
        "segments": [] if segments is None else segments.drop_nulls().unique().sort().to_list(),
        "first_on": first_on,
        "last_on": last_on,
        "is_refused": export.is_refused,
    }


def _with_place(export: Export, candidate: _Candidate) -> pl.DataFrame:
    return export.records.with_columns(
        source=pl.lit(candidate.source.name),
        source_file=pl.lit(candidate.file.path),
        source_sha256=pl.lit(candidate.file.sha256),
    )


def _stacked(table: str, kind: str, landed: Sequence[_Landed]) -> pl.DataFrame:
    names = list(tables.dtypes(table))
    frames = [each.rows.select(names) for each in landed if each.rows is not None and each.row["kind"] == kind]
    return pl.concat([tables.empty(table), *frames]).sort("source", "source_file", "source_line")


def _texts(programme: Programme) -> dict[str, list[str]]:
    """The items of each instrument that are answered in words."""
    asked = programme.instruments.items()
    return {name: [item.id for item in instrument.items if item.kind == "text"] for name, instrument in asked}


def _erased(places: pl.DataFrame) -> Iterator[tuple[str, Problem]]:
    """What is told of the rows of people who were forgotten: that they are there, and where."""
    for source, path, line in places.iter_rows():
        yield source, Problem(path, ERASED.reason, ERASED.fix, line, ERASED.column, severity="left_out")


def problem_rows(found: Sequence[tuple[str, Problem]], *, is_of_reading: bool = False) -> pl.DataFrame:
    """Problems of files as `raw_problems`, each with its source's name; `is_of_reading` where a reader found them."""
    rows = [
        {
            "source": source,
            "source_file": problem.file,
            "source_line": problem.line,
            "column": problem.column,
            "value_class": problem.value_class,
            "message": problem.message,
            "fix": problem.fix,
            "severity": problem.severity,
            "is_of_reading": is_of_reading,
        }
        for source, problem in found
    ]
    return (
        pl.DataFrame(rows, schema=tables.dtypes("raw_problems"))
        .unique(maintain_order=True)
        .sort("source", "source_file", "source_line", "message", nulls_last=True)
    )
