"""How much disclosure control lets through, how near that is to the most that is safe, and what other ways give away.

    python -m benchmarks.disclosure                                # prints all sections; some minutes each
    python -m benchmarks.disclosure --only night choice --write    # these, into docs/disclosure.md
    python -m benchmarks.disclosure --quick                        # small sizes, for a look
    python -m benchmarks.disclosure --argus PYTHON               # beside tau-ARGUS, by an interpreter with pytauargus

All is seeded: but for the seconds, a run gives the same tables whatever else is measured.
"""

import argparse
import sys
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Final

from benchmarks import disclosure_sections as sections
from benchmarks.disclosure_sections import Extent

PAGE = Path(__file__).resolve().parent.parent / "docs" / "disclosure.md"
MEASURED: Final = {"night": sections.night, "year": sections.year, "choice": sections.choice}
ARGUS: Final = "argus"
QUICK: Final = Extent(
    people=(20, 80),
    columns=(1, 2),
    draws=1,
    year_people=(40,),
    rhythms=(7, 28),
    last=date(2026, 3, 31),
    table_people=(20, 40),
    tables=10,
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; the exit code."""
    options = _parser().parse_args(arguments)
    extent = QUICK if options.quick else Extent()
    for name in options.only or (*MEASURED, *([ARGUS] if options.argus else [])):
        began = time.perf_counter()
        told = sections.argus(extent, options.argus) if name == ARGUS else MEASURED[name](extent)
        sys.stdout.write(f"{told}\n\n")
        sys.stderr.write(f"{name}: {time.perf_counter() - began:.0f} seconds\n")
        if options.write:
            page = PAGE.read_text(encoding="utf-8")
            PAGE.write_text(with_section(page, name, told), encoding="utf-8")
    return 0


def with_section(page: str, name: str, tables: str) -> str:
    """The page with these tables between the marks of a section."""
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    before, between, rest = page.partition(begin)
    _, closing, after = rest.partition(end)
    if not between or not closing:
        raise ValueError(f"{begin} and {end} have to stand in the page, in this order")
    return f"{before}{begin}\n\n{tables}\n\n{end}{after}"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="+", choices=[*MEASURED, ARGUS], help="which (default: all that can be)")
    parser.add_argument("--quick", action="store_true", help="small sizes and few tables")
    parser.add_argument("--write", action="store_true", help="put the tables into docs/disclosure.md")
    parser.add_argument("--argus", type=Path, help="a Python interpreter in whose environment pytauargus is installed")
    return parser


if __name__ == "__main__":
    sys.exit(main())
