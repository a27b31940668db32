"""The page in a real browser: nothing leaves it, nothing breaks, it fits, it prints, it can be read without script."""

import re

import pytest

from tests import report_figures as sample
from tests.unit.test_report_page import hostile_night

pytestmark = pytest.mark.browser

WIDTHS = (320, 375, 1280)
OPEN_ALL = "document.querySelectorAll('details').forEach(one => { one.open = true; })"


def settle(page):
    """Three frames: media and size changes are told in one, the page draws in the next."""
    page.evaluate("async () => { for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame); }")


def charts(html):
    return len(re.findall(r'class="plot" data-chart=', html))


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_is_requested_and_nothing_complains(opened, html, width):
    watched = opened(html, width)
    assert [url for url in watched.requests if not url.startswith("file:")] == []
    assert len(watched.requests) == 1
    assert watched.complaints == []


@pytest.mark.parametrize("width", WIDTHS)
def test_the_page_never_scrolls_sideways(opened, html, width):
    page = opened(html, width).page
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.evaluate(OPEN_ALL)
    settle(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [320, 1280])
def test_no_text_of_a_chart_is_cut_off(opened, html, width):
    page = opened(html, width).page
    page.evaluate(OPEN_ALL)
    settle(page)
    cut = page.evaluate(
        """[...document.querySelectorAll('.plot')].flatMap(plot => {
            const box = plot.getBoundingClientRect();
            return [...plot.querySelectorAll('svg text')].filter(text => {
                const own = text.getBoundingClientRect();
                return own.width && (own.left < box.left - 1 || own.right > box.right + 1 || own.top < box.top - 1 || own.bottom > box.bottom + 1);
            }).map(text => plot.dataset.chart + ': ' + text.textContent);
        })"""
    )
    assert cut == []


@pytest.mark.parametrize("width", [375, 1280])
def test_every_chart_is_drawn(opened, html, width):
    page = opened(html, width).page
    page.evaluate(OPEN_ALL)
    settle(page)
    assert page.locator(".plot").count() == charts(html) > 10
    empty = page.evaluate(
        "[...document.querySelectorAll('.plot')].filter(p => !p.querySelector('.main-svg') || p.clientHeight < 100).map(p => p.dataset.chart)"
    )
    assert empty == []
    assert page.locator(".plot .scatterlayer .trace").count() >= charts(html)


def test_every_chart_has_a_name_and_the_numbers_behind_it(opened, html):
    page = opened(html).page
    page.evaluate(OPEN_ALL)
    for index in range(page.locator("figure.chart").count()):
        figure = page.locator("figure.chart").nth(index)
        plot = figure.locator(".plot")
        name = page.locator(f"#{plot.get_attribute('aria-labelledby')}").inner_text()
        assert name.strip()
        assert plot.get_attribute("role") == "img"
        assert page.get_by_role("img", name=name, exact=True).count() >= 1
        table = figure.locator("table")
        assert table.count() == 1
        assert table.locator("tbody tr").count() >= 1
        region = figure.locator(".scroll")
        assert (region.get_attribute("role"), region.get_attribute("tabindex")) == ("region", "0")
        assert name in region.get_attribute("aria-label")


def test_nothing_offers_to_share_a_chart(opened, html):
    page = opened(html).page
    assert page.locator(".modebar, [data-title], a[href*='plotly']").count() == 0
    assert "Share chart" not in page.locator("body").inner_text()


def test_the_keyboard_meets_links_tables_and_summaries_alone(opened, html):
    page = opened(html).page
    stops = page.evaluate(
        "[...document.querySelectorAll('.plot *')].filter(one => one.tabIndex >= 0 && !(one instanceof SVGElement)).length"
    )
    assert stops == 0


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


def test_without_script_scorecard_and_numbers_can_be_read(opened, html):
    watched = opened(html, 375, java_script_enabled=False)
    page = watched.page
    assert page.locator(".scorecard tbody tr").count() == 8
    assert page.locator(".scorecard .track").first.is_visible()
    assert page.locator("figure.chart table").count() == charts(html)
    assert page.locator("figure.chart table").last.is_visible()
    assert not page.locator(".plot").first.is_visible()
    assert page.get_by_text("Charts need JavaScript").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 375


def test_hostile_text_runs_nothing(opened):
    watched = opened(hostile_night())
    page = watched.page
    page.evaluate(OPEN_ALL)
    settle(page)
    page.locator(".plot").first.hover()
    assert watched.complaints == []
    assert len(watched.requests) == 1
    assert page.locator("body img, .plot a").count() == 0
    assert "alert(1)" in page.locator("h1").inner_text()
    assert "<script>" in page.locator('.plot[data-chart="attained-department"]').text_content()


def test_a_pointer_reads_estimate_interval_and_n(opened, html):
    page = opened(html).page
    page.locator('.plot[data-chart="meeting"] .points path').last.hover(force=True)
    page.wait_for_selector(".hoverlayer .hovertext")
    text = page.locator(".hoverlayer").first.text_content() + "".join(page.locator(".hovertext").all_text_contents())
    assert "66% (61–71%)" in text
    assert "n 202" in text


def colour_of_first_mark(page):
    return page.evaluate(
        "getComputedStyle(document.querySelector('.plot[data-chart=\"goal-rates\"] .points path')).fill"
    )


def test_dark_and_light_use_their_own_palette(opened, html):
    page = opened(html).page
    light = colour_of_first_mark(page)
    page.emulate_media(color_scheme="dark")
    settle(page)
    assert (light, colour_of_first_mark(page)) == ("rgb(11, 92, 173)", "rgb(98, 174, 255)")


def test_a_turned_phone_gets_charts_of_its_width(opened, html):
    page = opened(html, 375).page
    page.set_viewport_size({"width": 800, "height": 400})
    settle(page)
    assert page.evaluate(
        "[...document.querySelectorAll('.plot')].every(p => p.dataset.width === String(p.clientWidth))"
    )
    assert page.locator('.plot[data-chart="meeting"] .ytick').count() == 3


def outline(pdf):
    """Headings of a tagged PDF with the number of the page they stand on."""
    objects = dict(re.findall(rb"(?<![0-9])([0-9]+) 0 obj\s*(.*?)endobj", pdf, re.DOTALL))
    kids = next(body for body in objects.values() if b"/Type /Pages" in body and b"/Parent" not in body)
    pages = []

    def walk(body):
        for number in re.findall(rb"([0-9]+) 0 R", re.search(rb"/Kids\s*\[(.*?)\]", body, re.DOTALL).group(1)):
            if b"/Type /Pages" in objects[number]:
                walk(objects[number])
            else:
                pages.append(number)

    walk(kids)
    found = []
    for body in objects.values():
        title = re.search(rb"/Title\s*\((.*?)(?<!\\)\)", body, re.DOTALL)
        target = re.search(rb"/Dest\s*\[\s*([0-9]+) 0 R", body)
        if title and target:
            found.append((title.group(1).decode("latin-1"), pages.index(target.group(1)) + 1))
    return found, len(pages)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_printed_page_one_is_verdict_and_scorecard_alone(opened, html, scheme):
    page = opened(html, color_scheme=scheme).page
    found, _ = outline(page.pdf(format="A4", prefer_css_page_size=True, tagged=True, outline=True))
    at = dict(found)
    assert at["Scorecard against targets"] == 1
    assert at["Engagement"] == 2
    assert at["Definitions"] > 2


def test_a_long_scorecard_still_fits_on_printed_page_one(opened):
    more = [
        sample.share("active_pair_rate", "pair", 0.5, 40, segment="team", segment_value=f"A team with a long name {number}",
                     target="at_least:0.7", target_status="uncertain")
        for number in range(9)
    ]  # fmt: skip
    page = opened(sample.render([*sample.night_rows(), *more])).page
    found, _ = outline(page.pdf(format="A4", prefer_css_page_size=True, tagged=True, outline=True))
    assert (dict(found)["Scorecard against targets"], dict(found)["Engagement"]) == (1, 2)


def test_earlier_comparisons_are_there_when_they_are_opened(opened, html):
    page = opened(html).page
    earlier = page.locator('.plot[data-chart="growth-g-skills-baseline-month3"]')
    assert not earlier.is_visible()
    page.get_by_text("Earlier comparisons").click()
    earlier.locator(".main-svg").first.wait_for()
    settle(page)
    assert earlier.get_attribute("data-width") == str(earlier.evaluate("plot => plot.clientWidth"))


def test_paper_shows_charts_in_ink_on_white_and_the_screen_comes_back(opened, html):
    page = opened(html, color_scheme="dark").page
    before = colour_of_first_mark(page)
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
    assert colour_of_first_mark(page) == before
    assert page.evaluate(
        "[...document.querySelectorAll('.plot')].every(p => p.dataset.width === String(p.clientWidth))"
    )


def test_a_page_without_targets_figures_or_charts_works_too(opened):
    watched = opened(sample.render([]))
    assert watched.complaints == []
    assert watched.page.locator(".plot").count() == 0
