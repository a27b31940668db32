"""The sample programme's figures, to the last digit: a change of any of them is seen before it is published."""

from pathlib import Path

import pytest

from mentorship.configuration import load_programme

SAMPLE = Path(__file__).parents[2] / "data" / "sample"
GOLDEN = Path(__file__).with_name("sample_figures.csv")


@pytest.fixture
def figures(programme_folder_at):
    programme = load_programme(SAMPLE)
    return programme_folder_at(SAMPLE).published(programme.last_reportable_day(), programme.privacy.k)


def test_the_sample_gives_the_figures_that_are_kept(figures, request):
    if request.config.getoption("--golden-update"):
        GOLDEN.write_text(figures.write_csv(), encoding="utf-8")
    assert figures.write_csv() == GOLDEN.read_text(encoding="utf-8")
