"""What people do in QuickBooks' windows: each with its effect on ids, sequences and times."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from scenarios.clock import SimClock
from simulators.qbwc import CompanyFile, NotOnScreen, Person, Refusal, copied, restore
from simulators.qbwc.disk import document, read_document
from tests.simulators.qbwc.conftest import Ask
from tests.simulators.qbwc.requests import bill, first, said, tag

Do = Callable[[Person], object]


@pytest.fixture
def person(file: CompanyFile, clock: SimClock, ask: Ask) -> Person:
    """Ann, a minute after a bill was entered by an application."""
    ask(bill())
    clock.sleep(60)
    return Person(file, clock.now())


# what is done, to which record, whether its EditSequence and its TimeModified move
DEEDS: list[tuple[Do, str, bool, bool]] = [
    (lambda ann: ann.edit("Bill", "AC-1", Memo="m"), "Bill", True, True),
    (lambda ann: ann.edit("PurchaseOrder", "49", Memo="m"), "PurchaseOrder", True, True),
    (lambda ann: ann.edit_vendor("Acme", Phone="1"), "Vendor", True, True),
    (lambda ann: ann.rename("Vendor", "Acme", "Acme Inc"), "Vendor", True, True),
    (lambda ann: ann.rename("Vendor", "Acme", "Acme Inc"), "Bill", False, False),
    (lambda ann: ann.set_active("Vendor", "Acme", is_active=False), "Vendor", True, True),
    (lambda ann: ann.set_active("Vendor", "Acme", is_active=False), "Bill", False, False),
    (lambda ann: ann.void("Bill", "AC-1"), "Bill", True, True),
    (lambda ann: ann.void("Bill", "AC-1"), "Vendor", False, True),
    (lambda ann: ann.delete("Bill", "AC-1"), "Vendor", False, True),
    (lambda ann: ann.pay("AC-1"), "Bill", True, True),
    (lambda ann: ann.pay("AC-1"), "Vendor", False, True),
    (lambda ann: ann.pay("AC-1", discount="1.00", check="7", kind="BillPaymentCreditCard"), "Bill", True, True),
    (lambda ann: (ann.enter_credit("Acme", "CR", "1.00"), ann.set_credit("AC-1", "CR")), "Bill", True, True),
    (lambda ann: ann.add_account("Couriers"), "Bill", False, False),
    (lambda ann: ann.receive("49", "3"), "PurchaseOrder", True, True),
    (lambda ann: ann.close_order("49"), "PurchaseOrder", True, True),
    (lambda ann: ann.enter_bill("Acme", "X", "1.00"), "Vendor", False, True),
    (lambda ann: ann.enter_bill("Acme", "X", "1.00"), "Bill", False, False),
    (lambda ann: ann.close_period("2026-01-31"), "Bill", False, False),
    (lambda ann: ann.open_window("Bill", "AC-1"), "Bill", False, False),
]


@pytest.mark.parametrize(("do", "kind", "sequence", "time"), DEEDS)
def test_a_deed_moves_what_it_moves(
    person: Person, file: CompanyFile, do: Do, kind: str, *, sequence: bool, time: bool
) -> None:
    before = first(file, kind)
    do(person)
    after = first(file, kind)
    key = "ListID" if "ListID" in before else "TxnID"
    assert after[key] == before[key], "an id never changes"
    assert (after["EditSequence"] != before["EditSequence"]) is sequence
    assert (after["TimeModified"] != before["TimeModified"]) is time
    assert after["TimeCreated"] == before["TimeCreated"]


@pytest.mark.parametrize(("value", "moves"), [("stay", False), ("move", True)])
def test_a_merged_vendor_is_gone_and_its_bills_are_the_other_s(
    person: Person, file: CompanyFile, ask: Ask, value: str, *, moves: bool
) -> None:
    file.assumed.choose("merge_times", value)
    gone, kept = file.records("Vendor")
    before = first(file, "Bill")
    person.merge("Vendor", "Acme", "Bay Plumbing")
    (left,) = file.records("Vendor")
    assert (left["ListID"], left["Balance"]) == (kept["ListID"], "10.00")
    assert left["EditSequence"] != kept["EditSequence"]
    after = first(file, "Bill")
    assert after["VendorRef"] == {"ListID": kept["ListID"], "FullName": "Bay Plumbing"}
    assert after["EditSequence"] == before["EditSequence"]
    assert (after["TimeModified"] != before["TimeModified"]) is moves
    deleted = ask("<ListDeletedQueryRq><ListDelType>Vendor</ListDelType></ListDeletedQueryRq>")[0]
    assert [one.findtext("ListID") for one in deleted] == [gone["ListID"]]


def test_people_are_refused_as_applications_are(person: Person, file: CompanyFile) -> None:
    deeds: list[tuple[Do, int]] = [
        (lambda ann: ann.rename("Vendor", "Acme", "Bay Plumbing"), 3100),
        (lambda ann: ann.delete_record("Vendor", "Acme"), 3160),
        (lambda ann: ann.pay("AC-1", "11.00"), 3210),
    ]
    before = document(file)
    for do, code in deeds:
        with pytest.raises(Refusal) as refused:
            do(person)
        assert refused.value.status.code == code
    assert document(file)["lists"] == before["lists"]


def test_a_deed_that_is_refused_leaves_nothing_behind(person: Person, file: CompanyFile) -> None:
    """The credit card account that a payment would have needed is not there either."""
    before = document(file)
    with pytest.raises(Refusal):
        person.pay("AC-1", "11.00", kind="BillPaymentCreditCard")
    with pytest.raises(NotOnScreen, match="cannot be merged into itself"):
        person.merge("Vendor", "Acme", "acme")
    person.receive("49")
    after = document(file)
    with pytest.raises(NotOnScreen, match="has nothing left to receive"):
        person.receive("49")
    assert before != after == document(file)


def test_other_lists_are_merged_too(person: Person, file: CompanyFile) -> None:
    total = person.merge("Account", "Office Supplies", "Professional Fees")
    assert (total["Balance"], total["TotalBalance"]) == ("10.00", "10.00")
    assert first(file, "Bill")["ExpenseLineRet"][0]["AccountRef"]["FullName"] == "Professional Fees"
    assert document(read_document(document(file))) == document(file)


def test_what_was_asked_before_a_backup_is_remembered(person: Person, file: CompanyFile) -> None:
    asked = set(file.assumed.asked)
    backup = copied(file)
    file.assumed.holds("latency", "drawn")
    restore(file, backup)
    assert file.assumed.asked >= {*asked, "latency"}


def test_who_looks_for_what_is_not_there_is_told_so(person: Person) -> None:
    with pytest.raises(NotOnScreen, match="there is no Bill “none”"):
        person.delete("Bill", "none")
    with pytest.raises(NotOnScreen, match="there is no Vendor “Nobody”"):
        person.edit_vendor("Nobody", Phone="1")


def test_a_restored_backup_takes_back_everything_since_and_gives_the_ids_again(
    person: Person, file: CompanyFile, ask: Ask, clock: SimClock
) -> None:
    backup, before = copied(file), document(file)
    (second,) = (ask(bill(number="AC-2"))[0][0].findtext("TxnID", ""),)
    assert said(ask(tag("BillQueryRq", tag("TxnID", second))))[0] == "0"
    restore(file, backup)
    assert document(file) == before
    assert said(ask(tag("BillQueryRq", tag("TxnID", second))))[0] == "500"
    again = ask(bill(number="AC-3"))[0][0].findtext("TxnID", "")
    assert again == second, "in the same second even the very same id"
    assert document(copied(backup)) == before, "a backup can be restored twice"


def test_a_copied_file_goes_its_own_way(person: Person, file: CompanyFile, ask: Ask) -> None:
    copy = copied(file)
    ask(bill(number="AC-2"))
    assert (len(file.records("Bill")), len(copy.records("Bill"))) == (2, 1)
    assert [one["DataExtValue"] for one in copy.extensions] == [one["DataExtValue"] for one in file.extensions]


@pytest.mark.parametrize("how", ["listed", "silent"])
def test_an_item_receipt_becomes_the_bill_with_its_lines_and_what_it_received(
    person: Person, file: CompanyFile, how: str
) -> None:
    file.assumed.choose("billed_receipt", how)
    receipt = person.receive("49", "3")
    file.put("ItemReceipt", {**receipt, "RefNumber": "R-1", "Memo": "by truck"})
    made = person.bill_received("R-1", "AC-9")
    assert (made["RefNumber"], made["Memo"], made["AmountDue"]) == ("AC-9", "by truck", receipt["TotalAmount"])
    assert file.records("ItemReceipt") == []
    (line,) = first(file, "PurchaseOrder")["PurchaseOrderLineRet"]
    assert (line["ReceivedQuantity"], line["UnbilledQuantity"]) == ("3", "0")
    assert [one["TxnID"] for one in file.deleted] == ([receipt["TxnID"]] if how == "listed" else [])


@pytest.mark.parametrize("alone", ["linked", "paid"])
def test_a_credit_settles_a_bill_as_far_as_both_go(person: Person, file: CompanyFile, alone: str) -> None:
    file.assumed.choose("credit_alone", alone)
    whole = first(file, "Bill")["AmountDue"]
    person.enter_credit("Acme", "CR-1", "5.00")
    person.set_credit("AC-1", "CR-1")
    person.pay("AC-1", discount="2.00", check="9")
    bill_ = first(file, "Bill")
    assert (bill_["IsPaid"], bill_["OpenAmount"]) == ("true", "0.00")
    paid = [one["Amount"] for one in file.records("BillPaymentCheck")]
    assert paid[-1] == f"{float(whole) - 7:.2f}"
    assert len(paid) == (1 if alone == "linked" else 2)
    person.delete("BillPaymentCheck", "9")
    assert first(file, "Bill")["OpenAmount"] == f"{float(whole) - 5:.2f}"
    with pytest.raises(Refusal):
        person.set_credit("AC-1", "CR-1", "1.00")
