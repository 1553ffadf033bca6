"""From a log to a story, from a story to the least that fails, and from that to a test."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from scenarios import yaml_file
from scenarios.captures import reading
from scenarios.captures.choosing import of_one_application
from scenarios.captures.model import gathered
from scenarios.commands.options import Application, Json, ProfileFile, Sent, profile_of, say
from scenarios.director import performed
from scenarios.minimising.captured_story import story_of as captured_story
from scenarios.minimising.minimal import failures_of, minimal
from scenarios.minimising.minimise import MOST
from scenarios.minimising.story_file import pytest_of, yaml_of
from scenarios.playing import NOT_STRUCK
from scenarios.story import BadStory, read_story, story_of
from scenarios.world import NAME

Data = dict[str, Any]


def register(app: typer.Typer) -> None:
    app.command("story")(story_)
    app.command("minimise")(minimise_)


def story_(
    logs: Sent,
    *,
    output: Annotated[Path, typer.Option("-o", "--output", help="The story file to write.")],
    application: Application = None,
    profile: ProfileFile = None,
    json_: Json = False,
) -> None:
    """Write a story of what a log shows, and play it; exit status 1 if it does not hold."""
    source, parts = reading.opened(logs)
    capture = of_one_application(gathered(parts, source), application)
    data = captured_story(capture, profile_of(profile), f"the log of {logs[0].name}")
    left_out = _only_what_strikes(data)
    failures = _expecting(data)
    output.write_text(yaml_of(data), encoding="utf-8")
    if json_:
        typer.echo(json.dumps({"file": str(output), "failures": failures, "left_out": left_out}, indent=2))
    else:
        say(f"{output} plays {len(data['steps'])} steps" + (", and does not hold:" if failures else ", and holds."))
        for one in left_out:
            say(f"  left out: {one}")
        for one in failures:
            say(f"  ✗ {one}")
    if failures:
        raise typer.Exit(1)


def minimise_(
    story: Annotated[Path, typer.Argument(help="A story file that does not hold.")],
    *,
    output: Annotated[Path, typer.Option("-o", "--output", help="The smaller story file to write.")],
    test: Annotated[Path | None, typer.Option(help="Write a pytest test of it, in the same folder.")] = None,
    check: Annotated[str | None, typer.Option(help="The check that has to fail; else the first that does.")] = None,
    plays: Annotated[int, typer.Option(min=2, help="How many plays it may take.")] = MOST,
    json_: Json = False,
) -> None:
    """Leave out of a failing story whatever it fails without."""
    read_story(story)
    data = yaml_file.read(story).data
    found = minimal(data, check, plays)
    if found is None:
        raise BadStory(f"{story} holds, or fails otherwise than by “{check}”: there is nothing to make smaller.")
    output.write_text(yaml_of(found.data), encoding="utf-8")
    if test:
        test.write_text(pytest_of(found.data, output.name), encoding="utf-8")
    if json_:
        told = {"file": str(output), "check": found.check, "plays": found.plays, "events": found.events}
        typer.echo(json.dumps(told, indent=2))
        return
    say(f"{output} fails by “{found.check}” with {found.events} events; {found.plays} plays.")
    if test:
        say(f"{test} plays it: it fails until that is mended.")


def _only_what_strikes(data: Data) -> list[str]:
    """Leave out faults that never strike: the connector of today may ask for other things than that of the log."""
    left_out = []
    for failure in failures_of(data):
        step = next((one for one in data["steps"] if _never_struck(one) == failure), None)
        if step is not None:
            data["steps"].remove(step)
            left_out.append(failure.removeprefix(NOT_STRUCK))
    return left_out


def _never_struck(step: Any) -> str:
    """How the director says that the fault of a step has not struck."""
    given = step.get("inject") if isinstance(step, dict) else None
    if given is None:
        return ""
    at = f" at {given['on']}" if given.get("on") else ""
    return f"{NOT_STRUCK}{given['fault']} never struck{at}"


def _expecting(data: Data) -> list[str]:
    """
    Play a story, and let it expect the exceptions that it ends with: a log does not say which documents ought to wait.

    Its failures are given, without what only the expectations were.
    """
    world, _ = performed(story_of(data))
    codes = sorted(hold.code.name for one in world.connector.exceptions(NAME) for hold in one.holds)
    if codes:
        data["then"]["exceptions"] = codes
        data["then"].pop("quickbooks", None)
    return failures_of(data)
