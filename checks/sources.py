"""The rules of what is told of sources that no schema states."""

from checks.rules import About, Rule, in_words, never, of_this_night
from mentorship.tables import RAW_TABLES


def published_sources(about: About) -> list[Rule]:
    """Each source of the night, with rows that add up."""
    return [
        of_this_night(about, "source"),
        in_words("kind", list(RAW_TABLES)),
        never(
            "rows_reconcile",
            "critical",
            "rows in are the rows used, refused and superseded",
            "rows_in <> rows_used + rows_refused + rows_superseded",
        ),
        never(
            "nothing_is_of_the_future",
            "critical",
            "no source is said to reach beyond the night",
            f"newest_on > DATE '{about.as_of}'",
        ),
    ]
