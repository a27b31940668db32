"""The cards of engagement and of goals: shares on one axis, retention, first meetings, goals by group."""

from collections.abc import Sequence

from reports.axes import Axis, axis, values_of
from reports.cards import (
    WITH_INTERVALS,
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
from reports.plotting import Line
from reports.rows import EVERYBODY, Figure, Night
from reports.wording import ROLES, capital, measure, metric_title, spoken, wave_name

MEETING = ("match_rate", "active_pair_rate", "met_within_14_days_rate", "cadence_attainment", "on_cadence_rate")
LOST = ("cancellation_rate", "no_show_rate")
GOAL_RATES = ("goal_setting_rate", "smart_rate", "goal_attainment_rate", "on_time_rate", "goal_review_rate")
HALF = Axis(0.5, 1.0, (0.5, 0.6, 0.7, 0.8, 0.9, 1.0), ("50%", "60%", "70%", "80%", "90%", "100%"))
SMALL_SHARES = (0.0, 0.1)
AS_EXPECTED = 50.0


def engagement_cards(night: Night) -> tuple[Card, ...]:
    """Meeting and not meeting, retention, the wait for the first meeting."""
    meeting = Head("meeting", "Matching and meeting", "Share of mentees, of pairs and of agreed meetings")
    lost = Head("lost", "Meetings that did not take place", "Share of meetings whose outcome is known; less is better")
    return (
        *_shares(night, meeting, MEETING),
        *_shares(night, lost, LOST, least=SMALL_SHARES),
        *_retention(night),
        *_first_meeting(night),
    )


def goal_cards(night: Night) -> tuple[Card, ...]:
    """Goals set, attained and scaled, then attained by each segment."""
    rates = Head("goal-rates", "Goals set and attained", "Share of mentees and of goals")
    return (
        *_shares(night, rates, GOAL_RATES),
        *_scaling(night),
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
    return [rows_card(night, Head(head.id, title, f"{head.subtitle}, {WITH_INTERVALS}"), rows, scale)]


def _retention(night: Night) -> list[Card]:
    figures = night.of("pair_retention", role="pair")
    if not figures:
        return []
    is_cut = min([1.0, *values_of(figures)]) >= HALF.low
    subtitle = f"Pairs not closed early since their match, Kaplan–Meier, {WITH_INTERVALS}; n is pairs matched"
    head = Head("retention", _retention_title(night, figures), subtitle + ("; axis starts at 50%" if is_cut else ""))
    stops = [Stop(capital(wave_name(figure.wave)), (figure,)) for figure in figures]
    return [course_card(night, head, stops, HALF if is_cut else axis("share", figures))]


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
    subtitle = f"Median days from match to first held meeting{by}, {WITH_INTERVALS}; less is better{cut_words(rows)}"
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
    subtitle = f"Goals achieved of those achieved, not achieved or overdue, by {spoken(segment)}, {WITH_INTERVALS}"
    head = Head(f"attained-{segment}", title, subtitle + cut_words(rows))
    return [rows_card(night, head, rows, axis("share", figures), target_line(whole))]


def _scaling(night: Night) -> list[Card]:
    figures = by_side(night.of("gas_t"))
    if not figures:
        return []
    title = line_title(
        figures,
        AS_EXPECTED,
        "Goals ended above the level that their owners expected",
        "Goals ended below the level that their owners expected",
        "Goals on their owners’ own scale",
    )
    subtitle = f"Goal attainment scaling, mean T-score of owners, {WITH_INTERVALS}; 50 is as expected"
    head = Head("scaling", title, f"{subtitle}, far above it goals were too easy")
    rows = [ChartRow(ROLES[figure.role], (figure,)) for figure in figures]
    line = Line(AS_EXPECTED, "50: as expected", is_target=False)
    return [rows_card(night, head, rows, axis("T", figures, [AS_EXPECTED]), line)]
