"""``scenarios explain``: what happened, as a page of text or as JSON."""

from __future__ import annotations

import json
from typing import Annotated

import typer
from pydantic import TypeAdapter
from rich.markup import escape
from rich.table import Table

from scenarios.captures import reading
from scenarios.captures.choosing import of_application
from scenarios.captures.explain import Explanation, Finding, explain
from scenarios.captures.model import gathered
from scenarios.captures.problems import printable
from scenarios.captures.signals import page
from scenarios.commands.options import Application, Json, Sent, console, say

MOST_UPDATES = 40


def register(app: typer.Typer) -> None:
    app.command("explain")(explain_)
    app.command()(signals)


def signals() -> None:
    """Print the page of what the Web Connector says beside its calls, and who mends it."""
    typer.echo(page(), nl=False)


def explain_(
    logs: Sent,
    *,
    application: Application = None,
    all_: Annotated[bool, typer.Option("--all", help="Every update and request, not the last ones only.")] = False,
    json_: Json = False,
) -> None:
    """Tell what happened: updates, requests, errors and who mends them, what is normal, what is missing."""
    source, parts = reading.opened(logs)
    told = explain(of_application(gathered(parts, source), application))
    if json_:
        plain = TypeAdapter(Explanation).dump_python(told, mode="json")
        typer.echo(json.dumps(plain, ensure_ascii=False, indent=2))
        return
    for line in told.first:
        say(line)
    _facts(told)
    _updates(told, len(told.updates) if all_ else MOST_UPDATES)
    for title, findings in (("What went wrong, and who mends it", told.errors), ("What is normal", told.normal)):
        if findings:
            say(f"\n{title}")
            for one in findings:
                _finding(one)
    for event in told.said if all_ else told.said[-MOST_UPDATES:]:
        at = f"{event.at:%Y-%m-%d %H:%M:%S}" if event.at else " " * 19
        say(f"  {at}  {event.text}" + (f"\n      {event.below}" if event.below else ""))
    if told.missing:
        say("\nWhat is not in it")
        for line in told.missing:
            say(f"  {line}")


def _facts(told: Explanation) -> None:
    if told.begins and told.ends:
        say(f"\n{told.source} of {told.begins:%Y-%m-%d %H:%M:%S} to {told.ends:%Y-%m-%d %H:%M:%S} UTC")
    for name, value in told.facts.items():
        say(f"  {name}: {value}")


def _updates(told: Explanation, most: int) -> None:
    shown = told.updates[-most:]
    if not shown:
        return
    more = len(told.updates) - len(shown)
    title = f"The last {len(shown)} of {len(told.updates)} updates; --all shows them all" if more else "Updates"
    table = Table("at (UTC)", "line", "by", "requests", "s", "end", title=title, title_justify="left")
    for update in shown:
        row = (f"{update.began:%Y-%m-%d %H:%M:%S}", str(update.line), update.by, str(len(update.rounds)))
        table.add_row(*row, str(update.seconds), _cell(update.end))
        for one in update.rounds:
            kinds = ", ".join(f"{name} ×{count}" if count > 1 else name for name, count in one.kinds.items())
            codes = ", ".join(f"{code} ×{count}" if count > 1 else code for code, count in one.statuses.items())
            seconds = "" if one.seconds is None else str(one.seconds)
            end = ", ".join(filter(None, (f"{one.percent} %" if one.percent is not None else "", one.end)))
            answered = f"{_cell(kinds) or 'nothing'} → {_cell(codes) or '–'}"
            table.add_row("", str(one.line), "", answered, seconds, _cell(end), style="dim")
    console.print(table)


def _finding(one: Finding) -> None:
    times = f" ×{one.count}" if one.count > 1 else ""
    entry = f" [{one.entry}]" if one.entry else ""
    say(f"  {one.signal}{times}{entry}  line {', '.join(str(line) for line in one.lines)}: {one.what}")
    if one.words and not one.is_normal:
        say(f"      it says: {one.words}")
    for who, does in () if one.is_normal else one.steps:
        say(f"      {who}: {does}")


def _cell(text: str) -> str:
    return escape(printable(text, 120).replace("\n", " "))
