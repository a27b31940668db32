"""One file looked at on its own: which tool wrote it, what is in it, what is wrong with it, and how to declare it.

A file is read as the night would read it under the entry that is proposed for it, so the verdict is the night's. What
a `sources:` entry would say can be declared beforehand; what no tool's profile fits is refused, with a draft.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

import polars as pl
from pydantic import ValidationError

from mentorship.exports import text
from mentorship.exports.detect import PROFILES, TOOLS, read_export, recognise
from mentorship.exports.headings import nearest
from mentorship.exports.profile import LINE, Export, ExportFile
from mentorship.exports.span import days_of
from mentorship.exports.table import Table
from mentorship.inspection import unknown
from mentorship.inspection.entry import source_entry
from mentorship.problems import ConfigurationError, DataRefusedError, Problem
from mentorship.programme import Kind, Programme, Source

Verdict = Literal["load", "warn", "refuse"]
Window = tuple[date, date]
Settings = Mapping[str, str]

SETTINGS = (
    "tool",
    "kind",
    "time_zone",
    "date_order",
    "date_format",
    "encoding",
    "delimiter",
    "decimal",
    "header_row",
    "sheet",
)
ZONE = "UTC"
UNKNOWN = "unknown"
_EXPORTS = re.compile(r"(?:^|/)exports/")


@dataclass(frozen=True, slots=True)
class Inspection:
    """What one file is: `export` holds its rows as read, `kind` is None where nothing says it."""

    file: ExportFile
    kind: Kind | None
    export: Export
    first_date: date | None
    last_date: date | None
    source_entry: str

    @property
    def verdict(self) -> Verdict:
        """Whether a night would load the file, load it and say something of it, or refuse it."""
        severities = {problem.severity for problem in self.export.problems}
        return "refuse" if "error" in severities else "warn" if "warning" in severities else "load"

    @property
    def table(self) -> pl.DataFrame:
        """The rows that were read, with their line and the tool's own columns as text; none of a refused file."""
        table = self.export.content.table
        if self.verdict == "refuse":
            return table.clear()
        dropped = [problem.line for problem in self.export.problems if problem.severity == "left_out"]
        return table.filter(~pl.col(LINE).is_in(dropped)) if dropped else table


def inspect_all(files: Iterable[ExportFile], settings: Settings, window: Window) -> list[Inspection]:
    """What each file is; a file of the same bytes as one before it is said to be the same."""
    found: dict[str, Inspection] = {}
    told = []
    for file in files:
        seen = found.get(file.sha256)
        each = inspect(file, settings, window) if seen is None else _again(file, seen)
        found.setdefault(file.sha256, each)
        told.append(each)
    return told


def _again(file: ExportFile, seen: Inspection) -> Inspection:
    same = Problem(
        file.path,
        f"it holds the same bytes as {seen.file.path}, and a night uses them once",
        "remove one of the two",
        severity="warning",
    )
    problems = tuple(replace(problem, file=file.path) for problem in seen.export.problems)
    return replace(seen, file=file, export=replace(seen.export, problems=(same, *problems)))


def inspect(file: ExportFile, settings: Settings, window: Window) -> Inspection:
    """What a file is, as the settings declare it and else as its own content says.

    `settings` are words of a `sources:` entry; the window bounds recurrences, both days in. Raises
    `ConfigurationError` for a setting that no entry could have; faults of the file are problems of its export.
    """
    source = _source(file, settings)
    programme = _programme(source, window)
    if "tool" not in settings:
        profile = next((profile for profile, _ in recognise(_decoded(file, source))), None)
        if profile is None:
            return _of_unknown(file, source, programme, settings)
        source = source.model_copy(update={"tool": profile.tool, "name": profile.tool})
    if source.tool == Table.tool:
        return _of_table(file, source, programme, settings)
    if "kind" not in settings:
        source = source.model_copy(update={"kind": _first_kind(source.tool)})
    return _of_source(file, source, programme)


def _source(file: ExportFile, settings: Settings) -> Source:
    """The settings as an entry of `sources:`, with the tool `unknown` where none is set."""
    for key in settings:
        if key not in SETTINGS:
            close = nearest(key, SETTINGS)
            fix = f"did you mean {close}" if close else f"set one of {', '.join(SETTINGS)}"
            raise ConfigurationError([Problem("--set", f"there is no setting {key!r}", fix, column=key)])
    tool = settings.get("tool", UNKNOWN)
    if tool not in {*TOOLS, UNKNOWN}:
        fix = f"set tool={nearest(tool, TOOLS) or Table.tool}; known are {', '.join(TOOLS)}"
        raise ConfigurationError([Problem("--set", f"there is no reader of the tool {tool!r}", fix, column="tool")])
    entry = {"kind": "meetings", "name": tool, "tool": tool, "files": files_of(file.path), **settings}
    try:
        return Source.model_validate(entry)
    except ValidationError as error:
        raise ConfigurationError(
            [
                Problem(
                    "--set",
                    str(detail["msg"]).removeprefix("Value error, "),
                    "correct the value",
                    column=".".join(map(str, detail["loc"])),
                )
                for detail in error.errors(include_url=False)
            ]
        ) from error


def files_of(path: str) -> str:
    r"""A file as `files:` names it: below `exports/` where it lies in one, else by its name; no letter is a wildcard.

    >>> files_of("/home/ada/lantern/exports/meetings/zoom [1].csv"), files_of("C:\\zoom.csv")
    ('meetings/zoom [[]1].csv', 'zoom.csv')
    """
    parts = _EXPORTS.split(path.replace("\\", "/"))
    inside = parts[-1] if len(parts) > 1 else parts[-1].rsplit("/", 1)[-1]
    return re.sub(r"([*?[])", r"[\1]", "/".join(part for part in inside.split("/") if part != ".."))


def _programme(source: Source, window: Window) -> Programme:
    about = {"id": "inspected", "name": "Inspected", "time_zone": source.time_zone or ZONE}
    about |= {"starts_on": window[0].isoformat(), "ends_on": window[1].isoformat()}
    return Programme.model_validate({"programme": about, "sources": [source.model_dump()]})


def _decoded(file: ExportFile, source: Source) -> ExportFile:
    """The file as it can be recognised: in UTF-8, where its encoding is declared."""
    if source.encoding is None:
        return file
    try:
        decoded, _ = text.decode(file, source.encoding)
    except DataRefusedError:
        return file
    return replace(file, payload=decoded.encode())


def _first_kind(tool: str) -> Kind:
    return min(kind for profile in PROFILES if profile.tool == tool for kind in profile.kinds)


def _of_source(file: ExportFile, source: Source, programme: Programme) -> Inspection:
    """A file of which the entry is known: what the night makes of it."""
    export = read_export(file, source, programme)
    return Inspection(file, source.kind, export, *days_of(export), source_entry(source))


def _of_table(file: ExportFile, source: Source, programme: Programme, settings: Settings) -> Inspection:
    """A table by our names; else by a drafted mapping, or as it stands, if it is declared to be a table."""
    cells = unknown.look(file, source, programme)
    kind = unknown.kind_by_names(cells, source.kind if "kind" in settings else None)
    if kind is not None:
        named = source.model_copy(update={"kind": kind, "name": kind})
        return _of_source(file, named, programme)
    if "tool" not in settings:
        return _of_unknown(file, source, programme, settings)
    draft = unknown.draft_of(cells, source.kind if "kind" in settings else None)
    if draft is None:
        export = unknown.as_it_stands(cells)
        return Inspection(file, None, export, None, None, source_entry(source))
    drafted = unknown.proposed(source, draft, is_kind_known="kind" in settings)
    if draft.header_row is not None and source.header_row is None:
        return Inspection(file, drafted.kind, unknown.misplaced(cells, draft), None, None, source_entry(drafted))
    if draft.missing:
        export = unknown.as_it_stands(cells)
        found = Inspection(file, drafted.kind, export, None, None, source_entry(drafted))
    else:
        found = _of_source(file, drafted, programme)
    return replace(found, export=replace(found.export, evidence=unknown.reasons(draft)))


def _of_unknown(file: ExportFile, source: Source, programme: Programme, settings: Settings) -> Inspection:
    """A file that no profile fits: refused, with a draft where it may be a table."""
    cells = unknown.look(file, source, programme)
    draft = unknown.draft_of(cells, source.kind if "kind" in settings else None)
    export = unknown.refused(cells, draft, TOOLS)
    if draft is None:
        return Inspection(file, None, export, None, None, "")
    drafted = unknown.proposed(source, draft, is_kind_known="kind" in settings)
    return Inspection(file, drafted.kind, export, None, None, source_entry(drafted))
