"""Single questions and other people's eyes: recommendation, satisfaction, expectations, observers. METRICS section 3.

The item's id stands in `construct`. Scores of constructs and their change are `reliability.py`'s and `growth.py`'s.
"""

from typing import Final

import polars as pl

from mentorship import statistics
from mentorship.as_of import ALL, AsOf
from mentorship.engagement import members
from mentorship.grouping import KEYS, Group, Statistic, array, column, parts
from mentorship.programme import ItemKind
from mentorship.reliability import (
    CONSTRUCT,
    SCORES,
    keys_of_constructs,
    responses_behind,
    untold,
)
from mentorship.response import COMPLETE_RESPONSES, asked_people
from mentorship.summaries import CLUSTERED_MEAN, CLUSTERED_SHARE, SHARE_OF_ANSWERS
from mentorship.units import UNIT, Base, Condition, Measure, of_pair, of_person

TOP_BOXES: Final = 2
AGREEING_POINTS: Final = 1
PROMOTER: Final = 9
DETRACTOR: Final = 6


def bases(view: AsOf) -> dict[str, Base]:
    """The bases of this family by name."""
    return {
        "recommendations": _item_answers(view, "nps"),
        "satisfactions": _item_answers(view, "satisfaction"),
        "expectations": expectations(view),
        "observations": observations(view),
    }


def items(view: AsOf, kind: ItemKind) -> pl.DataFrame:
    """`instrument, construct, top`: the items of a kind by their id, and the highest point of their scale."""
    rows = [
        (name, item.id, float(instrument.scale_of(item).max))
        for name, instrument in view.programme.instruments.items()
        for item in instrument.items
        if item.kind == kind
    ]
    schema = {"instrument": pl.String, "construct": pl.String, "top": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _item_answers(view: AsOf, kind: ItemKind) -> Base:
    """The counted answers to the items of a kind; what hangs together are one person's about several."""
    found = items(view, kind)
    roles = pl.DataFrame(
        [(name, role) for name in view.programme.instruments for role in (*view.described_roles(name), ALL)],
        schema={"instrument": pl.String, "role": pl.String},
        orient="row",
    )
    keys = found.join(roles, on="instrument").join(view.waves, on="instrument").select("role", *CONSTRUCT, "wave")
    units = (
        view.answers.join(found, left_on=["instrument", "item"], right_on=["instrument", "construct"])
        .drop_nulls("subject_id")
        .join(view.described, left_on=["instrument", "subject_id"], right_on=["instrument", "person_id"])
        .with_columns(
            construct="item",
            fact_id="response_id",
            unit=pl.lit("person"),
            segment_id="subject_id",
            who="person_id",
            cluster="person_id",
        )
    )
    return Base("core_responses", units, keys, untold=untold(keys, view), beside=lambda: _asked(view, found))


def _asked(view: AsOf, found: pl.DataFrame) -> pl.DataFrame:
    """Everybody asked about themselves, by item and `UNIT`: who did not answer adds nothing to how many did."""
    alone = [name for name, instrument in view.programme.instruments.items() if not instrument.observes]
    asked = asked_people(view).filter(pl.col("instrument").is_in(alone)).join(found.drop("top"), on="instrument")
    return asked.select(UNIT)


def expectations(view: AsOf) -> Base:
    """The pairs open at some time in a wave, by expectation item, with both sides' `points`.

    Of a mentor's answers the one about this mentee counts, else the one about nobody; of a mentee's likewise.
    """
    found = items(view, "expectation").drop("top")
    keys = found.join(view.waves, on="instrument").select(*CONSTRUCT, "wave", role=pl.lit("pair"))
    begun = view.waves.filter(pl.col("from") <= view.day).with_columns(to=pl.min_horizontal("to", pl.lit(view.day)))
    pairs = view.pairs.filter(~pl.col("is_closed_undated")).select(
        "pair_id", "mentor_id", "mentee_id", "matched_on", "ended_on"
    )
    from_on = pl.max_horizontal("from", "matched_on")
    is_open = (pl.col("matched_on") <= pl.col("to")) & (pl.col("ended_on").is_null() | (pl.col("ended_on") > from_on))
    units = begun.join(found, on="instrument").join(pairs, how="cross").filter(is_open)
    for side, other in (("mentor", "mentee"), ("mentee", "mentor")):
        units = _with_answer(units, view, side, other)
    units = units.with_columns(
        fact_id="pair_id",
        **of_pair("pair_id", cluster="mentor_id"),
    )
    return Base("core_pairs", units, keys, members(view.pairs), untold=untold(keys, view))


def _with_answer(units: pl.DataFrame, view: AsOf, side: str, other: str) -> pl.DataFrame:
    """Units with `<side>_points` and `<side>_response_id`: the answer about the other side, else about nobody."""
    wave = [*CONSTRUCT, "wave"]
    answers = view.answers.select(
        "instrument", "wave", "about_id", "points", "response_id", construct="item", answering="person_id"
    )
    own = [*wave, f"{side}_id"]
    about = answers.drop_nulls("about_id").rename({"answering": f"{side}_id", "about_id": f"{other}_id"})
    alone = answers.filter(pl.col("about_id").is_null()).drop("about_id").rename({"answering": f"{side}_id"})
    joined = units.join(about, on=[*own, f"{other}_id"], how="left").join(alone, on=own, how="left", suffix="_alone")
    return joined.with_columns(
        pl.coalesce(name, f"{name}_alone").alias(f"{side}_{name}") for name in ("points", "response_id")
    ).drop("points", "response_id", "points_alone", "response_id_alone")


def observations(view: AsOf) -> Base:
    """What observers say of somebody on a construct beside what that person says, in the same wave."""
    scored = view.response_scores
    observes = pl.DataFrame(
        [(name, found.observes) for name, found in view.programme.instruments.items() if found.observes],
        schema={"instrument": pl.String, "observed": pl.String},
        orient="row",
    )
    own = view.person_scores.drop("response_id").rename({"instrument": "observed", "score": "own_score"})
    same = ["observed", "construct", "wave", "person_id"]
    keys = _observed_keys(view, observes)
    units = (
        scored.drop_nulls(["score", "subject_id"])
        .rename({"person_id": "observer_id", "subject_id": "person_id"})
        .join(observes, on="instrument")
        .join(view.described, on=["instrument", "person_id"])
        .join(own, on=same, how="left")
        .join(keys, on=["role", *CONSTRUCT, "wave"], how="semi")
        .with_columns(
            fact_id="response_id",
            **of_person("person_id", cluster="observer_id"),
        )
    )
    return Base("core_responses", units, keys, untold=untold(keys, view))


def _observed_keys(view: AsOf, observes: pl.DataFrame) -> pl.DataFrame:
    """The constructs that an observer's instrument shares by name with the one that it observes, in common waves."""
    keys = keys_of_constructs(view)
    asked = keys.select(observed="instrument", construct="construct", wave="wave").unique()
    return (
        keys.join(observes, on="instrument")
        .join(asked, on=["observed", "construct", "wave"], how="semi")
        .drop("observed")
    )


def _net_promoter(group: Group) -> pl.DataFrame:
    """% of points y from 9 minus % up to 6, of answers."""
    counts = group.rows.group_by(KEYS).agg(
        promoters=(pl.col("y") >= PROMOTER).sum(),
        detractors=(pl.col("y") <= DETRACTOR).sum(),
        n=pl.len().cast(pl.Int64),
    )
    score, low, high = statistics.net_promoter(*(array(counts, name) for name in ("promoters", "detractors", "n")))
    return parts(counts.with_columns(value=column(score)), low, high, group)


def _both_answers(view: AsOf) -> pl.DataFrame:
    units = expectations(view).units.lazy()
    place = [*CONSTRUCT, "wave"]
    return pl.concat(
        units.select(
            *place, fact_id="pair_id", table_name=pl.lit("core_responses"), evidence_id=f"{side}_response_id"
        ).drop_nulls("evidence_id")
        for side in ("mentor", "mentee")
    ).collect()


def _own_answers(view: AsOf) -> pl.DataFrame:
    units = observations(view).units.lazy().drop_nulls("own_score")
    own = responses_behind(view.response_scores).drop("fact_id").rename({"instrument": "observed"})
    given = units.join(own.lazy(), on=["observed", "construct", "wave", "person_id"])
    return given.select("role", *CONSTRUCT, "wave", "table_name", "evidence_id", fact_id="response_id").collect()


IS_ANSWERED: Final = tuple(
    Condition(pl.col(f"{side}_points").is_not_null(), f"the {side} did not answer") for side in ("mentor", "mentee")
)

MEASURES: Final = (
    Measure(
        "self_other_gap",
        "observations",
        CLUSTERED_MEAN,
        y=pl.col("score") - pl.col("own_score"),
        among=(Condition(pl.col("own_score").is_not_null(), "no score of their own in that wave"),),
        evidence=(_own_answers,),
        quantity=SCORES,
    ),
    Measure(
        "nps",
        "recommendations",
        Statistic(_net_promoter, takes_units=True),
        y=pl.col("points"),
        quantity=COMPLETE_RESPONSES,
    ),
    Measure(
        "satisfaction",
        "satisfactions",
        SHARE_OF_ANSWERS,
        y=(pl.col("points") > pl.col("top") - TOP_BOXES).cast(pl.Int64),
        quantity=COMPLETE_RESPONSES,
    ),
    Measure(
        "expectation_agreement_rate",
        "expectations",
        CLUSTERED_SHARE,
        y=((pl.col("mentor_points") - pl.col("mentee_points")).abs() <= AGREEING_POINTS).cast(pl.Int64),
        among=IS_ANSWERED,
        evidence=(_both_answers,),
    ),
)
