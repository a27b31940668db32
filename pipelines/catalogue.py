"""The registry of metrics as a reader of the command sees it."""

import json
from dataclasses import asdict

import typer
from rich.console import Console
from rich.table import Table

from mentorship import catalogue, registry
from mentorship.problems import ConfigurationError
from pipelines.printing import USAGE, say_problems

WIDE = 120


def show(metric_id: str | None, *, as_json: bool) -> int:
    """Print every metric by family, or one in full; the exit code."""
    try:
        chosen = registry.METRICS if metric_id is None else (registry.metric(metric_id),)
    except ConfigurationError as error:
        say_problems(error.problems)
        return USAGE
    if as_json:
        typer.echo(json.dumps([asdict(entry) for entry in chosen], ensure_ascii=False, indent=2))
        return 0
    console = Console()
    if metric_id is None:
        _print_all(console)
    else:
        console.print(_card(chosen[0]))
    return 0


def _print_all(console: Console) -> None:
    """A table a family, its columns alike in all; questions only where there is room for them."""
    for family, heading in catalogue.FAMILIES.items():
        console.print(f"[bold]{heading}[/bold]")
        console.print(_list(catalogue.of_family(family), with_question=console.width >= WIDE))
        console.print()
    console.print("[bold]mentorship metrics ID[/bold] tells one in full.", highlight=False)


def _list(entries: tuple[registry.Metric, ...], *, with_question: bool) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim", expand=True)
    table.add_column("id", no_wrap=True, width=max(len(entry.id) for entry in registry.METRICS))
    table.add_column("unit", no_wrap=True, width=max(len(entry.unit) for entry in registry.METRICS))
    table.add_column("what", ratio=2)
    if with_question:
        table.add_column("question", ratio=3)
    for entry in entries:
        table.add_row(entry.id, entry.unit, entry.title, *([entry.question] if with_question else []))
    return table


def _card(entry: registry.Metric) -> Table:
    table = Table(show_header=False, box=None, pad_edge=False)
    table.add_column(no_wrap=True)
    table.add_column()
    for name, value in (("Id", entry.id), ("What", entry.title), *catalogue.told(entry)):
        table.add_row(f"[bold]{name}[/bold]", value.replace("[", r"\["))
    return table
