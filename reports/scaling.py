"""The card of goal attainment scaling: where owners ended on their own scale, and whether the scale is as it is meant.

The method means the mean of T-scores to lie near 50 and their standard deviation near 10. A mean far from that says
that goals may have been set too easy or too hard; a spread far from it is told and left to the programme.
"""

from collections.abc import Iterator, Sequence

from reports.axes import axis
from reports.cards import Card, Head, by_side, rows_card
from reports.charts import ChartRow
from reports.findings import target_title
from reports.plotting import Line
from reports.rows import Figure, Night
from reports.wording import ROLES, limits, measure, metric_title, with_intervals

AS_EXPECTED = 50.0
TOO_HARD, TOO_EASY = 45.0, 55.0
TOO_NARROW, TOO_WIDE = 5.0, 15.0
AS_HARD, AS_SPREAD = "were set about as hard as intended", "about the 10 intended"
NEUTRAL = "How far goals came on their owners’ own scale"
# What T-scores of the other metrics are called in the table.
BESIDE = {"gas_t_sd": "standard deviation", "gas_t_change": "change since the baseline"}


def scaling_card(night: Night) -> list[Card]:
    """The mean T-score of each side; its spread and its change since the baseline stand in the table."""
    means = by_side(night.of("gas_t"))
    if not means:
        return []
    spreads = {figure.role: figure for figure in night.of("gas_t_sd")}
    found = [(figure, _judged(figure), _spread(spreads.get(figure.role))) for figure in means]
    subtitle = f"Goal attainment scaling, mean T-score of owners, {with_intervals()}; n is owners; 50 is as expected"
    said = " ".join(_said(figure, spreads.get(figure.role), spread) for figure, _, spread in found if figure.is_shown)
    head = Head("scaling", target_title(night.programme, means, _title(means, found)), subtitle, said)
    beside = [
        (f"{ROLES[figure.role]}, {words}", figure)
        for metric, words in BESIDE.items()
        for figure in by_side(night.of(metric))
    ]
    rows = [ChartRow(ROLES[figure.role], (figure,)) for figure in means]
    line = Line(AS_EXPECTED, "50: as expected", is_target=False)
    return [rows_card(night, head, rows, axis("T", means, [AS_EXPECTED]), line, beside)]


def _judged(figure: Figure) -> str:
    """How hard the goals were set, where the whole interval tells; goals of fewer than ten owners tell nothing."""
    low, high = figure.ci_low, figure.ci_high
    if not figure.is_shown or figure.status == "low_n" or low is None or high is None:
        return ""
    if low > TOO_EASY:
        return "may have been set too easy"
    if high < TOO_HARD:
        return "may have been set too hard"
    return AS_HARD if low >= TOO_HARD and high <= TOO_EASY else ""


def _spread(figure: Figure | None) -> str:
    """What a spread far from 10 says; it has no interval, so nothing is said of few owners."""
    if figure is None or figure.value is None or not figure.is_shown or figure.status == "low_n":
        return ""
    if figure.value < TOO_NARROW:
        return "far below the 10 intended"
    return "far above the 10 intended" if figure.value > TOO_WIDE else AS_SPREAD


def _title(means: Sequence[Figure], found: Sequence[tuple[Figure, str, str]]) -> str:
    """What is certain of how hard goals were set, of both sides at once where it is the same."""
    if not any(figure.is_shown for figure in means):
        return f"{metric_title(means[0])}: not to be shown yet"
    parts = list(_parts(found))
    return "; ".join(parts) if parts else NEUTRAL


def _parts(found: Sequence[tuple[Figure, str, str]]) -> Iterator[str]:
    by_words: dict[str, list[Figure]] = {}
    for figure, words, spread in found:
        if words and (spread == AS_SPREAD or words != AS_HARD):
            by_words.setdefault(words, []).append(figure)
    for words, figures in by_words.items():
        whose = f"{ROLES[figures[0].role]}’ goals" if len(figures) < len(found) else "Goals"
        yield f"{whose} {words}"


def _said(mean: Figure, spread: Figure | None, words: str) -> str:
    """Mentees: mean 49.4 (46.1–52.6), standard deviation 10.2, about the 10 intended."""
    if mean.value is None:
        return ""
    text = f"{ROLES[mean.role]}: mean {measure(mean.value, mean.unit)}"
    text += f" ({limits(mean)})" if limits(mean) else ""
    if spread is None or spread.value is None or not spread.is_shown:
        return f"{text}."
    text += f", standard deviation {measure(spread.value, spread.unit)}"
    return f"{text}, {words}." if words else f"{text}; too few owners to say more."
