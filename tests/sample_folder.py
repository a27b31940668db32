"""The rows of the sample programme's exports, for the tests of its generator and of its story: no product in between."""

import csv
import json
from datetime import date
from pathlib import Path

import openpyxl

DATA = Path(__file__).resolve().parents[1] / "data"
SAMPLE = DATA / "sample"
ENDS_ON = date(2026, 5, 29)


def dirt_of(folder):
    return json.loads(folder.with_name(f"{folder.name}-dirt.json").read_text(encoding="utf-8"))


def sheet_rows(folder):
    book = openpyxl.load_workbook(folder / "exports/people/roster.xlsx")
    return [["" if cell is None else cell for cell in row] for row in book["Roster"].iter_rows(values_only=True)]


def roster(folder):
    _, _, header, *rows = sheet_rows(folder)
    people = [dict(zip(header, row, strict=True)) for row in rows]
    spoiled = {entry["line"] for entry in dirt_of(folder) if entry["file"].startswith("people/")}
    spoiled |= {entry["other_line"] for entry in dirt_of(folder) if entry["kind"] == "contradiction"}
    return [person for line, person in enumerate(people, start=4) if line not in spoiled]


def addresses():
    """The e-mail address of each staff number."""
    return {person["Staff no."]: person["E-mail"] for person in roster(SAMPLE)}


def table(path, delimiter=","):
    with path.open(encoding="utf-8-sig", newline="") as text:
        return list(csv.DictReader(text, delimiter=delimiter))


def clean_pairs():
    rows = table(SAMPLE / "exports/pairs/matches.csv", ";")
    return {row["Pair"]: row for row in rows if not row["Pair"].startswith("P-9")}


def answers_of(folder, pattern):
    """The rows of surveys, without those that are faults."""
    spoiled = {(entry["file"], entry["line"]) for entry in dirt_of(folder)}
    return [
        row
        for path in sorted(folder.glob(f"exports/surveys/{pattern}"))
        for line, row in enumerate(table(path), start=2)
        if (f"surveys/{path.name}", line) not in spoiled
    ]


def goals():
    """The goals of the tracker, without their steps and those that cannot be."""
    rows = {row["Task ID"]: row for row in table(SAMPLE / "exports/goals/asana-2026-05-29.csv")}
    return [row for row in rows.values() if not row["Parent task"] and "that cannot be" not in row["Name"]]


def log():
    return [row for row in table(SAMPLE / "exports/meetings/log.csv") if not row["No."].startswith("M-9")]


def day_of(text):
    """31.03.2026, with or without a time."""
    day, month, year = text[:10].split(".")
    return date(int(year), int(month), int(day))


def last_held_days():
    """The day of the last meeting of each pair that the log calls held; calls are of pairs that met often."""
    return dict(sorted((row["Pair"], day_of(row["Start"])) for row in log() if row["What happened"] == "Took place"))


def open_pairs():
    return {key for key, row in clean_pairs().items() if not row["Ended"] and not row["How it ended"]}
