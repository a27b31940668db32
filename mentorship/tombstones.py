"""What is left of people who were forgotten: keyed hashes, by which what is theirs is known and not kept.

What a row loses by them is `scrubbing.py`'s and `mentions.py`'s to say; whose keys they are made of, `forgetting.py`'s.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Final

import polars as pl

from mentorship import tables
from mentorship.identity import fold, pseudonym
from mentorship.naming import PARTICLES, SHORTEST_WORD

KEY, NAME, PAIR, WORD = "key", "name", "pair", "word"
"""Of what a tombstone was made: a key of a person (address, staff number, …), their name, a word of it, their pair."""
WORDS: Final = re.compile(r"(?:[^\W_][\u0300-\u036f]*)+")
"""Letters and digits, with the accents that are written apart."""


@dataclass(frozen=True, slots=True)
class Tombstones:
    """The tombstones of a programme, and the secret that they are made with."""

    programme_id: str = ""
    secret: bytes = field(default=b"", repr=False)
    marks: frozenset[str] = frozenset()

    def with_keys(self, kind: str, keys: Iterable[str]) -> "Tombstones":
        """These, and one for each folded key; of a name also for its words."""
        known = set(keys)
        words = {word for key in known for word in words_of(key)} if kind == NAME else set()
        made = {self._mark(kind, key) for key in known} | {self._mark(WORD, word) for word in words}
        return replace(self, marks=self.marks | made)

    def has(self, kinds: Iterable[str], key: str) -> bool:
        """Whether a folded key is that of somebody who was forgotten."""
        return any(self._mark(kind, key) in self.marks for kind in kinds)

    def among(self, keys: pl.Series, *kinds: str) -> list[str]:
        """Those of some folded keys that are of somebody who was forgotten."""
        return [key for key in keys.drop_nulls().unique().sort() if self.has(kinds, key)]

    def sign(self) -> str:
        """A sign of all of them; empty where nobody was forgotten."""
        return hashlib.sha256("".join(sorted(self.marks)).encode()).hexdigest()[:16] if self.marks else ""

    def table(self) -> pl.DataFrame:
        """`raw_tombstones`."""
        return pl.DataFrame({"tombstone": sorted(self.marks)}, schema=tables.dtypes("raw_tombstones"))

    def _mark(self, kind: str, key: str) -> str:
        return pseudonym(self.secret, f"{self.programme_id}/tombstone/{kind}", key)


NOBODY: Final = Tombstones()
"""The tombstones of a programme in which nobody was forgotten."""


def words_of(name: str) -> Iterator[str]:
    """The words of a name by which a text may mean it.

    >>> list(words_of("Dr. Zoë van der Teakettle"))
    ['zoe', 'teakettle']
    """
    words = (plain(found.group()) for found in WORDS.finditer(fold(name)))
    return (word for word in words if len(word) >= SHORTEST_WORD and word not in PARTICLES)


def plain(word: str) -> str:
    """A word folded and without accents.

    >>> plain("Zoë")
    'zoe'
    """
    letters = unicodedata.normalize("NFD", fold(word))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
