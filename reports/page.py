"""The sponsor's report: one HTML page that needs nothing but itself.

The figures go in as published; the page adds no number of its own. Its security policy allows exactly the two
scripts and the one style sheet that stand in it, and no request at all.
"""

import base64
import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import polars as pl
from jinja2 import Environment, FunctionLoader, StrictUndefined

from mentorship import catalogue
from mentorship.programme import Programme
from mentorship.registry import Metric
from reports import findings, headline, scorecard
from reports.cards import Card
from reports.comments import own_words
from reports.groups import group_tables
from reports.history import History
from reports.plotting import base
from reports.quality import Quality, SourceFreshness, trust
from reports.rows import Night, night_of
from reports.sections import Section, sections
from reports.standing import MET, MISSED, NOT_JUDGED, UNCERTAIN
from reports.trends import trends
from reports.wording import ROLES, capital, clean, count, day, period, plural, spoken

EMPTY_STYLE = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"


@dataclass(frozen=True, slots=True)
class Parts:
    """What the page runs and wears, as bytes that its policy names."""

    plotly: str
    boot: str
    style: str

    @property
    def policy(self) -> str:
        """The content security policy: nothing is loaded, nothing else runs."""
        return (
            f"default-src 'none'; script-src {_hash(self.plotly)} {_hash(self.boot)}; "
            f"style-src {_hash(self.style)} {EMPTY_STYLE}; base-uri 'none'; form-action 'none'"
        )


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _resource(*path: str) -> str:
    return files("reports").joinpath(*path).read_text(encoding="utf-8")


@cache
def parts() -> Parts:
    """The vendored library, the boot script and the style sheet."""
    own = [_squeezed(_resource(name)) for name in ("boot.js", "style.css")]
    return Parts(_resource("vendor", "plotly-basic.min.js"), *own)


def _visible(value: object) -> object:
    """Each text on its way into the page: control characters become visible, markup of our own passes."""
    return clean(value) if type(value) is str else value


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FunctionLoader(lambda name: _resource("templates", name)),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_visible,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(day=day, count=count, spoken=spoken, capital=capital)
    made.filters.update(headings=catalogue.headings, direction=catalogue.direction)
    return made


def as_json(data: object) -> str:
    """JSON within a script element: nothing in it can end the element or begin another."""
    text = json.dumps(data, ensure_ascii=True, allow_nan=False, separators=(",", ":"), sort_keys=True)
    for char in "<>&":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return text


def _drawings(made: tuple[Section, ...], course: tuple[Card, ...]) -> dict[str, Any]:
    """What the script draws: each chart by its card's id, and the layout that they share."""
    cards = (*course, *(card for section in made for card in (*section.cards, *section.earlier)))
    return {"layout": base(), "charts": {card.id: asdict(card.drawing) for card in cards}}


def _pairs(night: Night) -> int | None:
    """How many pairs the report is about: the n of the first published figure that is about all of them."""
    for metric in ("open_pair_count", "days_to_first_meeting", "pair_retention", "cadence_attainment"):
        counts = [figure.n for figure in night.of(metric, role="pair") if figure.n is not None]
        if counts:
            return max(counts)
    return None


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
    targeted = scorecard.targeted(night)
    rows = scorecard.rows(night, targeted)
    counts = findings.tally([row.standing for row in rows])
    made = sections(night)
    course = trends(night, history or History.empty(), targeted)
    pairs = _pairs(night)
    sides = headline.sides(night)
    own = parts()
    page = (
        _environment()
        .get_template("page.html.j2")
        .render(
            programme=programme.programme,
            as_of=as_of,
            period=period(programme.programme.starts_on, programme.programme.ends_on),
            pairs=plural(pairs, "pair") if pairs is not None else "",
            k=programme.privacy.k,
            booked_counts=programme.programme.booked_counts_as_held,
            verdict=findings.verdict(programme, targeted, counts),
            counts=counts,
            pills=_pills(counts),
            sides=sides,
            conclusion=headline.conclusion(sides),
            actions=findings.actions(programme, targeted),
            unmeasured=findings.unmeasured(programme, targeted),
            rows=rows,
            trends=course,
            sections=made,
            tables=group_tables(night),
            own_words=None if comments is None else own_words(programme, comments),
            trust=trust(night, quality),
            families=_definitions(night),
            levels=catalogue.LEVELS,
            role_names=ROLES,
            edition=edition,
            charts=as_json(_drawings(made, course.cards)),
            policy=own.policy,
            style=own.style,
        )
    )
    return f"{_squeezed(page)}\n<script>{own.plotly}</script>\n<script>{own.boot}</script>\n</body>\n</html>\n"


def _squeezed(text: str) -> str:
    """Without indentation and blank lines; texts of others hold no line breaks by then."""
    return "\n".join(stripped for line in text.splitlines() if (stripped := line.strip()))


def _pills(counts: findings.Tally) -> list[tuple[str, str, int]]:
    judged = (MET, UNCERTAIN, MISSED, NOT_JUDGED)
    numbers = (counts.met, counts.uncertain, counts.missed, counts.unmeasured)
    return [(one.key, one.word, number) for one, number in zip(judged, numbers, strict=True) if number]


__all__ = ["Quality", "SourceFreshness", "render_report"]
