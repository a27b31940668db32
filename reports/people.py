"""People by name and address, for the coordinator's page alone: no other page may import this.

A name may be anything that somebody once typed: it is cut short where it is shown, and an address is a link only where
it is one.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import polars as pl

from reports.wording import amount, count, plural

SHOWN_CHARACTERS = 80
LONGEST_ADDRESS = 254
ADDRESS = re.compile(r"[^\s@<>\"',;:?&#%\\()\[\]{}|^`]+@[^\s@<>\"',;:?&#%\\()\[\]{}|^`]+")
FORGOTTEN = "somebody who was forgotten"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody as the page names them; `href` is empty where no mail can be written to them."""

    name: str
    address: str
    href: str


@dataclass(frozen=True, slots=True)
class Party:
    """One side of a pair, and what they carry."""

    role: str
    person: Person
    load: str


class People:
    """Everybody behind a pseudonym."""

    def __init__(self, known: pl.DataFrame) -> None:
        """`known` has `person_id, name, email, person_key`."""
        self._known = {row["person_id"]: row for row in known.iter_rows(named=True)}

    def person(self, person_id: str | None) -> Person:
        """By name, else by address, else by key; who was forgotten has none of them."""
        row = self._known.get(person_id or "")
        if row is None:
            return Person(FORGOTTEN, "", "")
        address = row["email"] or (row["person_key"] if "@" in (row["person_key"] or "") else "") or ""
        name = row["name"] or address or row["person_key"] or FORGOTTEN
        return Person(shortened(name), shortened(address) if row["name"] else "", href(address))

    def name(self, person_id: str | None) -> str:
        """What to call somebody."""
        return self.person(person_id).name

    def place(self, person_id: str | None) -> tuple[str, str]:
        """A sort key: by name, whatever the case of its letters."""
        return self.name(person_id).casefold(), person_id or ""

    def parties(self, row: Mapping[str, Any]) -> tuple[Party, ...]:
        """Both sides of a pair, the mentee first."""
        return tuple(
            Party(side, self.person(row[f"{side}_id"]), load(row, f"{side}_")) for side in ("mentee", "mentor")
        )


def shortened(text: str) -> str:
    """A text that fits: what is longer is cut, and says so."""
    return text if len(text) <= SHOWN_CHARACTERS else f"{text[: SHOWN_CHARACTERS - 1].rstrip()}…"


def href(address: str) -> str:
    """A link to write to an address (RFC 6068), everything in it percent-encoded; empty where it is no address."""
    is_one = len(address) <= LONGEST_ADDRESS and ADDRESS.fullmatch(address) and address.isprintable()
    return f"mailto:{quote(address, safe='@')}" if is_one else ""


def load(row: Mapping[str, Any], side: str = "") -> str:
    """2 open pairs, 4 meetings a month agreed, 1 held in the last 30 days; empty of who has no open pair."""
    if not row.get(f"{side}open"):
        return ""
    agreed, held = row[f"{side}agreed"], row[f"{side}held"]
    told = "no rhythm agreed" if agreed is None else f"{a_month(agreed)} agreed a month"
    return f"{plural(row[f'{side}open'], 'open pair')}, {told}, {count(held)} held in 30 days"


def a_month(agreed: float) -> str:
    """Meetings a month, with a decimal where there is one to show."""
    return amount(agreed, "")
