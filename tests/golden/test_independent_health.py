"""Pair health as worked out a second time: each reason on the day on which it begins to fire, and the states."""

from tests.golden.independent.health import Health, pair_health
from tests.golden.tiny_night import BASELINE, LATER, day, declared, goal, meeting, night, pair, people, response

EVERYBODY = people(mentees=1, mentors=1)
FRESH = [goal("m1")]
EVEN = [5, 20, 35, 50, 65, 80, 95]


def health(as_of, days=EVEN, goals=FRESH, outcome="held", **tables) -> Health:
    """Of the pair of r1 and m1, which agreed on two meetings a month."""
    meetings = [meeting("r1-m1", on, outcome) for on in days if on <= as_of]
    tables = {"people": EVERYBODY, "pairs": [pair("r1", "m1")], **tables}
    programme = tables.pop("programme", declared(sources=[]))
    more = tables.pop("meetings", [])
    return pair_health(night(as_of, programme, goals=goals, meetings=[*meetings, *more], **tables))["r1-m1"]


def reasons(*arguments, **tables) -> set[str]:
    return set(health(*arguments, **tables)[1])


def test_a_pair_that_keeps_to_its_agreement_is_on_track():
    assert health(40) == ("on_track", frozenset())


def test_a_pair_that_never_met_has_not_started():
    assert health(40, []) == ("not_started", {"slow_cadence"})


def test_under_half_the_agreed_meetings_of_ninety_days_is_slow():
    """60 days are 3.94 meetings agreed: two are enough, one is not."""
    assert "slow_cadence" not in reasons(60, [10, 50])
    assert "slow_cadence" in reasons(60, [50])


def test_a_pair_of_under_thirty_days_is_not_slow():
    assert "slow_cadence" not in reasons(29, [])
    assert "slow_cadence" in reasons(30, [])


def test_cancellations_are_many_above_three_in_ten():
    cancelled = [meeting("r1-m1", on, "cancelled") for on in (7, 9, 11)]
    assert "many_cancellations" not in reasons(96, EVEN, meetings=cancelled)
    assert "many_cancellations" in reasons(80, EVEN[:5], meetings=cancelled)
    assert "many_cancellations" in reasons(20, [5], meetings=cancelled[:1])


def test_a_gap_is_long_over_twice_the_agreed_interval():
    """Two a month are 15.2 days apart, twice that is 30.4: the thirty-first day is too long, and quiet."""
    assert "long_gap" not in reasons(35, [5])
    assert health(36, [5])[0] == "at_risk"
    assert "long_gap" in reasons(36, [5])


def test_neither_cadence_nor_goals_after_thirty_days_are_two_reasons_of_one_family():
    loose = [pair("r1", "m1", meetings_per_month=None)]
    assert health(29, [20], [], pairs=loose) == ("on_track", frozenset())
    assert health(30, [20], [], pairs=loose) == ("watch", {"no_cadence", "no_goals"})


def test_expectations_are_apart_by_two_points_in_the_latest_wave_of_both():
    near, far = [{"often": 4}, {"often": 3}], [{"often": 5}, {"often": 3}]
    apart = [response(who, **given) for who, given in zip(("m1", "r1"), far, strict=True)]
    later = [response(who, "later", **given) for who, given in zip(("m1", "r1"), near, strict=True)]
    assert health(40, responses=apart) == ("watch", {"expectations_apart"})
    assert "expectations_apart" in reasons(65, responses=[*apart, later[0]])
    assert "expectations_apart" not in reasons(65, responses=[*apart, *later])


def test_no_meeting_in_the_last_forty_five_days_is_not_met_lately():
    loose = [pair("r1", "m1", meetings_per_month=1 / 3)]
    assert reasons(49, [5], pairs=loose) == set()
    assert health(50, [5], pairs=loose) == ("watch", {"not_met_lately"})
    assert health(51, [5], pairs=loose)[0] == "at_risk"


def test_no_shows_are_repeated_when_one_side_missed_two_of_ninety_days():
    sides = [meeting("r1-m1", on, "no_show", no_show_by=side) for on, side in ((8, "mentor"), (9, "mentee"))]
    assert "repeated_no_shows" not in reasons(40, meetings=sides)
    twice = [*sides, meeting("r1-m1", 12, "no_show", no_show_by="mentor")]
    assert health(40, meetings=twice) == ("watch", {"repeated_no_shows"})
    assert "repeated_no_shows" in reasons(97, meetings=twice)
    assert "repeated_no_shows" not in reasons(98, meetings=twice)


def test_two_ended_waves_unanswered_by_one_side_count_once_both_have_ended():
    waves = [BASELINE, LATER]
    asked = declared(sources=[{"instrument": "skills", "wave": wave["id"]} for wave in waves])
    answered = [response("r1", one=1), response("r1", "later", one=1)]
    assert LATER["to"] == day(78)
    assert "surveys_unanswered" not in reasons(78, programme=asked, responses=answered)
    assert "surveys_unanswered" in reasons(79, programme=asked, responses=answered)
    assert "surveys_unanswered" not in reasons(79, programme=asked, responses=[*answered, response("m1", one=1)])
    late = [row | {"joined_on": day(30)} if row["person_id"] == "m1" else row for row in EVERYBODY]
    assert "surveys_unanswered" not in reasons(79, programme=asked, responses=answered, people=late)


def test_goals_stall_without_a_review_in_sixty_days():
    assert "no_review" not in reasons(59)
    assert health(60) == ("watch", {"no_review"})
    assert "no_review" not in reasons(60, EVEN, [goal("m1", reviewed_on=1), goal("m1", "achieved")])
    assert "no_review" not in reasons(60, EVEN, [goal("m1", "achieved"), goal("r1")])


def test_an_open_goal_past_its_day_is_overdue():
    assert reasons(40, EVEN, [goal("m1", due_on=40)]) == set()
    assert reasons(40, EVEN, [goal("m1", due_on=39), goal("m1", "achieved", due_on=39)]) == {"overdue_goal"}


def test_reasons_of_one_family_are_watch_and_of_two_at_risk():
    assert health(60, EVEN, [goal("m1", due_on=39)]) == ("watch", {"no_review", "overdue_goal"})
    assert health(60, [50], [goal("m1", set_on=20, due_on=39)]) == ("at_risk", {"slow_cadence", "overdue_goal"})


def test_a_closed_pair_has_no_health():
    closed = night(40, pairs=[pair("r1", "m1", ended_on=day(40)), pair("r1", "m2", outcome="completed")])
    assert pair_health(closed) == {}
