"""What is worth celebrating: goals achieved of late that nobody celebrated yet, and pairs that completed as planned.

Whose goal and when, never the goal's words.
"""

from typing import Final

import polars as pl

from mentorship.as_of import AsOf

RECENT_DAYS: Final = 30


def uncelebrated(view: AsOf) -> pl.DataFrame:
    """`goal_id, owner_id, achieved_on` of the goals achieved in the last 30 days and not yet celebrated, newest first.

    A celebration before the achievement, or after the night, is none.
    """
    is_recent = (pl.col("state") == "achieved") & (pl.col("achieved_on") > view.before(RECENT_DAYS))
    is_celebrated = (pl.col("celebrated_on") >= pl.col("achieved_on")) & (pl.col("celebrated_on") <= view.day)
    return (
        view.goals.filter(is_recent & ~is_celebrated.fill_null(value=False))
        .select("goal_id", "owner_id", "achieved_on")
        .sort("achieved_on", "goal_id", descending=[True, False])
    )


def completed(view: AsOf) -> pl.DataFrame:
    """`pair_id, mentor_id, mentee_id, ended_on, held` of the pairs that completed in the last 30 days, newest first."""
    is_recent = pl.col("has_ended") & (pl.col("ended_on") > view.before(RECENT_DAYS))
    return (
        view.pairs.filter(is_recent & (pl.col("outcome") == "completed"))
        .select("pair_id", "mentor_id", "mentee_id", "ended_on", "held")
        .sort("ended_on", "pair_id", descending=[True, False])
    )
