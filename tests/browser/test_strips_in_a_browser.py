"""Charts that stand in the page itself: seen without a script, whole at every width, told apart by shape and word."""

import pytest

from tests import report_figures as sample
from tests.browser.watching import resize, unfold

pytestmark = pytest.mark.browser

OUTSIDE = """[...document.querySelectorAll('.still')].flatMap(card => {
    const box = card.getBoundingClientRect();
    return [...card.querySelectorAll('.strips *')].filter(one => {
        const own = one.getBoundingClientRect();
        return own.width && !one.closest('.sr') && (own.left < box.left || own.right > box.right);
    }).map(one => one.tagName + ': ' + one.textContent);
})"""
HEIGHTS = "[...document.querySelectorAll('.still .part')].map(bar => bar.getBoundingClientRect().height)"
WIDTHS = "[...document.querySelectorAll('.still .part')].map(bar => bar.getBoundingClientRect().width)"


def odd_night():
    """One step of the funnel is hidden, of another nobody knows; the change of one side is hidden."""
    odd = {"met_count", "goal_set_count"}
    key = {"instrument": "skills", "construct": "network", "wave": "baseline..month6"}
    rows = [
        row
        for row in sample.night_rows()
        if row["metric"] not in odd and not (row["metric"].startswith("reliably_") and row["construct"] == "network")
    ]
    rows += [sample.hidden(f"reliably_{state}_rate", "mentee", **key) for state in ("improved", "worsened")]
    rows.append(sample.hidden("met_count", "mentee"))
    rows.append(sample.uncomputable("goal_set_count", "mentee", "no export of goals was found"))
    return sample.render(rows)


@pytest.mark.parametrize("width", [320, 375, 1280, 2560])
def test_rows_stay_within_their_card(shown, width):
    assert resize(unfold(shown("report").page), width).evaluate(OUTSIDE) == []


@pytest.mark.parametrize("width", [320, 1280])
def test_bars_are_drawn_without_a_script_in_the_order_of_their_numbers(shown, width):
    page = shown("report", width=width, java_script_enabled=False).page
    widths = page.evaluate(WIDTHS)
    assert len(widths) == 6
    assert widths == sorted(widths, reverse=True)
    assert set(page.evaluate(HEIGHTS)) == {20.0}


def test_mentees_and_mentors_differ_in_shape_too(shown):
    page = shown("report").page
    reliable = page.locator(".still:has([id^=t-reliable])")
    assert reliable.locator(".strip.mentee circle").count() == reliable.locator(".strip.mentor use").count() == 6
    assert reliable.locator(".strip.mentor use").first.bounding_box()["height"] == 12


def test_what_is_hidden_unknown_or_none_looks_different(opened):
    page = opened(odd_night()).page
    funnel = page.locator(".still:has(#t-funnel) .strip")
    assert funnel.nth(2).locator("em.hidden").inner_text() == "hidden"
    assert funnel.nth(4).locator("em.absent").inner_text() == "not computable"
    assert funnel.nth(2).locator("svg").count() == funnel.nth(4).locator("svg").count() == 0
    assert page.locator(".still:has([id^=t-reliable]) em.hidden").count() == 1


def test_what_a_row_says_can_be_read_out(shown):
    page = shown("report").page
    group = page.get_by_role("group", name="The largest step down", exact=False)
    assert "Achieved a goal" in group.inner_text()
    assert "80\nn 240" in group.inner_text()
    assert ", mentors" in page.locator(".still:has([id^=t-reliable]) .strip.mentor").first.text_content()
