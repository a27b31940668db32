"""The cards of growth: a forest for each comparison of waves, and whether people would recommend the programme.

Reliable change and those who are missing from the answers have modules of their own.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from reports.axes import axis
from reports.cards import Card, Head, begun, by_side, course_card, rows_card
from reports.charts import ChartRow, Stop
from reports.findings import growth_title, line_title
from reports.missing import answer_cards
from reports.plotting import Line
from reports.reliable import reliable_card
from reports.rows import ROLE_ORDER, Figure, Night, distinct
from reports.wording import ROLES, capital, construct_name, instrument_name, wave_name, with_intervals

Key = tuple[str, str]
UNITS = {"growth_g": "standard deviations of the baseline", "mean_change": "points of the scale"}
NPS_RANGE = (-20.0, 60.0)


def growth_cards(night: Night) -> tuple[Card, ...]:
    """The newest comparison of each questionnaire, recommendation, and whose answers these are."""
    newest, _ = _comparisons(night)
    compared = [
        card for forest in _forests(night, newest) for card in (forest.card(), *reliable_card(night, forest.areas))
    ]
    return (*compared, *_recommendation(night), *answer_cards(night))


def earlier_growth_cards(night: Night) -> tuple[Card, ...]:
    """The comparisons before the newest."""
    _, earlier = _comparisons(night)
    return tuple(forest.card() for forest in _forests(night, earlier))


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


@dataclass(frozen=True, slots=True)
class _Forest:
    """One comparison of waves: the questionnaires that people answered about themselves, or those of observers."""

    night: Night
    keys: tuple[Key, ...]

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Growth, else the change on the scale where that is all there is."""
        found = (self.of(metric) for metric in UNITS)
        return next((figures for figures in found if figures), ())

    @property
    def areas(self) -> list[tuple[str, Figure]]:
        """Each figure with the name of its area, which also says whose or of what it is where two are alike."""
        return [(row.label, figure) for row in self.rows for figure in row.figures]

    @property
    def rows(self) -> list[ChartRow]:
        """A row for each questionnaire and area."""
        by_area: dict[Key, list[Figure]] = {}
        for figure in self.figures:
            by_area.setdefault((figure.instrument, figure.construct), []).append(figure)
        return [ChartRow(self.name(figures), tuple(figures)) for figures in by_area.values()]

    def of(self, metric: str) -> tuple[Figure, ...]:
        """A metric in this comparison, mentees and mentors apart, one questionnaire after the other."""
        return tuple(
            figure
            for instrument, wave in self.keys
            for figure in by_side(self.night.of(metric, instrument=instrument, wave=wave))
        )

    def name(self, figures: Sequence[Figure]) -> str:
        """An area, with its questionnaire where another one of this comparison has one of the same name."""
        programme, first = self.night.programme, figures[0]
        name = construct_name(programme, first.instrument, first.construct)
        others = {one.instrument for one in self.figures if one.construct == first.construct}
        if len(others) == 1:
            return name
        roles = {figure.role for figure in self.figures if figure.construct == first.construct}
        whose = ROLES[first.role].lower() if len(figures) == 1 and len(roles) == len(others) else ""
        return f"{name}, {whose or instrument_name(programme, first.instrument)}"

    def card(self) -> Card:
        """Mentees and mentors side by side; the same change in points of the scale stands in the table."""
        night, figures = self.night, self.figures
        instrument, wave = self.keys[0]
        asked = " · ".join(instrument_name(night.programme, one) for one, _ in self.keys)
        unit = UNITS[figures[0].metric]
        subtitle = f"{asked}: mean change of those who answered both, in {unit}, {with_intervals()}; n is those people"
        name = f"{figures[0].metric}-{instrument}-{wave.replace('..', '-')}".replace("_", "-")
        head = Head(name, growth_title(night.programme, figures, wave_name(wave)), subtitle)
        places = {(figure.instrument, figure.construct): label for label, figure in self.areas}
        changes = [figure for figure in self.of("mean_change") if figures[0].metric != "mean_change"]
        beside = [
            (f"{places.get((one.instrument, one.construct), one.construct)}, on its scale", one) for one in changes
        ]
        scale = axis(figures[0].unit, figures, [0.0])
        return rows_card(night, head, self.rows, scale, Line(0.0, "no change", is_target=False), beside)


def _forests(night: Night, keys: Sequence[Key]) -> list[_Forest]:
    """Comparisons of the same waves together, but for those of observers, who see somebody else."""
    together: dict[tuple[str, bool], list[Key]] = {}
    for key in keys:
        declared = night.programme.instruments.get(key[0])
        together.setdefault((key[1], bool(declared and declared.observes)), []).append(key)
    ordered = sorted(together.items(), key=lambda item: item[0][1])
    return [_Forest(night, tuple(found)) for _, found in ordered]


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
    subtitle = f"“{question}” Share of 9–10 minus share of 0–6, times 100, {with_intervals()}"
    subtitle += f"; axis from {scale.texts[0]} to {scale.texts[-1]}"
    subtitle += "; n is answers" + (" of mentees · mentors" if len(stops[-1].figures) > 1 else "")
    return course_card(
        night, Head(f"nps-{instrument}-{item}", title, subtitle), stops, scale, Line(0.0, "", is_target=False)
    )
