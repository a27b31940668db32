"""A page says nothing of the rows of people who were forgotten; the list of refused rows, which is private, does."""

from datetime import date

import polars as pl

from assets import account
from mentorship import core
from mentorship.configuration import load_programme
from mentorship.exports.profile import ExportFile
from mentorship.landing import land
from mentorship.ledger import Ledger
from mentorship.tombstones import KEY, Tombstones

NIGHT = date(2026, 6, 30)
ROSTER = "person_key,role,joined_on\nm1,mentee,2026-01-01\nm2,mentee,2026-01-01\nr1,boss,2026-01-01\n"


def told(folder, tombstones: Tombstones) -> dict[str, pl.DataFrame]:
    """The ledgers and the facts of a night."""
    programme = load_programme(folder.root)
    files = {"people": [ExportFile("people/people.csv", ROSTER.encode(), "a" * 64)]}
    landing = land(programme, files, Ledger.empty(), NIGHT, tombstones=tombstones)
    return {**landing.tables, **core.build(landing.tables, programme, b"secret")}


def test_a_source_is_as_if_it_had_never_held_their_rows(folder) -> None:
    known = told(folder, Tombstones("testing-2026", b"secret").with_keys(KEY, ["m2"]))
    row = account.sources(known, "tiny", NIGHT).filter(source="people").row(0, named=True)
    assert [row[name] for name in account.COUNTS] == [2, 1, 1, 0]
    reasons = account.rejects_by_reason(known["core_rejects"])
    assert reasons.filter(source="people")["rows"].to_list() == [1]
    assert not reasons["reason"].str.contains("forgotten").any()


def test_the_account_of_files_and_the_list_of_refused_rows_have_them_all(folder) -> None:
    known = told(folder, Tombstones("testing-2026", b"secret").with_keys(KEY, ["m2"]))
    entry = account.inputs(known["raw_files"], known["core_counts"]).filter(source="people").row(0, named=True)
    assert [entry[name] for name in account.COUNTS] == [3, 1, 2, 0]
    listed = account.rejects(known["raw_problems"], known["core_rejects"]).filter(file="people/people.csv")
    assert listed.sort("line").select("line", "rule").rows() == [(3, "erased_on_request"), (4, "role_is_known")]


def test_without_anybody_forgotten_every_row_is_told(folder) -> None:
    known = told(folder, Tombstones("testing-2026", b"secret"))
    row = account.sources(known, "tiny", NIGHT).filter(source="people").row(0, named=True)
    assert [row[name] for name in account.COUNTS] == [3, 2, 1, 0]
