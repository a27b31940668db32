"""Who is behind each figure: the groups that disclosure control reasons about.

Metrics that are about the same units share a *population*, and so their groups; what a unit adds is not asked here.
Where metrics sum the same quantity over different units, what is published of one tells of the other: each has a second
population, that of the *quantity*, in which those who add nothing to it are in every group.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Final

import polars as pl

from mentorship.as_of import AsOf
from mentorship.figures import MEASURES, bases
from mentorship.grouping import KEYS
from mentorship.reliability import SCORES
from mentorship.response import COMPLETE_RESPONSES
from mentorship.summaries import SHARES
from mentorship.units import Measure, behind

MEMBERS: Final = ("population", *KEYS, "carrier")
ACROSS_WAVES: Final = frozenset({SCORES})
"""Quantities of which a person has one that is told with several waves."""
ACROSS_ITEMS: Final = frozenset({COMPLETE_RESPONSES})
"""Quantities of which a person has one that is told with several items of an instrument."""


SIDES: Final = {**dict.fromkeys(("population", *KEYS), pl.String), "fewest": pl.UInt32}


@dataclass(frozen=True, slots=True)
class Groups:
    """The groups of a night.

    `members` has a row a figure's key and carrier of it (`population`, `KEYS`, `carrier`), `people` one a carrier and
    person (`carrier`, `person_id`), `sides` one a contrast with the people on its smaller side (`population`, `KEYS`,
    `fewest`). `observed` names the instrument that an observer's instrument observes.
    """

    members: pl.DataFrame
    people: pl.DataFrame
    sides: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=SIDES))
    observed: Mapping[str, str] = field(default_factory=dict)


def _populations() -> dict[str, str]:
    first: dict[object, str] = {}
    return {measure.id: first.setdefault(_units_of(measure), measure.id) for measure in MEASURES.values()}


def _units_of(measure: Measure) -> object:
    conditions = tuple(str(condition.holds) for condition in measure.among)
    own = measure.id if measure.statistic in SHARES and not measure.x.meta.eq(pl.lit(1)) else ""
    return measure.base, conditions, measure.quantity, own


def of_quantity(population: str) -> str:
    """The name of a population's second one, that of the quantity which its metrics sum; empty where it has none."""
    quantity = MEASURES[population].quantity
    return f"{quantity}: {population}" if quantity else ""


POPULATIONS: Final = _populations()
"""Of each metric the first one that is about the same units."""

QUANTITIES: Final = {of_quantity(name): MEASURES[name].quantity for name in POPULATIONS.values() if of_quantity(name)}
"""Of each second population its quantity."""

WORTH: Final = {
    name: place
    for place, own in enumerate(dict.fromkeys(POPULATIONS.values()))
    for name in (own, of_quantity(own))
    if name
}
"""The place of each population in the order in which figures are served."""


def groups_of(view: AsOf, metrics: Collection[str] = tuple(MEASURES)) -> Groups:
    """Who is behind each figure of a programme as of a day."""
    populations = sorted({POPULATIONS[metric] for metric in metrics})
    found = bases(view, populations)
    members, people, sides = [], [], []
    for name in populations:
        measure = MEASURES[name]
        each = behind(measure, found[measure.base], view.segments)
        members += [
            rows.with_columns(population=pl.lit(population)).select(MEMBERS)
            for population, rows in ((name, each.members), (of_quantity(name), each.summed))
            if population
        ]
        people.append(each.people)
        sides.append(each.sides.with_columns(population=pl.lit(name)).select(list(SIDES)))
    instruments = view.programme.instruments.items()
    observed = {name: instrument.observes for name, instrument in instruments if instrument.observes}
    return Groups(pl.concat(members), pl.concat(people).unique(), pl.concat(sides), observed)
