"""The catalogue of metrics: the door to every id and its definition.

One entry an id, in the order in which a reader meets them; the entries stand by family in `mentorship/definitions/`.
A changed definition gets a new version, which stands beside every figure. How a metric is computed is its family's
module's.
"""

from mentorship.definitions.engagement import ENGAGEMENT
from mentorship.definitions.goals import GOALS
from mentorship.definitions.growth import GROWTH
from mentorship.definitions.metric import Family, Interval, Metric, Unit
from mentorship.problems import ConfigurationError, Problem

METRICS: tuple[Metric, ...] = (*ENGAGEMENT, *GOALS, *GROWTH)
BY_ID: dict[str, Metric] = {metric.id: metric for metric in METRICS}


def metric(metric_id: str) -> Metric:
    """The entry of an id; `ConfigurationError` when there is none."""
    if metric_id not in BY_ID:
        raise ConfigurationError(
            [Problem("registry", f"there is no metric {metric_id!r}", f"use one of {', '.join(BY_ID)}")]
        )
    return BY_ID[metric_id]


__all__ = ["BY_ID", "METRICS", "Family", "Interval", "Metric", "Unit", "metric"]
