"""Text that means harm, and the sample night with such text in every field that can reach the sponsor's page.

No frame holds half a surrogate pair, so those stand in declarations alone.
"""

from dataclasses import replace

import polars as pl

from mentorship import tables
from mentorship.programme import Item, Programme
from reports.page import Quality, render_report
from tests import portfolio_figures
from tests import report_figures as sample

LONG = 10_000
MARKUP = (
    '<script>alert(1)</script>"><img src=x onerror=alert(1)></script><script>alert(1)</script></style></textarea></title>-->]]>'
    "<svg onload=alert(1)><iframe src=javascript:alert(1)>'`{{7*7}}${7*7}{% raw %}&lt;b&gt;&#60;i onclick=alert(1)>"
)
CONTROLS = "a\u202egnp.exe\u202c b\u2066c\u2069 \u200f\u061c\x00\x01\x08\x0b\x1b[31m\x7f\x85 \u2028\u2029\ud800 \udfff\ufffe\r\n\t end"
FORMULA = "=HYPERLINK(\"https://example.invalid/?\"&A1,\"x\")|'cmd'!A0 @SUM(1) +1 -1 <b>bold</b><br>next<a href='https://example.invalid'>here</a>"
SCRIPTS = "Z̷̢̛̮͎a̸l̵g̶o̷" + "\u0301" * 60 + " مرحبا بالعالم שלום 你好世界 👩‍👩‍👧‍👦🏳️‍🌈 ﷽ \u200bzero\u200bwidth\ufeff"
# What a declaration takes: of a name by which things are called, and of the programme's title.
LONGEST_NAME, LONGEST_TITLE = 64, 200
STORY = Item(id="story", kind="text", text="What changed for you?", publish_with="story_ok")
HONEST = "An honest and very long comment " * (LONG // 32)
TEXTS = {"markup": MARKUP, "formula": FORMULA, "controls": CONTROLS + SCRIPTS, "unbroken": "W" * LONG}


def hostile_programme(text: str) -> Programme:
    """The sample's programme, whose every word is hostile; ids too, although none like it passes a declaration."""
    about = sample.programme()
    instruments = {
        _named(text, key): one.model_copy(
            update={
                "instrument": _named(text, key),
                "title": text,
                "items": tuple(_hostile_item(item, text) for item in (*one.items, STORY)),
            }
        )
        for key, one in about.instruments.items()
    }
    return about.model_copy(
        update={
            "programme": about.programme.model_copy(update={"name": text[:LONGEST_TITLE]}),
            "segments": tuple(_named(text, segment) for segment in about.segments),
            "waves": tuple(wave.model_copy(update={"id": _named(text, wave.id)}) for wave in about.waves),
            "targets": (),
            "instruments": instruments,
        }
    )


def _hostile_item(item: Item, text: str) -> Item:
    return item.model_copy(update={"text": text, "construct_name": _named(text, item.construct_name)})


def _named(text: str, name: str | None) -> str | None:
    """A name of its own for each thing, no longer than one may be: what tells them apart stands first.

    Ids of elements are made of such names, so there is no space in them; a declaration lets far less pass.
    """
    seen = "".join(char for char in text if char.isascii() and char.isprintable() and char != " ")
    return None if name is None else f"{name}{seen}"[:LONGEST_NAME]


def hostile_rows(text: str) -> list[sample.Row]:
    """The sample night's figures, of hostile segments, instruments, constructs and waves, for hostile reasons."""
    return [_hostile_row(row, text) for row in sample.night_rows()]


def _hostile_row(row: sample.Row, text: str) -> sample.Row:
    own = {name: _named(text, row[name]) for name in ("instrument", "construct") if row[name]}
    if row["segment"] != "all":
        own |= {"segment": _named(text, row["segment"]), "segment_value": f"{row['segment_value']} {text}"}
    if row["wave"] and not row["wave"].startswith(("days_", "planned")):
        own["wave"] = "..".join(str(_named(text, wave)) for wave in row["wave"].split(".."))
    if row["status"] == "not_computable":
        own["reason"] = text[:LONGEST_TITLE]
    return row | own


def hostile_quality(text: str) -> Quality:
    """Sources, checks, refusals and warnings that say hostile things."""
    quality = sample.quality()
    said = {name: pl.lit(text[:LONGEST_TITLE]) for name in ("table_name", "rule", "message")}
    return replace(
        quality,
        sources=tuple(
            replace(one, source=str(_named(text, one.source)), tool=text[:LONGEST_NAME]) for one in quality.sources
        ),
        checks=quality.checks.with_columns(**said).cast(tables.dtypes("check_results")),
        rejects=quality.rejects.with_columns(reason=pl.col("reason") + pl.lit(text[:LONGEST_TITLE])),
        warnings=quality.warnings.with_columns(message=pl.lit(text[:LONGEST_TITLE])),
    )


def hostile_comments(text: str) -> pl.DataFrame:
    """Comments on the question that asks for some, more than are shown unfolded."""
    said = {
        "instrument": [_named(text, "pulse")],
        "item": ["story"],
        "texts": [[text] * 2 + [text[:LONGEST_TITLE]] * 12],
        "withheld": [2],
    }
    return pl.DataFrame(said)


def hostile_report(text: str) -> str:
    """The sponsor's page of that night."""
    stored = text.encode("utf-8", "ignore").decode("utf-8")
    figures = sample.frame(hostile_rows(stored))
    return render_report(
        hostile_programme(text),
        sample.AS_OF,
        figures,
        hostile_quality(stored),
        text[:LONGEST_NAME],
        hostile_comments(stored),
    )


def hostile_portfolio(text: str) -> str:
    """The portfolio's page, with hostile names of programmes and reasons for which some do not report."""
    stored = text.encode("utf-8", "ignore").decode("utf-8")
    told = [
        portfolio_figures.told(f"{number} {text}"[:LONGEST_TITLE], programme_id=f"p{number}") for number in range(4)
    ]
    states = ("refused", "stale", "failed", "misdeclared", "unreadable")
    silent = [portfolio_figures.silent(f"{state} {text}"[:LONGEST_TITLE], state, stored) for state in states]
    return portfolio_figures.render((*told, *silent))
