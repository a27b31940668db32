"""How big the programme is and when its parts happen; no person and no chance in here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property

STARTS_ON = date(2025, 9, 1)
ZONE = "Europe/Berlin"
FIRST_COHORT, SECOND_COHORT = "September", "October"
MENTEE_DEPARTMENTS = {"Engineering": 22.0, "Operations": 17.0, "Sales": 14.0, "Legal": 7.0}
MENTOR_DEPARTMENTS = {"Engineering": 17.0, "Operations": 13.0, "Sales": 11.0, "Legal": 4.0}
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
FEWEST_MENTEES, FEWEST_MENTORS, FEWEST_MONTHS = 8, 5, 6


@dataclass(frozen=True)
class Wave:
    """A time in which questionnaires are answered, both days in."""

    id: str
    first: date
    last: date


@dataclass(frozen=True)
class Plan:
    """One size of the programme: everything else follows from it and the seed."""

    seed: int
    mentees: int
    mentors: int
    months: int
    is_dirty: bool

    def __post_init__(self) -> None:
        """Refuse a size at which a part of the story would have nobody in it."""
        floors = {"mentees": FEWEST_MENTEES, "mentors": FEWEST_MENTORS, "months": FEWEST_MONTHS}
        for name, floor in floors.items():
            if getattr(self, name) < floor:
                raise ValueError(f"{name} is {getattr(self, name)}: the story needs at least {floor}")

    @cached_property
    def starts_on(self) -> date:
        """The programme's first day."""
        return STARTS_ON

    @cached_property
    def ends_on(self) -> date:
        """The last Friday before the months are over."""
        month = self.starts_on.month - 1 + self.months
        over = date(self.starts_on.year + month // 12, month % 12 + 1, 1)
        return over - timedelta(days=(over.weekday() - 5) % 7 + 1)

    def day(self, days: int) -> date:
        """The day so many days into the programme."""
        return self.starts_on + timedelta(days=days)

    @cached_property
    def baseline(self) -> Wave:
        """The first four weeks, in which everybody joins."""
        return Wave("baseline", self.starts_on, self.day(27))

    @cached_property
    def midway(self) -> Wave:
        """Four weeks about half-way."""
        first = self._monday(0.5)
        return Wave("midway", first, first + timedelta(days=27))

    @cached_property
    def final(self) -> Wave:
        """The last four weeks."""
        first = monday_of(self.ends_on) - timedelta(weeks=3)
        return Wave("final", first, self.ends_on)

    @cached_property
    def pulses(self) -> tuple[Wave, Wave]:
        """Two short surveys between the long ones."""
        first, second = (self._pulse(share) for share in (0.25, 0.69))
        return first, second

    @cached_property
    def waves(self) -> tuple[Wave, ...]:
        """All of them in their order; none overlaps another."""
        return (self.baseline, self.pulses[0], self.midway, self.pulses[1], self.final)

    def _pulse(self, share: float) -> Wave:
        first = self._monday(share)
        year = f"_{first.year}" if self.months > 12 else ""
        return Wave(f"pulse_{MONTHS[first.month - 1]}{year}", first, first + timedelta(days=13))

    def _monday(self, share: float) -> date:
        return monday_of(self.day(int((self.ends_on - self.starts_on).days * share)))


def monday_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def workday(day: date) -> date:
    """The day itself, or the Monday after it where it falls on a weekend."""
    return day + timedelta(days=max(0, 7 - day.weekday())) if day.weekday() > 4 else day


def is_holiday(day: date) -> bool:
    """Whether the company is closed: nobody meets around the turn of the year."""
    return (day.month, day.day) >= (12, 22) or (day.month, day.day) <= (1, 4)


def at(day: date, minutes: int) -> datetime:
    """A local time so many minutes into a day."""
    return datetime.combine(day, time()) + timedelta(minutes=minutes)


def apportion(total: int, weights: Mapping[str, float]) -> dict[str, int]:
    """A total split by weights into whole numbers, by largest remainder."""
    exact = {name: total * weight / sum(weights.values()) for name, weight in weights.items()}
    whole = {name: int(share) for name, share in exact.items()}
    by_remainder = sorted(weights, key=lambda name: whole[name] - exact[name])
    for name in by_remainder[: total - sum(whole.values())]:
        whole[name] += 1
    return whole


def part(total: int, share: float) -> int:
    """A share of a total, at least one: each kind of story is told at every size."""
    return max(1, int(total * share + 0.5))
