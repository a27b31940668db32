"""The page as text: whole, self-contained, inert, the same every time."""

import base64
import hashlib
import re
from datetime import date
from html import unescape
from html.parser import HTMLParser
from importlib.resources import files

import pytest
from plotly.offline import get_plotlyjs_version

from reports.document import HEADED, style
from reports.page import parts, render_report
from reports.rows import night_of, pair_count
from reports.standing import decimals_that_tell
from reports.wording import limits, measure
from tests import report_figures as sample

PLOTLY_SHA256 = "99784e3abfb07b142a15e521a439e6d9addceadb3f79553fd24c72774f0649ba"
LICENCE_SHA256 = "8c45d9eaf50c2f72dd9c7ab9ef440788ba58a3538484b5c51c1f17d5128752e7"
MOST_BYTES = 1_500_000
LOADING = {"src", "srcset", "href", "xlink:href", "data", "action", "formaction", "poster", "background", "ping"}


class Page(HTMLParser):
    """Elements, attributes and text of a page."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.elements, self.words, self.skipped = [], [], 0
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        self.skipped += tag in {"script", "style"}

    def handle_endtag(self, tag):
        self.skipped -= tag in {"script", "style"}

    def handle_data(self, data):
        if not self.skipped:
            self.words.append(data)

    @property
    def raw(self):
        return " ".join(self.words)

    @property
    def text(self):
        return " ".join(self.raw.split())

    def attributes(self, name):
        return [attrs[name] for _, attrs in self.elements if name in attrs]


@pytest.fixture(scope="module")
def html():
    return sample.render()


@pytest.fixture(scope="module")
def page(html):
    return Page(html)


def test_the_same_night_gives_the_same_bytes(html):
    assert sample.render() == html


def test_the_order_of_the_figures_does_not_matter(html):
    shuffled = sample.figures().sample(fraction=1, shuffle=True, seed=7)
    assert (
        render_report(sample.programme(), sample.AS_OF, shuffled, sample.quality(), "2026-11-22-northwind-2026") == html
    )


def test_the_page_is_small_enough_to_mail(html):
    assert len(html.encode()) <= MOST_BYTES


def test_the_sections_stand_in_the_order_of_the_questions(html):
    wanted = [
        "h-verdict",
        "Is it working?",
        "For whom?",
        "What to do next",
        "h-scorecard",
        "h-engagement",
        "h-goals",
        "h-growth",
        "h-groups",
        "h-trust",
        "h-definitions",
        "Edition 2026-11-22-northwind-2026",
    ]
    places = [html.index(words) for words in wanted]
    assert places == sorted(places)


def test_the_header_says_what_when_and_how_much(page):
    for words in (
        "Northwind Engineering Mentoring 2026",
        "12 January to 18 December 2026",
        "204 pairs",
        "Data to 22 November 2026",
    ):
        assert words in page.text


def test_the_answers_stand_at_the_top(page):
    assert "The picture is mixed: three of eight targets met, two missed." in page.text
    assert "3 of 8 targets met" in page.text
    assert "Book the first meeting at matching: 17 days, target at most 14 days." in page.text


def test_every_number_of_a_figure_about_everybody_is_on_the_page(page):
    night = night_of(sample.programme(), sample.AS_OF, sample.figures())
    text = page.text
    for figure in night.everybody:
        if figure.is_shown:
            assert measure(figure.value, figure.written_unit) in text, figure
            assert limits(figure, decimals_that_tell(figure)) in text, figure
        if figure.n is not None:
            assert f"{figure.n:,}" in text, figure
        assert figure.is_shown or figure.reason in text, figure


def test_every_figure_leads_to_its_definition(page):
    ids = page.attributes("id")
    assert len(ids) == len(set(ids))
    links = [href.removeprefix("#") for href in page.attributes("href") if href.startswith("#")]
    assert set(links) <= {*ids, "main"}
    for metric in sample.figures()["metric"].unique():
        assert f"def-{metric}" in ids
        assert f"def-{metric}" in links


def test_definitions_are_those_of_the_registry(page):
    for words in (
        "Do pairs meet as often as they agreed?",
        "Kish 1965",
        "Kirkpatrick level 3 behaviour",
        "Definition version 1",
    ):
        assert words in page.text


def test_hidden_words_and_reasons_are_told_apart(page):
    for words in ("fewer than 5 people, or it would give such a group away", "n <5", "few", "most", "not old enough to measure", "no goal has a level",
                  "few units", "as of 15 November 2026"):  # fmt: skip
        assert words in page.text


def test_what_is_hidden_says_why_to_those_who_hear_the_page(page):
    links = [attrs for tag, attrs in page.elements if tag == "a" and attrs.get("class") == "hidden"]
    assert links
    assert {(attrs["href"], attrs["aria-describedby"]) for attrs in links} == {("#hidden", "why")}


def test_hidden_figures_are_of_fewer_people_than_the_programme_says():
    privacy = sample.programme().privacy.model_copy(update={"k": 8})
    text = Page(sample.render(about=sample.programme().model_copy(update={"privacy": privacy}))).text
    assert "n <8" in text
    assert "fewer than 8 people" in text
    assert not re.search(r"<\s?5|fewer than 5", text)


class Cells(HTMLParser):
    """What stands in each cell of each table: its words and whether it holds a drawing."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.cells, self.depth = [], 0
        self.feed(text)

    def handle_starttag(self, tag, _):
        self.depth += tag == "table"
        if tag in {"td", "th"}:
            self.cells.append("")
        elif self.depth and self.cells and tag == "svg":
            self.cells[-1] += "drawing"

    def handle_endtag(self, tag):
        self.depth -= tag == "table"

    def handle_data(self, data):
        if self.depth and self.cells:
            self.cells[-1] += data.strip()


def test_no_cell_is_blank(html):
    notes = r"<td>(?=<tr|<tbody|</table)"
    cells = Cells(re.sub(notes, "<td>(no note)", html)).cells
    assert len(cells) > 500
    assert all(cells)


def test_the_page_is_written_in_the_locale_of_the_programme():
    page = Page(sample.render(about=sample.programme(locale="de-DE")))
    for words in (
        "12. Januar to 18. Dezember 2026",
        "Data to 22. November 2026",
        "at least 80\u00a0%",
        "+0,55 SD",
        "8.358",
    ):
        assert words in page.raw, words
    assert "95\u00a0% interval" in page.raw
    assert not re.search(r"[0-9]%", page.raw.split("Engagement (")[0])


def test_quality_is_told(page):
    for words in ("10 of 12 checks passed, 2 did not.", "118 held meetings have no duration", "16 rows of 8,358 refused (0.2%).",
                  "The answer is outside the scale", "19 November 2026", "no dated fact"):  # fmt: skip
        assert words in page.text


def test_nothing_is_loaded(html, page):
    for _, attrs in page.elements:
        for name in LOADING & attrs.keys():
            assert attrs[name].startswith("#"), attrs
    own = html.replace(parts().plotly, "")
    assert not re.search(r"(https?:)?//[a-z]|@import|url\(", own.replace("// ", ""))


def test_the_policy_names_exactly_what_the_page_runs_and_wears(html):
    policy = unescape(re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', html).group(1))
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    for text in [
        *re.findall(r"<script>(.*?)</script>", html, re.DOTALL),
        *re.findall(r"<style>(.*?)</style>", html, re.DOTALL),
    ]:
        assert base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() in policy


def test_there_is_no_inline_style_or_handler(page):
    names = {name for _, attrs in page.elements for name in attrs}
    assert "style" not in names
    assert not [name for name in names if name.startswith("on")]


def test_the_vendored_library_is_the_one_that_was_looked_at():
    vendored = files("reports").joinpath("vendor")
    assert hashlib.sha256(vendored.joinpath("plotly-basic.min.js").read_bytes()).hexdigest() == PLOTLY_SHA256
    assert hashlib.sha256(vendored.joinpath("plotly-basic.LICENSE.txt").read_bytes()).hexdigest() == LICENCE_SHA256


def test_the_vendored_library_has_plotly_pys_own_version():
    assert f"plotly.js (basic - minified) v{get_plotlyjs_version()}" in parts().plotly[:200]


@pytest.mark.parametrize("name", ["plotly", "boot", "style"])
def test_what_is_embedded_cannot_end_its_element(name):
    text = getattr(parts(), name)
    assert not re.search(r"</(script|style)|<!--", text, re.IGNORECASE)
    assert "\r" not in text


HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(1)>\"'`\u202e\u2028{{7*7}}"


def hostile_night():
    about = sample.programme(name=HOSTILE)
    instruments = {
        key: one.model_copy(
            update={"title": HOSTILE, "items": tuple(item.model_copy(update={"text": HOSTILE}) for item in one.items)}
        )
        for key, one in about.instruments.items()
    }
    rows = [
        row | {"segment_value": HOSTILE} if row["segment_value"] == "Engineering" else row
        for row in sample.night_rows()
    ]
    rows = [row | {"reason": HOSTILE} if row["status"] == "not_computable" else row for row in rows]
    return sample.render(rows, about.model_copy(update={"instruments": instruments}))


def test_hostile_text_is_inert():
    html = hostile_night()
    page = Page(html)
    assert sum(tag == "script" for tag, _ in page.elements) == 3
    assert not [tag for tag, _ in page.elements if tag in {"img", "iframe", "object", "embed", "form", "base", "link"}]
    assert not [name for _, attrs in page.elements for name in attrs if name.startswith("on")]
    assert not re.search(r"[\u202a-\u202e\u2066-\u2069\u2028\u2029]", html)
    assert "{{7*7}}" in page.text


def test_a_night_without_any_figure_still_has_a_page():
    page = Page(sample.render([]))
    assert "It is too early for a verdict" in page.text
    assert not re.search(r"(?<![0-9])0(%| days)", page.text.split("Can these numbers be trusted?")[0])


def test_a_programme_without_targets_or_segments_has_a_page():
    about = sample.programme().model_copy(update={"targets": (), "segments": ()})
    rows = [row | {"target": "", "target_status": ""} for row in sample.night_rows() if row["segment"] == "all"]
    page = Page(sample.render(rows, about))
    assert "No targets are declared" in page.text
    assert "h-groups" not in page.attributes("id")


def test_a_metric_that_the_registry_does_not_know_is_still_shown():
    page = Page(sample.render([*sample.night_rows(), sample.share("a_new_metric", "pair", 0.4321, 77)]))
    assert "A new metric" in page.text
    assert "43%" in page.text


def luminance(colour):
    parts_of = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts_of)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first, second):
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def tokens(block):
    return dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6});", block))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_and_marks_can_be_told_from_their_ground(scheme):
    style = parts().style
    light, dark = style.split("@media screen and (prefers-color-scheme: dark)")
    palette = tokens(light)
    if scheme == "dark":
        palette |= tokens(dark.split("*, *::before")[0])
    for ink in ("ink", "ink-2", "link", "mentee", "mentor", "pair", "met", "uncertain", "missed"):
        assert contrast(palette[ink], palette["card"]) >= 4.5, ink
    for key in ("met", "uncertain", "missed"):
        assert contrast(palette[key], palette[f"{key}-soft"]) >= 4.5, key
        assert contrast(palette[key], palette[f"{key}-band"]) >= 3, key
    assert contrast(palette["ink-2"], palette["hatch"]) >= 4.5


def test_the_page_wears_nothing_of_other_pages():
    whole = files("reports").joinpath("style.css").read_text()
    for heading, page in HEADED.items():
        assert f"\n{heading}\n" in whole, page
    assert ".desk" in style("coordinator")
    assert ".roll" in style("portfolio")
    assert not re.search(r"\.(desk|roll)\b|/\*", style("report"))


def test_a_script_keeps_what_it_does_and_not_what_it_says_of_itself():
    assert not re.search(r"^\s*//", parts().boot, re.MULTILINE)
    assert "Plotly.react" in parts().boot


def test_nothing_is_set_under_12_pixels_on_screens():
    screen = parts().style.split("@media print")[0]
    assert min(float(size) for size in re.findall(r"font-size: ([0-9.]+)px", screen)) >= 12


def test_what_is_odd_about_the_files_is_told_by_source():
    text = Page(sample.render()).text
    assert "It is gone since the night of 2026-11-21, and its rows no longer count (41)" in text
    assert "the declaration No export of people or pairs has a column for the segment" in text


def test_figures_with_a_mark_are_named_for_everybody_and_counted_for_groups():
    rows = [row | {"target": "", "target_status": ""} for row in sample.night_rows()]
    old = {"value_as_of": date(2026, 11, 15), "n": 8, "status": "low_n"}
    rows = [row | old if row["metric"] == "cadence_attainment" and row["value"] else row for row in rows]
    text = Page(sample.render(rows)).text
    few = text.split("Figures from few units, to be read with care")[1].split("Figures kept from an earlier night")[0]
    held = text.split("Figures kept from an earlier night")[1].split("Definitions")[0]
    for part in (few, held):
        assert "Agreed meetings held" in part
        assert "Department Sales 1 figure" in part
    assert re.search(r"Cohort Pilot \d+ figures", few)


def test_an_empty_frame_of_checks_is_a_caution_and_no_error():
    quality = sample.quality()
    bare = type(quality)((), quality.checks.clear(), quality.rejects.clear(), quality.warnings.clear())
    text = Page(render_report(sample.programme(), sample.AS_OF, sample.figures(), bare, "run")).text
    assert "No check was run on this night's tables." in text
    assert "No row was read." in text


def test_the_number_of_pairs_is_none_of_an_earlier_night() -> None:
    counted = {"metric": "open_pair_count", "role": "pair", "value": 60.0, "unit": "count"}
    old = sample.row_of(**counted, n=58, value_as_of=date(2026, 11, 15))
    assert pair_count([old], sample.AS_OF) is None
    fresh = sample.row_of(metric="cadence_attainment", n=64, value_as_of=sample.AS_OF)
    assert pair_count([old, fresh], sample.AS_OF) == 64
