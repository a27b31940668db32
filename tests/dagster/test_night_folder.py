"""A night's folder is put in its place whole, and `latest` leads to the newest night with a report."""

import stat
from pathlib import Path

import pytest

from assets import night_folder
from assets.night_folder import NightFile, point_latest, put

RUN = "0123456789abcdef"


def report(text: str = "page") -> dict[str, NightFile]:
    return {"report.html": NightFile(text.encode()), "rejects.csv": NightFile(b"secret", is_private=True)}


def names(out: Path) -> list[str]:
    return sorted(path.name for path in out.iterdir())


def test_a_folder_is_made_with_its_files_and_their_modes(tmp_path: Path) -> None:
    put(tmp_path / "out" / "2026-03-01", report(), RUN)
    made = tmp_path / "out" / "2026-03-01"
    assert {path.name: stat.S_IMODE(path.stat().st_mode) for path in made.iterdir()} == {
        "report.html": 0o644,
        "rejects.csv": 0o600,
    }
    assert names(tmp_path / "out") == ["2026-03-01", "latest"]


@pytest.mark.parametrize("can_exchange", [True, False])
def test_a_night_that_is_there_is_replaced_whole(tmp_path: Path, monkeypatch, *, can_exchange: bool) -> None:
    if not can_exchange:
        monkeypatch.setattr(night_folder.ctypes, "CDLL", lambda *_, **__: object())
    put(tmp_path / "2026-03-01", {**report("old"), "extra.txt": NightFile(b"x")}, RUN)
    put(tmp_path / "2026-03-01", report("new"), RUN[::-1])
    assert (tmp_path / "2026-03-01" / "report.html").read_text() == "new"
    assert names(tmp_path / "2026-03-01") == ["rejects.csv", "report.html"]
    assert names(tmp_path) == ["2026-03-01", "latest"]


def test_what_an_interrupted_run_left_is_cleared_away(tmp_path: Path) -> None:
    (tmp_path / ".2026-03-01.deadbeef.tmp").mkdir()
    (tmp_path / ".2026-03-01.deadbeef.tmp" / "report.html").write_text("half")
    put(tmp_path / "2026-03-01", report(), RUN)
    assert names(tmp_path) == ["2026-03-01", "latest"]


def test_a_folder_that_cannot_be_written_leaves_the_old_one(tmp_path: Path) -> None:
    put(tmp_path / "2026-03-01", report("old"), RUN)
    with pytest.raises(FileNotFoundError):
        put(tmp_path / "2026-03-01", {"no/such/place": NightFile(b"")}, RUN)
    assert (tmp_path / "2026-03-01" / "report.html").read_text() == "old"


def test_latest_is_the_newest_night_with_a_report_however_they_come(tmp_path: Path) -> None:
    for night in ("2026-03-02", "2026-03-01"):
        put(tmp_path / night, report(), RUN)
    assert (tmp_path / "latest").readlink() == Path("2026-03-02")
    put(tmp_path / "2026-03-03", {"run.json": NightFile(b"{}")}, RUN)
    assert (tmp_path / "latest").readlink() == Path("2026-03-02")
    put(tmp_path / "2026-03-02", {"run.json": NightFile(b"{}")}, RUN)
    assert (tmp_path / "latest").readlink() == Path("2026-03-01")
    put(tmp_path / "2026-03-01", {"run.json": NightFile(b"{}")}, RUN)
    assert not (tmp_path / "latest").is_symlink()


def test_folders_that_are_no_nights_are_not_taken_for_one(tmp_path: Path) -> None:
    for name in ("2026-03-01", "2026-3-9", "20260309", "zzz"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "report.html").write_text("page")
    point_latest(tmp_path, RUN)
    assert (tmp_path / "latest").readlink() == Path("2026-03-01")


def test_something_else_called_latest_is_not_thrown_away(tmp_path: Path) -> None:
    (tmp_path / "latest").mkdir()
    with pytest.raises(FileExistsError, match="latest is no link"):
        put(tmp_path / "2026-03-01", report(), RUN)
