"""Keeping: backups of the database, and whether its history is as it was written."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from connector.adapters.private_file import make_private
from connector.adapters.store import codec
from connector.bootstrap import Connector
from connector.cli.output import Dir, Json, Name, print_json, say

history = typer.Typer(no_args_is_help=True, help="What was done, line by line, each sealed with the one before.")


def register(app: typer.Typer) -> None:
    app.command()(backup)
    app.command()(restore)
    app.add_typer(history, name="history")


def backup(
    file: Annotated[Path, typer.Argument(help="The backup to make; it must not exist yet.")],
    *,
    dir: Dir,  # noqa: A002 # the option's name
    json: Json = False,
) -> None:
    """Copy the database while everything goes on. The key file is not in it: keep that elsewhere."""
    connector = Connector.open(dir)
    connector.back_up(file)
    key = dir / connector.settings.key_file
    if json:
        print_json({"backup": file, "bytes": file.stat().st_size, "key_file": key})
        return
    say(f"{file} is whole ({file.stat().st_size:,} bytes). Without the key file its secrets cannot be read:")
    say(f"  keep {key} too, in another place than the backup.")


def restore(
    file: Annotated[Path, typer.Argument(help="A backup.")],
    *,
    dir: Dir,  # noqa: A002 # the option's name
    json: Json = False,
) -> None:
    """Go back to a backup. What QuickBooks has of ours is found before anything is written to it again."""
    kept = Connector.open(dir).restore(file)
    if json:
        print_json({"restored": file, "before": kept})
        return
    say(f"The database is that of {file}; the one before is kept as {kept}.")
    say("  The next update looks through QuickBooks before it writes: what is there is not posted again.")


@history.command()
def verify(name: Name, *, dir: Dir, json: Json = False) -> None:  # noqa: A002 # the option's name
    """Find every line that is not as it was written; exit 1 if there is one."""
    found = Connector.open(dir).verify_history(name)
    if json:
        print_json(found)
    elif found.wrong:
        for wrong in found.wrong:
            say(f"✗ {wrong}")
        say("Somebody has changed the database behind the connector's back. Ask who may, and compare with a backup.")
    else:
        say(f"✓ {found.lines} lines, each as it was written. The newest seal: {found.seal}")
    if found.wrong:
        raise typer.Exit(1)


@history.command()
def export(
    name: Name,
    *,
    dir: Dir,  # noqa: A002 # the option's name
    output: Annotated[Path | None, typer.Option("-o", "--output", help="Write it there, for you alone.")] = None,
    json: Json = False,
) -> None:
    """Every line with its seal: one JSON object to a line, or an array with --json."""
    lines = Connector.open(dir).sealed_history(name)
    if output:
        make_private(output)
        output.write_text("".join(f"{codec.dump(line)}\n" for line in lines), encoding="utf-8")
        print_json({"file": output, "lines": len(lines)}) if json else say(f"{output} has {len(lines)} lines.")
    elif json:
        print_json(lines)
    else:
        for line in lines:
            typer.echo(codec.dump(line))
