"""The calls that only look: `inspect` and `check`. What they print where, what they exit with, and that they write nothing."""

import csv
import io
import json
import os
import shutil
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner, Result

from mentorship.programme import Source
from pipelines.cli import app

TINY = Path(__file__).parents[1] / "dagster" / "tiny"
ZOOM = (
    "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest,Recording Consent\n"
    '"=cmd|1, Ada",ada@lantern.example,03/20/2026 10:00:00 AM,03/20/2026 10:45:00 AM,45,No,Y\n'
)


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("MENTORSHIP_") or name == "DAGSTER_HOME"]:
        monkeypatch.delenv(name)


@pytest.fixture
def zoom(tmp_path: Path) -> Path:
    path = tmp_path / "exports" / "meetings" / "zoom.csv"
    path.parent.mkdir(parents=True)
    path.write_text(ZOOM)
    return path


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    return shutil.copytree(TINY, tmp_path / "tiny")


def call(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def tree(folder: Path) -> dict[str, tuple[int, bytes]]:
    return {
        path.relative_to(folder).as_posix(): (path.stat().st_mtime_ns, path.read_bytes())
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_inspect_tells_a_program_every_promised_key(zoom: Path) -> None:
    done = call("inspect", zoom, "--json", "--set", "time_zone=Europe/Berlin")
    assert done.exit_code == 0
    (entry,) = json.loads(done.stdout)
    assert list(entry) == [
        *("file", "sha256", "kind", "tool", "profile", "evidence", "encoding", "delimiter", "header_line", "rows"),
        *("columns", "first_date", "last_date", "verdict", "problems", "source_entry"),
    ]
    assert (entry["tool"], entry["rows"], entry["verdict"], entry["first_date"]) == (
        "zoom_participants",
        1,
        "load",
        "2026-03-20",
    )
    (pasted,) = yaml.safe_load(entry["source_entry"])
    assert Source.model_validate(pasted).files == "meetings/zoom.csv"


def test_a_problem_tells_its_place_and_its_fix(zoom: Path) -> None:
    zoom.write_text(ZOOM + "Bob,bob@lantern.example\n")
    done = call("inspect", zoom, "--json")
    assert done.exit_code == 1
    (entry,) = json.loads(done.stdout)
    (problem,) = entry["problems"]
    assert {"severity", "line", "column", "message", "fix"} <= set(problem)
    assert (entry["verdict"], entry["rows"], problem["severity"], problem["line"]) == ("refuse", 0, "error", 3)


def test_inspect_tells_a_person_the_same_on_standard_output(zoom: Path) -> None:
    done = call("inspect", zoom)
    assert done.exit_code == 0
    for word in (
        "zoom.csv: load",
        "zoom_participants 2021, meetings",
        "Join Time",
        "utf-8",
        "- {name: zoom_participants",
    ):
        assert word in done.stdout


def test_the_dump_is_the_rows_as_read_and_no_formula(zoom: Path) -> None:
    done = call("inspect", zoom, "--dump")
    (row,) = csv.DictReader(io.StringIO(done.stdout, newline=""))
    assert row["source_line"] == "2"
    assert row["Name (Original Name)"] == "'=cmd|1, Ada"
    assert row["Join Time"] == "03/20/2026 10:00:00 AM"
    assert next(iter(row)) == "source_line"


def test_the_dump_of_a_refused_file_has_no_row_and_says_why(zoom: Path) -> None:
    zoom.write_text(ZOOM + "Bob,bob@lantern.example\n")
    done = call("inspect", zoom, "--dump")
    assert done.exit_code == 1
    assert "line 3" in done.stderr
    assert len(done.stdout.splitlines()) == 1


def test_a_folder_stands_for_the_files_in_it(zoom: Path) -> None:
    shutil.copy(zoom, zoom.with_name("again.csv"))
    (zoom.parent / ".hidden").write_text("x")
    entries = json.loads(call("inspect", zoom.parent, "--json").stdout)
    assert [(Path(entry["file"]).name, entry["verdict"]) for entry in entries] == [
        ("again.csv", "load"),
        ("zoom.csv", "warn"),
    ]


@pytest.mark.parametrize(
    "arguments",
    [
        ("--set", "date_order"),
        ("--set", "date_order=never"),
        ("--set", "colour=red"),
        ("--from", "2026-02-30"),
        ("--from", "2026-02-02", "--to", "2026-02-01"),
        ("nowhere.csv",),
    ],
)
def test_a_call_that_cannot_be_meant_is_a_fault_of_usage(zoom: Path, arguments: tuple[str, ...]) -> None:
    done = call("inspect", zoom, *arguments)
    assert done.exit_code == 2
    assert done.stdout == ""
    assert done.stderr


def test_two_files_cannot_be_dumped_into_one(zoom: Path) -> None:
    assert call("inspect", zoom, zoom, "--dump").exit_code == 2


def test_check_looks_at_everything_and_writes_nothing(tiny: Path) -> None:
    before = tree(tiny)
    done = call("check", tiny, "--json", "--as-of", "2026-08-01")
    assert done.exit_code == 0
    (entry,) = json.loads(done.stdout)
    assert (entry["programme"], entry["verdict"], entry["problems"]) == ("tiny", "ok", [])
    by_name = {file["file"]: file for file in entry["files"]}
    log = by_name["meetings/log.csv"]
    assert (log["tool"], log["kind"], log["rows_in"], log["first_on"]) == (
        "table",
        "meetings",
        log["rows_used"],
        "2026-01-23",
    )
    assert len(log["sha256"]) == 64
    assert tree(tiny) == before
    assert not (tiny / ".mentorship").exists()


def test_check_refuses_what_a_night_would_refuse(tiny: Path) -> None:
    pairs = tiny / "exports" / "pairs" / "matches.csv"
    pairs.write_text(pairs.read_text().replace("matched_on", "met_at"))
    done = call("check", tiny, "--json", "--as-of", "2026-08-01")
    assert done.exit_code == 1
    (entry,) = json.loads(done.stdout)
    assert entry["verdict"] == "refused"
    assert {problem["file"] for problem in entry["problems"] if problem["severity"] == "error"} >= {"pairs/matches.csv"}


def test_check_refuses_rows_in_their_majority_as_a_night_would(tiny: Path) -> None:
    meetings = tiny / "exports" / "meetings" / "log.csv"
    meetings.write_text(meetings.read_text().replace("video,held", "video,lovely"))
    done = call("check", tiny, "--as-of", "2026-08-01")
    assert done.exit_code == 1
    assert "tiny: refused" in done.stdout
    assert "the outcome is not held" in done.stdout


def test_check_names_each_refused_row(tiny: Path) -> None:
    goals = tiny / "exports" / "goals" / "goals.csv"
    head, first, *rest = goals.read_text().splitlines()
    goals.write_text("\n".join([head, first.replace("mentee", "nobody"), *rest, ""]))
    (entry,) = json.loads(call("check", tiny, "--json", "--as-of", "2026-08-01").stdout)
    assert entry["verdict"] == "ok"
    assert ("goals/goals.csv", 2) in [(row["file"], row["line"]) for row in entry["rejects"]]


def test_check_of_a_portfolio_says_each_programme_and_exits_as_the_gravest(tmp_path: Path) -> None:
    broken = shutil.copytree(TINY, tmp_path / "portfolio" / "broken")
    shutil.copytree(TINY, tmp_path / "portfolio" / "sound")
    (broken / "programme.yaml").write_text("programme: {id: broken}\n")
    done = call("check", tmp_path / "portfolio", "--json", "--as-of", "2026-08-01")
    assert done.exit_code == 2
    assert {entry["programme"]: entry["verdict"] for entry in json.loads(done.stdout)} == {
        "broken": "misdeclared",
        "tiny": "ok",
    }


def test_check_of_no_programme_is_a_fault_of_usage(tmp_path: Path) -> None:
    assert call("check", tmp_path).exit_code == 2
