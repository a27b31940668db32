"""A key in an export to one person of the roster, or the reason why not."""

from collections.abc import Mapping

import polars as pl

from mentorship.facts import rows
from mentorship.facts.people import NAME, OWN
from mentorship.facts.rule_words import WORDS
from mentorship.identity import folded

SHOWN = 5
"""How many rows of the roster a reason names; more help nobody."""


def resolver(people: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """`folded_key, person_id, fits, roster_rows`: the person of each key, null where it fits several or none.

    A name gives way to somebody's own key or address: a key that is one person's address and another's name is the
    address. All other keys are equal, so a key that two people have fits two. A person whose roster rows were refused
    still counts as one whom a key may mean, and alone is nobody to whom a row could be given; `roster_rows` says where
    those stand who are meant, or may be.
    """
    keys = people["roster_keys"].sort(rows.PLACE)
    is_own = (pl.col("is_a") == OWN).any().over("folded_key")
    meant = keys.filter(~(is_own & (pl.col("is_a") == NAME)))
    found = meant.group_by("folded_key").agg(
        owners=pl.col("owner").n_unique(),
        person_id=pl.col("person_id").drop_nulls().first(),
        places=pl.format("{}:{}", "source_file", "source_line").unique(maintain_order=True),
    )
    is_known = pl.col("person_id").is_not_null()
    fits = pl.when(pl.col("owners") > 1).then("owners").otherwise(is_known.cast(pl.UInt32))
    counted = found.with_columns(fits=fits)
    return counted.select(
        "folded_key",
        pl.when(pl.col("fits") == 1).then("person_id"),
        "fits",
        pl.when(pl.col("fits") != 1).then(_told("places")).alias("roster_rows"),
    )


def _told(places: str) -> pl.Expr:
    shown = pl.col(places).list.head(SHOWN).list.join(", ")
    more = pl.col(places).list.len().cast(pl.Int64) - SHOWN
    return pl.when(more > 0).then(pl.format("{} and {} more", shown, more)).otherwise(shown)


def with_person(frame: pl.DataFrame, column: str, keys: pl.DataFrame, person: str) -> pl.DataFrame:
    """A frame with the person that a column of keys names, `<person>_fits` (how many it could be) and `_rows`."""
    looked_up = keys.rename({"person_id": person, "fits": f"{person}_fits", "roster_rows": f"{person}_rows"})
    return (
        frame.with_columns(folded(column).alias("_key"))
        .join(looked_up, left_on="_key", right_on="folded_key", how="left", maintain_order="left")
        .with_columns(pl.col(f"{person}_fits").fill_null(0))
        .drop("_key")
    )


def unresolved(frame: pl.DataFrame, person: str, table: str, unknown: str, ambiguous: str) -> pl.DataFrame:
    """Rejects for the rows whose key is nobody's (rule `unknown`) or more than one person's (rule `ambiguous`)."""
    nobody = frame.filter(pl.col(f"{person}_fits") == 0)
    roster_rows = pl.col(f"{person}_rows")
    reason = (
        pl.when(roster_rows.is_null())
        .then(pl.lit(WORDS[unknown].reason))
        .otherwise(pl.format("the person's own rows in the roster were refused: {}", roster_rows))
    )
    return rows.stacked(
        [
            rows.reject(nobody, table, WORDS[unknown], unknown, reason),
            ambiguities(frame, person, table, ambiguous),
        ]
    )


def ambiguities(frame: pl.DataFrame, person: str, table: str, rule: str) -> pl.DataFrame:
    """Rejects for the rows whose key is more than one person's, each naming the rows of all whom it fits."""
    several = frame.filter(pl.col(f"{person}_fits") > 1)
    reason = pl.format("{}: {}", pl.lit(WORDS[rule].reason), f"{person}_rows")
    return rows.reject(several, table, WORDS[rule], rule, reason)
