"""Whether a text names anybody whom the programme knows: by name, by address or by another key.

Texts and names are compared as whole words, folded and without accents, so that `zoe` finds Zoë. What is found is a
reason to withhold a text, so a doubtful word (a name that is a word too) counts.
"""

import polars as pl

from mentorship.identity import folded

SHORTEST_NAME = 2
SHORTEST_WORD = 3
# Small words of names, which every other text holds too.
PARTICLES = (
    "von", "van", "der", "den", "dem", "des", "del", "della", "das", "dos", "ten", "ter", "vom", "zum", "zur",
    "bin", "ibn", "and", "und", "the",
)  # fmt: skip
WORDS = r"[\p{L}\p{N}]+"
# Scripts that put no blank between words: a name is found within what surrounds it.
UNPARTED = r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Thai}]"
ADDRESS = r"[^\s@]+@[^\s@]+\.[^\s@]+"


def names_somebody(texts: pl.Series, identities: pl.DataFrame) -> pl.Series:
    """Whether each text holds a key of `core_identities`, a word of a name, or any address."""
    told = pl.DataFrame({"text": texts}).with_columns(folded=folded("text"))
    sentences = pl.format(" {} ", _words("folded"))
    is_found = sentences.str.contains_any(pl.lit(_needles(identities).implode())) | pl.col("text").str.contains(ADDRESS)
    return told.select(is_found.fill_null(value=False)).to_series()


def _needles(identities: pl.DataFrame) -> pl.Series:
    """What is looked for: each key whole, and each word of each name with the s of its genitive."""
    keys = identities.select(name=_words("folded_key"))
    each = _names(identities).select(name=_words("name").str.split(" ")).explode("name")
    words = each.filter((pl.col("name").str.len_chars() >= SHORTEST_WORD) & ~pl.col("name").is_in(PARTICLES))
    genitives = words.select(pl.col("name") + "s")
    found = pl.concat([keys, words, genitives]).drop_nulls().filter(pl.col("name").str.len_chars() >= SHORTEST_NAME)
    name = pl.col("name")
    return found.select(
        pl.when(name.str.contains(UNPARTED)).then(name).otherwise(pl.format(" {} ", name)).unique()
    ).to_series()


def _names(identities: pl.DataFrame) -> pl.DataFrame:
    """The display name of everybody; of those who have none, what stands before the @ of their addresses."""
    named = identities.filter("is_name")
    others = identities.join(named, on="person_id", how="anti").filter(
        pl.col("folded_key").str.contains("@", literal=True)
    )
    local = others.select(name=pl.col("folded_key").str.split("@").list.first())
    return pl.concat([named.select(name="folded_key"), local])


def _words(column: str) -> pl.Expr:
    """The words of a folded text with one blank between them."""
    plain = pl.col(column).str.normalize("NFD").str.replace_all(r"\p{M}", "")
    return plain.str.extract_all(WORDS).list.join(" ")
