"""The call `mentorship check`: a programme's declaration and every export of it, looked at as the night would.

Nothing is written to the programme, not even its state: what earlier nights knew is read where there is any, and the
night's checks are held over tables in a folder of their own that is gone afterwards.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

import polars as pl
import typer
from rich.console import Console
from rich.text import Text

from assets import account, raw
from assets import core as core_assets
from assets.inbox import Inbox
from assets.resources import LEDGERS, Night
from assets.warehouse import PlainError, Warehouse
from mentorship import core
from mentorship.landing import land
from mentorship.ledger import Ledger
from mentorship.problems import DataRefusedError, Problem
from mentorship.tables import empty
from pipelines.portfolio import Declared, Found, Misdeclared, find
from pipelines.printing import OK, PROBLEMS_SHOWN, REFUSED, USAGE, as_entry, plain, say
from pipelines.telling import check_problems, file_problems

Verdict = Literal["ok", "warned", "refused", "misdeclared"]
EXIT_CODES: Mapping[Verdict, int] = {"ok": OK, "warned": OK, "refused": REFUSED, "misdeclared": USAGE}
STYLES: Mapping[Verdict, str] = {"ok": "green", "warned": "yellow", "refused": "red", "misdeclared": "red"}
FILE_FACTS = (
    *("source", "kind", "tool", "profile", "evidence", "encoding", "delimiter", "header_line", "headings"),
    *("first_on", "last_on", "use"),
)


@dataclass(frozen=True, slots=True)
class Checked:
    """What one programme's declaration and exports are worth."""

    folder: Path
    programme: str
    verdict: Verdict
    as_of: date | None = None
    files: list[dict[str, Any]] = field(default_factory=list)
    problems: tuple[Problem, ...] = ()
    rejects: pl.DataFrame = field(default_factory=lambda: account.rejects(empty("raw_problems"), empty("core_rejects")))
    reasons: dict[str, int] = field(default_factory=dict)


def check(folder: Path, as_of: date | None, *, as_json: bool) -> int:
    """Look at each programme of a folder, say what a night would refuse, and give the exit code."""
    place = folder.expanduser().absolute()
    found = find(place, None, None)
    if not found.declared and not found.misdeclared:
        say(f"{place} is no programme and holds none: there is no programme.yaml in it or in a folder of it", "red")
        return USAGE
    checked = list(_all(found, as_of))
    if as_json:
        typer.echo(json.dumps([_entry(each) for each in checked], ensure_ascii=False, indent=2))
    else:
        for each in checked:
            _tell(each)
    return max((EXIT_CODES[each.verdict] for each in checked), default=OK)


def _all(found: Found, as_of: date | None) -> Iterator[Checked]:
    yield from (_misdeclared(entry) for entry in found.misdeclared)
    now = datetime.now(UTC)
    yield from (_checked(entry, as_of or entry.default_night(now)) for entry in found.declared)


def _misdeclared(entry: Misdeclared) -> Checked:
    return Checked(entry.folder, entry.folder.name, "misdeclared", problems=entry.problems)


def _checked(entry: Declared, as_of: date) -> Checked:
    """The night up to its checked facts, beside the programme's own state."""
    programme, folder = entry.programme, entry.member.folder
    mail = Inbox(folder).collect(programme)
    try:
        landing = land(programme, mail.files, _gone_before(entry), as_of, problems=mail.problems)
        with TemporaryDirectory() as place:
            night = Night(replace(entry.member, state=Path(place)), as_of, "check")
            facts = core.build(landing.tables, programme, night.warehouse.pseudonym_key())
            failed = _failed_checks(night, {**landing.tables, **facts})
    except DataRefusedError as refused:
        return Checked(folder, programme.id, "refused", as_of, problems=refused.problems)
    told, rejects = landing.ledgers["raw_problems"], facts["core_rejects"]
    reasons = account.rejects_by_reason(rejects).group_by("reason").agg(pl.col("rows").sum())
    problems = (*file_problems(told), *check_problems(failed))
    is_refused = any(problem.severity == "error" for problem in problems)
    return Checked(
        folder,
        programme.id,
        "refused" if is_refused else "warned" if problems else "ok",
        as_of,
        _files(landing.ledgers["raw_files"], facts["core_counts"]),
        problems,
        account.rejects(told, rejects).filter(pl.col("refused") != "file"),
        dict(reasons.sort("rows", "reason", descending=[True, False]).iter_rows()),
    )


def _failed_checks(night: Night, made: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """The rules that the tables break; those that only say that a file was refused, or may be odd, say nothing new."""
    from checks.run import run_suites  # noqa: PLC0415 - importing Great Expectations takes seconds

    night.replace(made)
    results = run_suites(night, [*raw.TABLES, *core_assets.TABLES])
    return results.filter(~pl.col("has_passed") & (pl.col("table_name") != "raw_problems"))


def _gone_before(entry: Declared) -> Ledger:
    """What earlier nights knew of the files, so that what vanished or shrank is told; every file is read anew."""
    known = {table: empty(table) for table in LEDGERS}
    with suppress(PlainError):  # another program has the file open, or it is damaged: the night itself will say so
        known = Warehouse(entry.member.state).read_all(LEDGERS)
    files = known["raw_files"].with_columns(reading=pl.lit(""))
    return Ledger(files, known["raw_files_gone"], known["raw_problems"])


def _files(files: pl.DataFrame, counts: pl.DataFrame) -> list[dict[str, Any]]:
    numbers = account.inputs(files, counts).rename({"source_sha256": "sha256"})
    facts = files.select("source_file", *FILE_FACTS)
    told = numbers.join(facts, on=["source", "source_file"], maintain_order="left")
    return [
        {"file": row.pop("source_file"), **{name: _plain_value(value) for name, value in row.items()}}
        for row in told.iter_rows(named=True)
    ]


def _plain_value(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def _entry(checked: Checked) -> dict[str, Any]:
    return {
        "programme": checked.programme,
        "folder": str(checked.folder),
        "as_of": checked.as_of.isoformat() if checked.as_of else None,
        "verdict": checked.verdict,
        "files": checked.files,
        "problems": [{"file": problem.file, **as_entry(problem)} for problem in checked.problems],
        "rejects": checked.rejects.to_dicts(),
    }


def _tell(checked: Checked) -> None:
    """The verdict, a line a file, and what is wrong, on standard output."""
    screen = Console(soft_wrap=True, highlight=False)
    screen.print(Text(f"{checked.programme}: {checked.verdict}", style=STYLES[checked.verdict]))
    for line in _by_source(checked.files):
        screen.print(Text(plain(f"  {line}")))
    for problem in checked.problems[:PROBLEMS_SHOWN]:
        screen.print(Text(f"  {plain(str(problem))}", style="red" if problem.severity == "error" else "yellow"))
    if len(checked.problems) > PROBLEMS_SHOWN:
        screen.print(f"  and {len(checked.problems) - PROBLEMS_SHOWN} more; --json has them all")
    for reason, rows in checked.reasons.items():
        screen.print(Text(plain(f"  {rows} refused: {reason}"), style="yellow"))


def _by_source(files: list[dict[str, Any]]) -> Iterator[str]:
    """A line a source and use: its files, their tool, their rows and their days."""
    if not files:
        return
    groups = pl.DataFrame(files, infer_schema_length=None).group_by("source", "use", "profile", maintain_order=True)
    told = groups.agg(
        pl.len().alias("files"),
        pl.col("file").first(),
        pl.col("kind").first(),
        pl.col("rows_in", "rows_used").sum(),
        pl.col("first_on").min(),
        pl.col("last_on").max(),
    )
    for row in told.iter_rows(named=True):
        name = row["file"] if row["files"] == 1 else f"{row['files']} files"
        days = f", {row['first_on']} to {row['last_on']}" if row["first_on"] else ""
        rows = f"{row['rows_used']} of {row['rows_in']} rows used" if row["use"] == "used" else row["use"]
        yield f"{row['source']}: {name}, {row['profile']}, {row['kind']}, {rows}{days}"
