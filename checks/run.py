"""A suite against its table, with Great Expectations: rows for the report, verdicts for Dagster.

An expectation that could not be evaluated is an error of the product; it is neither passed nor the data's fault.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from assets.resources import Night
from checks.engine import opened, row_count
from checks.expectations import Batch, ExpectationValidationResult, gx
from checks.rules import About, Rule
from checks.suites import scales, suite
from mentorship import tables

# Most rules hold, and whether they do costs half of what counting does. No value of a failing row is ever asked for.
VERDICT_ONLY = {"result_format": "BOOLEAN_ONLY"}
COUNTS = {"result_format": "BASIC", "partial_unexpected_count": 0}


class CheckCouldNotRunError(Exception):
    """An expectation could not be evaluated."""


def run_suites(night: Night, names: Sequence[str]) -> pl.DataFrame:
    """The results of every rule of some tables on this night, as rows of `check_results`."""
    privacy = night.programme.privacy
    about = About(night.member.programme_id, night.as_of, privacy.k, privacy.comments_k, scales=scales(night.programme))
    return hold(night, {name: suite(name, about) for name in names})


def hold(night: Night, suites: Mapping[str, Sequence[Rule]]) -> pl.DataFrame:
    """Hold tables to their rules: one row a rule. What fails is held to its rule again, to count the rows."""
    rows: list[dict[str, Any]] = []
    with opened(night) as source:
        for table, rules in suites.items():
            batch = source.add_table_asset(table, table_name=table).add_batch_definition_whole_table(table).get_batch()
            verdicts = _validated(batch, table, rules, VERDICT_ONLY)
            failed = [rule for rule in rules if not verdicts[rule.name].success]
            counts = _validated(batch, table, failed, COUNTS)
            checked = row_count(source, table)
            for rule in rules:
                lost = _rows_failed(rule, counts[rule.name]) if rule in failed else 0
                rows.append(_row(night, table, rule, checked, lost, has_passed=rule not in failed))
    return pl.DataFrame(rows, schema=tables.dtypes("check_results")).sort("table_name", "rule")


def _validated(
    batch: Batch, table: str, rules: Sequence[Rule], result_format: Mapping[str, Any]
) -> dict[str, ExpectationValidationResult]:
    """Great Expectations' result of each rule, by its name."""
    if not rules:
        return {}
    held = gx.ExpectationSuite(name=table, expectations=[rule.expectation for rule in rules])
    results = batch.validate(held, result_format=dict(result_format)).results
    by_name = {
        (result.expectation_config.meta or {})["rule"]: result for result in results if result.expectation_config
    }
    for rule in rules:
        _stop_if_it_could_not_run(table, rule, by_name[rule.name])
    return by_name


def _stop_if_it_could_not_run(table: str, rule: Rule, result: ExpectationValidationResult) -> None:
    told = result.exception_info or {}
    causes = [told] if "raised_exception" in told else list(told.values())
    raised = [str(cause.get("exception_message")) for cause in causes if cause.get("raised_exception")]
    if raised or result.success is None:
        why = raised[0] if raised else "it gave no verdict"
        raise CheckCouldNotRunError(f"the rule {rule.name} of {table} could not be evaluated: {why}")


def _rows_failed(rule: Rule, result: ExpectationValidationResult) -> int | None:
    """How many rows break a rule; unknown where it is about the table as a whole."""
    if "unexpected_count" in result.result:
        return int(result.result["unexpected_count"])
    return int(result.result["observed_value"]) if rule.is_query else None


def _row(night: Night, table: str, rule: Rule, checked: int, failed: int | None, *, has_passed: bool) -> dict[str, Any]:
    return {
        "programme_id": night.member.programme_id,
        "as_of": night.as_of,
        "table_name": table,
        "rule": rule.name,
        "severity": rule.severity,
        "has_passed": has_passed,
        "rows_checked": checked,
        "rows_failed": failed,
        "message": rule.says if has_passed else f"not so: {rule.says}",
    }
