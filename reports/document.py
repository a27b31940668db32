"""What every page is made with: templates, the style sheet, and the policy under which a page loads and runs nothing.

Texts of others come in through `environment` alone, which escapes them and lets no control character through. Which
sections a page has, and in which words, is that page's affair.
"""

import base64
import hashlib
import re
from functools import cache
from importlib.resources import files

from jinja2 import Environment, FunctionLoader, StrictUndefined

from mentorship import catalogue
from reports.wording import capital, certainty, clean, count, day, spoken

HEADED = {"/* The coordinator's page. */": "coordinator", "/* Portfolio */": "portfolio"}
EMPTY_STYLE = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"


def resource(*path: str) -> str:
    """A file of this package as text."""
    return files("reports").joinpath(*path).read_text(encoding="utf-8")


def squeezed(text: str) -> str:
    """Without indentation and blank lines; texts of others hold no line breaks by then."""
    return "\n".join(stripped for line in text.splitlines() if (stripped := line.strip()))


@cache
def style(page: str = "") -> str:
    """The style sheet, without the parts that are headed as another page's; of no page, all of it."""
    parts = re.split(r"^(?=/\*)", resource("style.css"), flags=re.MULTILINE)
    others = [heading for heading, own in HEADED.items() if page not in {"", own}]
    kept = "".join(part for part in parts if not part.startswith(tuple(others)))
    return re.sub(r"(?<=[{};,])\n", "", squeezed(re.sub(r"/\*.*?\*/", "", kept, flags=re.DOTALL)))


@cache
def script(name: str) -> str:
    """A script of this package, without the lines that only explain it."""
    return re.sub(r"^//.*\n", "", squeezed(resource(name)), flags=re.MULTILINE)


def policy(style_sheet: str, *scripts: str) -> str:
    """The content security policy: nothing is loaded, and nothing runs but these scripts."""
    running = f"script-src {' '.join(_hash(script) for script in scripts)}; " if scripts else ""
    return (
        f"default-src 'none'; {running}style-src {_hash(style_sheet)} {EMPTY_STYLE}; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _visible(value: object) -> object:
    """Each text on its way into the page: control characters become visible, markup of our own passes."""
    return clean(value) if type(value) is str else value


@cache
def environment() -> Environment:
    """The templates, with the filters that they use."""
    made = Environment(
        loader=FunctionLoader(lambda name: resource("templates", name)),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_visible,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(day=day, count=count, spoken=spoken, capital=capital)
    made.globals.update(certainty=certainty)
    made.filters.update(headings=catalogue.headings, direction=catalogue.direction)
    return made
