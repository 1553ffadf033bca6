"""
A world: one seed, one clock, one tape, a tenant, PCs with a company file, the connector, and what passed.

No globals: hundreds of worlds live in one process. Everything in a world reads the world's clock, draws from its
tape, and reaches the others through its network.
"""

from __future__ import annotations

import hashlib
import pickle
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal
from wsgiref.types import WSGIApplication

import httpx

from connector import Added, Connector, ConnectorError, NewCompany, Profile, Store
from scenarios.clock import START, SimClock
from scenarios.coverage import Coverage
from scenarios.crash import Crash, CrashPoints, Death
from scenarios.network import Network, Trouble
from scenarios.snapshot import Snapshot, snapshot_of
from scenarios.store import StoreFault
from scenarios.tape import SeededEntropy, SeededTape, Tape
from scenarios.transcript import Transcript
from scenarios.transport import InProcess, OverSockets
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
    read_qwc,
)
from simulators.qbwc import fault as pc_fault
from simulators.trigger import Named, Trigger

NAME = "story"
JAGGAER = "jaggaer.story"
CONNECTOR = "localhost"
TOKEN_URL = f"https://{JAGGAER}/auth/realms/J1p-integrations/protocol/openid-connect/token"
FIRST_PC, SECOND_PC = "AP-PC", "WAREHOUSE-PC"
ADDRESSES: Mapping[str, str] = {FIRST_PC: "198.51.100.7", SECOND_PC: "198.51.100.8"}
LANE = "web connector of {}"
LOOPBACK = "127.0.0.1"
THOUSAND = 1000
EVERY = timedelta(minutes=5)
"""How often everybody does what nobody gave a time for."""


class QuickPasswords:
    """Passwords that cost next to nothing: a story is not about them."""

    def hash(self, password: str) -> str:
        return hashlib.sha256(password.encode()).hexdigest()

    def remembers(self, user: str, hashed: str, password: str) -> bool:
        return False

    def verify(self, user: str, hashed: str | None, password: str, *, is_known: bool) -> bool:
        return hashed == self.hash(password)


@dataclass(frozen=True, slots=True)
class Told:
    """What the status column of a Web Connector showed at the end of an update."""

    pc: str
    result: UpdateResult


@dataclass(frozen=True, slots=True)
class Poll:
    """One of the connector's own, by its schedule; ``was_asked`` is whether JAGGAER told it to wait."""

    at: datetime
    is_failed: bool
    was_asked: bool = False


class World:
    """
    ``takes_time`` lets QuickBooks take its time; ``delivery`` makes real sockets of the network.

    ``of`` is a world to begin from: its instant, its store, and the state of both systems. ``file`` is a company file
    to begin with, in place of a bare one.
    """

    def __init__(
        self,
        seed: int,
        *,
        tape: Tape | None = None,
        delivery: type[InProcess | OverSockets] = InProcess,
        takes_time: bool = False,
        token_lifetime: timedelta = timedelta(minutes=5),
        poll_every: timedelta = EVERY,
        at: datetime = START,
        of: World | None = None,
        file: CompanyFile | None = None,
    ) -> None:
        self.clock: SimClock = SimClock(of.clock.now() if of else at)
        self.entropy = SeededEntropy(seed)
        self.tape = tape or SeededTape(seed)
        self.transcript = Transcript(self.clock)
        self.tenant, self.keycloak, self.file = _copied(of) if of else _fresh(self.clock.now(), token_lifetime, file)
        self.tenant_faults: list[TenantFault] = []
        self.injected: list[Named] = []
        self.polls: list[Poll] = []
        self.set_back_at: list[datetime] = []
        self.snapshots: list[Snapshot] = []
        self._calls = Counter[str]()
        self._looked_at = 0
        self.renamed: dict[str, str] = dict(of.renamed) if of else {}
        self.first_names: dict[str, str] = dict(of.first_names) if of else {}
        self.mapped: dict[str, str] = dict(of.mapped) if of else {}
        self.edited: dict[str, dict[str, str]] = {}
        self.reworked: set[str] = set()
        self.taken_away: set[str] = set()
        self.told: list[Told] = []
        self.log: Sequence[Mapping[str, object]] = []
        self._is_still = False
        self._lines: Sequence[Any] | None = None
        self._apps: dict[str, WSGIApplication] = {}
        self._delivery = delivery(self._apps)
        self.network = Network(self.clock, self.tape, self.transcript, self._delivery)
        self.coverage = Coverage()
        self.network.begins, self.network.ends = self.coverage.begins, self.coverage.ends
        self._apps[JAGGAER] = create_app(self.tenant, self.keycloak, self.clock, self.entropy, self.tenant_faults)
        self.crashes = CrashPoints()
        self.store_faults: list[StoreFault] = []
        to_jaggaer = self.crashes.before_jaggaer(self.network.lane("connector", LOOPBACK))
        parts = (self.clock, self.entropy, lambda: to_jaggaer, QuickPasswords())
        self.connector: Connector = of.connector.forked(*parts) if of else Connector.in_memory(*parts, poll_every)
        self._serve()
        self._takes_time = takes_time
        self.logs: dict[str, list[str]] = {name: [] for name in ADDRESSES}
        self.pcs = {name: self._pc(name) for name in ADDRESSES}
        self.added: Added | None = of.added if of else None
        if self.added is not None:
            self._install(self.added)

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

    def connect(self, profile: Profile, region: str = "US", qbxml: str = "16.0") -> None:
        """Register the company and add its .qwc file to the Web Connector."""
        self.added = self.connector.add_company(
            NewCompany(
                name=NAME,
                jaggaer_url=f"https://{JAGGAER}",
                token_url=TOKEN_URL,
                client_id=self.keycloak.client_id,
                client_secret=self.keycloak.client_secret,
                profile=profile,
                region=region,
                qbxml=qbxml,
            )
        )
        self.pc.add_application(self.application)
        self.first_names = {one["ListID"]: one["Name"] for one in self.file.records("Vendor")}
        self._install(self.added)

    def _install(self, added: Added) -> None:
        """On every PC: one that was copied has the registry of the one it was copied from."""
        for pc in self.pcs.values():
            pc.registry.install(self.application).password = added.password

    @property
    def application(self) -> Application:
        return read_qwc(self.connector.qwc(NAME, f"http://{CONNECTOR}/qbwc"))

    def poll(self) -> None:
        self.surviving(self._poll_once)

    def try_poll(self) -> None:
        """One by hand; one that fails is part of the story."""
        try:
            self.poll()
        except ConnectorError as error:
            self.transcript.mark(f"the poll failed: {error}")

    def _poll_once(self) -> None:
        snapshot = self._take_snapshot()
        snapshot.is_failed = True
        self.connector.poll(NAME)
        snapshot.is_failed = False

    def _take_snapshot(self) -> Snapshot:
        """What JAGGAER holds as it is polled."""
        snapshot = snapshot_of(self.tenant, self.clock.now(), self.snapshots[-1] if self.snapshots else None)
        for call in self.transcript.since(self._looked_at):
            if call.is_soap and call.lane == LANE.format(FIRST_PC):
                self._calls[call.call] += 1
                if call.call == "serverVersion":
                    self._calls["sendRequestXML"] = 0
        self._looked_at = len(self.transcript)
        snapshot.updates, snapshot.requests = self._calls["serverVersion"], self._calls["sendRequestXML"]
        self.snapshots.append(snapshot)
        return snapshot

    def update(self, pc: str = FIRST_PC) -> UpdateResult:
        return self._told(pc, self.pcs[pc].update(self.application.name))

    def advance(self, by: timedelta) -> None:
        self.clock.advance(by)

    @property
    def lines(self) -> Sequence[Any]:
        """What the connector says of every document; read once while the world stands still."""
        if self._lines is not None:
            return self._lines
        found = self.connector.lines(NAME)
        if self._is_still:
            self._lines = found
        return found

    @contextmanager
    def standing_still(self) -> Iterator[None]:
        """While it is looked at, and nothing happens."""
        self._is_still, self._lines = True, None
        try:
            yield
        finally:
            self._is_still, self._lines = False, None

    def restart(self) -> None:
        """The connector dies and comes back: only its store lives on."""
        self.transcript.mark("the connector was restarted")
        self.connector = self.connector.restarted()
        self._serve()

    def use_store(self, store: Store) -> None:
        """Another database in place of the connector's own; nobody tells it."""
        self.transcript.mark("the connector's database was set back")
        self.set_back_at.append(self.clock.now())
        self.connector.store = store
        self.restart()

    def _serve(self) -> None:
        self.connector.store.between = self._between
        self._apps[CONNECTOR] = self.crashes.around(self.connector.app(), self.restart)

    def _between(self, moment: Literal["begin", "commit", "committed"]) -> None:
        self.crashes.between(moment)
        for fault in self.store_faults:
            fault.strike(moment)

    def surviving(self, act: Callable[[], None]) -> None:
        """Do something with the connector; whoever finds it dead starts it again and does it once more."""
        try:
            act()
        except Crash:
            self.restart()
            act()

    def run_poller(self) -> None:
        """The connector's runner from now on: it polls JAGGAER whenever a poll is due."""
        at, before = self.clock.now(), self.connector.pace(NAME)
        snapshot = self._take_snapshot()
        try:
            due = self.connector.poll_due()
        except Crash:
            self.restart()
            due = at
        pace = self.connector.pace(NAME)
        if pace == before:
            self.snapshots.pop()
        else:
            snapshot.is_failed = pace.failures > 0
            self.polls.append(Poll(at, is_failed=pace.failures > 0, was_asked=pace.not_before is not None))
        self.clock.at(max(due, self.clock.now() + timedelta(seconds=1)), self.run_poller)

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
        trigger = Trigger(on, nth, times, **luck)
        fault: Named
        places: list[list[Any]]
        match machine:
            case "quickbooks":
                fault, places = pc_fault(name, on, nth, times, **luck), [pc.faults for pc in self.pcs.values()]
            case "jaggaer":
                fault, places = tenant_fault(name, on, nth, times, **luck), [self.tenant_faults]
            case "store":
                fault, places = StoreFault(name, trigger), [self.store_faults]
            case "connector":
                fault, places = Death(name, trigger), [self.crashes.deaths]
            case "clock":
                fault, places = Trouble(name, trigger), [self.network.leaps]
            case _:
                fault, places = Trouble(name, trigger), [self.network.troubles]
        for faults in (*places, self.injected, self.coverage.faults):
            faults.append(fault)

    def _luck(self) -> float:
        return self.tape.choose("a fault's luck", THOUSAND) / THOUSAND

    def clear_faults(self) -> None:
        """From now on everything works, and nothing comes in between."""
        self.network.interruptions.clear()
        self.tenant_faults.clear()
        self.keycloak.mend()
        self.network.troubles.clear()
        self.network.leaps.clear()
        self.store_faults.clear()
        self.crashes.deaths.clear()
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

    def fork(self, seed: int) -> World:
        """
        The same state in a world of its own, with other choices from here on; schedules and faults stay behind.

        The seed has to be another one: identities would come twice.
        """
        return World(seed, takes_time=self._takes_time, of=self)

    def qwclog(self, pc: str = FIRST_PC) -> str:
        """The QWCLog.txt of a PC, at level VERBOSE."""
        return "".join(self.logs[pc])

    def close(self) -> None:
        self._delivery.close()


def _fresh(now: datetime, token_lifetime: timedelta, file: CompanyFile | None) -> tuple[Tenant, Keycloak, CompanyFile]:
    return Tenant(), Keycloak(lifetime=int(token_lifetime.total_seconds())), file or bare_company(now)


def _copied(world: World) -> tuple[Tenant, Keycloak, CompanyFile]:
    state = pickle.dumps((world.tenant, world.keycloak, world.file))  # five times as fast as copying deeply
    copied: tuple[Tenant, Keycloak, CompanyFile] = pickle.loads(state)  # noqa: S301 # pickled a line above
    return copied
