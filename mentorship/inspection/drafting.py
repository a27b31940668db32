"""A draft of the mapping of a table that nobody declared: what its headings and cells seem to mean, each with why.

The draft is for a person to check: `inspect` prints it, and no night reads by it. Where the header is, what kind of
table it is and how its dates and numbers are written is found here; which column is which of ours in `matching.py`.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import NamedTuple

import polars as pl

from mentorship.exports import text
from mentorship.exports.stamps import ISO_SHAPE, NUMERIC_SHAPE
from mentorship.exports.table import DATES, KEYS, NEEDED, NUMBERS, WORDS, our_columns
from mentorship.identity import fold
from mentorship.inspection import cell_words, matching
from mentorship.inspection.matching import HALF, MOST, PERSONS, Column, Find, Match, is_mostly, matched, share
from mentorship.inspection.vocabulary import LANGUAGES, LIKELY, OWN, SAID, meanings
from mentorship.programme import DeclaredKind, Kind

KINDS: tuple[DeclaredKind, ...] = ("people", "pairs", "meetings", "goals", "surveys")
DELIMITERS = (",", ";", "\t", "|")

_LOOKED_AT = 300
_HEADER_AMONG = 30
_LAST_MONTH, _LAST_DAY = 12, 31
_ENOUGH = 6
"""Points that a draft needs to be worth a look, where the kind of the table is not told."""
_LACKING = 4
"""Points that each column takes away that is needed and was not found."""
_LONG_HEADING = 4
_SMALL_NUMBER = r"^(?:[0-9]|10)$"
_MAYBE_THOUSANDS = r"^[+-]?[1-9][0-9]{0,2}(?:,[0-9]{3})+$"
# Columns that hardly any table but one of the kind has.
_TELLING: Mapping[DeclaredKind, frozenset[str]] = {
    "people": frozenset({"role"}),
    "pairs": frozenset({"mentor", "mentee"}),
    "meetings": frozenset({"duration_minutes", "channel", "has_agenda", "action_item_count", "no_show_by", "people"}),
    "goals": frozenset({"title", "due_on", "achieved_on", "progress", "measure", "gas_level", "step_count"}),
    "surveys": frozenset({"respondent", "submitted_at"}),
}


@dataclass(frozen=True, slots=True)
class Draft:
    """What a table's mapping may be.

    `columns` maps ours to their heading where it does not find itself; `values` their word to ours, or to nothing
    where it says that there is nothing to say yet (a pair that still runs has no outcome). `reasons` also tell of ours
    why a likely column was left out. A survey's questions are for its instrument to name, so they are not `unmapped`.
    """

    kind: DeclaredKind
    columns: dict[str, str]
    values: dict[str, str]
    reasons: dict[str, str]
    unmapped: tuple[str, ...]
    missing: tuple[str, ...]
    header_row: int | None = None
    delimiter: str | None = None
    date_order: str | None = None
    decimal: str | None = None


class _Scored(NamedTuple):
    points: float
    draft: Draft


def draft(rows: Sequence[text.Row], kind: Kind | None = None) -> Draft | None:
    """The draft of a table by its first rows, each with its line; None where they are no table that could be meant.

    Rows without any cell are blank lines, which a header may have above it without a word. Without a kind, the one
    whose columns fit best is taken.
    """
    scored = _scored(rows, kind)
    return scored.draft if scored else None


def draft_of_text(decoded: str, kind: Kind | None = None) -> Draft | None:
    """The draft of a delimited text, with the delimiter that gives the best one."""
    best: _Scored | None = None
    for delimiter in DELIMITERS:
        scored = _scored(text.head(decoded, delimiter, count=_LOOKED_AT), kind)
        if scored and (best is None or scored.points > best.points):
            declared = None if delimiter == DELIMITERS[0] else delimiter
            best = _Scored(scored.points, replace(scored.draft, delimiter=declared))
    return best.draft if best else None


def _scored(rows: Sequence[text.Row], kind: Kind | None) -> _Scored | None:
    kinds = [known for known in KINDS if kind in {None, known}]
    place = _header_place(rows, kinds)
    if place is None:
        return None
    columns = _columns(rows, place)
    matches = [match for match in (matched(known, columns) for known in kinds) if match.found]
    scored = sorted(
        ((_points(match), match) for match in matches if kind or _is_sensible(match)), key=lambda pair: -pair[0]
    )
    if not scored or (len(scored) > 1 and scored[0][0] == scored[1][0]):
        return None
    points, best = scored[0]
    is_on_top = not any(cells for _, cells in rows[:place])
    return _Scored(points, _as_draft(best, None if is_on_top else rows[place][0]))


def _as_draft(match: Match, header_row: int | None) -> Draft:
    order, decimal, spoken = _date_order(match), _decimal(match), _spoken(match)
    found = {ours: match.found[ours] for ours in our_columns(match.kind) if ours in match.found}
    reasons = {ours: _reason(match, ours, spoken) for ours in found}
    questions = {id(column) for column in _questions(match)} if match.kind == "surveys" else set[int]()
    unmapped = [column.heading for column in match.free() if id(column) not in questions]
    return Draft(
        kind=match.kind,
        columns={ours: find.column.heading for ours, find in found.items() if fold(find.column.heading) != ours},
        values=match.values,
        reasons={ours: _together(reasons.get(ours), match.notes.get(ours)) for ours in [*reasons, *match.notes]},
        unmapped=tuple(heading for heading in unmapped if heading.strip()),
        missing=_missing(match),
        header_row=header_row,
        date_order=order,
        decimal=decimal,
    )


def _together(*said: str | None) -> str:
    return "; ".join(filter(None, said))


def _missing(match: Match) -> tuple[str, ...]:
    """What is lacking: where one of several groups of columns would do, of the group that lacks least."""
    lacking: list[str] = []
    for groups in NEEDED[match.kind]:
        lacks = [[ours for ours in group if ours not in match.found] for group in groups]
        least = min(lacks, key=len)
        lacking.extend(least)
    return tuple(lacking)


# The header.


def _header_place(rows: Sequence[text.Row], kinds: Sequence[DeclaredKind]) -> int | None:
    """Where in the rows the header is: the first that can be one, unless a later one speaks more of our columns."""
    best, most = None, -2
    for place in range(min(len(rows), _HEADER_AMONG)):
        if _can_be_header(rows, place):
            telling = sum(any(meanings(kind, cell) for kind in kinds) for cell in rows[place][1])
            # A row of data may hold a word of ours too: to be taken for the header it has to say more than one more.
            if telling > most + 1:
                best, most = place, telling
    return best


def _can_be_header(rows: Sequence[text.Row], place: int) -> bool:
    """Whether a row has texts that differ, over most columns of the rows below, which are as wide as it is."""
    cells = [cell.strip() for cell in rows[place][1]]
    filled = [cell for cell in cells if cell]
    if len(filled) < 2 or len({fold(cell) for cell in filled}) < HALF * len(filled):
        return False
    if share(pl.Series(filled), f"{matching.DATE}|{matching.EMAIL}|{matching.NUMBER}") > 1 - MOST:
        return False
    below = [row for _, row in rows[place + 1 :] if any(map(str.strip, row))]
    as_wide = [row for row in below if len(row) == len(cells)]
    used = [any(row[position].strip() for row in as_wide) for position in range(len(cells))]
    headed = [bool(cell) for cell, is_used in zip(cells, used, strict=True) if is_used]
    return len(as_wide) >= MOST * len(below) and sum(headed) >= MOST * len(headed)


def _columns(rows: Sequence[text.Row], place: int) -> list[Column]:
    headings = rows[place][1]
    below = [row for _, row in rows[place + 1 :] if len(row) == len(headings) and any(map(str.strip, row))]
    counts = Counter(map(fold, headings))
    columns = []
    for position, heading in enumerate(headings):
        cells = [row[position].strip() for row in below]
        filled = pl.Series([cell for cell in cells if cell], dtype=pl.String)
        columns.append(Column(heading, filled, cells, counts[fold(heading)] > 1))
    return columns


# The kind.


def _is_sensible(match: Match) -> bool:
    """Whether a table can be of a kind that nobody told: it has half of what that needs, or what only that has."""
    telling = _TELLING[match.kind].intersection(match.found)
    if match.kind == "surveys":
        has_enough = len(_questions(match)) > 1 and len(telling) > 0
    elif match.kind == "goals":
        has_enough = len(telling) > 2 or "title" in telling
    else:
        met = [any(all(ours in match.found for ours in group) for group in groups) for groups in NEEDED[match.kind]]
        has_enough = sum(met) >= HALF * len(met)
    return has_enough and len(match.found) > 1 and _points(match) >= _ENOUGH


def _points(match: Match) -> float:
    """How well a table is of a kind: by its columns, those needed twice, less what is missing."""
    points = 0.0
    for ours, find in match.found.items():
        is_fitting = find.strength < OWN or not matching.against(match, ours, find)
        weight = 2 if ours in matching.needed(match.kind) else 1
        points += is_fitting * weight * (1 + find.strength)
    return points - _LACKING * len(_missing(match)) + _evidence(match)


def _evidence(match: Match) -> float:
    """What the rows say of the kind beyond their columns: a log of meetings has times, and its pairs come again."""
    if match.kind == "surveys":
        return min(8.0, sum(2.0 if _is_sentence(column.heading) else 1.0 for column in _questions(match)))
    start = match.found.get("starts_at") or match.found.get("matched_on")
    has_times = start is not None and is_mostly(start.column, matching.WITH_TIME)
    as_meetings = 3.0 * has_times + 3.0 * _pairs_come_again(match) - 1
    is_telling = bool(_TELLING["meetings"].intersection(match.found))
    return {"meetings": as_meetings + 2 * is_telling, "pairs": -as_meetings}.get(match.kind, 0.0)


def _pairs_come_again(match: Match) -> bool:
    sides = [match.found[ours].column.rows for ours in ("mentor", "mentee") if ours in match.found]
    couples = [couple for couple in zip_longest(*sides) if all(couple)]
    return len(sides) == 2 and len(set(couples)) < MOST * len(couples)


def _questions(match: Match) -> list[Column]:
    """The columns that ask something: by a heading that is a sentence, or by answers on a scale."""
    return [column for column in match.free() if _is_sentence(column.heading) or _is_scaled(column)]


def _is_sentence(heading: str) -> bool:
    return heading.strip().endswith("?") or len(heading.split()) >= _LONG_HEADING


def _is_scaled(column: Column) -> bool:
    agreeing = [cell_words.is_among(cell_words.AGREEMENT, cell) for cell in column.cells]
    return is_mostly(column, _SMALL_NUMBER) or (bool(agreeing) and sum(agreeing) >= MOST * len(agreeing))


# How dates and numbers are written.


def _date_order(match: Match) -> str | None:
    """The order of day and month that the dates prove; a note where they leave it open, or have no order."""
    dated = {ours: find.column.cells for ours, find in match.found.items() if ours in DATES}
    for ours in (ours for ours, cells in dated.items() if share(cells, matching.WORDED_DATE)):
        match.note(ours, "its months are words: declare date_format:, or write the dates as numbers")
    orders = [(order, ours) for ours, cells in dated.items() for order in _orders(cells)]
    proven = sorted({order for order, _ in orders if order})
    if len(proven) == 1:
        return proven[0]
    if proven:
        match.note(orders[0][1], "dates are written day first and month first: export the file again")
    elif orders:
        match.note(orders[0][1], "no date tells whether the day or the month comes first: declare date_order:")
    return None


def _orders(cells: pl.Series) -> Iterator[str]:
    """The orders that dates of three numbers prove, and an empty word for those that prove none."""
    shaped = cells.filter(cells.str.contains(NUMERIC_SHAPE) & ~cells.str.contains(ISO_SHAPE))
    groups = shaped.str.extract_groups(NUMERIC_SHAPE).struct
    parts = pl.DataFrame({"first": groups.field("1"), "second": groups.field("2")})
    numbers = parts.filter(pl.col("first").str.len_bytes() <= 2).cast(pl.Int64)
    for place, order in (("first", "dmy"), ("second", "mdy")):
        if numbers[place].is_between(_LAST_MONTH + 1, _LAST_DAY).any():
            yield order
    if not numbers.is_empty():
        yield ""


def _decimal(match: Match) -> str | None:
    """The comma, where numbers are written with one that parts no thousands."""
    numbers = {ours: find.column.cells for ours, find in match.found.items() if ours in NUMBERS}
    commas = {ours: cells.filter(cells.str.contains(matching.COMMA_NUMBER)) for ours, cells in numbers.items()}
    first = next((ours for ours, cells in commas.items() if len(cells)), None)
    if first is None:
        return None
    if any(share(cells, matching.POINT_NUMBER) for cells in numbers.values()):
        match.note(first, "numbers are written with a comma and with a point: export the file again")
    elif all(share(cells, _MAYBE_THOUSANDS) == 1 for cells in commas.values() if len(cells)):
        match.note(first, "its comma may part thousands or decimals: declare decimal:")
    else:
        return ","
    return None


# Why.


def _spoken(match: Match) -> list[str]:
    """The languages of the headings, the commonest first."""
    told = [meaning for column in match.columns for meaning in meanings(match.kind, column.heading)]
    said = Counter(language for meaning in told if meaning.strength >= SAID for language in meaning.languages)
    return sorted(LANGUAGES, key=lambda language: -said[language])


def _reason(match: Match, ours: str, spoken: Sequence[str]) -> str:
    find = match.found[ours]
    return _together(_told_by_heading(ours, find, spoken), _seen_in_cells(match.kind, ours, find))


def _told_by_heading(ours: str, find: Find, spoken: Sequence[str]) -> str:
    if find.strength in {OWN, matching.BY_CELLS}:
        return "the heading is our own name" if find.strength == OWN else ""
    is_likely = find.strength == LIKELY
    language = next(language for language in spoken if language in find.languages)
    if language == "English":
        verb = "may mean" if is_likely else "means"
    else:
        verb = f"{'may be' if is_likely else 'is'} {language} for"
    return f"the heading {find.column.heading!r} {verb} {ours.replace('_', ' ')}"


def _seen_in_cells(kind: DeclaredKind, ours: str, find: Find) -> str:
    cells = find.column.cells
    if cells.is_empty():
        return "all its cells are blank"
    if ours in WORDS:
        known = sum(bool(matching.possible_words(kind, ours, find.column, cell)) for cell in cells)
        return f"{known} of {len(cells)} cells are words for {ours.replace('_', ' ')}"
    shape, what = _shape_of(ours)
    count = int(cells.str.contains(shape).sum()) if shape else 0
    return f"{count} of {len(cells)} cells are {what}" if count >= HALF * len(cells) else ""


def _shape_of(ours: str) -> tuple[str, str]:
    if ours in DATES:
        return matching.DATE, "dates"
    if ours in NUMBERS:
        return matching.NUMBER, "numbers"
    return (matching.EMAIL, "e-mail addresses") if ours in PERSONS or ours in KEYS else ("", "")
