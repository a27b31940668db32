"""Goal attainment: are goals set, and are they reached? METRICS section 2.

A goal belongs to its owner, whose roles it counts in; somebody who is both mentor and mentee counts in each.
"""

from datetime import date, timedelta

import polars as pl

from mentorship import statistics
from mentorship.engagement import Facts
from mentorship.grouping import array, expected, means, shares

ROLES = ("mentee", "mentor")
SETTING_DAYS = 30


def goals_at(facts: Facts, day: date) -> pl.DataFrame:
    """The goals set by D (or on an unknown day) as they stood.

    `state` is achieved, not_achieved, dropped, overdue or open.
    """
    is_achieved = (pl.col("status") == "achieved") & (pl.col("achieved_on").is_null() | (pl.col("achieved_on") <= day))
    is_overdue = pl.col("due_on").is_not_null() & (pl.col("due_on") < day)
    state = (
        pl.when(is_achieved)
        .then(pl.lit("achieved"))
        .when(pl.col("status").is_in(["not_achieved", "dropped"]))
        .then("status")
        .when(is_overdue)
        .then(pl.lit("overdue"))
        .otherwise(pl.lit("open"))
    )
    return facts["core_goals"].filter(pl.col("set_on").is_null() | (pl.col("set_on") <= day)).with_columns(state=state)


def goal_setting_rate(facts: Facts, day: date) -> pl.DataFrame:
    """Share of the mentees matched by D−30 with a goal set by the 30th day after their first match. Wilson."""
    matched = (
        facts["core_pairs"]
        .group_by(person_id="mentee_id")
        .agg(first_on=pl.col("matched_on").min())
        .filter(pl.col("first_on") <= day - timedelta(days=SETTING_DAYS))
    )
    first_goal = (
        goals_at(facts, day).drop_nulls("set_on").group_by(person_id="owner_id").agg(goal_on=pl.col("set_on").min())
    )
    is_in_time = pl.col("goal_on") <= pl.col("first_on") + pl.duration(days=SETTING_DAYS)
    tally = matched.join(first_goal, on="person_id", how="left").select(
        role=pl.lit("mentee"),
        unit=pl.lit("person"),
        segment_id="person_id",
        members=pl.concat_list("person_id"),
        y=is_in_time.fill_null(value=False).cast(pl.Int64),
        x=pl.lit(1),
    )
    return shares(tally, facts["core_segments"])


def goal_attainment_rate(facts: Facts, day: date) -> pl.DataFrame:
    """Share achieved of the goals achieved, not achieved or overdue. Unit: goal; clusters: owners."""
    decided = goals_at(facts, day).filter(pl.col("state").is_in(["achieved", "not_achieved", "overdue"]))
    counted = decided.group_by("owner_id").agg(
        y=(pl.col("state") == "achieved").sum().cast(pl.Int64), x=pl.len().cast(pl.Int64)
    )
    return shares(of_owners(counted, facts), facts["core_segments"], cluster="owner_id")


def gas_t(facts: Facts, day: date) -> pl.DataFrame:
    """Mean over owners of their T-score by the levels reached. Unit: owner; Student's interval."""
    return means(of_owners(t_scores(goals_at(facts, day)), facts), facts["core_segments"])


def t_scores(goals: pl.DataFrame) -> pl.DataFrame:
    """`owner_id, y`: the T-score of each owner with a level.

    A goal weighs importance × difficulty where both are given, else importance, else 1.
    """
    weight = pl.coalesce(pl.col("importance") * pl.col("difficulty"), "importance", pl.lit(1.0))
    weighted = goals.drop_nulls("gas_level").with_columns(weight=weight)
    sums = weighted.group_by("owner_id").agg(
        wx=(pl.col("weight") * pl.col("gas_level")).sort().sum(),
        ww=(pl.col("weight") ** 2).sort().sum(),
        w=pl.col("weight").sort().sum(),
    )
    scores = statistics.weighted_t_score(array(sums, "wx"), array(sums, "ww"), array(sums, "w"))
    return sums.select("owner_id", y=pl.Series(scores, dtype=pl.Float64))


def of_owners(counted: pl.DataFrame, facts: Facts) -> pl.DataFrame:
    """A row an owner as a tally: once in each of the owner's roles."""
    roles = facts["core_people"].select(
        owner_id="person_id",
        role=pl.concat_list(
            pl.when("is_mentee").then(pl.lit("mentee")), pl.when("is_mentor").then(pl.lit("mentor"))
        ).list.drop_nulls(),
    )
    return (
        counted.join(roles, on="owner_id")
        .explode("role")
        .with_columns(unit=pl.lit("person"), segment_id=pl.col("owner_id"), members=pl.concat_list("owner_id"))
    )


def goal_attainment(facts: Facts, day: date) -> dict[str, tuple[pl.DataFrame, pl.DataFrame]]:
    """The figures of each metric, and the keys that each must have."""
    segments = facts["core_segments"]
    return {
        "goal_setting_rate": (goal_setting_rate(facts, day), expected(segments, ["mentee"])),
        "goal_attainment_rate": (goal_attainment_rate(facts, day), expected(segments, ROLES)),
        "gas_t": (gas_t(facts, day), expected(segments, ROLES)),
    }
