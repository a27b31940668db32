"""What an asset is handed: the portfolio, and in it the night that its run is about.

A `Night` reads and writes the tables of its own night alone: a table that holds one night only (raw and core tables)
and stands for another is an error, so that a step run by itself never mixes two nights.
"""

import fcntl
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

import polars as pl

from assets.inbox import Inbox
from assets.partitions import programme_and_night
from assets.warehouse import Part, PlainError, Stamp, Warehouse, Where
from mentorship import tables
from mentorship.configuration import load_programme
from mentorship.landing import problem_rows
from mentorship.ledger import Ledger
from mentorship.problems import Problem
from mentorship.programme import Programme

LEDGERS = ("raw_files", "raw_files_gone", "raw_problems")
# Tables in which nights accumulate; all others hold the night that was run last.
DATED_TABLES = frozenset(
    {
        "metric_figures",
        "metric_pair_health",
        "published_figures",
        "published_groups",
        "published_sources",
        "published_comments",
        "published_commenters",
        "check_results",
    }
)


class OtherNightError(PlainError):
    """A table stands for another night than the one that is asked for."""


@dataclass(frozen=True, slots=True)
class Member:
    """A programme of the portfolio: its folder, and where its state and its reports live."""

    programme_id: str
    folder: Path
    state: Path
    out: Path


@dataclass(frozen=True)
class Night:
    """One programme's night in one run."""

    member: Member
    as_of: date
    run_id: str

    @cached_property
    def programme(self) -> Programme:
        """The programme as its folder declares it now."""
        return load_programme(self.member.folder)

    @property
    def warehouse(self) -> Warehouse:
        """The programme's tables."""
        return Warehouse(self.member.state)

    @property
    def inbox(self) -> Inbox:
        """The programme's exports."""
        return Inbox(self.member.folder)

    @property
    def folder(self) -> Path:
        """Where the night's report goes."""
        return self.member.out / self.as_of.isoformat()

    @property
    def key(self) -> Where:
        """The columns that tell this night's rows from others in a dated table."""
        return {"programme_id": self.member.programme_id, "as_of": self.as_of}

    @property
    def stamp(self) -> Stamp:
        """The mark that this night and run leave on what they write."""
        return Stamp(self.as_of, self.run_id)

    def read(self, table: str) -> pl.DataFrame:
        """The rows of a table for this night."""
        return self.read_all([table])[table]

    def read_all(self, names: Iterable[str]) -> dict[str, pl.DataFrame]:
        """The rows of some tables for this night, by name."""
        wanted = list(names)
        self.insist_on(wanted)
        dated = [table for table in wanted if table in DATED_TABLES]
        return {
            **self.warehouse.read_all(dated, self.key),
            **self.warehouse.read_all([table for table in wanted if table not in DATED_TABLES]),
        }

    def insist_on(self, names: Iterable[str]) -> None:
        """An error where a table of one night stands for another."""
        whole = [table for table in names if table not in DATED_TABLES]
        stamps = self.warehouse.stamps() if whole else {}
        others = [table for table in whole if table not in stamps or stamps[table].as_of != self.as_of]
        if others:
            raise OtherNightError(
                f"{', '.join(others)} do not stand for {self.as_of} of {self.member.programme_id}: run the whole night"
            )

    def replace(self, frames: Mapping[str, pl.DataFrame]) -> None:
        """Write tables for this night, instead of what they held for it before."""
        dated = {table: frame for table, frame in frames.items() if table in DATED_TABLES}
        whole = {table: frame for table, frame in frames.items() if table not in DATED_TABLES}
        self.warehouse.replace(dated, self.key, self.stamp)
        self.warehouse.replace(whole, None, self.stamp)

    def replace_parts(self, parts: Mapping[str, Part]) -> None:
        """Write tables of this night that keep some of the rows of nights before, each instead of its own part."""
        self.warehouse.replace_parts(parts, self.stamp)

    def ledger(self) -> Ledger:
        """What the night before knew of the files, whichever night that was."""
        known = self.warehouse.read_all(LEDGERS)
        return Ledger(*(known[table] for table in LEDGERS))

    def written(self) -> frozenset[str]:
        """The tables that this very run wrote."""
        return frozenset(table for table, stamp in self.warehouse.stamps().items() if stamp == self.stamp)

    def note_problems(self, problems: tuple[Problem, ...]) -> None:
        """Keep the faults for which a step gave up, beside those of the files."""
        known = self.read("raw_problems") if "raw_problems" in self.written() else tables.empty("raw_problems")
        noted = problem_rows([("", problem) for problem in problems])
        self.replace({"raw_problems": pl.concat([known, noted]).unique(maintain_order=True)})


@dataclass(frozen=True, slots=True)
class Portfolio:
    """The programmes that can be run, by id."""

    members: Mapping[str, Member]

    def night(self, partition: str, run_id: str) -> Night:
        """The night that a run's partition key names."""
        programme_id, as_of = programme_and_night(partition)
        if programme_id not in self.members:
            known = ", ".join(sorted(self.members)) or "none"
            raise KeyError(f"the portfolio holds no programme {programme_id!r}; it holds {known}")
        return Night(self.members[programme_id], as_of, run_id)


@contextmanager
def alone(state: Path) -> Iterator[None]:
    """Hold a programme's state for a whole run: two runs at once would mix their raw tables. Waits for its turn."""
    state.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(state / "run.lock", os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
