"""Growth: do people's answers move between waves, and would they recommend the programme? METRICS section 3.

A construct's score is the mean of its items after reverse-coding, given when at least half of them are answered. Growth
compares the same people in the baseline wave and a later one.
"""

from datetime import date

import polars as pl

from mentorship import statistics
from mentorship.engagement import Facts
from mentorship.grouping import ALL, KEYS, array, expected, parts, spread
from mentorship.programme import Programme, Wave
from mentorship.response import asked_waves, counted_responses, expected_waves, roles_asked, untold

NO_SPREAD = 1e-9
"""A standard deviation up to this, in scale points, is rounding: the answers are all the same."""

Measured = tuple[pl.DataFrame, pl.DataFrame]


def construct_scores(facts: Facts, programme: Programme, day: date) -> pl.DataFrame:
    """`instrument, construct, wave, person_id, score` of everybody's counted self-assessments by D."""
    items = pl.DataFrame(
        [
            (name, construct, item.id, len(found))
            for name, instrument in programme.instruments.items()
            if instrument.observes is None
            for construct, found in instrument.construct_items.items()
            for item in found
        ],
        schema={"instrument": pl.String, "construct": pl.String, "item": pl.String, "items": pl.Int64},
        orient="row",
    )
    responses = counted_responses(facts, day).select("response_id", "instrument", "wave", "person_id")
    answers = facts["core_answers"].join(responses, on="response_id").join(items, on=["instrument", "item"])
    return (
        answers.sort("score")
        .group_by("instrument", "construct", "wave", "person_id")
        .agg(score=pl.col("score").mean(), answered=pl.len(), items=pl.col("items").first())
        .filter(pl.col("answered") * 2 >= pl.col("items"))
        .drop("answered", "items")
    )


def changes(facts: Facts, programme: Programme, day: date) -> pl.DataFrame:
    """A row a person, role, construct and comparison: `first` (baseline) and `later` score of paired respondents."""
    schema = {"wave_later": pl.String, "wave": pl.String}
    baseline = programme.baseline
    waves = [(wave.id, f"{baseline.id}..{wave.id}") for wave in later_waves(programme)] if baseline else []
    comparisons = pl.DataFrame(waves, schema=schema, orient="row")
    scores = construct_scores(facts, programme, day)
    first = scores.filter(pl.col("wave") == (baseline.id if baseline else "")).rename({"score": "first"}).drop("wave")
    later = scores.rename({"score": "later", "wave": "wave_later"}).join(comparisons, on="wave_later")
    keys = ["instrument", "construct", "person_id"]
    return (
        first.join(later, on=keys)
        .join(roles_asked(facts, programme), on=["instrument", "person_id"])
        .select(*keys, "role", "wave", "first", "later")
        .with_columns(unit=pl.lit("person"), segment_id=pl.col("person_id"), members=pl.concat_list("person_id"))
    )


def later_waves(programme: Programme) -> list[Wave]:
    """The waves that begin after the baseline."""
    baseline = programme.baseline
    return [wave for wave in programme.ordered_waves if baseline is not None and wave.from_ > baseline.from_]


def change_figures(facts: Facts, programme: Programme, day: date) -> dict[str, pl.DataFrame]:
    """`mean_change` and `growth_g` of everybody, by role and by segment.

    Both need the same paired scores: mean change with Student's interval; g = J(n−1)·(M₂−M₁)/SD₁ with SD₁ of the
    figure's own group, variance 2(1−r)/n + g²/(2n) (metafor SMCR). Null g where the baseline has no spread.
    """
    long = spread(changes(facts, programme, day), facts["core_segments"]).sort("first", "later")
    moments = (
        long.with_columns(change=pl.col("later") - pl.col("first"))
        .group_by(KEYS, maintain_order=True)
        .agg(
            n=pl.len().cast(pl.Int64),
            mean_1=pl.col("first").mean(),
            mean_2=pl.col("later").mean(),
            sd_1=pl.col("first").std(),
            sd_2=pl.col("later").std(),
            r=pl.corr("first", "later"),
            change=pl.col("change").sort().mean(),
            sd_change=pl.col("change").sort().std(),
        )
    )
    has_spread = pl.min_horizontal("sd_1", "sd_2") > NO_SPREAD
    moments = moments.with_columns(r=pl.when(has_spread).then("r"))
    low, high = statistics.mean_interval(array(moments, "change"), array(moments, "sd_change"), array(moments, "n"))
    mean_change = parts(moments.with_columns(value="change"), low, high, long)
    g, low, high = statistics.standardised_mean_change(
        *(array(moments, name) for name in ("mean_1", "mean_2", "sd_1", "r", "n"))
    )
    growth = parts(moments.with_columns(value=pl.Series(g).fill_nan(None)), low, high, long)
    no_spread = pl.when(pl.col("value").is_null()).then(
        pl.when(pl.col("n") < 3)
        .then(pl.lit("fewer than three people answered both times"))
        .otherwise(pl.lit("the baseline answers have no spread"))
    )
    return {"mean_change": mean_change, "growth_g": growth.with_columns(reason=no_spread)}


def net_promoter(facts: Facts, programme: Programme, day: date) -> pl.DataFrame:
    """`nps` of each item of that kind: % answering 9–10 minus % answering 0–6, a wave each."""
    items = _nps_items(programme)
    responses = counted_responses(facts, day).select("response_id", "instrument", "wave", "person_id")
    tally = (
        facts["core_answers"]
        .join(responses, on="response_id")
        .join(items, left_on=["instrument", "item"], right_on=["instrument", "construct"])
        .rename({"item": "construct"})
        .join(roles_asked(facts, programme), on=["instrument", "person_id"])
        .with_columns(unit=pl.lit("person"), segment_id=pl.col("person_id"), members=pl.concat_list("person_id"))
    )
    long = spread(tally, facts["core_segments"])
    counts = long.group_by(KEYS).agg(
        promoters=(pl.col("points") >= 9).sum(), detractors=(pl.col("points") <= 6).sum(), n=pl.len().cast(pl.Int64)
    )
    score, low, high = statistics.net_promoter(*(array(counts, name) for name in ("promoters", "detractors", "n")))
    return parts(counts.with_columns(value=pl.Series(score)), low, high, long)


def _nps_items(programme: Programme) -> pl.DataFrame:
    return pl.DataFrame(
        [
            (name, item.id)
            for name, instrument in programme.instruments.items()
            for item in instrument.items
            if item.kind == "nps"
        ],
        schema={"instrument": pl.String, "construct": pl.String},
        orient="row",
    )


def growth(facts: Facts, programme: Programme, day: date) -> dict[str, Measured]:
    """The figures of each metric, and the keys that each must have."""
    figures = change_figures(facts, programme, day)
    waves = asked_waves(facts, programme, day)
    compared = _expected_comparisons(facts, programme, waves)
    later = pl.col("wave").str.split("..").list.last()
    unbegun = untold(compared.with_columns(later=later), waves, day, wave="later")
    nps_keys = expected_waves(facts, waves, programme).drop("construct")
    nps_keys = nps_keys.join(_nps_items(programme), on="instrument").select(KEYS)
    scores = pl.concat([net_promoter(facts, programme, day), untold(nps_keys, waves, day)])
    return {
        **{name: (pl.concat([figures[name], unbegun]), compared) for name in ("mean_change", "growth_g")},
        "nps": (scores, nps_keys),
    }


def _expected_comparisons(facts: Facts, programme: Programme, waves: pl.DataFrame) -> pl.DataFrame:
    """Every construct of an instrument that is asked in the baseline and in a later wave."""
    asked = waves.select("instrument", "wave").rows()
    baseline = programme.baseline
    rows = [
        (role, name, construct, f"{baseline.id}..{wave.id}")
        for name, instrument in programme.instruments.items()
        if baseline is not None and instrument.observes is None and (name, baseline.id) in asked
        for wave in later_waves(programme)
        if (name, wave.id) in asked
        for construct in instrument.construct_items
        for role in (*instrument.asked_of, ALL)
    ]
    schema = dict.fromkeys(("role", "instrument", "construct", "wave"), pl.String)
    others = pl.DataFrame(rows, schema=schema, orient="row")
    return expected(facts["core_segments"], others["role"].unique().to_list(), others)
