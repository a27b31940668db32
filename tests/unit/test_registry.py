"""The registry holds every metric of the contract, in its unit and with its interval, in words that can be printed."""

import re
from dataclasses import fields

import pytest

from mentorship import catalogue, registry
from mentorship.problems import ConfigurationError

CONTRACT = """
    enrolled_count                   engagement  count           none
    matched_count                    engagement  count           none
    open_pair_count                  engagement  count           none
    held_meeting_count               engagement  count           none
    met_count                        engagement  count           none
    met_three_times_count            engagement  count           none
    goal_set_count                   engagement  count           none
    goal_achieved_count              engagement  count           none
    match_rate                       engagement  share           Wilson
    active_pair_rate                 engagement  share           clustered Wilson
    met_within_14_days_rate          engagement  share           clustered Wilson
    days_to_first_meeting            engagement  days            Kaplan–Meier
    cadence_attainment               engagement  ratio           ratio of sums
    on_cadence_rate                  engagement  share           clustered Wilson
    median_gap_days                  engagement  days            none
    longest_gap_days                 engagement  days            none
    never_met_count                  engagement  count           none
    went_quiet_count                 engagement  count           none
    cancellation_rate                engagement  share           clustered Wilson
    no_show_rate                     engagement  share           clustered Wilson
    meeting_hours                    engagement  hours           none
    meetings_without_duration_count  engagement  count           none
    channel_variety                  engagement  0–1             none
    agenda_rate                      engagement  share           clustered Wilson
    action_item_rate                 engagement  share           clustered Wilson
    pair_retention                   engagement  share           Kaplan–Meier
    response_rate                    engagement  share           Wilson
    invited_count                    engagement  count           none
    complete_count                   engagement  count           none
    partial_count                    engagement  count           none
    response_cadence_gap             engagement  ratio           Welch t
    goal_setting_rate                goals       share           Wilson
    smart_rate                       goals       share           clustered Wilson
    smart_specific_rate              goals       share           clustered Wilson
    smart_measurable_rate            goals       share           clustered Wilson
    smart_time_bound_rate            goals       share           clustered Wilson
    goal_attainment_rate             goals       share           clustered Wilson
    dropped_goal_count               goals       count           none
    on_time_rate                     goals       share           clustered Wilson
    days_to_attainment               goals       days            Kaplan–Meier
    goal_review_rate                 goals       share           clustered Wilson
    milestone_rate                   goals       share           clustered Wilson
    milestones_celebrated            goals       share           clustered Wilson
    gas_t                            goals       T               t
    gas_t_sd                         goals       T               none
    gas_t_change                     goals       T points        t
    mean_baseline                    growth      scale points    t
    mean_latest                      growth      scale points    t
    mean_change                      growth      scale points    t
    growth_g                         growth      SD of baseline  g ± t
    reliable_change_points           growth      scale points    none
    reliably_improved_rate           growth      share           Wilson
    reliably_unchanged_rate          growth      share           Wilson
    reliably_worsened_rate           growth      share           Wilson
    cronbach_alpha                   growth      0–1             Feldt
    self_other_gap                   growth      scale points    clustered mean
    nps                              growth      −100…100        adjusted Wald
    satisfaction                     growth      share           Wilson
    expectation_agreement_rate       growth      share           clustered Wilson
    attrition_bias_g                 growth      SD              normal
"""
CLUSTERS = {
    "active_pair_rate": "mentors",
    "met_within_14_days_rate": "mentors",
    "on_cadence_rate": "mentors",
    "cancellation_rate": "pairs",
    "no_show_rate": "pairs",
    "agenda_rate": "pairs",
    "action_item_rate": "pairs",
    "smart_rate": "owners",
    "smart_specific_rate": "owners",
    "smart_measurable_rate": "owners",
    "smart_time_bound_rate": "owners",
    "goal_attainment_rate": "owners",
    "on_time_rate": "owners",
    "goal_review_rate": "owners",
    "milestone_rate": "owners",
    "milestones_celebrated": "owners",
    "self_other_gap": "observers",
    "expectation_agreement_rate": "mentors",
}
SENTENCES = ("question", "edge_cases", "missing_rule", "source")
PHRASES = ("title", "numerator", "denominator", "window")
CAUSAL = re.compile(
    r"\b(because|thanks to|led to|leads to|owing to|impact|effect of|result of|made them)\b", re.IGNORECASE
)


def test_every_metric_of_the_contract_is_there_and_no_other():
    contract = [tuple(re.split(r"\s{2,}", line.strip())) for line in CONTRACT.strip().splitlines()]
    registered = [(entry.id, entry.family, entry.unit, entry.interval) for entry in registry.METRICS]
    assert sorted(registered) == sorted(contract)


def test_an_id_is_registered_once():
    assert len(registry.BY_ID) == len(registry.METRICS)


def test_families_follow_each_other():
    families = [entry.family for entry in registry.METRICS]
    assert families == sorted(families, key=list(catalogue.FAMILIES).index)


def test_a_clustered_interval_says_of_what():
    said = {
        entry.id: entry.source.rpartition("clusters are ")[2].removesuffix(".")
        for entry in registry.METRICS
        if entry.interval.startswith("clustered")
    }
    assert said == CLUSTERS


@pytest.mark.parametrize("entry", registry.METRICS, ids=lambda entry: entry.id)
def test_texts_can_be_printed_as_they_are(entry):
    texts = {field.name: getattr(entry, field.name) for field in fields(entry)}
    texts = {name: text for name, text in texts.items() if isinstance(text, str)}
    assert all(text == text.strip() and text and "  " not in text and "\n" not in text for text in texts.values())
    for name in SENTENCES:
        assert texts[name][0].isupper(), name
        assert texts[name].endswith("?" if name == "question" else "."), name
    for name in PHRASES:
        assert not texts[name].endswith("."), name
    assert len(entry.title) <= 60
    assert not [name for name, text in texts.items() if CAUSAL.search(text)]


def test_a_text_names_only_metrics_that_exist():
    names = set(registry.BY_ID)
    for entry in registry.METRICS:
        for text in (entry.numerator, entry.denominator, entry.edge_cases, entry.missing_rule):
            assert set(re.findall(r"\b[a-z]+(?:_[a-z0-9]+)+\b", text)) <= names, entry.id


def test_only_quotients_have_a_numerator_and_a_denominator_by_name():
    called = {entry.id: catalogue.headings(entry) for entry in registry.METRICS}
    assert called["cadence_attainment"] == ("Numerator", "Denominator")
    assert called["response_cadence_gap"] == ("Measured", "Among")
    assert {called[entry.id] for entry in registry.METRICS if entry.unit == "count"} == {("Counted", "Among")}


def test_an_unknown_id_is_told_which_are_known():
    assert registry.metric("nps").unit == "−100…100"
    with pytest.raises(ConfigurationError, match="no metric 'happiness'"):
        registry.metric("happiness")


def test_the_page_leads_from_one_metric_to_another():
    page = catalogue.as_markdown()
    anchors = set(re.findall(r"^### (\S+)$", page, re.MULTILINE))
    assert anchors == set(registry.BY_ID)
    assert set(re.findall(r"\(#([^)]+)\)", page)) == anchors
    assert "[`never_met_count`](#never_met_count) counts them." in page
