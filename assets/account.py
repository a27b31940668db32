"""The night's account of itself as frames: what came in, what became of it, what was refused and why.

Pure: tables in, frames out. No cell of an export passes through here, only places, classes and reasons.
"""

import hashlib
from collections.abc import Mapping
from datetime import date

import polars as pl

from mentorship import tables as schemas
from mentorship.facts.rule_words import WORDS
from mentorship.scrubbing import RULE as ERASED

Frames = Mapping[str, pl.DataFrame]

REJECT_COLUMNS = ("file", "line", "column", "value_class", "reason", "fix", "source", "rule", "refused")
COUNTS = ("rows_in", "rows_used", "rows_refused", "rows_superseded")
# The dates by which a source is seen to be alive, in the table of its facts.
_DATES = {
    "core_people": ("person_id", ("joined_on", "left_on")),
    "core_pairs": ("pair_id", ("matched_on", "ended_on")),
    "core_meetings": ("meeting_id", ("meeting_on",)),
    "core_goals": ("goal_id", ("set_on", "achieved_on", "reviewed_on")),
    "core_responses": ("response_id", ("submitted_on",)),
}


def rejects(problems: pl.DataFrame, core_rejects: pl.DataFrame) -> pl.DataFrame:
    """Every refused file, row and answer, and how to mend it."""
    files = problems.filter(pl.col("severity") == "error").select(
        file="source_file",
        line="source_line",
        column="column",
        value_class="value_class",
        reason="message",
        fix="fix",
        source="source",
        rule=pl.lit("file"),
        refused=pl.lit("file"),
    )
    rows = core_rejects.select(
        file="source_file",
        line="source_line",
        column="column",
        value_class="value_class",
        reason="reason",
        fix="fix",
        source="source",
        rule="rule",
        refused="refused",
    )
    return pl.concat([files, rows]).sort(REJECT_COLUMNS, nulls_last=True)


def rejects_by_reason(core_rejects: pl.DataFrame) -> pl.DataFrame:
    """How many rows each source lost to each reason, in the rule's own words: a row's may name other rows.

    How many a forgotten person had is said nowhere but in the list of refused rows, which is the coordinators'.
    """
    own_words = {rule: words.reason for rule, words in WORDS.items()}
    reason = pl.col("rule").replace_strict(own_words, default=pl.col("reason"), return_dtype=pl.String)
    return (
        core_rejects.filter(~_is_erased())
        .group_by("source", reason=reason)
        .agg(rows=pl.struct("source_file", "source_line").n_unique().cast(pl.Int64))
        .sort("rows", "source", "reason", descending=[True, False, False])
    )


def warnings(problems: pl.DataFrame) -> pl.DataFrame:
    """What the files of each source gave cause to say: `source, message, files`, without any file's name."""
    return (
        problems.filter(pl.col("severity") == "warning")
        .group_by("source", "message")
        .agg(files=pl.col("source_file").n_unique().cast(pl.Int64))
        .sort("source", "message")
    )


def inputs(files: pl.DataFrame, counts: pl.DataFrame) -> pl.DataFrame:
    """Each file of the night and what became of its rows; of a night that made no facts all were refused."""
    by_file = counts.group_by("source", "file_number").agg(pl.col(COUNTS).sum())
    numbered = files.with_columns(file_number=file_numbers())
    return (
        numbered.filter(pl.col("use") != "later")
        .join(by_file.rename({"rows_in": "_rows_counted"}), on=["source", "file_number"], how="left")
        .with_columns(
            pl.col("rows_used", "rows_superseded").fill_null(0), pl.col("rows_refused").fill_null(pl.col("rows_in"))
        )
        .select("source", "source_file", "source_sha256", *COUNTS)
        .sort("source", "source_file")
    )


def edition(declared: str, as_of: date, product: str, files: pl.DataFrame) -> str:
    """What a report was made of, in twelve digits: the same declaration, night, product and files give the same.

    A run's own id differs each time, so it cannot stand on a page that is to be made again byte for byte.
    """
    used = files.filter(pl.col("use") == "used").select("source", "source_file", "source_sha256").sort(pl.all())
    told = "\x1f".join([declared, as_of.isoformat(), product, *("/".join(row) for row in used.iter_rows())])
    return hashlib.sha256(told.encode()).hexdigest()[:12]


def file_numbers() -> pl.Expr:
    """A file's place in the ledger, by which `core_counts` calls it."""
    return pl.int_range(1, pl.len() + 1, dtype=pl.Int64)


def sources(tables: Frames, programme_id: str, as_of: date) -> pl.DataFrame:
    """The table `published_sources`: what came of each source, without the rows of people who were forgotten."""
    used = tables["raw_files"].filter(pl.col("use") == "used")
    rows = _without_erased(tables["core_counts"].group_by("source").agg(pl.col(COUNTS).sum()), tables["core_rejects"])
    files = (
        tables["raw_files"]
        .group_by("source")
        .agg(
            tool=pl.col("tool").first(),
            kind=pl.col("kind").first(),
            profile=pl.col("profile").filter(pl.col("use") == "used").unique().sort().str.join(", "),
            files=(pl.col("use") == "used").sum().cast(pl.Int64),
        )
    )
    newest = _newest_days(tables, as_of).join(used.select("source", "source_file").unique(), on="source_file")
    by_source = newest.group_by("source").agg(newest_on=pl.col("day").max())
    found = files.join(rows, on="source", how="left").join(by_source, on="source", how="left")
    own = {"programme_id": pl.lit(programme_id), "as_of": pl.lit(as_of)}
    counted = found.with_columns(pl.col(COUNTS).fill_null(0), **own)
    return counted.select(*schemas.dtypes("published_sources")).sort("source")


def _is_erased() -> pl.Expr:
    return pl.col("rule") == ERASED


def _without_erased(counts: pl.DataFrame, core_rejects: pl.DataFrame) -> pl.DataFrame:
    """Rows by source, as if its exports had never held those of forgotten people."""
    erased = core_rejects.filter(_is_erased()).group_by("source").agg(erased=pl.len().cast(pl.Int64))
    less = pl.col("rows_in", "rows_refused") - pl.col("erased").fill_null(0)
    return counts.join(erased, on="source", how="left").with_columns(less).drop("erased")


def _newest_days(tables: Frames, as_of: date) -> pl.DataFrame:
    """The newest day up to the night of the facts that each file stands behind."""
    found = []
    for table, (key, dates) in _DATES.items():
        days = tables[table].lazy().select(fact_id=key, day=_latest(dates, as_of)).drop_nulls("day")
        lineage = tables["core_lineage"].lazy().filter(pl.col("table_name") == table).select("fact_id", "source_file")
        found.append(lineage.join(days, on="fact_id").group_by("source_file").agg(pl.col("day").max()))
    return pl.concat(found).collect()


def _latest(dates: tuple[str, ...], as_of: date) -> pl.Expr:
    return pl.max_horizontal(pl.when(pl.col(name) <= as_of).then(pl.col(name)) for name in dates)
