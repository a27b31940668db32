"""Nights that know what others published, by the real job and its two files."""

import csv
import io
import json
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from assets.resources import Night

FIRST, SECOND, THIRD = date(2026, 8, 1), date(2026, 8, 2), date(2026, 8, 3)
NEWCOMERS = {SECOND: 2, THIRD: 3}


@pytest.fixture
def growing(tiny: Path) -> Path:
    """A programme that two mentees join on the second night and three more on the third."""
    roster = tiny / "exports" / "people" / "roster.csv"
    columns = roster.read_text().splitlines()[0].split(",")
    rows = io.StringIO()
    writer = csv.DictWriter(rows, columns, restval="", lineterminator="\n")
    writer.writerows(
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
    return tiny


def enrolled(night: Night) -> tuple[float, date, str]:
    """The mentees enrolled as `figures.csv` tells them, of which night, and why."""
    text = (night.folder / "figures.csv").read_text(encoding="utf-8")
    (row,) = (
        row
        for row in csv.DictReader(io.StringIO(text, newline=""))
        if (row["metric"], row["role"], row["segment"]) == ("enrolled_count", "mentee", "all")
    )
    return float(row["value"]), date.fromisoformat(row["value_as_of"]), row["reason"]


def test_a_night_keeps_what_an_earlier_one_published_until_enough_people_came(growing: Path, run_night) -> None:
    nights = [run_night(growing, day) for day in (FIRST, SECOND, THIRD)]
    assert all(result.success for result, _ in nights)
    (first, first_of, _), (second, second_of, why), (third, third_of, _) = (enrolled(night) for _, night in nights)
    assert (first_of, second, second_of) == (FIRST, first, FIRST)
    assert why == "kept: a newer value could tell of fewer than 5 people"
    assert (third, third_of) == (first + 5, THIRD)
    night = nights[-1][1]
    computed = night.warehouse.read("metric_figures").filter(metric="enrolled_count", role="mentee", segment="all")
    assert dict(computed.select("as_of", "value").rows()) == {FIRST: first, SECOND: first + 2, THIRD: first + 5}
    assert "kept: a newer value" in (nights[1][1].folder / "report.html").read_text(encoding="utf-8")


def test_a_night_that_is_run_again_publishes_the_same_bytes_and_remembers_no_more(growing: Path, run_night) -> None:
    _, first = run_night(growing, FIRST)
    run_night(growing, THIRD)
    _, second = run_night(growing, SECOND)
    files = ("figures.csv", "figures.parquet", "report.html")
    before = {name: (second.folder / name).read_bytes() for name in files}
    remembered = second.warehouse.read("published_groups")
    result, again = run_night(growing, SECOND)
    assert result.success
    assert {name: (again.folder / name).read_bytes() for name in files} == before
    assert again.warehouse.read("published_groups").equals(remembered)
    assert set(remembered["as_of"]) == {FIRST, THIRD}
    assert enrolled(again)[1] == FIRST
    checks = json.loads((again.folder / "checks.json").read_text(encoding="utf-8"))
    assert [check for check in checks if check["table"].startswith("published") and not check["passed"]] == []
    assert again.warehouse.read("published_figures").filter(pl.col("as_of") == SECOND).height
    assert first.folder.is_dir()
