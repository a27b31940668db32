"""The cards of growth: a forest for each questionnaire and comparison, recommendation, and who answered."""

from collections.abc import Sequence

from reports.axes import axis
from reports.cards import WITH_INTERVALS, Card, Head, begun, by_side, course_card, rows_card
from reports.charts import ChartRow, Stop
from reports.findings import gap_title, growth_title, line_title, target_title
from reports.plotting import Line
from reports.rows import ROLE_ORDER, Figure, Night, distinct
from reports.wording import capital, construct_name, instrument_name, metric_title, wave_name

Key = tuple[str, str]
UNITS = {"growth_g": "standard deviations of the baseline", "mean_change": "points of the scale"}
EARLIER_UNITS = ("growth_g",)
NPS_RANGE = (-20.0, 60.0)


def growth_cards(night: Night) -> tuple[Card, ...]:
    """The newest comparison of each questionnaire, recommendation, and whose answers these are."""
    newest, _ = _comparisons(night)
    return (*_forests(night, newest, tuple(UNITS)), *_recommendation(night), *_answers(night))


def earlier_growth_cards(night: Night) -> tuple[Card, ...]:
    """The comparisons before the newest, each in one unit: the other is in the table of all figures."""
    _, earlier = _comparisons(night)
    return _forests(night, earlier, EARLIER_UNITS)


def _comparisons(night: Night) -> tuple[list[Key], list[Key]]:
    """Questionnaires and pairs of waves that have growth figures (more than a reason for none): newest, earlier."""
    figures = [figure for metric in UNITS for figure in night.of(metric)]
    measured = [figure for figure in figures if figure.status != "not_computable"] or figures[:1]
    sides = {figure.instrument: ROLE_ORDER[figure.role] for figure in reversed(measured)}
    keys = sorted({(figure.instrument, figure.wave) for figure in measured}, key=lambda key: (sides[key[0]], key[0]))
    keys.sort(key=lambda key: night.wave_place(key[1]), reverse=True)
    last = dict(reversed(keys))
    newest = [key for key in keys if last[key[0]] == key[1]]
    return newest, [key for key in keys if key not in newest]


def _forests(night: Night, keys: Sequence[Key], metrics: Sequence[str]) -> tuple[Card, ...]:
    return tuple(card for instrument, wave in keys for card in _forest(night, instrument, wave, metrics))


def _forest(night: Night, instrument: str, wave: str, metrics: Sequence[str]) -> list[Card]:
    """The same comparison in each unit, side by side."""
    return [
        _forest_card(night, metric, figures, is_second=place > 0)
        for place, metric in enumerate(metrics)
        if (figures := by_side(night.of(metric, instrument=instrument, wave=wave)))
    ]


def _forest_card(night: Night, metric: str, figures: Sequence[Figure], *, is_second: bool) -> Card:
    instrument, wave = figures[0].instrument, figures[0].wave
    title = growth_title(night.programme, figures, wave_name(wave))
    if is_second:
        title = f"{capital(wave_name(wave))}: the same change in points of the {_scale_words(night, instrument)}"
    named = f"{instrument_name(night.programme, instrument)}, {wave_name(wave)}"
    subtitle = f"{named}: mean change of those who answered both, in {UNITS[metric]}, {WITH_INTERVALS}"
    rows = [
        ChartRow(
            construct_name(night.programme, instrument, name),
            tuple(figure for figure in figures if figure.construct == name),
        )
        for name in distinct(figure.construct for figure in figures)
    ]
    head = Head(f"{metric}-{instrument}-{wave.replace('..', '-')}".replace("_", "-"), title, subtitle)
    return rows_card(night, head, rows, axis(figures[0].unit, figures, [0.0]), Line(0.0, "no change", is_target=False))


def _scale_words(night: Night, instrument: str) -> str:
    declared = night.programme.instruments.get(instrument)
    return f"{declared.scale.min}–{declared.scale.max} scale" if declared else "scale"


def _recommendation(night: Night) -> list[Card]:
    keys = dict.fromkeys((figure.instrument, figure.construct) for figure in night.of("nps"))
    return [_recommendation_card(night, instrument, item) for instrument, item in keys]


def _recommendation_card(night: Night, instrument: str, item: str) -> Card:
    figures = by_side(night.of("nps", instrument=instrument, construct=item))
    waves = sorted(distinct(figure.wave for figure in figures), key=night.wave_place)
    rows = [ChartRow(capital(wave_name(wave)), tuple(one for one in figures if one.wave == wave)) for wave in waves]
    stops = [Stop(row.label, row.figures) for row in begun(rows)]
    title = line_title(
        stops[-1].figures,
        0,
        "More people would recommend the programme than not",
        "Fewer people would recommend the programme than not",
        "Would people recommend the programme?",
    )
    scale = axis("−100…100", figures, least=NPS_RANGE)
    question = construct_name(night.programme, instrument, item)
    subtitle = f"“{question}” Share of 9–10 minus share of 0–6, times 100, {WITH_INTERVALS}"
    subtitle += f"; axis from {scale.texts[0]} to {scale.texts[-1]}"
    subtitle += "; n of mentees · mentors" if len(stops[-1].figures) > 1 else ""
    return course_card(
        night, Head(f"nps-{instrument}-{item}", title, subtitle), stops, scale, Line(0.0, "", is_target=False)
    )


def _answers(night: Night) -> list[Card]:
    figures = night.of("response_rate")
    keys = dict.fromkeys((figure.instrument, figure.wave) for figure in figures)
    rows = [
        ChartRow(
            f"{capital(wave_name(wave))}: {instrument_name(night.programme, instrument)}",
            by_side([one for one in figures if (one.instrument, one.wave) == (instrument, wave)]),
        )
        for instrument, wave in sorted(keys, key=lambda key: (night.wave_place(key[1]), key[0]))
    ]
    if not rows:
        return []
    drawn = begun(rows)
    found = [figure for row in drawn for figure in row.figures]
    title = target_title(night.programme, found, gap_title([(row.label, row.figures) for row in drawn]))
    subtitle = f"{metric_title(figures[0])}: complete answers of those invited, {WITH_INTERVALS}"
    return [rows_card(night, Head("answers", title, subtitle), drawn, axis("share", found))]
