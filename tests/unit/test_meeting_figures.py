"""Figures of meetings: how many were held, called off and missed, how long, over what, each worked out by hand."""

from datetime import date
from math import log

import pytest

from tests.small_programmes import (
    DAY,
    clustered_wilson,
    declare,
    limits,
    meeting,
    meetings,
    one,
    pair,
    share,
    size,
    why,
)

RATES = ("cancellation_rate", "no_show_rate", "agenda_rate", "action_item_rate")


def paired(folder, count: int, **more: object) -> None:
    folder.people(count, count)
    folder.table("pairs", [pair(number, **more) for number in range(1, count + 1)])


def test_held_meetings_count_outside_the_time_of_their_pair_and_without_a_pair(folder):
    folder.people(4, 3, department="Legal")
    ended = pair(2, ended_on="2026-03-01", outcome="completed")
    folder.table("pairs", [pair(1, department="Sales"), ended, pair(3, "2026-07-01")])
    rows = meetings(
        ("p1", "2026-01-30"), ("p1", "2026-06-30"), ("p1", "2026-07-01"), ("p2", "2026-03-02"), ("p2", "2026-02-05", "")
    )
    strangers = {"meeting_key": "s", "people": "m1;m4", "starts_at": "2026-04-01T10:00:00Z", "outcome": "held"}
    folder.table("meetings", [*rows, strangers])
    found = folder.figures(DAY)
    held = one(found, "held_meeting_count")
    assert (held["value"], *size(held), *share(held), held["role"]) == (4, 2, 4, None, None, "pair")
    by_value = {value: one(found, "held_meeting_count", segment_value=value) for value in ("Sales", "Legal", "(none)")}
    assert {value: figure["value"] for value, figure in by_value.items()} == {"Sales": 2, "Legal": 1, "(none)": 1}
    assert {value: size(figure) for value, figure in by_value.items()} == {
        "Sales": (1, 2),
        "Legal": (1, 2),
        "(none)": (0, 0),
    }


def test_no_held_meeting_is_zero_and_no_rate_of_it_is_computable(folder):
    paired(folder, 1)
    found = folder.figures(DAY)
    for metric in ("held_meeting_count", "meetings_without_duration_count"):
        figure = one(found, metric)
        assert (figure["value"], *size(figure), figure["status"]) == (0, 1, 2, "low_n")
    for metric in (*RATES, "meeting_hours", "channel_variety"):
        status, reason = why(one(found, metric))
        assert (status, reason.startswith("nothing to count: ")) == ("not_computable", True), metric


def test_outcomes_of_one_pair_hang_together(folder):
    paired(folder, 3)
    of_first = [("p1", f"2026-03-0{day}", "cancelled") for day in (1, 2, 3)] + [("p1", "2026-03-04")]
    of_second = [("p2", "2026-03-01"), ("p2", "2026-03-02", "no_show"), ("p2", "2026-07-01", "cancelled")]
    of_third = [
        ("p3", "2026-03-01", "cancelled"),
        ("p3", "2026-03-02"),
        ("p3", "2026-03-03"),
        ("p3", "2026-03-04", "booked"),
    ]
    folder.table("meetings", meetings(*of_first, *of_second, *of_third))
    found = folder.figures(DAY)
    cancelled, missed = one(found, "cancellation_rate"), one(found, "no_show_rate")
    assert (cancelled["value"], *share(cancelled), *size(cancelled)) == (4 / 9, 4, 9, 9, 6)
    assert limits(cancelled) == pytest.approx(clustered_wilson((3, 4), (0, 2), (1, 3)), rel=1e-9)
    assert (missed["value"], *share(missed)) == (1 / 9, 1, 9)
    assert limits(missed) == pytest.approx(clustered_wilson((0, 4), (1, 2), (0, 3)), rel=1e-9)


def test_a_rate_of_zero_takes_the_pairs_for_its_size(folder):
    paired(folder, 2)
    folder.table("meetings", meetings(*((f"p{n}", f"2026-03-1{day}") for n in (1, 2) for day in range(6))))
    figure = one(folder.figures(DAY), "no_show_rate")
    assert (figure["value"], *share(figure), figure["status"]) == (0, 0, 12, "low_n")
    assert figure["reason"] == "fewer than 10 groups behind its interval"
    assert limits(figure) == pytest.approx(clustered_wilson((0, 6), (0, 6)), rel=1e-9)


def test_meetings_of_one_pair_have_no_interval(folder):
    paired(folder, 1)
    folder.table("meetings", meetings(("p1", "2026-03-01"), ("p1", "2026-03-02", "cancelled")))
    figure = one(folder.figures(DAY), "cancellation_rate")
    assert (figure["value"], limits(figure)) == (0.5, (None, None))


def test_meetings_of_the_same_people_in_no_pair_hang_together(folder):
    folder.people(2, 2)
    rows = [
        {"meeting_key": f"x{n}", "people": people, "starts_at": f"2026-03-0{n}T10:00:00Z", "outcome": outcome}
        for n, (people, outcome) in enumerate([("m1;r1", "held"), ("r1;m1", "cancelled"), ("m2;r2", "held")], start=1)
    ]
    folder.table("meetings", rows)
    figure = one(folder.figures(DAY), "cancellation_rate")
    assert (*share(figure), *size(figure)) == (1, 3, 3, 4)
    assert limits(figure) == pytest.approx(clustered_wilson((1, 2), (0, 1)), rel=1e-9)


def test_hours_are_those_of_held_meetings_whose_length_is_known(folder):
    paired(folder, 3)
    rows = [
        meeting(1, "p1", "2026-03-01", duration_minutes=30),
        meeting(2, "p1", "2026-03-02", duration_minutes=52.5),
        meeting(3, "p2", "2026-03-01", duration_minutes=45),
        meeting(4, "p2", "2026-03-02"),
        meeting(5, "p3", "2026-03-01"),
        meeting(6, "p3", "2026-03-02", "cancelled", duration_minutes=60),
        meeting(7, "p3", "2026-07-01", duration_minutes=60),
        meeting(8, "p1", "2026-01-01", duration_minutes=0),
    ]
    folder.table("meetings", rows)
    found = folder.figures(DAY)
    hours = one(found, "meeting_hours")
    assert (hours["value"], *size(hours), *limits(hours), *share(hours)) == (127.5 / 60, 4, 4, None, None, None, None)
    assert (hours["unit"], hours["status"]) == ("hours", "low_n")
    unknown = one(found, "meetings_without_duration_count")
    assert (unknown["value"], *size(unknown), *share(unknown)) == (2, 3, 6, None, None)


def test_held_meetings_without_any_length_have_no_hours(folder):
    paired(folder, 1)
    folder.table("meetings", meetings(("p1", "2026-03-01")))
    found = folder.figures(DAY)
    assert why(one(found, "meeting_hours"))[0] == "not_computable"
    assert one(found, "meetings_without_duration_count")["value"] == 1


def by_channel(folder, *channels: str) -> None:
    folder.table(
        "meetings", [meeting(n, "p1", f"2026-03-{n:02}", channel=word) for n, word in enumerate(channels, start=1)]
    )


def test_variety_is_entropy_over_the_channels_that_the_programme_offers(folder):
    paired(folder, 1)
    by_channel(folder, "video", "video", "phone", "", "chat")
    figure = one(folder.figures(DAY), "channel_variety")
    entropy = -(2 / 3 * log(2 / 3) + 1 / 3 * log(1 / 3))
    assert figure["value"] == pytest.approx(entropy / log(3), rel=1e-12)
    assert (*size(figure), *limits(figure), *share(figure), figure["unit"]) == (3, 2, None, None, None, None, "0–1")


@pytest.mark.parametrize(
    ("channels", "value"), [(("video",) * 7, 0), (("video", "phone", "in_person"), 1), (("video",), 0)]
)
def test_one_channel_is_no_variety_and_all_alike_are_the_most(folder, channels, value):
    paired(folder, 1)
    by_channel(folder, *channels)
    assert one(folder.figures(DAY), "channel_variety")["value"] == pytest.approx(value, abs=1e-12)


def test_a_programme_of_one_channel_has_no_variety_to_measure(folder):
    declare(folder, ("[in_person, video, phone]", "[video]"))
    paired(folder, 1)
    by_channel(folder, "video", "video")
    assert why(one(folder.figures(DAY), "channel_variety")) == (
        "not_computable",
        "the programme offers one channel alone",
    )


def test_agendas_and_action_items_are_shares_of_what_the_export_says(folder):
    paired(folder, 3)
    rows = [
        meeting(1, "p1", "2026-03-01", has_agenda="true", action_item_count=0),
        meeting(2, "p1", "2026-03-02", has_agenda="false", action_item_count=3),
        meeting(3, "p2", "2026-03-01", has_agenda="true", action_item_count=1),
        meeting(4, "p2", "2026-03-02", has_agenda="", action_item_count=""),
        meeting(5, "p3", "2026-03-01", has_agenda="true"),
        meeting(6, "p3", "2026-03-02", "cancelled", has_agenda="true", action_item_count=2),
    ]
    folder.table("meetings", rows)
    found = folder.figures(DAY)
    agenda, items = one(found, "agenda_rate"), one(found, "action_item_rate")
    assert (agenda["value"], *share(agenda), *size(agenda)) == (0.75, 3, 4, 4, 6)
    assert limits(agenda) == pytest.approx(clustered_wilson((1, 2), (1, 1), (1, 1)), rel=1e-9)
    assert (items["value"], *share(items), *size(items)) == (2 / 3, 2, 3, 3, 4)
    assert limits(items) == pytest.approx(clustered_wilson((1, 2), (1, 1)), rel=1e-9)


def test_ten_pairs_are_groups_enough(folder):
    paired(folder, 10)
    rows = [meeting(number, f"p{number}", "2026-03-01", has_agenda=str(number > 4).lower()) for number in range(1, 11)]
    folder.table("meetings", rows)
    figure = one(folder.figures(DAY), "agenda_rate")
    assert (figure["value"], figure["status"], figure["reason"]) == (0.6, "ok", "")
    assert limits(figure) == pytest.approx(clustered_wilson(*([(1, 1)] * 6 + [(0, 1)] * 4)), rel=1e-9)


def test_booked_meetings_are_held_where_the_programme_says_so(folder):
    declare(folder, ("meetings_per_month: 2", "booked_counts_as_held: true"))
    paired(folder, 1)
    folder.table("meetings", meetings(("p1", "2026-03-01", "booked"), ("p1", "2026-03-02", "no_show")))
    found = folder.figures(DAY)
    assert one(found, "held_meeting_count")["value"] == 1
    assert share(one(found, "no_show_rate")) == (1, 2)


def test_people_who_are_matched_later_were_no_pair_when_they_met(folder):
    folder.people(1, 1, department="Legal")
    folder.table("pairs", [pair(1, "2026-05-01")])
    folder.table(
        "meetings", [{"meeting_key": "s", "people": "m1;r1", "starts_at": "2026-04-01T10:00:00Z", "outcome": "held"}]
    )
    before, after = (folder.figures(date(2026, month, 30)) for month in (4, 6))
    of_rate = [found.filter(metric="cancellation_rate", segment="department") for found in (before, after)]
    assert [dict(rows.select("segment_value", "n").rows()) for rows in of_rate] == [
        {"Legal": 0, "(none)": 1},
        {"Legal": 1},
    ]
