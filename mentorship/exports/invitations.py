"""The list of those invited to a survey: a table of people and, where the survey has several, waves.

No tool's export but a list that a coordinator keeps, so its columns have names of ours and nothing is mapped.
"""

import polars as pl

from mentorship.exports import delimited, text, workbook
from mentorship.exports.headings import columns_of, refuse_missing
from mentorship.exports.profile import ExportFile
from mentorship.exports.reader import Reader, read_text
from mentorship.exports.reading import Reading, records, trimmed
from mentorship.exports.table import DELIMITERS
from mentorship.programme import Kind, Source

PERSON = ("people", "person", "person_key", "respondent", "email")
WAVE = ("wave",)
INVITED = "/invited"


class InvitedList(Reader):
    """Who was asked, and in which wave."""

    tool = "table"
    version = "1"
    kinds = frozenset[Kind]({"invitations"})

    def recognise(self, file: ExportFile) -> tuple[str, ...]:
        """A list is known by its source alone."""
        return (f"it is named under invited: ({file.path})",)

    def fill(self, reading: Reading) -> None:
        """The people column and the wave column as records; a survey with one wave needs no wave column."""
        if reading.file.payload.startswith(workbook.SHEET_MARKS):
            workbook.read_worksheet(reading)
        else:
            decoded = read_text(reading)
            delimited.read_table(reading, decoded, _delimiter(decoded), 1)
        person, wave = _column(reading, PERSON), _column(reading, WAVE)
        if person is None:
            refuse_missing(reading, PERSON, "an invited list needs one of them")
        own = None if reading.source.wave == "by_date" else reading.source.wave
        if wave is None and own is None:
            refuse_missing(reading, WAVE, "the survey has several waves")
        told = trimmed(pl.col(wave)) if wave else pl.lit(None, dtype=pl.String)
        made = {
            "person": trimmed(pl.col(person or "")),
            "wave": pl.coalesce(told, pl.lit(own, dtype=pl.String)),
            "instrument": pl.lit(reading.source.instrument or ""),
        }
        reading.records = records(reading.content.table, "invitations", made)


def invited_source(source: Source) -> Source:
    """A survey's source as the source of its invited list: none of the export's own declarations hold for the list."""
    plain = dict.fromkeys(("header_row", "sheet", "delimiter", "encoding", "date_format", "dated"))
    changed = {"name": source.name + INVITED, "kind": "invitations", "tool": "table", "files": source.invited}
    return source.model_copy(update={**plain, **changed, "columns": {}, "values": {}})


def _delimiter(decoded: str) -> str:
    """The delimiter by which the first row has the most cells."""
    return max(DELIMITERS, key=lambda delimiter: len(text.first_row(decoded, delimiter)))


def _column(reading: Reading, headings: tuple[str, ...]) -> str | None:
    found = (name for heading in headings for name in columns_of(reading.content.columns, heading))
    return next(found, None)
