"""What customers captured: read, rebuilt, played again."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from connector import read_profile
from scenarios.captures import qwclog, rebuild
from scenarios.captures.model import load
from scenarios.captures.replay import replay
from scenarios.profiles import STORY
from simulators.jaggaer import Tenant
from simulators.qbwc import save

Json = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]
console = Console()


def register(app: typer.Typer) -> None:
    app.command("import")(import_)
    app.command("replay")(replay_)


def import_(
    log: Annotated[Path, typer.Argument(help="A QWCLog.txt, at level VERBOSE if it is to be replayed.")],
    *,
    output: Annotated[Path, typer.Option("-o", "--output", help="The capture to write (JSON).")],
    company: Annotated[Path | None, typer.Option(help="Write the company file as it must have been before.")] = None,
    json_: Json = False,
) -> None:
    """Read a customer's log: what could be used becomes a capture, the rest is listed by line."""
    with log.open("rb") as opened:
        capture = qwclog.read(opened.read(qwclog.MAX_BYTES + 1))
    capture.save(output)
    if company:
        save(rebuild.start_of(capture), company)
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
