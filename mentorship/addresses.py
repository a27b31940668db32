"""Who is behind a pseudonym, by tonight's roster: for the coordinator's page, which alone names people.

Nothing here is stored, and no other table or page may be made of it.
"""

import polars as pl

FIELDS = ("name", "email", "person_key")


def people(roster: pl.DataFrame, lineage: pl.DataFrame) -> pl.DataFrame:
    """`person_id, name, email, person_key` of everybody in the roster; null where no row of theirs says.

    `roster` is `raw_people`, `lineage` is `core_lineage`. Of several rows the last one that says something counts.
    """
    place = ["source_file", "source_line"]
    own = lineage.filter(pl.col("table_name") == "core_people").select("fact_id", *place)
    said = [pl.col(name).str.strip_chars().replace("", None) for name in FIELDS]
    return (
        roster.select("source", *place, *said)
        .join(own, on=place)
        .sort(*place, "source")
        .group_by(person_id="fact_id")
        .agg(pl.col(name).drop_nulls().last() for name in FIELDS)
        .sort("person_id")
    )
