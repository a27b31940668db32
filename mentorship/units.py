"""From units to figures by one way, and back: which facts a figure is made of, and what they count.

A *base* is facts of one kind as of a day, a row a unit; a *measure* says which of them it is about, what each adds, and
by which statistic a figure comes of it. One grouped pass gives the figures of all roles and segments; the same
conditions, read for one figure, list the facts behind it. No definition stands here.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import polars as pl

from mentorship.as_of import AsOf
from mentorship.grouping import KEYS, PARTS, Group, Statistic, expected, keyed, shaped, spread
from mentorship.summaries import SHARES

PLACE: Final = ("role", "instrument", "construct", "wave")
UNIT: Final = (*PLACE, "unit", "segment_id", "who", "cluster")
EVIDENCE: Final = {"fact_id": pl.String, "table_name": pl.String, "evidence_id": pl.String}


@dataclass(frozen=True, slots=True)
class Condition:
    """What a unit must meet to be counted, and in words why it is left out where it does not.

    A `note` stands beside a figure that leaves units out because their data are missing; it gives no number, which may
    be one.
    """

    holds: pl.Expr
    otherwise: str
    note: str = ""


@dataclass(frozen=True)
class Base:
    """Facts of one kind as of a day, before any is left out.

    `units` has a row a unit: the `fact_id` in `table`; `role` and, where they apply, `instrument`, `construct`, `wave`;
    `unit` (person or pair) and `segment_id`, whose segments it takes; `who`, whose people stand behind it; `cluster`,
    what hangs together; and whatever measures ask for. `people` leads from `who` to `person_id` (none: it is the
    person). `keys` are the roles, instruments, constructs and waves that must have figures; `untold` those of them that
    can have none yet, with the `reason`. `grain` names what tells independent units apart where one has many rows, such
    as the meetings of a pair: those are summed first. What `is_whole` is given for everybody alone. `beside` gives
    other units, by `UNIT`, that stand in the groups of the measures' `quantity`: they add nothing to it, or they add to
    sums that are not said to be about them.
    """

    table: str
    units: pl.DataFrame | pl.LazyFrame
    keys: pl.DataFrame
    people: pl.DataFrame | None = None
    untold: pl.DataFrame | None = None
    grain: tuple[str, ...] = ()
    is_whole: bool = False
    beside: Callable[[], pl.DataFrame] | None = None

    @cached_property
    def grains(self) -> pl.DataFrame:
        """What tells figures, segments, people and clusters apart, a row a grain."""
        return keyed(self.units.lazy()).select(UNIT).unique(self.grain).collect()


Evidence = Callable[[AsOf], pl.DataFrame | pl.LazyFrame]
"""Gives `fact_id, table_name, evidence_id`: the other facts because of which a unit counts as it does.

Where a unit counts in several roles, instruments, constructs or waves for different reasons, these columns say which.
"""


@dataclass(frozen=True)
class Measure:
    """How one metric comes of its base.

    `among` are the conditions of being behind the figure; `y` is what a unit adds to the numerator and `x` to the
    denominator (or the two numbers that the statistic takes). `otherwise` says why a unit of the base is not counted
    where a figure is a count. `roles` are those that have the figure, where it is not all of the base's. `carried` are
    columns of the base that the statistic needs besides. A `quantity` names what is summed where metrics over other
    units, or other waves of this one, sum the same: what is published of one then tells of the other too. A *contrast*
    compares those with `x` = 1 to those with `x` = 0.
    """

    id: str
    base: str
    statistic: Statistic
    y: pl.Expr = field(default_factory=lambda: pl.lit(1))
    x: pl.Expr = field(default_factory=lambda: pl.lit(1))
    among: tuple[Condition, ...] = ()
    otherwise: str = ""
    roles: tuple[str, ...] = ()
    carried: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    quantity: str = ""
    is_contrast: bool = False


def measured(measure: Measure, base: Base, segments: pl.DataFrame) -> pl.DataFrame:
    """The metric's figures for every key that it must have: `KEYS` and `PARTS`.

    A key whose figure cannot be computed has no value; its `reason` is given where the base or the statistic knows it.
    """
    if base.is_whole:
        segments = segments.clear()
    long = spread(_counted(measure, base), segments)
    figures = measure.statistic.of(Group(long, base.people))
    keys = base.keys.filter(pl.col("role").is_in(measure.roles)) if measure.roles else base.keys
    whole = expected(segments, keys, figures).join(figures, on=list(KEYS), how="left")
    if measure.statistic.of_nothing is not None:
        whole = whole.with_columns(pl.col("value").fill_null(measure.statistic.of_nothing))
    for condition in measure.among:
        if condition.note:
            whole = _noted(whole, condition, measure, base, segments)
    return shaped(whole) if base.untold is None else _with_untold(whole, base.untold)


@dataclass(frozen=True, slots=True)
class Behind:
    """Who is behind each figure of a metric.

    `members` has `KEYS` and `carrier`; `summed` the same for the quantity that the metric sums, if it has one; `sides`
    the people on the smaller side of each contrast; `people` the `person_id` of each `carrier`. A *carrier* brings one
    number to a figure: a person, a pair, or what a person says of somebody.
    """

    members: pl.DataFrame
    summed: pl.DataFrame
    sides: pl.DataFrame
    people: pl.DataFrame


def behind(measure: Measure, base: Base, segments: pl.DataFrame) -> Behind:
    """Who is behind each figure of a metric. Units that add nothing to a denominator are behind none."""
    segments = segments.clear() if base.is_whole else segments
    counts = (pl.col("x") > 0) | pl.lit(measure.statistic not in SHARES)
    there = _carried(_counted(measure, base).filter(counts), "x")
    members = spread(there.drop("x").unique(), segments)
    summed, whose = members.clear(), there.select("carrier", "who")
    if measure.quantity:
        beside = there.drop("x").clear() if base.beside is None else _carried(base.beside())
        summed = spread(pl.concat([there.drop("x"), beside]).unique(), segments)
        whose = pl.concat([whose, beside.select("carrier", "who")])
    people = _people_of(whose.unique(), base)
    sides = spread(there, segments).join(people, on="carrier") if measure.is_contrast else None
    group = (*KEYS, "carrier")
    return Behind(members.select(group), summed.select(group).unique(), _smaller_side(sides), people)


def _carried(units: pl.DataFrame, *more: str) -> pl.DataFrame:
    own = pl.col("segment_id").is_null() | (pl.col("segment_id") == pl.col("who"))
    carrier = pl.when(own).then("who").otherwise(pl.concat_str("who", "segment_id", separator=" "))
    named = keyed(units).drop_nulls("who").with_columns(carrier=carrier)
    return named.select(*PLACE, "unit", "segment_id", "who", "carrier", *more).unique()


def _people_of(whose: pl.DataFrame, base: Base) -> pl.DataFrame:
    people = whose.select("carrier", person_id="who") if base.people is None else whose.join(base.people, on="who")
    return people.select("carrier", "person_id").unique()


def _smaller_side(rows: pl.DataFrame | None) -> pl.DataFrame:
    """`KEYS` and `fewest`: the people on the smaller side of each contrast."""
    if rows is None:
        return pl.DataFrame(schema={**dict.fromkeys(KEYS, pl.String), "fewest": pl.UInt32})
    sides = rows.group_by(*KEYS, "x").agg(people=pl.col("person_id").n_unique())
    return sides.group_by(KEYS).agg(fewest=pl.col("people").min())


def _noted(
    figures: pl.DataFrame, condition: Condition, measure: Measure, base: Base, segments: pl.DataFrame
) -> pl.DataFrame:
    """Figures that say that they leave units out by a condition."""
    units = _of_roles(measure, keyed(base.units.lazy())).filter(~condition.holds).collect()
    left_out = spread(units.select(*PLACE, "unit", "segment_id"), segments).select(KEYS).unique()
    noted = figures.join(left_out.with_columns(note=pl.lit(condition.note)), on=list(KEYS), how="left")
    there = [pl.col("reason")] if "reason" in figures.columns else []
    return noted.with_columns(reason=pl.coalesce("note", *there)).drop("note")


def _counted(measure: Measure, base: Base) -> pl.DataFrame:
    """The units behind the figures, with their `y` and `x`; those of one grain summed where sums are enough."""
    units = _of_roles(measure, keyed(base.units.lazy()))
    kept = units.filter(condition.holds for condition in measure.among) if measure.among else units
    numbers = kept.with_columns(y=measure.y, x=measure.x)
    if base.grain and not measure.statistic.takes_units:
        by = (*base.grain, *measure.carried)
        sums = numbers.select(*by, "y", "x").group_by(by).agg(pl.col("y", "x").sum()).collect()
        return sums.join(base.grains, on=list(base.grain), nulls_equal=True)
    return numbers.select(*UNIT, *measure.carried, "y", "x").collect()


def _of_roles(measure: Measure, units: pl.LazyFrame) -> pl.LazyFrame:
    return units.filter(pl.col("role").is_in(measure.roles)) if measure.roles else units


def _with_untold(figures: pl.DataFrame, untold: pl.DataFrame) -> pl.DataFrame:
    """Figures without those that cannot be there yet: only the reason stands in their place."""
    told = figures.join(keyed(untold).select(*PLACE, why="reason"), on=list(PLACE), how="left")
    is_told = pl.col("why").is_null()
    blank = [pl.when(is_told).then(name).alias(name) for name in PARTS if name != "reason" and name in told.columns]
    return shaped(told.with_columns(*blank, reason=pl.coalesce("why", "reason")))


def listed(measure: Measure, base: Base, segments: pl.DataFrame, key: dict[str, str]) -> pl.DataFrame:
    """The units of one figure: `fact_id, y, x, why`, `why` null for those behind it and else the reason why not.

    `key` has a figure's `KEYS`. Units of other roles, waves and segment values are none of the figure's.
    """
    units = _of_roles(measure, keyed(base.units.lazy())).filter(pl.col(name) == key[name] for name in PLACE)
    why = pl.lit(None, pl.String)
    for condition in reversed(measure.among):
        why = pl.when(condition.holds.fill_null(value=False)).then(why).otherwise(pl.lit(condition.otherwise))
    told = (*PLACE, "unit", "segment_id", "fact_id", "y", "x", "why")
    found = units.with_columns(y=measure.y, x=measure.x, why=why).select(*told).collect()
    here = (pl.col("segment") == key["segment"]) & (pl.col("segment_value") == key["segment_value"])
    return spread(found, segments).filter(here).select("fact_id", "y", "x", "why").sort("fact_id")


def evidence(measure: Measure, view: AsOf, key: dict[str, str]) -> pl.DataFrame:
    """`fact_id, table_name, evidence_id`: the other facts behind the units of one figure."""
    found = [pl.DataFrame(schema=EVIDENCE)]
    for each in measure.evidence:
        facts = each(view).lazy()
        told = [name for name in PLACE if name in facts.collect_schema()]
        is_its = pl.all_horizontal(pl.lit(value=True), *(pl.col(name) == key[name] for name in told))
        found.append(facts.filter(is_its).select(*EVIDENCE).collect())
    return pl.concat(found).unique().sort(pl.all())


def of_person(person: str, cluster: str | None = None) -> dict[str, pl.Expr]:
    """The columns of a unit that takes a person's segments and stands for that person."""
    who = pl.col(person)
    return {"unit": pl.lit("person"), "segment_id": who, "who": who, "cluster": pl.col(cluster or person)}


def of_pair(who: str, cluster: str) -> dict[str, pl.Expr]:
    """The columns of a unit that takes a pair's segments, in the role of pairs."""
    unit = {"role": pl.lit("pair"), "unit": pl.lit("pair"), "segment_id": pl.col("pair_id")}
    return {**unit, "who": pl.col(who), "cluster": pl.col(cluster)}


def first_reasons(*told: pl.DataFrame) -> pl.DataFrame:
    """One row a key of frames of keys with a `reason`: the reason that is given first."""
    keys = pl.concat(told)
    return keys.unique([name for name in keys.columns if name != "reason"], keep="first", maintain_order=True)


def by_id(measures: Sequence[Measure]) -> dict[str, Measure]:
    """Measures by their metric's id; `ValueError` where two have one."""
    found = {measure.id: measure for measure in measures}
    if len(found) < len(measures):
        raise ValueError(f"a metric is measured twice: {sorted(measure.id for measure in measures)}")
    return found
