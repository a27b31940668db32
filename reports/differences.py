"""What changed since the last night, in words: pairs that stand elsewhere, targets, what is shown, and what came in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from operator import itemgetter
from typing import Any

from mentorship.changes import KEY
from mentorship.contacts import IN_NEED, STANDINGS
from mentorship.desk import Desk, Moved
from mentorship.programme import Programme
from reports.people import People
from reports.rows import EVERYBODY, Figure, night_of
from reports.wording import count, day, label, metric_title, plural, shown, spoken

Place = tuple[int, tuple[str, str], str]
NAMED = 20
"""How many changes of one kind are named; of the rest it is told how many there are."""
WORDS = {
    "never_met": "never met",
    "went_quiet": "went quiet",
    "at_risk": "at risk",
    "watch": "to watch",
    "not_started": "no meeting yet",
    "on_track": "on track",
}
OUTCOMES = {"completed": "completed", "ended_early": "ended early", "rematched": "rematched"}
A_PAIR = "A pair"
"""One that is in the exports no more, so that nobody knows whose it was."""
TARGETS = {"met": "met", "missed": "missed", "uncertain": "uncertain", "": "not judged"}
SHOWS = {
    "hidden": ("Figures newly hidden", "They are about too few people, or would give such a group away."),
    "kept": (
        "Figures newly kept at an earlier value",
        "Their group changed by so few people that a fresh value would tell about them.",
    ),
    "fresh": ("Figures shown afresh", "They were hidden or kept, and are so no longer."),
}


@dataclass(frozen=True, slots=True)
class Change:
    """Of whom or of what, and what changed; of a pair both names, each by itself as its letters may run either way."""

    subjects: tuple[str, ...]
    told: str


@dataclass(frozen=True, slots=True)
class Kind:
    """Changes of one kind, the first of them named."""

    title: str
    changes: tuple[Change, ...]
    more: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Differences:
    """The section: since which night the pairs are compared, how many newly need a hand, and how many no more."""

    since: date | None
    newly: int
    no_more: int
    kinds: tuple[Kind, ...]
    missing: str


def differences(programme: Programme, as_of: date, desk: Desk, people: People) -> Differences:
    """All that is different from the last night."""
    moved = list(desk.pairs.rows.iter_rows(named=True))
    kinds = (
        *_pairs(moved, people),
        _targets(programme, as_of, desk),
        _sources(desk),
        *_shows(programme, as_of, desk),
    )
    return Differences(
        since=desk.pairs.since,
        newly=sum(row["now"] in IN_NEED and row["before"] not in IN_NEED for row in moved),
        no_more=sum(row["before"] in IN_NEED and row["now"] not in IN_NEED for row in moved),
        kinds=tuple(kind for kind in kinds if kind.changes),
        missing=_missing(desk.pairs, desk.sources),
    )


def _missing(pairs: Moved, others: Moved) -> str:
    """What there is nothing to compare with; after somebody was forgotten no night of the pairs is left."""
    if pairs.since is None and others.since is None:
        return "No earlier night of this programme is kept."
    if pairs.since is None:
        return "No earlier night of the pairs is kept, so nothing is told of them; they go when somebody is forgotten."
    return ""


def _pairs(moved: Iterable[Mapping[str, Any]], people: People) -> tuple[Kind, ...]:
    found: dict[str, list[tuple[Place, Change]]] = {"worse": [], "better": [], "new": [], "closed": []}
    for row in moved:
        pair = (people.name(row["mentee_id"]), people.name(row["mentor_id"])) if row["mentor_id"] else (A_PAIR,)
        place = (STANDINGS.index(row["now"] or row["before"]), people.place(row["mentee_id"]), row["pair_id"])
        found[_direction(row)].append((place, Change(pair, _told(row))))
    titles = {
        "worse": "Pairs that need more attention",
        "better": "Pairs that need less",
        "new": "New pairs",
        "closed": "Pairs that are no longer open",
    }
    return tuple(
        _kind(titles[name], (change for _, change in sorted(rows, key=itemgetter(0)))) for name, rows in found.items()
    )


def _direction(row: Mapping[str, Any]) -> str:
    if row["now"] is None:
        return "closed"
    if row["before"] is None:
        return "worse" if row["now"] in IN_NEED else "new"
    return "worse" if STANDINGS.index(row["now"]) < STANDINGS.index(row["before"]) else "better"


def _told(row: Mapping[str, Any]) -> str:
    if row["now"] is None:
        how = OUTCOMES.get(row["outcome"] or "", "closed") if row["mentor_id"] else "no longer in the exports"
        return f"{WORDS[row['before']]} before, {how} now"
    if row["before"] is None:
        return f"matched on {day(row['matched_on'])}, {WORDS[row['now']]}"
    return f"{WORDS[row['before']]} before, {WORDS[row['now']]} now"


def _targets(programme: Programme, as_of: date, desk: Desk) -> Kind:
    night = night_of(programme, as_of, desk.figures.join(desk.targets.rows, on=KEY, how="semi"))
    before = {tuple(key): status for *key, status in desk.targets.rows.select(*KEY, "before").iter_rows()}
    changes = (
        Change((label(programme, figure),), _judged(figure, before[_key(figure)], as_of)) for figure in night.figures
    )
    return _kind("Targets judged otherwise", changes)


def _key(figure: Figure) -> tuple[str, ...]:
    return tuple(getattr(figure, name) for name in KEY)


def _judged(figure: Figure, before: str, as_of: date) -> str:
    return f"{TARGETS[before]} before, {TARGETS[figure.target_status]} now ({shown(figure, as_of).text})"


def _shows(programme: Programme, as_of: date, desk: Desk) -> Iterable[Kind]:
    """Figures by metric, as there may be hundreds."""
    for how, (title, note) in SHOWS.items():
        rows = desk.shows.rows.filter(now=how)
        night = night_of(programme, as_of, desk.figures.join(rows, on=KEY, how="semi"))
        changes = (Change((metric_title(figures[0]),), _how_many(figures)) for figures in night.by_metric.values())
        yield replace(_kind(title, changes), note=note)


def _how_many(figures: tuple[Figure, ...]) -> str:
    main = sum(figure.segment == EVERYBODY for figure in figures)
    about = f"{count(main)} of them about everybody" if main else "of groups"
    return f"{plural(len(figures), 'figure')}{', ' if main else ' '}{about}"


def _sources(desk: Desk) -> Kind:
    return _kind(
        "What came in", (Change((row["source"],), _came(row)) for row in desk.sources.rows.iter_rows(named=True))
    )


def _came(row: Mapping[str, Any]) -> str:
    if row["files_before"] is None:
        return f"new: {plural(row['files'], 'file')}, {plural(row['rows_in'], 'row')}"
    if row["files"] is None:
        return "gone: no file of it is there, and its rows no longer count"
    told = [
        _by(row, "files", "file"),
        _by(row, "rows_in", "row"),
        _by(row, "rows_refused", "refused row"),
        f"read as {spoken(row['tool'])} now" if row["tool"] != row["tool_before"] else "",
        f"read by {row['profile']} now" if row["profile"] != row["profile_before"] and row["profile"] else "",
    ]
    return ", ".join(part for part in told if part)


def _by(row: Mapping[str, Any], name: str, word: str) -> str:
    """3 rows more, 1 file fewer; empty where as many as before."""
    change = row[name] - row[f"{name}_before"]
    return f"{plural(abs(change), word)} {'more' if change > 0 else 'fewer'}" if change else ""


def _kind(title: str, changes: Iterable[Change]) -> Kind:
    every = tuple(changes)
    return Kind(title, every[:NAMED], len(every) - len(every[:NAMED]))
