"""Every figure of the sample programme and the rows that are said to be behind it: they add up, to the last one."""

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from mentorship import figures
from mentorship.as_of import AsOf
from mentorship.configuration import load_programme
from mentorship.explaining import SHARES, explained
from mentorship.figure_paths import paths, resolved
from mentorship.summaries import COUNT, RATIO

SAMPLE = Path(__file__).parents[2] / "data" / "sample"
ABOVE, BELOW = ("numerator", "both"), ("denominator", "both")
COUNTS = [name for name, measure in figures.MEASURES.items() if measure.statistic == COUNT]
RATES = [name for name, measure in figures.MEASURES.items() if measure.statistic in SHARES]


@pytest.fixture(scope="module")
def night(programme_folder_at):
    programme = load_programme(SAMPLE)
    facts = programme_folder_at(SAMPLE).facts(programme.last_reportable_day())
    return AsOf(facts, programme, programme.last_reportable_day())


@pytest.fixture(scope="module")
def bases(night):
    return figures.bases(night)


@pytest.fixture(scope="module")
def measured(night):
    return figures.measure(night.facts, night.programme, night.day)


@pytest.fixture(scope="module")
def explain(night, bases, measured):
    """Each figure of a metric with its rows."""

    def of(metric, **changes):
        how = replace(figures.MEASURES[metric], **changes)
        places = (night.facts["core_lineage"], night.facts["core_rejects"])
        for figure in measured.filter(metric=metric).iter_rows(named=True):
            yield figure, explained(how, bases[how.base], night, figure, *places)

    return of


def used(rows, uses):
    return rows.filter(pl.col("used_as").is_in(uses)).height


@pytest.mark.parametrize("metric", COUNTS)
def test_as_many_rows_are_counted_as_the_count_says(metric, explain):
    for figure, rows in explain(metric, evidence=()):
        assert used(rows, ABOVE) == (figure["value"] or 0), figure
        assert rows["numerator"].sum() == (figure["value"] or 0)


@pytest.mark.parametrize("metric", RATES)
def test_the_rows_of_a_rate_add_up_to_its_numerator_and_denominator(metric, explain):
    for figure, rows in explain(metric, evidence=()):
        if metric != "milestone_rate":  # a goal weighs as many as it has steps
            assert (used(rows, ABOVE), used(rows, BELOW)) == (figure["numerator"] or 0, figure["n"]), figure
        amounts = rows.select(pl.col("numerator", "denominator").sum()).row(0)
        assert amounts == (figure["numerator"] or 0, figure["denominator"] or 0), figure


@pytest.mark.parametrize("metric", sorted(set(figures.MEASURES) - {*COUNTS, *RATES}))
def test_as_many_rows_stand_behind_any_other_figure_as_it_says(metric, explain):
    for figure, rows in explain(metric, evidence=()):
        assert used(rows, ["both"]) == figure["n"], figure
        if figures.MEASURES[metric].statistic == RATIO:
            amounts = rows.select(pl.col("numerator", "denominator").sum()).row(0)
            assert amounts == pytest.approx((figure["numerator"], figure["denominator"]), rel=1e-14)


def test_the_hours_of_the_rows_add_up(explain):
    for figure, rows in explain("meeting_hours", evidence=()):
        assert rows["numerator"].sum() == pytest.approx(figure["value"], rel=1e-14)


@pytest.mark.parametrize("metric", sorted(figures.MEASURES))
def test_every_row_of_everybodys_figures_has_its_place_in_the_exports(metric, measured, bases, night):
    figure = measured.filter(metric=metric, segment="all").tail(1).row(0, named=True)
    how = figures.MEASURES[metric]
    rows = explained(how, bases[how.base], night, figure, night.facts["core_lineage"], night.facts["core_rejects"])
    places = pl.concat([rows.select("file", "line"), rows.select(pl.col("evidence").explode()).unnest("evidence")])
    for file, line in places.drop_nulls().unique().iter_rows():
        assert line >= 1
        assert (SAMPLE / "exports" / file).is_file()
    assert rows["file"].null_count() == 0
    placed = rows.filter(~pl.col("used_as").str.starts_with("excluded: refused"))
    assert placed.select("file", "line").equals(placed.select("file", "line").sort("file", "line"))


def test_refused_rows_of_the_same_export_stand_beside_everybodys_figure_alone(explain, night):
    refused = night.facts["core_rejects"].filter(table_name="raw_goals", refused="row")
    for figure, rows in explain("smart_rate", evidence=()):
        told = rows.filter(pl.col("used_as").str.starts_with("excluded: refused, "))
        wanted = refused if figure["segment"] == "all" else refused.clear()
        assert set(told.select("file", "line").rows()) == set(wanted.select("source_file", "source_line").rows())


def test_every_path_of_the_sample_leads_to_its_own_figure(measured):
    for (metric,), found in measured.partition_by("metric", as_dict=True).items():
        assert paths(found).is_unique().all(), metric
        for place in range(0, found.height, 25):
            assert resolved(paths(found)[place], found) == found.row(place, named=True)
