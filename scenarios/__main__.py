"""The ``scenarios`` command."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from scenarios import library
from scenarios.demo import CommandFailed
from scenarios.demo import run as demo_run
from scenarios.director import Result, performed
from scenarios.faults import all_faults
from scenarios.language import page
from scenarios.schema import BadStory, json_schema, read_story
from scenarios.tell import tell

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Stories that prove the connector, and the demo.",
)
Json = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]
console = Console()


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
        console.print(f"[bold]{row['id']}[/]  {row['proves']}", highlight=False)


@app.command("run")
def run(
    which: Annotated[list[str] | None, typer.Argument(help="Ids of stories, or files; all if left out.")] = None,
    *,
    seed: Annotated[int | None, typer.Option(help="Another seed than the story's own.")] = None,
    sockets: Annotated[bool, typer.Option("--sockets", help="Real loopback HTTP instead of calls in-process.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Tell what the machines said.")] = False,
    transcript: Annotated[Path | None, typer.Option(help="Write the transcript of one story as JSON lines.")] = None,
    json_: Json = False,
) -> None:
    """Play stories in one process; exit status 1 if one does not hold."""
    chosen = [library.find(one) for one in which] if which else list(library.stories())
    if transcript and len(chosen) != 1:
        raise BadStory("A transcript is of one story. Name it.")
    results = []
    for one in chosen:
        world, result = performed(one.scenario, seed, sockets=sockets)
        results.append((one.id, result))
        if transcript:
            transcript.write_text(world.transcript.text(), encoding="utf-8")
        if not json_:
            _show(one.id, result, tell(world.transcript) if verbose else ())
    if json_:
        found = [{"id": id_, "passed": result.passed, **asdict(result)} for id_, result in results]
        typer.echo(json.dumps({"results": found}, indent=2))
    if not all(result.passed for _, result in results):
        raise typer.Exit(1)


def _show(id_: str, result: Result, told: Iterable[str]) -> None:
    for line in told:
        console.print(line, highlight=False, markup=False, soft_wrap=True)
    console.print(f"{'[green]✓[/]' if result.passed else '[red]✗[/]'} {id_}  {result.name}", highlight=False)
    for failure in result.failures:
        console.print(f"    {failure}", highlight=False, markup=False)
    if not result.passed:
        console.print(f"    once more: scenarios run {id_} --seed {result.seed} -v", highlight=False)


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
    except (BadStory, OSError) as error:
        typer.echo(f"✗ {error}", err=True)
        sys.exit(2)


if __name__ == "__main__":
    main()
