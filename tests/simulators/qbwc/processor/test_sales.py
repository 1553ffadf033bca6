"""What strangers try first: customers, classes, invoices and sales orders of the simplest kind, and what is not played."""

from __future__ import annotations

from typing import Any

import pytest
from lxml import etree

from simulators.qbwc import CompanyFile, Hresult
from simulators.qbwc.processor.processor import HANDLERS
from simulators.qbwc.processor.schema import messages, requests
from tests.simulators.qbwc.conftest import Ask
from tests.simulators.qbwc.requests import first, named, said, tag, text


def customer(name: str = "Blue Heron", rest: str = "") -> str:
    return tag("CustomerAddRq", tag("CustomerAdd", tag("Name", name) + rest))


def change(kind: str, record: dict[str, Any], inner: str) -> str:
    head = tag("ListID", record["ListID"]) + tag("EditSequence", record["EditSequence"])
    return tag(f"{kind}ModRq", tag(f"{kind}Mod", head + inner))


def sale(kind: str, *lines: str, head: str = "") -> str:
    body = named("CustomerRef", "Blue Heron") + tag("TxnDate", "2026-01-12") + tag("RefNumber", "S-1") + head
    return tag(f"{kind}AddRq", tag(f"{kind}Add", body + "".join(tag(f"{kind}LineAdd", line) for line in lines)))


REAGENTS = named("ItemRef", "Reagents") + tag("Quantity", "3") + tag("Rate", "41.25")


def field(answer: etree._Element, path: str) -> str | None:
    return answer[0][0].findtext(path)


def test_a_customer_is_added_changed_and_moved(ask: Ask, file: CompanyFile) -> None:
    address = tag("BillAddress", tag("Addr1", "1 Main St") + tag("City", "Portland"))
    added = ask(customer(rest=tag("CompanyName", "Blue Heron Ltd") + address))
    assert (said(added), field(added, "JobStatus"), field(added, "Balance")) == (("0", "Info"), "None", "0.00")
    assert field(added, "BillAddressBlock/Addr2") == "Portland"
    ask(customer("Roof", named("ParentRef", "Blue Heron")))
    changed = ask(change("Customer", first(file, "Customer"), tag("Name", "Grey Heron")))
    assert field(changed, "FullName") == "Grey Heron"
    assert [one["FullName"] for one in file.records("Customer")] == ["Grey Heron", "Grey Heron:Roof"]
    ask(customer("Stork"))
    moved = ask(change("Customer", file.records("Customer")[1], named("ParentRef", "Stork")))
    assert (field(moved, "FullName"), field(moved, "Sublevel")) == ("Stork:Roof", "1")
    stale = ask(change("Customer", {**first(file, "Customer"), "EditSequence": "1"}, tag("Name", "x")))
    assert said(stale) == ("3200", "Error")
    assert said(ask(customer("Stork"))) == ("3100", "Error")


def test_a_class_is_changed(ask: Ask, file: CompanyFile) -> None:
    ask(tag("ClassAddRq", tag("ClassAdd", tag("Name", "East"))))
    answer = ask(change("Class", first(file, "Class"), tag("Name", "West") + tag("IsActive", "false")))
    assert (field(answer, "Name"), field(answer, "IsActive")) == ("West", "false")


def test_an_invoice_is_owed_by_its_customer_and_found_again(ask: Ask, file: CompanyFile) -> None:
    ask(customer(rest=named("TermsRef", "Net 30")), customer("Roof", named("ParentRef", "Blue Heron")))
    added = ask(sale("Invoice", REAGENTS, tag("Desc", "Thank you")))
    assert said(added) == ("0", "Info"), text(added)
    shown = {
        path: field(added, path) for path in ("Subtotal", "BalanceRemaining", "AppliedAmount", "IsPaid", "DueDate")
    }
    assert shown == {
        "Subtotal": "123.75",
        "BalanceRemaining": "123.75",
        "AppliedAmount": "0.00",
        "IsPaid": "false",
        "DueDate": "2026-02-11",
    }
    assert [one.findtext("Amount") for one in added[0][0].findall("InvoiceLineRet")] == ["123.75", None]
    assert (first(file, "Customer")["Balance"], first(file, "Customer")["TotalBalance"]) == ("123.75", "123.75")
    accounts = {one["FullName"]: one["Balance"] for one in file.records("Account")}
    assert (accounts["Accounts Receivable"], accounts["Cost of Goods Sold"]) == ("123.75", "-123.75")
    found = ask("<InvoiceQueryRq><RefNumber>S-1</RefNumber><IncludeLineItems>true</IncludeLineItems></InvoiceQueryRq>")
    assert field(found, "InvoiceLineRet/ItemRef/FullName") == "Reagents"
    by_customer = tag("EntityFilter", tag("FullName", "Blue Heron"))
    assert said(ask(tag("InvoiceQueryRq", by_customer))) == ("0", "Info")
    rows = ask("<TransactionQueryRq><RefNumber>S-1</RefNumber></TransactionQueryRq>")
    assert (field(rows, "TxnType"), field(rows, "Amount")) == ("Invoice", "123.75")


def test_a_voided_invoice_is_owed_by_nobody(ask: Ask, file: CompanyFile) -> None:
    ask(customer(), sale("Invoice", REAGENTS))
    ask(tag("TxnVoidRq", tag("TxnVoidType", "Invoice") + tag("TxnID", first(file, "Invoice")["TxnID"])))
    voided = first(file, "Invoice")
    assert (voided["Subtotal"], voided["BalanceRemaining"], voided["IsPaid"]) == ("0.00", "0.00", "true")
    assert {one["Balance"] for one in file.records("Customer")} == {"0.00"}
    ask(tag("TxnDelRq", tag("TxnDelType", "Invoice") + tag("TxnID", voided["TxnID"])))
    assert file.records("Invoice") == []


@pytest.mark.parametrize(
    ("inner", "code"),
    [
        (REAGENTS.replace("41.25", "-41.25"), "3210"),
        (named("ItemRef", "Nothing") + tag("Quantity", "1"), "3140"),
    ],
)
def test_an_invoice_that_cannot_be_is_refused(ask: Ask, file: CompanyFile, inner: str, code: str) -> None:
    ask(customer())
    assert said(ask(sale("Invoice", inner)))[0] == code
    assert said(ask(sale("Invoice", REAGENTS, head=tag("LinkToTxnID", "1A-1"))))[0] == "3120"
    assert file.records("Invoice") == []


def test_a_sales_order_posts_nothing_and_counts_as_on_order(ask: Ask, file: CompanyFile) -> None:
    asset = named("COGSAccountRef", "Cost of Goods Sold") + named("AssetAccountRef", "Checking")
    ask(customer(), tag("ItemInventoryAddRq", tag("ItemInventoryAdd", tag("Name", "Widget") + asset)))
    line = named("ItemRef", "Widget") + tag("Quantity", "4") + tag("Rate", "2.50")
    added = ask(sale("SalesOrder", line))
    assert (field(added, "TotalAmount"), field(added, "IsFullyInvoiced")) == ("10.00", "false")
    assert field(added, "SalesOrderLineRet/Invoiced") == "0"
    assert first(file, "Customer")["Balance"] == "0.00"
    item = ask("<ItemInventoryQueryRq />")
    assert (field(item, "QuantityOnSalesOrder"), field(item, "QuantityOnOrder")) == ("4", "0")
    assert said(ask("<SalesOrderQueryRq />")) == ("0", "Info")


def test_what_is_on_order_and_what_it_cost_is_shown_of_stock(ask: Ask, file: CompanyFile) -> None:
    start = tag("QuantityOnHand", "10") + tag("TotalValue", "40.00")
    asset = named("COGSAccountRef", "Cost of Goods Sold") + named("AssetAccountRef", "Checking")
    ask(tag("ItemInventoryAddRq", tag("ItemInventoryAdd", tag("Name", "Widget") + asset + start)))
    line = tag("PurchaseOrderLineAdd", named("ItemRef", "Widget") + tag("Quantity", "7") + tag("Rate", "1.00"))
    ask(tag("PurchaseOrderAddRq", tag("PurchaseOrderAdd", named("VendorRef", "Acme") + line)))
    bought = tag("ItemLineAdd", named("ItemRef", "Widget") + tag("Quantity", "10") + tag("Cost", "8.00"))
    ask(tag("BillAddRq", tag("BillAdd", named("VendorRef", "Acme") + bought)))
    item = ask("<ItemInventoryQueryRq />")
    names = ("QuantityOnHand", "AverageCost", "QuantityOnOrder", "QuantityOnSalesOrder")
    assert [field(item, name) for name in names] == ["20", "6.00", "7", "0"]


def test_accounts_say_how_they_stand_in_the_cash_flow(ask: Ask) -> None:
    """By their types as in 46 captured ones."""
    answer = ask("<AccountQueryRq />")
    flows = {one.findtext("Name"): one.findtext("CashFlowClassification") for one in answer[0]}
    assert flows["Accounts Payable"] == "Operating"
    assert flows["Office Supplies"] == flows["Cost of Goods Sold"] == "None"
    assert flows["Checking"] == "NotApplicable"
    assert None not in flows.values()


NOT_PLAYED = sorted(name for name in requests() if f"{name}Rq" not in messages())


def test_every_request_of_the_tables_is_among_all_that_there_are() -> None:
    played = {name.removesuffix("Rq") for name in messages() if name.endswith("Rq")}
    assert played <= set(requests())
    assert len(requests()) > 200
    assert {"ListMerge", "InvoiceMod", "CheckAdd", "GeneralSummaryReportQuery"} <= set(NOT_PLAYED)
    assert played >= set(HANDLERS)


@pytest.mark.parametrize("name", NOT_PLAYED)
def test_what_is_real_and_not_played_answers_1030_and_the_rest_of_its_set_runs(
    ask: Ask, file: CompanyFile, name: str
) -> None:
    answer = ask(
        f'<{name}Rq requestID="1"><Anything>x</Anything></{name}Rq>', "<TermsQueryRq />", on_error="continueOnError"
    )
    assert answer[0].tag == f"{name}Rs"
    assert (answer[0].get("requestID"), *said(answer)) == ("1", "1030", "Error")
    assert said(answer, 1) == ("0", "Info")


def test_or_its_whole_set_is_refused(ask: Ask, file: CompanyFile) -> None:
    file.assumed.choose("unplayed", "parse")
    with pytest.raises(Hresult) as refused:
        ask("<TermsQueryRq />", "<InvoiceModRq />")
    assert refused.value.detail == "InvoiceMod is real, but not played here"


def test_what_came_with_a_later_version_is_no_request_of_an_earlier_one(ask: Ask) -> None:
    with pytest.raises(Hresult) as refused:
        ask("<BarCodeQueryRq />", version="11.0")
    assert refused.value.detail == "BarCodeQueryRq is not a request of qbXML 11.0"
    assert said(ask("<BarCodeQueryRq />", version="12.0"))[0] == "1030"


@pytest.mark.parametrize("filters", ["", "ModifiedDateRangeFilter", "TxnDateRangeFilter"])
@pytest.mark.parametrize(("value", "code"), [("3020", "3020"), ("3030", "3030")])
def test_a_date_in_a_filter_has_bounds(ask: Ask, file: CompanyFile, filters: str, value: str, code: str) -> None:
    file.assumed.choose("filter_dates", value)
    kind = "Vendor" if not filters else "Bill"
    date = "TxnDate" if filters.startswith("Txn") else "ModifiedDate"

    def asked(end: str, day: str) -> str:
        inner = tag(f"{end}{date}", day)
        return said(ask(tag(f"{kind}QueryRq", tag(filters, inner) if filters else inner)))[0]

    for end, day in (("From", "1970-01-01"), ("To", "2038-01-01"), ("To", "9999-12-31")):
        assert asked(end, day) == code
    for end, day in (("From", "1970-01-02"), ("To", "2037-12-31")):
        assert asked(end, day) in ("0", "1")
    if date == "ModifiedDate":  # a time may be written without noughts
        assert [asked("From", "1970-1-1"), asked("To", "2037-9-1")] in ([code, "0"], [code, "1"])
