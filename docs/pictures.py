"""The pictures of the README, taken of the sample's report in a real browser."""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parents[1]
PICTURES = ROOT / "docs" / "pictures"
# Without these a headless browser looks up its maker's hosts at every start.
QUIET = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync")


def main() -> None:
    """Run the sample's night in a folder of its own and take the page at desktop and phone width."""
    browser_path = shutil.which("chromium") or shutil.which("google-chrome")
    if browser_path is None:
        sys.exit("no Chromium is installed")
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        command = [Path(sys.executable).with_name("mentorship"), "run", ROOT / "data" / "sample"]
        subprocess.run([*command, "--out", f"{folder}/out", "--state", f"{folder}/state"], check=True)  # noqa: S603
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=browser_path, args=list(QUIET))
            for width, height in ((1280, 1500), (375, 1500)):
                page = browser.new_page(viewport={"width": width, "height": height})
                page.goto(Path(f"{folder}/out/latest/report.html").resolve().as_uri())
                page.wait_for_selector("html[data-drawn]", state="attached")
                page.screenshot(path=PICTURES / f"report-{width}.png")
            browser.close()


if __name__ == "__main__":
    main()
