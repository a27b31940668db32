"""Numbers, days and names as a reader sees them. The one place that rounds; what a figure means is `findings`.

Numbers and days are written as the locale has them that `locales.writing` was entered with, else as in British English.
"""

import unicodedata
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from mentorship.programme import Programme
from reports.locales import manner
from reports.rows import EVERYBODY, Figure

MINUS = "−"
SMALL_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
ROLES = {"mentee": "Mentees", "mentor": "Mentors", "pair": "Pairs", "all": "Everybody"}
LONGEST_NAME = 120
MOST_MARKS = 4
FEW_UNITS = "few units: read with care"
SIDES = ("mentee", "mentor")
OF_MENTEES_ALONE = frozenset(
    {
        "match_rate",
        "goal_setting_rate",
        "met_count",
        "met_three_times_count",
        "goal_set_count",
        "goal_achieved_count",
    }
)
SIGNED = {"scale points": 2, "SD of baseline": 2, "SD": 2, "T points": 1, "−100…100": 0}
UNSIGNED = {"points": 2, "T": 1, "hours": 1, "0–1": 2, "count": 0}
UNIT_WORDS = {
    "scale points": " points",
    "points": " points",
    "percentage points": " percentage points",
    "SD of baseline": " SD",
    "SD": " SD",
    "T points": " T points",
    "hours": " h",
}
CERTAINTY = 0.95
PERCENTAGES = frozenset({"share", "ratio"})
REORDERING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2028\u2029")

Shape = Literal["value", "word", "hidden", "absent"]


def clean(text: str) -> str:
    """Text that cannot reorder or break what stands around it: control characters become visible, no marks pile up."""
    seen = "".join(" " if char in "\n\t" else "\ufffd" if _is_control(char) else char for char in text)
    return seen if seen.isascii() else _unpiled(seen)


def _unpiled(text: str) -> str:
    """Without marks that stand so high on a letter that they cover the lines above it; no language has that many."""
    kept, marks = [], 0
    for char in text:
        marks = marks + 1 if unicodedata.category(char) in {"Mn", "Me"} else 0
        if marks <= MOST_MARKS:
            kept.append(char)
    return "".join(kept)


def _is_control(char: str) -> bool:
    return char in REORDERING or unicodedata.category(char) in {"Cc", "Cs"}


def day(when: date) -> str:
    """29 May 2026."""
    return manner().day(when)


def short_day(when: date) -> str:
    """29 May 2026, and a long month by its first letters."""
    return manner().short_day(when)


def period(first: date, last: date) -> str:
    """12 January to 18 December 2026."""
    start = manner().day_of_year(first) if first.year == last.year else day(first)
    return f"{start} to {day(last)}"


def count(number: float) -> str:
    """1,204."""
    return _fixed(number, 0)


def small(number: int) -> str:
    """A count within a sentence: words up to ten."""
    return SMALL_NUMBERS[number] if number < len(SMALL_NUMBERS) else count(number)


def plural(number: int, one: str, many: str | None = None) -> str:
    """1 figure, 2 figures."""
    return f"{count(number)} {one if number == 1 else many or one + 's'}"


def listed(words: list[str]) -> str:
    """Confidence, network and feedback."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _rounded(value: float, places: int) -> Decimal:
    return Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def _fixed(value: float, places: int, *, sign: bool = False) -> str:
    rounded = _rounded(value, places)
    return _sign(rounded, with_plus=sign) + manner().number(abs(rounded), places)


def _sign(number: Decimal, *, with_plus: bool) -> str:
    return MINUS if number < 0 else "+" if number and with_plus else ""


def _percent(value: float, places: int) -> str:
    """A share that is neither none nor all is not rounded to either."""
    hundred = float(Decimal(repr(float(value))) * 100)
    rounded, least = _rounded(hundred, places), Decimal(1).scaleb(-places)
    if value > 0 and not rounded:
        return "<" + manner().percent(manner().number(least, places))
    if hundred < 100 <= rounded:
        return ">" + manner().percent(manner().number(100 - least, places))
    return _sign(rounded, with_plus=False) + manner().percent(manner().number(abs(rounded), places))


def _short(value: float) -> str:
    """A decimal where there is one to show."""
    return _fixed(value, 0 if _rounded(value, 1) % 1 == 0 else 1)


def amount(value: float, unit: str, finer: int = 0) -> str:
    """A number without its unit's word; `finer` asks for that many more decimals, or fewer."""
    if unit in PERCENTAGES:
        return _percent(value, finer)
    if unit == "percentage points":
        return _fixed(100 * value, finer, sign=True)
    if unit in SIGNED:
        return _fixed(value, SIGNED[unit] + finer, sign=True)
    return _fixed(value, UNSIGNED[unit] + (finer if unit != "count" else 0)) if unit in UNSIGNED else _short(value)


def certainty() -> str:
    """That of all intervals: 95%."""
    return amount(CERTAINTY, "share")


def with_intervals() -> str:
    """95% intervals."""
    return f"{certainty()} intervals"


def _unit_word(value: float, unit: str) -> str:
    if unit == "days":
        return " day" if value == 1 else " days"
    return UNIT_WORDS.get(unit, "")


def measure(value: float, unit: str, finer: int = 0) -> str:
    """A number with its unit's word: 58%, 9.5 days, +0.42 SD."""
    return amount(value, unit, finer) + _unit_word(value, unit)


def limits(figure: Figure, finer: int = 0) -> str:
    """The interval: 51–65%, +0.34 to +0.51, from 74%; empty where there is none."""
    low, high, unit = figure.ci_low, figure.ci_high, figure.written_unit
    if not figure.has_interval:
        return ""
    if low is None:
        return "" if high is None else f"up to {amount(high, unit, finer)}"
    if high is None:
        return f"from {amount(low, unit, finer)}"
    first, last = amount(low, unit, finer), amount(high, unit, finer)
    if min(low, high) < 0 or first[0] in "+<>" or last[0] in "+<>":
        return f"{first} to {last}"
    if unit in PERCENTAGES:
        return manner().percent(f"{manner().without_percent(first)}–{manner().without_percent(last)}")
    return f"{first}–{last}"


@dataclass(frozen=True, slots=True)
class Shown:
    """A figure as a cell: never blank, and never 0 unless it is 0."""

    shape: Shape
    text: str
    interval: str
    n: str
    notes: tuple[str, ...]


def shown(figure: Figure, as_of: date, finer: int = 0) -> Shown:
    """What a reader sees of a figure, whatever its status."""
    if figure.is_hidden:
        return Shown("hidden", "hidden", "", f"n <{manner().k}", ())
    n = "" if figure.n is None else f"n {count(figure.n)}"
    kept = _kept(figure, as_of)
    if figure.word:
        notes = ("a share in a small group, shown as a word", kept)
        return Shown("word", figure.word, "", n, tuple(note for note in notes if note))
    if not figure.is_shown or figure.value is None:
        return Shown("absent", "not computable", "", n, (figure.reason or "no reason given",))
    notes = (_few(figure), kept or figure.reason)
    text = measure(figure.value, figure.written_unit, finer)
    return Shown("value", text, limits(figure, finer), n, tuple(note for note in notes if note))


def _few(figure: Figure) -> str:
    return FEW_UNITS if figure.status == "low_n" else ""


def _kept(figure: Figure, as_of: date) -> str:
    """Of which night a figure is that disclosure control holds back."""
    when = figure.value_as_of
    return "" if when is None or when == as_of else f"as of {day(when)}"


def spoken(identifier: str) -> str:
    """An identifier as words: `month6` is month 6, `planned_end` planned end."""
    words = identifier.replace("_", " ").replace("-", " ").strip()
    edges = [
        " " if place and char.isdecimal() and words[place - 1].isalpha() else "" for place, char in enumerate(words)
    ]
    return "".join(edge + char for edge, char in zip(edges, words, strict=True))


def brief(name: str) -> str:
    """A name of others as far as it can be taken in at a glance."""
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1].rstrip()}…"


def capital(text: str) -> str:
    """The first letter as a capital, the rest as it is."""
    return text[:1].upper() + text[1:]


def wave_name(wave: str) -> str:
    """A wave, a comparison of two or a retention horizon: baseline to month 6, 90 days."""
    if wave.startswith("days_") and wave[5:].isdecimal():
        return f"{wave[5:]} days"
    first, between, later = wave.partition("..")
    return f"{spoken(first)} to {spoken(later)}" if between else spoken(wave)


def instrument_name(programme: Programme, instrument: str) -> str:
    """The questionnaire's title, else its id."""
    declared = programme.instruments.get(instrument)
    return brief(declared.title if declared else capital(spoken(instrument)))


def construct_name(programme: Programme, instrument: str, construct: str) -> str:
    """A construct's id as words; of a single item, its question."""
    declared = programme.instruments.get(instrument)
    if declared is not None and construct not in declared.construct_items:
        for item in declared.items:
            if item.id == construct:
                return brief(item.text)
    return brief(capital(spoken(construct)))


def metric_title(figure: Figure) -> str:
    """The registry's title, else the id as words."""
    return figure.definition.title if figure.definition else capital(spoken(figure.metric))


def needs_role(figure: Figure) -> bool:
    """Whether a label must say whose figure it is: survey figures and those of goals' owners."""
    return figure.role in SIDES and figure.metric not in OF_MENTEES_ALONE


def label(programme: Programme, figure: Figure) -> str:
    """A figure's whole name: Growth: confidence, mentees, baseline to month 6."""
    parts = _about(programme, figure)
    if needs_role(figure) or (figure.role == EVERYBODY and figure.instrument):
        parts.append(ROLES[figure.role].lower())
    if figure.segment != EVERYBODY:
        parts.append(brief(figure.segment_value))
    if figure.metric == "pair_retention":
        return _retention_label(figure, parts)
    if figure.wave:
        parts.append(wave_name(figure.wave))
    title = metric_title(figure)
    return f"{title}: {', '.join(parts)}" if parts else title


def detail(programme: Programme, figure: Figure) -> str:
    """What of its metric a figure is about, whoever's it is: confidence, baseline to month 6."""
    parts = _about(programme, figure)
    return capital(", ".join([*parts, wave_name(figure.wave)] if figure.wave else parts))


def _about(programme: Programme, figure: Figure) -> list[str]:
    if figure.construct and figure.metric != "nps":
        return [_construct_label(programme, figure)]
    return [instrument_name(programme, figure.instrument)] if figure.instrument else []


def _construct_label(programme: Programme, figure: Figure) -> str:
    """A construct, with its questionnaire where another one, but for its observers', has one of the same name."""
    name = construct_name(programme, figure.instrument, figure.construct)
    others = (one for key, one in programme.instruments.items() if figure.instrument not in {key, one.observes})
    if any(figure.construct in one.construct_items for one in others):
        return f"{name} ({instrument_name(programme, figure.instrument)})"
    return name


def _retention_label(figure: Figure, parts: list[str]) -> str:
    horizon = "at the planned end" if figure.wave == "planned_end" else f"after {wave_name(figure.wave)}"
    return f"{metric_title(figure)} {horizon}" + (f": {', '.join(parts)}" if parts else "")
