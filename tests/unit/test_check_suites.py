"""Every rule of the suites, with real Great Expectations on real DuckDB: sound tables pass, each broken one is caught."""

import shutil
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from assets.resources import Member, Night
from assets.sql import BUFFER_ROWS
from assets.warehouse import Warehouse
from checks.asset_checks import LAYERS, WARNED
from checks.contracts import GIVEN, contract
from checks.quality import SUITES
from checks.rules import About, Rule, never, no_row
from checks.run import CheckCouldNotRunError, hold
from checks.suites import suite
from mentorship import tables

NIGHT = date(2026, 3, 1)
ABOUT = About("tiny", NIGHT, k=5, comments_k=2, scales=(("skills", "conf1", 1.0, 5.0), ("skills", "it's", 0.0, 10.0)))
CHECKED = [table for names in LAYERS.values() for table in names]

PLACE = {"source": "roster", "source_file": "people/roster.csv", "source_sha256": "a" * 64, "source_line": 2}
FILE = {
    "source": "roster",
    "source_file": "people/roster.csv",
    "source_sha256": "a" * 64,
    "kind": "people",
    "tool": "table",
    "profile": "table 1",
    "encoding": "utf-8",
    "stamps": [],
    "time_zone": "UTC",
    "seen_order": 1,
    "use": "used",
    "rows_in": 4,
    "headings": ["a"],
    "evidence": [],
    "segments": [],
    "is_refused": False,
    "reading": "r",
}
RAW = {"segments": [], "instrument": "skills", "evidence": "log", "answers": []}
FIGURE = {
    "programme_id": "tiny",
    "as_of": NIGHT,
    "metric": "match_rate",
    "role": "mentee",
    "segment": "all",
    "segment_value": "all",
    "instrument": "",
    "construct": "",
    "wave": "",
    "value": 0.5,
    "unit": "share",
    "ci_low": 0.2,
    "ci_high": 0.8,
    "n": 10,
    "people": 10,
    "numerator": 5.0,
    "denominator": 10.0,
    "status": "ok",
    "reason": "",
    "target": "",
    "target_status": "",
    "value_as_of": NIGHT,
    "definition_version": 1,
}
NO_NUMBERS = dict.fromkeys(("value", "ci_low", "ci_high", "n", "people", "numerator", "denominator"))
UNKNOWN = (
    FIGURE | NO_NUMBERS | {"metric": "gas_t", "unit": "T", "status": "not_computable", "reason": "nothing to count"}
)
FEW = FIGURE | {
    "segment": "department",
    "segment_value": "Ops",
    "n": 3,
    "people": 3,
    "numerator": 1.0,
    "denominator": 3.0,
}
RESPONSE = {
    "response_id": "r1",
    "instrument": "skills",
    "wave": "baseline",
    "person_id": "ada",
    "submitted_at": datetime(2026, 1, 20, 9, tzinfo=UTC),
    "submitted_on": date(2026, 1, 20),
    "answered_count": 1,
    "item_count": 2,
}
COMMENT = {
    "as_of": NIGHT,
    "response_id": "r1",
    "item": "story",
    "instrument": "skills",
    "wave": "baseline",
    "person_id": "ada",
    "comment_id": "c1",
    "text": "It's braver {now}",
}
COMMENTS = [COMMENT, COMMENT | {"response_id": "r2", "person_id": "bob", "comment_id": "c2", "text": "no"}]
HIDDEN = FEW | NO_NUMBERS | {"status": "suppressed", "reason": "about too few people"}


def fields(rows: list[dict[str, Any]], table: str) -> list[dict[str, Any]]:
    """Of rows what a table has columns for."""
    return [{name: row[name] for name in tables.dtypes(table) if name in row} for row in rows]


SOUND: dict[str, list[dict[str, Any]]] = {
    "raw_files": [FILE],
    "raw_files_gone": [{**FILE, "source_sha256": "0" * 64, "gone_on": NIGHT}],
    "raw_problems": [],
    "raw_tombstones": [{"tombstone": "0123456789abcdef0123"}],
    **{table: [PLACE | RAW] for table in tables.RAW_TABLES.values()},
    "core_people": [
        {"person_id": "ada", "is_mentee": True, "is_mentor": False, "joined_on": date(2026, 1, 12)},
        {"person_id": "bob", "is_mentee": False, "is_mentor": True},
    ],
    "core_pairs": [{"pair_id": "ab", "mentor_id": "bob", "mentee_id": "ada", "matched_on": date(2026, 1, 20)}],
    "core_segments": [
        {"unit": "person", "unit_id": "ada", "segment": "department", "segment_value": "Ops"},
        {"unit": "pair", "unit_id": "ab", "segment": "department", "segment_value": "Ops"},
    ],
    "core_meetings": [
        {
            "meeting_id": "m1",
            "pair_id": "ab",
            "group_id": "ab",
            "starts_at": datetime(2026, 2, 1, 9, tzinfo=UTC),
            "meeting_on": date(2026, 2, 1),
            "is_in_pair_time": True,
            "outcome": "held",
            "grade": "logged",
            "is_held": True,
        }
    ],
    "core_meeting_people": [{"meeting_id": "m1", "person_id": "ada"}],
    "core_goals": [{"goal_id": "g1", "owner_id": "ada", "status": "open", "has_measure": False}],
    "core_responses": [RESPONSE, RESPONSE | {"response_id": "r2", "person_id": "bob"}],
    "core_answers": [
        {"response_id": "r1", "item": "conf1", "points": 4.0, "score": 4.0},
        {"response_id": "r1", "item": "it's", "points": 10.0, "score": 0.0},
    ],
    "core_invitations": [{"instrument": "skills", "wave": "baseline", "person_id": "ada"}],
    "core_comments": fields(COMMENTS, "core_comments"),
    "core_identities": [{"folded_key": "ada", "person_id": "ada", "is_name": False}],
    "core_lineage": [
        {"table_name": table, "fact_id": fact, "source_file": "people/roster.csv", "source_line": line}
        for line, (table, fact) in enumerate(
            [
                ("core_people", "ada"),
                ("core_people", "bob"),
                ("core_pairs", "ab"),
                ("core_meetings", "m1"),
                ("core_goals", "g1"),
                ("core_responses", "r1"),
                ("core_responses", "r2"),
                ("core_invitations", "skills/baseline/ada"),
            ],
            start=2,
        )
    ],
    "core_rejects": [
        {
            "source": "roster",
            "table_name": "raw_people",
            "source_file": "people/roster.csv",
            "source_line": 5,
            "column": "role",
            "value_class": "blank",
            "rule": "role_is_known",
            "reason": "the role is missing",
            "fix": "fill it in",
            "refused": "row",
        }
    ],
    "core_counts": [
        {
            "table_name": "raw_people",
            "source": "roster",
            "file_number": 1,
            "rows_in": 4,
            "rows_used": 3,
            "rows_refused": 0,
            "rows_superseded": 1,
        }
    ],
    "metric_figures": [FIGURE, UNKNOWN, FEW],
    "metric_pair_health": [
        {
            "programme_id": "tiny",
            "as_of": NIGHT,
            "pair_id": "ab",
            "matched_on": date(2026, 1, 20),
            "state": "watch",
            "reasons": ["no goal set 40 days after the match"],
            "actions": [],
            "on_list": "",
            "list_reason": "",
        }
    ],
    "published_figures": [FIGURE, UNKNOWN, HIDDEN],
    "published_sources": [
        {
            "programme_id": "tiny",
            "as_of": NIGHT,
            "source": "roster",
            "kind": "people",
            "tool": "table",
            "profile": "table v1",
            "files": 1,
            "rows_in": 4,
            "rows_used": 3,
            "rows_refused": 0,
            "rows_superseded": 1,
            "newest_on": NIGHT,
        }
    ],
    "published_groups": [
        {
            "programme_id": "tiny",
            "population": "match_rate",
            "role": "mentee",
            "segment": "all",
            "segment_value": "all",
            "instrument": "",
            "construct": "",
            "wave": "",
            "version": 1,
            "carrier": f"p{number}",
            "as_of": NIGHT,
            "people": [f"p{number}"],
        }
        for number in range(5)
    ],
    "published_comments": fields(COMMENTS, "published_comments"),
    "published_commenters": fields(
        [row | {"version": 1, "is_withheld": False} for row in COMMENTS], "published_commenters"
    ),
}

# A second file of the source, in which the row of a goal is another.
TWO_VERSIONS = (
    "UPDATE raw_goals SET goal_key = 'a-1'; "
    "INSERT INTO raw_files SELECT * REPLACE ('other.csv' AS source_file, {order} AS seen_order) FROM raw_files; "
    "INSERT INTO raw_goals SELECT * REPLACE ('other.csv' AS source_file, 'Talk' AS title, '{key}' AS goal_key) "
    "FROM raw_goals"
)
# A figure of a rate becomes one of another metric, with these numbers.
BOUNDED = (
    "UPDATE metric_figures SET metric = '{}', unit = '{}', value = {}, ci_low = {}, ci_high = {} "
    "WHERE metric = 'match_rate' AND segment = 'all'"
)
COUNTED = (
    "UPDATE metric_figures SET metric = 'met_count', unit = 'count', value = {value}, ci_low = NULL, ci_high = NULL "
    "WHERE metric = 'match_rate' AND segment = 'all'"
)
# What is done to the sound tables, and every rule of the table that must notice.
BROKEN: list[tuple[str, str, set[str]]] = [
    ("raw_files", "UPDATE raw_files SET use = 'lost'", {"use_is_a_known_word"}),
    ("raw_files", "UPDATE raw_files SET kind = 'cats'", {"kind_is_a_known_word"}),
    ("raw_files", "UPDATE raw_files SET source_sha256 = 'abc'", {"hash_is_whole"}),
    ("raw_files", "UPDATE raw_files SET rows_in = -1", {"rows_in_is_in_range"}),
    ("raw_files", "INSERT INTO raw_files SELECT * FROM raw_files", {"key_is_unique"}),
    ("raw_files", TWO_VERSIONS.format(order=1, key="A-1"), {"exports_of_a_night_agree"}),
    (
        "raw_problems",
        "INSERT INTO raw_problems VALUES ('s', 'f', 1, '', '', 'm', 'f', 'error', true)",
        {"no_file_is_refused"},
    ),
    (
        "raw_problems",
        "INSERT INTO raw_problems VALUES ('s', 'f', 1, '', '', 'm', 'f', 'warning', true)",
        {"no_file_is_doubtful"},
    ),
    (
        "raw_problems",
        "INSERT INTO raw_problems VALUES ('s', 'f', 1, '', '', 'm', 'f', 'odd', true)",
        {"severity_is_a_known_word"},
    ),
    ("raw_tombstones", "UPDATE raw_tombstones SET tombstone = 'ada'", {"it_is_a_hash"}),
    ("raw_people", "DELETE FROM raw_people", {"has_rows"}),
    ("raw_pairs", "DELETE FROM raw_pairs", {"has_rows"}),
    ("raw_people", "UPDATE raw_people SET source_line = 0", {"source_line_is_in_range"}),
    ("raw_people", "ALTER TABLE raw_people ADD COLUMN extra INTEGER", {"columns_are_as_declared"}),
    ("raw_meetings", "UPDATE raw_meetings SET source_sha256 = 'other'", {"file_is_in_the_ledger"}),
    ("raw_surveys", "UPDATE raw_files SET is_refused = true", {"file_is_in_the_ledger"}),
    ("raw_people", "UPDATE raw_files SET use = 'replaced'", {"has_rows"}),
    ("raw_files_gone", "UPDATE raw_files_gone SET source_sha256 = 'abc'", {"hash_is_whole"}),
    ("raw_files_gone", "UPDATE raw_files SET source_sha256 = repeat('0', 64)", {"it_is_gone"}),
    ("raw_goals", "UPDATE raw_files SET rows_in = 0", {"no_more_rows_than_the_file"}),
    ("core_people", "DELETE FROM core_people", {"has_rows"}),
    ("core_people", "UPDATE core_people SET is_mentee = false", {"has_a_role"}),
    ("core_people", "UPDATE core_people SET left_on = DATE '2025-01-01'", {"left_after_joining"}),
    ("core_people", "INSERT INTO core_people SELECT * FROM core_people", {"key_is_unique"}),
    ("core_pairs", "DELETE FROM core_pairs", {"has_rows"}),
    ("core_pairs", "UPDATE core_pairs SET mentor_id = 'nobody'", {"mentor_id_is_known"}),
    ("core_pairs", "UPDATE core_pairs SET mentee_id = 'nobody'", {"mentee_id_is_known"}),
    ("core_pairs", "UPDATE core_pairs SET mentee_id = mentor_id", {"two_people"}),
    ("core_pairs", "UPDATE core_pairs SET outcome = 'eloped'", {"outcome_is_a_known_word"}),
    ("core_pairs", "UPDATE core_pairs SET ended_on = DATE '2025-01-01'", {"ended_after_matching"}),
    ("core_pairs", "UPDATE core_pairs SET meetings_per_month = -1", {"meetings_per_month_is_in_range"}),
    (
        "core_segments",
        "UPDATE core_segments SET unit = 'team' WHERE unit = 'pair'",
        {"unit_is_a_known_word", "unit_id_is_known"},
    ),
    ("core_segments", "UPDATE core_segments SET unit_id = 'nobody' WHERE unit = 'pair'", {"unit_id_is_known"}),
    ("core_meetings", "UPDATE core_meetings SET pair_id = 'nobody'", {"pair_id_is_known"}),
    ("core_meetings", "UPDATE core_meetings SET outcome = 'vanished'", {"outcome_is_a_known_word"}),
    ("core_meetings", "UPDATE core_meetings SET grade = 'rumoured'", {"grade_is_a_known_word"}),
    ("core_meetings", "UPDATE core_meetings SET meeting_on = DATE '0206-02-01'", {"day_can_be"}),
    ("core_meetings", "UPDATE core_meetings SET meeting_on = DATE '2027-12-01'", {"day_is_not_far_ahead"}),
    (
        "core_meetings",
        "UPDATE core_meetings SET meeting_on = DATE '2126-02-01'",
        {"day_can_be", "day_is_not_far_ahead"},
    ),
    ("core_meetings", "UPDATE core_meetings SET outcome = 'no_show'", {"held_is_an_outcome"}),
    ("core_meeting_people", "UPDATE core_meeting_people SET meeting_id = 'none'", {"meeting_id_is_known"}),
    ("core_meeting_people", "UPDATE core_meeting_people SET person_id = 'nobody'", {"person_id_is_known"}),
    ("core_goals", "UPDATE core_goals SET owner_id = 'nobody'", {"owner_id_is_known"}),
    ("core_goals", "UPDATE core_goals SET status = 'pondering'", {"status_is_a_known_word"}),
    ("core_goals", "UPDATE core_goals SET step_count = 1, step_done_count = 2", {"steps_done_are_steps"}),
    ("core_goals", "UPDATE core_goals SET gas_level = 3", {"gas_level_is_in_range"}),
    ("core_responses", "UPDATE core_responses SET person_id = 'nobody'", {"person_id_is_known"}),
    ("core_responses", "UPDATE core_responses SET about_id = 'nobody'", {"about_id_is_known"}),
    ("core_responses", "UPDATE core_responses SET answered_count = 3", {"answers_were_asked_for"}),
    ("core_answers", "UPDATE core_answers SET response_id = 'none'", {"response_id_is_known"}),
    ("core_answers", "UPDATE core_answers SET points = 6 WHERE item = 'conf1'", {"answer_is_on_the_scale"}),
    ("core_answers", "UPDATE core_answers SET score = -1 WHERE item = 'it''s'", {"answer_is_on_the_scale"}),
    ("core_answers", "UPDATE core_answers SET item = 'invented' WHERE item = 'conf1'", {"answer_is_on_the_scale"}),
    ("core_invitations", "UPDATE core_invitations SET person_id = 'nobody'", {"person_id_is_known"}),
    ("core_identities", "UPDATE core_identities SET person_id = 'nobody'", {"person_id_is_known"}),
    ("core_lineage", "DELETE FROM core_lineage WHERE fact_id = 'm1'", {"every_fact_has_its_rows"}),
    ("core_lineage", "INSERT INTO core_lineage VALUES ('core_pairs', 'ghost', 'f', 1)", {"every_row_has_its_fact"}),
    ("core_rejects", "UPDATE core_rejects SET refused = 'file'", {"refused_is_a_known_word"}),
    ("core_rejects", "UPDATE core_rejects SET fix = ' '", {"has_a_reason"}),
    ("core_counts", "UPDATE core_counts SET rows_used = 4", {"rows_reconcile"}),
    ("core_counts", "UPDATE raw_files SET rows_in = 5", {"rows_are_those_of_the_files"}),
    ("core_counts", "DELETE FROM core_counts", {"rows_are_those_of_the_files"}),
    ("core_counts", "UPDATE core_counts SET rows_used = 2, rows_refused = 1", {"refused_share_is_small"}),
    (
        "core_counts",
        "UPDATE core_counts SET rows_in = 15, rows_used = 2, rows_refused = 12",
        {"refused_share_is_small", "refused_share_is_bearable", "rows_are_those_of_the_files"},
    ),
    ("metric_pair_health", "UPDATE metric_pair_health SET pair_id = 'nobodies'", {"pair_id_is_known"}),
    ("published_sources", "UPDATE published_sources SET kind = 'gossip'", {"kind_is_a_known_word"}),
    ("published_sources", "UPDATE published_sources SET rows_used = 4", {"rows_reconcile"}),
    ("published_sources", "UPDATE published_sources SET newest_on = DATE '2030-01-01'", {"nothing_is_of_the_future"}),
    (
        "metric_pair_health",
        "UPDATE metric_pair_health SET state = 'doomed'",
        {"state_is_a_known_word", "trouble_has_a_reason"},
    ),
    ("metric_pair_health", "UPDATE metric_pair_health SET reasons = []", {"trouble_has_a_reason"}),
    ("metric_pair_health", "UPDATE metric_pair_health SET state = 'on_track'", {"trouble_has_a_reason"}),
    ("metric_pair_health", "UPDATE metric_pair_health SET list_reason = 'long ago'", {"a_list_says_why"}),
    (
        "metric_pair_health",
        "UPDATE metric_pair_health SET on_list = 'lost', list_reason = 'x'",
        {"on_list_is_a_known_word"},
    ),
    (
        "metric_pair_health",
        "UPDATE metric_figures SET metric = 'never_met_count', value = 1 WHERE metric = 'match_rate'",
        {"lists_are_as_long_as_counted"},
    ),
    ("metric_figures", "DELETE FROM metric_figures", {"has_rows"}),
    ("metric_figures", "INSERT INTO metric_figures SELECT * FROM metric_figures", {"key_is_unique"}),
    (
        "metric_figures",
        "UPDATE metric_figures SET metric = 'happiness' WHERE metric = 'gas_t'",
        {"metric_is_a_known_word"},
    ),
    ("metric_figures", "UPDATE metric_figures SET role = 'cat'", {"role_is_a_known_word"}),
    (
        "metric_figures",
        "UPDATE metric_figures SET status = 'suppressed' WHERE metric = 'match_rate'",
        {"status_is_a_known_word"},
    ),
    ("metric_figures", "UPDATE metric_figures SET target_status = 'nearly'", {"target_status_is_a_known_word"}),
    (
        "metric_figures",
        "UPDATE metric_figures SET denominator = 'inf' WHERE metric = 'match_rate'",
        {"numbers_are_finite"},
    ),
    (
        "metric_figures",
        "UPDATE metric_figures SET denominator = 'nan' WHERE metric = 'match_rate'",
        {"numbers_are_finite"},
    ),
    (
        "metric_figures",
        "UPDATE metric_figures SET ci_high = 1.2 WHERE metric = 'match_rate'",
        {"shares_lie_between_0_and_1"},
    ),
    (
        "metric_figures",
        "UPDATE metric_figures SET ci_low = -0.1 WHERE metric = 'match_rate'",
        {"shares_lie_between_0_and_1"},
    ),
    ("metric_figures", "UPDATE metric_figures SET unit = 'percent' WHERE metric = 'gas_t'", {"unit_is_a_known_word"}),
    ("metric_figures", COUNTED.format(value=12.5), {"counts_are_whole"}),
    ("metric_figures", COUNTED.format(value=-1), {"counts_are_whole"}),
    ("metric_figures", BOUNDED.format("channel_variety", "0–1", 1.1, 1.1, 1.1), {"shares_lie_between_0_and_1"}),
    ("metric_figures", BOUNDED.format("channel_variety", "0–1", -0.1, -0.1, -0.1), {"shares_lie_between_0_and_1"}),
    ("metric_figures", BOUNDED.format("cronbach_alpha", "0–1", 0.9, 0.8, 1.01), {"alpha_is_at_most_1"}),
    ("metric_figures", BOUNDED.format("meeting_hours", "hours", -1, -1, -1), {"amounts_are_not_negative"}),
    ("metric_figures", BOUNDED.format("gas_t_sd", "T", -1, -1, -1), {"amounts_are_not_negative"}),
    (
        "metric_figures",
        BOUNDED.format("reliable_change_points", "scale points", -1, -1, -1),
        {"amounts_are_not_negative"},
    ),
    ("metric_figures", BOUNDED.format("nps", "−100…100", 90, 80, 100.5), {"net_scores_lie_within_100"}),
    ("metric_figures", BOUNDED.format("nps", "−100…100", -90, -101, -80), {"net_scores_lie_within_100"}),
    (
        "metric_figures",
        "UPDATE metric_figures SET ci_low = 0.6 WHERE metric = 'match_rate'",
        {"interval_holds_the_value"},
    ),
    (
        "metric_figures",
        "UPDATE metric_figures SET ci_high = 0.4 WHERE metric = 'match_rate'",
        {"interval_holds_the_value"},
    ),
    (
        "metric_figures",
        "UPDATE metric_figures SET numerator = 11 WHERE metric = 'match_rate'",
        {"numerator_is_within_the_denominator"},
    ),
    ("metric_figures", "UPDATE metric_figures SET reason = '' WHERE metric = 'gas_t'", {"not_computable_says_why"}),
    ("metric_figures", "UPDATE metric_figures SET value = 50 WHERE metric = 'gas_t'", {"not_computable_says_why"}),
    (
        "metric_figures",
        "UPDATE metric_figures SET value = NULL WHERE metric = 'match_rate'",
        {"has_a_value_and_a_count"},
    ),
    (
        "metric_figures",
        "UPDATE metric_figures SET people = NULL WHERE metric = 'match_rate'",
        {"has_a_value_and_a_count"},
    ),
    ("metric_figures", "UPDATE metric_figures SET n = -1 WHERE metric = 'match_rate'", {"n_is_in_range"}),
    ("metric_figures", "UPDATE metric_figures SET definition_version = 0", {"definition_version_is_in_range"}),
    (
        "published_figures",
        "UPDATE published_figures SET n = 3 WHERE status = 'suppressed'",
        {"suppressed_shows_nothing"},
    ),
    (
        "published_figures",
        "UPDATE published_figures SET numerator = 1 WHERE status = 'suppressed'",
        {"suppressed_shows_nothing"},
    ),
    (
        "published_figures",
        "UPDATE published_figures SET status = 'ok', people = 3 WHERE status = 'suppressed'",
        {"nothing_about_fewer_than_k"},
    ),
    ("published_figures", "DELETE FROM published_figures WHERE status = 'suppressed'", {"same_figures_as_computed"}),
    (
        "published_figures",
        "UPDATE published_figures SET segment_value = 'Engineering' WHERE status = 'suppressed'",
        {"same_figures_as_computed"},
    ),
    (
        "published_figures",
        "UPDATE published_figures SET value = 0.6 WHERE status = 'ok'",
        {"values_are_those_computed"},
    ),
    (
        "published_figures",
        "UPDATE published_figures SET reason = 'few' WHERE status = 'ok'",
        {"a_word_shows_no_number"},
    ),
    (
        "published_figures",
        "UPDATE published_figures SET value_as_of = DATE '2026-01-31' WHERE status = 'ok'",
        {"kept_figures_are_older"},
    ),
    ("published_groups", "UPDATE published_groups SET people = []", {"has_people"}),
    ("published_groups", "DELETE FROM published_groups WHERE carrier = 'p4'", {"no_group_of_fewer_than_k"}),
    ("core_comments", "UPDATE core_comments SET response_id = 'lost'", {"response_id_is_known", "key_is_unique"}),
    ("core_comments", "UPDATE core_comments SET person_id = 'nobody'", {"person_id_is_known"}),
    ("core_comments", "UPDATE core_comments SET text = '-- {!}'", {"says_something"}),
    (
        "published_comments",
        "DELETE FROM published_comments WHERE person_id = 'bob'",
        {"nothing_of_fewer_than_comments_k"},
    ),
    (
        "published_comments",
        "UPDATE published_comments SET text = NULL WHERE person_id = 'bob'",
        {"nothing_of_fewer_than_comments_k"},
    ),
    (
        "published_comments",
        "UPDATE published_comments SET person_id = 'ada'",
        {"nothing_of_fewer_than_comments_k", "its_writer_agreed"},
    ),
    ("published_comments", "UPDATE published_comments SET item = 'advice'", {"its_writer_agreed"}),
    ("published_comments", "UPDATE published_comments SET comment_id = comment_id || 'x'", {"its_writer_agreed"}),
    ("published_commenters", "UPDATE published_commenters SET version = 0", {"version_is_in_range"}),
    (
        "published_figures",
        "UPDATE published_figures SET status = 'secret' WHERE status = 'suppressed'",
        {"status_is_a_known_word"},
    ),
]


def frame(table: str) -> pl.DataFrame:
    rows = [{"programme_id": "tiny"} | row for row in SOUND[table]]
    return pl.DataFrame(rows, schema=tables.dtypes(table))


@pytest.fixture(scope="module")
def sound_state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    state = tmp_path_factory.mktemp("sound") / "state"
    night(state).replace({table: frame(table) for table in CHECKED})
    return state


@pytest.fixture
def state(sound_state: Path, tmp_path: Path) -> Path:
    return shutil.copytree(sound_state, tmp_path / "state")


def night(state: Path, as_of: date = NIGHT) -> Night:
    return Night(Member("tiny", state, state, state), as_of, "run")


def change(state: Path, table: str, statement: str) -> None:
    """Run a statement in the file that it is about: of the table itself, or of the ledger."""
    target = "raw_files" if "raw_files SET" in statement else table
    with duckdb.connect(Warehouse(state).path(target)) as connection:
        connection.execute(statement)


def held(state: Path, table: str, rules: tuple[Rule, ...] | None = None) -> pl.DataFrame:
    return hold(night(state), {table: rules or suite(table, ABOUT)})


def failed(results: pl.DataFrame) -> set[str]:
    return set(results.filter(~pl.col("has_passed"))["rule"])


def test_sound_tables_pass_every_rule(state: Path) -> None:
    results = hold(night(state), {table: suite(table, ABOUT) for table in CHECKED})
    assert failed(results) == set()
    assert set(results["table_name"]) == set(CHECKED)
    assert results["rows_failed"].to_list() == [0] * results.height
    by_table = dict(results.group_by("table_name").agg(pl.col("rows_checked").unique().first()).iter_rows())
    assert by_table == {table: len(SOUND[table]) for table in CHECKED}


@pytest.mark.parametrize(
    ("table", "statement", "rules"), BROKEN, ids=[f"{table}-{statement}" for table, statement, _ in BROKEN]
)
def test_a_broken_table_fails_exactly_the_rule_that_it_breaks(
    state: Path, table: str, statement: str, rules: set[str]
) -> None:
    change(state, table, statement)
    assert failed(held(state, table)) == rules


@pytest.mark.parametrize(
    "statement",
    [
        COUNTED.format(value=0),
        BOUNDED.format("cronbach_alpha", "0–1", -0.2, -1.4, 0.3),
        BOUNDED.format("meeting_hours", "hours", 0, 0, 0),
        BOUNDED.format("channel_variety", "0–1", 1, 1, 1),
        BOUNDED.format("nps", "−100…100", -100, -100, -60),
        BOUNDED.format("attrition_bias_g", "SD", -0.4, -0.9, 0.1),
        BOUNDED.format("response_cadence_gap", "ratio", -0.2, -0.4, 0.1),
    ],
)
def test_a_figure_at_the_edge_of_its_unit_passes(state: Path, statement: str) -> None:
    change(state, "metric_figures", statement)
    assert failed(held(state, "metric_figures")) == set()


@pytest.mark.parametrize(
    "statement",
    [
        TWO_VERSIONS.format(order=2, key="a-1"),
        TWO_VERSIONS.format(order=1, key="a-2"),
        TWO_VERSIONS.format(order=1, key="a-1").replace("'Talk' AS title", "NULL AS title"),
        TWO_VERSIONS.format(order=1, key="a-1")
        + "; UPDATE raw_files SET use = 'replaced' WHERE source_file = 'other.csv'",
    ],
    ids=["a newer export holds", "other rows", "the same row", "one of the exports is not used"],
)
def test_exports_agree_where_none_is_as_new_or_none_says_otherwise(state: Path, statement: str) -> None:
    change(state, "raw_files", statement)
    assert failed(held(state, "raw_files")) == set()


def test_a_newer_export_settles_what_two_older_ones_said(state: Path) -> None:
    newer = "INSERT INTO raw_files SELECT * REPLACE ('new.csv' AS source_file, 2 AS seen_order) FROM raw_files LIMIT 1"
    row = "INSERT INTO raw_goals SELECT * REPLACE ('new.csv' AS source_file) FROM raw_goals LIMIT 1"
    change(state, "raw_files", f"{TWO_VERSIONS.format(order=1, key='a-1')}; {newer}; {row}")
    assert failed(held(state, "raw_files")) == set()


def test_every_rule_that_is_no_schemas_is_proven_by_a_broken_table() -> None:
    written = {(table, rule.name) for table in SUITES for rule in SUITES[table](ABOUT)}
    proven = {(table, rule) for table, _, rules in BROKEN for rule in rules}
    shared = {"file_is_in_the_ledger", "no_more_rows_than_the_file", "is_of_this_night"}
    figures = {rule for table, rule in proven if table == "metric_figures"}
    missing = {
        (table, rule)
        for table, rule in written - proven
        if rule not in shared and not (table == "published_figures" and rule in figures)
    }
    assert missing == set()


@pytest.mark.parametrize("table", CHECKED)
def test_what_a_schema_wants_filled_is_missed_when_it_is_empty(state: Path, table: str) -> None:
    (rule,) = (rule for rule in contract(table) if rule.name == GIVEN)
    wanted = [name for name, column in tables.TABLES[table].columns().items() if not column.nullable]
    assert rule.says == f"none of {', '.join(wanted)} is ever empty"
    where = rule.arguments["unexpected_rows_query"].partition(" WHERE ")[2]
    assert [f'"{name}" IS NULL' for name in wanted] == where.split(" OR ")
    with duckdb.connect(Warehouse(state).path(table), read_only=True) as connection:
        assert connection.execute(f"SELECT count(*) FROM {table} WHERE {where}").fetchone() == (0,)


def test_an_empty_cell_that_must_be_filled_is_caught(state: Path) -> None:
    change(state, "core_people", "UPDATE core_people SET is_mentor = NULL")
    assert GIVEN in failed(held(state, "core_people"))


def test_figures_of_another_night_are_not_looked_at(state: Path) -> None:
    elsewhere = frame("metric_figures").with_columns(as_of=pl.lit(date(2026, 2, 28)), value=pl.lit(7.0))
    night(state, date(2026, 2, 28)).replace({"metric_figures": elsewhere})
    assert failed(held(state, "metric_figures")) == set()


def test_a_figure_of_another_programme_or_night_is_caught(state: Path) -> None:
    rule = next(rule for rule in SUITES["metric_figures"](About("other", NIGHT)) if rule.name == "is_of_this_night")
    assert failed(held(state, "metric_figures", (rule,))) == {"is_of_this_night"}


def test_what_fails_says_how_many_rows_of_how_many(state: Path) -> None:
    change(state, "core_people", "UPDATE core_people SET is_mentee = false")
    row = held(state, "core_people").row(by_predicate=pl.col("rule") == "has_a_role", named=True)
    assert row == {
        "programme_id": "tiny",
        "as_of": NIGHT,
        "table_name": "core_people",
        "rule": "has_a_role",
        "severity": "critical",
        "has_passed": False,
        "rows_checked": 2,
        "rows_failed": 1,
        "message": "not so: everybody is a mentee, a mentor or both",
    }


def test_a_rule_about_the_table_as_a_whole_counts_no_rows(state: Path) -> None:
    change(state, "core_people", "DELETE FROM core_people")
    row = held(state, "core_people").row(by_predicate=pl.col("rule") == "has_rows", named=True)
    assert (row["rows_checked"], row["rows_failed"]) == (0, None)


def test_rows_of_forgotten_people_are_no_fault_of_an_export(state: Path) -> None:
    change(state, "core_counts", "UPDATE core_counts SET rows_used = 2, rows_refused = 1")
    assert not held(state, "core_counts")["has_passed"].all()
    change(state, "core_rejects", "UPDATE core_rejects SET rule = 'erased_on_request'")
    assert held(state, "core_counts")["has_passed"].all()


def test_no_result_quotes_a_cell(state: Path) -> None:
    change(state, "raw_people", "UPDATE raw_people SET person_key = 'Ada Lovelace', source_file = 'secret name'")
    assert not any("Ada" in text or "secret name" in text for text in held(state, "raw_people")["message"])


@pytest.mark.parametrize(
    "query", ["SELECT nonsense FROM {batch}", "SELECT 1 FROM {batch} AS t JOIN no_such_table AS o ON true"]
)
def test_a_rule_that_cannot_be_evaluated_is_neither_passed_nor_the_datas_fault(state: Path, query: str) -> None:
    with pytest.raises(CheckCouldNotRunError, match="the rule broken of core_people could not be evaluated"):
        held(state, "core_people", (no_row("broken", "critical", "nothing", query),))


def test_a_table_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    night(tmp_path).replace({"raw_people": frame("raw_people")})
    with pytest.raises(Exception, match="core_people"):
        held(tmp_path, "core_people")


def test_more_failing_rows_than_are_kept_are_all_counted(state: Path) -> None:
    count = 3 * BUFFER_ROWS
    change(
        state,
        "core_people",
        f"INSERT INTO core_people SELECT 'tiny', 'p' || i, false, false, NULL, NULL FROM range({count}) AS r(i)",
    )
    results = held(
        state, "core_people", (never("roles", "critical", "all have a role", "NOT (is_mentee OR is_mentor)"),)
    )
    assert results["rows_failed"].to_list() == [count]


def test_the_files_are_free_after_a_check(state: Path) -> None:
    held(state, "core_people")
    night(state).replace({"core_people": frame("core_people")})


def test_warnings_are_checks_of_the_tables_that_have_them() -> None:
    having = {table for table in CHECKED if any(rule.severity == "warning" for rule in suite(table, ABOUT))}
    assert having == WARNED


def test_a_suite_names_each_rule_once() -> None:
    for table in CHECKED:
        names = [rule.name for rule in suite(table, ABOUT)]
        assert len(names) == len(set(names)), table


def test_every_table_but_the_results_is_checked() -> None:
    assert set(CHECKED) == set(tables.TABLES) - {"check_results"} == set(SUITES)
