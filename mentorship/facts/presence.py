"""Who was there: people named or seen in a call, and the pairs among them.

A call in which both people of a pair were seen is an attended meeting of that pair, whoever else was there; its
length is the union of the joins of the two. A call of somebody alone proves no meeting.
"""

import polars as pl

from mentorship.facts import resolve, rows
from mentorship.facts.rule_words import WORDS
from mentorship.programme import Programme


def known_joins(joins: pl.DataFrame, keys: pl.DataFrame, table: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Joins with their `person_id` and `call`, and the rejects of those by people who are not in the roster."""
    resolved = resolve.with_person(joins, "people", keys, "person_id")
    rejects = resolve.unresolved(resolved, "person_id", table, "attendee_is_known", "attendee_is_one_person")
    call = pl.concat_str("source", pl.coalesce("record_key", "source_file"), separator="\x1f")
    return resolved.drop_nulls("person_id").with_columns(call=call), rejects


def known_people(told: pl.DataFrame, keys: pl.DataFrame, table: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Rows that name people, once a known person with its `person_id` and `call`, and the rejects of the others.

    Whoever logs a meeting names its people, so one unknown refuses the row; a calendar also invites guests, so there
    two known people are enough.
    """
    named = told.filter(pl.col("people").is_not_null()).with_columns(
        call=pl.concat_str(*rows.PLACE, separator="\x1f"), people=pl.col("people").str.split(";")
    )
    each = resolve.with_person(named.explode("people"), "people", keys, "person_id")
    logged = each.filter(pl.col("evidence") == "log")
    rejects = resolve.unresolved(logged, "person_id", table, "attendee_is_known", "attendee_is_one_person")
    known = rows.without(each, rejects).drop_nulls("person_id").unique(["call", "person_id"], maintain_order=True)
    few = rows.without(named, rejects).join(
        known.group_by("call").len().filter(pl.col("len") > 1), on="call", how="anti"
    )
    lonely = rows.reject(few.drop("people"), table, WORDS["somebody_is_known"], "somebody_is_known")
    return known.join(few.select("call"), on="call", how="anti"), rows.stacked([rejects, lonely])


def pairs_among(known: pl.DataFrame, pairs: pl.DataFrame, programme: Programme) -> pl.DataFrame:
    """Records that name people, once for each pair among them; those without a pair once, with `group_people`."""
    days = known.with_columns(day=_day("starts_at", programme))
    found = _pairs_of(days, pairs).select("call", "pair_id")
    each = known.unique("call", maintain_order=True).drop("person_id", "person_id_fits", "people")
    people = known.group_by("call").agg(group_people=pl.col("person_id").sort())
    paired = each.join(found, on="call")
    alone = each.join(found, on="call", how="anti").join(people, on="call")
    return pl.concat([paired, alone], how="diagonal").drop("call")


def records(joins: pl.DataFrame, pairs: pl.DataFrame, programme: Programme) -> pl.DataFrame:
    """What a video tool saw, as records: attended where both of a pair were there, else nobody knows of a meeting."""
    calls = joins.with_columns(day=_day("starts_at", programme))
    found = _pairs_of(calls, pairs)
    sides = found.unpivot(on=["mentor_id", "mentee_id"], index=["call", "pair_id"], value_name="person_id")
    together = joins.join(sides.select("call", "pair_id", "person_id"), on=["call", "person_id"])
    attended = _attended(together, ["call", "pair_id"])
    rest = joins.join(sides, on=["call", "person_id"], how="anti")
    lone = rest.join(found, on="call", how="anti")
    others = _attended(lone, ["call"]).join(
        lone.group_by("call").agg(group_people=pl.col("person_id").unique().sort()), on="call"
    )
    is_several = pl.col("group_people").list.len() > 1
    others = others.with_columns(
        outcome=pl.when(is_several).then(pl.lit("held")).otherwise(pl.lit("booked")),
        grade=pl.when(is_several).then(pl.lit("attended")).otherwise(pl.lit("booked")),
    )
    beside = rest.join(found, on="call").group_by("call").agg(beside=pl.struct(rows.PLACE))
    is_first = pl.col("pair_id") == pl.col("pair_id").min().over("call")
    places = (
        pl.when(is_first & pl.col("beside").is_not_null()).then(pl.concat_list("places", "beside")).otherwise("places")
    )
    attended = attended.join(beside, on="call", how="left").with_columns(places=places).drop("beside")
    return pl.concat([attended, others], how="diagonal").drop("call")


def _day(column: str, programme: Programme) -> pl.Expr:
    return pl.col(column).dt.convert_time_zone(programme.programme.time_zone).dt.date()


def _pairs_of(calls: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """`call, pair_id, mentor_id, mentee_id` for each pair of whom both are in the call.

    Two people who were a pair twice are taken for the pair that they were on the day, else for the latest.
    """
    present = calls.group_by("call", "person_id").agg(pl.col("day").min())
    spans = pairs.select("pair_id", "mentor_id", "mentee_id", "matched_on", "ended_on")
    both = present.join(spans, left_on="person_id", right_on="mentor_id").rename({"person_id": "mentor_id"})
    both = both.join(present.select("call", mentee_id="person_id"), on=["call", "mentee_id"])
    is_then = (pl.col("day") >= pl.col("matched_on")) & (pl.col("day") <= pl.col("ended_on").fill_null(pl.col("day")))
    return (
        both.with_columns(is_then=is_then)
        .sort(
            "call",
            "mentor_id",
            "mentee_id",
            "is_then",
            "matched_on",
            "pair_id",
            descending=[False, False, False, True, True, False],
        )
        .unique(["call", "mentor_id", "mentee_id"], keep="first", maintain_order=True)
        .select("call", "pair_id", "mentor_id", "mentee_id")
    )


def _attended(joins: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """One record a group of joins: from the first join to the last leave, its length their union in minutes."""
    ends = pl.coalesce("ends_at", "starts_at")
    ordered = joins.with_columns(until=ends).sort(*keys, "starts_at", "until")
    reach = pl.col("until").cum_max().shift(1).over(keys)
    counted_from = pl.max_horizontal("starts_at", reach)
    seconds = (pl.col("until") - counted_from).dt.total_seconds().clip(lower_bound=0)
    has_length = pl.col("ends_at").is_not_null().any()
    return (
        ordered.with_columns(seconds=seconds)
        .group_by(keys, maintain_order=True)
        .agg(
            pl.col("source", "record_key", "channel", "starts_at_is_day_only").first(),
            pl.col("starts_at").min(),
            slot_start=pl.col("starts_at").min(),
            slot_end=pl.col("until").max(),
            duration_minutes=pl.when(has_length).then(pl.col("seconds").sum() / 60),
            places=pl.struct(rows.PLACE),
        )
        .with_columns(outcome=pl.lit("held"), grade=pl.lit("attended"))
    )
