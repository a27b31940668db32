"""Programmes of random facts: each figure of the product against the second working-out from METRICS.md."""

from datetime import date
from functools import cache

import pytest

from mentorship.as_of import AsOf
from mentorship.configuration import load_programme
from mentorship.figures import measure
from mentorship.health import pair_health as product_health
from tests.golden.independent.catalogue import SCOPE, figures
from tests.golden.independent.comparing import disagreements, health_told
from tests.golden.independent.figure import Figure, Key
from tests.golden.independent.health import FAMILIES, pair_health
from tests.golden.independent.night import Night
from tests.golden.random_facts import RandomProgramme, random_programme

SEEDS = range(6)
NIGHTS = (date(2026, 1, 20), date(2026, 5, 20), date(2026, 12, 31))


@cache
def programme_of(seed: int) -> RandomProgramme:
    return random_programme(seed)


@cache
def worked_out(seed: int, night: date) -> dict[Key, Figure]:
    programme = programme_of(seed)
    return figures(Night(programme.rows(), programme.declared, night))


@pytest.mark.parametrize("night", NIGHTS, ids=str)
@pytest.mark.parametrize("seed", SEEDS)
def test_every_figure_of_a_random_programme_is_what_its_definition_gives(seed, night, tmp_path):
    programme = programme_of(seed)
    programme.declared.write(tmp_path)
    rows = measure(programme.facts, load_programme(tmp_path), night).to_dicts()
    assert disagreements(rows, worked_out(seed, night), programme.declared) == []


@pytest.mark.parametrize("seed", SEEDS)
def test_the_health_of_every_pair_of_a_random_programme_is_what_its_rules_give(seed, tmp_path):
    programme = programme_of(seed)
    programme.declared.write(tmp_path)
    for night in NIGHTS:
        view = AsOf(programme.facts, load_programme(tmp_path), night)
        mine = pair_health(Night(programme.rows(), programme.declared, night))
        assert health_told(product_health(view).to_dicts()) == mine


def test_every_metric_occurs_with_and_without_enough_data_behind_it():
    found = {
        (key.metric, figure.status)
        for seed in SEEDS
        for night in NIGHTS
        for key, figure in worked_out(seed, night).items()
    }
    assert {metric for metric in SCOPE if (metric, "ok") not in found} == set()
    assert {metric for metric in SCOPE if (metric, "low_n") not in found} == set()


def test_every_state_and_reason_of_pair_health_occurs():
    healths = [
        health
        for seed in SEEDS
        for health in pair_health(Night(programme_of(seed).rows(), programme_of(seed).declared, NIGHTS[1])).values()
    ]
    assert {state for state, _ in healths} == {"on_track", "watch", "at_risk", "not_started"}
    assert {reason for _, reasons in healths for reason in reasons} == set(FAMILIES)


def test_the_same_seed_gives_the_same_programme():
    again = random_programme(3)
    assert again.declared.file == programme_of(3).declared.file
    assert [name for name, frame in again.facts.items() if not frame.equals(programme_of(3).facts[name])] == []


def test_the_same_facts_in_another_order_give_the_same_figures():
    programme = programme_of(7)
    turned = {name: rows[::-1] for name, rows in programme.rows().items()}
    assert figures(Night(turned, programme.declared, NIGHTS[1])) == worked_out(7, NIGHTS[1])
