"""The command as a coordinator runs it: a process of its own, a folder in, a folder out."""

import json
import os
import shutil
import stat
import subprocess
import sys
from datetime import date
from pathlib import Path

import duckdb
import pytest

from reports.wording import day

ROOT = Path(__file__).parents[2]
TINY = ROOT / "tests" / "dagster" / "tiny"
NIGHT = "2026-08-01"


def mentorship(*arguments: object) -> subprocess.CompletedProcess[str]:
    """Run the command away from the checkout, with nothing of this machine's settings."""
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("MENTORSHIP_") and name != "DAGSTER_HOME"
    }
    return subprocess.run(
        [sys.executable, "-m", "pipelines.cli", *map(str, arguments)],
        cwd="/",
        env=environment | {"PYTHONPATH": str(ROOT), "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


@pytest.fixture(scope="module")
def portfolio(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three programmes: one sound, one whose pairs cannot be read, one that is misdeclared."""
    folder = tmp_path_factory.mktemp("portfolio")
    sound, refused, misdeclared = (shutil.copytree(TINY, folder / name) for name in ("sound", "refused", "misdeclared"))
    rename(refused, "refused")
    pairs = refused / "exports" / "pairs" / "matches.csv"
    pairs.write_text(pairs.read_text().replace("matched_on", "met_at"))
    rename(misdeclared, "misdeclared")
    declaration = misdeclared / "programme.yaml"
    declaration.write_text(declaration.read_text().replace("segments:", "segmnts:"))
    assert sound.is_dir()
    return folder


@pytest.fixture(scope="module")
def first(portfolio: Path) -> subprocess.CompletedProcess[str]:
    """The portfolio's first night."""
    return mentorship("run", portfolio, "--as-of", NIGHT, "--json")


def rename(programme: Path, programme_id: str) -> None:
    path = programme / "programme.yaml"
    path.write_text(path.read_text().replace("id: tiny", f"id: {programme_id}"))


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_one_bad_programme_of_a_portfolio_stops_no_other(
    portfolio: Path, first: subprocess.CompletedProcess[str]
) -> None:
    assert first.returncode == 2, first.stderr
    told = {entry["programme"]: entry for entry in json.loads(first.stdout)}
    assert {name: entry["verdict"] for name, entry in told.items()} == {
        "tiny": "ok",
        "refused": "refused",
        "misdeclared": "misdeclared",
    }
    assert told["tiny"]["report"] == str(portfolio / "sound" / "reports" / NIGHT / "report.html")
    assert (told["tiny"]["refused"], told["refused"]["report"]) == (1, None)
    assert told["misdeclared"]["problems"][0]["fix"] == "did you mean 'segments'?"
    assert any(
        (problem["file"], problem["line"], problem["severity"]) == ("pairs/matches.csv", 1, "error")
        for problem in told["refused"]["problems"]
    )


def test_a_portfolio_gets_a_page_and_its_path_is_told_beside_the_document(
    portfolio: Path, first: subprocess.CompletedProcess[str]
) -> None:
    page = portfolio / "reports" / NIGHT / "portfolio.html"
    assert f"side by side: {page}" in first.stderr
    assert (portfolio / "reports" / "latest").readlink() == Path(NIGHT)
    text = page.read_text(encoding="utf-8")
    assert "One of three programmes reports" in text
    assert f'href="../../sound/reports/{NIGHT}/report.html"' in text
    assert f"its data of {day(date.fromisoformat(NIGHT))} were refused" in text
    assert "did you mean &#39;segments&#39;?" in text
    assert mode(page) == 0o644


def test_a_person_is_told_what_was_refused_and_how_to_mend_it(first: subprocess.CompletedProcess[str]) -> None:
    assert f"tiny {NIGHT}: ok" in first.stderr
    assert "1 refused: the role is not mentee, mentor or both" in first.stderr
    assert "pairs/matches.csv, line 1" in first.stderr
    assert "unknown key 'segmnts'" in first.stderr
    assert "visitor" not in first.stderr + first.stdout, "no cell is quoted"
    assert "Traceback" not in first.stderr
    assert "leaked" not in first.stderr


@pytest.mark.usefixtures("first")
def test_what_is_private_is_the_owners_alone(portfolio: Path) -> None:
    sound = portfolio / "sound"
    assert mode(sound / ".mentorship") == 0o700
    assert mode(sound / ".mentorship" / "private.duckdb") == 0o600
    assert mode(sound / "reports" / NIGHT / "rejects.csv") == 0o600
    assert mode(portfolio / ".mentorship" / "dagster") == 0o700


@pytest.mark.usefixtures("first")
def test_an_analyst_can_open_the_shareable_file_by_itself(portfolio: Path) -> None:
    with duckdb.connect(portfolio / "sound" / ".mentorship" / "warehouse.duckdb", read_only=True) as connection:
        found = connection.execute("SELECT value, n FROM published_figures WHERE metric = 'match_rate'").fetchall()
        tables = {name for (name,) in connection.execute("SHOW TABLES").fetchall()}
    assert (1.0, 14) in found
    assert not any(name.startswith("raw_") or name in {"core_identities", "private_key"} for name in tables)


def test_refused_data_alone_exit_with_1_and_leave_their_account(portfolio: Path, tmp_path: Path) -> None:
    out, state = tmp_path / "out", tmp_path / "state"
    done = mentorship("run", portfolio / "refused", "--as-of", NIGHT, "--out", out, "--state", state)
    assert done.returncode == 1, done.stderr
    assert sorted(path.name for path in (out / NIGHT).iterdir()) == ["checks.json", "rejects.csv", "run.json"]
    assert {"private.duckdb", "warehouse.duckdb", "dagster"} <= {path.name for path in state.iterdir()}
    assert str(out / NIGHT / "rejects.csv") in done.stderr


def test_a_folder_without_a_programme_exits_with_2(tmp_path: Path) -> None:
    done = mentorship("run", tmp_path)
    assert done.returncode == 2
    assert "no programme" in done.stderr


def test_the_workspace_of_a_checkout_loads(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "dagster", "definitions", "validate", "--workspace", "workspace.yaml"],
        cwd=ROOT,
        env=os.environ | {"DAGSTER_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
