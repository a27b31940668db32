"""The files that a programme's sources name: what is there and can be opened, and what cannot.

What the bytes mean is `mentorship.exports`' to say. Nothing outside the programme's folder is ever read.
"""

import hashlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mentorship.exports.profile import ExportFile
from mentorship.problems import DataRefusedError, Problem
from mentorship.programme import Programme

EXPORTS = "exports"
OFFICE_LOCK = "~$"


@dataclass(frozen=True, slots=True)
class InboxFile:
    """A file of the inbox, its bytes still on the disk."""

    path: str
    sha256: str
    place: Path

    def opened(self) -> ExportFile:
        """The file with its bytes; `DataRefusedError` when they are no longer those that were found."""
        try:
            payload = self.place.read_bytes()
        except OSError as error:
            raise self._changed() from error
        if hashlib.sha256(payload).hexdigest() != self.sha256:
            raise self._changed()
        return ExportFile(self.path, payload, self.sha256)

    def _changed(self) -> DataRefusedError:
        fix = "let the copying into its place end, and run the night again"
        return DataRefusedError([Problem(self.path, "it changed while the night was reading it", fix)])


Found = InboxFile | Problem


@dataclass(frozen=True, slots=True)
class Mail:
    """What lay in the inbox: the files of each source, and faults of files that could not be opened."""

    files: dict[str, tuple[InboxFile, ...]]
    problems: tuple[tuple[str, Problem], ...]


@dataclass(frozen=True, slots=True)
class Inbox:
    """The `exports/` of one programme folder."""

    folder: Path

    def collect(self, programme: Programme) -> Mail:
        """Every source's files, by its name; an invited list's by `<name>/invited`."""
        files: dict[str, tuple[InboxFile, ...]] = {}
        problems: list[tuple[str, Problem]] = []
        for name, pattern in _patterns(programme):
            found = list(self.matching(pattern))
            files[name] = tuple(item for item in found if isinstance(item, InboxFile))
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
            with path.open("rb") as content:
                digest = hashlib.file_digest(content, "sha256").hexdigest()
        except OSError as error:
            return Problem(
                name,
                f"it cannot be opened ({error.strerror})",
                "close it in other programs, check its permissions, or export it again",
            )
        return InboxFile(name, digest, path)


def _patterns(programme: Programme) -> Iterator[tuple[str, str]]:
    for source in programme.sources:
        yield source.name, source.files
        if source.has_invited_list:
            yield f"{source.name}/invited", source.invited


def _printable(name: str) -> str:
    """A name whose bytes are not UTF-8, with replacement marks: tables hold text alone."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
