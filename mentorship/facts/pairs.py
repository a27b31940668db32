"""The matches to pairs: who mentors whom, from when to when."""

from collections.abc import Mapping

import polars as pl

from mentorship.facts import resolve, rows
from mentorship.facts.row_rules import PairRules
from mentorship.facts.rule_words import WORDS
from mentorship.identity import folded, pseudonym_column
from mentorship.programme import Programme

TABLE = "raw_pairs"
DAYS = ("matched_on", "ended_on", "planned_end_on")
COMPARED = (
    "mentor_id",
    "mentee_id",
    "matched_on",
    "ended_on",
    "planned_end_on",
    "outcome",
    "meetings_per_month",
)


def pairs(
    raw: pl.DataFrame, files: pl.DataFrame, people: Mapping[str, pl.DataFrame], programme: Programme, key: bytes
) -> rows.Sifted:
    """`core_pairs`, the pairs' part of `core_segments`, and `pair_keys` (`folded_key, pair_id`) for the meetings."""
    typed = rows.with_dates(rows.texts(raw), files, programme, days=DAYS)
    typed = rows.with_words(rows.with_numbers(typed, ["meetings_per_month"]), ["outcome"])
    sound, rejects = rows.sift(typed, PairRules, TABLE)
    matched, strangers = _with_people(sound, people)
    compared = [*COMPARED, *rows.segment_columns(programme)]
    named = (
        rows.with_segments(matched, programme)
        .with_columns(own_key=folded("pair_key"))
        .with_columns(identity=pl.coalesce("own_key", pl.format("{}/{}/{}", "mentor_id", "mentee_id", "matched_on")))
    )
    single, superseded = rows.one_version(named, files, "identity", ["identity", *compared])
    contradicting = rows.contradictions(single, "identity", compared)
    known = rows.without(single, contradicting)
    known = known.with_columns(pair_id=pseudonym_column(known, "identity", f"{programme.id}/pair", key))
    return rows.Sifted(
        facts={
            "core_pairs": _core_pairs(known, programme),
            "core_segments": _segments(known, people, programme),
            "pair_keys": known.select(folded_key="own_key", pair_id="pair_id").drop_nulls(),
        },
        lineage=rows.lineage(known, "core_pairs", "pair_id"),
        rejects=rows.stacked([rejects, strangers, rows.contradicting(contradicting, TABLE, "pair")]),
        superseded=superseded,
    )


def _with_people(sound: pl.DataFrame, people: Mapping[str, pl.DataFrame]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows whose two people are known in their roles, and the rejects of the others."""
    keys = resolve.resolver(people)
    resolved = sound
    for side in ("mentor", "mentee"):
        roles = people["core_people"].select(
            pl.col("person_id").alias(f"{side}_id"), pl.col(f"is_{side}").alias(f"{side}_fits_role")
        )
        resolved = resolve.with_person(resolved, side, keys, f"{side}_id").join(
            roles, on=f"{side}_id", how="left", maintain_order="left"
        )
    rejects = [
        resolve.unresolved(resolved, f"{side}_id", TABLE, f"{side}_is_known", f"{side}_is_one_person")
        for side in ("mentor", "mentee")
    ]
    held = {
        "mentor_mentors": pl.col("mentor_fits_role"),
        "mentee_is_mentored": pl.col("mentee_fits_role"),
        "two_people": pl.col("mentor_id") != pl.col("mentee_id"),
    }
    rejects += [rows.reject(resolved.filter(~kept), TABLE, WORDS[rule], rule) for rule, kept in held.items()]
    refused = rows.stacked(rejects)
    return rows.without(resolved, refused), refused


def _core_pairs(known: pl.DataFrame, programme: Programme) -> pl.DataFrame:
    agreed = pl.lit(programme.programme.meetings_per_month, dtype=pl.Float64)
    return known.select(
        pl.lit(programme.id).alias("programme_id"),
        "pair_id",
        "mentor_id",
        "mentee_id",
        "matched_on",
        "ended_on",
        "planned_end_on",
        "outcome",
        pl.coalesce("meetings_per_month", agreed).alias("meetings_per_month"),
    )


def _segments(known: pl.DataFrame, people: Mapping[str, pl.DataFrame], programme: Programme) -> pl.DataFrame:
    """A pair's segment value: its own column's, else its mentee's."""
    own = rows.segment_values(known, "pair", "pair_id", programme)
    mentees = (
        people["core_segments"]
        .join(known.select("pair_id", unit_id="mentee_id"), on="unit_id")
        .select(
            "programme_id", pl.lit("pair").alias("unit"), pl.col("pair_id").alias("unit_id"), "segment", "segment_value"
        )
    )
    return own.join(mentees, on=["unit_id", "segment"], how="full", coalesce=True, suffix="_of_mentee").select(
        pl.lit(programme.id).alias("programme_id"),
        pl.lit("pair").alias("unit"),
        "unit_id",
        "segment",
        pl.coalesce("segment_value", "segment_value_of_mentee").alias("segment_value"),
    )
