"""What of an export a night would take: its rows typed, given to people and pairs, and held to the rules of rows.

A fact here is what one accepted row says, so that the facts of a file less some rows are its facts less those rows'.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import polars as pl

from mentorship import tables
from mentorship.exports import detect
from mentorship.exports.profile import Export, ExportFile
from mentorship.facts import goals, meetings, pairs, people, resolve, rows, surveys
from mentorship.identity import KEY_END, fold
from mentorship.programme import Source
from tests.property.valid_exports import PAIRS, PROGRAMME, ROSTER, Valid

KEY = b"a key for tests that never leaves"
KEYED_BY_TITLE = ("outlook_calendar", "teams_attendance")
"""These tools give no id of a meeting, so that its title stands in for one, and a title is free text."""
Fact = tuple[object, ...]


@dataclass(frozen=True)
class Accepted:
    """The facts of a file, by the lines of their rows, and how many rows and answers were refused or left out."""

    facts: Mapping[Fact, frozenset[int]]
    refused_rows: int
    refused_answers: int


def export_of(valid: Valid, payload: bytes) -> Export:
    """A payload read as the file that it was, or was made of."""
    file = ExportFile(valid.path, payload, hashlib.sha256(payload).hexdigest())
    return detect.read_export(file, source_of(valid), PROGRAMME)


@cache
def _source(name: str, kind: str, tool: str, declared: str) -> Source:
    entry = {"name": name, "kind": kind, "tool": tool, "files": "*"}
    survey = {"instrument": "skills", "wave": "by_date"} if kind == "surveys" else {}
    return Source.model_validate({**entry, **survey, **eval(declared)})


def source_of(valid: Valid) -> Source:
    """The entry under which a valid file is read."""
    return _source("s", valid.kind, valid.tool, repr(dict(valid.declared)))


def accepted(export: Export) -> Accepted:
    """The facts of an export's rows."""
    raw = export.records.with_columns(source=pl.lit("s"), source_file=pl.lit("f"), source_sha256=pl.lit(""))
    raw = raw.select(list(tables.dtypes(f"raw_{export.kind}")))
    files = pl.DataFrame([_ledger_row(export)], schema=tables.dtypes("raw_files"))
    typed, refused = _TYPED[export.kind](raw, files)
    of_rows = refused.filter(pl.col("refused") == "row")
    kept = rows.without(typed, of_rows)
    if export.kind == "meetings":
        kept = kept.with_columns(key=pl.lit(None) if export.tool in KEYED_BY_TITLE else _own_key())
    found: dict[Fact, set[int]] = {}
    for row in kept.rows(named=True):
        for fact in _FACTS[export.kind](row):
            found.setdefault(fact, set()).add(row["source_line"])
    left_out = sum(problem.severity == "left_out" for problem in export.problems)
    return Accepted(
        facts={fact: frozenset(lines) for fact, lines in found.items()},
        refused_rows=of_rows.select(rows.PLACE).n_unique() + left_out,
        refused_answers=refused.height - of_rows.height,
    )


def _own_key() -> pl.Expr:
    """The key of a meeting; a call that has none goes by the file's own content, and is one call all the same."""
    return pl.when(pl.col("record_key").str.len_chars() != 64).then("record_key")


def _ledger_row(export: Export) -> dict[str, object]:
    stamps = [{"column": column, "stamp": stamp} for column, stamp in sorted(export.stamps.items())]
    texts = dict.fromkeys(("source_sha256", "kind", "tool", "profile", "encoding", "reading"), "")
    return {
        **texts,
        "source": "s",
        "source_file": "f",
        "stamps": stamps,
        "time_zone": export.time_zone,
        "seen_order": 1,
        "use": "used",
        "rows_in": 0,
        "headings": [],
        "evidence": [],
        "segments": [],
        "is_refused": False,
    }


def _roster(name: str, cells: list[Mapping[str, object]]) -> tuple[pl.DataFrame, pl.DataFrame]:
    empty = tables.empty(name)
    place = {"source": "s", "source_file": "f", "source_sha256": ""}
    found = [{**place, "source_line": line, **row} for line, row in enumerate(cells, start=2)]
    frame = pl.DataFrame(found, schema=empty.schema).with_columns(pl.col("segments").fill_null([]))
    ledger = {
        **dict.fromkeys(("source_sha256", "kind", "tool", "profile", "encoding", "reading"), ""),
        "source": "s",
        "source_file": "f",
        "stamps": [],
        "time_zone": "Europe/Berlin",
        "seen_order": 1,
        "use": "used",
        "rows_in": 0,
        "headings": [],
        "evidence": [],
        "segments": [],
        "is_refused": False,
    }
    return frame, pl.DataFrame([ledger], schema=tables.dtypes("raw_files"))


@cache
def _people() -> Mapping[str, pl.DataFrame]:
    cells = [
        {"person_key": key, "email": address, "name": name, "role": role, "other_keys": ", ".join(name.split()[::-1])}
        for key, address, name, role in ROSTER
    ]
    return people.people(*_roster("raw_people", cells), PROGRAMME, KEY).facts


@cache
def _pairs() -> Mapping[str, pl.DataFrame]:
    cells = [
        {"pair_key": key, "mentor": mentor, "mentee": mentee, "matched_on": "2026-01-01"}
        for key, mentor, mentee in PAIRS
    ]
    frame, files = _roster("raw_pairs", cells)
    return pairs.pairs(frame, files, _people(), PROGRAMME, KEY).facts


@cache
def _person_of() -> Mapping[str, str]:
    keys = resolve.resolver(_people())
    return {key: person for key, person in keys.select("folded_key", "person_id").rows() if person is not None}


@cache
def _pair_of() -> Mapping[str, str]:
    return dict(_pairs()["pair_keys"].select("folded_key", "pair_id").rows())


def _of_people(raw: pl.DataFrame, files: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    typed = rows.with_dates(rows.texts(raw), files, PROGRAMME, days=("joined_on", "left_on"))
    return rows.with_words(typed, ["role"]), people.people(raw, files, PROGRAMME, KEY).rejects


def _of_pairs(raw: pl.DataFrame, files: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    typed = rows.with_dates(rows.texts(raw), files, PROGRAMME, days=pairs.DAYS)
    typed = rows.with_words(rows.with_numbers(typed, ["meetings_per_month"]), ["outcome"])
    return typed, pairs.pairs(raw, files, _people(), PROGRAMME, KEY).rejects


def _of_meetings(raw: pl.DataFrame, files: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    rejects = meetings.meetings(raw, files, _people(), _pairs(), PROGRAMME, KEY).rejects
    return meetings._typed(raw, files, PROGRAMME), rejects


def _of_goals(raw: pl.DataFrame, files: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    return goals._typed(raw, files, PROGRAMME), goals.goals(raw, files, _people(), PROGRAMME, KEY).rejects


def _of_surveys(raw: pl.DataFrame, files: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Typed responses, each with the points of its answers."""
    typed = rows.with_dates(rows.texts(raw), files, PROGRAMME, days=(), instants=("submitted_at",))
    named = typed.with_columns(response_id=pl.col("source_line").cast(pl.String))
    points = (
        surveys._points(surveys._answers(named), PROGRAMME).drop_nulls("points").select("source_line", "item", "points")
    )
    points = points.group_by("source_line").agg(points=pl.struct("item", "points"))
    typed = typed.join(points, on="source_line", how="left")
    return typed, surveys.surveys(raw, files, _people(), PROGRAMME, KEY).rejects


_TYPED = {
    "people": _of_people,
    "pairs": _of_pairs,
    "meetings": _of_meetings,
    "goals": _of_goals,
    "surveys": _of_surveys,
}


def _key(text: object) -> str | None:
    return fold(str(text)) or None if text is not None else None


def _keys(text: str | None) -> frozenset[str]:
    return frozenset(key for part in re.split(f"[;{KEY_END}]", text or "") if (key := fold(part)))


def _segments(entries: object) -> frozenset[tuple[str, str]]:
    return frozenset((entry["segment"], entry["value"]) for entry in entries or () if entry["value"] is not None)


def _person_facts(row: dict) -> list[Fact]:
    keys = tuple(_key(row[name]) for name in ("person_key", "email", "name"))
    days = tuple(row[name] for name in ("role", "joined_on", "left_on"))
    return [(*keys, *days, _keys(row["other_keys"]), _segments(row["segments"]))]


def _pair_facts(row: dict) -> list[Fact]:
    who = tuple(_person_of().get(_key(row[side])) for side in ("mentor", "mentee"))
    told = tuple(row[name] for name in (*pairs.DAYS, "outcome", "meetings_per_month"))
    return [(_key(row["pair_key"]), *who, *told, _segments(row["segments"]))]


def _meeting_facts(row: dict) -> list[Fact]:
    known = frozenset(filter(None, (_person_of().get(key) for key in _keys(row["people"]))))
    when = tuple(row[name] for name in ("starts_at", "starts_at_is_day_only", "ends_at", "ends_at_is_day_only"))
    told = tuple(row[name] for name in ("outcome", "no_show_by", "has_agenda", "action_item_count"))
    # A calendar's channel is guessed at from a link in its text, and where there are times, nobody asks for minutes.
    channel = None if row["evidence"] == "calendar" else row["channel"]
    is_timed = row["evidence"] == "presence" and row["ends_at"] is not None
    minutes = None if is_timed or row["duration_minutes"] is None else round(row["duration_minutes"], 6)
    return [(row["evidence"], row["key"], _pair_of().get(_key(row["pair_key"])), known, *when, minutes, channel, *told)]


def _goal_facts(row: dict) -> list[Fact]:
    # The title is a goal's name where it has no key, and free text all the same.
    name = (_key(row["goal_key"]), _person_of().get(_key(row["owner"])), _key(row["step_of"]))
    told = tuple(row[name] for name in (*goals.DAYS, *goals.NUMBERS, "status"))
    return [(*name, *told, row["measure"] is not None)]


def _survey_facts(row: dict) -> list[Fact]:
    when = row["submitted_at"]
    who = (_key(row["response_key"]), _person_of().get(_key(row["respondent"])), when, row["wave"], row["instrument"])
    return [("response", *who), *(("answer", *who, each["item"], each["points"]) for each in row["points"] or ())]


_FACTS = {
    "people": _person_facts,
    "pairs": _pair_facts,
    "meetings": _meeting_facts,
    "goals": _goal_facts,
    "surveys": _survey_facts,
}
