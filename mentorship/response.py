"""Who answered: the response that counts of each person, in which roles, and the response rate. METRICS section 1.

Growth and satisfaction build on the responses chosen here.
"""

from datetime import date

import polars as pl

from mentorship.engagement import Facts
from mentorship.grouping import ALL, expected, shaped, shares
from mentorship.programme import OPEN_LINK, Programme, Source, Wave

COMPLETE_SHARE = 0.8


def counted_responses(facts: Facts, day: date) -> pl.DataFrame:
    """One response a person, wave, instrument and person rated: the last complete one given by D, else the last.

    Complete is at least 80 % of the items that are not free text (`is_complete`).
    """
    is_complete = (pl.col("item_count") > 0) & (pl.col("answered_count") >= COMPLETE_SHARE * pl.col("item_count"))
    return (
        facts["core_responses"]
        .filter(pl.col("submitted_on") <= day)
        .with_columns(is_complete=is_complete)
        .sort("is_complete", "submitted_at", "response_id")
        .unique(["instrument", "wave", "person_id", "about_id"], keep="last", maintain_order=True)
    )


def roles_asked(facts: Facts, programme: Programme) -> pl.DataFrame:
    """`person_id, instrument, role`: the roles in which each person is asked each instrument, and once `all`."""
    asked = pl.DataFrame(
        [(name, role) for name, instrument in programme.instruments.items() for role in instrument.asked_of],
        schema={"instrument": pl.String, "role": pl.String},
        orient="row",
    )
    people = facts["core_people"].unpivot(on=["is_mentee", "is_mentor"], index="person_id", variable_name="role")
    people = people.filter("value").select("person_id", pl.col("role").str.strip_prefix("is_"))
    each = people.join(asked, on="role").select("person_id", "instrument", "role")
    return pl.concat([each, each.with_columns(role=pl.lit(ALL)).unique()])


def asked_waves(facts: Facts, programme: Programme, day: date) -> pl.DataFrame:
    """`instrument, wave, from, to, is_open_link`: what was asked when, as known at D.

    A source with a wave of its own asks in it; one by date asks in the waves in which somebody answered by D.
    """
    answered = (
        facts["core_responses"].filter(pl.col("submitted_on") <= day).select("instrument", "wave").unique().rows()
    )
    asked: dict[tuple[str, str], bool] = {}
    for source in programme.sources:
        for wave in _waves_of(source, programme):
            if source.instrument is not None and (source.wave != "by_date" or (source.instrument, wave.id) in answered):
                key = (source.instrument, wave.id)
                asked[key] = asked.get(key, False) or source.invited == OPEN_LINK
    spans = {wave.id: wave for wave in programme.waves}
    return pl.DataFrame(
        [(*key, spans[key[1]].from_, spans[key[1]].to, is_open) for key, is_open in sorted(asked.items())],
        schema={"instrument": pl.String, "wave": pl.String, "from": pl.Date, "to": pl.Date, "is_open_link": pl.Boolean},
        orient="row",
    )


def _waves_of(source: Source, programme: Programme) -> list[Wave]:
    if source.kind != "surveys":
        return []
    return [wave for wave in programme.waves if source.wave in ("by_date", wave.id)]


def response_rate(facts: Facts, programme: Programme, day: date) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Share with a complete response of those invited to a wave who were in the programme at any time of it.

    Unit: person; Wilson. A wave that has not begun and a survey by open link have none, and say so.
    """
    waves = asked_waves(facts, programme, day)
    roles = roles_asked(facts, programme)
    wordy = [name for name, found in programme.instruments.items() if all(item.kind == "text" for item in found.items)]
    is_countable = ~pl.col("is_open_link") & ~pl.col("instrument").is_in(wordy)
    begun = waves.filter(is_countable & (pl.col("from") <= day))
    invited = _invited(facts, begun, roles, day)
    complete = counted_responses(facts, day).filter("is_complete").select("instrument", "wave", "person_id").unique()
    tally = invited.join(complete.with_columns(y=1), on=["instrument", "wave", "person_id"], how="left").with_columns(
        pl.col("y").fill_null(0),
        x=pl.lit(1),
        unit=pl.lit("person"),
        segment_id=pl.col("person_id"),
        members=pl.concat_list("person_id"),
    )
    keys = expected_waves(facts, waves, programme)
    why = pl.when("is_open_link").then(pl.lit("it was sent by open link: nobody knows who was invited"))
    told = waves.filter(~is_countable).with_columns(reason=why.otherwise(pl.lit("it asks for free text alone")))
    nobody = shaped(keys.join(told.select("instrument", "wave", "reason"), on=["instrument", "wave"]))
    unbegun = untold(keys, waves.filter(is_countable), day)
    return pl.concat([shares(tally, facts["core_segments"]), nobody, unbegun]), keys


def expected_waves(facts: Facts, waves: pl.DataFrame, programme: Programme) -> pl.DataFrame:
    """The keys of a figure by role, instrument and wave: every role asked, and `all`."""
    roles = [(name, role) for name, instrument in programme.instruments.items() for role in (*instrument.asked_of, ALL)]
    others = waves.join(
        pl.DataFrame(roles, schema={"instrument": pl.String, "role": pl.String}, orient="row"), on="instrument"
    ).select("role", "instrument", "wave")
    return expected(facts["core_segments"], others["role"].unique().to_list(), others)


def _invited(facts: Facts, waves: pl.DataFrame, roles: pl.DataFrame, day: date) -> pl.DataFrame:
    """Everybody of the roles asked who was in the programme at any time of the wave, or the wave's own list of them."""
    listed = facts["core_invitations"].select("instrument", "wave").unique()
    people = facts["core_people"].select("person_id", "joined_on", "left_on")
    each = waves.join(roles, on="instrument").join(people, on="person_id")
    was_there = (pl.col("joined_on").is_null() | (pl.col("joined_on") <= pl.min_horizontal("to", pl.lit(day)))) & (
        pl.col("left_on").is_null() | (pl.col("left_on") >= pl.col("from"))
    )
    there = each.filter(was_there)
    keys = ["instrument", "wave", "person_id"]
    by_list = there.join(facts["core_invitations"].select(keys), on=keys, how="semi")
    return pl.concat([there.join(listed, on=["instrument", "wave"], how="anti"), by_list]).select(*keys, "role")


def untold(keys: pl.DataFrame, waves: pl.DataFrame, day: date, wave: str = "wave") -> pl.DataFrame:
    """Figures without a value for the keys whose wave (in the column `wave`) has not begun by D."""
    unbegun = waves.filter(pl.col("from") > day).select("instrument", pl.col("wave").alias(wave))
    return shaped(
        keys.join(unbegun, on=["instrument", wave], how="semi").with_columns(reason=pl.lit("the wave has not begun"))
    )
