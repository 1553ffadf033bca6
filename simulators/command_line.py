"""How a fake machine's command ends when what it has to say cannot be written, or when it breaks."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

import typer


def run(app: Callable[[], object]) -> None:
    """Run a command; an output that cannot be written is one line with its remedy, and exit status 2."""
    try:
        app()
    except OSError as error:
        typer.echo(f"✗ The output cannot be written ({error.strerror}). Make room, or choose another place.", err=True)
        abandon_output()
        sys.exit(2)
    except Exception as error:
        typer.echo(f"✗ {broken(error)}", err=True)
        sys.exit(2)


def broken(error: Exception) -> str:
    """A fault of ours in a line: what it was and where, instead of a traceback."""
    at = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{Path(at.filename).name}, line {at.lineno}"
    return f"It broke ({type(error).__name__}: {error}; {where}). This is a fault of ours; send this line to support."


def abandon_output() -> None:
    """Give up what is still buffered: Python would try it again at exit, complain a second time and exit with 120."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
