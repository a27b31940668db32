"""What `mentorship init` says: what it made and found, and what comes next, with the commands to copy.

All of it is the call's result and stands on standard output; questions and refusals stand on standard error.
"""

import shlex
import shutil
import sys
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path

from rich.console import Console
from rich.text import Text

from assets.inbox import EXPORTS
from mentorship.programme import PROGRAMME_FILE, Programme
from pipelines.portfolio import REPORTS
from pipelines.printing import console, plain
from pipelines.proposing import Proposal

COMMAND = "mentorship"
NEEDED: Mapping[str, Sequence[str]] = {
    "people": (
        "all who take part; a role is mentee, mentor or both",
        "person_key,name,role",
        "101,Ada Example,mentee",
        "102,Grace Example,mentor",
    ),
    "pairs": (
        "who is matched with whom, since when",
        "mentor,mentee,matched_on",
        "102,101,2026-03-31",
    ),
}
Step = tuple[str, Sequence[str]]
"""What to do, and the lines below it."""


def looking() -> AbstractContextManager[object]:
    """Show that files are being looked at, where there is a person to see it."""
    return console().status(f"looking at the files under {EXPORTS}/")


def tell_begun(programme: Programme, place: Path, written: Mapping[str, bool]) -> None:
    """The programme that was begun, and its files."""
    about = programme.programme
    _print(f"{programme.id}: begun in {place}", "green")
    _print(f"  {about.name}, {about.starts_on} to {about.ends_on}, {about.time_zone}; correct it in {PROGRAMME_FILE}")
    for name, is_new in written.items():
        _print(f"  {name}: {'written' if is_new else 'was there already, and is left as it was'}")


def tell_proposals(ready: Sequence[Proposal], others: Sequence[Proposal]) -> None:
    """What lay under exports/ when the programme was begun."""
    if ready:
        _print(f"\nFound under {EXPORTS}/, and declared in {PROGRAMME_FILE}:", "bold")
        _print_proposals(ready)
    if others:
        _print(f"\nFound under {EXPORTS}/, and not used yet; {PROGRAMME_FILE} holds each entry as a comment:", "bold")
        _print_proposals(others)


def tell_uncovered(folder: Path, proposals: Sequence[Proposal], *, is_empty: bool) -> None:
    """What a programme that had begun before does not declare yet, and what comes next."""
    _print(f"{folder / PROGRAMME_FILE} is there already: nothing was changed", "green")
    if is_empty:
        tell_steps(folder, NEEDED)
        return
    if not proposals:
        _print(f"Every file under {EXPORTS}/ is covered by a source.")
        _print_steps(_last_steps(folder))
        return
    _print(f"\nUnder {EXPORTS}/, and covered by no source:", "bold")
    _print_proposals(proposals)
    paste = (
        f"Paste each into {folder / PROGRAMME_FILE}, below the entries under sources: and with two spaces before it."
    )
    _print_steps([(paste, ()), *_last_steps(folder)])


def tell_steps(folder: Path, needed: Collection[str], *, is_unsettled: bool = False) -> None:
    """The way from here to the first report.

    `needed` are the kinds of which there is no file yet; `is_unsettled` is whether files were found but not declared.
    """
    settle = f"Go through what is not used yet: {folder / PROGRAMME_FILE} says of each file what is to be done."
    first: list[Step] = [(settle, ())] if is_unsettled else []
    _print_steps([*first, *_first_steps(folder, needed), *_last_steps(folder)])


def _first_steps(folder: Path, needed: Collection[str]) -> Iterable[Step]:
    exports = folder / EXPORTS
    rest = f"Put what other tools exported into {exports / 'meetings'}, goals and surveys, as it is. It can wait."
    if needed:
        yield (
            "Save these tables from your spreadsheet (csv or xlsx), their columns in any order; more do no harm:",
            [line for kind in needed for line in _example(exports, kind)],
        )
    yield rest, ()
    yield (
        "See what each file is, and the entry that declares it:",
        [_command("inspect", exports), "Where a fix says to declare KEY: VALUE, add --set KEY=VALUE to try it out."],
    )
    yield (
        f"Paste the entries of meetings, goals and surveys into {folder / PROGRAMME_FILE}:",
        [
            "below those that stand under sources:, with two spaces before each. People and pairs are declared there.",
            "Where inspect prints an entry with columns: for them, put that in place of the one that is there.",
        ],
    )


def _example(exports: Path, kind: str) -> Iterable[str]:
    """Where a table goes, what is in it, and how it begins."""
    what, *rows = NEEDED[kind]
    yield f"{exports / kind / kind}.csv: {what}"
    yield from (f"    {row}" for row in rows)


def _last_steps(folder: Path) -> Iterable[Step]:
    yield "See what is still wrong, where, and how to mend it, until all is well:", [_command("check", folder)]
    report = f"It is {folder / REPORTS / 'latest' / 'report.html'}. Figures of small groups are withheld in it."
    yield "Make the report of yesterday, the last whole day:", [_command("run", folder), report]


def _command(call: str, path: Path) -> str:
    """The command as it was called, if it would not be found otherwise."""
    called = sys.argv[0]
    is_own_path = Path(called).name == COMMAND and shutil.which(COMMAND) is None
    return f"{shlex.quote(called) if is_own_path else COMMAND} {call} {shlex.quote(str(path))}"


def _print_proposals(proposals: Iterable[Proposal]) -> None:
    for proposal in proposals:
        _print(f"  {proposal.title}")
        for note in proposal.notes:
            _print(f"    {note}", "yellow")
        if proposal.entry:
            _print(f"    {proposal.entry}")


def _print_steps(steps: Iterable[Step]) -> None:
    _print("\nWhat comes next:", "bold")
    for number, (what, lines) in enumerate(steps, start=1):
        _print(f"  {number}. {what}")
        for line in lines:
            _print(f"       {line}")


def _print(text: str, style: str = "") -> None:
    """A line, or a blank one and a line where the text begins with a line break."""
    screen = Console(soft_wrap=True, highlight=False)
    if text.startswith("\n"):
        screen.print()
    screen.print(Text(plain(text.removeprefix("\n")), style=style))
