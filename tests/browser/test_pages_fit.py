"""Each page on every width from a small phone to a wide screen: nothing scrolls sideways, is cut off or too small."""

import pytest

from tests.browser.pages import PAGES
from tests.browser.watching import resize, scrolls_sideways, spilled, unfold

pytestmark = pytest.mark.browser

WIDTHS = (320, 375, 768, 1280, 2560)
CUT = """[...document.querySelectorAll('.plot')].flatMap(plot => {
    const box = plot.getBoundingClientRect();
    return [...plot.querySelectorAll('svg text')].filter(text => {
        const own = text.getBoundingClientRect();
        return own.width && (own.left < box.left - 1 || own.right > box.right + 1 || own.top < box.top - 1 || own.bottom > box.bottom + 1);
    }).map(text => plot.dataset.chart + ': ' + text.textContent);
})"""
UNDRAWN = """[...document.querySelectorAll('.plot')].filter(plot =>
    !plot.querySelector('.main-svg') || plot.clientHeight < 100 || plot.dataset.width !== String(plot.clientWidth))
    .map(plot => plot.dataset.chart)"""
SMALL = """[...new Set([...document.querySelectorAll('body *')].filter(one =>
    one.checkVisibility() && [...one.childNodes].some(node => node.nodeType === 3 && node.data.trim())
    && parseFloat(getComputedStyle(one).fontSize) < 12).map(one => one.tagName + '.' + one.className))]"""
WIDE = """[...document.querySelectorAll('main')].map(main => main.getBoundingClientRect()).map(box =>
    [Math.round(box.width), Math.round(box.left + box.right - document.documentElement.clientWidth)])"""


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_fits_its_window(shown, name, width):
    page = unfold(resize(shown(name).page, width))
    assert not scrolls_sideways(page)
    assert page.evaluate(UNDRAWN) == []
    assert page.evaluate(CUT) == []
    assert spilled(page) == []
    assert page.evaluate(SMALL) == []


@pytest.mark.parametrize("name", PAGES)
def test_lines_stay_short_enough_to_read_on_a_wide_screen(shown, name):
    ((width, off_centre),) = resize(shown(name).page, 2560).evaluate(WIDE)
    assert width <= 1152
    assert abs(off_centre) <= 1
