"""Files made anew: what was taken out is in no byte of them, and what is kept is as it was."""

import stat
from contextlib import closing
from datetime import date
from pathlib import Path

import duckdb
import polars as pl
import pytest

from assets.warehouse import Stamp, TableMismatchError, Warehouse
from mentorship import tables

NIGHT = Stamp(date(2026, 3, 1), "run")
KEPT = ("raw_files_gone", "raw_tombstones", "check_results")


@pytest.fixture
def warehouse(tmp_path: Path) -> Warehouse:
    """Both files with a table that is to go and one that is to stay."""
    made = Warehouse(tmp_path / "it's a state")
    made.pseudonym_key()
    made.replace(
        {table: many(table) for table in ("raw_people", "raw_files_gone", "core_people", "check_results")}, None, NIGHT
    )
    return made


def many(table: str, count: int = 2000) -> pl.DataFrame:
    """Rows with a text of their own in every column of text."""
    texts = {name: [f"{table} secret {row}" for row in range(count)] for name in tables.dtypes(table)}
    values = {pl.Int64: 1, pl.Date: date(2026, 3, 1), pl.Boolean: True}
    rows = {
        name: texts[name] if dtype == pl.String else [[] if dtype.is_nested() else values[type(dtype)]] * count
        for name, dtype in tables.dtypes(table).items()
    }
    return pl.DataFrame(rows, schema=tables.dtypes(table))


def held(warehouse: Warehouse) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(warehouse.state.iterdir()))


def test_no_byte_is_left_of_what_is_not_kept(warehouse: Warehouse) -> None:
    assert b"raw_people secret" in held(warehouse)
    warehouse.made_anew(KEPT, {})
    assert b"raw_people secret" not in held(warehouse)
    assert b"core_people secret" not in held(warehouse)
    assert sorted(path.name for path in warehouse.state.iterdir()) == ["private.duckdb", "warehouse.duckdb"]


def test_a_row_deleted_before_is_gone_from_the_bytes_too(warehouse: Warehouse) -> None:
    warehouse.replace({"raw_people": many("raw_people", 1).with_columns(name=pl.lit("another"))})
    warehouse.made_anew([*KEPT, "raw_people"], {})
    assert warehouse.read("raw_people")["name"].to_list() == ["another"]
    assert b"secret 1999" not in held(warehouse).replace(b"raw_files_gone secret", b"").replace(
        b"check_results secret", b""
    )


def test_what_is_kept_is_as_it_was(warehouse: Warehouse) -> None:
    key = warehouse.pseudonym_key()
    before = warehouse.read_all(KEPT)
    warehouse.made_anew(KEPT, {})
    assert warehouse.pseudonym_key() == key
    assert all(warehouse.read(table).equals(before[table]) for table in KEPT)
    assert set(warehouse.stamps()) == {"raw_files_gone", "check_results"}
    with closing(duckdb.connect(warehouse.state / "private.duckdb", read_only=True)) as connection:
        (is_nullable,) = connection.execute(
            "SELECT is_nullable FROM duckdb_columns() WHERE table_name = 'private_key'"
        ).fetchone() or (True,)
    assert not is_nullable


def test_rows_stand_instead_of_those_that_were_there(warehouse: Warehouse) -> None:
    marks = pl.DataFrame({"tombstone": ["ab" * 10]})
    fewer = many("check_results", 2)
    warehouse.made_anew(KEPT, {"raw_tombstones": marks, "check_results": fewer})
    assert warehouse.read("raw_tombstones").equals(marks)
    assert warehouse.read("check_results").height == 2
    assert warehouse.read("raw_files_gone").height == 2000


def test_the_private_file_stays_its_owners_alone(warehouse: Warehouse) -> None:
    (warehouse.state / "warehouse.duckdb").chmod(0o644)
    warehouse.made_anew(KEPT, {})
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in warehouse.state.iterdir()}
    assert modes == {"private.duckdb": 0o600, "warehouse.duckdb": 0o644}


def test_what_does_not_fit_its_table_changes_nothing(warehouse: Warehouse) -> None:
    before = held(warehouse)
    with pytest.raises(TableMismatchError):
        warehouse.made_anew(KEPT, {"raw_tombstones": pl.DataFrame({"mark": ["x"]})})
    assert held(warehouse) == before


def test_a_copy_that_came_to_grief_is_made_again(warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    real, moved = Path.replace, []

    def failing(self: Path, target: Path) -> Path:
        if target.name == "private.duckdb" and not moved:
            moved.append(target)
            raise OSError(28, "No space left on device", str(target))
        return real(self, target)

    monkeypatch.setattr(Path, "replace", failing)
    with pytest.raises(OSError, match="No space"):
        warehouse.made_anew(KEPT, {})
    assert warehouse.read("raw_people").height == 2000
    warehouse.made_anew(KEPT, {})
    assert b"raw_people secret" not in held(warehouse)
