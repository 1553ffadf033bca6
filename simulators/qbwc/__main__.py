"""The ``qbwc-sim`` command."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from dataclasses import asdict
from enum import Enum
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from simulators.command_line import run as run_command
from simulators.qbwc import latency
from simulators.qbwc.assumed import SWITCHES
from simulators.qbwc.company.build import furnished
from simulators.qbwc.disk import BadCompanyFile, Keeper, OnDisk, save
from simulators.qbwc.faults import Fault, fault
from simulators.qbwc.pc import Pc
from simulators.qbwc.processor import Hresult, RequestProcessor
from simulators.qbwc.real import RealClock, real_guid
from simulators.qbwc.rules import Rule, rules
from simulators.qbwc.web_connector.log_file import Level, LogFile
from simulators.qbwc.web_connector.log_lines import QwcLog
from simulators.qbwc.web_connector.machine import UpdateResult
from simulators.qbwc.web_connector.qwc import Application, Refused, read_qwc

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="A fake Windows PC: a QuickBooks company file and a Web Connector.",
)
Company = Annotated[Path, typer.Option("--company", help="The company file (JSON).")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]
REFUSED = 3


class Latency(Enum):
    ON = "on"
    OFF = "off"


class Country(Enum):
    US = "US"
    CA = "CA"
    UK = "UK"
    AU = "AU"


def fail(text: str) -> NoReturn:
    typer.echo(f"✗ {text}", err=True)
    raise typer.Exit(2)


def _load(path: Path) -> OnDisk:
    try:
        return OnDisk(path)
    except BadCompanyFile as error:
        fail(f"{error}. Mend it, or make one with “qbwc-sim new-company FILE”.")


@app.command("new-company")
def new(
    file: Annotated[Path, typer.Argument(help="The company file to write; one that exists is kept.")],
    *,
    seed: Annotated[int, typer.Option(help="The same seed makes the same company.")] = 1,
    vendors: Annotated[int, typer.Option(min=1, help="How many vendors.")] = 12,
    orders: Annotated[int, typer.Option(min=0, help="How many open purchase orders.")] = 0,
    bills: Annotated[int, typer.Option(min=0, help="How many bills, all unpaid.")] = 0,
    country: Annotated[Country, typer.Option(help="The edition of QuickBooks.")] = Country.US,
    assume: Annotated[list[str] | None, typer.Option(help="SWITCH=VALUE, for what no public source shows.")] = None,
    json_: Json = False,
) -> None:
    """Write a company file of an invented distributor."""
    if file.exists():
        fail(f"{file} exists already. Choose another name; nothing was changed.")
    company = furnished(seed, RealClock().now(), vendors, orders, bills)
    company.country = country.value
    for one in assume or ():
        name, _, value = one.partition("=")
        try:
            company.assumed.choose(name, value)
        except ValueError as error:
            fail(f"{error}. “qbwc-sim fidelity” lists the switches.")
    try:
        save(company, file)
    except OSError as error:
        fail(f"{file} cannot be written ({error.strerror}). Choose another place.")
    facts = {"file": str(file), "vendors": vendors, "purchase_orders": orders, "bills": bills}
    said = f"wrote {file} with {vendors} vendors, {orders} purchase orders and {bills} bills"
    typer.echo(json.dumps(facts) if json_ else said)


@app.command()
def process(
    *, company: Company, save: Annotated[bool, typer.Option("--save", help="Keep what it changed.")] = False
) -> None:
    """Read one message set from standard input and print QuickBooks' answer; a refused one exits 3."""
    disk = _load(company)
    text = sys.stdin.buffer.read().decode("utf-8", "replace")
    processor = RequestProcessor(disk.file, RealClock(), real_guid)
    try:
        answer = processor.process(text)
    except Hresult as error:
        typer.echo(f"{error.code} {error.message}")
        typer.echo(f"(the fake's own hint, which QuickBooks does not give: {error.detail})", err=True)
        raise typer.Exit(REFUSED) from error
    _tell_unplayed(processor.load.unplayed)
    if save:
        keeper = Keeper(disk, company)
        keeper.save()
        _look(keeper)
    typer.echo(answer, nl=False)


def _tell_unplayed(names: Iterable[str]) -> None:
    for name in names:
        typer.echo(f"(the fake's own hint: {name} is real, but not played here; it was answered with 1030)", err=True)


def _look(keeper: Keeper) -> None:
    if keeper.problem:
        fail(keeper.problem)


@app.command()
def run(
    *,
    qwc: Annotated[Path, typer.Option(help="The application's .qwc file.")],
    password: Annotated[str | None, typer.Option(help="Its password.")] = None,
    password_file: Annotated[Path | None, typer.Option(help="File that holds the password.")] = None,
    company: Company,
    updates: Annotated[int, typer.Option(min=1, help="How many updates, one after the other.")] = 1,
    until_idle: Annotated[bool, typer.Option("--until-idle", help="Stop at the first update without work.")] = False,
    latency_: Annotated[Latency, typer.Option("--latency", help="Whether QuickBooks takes its time.")] = Latency.ON,
    seed: Annotated[int, typer.Option(help="Seed of the latency.")] = 1,
    fault_: Annotated[str, typer.Option("--fault", help="NAME@REQUEST#N, as lose_answer@BillAdd#1.")] = "",
    host: Annotated[str, typer.Option(help="Name of the PC.")] = "AP-PC",
    log: Annotated[Path | None, typer.Option(help="Add to this file what QWCLog.txt would have.")] = None,
    log_level: Annotated[Level, typer.Option(help="NONE, DEBUG (XML is cut) or VERBOSE.")] = Level.VERBOSE,
    support_check: Annotated[
        bool, typer.Option(help="Ask for the AppSupport page when the application is added, as the real one does.")
    ] = True,
    json_: Json = False,
) -> None:
    """Add the application to the company file if it is new there, then run updates over real HTTP."""
    secret = password if password is not None else _secret(password_file)
    disk = _load(company)
    keeper = Keeper(disk, company)
    clock = RealClock()
    pc = Pc(
        disk.file,
        clock,
        real_guid,
        host=host,
        latency_of=latency.seeded(seed) if latency_ is Latency.ON else latency.off,
        saved=keeper.save,
        log=_log(log, clock, log_level) if log else None,
    )
    application = _application(qwc)
    try:
        if fault_:
            pc.faults.append(_fault(fault_))
        if pc.is_stamped(application):
            pc.registry.install(application)  # it was added on another day
        else:
            pc.add_application(application, looks_at_support=support_check)
    except (Refused, ValueError) as error:
        hint = " (--no-support-check adds it all the same.)" if "AppSupport" in str(error) else ""
        fail(f"{error} Nothing was changed.{hint}")
    pc.set_password(application.name, secret)
    results = _updates(pc, application.name, updates, until_idle=until_idle, quiet=json_)
    if json_:
        typer.echo(json.dumps({"updates": [asdict(one) for one in results]}))
    _look(keeper)
    if any(one.code or one.is_told or one.answer == "nvu" for one in results):
        raise typer.Exit(1)


@app.command()
def serve(
    *,
    company: Company,
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port; 0 takes a free one.")] = 8091,
    bind: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    latency_: Annotated[Latency, typer.Option("--latency", help="Whether QuickBooks takes its time.")] = Latency.ON,
    seed: Annotated[int, typer.Option(help="Seed of the latency.")] = 1,
    host: Annotated[str, typer.Option(help="Name of the PC.")] = "AP-PC",
    save: Annotated[bool, typer.Option("--save", help="Keep what changes in the company file.")] = False,
    control_from_anywhere: Annotated[
        bool, typer.Option("--control-from-anywhere", help="Let other machines use /__sim, too.")
    ] = False,
    json_: Json = False,
) -> None:
    """Run a PC with its schedule, and a control surface under /__sim to add applications, act, look and break."""
    from simulators.qbwc.serving import Server, Settings  # it loads a web server, which other commands do without

    keeper = Keeper(_load(company), company)
    settings = Settings(
        host=host,
        latency_of=latency.seeded(seed) if latency_ is Latency.ON else latency.off,
        is_kept=save,
        is_open=control_from_anywhere,
    )
    try:
        server = Server(keeper, settings, bind, port)
    except OSError as error:
        fail(f"Port {port} cannot be used ({error.strerror or error}). Choose another with --port.")
    url = f"http://{bind}:{server.port}"
    typer.echo(
        json.dumps({"url": url}) if json_ else f"A PC with {keeper.file.name}; {url}/__sim is its control surface."
    )
    sys.stdout.flush()
    server.run()
    _look(keeper)


def _application(qwc: Path) -> Application:
    try:
        return read_qwc(qwc.read_bytes())
    except Refused as error:
        fail(f"{error} Nothing was changed.")
    except OSError as error:
        fail(f"{qwc} cannot be read ({error.strerror}). Check the path.")


def _log(path: Path, clock: RealClock, level: Level) -> QwcLog:
    file = LogFile(path)

    def write(text: str) -> None:
        try:
            file.write(text)
        except OSError as error:
            fail(f"{path} cannot be written ({error.strerror}). Choose another --log.")

    return QwcLog(write, clock.now, level, file.turned)


def _updates(pc: Pc, name: str, count: int, *, until_idle: bool, quiet: bool) -> list[UpdateResult]:
    results: list[UpdateResult] = []
    for number in range(1, count + 1):

        def show(rounds: int, percent: int, number: int = number) -> None:
            typer.echo(json.dumps({"update": number, "round": rounds, "percent": percent}), err=True)

        result = pc.update(name, show if quiet else lambda rounds, percent: None)
        results.append(result)
        if not quiet:
            typer.echo(f"update {number}: {result.rounds} rounds, {result.status}")
        _tell_unplayed(result.unplayed)
        if result.code or (until_idle and not result.had_work):
            break
    return results


def _secret(file: Path | None) -> str:
    if file is None:
        secret: str = typer.prompt("Password", hide_input=True)
        return secret
    try:
        return file.read_text(encoding="utf-8").strip()
    except OSError:
        fail(f"{file} cannot be read. Check the path.")


def _fault(text: str) -> Fault:
    name, _, rest = text.partition("@")
    on, _, nth = rest.partition("#")
    if not on or not (nth or "1").isdigit():
        raise ValueError(f"“{text}” is not NAME@REQUEST#N.")
    return fault(name, on, int(nth or "1"))


@app.command()
def fidelity(*, json_: Json = False) -> None:
    """Every behaviour of the fake, with its source or the word assumed."""
    found = rules()
    if json_:
        typer.echo(json.dumps([asdict(rule) for rule in found], ensure_ascii=False, indent=1))
        return
    behaviours = [rule for rule in found if rule.kind == "behaviour"]
    for rule in behaviours:
        typer.echo(_row(rule))
    assumed = sum(rule.assumed for rule in behaviours)
    typer.echo(
        f"\n{len(behaviours)} behaviours, {assumed} of them assumed ({assumed / len(behaviours):.0%}), each a switch; "
        f"{len(found) - len(behaviours)} structural rules (--json lists them)."
    )


def _row(rule: Rule) -> str:
    if not rule.assumed:
        return f"         {rule.where:38} {rule.rule}  [{rule.source}]"
    switch = SWITCHES[rule.source.removeprefix("assumed: ")]
    return f"assumed  {rule.where:38} {rule.rule}  [{rule.source}: “{switch.default}” or “{switch.other}”]"


def main() -> None:
    run_command(app)


if __name__ == "__main__":
    main()
