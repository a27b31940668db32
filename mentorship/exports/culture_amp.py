"""Culture Amp's goals CSV: one row a goal with its key results beside it, which are its steps.

A goal has no id and no day on which it was reached. `individual_emails` are those who may see it, not its owners.
"""

import re

import polars as pl

from mentorship.exports import delimited, table, text, trackers
from mentorship.exports.headings import has_all, locate, require
from mentorship.exports.profile import LINE, ExportFile
from mentorship.exports.reader import Reader, delimiter_of, read_text
from mentorship.exports.reading import Reading, records, trimmed
from mentorship.identity import fold
from mentorship.programme import Kind

KNOWN = trackers.known(
    {
        "title": ("name",),
        "owner": ("email",),
        "set_on": ("created_at",),
        "due_on": ("due_at",),
        "status": ("status",),
        "progress": ("completion",),
    }
)
NEEDED = ("owner", "title", "status")
TELLING = ("email", "name", "visibility", "due_at", "status", "completion")
# The words of the importer, then those of goals as people see them. `closed` may mean either end.
WORDS = {
    **dict.fromkeys(("created", "ongoing", "blocked"), "open"),
    **dict.fromkeys(("not_started", "not started", "on_track", "on track", "at_risk", "at risk"), "open"),
    **dict.fromkeys(("off_track", "off track"), "open"),
    **dict.fromkeys(("accomplished", "complete", "completed"), "achieved"),
}
_KEY_RESULT = re.compile(r"key_result_(\d+)_(title|completion)")


class CultureAmp(Reader):
    """Goals of Culture Amp and how many of their key results are done."""

    tool = "culture_amp"
    version = "2023"
    kinds = frozenset[Kind]({"goals"})

    def recognise(self, file: ExportFile) -> tuple[str, ...]:
        """Culture Amp's columns by name."""
        first = text.first_row(text.head_text(file), ",")
        return (f"its columns {', '.join(TELLING)}",) if has_all(first, TELLING) else ()

    def fill(self, reading: Reading) -> None:
        """One record a goal."""
        decoded = read_text(reading)
        delimited.read_table(reading, decoded, delimiter_of(reading, ","), reading.source.header_row or 1)
        found = locate(reading, KNOWN)
        require(reading, found, KNOWN, NEEDED)
        columns = trackers.cells(reading, found)
        columns["status"] = trackers.words(reading, found["status"], WORDS)
        reading.records = records(reading.content.table, "goals", {**_steps(reading), **columns})


def _steps(reading: Reading) -> dict[str, pl.Expr]:
    """How many key results have a title, and how many of those are complete; nothing where no column holds any.

    A completion that is no number stands in for the count, so that its row is refused.
    """
    titles, completions = _key_results(reading)
    if not titles:
        return {}
    is_step = {number: trimmed(pl.col(column)).is_not_null() for number, column in titles.items()}
    told = {number: completions[number] for number in titles if number in completions}
    shares = {number: share.cast(pl.Float64, strict=False) for number, share in told.items()}
    is_done = [is_step[number] & (share >= 1).fill_null(value=False) for number, share in shares.items()]
    unread = [
        pl.when(is_step[number] & shares[number].is_null()).then(completion) for number, completion in told.items()
    ]
    done = pl.sum_horizontal(is_done) if is_done else pl.lit(0)
    return {
        "step_count": pl.sum_horizontal(is_step.values()),
        "step_done_count": pl.coalesce([*unread, done.cast(pl.String)]),
    }


def _key_results(reading: Reading) -> tuple[dict[int, str], dict[int, pl.Expr]]:
    """The columns of titles and the shares complete, by the number of the key result."""
    names = [name for name in reading.content.table.columns if name != LINE]
    titles: dict[int, str] = {}
    completions: dict[int, pl.Expr] = {}
    for name in names:
        found = _KEY_RESULT.fullmatch(fold(name))
        if found and found.group(2) == "title":
            titles[int(found.group(1))] = name
        elif found:
            completions[int(found.group(1))] = trimmed(table.cell(reading, "progress", name))
    return titles, completions
