"""The page's families: charts first, then earlier ones, then all figures about everybody in one table."""

from dataclasses import dataclass

from mentorship.registry import METRICS
from reports.cards import Card, SidesTable, TableRow, sides_table, table_row
from reports.rows import Night
from reports.shares import engagement_cards, goal_cards
from reports.surveys import earlier_growth_cards, growth_cards


def _none(_: Night) -> tuple[Card, ...]:
    return ()


MAKERS = (
    ("engagement", "Engagement", engagement_cards, _none),
    ("goals", "Goals", goal_cards, _none),
    ("growth", "Growth", growth_cards, earlier_growth_cards),
)


@dataclass(frozen=True, slots=True)
class Section:
    """A family of metrics: `table` holds the figures that are given for one role, `sides` those for several."""

    id: str
    title: str
    cards: tuple[Card, ...]
    earlier: tuple[Card, ...]
    table: tuple[TableRow, ...]
    sides: SidesTable

    @property
    def size(self) -> int:
        """How many figures about everybody there are."""
        return len(self.table) + self.sides.size


def sections(night: Night) -> tuple[Section, ...]:
    """Engagement, goals and growth, as far as the night has figures of them."""
    made = (
        Section(name, title, make(night), earlier(night), *_tables(night, name))
        for name, title, make, earlier in MAKERS
    )
    return tuple(section for section in made if section.size)


def _tables(night: Night, family: str) -> tuple[tuple[TableRow, ...], SidesTable]:
    """Every figure about everybody; one that the registry does not know stands with engagement."""
    families = {metric.id: metric.family for metric in METRICS}
    rows = [figure for figure in night.everybody if families.get(figure.metric, "engagement") == family]
    roles: dict[str, set[str]] = {}
    for figure in rows:
        roles.setdefault(figure.metric, set()).add(figure.role)
    several = {metric for metric, found in roles.items() if len(found) > 1}
    alone = tuple(table_row(night, figure) for figure in rows if figure.metric not in several)
    return alone, sides_table(night, [figure for figure in rows if figure.metric in several])
