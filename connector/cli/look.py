"""Looking: what waits and why, the life of one document, whether everything ties."""

from __future__ import annotations

from typing import Annotated

import typer

from connector.bootstrap import Connector
from connector.cli.output import Dir, Json, Name, print_json, print_table, say, shortened
from connector.errors import ConfigurationError
from connector.flow.overview import Line, not_tied

exceptions = typer.Typer(no_args_is_help=True, help="What waits for a person.")
Company = Annotated[str | None, typer.Option("--company", help="Only this company.")]
Number = Annotated[str, typer.Argument(help="JAGGAER's invoice number or internal id.")]


def register(app: typer.Typer) -> None:
    app.command()(status)
    app.add_typer(exceptions, name="exceptions")
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


@exceptions.command("list")
def list_(*, dir: Dir, company: Company = None, json: Json = False) -> None:  # noqa: A002 # the option's name
    """Every document that waits, with what happened and who can mend it."""
    connector = Connector.open(dir)
    found = [(name, line) for name in _names(connector, company) for line in connector.exceptions(name)]
    if json:
        print_json([{"company": name, **_explained(line)} for name, line in found])
        return
    if not found:
        say("Nothing waits for a person.")
    for name, line in found:
        _show(name, line)


@exceptions.command()
def show(number: Number, *, dir: Dir, company: Company = None, json: Json = False) -> None:  # noqa: A002 # as above
    """One document that waits."""
    connector = Connector.open(dir)
    found = [
        (name, line)
        for name in _names(connector, company)
        for line in connector.exceptions(name)
        if number in (line.invoice, line.invoice_id)
    ]
    if not found:
        raise ConfigurationError(f"Nothing with the number “{number}” waits.", remedy="See: connector exceptions list")
    if json:
        print_json([{"company": name, **_explained(line)} for name, line in found])
        return
    for name, line in found:
        _show(name, line)


@exceptions.command()
def retry(number: Number, *, dir: Dir, company: Company = None, json: Json = False) -> None:  # noqa: A002 # as above
    """Decide about it anew, after what it names has been put right."""
    connector = Connector.open(dir)
    state = connector.retry(_only(connector, company), number)
    print_json({"invoice": number, "state": state}) if json else say(f"{number} is {state} now.")


@exceptions.command()
def withdraw(
    number: Number,
    *,
    dir: Dir,  # noqa: A002 # the option's name
    by: Annotated[str, typer.Option(help="Who decided.")],
    reason: Annotated[str, typer.Option(help="Why; it is kept in the history.")],
    company: Company = None,
    json: Json = False,
) -> None:
    """It was settled by hand: write nothing for this version of it."""
    connector = Connector.open(dir)
    connector.withdraw(_only(connector, company), number, by, reason)
    print_json({"invoice": number, "state": "withdrawn"}) if json else say(f"{number} is withdrawn.")


def document(number: Number, *, dir: Dir, company: Company = None, json: Json = False) -> None:  # noqa: A002 # as above
    """The whole life of one document: every step, every message, and the evidence."""
    connector = Connector.open(dir)
    found = [life for name in _names(connector, company) for life in connector.lives(name, number)]
    if not found:
        raise ConfigurationError(f"No document has the number “{number}”.", remedy="Run “connector poll” first?")
    if json:
        print_json(found)
        return
    for life in found:
        line = life.line
        say(f"{line.invoice} ({line.supplier}, {line.jaggaer_total}): {line.state} {line.evidence}")
        for event in life.events:
            say(f"  {event.at:%Y-%m-%d %H:%M:%S}  {event.text}")
        for probe in life.probes:
            say(f"  {probe.at:%Y-%m-%d %H:%M:%S}  {probe.request} to {probe.purpose.value} ({probe.message_set})")
            say(f"      {shortened(probe.asked)}\n    → {probe.said}")
            for record in probe.found:
                say(f"      {record}")


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


def _names(connector: Connector, company: str | None) -> list[str]:
    return [company] if company else list(connector.companies())


def _only(connector: Connector, company: str | None) -> str:
    names = _names(connector, company)
    if len(names) != 1:
        raise ConfigurationError("There is more than one company.", remedy="Name it with --company.")
    return names[0]


def _explained(line: Line) -> dict[str, object]:
    reasons = [
        {"code": hold.code.name, "title": hold.title, "what": hold.what, "fix": hold.fix, "who": hold.who}
        for hold in line.holds
    ]
    return {
        "invoice": line.invoice,
        "id": line.invoice_id,
        "supplier": line.supplier,
        "state": line.state,
        "reasons": reasons,
    }


def _show(company: str, line: Line) -> None:
    say(f"{line.invoice} {line.supplier} {line.jaggaer_total} ({company})")
    for hold in line.holds:
        say(f"  {hold.title}. {hold.what}\n  → {hold.fix} ({hold.who})")
