"""Who is behind each figure of a simulated year, and what each of them gave: METRICS.md, read once more."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from typing import Any

from tests.simulated_year import END, TOP, WAVES, Pair, Year

FOREVER = END + timedelta(days=1)

Row = Mapping[str, Any]
Groups = dict[str, frozenset[str]]
GROUP_OF = {
    **dict.fromkeys(("enrolled_count", "matched_count", "match_rate"), "enrolled"),
    **dict.fromkeys(("invited_count", "complete_count", "response_rate"), "invited"),
    **dict.fromkeys(("mean_baseline", "mean_latest", "mean_change", "growth_g"), "compared"),
    "attrition_bias_g": "begun",
    "reliable_change_points": "begun at all",
    **{f"reliably_{word}_rate": "compared" for word in ("improved", "unchanged", "worsened")},
    **dict.fromkeys(("nps", "satisfaction"), "answered"),
    **dict.fromkeys(("open_pair_count", "held_meeting_count", "meetings_without_duration_count"), "pairs"),
    "cadence_attainment": "dated pairs",
    "met_within_14_days_rate": "older pairs",
    "never_met_count": "open pairs",
    **dict.fromkeys(("cancellation_rate", "no_show_rate"), "pairs with meetings"),
    "agenda_rate": "pairs that met",
    "meeting_hours": "pairs with lengths",
}
"""Metrics that a simulated year is measured by, and the group that is behind each."""


class Knowledge:
    """The memberships of a simulated year, and its secret."""

    def __init__(self, year: Year) -> None:
        self.year = year
        self.pairs = {pair.name: pair for pair in year.pairs}
        self.given = {(answer.person, answer.wave): answer for answer in year.answers}
        self._members = cache(self._found)

    def behind(self, group: str, row: Row) -> Groups:
        """What brings a number to a figure on the night whose value it shows, each with its people."""
        key = (group, row["role"], row["segment"], row["segment_value"], row["wave"], row["value_as_of"])
        return self._members(*key)

    def people_of(self, carrier: str) -> frozenset[str]:
        pair = self.pairs.get(carrier)
        return frozenset([carrier]) if pair is None else frozenset([pair.mentor, pair.mentee])

    def _found(self, group: str, role: str, segment: str, value: str, wave: str, night: date) -> Groups:
        there = {name: pair.mentee for name, pair in self._pairs(group, night)}
        if role != "pair":
            there = {name: name for name in self._people(group, role, wave, night)}
        return {
            carrier: self.people_of(carrier)
            for carrier, person in there.items()
            if segment == "all" or self.year.values_of(person, night)[segment] == value
        }

    def _pairs(self, group: str, night: date) -> list[tuple[str, Pair]]:
        known = [(pair.name, pair) for pair in self.year._known_pairs(night) if pair.matched_on <= night]
        return [(name, pair) for name, pair in known if self._is_in(pair, group, night)]

    @staticmethod
    def _is_in(pair: Pair, group: str, night: date) -> bool:
        past = [meeting for meeting in pair.meetings if meeting[0] <= night]
        held = [meeting for meeting in past if meeting[1] == "held"]
        return {
            "pairs": True,
            "dated pairs": True,
            "older pairs": pair.matched_on <= night - timedelta(days=14),
            "open pairs": (pair.ended_on or FOREVER) > night,
            "pairs with meetings": bool(past),
            "pairs that met": bool(held),
            "pairs with lengths": any(minutes is not None for _, _, minutes, _ in held),
        }.get(group, False)

    def _people(self, group: str, role: str, wave: str, night: date) -> list[str]:
        there = [each for each in self.year._there(night) if role == "all" or role in each.roles]
        if group == "enrolled":
            return [each.name for each in there if each.joined_on <= night]
        if group == "invited":
            begins, ends = WAVES[wave]
            came = [each for each in there if each.joined_on <= min(ends, night) and begins <= night]
            return [each.name for each in came if each.left_on is None or each.left_on >= begins]
        waves = wave.split("..")[: 1 if group.startswith("begun") else 2]
        return [each.name for each in there if all(self._has(each.name, name, night) for name in waves)]

    def _has(self, person: str, wave: str, night: date) -> bool:
        answer = self.given.get((person, wave))
        return answer is not None and answer.day <= night

    # The secret

    def truth(self, quantity: str, carrier: str, night: date) -> float | None:
        """What a carrier gave as of a night; none where this is not looked after here."""
        name = quantity.rpartition("/")[2].partition(" on ")[0]
        words = name.split(" ")
        if carrier in self.pairs:
            return self._of_pair(name, self.pairs[carrier], night)
        if words[0] == "matched":
            found = [pair for _, pair in self._pairs("pairs", night)]
            return float(any(getattr(pair, words[-1]) == carrier for pair in found)) if len(words) > 1 else None
        answer = self.given.get((carrier, words[-1]))
        if words[0] == "complete":
            return float(answer is not None and answer.day <= night)
        if answer is None or words[0] not in {"score", "nps", "satisfied"}:
            return None
        points = answer.points["recommend"]
        return {
            "score": answer.score,
            "nps": float((points >= 9) - (points <= 6)),
            "satisfied": float(answer.points["happy"] > TOP - 2),
        }[words[0]]

    @staticmethod
    def _of_pair(name: str, pair: Pair, night: date) -> float:
        past = [meeting for meeting in pair.meetings if meeting[0] <= night]
        held = [meeting for meeting in past if meeting[1] == "held"]
        soon = pair.matched_on + timedelta(days=14)
        counted = {
            "open": (pair.ended_on or FOREVER) > night,
            "met soon": any(meeting[0] <= soon for meeting in held),
            "held": len(held),
            "cancelled": sum(meeting[1] == "cancelled" for meeting in past),
            "missed": sum(meeting[1] == "no_show" for meeting in past),
            "with agenda": sum(meeting[3] for meeting in held),
        }
        return float(counted[name])
