"""One expectation, with its name, its weight and what it says in plain words; shorthands for the shapes that recur."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from checks.expectations import (
    Expectation,
    ExpectColumnValuesToBeInSet,
    ExpectTableRowCountToBeBetween,
    FailureSeverity,
    UnexpectedRowsExpectation,
)

Severity = Literal["critical", "warning"]


@dataclass(frozen=True, slots=True)
class Rule:
    """An expectation of a table: `says` is a sentence that holds when it passes."""

    name: str
    severity: Severity
    says: str
    kind: type[Expectation]
    arguments: Mapping[str, Any]

    @property
    def expectation(self) -> Expectation:
        """What Great Expectations is to evaluate; its result is known by the rule's name."""
        return self.kind(**self.arguments, severity=FailureSeverity(self.severity), meta={"rule": self.name})

    @property
    def is_query(self) -> bool:
        """Whether it is SQL that finds the failing rows."""
        return self.kind is UnexpectedRowsExpectation


@dataclass(frozen=True, slots=True)
class About:
    """What the rules of one night need to know beside the tables."""

    programme_id: str
    as_of: date
    k: int = 5
    comments_k: int = 10
    # instrument, item, lowest and highest point
    scales: tuple[tuple[str, str, float, float], ...] = ()


def no_row(name: str, severity: Severity, says: str, query: str) -> Rule:
    """The query, over `{batch}`, finds nothing."""
    return Rule(name, severity, says, UnexpectedRowsExpectation, {"unexpected_rows_query": query})


def never(name: str, severity: Severity, says: str, condition: str) -> Rule:
    """No row of the table meets the condition."""
    return no_row(name, severity, says, f"SELECT 1 FROM {{batch}} WHERE {condition}")  # noqa: S608 - a condition of ours


def known(column: str, other: str, key: str, says: str) -> Rule:
    """What a column names, where it names something, is a row of another table."""
    return no_row(
        f"{column}_is_known",
        "critical",
        says,
        f"SELECT 1 FROM {{batch}} AS t ANTI JOIN {other} AS o ON t.{column} = o.{key} "  # noqa: S608 - names of ours
        f"WHERE t.{column} IS NOT NULL",
    )


def of_this_night(about: About, what: str = "row") -> Rule:
    """Every row is of the programme and night that the rules are about."""
    return never(
        "is_of_this_night",
        "critical",
        f"every {what} is of this programme and night",
        f"programme_id <> {quoted(about.programme_id)} OR as_of <> DATE '{about.as_of}'",
    )


def in_words(column: str, words: Sequence[str]) -> Rule:
    """A column holds one of the words, or nothing."""
    return Rule(
        f"{column}_is_a_known_word",
        "critical",
        f"{column} is one of {', '.join(words)}",
        ExpectColumnValuesToBeInSet,
        {"column": column, "value_set": list(words)},
    )


def quoted(value: str) -> str:
    """A text as SQL; a brace is doubled, because Great Expectations fills in the batch between braces."""
    return "'" + value.replace("'", "''").replace("{", "{{").replace("}", "}}") + "'"


def has_rows(says: str) -> Rule:
    """The table is not empty."""
    return Rule("has_rows", "critical", says, ExpectTableRowCountToBeBetween, {"min_value": 1})
