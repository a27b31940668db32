"""Figures to published figures: what may be seen, after small groups are withheld."""

from collections.abc import Iterator

import dagster as dg

from assets import metrics
from assets.resources import Portfolio
from assets.shell import discreet, stored, table_spec
from mentorship.disclosure import publish

GROUP = "published"
TABLE = "published_figures"


@dg.multi_asset(name=TABLE, specs=[table_spec(TABLE, GROUP, [metrics.FIGURES])])
def published_figures(
    context: dg.AssetExecutionContext, portfolio: dg.ResourceParam[Portfolio]
) -> Iterator[dg.MaterializeResult[None]]:
    """Withhold what could be about too few people."""
    night = portfolio.night(context.partition_key, context.run.run_id)
    with discreet(night):
        figures = publish(night.read(metrics.FIGURES), night.programme.privacy.k)
        yield from stored(night, {TABLE: figures})
