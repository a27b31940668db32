"""The command `mentorship`: what it takes, what it prints where, what it exits with. Nights themselves are stubbed."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from mentorship import registry
from mentorship.problems import Problem
from pipelines import commands
from pipelines.cli import app
from pipelines.nights import Outcome
from pipelines.portfolio import find
from pipelines.printing import plain
from pipelines.settings import SettingError, from_environment

PROGRAMME = """\
programme: {{id: {id}, name: A programme, time_zone: {zone}, starts_on: 2026-01-12, ends_on: 2026-12-18}}
sources:
  - {{name: roster, kind: people, tool: table, files: people/*.csv}}
  - {{name: matches, kind: pairs, tool: table, files: pairs/*.csv}}
"""
SUMMER = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)  # already 2 July in Berlin


def declare(folder: Path, programme_id: str = "tiny", zone: str = "Europe/Berlin") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "programme.yaml").write_text(PROGRAMME.format(id=programme_id, zone=zone))
    return folder


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("MENTORSHIP_") or name == "DAGSTER_HOME"]:
        monkeypatch.delenv(name)


class Nights:
    """Stands for the nights: remembers what was asked for, and gives each programme the verdict that it is told."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.asked: dict[str, date] = {}
        self.homes: list[Path] = []
        self.members: dict[str, Path] = {}
        self.verdicts: dict[str, str] = {}
        self.problems: tuple[Problem, ...] = ()
        monkeypatch.setattr(commands, "run_nights", self)
        monkeypatch.setattr(commands.home, "instance", self.instance)

    def instance(self, home: Path):
        import contextlib

        self.homes.append(home)
        return contextlib.nullcontext()

    def __call__(self, found, nights, _, *, is_loud: bool) -> Iterator[Outcome]:  # noqa: ARG002
        self.asked = nights
        for entry in found.misdeclared:
            yield Outcome(entry.folder.name, entry.folder, None, "misdeclared", problems=entry.problems)
        for entry in found.declared:
            member = entry.member
            self.members[member.programme_id] = member.out
            night = nights[member.programme_id]
            verdict = self.verdicts.get(member.programme_id, "ok")
            report = member.out / night.isoformat() / "report.html" if verdict in {"ok", "warned"} else None
            yield Outcome(
                member.programme_id, member.folder, night, verdict, report=report, refused=3, problems=self.problems
            )


@pytest.fixture
def nights(monkeypatch: pytest.MonkeyPatch) -> Nights:
    return Nights(monkeypatch)


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    class Clock(datetime):
        @classmethod
        def now(cls, tz=None):
            return SUMMER.astimezone(tz)

    monkeypatch.setattr(commands, "datetime", Clock)


def call(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys\nfrom typer.testing import CliRunner\nfrom pipelines.cli import app\n"
        "for words in (['--help'], ['run', '--help'], ['ui', '--help'], ['metrics', '--help']):\n"
        "    assert CliRunner().invoke(app, words).exit_code == 0, words\n"
        "print(sorted({'dagster', 'polars', 'duckdb', 'great_expectations', 'pandas', 'plotly'} & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_night_is_the_last_complete_day_where_the_programme_is(tmp_path: Path, nights: Nights) -> None:
    declare(tmp_path / "berlin", "berlin")
    declare(tmp_path / "york", "york", "America/New_York")
    assert call("run", tmp_path).exit_code == 0
    assert nights.asked == {"berlin": date(2026, 7, 1), "york": date(2026, 6, 30)}


def test_after_its_end_the_night_is_the_programmes_last_day(tmp_path: Path) -> None:
    (entry,) = find(declare(tmp_path)).declared
    assert entry.default_night(datetime(2027, 3, 1, 12, tzinfo=UTC)) == date(2026, 12, 18)


def test_a_night_can_be_asked_for(tmp_path: Path, nights: Nights) -> None:
    assert call("run", declare(tmp_path), "--as-of", "2026-03-01").exit_code == 0
    assert nights.asked == {"tiny": date(2026, 3, 1)}


@pytest.mark.parametrize(
    ("night", "told"),
    [
        ("2026-07-03", "lies in the future: it is 2026-07-02"),
        ("2014-12-31", "lies before 2015-01-01"),
        ("tomorrow", "no day"),
    ],
)
def test_a_night_that_cannot_be_is_a_usage_error(tmp_path: Path, nights: Nights, night: str, told: str) -> None:
    done = call("run", declare(tmp_path), "--as-of", night)
    assert done.exit_code == 2
    assert told in done.stderr
    assert nights.asked == {}


@pytest.mark.usefixtures("nights")
def test_the_day_that_is_going_on_can_be_asked_for(tmp_path: Path) -> None:
    assert call("run", declare(tmp_path), "--as-of", "2026-07-02").exit_code == 0


@pytest.mark.parametrize("name", ["empty", "missing"])
def test_a_folder_without_a_programme_is_a_usage_error(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    for command in ("run", "ui"):
        done = call(command, tmp_path / name)
        assert done.exit_code == 2
        assert "is no programme and holds none" in done.stderr
        assert done.stdout == ""


@pytest.mark.parametrize(
    ("verdicts", "code"),
    [
        ({"a": "ok", "b": "warned"}, 0),
        ({"a": "ok", "b": "refused"}, 1),
        ({"a": "refused", "b": "failed"}, 4),
    ],
)
def test_the_gravest_verdict_decides_the_exit_code(tmp_path: Path, nights: Nights, verdicts, code: int) -> None:
    for name in verdicts:
        declare(tmp_path / name, name)
    nights.verdicts = verdicts
    assert call("run", tmp_path, "--as-of", "2026-03-01").exit_code == code


def test_a_misdeclared_programme_beats_refused_data_and_stops_no_other(tmp_path: Path, nights: Nights) -> None:
    declare(tmp_path / "a", "a")
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "programme.yaml").write_text("programme:\n  id: b\n  nam: B\n")
    nights.verdicts = {"a": "refused"}
    done = call("run", tmp_path, "--as-of", "2026-03-01", "--json")
    assert done.exit_code == 2
    assert [(entry["programme"], entry["verdict"]) for entry in json.loads(done.stdout)] == [
        ("b", "misdeclared"),
        ("a", "refused"),
    ]
    assert "unknown key 'nam'" in done.stderr
    assert "did you mean 'name'?" in done.stderr


def test_two_folders_with_one_id_are_each_told_of_the_other(tmp_path: Path, nights: Nights) -> None:
    first, second = declare(tmp_path / "first"), declare(tmp_path / "second")
    declare(tmp_path / "third", "other")
    done = call("run", tmp_path, "--as-of", "2026-03-01")
    assert done.exit_code == 2
    assert str(first) in done.stderr
    assert str(second) in done.stderr
    assert nights.asked == {"other": date(2026, 3, 1)}


def test_json_is_alone_on_standard_output(tmp_path: Path, nights: Nights) -> None:
    nights.problems = (Problem("people/roster.csv", "the role is blank", "fill it in", 7, "role", "blank"),)
    done = call("run", declare(tmp_path), "--as-of", "2026-03-01", "--json")
    assert json.loads(done.stdout) == [
        {
            "programme": "tiny",
            "folder": str(tmp_path),
            "as_of": "2026-03-01",
            "verdict": "ok",
            "report": str(tmp_path / "reports" / "2026-03-01" / "report.html"),
            "refused": 3,
            "problems": [
                {
                    "file": "people/roster.csv",
                    "line": 7,
                    "column": "role",
                    "value_class": "blank",
                    "message": "the role is blank",
                    "fix": "fill it in",
                    "severity": "error",
                }
            ],
            "fault": "",
        }
    ]
    assert "tiny 2026-03-01: ok" in done.stderr


def test_what_was_refused_is_said_with_its_place_and_fix(tmp_path: Path, nights: Nights) -> None:
    nights.verdicts = {"tiny": "refused"}
    nights.problems = tuple(
        Problem("people/roster.csv", "the role is blank", "fill it in", line, "role") for line in range(2, 40)
    )
    done = call("run", declare(tmp_path), "--as-of", "2026-03-01")
    assert done.stdout == ""
    assert "people/roster.csv, line 2, column 'role': the role is blank. Fix: fill it in." in done.stderr
    assert "and 18 more" in done.stderr


def test_with_a_report_the_doubts_are_told_and_not_each_refused_row(tmp_path: Path, nights: Nights) -> None:
    nights.verdicts = {"tiny": "warned"}
    nights.problems = (
        Problem("people/roster.csv", "the role is blank", "fill it in", 7, "role"),
        Problem("meetings/copy.csv", "it is used once", "remove one of the two", severity="warning"),
    )
    done = call("run", declare(tmp_path), "--as-of", "2026-03-01")
    assert "meetings/copy.csv: it is used once" in done.stderr
    assert "the role is blank" not in done.stderr


def test_a_files_name_cannot_move_the_cursor() -> None:
    assert plain("a\x1b[2Jb\r\u202ec") == "a [2Jb  c"


@pytest.mark.parametrize("is_portfolio", [False, True])
def test_reports_state_and_home_are_where_they_are_said_to_be(
    tmp_path: Path, nights: Nights, *, is_portfolio: bool
) -> None:
    place = tmp_path / "place"
    folder = declare(place / "one" if is_portfolio else place)
    own = Path("tiny") if is_portfolio else Path()
    (entry,) = find(place).declared
    assert (entry.member.state, entry.member.out) == (folder / ".mentorship", folder / "reports")
    (entry,) = find(place, tmp_path / "state", tmp_path / "out").declared
    assert (entry.member.state, entry.member.out) == (tmp_path / "state" / own, tmp_path / "out" / own)
    call("run", place, "--as-of", "2026-03-01")
    call("run", place, "--as-of", "2026-03-01", "--state", tmp_path / "state", "--out", tmp_path / "out")
    assert nights.homes == [place / ".mentorship" / "dagster", tmp_path / "state" / "dagster"]
    assert nights.members == {"tiny": tmp_path / "out" / own}


def test_dagsters_own_home_wins_and_the_environment_says_where(tmp_path: Path, nights: Nights, monkeypatch) -> None:
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("MENTORSHIP_OUT", str(tmp_path / "out"))
    call("run", declare(tmp_path / "place"), "--as-of", "2026-03-01")
    assert nights.homes == [tmp_path / "home"]
    assert nights.members == {"tiny": tmp_path / "out"}


def test_hidden_folders_are_no_programmes(tmp_path: Path) -> None:
    declare(tmp_path / ".trash")
    assert find(tmp_path).declared == ()


def test_the_settings_are_those_of_the_environment(tmp_path: Path) -> None:
    given = from_environment(
        {"MENTORSHIP_PORTFOLIO": str(tmp_path), "MENTORSHIP_NIGHTLY_AT": "04:15", "MENTORSHIP_OUT": ""}
    )
    assert (given.portfolio, given.nightly_at, given.out) == (tmp_path, time(4, 15), None)
    assert from_environment({}).nightly_at == time(2, 30)


def test_a_setting_that_cannot_be_used_is_named(tmp_path: Path, monkeypatch) -> None:
    with pytest.raises(SettingError, match="MENTORSHIP_NIGHTLY_AT is 'late'"):
        from_environment({"MENTORSHIP_NIGHTLY_AT": "late"})
    monkeypatch.setenv("MENTORSHIP_NIGHTLY_AT", "late")
    done = call("run", declare(tmp_path))
    assert done.exit_code == 2
    assert "MENTORSHIP_NIGHTLY_AT" in done.stderr


def test_the_ui_is_dagsters_on_loopback_over_the_same_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[tuple[list[str], dict[str, str]]] = []
    monkeypatch.setattr(commands.os, "execve", lambda _, command, environment: started.append((command, environment)))
    place = declare(tmp_path / "place")
    call("ui", place, "--port", "3999")
    ((command, environment),) = started
    assert command[command.index("--host") + 1] == "127.0.0.1"
    assert command[command.index("--port") + 1] == "3999"
    assert environment["MENTORSHIP_PORTFOLIO"] == str(place)
    assert environment["DAGSTER_HOME"] == str(place / ".mentorship" / "dagster")
    assert "enabled: false" in (place / ".mentorship" / "dagster" / "dagster.yaml").read_text()


def test_the_metrics_are_listed_and_one_is_told_in_full() -> None:
    listed = call("metrics")
    assert listed.exit_code == 0
    assert all(metric.id in listed.stdout for metric in registry.METRICS)
    assert "Wilson 1927" in call("metrics", "match_rate").stdout


@pytest.mark.parametrize("width", [80, 140])
def test_the_metrics_stand_by_family_and_no_line_is_too_long(width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    lines = call("metrics").stdout.splitlines()
    assert max(len(line) for line in lines) <= width
    firsts = [line.split()[0] for line in lines if line and not line.startswith(" ")]
    families = {"engagement": "Engagement", "goals": "Goals", "growth": "Growth"}
    wanted = []
    for family, heading in families.items():
        wanted += [heading, "id", *(entry.id for entry in registry.METRICS if entry.family == family)]
    assert firsts == [*wanted, "mentorship"]
    assert ("Do pairs meet as often as they agreed?" in call("metrics").stdout) == (width > 120)


def test_a_metric_in_full_says_what_is_measured_among_what() -> None:
    rate, number = call("metrics", "match_rate").stdout, call("metrics", "met_count").stdout
    assert "Denominator" in rate
    assert "higher is better" in rate
    assert "Counted" in number
    assert "neither way is better" in number


def test_metrics_as_json_are_the_registry() -> None:
    every = json.loads(call("metrics", "--json").stdout)
    assert [entry["id"] for entry in every] == list(registry.BY_ID)
    assert json.loads(call("metrics", "nps", "--json").stdout) == [entry for entry in every if entry["id"] == "nps"]


def test_an_unknown_metric_is_a_usage_error_that_names_the_known() -> None:
    done = call("metrics", "happiness")
    assert done.exit_code == 2
    assert "match_rate" in done.stderr


def test_a_state_that_cannot_be_kept_is_a_usage_error(tmp_path):
    occupied = tmp_path / "occupied"
    occupied.write_text("a file and no folder")
    sample = Path(__file__).parents[2] / "data" / "sample"
    result = CliRunner().invoke(app, ["run", str(sample), "--state", str(occupied)])
    assert result.exit_code == 2
    assert "the state cannot be kept in" in result.stderr
