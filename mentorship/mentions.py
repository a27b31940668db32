"""Where other people's texts name somebody who was forgotten: an answer in words, the title of a goal.

What is looked for is what a report would withhold a comment for (`naming.py`): a word of their name, or a key. Since
nobody knows their name any more, each word of a text is held against the tombstones.
"""

import re
from collections.abc import Collection, Mapping
from functools import cache

import polars as pl

from mentorship.identity import fold
from mentorship.tombstones import KEY, WORD, WORDS, Tombstones, plain

INSTEAD = "…"
TITLES = ("title", "measure", "step_of")
SHORTEST_NUMBER = 5
"""A shorter number in a text is hardly ever somebody's staff number."""
GENITIVE = "s"
_TOKEN = re.compile(r"\S+")
_AROUND = ".,;:!?()[]{}<>\"'"


def without_naming_answers(
    surveys: pl.DataFrame, tombstones: Tombstones, texts: Mapping[str, Collection[str]]
) -> pl.DataFrame:
    """The responses without the answers in words that name somebody who was forgotten; `texts` are such items."""
    item, answer = (pl.element().struct.field(name) for name in ("item", "answer"))
    kept = pl.col("answers")
    for instrument, items in texts.items():
        own = surveys.filter(pl.col("instrument") == instrument).select(pl.col("answers").explode()).drop_nulls()
        said = own.unnest("answers").filter(pl.col("item").is_in(list(items)))["answer"].drop_nulls().unique()
        naming = list(_shortened(said, tombstones))
        if naming:
            is_naming = item.is_in(list(items)) & answer.is_in(naming)
            silent = pl.col("answers").list.eval(pl.struct(item, pl.when(~is_naming).then(answer).alias("answer")))
            kept = pl.when(pl.col("instrument") == instrument).then(silent).otherwise(kept)
    return surveys.with_columns(answers=kept)


def without_names_in_titles(goals: pl.DataFrame, tombstones: Tombstones) -> pl.DataFrame:
    """The goals with `…` for each word of their texts that names somebody who was forgotten."""
    cells = pl.concat([goals[column].alias("text") for column in TITLES]).drop_nulls().unique()
    return goals.with_columns(pl.col(TITLES).replace(_shortened(cells, tombstones)))


def _shortened(texts: pl.Series, tombstones: Tombstones) -> dict[str, str]:
    """Each of some texts that names somebody who was forgotten, and what is left of it."""

    @cache
    def is_key(token: str) -> bool:
        key = fold(token)
        is_telling = not key.isdigit() or len(key) >= SHORTEST_NUMBER
        return is_telling and tombstones.has((KEY,), key)

    @cache
    def is_name(word: str) -> bool:
        name = plain(word)
        return any(tombstones.has((WORD,), each) for each in {name, name.removesuffix(GENITIVE)})

    def without_key(found: re.Match[str]) -> str:
        inner = found.group().strip(_AROUND)
        return found.group().replace(inner, INSTEAD) if is_key(inner) else found.group()

    def without_name(found: re.Match[str]) -> str:
        return INSTEAD if is_name(found.group()) else found.group()

    made = {text: WORDS.sub(without_name, _TOKEN.sub(without_key, text)) for text in texts}
    return {text: left for text, left in made.items() if left != text}
