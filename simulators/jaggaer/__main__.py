"""The ``jaggaer-sim`` command."""

from __future__ import annotations

import json
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import Annotated, NoReturn
from wsgiref.types import WSGIApplication

import typer
import waitress

from simulators.command_line import run
from simulators.control import OPEN, Forks
from simulators.jaggaer.app import Manners, Unauthorised, create_app
from simulators.jaggaer.control import State
from simulators.jaggaer.oauth import Keycloak
from simulators.jaggaer.real import RealClock, RealRandom
from simulators.jaggaer.routes import BadPaths, Paths
from simulators.jaggaer.tenant import BadTenant, Tenant

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


@app.callback()
def about() -> None:
    """A fake JAGGAER tenant."""


def _invented(seed: int, invoices: int) -> Tenant:
    from simulators.jaggaer.factories import seeded_tenant  # and with it Faker, which takes longer than all the rest

    return seeded_tenant(seed, invoices)


@app.command()
def serve(
    *,
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port; 0 takes a free one.")] = 8090,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    seed: Annotated[int, typer.Option(help="Seed of an invented tenant.")] = 1,
    invoices: Annotated[int, typer.Option(min=0, help="How many invoices it has.")] = 25,
    tenant: Annotated[Path | None, typer.Option(help="A tenant file in J1P's own shapes instead.")] = None,
    paths: Annotated[Path | None, typer.Option(help="A file of other paths (JSON).")] = None,
    token_lifetime: Annotated[int, typer.Option(min=1, help="Lifetime of a token in seconds.")] = 300,
    legacy: Annotated[bool, typer.Option("--legacy", help="Answer as Keycloak 18 and older.")] = False,
    unauthorised: Annotated[Unauthorised, typer.Option(help="The form of a 401.")] = Unauthorised.REAL,
    a_second: Annotated[int, typer.Option(min=0, help="Requests a second before 429; 0 for any number.")] = 0,
    control_from_anywhere: Annotated[
        bool, typer.Option("--control-from-anywhere", help="Let other machines use /__sim, too.")
    ] = False,
    json_: Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")] = False,
) -> None:
    """Serve a tenant with OAuth, the J1P API, its OpenAPI document and a control surface under /__sim."""
    try:
        served = Tenant.from_file(tenant) if tenant else _invented(seed, invoices)
        places = Paths.from_file(paths) if paths else Paths()
    except BadTenant as error:
        fail(f"{error}. Correct the tenant file; docs/simulators.md shows its shape.")
    except BadPaths as error:
        fail(f"{error}. Correct the file of paths; docs/machines.md shows its shape.")
    keycloak = Keycloak(lifetime=token_lifetime, legacy=legacy)
    clock = RealClock()

    def make(state: State, forks: Forks[State]) -> WSGIApplication:
        manners = Manners(unauthorised, a_second)
        made = create_app(*state, clock, RealRandom(), paths=places, manners=manners, forks=forks)
        made.config[OPEN] = control_from_anywhere
        return made

    wsgi = Forks(make, (served, keycloak))
    try:
        server = waitress.create_server(wsgi, host=host, port=port, threads=8, ident="jaggaer-sim")
    except OSError as error:
        fail(f"Port {port} cannot be used ({error.strerror or error}). Choose another with --port.")
    url = f"http://{host}:{server.effective_port}"
    facts = {
        "url": url,
        "token_url": url + places.token,
        "client_id": keycloak.client_id,
        "client_secret": keycloak.client_secret,
    }
    typer.echo(json.dumps(facts) if json_ else "\n".join(f"{name:14}{value}" for name, value in facts.items()))
    sys.stdout.flush()
    signal.signal(signal.SIGTERM, _stop)
    try:
        server.run()
    except (KeyboardInterrupt, SystemExit):
        server.close()


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit


def fail(text: str) -> NoReturn:
    typer.echo(f"✗ {text}", err=True)
    raise typer.Exit(2)


def main() -> None:
    run(app)


if __name__ == "__main__":
    main()
