"""Google Forms: responses as Forms downloads them, or as Sheets does from the linked spreadsheet.

Forms writes `2026/09/27 3:00:00 PM GMT+3`, some languages with their own words for AM and PM; Sheets writes dates in
the sheet's locale, whose order of day and month is declared (`date_order`) or proven by the whole file, and may part
its cells by tabs. Question texts are matched to the instrument in `items.py`.
"""

from collections.abc import Sequence

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
    "Позначка часу",
    "Časová značka",
    "Časová pečiatka",
    "Időbélyeg",
    "Aikaleima",
    "Χρονική σήμανση",
    "Marca de temps",
    "Zaman damgası",
    "Cap waktu",
    "Stempel waktu",
    "Dấu thời gian",
    "ประทับเวลา",
    "חותמת זמן",
    "طابع زمني",
    "タイムスタンプ",
    "타임스탬프",
    "时间戳",
    "时间戳记",
    "時間戳記",
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
    "Nombre de usuario",
    "Nome de usuário",
    "Nome utente",
    "Gebruikersnaam",
    "Adres e-mail",
    "E-postadress",
    "E-mailová adresa",
    "Адрес электронной почты",
    "メールアドレス",
    "이메일 주소",
    "電子郵件地址",
    "电子邮件地址",
)
DELIMITERS = (",", "\t", ";")
KNOWN = {"submitted_at": TIMESTAMP, "respondent": ADDRESS, "about": (), "response_key": ()}


class GoogleForms(Reader):
    """Responses of a Google form."""

    tool = "google_forms"
    version = "2024"
    kinds = frozenset[Kind]({"surveys"})

    def recognise(self, file: ExportFile) -> tuple[str, ...]:
        """A first column headed Timestamp, in one of the languages known."""
        start = text.head_text(file)
        parted = (text.first_row(start, delimiter) for delimiter in DELIMITERS)
        heading = next((first[0].strip() for first in parted if _has_timestamp(first)), None)
        return () if heading is None else (f"its first column is {heading!r}",)

    def fill(self, reading: Reading) -> None:
        """One record a response."""
        decoded = read_text(reading)
        header_line = reading.source.header_row or 1
        start = text.from_line(decoded, header_line)
        own = "\t" if _has_timestamp(text.first_row(start, "\t")) else ","
        delimited.read_table(reading, decoded, delimiter_of(reading, own), header_line)
        found = locate(reading, KNOWN, also_known=items.item_ids(reading))
        require(reading, found, KNOWN, ["submitted_at"])
        damage.refuse_scientific(reading, [found[ours] for ours in ("respondent", "about") if ours in found])
        if reading.source.instrument is not None and "respondent" not in found:
            raise responses.nobody(reading, "collect e-mail addresses in the form, or map respondent under columns:")
        reading.stamps = {"submitted_at": dates.settle(reading, [found["submitted_at"]], expected="google_forms")}
        questions = items.questions_beside(reading, found.values())
        columns = {ours: pl.col(column) for ours, column in found.items()}
        responses.fill(reading, reading.content.table, columns, questions)


def _has_timestamp(first: Sequence[str]) -> bool:
    """Whether a first row has several columns, and the first of them is headed Timestamp."""
    return len(first) > 1 and fold(first[0]) in {fold(heading) for heading in TIMESTAMP}
