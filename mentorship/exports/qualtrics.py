"""Qualtrics CSV: three header rows (ids, labels, ImportIds), or the two of its legacy export.

Columns go by ImportId, because the ids of the first row can differ between exports. IP addresses and locations are
blanked as the rows are read; previews and test responses are dropped and counted.
"""

import json
from typing import NamedTuple
from zoneinfo import available_timezones

import polars as pl

from mentorship.exports import damage, dates, delimited, items, responses, text
from mentorship.exports.headings import locate
from mentorship.exports.profile import LINE, ExportFile
from mentorship.exports.reader import Reader, delimiter_of, read_text
from mentorship.exports.reading import Reading, trimmed
from mentorship.exports.text import Rows
from mentorship.identity import fold
from mentorship.programme import Kind

PLACES = frozenset({"ipaddress", "locationlatitude", "locationlongitude", "locationaccuracy"})
META = PLACES | frozenset(
    {"startdate", "enddate", "status", "progress", "duration", "finished", "recordeddate", "_recordid", "responseid"}
    | {"recipientlastname", "recipientfirstname", "recipientemail", "externaldatareference", "distributionchannel"}
    | {"userlanguage", "responseset", "name", "emailaddress"}
)
NOT_ANSWERED = ("survey preview", "survey test", "survey preview/spam", "survey test/spam", "1", "2", "9", "10", "17")
KNOWN: dict[str, tuple[str, ...]] = {"submitted_at": (), "respondent": (), "about": (), "response_key": ()}
DELIMITERS = (",", "\t")


class Header(NamedTuple):
    """The header rows: ids, labels, what the columns are keyed by, and the zone of the dates where it is named."""

    line: int
    ids: list[str]
    labels: list[str]
    keys: list[str]
    zone: str | None


class Qualtrics(Reader):
    """Responses of a Qualtrics survey."""

    tool = "qualtrics"
    version = "2017"
    kinds = frozenset[Kind]({"surveys"})

    def recognise(self, file: ExportFile) -> tuple[str, ...]:
        """A third row of ImportIds."""
        start = text.head_text(file)
        for delimiter in DELIMITERS:
            top = [cells for _, cells in text.head(start, delimiter, count=3)]
            if len(top) == 3 and _is_import_row(top[2]):
                return ("its third row holds ImportIds",)
        return ()

    def fill(self, reading: Reading) -> None:
        """One record a response."""
        decoded = read_text(reading)
        data = Rows(reading.file, decoded, delimiter_of(reading, _delimiter(decoded)))
        header = self.header(reading, data)
        if not len(header.ids) == len(header.labels) == len(header.keys):
            fix = "export it again as CSV, with all header rows"
            raise reading.refusal("the header rows differ in length", fix, line=header.line)
        reading.time_zone = header.zone or reading.time_zone
        delimited.read_rows(reading, header.line, header.ids, data)
        columns = [name for name in reading.content.table.columns if name != LINE]
        by_key = {fold(key): column for key, column in zip(header.keys, columns, strict=True)}
        responses.blank(reading, [by_key[key] for key in by_key if key in PLACES])
        headings = zip(header.ids, header.keys, header.labels, strict=True)
        asked = [items.Question(*pair) for pair in zip(columns, headings, strict=True) if fold(pair[1][1]) not in META]
        _fill_records(reading, by_key, asked)

    def header(self, reading: Reading, data: Rows) -> Header:
        """Ids, labels and ImportIds."""
        (line, ids), (_, labels), (third, cells) = (next(data, (row, [])) for row in (1, 2, 3))
        if not _is_import_row(cells):
            fix = "export it from Qualtrics as CSV, with all header rows"
            raise reading.refusal('the third row holds no ImportIds ({"ImportId": …})', fix, line=third)
        parsed = [json.loads(cell) if cell.strip() else {} for cell in cells]
        zones = {str(key["timeZone"]) for key in parsed if key.get("timeZone")}
        keys = [str(key.get("ImportId", "")) for key in parsed]
        return Header(line, ids, labels, keys, _zone(reading, zones, third))


class QualtricsLegacy(Qualtrics):
    """The two header rows of the legacy export: V1, V2, … and labels."""

    version = "legacy"

    def recognise(self, file: ExportFile) -> tuple[str, ...]:
        """A first row that begins V1, V2."""
        top = [cells for _, cells in text.head(text.head_text(file), ",", count=2)]
        if len(top) == 2 and top[0][:2] == ["V1", "V2"] and fold(top[1][0]) == "responseid":
            return ("its first row begins V1, V2 and its second ResponseID",)
        return ()

    def header(self, reading: Reading, data: Rows) -> Header:
        """Ids and labels; the labels are the keys."""
        (line, ids), (second, labels) = (next(data, (row, [])) for row in (1, 2))
        if not labels:
            raise reading.refusal("there is no second header row", "export it again", line=second)
        return Header(line, ids, labels, labels, None)


def _fill_records(reading: Reading, by_key: dict[str, str], questions: list[items.Question]) -> None:
    found = locate(reading, KNOWN, also_known=items.item_ids(reading))
    submitted = found.get("submitted_at") or _first(by_key, "recordeddate", "enddate", "startdate")
    if submitted is None:
        raise reading.refusal("there is no RecordedDate and no EndDate", "export it again with its dates", line=1)
    reading.stamps = {"submitted_at": dates.settle(reading, [submitted])}
    keys = [by_key[key] for key in ("recipientemail", "emailaddress", "externaldatareference") if key in by_key]
    respondent = [trimmed(pl.col(column)) for column in keys] or [pl.lit(None, dtype=pl.String)]
    damage.refuse_scientific(reading, [*keys, *(found[ours] for ours in ("respondent", "about") if ours in found)])
    columns = {
        "submitted_at": pl.col(submitted),
        "respondent": pl.coalesce(respondent),
        **{ours: pl.col(column) for ours, column in found.items()},
    }
    response_key = found.get("response_key") or _first(by_key, "_recordid", "responseid")
    if response_key is not None:
        columns["response_key"] = pl.col(response_key)
    asked = [question for question in questions if question.column not in found.values()]
    responses.fill(reading, _answered(reading, by_key.get("status")), columns, asked)


def _answered(reading: Reading, status: str | None) -> pl.DataFrame:
    """The rows that somebody answered; previews and tests are left out."""
    if status is None:
        return reading.content.table
    is_preview = pl.col(status).str.strip_chars().str.to_lowercase().is_in(NOT_ANSWERED)
    return responses.without(
        reading, is_preview, "a preview or test is left out", "nothing; it is no answer", column=status
    )


def _first(by_key: dict[str, str], *keys: str) -> str | None:
    return next((by_key[key] for key in keys if key in by_key), None)


def _delimiter(decoded: str) -> str:
    first = decoded.splitlines()[0] if decoded else ""
    return "\t" if "\t" in first and "," not in first else ","


def _is_import_row(cells: list[str]) -> bool:
    filled = [cell.strip() for cell in cells if cell.strip()]
    return bool(filled) and all(_import_id(cell) for cell in filled)


def _import_id(cell: str) -> bool:
    try:
        parsed = json.loads(cell)
    except (ValueError, RecursionError):
        return False
    return isinstance(parsed, dict) and "ImportId" in parsed


def _zone(reading: Reading, zones: set[str], line: int) -> str | None:
    if not zones:
        return None
    if len(zones) > 1:
        raise reading.refusal("the dates are in several time zones", "export it again in one time zone", line=line)
    zone = "UTC" if zones == {"Z"} else next(iter(zones))
    if zone in available_timezones():
        return zone
    if reading.source.time_zone is None:
        raise reading.refusal(f"the time zone {zone!r} of its dates is unknown", "declare time_zone:", line=line)
    return reading.source.time_zone
