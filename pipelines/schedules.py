"""When nights run: once a day for each programme, by the clock of its own zone."""

from collections.abc import Callable, Iterator
from datetime import time

import dagster as dg

from assets.partitions import partition_key, programmes
from pipelines.jobs import NIGHTLY, nightly
from pipelines.portfolio import Found


def nightly_schedules(find_programmes: Callable[[], Found], at: time) -> list[dg.ScheduleDefinition]:
    """A schedule for each time zone of the portfolio; programmes are looked up anew each time one is due."""
    zones = sorted({entry.programme.programme.time_zone for entry in find_programmes().declared})
    names = {zone: NIGHTLY if len(zones) == 1 else f"{NIGHTLY}_{_slug(zone)}" for zone in zones}
    return [_schedule(name, zone, find_programmes, at) for zone, name in names.items()]


def _schedule(name: str, zone: str, find_programmes: Callable[[], Found], at: time) -> dg.ScheduleDefinition:
    @dg.schedule(
        name=name,
        job=nightly,
        cron_schedule=f"{at.minute} {at.hour} * * *",
        execution_timezone=zone,
        default_status=dg.DefaultScheduleStatus.RUNNING,
        description=f"The night of yesterday for each programme of {zone}; for one that is over, its last night, once.",
    )
    def schedule(context: dg.ScheduleEvaluationContext) -> Iterator[dg.RunRequest]:
        due = [entry for entry in find_programmes().declared if entry.programme.programme.time_zone == zone]
        context.instance.add_dynamic_partitions(programmes.name or "", [entry.member.programme_id for entry in due])
        for entry in due:
            night = entry.default_night(context.scheduled_execution_time)
            key = partition_key(entry.member.programme_id, night)
            yield dg.RunRequest(run_key=str(key), partition_key=key)

    return schedule


def _slug(zone: str) -> str:
    return "".join(letter if letter.isalnum() else "_" for letter in zone.lower())
