"""Nights run by hand: the schedule's job, in process, one programme after the other; and what came of each."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal, cast

import dagster as dg
import polars as pl

from assets.account import rejects_by_reason
from assets.delivery import RUN_RECORD
from assets.night_folder import REPORT
from assets.partitions import partition_key, programmes
from assets.resources import Night
from assets.shell import discreet
from mentorship import tables
from mentorship.problems import Problem
from pipelines.definitions import build_definitions
from pipelines.jobs import NIGHTLY, held
from pipelines.portfolio import Declared, Found, Misdeclared
from pipelines.telling import check_problems, file_problems, row_problems

Verdict = Literal["ok", "warned", "refused", "failed", "misdeclared"]
QUIET: Mapping[str, object] = {"loggers": {"steps": {}}}
OUTSIDE_A_STEP = "outside-a-step"
LOUD: Mapping[str, object] = {"loggers": {"steps": {}, "console": {"config": {"log_level": "DEBUG"}}}}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one programme's night."""

    programme: str
    folder: Path
    as_of: date | None
    verdict: Verdict
    out: Path | None = None
    report: Path | None = None
    refused: int = 0
    reasons: dict[str, int] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    fault: str = ""


def run_nights(
    found: Found, nights: dict[str, date], instance: dg.DagsterInstance, *, is_loud: bool = False
) -> Iterator[Outcome]:
    """Run each programme's night; one that fails never stops the next."""
    for misdeclared in found.misdeclared:
        yield _misdeclared(misdeclared)
    job = build_definitions(resources={"portfolio": held(found.portfolio)}, schedules=[]).resolve_job_def(NIGHTLY)
    instance.add_dynamic_partitions(programmes.name or "", list(nights))
    for entry in found.declared:
        yield _run(entry, nights[entry.member.programme_id], job, instance, LOUD if is_loud else QUIET)


def _misdeclared(entry: Misdeclared) -> Outcome:
    return Outcome(entry.folder.name, entry.folder, None, "misdeclared", problems=entry.problems)


def _run(
    entry: Declared, as_of: date, job: dg.JobDefinition, instance: dg.DagsterInstance, config: Mapping[str, object]
) -> Outcome:
    member = entry.member
    try:
        with discreet(Night(member, as_of, OUTSIDE_A_STEP)):
            result = job.execute_in_process(
                instance=instance,
                partition_key=str(partition_key(member.programme_id, as_of)),
                run_config=config,
                raise_on_error=False,
            )
            return _outcome(Night(member, as_of, result.run_id), result)
    except Exception as error:  # noqa: BLE001 - the next programme's night is not this one's to lose
        told = error.description if isinstance(error, dg.Failure) else None
        fault = told or f"{type(error).__name__}: {error}"
        return Outcome(member.programme_id, member.folder, as_of, "failed", fault=fault)


def _outcome(night: Night, result: dg.ExecuteInProcessResult) -> Outcome:
    written = night.written()
    refused = night.read("core_rejects") if "core_rejects" in written else tables.empty("core_rejects")
    faults = night.read("raw_problems") if "raw_problems" in written else tables.empty("raw_problems")
    checks = night.read("check_results").filter(pl.col("table_name").is_in(sorted(written)) & ~pl.col("has_passed"))
    verdict = _verdict(night)
    reasons = rejects_by_reason(refused).group_by("reason").agg(pl.col("rows").sum())
    return Outcome(
        programme=night.member.programme_id,
        folder=night.member.folder,
        as_of=night.as_of,
        verdict=verdict,
        out=night.folder if verdict != "failed" else None,
        report=night.folder / REPORT if verdict in {"ok", "warned"} else None,
        refused=refused.filter(pl.col("refused") == "row").select("source_file", "source_line").n_unique(),
        reasons=dict(reasons.sort("rows", "reason", descending=[True, False]).iter_rows()),
        problems=(*file_problems(faults), *check_problems(checks), *row_problems(refused)),
        fault=_fault(result) if verdict == "failed" else "",
    )


def _verdict(night: Night) -> Verdict:
    """What the night's own account says; a night that left none in this run came to grief by our fault."""
    record = night.folder / RUN_RECORD
    if not record.exists():
        return "failed"
    told = json.loads(record.read_text(encoding="utf-8"))
    return cast("Verdict", told["verdict"]) if told["run_id"] == night.run_id else "failed"


def _fault(result: dg.ExecuteInProcessResult) -> str:
    """The first step that failed, and Dagster's word for why."""
    for event in result.get_step_failure_events():
        failure = event.step_failure_data
        told = failure.user_failure_data.description if failure.user_failure_data else None
        return f"the step {event.step_key} failed: {told or (failure.error.message.strip() if failure.error else '')}"
    return "the run failed before its first step"
