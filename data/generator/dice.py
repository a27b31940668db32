"""Chance that repeats itself: the same seed gives the same throw on every machine and Python.

Only `Random.random` and seeding by text are promised to stay as they are, so all else is built on those two; and
no function of the maths library is used, whose last digit differs between platforms.
"""

from collections.abc import Mapping, Sequence
from random import Random
from typing import TypeVar

Thing = TypeVar("Thing")

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz0123456789"


class Dice:
    """A stream of throws named by its seed, so that one person's story does not hang on another's."""

    def __init__(self, *seed: object) -> None:
        """Name the stream."""
        self._throw = Random("/".join(str(part) for part in seed)).random

    def share(self) -> float:
        """A number from 0 up to, but not including, 1."""
        return self._throw()

    def chance(self, probability: float) -> bool:
        """Whether something of that probability happens."""
        return self._throw() < probability

    def between(self, low: int, high: int) -> int:
        """A whole number, both ends in."""
        return low + int(self._throw() * (high - low + 1))

    def normal(self, mean: float = 0.0, sd: float = 1.0) -> float:
        """Nearly normal: twelve uniform throws have a variance of one."""
        return mean + sd * (sum(self._throw() for _ in range(12)) - 6.0)

    def pick(self, things: Sequence[Thing]) -> Thing:
        """One of the things, each as likely."""
        return things[int(self._throw() * len(things))]

    def weigh(self, weights: Mapping[Thing, float]) -> Thing:
        """One of the keys, as likely as its weight."""
        left = self._throw() * sum(weights.values())
        for thing, weight in weights.items():
            left -= weight
            if left < 0:
                return thing
        return list(weights)[-1]

    def order(self, things: Sequence[Thing]) -> list[Thing]:
        """The things in a random order."""
        keyed = sorted((self._throw(), place) for place in range(len(things)))
        return [things[place] for _, place in keyed]

    def token(self, length: int) -> str:
        """An id such as tools hand out."""
        return "".join(self.pick(LETTERS) for _ in range(length))
