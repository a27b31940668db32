"""Can these numbers be trusted: what was checked, what was refused, how fresh each source is, what rests on few."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from reports.rows import EVERYBODY, Figure, Night
from reports.wording import (
    amount,
    brief,
    capital,
    count,
    day,
    instrument_name,
    label,
    plural,
    shown,
    small,
    spoken,
    wave_name,
)

STALE_AFTER_DAYS = 31
REFUSED_SHARE = 0.01
LOW_RESPONSE = 0.5
ALIVE_KINDS = frozenset({"meetings", "goals"})


@dataclass(frozen=True)
class SourceFreshness:
    """One source of the programme: what became of its rows, and its newest fact's day."""

    source: str
    tool: str
    kind: str
    files: int
    rows_in: int
    rows_used: int
    rows_refused: int
    rows_superseded: int
    newest_on: date | None


@dataclass(frozen=True)
class Quality:
    """The night's checks, refusals and sources, without files or values.

    `rejects` counts `rows` by `source` and `reason`; `warnings` counts `files` by `source` and `message`.
    """

    sources: tuple[SourceFreshness, ...]
    checks: pl.DataFrame
    rejects: pl.DataFrame
    warnings: pl.DataFrame


@dataclass(frozen=True, slots=True)
class Sign:
    """One answer: good or caution, and why."""

    is_good: bool
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Warned:
    """A check that did not pass."""

    table: str
    rule: str
    severity: str
    message: str
    rows: str


@dataclass(frozen=True, slots=True)
class Odd:
    """Something odd about files of a source that were used all the same; what is said of no source is of them all."""

    source: str
    message: str
    files: int


@dataclass(frozen=True, slots=True)
class Refused:
    """Rows refused for one reason, and the sources that had such rows."""

    reason: str
    sources: str
    rows: str


@dataclass(frozen=True, slots=True)
class Marked:
    """Figures with the same mark, each name with a detail: those about everybody one by one, of each group how many."""

    size: int
    everybody: tuple[tuple[str, str], ...]
    groups: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Trust:
    """The section: signs first, the lists behind them after."""

    signs: tuple[Sign, ...]
    warned: tuple[Warned, ...]
    odd: tuple[Odd, ...]
    refused: tuple[Refused, ...]
    sources: tuple[SourceFreshness, ...]
    few: Marked
    held: Marked


def trust(night: Night, quality: Quality) -> Trust:
    """All that a reader needs to judge the figures' ground."""
    few = [figure for figure in night.figures if figure.status == "low_n"]
    held = [row for row in night.figures if row.value_as_of not in {None, night.as_of} and row.is_shown]
    warned = _warned(quality.checks)
    return Trust(
        signs=(
            _checks_sign(quality.checks, warned),
            _rows_sign(quality.sources),
            _fresh_sign(quality.sources, night.as_of),
            _answers_sign(night),
            _few_sign(night, few),
            _hidden_sign(night),
        ),
        warned=warned,
        odd=tuple(Odd(*row) for row in quality.warnings.select("source", "message", "files").iter_rows()),
        refused=_refused(quality.rejects),
        sources=tuple(sorted(quality.sources, key=lambda source: source.source)),
        few=_marked(few, [_named(night, figure, shown(figure, night.as_of).n) for figure in few]),
        held=_marked(held, [_named(night, figure, _since(figure)) for figure in held]),
    )


def _marked(figures: Sequence[Figure], named: Sequence[tuple[str, str]]) -> Marked:
    groups = Counter((figure.segment, figure.segment_value) for figure in figures if figure.segment != EVERYBODY)
    whole = zip(figures, named, strict=True)
    return Marked(
        size=len(figures),
        everybody=tuple(one for figure, one in whole if figure.segment == EVERYBODY),
        groups=tuple(
            (f"{capital(spoken(segment))} {brief(value)}", plural(number, "figure"))
            for (segment, value), number in sorted(groups.items())
        ),
    )


def _named(night: Night, figure: Figure, detail: str) -> tuple[str, str]:
    return label(night.programme, figure), detail


def _since(figure: Figure) -> str:
    """Of which day a figure is that is kept."""
    return f"as of {day(figure.value_as_of)}" if figure.value_as_of else ""


def _warned(checks: pl.DataFrame) -> tuple[Warned, ...]:
    failed = checks.filter(~pl.col("has_passed")).sort("severity", "table_name", "rule")
    return tuple(
        Warned(table, rule, severity, message, _rows_failed(bad, checked))
        for table, rule, severity, message, bad, checked in failed.select(
            "table_name", "rule", "severity", "message", "rows_failed", "rows_checked"
        ).iter_rows()
    )


def _rows_failed(failed: int | None, checked: int | None) -> str:
    if failed is None:
        return "not counted"
    return count(failed) if checked is None else f"{count(failed)} of {count(checked)}"


def _refused(rejects: pl.DataFrame) -> tuple[Refused, ...]:
    by_reason = rejects.group_by("reason").agg(pl.col("rows").sum(), pl.col("source").unique().sort())
    ordered = by_reason.sort("rows", "reason", descending=[True, False]).select("reason", "source", "rows")
    return tuple(Refused(reason, ", ".join(sources), count(rows)) for reason, sources, rows in ordered.iter_rows())


def _checks_sign(checks: pl.DataFrame, warned: tuple[Warned, ...]) -> Sign:
    total = checks.height
    if not total:
        return Sign(False, "Checks", "No check was run on this night's tables.")
    if not warned:
        return Sign(True, "Checks", f"All {count(total)} checks passed.")
    passed = total - len(warned)
    return Sign(False, "Checks", f"{count(passed)} of {plural(total, 'check')} passed, {count(len(warned))} did not.")


def _rows_sign(sources: tuple[SourceFreshness, ...]) -> Sign:
    rows_in, refused = sum(one.rows_in for one in sources), sum(one.rows_refused for one in sources)
    if not rows_in:
        return Sign(False, "Rows", "No row was read.")
    if not refused:
        return Sign(True, "Rows", f"None of {plural(rows_in, 'row')} was refused.")
    share = amount(refused / rows_in, "share", 1)
    text = f"{plural(refused, 'row')} of {count(rows_in)} refused ({share})."
    return Sign(refused / rows_in <= REFUSED_SHARE, "Rows", text)


def _fresh_sign(sources: tuple[SourceFreshness, ...], as_of: date) -> Sign:
    alive = [one for one in sources if one.kind in ALIVE_KINDS]
    limit = as_of - timedelta(days=STALE_AFTER_DAYS)
    old = sorted(one.source for one in alive if one.newest_on is None or one.newest_on < limit)
    if not alive:
        return Sign(False, "Freshness", "There is no source of meetings or goals.")
    if old:
        return Sign(False, "Freshness", f"Nothing newer than {STALE_AFTER_DAYS} days from {', '.join(old)}.")
    newest = max(one.newest_on for one in alive if one.newest_on is not None)
    return Sign(True, "Freshness", f"Meetings and goals reach to {day(newest)}.")


def _answers_sign(night: Night) -> Sign:
    """The newest wave's response rates; under half is a caution, as those who answer may differ."""
    figures = [row for row in night.of("response_rate") if row.role in {"mentee", "mentor"} and row.is_shown]
    if not figures:
        return Sign(False, "Survey answers", "No response rate can be given.")
    newest = max(night.wave_place(row.wave) for row in figures)
    least = min((row for row in figures if night.wave_place(row.wave) == newest), key=lambda row: row.value or 0.0)
    asked = f"{wave_name(least.wave)}: {shown(least, night.as_of).text} of {least.role}s answered"
    named = f"{instrument_name(night.programme, least.instrument)}, {asked}, the lowest of the newest answers"
    is_low = least.value is not None and least.value < LOW_RESPONSE
    return Sign(not is_low, "Survey answers", f"{named}{'; those who did not may differ.' if is_low else '.'}")


def _few_sign(night: Night, few: list[Figure]) -> Sign:
    main = sum(figure.segment == EVERYBODY for figure in few)
    of_everybody = small(main) if main else "none"
    if not few:
        return Sign(True, "Few units", "No figure rests on fewer than ten units.")
    share = f"{plural(len(few), 'figure')} of {count(len(night.figures))}"
    return Sign(not main, "Few units", f"{share} on few units, {of_everybody} of them about everybody.")


def _hidden_sign(night: Night) -> Sign:
    hidden = [figure for figure in night.figures if figure.is_hidden]
    if not hidden:
        return Sign(True, "Hidden values", "No figure had to be hidden.")
    text = f"{plural(len(hidden), 'figure')} of {count(len(night.figures))} hidden to protect small groups."
    return Sign(True, "Hidden values", text)
