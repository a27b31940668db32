"""What the warehouse gives of the nights before one."""

from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest

from assets.warehouse import Warehouse
from mentorship import tables

NIGHT = date(2026, 3, 1)
TABLE = "metric_pair_health"
KEY = {"programme_id": "tiny", "as_of": NIGHT}


@pytest.fixture
def warehouse(tmp_path: Path) -> Warehouse:
    return Warehouse(tmp_path / "state")


def health(days_ago: int, *pairs: str, programme: str = "tiny") -> pl.DataFrame:
    rows = [
        {
            "programme_id": programme,
            "as_of": NIGHT - timedelta(days=days_ago),
            "pair_id": pair,
            "matched_on": NIGHT,
            "state": "watch",
            "reasons": ["one", "two"],
            "actions": [],
            "on_list": "",
            "list_reason": "",
        }
        for pair in pairs
    ]
    return pl.DataFrame(rows, schema=tables.dtypes(TABLE))


def test_the_rows_are_those_of_nights_before_and_of_the_programme(warehouse):
    rows = [health(2, "p", "q"), health(1, "p"), health(0, "p"), health(-1, "p"), health(1, "x", programme="other")]
    warehouse.replace({TABLE: pl.concat(rows)})
    found = warehouse.rows_before(TABLE, ("as_of", "pair_id"), KEY)
    before, yesterday = NIGHT - timedelta(days=2), NIGHT - timedelta(days=1)
    assert found.rows() == [(before, "p"), (before, "q"), (yesterday, "p")]


def test_each_row_is_given_once(warehouse):
    warehouse.replace({TABLE: health(1, "p", "q", "r")})
    assert warehouse.rows_before(TABLE, ("as_of",), KEY).rows() == [(NIGHT - timedelta(days=1),)]


def test_without_a_file_or_a_table_there_are_none(warehouse):
    for _ in range(2):
        found = warehouse.rows_before(TABLE, ("as_of", "state"), KEY)
        assert (found.height, dict(found.schema)) == (0, {"as_of": pl.Date, "state": pl.String})
        warehouse.replace({"core_pairs": tables.empty("core_pairs")})
