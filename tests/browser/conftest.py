"""A real Chromium: without one these tests fail where CI is set, and elsewhere say loudly that they did not run."""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.pages import EXAMPLES
from tests.browser.watching import Watched, watch

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
    """One browser for all tests of a module; its profile is new and goes with it."""
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


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Iterator[Callable[..., Watched]]:
    """Opens HTML at a width, for a test that changes the page; gives the watched page."""
    contexts = []

    def opener(html: str, width: int = 1280, **options: object) -> Watched:
        file = tmp_path / f"page-{len(contexts)}.html"
        file.write_text(html, encoding="utf-8")
        watched = watch(browser, file, width, **options)
        contexts.append(watched.context)
        return watched

    yield opener
    for context in contexts:
        context.close()


class Files:
    """The example of each page as a file, made once for all workers of a run."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __getitem__(self, name: str) -> Path:
        made = self.folder / f"{name}.html"
        with (self.folder / "pages.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not made.exists():
                made.write_text(EXAMPLES[name](), encoding="utf-8")
        return made


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> Files:
    base = tmp_path_factory.getbasetemp()
    return Files(base.parent if "PYTEST_XDIST_WORKER" in os.environ else base)


@pytest.fixture(scope="session")
def html(files: Files) -> str:
    """The sponsor's page of the sample night."""
    return files["report"].read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def shown(browser: Browser, files: Files) -> Iterator[Callable[..., Watched]]:
    """An example page, opened once a module: for tests that only look, resize or unfold."""
    kept: dict[tuple[object, ...], Watched] = {}

    def opener(name: str, **options: object) -> Watched:
        key = (name, *sorted(options.items()))
        if key not in kept:
            kept[key] = watch(browser, files[name], **options)
        return kept[key]

    yield opener
    for watched in kept.values():
        watched.context.close()
