"""Proving: the connector dies at every point of a story, and the story ends as told."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict
from typing import Annotated

import typer
from rich.console import Console

from scenarios import library
from scenarios.prove import GOLDEN, deaths
from scenarios.shared import processes

Json = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]
console = Console()


def register(app: typer.Typer) -> None:
    app.command()(prove)


def prove(
    which: Annotated[list[str] | None, typer.Argument(help="Ids of stories; those of the road if left out.")] = None,
    *,
    every: Annotated[int, typer.Option(min=1, help="Only every so many-th point.")] = 1,
    jobs: Annotated[int | None, typer.Option(min=1, help="Processes; one to a core if left out.")] = None,
    json_: Json = False,
) -> None:
    """Let the connector die at every point of a story, one by one; exit status 1 if one is not survived."""
    stories = [library.find(one).id for one in which or GOLDEN]
    died, failed = Counter[str](), []
    for one in deaths(stories, every=every, jobs=processes(jobs)):
        died[one.story] += 1
        if one.failures:
            failed.append(one)
            if not json_:
                console.print(f"✗ {one.story}, point {one.number} ({one.name})", style="red", highlight=False)
                for failure in one.failures:
                    console.print(f"    {failure}", highlight=False)
    if json_:
        typer.echo(json.dumps({"died": died, "failed": [asdict(one) for one in failed]}, indent=2))
    else:
        for story, count in died.items():
            lost = sum(one.story == story for one in failed)
            console.print(f"{'✗' if lost else '✓'} {story}: died at {count} points, survived {count - lost}")
    if failed:
        raise typer.Exit(1)
