"""What is wrong with an input, said so that its owner can mend it.

Every refusal in the product is a `Problem`: where it is, what it is, and what to do. Values are never quoted,
only their class, because a message may be printed, logged or mailed. Nothing here decides what is a problem.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "left_out"]
"""An error refuses its file; a warning does not; what is left out is one row that its reader knows to be no record."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault of one input: `line` is 1-based and physical, `column` the input's own name for it."""

    file: str
    message: str
    fix: str
    line: int | None = None
    column: str = ""
    value_class: str = ""
    severity: Severity = "error"

    def __str__(self) -> str:
        """Where, what and how to mend it, on one line."""
        place = [self.file]
        if self.line is not None:
            place.append(f"line {self.line}")
        if self.column:
            place.append(f"column {self.column!r}")
        found = f" ({self.value_class})" if self.value_class else ""
        return f"{', '.join(place)}: {self.message}{found}. Fix: {self.fix}."


class ProblemsError(Exception):
    """An input was refused; `problems` says where and why, worst first as found."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Keep the problems and word them all."""
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class ConfigurationError(ProblemsError):
    """`programme.yaml` or an instrument cannot be used as it stands (exit code 2)."""


class DataRefusedError(ProblemsError):
    """The exports cannot give honest figures as they stand (exit code 1)."""


def value_class(value: object) -> str:
    """The class of a value in words that do not give the value away.

    >>> value_class("31.02.2026"), value_class("ada@lantern.example"), value_class("  ")
    ('text like a date', 'an e-mail address', 'blank')
    """
    text = "" if value is None else str(value).strip()
    bare = text.replace(".", "").replace(",", "").lstrip("+-")
    has_digits = sum(character.isdigit() for character in text) >= 4
    classes = {
        "blank": not text,
        "an e-mail address": "@" in text and " " not in text,
        "a number": bare.isdigit() and text.count(".") + text.count(",") <= 1,
        "text like a date": has_digits and any(mark in text for mark in "-/.:"),
    }
    return next((name for name, holds in classes.items() if holds), f"text of {len(text)} characters")
