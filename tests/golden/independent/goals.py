"""Figures of goals, of section 2."""

import math
import statistics
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from tests.golden.independent.declared import Row
from tests.golden.independent.figure import (
    Figure,
    Key,
    clustered_rate,
    clustered_sums,
    mean_of_people,
    median_days,
    plain,
    rate,
    unknown,
)
from tests.golden.independent.night import MENTEE, MENTOR, Belongs, Night, Rows

GAS_RHO = 0.3
METRICS = (
    "goal_setting_rate",
    "smart_rate",
    "smart_specific_rate",
    "smart_measurable_rate",
    "smart_time_bound_rate",
    "goal_attainment_rate",
    "dropped_goal_count",
    "on_time_rate",
    "days_to_attainment",
    "goal_review_rate",
    "milestone_rate",
    "milestones_celebrated",
    "gas_t",
    "gas_t_sd",
    "gas_t_change",
)
Judge = Callable[[Row], bool]


def of_goals(night: Night) -> Iterator[tuple[Key, Figure]]:
    for segment, value, belongs in night.slices("person"):
        yield Key("goal_setting_rate", MENTEE, segment, value), goal_setting(night, belongs)
        for role in (MENTEE, MENTOR):
            goals = [row for row in night.goals if night.has_role(row["owner_id"], role) and belongs(row["owner_id"])]
            figures = {
                **attainment(goals, night),
                **smart(goals),
                **scaling(goals),
                "days_to_attainment": days_to_attainment(goals, night),
                "milestone_rate": milestones(goals),
            }
            for metric, figure in figures.items():
                yield Key(metric, role, segment, value), figure


def goal_setting(night: Night, belongs: Belongs) -> Figure:
    month = timedelta(days=30)
    first_match: dict[str, date] = {}
    for pair in sorted(night.pairs, key=lambda pair: pair.matched_on):
        first_match.setdefault(pair.mentee, pair.matched_on)
    goal_days: dict[str, list[date]] = defaultdict(list)
    for goal in night.goals:
        if goal["set_on"] is not None:
            goal_days[goal["owner_id"]].append(goal["set_on"])
    old = [mentee for mentee, day in first_match.items() if day <= night.as_of - month and belongs(mentee)]
    return rate([any(day <= first_match[mentee] + month for day in goal_days[mentee]) for mentee in old])


def state(goal: Row, night: Night) -> str:
    """achieved, not_achieved, dropped, overdue or open, as of the night."""
    if goal["status"] in {"dropped", "not_achieved"}:
        return str(goal["status"])
    if goal["status"] == "achieved" and (goal["achieved_on"] is None or goal["achieved_on"] <= night.as_of):
        return "achieved"
    return "overdue" if goal["due_on"] is not None and goal["due_on"] < night.as_of else "open"


def is_achieved(goal: Row, night: Night) -> bool:
    return state(goal, night) == "achieved"


def is_open(goal: Row, night: Night) -> bool:
    """Whether neither achieved, given up nor failed, due or not."""
    return state(goal, night) in {"open", "overdue"}


def owners_of(goals: Rows) -> set[str]:
    return {goal["owner_id"] for goal in goals}


def share(goals: Rows, is_hit: Judge) -> Figure:
    return clustered_rate([(goal["owner_id"], is_hit(goal)) for goal in goals], owners_of(goals))


def attainment(goals: Rows, night: Night) -> dict[str, Figure]:
    judged = [goal for goal in goals if state(goal, night) in {"achieved", "not_achieved", "overdue"}]
    achieved = [goal for goal in goals if is_achieved(goal, night)]
    dated = [goal for goal in achieved if goal["achieved_on"] is not None and goal["due_on"] is not None]
    limit = night.days_ago(30)
    old = [goal for goal in goals if is_open(goal, night) and goal["set_on"] is not None and goal["set_on"] <= limit]
    dropped = sum(state(goal, night) == "dropped" for goal in goals)
    return {
        "goal_attainment_rate": share(judged, lambda goal: is_achieved(goal, night)),
        "dropped_goal_count": plain(dropped, len(goals), len(owners_of(goals))),
        "on_time_rate": share(dated, lambda goal: goal["achieved_on"] <= goal["due_on"]),
        "goal_review_rate": share(old, lambda goal: within(goal["reviewed_on"], limit, night.as_of)),
        "milestones_celebrated": share(achieved, lambda goal: is_celebrated(goal, night)),
    }


def within(day: date | None, after: date, until: date) -> bool:
    return day is not None and after < day <= until


def is_celebrated(goal: Row, night: Night) -> bool:
    celebrated_on, achieved_on = goal["celebrated_on"], goal["achieved_on"]
    if celebrated_on is None or achieved_on is None:
        return False
    return bool(achieved_on <= celebrated_on <= night.as_of)


def smart(goals: Rows) -> dict[str, Figure]:
    def is_specific(goal: Row) -> bool:
        return (goal["step_count"] or 0) >= 1

    def is_measurable(goal: Row) -> bool:
        return goal["has_measure"] or goal["gas_baseline"] is not None or goal["gas_level"] is not None

    def is_time_bound(goal: Row) -> bool:
        return goal["due_on"] is not None

    return {
        "smart_specific_rate": share(goals, is_specific),
        "smart_measurable_rate": share(goals, is_measurable),
        "smart_time_bound_rate": share(goals, is_time_bound),
        "smart_rate": share(goals, lambda goal: is_specific(goal) and is_measurable(goal) and is_time_bound(goal)),
    }


def days_to_attainment(goals: Rows, night: Night) -> Figure:
    lives, owners = [], set()
    for goal in goals:
        is_reached = is_achieved(goal, night)
        if goal["set_on"] is None or goal["status"] == "dropped" or (is_reached and goal["achieved_on"] is None):
            continue
        until = goal["achieved_on"] if is_reached else night.as_of
        lives.append(((until - goal["set_on"]).days, is_reached))
        owners.add(goal["owner_id"])
    return median_days(lives, len(owners))


def milestones(goals: Rows) -> Figure:
    """Steps done of steps, which hang together in owners."""
    sums: dict[str, tuple[int, int]] = {}
    for goal in goals:
        if goal["step_count"] and goal["step_done_count"] is not None:
            done, steps = sums.get(goal["owner_id"], (0, 0))
            sums[goal["owner_id"]] = (done + goal["step_done_count"], steps + goal["step_count"])
    return clustered_sums(list(sums.values()), len(sums))


# Goal Attainment Scaling


def scaling(goals: Rows) -> dict[str, Figure]:
    levelled = [goal for goal in goals if goal["gas_level"] is not None]
    of_both = [goal for goal in levelled if goal["gas_baseline"] is not None]
    now = sorted(owner_scores(levelled, "gas_level").values())
    first, later = owner_scores(of_both, "gas_baseline"), owner_scores(of_both, "gas_level")
    spread = plain(statistics.stdev(now), len(now), len(now)) if len(now) > 1 else unknown(len(now), len(now))
    return {
        "gas_t": mean_of_people(now),
        "gas_t_sd": spread,
        "gas_t_change": mean_of_people([later[owner] - first[owner] for owner in sorted(later)]),
    }


def owner_scores(goals: Rows, level: str) -> dict[str, float]:
    """Each owner's T."""
    own: dict[str, list[tuple[float, int]]] = defaultdict(list)
    for goal in goals:
        own[goal["owner_id"]].append((gas_weight(goal), goal[level]))
    return {owner: t_score(weighted) for owner, weighted in own.items()}


def t_score(weighted: list[tuple[float, int]]) -> float:
    """T = 50 + 10·Σwx / √((1−ρ)·Σw² + ρ·(Σw)²) of (weight, level)."""
    weights = math.fsum(w for w, _ in weighted)
    root = math.sqrt((1 - GAS_RHO) * math.fsum(w * w for w, _ in weighted) + GAS_RHO * weights**2)
    return 50 + 10 * math.fsum(w * x for w, x in weighted) / root


def gas_weight(goal: Row) -> float:
    if goal["importance"] is None:
        return 1.0
    return float(goal["importance"] * (1.0 if goal["difficulty"] is None else goal["difficulty"]))
