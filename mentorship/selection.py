"""Which sums may be given out: as many as can be without giving away a sum over a few people.

Sums are taken one after the other in the order of their worth; each is given out if nothing about fewer than k people
can be worked out from it and all that is out already (`differencing.py`). What a figure is, is not known here.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mentorship.differencing import Cells, Flags, is_safe


@dataclass(frozen=True, slots=True)
class Part:
    """Which sum is the `total` that a sum is a part of (its place; none: it is of nothing), and by what it is split."""

    total: int | None
    family: Hashable


def chosen(shown: Flags, wanted: Flags, parts: Sequence[Part], cells: Cells) -> Flags:
    """Which of the wanted sums (rows: groups over cells) may be given out beside those shown before.

    A group that was shown before is free. Where those shown before give something away already, as they may once k was
    raised, nothing else is given out.
    """
    shown = np.unique(shown, axis=0)
    free = _among(wanted, shown)
    if not is_safe(shown, cells):
        return free
    first, same = _first_of_same(wanted)
    found: list[int] = [place for place in first if free[place]]
    left = [place for place in first if not free[place]]
    while left:
        likely = _likely(shown, wanted, found, left, parts, cells)
        safe = _longest_safe(shown, wanted, found, likely, cells)
        found += likely[:safe]
        if safe == len(likely):
            break
        left = [place for place in left if place > likely[safe]]
    return np.isin(same, found)


def _first_of_same(groups: Flags) -> tuple[list[int], npt.NDArray[np.int64]]:
    """The first place of each different group, in order, and of every group the first that is the same."""
    _, first, which = np.unique(groups, axis=0, return_index=True, return_inverse=True)
    return sorted(first.tolist()), first[which.reshape(-1)]


def _among(groups: Flags, others: Flags) -> Flags:
    """Which groups are among others."""
    known = {row.tobytes() for row in others}
    return np.array([row.tobytes() in known for row in groups], dtype=np.bool_)


def _longest_safe(shown: Flags, wanted: Flags, found: list[int], likely: list[int], cells: Cells) -> int:
    """How many of the likely ones, from the first on, are safe together."""

    def together(count: int) -> bool:
        return is_safe(np.vstack([shown, wanted[found + likely[:count]]]), cells)

    if together(len(likely)):
        return len(likely)
    safe, unsafe = 0, len(likely)
    while unsafe - safe > 1:
        middle = (safe + unsafe) // 2
        safe, unsafe = (middle, unsafe) if together(middle) else (safe, middle)
    return safe


def _likely(
    shown: Flags, wanted: Flags, found: list[int], left: list[int], parts: Sequence[Part], cells: Cells
) -> list[int]:
    """Those left that no single difference forbids: from another group, and of a total from its parts so far.

    Much cheaper than a proof, and nearly all that must be withheld is seen by it.
    """
    out = np.vstack([shown, wanted[found]])
    rests: dict[Hashable, Flags] = {}
    for place in found:
        _rest(rests, wanted, parts[place], found)
        _take(rests, parts[place], wanted[place])
    likely: list[int] = []
    for place in left:
        group, part = wanted[place], parts[place]
        apart = out != group
        near = apart[apart.sum(axis=1) <= cells.most]
        rest = _rest(rests, wanted, part, found + likely)
        leaves_few = rest is not None and cells.are_few(rest & ~group)
        if leaves_few or any(cells.are_few(each) for each in near):
            continue
        likely.append(place)
        out = np.vstack([out, group])
        _take(rests, part, group)
    return likely


def _rest(rests: dict[Hashable, Flags], wanted: Flags, part: Part, given: list[int]) -> Flags | None:
    """What is left of a total without the parts of it that are given out; none while the total is not."""
    if part.total is None or part.total not in given:
        return None
    return rests.setdefault(part.family, wanted[part.total])


def _take(rests: dict[Hashable, Flags], part: Part, group: Flags) -> None:
    if part.family in rests:
        rests[part.family] = rests[part.family] & ~group
