"""Raw rows to facts: the core tables of a programme's night, and what became of every raw row.

The order is people, then pairs (which need people), then meetings, goals and surveys (which need both).
"""

from collections.abc import Mapping, Sequence

import polars as pl

from mentorship import tables
from mentorship.facts.goals import goals
from mentorship.facts.meetings import meetings
from mentorship.facts.pairs import pairs
from mentorship.facts.people import people
from mentorship.facts.rows import PLACE, Sifted
from mentorship.facts.surveys import surveys
from mentorship.programme import Programme

NO_SEGMENT = "(none)"


def build(raw: Mapping[str, pl.DataFrame], programme: Programme, key: bytes) -> dict[str, pl.DataFrame]:
    """Every core table, sorted, from the raw tables and the programme's pseudonym key."""
    files = raw["raw_files"]
    enrolled = people(raw["raw_people"], files, programme, key)
    matched = pairs(raw["raw_pairs"], files, enrolled.facts, programme, key)
    sifted = {
        "raw_people": enrolled,
        "raw_pairs": matched,
        "raw_meetings": meetings(raw["raw_meetings"], files, enrolled.facts, matched.facts, programme, key),
        "raw_goals": goals(raw["raw_goals"], files, enrolled.facts, programme, key),
        "raw_surveys": surveys(raw["raw_surveys"], files, enrolled.facts, programme, key),
    }
    built = {name: frame for part in sifted.values() for name, frame in part.facts.items()}
    built["core_invitations"] = tables.empty("core_invitations")
    built["core_segments"] = _segments(enrolled.facts, matched.facts, programme)
    built["core_lineage"] = pl.concat([part.lineage for part in sifted.values()]).drop("source")
    built["core_rejects"] = pl.concat([part.rejects for part in sifted.values()])
    built["core_counts"] = _counts(raw, sifted, programme)
    return {name: _shaped(name, built[name]) for name in tables.TABLES if name in built}


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


def _counts(raw: Mapping[str, pl.DataFrame], sifted: Mapping[str, Sifted], programme: Programme) -> pl.DataFrame:
    """Rows in, used, refused and superseded of each file of the night.

    Used are the rows with a fact behind them, so the sum is a check and not a definition. The rows of a snapshot that a
    newer one replaced, and of a second copy of a file, are superseded; those of a refused file refused.
    """
    files = raw["raw_files"].with_row_index("file_number", offset=1).filter(pl.col("use") != "later")
    fates = pl.concat(
        [
            fate
            for table, part in sifted.items()
            for fate in (
                _fate(raw[table], raw[table], "rows_read"),
                _fate(part.lineage, raw[table], "rows_used"),
                _fate(part.rejects.filter(pl.col("refused") == "row"), raw[table], "rows_refused"),
                _fate(part.superseded, raw[table], "rows_superseded"),
            )
        ]
    ).pivot(
        "fate",
        index=["source", "source_file"],
        on_columns=["rows_read", "rows_used", "rows_refused", "rows_superseded"],
        values="rows",
    )
    names = pl.col("kind").replace_strict(tables.RAW_TABLES, return_dtype=pl.String)
    joined = files.join(fates, on=["source", "source_file"], how="left").with_columns(pl.col("^rows_.*$").fill_null(0))
    dropped = pl.when(pl.col("use") == "used").then(pl.col("rows_in") - pl.col("rows_read")).otherwise(0)
    is_old = pl.col("use").is_in(["replaced", "same"])
    return joined.select(
        pl.lit(programme.id).alias("programme_id"),
        names.alias("table_name"),
        "source",
        pl.col("file_number").cast(pl.Int64),
        "rows_in",
        "rows_used",
        pl.when(pl.col("use") == "refused")
        .then("rows_in")
        .otherwise(pl.col("rows_refused") + dropped)
        .alias("rows_refused"),
        pl.when(is_old).then("rows_in").otherwise("rows_superseded").alias("rows_superseded"),
    )


def _fate(places: pl.DataFrame, raw: pl.DataFrame, fate: str) -> pl.DataFrame:
    distinct: Sequence[str] = PLACE
    return (
        raw.join(places.select(distinct).unique(), on=list(distinct), how="semi")
        .group_by("source", "source_file")
        .agg(rows=pl.len().cast(pl.Int64))
        .with_columns(fate=pl.lit(fate))
    )


def _shaped(table: str, frame: pl.DataFrame) -> pl.DataFrame:
    """A table with its columns in their order and types, sorted by its key, else by every column."""
    wanted = tables.dtypes(table)
    keys = tables.TABLES[table].primary_key() or list(wanted)
    shaped = frame.select(pl.col(name).cast(dtype) for name, dtype in wanted.items())
    return shaped.sort(keys, nulls_last=True)
