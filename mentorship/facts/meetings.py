"""Records of meetings to meetings: one row a meeting of a pair, with the best evidence of it.

A record is a logged row, an occurrence in a calendar, or what a video tool saw of a pair's joins; `presence.py` makes
the last. Which records are of one meeting is `matching.py`'s to say; here is what the meeting then is.
"""

from collections.abc import Mapping

import polars as pl

from mentorship.facts import matching, presence, resolve, rows
from mentorship.facts.row_rules import MeetingRules
from mentorship.facts.rule_words import WORDS
from mentorship.identity import folded, pseudonym_column
from mentorship.programme import Programme

TABLE = "raw_meetings"
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
    seen = presence.records(joins, pairs["core_pairs"])
    told, told_rejects = _told_records(single.filter(pl.col("evidence") != "presence"), keys, pairs)
    no_people = pl.Series("group_people", [], dtype=pl.List(pl.String)).to_frame()
    records = pl.concat([seen, told, no_people], how="diagonal")
    merged = merge(_grouped(records, pairs["core_pairs"], programme, key))
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
    return _with_day(typed, files, programme).with_columns(
        has_agenda=pl.col("has_agenda").replace_strict(
            {"true": True, "false": False}, default=None, return_dtype=pl.Boolean
        ),
        record_key=folded("meeting_key"),
    )


def _with_day(typed: pl.DataFrame, files: pl.DataFrame, programme: Programme) -> pl.DataFrame:
    """Rows with their `day`, in the programme's zone or as written where it stands alone, and then its `day_end`."""
    zone = programme.programme.time_zone
    used = files.filter(pl.col("use") == "used").select("source", "source_file", own_zone="time_zone")
    placed = typed.join(used, on=["source", "source_file"], how="left", maintain_order="left").with_columns(
        pl.col("own_zone").fill_null(zone)
    )
    day, day_end = pl.col("starts_at").dt.convert_time_zone(zone).dt.date(), pl.lit(None, pl.Datetime("us", "UTC"))
    for own in placed.get_column("own_zone").unique().sort():
        is_alone = pl.col("starts_at_is_day_only") & (pl.col("own_zone") == own)
        written = pl.col("starts_at").dt.convert_time_zone(own).dt.date()
        day = pl.when(is_alone).then(written).otherwise(day)
        day_end = pl.when(is_alone).then(_first_instant(written + pl.duration(days=1), own)).otherwise(day_end)
    return placed.with_columns(day=day, day_end=day_end).drop("own_zone")


def _first_instant(day: pl.Expr, zone: str) -> pl.Expr:
    """The beginning of a day; where a clock change skips midnight that is an hour later."""
    midnights = [day.cast(pl.Datetime("us")).dt.offset_by(later) for later in ("0h", "1h")]
    return pl.coalesce(
        midnight.dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null").dt.convert_time_zone("UTC")
        for midnight in midnights
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
    told: pl.DataFrame, keys: pl.DataFrame, pairs: Mapping[str, pl.DataFrame]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Records of logs and calendars: of the pair that is named, else of each pair whose two people are."""
    by_key = told.filter(pl.col("pair_key").is_not_null())
    known = by_key.with_columns(folded_key=folded("pair_key")).join(pairs["pair_keys"], on="folded_key", how="left")
    nameless = told.filter(pl.col("pair_key").is_null() & pl.col("people").is_null())
    by_people, strangers = presence.known_people(told.filter(pl.col("pair_key").is_null()), keys, TABLE)
    grouped = presence.pairs_among(by_people, pairs["core_pairs"])
    records = pl.concat([known.drop_nulls("pair_id").drop("folded_key"), grouped], how="diagonal")
    rejects = [
        rows.reject(known.filter(pl.col("pair_id").is_null()), TABLE, WORDS["pair_is_known"], "pair_is_known"),
        rows.reject(nameless, TABLE, WORDS["meeting_has_people"], "meeting_has_people"),
        strangers,
    ]
    return _told(records), rows.stacked(rejects)


def _told(records: pl.DataFrame) -> pl.DataFrame:
    """Grade and outcome of what a log or a calendar says, and when the meeting was.

    An end is only a length where both it and the start are times: a row of two days says nothing about minutes.
    """
    outcome = pl.col("outcome").fill_null("booked")
    is_timed = ~(pl.col("starts_at_is_day_only") | pl.col("ends_at_is_day_only"))
    ends_at = pl.when(is_timed).then("ends_at")
    by_minutes = pl.col("starts_at") + pl.duration(minutes=pl.col("duration_minutes"))
    is_logged = (pl.col("evidence") == "log") & (outcome == "held")
    return records.with_columns(
        outcome=outcome,
        grade=pl.when(is_logged).then(pl.lit("logged")).otherwise(pl.lit("booked")),
        duration_minutes=pl.coalesce("duration_minutes", (ends_at - pl.col("starts_at")).dt.total_seconds() / 60),
        slot_start=pl.col("starts_at"),
        slot_end=pl.coalesce("day_end", ends_at, by_minutes),
        places=pl.concat_list(pl.struct(rows.PLACE)),
    )


def _grouped(records: pl.DataFrame, pairs: pl.DataFrame, programme: Programme, key: bytes) -> pl.DataFrame:
    """Records with the `group` whose meetings they can be of: mentor and mentee, else the people, by pseudonym.

    Two people who were a pair twice are one group, so that records of one meeting under both pairs' keys are one.
    """
    couples = pairs.select("pair_id", couple=pl.format("{}>{}", "mentor_id", "mentee_id"))
    others = pl.col("group_people").list.join("+")
    named = records.join(couples, on="pair_id", how="left").with_columns(people_key=pl.coalesce("couple", others))
    noun = f"{programme.id}/group"
    return named.with_columns(group=pseudonym_column(named, "people_key", noun, key)).drop("couple", "people_key")


def merge(records: pl.DataFrame) -> pl.DataFrame:
    """Records to meetings, each with the best that its records say, and all their places.

    Outcome, grade, day and start are the best proved record's; whatever else it leaves open is the next one's. What was
    planned is not how long a held meeting took. The id is the group's with the start, and the turn where meetings of
    one group start at once: so a record that proves less never changes it.
    """
    taken = pl.when(pl.col("outcome") == "held").then("duration_minutes")
    told = matching.matched(records).with_columns(minutes_taken=taken)
    merged = told.group_by("meeting", maintain_order=True).agg(
        pl.col("group", "pair_id", "group_people", "outcome", "grade", "slot_start", "day").first(),
        pl.col("duration_minutes", "minutes_taken").first(ignore_nulls=True),
        pl.col("channel", "has_agenda", "action_item_count", "no_show_by").first(ignore_nulls=True),
        pl.col("places").list.explode(keep_nulls=False, empty_as_null=False),
    )
    is_held = pl.col("outcome") == "held"
    second = pl.col("slot_start").dt.epoch("s")
    turn = pl.int_range(pl.len()).over("group", second)
    return merged.with_columns(
        duration_minutes=pl.when(is_held).then("minutes_taken").otherwise("duration_minutes"),
        no_show_by=pl.when(pl.col("outcome") == "no_show").then("no_show_by"),
        meeting_id=pl.format("{}-{}-{}", "group", second, turn),
        group_id=pl.coalesce("pair_id", "group"),
    )


def _core_meetings(merged: pl.DataFrame, pairs: pl.DataFrame, programme: Programme) -> pl.DataFrame:
    spans = pairs.select("pair_id", "matched_on", "ended_on")
    is_booked = (pl.col("grade") == "booked") & (pl.col("outcome") == "booked")
    is_held = (pl.col("outcome") == "held") | (is_booked & programme.programme.booked_counts_as_held)
    in_time = (pl.col("day") >= pl.col("matched_on")) & (
        pl.col("ended_on").is_null() | (pl.col("day") <= pl.col("ended_on"))
    )
    return merged.join(spans, on="pair_id", how="left").select(
        pl.lit(programme.id).alias("programme_id"),
        "meeting_id",
        "pair_id",
        "group_id",
        pl.col("slot_start").alias("starts_at"),
        pl.col("day").alias("meeting_on"),
        in_time.fill_null(value=False).alias("is_in_pair_time"),
        "outcome",
        "grade",
        is_held.alias("is_held"),
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
