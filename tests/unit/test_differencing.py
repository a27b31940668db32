"""What adding and subtracting of sums can single out, held against every set of a few people looked at one by one."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest

from mentorship.differencing import Cells, is_safe


def cells(people: Sequence[Sequence[int]], k: int) -> Cells:
    return Cells([np.array(each, dtype=np.int64) for each in people], k)


def alone(count: int, k: int) -> Cells:
    return cells([[number] for number in range(count)], k)


def rank(rows: Sequence[Sequence[int]]) -> int:
    """By elimination over the rationals."""
    left = [[Fraction(number) for number in row] for row in rows]
    found = 0
    for column in range(len(left[0]) if left else 0):
        at = next((place for place in range(found, len(left)) if left[place][column]), None)
        if at is None:
            continue
        left[found], left[at] = left[at], left[found]
        for place in range(found + 1, len(left)):
            factor = left[place][column] / left[found][column]
            left[place] = [a - factor * b for a, b in zip(left[place], left[found], strict=True)]
        found += 1
    return found


def is_safe_by_trying(groups: np.ndarray, people: Sequence[Sequence[int]], k: int) -> bool:
    """Whether no set of cells of fewer than k people holds a combination: without its columns the rank stays."""
    whole = rank(groups.astype(int).tolist())
    known = {person for each in people for person in each}
    for few in combinations(sorted(known), k - 1):
        filled = {cell for cell, each in enumerate(people) if set(each) <= set(few)}
        others = [cell for cell in range(len(people)) if cell not in filled]
        if filled and rank(groups[:, others].astype(int).tolist()) < whole:
            return False
    return True


@pytest.mark.parametrize("seed", range(20))
def test_it_agrees_with_trying_every_few_people(seed: int) -> None:
    rng = np.random.default_rng(seed)
    k, count = int(rng.integers(3, 6)), int(rng.integers(8, 13))
    groups = np.vstack([np.ones(count, np.bool_), rng.random((rng.integers(1, 5), count)) < rng.uniform(0.3, 0.8)])
    people = [[number] for number in range(count)]
    assert is_safe(groups, cells(people, k)) == is_safe_by_trying(groups, people, k)


@pytest.mark.parametrize("seed", range(20))
def test_what_it_finds_safe_among_pairs_is_safe(seed: int) -> None:
    rng = np.random.default_rng(1000 + seed)
    mentors = int(rng.integers(3, 6))
    people = [[int(rng.integers(mentors)), mentors + int(rng.integers(7))] for _ in range(rng.integers(6, 10))]
    groups = np.vstack([np.ones(len(people), np.bool_), rng.random((rng.integers(1, 4), len(people))) < 0.5])
    tried = is_safe_by_trying(groups, people, 5)
    assert tried or not is_safe(groups, cells(people, 5))


def test_it_finds_most_safe_pairs_safe() -> None:
    found = tried = 0
    for seed in range(30):
        rng = np.random.default_rng(2000 + seed)
        people = [[int(rng.integers(6)), 6 + number] for number in range(12)]
        groups = np.vstack([np.ones(12, np.bool_), rng.random((2, 12)) < 0.5])
        if is_safe_by_trying(groups, people, 5):
            tried += 1
            found += is_safe(groups, cells(people, 5))
    assert tried > 10
    assert found == tried


def test_the_rest_of_a_total_is_told_by_its_parts() -> None:
    total, part = np.ones(10, np.bool_), np.arange(10) < 6
    assert not is_safe(np.vstack([total, part]), alone(10, 5))
    assert is_safe(np.vstack([total, np.arange(10) < 5]), alone(10, 5))


def test_three_groups_can_tell_one_person_though_each_two_differ_by_many() -> None:
    everybody = np.arange(13)
    person, left, right = everybody == 0, (everybody > 0) & (everybody < 7), everybody > 6
    groups = np.vstack([person | left, person | right, left | right])
    assert all(is_safe(groups[[i, j]], alone(13, 5)) for i, j in combinations(range(3), 2))
    assert not is_safe(groups, alone(13, 5))


def test_two_columns_that_nearly_agree_tell_of_those_who_differ() -> None:
    everybody = np.arange(24)
    offices = np.vstack([everybody < 6, (everybody >= 6) & (everybody < 12)])
    region = everybody < 14
    assert is_safe(np.vstack([np.ones(24, np.bool_), offices]), alone(24, 5))
    assert not is_safe(np.vstack([np.ones(24, np.bool_), offices, region]), alone(24, 5))


def test_cells_of_enough_people_are_never_few() -> None:
    people = [list(range(5)), [5], [6], [7, 8, 9, 10, 11]]
    assert is_safe(np.eye(4, dtype=np.bool_)[[0, 3]], cells(people, 5))
    assert not is_safe(np.eye(4, dtype=np.bool_)[[0, 1]], cells(people, 5))


def test_pairs_of_one_mentor_are_as_many_people_as_they_have_together() -> None:
    people = [[0, mentee] for mentee in range(1, 9)]
    four, three = np.arange(8) < 4, np.arange(8) < 3
    assert is_safe(four[None], cells(people, 5))
    assert not is_safe(three[None], cells(people, 5))


def test_two_people_matched_again_and_again_are_two_people() -> None:
    people = [[0, 1]] * 7 + [[number, number + 1] for number in range(10, 30, 2)]
    again = np.arange(17) < 7
    assert not is_safe(again[None], cells(people, 5))


def test_nothing_published_gives_nothing_away() -> None:
    assert is_safe(np.empty((0, 4), np.bool_), alone(4, 5))
    assert is_safe(np.zeros((1, 4), np.bool_), alone(4, 5))
