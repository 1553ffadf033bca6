"""Whatever is entered, changed, paid, received, voided and deleted: the books stay in balance, refusals leave no trace."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from lxml import etree

from scenarios.clock import SimClock
from simulators.qbwc import CompanyFile, RequestProcessor, bare_company, item, load, purchase_order, save, vendor
from simulators.qbwc.company.ledger import entries
from simulators.qbwc.company.record import amount
from simulators.qbwc.disk import document
from tests.simulators.qbwc.requests import bill, credit, expense, message, modify, pay, receipt, tag

VENDORS = ("Acme", "Bay Plumbing")
AMOUNTS = st.sampled_from(["0.00", "1.00", "10.00", "33.33", "-5.00"])
QUANTITIES = st.sampled_from(["1", "2.5", "20", "-1", ""])
OWED = {"Bill": ("AmountDue", 1), "ItemReceipt": ("TotalAmount", 1), "VendorCredit": ("CreditAmount", -1)}
PICK = st.integers(0, 30)


class Books(RuleBasedStateMachine):
    """Two vendors, two orders; requests of every kind in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.clock = SimClock()
        self.file: CompanyFile = bare_company(self.clock.now())
        now = self.clock.now()
        part = item(self.file, "Reagents", "Cost of Goods Sold", now)
        for place, name in enumerate(VENDORS):
            supplier = vendor(self.file, name, now)
            lines = [(part, "20", "41.25"), (part, "4", "1.00")]
            purchase_order(self.file, supplier, f"{place}", lines, now)
        self.processor = RequestProcessor(self.file, self.clock, lambda: "x")

    def ask(self, inner: str) -> etree._Element:
        """Every request is answered; one that is refused has changed nothing."""
        self.clock.sleep(1)
        before = document(self.file)
        answer = etree.fromstring(self.processor.process(message(inner)).encode())[0][0]
        if answer.get("statusSeverity") == "Error":
            assert document(self.file) == before
        return answer

    def one(self, kind: str, pick: int) -> dict[str, Any]:
        records = self.file.records(kind)
        return records[pick % len(records)]

    def has(self, kind: str) -> bool:
        return bool(self.file.records(kind))

    @rule(name=st.sampled_from(VENDORS), amounts=st.lists(AMOUNTS, max_size=3))
    def enter_bill(self, name: str, amounts: list[str]) -> None:
        self.ask(bill("".join(map(expense, amounts)), vendor=name))

    @rule(name=st.sampled_from(VENDORS), amounts=st.lists(AMOUNTS, max_size=2))
    def enter_credit(self, name: str, amounts: list[str]) -> None:
        self.ask(credit("".join(map(expense, amounts)), vendor=name))

    @rule(pick=PICK, line=st.integers(0, 1), quantity=QUANTITIES, as_bill=st.booleans(), name=st.sampled_from(VENDORS))
    def receive(self, pick: int, line: int, quantity: str, *, as_bill: bool, name: str) -> None:
        if not self.has("PurchaseOrder"):
            return
        order = self.one("PurchaseOrder", pick)
        if line >= len(order["PurchaseOrderLineRet"]):
            return
        target = tag("TxnID", order["TxnID"]) + tag("TxnLineID", order["PurchaseOrderLineRet"][line]["TxnLineID"])
        inner = tag("ItemLineAdd", tag("Quantity", quantity) + tag("LinkToTxn", target))
        self.ask(bill(inner, vendor=name) if as_bill else receipt(inner, vendor=name))

    @precondition(lambda self: self.has("PurchaseOrder"))
    @rule(pick=PICK, name=st.sampled_from(VENDORS))
    def bill_a_whole_order(self, pick: int, name: str) -> None:
        self.ask(bill("", vendor=name, head=tag("LinkToTxnID", self.one("PurchaseOrder", pick)["TxnID"])))

    @precondition(lambda self: self.has("Bill"))
    @rule(pick=PICK, paid=AMOUNTS)
    def pay_a_bill(self, pick: int, paid: str) -> None:
        found = self.one("Bill", pick)
        self.ask(pay(found, paid, vendor=found["VendorRef"]["FullName"]))

    @precondition(lambda self: self.has("Bill") and self.has("VendorCredit"))
    @rule(pick=PICK, other=PICK, applied=AMOUNTS)
    def credit_a_bill(self, pick: int, other: int, applied: str) -> None:
        found, set_ = self.one("Bill", pick), self.one("VendorCredit", other)
        rest = tag("SetCredit", tag("CreditTxnID", set_["TxnID"]) + tag("AppliedAmount", applied))
        self.ask(pay(found, "", rest=rest, vendor=found["VendorRef"]["FullName"]))

    @precondition(lambda self: self.has("Bill"))
    @rule(pick=PICK, value=AMOUNTS, keeps=st.booleans(), name=st.sampled_from(("", *VENDORS)))
    def change_a_bill(self, pick: int, value: str, *, keeps: bool, name: str) -> None:
        found = self.one("Bill", pick)
        kept = [tag("ExpenseLineMod", tag("TxnLineID", one["TxnLineID"])) for one in found["ExpenseLineRet"]]
        account = tag("AccountRef", tag("FullName", "Freight In"))
        new = tag("ExpenseLineMod", tag("TxnLineID", "-1") + account + tag("Amount", value))
        moved = tag("VendorRef", tag("FullName", name)) if name else ""
        self.ask(modify(found, moved + "".join(kept if keeps else []) + new))

    @precondition(lambda self: any(one["ItemLineRet"] for one in self.file.records("Bill")))
    @rule(pick=PICK, quantity=QUANTITIES)
    def change_what_was_received(self, pick: int, quantity: str) -> None:
        linked = [one for one in self.file.records("Bill") if one["ItemLineRet"]]
        found = linked[pick % len(linked)]
        lines = "".join(
            tag("ItemLineMod", tag("TxnLineID", one["TxnLineID"]) + tag("Quantity", quantity))
            for one in found["ItemLineRet"]
        )
        self.ask(modify(found, lines))

    @rule(kind=st.sampled_from((*OWED, "BillPaymentCheck", "PurchaseOrder")), pick=PICK, voids=st.booleans())
    def take_out(self, kind: str, pick: int, *, voids: bool) -> None:
        if self.has(kind) and not (voids and kind == "PurchaseOrder"):
            verb = "TxnVoid" if voids else "TxnDel"
            inner = tag(f"{verb}Type", kind) + tag("TxnID", self.one(kind, pick)["TxnID"])
            assert self.ask(tag(f"{verb}Rq", inner)).get("statusCode") == "0"

    @invariant()
    def vendors_are_owed_what_their_transactions_say(self) -> None:
        for one in self.file.records("Vendor"):
            owed = Decimal(0)
            for kind, (key, sign) in OWED.items():
                there = self.file.transactions[kind]
                owed += sum(
                    (sign * amount(there.get(id_) or {}, key) for id_ in there.having("entity", one["ListID"])),
                    Decimal(0),
                )
            paid = self.file.transactions["BillPaymentCheck"]
            owed -= sum(
                (amount(paid.get(id_) or {}, "Amount") for id_ in paid.having("entity", one["ListID"])), Decimal(0)
            )
            assert Decimal(one["Balance"]) == owed

    @invariant()
    def debits_are_credits_and_payables_are_what_is_owed(self) -> None:
        for kind in (*OWED, "BillPaymentCheck"):
            for record in self.file.records(kind):
                assert sum(debit for _, debit in entries(self.file, kind, record)) == 0
        payable = self.file.find("Account", {"FullName": "Accounts Payable"})
        assert payable is not None
        assert Decimal(payable["Balance"]) == sum(Decimal(one["Balance"]) for one in self.file.records("Vendor"))

    @invariant()
    def orders_have_received_what_is_linked_to_them(self) -> None:
        for order in self.file.records("PurchaseOrder"):
            for line in order["PurchaseOrderLineRet"]:
                linked = [one for one in self.file.links.to(order["TxnID"]) if one.target_line == line["TxnLineID"]]
                assert amount(line, "ReceivedQuantity") == sum(one.received for one in linked)
            is_all = all(
                amount(one, "ReceivedQuantity") >= amount(one, "Quantity") for one in order["PurchaseOrderLineRet"]
            )
            assert order["IsFullyReceived"] == ("true" if is_all else "false")

    @invariant()
    def bills_are_open_by_what_was_not_paid(self) -> None:
        for one in self.file.records("Bill"):
            settled = sum(link.paid for link in self.file.links.to(one["TxnID"]))
            assert amount(one, "OpenAmount") == amount(one, "AmountDue") - settled
            assert (one["IsPaid"] == "true") == (amount(one, "OpenAmount") <= 0)

    @invariant()
    def no_link_leads_nowhere(self) -> None:
        for link in self.file.links:
            for kind, id_ in ((link.source_kind, link.source), (link.target_kind, link.target)):
                assert self.file.transactions[kind].get(id_) is not None

    def teardown(self) -> None:
        with TemporaryDirectory() as folder:
            path = Path(folder) / "company.json"
            save(self.file, path)
            assert document(load(path)) == document(self.file)


TestBooks = Books.TestCase
TestBooks.settings = settings(max_examples=25, stateful_step_count=25, deadline=None)
