"""How commands speak: a table for people, or JSON and nothing else on standard output."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import TypeAdapter
from rich.console import Console
from rich.markup import escape
from rich.table import Column, Table

from connector.adapters.telemetry import printable
from connector.bootstrap import Connector
from connector.errors import ConfigurationError, ConnectorError

Dir = Annotated[Path, typer.Option("--dir", help="The connector's folder, made by “connector init”.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]
Name = Annotated[str, typer.Argument(help="The company's short name.")]

console = Console()
errors = Console(stderr=True)


def complain(error: ConnectorError) -> None:
    what, remedy = escape(printable(error.what)), escape(printable(error.remedy))
    errors.print(f"[bold red]✗[/] {what} [dim]{remedy}[/]", soft_wrap=True)


def abandon_output() -> None:
    """Give up what is still buffered; Python would try it again at exit, complain once more and exit with 120."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def say(text: str) -> None:
    """A line, or several; what others wrote is on it without what would steer the terminal."""
    for line in text.split("\n"):
        console.print(printable(line), soft_wrap=True, highlight=False, markup=False)


def shortened(text: str, most: int = 240) -> str:
    return text if len(text) <= most else f"{text[:most]}…"


def print_json(value: object) -> None:
    plain = TypeAdapter(Any).dump_python(value, mode="json")
    typer.echo(json.dumps(plain, ensure_ascii=False, indent=2))


def print_table(title: str, columns: Sequence[str | Column], rows: Iterable[Sequence[str]]) -> None:
    table = Table(*columns, title=title, title_justify="left", title_style="bold")
    for row in rows:
        table.add_row(*(escape(printable(cell)) for cell in row))
    console.print(table)


def which_companies(connector: Connector, company: str | None) -> list[str]:
    return [company] if company else list(connector.companies())


def only_company(connector: Connector, company: str | None) -> str:
    names = which_companies(connector, company)
    if len(names) != 1:
        raise ConfigurationError("There is more than one company.", remedy="Name it with --company.")
    return names[0]
