"""
Random tenants, played through with people's edits, lost answers and deaths, and judged by an oracle of its own.

Each seed makes a customer: its corrections, vendors, orders, invoices and credits, and what happens to them.
``--tenants 100`` plays a hundred; the seeds are printed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from structlog.testing import capture_logs

from connector import ConnectorError, Profile
from connector.domain.policy import CorrectionPolicy
from scenarios.profiles import STORY
from scenarios.world import NAME, World
from simulators.jaggaer import credit_memo, invoice, line
from simulators.qbwc import NotOnScreen, Person, Refusal, item, purchase_order, vendor
from tests.scenarios import oracle

pytestmark = pytest.mark.once

FIRST_SEED = 20_260_101
ROUNDS, INVOICES = 14, 60
KINDS = ("Bill", "VendorCredit")
ACCOUNTS = ("6120", "6130", "6140")
AT_QUICKBOOKS = (
    ("lose_answer", ("BillAdd", "BillMod", "TxnVoid", "BillQuery", "VendorCreditAdd", "")),
    ("answer_not_stored", ("BillAdd", "BillMod", "VendorCreditAdd")),
    ("error_after_save", ("BillAdd", "BillMod", "VendorCreditAdd")),
    ("crash_in_message_set", ("BillAdd",)),
    ("web_connector_killed", ("BillAdd", "BillQuery", "")),
    ("record_in_use", ("BillAdd", "BillMod")),
    ("no_permission", ("BillQuery",)),
    ("internal_error", ("BillAdd",)),
    ("dialog_opens", ("", "BillAdd")),
    ("field_in_another_form", ("BillQuery", "BillAdd", "VendorQuery")),
    ("list_busy", ("DataExtMod",)),
)
ON_THE_NETWORK = (("cut_after", "receiveResponseXML"), ("lost_before", "sendRequestXML"), ("cut_after", "invoice"))


class Tenant:
    """One customer, drawn from a seed."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)  # noqa: S311 # a simulation, not a secret
        self.world = World(seed)
        self.recoded: set[str] = set()
        self.taken_away: set[str] = set()
        self.items: dict[str, str] = {}
        self.numbers = iter(range(1, INVOICES + 1))
        self.last = 0
        self.sums: list[tuple[int, int]] = []
        now, random = self.world.clock.now(), self.random
        self.suppliers: list[dict[str, Any]] = []
        for at in range(random.randint(2, 4)):
            made = vendor(self.world.file, f"Vendor {at}", now, AccountNumber=f"V-{at}")
            self.suppliers.append({"id": at + 1, "name": f"Vendor {at}", "supplierNumber": f"V-{at}"})
            goods = item(self.world.file, f"Goods {at}", "Cost of Goods Sold", now)
            purchase_order(self.world.file, made, f"{at + 50}", [(goods, "400", "12.50")], now)
            self.items[f"{at + 50}/1"] = f"Goods {at}"
        corrections = CorrectionPolicy(
            changed=random.choice(["hold", "modify"]),
            cancelled=random.choice(["hold", "void"]),
            gone=random.choice(["hold", "hold", "leave", "post"]),
        )
        self.world.connect(Profile(policy=replace(STORY.policy, corrections=corrections), wire=STORY.wire))

    def run(self) -> oracle.Verdict:
        world = self.world
        world.crashes.is_counting = True
        for _ in range(ROUNDS):
            for _ in range(self.random.randint(2, 8)):
                self._invoice()
            for _ in range(self.random.randint(0, 4)):
                self.random.choice([self._fault, self._fault, self._person, self._jaggaer, self._death])()
            self._step()
            status = world.connector.status(NAME)
            self.sums.append((sum(status.states.values()) + status.not_due, status.documents))
        self._settle()
        records = [(kind, one) for kind in KINDS for one in world.file.records(kind)]
        states = {str(one.invoice_id): one.state for one in world.connector.lines(NAME)}
        left = frozenset(self.taken_away)
        return oracle.judge(world.tenant.invoices.values(), records, states, self.items, frozenset(self.recoded), left)

    @property
    def deaths(self) -> int:
        return self.world.transcript.text().count("the connector was restarted")

    def _settle(self) -> None:
        self.world.crashes.is_counting = False
        self.world.clear_faults()
        for _ in range(14):
            self._poll()
            self.world.update()
            self.world.advance(timedelta(minutes=25))

    def _step(self) -> None:
        self._poll()
        self.world.update()
        self.world.advance(timedelta(minutes=self.random.choice([1, 5, 16, 45, 130])))

    def _poll(self) -> None:
        try:
            self.world.poll()
        except ConnectorError as error:
            self.world.transcript.mark(f"the poll failed: {error}")

    def _invoice(self) -> None:
        number = next(self.numbers, None)
        if number is None:
            return
        random, supplier = self.random, self.random.choice(self.suppliers)
        lines = [self._line(at, supplier) for at in range(1, random.randint(1, 3) + 1)]
        charges: dict[str, Any] = {
            "tax": f"{random.randint(0, 300) / 100:.2f}",
            "freight": random.choice(["0", "4.05"]),
        }
        make = credit_memo if random.random() < 0.1 and not any("poNumber" in one for one in lines) else invoice
        made = make(2_600_000 + number, supplier, lines, supplier_invoice=f"N-{number}", **charges)
        self.world.tenant.put_invoice(made)
        self._edited(number, {})
        self.last = number

    def _line(self, at: int, supplier: dict[str, Any]) -> dict[str, Any]:
        random = self.random
        if random.random() < 0.2:
            return line(at, "Goods", str(random.randint(1, 4)), "12.50", po=(str(supplier["id"] + 49), 1))
        price = f"{random.randint(1, 99_999) / 100:.2f}"
        if random.random() < 0.25:
            return line(at, "Shared", "1", price, account=[("33.33", "6120"), ("33.33", "6130"), ("33.34", "6140")])
        return line(at, "Goods", str(random.randint(1, 3)), price, account=random.choice(ACCOUNTS))

    def _jaggaer(self) -> None:
        if self.last:
            changes = self.random.choice(
                [
                    {"supplierInvoiceNumber": f"M-{self.random.randint(1, 10**6)}"},
                    {"workflowStatus": "Cancelled", "paymentStatus": "Cancelled"},
                    {"workflowStatus": "Completed", "paymentStatus": "Payable"},
                ]
            )
            self._edited(self.random.randint(1, self.last), changes)

    def _edited(self, number: int, changes: dict[str, Any]) -> None:
        self.world.advance(timedelta(seconds=2))
        self.world.tenant.edit_invoice(str(2_600_000 + number), changes, self.world.clock.now())

    def _fault(self) -> None:
        if self.random.random() < 0.2:
            name, on = self.random.choice(ON_THE_NETWORK)
            self.world.inject("network", name, on, self.random.randint(1, 6), 1)
            return
        name, places = self.random.choice(AT_QUICKBOOKS)
        self.world.inject("quickbooks", name, self.random.choice(places), self.random.randint(1, 2), 1)

    def _death(self) -> None:
        at = len(self.world.crashes.names) + self.random.randint(1, 60)
        self.world.crashes.at = frozenset({at})

    def _person(self) -> None:
        bills = [one for one in self.world.file.records("Bill") if "ExternalGUID" in one]
        if not bills:
            return
        bill, person = self.random.choice(bills), Person(self.world.file, self.world.clock.now())
        deed = self.random.choice(["note", "renumber", "vendor", "recode", "pay", "void", "delete", "enter"])
        with_number = bill.get("RefNumber", "")
        try:
            self._do(deed, person, bill, with_number)
        except (NotOnScreen, Refusal):
            return
        if deed in ("void", "delete"):
            self.taken_away |= set(self._documents_of(bill))
        if deed == "recode":
            self.recoded.add(bill["TxnID"])

    def _do(self, deed: str, person: Person, bill: dict[str, Any], number: str) -> None:
        match deed:
            case "note":
                person.edit("Bill", number, Memo=f"{bill.get('Memo', '')} seen")
            case "renumber":
                person.edit("Bill", number, RefNumber=f"P-{self.random.randint(1, 10**6)}")
            case "vendor":
                person.edit("Bill", number, VendorRef={"FullName": self.random.choice(self.suppliers)["name"]})
            case "recode":
                lines = [
                    {"TxnLineID": one["TxnLineID"], "AccountRef": {"FullName": "Freight In"}}
                    for one in bill["ExpenseLineRet"]
                ]
                person.edit("Bill", number, ExpenseLineMod=lines)
            case "pay":
                person.pay(number, "")
            case "void":
                person.void("Bill", number)
            case "delete":
                person.delete("Bill", number)
            case _:
                person.enter_bill(bill["VendorRef"]["FullName"], f"H-{self.random.randint(1, 10**6)}", "7.77")

    def _documents_of(self, bill: dict[str, Any]) -> Iterator[str]:
        for document in self.world.tenant.invoices.values():
            if f"/{document['header']['invoiceId']}]" in bill.get("Memo", ""):
                yield document["header"]["invoiceNumber"]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "seed" in metafunc.fixturenames:
        count = metafunc.config.getoption("--tenants")
        metafunc.parametrize("seed", range(FIRST_SEED, FIRST_SEED + count))


def test_a_random_tenant_ends_with_nothing_doubled_nothing_wrong_and_nothing_stuck(seed: int) -> None:
    tenant = Tenant(seed)
    with capture_logs() as log:
        verdict = tenant.run()
    documents, died = len(tenant.world.tenant.invoices), tenant.deaths
    print(f"seed {seed}: {documents} documents, {died} deaths: {verdict}")  # noqa: T201 # seeds are printed
    assert verdict.is_clean, f"seed {seed}: {verdict}"
    assert [one for one in log if one["log_level"] == "error"] == []
    assert [one for one in tenant.sums if one[0] != one[1]] == [], "every document is in one figure of the status"
