"""A night with a figure of every metric of the registry, in every role, wave and segment that it has: nothing breaks."""

import re

import pytest

from mentorship.programme import Instrument, Item
from mentorship.registry import METRICS
from reports import scorecard
from reports.page import parts
from reports.rows import night_of
from reports.sections import sections
from tests import report_figures as sample

MOST_BYTES = 1_500_000
WAVES = ("baseline", "month3", "month6")
COMPARISONS = ("baseline..month3", "baseline..month6")
SIDES = ("mentee", "mentor")
ROLES = (*SIDES, "all")
QUESTIONNAIRES = ("skills", "skills_seen")
OF_MENTEES = {
    "match_rate",
    "met_count",
    "met_three_times_count",
    "goal_set_count",
    "goal_achieved_count",
    "goal_setting_rate",
}
OF_PEOPLE = {"enrolled_count", "matched_count"}
OF_RESPONSES = {"response_rate", "invited_count", "complete_count", "partial_count", "response_cadence_gap"}
OF_ITEMS = {"nps": "nps", "satisfaction": "happy", "expectation_agreement_rate": "often"}
OF_WAVES = {"cronbach_alpha", "self_other_gap"}
TYPICAL = {
    "count": 212.0,
    "share": 0.62,
    "days": 9.5,
    "ratio": 0.66,
    "hours": 1204.25,
    "0–1": 0.71,
    "T": 51.8,
    "T points": 12.3,
    "scale points": 0.42,
    "SD of baseline": 0.31,
    "SD": -0.24,
    "−100…100": 31.0,
}
OWN = {"mean_baseline": 3.2, "mean_latest": 3.6, "response_cadence_gap": 0.12, "cronbach_alpha": -0.05}


def programme():
    """The sample's programme with an observers' questionnaire, and items of each kind in the pulse."""
    about = sample.programme()
    items = [
        Item(id="happy", kind="satisfaction", text="I am satisfied with the mentorship"),
        Item(id="often", kind="expectation", text="We agree how often we meet"),
    ]
    pulse = about.instruments["pulse"]
    skills = about.instruments["skills"].model_dump(by_alias=True, exclude_none=True)
    seen = {**skills, "instrument": "skills_seen", "title": "Skills as others see them", "observes": "skills"}
    instruments = {
        **about.instruments,
        "pulse": pulse.model_copy(update={"items": (*pulse.items, *items)}),
        "skills_seen": Instrument.model_validate(seen),
    }
    return about.model_copy(update={"instruments": instruments})


def keys(entry):
    """The role, instrument, construct and wave of each figure of a metric about everybody."""
    if entry.id in OF_ITEMS:
        roles = ("pair",) if entry.id == "expectation_agreement_rate" else ROLES
        return [(role, "pulse", OF_ITEMS[entry.id], wave) for role in roles for wave in WAVES]
    if entry.id in OF_RESPONSES:
        roles = SIDES if entry.unit == "count" else ROLES
        return [(role, asked, "", wave) for role in roles for asked in (*QUESTIONNAIRES, "pulse") for wave in WAVES]
    if entry.family == "growth":
        return keys_of_scores(entry.id)
    if entry.id == "pair_retention":
        return [("pair", "", "", wave) for wave in sample.DAYS_FROM_MATCH]
    if entry.id in OF_MENTEES:
        return [("mentee", "", "", "")]
    roles = SIDES if entry.id in OF_PEOPLE or entry.family == "goals" else ("pair",)
    return [(role, "", "", "") for role in roles]


def keys_of_scores(metric):
    """Mentees and mentors answer about themselves; of mentees the observers' answers are there too."""
    if metric == "reliable_change_points":
        return [("all", asked, area, "baseline") for asked in QUESTIONNAIRES for area in sample.CONSTRUCTS]
    waves = WAVES if metric in OF_WAVES else COMPARISONS
    asked = [] if metric == "self_other_gap" else [("skills", role) for role in ROLES]
    asked += [("skills_seen", role) for role in ("mentee", "all")]
    return [(role, name, area, wave) for name, role in asked for area in sample.CONSTRUCTS for wave in waves]


def figure(entry, key, **about):
    role, instrument, construct, wave = key
    value = OWN.get(entry.id, TYPICAL[entry.unit])
    about = {"instrument": instrument, "construct": construct, "wave": wave, **about}
    if entry.interval == "none":
        return sample.figure(entry.id, role, value, n=196, **about)
    if entry.unit == "share":
        return sample.share(entry.id, role, value, 196, **about)
    return sample.around(entry.id, role, value, abs(value) / 5, 196, **about)


def night_rows():
    places = [{"segment": "all", "segment_value": "all"}]
    places += [{"segment": "cohort", "segment_value": value} for value in sample.COHORTS]
    places += [{"segment": "department", "segment_value": value} for value in sample.DEPARTMENTS]
    return [
        figure(entry, key, **place)
        for entry in METRICS
        for key in keys(entry)
        for place in places
        if entry.id != "reliable_change_points" or place["segment"] == "all"
    ]


def hidden(row):
    nothing = dict.fromkeys(("value", "ci_low", "ci_high", "n", "people", "numerator", "denominator", "value_as_of"))
    return {**row, **nothing, "status": "suppressed", "reason": "hidden"}


@pytest.fixture(scope="module")
def html():
    return sample.render(night_rows(), programme())


@pytest.fixture(scope="module")
def tables(html):
    """The text of each row of the page's tables, by what it is called."""
    rows = re.findall(r"<tr[^>]*>(.*?)(?=<tr|<tbody|</table)", html, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in rows]


def test_every_metric_is_in_the_table_of_its_family():
    night = night_of(programme(), sample.AS_OF, sample.frame(night_rows()))
    shown = {
        section.id: {row.metric for row in section.table} | {metric for metric, _, _ in section.sides.metrics}
        for section in sections(night)
    }
    for entry in METRICS:
        assert entry.id in shown[entry.family]


def test_the_page_of_a_night_of_every_metric_can_still_be_mailed(html):
    assert len(html.encode()) <= MOST_BYTES, len(html.encode())


def test_what_is_written_of_a_unit_stands_in_the_tables(tables):
    for words in (
        "People enrolled 212 n 196 212 n 196",
        "Open pairs Pairs 212 no interval 196",
        "Hours spent together Pairs 1,204.3 h no interval 196",
        "Variety of channels Pairs 0.71 no interval 196",
        "Confidence, baseline to month 3 3.20 points 2.56–3.84 · n 196 3.20 points",
        "Skills and confidence, baseline +12 percentage points +10 to +14 · n 196 +12 percentage points",
        "change since the baseline +12.3 T points +9.8 to +14.8 · n 196",
        "Confidence (Skills as others see them), month 3 −0.05 −0.06 to −0.04 · n 196 — same",
        "I am satisfied with the mentorship, month 6 62% 55–69% · n 196",
        "Confidence (Skills as others see them), baseline to month 6 −0.24 SD −0.29 to −0.19 · n 196 — same",
        "Smallest change beyond measurement error: Confidence, everybody, baseline Everybody 0.42 points",
    ):
        assert any(words in row for row in tables), words


def test_every_metric_is_defined_once_under_its_family(html):
    assert re.findall(r"<summary>(\w+ \(\d+ definitions\))</summary>", html) == [
        "Engagement (31 definitions)",
        "Goals (15 definitions)",
        "Growth (14 definitions)",
    ]
    assert re.findall(r'<article id="?def-(\w+)', html) == [entry.id for entry in METRICS]
    assert "neither way is better." in html
    assert "no interval; neither way is better." in html


def test_no_name_stands_twice_in_a_table():
    night = night_of(programme(), sample.AS_OF, sample.frame(night_rows()))
    for section in sections(night):
        for rows in (section.table, *(rows for _, _, rows in section.sides.metrics)):
            names = [row.name for row in rows]
            assert len(names) == len(set(names))


def test_a_night_in_which_all_is_hidden_has_a_page():
    html = sample.render([hidden(row) for row in night_rows()], programme())
    assert "hidden" in html


def test_a_night_in_which_nothing_can_be_computed_has_a_page():
    rows = [hidden(row) | {"status": "not_computable", "reason": "the wave has not begun"} for row in night_rows()]
    assert "the wave has not begun" in sample.render(rows, programme())


@pytest.mark.parametrize("bound", ["at_least", "at_most"])
def test_any_metric_can_have_a_target_of_either_kind(bound):
    rows = [
        figure(entry, keys(entry)[0], target=f"{bound}:{OWN.get(entry.id, TYPICAL[entry.unit])}", target_status="met")
        for entry in METRICS
    ]
    about = programme().model_copy(update={"targets": ()})
    night = night_of(about, sample.AS_OF, sample.frame(rows))
    found = scorecard.rows(night, scorecard.targeted(night))
    assert {row.figure.metric for row in found} == {entry.id for entry in METRICS}
    assert all(row.bar is not None and 0 <= row.bar.dot <= 100 for row in found)
    assert "</html>" in sample.render(rows, about)


def test_the_definitions_are_small_beside_the_library(html):
    appendix = html[html.index('<section id="definitions"') :].split("</section>")[0]
    assert len(appendix.encode()) < 0.12 * len(parts().plotly.encode())
