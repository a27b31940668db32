"""Figures of people, of section 1: the funnel from enrolment to a goal achieved, and the share matched."""

from collections import Counter
from collections.abc import Iterator

from tests.golden.independent.figure import Figure, Key, plain, rate
from tests.golden.independent.goals import is_achieved
from tests.golden.independent.night import MENTEE, MENTOR, Night

METRICS = (
    "enrolled_count",
    "matched_count",
    "met_count",
    "met_three_times_count",
    "goal_set_count",
    "goal_achieved_count",
    "match_rate",
)


def of_people(night: Night) -> Iterator[tuple[Key, Figure]]:
    for segment, value, belongs in night.slices("person"):
        for role in (MENTEE, MENTOR):
            enrolled = night.enrolled(role, belongs)
            matched = {getattr(pair, role) for pair in night.pairs}
            found = {"enrolled_count": set(enrolled), "matched_count": matched}
            if role == MENTEE:
                found |= funnel(night)
                yield Key("match_rate", role, segment, value), rate([name in matched for name in enrolled])
            for metric, group in found.items():
                reached = len(group.intersection(enrolled))
                yield Key(metric, role, segment, value), plain(reached, len(enrolled), len(enrolled))


def funnel(night: Night) -> dict[str, set[str]]:
    """The mentees who came as far as each step; those of them who are enrolled count."""
    held: Counter[str] = Counter()
    for pair in night.pairs:
        held[pair.mentee] += len(pair.held_on)
    return {
        "met_count": {name for name, count in held.items() if count >= 1},
        "met_three_times_count": {name for name, count in held.items() if count >= 3},
        "goal_set_count": {goal["owner_id"] for goal in night.goals},
        "goal_achieved_count": {goal["owner_id"] for goal in night.goals if is_achieved(goal, night)},
    }
