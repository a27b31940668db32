"""What goes wrong in real exports, put in on purpose and written down, so that tests can ask after each.

A *spoil* changes the stream of a file's rows: a copy, a changed copy, a changed row, or a second version of a row.
A *stain* is the note of it in the list beside the programme folder: file, line, kind, words.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol

Row = dict[str, str]
Edit = Callable[[Row], Row]
How = Literal["copy", "replace", "again"]


@dataclass(frozen=True, slots=True)
class Stain:
    """What is wrong, in a word and in words."""

    kind: str
    what: str


VISITOR = "visitor@elsewhere.example"
AGAIN = Stain("answered_twice", "the same person answered again a little later, and that answer counts")


@dataclass(frozen=True, slots=True)
class Spoil:
    """One fault at the n-th row of a file.

    `copy`: the edited copy follows the row and is what is wrong. `replace`: the row itself is edited. `again`: the
    edited copy follows and is right; the row before it is what it supersedes.
    """

    at: int
    stain: Stain
    edit: Edit
    how: How = "copy"


@dataclass(slots=True)
class DirtList:
    """Every fault put in, in the order of writing."""

    entries: list[dict[str, str | int]] = field(default_factory=list)

    def note(self, file: str, line: int, stain: Stain, other_line: int | None = None, uid: str | None = None) -> None:
        """Write a fault down; the other line is the row that it repeats or contradicts, the uid a calendar's."""
        entry: dict[str, str | int] = {"file": file, "line": line, "kind": stain.kind, "what": stain.what}
        if other_line is not None:
            entry["other_line"] = other_line
        if uid is not None:
            entry["uid"] = uid
        self.entries.append(entry)

    def write(self, path: Path) -> None:
        """Save the list as JSON, sorted by file and line."""
        entries = sorted(self.entries, key=lambda entry: (str(entry["file"]), entry["line"], str(entry["kind"])))
        lines = ",\n".join(f"  {json.dumps(entry, ensure_ascii=False)}" for entry in entries)
        path.write_text(f"[\n{lines}\n]\n" if lines else "[]\n", encoding="utf-8", newline="\n")


class Sink(Protocol):
    """A file being written, row by row."""

    def record(self, cells: Sequence[str]) -> int:
        """Write a row; the line on which it begins."""


def fill(
    sink: Sink,
    columns: Sequence[str],
    rows: Iterable[Row],
    spoils: Sequence[Spoil] = (),
    *,
    file: str,
    dirt: DirtList,
    counted: Callable[[Row], bool] = lambda _: True,
) -> None:
    """Write rows and their faults, and note the line of each fault; `at` counts only the rows that are counted."""
    for originals, stain, is_original_stained in _soiled(rows, spoils, counted):
        lines = [sink.record([row.get(column, "") for column in columns]) for row in originals]
        if stain is None:
            continue
        stained = lines[0] if is_original_stained else lines[-1]
        other = next((line for line in lines if line != stained), None) if stain.kind in PAIRED else None
        dirt.note(file, stained, stain, other)


# Kinds of which a second row is part.
PAIRED = frozenset({"duplicate", "answered_twice", "contradiction"})


def _soiled(
    rows: Iterable[Row], spoils: Sequence[Spoil], counted: Callable[[Row], bool]
) -> Iterator[tuple[list[Row], Stain | None, bool]]:
    """Groups of rows that belong together: the row as it is, and the copy that a spoil makes of it."""
    by_place = {spoil.at: spoil for spoil in spoils}
    place = -1
    for row in rows:
        place += counted(row)
        spoil = by_place.get(place) if counted(row) else None
        if spoil is None:
            yield [row], None, False
        elif spoil.how == "replace":
            yield [spoil.edit(row)], spoil.stain, True
        else:
            yield [row, spoil.edit(row)], spoil.stain, spoil.how == "again"


def same(row: Row) -> Row:
    """The row once more, as an export pasted twice has it."""
    return dict(row)


def with_values(cells: Row) -> Edit:
    """The row with some cells changed."""
    return lambda row: {**row, **cells}
