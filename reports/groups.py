"""One table for each declared segment column: the main figures of each of its values, everybody first."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from reports.headline import headline_figures
from reports.rows import Figure, Night
from reports.wording import (
    FEW_UNITS,
    ROLES,
    SIDES,
    Shown,
    brief,
    capital,
    construct_name,
    metric_title,
    shown,
    spoken,
    wave_name,
)

MAIN = (
    ("active_pair_rate", "pair"),
    ("cadence_attainment", "pair"),
    ("days_to_first_meeting", "pair"),
    ("pair_retention", "pair"),
    ("goal_setting_rate", "mentee"),
    ("goal_attainment_rate", "mentee"),
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
    """A segment column: everybody and its values down, figures across."""

    id: str
    title: str
    values: tuple[str, ...]
    sizes: tuple[int, ...]
    columns: tuple[Column, ...]
    has_hidden: bool
    has_too_young: bool
    groups_left_out: int = 0

    def largest(self, most: int) -> "GroupTable":
        """Everybody and the largest groups alone, by the most units behind a figure, in the same order."""
        ranked = sorted(range(1, len(self.values)), key=lambda place: (-self.sizes[place], place))
        kept = (0, *sorted(ranked[:most]))
        return replace(
            self,
            values=tuple(self.values[place] for place in kept),
            sizes=tuple(self.sizes[place] for place in kept),
            columns=tuple(replace(one, cells=tuple(one.cells[place] for place in kept)) for one in self.columns),
            groups_left_out=self.groups_left_out + len(self.values) - len(kept),
        )


def group_tables(night: Night) -> tuple[GroupTable, ...]:
    """The tables of all declared segment columns that have figures."""
    made = (_table(night, segment) for segment in night.programme.segments)
    return tuple(table for table in made if table is not None)


def _table(night: Night, segment: str) -> GroupTable | None:
    keys = _keys(night)
    values = _values(night, segment, keys)
    if not values:
        return None
    columns = [column for key in keys if (column := _column(night, segment, values, key))]
    cells = [cell for column in columns for cell in column.cells]
    return GroupTable(
        id=segment,
        title=capital(spoken(segment)),
        values=("Everybody", *(brief(value) for value in values)),
        sizes=(0, *_sizes(night, segment, values)),
        columns=tuple(columns),
        has_hidden=any(cell.shape == "hidden" for cell in cells),
        has_too_young=TOO_YOUNG in cells,
    )


def _values(night: Night, segment: str, keys: Sequence[Figure]) -> tuple[str, ...]:
    """The values of a segment that have a figure in any column."""
    found = {row.segment_value for key in keys for row in _alike(night, segment, key)}
    return tuple(value for value in night.segment_values(segment) if value in found)


def _alike(night: Night, segment: str, key: Figure) -> tuple[Figure, ...]:
    """The figures of a segment that are what the key is of everybody."""
    return night.of(
        key.metric,
        role=key.role,
        segment=segment,
        instrument=key.instrument,
        construct=key.construct,
        wave=key.wave,
    )


def _sizes(night: Night, segment: str, values: Sequence[str]) -> tuple[int, ...]:
    found = dict.fromkeys(values, 0)
    for figure in night.figures:
        if figure.segment == segment and figure.segment_value in found:
            found[figure.segment_value] = max(found[figure.segment_value], figure.n or 0)
    return tuple(found.values())


def _keys(night: Night) -> list[Figure]:
    """Figures of everybody whose key, but for the segment, makes a column."""
    found: list[Figure] = []
    for metric, role in MAIN:
        figures = night.of(metric, role=role)
        shown_ones = [figure for figure in figures if figure.is_shown]
        found += (shown_ones or list(figures))[-1:]
    headlines = [figure for figure in headline_figures(night).values() if figure is not None]
    asked = [_response(night, role, headlines) for role in SIDES]
    return [*found, *headlines, *(figure for figure in asked if figure is not None)]


def _response(night: Night, role: str, headlines: Sequence[Figure]) -> Figure | None:
    """The newest response rate of a side, of the questionnaire whose growth is quoted where that was asked then."""
    rates = [figure for figure in night.of("response_rate", role=role) if figure.is_shown]
    quoted = {figure.instrument for figure in headlines if figure.role == role}
    return max(rates, key=lambda one: (night.wave_place(one.wave), one.instrument in quoted), default=None)


def _column(night: Night, segment: str, values: Sequence[str], key: Figure) -> Column | None:
    rows = _alike(night, segment, key)
    if not rows:
        return None
    by_value = {row.segment_value: row for row in rows}
    cells = tuple(_cell(night, figure) for figure in (key, *map(by_value.get, values)))
    return Column(metric_title(key), _detail(night, key), key.metric, cells)


def _cell(night: Night, figure: Figure | None) -> Shown:
    if figure is None:
        return UNMEASURED
    if figure.is_too_young:
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
