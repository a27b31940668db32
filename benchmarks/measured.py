"""One measurement in a process of its own, so that its peak of memory is its own; what it took is printed as JSON.

python -m benchmarks.measured write FOLDER ROWS VARIANT
python -m benchmarks.measured duckdb FOLDER STATE THREADS
python -m benchmarks.measured ours FOLDER STATE VARIANT
"""

import hashlib
import json
import resource
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import polars as pl

from assets.warehouse import Warehouse
from benchmarks import exports
from mentorship import tables
from mentorship.exports.detect import read_export
from mentorship.exports.profile import Export, ExportFile
from mentorship.facts import meetings, rows
from mentorship.facts.row_rules import MeetingRules

TABLE = "raw_meetings"


class Clock:
    """Seconds a step, by the wall and of the processors."""

    def __init__(self) -> None:
        """No step yet."""
        self.steps: dict[str, float] = {}
        self.cpu_seconds = 0.0

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Time what is done within."""
        wall, cpu = time.perf_counter(), time.process_time()
        yield
        self.steps[name] = time.perf_counter() - wall
        self.cpu_seconds += time.process_time() - cpu


def main(arguments: list[str]) -> int:
    """Run one measurement; the exit code."""
    what, folder, first, *rest = arguments
    if what == "write":
        exports.write(Path(folder), int(first), rest[0])
        return 0
    clock = Clock()
    measure = _duckdb if what == "duckdb" else _ours
    count = measure(clock, Path(folder), Path(first), rest[0])
    told = {
        "steps": clock.steps,
        "cpu_seconds": clock.cpu_seconds,
        "rows": count,
        "peak_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
        "threads": pl.thread_pool_size(),
        "versions": {"DuckDB": duckdb.__version__, "Polars": pl.__version__},
    }
    sys.stdout.write(json.dumps(told))
    return 0


def _duckdb(clock: Clock, folder: Path, state: Path, threads: str) -> int:
    """DuckDB's own reader, every column as text, into a table of a new file."""
    path = state / "all_text.duckdb"
    with clock.step("read and stored"):
        connection = duckdb.connect(path)
        if threads == "as Polars":
            connection.execute("SET threads = ?", [pl.thread_pool_size()])
        connection.execute(
            "CREATE TABLE t AS FROM read_csv(?, all_varchar=true, header=true)", [str(folder / exports.MEETINGS_FILE)]
        )
        connection.close()
    with duckdb.connect(path, read_only=True) as connection:
        return int(connection.execute("SELECT count(*) FROM t").fetchall()[0][0])


def _ours(clock: Clock, folder: Path, state: Path, variant: str) -> int:
    """What a night does with the same bytes: every row as text with its place, typed, held to the rules, and stored."""
    declared = exports.programme(variant)
    with clock.step("read from disk"):
        payload = (folder / exports.MEETINGS_FILE).read_bytes()
        file = ExportFile(exports.MEETINGS_FILE, payload, hashlib.sha256(payload).hexdigest())
        del payload
    with clock.step("rows of text"):
        export = read_export(file, exports.log_of(declared), declared)
        raw, files = _with_place(export, file), _files(export, file)
        problems = export.problems
        del export, file
    with clock.step("typed"):
        typed = meetings._typed(raw, files, declared)  # noqa: SLF001 - as the night types them
        sound, rejects = rows.sift(typed, MeetingRules, TABLE)
        counts = (sound.height, rejects.height, len(problems))
        del typed, sound, rejects
    with clock.step("stored"):
        Warehouse(state).replace({TABLE: raw})
    if counts != (raw.height, 0, 0):
        raise ValueError(f"of {raw.height} rows {counts[0]} are sound, with {counts[1]} rejects and {problems[:3]}")
    return raw.height


def _with_place(export: Export, file: ExportFile) -> pl.DataFrame:
    placed = export.records.with_columns(
        source=pl.lit("log"), source_file=pl.lit(file.path), source_sha256=pl.lit(file.sha256)
    )
    return placed.select(list(tables.dtypes(TABLE)))


def _files(export: Export, file: ExportFile) -> pl.DataFrame:
    stamps = [{"column": column, "stamp": stamp} for column, stamp in export.stamps.items()]
    row = {"source": "log", "source_file": file.path, "use": "used", "time_zone": export.time_zone, "stamps": stamps}
    return pl.DataFrame([row], schema={name: tables.dtypes("raw_files")[name] for name in row})


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
