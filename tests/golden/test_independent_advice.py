"""What is suggested about pairs, held against the same worked out a second time."""

from datetime import date

import pytest

from mentorship import advice
from mentorship.as_of import AsOf
from mentorship.configuration import load_programme
from mentorship.health import pair_health
from tests.golden.independent.advice import pair_advice
from tests.golden.independent.night import Night
from tests.golden.random_facts import random_programme

SEEDS = range(6)
NIGHTS = (date(2026, 1, 20), date(2026, 5, 20), date(2026, 12, 31))
IN_WORDS = {
    advice.FIRST_MEETING: "first_meeting",
    advice.REACH_OUT: "reach_out",
    advice.ASK_MENTOR: "ask_mentor",
    advice.ASK_MENTEE: "ask_mentee",
    advice.TALK: "talk",
    advice.RHYTHM: "rhythm",
    advice.AGENDA: "agenda",
    advice.REVIEW: "review",
    advice.REMATCH: "rematch",
    advice.CELEBRATE: "celebrate",
}


def told(rows: list[dict[str, object]]) -> dict[object, frozenset[str]]:
    return {row["pair_id"]: frozenset(IN_WORDS[each] for each in row["actions"]) for row in rows}


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_suggested_to_the_pairs_of_a_random_programme_is_what_the_rules_give(seed, tmp_path):
    programme = random_programme(seed)
    programme.declared.write(tmp_path)
    for night in NIGHTS:
        found = pair_health(AsOf(programme.facts, load_programme(tmp_path), night)).to_dicts()
        assert told(found) == pair_advice(Night(programme.rows(), programme.declared, night))


def test_every_suggestion_occurs():
    given = {
        each
        for seed in SEEDS
        for night in NIGHTS
        for found in pair_advice(Night(random_programme(seed).rows(), random_programme(seed).declared, night)).values()
        for each in found
    }
    assert given == set(IN_WORDS.values())
