"""The ``scenarios`` command."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.console import Console
from rich.markup import escape

from connector import ConnectorError
from scenarios import library
from scenarios.captures.model import BadCapture
from scenarios.clauses import PAGES
from scenarios.commands import captured, explained, exploring, minimising, playing, proving, scrubbing
from scenarios.demo import CommandFailed
from scenarios.demo import run as demo_run
from scenarios.faults import all_faults
from scenarios.language import page
from scenarios.story import BadStory, json_schema, read_story
from simulators.command_line import abandon_output, broken
from simulators.jaggaer import BadTenant

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Stories that prove the connector, and the demo.",
)
Json = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]
console = Console()
playing.register(app)
captured.register(app)
explained.register(app)
scrubbing.register(app)
minimising.register(app)
proving.register(app)
exploring.register(app)


@app.command()
def demo(
    *,
    out: Annotated[Path, typer.Option(help="Folder for demo.json and demo.html.")] = Path("out"),
    json_: Json = False,
) -> None:
    """The main job, on real processes: 25 invoices through JAGGAER, connector and QuickBooks."""
    report = demo_run(out, quiet=json_)
    if json_:
        typer.echo(json.dumps(report, indent=2))
    if not report["passed"]:
        raise typer.Exit(1)


@app.command("list")
def list_(*, json_: Json = False) -> None:
    """Every story of the library, and what it proves."""
    rows = [
        {
            "id": one.id,
            "name": one.scenario.name,
            "proves": one.scenario.proves,
            "subject": one.subject,
            "file": one.file,
        }
        for one in library.stories()
    ]
    if json_:
        typer.echo(json.dumps(rows, indent=2))
        return
    for row in rows:
        console.print(f"[bold]{escape(row['id'])}[/]  {escape(row['proves'])}", highlight=False, soft_wrap=True)


@app.command()
def check(file: Annotated[Path, typer.Argument(help="A story file.")], *, json_: Json = False) -> None:
    """Read a story without playing it."""
    story = read_story(file)
    typer.echo(json.dumps({"name": story.name}) if json_ else f"{file} is in order: {story.name}")


@app.command()
def schema() -> None:
    """Print the JSON Schema of story files, for editors."""
    typer.echo(json.dumps(json_schema(), indent=2))


@app.command()
def language() -> None:
    """Print the page that documents stories: every verb, fault and check."""
    typer.echo(page(), nl=False)


@app.command()
def clauses(
    about: Annotated[
        Literal["invoices", "orders", "payments", "reference-data"], typer.Argument(help="About what.")
    ] = "invoices",
) -> None:
    """Print the page of what invoices, orders and the like come to: each clause, its story and its command."""
    typer.echo(str(PAGES[about]), nl=False)


@app.command()
def faults(*, json_: Json = False) -> None:
    """Everything that can be made to go wrong, and what a customer would see."""
    rows = [asdict(one) for one in all_faults()]
    if json_:
        typer.echo(json.dumps(rows, indent=2))
        return
    for row in rows:
        console.print(f"{row['machine']:11} [bold]{row['name']}[/]  {row['customer_sees']}", highlight=False)


def main() -> None:
    """Run a command; a bad story or an unwritable folder is one line, and exit status 2."""
    try:
        app()
    except CommandFailed as error:
        typer.echo(f"✗ {error}", err=True)
        sys.exit(1)
    except (BadStory, BadCapture, BadTenant, ConnectorError) as error:
        typer.echo(f"✗ {error}", err=True)
        sys.exit(2)
    except OSError as error:
        what = f"{error.filename} cannot be used" if error.filename else "A file cannot be written"
        typer.echo(f"✗ {what} ({error.strerror}). Check the path, whose it is, and the room on the disk.", err=True)
        abandon_output()
        sys.exit(2)
    except Exception as error:
        typer.echo(f"✗ {broken(error)}", err=True)
        sys.exit(2)


if __name__ == "__main__":
    main()
