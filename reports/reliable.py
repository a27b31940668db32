"""The card of reliable change: who rose and who fell by more than measurement error, side by side.

Those who fell are named first and never left out; more rose than fell only where the two intervals lie apart.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reports.axes import Axis, axis
from reports.cards import Card, Head, strips_card
from reports.rows import Figure, Night
from reports.strips import Strip, Strips, band, has_marks, ticks_of, two_ways
from reports.wording import ROLES, amount, capital, limits, listed, shown, wave_name, with_intervals

LEAST = (-0.2, 0.4)
ROSE, UNCHANGED, FELL = "reliably_improved_rate", "reliably_unchanged_rate", "reliably_worsened_rate"


@dataclass(frozen=True, slots=True)
class Pair:
    """Of one area and side: the shares of those who rose and of those who fell. `name` also says whose, if need be."""

    name: str
    area: str
    rose: Figure
    fell: Figure

    @property
    def is_shown(self) -> bool:
        """Whether both are numbers."""
        return self.rose.is_shown and self.fell.is_shown


def reliable_card(night: Night, areas: Sequence[tuple[str, Figure]]) -> list[Card]:
    """Reliable change in the areas of a comparison, given as their names and growth figures."""
    pairs = [pair for name, figure in areas if (pair := _pair(night, name, figure))]
    if not pairs:
        return []
    first = pairs[0].rose
    title = f"{capital(wave_name(first.wave))}: {_title(pairs)}"
    subtitle = (
        "Share of those who answered both who fell (left) and who rose (right) by more than measurement error, "
        f"{with_intervals()}; n is those people"
    )
    name = f"reliable-{first.instrument}-{first.wave.replace('..', '-')}".replace("_", "-")
    named = [one for pair in pairs for one in _named(night, pair)]
    strips = _strips(night, pairs)
    return [strips_card(night, Head(name, title, subtitle, _said(pairs)), strips, named, _cuts(night, areas))]


def _pair(night: Night, name: str, figure: Figure) -> Pair | None:
    rose, fell = (_like(night, metric, figure) for metric in (ROSE, FELL))
    area = name.removesuffix(f", {ROLES[figure.role].lower()}")
    return Pair(name, area[:1].lower() + area[1:], rose, fell) if rose and fell else None


def _like(night: Night, metric: str, figure: Figure) -> Figure | None:
    """Another metric of the same people, area and waves."""
    key = {name: getattr(figure, name) for name in ("role", "instrument", "construct", "wave")}
    return next(iter(night.of(metric, **key)), None)


def _named(night: Night, pair: Pair) -> Iterator[tuple[str, Figure]]:
    yield (f"{pair.name}: fell", pair.fell)
    if unchanged := _like(night, UNCHANGED, pair.rose):
        yield (f"{pair.name}: neither", unchanged)
    yield (f"{pair.name}: rose", pair.rose)


def _cuts(night: Night, areas: Sequence[tuple[str, Figure]]) -> list[tuple[str, Figure]]:
    """From how many points on a change counts, of each area."""
    found = {
        (figure.instrument, figure.construct): (f"{name}: the cut", cut)
        for name, figure in areas
        for cut in night.of("reliable_change_points", instrument=figure.instrument, construct=figure.construct)
    }
    return list(found.values())


def _strips(night: Night, pairs: Sequence[Pair]) -> Strips:
    left = [-_end(pair.fell) for pair in pairs]
    right = [_end(pair.rose) for pair in pairs]
    scale = two_ways(axis("ratio", [], [*left, *right], least=LEAST))
    rows = tuple(_strip(night, pair, scale) for pair in pairs)
    return Strips(rows, ticks_of(scale) if has_marks(rows) else (), scale.place(0.0))


def _end(figure: Figure) -> float:
    return max((number for number in (figure.value, figure.ci_high) if number is not None), default=0.0)


def _strip(night: Night, pair: Pair, scale: Axis) -> Strip:
    """Both marks with their numbers; where one is no number, its word stands for it."""
    fell, rose = (shown(figure, night.as_of) for figure in (pair.fell, pair.rose))
    role, drawn = pair.rose.role, [(pair.fell, -1), (pair.rose, 1)]
    if fell.shape != "value" and fell == rose:
        return Strip(pair.name, role, "", rose.n, absent=rose)
    return Strip(
        label=pair.name,
        role=role,
        text=f"{_short(pair.fell, fell.text)} fell, {_short(pair.rose, rose.text)} rose",
        n=rose.n if rose.n == fell.n else "",
        bands=tuple(one for figure, sign in drawn for one in band(scale, figure, sign)),
        dots=tuple(scale.place(sign * figure.value) for figure, sign in drawn if figure.value is not None),
        is_few="low_n" in {pair.fell.status, pair.rose.status},
    )


def _short(figure: Figure, word: str) -> str:
    return amount(figure.value, figure.unit) if figure.is_shown and figure.value is not None else word


def _title(pairs: Sequence[Pair]) -> str:
    known = [pair for pair in pairs if pair.is_shown]
    if not known:
        return "reliable change cannot be shown"
    fell = _areas([pair for pair in known if _is_above(pair.fell, pair.rose)])
    rose = _areas([pair for pair in known if _is_above(pair.rose, pair.fell)])
    parts = [f"more {role} fell than rose in {areas}" for role, areas in fell]
    parts += [f"more {role} rose than fell in {areas}" for role, areas in rose]
    return "; ".join(parts) or "who rose and who fell beyond measurement error"


def _is_above(figure: Figure, other: Figure) -> bool:
    """Whether the whole interval of a share lies above that of another of the same people."""
    return figure.ci_low is not None and other.ci_high is not None and figure.ci_low > other.ci_high


def _areas(pairs: Sequence[Pair]) -> list[tuple[str, str]]:
    by_role: dict[str, list[str]] = {}
    for pair in pairs:
        by_role.setdefault(ROLES[pair.rose.role].lower(), []).append(pair.area)
    return [(role, listed(names)) for role, names in by_role.items()]


def _said(pairs: Sequence[Pair]) -> str:
    """The area in which most people fell, with its interval; where nothing can be shown, why."""
    known = [(pair.fell.value, pair) for pair in pairs if pair.fell.is_shown and pair.fell.value is not None]
    if not known:
        reasons = [pair.fell.reason for pair in pairs if not pair.fell.is_hidden and not pair.fell.word]
        return f"{capital(reasons[0])}." if reasons and reasons[0] else ""
    highest, pair = max(known, key=lambda one: one[0])
    if not highest:
        return "In no area that can be shown anybody fell by more than measurement error."
    share = f"{amount(highest, pair.fell.unit)} of {ROLES[pair.fell.role].lower()} in {pair.area}"
    return f"The highest share of people who fell: {share} ({limits(pair.fell)})."
