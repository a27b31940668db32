"""Who was there: people named or seen in a call, and the pairs among them.

A call in which both people of a pair were seen is an attended meeting of that pair, whoever else was there; its
length is the union of the joins of the two. A call of somebody alone proves no meeting.
"""

import polars as pl

from mentorship.facts import resolve, rows
from mentorship.facts.rule_words import WORDS
from mentorship.identity import KEY_END

MICROSECONDS_PER_MINUTE = 60_000_000
TWO_PEOPLE = "its keys are two people's"


def known_joins(joins: pl.DataFrame, keys: pl.DataFrame, table: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Joins with their `person_id` and `call`, and the rejects of those by people who are not in the roster.

    A tool that knows a person by several keys gives them all: the roster may hold any one of them.
    """
    has_more = pl.col("people").str.contains(KEY_END, literal=True).fill_null(value=False)
    single = resolve.with_person(joins.filter(~has_more), "people", keys, "person_id")
    resolved = pl.concat([single, _by_any_key(joins.filter(has_more), keys)], how="diagonal_relaxed")
    rejects = resolve.unresolved(resolved, "person_id", table, "attendee_is_known", "attendee_is_one_person")
    call = pl.concat_str("source", pl.coalesce("record_key", "source_file"), separator="\x1f")
    return resolved.drop_nulls("person_id").with_columns(call=call), rejects


def _by_any_key(joins: pl.DataFrame, keys: pl.DataFrame) -> pl.DataFrame:
    """Joins with the person whom one of their keys names; keys of two people are as a name that two people have."""
    apart = joins.with_row_index("join").with_columns(pl.col("people").str.split(KEY_END)).explode("people")
    each = resolve.with_person(apart, "people", keys, "person_id")
    persons = pl.col("person_id").drop_nulls().n_unique().over("join")
    told = each.with_columns(persons=persons).sort("join", pl.col("person_id").is_null(), maintain_order=True)
    is_several = pl.col("persons") > 1
    return (
        told.unique("join", keep="first", maintain_order=True)
        .with_columns(
            pl.when(~is_several).then("person_id"),
            pl.when(is_several).then("persons").otherwise("person_id_fits").alias("person_id_fits"),
            pl.when(is_several)
            .then(pl.lit("its keys are two people's"))
            .otherwise("person_id_rows")
            .alias("person_id_rows"),
        )
        .drop("join", "persons")
    )


def known_people(told: pl.DataFrame, keys: pl.DataFrame, table: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Rows that name people, once a known person with its `person_id` and `call`, and the rejects of the others.

    Whoever logs a meeting names its people, so one unknown refuses the row; a calendar also invites guests, so there
    two known people are enough. A name of several people of the roster refuses any row.
    """
    named = told.filter(pl.col("people").is_not_null()).with_columns(
        call=pl.concat_str(*rows.PLACE, separator="\x1f"), people=pl.col("people").str.split(";")
    )
    each = resolve.with_person(named.explode("people"), "people", keys, "person_id")
    is_logged = pl.col("evidence") == "log"
    rejects = rows.stacked(
        [
            resolve.unresolved(
                each.filter(is_logged), "person_id", table, "attendee_is_known", "attendee_is_one_person"
            ),
            resolve.ambiguities(each.filter(~is_logged), "person_id", table, "attendee_is_one_person"),
        ]
    )
    known = rows.without(each, rejects).drop_nulls("person_id").unique(["call", "person_id"], maintain_order=True)
    few = rows.without(named, rejects).join(
        known.group_by("call").len().filter(pl.col("len") > 1), on="call", how="anti"
    )
    lonely = rows.reject(few.drop("people"), table, WORDS["somebody_is_known"], "somebody_is_known")
    return known.join(few.select("call"), on="call", how="anti"), rows.stacked([rejects, lonely])


def pairs_among(known: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """Records that name people, once for each pair among them; those without a pair once, with `group_people`."""
    found = _pairs_of(known, pairs).select("call", "pair_id")
    each = known.unique("call", maintain_order=True).drop("person_id", "person_id_fits", "people")
    people = known.group_by("call").agg(group_people=pl.col("person_id").sort())
    paired = each.join(found, on="call")
    alone = each.join(found, on="call", how="anti").join(people, on="call")
    return pl.concat([paired, alone], how="diagonal").drop("call")


def records(joins: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """What a video tool saw, as records: attended where both of a pair were there, or others together.

    Somebody alone was there for a meeting of which nobody knows more, and which is no more than an invitation.
    """
    found = _pairs_of(joins, pairs)
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
        grade=pl.when(is_several).then(pl.lit("attended")).otherwise(pl.lit("invited")),
    )
    beside = rest.join(found, on="call").group_by("call").agg(beside=pl.struct(rows.PLACE))
    is_first = pl.col("pair_id") == pl.col("pair_id").min().over("call")
    places = (
        pl.when(is_first & pl.col("beside").is_not_null()).then(pl.concat_list("places", "beside")).otherwise("places")
    )
    attended = attended.join(beside, on="call", how="left").with_columns(places=places).drop("beside")
    return pl.concat([attended, others], how="diagonal").drop("call")


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
    """One record a group of joins: from the first join to the last leave, its length their union in minutes.

    A tool that gives no times of leaving gives each person's minutes, which say how far the record reaches at least,
    and not how long the people were there together or one after the other.
    """
    stayed = pl.col("starts_at") + pl.duration(minutes=pl.col("duration_minutes"))
    ordered = joins.with_columns(until=pl.coalesce("ends_at", "starts_at")).sort(*keys, "starts_at", "until")
    reach = pl.col("until").cum_max().shift(1).over(keys)
    counted_from = pl.max_horizontal("starts_at", reach)
    microseconds = (pl.col("until") - counted_from).dt.total_microseconds().clip(lower_bound=0)
    has_length = pl.col("ends_at").is_not_null().any()
    return (
        ordered.with_columns(microseconds=microseconds, reaches=pl.coalesce("day_end", "ends_at", stayed))
        .group_by(keys, maintain_order=True)
        .agg(
            pl.col("source", "record_key", "channel", "starts_at_is_day_only", "day").first(),
            pl.col("starts_at", "source_file", "source_line").min(),
            slot_start=pl.col("starts_at").min(),
            slot_end=pl.col("reaches").max(),
            duration_minutes=pl.when(has_length).then(pl.col("microseconds").sum() / MICROSECONDS_PER_MINUTE),
            places=pl.struct(rows.PLACE),
        )
        .with_columns(outcome=pl.lit("held"), grade=pl.lit("attended"))
    )
