"""A Trello board's JSON: one row a card; the items of its checklists are its steps.

A card was made when the first eight hexadecimal digits of its id say. It is achieved when it is marked complete,
whatever list it is in, on the day on which the board's history says so: the history goes back a thousand actions, and
where it says nothing the day is not known. A card in the archive that was not completed is dropped.
"""

from collections import Counter
from dataclasses import replace

import polars as pl

from mentorship.exports import text, trackers
from mentorship.exports.headings import locate
from mentorship.exports.profile import ExportFile
from mentorship.exports.reader import Reader, read_text
from mentorship.exports.reading import Reading, records
from mentorship.exports.trello_board import MEMBERS, Board, board_of, entries_in, inside, table_of
from mentorship.programme import Kind

KNOWN = trackers.known({"goal_key": ("id",), "title": ("name",), "owner": (MEMBERS,), "due_on": ("due",)})
TELLING = ("cards", "lists")
# No field of a card ends in a blank.
_COMPLETED, _IN_ARCHIVE, _STEPS, _DONE = "completed ", "in archive ", "steps ", "done "


class Trello(Reader):
    """Cards of a Trello board as goals."""

    tool = "trello"
    version = "2024"
    kinds = frozenset[Kind]({"goals"})

    def recognise(self, file: ExportFile) -> tuple[str, ...]:
        """A JSON object with cards and lists, and cards that name their list or an address of Trello's."""
        if not text.head_text(file).lstrip().startswith("{"):
            return ()
        has_parts = all(f'"{name}"'.encode() in file.payload for name in TELLING)
        if has_parts and (b'"idList"' in file.payload or b"trello.com/" in file.payload):
            return ("it is JSON with the cards and lists of a board",)
        return ()

    def fill(self, reading: Reading) -> None:
        """One record a card."""
        board = board_of(reading, read_text(reading))
        headings, table = table_of(reading, board)
        reading.content = replace(reading.content, columns=headings, table=table)
        found = locate(reading, KNOWN)
        columns = trackers.cells(reading, found)
        told = _told(board)
        kept = _without_patterns(reading, table.hstack(told))
        status = trackers.status(columns.get("status"), _status(reading))
        derived = {
            "set_on": _created(pl.col("id")) if "id" in table.columns else pl.lit(None),
            "achieved_on": pl.when(status == "achieved").then(pl.col(_COMPLETED)),
            "step_count": pl.col(_STEPS),
            "step_done_count": pl.col(_DONE),
        }
        reading.stamps = {"set_on": "iso", "achieved_on": "iso", **reading.stamps}
        reading.records = records(kept, "goals", {**derived, **columns, "status": status})


def _created(key: pl.Expr) -> pl.Expr:
    seconds = key.str.head(8).str.to_integer(base=16, dtype=pl.Int64)
    return pl.from_epoch(seconds).dt.strftime("%Y-%m-%dT%H:%M:%SZ")


def _status(reading: Reading) -> pl.Expr:
    """Achieved when marked complete, else dropped in the archive, else open."""
    table = reading.content.table
    if "dueComplete" not in table.columns and table.height:
        reading.warn(
            "no card says whether it is complete, as Trello's exports did before 2017",
            "export the board again, or map status under columns:, such as to list",
            column="dueComplete",
        )
    is_archived = _is_true(table, "closed") | pl.col(_IN_ARCHIVE)
    other = pl.when(is_archived).then(pl.lit("dropped")).otherwise(pl.lit("open"))
    return pl.when(_is_true(table, "dueComplete")).then(pl.lit("achieved")).otherwise(other)


def _without_patterns(reading: Reading, table: pl.DataFrame) -> pl.DataFrame:
    """The cards that are goals: not those to make others from, and no line between cards or picture of another."""
    role = pl.col("cardRole").is_not_null() if "cardRole" in table.columns else pl.lit(value=False)
    is_other = _is_true(table, "isTemplate") | role
    reading.leave_out(
        table.filter(is_other),
        "a template, a separator or the picture of another card is left out",
        "nothing; it is no goal",
        column="isTemplate" if "isTemplate" in table.columns else "cardRole",
    )
    return table.filter(~is_other)


def _is_true(table: pl.DataFrame, column: str) -> pl.Expr:
    return pl.col(column).eq_missing("true") if column in table.columns else pl.lit(value=False)


def _told(board: Board) -> pl.DataFrame:
    """What the board says of each card outside it: when it was completed, the list's archive, and its checklists."""
    keys = [str(card["id"]) for card in board.cards]
    completed = _completions(board)
    steps, done = _steps(board)
    lists = [board.lists[str(card.get("idList"))] for card in board.cards]
    is_known = board.checklists is not None
    own = [inside(card, "dateCompleted") for card in board.cards]
    moments = [completed.get(key, moment) for key, moment in zip(keys, own, strict=True)]
    return pl.DataFrame(
        {
            _COMPLETED: pl.Series([m if isinstance(m, str) else None for m in moments], dtype=pl.String),
            _IN_ARCHIVE: pl.Series([entry.get("closed") is True for entry in lists], dtype=pl.Boolean),
            _STEPS: pl.Series([steps[key] if is_known else None for key in keys], dtype=pl.Int64),
            _DONE: pl.Series([done[key] if is_known else None for key in keys], dtype=pl.Int64),
        }
    )


def _completions(board: Board) -> dict[str, str]:
    """The last moment at which each card was marked complete."""
    found: dict[str, str] = {}
    for action in board.actions:
        card, moment = inside(action, "data", "card", "id"), action.get("date")
        was, became = inside(action, "data", "old", "dueComplete"), inside(action, "data", "card", "dueComplete")
        if was is False and became is True and isinstance(card, str) and isinstance(moment, str):
            found[card] = max(found.get(card, ""), moment)
    return found


def _steps(board: Board) -> tuple[Counter[str], Counter[str]]:
    """How many items the checklists of each card have, and how many of those are complete."""
    steps, done = Counter[str](), Counter[str]()
    for checklist in board.checklists or ():
        card = str(checklist.get("idCard"))
        items = entries_in(checklist, "checkItems")
        steps[card] += len(items)
        done[card] += sum(item.get("state") == "complete" for item in items)
    return steps, done
