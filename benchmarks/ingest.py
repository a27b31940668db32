"""How long a million meetings take from bytes to stored rows, beside DuckDB's own reading of the same bytes as text.

    python benchmarks/ingest.py                 # both variants, five repetitions
    python benchmarks/ingest.py --check         # exit code 1 where a bound is not kept
    python benchmarks/ingest.py --growth        # memory and seconds for half a million, one and two million rows

All measurements of a run are made by turns, each in a process of its own and with files of its own.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
VARIANTS = ("plain", "quoted")
DUCKDB, DUCKDB_AS_POLARS, OURS = "DuckDB's read_csv", "the same, as many threads as Polars", "read, typed, stored"
MOST_RATIO = 3.0
"""As many times DuckDB's median as ours may take."""
MOST_BYTES = 1_500_000_000
"""The peak of memory for a million rows and for fewer; for more, as many times."""
GROWTH = (500_000, 1_000_000, 2_000_000)
MILLION = 1_000_000

Measured = dict[str, Any]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; the exit code."""
    options = _parser().parse_args(arguments)
    variants = options.variant or VARIANTS
    kept = True
    with tempfile.TemporaryDirectory(prefix="ingest-") as folder:
        for variant in variants:
            if options.growth:
                _grow(Path(folder), variant)
            else:
                kept &= _compare(Path(folder), variant, options.rows, options.repeats)
    return 1 if options.check and not kept else 0


def _compare(folder: Path, variant: str, rows: int, repeats: int) -> bool:
    """Measure all by turns and print it; whether the bounds are kept."""
    exports = _written(folder, rows, variant)
    made: dict[str, list[Measured]] = {name: [] for name in (DUCKDB, DUCKDB_AS_POLARS, OURS)}
    for turn in range(repeats):
        names = [*made][turn % 3 :] + [*made][: turn % 3]
        for name in names:
            made[name].append(_measured(name, exports, variant))
            if made[name][-1]["rows"] != rows:
                raise ValueError(f"{name} gave {made[name][-1]['rows']} rows of {rows}")
    size = (exports / "meetings.csv").stat().st_size
    _say(
        f"\n{variant}: {rows:,} meetings, {size / 1e6:.1f} MB, {repeats} repetitions by turns, {_versions(made[OURS])}"
    )
    _say(f"{'seconds':38}{'min':>8}{'median':>8}{'max':>8}{'CPU':>8}{'peak memory':>14}")
    for name, all_made in made.items():
        _say(_line(name, [sum(one["steps"].values()) for one in all_made], all_made))
    for step in made[OURS][0]["steps"]:
        _say(_line(f"  {step}", [one["steps"][step] for one in made[OURS]]))
    return _is_kept(made, rows)


def _is_kept(made: dict[str, list[Measured]], rows: int) -> bool:
    times = {name: median(sum(one["steps"].values()) for one in all_made) for name, all_made in made.items()}
    ratio, beside = times[OURS] / times[DUCKDB], times[OURS] / times[DUCKDB_AS_POLARS]
    cpu = {name: median(one["cpu_seconds"] for one in all_made) for name, all_made in made.items()}
    peak, most = max(one["peak_bytes"] for one in made[OURS]), MOST_BYTES * max(1.0, rows / MILLION)
    _say(
        f"ratio of the medians {ratio:.2f} (at most {MOST_RATIO:g}); {beside:.2f} with as many threads; "
        f"{cpu[OURS] / cpu[DUCKDB]:.2f} in processor seconds"
    )
    _say(f"peak memory {peak / 1e9:.2f} GB (at most {most / 1e9:g})")
    return bool(ratio <= MOST_RATIO and peak <= most)


def _grow(folder: Path, variant: str) -> None:
    _say(f"\n{variant}: how it grows")
    _say(f"{'rows':>12}{'DuckDB s':>12}{'ours s':>12}{'DuckDB GB':>12}{'ours GB':>12}")
    for rows in GROWTH:
        exports = _written(folder, rows, variant)
        pair = [_measured(name, exports, variant) for name in (DUCKDB, OURS)]
        seconds = [sum(one["steps"].values()) for one in pair]
        cells = [*seconds, *(one["peak_bytes"] / 1e9 for one in pair)]
        _say(f"{rows:>12,}" + "".join(f"{cell:>12.2f}" for cell in cells))


def _written(folder: Path, rows: int, variant: str) -> Path:
    exports = folder / f"{variant}-{rows}"
    _run("write", str(exports), str(rows), variant)
    return exports


def _measured(name: str, exports: Path, variant: str) -> Measured:
    with tempfile.TemporaryDirectory(prefix="state-", dir=exports) as state:
        if name == OURS:
            told = _run("ours", str(exports), state, variant)
        else:
            told = _run("duckdb", str(exports), state, "as Polars" if name == DUCKDB_AS_POLARS else "its own")
        measured: Measured = json.loads(told)
        return measured


def _run(*arguments: str) -> str:
    """Call `benchmarks.measured`. This process stays small: what it has in memory would count for its children."""
    command = [sys.executable, "-m", "benchmarks.measured", *arguments]
    return subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout  # noqa: S603 - ours


def _line(name: str, seconds: list[float], made: list[Measured] | None = None) -> str:
    shown = f"{name:38}{min(seconds):>8.2f}{median(seconds):>8.2f}{max(seconds):>8.2f}"
    if made is None:
        return shown
    peaks = sorted(one["peak_bytes"] / 1e6 for one in made)
    return f"{shown}{median(one['cpu_seconds'] for one in made):>8.2f}{peaks[-1]:>11.0f} MB"


def _versions(made: list[Measured]) -> str:
    told = [f"{name} {version}" for name, version in made[0]["versions"].items()]
    return f"{', '.join(told)}, {made[0]['threads']} threads of Polars"


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Measure how long meetings take from bytes to stored rows.")
    parser.add_argument("--rows", type=int, default=MILLION, help="how many meetings (default: 1000000)")
    parser.add_argument("--repeats", type=int, default=5, help="how often each is measured (default: 5)")
    parser.add_argument("--variant", action="append", choices=VARIANTS, help="measure this one only (default: both)")
    parser.add_argument("--check", action="store_true", help="exit with 1 where time or memory is above its bound")
    parser.add_argument("--growth", action="store_true", help="measure three sizes once each instead")
    return parser


if __name__ == "__main__":
    sys.exit(main())
