"""The portfolio's page as text: who reports, what may be compared, and that nobody is ranked."""

import re
from datetime import date
from html import unescape
from html.parser import HTMLParser

import pytest

from reports import portfolio as portfolio_page
from reports.peers import in_order
from reports.portfolio import MOST_BYTES, MOST_DRAWN, MOST_UNFOLDED, render_portfolio, verdict
from reports.side_by_side import SideBySide, side_by_side
from tests.portfolio_figures import imprint, portfolio, render, rows, silent, told
from tests.report_figures import AS_OF, around, figure, hidden, share, uncomputable, word

HOSTILE = "<script>alert(1)</script></style>\"'{{7*7}}=HYPERLINK(1)\u202e\x00"


class Text(HTMLParser):
    """The words of a page, and what its elements are."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data):
        if self.tags[-1:] != ["style"]:
            self.words.append(data)

    @property
    def text(self):
        return re.sub(r"\s+", " ", "".join(self.words))

    def all(self, name):
        return [value for key, value in self.attributes if key == name]


@pytest.fixture(scope="module")
def html() -> str:
    return render()


@pytest.fixture(scope="module")
def page(html: str) -> Text:
    return Text(html)


def two(low: float, high: float, n: int = 150) -> SideBySide:
    return side_by_side((told("Alder", rows(high, n)), told("Birch", rows(low, n))))


def titles(compared: SideBySide) -> dict[str, str]:
    return {one.name: one.title.removeprefix(f"{one.name}: ") for one in (*compared.general, *compared.growth)}


def notes(compared: SideBySide, name: str) -> str:
    return " ".join(next(one for one in (*compared.general, *compared.growth) if one.name == name).notes)


def active(level: float, n: int = 150, **more: object) -> list[dict[str, object]]:
    return [share("active_pair_rate", "pair", level, n, **more)]


def test_the_sentence_counts_who_reports_and_who_meets_all_targets():
    assert verdict(portfolio()) == "Six of 11 programmes report; two of them meet all of their targets."


def test_nobody_is_heard_when_nobody_reports():
    assert verdict([silent("Gorse", "failed", "")]) == "No programme reports tonight."


def test_a_programme_without_targets_is_not_said_to_meet_them():
    bare = told("Alder", active(0.9))
    assert verdict([bare, told("Birch", active(0.9))]) == "Both programmes report; none declares targets."
    assert verdict([bare, told("Birch", rows(0.9))]).endswith("one of them meets all of its targets.")


def test_a_declared_target_without_a_figure_keeps_a_programme_from_meeting_all():
    promised = imprint("Alder", targets=[{"metric": "match_rate", "at_least": 0.9}])
    alder = told("Alder", rows(0.9), imprint=promised)
    assert (alder.targets.total, alder.targets.met, alder.targets.unmeasured) == (2, 1, 1)
    assert verdict([alder]) == "The one programme reports; it does not clearly meet all of its targets."


def test_each_silent_programme_says_why_and_leads_to_its_last_good_night(page: Text):
    for words in (
        "Gorse Group: its data of 22 November 2026 were refused",
        "Hazel Health: it has no report of 22 November 2026",
        "Ivy Institute: its run of 22 November 2026 failed",
        "juniper: programme.yaml: unknown key 'segmnts'",
        "Kapok Kitchens: its files cannot be read: figures.parquet is no Parquet file",
    ):
        assert words in page.text
    assert page.text.count("Last good night: 20 November 2026") == 4
    assert "No good night is known." in page.text
    assert "../../gorse/2026-11-20/report.html" in page.all("href")


def test_a_silent_programme_has_no_number_in_the_table(html: str):
    (row,) = (part for part in html.split("</tr>") if "<tr" in part and "juniper" in part.rpartition("<tr")[2])
    text = Text(row.rpartition("<tr")[2].partition(">")[2]).text
    assert "nothing tonight" in text
    assert not re.search(r"\d", text)


def test_each_programme_leads_to_its_own_report(page: Text):
    assert "../../alderacademy/2026-11-22/report.html" in page.all("href")


def test_programmes_stand_in_the_order_of_their_names_whatever_their_figures():
    programmes = [told("cedar", rows(0.9)), told("Alder", rows(0.5)), told("Birch", rows(0.7))]
    for given in (programmes, programmes[::-1]):
        assert [one.name for one in in_order(given)] == ["Alder", "Birch", "cedar"]
    lanes = side_by_side(in_order(programmes)).general[0].lanes
    assert [lane.name for lane in lanes] == ["Alder", "Birch", "cedar"]
    assert render(tuple(programmes)) == render(tuple(programmes[::-1]))


def test_programmes_of_one_name_are_told_apart_by_their_ids():
    same = (told("Alder", programme_id="north"), told("Alder", programme_id="south"), told("Birch"))
    assert [one.title for one in in_order(same)] == ["Alder (north)", "Alder (south)", "Birch"]


def test_overlapping_intervals_tell_no_difference():
    said = titles(two(0.76, 0.78))
    assert said["Active pairs"] == "the intervals overlap, no difference can be told"


def test_a_difference_is_named_where_the_whole_intervals_lie_apart():
    said = titles(two(0.5, 0.9))
    assert said["Active pairs"] == "Alder lies above Birch; Birch misses its target"


def test_a_difference_from_few_units_is_not_named():
    few = around("cadence_attainment", "pair", 0.2, 0.05, 8)
    many = around("cadence_attainment", "pair", 0.9, 0.05, 80)
    assert titles(side_by_side((told("Alder", [few]), told("Birch", [many])))) == {
        "Meetings held of those agreed": "nothing to compare yet"
    }


def test_programmes_that_lie_above_the_same_ones_are_named_together():
    found = side_by_side((told("Alder", active(0.9)), told("Birch", active(0.2)), told("Cedar", active(0.88))))
    assert titles(found)["Active pairs"] == "Alder and Cedar lie above Birch"


def test_many_differences_are_counted_and_not_listed():
    found = side_by_side(tuple(told(f"P{i}", active(0.05 + 0.12 * i, 400)) for i in range(8)))
    assert titles(found)["Active pairs"] == "28 of 28 pairs of programmes lie apart"


def test_no_word_of_the_page_ranks(page: Text):
    words = page.text.lower()
    for word_ in ("best", "worst", "top ", "leader", "winner", "first place", "outperform"):
        assert word_ not in words
    assert "no ranking" in words
    assert "because" not in words


def test_chance_is_told_of_many_comparisons_and_not_of_one():
    assert "Among the 15 pairs of 6 programmes a few may lie apart by chance alone." in Text(render()).text
    assert "by chance alone" not in Text(render((told("Alder"), told("Birch")))).text


def test_other_definition_versions_are_not_compared():
    old = told("Cedar", [{**row, "definition_version": 2} for row in rows()])
    found = side_by_side((told("Alder"), told("Birch"), old))
    assert [lane.name for lane in found.general[0].lanes] == ["Alder", "Birch"]
    assert "Not comparable: Cedar, by definition version 2; the rows above are by version 1." in notes(
        found, "Active pairs"
    )


def test_what_fewer_than_half_of_the_programmes_measure_is_listed_and_not_drawn():
    grown = around(
        "growth_g", "mentee", 0.3, 0.1, 50, instrument="skills", construct="confidence", wave="baseline..month6"
    )
    others = tuple(told(name, active(0.8)) for name in ("Birch", "Cedar", "Dogwood", "Elm"))
    found = side_by_side((told("Alder", [grown, *active(0.8)]), *others))
    assert found.growth == ()
    assert found.left_out == ("Growth in confidence, mentees (Skills and confidence): measured by Alder alone",)


def test_growth_of_other_names_is_not_compared():
    key = {"instrument": "skills", "wave": "baseline..month6"}
    alder = told("Alder", [around("growth_g", "mentee", 0.3, 0.1, 50, construct="confidence", **key)])
    birch = told("Birch", [around("growth_g", "mentee", 0.3, 0.1, 50, construct="courage", **key)])
    found = side_by_side((alder, birch))
    assert found.growth == ()
    assert [text.partition(":")[0] for text in found.left_out] == [
        "Growth in confidence, mentees (Skills and confidence)",
        "Growth in courage, mentees (Skills and confidence)",
    ]


def test_other_questions_under_one_name_are_to_be_compared_with_care():
    other = told("Birch", imprint=imprint("Birch", asked={"skills/confidence": "f" * 12}))
    said = notes(side_by_side((told("Alder"), other)), "Growth in confidence, mentees")
    assert "questions or scales differ" in said


def test_other_waves_under_one_name_are_to_be_compared_with_care():
    later = [{**row, "wave": row["wave"].replace("month6", "month9")} for row in rows()]
    said = notes(side_by_side((told("Alder"), told("Birch", later))), "Growth in confidence, mentees")
    assert "between the two waves that stand under each name" in said


def test_meetings_that_are_only_booked_are_told_where_they_count():
    booked = told("Birch", imprint=imprint("Birch", booked_counts_as_held=True))
    found = side_by_side((told("Alder"), booked))
    assert "for Birch a meeting on a calendar counts as held" in notes(found, "Active pairs")
    assert notes(found, "Goals attained, mentees") == ""


def test_the_newest_wave_is_the_programmes_own_newest():
    found = side_by_side((told("Alder"), told("Birch")))
    newest = next(one for one in found.general if one.metric == "response_rate")
    assert {lane.detail for lane in newest.lanes} == {"Skills and confidence, month 6"}


def test_hidden_few_and_not_computable_look_different_from_zero():
    kinds = {
        "Alder": share("active_pair_rate", "pair", 0.0, 60),
        "Birch": hidden("active_pair_rate", "pair"),
        "Cedar": word("active_pair_rate", "pair", "few", 7),
        "Dogwood": uncomputable("active_pair_rate", "pair", "no pair is older than 30 days"),
        "Elm": share("active_pair_rate", "pair", 0.5, 8),
    }
    lanes = {
        lane.name: lane for lane in side_by_side([told(name, [row]) for name, row in kinds.items()]).general[0].lanes
    }
    assert (lanes["Alder"].cell.text, lanes["Alder"].dot) == ("0%", 0.0)
    assert [lanes[name].dot for name in ("Birch", "Cedar", "Dogwood")] == [None, None, None]
    assert [lanes[name].cell.shape for name in ("Birch", "Cedar", "Dogwood")] == ["hidden", "word", "absent"]
    assert lanes["Dogwood"].cell.notes == ("no pair is older than 30 days",)
    assert lanes["Elm"].is_few
    assert not lanes["Alder"].is_few


def test_a_hidden_figure_is_hidden_by_the_k_of_its_own_programme(page: Text):
    assert "n <8" in page.text
    assert "fewer than 8 people, or it would give a small group away" in page.text
    assert "fewer than five by Alder Academy" in page.text
    assert "fewer than eight by Dogwood Design" in page.text


def test_what_is_not_shared_by_two_programmes_leaves_a_word_and_no_chart():
    alone = Text(render((told("Alder"), silent("Gorse", "stale", "there is no report."))))
    assert "One of two programmes reports" in alone.text
    assert 'id="side-by-side"' not in render((told("Alder"),))


def test_the_page_runs_nothing_and_asks_for_nothing(html: str, page: Text):
    assert "script" not in page.tags
    assert "default-src 'none'; style-src 'sha256-" in unescape(html)
    assert page.all("style") == []
    assert page.all("src") == []
    assert all(href.startswith(("#", "../")) for href in page.all("href"))


def test_every_anchor_is_there_once(page: Text):
    ids = page.all("id")
    assert len(ids) == len(set(ids))
    assert {href[1:] for href in page.all("href") if href.startswith("#")} <= set(ids)
    assert set(page.all("aria-labelledby")) <= set(ids)


@pytest.mark.parametrize("hostile", [HOSTILE, "ABC" * 4000, "\u05d0\u05d1", "=1+1"])
def test_a_hostile_name_stays_text(hostile: str):
    waves = {"asked": {}, "instruments": {"skills": hostile, "pulse": hostile}}
    odd = told(hostile, [{**row, "reason": hostile} for row in rows()], imprint=imprint(hostile, **waves))
    html = render((odd, told("Birch"), silent(hostile, "misdeclared", hostile)))
    assert len(html) < 400_000
    page = Text(html)
    assert "script" not in page.tags
    assert "\u202e" not in html
    assert "\x00" not in html
    assert "{{7*7}}" in html or "{{" not in hostile
    assert html.count("</style>") == 1


def test_many_programmes_have_their_charts_folded_but_for_the_first():
    many = tuple(told(f"Programme {i:02}", programme_id=f"p{i}") for i in range(MOST_UNFOLDED + 1))
    html = render(many)
    assert html.count("<details open>") == 1
    assert html.count("<details>") == len(side_by_side(many).general) + len(side_by_side(many).growth) - 1
    assert "<details" not in render(many[:MOST_UNFOLDED])


def test_too_many_programmes_for_charts_stand_in_a_table():
    many = tuple(told(f"Programme {i:02}", programme_id=f"p{i}") for i in range(MOST_DRAWN + 1))
    html = render(many)
    assert "<figure" not in html
    assert 'aria-label="Figures of each programme"' in html
    assert Text(html).text.count("71–83% · n 184") == len(many)


def test_a_page_that_would_be_too_long_says_what_it_leaves_out(monkeypatch):
    monkeypatch.setattr(portfolio_page, "MOST_BYTES", 60_000)
    monkeypatch.setattr(portfolio_page, "MOST_LISTED", 20)
    monkeypatch.setattr(portfolio_page, "MOST_SILENT", 2)
    many = tuple(told(f"Programme {i:02}", programme_id=f"p{i}") for i in range(30))
    text = Text(render((*many, *(silent(f"Zinnia {i}", "stale", "nothing") for i in range(5))))).text
    assert "There are too many programmes to set their figures side by side here" in text
    assert "And 15 more programmes" in text
    assert "And 3 more: see the table" in text


def test_areas_that_nobody_shares_are_counted_where_they_are_many():
    key = {"instrument": "own", "wave": "baseline..month6"}
    programmes = [
        told(f"P{place:02}", [around("growth_g", "mentee", 0.3, 0.1, 50, construct=f"area{place:02}", **key)])
        for place in range(40)
    ]
    text = Text(render(tuple(programmes))).text
    assert text.count("alone.") == 30
    assert "And 10 more, as few programmes measure them in the same way." in text


def test_a_thousand_programmes_fit_in_the_page():
    many = tuple(told(f"Programme {i:04} of a long name", active(0.7), programme_id=f"p{i}") for i in range(1000))
    assert len(render(many).encode()) < MOST_BYTES


def test_numbers_and_days_follow_the_locale_that_all_programmes_share():
    german = [told(name, imprint=imprint(name, locale="de-DE")) for name in ("Alder", "Birch")]
    assert "22. November 2026" in Text(render(tuple(german))).text
    assert "71–83\xa0%" in render(tuple(german))
    assert "22 November 2026" in Text(render((german[0], told("Cedar")))).text


def test_a_programme_that_is_over_shows_its_last_night():
    over = told("Alder", night=date(2026, 10, 30))
    text = Text(render_portfolio(AS_OF, (over, told("Birch")))).text
    assert "30 October 2026" in text
    assert "Figures are of different nights" in text


def test_pairs_are_those_of_the_programmes_own_report():
    assert told("Alder", rows(0.8, 77)).pairs == 77
    assert told("Alder", [figure("gas_t", "mentee", 50.0)]).pairs is None
