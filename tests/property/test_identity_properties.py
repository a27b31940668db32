"""What must hold of keys and people: a key is one person's however it is written, or it is nobody's to guess."""

import hashlib
import hmac
import re
import unicodedata

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorship import tables
from mentorship.facts import resolve
from mentorship.facts.people import people
from mentorship.facts.rows import Sifted
from mentorship.identity import fold, pseudonym, pseudonym_column
from tests import bare

KEY = b"a key for tests that never leaves"
LETTERS = "abzéñüßøłåçşğžкЖψΩıİﬁＡ한ก"
WORDS = st.text(LETTERS, min_size=1, max_size=6)
NAMES = st.lists(WORDS, min_size=1, max_size=3).map(" ".join)
BLANKS = st.sampled_from([" ", "  ", "\t", "\u00a0", "\u3000", " \u200b", "\u2009"])
FORMS = st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"])
CASES = st.sampled_from([str.lower, str.casefold, str.title, str.upper, str.swapcase, str])
FILE = "people/people.csv"


def roster(*rows: dict[str, str]) -> Sifted:
    """People from rows of a roster that begins in line 2."""
    place = {"source": "people", "source_file": FILE, "source_sha256": "", "segments": []}
    told = [{"role": "mentee", **place, "source_line": line, **row} for line, row in enumerate(rows, start=2)]
    files = pl.DataFrame(
        {"source": ["people"], "source_file": [FILE], "use": ["used"], "time_zone": ["UTC"], "seen_order": [1]}
    ).with_columns(
        pl.lit(None, tables.dtypes("raw_files")["stamps"]).alias("stamps"), pl.lit(None, pl.Date).alias("dated_on")
    )
    return people(pl.DataFrame(told, schema=tables.dtypes("raw_people")), files, bare.programme(), KEY)


def looked_up(found: Sifted, *keys: str) -> list[dict[str, object]]:
    """What becomes of rows that name these keys: the person, and the reasons why not."""
    place = {"source": "log", "source_file": "log.csv"}
    rows = pl.DataFrame([{**place, "source_line": line, "people": key} for line, key in enumerate(keys, start=2)])
    named = resolve.with_person(rows, "people", resolve.resolver(found.facts), "person_id")
    rejects = resolve.unresolved(named, "person_id", "raw_meetings", "attendee_is_known", "attendee_is_one_person")
    reasons = rejects.select("source_line", "rule", "reason")
    return named.join(reasons, on="source_line", how="left").sort("source_line").to_dicts()


@st.composite
def written(draw, text: str) -> str:
    """A text as somebody else may write it: in another case and Unicode form, and with stray blanks."""
    # The dotless i is the one letter whose capital is another letter's.
    in_case = "".join(letter if letter == "ı" else draw(CASES)(letter) for letter in text)
    in_form = unicodedata.normalize(draw(FORMS), in_case)
    spaced = "".join(draw(BLANKS) if letter == " " else letter for letter in in_form)
    return draw(BLANKS) + spaced + draw(BLANKS)


@given(st.text(max_size=12))
def test_folding_a_folded_key_changes_nothing(text):
    once = fold(text)
    assert fold(once) == once
    assert {fold(unicodedata.normalize(form, text)) for form in ("NFC", "NFD", "NFKC", "NFKD")} == {once}


@given(NAMES.flatmap(lambda name: st.tuples(st.just(name), written(name))))
def test_a_key_is_the_same_in_any_case_form_and_spacing(both):
    name, other = both
    assert fold(other) == fold(name)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Zoe", "Zoë"), ("Kim Lamp", "Lamp Kim"), ("Kim Lamp", "KimLamp"), ("a.b@c.example", "ab@c.example"), ("ı", "i")],
)
def test_what_may_be_somebody_else_is_not_folded_away(one, other):
    assert fold(one) != fold(other)


@settings(max_examples=40)
@given(st.data())
def test_every_key_of_a_person_leads_to_that_person_however_it_is_written(data):
    names = data.draw(st.lists(NAMES, min_size=2, max_size=5, unique_by=fold))
    rows = [
        {
            "person_key": f"É{number}",
            "email": f"Ünal.{number}@testing.example",
            "name": name,
            "other_keys": f"upn{number}@testing.example; Straße {number};",
        }
        for number, name in enumerate(names)
    ]
    found = roster(*rows)
    for row in rows:
        others = [key.strip() for key in row["other_keys"].split(";") if key.strip()]
        keys = [data.draw(written(key)) for key in (row["person_key"], row["email"], row["name"], *others)]
        persons = [told["person_id"] for told in looked_up(found, *keys)]
        assert persons == [pseudonym(KEY, "p/person", fold(row["person_key"]))] * len(keys)


@settings(max_examples=40)
@given(st.lists(st.sampled_from(["Kim Lamp", "kim  LAMP", "Ada Byron", "Zoë", "Zoe\u0308"]), min_size=1, max_size=8))
def test_a_shared_name_is_refused_with_the_rows_of_all_who_have_it(names):
    rows = [{"person_key": f"m{number}", "name": name} for number, name in enumerate(names)]
    found = roster(*rows)
    for told, name in zip(looked_up(found, *names), names, strict=True):
        lines = [line for line, other in enumerate(names, start=2) if fold(other) == fold(name)]
        if len(lines) == 1:
            assert told["person_id"] == pseudonym(KEY, "p/person", f"m{lines[0] - 2}")
            assert told["rule"] is None
            continue
        assert (told["person_id"], told["rule"]) == (None, "attendee_is_one_person")
        shown = [f"{FILE}:{line}" for line in lines[: resolve.SHOWN]]
        more = f" and {len(lines) - resolve.SHOWN} more" if len(lines) > resolve.SHOWN else ""
        assert told["reason"].endswith(f"roster: {', '.join(shown)}{more}")


AMBIGUOUS = {
    "a name that is another's other key": (
        {"person_key": "m1", "name": "Kim Lamp"},
        {"person_key": "m2", "other_keys": "x; KIM LAMP"},
    ),
    "two people's other key": (
        {"person_key": "m1", "other_keys": "Kim Lamp"},
        {"person_key": "m2", "other_keys": "kim lamp"},
    ),
    "an address that is another's other key": (
        {"person_key": "m1", "email": "kim lamp"},
        {"person_key": "m2", "other_keys": "kim lamp"},
    ),
    "an address that is another's person key": (
        {"person_key": "m1", "email": "kim lamp"},
        {"person_key": "Kim Lamp"},
    ),
    "a name shared with a refused row": (
        {"person_key": "m1", "name": "Kim Lamp"},
        {"person_key": "m2", "name": "Kim Lamp", "role": "boss"},
    ),
    "a name shared with a row without a key": (
        {"person_key": "m1", "name": "Kim Lamp"},
        {"name": "Kim Lamp"},
    ),
    "an address in two rows": (
        {"person_key": "m1", "email": "Kim Lamp"},
        {"person_key": "m2", "email": "kim lamp"},
    ),
}


@pytest.mark.parametrize("rows", AMBIGUOUS.values(), ids=AMBIGUOUS)
def test_a_key_that_two_people_have_is_refused_with_both_rows(rows):
    told = looked_up(roster(*rows), "Kim Lamp")[0]
    assert (told["person_id"], told["rule"]) == (None, "attendee_is_one_person")
    assert told["reason"].endswith(f"of the roster: {FILE}:2, {FILE}:3")


def test_somebodys_own_key_goes_before_the_name_of_another():
    found = roster({"person_key": "kim"}, {"person_key": "m2", "name": "Kim"}, {"person_key": "m3", "email": "Kit"})
    assert looked_up(found, "KIM")[0]["person_id"] == pseudonym(KEY, "p/person", "kim")


def test_a_person_whose_row_was_refused_is_not_called_unknown():
    found = roster({"person_key": "m1", "name": "Kim Lamp", "role": "boss", "other_keys": "kl@testing.example"})
    for told in looked_up(found, "m1", "kim lamp", "KL@testing.example"):
        assert (told["person_id"], told["rule"]) == (None, "attendee_is_known")
        assert told["reason"] == f"the person's own rows in the roster were refused: {FILE}:2"


def test_a_person_listed_twice_in_other_letters_is_one_person():
    row = {"person_key": "M1", "email": "Zoë@testing.example", "name": "Zoë Lamp"}
    found = roster(row, {**row, "person_key": "m1 ", "email": "ZOE\u0308@testing.example", "name": "ZOË  LAMP"})
    assert found.facts["core_people"].height == 1
    assert (found.rejects.height, found.superseded.height) == (0, 1)


def test_an_address_and_a_upn_are_two_keys_of_one_person():
    found = roster({"email": "kim.lamp@testing.example", "other_keys": "klamp@corp.example"})
    persons = {told["person_id"] for told in looked_up(found, "Kim.Lamp@Testing.example", "KLAMP@corp.example")}
    assert persons == {pseudonym(KEY, "p/person", "kim.lamp@testing.example")}


REJECTED = {
    "pairs": ("mentee", {"mentor": "r1", "mentee": "Kim Lamp", "matched_on": "2026-02-01"}),
    "meetings": ("people", {"people": "r1;Kim Lamp", "starts_at": "2026-03-01", "outcome": "held"}),
    "goals": ("owner", {"goal_key": "g1", "owner": "Kim Lamp", "title": "A goal", "set_on": "2026-02-01"}),
    "surveys/baseline": ("respondent", {"respondent": "kim lamp", "submitted_at": "2026-01-10", "conf1": 3}),
}


@pytest.mark.parametrize(("table", "column", "row"), [(table, *row) for table, row in REJECTED.items()])
def test_a_row_of_any_kind_that_names_two_people_says_which_rows_they_are(folder, table, column, row):
    names = {"m1": "Kim Lamp", "m2": "KIM LAMP", "r1": "Rita Teapot"}
    folder.table(
        "people",
        [
            {"person_key": key, "role": "mentor" if key == "r1" else "mentee", "name": name}
            for key, name in names.items()
        ],
    )
    folder.table(table, [row])
    refused = folder.facts()["core_rejects"].row(0, named=True)
    assert (refused["source_line"], refused["column"]) == (2, column)
    assert refused["rule"].endswith("_is_one_person")
    assert refused["reason"].endswith(f": {FILE}:2, {FILE}:3")
    assert re.search("use addresses|use the person's key", refused["fix"])


IDENTITIES = st.lists(st.text(max_size=20), min_size=2, max_size=6, unique=True)


@given(IDENTITIES, st.binary(min_size=16, max_size=64), st.binary(min_size=16, max_size=64))
def test_a_pseudonym_differs_by_person_programme_and_key(identities, key, other_key):
    def made(noun: str, secret: bytes) -> list[str]:
        return [pseudonym(secret, noun, identity) for identity in identities]

    mine = made("p/person", key)
    assert len(set(mine)) == len(identities)
    assert mine == made("p/person", key)
    assert not set(mine) & set(made("q/person", key))
    # A key padded with zeros is the same key to HMAC, and to nothing else.
    if key.rstrip(b"\0") != other_key.rstrip(b"\0"):
        assert not set(mine) & set(made("p/person", other_key))


@given(st.text(max_size=20))
def test_a_pseudonym_is_a_keyed_hash_that_nobody_can_make_without_the_key(identity):
    message = f"p/person\x1f{identity}".encode()
    made = pseudonym(KEY, "p/person", identity)
    assert made == hmac.new(KEY, message, hashlib.sha256).hexdigest()[:20]
    without = [hashlib.sha256(message).hexdigest(), hmac.new(b"", message, hashlib.sha256).hexdigest()]
    assert made not in {digest[:20] for digest in without}


def test_a_column_of_pseudonyms_holds_those_of_its_values_and_keeps_blanks():
    frame = pl.DataFrame({"name": ["a", None, "b", "a"]})
    made = frame.select(pseudonym_column(frame, "name", "p/person", KEY)).to_series().to_list()
    one, two = (pseudonym(KEY, "p/person", name) for name in ("a", "b"))
    assert made == [one, None, two, one]
