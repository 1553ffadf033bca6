"""What an operator types: one module to a group of commands."""

from __future__ import annotations

import sys
import traceback

import typer

from connector.adapters import telemetry
from connector.cli import bundle, keeping, look, run, setup
from connector.cli.output import abandon_output, complain
from connector.errors import ConnectorError, InternalError

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Keep JAGGAER and QuickBooks Desktop in step.",
)
for group in (setup, run, look, keeping, bundle):
    group.register(app)


def main() -> None:
    """Run a command; an error is one line with its remedy, and exit status 2."""
    telemetry.configure("WARNING")  # one line to each, secrets taken out: structlog's own way shows every local value
    try:
        app()
    except ConnectorError as error:
        complain(error)
        sys.exit(2)
    except OSError as error:
        what = f"{error.filename or 'The output'} cannot be written or read ({error.strerror})."
        complain(ConnectorError(what, remedy="Check whose it is, and the room on the disk."))
        abandon_output()
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:  # the last wall: whatever escapes is a fault of ours, said in a line
        *_, place = traceback.extract_tb(error.__traceback__)
        where = f"{place.filename.rpartition('/')[2]}, line {place.lineno}"
        complain(InternalError(f"The connector broke ({type(error).__name__}: {error}; {where})."))
        sys.exit(2)


__all__ = ["app", "main"]
