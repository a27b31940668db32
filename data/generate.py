"""Write a sample programme folder: seeded, of any size, the same to the byte for the same seed and size.

    python data/generate.py                          # the committed data/sample
    python data/generate.py --out /tmp/big --mentees 200000 --months 24 --no-dirt

The faults that were put in on purpose are listed beside the folder, in `<folder>-dirt.json`. Rows are written as they
are made, so the number of meetings does not matter; people and pairs are kept in memory, some 1 kB each.
"""

import argparse
import shutil
import sys
from pathlib import Path

from generator.calendars import write_calendar
from generator.calls import write_calls
from generator.dirt import DirtList
from generator.folder import MARK, write_folder
from generator.forms import write_pulses, write_views
from generator.pairs import matches
from generator.people import crowd
from generator.plan import Plan
from generator.questionnaires import write_long_surveys
from generator.tables import write_log, write_matches, write_roster
from generator.trackers import write_goals

SAMPLE = Path(__file__).resolve().parent / "sample"
OWN_PARTS = ("exports", "instruments")


def main(arguments: list[str] | None = None) -> int:
    """Run the command; the exit code."""
    options = _parser().parse_args(arguments)
    mentors = options.mentors if options.mentors is not None else max(5, options.mentees * 3 // 4)
    try:
        plan = Plan(options.seed, options.mentees, mentors, options.months, options.dirt)
        write_sample(options.out, plan)
    except (ValueError, FileExistsError) as error:
        print(f"generate.py: {error}", file=sys.stderr)
        return 2
    return 0


def write_sample(folder: Path, plan: Plan) -> None:
    """The whole folder, and the list of its faults beside it; what an earlier run wrote is replaced."""
    _make_room(folder)
    people = crowd(plan)
    matched = matches(plan, people)
    exports, dirt = folder / "exports", DirtList()
    write_folder(folder, plan)
    write_roster(exports, plan, people, dirt)
    write_matches(exports, plan, matched, dirt)
    write_long_surveys(exports, plan, people, matched, dirt)
    write_pulses(exports, plan, people, matched, dirt)
    write_views(exports, plan, matched, dirt)
    write_calls(exports, plan, matched, dirt)
    write_calendar(exports, plan, matched, dirt)
    write_log(exports, plan, matched, dirt)
    write_goals(exports, plan, people, matched, dirt)
    dirt.write(folder.with_name(f"{folder.name}-dirt.json"))


def _make_room(folder: Path) -> None:
    """Remove what an earlier run wrote, and nothing else: state and reports of the programme stay."""
    folder.mkdir(parents=True, exist_ok=True)
    declared = folder / "programme.yaml"
    if declared.exists() and not declared.read_text(encoding="utf-8").startswith(MARK):
        raise FileExistsError(f"{folder} holds a programme that was not written by this command; name another folder")
    if not declared.exists() and any((folder / part).exists() for part in OWN_PARTS):
        raise FileExistsError(f"{folder} holds {' or '.join(OWN_PARTS)} without a programme.yaml; name another folder")
    for part in OWN_PARTS:
        shutil.rmtree(folder / part, ignore_errors=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Write a sample programme folder.")
    parser.add_argument("--out", type=Path, default=SAMPLE, help="the folder to write (default: data/sample)")
    parser.add_argument("--seed", type=int, default=2026, help="another seed, another story (default: 2026)")
    parser.add_argument("--mentees", type=int, default=60, help="how many mentees (default: 60)")
    parser.add_argument("--mentors", type=int, help="how many mentors (default: three for four mentees)")
    parser.add_argument("--months", type=int, default=9, help="how long the programme runs (default: 9)")
    parser.add_argument("--dirt", action=argparse.BooleanOptionalAction, default=True, help="put faults in")
    return parser


if __name__ == "__main__":
    sys.exit(main())
