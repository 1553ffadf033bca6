"""
Anything, in any order: JAGGAER changes, answers are lost, people edit, clocks jump, backups return, processes die.

The invariants hold between any two steps; and once everything works again, both systems come to rest as they should.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from structlog.testing import capture_logs

from connector import ConnectorError, Profile, Store
from connector.domain.policy import CorrectionPolicy
from scenarios.checks import When, violations
from scenarios.profiles import STORY
from scenarios.world import World
from simulators.jaggaer import invoice, line
from simulators.qbwc import NotOnScreen, Person, Refusal, vendor

pytestmark = pytest.mark.once

SUPPLIER = {"id": 1_003_837_201, "name": "Acme", "supplierNumber": "V-1001"}
WAYS = (
    "lose_answer",
    "error_after_save",
    "web_connector_killed",
    "crash_in_message_set",
    "record_in_use",
    "internal_error",
    "dialog_opens",
    "never_closed",
)
REQUESTS = ("BillAdd", "BillMod", "TxnVoid", "BillQuery", "")
TROUBLES = ("cut_after", "lost_before", "page_after")
CALLS = ("sendRequestXML", "receiveResponseXML", "authenticate", "closeConnection", "invoice", "invoices", "token")
AMOUNTS = st.integers(1, 99_999).map(lambda cents: f"{cents / 100:.2f}")
WHICH = st.integers(0, 9)


class Anything(RuleBasedStateMachine):
    @initialize(
        changed=st.sampled_from(["hold", "modify"]),
        cancelled=st.sampled_from(["hold", "void"]),
        seed=st.integers(1, 99),
    )
    def begin(self, changed: Any, cancelled: Any, seed: int) -> None:
        self.world = World(seed)
        self.backup: Store | None = None
        self.numbers = 0
        self.stamp = self.world.clock.now()
        self._logs = capture_logs()
        self.world.log = self._logs.__enter__()
        vendor(self.world.file, "Acme", self.world.clock.now(), AccountNumber="V-1001")
        policy = replace(STORY.policy, corrections=CorrectionPolicy(changed=changed, cancelled=cancelled))
        self.world.connect(Profile(policy=policy, wire=STORY.wire))
        self.world.crashes.is_counting = True

    @rule(total=AMOUNTS)
    def another_invoice(self, total: str) -> None:
        self.numbers += 1
        lines = [line(1, "Goods", "1", total, account="6120")]
        document = invoice(2_600_000 + self.numbers, SUPPLIER, lines, supplier_invoice=f"AC-{self.numbers}")
        self.world.tenant.put_invoice(document)
        self._edit(self.numbers, {})

    @rule(which=WHICH, version=st.integers(1, 9))
    def another_number(self, which: int, version: int) -> None:
        self._edit(which, {"supplierInvoiceNumber": f"AC-{which}-{version}"})

    @rule(which=WHICH)
    def cancelled(self, which: int) -> None:
        self._edit(which, {"paymentStatus": "Cancelled"})

    def _edit(self, which: int, changes: dict[str, Any]) -> None:
        """JAGGAER's stamps go on, whatever becomes of our clock."""
        self.world.advance(timedelta(seconds=2))
        self.stamp = max(self.stamp + timedelta(seconds=2), self.world.clock.now())
        self.world.tenant.edit_invoice(str(2_600_000 + which), changes, self.stamp)

    @rule()
    def poll(self) -> None:
        try:
            self.world.poll()
        except ConnectorError as error:
            self.world.transcript.mark(f"the poll failed: {error}")

    @rule()
    def update(self) -> None:
        self.world.update()

    @rule(way=st.sampled_from(WAYS), on=st.sampled_from(REQUESTS))
    def quickbooks_fails(self, way: str, on: str) -> None:
        self.world.inject("quickbooks", way, on if way not in ("never_closed", "dialog_opens") else "", 1, 1)

    @rule(way=st.sampled_from(TROUBLES), on=st.sampled_from(CALLS), nth=st.integers(1, 8))
    def network_fails(self, way: str, on: str, nth: int) -> None:
        self.world.inject("network", way, on, nth, 1)

    @rule(way=st.sampled_from(["disk_full", "database_locked"]), nth=st.integers(1, 12))
    def store_fails(self, way: str, nth: int) -> None:
        self.world.inject("store", way, "", nth, 1)

    @rule(after=st.integers(1, 60))
    def dies(self, after: int) -> None:
        self.world.crashes.at = frozenset({len(self.world.crashes.names) + after})

    @rule(minutes=st.integers(1, 200))
    def time_passes(self, minutes: int) -> None:
        self.world.advance(timedelta(minutes=minutes))

    @rule(hours=st.integers(-48, 48))
    def clock_jumps(self, hours: int) -> None:
        self.world.clock.jump(timedelta(hours=hours))

    @rule(which=WHICH, deed=st.sampled_from(["edit", "void", "delete", "pay"]))
    def person(self, which: int, deed: str) -> None:
        bills = self.world.file.records("Bill")
        if not bills:
            return
        bill, person = bills[which % len(bills)], Person(self.world.file, self.world.clock.now())
        try:
            match deed:
                case "edit":
                    person.edit("Bill", bill["RefNumber"], Memo=f"{bill.get('Memo', '')} seen by Ann")
                case "pay":
                    person.pay(bill["RefNumber"], "")
                case "void":
                    person.void("Bill", bill["RefNumber"])
                case _:
                    person.delete("Bill", bill["RefNumber"])
        except (NotOnScreen, Refusal):
            return

    @rule()
    def backs_up(self) -> None:
        self.backup = self.world.connector.store.copy()

    @precondition(lambda self: self.backup is not None)
    @rule()
    def comes_back(self) -> None:
        assert self.backup is not None
        self.world.use_store(self.backup.copy())

    @invariant()
    def holds(self) -> None:
        if hasattr(self, "world"):
            assert violations(self.world, When.BETWEEN_STEPS) == []

    def teardown(self) -> None:
        if not hasattr(self, "world"):
            return
        world = self.world
        world.crashes.is_counting = False
        world.clear_faults()
        for _ in range(12):
            self.poll()  # a lease of a poll that broke off may stand for some minutes
            world.update()
            world.advance(timedelta(minutes=25))
        self._logs.__exit__(None, None, None)
        world.log = [one for one in world.log if "traceback" in one]
        still = (When.BETWEEN_STEPS, When.AT_REST)
        assert violations(world, *still) == []


Anything.TestCase.settings = settings(stateful_step_count=25, deadline=None)
TestAnything = Anything.TestCase
