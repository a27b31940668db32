"""Goal attainment: are goals set, well made, reviewed and reached? METRICS section 2.

A goal belongs to its owner, whose roles it counts in; somebody who is both mentor and mentee counts in each.
"""

from typing import Final

import polars as pl

from mentorship import statistics
from mentorship.as_of import AsOf
from mentorship.engagement import ROLES
from mentorship.grouping import array
from mentorship.summaries import CLUSTERED_SHARE, COUNT, DEVIATION, MEAN, SHARE, median_time
from mentorship.units import Base, Condition, Measure, of_person

SETTING_DAYS: Final = 30
REVIEW_DAYS: Final = 30


def goals(view: AsOf) -> Base:
    """The goals set by D as they stood, once in each role of their owner."""
    day = pl.lit(view.day)
    units = _in_roles(view.goals.with_columns(fact_id="goal_id"), view).with_columns(
        age_days=(day - pl.col("set_on")).dt.total_days(),
        review_age_days=pl.when(pl.col("reviewed_on") <= view.day).then((day - pl.col("reviewed_on")).dt.total_days()),
        is_open=pl.col("state").is_in(["open", "overdue"]),
        is_achieved=pl.col("state") == "achieved",
        days=(
            pl.when(pl.col("state") == "achieved").then("achieved_on").otherwise(day) - pl.col("set_on")
        ).dt.total_days(),
        is_celebrated=(pl.col("celebrated_on") >= pl.col("achieved_on")) & (pl.col("celebrated_on") <= view.day),
        is_specific=pl.col("step_count").fill_null(0) >= 1,
        is_measurable=pl.col("has_measure") | pl.any_horizontal(pl.col("gas_baseline", "gas_level").is_not_null()),
        is_time_bound=pl.col("due_on").is_not_null(),
    )
    return Base("core_goals", units, pl.DataFrame({"role": ROLES}), grain=("role", "who"))


def _in_roles(owned: pl.DataFrame, view: AsOf) -> pl.DataFrame:
    """Rows of an `owner_id`, once in each of the owner's roles."""
    return owned.join(view.roles.rename({"person_id": "owner_id"}), on="owner_id").with_columns(
        **of_person("owner_id"),
    )


def owners(view: AsOf) -> Base:
    """The owners of goals with a level, with their T-scores: of the levels reached, and before and after."""
    scored = t_scores(view.goals, "gas_level").rename({"t": "t_reached"})
    both = view.goals.drop_nulls(["gas_level", "gas_baseline"])
    before, after = t_scores(both, "gas_baseline"), t_scores(both, "gas_level")
    change = before.join(after, on="owner_id", suffix="_after").select(
        "owner_id", t_change=pl.col("t_after") - pl.col("t")
    )
    units = _in_roles(scored.join(change, on="owner_id", how="left"), view).with_columns(fact_id="owner_id")
    return Base("core_people", units, pl.DataFrame({"role": ROLES}))


def t_scores(found: pl.DataFrame, level: str) -> pl.DataFrame:
    """`owner_id, t`: the T-score of each owner over the goals with this level.

    A goal weighs importance × difficulty where both are given, else importance, else 1.
    """
    weight = pl.coalesce(pl.col("importance") * pl.col("difficulty"), "importance", pl.lit(1.0))
    sums = (
        found.drop_nulls(level)
        .with_columns(weight=weight)
        .group_by("owner_id")
        .agg(
            wx=(pl.col("weight") * pl.col(level)).sort().sum(),
            ww=(pl.col("weight") ** 2).sort().sum(),
            w=pl.col("weight").sort().sum(),
        )
    )
    scores = statistics.weighted_t_score(array(sums, "wx"), array(sums, "ww"), array(sums, "w"))
    return sums.select("owner_id", t=pl.Series(scores, dtype=pl.Float64))


def matched_mentees(view: AsOf) -> Base:
    """The mentees matched by D, with the days from their first match to D and to their first goal."""
    first_goal = view.goals.drop_nulls("set_on").group_by(person_id="owner_id").agg(goal_on=pl.col("set_on").min())
    units = (
        view.pairs.group_by(person_id="mentee_id")
        .agg(first_on=pl.col("matched_on").min())
        .join(first_goal, on="person_id", how="left")
        .with_columns(
            matched_days=(pl.lit(view.day) - pl.col("first_on")).dt.total_days(),
            goal_after_days=(pl.col("goal_on") - pl.col("first_on")).dt.total_days(),
            fact_id="person_id",
            role=pl.lit("mentee"),
            **of_person("person_id"),
        )
    )
    return Base("core_people", units, pl.DataFrame({"role": ["mentee"]}))


def bases(view: AsOf) -> dict[str, Base]:
    """The bases of this family by name."""
    return {"goals": goals(view), "owners": owners(view), "matched_mentees": matched_mentees(view)}


def _goals_of_owners(view: AsOf) -> pl.DataFrame:
    scaled = view.goals.drop_nulls("gas_level")
    return scaled.select(fact_id="owner_id", table_name=pl.lit("core_goals"), evidence_id="goal_id")


def _goals_with_both_levels(view: AsOf) -> pl.DataFrame:
    scaled = view.goals.drop_nulls(["gas_level", "gas_baseline"])
    return scaled.select(fact_id="owner_id", table_name=pl.lit("core_goals"), evidence_id="goal_id")


def _first_matches(view: AsOf) -> pl.DataFrame:
    firsts = view.pairs.filter(pl.col("matched_on") == pl.col("matched_on").min().over("mentee_id"))
    return firsts.select(fact_id="mentee_id", table_name=pl.lit("core_pairs"), evidence_id="pair_id")


def _first_goals(view: AsOf) -> pl.DataFrame:
    firsts = view.goals.filter(pl.col("set_on") == pl.col("set_on").min().over("owner_id"))
    return firsts.select(fact_id="owner_id", table_name=pl.lit("core_goals"), evidence_id="goal_id")


def _one_if(holds: pl.Expr) -> pl.Expr:
    return holds.fill_null(value=False).cast(pl.Int64)


IS_ACHIEVED: Final = Condition(pl.col("is_achieved"), "not achieved")
IS_DECIDED: Final = (
    Condition(pl.col("state") != "dropped", "dropped"),
    Condition(pl.col("state") != "open", "open and not yet due"),
)
HAS_STEPS: Final = (
    Condition(pl.col("is_specific"), "not broken into steps"),
    Condition(pl.col("step_done_count").is_not_null(), "the export does not say how many steps are done"),
)

MEASURES: Final = (
    Measure(
        "goal_setting_rate",
        "matched_mentees",
        SHARE,
        y=_one_if(pl.col("goal_after_days") <= SETTING_DAYS),
        among=(Condition(pl.col("matched_days") >= SETTING_DAYS, f"matched in the last {SETTING_DAYS} days"),),
        evidence=(_first_matches, _first_goals),
    ),
    Measure(
        "smart_rate",
        "goals",
        CLUSTERED_SHARE,
        y=_one_if(pl.col("is_specific") & pl.col("is_measurable") & pl.col("is_time_bound")),
    ),
    *(
        Measure(f"smart_{trait}_rate", "goals", CLUSTERED_SHARE, y=_one_if(pl.col(f"is_{trait}")))
        for trait in ("specific", "measurable", "time_bound")
    ),
    Measure("goal_attainment_rate", "goals", CLUSTERED_SHARE, y=_one_if(pl.col("is_achieved")), among=IS_DECIDED),
    Measure("dropped_goal_count", "goals", COUNT, y=_one_if(pl.col("state") == "dropped"), otherwise="not dropped"),
    Measure(
        "on_time_rate",
        "goals",
        CLUSTERED_SHARE,
        y=_one_if(pl.col("achieved_on") <= pl.col("due_on")),
        among=(
            IS_ACHIEVED,
            Condition(pl.col("achieved_on").is_not_null(), "achieved on a day not given"),
            Condition(pl.col("is_time_bound"), "no due date"),
        ),
    ),
    Measure(
        "days_to_attainment",
        "goals",
        median_time("fewer than half of the goals are achieved yet"),
        y=_one_if(pl.col("is_achieved")),
        x=pl.col("days"),
        among=(
            Condition(pl.col("state") != "dropped", "dropped"),
            Condition(pl.col("set_on").is_not_null(), "set on a day not given"),
            Condition(pl.col("days").is_not_null(), "achieved on a day not given"),
        ),
    ),
    Measure(
        "goal_review_rate",
        "goals",
        CLUSTERED_SHARE,
        y=_one_if(pl.col("review_age_days") < REVIEW_DAYS),
        among=(
            Condition(pl.col("is_open"), "not open"),
            Condition(pl.col("age_days") >= REVIEW_DAYS, f"set in the last {REVIEW_DAYS} days, or on a day not given"),
        ),
    ),
    Measure(
        "milestone_rate", "goals", CLUSTERED_SHARE, y=pl.col("step_done_count"), x=pl.col("step_count"), among=HAS_STEPS
    ),
    Measure(
        "milestones_celebrated", "goals", CLUSTERED_SHARE, y=_one_if(pl.col("is_celebrated")), among=(IS_ACHIEVED,)
    ),
    Measure("gas_t", "owners", MEAN, y=pl.col("t_reached"), evidence=(_goals_of_owners,)),
    Measure("gas_t_sd", "owners", DEVIATION, y=pl.col("t_reached"), evidence=(_goals_of_owners,)),
    Measure(
        "gas_t_change",
        "owners",
        MEAN,
        y=pl.col("t_change"),
        among=(Condition(pl.col("t_change").is_not_null(), "no goal with both levels"),),
        evidence=(_goals_with_both_levels,),
    ),
)
