"""The calls of the command that run nights: from what was typed to an exit code."""

import json
import os
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NoReturn

import dagster as dg
import typer

from assets.night_folder import COORDINATOR
from assets.portfolio_page import Gathering
from pipelines import home
from pipelines.jobs import STEPS_LOGGER
from pipelines.nights import Outcome, run_nights
from pipelines.portfolio import STATE, Found, find, programme_folders
from pipelines.portfolio_page import gather, make_page
from pipelines.printing import FAULT, OK, PROBLEMS_SHOWN, REFUSED, USAGE, as_entry, say, say_problems, steps_shown
from pipelines.settings import DEFAULT_PORTFOLIO, SettingError, Settings, from_environment

EXIT_CODES = {"ok": OK, "warned": OK, "refused": REFUSED, "failed": FAULT, "misdeclared": USAGE}
# Of several programmes the gravest decides: a declaration to mend, then a fault of ours, then data to mend.
GRAVEST = (USAGE, FAULT, REFUSED, OK)
STYLES = {"ok": "green", "warned": "yellow", "refused": "red", "failed": "bold red", "misdeclared": "red"}


def run(folder: Path, as_of: date | None, out: Path | None, state: Path | None, *, as_json: bool, verbose: bool) -> int:
    """Run each programme's night, say what came of it, and give the exit code."""
    try:
        settings = from_environment()
    except SettingError as error:
        say(str(error), "red")
        return USAGE
    place = folder.expanduser().absolute()
    state, out = _absolute(state) or settings.state, _absolute(out) or settings.out
    found = find(place, state, out)
    if not found.declared and not found.misdeclared:
        return _nothing_in(place)
    now = datetime.now(UTC)
    nights = {entry.member.programme_id: as_of or entry.default_night(now) for entry in found.declared}
    refusals = {why for entry in found.declared if (why := entry.refuses(nights[entry.member.programme_id], now))}
    if refusals:
        for why in sorted(refusals):
            say(why, "red")
        return USAGE
    try:
        with home.instance(_home(place, state, settings)) as instance:
            outcomes = _outcomes(found, nights, instance, verbose=verbose)
            page = _side_by_side(gather(found, place, state, out, nights), instance) if found.is_portfolio else OK
    except OSError as error:
        return _unusable(error)
    if as_json:
        typer.echo(json.dumps([_entry(outcome) for outcome in outcomes], ensure_ascii=False, indent=2))
    codes = {page, *(EXIT_CODES[outcome.verdict] for outcome in outcomes)}
    return next(code for code in GRAVEST if code in codes)


def _outcomes(found: Found, nights: dict[str, date], instance: dg.DagsterInstance, *, verbose: bool) -> list[Outcome]:
    outcomes: list[Outcome] = []
    runs = run_nights(found, nights, instance, is_loud=verbose)
    while True:
        with steps_shown(STEPS_LOGGER, "running"):
            outcome = next(runs, None)
        if outcome is None:
            return outcomes
        _tell(outcome)
        outcomes.append(outcome)


def _side_by_side(gathering: Gathering, instance: dg.DagsterInstance) -> int:
    """The portfolio's page, of which standard error alone is told: the document holds a list of programmes."""
    if gathering.as_of is None:
        return OK
    page, fault = make_page(gathering, instance)
    say(f"portfolio {gathering.as_of}: {'ok' if page else 'failed'}", STYLES["ok" if page else "failed"])
    say(f"  side by side: {page}" if page else f"  {fault}", "" if page else "red")
    return OK if page else FAULT


def _tell(outcome: Outcome) -> None:
    """The verdict, the report, and what was refused and why."""
    night = f" {outcome.as_of}" if outcome.as_of else f" ({outcome.folder})"
    say(f"{outcome.programme}{night}: {outcome.verdict}", STYLES[outcome.verdict])
    if outcome.report:
        say(f"  report: {outcome.report}")
        say(f"  whom to contact first: {outcome.report.with_name(COORDINATOR)}")
    if outcome.fault:
        say(f"  {outcome.fault}", "red")
    for reason, rows in outcome.reasons.items():
        say(f"  {rows} refused: {reason}")
    # Where there is a report, refused rows are told by their reasons; each stands in the file that is named below.
    wanted = {"ok": (), "warned": ("warning",)}.get(outcome.verdict, ("error", "warning"))
    say_problems(
        (problem for weight in wanted for problem in outcome.problems if problem.severity == weight), PROBLEMS_SHOWN
    )
    if outcome.out and outcome.problems:
        say(f"  every refused row: {outcome.out / 'rejects.csv'}")


def _entry(outcome: Outcome) -> dict[str, Any]:
    return {
        "programme": outcome.programme,
        "folder": str(outcome.folder),
        "as_of": outcome.as_of.isoformat() if outcome.as_of else None,
        "verdict": outcome.verdict,
        "report": str(outcome.report) if outcome.report else None,
        "refused": outcome.refused,
        "problems": [{"file": problem.file, **as_entry(problem)} for problem in outcome.problems],
        "fault": outcome.fault,
    }


def ui(folder: Path | None, state: Path | None, port: int) -> int:
    """Dagster's UI and daemon over a folder, on loopback, until it is interrupted."""
    try:
        settings = from_environment()
    except SettingError as error:
        say(str(error), "red")
        return USAGE
    place = _absolute(folder) or settings.portfolio or DEFAULT_PORTFOLIO.absolute()
    if not programme_folders(place):
        return _nothing_in(place)
    state = _absolute(state) or settings.state
    try:
        dagster_home = home.prepare(_home(place, state, settings))
    except OSError as error:
        return _unusable(error)
    environment = {
        **os.environ,
        "DAGSTER_HOME": str(dagster_home),
        "MENTORSHIP_PORTFOLIO": str(place),
        **({"MENTORSHIP_STATE": str(state)} if state else {}),
    }
    command = [
        *(sys.executable, "-W", "ignore:Function `dev_command`", "-m", "dagster", "dev"),
        *("--module-name", "pipelines.definitions", "--host", "127.0.0.1", "--port", str(port)),
    ]
    return _become(command, environment)


def _become(command: list[str], environment: dict[str, str]) -> NoReturn:
    """Dagster takes this process's place, so that an interrupt reaches it and its children come down with it."""
    os.execve(sys.executable, command, environment)  # noqa: S606 - our own interpreter and arguments


def _nothing_in(place: Path) -> int:
    say(f"{place} is no programme and holds none: there is no programme.yaml in it or in a folder of it", "red")
    return USAGE


def _unusable(error: OSError) -> int:
    say(f"the state cannot be kept in {error.filename}: {error.strerror}. Fix: name a folder with --state.", "red")
    return USAGE


def _home(place: Path, state: Path | None, settings: Settings) -> Path:
    return settings.dagster_home or (state or place / STATE) / "dagster"


def _absolute(path: Path | None) -> Path | None:
    return path.expanduser().absolute() if path is not None else None
