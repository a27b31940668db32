"""The long surveys' exports from Qualtrics, one file a wave; `forms.py` writes those of Google Forms."""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from generator.dice import Dice
from generator.dirt import AGAIN, VISITOR, DirtList, Edit, Row, Spoil, Stain, fill, same, with_values
from generator.files import CsvFile
from generator.growth import Response, responses
from generator.pairs import Matches
from generator.people import Crowd
from generator.plan import ZONE, Plan, Wave
from generator.words import LEADERSHIP, SKILLS, Instrument

QUALTRICS_STAMP = "%Y-%m-%d %H:%M:%S"

# Column, label in English, label in German, ImportId.
META = (
    ("StartDate", "Start Date", "Anfangsdatum", "startDate"),
    ("EndDate", "End Date", "Enddatum", "endDate"),
    ("Status", "Response Type", "Antworttyp", "status"),
    ("IPAddress", "IP Address", "IP-Adresse", "ipAddress"),
    ("Progress", "Progress", "Aktueller Stand", "progress"),
    ("Duration (in seconds)", "Duration (in seconds)", "Dauer (in Sekunden)", "duration"),
    ("Finished", "Finished", "Beendet", "finished"),
    ("RecordedDate", "Recorded Date", "Erfassungsdatum", "recordedDate"),
    ("ResponseId", "Response ID", "Antwort-ID", "_recordId"),
    ("RecipientLastName", "Recipient Last Name", "Nachname des Empfängers", "recipientLastName"),
    ("RecipientFirstName", "Recipient First Name", "Vorname des Empfängers", "recipientFirstName"),
    ("RecipientEmail", "Recipient Email", "E-Mail des Empfängers", "recipientEmail"),
    ("ExternalReference", "External Data Reference", "Externe Datenreferenz", "externalDataReference"),
    ("LocationLatitude", "Location Latitude", "Breitengrad des Standorts", "locationLatitude"),
    ("LocationLongitude", "Location Longitude", "Längengrad des Standorts", "locationLongitude"),
    ("DistributionChannel", "Distribution Channel", "Verteilungskanal", "distributionChannel"),
    ("UserLanguage", "User Language", "Benutzersprache", "userLanguage"),
)
DATES = frozenset({"startDate", "endDate", "recordedDate"})
CONSENT = "Before you begin:\nwe keep your answers for this programme alone. Do you agree?"


def qualtrics_name(instrument: Instrument, wave: Wave) -> str:
    """The file of an instrument and wave below exports/."""
    return f"surveys/{instrument.id}-{wave.id}.csv"


def write_long_surveys(exports: Path, plan: Plan, people: Crowd, matches: Matches, dirt: DirtList) -> None:
    """The questionnaires that went out by Qualtrics, all their waves."""
    for instrument in (SKILLS, LEADERSHIP):
        for wave in (plan.baseline, plan.midway, plan.final):
            _write_qualtrics(exports, plan, instrument, wave, responses(plan, people, matches, instrument, wave), dirt)


def _write_qualtrics(
    exports: Path, plan: Plan, instrument: Instrument, wave: Wave, answered: Iterator[Response], dirt: DirtList
) -> None:
    """Numbers at the beginning and the end, words half-way: the two ways in which Qualtrics exports choices.

    The half-way survey went out by a link with the staff number in it, the others by e-mail; the mentors' first
    export was made by a colleague whose Qualtrics is German.
    """
    has_words = wave == plan.midway
    is_german = instrument == LEADERSHIP and wave == plan.baseline
    names = [f"Q{place}" if wave == plan.baseline else item.id for place, item in enumerate(instrument.items, start=1)]
    file = qualtrics_name(instrument, wave)
    columns = [*(column for column, *_ in META), "Q0", *names]
    rows = _qualtrics_rows(plan, instrument, wave, names, answered, has_words=has_words)
    spoils = _qualtrics_spoils(instrument, wave, names, has_words=has_words) if plan.is_dirty else []
    with CsvFile(exports / file) as sink:
        sink.record(columns)
        sink.record(
            [*((german if is_german else english) for _, english, german, _ in META), CONSENT]
            + [item.text for item in instrument.items]
        )
        sink.record(
            [_import_id(import_id) for *_, import_id in META]
            + [_import_id(f"QID{place}") for place in range(1, len(names) + 2)]
        )
        fill(sink, columns, rows, spoils, file=file, dirt=dirt)


def _import_id(name: str) -> str:
    value = {"ImportId": name} | ({"timeZone": ZONE} if name in DATES else {})
    return json.dumps(value, separators=(",", ":"))


def _qualtrics_rows(
    plan: Plan,
    instrument: Instrument,
    wave: Wave,
    names: Sequence[str],
    answered: Iterator[Response],
    *,
    has_words: bool,
) -> Iterator[Row]:
    preview = True
    for number, response in enumerate(answered):
        dice = Dice(plan.seed, "qualtrics", instrument.id, wave.id, number)
        row = _qualtrics_meta(dice, response, is_by_link=has_words, has_words=has_words)
        for name, item in zip(names, instrument.items, strict=True):
            answer = response.answers.get(item.id, "")
            row[name] = instrument.labels[answer - 1] if has_words and isinstance(answer, int) else str(answer)
        if preview:
            yield _preview(row, response.submitted_at, has_words=has_words)
            preview = False
        yield row


def _qualtrics_meta(dice: Dice, response: Response, *, is_by_link: bool, has_words: bool) -> Row:
    ends = response.submitted_at
    seconds = dice.between(95, 640)
    starts = (ends - timedelta(seconds=seconds)).strftime(QUALTRICS_STAMP)
    given, family = response.person.name.rsplit(" ", 1)
    finished = (("False", "True") if has_words else ("0", "1"))[response.is_finished]
    return {
        "StartDate": starts,
        "EndDate": ends.strftime(QUALTRICS_STAMP),
        "Status": "IP Address" if has_words else "0",
        "IPAddress": f"192.0.2.{dice.between(1, 254)}",
        "Progress": "100" if response.is_finished else str(dice.between(30, 90)),
        "Duration (in seconds)": str(seconds),
        "Finished": finished,
        "RecordedDate": (ends + timedelta(seconds=1)).strftime(QUALTRICS_STAMP),
        "ResponseId": f"R_{dice.token(15)}",
        "RecipientLastName": "" if is_by_link else family,
        "RecipientFirstName": "" if is_by_link else given,
        "RecipientEmail": "" if is_by_link else response.person.email,
        "ExternalReference": response.person.key if is_by_link else "",
        "LocationLatitude": f"0.{dice.between(100000000000, 999999999999)}",
        "LocationLongitude": f"-0.{dice.between(100000000000, 999999999999)}",
        "DistributionChannel": "anonymous" if is_by_link else "email",
        "UserLanguage": dice.weigh({"EN": 0.6, "DE": 0.4}),
        "Q0": "Yes" if has_words else "1",
    }


def _preview(row: Row, before: datetime, *, has_words: bool) -> Row:
    """The coordinator trying the survey out: no response of anybody."""
    stamp = (before - timedelta(hours=2)).strftime(QUALTRICS_STAMP)
    return {
        **row,
        "StartDate": stamp,
        "EndDate": stamp,
        "RecordedDate": stamp,
        "Status": "Survey Preview" if has_words else "1",
        "ResponseId": f"R_preview{row['ResponseId'][-8:]}",
        "RecipientLastName": "",
        "RecipientFirstName": "",
        "RecipientEmail": "",
        "ExternalReference": "",
        "DistributionChannel": "preview",
    }


def _qualtrics_spoils(instrument: Instrument, wave: Wave, names: Sequence[str], *, has_words: bool) -> list[Spoil]:
    """Faults for one file: the row at 0 is the preview."""
    reference = "ExternalReference" if has_words else "RecipientEmail"
    unknown = {"ResponseId": f"R_visitor{instrument.id[:3]}{wave.id[:3]}", reference: VISITOR}
    impossible = {"ResponseId": f"R_february{instrument.id[:3]}{wave.id[:3]}"} | dict.fromkeys(
        ("StartDate", "EndDate", "RecordedDate"), "2026-02-31 10:00:00"
    )
    beyond = "Absolutely" if has_words else "7"
    return [
        Spoil(1, Stain("duplicate", "a response once more, word for word"), same),
        Spoil(2, Stain("unknown_person", "the respondent is not on the roster"), with_values(unknown)),
        Spoil(
            3,
            Stain("out_of_scale", f"{beyond} on a scale of 1 to 5"),
            with_values({names[1]: beyond}),
            how="replace",
        ),
        Spoil(4, AGAIN, _again(names[0]), "again"),
        Spoil(5, Stain("impossible_date", "answered on 31 February"), with_values(impossible)),
    ]


def _again(name: str) -> Edit:
    """The response of somebody who opened the link twice: all dates are later, one answer is given for sure."""

    def edit(row: Row) -> Row:
        later = {
            column: (datetime.fromisoformat(row[column]) + timedelta(minutes=11)).strftime(QUALTRICS_STAMP)
            for column in ("StartDate", "EndDate", "RecordedDate")
        }
        return {**row, **later, "ResponseId": f"R_again{row['ResponseId'][-8:]}", name: row[name] or "4"}

    return edit
