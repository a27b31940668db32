"""The shape of a definition, and the words that several definitions share. No definition stands here."""

from dataclasses import dataclass
from typing import Literal

Family = Literal["engagement", "goals", "growth"]
Unit = Literal[
    "count",
    "share",
    "days",
    "ratio",
    "hours",
    "0–1",
    "T",
    "T points",
    "scale points",
    "SD of baseline",
    "SD",
    "−100…100",
]
Interval = Literal[
    "none",
    "Wilson",
    "clustered Wilson",
    "ratio of sums",
    "Kaplan–Meier",
    "t",
    "g ± t",
    "Feldt",
    "clustered mean",
    "Welch t",
    "normal",
    "adjusted Wald",
]


@dataclass(frozen=True, slots=True)
class Metric:
    """One published definition.

    `numerator` and `denominator` say what is measured and among what; of a count the latter is its base, whose size is
    n. `level` is Kirkpatrick's (1 reaction, 2 learning, 3 behaviour, 4 results); `better` says which way is good.
    """

    id: str
    family: Family
    title: str
    question: str
    numerator: str
    denominator: str
    window: str
    unit: Unit
    interval: Interval
    edge_cases: str
    missing_rule: str
    level: Literal[1, 2, 3, 4]
    source: str
    better: Literal["higher", "lower", "neither"]
    version: int = 1


PRACTICE = "Programme practice."
WILSON = "Programme practice; score interval: Wilson 1927."
BY_MENTOR = "Programme practice; design effect: Kish 1965; clusters are mentors."
BY_PAIR = "Programme practice; design effect: Kish 1965; clusters are pairs."
BY_OWNER = "Programme practice; design effect: Kish 1965; clusters are owners."
KAPLAN_MEIER = "Kaplan and Meier 1958; R survfit(conf.type = 'log-log')."
ENDED = "Pairs that ended stay in, however they ended."
REMATCHED = "A re-matched mentee counts once."
HALF_ANSWERED = "A construct score needs answers to at least half of its items."
PAIRED = "The same people in both waves; those who answered once are not in it."
