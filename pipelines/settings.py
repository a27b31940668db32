"""Settings from the environment, read here and nowhere else."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from pathlib import Path

DEFAULT_NIGHTLY_AT = "02:30"
# A checkout holds the sample programme here, so that its workspace loads as it stands.
DEFAULT_PORTFOLIO = Path("data")


class SettingError(Exception):
    """A variable of the environment cannot be used; the message names it."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the environment says of where things are and when nights run."""

    portfolio: Path | None
    state: Path | None
    out: Path | None
    dagster_home: Path | None
    nightly_at: time


def from_environment(environment: Mapping[str, str] | None = None) -> Settings:
    """The settings of a process; an empty variable counts as unset."""
    given = {name: value for name, value in (os.environ if environment is None else environment).items() if value}
    return Settings(
        portfolio=_path(given, "MENTORSHIP_PORTFOLIO"),
        state=_path(given, "MENTORSHIP_STATE"),
        out=_path(given, "MENTORSHIP_OUT"),
        dagster_home=_path(given, "DAGSTER_HOME"),
        nightly_at=_clock_time(given.get("MENTORSHIP_NIGHTLY_AT", DEFAULT_NIGHTLY_AT)),
    )


def _path(given: Mapping[str, str], name: str) -> Path | None:
    return Path(given[name]).expanduser().absolute() if name in given else None


def _clock_time(text: str) -> time:
    try:
        return time.fromisoformat(text).replace(second=0, microsecond=0, tzinfo=None)
    except ValueError:
        raise SettingError(f"MENTORSHIP_NIGHTLY_AT is {text!r}; write a time of day such as 02:30") from None
