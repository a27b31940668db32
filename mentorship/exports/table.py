"""`tool: table`: a spreadsheet of any shape (csv, tsv, xlsx, parquet), for all five kinds.

Without `columns:` the names are ours. Their words become ours by `values:` in the columns of words alone, never in
keys, names, titles or dates. A delimiter is the declared one, else the only one that gives the headings needed.
"""

from collections.abc import Iterable, Mapping, Sequence

import polars as pl

from mentorship.exports import damage, dates, delimited, items, text, workbook
from mentorship.exports.headings import locate, refuse_missing
from mentorship.exports.profile import LINE, ExportFile
from mentorship.exports.reader import Reader, delimiter_of, read_text
from mentorship.exports.reading import Reading, record_types, records, trimmed
from mentorship.identity import fold
from mentorship.programme import Kind

DELIMITERS = (",", ";", "\t")
DATES = frozenset(
    {"joined_on", "left_on", "matched_on", "ended_on", "planned_end_on", "starts_at", "ends_at", "submitted_at"}
    | {"set_on", "due_on", "achieved_on", "reviewed_on", "celebrated_on"}
)
KEYS = frozenset(
    {"person_key", "pair_key", "mentor", "mentee", "people", "meeting_key", "goal_key", "owner", "respondent", "about"}
    | {"response_key", "other_keys"}
)
# Those that the rows of a kind are known by.
OWN_KEYS: dict[Kind, tuple[str, ...]] = {
    "people": ("person_key", "email"),
    "pairs": ("pair_key",),
    "meetings": ("meeting_key",),
    "goals": ("goal_key",),
    "surveys": ("response_key",),
}
WORDS = frozenset({"role", "outcome", "status", "no_show_by", "has_agenda", "channel"})
NUMBERS = frozenset(
    {"meetings_per_month", "duration_minutes", "action_item_count", "progress", "step_count", "step_done_count"}
    | {"gas_baseline", "gas_level", "importance", "difficulty"}
)
# A file needs each of these; where there are several groups of columns, one of them.
NEEDED: dict[Kind, tuple[tuple[tuple[str, ...], ...], ...]] = {
    "people": ((("person_key",), ("email",)), (("role",),)),
    "pairs": ((("mentor",),), (("mentee",),), (("matched_on",),)),
    "meetings": ((("starts_at",),), (("pair_key",), ("people",), ("mentor", "mentee"))),
    "goals": ((("owner",),),),
    "surveys": ((("respondent",),), (("submitted_at",),)),
}
# A heading such as Owner stands in many tables: where nothing is declared, a name beside it must be one that only ours
# have.
TELLING: dict[Kind, frozenset[str]] = {
    "goals": frozenset({"goal_key", "set_on", "due_on", "achieved_on", "reviewed_on", "celebrated_on"})
    | {"step_of", "step_count", "step_done_count", "gas_baseline", "gas_level"},
}
_MADE = frozenset({LINE, "segments", "answers", "instrument", "wave", "evidence"})
_SEARCHED_ROWS = 30
_THOUSANDS = r"^[+-]?[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?$"
_WITH_POINT = r"^[+-]?\d*\.\d+$"
# Invisible marks that come along when text is copied, and that would make two groups of one.
_UNSEEN = r"[\x{200b}\x{2060}\x{feff}\x{ad}]"


class Table(Reader):
    """A spreadsheet whose columns the source declares, or that uses our names."""

    tool = "table"
    version = "1"
    kinds = frozenset[Kind]({"people", "pairs", "surveys", "meetings", "goals"})

    def recognise(self, file: ExportFile) -> tuple[str, ...]:
        """Our own column names in the first row; a workbook or a parquet file is always a table."""
        if file.payload.startswith(workbook.SHEET_MARKS):
            return ("it is a workbook",)
        if file.payload.startswith(workbook.PARQUET_MARK):
            return ("it is a parquet file",)
        kinds = [kind for kind in NEEDED if kind != "surveys" and _header_is_ours(file, kind)]
        return tuple(f"its first row has our columns of {kind}" for kind in kinds)

    def fill(self, reading: Reading) -> None:
        """The declared columns, or ours, as records."""
        kind = reading.source.kind
        known = {name: (name,) for name in our_columns(kind, reading.programme.segments)}
        _read(reading)
        found = locate(reading, known, also_known=items.item_ids(reading) if kind == "surveys" else ())
        _require(reading, kind, found)
        _refuse_broken_keys(reading, kind, found)
        dated = {ours: column for ours, column in found.items() if ours in DATES}
        stamp = dates.settle(reading, dated.values())
        reading.stamps = dict.fromkeys(dated, stamp)
        cells = {ours: cell(reading, ours, column) for ours, column in found.items()}
        made = {**cells, **_made(reading, kind, found, cells)}
        reading.records = records(reading.content.table, kind, made)


def our_columns(kind: Kind, segments: Iterable[str] = ()) -> tuple[str, ...]:
    """The columns that a table of a kind may have, by our names."""
    own = [name for name in record_types(kind) if name not in _MADE]
    extra = {"meetings": ["mentor", "mentee"], "people": list(segments), "pairs": list(segments)}.get(kind, [])
    return tuple(dict.fromkeys([*own, *extra]))


def cell(reading: Reading, ours: str, column: str) -> pl.Expr:
    """A cell as one of our columns takes it: our words in place of theirs, and a decimal point."""
    if ours in WORDS:
        word = items.translated(trimmed(pl.col(column)), reading.source.values)
        return word if ours == "channel" else word.str.to_lowercase()
    if ours in NUMBERS and reading.source.decimal == ",":
        return _with_decimal_point(reading, column)
    return pl.col(column)


def _with_decimal_point(reading: Reading, column: str) -> pl.Expr:
    """Numbers that are written with a decimal comma; refused where one has a point that parts no thousands."""
    value = trimmed(pl.col(column))
    if reading.content.delimiter is None:  # a number of a workbook has its point already
        return value.str.replace(",", ".", literal=True)
    is_grouped = value.str.contains(_THOUSANDS)
    strange = reading.content.table.filter(value.str.contains(_WITH_POINT) & ~is_grouped).head(1)
    if not strange.is_empty():
        raise reading.refusal(
            "a number has a decimal point, and decimal: ',' is declared, by which points part thousands",
            f"correct decimal: of the source {reading.source.name!r}, or export the file again",
            line=strange.item(0, LINE),
            column=column,
            value_class="a number",
        )
    plain = pl.when(is_grouped).then(value.str.replace_all(".", "", literal=True)).otherwise(value)
    return plain.str.replace(",", ".", literal=True)


def _refuse_broken_keys(reading: Reading, kind: Kind, found: Mapping[str, str]) -> None:
    """Refuse keys that a spreadsheet damaged; those that rows are known by may not run over two lines either."""
    own = OWN_KEYS.get(kind, ())
    damage.refuse_broken_ids(reading, [found[ours] for ours in own if ours in found])
    damage.refuse_scientific(reading, [column for ours, column in found.items() if ours in KEYS])
    if kind == "people":
        named = {"name", "other_keys", *own, *reading.programme.segments}
        damage.refuse_replaced(reading, [column for ours, column in found.items() if ours in named])


def segments_of(reading: Reading, found: Mapping[str, str]) -> pl.Expr:
    """The segment columns that the table has, as a list of name and value."""
    present = [name for name in reading.programme.segments if name in found]
    if not present:
        return pl.lit([], dtype=record_types("people")["segments"])
    damage.refuse_repaired(reading, [found[name] for name in present])
    return pl.concat_list(
        pl.struct(
            pl.lit(name).alias("segment"), trimmed(pl.col(found[name]).str.replace_all(_UNSEEN, "")).alias("value")
        )
        for name in present
    )


def _made(reading: Reading, kind: Kind, found: Mapping[str, str], cells: Mapping[str, pl.Expr]) -> dict[str, pl.Expr]:
    if kind in {"people", "pairs"}:
        return {"segments": segments_of(reading, found)}
    if kind == "meetings":
        made = {"evidence": pl.lit("log")}
        if "outcome" not in found:
            made["outcome"] = pl.lit("held")
        if "people" not in found and "mentor" in found and "mentee" in found:
            made["people"] = pl.concat_str(
                trimmed(cells["mentor"]), trimmed(cells["mentee"]), separator=";", ignore_nulls=True
            )
        return made
    if kind == "surveys":
        return items.survey_columns(reading, items.questions_beside(reading, found.values()))
    return {}


def _read(reading: Reading) -> None:
    if reading.file.payload.startswith(workbook.SHEET_MARKS):
        workbook.read_worksheet(reading)
    elif reading.file.payload.startswith(workbook.PARQUET_MARK):
        workbook.read_parquet(reading)
    else:
        _read_text(reading)


def _read_text(reading: Reading) -> None:
    decoded = read_text(reading)
    header_line = reading.source.header_row or 1
    start = text.from_line(decoded, header_line)
    delimiter = _delimiter(reading, start)
    if not fits(reading.source.kind, text.first_row(start, delimiter), reading.source.columns):
        _hint_at_header(reading, text.head(start, delimiter, count=_SEARCHED_ROWS), header_line - 1)
    delimited.read_table(reading, decoded, delimiter, header_line)
    if reading.source.header_row not in {None, reading.content.header_line}:
        fix = f"correct header_row: of the source {reading.source.name!r}"
        raise reading.refusal(
            f"line {header_line}, which is declared to be the header, is blank", fix, line=header_line
        )


def read_cells(reading: Reading) -> None:
    """A table whatever its columns; the delimiter is the declared one, else the one that gives the most."""
    if reading.file.payload.startswith((*workbook.SHEET_MARKS, workbook.PARQUET_MARK)):
        _read(reading)
        return
    decoded = read_text(reading)
    header_line = reading.source.header_row or 1
    delimiter = _delimiter(reading, text.from_line(decoded, header_line))
    delimited.read_table(reading, decoded, delimiter, header_line)


def _delimiter(reading: Reading, start: str) -> str:
    """The declared delimiter, else the one that gives the columns needed, else the one that gives the most."""
    if reading.source.delimiter is not None:
        return delimiter_of(reading, ",")
    rows = {delimiter: text.head(start, delimiter, count=_SEARCHED_ROWS) for delimiter in DELIMITERS}
    kind, declared = reading.source.kind, reading.source.columns
    by_header = [delimiter for delimiter in DELIMITERS if fits(kind, text.first_row(start, delimiter), declared)]
    anywhere = [
        delimiter for delimiter in DELIMITERS if any(fits(kind, cells, declared) for _, cells in rows[delimiter])
    ]
    widest = max(DELIMITERS, key=lambda delimiter: max((len(cells) for _, cells in rows[delimiter]), default=0))
    return next(iter([*by_header, *anywhere, widest]))


def fits(kind: Kind, row: Sequence[str], declared: Mapping[str, str]) -> bool:
    """Whether a header has the columns that a kind needs, by our names or those declared for them."""
    folded = {fold(heading) for heading in row}
    return all(
        any(all(fold(declared.get(ours, ours)) in folded for ours in group) for group in groups)
        for groups in NEEDED[kind]
    )


def is_ours(kind: Kind, row: Sequence[str]) -> bool:
    """Whether a header has the columns that a kind needs by our names, and is not just alike."""
    telling = TELLING.get(kind)
    return fits(kind, row, {}) and (telling is None or not telling.isdisjoint(map(fold, row)))


def _header_is_ours(file: ExportFile, kind: Kind) -> bool:
    start = text.head_text(file)
    return any(is_ours(kind, text.first_row(start, delimiter)) for delimiter in DELIMITERS)


def _require(reading: Reading, kind: Kind, found: Mapping[str, str]) -> None:
    for groups in NEEDED[kind]:
        if any(all(ours in found for ours in group) for group in groups):
            continue
        table = reading.content.table.head(_SEARCHED_ROWS)
        _hint_at_header(reading, [(line, [cell or "" for cell in cells]) for line, *cells in table.rows()])
        names = [ours for group in groups for ours in group if ours not in found]
        wanted = [reading.source.columns.get(ours, ours) for ours in names]
        refuse_missing(reading, wanted, f"{kind} need {'it' if len(groups) == 1 else 'one of them'}")


def _hint_at_header(reading: Reading, rows: Iterable[text.Row], lines_above: int = 0) -> None:
    """Refuse with the row that is the header, where it is not the one that was taken for it."""
    for line, cells in rows:
        if fits(reading.source.kind, cells, reading.source.columns):
            row = line + lines_above
            raise reading.refusal(
                f"the columns of {reading.source.kind} stand in row {row}, below other text",
                f"declare header_row: {row} for the source {reading.source.name!r}",
                line=row,
            )
