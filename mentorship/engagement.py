"""Engagement: are people matched, do pairs meet, do they last? METRICS section 1, but for the questionnaires.

Each function takes facts and gives figures' parts (`grouping.PARTS`) for everybody and by segment. A pair's meetings
are those from its match to its end, both days in; nothing dated after the night's date D has happened.
"""

from collections.abc import Callable, Mapping
from datetime import date, timedelta

import polars as pl

from mentorship import survival
from mentorship.grouping import KEYS, expected, people_behind, ratios, shaped, shares, spread

Facts = Mapping[str, pl.DataFrame]
DAYS_A_MONTH = 365.25 / 12
HORIZONS = (30, 90, 180)
EARLY_CLOSURES = ("ended_early", "rematched")


def pairs_at(facts: Facts, day: date) -> pl.DataFrame:
    """The pairs matched by D: `until` (D or the end), `is_open`, `members`, and what a tally of pairs needs.

    A pair with an outcome but no date of its end is not open, and nobody knows since when.
    """
    ended = pl.col("ended_on").is_not_null() & (pl.col("ended_on") <= day)
    is_closed_undated = pl.col("ended_on").is_null() & pl.col("outcome").is_not_null()
    return (
        facts["core_pairs"]
        .filter(pl.col("matched_on") <= day)
        .with_columns(
            until=pl.when(ended).then("ended_on").otherwise(pl.lit(day)),
            has_ended=ended,
            is_closed_undated=is_closed_undated,
            is_open=~ended & ~is_closed_undated,
            role=pl.lit("pair"),
            unit=pl.lit("pair"),
            segment_id=pl.col("pair_id"),
            members=pl.concat_list("mentor_id", "mentee_id"),
        )
    )


def held_at(facts: Facts, day: date) -> pl.DataFrame:
    """The held meetings of pairs, in their pair's time, on or before D."""
    return facts["core_meetings"].filter(
        pl.col("is_held") & pl.col("is_in_pair_time") & pl.col("pair_id").is_not_null() & (pl.col("meeting_on") <= day)
    )


def match_rate(facts: Facts, day: date) -> pl.DataFrame:
    """Share of enrolled mentees who were ever matched by D.

    Unit: mentee. Without an enrolled mentee there is no figure. Wilson interval.
    """
    matched = facts["core_pairs"].filter(pl.col("matched_on") <= day).select(person_id="mentee_id").unique()
    mentees = facts["core_people"].filter(
        pl.col("is_mentee") & (pl.col("joined_on").is_null() | (pl.col("joined_on") <= day))
    )
    tally = mentees.join(matched.with_columns(y=1), on="person_id", how="left").select(
        role=pl.lit("mentee"),
        unit=pl.lit("person"),
        segment_id="person_id",
        members=pl.concat_list("person_id"),
        y=pl.col("y").fill_null(0),
        x=pl.lit(1),
    )
    return shares(tally, facts["core_segments"])


def active_pair_rate(facts: Facts, day: date) -> pl.DataFrame:
    """Share of the open pairs older than 30 days with a held meeting in the last 30 (D−30 < d ≤ D).

    Unit: pair; clusters: mentors.
    """
    since = day - timedelta(days=30)
    recent = held_at(facts, day).filter(pl.col("meeting_on") > since).select("pair_id").unique()
    older = pairs_at(facts, day).filter(pl.col("is_open") & (pl.col("matched_on") <= since))
    tally = older.join(recent.with_columns(y=1), on="pair_id", how="left").with_columns(pl.col("y").fill_null(0), x=1)
    return shares(tally, facts["core_segments"], cluster="mentor_id")


def cadence_attainment(facts: Facts, day: date) -> pl.DataFrame:
    """Held over expected meetings of all pairs; expected = agreed a month × days ÷ (365.25/12). Not capped.

    Unit: pair; a pair without an agreed cadence, or that ended on an unknown day, is left out. Ratio of sums.
    """
    pairs = cadence(facts, day)
    tally = pairs.filter(~pl.col("is_closed_undated")).drop_nulls("expected").with_columns(y="held", x="expected")
    return _with_undated(ratios(tally, facts["core_segments"]), pairs, facts)


def cadence(facts: Facts, day: date) -> pl.DataFrame:
    """The pairs matched by D with `held` and `expected` meetings; expected is null where no cadence was agreed."""
    counts = held_at(facts, day).group_by("pair_id").agg(held=pl.len().cast(pl.Float64))
    days = (pl.col("until") - pl.col("matched_on")).dt.total_days()
    return (
        pairs_at(facts, day)
        .join(counts, on="pair_id", how="left")
        .with_columns(pl.col("held").fill_null(0), expected=pl.col("meetings_per_month") * days / DAYS_A_MONTH)
    )


def days_to_first_meeting(facts: Facts, day: date) -> pl.DataFrame:
    """Kaplan–Meier median of the days from a match to its first held meeting; others are censored at D or their end."""
    first = held_at(facts, day).group_by("pair_id").agg(first_on=pl.col("meeting_on").min())
    times = (
        pairs_at(facts, day)
        .join(first, on="pair_id", how="left")
        .with_columns(
            time=(pl.coalesce("first_on", "until") - pl.col("matched_on")).dt.total_days(),
            event=pl.col("first_on").is_not_null(),
        )
    )
    long = spread(times, facts["core_segments"])
    median = survival.median_survival(survival.kaplan_meier(long, KEYS, "time", "event"), KEYS)
    joined = median.rename({"median": "value"}).join(_sizes(long), on=list(KEYS))
    return shaped(
        joined.with_columns(
            reason=pl.when(pl.col("value").is_null())
            .then(pl.lit("fewer than half of the pairs have met yet"))
            .when(pl.col("ci_low").is_null() | pl.col("ci_high").is_null())
            .then(pl.lit("a limit of the interval is not reached yet"))
        )
    )


def pair_retention(facts: Facts, day: date) -> pl.DataFrame:
    """Kaplan–Meier share of pairs not closed early by 30, 90, 180 days and the longest planned length.

    A planned completion, an end without an outcome, and D censor. A horizon beyond every follow-up has no figure. A
    pair that ended on an unknown day cannot be placed on the curve and is left out, which the figure says.
    """
    pairs = (
        pairs_at(facts, day)
        .filter(~pl.col("is_closed_undated"))
        .with_columns(
            time=(pl.col("until") - pl.col("matched_on")).dt.total_days(),
            event=pl.col("has_ended") & pl.col("outcome").is_in(EARLY_CLOSURES).fill_null(value=False),
        )
    )
    long = spread(pairs, facts["core_segments"])
    curve = survival.kaplan_meier(long, KEYS, "time", "event")
    sizes = _sizes(long)
    reached = curve.group_by(KEYS).agg(follow_up=pl.col("time").max())
    found = []
    for wave, horizon in _horizons(facts, day).items():
        if horizon is None:
            unplanned = sizes.with_columns(value=None, reason=pl.lit("no pair has a planned end"))
            found.append(shaped(unplanned.with_columns(wave=pl.lit(wave))))
            continue
        at = survival.survival_at(curve, KEYS, horizon).join(sizes, on=list(KEYS)).join(reached, on=list(KEYS))
        is_beyond = (pl.col("follow_up") < horizon) & (pl.col("survival").is_null() | (pl.col("survival") > 0))
        figures = at.with_columns(
            *(pl.when(~is_beyond).then(name).alias(name) for name in ("survival", "ci_low", "ci_high")),
            reason=pl.when(is_beyond)
            .then(pl.lit(f"no pair has been followed for {horizon} days yet"))
            .when(pl.col("survival") == 1)
            .then(pl.lit("no closure seen"))
            .when(pl.col("survival") == 0)
            .then(pl.lit("no pair is left")),
        )
        found.append(shaped(figures.rename({"survival": "value"}).with_columns(wave=pl.lit(wave))))
    return _with_undated(pl.concat(found), pairs_at(facts, day), facts)


def _with_undated(figures: pl.DataFrame, pairs: pl.DataFrame, facts: Facts) -> pl.DataFrame:
    """Figures that say how many pairs they leave out because nobody knows on which day those ended."""
    undated = spread(pairs.filter("is_closed_undated"), facts["core_segments"])
    place = ["role", "segment", "segment_value"]
    counts = undated.group_by(place).agg(undated=pl.len())
    told = pl.format("{} that ended on a day not given left out", "undated")
    reason = pl.when(pl.col("undated").is_null()).then("reason").otherwise(told)
    return shaped(figures.join(counts, on=place, how="left").with_columns(reason=reason))


def _horizons(facts: Facts, day: date) -> dict[str, int | None]:
    """Days to each horizon by its `wave`; the longest planned length is that of any pair matched by D."""
    planned = (
        pairs_at(facts, day).select((pl.col("planned_end_on") - pl.col("matched_on")).dt.total_days().max()).item()
    )
    return {**{f"days_{days}": days for days in HORIZONS}, "planned_end": planned}


def _sizes(long: pl.DataFrame) -> pl.DataFrame:
    """How many rows (n) and people are behind each figure."""
    return long.group_by(KEYS).agg(n=pl.len()).join(people_behind(long), on=list(KEYS))


def meeting_outcomes(facts: Facts, day: date, outcome: str) -> pl.DataFrame:
    """Share of the meetings by D with a known outcome that had this one. Unit: meeting; clusters: pairs."""
    known = facts["core_meetings"].filter(
        (pl.col("meeting_on") <= day) & (pl.col("is_held") | pl.col("outcome").is_in(["cancelled", "no_show"]))
    )
    groups = known.group_by("group_id", segment_id="pair_id").agg(
        y=(pl.col("outcome") == outcome).sum().cast(pl.Int64), x=pl.len().cast(pl.Int64)
    )
    members = (
        facts["core_meeting_people"]
        .join(known.select("meeting_id", "group_id"), on="meeting_id")
        .group_by("group_id")
        .agg(members=pl.col("person_id").unique())
    )
    tally = groups.join(members, on="group_id").with_columns(role=pl.lit("pair"), unit=pl.lit("pair"))
    return shares(tally, facts["core_segments"], cluster="group_id")


def cancellation_rate(facts: Facts, day: date) -> pl.DataFrame:
    """Share of the meetings with a known outcome that were cancelled."""
    return meeting_outcomes(facts, day, "cancelled")


def no_show_rate(facts: Facts, day: date) -> pl.DataFrame:
    """Share of the meetings with a known outcome that one side missed."""
    return meeting_outcomes(facts, day, "no_show")


MEASURES: dict[str, tuple[Callable[[Facts, date], pl.DataFrame], str]] = {
    "match_rate": (match_rate, "mentee"),
    "active_pair_rate": (active_pair_rate, "pair"),
    "cadence_attainment": (cadence_attainment, "pair"),
    "days_to_first_meeting": (days_to_first_meeting, "pair"),
    "cancellation_rate": (cancellation_rate, "pair"),
    "no_show_rate": (no_show_rate, "pair"),
    "pair_retention": (pair_retention, "pair"),
}


def engagement(facts: Facts, day: date) -> dict[str, tuple[pl.DataFrame, pl.DataFrame]]:
    """The figures of each metric, and the keys that each must have."""
    horizons = pl.DataFrame({"wave": list(_horizons(facts, day))})
    return {
        metric: (
            measure(facts, day),
            expected(facts["core_segments"], [role], horizons if metric == "pair_retention" else None),
        )
        for metric, (measure, role) in MEASURES.items()
    }
