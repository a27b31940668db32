"""Rows of people who were forgotten as files come in, night after night."""

import hashlib
from datetime import date

import polars as pl

from mentorship.configuration import load_programme
from mentorship.core import build
from mentorship.exports.profile import ExportFile
from mentorship.landing import Landing, land
from mentorship.ledger import Ledger
from mentorship.tombstones import KEY, Tombstones

NIGHT = date(2026, 6, 30)
SECRET = b"a key for tests that never leaves"
ROSTER = "person_key,email,name,role\nE7,zoe@x.example,Zoë Teakettle,mentee\nE1,ada@x.example,Ada Lantern,mentor\n"
ANSWERS = "respondent,submitted_at,conf1\nnew@x.example,2026-01-10,4\nada@x.example,2026-01-10,5\n"


def landed(folder, tombstones: Tombstones, ledger: Ledger, **files: str) -> Landing:
    """A night on which each source has one file."""
    exports = {
        source: [ExportFile(f"{source}/{source}.csv", text.encode(), hashlib.sha256(text.encode()).hexdigest())]
        for source, text in files.items()
    }
    return land(load_programme(folder.root), exports, ledger, NIGHT, tombstones=tombstones)


def after(landing: Landing) -> tuple[Tombstones, Ledger]:
    """What the next night knows."""
    known = landing.ledgers
    marks = frozenset(known["raw_tombstones"]["tombstone"])
    ledger = Ledger(known["raw_files"], known["raw_files_gone"], known["raw_problems"])
    return Tombstones("testing-2026", SECRET, marks), ledger


def zoe() -> Tombstones:
    return Tombstones("testing-2026", SECRET).with_keys(KEY, ["e7"])


def test_a_file_is_read_anew_once_somebody_in_it_was_forgotten(folder) -> None:
    nobody, ledger = after(landed(folder, Tombstones("testing-2026", SECRET), Ledger.empty(), people=ROSTER))
    assert landed(folder, nobody, ledger, people=ROSTER).kept == {("people", "people/people.csv")}
    forgotten = landed(folder, zoe(), ledger, people=ROSTER)
    assert forgotten.kept == frozenset()
    assert forgotten.rows["raw_people"]["person_key"].to_list() == ["E1"]
    assert forgotten.ledgers["raw_files"]["rows_in"].to_list() == [2]


def test_a_row_that_is_not_kept_is_told_on_every_night(folder) -> None:
    first = landed(folder, zoe(), Ledger.empty(), people=ROSTER)
    second = landed(folder, *after(first), people=ROSTER)
    third = landed(folder, *after(second), people=ROSTER)
    assert third.kept == {("people", "people/people.csv")}
    for landing in (first, second, third):
        told = landing.ledgers["raw_problems"].filter(severity="left_out")
        assert told.select("source_file", "source_line").rows() == [("people/people.csv", 2)]


def test_rows_that_are_not_kept_are_refused_rows_of_the_night(folder) -> None:
    landing = landed(folder, zoe(), Ledger.empty(), people=ROSTER, baseline=ANSWERS)
    facts = build(landing.tables, load_programme(folder.root), SECRET)
    rejects = facts["core_rejects"].filter(rule="erased_on_request")
    assert rejects.select("table_name", "source_line", "refused").rows() == [("raw_people", 2, "row")]
    counts = facts["core_counts"].filter(source="people").row(0, named=True)
    assert (counts["rows_in"], counts["rows_used"], counts["rows_refused"]) == (2, 1, 1)


def test_a_key_that_a_later_roster_tells_takes_older_answers_along(folder) -> None:
    first = landed(folder, zoe(), Ledger.empty(), people=ROSTER, baseline=ANSWERS)
    assert first.rows["raw_surveys"].height == 2, "nobody knows yet whose the address is"
    moved = ROSTER.replace("zoe@x.example", "new@x.example")
    second = landed(folder, *after(first), people=moved, baseline=ANSWERS)
    third = landed(folder, *after(second), people=moved, baseline=ANSWERS)
    assert third.rows["raw_surveys"]["respondent"].to_list() == ["ada@x.example"]
    assert third.rows["raw_people"]["person_key"].to_list() == ["E1"]


def test_without_anybody_forgotten_nothing_is_told_or_kept(folder) -> None:
    landing = landed(folder, Tombstones("testing-2026", SECRET), Ledger.empty(), people=ROSTER)
    assert landing.ledgers["raw_tombstones"].is_empty()
    assert landing.ledgers["raw_problems"].filter(pl.col("severity") == "left_out").is_empty()
