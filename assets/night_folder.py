"""A night's folder put in its place whole: a reader sees all of the old one or all of the new one.

Also keeps `latest`, the link to the newest night that has a report. What is in the files is `delivery`'s to say.
"""

import ctypes
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

LATEST = "latest"
REPORT = "report.html"
COORDINATOR = "coordinator.html"
_EXCHANGE = 2  # RENAME_EXCHANGE of renameat2(2)
_HERE = -100  # AT_FDCWD


@dataclass(frozen=True, slots=True)
class NightFile:
    """A file of the folder; a private one is its owner's alone."""

    content: bytes
    is_private: bool = False


def put(folder: Path, files: Mapping[str, NightFile], run_id: str, page: str = REPORT) -> None:
    """Make the folder beside its place, then rename it there, whether or not the night has one already.

    A folder with `page` in it is one that `latest` may lead to.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    for left in folder.parent.glob(f".{folder.name}.*.tmp"):
        shutil.rmtree(left)
    made = folder.with_name(f".{folder.name}.{run_id[:8]}.tmp")
    made.mkdir()
    for name, file in files.items():
        mode = 0o600 if file.is_private else 0o644
        with os.fdopen(os.open(made / name, os.O_CREAT | os.O_EXCL | os.O_WRONLY, mode), "wb") as target:
            target.write(file.content)
    if folder.exists():
        _swap(made, folder)
        shutil.rmtree(made)
    else:
        made.rename(folder)
    point_latest(folder.parent, run_id, page)


def _swap(made: Path, folder: Path) -> None:
    """Let two folders change names in one step; where the file system cannot, in two."""
    libc = ctypes.CDLL(None, use_errno=True)
    exchange = getattr(libc, "renameat2", None)
    if exchange is not None and exchange(_HERE, os.fsencode(made), _HERE, os.fsencode(folder), _EXCHANGE) == 0:
        return
    old = made.with_name(f"{made.name}.old.tmp")
    folder.rename(old)
    made.rename(folder)
    old.rename(made)


def point_latest(out: Path, run_id: str, page: str = REPORT) -> None:
    """Let `latest` lead to the newest night with a report: a refused night, or an older one run again, moves it not."""
    nights = sorted(path.name for path in out.iterdir() if is_night(path.name) and (path / page).is_file())
    link = out / LATEST
    if link.exists() and not link.is_symlink():
        raise FileExistsError(f"{link} is no link; move it away so that the newest night can be linked there")
    if not nights:
        link.unlink(missing_ok=True)
    elif not link.is_symlink() or link.readlink() != Path(nights[-1]):
        fresh = out / f".{LATEST}.{run_id[:8]}.tmp"
        fresh.unlink(missing_ok=True)
        fresh.symlink_to(nights[-1])
        fresh.replace(link)


def is_night(name: str) -> bool:
    """Whether a folder's name is a night's."""
    try:
        return date.fromisoformat(name).isoformat() == name
    except ValueError:
        return False
