"""An invented portfolio for tests of its page: programmes that report, and one of each kind that does not."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from mentorship.imprint import Imprint
from reports.peers import State, Told
from reports.portfolio import render_portfolio
from reports.rows import FIELDS, Figure
from tests.report_figures import AS_OF, Row, around, figure, frame, hidden, share, uncomputable, word

LAST_GOOD = date(2026, 11, 20)
NAMES = ("Alder Academy", "Birch Bank", "Cedar Clinics", "Dogwood Design", "Elm Energy", "Fir Foundation")


def imprint(name: str, **changes: Any) -> Imprint:
    """What a programme's account says of it."""
    given = {
        "name": name,
        "starts_on": date(2026, 1, 12),
        "ends_on": date(2026, 12, 18),
        "k": 5,
        "booked_counts_as_held": False,
        "waves": ("baseline", "month3", "month6"),
        "instruments": {"skills": "Skills and confidence", "pulse": "Pulse"},
        "asked": {"skills/confidence": "a" * 12, "skills/network": "b" * 12},
    }
    return Imprint.model_validate(given | changes)


def rows(level: float = 0.78, n: int = 184) -> list[Row]:
    """A programme's figures around a level."""
    judged = "met" if level > 0.75 else "missed" if level < 0.6 else "uncertain"
    skills = {"instrument": "skills", "wave": "baseline..month6"}
    return [
        figure("open_pair_count", "pair", float(n), n=n),
        share("active_pair_rate", "pair", level, n, target="at_least:0.7", target_status=judged),
        around("cadence_attainment", "pair", level + 0.02, 0.06, n),
        share("pair_retention", "pair", min(0.97, level + 0.1), n, wave="days_180"),
        share("goal_attainment_rate", "mentee", level - 0.2, max(12, n - 40)),
        share("goal_attainment_rate", "mentor", level - 0.1, 14),
        around("nps", "all", 100 * (level - 0.5), 9.5, n, instrument="pulse", construct="nps", wave="month6"),
        share("response_rate", "all", level - 0.1, n, instrument="skills", wave="month3"),
        share("response_rate", "all", level - 0.15, n, instrument="skills", wave="month6"),
        around("growth_g", "mentee", level - 0.3, 0.14, n, construct="confidence", **skills),
        around("growth_g", "mentor", level - 0.55, 0.22, n // 2, construct="confidence", **skills),
        around("growth_g", "mentee", level - 0.5, 0.15, n, construct="network", **skills),
    ]


def figures_of(found: list[Row]) -> tuple[Figure, ...]:
    return tuple(Figure(**{name: row[name] for name in FIELDS}) for row in found)


def told(name: str, found: list[Row] | None = None, **changes: Any) -> Told:
    """A programme that reports."""
    programme_id = changes.pop("programme_id", "".join(char for char in name.lower() if char.isalnum())[:20] or "x")
    given: dict[str, Any] = {
        "programme_id": programme_id,
        "name": name,
        "state": "reported",
        "night": AS_OF,
        "link": f"../../{programme_id}/{AS_OF}/report.html",
        "verdict": "ok",
        "imprint": imprint(name),
    }
    given |= changes
    own = [
        {**row, "value_as_of": row["value_as_of"] and given["night"]} for row in (rows() if found is None else found)
    ]
    return Told(**given, figures=figures_of(own))


def silent(name: str, state: State, why: str, night: date | None = LAST_GOOD) -> Told:
    """A programme without a report tonight."""
    programme_id = name.split(maxsplit=1)[0].lower()
    link = f"../../{programme_id}/{night}/report.html" if night else ""
    return Told(programme_id, name, state, night, link, why=why)


def portfolio() -> tuple[Told, ...]:
    """Six programmes that report, unlike each other, and five that do not."""
    alder, birch, cedar, dogwood, elm, fir = NAMES
    small = [
        figure("open_pair_count", "pair", 8.0, n=8),
        word("active_pair_rate", "pair", "most", 8),
        around("cadence_attainment", "pair", 0.5, 0.4, 8),
        uncomputable("pair_retention", "pair", "no pair has been followed for that long", wave="days_180", n=8),
        hidden("goal_attainment_rate", "mentee"),
        hidden("nps", "all", instrument="pulse", construct="nps", wave="month6"),
    ]
    return (
        told(alder, rows(0.86, 210)),
        told(birch, rows(0.55, 160), verdict="warned"),
        told(cedar, rows(0.74, 44), imprint=imprint(cedar, booked_counts_as_held=True)),
        told(dogwood, small, imprint=imprint(dogwood, k=8)),
        told(elm, rows(0.78, 96), night=date(2026, 10, 30)),
        told(fir, [{**row, "definition_version": 2} for row in rows(0.7, 120)]),
        silent(
            "Gorse Group", "refused", "its data of 22 November 2026 were refused: see rejects.csv beside its report."
        ),
        silent("Hazel Health", "stale", "it has no report of 22 November 2026."),
        silent("Ivy Institute", "failed", "its run of 22 November 2026 failed."),
        silent("juniper", "misdeclared", "programme.yaml: unknown key 'segmnts'; did you mean 'segments'?", None),
        silent("Kapok Kitchens", "unreadable", "its files cannot be read: figures.parquet is no Parquet file."),
    )


def render(programmes: tuple[Told, ...] | None = None) -> str:
    """The page of the invented portfolio, or of other programmes."""
    return render_portfolio(AS_OF, portfolio() if programmes is None else programmes)


def publish(out: Path, programme_id: str, night: date, found: list[Row] | None = None, **record: Any) -> Path:
    """The files of a programme's night, as anybody may read them; a refused one has its account alone."""
    folder = out / str(night)
    folder.mkdir(parents=True)
    told_by = {
        "programme_id": programme_id,
        "as_of": str(night),
        "run_id": f"run-of-{night}",
        "verdict": "ok",
        "programme": imprint(programme_id.capitalize()).model_dump(mode="json", by_alias=True),
        **record,
    }
    (folder / "run.json").write_text(json.dumps(told_by))
    if told_by["verdict"] != "refused":
        dated = {"programme_id": programme_id, "as_of": night, "value_as_of": night}
        own = [{**row, **dated} for row in (rows() if found is None else found)]
        frame(own).write_parquet(folder / "figures.parquet")
        (folder / "report.html").write_text("<!DOCTYPE html>")
    return folder
