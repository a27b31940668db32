"""Figures of pairs, of section 1: how many are open and met, how often, how long they last."""

import math
import statistics
from collections.abc import Iterator, Sequence
from itertools import pairwise

from tests.golden.independent.figure import Figure, Key, clustered_rate, median_days, plain, unknown
from tests.golden.independent.intervals import NO_LIMITS, kaplan_meier, ratio_of_sums
from tests.golden.independent.night import PAIR, Night, Pair, both

METRICS = (
    "open_pair_count",
    "active_pair_rate",
    "met_within_14_days_rate",
    "days_to_first_meeting",
    "cadence_attainment",
    "on_cadence_rate",
    "median_gap_days",
    "longest_gap_days",
    "never_met_count",
    "went_quiet_count",
    "pair_retention",
)


def of_pairs(night: Night) -> Iterator[tuple[Key, Figure]]:
    planned = [pair.planned_days for pair in night.pairs if pair.planned_days is not None]
    horizons = {"days_30": 30, "days_90": 90, "days_180": 180, "planned_end": max(planned, default=None)}
    for segment, value, belongs in night.slices(PAIR):
        pairs = [pair for pair in night.pairs if belongs(pair.id)]
        figures = {
            **counts(pairs, night),
            "active_pair_rate": active(pairs, night),
            "met_within_14_days_rate": met_soon(pairs, night),
            "days_to_first_meeting": first_meeting(pairs),
            "cadence_attainment": cadence(pairs),
            "on_cadence_rate": on_cadence(pairs),
            **gaps(pairs, night),
        }
        for metric, figure in figures.items():
            yield Key(metric, PAIR, segment, value), figure
        for wave, days in horizons.items():
            yield Key("pair_retention", PAIR, segment, value, wave=wave), retention(pairs, days)


def counts(pairs: Sequence[Pair], night: Night) -> dict[str, Figure]:
    still_open = [pair for pair in pairs if pair.is_open]
    listed = len(still_open), len(both(still_open))
    return {
        "open_pair_count": plain(len(still_open), len(pairs), len(both(pairs))),
        "never_met_count": plain(sum(never_met(pair, night) for pair in still_open), *listed),
        "went_quiet_count": plain(sum(went_quiet(pair, night) for pair in still_open), *listed),
    }


def never_met(pair: Pair, night: Night) -> bool:
    """Of an open pair."""
    return not pair.held_on and (night.as_of - pair.matched_on).days > night.declared.never_met_after_days


def went_quiet(pair: Pair, night: Night) -> bool:
    """Of an open pair: it met, and then stopped for too long, or for over twice the agreed interval."""
    if not pair.held_on:
        return False
    silent = (night.as_of - pair.held_on[-1]).days
    interval = pair.interval_days
    return silent > night.declared.quiet_after_days or (interval is not None and silent > 2 * interval)


def active(pairs: Sequence[Pair], night: Night) -> Figure:
    limit = night.days_ago(30)
    older = [pair for pair in pairs if pair.is_open and pair.matched_on <= limit]
    return clustered_rate([(pair.mentor, any(day > limit for day in pair.held_on)) for pair in older], both(older))


def met_soon(pairs: Sequence[Pair], night: Night) -> Figure:
    older = [pair for pair in pairs if pair.matched_on <= night.days_ago(14)]
    soon = [any((day - pair.matched_on).days <= 14 for day in pair.held_on) for pair in older]
    return clustered_rate([(pair.mentor, hit) for pair, hit in zip(older, soon, strict=True)], both(older))


def first_meeting(pairs: Sequence[Pair]) -> Figure:
    lives = [((min([*pair.held_on, pair.last_day]) - pair.matched_on).days, bool(pair.held_on)) for pair in pairs]
    return median_days(lives, len(both(pairs)))


def cadence(pairs: Sequence[Pair]) -> Figure:
    agreed = [pair for pair in pairs if pair.expected is not None]
    if not agreed:
        return unknown()
    sums = [(float(len(pair.held_on)), pair.expected or 0.0) for pair in agreed]
    held, expected = (math.fsum(side) for side in zip(*sums, strict=True))
    ratio, limits = ratio_of_sums(sums) if expected else (None, NO_LIMITS)
    return Figure(ratio, *limits, len(agreed), len(both(agreed)), held, expected)


def on_cadence(pairs: Sequence[Pair]) -> Figure:
    judged = [pair for pair in pairs if pair.expected and pair.days >= 30]
    hits = [(pair.mentor, len(pair.held_on) / (pair.expected or math.nan) >= 0.8) for pair in judged]
    return clustered_rate(hits, both(judged))


def gaps(pairs: Sequence[Pair], night: Night) -> dict[str, Figure]:
    """Of each pair with a gap its median and its longest one, and the median of these over pairs."""
    own = [(pair, found) for pair in pairs if (found := gaps_of(pair, night))]
    people = len(both(pair for pair, _ in own))
    if not own:
        return {"median_gap_days": unknown(), "longest_gap_days": unknown()}
    medians, longest = ([kind(found) for _, found in own] for kind in (statistics.median, max))
    return {
        "median_gap_days": plain(statistics.median(medians), len(own), people),
        "longest_gap_days": plain(statistics.median(longest), len(own), people),
    }


def gaps_of(pair: Pair, night: Night) -> list[int]:
    days = sorted(set(pair.held_on))
    between = [(later - earlier).days for earlier, later in pairwise(days)]
    return [*between, (night.as_of - days[-1]).days] if pair.is_open and days else between


def retention(pairs: Sequence[Pair], days: int | None) -> Figure:
    followed = [pair for pair in pairs if not pair.is_undated]
    n, people = len(followed), len(both(followed))
    steps = kaplan_meier([(pair.days, pair.is_closed_early) for pair in followed])
    if days is None or not steps or (days > steps[-1].time and steps[-1].share > 0):
        return unknown(n, people)
    reached = [step for step in steps if step.time <= days]
    share, limits = (reached[-1].share, reached[-1].limits) if reached else (1.0, NO_LIMITS)
    return Figure(share, *(NO_LIMITS if share == 1 or n == 1 else limits), n, people)
