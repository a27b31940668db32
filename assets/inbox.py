"""The files that a programme's sources name, as bytes: what is there and can be opened, and what cannot.

What the bytes mean is `mentorship.exports`' to say. Nothing outside the programme's folder is ever read.
"""

import hashlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mentorship.exports.profile import ExportFile
from mentorship.problems import Problem
from mentorship.programme import Programme

EXPORTS = "exports"
OFFICE_LOCK = "~$"

Found = ExportFile | Problem


@dataclass(frozen=True, slots=True)
class Mail:
    """What lay in the inbox: the files of each source, and faults of files that could not be opened."""

    files: dict[str, tuple[ExportFile, ...]]
    problems: tuple[tuple[str, Problem], ...]


@dataclass(frozen=True, slots=True)
class Inbox:
    """The `exports/` of one programme folder."""

    folder: Path

    def collect(self, programme: Programme) -> Mail:
        """Every source's files, by its name; an invited list's by `<name>/invited`."""
        files: dict[str, tuple[ExportFile, ...]] = {}
        problems: list[tuple[str, Problem]] = []
        for name, pattern in _patterns(programme):
            found = list(self.matching(pattern))
            files[name] = tuple(item for item in found if isinstance(item, ExportFile))
            problems += [(name, item) for item in found if isinstance(item, Problem)]
        return Mail(files, tuple(problems))

    def matching(self, pattern: str) -> Iterator[Found]:
        """The files that a pattern below `exports/` names, by their paths; faults stand where their file would."""
        exports = self.folder / EXPORTS
        try:
            paths = sorted(exports.glob(pattern))
        except (ValueError, NotImplementedError):
            yield Problem(
                pattern, "this is no pattern of file names", "use names with * for any text and **/ for any folders"
            )
            return
        for path in paths:
            names = path.relative_to(exports).parts
            if not path.is_dir() and not any(name.startswith((".", OFFICE_LOCK)) for name in names):
                yield self._opened(path, _printable("/".join(names)))

    def _opened(self, path: Path, name: str) -> Found:
        if not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(self.folder)):
            return Problem(
                name, "it is a link that leads out of the programme's folder", "copy the file itself into its place"
            )
        try:
            if not stat.S_ISREG(path.stat().st_mode):
                return Problem(name, "it is no ordinary file", "put the export itself into its place")
            payload = path.read_bytes()
        except OSError as error:
            return Problem(
                name,
                f"it cannot be opened ({error.strerror})",
                "close it in other programs, check its permissions, or export it again",
            )
        return ExportFile(name, payload, hashlib.sha256(payload).hexdigest())


def _patterns(programme: Programme) -> Iterator[tuple[str, str]]:
    for source in programme.sources:
        yield source.name, source.files
        if source.has_invited_list:
            yield f"{source.name}/invited", source.invited


def _printable(name: str) -> str:
    """A name whose bytes are not UTF-8, with replacement marks: tables hold text alone."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
