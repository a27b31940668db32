"""The two DuckDB files of a programme: the only place that opens them for the night.

A DuckDB file has one writer, who shuts out the readers of other processes too, so a file is open for one call and no
longer. What is in the tables is `mentorship.tables`' to say; who may see which file is said there as well.
"""

import os
import secrets
import stat
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import polars as pl

from mentorship import tables

Where = Mapping[str, str | date | Sequence[str]]
Part = tuple[pl.DataFrame, Sequence[Where] | None]
"""Rows to write, and instead of which: those that match any of the conditions, or the whole table (None)."""

PRIVATE_FILE = "private.duckdb"
SHAREABLE_FILE = "warehouse.duckdb"
OWN_TABLES = ("private_key", "table_nights")
"""Tables that are no layer's: the secret, and which night each table stands for."""
KEY_BYTES = 32
_OWNER_ONLY = 0o077
# Nothing is fetched from the network, and instants come back in UTC on every machine.
_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}


class PlainError(Exception):
    """An error in our own words, which quote no cell and may be shown to anybody."""


class TableMismatchError(PlainError):
    """A frame is not what its table's schema says."""


class WarehouseBusyError(PlainError):
    """Another program has the file open."""


class WarehouseBrokenError(PlainError):
    """The file is there and is no database."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """Which night, and which run of it, a table that holds one night only stands for."""

    as_of: date
    run_id: str


@dataclass(frozen=True, slots=True)
class Warehouse:
    """A programme's private and shareable tables."""

    state: Path

    def path(self, table: str) -> Path:
        """The file that a table is in."""
        return self.state / (PRIVATE_FILE if table in tables.PRIVATE_TABLES else SHAREABLE_FILE)

    def read(self, table: str, where: Where | None = None) -> pl.DataFrame:
        """The rows of a table, or those that match; none when the night has not been run yet."""
        return self.read_all([table], where)[table]

    def read_all(self, names: Sequence[str], where: Where | None = None) -> dict[str, pl.DataFrame]:
        """Some tables by name, each file opened once, in the shape that this version of the product gives them."""
        condition, parameters = _condition(where)
        found = {table: tables.empty(table) for table in names}
        for path in sorted({self.path(table) for table in names}):
            if path.exists():
                with _opened(path, read_only=True) as connection:
                    for table in [name for name in names if self.path(name) == path and _columns(connection, name)]:
                        stored = connection.sql(f'FROM "{table}"{condition}', params=parameters).pl()
                        found[table] = _shaped(table, stored)
        return found

    def last_rows(self, table: str, key: Sequence[str], until: Where, condition: str) -> pl.DataFrame:
        """Of each key the newest row of a dated table that meets a condition (SQL of ours), up to a night.

        `until` has the `as_of` of that night, and what else the rows must match.
        """
        path, names = self.path(table), ", ".join(f'"{name}"' for name in key)
        matching, parameters = _condition({name: value for name, value in until.items() if name != "as_of"})
        if not path.exists():
            return tables.empty(table)
        with _opened(path, read_only=True) as connection:
            if not _columns(connection, table):
                return tables.empty(table)
            query = (
                f'SELECT * FROM "{table}"{matching or " WHERE true"} AND as_of <= ? AND ({condition}) '  # noqa: S608
                f"QUALIFY row_number() OVER (PARTITION BY {names} ORDER BY as_of DESC) = 1"
            )
            found = connection.sql(query, params=[*parameters, until["as_of"]]).pl()
            return _shaped(table, found)

    def rows_before(self, table: str, columns: Sequence[str], night: Where) -> pl.DataFrame:
        """Some columns of the rows that a dated table has of the nights before one, each of them once.

        `night` has the `as_of` of that night, and what else the rows must match.
        """
        path, names = self.path(table), ", ".join(f'"{name}"' for name in columns)
        matching, parameters = _condition({name: value for name, value in night.items() if name != "as_of"})
        none = tables.empty(table).select(columns)
        if not path.exists():
            return none
        with _opened(path, read_only=True) as connection:
            if not _columns(connection, table):
                return none
            query = f'SELECT DISTINCT {names} FROM "{table}"{matching or " WHERE true"} AND as_of < ?'  # noqa: S608
            found: pl.DataFrame = connection.sql(query, params=[*parameters, night["as_of"]]).pl()
            return found.select(pl.col(name).cast(dtype) for name, dtype in none.schema.items()).sort(columns)

    def replace(
        self, frames: Mapping[str, pl.DataFrame], where: Where | None = None, stamp: Stamp | None = None
    ) -> None:
        """Write tables, each instead of its rows that match (of all its rows without `where`).

        One transaction a file: a reader, or whoever comes after a crash, sees all of the old or all of the new.
        """
        instead = None if where is None else [where]
        self.replace_parts({table: (frame, instead) for table, frame in frames.items()}, stamp)

    def replace_parts(self, parts: Mapping[str, Part], stamp: Stamp | None = None) -> None:
        """Write tables, each instead of its own part, in one transaction a file."""
        ready = {table: (_sorted(table, _checked(table, frame)), where) for table, (frame, where) in parts.items()}
        for path in sorted({self.path(table) for table in ready}):
            with _opened(path, read_only=False) as connection, _transaction(connection):
                for table, (frame, where) in ready.items():
                    if self.path(table) == path:
                        _write(connection, table, frame, where)
                        _note(connection, table, stamp)

    def stamps(self) -> dict[str, Stamp]:
        """The night and run that last wrote each table that there is."""
        found: dict[str, Stamp] = {}
        for path in (self.state / PRIVATE_FILE, self.state / SHAREABLE_FILE):
            if path.exists():
                with _opened(path, read_only=True) as connection:
                    if _columns(connection, "table_nights"):
                        rows = connection.execute("SELECT table_name, as_of, run_id FROM table_nights").fetchall()
                        found |= {table: Stamp(as_of, run_id) for table, as_of, run_id in rows}
        return found

    def made_anew(self, kept: Iterable[str], instead: Mapping[str, pl.DataFrame]) -> None:
        """Make both files anew, with the tables that are kept, those given `instead` of what they held, and no other.

        DuckDB leaves the bytes of deleted rows in its file; a new one has none. Each takes the old one's place in one
        step, the shareable file first.
        """
        wanted = {*kept, *OWN_TABLES}
        ready = {table: _sorted(table, _checked(table, frame)) for table, frame in instead.items()}
        for name in (SHAREABLE_FILE, PRIVATE_FILE):
            path = self.state / name
            _copy_anew(path, wanted, {table: frame for table, frame in ready.items() if self.path(table) == path})

    def pseudonym_key(self) -> bytes:
        """The secret that pseudonyms are made with: made once, kept in the private file, never shown."""
        with _opened(self.state / PRIVATE_FILE, read_only=False) as connection, _transaction(connection):
            connection.execute("CREATE TABLE IF NOT EXISTS private_key (key BLOB NOT NULL)")
            row = connection.execute("SELECT key FROM private_key").fetchone()
            if row is None:
                row = (secrets.token_bytes(KEY_BYTES),)
                connection.execute("INSERT INTO private_key VALUES (?)", list(row))
        return bytes(row[0])


def _copy_anew(path: Path, kept: Collection[str], instead: Mapping[str, pl.DataFrame]) -> None:
    """Put a copy with some of its tables in a file's place."""
    copy = path.with_name(f".{path.name}.new")
    copy.unlink(missing_ok=True)
    with _opened(path, read_only=False) as connection:
        connection.execute("CHECKPOINT")
        (old,) = connection.execute("SELECT current_database()").fetchone() or ("",)
        stored = connection.execute("SELECT table_name, sql FROM duckdb_tables() WHERE NOT temporary").fetchall()
        connection.execute(f"ATTACH {_literal(copy)} AS copy")
        connection.execute("USE copy")
        for table, definition in stored:
            if table in kept and table not in instead:
                connection.execute(definition)
                connection.execute(f'INSERT INTO "{table}" FROM "{old}"."{table}"')
        for table, frame in instead.items():
            with _incoming(connection, frame):
                connection.execute(f'CREATE TABLE "{table}" AS FROM incoming')
        if "table_nights" in {table for table, _ in stored}:
            connection.execute(
                "DELETE FROM table_nights WHERE table_name NOT IN (SELECT unnest(?))", [[*kept, *instead]]
            )
        connection.execute("CHECKPOINT")
        connection.execute(f'USE "{old}"')
        connection.execute("DETACH copy")
    if path.exists():
        copy.chmod(stat.S_IMODE(path.stat().st_mode))
    path.with_name(f"{path.name}.wal").unlink(missing_ok=True)  # all of it is in the file since the checkpoint
    copy.replace(path)


def _literal(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


@contextmanager
def _opened(path: Path, *, read_only: bool) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection for one call. All that DuckDB puts beside the file (its log, its spills) is the owner's alone."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    before = os.umask(_OWNER_ONLY)
    try:
        connection = _connect(path, read_only=read_only)
        try:
            connection.execute("SET TimeZone = 'UTC'")
            yield connection
        finally:
            connection.close()
    finally:
        os.umask(before)


def _connect(path: Path, *, read_only: bool) -> duckdb.DuckDBPyConnection:
    if path.name == PRIVATE_FILE and path.exists() and path.stat().st_mode & _OWNER_ONLY:
        path.chmod(0o600)
    try:
        return duckdb.connect(path, read_only=read_only, config=_CONFIG)
    except duckdb.IOException as error:
        if "lock" in str(error).lower():
            raise WarehouseBusyError(f"{path.name} is open in another program; close it there and run again") from error
        if "not a valid DuckDB" in str(error):
            raise WarehouseBrokenError(
                f"{path.name} is damaged: put a backup in its place; without one move it away: the next night makes "
                "a new one (of the private file with new pseudonyms)"
            ) from error
        raise


@contextmanager
def _transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    connection.execute("BEGIN")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _write(
    connection: duckdb.DuckDBPyConnection, table: str, frame: pl.DataFrame, where: Sequence[Where] | None
) -> None:
    """Replace matching rows. A table of another shape (an older version's, or one night's alone) is made anew."""
    stored = _columns(connection, table)
    is_made_anew = where is None or stored != frame.columns
    if is_made_anew and stored and where is not None:
        connection.execute(f'CREATE TEMP TABLE others AS FROM "{table}"')
        _delete(connection, "others", where)
        frame = pl.concat([_shaped(table, connection.sql("FROM others").pl()), frame])
        connection.execute("DROP TABLE others")
    with _incoming(connection, frame):
        if is_made_anew:
            connection.execute(f'CREATE OR REPLACE TABLE "{table}" AS FROM incoming')
        else:
            _delete(connection, table, where or ())
            connection.execute(f'INSERT INTO "{table}" FROM incoming')


@contextmanager
def _incoming(connection: duckdb.DuckDBPyConnection, frame: pl.DataFrame) -> Iterator[None]:
    """A frame's rows under the name `incoming`."""
    connection.register("incoming", frame.to_arrow(compat_level=pl.CompatLevel.newest()))  # texts are not copied
    yield
    connection.unregister("incoming")


def _delete(connection: duckdb.DuckDBPyConnection, table: str, where: Sequence[Where]) -> None:
    for each in where:
        condition, parameters = _condition(each)
        connection.execute(f'DELETE FROM "{table}"{condition}', parameters)  # noqa: S608 - a table of ours


def _note(connection: duckdb.DuckDBPyConnection, table: str, stamp: Stamp | None) -> None:
    if stamp is None:
        return
    connection.execute(
        "CREATE TABLE IF NOT EXISTS table_nights "
        "(table_name VARCHAR NOT NULL, as_of DATE NOT NULL, run_id VARCHAR NOT NULL)"
    )
    connection.execute("DELETE FROM table_nights WHERE table_name = ?", [table])
    connection.execute("INSERT INTO table_nights VALUES (?, ?, ?)", [table, stamp.as_of, stamp.run_id])


def _columns(connection: duckdb.DuckDBPyConnection, table: str) -> list[str]:
    """The columns of a stored table; none when there is no such table.

    It is looked for first because a DESCRIBE that fails would end the transaction.
    """
    if not connection.execute("SELECT 1 FROM duckdb_tables() WHERE table_name = ?", [table]).fetchall():
        return []
    return [row[0] for row in connection.execute(f'DESCRIBE "{table}"').fetchall()]


def _condition(where: Where | None) -> tuple[str, list[str | date]]:
    clauses: list[str] = []
    parameters: list[str | date] = []
    for column, value in (where or {}).items():
        values = [value] if isinstance(value, str | date) else list(value)
        clauses.append(f'"{column}" IN ({", ".join("?" for _ in values)})')
        parameters += values
    return (f" WHERE {' AND '.join(clauses)}" if clauses else ""), parameters


def _shaped(table: str, stored: pl.DataFrame) -> pl.DataFrame:
    """A stored table as its schema is now: what an older version did not store is unknown."""
    return stored.select(
        (pl.col(name) if name in stored.columns else pl.lit(None)).cast(dtype).alias(name)
        for name, dtype in tables.dtypes(table).items()
    )


def _checked(table: str, frame: pl.DataFrame) -> pl.DataFrame:
    expected = tables.dtypes(table)
    if dict(frame.schema) == expected and frame.columns == list(expected):
        return frame
    differing = [
        f"{name}: {frame.schema.get(name, 'missing')} instead of {expected.get(name, 'no such column')}"
        for name in dict.fromkeys([*expected, *frame.columns])
        if frame.schema.get(name) != expected.get(name)
    ]
    why = "; ".join(differing) or "columns in another order"
    raise TableMismatchError(f"the frame for {table} does not fit its schema: {why}")


def _sorted(table: str, frame: pl.DataFrame) -> pl.DataFrame:
    """Rows in the order of the key, so that the same rows are stored the same way however they came."""
    key = tables.TABLES[table].primary_key()
    if _is_in_order(frame, key):
        return frame
    plain = [name for name, dtype in frame.schema.items() if not dtype.is_nested() and name not in key]
    return frame.sort([*key, *plain], nulls_last=True, maintain_order=True)


def _is_in_order(frame: pl.DataFrame, key: Sequence[str]) -> bool:
    """Whether each row's key is above that of the row before it: looking costs far less than sorting again."""
    is_above = pl.lit(value=False)
    for name in reversed(key):
        value, before = pl.col(name), pl.col(name).shift()
        is_above = (value > before) | ((value == before) & is_above)
    return bool(key) and frame.height > 0 and bool(frame.select(is_above.slice(1).all(ignore_nulls=False)).item())
