"""The same rows are stored in the same order, however they came."""

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from assets import warehouse
from mentorship import tables

ROWS = st.lists(
    st.tuples(st.sampled_from("ab"), st.sampled_from(["x", "y", None]), st.integers(1, 4), st.sampled_from("pq")),
    max_size=8,
)


def frame(rows):
    empty = tables.empty("raw_meetings")
    made = [dict(zip(("source", "source_file", "source_line", "meeting_key"), row, strict=True)) for row in rows]
    return pl.concat([empty, pl.DataFrame(made, schema_overrides=empty.schema)], how="diagonal") if made else empty


@given(ROWS, st.booleans(), st.randoms())
def test_rows_are_stored_by_their_key_and_then_by_all_else(rows, is_sorted, chance):
    given_rows = sorted(rows, key=lambda row: (row[0], row[1] is None, row[1] or "", row[2])) if is_sorted else rows
    shuffled = list(rows)
    chance.shuffle(shuffled)
    key = ["source", "source_file", "source_line"]
    expected = frame(rows).sort([*key, "meeting_key"], nulls_last=True)
    for each in (given_rows, shuffled):
        assert warehouse._sorted("raw_meetings", frame(each)).equals(expected)


def test_rows_that_are_in_order_already_are_not_sorted_again():
    rows = frame([("a", "x", 1, "p"), ("a", "x", 2, "p"), ("b", "x", 1, "p")])
    assert warehouse._sorted("raw_meetings", rows) is rows
