"""The command `mentorship`: what its calls take, print and exit with. The work is done elsewhere.

Nothing heavy is imported until a call needs it, so that `--help` answers at once.
"""

from datetime import UTC, date, datetime
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
people = typer.Typer(help="The people of a programme.", no_args_is_help=True)
app.add_typer(people, name="people")

Folder = Annotated[Path, typer.Argument(metavar="FOLDER", help="A programme folder, or a folder of programme folders.")]
StateOption = Annotated[
    Path | None, typer.Option("--state", help="Where the tables are kept.", show_default="FOLDER/.mentorship")
]
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")]


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="The programme's folder; it need not be there yet.")],
    *,
    name: Annotated[str | None, typer.Option("--name", help="What the programme is called.")] = None,
    starts_on: Annotated[str | None, typer.Option("--starts-on", metavar="DATE", help="Its first day.")] = None,
    ends_on: Annotated[str | None, typer.Option("--ends-on", metavar="DATE", help="Its last day.")] = None,
    time_zone: Annotated[
        str | None, typer.Option("--time-zone", metavar="ZONE", help="Where its days begin and end: Europe/Berlin.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Ask nothing, and take the default of what is not given.")] = False,
) -> None:
    """Begin a programme: write its commented declaration and example questionnaires, and say what comes next."""
    from pipelines import asking, beginning  # noqa: PLC0415 - loads Polars

    given = asking.Given(name, _day(starts_on, "--starts-on"), _day(ends_on, "--ends-on"), time_zone)
    raise typer.Exit(beginning.init(folder, given, datetime.now(UTC), is_asked=not yes))


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

    raise typer.Exit(commands.run(folder, _day(as_of, "--as-of"), out, state, as_json=as_json, verbose=verbose))


@app.command()
def inspect(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="Exports as the tools wrote them.")],
    *,
    settings: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="KEY=VALUE", help="What a sources: entry would declare, such as date_order=dmy."),
    ] = None,
    from_: Annotated[
        str | None,
        typer.Option("--from", metavar="DATE", help="The first day of recurrences.", show_default="2000-01-01"),
    ] = None,
    to: Annotated[
        str | None, typer.Option("--to", metavar="DATE", help="Their last day.", show_default="in a year")
    ] = None,
    as_json: JsonOption = False,
    dump: Annotated[bool, typer.Option("--dump", help="The rows of one file as read, as CSV.")] = False,
) -> None:
    """Name the tool that wrote each file, what is in it, what is wrong with it, and how to declare it."""
    from pipelines import inspecting  # noqa: PLC0415 - loads Polars

    first, last = inspecting.default_window(datetime.now(UTC).date())
    window = (_day(from_, "--from") or first, _day(to, "--to") or last)
    if window[1] < window[0]:
        raise typer.BadParameter(f"{window[1]} lies before {window[0]}", param_hint="--to")
    raise typer.Exit(inspecting.inspect(files, settings or [], window, as_json=as_json, dump=dump))


@app.command()
def check(
    folder: Folder,
    *,
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="DATE", help="The night to check for.", show_default="yesterday")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Validate a programme's declaration and every export of it; nothing is written."""
    from pipelines import checking  # noqa: PLC0415 - loads Polars

    raise typer.Exit(checking.check(folder, _day(as_of, "--as-of"), as_json=as_json))


@app.command()
def explain(
    figure: Annotated[
        str,
        typer.Argument(metavar="FIGURE", help="metric[/role][/segment=value][/instrument/construct/wave]"),
    ],
    *,
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", metavar="DATE", help="The night, as 2026-11-22.", show_default="the last one run"),
    ] = None,
    folder: Annotated[
        Path | None, typer.Option("--folder", help="The programme.", show_default="the folder you are in")
    ] = None,
    state: StateOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say what a figure means, and which rows of which files it is made of; for coordinators."""
    from pipelines import explaining  # noqa: PLC0415 - loads Dagster

    asked = explaining.Asked(figure, _day(as_of, "--as-of"), folder, state)
    raise typer.Exit(explaining.explain(asked, as_json=as_json))


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


@people.command()
def forget(
    key: Annotated[
        str,
        typer.Argument(metavar="KEY", help="Any key of the person: staff number, address, name.", show_default=False),
    ],
    *,
    folder: Annotated[
        Path | None, typer.Option("--folder", help="The programme.", show_default="the folder you are in")
    ] = None,
    state: StateOption = None,
    out: Annotated[Path | None, typer.Option("--out", help="Where reports go.", show_default="FOLDER/reports")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Ask nothing.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Erase a person from every table, for good, and publish the last night again without them."""
    from pipelines import forgetting  # noqa: PLC0415 - loads Dagster

    raise typer.Exit(forgetting.forget(forgetting.Asked(key, folder, state, out), is_sure=yes, as_json=as_json))


def _day(text: str | None, option: str) -> date | None:
    try:
        return date.fromisoformat(text) if text is not None else None
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no day; write it as 2026-11-22", param_hint=option) from None


if __name__ == "__main__":
    app()
