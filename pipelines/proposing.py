"""Files under exports/ that no source covers: what each is, and the entry under `sources:` by which it may be declared.

What a file is, `mentorship.inspection.file` says. Here files of one tool that lie together become one entry.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from glob import escape
from itertools import chain, count
from pathlib import Path, PurePosixPath
from typing import get_args

from pydantic import ValidationError

from assets.inbox import EXPORTS, Inbox, InboxFile
from mentorship import yaml_source
from mentorship.exports.profile import ExportFile
from mentorship.inspection.entry import source_entry
from mentorship.inspection.file import Inspection, Window, inspect_all
from mentorship.problems import ConfigurationError, DataRefusedError, Problem
from mentorship.programme import DeclaredKind, Kind, Programme, Source

KINDS = get_args(DeclaredKind)
PROBLEMS_TOLD = 3
# What of a message is for programs and those who know them: programme.yaml itself names the tools.
_LIST_OF_TOOLS = " (known are "
Told = tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """Files that one entry declares, and what a person has to know of it; `source` is None where there is no entry.

    It is ready where a night would load its files under the entry as it stands.
    """

    files: tuple[str, ...]
    kind: Kind | None
    source: Source | None
    notes: tuple[str, ...]
    is_ready: bool

    @property
    def entry(self) -> str:
        """The entry as it stands under `sources:`; empty where there is none."""
        return source_entry(self.source) if self.source else ""

    @property
    def block(self) -> str:
        """The kind, else the folder that the files were put into; empty where neither says what they are."""
        return self.kind or next((kind for kind in KINDS if self.files[0].startswith(f"{kind}/")), "")

    @property
    def title(self) -> str:
        """The files in a few words."""
        more = f" and {len(self.files) - 1} more like it" if len(self.files) > 1 else ""
        return f"{self.files[0]}{more}"


@dataclass(frozen=True, slots=True)
class _Looked:
    """One file: its place, the entry that was proposed for it, and what was found to be wrong."""

    path: str
    kind: Kind | None
    source: Source | None
    problems: Told
    columns: tuple[str, ...] = ()

    @property
    def is_refused(self) -> bool:
        return self.source is None or any(problem.severity == "error" for problem in self.problems)

    @property
    def folder(self) -> str:
        return PurePosixPath(self.path).parent.as_posix()

    @property
    def group(self) -> tuple[str, str]:
        """What the files of one entry have in common; answers to other questions are another questionnaire's."""
        if self.source is None:
            return self.folder, json.dumps([problem.message for problem in self.problems])
        told = self.source.model_dump(mode="json", exclude={"files"})
        asked = self.columns if self.kind == "surveys" else ()
        return self.folder, json.dumps([told, asked, self.is_refused])


def propose(folder: Path, programme: Programme | None, window: Window) -> list[Proposal]:
    """Proposals for the files under a folder's exports/ that no source of the programme covers; the ready ones first.

    The window bounds the recurrences of calendars.
    """
    found = list(Inbox(folder).matching("**/*"))
    covered = _covered(folder, programme) if programme else frozenset()
    paths = [item.path if isinstance(item, InboxFile) else item.file for item in found]
    open_, faults = _opened(item for item in found if not (isinstance(item, InboxFile) and item.path in covered))
    looked = [_looked(each, folder / EXPORTS) for each in inspect_all(open_, {}, window)]
    looked += [_Looked(fault.file, None, None, (fault,)) for fault in faults if fault.file not in covered]
    groups: dict[tuple[str, str], list[_Looked]] = {}
    for each in looked:
        groups.setdefault(each.group, []).append(each)
    made = chain.from_iterable(_proposals(group, paths) for group in groups.values())
    return sorted(made, key=lambda proposal: (not proposal.is_ready, proposal.kind or "~", proposal.files))


def named_apart(proposals: Iterable[Proposal], taken: Iterable[str]) -> Iterator[Proposal]:
    """The proposals under names that are not taken yet."""
    names = set(taken)
    for proposal in proposals:
        if proposal.source is None:
            yield proposal
            continue
        own = proposal.source.name
        name = next(name for name in chain([own], (f"{own}_{number}" for number in count(2))) if name not in names)
        names.add(name)
        yield replace(proposal, source=proposal.source.model_copy(update={"name": name}))


def _covered(folder: Path, programme: Programme) -> frozenset[str]:
    """The files that a source names, readable or not."""
    mail = Inbox(folder).collect(programme)
    files = (file.path for files in mail.files.values() for file in files)
    return frozenset(chain(files, (problem.file for _, problem in mail.problems)))


def _opened(found: Iterable[InboxFile | Problem]) -> tuple[list[ExportFile], list[Problem]]:
    files, faults = [], []
    for item in found:
        try:
            files += [item.opened()] if isinstance(item, InboxFile) else []
            faults += [item] if isinstance(item, Problem) else []
        except DataRefusedError as refused:
            faults += refused.problems
    return files, faults


def _looked(found: Inspection, exports: Path) -> _Looked:
    path = found.file.path
    source = _source(found.source_entry, escape(path)) if (exports / path).is_file() else None
    problems = tuple(problem for problem in found.export.problems if problem.severity != "left_out")
    if found.source_entry and source is None:
        problems = (*problems, _unwritable(path))
    return _Looked(path, found.kind, source, problems, found.export.content.columns)


def _source(entry: str, files: str) -> Source | None:
    """The source of an entry, for other files; None where its own entry would not be read as what it says."""
    if not entry:
        return None
    try:
        (declared,) = yaml_source.parse(entry, "").value
        source = Source.model_validate({**declared, "files": files})
        (again,) = yaml_source.parse(source_entry(source), "").value
        return source if Source.model_validate(again) == source else None
    except (ConfigurationError, ValidationError):
        return None


def _unwritable(path: str) -> Problem:
    return Problem(
        path,
        "its name or its headings hold characters that programme.yaml cannot hold",
        "rename the file, or the columns where it comes from",
    )


def _proposals(group: Sequence[_Looked], paths: Sequence[str]) -> Iterator[Proposal]:
    """One entry for all files of a group where a pattern names them and nothing else; else one for each."""
    pattern = _pattern(group, paths)
    if group[0].source is None or pattern is not None:
        yield _proposal(group, pattern)
    else:
        yield from (_proposal([each], escape(each.path), is_one_of_many=True) for each in group)


def _pattern(group: Sequence[_Looked], paths: Sequence[str]) -> str | None:
    if len(group) == 1:
        return escape(group[0].path)
    files = {each.path for each in group}
    folder = PurePosixPath(group[0].folder)
    inside = [path for path in paths if PurePosixPath(path).parent == folder]
    for ending in dict.fromkeys((PurePosixPath(group[0].path).suffix, "")):
        if {path for path in inside if path.endswith(ending)} == files:
            return str(PurePosixPath(escape(str(folder))) / f"*{escape(ending)}")
    return None


def _proposal(group: Sequence[_Looked], pattern: str | None, *, is_one_of_many: bool = False) -> Proposal:
    first = group[0]
    source = first.source.model_copy(update={"files": pattern}) if first.source and pattern else None
    is_refused = any(each.is_refused for each in group)
    notes = tuple(_notes(group, source, is_one_of_many=is_one_of_many))
    files = tuple(each.path for each in group)
    return Proposal(files, first.kind, source, notes, is_ready=not is_refused and first.kind != "surveys")


def _notes(group: Sequence[_Looked], source: Source | None, *, is_one_of_many: bool) -> Iterator[str]:
    problems = list(dict.fromkeys(problem for each in group for problem in each.problems))
    problems.sort(key=lambda problem: problem.severity)
    for problem in problems[:PROBLEMS_TOLD]:
        yield str(replace(problem, message=problem.message.partition(_LIST_OF_TOOLS)[0]))
    if len(problems) > PROBLEMS_TOLD:
        yield f"And {len(problems) - PROBLEMS_TOLD} more, which mentorship inspect tells."
    if source is not None and source.kind == "surveys":
        yield "Describe its questionnaire in a file under instruments/, and name that after instrument: in the entry."
    if source is not None and source.is_snapshot and len(group) > 1:
        yield (
            f"Of these {len(group)} files the newest alone is used, for each is taken to hold all {source.kind}. "
            "If each holds others, give each an entry of its own."
        )
    if source is not None and source.is_snapshot and is_one_of_many:
        yield f"If another file holds the same {source.kind} at a later day, take away the entry of the earlier one."
