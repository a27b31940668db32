"""What spreadsheets and wrong encodings do to an export, found before anything is computed from it.

Each check refuses the file with the first cell that shows the damage; none mends it. Damage to the structure (quotes,
cut-off lines, NUL bytes) shows while reading and is `text.py`'s.
"""

from collections.abc import Iterable

import polars as pl

from mentorship.exports.profile import LINE
from mentorship.exports.reading import Reading
from mentorship.problems import value_class

# UTF-8 that was read as Windows-1252 and saved again: a letter for its first byte, then marks for the others. A capital
# before a closing mark can be right (Portuguese in capitals, a word in quotation marks), so there a letter must follow.
# Other alphabets than the Latin need two such pairs in a row, or three such letters. The last two are what a
# spreadsheet on a Mac made of dashes, quotation marks and letters with accents.
_CONTROLS = "\u0080-\u0084\u0086-\u009f"
"""No text has them: they are bytes of Windows-1252 read as Latin-1, or of UTF-8 read as either."""
_MARKS = "€‚ƒ„†‡ˆ‰Š‹ŒŽ‘•–—˜™š›œžŸ"
_CLOSING = "…“”’"
_NEVER_AFTER_A = "€‚ƒ„†‡ˆ‰ŠŒŽ•˜šœžŸ¡-©¬¯¶-¸¼-¿µ"
_AFTER_A = "…“”’‘–—™›‹»«°®ª²³¹´±º"
_WITHIN_THREE = "‚ƒ„†‡ˆ‰˜¢-¦¨©¬¯¶¸¼-¾µ"
MOJIBAKE = (
    f"[{_CONTROLS}]|Ã[\u0080-\u00ba\u00bc-\u00bf{_MARKS}]|Ã[{_CLOSING}»]\\pL|Â[\u0080-\u00bf]|â€|ï»¿|\ufffd"
    f"|[ÄÅÈ][{_NEVER_AFTER_A}]|[ÄÅÈ][{_AFTER_A}]\\p{{Ll}}|ðŸ"
    f"|(?:[ÎÏÐÑ×ØÙÚÛ][\u0080-\u00bf{_MARKS}{_CLOSING}]){{2}}"
    f"|[à-ï](?:[{_WITHIN_THREE}][\u00a0-\u00bf€•…“”’‘–—™›‹{_WITHIN_THREE}]"
    f"|[\u00a0-\u00bf€•…“”’‘–—™›‹{_WITHIN_THREE}][{_WITHIN_THREE}])"
    "|‚Ä[ìîòôúù¶]|√[©®∂º†]"
)
# A letter that the encoding of a spreadsheet lacks is saved as a question mark.
REPLACED = r"\pL\?\pL|(?:^|[\s;,])\?\pL"
TORN = r"[\r\n\t]"
GARBLED_FIX = "export the file again and open it nowhere in between; if the source declares an encoding, correct it"
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
    headings = pl.Series(reading.content.columns, dtype=pl.String)
    garbled = headings.filter(headings.str.contains(MOJIBAKE))
    if len(garbled):
        raise reading.refusal(
            "a heading holds garbled letters", GARBLED_FIX, line=reading.content.header_line, column=garbled[0]
        )
    texts = reading.content.table.drop(LINE)
    has_garbled = texts.select((pl.all().str.len_chars() < pl.all().str.len_bytes()).any())  # none of them is ASCII
    columns = [name for name in texts.columns if has_garbled[name].item()]
    _refuse_first(reading, columns, MOJIBAKE, "a cell holds garbled letters", GARBLED_FIX)


def refuse_scientific(reading: Reading, columns: Iterable[str]) -> None:
    """Refuse ids that a spreadsheet rounded to scientific notation."""
    _refuse_first(
        reading,
        columns,
        SCIENTIFIC,
        "an id is in scientific notation, so its last digits are lost",
        "export the file again and do not save it from a spreadsheet",
    )


def refuse_broken_ids(reading: Reading, columns: Iterable[str]) -> None:
    """Refuse ids that a spreadsheet rounded, or that run over two lines, as a quotation mark amiss makes them do."""
    wanted = list(columns)
    refuse_scientific(reading, wanted)
    _refuse_first(reading, wanted, TORN, "an id runs over two lines", "export the file again; do not edit it")


def refuse_replaced(reading: Reading, columns: Iterable[str]) -> None:
    """Refuse names whose letters became question marks."""
    _refuse_first(
        reading,
        columns,
        REPLACED,
        "a letter was replaced by a question mark, as happens when a spreadsheet saves in an encoding that lacks it",
        "save it again as CSV UTF-8, or export the file again",
    )


def refuse_garbled(reading: Reading, cells: Iterable[tuple[int, str, str]]) -> None:
    """Refuse garbled letters in cells outside the table, each given by its line, its heading and its text."""
    told = pl.DataFrame(list(cells), schema={LINE: pl.Int64, "heading": pl.String, "text": pl.String}, orient="row")
    for line, heading, text in told.filter(pl.col("text").str.contains(MOJIBAKE)).rows():
        raise reading.refusal(
            "a cell holds garbled letters", GARBLED_FIX, line=line, column=heading, value_class=value_class(text)
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
    wanted = list(dict.fromkeys(columns))
    is_hit = table.select(pl.col(wanted).str.strip_chars().str.contains(pattern).any())
    for name in wanted:
        if is_hit[name].item():
            hit = table.select(LINE, name).filter(pl.col(name).str.strip_chars().str.contains(pattern))
            line, text = hit.row(0)
            raise reading.refusal(message, fix, line=line, column=name, value_class=value_class(text))
