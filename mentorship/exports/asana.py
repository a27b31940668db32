"""Asana's project CSV: one row a task; a task under another is a step of it.

Columns go by name, so that custom fields may stand among them; a custom field becomes one of ours by `columns:`.
Asana names a parent task by its title, so that is what `step_of` holds.
"""

import polars as pl

from mentorship.exports import damage, dates, delimited, table, text
from mentorship.exports.headings import columns_of, has_all, locate, require
from mentorship.exports.profile import ExportFile
from mentorship.exports.reader import Reader, delimiter_of, read_text
from mentorship.exports.reading import Reading, records, trimmed
from mentorship.programme import Kind

KNOWN: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(table.our_columns("goals"), ()),
    "goal_key": ("Task ID",),
    "title": ("Name",),
    "set_on": ("Created At",),
    "achieved_on": ("Completed At",),
    "due_on": ("Due Date",),
    "step_of": ("Parent task",),
}
NEEDED = ("goal_key", "title", "set_on", "achieved_on", "owner")
GIVEN_UP = ("dropped", "not_achieved")


class Asana(Reader):
    """Tasks of an Asana project as goals and their steps."""

    tool = "asana"
    version = "2024"
    kinds = frozenset[Kind]({"goals"})

    def recognise(self, file: ExportFile) -> tuple[str, ...]:
        """Asana's first columns by name."""
        telling = ("Task ID", "Created At", "Completed At", "Name")
        first = text.first_row(text.head_text(file), ",")
        return (f"its columns {', '.join(telling)}",) if has_all(first, telling) else ()

    def fill(self, reading: Reading) -> None:
        """One record a task."""
        decoded = read_text(reading)
        delimited.read_table(reading, decoded, delimiter_of(reading, ","), reading.source.header_row or 1)
        known = {**KNOWN, "owner": ("Assignee Email", "Assignee")}
        found = locate(reading, known)
        require(reading, found, known, NEEDED)
        damage.refuse_scientific(reading, [found["goal_key"]])
        dated = {ours: column for ours, column in found.items() if ours in table.DATES}
        reading.stamps = dict.fromkeys(dated, dates.settle(reading, dated.values()))
        columns = {ours: table.cell(reading, ours, column) for ours, column in found.items()}
        columns["owner"] = _owner(reading, found)
        columns["achieved_on"] = trimmed(columns["achieved_on"])
        columns["status"] = _status(columns)
        columns["achieved_on"] = pl.when(~columns["status"].is_in(GIVEN_UP)).then(columns["achieved_on"])
        reading.records = records(reading.content.table, "goals", columns)


def _owner(reading: Reading, found: dict[str, str]) -> pl.Expr:
    """The assignee's address, else the name; a declared column alone."""
    columns = [found["owner"]]
    if "owner" not in reading.source.columns:
        columns += columns_of(reading.content.columns, "Assignee")
    return pl.coalesce([trimmed(pl.col(column)) for column in columns])


def _status(columns: dict[str, pl.Expr]) -> pl.Expr:
    """Given up where a mapped column says so; else achieved when completed, and open before that."""
    said = columns.get("status", pl.lit(None, dtype=pl.String))
    is_achieved = columns["achieved_on"].is_not_null() | (said == "achieved").fill_null(value=False)
    made = pl.when(is_achieved).then(pl.lit("achieved")).otherwise(pl.lit("open"))
    return pl.when(said.is_in(GIVEN_UP)).then(said).otherwise(made)
