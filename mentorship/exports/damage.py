"""What spreadsheets and wrong encodings do to an export, found before anything is computed from it.

Each check refuses the file with the first cell that shows the damage; none mends it. Damage to the structure (quotes,
cut-off lines, NUL bytes) shows while reading and is `text.py`'s.
"""

from collections.abc import Iterable

import polars as pl

from mentorship.exports.profile import LINE
from mentorship.exports.reading import Reading
from mentorship.problems import value_class

# UTF-8 that was read as Windows-1252 and saved again. A capital Ã before a closing mark can be right (Portuguese in
# capitals), so there a letter must follow; Cyrillic needs two such pairs in a row.
_MARKS = "€‚ƒ„†‡ˆ‰Š‹ŒŽ‘•–—˜™š›œžŸ"
_CLOSING = "…“”’"
MOJIBAKE = (
    f"Ã[\u0080-\u00ba\u00bc-\u00bf{_MARKS}]|Ã[{_CLOSING}»]\\pL|Â[\u0080-\u00bf]|â€|ï»¿|\ufffd"
    f"|(?:[ÐÑ][\u0080-\u00bf{_MARKS}{_CLOSING}]){{2}}"
)
SCIENTIFIC = r"^[0-9](?:[.,][0-9]+)?[Ee]\+[0-9]{1,2}$"
SERIAL = r"^[0-9]{5}(?:[.,][0-9]+)?$"
# As spreadsheets in English, German, French, Spanish, Italian, Dutch and Portuguese abbreviate them.
_MONTHS = (
    "jan|janv|ene|gen|feb|fév|févr|fev|mar|mär|mrz|mars|mrt|apr|avr|abr|may|mai|mag|mei|jun|juin|giu|jul|juil|lug"
    "|aug|août|ago|sep|sept|set|okt|oct|out|ott|nov|dez|dec|déc|dic"
)
_GERMAN_MONTHS = "jan|feb|mär|mrz|apr|mai|jun|jul|aug|sep|okt|nov|dez"
REPAIRED = (
    rf"(?i)^(?:[0-9]{{1,2}}-(?:{_MONTHS})\.?|(?:{_MONTHS})\.?-[0-9]{{2}}"
    rf"|[0-9]{{1,2}}\. ?(?:{_GERMAN_MONTHS})|(?:{_GERMAN_MONTHS})\.? [0-9]{{2}})$"
)


def refuse_mojibake(reading: Reading) -> None:
    """Refuse text whose letters were garbled by a wrong encoding."""
    fix = "export the file again and open it nowhere in between; if the source declares an encoding, correct it"
    headings = pl.Series(reading.content.columns, dtype=pl.String)
    garbled = headings.filter(headings.str.contains(MOJIBAKE))
    if len(garbled):
        raise reading.refusal(
            "a heading holds garbled letters", fix, line=reading.content.header_line, column=garbled[0]
        )
    columns = [name for name in reading.content.table.columns if name != LINE]
    _refuse_first(reading, columns, MOJIBAKE, "a cell holds garbled letters", fix)


def refuse_scientific(reading: Reading, columns: Iterable[str]) -> None:
    """Refuse ids that a spreadsheet rounded to scientific notation."""
    _refuse_first(
        reading,
        columns,
        SCIENTIFIC,
        "an id is in scientific notation, so its last digits are lost",
        "export the file again and do not save it from a spreadsheet",
    )


def refuse_serials(reading: Reading, columns: Iterable[str]) -> None:
    """Refuse dates that are a spreadsheet's day numbers."""
    _refuse_first(
        reading,
        columns,
        SERIAL,
        "a date is a spreadsheet's day number",
        "format the column as a date in the spreadsheet, or export the file again without one",
    )


def refuse_repaired(reading: Reading, columns: Iterable[str]) -> None:
    """Refuse values such as 6-25 that a spreadsheet turned into 25-Jun."""
    _refuse_first(
        reading,
        columns,
        REPAIRED,
        "a spreadsheet turned the value into a day and month",
        "export the file again and do not save it from a spreadsheet, or format the column as text there",
    )


def _refuse_first(reading: Reading, columns: Iterable[str], pattern: str, message: str, fix: str) -> None:
    table = reading.content.table
    for name in columns:
        hit = table.select(LINE, name).filter(pl.col(name).str.strip_chars().str.contains(pattern)).head(1)
        if hit.height:
            line, text = hit.row(0)
            raise reading.refusal(message, fix, line=line, column=name, value_class=value_class(text))
