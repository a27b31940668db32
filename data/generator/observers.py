"""How mentors see their mentees: who is asked about whom, who answers, and how far they differ from what is true.

A mentee's own answers come from the same level (`growth.py`), so that the gap between the two has a reason.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from generator.dice import Dice
from generator.growth import BUSY, GIVING_UP, level_of, moment_in, points, readiness
from generator.pairs import Matches, Pair
from generator.people import Person
from generator.plan import Plan, Wave
from generator.words import MENTEE_VIEW, Item

# Mentors see more confidence than the mentees feel, and a little less of their communication.
EYES = {"confidence": 0.4, "communication": -0.25}
ANSWER_SHARE, LEFT_OUT_SHARE, BROKEN_OFF_SHARE = 0.74, 0.04, 0.08
FIRST_ITEMS = 3


@dataclass(slots=True)
class View:
    """What one mentor answered about one mentee; an item left out is missing."""

    mentor: Person
    mentee: Person
    submitted_at: datetime
    answers: dict[str, int]


def asked(matches: Matches, wave: Wave) -> list[Pair]:
    """The pairs that were together in a wave: their mentors are asked about their mentees."""
    return [
        pair
        for pair in matches.pairs
        if pair.matched_on <= wave.last and (pair.ended_on is None or pair.ended_on > wave.first)
    ]


def views(plan: Plan, matches: Matches, wave: Wave) -> list[View]:
    """The answers of a wave in the order in which they came in; who answers about one mentee mostly does about all."""
    of_mentees = matches.of_mentees()
    given = [
        _view(plan, wave, pair, readiness(plan, wave) * of_mentees[pair.mentee.key].dose)
        for pair in asked(matches, wave)
        if _answers(plan, wave, pair)
    ]
    return sorted(given, key=lambda view: (view.submitted_at, view.mentor.key, view.mentee.key))


def _answers(plan: Plan, wave: Wave, pair: Pair) -> bool:
    """Whether the mentor answers; about a mentee whom they have never met, nobody does."""
    if pair.fate == "never_met":
        return False
    share = ANSWER_SHARE
    if wave != plan.baseline:
        share *= BUSY.get(pair.mentor.department, 1.0) * GIVING_UP.get(pair.fate, 1.0)
    return Dice(plan.seed, MENTEE_VIEW.id, wave.id, pair.mentor.key).chance(share)


def _view(plan: Plan, wave: Wave, pair: Pair, gain: float) -> View:
    dice = Dice(plan.seed, MENTEE_VIEW.id, wave.id, pair.key)
    # Somebody is rated from the day of the match, and no longer when the pair has ended.
    last = min(wave.last, pair.ended_on - timedelta(days=1)) if pair.ended_on else wave.last
    together = Wave(wave.id, max(wave.first, pair.matched_on), last)
    when = moment_in(together, dice.share())
    told = MENTEE_VIEW.items[:FIRST_ITEMS] if dice.chance(BROKEN_OFF_SHARE) else MENTEE_VIEW.items
    answers = {
        item.id: points(dice.normal(_seen(plan, pair, item, gain), 0.45), item)
        for item in told
        if not dice.chance(LEFT_OUT_SHARE)
    }
    return View(pair.mentor, pair.mentee, when, answers)


def _seen(plan: Plan, pair: Pair, item: Item, gain: float) -> float:
    """Where a mentor sees a mentee: some mentors are generous with everybody, some strict."""
    kindness = Dice(plan.seed, "kindness", pair.mentor.key).normal(0.0, 0.25)
    own = level_of(plan, MENTEE_VIEW.observes, item.construct, pair.mentee, gain)
    return own + EYES[item.construct] + kindness
