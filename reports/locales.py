"""How numbers and days are written in a programme's locale, by the Unicode CLDR. Rounding and words are `wording`'s.

Digits are the Latin ones and the words around them English, in every locale. Nothing here changes the direction of
what stands around it: marks of direction are taken out, and where months are read from right to left, days are
written in numbers.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property, lru_cache

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal

from mentorship.locales import DEFAULT_LOCALE

MARKS_OF_DIRECTION = re.compile("[\u061c\u200e\u200f]")
LATIN = "latn"
DEFAULT_K = 5
YEAR_AT_THE_END = re.compile(r"(?:,| 'de'| 'del'| 'di')? y$")


@dataclass(frozen=True)
class Manner:
    """A locale's way to write, and the smallest group of people about whom a page says anything."""

    locale: str
    k: int

    @cached_property
    def _own(self) -> Locale:
        return Locale.parse(self.locale, sep="-")

    @cached_property
    def percent_signs(self) -> tuple[str, str]:
        """What stands before and after the digits of a percentage."""
        sign = _unmarked(self._own.number_symbols[LATIN].get("percentSign", "%"))
        pattern = _unmarked(self._own.percent_formats[None].pattern)
        before, after = re.split(r"[#,.0]+", pattern.split(";")[0])
        return before.replace("%", sign), after.replace("%", sign)

    @cached_property
    def _day_pattern(self) -> str:
        if self._own.character_order == "right-to-left":
            return re.sub("y+", "y", _unmarked(self._own.date_formats["short"].pattern))
        return _unmarked(self._own.date_formats["long"].pattern)

    def number(self, size: Decimal, places: int) -> str:
        """Digits with their separators."""
        return _number(self._own, size, places)

    def percent(self, digits: str) -> str:
        """Digits with the sign of percent where the locale has it."""
        before, after = self.percent_signs
        return f"{before}{digits}{after}"

    def without_percent(self, text: str) -> str:
        """The digits of a percentage alone."""
        before, after = self.percent_signs
        return text.removeprefix(before).removesuffix(after)

    def day(self, when: date) -> str:
        """A day as the locale writes it out."""
        return _unmarked(format_date(when, self._day_pattern, locale=self._own))

    def short_day(self, when: date) -> str:
        """A day as the locale writes it where there is little room."""
        is_from_right = self._own.character_order == "right-to-left"
        pattern = self._day_pattern if is_from_right else _unmarked(self._own.date_formats["medium"].pattern)
        return _unmarked(format_date(when, pattern, locale=self._own))

    def day_of_year(self, when: date) -> str:
        """A day without its year, where the locale has the year at the end; else the whole day."""
        pattern = YEAR_AT_THE_END.sub("", self._day_pattern)
        return _unmarked(format_date(when, pattern, locale=self._own))


def _unmarked(text: str) -> str:
    return MARKS_OF_DIRECTION.sub("", text)


@lru_cache(maxsize=65536)
def _number(locale: Locale, size: Decimal, places: int) -> str:
    whole = locale.decimal_formats[None].pattern.split(".")[0]
    pattern = f"{whole}.{'0' * places}" if places else whole
    return _unmarked(format_decimal(size, format=pattern, locale=locale, numbering_system=LATIN))


_PLAIN = Manner(DEFAULT_LOCALE, DEFAULT_K)
_MANNER: ContextVar[Manner | None] = ContextVar("manner", default=None)


def manner() -> Manner:
    """How the page that is being written writes."""
    return _MANNER.get() or _PLAIN


@contextmanager
def writing(locale: str = DEFAULT_LOCALE, k: int = DEFAULT_K) -> Iterator[None]:
    """Within it all numbers and days are written as the locale has them, and hidden figures are of fewer than k."""
    before = _MANNER.set(Manner(locale, k))
    try:
        yield
    finally:
        _MANNER.reset(before)
