"""The lists of those invited, as facts: who was asked what in which wave."""

from collections.abc import Mapping

import polars as pl

from mentorship.facts import resolve, rows
from mentorship.facts.rule_words import WORDS
from mentorship.programme import Programme

TABLE = "raw_invitations"


def invitations(raw: pl.DataFrame, people: Mapping[str, pl.DataFrame], programme: Programme) -> rows.Sifted:
    """`core_invitations`; a person listed twice was invited once."""
    named = resolve.with_person(rows.texts(raw), "person", resolve.resolver(people), "person_id")
    waves = [wave.id for wave in programme.waves]
    lost = named.filter(~pl.col("wave").is_in(waves).fill_null(value=False))
    rejects = rows.stacked(
        [
            resolve.unresolved(named, "person_id", TABLE, "invited_is_known", "invited_is_one_person"),
            rows.reject(lost, TABLE, WORDS["wave_is_known"], "wave_is_known"),
        ]
    )
    known = rows.without(named, rejects)
    once, superseded = rows.first_of_equal(known, ["instrument", "wave", "person_id"])
    facts = once.select(pl.lit(programme.id).alias("programme_id"), "instrument", "wave", "person_id")
    identified = once.with_columns(fact_id=pl.concat_str("instrument", "wave", "person_id", separator="/"))
    return rows.Sifted(
        facts={"core_invitations": facts},
        lineage=rows.lineage(identified, "core_invitations", "fact_id"),
        rejects=rejects,
        superseded=superseded,
    )
