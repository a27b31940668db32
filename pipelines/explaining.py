"""The call `mentorship explain`: a figure of a night, what it means, and the place of every row behind it.

It reads the private file and is for coordinators on their own machine. Nothing is written to the programme, not even
its state: where that stands for another night, the night's facts are made again in a folder of their own.
"""

import json
import shutil
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl
import typer

from assets import raw
from assets.core import FACTS
from assets.metrics import FIGURES
from assets.publish import TABLE as PUBLISHED
from assets.resources import Member, Night
from assets.warehouse import PRIVATE_FILE, PlainError, Warehouse
from mentorship import core, figures
from mentorship.as_of import AsOf, Facts
from mentorship.explaining import explained
from mentorship.figure_paths import SHAPE, FigureNotFoundError, metric_of, resolved
from mentorship.problems import DataRefusedError
from mentorship.registry import BY_ID
from mentorship.tables import FIGURE_KEY
from pipelines import explanation
from pipelines.portfolio import Declared, find, programme_folders
from pipelines.printing import FAULT, OK, PROBLEMS_SHOWN, REFUSED, USAGE, say, say_problems
from pipelines.settings import SettingError, Settings, from_environment
from pipelines.telling import file_problems

BEHIND = (*FACTS, "core_lineage", "core_rejects")
SHOWN = 20


class UsageError(Exception):
    """What was asked for cannot be had; the message says what can."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What was typed."""

    figure: str
    as_of: date | None
    folder: Path | None
    state: Path | None


def explain(asked: Asked, *, as_json: bool) -> int:
    """Explain a figure, and give the exit code."""
    try:
        found = _found(asked)
    except (UsageError, SettingError) as error:
        say(str(error), "red")
        return USAGE
    except FigureNotFoundError as error:
        _say_candidates(error)
        return USAGE
    except DataRefusedError as refused:
        say("that night's exports are refused", "red")
        say_problems(refused.problems, PROBLEMS_SHOWN)
        return REFUSED
    except PlainError as error:
        say(str(error), "red")
        return FAULT
    except OSError as error:
        say(f"{error.filename} cannot be used: {error.strerror}", "red")
        return FAULT
    if as_json:
        typer.echo(json.dumps(_document(found), ensure_ascii=False, indent=2))
        for note in found.notes:
            say(note)
    else:
        explanation.tell(found)
    return OK


def _found(asked: Asked) -> explanation.Explanation:
    metric = metric_of(asked.figure, list(BY_ID))
    entry = _programme(asked, from_environment())
    warehouse = Warehouse(entry.member.state)
    last = _last_night(entry, warehouse)
    night = asked.as_of or last
    if why := entry.refuses(night, datetime.now(UTC)):
        raise UsageError(why)
    facts = _facts(entry, night, warehouse)
    view, measure = AsOf(facts, entry.programme, night), figures.MEASURES[metric]
    figure = resolved(asked.figure, figures.figures_of(view, [metric]))
    base = figures.bases(view, [metric])[measure.base]
    rows = explained(measure, base, view, figure, facts["core_lineage"], facts["core_rejects"])
    return explanation.Explanation(figure, BY_ID[metric], rows, _notes(figure, warehouse))


def _programme(asked: Asked, settings: Settings) -> Declared:
    """The one programme that is meant."""
    place = (asked.folder or Path()).expanduser().absolute()
    if asked.folder is None and not programme_folders(place) and settings.portfolio is not None:
        place = settings.portfolio
    state = asked.state.expanduser().absolute() if asked.state else settings.state
    found = find(place, state)
    if len(found.declared) == 1 and not found.misdeclared:
        return found.declared[0]
    folders = programme_folders(place)
    if len(folders) > 1:
        listed = ", ".join(folder.name for folder in folders)
        raise UsageError(f"{place} holds {len(folders)} programmes ({listed}); name the folder of one with --folder")
    if found.misdeclared:
        told = "\n".join(str(problem) for problem in found.misdeclared[0].problems)
        raise UsageError(f"{found.misdeclared[0].folder} cannot be used. {told}")
    raise UsageError(
        f"{place} is no programme and holds none: there is no programme.yaml in it; name a folder with --folder"
    )


def _last_night(entry: Declared, warehouse: Warehouse) -> date:
    """The last night that came as far as figures."""
    stamp = warehouse.stamps().get(FIGURES)
    if stamp is None:
        raise UsageError(
            f"no night of {entry.programme.id} has made figures in {warehouse.state}: "
            f"`mentorship run {entry.member.folder}` first, or name its state with --state"
        )
    return stamp.as_of


def _facts(entry: Declared, night: date, warehouse: Warehouse) -> Facts:
    """The night's facts with the way back to their rows: those of the state where it stands for that night."""
    stamps = warehouse.stamps()
    if all(table in stamps and stamps[table].as_of == night for table in BEHIND):
        return warehouse.read_all(BEHIND)
    say(f"the tables do not stand for {night}: its facts are made again, beside them")
    return _made_again(entry.member, night)


def _made_again(member: Member, as_of: date) -> Facts:
    """The facts of a night over a copy of the private file, so that files are known and pseudonyms are the same."""
    with TemporaryDirectory() as place:
        for file in member.state.glob(f"{PRIVATE_FILE}*"):
            shutil.copy2(file, place)
        night = Night(replace(member, state=Path(place)), as_of, "explain")
        raw.landed(night)
        landed = night.read_all(raw.TABLES)
        faults = landed["raw_problems"].filter(pl.col("severity") == "error")
        if faults.height:
            raise DataRefusedError(file_problems(faults))
        return core.build(landed, night.programme, night.warehouse.pseudonym_key())


def _notes(figure: dict[str, Any], warehouse: Warehouse) -> tuple[str, ...]:
    """What else is to be said of a figure: that it is not what the night kept, or not what was published."""
    night = {name: figure[name] for name in ("programme_id", "as_of", "metric")}
    kept, published = (_same(figure, warehouse.read(table, night)) for table in (FIGURES, PUBLISHED))
    if kept is None:
        return ("not published: that night was not run",)
    notes = []
    if any(kept[name] != figure[name] for name in ("value", "n", "people", "numerator", "denominator")):
        changed = "the exports, the declaration or the product have changed since: run it again"
        notes.append(f"the night itself came to {explanation.amount(kept)}; {changed}")
    if published is None:
        notes.append("not published: the night did not come as far")
    elif published["value"] != kept["value"]:
        notes.append(f"not published: {_instead(published)}")
    return tuple(notes)


def _same(figure: dict[str, Any], table: pl.DataFrame) -> dict[str, Any] | None:
    """The row of a figure in a table."""
    rows = table.filter(pl.col(name) == figure[name] for name in FIGURE_KEY)
    return rows.row(0, named=True) if rows.height else None


def _instead(published: dict[str, Any]) -> str:
    if published["value"] is None:
        return str(published["reason"])
    return f"the figure of {published['value_as_of']} stands, {explanation.amount(published)}"


def _document(found: explanation.Explanation) -> dict[str, Any]:
    plain = {name: value.isoformat() if isinstance(value, date) else value for name, value in found.figure.items()}
    return {"figure": plain, "definition": asdict(found.definition), "rows": found.rows.to_dicts()}


def _say_candidates(error: FigureNotFoundError) -> None:
    """What is wrong with the figure's name, and what may have been meant."""
    say(str(error), "red")
    for candidate in error.candidates[:SHOWN]:
        say(f"  {candidate}")
    if len(error.candidates) > SHOWN:
        say(f"  and {len(error.candidates) - SHOWN} more")
    say(f"A figure is {SHAPE}; `mentorship metrics` lists the metrics.")
