"""The words in which a broken row rule is told: what is wrong, in which column, and how to mend it.

Words only; what a rule demands stands in `row_rules.py`, or where two tables are held against one another.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """How a broken rule is told: the column at fault, why the row is refused, and the mend."""

    column: str
    reason: str
    fix: str


_DAY_FIX = "write an existing day in the form that the source declares"
_TIME_FIX = "write an existing day and time in the form that the source declares"


def _day(column: str, what: str) -> Words:
    return Words(column, f"{what} is not a day of the calendar", _DAY_FIX)


WORDS: dict[str, Words] = {
    "has_a_key": Words("person_key", "the row has neither a key nor an e-mail address", "give the person one"),
    "role_is_known": Words(
        "role", "the role is not mentee, mentor or both", "correct it, or map the word under `values:`"
    ),
    "joined_on_is_a_day": _day("joined_on", "the joining date"),
    "left_on_is_a_day": _day("left_on", "the leaving date"),
    "left_after_joining": Words("left_on", "the person left before joining", "correct one of the two dates"),
    "person_contradicts": Words("person_key", "the person has contradicting rows", "keep one row for the person"),
    "email_is_shared": Words("email", "two people have this address", "give each person an address of their own"),
    "has_a_mentor": Words("mentor", "the pair has no mentor", "give the mentor's key"),
    "has_a_mentee": Words("mentee", "the pair has no mentee", "give the mentee's key"),
    "matched_on_is_a_day": _day("matched_on", "the date of the match"),
    "ended_on_is_a_day": _day("ended_on", "the date of the end"),
    "planned_end_on_is_a_day": _day("planned_end_on", "the planned end"),
    "ended_after_matching": Words("ended_on", "the pair ended before it was matched", "correct one of the two dates"),
    "planned_end_after_matching": Words(
        "planned_end_on", "the planned end lies before the match", "correct one of the two dates"
    ),
    "pair_outcome_is_known": Words(
        "outcome",
        "the outcome is not completed, ended_early or rematched",
        "correct it, or map the word under `values:`",
    ),
    "cadence_is_a_number": Words(
        "meetings_per_month", "the agreed meetings a month are no number above zero", "correct the number"
    ),
    "pair_contradicts": Words("pair_key", "the pair has contradicting rows", "keep one row for the pair"),
    "mentor_is_known": Words(
        "mentor", "the mentor is not in the roster", "add the person to the roster, or correct the key"
    ),
    "mentee_is_known": Words(
        "mentee", "the mentee is not in the roster", "add the person to the roster, or correct the key"
    ),
    "mentor_is_one_person": Words("mentor", "the key fits more than one person of the roster", "use the person's key"),
    "mentee_is_one_person": Words("mentee", "the key fits more than one person of the roster", "use the person's key"),
    "mentor_mentors": Words(
        "mentor", "the roster knows this person as a mentee only", "set the role to both, or correct the key"
    ),
    "mentee_is_mentored": Words(
        "mentee", "the roster knows this person as a mentor only", "set the role to both, or correct the key"
    ),
    "two_people": Words("mentee", "mentor and mentee are the same person", "correct one of the two keys"),
    "starts_at_is_a_time": Words("starts_at", "the start is not a time of the calendar", _TIME_FIX),
    "ends_at_is_a_time": Words("ends_at", "the end is not a time of the calendar", _TIME_FIX),
    "ends_after_starting": Words("ends_at", "the end lies before the start", "correct one of the two times"),
    "ends_within_a_day": Words(
        "ends_at", "the end lies more than a day after the start", "correct one of the two times"
    ),
    "duration_is_possible": Words(
        "duration_minutes", "the duration is no number of minutes between 0 and a day", "correct the number"
    ),
    "meeting_outcome_is_known": Words(
        "outcome",
        "the outcome is not held, cancelled, no_show or booked",
        "correct it, or map the word under `values:`",
    ),
    "no_show_by_is_known": Words(
        "no_show_by", "the word is not mentor or mentee", "correct it, or map the word under `values:`"
    ),
    "has_agenda_is_yes_or_no": Words(
        "has_agenda", "the word is not true or false", "correct it, or map the word under `values:`"
    ),
    "action_items_are_counted": Words(
        "action_item_count", "the action items are no whole number", "correct the number"
    ),
    "meeting_contradicts": Words("meeting_key", "the meeting has contradicting rows", "keep one row for the meeting"),
    "pair_is_known": Words("pair_key", "no pair has this key", "correct the key, or mend the pair's own row"),
    "meeting_has_people": Words(
        "people", "the row names neither a pair nor anybody", "name the pair or the people present"
    ),
    "attendee_is_known": Words(
        "people", "the person is not in the roster", "add the address to the person's other_keys, if it is theirs"
    ),
    "attendee_is_one_person": Words(
        "people", "the name fits more than one person of the roster", "use addresses instead of names"
    ),
    "somebody_is_known": Words(
        "people", "fewer than two people of the roster are named", "add their addresses to other_keys, or leave the row"
    ),
    "goal_has_a_name": Words("title", "the goal has neither a key nor a title", "give the goal a title"),
    "goal_has_one_owner": Words(
        "owner", "the goal has several owners, and counts for one person", "leave one, or map owner to another column"
    ),
    "set_on_is_a_day": _day("set_on", "the date on which the goal was set"),
    "due_on_is_a_day": _day("due_on", "the due date"),
    "achieved_on_is_a_day": _day("achieved_on", "the date of the achievement"),
    "reviewed_on_is_a_day": _day("reviewed_on", "the date of the review"),
    "celebrated_on_is_a_day": _day("celebrated_on", "the date of the celebration"),
    "achieved_after_setting": Words(
        "achieved_on", "the goal was achieved before it was set", "correct one of the two dates"
    ),
    "goal_status_is_known": Words(
        "status",
        "the status is not open, achieved, not_achieved or dropped",
        "correct it, or map the word under `values:`",
    ),
    "status_fits_achievement": Words(
        "status", "the goal has a date of achievement and another status", "remove the date, or correct the status"
    ),
    "gas_baseline_is_a_level": Words("gas_baseline", "the level is not -2, -1, 0, 1 or 2", "correct the level"),
    "gas_level_is_a_level": Words("gas_level", "the level is not -2, -1, 0, 1 or 2", "correct the level"),
    "importance_is_a_weight": Words("importance", "the importance is no number above zero", "correct the number"),
    "difficulty_is_a_weight": Words("difficulty", "the difficulty is no number above zero", "correct the number"),
    "progress_is_a_number": Words("progress", "the progress is no number", "correct the number"),
    "steps_are_counted": Words("step_count", "the number of steps is no number", "correct the number"),
    "steps_done_lie_within_steps": Words(
        "step_done_count", "the steps done are no number up to the number of steps", "correct the number"
    ),
    "goal_contradicts": Words("goal_key", "the goal has contradicting rows", "keep one row for the goal"),
    "owner_is_known": Words(
        "owner", "the owner is not in the roster", "add the person to the roster, or correct the key"
    ),
    "owner_is_one_person": Words("owner", "the key fits more than one person of the roster", "use the person's key"),
    "step_has_a_goal": Words(
        "step_of", "no one goal has this name", "give the goal a name of its own, or correct the step's"
    ),
    "has_a_respondent": Words("respondent", "nobody is named as respondent", "collect e-mail addresses in the form"),
    "submitted_at_is_a_time": Words("submitted_at", "the time of the answer is not a time of the calendar", _TIME_FIX),
    "respondent_is_known": Words(
        "respondent",
        "the respondent is not in the roster",
        "add the address to the person's other_keys, if it is theirs",
    ),
    "respondent_is_one_person": Words(
        "respondent", "the key fits more than one person of the roster", "use addresses instead of names"
    ),
    "respondent_is_asked": Words(
        "respondent",
        "the questionnaire is not asked of this person's role",
        "correct `asked_of:`, or the person's role",
    ),
    "about_is_known": Words(
        "about", "the person rated is not in the roster", "add the person to the roster, or correct the key"
    ),
    "about_is_one_person": Words("about", "the key fits more than one person of the roster", "use the person's key"),
    "invited_is_known": Words(
        "person", "the person invited is not in the roster", "add the person to the roster, or correct the key"
    ),
    "invited_is_one_person": Words("person", "the key fits more than one person of the roster", "use the person's key"),
    "wave_is_known": Words("wave", "there is no such wave", "use the id of a wave of programme.yaml"),
    "answer_falls_in_a_wave": Words(
        "submitted_at",
        "the answer was given outside every wave",
        "widen the wave in programme.yaml, if it belongs there",
    ),
    "answer_is_on_the_scale": Words(
        "answers", "the answer is not on the item's scale", "correct the answer, or the labels of the instrument"
    ),
}
