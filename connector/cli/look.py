"""Looking: how it stands, the life of one document, whether everything ties."""

from __future__ import annotations

from typing import Annotated

import typer

from connector.bootstrap import Connector
from connector.cli import exceptions
from connector.cli.output import Dir, Json, Name, print_json, print_table, say, shortened, which_companies
from connector.errors import ConfigurationError
from connector.flow.overview import Life, not_tied

Company = Annotated[str | None, typer.Option("--company", help="Only this company.")]
Number = Annotated[str, typer.Argument(help="JAGGAER's invoice number or internal id.")]


def register(app: typer.Typer) -> None:
    app.command()(status)
    app.add_typer(exceptions.app, name="exceptions")
    app.command()(document)
    app.command("tie-out")(tie_out)


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
        say(f"  QuickBooks last checked in: {last}")


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
        line = life.line
        say(f"{line.invoice} ({line.supplier}, {line.jaggaer_total}): {line.state} {line.evidence}")
        for hold in line.holds:
            say(f"  waits: {hold.title}. {hold.what}")
        for choice in life.choices:
            say(f"  {choice}")
        _show_money(life)
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
    if life.line.state == "done":
        say(f"  {'':<13} {'ties to the cent' if life.line.tied else 'does NOT tie':>16}")


def tie_out(name: Name, *, dir: Dir, json: Json = False) -> None:  # noqa: A002 # the option's name
    """Is every posted document in QuickBooks to the cent? Exit status 1 if not."""
    connector = Connector.open(dir)
    company = connector.company(name)
    with connector.store.read() as work:
        wrong = not_tied(work, company)
    posted = [line for line in connector.lines(name) if line.state == "done"]
    if json:
        print_json({"posted": len(posted), "tied": not wrong, "not_tied": wrong})
    elif wrong:
        columns = ("invoice", "JAGGAER", "QuickBooks", "TxnID")
        rows = [(one.invoice, one.jaggaer_total, one.quickbooks_total, one.txn_id) for one in wrong]
        print_table("Not tied", columns, rows)
    else:
        say(f"All {len(posted)} posted documents tie to the cent.")
    if wrong:
        raise typer.Exit(1)
