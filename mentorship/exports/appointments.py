"""What the readers of appointments in a table share: the table itself, the columns of ours, and where they were.

An appointment proves that something was agreed, not that it was held. What a tool's own columns say is the tool's.
"""

from collections.abc import Mapping

import polars as pl

from mentorship.exports import delimited, table, text
from mentorship.exports.headings import other_delimiter
from mentorship.exports.ics import VIDEO
from mentorship.exports.profile import LINE
from mentorship.exports.reader import delimiter_of, read_text
from mentorship.exports.reading import Reading, record_types, records, trimmed

OURS = tuple(name for name in record_types("meetings") if name not in {LINE, "evidence"})
"""The columns that a source may map to the tool's."""
VIDEO_LINK = f"(?i){VIDEO.pattern}|google meet"


def read(reading: Reading) -> None:
    """Read the table into the reading's content; a header that another delimiter parts is refused with that."""
    decoded = read_text(reading)
    delimiter = delimiter_of(reading, ",")
    header_line = reading.source.header_row or 1
    other = other_delimiter(text.first_row(text.from_line(decoded, header_line), delimiter))
    if other is not None:
        fix = f"declare delimiter: {other!r} for the source {reading.source.name!r}"
        raise reading.refusal(f"its cells are not parted by {delimiter!r}", fix, line=header_line)
    delimited.read_table(reading, decoded, delimiter, header_line)


def filled(found: Mapping[str, str], *names: str) -> pl.Expr:
    """The first of these columns of ours that is filled."""
    cells = [trimmed(pl.col(found[ours])) for ours in names if ours in found]
    return pl.coalesce([*cells, pl.lit(None, dtype=pl.String)])


def fill(reading: Reading, found: Mapping[str, str], told: Mapping[str, pl.Expr], stamps: Mapping[str, str]) -> None:
    """The records of a table of appointments: what the tool told, and over it the columns that the source maps."""
    mapped = {ours: column for ours, column in found.items() if ours in OURS and ours not in stamps}
    cells = {ours: table.cell(reading, ours, column) for ours, column in mapped.items()}
    made = {**told, **cells, "evidence": pl.lit("calendar")}
    reading.records = records(reading.content.table, "meetings", made)
    reading.stamps = dict(stamps)
