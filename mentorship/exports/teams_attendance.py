"""Teams' attendance report: one row a join of a call, beside what Teams says of the participant as a whole.

The rows are those of section 3 with the columns of section 2 that it lacks; a participant without a row there keeps
the one of section 2. Where the report tells no joins, its rows are the participants. Teams gives no id, so a meeting is
known by its title and start. Join and leave under unknown headings are the two columns of times.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import polars as pl

from mentorship.exports import dates, text
from mentorship.exports.delimited import unique_names
from mentorship.exports.headings import locate, refuse_missing, require
from mentorship.exports.profile import LINE, Content, ExportFile
from mentorship.exports.reader import Reader, delimiter_of, read_text
from mentorship.exports.reading import Reading, records, trimmed
from mentorship.exports.teams_structure import (
    ENDS,
    FULL_NAMES,
    IDS,
    JOINS,
    LEAVES,
    STARTS,
    TITLES,
    UPN,
    Entry,
    Report,
    evidence_of,
    report_of,
)
from mentorship.identity import KEY_END, fold, folded
from mentorship.programme import Kind

FIRST_JOINS = ("First Join", "Erster Beitritt", "Primeira Entrada", "Pierwsze dołączenie", "初めての参加")
LAST_LEAVES = ("Last Leave", "Letztes Verlassen", "Última Saída", "Ostatnie wyjście", "最終退出")
TOTALS = ("In-Meeting Duration", "Duração da Reunião", "Czas udziału w spotkaniu", "会議の長さ")
DURATIONS = ("Duration", "Dauer", "Durée", "Duración", "Duur", "Durata", "Duração", "Czas trwania", "期間")
PERSON: dict[str, tuple[str, ...]] = {
    "name": ("Name", *FULL_NAMES, "Nom", "Nombre", "Naam", "Nome", "Namn", "Imię i nazwisko", "名前"),
    "email": (
        *("Email", "E-mail", "E-Mail-Adresse", "Adresse e-mail", "Courriel", "Correo electrónico", "Posta elettronica"),
        *("E-post", "Adres e-mail", "メール", "メール アドレス"),
    ),
}
JOIN: dict[str, tuple[str, ...]] = {
    "people": (),
    "meeting_key": (),
    "starts_at": JOINS,
    "ends_at": LEAVES,
    "duration_minutes": DURATIONS,
}
WHOLE: dict[str, tuple[str, ...]] = {"first_join": FIRST_JOINS, "last_leave": LAST_LEAVES, "total_duration": TOTALS}
NAMES = (*PERSON, *JOIN, *WHOLE, "upn")
MARKS = r"(?:\s*\([^()]*\))+\s*$"
"""What Teams writes behind a name: (Unverified), (External), (Guest)."""
_GAP = r"[ \x{a0}\x{202f}]?"
DURATION = (
    rf"(?i)^(?:([0-9]+){_GAP}(?:h|u|std\.?|godz\.?|時間))?{_GAP}(?:([0-9]+){_GAP}(?:min\.?|m|分))?"
    rf"{_GAP}(?:([0-9]+){_GAP}(?:se[ck]\.?|s|秒))?$"
)
TIME = r"[0-9][0-9/.-]+[0-9][ ,T]+[0-9]{1,2}[:.][0-9]{2}"
_KEY = "\x1fperson"


class TeamsAttendance(Reader):
    """Who was in a Teams meeting, and when."""

    tool = "teams_attendance"
    version = "2022"
    kinds = frozenset[Kind]({"meetings"})

    def recognise(self, file: ExportFile) -> tuple[str, ...]:
        """The first two numbered sections, or the headings of the reports before them."""
        return evidence_of(text.head_text(file))

    def fill(self, reading: Reading) -> None:
        """One record a join, or a participant where the report tells no joins."""
        decoded = read_text(reading)
        report = report_of(reading, decoded, delimiter_of(reading, "\t"))
        whole, joins = report.participants, report.activities
        found = _joins(reading, whole, joins) if joins else _participants(reading, whole)
        if report.is_numbered and joins is None:
            reading.warn(
                "there is no section 3, so each participant counts from the first join to the last leave",
                "nothing, if Teams gives no more; else download the attendance report again",
                line=whole.header_line,
                column=found["starts_at"],
            )
        cells = _dates_of(report)
        dated = [found[ours] for ours in ("starts_at", "ends_at", "first_join", "last_leave") if ours in found]
        stamp = dates.settle(reading, dated, also=[(cell.line, cell.label, cell.value) for cell in cells])
        reading.stamps = {"starts_at": stamp, "ends_at": stamp}
        columns = {
            "meeting_key": _either(found, "meeting_key") if "meeting_key" in found else pl.lit(_meeting_key(report)),
            "people": _people(reading, found),
            "starts_at": _told(found, joins, "starts_at", "first_join"),
            "ends_at": _told(found, joins, "ends_at", "last_leave"),
            "duration_minutes": _minutes(reading, _either(found, "duration_minutes", "total_duration")),
            "evidence": pl.lit("presence"),
            "channel": pl.lit("video"),
        }
        reading.records = records(reading.content.table, "meetings", columns)


def _participants(reading: Reading, participants: Content) -> dict[str, str]:
    """The columns of a report whose rows are its participants."""
    wholes = dict(zip(("starts_at", "ends_at", "duration_minutes"), WHOLE.values(), strict=True))
    known = {**PERSON, **JOIN, **{ours: (*JOIN[ours], *headings) for ours, headings in wholes.items()}}
    found = _located(reading, participants, {**known, "upn": _upns(participants)})
    found |= _times_by_content(reading, found)
    require(reading, found, known, ["starts_at"])
    return found


def _joins(reading: Reading, participants: Content, activities: Content) -> dict[str, str]:
    """The columns of a report whose rows are joins, once those of the participants stand beside them."""
    whose = _located(reading, participants, PERSON)
    found = _located(reading, activities, {**PERSON, **JOIN})
    by_content = _times_by_content(reading, found)
    found |= by_content
    require(reading, found, JOIN, ["starts_at"])
    if by_content and not whose.keys() & found.keys() & PERSON.keys():
        whose, found = {"name": _first(participants)}, {**found, "name": _first(activities)}
    shared = [ours for ours in PERSON if ours in whose and ours in found]
    if not shared:
        refuse_missing(reading, PERSON["name"], "sections 2 and 3 are joined by it")
    beside, columns = _beside(activities, participants)
    people = _keyed(participants.table, [whose[ours] for ours in shared]).rename(beside)
    joins = _keyed(activities.table, [found[ours] for ours in shared])
    without = people.join(joins, on=_KEY, how="anti", maintain_order="left")
    if not without.is_empty():
        reading.warn(
            f"{without.height} of the participants have no row in section 3; first join and last leave stand for it",
            "nothing, if the report is whole; else download it again",
            line=without.item(0, LINE),
        )
    names = unique_names(columns)
    added = names[len(activities.columns) :]
    once = people.filter(pl.len().over(_KEY) == 1).select(_KEY, *added)
    joined = joins.join(once, on=_KEY, how="left", maintain_order="left")
    table = pl.concat([joined, without], how="diagonal").select(LINE, *names)
    content = replace(activities, columns=columns, table=table)
    return {**found, **_located(reading, content, {**WHOLE, "upn": _upns(content)})}


def _located(reading: Reading, content: Content, known: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """The columns of a section, which the reading looks at from now on."""
    reading.content = content
    return locate(reading, known, also_known=NAMES)


def _times_by_content(reading: Reading, found: Mapping[str, str]) -> dict[str, str]:
    """Join, leave and length by what their columns hold, where the headings are in a language that is not known."""
    if {"starts_at", "ends_at"} & {*found, *reading.source.columns}:
        return {}
    table = reading.content.table.drop(LINE)
    times = [name for name in table.columns if _all_match(table, name, TIME)]
    if len(times) != 2:
        return {}
    reading.warn(
        "the headings are in a language that is not known, so the first column of times is the join and the second the"
        " leave",
        "nothing, if they are; else map starts_at and ends_at under columns:",
        line=reading.content.header_line,
        column=times[0],
    )
    lengths = [name for name in table.columns if "duration_minutes" not in found and _all_match(table, name, DURATION)]
    return dict(zip(("starts_at", "ends_at", "duration_minutes"), [*times, *lengths[:1]], strict=False))


def _all_match(table: pl.DataFrame, name: str, pattern: str) -> bool:
    """Whether a column has cells and all of them match."""
    cells = table.get_column(name).str.strip_chars().drop_nulls()
    return len(cells) > 0 and bool(cells.str.contains(pattern).all())


def _first(content: Content) -> str:
    """The first column, which is the name in every language."""
    return unique_names(content.columns)[0]


def _upns(content: Content) -> tuple[str, ...]:
    """The headings of the participant's id, which names it UPN in every language."""
    return tuple(heading for heading in content.columns if UPN in fold(heading))


def _beside(activities: Content, participants: Content) -> tuple[dict[str, str], tuple[str, ...]]:
    """How the participants' columns are called among the joins', and the headings of both side by side."""
    own = dict(zip(map(fold, activities.columns), unique_names(activities.columns), strict=True))
    names: dict[str, str] = {}
    added: dict[str, str] = {}
    for heading, name in zip(participants.columns, unique_names(participants.columns), strict=True):
        if fold(heading) in own:
            names[name] = own.pop(fold(heading))
        else:
            added[name] = heading
    columns = (*activities.columns, *added.values())
    return {**names, **dict(zip(added, unique_names(columns)[len(activities.columns) :], strict=True))}, columns


def _keyed(table: pl.DataFrame, columns: Sequence[str]) -> pl.DataFrame:
    """A table with what tells its persons apart: the address, which comes last, else the name."""
    return table.with_columns(pl.coalesce(*map(folded, reversed(columns)), pl.lit("")).alias(_KEY))


def _either(found: Mapping[str, str], *names: str) -> pl.Expr:
    """The first of these columns of ours that is filled."""
    cells = [trimmed(pl.col(found[ours])) for ours in names if ours in found]
    return pl.coalesce([*cells, pl.lit(None, dtype=pl.String)])


def _told(found: Mapping[str, str], joins: Content | None, join: str, whole: str) -> pl.Expr:
    """What is told of a join; of a participant without a join, what is told of the participant as a whole."""
    either = _either(found, join, whole)
    if joins is None or joins.header_line is None:
        return either
    # Section 3 stands below section 2.
    is_join = pl.col(LINE) > joins.header_line
    return pl.when(is_join).then(_either(found, join)).otherwise(either)


def _people(reading: Reading, found: Mapping[str, str]) -> pl.Expr:
    """The declared column, else the address and the id, which may differ, else the name without Teams' marks."""
    if "people" in found:
        return pl.col(found["people"])
    keys = [trimmed(pl.col(found[ours])) for ours in ("email", "upn") if ours in found]
    names = [trimmed(pl.col(found["name"]).str.replace(MARKS, ""))] if "name" in found else []
    if not keys and not names:
        refuse_missing(reading, PERSON["email"], "it says who joined")
    if len(keys) > 1:
        is_same = keys[0].str.to_lowercase() == keys[1].str.to_lowercase()
        both = pl.concat_str(keys, separator=KEY_END)
        keys = [pl.when(is_same).then(keys[0]).otherwise(both), *keys]
    return pl.coalesce([*keys, *names])


def _minutes(reading: Reading, written: pl.Expr) -> pl.Expr:
    """A length such as 1h 13m 42s in minutes; what is written otherwise is null and said once."""
    parts = written.str.extract_groups(DURATION).struct
    hours, minutes, seconds = (parts.field(str(place)).cast(pl.Int64) for place in (1, 2, 3))
    total = hours.fill_null(0) * 3600 + minutes.fill_null(0) * 60 + seconds.fill_null(0)
    length = pl.when(pl.any_horizontal(hours.is_not_null(), minutes.is_not_null(), seconds.is_not_null())).then(total)
    unread = reading.content.table.filter(written.is_not_null() & length.is_null())
    if not unread.is_empty():
        reading.warn(
            "a length is written in words that are not known, so it follows from join and leave",
            "nothing, if the report has leave times",
            line=unread.item(0, LINE),
        )
    return (length / 60).cast(pl.String)


def _dates_of(report: Report) -> list[Entry]:
    """The meeting's start and end; where their labels are not known, all of its data but the title."""
    known = [entry for labels in (STARTS, ENDS) if (entry := report.entry(labels)) is not None]
    return known or [entry for entry in report.summary[1:] if entry is not report.entry(TITLES)]


def _meeting_key(report: Report) -> str:
    """The meeting's id, else its title, with its start; where the labels are not known, all that is said of it."""
    name, start = report.entry(IDS) or report.entry(TITLES), report.entry(STARTS)
    told = [name, start] if name and start else report.summary
    return " ".join(entry.value for entry in told if entry)
