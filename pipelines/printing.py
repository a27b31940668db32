"""What the command says to a person: on standard error, so that standard output stays a program's."""

import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from logging import Handler, LogRecord, getLogger

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.text import Text

from mentorship.problems import Problem

OK, REFUSED, USAGE, FAULT = 0, 1, 2, 4
PROBLEMS_SHOWN = 20


def console() -> Console:
    """Standard error, as wide as it is; paths are not wrapped, so that they can be copied."""
    return Console(stderr=True, soft_wrap=True, highlight=False)


def plain(text: str) -> str:
    """Text without control characters: a file's name or column could move a terminal's cursor."""
    return "".join(" " if unicodedata.category(letter) in {"Cc", "Cf", "Cs"} else letter for letter in text)


def say(text: str, style: str = "") -> None:
    """One line."""
    console().print(Text(plain(text), style=style))


def say_problems(problems: Iterable[Problem], limit: int | None = None) -> None:
    """Each fault with its place and its fix."""
    listed = list(problems)
    for problem in listed[:limit]:
        say(f"  {problem}", "red" if problem.severity == "error" else "yellow")
    if limit is not None and len(listed) > limit:
        say(f"  and {len(listed) - limit} more")


def as_entry(problem: Problem) -> dict[str, object]:
    """A fault in a JSON document; its file stands beside it or above."""
    return {
        "severity": problem.severity,
        "line": problem.line,
        "column": problem.column or None,
        "value_class": problem.value_class or None,
        "message": problem.message,
        "fix": problem.fix,
    }


class _Steps(Handler):
    """Shows the step that Dagster is at."""

    def __init__(self, progress: Progress, title: str) -> None:
        super().__init__()
        self._progress = progress
        self._task = progress.add_task(title)
        self._title = title

    def emit(self, record: LogRecord) -> None:
        """Follow a run's events; all else that is logged is not for the eyes of the command's user."""
        event = getattr(record, "dagster_meta", {}).get("dagster_event")
        if event is not None and event.is_step_start:
            self._progress.update(self._task, description=f"{self._title}: {event.step_key}")


@contextmanager
def steps_shown(logger_name: str, title: str) -> Iterator[None]:
    """Show a run's steps while it goes on, where there is a person to see them."""
    logger = getLogger(logger_name)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    screen = console()
    with Progress(*columns, console=screen, transient=True, disable=not screen.is_terminal) as progress:
        handler = _Steps(progress, plain(title))
        logger.addHandler(handler)
        try:
            yield
        finally:
            logger.removeHandler(handler)
