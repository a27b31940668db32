"""Which column of a survey asks which item of its instrument.

A column is an item's when its heading is the item's id or its question, folded (Unicode form, case, white space, HTML
tags); in grids the row's own text counts too (`Question [Row]`, `Question - Row`). Two columns for one item, or one
column for two, refuse the file; columns of no item are dropped here and go no further.
"""

import html
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from mentorship.exports import damage
from mentorship.exports.headings import declared_column, nearest, nearest_heading
from mentorship.exports.profile import LINE
from mentorship.exports.reading import Reading, trimmed
from mentorship.identity import fold
from mentorship.programme import Instrument, Item

_TAG = re.compile(r"<[^<>]*>")
# A heading with more of them is no question, and to look at all of its ends would take long.
_MOST_DASHES = 20
_GRID_ROW = re.compile(r"\[([^\[\]]+)\]\s*$")


@dataclass(frozen=True, slots=True)
class Question:
    """A column of a survey and all that its heading rows say of it."""

    column: str
    headings: tuple[str, ...]


def instrument_of(reading: Reading) -> Instrument | None:
    """The instrument that the source's responses answer; None where none is declared (an inspection)."""
    name = reading.source.instrument
    if name is None:
        return None
    if name not in reading.programme.instruments:
        close = nearest(name, reading.programme.instruments)
        fix = f"write {close!r} instead" if close else f"add instruments/{name}.yaml"
        raise reading.refusal(f"the source's instrument {name!r} is not among the instruments", fix)
    return reading.programme.instruments[name]


def item_ids(reading: Reading) -> tuple[str, ...]:
    """The items that `columns:` may map."""
    instrument = instrument_of(reading)
    return tuple(item.id for item in instrument.items) if instrument else ()


def answers(reading: Reading, questions: Sequence[Question]) -> pl.Expr:
    """The answers of each response, in the order of the instrument; empty where no instrument is declared."""
    instrument = instrument_of(reading)
    if instrument is None:
        damage.refuse_repaired(reading, [question.column for question in questions])
        return pl.lit([], dtype=pl.List(pl.Struct({"item": pl.String, "answer": pl.String})))
    asked = match(reading, instrument, questions)
    damage.refuse_repaired(reading, [column for item, column in asked if item.kind != "text"])
    return pl.concat_list(
        pl.struct(pl.lit(item.id).alias("item"), _answer(reading, item, column).alias("answer"))
        for item, column in asked
    )


def questions_beside(reading: Reading, taken: Iterable[str]) -> list[Question]:
    """The columns of a survey with one header row that tell nothing else already."""
    names = [name for name in reading.content.table.columns if name != LINE]
    paired = zip(names, reading.content.columns, strict=True)
    others = set(taken)
    return [Question(name, (heading,)) for name, heading in paired if name not in others]


def survey_columns(reading: Reading, questions: Sequence[Question]) -> dict[str, pl.Expr]:
    """What every survey's records have beside the respondent and the date."""
    wave = reading.source.wave
    return {
        "instrument": pl.lit(reading.source.instrument or ""),
        "wave": pl.lit(None if wave == "by_date" else wave, dtype=pl.String),
        "answers": answers(reading, questions),
    }


def match(reading: Reading, instrument: Instrument, questions: Sequence[Question]) -> list[tuple[Item, str]]:
    """The column of each item that is asked; a warning for each that is not, a refusal where none is."""
    found = [(item, column) for item in instrument.items if (column := _column_of(reading, item, questions))]
    _refuse_shared(reading, found)
    asked = {item.id for item, _ in found}
    headings = [question.headings[-1] for question in questions if question.headings]
    missing = [item for item in instrument.items if item.id not in asked]
    if not found:
        raise reading.refusal(
            f"no column asks any item of the instrument {instrument.instrument!r}",
            "give the items the questions' text as it stands in the export, or map them under columns:",
            line=reading.content.header_line,
            column=nearest_heading(missing[0].text, headings) or "",
        )
    for item in missing:
        close = nearest_heading(item.text, headings)
        reading.warn(
            f"no column asks the item {item.id!r} of {instrument.instrument!r}"
            + (f"; the nearest is {close!r}" if close else ""),
            f"give the item that question's text, or map {item.id} under columns:",
            line=reading.content.header_line,
            column=close or "",
        )
    return found


def fold_question(text: str) -> str:
    """A question as it is compared.

    >>> fold_question("<b>I can explain</b> my&nbsp;design  DECISIONS")
    'i can explain my design decisions'
    """
    return fold(html.unescape(_TAG.sub(" ", text)))


def _column_of(reading: Reading, item: Item, questions: Sequence[Question]) -> str | None:
    if item.id in reading.source.columns:
        return declared_column(reading, item.id)
    wanted = {fold_question(item.id), fold_question(item.text)}
    whole = [question for question in questions if wanted & {fold_question(text) for text in question.headings}]
    by_row = [
        question for question in questions if wanted & {row for text in question.headings for row in _grid_rows(text)}
    ]
    found = whole or by_row
    if len(found) > 1:
        names = " and ".join(repr(question.column) for question in found)
        raise reading.refusal(
            f"the item {item.id!r} is asked by {len(found)} columns: {names}",
            f"rename one of the questions and export again, or map {item.id} to one of them under columns:",
            line=reading.content.header_line,
            column=found[1].column,
        )
    return found[0].column if found else None


def _grid_rows(text: str) -> set[str]:
    bracketed = _GRID_ROW.search(text)
    rows = {bracketed.group(1)} if bracketed else set()
    pieces = text.rsplit(" - ", _MOST_DASHES)
    rows.update(" - ".join(pieces[start:]) for start in range(1, len(pieces)))
    return {fold_question(row) for row in rows}


def _refuse_shared(reading: Reading, found: Sequence[tuple[Item, str]]) -> None:
    taken: dict[str, str] = {}
    for item, column in found:
        if column in taken:
            raise reading.refusal(
                f"the items {taken[column]!r} and {item.id!r} are both read from one column",
                "give the items different texts, or map each under columns:",
                line=reading.content.header_line,
                column=column,
            )
        taken[column] = item.id


def _answer(reading: Reading, item: Item, column: str) -> pl.Expr:
    text = trimmed(pl.col(column))
    return text if item.kind == "text" else translated(text, reading.source.values)


def translated(text: pl.Expr, values: Mapping[str, str]) -> pl.Expr:
    """Their words as ours, compared trimmed and in any case; other text stays as it is."""
    if not values:
        return text
    words = {_word(theirs): ours for theirs, ours in values.items()}
    ours = text.str.normalize("NFKC").str.to_lowercase().replace_strict(words, default=None, return_dtype=pl.String)
    return pl.coalesce([ours, text])


def _word(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().lower()
