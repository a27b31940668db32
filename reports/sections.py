"""The page's families: charts first, then earlier ones, then all figures about everybody in one table."""

from dataclasses import dataclass

from mentorship.registry import METRICS
from reports.cards import Card, TableRow, table_row
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
    """A family of metrics."""

    id: str
    title: str
    cards: tuple[Card, ...]
    earlier: tuple[Card, ...]
    table: tuple[TableRow, ...]


def sections(night: Night) -> tuple[Section, ...]:
    """Engagement, goals and growth, as far as the night has figures of them."""
    made = (
        Section(name, title, make(night), earlier(night), _table(night, name)) for name, title, make, earlier in MAKERS
    )
    return tuple(section for section in made if section.table)


def _table(night: Night, family: str) -> tuple[TableRow, ...]:
    """Every figure about everybody; one that the registry does not know stands with engagement."""
    families = {metric.id: metric.family for metric in METRICS}
    rows = [figure for figure in night.everybody if families.get(figure.metric, "engagement") == family]
    return tuple(table_row(night, figure) for figure in rows)
