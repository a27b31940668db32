"""The portfolio's page from programmes' folders: what is read, what a broken one says, and when it is made."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from html import unescape
from pathlib import Path
from urllib.parse import unquote
from uuid import uuid4

import dagster as dg
import polars as pl
import pytest

from assets.partitions import partition_key
from assets.peers import Owing, told
from assets.portfolio_page import PARTITION_TAG, Gathering
from pipelines.definitions import build_definitions
from pipelines.jobs import NIGHTLY
from pipelines.portfolio import find
from pipelines.portfolio_page import JOB, PLACE, after_the_nights, gather, make_page
from pipelines.settings import from_environment
from tests.portfolio_figures import publish, rows

# Dagster's own tags for the two dimensions of a partition are not what Dagster wants tags to be.
pytestmark = pytest.mark.filterwarnings("ignore:Non-compliant tag keys like .'dagster/partition:DeprecationWarning")

NIGHT, BEFORE = date(2026, 8, 1), date(2026, 7, 31)
TINY = Path(__file__).parent / "tiny"


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[dg.DagsterInstance]:
    (tmp_path / "home").mkdir()
    with dg.DagsterInstance.local_temp(str(tmp_path / "home")) as made:
        yield made


def owing(out: Path, programme_id: str = "alder", night: date | None = NIGHT) -> Owing:
    return Owing(programme_id, programme_id.capitalize(), out, night)


def gathering(tmp_path: Path, *programmes: Owing) -> Gathering:
    return Gathering(tmp_path / "reports", tmp_path / "state", NIGHT, programmes)


def page_of(made: Path | None) -> str:
    assert made is not None
    return re.sub(r"<style>.*?</style>|<[^>]*>", "", made.read_text(), flags=re.DOTALL)


def ended(instance: dg.DagsterInstance, status: dg.DagsterRunStatus, programme_id: str = "alder") -> dg.DagsterRun:
    """A night's run as Dagster keeps it."""
    tags = {PARTITION_TAG: str(partition_key(programme_id, NIGHT))}
    run = dg.DagsterRun(
        job_name=NIGHTLY,
        run_id=str(uuid4()),
        status=status,
        tags=tags,
    )
    return instance.add_run(run)


def read(out: Path, **changes: object) -> str:
    """The state of a programme and why."""
    found = told(replace(owing(out), **changes), out.parent / "page" / str(NIGHT))
    return f"{found.state}: {found.why}"


def rewrite(folder: Path, frame: pl.DataFrame) -> None:
    frame.write_parquet(folder / "figures.parquet")


def test_a_programme_is_read_from_the_night_that_it_owes(tmp_path: Path) -> None:
    publish(tmp_path / "alder", "alder", BEFORE, rows(0.5))
    publish(tmp_path / "alder", "alder", NIGHT, rows(0.8, 99))
    publish(tmp_path / "alder", "alder", date(2026, 8, 2), rows(0.9))
    found = told(owing(tmp_path / "alder"), tmp_path / "reports" / str(NIGHT))
    assert (found.state, found.night, found.pairs, found.verdict) == ("reported", NIGHT, 99, "ok")
    assert found.link == f"../../alder/{NIGHT}/report.html"
    assert found.imprint is not None
    assert found.imprint.k == 5


def test_only_figures_that_the_page_needs_are_kept(tmp_path: Path) -> None:
    folder = publish(tmp_path / "alder", "alder", NIGHT)
    frame = pl.read_parquet(folder / "figures.parquet")
    grouped = frame.with_columns(segment=pl.lit("cohort"), segment_value=pl.lit("2025"), target=pl.lit(""))
    rewrite(folder, pl.concat([frame, grouped]))
    found = told(owing(tmp_path / "alder"), tmp_path / "page")
    assert {figure.segment for figure in found.figures} == {"all"}


def test_the_way_to_a_report_survives_odd_names_of_folders(tmp_path: Path) -> None:
    out = tmp_path / 'a #1?%20"x"' / "reports"
    publish(out, "alder", NIGHT)
    link = told(owing(out), tmp_path / "reports" / str(NIGHT)).link
    assert (tmp_path / "reports" / str(NIGHT) / unquote(link)).resolve() == out / str(NIGHT) / "report.html"
    assert not set(link) & set('#?" ')


def test_a_programme_without_the_night_is_stale_and_has_its_last_good_one(tmp_path: Path) -> None:
    publish(tmp_path / "alder", "alder", BEFORE)
    found = told(owing(tmp_path / "alder"), tmp_path / "page" / str(NIGHT))
    assert (found.state, found.night, found.figures) == ("stale", BEFORE, ())
    assert found.why == "there is no report of 1 August 2026."


def test_a_programme_that_never_ran_is_stale_without_a_good_night(tmp_path: Path) -> None:
    found = told(owing(tmp_path / "nowhere"), tmp_path / "page")
    assert (found.state, found.night, found.link) == ("stale", None, "")


def test_a_refused_night_is_told_with_the_last_good_one(tmp_path: Path) -> None:
    publish(tmp_path / "alder", "alder", BEFORE)
    publish(tmp_path / "alder", "alder", NIGHT, verdict="refused")
    found = told(owing(tmp_path / "alder"), tmp_path / "page")
    assert (found.state, found.night) == ("refused", BEFORE)


def test_a_night_whose_last_run_failed_is_told_though_an_earlier_run_left_a_report(
    tmp_path: Path, instance: dg.DagsterInstance
) -> None:
    publish(tmp_path / "alder", "alder", NIGHT)
    run = ended(instance, dg.DagsterRunStatus.FAILURE)
    found = told(owing(tmp_path / "alder"), tmp_path / "page", run)
    assert (found.state, found.night) == ("failed", NIGHT)


def test_a_refused_run_is_no_failed_one(tmp_path: Path, instance: dg.DagsterInstance) -> None:
    run = ended(instance, dg.DagsterRunStatus.FAILURE)
    publish(tmp_path / "alder", "alder", NIGHT, verdict="refused", run_id=run.run_id)
    assert told(owing(tmp_path / "alder"), tmp_path / "page", run).state == "refused"


def test_a_misdeclared_programme_says_what_is_wrong(tmp_path: Path) -> None:
    assert read(tmp_path / "alder", night=None, fault="programme.yaml: odd") == "misdeclared: programme.yaml: odd"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "is no Parquet file"),
        (b"not parquet", "is no Parquet file"),
        (b"PAR1" + bytes(64) + b"PAR1", "is no Parquet file"),
    ],
)
def test_figures_that_are_no_parquet_are_named(tmp_path: Path, content: bytes, why: str) -> None:
    folder = publish(tmp_path / "alder", "alder", NIGHT)
    (folder / "figures.parquet").write_bytes(content)
    said = read(tmp_path / "alder")
    assert said.startswith(f"unreadable: its files cannot be read: figures.parquet of {NIGHT}")
    assert why in said


def test_figures_that_are_gone_are_named(tmp_path: Path) -> None:
    (publish(tmp_path / "alder", "alder", NIGHT) / "figures.parquet").unlink()
    assert f"figures.parquet of {NIGHT}: No such file" in read(tmp_path / "alder")


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (pl.lit("birch").alias("programme_id"), "figures of another programme"),
        (pl.lit(BEFORE).alias("as_of"), "figures of another night"),
        (pl.lit("fine").alias("status"), "a status that there is not"),
        (pl.lit("won").alias("target_status"), "a target status that there is not"),
        (pl.lit("at_best:1").alias("target"), "a target that cannot be read"),
        (pl.lit(float("nan")).alias("value"), "a number that is none"),
        (pl.lit("bananas").alias("unit"), "a unit that is not its metric's"),
        (pl.lit(None, dtype=pl.String).alias("wave"), "an empty cell where none may be"),
        (pl.lit("seven").alias("value"), "other types than those of figures"),
    ],
)
def test_figures_that_are_not_what_they_should_be_are_named(tmp_path: Path, change: pl.Expr, why: str) -> None:
    folder = publish(tmp_path / "alder", "alder", NIGHT)
    rewrite(folder, pl.read_parquet(folder / "figures.parquet").with_columns(change))
    said = read(tmp_path / "alder")
    assert said.startswith("unreadable")
    assert why in said


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{",
        '{"programme_id": 3}',
        json.dumps({"programme_id": "birch", "as_of": "2026-08-01", "run_id": "x", "verdict": "ok"}),
    ],
)
def test_an_account_that_is_not_the_nights_own_is_named(tmp_path: Path, text: str) -> None:
    folder = publish(tmp_path / "alder", "alder", NIGHT)
    (folder / "run.json").write_text(text)
    assert read(tmp_path / "alder").startswith("unreadable: its files cannot be read: run.json of 2026-08-01")


def test_an_account_from_before_it_told_of_the_programme_serves(tmp_path: Path) -> None:
    publish(tmp_path / "alder", "alder", NIGHT, programme=None)
    assert read(tmp_path / "alder") == "reported: "


def test_the_page_is_put_in_its_place_whole_with_a_link_to_the_newest(
    tmp_path: Path, instance: dg.DagsterInstance
) -> None:
    publish(tmp_path / "alder", "alder", NIGHT)
    publish(tmp_path / "birch", "birch", NIGHT, verdict="warned")
    broken = publish(tmp_path / "cedar", "cedar", NIGHT)
    (broken / "figures.parquet").write_bytes(b"broken")
    programmes = [owing(tmp_path / name, name) for name in ("alder", "birch", "cedar")]
    made, fault = make_page(gathering(tmp_path, *programmes), instance)
    assert (made, fault) == (tmp_path / "reports" / str(NIGHT) / "portfolio.html", "")
    assert sorted(path.name for path in (tmp_path / "reports").iterdir()) == [str(NIGHT), "latest"]
    assert (tmp_path / "reports" / "latest").readlink() == Path(str(NIGHT))
    text = unescape(page_of(made))
    assert "Two of three programmes report" in text
    assert "Cedar: its files cannot be read: figures.parquet of 2026-08-01 is no Parquet file" in text


def test_the_same_files_give_the_same_page(tmp_path: Path, instance: dg.DagsterInstance) -> None:
    publish(tmp_path / "alder", "alder", NIGHT)
    publish(tmp_path / "birch", "birch", NIGHT)
    pair = [owing(tmp_path / name, name) for name in ("alder", "birch")]
    first, _ = make_page(gathering(tmp_path / "x", *pair), instance)
    second, _ = make_page(gathering(tmp_path / "y", *pair[::-1]), instance)
    assert first is not None
    assert second is not None
    assert first.read_bytes() == second.read_bytes()


def test_a_page_that_cannot_be_written_tells_its_fault(tmp_path: Path, instance: dg.DagsterInstance) -> None:
    (tmp_path / "reports").write_text("in the way")
    made, fault = make_page(gathering(tmp_path, owing(tmp_path / "alder")), instance)
    assert made is None
    assert "reports" in fault


def declare(folder: Path, programme_id: str, name: str = "") -> None:
    place = folder / (name or programme_id)
    place.mkdir(parents=True)
    (place / "programme.yaml").write_text(
        (TINY / "programme.yaml").read_text().replace("id: tiny", f"id: {programme_id}")
    )
    (place / "instruments").symlink_to(TINY / "instruments")


def test_a_portfolio_has_the_page_and_its_sensor_and_one_programme_has_neither(tmp_path: Path) -> None:
    declare(tmp_path, "alder")
    both = [from_environment({"MENTORSHIP_PORTFOLIO": str(place)}) for place in (tmp_path, tmp_path / "alder")]
    many, one = (build_definitions(settings).get_repository_def() for settings in both)
    assert many.has_job(JOB)
    assert [sensor.name for sensor in many.sensor_defs] == [JOB]
    assert not one.has_job(JOB)
    assert one.sensor_defs == []
    assert "portfolio_page" not in {
        key.to_user_string() for key in many.get_job(NIGHTLY).asset_layer.executable_asset_keys
    }


def test_the_page_lies_where_no_programme_can_have_its_folder(tmp_path: Path) -> None:
    declare(tmp_path, "portfolio")
    out = tmp_path / "out"
    found = find(tmp_path, out=out)
    assert gather(found, tmp_path, None, out).place == out / PLACE
    assert "_" in PLACE
    assert gather(find(tmp_path), tmp_path, None, None).place == tmp_path / "reports"


def test_each_programme_owes_the_night_that_was_asked_for(tmp_path: Path) -> None:
    for name in ("alder", "birch"):
        declare(tmp_path, name)
    declare(tmp_path, "birch", "twin")
    made = gather(find(tmp_path), tmp_path, None, None, {"alder": NIGHT})
    assert made.as_of == NIGHT
    assert [(one.programme_id, one.night) for one in made.programmes] == [
        ("alder", NIGHT),
        ("birch", None),
        ("twin", None),
    ]
    assert "is also the id of" in made.programmes[1].fault


def test_the_sensor_waits_until_no_night_is_going_on(instance: dg.DagsterInstance) -> None:
    with dg.build_sensor_context(instance) as context:
        assert isinstance(after_the_nights(context), dg.SkipReason)
        ended(instance, dg.DagsterRunStatus.SUCCESS)
        going_on = ended(instance, dg.DagsterRunStatus.STARTED, "birch")
        assert "nights are going on: 1" in str(after_the_nights(context))
        instance.handle_run_event(going_on.run_id, dg.DagsterEvent(dg.DagsterEventType.RUN_FAILURE.value, NIGHTLY))
        request = after_the_nights(context)
    assert isinstance(request, dg.RunRequest)
    assert request.run_key == going_on.run_id
