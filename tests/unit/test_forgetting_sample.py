"""People of the sample are forgotten: their rows go in every tool's export, and nobody else's fact changes."""

from datetime import date

import polars as pl
import pytest

from assets.inbox import Inbox
from mentorship import core, forgetting, tables
from mentorship.configuration import load_programme
from mentorship.landing import land, problem_rows
from mentorship.ledger import Ledger
from mentorship.problems import Problem
from mentorship.scrubbing import ERASED, scrubbed
from mentorship.tombstones import Tombstones
from tests.sample_folder import SAMPLE

NIGHT = date(2026, 5, 29)
SECRET = b"a key for tests that never leaves"
PROGRAMME = load_programme(SAMPLE)
TEXTS = {name: [item.id for item in each.items if item.kind == "text"] for name, each in PROGRAMME.instruments.items()}
# A mentee and mentor at once, a mentor of several, and a mentee.
PEOPLE = ("zoe.teakettle@lantern.example", "xaver.gingersnap@lantern.example", "edda.kitetail@lantern.example")
FACTS = {
    "core_people": "person_id",
    "core_pairs": "pair_id",
    "core_meetings": "meeting_id",
    "core_goals": "goal_id",
    "core_responses": "response_id",
}


@pytest.fixture(scope="module")
def landed() -> dict[str, pl.DataFrame]:
    mail = Inbox(SAMPLE).collect(PROGRAMME)
    return land(PROGRAMME, mail.files, Ledger.empty(), NIGHT, problems=mail.problems).tables


@pytest.fixture(scope="module")
def before(landed: dict[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    return core.build(landed, PROGRAMME, SECRET)


def without(person: forgetting.Person, landed: dict[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """The raw tables of a night on which somebody is forgotten."""
    rows = {table: landed[table] for table in tables.RAW_TABLES.values()}
    found = scrubbed(rows, person.tombstones, TEXTS)
    told = [
        (source, Problem(path, ERASED.reason, ERASED.fix, line, severity="left_out"))
        for source, path, line in found.erased.iter_rows()
    ]
    problems = pl.concat([landed["raw_problems"], problem_rows(told, is_of_reading=True)])
    return {**landed, **found.rows, "raw_problems": problems}


def theirs(person_ids: frozenset[str], facts: dict[str, pl.DataFrame]) -> set[str]:
    """The ids of all facts that are about somebody."""
    is_theirs = pl.col("person_id").is_in(list(person_ids))
    pairs, responses = facts["core_pairs"], facts["core_responses"]
    found = [
        facts["core_people"].filter(is_theirs)["person_id"],
        pairs.filter(pl.any_horizontal(pl.col("mentor_id", "mentee_id").is_in(list(person_ids))))["pair_id"],
        facts["core_meeting_people"].filter(is_theirs)["meeting_id"],
        facts["core_goals"].filter(pl.col("owner_id").is_in(list(person_ids)))["goal_id"],
        responses.filter(pl.any_horizontal(pl.col("person_id", "about_id").is_in(list(person_ids))))["response_id"],
    ]
    return {each for ids in found for each in ids}


def _without(facts: pl.DataFrame, some: pl.DataFrame, fact_id: str) -> pl.DataFrame:
    return facts.join(some, on=fact_id, how="anti", maintain_order="left")


@pytest.mark.parametrize("key", PEOPLE)
def test_facts_of_other_people_stay_and_theirs_are_gone(
    key: str, landed: dict[str, pl.DataFrame], before: dict[str, pl.DataFrame]
) -> None:
    known = forgetting.person(key, landed, tables.empty("published_groups"), Tombstones(PROGRAMME.id, SECRET))
    assert known is not None
    raw = without(known, landed)
    after = core.build(raw, PROGRAMME, SECRET)
    gone = theirs(known.person_ids, before)
    assert len(gone) > 10
    for table, fact_id in FACTS.items():
        kept = before[table].filter(~pl.col(fact_id).is_in(list(gone)))
        new = after[table].join(kept, on=fact_id, how="anti")
        assert _without(after[table], new, fact_id).equals(kept), table
        # Whoever joined their call twice, by two keys, is left alone in it, which no figure counts.
        assert new.is_empty() or (table == "core_meetings" and set(new["grade"]) == {"invited"})
    counts = after["core_counts"]
    fates = pl.sum_horizontal("rows_used", "rows_refused", "rows_superseded")
    assert counts.filter(pl.col("rows_in") != fates).is_empty()
    assert counts["rows_in"].sum() == before["core_counts"]["rows_in"].sum()


@pytest.mark.parametrize("key", PEOPLE)
def test_no_raw_row_names_them_any_more(key: str, landed: dict[str, pl.DataFrame]) -> None:
    known = forgetting.person(key, landed, tables.empty("published_groups"), Tombstones(PROGRAMME.id, SECRET))
    assert known is not None
    raw = without(known, landed)
    told = {table: "\n".join(map(str, raw[table].rows())).casefold() for table in tables.RAW_TABLES.values()}
    assert [(table, each) for each in known.keys for table, text in told.items() if each in text] == []
    assert known.erased.height > 10
