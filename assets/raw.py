"""Exports to raw tables: every row as text, with the file and line that it came from."""

from collections.abc import Iterator

import dagster as dg

from assets.resources import Portfolio
from assets.shell import discreet, stored, table_spec
from mentorship.landing import land as land_exports
from mentorship.tables import RAW_TABLES

GROUP = "exports"
LEDGERS = ("raw_files", "raw_problems")
TABLES = (*LEDGERS, *RAW_TABLES.values())


@dg.multi_asset(name="land", specs=[table_spec(table, GROUP, []) for table in TABLES])
def land(
    context: dg.AssetExecutionContext, portfolio: dg.ResourceParam[Portfolio]
) -> Iterator[dg.MaterializeResult[None]]:
    """Read every file that the programme's sources name."""
    night = portfolio.night(context.partition_key, context.run.run_id)
    with discreet(night):
        mail = night.inbox.collect(night.programme)
        ledger = night.warehouse.read("raw_files")
        landing = land_exports(night.programme, mail.files, ledger, night.as_of, problems=mail.problems)
        yield from stored(night, {table: landing.tables[table] for table in TABLES})
