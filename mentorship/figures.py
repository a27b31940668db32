"""The one way from facts to figures: every metric of every family, with unit, status, version and target."""

from collections.abc import Mapping
from datetime import date

import polars as pl

from mentorship import registry, tables
from mentorship.engagement import engagement
from mentorship.goals import goal_attainment
from mentorship.grouping import KEYS, PARTS
from mentorship.growth import growth
from mentorship.programme import Programme
from mentorship.response import response_rate
from mentorship.scorecard import judged

LOW_N = 10


def measure(facts: Mapping[str, pl.DataFrame], programme: Programme, as_of: date) -> pl.DataFrame:
    """Every figure of a programme as of a day, nothing hidden: the table `metric_figures`.

    `facts` are the core tables by name. A figure that cannot be computed is a row that says why. Sorted by its key.
    """
    families = {
        **engagement(facts, as_of),
        **goal_attainment(facts, as_of),
        **growth(facts, programme, as_of),
        "response_rate": response_rate(facts, programme, as_of),
    }
    found = pl.concat([_complete(metric, *measured) for metric, measured in families.items()])
    figures = found.with_columns(
        pl.lit(programme.id).alias("programme_id"),
        pl.lit(as_of).alias("as_of"),
        pl.lit(as_of).alias("value_as_of"),
        wave_order=_wave_order(programme),
        **_catalogued("unit", pl.String),
        **_catalogued("version", pl.Int64),
    ).rename({"version": "definition_version"})
    wanted = tables.dtypes("metric_figures")
    scored = judged(figures, programme).select(pl.col(name).cast(dtype) for name, dtype in wanted.items())
    return scored.sort(tables.FIGURE_KEY)


def _complete(metric: str, figures: pl.DataFrame, keys: pl.DataFrame) -> pl.DataFrame:
    """The figures of a metric and a row for every key that it should have and has not, each with its status."""
    whole = keys.join(figures, on=list(KEYS), how="full", coalesce=True).select(
        pl.lit(metric).alias("metric"), *KEYS, *PARTS
    )
    has_none = pl.col("value").is_null()
    nobody = f"nothing to count: {registry.BY_ID[metric].denominator}"
    few = (
        pl.when(pl.col("n") < LOW_N)
        .then(pl.lit(f"fewer than {LOW_N} behind it"))
        .when(pl.col("clusters") < LOW_N)
        .then(pl.lit(f"fewer than {LOW_N} groups behind its interval"))
    )
    return whole.with_columns(
        pl.col("n", "people").fill_null(0),
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
