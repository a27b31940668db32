"""In their own words: the comments that the night publishes, by question. Their order and choice are not the page's."""

from dataclasses import dataclass

import polars as pl

from mentorship.facts.comments import publishable
from mentorship.programme import Programme
from reports.wording import count, instrument_name, plural

FIRST_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Answered:
    """A question and what was answered; `more` is what a reader may unfold."""

    question: str
    instrument: str
    size: str
    texts: tuple[str, ...]
    more: tuple[str, ...]
    withheld: str


@dataclass(frozen=True, slots=True)
class OwnWords:
    """The section: the questions with comments, and how many people must have agreed."""

    answered: tuple[Answered, ...]
    comments_k: int


def own_words(programme: Programme, comments: pl.DataFrame) -> OwnWords | None:
    """The section of a night's comments, in the order of the questionnaires; none where no question asks for any."""
    asked = publishable(programme)
    if not asked:
        return None
    rows = comments.select("instrument", "item", "texts", "withheld").iter_rows()
    found = {(instrument, item): (texts, withheld) for instrument, item, texts, withheld in rows}
    answered = tuple(
        _answered(item.text, instrument_name(programme, name), *found[name, item.id])
        for name, items in asked.items()
        for item in items
        if (name, item.id) in found
    )
    return OwnWords(answered, programme.privacy.comments_k)


def _answered(question: str, instrument: str, texts: list[str], withheld: int) -> Answered:
    named = "1 comment is withheld because it names somebody."
    if withheld != 1:
        named = f"{count(withheld)} comments are withheld because they name somebody." if withheld else ""
    first, more = tuple(texts[:FIRST_SHOWN]), tuple(texts[FIRST_SHOWN:])
    return Answered(question, instrument, plural(len(texts), "comment"), first, more, named)
