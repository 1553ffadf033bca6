"""
The control surface of a PC under ``/__sim``: seed, look, act as a person, update, break, copy, and move the clock.

The same can be done in process with ``Pc``, ``Person``, ``fault`` and the clock.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from flask import Flask, Response
from pydantic import BaseModel, ConfigDict, Field

from simulators import control
from simulators.control import ClockMove, Injection, Wrong
from simulators.qbwc.company.file import CompanyFile
from simulators.qbwc.company.people import NotOnScreen, Person, restore
from simulators.qbwc.disk import BadCompanyFile, document, read_document
from simulators.qbwc.faults import FAULTS, fault
from simulators.qbwc.pc import Pc
from simulators.qbwc.processor.schema import messages
from simulators.qbwc.statuses import Refusal
from simulators.qbwc.web_connector.machine import Clock
from simulators.qbwc.web_connector.qwc import Refused, read_qwc
from simulators.qbwc.web_connector.registry import NotInstalled, Registry

State = tuple[CompanyFile, Registry, bool]


class Movable(Clock, Protocol):
    def jump(self, by: timedelta) -> None: ...


@dataclass(slots=True)
class Operator:
    """A PC, its clock, where its log is read, and what could not be kept of its company file; empty where all was."""

    pc: Pc
    clock: Movable
    log: Callable[[], str]
    unsaved: Callable[[], str] = lambda: ""


class Addition(BaseModel):
    model_config = ConfigDict(extra="forbid")

    qwc: str
    password: str
    support_check: bool = True


class Planned(BaseModel):
    """``every`` is in seconds; 0 unticks Auto-Run."""

    model_config = ConfigDict(extra="forbid")

    application: str
    every: float = Field(ge=0, le=1e7)


class Named(BaseModel):
    model_config = ConfigDict(extra="forbid")

    application: str


class Seat(BaseModel):
    """What QuickBooks shows: ``closed``, or ``open`` again."""

    model_config = ConfigDict(extra="forbid")

    quickbooks: str = Field(pattern="^(open|closed)$")


class Control(control.Surface[State]):
    """What can be done, each with the JSON it takes and gives."""

    def __init__(self, desk: Operator, forks: control.Forks[State] | None) -> None:
        super().__init__(forks, desk.pc.faults)
        self._desk = desk
        self._pc = desk.pc

    def whole(self) -> State:
        return self._pc.file, self._pc.registry, self._pc.quickbooks.opened is not None

    def take(self, state: State) -> None:
        file, registry, is_open = state
        restore(self._pc.file, file)
        self._pc.registry = registry
        self._seat(is_open=is_open)
        self._pc.machine.saved()

    def state(self, _given: Any) -> Any:
        applications = [
            {
                "application": name,
                "status": one.status,
                "every": one.every.total_seconds(),
                "auto_run": one.auto_run,
                "next_run": one.next_run.isoformat() if one.next_run else None,
            }
            for name, one in self._pc.registry.applications.items()
        ]
        return {
            "company": document(self._pc.file),
            "quickbooks": "closed" if self._pc.quickbooks.opened is None else "open",
            "applications": applications,
            "faults": self.struck(),
            "clock": self._now.isoformat(),
            "unsaved": self._desk.unsaved(),
        }

    def log(self, _given: Any) -> Any:
        return Response(self._desk.log(), content_type="text/plain; charset=utf-8")

    def seed(self, given: Any) -> Any:
        """A company file in the place of the one that is open."""
        try:
            restore(self._pc.file, read_document(given))
            self._pc.machine.saved()
        except BadCompanyFile as error:
            raise Wrong(f"{error}.") from error
        return {"company": self._pc.file.name}

    def act(self, given: Any) -> Any:
        try:
            done = control.perform(Person(self._pc.file, self._now), given)
            self._pc.machine.saved()
        except (NotOnScreen, Refusal) as error:
            raise Wrong(f"QuickBooks does not do that: {error}") from error
        return {"done": done}

    def add(self, given: Any) -> Any:
        wanted = Addition.model_validate(given)
        try:
            application = read_qwc(wanted.qwc.encode("utf-8", "replace"))
            self._pc.add_application(application, wanted.password, looks_at_support=wanted.support_check)
        except Refused as error:
            raise Wrong(str(error)) from error
        return {"application": application.name}

    def remove(self, given: Any) -> Any:
        name = Named.model_validate(given).application
        try:
            self._pc.remove_application(name)
        except (NotInstalled, Refused) as error:
            raise Wrong(str(error)) from error
        return {"removed": name}

    def plan(self, given: Any) -> Any:
        wanted = Planned.model_validate(given)
        try:
            if wanted.every:
                self._pc.schedule(wanted.application, timedelta(seconds=wanted.every))
            else:
                self._pc.registry.unschedule(wanted.application)
        except NotInstalled as error:
            raise Wrong(str(error)) from error
        return {"every": self._pc.registry.of(wanted.application).every.total_seconds()}

    def update(self, given: Any) -> Any:
        try:
            return asdict(self._pc.update(Named.model_validate(given).application))
        except NotInstalled as error:
            raise Wrong(str(error)) from error

    def seat(self, given: Any) -> Any:
        wanted = Seat.model_validate(given).quickbooks
        self._seat(is_open=wanted == "open")
        return {"quickbooks": wanted}

    def inject(self, given: Any) -> Any:
        requests = [name.removesuffix("Rq") for name in messages() if name.endswith("Rq")]
        wanted = Injection.model_validate(given).checked(FAULTS, requests)
        luck = {"chance": wanted.chance, "draw": wanted.draw()}
        self._pc.faults.append(fault(wanted.fault, wanted.on, wanted.nth, wanted.times, **luck))
        return {"injected": wanted.fault, "customer_sees": FAULTS[wanted.fault].customer_sees}

    def move_clock(self, given: Any) -> Any:
        self._desk.clock.jump(ClockMove.model_validate(given).of(self._now))
        return {"clock": self._now.isoformat()}

    def _seat(self, *, is_open: bool) -> None:
        if is_open:
            self._pc.open_file(self._pc.file)
        else:
            self._pc.close_quickbooks()

    @property
    def _now(self) -> datetime:
        return self._desk.clock.now()


ACTIONS: tuple[tuple[str, str, control.Act], ...] = (
    ("GET", "/state", Control.state),
    ("GET", "/log", Control.log),
    ("POST", "/company", Control.seed),
    ("POST", "/deeds", Control.act),
    ("POST", "/applications", Control.add),
    ("DELETE", "/applications", Control.remove),
    ("POST", "/schedule", Control.plan),
    ("POST", "/updates", Control.update),
    ("POST", "/quickbooks", Control.seat),
    ("POST", "/faults", Control.inject),
    ("DELETE", "/faults", Control.clear),
    ("POST", "/snapshots", Control.snapshot),
    ("POST", "/restore", Control.restore),
    ("POST", "/forks", Control.fork),
    ("POST", "/clock", Control.move_clock),
)


def create_app(desk: Operator, forks: control.Forks[State] | None = None) -> Flask:
    """A WSGI app over a PC."""
    app = Flask("qbwc-sim")
    control.register(app, Control(desk, forks), ACTIONS)
    return app
