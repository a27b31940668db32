"""The tables of `docs/disclosure.md`, each measured and told as Markdown. What is measured is the other modules'."""

import json
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import fmean, median
from typing import Any, Final

import numpy as np
import polars as pl

from benchmarks import disclosure_programmes as programmes
from benchmarks import disclosure_tables as random_tables
from benchmarks.disclosure_audit import Table, is_safe
from benchmarks.disclosure_programmes import EVERYBODY, FRESH, KEPT, SEGMENT, WITHHELD, WORD, Night
from benchmarks.disclosure_tables import KINDS, METHODS, NAIVE, ONE, OURS, Compared

K: Final = 5
KS: Final = (3, 5, 10)
METRICS: Final = (
    "match_rate",
    "active_pair_rate",
    "cadence_attainment",
    "meeting_hours",
    "goal_attainment_rate",
    "response_rate",
    "mean_change",
    "growth_g",
    "nps",
    "satisfaction",
)
"""Those of the simulated year; a night's tables are of all metrics."""
RHYTHMS: Final = {1: "every night", 7: "every 7th night", 28: "every 28th night"}
LOST: Final = ("shown", "as many as that", "fewer groups", "fewer people")

Nights = Sequence[Night]


@dataclass(frozen=True)
class Extent:
    """How much is measured."""

    people: Sequence[int] = (20, 40, 80, 160, 400, 1000, 5000)
    columns: Sequence[int] = (1, 2, 3, 4)
    draws: int = 3
    year_people: Sequence[int] = (40, 80, 160, 400)
    rhythms: Sequence[int] = (1, 7, 28)
    last: date = programmes.LAST
    table_people: Sequence[int] = random_tables.SIZES
    tables: int = 100


# ---- one night -------------------------------------------------------------------------------------------------------


def night(extent: Extent) -> str:
    """What a first night shows, by the number of people, k, and the number of segment columns."""
    by_k = {(people, k): _first(people, 1, k, extent) for people in extent.people for k in KS}
    by_columns = {
        (people, columns): by_k[people, K] if columns == 1 else _first(people, columns, K, extent)
        for people in extent.people
        for columns in extent.columns
    }
    lines = ["Shown as a number + as a word, in per cent of the figures that can be computed; one segment column.", ""]
    lines += _head("people", *(f"{part}, k = {k}" for part in (EVERYBODY, SEGMENT) for k in KS))
    for people in extent.people:
        lines.append(_row(f"{people:,}", *(_shown(by_k[people, k], part) for part in (EVERYBODY, SEGMENT) for k in KS)))
    lines += ["", f"By segment, with k = {K} and more segment columns; in brackets, of the figures about at least {K}"]
    lines += ["people, the per cent that are withheld so that smaller groups cannot be worked out.", ""]
    return "\n".join(
        lines + _by_columns(by_columns, extent, _shown_by_segment) + _seconds_by_columns(by_columns, extent)
    )


def _seconds_by_columns(found: Mapping[tuple[int, int], Nights], extent: Extent) -> list[str]:
    told = "Seconds that `publish` took, and in brackets those of measuring the same figures (medians)."
    return ["", told, "", *_by_columns(found, extent, _seconds)]


def _by_columns(found: Mapping[tuple[int, int], Nights], extent: Extent, tell: Callable[[Nights], str]) -> list[str]:
    heads = ["1 column" if columns == 1 else f"{columns} columns" for columns in extent.columns]
    rows = [
        _row(f"{people:,}", *(tell(found[people, columns]) for columns in extent.columns)) for people in extent.people
    ]
    return [*_head("people", *heads), *rows]


def _first(people: int, columns: int, k: int, extent: Extent) -> Nights:
    return programmes.first_nights(people, columns, k, extent.draws)


def _shown(found: Nights, part: str) -> str:
    states = pl.concat(each.figures for each in found).filter(pl.col("part") == part)["state"]
    return f"{_per_cent(states == FRESH)} + {_per_cent(states == WORD)}"


def _shown_by_segment(found: Nights) -> str:
    large = pl.concat(each.figures for each in found).filter((pl.col("part") == SEGMENT) & pl.col("is_large"))
    return f"{_shown(found, SEGMENT)} ({_per_cent(large['state'] == WITHHELD)})"


def _seconds(found: Nights) -> str:
    publishing, measuring = (
        median(getattr(each, name) for each in found) for name in ("publish_seconds", "measure_seconds")
    )
    return f"{publishing:.1f} ({measuring:.1f})"


# ---- a year ----------------------------------------------------------------------------------------------------------


def year(extent: Extent) -> str:
    """What the nights of a year show, by the number of people and how often figures are published."""
    heads = [f"{part}: {what}" for part in (EVERYBODY, SEGMENT) for what in ("new", "kept", "withheld", "age in days")]
    lines = _head("people", "published", *heads)
    for people in extent.year_people:
        rows = {RHYTHMS[rhythm]: _year(people, 1, rhythm, extent) for rhythm in extent.rhythms}
        rows[f"{RHYTHMS[7]}, no segments"] = _year(people, 0, 7, extent)
        rows["each as if it were the first"] = _year(people, 1, 28, extent, forgets=True)
        lines += [_row(f"{people:,}", name, *_told(figures)) for name, figures in rows.items()]
    return "\n".join(lines)


def _year(people: int, columns: int, rhythm: int, extent: Extent, *, forgets: bool = False) -> pl.DataFrame:
    """The figures of all nights of a year."""
    declared = programmes.programme(columns)
    days = programmes.days(last=extent.last, step=rhythm)
    made = programmes.core(people, declared)
    found = programmes.nights(made, declared, K, days, METRICS, forgets=forgets)
    return pl.concat(each.figures for each in found)


def _told(figures: pl.DataFrame) -> Iterator[str]:
    for part in (EVERYBODY, SEGMENT):
        own = figures.filter(pl.col("part") == part)
        yield _per_cent(own["state"].is_in([FRESH, WORD]))
        yield _per_cent(own["state"] == KEPT)
        yield _per_cent(own["state"] == WITHHELD)
        ages = own.filter(pl.col("state") == KEPT)["age_days"].to_numpy()
        yield f"{np.median(ages):.0f}, {np.quantile(ages, 0.95):.0f}" if len(ages) else "–"


# ---- the choice ------------------------------------------------------------------------------------------------------


def choice(extent: Extent) -> str:
    """How near the product's choice comes to the largest safe one, and what others show and give away."""
    made = {
        (kind, people, k): [
            random_tables.compared(each, k) for each in random_tables.tables(kind, people, extent.tables)
        ]
        for kind in KINDS
        for people in extent.table_people
        for k in (KS if kind == ONE else KS[:2])
    }
    of_kind = {kind: [each for key, found in made.items() if key[0] == kind for each in found] for kind in KINDS}
    lines = [f"The product's choice and the largest safe one; {extent.tables} tables a row, k = {K}.", ""]
    lines += _head("tables of", "people", "groups of k and more", "shown at most", *LOST, "one more is safe")
    lines += [_row(kind, people, *_against_best(found)) for (kind, people, k), found in made.items() if k == K]
    lines += ["", "Other orders, all k and sizes together.", "", *_head("tables of", "order", *LOST)]
    lines += [_row(kind, name, *_loss(found, name)) for kind, found in of_kind.items() for name in METHODS]
    lines += ["", "Per cent of the tables in which a choice gives away 1 to k−1 people, all k and sizes together.", ""]
    lines += _head("choice", *KINDS)
    lines += [_row(name, *(_broken(found, name) for found in of_kind.values())) for name in (OURS, *NAIVE)]
    return "\n".join(lines)


def _against_best(found: Sequence[Compared]) -> list[str]:
    candidates, best = (fmean(getattr(each, name) for each in found) for name in ("candidates", "best"))
    could = fmean(each.is_more_safe for each in found)
    return [f"{candidates:.1f}", f"{best:.1f}", *_loss(found, OURS), f"{100 * could:.0f} %"]


def _loss(found: Sequence[Compared], name: str) -> list[str]:
    """Groups shown; tables with as many as possible; groups and people that could be shown and are not."""
    shown = fmean(each.found[name].groups for each in found)
    as_many = fmean(each.found[name].groups >= each.best for each in found)
    groups = 1 - sum(each.found[name].groups for each in found) / sum(each.best for each in found)
    people = 1 - sum(each.found[name].people for each in found) / sum(each.most_people for each in found)
    return [f"{shown:.1f}", f"{100 * as_many:.0f} %", f"{100 * groups:.1f} %", f"{100 * people:.1f} %"]


def _broken(found: Sequence[Compared], name: str) -> str:
    return f"{100 * fmean(not each.found[name].is_safe for each in found):.0f}"


# ---- tau-ARGUS -------------------------------------------------------------------------------------------------------


def argus(extent: Extent, interpreter: Path) -> str:
    """The same tables of one column by tau-ARGUS."""
    lines = _head(
        "people", "k", "groups shown by tau-ARGUS", "by the product", "tables given away by tau-ARGUS",
        "of these doubted by its audit", "by the product", "ms a table, tau-ARGUS", "ms, the product",
    )  # fmt: skip
    for people in extent.table_people:
        for k in KS:
            lines.append(_row(people, k, *_beside_argus(extent, people, k, interpreter)))
    return "\n".join(lines)


def _beside_argus(extent: Extent, people: int, k: int, interpreter: Path) -> list[str]:
    tables = list(random_tables.tables(ONE, people, extent.tables))
    theirs = _choices_of_argus(tables, k, interpreter)
    before = time.perf_counter()
    ours = [random_tables.ours(table, k) for table in tables]
    seconds = (time.perf_counter() - before) / len(tables)
    broken = [not is_safe(table, np.array(each["shown"]), k) for table, each in zip(tables, theirs, strict=True)]
    doubted = sum(each["is_doubted"] for each, is_broken in zip(theirs, broken, strict=True) if is_broken)
    own = sum(not is_safe(table, shown, k) for table, shown in zip(tables, ours, strict=True))
    return [
        f"{fmean(sum(each['shown'][1:]) for each in theirs):.2f}",
        f"{fmean(int(shown[1:].sum()) for shown in ours):.2f}",
        f"{100 * fmean(broken):.0f} %",
        f"{doubted} of {sum(broken)}",
        f"{100 * own / len(tables):.0f} %",
        f"{1000 * fmean(each['seconds'] for each in theirs):.0f}",
        f"{1000 * seconds:.0f}",
    ]


def _choices_of_argus(tables: Sequence[Table], k: int, interpreter: Path) -> list[dict[str, Any]]:
    """What `disclosure_argus.py` says of some tables, in a folder for the logs that the engine leaves where it runs."""
    script = Path(__file__).with_name("disclosure_argus.py")
    asked = json.dumps({"k": k, "tables": [table.people[1:].tolist() for table in tables]})
    with tempfile.TemporaryDirectory(prefix="argus-") as folder:
        told = subprocess.run(  # noqa: S603 - ours
            [interpreter.absolute(), script], input=asked, cwd=folder, check=True, stdout=subprocess.PIPE, text=True
        ).stdout
    found: list[dict[str, Any]] = json.loads(told)
    return found


# ---- words -----------------------------------------------------------------------------------------------------------


def _head(*titles: str) -> list[str]:
    return [f"| {' | '.join(titles)} |", f"|{'---|' * len(titles)}"]


def _row(*cells: object) -> str:
    return f"| {' | '.join(map(str, cells))} |"


def _per_cent(flags: pl.Series) -> str:
    return f"{100 * int(flags.sum()) / flags.len():.0f}" if flags.len() else "–"
