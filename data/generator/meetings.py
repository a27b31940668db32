"""What the pairs' meetings were: planned, held, called off, moved, missed; and which tool knows of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from generator.dice import Dice
from generator.pairs import Pair
from generator.plan import FIRST_COHORT, Plan, at, is_holiday, workday

Outcome = Literal["held", "cancelled", "no_show", "nothing"]
Entry = Literal["regular", "moved", "called_off", "removed"]

# `nothing` is a slot that came and went without a word: nobody met, nobody cancelled.
COURSE: dict[str, dict[Outcome, float]] = {
    "Engineering": {"held": 0.89, "cancelled": 0.07, "no_show": 0.02, "nothing": 0.02},
    "Operations": {"held": 0.54, "cancelled": 0.22, "no_show": 0.05, "nothing": 0.19},
    "Sales": {"held": 0.79, "cancelled": 0.10, "no_show": 0.07, "nothing": 0.04},
    "Legal": {"held": 0.87, "cancelled": 0.06, "no_show": 0.02, "nothing": 0.05},
}
CHANNELS = {"in_person": 0.38, "video": 0.42, "phone": 0.13, "chat": 0.04, "email": 0.03}
CALL_CHANNELS = {"video": 0.85, "in_person": 0.15}
SPACING_DAYS = {1: 30, 2: 15, 4: 7}
WEEKS_BETWEEN = {1: 4, 2: 2, 4: 1}


@dataclass(slots=True)
class Meeting:
    """One meeting as it was; local times."""

    pair: Pair
    planned_at: datetime
    starts_at: datetime
    minutes: int
    channel: str
    outcome: Outcome
    no_show_by: str
    has_agenda: bool | None
    action_items: int | None
    entry: Entry
    is_logged: bool
    has_call: bool


def meetings_of(plan: Plan, pair: Pair) -> Iterator[Meeting]:
    """A pair's meetings in their order; the same however often they are asked for."""
    dice = Dice(plan.seed, "meetings", pair.key)
    minutes = dice.between(18, 33) * 30
    first = first_slot(plan, pair)
    silent_from = _silent_from(plan, pair, first)
    for turn, day in enumerate(_slots(plan, pair, first)):
        planned = at(day, minutes if pair.has_series else dice.between(18, 33) * 30)
        outcome = _outcome(dice, pair, is_first=turn == 0, is_silent=day >= silent_from)
        if not pair.has_series and (outcome == "nothing" or is_holiday(day)):
            continue
        yield _meeting(plan, dice, pair, planned, outcome)


def first_slot(plan: Plan, pair: Pair) -> date:
    """The day of the first meeting: the second cohort's coordinators set it with the match."""
    dice = Dice(plan.seed, "first", pair.key)
    if pair.mentee.cohort == FIRST_COHORT and not pair.is_second_match:
        wait = dice.between(5, 21) + (dice.between(6, 25) if dice.chance(0.3) else 0)
    else:
        wait = dice.between(2, 11)
    if pair.mentee.department == "Operations":
        wait += dice.between(2, 9)
    return min(workday(pair.matched_on + timedelta(days=wait)), pair.last_day(plan))


def series_weeks(pair: Pair) -> int:
    """How many weeks lie between the occurrences of a pair's calendar series."""
    return WEEKS_BETWEEN[pair.per_month or 2]


def _slots(plan: Plan, pair: Pair, first: date) -> Iterator[date]:
    dice = Dice(plan.seed, "slots", pair.key)
    last = pair.last_day(plan)
    if pair.fate == "never_met" and not pair.has_series:
        last = min(last, first + timedelta(days=21))
    step = series_weeks(pair) * 7 if pair.has_series else SPACING_DAYS[pair.per_month or 2]
    day, turn = first, 0
    while day <= last:
        yield day
        turn += 1
        wobble = 0 if pair.has_series or step < 14 else dice.between(-3, 3)
        day = first + timedelta(days=turn * step + wobble)
        day = day if pair.has_series else workday(day)


def _silent_from(plan: Plan, pair: Pair, first: date) -> date:
    if pair.fate == "never_met":
        return first
    if pair.fate == "quiet":
        since = plan.ends_on - timedelta(days=62 + Dice(plan.seed, "silence", pair.key).between(0, 70))
        return max(since, first + timedelta(days=1))
    return plan.ends_on + timedelta(days=1)


def _outcome(dice: Dice, pair: Pair, *, is_first: bool, is_silent: bool) -> Outcome:
    thrown = dice.weigh(COURSE[pair.mentee.department])
    if pair.fate == "never_met":
        return dice.weigh({"cancelled": 0.3, "no_show": 0.2, "nothing": 0.5}) if is_first else "nothing"
    if is_first:
        return "held"
    if is_silent:
        return "cancelled" if thrown == "cancelled" else "nothing"
    return thrown


def _meeting(plan: Plan, dice: Dice, pair: Pair, planned: datetime, outcome: Outcome) -> Meeting:
    is_held = outcome == "held"
    entry = _entry(dice, pair, planned, outcome)
    if entry == "removed":
        outcome, is_held = "nothing", False
    starts = planned + timedelta(days=dice.between(1, 2) if planned.weekday() < 3 else 0, hours=1)
    if starts.date() > pair.last_day(plan):
        entry = "regular" if entry == "moved" else entry
    channel = dice.weigh(CALL_CHANNELS if pair.has_calls else CHANNELS)
    has_call = pair.has_calls and channel == "video" and outcome in {"held", "no_show"}
    is_logged = dice.chance(_log_share(pair, outcome, has_call=has_call))
    return Meeting(
        pair=pair,
        planned_at=planned,
        starts_at=starts if entry == "moved" else planned,
        minutes=dice.weigh({30: 0.3, 45: 0.35, 60: 0.3, 90: 0.05}),
        channel=channel,
        outcome=outcome,
        no_show_by=dice.weigh({"Mentee": 0.55, "Mentor": 0.45}) if outcome == "no_show" else "",
        has_agenda=dice.weigh({True: 0.55, False: 0.3, None: 0.15}) if is_held else None,
        action_items=dice.weigh({0: 0.3, 1: 0.25, 2: 0.2, 3: 0.1, None: 0.15}) if is_held else None,
        entry=entry,
        is_logged=is_logged,
        has_call=has_call,
    )


def _log_share(pair: Pair, outcome: Outcome, *, has_call: bool) -> float:
    """How likely somebody tells the coordinator; what a call or a calendar shows is told less often."""
    if outcome == "held":
        return 0.55 if has_call else 1.0
    if outcome == "cancelled":
        return 0.75 if pair.has_series else 1.0
    return 1.0 if outcome == "no_show" else 0.0


def _entry(dice: Dice, pair: Pair, planned: datetime, outcome: Outcome) -> Entry:
    """What the calendar says of the slot; pairs without a series have no entry to move or remove."""
    if not pair.has_series:
        return "regular"
    if is_holiday(planned.date()):
        return "removed"
    if outcome == "cancelled":
        return "called_off"
    return "moved" if outcome == "held" and dice.chance(0.12) else "regular"
