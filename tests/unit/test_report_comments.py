"""The page's section of comments: whose order and number are not its own, and whose texts are inert."""

import re
from html.parser import HTMLParser

import polars as pl
import pytest

from mentorship.comments import for_readers
from mentorship.tables import empty
from reports.comments import FIRST_SHOWN
from reports.page import render_report
from tests import report_figures as sample

NOTHING = for_readers(empty("published_comments"))
HOSTILE = "</li></script><script>alert(1)</script><img src=x onerror=alert(1)>\"'`\u202e{{7*7}}<!--"


def asking(**privacy):
    """The sample programme with a question whose answers may be shown."""
    about = sample.programme()
    items = [
        *about.instruments["skills"].model_dump(by_alias=True)["items"],
        {"id": "story", "kind": "text", "text": "What changed?", "publish_with": "story_ok"},
        {"id": "story_ok", "kind": "text", "text": "May we quote it?"},
    ]
    skills = type(about.instruments["skills"]).model_validate(
        {**about.instruments["skills"].model_dump(by_alias=True), "items": items}
    )
    update = {"instruments": {**about.instruments, "skills": skills}}
    if privacy:
        update["privacy"] = about.privacy.model_copy(update=privacy)
    return about.model_copy(update=update)


def comments(*texts, withheld=0, item="story"):
    row = {"instrument": "skills", "item": item, "texts": list(texts), "withheld": withheld}
    return pl.DataFrame([row], schema=NOTHING.schema)


def html(found, about=None):
    return render_report(about or asking(), sample.AS_OF, sample.figures(), sample.quality(), "edition", found)


def section(text):
    return re.sub(r"\s+", " ", text.partition('<section id="comments"')[2].partition("</section>")[0])


def items(text):
    return re.findall(r'<li dir="auto">(.*?)</li>', section(text))


class Tags(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.found = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


def test_comments_stand_under_their_question_in_the_order_given():
    found = html(comments("second thoughts", "a first one", "zeal"))
    assert items(found) == ["second thoughts", "a first one", "zeal"]
    assert "What changed?" in section(found)
    assert "Skills and confidence: 3 comments" in section(found)
    assert '<a href="#comments">Comments</a>' in found


def test_many_comments_are_all_there_and_most_of_them_folded():
    texts = [f"text {number}" for number in range(FIRST_SHOWN + 3)]
    found = html(comments(*texts))
    assert items(found) == texts
    assert "<summary>3 more" in section(found)
    assert items(section(found).partition("<details")[0].join(['<section id="comments"', "</section>"])) == texts[:12]


def test_hostile_comments_are_inert():
    quiet, loud = Tags(html(comments("calm"))).found, html(comments(HOSTILE))
    assert Tags(loud).found == quiet
    assert "\u202e" not in loud
    assert "{{7*7}}" in section(loud)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in section(loud)


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, None),
        (1, "1 comment is withheld because it names somebody."),
        (2, "2 comments are withheld because they name somebody."),
    ],
)
def test_what_is_withheld_is_counted_in_words(count, words):
    found = section(html(comments("calm", withheld=count)))
    assert (words in found) if words else ("withheld" not in found)


def test_where_too_few_agreed_the_page_says_when_comments_are_shown():
    found = html(NOTHING, asking(comments_k=12))
    assert "Comments are shown when at least 12 people agreed." in section(found)
    assert items(found) == []
    assert "comments whose writers agreed" not in found


def test_a_programme_that_asks_for_no_comment_has_no_section():
    found = html(NOTHING, sample.programme())
    assert 'id="comments"' not in found
    assert "#comments" not in found


def test_comments_on_a_question_that_may_not_be_shown_are_not_shown():
    assert "calm" not in html(comments("calm", item="story_ok"))


def test_the_footer_says_that_the_file_holds_comments():
    assert "published figures, and comments whose writers agreed, alone and names nobody" in html(comments("calm"))
