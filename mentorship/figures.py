"""The one way from facts to figures: every metric of every family, with unit, status, version and target."""

from collections.abc import Collection
from datetime import date

import polars as pl

from mentorship import engagement, goals, growth, health, meetings, ratings, registry, reliability, response, tables
from mentorship.as_of import AsOf, Facts
from mentorship.programme import Programme
from mentorship.scorecard import judged
from mentorship.units import Base, by_id, measured

FAMILIES = (engagement, meetings, health, response, goals, growth, reliability, ratings)
MEASURES = by_id([measure for family in FAMILIES for measure in family.MEASURES])
LOW_N = 10


def bases(view: AsOf, metrics: Collection[str] = tuple(MEASURES)) -> dict[str, Base]:
    """Every base by name of the families that these metrics belong to."""
    families = [family for family in FAMILIES if any(measure.id in metrics for measure in family.MEASURES)]
    return {name: base for family in families for name, base in family.bases(view).items()}


def measure(facts: Facts, programme: Programme, as_of: date) -> pl.DataFrame:
    """Every figure of a programme as of a day, nothing hidden: the table `metric_figures`.

    `facts` are the core tables by name. A figure that cannot be computed is a row that says why. Sorted by its key.
    """
    return figures_of(AsOf(facts, programme, as_of))


def figures_of(view: AsOf, metrics: Collection[str] = tuple(MEASURES)) -> pl.DataFrame:
    """`measure`, of these metrics and of a programme that has been put as it stood on a day."""
    found = bases(view, metrics)
    every = (
        measured(MEASURES[name], found[MEASURES[name].base], view.segments).with_columns(metric=pl.lit(name))
        for name in metrics
    )
    figures = _complete(pl.concat(every)).with_columns(
        programme_id=pl.lit(view.programme.id),
        as_of=pl.lit(view.day),
        value_as_of=pl.lit(view.day),
        wave_order=_wave_order(view.programme),
        unit=_catalogued("unit", pl.String),
        definition_version=_catalogued("version", pl.Int64),
    )
    wanted = tables.dtypes("metric_figures")
    scored = judged(figures, view.programme).select(pl.col(name).cast(dtype) for name, dtype in wanted.items())
    return scored.sort(tables.FIGURE_KEY)


def _complete(figures: pl.DataFrame) -> pl.DataFrame:
    """Figures with their status and, where one is not simply ok, the reason."""
    has_none, is_few, are_few_groups = pl.col("value").is_null(), pl.col("n") < LOW_N, pl.col("clusters") < LOW_N
    among = {entry.id: entry.denominator for entry in registry.METRICS}
    nobody = pl.format("nothing to count: {}", pl.col("metric").replace_strict(among, return_dtype=pl.String))
    few = (
        pl.when(is_few)
        .then(pl.lit(f"fewer than {LOW_N} behind it"))
        .when(are_few_groups)
        .then(pl.lit(f"fewer than {LOW_N} groups behind its interval"))
    )
    return figures.with_columns(pl.col("n", "people").fill_null(0)).with_columns(
        status=pl.when(has_none)
        .then(pl.lit("not_computable"))
        .when(is_few | are_few_groups)
        .then(pl.lit("low_n"))
        .otherwise(pl.lit("ok")),
        reason=pl.when(has_none)
        .then(pl.col("reason").fill_null(nobody))
        .otherwise(pl.coalesce("reason", few).fill_null("")),
    )


def _wave_order(programme: Programme) -> pl.Expr:
    """The place in time of a figure's wave, of a comparison the later one's; 0 where waves have no such order."""
    places = {wave.id: place for place, wave in enumerate(programme.ordered_waves, start=1)}
    later = pl.col("wave").str.split("..").list.last()
    return later.replace_strict(places, default=0, return_dtype=pl.Int64)


def _catalogued(field: str, dtype: type[pl.DataType]) -> pl.Expr:
    """What the registry says of a figure's metric."""
    words = {entry.id: getattr(entry, field) for entry in registry.METRICS}
    return pl.col("metric").replace_strict(words, return_dtype=dtype)
