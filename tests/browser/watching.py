"""A page under watch, and what tests do to pages: wait for them, unfold them, ask what they requested or complained of."""

from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page

TELL_OF_THE_POLICY = (
    "addEventListener('securitypolicyviolation', e => console.error("
    "'POLICY ' + e.effectiveDirective + ' ' + e.blockedURI + ' ' + e.sample))"
)
UNFOLD = "document.querySelectorAll('details').forEach(one => { one.open = true; })"
THREE_FRAMES = "async () => { for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame); }"
# Text that stands outside its card, table or the page: where it begins or ends beyond the box that shows it.
SPILLED = """allowed => {
    const spilled = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const own = node.parentElement;
        const box = own.closest('.card, .all, li, main, header, footer');
        if (!node.data.trim() || !box || own.closest('script, style, noscript, .sr, .skip, svg, .scroll, nav')) continue;
        if (!own.checkVisibility({ visibilityProperty: true }) || getComputedStyle(own).position === 'absolute') continue;
        const range = document.createRange();
        range.selectNodeContents(node);
        const text = range.getBoundingClientRect();
        const edge = box.getBoundingClientRect();
        if (text.width && (text.left < edge.left - allowed || text.right > edge.right + allowed)) {
            spilled.push(own.tagName + '.' + own.className + ': ' + node.data.trim().slice(0, 40));
        }
    }
    return spilled;
}"""


class Watched:
    """A page with all that it asked for and complained about."""

    def __init__(self, context: BrowserContext) -> None:
        self.context = context
        self.requests: list[str] = []
        self.complaints: list[str] = []
        context.add_init_script(TELL_OF_THE_POLICY)
        self.page: Page = context.new_page()
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda message: self.complaints.append(f"{message.type}: {message.text}"))
        self.page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        self.page.on("dialog", lambda dialog: (self.complaints.append(f"dialog: {dialog.message}"), dialog.dismiss()))

    def open(self, address: str, *, scripts: bool = True) -> Page:
        self.page.goto(address)
        if scripts:
            ready(self.page)
        return self.page


def watch(browser: Browser, file: Path, width: int = 1280, **options: object) -> Watched:
    """A file opened in a context of its own."""
    context = browser.new_context(viewport={"width": width, "height": 900}, **options)
    watched = Watched(context)
    watched.open(file.as_uri(), scripts=options.get("java_script_enabled", True) and has_charts(file))
    return watched


def has_charts(file: Path) -> bool:
    """Whether a page draws: one without charts has no script to wait for."""
    return 'id="charts"' in file.read_text(encoding="utf-8")


def ready(page: Page) -> None:
    """Wait until the page has drawn its charts."""
    page.wait_for_selector("html[data-drawn]", state="attached")


def settle(page: Page) -> None:
    """Three frames: media and size changes are told in one, the page draws in the next."""
    page.evaluate(THREE_FRAMES)


def unfold(page: Page) -> Page:
    """Open all that can be opened."""
    page.evaluate(UNFOLD)
    settle(page)
    return page


def resize(page: Page, width: int) -> Page:
    """The page at another width, drawn again."""
    page.set_viewport_size({"width": width, "height": 900})
    settle(page)
    return page


def scrolls_sideways(page: Page) -> bool:
    """Whether the page is wider than its window."""
    return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


def spilled(page: Page, allowed: float = 1) -> Sequence[str]:
    """Texts that stand out of their box."""
    return page.evaluate(SPILLED, allowed)
