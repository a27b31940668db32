"""The roster to people: who takes part, in which role, and which keys are whose."""

import polars as pl

from mentorship import tables
from mentorship.facts import rows
from mentorship.facts.row_rules import PeopleRules
from mentorship.facts.rule_words import WORDS
from mentorship.identity import folded, pseudonym_column
from mentorship.programme import Programme

TABLE = "raw_people"
COMPARED = ("email_text", "name_text", "role", "joined_on_text", "left_on_text", "other_keys")
OWN, OTHER, NAME = "own", "other", "name"
"""What a key is: the person's own (their `person_key` or address), another one, or a display name."""


def people(raw: pl.DataFrame, files: pl.DataFrame, programme: Programme, key: bytes) -> rows.Sifted:
    """`core_people`, `core_identities`, the people's part of `core_segments`, and `roster_keys` (see `resolve.py`).

    A person with contradicting rows is refused with all of them: which one is right is not ours to guess.
    """
    typed = rows.with_dates(rows.texts(raw), files, programme, days=("joined_on", "left_on"))
    compared = [*COMPARED, *rows.segment_columns(programme)]
    # Addresses and names are held against one another as keys are matched, so that case makes no second person.
    typed = rows.with_segments(rows.with_words(typed, ["role"]), programme).with_columns(
        identity=pl.coalesce(folded("person_key"), folded("email")),
        address=folded("email"),
        email_text=folded("email"),
        name_text=folded("name"),
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
            "roster_keys": _roster_keys(known, typed.join(refused, on=list(rows.PLACE), how="semi")),
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
    return (
        _keys(known, "person_id")
        .group_by("folded_key", "person_id")
        .agg(is_name=(pl.col("is_a") == NAME).all())
        .select(list(tables.dtypes("core_identities")))
    )


def _roster_keys(known: pl.DataFrame, refused: pl.DataFrame) -> pl.DataFrame:
    """`folded_key, is_a, owner, person_id` of every row of the roster and its place.

    A row that was refused has no `person_id` and still is somebody's, so that a name that it shares with a sound row
    stands for neither. Its owner is the person of its key, else whoever it may be.
    """
    place = pl.format("{}:{}", "source_file", "source_line")
    told = pl.concat([known, refused.with_columns(person_id=pl.lit(None, dtype=pl.String))], how="diagonal")
    owned = told.with_columns(owner=pl.coalesce("identity", pl.format("row {}", place)))
    return _keys(owned, "person_id", "owner", *rows.PLACE)


def _keys(people: pl.DataFrame, *about: str) -> pl.DataFrame:
    """`folded_key` and `is_a` of each key of each row, beside what else is asked about the row."""
    texts = people.select(
        *about,
        pl.concat_list(_key("identity", OWN), _key("address", OWN), _key("name", NAME)).alias("key"),
        pl.col("other_keys").str.split(";").alias("other"),
    )
    own = texts.drop("other").explode("key").unnest("key")
    other = texts.drop("key").explode("other").select(*about, text="other", is_a=pl.lit(OTHER))
    return (
        pl.concat([own, other])
        .with_columns(folded_key=folded("text"))
        .drop_nulls("folded_key")
        .drop("text")
        .unique(maintain_order=True)
    )


def _key(column: str, is_a: str) -> pl.Expr:
    return pl.struct(pl.col(column).alias("text"), pl.lit(is_a).alias("is_a"))


def _sharing(found: pl.DataFrame) -> pl.DataFrame:
    return rows.reject(
        found,
        TABLE,
        WORDS["email_is_shared"],
        "email_is_shared",
        reason=pl.format("two people have this address: {}", "others"),
    )
