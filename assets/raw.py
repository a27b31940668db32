"""Exports to raw tables: every row as text, with the file and line that it came from."""

from collections.abc import Iterator

import dagster as dg

from assets.resources import LEDGERS, Night, Portfolio
from assets.shell import discreet, materialised, table_spec
from assets.versions import reader_sign
from assets.warehouse import Part, Warehouse
from mentorship.landing import Landing
from mentorship.landing import land as land_exports
from mentorship.ledger import Ledger
from mentorship.tables import RAW_TABLES
from mentorship.tombstones import Tombstones

GROUP = "exports"
TOMBSTONES = "raw_tombstones"
TABLES = (*LEDGERS, TOMBSTONES, *RAW_TABLES.values())


@dg.multi_asset(name="land", specs=[table_spec(table, GROUP, []) for table in TABLES])
def land(
    context: dg.AssetExecutionContext, portfolio: dg.ResourceParam[Portfolio]
) -> Iterator[dg.MaterializeResult[None]]:
    """Read the files that the programme's sources name and that no night has read before."""
    night = portfolio.night(context.partition_key, context.run.run_id)
    with discreet(night):
        yield from materialised(landed(night))


def landed(night: Night) -> dict[str, int]:
    """Land a night, and give the rows that each table was given."""
    mail = night.inbox.collect(night.programme)
    ledger = night.ledger()
    landing = land_exports(
        night.programme,
        mail.files,
        ledger,
        night.as_of,
        problems=mail.problems,
        readers=reader_sign(),
        tombstones=tombstones(night.warehouse, night.member.programme_id),
    )
    night.replace_parts({**_whole(landing), **_rows(landing, ledger)})
    return {table: frame.height for table, frame in {**landing.ledgers, **landing.rows}.items()}


def tombstones(warehouse: Warehouse, programme_id: str) -> Tombstones:
    """What is left of the people whom a programme has forgotten."""
    marks = warehouse.read(TOMBSTONES)["tombstone"]
    return Tombstones(programme_id, warehouse.pseudonym_key(), frozenset(marks))


def _whole(landing: Landing) -> dict[str, Part]:
    return {table: (frame, None) for table, frame in landing.ledgers.items()}


def _rows(landing: Landing, ledger: Ledger) -> dict[str, Part]:
    """New rows instead of those of files that are gone or were read anew; all rows where none of them stands."""
    if not landing.kept:
        return {table: (frame, None) for table, frame in landing.rows.items()}
    stale = sorted(place for place in ledger.by_place if place not in landing.kept)
    instead = [{"source": source, "source_file": path} for source, path in stale]
    return {table: (frame, instead) for table, frame in landing.rows.items()}
