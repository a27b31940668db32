"""The command `mentorship`: what its calls take, print and exit with. The work is done elsewhere.

Nothing heavy is imported until a call needs it, so that `--help` answers at once.
"""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    name="mentorship",
    help="Is this mentorship programme working, and for whom? From the exports of your tools to a nightly report.",
    epilog="Exit codes: 0 fine, 1 data refused, 2 usage or configuration, 4 a fault of the product or the machine.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

Folder = Annotated[Path, typer.Argument(metavar="FOLDER", help="A programme folder, or a folder of programme folders.")]
StateOption = Annotated[
    Path | None, typer.Option("--state", help="Where the tables are kept.", show_default="FOLDER/.mentorship")
]
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")]


@app.command()
def run(
    folder: Folder,
    *,
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="DATE", help="The night, as 2026-11-22.", show_default="yesterday")
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", help="Where reports go.", show_default="FOLDER/reports")] = None,
    state: StateOption = None,
    as_json: JsonOption = False,
    verbose: Annotated[bool, typer.Option("--verbose", help="Dagster's own log on standard error.")] = False,
) -> None:
    """Run the whole night of one programme, or of each programme of a portfolio."""
    from pipelines import commands  # noqa: PLC0415 - loads Dagster

    raise typer.Exit(commands.run(folder, _day(as_of), out, state, as_json=as_json, verbose=verbose))


@app.command()
def ui(
    folder: Annotated[Path | None, typer.Argument(metavar="FOLDER", help="The programme or portfolio to show.")] = None,
    state: StateOption = None,
    port: Annotated[int, typer.Option(help="The port on 127.0.0.1.", min=1, max=65535)] = 3000,
) -> None:
    """Open the Dagster UI, with the schedule's daemon, on this machine alone."""
    from pipelines import commands  # noqa: PLC0415 - loads Dagster

    raise typer.Exit(commands.ui(folder, state, port))


@app.command()
def metrics(
    metric: Annotated[str | None, typer.Argument(metavar="ID", help="One metric, in full.")] = None,
    *,
    as_json: JsonOption = False,
) -> None:
    """Say what is measured, and how."""
    from pipelines import catalogue  # noqa: PLC0415 - loads Polars

    raise typer.Exit(catalogue.show(metric, as_json=as_json))


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text is not None else None
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no day; write it as 2026-11-22", param_hint="--as-of") from None


if __name__ == "__main__":
    app()
