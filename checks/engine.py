"""Great Expectations' view of a night: an ephemeral context over the tables, gone when the checks are done."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

from assets.resources import Night
from assets.sql import URL, connect_arguments
from checks.expectations import ProgressBarsConfig, SQLDatasource, gx


@contextmanager
def opened(night: Night) -> Iterator[SQLDatasource]:
    """Great Expectations' source of a night's tables; both files are free again afterwards."""
    context = gx.get_context(mode="ephemeral")
    context.enable_analytics(enable=False)
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    # The stub of `add_sql` does not know the arguments that it hands to SQLAlchemy's engine.
    options: dict[str, Any] = {"connection_string": URL, "kwargs": {"connect_args": connect_arguments(night)}}
    source = context.data_sources.add_sql("night", **options)
    try:
        yield source
    finally:
        source.get_execution_engine().close()
        source.get_engine().dispose()


def row_count(source: SQLDatasource, table: str) -> int:
    """How many rows a table has tonight."""
    with source.get_engine().connect() as connection:
        return int(connection.execute(sa.text(f'FROM "{table}" SELECT count(*)')).scalar_one())
