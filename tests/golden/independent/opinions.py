"""Figures of single answers, of section 3: recommendation, satisfaction, and whether both sides expect the same."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from tests.golden.independent.answers import counted, survey_roles
from tests.golden.independent.figure import Figure, Key, clustered_rate, rate, unknown
from tests.golden.independent.growth import waves_of
from tests.golden.independent.intervals import net_promoter
from tests.golden.independent.night import PAIR, Night, Pair, both

METRICS = ("nps", "satisfaction", "expectation_agreement_rate")


def of_opinions(night: Night) -> Iterator[tuple[Key, Figure]]:
    for instrument in night.declared.instruments:
        for role in survey_roles(night.declared.rated_roles(instrument)):
            for segment, value, belongs in night.slices("person"):
                for wave in waves_of(night, instrument):
                    key = Key("", role, segment, value, instrument, wave=wave)
                    responses = [response for _, response in counted(night, key, wave, belongs)]
                    for kind, figure in (("nps", nps), ("satisfaction", satisfaction)):
                        for item in night.declared.items_of_kind(instrument, kind):
                            given = [(row.person, row.answers[item]) for row in responses if item in row.answers]
                            top = night.declared.scale(instrument)["max"]
                            yield key._replace(metric=kind, construct=item), figure(given, top)
        yield from of_expectations(night, instrument)


def nps(given: Sequence[tuple[str, float]], _: int) -> Figure:
    """`given` are (who answered, points)."""
    n = len(given)
    if not n:
        return unknown()
    promoters, detractors = (sum(is_one(points) for _, points in given) for is_one in (is_promoter, is_detractor))
    value = 100 * (promoters - detractors) / n
    return Figure(value, *net_promoter(promoters, detractors, n), n, len({person for person, _ in given}))


def is_promoter(points: float) -> bool:
    return points >= 9


def is_detractor(points: float) -> bool:
    return points <= 6


def satisfaction(given: Sequence[tuple[str, float]], top: int) -> Figure:
    """The top two boxes; clustered where one person answers about several."""
    hits = [(person, points >= top - 1) for person, points in given]
    people = Counter(person for person, _ in hits)
    if len(people) == len(hits):
        return rate([hit for _, hit in hits])
    return clustered_rate(hits, people)


def of_expectations(night: Night, instrument: str) -> Iterator[tuple[Key, Figure]]:
    for item in night.declared.items_of_kind(instrument, "expectation"):
        for wave in waves_of(night, instrument):
            differences = [
                (pair, difference)
                for pair in night.pairs
                if open_in(pair, night, wave)
                and (difference := expectation_gap(pair, night, instrument, wave, item)) is not None
            ]
            for segment, value, belongs in night.slices(PAIR):
                own = [(pair, difference) for pair, difference in differences if belongs(pair.id)]
                units = [(pair.mentor, difference <= 1) for pair, difference in own]
                key = Key("expectation_agreement_rate", PAIR, segment, value, instrument, item, wave)
                yield key, clustered_rate(units, both(pair for pair, _ in own))


def open_in(pair: Pair, night: Night, wave: str) -> bool:
    """Whether a pair was open on some day of a wave, as far as the wave has come."""
    begins: date = night.declared.wave[wave]["from"]
    ends: date = min(night.declared.wave[wave]["to"], night.as_of)
    if pair.is_undated or begins > night.as_of or pair.matched_on > ends:
        return False
    return pair.closed_on is None or pair.closed_on > max(begins, pair.matched_on)


def expectation_gap(pair: Pair, night: Night, instrument: str, wave: str, item: str) -> float | None:
    """How far mentor and mentee are apart on an item, in points; None unless both answered it."""
    mentor = answer(night, instrument, wave, item, pair.mentor, pair.mentee)
    mentee = answer(night, instrument, wave, item, pair.mentee, pair.mentor)
    return None if mentor is None or mentee is None else abs(mentor - mentee)


def answer(night: Night, instrument: str, wave: str, item: str, person: str, about: str) -> float | None:
    """What a person answered about their partner, else about nobody by name."""
    responses = night.responses.get((instrument, wave), {})
    for whom in (about, None):
        response = responses.get((person, whom))
        if response is not None and item in response.answers:
            return response.answers[item]
    return None
