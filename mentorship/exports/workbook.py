"""Tables that are no text: worksheets and parquet files, brought to the same rows of text as a CSV.

Real date cells become ISO text (a time of midnight is a date alone), numbers are written with a point and without a
needless `.0`, booleans as true and false. A worksheet's rows keep their number in the sheet, a parquet's their place.
"""

import io

import fastexcel
import polars as pl

from mentorship.exports import unpacking
from mentorship.exports.delimited import unique_names, without_blank_rows
from mentorship.exports.profile import LINE, Content
from mentorship.exports.reading import Reading

# An .xlsx is a zip; an .xls, or an .xlsx under a password, is a compound file.
SHEET_MARKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
PARQUET_MARK = b"PAR1"
ENCODINGS = ("xlsx", "parquet")
_DATE_CELL = r"^(\d{4}-\d{2}-\d{2}) 00:00:00$"
_TIME_CELL = r"^1899-12-3[01] "


def read_worksheet(reading: Reading) -> None:
    """The declared sheet (else the only one), with its header in the declared row (else the first)."""
    is_zip = reading.file.payload.startswith(SHEET_MARKS[0])
    why = unpacking.fault_of_workbook(reading.file.payload) if is_zip else None
    if why is not None:
        raise reading.refusal(why, "export it again, or save what is needed of it in a workbook of its own")
    try:
        book = fastexcel.read_excel(reading.file.payload)
        sheet = book.load_sheet(_sheet_name(reading, book), header_row=None, skip_rows=0, dtypes="string")
        cells = sheet.to_polars()
        _, errors = sheet.to_arrow_with_errors()
    except fastexcel.FastExcelError as error:
        raise reading.refusal(
            f"the workbook cannot be opened: {str(error).splitlines()[0]}", "save it again as .xlsx, without a password"
        ) from error
    header_line = reading.source.header_row or 1
    if cells.height < header_line:
        raise reading.refusal(
            f"the sheet has no row {header_line} to be the header", "export it again, or correct header_row:"
        )
    headings = [_heading(cell) for cell in cells.row(header_line - 1)]
    below = cells[header_line:]
    while headings and not headings[-1] and below[:, len(headings) - 1].null_count() == below.height:
        headings.pop()
    names = unique_names(headings)
    table = cells[:, : len(names)].rename(dict(zip(cells.columns, names, strict=False)))
    numbered = table.with_row_index(LINE, offset=1).with_columns(pl.col(LINE).cast(pl.Int64)).slice(header_line)
    for fault in (errors.errors if errors else [])[:1]:
        row, column = fault.position
        reading.warn(
            f"{len(errors.errors) if errors else 0} cells hold a formula's error and are read as blank",
            "mend the formulas, or save their values",
            line=row + 1,
            column=headings[column] if column < len(headings) else "",
        )
    reading.content = Content(
        "xlsx", None, header_line, tuple(headings), without_blank_rows(numbered.with_columns(_as_text()))
    )


def read_parquet(reading: Reading) -> None:
    """A parquet file's rows as text; lists are joined by ;."""
    fault = unpacking.fault_of_parquet(reading.file.payload)
    if fault is not None:
        raise reading.refusal(fault, "write it again in several files")
    try:
        raw = pl.read_parquet(io.BytesIO(reading.file.payload))
    except unpacking.FAULTS_OF_PARQUET as error:
        raise reading.refusal("the parquet file cannot be read: it is damaged or cut off", "write it again") from error
    named = raw.rename(dict(zip(raw.columns, unique_names(raw.columns), strict=True)))
    cells = [_parquet_text(name, dtype) for name, dtype in named.schema.items()]
    table = named.select(pl.int_range(1, pl.len() + 1, dtype=pl.Int64).alias(LINE), *cells)
    reading.content = Content("parquet", None, None, tuple(raw.columns), without_blank_rows(table))


def _sheet_name(reading: Reading, book: fastexcel.ExcelReader) -> str:
    """The declared sheet, else the only one with anything in it."""
    names = book.sheet_names
    fix = f"declare sheet: one of {', '.join(map(repr, names))}"
    if reading.source.sheet is not None:
        if reading.source.sheet not in names:
            raise reading.refusal(f"there is no sheet {reading.source.sheet!r}", fix)
        return reading.source.sheet
    filled = names if len(names) == 1 else [name for name in names if _cells(book, name, rows=1).height]
    if len(filled) > 1:
        raise reading.refusal(f"{len(filled)} sheets of the workbook hold cells", fix)
    return next(iter([*filled, *names]))


def _cells(book: fastexcel.ExcelReader, name: str, rows: int | None = None) -> pl.DataFrame:
    return book.load_sheet(name, header_row=None, n_rows=rows, skip_rows=0, dtypes="string").to_polars()


def _heading(cell: object) -> str:
    return "" if cell is None else str(cell).strip()


def _as_text() -> pl.Expr:
    cells = pl.all().exclude(LINE)
    return (
        cells.str.replace(_DATE_CELL, "$1")
        .str.replace(_TIME_CELL, "")
        .str.replace(r"^(\d{4}-\d{2}-\d{2}) (\d{2}:)", "${1}T$2")
    )


def _parquet_text(name: str, dtype: pl.DataType) -> pl.Expr:
    cell = pl.col(name)
    if dtype.is_float():
        is_whole = (cell.round() == cell) & (cell.abs() < 2**53)
        return pl.when(is_whole).then(cell.cast(pl.Int64, strict=False).cast(pl.String)).otherwise(cell.cast(pl.String))
    if isinstance(dtype, pl.Datetime):
        shape = "%Y-%m-%dT%H:%M:%S%.f"
        utc = cell.dt.convert_time_zone("UTC") if dtype.time_zone else cell
        return utc.dt.strftime(f"{shape}Z" if dtype.time_zone else shape)
    if isinstance(dtype, pl.List) and not dtype.inner.is_nested():
        return cell.cast(pl.List(pl.String)).list.join(";")
    if isinstance(dtype, pl.Binary | pl.Duration | pl.Object) or dtype.is_nested():
        return pl.lit(None, dtype=pl.String).alias(name)
    return cell.cast(pl.String)
