"""The public shape of `metric_figures`, held on the sample programme: columns, keys, reasons, limits and parts."""

from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from mentorship import registry
from mentorship.configuration import load_programme

SAMPLE = Path(__file__).parents[2] / "data" / "sample"
COLUMNS = [
    *("programme_id", "as_of", "metric", "role", "segment", "segment_value", "instrument", "construct", "wave"),
    *("value", "unit", "ci_low", "ci_high", "n", "people", "numerator", "denominator", "status", "reason"),
    *("target", "target_status", "value_as_of", "definition_version"),
]
KEY = COLUMNS[:9]
PLACE = ["metric", "role", "instrument", "construct", "wave"]
NUMBERS = ["value", "ci_low", "ci_high", "numerator", "denominator"]
SIDES = ("mentee", "mentor")
OF_MENTEES = (
    "met_count",
    "met_three_times_count",
    "goal_set_count",
    "goal_achieved_count",
    "match_rate",
    "goal_setting_rate",
)
OF_PEOPLE = ("enrolled_count", "matched_count")
OF_WAVES = {"response_rate", "invited_count", "complete_count", "partial_count", "response_cadence_gap"}
OF_CHANGES = {
    *("mean_baseline", "mean_latest", "mean_change", "growth_g", "attrition_bias_g"),
    *(f"reliably_{word}_rate" for word in ("improved", "unchanged", "worsened")),
}
OF_ITEMS = {"nps": "nps", "satisfaction": "satisfaction", "expectation_agreement_rate": "expectation"}
OF_MEETINGS = {
    *("held_meeting_count", "meetings_without_duration_count", "cancellation_rate", "no_show_rate", "meeting_hours"),
    *("channel_variety", "agenda_rate", "action_item_rate"),
}
WHOLE = "reliable_change_points"
Place = tuple[str, str, str, str, str]


@pytest.fixture(scope="module")
def programme():
    return load_programme(SAMPLE)


@pytest.fixture(scope="module")
def facts(programme_folder_at, programme):
    return programme_folder_at(SAMPLE).facts(programme.last_reportable_day())


@pytest.fixture(scope="module")
def figures(programme_folder_at, programme):
    return programme_folder_at(SAMPLE).figures(programme.last_reportable_day())


def test_the_columns_are_the_published_ones_in_their_order(figures):
    assert figures.columns == COLUMNS
    assert figures.drop(NUMBERS).null_count().sum_horizontal().item() == 0


def test_rows_are_sorted_by_a_key_that_is_unique(figures):
    keys = figures.select(KEY).rows()
    assert keys == sorted(set(keys))


def places(programme, facts) -> Iterator[Place]:
    """Every metric with each role, instrument, construct and wave that applies to it."""
    for metric in registry.METRICS:
        name = metric.id
        if name in OF_MENTEES:
            yield name, "mentee", "", "", ""
        elif name in OF_PEOPLE or metric.family == "goals":
            yield from ((name, role, "", "", "") for role in SIDES)
        elif name == "pair_retention":
            yield from ((name, "pair", "", "", wave) for wave in ("days_30", "days_90", "days_180", "planned_end"))
        elif name in OF_WAVES or metric.family == "growth":
            yield from survey_places(name, programme, facts)
        else:
            yield name, "pair", "", "", ""


def survey_places(metric: str, programme, facts) -> Iterator[Place]:
    for name, instrument in programme.instruments.items():
        waves = waves_of(name, programme, facts)
        rated = programme.instruments[instrument.observes].asked_of if instrument.observes else instrument.asked_of
        roles = (*(instrument.asked_of if metric in OF_WAVES else rated), "all")
        if metric.endswith(("invited_count", "complete_count", "partial_count")):
            roles = instrument.asked_of
        for construct, wave in places_of(metric, instrument, programme, waves):
            if metric == "expectation_agreement_rate":
                yield metric, "pair", name, construct, wave
            elif metric == WHOLE:
                yield metric, "all", name, construct, wave
            else:
                yield from ((metric, role, name, construct, wave) for role in roles)


def waves_of(instrument: str, programme, facts) -> list[str]:
    """The waves that a source names, and those by date in which somebody answered."""
    found = {source.wave for source in programme.sources if source.instrument == instrument} - {"by_date"}
    answered = facts["core_responses"].filter(pl.col("instrument") == instrument)
    return sorted(found | set(answered["wave"]))


def places_of(metric: str, instrument, programme, waves: list[str]) -> Iterator[tuple[str, str]]:
    """The constructs (or items) and waves in which an instrument gives a figure of a metric."""
    first = programme.baseline.id
    constructs = list(instrument.construct_items)
    if metric in OF_WAVES:
        yield from (("", wave) for wave in waves)
    elif metric in OF_ITEMS:
        asked = [item.id for item in instrument.items if item.kind == OF_ITEMS[metric]]
        yield from ((item, wave) for item in asked for wave in waves)
    elif metric in OF_CHANGES and first in waves:
        yield from ((construct, f"{first}..{wave}") for construct in constructs for wave in waves if wave != first)
    elif metric == WHOLE and first in waves:
        yield from ((construct, first) for construct in constructs)
    elif metric == "cronbach_alpha":
        yield from ((construct, wave) for construct in constructs for wave in waves)
    elif metric == "self_other_gap" and instrument.observes:
        observed = programme.instruments[instrument.observes].construct_items
        own = {source.wave for source in programme.sources if source.instrument == instrument.observes}
        yield from ((name, wave) for name in constructs if name in observed for wave in waves if wave in own)


def test_no_figure_is_missing_and_none_is_too_many(figures, programme, facts):
    values = {("all", "all"), *facts["core_segments"].select("segment", "segment_value").unique().rows()}
    wanted = {
        (*place, *value)
        for place in places(programme, facts)
        for value in values
        if place[0] != WHOLE or value == ("all", "all")
    }
    # Meetings of people in no pair are of no segment, which nobody else may be
    alone = {(*place[:5], name, "(none)") for place in wanted for name in programme.segments if place[0] in OF_MEETINGS}
    found = set(figures.select(*PLACE, "segment", "segment_value").rows())
    assert sorted(wanted - found) == []
    assert sorted(found - wanted - alone) == []


def test_every_metric_of_the_registry_has_a_figure_that_is_computed(figures):
    computed = set(figures.drop_nulls("value")["metric"])
    assert {metric.id for metric in registry.METRICS} - computed == set()


def test_numbers_are_finite(figures):
    for name in NUMBERS:
        assert figures.drop_nulls(name).filter(~pl.col(name).is_finite()).is_empty(), name


def test_what_is_not_computable_or_of_few_says_why(figures):
    has_value = pl.col("value").is_not_null()
    assert set(figures["status"]) <= {"ok", "low_n", "not_computable"}
    assert figures.filter(has_value == (pl.col("status") == "not_computable")).is_empty()
    assert figures.filter((pl.col("status") != "ok") & (pl.col("reason").str.strip_chars() == "")).is_empty()
    assert figures.filter((pl.col("status") == "ok") & (pl.col("n") < 10)).is_empty()
    assert figures.filter(has_value & (pl.col("n") < 10) & (pl.col("status") != "low_n")).is_empty()


def test_rates_and_ratios_have_a_numerator_and_a_denominator_and_nothing_else_has(figures):
    quotients = [
        metric.id
        for metric in registry.METRICS
        if (metric.unit == "share" and metric.interval != "Kaplan–Meier") or metric.interval == "ratio of sums"
    ]
    parted, is_quotient = figures.drop_nulls("value"), pl.col("metric").is_in(quotients)
    for name in ("numerator", "denominator"):
        assert parted.filter(is_quotient != pl.col(name).is_not_null())["metric"].unique().to_list() == []
        assert figures.filter(~is_quotient)[name].null_count() == figures.filter(~is_quotient).height
    shares = parted.filter(is_quotient)
    assert (shares["numerator"] / shares["denominator"] - shares["value"]).abs().max() < 1e-12


def test_limits_stand_where_the_registry_names_an_interval_or_a_reason_does(figures):
    without = [metric.id for metric in registry.METRICS if metric.interval == "none"]
    has_none = pl.col("metric").is_in(without)
    either, both = (kind(pl.col("ci_low", "ci_high").is_not_null()) for kind in (pl.any_horizontal, pl.all_horizontal))
    assert figures.filter(has_none & either).is_empty()
    unexplained = figures.drop_nulls("value").filter(~has_none & ~both & (pl.col("reason") == ""))
    assert unexplained["metric"].unique().to_list() == []
    assert figures.filter(pl.col("ci_low") > pl.col("ci_high")).is_empty()
    assert figures.filter(~has_none & either)["metric"].n_unique() == len(registry.METRICS) - len(without)


def test_unit_version_and_night_are_those_of_the_registry_and_the_run(figures, programme):
    said = figures.select("metric", "unit", "definition_version").unique().sort("metric").rows()
    assert said == sorted((metric.id, metric.unit, metric.version) for metric in registry.METRICS)
    assert set(figures["programme_id"]) == {programme.id}
    assert set(figures["value_as_of"]) == set(figures["as_of"]) == {programme.last_reportable_day()}


def test_targets_are_told_beside_the_figures_that_they_are_of(figures, programme):
    told = figures.filter(pl.col("target") != "")
    assert told["target"].str.contains(r"^at_(least|most):[0-9.]+$").all()
    assert set(told["target_status"]) <= {"met", "missed", "uncertain", ""}
    assert told.filter((pl.col("target_status") == "") & pl.col("value").is_not_null()).is_empty()
    assert {target.metric for target in programme.targets} == set(told["metric"])
