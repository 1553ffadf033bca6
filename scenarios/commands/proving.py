"""Dying: at every point of a story, one by one, and at pairs of them; however it dies, the story ends as told."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict
from itertools import chain
from typing import Annotated

import typer

from scenarios import library
from scenarios.commands.options import Json, say
from scenarios.prove import GOLDEN, Death, deaths, pairs
from scenarios.shared import processes

Every = Annotated[int, typer.Option(min=1, help="Only every so many-th point.")]
Jobs = Annotated[int | None, typer.Option(min=1, help="Processes; one to a core if left out.")]


def register(app: typer.Typer) -> None:
    app.command()(prove)
    app.command()(sweep)


def prove(
    which: Annotated[list[str] | None, typer.Argument(help="Ids of stories; those of the road if left out.")] = None,
    *,
    every: Every = 1,
    jobs: Jobs = None,
    json_: Json = False,
) -> None:
    """Let the connector die at every point of a story, one by one; exit status 1 if one is not survived."""
    stories = [library.find(one).id for one in which or GOLDEN]
    _report(deaths(stories, every=every, jobs=processes(jobs)), is_json=json_)


def sweep(
    which: Annotated[list[str], typer.Argument(help="Ids of stories, or files: anybody's own, too.")],
    *,
    every: Every = 1,
    pairs_: Annotated[int, typer.Option("--pairs", min=0, help="So many pairs of points of each story, too.")] = 100,
    seed: Annotated[int, typer.Option(min=0, help="By which the pairs are drawn.")] = 1,
    jobs: Jobs = None,
    json_: Json = False,
) -> None:
    """Let the connector die at every point of any story, and at pairs of them; exit status 1 if one is not survived."""
    found = [library.find(one) for one in which]
    stories = [one.id if one.subject else one.file for one in found]
    at_once = processes(jobs)
    _report(
        chain(deaths(stories, every=every, jobs=at_once), pairs(stories, pairs_, seed, jobs=at_once)), is_json=json_
    )


def _report(all_: Iterable[Death], *, is_json: bool) -> None:
    died, failed = Counter[str](), []
    for one in all_:
        died[one.story] += 1
        if one.failures:
            failed.append(one)
            if not is_json:
                say(f"✗ {one.story}, {_points(one)} ({one.name})")
                for failure in one.failures:
                    say(f"    {failure}")
    if is_json:
        typer.echo(json.dumps({"died": died, "failed": [asdict(one) for one in failed]}, indent=2))
    else:
        for story, count in died.items():
            lost = sum(one.story == story for one in failed)
            say(f"{'✗' if lost else '✓'} {story}: died {count} times, survived {count - lost}")
    if failed:
        raise typer.Exit(1)


def _points(death: Death) -> str:
    return f"point{'s' if death.points[1:] else ''} {' and '.join(map(str, death.points))}"
