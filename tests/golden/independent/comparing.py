"""How the product's tables of figures and of pair health are held against what is worked out here."""

import math
import re
from collections.abc import Iterator, Mapping
from typing import Any

from tests.golden.independent.declared import Declared, target_of, target_status, target_text
from tests.golden.independent.figure import Figure, Key
from tests.golden.independent.health import Health

SIZES = ("n", "people")
CLOSE = ("value", "ci_low", "ci_high", "numerator", "denominator")


# How the product words each reason; of expectations that lie apart it must not say what was answered.
REASONS_IN_WORDS = {
    "slow_cadence": "meetings held in the last",
    "many_cancellations": "meetings cancelled",
    "long_gap": "days since the last meeting",
    "no_cadence": "no cadence agreed",
    "no_goals": "no goal set",
    "expectations_apart": "check in with both sides",
    "not_met_lately": "no meeting held for",
    "repeated_no_shows": "the (mentor|mentee) missed",
    "surveys_unanswered": "surveys left unanswered",
    "no_review": "no open goal reviewed",
    "overdue_goal": "open goals past their due date",
}


def key_of(row: Mapping[str, Any]) -> Key:
    return Key(*(row[field] for field in Key._fields))


def is_same(mine: float | None, theirs: float | None) -> bool:
    if mine is None or theirs is None:
        return mine is theirs
    return math.isclose(mine, theirs, rel_tol=1e-12, abs_tol=1e-9)


def agrees(field: str, mine: Figure, theirs: Mapping[str, Any]) -> bool:
    """Of a figure that cannot be computed the definitions leave open whether its size is told."""
    if field in SIZES:
        return theirs[field] == getattr(mine, field) or (mine.value is None and theirs[field] == 0)
    return is_same(getattr(mine, field), theirs[field])


def differences(row: Mapping[str, Any], figure: Figure, declared: Declared) -> Iterator[str]:
    """What a row says otherwise, in words."""
    key = key_of(row)
    target = target_of(key, declared)
    words = {"status": figure.status, "target": target_text(target), "target_status": target_status(figure, target)}
    for field in (*CLOSE, *SIZES):
        if not agrees(field, figure, row):
            yield f"{'/'.join(key)}: {field} is {row[field]!r}, and by METRICS.md {getattr(figure, field)!r}"
    for field, word in words.items():
        if row[field] != word:
            yield f"{'/'.join(key)}: {field} is {row[field]!r}, and by METRICS.md {word!r}"


def disagreements(rows: list[dict[str, Any]], mine: Mapping[Key, Figure], declared: Declared) -> list[str]:
    """What the product's rows and the figures say otherwise, either way; a figure of nobody may be no row."""
    there = {key_of(row) for row in rows}
    unknown = [f"{'/'.join(key)}: is a row, and by METRICS.md none" for key in there if key not in mine]
    missing = [f"{'/'.join(key)}: is no row" for key, figure in mine.items() if figure.n and key not in there]
    said = [text for row in rows if key_of(row) in mine for text in differences(row, mine[key_of(row)], declared)]
    return sorted([*unknown, *missing, *said])


def reasons_told(words: list[str]) -> frozenset[str]:
    """The reasons that stand behind words; words that are nobody's stand for themselves."""
    found = [
        [reason for reason, pattern in REASONS_IN_WORDS.items() if re.search(pattern, text)] or [text] for text in words
    ]
    return frozenset(reason for reasons in found for reason in reasons)


def health_told(rows: list[dict[str, Any]]) -> dict[str, Health]:
    """The product's table of pair health as states and reasons."""
    return {row["pair_id"]: (row["state"], reasons_told(row["reasons"])) for row in rows}
