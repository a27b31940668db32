"""The attacker of the tests by himself: on sums small enough to be tried in every way he finds all that is told."""

from datetime import date
from itertools import combinations
from random import Random

import numpy as np
import pytest

from tests.attack import Equation, Numbers, recovered

NIGHT = date(2026, 6, 30)
PEOPLE = {name: frozenset([name]) for name in "abcdefgh"}
PAIRS = {name: frozenset(name[1:].split("-")) for name in ("pa-r", "pb-r", "pc-s", "pd-s", "pe-t", "pf-u")}
GIVEN = {name: place * place + 1 for place, name in enumerate((*PEOPLE, *PAIRS))}


def sums(*groups: str | frozenset[str]) -> list[Equation]:
    """What groups gave together."""
    return [
        Equation("points", frozenset(each), 2 * sum(GIVEN[name] for name in each), {"value_as_of": NIGHT})
        for each in groups
    ]


def rank(rows: np.ndarray) -> int:
    return int(np.linalg.matrix_rank(rows)) if rows.size else 0


def told_of(groups, people, few) -> set[frozenset[str]]:
    """By trying all: the smallest sets of fewer than so many people without whom fewer numbers are independent."""
    names = sorted({name for group in groups for name in group})
    table = np.array([[name in group for name in names] for group in groups], dtype=float)
    found: set[frozenset[str]] = set()
    for size in range(1, len(names) + 1):
        for chosen in map(frozenset, combinations(names, size)):
            others = table[:, [name not in chosen for name in names]]
            is_few = len(frozenset().union(*(people[name] for name in chosen))) < few
            if is_few and rank(others) < rank(table) and not any(each < chosen for each in found):
                found.add(chosen)
    return found


@pytest.mark.parametrize("people", [PEOPLE, PAIRS], ids=["people", "pairs"])
@pytest.mark.parametrize("seed", range(60))
def test_the_attacker_finds_all_that_trying_every_set_finds(seed, people):
    chance = Random(seed)
    groups = [
        frozenset(chance.sample(sorted(people), chance.randint(2, len(people)))) for _ in range(chance.randint(1, 6))
    ]
    solved = Numbers(sums(*groups), people)
    mine = {frozenset(name for cell in cells for name in solved.cells[cell]) for cells in solved.few(4)}
    assert mine == told_of(groups, people, 4)


def test_one_person_is_told_by_a_total_and_the_others():
    found = recovered({"points": sums("abcdefg", "abcdef")}, PEOPLE.get, 5)
    assert [(each.factors, each.twice) for each in found] == [({"g": 1}, 2 * GIVEN["g"])]


def test_three_sums_that_overlap_tell_of_two_people():
    found = recovered({"points": sums("abcdefgh", "abcdef", "abcdeg")}, PEOPLE.get, 3)
    told = {(each.told, each.twice) for each in found}
    f, g, h = (2 * GIVEN[name] for name in "fgh")
    assert told == {("+1·g +1·h", g + h), ("+1·f +1·h", f + h), ("+1·f -1·g", f - g)}


def test_a_sum_of_several_groups_is_told_where_they_make_it_up():
    solved = Numbers(sums("abcdefgh", "abc", "de"), PEOPLE)
    assert solved.tells(frozenset("fgh")) == 2 * sum(GIVEN[name] for name in "fgh")
    assert solved.tells(frozenset("abf")) is None
