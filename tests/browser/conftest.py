"""A real Chromium: without one these tests fail where CI is set, and elsewhere say loudly that they did not run."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests import report_figures as sample

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium() -> str | None:
    return shutil.which("chromium") or next((path for path in ("/usr/bin/chromium",) if Path(path).exists()), None)


# While Playwright's loop is open no other can run in its thread, and Dagster's nights need theirs.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for all tests; its profile is new and goes with it."""
    path = chromium()
    if path is None:
        reason = "NO BROWSER TEST WAS RUN: there is no chromium on this machine"
        if os.environ.get("CI", "").lower() == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=path, args=FLAGS)
        yield started
        started.close()


class Watched:
    """A page with all that it asked for and complained about."""

    def __init__(self, context: BrowserContext) -> None:
        self.context = context
        self.requests: list[str] = []
        self.complaints: list[str] = []
        context.add_init_script(
            "addEventListener('securitypolicyviolation', e => console.error('POLICY ' + e.violatedDirective + ' ' + e.blockedURI + ' ' + e.sample))"
        )
        self.page: Page = context.new_page()
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda message: self.complaints.append(f"{message.type}: {message.text}"))
        self.page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        self.page.on("dialog", lambda dialog: (self.complaints.append(f"dialog: {dialog.message}"), dialog.dismiss()))

    def open(self, file: Path, *, scripts: bool = True) -> Page:
        self.page.goto(file.as_uri())
        if scripts:
            self.page.wait_for_selector("html[data-drawn]", state="attached")
        return self.page


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Iterator:
    """Opens HTML from a file at a width; gives the watched page."""
    contexts = []

    def opener(html: str, width: int = 1280, **options) -> Watched:
        file = tmp_path / "report.html"
        file.write_text(html, encoding="utf-8")
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        watched = Watched(context)
        watched.open(file, scripts=options.get("java_script_enabled", True))
        return watched

    yield opener
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def html() -> str:
    """The page of the sample night."""
    return sample.render()
