"""What can be worked out of a choice of groups, and the largest choice of which nothing can: exact, for small tables.

Nothing of the product is in here. `mentorship/differencing.py` searches the span of the published sums for a vector of
few cells; this goes from the other side. A vector of the span lies within some cells alone just if these cells depend
on one another over the space at right angles to the span, so every set of cells of fewer than k people is looked at.
The largest choice is found by integer programming: the solver proposes one, the audit finds what it gives away, and a
condition that forbids that is added, until nothing is left to forbid.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, milp

Flags = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.float64]

NOTHING: Final = 1e-9
"""Eigenvalues below are 0: those of such small matrices of zeros and ones are either 0 or far above."""
FORBIDDEN_AT_ONCE: Final = 30


@dataclass(frozen=True)
class Table:
    """Groups (rows) over cells: people who are in the very same groups. The first group is everybody.

    `column` is the segment column of each group, 0 that of everybody.
    """

    groups: Flags
    sizes: npt.NDArray[np.int64]
    column: npt.NDArray[np.int64]

    @property
    def people(self) -> npt.NDArray[np.int64]:
        """How many people are in each group."""
        return self.groups @ self.sizes

    def candidates(self, k: int) -> Flags:
        """The groups of at least k people."""
        return self.people >= k


def given_away(table: Table, shown: Flags, k: int) -> Iterator[tuple[int, ...]]:
    """The sets of cells, of 1 to k−1 people, about which something can be worked out from the groups that are shown.

    Smaller sets first. None: the choice is safe.
    """
    across = _across(table.groups[shown].astype(float))
    for cells in _small_sets(table.sizes, k):
        parts = across[cells[:, :, None], cells[:, None, :]]
        lowest = np.linalg.eigvalsh(parts)[:, 0]
        yield from map(tuple, cells[lowest < NOTHING].tolist())


def is_safe(table: Table, shown: Flags, k: int) -> bool:
    """Whether nothing about 1 to k−1 people can be worked out."""
    return next(given_away(table, shown, k), None) is None


def _across(rows: Numbers) -> Numbers:
    """The projection on what is at right angles to all rows."""
    _, values, vectors = np.linalg.svd(rows, full_matrices=True)
    null = vectors[int((values > NOTHING).sum()) :]
    projection: Numbers = null.T @ null
    return projection


def _small_sets(sizes: npt.NDArray[np.int64], k: int) -> Iterator[npt.NDArray[np.int64]]:
    """Every set of cells of fewer than k people, one array for each number of cells."""
    small = np.flatnonzero(sizes < k)
    for count in range(1, k):
        found = np.array(list(combinations(small.tolist(), count)), dtype=np.int64).reshape(-1, count)
        few = found[sizes[found].sum(axis=1) < k]
        if not len(few):
            return
        yield few


def largest(table: Table, k: int, worth: Numbers) -> Flags:
    """The safe choice of most worth among those in which everybody's figure is shown."""
    candidates = table.candidates(k)
    lowest = (np.arange(len(candidates)) == 0) & candidates
    forbidden: list[Flags] = []
    while True:
        shown = _proposed(worth, Bounds(lowest.astype(float), candidates.astype(float)), forbidden)
        found = [cells for cells, _ in zip(given_away(table, shown, k), range(FORBIDDEN_AT_ONCE), strict=False)]
        if not found:
            return shown
        forbidden += [_reason(table, shown, cells) for cells in found]


def _proposed(worth: Numbers, bounds: Bounds, forbidden: Sequence[Flags]) -> Flags:
    """The choice of most worth in which no forbidden set of groups is shown whole."""
    rules = (
        [LinearConstraint(np.array(forbidden, float), ub=[each.sum() - 1 for each in forbidden])] if forbidden else []
    )
    found = milp(-worth, integrality=np.ones(len(worth)), bounds=bounds, constraints=rules)
    if not found.success:
        raise ValueError(f"HiGHS found no choice: {found.message}")
    shown: Flags = found.x > 0.5
    return shown


def _reason(table: Table, shown: Flags, cells: tuple[int, ...]) -> Flags:
    """As few of the shown groups as are needed to work out something about these cells."""
    others = np.ones(table.groups.shape[1], np.bool_)
    others[list(cells)] = False
    kept = shown.copy()
    for group in np.flatnonzero(shown):
        kept[group] = False
        if not _tells(table.groups[kept].astype(float), others):
            kept[group] = True
    return kept


def _tells(rows: Numbers, others: Flags) -> bool:
    """Whether some combination of rows vanishes on all other cells, and not on these."""
    if not len(rows):
        return False
    return bool(np.linalg.matrix_rank(rows[:, others]) < np.linalg.matrix_rank(rows)) if others.any() else True
