"""Which versions make a night: of the product, of its libraries, and of its readers of exports."""

import hashlib
import platform
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from mentorship import exports

PRODUCT = "mentorship-report"
LIBRARIES = ("dagster", "dataframely", "duckdb", "great-expectations", "plotly", "polars", "pydantic")


def versions() -> dict[str, str]:
    """The versions that made the night."""
    found = {"product": product_version(), "python": platform.python_version()}
    return found | {library: _version(library) for library in LIBRARIES}


def product_version() -> str:
    """The product's own version."""
    return _version(PRODUCT)


@cache
def reader_sign() -> str:
    """A sign of the readers' own code: rows that other code read are read again, whatever its version is called."""
    sources = sorted(path for place in exports.__path__ for path in Path(place).glob("*.py"))
    digest = hashlib.sha256()
    for path in sources:
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def _version(distribution: str) -> str:
    try:
        return version(distribution)
    except PackageNotFoundError:
        return "not installed as a package"
