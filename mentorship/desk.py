"""A coordinator's morning: all that their page tells, as frames. It names people, and goes nowhere else.

Here is put side by side what other modules find; nothing of answers comes in but what pair health says.
"""

from dataclasses import dataclass
from datetime import date

import polars as pl

from mentorship import addresses, celebrations, changes, contacts, mending
from mentorship.as_of import AsOf, Facts

HISTORY = ("as_of", "pair_id", "state", "on_list")
"""What of earlier nights' rows of `metric_pair_health` is needed."""


@dataclass(frozen=True, slots=True)
class Tables:
    """What the desk is made of: tonight's tables by name, and what earlier nights left.

    `pairs_before` has the columns `HISTORY` of all earlier nights; `figures_before` and `sources_before` are the rows
    of the last one.
    """

    tonight: Facts
    pairs_before: pl.DataFrame
    figures_before: pl.DataFrame
    sources_before: pl.DataFrame


@dataclass(frozen=True, slots=True)
class Moved:
    """What changed since the last night of a kind, and which night that was; none where none is kept."""

    since: date | None
    rows: pl.DataFrame


@dataclass(frozen=True, slots=True)
class Desk:
    """The frames of the page; people are pseudonyms, and `people` says who they are."""

    people: pl.DataFrame
    standings: pl.DataFrame
    contacts: pl.DataFrame
    mentors: pl.DataFrame
    goals: pl.DataFrame
    completed: pl.DataFrame
    pairs: Moved
    targets: Moved
    shows: Moved
    sources: Moved
    figures: pl.DataFrame
    faults: pl.DataFrame
    checks: pl.DataFrame


def desk(view: AsOf, tables: Tables) -> Desk:
    """The desk of a night."""
    now = tables.tonight
    health, figures = now["metric_pair_health"], now["published_figures"]
    before = changes.last_night(tables.pairs_before)
    standing = health.select(contacts.standing()).group_by("standing").agg(pairs=pl.len().cast(pl.Int64))
    people = view.pairs.select("pair_id", "mentor_id", "mentee_id", "matched_on", "is_open", "outcome", "held")
    return Desk(
        people=addresses.people(now["raw_people"], now["core_lineage"]),
        standings=standing.sort(contacts.urgency()),
        contacts=contacts.contacts(view, health, tables.pairs_before),
        mentors=contacts.mentors(view),
        goals=celebrations.uncelebrated(view),
        completed=celebrations.completed(view),
        pairs=Moved(_night(before), changes.moved_pairs(health, before).join(people, on="pair_id", how="left")),
        targets=Moved(_night(tables.figures_before), changes.moved_targets(figures, tables.figures_before)),
        shows=Moved(_night(tables.figures_before), changes.moved_shows(figures, tables.figures_before)),
        sources=Moved(
            _night(tables.sources_before), changes.moved_sources(now["published_sources"], tables.sources_before)
        ),
        figures=figures,
        faults=mending.to_mend(now["raw_problems"], now["core_rejects"]),
        checks=now["check_results"].filter(~pl.col("has_passed")).sort("severity", "table_name", "rule"),
    )


def _night(rows: pl.DataFrame) -> date | None:
    newest = rows["as_of"].max()
    return newest if isinstance(newest, date) else None
