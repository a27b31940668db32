"""Who comes first on the coordinator's page, since when, and what each person carries."""

from datetime import date, timedelta

import polars as pl
import pytest

from mentorship import contacts
from mentorship.celebrations import completed, uncelebrated
from mentorship.health import pair_health
from tests.small_desks import desk_of, named, night_of, page_of, view_of
from tests.small_programmes import DAY, goal, meetings, pair


def ago(days: int) -> str:
    return (DAY - timedelta(days=days)).isoformat()


@pytest.fixture
def varied(folder):
    """A pair of each standing: p1 and p2 never met, p3 and p4 went quiet, p5 at risk, p6 to watch, p7 new, p8 well."""
    folder.people(8, 8)
    matched = {1: 40, 2: 80, 3: 90, 4: 90, 5: 90, 6: 90, 7: 5, 8: 90}
    folder.table("pairs", [pair(number, ago(days)) for number, days in matched.items()])
    steady = range(1, 90, 14)
    held = [("p3", 40), ("p4", 60), *((f"p{number}", days) for number in (5, 6, 8) for days in steady)]
    cancelled = [("p5", days, "cancelled") for days in range(2, 8)]
    folder.table("meetings", meetings(*((key, ago(days), *what) for key, days, *what in (*held, *cancelled))))
    goals = [goal(number, f"m{number}", set_on=ago(20)) for number in range(1, 9)]
    goals[4] |= {"due_on": ago(3)}
    goals[5] |= {"due_on": ago(3)}
    folder.table("goals", goals)
    return folder


def order(folder) -> list[tuple[str, str]]:
    desk = desk_of(folder)
    who = named(desk)
    return [(who[mentee], standing) for mentee, standing in desk.contacts.select("mentee_id", "standing").iter_rows()]


def test_the_most_urgent_come_first_and_of_one_standing_the_longest_wait(varied):
    assert order(varied) == [
        ("m2", "never_met"),
        ("m1", "never_met"),
        ("m4", "went_quiet"),
        ("m3", "went_quiet"),
        ("m5", "at_risk"),
        ("m6", "watch"),
        ("m7", "not_started"),
    ]


def test_every_open_pair_is_counted_where_it_stands(varied):
    found = dict(desk_of(varied).standings.iter_rows())
    assert found == {"never_met": 2, "went_quiet": 2, "at_risk": 1, "watch": 1, "not_started": 1, "on_track": 1}


def test_the_order_of_rows_is_of_no_matter(varied):
    night = night_of(varied)
    turned = {table: frame.reverse() for table, frame in night.items() if table != "raw_files"}
    assert page_of(varied, **turned) == page_of(varied)


def test_an_ended_pair_is_nobodys_to_contact(varied):
    varied.table("pairs", [pair(1, ago(40), ended_on=ago(1), outcome="ended_early")])
    assert order(varied) == []


HEALTH = {"as_of": pl.Date, "pair_id": pl.String, "state": pl.String, "on_list": pl.String}


def nights(*standings: str | None, pair_id: str = "p") -> pl.DataFrame:
    """A pair's rows of some nights in a row, the last of them `DAY`; None is a night without it."""
    rows = [
        (DAY - timedelta(days=len(standings) - 1 - place), pair_id, standing, "")
        for place, standing in enumerate(standings)
        if standing is not None
    ]
    return pl.DataFrame(rows, schema=HEALTH, orient="row")


@pytest.mark.parametrize(
    ("standings", "days", "is_begun"),
    [
        (("watch",), 0, False),
        (("watch", "watch"), 1, False),
        (("on_track", "watch", "watch"), 1, True),
        (("watch", "on_track", "watch"), 0, True),
        (("at_risk", "watch", "on_track", "at_risk", "at_risk", "at_risk"), 2, True),
    ],
)
def test_since_is_the_first_night_of_those_in_a_row(standings, days, is_begun):
    rows = nights(*standings)
    is_now = pl.col("as_of") == DAY
    found = contacts.since(rows.filter(is_now), rows.filter(~is_now))
    assert found.rows() == [("p", DAY - timedelta(days=days), is_begun)]


def test_a_pair_that_came_after_the_first_kept_night_began_then():
    rows = pl.concat([nights("watch", "watch", "watch", pair_id="q"), nights(None, "watch", "watch")])
    is_now = pl.col("as_of") == DAY
    found = contacts.since(rows.filter(is_now), rows.filter(~is_now)).sort("pair_id")
    yesterday, before = DAY - timedelta(days=1), DAY - timedelta(days=2)
    assert found.rows() == [("p", yesterday, True), ("q", before, False)]


def test_being_on_a_list_is_another_standing_than_its_state():
    rows = nights("at_risk", "at_risk").with_columns(
        on_list=pl.when(as_of=DAY).then(pl.lit("went_quiet")).otherwise("on_list")
    )
    is_now = pl.col("as_of") == DAY
    assert contacts.since(rows.filter(is_now), rows.filter(~is_now)).rows() == [("p", DAY, True)]


@pytest.fixture
def loaded(folder):
    """r1 mentors m1 and m2 and is mentored by r2; r3 is free, r4 has left, r5 comes tomorrow, r6's pair has ended."""
    folder.table(
        "people",
        [
            {"person_key": "m1", "role": "mentee"},
            {"person_key": "m2", "role": "mentee"},
            {"person_key": "r1", "role": "both"},
            *({"person_key": f"r{number}", "role": "mentor"} for number in (2, 3, 6)),
            {"person_key": "r4", "role": "mentor", "left_on": ago(1)},
            {"person_key": "r5", "role": "mentor", "joined_on": (DAY + timedelta(days=1)).isoformat()},
        ],
    )
    pairs = [
        {"pair_key": "p1", "mentor": "r1", "mentee": "m1", "meetings_per_month": 1.5},
        {"pair_key": "p2", "mentor": "r1", "mentee": "m2", "meetings_per_month": 2},
        {"pair_key": "p3", "mentor": "r2", "mentee": "r1", "meetings_per_month": 1},
        {"pair_key": "p4", "mentor": "r6", "mentee": "m2", "ended_on": ago(2), "outcome": "completed"},
    ]
    folder.table("pairs", [{**row, "matched_on": ago(100)} for row in pairs])
    held = [
        ("p1", ago(29)),
        ("p1", ago(30)),
        ("p2", ago(0)),
        ("p3", ago(3)),
        ("p2", ago(2), "cancelled"),
        ("p4", ago(5)),
    ]
    folder.table("meetings", meetings(*held))
    return folder


def test_what_somebody_carries_is_over_their_open_pairs_in_either_role(loaded):
    who = named(desk_of(loaded))
    found = {who[person]: rest for person, *rest in contacts.loads(view_of(loaded)).iter_rows()}
    assert found == {"m1": [1, 1.5, 1], "m2": [1, 2.0, 1], "r1": [3, 4.5, 3], "r2": [1, 1.0, 1]}


def test_mentors_are_listed_busiest_first_and_those_who_are_free_last(loaded):
    desk = desk_of(loaded)
    who = named(desk)
    rows = [(who[person], open_) for person, open_ in desk.mentors.select("person_id", "open").iter_rows()]
    assert rows[:2] == [("r1", 3), ("r2", 1)]
    assert sorted(rows[2:]) == [("r3", 0), ("r6", 0)]


def test_where_nobody_says_how_often_nothing_is_agreed(loaded):
    text = (loaded.root / "programme.yaml").read_text(encoding="utf-8")
    loaded.write("programme.yaml", text.replace("  meetings_per_month: 2\n", ""))
    loaded.table("pairs", [pair(1, ago(50))])
    assert contacts.loads(view_of(loaded))["agreed"].to_list() == [None, None]
    assert "1 open pair, no rhythm agreed, 1 held in 30 days" in page_of(loaded)


def test_goals_to_celebrate_are_those_of_the_last_thirty_days_newest_first(folder):
    folder.people(5, 0)
    achieved = {"m1": 29, "m2": 30, "m3": 0, "m4": 5, "m5": 5}
    rows = [
        goal(number, owner, set_on=ago(60), status="achieved", achieved_on=ago(days))
        for number, (owner, days) in enumerate(achieved.items())
    ]
    rows[4] |= {"celebrated_on": ago(1)}
    folder.table("goals", rows)
    who = named(desk_of(folder))
    assert [who[owner] for owner in uncelebrated(view_of(folder))["owner_id"]] == ["m3", "m4", "m1"]


def test_an_achievement_without_a_date_is_not_celebrated_for_ever(folder):
    folder.people(1, 0)
    folder.table("goals", [goal(1, "m1", status="achieved")])
    assert uncelebrated(view_of(folder)).is_empty()


def test_pairs_that_completed_in_the_last_thirty_days_are_celebrated(folder):
    folder.people(4, 4)
    folder.table(
        "pairs",
        [
            pair(1, ended_on=ago(29), outcome="completed"),
            pair(2, ended_on=ago(30), outcome="completed"),
            pair(3, ended_on=ago(3), outcome="ended_early"),
            pair(4, ended_on=(DAY + timedelta(days=1)).isoformat(), outcome="completed"),
        ],
    )
    folder.table("meetings", meetings(("p1", ago(60)), ("p1", ago(50))))
    who = named(desk_of(folder))
    found = completed(view_of(folder)).select("mentee_id", "ended_on", "held").rows()
    assert [(who[mentee], *rest) for mentee, *rest in found] == [("m1", date(2026, 6, 1), 2)]


def test_health_of_the_night_alone_is_contacted(varied):
    view = view_of(varied)
    assert contacts.contacts(view, pair_health(view), nights("watch").clear())["as_of"].unique().to_list() == [DAY]
