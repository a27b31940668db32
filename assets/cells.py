"""Cells of an export written out for people: no spreadsheet that opens them runs one as a formula.

A cell that begins as a formula does gets an apostrophe before it, as OWASP advises (CSV injection); a number keeps
its sign and stays a number, and dashes alone stay dashes. In our own tables the same words are text and never change.
"""

import polars as pl

# OWASP's list: = + - @, tab and carriage return, and the full-width forms that spreadsheets take for them.
_FORMULA = r"^[\s\x{200b}-\x{200f}\x{feff}]*[=+\-@＝＋－＠]|^[\t\r\n]"
_HARMLESS = r"^-+$|^[+-]?(?:[0-9]+(?:[.,][0-9]*)*|[.,][0-9]+)(?:[eE][+-]?[0-9]+)?%?$"
_ESCAPE = "'"


def harmless(column: str) -> pl.Expr:
    """A text column in which no cell is a formula.

    >>> pl.DataFrame({"x": ["=1+1", "-3.5", "+49 30 1", "plain"]}).select(harmless("x"))["x"].to_list()
    ["'=1+1", '-3.5', "'+49 30 1", 'plain']
    """
    cell = pl.col(column)
    is_formula = cell.str.contains(_FORMULA) & ~cell.str.contains(_HARMLESS)
    return pl.when(is_formula).then(_ESCAPE + cell).otherwise(cell).alias(column)


def as_csv(table: pl.DataFrame) -> bytes:
    """A table as CSV (RFC 4180, UTF-8), its cells and headings harmless; a blank cell is empty, a number in full."""
    texts = [name for name, dtype in table.schema.items() if dtype == pl.String]
    headings = pl.DataFrame({"heading": table.columns}).select(harmless("heading")).to_series()
    made = table.with_columns(harmless(name).replace("", None) for name in texts)
    made.columns = headings.to_list()
    return made.write_csv(line_terminator="\r\n").encode()
