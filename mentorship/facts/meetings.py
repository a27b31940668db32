"""Records of meetings to meetings: one row a meeting of a pair, with the best evidence of it.

A record is a logged row, an occurrence in a calendar, or what a video tool saw of a pair's joins; `presence.py` makes
the last. Records of one pair from different sources that overlap in time are one meeting (`merge`); two records of
one source are two meetings, for the tool told them apart.
"""

from collections.abc import Mapping

import polars as pl

from mentorship.facts import presence, resolve, rows
from mentorship.facts.row_rules import MeetingRules
from mentorship.facts.rule_words import WORDS
from mentorship.identity import folded, pseudonym_column
from mentorship.programme import Programme

TABLE = "raw_meetings"
TOLERANCE = pl.duration(minutes=15)
DEFAULT_LENGTH = pl.duration(minutes=60)
OUTCOME_ORDER = ["held", "no_show", "cancelled", "booked"]
GRADES = ("attended", "logged", "booked", "invited")
COMPARED = (
    "pair_key",
    "people",
    "starts_at",
    "ends_at",
    "duration_minutes",
    "channel",
    "outcome",
    "no_show_by",
    "has_agenda",
    "action_item_count",
)


def meetings(
    raw: pl.DataFrame,
    files: pl.DataFrame,
    people: Mapping[str, pl.DataFrame],
    pairs: Mapping[str, pl.DataFrame],
    programme: Programme,
    key: bytes,
) -> rows.Sifted:
    """`core_meetings` and `core_meeting_people`."""
    sound, rejects = rows.sift(_typed(raw, files, programme), MeetingRules, TABLE)
    single, superseded = _versions(sound, files)
    contradicting = rows.contradictions(single.filter(pl.col("evidence") == "log"), "source_key", COMPARED)
    single = rows.without(single, contradicting)
    keys = resolve.resolver(people)
    joins, join_rejects = presence.known_joins(single.filter(pl.col("evidence") == "presence"), keys, TABLE)
    seen = presence.records(joins, pairs["core_pairs"], programme)
    told, told_rejects = _told_records(single.filter(pl.col("evidence") != "presence"), keys, pairs, programme)
    no_people = pl.Series("group_people", [], dtype=pl.List(pl.String)).to_frame()
    merged = merge(pl.concat([seen, told, no_people], how="diagonal"), programme, key)
    return rows.Sifted(
        facts={
            "core_meetings": _core_meetings(merged, pairs["core_pairs"], programme),
            "core_meeting_people": _meeting_people(merged, pairs["core_pairs"], programme),
        },
        lineage=_lineage(merged),
        rejects=rows.stacked(
            [rejects, rows.contradicting(contradicting, TABLE, "meeting"), join_rejects, told_rejects]
        ),
        superseded=superseded,
    )


def _typed(raw: pl.DataFrame, files: pl.DataFrame, programme: Programme) -> pl.DataFrame:
    typed = rows.with_dates(rows.texts(raw), files, programme, days=(), instants=("starts_at", "ends_at"))
    typed = rows.with_numbers(typed, ["duration_minutes", "action_item_count"])
    typed = rows.with_words(typed, ["outcome", "no_show_by", "channel", "has_agenda"])
    return typed.with_columns(
        has_agenda=pl.col("has_agenda").replace_strict(
            {"true": True, "false": False}, default=None, return_dtype=pl.Boolean
        ),
        record_key=folded("meeting_key"),
    )


def _versions(sound: pl.DataFrame, files: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The newest version of each record, which its source's own id tells apart; of equal rows the first."""
    single, equal = rows.first_of_equal(sound, ["source", "evidence", "record_key", *COMPARED])
    is_told = pl.col("evidence") != "presence"
    keyed = single.with_columns(
        source_key=pl.when(is_told).then(pl.concat_str("source", "record_key", separator="\x1f"))
    )
    newest, old = rows.newest_versions(keyed, files, "source_key")
    return newest, pl.concat([equal, old])


def _told_records(
    told: pl.DataFrame, keys: pl.DataFrame, pairs: Mapping[str, pl.DataFrame], programme: Programme
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Records of logs and calendars: of the pair that is named, else of each pair whose two people are."""
    by_key = told.filter(pl.col("pair_key").is_not_null())
    known = by_key.with_columns(folded_key=folded("pair_key")).join(pairs["pair_keys"], on="folded_key", how="left")
    nameless = told.filter(pl.col("pair_key").is_null() & pl.col("people").is_null())
    by_people, strangers = presence.known_people(told.filter(pl.col("pair_key").is_null()), keys, TABLE)
    grouped = presence.pairs_among(by_people, pairs["core_pairs"], programme)
    records = pl.concat([known.drop_nulls("pair_id").drop("folded_key"), grouped], how="diagonal")
    rejects = [
        rows.reject(known.filter(pl.col("pair_id").is_null()), TABLE, WORDS["pair_is_known"], "pair_is_known"),
        rows.reject(nameless, TABLE, WORDS["meeting_has_people"], "meeting_has_people"),
        strangers,
    ]
    return _told(records), rows.stacked(rejects)


def _told(records: pl.DataFrame) -> pl.DataFrame:
    """Grade and outcome of what a log or a calendar says, and when the meeting was."""
    outcome = pl.col("outcome").fill_null("booked")
    by_minutes = pl.duration(minutes=pl.col("duration_minutes"))
    end = pl.coalesce("ends_at", pl.col("starts_at") + by_minutes, pl.col("starts_at") + DEFAULT_LENGTH)
    is_logged = (pl.col("evidence") == "log") & (outcome == "held")
    return records.with_columns(
        outcome=outcome,
        grade=pl.when(is_logged).then(pl.lit("logged")).otherwise(pl.lit("booked")),
        duration_minutes=pl.coalesce(
            "duration_minutes", (pl.col("ends_at") - pl.col("starts_at")).dt.total_seconds() / 60
        ),
        slot_start=pl.col("starts_at"),
        slot_end=pl.when("starts_at_is_day_only").then(pl.col("starts_at") + pl.duration(hours=24)).otherwise(end),
        places=pl.concat_list(pl.struct(rows.PLACE)),
    )


def merge(records: pl.DataFrame, programme: Programme, key: bytes) -> pl.DataFrame:
    """Records to meetings: those of one group from different sources that overlap become one.

    Two records overlap when their times, each widened by 15 minutes at its end, share a moment; a record that gives a
    day alone takes the day. Within a run of overlapping records the first of each source are one meeting, the second
    of each another, and so on, best outcome first: so two records of one source stay two meetings. The rule is
    symmetric and does not depend on the order of rows or files.
    """
    rank = pl.col("outcome").replace_strict(
        {word: place for place, word in enumerate(OUTCOME_ORDER)}, return_dtype=pl.Int8
    )
    grade = pl.col("grade").replace_strict({word: place for place, word in enumerate(GRADES)}, return_dtype=pl.Int8)
    group = pl.coalesce("pair_id", pl.col("group_people").list.join("+"))
    ranked = records.with_columns(group=group, rank=rank, grade_rank=grade)
    reach = (pl.col("slot_end") + TOLERANCE).cum_max().shift(1).over("group")
    run = (pl.col("slot_start") > reach).fill_null(value=True).cum_sum().over("group")
    runs = ranked.sort("group", "slot_start", "slot_end").with_columns(run=run)
    apart = ["rank", "slot_start", "slot_end", "grade_rank", "record_key", "duration_minutes", "channel"]
    turns = runs.sort("group", "run", "source", *apart, nulls_last=True).with_columns(
        turn=pl.int_range(pl.len()).over("group", "run", "source")
    )
    best = ["rank", "grade_rank", "starts_at_is_day_only", "source"]
    merged = (
        turns.sort("group", "run", "turn", *best, nulls_last=True)
        .group_by("group", "run", "turn", maintain_order=True)
        .agg(
            pl.col("pair_id", "group_people", "outcome", "slot_start").first(),
            pl.col("grade_rank").min(),
            pl.col("duration_minutes", "channel", "has_agenda", "action_item_count", "no_show_by").drop_nulls().first(),
            pl.col("places").list.explode(keep_nulls=False, empty_as_null=False),
        )
    )
    zone = programme.programme.time_zone
    named = merged.with_columns(
        grade=pl.col("grade_rank").replace_strict(dict(enumerate(GRADES)), return_dtype=pl.String),
        meeting_on=pl.col("slot_start").dt.convert_time_zone(zone).dt.date(),
        identity=pl.format("{}/{}/{}", "group", pl.col("slot_start").dt.epoch("s"), "turn"),
    )
    return named.with_columns(
        meeting_id=pseudonym_column(named, "identity", f"{programme.id}/meeting", key),
        group_id=pl.coalesce("pair_id", pseudonym_column(named, "group", f"{programme.id}/group", key)),
    )


def _core_meetings(merged: pl.DataFrame, pairs: pl.DataFrame, programme: Programme) -> pl.DataFrame:
    spans = pairs.select("pair_id", "matched_on", "ended_on")
    held_outcomes = ["held", "booked"] if programme.programme.booked_counts_as_held else ["held"]
    in_time = (pl.col("meeting_on") >= pl.col("matched_on")) & (
        pl.col("ended_on").is_null() | (pl.col("meeting_on") <= pl.col("ended_on"))
    )
    return merged.join(spans, on="pair_id", how="left").select(
        pl.lit(programme.id).alias("programme_id"),
        "meeting_id",
        "pair_id",
        "group_id",
        pl.col("slot_start").alias("starts_at"),
        "meeting_on",
        in_time.fill_null(value=False).alias("is_in_pair_time"),
        "outcome",
        "grade",
        pl.col("outcome").is_in(held_outcomes).alias("is_held"),
        "no_show_by",
        "duration_minutes",
        "channel",
        "has_agenda",
        pl.col("action_item_count").cast(pl.Int64),
    )


def _meeting_people(merged: pl.DataFrame, pairs: pl.DataFrame, programme: Programme) -> pl.DataFrame:
    of_pairs = merged.join(pairs, on="pair_id").unpivot(
        on=["mentor_id", "mentee_id"], index="meeting_id", value_name="person_id"
    )
    of_others = (
        merged.filter(pl.col("pair_id").is_null()).select("meeting_id", person_id="group_people").explode("person_id")
    )
    together = pl.concat([of_pairs.select("meeting_id", "person_id"), of_others.drop_nulls()]).unique()
    return together.select(pl.lit(programme.id).alias("programme_id"), "meeting_id", "person_id")


def _lineage(merged: pl.DataFrame) -> pl.DataFrame:
    places = merged.select(fact_id="meeting_id", place="places").explode("place").unnest("place")
    return places.unique().select(pl.lit("core_meetings").alias("table_name"), "fact_id", *rows.PLACE)
