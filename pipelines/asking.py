"""What is asked before a programme begins: its name, its days and its time zone, each with a default.

An answer may come by option instead. Where nobody is there to be asked, the default is taken: nothing ever waits.
"""

import os
import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import MAXYEAR, date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

import typer

from mentorship.programme import known_zone

Answer = TypeVar("Answer", str, date)

LONGEST_NAME, LONGEST_ID = 200, 64
NAMELESS, NO_ID = "Mentoring programme", "programme"
ZONE = "UTC"
# YAML holds no other characters as they are, and a page could not show them.
UNPRINTABLE = re.compile(r"[^\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Letters that Unicode does not take apart into one of a to z and a mark.
_FOLDED = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})


@dataclass(frozen=True, slots=True)
class Given:
    """What was answered by option; None where it was not."""

    name: str | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    time_zone: str | None = None


@dataclass(frozen=True, slots=True)
class Answers:
    """What a programme begins with."""

    name: str
    starts_on: date
    ends_on: date
    time_zone: str


def answers(given: Given, folder: str, now: datetime, *, is_asked: bool) -> Answers:
    """An answer to each question: as given, else as a person says, else the default.

    `folder` is the name of the programme's folder. Raises `typer.BadParameter` for an option that cannot be.
    """
    name = _by_option("--name", given.name, a_name)
    time_zone = _by_option("--time-zone", given.time_zone, a_zone)
    ask = _asked if is_asked else _taken
    here = machine_zone(os.environ, Path("/etc"))
    name = name or ask("Name of the programme (Enter takes what stands in brackets)", name_of(folder), a_name)
    starts_on = given.starts_on or ask("Its first day", now.astimezone(ZoneInfo(here)).date(), a_day)
    ends_on = given.ends_on or ask("Its last day", a_year_from(starts_on), lambda text: a_day(text, starts_on))
    if ends_on < starts_on:
        raise typer.BadParameter(_too_early(ends_on, starts_on), param_hint="--ends-on")
    return Answers(name, starts_on, ends_on, time_zone or ask("Its time zone", here, a_zone))


def _by_option(option: str, text: str | None, read: Callable[[str], str]) -> str | None:
    try:
        return None if text is None else read(text)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint=option) from None


def _asked(question: str, default: Answer, read: Callable[[str], Answer]) -> Answer:
    """What a person says; they are asked again, with the reason, where it cannot be."""

    def heard(text: str) -> Answer:
        try:
            return read(text)
        except ValueError as error:
            raise typer.BadParameter(str(error)) from None

    said: Answer = typer.prompt(question, default=str(default), value_proc=heard, err=True)
    return said


def _taken(_question: str, default: Answer, _read: Callable[[str], Answer]) -> Answer:
    return default


def a_name(text: str) -> str:
    r"""A name on one line; `ValueError` says why it is none.

    >>> a_name("  Northwind\n Mentoring ")
    'Northwind Mentoring'
    """
    name = " ".join(text.split())
    if not name:
        raise ValueError("a name has at least one letter")
    if len(name) > LONGEST_NAME:
        raise ValueError(f"this has {len(name)} letters; a name has {LONGEST_NAME} at most")
    if UNPRINTABLE.search(name):
        raise ValueError("this holds characters that cannot be printed; write it in letters, digits and signs")
    return name


def a_day(text: str, first: date | None = None) -> date:
    """A day, on or after the first; `ValueError` says why it is none."""
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        raise ValueError(f"{text!r} is no day; write it as 2026-11-22") from None
    if first is not None and day < first:
        raise ValueError(_too_early(day, first))
    return day


def a_zone(text: str) -> str:
    """An IANA time zone; `ValueError` when there is no such."""
    return known_zone(text.strip())


def _too_early(day: date, first: date) -> str:
    return f"{day} lies before the first day, {first}"


def name_of(folder: str) -> str:
    """What a programme may be called whose folder has this name.

    >>> name_of("northwind_2026-mentoring")
    'Northwind 2026 mentoring'
    """
    words = " ".join(re.sub(r"[-_\s]+", " ", folder).split())[:LONGEST_NAME]
    try:
        return a_name(words[:1].upper() + words[1:])
    except ValueError:
        return NAMELESS


def programme_id(name: str, folder: str, taken: Collection[str]) -> str:
    """An id made of a name, else of its folder's, that no neighbour has.

    >>> programme_id("Förderung 2026: Größe & Łódź", "", ()), programme_id("指導", "Mentors", {"mentors"})
    ('forderung-2026-grosse-lodz', 'mentors-2')
    """
    made = next((found for text in (name, folder) if (found := _plain_letters(text))), NO_ID)
    numbered = (f"{made[: LONGEST_ID - 5]}-{number}" for number in count(2))
    return made if made not in taken else next(other for other in numbered if other not in taken)


def _plain_letters(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.casefold()).casefold().translate(_FOLDED)
    kept = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return re.sub(r"[^a-z0-9]+", "-", kept).strip("-")[:LONGEST_ID].strip("-")


def a_year_from(day: date) -> date:
    """The last day of a year that begins on a day.

    >>> str(a_year_from(date(2026, 1, 12))), str(a_year_from(date(2028, 2, 29)))
    ('2027-01-11', '2029-02-28')
    """
    if day.year == MAXYEAR:
        return date.max
    is_leap_day = (day.month, day.day) == (2, 29)
    return (date(day.year + 1, 3, 1) if is_leap_day else day.replace(year=day.year + 1)) - timedelta(days=1)


def machine_zone(environment: Mapping[str, str], etc: Path) -> str:
    """The machine's IANA time zone where it can be told, else UTC."""
    for told in _told_zones(environment, etc):
        with suppress(ValueError):
            return a_zone(told.rpartition("zoneinfo/")[2])
    return ZONE


def _told_zones(environment: Mapping[str, str], etc: Path) -> Iterator[str]:
    yield environment.get("TZ", "").removeprefix(":")
    with suppress(OSError):
        yield str((etc / "localtime").readlink())
    with suppress(OSError, UnicodeDecodeError):
        yield (etc / "timezone").read_text(encoding="utf-8")
