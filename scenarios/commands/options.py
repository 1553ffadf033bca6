"""What the commands about captures take, and how they speak."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from connector import Profile, read_profile
from scenarios.captures.problems import printable
from scenarios.profiles import STORY

Json = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]
Sent = Annotated[
    list[Path], typer.Argument(help="A QWCLog.txt or its parts, a folder of qbXML, a HAR, a bundle, a capture.")
]
Application = Annotated[str | None, typer.Option(help="Only the updates of this application, by its name or user.")]
ProfileFile = Annotated[Path | None, typer.Option("--profile", help="The customer's profile; else the stories' own.")]
LONGEST = 2000
console = Console()


def say(text: str) -> None:
    """A line; what others wrote is on it without what steers a terminal."""
    console.print(printable(text, LONGEST), highlight=False, markup=False, soft_wrap=True)


def profile_of(file: Path | None) -> Profile:
    return read_profile(file) if file else STORY
