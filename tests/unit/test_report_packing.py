"""The charts' data in few bytes: nothing is lost, and nothing in it can end the script element."""

import json
import re
from dataclasses import asdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.packing import as_json, packed, unpacked
from reports.plotting import base
from reports.rows import night_of
from reports.sections import sections
from tests import report_figures as sample

PLAIN = st.none() | st.booleans() | st.integers(-9, 9) | st.floats(-1, 1) | st.text("~ab<é\u2028", max_size=8)
KEYS = st.sampled_from(("x", "y", "text", "font", "colour", "a-long-key"))
TREES = st.recursive(
    PLAIN, lambda inner: st.lists(inner, max_size=6) | st.dictionaries(KEYS, inner, max_size=6), max_leaves=60
)


def drawings():
    night = night_of(sample.programme(), sample.AS_OF, sample.figures())
    cards = [card for section in sections(night) for card in (*section.cards, *section.earlier)]
    return {"layout": base(), "charts": {card.id: asdict(card.drawing) for card in cards if card.drawing}}


@given(st.lists(TREES, max_size=4).map(lambda trees: [*trees, *trees]))
def test_what_is_packed_is_unpacked_as_it_was(tree):
    assert unpacked(json.loads(as_json(packed(tree)))) == tree


def test_the_drawings_of_a_page_are_unpacked_as_they_were_and_half_as_large():
    drawn = json.loads(json.dumps(drawings()))
    text = as_json(packed(drawn))
    assert unpacked(json.loads(text)) == drawn
    assert len(text) < 0.6 * len(as_json(drawn))


def test_what_is_repeated_stands_once():
    font = {"color": "var(--ink)", "weight": 600}
    pack = packed([{"font": font, "text": "one"}, {"font": font, "text": "two"}, [1.0, 2.5], [1.0, 2.5, 3.0]])
    assert as_json(pack).count("var(--ink)") == 1
    assert as_json(pack["root"]).endswith(",[1,2.5],[1,2.5,3]]")


def test_mappings_that_differ_in_a_few_keys_share_the_rest():
    notes = [{"text": f"{place}", "xanchor": "left", "yanchor": "middle", "y": place} for place in range(5)]
    pack = packed(notes)
    assert pack["shared"] == [{"xanchor": "left", "yanchor": "middle"}]
    assert pack["root"] == [{"~": 0, "text": f"{place}", "y": place} for place in range(5)]


def test_a_text_that_looks_like_a_reference_is_none():
    assert unpacked(packed(["~0", "~~", "~", "a~"])) == ["~0", "~~", "~", "a~"]


def test_the_key_of_references_is_kept_for_them():
    with pytest.raises(ValueError, match="'~' is kept for references"):
        packed({"~": 1})


def test_the_order_of_keys_does_not_matter():
    first = {"a": [{"x": 1, "y": 2}] * 3, "b": {"y": 2, "x": 1}}
    second = {"b": {"x": 1, "y": 2}, "a": [{"y": 2, "x": 1}] * 3}
    assert as_json(packed(first)) == as_json(packed(second))


def test_json_cannot_end_its_script_element():
    hostile = {"a": "</script><!--<ScRipt>\u2028\u2029\u202e\ud800&"}
    text = as_json(hostile)
    assert not re.search("</|<!|<script|[\u2028\u2029\u202e\ud800]", text, re.IGNORECASE)
    assert json.loads(text) == hostile
