"""The call `mentorship init`: from an empty folder to a programme that can be checked, and to what comes next.

Nothing that is there is ever changed: of a programme that has begun it says which exports no source covers yet.
"""

import json
import os
import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime
from importlib.resources import files
from itertools import chain
from pathlib import Path
from string import Template
from textwrap import wrap

from assets.inbox import EXPORTS
from mentorship import yaml_source
from mentorship.configuration import load_programme
from mentorship.inspection.entry import source_entry
from mentorship.landing import NEEDED_KINDS
from mentorship.problems import ConfigurationError
from mentorship.programme import PROGRAMME_FILE, Source
from pipelines import guiding
from pipelines.asking import UNPRINTABLE, Answers, Given, answers, programme_id
from pipelines.portfolio import find, programme_folders
from pipelines.printing import OK, USAGE, say, say_problems
from pipelines.proposing import KINDS, Proposal, named_apart, propose

INSTRUMENTS = "instruments"
EXAMPLES = ("skills", "pulse")
OTHERS = "others"
COMMENT_WIDTH = 114
WAVE_DAYS = 28


def init(folder: Path, given: Given, now: datetime, *, is_asked: bool) -> int:
    """Begin a programme in a folder, or say what the one that is there does not declare yet; the exit code.

    `is_asked` is whether a person may be asked what was not given; nobody is, where standard input is no terminal.
    """
    place = Path(os.path.realpath(folder.expanduser()))
    try:
        why_not = _refusal(place)
        if why_not:
            say(why_not, "red")
            return USAGE
        if (place / PROGRAMME_FILE).is_file():
            _look_again(folder, place)
        else:
            _begin(folder, place, answers(given, place.name, now, is_asked=is_asked and _somebody_is_there()))
    except ConfigurationError as error:
        say(f"{place} cannot be used as it is declared:", "red")
        say_problems(error.problems)
        return USAGE
    except OSError as error:
        fix = "let it be written to and make room for it, or name another folder"
        say(f"{error.filename or place} cannot be used: {error.strerror}. Fix: {fix}.", "red")
        return USAGE
    return OK


def _somebody_is_there() -> bool:
    return sys.stdin is not None and sys.stdin.isatty()


def _refusal(place: Path) -> str:
    """Why no programme can begin in a place; empty when one can, or is there."""
    standing = next(path for path in (place, *place.parents) if path.exists())
    if not standing.is_dir():
        return f"{standing} is a file. Fix: name a folder, which need not be there yet."
    outer = next((path for path in place.parents if (path / PROGRAMME_FILE).is_file()), None)
    if outer is not None:
        beside = outer.with_name(place.name)
        return f"{place} lies inside the programme in {outer}. Fix: name a folder beside that one, such as {beside}."
    inside = programme_folders(place)
    if inside == (place,):
        return ""
    if inside:
        names, new = ", ".join(path.name for path in inside), place / "my-programme"
        return f"{place} holds programmes of its own ({names}). Fix: name a new folder in it, such as {new}."
    if not os.access(standing, os.W_OK | os.X_OK):
        return f"{standing} cannot be written to. Fix: name a folder of your own, or change who may write to this one."
    return ""


def _look_again(folder: Path, place: Path) -> None:
    """Of a programme that has begun: the entries of the files that no source covers."""
    programme = load_programme(place)
    window = (programme.programme.starts_on, programme.programme.ends_on)
    with guiding.looking():
        proposals = propose(place, programme, window)
    names = [source.name for source in programme.sources]
    guiding.tell_uncovered(folder, list(named_apart(proposals, names)), is_empty=not _has_files(place))


def _begin(folder: Path, place: Path, told: Answers) -> None:
    with guiding.looking():
        proposals = propose(place, None, (told.starts_on, told.ends_on))
    ready = list(named_apart((each for each in proposals if each.is_ready), ()))
    defaults = [_default(kind) for kind in NEEDED_KINDS if not any(each.kind == kind for each in ready)]
    taken = [source.name for source in chain((each.source for each in ready), defaults) if source is not None]
    others = list(named_apart((each for each in proposals if not each.is_ready), taken))
    written = _write_all(place, _declaration(place, told, [*ready, *others], defaults))
    guiding.tell_begun(load_programme(place), place, written)
    guiding.tell_proposals(ready, others)
    found = {each.block for each in proposals}
    needed = [source.kind for source in defaults if source.kind not in found]
    guiding.tell_steps(folder, needed, is_unsettled=bool(others))


def _has_files(place: Path) -> bool:
    return any(path.is_file() for path in (place / EXPORTS).rglob("[!.]*"))


def _default(kind: str) -> Source:
    """The entry that waits for a table by our names."""
    return Source.model_validate({"name": kind, "kind": kind, "tool": "table", "files": f"{kind}/*"})


def _declaration(place: Path, told: Answers, proposals: Sequence[Proposal], defaults: Sequence[Source]) -> str:
    """The text of `programme.yaml`."""
    first, last = told.starts_on.toordinal(), told.ends_on.toordinal()
    about = {
        "id": json.dumps(programme_id(told.name, place.name, _neighbours(place))),
        "name": json.dumps(told.name, ensure_ascii=False),
        "time_zone": told.time_zone,
        "starts_on": told.starts_on,
        "ends_on": told.ends_on,
        "baseline_to": date.fromordinal(min(first + WAVE_DAYS - 1, last)),
        "final_from": date.fromordinal(max(last - WAVE_DAYS + 1, first)),
    }
    blocks = {
        kind: "".join(f"\n  {line}" for line in _lines_of(kind, proposals, defaults)) for kind in (*KINDS, OTHERS)
    }
    return Template(_starter(PROGRAMME_FILE)).substitute(about | blocks)


def _lines_of(kind: str, proposals: Sequence[Proposal], defaults: Sequence[Source]) -> Iterator[str]:
    """The entries of a kind, and what is said of files that may be of it."""
    for source in defaults:
        if source.kind == kind:
            yield source_entry(source)
    for proposal in proposals:
        if (proposal.block or OTHERS) == kind:
            yield from _commented(_notes(proposal, is_instead=any(source.kind == kind for source in defaults)))
            if proposal.entry:
                yield proposal.entry if proposal.is_ready else f"# {proposal.entry}"


def _notes(proposal: Proposal, *, is_instead: bool) -> Iterator[str]:
    if not proposal.entry:
        yield f"{proposal.title}: no entry is known for it."
    elif not proposal.is_ready:
        instead = " and put it in place of the one above" if is_instead else ""
        yield f'{proposal.title}: not used yet. Do what is said here, then take the "# " off the entry{instead}.'
    yield from proposal.notes


def _commented(notes: Iterator[str]) -> Iterator[str]:
    for note in notes:
        on_one_line = " ".join(UNPRINTABLE.sub(" ", note).split())  # some signs that YAML takes for an end of line too
        for line in wrap(on_one_line, COMMENT_WIDTH, break_long_words=False, break_on_hyphens=False):
            yield f"# {line}"


def _neighbours(place: Path) -> Collection[str]:
    """The ids of the programmes that lie beside a new one: those of one portfolio may not share any."""
    with suppress(OSError):  # a folder that may not be looked into is no portfolio of this person's
        return {entry.programme.id for entry in find(place.parent).declared}
    return ()


def _write_all(place: Path, declaration: str) -> dict[str, bool]:
    """Whether each file of a programme is new. `programme.yaml` comes last: where it is, the others are."""
    written = {}
    for kind in KINDS:
        (place / EXPORTS / kind).mkdir(parents=True, exist_ok=True)
    theirs = _questionnaires(place)
    for name in EXAMPLES:
        file = f"{name}.yaml"
        if theirs.get(name, file) == file:
            written[f"{INSTRUMENTS}/{file}"] = _write(place / INSTRUMENTS / file, _starter(file))
    return {**written, PROGRAMME_FILE: _write(place / PROGRAMME_FILE, declaration)}


def _questionnaires(place: Path) -> dict[str, str]:
    """The files of the questionnaires that are there already, by name; a faulty one is told when all are read."""
    found = {}
    for path in sorted((place / INSTRUMENTS).glob("*.yaml")):
        with suppress(ConfigurationError, UnicodeDecodeError):
            declared = yaml_source.parse(path.read_text(encoding="utf-8-sig"), path.name).value
            if isinstance(declared, Mapping):
                found[str(declared.get("instrument"))] = path.name
    return found


def _write(path: Path, text: str) -> bool:
    """Write a file that is not there yet, beside its place and then into it, so that nobody ever finds half of it."""
    if os.path.lexists(path):
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.unfinished")
    try:
        with beside.open("w", encoding="utf-8", newline="\n") as unfinished:
            unfinished.write(text)
            unfinished.flush()
            os.fsync(unfinished.fileno())
        beside.rename(path)
    finally:
        beside.unlink(missing_ok=True)
    return True


def _starter(name: str) -> str:
    return files("pipelines.starter").joinpath(name).read_text(encoding="utf-8")
