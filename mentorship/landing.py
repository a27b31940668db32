"""Files to raw tables: which of a source's files serve a night, and every row of those as text with its place.

A file that cannot be read as what it is declared to be is refused whole and said; nothing is typed here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import PurePosixPath

import polars as pl

from mentorship import tables
from mentorship.exports.detect import read_export
from mentorship.exports.invitations import INVITED, InvitedList, invited_source
from mentorship.exports.profile import Export, ExportFile
from mentorship.problems import Problem
from mentorship.programme import PROGRAMME_FILE, Programme, Source

NEEDED_KINDS = ("people", "pairs")


@dataclass(frozen=True, slots=True)
class Landing:
    """The raw tables of a night, by name."""

    tables: dict[str, pl.DataFrame]


@dataclass(frozen=True, slots=True)
class _Candidate:
    source: Source
    file: ExportFile
    dated_on: date | None
    seen_order: int
    use: str


def land(
    programme: Programme,
    files: Mapping[str, Sequence[ExportFile]],
    ledger: pl.DataFrame,
    as_of: date,
    problems: Sequence[tuple[str, Problem]] = (),
) -> Landing:
    """The raw tables of a programme's night.

    `files` holds each source's files by its name; `ledger` is the `raw_files` of the night before, which remembers
    what was first seen when; `problems` are faults of files that could not be opened at all, by source name.
    """
    found: list[tuple[str, Problem]] = list(problems)
    order = _seen_orders(ledger)
    rows: dict[str, list[pl.DataFrame]] = {name: [] for name in tables.RAW_TABLES.values()}
    ledger_rows: list[dict[str, object]] = []
    for source in _sources(programme):
        candidates, faults = _candidates(source, files.get(source.name, ()), order, as_of)
        found += [(source.name, fault) for fault in faults]
        if not candidates and not any(name == source.name for name, _ in found):
            found.append((source.name, _nothing_there(source)))
        if candidates and all(candidate.use == "later" for candidate in candidates):
            found.append((source.name, _all_later(source, candidates, as_of)))
        for candidate in candidates:
            export = _export(candidate, programme)
            found += [(source.name, problem) for problem in export.problems]
            ledger_rows.append(_ledger_row(candidate, export))
            if candidate.use == "used" and not export.is_refused:
                rows[tables.RAW_TABLES[source.kind]].append(_with_place(export, candidate))
    landed = {name: _stacked(name, frames) for name, frames in rows.items()}
    landed["raw_files"] = pl.DataFrame(ledger_rows, schema=tables.dtypes("raw_files")).sort("source", "source_file")
    landed["raw_problems"] = problem_rows([*found, *_unknown_segments(programme, landed)])
    return Landing(landed)


def _sources(programme: Programme) -> list[Source]:
    """The declared sources, each survey's followed by that of its invited list."""
    lists = {source.name: invited_source(source) for source in programme.sources if source.has_invited_list}
    return [each for source in programme.sources for each in (source, lists.get(source.name)) if each is not None]


def _export(candidate: "_Candidate", programme: Programme) -> Export:
    if candidate.source.name.endswith(INVITED):
        return InvitedList().read(candidate.file, candidate.source, programme)
    return read_export(candidate.file, candidate.source, programme)


def _seen_orders(ledger: pl.DataFrame) -> dict[tuple[str, str], int]:
    """When each content was first seen, by source and SHA-256; the next night's number under an empty key."""
    order = {
        (row["source"], row["source_sha256"]): row["seen_order"]
        for row in ledger.select("source", "source_sha256", "seen_order").iter_rows(named=True)
    }
    order["", ""] = max(order.values(), default=0) + 1
    return order


def _candidates(
    source: Source, files: Sequence[ExportFile], order: Mapping[tuple[str, str], int], as_of: date
) -> tuple[list[_Candidate], list[Problem]]:
    """Each file of a source and what it is good for tonight, in the order in which newer ones win."""
    faults: list[Problem] = []
    dated: list[tuple[ExportFile, date | None, int]] = []
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
        dated.append((file, day, order.get((source.name, file.sha256), order["", ""])))
    dated.sort(key=lambda item: (item[1] or date.min, item[2], item[0].path))
    eligible = [file for file, day, _ in dated if day is None or day <= as_of]
    newest = eligible[-1] if eligible else None
    seen: dict[str, str] = {}
    candidates = []
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


def _date_in_name(source: Source, file: ExportFile) -> date | None:
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


def _same_content(file: ExportFile, other: str) -> Problem:
    return Problem(
        file.path, f"it holds the same bytes as {other} and is used once", "remove one of the two", severity="warning"
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


def _unknown_segments(programme: Programme, landed: Mapping[str, pl.DataFrame]) -> list[tuple[str, Problem]]:
    """Declared segments that no row of people or pairs has a column for."""
    rows = pl.concat([landed[name].select("segments") for name in ("raw_people", "raw_pairs")])
    known = rows.explode("segments").drop_nulls().unnest("segments")["segment"].unique().to_list()
    return [
        (
            "",
            Problem(
                PROGRAMME_FILE,
                f"no export of people or pairs has a column for the segment {name!r}",
                "correct its name under segments:, or map the column under columns: of the source",
                column="segments",
                severity="warning",
            ),
        )
        for name in programme.segments
        if name not in known and not rows.is_empty()
    ]


def _ledger_row(candidate: _Candidate, export: Export) -> dict[str, object]:
    return {
        "source": candidate.source.name,
        "source_file": candidate.file.path,
        "source_sha256": candidate.file.sha256,
        "kind": candidate.source.kind,
        "tool": export.tool,
        "profile": export.profile,
        "encoding": export.content.encoding,
        "delimiter": export.content.delimiter,
        "header_line": export.content.header_line,
        "stamps": [{"column": column, "stamp": stamp} for column, stamp in sorted(export.stamps.items())],
        "time_zone": export.time_zone,
        "dated_on": candidate.dated_on,
        "seen_order": candidate.seen_order,
        "use": "refused" if export.is_refused and candidate.use == "used" else candidate.use,
        "rows_in": export.content.table.height,
    }


def _with_place(export: Export, candidate: _Candidate) -> pl.DataFrame:
    return export.records.with_columns(
        source=pl.lit(candidate.source.name),
        source_file=pl.lit(candidate.file.path),
        source_sha256=pl.lit(candidate.file.sha256),
    )


def _stacked(table: str, frames: Sequence[pl.DataFrame]) -> pl.DataFrame:
    names = list(tables.dtypes(table))
    stacked = pl.concat([tables.empty(table), *(frame.select(names) for frame in frames)])
    return stacked.sort("source", "source_file", "source_line")


def problem_rows(found: Sequence[tuple[str, Problem]]) -> pl.DataFrame:
    """Problems of files as `raw_problems`, each with the name of its source."""
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
        }
        for source, problem in found
    ]
    return (
        pl.DataFrame(rows, schema=tables.dtypes("raw_problems"))
        .unique(maintain_order=True)
        .sort("source", "source_file", "source_line", "message", nulls_last=True)
    )
