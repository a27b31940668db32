"""Which of a source's files serve a night."""

from datetime import date

import polars as pl
import pytest

from mentorship import tables
from mentorship.configuration import load_programme
from mentorship.exports.profile import ExportFile
from mentorship.landing import land

HEADER = "person_key,role\n"


def landed(folder, files: dict[str, str], source: str = "people", as_of: date = date(2026, 6, 30), ledger=None):
    exports = [ExportFile(path, text.encode(), f"sha of {text}") for path, text in files.items()]
    start = tables.empty("raw_files") if ledger is None else ledger
    return land(load_programme(folder.root), {source: exports}, start, as_of).tables


def uses(raw) -> dict[str, str]:
    return dict(raw["raw_files"].select("source_file", "use").rows())


def dated(folder) -> None:
    text = (folder.root / "programme.yaml").read_text()
    folder.write("programme.yaml", text.replace("files: people/*.csv", 'files: people/*.csv, dated: "%Y-%m-%d"'))


def test_every_row_is_text_with_its_file_and_line(folder):
    raw = landed(folder, {"people/a.csv": HEADER + "007,mentee\n1e3,mentor\n"})["raw_people"]
    assert raw.select("source", "source_file", "source_line", "person_key").rows() == [
        ("people", "people/a.csv", 2, "007"),
        ("people", "people/a.csv", 3, "1e3"),
    ]
    assert raw["source_sha256"].n_unique() == 1


def test_the_later_file_name_of_two_snapshots_first_seen_together_is_used(folder):
    raw = landed(folder, {"people/b.csv": HEADER + "m2,mentee\n", "people/a.csv": HEADER + "m1,mentee\n"})
    assert uses(raw) == {"people/a.csv": "replaced", "people/b.csv": "used"}
    assert raw["raw_people"]["person_key"].to_list() == ["m2"]


def test_a_snapshot_first_seen_later_replaces_an_earlier_one(folder):
    first = landed(folder, {"people/b.csv": HEADER + "m1,mentee\n"})
    second = landed(
        folder,
        {"people/b.csv": HEADER + "m1,mentee\n", "people/a.csv": HEADER + "m2,mentee\n"},
        ledger=first["raw_files"],
    )
    assert uses(second) == {"people/a.csv": "used", "people/b.csv": "replaced"}


def test_a_dated_export_is_not_used_for_nights_before_it(folder):
    dated(folder)
    files = {
        "people/roster-2026-03-01.csv": HEADER + "m1,mentee\n",
        "people/roster-2026-05-01.csv": HEADER + "m1,mentee\nm2,mentee\n",
    }
    assert uses(landed(folder, files, as_of=date(2026, 4, 30))) == {
        "people/roster-2026-03-01.csv": "used",
        "people/roster-2026-05-01.csv": "later",
    }
    assert landed(folder, files, as_of=date(2026, 5, 1))["raw_people"].height == 2


def test_a_file_without_the_date_its_source_declares_is_refused(folder):
    dated(folder)
    problems = landed(folder, {"people/roster.csv": HEADER + "m1,mentee\n"})["raw_problems"]
    row = problems.filter(pl.col("source") == "people").row(0, named=True)
    assert (row["source_file"], row["severity"]) == ("people/roster.csv", "error")
    assert "rename the file" in row["fix"]


def test_rows_of_appended_files_add_up_and_one_content_is_used_once(folder):
    text = "meeting_key,pair_key,starts_at,outcome\nx1,p1,2026-03-01,held\n"
    files = {"meetings/a.csv": text, "meetings/b.csv": text.replace("x1", "x2"), "meetings/c.csv": text}
    raw = landed(folder, files, source="log")
    assert uses(raw) == {"meetings/a.csv": "used", "meetings/b.csv": "used", "meetings/c.csv": "same"}
    told = raw["raw_problems"].filter(pl.col("source_file") == "meetings/c.csv").row(0, named=True)
    assert (told["severity"], told["message"]) == (
        "warning",
        "it holds the same bytes as meetings/a.csv and is used once",
    )


@pytest.mark.parametrize(("source", "severity"), [("people", "error"), ("pairs", "error"), ("log", "warning")])
def test_a_source_without_a_file_is_told(folder, source, severity):
    problems = landed(folder, {})["raw_problems"].filter(pl.col("source") == source)
    row = problems.row(0, named=True)
    assert row["severity"] == severity
    assert "no file below exports/" in row["message"]


def test_an_unreadable_export_is_refused_whole_and_the_others_are_read(folder):
    raw = landed(folder, {"people/a.csv": 'person_key,role\nm1,"mentee\nm2,mentor\n'})
    assert raw["raw_people"].is_empty()
    assert uses(raw) == {"people/a.csv": "refused"}
    row = raw["raw_problems"].filter(pl.col("source") == "people").row(0, named=True)
    assert (row["severity"], row["source_line"] is not None) == ("error", True)


def test_a_source_whose_exports_are_all_of_later_days_is_told(folder):
    dated(folder)
    raw = landed(folder, {"people/p-2026-08-01.csv": HEADER + "m1,mentee\n"})
    row = raw["raw_problems"].filter(pl.col("source") == "people").row(0, named=True)
    assert (row["source_file"], row["severity"]) == ("people/p-2026-08-01.csv", "error")
    assert "is dated after 2026-06-30" in row["message"]


def test_a_segment_that_no_table_has_is_told(folder):
    raw = landed(folder, {"people/p.csv": HEADER + "m1,mentee\n"})
    told = raw["raw_problems"].filter(pl.col("source_file") == "programme.yaml").row(0, named=True)
    assert (told["column"], told["severity"]) == ("segments", "warning")
    assert "'department'" in told["message"]
