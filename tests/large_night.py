"""A night of a large programme for tests of a page's size: every metric, eight segment columns of fifteen values.

Three questionnaires of five constructs each were answered three times by both sides. Numbers are invented and differ from
row to row, so that nothing is small because it is repeated.
"""

from collections.abc import Iterator
from itertools import product
from typing import Any

from mentorship.programme import Instrument, Programme
from mentorship.registry import BY_ID, METRICS
from reports.groups import MAIN
from tests import report_figures as sample

SEGMENTS = ("cohort", "department", "site", "country", "grade", "tenure_band", "language", "business_unit")
VALUES = 15
WAVES = ("baseline", "midway", "final")
COMPARISONS = ("baseline..midway", "baseline..final")
ALL_ROLES = ("mentee", "mentor", "all")
INSTRUMENTS = {
    "skills": "Skills, confidence, communication and networks",
    "leadership": "Leading and communicating as a mentor",
    "belonging": "Belonging and inclusion at work",
}
CONSTRUCTS = {
    "skills": ("confidence", "communication", "network", "planning", "problem_solving"),
    "leadership": ("leading_others", "giving_feedback", "listening", "delegating", "coaching"),
    "belonging": ("belonging", "inclusion", "psychological_safety", "voice", "support"),
}
OF_GROUPS = frozenset({metric for metric, _ in MAIN} | {"growth_g", "response_rate"})
NEWEST = ("baseline..final", "final", "days_180")
OF_MENTEES = frozenset({"match_rate", "goal_setting_rate", "met_count", "met_three_times_count", "goal_set_count"})
OF_BOTH = frozenset({"enrolled_count", "matched_count"})
COMPARED = frozenset({
    "mean_baseline", "mean_latest", "mean_change", "growth_g", "attrition_bias_g",
    "reliably_improved_rate", "reliably_unchanged_rate", "reliably_worsened_rate",
})  # fmt: skip
OF_SCALES = frozenset({"cronbach_alpha", "self_other_gap", "reliable_change_points"})
OF_ANSWERS = frozenset({"response_rate", "invited_count", "complete_count", "partial_count", "response_cadence_gap"})
OF_ITEMS = {"nps": "recommend", "satisfaction": "satisfied", "expectation_agreement_rate": "satisfied"}
MIDDLES = {
    "count": (180.0, 0.0), "days": (17.0, 3.0), "ratio": (0.6, 0.07), "share": (0.55, 0.08), "hours": (310.0, 20.0),
    "0–1": (0.7, 0.05), "T": (51.0, 2.5), "T points": (4.0, 1.8), "scale points": (0.6, 0.2), "SD of baseline": (0.4, 0.15),
    "SD": (0.1, 0.2), "−100…100": (30.0, 11.0),
}  # fmt: skip


def programme() -> Programme:
    """The programme of the night."""
    known = sample.programme()
    instruments = {name: _instrument(name, title) for name, title in INSTRUMENTS.items()}
    waves = [one.model_copy(update={"id": name}) for one, name in zip(known.waves, WAVES, strict=True)]
    return known.model_copy(
        update={"segments": SEGMENTS, "instruments": instruments, "waves": tuple(waves), "targets": ()}
    )


def _instrument(name: str, title: str) -> Instrument:
    scaled = [
        {"id": f"{one}_{place}", "construct": one, "text": f"{one} {place}"}
        for one in CONSTRUCTS[name]
        for place in (1, 2, 3)
    ]
    single = [
        {"id": "recommend", "kind": "nps", "text": "How likely are you to recommend the mentoring to a colleague?"},
        {"id": "satisfied", "kind": "satisfaction", "text": "How satisfied are you with the mentoring so far?"},
    ]
    return Instrument.model_validate({"instrument": name, "title": title, "items": [*scaled, *single]})


def rows(segments: tuple[str, ...] = SEGMENTS, values: int = VALUES) -> list[sample.Row]:
    """All figures of everybody, and of each group those that the page has of groups."""
    targets = iter(((0.5, "met"), (0.7, "missed"), (0.55, "uncertain")) * 3)
    made = []
    for place, (metric, role, key) in enumerate(_keys()):
        goal: dict[str, Any] = {}
        if metric in {"active_pair_rate", "cadence_attainment", "goal_setting_rate", "goal_attainment_rate"}:
            bound, status = next(targets)
            goal = {"target": f"at_least:{bound}", "target_status": status}
        made.append(_row(metric, role, place, 40 + 7 * place % 400, {**key, **goal}))
    grouped = [key for key in _keys() if key[0] in OF_GROUPS and key[2].get("wave", "") in {"", *NEWEST}]
    for at, (segment, value) in enumerate(product(segments, range(values))):
        group = {"segment": segment, "segment_value": f"{segment.replace('_', ' ')} group {value + 1:02}"}
        n = (3, 8, 14, 27, 61)[value % 5]
        made += [
            _of_group(metric, role, at + place, n, {**key, **group})
            for place, (metric, role, key) in enumerate(grouped)
        ]
    return made


def _of_group(metric: str, role: str, place: int, n: int, key: dict[str, Any]) -> sample.Row:
    return sample.hidden(metric, role, **key) if n < 5 else _row(metric, role, place, n + place % 4, key)


def _row(metric: str, role: str, place: int, n: int, key: dict[str, Any]) -> sample.Row:
    unit = BY_ID[metric].unit
    middle, half = MIDDLES[unit]
    value = middle + half * (place * 37 % 41 - 20) / 20
    if unit == "count":
        return sample.figure(metric, role, float(place * 13 % 400), n=n, **key)
    return sample.figure(metric, role, value, value - half * 0.9, value + half * 1.1, n=n, **key)


def _keys() -> Iterator[tuple[str, str, dict[str, str]]]:
    for metric in METRICS:
        for key in _places(metric.id):
            for role in _roles(metric.id, metric.family):
                yield metric.id, role, key


def _roles(metric: str, family: str) -> tuple[str, ...]:
    if family == "growth" or metric in OF_ANSWERS:
        return ALL_ROLES
    if metric in OF_MENTEES:
        return ("mentee",)
    return ("mentee", "mentor") if family == "goals" or metric in OF_BOTH else ("pair",)


def _places(metric: str) -> list[dict[str, str]]:
    """The instruments, constructs and waves of a metric, or none."""
    areas = [{"instrument": name, "construct": one} for name, own in CONSTRUCTS.items() for one in own]
    if metric == "pair_retention":
        return [{"wave": wave} for wave in sample.DAYS_FROM_MATCH]
    if metric in COMPARED:
        return _on(areas, COMPARISONS)
    if metric in OF_SCALES:
        return _on(areas, WAVES[:1] if metric == "reliable_change_points" else WAVES)
    if metric in OF_ANSWERS:
        return _on([{"instrument": name} for name in INSTRUMENTS], WAVES)
    if metric in OF_ITEMS:
        return _on([{"instrument": name, "construct": OF_ITEMS[metric]} for name in INSTRUMENTS], WAVES)
    return [{}]


def _on(areas: list[dict[str, str]], waves: tuple[str, ...]) -> list[dict[str, str]]:
    return [{**area, "wave": wave} for area, wave in product(areas, waves)]
