"""The call `mentorship inspect`: files on a disk to what they are, for a person or a program."""

import hashlib
import json
import sys
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import typer
from rich.console import Console
from rich.text import Text

from assets.cells import as_csv
from mentorship.exports.profile import ExportFile
from mentorship.inspection.file import Inspection, Window, inspect_all
from mentorship.problems import ConfigurationError
from pipelines.printing import OK, PROBLEMS_SHOWN, REFUSED, USAGE, as_entry, plain, say, say_problems

STYLES = {"load": "green", "warn": "yellow", "refuse": "red"}
# Recurrences without an end are looked at from here to a year from today, where no window is named.
FIRST_DAY = date(2000, 1, 1)
COMING_DAYS = 365


def inspect(paths: Sequence[Path], settings: Sequence[str], window: Window, *, as_json: bool, dump: bool) -> int:
    """Say of each file what it is, or write the rows of one as CSV; the exit code."""
    files = list(_files(paths))
    if not files or (dump and len(files) > 1):
        say("--dump takes one file" if files else "there is no file in what was named", "red")
        return USAGE
    try:
        declared = dict(_setting(setting) for setting in settings)
        opened = [ExportFile(str(path), payload, hashlib.sha256(payload).hexdigest()) for path, payload in _open(files)]
        found = inspect_all(opened, declared, window)
    except ConfigurationError as error:
        say_problems(error.problems)
        return USAGE
    except OSError as error:
        say(f"{error.filename} cannot be opened: {error.strerror}", "red")
        return USAGE
    if dump:
        say_problems(found[0].export.problems)
        sys.stdout.buffer.write(as_csv(found[0].table))
    elif as_json:
        typer.echo(json.dumps([_entry(each) for each in found], ensure_ascii=False, indent=2))
    else:
        for each in found:
            _tell(each)
    return REFUSED if any(each.verdict == "refuse" for each in found) else OK


def default_window(today: date) -> Window:
    """The days within which recurrences are looked at where nobody says."""
    return FIRST_DAY, today + timedelta(days=COMING_DAYS)


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    """The files that were named; of a folder all that are in it."""
    for path in paths:
        if path.is_dir():
            yield from sorted(inside for inside in path.rglob("[!.]*") if inside.is_file())
        else:
            yield path


def _open(files: Sequence[Path]) -> Iterator[tuple[Path, bytes]]:
    for path in files:
        yield path, path.read_bytes()


def _setting(text: str) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    if not equals:
        raise typer.BadParameter(f"{text!r} is no KEY=VALUE, such as date_order=dmy", param_hint="--set")
    return key.strip(), value


def _entry(found: Inspection) -> dict[str, Any]:
    content = found.export.content
    return {
        "file": found.file.path,
        "sha256": found.file.sha256,
        "kind": found.kind,
        "tool": found.export.tool or None,
        "profile": found.export.profile or None,
        "evidence": list(found.export.evidence),
        "encoding": content.encoding or None,
        "delimiter": content.delimiter,
        "header_line": content.header_line,
        "rows": found.table.height,
        "columns": list(content.columns),
        "first_date": found.first_date.isoformat() if found.first_date else None,
        "last_date": found.last_date.isoformat() if found.last_date else None,
        "verdict": found.verdict,
        "problems": [as_entry(problem) for problem in found.export.problems],
        "source_entry": found.source_entry or None,
    }


def _tell(found: Inspection) -> None:
    """The file's account of itself, a line a fact, on standard output."""
    screen = Console(soft_wrap=True, highlight=False)
    screen.print(Text(f"{plain(found.file.path)}: {found.verdict}", style=STYLES[found.verdict]))
    for name, told in _facts(found):
        if told:
            screen.print(Text.assemble((f"  {name:<10}", "bold"), plain(told)))
    problems = found.export.problems
    for problem in problems[:PROBLEMS_SHOWN]:
        screen.print(Text(f"  {plain(str(problem))}", style="red" if problem.severity == "error" else "yellow"))
    if len(problems) > PROBLEMS_SHOWN:
        screen.print(f"  and {len(problems) - PROBLEMS_SHOWN} more; --json has them all")
    if found.source_entry:
        screen.print(Text("  under sources: in programme.yaml", style="bold"))
        screen.print(Text(f"  {plain(found.source_entry)}"))


def _facts(found: Inspection) -> Iterator[tuple[str, str]]:
    export, content = found.export, found.export.content
    kind = f", {found.kind}" if found.kind else ""
    yield "tool", f"{export.profile}{kind}" if export.tool else "none that is known"
    yield "because", "; ".join(export.evidence)
    delimiter = f", delimiter {json.dumps(content.delimiter)}" if content.delimiter else ""
    header = f", header in line {content.header_line}" if content.header_line else ""
    yield "written", f"{content.encoding}{delimiter}{header}" if content.encoding else ""
    yield "rows", str(found.table.height)
    yield "columns", ", ".join(heading.strip() or "(blank)" for heading in content.columns)
    yield "days", f"{found.first_date} to {found.last_date}" if found.first_date else ""
