"""The one way from facts to figures: every metric of every family, with unit, status, version and target."""

from datetime import date

import polars as pl

from mentorship import engagement, goals, growth, health, meetings, ratings, registry, reliability, response, tables
from mentorship.as_of import AsOf, Facts
from mentorship.grouping import KEYS, PARTS
from mentorship.programme import Programme
from mentorship.scorecard import judged
from mentorship.units import Base, by_id, measured

FAMILIES = (engagement, meetings, health, response, goals, reliability, growth, ratings)
MEASURES = by_id([measure for family in FAMILIES for measure in family.MEASURES])
LOW_N = 10


def bases(view: AsOf) -> dict[str, Base]:
    """Every base of every family by name."""
    return {name: base for family in FAMILIES for name, base in family.bases(view).items()}


def measure(facts: Facts, programme: Programme, as_of: date) -> pl.DataFrame:
    """Every figure of a programme as of a day, nothing hidden: the table `metric_figures`.

    `facts` are the core tables by name. A figure that cannot be computed is a row that says why. Sorted by its key.
    """
    return figures_of(AsOf(facts, programme, as_of))


def figures_of(view: AsOf) -> pl.DataFrame:
    """`measure`, of a programme that has been put as it stood on a day."""
    found = bases(view)
    figures = (
        pl.concat([_complete(name, measured(how, found[how.base], view.segments)) for name, how in MEASURES.items()])
        .with_columns(
            pl.lit(view.programme.id).alias("programme_id"),
            pl.lit(view.day).alias("as_of"),
            pl.lit(view.day).alias("value_as_of"),
            wave_order=_wave_order(view.programme),
            **_catalogued("unit", pl.String),
            **_catalogued("version", pl.Int64),
        )
        .rename({"version": "definition_version"})
    )
    wanted = tables.dtypes("metric_figures")
    scored = judged(figures, view.programme).select(pl.col(name).cast(dtype) for name, dtype in wanted.items())
    return scored.sort(tables.FIGURE_KEY)


def _complete(metric: str, figures: pl.DataFrame) -> pl.DataFrame:
    """The figures of a metric, each with its status and, where it is not simply ok, the reason."""
    sized = figures.with_columns(pl.col("n", "people").fill_null(0))
    whole = sized.select(pl.lit(metric).alias("metric"), *KEYS, *PARTS)
    has_none = pl.col("value").is_null()
    nobody = f"nothing to count: {registry.BY_ID[metric].denominator}"
    few = (
        pl.when(pl.col("n") < LOW_N)
        .then(pl.lit(f"fewer than {LOW_N} behind it"))
        .when(pl.col("clusters") < LOW_N)
        .then(pl.lit(f"fewer than {LOW_N} groups behind its interval"))
    )
    return whole.with_columns(
        status=pl.when(has_none)
        .then(pl.lit("not_computable"))
        .when((pl.col("n") < LOW_N) | (pl.col("clusters") < LOW_N))
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


def _catalogued(field: str, dtype: type[pl.DataType]) -> dict[str, pl.Expr]:
    words = {entry.id: getattr(entry, field) for entry in registry.METRICS}
    return {field: pl.col("metric").replace_strict(words, return_dtype=dtype)}
