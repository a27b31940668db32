"""A suite a table: what its schema states and what is known of it beyond."""

from checks.contracts import contract
from checks.quality import SUITES
from checks.rules import About, Rule
from mentorship.programme import Programme


def suite(table: str, about: About) -> tuple[Rule, ...]:
    """Every rule of a table, for one night."""
    return (*contract(table), *SUITES[table](about))


def scales(programme: Programme) -> tuple[tuple[str, str, float, float], ...]:
    """The points that an answer to each item may have."""
    return tuple(
        (name, item.id, float(instrument.scale_of(item).min), float(instrument.scale_of(item).max))
        for name, instrument in programme.instruments.items()
        for item in instrument.items
        if item.kind != "text"
    )
