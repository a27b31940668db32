"""The nights up to this one: what was published of everybody on each, and where definitions or data changed.

A night enters as it was published then; nothing is worked out anew. Words and charts of it are `trends`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import pairwise

import polars as pl

from mentorship import tables
from reports.rows import EVERYBODY, FIELDS, Figure

SHRUNK_TO = 0.5
KEY = ("metric", "role", "segment", "segment_value", "instrument", "construct", "wave")


@dataclass(frozen=True, slots=True)
class Change:
    """Something beneath the figures that is not as it was on the night before; of one `metric`, or (empty) of all."""

    on: date
    text: str
    metric: str = ""


@dataclass(frozen=True)
class History:
    """Rows of `published_figures` about everybody and of `published_sources`, of all nights up to this one."""

    figures: pl.DataFrame
    sources: pl.DataFrame

    @classmethod
    def empty(cls) -> "History":
        """That of a programme's first night, before it is written."""
        return cls(tables.empty("published_figures"), tables.empty("published_sources"))

    def of(self, figure: Figure) -> tuple[tuple[date, Figure], ...]:
        """The nights of a figure, oldest first, as far as they showed a number of their own."""
        return tuple((night, row) for night, row in self._by_key.get(_key(figure), ()) if _is_fresh(night, row))

    @cached_property
    def _by_key(self) -> dict[tuple[str, ...], list[tuple[date, Figure]]]:
        found: dict[tuple[str, ...], list[tuple[date, Figure]]] = {}
        rows = self.figures.filter(pl.col("segment") == EVERYBODY).sort("as_of", *KEY)
        for row in rows.select("as_of", *FIELDS).iter_rows(named=True):
            figure = Figure(**{name: row[name] for name in FIELDS})
            found.setdefault(_key(figure), []).append((row["as_of"], figure))
        return found

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """Sources that came, went, are read in another way, or lost most of their rows, from one night to the next."""
        nights = self.sources.sort("as_of", "source").partition_by("as_of", maintain_order=True)
        return tuple(change for before, after in pairwise(nights) for change in _between(before, after))


def _key(figure: Figure) -> tuple[str, ...]:
    return tuple(str(getattr(figure, name)) for name in KEY)


def _is_fresh(night: date, figure: Figure) -> bool:
    """Whether the number is of that night: one that is kept from an earlier night is no news."""
    return figure.is_shown and figure.value_as_of in {None, night}


def _between(before: pl.DataFrame, after: pl.DataFrame) -> Iterator[Change]:
    was = {row["source"]: row for row in before.iter_rows(named=True)}
    now = {row["source"]: row for row in after.iter_rows(named=True)}
    (on,) = after["as_of"].unique()
    yield from (Change(on, f"source {name} is new") for name in now if name not in was)
    yield from (Change(on, f"source {name} is gone") for name in was if name not in now)
    for name, row in now.items():
        if name in was and (said := _differs(was[name], row)):
            yield Change(on, f"source {name} {said}")


def _differs(was: dict[str, object], now: dict[str, object]) -> str:
    """What is not as it was of one source."""
    if was["tool"] != now["tool"]:
        return f"is read as {now['tool']}, before as {was['tool']}"
    if was["profile"] and now["profile"] and was["profile"] != now["profile"]:
        return f"is read by {now['profile']}, before by {was['profile']}"
    if int(str(now["rows_used"])) < SHRUNK_TO * int(str(was["rows_used"])):
        return "has lost more than half of the rows that are used"
    return ""
