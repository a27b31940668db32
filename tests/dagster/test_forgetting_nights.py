"""A person is forgotten: nothing of theirs is left in any file, comes back with an old export, or changes the past."""

import json
import shutil
import stat
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from itertools import zip_longest
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import polars as pl
import pytest
from typer.testing import CliRunner

from assets.night_folder import COORDINATOR
from assets.resources import Night
from mentorship.tables import TABLES
from pipelines.cli import app

FIRST, LAST, NEXT = date(2026, 7, 31), date(2026, 8, 1), date(2026, 8, 2)
KEY, ADDRESS, NAME = "teakettle-77", "Zoe.Teakettle@tiny.example", "Zoë Teakettle"
STORY = "I speak up in the quarterly review now"
MENTION = "My colleague Zoë lent me her notes"
OTHERS = "Nothing but good has come of it"
# Words of theirs, and the keys of their pair, their meetings and their goal.
WORDS = ("teakettle", "zoë", STORY, MENTION, "pair-of-theirs", "meeting-of-theirs", "goal-of-theirs")


class Forgotten(NamedTuple):
    """A programme of two nights before and after somebody was forgotten."""

    folder: Path
    secrets: frozenset[str]
    before: dict[str, pl.DataFrame]
    after: dict[str, pl.DataFrame]
    document: dict[str, Any]
    said: str


@pytest.fixture(scope="module")
def forgotten(tmp_path_factory: pytest.TempPathFactory, run_night) -> Forgotten:
    folder = tmp_path_factory.mktemp("forgotten") / "tiny"
    programme(folder)
    run_night(folder, FIRST)
    _, night = run_night(folder, LAST)
    faults = folder / ".mentorship" / "faults"
    faults.mkdir()
    (faults / "old.txt").write_text(f"a cell was {NAME}", encoding="utf-8")
    before = stored(night)
    secrets = frozenset({*WORDS, *pseudonyms(before)})
    assert {secret for secret in secrets if not holders(folder, secret)} == set(), "the scan finds what is there"
    done = forget(folder, ADDRESS.upper())
    assert done.exit_code == 0, done.stderr
    return Forgotten(folder, secrets, before, stored(night), json.loads(done.stdout), done.stderr)


def programme(folder: Path) -> None:
    """The tiny programme, in which one mentee has keys and texts that nothing else holds."""
    for path in sorted((Path(__file__).parent / "tiny").rglob("*.*")):
        text = path.read_text(encoding="utf-8")
        if path.name == "skills.yaml":
            text += '  - {id: story, kind: text, text: "What changed for you?"}\n'
        if path.name == "roster.csv":
            text = text.replace("mentee3,mentee3@tiny.example,Mentee 3", f"{KEY},{ADDRESS},{NAME}")
        if path.parent.name == "surveys":
            head, *lines = text.splitlines()
            said = (MENTION, OTHERS, STORY) if path.name == "first.csv" else ()
            told = [f"{line},{words}" for line, words in zip_longest(lines, said, fillvalue="")]
            text = "\n".join([f"{head},story", *told, ""])
        theirs = {"mentee3@tiny.example": ADDRESS, "mentee3": KEY, "pair3": "pair-of-theirs"}
        theirs |= {"meeting3-": "meeting-of-theirs-", "goal3": "goal-of-theirs"}
        for old, new in theirs.items():
            text = text.replace(f"{old},", f"{new},") if not old.endswith("-") else text.replace(old, new)
        made = folder / path.relative_to(Path(__file__).parent / "tiny")
        made.parent.mkdir(parents=True, exist_ok=True)
        made.write_text(text, encoding="utf-8")


def forget(folder: Path, key: str) -> Any:
    return CliRunner().invoke(app, ["people", "forget", key, "--folder", str(folder), "--yes", "--json"])


def stored(night: Night) -> dict[str, pl.DataFrame]:
    return night.warehouse.read_all(list(TABLES))


def pseudonyms(tables: dict[str, pl.DataFrame]) -> set[str]:
    """All by which the tables know the person and what is theirs alone."""
    identities = tables["core_identities"]
    person = identities.filter(pl.col("folded_key") == KEY)["person_id"].item()
    is_theirs = (pl.col("mentee_id") == person) | (pl.col("mentor_id") == person)
    pair = tables["core_pairs"].filter(is_theirs)["pair_id"].item()
    meetings = tables["core_meetings"].filter(pl.col("pair_id") == pair)["meeting_id"]
    goals = tables["core_goals"].filter(pl.col("owner_id") == person)["goal_id"]
    responses = tables["core_responses"].filter(pl.col("person_id") == person)["response_id"]
    found = {person, pair, *meetings, *goals, *responses}
    assert len(found) > 6
    return found


def holders(folder: Path, secret: str) -> list[str]:
    """The files of the state and of the reports in which a text stands: in their bytes or in any table of theirs."""
    sought = secret.casefold()
    return [name for name, held in contents(folder) if sought in held]


def contents(folder: Path) -> Iterator[tuple[str, str]]:
    """All that each file holds, as one text without case."""
    for path in sorted([*folder.glob(".mentorship/**/*"), *folder.glob("reports/**/*")]):
        if path.is_file():
            held = [path.read_bytes().decode("utf-8", "replace"), *(dumped(path) if path.suffix == ".duckdb" else ())]
            yield path.name, "\n".join(held).casefold()


def dumped(path: Path) -> Iterator[str]:
    """Every cell of every table; DuckDB may have packed them so that their bytes do not show them."""
    with closing(duckdb.connect(path, read_only=True)) as connection:
        for (table,) in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall():
            yield str(connection.execute(f'FROM "{table}"').fetchall())


def found(folder: Path, secrets: frozenset[str]) -> set[tuple[str, str]]:
    held = list(contents(folder))
    assert {"private.duckdb", "warehouse.duckdb", "report.html", "run.json"} <= {name for name, _ in held}
    return {(name, secret) for secret in secrets for name, text in held if secret.casefold() in text}


def test_nothing_of_theirs_is_left_in_any_file(forgotten: Forgotten) -> None:
    assert found(forgotten.folder, forgotten.secrets) == set()
    assert not (forgotten.folder / ".mentorship" / "faults").exists()


def test_the_coordinators_pages_of_all_nights_go_and_the_last_is_made_again(forgotten: Forgotten) -> None:
    reports = forgotten.folder / "reports"
    assert not (reports / str(FIRST) / COORDINATOR).exists()
    page = reports / str(LAST) / COORDINATOR
    assert stat.S_IMODE(page.stat().st_mode) == 0o600
    assert "No earlier night of the pairs is kept, so nothing is told of them" in page.read_text(encoding="utf-8")


def test_what_was_done_is_told_without_a_key(forgotten: Forgotten) -> None:
    told = {entry["file"]: entry["rows"] for entry in forgotten.document["exports"]}
    assert told == {
        "goals/goals.csv": 1,
        "meetings/log.csv": 6,
        "pairs/matches.csv": 1,
        "people/roster.csv": 1,
        "surveys/first.csv": 1,
        "surveys/second.csv": 1,
    }
    assert forgotten.document["night"]["verdict"] == "ok"
    assert forgotten.document["night"]["as_of"] == LAST.isoformat()
    said = (forgotten.said + json.dumps(forgotten.document, ensure_ascii=False)).casefold()
    assert not any(word.casefold() in said for word in WORDS)


def test_no_page_says_how_much_was_theirs(forgotten: Forgotten) -> None:
    night = forgotten.folder / "reports" / LAST.isoformat()
    assert "forgotten" not in (night / "report.html").read_text(encoding="utf-8")
    assert (night / "rejects.csv").read_text(encoding="utf-8").count("erased_on_request") == 11


def test_the_night_without_them_reconciles(forgotten: Forgotten) -> None:
    counts, checks = forgotten.after["core_counts"], forgotten.after["check_results"].filter(as_of=LAST)
    fates = pl.sum_horizontal("rows_used", "rows_refused", "rows_superseded")
    assert counts.select((pl.col("rows_in") == fates).all()).item()
    assert counts["rows_in"].sum() == forgotten.before["core_counts"]["rows_in"].sum()
    reconciling = checks.filter(pl.col("rule").is_in(["rows_reconcile", "rows_are_those_of_the_files"]))
    assert reconciling["has_passed"].to_list() == [True, True, True]
    assert checks["has_passed"].all()
    erased = forgotten.after["core_rejects"].filter(pl.col("rule") == "erased_on_request")
    assert erased.height == sum(entry["rows"] for entry in forgotten.document["exports"])


def test_another_night_from_the_same_exports_brings_nothing_back(
    forgotten: Forgotten, tmp_path: Path, run_night
) -> None:
    folder = shutil.copytree(forgotten.folder, tmp_path / "tiny", symlinks=True)
    result, night = run_night(folder, NEXT)
    assert result.success
    assert found(folder, forgotten.secrets) == set()
    assert night.read("core_people").equals(forgotten.after["core_people"])


def test_the_facts_of_other_people_stay_as_they_were(forgotten: Forgotten) -> None:
    for table in ("core_people", "core_pairs", "core_goals", "core_responses", "core_meetings"):
        before, after = (set(map(str, each[table].rows())) for each in (forgotten.before, forgotten.after))
        assert after < before, table
        assert len(after) > 10, table
        assert all(any(secret in row for secret in forgotten.secrets) for row in before - after), table
    answers = forgotten.after["raw_surveys"].select(pl.col("answers").explode()).unnest("answers")["answer"]
    assert OTHERS in answers.to_list()


def test_what_was_published_before_stays(forgotten: Forgotten) -> None:
    for table in ("published_figures", "metric_figures", "check_results"):
        before, after = (each[table].filter(as_of=FIRST) for each in (forgotten.before, forgotten.after))
        assert before.height > 100
        assert after.equals(before)


def test_they_stay_in_the_history_as_somebody(forgotten: Forgotten) -> None:
    place = [name for name in TABLES["published_groups"].columns() if name not in {"carrier", "people"}]
    sizes = pl.struct(*place, pl.col("people").list.len())
    before, after = (
        each["published_groups"].filter(as_of=FIRST).select(sizes).to_series().to_list()
        for each in (forgotten.before, forgotten.after)
    )
    assert len(before) > 100
    assert sorted(map(str, after)) == sorted(map(str, before))


def test_to_forget_somebody_twice_says_so(forgotten: Forgotten) -> None:
    for key in (KEY, NAME.upper()):
        done = forget(forgotten.folder, key)
        assert (done.exit_code, json.loads(done.stdout)["status"]) == (0, "forgotten_before")
        assert key.casefold() not in (done.stdout + done.stderr).casefold()


def test_a_key_of_nobody_is_refused_and_not_told(forgotten: Forgotten) -> None:
    done = forget(forgotten.folder, "nobody-of-ours")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "nobody-of-ours" not in done.stderr


def test_nobody_is_erased_unasked(forgotten: Forgotten) -> None:
    arguments = ["people", "forget", "mentee4", "--folder", str(forgotten.folder)]
    for answer in ("n\n", ""):
        done = CliRunner().invoke(app, arguments, input=answer)
        assert done.exit_code == 2
        assert "nothing was erased" in done.stderr


def test_tombstones_are_in_the_private_file_alone(forgotten: Forgotten) -> None:
    marks = forgotten.after["raw_tombstones"]["tombstone"].to_list()
    assert len(marks) >= 4
    assert [name for name, held in contents(forgotten.folder) if marks[0] in held] == ["private.duckdb"]


def test_both_files_keep_their_modes(forgotten: Forgotten) -> None:
    state = forgotten.folder / ".mentorship"
    assert stat.S_IMODE((state / "private.duckdb").stat().st_mode) == 0o600
    assert [path.name for path in state.iterdir() if path.name.startswith(".")] == []
