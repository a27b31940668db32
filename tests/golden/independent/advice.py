"""What is suggested about each open pair, from the reasons that fired and its days alone."""

from datetime import timedelta

from tests.golden.independent.declared import Row
from tests.golden.independent.health import health_of
from tests.golden.independent.night import Night, Pair
from tests.golden.independent.pairs import went_quiet

FOLLOWS = {
    "slow_cadence": {"rhythm", "agenda"},
    "many_cancellations": {"rhythm", "agenda"},
    "long_gap": {"rhythm"},
    "no_cadence": {"talk"},
    "no_goals": {"talk"},
    "expectations_apart": set(),
    "not_met_lately": {"reach_out"},
    "repeated_no_shows": {"rematch"},
    "surveys_unanswered": {"reach_out"},
    "no_review": {"review"},
    "overdue_goal": {"review"},
}
OF_PAIRS_THAT_MET = {"rhythm", "agenda", "reach_out"}


def pair_advice(night: Night) -> dict[str, frozenset[str]]:
    """Of each open pair, by id."""
    return {pair.id: advice_of(pair, night) for pair in night.pairs if pair.is_open}


def advice_of(pair: Pair, night: Night) -> frozenset[str]:
    _, reasons = health_of(pair, night)
    given = {each for reason in reasons for each in FOLLOWS[reason]}
    given |= {f"ask_{side}" for side in ("mentor", "mentee") if no_shows(pair, side, night) >= 2}
    if any(is_to_celebrate(goal, night) for goal in night.goals if goal["owner_id"] == pair.mentee):
        given.add("celebrate")
    if not pair.held_on:
        given = given - OF_PAIRS_THAT_MET | {"first_meeting"}
        return frozenset(given | {"rematch"} if pair.days > night.declared.quiet_after_days else given)
    if went_quiet(pair, night):
        given.add("reach_out")
    silent, interval = (night.as_of - pair.held_on[-1]).days, pair.interval_days
    if silent > 2 * night.declared.quiet_after_days or (interval is not None and silent > 4 * interval):
        given.add("rematch")
    return frozenset(given)


def no_shows(pair: Pair, side: str, night: Night) -> int:
    return sum(
        row["outcome"] == "no_show" and row["no_show_by"] == side and row["meeting_on"] > night.days_ago(90)
        for row in pair.meetings
    )


def is_to_celebrate(goal: Row, night: Night) -> bool:
    """Achieved in the last 30 days, and not celebrated since."""
    achieved, celebrated = goal["achieved_on"], goal["celebrated_on"]
    if goal["status"] != "achieved" or achieved is None:
        return False
    if not night.as_of - timedelta(days=30) < achieved <= night.as_of:
        return False
    return celebrated is None or not achieved <= celebrated <= night.as_of
