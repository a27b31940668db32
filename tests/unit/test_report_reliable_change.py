"""Reliable change: who fell is never left out, more fell or rose only where intervals lie apart, and why there is none."""

from reports.reliable import reliable_card
from reports.rows import night_of
from tests import report_figures as sample

WAVES = "baseline..month6"


def rates(construct, role, rose, fell, n=100, **rest):
    key = {"instrument": "skills", "construct": construct, "wave": WAVES, **rest}
    shares = {"improved": rose, "unchanged": 1 - rose - fell, "worsened": fell}
    return [sample.share(f"reliably_{state}_rate", role, value, n, **key) for state, value in shares.items()]


def growth(construct, role):
    return sample.around("growth_g", role, 0.3, 0.1, 100, instrument="skills", construct=construct, wave=WAVES)


def card(rows, names=None):
    keys = dict.fromkeys((row["construct"], row["role"]) for row in rows if row["role"] != "all")
    rows = [*rows, *(growth(*key) for key in keys)]
    night = night_of(sample.programme(), sample.AS_OF, sample.frame(rows))
    areas = [((names or {}).get(one.role, one.construct.capitalize()), one) for one in night.of("growth_g")]
    found = reliable_card(night, areas)
    return found[0] if found else None


def test_those_who_fell_stand_left_of_nothing_and_those_who_rose_right():
    made = card(rates("confidence", "mentee", 0.3, 0.1))
    (row,) = made.strips.rows
    fell, rose = row.dots
    assert fell < made.strips.line < rose
    assert row.text == "10% fell, 30% rose"
    assert row.n == "n 100"
    assert [text for _, text in made.strips.ticks] == ["20%", "0%", "20%", "40%"]
    low, high = row.bands
    assert low.start + low.width <= made.strips.line <= high.start


def test_more_fell_comes_first_and_needs_intervals_that_lie_apart():
    rows = [*rates("confidence", "mentee", 0.4, 0.05), *rates("network", "mentor", 0.05, 0.4)]
    assert card(rows).title == (
        "Baseline to month 6: more mentors fell than rose in network; more mentees rose than fell in confidence"
    )
    close = rates("confidence", "mentee", 0.2, 0.15)
    assert card(close).title == "Baseline to month 6: who rose and who fell beyond measurement error"


def test_the_highest_share_of_those_who_fell_is_always_said():
    rows = [*rates("confidence", "mentee", 0.6, 0.05), *rates("network", "mentor", 0.5, 0.1)]
    assert card(rows).said == "The highest share of people who fell: 10% of mentors in network (6–17%)."
    nobody = rates("confidence", "mentee", 0.6, 0.0)
    assert card(nobody).said == "In no area that can be shown anybody fell by more than measurement error."


def test_the_title_and_the_sentence_name_an_area_without_its_side():
    rows = [*rates("confidence", "mentee", 0.5, 0.02), *rates("confidence", "mentor", 0.2, 0.1)]
    made = card(rows, {"mentee": "Confidence, mentees", "mentor": "Confidence, mentors"})
    assert "more mentees rose than fell in confidence" in made.title
    assert "of mentors in confidence (" in made.said
    assert [row.label for row in made.strips.rows] == ["Confidence, mentees", "Confidence, mentors"]


def test_change_that_cannot_be_computed_says_why_and_draws_nothing():
    key = {"instrument": "skills", "construct": "confidence", "wave": WAVES}
    rows = [
        sample.uncomputable(f"reliably_{state}_rate", "mentee", "no reliability is declared", **key)
        for state in ("improved", "worsened")
    ]
    made = card(rows)
    assert made.title == "Baseline to month 6: reliable change cannot be shown"
    assert made.said == "No reliability is declared."
    assert (made.strips.rows[0].dots, made.strips.rows[0].absent.text, made.strips.ticks) == ((), "not computable", ())


def test_hidden_change_looks_hidden_and_gives_nothing_away():
    key = {"instrument": "skills", "construct": "confidence", "wave": WAVES}
    made = card([sample.hidden(f"reliably_{state}_rate", "mentee", **key) for state in ("improved", "worsened")])
    (row,) = made.strips.rows
    assert (row.absent.shape, row.n, row.text, row.dots) == ("hidden", "n <5", "", ())
    assert made.said == ""


def test_a_word_for_a_small_group_stands_for_its_number():
    key = {"instrument": "skills", "construct": "confidence", "wave": WAVES}
    rows = [
        sample.share("reliably_improved_rate", "mentee", 0.5, 8, **key),
        sample.word("reliably_worsened_rate", "mentee", "few", 8, **key),
    ]
    (row,) = card(rows).strips.rows
    assert row.text == "few fell, 50% rose"
    assert (len(row.dots), row.is_few) == (1, True)


def test_those_without_reliable_change_and_the_cut_stand_in_the_table():
    cut = sample.figure("reliable_change_points", "all", 0.83, n=221, instrument="skills", construct="confidence", wave="baseline")  # fmt: skip
    made = card([*rates("confidence", "mentee", 0.3, 0.1), cut])
    assert [(row.name, row.cell.text) for row in made.table] == [
        ("Confidence: fell", "10%"),
        ("Confidence: neither", "60%"),
        ("Confidence: rose", "30%"),
        ("Confidence: the cut", "0.83 points"),
    ]


def test_without_rates_there_is_no_card():
    night = night_of(sample.programme(), sample.AS_OF, sample.frame([growth("confidence", "mentee")]))
    assert reliable_card(night, [("Confidence", night.of("growth_g")[0])]) == []
