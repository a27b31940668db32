"""The call `mentorship explain`: what it prints where, what it exits with, and that it writes nothing to the programme."""

import json
import os
import shutil
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner, Result

from assets import raw
from assets.resources import Night
from mentorship import core, tables
from mentorship.as_of import AsOf
from mentorship.disclosure import History, publish
from mentorship.figures import figures_of
from mentorship.populations import groups_of
from pipelines import explaining
from pipelines.cli import app
from pipelines.portfolio import find

TINY = Path(__file__).parents[1] / "dagster" / "tiny"
LAST, EARLIER = date(2026, 7, 31), date(2026, 3, 31)


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("MENTORSHIP_") or name == "DAGSTER_HOME"]:
        monkeypatch.delenv(name)


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    """A programme that never had a night."""
    return shutil.copytree(TINY, tmp_path / "portfolio" / "tiny")


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A programme with a night, and nothing of Dagster's."""
    folder = shutil.copytree(TINY, tmp_path_factory.mktemp("run") / "tiny")
    (entry,) = find(folder).declared
    night = Night(entry.member, LAST, "run")
    raw.landed(night)
    facts = core.build(night.read_all(raw.TABLES), entry.programme, night.warehouse.pseudonym_key())
    view = AsOf(facts, entry.programme, LAST)
    figures = figures_of(view)
    published = publish(figures, groups_of(view), History.empty(), entry.programme.privacy.k).figures
    night.replace({**facts, "metric_figures": figures, "published_figures": published})
    return folder


@pytest.fixture
def tiny(run: Path, tmp_path: Path) -> Path:
    """A programme with a night, for one test to spoil."""
    return shutil.copytree(run, tmp_path / "portfolio" / "tiny")


def call(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["explain", *(str(argument) for argument in arguments)])


def tree(folder: Path) -> dict[str, tuple[int, bytes]]:
    return {
        path.relative_to(folder).as_posix(): (path.stat().st_mtime_ns, path.read_bytes() if path.is_file() else b"")
        for path in [folder, *folder.rglob("*")]
    }


def counted(done: Result) -> list[str]:
    return [row["file"] for row in json.loads(done.stdout)["rows"] if row["used_as"] == "numerator"]


def places(done: Result) -> list[str]:
    return [f"{row['file']}:{row['line']}" for row in json.loads(done.stdout)["rows"]]


def test_a_program_is_told_the_tidy_row_the_definition_and_the_rows(tiny: Path) -> None:
    done = call("match_rate/mentee", "--folder", tiny, "--json")
    assert done.exit_code == 0, done.stderr
    document = json.loads(done.stdout)
    assert list(document) == ["figure", "definition", "rows"]
    night = Night(find(tiny).declared[0].member, LAST, "")
    (kept,) = night.read("metric_figures").filter(metric="match_rate", segment="all").to_dicts()
    assert document["figure"] == {
        name: str(value) if isinstance(value, date) else value for name, value in kept.items()
    }
    assert document["definition"]["id"] == "match_rate"
    assert list(document["rows"][0]) == ["file", "line", "used_as", "numerator", "denominator", "evidence"]
    assert sum(row["used_as"] in {"both", "numerator"} for row in document["rows"]) == kept["numerator"]


def test_a_person_is_told_the_same_in_words(tiny: Path) -> None:
    done = call("match_rate/mentee", "--folder", tiny)
    assert done.exit_code == 0, done.stderr
    for words in (
        "Mentees matched: ",
        "Question",
        "Does everybody",
        "Definition version",
        "counted in numerator",
        "with ",
    ):
        assert words in done.stdout
    for place in places(call("match_rate/mentee", "--folder", tiny, "--json")):
        assert f"  {place}\n" in done.stdout


def test_no_name_address_or_pseudonym_is_printed(tiny: Path) -> None:
    people = Night(find(tiny).declared[0].member, LAST, "").read("core_people")["person_id"]
    for figure in ("match_rate", "nps/all", "held_meeting_count", "goal_attainment_rate/mentee"):
        for form in ((), ("--json",)):
            done = call(figure, "--folder", tiny, *form)
            assert not any(word in done.output for word in ("@", "Mentee 1", "Goal 1", *people))


def test_many_rows_of_evidence_are_counted_for_a_person_and_told_to_a_program(tiny: Path) -> None:
    rows = json.loads(call("cadence_attainment", "--folder", tiny, "--json").stdout)["rows"]
    most = max(len(row["evidence"]) for row in rows)
    assert most > 5
    assert f"and {most - 5} more" in call("cadence_attainment", "--folder", tiny).stdout


def test_another_night_is_made_again_beside_the_state_with_the_same_pseudonyms(
    tiny: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = []
    monkeypatch.setattr(explaining, "_made_again", _kept(explaining._made_again, made))
    before = tree(tiny)
    done = call("held_meeting_count", "--folder", tiny, "--as-of", EARLIER, "--json")
    assert done.exit_code == 0, done.stderr
    assert tree(tiny) == before
    figure = json.loads(done.stdout)["figure"]
    assert (figure["as_of"], figure["value"]) == ("2026-03-31", len(counted(done)))
    assert (
        figure["value"] < json.loads(call("held_meeting_count", "--folder", tiny, "--json").stdout)["figure"]["value"]
    )
    people = Night(find(tiny).declared[0].member, LAST, "").read("core_people")
    assert made[0]["core_people"].equals(people)
    assert "not published: that night was not run" in done.stderr


def _kept(function, made):
    def wrapped(*arguments):
        made.append(function(*arguments))
        return made[-1]

    return wrapped


def test_a_file_that_the_last_night_read_is_not_read_again_for_another(
    tiny: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from mentorship import landing

    monkeypatch.setattr(landing, "read_export", lambda *_: pytest.fail("it was read again"))
    assert call("enrolled_count/mentee", "--folder", tiny, "--as-of", EARLIER).exit_code == 0


def test_the_last_night_is_explained_without_writing_anything(tiny: Path) -> None:
    before = tree(tiny)
    assert call("enrolled_count/mentee", "--folder", tiny).exit_code == 0
    assert tree(tiny) == before


def test_a_figure_that_is_withheld_says_so(tiny: Path) -> None:
    night = Night(find(tiny).declared[0].member, LAST, "")
    computed = night.read("metric_figures").drop_nulls("value").select(tables.FIGURE_KEY)
    withheld = night.read("published_figures").filter(status="suppressed")
    hidden = withheld.join(computed, on=list(tables.FIGURE_KEY), how="semi").row(0, named=True)
    path = f"{hidden['metric']}/{hidden['role']}"
    path += f"/{hidden['segment']}={hidden['segment_value']}" if hidden["segment"] != "all" else ""
    path += f"/{hidden['instrument']}/{hidden['construct']}/{hidden['wave']}"
    done = call(path, "--folder", tiny)
    assert done.exit_code == 0, done.stderr
    assert "not published: hidden so that no group" in " ".join(done.stdout.split())


def test_a_figure_of_which_an_earlier_value_is_published_says_so(tiny: Path) -> None:
    night = Night(find(tiny).declared[0].member, LAST, "")
    is_kept = (pl.col("metric") == "match_rate") & (pl.col("segment") == "all")
    earlier = {"value": pl.lit(0.5), "value_as_of": pl.lit(EARLIER)}
    kept = [pl.when(is_kept).then(new).otherwise(pl.col(name)).alias(name) for name, new in earlier.items()]
    night.replace({"published_figures": night.read("published_figures").with_columns(kept)})
    done = call("match_rate", "--folder", tiny)
    assert "not published: the figure of 2026-03-31 stands, 50.0%" in " ".join(done.stdout.split())


def test_a_figure_that_cannot_be_computed_says_why(tiny: Path) -> None:
    done = call("channel_variety", "--folder", tiny, "--as-of", date(2026, 1, 13))
    assert done.exit_code == 0, done.stderr
    assert "not computable" in done.stdout
    assert "nothing to count" in done.stdout


def test_a_declaration_that_changed_since_the_night_is_told(tiny: Path) -> None:
    declared = tiny / "programme.yaml"
    declared.write_text(f"{declared.read_text()}health: {{quiet_after_days: 5000, quiet_after_intervals: 5000}}\n")
    done = call("went_quiet_count", "--folder", tiny, "--json")
    assert (done.exit_code, json.loads(done.stdout)["figure"]["value"]) == (0, 0)
    assert "run it again" in done.stderr


def test_without_a_night_the_first_is_asked_for(fresh: Path) -> None:
    for more in ((), ("--as-of", EARLIER)):
        done = call("match_rate", "--folder", fresh, *more)
        assert done.exit_code == 2
        assert "mentorship run" in done.stderr
    assert not (fresh / ".mentorship").exists()


@pytest.mark.parametrize(
    ("figure", "told"),
    [
        ("match_rat", "  match_rate\n"),
        ("matched_count", "  matched_count/mentor\n"),
        ("match_rate/mentee/department=Engineerin", "  match_rate/mentee/department=Engineering\n"),
        ("pair_retention/pair", "  pair_retention/pair///days_30\n"),
    ],
)
def test_a_line_that_means_no_figure_or_several_is_answered_with_those_it_may_mean(
    tiny: Path, figure: str, told: str
) -> None:
    done = call(figure, "--folder", tiny, "--json")
    assert (done.exit_code, done.stdout) == (2, "")
    assert told in done.stderr


def test_of_many_figures_that_a_line_may_mean_the_first_are_told(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(explaining, "SHOWN", 1)
    assert "and 3 more" in call("pair_retention/pair", "--folder", tiny).stderr


def test_a_night_that_did_not_come_as_far_as_publishing_says_so(tiny: Path) -> None:
    night = Night(find(tiny).declared[0].member, LAST, "")
    night.replace({"published_figures": night.read("published_figures").clear()})
    assert "not published: the night did not come as far" in call("match_rate", "--folder", tiny, "--json").stderr


def test_a_full_disk_is_a_fault_of_the_machine(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_):
        raise OSError(28, "No space left on device", "private.duckdb")

    monkeypatch.setattr(explaining.shutil, "copy2", full)
    done = call("match_rate", "--folder", tiny, "--as-of", EARLIER)
    assert done.exit_code == 4
    assert "private.duckdb cannot be used: No space left on device" in done.stderr


def test_exports_that_another_night_would_refuse_are_refused(tiny: Path) -> None:
    roster = tiny / "exports" / "people" / "roster.csv"
    roster.write_text(roster.read_text().replace("role", "what"))
    before = tree(tiny)
    done = call("match_rate", "--folder", tiny, "--as-of", EARLIER)
    assert done.exit_code == 1
    assert "people/roster.csv" in done.stderr
    assert tree(tiny) == before


def test_a_night_to_come_cannot_be_asked_for(tiny: Path) -> None:
    done = call("match_rate", "--folder", tiny, "--as-of", "2999-01-01")
    assert done.exit_code == 2
    assert "future" in done.stderr


def test_a_damaged_state_is_a_fault_of_the_machine(tiny: Path) -> None:
    (tiny / ".mentorship" / "private.duckdb").write_bytes(b"no database" * 1000)
    done = call("match_rate", "--folder", tiny)
    assert done.exit_code == 4
    assert "private.duckdb is damaged" in done.stderr


def test_the_folder_that_one_is_in_is_the_programme(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tiny)
    assert call("match_rate").exit_code == 0


def test_elsewhere_the_only_programme_of_the_portfolio_is_meant(
    tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert call("match_rate").exit_code == 2
    monkeypatch.setenv("MENTORSHIP_PORTFOLIO", str(tiny.parent))
    assert call("match_rate").exit_code == 0


def test_of_several_programmes_one_has_to_be_named(tiny: Path) -> None:
    shutil.copytree(TINY, tiny.parent / "other")
    done = call("match_rate", "--folder", tiny.parent)
    assert done.exit_code == 2
    assert "2 programmes (other, tiny)" in done.stderr


def test_a_declaration_that_cannot_be_used_is_told(tiny: Path) -> None:
    (tiny / "programme.yaml").write_text("programme: {id: tiny}\n")
    done = call("match_rate", "--folder", tiny)
    assert done.exit_code == 2
    assert "programme.yaml" in done.stderr


def test_the_state_may_be_kept_elsewhere(tiny: Path, tmp_path: Path) -> None:
    (tiny / ".mentorship").rename(tmp_path / "kept")
    assert call("match_rate", "--folder", tiny).exit_code == 2
    assert call("match_rate", "--folder", tiny, "--state", tmp_path / "kept").exit_code == 0
