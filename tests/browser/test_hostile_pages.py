"""Text that means harm, in every field that reaches a page, runs nothing and breaks nothing."""

import pytest

from tests.browser import hostile
from tests.browser.watching import resize, scrolls_sideways, settle, spilled, unfold

pytestmark = pytest.mark.browser

# What no page of ours has: elements that load or lead away, and handlers.
FOREIGN = """[...document.querySelectorAll('img, iframe, object, embed, form, base, link, video, audio, input, .plot a')]
    .map(one => one.outerHTML.slice(0, 100))"""
HANDLERS = """[...document.querySelectorAll('*')].flatMap(one => one.getAttributeNames())
    .filter(name => name.startsWith('on'))"""
SECTIONS = ["Scorecard against targets", "Engagement", "Goals", "Growth", "Groups", "In their own words",
            "Can these numbers be trusted?", "Definitions"]  # fmt: skip
HEADINGS = "[...document.querySelectorAll('main > section > h2')].slice(1).map(one => one.innerText)"
UNDRAWN = """[...document.querySelectorAll('.plot')].filter(plot => !plot.querySelector('.main-svg') || plot.clientHeight < 100)
    .map(plot => plot.dataset.chart)"""
CUT = """[...document.querySelectorAll('.plot')].flatMap(plot => {
    const box = plot.getBoundingClientRect();
    return [...plot.querySelectorAll('svg text')].filter(text => {
        const own = text.getBoundingClientRect();
        return own.width && (own.left < box.left - 1 || own.right > box.right + 1);
    }).map(text => plot.dataset.chart + ': ' + text.textContent);
})"""


@pytest.mark.parametrize("kind", hostile.TEXTS)
def test_hostile_text_runs_and_breaks_nothing(opened, kind):
    html = hostile.hostile_report(hostile.TEXTS[kind])
    watched = opened(html)
    page = unfold(watched.page)
    page.locator(".plot").first.hover(force=True)
    assert page.evaluate(HEADINGS) == SECTIONS
    for width in (1280, 320):
        unfold(resize(page, width))
        assert page.evaluate(UNDRAWN) == []
        assert page.evaluate(CUT) == []
        assert not scrolls_sideways(page)
        assert spilled(page) == []
    settle(page)
    assert (page.evaluate(FOREIGN), page.evaluate(HANDLERS)) == ([], [])
    assert (watched.complaints, len(watched.requests)) == ([], 1)
    assert page.locator(".plot").count() > 5
    assert len(html.encode()) <= 1_500_000


@pytest.mark.parametrize("kind", hostile.TEXTS)
def test_hostile_names_run_and_break_nothing_in_a_portfolio(opened, kind):
    watched = opened(hostile.hostile_portfolio(hostile.TEXTS[kind]))
    page = unfold(watched.page)
    for width in (1280, 320):
        unfold(resize(page, width))
        assert (page.evaluate(UNDRAWN), page.evaluate(CUT)) == ([], [])
        assert not scrolls_sideways(page)
        assert spilled(page) == []
    assert (page.evaluate(FOREIGN), page.evaluate(HANDLERS)) == ([], [])
    assert (watched.complaints, len(watched.requests)) == ([], 1)


def test_what_is_hostile_is_read_as_it_was_written(opened):
    page = unfold(opened(hostile.hostile_report(hostile.MARKUP)).page)
    assert page.locator("h1").inner_text() == hostile.MARKUP[: hostile.LONGEST_TITLE]
    assert page.locator(".said li").first.inner_text() == hostile.MARKUP
    assert "<script>" in page.locator('.plot[data-chart^="attained-department"]').first.text_content()


def test_marks_of_direction_and_control_show_as_replaced(opened):
    text = opened(hostile.hostile_report(hostile.CONTROLS)).page.locator("h1").inner_text()
    assert "\ufffdgnp.exe" in text
    assert not set(text) & set("\u202e\u2066\x00\x1b\x7f\u2028\ud800")


def test_marks_do_not_pile_up_over_other_lines(opened):
    text = opened(hostile.hostile_report(hostile.SCRIPTS)).page.locator("h1").inner_text()
    assert 0 < text.count("\u0301") <= 4
