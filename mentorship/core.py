"""Raw rows to facts: the core tables of a programme's night, and what became of every raw row.

The order is people, then pairs (which need people), then meetings, goals and surveys (which need both).
"""

from collections.abc import Mapping, Sequence

import polars as pl

from mentorship import tables
from mentorship.facts.goals import goals
from mentorship.facts.invitations import invitations
from mentorship.facts.meetings import meetings
from mentorship.facts.pairs import pairs
from mentorship.facts.people import people
from mentorship.facts.rows import PLACE, Sifted
from mentorship.facts.surveys import surveys
from mentorship.grouping import NO_SEGMENT
from mentorship.programme import Programme
from mentorship.scrubbing import ERASED
from mentorship.scrubbing import RULE as ERASED_RULE

FATES = ["rows_used", "rows_refused", "rows_superseded"]


def build(raw: Mapping[str, pl.DataFrame], programme: Programme, key: bytes) -> dict[str, pl.DataFrame]:
    """Every core table, sorted, from the raw tables and the programme's pseudonym key."""
    files = raw["raw_files"]
    raw = {**raw, **{table: _used(raw[table], files) for table in tables.RAW_TABLES.values()}}
    enrolled = people(raw["raw_people"], files, programme, key)
    matched = pairs(raw["raw_pairs"], files, enrolled.facts, programme, key)
    sifted = {
        "raw_people": enrolled,
        "raw_pairs": matched,
        "raw_meetings": meetings(raw["raw_meetings"], files, enrolled.facts, matched.facts, programme, key),
        "raw_goals": goals(raw["raw_goals"], files, enrolled.facts, programme, key),
        "raw_surveys": surveys(raw["raw_surveys"], files, enrolled.facts, programme, key),
        "raw_invitations": invitations(raw["raw_invitations"], enrolled.facts, programme),
    }
    built = {name: frame for part in sifted.values() for name, frame in part.facts.items()}
    built["core_segments"] = _segments(enrolled.facts, matched.facts, programme)
    built["core_lineage"] = pl.concat([part.lineage for part in sifted.values()]).drop("source")
    left_out = _left_out(raw)
    built["core_rejects"] = pl.concat([part.rejects for part in [*sifted.values(), left_out]])
    built["core_counts"] = _counts(raw, [*sifted.values(), left_out], programme)
    return {name: _shaped(name, built[name]) for name in tables.TABLES if name in built}


def _used(rows: pl.DataFrame, files: pl.DataFrame) -> pl.DataFrame:
    """The rows of the files that serve the night, in the order of their places."""
    used = files.filter(pl.col("use") == "used").select("source", "source_file")
    return rows.join(used, on=["source", "source_file"], how="semi").sort("source", "source_file", "source_line")


def _segments(
    people_facts: Mapping[str, pl.DataFrame], pair_facts: Mapping[str, pl.DataFrame], programme: Programme
) -> pl.DataFrame:
    """A value for every person and pair in every declared segment; a blank one is `(none)`."""
    units = pl.concat(
        [
            people_facts["core_people"].select(pl.lit("person").alias("unit"), unit_id="person_id"),
            pair_facts["core_pairs"].select(pl.lit("pair").alias("unit"), unit_id="pair_id"),
        ]
    )
    declared = pl.DataFrame({"segment": list(programme.segments)}, schema={"segment": pl.String})
    known = pl.concat([people_facts["core_segments"], pair_facts["core_segments"]])
    return (
        units.join(declared, how="cross")
        .join(known, on=["unit", "unit_id", "segment"], how="left")
        .with_columns(pl.lit(programme.id).alias("programme_id"), pl.col("segment_value").fill_null(NO_SEGMENT))
    )


def _counts(raw: Mapping[str, pl.DataFrame], sifted: Sequence[Sifted], programme: Programme) -> pl.DataFrame:
    """Rows in, used, refused and superseded of each file of the night.

    Used are the rows with a fact behind them, so the sum is a check and not a definition. The rows of a snapshot that a
    newer one replaced, and of a second copy of a file, are superseded; those of a refused file are refused.
    """
    files = raw["raw_files"].with_row_index("file_number", offset=1).filter(pl.col("use") != "later")
    fates = pl.concat(
        [
            fate
            for part in sifted
            for fate in (
                _fate(part.lineage, "rows_used"),
                _fate(part.rejects.filter(pl.col("refused") == "row"), "rows_refused"),
                _fate(part.superseded, "rows_superseded"),
            )
        ]
    ).pivot("fate", index=["source", "source_file"], on_columns=FATES, values="rows", aggregate_function="sum")
    names = pl.col("kind").replace_strict(tables.RAW_TABLES, return_dtype=pl.String)
    joined = files.join(fates, on=["source", "source_file"], how="left").with_columns(pl.col(FATES).fill_null(0))
    is_old = pl.col("use").is_in(["replaced", "same"])
    return joined.select(
        pl.lit(programme.id).alias("programme_id"),
        names.alias("table_name"),
        "source",
        pl.col("file_number").cast(pl.Int64),
        "rows_in",
        "rows_used",
        pl.when(pl.col("use") == "refused").then("rows_in").otherwise("rows_refused").alias("rows_refused"),
        pl.when(is_old).then("rows_in").otherwise("rows_superseded").alias("rows_superseded"),
    )


def _fate(places: pl.DataFrame, fate: str) -> pl.DataFrame:
    return (
        places.select(PLACE)
        .unique()
        .group_by("source", "source_file")
        .agg(rows=pl.len().cast(pl.Int64))
        .with_columns(fate=pl.lit(fate))
    )


def _left_out(raw: Mapping[str, pl.DataFrame]) -> Sifted:
    """What the readers left out and said so, such as previews, and what is not kept of people who were forgotten.

    Rows of the files used tonight.
    """
    is_erased = pl.col("message") == ERASED.reason
    used = raw["raw_files"].filter(pl.col("use") == "used").select("source", "source_file", "kind")
    told = raw["raw_problems"].filter(pl.col("severity") == "left_out")
    rejects = told.join(used, on=["source", "source_file"]).with_columns(
        table_name=pl.col("kind").replace_strict(tables.RAW_TABLES, return_dtype=pl.String),
        rule=pl.when(is_erased).then(pl.lit(ERASED_RULE)).otherwise(pl.lit("left_out_by_its_reader")),
        reason="message",
        refused=pl.lit("row"),
    )
    empty = tables.empty("core_rejects").select(PLACE)
    return Sifted({}, empty, rejects.select(list(tables.dtypes("core_rejects"))), empty)


def _shaped(table: str, frame: pl.DataFrame) -> pl.DataFrame:
    """A table with its columns in their order and types, sorted by its key, else by every column."""
    wanted = tables.dtypes(table)
    keys = tables.TABLES[table].primary_key() or list(wanted)
    shaped = frame.select(pl.col(name).cast(dtype) for name, dtype in wanted.items())
    return shaped.sort(keys, nulls_last=True)
