"""The registry of metrics as a reader of the command sees it."""

import json
from dataclasses import asdict

import typer
from rich.console import Console
from rich.table import Table

from mentorship import registry
from mentorship.problems import ConfigurationError
from pipelines.printing import USAGE, say_problems


def show(metric_id: str | None, *, as_json: bool) -> int:
    """Print every metric, or one in full; the exit code."""
    try:
        chosen = registry.METRICS if metric_id is None else (registry.metric(metric_id),)
    except ConfigurationError as error:
        say_problems(error.problems)
        return USAGE
    if as_json:
        typer.echo(json.dumps([asdict(entry) for entry in chosen], ensure_ascii=False, indent=2))
        return 0
    Console().print(_list(chosen) if metric_id is None else _card(chosen[0]))
    return 0


def _list(chosen: tuple[registry.Metric, ...]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("id", no_wrap=True)
    for heading in ("title", "unit", "question"):
        table.add_column(heading)
    for entry in chosen:
        table.add_row(entry.id, entry.title, entry.unit, entry.question)
    return table


def _card(entry: registry.Metric) -> Table:
    table = Table(show_header=False, box=None, pad_edge=False)
    for name, value in asdict(entry).items():
        table.add_row(f"[bold]{name.replace('_', ' ')}[/bold]", str(value).replace("[", r"\["))
    return table
