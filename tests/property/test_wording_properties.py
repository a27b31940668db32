"""What a page writes can be read back: the number that was rounded, in every unit and locale."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorship.registry import METRICS
from reports.locales import writing
from reports.wording import day, limits, measure
from tests import reading
from tests import report_figures as sample

LOCALES = (
    "en-GB",
    "de-DE",
    "fr-CH",
    "fr-FR",
    "de-CH",
    "en-US",
    "tr",
    "hi-IN",
    "ar-EG",
    "sv",
    "pt-BR",
    "eu",
    "he",
    "es",
)
UNITS = sorted({entry.unit for entry in METRICS} | {"points", "percentage points"})
LARGEST = {"share": 1.0, "ratio": 9.0, "count": 9e6, "days": 4000.0, "hours": 3e6, "percentage points": 2.0}
SIGNED = frozenset({"scale points", "SD of baseline", "SD", "T points", "−100…100", "percentage points", "0–1"})


@st.composite
def numbers(draw):
    unit, locale = draw(st.sampled_from(UNITS)), draw(st.sampled_from(LOCALES))
    most = LARGEST.get(unit, 100.0)
    least = -most if unit in SIGNED else 0.0
    values = st.floats(least, most, allow_nan=False, allow_infinity=False)
    low, value, high = sorted(draw(st.tuples(values, values, values)))
    return unit, locale, low, value, high, draw(st.sampled_from((0, 1)))


def holds(text, unit, locale, value):
    low, high = reading.spread(text, unit, locale)
    return low - 1e-9 * max(1, abs(value)) <= value <= high + 1e-9 * max(1, abs(value))


@given(numbers())
def test_a_number_is_read_back_as_it_was_rounded(drawn):
    unit, locale, _, value, _, finer = drawn
    with writing(locale):
        assert holds(measure(value, unit, finer), unit, locale, value)


@given(numbers())
def test_an_interval_is_read_back_as_it_was_rounded(drawn):
    unit, locale, low, value, high, finer = drawn
    row = sample.row_of(value=value, unit=unit, ci_low=low, ci_high=high)
    with writing(locale):
        first, last = reading.limits(limits(row, finer), unit)
    assert holds(first, unit, locale, low)
    assert holds(last, unit, locale, high)


@pytest.mark.parametrize("locale", LOCALES)
def test_every_day_is_written_in_a_way_of_its_own(locale):
    first = date(2025, 12, 1)
    written = reading.days_written(first, first + timedelta(days=800), locale)
    assert len(written) == 801
    with writing(locale):
        assert all(day(when) == text for text, when in written.items())
