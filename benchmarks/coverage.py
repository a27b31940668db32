"""How often the product's 95 % intervals hold the truth, and what other intervals would do on the same samples.

    python -m benchmarks.coverage            # prints the tables
    python -m benchmarks.coverage --write    # and puts them into docs/intervals.md
    python -m benchmarks.coverage --check    # exit code 1 where docs/intervals.md says something else
    python -m benchmarks.coverage --quick    # few repetitions and no bootstrap, for a look

Every cell has its own seed, made of its names and its n: a run gives the same tables whatever else is measured.
"""

import argparse
import sys
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import numpy as np

from benchmarks.coverage_cases import OURS, Case, Drawn, Generator, cases
from mentorship.arrays import Array, Interval

PAGE = Path(__file__).resolve().parent.parent / "docs" / "intervals.md"
BEGIN, END = "<!-- coverage: begin -->", "<!-- coverage: end -->"
SIZES = (5, 10, 20, 50, 200)
REPETITIONS, RESAMPLED_REPETITIONS, QUICK_REPETITIONS = 10_000, 1_000, 1_000
FEWEST_TO_RESAMPLE = 10
SEED = 20_260_101
BLOCK = 250_000
"""Units that are drawn at once, so that memory does not grow with n."""
FAIR = (92.0, 98.0)
"""Per cent of coverage that the tables do not mark."""


@dataclass(frozen=True)
class Cell:
    """What one interval does over one population at one n."""

    case: Case
    interval: str
    n: int
    repetitions: int
    existing: int
    """Repetitions with an interval."""
    holding: int
    """Of these, those whose interval holds the truth."""
    closed: int
    """Of these, those with both limits."""
    without_width: int
    width: float
    """Mean over those with both limits."""

    @property
    def coverage(self) -> float:
        """Per cent of the intervals that hold the truth, NaN without any."""
        return 100.0 * self.holding / self.existing if self.existing else float("nan")

    @property
    def error(self) -> float:
        """Monte Carlo standard error of the coverage, in per cent."""
        share = self.coverage / 100.0
        return 100.0 * float(np.sqrt(share * (1.0 - share) / self.existing)) if self.existing else float("nan")


def measured(
    chosen: Iterable[Case], sizes: Sequence[int], repetitions: int, resampled_repetitions: int = 0
) -> Iterator[Cell]:
    """Each interval of each case at each n."""
    for case in chosen:
        for n in sizes:
            yield from _cells(case, n, repetitions, case.intervals, "")
            if case.resampled is not None and resampled_repetitions and n >= FEWEST_TO_RESAMPLE:
                yield from _cells(case, n, resampled_repetitions, case.resampled, "resampled")


def _cells(
    case: Case, n: int, repetitions: int, draw: Callable[[Generator, int, int], Drawn], salt: str
) -> Iterator[Cell]:
    name = f"{case.family}/{case.scenario}/{n}/{salt}"
    generator = np.random.default_rng([SEED, zlib.crc32(name.encode())])
    block = max(1, min(repetitions, BLOCK // n))
    drawn = [draw(generator, min(block, repetitions - done), n) for done in range(0, repetitions, block)]
    for interval in drawn[0]:
        low, high = (np.concatenate([part[interval][side] for part in drawn]) for side in (0, 1))
        yield _cell(case, interval, n, (low, high))


def _cell(case: Case, interval: str, n: int, limits: Interval) -> Cell:
    """Coverage of one interval; a limit that is not reached while the other is counts as unbounded."""
    truth, (low, high) = case.truth(n), limits
    exists = ~(np.isnan(low) & np.isnan(high))
    holds = exists & ~(low > truth + 1e-9) & ~(high < truth - 1e-9)
    closed = np.isfinite(low) & np.isfinite(high)
    widths: Array = (high - low)[closed]
    return Cell(
        case=case,
        interval=interval,
        n=n,
        repetitions=low.size,
        existing=int(exists.sum()),
        holding=int(holds.sum()),
        closed=int(closed.sum()),
        without_width=int((widths <= 0.0).sum()),
        width=float(widths.mean()) if widths.size else float("nan"),
    )


def report(cells: Sequence[Cell]) -> str:
    """The tables as Markdown: ranges over populations first, then every population."""
    sizes = list(dict.fromkeys(cell.n for cell in cells))
    families = [(name, list(group)) for name, group in groupby(cells, key=lambda cell: cell.case.family)]
    lines = ["### At a glance", "", "Lowest and highest coverage over the populations, in per cent.", ""]
    lines += _head(("figure and its interval", "interval"), sizes)
    for family, group in families:
        for interval in dict.fromkeys(cell.interval for cell in group):
            some = [cell for cell in group if cell.interval == interval]
            lines.append(_line((family if interval == OURS else "", interval), sizes, some, _range))
    for family, group in families:
        lines += ["", f"### {family}", "", *_head(("population", "interval"), sizes)]
        for scenario, rows in groupby(group, key=lambda cell: cell.case.scenario):
            told = list(rows)
            for interval in dict.fromkeys(cell.interval for cell in told):
                some = [cell for cell in told if cell.interval == interval]
                lines.append(
                    _line((scenario if interval == OURS else "", interval), sizes, some, lambda of: _told(of[0]))
                )
    return "\n".join(lines)


def _head(names: tuple[str, str], sizes: Iterable[int]) -> list[str]:
    titles = [*names, *(f"n = {n}" for n in sizes)]
    return [f"| {' | '.join(titles)} |", f"|{'---|' * len(titles)}"]


def _line(
    names: tuple[str, str], sizes: Iterable[int], cells: Sequence[Cell], tell: Callable[[list[Cell]], str]
) -> str:
    """A row; an n at which nothing was measured is left blank."""
    at = {n: [cell for cell in cells if cell.n == n] for n in sizes}
    told = [tell(some) if some else "" for some in at.values()]
    return f"| {' | '.join([*names, *told])} |"


def _range(cells: list[Cell]) -> str:
    shares = sorted(cell.coverage for cell in cells if cell.existing)
    if not shares:
        return "none"
    return _marked(shares[0]) if len(shares) == 1 else f"{_marked(shares[0])}–{_marked(shares[-1])}"


def _marked(coverage: float) -> str:
    told = f"{coverage:.1f}"
    return told if FAIR[0] <= float(told) <= FAIR[1] else f"**{told}**"


def _told(cell: Cell) -> str:
    """Coverage, mean width in brackets, and what else is to be known in per cent of the repetitions."""
    if not cell.existing:
        return "none"
    notes = {
        "none": cell.repetitions - cell.existing,
        "open": cell.existing - cell.closed,
        "no width": cell.without_width,
    }
    shares = {name: 100 * count / cell.repetitions for name, count in notes.items()}
    width = [f"{cell.width:.3g}"] if cell.closed else []
    told = "; ".join(width + [f"{name} {share:.0f} %" for name, share in shares.items() if share >= 0.5])
    return f"{_marked(cell.coverage)} ({told})"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; the exit code."""
    options = _parser().parse_args(arguments)
    began = time.perf_counter()
    repetitions = (QUICK_REPETITIONS, 0) if options.quick else (REPETITIONS, RESAMPLED_REPETITIONS)
    told = report(list(measured(cases(), SIZES, *repetitions)))
    sys.stdout.write(f"{told}\n")
    sys.stderr.write(f"{time.perf_counter() - began:.0f} seconds\n")
    page = PAGE.read_text(encoding="utf-8") if options.write or options.check else ""
    if options.write:
        PAGE.write_text(with_tables(page, told), encoding="utf-8")
    return 1 if options.check and with_tables(page, told) != page else 0


def with_tables(page: str, tables: str) -> str:
    """The page with these tables between its marks."""
    before, between, rest = page.partition(BEGIN)
    _, closing, after = rest.partition(END)
    if not between or not closing:
        raise ValueError(f"{BEGIN} and {END} have to stand in the page, in this order")
    return f"{before}{BEGIN}\n\n{tables}\n\n{END}{after}"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="few repetitions and no bootstrap")
    parser.add_argument("--write", action="store_true", help="put the tables into docs/intervals.md")
    parser.add_argument("--check", action="store_true", help="exit code 1 where docs/intervals.md says something else")
    return parser


if __name__ == "__main__":
    sys.exit(main())
