"""The rules that a typed row must keep, a schema a kind; the words for a broken one are `rule_words.py`'s.

A rule is an expression that is true for a sound row; a null verdict counts as sound. `<column>_text` is the cell as
exported, so "there is text, but it could not be read" is a rule like any other.
"""

import dataframely as dy
import polars as pl

FIRST_YEAR, LAST_YEAR = 2000, 2100
"""Years in which a meeting can be; others are misread or mistyped."""


def is_read(column: str) -> pl.Expr:
    """The cell is blank, or what it holds could be read."""
    return pl.col(f"{column}_text").is_null() | pl.col(column).is_not_null()


def in_order(earlier: str, later: str) -> pl.Expr:
    """The second day does not lie before the first; either may be unknown."""
    return pl.col(later) >= pl.col(earlier)


class PeopleRules(dy.Schema):
    """A person of the roster."""

    row = dy.UInt32()
    identity = dy.String(nullable=True)
    role = dy.String(nullable=True)
    joined_on = dy.Date(nullable=True)
    joined_on_text = dy.String(nullable=True)
    left_on = dy.Date(nullable=True)
    left_on_text = dy.String(nullable=True)

    @dy.rule()
    def has_a_key(cls) -> pl.Expr:
        return pl.col("identity").is_not_null()

    @dy.rule()
    def role_is_known(cls) -> pl.Expr:
        return pl.col("role").is_in(["mentee", "mentor", "both"]).fill_null(value=False)

    @dy.rule()
    def joined_on_is_a_day(cls) -> pl.Expr:
        return is_read("joined_on")

    @dy.rule()
    def left_on_is_a_day(cls) -> pl.Expr:
        return is_read("left_on")

    @dy.rule()
    def left_after_joining(cls) -> pl.Expr:
        return in_order("joined_on", "left_on")


class PairRules(dy.Schema):
    """A match of two people."""

    row = dy.UInt32()
    mentor = dy.String(nullable=True)
    mentee = dy.String(nullable=True)
    outcome = dy.String(nullable=True)
    matched_on = dy.Date(nullable=True)
    matched_on_text = dy.String(nullable=True)
    ended_on = dy.Date(nullable=True)
    ended_on_text = dy.String(nullable=True)
    planned_end_on = dy.Date(nullable=True)
    planned_end_on_text = dy.String(nullable=True)
    meetings_per_month = dy.Float64(nullable=True)
    meetings_per_month_text = dy.String(nullable=True)

    @dy.rule()
    def has_a_mentor(cls) -> pl.Expr:
        return pl.col("mentor").is_not_null()

    @dy.rule()
    def has_a_mentee(cls) -> pl.Expr:
        return pl.col("mentee").is_not_null()

    @dy.rule()
    def matched_on_is_a_day(cls) -> pl.Expr:
        return pl.col("matched_on").is_not_null()

    @dy.rule()
    def ended_on_is_a_day(cls) -> pl.Expr:
        return is_read("ended_on")

    @dy.rule()
    def planned_end_on_is_a_day(cls) -> pl.Expr:
        return is_read("planned_end_on")

    @dy.rule()
    def ended_after_matching(cls) -> pl.Expr:
        return in_order("matched_on", "ended_on")

    @dy.rule()
    def planned_end_after_matching(cls) -> pl.Expr:
        return in_order("matched_on", "planned_end_on")

    @dy.rule()
    def pair_outcome_is_known(cls) -> pl.Expr:
        return pl.col("outcome").is_in(["completed", "ended_early", "rematched"])

    @dy.rule()
    def cadence_is_a_number(cls) -> pl.Expr:
        return is_read("meetings_per_month") & (
            pl.col("meetings_per_month").is_null() | (pl.col("meetings_per_month") > 0)
        )


class MeetingRules(dy.Schema):
    """A record of a meeting, or of one person's join."""

    row = dy.UInt32()
    outcome = dy.String(nullable=True)
    no_show_by = dy.String(nullable=True)
    starts_at = dy.Datetime(time_unit="us", time_zone="UTC", nullable=True)
    starts_at_text = dy.String(nullable=True)
    ends_at = dy.Datetime(time_unit="us", time_zone="UTC", nullable=True)
    ends_at_text = dy.String(nullable=True)
    duration_minutes = dy.Float64(nullable=True)
    duration_minutes_text = dy.String(nullable=True)
    action_item_count = dy.Float64(nullable=True)
    action_item_count_text = dy.String(nullable=True)
    has_agenda = dy.Bool(nullable=True)
    has_agenda_text = dy.String(nullable=True)

    @dy.rule()
    def starts_at_is_a_time(cls) -> pl.Expr:
        return pl.col("starts_at").dt.year().is_between(FIRST_YEAR, LAST_YEAR).fill_null(value=False)

    @dy.rule()
    def ends_at_is_a_time(cls) -> pl.Expr:
        return is_read("ends_at")

    @dy.rule()
    def ends_after_starting(cls) -> pl.Expr:
        return in_order("starts_at", "ends_at")

    @dy.rule()
    def ends_within_a_day(cls) -> pl.Expr:
        return pl.col("ends_at") - pl.col("starts_at") <= pl.duration(days=1)

    @dy.rule()
    def duration_is_possible(cls) -> pl.Expr:
        return is_read("duration_minutes") & (
            pl.col("duration_minutes").is_null() | pl.col("duration_minutes").is_between(0, 24 * 60)
        )

    @dy.rule()
    def meeting_outcome_is_known(cls) -> pl.Expr:
        return pl.col("outcome").is_in(["held", "cancelled", "no_show", "booked"])

    @dy.rule()
    def no_show_by_is_known(cls) -> pl.Expr:
        return pl.col("no_show_by").is_in(["mentor", "mentee"])

    @dy.rule()
    def has_agenda_is_yes_or_no(cls) -> pl.Expr:
        return is_read("has_agenda")

    @dy.rule()
    def action_items_are_counted(cls) -> pl.Expr:
        return is_read("action_item_count") & (
            pl.col("action_item_count").is_null()
            | ((pl.col("action_item_count") >= 0) & (pl.col("action_item_count") % 1 == 0))
        )


class GoalRules(dy.Schema):
    """A goal, or a step of one."""

    row = dy.UInt32()
    goal_key = dy.String(nullable=True)
    title = dy.String(nullable=True)
    owner = dy.String(nullable=True)
    step_of = dy.String(nullable=True)
    status = dy.String(nullable=True)
    set_on = dy.Date(nullable=True)
    set_on_text = dy.String(nullable=True)
    due_on = dy.Date(nullable=True)
    due_on_text = dy.String(nullable=True)
    achieved_on = dy.Date(nullable=True)
    achieved_on_text = dy.String(nullable=True)
    reviewed_on = dy.Date(nullable=True)
    reviewed_on_text = dy.String(nullable=True)
    celebrated_on = dy.Date(nullable=True)
    celebrated_on_text = dy.String(nullable=True)
    gas_baseline = dy.Float64(nullable=True)
    gas_baseline_text = dy.String(nullable=True)
    gas_level = dy.Float64(nullable=True)
    gas_level_text = dy.String(nullable=True)
    importance = dy.Float64(nullable=True)
    importance_text = dy.String(nullable=True)
    difficulty = dy.Float64(nullable=True)
    difficulty_text = dy.String(nullable=True)
    progress = dy.Float64(nullable=True)
    progress_text = dy.String(nullable=True)
    step_count = dy.Float64(nullable=True)
    step_count_text = dy.String(nullable=True)
    step_done_count = dy.Float64(nullable=True)
    step_done_count_text = dy.String(nullable=True)

    @dy.rule()
    def goal_has_a_name(cls) -> pl.Expr:
        return pl.any_horizontal(pl.col("goal_key", "title", "step_of").is_not_null())

    @dy.rule()
    def goal_has_one_owner(cls) -> pl.Expr:
        return pl.col("step_of").is_not_null() | ~pl.col("owner").str.contains(";", literal=True)

    @dy.rule()
    def set_on_is_a_day(cls) -> pl.Expr:
        return is_read("set_on")

    @dy.rule()
    def due_on_is_a_day(cls) -> pl.Expr:
        return is_read("due_on")

    @dy.rule()
    def achieved_on_is_a_day(cls) -> pl.Expr:
        return is_read("achieved_on")

    @dy.rule()
    def reviewed_on_is_a_day(cls) -> pl.Expr:
        return is_read("reviewed_on")

    @dy.rule()
    def celebrated_on_is_a_day(cls) -> pl.Expr:
        return is_read("celebrated_on")

    @dy.rule()
    def achieved_after_setting(cls) -> pl.Expr:
        return in_order("set_on", "achieved_on")

    @dy.rule()
    def goal_status_is_known(cls) -> pl.Expr:
        return pl.col("status").is_in(["open", "achieved", "not_achieved", "dropped"])

    @dy.rule()
    def status_fits_achievement(cls) -> pl.Expr:
        return pl.col("achieved_on").is_null() | (pl.col("status") == "achieved")

    @dy.rule()
    def gas_baseline_is_a_level(cls) -> pl.Expr:
        return is_level("gas_baseline")

    @dy.rule()
    def gas_level_is_a_level(cls) -> pl.Expr:
        return is_level("gas_level")

    @dy.rule()
    def importance_is_a_weight(cls) -> pl.Expr:
        return is_weight("importance")

    @dy.rule()
    def difficulty_is_a_weight(cls) -> pl.Expr:
        return is_weight("difficulty")

    @dy.rule()
    def progress_is_a_number(cls) -> pl.Expr:
        return is_read("progress")

    @dy.rule()
    def steps_are_counted(cls) -> pl.Expr:
        return is_read("step_count") & (pl.col("step_count").is_null() | (pl.col("step_count") >= 0))

    @dy.rule()
    def steps_done_lie_within_steps(cls) -> pl.Expr:
        return is_read("step_done_count") & (
            pl.col("step_done_count").is_null()
            | pl.col("step_done_count").is_between(0, pl.col("step_count").fill_null(float("inf")))
        )


class SurveyRules(dy.Schema):
    """A response to a questionnaire."""

    row = dy.UInt32()
    respondent = dy.String(nullable=True)
    submitted_at = dy.Datetime(time_unit="us", time_zone="UTC", nullable=True)
    submitted_at_text = dy.String(nullable=True)

    @dy.rule()
    def has_a_respondent(cls) -> pl.Expr:
        return pl.col("respondent").is_not_null()

    @dy.rule()
    def submitted_at_is_a_time(cls) -> pl.Expr:
        return pl.col("submitted_at").is_not_null()


def is_level(column: str) -> pl.Expr:
    """The cell is blank or one of the five levels of goal attainment scaling."""
    return is_read(column) & (pl.col(column).is_null() | pl.col(column).is_in([-2.0, -1.0, 0.0, 1.0, 2.0]))


def is_weight(column: str) -> pl.Expr:
    """The cell is blank or a number above zero."""
    return is_read(column) & (pl.col(column).is_null() | (pl.col(column) > 0))
