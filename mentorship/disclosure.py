"""What may be seen: figures about too few people are withheld before anything is published. METRICS section 4.

This is the only way from `metric_figures` to `published_figures`; pages, mails and exports read the latter alone.
"""

import polars as pl

from mentorship import tables

SMALL_GROUP = 10
FEW_AT_MOST = 0.2
MOST_AT_LEAST = 0.8
NUMBERS = ("value", "ci_low", "ci_high", "n", "people", "numerator", "denominator")
KEY = ("metric", "role", "segment", "segment_value", "instrument", "construct", "wave")
SEGMENT_FAMILY = tuple(name for name in KEY if name != "segment_value")
ROLE_FAMILY = tuple(name for name in KEY if name != "role")


def publish(figures: pl.DataFrame, k: int) -> pl.DataFrame:
    """The published twin of a night's figures, for groups of at least k people.

    Withheld are figures about fewer than k people; where the withheld of one segment could be had by taking the shown
    ones from everybody, the smallest shown one too, until k people or nobody are hidden; and where one of mentees,
    mentors and both together could be had from the other two, another of them. Of a share in a group under ten people
    only "few" or "most" is said where it is near 0 or 1.
    """
    marked = figures.with_columns(is_hidden=pl.col("people") < k)
    while (more := pl.concat([_complements(marked, k), _other_roles(marked)]).unique()).height:
        marked = marked.join(more.with_columns(is_chosen=True), on=list(KEY), how="left")
        marked = marked.with_columns(is_hidden=pl.col("is_hidden") | pl.col("is_chosen").fill_null(value=False)).drop(
            "is_chosen"
        )
    worded = _worded(_hidden(marked, k))
    return worded.select(pl.col(name).cast(dtype) for name, dtype in tables.dtypes("published_figures").items()).sort(
        tables.FIGURE_KEY
    )


def _complements(marked: pl.DataFrame, k: int) -> pl.DataFrame:
    """The next figure to hide in each segment whose hidden ones are together fewer than k people, or one alone."""
    by_segment = marked.filter((pl.col("segment") != "all") & (pl.col("people") > 0))
    hidden = by_segment.group_by(SEGMENT_FAMILY).agg(
        hidden=pl.col("is_hidden").sum(), people=pl.col("people").filter("is_hidden").sum()
    )
    exposed = hidden.filter((pl.col("hidden") > 0) & ((pl.col("hidden") < 2) | (pl.col("people") < k)))
    shown = by_segment.filter(~pl.col("is_hidden")).join(
        exposed.select(SEGMENT_FAMILY), on=list(SEGMENT_FAMILY), how="semi"
    )
    return shown.sort("people", "segment_value").unique(SEGMENT_FAMILY, keep="first", maintain_order=True).select(KEY)


def _other_roles(marked: pl.DataFrame) -> pl.DataFrame:
    """What else to hide because mentees and mentors add up to all.

    Of one hidden side and a shown one the sum; of a hidden sum whose sides are all shown the smaller side.
    """
    counted = marked.filter(pl.col("people") > 0)
    sums = counted.filter(pl.col("role") == "all").select(*ROLE_FAMILY, is_sum_hidden="is_hidden")
    sides = counted.filter(pl.col("role") != "all").join(sums, on=list(ROLE_FAMILY))
    states = sides.group_by(ROLE_FAMILY).agg(pl.col("is_sum_hidden").first(), hidden=pl.col("is_hidden").sum())
    exposed = states.filter(~pl.col("is_sum_hidden") & (pl.col("hidden") == 1))
    open_sums = states.filter(pl.col("is_sum_hidden") & (pl.col("hidden") == 0))
    totals = marked.filter(pl.col("role") == "all").join(exposed, on=list(ROLE_FAMILY), how="semi")
    smaller = sides.join(open_sums, on=list(ROLE_FAMILY), how="semi").sort("people", "role")
    return pl.concat([totals.select(KEY), smaller.unique(ROLE_FAMILY, keep="first", maintain_order=True).select(KEY)])


def _hidden(marked: pl.DataFrame, k: int) -> pl.DataFrame:
    """Hidden figures without numbers and target status; those that cannot be computed keep their reason alone."""
    cannot = pl.col("status") == "not_computable"
    return marked.with_columns(
        *(pl.when(~pl.col("is_hidden")).then(name).alias(name) for name in NUMBERS),
        status=pl.when(pl.col("is_hidden") & ~cannot).then(pl.lit("suppressed")).otherwise("status"),
        target_status=pl.when("is_hidden").then(pl.lit("")).otherwise("target_status"),
        reason=pl.when(pl.col("is_hidden") & ~cannot)
        .then(pl.lit(f"hidden so that no group of fewer than {k} people can be seen or worked out"))
        .otherwise("reason"),
    ).drop("is_hidden")


def _worded(figures: pl.DataFrame) -> pl.DataFrame:
    """Shares near 0 or 1 in small groups as a word: neither the number nor what gives it away."""
    is_small = (pl.col("unit") == "share") & (pl.col("people") < SMALL_GROUP)
    word = (
        pl.when(is_small & (pl.col("value") <= FEW_AT_MOST))
        .then(pl.lit("few"))
        .when(is_small & (pl.col("value") >= MOST_AT_LEAST))
        .then(pl.lit("most"))
    )
    worded = figures.with_columns(word=word.fill_null(""))
    is_word = pl.col("word") != ""
    return worded.with_columns(
        *(pl.when(~is_word).then(name).alias(name) for name in ("value", "ci_low", "ci_high", "numerator")),
        reason=pl.when(is_word).then("word").otherwise("reason"),
        target_status=pl.when(is_word).then(pl.lit("")).otherwise("target_status"),
    ).drop("word")
