"""Every number on the sponsor's page of the sample's night stands in `figures.csv`, in either of two locales."""

import re
from pathlib import Path
from typing import NamedTuple

import polars as pl
import pytest
from playwright.sync_api import Page

from mentorship import tables
from mentorship.configuration import load_programme
from mentorship.programme import Programme
from reports.locales import writing
from reports.page import render_report
from reports.rows import FIELDS, Figure
from reports.wording import detail, label
from tests import reading, report_figures
from tests.browser.watching import unfold, watch

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "data" / "sample"
# The night's `figures.csv`, which `tests/golden` holds the product to.
FIGURES = ROOT / "tests" / "golden" / "sample_figures.csv"
LOCALES = ("en-GB", "de-DE")
ROLES = {"Mentees": "mentee", "Mentors": "mentor", "Pairs": "pair", "Everybody": "all"}
# Cells of tables of figures: of which metrics and role they may be, and their texts.
CELLS = """() => {
    const found = [];
    const metrics = root => [...new Set([...root.querySelectorAll('a[href^="#def-"]')].map(a => a.getAttribute('href').slice(5)))];
    const text = one => one ? one.innerText.trim() : '';
    for (const row of document.querySelectorAll('table.figures tbody tr')) {
        const [name, role, estimate, interval, n, ...rest] = row.cells;
        const card = row.closest('figure');
        const heads = [...row.closest('table').tHead.rows[0].cells].map(text);
        const target = heads.indexOf('Target');
        found.push({ where: text(name), metrics: metrics(card || name), role: text(role), estimate: text(estimate),
                     interval: text(interval), n: text(n), target: target < 0 ? '' : text(row.cells[target]) });
    }
    for (const row of document.querySelectorAll('.scorecard tbody tr')) {
        found.push({ where: text(row.querySelector('.name a')), metrics: metrics(row), role: '',
                     estimate: text(row.querySelector('.estimate b, .estimate strong, .estimate em, .estimate a')),
                     interval: text(row.querySelector('.limits')), n: text(row.querySelector('.n')), target: text(row.querySelector('td.target')) });
    }
    return found;
}"""
GROUPS = """() => [...document.querySelectorAll('table.groups')].flatMap(table => {
    const heads = [...table.tHead.rows[0].cells].slice(1).map(head => head.querySelector('a').getAttribute('href').slice(5));
    return [...table.tBodies[0].rows].flatMap(row => [...row.cells].slice(1).map((cell, at) => ({
        segment: table.closest('.card').querySelector('h3').innerText, value: row.cells[0].innerText.trim(), metric: heads[at],
        estimate: (cell.querySelector('b, strong') || { innerText: '' }).innerText.trim(), text: cell.innerText })));
})"""
SIDES = """() => [...document.querySelectorAll('table.by-side')].flatMap(table => {
    const roles = [...table.tHead.rows[0].cells].slice(1).map(head => head.firstChild.textContent.trim());
    return [...table.tBodies].flatMap(body => {
        const metric = body.querySelector('a[href^="#def-"]').getAttribute('href').slice(5);
        return [...body.rows].flatMap(row => [...row.querySelectorAll('td')].map((cell, at) => ({
            metric, role: roles[at], where: row.cells[0].innerText, estimate: (cell.querySelector('b, strong') || { innerText: '' }).innerText.trim(),
            details: (cell.querySelector('small') || { innerText: '' }).innerText.trim() })));
    });
})"""
# Numbers in a chart, but for those of its axes; and all that its table says.
DRAWN = """() => [...document.querySelectorAll('figure.chart')].map(figure => ({
    chart: figure.querySelector('.plot').dataset.chart,
    texts: [...figure.querySelectorAll('.plot .annotation-text')].map(one => one.textContent),
    table: figure.querySelector('table').innerText + ' ' + figure.querySelector('figcaption').innerText }))"""
TITLES = """() => [...document.querySelectorAll('figure.chart')].map(figure => ({
    title: figure.querySelector('h3').innerText, table: figure.querySelector('table').innerText }))"""
NUMBER = re.compile(r"[<>+−]?[0-9](?:[0-9.,]*[0-9])?")
SHARE = re.compile(r"[<>]?[0-9](?:[0-9.,]*[0-9])?(?=\s?%)")
WORDS = {"hidden": "suppressed", "not computable": "not_computable"}


class Night(NamedTuple):
    """The page that was opened, and the figures that it may show."""

    page: Page
    programme: Programme
    figures: tuple[Figure, ...]

    @property
    def locale(self):
        return self.programme.programme.locale

    def candidates(self, metrics, name, role="", named=label, **key):
        """The figures that a row may show: those that it names, else all of its metrics and role."""
        wanted = {**key, **({"role": ROLES[role]} if role else {})}
        found = [
            figure
            for figure in self.figures
            if figure.metric in metrics and all(getattr(figure, field) == value for field, value in wanted.items())
        ]
        with writing(self.locale):
            return [figure for figure in found if named(self.programme, figure) == name] or found

    def reads(self, figure, cell):
        """Whether a cell is what this figure reads, to the last place that is written."""
        if figure.word or not figure.is_shown:
            return cell["estimate"] == (
                figure.word or next(word for word, status in WORDS.items() if status == figure.status)
            )
        unit = figure.written_unit
        low, high = reading.limits(cell["interval"], unit)
        target = float(figure.target.partition(":")[2]) if figure.target else None
        told = [
            (cell["estimate"], figure.value),
            (low, figure.ci_low),
            (high, figure.ci_high),
            (cell["target"], target),
        ]
        return all(self.is_written(text, value, unit) for text, value in told if text) and (
            not cell["n"] or self.is_written(cell["n"], figure.n, "count")
        )

    def is_written(self, text, value, unit):
        if value is None or not NUMBER.search(text):
            return False
        first, last = reading.spread(text, unit, self.locale)
        return first - 1e-9 <= value <= last + 1e-9


@pytest.fixture(scope="module", params=LOCALES)
def night(request, browser, tmp_path_factory):
    known = tables.dtypes("published_figures")
    figures = pl.read_csv(FIGURES, schema=known).with_columns(pl.col(pl.String).fill_null(""))
    declared = load_programme(SAMPLE)
    about = declared.programme.model_copy(update={"locale": request.param})
    programme = declared.model_copy(update={"programme": about})
    html = render_report(programme, figures["as_of"][0], figures, report_figures.quality(), "edition")
    file = tmp_path_factory.mktemp("numbers") / "report.html"
    file.write_text(html, encoding="utf-8")
    watched = watch(browser, file)
    rows = tuple(Figure(**row) for row in figures.select(FIELDS).iter_rows(named=True))
    yield Night(unfold(watched.page), programme, rows)
    watched.context.close()


def plain(cell):
    """A cell's texts without the words around their numbers."""
    texts = {name: cell.get(name, "") for name in ("estimate", "interval", "n", "target")}
    texts["interval"] = texts["interval"] if NUMBER.search(texts["interval"]) else ""
    texts["n"] = found[0] if (found := NUMBER.search(texts["n"])) and "<" not in texts["n"] else ""
    for word in ("target ", "at least ", "at most ", "none"):
        texts["target"] = texts["target"].removeprefix(word)
    return texts


def lines(texts):
    """Interval, n and target among the parts of a cell."""
    return {
        "interval": next((one for one in texts if re.match(r"(from |up to )?[<>+−]?[0-9]", one)), ""),
        "n": next((one for one in texts if one.startswith("n ")), ""),
        "target": next((one for one in texts if one.startswith("target ")), ""),
    }


def test_rows_of_figures_read_as_they_stand_in_the_file(night):
    cells = night.page.evaluate(CELLS)
    assert len(cells) > 100
    wrong = []
    for cell in cells:
        found = night.candidates(cell["metrics"], cell["where"], cell["role"])
        if not any(night.reads(figure, plain(cell)) for figure in found):
            wrong.append(cell)
    assert wrong == []


def test_figures_of_each_side_read_as_they_stand_in_the_file(night):
    cells = [cell for cell in night.page.evaluate(SIDES) if cell["estimate"]]
    assert len(cells) > 200
    wrong = []
    for cell in cells:
        found = night.candidates([cell["metric"]], cell["where"], cell["role"], detail, segment="all")
        texts = plain({**cell, **lines(cell["details"].split(" · "))})
        if not any(night.reads(figure, texts) for figure in found):
            wrong.append(cell)
    assert wrong == []


def test_figures_of_groups_read_as_they_stand_in_the_file(night):
    cells = [cell for cell in night.page.evaluate(GROUPS) if cell["estimate"]]
    assert len(cells) > 20
    wrong = []
    for cell in cells:
        value = "all" if cell["value"] == "Everybody" else cell["value"]
        found = night.candidates([cell["metric"]], "", segment_value=value)
        texts = plain({**cell, **lines(cell["text"].splitlines()[1:])})
        if not any(night.reads(figure, texts) for figure in found):
            wrong.append(cell)
    assert wrong == []


def test_what_a_chart_says_stands_in_its_table(night):
    drawn = night.page.evaluate(DRAWN)
    assert len(drawn) > 10
    untold = [
        (one["chart"], text)
        for one in drawn
        for text in one["texts"]
        if not set(NUMBER.findall(text)) <= set(NUMBER.findall(one["table"]))
    ]
    assert untold == []


def test_shares_in_titles_and_actions_stand_in_a_table(night):
    wrong = [
        one["title"]
        for one in night.page.evaluate(TITLES)
        if not set(SHARE.findall(one["title"])) <= set(NUMBER.findall(one["table"]))
    ]
    assert wrong == []
    scorecard = set(NUMBER.findall(night.page.locator(".scorecard").inner_text()))
    assert set(SHARE.findall(night.page.locator(".answers ol").inner_text())) <= scorecard


def test_a_number_that_is_not_the_figures_is_told(night):
    figure = next(one for one in night.figures if one.metric == "active_pair_rate" and one.segment == "all")
    cell = {"estimate": "70%", "interval": "56–81%", "n": "47", "target": "75%"}
    assert night.reads(figure, cell)
    for name, wrong in {"estimate": "71%", "interval": "56–82%", "n": "48", "target": "80%"}.items():
        assert not night.reads(figure, {**cell, name: wrong})
