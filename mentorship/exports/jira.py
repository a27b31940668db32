"""Jira's CSV: one row an issue; a sub-task is a step of its parent.

What became of an issue is its Resolution: one that is given up has a Resolved date too. Jira leaves out columns that no
issue has filled, repeats headings (Labels, Sprint, Comment), and names parents by their numbers, which become keys
here. Its headings, words and months in other languages are `jira_words.py`'s; further months are declared under
`values:`, as in `{sty: Jan}`.
"""

from collections.abc import Sequence

import polars as pl

from mentorship.exports import damage, delimited, text, trackers
from mentorship.exports.headings import columns_of, has_all, locate, require
from mentorship.exports.jira_words import DONE, DROPPED, MONTHS, OPEN, OVER, SPELT_OUT, SUBTASKS, in_all_languages
from mentorship.exports.profile import LINE, ExportFile
from mentorship.exports.reader import Reader, delimiter_of, read_text
from mentorship.exports.reading import Reading, records, trimmed
from mentorship.problems import value_class
from mentorship.programme import Kind

KNOWN = trackers.known(
    {
        "goal_key": in_all_languages("Issue key"),
        "title": in_all_languages("Summary"),
        "owner": ("Assignee Email", "Assignee Email Address", *in_all_languages("Assignee")),
        "set_on": in_all_languages("Created"),
        "achieved_on": in_all_languages("Resolved"),
        "due_on": in_all_languages("Due date"),
        "status": in_all_languages("Resolution"),
    }
)
NEEDED = ("goal_key", "title", "set_on")
TELLING = ("Summary", "Issue key", "Issue id", "Issue Type", "Project key")
WORDS = {**dict.fromkeys(DONE, "achieved"), **dict.fromkeys(DROPPED, "dropped"), **dict.fromkeys(OPEN, "open")}
# As Jira writes them, and as other programs or a changed setting do; a 12-hour clock is never read as one of 24.
CLOCKS = (" %I:%M %p", " %H:%M", "")
DATES = "|".join(f"%d/%b/%{year}{clock}" for year in "yY" for clock in CLOCKS) + "|iso"
MONTH_FIRST_DATES = "|".join(f"%b/%d/%{year}{clock}" for year in "yY" for clock in CLOCKS) + "|iso"
MONTH_FIRST = rf"(?i)^\s*(?:{'|'.join(MONTHS)})/\d{{1,2}}/\d"
NAMED_MONTH = r"^\s*\d{1,2}/[^\d/]+/\d"
ENGLISH_MONTH = rf"(?i)^\s*\d{{1,2}}/(?:{'|'.join(MONTHS)})/\d"
MIDNIGHT = r"\s+(?:12:00 [Aa][Mm]|0?0:00)$"
# No column of a table has a blank at its end.
_PARENT, _KEY = "parent ", "parent key "


class Jira(Reader):
    """Issues of Jira as goals and their steps."""

    tool = "jira"
    version = "2024"
    kinds = frozenset[Kind]({"goals"})

    def recognise(self, file: ExportFile) -> tuple[str, ...]:
        """The columns Summary and Issue key, and one of those that stand beside them, in one of its languages."""
        first = text.first_row(text.head_text(file), ",")
        summary, key, *beside = (_heading(first, name) for name in TELLING)
        another = next(filter(None, beside), None)
        if not summary or not key or not another:
            return ()
        return (f"its columns {summary}, {key}, {another}",)

    def fill(self, reading: Reading) -> None:
        """One record an issue."""
        decoded = read_text(reading)
        delimited.read_table(reading, decoded, delimiter_of(reading, ","), reading.source.header_row or 1)
        found = locate(reading, KNOWN)
        require(reading, found, KNOWN, NEEDED)
        trackers.warn_without(reading, found, ["owner"])
        columns = trackers.cells(reading, found, expected=_written(reading, found["set_on"]))
        for ours in reading.stamps:
            columns[ours] = _english(reading, found[ours])
        if "due_on" in columns and reading.source.date_format is None:
            columns["due_on"] = trimmed(columns["due_on"]).str.replace(MIDNIGHT, "")
        if "owner" in found:
            columns["owner"] = trackers.owner(reading, found, "Assignee")
        columns["status"] = _status(reading, found)
        # With any other status the row is refused for it.
        is_told = columns["status"].is_in(["achieved", "open"])
        columns["achieved_on"] = pl.when(is_told).then(columns.get("achieved_on"))
        joined = _with_parents(reading, found)
        columns["step_of"] = pl.coalesce(_KEY, _PARENT)
        reading.records = records(joined, "goals", columns)


def _heading(headings: Sequence[str], name: str) -> str | None:
    """The heading of one of Jira's columns, in whatever language it is there."""
    return next((heading for heading in in_all_languages(name) if has_all(headings, [heading])), None)


def _columns(reading: Reading, name: str) -> list[str]:
    """The columns under one of Jira's headings, in whatever language it is there."""
    headings = reading.content.columns
    return [column for heading in in_all_languages(name) for column in columns_of(headings, heading)]


def _written(reading: Reading, column: str) -> str:
    """How the dates of a file are written: the day first, unless a setting of Jira puts the month there."""
    is_month_first = reading.content.table[column].str.contains(MONTH_FIRST).any()
    return MONTH_FIRST_DATES if is_month_first else DATES


def _english(reading: Reading, column: str) -> pl.Expr:
    """A date with the month as Polars reads it; refused where its month is neither English nor declared."""
    declared = {theirs: ours.title() for theirs, ours in reading.source.values.items() if ours.title() in MONTHS}
    pairs = {f"/{theirs}/": f"/{ours}/" for theirs, ours in {**SPELT_OUT, **declared}.items()}
    told = pl.col(column).str.replace_many(pairs, ascii_case_insensitive=True)
    foreign = told.str.contains(NAMED_MONTH) & ~told.str.contains(ENGLISH_MONTH)
    first = reading.content.table.filter(foreign).select(LINE, column).head(1)
    if first.height:
        raise reading.refusal(
            "the month of a date is not an English one",
            "declare the months under values:, such as {Mrz: Mar}, or export it again with Jira in English",
            line=first[LINE][0],
            column=column,
            value_class=value_class(first[column][0]),
        )
    return told


def _status(reading: Reading, found: dict[str, str]) -> pl.Expr:
    """What the resolution says; without one an issue is open, and then a Resolved date refuses its row."""
    table = reading.content.table
    is_resolved = trimmed(pl.col(found["achieved_on"])).is_not_null() if "achieved_on" in found else pl.lit(value=False)
    if "status" not in found:
        undecided = table.filter(is_resolved)
        if undecided.height:
            raise reading.refusal(
                "there are Resolved dates and no Resolution, so what was done cannot be told from what was given up",
                "export it with the column Resolution, or map status under columns:",
                line=undecided[LINE][0],
                column=found["achieved_on"],
            )
        _warn_of_unresolved(reading, table)
        return pl.lit("open")
    if "status" not in reading.source.columns:
        _warn_of_unresolved(reading, table.filter(trimmed(pl.col(found["status"])).is_null() & ~is_resolved))
    return trackers.words(reading, found["status"], WORDS).fill_null("open")


def _warn_of_unresolved(reading: Reading, unresolved: pl.DataFrame) -> None:
    """Say that issues are over by their status and were given no resolution, as happens where a workflow sets none."""
    found = _columns(reading, "Status Category") or _columns(reading, "Status")
    if not found:
        return
    over = unresolved.filter(pl.col(found[0]).str.strip_chars().str.to_lowercase().is_in(OVER))
    if over.height:
        reading.warn(
            f"{over.height} issues are over by their status and have no resolution, so they count as open",
            "map status under columns: to the column Status, or give them a resolution in Jira",
            line=over[LINE][0],
            column=found[0],
        )


def _with_parents(reading: Reading, found: dict[str, str]) -> pl.DataFrame:
    """The issues with the parent of each that is a step, and that parent's key where it was named by its number."""
    table = reading.content.table
    ids = _columns(reading, "Issue id")
    with_parent = table.with_columns(_parent(reading, found).alias(_PARENT))
    damage.refuse_scientific(reading, ids[:1])
    if not ids:
        return with_parent.with_columns(pl.lit(None, dtype=pl.String).alias(_KEY))
    own = table.select(trimmed(pl.col(ids[0])).alias(_PARENT), trimmed(pl.col(found["goal_key"])).alias(_KEY))
    keys = own.drop_nulls().unique().unique(_PARENT, keep="none")
    return with_parent.join(keys, on=_PARENT, how="left", maintain_order="left")


def _parent(reading: Reading, found: dict[str, str]) -> pl.Expr:
    """The parent of a step. `Parent id` is that of sub-tasks alone; `Parent` may be the epic of a whole goal."""
    if "step_of" in found:
        return trimmed(pl.col(found["step_of"]))
    of_steps = _filled(columns_of(reading.content.columns, "Parent id"))
    of_any = _filled([*_columns(reading, "Parent"), *_columns(reading, "Parent key")])
    types = _columns(reading, "Issue Type")
    if not types:
        _refuse_untyped(reading, reading.content.table.filter(of_any.is_not_null() & of_steps.is_null()))
        return of_steps
    is_step = pl.col(types[0]).str.strip_chars().str.to_lowercase().is_in(SUBTASKS)
    _warn_of_lost(reading, reading.content.table.filter(is_step & of_steps.is_null() & of_any.is_null()), types[0])
    # A step of nothing is no goal either: it names itself, and its row is refused for want of a goal of that name.
    of_itself = trimmed(pl.col(found["goal_key"]))
    return pl.coalesce(of_steps, pl.when(is_step).then(pl.coalesce(of_any, of_itself)))


def _refuse_untyped(reading: Reading, with_parents: pl.DataFrame) -> None:
    if with_parents.height:
        raise reading.refusal(
            "an issue has a parent, and no column Issue Type says whether it is a sub-task",
            "export it with the columns Issue Type and Parent, or map step_of under columns:",
            line=with_parents[LINE][0],
            column="Parent",
        )


def _warn_of_lost(reading: Reading, lost: pl.DataFrame, column: str) -> None:
    """Say that sub-tasks name no parent, as in the list that Jira exports by default, which has no such column."""
    if lost.height:
        reading.warn(
            f"{lost.height} sub-tasks name no parent, so they count neither as goals nor as steps of one",
            "export it with the column Parent, or map step_of under columns:",
            line=lost[LINE][0],
            column=column,
        )


def _filled(columns: list[str]) -> pl.Expr:
    return pl.coalesce([*(trimmed(pl.col(column)) for column in columns), pl.lit(None, dtype=pl.String)])
