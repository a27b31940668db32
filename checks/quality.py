# ruff: noqa: S608 - the names in these queries are this file's own, and texts are quoted
"""The rules of raw and core tables that no schema states: volumes, and tables that agree with each other.

A rule is critical where a report would mislead if it were broken, a warning where a reader should know. Thresholds are
explained beside them.
"""

from collections.abc import Callable

from checks.comments import core_comments, published_commenters, published_comments
from checks.disclosed import published_groups
from checks.figures import metric_figures, published_figures
from checks.pairs import metric_pair_health
from checks.rules import About, Rule, has_rows, in_words, known, never, no_row, quoted
from checks.sources import published_sources
from mentorship.identity import PSEUDONYM_BYTES
from mentorship.landing import NEEDED_KINDS
from mentorship.scrubbing import RULE as ERASED
from mentorship.tables import RAW_TABLES, dtypes

# Above half, most of the export is not what it was declared to be, and figures of the rest are about somebody else.
# Above a fifth, a share can move by as much as one that programmes act upon.
REFUSED_SHARE_CRITICAL = 0.5
REFUSED_SHARE_WARNING = 0.2
# Of a few rows, half is one or two: a share of so few says nothing about the export.
REFUSED_ROWS_CRITICAL = 10
# Bookings reach a year ahead; a later day is a misread date.
FAR_FUTURE_DAYS = 400

# By what a row is told from another, so that exports that add up can hold two versions of it.
ROW_KEYS = {
    "raw_people": "coalesce(nullif(trim(person_key), ''), email)",
    "raw_pairs": "pair_key",
    "raw_meetings": "CASE WHEN evidence <> 'presence' THEN meeting_key END",
    "raw_goals": "goal_key",
    "raw_surveys": "response_key",
}
_PLACE = ("source", "source_file", "source_sha256", "source_line")

Suite = Callable[[About], list[Rule]]


def raw_files(_: About) -> list[Rule]:
    """What the ledger must say."""
    return [
        in_words("use", ["used", "replaced", "later", "same", "refused"]),
        in_words("kind", list(RAW_TABLES)),
        never("hash_is_whole", "critical", "every file has its SHA-256", "length(source_sha256) <> 64"),
        no_row(
            "exports_of_a_night_agree",
            "warning",
            "no two exports that came in one night tell a row differently, so that only their names say which holds",
            _differing_versions(),
        ),
    ]


def _differing_versions() -> str:
    """The rows of which the newest exports, all first seen on one night, hold versions that differ."""
    versions = " UNION ALL ".join(_versions(table, key) for table, key in ROW_KEYS.items())
    return (
        "WITH used AS (SELECT source, source_file, "
        "count(*) OVER (PARTITION BY source, dated_on, seen_order) AS beside, "
        "dense_rank() OVER (PARTITION BY source ORDER BY dated_on NULLS FIRST, seen_order) AS age "
        "FROM {batch} AS b WHERE use = 'used'), "
        "several AS (SELECT * FROM used WHERE source IN (SELECT source FROM used WHERE beside > 1)), "
        f"versions AS ({versions}), "
        "newest AS (SELECT * FROM versions QUALIFY age = max(age) OVER (PARTITION BY source, row_key)) "
        "SELECT source FROM newest GROUP BY source, row_key HAVING count(DISTINCT said) > 1"
    )


def _versions(table: str, key: str) -> str:
    """What each file says of each row of a table that has a key."""
    cells = ", ".join(f't."{name}"' for name in dtypes(table) if name not in _PLACE)
    return (
        f"SELECT source, lower(trim({key})) AS row_key, source_file, age, "
        f"list_sort(list(DISTINCT hash({cells}))) AS said "
        f"FROM {table} AS t JOIN several USING (source, source_file) WHERE trim({key}) <> '' GROUP BY ALL"
    )


def raw_files_gone(_: About) -> list[Rule]:
    """What is remembered of files that are no longer in their place."""
    return [
        never("hash_is_whole", "critical", "every file has its SHA-256", "length(source_sha256) <> 64"),
        no_row(
            "it_is_gone",
            "critical",
            "no file is both in its place and gone from it",
            "SELECT 1 FROM {batch} AS t JOIN raw_files AS f ON t.source = f.source "
            "AND t.source_file = f.source_file AND t.source_sha256 = f.source_sha256",
        ),
    ]


def raw_problems(_: About) -> list[Rule]:
    """No file was refused; a lesser fault is a warning."""
    return [
        in_words("severity", ["error", "warning", "left_out"]),
        never(
            "no_file_is_refused",
            "critical",
            "every file could be read as what it is declared to be",
            "severity = 'error'",
        ),
        never("no_file_is_doubtful", "warning", "no file gave cause for a warning", "severity = 'warning'"),
    ]


def raw_tombstones(_: About) -> list[Rule]:
    """What is left of people who were forgotten is a hash and nothing else."""
    return [
        never(
            "it_is_a_hash",
            "critical",
            "every tombstone is a hash",
            f"NOT regexp_full_match(tombstone, '[0-9a-f]{{{{{2 * PSEUDONYM_BYTES}}}}}')",
        )
    ]


def _raw_rows(_: About) -> list[Rule]:
    """Raw rows come from files that the ledger has, and no more of them than it counted."""
    return [
        no_row(
            "file_is_in_the_ledger",
            "critical",
            "every row comes from a file that is there and was not refused",
            "SELECT 1 FROM {batch} AS t ANTI JOIN (SELECT * FROM raw_files WHERE NOT is_refused) AS f "
            "ON t.source = f.source AND t.source_file = f.source_file AND t.source_sha256 = f.source_sha256",
        ),
        no_row(
            "no_more_rows_than_the_file",
            "critical",
            "no file gives more rows than it has",
            "SELECT f.source_file FROM (SELECT source, source_file, count(*) AS n FROM {batch} AS b GROUP BY ALL) AS t "
            "JOIN raw_files AS f ON t.source = f.source AND t.source_file = f.source_file WHERE t.n > f.rows_in",
        ),
    ]


def _raw_needed(about: About) -> list[Rule]:
    used = no_row(
        "has_rows",
        "critical",
        "at least one row was exported",
        "SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM {batch} AS t JOIN raw_files AS f "
        "ON t.source = f.source AND t.source_file = f.source_file WHERE f.use = 'used')",
    )
    return [used, *_raw_rows(about)]


def core_people(_: About) -> list[Rule]:
    """People have a role and a sensible time in the programme."""
    return [
        has_rows("at least one person is known"),
        never("has_a_role", "critical", "everybody is a mentee, a mentor or both", "NOT (is_mentee OR is_mentor)"),
        never("left_after_joining", "critical", "nobody left before they joined", "left_on < joined_on"),
    ]


def core_pairs(_: About) -> list[Rule]:
    """A pair is two known people, for a time that does not end before it begins."""
    return [
        has_rows("at least one pair is known"),
        known("mentor_id", "core_people", "person_id", "every mentor is a known person"),
        known("mentee_id", "core_people", "person_id", "every mentee is a known person"),
        in_words("outcome", ["completed", "ended_early", "rematched"]),
        never("two_people", "critical", "nobody is their own mentor", "mentor_id = mentee_id"),
        never("ended_after_matching", "critical", "no pair ended before it was matched", "ended_on < matched_on"),
    ]


def core_segments(_: About) -> list[Rule]:
    """Segments are of known people and pairs."""
    return [
        in_words("unit", ["person", "pair"]),
        no_row(
            "unit_id_is_known",
            "critical",
            "every segment value is of a known person or pair",
            "SELECT 1 FROM {batch} AS t ANTI JOIN (SELECT 'person' AS unit, person_id AS unit_id FROM core_people "
            "UNION ALL SELECT 'pair', pair_id FROM core_pairs) AS o ON t.unit = o.unit AND t.unit_id = o.unit_id",
        ),
    ]


def core_meetings(about: About) -> list[Rule]:
    """Meetings are of known pairs, on days that can be."""
    return [
        known("pair_id", "core_pairs", "pair_id", "every meeting's pair is known"),
        in_words("outcome", ["held", "cancelled", "no_show", "booked"]),
        in_words("grade", ["attended", "logged", "booked", "invited"]),
        never(
            "day_can_be",
            "critical",
            "every meeting is on a day between 2000 and 2100",
            "meeting_on NOT BETWEEN DATE '2000-01-01' AND DATE '2100-12-31'",
        ),
        never(
            "day_is_not_far_ahead",
            "warning",
            f"no meeting is more than {FAR_FUTURE_DAYS} days ahead",
            f"meeting_on > DATE '{about.as_of}' + {FAR_FUTURE_DAYS}",
        ),
        never(
            "held_is_an_outcome",
            "critical",
            "a cancelled or missed meeting is not held",
            "is_held AND outcome IN ('cancelled', 'no_show')",
        ),
    ]


def core_meeting_people(_: About) -> list[Rule]:
    """Who met is known, and so is the meeting."""
    return [
        known("meeting_id", "core_meetings", "meeting_id", "every meeting is known"),
        known("person_id", "core_people", "person_id", "everybody who met is known"),
    ]


def core_goals(_: About) -> list[Rule]:
    """Goals have known owners and a known status."""
    return [
        known("owner_id", "core_people", "person_id", "every goal's owner is known"),
        in_words("status", ["open", "achieved", "not_achieved", "dropped"]),
        never(
            "steps_done_are_steps", "critical", "no goal has more steps done than steps", "step_done_count > step_count"
        ),
    ]


def core_responses(_: About) -> list[Rule]:
    """Responses are of known people and answer no more than was asked."""
    return [
        known("person_id", "core_people", "person_id", "everybody who answered is known"),
        known("about_id", "core_people", "person_id", "everybody who is rated is known"),
        never(
            "answers_were_asked_for",
            "critical",
            "no response answers more than was asked",
            "answered_count > item_count",
        ),
    ]


def core_answers(about: About) -> list[Rule]:
    """Answers belong to responses and lie on their item's scale."""
    rows = ", ".join(
        f"({quoted(instrument)}, {quoted(item)}, {low}, {high})" for instrument, item, low, high in about.scales
    )
    scales = f"(VALUES {rows or '(NULL, NULL, NULL, NULL)'}) AS s(instrument, item, low, high)"
    return [
        known("response_id", "core_responses", "response_id", "every answer's response is known"),
        no_row(
            "answer_is_on_the_scale",
            "critical",
            "every answer is to an item of its instrument and lies on its scale, before and after reverse-coding",
            "SELECT 1 FROM {batch} AS t JOIN core_responses AS r ON t.response_id = r.response_id "
            f"LEFT JOIN {scales} ON r.instrument = s.instrument AND t.item = s.item "
            "WHERE s.item IS NULL OR t.points NOT BETWEEN s.low AND s.high OR t.score NOT BETWEEN s.low AND s.high",
        ),
    ]


def core_invitations(_: About) -> list[Rule]:
    """Only known people are invited."""
    return [known("person_id", "core_people", "person_id", "everybody who was invited is known")]


def core_identities(_: About) -> list[Rule]:
    """A key leads to a known person."""
    return [known("person_id", "core_people", "person_id", "every key is a known person's")]


def core_lineage(_: About) -> list[Rule]:
    """Every fact has the rows that it was made of."""
    facts = " UNION ALL ".join(
        f"SELECT '{table}' AS table_name, {key} AS fact_id FROM {table}"
        for table, key in {
            "core_people": "person_id",
            "core_pairs": "pair_id",
            "core_meetings": "meeting_id",
            "core_goals": "goal_id",
            "core_responses": "response_id",
            "core_invitations": "concat_ws('/', instrument, wave, person_id)",
        }.items()
    )
    on = "t.table_name = f.table_name AND t.fact_id = f.fact_id"
    return [
        no_row(
            "every_fact_has_its_rows",
            "critical",
            "every fact can be followed back to a row of a file",
            f"SELECT f.fact_id FROM ({facts}) AS f ANTI JOIN {{batch}} AS t ON {on}",
        ),
        no_row(
            "every_row_has_its_fact",
            "critical",
            "no row is followed to a fact that does not exist",
            f"SELECT t.fact_id FROM {{batch}} AS t ANTI JOIN ({facts}) AS f ON {on}",
        ),
    ]


def core_rejects(_: About) -> list[Rule]:
    """Whatever is refused is refused for a reason, with a fix."""
    return [
        in_words("refused", ["row", "answer"]),
        never(
            "has_a_reason",
            "critical",
            "every refused row has a reason and a fix",
            "trim(reason) = '' OR trim(fix) = ''",
        ),
    ]


def core_counts(_: About) -> list[Rule]:
    """Every row in is used, refused or superseded, and not too many are refused.

    What is not kept of people who were forgotten is no fault of an export.
    """
    share = (
        "WITH erased AS (SELECT table_name, count(DISTINCT (source, source_file, source_line)) AS n FROM core_rejects "
        f"WHERE rule = '{ERASED}' GROUP BY table_name), "
        "counts AS (SELECT table_name, sum(rows_used) AS used, sum(rows_refused) - coalesce(any_value(e.n), 0) AS lost "
        "FROM {{batch}} AS b LEFT JOIN erased AS e USING (table_name) GROUP BY table_name) "
        "SELECT table_name FROM counts WHERE lost > greatest({least}, {limit} * (used + lost))"
    )
    return [
        never(
            "rows_reconcile",
            "critical",
            "rows in are the rows used, refused and superseded",
            "rows_in <> rows_used + rows_refused + rows_superseded",
        ),
        no_row(
            "rows_are_those_of_the_files",
            "critical",
            "as many rows are accounted for as the files have",
            "SELECT f.source FROM "
            "(SELECT source, sum(rows_in) AS n FROM raw_files WHERE use <> 'later' GROUP BY source) AS f "
            "LEFT JOIN (SELECT source, sum(rows_in) AS n FROM {batch} AS b GROUP BY source) AS t "
            "ON t.source = f.source "
            "WHERE t.n IS DISTINCT FROM f.n",
        ),
        no_row(
            "refused_share_is_bearable",
            "critical",
            f"at most {REFUSED_SHARE_CRITICAL:.0%} of the rows of each kind, or {REFUSED_ROWS_CRITICAL}, are refused",
            share.format(limit=REFUSED_SHARE_CRITICAL, least=REFUSED_ROWS_CRITICAL),
        ),
        no_row(
            "refused_share_is_small",
            "warning",
            f"at most {REFUSED_SHARE_WARNING:.0%} of the rows of each kind are refused",
            share.format(limit=REFUSED_SHARE_WARNING, least=0),
        ),
    ]


SUITES: dict[str, Suite] = {
    "raw_files": raw_files,
    "raw_files_gone": raw_files_gone,
    "raw_problems": raw_problems,
    "raw_tombstones": raw_tombstones,
    **dict.fromkeys(RAW_TABLES.values(), _raw_rows),
    **{RAW_TABLES[kind]: _raw_needed for kind in NEEDED_KINDS},
    "core_people": core_people,
    "core_pairs": core_pairs,
    "core_segments": core_segments,
    "core_meetings": core_meetings,
    "core_meeting_people": core_meeting_people,
    "core_goals": core_goals,
    "core_responses": core_responses,
    "core_answers": core_answers,
    "core_invitations": core_invitations,
    "core_identities": core_identities,
    "core_comments": core_comments,
    "core_lineage": core_lineage,
    "core_rejects": core_rejects,
    "core_counts": core_counts,
    "metric_figures": metric_figures,
    "metric_pair_health": metric_pair_health,
    "published_figures": published_figures,
    "published_groups": published_groups,
    "published_sources": published_sources,
    "published_comments": published_comments,
    "published_commenters": published_commenters,
}
