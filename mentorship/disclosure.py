"""What may be seen: figures about too few people are withheld before anything is published. METRICS section 4.

This is the only way from `metric_figures` to `published_figures`; pages, mails and exports read the latter alone. Which
groups may be summed anew is `release.py`'s to find; here it is written what each figure shows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

from mentorship import tables
from mentorship.grouping import ALL
from mentorship.populations import POPULATIONS, Groups
from mentorship.release import FIGURE, Release, released, remembered
from mentorship.scorecard import verdict

SMALL_GROUP: Final = 10
FEW_AT_MOST: Final = 0.2
MOST_AT_LEAST: Final = 0.8
FEW, MOST = "few", "most"
WORDS: Final = (FEW, MOST)
KEPT: Final = "kept"
NUMBERS: Final = ("value", "ci_low", "ci_high", "n", "people", "numerator", "denominator")
WORDED: Final = ("value", "ci_low", "ci_high", "numerator")
KEY: Final[tuple[str, ...]] = tuple(name for name in tables.FIGURE_KEY if name not in {"programme_id", "as_of"})
PLACE: Final = tuple(name for name in KEY if name != "metric")
CARRIED: Final = (*NUMBERS, "status", "reason", "value_as_of", "definition_version")
"""What a kept figure has of the night that it is kept from."""

COUNTS_OF_A_PART: Final = (
    "matched_count",
    "met_count",
    "met_three_times_count",
    "goal_set_count",
    "goal_achieved_count",
    "complete_count",
    "partial_count",
    "never_met_count",
    "went_quiet_count",
)
"""Counts of those among n to whom something applies: n beside the count is the share."""

SHARES_OF_ONE: Final = (
    ("reliably_improved_rate", "reliably_unchanged_rate", "reliably_worsened_rate"),
    ("cancellation_rate", "no_show_rate"),
)
"""Shares of one whole (of the second the rest are held meetings, which are counted): all but one tell the last."""

COUNTED_REST: Final = SHARES_OF_ONE[1]
"""Shares of which n less a count is the sum: where that is 0 it says it of each, whatever the words."""

NUMERATOR_IS_N: Final = {"goal_attainment_rate": ("milestones_celebrated", "on_time_rate")}
"""Of a share those that are among its numerator, and say by their n how many that is."""


@dataclass(frozen=True, slots=True)
class History:
    """What was published before.

    `groups` is `published_groups`; `figures` has of each figure the row that showed it last, of nights up to this one.
    """

    groups: pl.DataFrame
    figures: pl.DataFrame

    @classmethod
    def empty(cls) -> "History":
        """That of a programme that has published nothing."""
        return cls(tables.empty("published_groups"), tables.empty("published_figures"))


@dataclass(frozen=True, slots=True)
class Publication:
    """A night's `published_figures`, and what it adds to `published_groups`."""

    figures: pl.DataFrame
    groups: pl.DataFrame


def publish(
    figures: pl.DataFrame, groups: Groups, history: History, k: int, segments: Sequence[str] = ()
) -> Publication:
    """The published twin of a night's figures, for groups of at least k people.

    `figures` is `metric_figures`, `groups` who is behind each, `segments` the columns in the order of their worth. A
    figure is new tonight where nothing about fewer than k people can be worked out from it and everything published on
    any night, later ones too; else it keeps the value that it showed last, or is withheld. Of a share in a group under
    ten people only "few" or "most" is said where it is near 0 or 1. The same figures after the same history give the
    same publication; so do they after it, once it is history itself.
    """
    placed = figures.with_columns(population=pl.col("metric").replace_strict(POPULATIONS, return_dtype=pl.String))
    few = groups.sides.filter(pl.col("fewest") < k)
    enough = placed.filter(pl.col("people") >= k).join(few, on=list(FIGURE), how="anti")
    release = _in_order(groups, enough, history.groups, k, segments)
    fresh = enough.join(release.fresh, on=list(FIGURE), how="semi").select(KEY)
    shown = figures.join(fresh, on=list(KEY), how="semi")
    blocked = figures.join(fresh, on=list(KEY), how="anti")
    told = _without_last_part(_worded(shown), blocked, k)
    whole = pl.concat([told, _kept(blocked, history.figures, k)])
    names = tables.dtypes("published_figures")
    published = whole.select(pl.col(name).cast(dtype) for name, dtype in names.items()).sort(tables.FIGURE_KEY)
    return Publication(published, remembered(release, figures))


def _in_order(groups: Groups, figures: pl.DataFrame, past: pl.DataFrame, k: int, segments: Sequence[str]) -> Release:
    """What may be new on a night: nothing that it could not have published before later ones did, and less for them."""
    wanted = figures.select(FIGURE).unique()
    earlier = past.join(figures.select(night="as_of").unique(), how="cross").filter(pl.col("as_of") <= pl.col("night"))
    if earlier.height < past.height:
        wanted = released(groups, wanted, earlier.drop("night"), k, segments).fresh
    return released(groups, wanted, past, k, segments)


def _worded(figures: pl.DataFrame) -> pl.DataFrame:
    """Shares near 0 or 1 in small groups as a word: neither the number nor what gives it away."""
    is_part = pl.col("metric").is_in(COUNTS_OF_A_PART) & (pl.col("n") > 0)
    share = pl.when(pl.col("unit") == "share").then("value").when(is_part).then(pl.col("value") / pl.col("n"))
    is_small = pl.col("people") < SMALL_GROUP
    word = (
        pl.when(is_small & (share <= FEW_AT_MOST))
        .then(pl.lit(FEW))
        .when(is_small & (share >= MOST_AT_LEAST))
        .then(pl.lit(MOST))
    )
    marked = figures.with_columns(word=word)
    is_number = pl.col("word").is_null()
    return marked.with_columns(
        *(pl.when(is_number).then(name).alias(name) for name in WORDED),
        reason=pl.coalesce("word", "reason"),
        target_status=pl.when(is_number).then("target_status").otherwise(pl.lit("")),
    ).drop("word")


def _without_last_part(figures: pl.DataFrame, blocked: pl.DataFrame, k: int) -> pl.DataFrame:
    """Figures without those that would tell the number for which a word stands, `blocked` ones being unknown."""
    unknown = _withheld(blocked.filter(pl.col("people") > 0), k).with_columns(people=pl.lit(k, pl.Int64))
    while (hidden := _telling(figures, unknown)).height:
        told = figures.join(hidden, on=list(KEY), how="anti")
        gone = _withheld(figures.join(hidden, on=list(KEY), how="semi"), k)
        figures = pl.concat([told, gone])
        unknown = pl.concat([unknown, gone.with_columns(people=pl.lit(k, pl.Int64))])
    return figures


def _telling(figures: pl.DataFrame, unknown: pl.DataFrame) -> pl.DataFrame:
    """What has to go next, by `KEY`, because it tells the number for which a word stands."""
    words = figures.filter(pl.col("reason").is_in(WORDS))
    told = figures.filter(pl.col("value").is_not_null())
    found = [_last_of(told, words, family) for family in SHARES_OF_ONE]
    found.append(_both_words(words))
    for metric, others in NUMERATOR_IS_N.items():
        places = words.filter(pl.col("metric") == metric).select(PLACE)
        counted = figures.filter(pl.col("metric").is_in(others), pl.col("n").is_not_null())
        found.append(counted.join(places, on=list(PLACE), how="semi"))
    parts = pl.concat([figures.filter(pl.col("people") > 0), unknown])
    found.append(_last_part(parts.filter(pl.col("segment") != ALL), told, "segment", "segment_value"))
    found.append(_last_part(parts.filter(pl.col("role") != ALL), told, "role"))
    return pl.concat([rows.select(KEY) for rows in found]).unique()


def _last_of(told: pl.DataFrame, words: pl.DataFrame, family: tuple[str, ...]) -> pl.DataFrame:
    """Where a word stands for one share of a whole alone: the smallest of the others, which would tell it."""
    count = words.filter(pl.col("metric").is_in(family)).group_by(PLACE).agg(words=pl.len())
    others = told.filter(pl.col("metric").is_in(family)).join(count, on=list(PLACE))
    telling = others.filter(pl.len().over(PLACE) + pl.col("words") == len(family), pl.col("words") == 1)
    return telling.sort("value", "metric").unique(PLACE, keep="first", maintain_order=True)


def _both_words(words: pl.DataFrame) -> pl.DataFrame:
    """Words of shares whose rest is counted, where they stand for both."""
    return words.filter(pl.col("metric").is_in(COUNTED_REST)).filter(pl.len().over(PLACE) == len(COUNTED_REST))


def _last_part(parts: pl.DataFrame, told: pl.DataFrame, *by: str) -> pl.DataFrame:
    """Where all parts of a told total but one are told, and a word stands for that one: the smallest of those told."""
    family = [name for name in KEY if name not in by]
    whole = told.filter(pl.col(by[0]) == ALL).select(family)
    place = [name for name in KEY if name != by[-1]] if by[1:] else family
    is_told = pl.col("value").is_not_null()
    untold = parts.filter(~is_told).group_by(place).agg(untold=pl.len(), reason=pl.col("reason").first())
    last = untold.filter((pl.col("untold") == 1) & pl.col("reason").is_in(WORDS)).join(whole, on=family, how="semi")
    telling = parts.filter(is_told).join(last.select(place), on=place, how="semi")
    return telling.sort("people", *KEY).unique(place, keep="first", maintain_order=True)


def _kept(blocked: pl.DataFrame, before: pl.DataFrame, k: int) -> pl.DataFrame:
    """Figures that may not be new: as they were shown last, where that is still of enough people; else withheld."""
    last = before.filter(pl.col("people") >= k).select(*KEY, *CARRIED)
    kept = blocked.drop(CARRIED).join(last, on=list(KEY), how="inner")
    is_word = pl.col("reason").is_in(WORDS)
    said = f"{KEPT}: a newer value could tell of fewer than {k} people"
    kept = kept.with_columns(
        reason=pl.when(is_word).then("reason").otherwise(pl.lit(said)),
        target_status=verdict(),
    )
    rest = blocked.join(last, on=list(KEY), how="anti")
    return pl.concat([kept.select(blocked.columns), _withheld(rest, k)])


def _withheld(figures: pl.DataFrame, k: int) -> pl.DataFrame:
    """Figures without numbers and target status, which say no more than that.

    Why a figure of a few people cannot be computed may tell of them: only where there is nobody the reason stands.
    """
    is_of_nobody = (pl.col("status") == "not_computable") & (pl.col("people").fill_null(0) == 0)
    words = f"hidden so that no group of fewer than {k} people can be seen or worked out"
    return figures.with_columns(
        *(pl.lit(None, figures.schema[name]).alias(name) for name in NUMBERS),
        status=pl.when(is_of_nobody).then("status").otherwise(pl.lit("suppressed")),
        reason=pl.when(is_of_nobody).then("reason").otherwise(pl.lit(words)),
        target_status=pl.lit(""),
    )
