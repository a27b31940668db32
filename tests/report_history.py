"""An invented year of nights for tests of trends: the last is that of `report_figures`."""

from datetime import date, timedelta
from typing import Any

import polars as pl

from mentorship import tables
from reports.history import History
from tests import report_figures as sample

REDEFINED_ON = date(2026, 5, 4)
NEW_SOURCE_ON = date(2026, 8, 10)


def year(nights: int = 365, rows: list[sample.Row] | None = None) -> History:
    """Every figure of everybody on each of the last nights: it wanders, one definition changed, one source is new."""
    now = [row for row in (rows or sample.night_rows()) if row["segment"] == "all"]
    made = []
    for back in range(nights):
        when = sample.AS_OF - timedelta(days=back)
        made += [_then(row, back, when) for row in now]
    return History(pl.DataFrame(made, schema=tables.dtypes("published_figures")), _sources(nights))


def _then(row: sample.Row, back: int, when: date) -> dict[str, Any]:
    """A figure as it was some nights ago."""
    old = {"programme_id": sample.PROGRAMME_ID, **row, "as_of": when, "value_as_of": when}
    if row["metric"] == "active_pair_rate" and when < REDEFINED_ON:
        old["definition_version"] = row["definition_version"] + 1
    if row["value"] is None or row["unit"] != "share":
        return old
    lower = min(0.0004 * back, max(0.0, (row["ci_low"] or row["value"]) - 0.02))
    for name in ("value", "ci_low", "ci_high"):
        old[name] = None if row[name] is None else round(row[name] - lower - 0.01 * (back % 3 == 1), 4)
    old["ci_low"] = None if row["ci_low"] is None else max(0.0, old["ci_low"])
    return old


def _sources(nights: int) -> pl.DataFrame:
    rows = []
    for back in range(nights):
        when = sample.AS_OF - timedelta(days=back)
        for source in sample.quality().sources:
            if source.source == "calendar" and when < NEW_SOURCE_ON:
                continue
            rows.append(
                {
                    "programme_id": sample.PROGRAMME_ID,
                    "as_of": when,
                    "profile": f"{source.tool} v1",
                    **{name: getattr(source, name) for name in source.__dataclass_fields__},
                }
            )
    return pl.DataFrame(rows, schema=tables.dtypes("published_sources"))
