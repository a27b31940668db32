"""A programme's figures worked out a second time, in plain Python, from the text of METRICS.md alone.

Nothing of the product is imported: the input is the rows of the core tables and the declarations as YAML reads them.
"""

import math
import statistics
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from scipy import stats

Row = Mapping[str, Any]
Rows = Sequence[Row]
Limits = tuple[float | None, float | None]

Z = 1.959964
MONTH_DAYS = 365.25 / 12
GAS_RHO = 0.3
R_TOLERANCE = 2.0**-26
LOW = 10
NO_LIMITS: Limits = (None, None)
SCOPE = (
    "match_rate",
    "active_pair_rate",
    "cadence_attainment",
    "days_to_first_meeting",
    "cancellation_rate",
    "no_show_rate",
    "pair_retention",
    "response_rate",
    "goal_setting_rate",
    "goal_attainment_rate",
    "gas_t",
    "mean_change",
    "growth_g",
    "nps",
)


class Key(NamedTuple):
    metric: str
    role: str
    segment: str
    segment_value: str
    instrument: str = ""
    construct: str = ""
    wave: str = ""


class Figure(NamedTuple):
    """What METRICS.md says that a figure carries; `value` None is not computable."""

    value: float | None
    ci_low: float | None
    ci_high: float | None
    n: int
    people: int
    numerator: float | None = None
    denominator: float | None = None
    clusters: int | None = None

    @property
    def status(self) -> str:
        if self.value is None:
            return "not_computable"
        return "low_n" if self.n < LOW or (self.clusters is not None and self.clusters < LOW) else "ok"


def unknown(n: int = 0, people: int = 0) -> Figure:
    return Figure(None, None, None, n, people)


# Intervals of section 0


def t_quantile(freedom: int) -> float:
    return float(stats.t.ppf(0.975, freedom))


def wilson(share: float, n: float, quantile: float = Z) -> Limits:
    centre = (share + quantile**2 / (2 * n)) / (1 + quantile**2 / n)
    half = quantile / (1 + quantile**2 / n) * math.sqrt(share * (1 - share) / n + quantile**2 / (4 * n**2))
    return centre - half, centre + half


def clustered_wilson(clusters: Sequence[tuple[int, int]]) -> Limits:
    """`clusters` are (y, x): hits and units."""
    count, units = len(clusters), sum(x for _, x in clusters)
    share = sum(y for y, _ in clusters) / units
    if count == 1:
        return NO_LIMITS
    if share in {0, 1}:
        return wilson(share, count)
    spread = math.fsum((y - share * x) ** 2 for y, x in clusters)
    variance = count / (count - 1) * spread / units**2
    design_effect = variance / (share * (1 - share) / units)
    if design_effect <= 1 + 1e-9:
        return wilson(share, units)
    return wilson(share, units / design_effect, t_quantile(count - 1))


def ratio_of_sums(pairs: Sequence[tuple[float, float]]) -> tuple[float, Limits]:
    n, total = len(pairs), math.fsum(x for _, x in pairs)
    ratio = math.fsum(y for y, _ in pairs) / total
    if n == 1:
        return ratio, NO_LIMITS
    spread = math.fsum((y - ratio * x) ** 2 for y, x in pairs)
    half = t_quantile(n - 1) * math.sqrt(n / (n - 1) * spread) / total
    return ratio, (ratio - half, ratio + half)


def mean_with_t(values: Sequence[float]) -> tuple[float, Limits]:
    mean = statistics.fmean(values)
    if len(values) == 1:
        return mean, NO_LIMITS
    half = t_quantile(len(values) - 1) * statistics.stdev(values) / math.sqrt(len(values))
    return mean, (mean - half, mean + half)


class Step(NamedTuple):
    """A Kaplan–Meier curve from one time on, with its log–log Greenwood limits."""

    time: int
    share: float
    limits: Limits


def kaplan_meier(lives: Sequence[tuple[int, bool]]) -> list[Step]:
    """`lives` are (time, whether the event was seen then)."""
    steps, share, greenwood = [], 1.0, 0.0
    for time in sorted({time for time, _ in lives}):
        at_risk = sum(other >= time for other, _ in lives)
        events = sum(seen for other, seen in lives if other == time)
        share *= (at_risk - events) / at_risk
        greenwood += events / (at_risk * (at_risk - events)) if events < at_risk else 0
        limits: Limits = NO_LIMITS
        if share == 1:
            limits = (1.0, 1.0)
        elif share > 0:
            exponent = math.exp(Z * math.sqrt(greenwood) / abs(math.log(share)))
            limits = (share**exponent, share ** (1 / exponent))
        steps.append(Step(time, share, limits))
    return steps


def half_crossed(curve: Iterable[tuple[int, float | None]]) -> float | None:
    """When a curve falls to one half, as `summary(survfit)$table` of R has it: in the middle of a stay on one half."""
    below = [(time, share) for time, share in curve if share is not None and share < 0.5 + R_TOLERANCE]
    if not below:
        return None
    first, start = below[0]
    later = [time for time, share in below if share < start]
    return (first + later[0]) / 2 if abs(start - 0.5) < R_TOLERANCE and later else float(first)


# What is declared


class Declared:
    """`programme.yaml` and the questionnaires, as YAML reads them."""

    def __init__(self, folder: Path) -> None:
        self.file = yaml.safe_load((folder / "programme.yaml").read_text(encoding="utf-8"))
        found = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in (folder / "instruments").glob("*.yaml")]
        self.instruments = {entry["instrument"]: entry for entry in found}
        self.waves = sorted(self.file["waves"], key=lambda wave: wave["from"])
        self.wave = {wave["id"]: wave for wave in self.waves}
        self.segments = self.file["segments"]

    def items(self, instrument: str) -> dict[str, Row]:
        return {item["id"]: item for item in self.instruments[instrument]["items"]}

    def counted_items(self, instrument: str) -> set[str]:
        """Those that are not free text."""
        return {name for name, item in self.items(instrument).items() if item.get("kind") != "text"}

    def construct_items(self, instrument: str) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for name, item in self.items(instrument).items():
            if "construct" in item and item.get("kind", "scale") == "scale":
                found[item["construct"]].append(name)
        return found

    def score(self, instrument: str, item: str, points: float) -> float:
        scale = self.instruments[instrument]["scale"]
        return scale["min"] + scale["max"] - points if self.items(instrument)[item].get("reverse") else points

    def survey_roles(self, instrument: str) -> list[str]:
        return [*self.instruments[instrument]["asked_of"], "all"]


# What had happened by a night


class Response(NamedTuple):
    person: str
    is_complete: bool
    answers: dict[str, float]


class Pair(NamedTuple):
    id: str
    mentor: str
    mentee: str
    matched_on: date
    closed_on: date | None
    is_closed_early: bool
    planned_days: int | None
    meetings_per_month: float | None
    last_day: date
    held_on: tuple[date, ...]


class Night:
    """The facts dated on or before `as_of`."""

    def __init__(self, facts: Mapping[str, Rows], declared: Declared, as_of: date) -> None:
        self.declared, self.as_of = declared, as_of
        self.people = {row["person_id"]: row for row in facts["core_people"]}
        self.segment_of: dict[tuple[str, str], dict[str, str]] = {}
        for row in facts["core_segments"]:
            self.segment_of.setdefault((row["unit"], row["segment"]), {})[row["unit_id"]] = row["segment_value"]
        self.meetings = [row for row in facts["core_meetings"] if row["meeting_on"] <= as_of]
        self.attendees: dict[str, set[str]] = defaultdict(set)
        for row in facts["core_meeting_people"]:
            self.attendees[row["meeting_id"]].add(row["person_id"])
        self.pairs = {row["pair_id"]: self._pair(row) for row in facts["core_pairs"] if row["matched_on"] <= as_of}
        self.goals = [row for row in facts["core_goals"] if row["set_on"] is None or row["set_on"] <= as_of]
        self.responses = self._responses(facts)

    def _pair(self, row: Row) -> Pair:
        closed_on = row["ended_on"] if row["ended_on"] is not None and row["ended_on"] <= self.as_of else None
        last_day = closed_on or self.as_of
        held = [
            meeting["meeting_on"]
            for meeting in self.meetings
            if meeting["pair_id"] == row["pair_id"]
            and meeting["outcome"] == "held"
            and meeting["grade"] in {"attended", "logged"}
            and row["matched_on"] <= meeting["meeting_on"] <= last_day
        ]
        planned = row["planned_end_on"]
        return Pair(
            row["pair_id"],
            row["mentor_id"],
            row["mentee_id"],
            row["matched_on"],
            closed_on,
            closed_on is not None and row["outcome"] in {"ended_early", "rematched"},
            None if planned is None else (planned - row["matched_on"]).days,
            row["meetings_per_month"],
            last_day,
            tuple(sorted(held)),
        )

    def _responses(self, facts: Mapping[str, Rows]) -> dict[tuple[str, str], dict[str, Response]]:
        """The one response of a person that counts, by instrument and wave."""
        answers: dict[str, dict[str, float]] = defaultdict(dict)
        for row in facts["core_answers"]:
            answers[row["response_id"]][row["item"]] = row["points"]
        counted: dict[tuple[str, str], dict[str, Response]] = defaultdict(dict)
        for row in sorted(facts["core_responses"], key=lambda row: (row["submitted_at"], row["response_id"])):
            if row["submitted_on"] > self.as_of:
                continue
            items = self.declared.counted_items(row["instrument"])
            given = {item: points for item, points in answers[row["response_id"]].items() if item in items}
            response = Response(row["person_id"], 10 * len(given) >= 8 * len(items), given)
            wave = counted[row["instrument"], row["wave"]]
            earlier = wave.get(response.person)
            if earlier is None or response.is_complete or not earlier.is_complete:
                wave[response.person] = response
        return counted

    def has_role(self, person: str, role: str) -> bool:
        row = self.people.get(person)
        return row is not None and (role == "all" or bool(row[f"is_{role}"]))

    def slices(self, unit: str) -> Iterator[tuple[str, str, Callable[[str], bool]]]:
        """Everybody, then each value of each segment that occurs, with the test whether a unit belongs there."""
        yield "all", "all", lambda _: True
        for segment in self.declared.segments:
            own = self.segment_of[unit, segment]
            values = {value for kind in ("person", "pair") for value in self.segment_of[kind, segment].values()}
            for value in sorted({*values, "(none)"}):
                yield segment, value, partial(has_value, own, value)

    def figures(self) -> dict[Key, Figure]:
        return {
            key: figure
            for part in (
                self._of_pairs(),
                self._of_meetings(),
                self._of_mentees(),
                self._of_goals(),
                self._of_surveys(),
            )
            for key, figure in part
        }

    # Pairs and meetings

    def _of_pairs(self) -> Iterator[tuple[Key, Figure]]:
        planned = [pair.planned_days for pair in self.pairs.values() if pair.planned_days is not None]
        horizons = {"days_30": 30, "days_90": 90, "days_180": 180, "planned_end": max(planned, default=None)}
        for segment, value, belongs in self.slices("pair"):
            pairs = [pair for pair in self.pairs.values() if belongs(pair.id)]
            yield Key("active_pair_rate", "pair", segment, value), self._active(pairs)
            yield Key("cadence_attainment", "pair", segment, value), self._cadence(pairs)
            yield Key("days_to_first_meeting", "pair", segment, value), self._first_meeting(pairs)
            for wave, days in horizons.items():
                yield Key("pair_retention", "pair", segment, value, wave=wave), self._retention(pairs, days)

    def _active(self, pairs: Sequence[Pair]) -> Figure:
        limit = self.as_of - timedelta(days=30)
        older = [pair for pair in pairs if pair.closed_on is None and pair.matched_on <= limit]
        return clustered_rate([(pair.mentor, any(day > limit for day in pair.held_on)) for pair in older], both(older))

    @staticmethod
    def _cadence(pairs: Sequence[Pair]) -> Figure:
        sums, agreed = [], []
        for pair in pairs:
            if pair.meetings_per_month is not None:
                months = (pair.last_day - pair.matched_on).days / MONTH_DAYS
                sums.append((float(len(pair.held_on)), pair.meetings_per_month * months))
                agreed.append(pair)
        if not agreed:
            return unknown()
        held, expected = (math.fsum(side) for side in zip(*sums, strict=True))
        ratio, limits = ratio_of_sums(sums) if expected else (None, NO_LIMITS)
        return Figure(ratio, *limits, len(agreed), len(both(agreed)), held, expected)

    @staticmethod
    def _first_meeting(pairs: Sequence[Pair]) -> Figure:
        n, people = len(pairs), len(both(pairs))
        steps = kaplan_meier(
            [((min([*pair.held_on, pair.last_day]) - pair.matched_on).days, bool(pair.held_on)) for pair in pairs]
        )
        median = half_crossed((step.time, step.share) for step in steps)
        low, high = (half_crossed((step.time, step.limits[side]) for step in steps) for side in (0, 1))
        return Figure(median, *(NO_LIMITS if n == 1 else (low, high)), n, people)

    @staticmethod
    def _retention(pairs: Sequence[Pair], days: int | None) -> Figure:
        n, people = len(pairs), len(both(pairs))
        steps = kaplan_meier([((pair.last_day - pair.matched_on).days, pair.is_closed_early) for pair in pairs])
        if days is None or not steps or (days > steps[-1].time and steps[-1].share > 0):
            return unknown(n, people)
        reached = [step for step in steps if step.time <= days]
        share, limits = (reached[-1].share, reached[-1].limits) if reached else (1.0, NO_LIMITS)
        return Figure(share, *(NO_LIMITS if share == 1 or n == 1 else limits), n, people)

    def _of_meetings(self) -> Iterator[tuple[Key, Figure]]:
        known = [row for row in self.meetings if row["outcome"] in {"held", "cancelled", "no_show"}]
        for segment, value, belongs in self.slices("pair"):
            chosen = [row for row in known if belongs(row["pair_id"])]
            people = {person for row in chosen for person in self.attendees[row["meeting_id"]]}
            for metric, outcome in (("cancellation_rate", "cancelled"), ("no_show_rate", "no_show")):
                units = [(row["group_id"], row["outcome"] == outcome) for row in chosen]
                yield Key(metric, "pair", segment, value), clustered_rate(units, people)

    # Mentees and goals

    def _of_mentees(self) -> Iterator[tuple[Key, Figure]]:
        first_match: dict[str, date] = {}
        for pair in sorted(self.pairs.values(), key=lambda pair: pair.matched_on):
            first_match.setdefault(pair.mentee, pair.matched_on)
        goal_days: dict[str, list[date]] = defaultdict(list)
        for goal in self.goals:
            if goal["set_on"] is not None:
                goal_days[goal["owner_id"]].append(goal["set_on"])
        month = timedelta(days=30)
        for segment, value, belongs in self.slices("person"):
            enrolled = [
                person
                for person, row in self.people.items()
                if row["is_mentee"] and belongs(person) and (row["joined_on"] is None or row["joined_on"] <= self.as_of)
            ]
            yield Key("match_rate", "mentee", segment, value), rate([person in first_match for person in enrolled])
            old = [mentee for mentee, day in first_match.items() if day <= self.as_of - month and belongs(mentee)]
            had_goal = [any(day <= first_match[mentee] + month for day in goal_days[mentee]) for mentee in old]
            yield Key("goal_setting_rate", "mentee", segment, value), rate(had_goal)

    def _of_goals(self) -> Iterator[tuple[Key, Figure]]:
        for role in ("mentee", "mentor"):
            for segment, value, belongs in self.slices("person"):
                goals = [row for row in self.goals if self.has_role(row["owner_id"], role) and belongs(row["owner_id"])]
                judged = [(row["owner_id"], achieved) for row in goals if (achieved := self._verdict(row)) is not None]
                owners = {owner for owner, _ in judged}
                yield Key("goal_attainment_rate", role, segment, value), clustered_rate(judged, owners)
                yield Key("gas_t", role, segment, value), gas_t(goals)

    def _verdict(self, goal: Row) -> bool | None:
        """Whether a goal was achieved by the night; None when it is not in the denominator."""
        if goal["status"] == "dropped":
            return None
        if goal["status"] == "not_achieved":
            return False
        if goal["status"] == "achieved" and (goal["achieved_on"] is None or goal["achieved_on"] <= self.as_of):
            return True
        return False if goal["due_on"] is not None and goal["due_on"] < self.as_of else None

    # Surveys

    def _of_surveys(self) -> Iterator[tuple[Key, Figure]]:
        for instrument in self.declared.instruments:
            for role in self.declared.survey_roles(instrument):
                for segment, value, belongs in self.slices("person"):
                    start = Key("", role, segment, value, instrument)
                    yield from self._response_rates(start, belongs)
                    yield from self._growth(start, belongs)
                    yield from self._nps(start, belongs)

    def _counted(self, key: Key, wave: str, belongs: Callable[[str], bool]) -> dict[str, Response]:
        """The responses to the key's instrument in a wave by people of its role and segment who were to be asked."""
        found = self.responses.get((key.instrument, wave), {})
        return {name: found[name] for name in found if self._is_asked(name, key) and belongs(name)}

    def _is_asked(self, person: str, key: Key) -> bool:
        roles = self.declared.instruments[key.instrument]["asked_of"]
        return self.has_role(person, key.role) and any(self.has_role(person, role) for role in roles)

    def _asked_waves(self, instrument: str) -> list[str]:
        sources = [source for source in self.declared.file["sources"] if source.get("instrument") == instrument]
        declared = {source["wave"] for source in sources if source["wave"] != "by_date"}
        if len(declared) < len({source["wave"] for source in sources}):
            declared |= {wave for name, wave in self.responses if name == instrument}
        return [wave["id"] for wave in self.declared.waves if wave["id"] in declared]

    def _response_rates(self, key: Key, belongs: Callable[[str], bool]) -> Iterator[tuple[Key, Figure]]:
        for wave in self._asked_waves(key.instrument):
            begins = self.declared.wave[wave]["from"]
            ends = min(self.declared.wave[wave]["to"], self.as_of)
            own = key._replace(metric="response_rate", wave=wave)
            if begins > self.as_of:
                yield own, unknown()
                continue
            invited = [
                name
                for name, row in self.people.items()
                if self._is_asked(name, key)
                and belongs(name)
                and (row["joined_on"] is None or row["joined_on"] <= ends)
                and (row["left_on"] is None or row["left_on"] >= begins)
            ]
            counted = self._counted(key, wave, belongs)
            yield own, rate([name in counted and counted[name].is_complete for name in invited])

    def _growth(self, key: Key, belongs: Callable[[str], bool]) -> Iterator[tuple[Key, Figure]]:
        before = self._counted(key, "baseline", belongs)
        for wave in self._asked_waves(key.instrument):
            if self.declared.wave[wave]["from"] <= self.declared.wave["baseline"]["from"]:
                continue
            after = self._counted(key, wave, belongs)
            for construct, items in self.declared.construct_items(key.instrument).items():
                both_scores = [
                    (first, later)
                    for name in before
                    if name in after
                    and (first := self._score(before[name], key.instrument, items)) is not None
                    and (later := self._score(after[name], key.instrument, items)) is not None
                ]
                own = key._replace(construct=construct, wave=f"baseline..{wave}")
                yield own._replace(metric="mean_change"), mean_change(both_scores)
                yield own._replace(metric="growth_g"), growth_g(both_scores)

    def _score(self, response: Response, instrument: str, items: Sequence[str]) -> float | None:
        given = [
            self.declared.score(instrument, item, response.answers[item]) for item in items if item in response.answers
        ]
        return statistics.fmean(given) if 2 * len(given) >= len(items) else None

    def _nps(self, key: Key, belongs: Callable[[str], bool]) -> Iterator[tuple[Key, Figure]]:
        for item, entry in self.declared.items(key.instrument).items():
            if entry.get("kind") != "nps":
                continue
            for wave in self._asked_waves(key.instrument):
                counted = self._counted(key, wave, belongs).values()
                points = [response.answers[item] for response in counted if item in response.answers]
                yield key._replace(metric="nps", construct=item, wave=wave), nps(points)


# Figures from units


def has_value(own: Mapping[str, str], value: str, unit: str) -> bool:
    return own.get(unit, "(none)") == value


def both(pairs: Iterable[Pair]) -> set[str]:
    return {person for pair in pairs for person in (pair.mentor, pair.mentee)}


def rate(hits: Sequence[bool]) -> Figure:
    """Of independent persons."""
    n, numerator = len(hits), sum(hits)
    if not n:
        return unknown()
    limits = NO_LIMITS if n == 1 else wilson(numerator / n, n)
    return Figure(numerator / n, *limits, n, n, numerator, n)


def clustered_rate(units: Iterable[tuple[Hashable, bool]], people: Iterable[str]) -> Figure:
    """`units` are (cluster, hit)."""
    by_cluster: dict[Hashable, list[bool]] = defaultdict(list)
    for cluster, hit in units:
        by_cluster[cluster].append(hit)
    if not by_cluster:
        return unknown()
    sums = [(sum(hits), len(hits)) for hits in by_cluster.values()]
    numerator, n = sum(y for y, _ in sums), sum(x for _, x in sums)
    return Figure(numerator / n, *clustered_wilson(sums), n, len(set(people)), numerator, n, len(sums))


def gas_t(goals: Rows) -> Figure:
    scaled = sorted((row for row in goals if row["gas_level"] is not None), key=lambda row: row["owner_id"])
    scores = []
    for _, own in groupby(scaled, key=lambda row: row["owner_id"]):
        weighted = [(gas_weight(row), row["gas_level"]) for row in own]
        weights = math.fsum(w for w, _ in weighted)
        root = math.sqrt((1 - GAS_RHO) * math.fsum(w * w for w, _ in weighted) + GAS_RHO * weights**2)
        scores.append(50 + 10 * math.fsum(w * x for w, x in weighted) / root)
    if not scores:
        return unknown()
    mean, limits = mean_with_t(scores)
    return Figure(mean, *limits, len(scores), len(scores))


def gas_weight(goal: Row) -> float:
    if goal["importance"] is None:
        return 1.0
    return float(goal["importance"] * (1.0 if goal["difficulty"] is None else goal["difficulty"]))


def mean_change(scores: Sequence[tuple[float, float]]) -> Figure:
    if not scores:
        return unknown()
    mean, limits = mean_with_t([later - first for first, later in scores])
    return Figure(mean, *limits, len(scores), len(scores))


def growth_g(scores: Sequence[tuple[float, float]]) -> Figure:
    n = len(scores)
    first, later = [score for score, _ in scores], [score for _, score in scores]
    if n < 3 or min(first) == max(first):
        return unknown(n, n)
    half_freedom = (n - 1) / 2
    small_sample = math.gamma(half_freedom) / (math.sqrt(half_freedom) * math.gamma(half_freedom - 0.5))
    g = small_sample * (statistics.fmean(later) - statistics.fmean(first)) / statistics.stdev(first)
    if min(later) == max(later):
        return Figure(g, None, None, n, n)
    variance = 2 * (1 - statistics.correlation(first, later)) / n + g**2 / (2 * n)
    half = t_quantile(n - 1) * math.sqrt(variance)
    return Figure(g, g - half, g + half, n, n)


def nps(points: Sequence[float]) -> Figure:
    n = len(points)
    if not n:
        return unknown()
    promoters, detractors = sum(point >= 9 for point in points), sum(point <= 6 for point in points)
    value = 100 * (promoters - detractors) / n
    if n == 1:
        return Figure(value, None, None, n, n)
    p, d = (promoters + 1) / (n + 3), (detractors + 1) / (n + 3)
    half = Z * math.sqrt((p + d - (p - d) ** 2) / (n + 3))
    return Figure(value, max(-100.0, 100 * (p - d - half)), min(100.0, 100 * (p - d + half)), n, n)


# The scorecard of section 5


def target_of(key: Key, declared: Declared) -> Row | None:
    """The target that a figure is held against; what a target leaves out means everybody."""
    targets: list[Row] = declared.file["targets"]
    for target in targets:
        if (
            target["metric"] == key.metric
            and target.get("role", key.role) == key.role
            and target.get("segment", "all") == key.segment
            and str(target.get("segment_value", "all")) == key.segment_value
            and target.get("instrument", "") == key.instrument
            and target.get("construct", "") == key.construct
            and target.get("wave", "") == key.wave
        ):
            return target
    return None


def target_text(target: Row | None) -> str:
    if target is None:
        return ""
    bound = "at_least" if "at_least" in target else "at_most"
    return f"{bound}:{target[bound]:g}"


def target_status(figure: Figure, target: Row | None) -> str:
    if target is None or figure.value is None:
        return ""
    sign = 1 if "at_least" in target else -1
    bound = sign * target["at_least" if sign == 1 else "at_most"]
    low, high = figure.ci_low, figure.ci_high
    if low is None and high is None:
        return "met" if sign * figure.value >= bound else "missed"
    ends = [-math.inf if low is None else low, math.inf if high is None else high]
    worst, best = sorted(sign * end for end in ends)
    if worst >= bound:
        return "met"
    return "missed" if best < bound else "uncertain"
