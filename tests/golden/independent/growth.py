"""Figures of constructs, of section 3: means, growth, reliability, the gap to an observer, attrition."""

import math
import statistics
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from tests.golden.independent.answers import (
    complete_rows,
    construct_score,
    counted,
    person_scores,
    survey_roles,
)
from tests.golden.independent.figure import Figure, Key, mean_of_people, plain, rate, unknown
from tests.golden.independent.intervals import (
    SPREAD_TOLERANCE,
    Z,
    clustered_mean,
    cronbach,
    feldt,
    has_spread,
    hedges_g,
    standardised_change,
)
from tests.golden.independent.night import Belongs, Night

METRICS = (
    "mean_baseline",
    "mean_latest",
    "mean_change",
    "growth_g",
    "reliable_change_points",
    "reliably_improved_rate",
    "reliably_unchanged_rate",
    "reliably_worsened_rate",
    "cronbach_alpha",
    "self_other_gap",
    "attrition_bias_g",
)
LEAST_COMPLETE = 30


def of_growth(night: Night) -> Iterator[tuple[Key, Figure]]:
    for instrument in night.declared.instruments:
        for construct, items in night.declared.construct_items(instrument).items():
            yield from of_construct(night, instrument, construct, items)
        if night.declared.observed(instrument):
            yield from of_observers(night, instrument)


def of_construct(night: Night, instrument: str, construct: str, items: Sequence[str]) -> Iterator[tuple[Key, Figure]]:
    everybody = Key("reliable_change_points", "all", "all", "all", instrument, construct)
    cut = reliable_cut(night, everybody, items)
    baseline = night.declared.baseline
    if baseline is None:
        return
    yield everybody._replace(wave=baseline), cut
    for role in survey_roles(night.declared.rated_roles(instrument)):
        for segment, value, belongs in night.slices("person"):
            key = Key("", role, segment, value, instrument, construct)
            scored = partial(person_scores, night, key, items=items, belongs=belongs)
            for wave in waves_of(night, instrument):
                rows = complete_rows(night, key, wave, items, belongs)
                yield key._replace(metric="cronbach_alpha", wave=wave), alpha(rows, len(items))
            for wave in night.declared.later_waves():
                if wave not in waves_of(night, instrument):
                    continue
                compared = compare(scored(wave=baseline), scored(wave=wave), cut.value, is_begun=night.begun(wave))
                for metric, figure in compared.items():
                    yield key._replace(metric=metric, wave=f"{baseline}..{wave}"), figure


def waves_of(night: Night, instrument: str) -> list[str]:
    """Those in which the instrument was asked, and those yet to come."""
    asked = night.asked_waves(instrument)
    return [wave for wave in night.declared.wave if wave in asked or not night.begun(wave)]


def reliable_cut(night: Night, key: Key, items: Sequence[str]) -> Figure:
    """1.959964·SD₁·√2·√(1−α) of all baseline scores; one for an instrument and construct."""
    baseline = night.declared.baseline
    if baseline is None or not night.begun(baseline):
        return unknown()
    scores = list(person_scores(night, key, baseline, items, lambda _: True).values())
    n = len(scores)
    reliability = night.declared.reliability(key.instrument, key.construct)
    if reliability is None:
        rows = [row for _, row in complete_rows(night, key, baseline, items, lambda _: True)]
        reliability = cronbach(rows) if len(rows) >= LEAST_COMPLETE else None
    if reliability is None or len(items) < 2 or not has_spread(scores):
        return unknown(n, n)
    cut = Z * statistics.stdev(scores) * math.sqrt(2) * math.sqrt(max(0.0, 1 - reliability))
    return plain(cut, n, n)


def compare(
    before: Mapping[str, float], after: Mapping[str, float], cut: float | None, *, is_begun: bool
) -> dict[str, Figure]:
    """The figures of a later wave beside the baseline."""
    paired = sorted(before.keys() & after.keys())
    first, later = [before[name] for name in paired], [after[name] for name in paired]
    changes = [after[name] - before[name] for name in paired]
    stayed = first
    gone = [before[name] for name in sorted(before.keys() - after.keys())]
    return {
        "mean_baseline": mean_of_people(first),
        "mean_latest": mean_of_people(later),
        "mean_change": mean_of_people(changes),
        "growth_g": effect(standardised_change(first, later), len(paired)),
        **reliable_shares(changes, cut),
        "attrition_bias_g": effect(hedges_g(stayed, gone), len(before)) if is_begun else unknown(),
    }


def effect(found: tuple[float, tuple[float | None, float | None]] | None, n: int) -> Figure:
    return unknown(n, n) if found is None else Figure(found[0], *found[1], n, n)


def reliable_shares(changes: Sequence[float], cut: float | None) -> dict[str, Figure]:
    names = ("reliably_improved_rate", "reliably_unchanged_rate", "reliably_worsened_rate")
    if cut is None:
        return dict.fromkeys(names, unknown(len(changes), len(changes)))
    edge = cut + SPREAD_TOLERANCE
    verdicts = [0 if change > edge else 2 if change < -edge else 1 for change in changes]
    return {name: rate([verdict == place for verdict in verdicts]) for place, name in enumerate(names)}


def alpha(rows: Sequence[tuple[str, Sequence[float]]], items: int) -> Figure:
    n, people = len(rows), len({subject for subject, _ in rows})
    found = cronbach([scores for _, scores in rows])
    if found is None:
        return unknown(n, people)
    return Figure(found, *feldt(found, n, items), n, people)


class Gap(NamedTuple):
    """What an observer sees beyond what the person rated says of themselves."""

    observer: str
    rated: str
    points: float


def of_observers(night: Night, instrument: str) -> Iterator[tuple[Key, Figure]]:
    own = night.declared.observed(instrument)
    if own is None:
        return
    known = night.declared.construct_items(own)
    for construct, items in night.declared.construct_items(instrument).items():
        for role in survey_roles(night.declared.rated_roles(instrument)):
            for segment, value, belongs in night.slices("person"):
                key = Key("self_other_gap", role, segment, value, instrument, construct)
                for wave in waves_of(night, instrument):
                    if construct in known:
                        self_key = key._replace(instrument=own)
                        selves = person_scores(night, self_key, wave, known[construct], belongs)
                        found = gaps(night, key._replace(wave=wave), items, selves, belongs)
                        yield key._replace(wave=wave), self_other(found)


def gaps(night: Night, key: Key, items: Sequence[str], selves: Mapping[str, float], belongs: Belongs) -> list[Gap]:
    found = []
    for rated, response in counted(night, key, key.wave, belongs):
        score = construct_score(night, response, key.instrument, items)
        if score is not None and rated in selves:
            found.append(Gap(response.person, rated, score - selves[rated]))
    return found


def self_other(found: Sequence[Gap]) -> Figure:
    if not found:
        return unknown()
    mean, limits, clusters = clustered_mean([(gap.observer, gap.points) for gap in found])
    return Figure(mean, *limits, len(found), len({gap.rated for gap in found}), clusters=clusters)
