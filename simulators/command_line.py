"""How a fake machine's command ends when what it has to say cannot be written."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

import typer


def run(app: Callable[[], object]) -> None:
    """Run a command; an output that cannot be written is one line with its remedy, and exit status 2."""
    try:
        app()
    except OSError as error:
        typer.echo(f"✗ The output cannot be written ({error.strerror}). Make room, or choose another place.", err=True)
        abandon_output()
        sys.exit(2)


def abandon_output() -> None:
    """Give up what is still buffered: Python would try it again at exit, complain a second time and exit with 120."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
