"""What Dagster loads: assets in words, checks that block, one job, and a schedule that asks for the right nights."""

import fcntl
import os
from datetime import UTC, datetime
from pathlib import Path

import dagster as dg
import pytest

from assets import core, raw
from assets.inbox import EXPORTS
from assets.resources import alone
from mentorship import tables
from pipelines.definitions import build_definitions
from pipelines.jobs import NIGHTLY
from pipelines.settings import Settings, from_environment

# Dagster's own tags for the two dimensions of a partition are not what Dagster wants tags to be.
pytestmark = pytest.mark.filterwarnings("ignore:Non-compliant tag keys like .'dagster/partition:DeprecationWarning")

TINY = Path(__file__).parent / "tiny"


@pytest.fixture
def portfolio(tmp_path: Path) -> Path:
    folder = tmp_path / "portfolio"
    folder.mkdir()
    return folder


def declare(portfolio: Path, programme_id: str, zone: str = "Europe/Berlin", folder: str = "") -> Path:
    place = portfolio / (folder or programme_id)
    (place / EXPORTS).mkdir(parents=True)
    text = (
        (TINY / "programme.yaml").read_text().replace("Europe/Berlin", zone).replace("id: tiny", f"id: {programme_id}")
    )
    (place / "programme.yaml").write_text(text)
    (place / "instruments").symlink_to(TINY / "instruments")
    return place


def settings(portfolio: Path, **more: str) -> Settings:
    return from_environment({"MENTORSHIP_PORTFOLIO": str(portfolio), **more})


def repository(portfolio: Path, **more: str) -> dg.RepositoryDefinition:
    return build_definitions(settings(portfolio, **more)).get_repository_def()


def schedules(portfolio: Path, **more: str) -> dict[str, dg.ScheduleDefinition]:
    return {schedule.name: schedule for schedule in repository(portfolio, **more).schedule_defs}


def requested(loaded: dg.RepositoryDefinition, name: str, at: datetime, home: Path) -> list[dg.RunRequest]:
    """What the daemon launches when the schedule is due, on an instance that has not heard of the programmes."""
    home.mkdir()
    with (
        dg.DagsterInstance.local_temp(str(home)) as instance,
        dg.build_schedule_context(instance, at, repository_def=loaded) as context,
    ):
        requests = loaded.get_schedule_def(name).evaluate_tick(context).run_requests or []
        assert set(instance.get_dynamic_partitions("programme")) == {
            str(request.partition_key).split("|")[1] for request in requests
        }
        return list(requests)


def nights(requests: list[dg.RunRequest]) -> list[str]:
    return [str(request.partition_key) for request in requests]


def test_the_definitions_load_and_fit_together(portfolio: Path) -> None:
    declare(portfolio, "tiny")
    definitions = build_definitions(settings(portfolio))
    dg.Definitions.validate_loadable(definitions)
    assert definitions.resolve_job_def(NIGHTLY).executor_def.name == "in_process"


def test_every_table_is_an_asset_described_in_plain_words(portfolio: Path) -> None:
    graph = build_definitions(settings(portfolio)).resolve_asset_graph()
    made = {key.to_user_string(): graph.get(key) for key in graph.get_all_asset_keys()}
    assert set(made) == set(tables.TABLES) - {"check_results"} | {"report", "portfolio_page"}
    assert all(node.description and node.group_name != "default" and node.kinds for node in made.values())
    assert made["core_pairs"].description.startswith("One row a match, open or ended.")
    assert {name for name, node in made.items() if node.partitions_def is None} == {"portfolio_page"}


def test_critical_checks_block_and_warnings_do_not(portfolio: Path) -> None:
    graph = build_definitions(settings(portfolio)).resolve_asset_graph()
    specs = {key.name: graph.get_check_spec(key) for key in graph.asset_check_keys}
    assert {name for name, spec in specs.items() if spec.blocking} == {
        f"{table}_critical" for table in tables.TABLES if table != "check_results"
    }
    assert {name for name, spec in specs.items() if not spec.blocking} == {
        "raw_files_warning",
        "raw_problems_warning",
        "core_meetings_warning",
        "core_counts_warning",
    }


def test_figures_wait_for_every_fact_and_facts_for_every_export(portfolio: Path) -> None:
    graph = build_definitions(settings(portfolio)).resolve_asset_graph()
    parents = {
        key.to_user_string(): {parent.to_user_string() for parent in graph.get(key).parent_keys}
        for key in graph.get_all_asset_keys()
    }
    assert parents["metric_figures"] == set(core.TABLES)
    assert parents["core_people"] == set(raw.TABLES)
    facts = {table for table in tables.TABLES if table.startswith("core_") and table not in tables.PRIVATE_TABLES}
    assert parents["published_figures"] == {"metric_figures", *facts}
    assert parents["published_comments"] == {"core_comments", "core_identities", "core_responses", "core_answers"}
    assert parents["report"] == {
        "metric_pair_health",
        "published_figures",
        "published_sources",
        "published_comments",
    }


def test_without_a_programme_the_definitions_still_load(portfolio: Path) -> None:
    definitions = build_definitions(settings(portfolio))
    dg.Definitions.validate_loadable(definitions)
    assert schedules(portfolio) == {}


def test_one_zone_has_one_schedule_in_it(portfolio: Path) -> None:
    declare(portfolio, "one")
    declare(portfolio, "two")
    (name, schedule) = next(iter(schedules(portfolio).items()))
    assert name == "nightly"
    assert schedule.execution_timezone == "Europe/Berlin"
    assert schedule.cron_schedule == "30 2 * * *"
    assert schedule.default_status == dg.DefaultScheduleStatus.RUNNING


def test_the_hour_is_the_environments(portfolio: Path) -> None:
    declare(portfolio, "one")
    assert schedules(portfolio, MENTORSHIP_NIGHTLY_AT="04:05")["nightly"].cron_schedule == "5 4 * * *"


def test_two_zones_have_a_schedule_each(portfolio: Path, tmp_path: Path) -> None:
    declare(portfolio, "east", "Asia/Tokyo")
    declare(portfolio, "west", "America/New_York")
    found = schedules(portfolio)
    assert {name: schedule.execution_timezone for name, schedule in found.items()} == {
        "nightly_america_new_york": "America/New_York",
        "nightly_asia_tokyo": "Asia/Tokyo",
    }
    at = datetime(2026, 3, 2, 17, 30, tzinfo=UTC)  # 02:30 of 3 March in Tokyo
    assert nights(requested(repository(portfolio), "nightly_asia_tokyo", at, tmp_path / "home")) == ["2026-03-02|east"]


@pytest.mark.parametrize(
    ("at", "night"),
    [
        (datetime(2026, 3, 2, 1, 30, tzinfo=UTC), "2026-03-01"),
        (datetime(2026, 3, 29, 1, 0, tzinfo=UTC), "2026-03-28"),  # the night on which clocks go forward
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "2026-10-24"),  # … and back
        (datetime(2026, 11, 30, 23, 30, tzinfo=UTC), "2026-11-30"),  # already December in Berlin
        (datetime(2027, 3, 2, 1, 30, tzinfo=UTC), "2026-12-18"),  # the programme is over
    ],
)
def test_the_schedule_asks_for_yesterday_in_the_programmes_zone(
    portfolio: Path, tmp_path: Path, at: datetime, night: str
) -> None:
    declare(portfolio, "one")
    declare(portfolio, "two")
    requests = requested(repository(portfolio), "nightly", at, tmp_path / "home")
    assert nights(requests) == [f"{night}|one", f"{night}|two"]
    assert len({request.run_key for request in requests}) == 2


def test_a_programme_added_later_is_asked_for_and_a_broken_one_is_not(portfolio: Path, tmp_path: Path) -> None:
    declare(portfolio, "one")
    loaded = repository(portfolio)
    declare(portfolio, "two")
    (declare(portfolio, "three") / "programme.yaml").write_text("programme: {id: three}")
    at = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
    assert nights(requested(loaded, "nightly", at, tmp_path / "home")) == ["2026-03-01|one", "2026-03-01|two"]


def test_a_run_has_its_programmes_state_to_itself(tmp_path: Path) -> None:
    state = tmp_path / "state"
    with alone(state):
        handle = os.open(state / "run.lock", os.O_RDWR)
        with pytest.raises(BlockingIOError):
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    os.close(handle)
