"""What every reader shares: a file being read, its problems so far, and the export that comes of it.

A reader fills a `Reading` and raises a `refusal` at the first thing that puts the whole file in doubt. How bytes become
rows is `text.py`'s and `workbook.py`'s business; which column is which is `headings.py`'s.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from mentorship import tables
from mentorship.exports.profile import LINE, Content, Export, ExportFile
from mentorship.problems import DataRefusedError, Problem
from mentorship.programme import Kind, Programme, Source

PROVENANCE = ("source", "source_file", "source_sha256")
NOTHING = Content(
    encoding="", delimiter=None, header_line=None, columns=(), table=pl.DataFrame(schema={LINE: pl.Int64})
)


@dataclass
class Reading:
    """A file on its way to an `Export`."""

    file: ExportFile
    source: Source
    programme: Programme
    time_zone: str
    content: Content = NOTHING
    records: pl.DataFrame | None = None
    stamps: dict[str, str] = field(default_factory=dict)
    evidence: tuple[str, ...] = ()
    problems: list[Problem] = field(default_factory=list)

    def refusal(
        self, message: str, fix: str, *, line: int | None = None, column: str = "", value_class: str = ""
    ) -> DataRefusedError:
        """What to raise to give the whole file up, for one reason."""
        return DataRefusedError([Problem(self.file.path, message, fix, line, column, value_class)])

    def warn(self, message: str, fix: str, *, line: int | None = None, column: str = "", value_class: str = "") -> None:
        """Say what is odd about a file that can be used all the same."""
        self.problems.append(Problem(self.file.path, message, fix, line, column, value_class, severity="warning"))

    def leave_out(self, rows: pl.DataFrame, message: str, fix: str, *, column: str = "") -> None:
        """Say of each of some rows why it is no record."""
        lines = rows.get_column(LINE).to_list()
        self.problems.extend(Problem(self.file.path, message, fix, line, column, severity="left_out") for line in lines)

    def export(self, tool: str, version: str) -> Export:
        """The export as far as it was read: without records when an error was found."""
        is_refused = any(problem.severity == "error" for problem in self.problems)
        records = None if is_refused else self.records
        return Export(
            kind=self.source.kind,
            tool=tool,
            profile=f"{tool} {version}",
            evidence=self.evidence,
            content=self.content,
            records=no_records(self.source.kind) if records is None else records,
            stamps={} if is_refused else self.stamps,
            time_zone=self.time_zone,
            problems=tuple(self.problems),
        )


def start(file: ExportFile, source: Source, programme: Programme) -> Reading:
    """A reading of which nothing is known but the zone of times that name none: the source's, else the programme's."""
    return Reading(file, source, programme, source.time_zone or programme.programme.time_zone)


def record_types(kind: Kind) -> dict[str, pl.DataType]:
    """The columns of a kind's records: its raw table's but for the provenance that the caller adds."""
    return {name: dtype for name, dtype in tables.dtypes(f"raw_{kind}").items() if name not in PROVENANCE}


def no_records(kind: Kind) -> pl.DataFrame:
    """A kind's records with no row."""
    return pl.DataFrame(schema=record_types(kind))


def records(table: pl.DataFrame, kind: Kind, columns: Mapping[str, pl.Expr]) -> pl.DataFrame:
    """A kind's records: the given expressions over a table, trimmed and null where blank, and nulls for the rest."""
    made: list[pl.Expr] = []
    for name, dtype in record_types(kind).items():
        if name == LINE:
            made.append(pl.col(LINE).cast(pl.Int64))
        elif dtype == pl.String and name in columns:
            made.append(columns[name].cast(pl.String).alias(name))
        elif isinstance(dtype, pl.List):
            made.append(columns.get(name, pl.lit([], dtype=dtype)).cast(dtype).alias(name))
        else:
            made.append(pl.lit(None, dtype=dtype).alias(name))
    selected = table.select(made)
    texts = [name for name, dtype in selected.schema.items() if dtype == pl.String and name != "instrument"]
    return trimmed_where_needed(selected, texts)


def trimmed_where_needed(table: pl.DataFrame, columns: Sequence[str]) -> pl.DataFrame:
    """A table whose named columns of text are trimmed, and null where blank.

    Most columns need no trimming, and so share their memory with the table that they came from.
    """
    length = pl.col(columns).str.len_bytes()
    bare = pl.col(columns).str.strip_chars().str.len_bytes()
    is_untidy = table.select(((bare != length) | (length == 0)).any())
    return table.with_columns(trimmed(pl.col(name)) for name in columns if is_untidy[name].item())


def trimmed(text: pl.Expr) -> pl.Expr:
    """Text without white space around it, null where nothing is left."""
    return text.cast(pl.String).str.strip_chars().replace("", None)
