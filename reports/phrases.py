"""What is said of each metric when its target is met or missed, and what somebody could do about it.

A sentence holds for a target in the usual direction: the registry's better one, else `usual`. Some metrics have none
for which a target would make sense, such as a difference that is neither good nor bad.
"""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["at_least", "at_most"]


@dataclass(frozen=True, slots=True)
class Phrases:
    """Of one metric; `{who}` is whose figure it is."""

    met: str
    missed: str
    action: str
    usual: Kind = "at_least"


FUNNEL = {
    "enrolled_count": Phrases(
        "Enough {who} take part", "Too few {who} take part", "Invite more people to take part as {who}"
    ),
    "matched_count": Phrases(
        "Enough {who} have had a partner", "Too few {who} have had a partner", "Match the {who} who still wait"
    ),
    "met_count": Phrases(
        "Enough mentees have met their mentor",
        "Too few mentees have met their mentor",
        "Book a first meeting for mentees who have not met their mentor",
    ),
    "met_three_times_count": Phrases(
        "Enough mentees have met three times",
        "Too few mentees have met three times",
        "Check in with mentees after their first meeting",
    ),
    "goal_set_count": Phrases(
        "Enough mentees have set a goal", "Too few mentees have set a goal", "Help mentees to set a goal"
    ),
    "goal_achieved_count": Phrases(
        "Enough mentees have achieved a goal",
        "Too few mentees have achieved a goal",
        "Review open and overdue goals with mentees",
    ),
    "open_pair_count": Phrases("Enough pairs are open", "Too few pairs are open", "Match people who still wait"),
    "held_meeting_count": Phrases(
        "Enough meetings were held", "Too few meetings were held", "Ask pairs what keeps them from meeting"
    ),
    "meeting_hours": Phrases(
        "Pairs spend enough time together",
        "Pairs spend too little time together",
        "Ask pairs what keeps them from meeting",
    ),
    "channel_variety": Phrases(
        "Meetings use enough of the channels that are offered",
        "Meetings use too few of the channels that are offered",
        "Tell pairs which channels they can meet on",
    ),
    "complete_count": Phrases(
        "Enough {who} answered the questionnaire",
        "Too few {who} answered the questionnaire",
        "Remind {who} to answer the questionnaires",
    ),
}

ENGAGEMENT = {
    "match_rate": Phrases(
        "Enough mentees are matched", "Too few mentees are matched", "Match the mentees who still wait"
    ),
    "active_pair_rate": Phrases(
        "Enough pairs are active", "Too few pairs are active", "Contact the pairs that have not met in the last 30 days"
    ),
    "met_within_14_days_rate": Phrases(
        "Enough pairs meet within 14 days",
        "Too few pairs meet within 14 days",
        "Book the first meeting at matching",
    ),
    "cadence_attainment": Phrases(
        "Pairs hold enough of the meetings that they agreed on",
        "Pairs hold too few of the meetings that they agreed on",
        "Ask pairs what keeps them from meeting as agreed",
    ),
    "on_cadence_rate": Phrases(
        "Enough pairs meet as they agreed",
        "Too few pairs meet as they agreed",
        "Agree anew with pairs how often they can meet",
    ),
    "days_to_first_meeting": Phrases(
        "First meetings happen soon enough", "First meetings happen too late", "Book the first meeting at matching"
    ),
    "median_gap_days": Phrases(
        "Pairs meet again soon enough",
        "Pairs wait too long between meetings",
        "Ask pairs to book the next meeting before they part",
    ),
    "longest_gap_days": Phrases(
        "The longest gaps between meetings are short enough",
        "The longest gaps between meetings are too long",
        "Check in with pairs that have not met for long",
    ),
    "never_met_count": Phrases(
        "Few enough pairs have never met",
        "Too many pairs have never met",
        "Introduce the pairs that have not met, or match them anew",
    ),
    "went_quiet_count": Phrases(
        "Few enough pairs went quiet", "Too many pairs went quiet", "Check in with the pairs that went quiet"
    ),
    "cancellation_rate": Phrases(
        "Few enough meetings are cancelled",
        "Too many meetings are cancelled",
        "Ask why meetings are cancelled and help to book new dates",
    ),
    "no_show_rate": Phrases(
        "Few enough meetings are missed by one side",
        "Too many meetings are missed by one side",
        "Send a reminder before each meeting",
    ),
    "meetings_without_duration_count": Phrases(
        "Few enough meetings lack a duration",
        "Too many meetings lack a duration",
        "Have the duration of each meeting recorded",
    ),
    "agenda_rate": Phrases(
        "Enough meetings have an agenda", "Too few meetings have an agenda", "Give pairs an agenda to start from"
    ),
    "action_item_rate": Phrases(
        "Enough meetings end with an action item",
        "Too few meetings end with an action item",
        "Ask pairs to end each meeting with a next step",
    ),
    "pair_retention": Phrases(
        "Enough pairs stay together", "Too many pairs end early", "Check in with pairs before they end early"
    ),
    "response_rate": Phrases(
        "Enough people answer the questionnaires",
        "Too few people answer the questionnaires",
        "Remind people to answer the questionnaires",
    ),
}

GOALS = {
    "goal_setting_rate": Phrases(
        "Enough mentees set a goal early",
        "Too few mentees set a goal early",
        "Help mentees to set a goal within 30 days",
    ),
    "smart_rate": Phrases(
        "Enough goals are SMART",
        "Too few goals are SMART",
        "Help people to break goals into steps, with a measure and a due date",
    ),
    "smart_specific_rate": Phrases(
        "Enough goals are broken into steps",
        "Too few goals are broken into steps",
        "Help people to break their goals into steps",
    ),
    "smart_measurable_rate": Phrases(
        "Enough goals have a measure", "Too few goals have a measure", "Help people to give each goal a measure"
    ),
    "smart_time_bound_rate": Phrases(
        "Enough goals have a due date", "Too few goals have a due date", "Ask people to give each goal a due date"
    ),
    "goal_attainment_rate": Phrases(
        "Enough goals are attained", "Too few goals are attained", "Review open and overdue goals with their owners"
    ),
    "on_time_rate": Phrases(
        "Enough goals are achieved on time",
        "Too few goals are achieved on time",
        "Review due dates with goal owners before they pass",
    ),
    "goal_review_rate": Phrases(
        "Enough open goals are reviewed",
        "Too few open goals are reviewed",
        "Ask pairs to look at open goals in every meeting",
    ),
    "milestone_rate": Phrases(
        "Enough steps are done", "Too few steps are done", "Ask goal owners which step holds them up"
    ),
    "milestones_celebrated": Phrases(
        "Enough achieved goals are celebrated",
        "Too few achieved goals are celebrated",
        "Celebrate goals when they are achieved",
    ),
    "dropped_goal_count": Phrases(
        "Few enough goals are dropped", "Too many goals are dropped", "Ask owners why they dropped goals", "at_most"
    ),
    "days_to_attainment": Phrases(
        "Goals are achieved soon enough",
        "Goals take too long to achieve",
        "Help people to break their goals into steps",
        "at_most",
    ),
    "gas_t": Phrases(
        "Goals come far enough on their own scale",
        "Goals do not come far enough on their own scale",
        "Review with goal owners how their goals are scaled and followed up",
    ),
    "gas_t_change": Phrases(
        "People move far enough on their goals’ own scale",
        "People move too little on their goals’ own scale",
        "Review with goal owners how their goals are scaled and followed up",
    ),
}

GROWTH = {
    "mean_latest": Phrases(
        "{who} stand high enough", "{who} do not stand high enough", "Ask {who} what would help them to grow"
    ),
    "reliably_unchanged_rate": Phrases(
        "Few enough {who} stayed within measurement error",
        "Too many {who} stayed within measurement error",
        "Ask {who} what would help them to grow",
        "at_most",
    ),
    "mean_change": Phrases("{who} grow enough", "{who} grow too little", "Ask {who} what would help them to grow"),
    "growth_g": Phrases("{who} grow enough", "{who} grow too little", "Ask {who} what would help them to grow"),
    "reliably_improved_rate": Phrases(
        "Enough {who} rose beyond measurement error",
        "Too few {who} rose beyond measurement error",
        "Ask {who} what would help them to grow",
    ),
    "reliably_worsened_rate": Phrases(
        "Few enough {who} fell beyond measurement error",
        "Too many {who} fell beyond measurement error",
        "Ask {who} what they miss",
    ),
    "cronbach_alpha": Phrases(
        "The questions measure one thing well enough",
        "The questions do not measure one thing well enough",
        "Look at the questions of the scale before the next wave",
    ),
    "nps": Phrases(
        "Enough people would recommend the programme",
        "Too few people would recommend the programme",
        "Ask those who would not recommend the programme why",
    ),
    "satisfaction": Phrases(
        "Enough {who} are satisfied", "Too few {who} are satisfied", "Ask {who} what they would change"
    ),
    "expectation_agreement_rate": Phrases(
        "Enough pairs expect the same of each other",
        "Too few pairs expect the same of each other",
        "Help pairs to talk about what they expect of each other",
    ),
}

PHRASES = {**FUNNEL, **ENGAGEMENT, **GOALS, **GROWTH}
