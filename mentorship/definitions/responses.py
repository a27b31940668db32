"""Responses: who was asked, who answered, and whether those who answered meet more than the others."""

from mentorship.definitions.metric import Metric

AAPOR = "AAPOR Standard Definitions."
ONE_ANSWER = "Of several responses of one person in a wave one counts: the last complete one, else the last."
BASE = "everybody invited to that wave who was in the programme at any time of it"

RESPONSES: tuple[Metric, ...] = (
    Metric(
        id="response_rate",
        family="engagement",
        title="Questionnaires answered",
        question="Whose answers are behind the growth figures?",
        numerator="of these, with a complete response: at least 80 % of the items that are not free text",
        denominator=BASE,
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
        id="invited_count",
        family="engagement",
        title="People invited",
        question="How many people were asked?",
        numerator=f"{BASE}: those on its list, else all of the roles asked",
        denominator=BASE,
        window="the wave",
        unit="count",
        interval="none",
        edge_cases="Somebody who is mentee and mentor counts in each role that is asked.",
        missing_rule="A survey sent by open link has none: nobody knows who was invited.",
        level=1,
        source=AAPOR,
        better="neither",
    ),
    Metric(
        id="complete_count",
        family="engagement",
        title="Complete responses",
        question="How many people answered the whole questionnaire?",
        numerator="of these, with a complete response: at least 80 % of the items that are not free text",
        denominator=f"{BASE}; of a survey sent by open link, those of the roles asked who answered",
        window="the wave",
        unit="count",
        interval="none",
        edge_cases=ONE_ANSWER,
        missing_rule="Answers of people who were not invited do not count, but for a survey sent by open link.",
        level=1,
        source=AAPOR,
        better="neither",
    ),
    Metric(
        id="partial_count",
        family="engagement",
        title="Partial responses",
        question="How many people answered a part of the questionnaire?",
        numerator="of these, with a partial response: at least 50 % and under 80 % of the items that are not free text",
        denominator=f"{BASE}; of a survey sent by open link, those of the roles asked who answered",
        window="the wave",
        unit="count",
        interval="none",
        edge_cases=ONE_ANSWER,
        missing_rule="Answers of people who were not invited do not count, but for a survey sent by open link.",
        level=1,
        source=AAPOR,
        better="neither",
    ),
    Metric(
        id="response_cadence_gap",
        family="engagement",
        title="Agreed meetings held: those who answered against the others",
        question="Do those who answered meet more often than those who did not?",
        numerator="mean own cadence (held ÷ expected meetings over all the person's pairs, in either role) of those "
        "with a complete response − that of the others",
        denominator="people invited to that wave who have an agreed cadence",
        window="the wave; meetings from each match to the date or the pair's end",
        unit="ratio",
        interval="Welch t",
        edge_cases="Above 0: those who answered meet more often. Pairs that ended count up to their end, a re-matched "
        "mentee's pairs together. One person alone in a group: a value without an interval.",
        missing_rule="A person without an agreed cadence is left out, as is a pair that ended on a day not given. None "
        "where everybody answered or nobody did, nor for a survey sent by open link.",
        level=1,
        source="Welch 1947.",
        better="neither",
    ),
)
