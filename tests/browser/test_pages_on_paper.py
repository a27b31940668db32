"""Each page printed to A4: what stands on the first sheet, no chart cut, ink on white, and the screen as it was."""

import re
from contextlib import contextmanager
from datetime import date

import pytest

from tests import report_figures as sample
from tests.browser.pages import PAGES
from tests.browser.watching import settle

pytestmark = pytest.mark.browser

# What A4 leaves within the margins of the style sheet, in pixels of CSS.
SHEET_WIDTH = round((210 - 2 * 14) / 25.4 * 96)
SHEET_HEIGHT = round((297 - 2 * 13) / 25.4 * 96)
ON_SHEETS = {"format": "A4", "prefer_css_page_size": True}
FIRST_MARK = "getComputedStyle(document.querySelector('.plot[data-chart=\"goal-rates\"] .points path')).fill"
FITTED = "[...document.querySelectorAll('.plot')].every(p => p.dataset.width === String(p.clientWidth))"
UNBROKEN = """[...document.querySelectorAll('figure, .definition, tbody tr, .signs li')].filter(one => one.checkVisibility()).map(one => {
    const box = one.getBoundingClientRect();
    const kept = one.closest('figure, .definition, tr, li');
    return [one.id || one.className || one.innerText.slice(0, 40), getComputedStyle(kept).breakInside, box.height];
})"""
TOO_WIDE = """width => [...document.querySelectorAll('body *')].filter(one => one.checkVisibility()
    && !one.closest('.sr, .skip, .symbols, svg') && one.getBoundingClientRect().right > width + 1)
    .map(one => one.tagName + '.' + one.className + ' ' + one.innerText.slice(0, 40))"""

OVERFULL = """[...document.querySelectorAll('td, th')].filter(one => one.checkVisibility() && one.scrollWidth > one.clientWidth + 1)
    .map(one => one.innerText.slice(0, 80))"""


def outline(pdf):
    """Headings of a tagged PDF with the number of the sheet they stand on, and how many sheets there are."""
    objects = dict(re.findall(rb"(?<![0-9])([0-9]+) 0 obj\s*(.*?)endobj", pdf, re.DOTALL))
    kids = next(body for body in objects.values() if b"/Type /Pages" in body and b"/Parent" not in body)
    sheets = []

    def walk(body):
        for number in re.findall(rb"([0-9]+) 0 R", re.search(rb"/Kids\s*\[(.*?)\]", body, re.DOTALL).group(1)):
            if b"/Type /Pages" in objects[number]:
                walk(objects[number])
            else:
                sheets.append(number)

    walk(kids)
    found = []
    for body in objects.values():
        title = re.search(rb"/Title\s*\((.*?)(?<!\\)\)", body, re.DOTALL)
        target = re.search(rb"/Dest\s*\[\s*([0-9]+) 0 R", body)
        if title and target:
            found.append((title.group(1).decode("latin-1"), sheets.index(target.group(1)) + 1))
    return dict(found), len(sheets)


def printed(page):
    return outline(page.pdf(**ON_SHEETS, tagged=True, outline=True))


@contextmanager
def on_a_sheet(page):
    """The page as it is laid out for paper, on a screen of a sheet's width."""
    page.set_viewport_size({"width": SHEET_WIDTH, "height": SHEET_HEIGHT})
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    settle(page)
    yield page
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    page.emulate_media(media="screen")
    page.set_viewport_size({"width": 1280, "height": 900})
    settle(page)


@pytest.mark.parametrize("name", PAGES)
def test_no_chart_row_or_definition_is_cut_between_sheets(shown, name):
    with on_a_sheet(shown(name).page) as page:
        found = page.evaluate(UNBROKEN)
    assert found
    assert [entry for entry in found if entry[1] != "avoid" or entry[2] > SHEET_HEIGHT] == []


@pytest.mark.parametrize("name", PAGES)
def test_nothing_runs_over_the_edge_of_a_sheet(shown, name):
    with on_a_sheet(shown(name).page) as page:
        assert page.evaluate(TOO_WIDE, SHEET_WIDTH) == []
        assert page.evaluate(OVERFULL) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_printed_page_one_is_verdict_and_scorecard_alone(shown, scheme):
    page = shown("report").page
    page.emulate_media(color_scheme=scheme)
    at, _ = printed(page)
    page.emulate_media(color_scheme="light")
    first = {title for title, sheet in at.items() if sheet == 1}
    assert "Scorecard against targets" in first
    assert not first & {
        "Trend",
        "Engagement",
        "Goals",
        "Growth",
        "Groups",
        "Can these numbers be trusted?",
        "Definitions",
    }
    assert at["Engagement"] >= 2
    assert at["Definitions"] > at["Engagement"]


def test_a_scorecard_of_kept_and_hidden_figures_stays_within_its_columns(opened):
    kept = {"value_as_of": date(2026, 4, 30), "reason": "kept: a newer value could tell of fewer than 5 people"}
    rows = [{**row, **kept} if row["target"] and row["value"] else row for row in sample.night_rows()]
    more = [sample.hidden("active_pair_rate", "pair", segment="team", segment_value=f"Team {number}", target="at_least:0.7")
            for number in range(4)]  # fmt: skip
    page = opened(sample.render([*rows, *more])).page
    with on_a_sheet(page):
        assert page.evaluate(OVERFULL) == []


def test_a_long_scorecard_still_fits_on_printed_page_one(opened):
    more = [
        sample.share("active_pair_rate", "pair", 0.5, 40, segment="team", segment_value=f"A team with a long name {number}",
                     target="at_least:0.7", target_status="uncertain")
        for number in range(9)
    ]  # fmt: skip
    at, _ = printed(opened(sample.render([*sample.night_rows(), *more])).page)
    assert at["Scorecard against targets"] == 1
    assert at["Engagement"] >= 2


def test_paper_shows_charts_in_ink_on_white_and_the_screen_comes_back(opened, html):
    page = opened(html, color_scheme="dark").page
    before = page.evaluate(FIRST_MARK)
    page.evaluate("""() => {
        addEventListener('beforeprint', () => { window.onPaper = {
            mark: getComputedStyle(document.querySelector('.plot[data-chart="goal-rates"] .points path')).fill,
            views: [...document.querySelectorAll('.plot .main-svg')].every(svg => svg.getAttribute('viewBox')),
            widths: [...new Set([...document.querySelectorAll('.plot')].map(p => p.dataset.width))],
            definitions: [...document.querySelectorAll('details.more')].every(one => one.open),
        }; });
    }""")
    page.pdf(format="A4")
    assert page.evaluate("window.onPaper") == {
        "mark": "rgb(11, 92, 173)",
        "views": True,
        "widths": ["430"],
        "definitions": True,
    }
    assert page.evaluate(FIRST_MARK) == before
    assert page.evaluate(FITTED)
