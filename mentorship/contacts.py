"""Whom to write to first: the open pairs in order of urgency, since when they stand there, and what people carry.

What state a pair is in is `health.py`'s to find. Names and addresses come later, and only to the coordinator's page.
"""

from typing import Final

import polars as pl

from mentorship.as_of import AsOf
from mentorship.health import NEVER_MET, WENT_QUIET

STANDINGS: Final = (NEVER_MET, WENT_QUIET, "at_risk", "watch", "not_started", "on_track")
"""Where a pair can stand, the most urgent first. Who is on a list stands there, whatever the state."""
IN_NEED: Final = STANDINGS[:3]
"""The standings of pairs that need a hand."""
HELD_DAYS: Final = 30
SIDES: Final = ("mentor", "mentee")


def standing() -> pl.Expr:
    """Where a row of `metric_pair_health` stands: the list that the pair is on, else its state."""
    return pl.when(pl.col("on_list") != "").then("on_list").otherwise("state").alias("standing")


def urgency(column: str = "standing") -> pl.Expr:
    """The place of a standing, 0 for the most urgent."""
    places = {each: place for place, each in enumerate(STANDINGS)}
    return pl.col(column).replace_strict(places, return_dtype=pl.Int64)


def contacts(view: AsOf, health: pl.DataFrame, earlier: pl.DataFrame) -> pl.DataFrame:
    """The pairs of `metric_pair_health` that are not on track, in order of urgency, with both people and their load.

    Of one standing those come first who have waited longest. `earlier` are the rows of nights before, by `as_of`,
    `pair_id`, `state` and `on_list`.
    """
    days = {"mentor_id", "mentee_id", "age_days", "quiet_days"}
    found = (
        health.with_columns(standing())
        .filter(pl.col("standing") != "on_track")
        .join(view.pairs.select("pair_id", *sorted(days)), on="pair_id")
        .join(since(health, earlier), on="pair_id")
    )
    carried = loads(view)
    for side in SIDES:
        own = carried.rename({name: f"{side}_{name}" for name in ("person_id", "open", "agreed", "held")})
        found = found.join(own.rename({f"{side}_person_id": f"{side}_id"}), on=f"{side}_id", how="left")
    waited = pl.coalesce("quiet_days", "age_days")
    return found.sort(urgency(), waited, "matched_on", "pair_id", descending=[False, True, False, False])


def since(health: pl.DataFrame, earlier: pl.DataFrame) -> pl.DataFrame:
    """`pair_id, since_on, is_begun`: the first night of those in a row on which a pair stands where it does.

    `is_begun` where an earlier night is kept on which it did not stand there; else it may have stood there before.
    """
    place = ["as_of", "pair_id"]
    now = health.select(*place, standing())
    before = earlier.select(*place, standing()).join(now.select("pair_id", now="standing"), on="pair_id")
    left = before.filter(pl.col("standing") != pl.col("now")).group_by("pair_id").agg(left_on=pl.col("as_of").max())
    nights = pl.concat([before.select(place), now.select(place)]).join(left, on="pair_id", how="left")
    first_night = pl.lit(earlier["as_of"].min(), dtype=pl.Date)
    return (
        nights.filter(pl.col("left_on").is_null() | (pl.col("as_of") > pl.col("left_on")))
        .group_by("pair_id")
        .agg(since_on=pl.col("as_of").min(), is_begun=pl.col("left_on").first().is_not_null())
        .with_columns(is_begun=pl.col("is_begun") | (pl.col("since_on") > first_night).fill_null(value=False))
    )


def loads(view: AsOf) -> pl.DataFrame:
    """`person_id, open, agreed, held` of everybody in an open pair, in either role.

    How many open pairs, how many meetings a month are agreed over them (null where none says), and how many were held
    in the last 30 days.
    """
    recent = view.held.filter(pl.col("meeting_on") > view.before(HELD_DAYS))
    held = recent.group_by("pair_id").agg(held_lately=pl.len().cast(pl.Int64)).collect()
    pairs = view.pairs.filter("is_open").join(held, on="pair_id", how="left")
    each = pl.concat(
        pairs.select("pair_id", "meetings_per_month", "held_lately", person_id=f"{side}_id") for side in SIDES
    )
    agreed = pl.col("meetings_per_month").drop_nulls().sort()
    return each.group_by("person_id").agg(
        open=pl.len().cast(pl.Int64),
        agreed=pl.when(agreed.len() > 0).then(agreed.sum()),
        held=pl.col("held_lately").fill_null(0).sum(),
    )


def mentors(view: AsOf) -> pl.DataFrame:
    """`loads` of the mentors who are in the programme, the busiest first; of whom is free, no pair and no meeting."""
    people = view.facts["core_people"]
    has_joined = pl.col("joined_on").is_null() | (pl.col("joined_on") <= view.day)
    has_left = pl.col("left_on").is_not_null() & (pl.col("left_on") <= view.day)
    busy = view.pairs.filter("is_open").select(person_id="mentor_id").unique()
    there = people.filter(pl.col("is_mentor") & has_joined & ~has_left).select("person_id")
    return (
        pl.concat([there, busy])
        .unique()
        .join(loads(view), on="person_id", how="left")
        .with_columns(pl.col("open", "held").fill_null(0))
        .sort("open", "agreed", "held", "person_id", descending=[True, True, True, False], nulls_last=True)
    )
