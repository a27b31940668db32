"""Facts to figures: every figure of the night, nothing withheld. The analyst's table, never the report's."""

from collections.abc import Iterator

import dagster as dg

from assets import core
from assets.resources import Portfolio
from assets.shell import discreet, stored, table_spec
from mentorship.figures import measure

GROUP = "figures"
TABLE = "metric_figures"


@dg.multi_asset(name=TABLE, specs=[table_spec(TABLE, GROUP, list(core.TABLES))])
def metric_figures(
    context: dg.AssetExecutionContext, portfolio: dg.ResourceParam[Portfolio]
) -> Iterator[dg.MaterializeResult[None]]:
    """Compute every metric for everybody and for each segment."""
    night = portfolio.night(context.partition_key, context.run.run_id)
    with discreet(night):
        facts = night.read_all(core.FACTS)
        yield from stored(night, {TABLE: measure(facts, night.programme, night.as_of)})
