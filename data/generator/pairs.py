"""Who is matched with whom, and how it goes with them: met often, never, fell silent, parted early, matched anew."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from generator.dice import Dice
from generator.people import Crowd, Person, days_later
from generator.plan import FIRST_COHORT, Plan, is_holiday, part, workday

Fate = Literal["steady", "never_met", "quiet", "ended_early", "rematched", "completed"]

SHARES: dict[Fate, float] = {
    "never_met": 0.05,
    "quiet": 0.09,
    "ended_early": 0.085,
    "rematched": 0.085,
    "completed": 0.1,
}
# Operations has the least time, so most of what goes wrong happens there; the story is not spread evenly.
PRONE = {"Engineering": 1.0, "Operations": 2.6, "Sales": 1.2, "Legal": 0.4}
MOST_CALL_PAIRS = 60
MOST_SERIES_PAIRS = 2000


@dataclass(slots=True)
class Pair:
    """A match: what the coordinator's spreadsheet says of it, and the story behind."""

    key: str
    mentor: Person
    mentee: Person
    matched_on: date
    planned_end_on: date
    per_month: int | None
    fate: Fate
    ended_on: date | None = None
    is_second_match: bool = False
    has_calls: bool = False
    has_series: bool = False

    def last_day(self, plan: Plan) -> date:
        """The day on which the pair, or the programme, ends."""
        return min(self.ended_on or plan.ends_on, plan.ends_on)

    @property
    def dose(self) -> float:
        """How much of the mentoring took place: growth, answers and goals follow it."""
        share = {"never_met": 0.0, "quiet": 0.45, "ended_early": 0.4, "rematched": 0.4}.get(self.fate, 1.1)
        return share * (0.7 if self.mentee.department == "Operations" else 1.0)


@dataclass(frozen=True, slots=True)
class Matches:
    """All pairs, and what is looked up in them."""

    pairs: list[Pair]
    unmatched: list[Person]

    def of_mentees(self) -> dict[str, Pair]:
        """The last pair of each mentee, by the mentee's key."""
        return {pair.mentee.key: pair for pair in self.pairs}

    def of_mentors(self) -> dict[str, Pair]:
        """The first pair of each mentor, by the mentor's key."""
        return {pair.mentor.key: pair for pair in reversed(self.pairs)}

    def of_everybody(self) -> dict[str, Pair]:
        """The pair in which each person chiefly takes part; who is both is asked as a mentee."""
        return {**self.of_mentors(), **self.of_mentees()}


def matches(plan: Plan, people: Crowd) -> Matches:
    """First matches for nearly everybody, then second ones for those whose first was given up."""
    dice = Dice(plan.seed, "matches")
    shuffled = dice.order(people.mentees)
    waiting = part(plan.mentees, 1 / 30)
    late = [person for person in shuffled if person.cohort != FIRST_COHORT and person.role == "Mentee"]
    unmatched = late[:waiting]
    left_out = {person.key for person in unmatched}
    matched = [person for person in shuffled if person.key not in left_out]
    mentors, spare = _mentors(dice, people, len(matched))
    seats = _seats(mentors, len(matched))
    pairs = [_first_match(plan, place, mentee, mentor) for place, (mentee, mentor) in enumerate(_apart(matched, seats))]
    for pair in reversed(pairs):
        if pair.mentor.role == "Mentor":
            pair.mentor.cohort = pair.mentee.cohort
    _tell(plan, dice, pairs)
    pairs += _second_matches(plan, dice, pairs, spare or mentors)
    _choose_tools(dice, pairs)
    return Matches(pairs, unmatched)


def _mentors(dice: Dice, people: Crowd, mentees: int) -> tuple[list[Person], list[Person]]:
    """The mentors who are matched at first, and those who wait for a second match."""
    order = dice.order(people.mentors)
    both = [person for person in order if person.role != "Mentor"]
    alone = [person for person in order if person.role == "Mentor"]
    most = max(1, min(len(order) - part(len(order), 1 / 15), mentees) - len(both))
    # Who is mentored too takes one mentee, and so stands at the end.
    return [*alone[:most], *both], alone[most:]


def _seats(mentors: list[Person], mentees: int) -> list[Person]:
    """A mentor for each mentee: most have one, some two, a few three (more where mentors are short)."""
    seats = list(mentors)
    extra = mentees - len(mentors)
    triple = max(1, extra // 5) if extra > 1 else 0
    turn = [*mentors[:triple], *mentors[:triple], *mentors[triple:]]
    while len(seats) < mentees:
        seats += turn[: mentees - len(seats)]
    return seats


def _apart(mentees: list[Person], seats: list[Person]) -> list[tuple[Person, Person]]:
    """Mentees with mentors, nobody with themselves."""
    for place, mentee in enumerate(mentees):
        if seats[place] is mentee:
            other = (place + 1) % len(seats)
            seats[place], seats[other] = seats[other], seats[place]
    return list(zip(mentees, seats, strict=True))


def _first_match(plan: Plan, place: int, mentee: Person, mentor: Person) -> Pair:
    dice = Dice(plan.seed, "match", place)
    early = mentee.cohort == FIRST_COHORT
    matched_on = workday(plan.day(dice.between(11, 25) if early else dice.between(42, 60)))
    per_month = dice.weigh({None: 0.3, 2: 0.5, 1: 0.15, 4: 0.05})
    return Pair(f"P-{place + 1:03d}", mentor, mentee, matched_on, plan.ends_on, per_month, "steady")


def _tell(plan: Plan, dice: Dice, pairs: list[Pair]) -> None:
    """Give some pairs another fate than steady, those of a stretched department more often."""
    order = sorted(pairs, key=lambda pair: (dice.share() / PRONE[pair.mentee.department], pair.key))
    done = 0
    for fate, share in SHARES.items():
        several = part(len(pairs), share)
        # Those who complete are as good as any: taken from the other end of the order.
        chosen = order[-several:] if fate == "completed" else order[done : done + several]
        done += several
        for place, pair in enumerate(chosen):
            pair.fate = fate
            _end(plan, Dice(plan.seed, "end", pair.key), pair, leaves=fate == "ended_early" and place % 2 == 0)


def _end(plan: Plan, dice: Dice, pair: Pair, *, leaves: bool) -> None:
    days = {"ended_early": dice.between(45, 150), "rematched": dice.between(40, 95)}.get(pair.fate)
    if pair.fate == "completed":
        pair.planned_end_on = days_later(pair.matched_on, 182)
        days = (pair.planned_end_on - pair.matched_on).days + dice.between(-4, 6)
    if days is None:
        return
    pair.ended_on = min(days_later(pair.matched_on, days), plan.ends_on - timedelta(days=1))
    if leaves:
        pair.mentee.left_on = pair.ended_on + timedelta(days=dice.between(0, 14))


def _second_matches(plan: Plan, dice: Dice, first: list[Pair], spare: list[Person]) -> list[Pair]:
    again = sorted((pair for pair in first if pair.fate == "rematched"), key=lambda pair: pair.key)
    made = []
    for place, old in enumerate(again):
        mentor = next(
            person
            for turn in range(place, place + len(spare))
            if (person := spare[turn % len(spare)]) is not old.mentee and person is not old.mentor
        )
        matched_on = days_later(old.ended_on or plan.ends_on, dice.between(5, 18))
        while is_holiday(matched_on):
            matched_on = days_later(matched_on, 7)
        fate: Fate = "never_met" if place == len(again) - 1 and place > 0 else "steady"
        key = f"P-{len(first) + place + 1:03d}"
        made.append(Pair(key, mentor, old.mentee, matched_on, plan.ends_on, old.per_month, fate, is_second_match=True))
    return made


def _choose_tools(dice: Dice, pairs: list[Pair]) -> None:
    """Whose calls and calendar series are among the exports: few, as the coordinator has to ask for each."""
    shuffled = dice.order(pairs)
    regular = [pair for pair in shuffled if pair.fate == "steady" and pair.mentee.department != "Operations"]
    calls = min(MOST_CALL_PAIRS, part(len(pairs), 0.09))
    series = min(MOST_SERIES_PAIRS, part(len(pairs), 0.16))
    for pair in _odd_ones_first(regular, "zoom_address")[:calls]:
        pair.has_calls = True
    # Some pairs keep both, so that one meeting is told by three tools; a series goes on when nobody comes any more.
    at_hand = sorted(regular, key=lambda pair: pair.has_calls)[-calls // 2 :]
    silent = [pair for pair in shuffled if pair.fate == "quiet"][:2] + [
        pair for pair in shuffled if pair.fate == "never_met"
    ][:1]
    for pair in [*at_hand, *_odd_ones_first([pair for pair in regular if not pair.has_calls], "calendar_address")][
        :series
    ]:
        pair.has_series = True
    for pair in silent:
        pair.has_series = True


def _odd_ones_first(pairs: list[Pair], address: str) -> list[Pair]:
    """Two pairs to the front in which somebody uses another address than the roster's."""
    odd = [pair for pair in pairs if any(getattr(one, address) != one.email for one in (pair.mentor, pair.mentee))][:2]
    return [*odd, *(pair for pair in pairs if pair not in odd)]
