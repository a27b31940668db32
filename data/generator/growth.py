"""How people see themselves and each other: traits at the start, what mentoring adds, and who answers at all."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import cycle

from generator.dice import Dice
from generator.pairs import Matches
from generator.people import Crowd, Person
from generator.plan import Plan, Wave, at
from generator.words import GOOD_STORIES, POOR_STORIES, Instrument, Item

LOWEST, HIGHEST = 1, 5
# Mean at the start and mean gain by the end of a pair that met as agreed, in scale points.
TRAITS = {
    ("skills", "skills"): (3.15, 0.50),
    ("skills", "confidence"): (2.85, 0.66),
    ("skills", "communication"): (3.35, 0.30),
    ("skills", "networks"): (2.95, 0.05),
    ("leadership", "leadership"): (3.45, 0.20),
    ("leadership", "communication"): (3.55, 0.10),
}
READINESS = {"baseline": 0.93, "midway": 0.82, "final": 0.80}
PULSE_READINESS, MENTOR_SHARE = 0.76, 0.93
BUSY = {"Operations": 0.85}
GIVING_UP = {"never_met": 0.6, "quiet": 0.65, "ended_early": 0.6, "rematched": 0.8}


@dataclass(slots=True)
class Response:
    """What one person answered in one wave: points, 0–10, or words; an item left out is missing."""

    person: Person
    submitted_at: datetime
    answers: dict[str, int | str]
    is_finished: bool


def responses(plan: Plan, people: Crowd, matches: Matches, instrument: Instrument, wave: Wave) -> Iterator[Response]:
    """The answers of a wave in the order in which they came in."""
    asked = people.everybody() if len(instrument.asked_of) > 1 else _side(people, instrument)
    pairs = matches.of_mentors() if instrument.asked_of == ("mentor",) else matches.of_everybody()
    order = Dice(plan.seed, "order", instrument.id, wave.id).order(range(len(asked)))
    told = _Told(plan, wave)
    for turn, place in enumerate(order):
        person = asked[place]
        dice = Dice(plan.seed, instrument.id, wave.id, person.key)
        pair = pairs.get(person.key)
        fate = pair.fate if pair else "never_met"
        share = READINESS.get(wave.id, PULSE_READINESS) if instrument.id != "pulse" else PULSE_READINESS
        if instrument.asked_of == ("mentor",):
            share *= MENTOR_SHARE
        if wave != plan.baseline:
            share *= BUSY.get(person.department, 1.0) * GIVING_UP.get(fate, 1.0)
        is_gone = person.left_on is not None and person.left_on <= wave.first
        if is_gone or not dice.chance(share):
            continue
        when = moment_in(wave, (turn + dice.share()) / len(order))
        if instrument.id == "pulse":
            bond = _bond(plan, pair.key if pair else person.key, fate, person.department)
            yield Response(person, when, _pulse_answers(dice, instrument, bond, told), is_finished=True)
        else:
            gain = readiness(plan, wave) * (pair.dose if pair else 0.0)
            yield _rated(plan, dice, instrument, person, when, gain)


class _Told:
    """Stories of a wave in turn, so that no two people of a small programme write the same."""

    def __init__(self, plan: Plan, wave: Wave) -> None:
        """Shuffle them anew for each wave."""
        dice = Dice(plan.seed, "stories", wave.id)
        self.good = cycle(dice.order(GOOD_STORIES))
        self.poor = cycle(dice.order(POOR_STORIES))


def _side(people: Crowd, instrument: Instrument) -> list[Person]:
    return people.mentees if instrument.asked_of == ("mentee",) else people.mentors


def readiness(plan: Plan, wave: Wave) -> float:
    """How far the growth has come by a wave."""
    return {plan.baseline.id: 0.0, plan.midway.id: 0.6}.get(wave.id, 1.0)


def moment_in(wave: Wave, share: float) -> datetime:
    """A time of the wave between seven in the morning and eight in the evening; later shares come later."""
    days = share * ((wave.last - wave.first).days + 1)
    day = wave.first.toordinal() + int(days)
    minutes = 7 * 60 + (days - int(days)) * 13 * 60
    return at(wave.first.fromordinal(day), int(minutes)).replace(second=int(minutes % 1 * 60))


def _rated(plan: Plan, dice: Dice, instrument: Instrument, person: Person, when: datetime, gain: float) -> Response:
    answers: dict[str, int | str] = {}
    for construct in instrument.constructs:
        level = level_of(plan, instrument.id, construct, person, gain)
        for item in instrument.items:
            if item.construct == construct and not dice.chance(0.012):
                answers[item.id] = points(dice.normal(level, 0.5), item)
    is_finished = not dice.chance(0.06)
    if not is_finished:
        keep = dice.between(len(instrument.items) // 3, len(instrument.items) - 2)
        kept = {item.id for item in instrument.items[:keep]}
        answers = {name: answer for name, answer in answers.items() if name in kept}
    return Response(person, when, answers, is_finished)


def level_of(plan: Plan, instrument: str, construct: str, person: Person, gain: float) -> float:
    """Where somebody stands in a construct after so much of the gain, in scale points."""
    own = Dice(plan.seed, "trait", instrument, construct, person.key)
    start, growth = TRAITS[instrument, construct]
    return own.normal(start, 0.62) + gain * own.normal(growth, 0.3)


def points(level: float, item: Item) -> int:
    """A level as the nearest answer on the scale."""
    nearest = min(HIGHEST, max(LOWEST, int(level + 0.5)))
    return LOWEST + HIGHEST - nearest if item.is_reversed else nearest


def _bond(plan: Plan, key: str, fate: str, department: str) -> float:
    """How good a relationship is, around 0: one value for both sides, so that they answer alike."""
    burden = {"never_met": -1.6, "quiet": -1.1, "ended_early": -1.0, "rematched": -0.4}.get(fate, 0.35)
    return Dice(plan.seed, "bond", key).normal(burden - (0.3 if department == "Operations" else 0.0), 0.5)


def _pulse_answers(dice: Dice, instrument: Instrument, bond: float, told: _Told) -> dict[str, int | str]:
    answers: dict[str, int | str] = {}
    for item in instrument.items:
        if item.kind == "nps":
            answers[item.id] = min(10, max(0, int(dice.normal(7.9 + 1.5 * bond, 1.3) + 0.5)))
        elif item.kind == "expectation":
            answers[item.id] = points(dice.normal(3.6 + 0.6 * bond, 0.7), item)
        elif item.kind != "text":
            answers[item.id] = points(dice.normal(3.75 + 0.65 * bond, 0.55), item)
    if dice.chance(0.45):
        answers["story"] = next(told.good if bond + dice.normal(0.0, 0.3) > -0.3 else told.poor)
        answers["story_ok"] = "Yes" if dice.chance(0.7) else "No"
    return answers
