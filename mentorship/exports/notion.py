"""Notion's CSV of a database, or the zip that holds it: one row a page.

The columns are the database's own, so only headings that are evidently ours are known; others are declared. A relation
is `Title (path)` and stands for its title, a range of dates for its beginning where a goal was set and for its end
elsewhere, and a zone behind a time is kept to.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

import polars as pl

from mentorship.exports import damage, dates, delimited, notion_archive, stamps, table, text, trackers
from mentorship.exports.headings import columns_of, locate
from mentorship.exports.profile import LINE, ExportFile
from mentorship.exports.reader import Reader, delimiter_of, read_text
from mentorship.exports.reading import Reading, records, trimmed
from mentorship.programme import Kind

KNOWN = trackers.known(
    {
        **{ours: (ours.replace("_", " "),) for ours in table.our_columns("goals")},
        "goal_key": ("ID", "goal key"),
        "title": ("Name", "Title", "Goal", "Goal name", "Task name", "Task", "Project name"),
        "owner": ("Owner", "Assignee", "Assign", "Assigned to", "Person"),
        "due_on": ("Due", "Due date", "Deadline", "Due on"),
        "set_on": ("Created", "Created time", "Created on", "Date created", "Set on"),
        "achieved_on": ("Completed on", "Done on", "Date completed", "Completion date", "Achieved on", "Completed"),
        "step_of": ("Parent item", "Parent-task", "Parent task", "Parent goal"),
    }
)
CHECKBOXES = ("Done", "Completed", "Complete", "Achieved")
WORDS = {
    **dict.fromkeys(("done", "complete", "completed", "achieved", "yes"), "achieved"),
    **dict.fromkeys(("not started", "in progress", "to do", "to-do", "open", "no"), "open"),
    **dict.fromkeys(("cancelled", "canceled", "dropped"), "dropped"),
}
CHECKED = ("yes", "no")
MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
DAY = rf"(?:{MONTHS}) \d{{1,2}}, \d{{4}}"
LONG_DATES = "%B %d, %Y %I:%M %p|%B %d, %Y %H:%M|%B %d, %Y"
# A moment in a named zone is brought to the one way of writing that names it.
ZONED = "google_forms"
_ZONED_TEXT = "%Y/%m/%d %I:%M:%S %p "
_ZONE = r"\s*\(([A-Z]{2,5}(?:[+-]\d{1,2}(?::\d{2})?)?)\)$"
_ARROW = r"\s*→\s*"
_PATH = r"(?:https?://(?:www\.)?notion\.(?:so|com|site)/\S*|\S+\.(?:md|csv|html))"
RELATION = rf" \({_PATH}\)"
_RELATIONS = re.compile(rf"[^\s(].*{RELATION}")
_MOMENT = re.compile(rf"{DAY}(?: \d{{1,2}}:\d{{2}}.*| → .*)")
_ALONE = re.compile(DAY)
_NUMBERED_RANGE = re.compile(r"\d{1,4}([/.-])\d{1,2}\1\d{1,4}[^→]* → \d.*")
_NAMED_BY_NOTION = re.compile(r" [0-9a-f]{32}(?:_all)?\.csv$")
_LOOKED_AT = 30


class Notion(Reader):
    """Pages of a Notion database as goals."""

    tool = "notion"
    version = "2024"
    kinds = frozenset[Kind]({"goals"})

    def recognise(self, file: ExportFile) -> tuple[str, ...]:
        """Dates and relations as Notion alone writes them, or names that end in an id of its own."""
        if notion_archive.is_archive(file):
            return notion_archive.evidence(file)
        start = text.head_text(file)
        cells = [cell.strip() for _, row in text.head(start, ",", count=_LOOKED_AT)[1:] for cell in row]
        has_mark = file.payload.startswith(b"\xef\xbb\xbf")
        signs = {
            "a relation written as Title (path)": any(_RELATIONS.fullmatch(cell) for cell in cells),
            "dates written as June 3, 2024 2:00 PM": any(_MOMENT.fullmatch(cell) for cell in cells)
            or (has_mark and any(_ALONE.fullmatch(cell) for cell in cells)),
            "a range of dates written with →": any(_NUMBERED_RANGE.fullmatch(cell) for cell in cells),
            "a name that ends in an id of Notion's": bool(_NAMED_BY_NOTION.search(file.path)),
        }
        return tuple(sign for sign, is_there in signs.items() if is_there)

    def fill(self, reading: Reading) -> None:
        """One record a page."""
        if notion_archive.is_archive(reading.file):
            reading.file = replace(reading.file, payload=notion_archive.table_in(reading))
        decoded = read_text(reading)
        delimited.read_table(reading, decoded, delimiter_of(reading, ","), reading.source.header_row or 1)
        found = _with_checkboxes(reading, locate(reading, KNOWN))
        trackers.warn_without(reading, found, ["owner"] if "goal_key" in found else ["title", "owner"])
        damage.refuse_broken_ids(reading, [found["goal_key"]] if "goal_key" in found else [])
        columns = {ours: table.cell(reading, ours, column) for ours, column in found.items()}
        for ours in {"owner", "step_of"} & set(found):
            columns[ours] = columns[ours].str.replace_all(RELATION, "")
        if "status" in found:
            columns["status"] = trackers.words(reading, found["status"], WORDS)
        if "progress" in found:
            columns["progress"] = _share(columns["progress"])
        moments = _moments(reading, {ours: column for ours, column in found.items() if ours in table.DATES})
        columns.update({ours: pl.col(_cleaned(ours)) for ours in reading.stamps})
        reading.records = records(moments, "goals", columns)


def _with_checkboxes(reading: Reading, found: Mapping[str, str]) -> dict[str, str]:
    """The columns found; a checkbox (every cell Yes or No) is no date, and the status where no other column is."""
    kept = dict(found)
    completed = kept.get("achieved_on")
    if completed and "achieved_on" not in reading.source.columns and _is_checkbox(reading, completed):
        del kept["achieved_on"]
    boxes = [column for heading in CHECKBOXES for column in columns_of(reading.content.columns, heading)]
    checked = [column for column in boxes if _is_checkbox(reading, column)]
    if checked and "status" not in kept:
        kept["status"] = checked[0]
    return kept


def _is_checkbox(reading: Reading, column: str) -> bool:
    cells = reading.content.table[column].str.strip_chars().str.to_lowercase()
    return len(cells) > 0 and bool(cells.is_in(CHECKED).fill_null(value=False).all())


def _share(progress: pl.Expr) -> pl.Expr:
    """A number as it stands, or a per cent as a share of one."""
    value = trimmed(progress)
    share = value.str.strip_suffix("%").str.strip_chars().cast(pl.Float64, strict=False) / 100
    return pl.when(value.str.ends_with("%")).then(pl.coalesce(share.cast(pl.String), value)).otherwise(value)


def _moments(reading: Reading, dated: Mapping[str, str]) -> pl.DataFrame:
    """The table with one moment in place of each range, and the stamps by which they are read."""
    parts = {ours: _part(trimmed(pl.col(column)), is_end=ours != "set_on") for ours, column in dated.items()}
    plain = {ours: part.str.replace(_ZONE, "") for ours, part in parts.items()}
    cleaned = reading.content.table.with_columns(part.alias(_cleaned(ours)) for ours, part in plain.items())
    also = [cell for column in dated.values() for cell in _ends(reading, column)]
    stamp = dates.settle(reading, dated.values(), also=also, expected=f"{LONG_DATES}|iso")
    reading.stamps = dict.fromkeys(dated, f"{stamp}|{ZONED}")
    return cleaned.with_columns(
        pl.coalesce(_zoned(part, _cleaned(ours), stamp), part).alias(_cleaned(ours)) for ours, part in parts.items()
    )


def _ends(reading: Reading, column: str) -> Iterator[dates.Cell]:
    """Both ends of each range, and the moments before a zone: no cells by themselves, yet they may prove the order."""
    whole = trimmed(pl.col(column))
    for is_end in (False, True):
        part = _part(whole, is_end=is_end).str.replace(_ZONE, "")
        table = reading.content.table.filter(part != whole)
        yield from table.select(LINE, pl.lit(column).alias("column"), part.alias("text")).rows()


def _part(moment: pl.Expr, *, is_end: bool) -> pl.Expr:
    """The beginning or the end of a range, else the one moment; an end on the same day is a time alone.

    A range without its end is no moment, and its row is refused for it.
    """
    start, end = moment.str.extract(rf"(?s)^(.*?){_ARROW}"), moment.str.extract(rf"(?s){_ARROW}(.+)$")
    if not is_end:
        return pl.coalesce(start, moment)
    is_clock = end.str.contains(r"^\d{1,2}:\d{2}")
    return pl.when(is_clock).then(start).when(~is_clock).then(end).otherwise(moment)


def _zoned(moment: pl.Expr, plain: str, stamp: str) -> pl.Expr:
    """A moment with its zone behind it; null where it names none."""
    return stamps.instant(plain, stamp, "UTC").dt.strftime(_ZONED_TEXT) + moment.str.extract(_ZONE)


def _cleaned(ours: str) -> str:
    # No column of a table ends in a blank.
    return f"{ours} "
