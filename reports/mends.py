"""What there is to mend in the exports, and which checks warned: each fault once, with its first lines."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from mentorship.mending import NOTHING
from reports.people import shortened
from reports.wording import capital, plural, spoken

FAULTS_SHOWN = 60
COSTS = {
    "file": "file refused",
    "row": "row refused",
    "answer": "answer refused",
    "warning": "used, with a doubt",
    "left_out": "left out",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault of some lines: what is wrong, how to mend it, and where it is."""

    reason: str
    fix: str
    cost: str
    sources: str
    places: tuple[tuple[str, str], ...]
    more: int
    size: str


@dataclass(frozen=True, slots=True)
class Mends:
    """Faults with a mend, those that ask for none, and the checks that did not pass."""

    faults: tuple[Fault, ...]
    more: int
    harmless: tuple[Fault, ...]
    checks: tuple[tuple[str, str, str], ...]
    lines: int


def mends(faults: pl.DataFrame, checks: pl.DataFrame) -> Mends:
    """The section; `faults` as `mending.to_mend` has them, `checks` those that did not pass."""
    is_harmless = pl.col("fix").str.starts_with(NOTHING)
    real = faults.filter(~is_harmless)
    shown = tuple(_fault(row) for row in real.head(FAULTS_SHOWN).iter_rows(named=True))
    return Mends(
        faults=shown,
        more=real.height - len(shown),
        harmless=tuple(_fault(row) for row in faults.filter(is_harmless).head(FAULTS_SHOWN).iter_rows(named=True)),
        checks=tuple(
            (capital(message), f"{spoken(table)}: {spoken(rule)}", severity)
            for message, table, rule, severity in checks.select("message", "table_name", "rule", "severity").iter_rows()
        ),
        lines=int(real["size"].sum()),
    )


def _fault(row: Mapping[str, Any]) -> Fault:
    return Fault(
        reason=capital(row["reason"]),
        fix=capital(row["fix"]),
        cost=COSTS[row["what"]],
        sources=", ".join(row["sources"]) or "the declaration",
        places=tuple(_place(line) for line in row["lines"]),
        more=row["size"] - len({(line["file"], line["line"]) for line in row["lines"]}),
        size=plural(row["size"], "place"),
    )


def _place(line: Mapping[str, Any]) -> tuple[str, str]:
    """Where a fault is, and what stands there: meetings/log.csv:12, starts_at: text like a date."""
    where = shortened(line["file"]) + (f":{line['line']}" if line["line"] is not None else "")
    column = shortened(line["column"])
    seen = f"{column}: {line['value_class']}" if column and line["value_class"] else column or line["value_class"]
    return where, seen
