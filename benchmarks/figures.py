"""How long all figures take from the facts, and what each segment column more costs.

    python benchmarks/figures.py                          # a million meetings; 0, 1, 2, 4 and 8 segment columns
    python benchmarks/figures.py --meetings 10000000 --segments 2
    python benchmarks/figures.py --metrics                # the seconds of each metric and base

Each measurement is made in a process of its own, so that its peak of memory is its own.
"""

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
MILLION = 1_000_000
SEGMENTS = (0, 1, 2, 4, 8)
LONGEST = 15
HEADINGS = ("segments", "figures", "min s", "median s", "max s", "a column", "facts GB", "peak GB")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; the exit code."""
    options = _parser().parse_args(arguments)
    if options.one:
        sys.stdout.write(json.dumps(_measured(options.meetings, options.segments[0])))
        return 0
    if options.metrics:
        _by_metric(options.meetings, options.segments[0])
        return 0
    _say(f"{options.meetings:,} meetings, {options.repeats} repetitions by turns")
    _say("".join(f"{heading:>10}" for heading in HEADINGS))
    made: dict[int, list[dict[str, float]]] = {count: [] for count in options.segments}
    for _ in range(options.repeats):
        for count, found in made.items():
            found.append(_in_a_process(options.meetings, count))
    least = min(made)
    for count, found in made.items():
        seconds = sorted(one["seconds"] for one in found)
        more = median(seconds) - median(one["seconds"] for one in made[least])
        a_column = f"{more / (count - least):.2f}" if count > least else "–"
        peak, facts = max(one["peak_bytes"] for one in found) / 1e9, found[0]["facts_bytes"] / 1e9
        _say(
            f"{count:>10}{int(found[0]['figures']):>10,}{seconds[0]:>10.2f}{median(seconds):>10.2f}{seconds[-1]:>10.2f}"
            f"{a_column:>10}{facts:>10.2f}{peak:>10.2f}"
        )
    return 0


def _in_a_process(meetings: int, segments: int) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.figures", "--one", "--meetings", str(meetings)]
    told = subprocess.run(  # noqa: S603 - ours
        [*command, "--segments", str(segments)], cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True
    ).stdout
    measured: dict[str, float] = json.loads(told)
    return measured


def _measured(meetings: int, segments: int) -> dict[str, float]:
    from benchmarks import facts  # noqa: PLC0415 - the process that compares stays small
    from mentorship.figures import measure  # noqa: PLC0415

    declared = facts.programme(segments)
    core = facts.core(meetings, declared)
    before = time.perf_counter()
    figures = measure(core, declared, facts.NIGHT)
    return {
        "seconds": time.perf_counter() - before,
        "figures": figures.height,
        "facts_bytes": sum(frame.estimated_size() for frame in core.values()),
        "peak_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
    }


def _by_metric(meetings: int, segments: int) -> None:
    """The metrics and bases that take longest."""
    from benchmarks import facts  # noqa: PLC0415 - the process that compares stays small
    from mentorship.as_of import AsOf  # noqa: PLC0415
    from mentorship.figures import FAMILIES, MEASURES  # noqa: PLC0415
    from mentorship.units import measured  # noqa: PLC0415

    declared = facts.programme(segments)
    view = AsOf(facts.core(meetings, declared), declared, facts.NIGHT)
    took, bases = {}, {}
    for family in FAMILIES:
        before = time.perf_counter()
        bases |= family.bases(view)
        took[f"bases of {family.__name__.rpartition('.')[2]}"] = time.perf_counter() - before
    for name, measure in MEASURES.items():
        before = time.perf_counter()
        measured(measure, bases[measure.base], view.segments)
        took[name] = time.perf_counter() - before
    for name, seconds in sorted(took.items(), key=lambda pair: -pair[1])[:LONGEST]:
        _say(f"{name:40}{seconds:>8.2f} s")
    _say(f"{'all':40}{sum(took.values()):>8.2f} s")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Measure how long figures take from facts.")
    parser.add_argument("--meetings", type=int, default=MILLION, help="how many (default: 1000000)")
    parser.add_argument("--segments", type=int, nargs="+", default=list(SEGMENTS), help="columns, one run each")
    parser.add_argument("--repeats", type=int, default=3, help="how often each is measured (default: 3)")
    parser.add_argument("--metrics", action="store_true", help="the seconds of each metric instead")
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    return parser


if __name__ == "__main__":
    sys.exit(main())
