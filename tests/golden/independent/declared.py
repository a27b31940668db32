"""What a programme declares, as YAML reads it, and the targets and scorecard words of METRICS.md section 5.

No rule of the product is used: what is left out has the meaning that METRICS.md and PROGRAMME.md give it.
"""

import math
from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from tests.golden.independent.figure import Figure, Key

Row = Mapping[str, Any]


class Declared:
    """`programme.yaml` and the questionnaires."""

    def __init__(self, file: Row, instruments: Mapping[str, Row]) -> None:
        self.file, self.instruments = file, instruments
        self.waves = sorted(file.get("waves", ()), key=lambda wave: (wave["from"], wave["id"]))
        self.wave = {wave["id"]: wave for wave in self.waves}
        self.segments = file.get("segments", ())
        self.channels = file["programme"]["channels"]
        self.booked_counts = file["programme"].get("booked_counts_as_held", False)
        health = file.get("health", {})
        self.quiet_after_days = health.get("quiet_after_days", 45)
        self.never_met_after_days = health.get("never_met_after_days", 14)

    @classmethod
    def read(cls, folder: Path) -> "Declared":
        file = yaml.safe_load((folder / "programme.yaml").read_text(encoding="utf-8"))
        found = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in (folder / "instruments").glob("*.yaml")]
        return cls(file, {entry["instrument"]: entry for entry in found})

    def write(self, folder: Path) -> None:
        """As the folder that the product reads."""
        (folder / "instruments").mkdir(parents=True, exist_ok=True)
        (folder / "programme.yaml").write_text(yaml.safe_dump(dict(self.file)), encoding="utf-8")
        for name, entry in self.instruments.items():
            (folder / "instruments" / f"{name}.yaml").write_text(yaml.safe_dump(dict(entry)), encoding="utf-8")

    @cached_property
    def baseline(self) -> str | None:
        """The wave that growth is measured from: the one called so, else the first."""
        if "baseline" in self.wave:
            return "baseline"
        return self.waves[0]["id"] if self.waves else None

    def later_waves(self) -> list[str]:
        """Those that begin after the baseline, in time."""
        first = self.baseline
        return [] if first is None else [w["id"] for w in self.waves if w["from"] > self.wave[first]["from"]]

    def items(self, instrument: str) -> dict[str, Row]:
        return {item["id"]: item for item in self.instruments[instrument]["items"]}

    def items_of_kind(self, instrument: str, kind: str) -> list[str]:
        return [name for name, item in self.items(instrument).items() if item.get("kind", "scale") == kind]

    def counted_items(self, instrument: str) -> set[str]:
        """Those that are not free text."""
        return {name for name, item in self.items(instrument).items() if item.get("kind") != "text"}

    def construct_items(self, instrument: str) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for name in self.items_of_kind(instrument, "scale"):
            construct = self.items(instrument)[name].get("construct")
            if construct is not None:
                found[construct].append(name)
        return found

    def reliability(self, instrument: str, construct: str) -> float | None:
        return (self.instruments[instrument].get("constructs", {}).get(construct) or {}).get("reliability")

    def scale(self, instrument: str) -> Row:
        declared: Row = self.instruments[instrument].get("scale", {"min": 1, "max": 5})
        return declared

    def score(self, instrument: str, item: str, points: float) -> float:
        scale = self.scale(instrument)
        return scale["min"] + scale["max"] - points if self.items(instrument)[item].get("reverse") else points

    def observed(self, instrument: str) -> str | None:
        """The instrument whose people this one's answers are about."""
        return self.instruments[instrument].get("observes")

    def asked_of(self, instrument: str) -> list[str]:
        return list(self.instruments[instrument].get("asked_of", ["mentee", "mentor"]))

    def rated_roles(self, instrument: str) -> list[str]:
        """Roles of those whom answers tell of: who answered, or who was observed."""
        return self.asked_of(self.observed(instrument) or instrument)

    def sources_of(self, instrument: str) -> list[Row]:
        return [source for source in self.file["sources"] if source.get("instrument") == instrument]

    def invited(self, instrument: str, wave: str) -> str:
        """`everyone`, `open_link` or `list`: what the source of that wave says, else the source that goes by date."""
        sources = self.sources_of(instrument)
        own = [source for source in sources if source["wave"] == wave]
        said = [source.get("invited", "everyone") for source in own or sources]
        if not said or said[0] == "everyone":
            return "everyone"
        return "open_link" if said[0] == "open_link" else "list"


def has_ended(wave: Row, as_of: date) -> bool:
    """Whether a wave's last day is past."""
    return bool(wave["to"] < as_of)


def target_of(key: Key, declared: Declared) -> Row | None:
    """The target that a figure is held against; what a target leaves out means everybody."""
    targets: list[Row] = list(declared.file.get("targets", ()))
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
