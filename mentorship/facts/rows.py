"""What every kind of row goes through: dates read, rules held, duplicates set aside, refusals worded.

The rules themselves are `row_rules.py`'s; here is only how a rule's verdict becomes a reject.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import dataframely as dy
import polars as pl

from mentorship import tables
from mentorship.exports import stamps
from mentorship.exports.reading import trimmed_where_needed
from mentorship.facts.rule_words import WORDS, Words
from mentorship.programme import Programme

PLACE = ("source", "source_file", "source_line")
TEXT = "_text"
SEGMENT = "segment "


@dataclass(frozen=True, slots=True)
class Sifted:
    """Facts of one kind and what became of the raw rows behind them.

    `facts` by table name; `lineage` has `table_name, fact_id, source, source_file, source_line`; `rejects` the columns
    of `core_rejects`; `superseded` the place of rows that a later or equal row stands for.
    """

    facts: dict[str, pl.DataFrame]
    lineage: pl.DataFrame
    rejects: pl.DataFrame
    superseded: pl.DataFrame


def texts(raw: pl.DataFrame) -> pl.DataFrame:
    """The raw rows with stray blanks removed and blank cells null."""
    return trimmed_where_needed(
        raw,
        [name for name, dtype in raw.schema.items() if dtype == pl.String and name not in (*PLACE, "source_sha256")],
    )


def with_dates(
    rows: pl.DataFrame, files: pl.DataFrame, programme: Programme, days: Sequence[str], instants: Sequence[str] = ()
) -> pl.DataFrame:
    """Rows whose date columns are read as their file writes them, beside the text in `<column>_text`.

    Files that write dates alike are read together. `days` become Date in the programme's zone, `instants` Datetime in
    UTC with `<column>_is_day_only`; what does not parse is null.
    """
    manners = files.filter(pl.col("use") == "used").select("source", "source_file", "stamps", "time_zone")
    manners = manners.with_columns(manner=pl.struct("stamps", "time_zone").hash())
    place = ["source", "source_file"]
    known = rows.select(place).join(manners.select(*place, "manner"), on=place, how="left", maintain_order="left")
    told = rows.with_columns(
        known.get_column("manner"), *(pl.col(name).alias(name + TEXT) for name in (*days, *instants))
    )
    groups = told.partition_by("manner") or [told]
    read = [_read_dates(group, manners, programme, days, instants) for group in groups]
    return pl.concat(read).drop("manner")


def _read_dates(
    group: pl.DataFrame, manners: pl.DataFrame, programme: Programme, days: Sequence[str], instants: Sequence[str]
) -> pl.DataFrame:
    first = group.head(1).join(manners, on="manner").head(1).to_dicts()
    manner = {entry["column"]: entry["stamp"] for entry in first[0]["stamps"] or ()} if first else {}
    zone = programme.programme.time_zone
    own_zone = (first[0]["time_zone"] if first else None) or zone
    for name in days:
        group = _each_once(group, name, [stamps.day(name, manner.get(name, "iso"), own_zone, zone)])
    for name in instants:
        stamp = manner.get(name, "iso")
        is_day_only = stamps.is_day_only(name, stamp).alias(f"{name}_is_day_only")
        group = _each_once(group, name, [stamps.instant(name, stamp, own_zone), is_day_only])
    return group


def _each_once(rows: pl.DataFrame, name: str, made: Sequence[pl.Expr]) -> pl.DataFrame:
    """Rows with what is made of a column, worked out once for each distinct text: many meetings start at one time."""
    text = "text read"
    texts = rows.select(pl.col(name).unique())
    values = texts.lazy().select(pl.col(name).alias(text), *made).collect()
    read = rows.select(pl.col(name).alias(text)).join(
        values, on=text, how="left", nulls_equal=True, maintain_order="left"
    )
    return rows.with_columns(read.drop(text))


def with_numbers(rows: pl.DataFrame, names: Iterable[str]) -> pl.DataFrame:
    """Rows whose columns of numbers are read, beside the text in `<column>_text`; what does not parse is null."""
    wanted = list(names)
    return rows.with_columns(pl.col(name).alias(name + TEXT) for name in wanted).with_columns(
        _finite(pl.col(name).cast(pl.Float64, strict=False)).alias(name) for name in wanted
    )


def with_words(rows: pl.DataFrame, names: Iterable[str]) -> pl.DataFrame:
    """Rows whose columns of set words are in lower case with `_` for blanks, beside the text in `<column>_text`."""
    wanted = list(names)
    return rows.with_columns(pl.col(name).alias(name + TEXT) for name in wanted).with_columns(
        _word(rows.get_column(name)) for name in wanted
    )


def _word(cells: pl.Series) -> pl.Expr:
    """A column's cells as set words, worked out once for each distinct text: there are few."""
    texts = cells.unique().drop_nulls()
    words = texts.str.to_lowercase().str.replace_all(r"[\s-]+", "_")
    return pl.col(cells.name).replace_strict(texts, words, default=None, return_dtype=pl.String)


def _finite(number: pl.Expr) -> pl.Expr:
    return pl.when(number.is_finite()).then(number)


def sift(rows: pl.DataFrame, rules: type[dy.Schema], table: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows that keep every rule of a schema, and a reject for each rule that a row breaks."""
    numbered = rows.with_row_index("row")
    valid, failure = rules.filter(numbered.select(rules.column_names()))
    if not len(failure):
        return rows, stacked([])
    details = failure.details()
    rejects = []
    for name in (name for name in details.columns if name in WORDS):
        broken = details.filter(pl.col(name).cast(pl.String) == "invalid").select("row")
        rejects.append(reject(numbered.join(broken, on="row", how="semi"), table, WORDS[name], name))
    kept = numbered.join(pl.DataFrame(valid).select("row"), on="row", how="semi", maintain_order="left")
    return kept.drop("row"), stacked(rejects)


def reject(
    rows: pl.DataFrame,
    table: str,
    words: Words,
    rule: str,
    reason: pl.Expr | None = None,
    column: pl.Expr | None = None,
    refused: str = "row",
) -> pl.DataFrame:
    """A reject for each of some rows; `reason` and `column` replace the rule's own words where a row needs its own."""
    text = f"{words.column}{TEXT}"
    value = pl.col(text if text in rows.columns else words.column) if words.column in rows.columns else pl.lit("")
    return rows.select(
        "source",
        pl.lit(table).alias("table_name"),
        "source_file",
        "source_line",
        (column if column is not None else pl.lit(words.column)).alias("column"),
        class_of(value.cast(pl.String)).alias("value_class"),
        pl.lit(rule).alias("rule"),
        (reason if reason is not None else pl.lit(words.reason)).alias("reason"),
        pl.lit(words.fix).alias("fix"),
        pl.lit(refused).alias("refused"),
    )


def class_of(value: pl.Expr) -> pl.Expr:
    """`problems.value_class` over a column of text: its class, in words that do not give it away."""
    text = value.str.strip_chars()
    is_number = text.str.contains(r"^[+-]*[0-9]+([.,][0-9]*)?$|^[+-]*[.,][0-9]+$")
    is_date = (text.str.count_matches(r"[0-9]") >= 4) & text.str.contains(r"[-/.:]")
    return (
        pl.when(text.is_null() | (text == ""))
        .then(pl.lit("blank"))
        .when(text.str.contains("@", literal=True) & ~text.str.contains(" ", literal=True))
        .then(pl.lit("an e-mail address"))
        .when(is_number)
        .then(pl.lit("a number"))
        .when(is_date)
        .then(pl.lit("text like a date"))
        .otherwise(pl.format("text of {} characters", text.str.len_chars()))
    )


def stacked(rejects: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Rejects under one another, with the columns of `core_rejects`."""
    return pl.concat([tables.empty("core_rejects"), *rejects])


def without(rows: pl.DataFrame, places: pl.DataFrame) -> pl.DataFrame:
    """The rows that do not stand at one of these places."""
    return rows.join(places.select(PLACE).unique(), on=list(PLACE), how="anti")


def first_of_equal(rows: pl.DataFrame, same: Sequence[str]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Of rows that are equal in these columns the first to stand there, and the places of the others."""
    ordered = rows.sort(PLACE)
    is_first = pl.struct(list(same)).is_first_distinct()
    return ordered.filter(is_first), ordered.filter(~is_first).select(PLACE)


def newest_versions(rows: pl.DataFrame, files: pl.DataFrame, key: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Of a source's rows with one key those of the newest file that has it, and the places of the older ones.

    Rows without a key have no versions. Of two files the one dated later is newer, then the one first seen later,
    then the one with the later name.
    """
    order = files.select(
        "source",
        "source_file",
        age=pl.struct("dated_on", "seen_order", "source_file").rank("dense").over("source"),
    )
    aged = rows.join(order, on=["source", "source_file"], how="left", maintain_order="left")
    is_old = pl.col(key).is_not_null() & (pl.col("age") < pl.col("age").max().over("source", key))
    return aged.filter(~is_old.fill_null(value=False)).drop("age"), aged.filter(is_old).select(PLACE)


def one_version(
    rows: pl.DataFrame, files: pl.DataFrame, key: str, same: Sequence[str]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The newest version of each key's rows, of equal ones the first, and the places of all others."""
    newest, old = newest_versions(rows, files, key)
    single, equal = first_of_equal(newest, same)
    return single, pl.concat([old, equal])


def contradictions(rows: pl.DataFrame, key: str, compared: Sequence[str]) -> pl.DataFrame:
    """Rows that share a key though they differ, with `differs_in` (the first such column) and `others` (their lines).

    Rows without a key contradict nothing.
    """
    shared = rows.filter(pl.col(key).is_not_null() & (pl.len().over(key) > 1))
    differing = pl.concat_list(
        pl.when(pl.col(name).n_unique().over(key) > 1).then(pl.lit(name.removesuffix(TEXT).removeprefix(SEGMENT)))
        for name in compared
    ).list.drop_nulls()
    place = pl.format("{}:{}", "source_file", "source_line")
    return shared.with_columns(
        differs_in=differing.list.first().fill_null(""),
        others=place.sort().implode().over(key).list.join(", "),
    )


def contradicting(found: pl.DataFrame, table: str, noun: str) -> pl.DataFrame:
    """The rejects of `contradictions` in rows about a noun, each naming all the rows that contradict one another."""
    rule = f"{noun}_contradicts"
    reason = pl.format("the {} has rows that contradict one another: {}", pl.lit(noun), "others")
    return reject(found, table, WORDS[rule], rule, reason=reason, column=pl.col("differs_in"))


def lineage(facts: pl.DataFrame, table: str, fact_id: str) -> pl.DataFrame:
    """Which raw row stands behind which fact, where the facts still carry their place."""
    return facts.select(
        pl.lit(table).alias("table_name"), pl.col(fact_id).alias("fact_id"), "source", "source_file", "source_line"
    )


def with_segments(rows: pl.DataFrame, programme: Programme) -> pl.DataFrame:
    """Rows with a column `segment <name>` for each declared segment, so that they can be compared one by one."""
    entry = pl.element().struct
    return rows.with_columns(
        pl.col("segments")
        .list.eval(entry.field("value").filter(entry.field("segment") == name))
        .list.first()
        .alias(SEGMENT + name)
        for name in programme.segments
    )


def segment_columns(programme: Programme) -> list[str]:
    """The names of the columns that `with_segments` adds."""
    return [SEGMENT + name for name in programme.segments]


def segment_values(rows: pl.DataFrame, unit: str, unit_id: str, programme: Programme) -> pl.DataFrame:
    """`unit_id, segment, segment_value` of rows with a `segments` list; blank values are null."""
    exploded = rows.select(unit_id=unit_id, entry="segments").explode("entry").drop_nulls("entry").unnest("entry")
    return exploded.filter(pl.col("segment").is_in(list(programme.segments))).select(
        pl.lit(programme.id).alias("programme_id"),
        pl.lit(unit).alias("unit"),
        "unit_id",
        "segment",
        pl.col("value").str.strip_chars().replace("", None).alias("segment_value"),
    )
