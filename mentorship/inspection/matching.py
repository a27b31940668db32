"""Which column of an undeclared table is which of ours: what its headings say, held against the cells below them.

Where nothing tells two columns apart, or the cells speak against the heading, ours is left out with a note. What is
made of it is `drafting.py`'s, what headings and words mean `vocabulary.py`'s and `cell_words.py`'s.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple

import polars as pl

from mentorship.exports import damage
from mentorship.exports.stamps import GOOGLE_SHAPE, ISO_SHAPE, NUMERIC_SHAPE
from mentorship.exports.table import DATES, KEYS, NEEDED, NUMBERS, WORDS, our_columns
from mentorship.inspection import cell_words
from mentorship.inspection.cell_words import NO, YES, is_among, key_of, words_of
from mentorship.inspection.vocabulary import LIKELY, OWN, SAID, meanings, normal
from mentorship.programme import DeclaredKind

BY_CELLS = 0
"""How surely a column is ours where its heading says nothing and its cells alone speak for it."""
MOST, HALF = 0.8, 0.5
PERSONS = frozenset({"mentor", "mentee", "owner", "respondent", "about", "email"})

EMAIL = r"^[^\s@;,<>]+@[^\s@;,<>]+\.[^\s@;,<>]+$"
PLAIN_NUMBER = r"^[+-]?[0-9]+(?:\.[0-9]+)?$"
POINT_NUMBER = r"^[+-]?[0-9]+\.[0-9]+$"
COMMA_NUMBER = r"^[+-]?(?:[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]+),[0-9]+$"
NUMBER = f"{PLAIN_NUMBER}|{COMMA_NUMBER}"
WITH_TIME = r"[ T,][0-9]{1,2}[:.][0-9]{2}"
_MONTH = (
    "jan|feb|fév|mar|mär|mrz|maa|apr|avr|abr|kwi|may|mai|maj|mei|mag|jun|juin|cze|giu|jul|juil|lip|lug|aug|aoû|ago"
    "|sie|sep|set|wrz|oct|okt|out|ott|paź|nov|lis|dec|dez|déc|dic|gru|sty|lut|ene|gen"
)
WORDED_DATE = (
    rf"(?i)^(?:\p{{L}}+\.?,? )?(?:[0-9]{{1,2}}\.?[ /-](?:de )?(?:{_MONTH})\p{{L}}*\.?"
    rf"|(?:{_MONTH})\p{{L}}*\.? [0-9]{{1,2}},?)[ /-](?:de )?(?:[0-9]{{4}}|[0-9]{{2}})\b"
)
READABLE_DATE = f"{ISO_SHAPE}|{NUMERIC_SHAPE}|{GOOGLE_SHAPE}"
DATE = f"{READABLE_DATE}|{damage.SERIAL}|{WORDED_DATE}"
_ID = r"^[\p{L}0-9._/#-]*[0-9][\p{L}0-9._/#-]*$"
_SEVERAL_ADDRESSES = r"^[^;]*@[^;]*(?:;[^;]*@[^;]*)+;?$"
_PARTED_OTHERWISE = r"^[^;]*\S(?:,| & | and | und | et | y | e | i | och | og |\n)\s*\S[^;]*$"

_LISTS = frozenset({"people", "other_keys"})
_MAX_NAMED = 5
_MAX_WORDS = 12
_WORD_LETTERS = 40
_KEY_LETTERS = 60
_LIST_LETTERS = 400
_SHORTEST_MEETING = 10
# What a yes means in a column that may ask whether something was so; a no may have many meanings.
_ASKED: Mapping[DeclaredKind, Mapping[str, str]] = {"meetings": {"outcome": "held"}, "goals": {"status": "achieved"}}
# What the cells alone may tell, once the headings have been heard: it has to be the only column of its sort.
_BY_CELLS: Mapping[DeclaredKind, tuple[str, ...]] = {
    "people": ("email", "role"),
    "pairs": ("matched_on", "outcome"),
    "meetings": ("starts_at", "people", "outcome", "channel"),
    "goals": ("owner", "status"),
    "surveys": ("submitted_at", "respondent"),
}


class Column(NamedTuple):
    """A column below the header: `cells` are its filled cells, `rows` all of them, without white space around them."""

    heading: str
    cells: pl.Series
    rows: list[str]
    is_repeated: bool


class Find(NamedTuple):
    """A column that may be one of ours: how surely by its heading, and in which languages that says so."""

    column: Column
    strength: int
    languages: tuple[str, ...]


@dataclass(slots=True)
class Match:
    """A table taken to be of one kind.

    `values` are their words with ours; `notes` say of ours why no column was taken, or what is to be done about it;
    `doubtful` are those that two columns could be, `unfit` those whose heading was found, over cells that do not fit.
    """

    kind: DeclaredKind
    columns: list[Column]
    found: dict[str, Find] = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    doubtful: set[str] = field(default_factory=set)
    unfit: dict[str, tuple[Column, str]] = field(default_factory=dict)

    def take(self, ours: str, find: Find) -> None:
        """Take a column for one of ours; what was said against others does not matter any more."""
        self.notes.pop(ours, None)
        self.found[ours] = find

    def doubt(self, ours: str, columns: Iterable[Column]) -> None:
        """Leave one of ours out, for several columns may be it."""
        names = " or ".join(repr(column.heading) for column in islice(columns, _MAX_NAMED))
        self.notes[ours] = f"it may be {names}: nothing tells which, so name one of them"
        self.doubtful.add(ours)

    def note(self, ours: str, what: str) -> None:
        """Say something more of one of ours."""
        self.notes[ours] = "; ".join(filter(None, (self.notes.get(ours), what)))

    def free(self) -> list[Column]:
        """The columns that are none of ours yet."""
        taken = {id(find.column) for find in self.found.values()}
        return [column for column in self.columns if id(column) not in taken]


_Wanted = dict[str, list[Find]]
"""The columns whose heading may mean one of ours."""


def matched(kind: DeclaredKind, columns: list[Column]) -> Match:
    """The columns of a table taken to be of a kind: as the headings say, as they may say, and as the cells show."""
    match = Match(kind, columns)
    wanted = _wanted(match)
    _take_said(match, wanted)
    _take_likely(match, wanted)
    _take_by_cells(match)
    _translate(match)
    _note_unfit(match)
    return match


def needed(kind: DeclaredKind) -> set[str]:
    """Our columns that a table of a kind needs, or needs one of."""
    return {ours for groups in NEEDED[kind] for group in groups for ours in group}


def share(cells: pl.Series, shape: str) -> float:
    """The share of cells that have a shape."""
    return int(cells.str.contains(shape).sum()) / max(len(cells), 1)


def is_mostly(column: Column, shape: str) -> bool:
    """Whether nearly all filled cells of a column have a shape, and there are any."""
    return len(column.cells) > 0 and share(column.cells, shape) >= MOST


def possible_words(kind: DeclaredKind, ours: str, column: Column, word: str) -> tuple[str, ...]:
    """What a word may stand for; in a column of yes and no, a yes to a meeting having been held, a goal achieved."""
    asked = _ASKED.get(kind, {}).get(ours)
    if asked and _says_yes_or_no(column):
        return (asked,) if is_among(YES, word) else ()
    return words_of(kind, ours, word)


def against(match: Match, ours: str, find: Find) -> str:
    """Why a column's cells cannot be what its heading says, in words; empty where they can."""
    if find.column.cells.is_empty():
        return ""
    return next((check(match, ours, find) for names, check in _CHECKS if ours in names), "")


# Choosing among the columns.


def _wanted(match: Match) -> _Wanted:
    wanted: _Wanted = {}
    for column in match.columns:
        for meaning in meanings(match.kind, column.heading):
            if not column.is_repeated:
                find = Find(column, meaning.strength, meaning.languages)
                wanted.setdefault(meaning.ours, []).append(find)
            elif meaning.strength >= SAID:
                match.notes[meaning.ours] = f"the heading {column.heading!r} stands over several columns: rename them"
    return wanted


def _take_said(match: Match, wanted: _Wanted) -> None:
    for ours in our_columns(match.kind):
        said = [find for find in wanted.get(ours, []) if find.strength >= SAID]
        # A heading that is our own name finds itself, whatever stands below it.
        fitting = [find for find in said if find.strength == OWN or _fits(match, ours, find)]
        if fitting:
            _take_best(match, ours, fitting)


def _take_likely(match: Match, wanted: _Wanted) -> None:
    """Take what headings may mean, where nothing else says it and no other of ours could mean the same column."""
    free = {id(column) for column in match.free()}
    likely = {
        ours: [find for find in finds if id(find.column) in free and _fits(match, ours, find)]
        for ours, finds in wanted.items()
        if ours not in match.found and ours not in match.doubtful
    }
    claims = Counter(id(find.column) for finds in likely.values() for find in finds)
    for ours, finds in likely.items():
        undisputed = [find for find in finds if claims[id(find.column)] == 1]
        if undisputed:
            _take_best(match, ours, undisputed)


def _take_best(match: Match, ours: str, finds: Sequence[Find]) -> None:
    """Take the column that stands out; none where two are as good."""
    ranked = sorted(finds, key=lambda find: _rank(match, ours, find))
    if len(ranked) > 1 and _rank(match, ours, ranked[0]) == _rank(match, ours, ranked[1]):
        match.doubt(ours, (find.column for find in ranked))
    else:
        match.take(ours, ranked[0])


def _rank(match: Match, ours: str, find: Find) -> tuple[bool, int, int, bool]:
    """What makes a column likelier than another, the least first: it is filled, holds keys, says more, has times."""
    column = find.column
    fullest = max(len(other.cells) for other in match.columns)
    is_empty = column.cells.is_empty() or (ours in PERSONS and len(column.cells) < HALF * fullest)
    keys = 0 if is_mostly(column, EMAIL) else 1 if is_mostly(column, _ID) else 2
    is_day_alone = ours in {"starts_at", "submitted_at"} and not is_mostly(column, WITH_TIME)
    return is_empty, keys if ours in PERSONS else 0, -find.strength, is_day_alone


def _take_by_cells(match: Match) -> None:
    for ours in _BY_CELLS[match.kind]:
        if ours in match.found or ours in match.doubtful:
            continue
        alike = [column for column in match.free() if _speaks_for(match.kind, ours, column)]
        if len(alike) == 1:
            match.take(ours, Find(alike[0], BY_CELLS, ()))
        elif alike and ours in needed(match.kind):
            match.doubt(ours, alike)


def _speaks_for(kind: DeclaredKind, ours: str, column: Column) -> bool:
    """Whether a column's cells alone make it one of ours, if no other column is like it."""
    if column.is_repeated or not column.heading.strip():
        return False
    if ours in WORDS:
        known = [bool(words_of(kind, ours, cell)) for cell in column.cells]
        return column.cells.n_unique() > 1 and sum(known) >= MOST * len(known)
    shape = READABLE_DATE if ours in DATES else _SEVERAL_ADDRESSES if ours == "people" else EMAIL
    return is_mostly(column, shape)


# Whether the cells fit the heading.


def _fits(match: Match, ours: str, find: Find) -> bool:
    """Whether a column's cells can be what its heading says; where it clearly says so, a note tells why not."""
    why = against(match, ours, find)
    if why and find.strength >= SAID:
        match.unfit.setdefault(ours, (find.column, why))
    return not why


def _note_unfit(match: Match) -> None:
    """Say why a column was not taken for what its heading says, unless something else is made of it."""
    free = {id(column) for column in match.free()}
    for ours, (column, why) in match.unfit.items():
        if ours not in match.found and id(column) in free:
            match.note(ours, f"the heading {column.heading!r} speaks for it, but {why}")


def _against_dates(_: Match, __: str, find: Find) -> str:
    return "" if is_mostly(find.column, DATE) else "its cells are no dates"


def _against_numbers(_: Match, ours: str, find: Find) -> str:
    if not is_mostly(find.column, NUMBER):
        return "its cells are no plain numbers, and nothing else can be read"
    numbers = find.column.cells.str.replace(",", ".", literal=True).cast(pl.Float64, strict=False)
    are_small = len(numbers.filter(numbers < _SHORTEST_MEETING)) > HALF * len(numbers)
    if ours == "duration_minutes" and are_small and "min" not in normal(find.column.heading):
        return "its numbers are small for minutes: if they are hours, write minutes"
    return ""


def _against_words(match: Match, ours: str, find: Find) -> str:
    cells = find.column.cells
    is_wordy = cells.n_unique() <= min(_MAX_WORDS, max(2, len(cells) // 2))
    if ours in needed(match.kind) and find.strength >= SAID and is_wordy:
        return "" if (cells.str.len_chars() <= _WORD_LETTERS).all() else "its cells are long texts"
    if ours in _ASKED.get(match.kind, {}) and _says_yes_or_no(find.column):
        return ""
    known = [bool(words_of(match.kind, ours, cell)) for cell in cells]
    return "" if sum(known) >= HALF * len(known) else "its cells are no words that are known"


def _against_keys(_: Match, ours: str, find: Find) -> str:
    cells = find.column.cells
    longest = _LIST_LETTERS if ours in _LISTS else _KEY_LETTERS
    numbers = cells.cast(pl.Int64, strict=False)
    is_a_number = is_mostly(find.column, PLAIN_NUMBER)
    counts_rows = numbers.null_count() == 0 and (numbers.diff().drop_nulls() == 1).all()
    faults = {
        "its cells are dates": is_mostly(find.column, READABLE_DATE),
        "its cells are fractions": is_mostly(find.column, f"{POINT_NUMBER}|{COMMA_NUMBER}"),
        "its cells say yes or no": _says_yes_or_no(find.column) and (ours in PERSONS or not is_a_number),
        "its cells are numbers": ours == "people" and is_a_number,
        "its people are not parted by a semicolon": ours == "people" and is_mostly(find.column, _PARTED_OTHERWISE),
        "its cells are long texts": (cells.str.len_chars() > longest).any(),
        "it counts the rows, and changes with their order": find.strength == LIKELY and counts_rows,
    }
    return next((fault for fault, holds in faults.items() if holds), "")


def _against_address(_: Match, __: str, find: Find) -> str:
    return "" if share(find.column.cells, EMAIL) >= HALF else "its cells are no e-mail addresses"


def _against_name(match: Match, ours: str, find: Find) -> str:
    parts = f"{cell_words.FIRST_NAME}, {cell_words.LAST_NAME}"
    if find.strength == LIKELY and any(is_among(parts, column.heading) for column in match.columns):
        return "the name stands in two columns, and only one is read"
    return _against_text(match, ours, find)


def _against_text(_: Match, __: str, find: Find) -> str:
    return "its cells are no words" if is_mostly(find.column, f"{DATE}|{NUMBER}|{EMAIL}") else ""


_CHECKS: tuple[tuple[frozenset[str], Callable[[Match, str, Find], str]], ...] = (
    (DATES, _against_dates),
    (NUMBERS, _against_numbers),
    (WORDS, _against_words),
    (KEYS, _against_keys),
    (frozenset({"email"}), _against_address),
    (frozenset({"name"}), _against_name),
    (frozenset({"title", "measure", "step_of"}), _against_text),
)


def _says_yes_or_no(column: Column) -> bool:
    both = f"{YES}, {NO}"
    return all(is_among(both, cell) for cell in column.cells.unique())


# Their words for ours.


def _translate(match: Match) -> None:
    """Note the words of the columns of words; one whose words another column uses otherwise is given up."""
    taken: dict[str, str] = {}
    worded = [ours for ours in our_columns(match.kind) if ours in WORDS and ours in match.found]
    for ours in sorted(worded, key=lambda ours: -match.found[ours].strength):
        meant, unknown = _meant(match, ours)
        clashing = [word for word, our_word in meant.items() if taken.get(key_of(word), our_word) != our_word]
        if clashing and match.found[ours].strength < OWN:
            heading = match.found.pop(ours).column.heading
            match.notes[ours] = (
                f"the heading {heading!r} speaks for it, but {_listed(clashing)} stands for something else in another"
                " column, and values: hold for all of them"
            )
            continue
        clear = {word: our_word for word, our_word in meant.items() if word not in clashing}
        taken |= {key_of(word): our_word for word, our_word in clear.items()}
        match.values |= {word: our_word for word, our_word in clear.items() if key_of(word) != our_word}
        _note_words(match, ours, [word for word, our_word in clear.items() if not our_word], [*unknown, *clashing])


def _meant(match: Match, ours: str) -> tuple[dict[str, str], list[str]]:
    """The words of a column with ours, each in one spelling, and those that nobody knows."""
    column = match.found[ours].column
    spellings = {key_of(word): word for word in sorted(column.cells.unique()) if len(word) <= _WORD_LETTERS}
    possible = {word: possible_words(match.kind, ours, column, word) for word in spellings.values()}
    # A word that may be two of ours is the likelier one where another word of the column stands for the other.
    plain = {words[0] for words in possible.values() if len(words) == 1}
    meant = {
        word: words[0]
        for word, words in possible.items()
        if len(words) == 1 or (words and words[0] not in plain and plain.issuperset(words[1:]))
    }
    return meant, [word for word in possible if word not in meant]


def _note_words(match: Match, ours: str, silent: Sequence[str], unknown: Sequence[str]) -> None:
    """Name the words that stand for nothing yet and those to be added; one that does not recur is only counted."""
    cells = match.found[ours].column.cells
    named = [word for word in unknown if int((cells == word).sum()) > 1]
    if silent:
        match.note(ours, f"read as blank: {_listed(silent)}")
    if named:
        match.note(ours, f"not known, so to be added to values: {_listed(named)}")
    if len(unknown) > len(named):
        match.note(ours, f"not known, and written once: {len(unknown) - len(named)}")


def _listed(words: Sequence[str]) -> str:
    more = f" and {len(words) - _MAX_NAMED} more" if len(words) > _MAX_NAMED else ""
    return ", ".join(map(repr, words[:_MAX_NAMED])) + more
