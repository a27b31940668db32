"""Meetings as such: how many were held, called off and missed, how long, over which channels. METRICS section 1.

Meetings of people outside their pair's time, or of people in no pair, count here; what pairs make of their meetings is
`engagement.py`'s.
"""

from typing import Final

import polars as pl

from mentorship import statistics
from mentorship.as_of import AsOf
from mentorship.engagement import HELD_MEETINGS, members, unmet
from mentorship.grouping import KEYS, Group, Statistic, array, column, keyed
from mentorship.summaries import CLUSTERED_SHARE, COUNT, without_interval
from mentorship.units import UNIT, Base, Condition, Measure, of_pair

SECONDS_AN_HOUR: Final = 3600.0
KEYS_OF_MEETINGS: Final = pl.DataFrame({"role": ["pair"]})


def meetings(view: AsOf) -> Base:
    """The meetings scheduled on or before D; what hangs together is a pair's, else those of the same people."""
    offered = sorted(set(view.programme.programme.channels))
    units = view.meetings.with_columns(
        fact_id="meeting_id",
        **of_pair("group_id", cluster="group_id"),
        seconds=(pl.col("duration_minutes") * 60).round().cast(pl.Int64),
        is_offered=pl.col("channel").is_in(offered).fill_null(value=False),
        offered=pl.lit(len(offered)),
    )
    people = pl.concat([members(view.facts["core_pairs"]), _strangers(view)])
    return Base("core_meetings", units, KEYS_OF_MEETINGS, people, grain=("who",), beside=lambda: unmet(view))


def _strangers(view: AsOf) -> pl.DataFrame:
    """`person_id, who`: the people of meetings of no pair, and what such meetings of the same people are known by."""
    of_nobody = view.meetings.filter(pl.col("pair_id").is_null()).select("meeting_id", who="group_id")
    met = view.facts["core_meeting_people"].lazy().join(of_nobody, on="meeting_id").select("person_id", "who")
    return met.unique().collect()


def meetings_of_pairs(view: AsOf) -> Base:
    """The meetings, and as rows without a fact the pairs matched by D: the base on which counts of meetings stand."""
    told = view.meetings.select(
        fact_id="meeting_id", segment_id="pair_id", cluster="group_id", is_held="is_held", minutes="duration_minutes"
    )
    pairs = view.pairs.lazy().select(segment_id="pair_id", cluster="pair_id", who="pair_id", is_pair=pl.lit(1))
    units = pl.concat([told, pairs], how="diagonal").with_columns(
        pl.col("is_pair").fill_null(0),
        pl.col("is_held").fill_null(value=False),
        role=pl.lit("pair"),
        unit=pl.lit("pair"),
    )
    people = pl.concat([members(view.pairs), _strangers(view)])
    grain = ("cluster", "who")
    return Base("core_meetings", units, KEYS_OF_MEETINGS, people, grain=grain, beside=lambda: _besides_pairs(view))


def _besides_pairs(view: AsOf) -> pl.DataFrame:
    """The pairs that never met, and those who met in no pair: their meetings count, whoever it is said to be about."""
    alone = _strangers(view).select("who").unique()
    units = alone.select(**of_pair("who", cluster="who") | {"segment_id": pl.lit(None, pl.String)})
    return pl.concat([unmet(view), keyed(units).select(UNIT)])


def bases(view: AsOf) -> dict[str, Base]:
    """The bases of this family by name."""
    return {"meetings": meetings(view), "meetings_of_pairs": meetings_of_pairs(view)}


def _hours(group: Group) -> pl.DataFrame:
    """Hours of Σy seconds over Σx meetings."""
    sums = group.rows.group_by(KEYS).agg(value=pl.col("y").sum() / SECONDS_AN_HOUR, n=pl.col("x").sum())
    return without_interval(sums, group)


def _evenness(group: Group) -> pl.DataFrame:
    """Shannon entropy of Σx meetings over the carried `channel`, ÷ ln of how many are `offered`."""
    counts = group.rows.group_by(*KEYS, "channel", "offered").agg(c=pl.col("x").sum().cast(pl.Float64))
    sums = counts.group_by(*KEYS, "offered").agg(
        n=pl.col("c").sum(), surprise=(pl.col("c") * pl.col("c").log()).sort().sum()
    )
    value = statistics.evenness(*(array(sums, name) for name in ("surprise", "n", "offered")))
    one = pl.when(pl.col("offered") < 2).then(pl.lit("the programme offers one channel alone"))
    return without_interval(sums.with_columns(value=column(value), reason=one), group)


HOURS: Final = Statistic(_hours)
EVENNESS: Final = Statistic(_evenness)
IS_HELD: Final = Condition(pl.col("is_held"), "not held, as far as anybody says")
IS_KNOWN: Final = Condition(
    pl.col("is_held") | pl.col("outcome").is_in(["cancelled", "no_show"]), "nobody says what became of it"
)

MEASURES: Final = (
    Measure(
        "held_meeting_count",
        "meetings_of_pairs",
        COUNT,
        y=pl.col("is_held").cast(pl.Int64),
        x=pl.col("is_pair"),
        otherwise=IS_HELD.otherwise,
        quantity=HELD_MEETINGS,
    ),
    Measure(
        "cancellation_rate",
        "meetings",
        CLUSTERED_SHARE,
        y=(~pl.col("is_held") & (pl.col("outcome") == "cancelled")).cast(pl.Int64),
        among=(IS_KNOWN,),
        quantity=HELD_MEETINGS,
    ),
    Measure(
        "no_show_rate",
        "meetings",
        CLUSTERED_SHARE,
        y=(~pl.col("is_held") & (pl.col("outcome") == "no_show")).cast(pl.Int64),
        among=(IS_KNOWN,),
        quantity=HELD_MEETINGS,
    ),
    Measure(
        "meeting_hours",
        "meetings",
        HOURS,
        y=pl.col("seconds"),
        among=(IS_HELD, Condition(pl.col("seconds").is_not_null(), "nobody noted how long it took")),
        quantity=HELD_MEETINGS,
    ),
    Measure(
        "meetings_without_duration_count",
        "meetings_of_pairs",
        COUNT,
        y=(pl.col("is_held") & pl.col("minutes").is_null()).cast(pl.Int64),
        x=pl.col("is_pair"),
        otherwise="not held, or its length is noted",
        quantity=HELD_MEETINGS,
    ),
    Measure(
        "channel_variety",
        "meetings",
        EVENNESS,
        among=(IS_HELD, Condition(pl.col("is_offered"), "over a channel that is blank or not offered")),
        carried=("channel", "offered"),
        quantity=HELD_MEETINGS,
    ),
    Measure(
        "agenda_rate",
        "meetings",
        CLUSTERED_SHARE,
        y=pl.col("has_agenda").cast(pl.Int64),
        among=(IS_HELD, Condition(pl.col("has_agenda").is_not_null(), "the export does not say")),
        quantity=HELD_MEETINGS,
    ),
    Measure(
        "action_item_rate",
        "meetings",
        CLUSTERED_SHARE,
        y=(pl.col("action_item_count") >= 1).cast(pl.Int64),
        among=(IS_HELD, Condition(pl.col("action_item_count").is_not_null(), "the export does not say")),
        quantity=HELD_MEETINGS,
    ),
)
