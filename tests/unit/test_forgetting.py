"""Whose a key is that is to be forgotten, and what stays of them in the memory of what was published."""

from collections.abc import Sequence
from datetime import date
from itertools import count

import polars as pl
import pytest

from mentorship import forgetting, tables
from mentorship.forgetting import SeveralPeopleError, anonymous, is_forgotten, person
from mentorship.tombstones import KEY, NAME, PAIR, Tombstones

NOBODY_YET = Tombstones("testing-2026", b"a key for tests that never leaves")
Row = dict[str, object]
ZOE: Row = {"person_key": "E7", "email": "zoe@x.example", "name": "Zoë Teakettle"}
ADA: Row = {"person_key": "E1", "email": "ada@x.example", "name": "Ada Lantern"}


def exports(roster: Sequence[Row], old: Sequence[Row] = (), **others: Sequence[Row]) -> dict[str, pl.DataFrame]:
    """`raw_files` and the raw tables of a roster, an older one, and files of other kinds."""
    files = [
        {"source": "people", "source_file": name, "use": use} for name, use in (("new", "used"), ("old", "replaced"))
    ]
    made = {"raw_files": pl.DataFrame(files)}
    told = {"people": [*(("new", row) for row in roster), *(("old", row) for row in old)]}
    told |= {kind: [(kind, row) for row in rows] for kind, rows in others.items()}
    for kind, table in tables.RAW_TABLES.items():
        lists = {name: [] for name, dtype in tables.dtypes(table).items() if isinstance(dtype, pl.List)}
        rows = [
            {"source": kind, "source_file": file, "source_sha256": "0" * 64, "source_line": line, **lists, **row}
            for line, (file, row) in enumerate(told.get(kind, ()), start=2)
        ]
        made[table] = pl.DataFrame(rows, schema=tables.dtypes(table))
    return made


def groups(*carriers: tuple[str, Sequence[str]]) -> pl.DataFrame:
    """`published_groups` of one figure."""
    key = {name: "x" for name, dtype in tables.dtypes("published_groups").items() if dtype == pl.String}
    rows = [
        {**key, "version": 1, "as_of": date(2026, 6, 30), "carrier": carrier, "people": list(people)}
        for carrier, people in carriers
    ]
    return pl.DataFrame(rows, schema=tables.dtypes("published_groups"))


def found(key: str, raw: dict[str, pl.DataFrame], history: pl.DataFrame | None = None) -> forgetting.Person:
    known = person(key, raw, groups() if history is None else history, NOBODY_YET)
    assert known is not None
    return known


def the(text: str) -> str:
    """The pseudonym of whom a folded key identifies."""
    return forgetting.person_id(NOBODY_YET, text)


@pytest.mark.parametrize("key", ["E7", "e7", "ZOE@x.example", "zoë  teakettle"])
def test_a_person_is_found_by_any_key(key: str) -> None:
    known = found(key, exports([ZOE, ADA]))
    assert known.keys == {"e7", "zoe@x.example", "zoë teakettle"}
    assert the("e7") in known.person_ids
    assert the("e1") not in known.person_ids
    assert all(is_forgotten(each, known.tombstones) for each in ("E7", "Zoe@X.example", "Zoë Teakettle"))
    assert not is_forgotten("E1", known.tombstones)
    assert not is_forgotten(key, NOBODY_YET)


def test_what_is_kept_of_them_holds_no_key() -> None:
    known = found("E7", exports([ZOE, ADA]))
    told = " ".join(known.tombstones.table()["tombstone"])
    assert "teakettle" not in told
    assert "x.example" not in told
    assert len(set(told.split())) >= 3


def test_nobody_is_known_by_a_key_that_no_export_has() -> None:
    assert person("E8", exports([ZOE, ADA]), groups(), NOBODY_YET) is None


@pytest.mark.parametrize("key", ["Zoë Teakettle", "shared@x.example"])
def test_a_key_of_two_people_means_neither(key: str) -> None:
    namesake = {"person_key": "E8", "email": "z@x.example", "name": "Zoë Teakettle", "other_keys": "shared@x.example"}
    raw = exports([{**ZOE, "other_keys": "shared@x.example"}, namesake])
    with pytest.raises(SeveralPeopleError):
        person(key, raw, groups(), NOBODY_YET)
    known = found("E7", raw)
    assert not known.tombstones.has((KEY,), "shared@x.example")
    assert the("e8") not in known.person_ids
    assert known.erased["source_line"].to_list() == [2]


def test_an_address_that_is_somebody_elses_name_is_the_address() -> None:
    raw = exports([{"person_key": "E1", "email": "kim"}, {"person_key": "E2", "name": "Kim"}])
    assert the("e1") in found("Kim", raw).person_ids


def test_keys_of_older_rosters_are_theirs_too() -> None:
    raw = exports(
        [ZOE, ADA],
        old=[{"person_key": "E7", "email": "zoe.old@x.example", "name": "Zoë Gingersnap"}],
        surveys=[{"instrument": "skills", "respondent": "zoe.old@x.example"}],
        pairs=[{"pair_key": "P-1", "mentor": "Zoë Gingersnap", "mentee": "E1"}],
    )
    known = found("zoe@x.example", raw)
    assert known.tombstones.has((KEY,), "zoe.old@x.example")
    assert known.tombstones.has((NAME,), "zoë gingersnap")
    assert known.tombstones.has((PAIR,), "p-1")
    assert known.erased.group_by("source").len().sort("source").rows() == [("pairs", 1), ("people", 2), ("surveys", 1)]


def test_who_is_in_an_older_roster_alone_is_found_there() -> None:
    assert the("e7") in found("E7", exports([ADA], old=[ZOE])).person_ids


def test_an_address_that_was_handed_on_is_its_present_holders() -> None:
    raw = exports(
        [{"person_key": "E1", "email": "desk@x.example"}], old=[{"person_key": "E7", "email": "desk@x.example"}]
    )
    assert found("desk@x.example", raw).person_ids >= {the("e1")}
    left = found("E7", raw)
    assert not left.tombstones.has((KEY,), "desk@x.example")
    assert the("e1") not in left.person_ids


def test_a_row_with_an_address_alone_is_of_the_key_that_has_it() -> None:
    raw = exports([ZOE, {"email": "zoe@x.example", "other_keys": "z.tea"}])
    known = found("z.tea", raw)
    assert known.keys >= {"e7", "z.tea"}
    assert known.erased.height == 2


def test_who_is_in_no_roster_is_found_where_an_export_names_them() -> None:
    raw = exports([ADA], surveys=[{"instrument": "skills", "respondent": "Guest@x.example"}])
    known = found("guest@x.example", raw)
    assert known.erased["source"].to_list() == ["surveys"]
    assert person("visitor@x.example", raw, groups(), NOBODY_YET) is None


def test_who_is_in_the_history_alone_is_found_there() -> None:
    history = groups(("c", [the("e7"), the("e1")]))
    assert found("E7", exports([ADA]), history).person_ids == {the("e7")}
    assert person("E8", exports([ADA]), history, NOBODY_YET) is None


def test_a_forgotten_person_stays_in_the_history_as_somebody() -> None:
    zoe, ada, bob, pair, other = (the(name) for name in ("e7", "e1", "e2", "pair", "other"))
    history = groups(
        (zoe, [zoe]),
        (ada, [ada]),
        (pair, [zoe, ada]),
        (f"{pair} {ada}", [zoe, ada]),
        (f"{ada} {zoe}", [ada]),
        (other, [ada, bob]),
    )
    tokens = (f"{number:020x}" for number in count(1))
    told = anonymous(history, {zoe}, [bob], lambda: next(tokens))
    assert told.drop("carrier", "people").equals(history.drop("carrier", "people"))
    carriers = told["carrier"].to_list()
    (token,) = told["people"][0]
    renamed = carriers[2]
    assert not any(each in str(told.rows()) for each in (zoe, pair))
    assert len({token, renamed, ada, bob, other}) == 5
    assert carriers == [token, ada, renamed, f"{renamed} {ada}", f"{ada} {token}", other]
    assert [set(people) for people in told["people"]] == [{token}, {ada}, *[{token, ada}] * 2, {ada}, {ada, bob}]


def test_a_history_without_them_stays_as_it_is() -> None:
    history = groups((the("e1"), [the("e1")]))
    told = anonymous(history, {the("e7")}, [], lambda: "f" * 20)
    assert told.equals(history)
    assert anonymous(groups(), {the("e7")}, [], lambda: "f" * 20).is_empty()


def test_every_table_is_made_again_or_left_or_knows_nobody() -> None:
    parts = (forgetting.MADE_AGAIN, forgetting.LEFT, forgetting.KEPT)
    assert sorted(name for part in parts for name in part) == sorted(tables.TABLES)
