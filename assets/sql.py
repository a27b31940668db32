# ruff: noqa: ANN401 - what SQLAlchemy hands its dialects has no narrower type
"""DuckDB for software that speaks SQLAlchemy: a night's tables, in one connection that cannot change them.

Both files are attached read-only, and each table is a view of its own name, of the night's rows alone where nights
accumulate. Two faults of the way are mended here: DuckDB drops a result that is still open at a commit, and there are
readers (Great Expectations is one) who fetch after their connection closed, so rows are fetched at once; and
SQLAlchemy's reflection asks for catalogues of PostgreSQL that DuckDB has not, so columns are asked of DuckDB itself.
"""

from datetime import date
from typing import Any

from duckdb_engine import ConnectionWrapper, Dialect
from sqlalchemy import types
from sqlalchemy.dialects import registry

from assets.resources import DATED_TABLES, Night
from mentorship import tables

URL = "duckdb+buffered:///:memory:"
# Nobody asks for more than 200; of a table that fails everywhere the rest need not be held.
BUFFER_ROWS = 1000

registry.register("duckdb.buffered", __name__, "BufferedDialect")


def connect_arguments(night: Night) -> dict[str, Any]:
    """What a connection must be given to see the night's tables, each under its own name."""
    return {"prepare": _statements(night), "config": {"autoinstall_known_extensions": False}}


def _statements(night: Night) -> list[str]:
    paths = dict.fromkeys(night.warehouse.path(table) for table in tables.TABLES)
    aliases = {path: path.stem for path in paths if path.exists()}
    attached = [f"ATTACH {_literal(str(path))} AS {alias} (READ_ONLY)" for path, alias in aliases.items()]
    views = [
        f'CREATE VIEW "{table}" AS FROM {aliases[night.warehouse.path(table)]}."{table}"{_rows(night, table)}'
        for table in night.warehouse.stamps()
    ]
    return ["SET TimeZone = 'UTC'", *attached, *views]


def _rows(night: Night, table: str) -> str:
    """Which rows of a table are the night's."""
    if table not in DATED_TABLES:
        return ""
    return f" WHERE programme_id = {_literal(night.member.programme_id)} AND as_of = {_literal(night.as_of)}"


def _literal(value: str | date) -> str:
    text = str(value).replace("'", "''")
    return f"DATE '{text}'" if isinstance(value, date) else f"'{text}'"


class BufferedCursor:
    """A cursor whose rows are there as soon as it has executed, whatever becomes of its connection."""

    arraysize = 1
    rowcount = -1
    lastrowid = None

    def __init__(self, connection: "BufferedConnection") -> None:
        """Of a connection."""
        self.connection = connection
        self.description: Any = None
        self._rows: list[tuple[Any, ...]] = []
        self._is_cut = False

    def execute(self, statement: str, parameters: Any = None, context: Any = None) -> None:  # noqa: ARG002
        """Run a statement and take its rows."""
        result = self.connection.raw.execute(statement, parameters or None)
        self.description = result.description
        rows = result.fetchmany(BUFFER_ROWS + 1) if result.description else []
        self._is_cut = len(rows) > BUFFER_ROWS
        self._rows = rows[:BUFFER_ROWS][::-1]

    def fetchone(self) -> tuple[Any, ...] | None:
        """The next row."""
        return next(iter(self.fetchmany(1)), None)

    def fetchmany(self, size: int | None = None) -> list[tuple[Any, ...]]:
        """The next rows; an error when they are more than were kept, never fewer in silence."""
        wanted = size or self.arraysize
        if self._is_cut and wanted > len(self._rows):
            raise BufferError(f"more than {BUFFER_ROWS} rows were asked of a check")
        return [self._rows.pop() for _ in range(min(wanted, len(self._rows)))]

    def fetchall(self) -> list[tuple[Any, ...]]:
        """All rows."""
        return self.fetchmany(len(self._rows) + 1)

    def close(self) -> None:
        """Let go of the rows."""
        self._rows = []


class BufferedConnection(ConnectionWrapper):
    """duckdb-engine's connection, with cursors that fetch at once."""

    def __init__(self, raw: Any) -> None:
        """Around DuckDB's own."""
        super().__init__(raw)
        self.raw = raw

    def cursor(self) -> Any:
        """A cursor."""
        return BufferedCursor(self)


class BufferedDialect(Dialect):
    """duckdb-engine's dialect over `BufferedConnection`; `prepare` are statements for a new connection."""

    driver = "buffered"
    supports_statement_cache = False

    def connect(self, *arguments: Any, **options: Any) -> Any:
        """A prepared connection."""
        prepare = options.pop("prepare", ())
        wrapped = super().connect(*arguments, **options)
        for statement in prepare:
            wrapped.execute(statement)
        return BufferedConnection(wrapped)

    def get_columns(self, connection: Any, table_name: str, schema: str | None = None, **_: Any) -> Any:  # noqa: ARG002
        """The columns of a table, by DuckDB's own word; types are the schema's to say."""
        rows = connection.exec_driver_sql(f'DESCRIBE "{table_name}"').fetchall()
        return [{"name": row[0], "type": types.NullType(), "nullable": True, "default": None} for row in rows]
