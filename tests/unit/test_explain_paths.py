"""A line that names a figure: what may be left out of it, and that it never means a figure other than the one meant."""

import polars as pl
import pytest

from mentorship.figure_paths import FigureNotFoundError, metric_of, paths, resolved

COLUMNS = ("role", "segment", "segment_value", "instrument", "construct", "wave")


def figures(*keys, metric="growth_g"):
    return pl.DataFrame([(metric, *key) for key in keys], schema=["metric", *COLUMNS], orient="row")


def key(line, found):
    row = resolved(line, found)
    return tuple(row[name] for name in COLUMNS)


MENTEES = ("mentee", "all", "all", "", "", "")
MENTORS = ("mentor", "all", "all", "", "", "")
RETAINED = [("pair", "all", "all", "", "", f"days_{days}") for days in (30, 90)]
GROWN = ("all", "all", "all", "skills", "confidence", "baseline..later")


@pytest.mark.parametrize(
    ("row", "path"),
    [
        (MENTEES, "growth_g/mentee"),
        (("pair", "department", "R&D / Labs", "", "", ""), "growth_g/pair/department=R&D / Labs"),
        (RETAINED[0], "growth_g/pair///days_30"),
        (GROWN, "growth_g/all/skills/confidence/baseline..later"),
    ],
)
def test_a_whole_path_names_what_is_not_everybodys_and_all_parts_or_none(row, path):
    assert paths(figures(row)).to_list() == [path]


def test_every_whole_path_leads_back_to_its_own_figure():
    rows = [
        (role, segment, value, instrument, "", wave)
        for role in ("mentee", "mentor", "all")
        for segment, value in (("all", "all"), ("team", "a/b"), ("team", "a"), ("team", "x=y z"), ("all=team", "a"))
        for instrument in ("pulse", "skills")
        for wave in ("first", "last")
    ]
    found = figures(*rows)
    assert [key(path, found) for path in paths(found)] == rows


@pytest.mark.parametrize("line", ["growth_g/mentee", "growth_g/mentee///", "growth_g", " growth_g/mentee "])
def test_a_figure_without_parts_may_be_named_with_or_without_them_and_without_its_only_role(line):
    assert key(line, figures(MENTEES)) == MENTEES


@pytest.mark.parametrize("line", ["growth_g/pair/days_90", "growth_g/days_90", "growth_g/pair///days_90"])
def test_empty_parts_may_be_left_out(line):
    assert key(line, figures(*RETAINED)) == RETAINED[1]


@pytest.mark.parametrize("line", ["growth_g/skills/confidence", "growth_g/all/skills", "growth_g"])
def test_the_last_parts_may_be_left_out_where_there_is_one(line):
    assert key(line, figures(GROWN)) == GROWN


def test_a_role_left_out_means_everybody_where_there_is_such_a_figure():
    assert key("growth_g", figures(MENTEES, MENTORS, ("all", *MENTEES[1:])))[0] == "all"


def test_a_role_left_out_is_asked_for_where_nobody_stands_for_all():
    with pytest.raises(FigureNotFoundError, match="mentee, mentor") as error:
        resolved("growth_g", figures(MENTEES, MENTORS))
    assert error.value.candidates == ("growth_g/mentee", "growth_g/mentor")


def test_a_wave_left_out_is_asked_for_where_there_are_several():
    with pytest.raises(FigureNotFoundError, match="2 figures") as error:
        resolved("growth_g/pair", figures(*RETAINED))
    assert error.value.candidates == ("growth_g/pair///days_30", "growth_g/pair///days_90")


def test_parts_that_fit_two_figures_mean_neither():
    rows = [("all", "all", "all", "skills", "month6", ""), ("all", "all", "all", "skills", "", "month6")]
    with pytest.raises(FigureNotFoundError) as error:
        resolved("growth_g/all/skills/month6", figures(*rows))
    assert error.value.candidates == ("growth_g/all/skills//month6", "growth_g/all/skills/month6/")


def test_a_segment_is_never_left_out():
    with pytest.raises(FigureNotFoundError) as error:
        resolved("growth_g/mentee", figures(("mentee", "team", "a", "", "", "")))
    assert error.value.candidates == ("growth_g/mentee/team=a",)


def test_a_misspelt_segment_value_is_answered_with_the_nearest():
    rows = [("mentee", "cohort", value, "", "", "") for value in ("September", "October")]
    with pytest.raises(FigureNotFoundError, match="no figure") as error:
        resolved("growth_g/mentee/cohort=Septembr", figures(*rows))
    assert error.value.candidates[0] == "growth_g/mentee/cohort=September"


def test_an_unknown_metric_is_answered_with_the_nearest():
    with pytest.raises(FigureNotFoundError, match="'gas'") as error:
        metric_of("gas/mentee", ["gas_t", "nps"])
    assert error.value.candidates == ("gas_t",)
