"""The charts as a reader meets them: drawn, named, with their numbers behind them, in the reader's palette and width."""

import re

import pytest

from tests import report_figures as sample
from tests.browser.watching import ready, resize, settle, unfold

pytestmark = pytest.mark.browser

FIRST_MARK = "getComputedStyle(document.querySelector('.plot[data-chart=\"goal-rates\"] .points path')).fill"
EMPTY = """[...document.querySelectorAll('.plot')].filter(p =>
    !p.querySelector('.main-svg') || p.clientHeight < 100 || !p.querySelector('.scatterlayer .trace, .barlayer .trace')).map(p => p.dataset.chart)"""
FIGURES = """[...document.querySelectorAll('figure.chart')].map(figure => {
    const plot = figure.querySelector('.plot'), region = figure.querySelector('.scroll');
    const named = id => (document.getElementById(plot.getAttribute(id)) || { innerText: '' }).innerText.trim();
    return {
        name: named('aria-labelledby'), about: named('aria-describedby'), role: plot.getAttribute('role'),
        tables: figure.querySelectorAll('table').length, rows: figure.querySelectorAll('tbody tr').length,
        heads: [...figure.querySelectorAll('thead th')].map(th => th.innerText.trim()),
        region: region && [region.getAttribute('role'), region.tabIndex, region.getAttribute('aria-label')],
        definitions: figure.querySelectorAll('a[href^="#def-"]').length,
    };
})"""


def charts(html):
    return len(re.findall(r'class="plot" data-chart=', html))


@pytest.mark.parametrize("width", [375, 1280])
def test_every_chart_is_drawn(shown, html, width):
    page = unfold(resize(shown("report").page, width))
    assert page.locator(".plot").count() == charts(html) > 10
    assert page.evaluate(EMPTY) == []


def test_every_chart_has_a_name_a_subtitle_definitions_and_the_numbers_behind_it(shown):
    found = unfold(shown("report").page).evaluate(FIGURES)
    assert found
    for one in found:
        assert one["role"] == "img"
        assert one["name"]
        assert one["about"]
        assert one["definitions"] >= 1
        assert one["tables"] == 1
        assert one["rows"] >= 1
        assert "n" in one["heads"] or any(head.endswith("n") for head in one["heads"])
        assert one["region"][:2] == ["region", 0]
        assert one["name"] in one["region"][2]


def test_the_numbers_open_and_close(opened, html):
    page = opened(html).page
    behind = page.locator("details.behind").first
    assert not behind.locator("table").is_visible()
    behind.locator("summary").click()
    assert behind.locator("table").is_visible()


def test_a_link_to_a_definition_opens_it(opened, html):
    page = opened(html).page
    page.locator('.scorecard a[href="#def-active_pair_rate"]').click()
    page.locator("#def-active_pair_rate details[open]").wait_for()
    assert page.get_by_text("Pairs matched in the last 30 days are not yet in it").is_visible()


def test_a_pointer_reads_estimate_interval_and_n(shown):
    page = resize(shown("report").page, 1280)
    page.locator('.plot[data-chart="meeting"] .points path').last.hover(force=True)
    page.wait_for_selector(".hoverlayer .hovertext")
    text = page.locator(".hoverlayer").first.text_content() + "".join(page.locator(".hovertext").all_text_contents())
    assert "66% (61–71%)" in text
    assert "n 202" in text


def test_dark_and_light_use_their_own_palette(shown):
    page = shown("report").page
    light = page.evaluate(FIRST_MARK)
    page.emulate_media(color_scheme="dark")
    settle(page)
    dark = page.evaluate(FIRST_MARK)
    page.emulate_media(color_scheme="light")
    settle(page)
    assert (light, dark) == ("rgb(11, 92, 173)", "rgb(98, 174, 255)")


def test_a_turned_phone_gets_charts_of_its_width(shown):
    page = resize(shown("report").page, 375)
    page.set_viewport_size({"width": 800, "height": 400})
    settle(page)
    assert page.evaluate(
        "[...document.querySelectorAll('.plot')].every(p => !p.clientWidth || p.dataset.width === String(p.clientWidth))"
    )
    assert page.locator('.plot[data-chart="meeting"] .ytick').count() == 3


def test_earlier_comparisons_are_there_when_they_are_opened(opened, html):
    page = opened(html).page
    earlier = page.locator('.plot[data-chart="growth-g-skills-baseline-month3"]')
    assert not earlier.is_visible()
    page.get_by_text("Earlier comparisons").click()
    earlier.locator(".main-svg").first.wait_for()
    settle(page)
    assert earlier.get_attribute("data-width") == str(earlier.evaluate("plot => plot.clientWidth"))


def test_a_page_without_targets_figures_or_charts_works_too(opened):
    watched = opened(sample.render([]))
    ready(watched.page)
    assert watched.complaints == []
    assert watched.page.locator(".plot").count() == 0
