"""A whole night by the real job: Dagster, DuckDB, Great Expectations and the page, from a folder to its report."""

import csv
import io
import json
import shutil
import stat
from datetime import date
from pathlib import Path
from typing import NamedTuple

import dagster as dg
import polars as pl
import pytest

import assets.core
import assets.metrics
from assets import raw
from assets.resources import Night, OtherNightError
from mentorship import tables
from mentorship.problems import DataRefusedError, Problem

NIGHT = date(2026, 8, 1)
EARLIER = date(2026, 7, 1)
LATER = date(2026, 8, 2)
PERSONAL = ("mentee1@tiny.example", "Mentor 1", "Guest One", "visitor", "Goal 1")


class Done(NamedTuple):
    result: dg.ExecuteInProcessResult
    night: Night

    def file(self, name: str) -> bytes:
        return (self.night.folder / name).read_bytes()

    def json(self, name: str):
        return json.loads(self.file(name))

    def rejects(self) -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO(self.file("rejects.csv").decode(), newline="")))


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory, run_night) -> Done:
    """The night of a sound programme with one refused row."""
    folder = shutil.copytree(Path(__file__).parent / "tiny", tmp_path_factory.mktemp("done") / "tiny")
    return Done(*run_night(folder, NIGHT))


@pytest.fixture
def ran(done: Done, tmp_path: Path) -> Path:
    """A copy of that programme's folder, with the night in it."""
    return shutil.copytree(done.night.member.folder, tmp_path / "ran", symlinks=True)


def stored(night: Night) -> dict[str, pl.DataFrame]:
    """Every table of the two files, the run's own id aside."""
    return night.warehouse.read_all(list(tables.TABLES))


def told(instance: dg.DagsterInstance, run_id: str) -> str:
    """All that Dagster keeps of a run."""
    return "\n".join(repr(entry) for entry in instance.all_logs(run_id))


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_every_table_and_the_report_are_materialised(done: Done) -> None:
    assert done.result.success
    made = {
        event.asset_key.to_user_string() for event in done.result.get_asset_materialization_events() if event.asset_key
    }
    assert made == set(tables.TABLES) - {"check_results"} | {"report"}


def test_every_check_of_the_night_passed(done: Done) -> None:
    evaluations = done.result.get_asset_check_evaluations()
    assert {evaluation.asset_key.to_user_string() for evaluation in evaluations} == set(tables.TABLES) - {
        "check_results"
    }
    assert [evaluation.check_name for evaluation in evaluations if not evaluation.passed] == []


def test_the_folder_holds_what_is_promised(done: Done) -> None:
    assert {path.name: mode(path) for path in done.night.folder.iterdir()} == {
        "report.html": 0o644,
        "coordinator.html": 0o600,
        "figures.csv": 0o644,
        "figures.parquet": 0o644,
        "checks.json": 0o644,
        "run.json": 0o644,
        "rejects.csv": 0o600,
    }
    assert (done.night.folder.parent / "latest").resolve() == done.night.folder.resolve()
    assert [path.name for path in done.night.folder.parent.iterdir() if path.name.startswith(".")] == []


def test_the_figures_are_the_published_ones_in_full(done: Done) -> None:
    published = done.night.read("published_figures")
    assert pl.read_parquet(io.BytesIO(done.file("figures.parquet"))).equals(published)
    text = done.file("figures.csv")
    read = pl.read_csv(text, schema=tables.dtypes("published_figures")).with_columns(pl.col(pl.String).fill_null(""))
    assert b'""' not in text
    assert read.equals(published)
    assert published.height > 0
    assert published.equals(published.sort(tables.FIGURE_KEY))


def test_the_csv_is_rfc_4180(done: Done) -> None:
    text = done.file("figures.csv").decode("utf-8")
    assert text.endswith("\r\n")
    assert "\n" not in text.replace("\r\n", "")
    assert text.split("\r\n", 1)[0] == ",".join(tables.dtypes("published_figures"))


def test_the_checks_are_listed_each_with_what_it_says(done: Done) -> None:
    checks = done.json("checks.json")
    assert len(checks) == done.night.read("check_results").height > 200
    assert set(checks[0]) == {"table", "rule", "severity", "rows_checked", "rows_failed", "passed", "message"}
    assert {check["table"] for check in checks} == set(tables.TABLES) - {"check_results"}


def test_a_refused_row_is_listed_with_its_place_and_its_fix(done: Done) -> None:
    (row,) = done.rejects()
    assert list(row) == ["file", "line", "column", "value_class", "reason", "fix", "source", "rule", "refused"]
    assert (row["file"], row["line"], row["column"], row["refused"]) == ("people/roster.csv", "30", "role", "row")
    assert "visitor" not in "".join(row.values())


def test_the_run_gives_an_account_of_itself(done: Done) -> None:
    record = done.json("run.json")
    assert record["verdict"] == "ok"
    assert (record["programme_id"], record["as_of"]) == ("tiny", "2026-08-01")
    assert set(record["timings"]) >= {"land", "core", "metric_figures", "published_figures", "check_exports"}
    roster = next(entry for entry in record["inputs"] if entry["file"] == "people/roster.csv")
    assert {name: count for name, count in roster.items() if name.startswith("rows_")} == {
        "rows_in": 29,
        "rows_used": 28,
        "rows_refused": 1,
        "rows_superseded": 0,
    }
    assert len(roster["sha256"]) == 64
    assert all(record["versions"].values())


def test_dagster_keeps_nothing_personal(done: Done, instance: dg.DagsterInstance) -> None:
    log = told(instance, done.night.run_id)
    assert "core_people" in log
    assert [word for word in PERSONAL if word in log] == []
    assert "people/roster.csv" not in log
    assert done.night.warehouse.pseudonym_key().hex() not in log


def test_the_shareable_file_holds_nothing_personal(done: Done) -> None:
    shareable = [frame for table, frame in stored(done.night).items() if table not in tables.PRIVATE_TABLES]
    held = "".join(str(frame.rows()) for frame in shareable)
    assert [word for word in (*PERSONAL, "people/roster.csv") if word in held] == []


def test_the_same_night_again_gives_the_same_bytes_and_tables(done: Done, ran: Path, run_night) -> None:
    again = Done(*run_night(ran, NIGHT))
    assert again.result.success
    for name in ("figures.csv", "figures.parquet", "rejects.csv", "checks.json", "coordinator.html"):
        assert again.file(name) == done.file(name), name
    before = stored(done.night)
    for table, frame in stored(again.night).items():
        assert frame.equals(before[table]), table


def test_an_earlier_night_after_a_later_one_leaves_the_later_one(done: Done, ran: Path, run_night) -> None:
    earlier = Done(*run_night(ran, EARLIER))
    assert earlier.result.success
    assert earlier.json("run.json")["as_of"] == "2026-07-01"
    assert (ran / "reports" / "2026-08-01" / "figures.csv").read_bytes() == done.file("figures.csv")
    assert (ran / "reports" / "latest").readlink() == Path("2026-08-01")
    assert set(earlier.night.warehouse.read("published_figures")["as_of"]) == {EARLIER, NIGHT}
    later = Night(earlier.night.member, NIGHT, "alone")
    with pytest.raises(OtherNightError, match="core_people do not stand for 2026-08-01 of tiny: run the whole night"):
        later.read_all(["core_people"])


def test_a_file_that_cannot_be_read_blocks_the_night_and_is_accounted_for(tiny: Path, run_night) -> None:
    pairs = tiny / "exports" / "pairs" / "matches.csv"
    pairs.write_text(pairs.read_text().replace("matched_on", "met_at"))
    refused = Done(*run_night(tiny, NIGHT))
    assert not refused.result.success
    assert {path.name for path in refused.night.folder.iterdir()} == {"checks.json", "rejects.csv", "run.json"}
    assert mode(refused.night.folder / "rejects.csv") == 0o600
    assert refused.json("run.json")["verdict"] == "refused"
    assert any(row["file"] == "pairs/matches.csv" and row["refused"] == "file" for row in refused.rejects())
    failed = {(check["table"], check["rule"]) for check in refused.json("checks.json") if not check["passed"]}
    assert failed == {("raw_pairs", "has_rows"), ("raw_problems", "no_file_is_refused")}
    assert not (tiny / "reports" / "latest").exists()
    assert refused.night.read("published_figures").is_empty()


def test_rows_refused_in_their_majority_block_the_figures(tiny: Path, run_night) -> None:
    meetings = tiny / "exports" / "meetings" / "log.csv"
    meetings.write_text(meetings.read_text().replace("video,held", "video,lovely"))
    refused = Done(*run_night(tiny, NIGHT))
    assert refused.json("run.json")["verdict"] == "refused"
    assert refused.night.read("metric_figures").is_empty()
    failed = {check["rule"] for check in refused.json("checks.json") if not check["passed"]}
    assert failed == {"refused_share_is_bearable", "refused_share_is_small"}
    assert sum(row["file"] == "meetings/log.csv" for row in refused.rejects()) > 30


def test_a_refused_night_leaves_the_last_report_where_it_was(ran: Path, run_night) -> None:
    (ran / "exports" / "pairs" / "matches.csv").unlink()
    refused = Done(*run_night(ran, LATER))
    assert refused.json("run.json")["verdict"] == "refused"
    assert refused.rejects()[0]["file"] == "pairs/*.csv"
    assert (ran / "reports" / "latest").readlink() == Path("2026-08-01")
    assert (ran / "reports" / "latest" / "report.html").is_file()


def test_a_night_refused_after_all_gives_way_to_its_refusal(ran: Path, run_night) -> None:
    (ran / "exports" / "people" / "roster.csv").write_text("person_key,role\n")
    refused = Done(*run_night(ran, NIGHT))
    assert refused.json("run.json")["verdict"] == "refused"
    assert not (refused.night.folder / "report.html").exists()
    assert refused.rejects() == [], "a former run's refused rows are not this one's"
    assert {check["table"] for check in refused.json("checks.json")} == set(raw.TABLES)
    assert not (ran / "reports" / "latest").is_symlink()


def test_a_doubt_is_a_warning_and_no_refusal(tiny: Path, run_night) -> None:
    shutil.copy(tiny / "exports" / "meetings" / "log.csv", tiny / "exports" / "meetings" / "copy.csv")
    warned = Done(*run_night(tiny, NIGHT))
    assert warned.result.success
    assert warned.json("run.json")["verdict"] == "warned"
    assert [check["rule"] for check in warned.json("checks.json") if not check["passed"]] == ["no_file_is_doubtful"]
    assert "no file gave cause for a warning" in warned.file("report.html").decode()


def test_a_fault_of_ours_is_no_refusal_and_quotes_nothing(tiny: Path, run_night, instance, monkeypatch) -> None:
    def fail(*_: object) -> pl.DataFrame:
        raise ValueError("cannot make a number of 'Mentor 1'")

    monkeypatch.setattr(assets.metrics, "figures_of", fail)
    failed = Done(*run_night(tiny, NIGHT))
    assert not failed.result.success
    assert not failed.night.folder.exists()
    log = told(instance, failed.night.run_id)
    assert "ValueError in assets/metrics.py" in log
    assert "Mentor 1" not in log
    (fault,) = (tiny / ".mentorship" / "faults").iterdir()
    assert "cannot make a number of 'Mentor 1'" in fault.read_text()
    assert mode(fault) == 0o600


def test_what_a_step_refuses_is_listed_with_the_rest(tiny: Path, run_night, instance, monkeypatch) -> None:
    def refuse(*_: object) -> dict[str, pl.DataFrame]:
        raise DataRefusedError([Problem("people/roster.csv", "=it is odd", "mend it", 3, "role")])

    monkeypatch.setattr(assets.core, "build", refuse)
    refused = Done(*run_night(tiny, NIGHT))
    assert refused.json("run.json")["verdict"] == "refused"
    (row,) = refused.rejects()
    assert (row["file"], row["line"], row["reason"], row["fix"]) == ("people/roster.csv", "3", "'=it is odd", "mend it")
    assert "it is odd" not in told(instance, refused.night.run_id)


def test_a_check_that_cannot_run_is_a_fault_and_never_a_pass(tiny: Path, run_night, monkeypatch) -> None:
    import checks.suites as module
    from checks.rules import About, Rule, never

    def unreadable(_: About) -> list[Rule]:
        return [never("odd", "critical", "nothing odd", "no_such_column = 1")]

    monkeypatch.setitem(module.SUITES, "core_goals", unreadable)
    failed = Done(*run_night(tiny, NIGHT))
    assert not failed.result.success
    assert failed.result.get_failed_step_keys() == {"check_facts"}
    assert not failed.night.folder.exists()
    assert failed.night.read("published_figures").is_empty()
