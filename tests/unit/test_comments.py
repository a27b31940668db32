"""Which answers in words are published: agreed to, of enough people, naming nobody, and telling nothing by coming or going."""

from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest

from mentorship import tables
from mentorship.as_of import AsOf
from mentorship.comments import MOST_CHARACTERS, Before, Comments, for_readers, published_comments
from mentorship.facts.comments import AGREED
from mentorship.identity import fold
from mentorship.inspection.cell_words import YES
from tests import bare
from tests.small_programmes import declare

K = 3
DAY = date(2026, 6, 30)
FIRST = date(2026, 6, 1)
TALK = """
instrument: skills
title: Skills
asked_of: [mentee, mentor]
scale: {min: 1, max: 5}
items:
  - {id: recommend, kind: nps, text: Would you recommend the programme}
  - {id: story, kind: text, text: What changed for you, publish_with: story_ok}
  - {id: story_ok, kind: text, text: May we quote this answer}
  - {id: advice, kind: text, text: What should we do better}
"""
NOBODY = tables.empty("core_identities")
NEVER = Before(tables.empty("published_commenters"), tables.empty("published_comments"))
PROGRAMME = bare.programme(
    instruments={"skills": {"instrument": "skills", "title": "S", "items": [{"id": "story", "text": "?"}]}}
)


@pytest.fixture
def talking(folder):
    folder.write("instruments/skills.yaml", TALK)
    folder.people(20, 0)
    return folder


def said(talking, *answers, day="2026-01-10"):
    """The comments of m1, m2, … of (text, what they said of publishing it)."""
    rows = [
        {"respondent": f"m{number}", "submitted_at": f"{day}T09:00:00Z", "recommend": 9, "story": text, "story_ok": yes}
        for number, (text, yes) in enumerate(answers, start=1)
    ]
    talking.table("surveys/baseline", rows)
    return talking.facts()["core_comments"]["text"].to_list()


@pytest.mark.parametrize("word", ["Yes", "yes.", " TRUE ", "1", "Ja, gerne!", "Sí", "D’accord", "I agree", "✓", "はい"])
def test_words_that_agree(talking, word):
    assert said(talking, ("it helped", word)) == ["it helped"]


@pytest.mark.parametrize(
    "word", ["", " ", "No", "0", "o", "2", "yes, but without my name", "not sure", "nein", "false", "-", "disagree"]
)
def test_every_other_word_is_a_no_and_so_is_none(talking, word):
    assert said(talking, ("it helped", word)) == []


def test_every_word_for_yes_that_is_no_lone_letter_agrees():
    words = {fold(word.strip()) for word in YES.split(",")}
    assert {word for word in words if len(word) > 1 or not word.isalpha()} <= {fold(word) for word in AGREED}


def test_a_sources_own_word_for_true_agrees_and_for_false_does_not(talking):
    declare(talking, ("wave: baseline}", "wave: baseline, values: {Gern: 'true', Ja: 'false'}}"))
    assert said(talking, ("it helped", "GERN"), ("it did not", "Ja")) == ["it helped"]


def test_a_word_that_a_source_declares_for_a_point_is_no_yes(talking):
    declare(talking, ("wave: baseline}", "wave: baseline, values: {Not at all: 1}}"))
    assert said(talking, ("it helped", "Not at all")) == []


def test_the_lowest_point_of_a_scale_is_no_yes(talking):
    declare(talking, ("story_ok, kind: text", "story_ok, kind: scale"), file="instruments/skills.yaml")
    assert said(talking, ("it helped", "1")) == []


def test_an_answer_to_an_item_without_publish_with_is_no_comment(talking):
    row = {"respondent": "m1", "submitted_at": "2026-01-10", "recommend": 9, "advice": "pay us", "story_ok": "yes"}
    talking.table("surveys/baseline", [row])
    assert talking.facts()["core_comments"].is_empty()


def test_the_answer_by_which_somebody_agrees_is_no_comment(talking):
    declare(
        talking,
        ("text: May we quote this answer", "text: May we quote this answer, publish_with: advice"),
        file="instruments/skills.yaml",
    )
    row = {"respondent": "m1", "submitted_at": "2026-01-10", "story": "it helped", "story_ok": "yes", "advice": "yes"}
    talking.table("surveys/baseline", [row])
    assert talking.facts()["core_comments"]["item"].to_list() == ["story"]


def test_somebody_elses_yes_is_not_ones_own(talking):
    assert said(talking, ("it helped", "no"), ("", "yes"), ("it did not", "")) == []


@pytest.mark.parametrize("text", ["", "  ", "-", "...", "?!", "👍", "\u200b"])
def test_a_text_that_says_nothing_is_no_comment(talking, text):
    assert said(talking, (text, "yes")) == []


def test_a_comment_is_one_line_without_marks_that_nobody_sees(talking):
    assert said(talking, ("it\r\n\thelped\u202e me\x07 a\u200bl\u00adot \u2028 now", "yes")) == [
        "it helped me alot now"
    ]


def answered_again(talking, *answers):
    """What m1 answered on one day after another."""
    rows = [
        {"respondent": "m1", "submitted_at": f"2026-01-{10 + number}T09:00:00Z", "story": text, "story_ok": yes, **more}
        for number, (text, yes, more) in enumerate(answers)
    ]
    talking.table("surveys/baseline", rows)
    return talking.facts()["core_comments"]["text"].to_list()


@pytest.mark.parametrize("later", ["no", ""])
def test_who_answers_again_without_agreeing_takes_it_back(talking, later):
    whole, part = {"recommend": 9}, {}
    assert answered_again(talking, ("it helped", "yes", whole), ("", later, part)) == []


def test_who_agrees_after_all_agrees_to_the_later_answer_alone(talking):
    assert answered_again(talking, ("it helped", "no", {}), ("it did not", "yes", {})) == ["it did not"]


def facts(*comments):
    """Core tables of (person, text, day): one response each, in the same wave."""
    responses, texts = [], []
    for number, (person, text, day) in enumerate(comments):
        at = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
        known = {
            "programme_id": "p",
            "response_id": f"r{person}-{number}",
            "instrument": "skills",
            "wave": "w",
            "person_id": person,
        }
        responses.append({**known, "submitted_at": at, "submitted_on": day, "answered_count": 1, "item_count": 1})
        texts.append({**known, "item": "story", "comment_id": f"c-{text[::-1]}", "text": text})
    made = {"core_responses": responses, "core_comments": texts, "core_answers": []}
    return {name: pl.DataFrame(rows, schema=tables.dtypes(name)) for name, rows in made.items()}


def people(first, last, day=FIRST):
    """Comments of persons p<first> to p<last>, each with a text of their own."""
    return [(f"p{number}", f"text {number}", day) for number in range(first, last + 1)]


def publish(comments, day=DAY, before=NEVER, k=K, identities=NOBODY):
    made = facts(*comments)
    return published_comments(AsOf(made, PROGRAMME, day), made["core_comments"], identities, before, k)


def texts(made: Comments):
    return sorted(made.shown["text"].drop_nulls())


def expected(first, last):
    return sorted(text for _, text, _ in people(first, last))


class Nights:
    """Nights one after another, each knowing what those before have shown."""

    def __init__(self):
        self.history, self.shown, self.own = NEVER.commenters, {}, {}

    def run(self, number, comments, **more):
        day = FIRST + timedelta(days=number)
        made = publish(comments, day, Before(self.history, self.own.get(number, NEVER.own)), **more)
        self.history = pl.concat([self.history, made.commenters])
        self.own[number] = made.shown
        self.shown[number] = texts(made)
        return self.shown[number]


def test_comments_of_fewer_than_k_people_are_not_shown():
    assert texts(publish(people(1, K - 1))) == []
    assert publish(people(1, K - 1)).commenters.is_empty()


def test_comments_of_k_people_are_shown():
    assert texts(publish(people(1, K))) == expected(1, K)


def test_ten_comments_of_fewer_people_are_comments_of_fewer_people():
    observed = [("p1", f"about {number}", FIRST) for number in range(10)]
    made = facts(*observed, *people(2, K - 1))
    made["core_responses"] = made["core_responses"].with_columns(about_id="response_id")
    view = AsOf(made, PROGRAMME, DAY)
    assert published_comments(view, made["core_comments"], NOBODY, NEVER, K).shown.is_empty()


def test_waves_are_no_sum():
    made = facts(*people(1, K))
    halves = made["core_comments"].with_columns(wave=pl.when(person_id="p1").then(pl.lit("v")).otherwise("wave"))
    assert published_comments(AsOf(made, PROGRAMME, DAY), halves, NOBODY, NEVER, K).shown.is_empty()


def test_only_the_response_that_counts_is_shown():
    again = [*people(1, K), ("p1", "second thoughts", FIRST + timedelta(days=1))]
    assert texts(publish(again)) == sorted([*expected(2, K), "second thoughts"])


def test_what_was_answered_after_the_night_is_not_shown():
    assert texts(publish([*people(1, K), *people(K + 1, 9, DAY + timedelta(days=1))])) == expected(1, K)


def test_the_order_is_that_of_the_hashes_whoever_wrote_first():
    given = for_readers(publish(people(1, 9)).shown)
    turned = for_readers(publish(people(1, 9)[::-1]).shown)
    assert given.equals(turned)
    ids = [f"c-{text[::-1]}" for text in given["texts"][0]]
    assert ids == sorted(ids)


def test_the_order_of_writing_cannot_be_told_from_the_hashes(talking):
    said(talking, *[(f"text {number}", "yes") for number in range(1, 13)])
    found = talking.facts()["core_comments"].sort("comment_id")["text"].to_list()
    assert found != sorted(found, key=lambda text: int(text.split()[1]))
    assert found != sorted(found)


def test_the_reader_learns_no_more_than_the_texts():
    given = for_readers(publish([*people(1, K), ("p9", "text 1", FIRST)]).shown)
    assert given.columns == ["instrument", "item", "texts", "withheld"]
    assert sorted(given["texts"][0]) == expected(1, K), "what two people wrote alike stands once"


def identities(*names, **keys):
    rows = [{"folded_key": name, "person_id": name, "is_name": True} for name in names]
    rows += [{"folded_key": key, "person_id": person, "is_name": False} for person, key in keys.items()]
    return pl.DataFrame(rows, schema=tables.dtypes("core_identities"))


KNOWN = identities(
    "zoë von der heide", "bo li", "田中太郎", a="zoe@tiny.example", b="lw-1023", c="ann.lee@tiny.example"
)


@pytest.mark.parametrize(
    "text",
    [
        "thanks to ZOË!",
        "zoe's advice",
        "Zoes Rat",
        "ask (heide)",
        "Bo Li helped",
        "write to zoe@tiny.example",
        "LW 1023 knows",
        "LW-1023",
        "Lee was great",
        "write to me@other.example",
        "Z\u200do\u200de",
        "田中太郎さんのおかげ",
        "x" * 2 * MOST_CHARACTERS + " Zoe",
    ],
)
def test_a_comment_that_names_somebody_is_withheld_and_counted(text):
    made = publish([*people(1, K), ("p9", text, FIRST)], identities=KNOWN)
    assert texts(made) == expected(1, K)
    assert for_readers(made.shown)["withheld"].to_list() == [1]


@pytest.mark.parametrize(
    "text", ["von der Leyen", "Bo Lin and Lia", "the heidelberg trip", "tiny.example", "1023", "@all"]
)
def test_a_comment_with_a_like_word_names_nobody(text):
    assert text in texts(publish([*people(1, K), ("p9", text, FIRST)], identities=KNOWN))


def test_withheld_comments_do_not_count_towards_k():
    assert publish([*people(1, K - 1), ("p9", "thanks Zoe", FIRST)], identities=KNOWN).shown.is_empty()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("word " * 300, "word " * 199 + "word…"),
        ("x" * 1500, "x" * 999 + "…"),
        ("y" * 1000, "y" * 1000),
        ("z" * 999 + " end", "z" * 999 + "…"),
        ("z" * 998 + " end", "z" * 998 + "…"),
    ],
)
def test_a_long_comment_ends_with_a_word(text, shown):
    found = texts(publish([*people(1, K), ("p9", text.strip(), FIRST)]))
    assert shown in found
    assert max(map(len, found)) <= MOST_CHARACTERS


def test_one_more_comment_waits_for_others():
    nights = Nights()
    assert nights.run(1, people(1, 5)) == expected(1, 5)
    assert nights.run(2, people(1, 6)) == expected(1, 5)
    assert nights.run(3, people(1, 5 + K - 1)) == expected(1, 5)
    assert nights.run(4, people(1, 5 + K)) == expected(1, 5 + K)


def test_what_is_kept_waits_for_as_many_since_any_night_before():
    nights = Nights()
    nights.run(1, people(1, 5))
    nights.run(2, people(1, 8))
    assert nights.run(3, people(1, 6)) == expected(1, 6), "5 and 8 were shown; 6 people parts them"


def test_comments_that_go_alone_stay():
    nights = Nights()
    nights.run(1, people(1, 8))
    gone = [*people(1, 7), ("p8", "another text", FIRST + timedelta(days=1)), *people(8, 8)]
    assert nights.run(2, gone) == expected(1, 8), "one text went and one came: one person's"


def test_a_comment_taken_back_goes_at_once_and_nothing_else_changes():
    nights = Nights()
    nights.run(1, people(1, 5))
    assert nights.run(2, people(1, 4)) == expected(1, 4)
    assert nights.run(3, people(1, 4)) == expected(1, 4)
    assert nights.run(4, people(1, 2)) == [], "too few are left"


def test_a_kept_comment_that_is_found_to_name_somebody_is_withheld():
    nights = Nights()
    nights.run(1, people(1, 5))
    assert nights.run(2, people(1, 5), identities=identities("5")) == expected(1, 5), "a lone digit is no name"
    assert nights.run(3, people(1, 5), identities=identities("text 5")) == []
    assert nights.run(4, people(1, 5), identities=identities(a="text 5")) == expected(1, 4)


def test_a_re_run_shows_the_same():
    nights = Nights()
    for number, last in enumerate([5, 6, 9, 10, 12]):
        nights.run(number, people(1, last))
    before, history = dict(nights.shown), nights.history
    for number, last in reversed(list(enumerate([5, 6, 9, 10, 12]))):
        assert nights.run(number, people(1, last)) == before[number]
    assert nights.history.equals(history), "a re-run adds no version"


def test_a_re_run_after_an_earlier_night_was_run_shows_the_same():
    nights = Nights()
    nights.run(1, people(1, 4))
    assert nights.run(9, people(1, 6)) == expected(1, 4)
    assert nights.run(5, [*people(1, 4), *people(11, 13)]) == sorted(expected(1, 4) + expected(11, 13))
    assert nights.run(9, people(1, 6)) == expected(1, 4)


def test_a_re_run_with_a_mended_export_keeps_what_was_shown():
    nights = Nights()
    nights.run(1, people(1, 5))
    assert nights.run(1, people(1, 6)) == expected(1, 5)


def test_an_earlier_night_does_not_part_what_a_later_one_showed():
    nights = Nights()
    nights.run(9, people(1, 5))
    assert nights.run(1, people(1, 4)) == []
    assert nights.run(2, people(1, 5)) == expected(1, 5)


def test_an_earlier_night_shows_what_was_shown_before_it():
    nights = Nights()
    nights.run(1, people(1, 4))
    nights.run(9, people(1, 8))
    assert nights.run(5, people(1, 6)) == expected(1, 4)
    assert nights.run(6, people(1, 8)) == expected(1, 8)
