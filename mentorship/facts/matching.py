"""Which records are of one meeting. The rule in words, with examples, is `docs/evidence.md`.

Two records of one group (a pair, or the same people) and of different sources *agree* when their times, each widened
by `TOLERANCE` at its end, share a moment; a record that gives a day alone takes that day, and agrees with no record of
another such day and with none of a contradicting outcome. A meeting is a set of records that all agree with one
another. Of the pairs of records that agree the surest is joined first, as long as all of both sides agree:

1. outcomes that do not contradict one another before those that do,
2. the better proved (by the weaker of the two): attended, logged, missed, cancelled, booked,
3. two times before a time and a day,
4. the smaller distance between the starts (to a day: how far outside of it),
5. of equals the better proved record, then the earlier.

So a source that tells two records apart keeps them apart, what was attended is joined as if nothing else were known and
what was held as if nothing else but that, and neither the order of rows nor the names of sources matter.
"""

import polars as pl

from mentorship.facts.rows import PLACE

TOLERANCE = pl.duration(minutes=15)
DEFAULT_LENGTH = pl.duration(minutes=60)
"""Of a record that gives no length."""
OUTCOMES = ("held", "no_show", "cancelled", "booked")
BOOKED = len(OUTCOMES)
ORDER = (
    "weight",
    "starts_at_is_day_only",
    "slot_start",
    "slot_end",
    "duration_minutes",
    "channel",
    "no_show_by",
    "has_agenda",
    "action_item_count",
    "record_key",
    *PLACE,
)
"""Best proved first, then earliest; the rest only settles which of two equal records comes first."""
COMPARED = ("source", "starts_at_is_day_only", "day", "slot_start", "slot_end", "weight", "verdict")


def matched(records: pl.DataFrame) -> pl.DataFrame:
    """The records with the number of their `meeting`, those of one meeting in `ORDER`.

    Needs `group`, `source`, `outcome`, `grade`, `slot_start`, `slot_end`, `day`, `starts_at_is_day_only` and the other
    columns of `ORDER`. Nearly all records lie in runs of overlapping times in which each source speaks once and all
    agree, or in which one source speaks alone; the few others are joined one by one.
    """
    ends = pl.coalesce("slot_end", pl.col("slot_start") + DEFAULT_LENGTH)
    weighed = records.with_columns(weight=_weight(), slot_end=ends)
    numbered = _numbered(weighed, _runs(weighed.with_row_index("row")))
    is_tangled = ~pl.col("is_apart") & ~pl.col("is_whole")
    meeting = pl.when("is_whole").then(pl.col("record").min().over("run")).otherwise("record")
    plain = numbered.filter(~is_tangled).select("row", "record", meeting=meeting)
    tangled = numbered.filter(is_tangled)
    joined = _joined(tangled).join(tangled.select("row", "record"), on="record").select(plain.columns)
    numbers = pl.concat([plain, joined]).sort("row")
    return weighed.with_columns(numbers.drop("row")).sort("record").drop("record")


def _weight() -> pl.Expr:
    """How well a record is proved, 0 the best: attended, logged, missed, cancelled, booked."""
    places = {outcome: place for place, outcome in enumerate(OUTCOMES, start=1)}
    by_outcome = pl.col("outcome").replace_strict(places, return_dtype=pl.Int8)
    return by_outcome - ((pl.col("outcome") == "held") & (pl.col("grade") == "attended")).cast(pl.Int8)


def _runs(records: pl.DataFrame) -> pl.DataFrame:
    """Records with their `run` of overlapping times, beyond which nothing agrees, and what is plain about it."""
    compared = records.select(
        "row",
        "group",
        *COMPARED[:-1],
        verdict=pl.max_horizontal("weight", pl.lit(1, pl.Int8)),
    )
    reach = (pl.col("slot_end") + TOLERANCE).cum_max().shift(1).over("group")
    is_new = (pl.col("slot_start") > reach).fill_null(value=True)
    ordered = compared.sort("group", "slot_start").with_columns(run=is_new.cum_sum())
    shared = ordered.group_by("run").agg(
        rows=pl.len(),
        sources=pl.col("source").n_unique(),
        last_start=pl.col("slot_start").max(),
        first_end=pl.col("slot_end").min(),
        has_day=pl.col("starts_at_is_day_only").any(),
        days=pl.col("day").filter("starts_at_is_day_only").n_unique(),
        verdicts=pl.col("verdict").filter(pl.col("verdict") < BOOKED).n_unique(),
    )
    all_agree = (
        (pl.col("last_start") <= pl.col("first_end") + TOLERANCE)
        & (pl.col("days") <= 1)
        & (~pl.col("has_day") | (pl.col("verdicts") <= 1))
    )
    is_apart = pl.col("sources") == 1
    plain = shared.select(
        "run",
        is_alone=pl.col("rows") == 1,
        is_apart=is_apart,
        is_whole=~is_apart & (pl.col("sources") == pl.col("rows")) & all_agree,
    )
    return ordered.join(plain, on="run")


def _numbered(weighed: pl.DataFrame, runs: pl.DataFrame) -> pl.DataFrame:
    """The records of runs with their number in `ORDER`; what is alone needs none, and is numbered after the others."""
    is_beside = runs.sort("row").select(~pl.col("is_alone")).to_series()
    ordered = weighed.select(ORDER).with_row_index("row").filter(is_beside).sort(ORDER, nulls_last=True)
    numbers = ordered.select("row").with_row_index("record")
    alone = pl.col("row") + numbers.height
    return runs.join(numbers, on="row", how="left").with_columns(record=pl.coalesce("record", alone))


def _joined(records: pl.DataFrame) -> pl.DataFrame:
    """`record, meeting` of records that are joined pair by pair, the surest first.

    In a round every cluster is joined with the one to which it is closest, where that holds both ways. Since clusters
    that join come no closer to others, the rounds end where joining one pair after the other would.
    """
    clusters = records.select("record", meeting="record")
    sizes = records.select(cluster="record", size=pl.lit(1, pl.UInt32))
    links = _links(records)
    while not links.is_empty():
        links = _mergeable(links, sizes)
        pairs = _mutual(links)
        renamed = pairs.select(cluster="second", into="first")
        clusters = _renamed(clusters, "meeting", renamed)
        sizes = _renamed(sizes, "cluster", renamed).group_by("cluster").agg(pl.col("size").sum())
        links = _contracted(_renamed(_renamed(links, "first", renamed), "second", renamed))
    return clusters


def _links(records: pl.DataFrame) -> pl.DataFrame:
    """`first, second, order, agreeing` for the pairs of records that agree, the surest with the least order."""
    cells = records.select("run", "record", *COMPARED)
    both = cells.join(cells, on="run", suffix="_2").filter(
        (pl.col("record") < pl.col("record_2")) & (pl.col("source") != pl.col("source_2"))
    )
    has_day = pl.col("starts_at_is_day_only") | pl.col("starts_at_is_day_only_2")
    has_days = pl.col("starts_at_is_day_only") & pl.col("starts_at_is_day_only_2")
    is_near = (pl.col("slot_start") <= pl.col("slot_end_2") + TOLERANCE) & (
        pl.col("slot_start_2") <= pl.col("slot_end") + TOLERANCE
    )
    contradicts = (pl.max_horizontal("verdict", "verdict_2") < BOOKED) & (pl.col("verdict") != pl.col("verdict_2"))
    agrees = is_near & ~(has_days & (pl.col("day") != pl.col("day_2"))) & ~(has_day & contradicts)
    surest = (contradicts, pl.max_horizontal("weight", "weight_2"), has_day, _distance(has_day, has_days))
    return (
        both.filter(agrees)
        .sort(*surest, "record", "record_2")
        .select(
            pl.col("record").alias("first"),
            pl.col("record_2").alias("second"),
            pl.int_range(pl.len()).alias("order"),
            pl.lit(1, pl.UInt32).alias("agreeing"),
        )
    )


def _distance(has_day: pl.Expr, has_days: pl.Expr) -> pl.Expr:
    """Between the starts of two records; from a time to a day how far outside of the day it is, between days none."""
    apart = pl.col("slot_start") - pl.col("slot_start_2")
    # Either may be the one that gives a day.
    is_first = pl.col("starts_at_is_day_only")
    before = pl.when(is_first).then(apart).otherwise(-apart)
    after = (
        pl.when(is_first)
        .then(pl.col("slot_start_2") - pl.col("slot_end"))
        .otherwise(pl.col("slot_start") - pl.col("slot_end_2"))
    )
    none = pl.duration(minutes=0)
    outside = pl.max_horizontal(before, after, none)
    return pl.when(has_days).then(none).when(has_day).then(outside).otherwise(apart.abs())


def _mergeable(links: pl.DataFrame, sizes: pl.DataFrame) -> pl.DataFrame:
    """The links between clusters of which every record of one agrees with every record of the other."""
    for end in ("first", "second"):
        links = links.join(sizes.rename({"cluster": end, "size": f"{end}_size"}), on=end)
    whole = links.filter(pl.col("agreeing") == pl.col("first_size") * pl.col("second_size"))
    return whole.select("first", "second", "order", "agreeing")


def _mutual(links: pl.DataFrame) -> pl.DataFrame:
    """The links that are the surest of both their clusters."""
    ends = pl.concat([links.select("order", cluster=end) for end in ("first", "second")])
    surest = ends.group_by("cluster").agg(pl.col("order").min()).group_by("order").len().filter(pl.col("len") == 2)
    return links.join(surest, on="order", how="semi")


def _renamed(frame: pl.DataFrame, column: str, renamed: pl.DataFrame) -> pl.DataFrame:
    """A frame whose column of clusters names those that have been joined by the one that they were joined into."""
    joined = frame.join(renamed, left_on=column, right_on="cluster", how="left")
    return joined.with_columns(pl.coalesce("into", column).alias(column)).drop("into")


def _contracted(links: pl.DataFrame) -> pl.DataFrame:
    """One link for two clusters, however many led from one to the other."""
    low, high = pl.min_horizontal("first", "second"), pl.max_horizontal("first", "second")
    between = links.filter(pl.col("first") != pl.col("second"))
    return between.group_by(first=low, second=high).agg(pl.col("order").min(), pl.col("agreeing").sum())
