"""Running: the server, one poll by hand, and a look whether both sides answer."""

from __future__ import annotations

import contextlib
import signal
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer

from connector.adapters import telemetry
from connector.bootstrap import Connector
from connector.cli.output import Dir, Json, Name, print_json, say
from connector.cli.stops import say_stops
from connector.errors import ConfigurationError, ConnectorError
from connector.flow.rehearsal import Rehearsal
from connector.flow.status import Status
from connector.profile import read_profile


def register(app: typer.Typer) -> None:
    app.command()(serve)
    app.command()(poll)
    app.command()(ping)


def serve(
    *,
    dir: Dir,  # noqa: A002 # the option's name
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="Port to listen on; 0 takes a free one.")] = None,
    no_runner: Annotated[bool, typer.Option("--no-runner", help="Answer the Web Connector, poll nothing.")] = False,
    json: Json = False,
) -> None:
    """Serve the Web Connector at /qbwc and, in the same process, poll JAGGAER."""
    connector = Connector.open(dir)
    telemetry.configure(connector.settings.log_level)
    address = host or connector.settings.host
    from connector.adapters.web.server import listen  # and with it waitress: no other command waits for it

    server, actual = listen(
        connector.app(),
        address,
        connector.settings.port if port is None else port,
        connector.settings.trusted_proxy,
    )
    url = f"http://{address}:{actual}/qbwc"
    print_json({"url": url}) if json else say(f"listening on {url}")
    runner = None if no_runner else connector.runner()
    signal.signal(signal.SIGTERM, _stop)
    with contextlib.suppress(KeyboardInterrupt, SystemExit):
        if runner:
            runner.start()
        server.run()
    if runner:
        runner.stop()
    server.close()


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit


def poll(
    name: Name,
    *,
    dir: Dir,  # noqa: A002 # the option's name
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would become of each; write nothing.")] = False,
    profile: Annotated[Path | None, typer.Option(help="With --dry-run: as this profile (TOML) would have it.")] = None,
    json: Json = False,
) -> None:
    """Read what changed in JAGGAER, once."""
    if profile and not dry_run:
        raise ConfigurationError(
            "A profile is tried with --dry-run.", remedy="To use it: connector company profile NAME FILE"
        )
    if dry_run:
        _rehearse(Connector.open(dir).rehearse(name, read_profile(profile) if profile else None), json=json)
        return
    polled = Connector.open(dir).poll(name)
    if json:
        print_json(polled)
        return
    say(f"JAGGAER listed {polled.listed} documents; {polled.changed} are new or changed.")
    if not polled.is_whole:
        say("It has more than one poll reads at a time; the next one goes on.")
    for many in polled.not_read:
        say(f"  its {many} could not be read; see: connector status --dir {dir}")
    for number in polled.unreadable:
        say(f"  {number} cannot be read; see: connector exceptions list --dir {dir}")


def _rehearse(rehearsal: Rehearsal, *, json: bool) -> None:
    if json:
        print_json(rehearsal)
        return
    for one in rehearsal.forecasts:
        say(f"{one.invoice}  {one.verdict}: {one.why}")
    for outgoing in rehearsal.outgoing:
        held = f"would hold: {outgoing.why}" if outgoing.why else f"would {outgoing.change} in JAGGAER: {outgoing.body}"
        say(f"{outgoing.number}  {held}")
    for many in rehearsal.not_read:
        say(f"JAGGAER's {many} could not be read, and are not in this; connector poll says why.")
    counts = Counter(one.verdict for one in rehearsal.forecasts)
    say(", ".join(f"{count} {verdict}" for verdict, count in counts.items()) or "JAGGAER has no documents.")
    if rehearsal.waiting:
        share = 100 * rehearsal.predicted // rehearsal.waiting
        say(f"Found before anything is sent: {rehearsal.predicted} of {rehearsal.waiting} that wait ({share} %).")
    say(f"{rehearsal.entries} of the {rehearsal.of} kinds of exceptions can be found so. Nothing was written.")


def ping(name: Name, *, dir: Dir, json: Json = False) -> None:  # noqa: A002 # the option's name
    """Do both sides answer? A token, a small list and the supplier list of JAGGAER; QuickBooks' last check-in."""
    connector = Connector.open(dir)
    company = connector.company(name)
    status, problem, counts = connector.status(name), None, dict[str, int]()
    try:
        tenant = connector.jaggaer(company)
        counts["invoices_on_first_page"] = len(next(iter(tenant.headers(company.wire.invoices, None))))
        counts["suppliers_on_first_page"] = len(next(iter(tenant.suppliers())))
    except ConnectorError as error:
        problem = error
    found = {
        "jaggaer": {"url": company.jaggaer_url, **counts, **({"problem": str(problem)} if problem else {})},
        "quickbooks": {
            "last_check_in": status.last_check_in,
            "product": status.quickbooks,
            "lists_read": status.read_at,
            "illegible": status.illegible,
        },
        "stops": status.stops,
    }
    if json:
        print_json(found)
    else:
        _say_ping(status, counts)
    if problem:
        raise problem


def _say_ping(status: Status, counts: Mapping[str, int]) -> None:
    said = " and ".join(f"{count} {what.partition('_')[0]}" for what, count in counts.items())
    if said:
        say(f"JAGGAER answers: {said} on the first page.")
    say_stops(status.stops)
    if status.last_check_in:
        say(f"QuickBooks last checked in at {status.last_check_in:%Y-%m-%d %H:%M:%S} UTC ({status.quickbooks}).")
        for record in status.illegible:
            say(f"  It shows a record that cannot be read, and is left out: {record}")
    else:
        say("QuickBooks has not checked in yet: add the .qwc file to its Web Connector and tick Auto-Run.")
