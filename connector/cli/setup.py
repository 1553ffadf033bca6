"""Setting up: an installation, its companies, their profiles and .qwc files."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from connector.bootstrap import Connector, NewCompany, initialise
from connector.cli.output import Dir, Json, Name, print_json, say
from connector.errors import ConfigurationError
from connector.flow.rebinding import Rebound
from connector.jaggaer.wire_profile import StatusRule
from connector.profile import Profile, read_profile


class Region(Enum):
    US = "US"
    CA = "CA"
    UK = "UK"
    AU = "AU"


company = typer.Typer(no_args_is_help=True, help="The companies that are kept in step.")
keys = typer.Typer(no_args_is_help=True, help="The keys that the stored secrets are sealed with.")
profile = typer.Typer(no_args_is_help=True, help="What differs from customer to customer.")

TIMES = ["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]


def register(app: typer.Typer) -> None:
    app.command()(init)
    app.add_typer(company, name="company")
    app.add_typer(profile, name="profile")
    app.add_typer(keys, name="keys")
    app.command()(qwc)


def init(
    folder: Annotated[Path, typer.Argument(help="A new folder for settings, key and database.")],
    *,
    json: Json = False,
) -> None:
    """Make settings, key file (0600) and database; what exists is never overwritten."""
    files = [str(file) for file in initialise(folder)]
    if json:
        print_json({"files": files})
        return
    for file in files:
        say(f"made {file}")
    say(f"Next: connector company add NAME --dir {folder} …")


@company.command("add")
def add(
    name: Name,
    *,
    dir: Dir,  # noqa: A002 # the option's name
    jaggaer_url: Annotated[str, typer.Option(help="Base address of the JAGGAER tenant.")],
    token_url: Annotated[str, typer.Option(help="Address of its OAuth token endpoint.")],
    client_id: Annotated[str, typer.Option(help="OAuth client id.")],
    client_secret_file: Annotated[Path | None, typer.Option(help="File that holds the client secret.")] = None,
    region: Annotated[Region, typer.Option(help="Edition of QuickBooks.")] = Region.US,
    qbxml: Annotated[str, typer.Option(help="Highest qbXML version to speak.")] = "16.0",
    profile_file: Annotated[Path | None, typer.Option("--profile", help="The customer's profile (TOML).")] = None,
    json: Json = False,
) -> None:
    """Connect a company; prints the Web Connector's user and password, once. Calls nobody."""
    connector = Connector.open(dir)
    customer = read_profile(profile_file) if profile_file else Profile()
    secret = _secret(client_secret_file)
    added = connector.add_company(
        NewCompany(name, jaggaer_url, token_url, client_id, secret, region.value, qbxml, customer)
    )
    if json:
        print_json({"company": name, "user": added.company.user, "password": added.password})
        return
    say(f"Connected “{name}”. For the Web Connector, shown this once:")
    say(f"  user      {added.company.user}\n  password  {added.password}")
    say(f"Next: connector qwc {name} --dir {dir} --url https://YOUR-HOST/qbwc -o {name}.qwc")


def _secret(file: Path | None) -> str:
    if file is None:
        secret: str = typer.prompt("Client secret", hide_input=True)
        return secret
    try:
        return file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"The secret file {file} cannot be read.", remedy="Check the path.") from error


@company.command("list")
def list_(*, dir: Dir, json: Json = False) -> None:  # noqa: A002 # the option's name
    """The companies of this installation."""
    connector = Connector.open(dir)
    found = [connector.company(name) for name in connector.companies()]
    rows = [{"company": one.name, "region": one.region, "user": one.user, "jaggaer": one.jaggaer_url} for one in found]
    if json:
        print_json(rows)
        return
    for row in rows:
        say("  ".join(row.values()))


@company.command()
def password(name: Name, *, dir: Dir, json: Json = False) -> None:  # noqa: A002 # the option's name
    """Give a company another Web Connector password, shown once; the old one stops at once."""
    added = Connector.open(dir).new_password(name)
    if json:
        print_json({"company": name, "user": added.company.user, "password": added.password})
        return
    say(f"The new password of “{name}”, shown this once; type it into the Web Connector:")
    say(f"  user      {added.company.user}\n  password  {added.password}")


@company.command("profile")
def set_profile(
    name: Name,
    file: Annotated[Path, typer.Argument(help="The new profile (TOML).")],
    *,
    dir: Dir,  # noqa: A002 # the option's name
    json: Json = False,
) -> None:
    """Replace a company's profile; what waits is decided anew at the next poll or update."""
    Connector.open(dir).set_profile(name, read_profile(file))
    if json:
        print_json({"company": name, "profile": str(file)})
        return
    say(f"“{name}” has a new profile.")


@company.command()
def rebind(
    name: Name,
    *,
    dir: Dir,  # noqa: A002 # the option's name
    new_pc: Annotated[bool, typer.Option("--new-pc", help="The PC with the Web Connector was replaced.")] = False,
    keep: Annotated[bool, typer.Option("--keep", help="The company file is right as it is.")] = False,
    restored_at: Annotated[
        datetime | None,
        typer.Option("--restored-at", help="It was restored from a backup of that time (UTC).", formats=TIMES),
    ] = None,
    new_file: Annotated[bool, typer.Option("--new-file", help="Another company file takes its place.")] = False,
    json: Json = False,
) -> None:
    """Say what became of the PC or the company file, when an update says that it is another one."""
    if [new_pc, keep, restored_at is not None, new_file].count(True) != 1:
        raise ConfigurationError(
            "One answer is needed.", remedy="Say --new-pc, --keep, --restored-at DATE or --new-file, and no other."
        )
    connector = Connector.open(dir)
    if new_pc:
        connector.accept_new_pc(name)
        done = Rebound("the next PC that comes is the company's own")
    elif keep:
        done = connector.keep_file(name)
    elif restored_at is not None:
        done = connector.restored_file(name, restored_at.replace(tzinfo=UTC))
    else:
        done = connector.new_file(name)
    if json:
        print_json({"company": name, **asdict(done)})
        return
    say(f"“{name}”: {done.does}.")
    if done.queued or done.read_back:
        say(f"  {done.queued} documents are queued again, {done.read_back} are read back, by the next update.")
    if new_file:
        say(f"  Make its .qwc file (connector qwc {name}) and add it to the Web Connector with that file open.")


@profile.command("check")
def check(file: Annotated[Path, typer.Argument(help="A profile (TOML).")], *, json: Json = False) -> None:
    """Read a profile and say what it means, without using it."""
    customer = read_profile(file)
    if json:
        print_json(customer)
        return
    policy = customer.policy
    say(f"{file} is in order.")
    unknown = "held" if policy.vendor.unknown == "hold" else "created"
    vendor, ways = policy.vendor, ", then ".join(policy.vendor.match)
    say(f"  vendors    by {ways}; number in {vendor.number_in}; {len(vendor.map)} mapped; others {unknown}")
    for what, rule in (("accounts", policy.account), ("classes", policy.classes), ("customers", policy.customers)):
        made = f"from {' and '.join(rule.fields)}, {len(rule.map)} mapped" if rule.fields else "not used"
        say(f"  {what:<10} {made}" + (f", else {rule.fallback}" if rule.fallback else ""))
    charges = [f"{name} {account}" for name, account in asdict(policy.charges).items() if account]
    say(f"  charges    {', '.join(charges) or 'held: none has an account'}")
    say(f"  amounts    tolerance {policy.amounts.tolerance}; zero totals: {policy.amounts.zero_total}")
    say(f"  dates      by the {policy.dates.bill} date; closed periods: {policy.dates.closed_period}")
    say(f"  invoices   from {customer.wire.invoices.list_path}")
    say(f"  due        when {_said(customer.wire.due_when)}")


def _said(rule: StatusRule) -> str:
    every = [f"{field} is {' or '.join(values)}" for field, values in rule.all_of.items()]
    some = [f"{field} is {' or '.join(values)}" for field, values in rule.any_of.items()]
    return " and ".join([*every, *([f"({' or '.join(some)})"] if some else [])]) or "never"


def qwc(
    name: Name,
    *,
    dir: Dir,  # noqa: A002 # the option's name
    url: Annotated[
        str, typer.Option(help="Address that the Web Connector will call, ending in /qbwc; else public_url's.")
    ] = "",
    output: Annotated[Path, typer.Option("-o", "--output", help="The .qwc file to write.")],
    json: Json = False,
) -> None:
    """Write the file that adds us to a Web Connector, after every check that it would fail there."""
    content = Connector.open(dir).qwc(name, url)
    try:
        output.write_bytes(content)
    except OSError as error:
        raise ConfigurationError(
            f"{output} cannot be written ({error.strerror}).", remedy="Choose another -o."
        ) from error
    if json:
        print_json({"company": name, "file": str(output)})
        return
    say(f"wrote {output}. Open it on the PC that runs QuickBooks, as the QuickBooks administrator.")


@keys.command()
def rotate(*, dir: Dir, json: Json = False) -> None:  # noqa: A002 # the option's name
    """A new master key and new data keys; every secret is sealed anew, while “connector serve” goes on."""
    count = Connector.open(dir).rotate_keys()
    if json:
        print_json({"companies": count})
        return
    say(f"The keys are new; the secrets of {count} companies were sealed anew. Back up the key file with the database.")
