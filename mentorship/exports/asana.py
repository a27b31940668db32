"""Asana's project CSV: one row a task; a task under another is a step of it.

Columns go by name, so that custom fields may stand among them; a custom field becomes one of ours by `columns:`.
Asana names a parent task by its title, so that is what `step_of` holds.
"""

import polars as pl

from mentorship.exports import delimited, text, trackers
from mentorship.exports.headings import has_all, locate, require
from mentorship.exports.profile import ExportFile
from mentorship.exports.reader import Reader, delimiter_of, read_text
from mentorship.exports.reading import Reading, records, trimmed
from mentorship.programme import Kind

KNOWN = trackers.known(
    {
        "goal_key": ("Task ID",),
        "title": ("Name",),
        "owner": ("Assignee Email", "Assignee"),
        "set_on": ("Created At",),
        "achieved_on": ("Completed At",),
        "due_on": ("Due Date",),
        "step_of": ("Parent task",),
    }
)
NEEDED = ("goal_key", "title", "set_on", "achieved_on", "owner")
TELLING = ("Task ID", "Created At", "Completed At", "Name")
_SEARCHED_ROWS = 12


class Asana(Reader):
    """Tasks of an Asana project as goals and their steps."""

    tool = "asana"
    version = "2024"
    kinds = frozenset[Kind]({"goals"})

    def recognise(self, file: ExportFile) -> tuple[str, ...]:
        """Asana's first columns by name."""
        return (f"its columns {', '.join(TELLING)}",) if _header_line(text.head_text(file)) else ()

    def fill(self, reading: Reading) -> None:
        """One record a task."""
        decoded = read_text(reading)
        header_line = reading.source.header_row or _header_line(decoded) or 1
        delimited.read_table(reading, decoded, delimiter_of(reading, ","), header_line)
        _warn_of_preamble(reading, header_line)
        found = locate(reading, KNOWN)
        require(reading, found, KNOWN, NEEDED)
        columns = trackers.cells(reading, found)
        is_completed = trimmed(columns["achieved_on"]).is_not_null()
        own = pl.when(is_completed).then(pl.lit("achieved")).otherwise(pl.lit("open"))
        columns["owner"] = trackers.owner(reading, found, "Assignee")
        columns["status"] = trackers.status(columns.get("status"), own)
        columns["achieved_on"] = trackers.unless_given_up(columns["status"], columns["achieved_on"])
        reading.records = records(reading.content.table, "goals", columns)


def _header_line(start: str) -> int | None:
    """Where Asana's columns stand: in the first row, or below the address that a sheet kept up to date by Asana has."""
    rows = text.head(start, ",", count=_SEARCHED_ROWS)
    return next((line for line, cells in rows if has_all(cells, TELLING)), None)


def _warn_of_preamble(reading: Reading, header_line: int) -> None:
    lines = header_line - 1
    if lines and reading.source.header_row is None:
        reading.warn(
            f"{lines} {'line stands' if lines == 1 else 'lines stand'} above Asana's columns and are not read",
            f"nothing, if they hold no tasks; declare header_row: {header_line} to say so",
            line=header_line,
        )
