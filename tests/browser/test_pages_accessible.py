"""Each page against axe-core's rules, everything unfolded, on a desk and a phone, in light and dark."""

from importlib.resources import files as resources
from itertools import pairwise

import pytest

from tests.browser.pages import PAGES
from tests.browser.watching import resize, unfold

pytestmark = pytest.mark.browser

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# The dark palette changes colours alone, so there the rules that read colours are asked again.
COLOURS = ["color-contrast", "link-in-text-block"]
# Reading colours costs most of the time, and rows and definitions repeat the markup of those before them: all of them
# are read on a desk in light, a few of each elsewhere.
THIN = ".thin tbody tr:nth-child(n + 5), .thin .definition:nth-child(n + 3), .thin .said li:nth-child(n + 3) { display: none; }"
RUN = """async runOnly => {
    const found = await axe.run(document, { runOnly, resultTypes: ['violations'], selectors: false, preload: false });
    return found.violations.flatMap(rule => rule.nodes.map(node =>
        rule.id + ': ' + node.html.slice(0, 160) + ' ' + (node.failureSummary || '').slice(0, 200)));
}"""

# axe-core cannot tell what stands behind a drawing's text.
PALE = """() => {
    const part = one => (one /= 255) <= 0.03928 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4;
    const light = colour => colour.match(/[0-9.]+/g).slice(0, 3).map(Number).map(part)
        .reduce((sum, one, at) => sum + one * [0.2126, 0.7152, 0.0722][at], 0);
    return [...document.querySelectorAll('.plot svg text')].filter(one => {
        const [dark, bright] = [getComputedStyle(one).fill, getComputedStyle(one.closest('.card')).backgroundColor]
            .map(light).sort((a, b) => a - b);
        return (bright + 0.05) / (dark + 0.05) < 4.5;
    }).map(one => one.closest('.plot').dataset.chart + ': ' + one.textContent);
}"""


@pytest.fixture(scope="module")
def axe():
    return resources("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def examined(shown, axe):
    """An example page with everything unfolded and axe-core in it, past the page's own policy."""

    def opener(name, width=1280, scheme="light"):
        page = resize(shown(name, bypass_csp=True).page, width)
        page.emulate_media(color_scheme=scheme)
        if not page.evaluate("typeof axe === 'object'"):
            page.evaluate(axe)
            page.add_style_tag(content=THIN)
        is_thin = (width, scheme) != (1280, "light")
        page.evaluate("isThin => document.documentElement.classList.toggle('thin', isThin)", is_thin)
        return unfold(page)

    return opener


@pytest.mark.parametrize("width", [375, 1280])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_no_violation(examined, name, width):
    assert examined(name, width).evaluate(RUN, {"type": "tag", "values": RULES}) == []


@pytest.mark.parametrize("width", [375, 1280])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_no_violation_in_dark(examined, name, width):
    assert examined(name, width, "dark").evaluate(RUN, {"type": "rule", "values": COLOURS}) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_in_charts_stand_out_from_their_ground(examined, scheme):
    page = examined("report", 1280, scheme)
    assert page.locator(".plot svg text").count() > 100
    assert page.evaluate(PALE) == []


def test_axe_sees_what_is_wrong(opened, axe):
    page = opened("<title>Bad</title><p id=bad><img src=data:,><a href=#bad></a><font color=silver>pale</font>").page
    page.evaluate(axe)
    found = page.evaluate(RUN, {"type": "tag", "values": RULES})
    assert {entry.partition(":")[0] for entry in found} >= {"image-alt", "link-name", "color-contrast"}


@pytest.mark.parametrize("name", PAGES)
def test_headings_go_down_one_level_at_a_time(examined, name):
    levels = examined(name).evaluate("[...document.querySelectorAll('h1, h2, h3, h4, h5')].map(h => +h.tagName[1])")
    assert levels.count(1) == 1
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))


@pytest.mark.parametrize("name", PAGES)
def test_tables_say_what_their_cells_are_about(examined, name):
    untold = examined(name).evaluate(
        """[...document.querySelectorAll('table')].filter(table =>
            !table.querySelector('thead th[scope=col]') || [...table.querySelectorAll('th')].some(th => !th.getAttribute('scope'))
            || [...table.querySelectorAll('tbody tr')].some(tr => !tr.querySelector('th'))).map(table => table.outerHTML.slice(0, 200))"""
    )
    assert untold == []


@pytest.mark.parametrize("name", PAGES)
def test_what_scrolls_is_a_named_region_that_the_keyboard_reaches(examined, name):
    found = examined(name, 375).evaluate(
        """[...document.querySelectorAll('main *')].filter(one => one.scrollWidth > one.clientWidth + 1
            && ['auto', 'scroll'].includes(getComputedStyle(one).overflowX))
            .map(one => [one.getAttribute('role'), one.tabIndex, one.getAttribute('aria-label') || ''])"""
    )
    assert all((role, stop) == ("region", 0) and label.strip() for role, stop, label in found), found
