"""The portfolio's page: its programmes side by side, in a night's folder of its own.

Which programmes there are, and which night each of them owes, is `pipelines`' to say; what their folders tell, that
of `peers`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import dagster as dg

from assets.night_folder import NightFile, put
from assets.partitions import partition_key
from assets.peers import Owing, told
from assets.resources import alone
from reports.portfolio import render_portfolio

GROUP = "portfolio"
PAGE = "portfolio.html"
PARTITION_TAG = "dagster/partition"


@dataclass(frozen=True, slots=True)
class Gathering:
    """The programmes of a portfolio on a night: where their page goes, and where the lock of its writers is."""

    place: Path
    state: Path
    as_of: date | None
    programmes: tuple[Owing, ...]

    @property
    def folder(self) -> Path:
        """The folder of the night's page."""
        return self.place / str(self.as_of)


@dg.asset(
    name="portfolio_page",
    group_name=GROUP,
    kinds={"html"},
    description=(
        "The portfolio's page: its programmes side by side, from the figures that each of them published. Made after "
        "the nights; a programme without a report of its night is shown as such."
    ),
)
def portfolio_page(
    context: dg.AssetExecutionContext, gathering: dg.ResourceParam[Gathering]
) -> Iterator[dg.MaterializeResult[None]]:
    """Write the page's folder and let `latest` lead to the newest one."""
    if gathering.as_of is None:
        context.log.info("no programme of the portfolio can be run, so there is no night to show")
        yield dg.MaterializeResult(metadata={"programmes": len(gathering.programmes)})
        return
    found = [told(owing, gathering.folder, _last_run(context.instance, owing)) for owing in gathering.programmes]
    page = render_portfolio(gathering.as_of, found).encode("utf-8")
    with alone(gathering.state):
        put(gathering.folder, {PAGE: NightFile(page)}, context.run.run_id, PAGE)
    yield dg.MaterializeResult(
        metadata={
            "path": dg.MetadataValue.path(gathering.folder / PAGE),
            "programmes": len(found),
            "with_a_report": sum(one.is_heard for one in found),
        }
    )


def _last_run(instance: dg.DagsterInstance, owing: Owing) -> dg.DagsterRun | None:
    """The run of the night that a programme owes which was begun last."""
    if owing.night is None:
        return None
    tags = {PARTITION_TAG: str(partition_key(owing.programme_id, owing.night))}
    return next(iter(instance.get_runs(dg.RunsFilter(tags=tags), limit=1)), None)
