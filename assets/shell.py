"""What every asset has around it: words for the catalogue, row counts, and errors that give no cell away.

Dagster keeps the text of every error for ever. A library's error may quote a cell, so none is passed on: its class
and place are, and the whole of it goes to a file in the programme's state that only its owner can read.
"""

import inspect
import os
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import dagster as dg
import polars as pl

from assets.partitions import programme_nights
from assets.resources import Night
from assets.warehouse import PlainError
from mentorship import tables
from mentorship.problems import ConfigurationError, DataRefusedError

FAULTS = "faults"


class NightRefused(dg.Failure):
    """The exports cannot give honest figures: their owner has something to mend."""


def table_spec(table: str, group: str, deps: list[str]) -> dg.AssetSpec:
    """A table as an asset, described as its schema describes it."""
    return dg.AssetSpec(
        table,
        deps=deps,
        description=description(table),
        group_name=group,
        kinds={"polars", "duckdb"},
        partitions_def=programme_nights,
    )


def description(table: str) -> str:
    """What a table holds, and its columns, in the words of its schema."""
    schema = tables.TABLES[table]
    columns = [
        f"- `{name}`{': ' + column.description if column.description else ''}"
        for name, column in schema.columns().items()
    ]
    return "\n".join([inspect.cleandoc(schema.__doc__ or ""), "", *columns])


def stored(night: Night, frames: Mapping[str, pl.DataFrame]) -> Iterator[dg.MaterializeResult[None]]:
    """Write the tables of a step, and tell Dagster how many rows each has."""
    night.replace(frames)
    yield from materialised({table: frame.height for table, frame in frames.items()})


def materialised(rows: Mapping[str, int]) -> Iterator[dg.MaterializeResult[None]]:
    """What Dagster is told of tables that were written."""
    for table, count in rows.items():
        yield dg.MaterializeResult(asset_key=table, metadata={"dagster/row_count": count})


@contextmanager
def discreet(night: Night) -> Iterator[None]:
    """Let errors out without what they quote; faults of the exports are kept for the list of refused rows."""
    try:
        yield
    except DataRefusedError as refusal:
        night.note_problems(refusal.problems)
        raise NightRefused(
            f"{len(refusal.problems)} faults in the exports: see rejects.csv of the night", allow_retries=False
        ) from None
    except ConfigurationError as error:
        raise dg.Failure(f"The programme's declaration cannot be used. {error}", allow_retries=False) from None
    except PlainError as error:
        raise dg.Failure(str(error), allow_retries=False) from None
    except dg.Failure:
        raise
    except Exception as error:  # noqa: BLE001 - re-raised without its text
        kept = _kept(night, error)
        told = f"{type(error).__name__} in {_place(error)}; its text is in {kept}"
        raise dg.Failure(told, allow_retries=False) from None


def _kept(night: Night, error: Exception) -> str:
    """The whole error in a file of its own, for the programme's owner."""
    folder = night.member.state / FAULTS
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / f"{night.as_of}-{night.run_id}.txt"
    with os.fdopen(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600), "w", encoding="utf-8") as file:
        file.write("".join(traceback.format_exception(error)))
    return f"{FAULTS}/{path.name}"


def _place(error: Exception) -> str:
    """The innermost lines of the product itself that the error came through."""
    home = Path(__file__).parent.parent
    frames = [
        f"{Path(frame.filename).relative_to(home)}:{frame.lineno}"
        for frame in traceback.extract_tb(error.__traceback__)
        if Path(frame.filename).is_relative_to(home) and "site-packages" not in frame.filename
    ]
    return ", ".join(frames[-2:]) or "a library"
