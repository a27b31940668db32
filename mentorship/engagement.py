"""Engagement of people and pairs: are people matched, do pairs meet, do they last? METRICS section 1.

A pair's meetings are those from its match to its end, both days in. Figures of meetings as such are `meetings.py`'s,
those of questionnaires `response.py`'s, the lists of pairs that never met or went quiet `health.py`'s.
"""

from typing import Final

import polars as pl

from mentorship import survival
from mentorship.as_of import AsOf
from mentorship.grouping import KEYS, Group, Statistic, array, keyed, parts
from mentorship.summaries import CLUSTERED_SHARE, COUNT, MEDIAN, RATIO, SHARE, median_time
from mentorship.units import UNIT, Base, Condition, Measure, of_pair, of_person

ROLES: Final = ("mentee", "mentor")
HORIZONS: Final = (30, 90, 180)
PLANNED_END: Final = "planned_end"
EARLY_CLOSURES: Final = ("ended_early", "rematched")
RECENT_DAYS: Final = 30
FIRST_DAYS: Final = 14
ON_CADENCE: Final = 0.8
HELD_MEETINGS: Final = "held_meetings"


def people(view: AsOf) -> Base:
    """Everybody of the roster, once in each role, with what they have come to as mentee or mentor."""
    matched = pl.concat(
        view.pairs.select(pl.lit(role).alias("role"), "matched_on", "held", person_id=f"{role}_id") for role in ROLES
    )
    as_role = matched.group_by("role", "person_id").agg(
        first_matched_on=pl.col("matched_on").min(), held=pl.col("held").sum()
    )
    goals = view.goals.group_by(person_id="owner_id").agg(
        goals=pl.len(), achieved=(pl.col("state") == "achieved").sum()
    )
    joined_on = pl.col("joined_on")
    units = (
        view.facts["core_people"]
        .select("person_id", "joined_on")
        .join(view.roles, on="person_id")
        .join(as_role, on=["role", "person_id"], how="left")
        .join(goals, on="person_id", how="left")
        .with_columns(
            pl.col("held", "goals", "achieved").fill_null(0),
            is_enrolled=joined_on.is_null() | (joined_on <= view.day),
            fact_id="person_id",
            **of_person("person_id"),
        )
    )
    return Base("core_people", units, pl.DataFrame({"role": ROLES}))


def pairs(view: AsOf) -> Base:
    """The pairs matched by D; their people are both; what hangs together are a mentor's."""
    units = view.pairs.with_columns(
        fact_id="pair_id",
        **of_pair("pair_id", cluster="mentor_id"),
    )
    return Base("core_pairs", units, pl.DataFrame({"role": ["pair"]}), members(view.pairs), beside=lambda: unmet(view))


def unmet(view: AsOf) -> pl.DataFrame:
    """The pairs without a held meeting, by `UNIT`: they add nothing to any sum of held meetings."""
    met = view.meetings.filter("is_held").select("pair_id").drop_nulls().collect()
    pairs = view.pairs.join(met, on="pair_id", how="anti")
    return keyed(pairs.select(**of_pair("pair_id", cluster="mentor_id"))).select(UNIT)


def members(found: pl.DataFrame) -> pl.DataFrame:
    """`who, person_id`: both people of each pair."""
    both = found.select("pair_id", "mentor_id", "mentee_id").unpivot(index="pair_id", value_name="person_id")
    return both.select("person_id", who="pair_id")


def pairs_with_gaps(view: AsOf) -> Base:
    """The pairs, with the median and the longest of their gaps."""
    base = pairs(view)
    gaps = view.gaps.group_by("pair_id").agg(
        median_gap=pl.col("gap").cast(pl.Float64).median(), longest_gap=pl.col("gap").max()
    )
    return Base(base.table, base.units.lazy().join(gaps.lazy(), on="pair_id", how="left"), base.keys, base.people)


def pairs_by_horizon(view: AsOf) -> Base:
    """The pairs, once for each horizon of `pair_retention`, with the `horizon` in days and its `wave`.

    The longest planned length is that of any pair matched by D.
    """
    base = pairs(view)
    planned = view.pairs.select((pl.col("planned_end_on") - pl.col("matched_on")).dt.total_days().max()).item()
    horizons = {**{f"days_{days}": days for days in HORIZONS}, PLANNED_END: planned}
    waves = pl.DataFrame(list(horizons.items()), schema={"wave": pl.String, "horizon": pl.Int64}, orient="row")
    unplanned = waves.filter(pl.col("horizon").is_null()).select(
        "wave", role=pl.lit("pair"), reason=pl.lit("no pair has a planned end")
    )
    is_early = pl.col("has_ended") & pl.col("outcome").is_in(EARLY_CLOSURES).fill_null(value=False)
    known = waves.lazy().drop_nulls("horizon")
    units = base.units.lazy().join(known, how="cross").with_columns(is_early=is_early)
    keys = waves.select("wave", role=pl.lit("pair"))
    return Base(base.table, units, keys, base.people, unplanned)


def _retained(group: Group) -> pl.DataFrame:
    """Kaplan–Meier share without the event (y) by the carried `horizon`; x are times. None beyond every follow-up."""
    curve = survival.kaplan_meier(group.rows.with_columns(event=pl.col("y") > 0), KEYS, "x", "event")
    sizes = group.rows.group_by(KEYS).agg(
        n=pl.len().cast(pl.Int64), follow_up=pl.col("x").max(), horizon=pl.col("horizon").first()
    )
    placed = curve.join(sizes.select(*KEYS, "horizon"), on=list(KEYS))
    at = [
        survival.survival_at(part.drop("horizon"), KEYS, horizon)
        for (horizon,), part in placed.partition_by("horizon", as_dict=True).items()
    ]
    found = pl.concat(at or [survival.survival_at(curve, KEYS, 0)]).join(sizes, on=list(KEYS))
    is_known = (pl.col("follow_up") >= pl.col("horizon")) | (pl.col("survival") == 0)
    reason = (
        pl.when(~is_known.fill_null(value=False))
        .then(pl.format("no pair has been followed for {} days yet", "horizon"))
        .when(pl.col("survival") == 1)
        .then(pl.lit("no closure seen"))
        .when(pl.col("survival") == 0)
        .then(pl.lit("no pair is left"))
    )
    has_limits = is_known & (pl.col("n") > 1)
    figures = found.with_columns(
        *(pl.when(has_limits).then(name).alias(name) for name in ("ci_low", "ci_high")),
        value=pl.when(is_known).then("survival"),
        reason=reason,
    )
    return parts(figures, array(figures, "ci_low"), array(figures, "ci_high"), group)


RETENTION: Final = Statistic(_retained, takes_units=True)


def bases(view: AsOf) -> dict[str, Base]:
    """The bases of this family by name."""
    return {
        "people": people(view),
        "pairs": pairs(view),
        "pairs_with_gaps": pairs_with_gaps(view),
        "pairs_by_horizon": pairs_by_horizon(view),
    }


def meetings_of_pairs(view: AsOf) -> pl.LazyFrame:
    """Of each pair its held meetings, as evidence."""
    return view.held.select(fact_id="pair_id", table_name=pl.lit("core_meetings"), evidence_id="meeting_id")


def _recent_meetings_of_pairs(view: AsOf) -> pl.LazyFrame:
    recent = view.held.filter(pl.col("meeting_on") > view.before(RECENT_DAYS))
    return recent.select(fact_id="pair_id", table_name=pl.lit("core_meetings"), evidence_id="meeting_id")


def _first_meetings_of_pairs(view: AsOf) -> pl.LazyFrame:
    firsts = view.held.filter(pl.col("meeting_on") == pl.col("meeting_on").min().over("pair_id"))
    return firsts.select(fact_id="pair_id", table_name=pl.lit("core_meetings"), evidence_id="meeting_id")


def _meetings_of_mentees(view: AsOf) -> pl.LazyFrame:
    whose = view.pairs.select("pair_id", fact_id="mentee_id")
    return view.held.join(whose.lazy(), on="pair_id").select(
        "fact_id", table_name=pl.lit("core_meetings"), evidence_id="meeting_id"
    )


def _pairs_of_people(view: AsOf) -> pl.DataFrame:
    return pl.concat(
        view.pairs.select(
            pl.lit(role).alias("role"),
            fact_id=f"{role}_id",
            table_name=pl.lit("core_pairs"),
            evidence_id="pair_id",
        )
        for role in ROLES
    )


def _goals_of_people(view: AsOf) -> pl.DataFrame:
    return view.goals.select(fact_id="owner_id", table_name=pl.lit("core_goals"), evidence_id="goal_id")


def _achieved_goals_of_people(view: AsOf) -> pl.DataFrame:
    achieved = view.goals.filter(pl.col("state") == "achieved")
    return achieved.select(fact_id="owner_id", table_name=pl.lit("core_goals"), evidence_id="goal_id")


ENROLLED: Final = Condition(pl.col("is_enrolled"), "joined after the date")
IS_MATCHED: Final = pl.col("first_matched_on").is_not_null()
IS_OPEN: Final = Condition(pl.col("is_open"), "not open on the date")
IS_DATED: Final = Condition(
    ~pl.col("is_closed_undated"), "it ended on a day not given", note="without those that ended on a day not given"
)
HAS_CADENCE: Final = Condition(pl.col("meetings_per_month").is_not_null(), "no cadence was agreed")


def _older(days: int) -> Condition:
    return Condition(pl.col("age_days") >= days, f"matched in the last {days} days")


MEASURES: Final = (
    Measure("enrolled_count", "people", COUNT, among=(ENROLLED,)),
    Measure(
        "matched_count",
        "people",
        COUNT,
        y=IS_MATCHED.cast(pl.Int64),
        among=(ENROLLED,),
        otherwise="never matched",
        evidence=(_pairs_of_people,),
    ),
    Measure(
        "match_rate",
        "people",
        SHARE,
        y=IS_MATCHED.cast(pl.Int64),
        among=(ENROLLED,),
        roles=("mentee",),
        evidence=(_pairs_of_people,),
    ),
    Measure(
        "met_count",
        "people",
        COUNT,
        y=(pl.col("held") >= 1).cast(pl.Int64),
        among=(ENROLLED,),
        otherwise="no held meeting",
        roles=("mentee",),
        evidence=(_meetings_of_mentees,),
    ),
    Measure(
        "met_three_times_count",
        "people",
        COUNT,
        y=(pl.col("held") >= 3).cast(pl.Int64),
        among=(ENROLLED,),
        otherwise="fewer than three held meetings",
        roles=("mentee",),
        evidence=(_meetings_of_mentees,),
    ),
    Measure(
        "goal_set_count",
        "people",
        COUNT,
        y=(pl.col("goals") >= 1).cast(pl.Int64),
        among=(ENROLLED,),
        otherwise="no goal set",
        roles=("mentee",),
        evidence=(_goals_of_people,),
    ),
    Measure(
        "goal_achieved_count",
        "people",
        COUNT,
        y=(pl.col("achieved") >= 1).cast(pl.Int64),
        among=(ENROLLED,),
        otherwise="no goal achieved",
        roles=("mentee",),
        evidence=(_achieved_goals_of_people,),
    ),
    Measure("open_pair_count", "pairs", COUNT, y=pl.col("is_open").cast(pl.Int64), otherwise="not open on the date"),
    Measure(
        "active_pair_rate",
        "pairs",
        CLUSTERED_SHARE,
        y=(pl.col("quiet_days") < RECENT_DAYS).fill_null(value=False).cast(pl.Int64),
        among=(IS_OPEN, _older(RECENT_DAYS)),
        evidence=(_recent_meetings_of_pairs,),
    ),
    Measure(
        "met_within_14_days_rate",
        "pairs",
        CLUSTERED_SHARE,
        y=(pl.col("wait_days") <= FIRST_DAYS).fill_null(value=False).cast(pl.Int64),
        among=(_older(FIRST_DAYS),),
        evidence=(_first_meetings_of_pairs,),
    ),
    Measure(
        "days_to_first_meeting",
        "pairs",
        median_time("fewer than half of the pairs have met yet"),
        y=pl.col("wait_days").is_not_null().cast(pl.Int64),
        x=pl.coalesce("wait_days", "days"),
        evidence=(_first_meetings_of_pairs,),
    ),
    Measure(
        "cadence_attainment",
        "pairs",
        RATIO,
        y=pl.col("held"),
        x=pl.col("expected"),
        among=(IS_DATED, HAS_CADENCE),
        evidence=(meetings_of_pairs,),
        quantity=HELD_MEETINGS,
    ),
    Measure(
        "on_cadence_rate",
        "pairs",
        CLUSTERED_SHARE,
        y=(pl.col("held") / pl.col("expected") >= ON_CADENCE).cast(pl.Int64),
        among=(
            IS_DATED,
            HAS_CADENCE,
            Condition(pl.col("days") >= RECENT_DAYS, f"open for fewer than {RECENT_DAYS} days"),
        ),
        evidence=(meetings_of_pairs,),
    ),
    Measure(
        "median_gap_days",
        "pairs_with_gaps",
        MEDIAN,
        y=pl.col("median_gap"),
        among=(Condition(pl.col("median_gap").is_not_null(), "no two days with a held meeting"),),
        evidence=(meetings_of_pairs,),
    ),
    Measure(
        "longest_gap_days",
        "pairs_with_gaps",
        MEDIAN,
        y=pl.col("longest_gap"),
        among=(Condition(pl.col("longest_gap").is_not_null(), "no two days with a held meeting"),),
        evidence=(meetings_of_pairs,),
    ),
    Measure(
        "pair_retention",
        "pairs_by_horizon",
        RETENTION,
        y=pl.col("is_early").cast(pl.Int64),
        x=pl.col("days"),
        among=(IS_DATED,),
        carried=("horizon",),
    ),
)
