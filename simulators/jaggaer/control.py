"""
The control surface under ``/__sim``: seed, look, act as a person, break, copy, and move the clock.

For callers of this machine only, unless the tenant is told otherwise. The same can be done in process with
``Tenant``, ``Clerk``, ``fault`` and the clock.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable
from datetime import timedelta
from random import Random as Dice
from typing import Any, Protocol

from flask import Blueprint, Flask, request
from flask.typing import ResponseReturnValue
from pydantic import BaseModel, ConfigDict, Field, ValidationError, validate_call
from werkzeug.exceptions import HTTPException

from simulators.jaggaer.clerk import Clerk, NotThere
from simulators.jaggaer.faults import FAULTS, Fault, Scene, fault
from simulators.jaggaer.oauth import LOOPBACK
from simulators.jaggaer.routes import OPERATIONS
from simulators.jaggaer.tenant import BadTenant, Tenant, stamp


class Seen(Protocol):
    total: int
    paths: dict[str, int]


class Forks(Protocol):
    def fork(self, state: bytes) -> str: ...


DEEDS = tuple(name for name in vars(Clerk) if not name.startswith("_"))


class Wrong(Exception):
    """A request that cannot be carried out; the text says why."""


class Injection(BaseModel):
    """``chance`` is drawn from ``seed``."""

    model_config = ConfigDict(extra="forbid")

    fault: str
    on: str = ""
    nth: int = Field(1, ge=1)
    times: int = Field(1, ge=1)
    chance: float = Field(1.0, ge=0, le=1)
    seed: int = 1


class ClockMove(BaseModel):
    model_config = ConfigDict(extra="forbid")

    advance: float = Field(ge=-1e9, le=1e9, description="Seconds, also negative.")


class Control:
    """What can be done, each with the JSON it takes and gives."""

    def __init__(self, scene: Scene, faults: list[Fault], seen: Seen, forks: Forks | None) -> None:
        self._scene = scene
        self._faults = faults
        self._seen = seen
        self._forks = forks
        self._snapshots: dict[str, bytes] = {}

    def state(self, _given: Any) -> Any:
        keycloak = self._scene.keycloak
        calls = {"total": self._seen.total, "paths": self._seen.paths, "tokens": keycloak.issued}
        faults = [{"fault": one.name, "on": one.on, "struck": one.struck} for one in self._faults]
        now = stamp(self._scene.clock.now())
        return {"tenant": self._scene.tenant.to_json(), "calls": calls, "faults": faults, "clock": now}

    def seed(self, given: Any) -> Any:
        """Records in the form of a tenant file; one with the id of another takes its place."""
        if not isinstance(given, dict):
            raise Wrong("A tenant is a JSON object.")
        try:
            added = Tenant.from_json(given)
        except BadTenant as error:
            raise Wrong(f"{error}.") from error
        tenant = self._scene.tenant
        tenant.invoices.update(added.invoices)
        tenant.suppliers.update(added.suppliers)
        tenant.purchase_orders.update(added.purchase_orders)
        tenant.receipts.update(added.receipts)
        return {"invoices": len(tenant.invoices), "suppliers": len(tenant.suppliers)}

    def act(self, given: Any) -> Any:
        if not isinstance(given, dict) or given.get("deed") not in DEEDS:
            raise Wrong(f"A deed is one of {', '.join(DEEDS)}.")
        named = {name: value for name, value in given.items() if name != "deed"}
        deed = getattr(Clerk(self._scene.tenant, self._scene.clock), given["deed"])
        try:
            validate_call(deed)(**named)
        except ValidationError as error:
            raise Wrong(_said(error)) from error
        except (NotThere, KeyError) as error:
            raise Wrong(str(error)) from error
        return {"done": given["deed"]}

    def inject(self, given: Any) -> Any:
        wanted = Injection.model_validate(given)
        if wanted.on and wanted.on not in OPERATIONS:
            raise Wrong(f"“{wanted.on}” is no operation; known: {', '.join(OPERATIONS)}.")
        if wanted.fault not in FAULTS:
            raise Wrong(f"“{wanted.fault}” is no fault; known: {', '.join(FAULTS)}.")
        draw = Dice(wanted.seed).random  # noqa: S311 # a simulation, not a secret
        self._faults.append(fault(wanted.fault, wanted.on, wanted.nth, wanted.times, chance=wanted.chance, draw=draw))
        return {"injected": wanted.fault, "customer_sees": FAULTS[wanted.fault].customer_sees}

    def clear(self, _given: Any) -> Any:
        cleared = len(self._faults)
        self._faults.clear()
        self._scene.keycloak.mend()
        return {"cleared": cleared}

    def revoke(self, _given: Any) -> Any:
        self._scene.keycloak.revoke_all()
        return {"revoked": True}

    def snapshot(self, _given: Any) -> Any:
        name = str(len(self._snapshots) + 1)
        self._snapshots[name] = self._state()
        return {"snapshot": name}

    def restore(self, given: Any) -> Any:
        name = given.get("snapshot") if isinstance(given, dict) else None
        if name not in self._snapshots:
            raise Wrong(f"There is no snapshot “{name}”.")
        tenant, keycloak = copied(self._snapshots[name])
        self._scene.tenant.take(tenant)
        self._scene.keycloak.tokens = keycloak.tokens
        return {"restored": name}

    def fork(self, _given: Any) -> Any:
        if self._forks is None:
            raise Wrong("This tenant cannot be forked over HTTP; copy it in process.")
        return {"prefix": self._forks.fork(self._state())}

    def move_clock(self, given: Any) -> Any:
        self._scene.clock.jump(timedelta(seconds=ClockMove.model_validate(given).advance))
        return {"clock": stamp(self._scene.clock.now())}

    def _state(self) -> bytes:
        return pickle.dumps((self._scene.tenant, self._scene.keycloak))


def copied(state: bytes) -> Any:
    """Tenant and Keycloak as they were."""
    return pickle.loads(state)  # noqa: S301 # made above, in this process


ACTIONS: tuple[tuple[str, str, Callable[[Control, Any], Any]], ...] = (
    ("GET", "/state", Control.state),
    ("POST", "/tenant", Control.seed),
    ("POST", "/deeds", Control.act),
    ("POST", "/faults", Control.inject),
    ("DELETE", "/faults", Control.clear),
    ("POST", "/tokens/revoke", Control.revoke),
    ("POST", "/snapshots", Control.snapshot),
    ("POST", "/restore", Control.restore),
    ("POST", "/forks", Control.fork),
    ("POST", "/clock", Control.move_clock),
)


def register(app: Flask, scene: Scene, faults: list[Fault], seen: Seen, forks: Forks | None = None) -> None:
    control = Control(scene, faults, seen, forks)
    routes = Blueprint("control", "control", url_prefix="/__sim")

    @routes.before_request
    def only_from_here() -> ResponseReturnValue | None:
        if request.remote_addr in LOOPBACK or app.config.get("CONTROL_FROM_ANYWHERE"):
            return None
        return {"error": "The control surface answers callers of its own machine only."}, 403

    def view(act: Callable[[Control, Any], Any]) -> ResponseReturnValue:
        try:
            given = request.get_json() if request.content_length else None
            done: ResponseReturnValue = act(control, given)
        except ValidationError as error:
            return {"error": _said(error)}, 400
        except (Wrong, HTTPException, RecursionError) as error:
            return {"error": str(error)}, 400
        return done

    for method, path, act in ACTIONS:
        routes.add_url_rule(path, f"{method} {path}".replace(".", " "), lambda act=act: view(act), methods=[method])
    app.register_blueprint(routes)


def _said(error: ValidationError) -> str:
    first = error.errors()[0]
    return f"{'.'.join(str(step) for step in first['loc'])}: {first['msg']}"
