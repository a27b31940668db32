"""What is different from the last night: pairs that stand elsewhere, targets and figures, and what came in.

Two nights' rows of one table side by side. What a change means, and in which words, is the page's affair.
"""

from typing import Final

import polars as pl

from mentorship.contacts import standing
from mentorship.tables import FIGURE_KEY

KEY: Final = tuple(name for name in FIGURE_KEY if name not in {"programme_id", "as_of"})
COUNTED: Final = ("files", "rows_in", "rows_refused")


def last_night(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows of the newest night among those of a dated table."""
    return rows.filter(pl.col("as_of") == pl.col("as_of").max())


def moved_pairs(now: pl.DataFrame, before: pl.DataFrame) -> pl.DataFrame:
    """`pair_id, before, now` of the pairs that stand elsewhere than the night before, or only then or only now.

    Both are rows of `metric_pair_health`; a pair that was not open stands nowhere (null). Beside no night at all
    nothing has changed.
    """
    now = now if before.height else now.clear()
    then = before.select("pair_id", standing().alias("before"))
    return (
        now.select("pair_id", standing().alias("now"))
        .join(then, on="pair_id", how="full", coalesce=True)
        .filter(pl.col("now").ne_missing(pl.col("before")))
        .select("pair_id", "before", "now")
        .sort("pair_id")
    )


def moved_targets(now: pl.DataFrame, before: pl.DataFrame) -> pl.DataFrame:
    """The key, `before` and `now` of the published figures whose standing against a target is another (empty: none).

    A target that is declared since, or no more, is no change of the figure.
    """
    then = before.filter(pl.col("target") != "").select(*KEY, "target", before="target_status")
    return (
        now.join(then, on=[*KEY, "target"])
        .filter(pl.col("target_status") != pl.col("before"))
        .select(*KEY, "before", now="target_status")
        .sort(KEY)
    )


def moved_shows(now: pl.DataFrame, before: pl.DataFrame) -> pl.DataFrame:
    """The key and `now` of the published figures that are shown otherwise: `hidden`, `kept` or `fresh` since."""
    return (
        now.select(*KEY, now=_show())
        .join(before.select(*KEY, before=_show()), on=KEY)
        .filter(pl.col("now") != pl.col("before"))
        .select(*KEY, "before", "now")
        .sort(KEY)
    )


def _show() -> pl.Expr:
    is_kept = pl.col("value_as_of").is_not_null() & (pl.col("value_as_of") < pl.col("as_of"))
    hidden = pl.when(pl.col("status") == "suppressed").then(pl.lit("hidden"))
    return hidden.when(is_kept).then(pl.lit("kept")).otherwise(pl.lit("fresh"))


def moved_sources(now: pl.DataFrame, before: pl.DataFrame) -> pl.DataFrame:
    """A row a source of which more, fewer or other files came in: the counts of both nights, and both readers.

    Both are rows of `published_sources`; a source that is not there has no counts. Beside no night at all nothing has
    changed.
    """
    now = now if before.height else now.clear()
    side = ("tool", "profile", *COUNTED)
    then = before.select("source", *(pl.col(name).alias(f"{name}_before") for name in side))
    is_other = pl.any_horizontal(pl.col(name).ne_missing(pl.col(f"{name}_before")) for name in side)
    return (
        now.select("source", *side).join(then, on="source", how="full", coalesce=True).filter(is_other).sort("source")
    )
