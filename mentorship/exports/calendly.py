"""Calendly's events as CSV: one row an invitee of an event, so an event with several has several rows of one key.

What a booking proves is that something was agreed; that an invitee did not come is known only where it was marked.
Times are in the zone of whoever exported them.
"""

from collections.abc import Mapping

import polars as pl

from mentorship.exports import appointments, damage, dates, items, text
from mentorship.exports.appointments import filled
from mentorship.exports.headings import has_all, locate, refuse_missing, require
from mentorship.exports.profile import ExportFile
from mentorship.exports.reader import Reader
from mentorship.exports.reading import Reading
from mentorship.programme import Kind

KNOWN: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(appointments.OURS, ()),
    "meeting_key": ("Event UUID",),
    "starts_at": ("Start Date & Time",),
    "ends_at": ("End Date & Time",),
    "user_email": ("User Email",),
    "user": ("User Name",),
    "invitee_email": ("Invitee Email",),
    "invitee": ("Invitee Name",),
    "guests": ("Guest Email(s)", "Guest Emails"),
    "location": ("Location",),
    "cancelled": ("Canceled", "Cancelled"),
    "no_show": ("Marked as No-Show",),
}
TELLING = ("Invitee Email", "Event Type Name", "Start Date & Time")
YES = ("true", "yes")
NO = ("false", "no")
PHONE = r"(?i)\bphone\b|^\+?[0-9][0-9 ()./-]{5,}$"


class Calendly(Reader):
    """Invitees of events that were booked through Calendly."""

    tool = "calendly"
    version = "2025"
    kinds = frozenset[Kind]({"meetings"})

    def recognise(self, file: ExportFile) -> tuple[str, ...]:
        """Calendly's telling columns by name."""
        first = text.first_row(text.head_text(file), ",")
        return (f"its columns {', '.join(TELLING)}",) if has_all(first, TELLING) else ()

    def fill(self, reading: Reading) -> None:
        """One record an invitee."""
        appointments.read(reading)
        found = locate(reading, KNOWN)
        require(reading, found, KNOWN, ["starts_at"])
        if not {"people", "pair_key", "invitee", "invitee_email"} & found.keys():
            refuse_missing(reading, KNOWN["invitee_email"], "it says who was invited")
        damage.refuse_broken_ids(reading, [found["meeting_key"]] if "meeting_key" in found else [])
        dated = {ours: found[ours] for ours in ("starts_at", "ends_at") if ours in found}
        stamp = dates.settle(reading, dated.values())
        told: dict[str, pl.Expr] = {
            "meeting_key": _key(found),
            "people": _people(found),
            "channel": _channel(found),
            "outcome": _outcome(reading, found),
            **{ours: pl.col(column) for ours, column in dated.items()},
        }
        appointments.fill(reading, found, told, dict.fromkeys(dated, stamp))


def _key(found: Mapping[str, str]) -> pl.Expr:
    """What tells a booking apart where the export has no ids: a new time makes a new booking."""
    parts = [filled(found, "user_email", "user"), filled(found, "invitee_email", "invitee"), filled(found, "starts_at")]
    return pl.concat_str(parts, separator=" ", ignore_nulls=True)


def _people(found: Mapping[str, str]) -> pl.Expr:
    """Whose calendar it is, the invitee and the guests: each the address, else the name."""
    guests = filled(found, "guests").str.replace_all(r"[;,\s]+", ";").str.strip_chars(";")
    parts = [filled(found, "user_email", "user"), filled(found, "invitee_email", "invitee"), guests]
    return pl.concat_str(parts, separator=";", ignore_nulls=True)


def _channel(found: Mapping[str, str]) -> pl.Expr:
    place = filled(found, "location")
    return (
        pl.when(place.str.contains(appointments.VIDEO_LINK))
        .then(pl.lit("video"))
        .when(place.str.contains(PHONE))
        .then(pl.lit("phone"))
    )


def _outcome(reading: Reading, found: Mapping[str, str]) -> pl.Expr:
    """Cancelled, else not shown up for, else booked; a word that says neither yes nor no is passed on as it is."""
    cancelled, no_show = (
        items.translated(filled(found, ours), reading.source.values).str.to_lowercase()
        for ours in ("cancelled", "no_show")
    )
    return (
        pl.when(cancelled.is_in(YES))
        .then(pl.lit("cancelled"))
        .when(~cancelled.is_in(NO))
        .then(cancelled)
        .when(no_show.is_in(YES))
        .then(pl.lit("no_show"))
        .when(~no_show.is_in(NO))
        .then(no_show)
        .otherwise(pl.lit("booked"))
    )
