"""Facts to figures and to the health of pairs: nothing withheld. The analyst's tables, never the report's."""

from collections.abc import Iterator

import dagster as dg

from assets import core
from assets.resources import Portfolio
from assets.shell import discreet, stored, table_spec
from mentorship.as_of import AsOf
from mentorship.figures import figures_of
from mentorship.health import pair_health

GROUP = "figures"
FIGURES, PAIR_HEALTH = "metric_figures", "metric_pair_health"
TABLES = (FIGURES, PAIR_HEALTH)


@dg.multi_asset(name=FIGURES, specs=[table_spec(table, GROUP, list(core.TABLES)) for table in TABLES])
def metrics(
    context: dg.AssetExecutionContext, portfolio: dg.ResourceParam[Portfolio]
) -> Iterator[dg.MaterializeResult[None]]:
    """Compute every metric for everybody and for each segment, and how each open pair fares."""
    night = portfolio.night(context.partition_key, context.run.run_id)
    with discreet(night):
        view = AsOf(night.read_all(core.FACTS), night.programme, night.as_of)
        yield from stored(night, {FIGURES: figures_of(view), PAIR_HEALTH: pair_health(view)})
