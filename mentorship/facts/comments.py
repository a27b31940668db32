"""Answers in words that may be published: those whose writers said so in the same response.

An item of kind `text` names in `publish_with` the item by which a writer agrees. Whether enough people agreed, and
whether a text names somebody, is decided when a night is published (`mentorship/comments.py`).
"""

from collections.abc import Sequence

import polars as pl

from mentorship.identity import fold, folded, pseudonym_column
from mentorship.programme import Item, Programme

# Whole words that agree. Lone letters are none of them: an `o` may be a nought, and whoever uses them says so under
# `values:`. Everything else is a no, silence too.
AGREED = (
    "true", "yes", "yes please", "i agree", "agree", "agreed", "i consent", "consent", "ok", "okay", "1", "✓", "✔",
    "wahr", "ja", "ja gerne", "einverstanden", "ich bin einverstanden", "ich stimme zu", "stimme zu",
    "vrai", "oui", "d'accord", "je suis d'accord", "j'accepte",
    "verdadero", "sí", "si", "acepto", "de acuerdo", "estoy de acuerdo",
    "vero", "sì", "accetto", "d'accordo", "sono d'accordo", "acconsento",
    "verdadeiro", "sim", "aceito", "concordo", "de acordo",
    "waar", "akkoord", "ik ga akkoord", "prawda", "tak", "zgadzam się", "wyrażam zgodę", "zgoda",
    "sant", "jag samtycker", "jag godkänner", "sand", "sann", "jeg samtykker", "да", "はい", "예", "是",
)  # fmt: skip
# What a source's `values:` can say of a yes or a no. Other words of ours are points of scales, and `1` the lowest.
BOOLEANS = ("true", "false")
# Marks that are not seen: controls, directions, joints between letters, soft hyphens, tags.
UNSEEN = (
    r"[\p{Cc}\x{AD}\x{61C}\x{180E}\x{200B}\x{200E}\x{200F}\x{202A}-\x{202E}\x{2060}-\x{206F}"
    r"\x{FEFF}\x{FFF9}-\x{FFFB}\x{E0000}-\x{E007F}--\s]"
)
WRITER = ("instrument", "wave", "person_id", "about_id")


def publishable(programme: Programme) -> dict[str, tuple[Item, ...]]:
    """The items of each instrument whose answers may be published; never one by which somebody agrees."""
    found: dict[str, tuple[Item, ...]] = {}
    for name, instrument in programme.instruments.items():
        asking = {item.publish_with for item in instrument.items}
        found[name] = tuple(
            item for item in instrument.items if item.kind == "text" and item.publish_with and item.id not in asking
        )
    return {name: items for name, items in found.items() if items}


def agreed(answers: pl.DataFrame, responses: pl.DataFrame, programme: Programme, key: bytes) -> pl.DataFrame:
    """`core_comments` of `source, response_id, instrument, item, answer` and the responses that these belong to.

    The last word counts: who answers once more in the same wave, and does not agree again, takes it back.
    """
    asked = _asked(programme)
    said_yes = _said_yes(answers, programme).with_columns(has_agreed=pl.lit(value=True))
    given = (
        responses.select("response_id", *WRITER, "submitted_at")
        .join(asked, on="instrument")
        .join(said_yes, on=["response_id", "publish_with"], how="left")
        .with_columns(pl.col("has_agreed").fill_null(value=False))
    )
    last_no = pl.col("submitted_at").filter(~pl.col("has_agreed")).max().over(*WRITER, "item")
    standing = given.filter(pl.col("has_agreed") & (last_no.is_null() | (pl.col("submitted_at") > last_no)))
    texts = answers.select("response_id", "item", text=seen(pl.col("answer")))
    told = texts.filter(pl.col("text").str.contains(r"[\p{L}\p{N}]"))
    found = standing.join(told, on=["response_id", "item"]).with_columns(
        pl.lit(programme.id).alias("programme_id"),
        identity=pl.concat_str("instrument", "item", "text", separator="\x1f"),
    )
    return found.with_columns(comment_id=pseudonym_column(found, "identity", f"{programme.id}/comment", key))


def seen(text: pl.Expr) -> pl.Expr:
    """A text in one line, without the marks that nobody sees."""
    return text.str.replace_all(UNSEEN, "").str.replace_all(r"\s+", " ").str.strip_chars()


def _asked(programme: Programme) -> pl.DataFrame:
    entries = [(name, item.id, item.publish_with) for name, items in publishable(programme).items() for item in items]
    return _frame(entries, ("instrument", "item", "publish_with"))


def _said_yes(answers: pl.DataFrame, programme: Programme) -> pl.DataFrame:
    """`response_id, publish_with`: which response agreed by which item."""
    consents = _consents(programme)
    said = answers.join(consents, on=["instrument", "item"]).with_columns(word=folded("answer"))
    said = said.join(_translations(programme), on=["source", "word"], how="left")
    plain = pl.col("word").str.replace_all(r"[,.!]", "").str.replace_all("’", "'", literal=True)
    word = pl.coalesce("ours", plain)
    # Of an item on a scale a 1 is a point, and most often the lowest.
    is_point = (pl.col("kind") != "text") & (plain == "1")
    agreeing = said.filter(word.is_in([fold(each) for each in AGREED]) & ~is_point)
    return agreeing.select("response_id", publish_with="item").unique()


def _consents(programme: Programme) -> pl.DataFrame:
    """`instrument, item, kind` of the items by which somebody agrees."""
    entries = [
        (name, item.id, item.kind)
        for name, items in publishable(programme).items()
        for item in programme.instruments[name].items
        if item.id in {each.publish_with for each in items}
    ]
    return _frame(entries, ("instrument", "item", "kind"))


def _translations(programme: Programme) -> pl.DataFrame:
    """`source, word, ours`: the words of each source's own that it declares to mean true or false."""
    entries = [
        (source.name, fold(theirs), ours)
        for source in programme.sources
        for theirs, ours in source.values.items()
        if ours in BOOLEANS
    ]
    return _frame(entries, ("source", "word", "ours")).unique(["source", "word"], keep="first", maintain_order=True)


def _frame(entries: Sequence[tuple[str | None, ...]], names: Sequence[str]) -> pl.DataFrame:
    return pl.DataFrame(entries, schema=dict.fromkeys(names, pl.String), orient="row")
