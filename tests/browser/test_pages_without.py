"""Each page without what a reader may lack: script, a pointer, an eye for motion."""

import pytest

from tests.browser.pages import PAGES
from tests.browser.watching import scrolls_sideways, unfold

pytestmark = pytest.mark.browser

STOPS = "a[href], summary, [tabindex='0'], button, input, select, textarea"
# Links, summaries, charts and tables of a page in its order, as far as they can be seen.
REACHABLE = f"""[...document.querySelectorAll("{STOPS}")].filter(one =>
    !one.closest('.plot *') && one.checkVisibility({{ visibilityProperty: true }})).map((one, place) => (one.dataset.stop = place))"""
HERE = """() => {
    const one = document.activeElement, style = getComputedStyle(one);
    return { stop: one.dataset.stop, to: one.getAttribute('href'), left: one.getBoundingClientRect().left, outline: style.outlineStyle,
             width: parseFloat(style.outlineWidth) || 0 };
}"""
STOPS_OF_CHARTS = """[...document.querySelectorAll('.plot *')]
    .filter(one => one.tabIndex >= 0 && !(one instanceof SVGElement)).length"""
MOVING = """[...document.querySelectorAll('*')].filter(one => {
    const style = getComputedStyle(one);
    return style.scrollBehavior === 'smooth' || (one.checkVisibility() && !one.closest('.plot')
        && (parseFloat(style.transitionDuration) > 0 || style.animationName !== 'none'));
}).map(one => one.tagName + '.' + one.className)"""


@pytest.fixture(params=PAGES)
def unscripted(request, shown):
    return shown(request.param, width=375, java_script_enabled=False)


def test_without_script_tables_are_in_sight_or_behind_a_summary_that_opens_them(unscripted):
    page = unscripted.page
    assert page.locator("table:visible").count() > 0
    assert page.locator("figure.chart table").count() == page.locator("figure.chart table:visible").count()
    unseen = page.locator("table:not(:visible)")
    assert (
        unseen.count()
        == page.locator("details:not([open])").filter(has=page.locator("summary:visible")).locator("table").count()
    )
    assert page.locator(".plot:visible").count() == 0
    assert not scrolls_sideways(page)


def test_without_script_nothing_is_asked_for_or_complained_of(unscripted):
    assert [url.partition(":")[0] for url in unscripted.requests] == ["file"]
    assert unscripted.complaints == []


def test_without_script_the_scorecard_shows_its_marks(shown):
    page = shown("report", width=375, java_script_enabled=False).page
    assert page.locator(".scorecard tbody tr").count() == 8
    marks = page.evaluate(
        "[...document.querySelectorAll('.scorecard .track')].map(track => ['band', 'dot', 'target'].map(kind =>"
        " track.querySelector('.' + kind).getBoundingClientRect()).every(box => box.height > 0))"
    )
    assert marks == [True] * 8
    assert page.locator("figure.chart table").count() == page.locator(".plot").count() > 0
    assert page.get_by_text("Charts need JavaScript").is_visible()


@pytest.mark.parametrize("name", PAGES)
def test_nothing_moves_where_less_motion_is_asked_for(shown, name):
    page = unfold(shown(name, reduced_motion="reduce").page)
    assert page.evaluate(MOVING) == []


@pytest.mark.parametrize("name", PAGES)
def test_the_keyboard_reaches_everything_in_order_and_shows_where_it_is(opened, files, name):
    page = unfold(opened(files[name].read_text(encoding="utf-8"), reduced_motion="reduce").page)
    wanted = page.evaluate(REACHABLE)
    met = []
    for _ in wanted:
        page.keyboard.press("Tab")
        met.append(page.evaluate(HERE))
    assert met[0]["to"] == "#main"
    assert met[0]["left"] >= 0, "the way to the content is seen when it is reached"
    assert [int(one["stop"]) for one in met] == wanted
    assert [one for one in met if one["outline"] == "none" or one["width"] < 2] == []


@pytest.mark.parametrize("name", PAGES)
def test_charts_are_no_stops_of_their_own(shown, name):
    page = unfold(shown(name, reduced_motion="reduce").page)
    assert page.evaluate(STOPS_OF_CHARTS) == 0
