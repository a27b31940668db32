"""What one run is about: one programme and one night. Nothing here knows which programmes there are."""

from datetime import date

import dagster as dg

FIRST_NIGHT = date(2015, 1, 1)
PROGRAMME = "programme"
NIGHT = "night"

programmes = dg.DynamicPartitionsDefinition(name=PROGRAMME)
# A day ahead of UTC exists already in the east of it, and a day that is still going on may be asked for.
nights = dg.DailyPartitionsDefinition(start_date=FIRST_NIGHT.isoformat(), timezone="UTC", end_offset=2)
programme_nights = dg.MultiPartitionsDefinition({PROGRAMME: programmes, NIGHT: nights})


def partition_key(programme_id: str, as_of: date) -> dg.MultiPartitionKey:
    """The key of one programme's night."""
    return dg.MultiPartitionKey({PROGRAMME: programme_id, NIGHT: as_of.isoformat()})


def programme_and_night(key: str) -> tuple[str, date]:
    """What a key stands for: the programme's id and the night."""
    dimensions = programme_nights.get_partition_key_from_str(key).keys_by_dimension
    return dimensions[PROGRAMME], date.fromisoformat(dimensions[NIGHT])
