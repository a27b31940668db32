"""Which comments a night shows: those of enough people who agreed, that name nobody, in no telling order.

Comments are published in sets, one an item and wave, and a reader may hold the report of one night beside that of
another. So a set replaces the one shown before only where, over all nights, each comment came and went together with
those of at least `comments_k` people; else the earlier set stays. What its writers have taken back since goes at once.
Who agreed to what is `facts/comments.py`'s to say; which words name somebody, `naming.py`'s.
"""

from dataclasses import dataclass
from datetime import date

import polars as pl

from mentorship import tables
from mentorship.as_of import AsOf
from mentorship.naming import names_somebody

MOST_CHARACTERS = 1000
ELLIPSIS = "…"
SET = ("instrument", "item", "wave")
COMMENT = (*SET, "person_id", "comment_id")


@dataclass(frozen=True, slots=True)
class Before:
    """What was shown before: `published_commenters` of all nights, and the night's own `published_comments`."""

    commenters: pl.DataFrame
    own: pl.DataFrame


@dataclass(frozen=True, slots=True)
class Comments:
    """A night's `published_comments`, and the sets that it shows first, as rows of `published_commenters`."""

    shown: pl.DataFrame
    commenters: pl.DataFrame


def published_comments(
    view: AsOf, agreed: pl.DataFrame, identities: pl.DataFrame, before: Before, comments_k: int
) -> Comments:
    """What the night shows of `core_comments`, beside the sets that any night, this one too, has shown before."""
    standing = agreed.select(
        "response_id", *COMMENT, text=cut(pl.col("text")), is_naming=names_somebody(agreed["text"], identities)
    )
    told = standing.select(*COMMENT, "text", "is_naming").unique(COMMENT, maintain_order=True)
    known = _known(before.commenters, told, view.day)
    counted = standing.join(view.responses, on="response_id", how="semi")
    fresh = counted.select(*COMMENT, is_withheld="is_naming").unique(COMMENT)
    fresh = _of_enough(fresh, comments_k)
    last = _last(known, _known(_own(before), told, view.day), view.day)
    new = fresh.join(_telling(known, fresh, comments_k), on=SET, how="anti")
    new = new.join(_changed(last, new), on=SET, how="semi")
    kept = last.join(new, on=SET, how="anti")
    tonight = _of_enough(pl.concat([new, kept]), comments_k)
    return Comments(_rows(tonight, told, view), _versions(new, before.commenters, view))


def cut(text: pl.Expr) -> pl.Expr:
    """A long text up to the end of a word."""
    head = text.str.head(MOST_CHARACTERS - 1)
    begun = ~text.str.slice(MOST_CHARACTERS - 1, 1).str.contains(r"^\s")
    whole = pl.when(begun).then(head.str.replace(r"\s+\S*$", "")).otherwise(head).str.strip_chars_end()
    return pl.when(text.str.len_chars() > MOST_CHARACTERS).then(pl.concat_str(whole, pl.lit(ELLIPSIS))).otherwise(text)


def for_readers(published: pl.DataFrame) -> pl.DataFrame:
    """`instrument, item, texts, withheld`: all that a page may know of a night's comments.

    The waves of an item are one list in the order of its hashes, in which equal texts stand once.
    """
    return (
        published.sort("comment_id", "wave", "person_id")
        .group_by("instrument", "item")
        .agg(
            texts=pl.col("text").drop_nulls().unique(maintain_order=True),
            withheld=pl.col("text").is_null().sum().cast(pl.Int64),
        )
        .sort("instrument", "item")
    )


def _known(history: pl.DataFrame, told: pl.DataFrame, day: date) -> pl.DataFrame:
    """The sets shown by other nights, in which what is found to name somebody is withheld.

    What nobody stands by any more is taken back, and gone; but what only later nights showed may not be written yet.
    """
    found = history.join(told.select(*COMMENT, "is_naming"), on=COMMENT, how="left")
    found = found.filter(pl.col("is_naming").is_not_null() | (pl.col("as_of") > day))
    is_naming = pl.col("is_naming").fill_null(value=False)
    return found.with_columns(is_withheld=pl.col("is_withheld") | is_naming).drop("is_naming")


def _of_enough(comments: pl.DataFrame, comments_k: int) -> pl.DataFrame:
    """The sets of which as many people's comments can be shown; withheld ones do not count."""
    writers = pl.col("person_id").filter(~pl.col("is_withheld")).n_unique().over(SET)
    return comments.filter(writers >= comments_k)


def _own(before: Before) -> pl.DataFrame:
    """What the night itself showed when it was run before."""
    return before.own.select(*COMMENT, "as_of", is_withheld=pl.col("text").is_null())


def _last(known: pl.DataFrame, own: pl.DataFrame, day: date) -> pl.DataFrame:
    """The sets that stay where they are not replaced: the night's own, else the newest of a night up to the day."""
    up_to = known.filter(pl.col("as_of") <= day).join(own, on=SET, how="anti")
    newest = pl.struct("as_of", "version")
    found = up_to.filter(newest == newest.sort().last().over(SET))
    return pl.concat([found.select(*COMMENT, "is_withheld"), own.select(*COMMENT, "is_withheld")])


def _telling(known: pl.DataFrame, fresh: pl.DataFrame, comments_k: int) -> pl.DataFrame:
    """The sets of tonight that would tell of too few people, because their comments alone come or go.

    Comments that were shown in the same versions are alike to a reader. Tonight's set may take such a group whole,
    leave it whole, or part it where both parts are of enough people; comments never shown before are a group as well.
    """
    versions = known.filter(~pl.col("is_withheld")).group_by(COMMENT).agg(pl.col("version").sort())
    alike = versions.with_columns(shown_in=pl.col("version").cast(pl.List(pl.String)).list.join(" "))
    tonight = fresh.filter(~pl.col("is_withheld")).select(*COMMENT, is_in=True)
    both = (
        alike.drop("version")
        .join(tonight, on=COMMENT, how="full", coalesce=True)
        .with_columns(pl.col("is_in").fill_null(value=False), pl.col("shown_in").fill_null(""))
    )
    people = pl.col("person_id")
    groups = both.group_by(*SET, "shown_in").agg(
        inside=people.filter("is_in").n_unique(), outside=people.filter(~pl.col("is_in")).n_unique()
    )
    is_new = pl.col("shown_in") == ""
    is_parted = (pl.col("inside") > 0) & ((pl.col("outside") > 0) | is_new)
    is_small = (pl.col("inside") < comments_k) | (~is_new & (pl.col("outside") < comments_k))
    return groups.filter(is_parted & is_small).select(SET).unique()


def _changed(last: pl.DataFrame, new: pl.DataFrame) -> pl.DataFrame:
    """The sets that show other comments than the last ones did."""
    before, after = (found.filter(~pl.col("is_withheld")).select(COMMENT) for found in (last, new))
    came = after.join(before, on=COMMENT, how="anti")
    went = before.join(after, on=COMMENT, how="anti")
    return pl.concat([came, went]).select(SET).unique()


def _rows(tonight: pl.DataFrame, told: pl.DataFrame, view: AsOf) -> pl.DataFrame:
    rows = tonight.join(told, on=COMMENT).with_columns(
        programme_id=pl.lit(view.programme.id),
        as_of=pl.lit(view.day),
        text=pl.when(~pl.col("is_withheld")).then("text"),
    )
    return _as(rows, "published_comments")


def _versions(new: pl.DataFrame, history: pl.DataFrame, view: AsOf) -> pl.DataFrame:
    """Tonight's new sets, each the next version of its item and wave."""
    latest = history.group_by(SET).agg(latest=pl.col("version").max())
    numbered = new.join(latest, on=SET, how="left").with_columns(
        programme_id=pl.lit(view.programme.id), as_of=pl.lit(view.day), version=pl.col("latest").fill_null(0) + 1
    )
    return _as(numbered, "published_commenters")


def _as(rows: pl.DataFrame, table: str) -> pl.DataFrame:
    key = tables.TABLES[table].primary_key()
    return rows.select(pl.col(name).cast(dtype) for name, dtype in tables.dtypes(table).items()).sort(key)
