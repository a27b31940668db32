"""The sponsor's report: one HTML page that needs nothing but itself.

The figures go in as published; the page adds no number of its own. Its security policy allows exactly the two
scripts and the one style sheet that stand in it, and no request at all.
"""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date
from functools import cache, partial
from typing import Any

import polars as pl

from mentorship import catalogue
from mentorship.programme import Programme
from mentorship.registry import Metric
from reports import findings, headline, scorecard
from reports.cards import Card
from reports.comments import own_words
from reports.document import environment, policy, resource, script, squeezed, style
from reports.fitting import Content, fitting
from reports.groups import group_tables
from reports.history import History
from reports.locales import writing
from reports.packing import as_json, packed
from reports.plotting import base
from reports.quality import Quality, SourceFreshness, trust
from reports.rows import Figure, Night, night_of, pair_count
from reports.sections import sections
from reports.squeezing import tightened
from reports.standing import MET, MISSED, NOT_JUDGED, UNCERTAIN
from reports.trends import trends
from reports.wording import ROLES, period, plural


@dataclass(frozen=True, slots=True)
class Parts:
    """What the page runs and wears, as bytes that its policy names."""

    plotly: str
    boot: str
    style: str

    @property
    def policy(self) -> str:
        """The content security policy: nothing is loaded, nothing else runs."""
        return policy(self.style, self.plotly, self.boot)


@cache
def parts() -> Parts:
    """The vendored library, the boot script and the style sheet."""
    return Parts(resource("vendor", "plotly-basic.min.js"), script("boot.js"), style("report"))


def script_data(cards: Iterable[Card]) -> str:
    """What the script draws: each chart by its card's id, and the layout that they share."""
    drawn = {card.id: asdict(card.drawing) for card in cards if card.drawing}
    return as_json(packed({"layout": base(), "charts": drawn}))


def _cards(content: Content) -> Iterator[Card]:
    yield from content.trends.cards
    for section in content.sections:
        yield from (*section.cards, *section.earlier)


def _definitions(night: Night) -> tuple[tuple[str, tuple[Metric, ...]], ...]:
    """The definitions of the metrics shown, by family."""
    found = (
        (title, tuple(entry for entry in catalogue.of_family(family) if entry.id in night.by_metric))
        for family, title in catalogue.FAMILIES.items()
    )
    return tuple((title, entries) for title, entries in found if entries)


def render_report(
    programme: Programme,
    as_of: date,
    figures: pl.DataFrame,
    quality: Quality,
    edition: str,
    comments: pl.DataFrame | None = None,
    history: History | None = None,
) -> str:
    """The whole page of a night. The same input gives the same bytes."""
    night = night_of(programme, as_of, figures)
    with writing(programme.programme.locale, programme.privacy.k):
        targeted = scorecard.targeted(night)
        course = trends(night, history or History.empty(), targeted)
        words = {
            **_about(night),
            **_answers(night, targeted),
            "trust": trust(night, quality),
            "edition": edition,
        }
        said = None if comments is None else own_words(programme, comments)
        return fitting(partial(_page, words), Content(course, sections(night), group_tables(night), said))


def _page(words: dict[str, Any], content: Content) -> str:
    own = parts()
    page = (
        environment()
        .get_template("page.html.j2")
        .render(
            **words,
            trends=content.trends,
            sections=content.sections,
            tables=content.tables,
            own_words=content.own_words,
            left_out=content.left_out,
            charts=script_data(_cards(content)),
            policy=own.policy,
            style=own.style,
        )
    )
    text = tightened(squeezed(page))
    return f"{text}\n<script>{own.plotly}</script>\n<script>{own.boot}</script>\n</body>\n</html>\n"


def _about(night: Night) -> dict[str, Any]:
    """What of the programme and of the definitions the page says."""
    programme, pairs = night.programme, pair_count(night.figures, night.as_of)
    return {
        "programme": programme.programme,
        "as_of": night.as_of,
        "period": period(programme.programme.starts_on, programme.programme.ends_on),
        "pairs": plural(pairs, "pair") if pairs is not None else "",
        "k": programme.privacy.k,
        "booked_counts": programme.programme.booked_counts_as_held,
        "families": _definitions(night),
        "levels": catalogue.LEVELS,
        "role_names": ROLES,
    }


def _answers(night: Night, targeted: tuple[Figure, ...]) -> dict[str, Any]:
    """The verdict, the three answers and the scorecard."""
    rows = scorecard.rows(night, targeted)
    counts = findings.tally([row.standing for row in rows])
    sides = headline.sides(night)
    return {
        "verdict": findings.verdict(night.programme, targeted, counts),
        "counts": counts,
        "pills": _pills(counts),
        "sides": sides,
        "conclusion": headline.conclusion(sides),
        "actions": findings.actions(night.programme, targeted),
        "unmeasured": findings.unmeasured(night.programme, targeted),
        "rows": rows,
    }


def _pills(counts: findings.Tally) -> list[tuple[str, str, int]]:
    judged = (MET, UNCERTAIN, MISSED, NOT_JUDGED)
    numbers = (counts.met, counts.uncertain, counts.missed, counts.unmeasured)
    return [(one.key, one.word, number) for one, number in zip(judged, numbers, strict=True) if number]


__all__ = ["Quality", "SourceFreshness", "render_report"]
