"""Figures of meetings, of section 1: all of them, in a pair's time or not."""

import math
from collections import Counter
from collections.abc import Callable, Iterator

from tests.golden.independent.declared import Row
from tests.golden.independent.figure import Figure, Key, clustered_rate, plain, unknown
from tests.golden.independent.night import PAIR, Night, Rows, both

METRICS = (
    "held_meeting_count",
    "meetings_without_duration_count",
    "meeting_hours",
    "channel_variety",
    "cancellation_rate",
    "no_show_rate",
    "agenda_rate",
    "action_item_rate",
)


def of_meetings(night: Night) -> Iterator[tuple[Key, Figure]]:
    for segment, value, belongs in night.slices(PAIR):
        chosen = [row for row in night.meetings if belongs(row["pair_id"])]
        pairs = [pair for pair in night.pairs if belongs(pair.id)]
        held = [row for row in chosen if night.is_held(row)]
        base = len(pairs), len(both(pairs))
        untimed = sum(row["duration_minutes"] is None for row in held)
        figures = {
            "held_meeting_count": plain(len(held), *base),
            "meetings_without_duration_count": plain(untimed, *base),
            "meeting_hours": hours(held, night),
            "channel_variety": variety(held, night),
            **rates(chosen, night),
        }
        for metric, figure in figures.items():
            yield Key(metric, PAIR, segment, value), figure


def people_of(meetings: Rows, night: Night) -> set[str]:
    return {person for row in meetings for person in night.attendees[row["meeting_id"]]}


def hours(held: Rows, night: Night) -> Figure:
    timed = [row for row in held if row["duration_minutes"] is not None]
    if not timed:
        return unknown()
    total = math.fsum(row["duration_minutes"] for row in timed) / 60
    return plain(total, len(timed), len(people_of(timed, night)))


def variety(held: Rows, night: Night) -> Figure:
    offered = set(night.declared.channels)
    known = [row for row in held if row["channel"] in offered]
    n, people = len(known), len(people_of(known, night))
    if not known or len(offered) < 2:
        return unknown(n, people)
    return plain(entropy([row["channel"] for row in known]) / math.log(len(offered)), n, people)


def entropy(words: list[str]) -> float:
    """Shannon's, in nats."""
    shares = [count / len(words) for count in Counter(words).values()]
    return -math.fsum(share * math.log(share) for share in shares)


def rates(chosen: Rows, night: Night) -> dict[str, Figure]:
    known = [row for row in chosen if night.is_known(row)]
    held = [row for row in chosen if night.is_held(row)]
    told = [row for row in held if row["has_agenda"] is not None]
    counted = [row for row in held if row["action_item_count"] is not None]

    def rate_of(meetings: Rows, is_hit: Callable[[Row], bool]) -> Figure:
        units = [(row["group_id"], is_hit(row)) for row in meetings]
        return clustered_rate(units, people_of(meetings, night))

    return {
        "cancellation_rate": rate_of(known, lambda row: row["outcome"] == "cancelled"),
        "no_show_rate": rate_of(known, lambda row: row["outcome"] == "no_show"),
        "agenda_rate": rate_of(told, lambda row: row["has_agenda"]),
        "action_item_rate": rate_of(counted, lambda row: row["action_item_count"] >= 1),
    }
