"""The ledger and the facts to published sources: what the night's figures are made of, without any file's name."""

from collections.abc import Iterator

import dagster as dg

from assets import account, core
from assets.resources import LEDGERS, Portfolio
from assets.shell import discreet, stored, table_spec

GROUP = "published"
TABLE = "published_sources"
TABLES = (TABLE,)
READ = (*LEDGERS, *core.TABLES)


@dg.multi_asset(name=TABLE, specs=[table_spec(TABLE, GROUP, list(READ))])
def published_sources(
    context: dg.AssetExecutionContext, portfolio: dg.ResourceParam[Portfolio]
) -> Iterator[dg.MaterializeResult[None]]:
    """Say of each source how many rows were used and how far its facts reach."""
    night = portfolio.night(context.partition_key, context.run.run_id)
    with discreet(night):
        found = account.sources(night.read_all(READ), night.member.programme_id, night.as_of)
        yield from stored(night, {TABLE: found})
