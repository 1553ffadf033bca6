"""``scenarios scrub``: a log that may be shared."""

from __future__ import annotations

import json
import secrets
from pathlib import Path
from typing import Annotated

import typer

from scenarios.captures import reading
from scenarios.captures.choosing import of_application
from scenarios.captures.log_writing import log_of
from scenarios.captures.model import BadCapture, gathered
from scenarios.captures.scrub import Amounts, leaks, not_searched, scrubbed
from scenarios.commands.options import Application, Json, Sent, say

KEY_BYTES = 32
MOST = 20


def register(app: typer.Typer) -> None:
    app.command("scrub")(scrub_)


def scrub_(
    logs: Sent,
    *,
    output: Annotated[Path, typer.Option("-o", "--output", help="The log to write.")],
    amounts: Annotated[Amounts, typer.Option(help="Keep amounts, or multiply them all by one hidden number.")] = (
        Amounts.KEEP
    ),
    application: Application = None,
    json_: Json = False,
) -> None:
    """Write a log in which nothing names anybody, and look for every name of the original in it."""
    source, parts = reading.opened(logs)
    original = of_application(gathered(parts, source), application)
    key = secrets.token_bytes(KEY_BYTES)  # noqa: TID251 # of this run alone: it is neither shown nor kept
    done = scrubbed(original, key, amounts)
    text = "".join(log_of(done.capture))
    found = leaks(original, text, are_amounts_kept=amounts is Amounts.KEEP)
    if found:
        shown = ", ".join(f"“{one.value}” ({one.kind})" for one in found[:MOST])
        raise BadCapture(f"Nothing was written: {len(found)} values of the original would be in it: {shown}.")
    output.write_text(text, encoding="utf-8", errors="replace", newline="")
    own = not_searched(original)
    if json_:
        told = {"updates": len(done.capture.updates), "bytes": len(text.encode("utf-8", "replace"))}
        typer.echo(json.dumps({**told, "dropped": done.dropped, "not_searched": own}, indent=2))
        return
    say(f"{output} has {len(done.capture.updates)} updates, and nothing of the original's names in it.")
    if done.dropped:
        say(f"{done.dropped} texts could not be read as qbXML: nothing of them is left.")
    if own:
        say(f"Not searched, as they are QuickBooks' own words: {', '.join(own)}.")
