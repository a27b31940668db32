"""What may be seen: figures about too few people are withheld before anything is published. METRICS section 4.

This is the only way from `metric_figures` to `published_figures`; pages, mails and exports read the latter alone.
"""

import polars as pl

from mentorship import tables

SMALL_GROUP = 10
FEW_AT_MOST = 0.2
MOST_AT_LEAST = 0.8
NUMBERS = ("value", "ci_low", "ci_high", "n", "people", "numerator", "denominator")
TABLE_KEY = ("metric", "role", "segment", "instrument", "construct", "wave")


def publish(figures: pl.DataFrame, k: int) -> pl.DataFrame:
    """The published twin of a night's figures, for groups of at least k people.

    Withheld are figures about fewer than k people; where the withheld of one segment could be had by taking the shown
    ones from everybody, the smallest shown one too, until k people or nobody are hidden. Of a share in a group under
    ten people only "few" or "most" is said where it is near 0 or 1.
    """
    marked = figures.with_columns(is_hidden=pl.col("people") < k)
    while (more := _complements(marked, k)).height:
        marked = marked.join(more.with_columns(is_chosen=True), on=[*TABLE_KEY, "segment_value"], how="left")
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
    hidden = by_segment.group_by(TABLE_KEY).agg(
        hidden=pl.col("is_hidden").sum(), people=pl.col("people").filter("is_hidden").sum()
    )
    exposed = hidden.filter((pl.col("hidden") > 0) & ((pl.col("hidden") < 2) | (pl.col("people") < k)))
    shown = by_segment.filter(~pl.col("is_hidden")).join(exposed.select(TABLE_KEY), on=list(TABLE_KEY), how="semi")
    return (
        shown.sort("people", "segment_value")
        .unique(TABLE_KEY, keep="first", maintain_order=True)
        .select(*TABLE_KEY, "segment_value")
    )


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
