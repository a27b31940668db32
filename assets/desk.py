"""The coordinator's page of a night: its tables and those of the nights before it to one file with people's names."""

from collections.abc import Mapping
from datetime import date

import polars as pl

from assets import metrics, publish, sources
from assets.night_folder import NightFile
from assets.resources import Night
from mentorship import tables
from mentorship.as_of import AsOf
from mentorship.desk import HISTORY, Tables, desk
from reports.coordinator import render_coordinator

READ = ("raw_people", metrics.PAIR_HEALTH, publish.TABLE, sources.TABLE, "check_results")


def coordinators_page(night: Night, known: Mapping[str, pl.DataFrame], edition: str) -> NightFile:
    """The page, for its owner's eyes alone; `known` has the ledgers and the facts of the night."""
    tonight = {**known, **night.read_all(READ)}
    before = Tables(
        tonight=tonight,
        pairs_before=night.warehouse.rows_before(metrics.PAIR_HEALTH, HISTORY, night.key),
        figures_before=_last_night(night, publish.TABLE),
        sources_before=_last_night(night, sources.TABLE),
    )
    found = desk(AsOf(tonight, night.programme, night.as_of), before)
    page = render_coordinator(night.programme, night.as_of, found, edition)
    return NightFile(page.encode("utf-8"), is_private=True)


def _last_night(night: Night, table: str) -> pl.DataFrame:
    """The rows of a dated table of the newest night before this one."""
    newest = night.warehouse.rows_before(table, ("as_of",), night.key)["as_of"].max()
    return (
        night.warehouse.read(table, {**night.key, "as_of": newest}) if isinstance(newest, date) else tables.empty(table)
    )
