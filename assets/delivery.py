"""Published figures to the night's folder: the report, the figures, and the account of how they came about.

A refused night gets the account alone, so that whoever asks why there is no report finds the answer in its place.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import fields
from io import BytesIO
from typing import Any

import dagster as dg
import polars as pl

from assets import account, comments, core, metrics, publish, sources
from assets.cells import as_csv
from assets.desk import coordinators_page
from assets.night_folder import COORDINATOR, REPORT, NightFile, put
from assets.partitions import programme_nights
from assets.resources import LEDGERS, Night, Portfolio
from assets.shell import discreet
from assets.versions import product_version, versions
from mentorship import tables
from mentorship.comments import for_readers
from mentorship.imprint import Imprint
from reports.history import History
from reports.page import Quality, SourceFreshness, render_report
from reports.rows import EVERYBODY

GROUP = "report"
CHECKS_RECORD = "checks.json"
REJECTS = "rejects.csv"
RUN_RECORD = "run.json"
Files = dict[str, NightFile]


@dg.asset(
    name="report",
    deps=[metrics.PAIR_HEALTH, publish.TABLE, sources.TABLE, comments.TABLE],
    group_name=GROUP,
    kinds={"html", "csv", "parquet"},
    partitions_def=programme_nights,
    description=(
        "The night's folder: the sponsor's report, the coordinator's page, the published figures as CSV and Parquet, "
        "the checks, the refused rows and the account of the run. Put in its place whole, beside the nights before it."
    ),
)
def report(
    context: dg.AssetExecutionContext, portfolio: dg.ResourceParam[Portfolio]
) -> Iterator[dg.MaterializeResult[None]]:
    """Write the night's folder and let `latest` lead to the newest one."""
    night = portfolio.night(context.partition_key, context.run.run_id)
    with discreet(night):
        figures = night.read(publish.TABLE)
        checks = night.read("check_results")
        verdict = "ok" if checks["has_passed"].all() else "warned"
        known = night.read_all((*LEDGERS, *core.TABLES))
        files = _account(night, verdict, checks, known, timings(context.instance, night.run_id))
        files |= _figure_files(figures)
        files[REPORT] = NightFile(_page(night, figures, checks, known).encode("utf-8"))
        files[COORDINATOR] = coordinators_page(night, known, _edition(night, known))
        put(night.folder, files, night.run_id)
        yield dg.MaterializeResult(metadata={"verdict": verdict, "figures": figures.height})


def write_refusal(night: Night, step_seconds: Mapping[str, float]) -> None:
    """The folder of a night that was refused: why, and what was refused, but no figure.

    Of the tables, only those that this very run wrote are believed: others are a former run's.
    """
    written = night.written()
    known = {
        table: night.read(table) if table in written else tables.empty(table)
        for table in (*LEDGERS, "core_rejects", "core_counts")
    }
    checks = night.read("check_results").filter(pl.col("table_name").is_in(sorted(written)))
    put(night.folder, _account(night, "refused", checks, known, step_seconds), night.run_id)


def timings(instance: dg.DagsterInstance, run_id: str) -> dict[str, float]:
    """How long each finished step of a run took, by Dagster's own record."""
    return {
        step.step_key: round(step.end_time - step.start_time, 3)
        for step in instance.get_run_step_stats(run_id)
        if step.end_time is not None and step.start_time is not None
    }


def _account(
    night: Night, verdict: str, checks: pl.DataFrame, known: account.Frames, step_seconds: Mapping[str, float]
) -> Files:
    refused = account.rejects(known["raw_problems"], known["core_rejects"])
    return {
        CHECKS_RECORD: NightFile(_json([_check(row) for row in checks.iter_rows(named=True)])),
        REJECTS: NightFile(as_csv(refused), is_private=True),
        RUN_RECORD: _run_record(night, verdict, known, step_seconds),
    }


def _check(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "table": row["table_name"],
        "rule": row["rule"],
        "severity": row["severity"],
        "rows_checked": row["rows_checked"],
        "rows_failed": row["rows_failed"],
        "passed": row["has_passed"],
        "message": row["message"],
    }


def _figure_files(figures: pl.DataFrame) -> Files:
    parquet = BytesIO()
    figures.write_parquet(parquet)
    return {"figures.csv": NightFile(as_csv(figures)), "figures.parquet": NightFile(parquet.getvalue())}


def _page(night: Night, figures: pl.DataFrame, checks: pl.DataFrame, known: account.Frames) -> str:
    tonight = night.read(sources.TABLE).select(field.name for field in fields(SourceFreshness))
    quality = Quality(
        sources=tuple(SourceFreshness(**row) for row in tonight.iter_rows(named=True)),
        checks=checks,
        rejects=account.rejects_by_reason(known["core_rejects"]),
        warnings=account.warnings(known["raw_problems"]),
    )
    said = for_readers(night.read(comments.TABLE))
    return render_report(night.programme, night.as_of, figures, quality, _edition(night, known), said, _history(night))


def _history(night: Night) -> History:
    """What the nights up to this one published of everybody, and of what it was made."""
    own = {"programme_id": night.member.programme_id}
    is_past = pl.col("as_of") <= night.as_of
    return History(
        night.warehouse.read(publish.TABLE, {**own, "segment": EVERYBODY}).filter(is_past),
        night.warehouse.read(sources.TABLE, own).filter(is_past),
    )


def _run_record(night: Night, verdict: str, known: account.Frames, step_seconds: Mapping[str, float]) -> NightFile:
    entries = account.inputs(known["raw_files"], known["core_counts"])
    entries = entries.rename({"source_file": "file", "source_sha256": "sha256"})
    record = {
        "programme_id": night.member.programme_id,
        "as_of": night.as_of.isoformat(),
        "run_id": night.run_id,
        "edition": _edition(night, known),
        "verdict": verdict,
        "programme": Imprint.of(night.programme).model_dump(mode="json", by_alias=True, exclude_none=True),
        "versions": versions(),
        "inputs": list(entries.select("file", "sha256", "source", *account.COUNTS).iter_rows(named=True)),
        "timings": dict(step_seconds),
    }
    return NightFile(_json(record))


def _edition(night: Night, known: account.Frames) -> str:
    """The sign of this report, on the page and in its account."""
    return account.edition(night.programme.model_dump_json(), night.as_of, product_version(), known["raw_files"])


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode("utf-8")
