"""An explained figure as a coordinator reads it: what it says, what it means, and the rows behind it by their use."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import polars as pl
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from mentorship import catalogue
from mentorship.explaining import EXCLUDED
from mentorship.figure_paths import paths
from mentorship.registry import Metric
from pipelines.printing import plain
from reports import wording

EVIDENCE_SHOWN: Final = 5
USES: Final = {
    "both": "counted in numerator and denominator",
    "numerator": "counted",
    "denominator": "counted in the denominator alone",
}
BEHIND: Final = "behind the figure"


@dataclass(frozen=True, slots=True)
class Explanation:
    """A figure's tidy row, its definition, the rows behind it, and what else is to be said of it."""

    figure: dict[str, Any]
    definition: Metric
    rows: pl.DataFrame
    notes: tuple[str, ...]


def tell(found: Explanation) -> None:
    """Print it on standard output; no line of a place is cut, so that it can be copied."""
    screen = Console(highlight=False)
    screen.print(Text(plain(headline(found)), style="bold"))
    screen.print(Text(plain(_counted(found.figure))))
    if found.figure["reason"]:
        screen.print(Text(plain(found.figure["reason"]), style="yellow"))
    for note in found.notes:
        screen.print(Text(plain(note), style="yellow"))
    screen.print(Padding(_definition(found.definition), (1, 0)))
    for place, others in _rows(found):
        screen.print(place, soft_wrap=True)
        if others:
            screen.print(Padding(Text(plain(others), style="dim"), (0, 0, 0, 6), expand=False))


def amount(figure: dict[str, Any]) -> str:
    """A figure's value with its unit and, where it has one, its interval."""
    if figure["value"] is None:
        return "no value"
    low, high = (figure[name] for name in ("ci_low", "ci_high"))
    told = wording.measure(figure["value"], figure["unit"], 1)
    limits = [
        f"{word} {wording.amount(limit, figure['unit'], 1)}"
        for word, limit in (("from", low), ("to", high))
        if limit is not None
    ]
    return f"{told} ({' '.join(limits)})" if limits else told


def headline(found: Explanation) -> str:
    """What the figure says, in one line."""
    value = "not computable" if found.figure["value"] is None else amount(found.figure)
    return f"{found.definition.title}: {value}"


def _counted(figure: dict[str, Any]) -> str:
    """Which figure it is, and how many are behind it."""
    path = paths(pl.DataFrame([figure], infer_schema_length=None)).item()
    parts = [f"{path} on {figure['as_of']}", f"n {figure['n']}", wording.plural(figure["people"], "person", "people")]
    if figure["denominator"] is not None:
        parts.append(f"{_exact(figure['numerator'])} of {_exact(figure['denominator'])}")
    return ", ".join([*parts, figure["status"]])


def _exact(number: float) -> str:
    return f"{number:,.10g}"


def _definition(entry: Metric) -> Table:
    table = Table(show_header=False, box=None, pad_edge=False)
    table.add_column(no_wrap=True, style="dim")
    table.add_column()
    for name, text in catalogue.told(entry):
        table.add_row(name, Text(text))
    return table


def _rows(found: Explanation) -> Iterator[tuple[Text, str]]:
    """The places of the rows by what they are used as, each with those of its evidence."""
    if found.rows.is_empty():
        yield Text("No row of an export is behind it."), ""
    is_quotient = found.figure["denominator"] is not None
    uses = found.rows["used_as"].unique(maintain_order=True).to_list()
    for use in sorted(uses, key=lambda use: (use.startswith(EXCLUDED), "refused, " in use, use != "both")):
        rows = found.rows.filter(pl.col("used_as") == use)
        told = BEHIND if use == "both" and not is_quotient else USES.get(use, use)
        yield Text(plain(f"{told} ({rows.height})"), style="dim" if use.startswith(EXCLUDED) else "bold"), ""
        for row in rows.iter_rows(named=True):
            yield Text(plain(f"  {_place(row)}")), _evidence(row["evidence"])


def _place(row: dict[str, Any]) -> str:
    return "(no row is known)" if row["file"] is None else f"{row['file']}:{row['line']}"


def _evidence(places: list[dict[str, Any]]) -> str:
    """Where the other rows stand because of which one counts as it does."""
    if not places:
        return ""
    shown = ", ".join(_place(place) for place in places[:EVIDENCE_SHOWN])
    more = len(places) - EVIDENCE_SHOWN
    return f"with {shown} and {more} more" if more > 0 else f"with {shown}"
