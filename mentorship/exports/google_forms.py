"""Google Forms: responses as Forms downloads them, or as Sheets does from the linked spreadsheet.

Forms writes `2026/09/27 3:00:00 PM GMT+3`; Sheets writes dates in the sheet's locale, whose order of day and month is
declared (`date_order`) or proven by the whole file. Question texts are matched to the instrument in `items.py`.
"""

import polars as pl

from mentorship.exports import damage, dates, delimited, items, responses, text
from mentorship.exports.headings import locate, require
from mentorship.exports.profile import ExportFile
from mentorship.exports.reader import Reader, delimiter_of, read_text
from mentorship.exports.reading import Reading
from mentorship.identity import fold
from mentorship.programme import Kind

TIMESTAMP = (
    "Timestamp",
    "Zeitstempel",
    "Horodateur",
    "Marca temporal",
    "Informazioni cronologiche",
    "Carimbo de data/hora",
    "Tijdstempel",
    "Sygnatura czasowa",
    "Tidstämpel",
    "Tidsstempel",
    "Отметка времени",
)
ADDRESS = (
    "Email Address",
    "Username",
    "Email",
    "E-Mail-Adresse",
    "Adresse e-mail",
    "Dirección de correo electrónico",
    "Endereço de e-mail",
    "Indirizzo email",
    "E-mailadres",
    "Nutzername",
    "Nom d'utilisateur",
)
KNOWN = {"submitted_at": TIMESTAMP, "respondent": ADDRESS, "about": (), "response_key": ()}


class GoogleForms(Reader):
    """Responses of a Google form."""

    tool = "google_forms"
    version = "2024"
    kinds = frozenset[Kind]({"surveys"})

    def recognise(self, file: ExportFile) -> tuple[str, ...]:
        """A first column headed Timestamp, in one of the languages known."""
        first = text.first_row(text.head_text(file), ",")
        if len(first) > 1 and fold(first[0]) in {fold(heading) for heading in TIMESTAMP}:
            return (f"its first column is {first[0].strip()!r}",)
        return ()

    def fill(self, reading: Reading) -> None:
        """One record a response."""
        decoded = read_text(reading)
        delimited.read_table(reading, decoded, delimiter_of(reading, ","), reading.source.header_row or 1)
        found = locate(reading, KNOWN, also_known=items.item_ids(reading))
        require(reading, found, KNOWN, ["submitted_at"])
        damage.refuse_scientific(reading, [found[ours] for ours in ("respondent", "about") if ours in found])
        if reading.source.instrument is not None and "respondent" not in found:
            raise responses.nobody(reading, "collect e-mail addresses in the form, or map respondent under columns:")
        reading.stamps = {"submitted_at": dates.settle(reading, [found["submitted_at"]], expected="google_forms")}
        questions = items.questions_beside(reading, found.values())
        columns = {ours: pl.col(column) for ours, column in found.items()}
        responses.fill(reading, reading.content.table, columns, questions)
