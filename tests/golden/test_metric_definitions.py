"""What the metrics mean is kept: a definition changes only with a higher version, and no id goes away unseen."""

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from mentorship import catalogue, registry

KEPT = Path(__file__).with_name("definitions.json")
PAGE = Path(__file__).parents[2] / "docs" / "metrics.md"
FREE = ("id", "title", "question", "better")


def definitions():
    """Of each id its version and all that defines it: how it is called and which way is good may change."""
    return {
        entry.id: {key: value for key, value in asdict(entry).items() if key not in FREE} for entry in registry.METRICS
    }


def objections(kept, now):
    """What must not happen between two states of the definitions, each with what to do."""
    found = [
        f"{name} has vanished, and people quote it: bring it back; if it must go, take it out of {KEPT.name} by hand "
        "and say in the commit what takes its place"
        for name in kept
        if name not in now
    ]
    for name in kept.keys() & now.keys():
        old, new = kept[name], now[name]
        changed = [field for field in new if field != "version" and new[field] != old.get(field)]
        if new["version"] < old["version"]:
            found.append(f"{name} fell back from version {old['version']} to {new['version']}: versions only rise")
        elif changed and new["version"] == old["version"]:
            found.append(
                f"{name} changed its {', '.join(changed)} and kept version {old['version']}: set version="
                f"{old['version'] + 1} at its entry in mentorship/definitions/, then `make golden`"
            )
    return sorted(found)


def test_a_definition_changes_only_with_a_higher_version(request):
    kept = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else {}
    now = definitions()
    refused = objections(kept, now)
    if request.config.getoption("--golden-update") and not refused:
        KEPT.write_text(json.dumps(now, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        kept = now
    assert not refused, "\n".join(["", *refused])
    assert kept == now, f"{KEPT.name} is not what the registry says: `make golden`, then read the difference"


def test_the_docs_tell_the_registry(request):
    text = catalogue.as_markdown()
    if request.config.getoption("--golden-update"):
        PAGE.write_text(text, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == text, "docs/metrics.md is not what the registry gives: `make golden`"


OLD = {"nps": {"version": 2, "unit": "−100…100", "window": "the wave"}}


@pytest.mark.parametrize(
    ("now", "said"),
    [
        ({}, "nps has vanished"),
        ({"nps": {**OLD["nps"], "window": "all time"}}, "changed its window and kept version 2: set version=3"),
        ({"nps": {**OLD["nps"], "version": 1}}, "fell back from version 2 to 1"),
        ({"nps": {**OLD["nps"], "version": 1, "window": "all time"}}, "fell back from version 2 to 1"),
    ],
)
def test_what_would_change_a_meaning_in_silence_is_refused(now, said):
    (objection,) = objections(OLD, now)
    assert said in objection


@pytest.mark.parametrize(
    "now",
    [
        OLD,
        {"nps": {**OLD["nps"], "version": 3, "window": "all time"}},
        {"nps": {**OLD["nps"], "version": 3}},
        {**OLD, "new_rate": {"version": 1}},
    ],
)
def test_a_new_id_and_a_higher_version_pass(now):
    assert objections(OLD, now) == []
