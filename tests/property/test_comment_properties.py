"""Whatever nights are run, in whatever order: no comment comes or goes with those of fewer people than may be."""

from datetime import UTC, date, datetime, timedelta

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorship import tables
from mentorship.as_of import AsOf
from mentorship.comments import Before, published_comments
from tests import bare

K = 3
FIRST = date(2026, 6, 1)
ITEMS = [{"id": "story", "text": "?"}]
PROGRAMME = bare.programme(instruments={"skills": {"instrument": "skills", "title": "S", "items": ITEMS}})

# Who answers on which of ten days (some once more with another text), and the nights that are run, in their order.
answers = st.lists(st.tuples(st.integers(0, 14), st.integers(0, 9)), max_size=30, unique=True)
runs = st.lists(st.integers(0, 9), min_size=1, max_size=12)


def facts(given_answers, until):
    responses, comments = [], []
    for person, day in given_answers:
        if day > until:
            continue
        on = FIRST + timedelta(days=day)
        known = {"programme_id": "p", "response_id": f"{person}-{day}", "instrument": "skills", "wave": "w"}
        known["person_id"] = f"p{person}"
        at = datetime(on.year, on.month, on.day, tzinfo=UTC)
        responses.append({**known, "submitted_at": at, "submitted_on": on, "answered_count": 1, "item_count": 1})
        comments.append({**known, "item": "story", "comment_id": f"{person}-{day}", "text": f"text {person} {day}"})
    made = {"core_responses": responses, "core_comments": comments, "core_answers": []}
    return {name: pl.DataFrame(rows, schema=tables.dtypes(name)) for name, rows in made.items()}


class Programme:
    """The nights of a programme whose exports of later days are there already, or not yet."""

    def __init__(self, given_answers, *, is_all_there):
        self.answers, self.is_all_there = given_answers, is_all_there
        self.commenters, self.own = tables.empty("published_commenters"), {}

    def run(self, night):
        found = facts(self.answers, 9 if self.is_all_there else night)
        before = Before(self.commenters, self.own.get(night, tables.empty("published_comments")))
        view = AsOf(found, PROGRAMME, FIRST + timedelta(days=night))
        made = published_comments(view, found["core_comments"], tables.empty("core_identities"), before, K)
        self.commenters = pl.concat([self.commenters, made.commenters])
        self.own[night] = made.shown
        return set(made.shown["comment_id"])


@given(answers, runs, st.booleans())
@settings(max_examples=40)
def test_comments_come_and_go_with_those_of_enough_people(given_answers, nights, is_all_there):
    programme = Programme(given_answers, is_all_there=is_all_there)
    reports = [programme.run(night) for night in nights]
    seen = set().union(*reports)
    alike = {}
    for comment in seen:
        alike.setdefault(tuple(comment in report for report in reports), set()).add(comment.split("-")[0])
    assert all(len(people) >= K for people in alike.values()), alike


@given(answers, runs, st.booleans())
@settings(max_examples=20)
def test_a_re_run_shows_the_same_where_it_showed_anything(given_answers, nights, is_all_there):
    programme = Programme(given_answers, is_all_there=is_all_there)
    first = {night: programme.run(night) for night in nights}
    for night in reversed(list(first)):
        assert programme.run(night) == first[night] or not first[night]


@given(answers, runs, st.booleans())
@settings(max_examples=20)
def test_no_night_shows_what_was_written_after_it(given_answers, nights, is_all_there):
    programme = Programme(given_answers, is_all_there=is_all_there)
    for night in nights:
        assert all(int(comment.split("-")[1]) <= night for comment in programme.run(night))
