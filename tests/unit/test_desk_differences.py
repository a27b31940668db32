"""What changed since the last night as the coordinator reads it."""

from datetime import timedelta

import polars as pl
import pytest

from mentorship.configuration import load_programme
from reports.differences import NAMED, differences
from reports.people import People
from tests.small_desks import desk_of, night_of
from tests.small_programmes import DAY, declare, matched, meetings, pair

YESTERDAY = DAY - timedelta(days=1)


def told(folder, before) -> dict[str, list[tuple[str, str]]]:
    desk = desk_of(folder, before=[before])
    found = differences(load_programme(folder.root), DAY, desk, People(desk.people))
    return {kind.title: [(" and ".join(one.subjects), one.told) for one in kind.changes] for kind in found.kinds}


@pytest.fixture
def dozen(folder):
    """Twelve pairs, matched on 10 February, that met once, of which a target speaks."""
    matched(folder, 12)
    folder.table("meetings", meetings(*((f"p{number}", "2026-06-25") for number in range(1, 13))))
    declare(folder, ("segments:", "targets:\n  - {metric: active_pair_rate, at_least: 0.9}\nsegments:"))
    return folder


def changed_figures(night, **changes: pl.Expr):
    """The night with another published `active_pair_rate` of everybody."""
    is_it = (pl.col("metric") == "active_pair_rate") & (pl.col("segment") == "all")
    columns = {name: pl.when(is_it).then(value).otherwise(name) for name, value in changes.items()}
    return {**night, "published_figures": night["published_figures"].with_columns(**columns)}


def test_a_night_like_the_one_before_has_no_changes(dozen):
    assert told(dozen, night_of(dozen)) == {}


def test_a_target_is_told_with_where_it_stood_and_the_figure(dozen):
    before = changed_figures(night_of(dozen, YESTERDAY), target_status=pl.lit("missed"))
    assert told(dozen, before)["Targets judged otherwise"] == [
        ("Pairs active in the last 30 days", "missed before, uncertain now (100%)")
    ]


def test_figures_that_are_shown_otherwise_are_counted_by_metric(dozen):
    before = changed_figures(night_of(dozen, YESTERDAY), status=pl.lit("suppressed"))
    assert told(dozen, before)["Figures shown afresh"] == [
        ("Pairs active in the last 30 days", "1 figure, 1 of them about everybody")
    ]


def test_what_came_in_is_told_by_source(dozen):
    before = night_of(dozen, YESTERDAY)
    dozen.table("meetings", meetings(("p1", "2026-06-25"), ("p2", "soon")))
    dozen.table("meetings/more", meetings(("p3", "2026-06-26")))
    assert told(dozen, before)["What came in"] == [("log", "1 file more, 9 rows fewer, 1 refused row more")]


def test_a_new_pair_is_new_and_one_that_ended_is_told_with_how(dozen):
    before = night_of(dozen, YESTERDAY)
    rows = [pair(number, "2026-02-10") for number in range(2, 12)]
    dozen.table(
        "pairs", [*rows, pair(1, "2026-02-10", ended_on="2026-06-30", outcome="completed"), pair(12, "2026-06-29")]
    )
    found = told(dozen, before)
    assert found["Pairs that are no longer open"] == [("m1 and r1", "at risk before, completed now")]


def test_a_pair_of_last_night_is_new_and_one_in_need_at_once_needs_attention(folder):
    folder.people(4, 4)
    folder.table("pairs", [pair(1, "2026-06-20")])
    before = night_of(folder, YESTERDAY)
    folder.table("pairs", [pair(1, "2026-06-20"), pair(2, "2026-06-30"), pair(3, "2026-06-01")])
    found = told(folder, before)
    assert found["New pairs"] == [("m2 and r2", "matched on 30 June 2026, no meeting yet")]
    assert found["Pairs that need more attention"] == [("m3 and r3", "matched on 1 June 2026, never met")]


def test_of_many_changes_the_first_are_named_and_the_rest_counted(folder):
    folder.people(NAMED + 5, NAMED + 5)
    folder.table("pairs", [pair(number, "2026-06-05") for number in range(1, NAMED + 6)])
    before = night_of(folder, YESTERDAY)
    folder.table("meetings", meetings(*((f"p{number}", "2026-06-29") for number in range(1, NAMED + 6))))
    desk = desk_of(folder, before=[before])
    found = differences(load_programme(folder.root), DAY, desk, People(desk.people))
    first = found.kinds[0]
    assert (first.title, len(first.changes), first.more) == ("Pairs that need less", NAMED, 5)
    assert (found.newly, found.no_more) == (0, NAMED + 5)
