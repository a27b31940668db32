"""What Dagster loads: `build_definitions`, and `defs` by the environment."""

from functools import partial
from typing import Any

import dagster as dg

from assets.comments import published_comments
from assets.core import core
from assets.delivery import report
from assets.metrics import metrics
from assets.publish import published_figures
from assets.raw import land
from assets.sources import published_sources
from checks.asset_checks import layer_checks
from pipelines.jobs import held, nightly, steps_logger
from pipelines.portfolio import find
from pipelines.portfolio_page import after_the_nights, gather, page_of, portfolio
from pipelines.schedules import nightly_schedules
from pipelines.settings import DEFAULT_PORTFOLIO, Settings, from_environment


def build_definitions(settings: Settings | None = None, **overrides: Any) -> dg.Definitions:  # noqa: ANN401 - whatever Definitions takes
    """The night as Dagster sees it; `overrides` replace whole arguments of `Definitions`."""
    given = settings or from_environment()
    folder = given.portfolio or DEFAULT_PORTFOLIO.absolute()
    look = partial(find, folder, given.state, given.out)
    found = look()
    arguments: dict[str, Any] = {
        "assets": [land, core, metrics, published_figures, published_sources, published_comments, report],
        "asset_checks": layer_checks(),
        "jobs": [nightly],
        "schedules": nightly_schedules(look, given.nightly_at),
        "resources": {"portfolio": held(found.portfolio)},
        "loggers": {"console": dg.colored_console_logger, "steps": steps_logger},
        "executor": dg.in_process_executor,
    }
    if found.is_portfolio:
        arguments["assets"].append(page_of(lambda: gather(look(), folder, given.state, given.out)))
        arguments["jobs"].append(portfolio)
        arguments["sensors"] = [after_the_nights]
    return dg.Definitions(**(arguments | overrides))


@dg.definitions
def defs() -> dg.Definitions:
    """The definitions by the environment, made when Dagster asks for them and not when the command imports this."""
    return build_definitions()
