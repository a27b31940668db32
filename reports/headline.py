"""The growth that is quoted at the top: which figure speaks for each side, and who grew by it."""

from collections.abc import Sequence
from dataclasses import dataclass

from reports.findings import tally_of_growth
from reports.rows import Figure, Night
from reports.standing import side
from reports.wording import ROLES, SIDES, construct_name, limits, measure, shown, wave_name

GROWTH = ("growth_g", "mean_change")


@dataclass(frozen=True, slots=True)
class Side:
    """Mentees or mentors: the figure that speaks for them and what it says."""

    role: str
    name: str
    figure: Figure | None
    grew: bool | None
    number: str
    details: str


def headline_figures(night: Night) -> dict[str, Figure | None]:
    """For each side one growth figure: that of a target, else of the first area asked; of the newest wave.

    Of several targets the first whose figure can be seen.
    """
    targeted: dict[str, Figure] = {}
    for figure in sorted(_growth(night), key=lambda figure: not figure.is_shown):
        if figure.target and figure.role in SIDES:
            targeted.setdefault(figure.role, figure)
    first = next(iter(targeted.values()), None)
    return {role: targeted.get(role) or _like(night, role, first) for role in SIDES}


def _growth(night: Night) -> tuple[Figure, ...]:
    rows = [figure for metric in GROWTH for figure in night.of(metric)]
    rows.sort(key=lambda figure: night.wave_place(figure.wave), reverse=True)
    return tuple(rows)


def _like(night: Night, role: str, model: Figure | None) -> Figure | None:
    """The side's figure of the same metric and area as the other side's, else its first that is shown."""
    rows = [figure for figure in _growth(night) if figure.role == role]
    if model is not None:
        same = [row for row in rows if _area(row) == _area(model)]
        return next(iter(same), None)
    return next((row for row in rows if row.is_shown), next(iter(rows), None))


def _area(figure: Figure) -> tuple[str, str, str, str]:
    return (figure.metric, figure.instrument, figure.construct, figure.wave)


def sides(night: Night) -> tuple[Side, ...]:
    """Mentees, then mentors."""
    return tuple(_side(night, role, figure) for role, figure in headline_figures(night).items())


def _side(night: Night, role: str, figure: Figure | None) -> Side:
    if figure is None:
        return Side(role, ROLES[role], None, None, "not measured", "")
    area = construct_name(night.programme, figure.instrument, figure.construct)
    about = f"{area}, {wave_name(figure.wave)}"
    cell = shown(figure, night.as_of)
    if figure.value is None or not figure.is_shown:
        details = [about, cell.n, *cell.notes]
        return Side(role, ROLES[role], figure, None, cell.text, " · ".join(part for part in details if part))
    grew = figure.has_interval and side(figure, 0) == "above"
    peers = night.of(figure.metric, role=role, instrument=figure.instrument, wave=figure.wave)
    details = [limits(figure), cell.n, about, *cell.notes, tally_of_growth(peers)]
    text = " · ".join(part for part in details if part)
    return Side(role, ROLES[role], figure, grew, measure(figure.value, figure.written_unit), text)


def conclusion(found: Sequence[Side]) -> str:
    """Who grew, by the figures quoted: both, one side only, or nobody for certain."""
    known = [one for one in found if one.grew is not None]
    grown = [one for one in known if one.grew]
    if not known:
        return "Growth cannot be shown yet."
    if len(known) < len(found):
        only = known[0]
        missing = next(one for one in found if one.grew is None)
        said = f"{only.name} grew" if only.grew else f"For {only.name.lower()} no growth is certain"
        return f"{said}; for {missing.name.lower()} it cannot be said."
    if len(grown) == len(found):
        return "Both sides grew."
    if grown:
        other = next(one for one in found if not one.grew)
        return f"Only {grown[0].name.lower()} grew for certain; for {other.name.lower()} {_doubt(other)}."
    return "For neither side growth is certain."


def _doubt(one: Side) -> str:
    if one.figure is not None and one.figure.has_interval and side(one.figure, 0) == "below":
        return "answers fell"
    return "the interval holds no change"
