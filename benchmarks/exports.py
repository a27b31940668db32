"""A programme's exports with as many meetings as a measurement asks for: the same bytes for the same size, every time.

Values come of the row's number by arithmetic, not of a random generator, whose numbers may change with its version.
"""

from pathlib import Path

import polars as pl

from mentorship.programme import Programme, Source

VARIANTS = ("plain", "quoted")
"""`plain` as a program writes a table; `quoted` as a spreadsheet keeps it, so that every cell has to be looked into."""
MEETINGS_FILE = "meetings.csv"
ZONE = "Europe/Berlin"
_MEETINGS_A_PAIR = 40
_CHANNELS = ("video", "in_person", "phone", "chat")
_QUOTED_CHANNELS = ("video, from home", "in person, in the office", "phone", "chat")
_OUTCOMES = (*("held",) * 17, "cancelled", "cancelled", "no_show")
_NOTES = (
    "Talked about goals, feedback and the next step",
    'Read "Radical Candor" together, two chapters',
    "",
    "Plan for March:\nshadow a review, then lead one",
    "Nothing special",
)
_FIRST_DAY = pl.datetime(2026, 1, 5)
_DAYS = 350
_OPENING, _HALF_HOURS = 8 * 60, 20
_MULTIPLIER, _MODULUS = 2_654_435_761, 1_000_003


def programme(variant: str) -> Programme:
    """What a `programme.yaml` would declare of them."""
    about = {"id": "bench", "name": "Bench", "time_zone": ZONE, "starts_on": "2026-01-01", "ends_on": "2026-12-31"}
    order = {"date_order": "dmy"} if variant == "quoted" else {}
    sources = [
        {"name": "people", "kind": "people", "tool": "table", "files": "people.csv"},
        {"name": "pairs", "kind": "pairs", "tool": "table", "files": "pairs.csv"},
        {"name": "log", "kind": "meetings", "tool": "table", "files": MEETINGS_FILE, **order},
    ]
    return Programme.model_validate({"programme": about, "sources": sources})


def log_of(declared: Programme) -> Source:
    """The source of the meetings."""
    return next(source for source in declared.sources if source.kind == "meetings")


def write(folder: Path, rows: int, variant: str) -> None:
    """The roster, the pairs and the meetings."""
    folder.mkdir(parents=True)
    pairs = max(1, rows // _MEETINGS_A_PAIR)
    meetings = _meetings(rows, pairs)
    if variant == "quoted":
        meetings = _as_spreadsheet(meetings)
    end = "\r\n" if variant == "quoted" else "\n"
    _people(pairs).write_csv(folder / "people.csv", line_terminator=end)
    _pairs(pairs).write_csv(folder / "pairs.csv", line_terminator=end)
    meetings.write_csv(folder / MEETINGS_FILE, line_terminator=end)


def _people(pairs: int) -> pl.DataFrame:
    return pl.concat(
        _numbered(pairs).select(
            person_key=pl.format(f"{role}-{{}}", "number"),
            email=pl.format(f"{role}.{{}}@lantern.example", "number"),
            name=pl.format(f"{role.title()} {{}}", "number"),
            role=pl.lit(role),
            joined_on=pl.lit("2026-01-01"),
        )
        for role in ("mentor", "mentee")
    )


def _pairs(pairs: int) -> pl.DataFrame:
    return _numbered(pairs).select(
        pair_key=pl.format("P-{}", "number"),
        mentor=pl.format("mentor-{}", "number"),
        mentee=pl.format("mentee-{}", "number"),
        matched_on=pl.lit("2026-01-01"),
    )


def _meetings(rows: int, pairs: int) -> pl.DataFrame:
    """Rows in the order in which they were logged: the pairs by turns, a week apart, by day."""
    number, mixed = pl.col("number"), pl.col("mixed")
    minutes = _OPENING + 30 * (mixed % _HALF_HOURS)
    starts_at = _FIRST_DAY + pl.duration(days=(number // pairs * 8 + mixed % 7) % _DAYS, minutes=minutes)
    table = _numbered(rows).with_columns(mixed=number * _MULTIPLIER % _MODULUS)
    outcome = _one_of(_OUTCOMES, mixed)
    is_held = outcome == "held"
    return table.select(
        meeting_key=pl.format("M-{}", number + 1_000_000),
        pair_key=pl.format("P-{}", number % pairs),
        starts_at=starts_at.dt.strftime("%Y-%m-%dT%H:%M:%SZ"),
        duration_minutes=pl.when(is_held).then(20 + mixed % 71).cast(pl.String),
        channel=_one_of(_CHANNELS, mixed // 20),
        outcome=outcome,
        no_show_by=pl.when(outcome == "no_show").then(_one_of(("mentor", "mentee"), mixed // 80)),
        has_agenda=pl.when(is_held).then(_one_of(("true", "false"), mixed // 160)),
        action_item_count=pl.when(is_held).then(mixed // 320 % 6).cast(pl.String),
    )


def _as_spreadsheet(meetings: pl.DataFrame) -> pl.DataFrame:
    """The same meetings with the day first, and cells with commas, quotation marks and line breaks."""
    instant = pl.col("starts_at").str.to_datetime("%Y-%m-%dT%H:%M:%SZ")
    return meetings.with_columns(
        starts_at=instant.dt.strftime("%d/%m/%Y %H:%M"),
        channel=pl.col("channel").replace(_CHANNELS, _QUOTED_CHANNELS),
        note=_one_of(_NOTES, pl.int_range(pl.len())),
    )


def _numbered(rows: int) -> pl.DataFrame:
    return pl.int_range(rows, dtype=pl.Int64, eager=True).alias("number").to_frame()


def _one_of(words: tuple[str, ...], number: pl.Expr) -> pl.Expr:
    return (number % len(words)).replace_strict(list(range(len(words))), list(words), return_dtype=pl.String)
