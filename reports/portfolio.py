"""The page of a portfolio: its programmes side by side, from what each of them published, one offline file.

Every figure is one programme's own, and none is worked out over two. The page has no script: its charts are rows of
a table with their marks beside the numbers.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from math import comb
from typing import Any

from mentorship.locales import DEFAULT_LOCALE
from mentorship.registry import BY_ID, Metric
from reports.document import environment, policy, squeezed, style
from reports.findings import Tally
from reports.locales import DEFAULT_K, writing
from reports.peers import State, Told, in_order, names
from reports.side_by_side import SideBySide, side_by_side
from reports.standing import MET, MISSED, NOT_JUDGED, UNCERTAIN, Standing
from reports.wording import capital, count, plural, small

MOST_BYTES = 1_500_000
MOST_DRAWN, MOST_LISTED, MOST_SILENT = 60, 1000, 200
MOST_UNFOLDED, MOST_LEFT_OUT = 24, 30
FEWEST_FOR_CHANCE = 3
CHECKED = {"ok": ("met", "All passed"), "warned": ("uncertain", "Some warned")}
STATES: dict[State, tuple[str, str]] = {
    "stale": ("uncertain", "No report"),
    "refused": ("missed", "Refused"),
    "failed": ("missed", "Failed"),
    "misdeclared": ("missed", "Misdeclared"),
    "unreadable": ("missed", "Unreadable"),
}
JUDGED: tuple[Standing, ...] = (MET, UNCERTAIN, MISSED, NOT_JUDGED)


@dataclass(frozen=True, slots=True)
class Entry:
    """A programme as a row: its sign, its pairs and its targets in the order of `JUDGED`, if it has any."""

    told: Told
    sign: tuple[str, str]
    pairs: int | None
    targets: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Detail:
    """How much of the comparison is on the page: charts, or their numbers in one table, or neither."""

    has_charts: bool
    has_numbers: bool


CHARTS, NUMBERS, PROGRAMMES = Detail(True, True), Detail(False, True), Detail(False, False)


def render_portfolio(as_of: date, programmes: Sequence[Told]) -> str:
    """The whole page of a night, with as much detail as fits. The same input gives the same bytes."""
    ordered = in_order(programmes)
    heard = [told for told in ordered if told.is_heard]
    with writing(_locale(heard)):
        compared = side_by_side(heard)
        levels = (CHARTS, NUMBERS) if len(heard) <= MOST_DRAWN else (NUMBERS,)
        for detail in levels:
            page = _page(as_of, ordered, compared, detail)
            if len(page.encode()) <= MOST_BYTES:
                return page
        return _page(as_of, ordered, compared, PROGRAMMES)


def _locale(heard: Sequence[Told]) -> str:
    """The locale that all programmes share, else the usual one."""
    found = {told.imprint.locale for told in heard if told.imprint}
    return found.pop() if len(found) == 1 else DEFAULT_LOCALE


def _page(as_of: date, ordered: Sequence[Told], compared: SideBySide, detail: Detail) -> str:
    heard, own = [told for told in ordered if told.is_heard], style("portfolio")
    page = (
        environment()
        .get_template("portfolio.html.j2")
        .render(
            as_of=as_of,
            size=plural(len(ordered), "programme"),
            verdict=verdict(ordered),
            **_programmes(ordered, None if detail is not PROGRAMMES else MOST_LISTED),
            notes=tuple(_notes(heard)),
            **_compared(heard, compared, detail),
            k=min((told.imprint.k for told in heard if told.imprint), default=DEFAULT_K),
            policy=policy(own),
            style=own,
        )
    )
    return f"{squeezed(page)}\n</body>\n</html>\n"


def _programmes(ordered: Sequence[Told], most: int | None) -> dict[str, Any]:
    """The silent programmes, and the table of all."""
    silent = [told for told in ordered if not told.is_heard]
    listed = ordered[:most]
    return {
        "silent": silent[:MOST_SILENT],
        "more_silent": len(silent[MOST_SILENT:]),
        "signs": STATES,
        "entries": [_entry(told) for told in listed],
        "more_entries": len(ordered) - len(listed),
        "judged": JUDGED,
    }


def _compared(heard: Sequence[Told], compared: SideBySide, detail: Detail) -> dict[str, Any]:
    """The comparisons as charts or as one table, and what could not be compared."""
    return {
        "compared": compared,
        "columns": (*compared.general, *compared.growth),
        "rows": _rows(heard, compared) if detail is NUMBERS else (),
        "detail": detail,
        "is_long": len(heard) > MOST_UNFOLDED,
        "chance": _chance(len(heard)),
        "left_out": compared.left_out[:MOST_LEFT_OUT],
        "more_left_out": len(compared.left_out[MOST_LEFT_OUT:]),
        "definitions": _definitions(compared),
    }


def verdict(programmes: Sequence[Told]) -> str:
    """The page's first sentence: how many report, and how many of them meet all that they promised."""
    heard = [told for told in programmes if told.is_heard]
    if not heard:
        return "No programme reports tonight."
    return f"{_who_reports(len(heard), len(programmes))}; {_who_meets([told.targets for told in heard])}."


def _who_reports(heard: int, total: int) -> str:
    if total == 1:
        return "The one programme reports"
    if heard == total:
        return "Both programmes report" if total == 2 else f"All {small(total)} programmes report"
    return f"{capital(small(heard))} of {small(total)} programmes {'reports' if heard == 1 else 'report'}"


def _who_meets(tallies: Sequence[Tally]) -> str:
    promised = [one for one in tallies if one.total]
    full = sum(one.met == one.total for one in promised)
    if not promised:
        return "none declares targets" if len(tallies) > 1 else "it declares no targets"
    if not full:
        return (
            "none clearly meets all of its targets"
            if len(tallies) > 1
            else "it does not clearly meet all of its targets"
        )
    if full == len(tallies):
        return "all of them meet all of their targets" if full > 1 else "it meets all of its targets"
    return f"{small(full)} of them {'meets all of its targets' if full == 1 else 'meet all of their targets'}"


def _entry(told: Told) -> Entry:
    if not told.is_heard:
        return Entry(told, STATES[told.state], None, ())
    counts = told.targets
    numbers = (counts.met, counts.uncertain, counts.missed, counts.unmeasured) if counts.total else ()
    return Entry(told, CHECKED[told.verdict], told.pairs, numbers)


def _notes(heard: Sequence[Told]) -> Iterator[str]:
    """Where programmes publish by different rules."""
    known = [(told.imprint, told) for told in heard if told.imprint]
    by_k = sorted(known, key=lambda pair: pair[0].k)
    groups = [(k, [told for _, told in found]) for k, found in groupby(by_k, key=lambda pair: pair[0].k)]
    if len(groups) > 1:
        said = (f"fewer than {small(k)} by {names(found)}" for k, found in groups)
        yield f"Figures are hidden about groups of different sizes: {'; '.join(said)}."
    booked = [told for imprint, told in known if imprint.booked_counts_as_held]
    if booked:
        yield f"A meeting on a calendar whose time has passed counts as held in {names(booked)}" + (
            ", not in the others." if len(booked) < len(known) else "."
        )
    nights = {told.night for told in heard}
    if len(nights) > 1:
        yield "Figures are of different nights, those in the last column: a programme that is over shows its last."


def _chance(compared: int) -> str:
    """What many comparisons do."""
    if compared < FEWEST_FOR_CHANCE:
        return ""
    pairs = f"the {count(comb(compared, 2))} pairs of {count(compared)} programmes"
    return f" Among {pairs} a few may lie apart by chance alone."


def _rows(heard: Sequence[Told], compared: SideBySide) -> list[tuple[Told, list[object]]]:
    """For the table of many programmes: a cell a comparison, or none."""
    found = [
        {lane.programme_id: lane for lane in comparison.lanes} for comparison in (*compared.general, *compared.growth)
    ]
    return [(told, [lanes.get(told.programme_id) for lanes in found]) for told in heard]


def _definitions(compared: SideBySide) -> tuple[tuple[Metric, int], ...]:
    """The definitions of the metrics that are compared, each with the version by which."""
    found = {one.metric: one.version for one in (*compared.general, *compared.growth)}
    return tuple((BY_ID[metric], version) for metric, version in found.items())
