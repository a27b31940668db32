"""Raw tables to facts: typed, one row a fact, people by pseudonym; what cannot be a fact is a row of core_rejects."""

from collections.abc import Iterator

import dagster as dg

from assets import raw
from assets.resources import Portfolio
from assets.shell import discreet, stored, table_spec
from mentorship.core import build
from mentorship.tables import PRIVATE_TABLES
from mentorship.tables import TABLES as ALL_TABLES

GROUP = "facts"
TABLES = tuple(table for table in ALL_TABLES if table.startswith("core_"))
FACTS = tuple(table for table in TABLES if table not in PRIVATE_TABLES)


@dg.multi_asset(name="core", specs=[table_spec(table, GROUP, list(raw.TABLES)) for table in TABLES])
def core(
    context: dg.AssetExecutionContext, portfolio: dg.ResourceParam[Portfolio]
) -> Iterator[dg.MaterializeResult[None]]:
    """Make the night's facts of the night's raw rows."""
    night = portfolio.night(context.partition_key, context.run.run_id)
    with discreet(night):
        rows = night.read_all(raw.TABLES)
        facts = build(rows, night.programme, night.warehouse.pseudonym_key())
        yield from stored(night, {table: facts[table] for table in TABLES})
