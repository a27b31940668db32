"""What must hold of records and meetings, whatever the records: the rule of docs/evidence.md, tried on made-up ones."""

import itertools
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import polars as pl
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from mentorship import tables
from mentorship.facts import matching
from mentorship.facts.meetings import meetings
from mentorship.facts.pairs import pairs
from mentorship.facts.people import people
from mentorship.facts.rows import Sifted
from mentorship.programme import Programme

KEY = b"a key for tests that never leaves"
START = datetime(2026, 3, 2, 8, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
TOLERANCE = 15 * MINUTE
EVIDENCE = {"zoom": "presence", "teams": "presence", "calendar": "calendar", "log": "log", "phone": "log"}
COUPLES = {"p1": ("r1", "m1"), "p2": ("r1", "m2")}
OUTCOMES = ["held", "no_show", "cancelled", "booked"]


@dataclass(frozen=True)
class Row:
    """A raw row as a test makes it up: a logged meeting, an occurrence in a calendar, or a join."""

    source: str
    number: int
    starts_at: datetime
    ends_at: datetime | None = None
    pair: str | None = None
    person: str | None = None
    minutes: int | None = None
    outcome: str | None = None
    is_day: bool = False
    has_key: bool = True


def programme(*, booked_counts: bool = False, zone: str = "Africa/Lagos") -> Programme:
    """A programme in a zone without clock changes, so that a day later is 24 hours later."""
    about = {"id": "p", "name": "P", "time_zone": zone, "starts_on": "2026-01-01", "ends_on": "2026-12-31"}
    sources = [{"name": "s", "kind": "people", "tool": "table", "files": "*"}]
    return Programme.model_validate(
        {"programme": {**about, "booked_counts_as_held": booked_counts}, "sources": sources}
    )


def files(names: Iterable[tuple[str, str]]) -> pl.DataFrame:
    rows = [
        {"source": source, "source_file": name, "use": "used", "time_zone": "Africa/Lagos", "seen_order": 1}
        for source, name in names
    ]
    wanted = {name: tables.dtypes("raw_files")[name] for name in ("stamps", "dated_on")}
    schema = {"source": pl.String, "source_file": pl.String, "use": pl.String, "time_zone": pl.String}
    return pl.DataFrame(rows, schema={**schema, "seen_order": pl.Int64, **wanted})


def roster(about: Programme) -> tuple[Sifted, Sifted]:
    """A mentor with two mentees, and somebody in no pair."""
    place = {"source": "s", "source_file": "f", "source_sha256": "", "segments": []}
    roles = {"r1": "mentor", "m1": "mentee", "m2": "mentee", "x1": "mentor"}
    told = [
        {**place, "source_line": line, "person_key": key, "role": role}
        for line, (key, role) in enumerate(roles.items(), 2)
    ]
    enrolled = people(pl.DataFrame(told, schema=tables.dtypes("raw_people")), files([("s", "f")]), about, KEY)
    matches = [
        {**place, "source_line": line, "pair_key": key, "mentor": mentor, "mentee": mentee, "matched_on": "2026-01-01"}
        for line, (key, (mentor, mentee)) in enumerate(COUPLES.items(), 2)
    ]
    raw = pl.DataFrame(matches, schema=tables.dtypes("raw_pairs"))
    return enrolled, pairs(raw, files([("s", "f")]), enrolled.facts, about, KEY)


ABOUT = programme()
ENROLLED, MATCHED = roster(ABOUT)


def raw_meetings(rows: Sequence[Row], file_of=lambda row: row.source) -> pl.DataFrame:
    """The rows as an export holds them, in their order; a row's line is its place among those of its file."""
    lines: Counter[str] = Counter()
    told = []
    for row in rows:
        name = file_of(row)
        lines[name] += 1
        evidence = EVIDENCE[row.source.split("-")[0]]
        told.append(
            {
                "source": row.source,
                "source_file": name,
                "source_sha256": "",
                "source_line": lines[name],
                "evidence": evidence,
                "meeting_key": f"{row.source[0]}{row.number}" if row.has_key else None,
                "pair_key": row.pair,
                "people": row.person,
                "starts_at": row.starts_at.date().isoformat() if row.is_day else row.starts_at.isoformat(),
                "ends_at": None if row.ends_at is None else row.ends_at.isoformat(),
                "duration_minutes": None if row.minutes is None else str(row.minutes),
                "channel": "video" if evidence == "presence" else None,
                "outcome": row.outcome,
            }
        )
    return pl.DataFrame(told, schema=tables.dtypes("raw_meetings"))


def sifted(rows: Sequence[Row], file_of=lambda row: row.source, about: Programme = ABOUT) -> Sifted:
    raw = raw_meetings(rows, file_of)
    names = raw.select("source", "source_file").unique().rows()
    return meetings(raw, files(names), ENROLLED.facts, MATCHED.facts, about, KEY)


def told(found: Sifted) -> pl.DataFrame:
    return found.facts["core_meetings"].sort("meeting_id")


def held(found: Sifted) -> list[dict[str, object]]:
    """All that the held meetings are, without what a lesser record may add."""
    columns = ["meeting_id", "pair_id", "starts_at", "meeting_on", "grade", "duration_minutes"]
    return told(found).filter("is_held").select(columns).to_dicts()


@st.composite
def tellings(draw, source: str, number: int) -> list[Row]:
    """One record of a source: a row of a log or calendar, or the joins of a call."""
    starts_at = START + draw(st.integers(0, 40)) * 10 * MINUTE + draw(st.integers(0, 1)) * timedelta(days=1)
    pair = draw(st.sampled_from(["p1", "p1", "p1", "p2"]))
    if EVIDENCE[source] == "presence":
        who = draw(st.sampled_from([COUPLES[pair], COUPLES[pair], ("r1", "m1", "m2"), ("r1",), ("r1", "x1")]))
        joins = []
        for person in who:
            for _ in range(draw(st.integers(1, 2))):
                joined = starts_at + draw(st.integers(0, 30)) * MINUTE
                left = joined + draw(st.integers(0, 45)) * MINUTE
                joins.append(Row(source, number, joined, left, person=person))
        return joins
    is_day = EVIDENCE[source] == "log" and draw(st.booleans())
    minutes = draw(st.sampled_from([None, 0, 20, 60, 90]))
    outcome = draw(st.sampled_from(OUTCOMES if EVIDENCE[source] == "log" else ["booked", "cancelled"]))
    has_key = draw(st.booleans())
    return [Row(source, number, starts_at, None, pair, None, minutes, outcome, is_day, has_key)]


@st.composite
def exports(draw, sources: Sequence[str] = tuple(EVIDENCE), most: int = 4) -> list[Row]:
    """Rows of several sources about the meetings of two pairs in two days, close enough to be confused."""
    rows = [
        row
        for source in sources
        for number in range(draw(st.integers(0, most)))
        for row in draw(tellings(source, number))
    ]
    return draw(st.permutations(rows))


def meetings_by_row(found: Sifted) -> dict[tuple[str, int], set[str]]:
    """The meetings behind which each row stands, by its file and line."""
    by_row: dict[tuple[str, int], set[str]] = {}
    for meeting, name, line in found.lineage.select("fact_id", "source_file", "source_line").rows():
        by_row.setdefault((name, line), set()).add(meeting)
    return by_row


# The written rule, worked out one pair of records after the other.


@dataclass(frozen=True)
class Record:
    """A record as the rule knows it; weight is 0 for attended, then logged, missed, cancelled, booked."""

    source: str
    number: int
    weight: int
    start: datetime
    end: datetime
    is_day: bool

    @property
    def order(self) -> tuple[object, ...]:
        return (self.weight, self.is_day, self.start, self.end, self.number)

    @property
    def verdict(self) -> int:
        return max(self.weight, 1)


def agree(one: Record, other: Record) -> bool:
    if one.source == other.source or one.start > other.end + TOLERANCE or other.start > one.end + TOLERANCE:
        return False
    if one.is_day and other.is_day and one.start != other.start:
        return False
    return not ((one.is_day or other.is_day) and contradict(one, other))


def contradict(one: Record, other: Record) -> bool:
    return one.verdict != other.verdict and 4 not in {one.weight, other.weight}


def distance(one: Record, other: Record) -> timedelta:
    if one.is_day and other.is_day:
        return timedelta()
    if not one.is_day and not other.is_day:
        return abs(one.start - other.start)
    day, time = (one, other) if one.is_day else (other, one)
    return max(day.start - time.start, time.start - day.end, timedelta())


def by_the_rule(records: Sequence[Record]) -> set[frozenset[Record]]:
    """The meetings: the surest pair of records that agree first, as long as all of both sides agree."""

    def surety(two: tuple[Record, Record]) -> tuple[object, ...]:
        first, second = sorted(two, key=lambda record: record.order)
        weaker = max(first.weight, second.weight)
        has_day = first.is_day or second.is_day
        return (contradict(*two), weaker, has_day, distance(*two), first.order, second.order)

    meeting = {record: frozenset([record]) for record in records}
    pairs_of_records = [two for two in itertools.combinations(records, 2) if agree(*two)]
    for one, other in sorted(pairs_of_records, key=surety):
        if all(agree(*two) for two in itertools.product(meeting[one], meeting[other])):
            together = meeting[one] | meeting[other]
            meeting.update(dict.fromkeys(together, together))
    return set(meeting.values())


@st.composite
def record_lists(draw) -> list[Record]:
    """Records of one group around one midnight, each with a number of its own."""
    found = []
    for number in range(draw(st.sampled_from([2, 3, 4, 14]))):
        source = draw(st.sampled_from(["a", "b", "c", "d"]))
        is_day = draw(st.integers(0, 3)) == 0
        weight = draw(st.integers(1 if is_day else 0, 4))
        start = datetime(2026, 3, 2, 22, tzinfo=UTC) + draw(st.integers(0, 48)) * 5 * MINUTE
        end = start + draw(st.sampled_from([0, 20, 30, 60])) * MINUTE
        if is_day:
            start = datetime(2026, 3, 2, tzinfo=UTC) + draw(st.integers(0, 1)) * timedelta(days=1)
            end = start + timedelta(days=1)
        found.append(Record(source, number, weight, start, end, is_day))
    return found


def matched(records: Sequence[Record], group: str = "g") -> set[frozenset[Record]]:
    """The meetings as the product finds them."""
    outcomes = {0: "held", **dict(enumerate(OUTCOMES, start=1))}
    rows = [
        {
            "group": group,
            "source": record.source,
            "source_file": "f",
            "source_line": record.number,
            "outcome": outcomes[record.weight],
            "grade": "attended" if record.weight == 0 else "logged",
            "slot_start": record.start,
            "slot_end": record.end,
            "day": record.start.date(),
            "starts_at_is_day_only": record.is_day,
            "record_key": f"{record.number:04}",
        }
        for record in records
    ]
    empty = {name: pl.lit(None) for name in matching.ORDER if name not in {*rows[0], "weight"}}
    instants = [pl.col(name).cast(pl.Datetime("us", "UTC")) for name in ("slot_start", "slot_end")]
    found = matching.matched(pl.DataFrame(rows).with_columns(*instants, **empty))
    numbered = {record.number: record for record in records}
    groups = found.group_by("meeting").agg("source_line").get_column("source_line")
    return {frozenset(numbered[number] for number in lines) for lines in groups}


@settings(max_examples=150)
@given(record_lists())
def test_the_rule_as_written_gives_the_same_meetings(records):
    assert matched(records) == by_the_rule(records)


@settings(max_examples=60)
@given(record_lists(), st.permutations(["a", "b", "c", "d"]), st.randoms(use_true_random=False))
def test_the_names_of_sources_and_the_order_of_records_change_nothing(records, names, chance):
    other_names = dict(zip("abcd", names, strict=True))
    renamed = [replace(record, source=other_names[record.source]) for record in records]
    chance.shuffle(renamed)
    numbers = {frozenset(record.number for record in meeting) for meeting in matched(renamed)}
    assert numbers == {frozenset(record.number for record in meeting) for meeting in matched(records)}


@settings(max_examples=60)
@given(record_lists(), st.integers(-300, 300))
def test_a_shift_of_all_days_changes_nothing(records, days):
    later = timedelta(days=days)
    shifted = [replace(record, start=record.start + later, end=record.end + later) for record in records]
    numbers = {frozenset(record.number for record in meeting) for meeting in matched(shifted)}
    assert numbers == {frozenset(record.number for record in meeting) for meeting in matched(records)}


@settings(max_examples=60)
@given(record_lists())
def test_all_records_of_a_meeting_agree_and_no_two_meetings_could_be_one(records):
    found = matched(records)
    for meeting in found:
        assert all(agree(*two) for two in itertools.combinations(meeting, 2))
    for one, other in itertools.combinations(found, 2):
        assert not all(agree(*two) for two in itertools.product(one, other))


@settings(max_examples=60)
@given(record_lists())
def test_each_source_told_twice_gives_the_same_meetings(records):
    copies = [replace(record, source=f"{record.source} again", number=record.number + 100) for record in records]
    doubled = {frozenset(record.number % 100 for record in meeting) for meeting in matched([*records, *copies])}
    assert doubled == {frozenset(record.number for record in meeting) for meeting in matched(records)}


@settings(max_examples=60)
@given(record_lists(), st.integers(0, 3))
def test_records_that_prove_less_never_change_what_was_held(records, most):
    """What was attended is matched as if nothing else were known; what was held, as if nothing else but that."""
    weight = min(most, 1)
    better = [record for record in records if record.weight <= weight]
    assume(better)
    among_all = {frozenset(record for record in meeting if record.weight <= weight) for meeting in matched(records)}
    assert among_all - {frozenset()} == matched(better)


@settings(max_examples=40)
@given(record_lists(), record_lists())
def test_records_that_agree_with_none_of_a_meeting_leave_it(records, more):
    far = timedelta(days=30)
    others = [replace(one, start=one.start + far, end=one.end + far, number=one.number + 100) for one in more]
    assert matched(records) <= matched([*records, *others])


# From raw rows to meetings.


@settings(max_examples=25)
@given(exports(), st.randoms(use_true_random=False))
def test_the_order_of_rows_and_the_names_of_files_change_nothing(rows, chance):
    assume(rows)
    other = list(rows)
    chance.shuffle(other)
    found = sifted(rows)
    again = sifted(other, lambda row: f"{100 - len(row.source)}/{row.source[::-1]}")
    assert told(found).equals(told(again))
    assert found.rejects.height == again.rejects.height


@settings(max_examples=25)
@given(exports())
def test_every_row_is_used_or_superseded_and_stands_behind_a_meeting(rows):
    assume(rows)
    found = sifted(rows)
    assert found.rejects.is_empty()
    raw = set(raw_meetings(rows).select("source_file", "source_line").rows())
    used = set(meetings_by_row(found))
    superseded = set(found.superseded.select("source_file", "source_line").rows())
    assert used | superseded == raw
    assert not used & superseded
    assert not found.lineage.is_duplicated().any()
    assert set(found.lineage["fact_id"]) == set(found.facts["core_meetings"]["meeting_id"])
    assert found.facts["core_meetings"]["meeting_id"].is_unique().all()


@settings(max_examples=25)
@given(exports())
def test_a_row_of_a_log_or_calendar_is_of_one_meeting_and_two_rows_of_a_source_of_two(rows):
    assume(rows)
    found = sifted(rows)
    evidence = raw_meetings(rows).select("source", "source_file", "source_line", "evidence")
    behind = found.lineage.join(evidence, on=["source", "source_file", "source_line"])
    single = behind.filter(pl.col("evidence") != "presence")
    assert single.group_by("source_file", "source_line").len().filter(pl.col("len") > 1).is_empty()
    assert single.group_by("fact_id", "source").len().filter(pl.col("len") > 1).is_empty()


@settings(max_examples=25)
@given(exports())
def test_a_meeting_is_as_well_proved_as_the_best_of_its_records(rows):
    assume(rows)
    found = sifted(rows)
    outcomes = raw_meetings(rows).select("source", "source_file", "source_line", "evidence", said="outcome")
    behind = found.lineage.join(outcomes, on=["source", "source_file", "source_line"])
    evidence = behind.group_by(meeting_id="fact_id").agg(pl.col("evidence", "said"))
    for meeting in told(found).join(evidence, on="meeting_id").to_dicts():
        seen = "presence" in meeting["evidence"]
        said = {
            outcome or "booked"
            for outcome, kind in zip(meeting["said"], meeting["evidence"], strict=True)
            if kind != "presence"
        }
        lone = seen and not said and meeting["outcome"] == "booked"
        if lone:
            assert (meeting["grade"], meeting["is_held"]) == ("invited", False)
        elif seen:
            assert (meeting["grade"], meeting["outcome"]) == ("attended", "held")
        else:
            best = next(outcome for outcome in OUTCOMES if outcome in said)
            assert meeting["outcome"] == best
            assert meeting["grade"] == ("logged" if best == "held" else "booked")
        assert meeting["is_held"] == (meeting["outcome"] == "held")


@settings(max_examples=25)
@given(exports(["calendar"]), st.booleans())
def test_an_entry_in_a_calendar_is_held_only_where_the_programme_counts_it(rows, booked_counts):
    assume(rows)
    found = told(sifted(rows, about=programme(booked_counts=booked_counts)))
    assert found.filter("is_held").height == (found.filter(outcome="booked").height if booked_counts else 0)


@settings(max_examples=25)
@given(exports(["zoom", "log", "phone"]), exports(["calendar"]))
def test_a_calendar_changes_nothing_about_what_was_held(rows, entries):
    assume(rows)
    assert held(sifted([*rows, *entries])) == held(sifted(rows))


@settings(max_examples=25)
@given(exports())
def test_no_source_ever_saw_more_held_meetings_than_there_are(rows):
    assume(rows)
    together = Counter(row["pair_id"] for row in held(sifted(rows)))
    for source in EVIDENCE:
        alone = [row for row in rows if row.source == source]
        seen = Counter(row["pair_id"] for row in held(sifted(alone))) if alone else Counter()
        assert all(together[pair] >= count for pair, count in seen.items())


@settings(max_examples=25)
@given(exports())
def test_the_same_exports_under_other_sources_are_the_same_meetings(rows):
    assume(rows)
    copies = [replace(row, source=f"{row.source}-again") for row in rows]
    assert told(sifted([*rows, *copies])).equals(told(sifted(rows)))


def minutes_of(spans: Iterable[tuple[datetime, datetime]]) -> int:
    """Whole minutes covered by spans that begin and end on whole minutes, counted one by one."""
    covered = set()
    for joined, left in spans:
        covered |= set(range(round(joined.timestamp()) // 60, round(left.timestamp()) // 60))
    return len(covered)


SPANS = st.lists(
    st.tuples(st.sampled_from(["r1", "m1", "m2", "x1"]), st.integers(0, 90), st.integers(0, 60)), min_size=1
)


@settings(max_examples=40)
@given(SPANS)
def test_the_length_of_a_call_is_the_union_of_the_joins_of_the_two(spans):
    joins = [
        Row("zoom", 1, START + begin * MINUTE, START + (begin + length) * MINUTE, person=person)
        for person, begin, length in spans
    ]
    found = told(sifted(joins)).filter(pl.col("pair_id").is_not_null())
    lengths = sorted(found["duration_minutes"])
    there = {person for person, *_ in spans}
    expected = [
        minutes_of((row.starts_at, row.ends_at) for row in joins if row.person in couple)
        for couple in COUPLES.values()
        if there.issuperset(couple)
    ]
    assert lengths == sorted(expected)


def test_a_day_alone_is_that_day_in_whatever_zone():
    row = Row("log", 1, datetime(2026, 3, 29, tzinfo=UTC), pair="p1", outcome="held", is_day=True)
    for zone in ("Pacific/Kiritimati", "Europe/Berlin", "America/Los_Angeles"):
        found = told(sifted([row], about=programme(zone=zone)))
        assert found["meeting_on"].to_list() == [date(2026, 3, 29)]
