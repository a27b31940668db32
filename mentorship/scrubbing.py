"""Raw rows without what is of people who were forgotten, each table by what its rows are about.

An old export still holds their rows and is read again some night, so that every row is held against the tombstones
before it is stored. Pure: rows in, rows out.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

from mentorship import tables
from mentorship.facts.rows import PLACE
from mentorship.facts.rule_words import Words
from mentorship.identity import KEY_END, folded
from mentorship.mentions import without_names_in_titles, without_naming_answers
from mentorship.tombstones import KEY, NAME, PAIR, WORD, Tombstones, words_of

RULE: Final = "erased_on_request"
ERASED: Final = Words(
    "",
    "it is about somebody who was forgotten, and nothing of theirs is kept",
    "nothing; a namesake is read by an address of theirs, and a new pair by a key of its own",
)
AMONG: Final = ";"
"""What stands between the keys of several people in one cell."""
ALONE: Final = 2
"""With fewer people than these nobody met."""

Rows = Mapping[str, pl.DataFrame]


@dataclass(frozen=True, slots=True)
class Scrubbed:
    """Raw rows without what is of people who were forgotten.

    `erased` has the places of the rows that are gone; `tombstones` also those of keys that stood in such rows alone.
    """

    rows: dict[str, pl.DataFrame]
    erased: pl.DataFrame
    tombstones: Tombstones


def scrubbed(rows: Rows, tombstones: Tombstones, texts: Mapping[str, Collection[str]] | None = None) -> Scrubbed:
    """The raw tables without rows of people who were forgotten, and without their keys in other people's rows.

    A row that names them by the name that a namesake has too was nobody's before, and goes as it may be theirs.
    `texts` are the items that are answered in words, by instrument.
    """
    if not tombstones.marks:
        return Scrubbed(dict(rows), no_places(), tombstones)
    people, known = _people(rows["raw_people"], tombstones)
    pairs, known = _pairs(rows["raw_pairs"], known)
    kept = {
        "raw_people": people,
        "raw_pairs": pairs,
        "raw_surveys": without_naming_answers(
            _without(rows["raw_surveys"], ("respondent", "about"), known), known, texts or {}
        ),
        "raw_meetings": _meetings(rows["raw_meetings"], known),
        "raw_goals": without_names_in_titles(_goals(rows["raw_goals"], known), known),
        "raw_invitations": _without(rows["raw_invitations"], ("person",), known),
    }
    gone = [_other_rows(rows[table], kept[table]).select(PLACE) for table in kept]
    return Scrubbed(kept, pl.concat([no_places(), *gone]).sort(PLACE), known)


def no_places() -> pl.DataFrame:
    """The place of no row."""
    return tables.empty("raw_people").select(PLACE)


def roster_keys(roster: pl.DataFrame) -> pl.DataFrame:
    """`source, source_file, source_line, owner, kind, folded_key` of each key of each row of the roster."""
    others = roster.select(*PLACE, kind=pl.lit(KEY), text=pl.col("other_keys").str.split(AMONG)).explode("text")
    single = [
        roster.select(*PLACE, kind=pl.lit(kind), text=column)
        for kind, column in ((KEY, "person_key"), (KEY, "email"), (NAME, "name"))
    ]
    told = pl.concat([*single, others]).select(*PLACE, "kind", folded_key=folded("text")).drop_nulls("folded_key")
    return told.unique().join(_owners(roster), on=list(PLACE)).sort(pl.all())


def _owners(roster: pl.DataFrame) -> pl.DataFrame:
    """`source, source_file, source_line, owner`: whose each row of the roster is, known by key, else by address.

    A row with an address alone is of the one key that has this address in another row.
    """
    read = roster.select(*PLACE, own_key=folded("person_key"), address=folded("email"))
    holders = read.drop_nulls().group_by("address").agg(holders=pl.col("own_key").unique())
    holder = holders.filter(pl.col("holders").list.len() == 1).select("address", holder=pl.col("holders").list.first())
    place = pl.format("row {}:{}", "source_file", "source_line")
    owner = pl.coalesce("own_key", "holder", "address", place)
    return read.join(holder, on="address", how="left").select(*PLACE, owner=owner)


def _people(roster: pl.DataFrame, tombstones: Tombstones) -> tuple[pl.DataFrame, Tombstones]:
    """The roster without their rows; what other keys these rows held is theirs too, unless it is somebody else's.

    A name alone makes nobody's row theirs who has a key.
    """
    keys = roster_keys(roster)
    is_key = pl.col("kind") == KEY
    telling = keys.filter(is_key | ~is_key.any().over(PLACE))
    while True:
        by_key, by_any = (tombstones.among(telling["folded_key"], *kinds) for kinds in ((KEY,), (KEY, NAME)))
        is_theirs = (
            pl.when(is_key).then(pl.col("folded_key").is_in(by_key)).otherwise(pl.col("folded_key").is_in(by_any))
        )
        owners = telling.filter(is_theirs).select("owner").unique()
        own = keys.join(owners, on="owner", how="semi")
        others = keys.join(owners, on="owner", how="anti").filter(is_key)
        new = own.join(others, on="folded_key", how="anti")
        known = tombstones
        for kind in (KEY, NAME):
            known = known.with_keys(kind, new.filter(pl.col("kind") == kind)["folded_key"])
        if NAME not in own["kind"]:
            known = known.with_keys(WORD, _words_of_addresses(own["folded_key"]))
        if known == tombstones:
            return _other_rows(roster, own), known
        tombstones = known


def _words_of_addresses(keys: pl.Series) -> list[str]:
    """By what a text may mean somebody of whom no name is known: the words before the @."""
    return [word for key in keys if "@" in key for word in words_of(key.partition("@")[0])]


def _pairs(rows: pl.DataFrame, tombstones: Tombstones) -> tuple[pl.DataFrame, Tombstones]:
    """The pairs without theirs, whose keys stand for their meetings."""
    kept = _without(rows, ("mentor", "mentee"), tombstones)
    keyed = rows.with_columns(folded_key=folded("pair_key")).drop_nulls("folded_key")
    gone = _other_rows(keyed, kept)
    others = keyed.join(kept, on=list(PLACE), how="semi")
    return kept, tombstones.with_keys(PAIR, gone.join(others, on="folded_key", how="anti")["folded_key"].unique())


def _without(rows: pl.DataFrame, columns: Sequence[str], tombstones: Tombstones) -> pl.DataFrame:
    """The rows that do not name them in one of some columns."""
    for column in columns:
        rows = _read(rows, column, tombstones).filter(~pl.col("is_theirs")).drop("is_theirs", "others", "rest")
    return rows


def _meetings(rows: pl.DataFrame, tombstones: Tombstones) -> pl.DataFrame:
    """The meetings that other people have without them, and those without their key among the people.

    A meeting of their pair is gone with it, and so is one at which nobody would be left to meet.
    """
    pairs = rows.select(folded_key=folded("pair_key"))["folded_key"]
    read = _read(rows, "people", tombstones).with_columns(pair=folded("pair_key"))
    is_of_pair = pl.col("pair").is_in(tombstones.among(pairs, PAIR)).fill_null(value=False)
    is_alone = pl.col("is_theirs") & pl.col("pair").is_null() & (pl.col("others") < ALONE)
    kept = read.filter(~is_of_pair & ~is_alone)
    return _other_rows(kept, _lone_joins(read, kept)).with_columns(people="rest").select(rows.columns)


def _lone_joins(read: pl.DataFrame, kept: pl.DataFrame) -> pl.DataFrame:
    """The joins of whoever is left alone in a call, now that theirs are gone."""
    call = pl.concat_str("source", pl.coalesce(folded("meeting_key"), "source_file"), separator=KEY_END)
    joins, left = (
        rows.filter(pl.col("evidence") == "presence").with_columns(call=call, person=folded("people"))
        for rows in (read, kept)
    )
    calls = _other_rows(joins, left).select("call").unique()
    return left.join(calls, on="call", how="semi").filter(pl.col("person").n_unique().over("call") < ALONE)


def _goals(rows: pl.DataFrame, tombstones: Tombstones) -> pl.DataFrame:
    """The goals of other people and the steps of these, without their key among the owners.

    A step is its goal's, whoever has to take it. It names the goal, or another step, by key or by title in the same
    source; of goals of one title that of its own owner is meant.
    """
    read = _read(rows, "owner", tombstones).with_columns(
        own_key=folded("goal_key"),
        own_title=folded("title"),
        parent=folded("step_of"),
        is_theirs=pl.col("is_theirs") & (pl.col("others") == 0),
    )
    is_goal = pl.col("parent").is_null()
    kept, gone = read.filter(is_goal & ~pl.col("is_theirs")), read.filter(is_goal & pl.col("is_theirs"))
    steps = read.filter(~is_goal)
    while True:
        of_kept, of_gone = (steps.join(_names(goals), on=["source", "parent"], how="semi") for goals in (kept, gone))
        going = pl.concat([_other_rows(of_gone, of_kept), of_gone.filter("is_theirs")]).unique(PLACE)
        staying = _other_rows(of_kept, going)
        if going.is_empty() and staying.is_empty():
            break
        kept, gone = pl.concat([kept, staying]), pl.concat([gone, going])
        steps = _other_rows(_other_rows(steps, staying), going)
    gone = pl.concat([gone, steps.filter("is_theirs")])
    return _other_rows(read, gone).with_columns(owner="rest").select(rows.columns)


def _other_rows(rows: pl.DataFrame, some: pl.DataFrame) -> pl.DataFrame:
    return rows.join(some, on=list(PLACE), how="anti", maintain_order="left")


def _names(goals: pl.DataFrame) -> pl.DataFrame:
    """`source, parent`: by what a step can name one of these goals."""
    named = [goals.select("source", parent=column) for column in ("own_key", "own_title")]
    return pl.concat(named).drop_nulls().unique()


def _read(rows: pl.DataFrame, column: str, tombstones: Tombstones) -> pl.DataFrame:
    """Rows with `is_theirs` (the cell names somebody who was forgotten), `others` (how many else it names) and `rest`.

    `rest` is the cell without them: as it was where it does not name them, null where it names nobody else. A cell
    with all keys of one person is theirs by any of these.
    """
    cells = rows.select(cell=pl.col(column)).drop_nulls().unique()
    is_one = pl.col("cell").str.contains(KEY_END, literal=True)
    parts = pl.when(is_one).then(pl.col("cell").str.split(KEY_END)).otherwise(pl.col("cell").str.split(AMONG))
    each = cells.with_columns(is_one=is_one, whole=folded("cell"), part=parts).explode("part")
    each = each.with_columns(folded_part=folded("part"))
    named = tombstones.among(pl.concat([each["whole"], each["folded_part"]]), KEY, NAME)
    each = each.with_columns(
        is_whole=pl.col("whole").is_in(named) | (pl.col("is_one") & pl.col("folded_part").is_in(named)),
        is_part=pl.col("folded_part").is_in(named),
    )
    left = pl.col("part").filter(~pl.col("is_part") & pl.col("folded_part").is_not_null())
    is_all = pl.col("is_whole").any()
    read = each.group_by("cell").agg(
        is_theirs=is_all | pl.col("is_part").any(),
        others=pl.when(is_all).then(0).otherwise(left.len()),
        remainder=pl.when(~is_all).then(left.str.join(AMONG)).replace("", None),
    )
    told = read.with_columns(rest=pl.when("is_theirs").then("remainder").otherwise("cell")).drop("remainder")
    return rows.join(told, left_on=column, right_on="cell", how="left", maintain_order="left").with_columns(
        pl.col("is_theirs").fill_null(value=False), pl.col("others").fill_null(0)
    )
