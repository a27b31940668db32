"""The catalogue of metrics: what each id means, in the words that the page and the docs print.

One entry an id, in the order in which a reader meets them. A changed definition gets a new version, which stands
beside every figure. How a metric is computed is its family's module's.
"""

from dataclasses import dataclass
from typing import Literal

from mentorship.problems import ConfigurationError, Problem

Family = Literal["engagement", "goals", "growth"]
Unit = Literal["share", "ratio", "days", "T", "scale points", "SD of baseline", "−100…100"]
Interval = Literal["Wilson", "clustered Wilson", "ratio of sums", "Kaplan–Meier", "t", "g ± t", "adjusted Wald"]


@dataclass(frozen=True, slots=True)
class Metric:
    """One published definition.

    `level` is Kirkpatrick's (1 reaction, 2 learning, 3 behaviour, 4 results); `better` says which way is good.
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
    better: Literal["higher", "lower"]
    version: int = 1


ENDED = "Pairs that ended stay in, however they ended."

METRICS: tuple[Metric, ...] = (
    Metric(
        id="match_rate",
        family="engagement",
        title="Mentees matched",
        question="Does everybody who joins get a mentor?",
        numerator="mentees ever matched on or before the date",
        denominator="mentees enrolled on or before the date, whoever left since",
        window="all time to the date",
        unit="share",
        interval="Wilson",
        edge_cases="A mentee who was re-matched counts once; one who left unmatched stays in the denominator.",
        missing_rule="A mentee without a joining date counts as enrolled from the start.",
        level=3,
        source="Programme practice; score interval: Wilson 1927.",
        better="higher",
    ),
    Metric(
        id="active_pair_rate",
        family="engagement",
        title="Pairs active in the last 30 days",
        question="Are the pairs that exist meeting now?",
        numerator="of these, pairs with at least one held meeting in the last 30 days",
        denominator="open pairs older than 30 days",
        window="the last 30 days",
        unit="share",
        interval="clustered Wilson",
        edge_cases="Pairs matched in the last 30 days are not yet in it; ended pairs are not open.",
        missing_rule="A meeting of which nobody says that it took place is not held.",
        level=3,
        source="Programme practice; design effect: Kish 1965; clusters are mentors.",
        better="higher",
    ),
    Metric(
        id="cadence_attainment",
        family="engagement",
        title="Agreed meetings held",
        question="Do pairs meet as often as they agreed?",
        numerator="held meetings of the pairs, while they were pairs",
        denominator="agreed meetings a month × months from the match to the date or the pair's end",
        window="all time to the date",
        unit="ratio",
        interval="ratio of sums",
        edge_cases="Not capped: a pair that meets more than agreed counts as such. " + ENDED,
        missing_rule="A pair without an agreed cadence is left out; so is one that ended on a day not given, and said.",
        level=3,
        source="Ratio estimator: Cochran 1977, chapter 6 (R survey::svyratio).",
        better="higher",
    ),
    Metric(
        id="days_to_first_meeting",
        family="engagement",
        title="Days to the first meeting",
        question="How long does a new pair wait until it meets?",
        numerator="median days from the match to the first held meeting",
        denominator="all pairs matched on or before the date",
        window="all time to the date",
        unit="days",
        interval="Kaplan–Meier",
        edge_cases="Pairs that have not met are censored at the date or at their end. " + ENDED,
        missing_rule="A median that fewer than half of the pairs have reached is not computable.",
        level=3,
        source="Kaplan and Meier 1958; R survfit(conf.type = 'log-log').",
        better="lower",
    ),
    Metric(
        id="cancellation_rate",
        family="engagement",
        title="Meetings cancelled",
        question="How often is a meeting called off?",
        numerator="of these, cancelled",
        denominator="meetings scheduled on or before the date whose outcome is known (held, cancelled, no-show)",
        window="all time to the date",
        unit="share",
        interval="clustered Wilson",
        edge_cases="Meetings of people outside their pair's time count too.",
        missing_rule="A booked meeting of which nobody says what became of it is left out.",
        level=3,
        source="Programme practice; design effect: Kish 1965; clusters are pairs.",
        better="lower",
    ),
    Metric(
        id="no_show_rate",
        family="engagement",
        title="Meetings missed by one side",
        question="How often does somebody not turn up?",
        numerator="of these, missed by one side",
        denominator="meetings scheduled on or before the date whose outcome is known (held, cancelled, no-show)",
        window="all time to the date",
        unit="share",
        interval="clustered Wilson",
        edge_cases="Meetings of people outside their pair's time count too.",
        missing_rule="A booked meeting of which nobody says what became of it is left out.",
        level=3,
        source="Programme practice; design effect: Kish 1965; clusters are pairs.",
        better="lower",
    ),
    Metric(
        id="pair_retention",
        family="engagement",
        title="Pairs still together",
        question="Do pairs last as long as they were meant to?",
        numerator="probability of not having been closed early (ended early or re-matched) by the horizon",
        denominator="all pairs matched on or before the date",
        window="from the match to 30, 90 and 180 days and the longest planned length",
        unit="share",
        interval="Kaplan–Meier",
        edge_cases="A planned completion is censoring, not a loss. An end without a stated outcome is censoring too.",
        missing_rule="A horizon beyond every follow-up is not computable; an end on a day not given is left out.",
        level=3,
        source="Kaplan and Meier 1958; R survfit(conf.type = 'log-log').",
        better="higher",
    ),
    Metric(
        id="response_rate",
        family="engagement",
        title="Questionnaires answered",
        question="Whose answers are behind the growth figures?",
        numerator="of these, with a complete response: at least 80 % of the items that are not free text",
        denominator="everybody invited to that wave who was in the programme at any time of it",
        window="the wave",
        unit="share",
        interval="Wilson",
        edge_cases="AAPOR response rate 1. A partial response is not complete; of several responses one counts.",
        missing_rule="A survey sent by open link has no denominator and so no response rate.",
        level=1,
        source="AAPOR Standard Definitions, RR1.",
        better="higher",
    ),
    Metric(
        id="goal_setting_rate",
        family="goals",
        title="Mentees with a goal within 30 days",
        question="Do mentees set out with a goal?",
        numerator="of these, with at least one goal set by the 30th day after their match (earlier ones count)",
        denominator="mentees matched at least 30 days before the date",
        window="from the first match to 30 days after it",
        unit="share",
        interval="Wilson",
        edge_cases="A re-matched mentee counts from the first match.",
        missing_rule="A goal without a setting date cannot be placed in time and is not counted here.",
        level=3,
        source="Programme practice; score interval: Wilson 1927.",
        better="higher",
    ),
    Metric(
        id="goal_attainment_rate",
        family="goals",
        title="Goals attained",
        question="Do people reach the goals that they set?",
        numerator="of these, achieved",
        denominator="goals achieved, not achieved, or overdue (open with a due date before the date)",
        window="goals set on or before the date",
        unit="share",
        interval="clustered Wilson",
        edge_cases="Open goals that are not yet due and dropped goals are not in it.",
        missing_rule="A goal without a setting date counts as set.",
        level=4,
        source="Programme practice; design effect: Kish 1965; clusters are owners.",
        better="higher",
    ),
    Metric(
        id="gas_t",
        family="goals",
        title="Goal attainment scaling, T-score",
        question="How far did people come on the scale that they set themselves?",
        numerator="mean over owners of T = 50 + 10·Σ(wx) / √((1−ρ)·Σw² + ρ·(Σw)²), ρ = 0.3",
        denominator="owners with at least one goal that has a level of −2 to +2",
        window="goals set on or before the date",
        unit="T",
        interval="t",
        edge_cases="Should lie near 50 with a standard deviation near 10; far above says that goals were too easy.",
        missing_rule="Goals without a level are left out; percent complete is never a level.",
        level=4,
        source="Kiresuk and Sherman 1968; Turner-Stokes 2009, formula as corrected in its erratum.",
        better="higher",
    ),
    Metric(
        id="mean_change",
        family="growth",
        title="Change on the scale",
        question="By how many points did people's answers move?",
        numerator="mean of later score − baseline score",
        denominator="people with a score in both waves",
        window="baseline to a later wave",
        unit="scale points",
        interval="t",
        edge_cases="The same people in both waves; those who answered once are not in it.",
        missing_rule="A construct score needs answers to at least half of its items.",
        level=2,
        source="Paired t interval.",
        better="higher",
    ),
    Metric(
        id="growth_g",
        family="growth",
        title="Growth",
        question="How large is the change, in units that compare across questionnaires?",
        numerator="mean of later score − baseline score, corrected for small samples",
        denominator="standard deviation of the baseline scores of the same people",
        window="baseline to a later wave",
        unit="SD of baseline",
        interval="g ± t",
        edge_cases="Says how far people moved, not why: without a comparison group no cause can be named.",
        missing_rule="A construct without spread at baseline has none.",
        level=2,
        source="Becker 1988; Morris 2008; R metafor escalc(measure = 'SMCR').",
        better="higher",
    ),
    Metric(
        id="nps",
        family="growth",
        title="Would recommend the programme (net)",
        question="Would people recommend the programme?",
        numerator="share answering 9–10 minus share answering 0–6, times 100",
        denominator="everybody who answered the item in the wave",
        window="the wave",
        unit="−100…100",
        interval="adjusted Wald",
        edge_cases="Of several answers of one person in a wave one counts: the last complete one, else the last.",
        missing_rule="A blank answer is no answer.",
        level=1,
        source="Reichheld 2003; adjusted Wald interval with three added answers: Bonett and Price 2012.",
        better="higher",
    ),
)

BY_ID: dict[str, Metric] = {metric.id: metric for metric in METRICS}


def metric(metric_id: str) -> Metric:
    """The entry of an id; `ConfigurationError` when there is none."""
    if metric_id not in BY_ID:
        raise ConfigurationError(
            [Problem("registry", f"there is no metric {metric_id!r}", f"use one of {', '.join(BY_ID)}")]
        )
    return BY_ID[metric_id]
