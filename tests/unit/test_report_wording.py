"""Numbers, days, names and statuses as a reader sees them."""

from dataclasses import replace
from datetime import date

import pytest

from mentorship.registry import METRICS
from reports.axes import axis, between
from reports.locales import MARKS_OF_DIRECTION, writing
from reports.wording import (
    MINUS,
    amount,
    clean,
    construct_name,
    count,
    day,
    detail,
    label,
    limits,
    measure,
    period,
    short_day,
    shown,
    spoken,
    wave_name,
)
from tests import report_figures as sample


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.585, "share", "59%"),
        (0.625, "share", "63%"),
        (0.0, "share", "0%"),
        (0.002, "share", "<1%"),
        (0.998, "share", ">99%"),
        (1.0, "share", "100%"),
        (1.204, "ratio", "120%"),
        (9.0, "days", "9 days"),
        (1.0, "days", "1 day"),
        (9.5, "days", "9.5 days"),
        (0.415, "SD of baseline", "+0.42 SD"),
        (-0.02, "SD of baseline", "−0.02 SD"),
        (0.001, "scale points", "0.00 points"),
        (51.84, "T", "51.8"),
        (31.4, "−100…100", "+31"),
        (-12.0, "−100…100", "−12"),
        (1204.0, "count", "1,204"),
        (0.0, "count", "0"),
        (12.0, "hours", "12.0 h"),
        (1204.25, "hours", "1,204.3 h"),
        (0.705, "0–1", "0.71"),
        (-0.05, "0–1", "−0.05"),
        (0.415, "SD", "+0.42 SD"),
        (4.25, "T points", "+4.3 T points"),
        (-4.0, "T points", "−4.0 T points"),
        (3.415, "points", "3.42 points"),
        (0.123, "percentage points", "+12 percentage points"),
        (-0.004, "percentage points", "0 percentage points"),
    ],
)
def test_a_number_is_written_in_its_unit(value, unit, text):
    assert measure(value, unit) == text


def test_a_true_minus_is_used_and_no_hyphen():
    assert amount(-0.2, "SD of baseline")[0] == "\u2212"


def test_days_are_written_out():
    assert day(date(2026, 5, 29)) == "29 May 2026"
    assert period(date(2026, 1, 12), date(2026, 12, 18)) == "12 January to 18 December 2026"
    assert period(date(2025, 9, 1), date(2026, 6, 30)) == "1 September 2025 to 30 June 2026"


@pytest.mark.parametrize(
    ("unit", "low", "high", "text"),
    [
        ("share", 0.51, 0.65, "51–65%"),
        ("share", 0.002, 0.11, "<1% to 11%"),
        ("SD of baseline", 0.34, 0.51, "+0.34 to +0.51"),
        ("SD of baseline", -0.02, 0.34, "−0.02 to +0.34"),
        ("SD of baseline", 0.0, 0.34, "0.00 to +0.34"),
        ("days", 7.0, 12.0, "7–12"),
        ("days", 7.0, None, "from 7"),
        ("days", None, 12.0, "up to 12"),
        ("T", 49.4, 54.2, "49.4–54.2"),
        ("days", None, None, ""),
        ("0–1", 0.62, 0.78, "0.62–0.78"),
        ("0–1", -0.1, 0.78, "−0.10 to 0.78"),
        ("SD", -0.31, 0.02, "−0.31 to +0.02"),
        ("T points", 1.25, 6.0, "+1.3 to +6.0"),
    ],
)
def test_an_interval_is_written_with_its_sign(unit, low, high, text):
    value = 0.1 if unit != "days" else 9.0
    assert limits(sample.row_of(value=value, unit=unit, ci_low=low, ci_high=high)) == text


def test_a_place_on_a_scale_has_no_sign_and_a_difference_has():
    units = {"mean_baseline": "3.20 points", "mean_latest": "3.20 points", "reliable_change_points": "3.20 points"}
    units |= {"mean_change": "+3.20 points", "self_other_gap": "+3.20 points"}
    for metric, text in units.items():
        row = sample.row_of(metric=metric, unit="scale points", value=3.2, ci_low=3.0, ci_high=3.4)
        assert shown(row, sample.AS_OF).text == text
        assert limits(row) == ("3.00–3.40" if text[0] == "3" else "+3.00 to +3.40")


def test_a_difference_of_ratios_is_no_percentage():
    row = sample.row_of(metric="response_cadence_gap", unit="ratio", value=0.12, ci_low=-0.02, ci_high=0.26)
    cell = shown(row, sample.AS_OF)
    assert (cell.text, cell.interval) == ("+12 percentage points", "−2 to +26")
    assert measure(0.66, "ratio") == "66%"


def test_every_unit_of_the_registry_has_a_form_of_its_own():
    assert {entry.unit: measure(1.0, entry.unit) for entry in METRICS} == {
        "count": "1", "share": "100%", "days": "1 day", "ratio": "100%", "hours": "1.0 h", "0–1": "1.00", "T": "1.0",
        "T points": "+1.0 T points", "scale points": "+1.00 points", "SD of baseline": "+1.00 SD", "SD": "+1.00 SD",
        "−100…100": "+1",
    }  # fmt: skip


def test_a_hidden_figure_is_neither_blank_nor_zero():
    cell = shown(sample.row_of(value=None, ci_low=None, ci_high=None, n=None, status="suppressed"), sample.AS_OF)
    assert (cell.shape, cell.text, cell.n, cell.interval) == ("hidden", "hidden", "n <5", "")


def test_a_hidden_figure_never_shows_a_number_that_it_should_not_carry():
    cell = shown(sample.row_of(value=0.4, n=3, status="suppressed"), sample.AS_OF)
    assert (cell.text, cell.n, cell.interval) == ("hidden", "n <5", "")


@pytest.mark.parametrize("word", ["few", "most"])
def test_a_share_in_a_small_group_is_a_word(word):
    cell = shown(sample.row_of(value=None, ci_low=None, ci_high=None, n=7, reason=word), sample.AS_OF)
    assert (cell.shape, cell.text, cell.n) == ("word", word, "n 7")


def test_what_cannot_be_computed_says_why():
    row = sample.row_of(
        value=None, ci_low=None, ci_high=None, n=None, status="not_computable", reason="the wave has not begun"
    )
    cell = shown(row, sample.AS_OF)
    assert (cell.shape, cell.text, cell.notes) == ("absent", "not computable", ("the wave has not begun",))


def test_few_units_are_flagged_and_not_hidden():
    cell = shown(sample.row_of(n=8, status="low_n", reason="fewer than 10 behind it"), sample.AS_OF)
    assert cell.text == "78%"
    assert cell.notes == ("few units: read with care", "fewer than 10 behind it")


def test_a_figure_of_an_earlier_night_says_of_which():
    assert "as of 15 November 2026" in shown(sample.row_of(value_as_of=date(2026, 11, 15)), sample.AS_OF).notes
    assert not shown(sample.row_of(), sample.AS_OF).notes


LONG = "\u202f"
HARD = "\u00a0"


@pytest.mark.parametrize(
    ("locale", "share", "few", "interval", "many", "growth", "when"),
    [
        ("en-GB", "58%", "<1%", "51–65%", "1,234,567", "+0.42 SD", "29 May 2026"),
        ("en-US", "58%", "<1%", "51–65%", "1,234,567", "+0.42 SD", "May 29, 2026"),
        ("de-DE", f"58{HARD}%", f"<1{HARD}%", f"51–65{HARD}%", "1.234.567", "+0,42 SD", "29. Mai 2026"),
        ("fr-CH", "58%", "<1%", "51–65%", f"1{LONG}234{LONG}567", "+0,42 SD", "29 mai 2026"),
        ("sv", f"58{HARD}%", f"<1{HARD}%", f"51–65{HARD}%", f"1{HARD}234{HARD}567", "+0,42 SD", "29 maj 2026"),
        ("tr", "%58", "<%1", "%51–65", "1.234.567", "+0,42 SD", "29 Mayıs 2026"),
        ("hi-IN", "58%", "<1%", "51–65%", "12,34,567", "+0.42 SD", "29 मई 2026"),
        ("ar-EG", "58%", "<1%", "51–65%", "1,234,567", "+0.42 SD", "29/5/2026"),
        ("pt-BR", "58%", "<1%", "51–65%", "1.234.567", "+0,42 SD", "29 de maio de 2026"),
    ],
)
def test_numbers_and_days_are_written_as_in_the_locale(locale, share, few, interval, many, growth, when):
    row = sample.row_of(value=0.58, unit="share", ci_low=0.51, ci_high=0.65)
    with writing(locale):
        assert (measure(0.58, "share"), measure(0.002, "share"), limits(row)) == (share, few, interval)
        assert (count(1234567), measure(0.415, "SD"), day(date(2026, 5, 29))) == (many, growth, when)


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en-US", "January 12 to December 18, 2026"),
        ("de-DE", "12. Januar to 18. Dezember 2026"),
        ("pt-BR", "12 de janeiro to 18 de dezembro de 2026"),
        ("ar-EG", "12/1/2026 to 18/12/2026"),
    ],
)
def test_a_period_names_its_year_once_where_the_year_stands_at_the_end(locale, text):
    with writing(locale):
        assert period(date(2026, 1, 12), date(2026, 12, 18)) == text


@pytest.mark.parametrize(
    ("locale", "text"),
    [("en-GB", "23 Nov 2025"), ("en-US", "Nov 23, 2025"), ("de-DE", "23.11.2025"), ("he", "23.11.2025")],
)
def test_a_day_has_a_short_form_where_there_is_little_room(locale, text):
    with writing(locale):
        assert short_day(date(2025, 11, 23)) == text


@pytest.mark.parametrize("locale", ["en-GB", "de-DE", "fr-CH", "en-US", "tr", "hi-IN", "ar-EG", "sv", "fa-IR", "he"])
def test_a_minus_is_a_true_one_in_every_locale_and_nothing_turns_the_text_around(locale):
    with writing(locale):
        texts = [measure(-1204.5, "hours"), measure(-0.3, "ratio"), measure(-0.2, "SD"), day(date(2026, 5, 29))]
    assert [text[0] for text in texts[:3]] == [MINUS] * 3
    assert not MARKS_OF_DIRECTION.search("".join(texts))


def test_the_locale_ends_with_the_page_that_is_written_in_it():
    with writing("de-DE", 8):
        with writing("tr", 6):
            assert measure(0.58, "share") == "%58"
        assert measure(0.58, "share") == f"58{HARD}%"
    assert measure(0.58, "share") == "58%"


def test_a_share_that_is_neither_none_nor_all_is_never_rounded_to_either():
    assert [amount(value, "share", 1) for value in (0.0004, 0.0, 0.9996, 1.0)] == ["<0.1%", "0.0%", ">99.9%", "100.0%"]


def test_a_hidden_figure_says_the_k_of_its_programme():
    row = sample.row_of(value=None, ci_low=None, ci_high=None, n=None, status="suppressed")
    with writing(k=8):
        assert shown(row, sample.AS_OF).n == "n <8"


def test_ticks_have_the_decimals_of_their_steps_in_the_locale():
    growth = [sample.row_of(unit="SD", value=0.2, ci_low=-0.1, ci_high=0.6)]
    with writing("de-DE"):
        assert axis("SD", growth).texts == ("−0,4", "−0,2", "0,0", "+0,2", "+0,4", "+0,6")
        assert between("share", 0.0, 0.02, 0.005).texts[1:3] == (f"0,5{HARD}%", f"1,0{HARD}%")
        assert between("T", 35.0, 65.0, 10.0).texts == ("35", "45", "55", "65")


def test_identifiers_are_read_as_words():
    assert spoken("leading_others") == "leading others"
    assert wave_name("baseline..month6") == "baseline to month 6"
    assert wave_name("days_90") == "90 days"


def test_an_item_is_named_by_its_question():
    assert construct_name(sample.programme(), "pulse", "nps") == "How likely are you to recommend the programme?"
    assert construct_name(sample.programme(), "skills", "leading_others") == "Leading others"


def test_a_label_says_whose_figure_of_what_and_when():
    key = {"instrument": "skills", "construct": "confidence", "wave": "baseline..month6"}
    growth = sample.row_of(**sample.around("growth_g", "mentee", 0.4, 0.1, 133, **key))
    assert label(sample.programme(), growth) == "Growth: Confidence, mentees, baseline to month 6"
    retention = sample.row_of(**sample.share("pair_retention", "pair", 0.8, 133, wave="days_180"))
    assert label(sample.programme(), retention) == "Pairs still together after 180 days"
    assert label(sample.programme(), sample.row_of(metric="a_new_metric")) == "A new metric"


def test_a_construct_of_two_questionnaires_is_named_with_its_own():
    about = sample.programme()
    seen = about.instruments["skills"].model_copy(update={"title": "As others see them"})
    both = about.model_copy(update={"instruments": {**about.instruments, "seen": seen}})
    row = sample.row_of(
        **sample.figure("cronbach_alpha", "all", 0.8, instrument="seen", construct="network", wave="month6")
    )
    assert label(both, row).endswith("Network (As others see them), everybody, month 6")
    assert detail(both, row) == "Network (As others see them), month 6"
    assert label(about, replace(row, instrument="skills")).endswith("Network, everybody, month 6")


def test_what_a_figure_is_about_is_told_without_metric_and_role():
    assert detail(sample.programme(), sample.row_of()) == ""
    key = {"instrument": "pulse", "construct": "nps", "wave": "month6"}
    assert (
        detail(sample.programme(), sample.row_of(**sample.around("nps", "all", 40.0, 9.0, 90, **key)))
        == "Pulse, month 6"
    )


def test_control_characters_become_visible():
    assert clean("Sales\u202egnp.exe\x00\ud800") == "Sales\ufffdgnp.exe\ufffd\ufffd"
    assert clean("Équipe Ωμέγα 学び") == "Équipe Ωμέγα 学び"
