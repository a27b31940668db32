"""A chart with what must stand around it: title, subtitle, key, definitions and the numbers behind it."""

from collections.abc import Sequence
from dataclasses import dataclass

from reports.axes import Axis
from reports.charts import ChartRow, Stop, course_chart, interval_chart
from reports.plotting import Drawing, Line
from reports.rows import EVERYBODY, ROLE_ORDER, Figure, Night
from reports.standing import bound_of
from reports.wording import ROLES, SIDES, Shown, label, measure, metric_title, shown

MOST_GROUPS = 12
WITH_INTERVALS = "95% intervals"


@dataclass(frozen=True, slots=True)
class TableRow:
    """A figure as a row of a table."""

    name: str
    role: str
    metric: str
    cell: Shown
    target: str


@dataclass(frozen=True, slots=True)
class Head:
    """A card's id and its words; what marks mean is added to the subtitle when the card is made."""

    id: str
    title: str
    subtitle: str


@dataclass(frozen=True, slots=True)
class Card:
    """A chart as the page shows it; `roles` is the key to its marks, `metrics` are its definitions."""

    id: str
    title: str
    subtitle: str
    roles: tuple[str, ...]
    metrics: tuple[tuple[str, str], ...]
    drawing: Drawing
    table: tuple[TableRow, ...]


def table_row(night: Night, figure: Figure, name: str = "") -> TableRow:
    """A figure with its name, or its whole label."""
    bound = bound_of(figure)
    return TableRow(
        name=name or label(night.programme, figure),
        role=ROLES.get(figure.role, figure.role),
        metric=figure.metric,
        cell=shown(figure, night.as_of),
        target=bound.text(figure.unit) if bound else "",
    )


def rows_card(night: Night, head: Head, rows: Sequence[ChartRow], scale: Axis, line: Line | None = None) -> Card:
    """A card of rows of intervals."""
    named = [(row.label, figure) for row in rows for figure in row.figures]
    return _card(night, head, interval_chart(rows, scale, line, night.as_of), named)


def course_card(night: Night, head: Head, stops: Sequence[Stop], scale: Axis, line: Line | None = None) -> Card:
    """A card of waves or horizons from left to right."""
    named = [(stop.label, figure) for stop in stops for figure in stop.figures]
    return _card(night, head, course_chart(stops, scale, line, night.as_of), named)


def _card(night: Night, head: Head, drawing: Drawing, named: Sequence[tuple[str, Figure]]) -> Card:
    figures = [figure for _, figure in named]
    drawn = {figure.role for figure in figures if figure.is_shown}
    roles = tuple(role for role in ROLE_ORDER if role in drawn)
    return Card(
        id=head.id,
        title=head.title,
        subtitle=head.subtitle + _marks(figures),
        roles=roles if drawn & set(SIDES) else (),
        metrics=tuple({figure.metric: metric_title(figure) for figure in figures}.items()),
        drawing=drawing,
        table=tuple(table_row(night, figure, name) for name, figure in named),
    )


def _marks(figures: Sequence[Figure]) -> str:
    """What dashed strokes and hollow marks mean, where there are any."""
    target = ". Dashed: target" if any(figure.target for figure in figures) else ""
    has_few = any(figure.status == "low_n" and figure.is_shown for figure in figures)
    return target + (". Hollow marks: few units, read with care" if has_few else "")


def by_side(figures: Sequence[Figure]) -> tuple[Figure, ...]:
    """Mentees and mentors apart; those of everybody only where there are no sides."""
    own = tuple(figure for figure in figures if figure.role != EVERYBODY)
    return own or tuple(figures)


def begun(rows: Sequence[ChartRow]) -> list[ChartRow]:
    """Rows with something to show; waves that are still to come stay in the tables alone."""
    some = [row for row in rows if any(figure.status != "not_computable" for figure in row.figures)]
    return some or list(rows)


def group_rows(night: Night, metric: str, segment: str) -> list[ChartRow]:
    """Everybody, then the segment's values; the largest of them where there are many."""
    figures = night.of(metric, segment=segment)
    with_figures = {figure.segment_value for figure in figures}
    rows = [
        ChartRow(value, by_side([figure for figure in figures if figure.segment_value == value]))
        for value in night.segment_values(segment)
        if value in with_figures
    ]
    largest = sorted(rows, key=lambda row: -max(figure.n or 0 for figure in row.figures))[:MOST_GROUPS]
    whole = by_side(night.of(metric))
    head = [ChartRow("Everybody", whole)] if whole else []
    return head + [row for row in rows if row in largest]


def cut_words(rows: Sequence[ChartRow]) -> str:
    """Says that only the largest groups are drawn."""
    return f"; the {MOST_GROUPS} largest groups, all are in the table below" if len(rows) > MOST_GROUPS else ""


def target_line(figures: Sequence[Figure]) -> Line | None:
    """The one target of everybody, drawn across the groups; it says whose it is where it is one side's."""
    targeted = [figure for figure in figures if figure.target]
    bounds = {bound for figure in targeted if (bound := bound_of(figure))}
    if len(bounds) != 1:
        return None
    figure, bound = targeted[0], bounds.pop()
    whose = f" ({ROLES[figure.role].lower()})" if len(targeted) < len(figures) and figure.role in SIDES else ""
    return Line(bound.value, f"target {measure(bound.value, figure.unit)}{whose}", is_target=True)
