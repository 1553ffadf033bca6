"""
The control surface under ``/__sim``: seed, look, act as a person, break, copy, and move the clock.

The same can be done in process with ``Tenant``, ``Clerk``, ``fault`` and the clock.
"""

from __future__ import annotations

from typing import Any, Protocol

from flask import Flask

from simulators import control
from simulators.control import ClockMove, Injection, Wrong
from simulators.jaggaer.clerk import Clerk, NotThere
from simulators.jaggaer.faults import FAULTS, Fault, Scene, fault
from simulators.jaggaer.oauth import Keycloak
from simulators.jaggaer.routes import OPERATIONS
from simulators.jaggaer.tenant import BadTenant, Tenant, stamp

State = tuple[Tenant, Keycloak]


class Seen(Protocol):
    total: int
    paths: dict[str, int]


class Control(control.Surface[State]):
    """What can be done, each with the JSON it takes and gives."""

    def __init__(self, scene: Scene, faults: list[Fault], seen: Seen, forks: control.Forks[State] | None) -> None:
        super().__init__(forks, faults)
        self._scene = scene
        self._seen = seen

    def whole(self) -> State:
        return self._scene.tenant, self._scene.keycloak

    def take(self, state: State) -> None:
        tenant, keycloak = state
        self._scene.tenant.take(tenant)
        self._scene.keycloak.tokens = keycloak.tokens

    def state(self, _given: Any) -> Any:
        keycloak = self._scene.keycloak
        calls = {"total": self._seen.total, "paths": self._seen.paths, "tokens": keycloak.issued}
        now = stamp(self._scene.clock.now())
        return {"tenant": self._scene.tenant.to_json(), "calls": calls, "faults": self.struck(), "clock": now}

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
        tenant.custom_fields.update(added.custom_fields)
        tenant.attachments.update(added.attachments)
        return {"invoices": len(tenant.invoices), "suppliers": len(tenant.suppliers)}

    def act(self, given: Any) -> Any:
        try:
            return {"done": control.perform(Clerk(self._scene.tenant, self._scene.clock), given)}
        except NotThere as error:
            raise Wrong(str(error)) from error
        except (KeyError, TypeError) as error:
            raise Wrong(f"The document has not the shape it needs for this deed ({error}).") from error

    def inject(self, given: Any) -> Any:
        wanted = Injection.model_validate(given).checked(FAULTS, OPERATIONS)
        luck = {"chance": wanted.chance, "draw": wanted.draw()}
        self._faults.append(fault(wanted.fault, wanted.on, wanted.nth, wanted.times, **luck))
        return {"injected": wanted.fault, "customer_sees": FAULTS[wanted.fault].customer_sees}

    def clear(self, given: Any) -> Any:
        self._scene.keycloak.mend()
        return super().clear(given)

    def revoke(self, _given: Any) -> Any:
        self._scene.keycloak.revoke_all()
        return {"revoked": True}

    def move_clock(self, given: Any) -> Any:
        now = self._scene.clock.now()
        self._scene.clock.jump(ClockMove.model_validate(given).of(now))
        return {"clock": stamp(self._scene.clock.now())}


ACTIONS: tuple[tuple[str, str, control.Act], ...] = (
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


def register(
    app: Flask, scene: Scene, faults: list[Fault], seen: Seen, forks: control.Forks[State] | None = None
) -> None:
    control.register(app, Control(scene, faults, seen, forks), ACTIONS)
