"""The two DuckDB files: what is written comes back, whole or not at all, and is nobody else's to read."""

import base64
import os
import stat
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import polars as pl
import pytest

from assets.warehouse import (
    PRIVATE_FILE,
    Stamp,
    TableMismatchError,
    Warehouse,
    WarehouseBrokenError,
    WarehouseBusyError,
)
from mentorship import tables

NIGHT = date(2026, 3, 1)


@pytest.fixture
def warehouse(tmp_path: Path) -> Warehouse:
    return Warehouse(tmp_path / "state")


def raw_people(*keys: str) -> pl.DataFrame:
    rows = [
        {
            "source": "roster",
            "source_file": "people/roster.csv",
            "source_sha256": "0" * 64,
            "source_line": line,
            "person_key": key,
            "segments": [{"segment": "department", "value": None}, {"segment": "cohort", "value": "2026"}],
        }
        for line, key in enumerate(keys, start=2)
    ]
    return pl.DataFrame(rows, schema=tables.dtypes("raw_people"))


def figures(as_of: date, *metrics: str, value: float = 0.1) -> pl.DataFrame:
    key = {"role": "pair", "segment": "all", "segment_value": "all", "instrument": "", "construct": "", "wave": ""}
    rest = {"unit": "share", "status": "ok", "reason": "", "target": "", "target_status": "", "definition_version": 1}
    rows = [{"programme_id": "tiny", "as_of": as_of, "metric": name, **key, "value": value, **rest} for name in metrics]
    return pl.DataFrame(rows, schema=tables.dtypes("metric_figures"))


def example(table: str) -> pl.DataFrame:
    """One row with every column filled, nested ones too, and one with nothing but what must be there."""
    values = {
        pl.String: 'ä;"\n',
        pl.Int64: 2**62,
        pl.Float64: 0.1 + 0.2,
        pl.Boolean: True,
        pl.Date: date(2026, 12, 31),
        pl.Datetime: datetime(2026, 10, 25, 0, 30, 0, 123456, tzinfo=UTC),
    }

    def value(dtype: pl.DataType) -> object:
        if isinstance(dtype, pl.List):
            return [value(dtype.inner)]
        if isinstance(dtype, pl.Struct):
            return {field.name: value(field.dtype) for field in dtype.fields}
        return values[type(dtype)]

    schema = tables.TABLES[table].columns()
    full = {name: value(column.dtype) for name, column in schema.items()}
    bare = {name: None if column.nullable else full[name] for name, column in schema.items()}
    return pl.DataFrame([full, bare], schema=tables.dtypes(table))


@pytest.mark.parametrize("table", list(tables.TABLES))
def test_every_table_comes_back_as_it_was_written(warehouse: Warehouse, table: str) -> None:
    frame = example(table)
    warehouse.replace({table: frame})
    assert sorted(map(str, warehouse.read(table).rows())) == sorted(map(str, frame.rows()))
    assert dict(warehouse.read(table).schema) == tables.dtypes(table)


@pytest.mark.parametrize("table", list(tables.TABLES))
def test_a_table_without_rows_keeps_its_types(warehouse: Warehouse, table: str) -> None:
    warehouse.replace({table: tables.empty(table)})
    assert warehouse.read(table).equals(tables.empty(table))
    assert dict(warehouse.read(table).schema) == tables.dtypes(table)


def test_a_table_never_written_is_empty(warehouse: Warehouse) -> None:
    assert warehouse.read("raw_people").equals(tables.empty("raw_people"))
    assert warehouse.stamps() == {}


def test_the_order_of_a_frame_does_not_matter(warehouse: Warehouse) -> None:
    frame = raw_people("a", "b", "c")
    warehouse.replace({"raw_people": frame.reverse()})
    assert warehouse.read("raw_people").equals(frame)


def test_replacing_a_night_leaves_other_nights(warehouse: Warehouse) -> None:
    other = date(2026, 2, 28)
    for night in (NIGHT, other):
        where = {"programme_id": "tiny", "as_of": night}
        warehouse.replace({"metric_figures": figures(night, "match_rate", "nps")}, where)
    warehouse.replace({"metric_figures": figures(NIGHT, "gas_t")}, {"programme_id": "tiny", "as_of": NIGHT})
    stored = warehouse.read("metric_figures").group_by("as_of").agg(pl.col("metric").sort()).sort("as_of")
    assert stored.rows() == [(other, ["match_rate", "nps"]), (NIGHT, ["gas_t"])]
    assert warehouse.read("metric_figures", {"as_of": other})["metric"].to_list() == ["match_rate", "nps"]


def test_a_list_of_values_matches_each(warehouse: Warehouse) -> None:
    warehouse.replace({"metric_figures": figures(NIGHT, "match_rate", "nps", "gas_t")})
    assert warehouse.read("metric_figures", {"metric": ["nps", "gas_t"]})["metric"].to_list() == ["gas_t", "nps"]
    assert warehouse.read("metric_figures", {"metric": []}).is_empty()


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        (lambda frame: frame.drop("value"), "value: missing"),
        (lambda frame: frame.with_columns(extra=1), "extra"),
        (lambda frame: frame.with_columns(pl.col("n").cast(pl.Int32)), "n: Int32 instead of Int64"),
        (lambda frame: frame.select(sorted(frame.columns)), "another order"),
    ],
)
def test_a_frame_that_does_not_fit_is_refused(warehouse: Warehouse, broken, told: str) -> None:
    with pytest.raises(TableMismatchError, match=told):
        warehouse.replace({"metric_figures": broken(figures(NIGHT, "nps"))})
    assert not warehouse.path("metric_figures").exists()


def test_rows_of_an_older_version_stay_in_the_shape_of_this_one(warehouse: Warehouse) -> None:
    other = date(2026, 2, 28)
    warehouse.replace({"metric_figures": figures(other, "nps")})
    with duckdb.connect(warehouse.path("metric_figures")) as connection:
        connection.execute("ALTER TABLE metric_figures DROP COLUMN definition_version")
        connection.execute("ALTER TABLE metric_figures ADD COLUMN forgotten INTEGER DEFAULT 1")
    older = figures(other, "nps").with_columns(definition_version=pl.lit(None, dtype=pl.Int64))
    assert warehouse.read("metric_figures").equals(older)
    warehouse.replace({"metric_figures": figures(NIGHT, "gas_t")}, {"programme_id": "tiny", "as_of": NIGHT})
    assert warehouse.read("metric_figures").equals(pl.concat([older, figures(NIGHT, "gas_t")]))


def test_of_several_tables_all_are_replaced_or_none(warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    warehouse.replace({"raw_people": raw_people("a"), "raw_files": tables.empty("raw_files")})
    import assets.warehouse as module

    write = module._write

    def write_first_alone(connection, table, frame, where):
        if table != "raw_people":
            raise RuntimeError("the power went")
        write(connection, table, frame, where)

    monkeypatch.setattr(module, "_write", write_first_alone)
    with pytest.raises(RuntimeError, match="the power went"):
        warehouse.replace({"raw_people": raw_people("b", "c"), "raw_files": tables.empty("raw_files")})
    assert warehouse.read("raw_people").equals(raw_people("a"))


def test_a_killed_writer_leaves_the_old_rows(warehouse: Warehouse) -> None:
    warehouse.replace({"raw_people": raw_people("a")})
    code = (
        "import duckdb, os, sys\n"
        "connection = duckdb.connect(sys.argv[1])\n"
        "connection.execute('PRAGMA disable_checkpoint_on_shutdown')\n"
        "connection.execute(\"UPDATE raw_people SET person_key = 'committed'\")\n"
        "connection.execute('BEGIN')\n"
        "connection.execute('DELETE FROM raw_people')\n"
        "os.kill(os.getpid(), 9)\n"
    )
    subprocess.run([sys.executable, "-c", code, str(warehouse.path("raw_people"))], check=False)
    assert warehouse.read("raw_people")["person_key"].to_list() == ["committed"]
    warehouse.replace({"raw_people": raw_people("b")})
    assert warehouse.read("raw_people").equals(raw_people("b"))


def test_private_tables_are_in_the_private_file_and_no_other(warehouse: Warehouse) -> None:
    warehouse.replace({table: tables.empty(table) for table in tables.TABLES})
    for file, expected in (
        ("private.duckdb", tables.PRIVATE_TABLES),
        ("warehouse.duckdb", tables.TABLES.keys() - tables.PRIVATE_TABLES),
    ):
        with duckdb.connect(warehouse.state / file, read_only=True) as connection:
            assert {name for (name,) in connection.execute("SHOW TABLES").fetchall()} == expected


def test_the_files_are_the_owners_alone_from_the_first_byte(warehouse: Warehouse) -> None:
    os.umask(before := os.umask(0o022))
    warehouse.replace({"raw_people": raw_people("a")})
    warehouse.pseudonym_key()
    assert mode(warehouse.state) == 0o700
    assert mode(warehouse.path("raw_people")) == 0o600
    assert os.umask(before) == before, "the process's own mask is as it was"


def test_a_private_file_that_others_could_read_is_closed_to_them(warehouse: Warehouse) -> None:
    warehouse.replace({"raw_people": raw_people("a")})
    warehouse.path("raw_people").chmod(0o644)
    warehouse.read("raw_people")
    assert mode(warehouse.path("raw_people")) == 0o600


def test_the_pseudonym_key_is_made_once_and_for_each_programme(warehouse: Warehouse, tmp_path: Path) -> None:
    key = warehouse.pseudonym_key()
    assert len(key) == 32
    assert warehouse.pseudonym_key() == key
    assert Warehouse(tmp_path / "other").pseudonym_key() != key


def test_the_first_thing_that_a_programme_stores_may_be_its_key(warehouse: Warehouse) -> None:
    os.umask(before := os.umask(0o022))
    warehouse.pseudonym_key()
    assert os.umask(before) == before
    assert [(path.name, mode(path)) for path in warehouse.state.iterdir()] == [(PRIVATE_FILE, 0o600)]


def test_the_pseudonym_key_is_told_to_nobody(
    warehouse: Warehouse, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(0)
    key = warehouse.pseudonym_key()
    warehouse.replace({table: tables.empty(table) for table in tables.TABLES})
    out = capfd.readouterr()
    said = f"{caplog.text}{out.out}{out.err}{warehouse!r}".encode()
    said += b"".join(path.read_bytes() for path in warehouse.state.iterdir() if path.name != PRIVATE_FILE)
    forms = [key, key.hex().encode(), key.hex().upper().encode(), base64.b64encode(key), repr(key).encode()]
    assert [form for form in forms if form in said] == []


def test_a_table_says_which_night_it_stands_for(warehouse: Warehouse) -> None:
    warehouse.replace({"raw_people": raw_people("a")}, stamp=Stamp(NIGHT, "run-1"))
    warehouse.replace({"core_pairs": tables.empty("core_pairs")}, stamp=Stamp(NIGHT, "run-2"))
    assert warehouse.stamps() == {"raw_people": Stamp(NIGHT, "run-1"), "core_pairs": Stamp(NIGHT, "run-2")}


def test_a_file_that_another_program_holds_is_said_to_be_held(warehouse: Warehouse) -> None:
    warehouse.replace({"raw_people": raw_people("a")})
    code = "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print('open', flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", code, str(warehouse.path("raw_people"))], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        assert other.stdin is not None
        other.stdout.readline()
        with pytest.raises(WarehouseBusyError, match=r"private\.duckdb is open in another program"):
            warehouse.read("raw_people")
        other.stdin.close()


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_damaged_file_is_told_with_the_way_back_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / PRIVATE_FILE
    path.write_bytes(b"garbage")
    with pytest.raises(WarehouseBrokenError, match="put a backup in its place"):
        Warehouse(tmp_path).read("raw_people")
    assert path.read_bytes() == b"garbage"
