"""The support bundle: what support needs to see, without a name in it."""

from __future__ import annotations

import json as json_module
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from connector.adapters import payload_permission
from connector.adapters.private_file import make_private
from connector.bootstrap import Connector
from connector.cli.output import Dir, Json, Name, print_json, say
from connector.errors import ConfigurationError

MIB = 1024 * 1024
Limit = Annotated[int, typer.Option("--limit", min=1, max=200, help="The most that it may have, in MiB.")]


def register(app: typer.Typer) -> None:
    app.command("support-bundle")(support_bundle)
    app.command("allow-payloads")(allow_payloads)


def support_bundle(
    name: Name,
    *,
    dir: Dir,  # noqa: A002 # the option's name
    output: Annotated[Path, typer.Option("-o", "--output", help="Write it there, for you alone.")],
    payloads: Annotated[
        bool, typer.Option("--payloads", help="With requests and answers as they are, while “allow-payloads” lasts.")
    ] = False,
    limit: Limit = 10,
    json: Json = False,
) -> None:
    """Write what support needs to see: messages, history, settings, versions, health; nothing names anybody."""
    connector = Connector.open(dir)
    if payloads and not payload_permission.is_allowed(dir, connector.company(name).name, connector.now()):
        raise ConfigurationError(
            f"Payloads of “{name}” are not allowed: they hold its books.",
            remedy=f"Ask whose books they are, then “connector allow-payloads {name} --hours 4”.",
        )
    made = connector.support_bundle(name, limit * MIB, payloads=payloads)
    make_private(output)
    lines = (json_module.dumps(part, ensure_ascii=False) for part in made.parts)
    output.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    if json:
        print_json({"file": output, "parts": len(made.parts), "left_out": made.left_out, "payloads": payloads})
        return
    names = "It holds the books as they are: send it to nobody unscrubbed." if payloads else "No name is in it."
    say(f"{output} has {len(made.parts)} parts. {names}")
    for what, count in made.left_out.items():
        if count:
            say(f"  {count} older parts ({what}) had no room; --limit gives more.")


def allow_payloads(
    name: Name,
    *,
    dir: Dir,  # noqa: A002 # the option's name
    hours: Annotated[int, typer.Option(min=0, max=72, help="For so many hours; 0 takes it back.")] = 4,
    json: Json = False,
) -> None:
    """Let a support bundle of a company hold requests and answers, for some hours."""
    connector = Connector.open(dir)
    company = connector.company(name).name
    until = payload_permission.allow(dir, company, connector.now(), timedelta(hours=hours))
    if json:
        print_json({"company": name, "until": until})
    elif hours:
        say(f"A support bundle of “{name}” may hold payloads until {until:%Y-%m-%d %H:%M} UTC.")
    else:
        say(f"A support bundle of “{name}” may hold no payloads.")
