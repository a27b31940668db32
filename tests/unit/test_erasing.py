"""What is taken out of the tables of a programme when somebody is forgotten, and what is not."""

from datetime import date
from pathlib import Path

import duckdb
import polars as pl
import pytest

from assets.resources import Member
from assets.warehouse import Stamp, Warehouse
from mentorship import tables
from mentorship.forgetting import KEPT, MADE_AGAIN
from mentorship.identity import pseudonym
from pipelines import forgetting

NIGHT = Stamp(date(2026, 6, 30), "run")
COMMENTS = ("published_comments", "published_commenters")


def frame(table: str, *rows: dict[str, object]) -> pl.DataFrame:
    """Rows of a table, with something in each column that must have something."""
    values = {pl.String: "x", pl.Int64: 1, pl.Date: NIGHT.as_of, pl.Boolean: True, pl.Float64: 1.0}
    bare = {
        name: [] if column.dtype.is_nested() else values.get(type(column.dtype))
        for name, column in tables.TABLES[table].columns().items()
    }
    return pl.DataFrame([bare | row for row in rows], schema=tables.dtypes(table))


@pytest.fixture
def member(tmp_path: Path) -> Member:
    """A programme's state: two people, each with a row, a comment and a place in the history."""
    found = Member("testing-2026", tmp_path, tmp_path / "state", tmp_path / "out")
    warehouse = Warehouse(found.state)
    zoe, ada = (person(warehouse, key) for key in ("e7", "e1"))
    made = {
        "raw_files": frame("raw_files", {"source": "people", "source_file": "people.csv", "use": "used"}),
        "raw_people": frame(
            "raw_people",
            {
                "source": "people",
                "source_file": "people.csv",
                "source_line": 2,
                "person_key": "E7",
                "email": "z@x.example",
            },
            {
                "source": "people",
                "source_file": "people.csv",
                "source_line": 3,
                "person_key": "E1",
                "email": "a@x.example",
            },
        ),
        "published_groups": frame(
            "published_groups", {"carrier": zoe, "people": [zoe]}, {"carrier": ada, "people": [ada]}
        ),
        **{table: frame(table, {"person_id": zoe}, {"person_id": ada}) for table in COMMENTS},
        "core_people": frame("core_people", {"person_id": zoe}, {"person_id": ada}),
        "published_figures": frame("published_figures", {"metric": "match_rate"}),
    }
    warehouse.replace(made, None, NIGHT)
    return found


def person(warehouse: Warehouse, key: str) -> str:
    return pseudonym(warehouse.pseudonym_key(), "testing-2026/person", key)


def test_their_comments_go_and_those_of_others_stay(member: Member) -> None:
    warehouse = Warehouse(member.state)
    forgetting.erase("z@x.example", member)
    for table in COMMENTS:
        assert warehouse.read(table)["person_id"].to_list() == [person(warehouse, "e1")]


def test_the_history_has_somebody_in_their_place(member: Member) -> None:
    warehouse = Warehouse(member.state)
    forgetting.erase("E7", member)
    groups = warehouse.read("published_groups")
    assert groups.height == 2
    assert person(warehouse, "e1") in groups["carrier"].to_list()
    assert person(warehouse, "e7") not in str(groups.rows())


def test_tables_of_rows_are_empty_until_a_night_makes_them_again(member: Member) -> None:
    warehouse = Warehouse(member.state)
    forgetting.erase("E7", member)
    assert all(warehouse.read(table).is_empty() for table in MADE_AGAIN)
    assert set(warehouse.stamps()) <= {*KEPT, *COMMENTS}
    assert warehouse.read("raw_files")["reading"].to_list() == [""], "so that no file counts as read"
    assert warehouse.read("published_figures").height == 1


def test_two_people_can_be_forgotten_one_after_the_other(member: Member) -> None:
    warehouse = Warehouse(member.state)
    rows = warehouse.read("raw_people")
    forgetting.erase("E7", member)
    first = set(warehouse.read("raw_tombstones")["tombstone"])
    warehouse.replace({"raw_people": rows.filter(pl.col("person_key") == "E1")}, None, NIGHT)
    forgetting.erase("E1", member)
    assert first < set(warehouse.read("raw_tombstones")["tombstone"])
    assert warehouse.read("published_comments").is_empty()


def test_what_older_versions_left_in_the_files_goes_too(member: Member) -> None:
    path = member.state / "private.duckdb"
    with duckdb.connect(path) as connection:
        connection.execute("CREATE TABLE raw_notes AS SELECT 'E7 said something' AS note")
    forgetting.erase("E7", member)
    with duckdb.connect(path, read_only=True) as connection:
        names = {name for (name,) in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
    assert "raw_notes" not in names
