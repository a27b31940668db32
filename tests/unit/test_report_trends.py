"""The trend over nights: what is a point, what is compared, and where a definition or the data changed."""

from datetime import date, timedelta

import polars as pl
import pytest

from mentorship import tables
from reports import scorecard
from reports.history import Change, History
from reports.rows import Figure, Night, night_of
from reports.trends import MOST_POINTS, compared, thinned, trends
from tests import report_figures as sample
from tests.report_history import NEW_SOURCE_ON, REDEFINED_ON, year

TONIGHT = sample.AS_OF


def points(*values: tuple[int, float, float, float], **more: object) -> list[tuple[date, Figure]]:
    """Figures of as many days ago: value and limits."""
    return [
        (
            TONIGHT - timedelta(days=ago),
            sample.row_of(value=value, ci_low=low, ci_high=high, value_as_of=TONIGHT - timedelta(days=ago), **more),
        )
        for ago, value, low, high in values
    ]


def history(found: list[tuple[date, Figure]], sources: pl.DataFrame | None = None) -> History:
    rows = [
        {
            "programme_id": sample.PROGRAMME_ID,
            "as_of": when,
            **{name: getattr(row, name) for name in Figure.__dataclass_fields__},
        }
        for when, row in found
    ]
    frame = pl.DataFrame(rows, schema=tables.dtypes("published_figures"))
    return History(frame, tables.empty("published_sources") if sources is None else sources)


def drawn(found: list[tuple[date, Figure]]):
    night = Night(sample.programme(), TONIGHT, (found[-1][1],))
    return trends(night, history(found), [found[-1][1]])


def source(when: date, name: str = "zoom", **changes: object) -> dict[str, object]:
    row: dict[str, object] = {
        "programme_id": sample.PROGRAMME_ID, "as_of": when, "source": name, "kind": "meetings", "tool": "ics",
        "profile": "ics v1", "files": 1, "rows_in": 10, "rows_used": 10, "rows_refused": 0, "rows_superseded": 0,
        "newest_on": None,
    }  # fmt: skip
    return row | changes


def changes(*rows: dict[str, object]) -> tuple[Change, ...]:
    return History(
        tables.empty("published_figures"), pl.DataFrame(rows, schema=tables.dtypes("published_sources"))
    ).changes


BEFORE, AFTER = date(2026, 11, 1), date(2026, 11, 2)


def test_one_night_is_no_trend():
    assert trends(night_of(sample.programme(), TONIGHT, sample.figures()), year(1), []).cards == ()


def test_a_year_has_a_chart_for_each_target_that_is_no_questionnaire():
    night = night_of(sample.programme(), TONIGHT, sample.figures())
    targeted = scorecard.targeted(night)
    found = trends(night, year(), targeted)
    wanted = {figure.metric for figure in targeted if figure.segment == "all" and not figure.instrument}
    assert {card.metrics[0][0] for card in found.cards} == wanted - {"days_to_first_meeting"}
    assert found.first == TONIGHT - timedelta(days=364)


def test_as_many_points_are_drawn_as_stand_in_the_table():
    night = night_of(sample.programme(), TONIGHT, sample.figures())
    for card in trends(night, year(), scorecard.targeted(night)).cards:
        marks = [trace for trace in card.drawing.data if trace["mode"] == "markers"]
        assert [len(trace["x"]) for trace in marks] == [len(card.table)]
        assert len(card.table) <= MOST_POINTS + 1


@pytest.mark.parametrize("nights", [2, 30, 31, 200, 365, 1100])
def test_thinning_keeps_the_newest_night_and_is_bounded(nights: int):
    all_nights = points(*((ago, 0.5, 0.4, 0.6) for ago in reversed(range(nights))))
    kept, words = thinned(all_nights)
    assert kept[-1] == all_nights[-1]
    assert len(kept) <= MOST_POINTS
    assert (words == "every night") == (nights <= MOST_POINTS)


def test_the_first_night_of_a_definition_is_kept():
    old = points(*((ago, 0.5, 0.4, 0.6) for ago in range(200, 100, -1)), definition_version=1)
    new = points(*((ago, 0.5, 0.4, 0.6) for ago in range(100, -1, -1)), definition_version=2)
    kept, _ = thinned([*old, *new])
    assert new[0] in kept


def test_a_value_kept_from_an_earlier_night_is_no_point():
    (first, second) = points((40, 0.5, 0.4, 0.6), (0, 0.5, 0.4, 0.6))
    kept = (TONIGHT - timedelta(days=20), first[1])
    past = history([first, kept, second])
    assert [when for when, _ in past.of(second[1])] == [first[0], TONIGHT]


def test_a_hidden_night_is_no_point():
    hidden = sample.row_of(value=None, ci_low=None, ci_high=None, n=None, status="suppressed")
    found = points((40, 0.5, 0.4, 0.6), (0, 0.5, 0.4, 0.6))
    assert len(history([(TONIGHT - timedelta(days=9), hidden), *found]).of(found[-1][1])) == 2


def test_intervals_that_meet_are_no_change():
    (card,) = drawn(points((91, 0.5, 0.4, 0.6), (0, 0.7, 0.6, 0.8))).cards
    assert "no clear change since 23 August 2026" in card.title


def test_intervals_that_lie_apart_are_a_change():
    (higher,) = drawn(points((91, 0.5, 0.4, 0.59), (0, 0.7, 0.6, 0.8))).cards
    (lower,) = drawn(points((91, 0.7, 0.61, 0.8), (0, 0.5, 0.4, 0.6))).cards
    assert "higher than before" in higher.title
    assert "lower than before" in lower.title


def test_less_than_four_weeks_are_not_compared():
    found = points((27, 0.5, 0.4, 0.59), (0, 0.7, 0.6, 0.8))
    assert compared(found) is None
    assert "too short a time to compare" in drawn(found).cards[0].title


def test_a_quarter_before_is_what_is_compared_with():
    found = points((300, 0.1, 0, 1), (95, 0.2, 0, 1), (91, 0.3, 0, 1), (80, 0.4, 0, 1), (0, 0.5, 0, 1))
    assert compared(found) == (found[2], found[-1])


def test_nights_under_two_definitions_are_not_compared_and_not_joined():
    old = points((91, 0.5, 0.4, 0.55), (60, 0.5, 0.4, 0.55), definition_version=1)
    new = points((20, 0.7, 0.6, 0.8), (0, 0.7, 0.6, 0.8), definition_version=2)
    found = drawn([*old, *new])
    assert "too short a time to compare" in found.cards[0].title
    lines = [trace for trace in found.cards[0].drawing.data if trace["mode"] == "lines" and "fill" not in trace]
    assert [trace["x"] for trace in lines] == [[0, 31], [71, 91]]
    assert [(letter, change.on) for letter, change in found.changes] == [("A", TONIGHT - timedelta(days=20))]


def test_a_stroke_and_its_letter_stand_where_something_changed():
    night = night_of(sample.programme(), TONIGHT, sample.figures())
    found = trends(night, year(), scorecard.targeted(night))
    assert {change.on for _, change in found.changes} == {REDEFINED_ON, NEW_SOURCE_ON}
    by_metric = {card.metrics[0][0]: card.drawing for card in found.cards}
    letters = {
        metric: "".join(note["text"] for note in drawing.layout["annotations"] if note["text"] in {"A", "B"})
        for metric, drawing in by_metric.items()
    }
    assert letters.pop("active_pair_rate") == "AB"
    assert set(letters.values()) == {"B"}


def test_a_figure_that_is_kept_tonight_says_how_old_it_is():
    old = points((60, 0.5, 0.4, 0.6), (9, 0.5, 0.4, 0.6))
    tonight = sample.row_of(value=0.5, value_as_of=old[-1][0])
    night = Night(sample.programme(), TONIGHT, (tonight,))
    (card,) = trends(night, history([*old, (TONIGHT, tonight)]), [tonight]).cards
    assert "nothing newer than 13 November 2026" in card.title


def test_the_same_sources_are_no_change():
    assert changes(source(BEFORE), source(AFTER, rows_in=9, rows_used=9)) == ()


@pytest.mark.parametrize(
    ("after", "said"),
    [
        ({"tool": "table"}, "source zoom is read as table, before as ics"),
        ({"profile": "ics v2"}, "source zoom is read by ics v2, before by ics v1"),
        ({"rows_used": 4}, "source zoom has lost more than half of the rows that are used"),
    ],
)
def test_a_source_that_is_not_as_it_was_is_named(after: dict[str, object], said: str):
    assert changes(source(BEFORE), source(AFTER, **after)) == (Change(AFTER, said),)


def test_sources_that_come_and_go_are_named():
    found = changes(source(BEFORE), source(BEFORE, "old"), source(AFTER), source(AFTER, "fresh"))
    assert found == (Change(AFTER, "source fresh is new"), Change(AFTER, "source old is gone"))
