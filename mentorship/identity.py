"""Keys to people, people to pseudonyms.

A person is known by the roster's `person_key`, e-mail, name and `other_keys`, folded so that case, Unicode form, stray
blanks and invisible characters do not matter. A name that two people share stands for neither. A pseudonym is a keyed
hash, so that who holds the tables but not the key can neither read nor test a name.
"""

import hashlib
import hmac
import unicodedata
from collections.abc import Iterable

import polars as pl

PSEUDONYM_BYTES = 10
KEY_END = "\x1f"
"""What stands between two keys of one person, where a tool knows a person by several."""
INVISIBLE = "Cf"
"""The Unicode category of marks that nobody sees, such as the zero-width space that chat programs paste along."""


def fold(text: str) -> str:
    """The form in which two spellings of one key are equal: Unicode's compatibility caseless match, blanks joined.

    >>> fold("  ZOË@Lantern.example ") == fold("zoë@lantern.example")
    True
    """
    if not text.isascii():
        text = "".join(letter for letter in text if unicodedata.category(letter) != INVISIBLE)
        # Folding can undo the normal form and the other way round: twice is enough (Unicode 16, definition 146).
        for form in ("NFD", "NFKD"):
            text = unicodedata.normalize(form, text).casefold()
        text = unicodedata.normalize("NFKC", text)
    return " ".join(text.casefold().split())


def folded(column: str) -> pl.Expr:
    """`fold` over a column, each distinct value once; blank becomes null.

    Python's full case folding has no Polars expression, so it runs over the distinct values alone.
    """
    return pl.col(column).map_batches(_fold_series, return_dtype=pl.String).replace("", None)


def _fold_series(values: pl.Series) -> pl.Series:
    distinct = values.drop_nulls().unique()
    mapping = {value: fold(value) for value in distinct.to_list()}
    return values.replace_strict(mapping, default=None, return_dtype=pl.String) if mapping else values


def pseudonym(key: bytes, noun: str, identity: str) -> str:
    """The stable pseudonym of one identity: HMAC-SHA-256 (RFC 2104) cut to 80 bits, in hexadecimal.

    80 bits keep the chance of two of ten million colliding under one in ten billion.
    """
    return hmac.new(key, f"{noun}\x1f{identity}".encode(), hashlib.sha256).digest()[:PSEUDONYM_BYTES].hex()


def pseudonyms(key: bytes, noun: str, identities: Iterable[str]) -> dict[str, str]:
    """The pseudonym of each distinct identity."""
    return {identity: pseudonym(key, noun, identity) for identity in set(identities)}


def pseudonym_column(frame: pl.DataFrame, column: str, noun: str, key: bytes) -> pl.Expr:
    """A text column of a frame as pseudonyms of a noun; null stays null."""
    return pl.col(column).replace_strict(
        pseudonyms(key, noun, frame.get_column(column).drop_nulls().unique()), default=None, return_dtype=pl.String
    )
