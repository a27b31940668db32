"""The suites as Dagster asset checks: one step a layer, two checks a table.

`<table>_critical` blocks whatever is made of the table; `<table>_warning` does not, and so is shown on the page. The
steps stand for layers and not for tables because a step costs more than a suite.
"""

from collections.abc import Iterator, Sequence

import dagster as dg
import polars as pl

from assets import comments, core, metrics, publish, raw, sources
from assets.resources import Night, Portfolio
from assets.shell import discreet

LAYERS: dict[str, tuple[str, ...]] = {
    "check_exports": raw.TABLES,
    "check_facts": core.TABLES,
    "check_figures": metrics.TABLES,
    "check_published": (*publish.TABLES, *sources.TABLES, *comments.TABLES),
}
# Tables that have a rule of severity warning; the others have no such check.
WARNED = frozenset({"raw_files", "raw_problems", "core_meetings", "core_counts"})


def layer_check(name: str, names: Sequence[str]) -> dg.AssetChecksDefinition:
    """The step that holds the tables of a layer to their suites."""
    specs = [spec for table in names for spec in _specs(table)]

    @dg.multi_asset_check(name=name, specs=specs, description="Great Expectations over the tables of this layer.")
    def check(
        context: dg.AssetCheckExecutionContext, portfolio: dg.ResourceParam[Portfolio]
    ) -> Iterator[dg.AssetCheckResult]:
        night = portfolio.night(context.partition_key, context.run.run_id)
        with discreet(night):
            results = checked(night, names)
            for spec in specs:
                yield _result(spec, results)

    return check


def checked(night: Night, names: Sequence[str]) -> pl.DataFrame:
    """Run the suites and keep their results for the report."""
    from checks.run import run_suites  # noqa: PLC0415 - importing Great Expectations takes seconds; only a run pays

    night.insist_on(names)
    results = run_suites(night, names)
    night.warehouse.replace({"check_results": results}, {**night.key, "table_name": names}, night.stamp)
    return results


def _specs(table: str) -> list[dg.AssetCheckSpec]:
    critical = dg.AssetCheckSpec(
        f"{table}_critical",
        asset=table,
        blocking=True,
        description="What must hold for a report not to mislead; nothing is made of the table otherwise.",
    )
    warning = dg.AssetCheckSpec(
        f"{table}_warning", asset=table, description="What a reader of the report should know; it is shown there."
    )
    return [critical, warning] if table in WARNED else [critical]


def _result(spec: dg.AssetCheckSpec, results: pl.DataFrame) -> dg.AssetCheckResult:
    """A table's verdict of one severity; counts and names of rules, never a value."""
    severity = spec.name.rpartition("_")[2]
    own = results.filter((pl.col("table_name") == spec.asset_key.to_user_string()) & (pl.col("severity") == severity))
    failed = own.filter(~pl.col("has_passed"))
    return dg.AssetCheckResult(
        asset_key=spec.asset_key,
        check_name=spec.name,
        passed=failed.is_empty(),
        severity=dg.AssetCheckSeverity.ERROR if severity == "critical" else dg.AssetCheckSeverity.WARN,
        description="; ".join(failed["message"]) or "all rules hold",
        metadata={"rules": own.height, "rules_failed": failed.height, "failed": ", ".join(failed["rule"])},
    )


def layer_checks() -> list[dg.AssetChecksDefinition]:
    """Every check of the night."""
    return [layer_check(name, names) for name, names in LAYERS.items()]
