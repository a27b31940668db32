"""A chart with what must stand around it: title, subtitle, key, definitions and the numbers behind it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from reports.axes import Axis
from reports.charts import ChartRow, Stop, course_chart, interval_chart
from reports.plotting import Drawing, Line
from reports.rows import EVERYBODY, ROLE_ORDER, Figure, Night
from reports.standing import bound_of
from reports.strips import Strips
from reports.wording import ROLES, SIDES, Shown, brief, detail, label, measure, metric_title, shown

MOST_GROUPS = 12
NO_FIGURE = "—"
HOLLOW = ". Hollow marks: few units, read with care"
Named = tuple[str, Figure]


@dataclass(frozen=True, slots=True)
class TableRow:
    """A figure as a row of a table."""

    name: str
    role: str
    metric: str
    cell: Shown
    target: str


@dataclass(frozen=True, slots=True)
class SideCell:
    """A figure as one of several beside each other: the estimate, and all else about it in a line."""

    estimate: Shown
    details: str


@dataclass(frozen=True, slots=True)
class SidesRow:
    """The same figure of each role, or a word for its absence. The name is empty where the metric's says it all."""

    name: str
    cells: tuple[SideCell | str, ...]


@dataclass(frozen=True, slots=True)
class SidesTable:
    """Figures that are given for more than one role: roles across, and by metric its id, its title and its rows."""

    roles: tuple[str, ...]
    metrics: tuple[tuple[str, str, tuple[SidesRow, ...]], ...]
    size: int


@dataclass(frozen=True, slots=True)
class Head:
    """A card's id and its words; what marks mean is added to the subtitle when the card is made.

    `said` is what else the figures say, in a sentence or two under the chart.
    """

    id: str
    title: str
    subtitle: str
    said: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """A chart as the page shows it; `roles` is the key to its marks, `metrics` are its definitions.

    The script draws `drawing`; `strips` stand in the page itself.
    """

    id: str
    title: str
    subtitle: str
    roles: tuple[str, ...]
    metrics: tuple[tuple[str, str], ...]
    drawing: Drawing | None
    table: tuple[TableRow, ...]
    strips: Strips | None = None
    said: str = ""


def table_row(night: Night, figure: Figure, name: str = "") -> TableRow:
    """A figure with its name, or its whole label."""
    bound = bound_of(figure)
    return TableRow(
        name=name or label(night.programme, figure),
        role=ROLES.get(figure.role, figure.role),
        metric=figure.metric,
        cell=_cell(night, figure),
        target=bound.text(figure.written_unit) if bound else "",
    )


def _cell(night: Night, figure: Figure) -> Shown:
    cell = shown(figure, night.as_of)
    return replace(cell, text=NO_FIGURE, notes=(f"not old enough: {figure.reason}",)) if figure.is_too_young else cell


def sides_table(night: Night, figures: Sequence[Figure]) -> SidesTable:
    """Figures with their roles beside each other."""
    roles = tuple(role for role in ROLE_ORDER if any(figure.role == role for figure in figures))
    by_metric: dict[str, list[Figure]] = {}
    for figure in figures:
        by_metric.setdefault(figure.metric, []).append(figure)
    metrics = tuple(
        (metric, metric_title(found[0]), _side_rows(night, roles, found)) for metric, found in by_metric.items()
    )
    return SidesTable(tuple(ROLES[role] for role in roles), metrics, len(figures))


def _side_rows(night: Night, roles: Sequence[str], figures: Sequence[Figure]) -> tuple[SidesRow, ...]:
    alike: dict[tuple[str, ...], dict[str, Figure]] = {}
    for figure in figures:
        alike.setdefault((figure.instrument, figure.construct, figure.wave), {})[figure.role] = figure
    return tuple(
        SidesRow(detail(night.programme, next(iter(by_role.values()))), _side_cells(night, roles, by_role))
        for by_role in alike.values()
    )


def _side_cells(night: Night, roles: Sequence[str], by_role: Mapping[str, Figure]) -> tuple[SideCell | str, ...]:
    """A cell a role; everybody's is the one side's where one side alone was asked."""
    cells = {role: _side_cell(night, figure) for role, figure in by_role.items()}
    sides = [cells[role] for role in SIDES if role in cells]
    is_same = len(sides) == 1 and cells.get(EVERYBODY) == sides[0]
    return tuple("same" if is_same and role == EVERYBODY else cells.get(role, NO_FIGURE) for role in roles)


def _side_cell(night: Night, figure: Figure) -> SideCell:
    bound, cell = bound_of(figure), shown(figure, night.as_of)
    target = f"target {bound.text(figure.written_unit)}" if bound else ""
    return SideCell(cell, " · ".join(part for part in (cell.interval, cell.n, target, *cell.notes) if part))


def rows_card(
    night: Night,
    head: Head,
    rows: Sequence[ChartRow],
    scale: Axis,
    line: Line | None = None,
    beside: Sequence[Named] = (),
) -> Card:
    """A card of rows of intervals; figures that stand `beside` them are in the table alone."""
    named = [(row.label, figure) for row in rows for figure in row.figures]
    return _card(night, head, interval_chart(rows, scale, line, night.as_of), named, beside)


def course_card(
    night: Night, head: Head, stops: Sequence[Stop], scale: Axis, line: Line | None = None, *, is_joined: bool = True
) -> Card:
    """A card of waves or horizons from left to right."""
    named = [(stop.label, figure) for stop in stops for figure in stop.figures]
    return _card(night, head, course_chart(stops, scale, line, night.as_of, is_joined=is_joined), named)


def strips_card(night: Night, head: Head, strips: Strips, named: Sequence[Named], beside: Sequence[Named] = ()) -> Card:
    """A card of rows that stand in the page itself."""
    hollow = HOLLOW if any(row.is_few for row in strips.rows) else ""
    dotted = {row.role for row in strips.rows if row.dots}
    return Card(
        id=head.id,
        title=head.title,
        subtitle=head.subtitle + hollow,
        roles=tuple(role for role in SIDES if role in dotted),
        metrics=_metrics([*named, *beside]),
        drawing=None,
        table=_table(night, [*named, *beside]),
        strips=strips,
        said=head.said,
    )


def _card(night: Night, head: Head, drawing: Drawing, named: Sequence[Named], beside: Sequence[Named] = ()) -> Card:
    figures = [figure for _, figure in named]
    marked = replace(head, subtitle=head.subtitle + _marks(figures))
    made = card_of(marked, drawing, figures, _table(night, [*named, *beside]))
    return replace(made, metrics=_metrics([*named, *beside]))


def _metrics(named: Sequence[Named]) -> tuple[tuple[str, str], ...]:
    return tuple({figure.metric: metric_title(figure) for _, figure in named}.items())


def _table(night: Night, named: Sequence[Named]) -> tuple[TableRow, ...]:
    return tuple(table_row(night, figure, name) for name, figure in named)


def card_of(head: Head, drawing: Drawing, figures: Sequence[Figure], table: tuple[TableRow, ...]) -> Card:
    """A card of a drawing, the figures in it and the table of their numbers."""
    drawn = {figure.role for figure in figures if figure.is_shown}
    roles = tuple(role for role in ROLE_ORDER if role in drawn)
    return Card(
        id=head.id,
        title=head.title,
        subtitle=head.subtitle,
        roles=roles if drawn & set(SIDES) else (),
        metrics=tuple({figure.metric: metric_title(figure) for figure in figures}.items()),
        drawing=drawing,
        table=table,
        said=head.said,
    )


def _marks(figures: Sequence[Figure]) -> str:
    """What dashed strokes and hollow marks mean, where there are any."""
    target = ". Dashed: target" if any(figure.target for figure in figures) else ""
    has_few = any(figure.status == "low_n" and figure.is_shown for figure in figures)
    return target + (HOLLOW if has_few else "")


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
        ChartRow(brief(value), by_side([figure for figure in figures if figure.segment_value == value]))
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
    return Line(bound.value, f"target {measure(bound.value, figure.written_unit)}{whose}", is_target=True)
