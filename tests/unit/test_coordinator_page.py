"""The coordinator's page as text: what it says, that it runs and gives away nothing, and that it stays small."""

import re
from datetime import timedelta
from html.parser import HTMLParser
from itertools import pairwise

import polars as pl
import pytest

from reports.people import FORGOTTEN, People, href, shortened
from tests.small_desks import desk_of, night_of, page_of
from tests.small_programmes import DAY, answer, declare, goal, meetings, pair

PULSE = """
instrument: pulse
title: Pulse of the month
asked_of: [mentee, mentor]
scale: {min: 1, max: 5, labels: [Rubbish, Poor, Middling, Decent, Splendid]}
items:
  - {id: often, kind: expectation, text: We agree on how often we meet}
  - {id: happy, kind: satisfaction, text: I am pleased with it}
  - {id: story, kind: text, text: What troubles you}
"""
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</script></style><h1>owned</h1>",
    '=HYPERLINK("http://x")',
    "Ada\u202egnp.exe",
    "{{ 7 * 7 }}",
    "N" * 10_000,
    "Z\u0351\u036b\u0343\u036a\u0302\u0365" * 500,
)


def ago(days: int) -> str:
    return (DAY - timedelta(days=days)).isoformat()


class Page(HTMLParser):
    """Elements with their attributes, and the text."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements, self.words, self.skipped = [], [], 0
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        self.skipped += tag == "style"

    def handle_endtag(self, tag):
        self.skipped -= tag == "style"

    def handle_data(self, data):
        if not self.skipped:
            self.words.append(data)

    @property
    def text(self):
        return " ".join(" ".join(self.words).split())

    def links(self):
        return [attrs["href"] for tag, attrs in self.elements if tag == "a"]


@pytest.fixture
def quiet(folder):
    """Ada and Ben never met; Cleo and Dan meet well; Ada's mentor has another mentee, who achieved a goal."""
    people = [("m1", "Ada", "mentee"), ("m2", "Cleo", "mentee"), ("r1", "Ben", "mentor"), ("r2", "Dan", "mentor")]
    folder.table(
        "people",
        [
            {"person_key": key, "name": name, "role": role, "email": f"{name.lower()}@x.example"}
            for key, name, role in people
        ],
    )
    folder.table("pairs", [pair(1, ago(40)), pair(2, ago(90))])
    folder.table("meetings", meetings(*(("p2", ago(days)) for days in range(1, 90, 14))))
    achieved = {"status": "achieved", "achieved_on": ago(3)}
    folder.table(
        "goals", [goal(1, "m1", set_on=ago(20)), goal(2, "m2", set_on=ago(20), title="Speak at the fair", **achieved)]
    )
    return folder


def test_it_says_in_one_sentence_how_many_pairs_need_a_hand(quiet):
    assert "1 of 2 open pairs needs a hand: 1 never met." in Page(page_of(quiet)).text


def test_a_pair_is_told_with_both_people_the_reason_the_dates_and_what_to_do(quiet):
    text = Page(page_of(quiet)).text
    for words in (
        "Mentee: Ada ada@x.example 1 open pair, 2 agreed a month, 0 held in 30 days",
        "Mentor: Ben ben@x.example",
        "Meetings held in the last 40 days: 0 of 2.6 agreed",
        "Help them to a date for their first meeting",
        "Matched 21 May 2026, 40 days ago Last met never",
    ):
        assert words in text


def test_a_pair_on_track_is_nobodys_to_contact(quiet):
    contacts = page_of(quiet).split('id="contacts"')[1].split("</section>")[0]
    assert "Ada" in contacts
    assert "Cleo" not in contacts


def test_a_goal_is_celebrated_by_its_owner_and_day_and_never_by_its_words(quiet):
    page = page_of(quiet)
    assert "Cleo 27 June 2026" in Page(page).text
    assert "Speak at the fair" not in page


def test_the_sections_stand_in_the_order_of_a_morning(quiet):
    ids = [attrs["id"] for tag, attrs in Page(page_of(quiet)).elements if tag == "section" and "id" in attrs]
    assert ids == ["contacts", "celebrate", "changed", "mend", "load", "rules"]


def test_headings_do_not_skip_a_level(quiet):
    levels = [int(tag[1]) for tag, _ in Page(page_of(quiet)).elements if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))


def test_a_first_night_says_that_there_is_none_to_compare_with(quiet):
    text = Page(page_of(quiet)).text
    assert "No earlier night of the pairs is kept to compare with." in text
    assert "No earlier night of this programme is kept." in text
    assert "Stands here since" not in text


def test_a_night_without_pairs_before_it_says_that_they_went_with_somebody(quiet):
    before = {**night_of(quiet, DAY - timedelta(days=1))}
    before["metric_pair_health"] = before["metric_pair_health"].clear()
    assert (
        "No earlier night of the pairs is kept, so nothing is told of them"
        in Page(page_of(quiet, before=[before])).text
    )


def test_what_changed_about_pairs_is_told_by_name(quiet):
    before = night_of(quiet, DAY - timedelta(days=26))
    page = Page(page_of(quiet, before=[before])).text
    assert "Since the night of 4 June 2026, 1 pair came to need a hand and none ceased to." in page
    assert "Ada and Ben no meeting yet before, never met now" in page
    assert "Stands here since tonight" in page


def test_a_pair_that_ended_is_told_with_how(quiet):
    before = night_of(quiet, DAY - timedelta(days=1))
    quiet.table("pairs", [pair(1, ago(40), ended_on=ago(0), outcome="rematched"), pair(2, ago(90))])
    page = Page(page_of(quiet, before=[before])).text
    assert "Ada and Ben never met before, rematched now" in page
    assert "None of 1 open pair needs a hand." in page
    assert "no pair came to need a hand and one no longer does." in page


def test_nothing_of_answers_is_in_the_page(quiet):
    """The pair's answers to one item lie four points apart, one is far from pleased, and one did not answer at all."""
    quiet.write("instruments/pulse.yaml", PULSE)
    source = "  - {name: pulse, kind: surveys, tool: table, files: surveys/pulse.csv, instrument: pulse, wave: later}\n"
    declare(quiet, ("waves:\n", f"{source}waves:\n"))
    quiet.table("goals", [goal(2, "m2", set_on=ago(20))])
    before = page_of(quiet)
    answers = [answer("r2", "2026-06-10", often=5, happy=1, story="I dread each call")]
    answers += [answer("m2", "2026-06-10", often=1, happy=5, story="My mentor is rude")]
    quiet.table("surveys/pulse", answers)
    page = page_of(quiet)
    assert "Check in with both sides" not in before
    assert "Check in with both sides" in page
    assert "Ask each of them, alone, how it is going" in page
    words = ("dread", "rude", "Rubbish", "Splendid", "Pulse of the month", "how often we meet", "pleased", "troubles")
    assert [word for word in words if word in page] == []
    contacts = page.split('id="watch"')[1].split("</table>")[0]
    assert not re.search(r"answer|survey|often|happy|points|apart|respon", contacts)


def test_people_are_known_by_name_else_by_address_else_by_key(quiet):
    rows = [{"person_key": "m1", "role": "mentee", "email": "ada@x.example"}, {"person_key": "r1", "role": "mentor"}]
    quiet.table("people", rows)
    quiet.table("pairs", [pair(1, ago(40))])
    page = Page(page_of(quiet))
    assert "Mentee: ada@x.example Write to ada@x.example" in page.text
    assert "Mentor: r1" in page.text


def test_a_key_that_is_an_address_is_written_to():
    known = pl.DataFrame([{"person_id": "p", "name": "Ada", "email": None, "person_key": "ada@x.example"}])
    assert People(known).person("p").href == "mailto:ada@x.example"


def test_who_was_forgotten_has_no_name_and_no_pseudonym():
    known = pl.DataFrame(schema=dict.fromkeys(("person_id", "name", "email", "person_key"), pl.String))
    found = People(known).person("0123456789abcdef0123")
    assert (found.name, found.address, found.href) == (FORGOTTEN, "", "")


@pytest.mark.parametrize(
    ("address", "link"),
    [
        ("ada@x.example", "mailto:ada@x.example"),
        ("ada+lists@x.example", "mailto:ada%2Blists@x.example"),
        ("zoë@lantern.example", "mailto:zo%C3%AB@lantern.example"),
        ("ada", ""),
        ("ada@x.example?bcc=all@x.example", ""),
        ("ada@x.example,ben@x.example", ""),
        ("ada@x.example\nbcc: all@x.example", ""),
        ("ada@x\u202e.example", ""),
        ('"><script>@x.example', ""),
        ("javascript:alert(1)@x.example", ""),
        (f"{'a' * 250}@x.example", ""),
        ("", ""),
    ],
)
def test_only_an_address_is_a_link_and_all_in_it_is_encoded(address, link):
    assert href(address) == link


def test_a_long_text_is_cut_and_says_so():
    assert shortened("x" * 80) == "x" * 80
    assert shortened("x" * 81) == "x" * 79 + "…"


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_in_any_field_stays_text(quiet, text):
    rows = [
        {"person_key": f"{key}{text}", "name": text, "email": f"{key}{text}@x.example", "role": role}
        for key, role in (("m1", "mentee"), ("r1", "mentor"))
    ]
    quiet.table("people", rows)
    quiet.table("pairs", [{"pair_key": text, "mentor": f"r1{text}", "mentee": f"m1{text}", "matched_on": ago(40)}])
    quiet.table("goals", [goal(1, f"m1{text}", title=text, set_on=ago(50), status="achieved", achieved_on=ago(2))])
    quiet.table("meetings", [])
    html = page_of(quiet)
    page = Page(html)
    assert {tag for tag, _ in page.elements} <= {tag for tag, _ in Page(page_of_calm(quiet)).elements}
    assert not [name for _, attrs in page.elements for name in attrs if name.startswith("on") or name == "style"]
    assert [link for link in page.links() if not re.match(r"#|mailto:[\w.%-]+@[\w.%-]+$", link)] == []
    assert "\u202e" not in html
    assert "N" * 81 not in html
    assert "Help them to a date for their first meeting" in page.text


def page_of_calm(folder) -> str:
    """The page of the same night with names that mean no harm."""
    folder.table(
        "people",
        [
            {"person_key": "m1", "name": "Ada", "role": "mentee", "email": "a@x.example"},
            {"person_key": "r1", "name": "Ben", "role": "mentor", "email": "b@x.example"},
        ],
    )
    folder.table("pairs", [pair(1, ago(40))])
    folder.table("goals", [goal(1, "m1", set_on=ago(50), status="achieved", achieved_on=ago(2))])
    return page_of(folder)


def test_it_loads_and_runs_nothing(quiet):
    html = page_of(quiet)
    page = Page(html)
    (policy,) = [attrs["content"] for _, attrs in page.elements if attrs.get("http-equiv") == "Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "script" not in html.split("</style>")[1]
    assert not {"script", "img", "link", "iframe", "form", "object"} & {tag for tag, _ in page.elements}
    assert not [name for _, attrs in page.elements for name in attrs if name in {"src", "srcset", "style", "action"}]


def test_every_link_within_the_page_leads_somewhere(quiet):
    page = Page(page_of(quiet))
    ids = {attrs["id"] for _, attrs in page.elements if "id" in attrs}
    assert {link[1:] for link in page.links() if link.startswith("#")} <= ids


def test_the_same_night_gives_the_same_bytes(quiet):
    assert page_of(quiet) == page_of(quiet)


def test_days_are_written_as_the_programmes_locale_has_them(quiet):
    declare(quiet, ("  channels:", "  locale: de-DE\n  channels:"))
    assert "Matched 21. Mai 2026, 40 days ago" in Page(page_of(quiet)).text


def test_a_programme_of_two_thousand_pairs_has_a_page_that_says_how_many_are_not_listed(folder):
    folder.people(2000, 400)
    pairs = [{**pair(number, ago(30 + number % 90)), "mentor": f"r{1 + number % 400}"} for number in range(1, 2001)]
    folder.table("pairs", pairs)
    folder.table("meetings", meetings(*((f"p{number}", ago(50)) for number in range(1, 2001, 2) if number % 90 > 25)))
    html = page_of(folder)
    desk = desk_of(folder)
    listed = html.count('class="parties"')
    assert listed < 300
    assert f"And {desk.contacts.filter(standing='never_met').height - 50:,} more: table" in Page(html).text
    assert len(html.encode()) < 500_000
