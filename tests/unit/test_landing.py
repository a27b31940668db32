"""Which of a source's files serve a night."""

from datetime import date

import polars as pl
import pytest

from mentorship.configuration import load_programme
from mentorship.exports.profile import ExportFile
from mentorship.landing import land
from mentorship.ledger import Ledger

HEADER = "person_key,role\n"


def landed(folder, files: dict[str, str], source: str = "people", as_of: date = date(2026, 6, 30), ledger=None):
    exports = [ExportFile(path, text.encode(), f"sha of {text}") for path, text in files.items()]
    return land(load_programme(folder.root), {source: exports}, ledger or Ledger.empty(), as_of).tables


def after(raw) -> Ledger:
    """What the next night knows."""
    return Ledger(raw["raw_files"], raw["raw_files_gone"], raw["raw_problems"])


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
    assert raw["raw_people"].filter(pl.col("source_file") == "people/b.csv")["person_key"].to_list() == ["m2"]


def test_a_snapshot_first_seen_later_replaces_an_earlier_one(folder):
    first = landed(folder, {"people/b.csv": HEADER + "m1,mentee\n"})
    second = landed(
        folder,
        {"people/b.csv": HEADER + "m1,mentee\n", "people/a.csv": HEADER + "m2,mentee\n"},
        ledger=after(first),
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
    assert uses(landed(folder, files, as_of=date(2026, 5, 1))) == {
        "people/roster-2026-03-01.csv": "replaced",
        "people/roster-2026-05-01.csv": "used",
    }


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
        "it holds the same bytes as another file of its source, and they are used once",
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


class Unread:
    """A file that must not be opened: an earlier night read it."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.sha256 = f"sha of {text}"

    def opened(self) -> ExportFile:
        raise AssertionError(f"{self.path} is read again")


def night(folder, files, ledger: Ledger, readers: str = "", source: str = "people", as_of: date = date(2026, 6, 30)):
    return land(load_programme(folder.root), {source: files}, ledger, as_of, readers=readers)


def warnings(raw) -> list[tuple[str, str]]:
    told = raw["raw_problems"].filter(severity="warning").select("source_file", "message").rows()
    return [(file, message) for file, message in told if file.startswith(("people", "meetings")) and "*" not in file]


def test_a_file_that_was_read_is_not_read_again(folder):
    text = HEADER + "m1,mentee\n"
    first = landed(folder, {"people/a.csv": text})
    second = night(folder, [Unread("people/a.csv", text)], after(first))
    assert second.kept == {("people", "people/a.csv")}
    assert second.rows["raw_people"].is_empty()
    assert second.ledgers["raw_files"].equals(first["raw_files"])
    assert second.ledgers["raw_problems"].equals(first["raw_problems"])


def test_a_refused_file_stays_refused_with_its_problems_and_is_not_read_again(folder):
    text = HEADER + '"m1,mentee\n'
    first = landed(folder, {"people/a.csv": text})
    second = night(folder, [Unread("people/a.csv", text)], after(first))
    assert uses(second.ledgers) == {"people/a.csv": "refused"}
    assert second.ledgers["raw_problems"].equals(first["raw_problems"])


@pytest.mark.parametrize(
    ("declared", "readers"),
    [
        ("files: people/*.csv, columns: {person_key: person_key}", ""),
        ("files: people/*.csv, encoding: utf-8", ""),
        ("files: people/*.csv", "other code"),
    ],
)
def test_a_file_is_read_again_when_its_declaration_or_its_reader_changed(folder, declared, readers):
    first = landed(folder, {"people/a.csv": HEADER + "m1,mentee\n"})
    text = (folder.root / "programme.yaml").read_text()
    folder.write("programme.yaml", text.replace("files: people/*.csv", declared))
    with pytest.raises(AssertionError, match="is read again"):
        night(folder, [Unread("people/a.csv", HEADER + "m1,mentee\n")], after(first), readers)


def test_where_a_source_keeps_its_files_is_no_reason_to_read_them_again(folder):
    first = landed(folder, {"people/a.csv": HEADER + "m1,mentee\n"})
    text = (folder.root / "programme.yaml").read_text()
    folder.write("programme.yaml", text.replace("files: people/*.csv", "files: people/a*.csv, mode: append"))
    assert night(folder, [Unread("people/a.csv", HEADER + "m1,mentee\n")], after(first)).kept


def test_an_appended_export_that_vanished_is_told_for_a_month(folder):
    files = {f"meetings/{name}.csv": f"pair_key,starts_at\n{name},2026-03-01\n" for name in ("a", "b")}
    first = landed(folder, files, source="log", as_of=date(2026, 3, 1))
    kept = {"meetings/b.csv": files["meetings/b.csv"]}
    second = landed(folder, kept, source="log", as_of=date(2026, 3, 2), ledger=after(first))
    told = [("meetings/a.csv", "it is gone since the night of 2026-03-02, and its rows no longer count (1)")]
    assert warnings(second) == told
    again = landed(folder, kept, source="log", as_of=date(2026, 3, 31), ledger=after(second))
    assert warnings(again) == told
    assert warnings(landed(folder, kept, source="log", as_of=date(2026, 4, 1), ledger=after(again))) == []
    back = landed(folder, files, source="log", as_of=date(2026, 4, 1), ledger=after(again))
    assert warnings(back) == []
    assert back["raw_files_gone"].is_empty()


def test_a_renamed_export_has_not_vanished(folder):
    text = "pair_key,starts_at\na,2026-03-01\n"
    first = landed(folder, {"meetings/a.csv": text}, source="log")
    assert warnings(landed(folder, {"meetings/b.csv": text}, source="log", ledger=after(first))) == []


def test_an_old_snapshot_may_go_and_the_newest_may_not(folder):
    files = {"people/a.csv": HEADER + "m1,mentee\n", "people/b.csv": HEADER + "m2,mentee\n"}
    first = landed(folder, files)
    assert warnings(landed(folder, {"people/b.csv": files["people/b.csv"]}, ledger=after(first))) == []
    (told,) = warnings(landed(folder, {"people/a.csv": files["people/a.csv"]}, ledger=after(first)))
    assert told[0] == "people/b.csv"


@pytest.mark.parametrize(("rows", "is_told"), [(5, False), (4, True)])
def test_a_snapshot_that_shrank_by_over_half_is_told_night_after_night(folder, rows, is_told):
    first = landed(folder, {"people/a.csv": HEADER + "".join(f"m{row},mentee\n" for row in range(10))})
    small = {"people/a.csv": HEADER + "".join(f"m{row},mentee\n" for row in range(rows))}
    second = landed(folder, small, ledger=after(first))
    third = landed(folder, small, ledger=after(second))
    message = f"it holds {rows} rows, less than half of the 10 of the export before it"
    assert warnings(second) == warnings(third) == ([("people/a.csv", message)] if is_told else [])


def test_months_of_an_appended_source_may_be_of_any_length(folder):
    files = {
        "meetings/a.csv": "pair_key,starts_at\n" + "a,2026-03-01\n" * 9,
        "meetings/b.csv": "pair_key,starts_at\na,2026-04-01\n",
    }
    assert warnings(landed(folder, files, source="log")) == []


def test_a_column_that_the_newest_export_lost_is_named(folder):
    files = {"people/a.csv": "person_key,role,name\nm1,mentee,Ada\n", "people/b.csv": "Person_Key,role\nm1,mentee\n"}
    problems = landed(folder, files)["raw_problems"].filter(source_file="people/b.csv")
    told = problems.select("message", "column", "source_line", "severity").rows()
    assert told == [("the column 'name' is gone, which the export before it had", "name", 1, "warning")]


def test_two_snapshots_of_one_day_that_differ_are_told(folder):
    dated(folder)
    files = {
        "people/roster-2026-03-01.csv": HEADER + "m1,mentee\n",
        "people/roster-2026-03-01-b.csv": HEADER + "m1,mentor\n",
    }
    (told,) = warnings(landed(folder, files))
    assert "another export of 2026-03-01 differ" in told[1]
