"""Deleting and voiding transactions, deleting list records, and the lists of what was deleted."""

from __future__ import annotations

import pytest

from scenarios.clock import SimClock
from simulators.qbwc import CompanyFile, vendor
from tests.simulators.qbwc.conftest import Ask
from tests.simulators.qbwc.requests import bill, credit, expense, first, modify, pay, receipt, received, said, tag

DAY = 86_400


def delete(file: CompanyFile, kind: str) -> str:
    return tag("TxnDelRq", tag("TxnDelType", kind) + tag("TxnID", first(file, kind)["TxnID"]))


def void(file: CompanyFile, kind: str) -> str:
    return tag("TxnVoidRq", tag("TxnVoidType", kind) + tag("TxnID", first(file, kind)["TxnID"]))


def delete_list(kind: str, list_id: str) -> str:
    return tag("ListDelRq", tag("ListDelType", kind) + tag("ListID", list_id))


def test_a_deleted_bill_is_gone_from_queries_and_among_the_deleted(
    ask: Ask, file: CompanyFile, clock: SimClock
) -> None:
    ask(bill(), bill(number="AC-2"), credit())
    there = first(file, "Bill")
    clock.sleep(60)
    gone = ask(delete(file, "Bill"))[0]
    assert [one.tag for one in gone] == ["TxnDelType", "TxnID", "TimeDeleted", "RefNumber"]
    ask(delete(file, "VendorCredit"), delete(file, "Bill"))
    assert said(ask(tag("BillQueryRq", tag("TxnID", there["TxnID"]))))[0] == "500"
    asked = "<TxnDeletedQueryRq><TxnDelType>Bill</TxnDelType><TxnDelType>VendorCredit</TxnDelType></TxnDeletedQueryRq>"
    found = ask(asked)[0]
    assert [one.findtext("RefNumber") for one in found] == ["AC-1", "AC-2", "CR-1"], "by type, then by time"
    assert [one.tag for one in found[0]] == ["TxnDelType", "TxnID", "TimeCreated", "TimeDeleted", "RefNumber"]
    assert first(file, "Vendor")["Balance"] == "0.00"


def test_the_deleted_go_back_ninety_days(ask: Ask, file: CompanyFile, clock: SimClock) -> None:
    ask(bill())
    ask(delete(file, "Bill"))
    asked = "<TxnDeletedQueryRq><TxnDelType>Bill</TxnDelType>{}</TxnDeletedQueryRq>"
    clock.sleep(89 * DAY)
    assert len(ask(asked.format(""))[0]) == 1
    since = tag("DeletedDateRangeFilter", tag("FromDeletedDate", "2026-01-16"))
    assert said(ask(asked.format(since)))[0] == "1"
    until = tag("DeletedDateRangeFilter", tag("ToDeletedDate", "2026-01-15"))
    assert len(ask(asked.format(until))[0]) == 1
    clock.sleep(2 * DAY)
    assert said(ask(asked.format("")))[0] == "1"


@pytest.mark.parametrize("kind", ["Bill", "VendorCredit", "ItemReceipt", "BillPaymentCheck"])
def test_what_is_voided_stays_with_nothing_in_it(ask: Ask, file: CompanyFile, clock: SimClock, kind: str) -> None:
    """qubesync, QuickBooks 24.0: amounts and quantities at zero, “VOID:” before the memo, read back as paid."""
    ask(bill(expense("4.00") + received(file, "1")), credit(), receipt(received(file, "1")))
    ask(pay(first(file, "Bill"), "1.00"))
    before = first(file, kind)
    clock.sleep(5)
    answer = ask(void(file, kind))[0]
    assert [one.tag for one in answer][:4] == ["TxnVoidType", "TxnID", "TimeCreated", "TimeModified"]
    after = first(file, kind)
    assert after["Memo"].startswith("VOID:")
    assert after["EditSequence"] != before["EditSequence"]
    amounts = {one["Amount"] for name in ("ExpenseLineRet", "ItemLineRet") for one in after.get(name, ())}
    assert amounts <= {"0.00"}
    assert after.get("IsPaid", "true") == "true"
    assert file.links.of(after["TxnID"]) == []
    ask(void(file, kind))
    assert first(file, kind)["Memo"].count("VOID:") == 1


def test_an_order_cannot_be_voided_but_deleted_and_then_its_bill_stands_alone(ask: Ask, file: CompanyFile) -> None:
    ask(bill(received(file, "1")))
    assert said(ask(delete(file, "PurchaseOrder")))[0] == "0"
    linked = ask("<BillQueryRq><IncludeLinkedTxns>true</IncludeLinkedTxns></BillQueryRq>")[0][0]
    assert linked.find("LinkedTxn") is None
    there = first(file, "Bill")
    kept = tag("TxnLineID", there["ItemLineRet"][0]["TxnLineID"])
    assert said(ask(modify(there, tag("ItemLineMod", kept + tag("Quantity", "3")))))[0] == "0"


def test_list_records_are_deleted_in_single_user_mode_and_when_nothing_refers_to_them(
    ask: Ask, file: CompanyFile, clock: SimClock
) -> None:
    unused = vendor(file, "Unused", clock.now())
    assert said(ask(delete_list("Vendor", unused["ListID"])))[0] == "3162"
    file.mode = "SingleUser"
    used = first(file, "Vendor")
    gone = ask(delete_list("Vendor", unused["ListID"]), delete_list("Vendor", used["ListID"]))
    assert [said(gone, place)[0] for place in range(2)] == ["0", "3160"]
    assert [one.tag for one in gone[0]] == ["ListDelType", "ListID", "TimeDeleted", "FullName"]
    assert said(ask(delete_list("Vendor", unused["ListID"])))[0] == "3120"
    found = ask("<ListDeletedQueryRq><ListDelType>Vendor</ListDelType></ListDeletedQueryRq>")[0]
    assert [one.findtext("FullName") for one in found] == ["Unused"]
    assert said(ask(tag("VendorQueryRq", tag("ListID", unused["ListID"]))))[0] == "3120"


def test_a_kind_this_file_does_not_hold_has_nothing_to_delete(ask: Ask, file: CompanyFile) -> None:
    file.mode = "SingleUser"
    gone = tag("TxnDelRq", tag("TxnDelType", "Invoice") + tag("TxnID", "1-1"))
    assert [said(ask(one))[0] for one in (gone, delete_list("ShipMethod", "8000-1"))] == ["3120", "3120"]


def test_an_order_without_a_vendor_is_deleted_like_any_other(ask: Ask, file: CompanyFile) -> None:
    line = tag("PurchaseOrderLineAdd", tag("Desc", "something"))
    added = ask(tag("PurchaseOrderAddRq", tag("PurchaseOrderAdd", line)))[0][0].findtext("TxnID") or ""
    assert said(ask(tag("TxnDelRq", tag("TxnDelType", "PurchaseOrder") + tag("TxnID", added))))[0] == "0"
    assert [one["TxnID"] for one in file.deleted] == [added]
