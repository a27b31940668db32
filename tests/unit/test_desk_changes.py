"""What is told to have changed since the last night, and what there is to mend."""

from datetime import date, timedelta

import polars as pl
import pytest

from mentorship import addresses, changes, mending, tables
from mentorship.scrubbing import RULE as ERASED
from tests.small_desks import desk_of, named, night_of
from tests.small_programmes import DAY, matched, meetings, pair

YESTERDAY = DAY - timedelta(days=1)


def health(as_of: date = DAY, **standings: str) -> pl.DataFrame:
    rows = [{"as_of": as_of, "pair_id": pair_id, "state": state, "on_list": ""} for pair_id, state in standings.items()]
    return pl.DataFrame(rows, schema={"as_of": pl.Date, "pair_id": pl.String, "state": pl.String, "on_list": pl.String})


def test_pairs_that_stand_elsewhere_came_or_went_are_told_and_no_other():
    before = health(YESTERDAY, same="watch", worse="watch", gone="at_risk")
    found = changes.moved_pairs(health(same="watch", worse="at_risk", new="not_started"), before)
    assert found.rows() == [("gone", "at_risk", None), ("new", None, "not_started"), ("worse", "watch", "at_risk")]


def test_beside_no_night_at_all_nothing_has_changed(folder):
    matched(folder, 12)
    desk = desk_of(folder)
    for moved in (desk.pairs, desk.targets, desk.shows, desk.sources):
        assert (moved.since, moved.rows.height) == (None, 0)


def test_the_last_night_is_the_newest_of_those_before():
    rows = pl.concat([health(DAY - timedelta(days=9), p="watch"), health(YESTERDAY, p="at_risk")])
    assert changes.last_night(rows).rows() == [(YESTERDAY, "p", "at_risk", "")]


def figure(**more: object) -> pl.DataFrame:
    row = {
        "programme_id": "x", "as_of": DAY, "metric": "match_rate", "role": "mentee", "segment": "all", "segment_value": "all",
        "instrument": "", "construct": "", "wave": "", "value": 0.5, "status": "ok", "target": "at_least:0.8",
        "target_status": "uncertain", "value_as_of": DAY, "unit": "share", "reason": "", "definition_version": 1, **more,
    }  # fmt: skip
    return pl.DataFrame([row], schema=tables.dtypes("published_figures"))


@pytest.mark.parametrize(
    ("now", "told"),
    [
        ({}, []),
        ({"target_status": "met"}, [("uncertain", "met")]),
        ({"target_status": "", "status": "suppressed"}, [("uncertain", "")]),
        ({"target": "at_least:0.9", "target_status": "missed"}, []),
    ],
)
def test_a_target_that_stands_elsewhere_is_told(now, told):
    """One that was declared otherwise since is another target."""
    before = figure(as_of=YESTERDAY, value_as_of=YESTERDAY)
    assert changes.moved_targets(figure(**now), before).select("before", "now").rows() == told


@pytest.mark.parametrize(
    ("now", "told"),
    [
        ({}, []),
        ({"status": "suppressed", "value": None}, [("fresh", "hidden")]),
        ({"value_as_of": YESTERDAY}, [("fresh", "kept")]),
        ({"status": "not_computable", "value": None, "value_as_of": None}, []),
    ],
)
def test_a_figure_that_is_newly_hidden_or_kept_is_told(now, told):
    before = figure(as_of=YESTERDAY, value_as_of=YESTERDAY)
    assert changes.moved_shows(figure(**now), before).select("before", "now").rows() == told


def test_a_figure_that_was_kept_before_and_still_is_has_not_changed():
    before = figure(as_of=YESTERDAY, value_as_of=YESTERDAY - timedelta(days=1))
    assert changes.moved_shows(figure(value_as_of=YESTERDAY - timedelta(days=1)), before).is_empty()
    assert changes.moved_shows(figure(), before)["now"].to_list() == ["fresh"]


def test_sources_with_other_files_or_rows_are_told(folder):
    matched(folder, 3)
    folder.table("meetings", meetings(("p1", "2026-06-01")))
    before = night_of(folder, YESTERDAY)
    folder.table("meetings", meetings(("p1", "2026-06-01"), ("p2", "2026-06-02")))
    (row,) = desk_of(folder, before=[before]).sources.rows.iter_rows(named=True)
    assert (row["source"], row["rows_in_before"], row["rows_in"]) == ("log", 1, 2)


def test_a_source_that_is_new_or_gone_has_no_counts_on_one_side():
    row = {name: "x" if dtype == pl.String else 1 for name, dtype in tables.dtypes("published_sources").items()}
    dated = {**row, "as_of": DAY, "newest_on": DAY}
    now = pl.DataFrame([{**dated, "source": "new"}], schema=tables.dtypes("published_sources"))
    before = now.with_columns(source=pl.lit("old"))
    found = changes.moved_sources(now, before).select("source", "files", "files_before").rows()
    assert found == [("new", 1, None), ("old", None, 1)]


def test_faults_of_one_kind_are_told_once_with_their_first_lines(folder):
    folder.people(1, 1)
    folder.table("pairs", [pair(number, "yesterday") for number in range(1, 9)])
    faults = desk_of(folder).faults.rows(named=True)
    (fault,) = [row for row in faults if row["reason"] == "the date of the match is not a day of the calendar"]
    assert (fault["what"], fault["sources"], fault["size"]) == ("row", ["pairs"], 8)
    assert [(line["file"], line["line"], line["column"]) for line in fault["lines"]] == [
        ("pairs/pairs.csv", number, "matched_on") for number in (2, 3, 4, 5, 6)
    ]


def test_what_there_is_nothing_to_mend_of_comes_last_and_what_was_erased_not_at_all():
    row = {
        "source": "s",
        "table_name": "raw_people",
        "source_file": "f",
        "source_line": 1,
        "column": "",
        "value_class": "",
    }
    kinds = [
        {"rule": "left_out_by_its_reader", "reason": "a preview", "fix": "nothing; it is no answer", "refused": "row"},
        {"rule": ERASED, "reason": "they were forgotten", "fix": "nothing", "refused": "row"},
        {"rule": "has_a_key", "reason": "no key", "fix": "give one", "refused": "row"},
    ]
    refused = pl.DataFrame([{**row, **kind} for kind in kinds], schema=tables.dtypes("core_rejects"))
    found = mending.to_mend(tables.empty("raw_problems"), refused)
    assert found.select("what", "fix").rows() == [("row", "give one"), ("left_out", "nothing; it is no answer")]


def test_a_refused_file_comes_before_a_refused_row_and_a_doubt_after_both():
    problem = {
        "source": "s",
        "source_file": "f",
        "source_line": None,
        "column": "",
        "value_class": "",
        "is_of_reading": True,
    }
    files = [
        {**problem, "message": word, "fix": "mend", "severity": severity}
        for word, severity in (("doubtful", "warning"), ("broken", "error"), ("a preview", "left_out"))
    ]
    row = {"source": "s", "table_name": "t", "source_file": "f", "source_line": 1, "column": "c", "value_class": "v"}
    rows = [{**row, "rule": "other", "reason": "odd", "fix": "mend", "refused": "row"}]
    found = mending.to_mend(
        pl.DataFrame(files, schema=tables.dtypes("raw_problems")),
        pl.DataFrame(rows, schema=tables.dtypes("core_rejects")),
    )
    assert found["what"].to_list() == ["file", "row", "warning"]


def test_somebody_is_known_by_the_last_row_of_theirs_that_says():
    said = [("Ada", "ada@x.example"), (" Ada L. ", None), (None, " "), ("Nobody", "nobody@x.example")]
    roster = pl.DataFrame(
        [
            {"source": "s", "source_file": "f", "source_line": line, "name": name, "email": email, "person_key": "m1"}
            for line, (name, email) in enumerate(said)
        ]
    )
    lineage = pl.DataFrame(
        [
            {"table_name": table, "fact_id": "p", "source_file": "f", "source_line": line}
            for table, line in (("core_people", 0), ("core_people", 1), ("core_people", 2), ("core_goals", 3))
        ]
    )
    assert addresses.people(roster, lineage).rows() == [("p", "Ada L.", "ada@x.example", "m1")]


def test_everybody_of_the_roster_is_known(folder):
    folder.people(3, 2)
    assert sorted(named(desk_of(folder)).values()) == ["m1", "m2", "m3", "r1", "r2"]
