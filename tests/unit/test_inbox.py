"""What lies under exports/: every file that a source names, and a fault where one cannot be opened."""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from assets.inbox import Inbox, InboxFile
from mentorship.exports.profile import ExportFile
from mentorship.problems import DataRefusedError, Problem
from mentorship.programme import About, Programme, Source


@pytest.fixture
def inbox(tmp_path: Path) -> Inbox:
    (tmp_path / "programme" / "exports").mkdir(parents=True)
    return Inbox(tmp_path / "programme")


def put(inbox: Inbox, path: str, content: bytes = b"x") -> Path:
    target = inbox.folder / "exports" / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
    return target


def paths(inbox: Inbox, pattern: str) -> list[str]:
    return [item.path for item in inbox.matching(pattern) if isinstance(item, InboxFile)]


def fault(inbox: Inbox, pattern: str) -> Problem:
    (found,) = inbox.matching(pattern)
    assert isinstance(found, Problem)
    return found


def test_files_come_in_order_with_their_bytes_and_hash(inbox: Inbox) -> None:
    put(inbox, "people/b.csv", b"second")
    put(inbox, "people/a.csv", b"first")
    put(inbox, "people/notes.txt")
    found = [item.opened() for item in inbox.matching("people/*.csv") if isinstance(item, InboxFile)]
    assert found == [
        ExportFile("people/a.csv", b"first", hashlib.sha256(b"first").hexdigest()),
        ExportFile("people/b.csv", b"second", hashlib.sha256(b"second").hexdigest()),
    ]


def test_any_depth_is_found_by_two_stars(inbox: Inbox) -> None:
    put(inbox, "meetings/zoom/2026/a.csv")
    put(inbox, "meetings/b.csv")
    assert paths(inbox, "meetings/**/*.csv") == ["meetings/b.csv", "meetings/zoom/2026/a.csv"]


@pytest.mark.parametrize("name", [".hidden.csv", "~$roster.csv", ".folder/roster.csv", "~$folder/roster.csv"])
def test_hidden_files_and_office_locks_are_no_exports(inbox: Inbox, name: str) -> None:
    put(inbox, name)
    assert list(inbox.matching("**/*.csv")) == []


def test_folders_are_no_exports(inbox: Inbox) -> None:
    (inbox.folder / "exports" / "roster.csv").mkdir()
    assert list(inbox.matching("*.csv")) == []


def test_no_exports_folder_is_no_file(tmp_path: Path) -> None:
    assert list(Inbox(tmp_path).matching("*.csv")) == []


@pytest.mark.parametrize("is_folder", [False, True])
def test_a_link_out_of_the_programme_is_not_followed(inbox: Inbox, tmp_path: Path, *, is_folder: bool) -> None:
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "roster.csv").write_bytes(b"secret")
    exports = inbox.folder / "exports"
    if is_folder:
        (exports / "people").symlink_to(tmp_path / "secret")
    else:
        (exports / "people").mkdir()
        (exports / "people" / "roster.csv").symlink_to(tmp_path / "secret" / "roster.csv")
    problem = fault(inbox, "people/*.csv")
    assert problem.file == "people/roster.csv"
    assert "leads out of the programme's folder" in problem.message
    assert problem.severity == "error"


def test_a_link_within_the_programme_is_followed(inbox: Inbox) -> None:
    put(inbox, "archive/roster.csv", b"rows")
    (inbox.folder / "exports" / "roster.csv").symlink_to("archive/roster.csv")
    (found,) = inbox.matching("*.csv")
    assert isinstance(found, InboxFile)
    assert found.opened() == ExportFile("roster.csv", b"rows", hashlib.sha256(b"rows").hexdigest())


@pytest.mark.parametrize("change", [lambda path: path.write_bytes(b"other"), lambda path: path.unlink()])
def test_a_file_that_changes_while_it_is_read_is_refused(inbox: Inbox, change: Callable[[Path], object]) -> None:
    place = put(inbox, "roster.csv", b"rows")
    (found,) = inbox.matching("*.csv")
    assert isinstance(found, InboxFile)
    change(place)
    with pytest.raises(DataRefusedError) as refused:
        found.opened()
    (problem,) = refused.value.problems
    assert problem.file == "roster.csv"
    assert "changed while" in problem.message


def test_a_link_to_nothing_is_a_fault_that_names_the_file(inbox: Inbox) -> None:
    (inbox.folder / "exports" / "roster.csv").symlink_to("gone.csv")
    problem = fault(inbox, "*.csv")
    assert (problem.file, problem.severity) == ("roster.csv", "error")
    assert "cannot be opened" in problem.message
    assert "permissions" in problem.fix


def test_a_link_to_itself_is_a_fault(inbox: Inbox) -> None:
    (inbox.folder / "exports" / "roster.csv").symlink_to("roster.csv")
    assert "cannot be opened" in fault(inbox, "*.csv").message


def test_a_file_that_may_not_be_read_is_a_fault(inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    put(inbox, "roster.csv")

    def refuse(_: Path, _mode: str) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    assert fault(inbox, "*.csv").message == "it cannot be opened (Permission denied)"


def test_a_pipe_is_not_waited_for(inbox: Inbox) -> None:
    os.mkfifo(inbox.folder / "exports" / "roster.csv")
    assert fault(inbox, "*.csv").message == "it is no ordinary file"


@pytest.mark.parametrize("pattern", ["", "**roster.csv"])
def test_a_pattern_that_is_none_is_a_fault(inbox: Inbox, pattern: str) -> None:
    assert "no pattern" in fault(inbox, pattern).message


def test_a_name_that_is_not_utf8_can_be_stored(inbox: Inbox) -> None:
    put(inbox, os.fsdecode(b"caf\xe9.csv"))
    assert paths(inbox, "*.csv") == ["caf\ufffd.csv"]


def test_every_source_has_its_files_and_an_invited_list_its_own(inbox: Inbox) -> None:
    put(inbox, "people/roster.csv")
    put(inbox, "surveys/pulse.csv")
    put(inbox, "surveys/invited.csv")
    (inbox.folder / "exports" / "pairs").mkdir()
    (inbox.folder / "exports" / "pairs" / "matches.csv").symlink_to("gone.csv")
    programme = Programme(
        programme=About(id="tiny", name="Tiny", time_zone="UTC", starts_on="2026-01-12", ends_on="2026-12-18"),
        sources=(
            Source(name="roster", kind="people", tool="table", files="people/*.csv"),
            Source(name="matches", kind="pairs", tool="table", files="pairs/*.csv"),
            Source(
                name="pulse", kind="surveys", tool="table", files="surveys/pulse.csv", invited="surveys/invited.csv"
            ),
            Source(name="open", kind="surveys", tool="table", files="surveys/open.csv", invited="open_link"),
        ),
    )
    mail = inbox.collect(programme)
    assert {name: [file.path for file in files] for name, files in mail.files.items()} == {
        "roster": ["people/roster.csv"],
        "matches": [],
        "pulse": ["surveys/pulse.csv"],
        "pulse/invited": ["surveys/invited.csv"],
        "open": [],
    }
    assert [(source, problem.file) for source, problem in mail.problems] == [("matches", "pairs/matches.csv")]
