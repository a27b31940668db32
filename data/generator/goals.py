"""What people set out to do, how well it was put, and what came of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from generator.dice import Dice
from generator.pairs import Matches, Pair
from generator.people import Crowd, Person
from generator.plan import Plan
from generator.words import GOAL_FORMS, GOAL_TOPICS, MEASURES, NOTES, STEPS

Result = Literal["achieved", "not_achieved", "dropped", "open"]
TITLES = len(GOAL_FORMS) * len(GOAL_TOPICS)


@dataclass(frozen=True, slots=True)
class Step:
    """A part of a goal, ticked off or not."""

    title: str
    done_on: date | None


@dataclass(slots=True)
class Goal:
    """One goal as it stands at the programme's end."""

    owner: Person
    title: str
    set_on: date
    due_on: date | None
    achieved_on: date | None
    result: Result
    steps: list[Step]
    measure: str
    notes: str
    reviewed_on: date | None
    celebrated_on: date | None
    gas: tuple[int | None, int] | None
    importance: int | None
    difficulty: int | None


def goals(plan: Plan, people: Crowd, matches: Matches) -> Iterator[Goal]:
    """The goals of the mentees, those of the few mentors who set some, and one of somebody who waits for a mentor."""
    number = 0
    by_mentee, by_mentor = matches.of_mentees(), matches.of_mentors()
    for place, person in enumerate([*people.mentees, *people.mentors[::6]]):
        is_mentee = place < len(people.mentees)
        pair = (by_mentee if is_mentee else by_mentor).get(person.key)
        dice = Dice(plan.seed, "goals", place, person.key)
        if pair is None or not dice.chance(0.88 if pair.dose > 0.5 else 0.5):
            continue
        for _ in range(dice.weigh({1: 0.4, 2: 0.42, 3: 0.18}) if is_mentee else 1):
            yield _goal(plan, dice, pair, person, number)
            number += 1
    for person in matches.unmatched[:1]:
        yield _lone_goal(plan, person, number)


def title_of(number: int) -> str:
    """A title that no other goal has, so that steps, which name their goal by title, find it."""
    form, topic = number % len(GOAL_FORMS), (number * 5 + number // len(GOAL_FORMS)) % len(GOAL_TOPICS)
    again = f" ({number // TITLES + 1})" if number >= TITLES else ""
    return GOAL_FORMS[form].format(GOAL_TOPICS[topic]) + again


def _goal(plan: Plan, dice: Dice, pair: Pair, owner: Person, number: int) -> Goal:
    wait = dice.between(0, 26) if dice.chance(0.72) else dice.between(28, 90)
    set_on = min(pair.matched_on + timedelta(days=wait), plan.ends_on - timedelta(days=20))
    due_on = set_on + timedelta(days=dice.between(50, 190)) if dice.chance(0.84) else None
    result, achieved_on = _result(plan, dice, pair, set_on, due_on)
    is_celebrated = achieved_on is not None and dice.chance(0.45)
    last_look = _last_look(plan, dice, pair, set_on, achieved_on)
    return Goal(
        owner=owner,
        title=title_of(number),
        set_on=set_on,
        due_on=due_on,
        achieved_on=achieved_on,
        result=result,
        steps=_steps(dice, set_on, achieved_on, last_look),
        measure=dice.pick(MEASURES) if dice.chance(0.68) else "",
        notes=dice.pick(NOTES),
        reviewed_on=last_look,
        celebrated_on=(
            achieved_on + timedelta(days=dice.between(0, 3))
            if achieved_on and is_celebrated
            else _celebrated_early(plan, number, set_on, achieved_on)
        ),
        gas=_without_baseline(plan, number, _gas(plan, dice, result, due_on)),
        importance=dice.between(1, 3) if dice.chance(0.6) else None,
        difficulty=dice.between(1, 3) if dice.chance(0.6) else None,
    )


def _lone_goal(plan: Plan, owner: Person, number: int) -> Goal:
    """What somebody sets out to do while no mentor is found: a title and a date, and nobody who asks after it."""
    return Goal(
        owner=owner,
        title=title_of(number),
        set_on=plan.day(77),
        due_on=plan.ends_on + timedelta(days=45),
        achieved_on=None,
        result="open",
        steps=[],
        measure="",
        notes="",
        reviewed_on=None,
        celebrated_on=None,
        gas=None,
        importance=None,
        difficulty=None,
    )


def _celebrated_early(plan: Plan, number: int, set_on: date, achieved_on: date | None) -> date | None:
    """Some celebrate before the goal is reached, which is no celebration of its achievement."""
    dice = Dice(plan.seed, "celebration", number)
    if achieved_on is None or not dice.chance(0.2):
        return None
    return max(set_on, achieved_on - timedelta(days=dice.between(2, 9)))


def _without_baseline(plan: Plan, number: int, gas: tuple[int | None, int] | None) -> tuple[int | None, int] | None:
    """Of some goals only the level reached was noted, and not where they began."""
    return (None, gas[1]) if gas and Dice(plan.seed, "gas baseline", number).chance(0.15) else gas


def _result(plan: Plan, dice: Dice, pair: Pair, set_on: date, due_on: date | None) -> tuple[Result, date | None]:
    if dice.chance(0.09):
        return "dropped", None
    is_reached = dice.chance(0.30 + 0.32 * min(1.0, pair.dose))
    aimed = due_on or set_on + timedelta(days=120)
    reached_on = max(set_on + timedelta(days=10), aimed + timedelta(days=int(dice.normal(-4.0, 16.0))))
    if is_reached and reached_on <= plan.ends_on - timedelta(days=4):
        return "achieved", reached_on
    if due_on and due_on < plan.ends_on and dice.chance(0.4):
        return "not_achieved", None
    return "open", None


def _last_look(plan: Plan, dice: Dice, pair: Pair, set_on: date, achieved_on: date | None) -> date | None:
    """The last day on which the pair talked about the goal."""
    if dice.chance(0.2):
        return None
    last = achieved_on or pair.last_day(plan) - timedelta(days=70 if pair.fate == "quiet" else 0)
    return max(set_on, last - timedelta(days=dice.between(0, 55)))


def _steps(dice: Dice, set_on: date, achieved_on: date | None, last_look: date | None) -> list[Step]:
    if dice.chance(0.32):
        return []
    titles = dice.order(STEPS)[: dice.between(2, 4)]
    done = 1.0 if achieved_on else 0.4
    until = achieved_on or last_look or set_on
    days = (until - set_on).days
    return [
        Step(title, set_on + timedelta(days=int(days * (place + 1) / len(titles))) if dice.chance(done) else None)
        for place, title in enumerate(titles)
    ]


def _gas(plan: Plan, dice: Dice, result: Result, due_on: date | None) -> tuple[int, int] | None:
    """Baseline and present level, from −2 to +2: expected is 0, so a right calibration has its mean there."""
    is_overdue = result == "open" and due_on is not None and due_on < plan.ends_on
    is_settled = result in {"achieved", "not_achieved"} or is_overdue
    if not is_settled or dice.chance(0.22):
        return None
    baseline = dice.weigh({-2: 0.35, -1: 0.65})
    if result == "achieved":
        return baseline, dice.weigh({0: 0.48, 1: 0.38, 2: 0.14})
    return baseline, dice.weigh({-2: 0.2, -1: 0.62, 0: 0.18})
