"""A real night of a programme whose every cell and word means harm, through the command, to the pages that come of it."""

import csv
import os
import shutil
import subprocess
import sys
from itertools import cycle
from pathlib import Path

import pytest
import yaml

from tests.browser.hostile import CONTROLS, FORMULA, LONG, MARKUP, SCRIPTS
from tests.browser.watching import resize, scrolls_sideways, spilled, unfold, watch

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
TINY = ROOT / "tests" / "dagster" / "tiny"
NIGHT = "2026-08-01"
FILE_NAME = '"><img src=x onerror=alert(1)> {{7*7}} \u202egnp.csv'
# A NUL or half a surrogate pair is damage that a reader of files refuses; what else there is goes through.
HARMFUL = (MARKUP, CONTROLS.encode("utf-8", "ignore").decode().replace("\x00", ""), FORMULA, SCRIPTS, "W" * LONG)
FOREIGN = "[...document.querySelectorAll('img, iframe, object, embed, form, base, link, video')].length"
HANDLERS = "[...document.querySelectorAll('*')].flatMap(one => one.getAttributeNames()).filter(name => name.startsWith('on')).length"


def _worse(text: str, harm: str) -> str:
    return f"{text} {harm}" if text else text


def rewrite(path: Path, columns: dict[str, str]) -> None:
    """Add harm to the cells of columns; the same cell gets the same harm, whatever file it stands in."""
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        for row in rows:
            cells = zip(header, row, strict=True)
            writer.writerow([_worse(cell, columns[name]) if name in columns else cell for name, cell in cells])


def rename_people(path: Path) -> None:
    """Each name another harm in turn."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    harms = cycle(HARMFUL)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows({**row, "name": _worse(row["name"], next(harms))} for row in rows)


def declare(folder: Path) -> None:
    """Harm in every word of the declarations that may be any text."""
    file, instrument = folder / "programme.yaml", folder / "instruments" / "skills.yaml"
    said = yaml.safe_load(file.read_text(encoding="utf-8"))
    said["programme"]["name"] = MARKUP[:200]
    said["targets"].append({"metric": "active_pair_rate", "segment": "department",
                            "segment_value": _worse("Engineering", MARKUP), "at_least": 0.7})  # fmt: skip
    file.write_text(yaml.safe_dump(said), encoding="utf-8")
    asked = yaml.safe_load(instrument.read_text(encoding="utf-8"))
    asked["title"] = FORMULA
    for item, harm in zip(asked["items"], (MARKUP, SCRIPTS, "W" * LONG), strict=True):
        item["text"] = _worse(item["text"], harm)
    instrument.write_text(yaml.safe_dump(asked), encoding="utf-8")


def make_hostile(folder: Path) -> None:
    """The tiny programme's folder with harm in its files, in their cells and in a file's name."""
    exports = folder / "exports"
    declare(folder)
    rename_people(exports / "people" / "roster.csv")
    rewrite(exports / "people" / "roster.csv", {"department": MARKUP, "person_key": "'\"><b>"})
    rewrite(exports / "pairs" / "matches.csv", {"pair_key": MARKUP, "mentor": "'\"><b>", "mentee": "'\"><b>"})
    rewrite(exports / "meetings" / "log.csv", {"meeting_key": FORMULA, "pair_key": MARKUP})
    rewrite(exports / "goals" / "goals.csv", {"goal_key": MARKUP, "title": MARKUP, "owner": "'\"><b>"})
    log = exports / "meetings" / "log.csv"
    log.write_text(
        log.read_text(encoding="utf-8") + f'x,"{MARKUP.replace(chr(34), "")}",yesterday,,{MARKUP[:9]},held\n',
        encoding="utf-8",
    )
    log.rename(log.with_name(FILE_NAME))


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Every page that the night of a portfolio of this programme wrote."""
    portfolio = tmp_path_factory.mktemp("hostile")
    make_hostile(shutil.copytree(TINY, portfolio / "tiny"))
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("MENTORSHIP_", "DAGSTER_"))
    }
    done = subprocess.run(
        [sys.executable, "-m", "pipelines.cli", "run", str(portfolio), "--as-of", NIGHT],
        cwd="/",
        env=environment | {"PYTHONPATH": str(ROOT), "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return {page.stem: page for page in portfolio.rglob("*.html") if "latest" not in page.parts}


def test_every_page_of_a_hostile_night_is_whole_and_inert(browser, pages):
    assert set(pages) == {"report", "coordinator", "portfolio"}
    for page in pages.values():
        watched = watch(browser, page)
        for width in (320, 1280):
            seen = unfold(resize(watched.page, width))
            assert not scrolls_sideways(seen), (page.name, width)
            assert spilled(seen) == [], (page.name, width)
        assert "alert(1)" in seen.locator("body").inner_text()
        assert (seen.evaluate(FOREIGN), seen.evaluate(HANDLERS)) == (0, 0), page.name
        assert watched.complaints == [], page.name
        assert [url.partition(":")[0] for url in watched.requests] == ["file"], page.name
        assert page.stat().st_size <= 1_500_000, page.name
        watched.context.close()
