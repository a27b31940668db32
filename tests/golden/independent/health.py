"""Pair health, of section 1: the state of each open pair and the reasons that fired."""

from collections import Counter
from datetime import timedelta

from tests.golden.independent.declared import has_ended
from tests.golden.independent.goals import is_open, state, within
from tests.golden.independent.night import MONTH_DAYS, Night, Pair
from tests.golden.independent.opinions import expectation_gap, open_in
from tests.golden.independent.pairs import went_quiet
from tests.golden.independent.responding import invited

FAMILIES = {
    "slow_cadence": "time",
    "many_cancellations": "time",
    "long_gap": "time",
    "no_cadence": "expectations",
    "no_goals": "expectations",
    "expectations_apart": "expectations",
    "not_met_lately": "engagement",
    "repeated_no_shows": "engagement",
    "surveys_unanswered": "engagement",
    "no_review": "goals",
    "overdue_goal": "goals",
}
Health = tuple[str, frozenset[str]]


def pair_health(night: Night) -> dict[str, Health]:
    """Of each open pair, by id."""
    return {pair.id: health_of(pair, night) for pair in night.pairs if pair.is_open}


def health_of(pair: Pair, night: Night) -> Health:
    reasons = frozenset(
        reason
        for reason, fires in {
            **time_troubles(pair, night),
            **expectation_troubles(pair, night),
            **engagement_troubles(pair, night),
            **goal_troubles(pair, night),
        }.items()
        if fires
    )
    if not pair.held_on:
        return "not_started", reasons
    if went_quiet(pair, night) or len({FAMILIES[reason] for reason in reasons}) > 1:
        return "at_risk", reasons
    return ("watch" if reasons else "on_track"), reasons


def time_troubles(pair: Pair, night: Night) -> dict[str, bool]:
    outcomes = Counter("held" if night.is_held(row) else row["outcome"] for row in pair.meetings if night.is_known(row))
    known, interval = outcomes.total(), pair.interval_days
    return {
        "slow_cadence": is_slow(pair, night),
        "many_cancellations": 10 * outcomes["cancelled"] > 3 * known,
        "long_gap": bool(pair.held_on)
        and interval is not None
        and (night.as_of - pair.held_on[-1]).days > 2 * interval,
    }


def is_slow(pair: Pair, night: Night) -> bool:
    """Under half of what was agreed for the last 90 days, or since the match if later."""
    if not pair.meetings_per_month or pair.days < 30:
        return False
    held = sum(day > night.days_ago(90) for day in pair.held_on)
    return held < pair.meetings_per_month * min(90, pair.days) / MONTH_DAYS / 2


def expectation_troubles(pair: Pair, night: Night) -> dict[str, bool]:
    is_settled = pair.days >= 30
    return {
        "no_cadence": is_settled and not pair.meetings_per_month,
        "no_goals": is_settled and all(goal["owner_id"] != pair.mentee for goal in night.goals),
        "expectations_apart": are_apart(pair, night),
    }


def are_apart(pair: Pair, night: Night) -> bool:
    """By the latest wave of the pair's time in which both answered an item: two points or more on any."""
    for wave in reversed(night.declared.waves):
        found = [
            gap
            for instrument in night.declared.instruments
            for item in night.declared.items_of_kind(instrument, "expectation")
            if open_in(pair, night, wave["id"])
            and (gap := expectation_gap(pair, night, instrument, wave["id"], item)) is not None
        ]
        if found:
            return max(found) >= 2
    return False


def engagement_troubles(pair: Pair, night: Night) -> dict[str, bool]:
    missed = Counter(
        row["no_show_by"]
        for row in pair.meetings
        if row["outcome"] == "no_show" and row["meeting_on"] > night.days_ago(90)
    )
    return {
        "not_met_lately": bool(pair.held_on) and pair.held_on[-1] <= night.days_ago(45),
        "repeated_no_shows": max(missed["mentor"], missed["mentee"]) >= 2,
        "surveys_unanswered": any(
            leaves_unanswered(person, instrument, night)
            for person in (pair.mentor, pair.mentee)
            for instrument in night.declared.instruments
        ),
    }


def leaves_unanswered(person: str, instrument: str, night: Night) -> bool:
    """Whether somebody answered neither of the last two ended waves of an instrument that they were invited to."""
    asked = [
        wave["id"]
        for wave in night.declared.waves
        if wave["id"] in night.asked_waves(instrument)
        and has_ended(wave, night.as_of)
        and night.declared.invited(instrument, wave["id"]) != "open_link"
        and person in invited(night, instrument, wave["id"])
    ]
    silent = [all(name != person for name, _ in night.responses.get((instrument, wave), {})) for wave in asked[-2:]]
    return len(silent) == 2 and all(silent)


def goal_troubles(pair: Pair, night: Night) -> dict[str, bool]:
    still_open = [goal for goal in night.goals if goal["owner_id"] == pair.mentee and is_open(goal, night)]
    limit = night.as_of - timedelta(days=60)
    seen = any(within(goal[day], limit, night.as_of) for goal in still_open for day in ("set_on", "reviewed_on"))
    return {
        "no_review": bool(still_open) and not seen,
        "overdue_goal": any(state(goal, night) == "overdue" for goal in still_open),
    }
