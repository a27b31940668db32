"""Figures to published figures: what may be seen, after small groups are withheld."""

from collections.abc import Iterator

import dagster as dg
import polars as pl

from assets import core, metrics
from assets.resources import Night, Portfolio
from assets.shell import discreet, stored, table_spec
from mentorship.as_of import AsOf
from mentorship.disclosure import KEY, WORDS, History, publish
from mentorship.populations import groups_of

GROUP = "published"
TABLE, GROUPS = "published_figures", "published_groups"
TABLES = (TABLE, GROUPS)
IS_SHOWN = f"value IS NOT NULL OR reason IN {WORDS}"


@dg.multi_asset(name=TABLE, specs=[table_spec(table, GROUP, [metrics.FIGURES, *core.FACTS]) for table in TABLES])
def published_figures(
    context: dg.AssetExecutionContext, portfolio: dg.ResourceParam[Portfolio]
) -> Iterator[dg.MaterializeResult[None]]:
    """Withhold what could be about too few people, tonight or beside what was published on any other night."""
    night = portfolio.night(context.partition_key, context.run.run_id)
    with discreet(night):
        programme = night.programme
        groups = groups_of(AsOf(night.read_all(core.FACTS), programme, night.as_of))
        publication = publish(
            night.read(metrics.FIGURES), groups, history(night), programme.privacy.k, programme.segments
        )
        remembered = pl.concat([night.read(GROUPS), publication.groups])
        yield from stored(night, {TABLE: publication.figures, GROUPS: remembered})


def history(night: Night) -> History:
    """What the programme's nights have published, this one too where it was run before."""
    warehouse = night.warehouse
    return History(
        groups=warehouse.read(GROUPS, {"programme_id": night.member.programme_id}),
        figures=warehouse.last_rows(TABLE, KEY, night.key, IS_SHOWN),
    )
