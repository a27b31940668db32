"""A key in an export to one person of the roster, or the reason why not."""

from collections.abc import Mapping

import polars as pl

from mentorship.facts import rows
from mentorship.facts.rule_words import WORDS
from mentorship.identity import folded


def resolver(people: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """`folded_key, person_id, fits, refused_at`: the person of each key, null where it fits several or none.

    An id or address goes before a name: a key that is one person's address and another's name is the address. The
    keys of people whose roster rows were refused fit nobody, and `refused_at` says where those rows are.
    """
    identities = people["core_identities"]
    preferred = identities.filter(~pl.col("is_name") | pl.col("is_name").all().over("folded_key"))
    persons = preferred.group_by("folded_key").agg(
        fits=pl.col("person_id").n_unique(),
        person_id=pl.when(pl.col("person_id").n_unique() == 1).then(pl.col("person_id").first()),
    )
    return persons.join(people["refused_keys"], on="folded_key", how="full", coalesce=True).with_columns(
        pl.col("fits").fill_null(0)
    )


def with_person(frame: pl.DataFrame, column: str, keys: pl.DataFrame, person: str) -> pl.DataFrame:
    """A frame with the person that a column of keys names, `<person>_fits` (how many it could be) and `_refused_at`."""
    looked_up = keys.rename({"person_id": person, "fits": f"{person}_fits", "refused_at": f"{person}_refused_at"})
    return (
        frame.with_columns(folded(column).alias("_key"))
        .join(looked_up, left_on="_key", right_on="folded_key", how="left", maintain_order="left")
        .with_columns(pl.col(f"{person}_fits").fill_null(0))
        .drop("_key")
    )


def unresolved(frame: pl.DataFrame, person: str, table: str, unknown: str, ambiguous: str) -> pl.DataFrame:
    """Rejects for the rows whose key is nobody's (rule `unknown`) or more than one person's (rule `ambiguous`)."""
    nobody = frame.filter(pl.col(f"{person}_fits") == 0)
    refused_at = pl.col(f"{person}_refused_at")
    reason = (
        pl.when(refused_at.is_null())
        .then(pl.lit(WORDS[unknown].reason))
        .otherwise(pl.format("the person's own rows in the roster were refused: {}", refused_at))
    )
    several = frame.filter(pl.col(f"{person}_fits") > 1)
    return rows.stacked(
        [
            rows.reject(nobody, table, WORDS[unknown], unknown, reason),
            rows.reject(several, table, WORDS[ambiguous], ambiguous),
        ]
    )
