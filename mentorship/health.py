"""Pairs that may need a hand: who never met, who went quiet, and the rule-based health of every open pair.

METRICS section 1. Rules with thresholds that a programme can change; no composite score. What people answered may
raise a state and is never told: the reason then says only that somebody should ask both sides.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal, get_args

import polars as pl

from mentorship import advice
from mentorship.as_of import DAYS_A_MONTH, AsOf
from mentorship.celebrations import uncelebrated
from mentorship.engagement import IS_OPEN, meetings_of_pairs, pairs
from mentorship.programme import Health
from mentorship.ratings import expectations
from mentorship.response import invited
from mentorship.summaries import COUNT
from mentorship.units import Base, Measure

Family = Literal["time", "expectations", "engagement", "goals"]
NEVER_MET: Final = "never_met"
WENT_QUIET: Final = "went_quiet"
ASK_BOTH: Final = "check in with both sides"
FAMILIES: Final[tuple[Family, ...]] = get_args(Family)


@dataclass(frozen=True, slots=True)
class Trouble:
    """A rule over the pairs of `observed`: when it fires, what is said then, and which suggestions it asks for.

    A rule about answers asks for none: nothing is told of it but that somebody should ask.
    """

    family: Family
    fires: pl.Expr
    says: pl.Expr
    asks: tuple[str, ...]


def bases(view: AsOf) -> dict[str, Base]:
    """The bases of this family by name."""
    base = pairs(view)
    units = base.units.lazy().with_columns(**_lists(view.programme.health))
    return {"listed_pairs": Base(base.table, units, base.keys, base.people)}


def _lists(health: Health) -> dict[str, pl.Expr]:
    """Whether an open pair is on each list; nobody is on both."""
    has_met = pl.col("last_on").is_not_null()
    is_long = (pl.col("quiet_days") > health.quiet_after_days) | (
        pl.col("quiet_days") > health.quiet_after_intervals * pl.col("interval_days")
    ).fill_null(value=False)
    return {
        NEVER_MET: pl.col("is_open") & ~has_met & (pl.col("age_days") > health.never_met_after_days),
        WENT_QUIET: pl.col("is_open") & has_met & is_long,
    }


def pair_health(view: AsOf) -> pl.DataFrame:
    """The table `metric_pair_health`: each open pair's state, its reasons and what to do, and the list that it is on.

    Never met is `not_started`; reasons of two families, or having gone quiet, `at_risk`; of one family `watch`.
    """
    found = observed(view).with_columns(**_lists(view.programme.health))
    rules = troubles(view.programme.health)
    reasons = pl.concat_list(pl.when(rule.fires.fill_null(value=False)).then(rule.says) for rule in rules)
    fired = {family: _any_fires(rule for rule in rules if rule.family == family) for family in FAMILIES}
    asked = {each: _any_fires(rule for rule in rules if each in rule.asks) for each in advice.IN_ORDER}
    families = pl.sum_horizontal(fires.cast(pl.Int64) for fires in fired.values())
    state = (
        pl.when(pl.col("last_on").is_null())
        .then(pl.lit("not_started"))
        .when((families >= 2) | pl.col(WENT_QUIET))
        .then(pl.lit("at_risk"))
        .when(families == 1)
        .then(pl.lit("watch"))
        .otherwise(pl.lit("on_track"))
    )
    on_list = pl.when(NEVER_MET).then(pl.lit(NEVER_MET)).when(WENT_QUIET).then(pl.lit(WENT_QUIET))
    return found.select(
        pl.lit(view.programme.id).alias("programme_id"),
        pl.lit(view.day).alias("as_of"),
        "pair_id",
        "matched_on",
        pl.col("last_on").alias("last_met_on"),
        state.alias("state"),
        reasons.list.drop_nulls().list.unique(maintain_order=True).alias("reasons"),
        advice.actions(asked, pl.col(WENT_QUIET), view.programme.health).alias("actions"),
        on_list.fill_null("").alias("on_list"),
        _list_reason().fill_null("").alias("list_reason"),
    ).sort("pair_id")


def _any_fires(rules: Iterable[Trouble]) -> pl.Expr:
    return pl.any_horizontal(pl.lit(value=False), *(rule.fires.fill_null(value=False) for rule in rules))


def _list_reason() -> pl.Expr:
    return (
        pl.when(NEVER_MET)
        .then(pl.format("matched on {}, {} days ago, and no meeting held", "matched_on", "age_days"))
        .when(WENT_QUIET)
        .then(pl.format("last met on {}, {} days ago", "last_on", "quiet_days"))
    )


def observed(view: AsOf) -> pl.DataFrame:
    """The open pairs with what the rules look at."""
    return (
        view.pairs.filter("is_open")
        .join(_recently_held(view), on="pair_id", how="left")
        .join(_outcomes(view), on="pair_id", how="left")
        .join(_goals_of_mentees(view), on="mentee_id", how="left")
        .join(_to_celebrate(view), on="mentee_id", how="left")
        .join(_apart(view), on="pair_id", how="left")
        .join(_silent(view).rename({"person_id": "mentor_id", "silent": "mentor_silent"}), on="mentor_id", how="left")
        .join(_silent(view).rename({"person_id": "mentee_id", "silent": "mentee_silent"}), on="mentee_id", how="left")
        .with_columns(
            pl.col("recently_held", "known", "cancelled", "goals", "open_goals", "overdue").fill_null(0),
            pl.col("missed_by_mentor", "missed_by_mentee", "uncelebrated").fill_null(0),
            recently_expected=pl.col("meetings_per_month")
            * pl.min_horizontal("age_days", view.programme.health.cadence_days)
            / DAYS_A_MONTH,
        )
    )


def _recently_held(view: AsOf) -> pl.DataFrame:
    recent = view.held.filter(pl.col("meeting_on") > view.before(view.programme.health.cadence_days))
    return recent.group_by("pair_id").agg(recently_held=pl.len().cast(pl.Int64)).collect()


def _outcomes(view: AsOf) -> pl.DataFrame:
    """Per pair, in its time: meetings of a known outcome, cancelled ones, and those that one side missed of late."""
    health = view.programme.health
    in_time = view.meetings.filter(pl.col("pair_id").is_not_null() & pl.col("is_in_pair_time"))
    is_cancelled = ~pl.col("is_held") & (pl.col("outcome") == "cancelled")
    is_missed = ~pl.col("is_held") & (pl.col("outcome") == "no_show")
    is_recent = pl.col("meeting_on") > view.before(health.cadence_days)
    counts = in_time.group_by("pair_id").agg(
        known=(pl.col("is_held") | is_cancelled | is_missed).sum().cast(pl.Int64),
        cancelled=is_cancelled.sum().cast(pl.Int64),
        **{
            f"missed_by_{side}": (is_missed & is_recent & (pl.col("no_show_by") == side)).sum().cast(pl.Int64)
            for side in ("mentor", "mentee")
        },
    )
    return counts.collect()


def _goals_of_mentees(view: AsOf) -> pl.DataFrame:
    """Per mentee: goals, open ones, those past their due date, and the days since any open one was set or reviewed."""
    is_open = pl.col("state").is_in(["open", "overdue"])
    reviewed_on = pl.when(pl.col("reviewed_on") <= view.day).then("reviewed_on")
    touched_on = pl.max_horizontal("set_on", reviewed_on).filter(is_open).max()
    return view.goals.group_by(mentee_id="owner_id").agg(
        goals=pl.len().cast(pl.Int64),
        open_goals=is_open.sum().cast(pl.Int64),
        overdue=(pl.col("state") == "overdue").sum().cast(pl.Int64),
        untouched_days=(pl.lit(view.day) - touched_on).dt.total_days(),
    )


def _to_celebrate(view: AsOf) -> pl.DataFrame:
    return uncelebrated(view).group_by(mentee_id="owner_id").agg(uncelebrated=pl.len().cast(pl.Int64))


def _apart(view: AsOf) -> pl.DataFrame:
    """`pair_id, apart`: the widest difference in points of the latest wave in which both sides answered an item."""
    both = expectations(view).units.lazy().drop_nulls(["mentor_points", "mentee_points"])
    latest = both.filter(pl.col("to") == pl.col("to").max().over("pair_id"))
    gap = (pl.col("mentor_points") - pl.col("mentee_points")).abs()
    return latest.group_by("pair_id").agg(apart=gap.max()).collect()


def _silent(view: AsOf) -> pl.DataFrame:
    """`person_id, silent`: whether somebody left the last waves of an instrument unanswered, as many as it takes."""
    wanted = view.programme.health.unanswered_surveys
    ended = view.waves.filter((pl.col("to") < view.day) & ~pl.col("is_open_link"))
    place = ["instrument", "wave", "person_id"]
    asked = invited(view, ended).select(place).unique().join(ended, on=["instrument", "wave"])
    answered = view.responses.select(place).unique().with_columns(has_answered=pl.lit(value=True))
    last = (
        asked.join(answered, on=place, how="left")
        .sort("to", "wave", descending=True)
        .group_by("person_id", "instrument", maintain_order=True)
        .head(wanted)
    )
    streaks = last.group_by("person_id", "instrument").agg(
        silent=(pl.len() == wanted) & ~pl.col("has_answered").fill_null(value=False).any()
    )
    return streaks.group_by("person_id").agg(pl.col("silent").any())


def troubles(health: Health) -> tuple[Trouble, ...]:
    """Every rule, in the order in which reasons are told."""
    return (*_of_time(health), *_of_expectations(health), *_of_engagement(health), *_of_goals(health))


def _of_time(health: Health) -> tuple[Trouble, ...]:
    is_settled = pl.col("age_days") >= health.expectations_after_days
    is_slow = pl.col("recently_held") < health.cadence_below * pl.col("recently_expected")
    expected = pl.col("recently_expected").round(1)
    days = pl.min_horizontal("age_days", health.cadence_days)
    return (
        Trouble(
            "time",
            is_settled & is_slow,
            pl.format("meetings held in the last {} days: {} of {} agreed", days, "recently_held", expected),
            (advice.RHYTHM, advice.AGENDA),
        ),
        Trouble(
            "time",
            (pl.col("known") > 0) & (pl.col("cancelled") / pl.col("known") > health.cancellations_over),
            pl.format("meetings cancelled: {} of {}", "cancelled", "known"),
            (advice.RHYTHM, advice.AGENDA),
        ),
        Trouble(
            "time",
            pl.col("quiet_days") > health.quiet_after_intervals * pl.col("interval_days"),
            pl.format(
                "{} days since the last meeting, where one every {} days was agreed",
                "quiet_days",
                pl.col("interval_days").round(0).cast(pl.Int64),
            ),
            (advice.RHYTHM,),
        ),
    )


def _of_expectations(health: Health) -> tuple[Trouble, ...]:
    is_settled = pl.col("age_days") >= health.expectations_after_days
    return (
        Trouble(
            "expectations",
            is_settled & pl.col("meetings_per_month").is_null(),
            pl.format("no cadence agreed {} days after the match", "age_days"),
            (advice.TALK,),
        ),
        Trouble(
            "expectations",
            is_settled & (pl.col("goals") == 0),
            pl.format("no goal set {} days after the match", "age_days"),
            (advice.TALK,),
        ),
        Trouble(
            "expectations",
            pl.col("apart") >= health.expectation_gap_points,
            pl.lit(ASK_BOTH),
            asks=(),
        ),
    )


def _of_engagement(health: Health) -> tuple[Trouble, ...]:
    missed = tuple(
        Trouble(
            "engagement",
            pl.col(f"missed_by_{side}") >= health.no_shows,
            pl.format("the {} missed {} meetings in {} days", pl.lit(side), f"missed_by_{side}", health.cadence_days),
            (ask_them, advice.REMATCH),
        )
        for side, ask_them in (("mentor", advice.ASK_MENTOR), ("mentee", advice.ASK_MENTEE))
    )
    is_silent = pl.col("mentor_silent").fill_null(value=False) | pl.col("mentee_silent").fill_null(value=False)
    return (
        Trouble(
            "engagement",
            pl.col("quiet_days") >= health.quiet_after_days,
            pl.format("no meeting held for {} days", "quiet_days"),
            (advice.REACH_OUT,),
        ),
        *missed,
        Trouble(
            "engagement",
            is_silent,
            pl.lit(f"the last {health.unanswered_surveys} surveys left unanswered"),
            (advice.REACH_OUT,),
        ),
    )


def _of_goals(health: Health) -> tuple[Trouble, ...]:
    return (
        Trouble(
            "goals",
            (pl.col("open_goals") > 0)
            & (pl.col("untouched_days").fill_null(health.review_after_days) >= health.review_after_days),
            pl.lit(f"no open goal reviewed in {health.review_after_days} days"),
            (advice.REVIEW,),
        ),
        Trouble(
            "goals",
            pl.col("overdue") > 0,
            pl.format("open goals past their due date: {}", "overdue"),
            (advice.REVIEW,),
        ),
    )


MEASURES: Final = tuple(
    Measure(
        f"{name}_count",
        "listed_pairs",
        COUNT,
        y=pl.col(name).cast(pl.Int64),
        among=(IS_OPEN,),
        otherwise="not on the list",
        evidence=(meetings_of_pairs,),
    )
    for name in (NEVER_MET, WENT_QUIET)
)
