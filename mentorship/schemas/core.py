"""Core tables: typed facts, one row a fact, people by pseudonym; and what could not be a fact."""

import dataframely as dy
import polars as pl


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
