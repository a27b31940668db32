"""What the tables of a night say is wrong, as problems to print."""

from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from assets.delivery import CHECKS_RECORD
from mentorship.problems import Problem, Severity


def file_problems(faults: pl.DataFrame) -> Iterator[Problem]:
    """Faults of files as a whole; rows that a reader left out are among the refused rows."""
    for row in faults.filter(pl.col("severity") != "left_out").iter_rows(named=True):
        yield _problem(row, row["message"], row["severity"])


def row_problems(refused: pl.DataFrame) -> Iterator[Problem]:
    """Refused rows."""
    for row in refused.iter_rows(named=True):
        yield _problem(row, row["reason"], "error")


def check_problems(failed: pl.DataFrame) -> Iterator[Problem]:
    """Rules that a table breaks."""
    for row in failed.iter_rows(named=True):
        counted = f" ({row['rows_failed']} of {row['rows_checked']} rows)" if row["rows_failed"] is not None else ""
        yield Problem(
            file=CHECKS_RECORD,
            message=f"{row['table_name']}: {row['message']}{counted}",
            fix="mend the files and rows that are named with it",
            column=row["rule"],
            severity="error" if row["severity"] == "critical" else "warning",
        )


def _problem(row: Mapping[str, Any], message: str, severity: Severity) -> Problem:
    line, column = row["source_line"], row["column"]
    return Problem(row["source_file"], message, row["fix"], line, column, row["value_class"], severity)
