"""Dagster's own home: where it keeps runs, so that the command, the schedule and the UI see the same ones."""

from pathlib import Path

import dagster as dg

CONFIG = """\
# Written once by `mentorship`; yours to change.
telemetry:
  enabled: false

# No invitation to a newsletter in front of a coordinator's work.
nux:
  enabled: false

# What a step prints is not kept: it could quote an export.
compute_logs:
  module: dagster._core.storage.noop_compute_log_manager
  class: NoOpComputeLogManager

concurrency:
  runs:
    max_concurrent_runs: 2
    # Two nights of one programme never run at once: they write the same files.
    tag_concurrency_limits:
      - key: dagster/partition/programme
        limit: 1
        value:
          applyLimitPerUniqueValue: true

retention:
  schedule:
    purge_after_days: 90
  sensor:
    purge_after_days:
      skipped: 7
      failure: 30
      success: 90
"""


def prepare(home: Path) -> Path:
    """The home, made with its configuration where there is none yet."""
    home.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    home.mkdir(exist_ok=True, mode=0o700)
    config = home / "dagster.yaml"
    if not config.exists():
        config.write_text(CONFIG, encoding="utf-8")
    return home


def instance(home: Path) -> dg.DagsterInstance:
    """The instance that lives in a home."""
    return dg.DagsterInstance.from_config(str(prepare(home)))
