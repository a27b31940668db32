"""What a programme's own night folders tell a portfolio: its published figures, or why there are none of its night.

It opens no table and no private file: what it reads, anybody may. Files that are not what they should be are named,
and stop nothing.
"""

import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Literal
from urllib.parse import quote

import dagster as dg
import polars as pl
from pydantic import BaseModel, ConfigDict, ValidationError

from assets.night_folder import REPORT, is_night
from mentorship import tables
from mentorship.imprint import Imprint
from mentorship.registry import BY_ID
from reports.peers import State, Told
from reports.rows import EVERYBODY, FIELDS, PAIR_METRICS, Figure
from reports.side_by_side import METRICS
from reports.standing import BY_STATUS
from reports.wording import day

FIGURES, RUN_RECORD = "figures.parquet", "run.json"
KEY = FIELDS[:7]
STATUSES = ("ok", "low_n", "suppressed", "not_computable")
NUMBERS = ("value", "ci_low", "ci_high")
WORDS = (*KEY, "unit", "status", "reason", "target", "target_status")
TARGET = r"^$|^at_(least|most):-?\d+(\.\d+)?(e-?\d+)?$"
FAILED = (dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.CANCELED)


class UnreadableError(ValueError):
    """A file of a programme is not what it should be; the message names it."""


@dataclass(frozen=True, slots=True)
class Owing:
    """A programme of the portfolio: where its reports are, and which night it owes; none where it is misdeclared."""

    programme_id: str
    name: str
    out: Path | None
    night: date | None
    fault: str = ""


class RunRecord(BaseModel):
    """What is needed of a night's `run.json`."""

    model_config = ConfigDict(extra="ignore")

    programme_id: str
    as_of: date
    run_id: str
    verdict: Literal["ok", "warned", "refused"]
    programme: Imprint | None = None


def told(owing: Owing, page_folder: Path, last_run: dg.DagsterRun | None = None) -> Told:
    """What a programme's own folders tell of the night that it owes."""
    good = _last_good(owing)
    link = _link(good, page_folder) if good else ""
    night = date.fromisoformat(good.name) if good else None
    state, why = _silence(owing, night, last_run)
    name = owing.name
    if state is None and good is not None:
        try:
            return _reported(owing, good, link)
        except UnreadableError as error:
            state, why = "unreadable", f"its files cannot be read: {error}"
    return Told(owing.programme_id, name, state or "stale", night, link, why=why)


def _last_good(owing: Owing) -> Path | None:
    """The newest folder with a report, up to the night that the programme owes."""
    with suppress(OSError):
        nights = sorted(path for path in owing.out.iterdir() if is_night(path.name)) if owing.out else []
        owed = str(owing.night or date.max)
        good = [path for path in nights if path.name <= owed and (path / REPORT).is_file()]
        return good[-1] if good else None
    return None


def _link(night: Path, page_folder: Path) -> str:
    """The way from the page to a report; names of folders may hold anything."""
    return quote(os.fsencode(os.path.relpath(night / REPORT, page_folder)))


def _silence(owing: Owing, night: date | None, last_run: dg.DagsterRun | None) -> tuple[State | None, str]:
    """Why there is no report of the night that is owed; nothing where there is one and its run went well."""
    if owing.night is None or owing.out is None:
        return "misdeclared", owing.fault
    record = _record_or_none(owing.out / str(owing.night))
    is_its_own = record is not None and last_run is not None and record.run_id == last_run.run_id
    when = day(owing.night)
    if last_run is not None and last_run.status in FAILED and not is_its_own:
        return "failed", f"its run of {when} failed."
    if record is not None and record.verdict == "refused":
        return "refused", f"its data of {when} were refused: rejects.csv and checks.json of that night say why."
    if night != owing.night:
        return "stale", f"there is no report of {when}."
    return None, ""


def _record_or_none(folder: Path) -> RunRecord | None:
    try:
        return _record(folder)
    except UnreadableError:
        return None


def _record(folder: Path) -> RunRecord:
    try:
        return RunRecord.model_validate_json((folder / RUN_RECORD).read_bytes())
    except OSError as error:
        raise UnreadableError(f"{RUN_RECORD} of {folder.name}: {error.strerror}.") from error
    except ValidationError as error:
        fault = error.errors()[0]
        raise UnreadableError(
            f"{RUN_RECORD} of {folder.name}: {'.'.join(map(str, fault['loc']))} is not as it should be."
        ) from error


def _reported(owing: Owing, folder: Path, link: str) -> Told:
    record = _record(folder)
    if record.programme_id != owing.programme_id or str(record.as_of) != folder.name:
        raise UnreadableError(f"{RUN_RECORD} of {folder.name} is of another programme or night.")
    return Told(
        programme_id=owing.programme_id,
        name=owing.name,
        state="reported",
        night=record.as_of,
        link=link,
        verdict=record.verdict,
        imprint=record.programme,
        figures=_figures(folder, record),
    )


def _figures(folder: Path, record: RunRecord) -> tuple[Figure, ...]:
    """The figures that the page shows or counts."""
    where = f"{FIGURES} of {folder.name}"
    try:
        frame = pl.read_parquet(BytesIO((folder / FIGURES).read_bytes()), columns=["programme_id", "as_of", *FIELDS])
    except OSError as error:
        raise UnreadableError(f"{where}: {error.strerror or 'it is no Parquet file'}.") from error
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:
        raise UnreadableError(f"{where} is no Parquet file with the columns of figures.") from error
    _insist(frame, where, record)
    is_shown = (pl.col("segment") == EVERYBODY) & pl.col("metric").is_in([*METRICS, *PAIR_METRICS])
    wanted = frame.filter(is_shown | (pl.col("target") != "")).sort(KEY)
    return tuple(Figure(**row) for row in wanted.select(FIELDS).iter_rows(named=True))


def _insist(frame: pl.DataFrame, where: str, record: RunRecord) -> None:
    """An error where the frame is not the figures of that programme and night."""
    wanted = tables.dtypes("published_figures")
    if any(frame.schema[name] != wanted[name] for name in frame.columns):
        raise UnreadableError(f"{where}: the columns have other types than those of figures.")
    for fault, rule in _rules(record).items():
        if not frame.select(rule.fill_null(value=False).all()).item():
            raise UnreadableError(f"{where} holds {fault}.")


def _rules(record: RunRecord) -> dict[str, pl.Expr]:
    """What a row breaks, by what all rows keep."""
    units = {metric: entry.unit for metric, entry in BY_ID.items()}
    is_known = pl.col("metric").is_in(list(units))
    return {
        "an empty cell where none may be": pl.all_horizontal(pl.col(*WORDS, "definition_version").is_not_null()),
        "figures of another programme": pl.col("programme_id") == record.programme_id,
        "figures of another night": pl.col("as_of") == record.as_of,
        "a status that there is not": pl.col("status").is_in(STATUSES),
        "a target that cannot be read": pl.col("target").str.contains(TARGET),
        "a target status that there is not": pl.col("target_status").is_in(["", *BY_STATUS]),
        "a number that is none": pl.all_horizontal(pl.col(*NUMBERS).is_finite().fill_null(value=True)),
        "a unit that is not its metric's": ~is_known | (pl.col("unit") == pl.col("metric").replace(units)),
    }
