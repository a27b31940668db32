"""How the dates of an export are written, and the expressions that read them.

A stamp is a word for one way of writing: `iso`, `google_forms`, the day orders `dmy`, `mdy`, `ymd` (any of `/ . -`
between the numbers, two- or four-digit years, 24 hours or AM/PM), or a strptime format as Polars takes it. `a|b` is
read as `a` and, where that fails, as `b`; `excel` is `iso`, which is what `workbook.py` writes for real date cells.

Text that is no such date (31.02., a year before 1900 or after 2199) gives null, never an error. A local time that a
clock change made ambiguous is the earlier of the two; one that it skipped is null, so that its row is refused. The
one exception is a date alone in a zone that skips midnight: as an instant it is that day's first. Which stamp a
file's dates have is settled in `dates.py`.
"""

from typing import NamedTuple

import polars as pl

ORDERS = ("dmy", "mdy", "ymd")
NUMERIC_SHAPE = (
    r"^([0-9]{1,4})[/.-]([0-9]{1,2})[/.-]([0-9]{1,4})"
    r"(?:[ ,T]+([0-9]{1,2})[:.]([0-9]{2})(?:[:.]([0-9]{2})(?:\.[0-9]+)?)?[ \x{a0}\x{202f}]?([AaPp])?\.?(?:[Mm]\.?)?)?$"
)
ISO_SHAPE = (
    r"^(?:19|2[01])[0-9]{2}-[0-9]{2}-[0-9]{2}"
    r"(?:[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]{1,9})?)? ?(?:Z|[+-][0-9]{2}(?::?[0-9]{2})?)?)?$"
)
# The halves of a day as Google writes them in Spanish, Korean, Japanese and Chinese.
_MORNING = r"a\.[ \x{a0}\x{202f}]?m\.|오전|午前|上午"
_AFTERNOON = r"p\.[ \x{a0}\x{202f}]?m\.|오후|午後|下午"
GOOGLE_SHAPE = (
    rf"^[0-9]{{4}}/[0-9]{{1,2}}/[0-9]{{1,2}} [0-9]{{1,2}}:[0-9]{{2}}:[0-9]{{2}} (?:[AP]M|{_MORNING}|{_AFTERNOON}) "
    r"[A-Z]{2,5}(?:[+-][0-9]{1,2}(?::[0-9]{2})?)?$"
)
# Sheets in Korean and Chinese: `2026. 9. 27 오후 3:00:00`, `2026/9/27 下午 3:00:00`.
_SHEETS_SHAPE = (
    rf"^([0-9]{{4}})(?:/|\. )([0-9]{{1,2}})(?:/|\. )([0-9]{{1,2}}) ({_MORNING}|{_AFTERNOON}) "
    r"([0-9]{1,2}:[0-9]{2}:[0-9]{2})$"
)

_ZONE = r"(?:Z|[+-][0-9]{2}(?::?[0-9]{2})?)$"
_YEAR = "(?:(?:19|2[01])[0-9]{2}|[0-9]{2})"
_YEAR_IS_LAST = rf"^[0-9]+[/.-][0-9]+[/.-]{_YEAR}(?:[^0-9]|$)"
_YEAR_IN_PLACE = {"dmy": _YEAR_IS_LAST, "mdy": _YEAR_IS_LAST, "ymd": rf"^{_YEAR}[/.-]"}
_HALF_DAY = r"[AaPp]\.?(?:[Mm]\.?)?$"
_YEAR_FIRST = {"dmy": "$3-$2-$1", "mdy": "$3-$1-$2", "ymd": "$1-$2-$3"}
_TIME_DIRECTIVES = ("%H", "%I", "%k", "%l", "%T", "%R", "%r", "%X", "%c", "%s", "%+", "%p", "%P")
_ZONE_DIRECTIVES = ("%z", "%:z", "%#z", "%::z", "%+")
_FIRST_YEAR, _LAST_YEAR = 1900, 2199

# Abbreviations that Google writes for accounts in the zones that have one; all others it writes as GMT+3. Those that
# several zones share (IST, AST) are left out: such a row is refused.
_ZONE_HOURS = {
    0: "GMT UTC WET",
    1: "WEST BST CET MEZ",
    2: "CEST MESZ EET OEZ",
    3: "EEST OESZ MSK",
    -4: "EDT",
    -5: "EST CDT",
    -6: "CST MDT",
    -7: "MST PDT",
    -8: "PST AKDT",
    -9: "AKST",
    -10: "HST",
}
_ZONE_MINUTES = {zone: 60 * hours for hours, zones in _ZONE_HOURS.items() for zone in zones.split()}


class _Reading(NamedTuple):
    """What a text says under one stamp; at most one of the three is not null."""

    alone: pl.Expr
    """Midnight of a date without a time, without a zone."""
    local: pl.Expr
    """A local time."""
    utc: pl.Expr
    """An instant in UTC, where the text names its zone."""


def instant(column: str, stamp: str, time_zone: str) -> pl.Expr:
    """The instant of a text in UTC; a date alone is its first instant in the zone, and what does not parse is null.

    >>> frame = pl.DataFrame({"at": ["2026-03-01T14:30:00+02:00", "2026-03-01", "31.02.2026"]})
    >>> frame.select(instant("at", "iso", "Europe/Berlin")).to_series().dt.to_string("%F %R").to_list()
    ['2026-03-01 12:30', '2026-02-28 23:00', None]
    """
    return pl.coalesce([_instant(_parse(column, part), time_zone) for part in stamp.split("|")]).alias(column)


def day(column: str, stamp: str, time_zone: str, programme_zone: str) -> pl.Expr:
    """The day of a text in the programme's zone; a date alone stays that date whatever the zones.

    >>> frame = pl.DataFrame({"at": ["2026-03-01T23:30:00Z", "2026-03-01"]})
    >>> frame.select(day("at", "iso", "UTC", "Europe/Berlin")).to_series().to_list()
    [datetime.date(2026, 3, 2), datetime.date(2026, 3, 1)]
    """
    days = [_day(_parse(column, part), time_zone, programme_zone) for part in stamp.split("|")]
    return pl.coalesce(days).alias(column)


def is_day_only(column: str, stamp: str) -> pl.Expr:
    """Whether a text is a date without a time; false too where it is no date at all."""
    alone = [_parse(column, part).alone.is_not_null() for part in stamp.split("|")]
    return pl.any_horizontal(alone).alias(column)


def fault_of(stamp: str) -> str | None:
    """Why a declared stamp cannot be used, in words; None where it can."""
    for part in stamp.split("|"):
        if part in {"iso", "excel", "google_forms", *ORDERS}:
            continue
        if "%" not in part:
            return f"{part!r} is no date format"
        try:
            pl.DataFrame({"at": ["2026-03-01"]}).select(instant("at", part, "UTC"))
        except pl.exceptions.ComputeError as error:
            return f"{part!r} is no date format: {str(error).splitlines()[0]}"
    return None


def _instant(parsed: _Reading, time_zone: str) -> pl.Expr:
    midnight = _in_zone(parsed.alone, time_zone)
    # Where a clock change skips midnight the day begins an hour later.
    first = _in_zone(parsed.alone.dt.offset_by("1h"), time_zone)
    return pl.coalesce([parsed.utc, _in_zone(parsed.local, time_zone), midnight, first])


def _day(parsed: _Reading, time_zone: str, programme_zone: str) -> pl.Expr:
    timed = pl.coalesce([parsed.utc, _in_zone(parsed.local, time_zone)])
    return pl.coalesce([parsed.alone.dt.date(), timed.dt.convert_time_zone(programme_zone).dt.date()])


def _in_zone(local: pl.Expr, time_zone: str) -> pl.Expr:
    zoned = local.dt.replace_time_zone(time_zone, ambiguous="earliest", non_existent="null")
    return zoned.dt.convert_time_zone("UTC")


def _parse(column: str, stamp: str) -> _Reading:
    text = pl.col(column)
    if stamp in {"iso", "excel"}:
        return _iso(text)
    if stamp == "google_forms":
        return _google_forms(text)
    return _numeric(text, stamp) if stamp in ORDERS else _strptime(text, stamp)


def _iso(text: pl.Expr) -> _Reading:
    # Each way of writing is parsed where it stands and nowhere else: Polars is fast on nulls and on fixed widths.
    written = pl.when(text.str.contains(ISO_SHAPE)).then(text)
    length = written.str.len_bytes()
    is_utc = (length == len("2026-03-01T14:30:00Z")) & written.str.ends_with("Z")
    minutes = pl.when(length == len("2026-03-01T14:30")).then(written) + ":00"
    is_seconds = (length == len("2026-03-01T14:30:00")) & (written.str.slice(16, 1) == ":")
    seconds = pl.when(is_seconds).then(written)
    other = _with_seconds(pl.when(~length.is_in([10, 16]) & ~is_seconds & ~is_utc).then(written))
    zoned = pl.when(other.str.contains(_ZONE)).then(other.str.replace(r" ?Z$", "+00:00"))
    unzoned = pl.when(~other.str.contains(_ZONE)).then(other)
    return _Reading(
        alone=_naive(pl.when(length == len("2026-03-01")).then(written), "%Y-%m-%d"),
        local=pl.coalesce([_iso_time(pl.coalesce([seconds, minutes]), "%S"), _iso_time(unzoned, "%S%.f")]),
        utc=pl.coalesce(
            [
                _iso_time(pl.when(is_utc).then(written.str.head(19)), "%S").dt.replace_time_zone("UTC"),
                _iso_time(zoned.str.replace(r"([+-][0-9]{2})$", "${1}:00"), "%S%.f%#z"),
            ]
        ),
    )


def _with_seconds(text: pl.Expr) -> pl.Expr:
    return text.str.replace(r"^(.{16})($|[^:])", "${1}:00${2}").str.replace(",", ".", literal=True)


def _iso_time(text: pl.Expr, rest: str) -> pl.Expr:
    return _naive(text.str.replace(" ", "T", literal=True), f"%Y-%m-%dT%H:%M:{rest}")


def _naive(text: pl.Expr, form: str) -> pl.Expr:
    return text.str.to_datetime(form, time_unit="us", strict=False)


def _google_forms(text: pl.Expr) -> _Reading:
    in_sheets = text.str.replace(_SHEETS_SHAPE, "$1/$2/$3 $5 $4 ")
    is_in_sheets = text.str.contains(_SHEETS_SHAPE)
    written = pl.when(is_in_sheets).then(in_sheets).when(text.str.contains(GOOGLE_SHAPE)).then(text)
    english = written.str.replace(_MORNING, "AM").str.replace(_AFTERNOON, "PM")
    clock = english.str.extract(r"^(.*[AP]M) ")
    local = _plausible(_naive(clock, "%Y/%m/%d %I:%M:%S %p"))
    zone = english.str.extract(r"M ([A-Z]{2,5})")
    base = zone.replace_strict(_ZONE_MINUTES, default=None, return_dtype=pl.Int64)
    offset = text.str.extract(r"(?:GMT|UTC)([+-][0-9]{1,2}(?::[0-9]{2})?)$")
    minutes = pl.coalesce([_offset_minutes(offset), base])
    utc = (local - pl.duration(minutes=minutes)).dt.replace_time_zone("UTC")
    return _Reading(alone=_nothing(), local=pl.when(is_in_sheets).then(local), utc=utc)


def _numeric(text: pl.Expr, order: str) -> _Reading:
    has_clock = text.str.contains(":", literal=True) | text.str.contains(r"[ ,T]")
    has_half = text.str.contains(_HALF_DAY)
    is_date = text.str.contains(NUMERIC_SHAPE) & text.str.contains(_YEAR_IN_PLACE[order])
    date = _YEAR_FIRST[order]
    alone = _rewritten(pl.when(is_date & ~has_clock).then(text), date)
    by_day = _rewritten(pl.when(is_date & has_clock & ~has_half).then(text), f"{date} $4:$5:$6")
    by_halves = _rewritten(pl.when(is_date & has_clock & has_half).then(text), f"{date} $4:$5:$6 ${{7}}M")
    local = pl.coalesce(
        [
            _naive(by_day.str.replace(r":$", ":00"), "%Y-%m-%d %H:%M:%S"),
            _naive(by_halves.str.replace(": ", ":00 ", literal=True), "%Y-%m-%d %I:%M:%S %p"),
        ]
    )
    return _Reading(alone=_naive(alone, "%Y-%m-%d"), local=local, utc=_no_instant())


def _rewritten(text: pl.Expr, form: str) -> pl.Expr:
    return text.str.replace(NUMERIC_SHAPE, form).str.replace(r"^([0-9]{2})-", "20$1-")


def _strptime(text: pl.Expr, form: str) -> _Reading:
    parsed = _plausible(_naive(text, form))
    if any(directive in form for directive in _ZONE_DIRECTIVES):
        return _Reading(alone=_nothing(), local=_nothing(), utc=parsed.dt.convert_time_zone("UTC"))
    if any(directive in form for directive in _TIME_DIRECTIVES):
        return _Reading(alone=_nothing(), local=parsed, utc=_no_instant())
    return _Reading(alone=parsed, local=_nothing(), utc=_no_instant())


def _nothing() -> pl.Expr:
    return pl.lit(None, dtype=pl.Datetime("us"))


def _no_instant() -> pl.Expr:
    return pl.lit(None, dtype=pl.Datetime("us", "UTC"))


def _plausible(when: pl.Expr) -> pl.Expr:
    # chrono's %Y takes `26` for the year 26, and a format without a year gives the year 1.
    return pl.when(when.dt.year().is_between(_FIRST_YEAR, _LAST_YEAR)).then(when)


def _offset_minutes(offset: pl.Expr) -> pl.Expr:
    hours = offset.str.extract(r"^[+-]([0-9]{1,2})").cast(pl.Int64)
    minutes = offset.str.extract(r"^[+-][0-9]{1,2}:?([0-9]{2})$").cast(pl.Int64).fill_null(0)
    size = hours * 60 + minutes
    return pl.when(offset.str.starts_with("-")).then(-size).otherwise(size)
