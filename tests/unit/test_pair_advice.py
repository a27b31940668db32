"""What is suggested about a pair, each suggestion on the day on which it begins to be made."""

from datetime import date, timedelta

import pytest

from mentorship import advice
from mentorship.health import pair_health
from tests.small_desks import view_of
from tests.small_programmes import declare

DAY = date(2026, 6, 30)
STEADY = tuple(range(1, 120, 14))


def ago(days: int) -> str:
    return (DAY - timedelta(days=days)).isoformat()


def rows(*days_ago: int, outcome: str = "held", **more: object) -> list[dict[str, object]]:
    return [
        {"meeting_key": f"{outcome}{days}", "pair_key": "p1", "starts_at": ago(days), "outcome": outcome, **more}
        for days in days_ago
    ]


class Pair:
    """The pair p1, matched 125 days ago, which meets as agreed and has a fresh goal, unless a test says otherwise."""

    def __init__(self, folder) -> None:
        self.folder = folder
        folder.people(1, 1)
        self.matched(125)
        self.meetings(rows(*STEADY))
        self.goal()

    def matched(self, days: int, **more: object) -> None:
        row = {"pair_key": "p1", "mentor": "r1", "mentee": "m1", "matched_on": ago(days), **more}
        self.folder.table("pairs", [row])

    def meetings(self, *found: list[dict[str, object]]) -> None:
        self.folder.table("meetings", [row for each in found for row in each])

    def goal(self, owner: str = "m1", **more: object) -> None:
        goal = {"goal_key": "g1", "owner": owner, "set_on": ago(20), "status": "open", **more}
        self.folder.table("goals", [goal])

    def advised(self) -> list[str]:
        return pair_health(view_of(self.folder, DAY))["actions"].item().to_list()


@pytest.fixture
def pair(folder) -> Pair:
    return Pair(folder)


def test_nothing_is_suggested_to_a_pair_on_track(pair):
    assert pair.advised() == []


@pytest.mark.parametrize(("days", "also"), [(29, []), (45, []), (46, [advice.REMATCH])])
def test_a_pair_that_never_met_is_helped_to_a_date_and_later_offered_a_rematch(pair, days, also):
    pair.matched(days)
    pair.meetings()
    assert pair.advised() == [advice.FIRST_MEETING, *also]


def test_meetings_are_not_improved_before_the_first_of_them(pair):
    pair.meetings(rows(3, 4, outcome="cancelled"))
    assert pair.advised() == [advice.FIRST_MEETING, advice.REMATCH]


def test_cancelled_meetings_ask_for_a_rhythm_and_an_agenda(pair):
    pair.meetings(rows(*STEADY), rows(2, 3, 4, 5, outcome="cancelled"))
    assert pair.advised() == [advice.RHYTHM, advice.AGENDA]


def test_a_slow_cadence_asks_for_a_rhythm_and_an_agenda(pair):
    pair.meetings(rows(5, 30, 110))
    assert pair.advised() == [advice.RHYTHM, advice.AGENDA]


@pytest.mark.parametrize(("days", "also"), [(31, []), (60, []), (61, [advice.REMATCH])])
def test_a_silence_of_over_twice_the_threshold_asks_for_a_rematch(pair, days, also):
    """Two meetings a month are 15.2 days apart: quiet after 30.4 days, a rematch after 60.9."""
    declare(pair.folder, ("segments: [department]", "segments: [department]\nhealth: {cadence_below: 0.1}"))
    pair.meetings(rows(days, *range(days + 5, 120, 5)))
    given = pair.advised()
    assert given[0] == advice.REACH_OUT
    assert [each for each in given if each == advice.REMATCH] == also


@pytest.mark.parametrize(("days", "is_offered"), [(90, False), (91, True)])
def test_without_a_rhythm_a_rematch_is_offered_after_twice_the_days_of_going_quiet(pair, days, is_offered):
    declare(pair.folder, ("  meetings_per_month: 2\n", ""))
    pair.meetings(rows(days, days + 10))
    assert (advice.REMATCH in pair.advised()) is is_offered


@pytest.mark.parametrize(("side", "ask"), [("mentor", advice.ASK_MENTOR), ("mentee", advice.ASK_MENTEE)])
def test_no_shows_of_one_side_ask_for_a_word_with_them_and_a_rematch(pair, side, ask):
    pair.meetings(rows(*STEADY), rows(3, 4, outcome="no_show", no_show_by=side))
    assert pair.advised() == [ask, advice.REMATCH]


def test_a_pair_without_goals_or_rhythm_is_asked_to_talk_about_expectations(pair):
    pair.folder.table("goals", [])
    assert pair.advised() == [advice.TALK]


@pytest.mark.parametrize("more", [{"due_on": ago(1)}, {"set_on": ago(100), "reviewed_on": ago(60)}])
def test_stalled_goals_ask_for_a_review(pair, more):
    pair.goal(**more)
    assert pair.advised() == [advice.REVIEW]


@pytest.mark.parametrize(("days", "is_suggested"), [(0, True), (29, True), (30, False)])
def test_a_goal_achieved_within_thirty_days_is_to_be_celebrated(pair, days, is_suggested):
    pair.goal(set_on=ago(50), status="achieved", achieved_on=ago(days))
    assert (advice.CELEBRATE in pair.advised()) is is_suggested


@pytest.mark.parametrize(("celebrated", "is_suggested"), [(6, True), (5, False), (0, False), (-1, True)])
def test_a_celebrated_goal_is_celebrated_once(pair, celebrated, is_suggested):
    """A celebration before the achievement is none, nor is one that is yet to come."""
    pair.goal(set_on=ago(50), status="achieved", achieved_on=ago(5), celebrated_on=ago(celebrated))
    assert (advice.CELEBRATE in pair.advised()) is is_suggested


def test_a_mentors_goal_is_no_matter_of_the_pair(pair):
    pair.goal(owner="r1", set_on=ago(50), status="achieved", achieved_on=ago(5))
    assert advice.CELEBRATE not in pair.advised()


def test_suggestions_come_in_one_order(pair):
    pair.goal(due_on=ago(1))
    pair.meetings(rows(70, 80), rows(3, 4, outcome="no_show", no_show_by="mentor"))
    given = pair.advised()
    assert given == [each for each in advice.IN_ORDER if each in given]
    assert len(given) > 4
