"""Zoom's participants report: one row a join of a call, with the meeting's data above, beside every join, or without.

A person who joins again has a row each time; the union of them is `core.py`'s. The form with unique users has no
times and is placed at the meeting's start, where its data are there.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import polars as pl

from mentorship.exports import damage, dates, delimited, stamps, text
from mentorship.exports.delimited import unique_names
from mentorship.exports.headings import has_all, locate, other_delimiter
from mentorship.exports.profile import LINE, ExportFile
from mentorship.exports.reader import Reader, delimiter_of, read_text
from mentorship.exports.reading import Reading, records, trimmed
from mentorship.exports.text import Row, Rows
from mentorship.identity import fold
from mentorship.programme import Kind

# In English, then as accounts in Spanish, Italian, Portuguese, French, German, Russian, Korean and Chinese write them.
NAMES = (
    *("Name (Original Name)", "Name", "User Name", "Participant", "Participant Name", "Nombre (nombre original)"),
    *("Nome (nome originale)", "Nome (nome original)", "Nom (nom original)", "Name (ursprünglicher Name)"),
    *("Имя (настоящее имя)", "이름(원래 이름)", "名称（原名）"),
)
ADDRESSES = (
    *("User Email", "Email", "User Email Address", "E-mail", "E-mail del usuario", "Correo electrónico"),
    *("Adresse e-mail de l'utilisateur", "사용자 이메일", "电子邮件"),
)
JOINS = (
    *("Join Time", "Hora para unirse", "Hora de entrada", "Ora di ingresso", "Ingressar na hora", "Heure d'arrivée"),
    *("Heure d’arrivée", "Beitrittszeit", "Время входа", "참가 시간", "加入时间"),
)
LEAVES = (
    *("Leave Time", "Hora para salir", "Hora de salida", "Ora di uscita", "Hora de saída", "Heure de départ"),
    *("Austrittszeit", "Время выхода", "나간 시간", "离开时间"),
)
TOTALS = ("Total Duration (Minutes)", "Duración total (minutos)")
MINUTES = (
    *("Duration (Minutes)", *TOTALS, "Duración (minutos)", "Durata (minuti)", "Duração (minutos)", "Durée (minutes)"),
    *("Dauer (Minuten)", "기간(분)", "持续时间（分钟）"),
)
STARTS = ("Start Time", "Hora de inicio", "Ora di inizio", "Hora de início", "Heure de début", "开始时间")
ENDS = ("End Time", "Hora de finalización", "Ora di fine", "Hora de término", "Heure de fin", "结束时间")
WAITING_ROOMS = (
    *("In Waiting Room", "En sala de espera", "In sala d'attesa", "Na sala de espera", "Salle d'attente"),
    "在等候室中",
)
YES = ("yes", "sí", "sì", "sim", "oui", "ja", "да", "예", "是")
KNOWN: dict[str, tuple[str, ...]] = {
    "people": (),
    "starts_at": JOINS,
    "ends_at": LEAVES,
    "duration_minutes": (),
    "meeting_key": (),
}
IDS = ("Meeting ID", "ID")
WEBINAR = "Attendee Report"
_SEARCHED_ROWS = 20
_LEAST_DATA = 4
_AGAIN = "export the meeting's participants again"


@dataclass
class Preamble:
    """What stands above the header: the meeting's data, by folded heading, and their line."""

    line: int | None = None
    values: dict[str, str] = field(default_factory=dict)

    def get(self, headings: Sequence[str]) -> str:
        """The first of these that is there, else nothing."""
        return next((value for heading in headings if (value := self.values.get(_plain(heading)))), "")


class ZoomParticipants(Reader):
    """Who was in a Zoom meeting, and when."""

    tool = "zoom_participants"
    version = "2021"
    kinds = frozenset[Kind]({"meetings"})

    def recognise(self, file: ExportFile) -> tuple[str, ...]:
        """A header with joins or total durations among the first rows."""
        for line, cells in text.head(text.head_text(file), ",", count=_SEARCHED_ROWS):
            if _is_header(cells):
                found = [heading for heading in (*JOINS, *LEAVES, *TOTALS) if _has_any(cells, [heading])]
                return (f"{' and '.join(found[:2])} in line {line}",)
        return ()

    def fill(self, reading: Reading) -> None:
        """One record a join."""
        decoded = read_text(reading)
        delimiter = delimiter_of(reading, ",")
        preamble, (line, headings), data = _header(reading, decoded, delimiter)
        delimited.read_rows(reading, line, headings, data)
        delimited.refuse_second_header(reading, _place_of_names(headings))
        found = locate(reading, KNOWN)
        found |= _minutes(reading) if "duration_minutes" not in found else {}
        beside = _beside(reading)
        start = preamble.get(STARTS)
        placed = [(preamble.line or 1, STARTS[0], start)] if start else []
        if "starts_at" not in found and "start" not in beside and not start:
            raise reading.refusal(
                "there are no join times, and no meeting data above the header to say when it was",
                "export it with meeting data, or without 'Show unique users'",
                line=line,
            )
        dated = {ours: column for ours, column in found.items() if ours in {"starts_at", "ends_at"}}
        meeting = [beside[ours] for ours in ("start", "end") if ours in beside]
        stamp = dates.settle(reading, [*dated.values(), *meeting], also=placed)
        reading.stamps = {"starts_at": stamp, **dict.fromkeys(dated, stamp)}
        columns = {
            "starts_at": pl.col(beside["start"]) if "start" in beside else pl.lit(start),
            "meeting_key": _meeting_key(reading, preamble, beside, stamp),
            "people": pl.col(found["people"]) if "people" in found else _people(reading),
            **{ours: pl.col(column) for ours, column in found.items()},
            "evidence": pl.lit("presence"),
            "channel": pl.lit("video"),
        }
        damage.refuse_broken_ids(reading, [found["meeting_key"]] if "meeting_key" in found else [])
        reading.records = records(_admitted(reading), "meetings", columns)


def _is_header(cells: Sequence[str]) -> bool:
    """Whether a row holds Zoom's headings; those of other languages are words of any list, so a name must be there."""
    if has_all(cells, (JOINS[0], LEAVES[0])):
        return True
    is_joined = _has_any(cells, JOINS) and _has_any(cells, LEAVES)
    return _has_any(cells, NAMES) and (is_joined or _has_any(cells, TOTALS))


def _header(reading: Reading, decoded: str, delimiter: str) -> tuple[Preamble, Row, Rows]:
    """The meeting's data, the header, and the rows below it."""
    data = Rows(reading.file, decoded, delimiter)
    declared = reading.source.columns
    joins = [declared.get(ours, KNOWN[ours][0]) for ours in ("starts_at", "ends_at")]
    total = declared.get("duration_minutes", TOTALS[0])
    above: list[Row] = []
    for line, cells in data:
        is_total = has_all(cells, [total]) and _has_any(cells, [declared.get("people", ""), *NAMES])
        if has_all(cells, joins) or is_total or (_is_header(cells) and not {"starts_at", "ends_at"} & declared.keys()):
            _refuse_webinar(reading, above)
            return _preamble(reading, above), (line, cells), data
        above.append((line, cells))
        if len(above) > _SEARCHED_ROWS:
            break
    fix = "export the meeting's participants from Zoom's reports, or map its headings under columns:"
    other = next((mark for _, cells in above if (mark := other_delimiter(cells))), None)
    if other is not None:
        fix = f"declare delimiter: {other!r} for the source {reading.source.name!r}"
    raise reading.refusal(f"no header with {' and '.join(joins)} (or {total}) among the first rows", fix, line=1)


def _refuse_webinar(reading: Reading, above: list[Row]) -> None:
    """Refuse the report of a webinar, which has a table each for hosts, panellists and attendees."""
    line, cells = above[0] if above else (1, [""])
    if _plain(cells[0]) == _plain(WEBINAR):
        raise reading.refusal(
            "it is the attendee report of a webinar, with several tables one below the other",
            "keep the rows below 'Attendee Details', with their header, in a file of their own",
            line=line,
        )


def _minutes(reading: Reading) -> dict[str, str]:
    """The column of how long a person stayed; where the meeting's data stand beside, theirs is called the same."""
    columns = reading.content.columns
    is_repeated = sum(_has_any([heading], MINUTES) for heading in columns) > 1
    place = _place_of_names(columns) if is_repeated else 0
    part = replace(reading, content=replace(reading.content, columns=columns[place:]))
    names = dict(zip(unique_names(columns[place:]), unique_names(columns)[place:], strict=True))
    return {ours: names[name] for ours, name in locate(part, {"duration_minutes": MINUTES}, also_known=KNOWN).items()}


def _beside(reading: Reading) -> dict[str, str]:
    """The columns of the meeting's data in a report that repeats them beside every join."""
    columns = reading.content.columns
    place = _place_of_names(columns)
    names = unique_names(columns)
    wanted = {"id": IDS if place else IDS[:1], "start": STARTS, "end": ENDS}
    found: dict[str, str] = {}
    for ours, headings in wanted.items():
        known = {_plain(heading) for heading in headings}
        places = [at for at, heading in enumerate(columns) if _plain(heading) in known and (at < place or ours == "id")]
        found |= {ours: names[places[0]]} if places else {}
    return found


def _place_of_names(columns: Sequence[str]) -> int:
    """Where the participant's columns begin: at the name, before which only the meeting's data stand."""
    known = {_plain(heading) for heading in NAMES}
    return next((at for at, heading in enumerate(columns) if _plain(heading) in known), 0)


def _meeting_key(reading: Reading, preamble: Preamble, beside: Mapping[str, str], stamp: str) -> pl.Expr:
    """The meeting's id and start, since a recurring meeting keeps its id; without them the file's own content.

    The start counts to the minute, however it is written, so that a report saved again from a spreadsheet is the same.
    """
    if "id" in beside:
        damage.refuse_broken_ids(reading, [beside["id"]])
        key = pl.col(beside["id"]).str.replace_all(r"\s", "")
        told = [_minute(beside["start"], stamp, reading.time_zone)] if "start" in beside else []
        return pl.concat_str([key, *told], separator=" ", ignore_nulls=True)
    meeting = "".join(preamble.get(IDS).split())
    if re.search(damage.SCIENTIFIC, meeting):
        raise reading.refusal(
            "the meeting's id is in scientific notation, so its last digits are lost",
            "export the file again and do not save it from a spreadsheet",
            line=preamble.line,
            column="Meeting ID",
        )
    if not meeting:
        return pl.lit(reading.file.sha256)
    start = pl.DataFrame({"start": [preamble.get(STARTS)]})
    return pl.lit(f"{meeting} {start.select(_minute('start', stamp, reading.time_zone)).item()}")


def _minute(column: str, stamp: str, time_zone: str) -> pl.Expr:
    """The minute of a text, or the text where it is no date."""
    return pl.coalesce(stamps.instant(column, stamp, time_zone).dt.strftime("%Y-%m-%dT%H:%MZ"), column)


def _preamble(reading: Reading, above: list[Row]) -> Preamble:
    """The row with the meeting's data below its headings; nothing where no heading of them is known.

    Refuses data of which the headings or the row are gone, or do not fit one another.
    """
    filled = [(line, cells) for line, cells in above if any(cell.strip() for cell in cells)]
    place = next((at for at, (_, cells) in enumerate(filled) if _has_any(cells, (*IDS, *STARTS, *ENDS))), None)
    if place is None:
        wide = [line for line, cells in filled if sum(map(bool, map(str.strip, cells))) >= _LEAST_DATA]
        if len(wide) == 1:
            raise reading.refusal("the meeting's data above the header lack their headings", _AGAIN, line=wide[0])
        return Preamble()
    (first, headings), *below = filled[place:]
    line, values = below[0] if below else (first, [])
    _refuse_several(reading, below[1:])
    if len(values) != len(headings):
        counts = f"{len(values)} {'cell' if len(values) == 1 else 'cells'} below {len(headings)} headings"
        raise reading.refusal(f"the meeting's data above the header do not fit: {counts}", _AGAIN, line=line)
    told = list(zip(headings, map(str.strip, values), strict=True))
    damage.refuse_garbled(reading, ((first, heading, heading) for heading in headings))
    damage.refuse_garbled(reading, ((line, heading, value) for heading, value in told))
    preamble = Preamble(line, {_plain(heading): value for heading, value in told})
    start = preamble.get(STARTS)
    lacking = next((kind[0] for kind in (IDS, STARTS) if not _has_any(headings, kind)), None)
    if (lacking and _has_any(headings, (*IDS, STARTS[0]))) or (start and not re.search(r"\d", start)):
        raise reading.refusal(
            f"the meeting's data above the header hold no {lacking or STARTS[0]}",
            _AGAIN,
            line=line,
            column=lacking or STARTS[0],
        )
    return preamble


def _refuse_several(reading: Reading, rows: list[Row]) -> None:
    """Refuse further data below that of the meeting: which of them is the meeting's is not ours to guess."""
    wide = [line for line, cells in rows if sum(map(bool, map(str.strip, cells))) >= _LEAST_DATA]
    if wide:
        raise reading.refusal("there are data of several meetings above the header", _AGAIN, line=wide[0])


def _plain(heading: str) -> str:
    """A heading to be compared: folded, its apostrophes straight."""
    return fold(heading).replace("’", "'")


def _has_any(cells: Sequence[str], headings: Sequence[str]) -> bool:
    folded = {_plain(cell) for cell in cells if cell.strip()}
    return any(_plain(heading) in folded for heading in headings)


def _people(reading: Reading) -> pl.Expr:
    """The address, else the name without the original one in brackets."""
    names = {_plain(name): name for name in reading.content.table.columns if name != LINE}
    address = next((names[_plain(heading)] for heading in ADDRESSES if _plain(heading) in names), None)
    name = next((names[_plain(heading)] for heading in NAMES if _plain(heading) in names), None)
    parts = [] if address is None else [trimmed(pl.col(address))]
    if name is not None:
        parts.append(trimmed(pl.col(name).str.replace(r"(?:\s*[(（][^()（）]*[)）])+\s*$", "")))
    if not parts:
        raise reading.refusal(
            "no column says who joined",
            "map people under columns: to the column of addresses or names",
            line=reading.content.header_line,
        )
    return pl.coalesce(parts)


def _admitted(reading: Reading) -> pl.DataFrame:
    """The rows of the meeting itself: time in the waiting room is a row of its own, and no presence."""
    table = reading.content.table
    known = {_plain(heading) for heading in WAITING_ROOMS}
    column = next((name for name in table.columns if _plain(name) in known), None)
    if column is None:
        return table
    is_waiting = pl.col(column).str.strip_chars().str.to_lowercase().is_in(YES).fill_null(value=False)
    reading.leave_out(
        table.filter(is_waiting),
        "time in the waiting room is left out",
        "nothing; waiting is not being there",
        column=column,
    )
    return table.filter(~is_waiting)
