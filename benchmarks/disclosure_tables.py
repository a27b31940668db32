"""Random tables of groups, and the choices of figures to show that different methods make of them. Seeded.

What a choice gives away, and what the largest safe one is, is `disclosure_audit.py`'s to say.
"""

import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from benchmarks.disclosure_audit import Flags, Table, is_safe, largest
from mentorship.differencing import Cells
from mentorship.grouping import ALL, KEYS
from mentorship.populations import Groups
from mentorship.release import FIGURE, released
from mentorship.selection import Part, chosen
from mentorship.tables import empty

SEED: Final = 20_260_101
SIZES: Final = (20, 40, 80, 160)
VALUES: Final = (4, 10)
"""Fewest and most values of a first column; a second has 2 to 4."""
ONE, TWO, NESTED = "one column", "two columns", "two, one nearly within the other"
OURS: Final = "the product's"
KINDS: Final = (ONE, TWO, NESTED)
MOVED: Final = 0.1
"""Share of the people whose value in the second column does not follow from that in the first, where it nearly does."""

Generator = np.random.Generator
Integers = npt.NDArray[np.int64]


def tables(kind: str, people: int, count: int) -> Iterator[Table]:
    """Random tables of one kind; the same whatever else is asked for."""
    chance = np.random.default_rng([SEED, zlib.crc32(f"{kind}/{people}".encode())])
    for _ in range(count):
        first = _column(chance, people, int(chance.integers(VALUES[0], VALUES[1] + 1)))
        columns = [first]
        if kind == TWO:
            columns.append(_column(chance, people, int(chance.integers(2, 5))))
        if kind == NESTED:
            moved = chance.random(people) < MOVED
            columns.append(np.where(moved, chance.integers(0, 3, people), first % 3))
        yield table_of(columns)


def _column(chance: Generator, people: int, values: int) -> Integers:
    """Each person's value, the n-th as frequent as 1/n: a few large departments and a tail of small ones."""
    shares = 1 / np.arange(1, values + 1)
    return chance.choice(values, people, p=shares / shares.sum())


def table_of(columns: list[Integers]) -> Table:
    """The table of everybody and every value of some columns, of each person's value in each."""
    patterns, sizes = np.unique(np.column_stack(columns), axis=0, return_counts=True)
    groups, column = [np.ones(len(sizes), np.bool_)], [0]
    for place in range(len(columns)):
        for value in np.unique(patterns[:, place]):
            groups.append(patterns[:, place] == value)
            column.append(place + 1)
    return Table(np.array(groups), sizes.astype(np.int64), np.array(column, np.int64))


# ---- methods ---------------------------------------------------------------------------------------------------------


def ours(table: Table, k: int) -> Flags:
    """The product's own choice of a first night, by its own door."""
    names = [
        (f"column_{column}", str(place)) if column else (ALL, ALL) for place, column in enumerate(table.column.tolist())
    ]
    persons = np.repeat(np.arange(len(table.sizes)), table.sizes)
    rows = [
        (segment, value, f"{person:06}")
        for (segment, value), group in zip(names, table.groups, strict=True)
        for person in np.flatnonzero(group[persons])
    ]
    members = pl.DataFrame(rows, schema=["segment", "segment_value", "carrier"], orient="row").with_columns(
        *(pl.lit("").alias(name) for name in KEYS if name not in {"role", "segment", "segment_value"}),
        population=pl.lit("somebody"),
        role=pl.lit("mentee"),
    )
    people = members.select("carrier", person_id="carrier").unique()
    wanted = members.group_by(FIGURE).len().filter(pl.col("len") >= k).select(FIGURE)
    segments = [f"column_{column}" for column in range(1, int(table.column.max()) + 1)]
    fresh = released(Groups(members, people), wanted, empty("published_groups"), k, segments).fresh
    shown = set(fresh.select("segment", "segment_value").rows())
    return np.array([name in shown for name in names], np.bool_)


def in_order(table: Table, k: int, order: Integers) -> Flags:
    """The product's way of choosing, with the groups in another order.

    As in the product, those who differ by groups of fewer than k people alone are one cell.
    """
    places = order[table.candidates(k)[order]]
    patterns, cell = np.unique(table.groups[places], axis=1, return_inverse=True)
    numbers, person_cell = np.arange(table.sizes.sum()), np.repeat(cell, table.sizes)
    people = [numbers[person_cell == each] for each in range(patterns.shape[1])]
    parts = [Part(None if place == 0 else 0 if 0 in places else None, int(table.column[place])) for place in places]
    nobody = np.zeros((0, patterns.shape[1]), np.bool_)
    shown = np.zeros(len(table.groups), np.bool_)
    shown[places[chosen(nobody, patterns, parts, Cells(people, k))]] = True
    return shown


def by_size(table: Table) -> Integers:
    """Everybody, then all groups of all columns from the largest on."""
    return np.lexsort((table.column, -table.people, table.column > 0))


def smaller_first(table: Table) -> Integers:
    """Everybody, then column by column from the smallest group on."""
    return np.lexsort((table.people, table.column))


def more_values_first(table: Table) -> Integers:
    """Everybody, then the columns of more values first, each from the largest group on."""
    counts = np.bincount(table.column)
    return np.lexsort((-table.people, table.column, -counts[table.column], table.column > 0))


def as_declared(table: Table) -> Integers:
    """Everybody, then column by column, each from the largest group on."""
    return np.lexsort((-table.people, table.column))


def fewer_values_first(table: Table, k: int) -> Integers:
    """Everybody, then the columns with fewer groups of k people first, each from the largest group on."""
    counts = np.bincount(table.column[table.candidates(k)], minlength=int(table.column.max()) + 1)
    return np.lexsort((-table.people, table.column, counts[table.column], table.column > 0))


def primary_only(table: Table, k: int) -> Flags:
    """Every group of at least k people."""
    return table.candidates(k)


def smallest_complement(table: Table, k: int) -> Flags:
    """In each column where some groups are hidden, the smallest of the others too until two of k people or more are."""
    shown = table.candidates(k)
    for column in range(1, int(table.column.max()) + 1):
        places = np.flatnonzero(table.column == column)
        places = places[np.argsort(table.people[places], kind="stable")]
        hidden = int((~shown[places]).sum())
        while 0 < hidden < len(places) and (hidden < 2 or table.people[places[:hidden]].sum() < k):
            hidden += 1
        shown[places[:hidden]] = False
    return shown


METHODS: Final[dict[str, Callable[[Table, int], Flags]]] = {
    OURS: ours,
    "all columns together, larger first": lambda table, k: in_order(table, k, by_size(table)),
    "smaller first in each column": lambda table, k: in_order(table, k, smaller_first(table)),
    "columns of more values first": lambda table, k: in_order(table, k, more_values_first(table)),
    "columns as declared": lambda table, k: in_order(table, k, as_declared(table)),
}
NAIVE: Final[dict[str, Callable[[Table, int], Flags]]] = {
    "groups under k alone": primary_only,
    "and the smallest others of each column": smallest_complement,
}


@dataclass(frozen=True)
class Found:
    """What a method shows of a table's segments: groups, the people in them, and whether nothing is given away."""

    groups: int
    people: int
    is_safe: bool


@dataclass(frozen=True)
class Compared:
    """One table: the best that can be shown, and what each method shows and gives away.

    `candidates` are the groups of at least k people, everybody left out as in all that follows; `best` is how many of
    them can be shown at most beside everybody, `most_people` how many people those can have; `is_more_safe`, whether
    one more group could safely be added to the product's choice.
    """

    candidates: int
    best: int
    most_people: int
    is_more_safe: bool
    found: dict[str, Found]


def compared(table: Table, k: int) -> Compared:
    """What can be shown of a table at best, and what each method shows."""
    of_segments = table.column > 0
    candidates, people = table.candidates(k) & of_segments, np.where(of_segments, table.people, 0)
    most, widest = (largest(table, k, worth.astype(float)) & of_segments for worth in (candidates, people))
    choices = {name: method(table, k) for name, method in (METHODS | NAIVE).items()}
    found = {
        name: Found(int((shown & of_segments).sum()), int(people[shown].sum()), is_safe(table, shown, k))
        for name, shown in choices.items()
    }
    left = np.flatnonzero(candidates & ~choices[OURS])
    is_more_safe = any(is_safe(table, choices[OURS] | (np.arange(len(people)) == group), k) for group in left)
    return Compared(int(candidates.sum()), int(most.sum()), int(people[widest].sum()), is_more_safe, found)
