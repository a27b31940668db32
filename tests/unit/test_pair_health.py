"""Lists and states of open pairs, each rule on the day on which it begins to fire."""

from datetime import date, timedelta

import pytest

from mentorship.as_of import AsOf
from mentorship.configuration import load_programme
from mentorship.health import ASK_BOTH, pair_health

DAY = date(2026, 6, 30)
PULSE = """
instrument: pulse
title: Pulse
asked_of: [mentee, mentor]
scale: {min: 1, max: 5}
items:
  - {id: often, kind: expectation, text: We agree how often we meet}
"""


def ago(days: int) -> str:
    return (DAY - timedelta(days=days)).isoformat()


def held(*days_ago: int, pair: str = "p1", **more: object) -> list[dict[str, object]]:
    return [
        {"meeting_key": f"{pair}-{days}", "pair_key": pair, "starts_at": ago(days), "outcome": "held", **more}
        for days in days_ago
    ]


STEADY = tuple(range(1, 120, 14))


class Pairs:
    """One pair p1 matched long ago, with steady meetings and a fresh goal unless a test says otherwise."""

    def __init__(self, folder) -> None:
        self.folder = folder
        folder.people(1, 1)
        self.pair(matched_on=ago(125))
        folder.table("meetings", held(*STEADY))
        self.goals({})

    def pair(self, **more: object) -> None:
        self.folder.table("pairs", [{"pair_key": "p1", "mentor": "r1", "mentee": "m1", **more}])

    def meetings(self, *rows: dict[str, object]) -> None:
        self.folder.table("meetings", list(rows))

    def goals(self, *rows: dict[str, object]) -> None:
        usual = {"owner": "m1", "set_on": ago(20), "status": "open"}
        self.folder.table("goals", [{"goal_key": f"g{place}", **usual, **row} for place, row in enumerate(rows)])

    def health(self) -> dict[str, object]:
        view = AsOf(self.folder.facts(DAY), load_programme(self.folder.root), DAY)
        found = pair_health(view)
        assert found.height == 1
        return found.row(0, named=True)


@pytest.fixture
def pairs(folder) -> Pairs:
    return Pairs(folder)


def test_a_pair_that_meets_and_has_a_fresh_goal_is_on_track(pairs):
    found = pairs.health()
    assert (found["state"], found["reasons"], found["actions"], found["on_list"]) == ("on_track", [], [], "")
    assert found["last_met_on"] == date(2026, 6, 29)


def test_an_ended_pair_has_no_health(pairs):
    pairs.pair(matched_on=ago(125), ended_on=ago(1), outcome="completed")
    with pytest.raises(AssertionError):
        pairs.health()


@pytest.mark.parametrize(("days", "listed"), [(14, ""), (15, "never_met")])
def test_a_pair_is_on_the_list_of_those_who_never_met_after_fourteen_days(pairs, days, listed):
    pairs.pair(matched_on=ago(days))
    pairs.meetings()
    found = pairs.health()
    assert (found["state"], found["on_list"]) == ("not_started", listed)
    assert found["actions"][0] == "help them to a date for their first meeting"
    assert found["list_reason"] == (f"matched on {ago(15)}, 15 days ago, and no meeting held" if listed else "")


@pytest.mark.parametrize(("days", "listed"), [(45, ""), (46, "went_quiet")])
def test_a_pair_without_a_cadence_goes_quiet_after_forty_five_days(pairs, days, listed):
    programme = (pairs.folder.root / "programme.yaml").read_text(encoding="utf-8")
    pairs.folder.write("programme.yaml", programme.replace("  meetings_per_month: 2\n", ""))
    pairs.meetings(*held(days, days + 10))
    found = pairs.health()
    assert found["on_list"] == listed
    assert found["state"] == "at_risk"
    assert f"no meeting held for {days} days" in found["reasons"]
    assert "no cadence agreed 125 days after the match" in found["reasons"]


@pytest.mark.parametrize(("days", "listed"), [(30, ""), (31, "went_quiet")])
def test_a_pair_goes_quiet_after_twice_its_agreed_interval(pairs, days, listed):
    pairs.meetings(*held(days, *range(days + 5, 120, 10)))
    found = pairs.health()
    assert found["on_list"] == listed
    assert found["state"] == ("at_risk" if listed else "on_track")
    told = "31 days since the last meeting, where one every 15 days was agreed"
    assert found["reasons"] == ([told] if listed else [])


@pytest.mark.parametrize(("count", "state"), [(3, "on_track"), (2, "watch")])
def test_a_cadence_below_half_of_what_was_agreed_is_watched(pairs, count, state):
    pairs.pair(matched_on=ago(125), meetings_per_month=2)
    pairs.meetings(*held(*(5, 30, 85, 100)[:count], 110))
    assert pairs.health()["state"] == state


def test_half_of_what_was_agreed_is_counted_over_ninety_days(pairs):
    pairs.pair(matched_on=ago(125), meetings_per_month=1)
    pairs.meetings(*held(1, 95, 100, 105))
    assert pairs.health()["reasons"] == ["meetings held in the last 90 days: 1 of 3.0 agreed"]


def test_cancellations_over_three_in_ten_are_watched(pairs):
    cancelled = [
        {"meeting_key": f"c{place}", "pair_key": "p1", "starts_at": ago(place + 2), "outcome": "cancelled"}
        for place in range(4)
    ]
    pairs.meetings(*held(*STEADY), *cancelled[:3])
    assert pairs.health()["state"] == "on_track"
    pairs.meetings(*held(*STEADY), *cancelled)
    found = pairs.health()
    assert found["reasons"] == ["meetings cancelled: 4 of 13"]
    assert found["actions"][0] == "agree on a rhythm that both can keep"


@pytest.mark.parametrize(("days", "state"), [(29, "on_track"), (30, "watch")])
def test_no_goal_thirty_days_after_the_match_is_watched(pairs, days, state):
    pairs.pair(matched_on=ago(days))
    pairs.meetings(*held(1, 14))
    pairs.folder.table("goals", [])
    assert pairs.health()["state"] == state


def test_two_no_shows_of_one_side_are_watched_and_one_of_each_is_not(pairs):
    missed = [
        {"meeting_key": f"n{place}", "pair_key": "p1", "starts_at": ago(3 + place), "outcome": "no_show"}
        for place in range(2)
    ]
    sides = [{**row, "no_show_by": side} for row, side in zip(missed, ("mentor", "mentee"), strict=True)]
    pairs.meetings(*held(*STEADY), *sides)
    assert pairs.health()["state"] == "on_track"
    pairs.meetings(*held(*STEADY), *({**row, "no_show_by": "mentor"} for row in missed))
    assert pairs.health()["reasons"] == ["the mentor missed 2 meetings in 90 days"]


@pytest.mark.parametrize(("days", "state"), [(59, "on_track"), (60, "watch")])
def test_open_goals_that_nobody_reviewed_are_watched(pairs, days, state):
    pairs.goals({"set_on": ago(100), "reviewed_on": ago(days)})
    assert pairs.health()["state"] == state


def test_a_goal_past_its_due_date_is_watched_and_one_due_today_is_not(pairs):
    pairs.goals({"due_on": ago(0)})
    assert pairs.health()["state"] == "on_track"
    pairs.goals({"due_on": ago(1)})
    assert pairs.health()["reasons"] == ["open goals past their due date: 1"]


def test_two_families_of_trouble_are_a_risk(pairs):
    pairs.goals({"due_on": ago(1)})
    cancelled = [
        {"meeting_key": f"c{place}", "pair_key": "p1", "starts_at": ago(place + 2), "outcome": "cancelled"}
        for place in range(5)
    ]
    pairs.meetings(*held(*STEADY), *cancelled)
    assert pairs.health()["state"] == "at_risk"


def with_pulse(pairs: Pairs, mentor: int, mentee: int) -> None:
    folder = pairs.folder
    folder.write("instruments/pulse.yaml", PULSE)
    text = (folder.root / "programme.yaml").read_text(encoding="utf-8")
    source = "  - {name: pulse, kind: surveys, tool: table, files: surveys/pulse.csv, instrument: pulse, wave: later}\n"
    folder.write("programme.yaml", text.replace("waves:\n", f"{source}waves:\n"))
    folder.table(
        "surveys/pulse",
        [
            {"respondent": person, "submitted_at": "2026-06-10T09:00:00Z", "often": points}
            for person, points in (("r1", mentor), ("m1", mentee))
        ],
    )


def test_answers_one_point_apart_are_on_track(pairs):
    with_pulse(pairs, 4, 3)
    assert pairs.health()["state"] == "on_track"


def test_answers_raise_a_state_and_are_never_told(pairs):
    with_pulse(pairs, 5, 2)
    found = pairs.health()
    assert (found["state"], found["reasons"], found["actions"]) == ("watch", [ASK_BOTH], [])


def test_two_surveys_left_unanswered_are_watched(pairs):
    folder = pairs.folder
    text = (folder.root / "programme.yaml").read_text(encoding="utf-8")
    folder.write("programme.yaml", text.replace("from: 2026-06-01, to: 2026-06-30", "from: 2026-06-01, to: 2026-06-28"))
    folder.table("surveys/baseline", [{"respondent": "r1", "submitted_at": "2026-01-10T09:00:00Z", "conf1": 3}])
    assert pairs.health()["reasons"] == ["the last 2 surveys left unanswered"]
    folder.table(
        "surveys/baseline",
        [{"respondent": person, "submitted_at": "2026-01-10T09:00:00Z", "conf1": 3} for person in ("r1", "m1")],
    )
    assert pairs.health()["state"] == "on_track"


def test_thresholds_are_the_programmes(pairs):
    text = (pairs.folder.root / "programme.yaml").read_text(encoding="utf-8")
    pairs.folder.write("programme.yaml", f"{text}health: {{quiet_after_days: 5, quiet_after_intervals: 1.0}}\n")
    pairs.meetings(*held(6, *range(10, 120, 10)))
    found = pairs.health()
    assert (found["on_list"], found["state"]) == ("went_quiet", "at_risk")


def test_the_counts_are_the_lengths_of_the_lists(folder):
    folder.people(4, 2)
    folder.table(
        "pairs",
        [
            {"pair_key": f"p{number}", "mentor": f"r{1 + number % 2}", "mentee": f"m{number}", "matched_on": ago(100)}
            for number in (1, 2, 3)
        ]
        + [{"pair_key": "p4", "mentor": "r1", "mentee": "m4", "matched_on": ago(100), "ended_on": ago(5)}],
    )
    folder.table("meetings", [*held(60, pair="p1"), *held(2, pair="p2")])
    never, quiet = folder.figure("never_met_count", DAY), folder.figure("went_quiet_count", DAY)
    assert (never["value"], quiet["value"]) == (1, 1)
    assert (never["n"], never["people"], never["status"]) == (3, 5, "low_n")
