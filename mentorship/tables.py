"""Every table once: its columns, units, keys and row rules, in the order of the night.

A table's name is `<layer>_<noun>`; `TABLES` finds its schema by that name. Raw tables are text as the exports hold
it; core tables are typed facts, one row a fact; figures are tidy. What is computed from them stands elsewhere.
"""

import dataframely as dy
import polars as pl

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

SEGMENTS = dy.List(dy.Struct({"segment": dy.String(), "value": dy.String(nullable=True)}))
ANSWERS = dy.List(dy.Struct({"item": dy.String(), "answer": dy.String(nullable=True)}))


class RawFiles(dy.Schema):
    """One row a file of a source: what it is, how it was read, and whether it is used tonight."""

    source = dy.String(primary_key=True)
    source_file = dy.String(primary_key=True, description="path below exports/")
    source_sha256 = dy.String(primary_key=True)
    kind = dy.String()
    tool = dy.String()
    profile = dy.String(description="name and version of the reader")
    encoding = dy.String()
    delimiter = dy.String(nullable=True)
    header_line = dy.Int64(nullable=True)
    stamps = dy.List(dy.Struct({"column": dy.String(), "stamp": dy.String()}), description="how its dates are written")
    time_zone = dy.String(description="of instants that name none")
    dated_on = dy.Date(nullable=True, description="the date in its name, where the source gives a pattern")
    seen_order = dy.Int64(description="1 for the files of the first night, 2 for those first seen on the next, …")
    use = dy.String(
        description="used, replaced (an older snapshot), later (dated after the night), same (as another file), refused"
    )
    rows_in = dy.Int64(min=0)
    headings = dy.List(dy.String(), description="of its columns")
    evidence = dy.List(dy.String(), description="what spoke for its reader")
    segments = dy.List(dy.String(), description="the programme's segments that it has a column for")
    first_on = dy.Date(nullable=True, description="first of the days by which it is placed in time")
    last_on = dy.Date(nullable=True)
    is_refused = dy.Bool(description="whether its reader refused it")
    reading = dy.String(description="what its rows depend on besides its bytes: the declaration and the readers")


class RawFilesGone(dy.Schema):
    """One row a file that was there on an earlier night: the last content that its place held, or held before."""

    source = dy.String(primary_key=True)
    source_file = dy.String(primary_key=True)
    source_sha256 = dy.String()
    dated_on = dy.Date(nullable=True)
    seen_order = dy.Int64()
    rows_in = dy.Int64(min=0)
    headings = dy.List(dy.String())
    is_refused = dy.Bool()
    gone_on = dy.Date(description="the first night without it")


class RawProblems(dy.Schema):
    """One row a fault of a file as a whole; of severity error, the file is refused."""

    source = dy.String()
    source_file = dy.String(description="the file, or the source's pattern where no file is there")
    source_line = dy.Int64(nullable=True)
    column = dy.String()
    value_class = dy.String()
    message = dy.String()
    fix = dy.String()
    severity = dy.String(description="error, warning, or left_out (a row that is no record)")
    is_of_reading = dy.Bool(description="whether the file's own reader found it, whatever the night")


class RawTombstones(dy.Schema):
    """What is left of people who were forgotten: one row a key of theirs, which nobody can read back out of it.

    By it their rows are known in exports that still hold them, and are not kept. No night can make it again.
    """

    tombstone = dy.String(primary_key=True, description="keyed hash of a folded key")


class _RawRow(dy.Schema):
    """Where a raw row came from; lines are physical and 1-based (sheet rows, positions of components)."""

    source = dy.String(primary_key=True)
    source_file = dy.String(primary_key=True)
    source_sha256 = dy.String()
    source_line = dy.Int64(primary_key=True, min=1)


class RawPeople(_RawRow):
    """The roster's rows as text."""

    person_key = dy.String(nullable=True)
    email = dy.String(nullable=True)
    name = dy.String(nullable=True)
    role = dy.String(nullable=True)
    joined_on = dy.String(nullable=True)
    left_on = dy.String(nullable=True)
    other_keys = dy.String(nullable=True, description="joined by ;")
    segments = SEGMENTS


class RawPairs(_RawRow):
    """The matches' rows as text."""

    pair_key = dy.String(nullable=True)
    mentor = dy.String(nullable=True)
    mentee = dy.String(nullable=True)
    matched_on = dy.String(nullable=True)
    ended_on = dy.String(nullable=True)
    planned_end_on = dy.String(nullable=True)
    outcome = dy.String(nullable=True)
    meetings_per_month = dy.String(nullable=True)
    segments = SEGMENTS


class RawSurveys(_RawRow):
    """One row a response; answers are those to items of the source's instrument, and nothing else is kept."""

    instrument = dy.String()
    wave = dy.String(nullable=True, description="the declared wave; null where the date decides")
    response_key = dy.String(nullable=True, description="the tool's own id of the response")
    respondent = dy.String(nullable=True)
    about = dy.String(nullable=True)
    submitted_at = dy.String(nullable=True)
    answers = ANSWERS


class RawMeetings(_RawRow):
    """One row a record: a logged meeting, an occurrence in a calendar, or one person's join of a call."""

    evidence = dy.String(description="presence (one person's join), log, calendar")
    meeting_key = dy.String(nullable=True, description="the tool's id of the meeting")
    pair_key = dy.String(nullable=True)
    people = dy.String(
        nullable=True, description="keys of those invited, joined by ;, or all keys of the one who joined"
    )
    starts_at = dy.String(nullable=True, description="of the record: the meeting's start, or the join")
    ends_at = dy.String(nullable=True, description="of the record: the meeting's end, or the leave")
    duration_minutes = dy.String(nullable=True)
    channel = dy.String(nullable=True)
    outcome = dy.String(nullable=True)
    no_show_by = dy.String(nullable=True)
    has_agenda = dy.String(nullable=True)
    action_item_count = dy.String(nullable=True)


class RawGoals(_RawRow):
    """The goal tracker's rows as text; steps that are rows of their own are counted into their goal."""

    goal_key = dy.String(nullable=True)
    owner = dy.String(nullable=True)
    title = dy.String(nullable=True)
    set_on = dy.String(nullable=True)
    due_on = dy.String(nullable=True)
    achieved_on = dy.String(nullable=True)
    status = dy.String(nullable=True)
    progress = dy.String(nullable=True)
    reviewed_on = dy.String(nullable=True)
    measure = dy.String(nullable=True)
    step_count = dy.String(nullable=True)
    step_done_count = dy.String(nullable=True)
    celebrated_on = dy.String(nullable=True)
    gas_baseline = dy.String(nullable=True)
    gas_level = dy.String(nullable=True)
    importance = dy.String(nullable=True)
    difficulty = dy.String(nullable=True)
    step_of = dy.String(nullable=True, description="the goal that this row is a step of: its key or its title")


class RawInvitations(_RawRow):
    """The rows of the lists of those invited to a survey, as text."""

    instrument = dy.String()
    person = dy.String(nullable=True)
    wave = dy.String(nullable=True)


class CorePeople(dy.Schema):
    """One row a person of the roster, by pseudonym."""

    programme_id = dy.String()
    person_id = dy.String(primary_key=True, description="keyed pseudonym")
    is_mentee = dy.Bool()
    is_mentor = dy.Bool()
    joined_on = dy.Date(nullable=True, description="null: since before the programme's records")
    left_on = dy.Date(nullable=True)


class CorePairs(dy.Schema):
    """One row a match, open or ended."""

    programme_id = dy.String()
    pair_id = dy.String(primary_key=True)
    mentor_id = dy.String()
    mentee_id = dy.String()
    matched_on = dy.Date()
    ended_on = dy.Date(nullable=True)
    planned_end_on = dy.Date(nullable=True)
    outcome = dy.String(nullable=True)
    meetings_per_month = dy.Float64(nullable=True, min=0, description="agreed; the pair's own, else the programme's")


class CoreSegments(dy.Schema):
    """The segment values of people and of pairs, one row each; a blank value is `(none)`."""

    programme_id = dy.String()
    unit = dy.String(primary_key=True, description="person or pair")
    unit_id = dy.String(primary_key=True)
    segment = dy.String(primary_key=True)
    segment_value = dy.String()


class CoreMeetings(dy.Schema):
    """One row a meeting of a pair (or of people in no pair), whatever the number of records of it."""

    programme_id = dy.String()
    meeting_id = dy.String(primary_key=True)
    pair_id = dy.String(nullable=True)
    group_id = dy.String(description="the pair, else the set of people: whose meetings hang together")
    starts_at = dy.Datetime(time_zone="UTC", time_unit="us")
    meeting_on = dy.Date(description="its day in the programme's zone")
    is_in_pair_time = dy.Bool(description="from matched_on to the pair's end, both days in")
    outcome = dy.String(description="held, cancelled, no_show or booked (nobody says)")
    grade = dy.String(description="best proof that it took place: attended, logged, booked or invited")
    is_held = dy.Bool()
    no_show_by = dy.String(nullable=True)
    duration_minutes = dy.Float64(nullable=True, min=0)
    channel = dy.String(nullable=True)
    has_agenda = dy.Bool(nullable=True)
    action_item_count = dy.Int64(nullable=True, min=0)


class CoreMeetingPeople(dy.Schema):
    """Whose meeting it is: both people of the pair, or those present."""

    programme_id = dy.String()
    meeting_id = dy.String(primary_key=True)
    person_id = dy.String(primary_key=True)


class CoreGoals(dy.Schema):
    """One row a goal; its words stay in the private file."""

    programme_id = dy.String()
    goal_id = dy.String(primary_key=True)
    owner_id = dy.String()
    set_on = dy.Date(nullable=True)
    due_on = dy.Date(nullable=True)
    achieved_on = dy.Date(nullable=True)
    status = dy.String(description="open, achieved, not_achieved or dropped, as exported")
    progress = dy.Float64(nullable=True)
    reviewed_on = dy.Date(nullable=True)
    has_measure = dy.Bool()
    step_count = dy.Int64(nullable=True, min=0)
    step_done_count = dy.Int64(nullable=True, min=0)
    celebrated_on = dy.Date(nullable=True)
    gas_baseline = dy.Int64(nullable=True, min=-2, max=2)
    gas_level = dy.Int64(nullable=True, min=-2, max=2)
    importance = dy.Float64(nullable=True, min=0)
    difficulty = dy.Float64(nullable=True, min=0)


class CoreResponses(dy.Schema):
    """One row a response to an instrument in a wave."""

    programme_id = dy.String()
    response_id = dy.String(primary_key=True)
    instrument = dy.String()
    wave = dy.String()
    person_id = dy.String(description="who answered")
    about_id = dy.String(nullable=True, description="whom an observer rates")
    submitted_at = dy.Datetime(time_zone="UTC", time_unit="us")
    submitted_on = dy.Date()
    answered_count = dy.Int64(min=0, description="items answered that are not free text")
    item_count = dy.Int64(min=0, description="items asked that are not free text")


class CoreAnswers(dy.Schema):
    """One row an answer in points; words stay in the private file."""

    programme_id = dy.String()
    response_id = dy.String(primary_key=True)
    item = dy.String(primary_key=True)
    points = dy.Float64(description="as answered")
    score = dy.Float64(description="after reverse-coding")


class CoreInvitations(dy.Schema):
    """Who was asked to answer which instrument in which wave, where a list says so."""

    programme_id = dy.String()
    instrument = dy.String(primary_key=True)
    wave = dy.String(primary_key=True)
    person_id = dy.String(primary_key=True)


class CoreIdentities(dy.Schema):
    """Which key is whose: the only table, beside the raw ones, that knows a person by anything but a pseudonym."""

    folded_key = dy.String(primary_key=True, description="case- and Unicode-folded")
    person_id = dy.String(primary_key=True)
    is_name = dy.Bool(description="a display name, which two people may share")


class CoreComments(dy.Schema):
    """One row an answer in words that its writer agreed to have published, and of no other answer."""

    programme_id = dy.String()
    response_id = dy.String(primary_key=True)
    item = dy.String(primary_key=True)
    instrument = dy.String()
    wave = dy.String()
    person_id = dy.String(description="who wrote it")
    comment_id = dy.String(description="keyed hash of the item and the text")
    text = dy.String(description="without control characters and line breaks, else as written")


class CoreLineage(dy.Schema):
    """The way back: which raw row stands behind which fact."""

    table_name = dy.String(primary_key=True)
    fact_id = dy.String(primary_key=True)
    source_file = dy.String(primary_key=True)
    source_line = dy.Int64(primary_key=True)


class CoreRejects(dy.Schema):
    """One row a refused row (or refused answer) and reason: nothing is dropped without being counted here."""

    source = dy.String()
    table_name = dy.String(description="the raw table of the row")
    source_file = dy.String()
    source_line = dy.Int64()
    column = dy.String()
    value_class = dy.String()
    rule = dy.String()
    reason = dy.String()
    fix = dy.String()
    refused = dy.String(description="row, or answer where the rest of the row is used")


class CoreCounts(dy.Schema):
    """What became of the rows of each file: rows in = used + refused + superseded."""

    programme_id = dy.String()
    table_name = dy.String(primary_key=True)
    source = dy.String(primary_key=True)
    file_number = dy.Int64(primary_key=True, description="the file's place in the ledger; its name stays private")
    rows_in = dy.Int64(min=0)
    rows_used = dy.Int64(min=0)
    rows_refused = dy.Int64(min=0)
    rows_superseded = dy.Int64(min=0)

    @dy.rule()
    def rows_reconcile(cls) -> pl.Expr:
        """Every row in is used, refused or superseded."""
        return pl.col("rows_in") == pl.sum_horizontal("rows_used", "rows_refused", "rows_superseded")


class Figures(dy.Schema):
    """One row a figure, sorted by its key, the first nine columns; `metric_figures` and `published_figures` alike."""

    programme_id = dy.String(primary_key=True)
    as_of = dy.Date(primary_key=True)
    metric = dy.String(primary_key=True)
    role = dy.String(primary_key=True)
    segment = dy.String(primary_key=True)
    segment_value = dy.String(primary_key=True)
    instrument = dy.String(primary_key=True, description="empty where it does not apply")
    construct = dy.String(primary_key=True, description="empty where it does not apply")
    wave = dy.String(primary_key=True, description="empty where it does not apply")
    value = dy.Float64(nullable=True)
    unit = dy.String()
    ci_low = dy.Float64(nullable=True)
    ci_high = dy.Float64(nullable=True)
    n = dy.Int64(nullable=True, min=0)
    people = dy.Int64(nullable=True, min=0)
    numerator = dy.Float64(nullable=True)
    denominator = dy.Float64(nullable=True)
    status = dy.String()
    reason = dy.String()
    target = dy.String()
    target_status = dy.String()
    value_as_of = dy.Date(nullable=True)
    definition_version = dy.Int64(min=1)


class PublishedGroups(dy.Schema):
    """Who stood behind what was published: the memory by which a later night gives nobody away.

    A figure's group has a first version with everybody of it, and one more for each other group that was published of
    it since, with those that came or went alone. Rows are added and never taken back. A *carrier* is what brings one
    number to a figure, such as a person or a pair, with its people.
    """

    programme_id = dy.String()
    population = dy.String(primary_key=True, description="what the figures of these groups are sums over")
    role = dy.String(primary_key=True)
    segment = dy.String(primary_key=True)
    segment_value = dy.String(primary_key=True)
    instrument = dy.String(primary_key=True)
    construct = dy.String(primary_key=True)
    wave = dy.String(primary_key=True)
    version = dy.Int64(primary_key=True, min=1)
    carrier = dy.String(primary_key=True)
    as_of = dy.Date(description="the night that published this version first")
    people = dy.List(dy.String(), description="pseudonyms")


class PublishedComments(dy.Schema):
    """The comments that a night shows, and those of the same sets that it withholds; who wrote them stays here."""

    programme_id = dy.String(primary_key=True)
    as_of = dy.Date(primary_key=True)
    instrument = dy.String(primary_key=True)
    item = dy.String(primary_key=True)
    wave = dy.String(primary_key=True)
    person_id = dy.String(primary_key=True, description="who wrote it; no page reads this column")
    comment_id = dy.String(primary_key=True, description="keyed hash of the item and the text: the order of the page")
    text = dy.String(nullable=True, description="as shown; null: withheld, because it names somebody")


class PublishedCommenters(dy.Schema):
    """Who stood behind the comments that were published: the memory by which a later night gives nobody away.

    A version is the set of comments of one item and wave as a night first showed it; no version is ever changed, but
    that a person who is erased leaves it.
    """

    programme_id = dy.String(primary_key=True)
    instrument = dy.String(primary_key=True)
    item = dy.String(primary_key=True)
    wave = dy.String(primary_key=True)
    version = dy.Int64(primary_key=True, min=1)
    person_id = dy.String(primary_key=True)
    comment_id = dy.String(primary_key=True)
    is_withheld = dy.Bool(description="whether it names somebody and was not shown")
    as_of = dy.Date(description="the night that showed this version first")


class PairHealth(dy.Schema):
    """One row an open pair of the night: how it fares by the rules, why, and the list that it is on."""

    programme_id = dy.String(primary_key=True)
    as_of = dy.Date(primary_key=True)
    pair_id = dy.String(primary_key=True)
    matched_on = dy.Date()
    last_met_on = dy.Date(nullable=True)
    state = dy.String(description="on_track, watch, at_risk or not_started")
    reasons = dy.List(dy.String(), description="of the rules that fired, in words that give no answer away")
    actions = dy.List(dy.String(), description="what the reasons suggest to do")
    on_list = dy.String(description="never_met, went_quiet, or empty")
    list_reason = dy.String(description="why it is on that list, with the dates")


class PublishedSources(dy.Schema):
    """One row a source of a night, without the name of any file: what came in, and how far its facts reach.

    Nights stay, so that a change in what the figures are made of can be seen beside the figures.
    """

    programme_id = dy.String(primary_key=True)
    as_of = dy.Date(primary_key=True)
    source = dy.String(primary_key=True)
    kind = dy.String()
    tool = dy.String()
    profile = dy.String(description="names and versions of the readers of the files used, joined by ', '")
    files = dy.Int64(min=0, description="used")
    rows_in = dy.Int64(min=0, description="without those of people who were forgotten, as are those refused")
    rows_used = dy.Int64(min=0)
    rows_refused = dy.Int64(min=0)
    rows_superseded = dy.Int64(min=0)
    newest_on = dy.Date(nullable=True, description="newest day up to the night of any fact made of it")


class CheckResults(dy.Schema):
    """One row an expectation that was held against a table on a night."""

    programme_id = dy.String(primary_key=True)
    as_of = dy.Date(primary_key=True)
    table_name = dy.String(primary_key=True)
    rule = dy.String(primary_key=True)
    severity = dy.String(description="critical or warning")
    has_passed = dy.Bool()
    rows_checked = dy.Int64(nullable=True)
    rows_failed = dy.Int64(nullable=True)
    message = dy.String()


FIGURE_KEY = ("programme_id", "as_of", "metric", "role", "segment", "segment_value", "instrument", "construct", "wave")

TABLES: dict[str, type[dy.Schema]] = {
    "raw_files": RawFiles,
    "raw_files_gone": RawFilesGone,
    "raw_problems": RawProblems,
    "raw_tombstones": RawTombstones,
    "raw_people": RawPeople,
    "raw_pairs": RawPairs,
    "raw_surveys": RawSurveys,
    "raw_meetings": RawMeetings,
    "raw_goals": RawGoals,
    "raw_invitations": RawInvitations,
    "core_people": CorePeople,
    "core_pairs": CorePairs,
    "core_segments": CoreSegments,
    "core_meetings": CoreMeetings,
    "core_meeting_people": CoreMeetingPeople,
    "core_goals": CoreGoals,
    "core_responses": CoreResponses,
    "core_answers": CoreAnswers,
    "core_invitations": CoreInvitations,
    "core_identities": CoreIdentities,
    "core_comments": CoreComments,
    "core_lineage": CoreLineage,
    "core_rejects": CoreRejects,
    "core_counts": CoreCounts,
    "metric_figures": Figures,
    "metric_pair_health": PairHealth,
    "published_figures": Figures,
    "published_groups": PublishedGroups,
    "published_sources": PublishedSources,
    "published_comments": PublishedComments,
    "published_commenters": PublishedCommenters,
    "check_results": CheckResults,
}


def dtypes(table: str) -> dict[str, pl.DataType]:
    """The Polars types of a table's columns, in order."""
    return {name: column.dtype for name, column in TABLES[table].columns().items()}


def empty(table: str) -> pl.DataFrame:
    """A table with its columns and no row."""
    return pl.DataFrame(schema=dtypes(table))
