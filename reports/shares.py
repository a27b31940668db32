"""The cards of engagement and of goals: shares on one axis, retention, first meetings, goals by group.

The funnel and the scaling of goals have modules of their own.
"""

from collections.abc import Sequence

from reports.axes import axis, between, values_of
from reports.cards import (
    Card,
    Head,
    by_side,
    course_card,
    cut_words,
    group_rows,
    rows_card,
    target_line,
)
from reports.charts import ChartRow, Stop
from reports.findings import group_title, line_title, target_title
from reports.funnel import funnel_card
from reports.rows import EVERYBODY, Figure, Night
from reports.scaling import scaling_card
from reports.wording import amount, capital, measure, metric_title, spoken, wave_name, with_intervals

MEETING = ("match_rate", "active_pair_rate", "met_within_14_days_rate", "cadence_attainment", "on_cadence_rate")
LOST = ("cancellation_rate", "no_show_rate")
GOAL_RATES = ("goal_setting_rate", "smart_rate", "goal_attainment_rate", "on_time_rate", "goal_review_rate")
HALF = 0.5
SMALL_SHARES = (0.0, 0.1)
MILESTONES = ("milestone_rate", "milestones_celebrated")
MOST = 0.5


def engagement_cards(night: Night) -> tuple[Card, ...]:
    """How far mentees came, meeting and not meeting, retention, the wait for the first meeting."""
    meeting = Head(
        "meeting", "Matching and meeting", "Share of mentees, of pairs and of agreed meetings; n is mentees or pairs"
    )
    lost = Head(
        "lost",
        "Meetings that did not take place",
        "Share of meetings whose outcome is known, which are n; less is better",
    )
    return (
        *funnel_card(night),
        *_shares(night, meeting, MEETING),
        *_shares(night, lost, LOST, least=SMALL_SHARES),
        *_retention(night),
        *_first_meeting(night),
    )


def goal_cards(night: Night) -> tuple[Card, ...]:
    """Goals set, attained and scaled, then attained by each segment."""
    rates = Head("goal-rates", "Goals set and attained", "Share of mentees and of goals, which are n")
    return (
        *_shares(night, rates, GOAL_RATES),
        *scaling_card(night),
        *_celebrated(night),
        *(card for segment in night.programme.segments for card in _attained(night, segment)),
    )


def _shares(night: Night, head: Head, metrics: Sequence[str], least: tuple[float, float] | None = None) -> list[Card]:
    """Shares of one kind on one axis; those that no chart shows stand in the family's table."""
    rows = [ChartRow(metric_title(found[0]), found) for metric in metrics if (found := by_side(night.of(metric)))]
    if not rows:
        return []
    figures = [figure for row in rows for figure in row.figures]
    unit = "ratio" if any(figure.unit == "ratio" for figure in figures) else "share"
    title = target_title(night.programme, figures, head.title)
    scale = axis(unit, figures, least=least)
    return [rows_card(night, Head(head.id, title, f"{head.subtitle}, {with_intervals()}"), rows, scale)]


def _celebrated(night: Night) -> list[Card]:
    """Steps done and goals celebrated; a title that celebrates needs the whole interval of every side above a half."""
    achieved = by_side(night.of("milestones_celebrated"))
    if not achieved:
        return []
    title = line_title(
        achieved,
        MOST,
        "Most of the goals that were achieved were celebrated",
        "Fewer than half of the goals that were achieved were celebrated",
        "Steps done, and achieved goals that were celebrated",
    )
    return _shares(night, Head("milestones", title, "Share of steps and of achieved goals, which are n"), MILESTONES)


def _retention(night: Night) -> list[Card]:
    figures = night.of("pair_retention", role="pair")
    if not figures:
        return []
    is_cut = min([1.0, *values_of(figures)]) >= HALF
    subtitle = (
        "Pairs not closed early by so long after their match, Kaplan–Meier; a pair that is open or ended as planned "
        f"counts until that day (censored); {with_intervals()}; n is pairs matched"
    )
    head = Head(
        "retention",
        _retention_title(night, figures),
        subtitle + (f"; axis starts at {amount(HALF, 'share')}" if is_cut else ""),
    )
    stops = [Stop(capital(wave_name(figure.wave)), (figure,)) for figure in figures]
    scale = between("share", HALF, 1.0, 0.1) if is_cut else axis("share", figures)
    return [course_card(night, head, stops, scale, is_joined=False)]


def _retention_title(night: Night, figures: Sequence[Figure]) -> str:
    last = next((figure for figure in reversed(figures) if figure.is_shown), None)
    if last is None or last.value is None:
        return "Pairs still together: not to be shown yet"
    when = "at the planned end" if last.wave == "planned_end" else f"after {wave_name(last.wave)}"
    neutral = f"{measure(last.value, last.unit)} of pairs are still together {when}"
    return target_title(night.programme, figures, neutral)


def _first_meeting(night: Night) -> list[Card]:
    whole = night.of("days_to_first_meeting")
    if not whole:
        return []
    segment = next(iter(night.programme.segments), "")
    rows = group_rows(night, "days_to_first_meeting", segment)
    by = f" by {spoken(segment)}" if len(rows) > 1 else ""
    subtitle = f"Median days from match to first held meeting{by}, {with_intervals()}; n is pairs; less is better"
    subtitle += cut_words(rows)
    head = Head("first-meeting", target_title(night.programme, whole, _median_title(whole[0])), subtitle)
    scale = axis("days", [figure for row in rows for figure in row.figures])
    return [rows_card(night, head, rows, scale, target_line(whole))]


def _median_title(figure: Figure) -> str:
    if not figure.is_shown or figure.value is None:
        return "Days to the first meeting"
    return f"Half of all pairs met within {measure(figure.value, figure.unit)}"


def _attained(night: Night, segment: str) -> list[Card]:
    rows = group_rows(night, "goal_attainment_rate", segment)
    figures = [figure for row in rows for figure in row.figures]
    groups = [figure for figure in figures if figure.segment != EVERYBODY]
    if not groups:
        return []
    whole = by_side(night.of("goal_attainment_rate"))
    target = next((figure for figure in whole if figure.target), None)
    judged = [figure for figure in groups if target is None or figure.role == target.role]
    title = group_title(judged, target, spoken(segment), f"Goals attained by {spoken(segment)}")
    counted = "Goals achieved of those achieved, not achieved or overdue"
    subtitle = f"{counted}, by {spoken(segment)}, {with_intervals()}; n is goals"
    head = Head(f"attained-{segment}", title, subtitle + cut_words(rows))
    return [rows_card(night, head, rows, axis("share", figures), target_line(whole))]
