"""The least that a programme declares, for tests of what needs no more."""

from mentorship.programme import Programme


def programme(**more: object) -> Programme:
    """A programme of 2026 in Berlin with one source, and what a test adds."""
    about = {"id": "p", "name": "P", "time_zone": "Europe/Berlin", "starts_on": "2026-01-01", "ends_on": "2026-12-31"}
    sources = [{"name": "s", "kind": "people", "tool": "table", "files": "*"}]
    return Programme.model_validate({"programme": about, "sources": sources, **more})
