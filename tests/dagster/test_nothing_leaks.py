"""What a night leaves behind holds nobody's name, address, raw id or words, but for the private file.

Every file of the state and of the reports is looked through, whatever it is called, but for those that are the
owner's alone by contract (`PRIVATE`); Dagster's whole home is among them. A path of an export may hold a call's number:
it may stand in `run.json` and on the terminal, as the contract says, and nowhere else. A comment that was published may
stand in the report, and nowhere else. What is not looked for, and that the scan finds what it looks for, is said and
tested in `byte_scan.py` and `test_byte_scan.py`.
"""

import json
import os
import shutil
import stat
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import NamedTuple

import duckdb
import pytest

import assets.delivery
import assets.raw
import checks.run
import pipelines.jobs
import pipelines.nights
from pipelines import commands
from tests.byte_scan import Find, Secrets, found_in, found_in_text, secrets_of
from tests.sample_folder import SAMPLE

ROOT = Path(__file__).parents[2]
TINY = Path(__file__).parent / "tiny"
LAST = "2026-05-29"
PRIVATE = ("private.duckdb", "rejects.csv", "coordinator.html")
FAULTS = "faults"
ACCOUNT, REPORT = "run.json", "report.html"
# What the exports say beside what a figure needs; not even the private file has it.
NEEDLESS = {"coordinate", "ip", "meeting text", "remark", "recipient"}


class Ran(NamedTuple):
    """A programme's folder, and what the command said."""

    folder: Path
    said: str

    def files(self) -> list[Path]:
        """Every file that nights have written."""
        places = (self.folder / ".mentorship", self.folder / "reports")
        return sorted(path for place in places for path in place.rglob("*") if path.is_file() and not path.is_symlink())

    def shared(self) -> list[Path]:
        return [path for path in self.files() if not is_private(path)]

    def paths(self) -> list[str]:
        """The paths of the exports, below exports/."""
        exports = self.folder / "exports"
        return [path.relative_to(exports).as_posix() for path in exports.rglob("*") if path.is_file()]

    def quoted(self) -> list[str]:
        """What people agreed to have published, and what was."""
        with duckdb.connect(self.folder / ".mentorship" / "private.duckdb", read_only=True) as connection:
            tables = connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()
            if ("published_comments",) not in tables:
                return []
            said = connection.execute("SELECT DISTINCT text FROM published_comments WHERE text IS NOT NULL").fetchall()
            return [text for (text,) in said]

    def leaks(self, secrets: Secrets) -> dict[str, set[Find]]:
        """What is found where it may not be."""
        allowed = {ACCOUNT: self.paths, REPORT: self.quoted}
        found = {
            str(path.relative_to(self.folder)): found_in(path, secrets, allowed.get(path.name, list)())
            for path in self.shared()
        }
        found["the names of files"] = found_in_text("\n".join(map(str, self.files())), secrets)
        found["the terminal"] = found_in_text(self.said, secrets, self.paths())
        return {place: finds for place, finds in found.items() if finds}


def is_private(path: Path) -> bool:
    return path.name in PRIVATE or path.parent.name == FAULTS


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def mentorship(*arguments: object) -> str:
    """What the command says in a process of its own, on both streams."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("MENTORSHIP_", "DAGSTER_"))}
    done = subprocess.run(
        [sys.executable, "-m", "pipelines.cli", *map(str, arguments)],
        env=kept | {"PYTHONPATH": str(ROOT), "NO_COLOR": "1"},
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample's declaration and exports, without the nights that somebody ran there."""
    left_out = shutil.ignore_patterns(".mentorship", "reports")
    return shutil.copytree(SAMPLE, tmp_path_factory.mktemp("leaks") / "lantern", ignore=left_out)


@pytest.fixture(scope="module")
def ran(sample: Path) -> Ran:
    """The sample's last night, with everything that can be said of it."""
    return Ran(sample, mentorship("run", sample, "--as-of", LAST, "--verbose", "--json"))


@pytest.fixture(scope="module")
def secrets(sample: Path) -> Secrets:
    return secrets_of(sample)


@pytest.fixture(scope="module")
def private(ran: Ran, secrets: Secrets) -> set[Find]:
    """What the private file holds."""
    return found_in(ran.folder / ".mentorship" / "private.duckdb", secrets)


@pytest.mark.parametrize("kind", ["address", "call", "goal", "goal title", "meeting", "pair", "person", "uid"])
def test_the_private_file_holds_every_secret_of_the_sample(private: set[Find], secrets: Secrets, kind: str) -> None:
    """So a scan that finds nothing in the other files has looked at files as DuckDB writes them."""
    assert {text for found, text in private if found == kind} == secrets[kind]


@pytest.mark.parametrize("kind", ["name", "name alone", "response", "survey text"])
def test_the_private_file_holds_names_and_words(private: set[Find], secrets: Secrets, kind: str) -> None:
    assert len({text for found, text in private if found == kind}) > 0.6 * len(secrets[kind])


def test_what_no_figure_needs_is_not_even_in_the_private_file(private: set[Find], secrets: Secrets) -> None:
    assert secrets.keys() > NEEDLESS
    assert not {kind for kind, _ in private} & NEEDLESS


def test_nobody_is_in_what_a_night_leaves_but_the_private_file(ran: Ran, secrets: Secrets) -> None:
    names = {path.name for path in ran.shared()}
    assert names > {"warehouse.duckdb", "figures.csv", "figures.parquet", "report.html", "run.json", "checks.json"}
    assert names > {"index.db", "runs.db", "schedules.db"}, "of Dagster's home"
    assert "ASSET_MATERIALIZATION" in ran.said
    assert ran.leaks(secrets) == {}


def test_refused_rows_are_told_without_what_is_in_them(ran: Ran, secrets: Secrets) -> None:
    rejects = ran.folder / "reports" / LAST / "rejects.csv"
    assert rejects.stat().st_size > 5000
    assert found_in(rejects, secrets, ran.paths()) == set()


def test_private_files_are_the_owners_alone(ran: Ran) -> None:
    private = {path.name: mode(path) for path in ran.files() if is_private(path)}
    assert private.keys() >= {"private.duckdb", "rejects.csv", "coordinator.html"}
    assert set(private.values()) == {0o600}
    assert {mode(ran.folder / ".mentorship" / place) for place in (".", "dagster")} == {0o700}


def test_the_key_of_the_pseudonyms_is_in_the_private_file_alone(ran: Ran) -> None:
    with duckdb.connect(ran.folder / ".mentorship" / "private.duckdb", read_only=True) as connection:
        ((key,),) = connection.execute("SELECT key FROM private_key").fetchall()
    assert len(key) == 32
    holding = [path.name for path in ran.files() for form in (key, key.hex().encode()) if form in path.read_bytes()]
    assert holding == ["private.duckdb"]


def test_checking_a_programme_says_nothing_of_anybody(sample: Path, secrets: Secrets) -> None:
    said = mentorship("check", sample, "--as-of", LAST, "--json")
    assert '"verdict"' in said
    assert found_in_text(said, secrets, Ran(sample, "").paths()) == set()


# A night that comes to grief. The programme is a small one, the exception quotes a cell of it as libraries' do.


@pytest.fixture
def tiny(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in [name for name in os.environ if name.startswith(("MENTORSHIP_", "DAGSTER_"))]:
        monkeypatch.delenv(name)
    return shutil.copytree(TINY, tmp_path / "tiny")


def quoting(*_: object, **__: object) -> None:
    """Fail as a library does that was given a cell which it did not expect."""
    try:
        int("Mentor 1")
    except ValueError as error:
        error.add_note("in the row of mentee1@tiny.example")
        raise RuntimeError("could not convert 'mentor1@tiny.example' of 'Mentor 1' in pair1") from error


def run(folder: Path, capfd: pytest.CaptureFixture[str]) -> Ran:
    commands.run(folder, date(2026, 8, 1), None, None, as_json=True, verbose=True)
    return Ran(folder, "".join(capfd.readouterr()))


@pytest.mark.parametrize(
    ("module", "name", "step"),
    [
        (assets.raw, "land_exports", "land"),
        (checks.run, "hold", "check_exports"),
        (assets.delivery, "render_report", "report"),
    ],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_a_night_that_fails_quotes_nobody(tiny: Path, capfd, monkeypatch, module, name: str, step: str) -> None:
    monkeypatch.setattr(module, name, quoting)
    failed = run(tiny, capfd)
    assert step in failed.said
    assert "RuntimeError in " in failed.said
    (fault,) = (path for path in failed.files() if path.parent.name == FAULTS)
    assert "mentor1@tiny.example" in fault.read_text(encoding="utf-8"), "its owner can read on"
    assert mode(fault) == 0o600
    assert failed.leaks(secrets_of(tiny)) == {}


def test_a_failure_outside_the_steps_quotes_nobody(tiny: Path, capfd, monkeypatch) -> None:
    (tiny / "exports" / "pairs" / "matches.csv").unlink()
    monkeypatch.setattr(pipelines.nights, "_outcome", quoting)
    failed = run(tiny, capfd)
    assert "RuntimeError in pipelines/nights.py" in failed.said
    assert failed.leaks(secrets_of(tiny)) == {}


def test_a_refusal_that_cannot_be_written_quotes_nobody(tiny: Path, capfd, monkeypatch) -> None:
    (tiny / "exports" / "pairs" / "matches.csv").unlink()
    monkeypatch.setattr(pipelines.jobs, "write_refusal", quoting)
    failed = run(tiny, capfd)
    assert "RuntimeError in " in failed.said
    assert failed.leaks(secrets_of(tiny)) == {}


def test_a_refused_file_is_told_without_what_is_in_it(tiny: Path, capfd) -> None:
    secrets = secrets_of(tiny)
    for path in (tiny / "exports").rglob("*.csv"):
        path.write_text(path.read_text(encoding="utf-8").split("\n", 1)[1], encoding="utf-8")
    refused = run(tiny, capfd)
    assert json.loads((tiny / "reports" / "2026-08-01" / ACCOUNT).read_text(encoding="utf-8"))["verdict"] == "refused"
    assert refused.leaks(secrets) == {}
    assert found_in(tiny / "reports" / "2026-08-01" / "rejects.csv", secrets, refused.paths()) == set()
