"""Every fault that the generator put into the sample is found, where it is, and nothing else is."""

import json
from pathlib import Path

import polars as pl
import pytest

from mentorship.configuration import load_programme

DATA = Path(__file__).parents[2] / "data"
DIRT = json.loads((DATA / "sample-dirt.json").read_text(encoding="utf-8"))
# An occurrence of a calendar has a position and not a line; an answer given twice is two facts, of which one counts.
REFUSED = {
    (fault["file"], fault["line"])
    for fault in DIRT
    if fault["kind"] not in {"duplicate", "answered_twice"} and not fault["file"].endswith(".ics")
}
RULES = {
    "unknown_person": r"_is_known$|_is_one_person$|somebody_is_known",
    "impossible_date": r"_is_a_day$|_is_a_time$|ends_after_starting",
    "out_of_scale": r"answer_is_on_the_scale|_is_a_level$",
    "achieved_before_set": "achieved_after_setting",
    "unknown_pair": "pair_is_known",
    "out_of_range": "duration_is_possible",
    "unknown_word": "meeting_outcome_is_known",
    "ended_before_matched": "ended_after_matching",
    "contradiction": "person_contradicts",
}


@pytest.fixture(scope="module")
def facts(programme_folder_at):
    sample = DATA / "sample"
    return programme_folder_at(sample).facts(load_programme(sample).last_reportable_day())


def test_every_fault_is_refused_at_its_line_by_its_rule(facts):
    rejects = facts["core_rejects"].group_by("source_file", "source_line").agg("rule")
    rules = {(row["source_file"], row["source_line"]): row["rule"] for row in rejects.iter_rows(named=True)}
    for fault in DIRT:
        place = (fault["file"], fault["line"])
        if place in REFUSED:
            found = pl.Series(rules.get(place, ["nothing"]))
            assert found.str.contains(RULES[fault["kind"]]).any(), (fault, found.to_list())


def test_nothing_but_the_faults_is_refused(facts):
    told = facts["core_rejects"].filter(
        (pl.col("rule") != "left_out_by_its_reader") & ~pl.col("source_file").str.ends_with(".ics")
    )
    others = {(fault["file"], fault.get("other_line")) for fault in DIRT if fault["kind"] == "contradiction"}
    assert set(told.select("source_file", "source_line").rows()) == REFUSED | others


def test_every_row_that_stands_twice_is_superseded(facts):
    twice = [fault for fault in DIRT if fault["kind"] == "duplicate" and not fault["file"].endswith(".ics")]
    assert facts["core_counts"]["rows_superseded"].sum() == len(twice)


def test_every_row_of_the_sample_is_accounted_for(facts):
    counts = facts["core_counts"]
    assert counts["rows_in"].sum() > 1900
    assert counts.filter(
        pl.col("rows_in") != pl.sum_horizontal("rows_used", "rows_refused", "rows_superseded")
    ).is_empty()
