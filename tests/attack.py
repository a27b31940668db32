"""An attacker with everything published and all arithmetic: what is told of fewer than k people?

The attacker knows who stood behind every figure on every night, and not what anybody gave. Each number that is a sum of
what was given is an equation; the equations are solved exactly, over the integers modulo a prime, and searched for
every combination that leaves somebody, but fewer than k people. Nothing of the product stands here.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple, Protocol

import numpy as np

Row = Mapping[str, Any]
Key = tuple[str, ...]
PRIME = 2_147_483_629
SCALE = 2
"""Scores are halves: twice every sum is a whole number."""
KEY = ("metric", "role", "segment", "segment_value", "instrument", "construct", "wave")
NUMBERS = ("value", "ci_low", "ci_high", "n", "people", "numerator", "denominator")
WORDS = ("few", "most")


class Insider(Protocol):
    """Knows who is behind a figure."""

    def behind(self, group: str, row: Row) -> Mapping[str, frozenset[str]]:
        """What brings a number to a figure on the night whose value it shows, each with its people."""


class Sum(NamedTuple):
    """Which number of a metric is the sum of a quantity, over which group.

    Numbers of other metrics at the same place and of the same night are added (`plus`) or taken away (`less`).
    """

    metric: str
    number: str
    group: str
    quantity: str
    less: tuple[tuple[str, str], ...] = ()
    plus: tuple[tuple[str, str], ...] = ()

    def quantity_of(self, row: Row) -> str:
        """What is summed, of the row's questionnaire and wave, and of a night alone where it changes."""
        first, _, second = row["wave"].partition("..")
        about = {"role": row["role"], "wave": row["wave"], "night": row["value_as_of"]}
        named = self.quantity.format(first=first, second=second, **about)
        return f"{row['instrument']}/{row['construct']}/{named}" if self.group in SCORED else named


SCORED = ("compared", "answered", "begun", "begun at all")
STILL = (
    Sum("matched_count", "value", "enrolled", "matched"),
    Sum("match_rate", "numerator", "enrolled", "matched"),
    Sum("response_rate", "numerator", "invited", "rate of {wave}"),
    Sum("complete_count", "value", "invited", "complete {wave}"),
    Sum("mean_baseline", "mean", "compared", "score {first}"),
    Sum("mean_latest", "mean", "compared", "score {second}"),
    Sum("mean_change", "less mean", "compared", "score {first}", plus=(("mean_latest", "mean"),)),
    Sum("mean_change", "mean", "compared", "score {second}", plus=(("mean_baseline", "mean"),)),
    Sum("nps", "hundredth", "answered", "nps {wave}"),
    Sum("satisfaction", "numerator", "answered", "satisfied {wave}"),
    *(
        Sum(f"reliably_{word}_rate", "numerator", "compared", f"{word} {{wave}}")
        for word in ("improved", "unchanged", "worsened")
    ),
    Sum("open_pair_count", "value", "pairs", "open"),
    Sum("met_within_14_days_rate", "numerator", "older pairs", "met soon"),
    Sum("cadence_attainment", "numerator", "pairs", "held"),
    Sum("held_meeting_count", "value", "pairs", "held"),
    Sum("cancellation_rate", "numerator", "pairs with meetings", "cancelled"),
    Sum("no_show_rate", "numerator", "pairs with meetings", "missed"),
    Sum("agenda_rate", "numerator", "pairs that met", "with agenda"),
)
"""As if everybody gave the same on every night: over all nights, what comes of people's coming and going."""

NIGHTLY = (
    Sum("matched_count", "value", "enrolled", "matched as {role} on {night}"),
    Sum("match_rate", "numerator", "enrolled", "matched as {role} on {night}"),
    Sum("response_rate", "numerator", "invited", "complete {wave} on {night}"),
    Sum("complete_count", "value", "invited", "complete {wave} on {night}"),
    Sum("nps", "n", "invited", "complete {wave} on {night}"),
    Sum("satisfaction", "n", "invited", "complete {wave} on {night}"),
    Sum("open_pair_count", "value", "pairs", "open on {night}"),
    Sum("never_met_count", "n", "pairs", "open on {night}"),
    Sum("held_meeting_count", "value", "pairs", "held on {night}"),
    Sum("cadence_attainment", "numerator", "pairs", "held on {night}"),
    Sum("agenda_rate", "n", "pairs", "held on {night}"),
    Sum("meeting_hours", "n", "pairs", "held on {night}", plus=(("meetings_without_duration_count", "value"),)),
    Sum(
        "cancellation_rate",
        "n",
        "pairs",
        "held on {night}",
        less=(("cancellation_rate", "numerator"), ("no_show_rate", "numerator")),
    ),
    Sum("cancellation_rate", "numerator", "pairs", "cancelled on {night}"),
    Sum("no_show_rate", "numerator", "pairs", "missed on {night}"),
    Sum("agenda_rate", "numerator", "pairs", "with agenda on {night}"),
)
"""What changes from night to night, each night by itself: numbers of one metric that are another's, and their bases.

Who has none of what is summed is in the group: the attacker does not look at that.
"""


SPREADS = (
    *(Sum(metric, "any", "compared", "baseline") for metric in ("mean_baseline", "mean_change", "growth_g")),
    Sum("attrition_bias_g", "any", "begun", "baseline"),
    Sum("reliable_change_points", "any", "begun at all", "baseline"),
)
"""As if each told a sum of what its people gave: means with their limits, spreads and contrasts of baseline scores."""


class Equation(NamedTuple):
    """The sum of a quantity over carriers is a number, twice over; `row` is where it was read."""

    quantity: str
    carriers: frozenset[str]
    twice: int
    row: Row


class Recovered(NamedTuple):
    """A combination of what fewer than k people gave, with its value twice over, modulo the prime."""

    quantity: str
    factors: dict[str, int]
    twice: int

    @property
    def told(self) -> str:
        return " ".join(f"{factor:+d}·{name}" for name, factor in sorted(self.factors.items()))


# What is read


def is_shown(row: Row) -> bool:
    return row["value"] is not None or row["reason"] in WORDS


def place(row: Row, metric: str | None = None) -> Key:
    return (metric or row["metric"], *(row[name] for name in KEY[1:]))


def read(rows: Iterable[Row], insider: Insider, sums: Sequence[Sum]) -> dict[str, list[Equation]]:
    """Every equation in published rows, by quantity; the same one is told once."""
    told = [row for row in rows if is_shown(row)]
    there = {(place(row), row["value_as_of"]): row for row in told}
    by_metric = defaultdict(list)
    for row in there.values():
        by_metric[row["metric"]].append(row)
    people: dict[str, frozenset[str]] = {}
    found: dict[str, dict[tuple[frozenset[str], int], Equation]] = defaultdict(dict)
    for each in sums:
        for row in by_metric[each.metric]:
            number = _total(each, row, there)
            if number is None:
                continue
            group = insider.behind(each.group, row)
            people |= group
            quantity = each.quantity_of(row)
            equation = Equation(quantity, frozenset(group), round(SCALE * number), row)
            found[quantity].setdefault((equation.carriers, equation.twice), equation)
    return {quantity: list(equations.values()) for quantity, equations in found.items()}


def _total(each: Sum, row: Row, there: Mapping[tuple[Key, date], Row]) -> float | None:
    total = _number(row, each.number)
    for sign, others in ((-1, each.less), (1, each.plus)):
        for metric, name in others:
            other = there.get((place(row, metric), row["value_as_of"]))
            number = None if other is None else _number(other, name)
            if total is None or number is None:
                return None
            total += sign * number
    return total


def _number(row: Row, name: str) -> float | None:
    if name in NUMBERS:
        return row[name]
    if name == "any":
        return None if row["value"] is None else 0
    if row["value"] is None:
        return None
    factor = {"mean": 1, "less mean": -1, "hundredth": 0.01}[name]
    return factor * row["value"] * row["n"]


# What is worked out


class Numbers:
    """Equations of one quantity, solved: rows over cells (carriers in the very same sums), reduced modulo the prime."""

    def __init__(self, equations: Sequence[Equation], people: Mapping[str, frozenset[str]]) -> None:
        self.carriers = sorted({name for each in equations for name in each.carriers})
        at = {name: number for number, name in enumerate(self.carriers)}
        full = np.zeros((len(equations), len(at) + 1), np.int64)
        for number, each in enumerate(equations):
            full[number, [at[name] for name in each.carriers]] = 1
            full[number, -1] = each.twice % PRIME
        patterns: dict[bytes, list[int]] = defaultdict(list)
        for column in range(len(at)):
            patterns[full[:, column].tobytes()].append(column)
        self.cells = [tuple(self.carriers[column] for column in found) for found in patterns.values()]
        self.people = [frozenset().union(*(people[name] for name in cell)) for cell in self.cells]
        self.rows = np.column_stack([full[:, [found[0] for found in patterns.values()]], full[:, -1]])
        self.unknowns = _null_space(self.rows[:, :-1])

    def few(self, k: int) -> list[tuple[int, ...]]:
        """Every smallest set of cells, of fewer than k people, of which something is told."""
        small = [cell for cell, people in enumerate(self.people) if len(people) < k]
        found: list[tuple[int, ...]] = []
        self._search(self.unknowns[small], small, (), frozenset(), k, found)
        return [each for each in found if not any(set(other) < set(each) for other in found)]

    def _search(
        self, rows: Any, names: list[int], taken: tuple[int, ...], people: frozenset[str], k: int, found: list[Any]
    ) -> None:
        """Sets of rows that depend on one another, the taken ones among them already eliminated from the rest."""
        there = rows.any(axis=1)
        found += [(*taken, name) for name, is_there in zip(names, there, strict=True) if not is_there]
        left = np.flatnonzero(there)
        for number, row in enumerate(left):
            more = people | self.people[names[row]]
            rest = [later for later in left[number + 1 :] if len(more | self.people[names[later]]) < k]
            if len(more) >= k or not rest:
                continue
            reduced = _without(rows[rest], rows[row])
            self._search(reduced, [names[later] for later in rest], (*taken, names[row]), more, k, found)

    def told(self, cells: Sequence[int]) -> list[tuple[dict[tuple[str, ...], int], int]]:
        """What is told of these cells alone: factors by cell, and twice the value."""
        others = [cell for cell in range(len(self.cells)) if cell not in set(cells)]
        order = [*others, *cells, len(self.cells)]
        rows, pivots = _reduced(self.rows[:, order], len(order) - 1)
        found = []
        for row, pivot in zip(rows, pivots, strict=False):
            if pivot >= len(others):
                factors = {self.cells[order[at]]: _signed(row[at]) for at in np.flatnonzero(row[:-1])}
                found.append((factors, _signed(row[-1])))
        return found

    def tells(self, carriers: frozenset[str]) -> int | None:
        """Twice the sum over these carriers, if it can be worked out."""
        wanted = np.zeros(self.rows.shape[1], np.int64)
        for number, cell in enumerate(self.cells):
            inside = carriers.intersection(cell)
            if inside and len(inside) < len(cell):
                return None
            wanted[number] = bool(inside)
        rows, pivots = _reduced(self.rows, len(self.cells))
        for row, pivot in zip(rows, pivots, strict=False):
            wanted = (wanted - wanted[pivot] * row) % PRIME
        return None if wanted[:-1].any() or not carriers <= set(self.carriers) else _signed(-wanted[-1] % PRIME)


def recovered(
    equations: Mapping[str, Sequence[Equation]], people: Callable[[str], frozenset[str]], k: int
) -> list[Recovered]:
    """All that is told of fewer than k people."""
    found = []
    for quantity, own in sorted(equations.items()):
        solved = Numbers(own, {name: people(name) for each in own for name in each.carriers})
        for cells in solved.few(k):
            for factors, twice in solved.told(cells):
                each = {name: factor for cell, factor in factors.items() for name in cell}
                found.append(Recovered(quantity, each, twice))
    return found


def undone_words(
    rows: Iterable[Row], equations: Mapping[str, Sequence[Equation]], insider: Insider, sums: Sequence[Sum]
) -> list[tuple[Key, date, float]]:
    """Numbers for which a word stands, and that are told by the others nevertheless."""
    named = {each.metric: each for each in sums if each.number in {"numerator", "value"} and not each.less + each.plus}
    found = set()
    solved: dict[str, Numbers] = {}
    for row in rows:
        each = named.get(row["metric"])
        if each is None or row["reason"] not in WORDS:
            continue
        quantity = each.quantity_of(row)
        group = insider.behind(each.group, row)
        if quantity not in equations:
            continue
        if quantity not in solved:
            own = equations[quantity]
            solved[quantity] = Numbers(own, {name: frozenset([name]) for line in own for name in line.carriers})
        twice = solved[quantity].tells(frozenset(group))
        if twice is not None:
            found.add((place(row), row["value_as_of"], twice / SCALE))
    return sorted(found)


def _reduced(rows: Any, columns: int) -> tuple[Any, list[int]]:
    """The reduced echelon form over the first columns; its rows are in the order of the pivots."""
    rows, pivots = rows.copy() % PRIME, []
    for column in range(columns):
        at = len(pivots)
        there = np.flatnonzero(rows[at:, column])
        if not there.size:
            continue
        rows[[at, at + there[0]]] = rows[[at + there[0], at]]
        rows[at] = rows[at] * pow(int(rows[at, column]), -1, PRIME) % PRIME
        factors = rows[:, column].copy()
        factors[at] = 0
        rows = (rows - factors[:, None] * rows[at] % PRIME) % PRIME
        pivots.append(column)
    return rows, pivots


def _null_space(rows: Any) -> Any:
    """A row a column: what is free in it. Columns whose rows here depend on one another are told of together."""
    count = rows.shape[1]
    reduced, pivots = _reduced(rows, count)
    free = [column for column in range(count) if column not in set(pivots)]
    space = np.zeros((count, len(free)), np.int64)
    space[pivots] = -reduced[: len(pivots), free] % PRIME
    space[free, range(len(free))] = 1
    return space


def _without(rows: Any, row: Any) -> Any:
    """Rows less what of them is along a row."""
    at = int(np.flatnonzero(row)[0])
    unit = row * pow(int(row[at]), -1, PRIME) % PRIME
    return (rows - rows[:, [at]] * unit % PRIME) % PRIME


def _signed(number: Any) -> int:
    number = int(number) % PRIME
    return number - PRIME if number > PRIME // 2 else number


# What is written in METRICS.md of a row by itself


def broken_rules(nights: Sequence[Sequence[Row]], insider: Insider, group_of: Mapping[str, str], k: int) -> list[str]:
    """The rows, night by night in the order in which they were published, that break a rule."""
    fresh: dict[Key, list[Row]] = defaultdict(list)
    out: dict[Key, dict[date, Row]] = defaultdict(dict)
    found = []
    for row in (row for rows in nights for row in rows):
        found += [f"{why}: {dict(row)}" for why in _broken(row, k)]
        if not is_shown(row):
            continue
        here = place(row)
        if row["value_as_of"] != row["as_of"]:
            found += [] if _is_repeated(row, out[here]) else [f"not what was shown: {dict(row)}"]
        else:
            found += [f"a group moved by few: {dict(row)}"] if _moved(row, fresh[here], insider, group_of, k) else []
            fresh[here].append(row)
        out[here][row["as_of"]] = row
    return found


def _broken(row: Row, k: int) -> Iterator[str]:
    numbers = [row[name] for name in NUMBERS if row[name] is not None]
    if numbers and (row["people"] is None or row["people"] < k):
        yield "a number of fewer than k people"
    if row["status"] == "suppressed" and (numbers or row["target_status"]):
        yield "suppressed, and tells"
    if row["status"] == "not_computable" and row["value"] is not None:
        yield "not computable, and tells"
    worded = ("value", "ci_low", "ci_high", "numerator")
    if row["reason"] in WORDS and (any(row[name] is not None for name in worded) or row["target_status"]):
        yield "a word beside its number"
    share = row["value"] if row["unit"] == "share" else None
    if share is not None and row["people"] < 10 and not 0.2 < share < 0.8:
        yield "a share near 0 or 1 of a small group"


def _moved(row: Row, before: Sequence[Row], insider: Insider, group_of: Mapping[str, str], k: int) -> bool:
    """Whether the people behind a figure are others, by fewer than k, than on any night that showed it."""
    group = group_of[row["metric"]]
    now = _everybody(insider.behind(group, row))
    return any(0 < len(now ^ _everybody(insider.behind(group, each))) < k for each in before)


def _everybody(group: Mapping[str, frozenset[str]]) -> frozenset[str]:
    return frozenset().union(*group.values())


def _is_repeated(row: Row, out: Mapping[date, Row]) -> bool:
    """A kept figure is what the newest night up to its own said."""
    earlier = [night for night in out if night <= row["as_of"]]
    return bool(earlier) and all(out[max(earlier)][name] == row[name] for name in (*NUMBERS, "value_as_of"))
