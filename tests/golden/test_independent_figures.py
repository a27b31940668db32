"""The sample's figures against a second working-out from METRICS.md, and its facts against a second reading."""

import csv
import io
import json
import unicodedata
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest

from mentorship.as_of import AsOf
from mentorship.configuration import load_programme
from mentorship.figures import measure
from mentorship.health import pair_health as product_health
from tests.golden.independent.catalogue import SCOPE, figures
from tests.golden.independent.comparing import disagreements, health_told, key_of
from tests.golden.independent.declared import Declared
from tests.golden.independent.figure import Figure, Key
from tests.golden.independent.health import pair_health
from tests.golden.independent.night import Night

DATA = Path(__file__).parents[2] / "data"
SAMPLE = DATA / "sample"
EXPORTS = SAMPLE / "exports"
LAST_NIGHT = date(2026, 5, 29)
NIGHTS = (
    date(2025, 9, 15),
    date(2025, 10, 13),
    date(2025, 12, 31),
    date(2026, 1, 20),
    date(2026, 3, 10),
    LAST_NIGHT,
    date(2026, 7, 28),
)


@cache
def facts_of(folder_at: Callable[[Path], Any], night: date) -> dict[str, Any]:
    return folder_at(SAMPLE).facts(night)


@cache
def rows_of(folder_at: Callable[[Path], Any]) -> dict[str, list[dict[str, Any]]]:
    return {name: frame.to_dicts() for name, frame in facts_of(folder_at, LAST_NIGHT).items()}


@cache
def product_of(folder_at: Callable[[Path], Any], night: date) -> list[dict[str, Any]]:
    return measure(facts_of(folder_at, LAST_NIGHT), load_programme(SAMPLE), night).to_dicts()


@cache
def worked_out(folder_at: Callable[[Path], Any], night: date) -> dict[Key, Figure]:
    return figures(Night(rows_of(folder_at), Declared.read(SAMPLE), night))


@pytest.fixture
def rows(programme_folder_at) -> dict[str, list[dict[str, Any]]]:
    """The sample's core tables, row by row."""
    return rows_of(programme_folder_at)


@pytest.mark.parametrize("night", NIGHTS, ids=str)
def test_every_figure_of_a_night_is_what_its_definition_gives(night, programme_folder_at):
    mine = worked_out(programme_folder_at, night)
    assert disagreements(product_of(programme_folder_at, night), mine, Declared.read(SAMPLE)) == []


@pytest.mark.parametrize("night", NIGHTS, ids=str)
def test_the_health_of_every_pair_is_what_its_rules_give(night, programme_folder_at):
    view = AsOf(facts_of(programme_folder_at, LAST_NIGHT), load_programme(SAMPLE), night)
    mine = pair_health(Night(rows_of(programme_folder_at), Declared.read(SAMPLE), night))
    assert health_told(product_health(view).to_dicts()) == mine


def test_every_metric_and_status_is_among_the_figures_compared(programme_folder_at):
    compared = [row for night in NIGHTS for row in product_of(programme_folder_at, night)]
    assert {row["metric"] for row in compared} == set(SCOPE)
    assert {row["status"] for row in compared} == {"ok", "low_n", "not_computable"}
    assert {row["target_status"] for row in compared} == {"", "met", "missed", "uncertain"}
    assert len(compared) > 15_000


@pytest.mark.parametrize("night", NIGHTS, ids=str)
def test_a_figure_that_is_not_ok_says_why(night, programme_folder_at):
    rows = product_of(programme_folder_at, night)
    assert [key_of(row) for row in rows if row["status"] != "ok" and not row["reason"]] == []


def test_the_facts_are_the_same_on_every_night_since_no_source_is_dated(programme_folder_at):
    assert not any("dated" in source for source in Declared.read(SAMPLE).file["sources"])
    early, late = (facts_of(programme_folder_at, night) for night in (NIGHTS[0], LAST_NIGHT))
    assert [name for name, frame in late.items() if not frame.equals(early[name])] == []


def test_of_two_answers_in_a_wave_the_last_complete_one_counts(programme_folder_at):
    rows = dict(rows_of(programme_folder_at))
    given_ids: dict[tuple[str | None, ...], list[str]] = {}
    for row in sorted(rows["core_responses"], key=lambda row: row["submitted_at"]):
        place = (row["instrument"], row["wave"], row["person_id"], row["about_id"])
        given_ids.setdefault(place, []).append(row["response_id"])
    cut_short = {ids[-1] for ids in given_ids.values() if len(ids) > 1}
    kept = [row for row in rows["core_answers"] if row["response_id"] not in cut_short or row["item"].endswith("1")]
    given = Counter(row["response_id"] for row in kept)
    rows["core_answers"] = kept
    rows["core_responses"] = [{**row, "answered_count": given[row["response_id"]]} for row in rows["core_responses"]]
    assert len(cut_short) >= 9
    facts = dict(facts_of(programme_folder_at, LAST_NIGHT))
    for name in ("core_answers", "core_responses"):
        facts[name] = pl.DataFrame(rows[name], schema=facts[name].schema)
    declared = Declared.read(SAMPLE)
    mine = figures(Night(rows, declared, LAST_NIGHT))
    theirs = measure(facts, load_programme(SAMPLE), LAST_NIGHT).to_dicts()
    assert disagreements(theirs, mine, declared) == []
    before = worked_out(programme_folder_at, LAST_NIGHT)
    complete = Key("response_rate", "all", "all", "all", "pulse", wave="final")
    assert mine[complete] == before[complete]


# The facts against the exports


def faulty_lines(file: str) -> set[int]:
    """Lines of an export that give no fact: its deliberate faults."""
    found: set[int] = set()
    for fault in json.loads((DATA / "sample-dirt.json").read_text(encoding="utf-8")):
        if fault["file"] == file:
            found |= {fault["line"], fault["other_line"]} if fault["kind"] == "contradiction" else {fault["line"]}
    return found


def table(file: str, delimiter: str = ",", skip: int = 0) -> list[tuple[int, dict[str, str]]]:
    """The rows of a text export that has no line break within a field, with their lines, without the faulty ones."""
    lines = (EXPORTS / file).read_text(encoding="utf-8-sig").splitlines()[skip:]
    faulty = faulty_lines(file)
    reader = csv.DictReader(io.StringIO("\n".join(lines)), delimiter=delimiter)
    return [(reader.line_num + skip, row) for row in reader if reader.line_num + skip not in faulty]


def day(text: str | None) -> date | None:
    for pattern in ("%d.%m.%Y", "%d/%m/%Y"):
        if text and text[2] == pattern[2]:
            return datetime.strptime(text, pattern).date()  # noqa: DTZ007
    return None


def folded(key: str) -> str:
    return unicodedata.normalize("NFKC", key).strip().casefold()


@pytest.fixture
def person_of(rows) -> Callable[[str], str]:
    """Whose key it is; only a name may be two people's."""
    owners: dict[str, set[str]] = {}
    for row in rows["core_identities"]:
        owners.setdefault(row["folded_key"], set()).add(row["person_id"])

    def find(key: str) -> str:
        (owner,) = owners[folded(key)]
        return owner

    return find


@pytest.fixture
def roster() -> list[dict[str, Any]]:
    sheet = openpyxl.load_workbook(EXPORTS / "people/roster.xlsx")["Roster"]
    lines = list(enumerate(sheet.iter_rows(values_only=True), start=1))
    header = lines[2][1]
    faulty = faulty_lines("people/roster.xlsx")
    return [dict(zip(header, values, strict=True)) for line, values in lines[3:] if line not in faulty]


@pytest.fixture
def matches(rows, person_of) -> dict[str, dict[str, Any]]:
    """The pairs of the export by their own key, as facts with the id of the pair."""
    ids = {(row["mentor_id"], row["mentee_id"], row["matched_on"]): row["pair_id"] for row in rows["core_pairs"]}
    words = {"Finished": "completed", "Ended early": "ended_early", "Re-matched": "rematched", "": None}
    found = {}
    for _, row in table("pairs/matches.csv", ";"):
        people = (person_of(row["Mentor"]), person_of(row["Mentee"]))
        found[row["Pair"]] = {
            "programme_id": "lantern-2026",
            "pair_id": ids[*people, day(row["Matched"])],
            "mentor_id": people[0],
            "mentee_id": people[1],
            "matched_on": day(row["Matched"]),
            "ended_on": day(row["Ended"]),
            "planned_end_on": day(row["Planned end"]),
            "outcome": words[row["How it ended"]],
            "meetings_per_month": float(row["Meetings per month"] or 2),
        }
    return found


def test_the_people_are_those_of_the_roster(rows, roster, person_of):
    roles = {"Mentee": (True, False), "Mentor": (False, True), "Mentee and mentor": (True, True)}
    expected = {
        person_of(row["Staff no."]): (*roles[row["Takes part as"]], day(row["Joined"]), day(row["Left"]))
        for row in roster
    }
    there = {
        row["person_id"]: (row["is_mentee"], row["is_mentor"], row["joined_on"], row["left_on"])
        for row in rows["core_people"]
    }
    assert there == expected
    assert len(there) == len(roster) == 103


def test_every_key_of_the_roster_is_its_persons(roster, person_of):
    for row in roster:
        also = (row["Also known as"] or "").split(";")
        assert {person_of(key) for key in (row["Staff no."], row["E-mail"], *also) if key} == {
            person_of(row["Staff no."])
        }


def test_a_person_has_the_rosters_segments_and_a_pair_its_mentees(rows, roster, person_of):
    there = {(row["unit"], row["unit_id"], row["segment"]): row["segment_value"] for row in rows["core_segments"]}
    expected = {}
    for row in roster:
        person = person_of(row["Staff no."])
        for segment in ("cohort", "department"):
            value = row[segment.capitalize()] or "(none)"
            expected["person", person, segment] = value
            for pair in rows["core_pairs"]:
                if pair["mentee_id"] == person:
                    expected["pair", pair["pair_id"], segment] = value
    assert there == expected


def test_the_pairs_are_those_of_the_matches(rows, matches):
    assert {row["pair_id"]: row for row in rows["core_pairs"]} == {row["pair_id"]: row for row in matches.values()}
    assert len(matches) > 60


def logged(matches: dict[str, dict[str, Any]], word: str) -> Counter[tuple[str, date]]:
    """Meetings of the log with that outcome, by pair and day."""
    return Counter(
        (matches[row["Pair"]]["pair_id"], datetime.strptime(row["Start"], "%d.%m.%Y %H:%M").date())  # noqa: DTZ007
        for _, row in table("meetings/log.csv")
        if row["What happened"] == word
    )


def attended(matches: dict[str, dict[str, Any]], person_of: Callable[[str], str]) -> set[tuple[str, date]]:
    """Calls that both people of a pair joined, by pair and day."""
    found = set()
    for path in sorted((EXPORTS / "meetings/zoom").glob("*.csv")):
        joined: dict[date, set[str]] = {}
        for _, row in table(f"meetings/zoom/{path.name}", skip=3):
            name = row["Name (Original Name)"].rstrip(")").split("(")[-1]
            on = datetime.strptime(row["Join Time"], "%m/%d/%Y %I:%M:%S %p").date()  # noqa: DTZ007
            joined.setdefault(on, set()).add(person_of(row["User Email"] or name))
        found |= {
            (pair["pair_id"], on)
            for pair in matches.values()
            for on, people in joined.items()
            if {pair["mentor_id"], pair["mentee_id"]} <= people
            and pair["matched_on"] <= on <= (pair["ended_on"] or LAST_NIGHT)
        }
    return found


def in_core(rows: dict[str, list[dict[str, Any]]], **wanted: object) -> Counter[tuple[str, date]]:
    return Counter(
        (row["pair_id"], row["meeting_on"])
        for row in rows["core_meetings"]
        if all(row[name] == value for name, value in wanted.items())
    )


def test_the_meetings_held_are_those_logged_or_attended(rows, matches, person_of):
    calls = attended(matches, person_of)
    assert in_core(rows, is_held=True) == Counter({*logged(matches, "Took place"), *calls})
    assert in_core(rows, grade="attended") == Counter(calls)
    assert in_core(rows, is_held=True) == in_core(rows, outcome="held")


def test_the_meetings_missed_are_those_logged_as_such_and_not_attended(rows, matches, person_of):
    calls = attended(matches, person_of)
    missed = Counter({meeting: count for meeting, count in logged(matches, "No-show").items() if meeting not in calls})
    assert in_core(rows, outcome="no_show") == missed


def test_every_meeting_logged_as_cancelled_is_cancelled(rows, matches):
    assert logged(matches, "Cancelled") <= in_core(rows, outcome="cancelled")


def test_a_meeting_is_in_its_pairs_time_from_the_match_to_the_end(rows):
    pairs = {row["pair_id"]: row for row in rows["core_pairs"]}
    for row in rows["core_meetings"]:
        pair = pairs.get(row["pair_id"])
        is_in = pair is not None and (
            pair["matched_on"] <= row["meeting_on"] <= (pair["ended_on"] or row["meeting_on"])
        )
        assert row["is_in_pair_time"] == is_in


def test_scores_and_counts_of_answers_follow_from_the_points_and_the_questionnaire(rows):
    declared = Declared.read(SAMPLE)
    instrument = {row["response_id"]: row["instrument"] for row in rows["core_responses"]}
    given: Counter[str] = Counter()
    for row in rows["core_answers"]:
        name = instrument[row["response_id"]]
        assert row["score"] == declared.score(name, row["item"], row["points"])
        given[row["response_id"]] += row["item"] in declared.counted_items(name)
    for row in rows["core_responses"]:
        assert row["answered_count"] == given[row["response_id"]]
        assert row["item_count"] == len(declared.counted_items(row["instrument"]))
