"""The roster to people: who takes part, in which role, and which keys are whose."""

import polars as pl

from mentorship import tables
from mentorship.facts import rows
from mentorship.facts.row_rules import PeopleRules
from mentorship.facts.rule_words import WORDS
from mentorship.identity import folded, pseudonym_column
from mentorship.programme import Programme

TABLE = "raw_people"
COMPARED = ("email", "name", "role", "joined_on_text", "left_on_text", "other_keys")


def people(raw: pl.DataFrame, files: pl.DataFrame, programme: Programme, key: bytes) -> rows.Sifted:
    """`core_people`, `core_identities`, the people's part of `core_segments`, and `refused_keys` (see `resolve.py`).

    A person with contradicting rows is refused with all of them: which one is right is not ours to guess.
    """
    typed = rows.with_dates(rows.texts(raw), files, programme, days=("joined_on", "left_on"))
    compared = [*COMPARED, *rows.segment_columns(programme)]
    typed = rows.with_segments(rows.with_words(typed, ["role"]), programme).with_columns(
        identity=pl.coalesce(folded("person_key"), folded("email")), address=folded("email")
    )
    sound, rejects = rows.sift(typed, PeopleRules, TABLE)
    single, superseded = rows.one_version(sound, files, "identity", ["identity", *compared])
    contradicting = rows.contradictions(single, "identity", compared)
    single = rows.without(single, contradicting)
    shared = rows.contradictions(single, "address", ["identity"])
    single = rows.without(single, shared)
    refused = rows.stacked([rejects, rows.contradicting(contradicting, TABLE, "person"), _sharing(shared)])
    known = single.with_columns(person_id=pseudonym_column(single, "identity", f"{programme.id}/person", key))
    return rows.Sifted(
        facts={
            "core_people": _core_people(known, programme),
            "core_identities": _identities(known),
            "core_segments": rows.segment_values(known, "person", "person_id", programme),
            "refused_keys": _refused_keys(rows.without(typed, known).join(refused, on=list(rows.PLACE), how="semi")),
        },
        lineage=rows.lineage(known, "core_people", "person_id"),
        rejects=refused,
        superseded=superseded,
    )


def _core_people(known: pl.DataFrame, programme: Programme) -> pl.DataFrame:
    return known.select(
        pl.lit(programme.id).alias("programme_id"),
        "person_id",
        pl.col("role").is_in(["mentee", "both"]).alias("is_mentee"),
        pl.col("role").is_in(["mentor", "both"]).alias("is_mentor"),
        "joined_on",
        "left_on",
    )


def _identities(known: pl.DataFrame) -> pl.DataFrame:
    """Every folded key of every person; a key of two people stands twice and so stands for neither."""
    keys = known.with_columns(other=pl.col("other_keys").str.split(";")).select(
        "person_id", "identity", "address", "name", "other"
    )
    own = keys.unpivot(on=["identity", "address"], index="person_id", value_name="text").select(
        "person_id", "text", pl.lit(value=False).alias("is_name")
    )
    other = (
        keys.select("person_id", pl.col("other").alias("text"))
        .explode("text")
        .with_columns(is_name=pl.lit(value=False))
    )
    names = keys.select("person_id", pl.col("name").alias("text"), pl.lit(value=True).alias("is_name"))
    return (
        pl.concat([own, other, names])
        .with_columns(folded_key=folded("text"))
        .drop_nulls("folded_key")
        .group_by("folded_key", "person_id")
        .agg(pl.col("is_name").all())
        .select(list(tables.dtypes("core_identities")))
    )


def _refused_keys(refused: pl.DataFrame) -> pl.DataFrame:
    """`folded_key, refused_at`: the keys of people whose roster rows were refused, and where those rows are."""
    keys = refused.select("identity", "address", place=pl.format("{}:{}", "source_file", "source_line"))
    told = keys.unpivot(on=["identity", "address"], index="place", value_name="folded_key").drop_nulls("folded_key")
    return told.group_by("folded_key").agg(refused_at=pl.col("place").unique().sort().str.join(", "))


def _sharing(found: pl.DataFrame) -> pl.DataFrame:
    return rows.reject(
        found,
        TABLE,
        WORDS["email_is_shared"],
        "email_is_shared",
        reason=pl.format("two people have this address: {}", "others"),
    )
