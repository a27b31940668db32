"""The rules that a table's schema states already: its columns, its key, what may be empty and what is out of range."""

from collections.abc import Sequence

from checks.expectations import (
    ExpectColumnValuesToBeBetween,
    ExpectColumnValuesToBeUnique,
    ExpectCompoundColumnsToBeUnique,
    ExpectTableColumnsToMatchOrderedList,
)
from checks.rules import Rule, never
from mentorship import tables

GIVEN = "what_must_be_filled_is_filled"


def contract(table: str) -> list[Rule]:
    """Every rule that follows from the schema of a table. All are critical: a broken one is a fault of the product."""
    schema = tables.TABLES[table]
    rules = [
        Rule(
            "columns_are_as_declared",
            "critical",
            "the table has the columns of its schema, in their order",
            ExpectTableColumnsToMatchOrderedList,
            {"column_list": list(schema.columns())},
        )
    ]
    key = schema.primary_key()
    if key:
        rules.append(_unique(key))
    rules.append(_given([name for name, column in schema.columns().items() if not column.nullable]))
    for name, column in schema.columns().items():
        low, high = getattr(column, "min", None), getattr(column, "max", None)
        if low is not None or high is not None:
            rules.append(_range(name, low, high))
    return rules


def _given(names: Sequence[str]) -> Rule:
    """One rule for all columns: what an expectation costs beside its query is most of the time of a small night."""
    is_empty = " OR ".join(f'"{name}" IS NULL' for name in names)
    return never(GIVEN, "critical", f"none of {', '.join(names)} is ever empty", is_empty)


def _unique(key: list[str]) -> Rule:
    says = f"no two rows share {', '.join(key)}"
    if len(key) == 1:
        return Rule("key_is_unique", "critical", says, ExpectColumnValuesToBeUnique, {"column": key[0]})
    return Rule("key_is_unique", "critical", says, ExpectCompoundColumnsToBeUnique, {"column_list": key})


def _range(name: str, low: float | None, high: float | None) -> Rule:
    says = f"{name} is at least {low}" if high is None else f"{name} lies between {low} and {high}"
    return Rule(
        f"{name}_is_in_range",
        "critical",
        says if low is not None else f"{name} is at most {high}",
        ExpectColumnValuesToBeBetween,
        {"column": name, "min_value": low, "max_value": high},
    )
