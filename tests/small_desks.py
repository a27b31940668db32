"""The desk and the page of a small programme's night, without a warehouse in between."""

import hashlib
from collections.abc import Sequence
from datetime import date
from typing import Any

import polars as pl

from assets import account
from mentorship import core, tables
from mentorship.as_of import AsOf
from mentorship.configuration import load_programme
from mentorship.desk import HISTORY, Desk, Tables, desk
from mentorship.health import pair_health
from reports.coordinator import render_coordinator
from tests.conftest import KEY
from tests.small_programmes import DAY

Rows = dict[str, pl.DataFrame]
NIGHTS: dict[tuple[date, bytes], Rows] = {}


def view_of(folder: Any, day: date = DAY) -> AsOf:
    return AsOf(folder.facts(day), load_programme(folder.root), day)


def night_of(folder: Any, day: date = DAY) -> Rows:
    """A night's tables by name; of a folder with the same files they are worked out once."""
    files = sorted(path for path in folder.root.rglob("*") if path.is_file())
    held = [(path.relative_to(folder.root).as_posix(), path.read_bytes()) for path in files]
    sign = (day, hashlib.sha256(repr(held).encode()).digest())
    if sign not in NIGHTS:
        NIGHTS[sign] = _worked_out(folder, day)
    return NIGHTS[sign]


def _worked_out(folder: Any, day: date) -> Rows:
    programme = load_programme(folder.root)
    raw = folder.raw(day)
    found = {**raw, **core.build(raw, programme, KEY)}
    return {
        **found,
        "metric_pair_health": pair_health(AsOf(found, programme, day)),
        "published_figures": folder.published(day),
        "published_sources": account.sources(found, programme.id, day),
        "check_results": tables.empty("check_results"),
    }


def desk_of(folder: Any, day: date = DAY, before: Sequence[Rows] = (), **instead: pl.DataFrame) -> Desk:
    """The desk after some nights before, the last of them last; tables may be others than the night's."""
    now = {**night_of(folder, day), **instead}
    last = before[-1] if before else {table: frame.clear() for table, frame in now.items()}
    kept = [night["metric_pair_health"] for night in before] or [now["metric_pair_health"].clear()]
    found = Tables(
        tonight=now,
        pairs_before=pl.concat(kept).select(HISTORY),
        figures_before=last["published_figures"],
        sources_before=last["published_sources"],
    )
    return desk(AsOf(now, load_programme(folder.root), day), found)


def page_of(folder: Any, day: date = DAY, before: Sequence[Rows] = (), **instead: pl.DataFrame) -> str:
    return render_coordinator(load_programme(folder.root), day, desk_of(folder, day, before, **instead), "edition-1")


def named(desk_: Desk) -> dict[str, str]:
    """The key of everybody by pseudonym."""
    return dict(desk_.people.select("person_id", "person_key").iter_rows())
