"""Qualtrics CSV: three header rows (ids, labels, ImportIds), or the two of its legacy export.

Columns go by ImportId, because the ids of the first row can differ between exports. The first exports that had them
(2016 and 2017) write them with single quotes, and some by longer names (`panel-RecipientEmail`). IP addresses and
locations are blanked as the rows are read; previews are dropped and counted.
"""

import json
import re
from itertools import islice
from typing import NamedTuple
from zoneinfo import available_timezones

import polars as pl

from mentorship.exports import damage, dates, delimited, items, responses, text
from mentorship.exports.headings import has_all, locate
from mentorship.exports.profile import LINE, ExportFile
from mentorship.exports.reader import Reader, delimiter_of, read_text
from mentorship.exports.reading import Reading, trimmed
from mentorship.exports.text import Rows
from mentorship.identity import fold
from mentorship.problems import DataRefusedError
from mentorship.programme import Kind

PLACES = frozenset({"ipaddress", "locationlatitude", "locationlongitude", "locationaccuracy"})
META = PLACES | frozenset(
    {"startdate", "enddate", "status", "progress", "duration", "finished", "recordeddate", "responseid"}
    | {"recipientlastname", "recipientfirstname", "recipientemail", "externaldatareference", "distributionchannel"}
    | {"userlanguage", "responseset", "name", "emailaddress"}
)
# What the survey's own author tried out. Generated test responses (2) have no respondent: the row rules refuse them.
PREVIEWS = ("survey preview", "survey preview/spam", "offline survey preview", "1", "9", "17")
KNOWN: dict[str, tuple[str, ...]] = {"submitted_at": (), "respondent": (), "about": (), "response_key": ()}
DELIMITERS = (",", "\t", ";")
# What stands beside the ids of responses in the first row of an export, and hardly in any other file's.
BESIDE_IDS = ("StartDate", "EndDate", "RecordedDate", "Finished", "Progress", "Duration (in seconds)")
_TELLING = 2
_LONGER_NAMES = ("panel-", "location-")
_DATES = ("recordeddate", "enddate", "startdate")
_SINGLE_QUOTED = re.compile(r"\{'[^'\"]*': ?'[^'\"]*'(?:, ?'[^'\"]*': ?'[^'\"]*')*\}")


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
        """A third row of ImportIds; else, as it may be lost or far down, the ids of the first row."""
        start = text.head_text(file)
        for delimiter in DELIMITERS:
            third = next((cells for _, cells in text.head(start, delimiter, count=3)[2:]), [])
            # The header rows of a long survey run on beyond what is looked at, and the last cell is then cut off.
            if _is_import_row(third[:-1] or third):
                return ("its third row holds ImportIds",)
        first = text.first_row(start, ",")
        beside = [heading for heading in BESIDE_IDS if has_all(first, [heading])]
        if has_all(first, ["ResponseId"]) and len(beside) >= _TELLING:
            return (f"its columns {', '.join(beside)} and ResponseId",)
        return ()

    def fill(self, reading: Reading) -> None:
        """One record a response."""
        decoded = read_text(reading)
        data = Rows(reading.file, decoded, delimiter_of(reading, _delimiter(reading, decoded)))
        header = self.header(reading, data)
        if not len(header.ids) == len(header.labels) == len(header.keys):
            fix = "export it again as CSV, with all header rows"
            raise reading.refusal("the header rows differ in length", fix, line=header.line)
        reading.time_zone = header.zone or reading.time_zone
        told = zip(header.ids, header.labels, strict=True)
        damage.refuse_garbled(reading, ((header.line, heading, label) for heading, label in told))
        delimited.read_rows(reading, header.line, header.ids, data)
        columns = [name for name in reading.content.table.columns if name != LINE]
        # The tool's own columns stand before the questions, which may be labelled like one of them.
        keyed = zip(reversed(header.keys), reversed(columns), strict=True)
        by_key = {_key(key): column for key, column in keyed}
        headings = list(zip(header.ids, header.keys, header.labels, strict=True))
        paired = list(zip(columns, headings, strict=True))
        responses.blank(reading, [column for column, told in paired if PLACES & set(map(_key, told))])
        asked = [items.Question(*pair) for pair in paired if _key(pair[1][1]) not in META]
        _fill_records(reading, by_key, asked)

    def header(self, reading: Reading, data: Rows) -> Header:
        """Ids, labels and ImportIds."""
        (line, ids), (_, labels), (third, cells) = (next(data, (row, [])) for row in (1, 2, 3))
        if not _is_import_row(cells):
            fix = "export it from Qualtrics as CSV, with all header rows"
            raise reading.refusal('the third row holds no ImportIds ({"ImportId": …})', fix, line=third)
        parsed = [_import_id(cell) or {} for cell in cells]
        zones = {str(key["timeZone"]) for key in parsed if key.get("timeZone")}
        keys = [str(key.get("ImportId", "")) for key in parsed]
        return Header(line, ids, labels, keys, _zone(reading, zones, third))


class QualtricsLegacy(Qualtrics):
    """The two header rows of the legacy export: V1, V2, … and labels."""

    version = "legacy"

    def recognise(self, file: ExportFile) -> tuple[str, ...]:
        """A first row that begins V1, V2."""
        top = [cells for _, cells in text.head(text.head_text(file), ",", count=2)]
        if len(top) == 2 and top[0][:2] == ["V1", "V2"] and list(map(fold, top[1][:1])) == ["responseid"]:
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
    made = _submitted(reading, found.get("submitted_at"), by_key)
    keys = [by_key[key] for key in ("recipientemail", "emailaddress", "externaldatareference") if key in by_key]
    respondent = [trimmed(pl.col(column)) for column in keys] or [pl.lit(None, dtype=pl.String)]
    damage.refuse_scientific(reading, [*keys, *(found[ours] for ours in ("respondent", "about") if ours in found)])
    columns = {
        **made,
        "respondent": pl.coalesce(respondent),
        **{ours: pl.col(column) for ours, column in found.items()},
    }
    response_key = found.get("response_key") or by_key.get("responseid")
    if response_key is not None:
        damage.refuse_broken_ids(reading, [response_key])
        columns["response_key"] = pl.col(response_key)
    asked = [question for question in questions if question.column not in found.values()]
    responses.fill(reading, _answered(reading, by_key.get("status")), columns, asked)


def _submitted(reading: Reading, declared: str | None, by_key: dict[str, str]) -> dict[str, pl.Expr]:
    """When a response was given: the declared column, else the first of the tool's that is there.

    All of the tool's dates show which of day and month comes first. An export may leave them all out; then it can be
    inspected, and answers no instrument.
    """
    dated = [declared] if declared is not None else [by_key[key] for key in _DATES if key in by_key]
    if dated:
        reading.stamps = {"submitted_at": dates.settle(reading, dated)}
        return {"submitted_at": pl.col(dated[0])}
    if reading.source.instrument is None:
        return {}
    raise reading.refusal("there is no RecordedDate and no EndDate", "export it again with its dates", line=1)


def _answered(reading: Reading, status: str | None) -> pl.DataFrame:
    """The rows that somebody answered; previews and tests are left out."""
    if status is None:
        return reading.content.table
    is_preview = pl.col(status).str.strip_chars().str.to_lowercase().is_in(PREVIEWS)
    return responses.without(reading, is_preview, "a preview is left out", "nothing; it is no answer", column=status)


def _key(import_id: str) -> str:
    """An ImportId as the generations of the export have it in common.

    >>> _key("panel-RecipientEmail"), _key("Location-LocationLatitude"), _key("recipientEmail")
    ('recipientemail', 'locationlatitude', 'recipientemail')
    """
    key = fold(import_id)
    for longer in _LONGER_NAMES:
        key = key.removeprefix(longer)
    return {"_recordid": "responseid"}.get(key, key)


def _delimiter(reading: Reading, decoded: str) -> str:
    """The delimiter that parts a third row of ImportIds, else a comma."""
    for delimiter in DELIMITERS:
        try:
            top = [cells for _, cells in islice(Rows(reading.file, decoded, delimiter), 3)]
        except DataRefusedError:
            continue
        if len(top) == 3 and _is_import_row(top[2]):
            return delimiter
    return ","


def _is_import_row(cells: list[str]) -> bool:
    filled = [cell.strip() for cell in cells if cell.strip()]
    return bool(filled) and all(_import_id(cell) for cell in filled)


def _import_id(cell: str) -> dict[str, object] | None:
    """What a cell of the third row holds; None where it is none of that row's."""
    bare = cell.strip()
    if _SINGLE_QUOTED.fullmatch(bare):
        bare = bare.replace("'", '"')
    try:
        parsed = json.loads(bare)
    except (ValueError, RecursionError):
        return None
    return parsed if isinstance(parsed, dict) and "ImportId" in parsed else None


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
