"""
A world: the machines, and between them the connector that comes with them, with its store and its deaths.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, Unpack

from connector import Added, Answer, Connector, ConnectorError, NewCompany, Profile, Said, Store, profile_of
from scenarios.crash import Crash, CrashPoints, Death
from scenarios.machines import FIRST_PC, JAGGAER, LANE, NAME, TOKEN_URL_PATH, Beginning, CannotTake, Machines
from scenarios.snapshot import Snapshot, snapshot_of
from scenarios.store import StoreFault
from scenarios.transport import LOOPBACK
from simulators.qbwc import Application, read_qwc
from simulators.trigger import Named, Trigger

CONNECTOR = "localhost"
TOKEN_URL = f"https://{JAGGAER}{TOKEN_URL_PATH}"


class QuickPasswords:
    """Passwords that cost next to nothing: a story is not about them."""

    def hash(self, password: str) -> str:
        return hashlib.sha256(password.encode()).hexdigest()

    def remembers(self, user: str, hashed: str, password: str) -> bool:
        return False

    def verify(self, user: str, hashed: str | None, password: str, *, is_known: bool) -> bool:
        return hashed == self.hash(password)


@dataclass(frozen=True, slots=True)
class Poll:
    """One of the connector's own, by its schedule; ``was_asked`` is whether JAGGAER told it to wait."""

    at: datetime
    is_failed: bool
    was_asked: bool = False


class World(Machines):
    """``of`` is a world to begin from: its instant, its store, and the state of both systems."""

    def __init__(self, seed: int, *, of: World | None = None, **begins: Unpack[Beginning]) -> None:
        super().__init__(seed, of=of, **begins)
        self.polls: list[Poll] = []
        self.set_back_at: list[datetime] = []
        self.snapshots: list[Snapshot] = []
        self._calls = Counter[str]()
        self._looked_at = 0
        self.log: Sequence[Mapping[str, object]] = []
        self._is_still = False
        self._lines: Sequence[Any] | None = None
        self.crashes = CrashPoints()
        self.store_faults: list[StoreFault] = []
        to_jaggaer = self.crashes.before_jaggaer(self.network.lane("connector", LOOPBACK))
        parts = (self.clock, self.entropy, lambda: to_jaggaer, QuickPasswords())
        self.connector: Connector = of.connector.forked(*parts) if of else Connector.in_memory(*parts, self.poll_every)
        self._serve()
        self.added: Added | None = of.added if of else None
        if self.added is not None:
            self._install(self.added)

    @property
    def own(self) -> World:
        return self

    @property
    def refusals(self) -> tuple[type[Exception], ...]:
        return (CannotTake, ConnectorError)

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

    def change_profile(self, text: str, before: Profile) -> Profile:
        """What the text of TOML names is changed; the rest stays as it was."""
        changed = profile_of(text, "the story's profile", before)
        self.connector.set_profile(NAME, changed)
        return changed

    def resolve(self, exception: str, answer: str, value: str, by: str, reason: str) -> None:
        """A person's answer to an exception; by its word, as the command line has it."""
        self.connector.resolve(NAME, exception, Said(Answer(answer), value, by, reason))

    def fault(self, machine: str, name: str, how: dict[str, Any]) -> tuple[Named, list[list[Any]]]:
        match machine:
            case "store":
                return StoreFault(name, Trigger(**how)), [self.store_faults]
            case "connector":
                return Death(name, Trigger(**how)), [self.crashes.deaths]
        return super().fault(machine, name, how)

    def clear_faults(self) -> None:
        super().clear_faults()
        self.store_faults.clear()
        self.crashes.deaths.clear()

    def fork(self, seed: int) -> World:
        """
        The same state in a world of its own, with other choices from here on; schedules and faults stay behind.

        The seed has to be another one: identities would come twice.
        """
        return World(seed, takes_time=self._takes_time, of=self)


__all__ = ["CONNECTOR", "NAME", "TOKEN_URL", "Poll", "QuickPasswords", "World"]
