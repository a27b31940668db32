"""The sample programme is what its generator writes, at any size, and its faults are where it says."""

import re
import subprocess
import sys
from collections import Counter
from itertools import pairwise
from pathlib import Path

import icalendar
import pytest
import yaml

from tests.sample_folder import DATA, SAMPLE, dirt_of, roster, sheet_rows, table

KINDS = {
    "duplicate", "unknown_person", "unknown_pair", "impossible_date", "ended_before_matched", "achieved_before_set",
    "out_of_scale", "out_of_range", "unknown_word", "contradiction", "answered_twice",
}  # fmt: skip


def generate(folder, *options):
    return subprocess.run(
        [sys.executable, str(DATA / "generate.py"), "--out", str(folder), *options],
        capture_output=True,
        text=True,
        check=False,
    )


def written_files(folder):
    """What the generator wrote, without what a run of the programme leaves there."""
    files = [folder / "programme.yaml", *folder.glob("exports/**/*"), *folder.glob("instruments/*")]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(files) if path.is_file()}


@pytest.fixture(scope="module")
def again(tmp_path_factory):
    folder = tmp_path_factory.mktemp("again") / "sample"
    assert generate(folder).returncode == 0
    return folder


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    folder = tmp_path_factory.mktemp("small") / "little"
    assert generate(folder, "--seed", "7", "--mentees", "12").returncode == 0
    return folder


def test_the_same_seed_and_size_give_the_committed_bytes(again):
    assert written_files(again) == written_files(SAMPLE)
    assert dirt_of(again) == dirt_of(SAMPLE)


def test_writing_again_over_a_folder_replaces_what_was_there_and_nothing_else(tmp_path, small):
    folder = tmp_path / "little"
    assert generate(folder, "--mentees", "20").returncode == 0
    (folder / "reports").mkdir()
    (folder / "reports/kept.txt").write_text("kept", encoding="utf-8")
    assert generate(folder, "--seed", "7", "--mentees", "12").returncode == 0
    assert written_files(folder) == written_files(small)
    assert (folder / "reports/kept.txt").read_text(encoding="utf-8") == "kept"


def test_a_programme_of_somebody_else_is_not_overwritten(tmp_path):
    (tmp_path / "programme.yaml").write_text("programme: {id: real}\n", encoding="utf-8")
    run = generate(tmp_path)
    assert run.returncode == 2
    assert "was not written by this command" in run.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["programme.yaml"]


def test_a_size_too_small_for_the_story_is_refused_with_the_number(tmp_path):
    run = generate(tmp_path / "none", "--mentees", "3")
    assert (run.returncode, run.stderr) == (2, "generate.py: mentees is 3: the story needs at least 8\n")


def test_another_seed_and_size_is_a_whole_programme(small):
    roles = Counter(person["Takes part as"] for person in roster(small))
    assert roles["Mentee"] + roles["Mentee and mentor"] == 12
    assert roles["Mentor"] + roles["Mentee and mentor"] == 9
    kinds = {Path(name).parts[1] for name in written_files(small) if name.startswith("exports/")}
    assert kinds == {"people", "pairs", "surveys", "meetings", "goals"}


def test_without_dirt_no_fault_is_listed(tmp_path):
    folder = tmp_path / "clean"
    assert generate(folder, "--no-dirt", "--mentees", "12").returncode == 0
    assert dirt_of(folder) == []
    assert not any(b"elsewhere.example" in content for content in written_files(folder).values())


def test_a_longer_programme_has_waves_that_do_not_overlap(tmp_path):
    folder = tmp_path / "long"
    assert generate(folder, "--mentees", "12", "--months", "26").returncode == 0
    waves = yaml.safe_load((folder / "programme.yaml").read_text(encoding="utf-8"))["waves"]
    assert all(wave["from"] <= wave["to"] for wave in waves)
    assert all(earlier["to"] < later["from"] for earlier, later in pairwise(waves))


def test_the_declared_sources_take_every_export_once():
    declared = yaml.safe_load((SAMPLE / "programme.yaml").read_text(encoding="utf-8"))
    exports = SAMPLE / "exports"
    named = [source["files"] for source in declared["sources"]]
    named += [source["invited"] for source in declared["sources"] if source.get("invited", "everyone") != "everyone"]
    taken = Counter(path for files in named for path in exports.glob(files))
    assert set(taken) == {path for path in exports.rglob("*") if path.is_file()}
    assert set(taken.values()) == {1}
    tools = {"table", "google_forms", "qualtrics", "zoom_participants", "ics", "asana"}
    assert {source["tool"] for source in declared["sources"]} == tools


def test_the_declared_columns_are_columns_of_the_exports():
    declared = {
        source["name"]: source
        for source in yaml.safe_load((SAMPLE / "programme.yaml").read_text(encoding="utf-8"))["sources"]
    }
    headers = {
        "roster": sheet_rows(SAMPLE)[2],
        "matches": list(table(SAMPLE / "exports/pairs/matches.csv", ";")[0]),
        "log": list(table(SAMPLE / "exports/meetings/log.csv")[0]),
        "goals": list(table(SAMPLE / "exports/goals/asana-2026-05-29.csv")[0]),
        "mentee_view": list(table(SAMPLE / "exports/surveys/mentee-view-2025-09.csv")[0]),
    }
    for name, header in headers.items():
        assert set(declared[name]["columns"].values()) <= set(header), name


def test_instruments_ask_what_mentoring_is_for():
    instruments = {
        path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in (SAMPLE / "instruments").glob("*.yaml")
    }
    assert set(instruments["skills"]["constructs"]) == {"skills", "confidence", "communication", "networks"}
    assert set(instruments["leadership"]["constructs"]) == {"leadership", "communication"}
    kinds = {item.get("kind", "scale") for item in instruments["pulse"]["items"]}
    assert kinds == {"scale", "expectation", "satisfaction", "nps", "text"}
    assert any(item.get("reverse") for item in instruments["skills"]["items"])
    assert instruments["mentee_view"]["observes"] == "skills"
    assert set(instruments["mentee_view"]["constructs"]) <= set(instruments["skills"]["constructs"])


def test_every_address_ends_in_example():
    texts = [
        content.decode().replace("\r\n ", "")
        for name, content in written_files(SAMPLE).items()
        if not name.endswith(".xlsx")
    ]
    texts += ["\n".join(str(cell) for row in sheet_rows(SAMPLE) for cell in row)]
    addresses = {address for text in texts for address in re.findall(r"[\w.+'-]+@[\w.-]+\w", text)}
    assert len(addresses) > 100
    assert [address for address in addresses if not address.endswith(".example")] == []


def test_network_addresses_are_those_reserved_for_documentation():
    rows = [row for path in SAMPLE.glob("exports/surveys/skills-*.csv") for row in table(path)[2:]]
    assert len(rows) > 100
    assert all(row["IPAddress"].startswith("192.0.2.") for row in rows)


def test_answers_in_words_hold_what_breaks_careless_readers():
    text = "".join(path.read_text(encoding="utf-8") for path in SAMPLE.glob("exports/surveys/pulse-*.csv"))
    for piece in ('"- still waiting\n- no dates', "=SUM(", "<b>", "@coordinators", '""may I?""', "Früher"):
        assert piece in text


def test_a_name_is_only_left_out_of_calls_where_it_is_nobody_elses():
    calls = [path.read_text(encoding="utf-8") for path in SAMPLE.glob("exports/meetings/zoom/*.csv")]
    assert 40 <= len(calls) <= 100
    assert sum("Robin Teacup,," in text for text in calls) == 1
    assert any("@home.example" in text for text in calls)
    assert any(re.search(r"^\w+ \([^)]+\),", text, re.MULTILINE) for text in calls)


def test_the_calendar_is_folded_and_understood():
    payload = (SAMPLE / "exports/meetings/calendar.ics").read_bytes()
    assert b"\n" not in payload.replace(b"\r\n", b"")
    assert max(len(line) for line in payload.split(b"\r\n")) <= 75
    events = icalendar.Calendar.from_ical(payload).walk("VEVENT")
    assert sum("RRULE" in event for event in events) >= 10
    assert sum("EXDATE" in event for event in events) >= 5
    assert sum("RECURRENCE-ID" in event and event["STATUS"] == "CONFIRMED" for event in events) >= 5
    assert sum(event["STATUS"] == "CANCELLED" for event in events) >= 5
    replies = {str(person.params["PARTSTAT"]) for event in events for person in event["ATTENDEE"]}
    assert {"ACCEPTED", "TENTATIVE", "NEEDS-ACTION"} <= replies


@pytest.mark.parametrize("name", ["sample", "little"])
def test_faults_are_where_the_list_says(name, small):
    folder = SAMPLE if name == "sample" else small
    entries = dirt_of(folder)
    assert {entry["kind"] for entry in entries} == KINDS
    for entry in entries:
        path = folder / "exports" / entry["file"]
        if path.suffix == ".xlsx":
            rows = sheet_rows(folder)
            line, other = rows[entry["line"] - 1], rows[entry.get("other_line", 1) - 1]
        else:
            lines = path.read_text(encoding="utf-8-sig").split("\n")
            line, other = lines[entry["line"] - 1], lines[entry.get("other_line", 1) - 1]
        assert line
        if entry["kind"] == "duplicate":
            assert line == other
        elif entry["kind"] == "impossible_date" and "February" in entry["what"]:
            assert re.search(r"31/02|31\.02\.|02[-/]31|2/31", str(line)), entry
        elif entry["kind"] == "unknown_person" and entry["file"].startswith("surveys/"):
            assert "visitor@elsewhere.example" in line or '"Robin Teacup"' in line


def test_every_export_but_most_calls_has_faults():
    spoiled = {entry["file"] for entry in dirt_of(SAMPLE)}
    exports = {
        path.relative_to(SAMPLE / "exports").as_posix() for path in SAMPLE.glob("exports/**/*") if path.is_file()
    }
    assert {name for name in exports - spoiled if not name.startswith("meetings/zoom/")} == set()
    assert len({name for name in spoiled if name.startswith("meetings/zoom/")}) == 4


def test_the_sample_is_small():
    assert sum(len(content) for content in written_files(SAMPLE).values()) < 3_000_000
