"""What the script draws is what was packed: values, hover texts and notes of every chart, in a real browser."""

import json
import re

import pytest

from reports.packing import unpacked

DRAWN = """[...document.querySelectorAll('.plot')].map(box => [box.dataset.chart, box.data.map(trace =>
    ({x: trace.x, y: trace.y, hovertext: trace.hovertext === undefined ? null : trace.hovertext})),
    (box.layout.annotations || []).map(note => note.text)])"""


@pytest.fixture(scope="module")
def charts(html):
    found = re.search(r'<script type="application/json" id="charts">(.*?)</script>', html, re.DOTALL)
    return unpacked(json.loads(found[1]))["charts"]


def test_every_chart_is_drawn_of_what_was_packed(shown, charts):
    drawn = shown("report").page.evaluate(DRAWN)
    assert {name for name, _, _ in drawn} == set(charts)
    for name, traces, notes in drawn:
        wanted = [{key: trace.get(key) for key in ("x", "y", "hovertext")} for trace in charts[name]["data"]]
        assert traces == wanted, name
        assert notes == [note["text"] for note in charts[name]["layout"].get("annotations", [])], name
