"""
A world whose connector is a real process on a real database, behind real sockets, and is killed by SIGKILL.

JAGGAER and the PC stay here, so that every invariant of the scenarios can be looked at between two lives.
"""

from __future__ import annotations

import contextlib
import random
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch
from wsgiref.types import StartResponse, WSGIEnvironment

import httpx
import waitress

from connector import Connector, NewCompany, Profile, initialise
from connector.domain.policy import CorrectionPolicy
from scenarios.demo.processes import Server, start
from scenarios.machines import JAGGAER
from scenarios.profiles import STORY
from scenarios.world import CONNECTOR, NAME, World
from simulators.jaggaer import invoice, line
from simulators.qbwc import vendor

LATER = str(Path(__file__).with_name("later.py"))
SUPPLIER = {"id": 1_003_837_201, "name": "Acme", "supplierNumber": "V-1001"}
FIRST_ID = 2_600_000
LAPSED = timedelta(minutes=11)
LONGEST_DELAY = 0.03
LAST_CALL = 9
PASSED_ON = ("HTTP_SOAPACTION", "HTTP_COOKIE", "CONTENT_TYPE")


class Trap:
    """Kills a process so many seconds after its ``nth`` call from the outside, or to it."""

    def __init__(self) -> None:
        self._victim: subprocess.Popen[str] | None = None
        self._left = 0
        self._delay = 0.0
        self.caught = Counter[str]()

    def set(self, victim: subprocess.Popen[str], nth: int, delay: float) -> None:
        self._victim, self._left, self._delay = victim, nth, delay

    def passes(self, call: str) -> None:
        self._left -= 1
        if self._victim is not None and self._left == 0:
            self.caught[call] += 1
            if self._delay < LONGEST_DELAY / 10:
                self._victim.kill()  # before it hears of the call
            else:
                threading.Timer(self._delay, self._victim.kill).start()

    @property
    def is_sprung(self) -> bool:
        return self._left <= 0


class Killing:
    """One seed: what is entered, edited and cancelled, and the call and the instant at which the process is killed."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.home, self._log = folder / "connector", folder / "log"
        self._draw = random.Random(seed)  # noqa: S311 # the same kills again
        self.world = World(seed)
        self.trap = Trap()
        self.kills = 0
        self.invoices = 0
        vendor(self.world.file, "Acme", self.world.clock.now(), AccountNumber="V-1001")
        tenant = self.world._apps[JAGGAER]

        def heard(environ: WSGIEnvironment, respond: StartResponse) -> Any:
            self.trap.passes("token" if environ["PATH_INFO"].endswith("/token") else "JAGGAER")
            return tenant(environ, respond)

        self._jaggaer = waitress.create_server(heard, host="127.0.0.1", port=0, threads=4)
        threading.Thread(target=self._jaggaer.run, daemon=True).start()
        self._connect()
        self._line = httpx.Client(timeout=60)
        self._serving = self._serve()
        self.world._apps[CONNECTOR] = self._handed_on

    def close(self) -> None:
        self._serving.stop()
        self._line.close()
        self._jaggaer.close()
        self.world.connector.store.close()
        self.world.close()

    def _connect(self) -> None:
        """As a person sets it up: an installation on disk, a company, its .qwc file in the Web Connector."""
        world, url = self.world, f"http://127.0.0.1:{self._jaggaer.effective_port}"
        initialise(self.home)
        with patch("connector.bootstrap.SystemClock", lambda: world.clock):
            world.connector = Connector.open(self.home)
        policy = replace(STORY.policy, corrections=CorrectionPolicy(changed="modify", cancelled="void"))
        world.added = world.connector.add_company(
            NewCompany(
                name=NAME,
                jaggaer_url=url,
                token_url=f"{url}/auth/realms/J1p-integrations/protocol/openid-connect/token",
                client_id=world.keycloak.client_id,
                client_secret=world.keycloak.client_secret,
                profile=Profile(policy=policy, wire=STORY.wire),
            )
        )
        world.pc.add_application(world.application)
        world.first_names = {one["ListID"]: one["Name"] for one in world.file.records("Vendor")}
        world._install(world.added)

    def _serve(self) -> Server:
        words = ("serve", "--dir", str(self.home), "--port", "0", "--no-runner", "--json")
        return start(self._log, *words, program=(LATER, self.world.clock.now().isoformat()))

    def _handed_on(self, environ: WSGIEnvironment, respond: StartResponse) -> Any:
        """What the Web Connector asks goes to the process; who finds it dead finds the connection reset."""
        call = str(environ.get("HTTP_SOAPACTION", "")).strip('"').rpartition("/")[2] or "page"
        self.trap.passes(call)
        headers = {
            name.removeprefix("HTTP_").replace("_", "-"): str(environ[name]) for name in PASSED_ON if name in environ
        }
        try:
            there = self._line.request(
                str(environ["REQUEST_METHOD"]),
                self._serving.facts["url"].replace("/qbwc", str(environ["PATH_INFO"])),
                content=environ["wsgi.input"].read(),
                headers=headers,
            )
        except httpx.TransportError as error:
            raise ConnectionResetError(f"the connector was killed: {error}") from error
        respond(f"{there.status_code} {there.reason_phrase}", [("Content-Type", there.headers["Content-Type"])])
        return [there.content]

    def changes(self) -> None:
        """New invoices, one that gets another number, and now and then one that is cancelled."""
        for _ in range(self._draw.randint(1, 3)):
            self.invoices += 1
            total = f"{self._draw.randint(1, 99_999) / 100:.2f}"
            goods = [line(1, "Goods", "1", total, account="6120")]
            document = invoice(FIRST_ID + self.invoices, SUPPLIER, goods, supplier_invoice=f"AC-{self.invoices}")
            self.world.tenant.put_invoice(document)
            self._edit(self.invoices, {})  # its stamp is that of now
        number = self._draw.randint(1, self.invoices)
        kind = self._draw.random()
        if kind < 0.3:
            self._edit(number, {"supplierInvoiceNumber": f"AC-{number}-{self.kills}"})
        elif kind < 0.4:
            self._edit(number, {"paymentStatus": "Cancelled"})

    def _edit(self, number: int, changes: dict[str, Any]) -> None:
        self.world.advance(timedelta(seconds=2))
        self.world.tenant.edit_invoice(str(FIRST_ID + number), changes, self.world.clock.now())

    def round(self) -> None:
        """Both sides at work, and the process killed on the way; what it left behind lapses before the next one."""
        self.changes()
        delay = self._draw.uniform(0, LONGEST_DELAY)
        if self._draw.random() < 0.25:
            self._poll_is_killed(delay)
        else:
            self._update_is_killed(delay)
        self.world.advance(LAPSED)

    def _poll_is_killed(self, delay: float) -> None:
        words = [sys.executable, LATER, self.world.clock.now().isoformat(), "poll", NAME, "--dir", str(self.home)]
        with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as polling:
            self.trap.set(polling, self._draw.randint(1, 6), delay)
            said, _ = polling.communicate(timeout=60)
        assert "Traceback" not in said, said
        self.kills += polling.returncode < 0

    def _update_is_killed(self, delay: float) -> None:
        self.world.poll()
        self.trap.set(self._serving.process, self._draw.randint(1, LAST_CALL), delay)
        self.world.update()
        if self.trap.is_sprung:
            self._serving.process.wait(timeout=10)
            self.kills += 1
        self._serving.stop()
        self._serving = self._serve()

    def settle(self) -> None:
        """Everything works from here on."""
        for _ in range(12):
            self.world.poll()
            self.world.update()
            self.world.advance(timedelta(minutes=25))


@contextlib.contextmanager
def killing(folder: Path, seed: int) -> Iterator[Killing]:
    made = Killing(folder, seed)
    try:
        yield made
    finally:
        made.close()
