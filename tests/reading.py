"""What `reports.wording` writes, read back into numbers, by locale and unit: for tests that hold pages to figures.

Written apart from it: separators and signs come from Babel's own parser, not from the code that writes.
"""

import re
from datetime import date, timedelta

from babel import Locale
from babel.numbers import parse_decimal

from reports.locales import writing
from reports.wording import day

SIGNS = str.maketrans({"−": "-", "\u202f": "\u00a0"})
WORDS = re.compile(r"\s(?:days?|h|SD|points|T points|percentage points)$")
IN_HUNDREDTHS = frozenset({"share", "ratio", "percentage points"})


def number(text: str, unit: str, locale: str = "en-GB") -> float:
    """An estimate, a limit or a target in its figure's unit: 58% of a share is 0.58, +0.42 SD is 0.42."""
    if text[0] in "<>":
        raise ValueError(f"{text!r} is a bound, see spread")
    value = _digits(WORDS.sub("", text), locale)
    return value / 100 if unit in IN_HUNDREDTHS else value


def _digits(text: str, locale: str) -> float:
    known = Locale.parse(locale, sep="-")
    bare = text.replace("%", "").strip().translate(SIGNS).removeprefix("+")
    sign, digits = (-1, bare[1:]) if bare.startswith("-") else (1, bare)
    group = known.number_symbols["latn"]["group"].translate(SIGNS)
    own = known.number_symbols["latn"]["group"]
    return sign * float(parse_decimal(digits.strip().replace(group, own), locale=known, numbering_system="latn"))


def spread(text: str, unit: str, locale: str = "en-GB") -> tuple[float, float]:
    """From where to where lie the numbers that are written so: 58% is anything from 0.575 to 0.585."""
    if text[0] in "<>":
        bound = number(text[1:], unit, locale)
        return (0.0, bound) if text[0] == "<" else (bound, 1.0)
    value, half = number(text, unit, locale), _step(text, unit, locale) / 2
    return value - half, value + half


def _step(text: str, unit: str, locale: str) -> float:
    """One unit in the last place that is written."""
    decimal = Locale.parse(locale, sep="-").number_symbols["latn"]["decimal"]
    _, point, decimals = re.sub(r"[^0-9" + re.escape(decimal) + "]", "", WORDS.sub("", text)).partition(decimal)
    places = len(decimals) if point else 0
    # Days are written with a decimal only where there is one to show.
    places = max(places, 1) if unit == "days" else places
    return 10.0 ** -(places + (2 if unit in IN_HUNDREDTHS else 0))


def limits(text: str, unit: str) -> tuple[str | None, str | None]:
    """The two ends of an interval as texts of their own; none where a limit was not reached."""
    if not text:
        return None, None
    for word, place in (("from ", 0), ("up to ", 1)):
        if text.startswith(word):
            return (text.removeprefix(word), None) if place == 0 else (None, text.removeprefix(word))
    if " to " in text:
        low, high = text.split(" to ")
        return low, high
    low, high = text.split("–")
    if unit not in {"share", "ratio"}:
        return low, high
    return (low, high.lstrip()) if low.startswith("%") else (low + re.sub(r"[0-9.,\s]*[0-9]", "", high), high)


def days_written(first: date, last: date, locale: str = "en-GB") -> dict[str, date]:
    """Every day of a period by how it is written."""
    with writing(locale):
        return {day(when): when for when in (first + timedelta(days=at) for at in range((last - first).days + 1))}
