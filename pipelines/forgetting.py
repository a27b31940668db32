"""The call `mentorship people forget`: one person out of every table, and the last night made again without them.

What is left are tombstones, by which their rows in old exports are not kept, and the sums that were published. The key
is read from the command line and goes no further: it is neither printed nor logged.
"""

import json
import secrets
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl
import typer

from assets import raw
from assets.night_folder import COORDINATOR
from assets.publish import GROUPS
from assets.publish import TABLE as PUBLISHED
from assets.resources import Member, alone
from assets.shell import FAULTS
from assets.warehouse import PRIVATE_FILE, PlainError, Warehouse
from mentorship import forgetting
from mentorship.identity import PSEUDONYM_BYTES, fold
from mentorship.tables import RAW_TABLES
from pipelines import home
from pipelines.commands import EXIT_CODES, STYLES
from pipelines.jobs import STEPS_LOGGER
from pipelines.nights import Outcome, run_nights
from pipelines.portfolio import STATE, Declared, Found, find, programme_folders
from pipelines.printing import FAULT, OK, PROBLEMS_SHOWN, USAGE, say, say_problems, steps_shown
from pipelines.settings import SettingError, Settings, from_environment

SHORTEST_KEY = 4
"""A shorter key stands in many a file's name by chance."""


class UsageError(Exception):
    """Nobody can be forgotten so; the message says why, without the key."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What was typed."""

    key: str
    folder: Path | None
    state: Path | None
    out: Path | None


@dataclass(frozen=True, slots=True)
class Exports:
    """What still holds them and is the coordinator's to mend: files with rows of theirs, and files named by a key."""

    rows: dict[str, int]
    named: tuple[str, ...]


def forget(asked: Asked, *, is_sure: bool, as_json: bool) -> int:
    """Forget a person, make the last night again, and give the exit code."""
    try:
        settings = from_environment()
        entry = _programme(asked, settings)
        if _was_forgotten(asked.key, entry.member):
            return _told_again(entry, as_json=as_json)
        exports = _exports(_person(asked.key, entry.member), entry.member)
        if not is_sure:
            _insist(entry, exports)
        with alone(entry.member.state):
            erase(asked.key, entry.member)
        say(f"{entry.programme.id}: forgotten; what was published stays, without a name", "green")
        outcome = _last_night_again(entry, asked, settings)
    except (UsageError, SettingError) as error:
        say(str(error), "red")
        return USAGE
    except PlainError as error:
        say(str(error), "red")
        return FAULT
    except OSError as error:
        say(f"{error.filename} cannot be used: {error.strerror}", "red")
        return FAULT
    _tell(exports, outcome)
    if as_json:
        typer.echo(json.dumps(_document(entry, exports, outcome), ensure_ascii=False, indent=2))
    return EXIT_CODES[outcome.verdict] if outcome else OK


def _programme(asked: Asked, settings: Settings) -> Declared:
    """The one programme that is meant, which has had a night."""
    place = (asked.folder or Path()).expanduser().absolute()
    if asked.folder is None and not programme_folders(place) and settings.portfolio is not None:
        place = settings.portfolio
    found = find(place, _absolute(asked.state) or settings.state, _absolute(asked.out) or settings.out)
    if found.misdeclared:
        told = "\n".join(str(problem) for problem in found.misdeclared[0].problems)
        raise UsageError(f"{found.misdeclared[0].folder} cannot be used. {told}")
    if len(found.declared) != 1:
        what = f"{len(found.declared)} programmes" if found.declared else "no programme"
        raise UsageError(f"{place} holds {what}; name the folder of one with --folder")
    entry = found.declared[0]
    if not (entry.member.state / PRIVATE_FILE).exists():
        raise UsageError(
            f"no night of {entry.programme.id} was run with its tables in {entry.member.state}, so they hold nobody; "
            "name its state with --state"
        )
    return entry


def _absolute(path: Path | None) -> Path | None:
    return path.expanduser().absolute() if path is not None else None


def _was_forgotten(key: str, member: Member) -> bool:
    tombstones = raw.tombstones(Warehouse(member.state), member.programme_id)
    return forgetting.is_forgotten(key, tombstones)


def _told_again(entry: Declared, *, as_json: bool) -> int:
    say(f"{entry.programme.id}: whoever has this key was forgotten before")
    if as_json:
        typer.echo(json.dumps({"programme": entry.programme.id, "status": "forgotten_before"}, indent=2))
    return OK


def _person(key: str, member: Member) -> forgetting.Person:
    """Whom the key is of."""
    warehouse = Warehouse(member.state)
    rows = warehouse.read_all(["raw_files", *RAW_TABLES.values()])
    tombstones = raw.tombstones(warehouse, member.programme_id)
    try:
        found = forgetting.person(key, rows, warehouse.read(GROUPS), tombstones)
    except forgetting.SeveralPeopleError:
        raise UsageError("more than one person has this key; use an address or a key that is one person's") from None
    if found is None:
        raise UsageError(f"nobody in {member.programme_id} is known by this key; use one as an export has it")
    return found


def _exports(person: forgetting.Person, member: Member) -> Exports:
    rows = person.erased.group_by("source_file").len().sort("source_file")
    paths = Warehouse(member.state).read("raw_files")["source_file"].unique().sort()
    telling = [key for key in person.keys if len(key) >= SHORTEST_KEY]
    named = tuple(path for path in paths if any(key in fold(path) for key in telling))
    return Exports(dict(rows.iter_rows()), named)


def _insist(entry: Declared, exports: Exports) -> None:
    """Go on only where a person says so."""
    what = f"{sum(exports.rows.values())} rows of {len(exports.rows)} exports"
    question = f"Erase this person ({what}) from every table of {entry.programme.id}? It cannot be undone"
    try:
        is_confirmed = typer.confirm(question, err=True)
    except typer.Abort:
        raise UsageError("nothing was erased: nobody is there to be asked; --yes asks nothing") from None
    if not is_confirmed:
        raise UsageError("nothing was erased")


def erase(key: str, member: Member) -> None:
    """Take a person out of the tables; each file is the old or the new one, and only the new one has the tombstones.

    The coordinator's pages name people and go with them, those of all nights; the last night makes its own again.
    """
    warehouse = Warehouse(member.state)
    person = _person(key, member)
    known = warehouse.read_all(["raw_files", "core_people", GROUPS, *sorted(forgetting.LEFT)])
    groups = forgetting.anonymous(known[GROUPS], person.person_ids, known["core_people"]["person_id"], _token)
    instead = {
        raw.TOMBSTONES: person.tombstones.table(),
        "raw_files": known["raw_files"].with_columns(reading=pl.lit("")),  # so that each is read again
        GROUPS: groups,
        **{table: known[table].filter(~_is_theirs(person.person_ids)) for table in forgetting.LEFT},
    }
    # The tombstones come last: without them the call can be made again.
    shutil.rmtree(member.state / FAULTS, ignore_errors=True)
    for page in member.out.glob(f"*/{COORDINATOR}"):
        page.unlink(missing_ok=True)  # by `latest` too
    warehouse.made_anew(forgetting.KEPT, {table: frame for table, frame in instead.items() if _is_needed(table, frame)})


def _is_theirs(person_ids: Iterable[str]) -> pl.Expr:
    return pl.col("person_id").is_in(list(person_ids))


def _is_needed(table: str, frame: pl.DataFrame) -> bool:
    return table == raw.TOMBSTONES or frame.height > 0


def _token() -> str:
    return secrets.token_hex(PSEUDONYM_BYTES)


def _last_night_again(entry: Declared, asked: Asked, settings: Settings) -> Outcome | None:
    """The newest night that published anything, run again; None where there is none."""
    as_of = _last_night(Warehouse(entry.member.state))
    if as_of is None:
        return None
    place = (
        settings.dagster_home or (_absolute(asked.state) or settings.state or entry.member.folder / STATE) / "dagster"
    )
    nights = {entry.member.programme_id: as_of}
    with home.instance(place) as instance, steps_shown(STEPS_LOGGER, "running the last night again"):
        return next(run_nights(Found((entry,), (), is_portfolio=False), nights, instance))


def _last_night(warehouse: Warehouse) -> date | None:
    last = warehouse.read(PUBLISHED)["as_of"].max()
    return last if isinstance(last, date) else None


def _tell(exports: Exports, outcome: Outcome | None) -> None:
    if exports.rows:
        say("rows of theirs still stand in exports, which only you can edit; no night keeps them:")
        for path, count in exports.rows.items():
            say(f"  {path}: {count}")
    for path in exports.named:
        say(f"  {path}: a key of theirs is in its name; rename it", "yellow")
    if outcome is None:
        say("no night was published yet, so none is run again")
        return
    say(f"{outcome.programme} {outcome.as_of}: {outcome.verdict}", STYLES[outcome.verdict])
    if outcome.report:
        say(f"  report: {outcome.report}")
    if outcome.fault:
        say(f"  {outcome.fault}", "red")
    if outcome.verdict == "refused":
        say_problems((each for each in outcome.problems if each.severity == "error"), PROBLEMS_SHOWN)


def _document(entry: Declared, exports: Exports, outcome: Outcome | None) -> dict[str, object]:
    night = outcome and {
        "as_of": str(outcome.as_of),
        "verdict": outcome.verdict,
        "report": str(outcome.report) if outcome.report else None,
        "fault": outcome.fault,
    }
    return {
        "programme": entry.programme.id,
        "status": "forgotten",
        "exports": [{"file": path, "rows": count} for path, count in exports.rows.items()],
        "named_files": list(exports.named),
        "night": night,
    }
