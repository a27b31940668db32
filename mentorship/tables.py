"""Every table once: its columns, units, keys and row rules, in the order of the night.

A table's name is `<layer>_<noun>`; `TABLES` finds its schema by that name. Raw tables are text as the exports hold
it; core tables are typed facts, one row a fact; figures are tidy. What is computed from them stands elsewhere.
"""

import dataframely as dy
import polars as pl

from mentorship.schemas import core, raw, results

RAW_TABLES = {
    "people": "raw_people",
    "pairs": "raw_pairs",
    "surveys": "raw_surveys",
    "meetings": "raw_meetings",
    "goals": "raw_goals",
    "invitations": "raw_invitations",
}
PRIVATE_TABLES = frozenset(
    {
        "raw_files",
        "raw_files_gone",
        "raw_problems",
        "raw_tombstones",
        *RAW_TABLES.values(),
        "core_identities",
        "core_comments",
        "core_lineage",
        "core_rejects",
        "published_comments",
        "published_commenters",
    }
)

FIGURE_KEY = ("programme_id", "as_of", "metric", "role", "segment", "segment_value", "instrument", "construct", "wave")

TABLES: dict[str, type[dy.Schema]] = {
    "raw_files": raw.RawFiles,
    "raw_files_gone": raw.RawFilesGone,
    "raw_problems": raw.RawProblems,
    "raw_tombstones": raw.RawTombstones,
    "raw_people": raw.RawPeople,
    "raw_pairs": raw.RawPairs,
    "raw_surveys": raw.RawSurveys,
    "raw_meetings": raw.RawMeetings,
    "raw_goals": raw.RawGoals,
    "raw_invitations": raw.RawInvitations,
    "core_people": core.CorePeople,
    "core_pairs": core.CorePairs,
    "core_segments": core.CoreSegments,
    "core_meetings": core.CoreMeetings,
    "core_meeting_people": core.CoreMeetingPeople,
    "core_goals": core.CoreGoals,
    "core_responses": core.CoreResponses,
    "core_answers": core.CoreAnswers,
    "core_invitations": core.CoreInvitations,
    "core_identities": core.CoreIdentities,
    "core_comments": core.CoreComments,
    "core_lineage": core.CoreLineage,
    "core_rejects": core.CoreRejects,
    "core_counts": core.CoreCounts,
    "metric_figures": results.Figures,
    "metric_pair_health": results.PairHealth,
    "published_figures": results.Figures,
    "published_groups": results.PublishedGroups,
    "published_sources": results.PublishedSources,
    "published_comments": results.PublishedComments,
    "published_commenters": results.PublishedCommenters,
    "check_results": results.CheckResults,
}


def dtypes(table: str) -> dict[str, pl.DataType]:
    """The Polars types of a table's columns, in order."""
    return {name: column.dtype for name, column in TABLES[table].columns().items()}


def empty(table: str) -> pl.DataFrame:
    """A table with its columns and no row."""
    return pl.DataFrame(schema=dtypes(table))
