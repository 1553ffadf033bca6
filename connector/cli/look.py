"""Looking: how it stands, the life of one document, whether everything ties."""

from __future__ import annotations

from typing import Annotated

import typer

from connector.bootstrap import Connector
from connector.cli import exceptions, rules, tie_out
from connector.cli.output import Dir, Json, Name, print_json, say, shortened, which_companies
from connector.cli.stops import say_stops
from connector.errors import ConfigurationError
from connector.flow.overview import Life
from connector.flow.status import Status

Company = Annotated[str | None, typer.Option("--company", help="Only this company.")]
Number = Annotated[str, typer.Argument(help="JAGGAER's invoice number or internal id.")]


def register(app: typer.Typer) -> None:
    app.command()(status)
    app.add_typer(exceptions.app, name="exceptions")
    app.command()(document)
    app.command("tie-out")(tie_out.tie_out)
    app.command()(codes)
    app.command("rules")(table)


def status(
    name: Annotated[str | None, typer.Argument(help="The company; all of them if left out.")] = None,
    *,
    dir: Dir,  # noqa: A002 # the option's name
    json: Json = False,
) -> None:
    """What is held, queued, sent, unknown and done, and when QuickBooks last checked in."""
    connector = Connector.open(dir)
    found = [connector.status(one) for one in ([name] if name else connector.companies())]
    if json:
        print_json(found)
        return
    for one in found:
        last = f"{one.last_check_in:%Y-%m-%d %H:%M:%S} UTC" if one.last_check_in else "never"
        states = ", ".join(f"{count} {state}" for state, count in sorted(one.states.items())) or "nothing yet"
        say(f"{one.company}: {one.documents} documents: {states}, {one.not_due} not due.")
        if one.to_jaggaer:
            told = ", ".join(f"{count} {state}" for state, count in sorted(one.to_jaggaer.items()))
            say(f"  To JAGGAER: {told}.")
        say_stops(one.stops)
        say(f"  QuickBooks last checked in: {last}")
        _say_due(one)
        for record in one.illegible:
            say(f"  left out, because it cannot be read: {record}")


def _say_due(status: Status) -> None:
    """When the next of everything is due, and when what waits is expected in QuickBooks."""
    due = status.due
    times = (
        ("poll", due.poll),
        ("QuickBooks' lists", due.mirror),
        ("tie-out", due.tie_out),
        ("check-in", due.check_in),
    )
    said = ", ".join(f"{what} {at:%Y-%m-%d %H:%M}" for what, at in times if at is not None)
    say(f"  Next (UTC): {said}.")
    if due.writes is not None:
        say(f"  Nothing is written before {due.writes:%Y-%m-%d %H:%M} UTC (schedule).")
    if due.queued:
        when = f"by {due.posted:%Y-%m-%d %H:%M} UTC" if due.posted else "at a check-in that is not known yet"
        say(f"  {due.queued} queued: expected in QuickBooks {when}.")


def document(number: Number, *, dir: Dir, company: Company = None, json: Json = False) -> None:  # noqa: A002 # as above
    """The whole life of one document: every step, every message, and the evidence."""
    connector = Connector.open(dir)
    found = [life for name in which_companies(connector, company) for life in connector.lives(name, number)]
    if not found:
        raise ConfigurationError(f"No document has the number “{number}”.", remedy="Run “connector poll” first?")
    if json:
        print_json(found)
        return
    for life in found:
        _show_standing(life)
        _show_money(life)
        _show_past(life)


def _show_standing(life: Life) -> None:
    line = life.line
    say(f"{line.invoice} ({line.supplier}, {line.jaggaer_total}): {line.state} {line.evidence}")
    for hold in line.holds:
        say(f"  waits: {hold.title}. {hold.what}")
    for value, is_now in life.decision:
        say(f"  {value:<10} {is_now}")
    for words in (*life.choices, *life.goods, *life.replaced, *life.payments):
        say(f"  {words}")


def _show_past(life: Life) -> None:
    for event in life.events:
        say(f"  {event.at:%Y-%m-%d %H:%M:%S}  {event.text}")
    for probe in life.probes:
        say(f"  {probe.at:%Y-%m-%d %H:%M:%S}  {probe.request} to {probe.purpose.value} ({probe.message_set})")
        say(f"      {shortened(probe.asked)}\n    → {probe.said}")
        for record in probe.found:
            say(f"      {record}")


def _show_money(life: Life) -> None:
    side = ""
    for one in life.money:
        say(f"  {one.side if one.side != side else '':<13} {one.amount:>16}  {one.what}")
        side = one.side
    if life.money and life.line.state == "done":
        say(f"  {'':<13} {'ties to the cent' if life.line.tied else 'does NOT tie':>16}")


def table() -> None:
    """The table that decides what is done about a document, as a page of Markdown."""
    typer.echo(rules.page(), nl=False)


def codes(name: Name, *, dir: Dir, json: Json = False) -> None:  # noqa: A002 # as above
    """Which values JAGGAER offers that QuickBooks lost, and which it lacks. Exit status 1 if there are any."""
    found = Connector.open(dir).codes(name)
    if json:
        print_json(found)
    else:
        for one in found:
            say(f"{one.listing}: JAGGAER offers {one.offered} values of {one.field}.")
            for words, values in (
                ("it offers, and QuickBooks does not have", one.lost),
                ("it does not offer, and QuickBooks has", one.missing),
                ("the profile maps to what QuickBooks does not have", one.astray),
            ):
                for value in values:
                    say(f"  {words}: {value}")
    if any(one.lost or one.missing or one.astray for one in found):
        raise typer.Exit(1)
