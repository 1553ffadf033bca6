"""Data extensions: defined, added, changed, deleted, and shown to who asks for their owner."""

from __future__ import annotations

from typing import Any

import pytest

from scenarios.clock import SimClock
from simulators.qbwc import CompanyFile
from tests.simulators.qbwc.conftest import Ask
from tests.simulators.qbwc.requests import bill, expense, first, said, tag

OWNER = "{11111111-2222-3333-4444-555555555555}"
COMPANY = tag("OtherDataExtType", "Company")


def define(owner: str = OWNER, name: str = "Mark") -> str:
    inner = tag("OwnerID", owner) + tag("DataExtName", name) + tag("DataExtType", "STR255TYPE")
    return tag("DataExtDefAddRq", tag("DataExtDefAdd", inner + tag("AssignToObject", "Company", "Vendor", "Bill")))


def write(verb: str, on: str, value: str = "", name: str = "Mark") -> str:
    inner = tag("OwnerID", OWNER) + tag("DataExtName", name) + on + tag("DataExtValue", value)
    return tag(f"DataExt{verb}Rq", tag(f"DataExt{verb}", inner))


def on_list(record: dict[str, Any]) -> str:
    return tag("ListDataExtType", "Vendor") + tag("ListObjRef", tag("ListID", record["ListID"]))


def on_txn(record: dict[str, Any], line: str = "") -> str:
    return tag("TxnDataExtType", "Bill") + tag("TxnID", record["TxnID"]) + tag("TxnLineID", line)


def shown(ask: Ask, query: str) -> list[str | None]:
    return [one.findtext("DataExtValue") for one in ask(query)[0][0].iter("DataExtRet")]


def test_a_definition_is_added_once_and_found_by_owner_or_object(ask: Ask) -> None:
    """QWCLog of an installation, 2025: asked for before it is there, it is status 1."""
    asked = tag("DataExtDefQueryRq", tag("OwnerID", OWNER))
    assert said(ask(asked))[0] == "1"
    assert ask(define())[0][0].findtext("DataExtID") == "1"
    assert said(ask(define()))[0] == "3180"
    assert ask(asked)[0][0].findtext("DataExtName") == "Mark"
    assert said(ask("<DataExtDefQueryRq><AssignToObject>Vendor</AssignToObject></DataExtDefQueryRq>"))[0] == "0"
    assert said(ask("<DataExtDefQueryRq><AssignToObject>Check</AssignToObject></DataExtDefQueryRq>"))[0] == "1"


@pytest.mark.parametrize("where", ["company", "vendor", "bill", "line"])
def test_a_value_is_added_changed_and_deleted_wherever_it_hangs(
    ask: Ask, file: CompanyFile, clock: SimClock, where: str
) -> None:
    ask(define(), bill())
    there = first(file, "Bill")
    on, asked = {
        "company": (COMPANY, tag("CompanyQueryRq", tag("OwnerID", OWNER))),
        "vendor": (on_list(first(file, "Vendor")), tag("VendorQueryRq", tag("OwnerID", OWNER))),
        "bill": (on_txn(there), tag("BillQueryRq", tag("OwnerID", OWNER))),
        "line": (
            on_txn(there, there["ExpenseLineRet"][0]["TxnLineID"]),
            tag("BillQueryRq", tag("IncludeLineItems", "true") + tag("OwnerID", OWNER)),
        ),
    }[where]
    clock.sleep(9)
    assert ask(write("Add", on, "1"))[0][0].findtext("DataExtType") == "STR255TYPE"
    assert said(ask(write("Add", on, "2")))[0] == "3180"
    assert shown(ask, asked) == ["1"]
    assert shown(ask, asked.replace(OWNER, "0")) == []
    ask(write("Mod", on, "3"))
    assert shown(ask, asked) == ["3"]
    gone = ask(write("Del", on))
    assert gone[0][0].findtext("TimeDeleted")
    assert shown(ask, asked) == []
    if where in ("bill", "line"):
        assert first(file, "Bill")["EditSequence"] != there["EditSequence"]


@pytest.mark.parametrize("code", ["3120", "3180"])
def test_what_is_not_there_cannot_be_changed_or_deleted(ask: Ask, file: CompanyFile, code: str) -> None:
    file.assumed.choose("orphan_extension", code)
    ask(define())
    answer = ask(write("Mod", COMPANY, "1"), write("Del", COMPANY))
    assert [said(answer, place)[0] for place in range(2)] == [code, code]


def test_a_value_needs_its_definition_and_something_to_hang_on(ask: Ask, file: CompanyFile) -> None:
    ask(define(), bill())
    there = first(file, "Bill")
    assert said(ask(write("Add", COMPANY, "1", "Other")))[0] == "3120"
    for on in (on_txn({"TxnID": "FF-1"}), on_txn(there, "FE-1"), on_list({"ListID": "8000001B-1"})):
        assert said(ask(write("Add", on, "1")))[0] == "3120"


def test_a_line_can_bring_its_values_with_it(ask: Ask, file: CompanyFile) -> None:
    ask(define("0", "Lot"))
    value = tag("DataExt", "<OwnerID>0</OwnerID><DataExtName>lot</DataExtName><DataExtValue>7</DataExtValue>")
    assert said(ask(bill(expense("1.00", rest=value))))[0] == "0"
    assert shown(ask, "<BillQueryRq><IncludeLineItems>1</IncludeLineItems><OwnerID>0</OwnerID></BillQueryRq>") == ["7"]
    unknown = value.replace("lot", "none")
    assert said(ask(bill(expense("1.00", rest=unknown))))[0] == "3120"
    assert len(file.records("Bill")) == 1


def test_a_value_may_be_empty_but_not_too_long_nor_on_a_transaction_of_another_kind(
    ask: Ask, file: CompanyFile
) -> None:
    ask(define(), define("0", "Lot"), bill())
    value = tag("DataExt", "<OwnerID>0</OwnerID><DataExtName>Lot</DataExtName><DataExtValue></DataExtValue>")
    ret = ask(bill(expense("1.00", rest=value)))
    assert said(ret)[0] == "0"
    assert said(ask(write("Add", COMPANY, "x" * 256)))[0] == "3070"
    order = first(file, "PurchaseOrder")
    assert said(ask(write("Add", on_txn(order), "1")))[0] == "3120"
    assert said(ask(write("Add", on_txn({"TxnID": "none"}), "1")))[0] == "3000"
