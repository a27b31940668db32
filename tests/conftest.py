"""A programme folder that a test fills with rows, and the way from it to facts and figures."""

import csv
import hashlib
import io
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import settings

from mentorship import core, figures, tables
from mentorship.as_of import AsOf
from mentorship.configuration import load_programme
from mentorship.disclosure import History, Publication, publish
from mentorship.exports.profile import ExportFile
from mentorship.figures import MEASURES
from mentorship.landing import land
from mentorship.ledger import Ledger
from mentorship.populations import groups_of

PROGRAMME = """
programme:
  id: testing-2026
  name: A programme for tests
  time_zone: Europe/Berlin
  starts_on: 2026-01-01
  ends_on: 2026-12-31
  channels: [in_person, video, phone]
  meetings_per_month: 2
sources:
  - {name: people, kind: people, tool: table, files: people/*.csv}
  - {name: pairs, kind: pairs, tool: table, files: pairs/*.csv}
  - {name: log, kind: meetings, tool: table, files: meetings/*.csv}
  - {name: goals, kind: goals, tool: table, files: goals/*.csv}
  - {name: baseline, kind: surveys, tool: table, files: surveys/baseline.csv, instrument: skills, wave: baseline}
  - {name: later, kind: surveys, tool: table, files: surveys/later.csv, instrument: skills, wave: later}
waves:
  - {id: baseline, from: 2026-01-01, to: 2026-01-31}
  - {id: later, from: 2026-06-01, to: 2026-06-30}
segments: [department]
"""
SKILLS = """
instrument: skills
title: Skills
asked_of: [mentee, mentor]
scale: {min: 1, max: 5, labels: [Strongly disagree, Disagree, Neither, Agree, Strongly agree]}
constructs: {confidence: {}}
items:
  - {id: conf1, construct: confidence, text: I can explain my decisions}
  - {id: conf2, construct: confidence, text: I avoid speaking, reverse: true}
  - {id: recommend, kind: nps, text: Would you recommend the programme}
  - {id: story, kind: text, text: What changed for you}
"""
# A busy machine is no fault of the code under test, and a gate gives the same answer twice; a campaign looks further.
settings.register_profile("patient", deadline=None, derandomize=True, max_examples=10)
settings.register_profile("campaign", deadline=None, max_examples=2000)
settings.load_profile("patient")
LONGEST_FIRST = {name: place for place, name in enumerate(("end_to_end", "dagster", "browser", "property", "golden"))}
KEY = b"a key for tests that never leaves"


class ProgrammeFolder:
    """A programme on disk: `table` writes an export in our own column names, `figure` gives one figure."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def begin(self) -> "ProgrammeFolder":
        """Write the declarations and empty exports."""
        self.write("programme.yaml", PROGRAMME)
        self.write("instruments/skills.yaml", SKILLS)
        self.table("people", [])
        self.table("pairs", [])
        return self

    def write(self, name: str, text: str) -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def table(self, name: str, rows: Iterable[Mapping[str, object]]) -> Path:
        """Rows as `exports/<name>.csv` or `exports/<kind>/<kind>.csv`; columns are those of any row."""
        needed = {"people": ["person_key", "role"], "pairs": ["mentor", "mentee", "matched_on"]}
        found = list(rows)
        columns = list(dict.fromkeys([*needed.get(name, []), *(column for row in found for column in row)]))
        text = io.StringIO()
        writer = csv.DictWriter(text, columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(found)
        return self.write(f"exports/{name if '/' in name else f'{name}/{name}'}.csv", text.getvalue())

    def people(self, mentees: int, mentors: int, **columns: object) -> None:
        """Mentees m1, m2, … and mentors r1, r2, …, all joined on the first day."""
        keys = [(f"m{number + 1}", "mentee") for number in range(mentees)]
        keys += [(f"r{number + 1}", "mentor") for number in range(mentors)]
        self.table(
            "people", [{"person_key": key, "role": role, "joined_on": "2026-01-01", **columns} for key, role in keys]
        )

    def raw(self, as_of: date = date(2026, 6, 30)) -> dict[str, pl.DataFrame]:
        programme = load_programme(self.root)
        files = {
            source.name: [self._export(path) for path in sorted((self.root / "exports").glob(source.files))]
            for source in programme.sources
        }
        lists = {
            f"{source.name}/invited": [self._export(self.root / "exports" / source.invited)]
            for source in programme.sources
            if source.has_invited_list
        }
        return land(programme, {**files, **lists}, Ledger.empty(), as_of).tables

    def _export(self, path: Path) -> ExportFile:
        payload = path.read_bytes()
        return ExportFile(
            path.relative_to(self.root / "exports").as_posix(), payload, hashlib.sha256(payload).hexdigest()
        )

    def facts(self, as_of: date = date(2026, 6, 30)) -> dict[str, pl.DataFrame]:
        return core.build(self.raw(as_of), load_programme(self.root), KEY)

    def figures(self, as_of: date = date(2026, 6, 30)) -> pl.DataFrame:
        return figures.measure(self.facts(as_of), load_programme(self.root), as_of)

    def published(self, as_of: date = date(2026, 6, 30), k: int = 5) -> pl.DataFrame:
        """The published figures of a programme's first night."""
        return self.publication(as_of, History.empty(), k).figures

    def publication(
        self, as_of: date, history: History, k: int = 5, metrics: Collection[str] = tuple(MEASURES)
    ) -> Publication:
        """What a night publishes of some metrics after what was published before."""
        programme = load_programme(self.root)
        view = AsOf(self.facts(as_of), programme, as_of)
        return publish(figures.figures_of(view, metrics), groups_of(view, metrics), history, k, programme.segments)

    def figure(self, metric: str, as_of: date = date(2026, 6, 30), **key: str) -> dict[str, object]:
        """The one figure of a metric for everybody, or for what `key` says."""
        wanted = {"metric": metric, "segment": "all", **key}
        view = AsOf(self.facts(as_of), load_programme(self.root), as_of)
        found = figures.figures_of(view, [metric]).filter(
            pl.all_horizontal(pl.col(name) == value for name, value in wanted.items())
        )
        assert found.height == 1, found.select(tables.FIGURE_KEY)
        return found.row(0, named=True)


@pytest.fixture
def folder(tmp_path: Path) -> ProgrammeFolder:
    """An empty programme folder with the questionnaire `skills`."""
    return ProgrammeFolder(tmp_path / "programme").begin()


@pytest.fixture(scope="session")
def programme_folder_at() -> type[ProgrammeFolder]:
    """The way to the facts and figures of a programme that is there already."""
    return ProgrammeFolder


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Modules with whole nights and browsers first: begun last, one of them would keep the others waiting."""
    items.sort(key=lambda item: LONGEST_FIRST.get(item.path.parent.name, len(LONGEST_FIRST)))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--golden-update", action="store_true", help="write what is kept under tests/golden anew")
