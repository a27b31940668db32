"""The pictures of the README and the docs: real nights of the sample and of two programmes beside it, in a browser.

The sample is run on several nights, so that its trend and what changed since the last night have something to show.
"""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parents[1]
PICTURES = ROOT / "docs" / "pictures"
# Without these a headless browser looks up its maker's hosts at every start.
QUIET = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync")
LAST_NIGHT = "2026-05-29"
# Between these many pairs were matched, or none: a figure whose group changes by very few people keeps its old value.
EARLIER_NIGHTS = ("2025-09-30", "2025-10-31", "2026-04-30")
# Programmes beside the sample: their id, their name, and what makes them another story.
NEIGHBOURS = (
    ("harbour-2026", "Harbour Light Apprentices 2025/26", ("--seed", "7", "--mentees", "36")),
    ("orchard-2026", "Orchard Leadership Circle 2025/26", ("--seed", "21", "--mentees", "24")),
)
A4_WIDTH, A4_HEIGHT = 794, 1123


class Shot(NamedTuple):
    """One picture: of which page, how wide and high, in which palette."""

    name: str
    page: str
    width: int
    height: int = 1400
    scheme: str = "light"


SHOTS = (
    Shot("report-1280", "report", 1280),
    Shot("report-375", "report", 375),
    Shot("report-dark", "report", 1280, scheme="dark"),
    Shot("coordinator-1280", "coordinator", 1280),
    Shot("coordinator-375", "coordinator", 375),
    Shot("portfolio-1280", "portfolio", 1280),
    Shot("portfolio-375", "portfolio", 375),
)


def main() -> None:
    """Run the nights in a folder of their own and take every picture."""
    browser_path = shutil.which("chromium") or shutil.which("google-chrome")
    if browser_path is None:
        sys.exit("no Chromium is installed")
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        portfolio = make_portfolio(Path(folder) / "portfolio")
        for night in EARLIER_NIGHTS:
            mentorship("run", portfolio / "lantern", "--as-of", night)
        mentorship("run", portfolio, "--as-of", LAST_NIGHT)
        night = portfolio / "lantern" / "reports" / "latest"
        pages = {"report": night / "report.html", "coordinator": night / "coordinator.html"}
        pages["portfolio"] = next(portfolio.glob("reports/latest/portfolio.html"))
        browser = playwright.chromium.launch(executable_path=browser_path, args=list(QUIET))
        for shot in SHOTS:
            take(browser, shot, pages[shot.page])
        take_first_sheet(browser, pages["report"])
        browser.close()


def make_portfolio(folder: Path) -> Path:
    """The sample and its neighbours, as folders of one portfolio."""
    folder.mkdir()
    left_out = shutil.ignore_patterns(".mentorship", "reports")
    shutil.copytree(ROOT / "data" / "sample", folder / "lantern", ignore=left_out)
    for identifier, name, story in NEIGHBOURS:
        made = folder / identifier
        call(sys.executable, ROOT / "data" / "generate.py", "--out", made, "--no-dirt", *story)
        declaration = made / "programme.yaml"
        text = declaration.read_text(encoding="utf-8")
        text = text.replace("id: lantern-2026", f"id: {identifier}")
        declaration.write_text(text.replace("Lanternfish Works Mentoring 2025/26", name), encoding="utf-8")
    return folder


def mentorship(*arguments: object) -> None:
    """The command of this environment."""
    call(Path(sys.executable).with_name("mentorship"), *arguments)


def call(*command: object) -> None:
    """Run a command to its good end."""
    subprocess.run([str(part) for part in command], check=True)  # noqa: S603


@contextmanager
def opened(browser: Browser, file: Path, width: int, height: int, **options: object) -> Iterator[Page]:
    """A page that has drawn what it draws."""
    page = browser.new_page(viewport={"width": width, "height": height}, **options)
    page.goto(file.resolve().as_uri())
    if page.locator("#charts").count():
        page.wait_for_selector("html[data-drawn]", state="attached")
    yield page
    page.close()


def take(browser: Browser, shot: Shot, file: Path) -> None:
    """The top of a page as a picture."""
    with opened(browser, file, shot.width, shot.height, color_scheme=shot.scheme) as page:
        page.screenshot(path=PICTURES / f"{shot.name}.png")


def take_first_sheet(browser: Browser, file: Path) -> None:
    """The first sheet of the printed report: the rules of paper on a screen of its size, past the page's own policy."""
    with opened(browser, file, A4_WIDTH, A4_HEIGHT, bypass_csp=True) as page:
        page.emulate_media(media="print")
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        page.add_style_tag(content="body { margin: 13mm 14mm; } #scorecard ~ *, footer { display: none; }")
        page.screenshot(path=PICTURES / "print-a4.png")


if __name__ == "__main__":
    main()
