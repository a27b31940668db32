"""The tables by group: everybody first, then the groups by their own names, whatever these are."""

from reports.groups import group_tables
from reports.rows import night_of
from tests import report_figures as sample


def table(rows):
    return group_tables(night_of(sample.programme(), sample.AS_OF, sample.frame(rows)))[1]


def test_a_group_whose_name_is_all_is_not_everybody():
    rows = [row | {"segment_value": "all"} if row["segment_value"] == "Sales" else row for row in sample.night_rows()]
    named, plain = table(rows), table(sample.night_rows())
    assert named.values[0] == "Everybody"
    assert sorted(named.values[1:]) == sorted("all" if value == "Sales" else value for value in plain.values[1:])
    for column, before in zip(named.columns, plain.columns, strict=True):
        assert column.cells[named.values.index("all")] == before.cells[plain.values.index("Sales")]
        assert column.cells[0] == before.cells[0]
