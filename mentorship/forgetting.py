"""Who is meant by a key that is to be forgotten, and what their history is without them.

A person is found as they are known anywhere: in tonight's roster, in an older one that still lies among the exports,
in another export that names them, or in the memory of what was published. Pure: tables in, tables out.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from typing import Final

import polars as pl

from mentorship.identity import PSEUDONYM_BYTES, fold, pseudonym
from mentorship.scrubbing import Rows, roster_keys, scrubbed
from mentorship.tables import RAW_TABLES
from mentorship.tombstones import KEY, NAME, Tombstones

MADE_AGAIN: Final = frozenset(
    {
        "raw_problems",
        "raw_people",
        "raw_pairs",
        "raw_surveys",
        "raw_meetings",
        "raw_goals",
        "raw_invitations",
        "core_people",
        "core_pairs",
        "core_segments",
        "core_meetings",
        "core_meeting_people",
        "core_goals",
        "core_responses",
        "core_answers",
        "core_invitations",
        "core_identities",
        "core_comments",
        "core_lineage",
        "core_rejects",
        "core_counts",
        "metric_pair_health",
    }
)
"""Tables made of rows: thrown away whole, and made again of what may be kept, for the last night alone."""
LEFT: Final = frozenset({"published_comments", "published_commenters"})
"""Tables of what people wrote, by pseudonym: who is forgotten leaves them."""
KEPT: Final = frozenset(
    {
        "raw_files",
        "raw_files_gone",
        "raw_tombstones",
        "metric_figures",
        "published_figures",
        "published_groups",
        "published_sources",
        "check_results",
    }
)
"""What no night can make again, and what knows nobody: files, sums, and the groups behind these, in which a forgotten
person stays as somebody without a name."""

_PSEUDONYM: Final = f"[0-9a-f]{{{2 * PSEUDONYM_BYTES}}}"


class SeveralPeopleError(Exception):
    """A key is that of more than one person."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is to be forgotten: what is left of them, and what of theirs goes.

    `tombstones` are all of the programme then, `person_ids` their pseudonyms, `keys` their folded keys, and `erased`
    has the places of their rows.
    """

    tombstones: Tombstones
    person_ids: frozenset[str]
    keys: frozenset[str]
    erased: pl.DataFrame


def person(key: str, raw: Rows, groups: pl.DataFrame, tombstones: Tombstones) -> Person | None:
    """Whom a key is of; None where nobody is known by it.

    `raw` are `raw_files` and the raw tables, `groups` is `published_groups`. `SeveralPeopleError` where more than one
    person is meant.
    """
    wanted = fold(key)
    keys = _owned_keys(raw)
    owner = _owner(wanted, keys)
    known = tombstones.with_keys(KEY, [wanted])
    if owner is not None:
        known = _of_owner(owner, keys, tombstones)
    elif not (_is_named(wanted, raw, tombstones) or person_id(tombstones, wanted) in _members(groups)):
        return None
    found = scrubbed(_rows(raw), known)
    new = replace(tombstones, marks=found.tombstones.marks - tombstones.marks)
    own = {wanted, *new.among(keys.filter(pl.col("kind") == KEY)["folded_key"], KEY)}
    theirs = own | set(new.among(keys["folded_key"], NAME))
    return Person(
        found.tombstones, frozenset(person_id(tombstones, each) for each in own), frozenset(theirs), found.erased
    )


def is_forgotten(key: str, tombstones: Tombstones) -> bool:
    """Whether whom a key is of was forgotten before."""
    return tombstones.has((KEY, NAME), fold(key))


def person_id(tombstones: Tombstones, key: str) -> str:
    """The pseudonym of whom a folded key identifies."""
    return pseudonym(tombstones.secret, f"{tombstones.programme_id}/person", key)


def _rows(raw: Rows) -> dict[str, pl.DataFrame]:
    return {table: raw[table] for table in RAW_TABLES.values()}


def _owned_keys(raw: Rows) -> pl.DataFrame:
    """`roster_keys` with the `owner` of each row, and whether it `is_current`: in a file that serves the last night."""
    used = (
        raw["raw_files"].filter(pl.col("use") == "used").select("source", "source_file", is_current=pl.lit(value=True))
    )
    return (
        roster_keys(raw["raw_people"])
        .join(used, on=["source", "source_file"], how="left")
        .with_columns(pl.col("is_current").fill_null(value=False))
    )


def _owner(wanted: str, keys: pl.DataFrame) -> str | None:
    """Whose a folded key is: the last roster decides before an older one, and a name is theirs who has no namesake."""
    found = keys.filter(pl.col("folded_key") == wanted)
    for preferred in (pl.col("kind") == KEY, pl.col("is_current") & (pl.col("kind") == KEY)):
        found = found.filter(preferred) if found.select(preferred.any()).item() else found
    owners = found["owner"].unique().to_list()
    if len(owners) > 1:
        raise SeveralPeopleError
    return owners[0] if owners else None


def _of_owner(owner: str, keys: pl.DataFrame, tombstones: Tombstones) -> Tombstones:
    """The tombstones with those of all keys of the owner's rows that nobody else in tonight's roster has as a key."""
    is_own = pl.col("owner") == owner
    others = keys.filter(pl.col("is_current") & ~is_own & (pl.col("kind") == KEY))
    own = keys.filter(is_own).join(others, on="folded_key", how="anti")
    for kind in (KEY, NAME):
        tombstones = tombstones.with_keys(kind, own.filter(pl.col("kind") == kind)["folded_key"])
    return tombstones


def _is_named(wanted: str, raw: Rows, tombstones: Tombstones) -> bool:
    """Whether any export names somebody by a key, in the roster or not."""
    rows = _rows(raw)
    found = scrubbed(rows, replace(tombstones, marks=frozenset()).with_keys(KEY, [wanted]))
    return any(not found.rows[table].equals(rows[table]) for table in rows)


def _members(groups: pl.DataFrame) -> set[str]:
    """Everybody in the memory of what was published."""
    return set(groups.select(pl.col("people").list.explode(keep_nulls=False, empty_as_null=False)).to_series())


def anonymous(
    groups: pl.DataFrame, person_ids: Collection[str], others: Iterable[str], token: Callable[[], str]
) -> pl.DataFrame:
    """`published_groups` in which somebody is there without a name: who they were, nobody can find out any more.

    A token stands for each pseudonym of theirs and for that of each pair of theirs, which could be made again of an old
    export, wherever it stands. `others` are the pseudonyms of people who are not forgotten.
    """
    is_theirs = pl.col("people").list.set_intersection(list(person_ids)).list.len() > 0
    told = groups.filter(is_theirs).select(pl.col("carrier").str.extract_all(_PSEUDONYM).explode()).to_series()
    known = (_members(groups) | set(others)) - set(person_ids)
    hidden = {each: token() for each in sorted({*person_ids, *told.drop_nulls()} - known)}
    if not hidden:
        return groups
    named = pl.element().replace(hidden)
    return groups.with_columns(
        pl.col("carrier").str.replace_many(list(hidden), list(hidden.values())),
        pl.when(is_theirs).then(pl.col("people").list.eval(named).list.sort()).otherwise("people").alias("people"),
    )
