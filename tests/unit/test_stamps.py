"""Each way of writing a date gives the instant and the day that it means, and nonsense gives null."""

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorship.exports import stamps

BERLIN = "Europe/Berlin"


def frame(*texts):
    return pl.DataFrame({"at": list(texts)}, schema={"at": pl.String})


def instants(stamp, *texts, zone=BERLIN):
    return frame(*texts).select(stamps.instant("at", stamp, zone)).to_series().to_list()


def days(stamp, *texts, zone=BERLIN, programme_zone=BERLIN):
    return frame(*texts).select(stamps.day("at", stamp, zone, programme_zone)).to_series().to_list()


local = datetime.fromisoformat


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2026-03-01", utc(2026, 2, 28, 23)),
        ("2026-03-01T14:30:00Z", utc(2026, 3, 1, 14, 30)),
        ("2026-03-01T14:30Z", utc(2026, 3, 1, 14, 30)),
        ("2026-03-01T14:30:00 Z", utc(2026, 3, 1, 14, 30)),
        ("2026-03-01T14:30:00+02:00", utc(2026, 3, 1, 12, 30)),
        ("2026-03-01T14:30:00.25+0200", utc(2026, 3, 1, 12, 30, 0, 250_000)),
        ("2026-03-01T14:30-03:30", utc(2026, 3, 1, 18)),
        ("2026-03-01T14:30+05", utc(2026, 3, 1, 9, 30)),
        ("2026-03-01 14:30:00 +05:30", utc(2026, 3, 1, 9)),
        ("2026-03-01 14:30", utc(2026, 3, 1, 13, 30)),
        ("2026-03-01 14:30:15", utc(2026, 3, 1, 13, 30, 15)),
        ("2026-03-01T14:30:15,5", utc(2026, 3, 1, 13, 30, 15, 500_000)),
        ("2026-07-01T14:30:15", utc(2026, 7, 1, 12, 30, 15)),
    ],
)
def test_iso_text_is_the_instant_it_says(text, meant):
    assert instants("iso", text) == [meant]


@pytest.mark.parametrize(
    "text",
    ["", "x", None, "2026-02-30", "31.02.2026", "2026-3-1", "2026-03-01T24:00:00", "2026-03-01T14", "0026-03-01"],
)
def test_text_that_is_no_iso_date_is_null(text):
    assert instants("iso", text) == [None]
    assert days("iso", text) == [None]
    assert frame(text).select(stamps.is_day_only("at", "iso")).to_series().to_list() == [False]


def test_excel_reads_the_iso_text_of_date_cells():
    assert instants("excel", "2026-03-01T14:30:00", zone="UTC") == [utc(2026, 3, 1, 14, 30)]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2026/09/27 3:00:00 PM GMT+3", utc(2026, 9, 27, 12)),
        ("2026/09/27 3:00:00 PM GMT-3:30", utc(2026, 9, 27, 18, 30)),
        ("2026/09/27 12:00:00 AM GMT", utc(2026, 9, 27)),
        ("2026/09/27 12:05:00 PM UTC", utc(2026, 9, 27, 12, 5)),
        ("2026/01/27 3:00:00 PM EST", utc(2026, 1, 27, 20)),
        ("2026/07/27 3:00:00 PM CEST", utc(2026, 7, 27, 13)),
        ("2026/07/27 3:00:00 PM IST", None),
        ("2026/02/31 3:00:00 PM GMT+3", None),
        ("2026/09/27 3:00:00 PM", None),
        ("2026/03/05 9:40:00 p. m. GMT-3", utc(2026, 3, 6, 0, 40)),
        ("2026/03/05 12:40:00 a.\u00a0m. GMT-3", utc(2026, 3, 5, 3, 40)),
        ("2020/03/20 11:58:49 오후 GMT+9", utc(2020, 3, 20, 14, 58, 49)),
        ("2020/07/27 3:15:06 午前 GMT+9", utc(2020, 7, 26, 18, 15, 6)),
        ("2017/06/14 1:34:49 下午 GMT+8", utc(2017, 6, 14, 5, 34, 49)),
        ("2020. 3. 20 오후 11:58:49", utc(2020, 3, 20, 14, 58, 49)),
        ("2026/4/10 上午 12:44:14", utc(2026, 4, 9, 15, 44, 14)),
        ("2026/4/31 上午 12:44:14", None),
        ("2026/4/10 上午 0:44:14", None),
    ],
)
def test_google_forms_names_its_own_offset(text, meant):
    assert instants("google_forms", text, zone="Asia/Tokyo") == [meant]


@pytest.mark.parametrize(
    ("order", "text", "clock"),
    [
        ("mdy", "11/19/2021 9:54:15 AM", local("2021-11-19T09:54:15")),
        ("mdy", "11/19/2021 12:01:59 PM", local("2021-11-19T12:01:59")),
        ("mdy", "6/1/2025 16:14", local("2025-06-01T16:14:00")),
        ("mdy", "11/26/25, 4:16:54 PM", local("2025-11-26T16:16:54")),
        ("mdy", "11/26/25, 4:16:54\u202fPM", local("2025-11-26T16:16:54")),
        ("dmy", "14/11/22, 09:29:07", local("2022-11-14T09:29:07")),
        ("dmy", "5.10.2026 09:15:00", local("2026-10-05T09:15:00")),
        ("ymd", "2026/10/05 9:15", local("2026-10-05T09:15:00")),
        ("dmy", "31/02/2026 10:00", None),
        ("mdy", "13/01/2026 10:00", None),
        ("mdy", "1/2/2021 13:00 PM", None),
        ("dmy", "1/2/21/3 13:00", None),
    ],
)
def test_three_numbers_are_read_in_the_order_settled(order, text, clock):
    expected = None if clock is None else clock.replace(tzinfo=ZoneInfo(BERLIN)).astimezone(UTC)
    assert instants(order, text) == [expected]


def test_a_strptime_format_needs_no_leading_zeros():
    assert instants("%d/%m/%Y %H:%M", "1/3/2024 9:05", "31/03/2024 14:00", zone="UTC") == [
        utc(2024, 3, 1, 9, 5),
        utc(2024, 3, 31, 14),
    ]
    assert instants("%m/%d/%Y %I:%M:%S %p", "1/9/2021 9:54:15 am", zone="UTC") == [utc(2021, 1, 9, 9, 54, 15)]


def test_a_two_digit_year_does_not_pass_for_a_four_digit_one():
    assert instants("%d/%m/%Y", "31/03/24") == [None]
    assert instants("%d/%m", "31/03") == [None]


def test_a_format_with_an_offset_ignores_the_zone_of_the_source():
    assert instants("%Y-%m-%d %H:%M%z", "2026-03-01 10:00+02:00", zone="Asia/Tokyo") == [utc(2026, 3, 1, 8)]


def test_alternatives_are_tried_in_order():
    texts = ("2026-03-01", "31/03/2026", "31/03/2026 10:00", "x")
    assert days("iso|%d/%m/%Y|%d/%m/%Y %H:%M", *texts) == [date(2026, 3, 1), date(2026, 3, 31), date(2026, 3, 31), None]
    flags = frame(*texts).select(stamps.is_day_only("at", "iso|%d/%m/%Y|%d/%m/%Y %H:%M")).to_series().to_list()
    assert flags == [True, True, False, False]


def test_a_date_alone_stays_that_date_in_any_zone():
    assert days("iso", "2026-03-01", zone="Pacific/Kiritimati", programme_zone="Pacific/Niue") == [date(2026, 3, 1)]


def test_the_day_of_an_instant_is_the_programmes():
    assert days("iso", "2026-03-01T23:30:00Z", "2026-03-01T23:30", zone="UTC") == [date(2026, 3, 2), date(2026, 3, 2)]


def test_a_time_that_the_clock_change_skips_is_null():
    assert instants("iso", "2026-03-29T02:30") == [None]
    assert days("iso", "2026-03-29T02:30") == [None]


def test_a_time_that_the_clock_change_repeats_is_the_earlier():
    assert instants("iso", "2026-10-25T02:30") == [utc(2026, 10, 25, 0, 30)]


def test_a_day_that_has_no_midnight_begins_an_hour_later():
    assert instants("iso", "2026-03-08", zone="America/Havana") == [utc(2026, 3, 8, 5)]


def test_a_format_that_cannot_be_used_is_named():
    assert stamps.fault_of("iso|%d/%m/%Y") is None
    assert "dd.mm.yyyy" in stamps.fault_of("dd.mm.yyyy")
    assert "%H %Y-%m-%d" in stamps.fault_of("%H %Y-%m-%d")


@settings(deadline=None)
@given(
    st.datetimes(local("1900-01-02T00:00:00"), local("2199-12-30T00:00:00")).map(lambda at: at.replace(microsecond=0)),
    st.integers(-14 * 60, 14 * 60),
)
def test_iso_agrees_with_python(at, offset):
    zoned = at.replace(tzinfo=timezone(timedelta(minutes=offset)))
    assert instants("iso", zoned.isoformat()) == [zoned.astimezone(UTC)]
    assert instants("iso", at.isoformat(), zone="UTC") == [at.replace(tzinfo=UTC)]


@settings(deadline=None)
@given(
    st.datetimes(local("1970-01-01T00:00:00"), local("2099-12-31T00:00:00")).map(lambda at: at.replace(microsecond=0))
)
def test_day_orders_agree_with_python(at):
    forms = {"dmy": "%d/%m/%Y %H:%M:%S", "mdy": "%m/%d/%Y %I:%M:%S %p", "ymd": "%Y-%m-%d %H:%M:%S"}
    for order, form in forms.items():
        assert instants(order, at.strftime(form), zone="UTC") == [at.replace(tzinfo=UTC)]


@settings(deadline=None)
@given(
    st.lists(
        st.text(
            alphabet=st.one_of(st.sampled_from("0123456789-/.:TZ+ APM,"), st.characters(codec="utf-8")), max_size=24
        )
    )
)
def test_no_text_raises(texts):
    for stamp in ("iso", "google_forms", "dmy", "%d/%m/%Y %H:%M"):
        assert len(instants(stamp, *texts)) == len(days(stamp, *texts)) == len(texts)
