"""Tables whose columns nobody declared: read as they stand, for an inspection, and what their mapping may be.

The night never comes here: it reads a table by our names or by `columns:`. What is proposed is for a person to check.
"""

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from mentorship.exports import damage, dates, text, workbook
from mentorship.exports.profile import LINE, Export, ExportFile
from mentorship.exports.reading import Reading, start, trimmed
from mentorship.exports.stamps import ISO_SHAPE, NUMERIC_SHAPE
from mentorship.exports.table import NEEDED, Table, fits, is_ours, read_cells
from mentorship.inspection import drafting
from mentorship.problems import DataRefusedError
from mentorship.programme import DeclaredKind, Programme, Source

DECLARED_KINDS: tuple[DeclaredKind, ...] = tuple(kind for kind in NEEDED if kind != "invitations")
_LOOKED_AT = 300


def look(file: ExportFile, source: Source, programme: Programme) -> Reading:
    """The cells of a table, or the problems that keep them from being read."""
    reading = start(file, source, programme)
    reading.evidence = Table().recognise(file)
    try:
        if not file.payload:
            raise reading.refusal("the file is empty (0 bytes)", "export it again; a download may have been cut off")
        read_cells(reading)
        damage.refuse_mojibake(reading)
    except DataRefusedError as refused:
        reading.problems.extend(refused.problems)
    return reading


def kind_by_names(reading: Reading, declared: DeclaredKind | None) -> DeclaredKind | None:
    """The kind whose columns a table has by our names: the declared one, else the first that it is beyond doubt."""
    columns = reading.content.columns
    if declared is not None:
        return declared if fits(declared, columns, {}) else None
    return next((kind for kind in DECLARED_KINDS if is_ours(kind, columns)), None)


def draft_of(reading: Reading, kind: DeclaredKind | None) -> drafting.Draft | None:
    """What the table's mapping may be, by its headings and cells."""
    if reading.content.encoding in workbook.ENCODINGS:
        return drafting.draft(_rows(reading.content.table, reading.content.columns), kind)
    try:
        decoded, _ = text.decode(reading.file, reading.source.encoding)
    except DataRefusedError:
        return None
    below = text.from_line(decoded, reading.source.header_row or 1)
    if reading.source.delimiter is not None and reading.content.delimiter is not None:
        return drafting.draft(text.head(below, reading.content.delimiter, count=_LOOKED_AT), kind)
    return drafting.draft_of_text(below, kind)


def proposed(source: Source, draft: drafting.Draft, *, is_kind_known: bool) -> Source:
    """The source with a draft's mapping; what it declares itself stays."""
    told = {
        "columns": draft.columns,
        "values": draft.values,
        "delimiter": source.delimiter or draft.delimiter,
        "header_row": source.header_row or draft.header_row,
        "decimal": source.decimal or draft.decimal,
        "date_order": source.date_order or draft.date_order,
        "kind": source.kind if is_kind_known else draft.kind,
    }
    return source.model_copy(update={**told, "tool": Table.tool, "name": told["kind"]})


def as_it_stands(reading: Reading) -> Export:
    """The cells of a table that is mapped to nothing, after the checks for damage that need no mapping."""
    try:
        if not reading.problems:
            _check(reading)
    except DataRefusedError as refused:
        reading.problems.extend(refused.problems)
    return reading.export(Table.tool, Table.version)


def refused(reading: Reading, draft: drafting.Draft | None, known: Sequence[str]) -> Export:
    """The refusal of a file that no profile fits; the draft is no reading of it."""
    if reading.problems and not reading.content.columns:
        return replace(reading.export(Table.tool, Table.version), tool="", profile="")
    fix = "export it again from its tool, or declare tool: table and map its columns if it is a table of your own"
    if draft is not None:
        fix = "if it is a table of your own, check the drafted entry and declare it; else export it again from its tool"
    message = f"it fits no tool's profile (known are {', '.join(known)})"
    no_profile = reading.refusal(message, fix, line=reading.content.header_line)
    reading.problems = [*no_profile.problems, *reading.problems]
    return replace(reading.export(Table.tool, Table.version), tool="", profile="", evidence=reasons(draft))


def reasons(draft: drafting.Draft | None) -> tuple[str, ...]:
    """Why a draft takes which column for what, and what it did not find."""
    if draft is None:
        return ()
    missing = (f"no column was found for {' and '.join(draft.missing)}: name it under columns:",)
    return (*(f"{ours}: {why}" for ours, why in draft.reasons.items()), *(missing if draft.missing else ()))


def misplaced(reading: Reading, draft: drafting.Draft) -> Export:
    """The refusal of a table whose header stands below other text, by the row in which it stands."""
    row = draft.header_row
    reading.problems = [
        reading.refusal(
            f"the columns stand in row {row}, below other text", f"declare header_row: {row}", line=row
        ).problems[0]
    ]
    return reading.export(Table.tool, Table.version)


def _check(reading: Reading) -> None:
    table = reading.content.table
    names = [name for name in table.columns if name != LINE]
    dated = [name for name in names if _is_mostly(table, name, f"{NUMERIC_SHAPE}|{ISO_SHAPE}")]
    dates.settle(reading, dated)
    damage.refuse_repaired(reading, [name for name in names if name not in dated])
    damage.refuse_scientific(reading, [name for name in names if _is_mostly(table, name, r"^[0-9]+$")])


def _is_mostly(table: pl.DataFrame, name: str, shape: str) -> bool:
    """Whether at least half of the filled cells of a column have a shape."""
    cells = table.select(trimmed(pl.col(name))).to_series().drop_nulls()
    return len(cells) > 0 and 2 * int(cells.str.contains(shape).sum()) >= len(cells)


def _rows(table: pl.DataFrame, headings: Sequence[str]) -> list[text.Row]:
    below = table.head(_LOOKED_AT).rows()
    return [(1, list(headings)), *((line, [cell or "" for cell in cells]) for line, *cells in below)]
