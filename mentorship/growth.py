"""Growth: how far did the same people's scores move between waves, and who is missing later? METRICS section 3.

Growth compares the baseline wave with each later one. Of a self-assessment the person is the one who answers, of an
observer's instrument the one who is rated. The scores are `as_of.py`'s; single questions are `ratings.py`'s.
"""

from typing import Final

import polars as pl

from mentorship import statistics
from mentorship.as_of import AsOf
from mentorship.grouping import KEYS, Group, Statistic, array, column, parts
from mentorship.programme import Wave
from mentorship.reliability import (
    CONSTRUCT,
    NO_SPREAD,
    SCORES,
    cuts,
    keys_of_constructs,
    responses_behind,
)
from mentorship.summaries import MEAN, SHARE, SIDES, moments_of_sides
from mentorship.units import Base, Measure, first_reasons, of_person

NOTABLE_ATTRITION: Final = 0.2
ROUNDING: Final = 1e-9
"""Changes this near to the cut, in scale points, lie on it: means of items differ in the last digit."""


def later_waves(view: AsOf) -> list[Wave]:
    """The waves that begin after the baseline."""
    baseline = view.programme.baseline
    return [wave for wave in view.programme.ordered_waves if baseline is not None and wave.from_ > baseline.from_]


def comparisons(view: AsOf) -> pl.DataFrame:
    """`wave_later, wave`: each later wave and the name of its comparison with the baseline."""
    rows = [(wave.id, f"{view.baseline}..{wave.id}") for wave in later_waves(view)]
    return pl.DataFrame(rows, schema={"wave_later": pl.String, "wave": pl.String}, orient="row")


def _keys(view: AsOf) -> pl.DataFrame:
    """`role, instrument, construct, wave, wave_later`: constructs asked in the baseline and in the later wave."""
    asked = keys_of_constructs(view)
    first = asked.filter(pl.col("wave") == view.baseline).drop("wave")
    later = asked.rename({"wave": "wave_later"}).join(comparisons(view), on="wave_later")
    return later.join(first, on=["role", *CONSTRUCT], how="semi")


def _untold(keys: pl.DataFrame, view: AsOf) -> pl.DataFrame:
    return keys.join(view.unbegun.rename({"wave": "wave_later"}), on=["instrument", "wave_later"]).drop("wave_later")


def bases(view: AsOf) -> dict[str, Base]:
    """The bases of this family by name."""
    keys, cut = _keys(view), cuts(view)
    unbegun = _untold(keys, view)
    compared = _people_compared(view)
    paired = compared.drop_nulls("later").with_columns(fact_id="later_response_id")
    judged = paired.join(cut.drop_nulls("cut").select(*CONSTRUCT, "cut"), on=list(CONSTRUCT))
    cutless = keys.join(cut.filter(pl.col("cut").is_null()).select(*CONSTRUCT, "reason"), on=list(CONSTRUCT))
    unjudged = first_reasons(unbegun, cutless.select(unbegun.columns))
    wanted = keys.drop("wave_later")
    return {
        "paired": Base("core_responses", paired, wanted, untold=unbegun),
        "judged": Base("core_responses", judged, wanted, untold=unjudged),
        "starters": Base("core_responses", compared.with_columns(fact_id="response_id"), wanted, untold=unbegun),
    }


def _people_compared(view: AsOf) -> pl.DataFrame:
    """Everybody with a baseline score, by role and comparison: `first`, and `later` where they have that score too."""
    scores = view.person_scores
    first = scores.filter(pl.col("wave") == view.baseline).drop("wave").rename({"score": "first"})
    later = scores.rename({"score": "later", "wave": "wave_later", "response_id": "later_response_id"})
    keys = _keys(view)
    return (
        first.join(view.described, on=["instrument", "person_id"])
        .join(keys, on=["role", *CONSTRUCT])
        .join(later, on=[*CONSTRUCT, "person_id", "wave_later"], how="left")
        .with_columns(
            change=pl.col("later") - pl.col("first"),
            **of_person("person_id"),
        )
    )


def _standardised(group: Group) -> pl.DataFrame:
    """Growth from x (first) to y (later) in SD₁ of the figure's own people; none where the baseline has no spread."""
    rows = group.rows.sort("x", "y")
    moments = rows.group_by(KEYS, maintain_order=True).agg(
        n=pl.len().cast(pl.Int64),
        mean_1=pl.col("x").mean(),
        mean_2=pl.col("y").mean(),
        sd_1=pl.col("x").std(),
        sd_2=pl.col("y").std(),
        r=pl.corr("x", "y"),
    )
    has_spread = pl.min_horizontal("sd_1", "sd_2") > NO_SPREAD
    moments = moments.with_columns(r=pl.when(has_spread).then("r"))
    g, low, high = statistics.standardised_mean_change(
        *(array(moments, name) for name in ("mean_1", "mean_2", "sd_1", "r", "n"))
    )
    found = moments.with_columns(value=column(g))
    reason = (
        pl.when(pl.col("n") < 3)
        .then(pl.lit("fewer than three people answered both times"))
        .when(pl.col("value").is_null())
        .then(pl.lit("the baseline answers have no spread"))
        .when(pl.col("r").is_null())
        .then(pl.lit("the later answers have no spread: no interval"))
    )
    return parts(found.with_columns(reason=reason), low, high, group)


def _bias(group: Group) -> pl.DataFrame:
    """Hedges' g of baseline scores (y): those who stayed (x = 1) less those who did not."""
    moments = moments_of_sides(group)
    sides = [array(moments, name) for name in SIDES]
    g, low, high = statistics.hedges_g(*sides)
    found = moments.with_columns(value=column(g))
    reason = (
        pl.when(pl.col("n_0") == 0)
        .then(pl.lit("nobody is missing in the later wave"))
        .when(pl.min_horizontal("n_0", "n_1") < 2)
        .then(pl.lit("fewer than two people on one side"))
        .when(pl.col("value").is_null())
        .then(pl.lit("the baseline answers have no spread"))
        .when(pl.col("value").abs() > NOTABLE_ATTRITION)
        .then(pl.lit(f"over {NOTABLE_ATTRITION}: those missing later began elsewhere"))
    )
    return parts(found.with_columns(reason=reason), low, high, group)


def _responses_of(view: AsOf, fact_id: str) -> pl.DataFrame:
    """Every response behind the scores of those compared, in the baseline and in the later wave."""
    compared = _people_compared(view).drop_nulls(fact_id)
    given = responses_behind(view.response_scores).drop("fact_id")
    person = [*CONSTRUCT, "person_id"]
    first = given.filter(pl.col("wave") == view.baseline).drop("wave")
    later = given.rename({"wave": "wave_later"})
    place = [*CONSTRUCT, "wave", "role"]
    return pl.concat(
        found.select(*place, pl.col(fact_id).alias("fact_id"), "table_name", "evidence_id")
        for found in (compared.join(first, on=person), compared.join(later, on=[*person, "wave_later"]))
    )


def _responses_of_paired(view: AsOf) -> pl.DataFrame:
    return _responses_of(view, "later_response_id")


def _responses_of_starters(view: AsOf) -> pl.DataFrame:
    return _responses_of(view, "response_id")


def _measure(metric: str, statistic: Statistic, y: pl.Expr, x: pl.Expr) -> Measure:
    return Measure(metric, "paired", statistic, y=y, x=x, evidence=(_responses_of_paired,), quantity=SCORES)


def _judged(word: str, holds: pl.Expr) -> Measure:
    return Measure(f"reliably_{word}_rate", "judged", SHARE, y=holds.cast(pl.Int64), evidence=(_responses_of_paired,))


IS_IMPROVED: Final = pl.col("change") > pl.col("cut") + ROUNDING
IS_WORSENED: Final = pl.col("change") < -pl.col("cut") - ROUNDING

MEASURES: Final = (
    _measure("mean_baseline", MEAN, pl.col("first"), pl.lit(1)),
    _measure("mean_latest", MEAN, pl.col("later"), pl.lit(1)),
    _measure("mean_change", MEAN, pl.col("change"), pl.lit(1)),
    _measure("growth_g", Statistic(_standardised, takes_units=True), pl.col("later"), pl.col("first")),
    _judged("improved", IS_IMPROVED),
    _judged("unchanged", ~IS_IMPROVED & ~IS_WORSENED),
    _judged("worsened", IS_WORSENED),
    Measure(
        "attrition_bias_g",
        "starters",
        Statistic(_bias, takes_units=True),
        y=pl.col("first"),
        x=pl.col("later").is_not_null().cast(pl.Int64),
        evidence=(_responses_of_starters,),
        quantity=SCORES,
        is_contrast=True,
    ),
)
