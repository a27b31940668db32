"""When the portfolio's page is made: after the nights, by the command and by a sensor that waits for them."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path

import dagster as dg

from assets.peers import Owing
from assets.portfolio_page import GROUP, PAGE, Gathering, portfolio_page
from pipelines.jobs import NIGHTLY, steps_logger
from pipelines.portfolio import REPORTS, STATE, Declared, Found, Misdeclared

# No programme's id can have an underscore, so this folder beside theirs is nobody's.
PLACE = "_portfolio"
JOB = "portfolio"
GOING_ON = [
    dg.DagsterRunStatus.NOT_STARTED,
    dg.DagsterRunStatus.QUEUED,
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
    dg.DagsterRunStatus.CANCELING,
]
EVERY_MINUTE = 60

portfolio = dg.define_asset_job(
    JOB,
    selection=dg.AssetSelection.groups(GROUP),
    description="The page that sets the programmes of the portfolio side by side, from what each has published.",
    executor_def=dg.in_process_executor,
)


def gather(
    found: Found, folder: Path, state: Path | None, out: Path | None, nights: Mapping[str, date] | None = None
) -> Gathering:
    """What the page is to be made of: each programme with the night that it owes, else its last complete one."""
    owed = nights or {entry.member.programme_id: entry.default_night(datetime.now(UTC)) for entry in found.declared}
    declared = [_owing(entry, owed[entry.member.programme_id]) for entry in found.declared]
    misdeclared = [_misdeclared(entry, out) for entry in found.misdeclared]
    return Gathering(
        place=out / PLACE if out else folder / REPORTS,
        state=state or folder / STATE,
        as_of=max(owed.values(), default=None),
        programmes=(*declared, *misdeclared),
    )


def _owing(entry: Declared, night: date) -> Owing:
    return Owing(entry.member.programme_id, entry.programme.programme.name, entry.member.out, night)


def _misdeclared(entry: Misdeclared, out: Path | None) -> Owing:
    """A folder whose id is not known has its reports at home, if anywhere."""
    fault = next((f"{problem.file}: {problem.message}. Fix: {problem.fix}" for problem in entry.problems), "")
    return Owing(entry.folder.name, entry.folder.name, None if out else entry.folder / REPORTS, None, fault)


def page_of(look: Callable[[], Gathering]) -> dg.AssetsDefinition:
    """The page, made of the portfolio as it is when a run begins."""

    @dg.resource(description="The programmes whose published figures are set side by side.")
    def gathering(_: dg.InitResourceContext) -> Gathering:
        return look()

    (page,) = dg.with_resources([portfolio_page], {"gathering": gathering})
    return page


@dg.sensor(
    name=JOB,
    job=portfolio,
    minimum_interval_seconds=EVERY_MINUTE,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Asks for the portfolio's page when all nights that were begun are done, whatever came of them.",
)
def after_the_nights(context: dg.SensorEvaluationContext) -> dg.RunRequest | dg.SkipReason:
    """One page for each time that the nights come to rest."""
    runs = context.instance.get_runs(dg.RunsFilter(job_name=NIGHTLY), limit=1)
    if not runs:
        return dg.SkipReason("no night has been run")
    going_on = context.instance.get_runs_count(dg.RunsFilter(job_name=NIGHTLY, statuses=GOING_ON))
    if going_on:
        return dg.SkipReason(f"nights are going on: {going_on}")
    return dg.RunRequest(run_key=runs[0].run_id)


def make_page(gathering: Gathering, instance: dg.DagsterInstance) -> tuple[Path | None, str]:
    """Make the page in process: where it is, or the fault for which there is none."""
    definitions = dg.Definitions(assets=[page_of(lambda: gathering)], jobs=[portfolio], loggers={"steps": steps_logger})
    result = definitions.resolve_job_def(JOB).execute_in_process(
        instance=instance, run_config={"loggers": {"steps": {}}}, raise_on_error=False
    )
    if result.success:
        return gathering.folder / PAGE, ""
    for event in result.get_step_failure_events():
        error = event.step_failure_data.error
        return None, (error.cause or error).message.strip() if error else ""
    return None, "the run failed before its first step"
