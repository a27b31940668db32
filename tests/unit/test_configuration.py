"""What a coordinator may write in programme.yaml, and how a mistake is told."""

import pytest

from mentorship.configuration import load_programme
from mentorship.problems import ConfigurationError


def faults(folder, old: str, new: str, name: str = "programme.yaml") -> list[tuple[str, int | None, str, str]]:
    text = (folder.root / name).read_text()
    assert old in text
    folder.write(name, text.replace(old, new, 1))
    with pytest.raises(ConfigurationError) as caught:
        load_programme(folder.root)
    return [(found.file, found.line, found.message, found.fix) for found in caught.value.problems]


def test_the_programme_and_its_instruments_are_read(folder):
    programme = load_programme(folder.root)
    assert programme.id == "testing-2026"
    assert list(programme.instruments) == ["skills"]
    assert programme.baseline.id == "baseline"
    assert str(programme.last_reportable_day()) == "2026-12-31"


def test_an_unknown_key_names_its_line_and_the_nearest_known_one(folder):
    assert faults(folder, "  time_zone:", "  timezone:")[-1] == (
        "programme.yaml",
        5,
        "unknown key 'timezone'",
        "did you mean 'time_zone'?",
    )


def test_an_unknown_key_of_a_source_names_its_own_line(folder):
    line = faults(folder, "files: pairs/*.csv}", "files: pairs/*.csv, colums: {}}")[0][1]
    assert line == 12


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("id: testing-2026", "id: ../testing", "should match pattern"),
        ("Europe/Berlin", "Europe/Berlyn", "no IANA time zone"),
        ("time_zone:", "locale: de_DE\n  time_zone:", "'de_DE' is no known locale, such as de-DE"),
        ("time_zone:", "locale: klingon\n  time_zone:", "'klingon' is no known locale, such as en-GB"),
        ("ends_on: 2026-12-31", "ends_on: 2025-12-31", "lies before"),
        ("ends_on: 2026-12-31", "ends_on: 31.12.2026", "date"),
        ("files: people/*.csv", "files: ../people/*.csv", "below exports/"),
        ("kind: goals", "kind: goal", "Input should be"),
        ("instrument: skills, wave: later", "instrument: skill, wave: later", "there is no instrument 'skill'"),
        ("wave: later", "wave: latter", "there is no wave 'latter'"),
        ("{name: goals,", "{name: log,", "declared twice"),
        ("kind: pairs", "kind: goals", "no source of kind 'pairs'"),
        ("segments: [department]", "targets: [{metric: match_rat, at_least: 0.8}]", "there is no metric 'match_rat'"),
        ("segments: [department]", "targets: [{metric: match_rate}]", "exactly one of at_least and at_most"),
        ("segments: [department]", "privacy: {k: 2}", "greater than or equal to 3"),
    ],
)
def test_a_wrong_value_is_told(folder, old, new, message):
    assert any(message in found[2] for found in faults(folder, old, new))


def test_a_key_given_twice_is_told(folder):
    assert "given twice" in faults(folder, "segments:", "waves: []\nsegments:")[0][2]


def test_broken_yaml_names_the_line(folder):
    assert faults(folder, "  time_zone:", "\ttime_zone:")[0][1] == 5


def test_words_of_yaml_1_1_are_text(folder):
    folder.write(
        "programme.yaml",
        (folder.root / "programme.yaml").read_text()
        + "reports: [{to: [a@testing.example], send: weekly, on: monday, audience: sponsor}]\n",
    )
    assert load_programme(folder.root).reports[0].on == "monday"


def test_a_mistake_in_an_instrument_names_its_file(folder):
    found = faults(folder, "max: 5", "max: 7", "instruments/skills.yaml")
    assert (found[0][0], found[0][1]) == ("instruments/skills.yaml", 5)
    assert "5 labels for 7 points" in found[0][2]


def test_a_folder_without_a_programme_is_told(tmp_path):
    with pytest.raises(ConfigurationError, match=r"programme\.yaml"):
        load_programme(tmp_path)
