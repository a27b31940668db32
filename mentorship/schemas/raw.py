"""Raw tables: what the exports hold as text, with the file and the line that it came from."""

import dataframely as dy

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
