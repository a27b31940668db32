"""Plotly figures: allowed traces, tokens for colours, no markup of others, and every number in the table behind."""

import re

import plotly.graph_objects as go
import pytest

from reports.axes import axis
from reports.cards import sides_table
from reports.charts import ChartRow, interval_chart
from reports.packing import as_json
from reports.plotting import HEIGHTS, MARKS, base, text_of, wrapped
from reports.rows import night_of
from reports.sections import sections
from tests import report_figures as sample

ALLOWED_TRACES = {"scatter", "bar", "pie"}


@pytest.fixture(scope="module")
def made():
    return sections(night_of(sample.programme(), sample.AS_OF, sample.figures()))


@pytest.fixture(scope="module")
def every_card(made):
    return [card for section in made for card in (*section.cards, *section.earlier)]


@pytest.fixture(scope="module")
def cards(every_card):
    """Those that the script draws."""
    return [card for card in every_card if card.drawing]


def strings(node):
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict):
        for part in node.values():
            yield from strings(part)
    elif isinstance(node, list | tuple):
        for part in node:
            yield from strings(part)


def values_at(node, key):
    if isinstance(node, dict):
        for name, part in node.items():
            if name == key:
                yield part
            yield from values_at(part, key)
    elif isinstance(node, list | tuple):
        for part in node:
            yield from values_at(part, key)


def test_every_trace_is_of_a_kind_that_the_vendored_library_draws(cards):
    assert {trace["type"] for card in cards for trace in card.drawing.data} <= ALLOWED_TRACES


def test_the_default_template_is_not_on_the_page(cards):
    assert not [card.id for card in cards if "template" in card.drawing.layout]
    assert len(as_json([card.drawing.layout for card in cards])) < 100_000


def test_colours_are_tokens_of_the_style_sheet(cards):
    found = {
        colour
        for card in cards
        for part in (card.drawing.data, card.drawing.layout)
        for colour in values_at(part, "color")
    }
    assert found
    assert all(re.fullmatch(r"var\(--[a-z0-9-]+\)", colour) for colour in found)


def test_marks_and_bands_are_drawn_at_the_figures_numbers(cards):
    night = night_of(sample.programme(), sample.AS_OF, sample.figures())
    for name, metric, axis_name in (("goal-rates", "goal_attainment_rate", "x"), ("retention", "pair_retention", "y")):
        drawn = next(card for card in cards if card.id == name).drawing.data
        marks = [value for trace in drawn if trace["mode"] == "markers" for value in trace[axis_name]]
        ends = [
            value
            for trace in drawn
            if trace["line" if "line" in trace else "marker"].get("width") == 9
            for value in trace[axis_name]
        ]
        for figure in night.of(metric):
            if figure.is_shown:
                assert round(figure.value, 4) in marks
                assert {round(figure.ci_low, 4), round(figure.ci_high, 4)} <= set(ends)


def test_no_text_has_markup_but_line_breaks(cards):
    texts = [text for card in cards for text in strings([card.drawing.data, card.drawing.layout, card.drawing.narrow])]
    assert not [text for text in texts if re.search(r"<(?!br>)", text)]


def test_nothing_can_be_moved_and_there_is_no_legend(cards):
    for card in cards:
        assert not card.drawing.layout.keys() & base().keys()
    for axis_of in ("xaxis", "yaxis"):
        assert base()["template"]["layout"][axis_of]["fixedrange"] is True
    assert base()["dragmode"] is False
    assert base()["showlegend"] is False


def test_the_layout_that_all_charts_share_is_one_of_plotly():
    assert go.Layout(**base()).to_plotly_json() == base()


def test_heights_are_those_of_the_design(cards):
    assert {card.drawing.layout["height"] for card in cards} <= set(HEIGHTS)


def test_mentees_are_circles_and_mentors_diamonds():
    assert (MARKS["mentee"].symbol, MARKS["mentor"].symbol) == ("circle", "diamond")
    assert MARKS["mentor"].dash != "solid"


def test_few_units_are_hollow(cards):
    first = next(card for card in cards if card.id == "first-meeting")
    symbols = [symbol for trace in first.drawing.data for symbol in values_at(trace, "symbol")]
    assert any("square-open" in group for group in symbols)
    assert "Hollow marks" in first.subtitle


def test_every_chart_has_a_title_a_subtitle_and_the_numbers_behind_it(every_card):
    assert len({card.id for card in every_card}) == len(every_card)
    for card in every_card:
        assert (card.drawing is None) != (card.strips is None)
        assert card.title
        assert card.subtitle
        assert card.table
        assert card.metrics


def test_hidden_rows_of_a_chart_say_so_and_draw_nothing():
    row = ChartRow("Legal", (sample.row_of(value=None, ci_low=None, ci_high=None, n=None, status="suppressed"),))
    drawing = interval_chart([row], axis("share", []), None, sample.AS_OF)
    assert drawing.data == []
    assert [note["text"] for note in drawing.layout["annotations"]] == [text_of("n <5"), "hidden"]


def test_all_families_are_there_for_mentees_and_mentors(made):
    assert [section.id for section in made] == ["engagement", "goals", "growth"]
    for section in made[1:]:
        assert {"mentee", "mentor"} <= {role for card in section.cards for role in card.roles}


def test_growth_has_a_forest_for_each_comparison_with_points_of_the_scale_in_its_table(cards):
    forests = [card for card in cards if card.id.startswith("growth-g")]
    assert [card.id for card in forests] == ["growth-g-skills-baseline-month6", "growth-g-skills-baseline-month3"]
    for forest in forests:
        by_metric = {row.metric for row in forest.table}
        assert by_metric == {"growth_g", "mean_change"} == {metric for metric, _ in forest.metrics}


def test_questionnaires_of_the_same_waves_stand_side_by_side_and_those_of_observers_apart():
    key = {"construct": "confidence", "wave": "baseline..month6"}
    rows = [
        sample.around("growth_g", "mentee", 0.4, 0.1, 60, instrument="skills", **key),
        sample.around("growth_g", "mentor", 0.3, 0.1, 40, instrument="leading", **key),
        sample.around("growth_g", "mentee", 0.2, 0.1, 50, instrument="seen", **key),
    ]
    about = sample.programme()
    seen = about.instruments["skills"].model_copy(update={"instrument": "seen", "title": "Seen", "observes": "skills"})
    about = about.model_copy(update={"instruments": {**about.instruments, "seen": seen}})
    own, observed = sections(night_of(about, sample.AS_OF, sample.frame(rows)))[0].cards
    assert [row.name for row in own.table] == ["Confidence, mentees", "Confidence, mentors"]
    assert own.title == "Baseline to month 6: mentees grew in confidence; mentors grew in confidence"
    assert [row.name for row in observed.table] == ["Confidence"]
    assert observed.subtitle.startswith("Seen: ")


def test_earlier_comparisons_stand_apart(made):
    growth = made[2]
    assert [card.id for card in growth.earlier] == [
        "growth-g-skills-baseline-month3",
    ]
    assert not {card.id for card in growth.earlier} & {card.id for card in growth.cards}


def test_retention_shows_every_horizon(cards):
    retention = next(card for card in cards if card.id == "retention")
    assert [row.name for row in retention.table] == ["30 days", "90 days", "180 days", "Planned end"]
    assert "axis starts at 50%" in retention.subtitle


def test_nothing_is_drawn_between_the_horizons_of_retention_and_censoring_is_said(cards):
    retention = next(card for card in cards if card.id == "retention")
    modes = [trace["mode"] for trace in retention.drawing.data]
    assert modes == ["lines", "markers"]
    assert retention.drawing.data[0]["line"]["width"] == 9, "bands of intervals alone"
    assert "a pair that is open or ended as planned counts until that day (censored)" in retention.subtitle


def test_a_horizon_beyond_the_follow_up_is_not_old_enough_and_says_why(cards):
    retention = next(card for card in cards if card.id == "retention")
    texts = [note["text"] for note in retention.drawing.layout["annotations"]]
    assert "— not old<br>enough" in texts
    cell = retention.table[-1].cell
    assert (cell.text, cell.notes) == ("—", ("not old enough: no pair has been followed for that long",))


def test_ticks_and_waves_that_would_touch_on_a_phone_are_fewer_or_over_lines(cards):
    retention = next(card for card in cards if card.id == "retention")
    assert retention.drawing.narrow["xaxis"]["ticktext"][-1].startswith("Planned<br>end<br>")
    shares = next(card for card in cards if card.id == "goal-rates").drawing
    assert shares.narrow["xaxis"]["tickvals"] == [0.0, 0.4, 0.8]
    assert len(shares.layout["xaxis"]["tickvals"]) == 6


def test_every_second_tick_keeps_that_of_nothing():
    row = ChartRow("Confidence", (sample.row_of(unit="SD of baseline", value=0.3, ci_low=-0.1, ci_high=0.7),))
    drawing = interval_chart([row], axis("SD of baseline", row.figures, [0.0]), None, sample.AS_OF)
    assert 0.0 in drawing.narrow["xaxis"]["tickvals"]


def test_a_long_label_goes_over_two_lines_on_a_phone():
    row = ChartRow("Skills, confidence, communication and networks", (sample.row_of(),))
    drawing = interval_chart([row], axis("share", row.figures), None, sample.AS_OF)
    assert drawing.narrow["labels"][0]["text"] == "Skills, confidence, communication<br>and networks"


def test_goal_scaling_has_its_line_at_50(cards):
    scaling = next(card for card in cards if card.id == "scaling")
    assert 50 in [shape["x0"] for shape in scaling.drawing.layout["shapes"]]


def test_a_wave_that_has_not_begun_is_not_drawn_while_others_are():
    later = [
        sample.uncomputable("response_rate", role, "the wave has not begun", instrument="skills", wave="month9")
        for role in ("mentee", "mentor")
    ]
    night = night_of(sample.programme(), sample.AS_OF, sample.frame([*sample.night_rows(), *later]))
    growth = sections(night)[2]
    answers = next(card for card in growth.cards if card.id == "answers")
    assert not [row.name for row in answers.table if "month 9" in row.name]
    cells = [cell for _, _, rows in sections(night)[0].sides.metrics for row in rows for cell in row.cells]
    told = [cell.details for cell in cells if not isinstance(cell, str)]
    assert "the wave has not begun" in told


def test_many_groups_are_cut_to_the_largest_and_it_is_said():
    rows = [row for row in sample.night_rows() if row["segment"] == "all"]
    rows += [
        sample.share(
            "goal_attainment_rate", "mentee", 0.5, 10 + number, segment="department", segment_value=f"D{number:02}"
        )
        for number in range(30)
    ]
    night = night_of(sample.programme(), sample.AS_OF, sample.frame(rows))
    card = next(card for card in sections(night)[1].cards if card.id == "attained-department")
    assert {row.name for row in card.table} == {"Everybody", *(f"D{number}" for number in range(18, 30))}
    assert "12 largest groups" in card.subtitle


@pytest.mark.parametrize("hostile", ['<a href="javascript:alert(1)">x</a>', "<b>x</b>", "a & b <br> c", "%{x}"])
def test_texts_of_others_are_shown_as_they_are_written(hostile):
    assert "<" not in text_of(hostile)
    assert "<" not in wrapped(hostile, 100).replace("<br>", "")


def test_roles_stand_beside_each_other_and_an_absence_is_said():
    key = {"instrument": "skills", "construct": "network", "wave": "month6"}
    rows = [sample.around("cronbach_alpha", role, 0.8, 0.1, 60, **key) for role in ("mentee", "all")]
    rows += [sample.figure("dropped_goal_count", role, n, n=20) for role, n in (("mentee", 4.0), ("mentor", 0.0))]
    night = night_of(sample.programme(), sample.AS_OF, sample.frame(rows))
    table = sides_table(night, night.figures)
    assert (table.roles, table.size) == (("Mentees", "Mentors", "Everybody"), 4)
    (dropped, _, (goals,)), (alpha, _, (scale,)) = table.metrics
    assert (dropped, goals.name, goals.cells[2]) == ("dropped_goal_count", "", "—")
    assert [cell.estimate.text for cell in goals.cells[:2]] == ["4", "0"]
    assert (alpha, scale.name) == ("cronbach_alpha", "Network, month 6")
    assert scale.cells[0].details == "0.70–0.90 · n 60"
    assert scale.cells[1:] == ("—", "same")


def test_everybody_is_not_the_same_where_both_sides_answered():
    rows = [sample.around("nps", role, 30.0, 9.0, 60, instrument="pulse", construct="nps", wave="month6") for role in ("mentee", "mentor", "all")]  # fmt: skip
    night = night_of(sample.programme(), sample.AS_OF, sample.frame(rows))
    assert "same" not in sides_table(night, night.figures).metrics[0][2][0].cells


def test_every_drawn_chart_can_be_reached_by_keyboard_and_read_out():
    html = sample.render()
    plots = re.findall(r'<div class="plot"[^>]*>', html)
    assert len(plots) > 10
    for plot in plots:
        assert 'role="img" tabindex="0" aria-labelledby="t-' in plot
        assert 'aria-describedby="s-' in plot


def test_a_row_that_is_named_as_its_metric_leads_to_the_definition():
    html = sample.render()
    behind = html[html.index('id="t-meeting"') :].split("</figure>")[0].split("<table")[1]
    assert re.search(r'<th[^>]*><a href="?#def-match_rate"?>Mentees matched</a>', behind)
    groups = html[html.index('id="t-attained-cohort"') :].split("</figure>")[0].split("<table")[1]
    assert "#def-" not in groups
