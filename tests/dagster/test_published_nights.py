"""Nights that know what others published, by the real job and its two files."""

import csv
import io
import json
import shutil
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from assets.resources import Night
from reports.wording import day

FIRST, SECOND, THIRD = date(2026, 8, 1), date(2026, 8, 2), date(2026, 8, 3)
NEWCOMERS = {SECOND: 2, THIRD: 3}


@pytest.fixture(scope="module")
def nights(tmp_path_factory: pytest.TempPathFactory, run_night) -> dict[str, Night]:
    """A programme that two mentees join on the second night and three more on the third, which is run before it.

    The second night is then run again; its folder and what was remembered before that are kept beside.
    """
    folder = shutil.copytree(Path(__file__).parent / "tiny", tmp_path_factory.mktemp("growing") / "tiny")
    grow(folder / "exports" / "people" / "roster.csv")
    ran = {name: run_night(folder, day) for name, day in (("first", FIRST), ("third", THIRD), ("second", SECOND))}
    assert all(result.success for result, _ in ran.values())
    second = ran["second"][1]
    shutil.copytree(second.folder, folder / "before")
    second.warehouse.read("published_groups").write_parquet(folder / "remembered.parquet")
    result, again = run_night(folder, SECOND)
    assert result.success
    return {name: night for name, (_, night) in ran.items()} | {"again": again}


def grow(roster: Path) -> None:
    columns = roster.read_text().splitlines()[0].split(",")
    rows = io.StringIO()
    csv.DictWriter(rows, columns, restval="", lineterminator="\n").writerows(
        {
            "person_key": f"new-{day}-{number}",
            "role": "mentee",
            "joined_on": day.isoformat(),
            "department": "Engineering",
        }
        for day, count in NEWCOMERS.items()
        for number in range(count)
    )
    roster.write_text(roster.read_text().rstrip("\n") + "\n" + rows.getvalue())


def enrolled(night: Night) -> tuple[float, date, str]:
    """The mentees enrolled as `figures.csv` tells them, of which night, and why."""
    text = (night.folder / "figures.csv").read_text(encoding="utf-8")
    (row,) = (
        row
        for row in csv.DictReader(io.StringIO(text, newline=""))
        if (row["metric"], row["role"], row["segment"]) == ("enrolled_count", "mentee", "all")
    )
    return float(row["value"]), date.fromisoformat(row["value_as_of"]), row["reason"]


def test_a_night_keeps_what_an_earlier_one_published_until_enough_people_came(nights: dict[str, Night]) -> None:
    first, first_of, _ = enrolled(nights["first"])
    assert first_of == FIRST
    assert enrolled(nights["second"]) == (first, FIRST, "kept: a newer value could tell of fewer than 5 people")
    assert enrolled(nights["third"])[:2] == (first + 5, THIRD)
    computed = nights["first"].warehouse.read("metric_figures")
    counts = computed.filter(metric="enrolled_count", role="mentee", segment="all").select("as_of", "value").rows()
    assert dict(counts) == {FIRST: first, SECOND: first + 2, THIRD: first + 5}
    assert f"as of {day(FIRST)}" in (nights["second"].folder / "report.html").read_text(encoding="utf-8")


def test_a_night_that_is_run_again_publishes_the_same_bytes_and_remembers_no_more(nights: dict[str, Night]) -> None:
    again = nights["again"]
    before = again.member.folder / "before"
    for name in ("figures.csv", "figures.parquet", "report.html"):
        assert (again.folder / name).read_bytes() == (before / name).read_bytes(), name
    remembered = again.warehouse.read("published_groups")
    assert remembered.equals(pl.read_parquet(again.member.folder / "remembered.parquet"))
    assert set(remembered["as_of"]) == {FIRST, THIRD}
    checks = json.loads((again.folder / "checks.json").read_text(encoding="utf-8"))
    assert [check for check in checks if check["table"].startswith("published") and not check["passed"]] == []
