"""The rules that a table's schema states already: its columns, its key, what may be empty and what is out of range."""

from checks.expectations import (
    ExpectColumnValuesToBeBetween,
    ExpectColumnValuesToBeUnique,
    ExpectColumnValuesToNotBeNull,
    ExpectCompoundColumnsToBeUnique,
    ExpectTableColumnsToMatchOrderedList,
)
from checks.rules import Rule
from mentorship import tables


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
    for name, column in schema.columns().items():
        if not column.nullable:
            rules.append(_given(name))
        low, high = getattr(column, "min", None), getattr(column, "max", None)
        if low is not None or high is not None:
            rules.append(_range(name, low, high))
    return rules


def _given(name: str) -> Rule:
    return Rule(
        f"{name}_is_given", "critical", f"{name} is never empty", ExpectColumnValuesToNotBeNull, {"column": name}
    )


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
