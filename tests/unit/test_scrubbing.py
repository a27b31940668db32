"""Rows of people who were forgotten are not kept, and nobody else's row is changed."""

from collections.abc import Sequence

import polars as pl
import pytest

from mentorship import tables
from mentorship.identity import KEY_END
from mentorship.scrubbing import scrubbed
from mentorship.tombstones import KEY, NAME, PAIR, WORD, Tombstones, words_of

SECRET = b"a key for tests that never leaves"
TEXTS = {"skills": ["story"]}
ZOE = {"person_key": "E7", "email": "Zoe@x.example", "name": "Zoë Teakettle", "other_keys": "zt@x.example; z.tea"}
ADA = {"person_key": "E1", "email": "ada@x.example", "name": "Ada Lantern"}
BOB = {"person_key": "E2", "email": "bob@x.example", "name": "Bob Dandelion"}


def rows(**found: Sequence[dict[str, object]]) -> dict[str, pl.DataFrame]:
    """Raw tables, each row of its own line of one file of its kind."""
    made = {}
    for kind, table in tables.RAW_TABLES.items():
        place = {"source": kind, "source_file": f"{kind}.csv", "source_sha256": "0" * 64}
        lists = {name: [] for name, dtype in tables.dtypes(table).items() if isinstance(dtype, pl.List)}
        told = [{**lists, **place, "source_line": line, **row} for line, row in enumerate(found.get(kind, ()), start=2)]
        made[table] = pl.DataFrame(told, schema=tables.dtypes(table))
    return made


def forgotten(**keys: Sequence[str]) -> Tombstones:
    """Tombstones of folded keys by kind; of Zoë's where none are given."""
    known = Tombstones("testing-2026", SECRET)
    for kind, own in (keys or {KEY: ["e7", "zoe@x.example", "zt@x.example", "z.tea"], NAME: ["zoë teakettle"]}).items():
        known = known.with_keys(kind, own)
    return known


def left(found: dict[str, pl.DataFrame], table: str, *columns: str, tombstones: Tombstones | None = None) -> list:
    """What is kept of some columns of a raw table, one column as its values."""
    kept = scrubbed(found, tombstones or forgotten(), TEXTS).rows[f"raw_{table}"].select(columns)
    return kept.to_series().to_list() if len(columns) == 1 else kept.rows()


def test_without_tombstones_every_row_stays() -> None:
    found = rows(people=[ZOE, ADA], pairs=[{"pair_key": "p1", "mentor": "E7", "mentee": "E1"}])
    done = scrubbed(found, Tombstones("testing-2026", SECRET), TEXTS)
    assert all(done.rows[table].equals(found[table]) for table in found)
    assert done.erased.is_empty()
    assert done.tombstones.sign() == ""


@pytest.mark.parametrize(
    "key", ["E7", " e7 ", "ZOE@X.EXAMPLE", "zt@x.example", "Z.TEA", "Zoë Teakettle", "ZOË  teakettle"]
)
def test_a_row_that_names_them_by_any_key_is_not_kept(key: str) -> None:
    found = rows(
        pairs=[{"pair_key": "p1", "mentor": key, "mentee": "E1"}, {"pair_key": "p2", "mentor": "E2", "mentee": "E1"}],
        surveys=[
            {"instrument": "skills", "respondent": key},
            {"instrument": "skills", "respondent": "E1", "about": key},
            {"instrument": "skills", "respondent": "E1"},
        ],
        invitations=[{"instrument": "skills", "person": key}, {"instrument": "skills", "person": "E2"}],
        goals=[{"goal_key": "g1", "owner": key, "title": "Speak"}, {"goal_key": "g2", "owner": "E1", "title": "Speak"}],
    )
    assert left(found, "pairs", "pair_key") == ["p2"]
    assert left(found, "surveys", "source_line") == [4]
    assert left(found, "invitations", "person") == ["E2"]
    assert left(found, "goals", "goal_key") == ["g2"]


def test_the_places_of_what_is_not_kept_are_told() -> None:
    found = rows(people=[ADA, ZOE], goals=[{"goal_key": "g1", "owner": "E7"}])
    assert scrubbed(found, forgotten(), TEXTS).erased.rows() == [("goals", "goals.csv", 2), ("people", "people.csv", 3)]


def test_a_row_of_the_roster_is_theirs_by_each_of_their_keys() -> None:
    for row in (ZOE, {"email": "zoe@x.example"}, {"person_key": "E99", "other_keys": "x; Z.Tea"}):
        assert left(rows(people=[row, ADA]), "people", "person_key") == ["E1"]


def test_a_namesake_stays_in_the_roster() -> None:
    namesake = {"person_key": "E8", "email": "zoe.two@x.example", "name": "Zoë Teakettle"}
    done = scrubbed(rows(people=[ZOE, namesake]), forgotten(), TEXTS)
    assert done.rows["raw_people"]["person_key"].to_list() == ["E8"]
    assert not done.tombstones.has((KEY,), "e8")


def test_a_row_of_the_roster_with_nothing_but_their_name_is_theirs() -> None:
    assert left(rows(people=[{"name": "Zoë Teakettle", "role": "mentee"}, ADA]), "people", "person_key") == ["E1"]


def test_a_name_that_two_people_share_stands_for_neither_afterwards() -> None:
    namesake = {"person_key": "E8", "email": "zoe.two@x.example", "name": "Zoë Teakettle"}
    found = rows(
        people=[ZOE, namesake],
        surveys=[
            {"instrument": "skills", "respondent": "Zoë Teakettle"},
            {"instrument": "skills", "respondent": "zoe.two@x.example"},
        ],
    )
    assert left(found, "surveys", "respondent") == ["zoe.two@x.example"]


def test_a_name_that_is_somebody_elses_key_stays_theirs() -> None:
    kim, other = {"person_key": "E7", "name": "Kim"}, {"person_key": "kim", "name": "Kim Lantern"}
    done = scrubbed(rows(people=[kim, other]), forgotten(key=["e7"]), TEXTS)
    assert done.rows["raw_people"]["person_key"].to_list() == ["kim"]
    assert not done.tombstones.has((KEY, NAME), "kim")


def test_other_keys_of_a_row_of_theirs_become_tombstones_too() -> None:
    moved = {"person_key": "E7", "email": "zoe.new@x.example", "name": "Zoë Gingersnap"}
    found = rows(
        people=[{"email": "zoe.new@x.example", "other_keys": "E70"}, moved, ADA],
        surveys=[{"instrument": "skills", "respondent": "zoe.new@x.example"}],
        meetings=[{"evidence": "presence", "people": "Zoë Gingersnap"}, {"evidence": "presence", "people": "E70"}],
    )
    done = scrubbed(found, forgotten(key=["e7"]), TEXTS)
    assert done.rows["raw_people"]["person_key"].to_list() == ["E1"]
    assert done.rows["raw_surveys"].is_empty()
    assert done.rows["raw_meetings"].is_empty()
    assert done.tombstones.sign() != forgotten(key=["e7"]).sign()


def test_two_keys_with_one_address_are_two_people() -> None:
    other = {"person_key": "E8", "email": "zoe@x.example"}
    done = scrubbed(rows(people=[ZOE, other]), forgotten(key=["e7"]), TEXTS)
    assert done.rows["raw_people"]["person_key"].to_list() == ["E8"]
    assert not done.tombstones.has((KEY,), "zoe@x.example")


def test_a_key_that_somebody_else_has_too_does_not_become_a_tombstone() -> None:
    shared = {**ADA, "other_keys": "office@x.example"}
    done = scrubbed(rows(people=[{**ZOE, "other_keys": "office@x.example"}, shared]), forgotten(key=["e7"]), TEXTS)
    assert done.rows["raw_people"]["person_key"].to_list() == ["E1"]
    assert not done.tombstones.has((KEY,), "office@x.example")


def test_a_meeting_of_their_pair_goes_with_the_pair() -> None:
    found = rows(
        pairs=[
            {"pair_key": "P-1", "mentor": "E7", "mentee": "E1"},
            {"pair_key": "P-2", "mentor": "E2", "mentee": "E1"},
        ],
        meetings=[
            {"evidence": "log", "meeting_key": "x1", "pair_key": "p-1"},
            {"evidence": "log", "meeting_key": "x2", "pair_key": "P-2"},
        ],
    )
    assert left(found, "meetings", "meeting_key") == ["x2"]
    later = rows(meetings=[{"evidence": "log", "meeting_key": "x3", "pair_key": "P-1"}])
    assert left(later, "meetings", "meeting_key", tombstones=scrubbed(found, forgotten(), TEXTS).tombstones) == []


def test_a_pair_key_that_other_people_have_too_is_no_tombstone() -> None:
    found = rows(
        pairs=[
            {"pair_key": "P-1", "mentor": "E7", "mentee": "E1"},
            {"pair_key": "P-1", "mentor": "E2", "mentee": "E1"},
        ],
        meetings=[{"evidence": "log", "meeting_key": "x1", "pair_key": "P-1"}],
    )
    assert not scrubbed(found, forgotten(), TEXTS).tombstones.has((PAIR,), "p-1")
    assert left(found, "meetings", "meeting_key") == ["x1"]


@pytest.mark.parametrize(
    ("people", "rest"),
    [
        ("ada@x.example;zoe@x.example", []),
        ("Zoë Teakettle", []),
        ("ada@x.example;zoe@x.example; bob@x.example", ["ada@x.example; bob@x.example"]),
        ("ada@x.example; bob@x.example", ["ada@x.example; bob@x.example"]),
        ("ada@x.example", ["ada@x.example"]),
        (KEY_END.join(["zoe@x.example", "Somebody Else"]), []),
        (KEY_END.join(["ada@x.example", "Ada Lantern"]), [KEY_END.join(["ada@x.example", "Ada Lantern"])]),
        (None, [None]),
    ],
)
def test_of_a_meeting_other_people_are_kept_where_there_are_two(people: str | None, rest: list[str | None]) -> None:
    found = rows(meetings=[{"evidence": "calendar", "meeting_key": "x1", "people": people}])
    assert left(found, "meetings", "people") == rest


def test_who_is_left_alone_in_a_call_did_not_meet() -> None:
    joins = [("c1", "E7"), ("c1", "E1"), ("c1", "E1"), ("c2", "E7"), ("c2", "E1"), ("c2", "E2"), ("c3", "E1")]
    found = rows(meetings=[{"evidence": "presence", "meeting_key": call, "people": key} for call, key in joins])
    assert left(found, "meetings", "meeting_key", "people") == [("c2", "E1"), ("c2", "E2"), ("c3", "E1")]


def test_a_meeting_of_another_pair_is_kept_without_them() -> None:
    found = rows(meetings=[{"evidence": "log", "pair_key": "P-2", "people": "Zoë Teakettle"}])
    assert left(found, "meetings", "pair_key", "people") == [("P-2", None)]


def test_a_step_is_its_goals_whoever_takes_it() -> None:
    found = rows(
        goals=[
            {"goal_key": "g1", "owner": "zoe@x.example", "title": "Lead"},
            {"goal_key": "s1", "owner": "ada@x.example", "title": "Ask", "step_of": "lead"},
            {"goal_key": "s2", "title": "Lead", "step_of": "g1"},
            {"goal_key": "s3", "title": "Write", "step_of": "S1"},
            {"goal_key": "g2", "owner": "ada@x.example", "title": "Speak"},
            {"goal_key": "s4", "owner": "zoe@x.example", "title": "Listen", "step_of": "Speak"},
            {"goal_key": "s5", "owner": "zoe@x.example", "title": "Lost", "step_of": "Nothing"},
        ]
    )
    assert left(found, "goals", "goal_key", "owner") == [("g2", "ada@x.example"), ("s4", None)]


def test_of_two_goals_of_one_title_each_keeps_its_owners_steps() -> None:
    found = rows(
        goals=[
            {"goal_key": "g1", "owner": "E7", "title": "Lead"},
            {"goal_key": "g2", "owner": "E1", "title": "Lead"},
            {"goal_key": "s1", "owner": "E7", "title": "Ask", "step_of": "Lead"},
            {"goal_key": "s2", "owner": "E1", "title": "Ask", "step_of": "Lead"},
        ]
    )
    assert left(found, "goals", "goal_key") == ["g2", "s2"]


def test_one_of_several_owners_is_left_out() -> None:
    found = rows(goals=[{"goal_key": "g1", "owner": "E1; E7 ;E2", "title": "Lead"}])
    assert left(found, "goals", "owner") == ["E1;E2"]


def told(text: str) -> dict[str, object]:
    answers = [{"item": "story", "answer": text}, {"item": "conf1", "answer": "Teakettle"}]
    return {"instrument": "skills", "respondent": "E1", "answers": answers}


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Zoë helped", None),
        ("what ZOE said", None),
        ("Zoe's advice, and teakettles", None),
        ("ask (zoe@x.example)!", None),
        ("e7 knows", None),
        ("the zoo, and tea in a kettle", "the zoo, and tea in a kettle"),
        ("we met 7 times", "we met 7 times"),
    ],
)
def test_an_answer_in_words_that_names_them_is_not_kept(text: str, kept: str | None) -> None:
    (answers,) = left(rows(surveys=[told(text)]), "surveys", "answers")
    assert [each["answer"] for each in answers] == [kept, "Teakettle"]


def test_what_another_instrument_asks_in_words_is_its_own_matter() -> None:
    found = rows(surveys=[{**told("Zoë"), "instrument": "pulse"}, told("Zoë")])
    assert [answers[0]["answer"] for answers in left(found, "surveys", "answers")] == ["Zoë", None]


def test_a_goals_texts_lose_their_name_and_stay_one_goal() -> None:
    found = rows(
        goals=[
            {"goal_key": "g1", "owner": "E1", "title": "Learn from Zoë Teakettle", "measure": "asked e7"},
            {"goal_key": "s1", "title": "Ask", "step_of": "learn from Zoë Teakettle"},
        ]
    )
    assert left(found, "goals", "title", "measure", "step_of") == [
        ("Learn from … …", "asked …", None),
        ("Ask", None, "learn from … …"),
    ]


def test_who_has_no_name_is_meant_by_the_words_of_their_address() -> None:
    done = scrubbed(rows(people=[{"email": "zoe.t@x.example"}]), forgotten(key=["zoe.t@x.example"]), TEXTS)
    assert done.tombstones.has((WORD,), "zoe")


def test_small_words_of_a_name_mean_nobody() -> None:
    assert list(words_of("Zoë von der Tann-Müller")) == ["zoe", "tann", "muller"]


def test_the_order_of_rows_makes_no_difference() -> None:
    found = rows(
        people=[ZOE, ADA, {"person_key": "E9", "other_keys": "E7;new@x.example"}, {"email": "new@x.example"}],
        goals=[{"goal_key": "s1", "step_of": "g1"}, {"goal_key": "g1", "owner": "new@x.example"}],
    )
    turned = {table: frame.reverse() for table, frame in found.items()}
    one, other = scrubbed(found, forgotten(key=["e7"]), TEXTS), scrubbed(turned, forgotten(key=["e7"]), TEXTS)
    assert one.tombstones == other.tombstones
    assert one.erased.equals(other.erased)
    assert all(one.rows[table].equals(other.rows[table].reverse()) for table in found)


def test_tombstones_of_one_programme_say_nothing_in_another() -> None:
    here, there = (Tombstones(name, SECRET).with_keys(KEY, ["e7"]) for name in ("here", "there"))
    assert here.marks.isdisjoint(there.marks)
    assert here.marks.isdisjoint(Tombstones("here", b"another secret").with_keys(KEY, ["e7"]).marks)
