"""The coordinator's page of real nights: in one place, its owner's alone, beside what the night before left."""

import shutil
import stat
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest

FIRST, LAST = date(2026, 7, 31), date(2026, 8, 1)
PAGE = "coordinator.html"
NAMES = ("Mentor 1", "mentor1@tiny.example", "Mentee 1", "mentee1@tiny.example")


class Ran(NamedTuple):
    folder: Path

    def night(self, as_of: date) -> Path:
        return self.folder / "reports" / as_of.isoformat()

    def page(self, as_of: date) -> str:
        return (self.night(as_of) / PAGE).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory, run_night) -> Ran:
    """Two nights, of which the second has a pair less."""
    folder = shutil.copytree(Path(__file__).parent / "tiny", tmp_path_factory.mktemp("desk") / "tiny")
    assert run_night(folder, FIRST)[0].success
    pairs = folder / "exports" / "pairs" / "matches.csv"
    pairs.write_text("".join(pairs.read_text(encoding="utf-8").splitlines(keepends=True)[:-1]), encoding="utf-8")
    assert run_night(folder, LAST)[0].success
    return Ran(folder)


def test_the_page_is_its_owners_alone(ran: Ran) -> None:
    for as_of in (FIRST, LAST):
        assert stat.S_IMODE((ran.night(as_of) / PAGE).stat().st_mode) == 0o600


def test_the_page_names_people_and_no_other_file_does(ran: Ran) -> None:
    assert [name for name in NAMES if name not in ran.page(LAST)] == []
    others = [path for path in ran.folder.joinpath("reports").rglob("*.*") if path.is_file() and path.name != PAGE]
    assert len(others) > 10
    held = "".join(path.read_bytes().decode("utf-8", "replace") for path in others)
    assert [name for name in NAMES if name in held] == []


def test_the_page_is_in_the_nights_folder_and_nowhere_else(ran: Ran) -> None:
    found = {path.relative_to(ran.folder).as_posix() for path in ran.folder.rglob("*") if path.name == PAGE}
    assert found - {f"reports/latest/{PAGE}"} == {f"reports/{as_of}/{PAGE}" for as_of in (FIRST, LAST)}


def test_the_first_night_has_none_to_be_compared_with(ran: Ran) -> None:
    assert "No earlier night of this programme is kept." in ran.page(FIRST)


def test_the_second_night_is_compared_with_the_first(ran: Ran) -> None:
    page = ran.page(LAST)
    assert "Compared with the night of 31 July 2026." in page
    assert "Pairs that are no longer open" in page
    assert "<bdi>A pair</bdi>" in page
    assert "no longer in the exports now" in page
    assert "forgotten" not in page
    assert "1 row fewer" in page


def test_a_refused_night_has_no_page(ran: Ran, tmp_path: Path, run_night) -> None:
    folder = shutil.copytree(ran.folder, tmp_path / "tiny", symlinks=True)
    (folder / "exports" / "pairs" / "matches.csv").unlink()
    run_night(folder, LAST)
    assert not (Ran(folder).night(LAST) / PAGE).exists()
