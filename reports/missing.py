"""Whose answers are behind the figures, and who is missing from them: the newest wave of each questionnaire.

A difference between those who answered and the others is named only where its whole interval lies off nothing.
"""

from collections.abc import Sequence

from reports.axes import axis
from reports.cards import Card, Head, begun, by_side, rows_card
from reports.charts import ChartRow
from reports.findings import gap_title, target_title
from reports.plotting import Line
from reports.rows import Figure, Night
from reports.standing import side
from reports.wording import (
    ROLES,
    detail,
    instrument_name,
    limits,
    measure,
    metric_title,
    wave_name,
    with_intervals,
)

FLAGGED_SD = 0.2
NEUTRAL = "Who is missing from the answers"


def answer_cards(night: Night) -> tuple[Card, ...]:
    """Who answered, then who did not."""
    return (*_answered(night), *_missing(night))


def _newest(night: Night, figures: Sequence[Figure]) -> list[ChartRow]:
    """A row for each questionnaire, of the newest wave that has begun; the wave is named where they differ."""
    newest = {}
    for figure in sorted(figures, key=lambda one: night.wave_place(one.wave)):
        if figure.status != "not_computable" or figure.instrument not in newest:
            newest[figure.instrument] = figure.wave
    several = len(set(newest.values())) > 1
    return [
        ChartRow(
            instrument_name(night.programme, asked) + (f", {wave_name(wave)}" if several else ""),
            by_side([one for one in figures if (one.instrument, one.wave) == (asked, wave)]),
        )
        for asked, wave in newest.items()
    ]


def _wave_words(rows: Sequence[ChartRow]) -> str:
    waves = {figure.wave for row in rows for figure in row.figures}
    return f"wave {wave_name(waves.pop())}" if len(waves) == 1 else "newest wave of each questionnaire"


def _answered(night: Night) -> list[Card]:
    figures = night.of("response_rate")
    if not figures:
        return []
    drawn = begun(_newest(night, figures))
    found = [figure for row in drawn for figure in row.figures]
    title = target_title(night.programme, found, gap_title([(row.label, row.figures) for row in drawn]))
    about = f"{metric_title(figures[0])}, {_wave_words(drawn)}"
    subtitle = f"{about}: complete answers of those invited, who are n, {with_intervals()}"
    return [rows_card(night, Head("answers", title, subtitle), drawn, axis("share", found))]


def _missing(night: Night) -> list[Card]:
    """The gap in meetings between those who answered and those who did not; where they began stands in the table."""
    figures = night.of("response_cadence_gap")
    if not any(figure.is_shown for figure in figures):
        return []
    drawn = begun(_newest(night, figures))
    found = [figure for row in drawn for figure in row.figures]
    bias = _newest_bias(night)
    subtitle = (
        "Agreed meetings held: mean of those who answered minus mean of those invited who did not, in percentage "
        f"points, {_wave_words(drawn)}, {with_intervals()}; n is people invited"
    )
    head = Head("missing", _missing_title(drawn), subtitle, _said(night, bias))
    beside = [(f"Difference at the start: {detail(night.programme, figure)}", figure) for figure in bias]
    line = Line(0.0, "no difference", is_target=False)
    return [rows_card(night, head, drawn, axis(found[0].written_unit, found, [0.0]), line, beside)]


def _newest_bias(night: Night) -> list[Figure]:
    """Of each side and area the newest comparison whose answers have begun."""
    newest: dict[tuple[str, str, str], Figure] = {}
    for figure in sorted(by_side(night.of("attrition_bias_g")), key=lambda one: night.wave_place(one.wave)):
        key = (figure.role, figure.instrument, figure.construct)
        if figure.status != "not_computable" or key not in newest:
            newest[key] = figure
    return list(newest.values())


def _missing_title(rows: Sequence[ChartRow]) -> str:
    """Whose missing people meet less, or more, than those who answered what: only where the interval tells."""
    found = [
        (f"{ROLES[one.role].lower()} who meet {words} often", row.label)
        for where, words in (("above", "less"), ("below", "more"))
        for row in rows
        for one in row.figures
        if one.has_interval and side(one, 0) == where
    ]
    parts = [f"{who} ({', '.join(label for other, label in found if other == who)})" for who, _ in dict(found).items()]
    return f"Missing from the answers: {'; '.join(parts)}" if parts else NEUTRAL


def _said(night: Night, bias: Sequence[Figure]) -> str:
    """Which areas are flagged, as those missing later began elsewhere; the interval may still hold no difference."""
    known = [figure for figure in bias if figure.value is not None and figure.is_shown]
    flagged = [figure for figure in known if abs(figure.value or 0.0) > FLAGGED_SD]
    if not known:
        return ""
    limit = measure(FLAGGED_SD, "0–1")
    if not flagged:
        return f"At the start, those who answered later were within {limit} SD of the others, in every area known."
    words = [f"{ROLES[one.role].lower()}, {_area(night, one)}: {_with_limits(one)}" for one in flagged]
    return f"Flagged, as those who answered later began more than {limit} SD from the others: {'; '.join(words)}."


def _area(night: Night, figure: Figure) -> str:
    name = detail(night.programme, figure)
    return name[:1].lower() + name[1:]


def _with_limits(figure: Figure) -> str:
    between = f" ({limits(figure)})" if limits(figure) else ""
    return measure(figure.value or 0.0, figure.unit) + between
