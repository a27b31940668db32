"""Goal attainment scaling says how hard goals were set only where the whole interval tells, and celebrates by rule."""

import pytest

from reports.rows import night_of
from reports.sections import sections
from tests import report_figures as sample


def card(rows, name="scaling"):
    made = sections(night_of(sample.programme(), sample.AS_OF, sample.frame(rows)))
    return next((one for section in made for one in section.cards if one.id == name), None)


def scaled(mean, half, sd, n=40, role="mentee"):
    return [sample.around("gas_t", role, mean, half, n), sample.figure("gas_t_sd", role, sd, n=n)]


@pytest.mark.parametrize(
    ("mean", "half", "sd", "title"),
    [
        (49.4, 3.3, 10.2, "Goals were set about as hard as intended"),
        (60.0, 3.0, 10.0, "Goals may have been set too easy"),
        (60.0, 3.0, 3.0, "Goals may have been set too easy"),
        (40.0, 3.0, 10.0, "Goals may have been set too hard"),
        (57.0, 3.0, 10.0, "How far goals came on their owners’ own scale"),
        (50.0, 6.0, 10.0, "How far goals came on their owners’ own scale"),
        (50.0, 3.0, 3.0, "How far goals came on their owners’ own scale"),
        (50.0, 3.0, 17.0, "How far goals came on their owners’ own scale"),
    ],
)
def test_how_hard_goals_were_set_needs_the_whole_interval(mean, half, sd, title):
    assert card(scaled(mean, half, sd)).title == title


@pytest.mark.parametrize(
    ("sd", "words"),
    [(3.0, "far below the 10 intended"), (10.2, "about the 10 intended"), (17.0, "far above the 10 intended")],
)
def test_a_spread_far_from_the_one_intended_is_said(sd, words):
    assert card(scaled(50.0, 3.0, sd)).said == f"Mentees: mean 50.0 (47.0–53.0), standard deviation {sd}, {words}."


def test_of_few_owners_nothing_is_concluded():
    made = card(scaled(60.0, 3.0, 3.0, n=6))
    assert made.title == "How far goals came on their owners’ own scale"
    assert made.said.endswith("standard deviation 3.0; too few owners to say more.")


def test_sides_that_differ_are_named_apart():
    rows = [*scaled(49.4, 3.3, 10.2), *scaled(60.0, 3.0, 10.0, role="mentor")]
    assert (
        card(rows).title
        == "Mentees’ goals were set about as hard as intended; Mentors’ goals may have been set too easy"
    )


def test_spread_and_change_since_the_baseline_stand_in_the_table():
    rows = [*scaled(49.4, 3.3, 10.2), sample.around("gas_t_change", "mentee", 13.6, 3.4, 37)]
    assert [(row.name, row.cell.text) for row in card(rows).table] == [
        ("Mentees", "49.4"),
        ("Mentees, standard deviation", "10.2"),
        ("Mentees, change since the baseline", "+13.6 T points"),
    ]


def test_a_hidden_score_concludes_nothing():
    made = card([sample.hidden("gas_t", "mentee"), sample.hidden("gas_t_sd", "mentee")])
    assert made.title == "Goal attainment scaling, T-score: not to be shown yet"
    assert made.said == ""


@pytest.mark.parametrize(
    ("share", "title"),
    [
        (0.8, "Most of the goals that were achieved were celebrated"),
        (0.2, "Fewer than half of the goals that were achieved were celebrated"),
        (0.5, "Steps done, and achieved goals that were celebrated"),
    ],
)
def test_a_title_celebrates_only_where_the_whole_interval_is_above_a_half(share, title):
    rows = [
        sample.share("milestones_celebrated", "mentee", share, 60),
        sample.share("milestone_rate", "mentee", 0.6, 90),
    ]
    made = card(rows, "milestones")
    assert made.title == title
    assert [row.metric for row in made.table] == ["milestone_rate", "milestones_celebrated"]


def test_without_achieved_goals_nothing_is_said_of_celebrating():
    assert card([sample.share("milestone_rate", "mentee", 0.6, 90)], "milestones") is None
