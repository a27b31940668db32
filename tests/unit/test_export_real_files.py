"""Files that tools really wrote, beside the repository: what a right reader finds in them is in `expected.json`."""

import hashlib
import json
from pathlib import Path

import pytest

from mentorship.exports import detect
from mentorship.exports.profile import LINE, ExportFile
from mentorship.programme import Programme, Source

REAL = Path(__file__).parents[2].parent / "shared" / "real"
TOOLS = {"teams": "teams_attendance", "zoom": "zoom_participants"}
ENTRIES = json.loads((REAL / "expected.json").read_text(encoding="utf-8"))["files"] if REAL.is_dir() else []
KNOWN = [entry for entry in ENTRIES if TOOLS.get(entry["tool"], entry["tool"]) in detect.TOOLS]

pytestmark = pytest.mark.skipif(not KNOWN, reason=f"the real exports are not at {REAL}")


def export_of(entry):
    payload = (REAL / entry["path"]).read_bytes()
    assert hashlib.sha256(payload).hexdigest() == entry["sha256"]
    starts_on, ends_on = entry.get("extra", {}).get("window", ["2000-01-01", "2030-01-01"])
    about = {"id": "p", "name": "P", "time_zone": "Europe/Berlin", "starts_on": starts_on, "ends_on": ends_on}
    sources = [{"name": "s", "kind": "people", "tool": "table", "files": "*"}]
    programme = Programme.model_validate({"programme": about, "sources": sources})
    source = Source(name="s", kind=entry["kind"], tool=TOOLS.get(entry["tool"], entry["tool"]), files="*")
    return detect.read_export(ExportFile(entry["path"], payload, entry["sha256"]), source, programme)


@pytest.mark.parametrize("entry", KNOWN, ids=[entry["path"] for entry in KNOWN])
class TestRealFile:
    def test_it_is_recognised_by_its_tool_alone(self, entry):
        payload = (REAL / entry["path"]).read_bytes()
        found = detect.recognise(ExportFile(entry["path"], payload, entry["sha256"]))
        assert [profile.tool for profile, _ in found] == [TOOLS.get(entry["tool"], entry["tool"])]

    def test_its_verdict_is_the_expected_one(self, entry):
        export = export_of(entry)
        verdict = "refuse" if export.is_refused else "warn" if export.problems else "load"
        assert verdict == entry["expect"]

    def test_its_rows_are_all_there(self, entry):
        export = export_of(entry)
        assert export.records.height == entry["rows"]
        assert export.records[LINE].is_unique().all()

    def test_its_cells_are_as_the_tool_wrote_them(self, entry):
        table = export_of(entry).content.table
        for cell in entry["cells"]:
            assert table[cell["column"]][cell["row"] - 1] == cell["value"]

    def test_its_encoding_and_delimiter_are_named(self, entry):
        content = export_of(entry).content
        assert (content.encoding, content.delimiter) == (entry["encoding"], entry["delimiter"])

    def test_what_must_not_leave_does_not(self, entry):
        export = export_of(entry)
        kept = str(export.records.to_dicts()) + str(export.content.table.to_dicts()) + str(export.problems)
        for secret in entry.get("extra", {}).get("must_not_leave", []):
            assert secret not in kept


def named(path):
    return next(entry for entry in KNOWN if entry["path"] == path)


def test_zoom_knows_the_persons_and_their_rejoins():
    entry = named("participants_heroes_full.csv")
    people = export_of(entry).records["people"]
    assert people.n_unique() == entry["extra"]["persons"]
    counts = dict(people.value_counts().rows())
    assert {person: count for person, count in counts.items() if count > 1} == entry["extra"]["persons_with_rejoins"]


def test_a_broken_event_is_refused_by_its_line():
    (problem,) = export_of(named("broken_ical.ics")).problems
    assert (problem.line, problem.column) == (4, "DTSTART")
