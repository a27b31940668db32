"""Which column of an export is which of ours: by the tool's own headings, or by those that the source declares.

A heading is compared folded (Unicode form, case, white space); a missing or repeated one is never guessed around.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches

from mentorship.exports.delimited import unique_names
from mentorship.exports.reading import Reading
from mentorship.identity import fold

_MAX_NAMED = 3
_VALUE = re.compile(r"\S+@\S+\.\S+|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}\b.*", re.DOTALL)


def nearest(wanted: str, known: Iterable[str]) -> str | None:
    """The known word most like a wanted one, if any is like it."""
    by_fold = {fold(word): word for word in known if fold(word)}
    found = get_close_matches(fold(wanted), by_fold, n=1, cutoff=0.5)
    return by_fold[found[0]] if found else None


def nearest_heading(wanted: str, headings: Iterable[str]) -> str | None:
    """The heading most like a wanted one.

    None where an address or a day stands among them: then they are somebody's values, for the headings are missing, and
    values are never quoted.
    """
    present = [heading for heading in headings if heading.strip()]
    if any(_VALUE.fullmatch(heading.strip()) for heading in present):
        return None
    return nearest(wanted, present)


def columns_of(headings: Sequence[str], wanted: str) -> list[str]:
    """The columns (by their names in the table) whose heading is the wanted one."""
    names = unique_names(headings)
    return [name for name, heading in zip(names, headings, strict=True) if fold(heading) == fold(wanted)]


def has_all(headings: Iterable[str], wanted: Iterable[str]) -> bool:
    """Whether all wanted headings are there."""
    folded = {fold(heading) for heading in headings}
    return all(fold(heading) in folded for heading in wanted)


def locate(reading: Reading, known: Mapping[str, Sequence[str]], also_known: Iterable[str] = ()) -> dict[str, str]:
    """For each of our names the table's column: the declared one, else the first of its known headings that is there.

    `also_known` are names that `columns:` may map for another step (the items of an instrument). Refuses a declared
    name that is none of ours, a declared column that is not there, and a heading that stands over two columns.
    """
    declared = reading.source.columns
    names = [*known, *also_known]
    for ours in declared:
        if ours not in names:
            _refuse_unknown_name(reading, ours, names)
    found = {}
    for ours, headings in known.items():
        column = declared_column(reading, ours) if ours in declared else _first_known(reading, ours, headings)
        if column is not None:
            found[ours] = column
    return found


def declared_column(reading: Reading, ours: str) -> str:
    """The column that the source declares for one of our names."""
    heading = reading.source.columns[ours]
    found = columns_of(reading.content.columns, heading)
    if not found:
        refuse_missing(reading, [heading], f"columns: maps {ours} to it")
    return _only(reading, ours, heading, found)


def require(
    reading: Reading, found: Mapping[str, str], known: Mapping[str, Sequence[str]], names: Iterable[str]
) -> None:
    """Refuse the file where one of our names has no column."""
    for ours in names:
        if ours not in found:
            refuse_missing(reading, list(known[ours]), f"{ours} is read from it")


def refuse_missing(reading: Reading, headings: Sequence[str], why: str) -> None:
    """Refuse the file for want of a column, naming the one most like it."""
    present = reading.content.columns
    close = next((name for name in (nearest_heading(heading, present) for heading in headings) if name), None)
    wanted = " or ".join(repr(heading) for heading in headings[:_MAX_NAMED])
    hint = f"; the nearest is {close!r}" if close else ""
    fix = f"map it under columns: of the source {reading.source.name!r}, or export the file with that column"
    other = other_delimiter(reading.content.columns)
    if other is not None:
        fix = f"declare delimiter: {other!r} for the source {reading.source.name!r}"
    raise reading.refusal(
        f"there is no column {wanted} ({why}){hint}",
        fix,
        line=reading.content.header_line,
        column=close or "",
    )


def other_delimiter(headings: Sequence[str]) -> str | None:
    """What seems to part the cells of a header that was read as a single cell; for a message, not for reading."""
    if len(headings) != 1:
        return None
    return next((mark for mark in (";", "\t", "|", ",") if mark in headings[0]), None)


def _first_known(reading: Reading, ours: str, headings: Sequence[str]) -> str | None:
    for heading in headings:
        found = columns_of(reading.content.columns, heading)
        if found:
            return _only(reading, ours, heading, found)
    return None


def _only(reading: Reading, ours: str, heading: str, found: list[str]) -> str:
    if len(found) > 1:
        raise reading.refusal(
            f"the heading {heading!r} stands over {len(found)} columns, and {ours} is read from it",
            "rename or remove one of the columns where the file comes from, and export it again",
            line=reading.content.header_line,
            column=heading,
        )
    return found[0]


def _refuse_unknown_name(reading: Reading, ours: str, names: Sequence[str]) -> None:
    close = nearest(ours, names)
    raise reading.refusal(
        f"columns: maps {ours!r}, which is no column of {reading.source.kind} read by {reading.source.tool}",
        f"write {close!r} instead" if close else f"use names among {', '.join(names)}",
    )
