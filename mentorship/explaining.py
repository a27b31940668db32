"""Which rows of the exports stand behind a figure, and what each of them counts as in it.

Facts lead to a figure by `units.py`, rows to facts by `core_lineage`; here the two are joined, and the rows that were
refused are put beside them. Places and reasons alone: no cell of an export passes through here.
"""

from collections.abc import Mapping
from typing import Any, Final

import polars as pl

from mentorship.as_of import AsOf
from mentorship.grouping import ALL, KEYS
from mentorship.meetings import HOURS, SECONDS_AN_HOUR
from mentorship.programme import Programme
from mentorship.summaries import COUNT, RATIO, SHARES
from mentorship.tables import RAW_TABLES
from mentorship.units import Base, Measure, evidence, listed

Figure = Mapping[str, Any]
PLACE: Final = ("file", "line")
PLACES: Final = pl.List(pl.Struct({"file": pl.String, "line": pl.Int64}))
ROWS: Final[dict[str, pl.DataType | type[pl.DataType]]] = {
    "file": pl.String,
    "line": pl.Int64,
    "used_as": pl.String,
    "numerator": pl.Float64,
    "denominator": pl.Float64,
    "evidence": PLACES,
}
EXCLUDED: Final = "excluded: "
RAW_OF_FACTS: Final = {
    "core_people": RAW_TABLES["people"],
    "core_pairs": RAW_TABLES["pairs"],
    "core_meetings": RAW_TABLES["meetings"],
    "core_goals": RAW_TABLES["goals"],
    "core_responses": RAW_TABLES["surveys"],
}


def explained(
    measure: Measure, base: Base, view: AsOf, figure: Figure, lineage: pl.DataFrame, rejects: pl.DataFrame
) -> pl.DataFrame:
    """The rows behind a figure, by file and line: `ROWS`, one a unit, and for everybody's those that were refused.

    A unit stands where the first of its rows stands; its others, and those of the facts because of which it counts as
    it does, are its `evidence`. `numerator` and `denominator` are what it adds to the figure's, where it has these.
    """
    key = {name: figure[name] for name in KEYS}
    units = _used(listed(measure, base, view.segments, key).drop_nulls("fact_id"), measure, figure)
    places = lineage.select("table_name", "fact_id", file="source_file", line="source_line")
    own = places.filter(pl.col("table_name") == base.table).drop("table_name").join(units, on="fact_id", how="semi")
    first = own.sort(PLACE).unique("fact_id", keep="first", maintain_order=True)
    told = evidence(measure, view, key).join(units, on="fact_id", how="semi")
    beside = told.join(places, left_on=["table_name", "evidence_id"], right_on=["table_name", "fact_id"])
    others = _gathered(pl.concat([own, beside.select(own.columns)]), first)
    rows = units.join(first, on="fact_id", how="left").join(others, on="fact_id", how="left")
    found = [_shaped(rows.sort(*PLACE, "fact_id", nulls_last=True))]
    if figure["segment"] == ALL:
        found.append(_shaped(refused(rejects, base.table, figure, view.programme)))
    return pl.concat(found)


def _gathered(places: pl.DataFrame, first: pl.DataFrame) -> pl.DataFrame:
    """`fact_id, evidence`: each unit's places but the first."""
    others = places.unique().join(first, on=["fact_id", *PLACE], how="anti").sort("fact_id", *PLACE)
    return others.group_by("fact_id", maintain_order=True).agg(evidence=pl.struct(PLACE))


def _used(units: pl.DataFrame, measure: Measure, figure: Figure) -> pl.DataFrame:
    """`fact_id, used_as, numerator, denominator`: what each unit is to the figure.

    Where there is no figure of a wave yet, its units are behind nothing, for the figure's own reason.
    """
    why = pl.col("why")
    if figure["status"] == "not_computable" and not figure["n"]:
        why = why.fill_null(figure["reason"])
    units = units.with_columns(why=why)
    role, numerator, denominator = _parts(measure)
    is_in = pl.col("why").is_null()
    return units.select(
        "fact_id",
        used_as=pl.when(is_in).then(role).otherwise(pl.lit(EXCLUDED) + pl.col("why")),
        numerator=pl.when(is_in).then(numerator).cast(pl.Float64),
        denominator=pl.when(is_in).then(denominator).cast(pl.Float64),
    )


def _parts(measure: Measure) -> tuple[pl.Expr, pl.Expr, pl.Expr]:
    """What a unit is used as, and what it adds above and below; nothing where the figure has neither."""
    nothing, both = pl.lit(None, pl.Float64), pl.lit("both")
    y, x = pl.col("y").fill_null(0), pl.col("x").fill_null(0)
    if measure.statistic == COUNT:
        left_out = pl.lit(EXCLUDED + measure.otherwise)
        return pl.when(y > 0).then(pl.lit("numerator")).otherwise(left_out), pl.when(y > 0).then(y), nothing
    if measure.statistic in SHARES:
        below = pl.when(x > 0).then(pl.lit("denominator")).otherwise(pl.lit(EXCLUDED + "it adds nothing"))
        return pl.when((x > 0) & (y > 0)).then(both).otherwise(below), y, x
    if measure.statistic == RATIO:
        return both, y, x
    if measure.statistic == HOURS:
        return both, y / SECONDS_AN_HOUR, nothing
    return both, nothing, nothing


def refused(rejects: pl.DataFrame, table: str, figure: Figure, programme: Programme) -> pl.DataFrame:
    """The refused rows that might have been facts of a table, each with its reasons.

    Of questionnaires those of the figure's own instrument and waves.
    """
    rows = rejects.filter((pl.col("table_name") == RAW_OF_FACTS[table]) & (pl.col("refused") == "row"))
    if table == "core_responses":
        rows = rows.filter(pl.col("source").is_in(_sources(figure, programme)))
    reasons = rows.group_by(file="source_file", line="source_line").agg(pl.col("reason").unique().sort())
    return reasons.select(*PLACE, used_as=pl.format(EXCLUDED + "refused, {}", pl.col("reason").list.join("; "))).sort(
        PLACE
    )


def _sources(figure: Figure, programme: Programme) -> list[str]:
    """The sources that the answers behind a figure may come from."""
    waves = {"by_date", *figure["wave"].split("..")}
    return [
        source.name
        for source in programme.sources
        if source.instrument == figure["instrument"] and source.wave in waves
    ]


def _shaped(rows: pl.DataFrame) -> pl.DataFrame:
    none = [name for name in ROWS if name not in rows.columns]
    filled = rows.with_columns(pl.lit(None).alias(name) for name in none)
    shaped = filled.select(pl.col(name).cast(dtype) for name, dtype in ROWS.items())
    return shaped.with_columns(pl.col("evidence").fill_null([]))
