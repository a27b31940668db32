"""Nothing leaves a page: it asks for nothing but itself, and its own policy stops what would."""

import re
import threading
import time
from functools import partial
from html import unescape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.browser.pages import PAGES
from tests.browser.watching import Watched, ready, resize, settle, unfold

pytestmark = pytest.mark.browser

REACH_OUT = """async address => {
    const said = [];
    const broken = new Set();
    addEventListener('securitypolicyviolation', e => broken.add(e.effectiveDirective));
    said.push(await fetch(address + 'fetch').then(() => 'sent', () => 'stopped'));
    said.push(await new Promise(done => {
        const image = new Image();
        image.onload = image.onerror = () => done(broken.has('img-src') ? 'stopped' : 'sent');
        image.src = address + 'image';
    }));
    said.push(navigator.sendBeacon(address + 'beacon') ? 'queued' : 'stopped');
    for (const [tag, set] of [['script', 'src'], ['link', 'href'], ['iframe', 'src'], ['object', 'data'], ['video', 'src']]) {
        const made = document.createElement(tag);
        if (tag === 'link') made.rel = 'stylesheet';
        made[set] = address + tag;
        document.body.append(made);
    }
    const inline = document.createElement('script');
    inline.textContent = 'window.ran = true';
    document.body.append(inline);
    document.body.insertAdjacentHTML('beforeend', '<i style="background: url(' + address + 'style)" onclick="window.ran = true">x</i>');
    document.body.lastChild.click();
    await new Promise(done => setTimeout(done, 300));
    return { said, ran: window.ran === true, broken: [...broken].sort() };
}"""


class Host(ThreadingHTTPServer):
    """A host on loopback that gives out pages and keeps what it was asked for."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), partial(Answer, self))
        self.asked: list[str] = []
        self.pages: dict[str, tuple[bytes, str]] = {}
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/"


class Answer(BaseHTTPRequestHandler):
    def __init__(self, host: Host, *arguments: object) -> None:
        self.host = host
        super().__init__(*arguments)

    def do_GET(self) -> None:
        self.host.asked.append(self.path)
        body, policy = self.host.pages.get(self.path, (b"", ""))
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        if policy:
            self.send_header("Content-Security-Policy", policy)
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        self.do_GET()

    def log_message(self, *_: object) -> None:
        """The test reads `asked`."""


@pytest.fixture
def host():
    with Host() as started:
        yield started
        started.shutdown()


def policy_of(text):
    """The policy that a page gives itself."""
    return unescape(re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', text).group(1))


@pytest.mark.parametrize("name", PAGES)
def test_a_page_asks_for_itself_alone_and_complains_of_nothing(shown, name):
    watched = shown(name)
    for width in (320, 375, 1280):
        unfold(resize(watched.page, width))
    assert [url.partition(":")[0] for url in watched.requests] == ["file"]
    assert watched.complaints == []


@pytest.mark.parametrize("name", PAGES)
def test_the_policy_of_a_page_allows_nothing_but_its_own_parts(files, name):
    rules = dict(rule.split(" ", 1) for rule in policy_of(files[name].read_text(encoding="utf-8")).split("; "))
    assert rules["default-src"] == rules["base-uri"] == rules["form-action"] == "'none'"
    assert set(rules) <= {"default-src", "base-uri", "form-action", "script-src", "style-src"}
    for allowed in (rules.get("script-src", "'none'"), rules["style-src"]):
        assert re.fullmatch(r"'none'|('sha256-[A-Za-z0-9+/]{43}=' ?)+", allowed)


@pytest.mark.parametrize("name", PAGES)
def test_what_tries_to_reach_out_of_a_page_is_stopped(opened, files, host, name):
    page = opened(files[name].read_text(encoding="utf-8")).page
    met = page.evaluate(REACH_OUT, host.address)
    assert met["said"][:2] == ["stopped", "stopped"]
    assert not met["ran"]
    assert {"connect-src", "img-src", "script-src-elem", "style-src-attr", "script-src-attr"} <= set(met["broken"])
    assert host.asked == []


def test_without_the_policy_they_would_get_out(opened, host):
    page = opened("<!DOCTYPE html><title>Open</title>").page
    assert page.evaluate(REACH_OUT, host.address)["ran"]
    wanted, until = {"/fetch", "/image", "/script", "/link", "/style", "/beacon"}, time.monotonic() + 10
    while not wanted <= set(host.asked) and time.monotonic() < until:
        settle(page)
    assert wanted <= set(host.asked)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_works_under_a_hosts_own_stricter_policy(browser, files, host, name):
    text = files[name].read_text(encoding="utf-8")
    host.pages["/"] = (text.encode(), f"{policy_of(text)}; frame-ancestors 'none'; sandbox allow-scripts")
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    watched = Watched(context)
    page = watched.open(host.address, scripts=False)
    if 'id="charts"' in text:
        ready(page)
    assert page.locator("h1").is_visible()
    assert (host.asked, watched.complaints) == (["/"], [])
    context.close()


@pytest.mark.parametrize("name", PAGES)
def test_nothing_offers_to_share_a_chart(shown, name):
    page = shown(name).page
    assert page.locator(".modebar, [data-title], a[href*='plotly']").count() == 0
    assert "Share chart" not in page.locator("body").inner_text()
    links = page.evaluate("[...document.querySelectorAll('a[href]')].map(a => a.getAttribute('href'))")
    assert [link for link in links if re.match(r"\s*(https?|//|javascript|data|vbscript)", link, re.IGNORECASE)] == []
