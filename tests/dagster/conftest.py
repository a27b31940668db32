"""A tiny programme in a folder of its own, and its night run by the real job on a real instance."""

import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import dagster as dg
import pytest

from assets.partitions import partition_key, programmes
from assets.resources import Member, Night
from pipelines.definitions import build_definitions
from pipelines.jobs import NIGHTLY
from pipelines.settings import from_environment

TINY = Path(__file__).parent / "tiny"
Run = Callable[[Path, date], tuple[dg.ExecuteInProcessResult, Night]]


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    return shutil.copytree(TINY, tmp_path / "tiny")


@pytest.fixture(scope="module")
def instance() -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral() as ephemeral:
        ephemeral.add_dynamic_partitions(programmes.name, ["tiny"])
        yield ephemeral


@pytest.fixture(scope="module")
def run_night(instance: dg.DagsterInstance) -> Run:
    """Run a night of the programme in a folder."""

    def run(folder: Path, as_of: date) -> tuple[dg.ExecuteInProcessResult, Night]:
        settings = from_environment({"MENTORSHIP_PORTFOLIO": str(folder)})
        job = build_definitions(settings).resolve_job_def(NIGHTLY)
        key = partition_key("tiny", as_of)
        config = {"loggers": {"steps": {}}}
        result = job.execute_in_process(
            instance=instance, partition_key=str(key), run_config=config, raise_on_error=False
        )
        member = Member("tiny", folder, folder / ".mentorship", folder / "reports")
        return result, Night(member, as_of, result.run_id)

    return run
