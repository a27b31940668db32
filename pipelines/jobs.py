"""The night as one job: every asset and check, in one process, one programme's run at a time."""

import logging
from collections.abc import Iterator

import dagster as dg
import polars as pl

from assets.delivery import timings, write_refusal
from assets.portfolio_page import GROUP
from assets.resources import Night, Portfolio, alone
from assets.shell import NightRefused, discreet

NIGHTLY = "nightly"
PARTITION_TAG = "dagster/partition"
STEPS_LOGGER = "mentorship.steps"


def held(portfolio: Portfolio) -> dg.ResourceDefinition:
    """The portfolio for the length of a run, which has its programme's state to itself."""

    @dg.resource(description="The programmes that can be run.")
    def resource(context: dg.InitResourceContext) -> Iterator[Portfolio]:
        run = context.run
        if run is None or PARTITION_TAG not in run.tags:
            yield portfolio
            return
        with alone(portfolio.night(run.tags[PARTITION_TAG], run.run_id).member.state):
            yield portfolio

    return resource


@dg.failure_hook(required_resource_keys={"portfolio"})
def account_for_refusal(context: dg.HookContext) -> None:
    """Where the data were refused, leave the account of it in the night's folder. A fault of ours leaves none."""
    run = context.instance.get_run_by_id(context.run_id)
    if run is None:
        return
    night = context.resources.portfolio.night(run.tags[PARTITION_TAG], run.run_id)
    with discreet(night):
        if isinstance(context.op_exception, NightRefused) or refused_by_checks(night):
            write_refusal(night, timings(context.instance, run.run_id))


def refused_by_checks(night: Night) -> bool:
    """Whether a critical rule failed on a table that this run wrote."""
    results = night.read("check_results")
    failed = results.filter(~pl.col("has_passed") & (pl.col("severity") == "critical"))
    return not night.written().isdisjoint(failed["table_name"])


@dg.logger({}, description="The steps of a run, for whoever shows their progress; nothing is printed.")
def steps_logger(_: dg.InitLoggerContext) -> logging.Logger:
    """Hand the run's events to the logger that the command listens to."""
    logger = logging.getLogger(STEPS_LOGGER)
    logger.setLevel(logging.DEBUG)
    logger.propagate = False
    return logger


nightly = dg.define_asset_job(
    NIGHTLY,
    selection=dg.AssetSelection.all() - dg.AssetSelection.groups(GROUP) | dg.AssetSelection.all_asset_checks(),
    description="One programme's night, from its exports to its report.",
    executor_def=dg.in_process_executor,
    hooks={account_for_refusal},
)
