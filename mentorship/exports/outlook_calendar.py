"""Outlook's calendar as CSV: one row an appointment, each occurrence of a series for itself.

As with every calendar, what an entry proves is that something was agreed, not that it was held. Day and time stand in
columns of their own and are read together; an all-day event is a day. Outlook gives no id, so an appointment is known
by its subject, start and organiser. AM and PM prove no order of day and month: Windows has them in both.
"""

from collections.abc import Mapping
from dataclasses import replace

import polars as pl

from mentorship.exports import appointments, damage, dates, items, text
from mentorship.exports.delimited import unique_names
from mentorship.exports.headings import columns_of, has_all, locate, refuse_missing, require
from mentorship.exports.profile import LINE, ExportFile
from mentorship.exports.reader import Reader
from mentorship.exports.reading import Reading, trimmed
from mentorship.problems import value_class
from mentorship.programme import Kind

# In English, German, French and Japanese. French has one word for day and time: the second such column is the time.
KNOWN: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(appointments.OURS, ()),
    "starts_at": ("Start Date", "Beginnt am", "Début", "開始日"),
    "start_time": ("Start Time", "Beginnt um", "Début (2)", "開始時刻"),
    "ends_at": ("End Date", "Endet am", "Fin", "終了日"),
    "end_time": ("End Time", "Endet um", "Fin (2)", "終了時刻"),
    "all_day": ("All day event", "Ganztägiges Ereignis", "Journée entière", "終日イベント"),
    "reminder": ("Reminder Date", "Erinnerung am", "Date de rappel", "アラーム日付"),
    "subject": ("Subject", "Betreff", "Objet", "件名"),
    "organizer": ("Meeting Organizer", "Besprechungsplanung", "Organisateur d'une réunion", "会議の開催者"),
    "required": ("Required Attendees", "Erforderliche Teilnehmer", "Participants obligatoires", "必須出席者"),
    "optional": ("Optional Attendees", "Optionale Teilnehmer", "Participants facultatifs", "任意出席者"),
    "location": ("Location", "Ort", "Emplacement", "場所"),
    "description": ("Description", "Beschreibung", "内容"),
}
PEOPLE = ("organizer", "required", "optional")
# Where the alphabet allows it no letter of these needs an encoding, so that a file is known before its own is declared.
TELLING = (
    *zip(*(KNOWN[ours][:2] for ours in ("subject", "starts_at", "start_time", "ends_at", "organizer")), strict=True),
    ("Objet", "Date de rappel", "Participants obligatoires", "Participants facultatifs", "Emplacement"),
    ("件名", "開始日", "開始時刻", "終了日", "会議の開催者"),
)
TWICE = ("Début", "Fin")
YES = ("true", "wahr", "ein", "vrai", "verdadero", "vero", "verdadeiro", "waar", "yes", "ja")
NO = ("false", "falsch", "aus", "faux", "falso", "onwaar", "no", "nein", "nee")
CANCELLED = r"(?i)^\s*(?:cancell?ed|abgesagt|annulée?|cancelad[oa]|annullat[oa]|geannuleerd)[ \x{a0}\x{202f}]*:\s*"


class OutlookCalendar(Reader):
    """Appointments of an Outlook calendar."""

    tool = "outlook_calendar"
    version = "2016"
    kinds = frozenset[Kind]({"meetings"})

    def recognise(self, file: ExportFile) -> tuple[str, ...]:
        """Outlook's columns by name, in one of its languages."""
        first = text.first_row(text.head_text(file), ",")
        found = next((headings for headings in TELLING if has_all(first, headings)), ())
        return (f"its columns {', '.join(found)}",) if found else ()

    def fill(self, reading: Reading) -> None:
        """One record an appointment."""
        appointments.read(reading)
        found = locate(_told_apart(reading), KNOWN)
        require(reading, found, KNOWN, ["starts_at"])
        if not {"people", "pair_key", *PEOPLE} & found.keys():
            refuse_missing(reading, [KNOWN[ours][0] for ours in PEOPLE], "it says who was invited")
        is_day = _is_day(reading, found)
        start = _moment(found, "starts_at", "start_time", is_day)
        end = pl.when(~is_day).then(_moment(found, "ends_at", "end_time", is_day))
        told = {
            "meeting_key": _key(found, start),
            "people": _people(found),
            "channel": _channel(found),
            "outcome": _outcome(found),
            "starts_at": start,
            "ends_at": end,
        }
        stamp = _stamp(reading, found, {"starts_at": start, "ends_at": end})
        appointments.fill(reading, found, told, {"starts_at": stamp, "ends_at": stamp})


def _told_apart(reading: Reading) -> Reading:
    """The reading with a number behind the second of two headings that French has for day and time."""
    columns = reading.content.columns
    if any(len(columns_of(columns, heading)) != 2 for heading in TWICE):
        return reading
    names = unique_names(columns)
    apart = (name if heading.strip() in TWICE else heading for heading, name in zip(columns, names, strict=True))
    return replace(reading, content=replace(reading.content, columns=tuple(apart)))


def _is_day(reading: Reading, found: Mapping[str, str]) -> pl.Expr:
    """Whether an event takes the day; refuses a word that says neither."""
    if "all_day" not in found:
        return pl.lit(value=False)
    column = found["all_day"]
    word = items.translated(trimmed(pl.col(column)), reading.source.values).str.to_lowercase()
    unknown = reading.content.table.filter(~word.is_in([*YES, *NO])).head(1)
    if not unknown.is_empty():
        raise reading.refusal(
            "whether the event takes the whole day is said in words that are not known",
            "map them under values: to 'true' and 'false'",
            line=unknown.item(0, LINE),
            column=column,
            value_class=value_class(unknown.item(0, column)),
        )
    return word.is_in(YES).fill_null(value=False)


def _moment(found: Mapping[str, str], day: str, time: str, is_day: pl.Expr) -> pl.Expr:
    """A day with its time behind it, as text; the day alone where the event takes it, or already has its time."""
    date = appointments.filled(found, day)
    is_whole = is_day | date.is_null() | date.str.contains(":", literal=True)
    timed = pl.concat_str(date, appointments.filled(found, time), separator=" ", ignore_nulls=True)
    return pl.when(is_whole).then(date).otherwise(timed)


def _stamp(reading: Reading, found: Mapping[str, str], moments: Mapping[str, pl.Expr]) -> str:
    """How day and time are written when they stand together; the days of reminders help to prove it."""
    days = [found[ours] for ours in ("starts_at", "ends_at", "reminder") if ours in found]
    damage.refuse_serials(reading, days)
    damage.refuse_repaired(reading, days)
    whole = [moment.alias(found[ours]) for ours, moment in moments.items() if ours in found]
    content = replace(reading.content, table=reading.content.table.with_columns(whole))
    return dates.settle(replace(reading, content=content), days)


def _people(found: Mapping[str, str]) -> pl.Expr:
    """Organiser and attendees, without the quotation marks that Outlook puts around addresses it does not know."""
    cells = [appointments.filled(found, ours) for ours in PEOPLE]
    joined = pl.concat_str(cells, separator=";", ignore_nulls=True)
    bare = joined.str.replace_all(r"'([^;']+@[^;']+)'", "$1")
    return bare.str.replace_all(r"\s*;[\s;]*", ";").str.strip_chars("; ")


def _channel(found: Mapping[str, str]) -> pl.Expr:
    """Video where the place or the description has a link to it."""
    cells = [
        appointments.filled(found, ours).str.contains(appointments.VIDEO_LINK) for ours in ("location", "description")
    ]
    return pl.when(pl.any_horizontal(cells)).then(pl.lit("video"))


def _outcome(found: Mapping[str, str]) -> pl.Expr:
    """What is cancelled says so before its subject."""
    is_cancelled = appointments.filled(found, "subject").str.contains(CANCELLED)
    return pl.when(is_cancelled).then(pl.lit("cancelled")).otherwise(pl.lit("booked"))


def _key(found: Mapping[str, str], start: pl.Expr) -> pl.Expr:
    """Subject, start and organiser; being cancelled does not make it another appointment."""
    subject = trimmed(appointments.filled(found, "subject").str.replace(CANCELLED, ""))
    return pl.concat_str(subject, start, appointments.filled(found, "organizer"), separator=" ", ignore_nulls=True)
