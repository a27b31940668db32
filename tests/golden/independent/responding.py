"""Figures of who was asked and who answered, of section 1."""

import math
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from tests.golden.independent.answers import has_one_of, survey_roles
from tests.golden.independent.figure import Figure, Key, plain, rate, unknown
from tests.golden.independent.intervals import welch
from tests.golden.independent.night import Belongs, Night

METRICS = ("response_rate", "invited_count", "complete_count", "partial_count", "response_cadence_gap")
COUNTS = ("invited_count", "complete_count", "partial_count")


class Asked(NamedTuple):
    """A wave's base (the invited, or who answered an open link), and who of it answered how far."""

    base: list[str]
    complete: set[str]
    partial: set[str]


def of_responses(night: Night) -> Iterator[tuple[Key, Figure]]:
    cadences = own_cadences(night)
    for instrument in night.declared.instruments:
        for wave in night.declared.wave:
            is_begun = night.begun(wave)
            if is_begun and wave not in night.asked_waves(instrument):
                continue
            for role in survey_roles(night.declared.asked_of(instrument)):
                for segment, value, belongs in night.slices("person"):
                    key = Key("", role, segment, value, instrument, wave=wave)
                    found = of_wave(night, key, belongs, cadences) if is_begun else dict.fromkeys(METRICS, unknown())
                    for metric, figure in found.items():
                        if role != "all" or metric not in COUNTS:
                            yield key._replace(metric=metric), figure


def of_wave(night: Night, key: Key, belongs: Belongs, cadences: dict[str, float]) -> dict[str, Figure]:
    asked = asked_in(night, key, belongs)
    n = len(asked.base)
    is_open = night.declared.invited(key.instrument, key.wave) == "open_link"
    return {
        "response_rate": unknown() if is_open else rate([name in asked.complete for name in asked.base]),
        "invited_count": unknown() if is_open else plain(n, n, n),
        "complete_count": plain(len(asked.complete), n, n),
        "partial_count": plain(len(asked.partial), n, n),
        "response_cadence_gap": unknown() if is_open else cadence_gap(asked, cadences),
    }


def asked_in(night: Night, key: Key, belongs: Belongs) -> Asked:
    complete, partial = set(), set()
    answered = {person for person, _ in night.responses.get((key.instrument, key.wave), {})}
    for (person, _), response in night.responses.get((key.instrument, key.wave), {}).items():
        if response.is_complete:
            complete.add(person)
        elif response.is_partial:
            partial.add(person)
    is_open = night.declared.invited(key.instrument, key.wave) == "open_link"
    asked = [
        name
        for name in (night.people if is_open else invited(night, key.instrument, key.wave))
        if night.has_role(name, key.role)
        and has_one_of(night, name, night.declared.asked_of(key.instrument))
        and belongs(name)
    ]
    base = [name for name in asked if not is_open or name in answered]
    return Asked(base, complete.intersection(base), (partial - complete).intersection(base))


def invited(night: Night, instrument: str, wave: str) -> list[str]:
    """Everybody invited to a wave who was in the programme at any time of it; a list that leaves it out is none."""
    begins, ends = night.declared.wave[wave]["from"], min(night.declared.wave[wave]["to"], night.as_of)
    roles = night.declared.asked_of(instrument)
    is_listed = night.declared.invited(instrument, wave) == "list" and bool(night.listed[instrument, wave])
    return [
        name
        for name, row in night.people.items()
        if (name in night.listed[instrument, wave] if is_listed else has_one_of(night, name, roles))
        and (row["joined_on"] is None or row["joined_on"] <= ends)
        and (row["left_on"] is None or row["left_on"] >= begins)
    ]


def own_cadences(night: Night) -> dict[str, float]:
    """Held ÷ expected over all pairs of a person, in either role."""
    sums: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for pair in night.pairs:
        if pair.expected is not None:
            for person in {pair.mentor, pair.mentee}:
                sums[person].append((len(pair.held_on), pair.expected))
    totals = {
        person: (sum(held for held, _ in own), math.fsum(expected for _, expected in own))
        for person, own in sums.items()
    }
    return {person: held / expected for person, (held, expected) in totals.items() if expected > 0}


def cadence_gap(asked: Asked, cadences: dict[str, float]) -> Figure:
    known = [name for name in asked.base if name in cadences]
    answered = [cadences[name] for name in known if name in asked.complete]
    silent = [cadences[name] for name in known if name not in asked.complete]
    if not answered or not silent:
        return unknown(len(known), len(known))
    difference, limits = welch(answered, silent)
    return Figure(difference, *limits, len(known), len(known))
