"""Whatever a download, an editor or a spreadsheet does to an export: it is refused, or means what it meant before."""

import hashlib
import re
from dataclasses import replace
from datetime import date, datetime
from functools import cache

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorship import landing, ledger, tables
from mentorship.exports.profile import Export
from mentorship.identity import fold
from tests.property import mutations
from tests.property.accepted import Accepted, accepted, export_of, source_of
from tests.property.mutations import Mutated
from tests.property.valid_exports import ALL, STORIES, Valid

NIGHT = date(2026, 12, 1)


@cache
def _original(valid_name: str) -> tuple[Export, Accepted]:
    valid = next(valid for valid in ALL if valid.name == valid_name)
    export = export_of(valid, valid.payload)
    return export, accepted(export)


def fault_of(valid: Valid, mutated: Mutated) -> str | None:
    """What is wrong with how a mutated file is read; None where it is refused or means what it did."""
    before, meant = _original(valid.name)
    export = export_of(valid, mutated.payload)
    quoted = [str(problem) for problem in export.problems if any(story in str(problem) for story in STORIES)]
    if quoted:
        return f"an answer is quoted: {quoted[0]}"
    if export.is_refused:
        return next((f"nothing to do: {found}" for found in export.problems if not found.fix), None)
    if mutated.unseen & {mutations.PROPERTY, mutations.TYPED} or (
        mutations.SECTION in mutated.unseen and export.problems
    ):
        return None
    if _is_alike(export, before) or _is_told_by_the_ledger(valid, before, export):
        return None
    return _difference(meant, accepted(export), mutated, has_warning=bool(export.problems))


def _is_alike(export: Export, other: Export) -> bool:
    """Whether two exports have the same records, so that nothing needs to be typed to tell."""
    is_dated_alike = (export.stamps, export.time_zone) == (other.stamps, other.time_zone)
    return is_dated_alike and export.records.drop("source_line").equals(other.records.drop("source_line"))


def _is_told_by_the_ledger(valid: Valid, before: Export, now: Export) -> bool:
    """Whether a column of the export before is gone, and the night says of each that it is."""
    kept = set(map(fold, now.content.columns))
    gone = {heading for heading in before.content.columns if fold(heading) not in kept}
    if not gone:
        return False
    source = source_of(valid)
    place = {"source": source.name, "source_file": valid.path, "seen_order": 1, "dated_on": None, "use": "used"}
    old = pl.DataFrame(
        [{**landing._told(before), **place, "source_sha256": "old", "gone_on": NIGHT}],
        schema=tables.dtypes("raw_files_gone"),
    )
    new = {**landing._told(now), **place, "source_sha256": "new"}
    told = {problem.column for problem in ledger.comparisons(source, [new], old, NIGHT)}
    return gone <= told


def _difference(meant: Accepted, means: Accepted, mutated: Mutated, *, has_warning: bool) -> str | None:
    if mutated.unseen & {mutations.SECONDS, mutations.KEYS}:
        meant, means = _as_a_spreadsheet_shows(meant), _as_a_spreadsheet_shows(means)
    if not means.facts and has_warning:
        return None  # no row counts, and it is said
    others = [fact for fact, lines in means.facts.items() if fact not in meant.facts and not lines <= mutated.changed]
    if others:
        return f"other facts: {_nearest(others[0], meant)}"
    unseen = mutated.lost | mutated.changed
    missing = [fact for fact, lines in meant.facts.items() if fact not in means.facts and not lines <= unseen]
    rows = [fact for fact in missing if fact[0] != "answer"]
    if len(rows) > means.refused_rows:
        return f"{len(rows)} rows are gone and {means.refused_rows} refused: {rows[0]}"
    if missing and not (rows or means.refused_answers or has_warning):
        return f"answers are gone and none is refused: {missing[0]}"
    return None


def _as_a_spreadsheet_shows(told: Accepted) -> Accepted:
    """Facts with their times to the minute, and their keys without leading zeros."""
    return replace(told, facts={tuple(map(_shown, fact)): lines for fact, lines in told.facts.items()})


def _shown(part: object) -> object:
    if isinstance(part, datetime):
        return part.replace(second=0, microsecond=0)
    return re.sub(r"(?<![0-9a-z])0+(?=[0-9])", "", part) if isinstance(part, str) else part


def _nearest(fact: tuple, meant: Accepted) -> list[tuple]:
    """What differs between a fact and the original's that is most like it."""
    alike = [other for other in meant.facts if len(other) == len(fact)]
    other = max(alike, key=lambda each: sum(one == two for one, two in zip(each, fact, strict=True)), default=fact)
    return [(was, became) for was, became in zip(other, fact, strict=True) if was != became]


# JSON has no rows: a field that lost its line, or whose name got a letter more, leaves JSON as sound as before.
UNSEEN_IN_JSON = (mutations.line_lost, mutations.character_added, mutations.strange_character)


def mutations_of(valid: Valid) -> list[mutations.Mutation]:
    """What can happen to a file of this kind."""
    if not valid.is_text:
        return list(mutations.OF_BYTES)
    if valid.tool == "trello":
        return [each for each in (*mutations.OF_TEXT, *mutations.OF_JSON) if each not in UNSEEN_IN_JSON]
    return [*mutations.OF_TEXT, *(mutations.OF_CALENDARS if valid.tool == "ics" else mutations.OF_ROWS)]


@pytest.mark.parametrize("valid", ALL, ids=[valid.name for valid in ALL])
@given(data=st.data())
def test_a_mutated_file_is_refused_or_means_what_it_meant(valid, data):
    mutation = data.draw(st.sampled_from(mutations_of(valid)))
    mutated = mutation(valid, data)
    fault = fault_of(valid, mutated)
    assert fault is None, (mutation.__name__, fault)


@pytest.mark.parametrize("valid", ALL, ids=[valid.name for valid in ALL])
def test_a_valid_file_gives_facts_of_every_row(valid):
    export, meant = _original(valid.name)
    assert not [problem for problem in export.problems if problem.severity == "error"]
    assert meant.refused_rows == sum(problem.severity == "left_out" for problem in export.problems)
    assert {line for lines in meant.facts.values() for line in lines} == set(export.records["source_line"])
    assert hashlib.sha256(valid.payload).hexdigest()
