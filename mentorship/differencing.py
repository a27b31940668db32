"""What could be worked out of published sums by adding and subtracting them: linear algebra over groups of people.

A published figure is a sum over a group. Whoever holds several can add and subtract them, each any number of times: the
groups are vectors over *cells* (those who are in the very same groups), and what can be had is every vector of their
span. One that leaves only a few people tells their sum. No domain word stands here, and no number: only who is summed.

The search is that for words of low weight in a linear code, by the method of Brouwer and Zimmermann (M. Grassl,
*Searching for linear codes with large minimum distance*, 2006), over the integers modulo a prime. It errs on one side
alone: each vector over the rationals has one modulo the prime in no other cells, so what is found safe is safe.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from math import comb
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.sparse import csgraph

Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

PRIME: Final = 2_147_483_647
"""Products of two numbers below it fit into 64 bits."""
PAIR: Final = 2
ROWS_COMBINED: Final = 2
"""How many rows of a basis are combined in the search."""
MOST_LOOKED_AT: Final = 4
MOST_SETS: Final = 100_000
"""How many cells at once, and how many sets of them, are looked at one by one."""


@dataclass(frozen=True)
class Cells:
    """Those who are in the very same groups, cell by cell: the numbers of the `people` of each, and k.

    What brings a number to a sum may be of two people, such as a pair; somebody may then be in several cells.
    """

    people: Sequence[Integers]
    k: int

    @cached_property
    def is_big(self) -> Flags:
        """Which cells are of at least k people: any sum with such a cell is about enough."""
        return np.array([len(each) >= self.k for each in self.people], dtype=np.bool_)

    @cached_property
    def most(self) -> int:
        """No fewer than the most cells that are of fewer than k people together.

        People who are alone in a cell fill as many as they have of these. Cells of several people hang together by
        them: were there no rings, n people would fill at most n−1, and each ring allows one more. Of two people each
        they are at most one for each two of the n people, or as many as the same two share.
        """
        small = [each for each, is_big in zip(self.people, self.is_big, strict=True) if not is_big]
        alone = [each[0] for each in small if len(each) == 1]
        several = [each for each in small if len(each) > 1]
        n = self.k - 1
        found = int(np.sort(np.unique(alone, return_counts=True)[1])[::-1][:n].sum()) if alone else 0
        if several:
            together = n - 1 + _rings(several)
            if all(len(each) == PAIR for each in several):
                shared = np.unique(np.stack(several), axis=0, return_counts=True)[1]
                together = min(together, int(shared.max()) * n * (n - 1) // 2)
            found += together
        return found

    def people_of(self, cells: Flags) -> Integers:
        """The people of some cells, one cell after the other: who is in two of them stands twice."""
        return np.concatenate([np.empty(0, np.int64), *(self.people[cell] for cell in np.flatnonzero(cells).tolist())])

    def are_few(self, cells: Flags) -> bool:
        """Whether these cells are of somebody, but of fewer than k people."""
        found = np.flatnonzero(cells)
        if not 0 < len(found) <= self.most or self.is_big[found].any():
            return False
        return len(np.unique(self.people_of(cells))) < self.k


def _rings(several: Sequence[Integers]) -> int:
    """How many ties between cells and their people are more than it takes to hold them together."""
    people = np.concatenate(several)
    names, person = np.unique(people, return_inverse=True)
    cell = np.repeat(np.arange(len(several)), [len(each) for each in several])
    nodes = len(several) + len(names)
    ties = sparse.coo_array((np.ones(len(people)), (cell, len(several) + person)), shape=(nodes, nodes))
    pieces = csgraph.connected_components(ties, directed=False, return_labels=False)
    return len(people) - nodes + int(pieces)


def is_safe(groups: Flags, cells: Cells) -> bool:
    """Whether it is proven that no adding and subtracting of these groups (rows) leaves 1 to k−1 people.

    The proof takes time that grows with the square of the number of groups. Where groups are nearly as many as cells
    it may fail although nothing is given away: what is not proven is not safe.
    """
    left = _without(groups.astype(np.int64), cells.is_big)
    small = left[:, ~cells.is_big]
    if not small.shape[0]:
        return True
    of_small = Cells([each for each, is_big in zip(cells.people, cells.is_big, strict=True) if not is_big], cells.k)
    return _has_no_few(small, of_small)


def _without(groups: Integers, columns: Flags) -> Integers:
    """A basis of the part of a span that vanishes on some columns."""
    rows, pivots = _reduced(groups, np.flatnonzero(columns))
    rest, _ = _reduced(rows[len(pivots) :], np.flatnonzero(~columns))
    return rest[rest.any(axis=1)]


def _has_no_few(basis: Integers, cells: Cells) -> bool:
    """Whether no vector of a span is about few people: proven by bases over cells that have nothing in common.

    A vector that no combination of up to two rows of a basis gives has at least three numbers in the cells by which
    that basis is made, one fewer for each row that has no such cell. The sums of this over all bases is what such a
    vector has at the least. Where that is not enough and the cells are not many, every few of them are looked at.
    """
    open_cells = np.arange(basis.shape[1])
    at_least = 0
    while open_cells.size and at_least <= cells.most:
        rows, pivots = _reduced(basis, open_cells)
        if not pivots:
            break
        if _combines_to_few(rows, cells):
            return False
        at_least += max(0, ROWS_COMBINED + 1 - (len(rows) - len(pivots)))
        open_cells = np.setdiff1d(open_cells, pivots)
    return at_least > cells.most or _no_few_depend(basis, cells)


def _no_few_depend(basis: Integers, cells: Cells) -> bool:
    """Whether it is proven that no few cells hold a vector of a span, by looking at all of them.

    Cells hold one if and only if they depend on one another in the space at right angles to the span. What depends
    there depends in any shadow of that space: a shadow of as many dimensions as cells are looked at is enough for a
    proof. Too many cells to look at are no proof.
    """
    count, size = basis.shape[1], min(cells.most, basis.shape[1])
    if size > MOST_LOOKED_AT or comb(count, size) > MOST_SETS:
        return False
    shadow = _shadow(_at_right_angles(basis), size)
    for few in range(1, size + 1):
        places = np.array(list(combinations(range(count), few)), dtype=np.int64)
        depend = _determinant(shadow[places][:, :, :few]) == 0
        for place in places[depend]:
            held = np.zeros(count, np.bool_)
            held[place] = True
            if cells.are_few(held):
                return False
    return True


def _at_right_angles(basis: Integers) -> Integers:
    """For each cell its place in the space at right angles to a span; rows are cells."""
    rows, pivots = _reduced(basis, np.arange(basis.shape[1]))
    free = np.setdiff1d(np.arange(basis.shape[1]), pivots)
    found = np.zeros((basis.shape[1], free.size), np.int64)
    found[free, np.arange(free.size)] = 1
    found[pivots] = (-rows[: len(pivots)][:, free]) % PRIME
    return found


def _shadow(places: Integers, dimensions: int) -> Integers:
    """Places in a space as seen in fewer dimensions, or in as many with the rest left at 0; always in the same ones."""
    if places.shape[1] <= dimensions:
        return np.pad(places, ((0, 0), (0, dimensions - places.shape[1])))
    view = np.random.default_rng(0).integers(1, PRIME, (places.shape[1], dimensions))
    seen = np.zeros((len(places), dimensions), np.int64)
    for axis in range(places.shape[1]):
        seen = (seen + places[:, axis, None] * view[axis]) % PRIME
    return seen


def _determinant(squares: Integers) -> Integers:
    """The determinants of small matrices modulo the prime, by their first columns."""
    if squares.shape[1] == 1:
        return squares[:, 0, 0]
    found = np.zeros(len(squares), np.int64)
    for row in range(squares.shape[1]):
        minor = _determinant(np.delete(squares, row, axis=1)[:, :, 1:])
        part = squares[:, row, 0] * minor % PRIME
        found = (found + (part if row % 2 == 0 else PRIME - part)) % PRIME
    return found


def _combines_to_few(rows: Integers, cells: Cells) -> bool:
    """Whether a row, or two of them with any factor, are about few people."""
    there = rows != 0
    if any(cells.are_few(row) for row in there[there.sum(axis=1) <= cells.most]):
        return True
    counts = there.astype(np.int64)
    common = counts @ counts.T
    apart = np.add.outer(np.diag(common), np.diag(common)) - 2 * common
    first, second = np.nonzero(np.triu(apart <= cells.most, k=1))
    inverses = _inverse(rows) if first.size else rows
    return any(_pair_is_few(rows[i], rows[j], inverses[j], cells) for i, j in zip(first, second, strict=True))


def _pair_is_few(one: Integers, other: Integers, inverse: Integers, cells: Cells) -> bool:
    """Whether one row less another, times any factor, is about few people; `inverse` is the other's."""
    ratios = one * inverse % PRIME
    both, either = ratios != 0, (one != 0) | (other != 0)
    factors, counts = np.unique(ratios[both], return_counts=True)
    near = factors[either.sum() - counts <= cells.most]
    return any(cells.are_few(either & (ratios != factor)) for factor in near)


def _reduced(rows: Integers, columns: Integers) -> tuple[Integers, list[int]]:
    """The reduced echelon form by some columns, modulo the prime, and the columns of its pivots.

    The first rows are those of the pivots, in their order; the others vanish on all of the columns.
    """
    rows = rows.copy()
    pivots: list[int] = []
    for column in columns:
        at = len(pivots)
        if at == len(rows):
            break
        candidates = np.flatnonzero(rows[at:, column])
        if not candidates.size:
            continue
        rows[[at, at + candidates[0]]] = rows[[at + candidates[0], at]]
        rows[at] = rows[at] * pow(int(rows[at, column]), -1, PRIME) % PRIME
        others = np.flatnonzero(rows[:, column])
        others = others[others != at]
        rows[others] = (rows[others] - rows[others, column][:, None] * rows[at]) % PRIME
        pivots.append(int(column))
    return rows, pivots


def _inverse(numbers: Integers) -> Integers:
    """The inverses modulo the prime, by Fermat's little theorem; that of 0 is 0."""
    found, power, left = np.ones_like(numbers), numbers.copy(), PRIME - 2
    while left:
        if left & 1:
            found = found * power % PRIME
        power = power * power % PRIME
        left >>= 1
    return found
