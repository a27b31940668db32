"""Typeform CSV: one row a response, its times in UTC; one column a question, or an option where several can be ticked.

Older exports hold submitted responses alone; newer ones say in `Response Type` which were, and the others are left
out. Who answered stands in an e-mail question or a hidden field. The id of the network is blanked.
"""

from collections.abc import Sequence

import polars as pl

from mentorship.exports import damage, dates, delimited, items, responses, text
from mentorship.exports.headings import columns_of, has_all, locate, require
from mentorship.exports.profile import LINE, ExportFile
from mentorship.exports.reader import Reader, delimiter_of, read_text
from mentorship.exports.reading import Reading, trimmed
from mentorship.problems import value_class
from mentorship.programme import Kind

KNOWN: dict[str, tuple[str, ...]] = {
    "submitted_at": ("Submit Date (UTC)",),
    "response_key": ("#",),
    "response_type": ("Response Type",),
    "respondent": (),
    "about": (),
}
NETWORK = "Network ID"
OWN = ("#", "Response Type", "Start Date (UTC)", "Stage Date (UTC)", "Submit Date (UTC)", NETWORK, "Tags", "Ending")
ADDRESSES = (
    "Email",
    "E-mail",
    "Email address",
    "E-mail address",
    "Your email",
    "Your e-mail",
    "Your email address",
    "Your e-mail address",
    "E-Mail-Adresse",
    "Adresse e-mail",
    "Adresse email",
    "Courriel",
    "Correo electrónico",
    "Dirección de correo electrónico",
    "Indirizzo email",
    "Indirizzo e-mail",
    "Endereço de e-mail",
    "E-mailadres",
    "E-post",
    "E-postadress",
    "Adres e-mail",
    "メールアドレス",
)
TELLING = (("#", "Submit Date (UTC)"), ("Start Date (UTC)", "Submit Date (UTC)"))
DELIMITERS = (",", ";", "\t")
_SEARCHED_ROWS = 5
SUBMITTED, UNFINISHED = "completed", ("partial", "started")


class Typeform(Reader):
    """Responses of a Typeform form."""

    tool = "typeform"
    version = "2024"
    kinds = frozenset[Kind]({"surveys"})

    def recognise(self, file: ExportFile) -> tuple[str, ...]:
        """The time of a submission, beside the response's id or its start, by Typeform's names."""
        start = text.head_text(file)
        for delimiter in DELIMITERS:
            for _, cells in text.head(start, delimiter, count=_SEARCHED_ROWS):
                found = _telling(cells)
                if found:
                    return (f"its columns {' and '.join(found)}",)
        return ()

    def fill(self, reading: Reading) -> None:
        """One record a submitted response."""
        decoded = read_text(reading)
        delimiter = delimiter_of(reading, ",")
        _refuse_header_below(reading, decoded, delimiter)
        delimited.read_table(reading, decoded, delimiter, reading.source.header_row or 1)
        reading.time_zone = "UTC"
        headings = reading.content.columns
        responses.blank(reading, columns_of(headings, NETWORK))
        found = locate(reading, KNOWN, also_known=items.item_ids(reading))
        require(reading, found, KNOWN, ["submitted_at"])
        if "respondent" not in found:
            found |= _address(reading)
        keys = [found[ours] for ours in ("respondent", "about", "response_key") if ours in found]
        damage.refuse_scientific(reading, keys)
        damage.refuse_broken_ids(reading, [found["response_key"]] if "response_key" in found else [])
        reading.stamps = {"submitted_at": dates.settle(reading, [found["submitted_at"]])}
        made = {ours: trimmed(pl.col(column)) for ours, column in found.items()}
        answered = _submitted(reading, found.get("response_type"))
        if "respondent" in found:
            fix = "ask for the address in the form, or map respondent under columns:"
            responses.require_somebody(reading, answered, made["respondent"], fix, column=found["respondent"])
        own = [column for heading in OWN for column in columns_of(headings, heading)]
        questions = items.questions_beside(reading, [*own, *found.values()])
        responses.fill(reading, answered, made, questions)


def _telling(cells: Sequence[str]) -> tuple[str, ...]:
    """The columns in a row that no other tool's files have."""
    return next((telling for telling in TELLING if has_all(cells, telling)), ())


def _refuse_header_below(reading: Reading, decoded: str, delimiter: str) -> None:
    """Refuse a file whose columns stand below rows that somebody has put above them."""
    if reading.source.header_row is not None:
        return
    filled = [row for row in text.head(decoded, delimiter, count=_SEARCHED_ROWS) if any(map(str.strip, row[1]))]
    line = next((line for line, cells in filled if _telling(cells)), None)
    if line is not None and line != filled[0][0]:
        raise reading.refusal(
            f"the columns stand in line {line}, below other text", f"declare header_row: {line}", line=line
        )


def _address(reading: Reading) -> dict[str, str]:
    """The only column headed as an e-mail address; refused for an instrument where there is none, or several."""
    headings = reading.content.columns
    columns = sorted({column for heading in ADDRESSES for column in columns_of(headings, heading)})
    if len(columns) == 1:
        return {"respondent": columns[0]}
    if reading.source.instrument is None:
        return {}
    if not columns:
        fix = "ask for the address in the form or in a hidden field, or map respondent under columns:"
        raise responses.nobody(reading, fix)
    raise reading.refusal(
        f"{len(columns)} columns may say who answered: {' and '.join(map(repr, columns))}",
        "map respondent to one of them under columns:",
        line=reading.content.header_line,
        column=columns[1],
    )


def _submitted(reading: Reading, column: str | None) -> pl.DataFrame:
    """The rows of responses that were submitted."""
    if column is None:
        return reading.content.table
    word = trimmed(pl.col(column)).str.to_lowercase()
    strange = reading.content.table.filter(~word.is_in([SUBMITTED, *UNFINISHED])).select(LINE, column).head(1)
    if strange.height:
        line, cell = strange.row(0)
        raise reading.refusal(
            f"a response is none of {SUBMITTED}, {', '.join(UNFINISHED)}",
            "export it again; if Typeform writes it so, keep only the rows that were submitted and remove this column",
            line=line,
            column=column,
            value_class=value_class(cell),
        )
    message, fix = "an unfinished response is left out", "nothing; it was not submitted"
    return responses.without(reading, word.is_in(UNFINISHED), message, fix, column=column)
