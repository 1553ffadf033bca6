"""
The machines of a world: one seed, one clock, one tape, a tenant, PCs with a company file, and what passed between them.

No globals: hundreds of worlds live in one process. Everything in a world reads the world's clock, draws from its
tape, and reaches the others through its network. Whose connector stands between the two systems is not known here.
"""

from __future__ import annotations

import pickle
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypedDict
from wsgiref.types import WSGIApplication

import httpx

from scenarios.clock import START, SimClock
from scenarios.coverage import Coverage
from scenarios.network import TOKEN_PATH, Network, Trouble
from scenarios.tape import SeededEntropy, SeededTape, Tape
from scenarios.transcript import Transcript
from scenarios.transport import Apps, InProcess, Opened
from simulators.jaggaer import Fault as TenantFault
from simulators.jaggaer import Keycloak, Tenant, create_app
from simulators.jaggaer import fault as tenant_fault
from simulators.qbwc import (
    Application,
    CompanyFile,
    Level,
    Pc,
    QwcLog,
    UpdateResult,
    bare_company,
    drawn_latency,
    no_latency,
)
from simulators.qbwc import fault as pc_fault
from simulators.trigger import Named, Trigger

NAME = "story"
JAGGAER = "jaggaer.story"
TOKEN_URL_PATH = f"/auth/realms/J1p-integrations{TOKEN_PATH}"
FIRST_PC, SECOND_PC = "AP-PC", "WAREHOUSE-PC"
ADDRESSES: Mapping[str, str] = {FIRST_PC: "198.51.100.7", SECOND_PC: "198.51.100.8"}
LANE = "web connector of {}"
THOUSAND = 1000
NOT_OURS = "only the connector that comes with these machines can be asked for that"
EVERY = timedelta(minutes=5)
"""How often everybody does what nobody gave a time for."""


class CannotTake(Exception):
    """A step that the story itself makes impossible; the text says why."""


@dataclass(frozen=True, slots=True)
class Told:
    """What the status column of a Web Connector showed at the end of an update."""

    pc: str
    result: UpdateResult


class Beginning(TypedDict, total=False):
    """What machines may begin with, as ``Machines`` has it; for those that hand it on."""

    tape: Tape | None
    delivery: Callable[[Apps], Opened]
    takes_time: bool
    token_lifetime: timedelta
    poll_every: timedelta
    at: datetime
    file: CompanyFile | None


class Machines(ABC):
    """
    ``takes_time`` lets QuickBooks take its time; ``delivery`` makes real sockets of the network. ``poll_every`` is the
    connector's own schedule.

    ``of`` are others to begin from: their instant, and the state of both systems. ``file`` is a company file to begin
    with, in place of a bare one.
    """

    def __init__(
        self,
        seed: int,
        *,
        tape: Tape | None = None,
        delivery: Callable[[Apps], Opened] = InProcess,
        takes_time: bool = False,
        token_lifetime: timedelta = timedelta(minutes=5),
        poll_every: timedelta = EVERY,
        at: datetime = START,
        of: Machines | None = None,
        file: CompanyFile | None = None,
    ) -> None:
        self.seed, self.poll_every = seed, poll_every
        self.clock: SimClock = SimClock(of.clock.now() if of else at)
        self.entropy = SeededEntropy(seed)
        self.tape = tape or SeededTape(seed)
        self.transcript = Transcript(self.clock)
        self.tenant, self.keycloak, self.file = _copied(of) if of else _fresh(self.clock.now(), token_lifetime, file)
        self.tenant_faults: list[TenantFault] = []
        self.injected: list[Named] = []
        self.renamed: dict[str, str] = dict(of.renamed) if of else {}
        self.first_names: dict[str, str] = dict(of.first_names) if of else {}
        self.mapped: dict[str, str] = dict(of.mapped) if of else {}
        self.edited: dict[str, dict[str, str]] = {}
        self.reworked: set[str] = set()
        self.taken_away: set[str] = set()
        self.told: list[Told] = []
        self._apps: dict[str, WSGIApplication] = {}
        self._delivery = delivery(self._apps)
        self.network = Network(self.clock, self.tape, self.transcript, self._delivery)
        self.coverage = Coverage()
        self.network.begins, self.network.ends = self.coverage.begins, self.coverage.ends
        self._apps[JAGGAER] = create_app(self.tenant, self.keycloak, self.clock, self.entropy, self.tenant_faults)
        self._takes_time = takes_time
        self.logs: dict[str, list[str]] = {name: [] for name in ADDRESSES}
        self.pcs = {name: self._pc(name) for name in ADDRESSES}

    @property
    @abstractmethod
    def application(self) -> Application:
        """The connector's .qwc file, as the Web Connector reads it."""

    @abstractmethod
    def connect(self, profile: Any) -> None:
        """Make the connector know the company, and the Web Connector know the connector."""

    @abstractmethod
    def try_poll(self) -> None:
        """The connector reads JAGGAER; a poll that fails is part of the story."""

    @abstractmethod
    def run_poller(self) -> None:
        """The connector reads JAGGAER by its own schedule from now on."""

    @abstractmethod
    def restart(self) -> None:
        """The connector dies and comes back."""

    @property
    def own(self) -> Any:
        """The world of the connector that comes with these machines: some steps and marks ask for its insides."""
        raise CannotTake(NOT_OURS)

    @property
    def refusals(self) -> tuple[type[Exception], ...]:
        """What the connector raises at a person who asks it for something that it cannot do."""
        return (CannotTake,)

    def surviving(self, act: Callable[[], None]) -> None:
        """Do something with the connector; whoever finds it dead starts it again and does it once more."""
        act()

    @property
    def pc(self) -> Pc:
        return self.pcs[FIRST_PC]

    def _pc(self, name: str) -> Pc:
        return Pc(
            self.file,
            self.clock,
            self.entropy.guid,
            host=name,
            transport=self.transport_of(name),
            is_silent=lambda: self.tape.choose("silence past the limit", 2) == 1,
            log=QwcLog(self.logs[name].append, self.clock.now, Level.VERBOSE),
            latency_of=drawn_latency(self._spread) if self._takes_time else no_latency,
        )

    def transport_of(self, pc: str) -> httpx.BaseTransport:
        return self.network.lane(LANE.format(pc), ADDRESSES[pc])

    def _spread(self) -> float:
        return self.tape.choose("QuickBooks' time", THOUSAND + 1) / THOUSAND

    def update(self, pc: str = FIRST_PC) -> UpdateResult:
        return self._told(pc, self.pcs[pc].update(self.application.name))

    def advance(self, by: timedelta) -> None:
        self.clock.advance(by)

    def run_schedule(self, every: timedelta, pc: str = FIRST_PC) -> None:
        """The Web Connector's schedule from now on."""
        self.pcs[pc].schedule(self.application.name, every, self.clock.now())
        self._run_due(pc)

    def _run_due(self, pc: str) -> None:
        for _name, result in self.pcs[pc].run_due():
            self._told(pc, result)
        due = self.pcs[pc].next_run()
        if due is not None:
            self.clock.at(max(due, self.clock.now() + timedelta(seconds=1)), lambda: self._run_due(pc))

    def _told(self, pc: str, result: UpdateResult) -> UpdateResult:
        self.told.append(Told(pc, result))
        return result

    def inject(self, machine: str, name: str, on: str, nth: int, times: int, chance: float = 1.0) -> None:
        """A fault of ``scenarios.faults``; at QuickBooks it strikes on every PC. A chance is drawn from the tape."""
        luck: dict[str, Any] = {"chance": chance, "draw": self._luck} if chance < 1 else {}
        fault, places = self.fault(machine, name, {"on": on, "nth": nth, "times": times, **luck})
        for faults in (*places, self.injected, self.coverage.faults):
            faults.append(fault)

    def fault(self, machine: str, name: str, how: dict[str, Any]) -> tuple[Named, list[list[Any]]]:
        """The fault, and where it has to be put to strike; ``how`` is what a ``Trigger`` takes."""
        match machine:
            case "quickbooks":
                return pc_fault(name, **how), [pc.faults for pc in self.pcs.values()]
            case "jaggaer":
                return tenant_fault(name, **how), [self.tenant_faults]
            case "clock":
                return Trouble(name, Trigger(**how)), [self.network.leaps]
            case "network":
                return Trouble(name, Trigger(**how)), [self.network.troubles]
        raise CannotTake(f"faults of the {machine} are for the connector that comes with these machines")

    def _luck(self) -> float:
        return self.tape.choose("a fault's luck", THOUSAND) / THOUSAND

    def clear_faults(self) -> None:
        """From now on everything works, and nothing comes in between."""
        self.network.interruptions.clear()
        self.tenant_faults.clear()
        self.keycloak.mend()
        self.network.troubles.clear()
        self.network.leaps.clear()
        for pc in self.pcs.values():
            pc.faults.clear()
            pc.open_file(self.file)

    def settle(self, within: timedelta, *, polls: bool = True, updates: bool = True) -> None:
        """Nothing is broken any more, and everything comes to rest; what runs by its own schedule is left out."""
        self.transcript.mark("settle")
        self.clear_faults()
        until = self.clock.now() + within
        while self.clock.now() < until:
            if polls:
                self.try_poll()
            if updates:
                self.update()
            self.advance(EVERY)

    def qwclog(self, pc: str = FIRST_PC) -> str:
        """The QWCLog.txt of a PC, at level VERBOSE."""
        return "".join(self.logs[pc])

    def close(self) -> None:
        self._delivery.close()


def _fresh(now: datetime, token_lifetime: timedelta, file: CompanyFile | None) -> tuple[Tenant, Keycloak, CompanyFile]:
    return Tenant(), Keycloak(lifetime=int(token_lifetime.total_seconds())), file or bare_company(now)


def _copied(world: Machines) -> tuple[Tenant, Keycloak, CompanyFile]:
    state = pickle.dumps((world.tenant, world.keycloak, world.file))  # five times as fast as copying deeply
    copied: tuple[Tenant, Keycloak, CompanyFile] = pickle.loads(state)  # noqa: S301 # pickled a line above
    return copied
