"""The days that an export is about."""

from collections.abc import Mapping
from datetime import date

from mentorship.exports import stamps
from mentorship.exports.profile import Export

# The column by whose days a file of a kind is placed in time: the first that it has.
DATED: Mapping[str, tuple[str, ...]] = {
    "people": ("joined_on", "left_on"),
    "pairs": ("matched_on", "ended_on"),
    "meetings": ("starts_at",),
    "goals": ("set_on", "due_on", "achieved_on"),
    "surveys": ("submitted_at",),
}


def days_of(export: Export) -> tuple[date | None, date | None]:
    """The first and the last day of an export's own dates; of one without dates, or refused, none."""
    column = next((name for name in DATED.get(export.kind, ()) if name in export.stamps), None)
    if column is None:
        return None, None
    day = stamps.day(column, export.stamps[column], export.time_zone, export.time_zone)
    first, last = export.records.select(day.min().alias("first"), day.max().alias("last")).row(0)
    return first, last
