"""Files over several nights: read once, told of when they go, and nowhere run as a formula."""

import csv
import io
import shutil
from datetime import date
from pathlib import Path

import pytest

from mentorship import landing
from mentorship.tables import RAW_TABLES

NIGHT = date(2026, 8, 1)
NEXT = date(2026, 8, 2)
MARKUP = "</script><img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory, run_night) -> Path:
    """A programme that has had one night."""
    folder = shutil.copytree(Path(__file__).parent / "tiny", tmp_path_factory.mktemp("first") / "tiny")
    roster = folder / "exports" / "people" / "roster.csv"
    formulas = "=cmd|' /C calc'!A0,,=1+1,mentee,2026-01-12,=1+1\n@x,,,-boss,,\n"
    markup = "".join(f"h{number},,<b>H</b>,mentee,2026-01-12,{MARKUP}\n" for number in range(6))
    roster.write_text(roster.read_text() + formulas + markup)
    run_night(folder, NIGHT)
    return folder


@pytest.fixture
def folder(first: Path, tmp_path: Path) -> Path:
    """A copy of its folder, with the night in it."""
    return shutil.copytree(first, tmp_path / "tiny", symlinks=True)


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that are read from now on."""
    paths: list[str] = []
    real = landing.read_export

    def noting(file, source, programme):
        paths.append(file.path)
        return real(file, source, programme)

    monkeypatch.setattr(landing, "read_export", noting)
    return paths


def rows(night) -> dict[str, list]:
    return {table: sorted(night.read(table).rows(), key=repr) for table in RAW_TABLES.values()}


def test_a_second_night_reads_only_what_is_new(folder: Path, run_night, read: list[str]) -> None:
    _, night = run_night(folder, NIGHT)
    before = rows(night)
    assert read == []
    more = folder / "exports" / "meetings" / "more.csv"
    more.write_text(
        "meeting_key,pair_key,starts_at,duration_minutes,channel,outcome\nnew,pair1,2026-07-30,30,phone,held\n"
    )
    result, night = run_night(folder, NEXT)
    assert result.success
    assert read == ["meetings/more.csv"]
    after = rows(night)
    added = [row for row in after["raw_meetings"] if row not in before["raw_meetings"]]
    assert len(added) == 1
    assert {**after, "raw_meetings": before["raw_meetings"]} == before
    assert len(after["raw_meetings"]) == len(before["raw_meetings"]) + 1


def test_a_file_that_changed_is_read_anew_and_its_old_rows_are_gone(folder: Path, run_night, read: list[str]) -> None:
    goals = folder / "exports" / "goals" / "goals.csv"
    head, *lines = goals.read_text().splitlines()
    goals.write_text("\n".join([head, *lines[:3], ""]))
    _, night = run_night(folder, NEXT)
    assert read == ["goals/goals.csv"]
    assert night.read("raw_goals").height == 3


def test_nights_with_and_without_the_store_give_the_same_figures(folder: Path, run_night, tmp_path: Path) -> None:
    run_night(folder, NEXT)
    shutil.copytree(folder, tmp_path / "anew", ignore=shutil.ignore_patterns(".mentorship", "reports"))
    shutil.copytree(folder / ".mentorship", tmp_path / "anew" / ".mentorship")
    (tmp_path / "anew" / "programme.yaml").write_text(
        (folder / "programme.yaml").read_text().replace("files: people/*.csv", "files: people/*.csv, encoding: utf-8")
    )
    run_night(tmp_path / "anew", NEXT)
    name = Path("reports") / NEXT.isoformat() / "figures.csv"
    assert (folder / name).read_bytes() == (tmp_path / "anew" / name).read_bytes()


def test_an_export_that_vanished_is_told_on_the_page_without_its_name(folder: Path, run_night) -> None:
    (folder / "exports" / "goals" / "goals.csv").unlink()
    _, night = run_night(folder, NEXT)
    page = (night.folder / "report.html").read_text()
    assert "It is gone since the night of 2026-08-02" in page
    assert "goals.csv" not in page


def test_no_cell_of_what_is_written_runs_as_a_formula(first: Path) -> None:
    written = list((first / "reports" / NIGHT.isoformat()).glob("*.csv"))
    assert {path.name for path in written} == {"figures.csv", "rejects.csv"}
    assert "'=1+1" in (first / "reports" / NIGHT.isoformat() / "figures.csv").read_text()
    for path in written:
        cells = [cell for row in csv.reader(io.StringIO(path.read_text())) for cell in row]
        assert [cell for cell in cells if cell.startswith(("=", "+", "@", "\t", "\r"))] == []


def test_markup_in_a_cell_is_text_on_the_page(first: Path) -> None:
    page = (first / "reports" / NIGHT.isoformat() / "report.html").read_text()
    assert MARKUP not in page
    assert "<img src=x" not in page
    assert "&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;" in page
