"""How reliable construct scores are: Cronbach's α, and the change that is more than error. METRICS section 3.

The scores themselves are `as_of.py`'s; what they tell of growth is `growth.py`'s to say.
"""

from typing import Final

import polars as pl

from mentorship import statistics
from mentorship.as_of import AsOf
from mentorship.grouping import ALL, KEYS, Group, Statistic, array, column, parts
from mentorship.programme import Programme
from mentorship.summaries import without_interval
from mentorship.units import Base, Condition, Measure, of_person

CONSTRUCT: Final = ("instrument", "construct")
SCORES: Final = "scores"
LOW_ALPHA: Final = 0.7
FEWEST_FOR_ALPHA: Final = 30
NO_SPREAD: Final = 1e-9
"""A standard deviation up to this, in scale points, is rounding: the answers are all the same."""


def responses_behind(scored: pl.DataFrame) -> pl.DataFrame:
    """`instrument, construct, wave, person_id, fact_id, evidence_id`: every response that a person's score is made of.

    `fact_id` is the response by which `person_scores` calls the score.
    """
    score = [*CONSTRUCT, "wave", "person_id"]
    given = scored.drop_nulls(["score", "subject_id"]).select(
        *CONSTRUCT, "wave", person_id="subject_id", table_name=pl.lit("core_responses"), evidence_id="response_id"
    )
    return given.with_columns(fact_id=pl.col("evidence_id").min().over(score))


def _alphas(group: Group) -> pl.DataFrame:
    """Cronbach's α of the items' scores (lists y), with Feldt's interval."""
    most = group.rows.select(pl.col("y").list.len().max().fill_null(0)).item()
    totals = pl.col("y").list.sum().sort()
    has_spread = totals.max() - totals.min() > NO_SPREAD
    variances = [pl.col("y").list.get(place, null_on_oob=True).sort().var() for place in range(max(most, 1))]
    moments = group.rows.group_by(KEYS).agg(
        n=pl.len().cast(pl.Int64),
        items=pl.col("y").list.len().first(),
        within=pl.sum_horizontal(variances),
        between=pl.when(has_spread).then(totals.var()).otherwise(0.0),
    )
    alpha, low, high = statistics.alpha_of_variances(
        *(array(moments, name) for name in ("within", "between", "items", "n"))
    )
    found = moments.with_columns(value=column(alpha))
    reason = (
        pl.when(pl.col("items") < 2)
        .then(pl.lit("a single item has no internal consistency"))
        .when(pl.col("n") < 2)
        .then(pl.lit("one complete answer alone"))
        .when(pl.col("value").is_null())
        .then(pl.lit("the answers have no spread"))
        .when(pl.col("value") < LOW_ALPHA)
        .then(pl.lit(f"below {LOW_ALPHA}: the items hang together loosely"))
    )
    return parts(found.with_columns(reason=reason), low, high, group)


ALPHA: Final = Statistic(_alphas, takes_units=True)


def cuts(view: AsOf) -> pl.DataFrame:
    """`instrument, construct, cut, n, reason`: the change that is more than error of measurement, of each construct.

    From the spread of all baseline scores and the declared reliability, else Cronbach's α of the same answers. Null
    with the `reason` where there is none.
    """
    is_baseline = pl.col("wave") == view.baseline
    scored = view.response_scores.filter(is_baseline)
    everybody = pl.lit(ALL)
    rows = scored.drop_nulls(["item_scores", "subject_id"]).select(
        *CONSTRUCT,
        "wave",
        role=everybody,
        segment=everybody,
        segment_value=everybody,
        who="subject_id",
        y="item_scores",
    )
    alphas = _alphas(Group(rows)).select(*CONSTRUCT, alpha=pl.when(pl.col("n") >= FEWEST_FOR_ALPHA).then("value"))
    people = view.person_scores.filter(is_baseline)
    baseline = people.group_by(CONSTRUCT).agg(sd=pl.col("score").sort().std(), n=pl.len().cast(pl.Int64))
    found = (
        _declared(view.programme)
        .join(baseline, on=list(CONSTRUCT), how="left")
        .join(alphas, on=list(CONSTRUCT), how="left")
        .with_columns(reliability=pl.coalesce("reliability", "alpha"))
    )
    cut = statistics.reliable_change_cut(array(found, "sd"), array(found, "reliability"))
    return found.with_columns(pl.col("n").fill_null(0), reason=_why_no_cut()).select(
        *CONSTRUCT, "n", "reason", cut=pl.when(pl.col("reason").is_null()).then(column(cut))
    )


def _declared(programme: Programme) -> pl.DataFrame:
    """`instrument, construct, items, reliability` as declared."""
    rows = [
        (name, construct, len(items), instrument.reliability(construct))
        for name, instrument in programme.instruments.items()
        for construct, items in instrument.construct_items.items()
    ]
    schema = {"instrument": pl.String, "construct": pl.String, "items": pl.Int64, "reliability": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _why_no_cut() -> pl.Expr:
    return (
        pl.when(pl.col("items") < 2)
        .then(pl.lit("a single item has no reliability"))
        .when(pl.col("n").fill_null(0) < 2)
        .then(pl.lit("fewer than two people have a baseline score"))
        .when(pl.col("sd") <= NO_SPREAD)
        .then(pl.lit("the baseline answers have no spread"))
        .when(pl.col("reliability").is_null())
        .then(pl.lit(f"no reliability is declared, and fewer than {FEWEST_FOR_ALPHA} complete baseline answers"))
    )


def bases(view: AsOf) -> dict[str, Base]:
    """The bases of this family by name."""
    return {"complete_answers": complete_answers(view), "baseline_scores": baseline_scores(view)}


def keys_of_constructs(view: AsOf) -> pl.DataFrame:
    """`role, instrument, construct, wave`: every construct in every wave in which it is asked."""
    rows = [
        (name, construct, role)
        for name, instrument in view.programme.instruments.items()
        for construct in instrument.construct_items
        for role in (*view.described_roles(name), ALL)
    ]
    schema = {"instrument": pl.String, "construct": pl.String, "role": pl.String}
    constructs = pl.DataFrame(rows, schema=schema, orient="row")
    return view.waves.join(constructs, on="instrument").select("role", *CONSTRUCT, "wave")


def untold(keys: pl.DataFrame, view: AsOf) -> pl.DataFrame:
    """The keys whose wave has not begun, with the reason."""
    return keys.join(view.unbegun, on=["instrument", "wave"])


def complete_answers(view: AsOf) -> Base:
    """The counted responses, by construct and wave."""
    keys = keys_of_constructs(view)
    scored = view.response_scores.drop_nulls("subject_id").drop("person_id")
    units = scored.join(
        view.described, left_on=["instrument", "subject_id"], right_on=["instrument", "person_id"]
    ).with_columns(
        fact_id="response_id",
        **of_person("subject_id"),
    )
    return Base("core_responses", units, keys, untold=untold(keys, view))


def baseline_scores(view: AsOf) -> Base:
    """The baseline scores of everybody, with their construct's `cut`; one figure a construct, no segments."""
    keys = keys_of_constructs(view).filter((pl.col("role") == ALL) & (pl.col("wave") == view.baseline))
    scored = view.person_scores.filter(pl.col("wave") == view.baseline)
    units = scored.join(cuts(view).select(*CONSTRUCT, "cut", "reason"), on=list(CONSTRUCT)).with_columns(
        fact_id="response_id",
        role=pl.lit(ALL),
        **of_person("person_id"),
    )
    return Base("core_responses", units, keys, untold=untold(keys, view), is_whole=True)


def _baseline_responses(view: AsOf) -> pl.DataFrame:
    return responses_behind(view.response_scores.filter(pl.col("wave") == view.baseline))


def _cut(group: Group) -> pl.DataFrame:
    """The carried cut of each figure."""
    return without_interval(
        group.rows.group_by(KEYS).agg(
            value=pl.col("cut").first(), reason=pl.col("reason").first(), n=pl.len().cast(pl.Int64)
        ),
        group,
    )


MEASURES: Final = (
    Measure(
        "cronbach_alpha",
        "complete_answers",
        ALPHA,
        y=pl.col("item_scores"),
        among=(Condition(pl.col("item_scores").is_not_null(), "not every item is answered"),),
    ),
    Measure(
        "reliable_change_points",
        "baseline_scores",
        Statistic(_cut, takes_units=True),
        y=pl.col("score"),
        carried=("cut", "reason"),
        evidence=(_baseline_responses,),
        quantity=SCORES,
    ),
)
