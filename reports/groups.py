"""One table for each declared segment column: the main figures of each of its values, everybody first."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from reports.headline import headline_figures
from reports.rows import EVERYBODY, Figure, Night
from reports.wording import FEW_UNITS, ROLES, Shown, capital, construct_name, metric_title, shown, spoken, wave_name

MAIN = (
    ("active_pair_rate", "pair"),
    ("cadence_attainment", "pair"),
    ("days_to_first_meeting", "pair"),
    ("pair_retention", "pair"),
    ("goal_setting_rate", "mentee"),
    ("goal_attainment_rate", "mentee"),
    ("goal_attainment_rate", "mentor"),
    ("gas_t", "mentee"),
)
UNMEASURED = Shown("absent", "not measured", "", "", ("no such figure tonight",))
TOO_YOUNG = Shown("absent", "—", "", "", ("not old enough to measure",))


@dataclass(frozen=True, slots=True)
class Column:
    """A figure that is given for each value of a segment."""

    title: str
    detail: str
    metric: str
    cells: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class GroupTable:
    """A segment column: its values down, figures across."""

    id: str
    title: str
    values: tuple[str, ...]
    columns: tuple[Column, ...]
    has_hidden: bool
    has_too_young: bool


def group_tables(night: Night) -> tuple[GroupTable, ...]:
    """The tables of all declared segment columns that have figures."""
    made = (_table(night, segment) for segment in night.programme.segments)
    return tuple(table for table in made if table is not None)


def _table(night: Night, segment: str) -> GroupTable | None:
    values = (EVERYBODY, *night.segment_values(segment))
    if len(values) == 1:
        return None
    columns = [column for key in _keys(night) if (column := _column(night, segment, values, key))]
    cells = [cell for column in columns for cell in column.cells]
    return GroupTable(
        id=segment,
        title=capital(spoken(segment)),
        values=tuple("Everybody" if value == EVERYBODY else value for value in values),
        columns=tuple(columns),
        has_hidden=any(cell.shape == "hidden" for cell in cells),
        has_too_young=TOO_YOUNG in cells,
    )


def _keys(night: Night) -> list[Figure]:
    """Figures of everybody whose key, but for the segment, makes a column."""
    found: list[Figure] = []
    for metric, role in MAIN:
        figures = night.of(metric, role=role)
        shown_ones = [figure for figure in figures if figure.is_shown]
        found += (shown_ones or list(figures))[-1:]
    return found + [figure for figure in headline_figures(night).values() if figure is not None]


def _column(night: Night, segment: str, values: Sequence[str], key: Figure) -> Column | None:
    rows = night.of(
        key.metric,
        role=key.role,
        segment=segment,
        instrument=key.instrument,
        construct=key.construct,
        wave=key.wave,
    )
    if not rows:
        return None
    by_value = {row.segment_value: row for row in rows}
    cells = tuple(_cell(night, key if value == EVERYBODY else by_value.get(value)) for value in values)
    return Column(metric_title(key), _detail(night, key), key.metric, cells)


def _cell(night: Night, figure: Figure | None) -> Shown:
    if figure is None:
        return UNMEASURED
    if figure.metric == "pair_retention" and figure.status == "not_computable" and "followed" in figure.reason:
        return TOO_YOUNG
    cell = shown(figure, night.as_of)
    return replace(cell, notes=tuple(_brief(cell.notes)))


def _brief(notes: Sequence[str]) -> list[str]:
    """Notes that fit a narrow column: few units says enough, the why of it stands in the other tables."""
    kept = [note for note in notes if note.startswith("as of ")]
    return ["few units", *kept] if FEW_UNITS in notes else [note.partition(":")[0] for note in notes]


def _detail(night: Night, figure: Figure) -> str:
    parts = []
    if figure.construct:
        parts.append(construct_name(night.programme, figure.instrument, figure.construct))
    if figure.role in {"mentee", "mentor"} and figure.metric != "goal_setting_rate":
        parts.append(ROLES[figure.role].lower())
    if figure.wave:
        parts.append(wave_name(figure.wave))
    return ", ".join(parts)
