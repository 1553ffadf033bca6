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

from connector import ConnectorError, read_profile
from scenarios import library
from scenarios.captures import qwclog, rebuild
from scenarios.captures.model import BadCapture, load
from scenarios.captures.replay import replay
from scenarios.demo import CommandFailed
from scenarios.demo import run as demo_run
from scenarios.director import Result, performed
from scenarios.faults import all_faults
from scenarios.language import page
from scenarios.profiles import STORY
from scenarios.schema import BadStory, json_schema, read_story
from scenarios.tell import tell
from simulators.jaggaer import BadTenant, Tenant

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
    log: Annotated[Path | None, typer.Option(help="Write the QWCLog.txt of one story.")] = None,
    tenant: Annotated[Path | None, typer.Option(help="Write what JAGGAER held at the end of one story.")] = None,
    json_: Json = False,
) -> None:
    """Play stories in one process; exit status 1 if one does not hold."""
    chosen = [library.find(one) for one in which] if which else list(library.stories())
    if (transcript or log or tenant) and len(chosen) != 1:
        raise BadStory("These files are of one story. Name it.")
    results = []
    for one in chosen:
        world, result = performed(one.scenario, seed, sockets=sockets)
        results.append((one.id, result))
        if transcript:
            transcript.write_text(world.transcript.text(), encoding="utf-8")
        if log:
            log.write_text(world.qwclog(), encoding="utf-8", newline="")
        if tenant:
            tenant.write_text(json.dumps(world.tenant.to_json(), indent=1), encoding="utf-8")
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
    sign = "[green]✓[/]" if result.passed else "[red]✗[/]"
    console.print(f"{sign} {id_}  {result.name}", highlight=False, soft_wrap=True)
    for failure in result.failures:
        console.print(f"    {failure}", highlight=False, markup=False, soft_wrap=True)
    if not result.passed:
        console.print(f"    once more: scenarios run {id_} --seed {result.seed} -v", highlight=False)


@app.command("import")
def import_(
    log: Annotated[Path, typer.Argument(help="A QWCLog.txt, at level VERBOSE if it is to be replayed.")],
    *,
    output: Annotated[Path, typer.Option("-o", "--output", help="The capture to write (JSON).")],
    company: Annotated[Path | None, typer.Option(help="Write the company file as it must have been before.")] = None,
    json_: Json = False,
) -> None:
    """Read a customer's log: what could be used becomes a capture, the rest is listed by line."""
    capture = qwclog.read(log.read_bytes())
    capture.save(output)
    if company:
        rebuild.start_of(capture).save(company)
    rounds = [one for update in capture.updates for one in update.rounds]
    found = {
        "updates": len(capture.updates),
        "whole": sum(update.is_whole for update in capture.updates),
        "requests": len(rounds),
        "problems": [one.model_dump() for one in capture.problems],
    }
    if json_:
        typer.echo(json.dumps(found, indent=2))
        return
    console.print(f"{found['updates']} updates, {found['whole']} of them whole, with {found['requests']} requests.")
    for one in capture.problems:
        console.print(f"  line {one.line}: {one.why} ({one.text})", highlight=False, markup=False, soft_wrap=True)


@app.command("replay")
def replay_(
    capture: Annotated[Path, typer.Argument(help="A capture, made by “scenarios import”.")],
    *,
    tenant: Annotated[Path, typer.Option(help="What JAGGAER held then, in J1P's own shapes.")],
    profile: Annotated[Path | None, typer.Option(help="The customer's profile; the stories' own if left out.")] = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Stop at the first difference (there is no other way yet).")
    ] = True,
    json_: Json = False,
) -> None:
    """Feed the recorded answers to the connector; exit status 1 at the first difference in what it sends."""
    documents = Tenant.from_file(tenant)
    done = replay(load(capture), documents, read_profile(profile) if profile else STORY)
    if json_:
        typer.echo(json.dumps(asdict(done), indent=2))
    elif done.difference:
        console.print(f"✗ {done.difference}", highlight=False, markup=False, soft_wrap=True)
    else:
        skipped = f"; {done.skipped} updates were not whole and left out" if done.skipped else ""
        console.print(f"[green]✓[/] {done.rounds} requests, no difference{skipped}.", highlight=False)
    if done.difference:
        raise typer.Exit(1)


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
    except (BadStory, BadCapture, BadTenant, ConnectorError, OSError) as error:
        typer.echo(f"✗ {error}", err=True)
        sys.exit(2)


if __name__ == "__main__":
    main()
