"""Requests as a client would write them, and what an answer said."""

from __future__ import annotations

from typing import Any

from lxml import etree

from simulators.qbwc import CompanyFile

HEAD = '<?xml version="1.0" encoding="utf-8"?><?qbxml version="{}"?><QBXML><QBXMLMsgsRq onError="{}"{}>{}</QBXMLMsgsRq></QBXML>'


def message(inner: str, *, version: str = "16.0", on_error: str = "continueOnError", ids: str = "") -> str:
    return HEAD.format(version, on_error, f" {ids}" if ids else "", inner)


def tag(name: str, *values: str) -> str:
    """An element for each value that is not empty."""
    return "".join(f"<{name}>{value}</{name}>" for value in values if value)


def named(name: str, full_name: str) -> str:
    return tag(name, tag("FullName", full_name))


def expense(amount: str = "10.00", account: str = "Office Supplies", rest: str = "") -> str:
    return tag("ExpenseLineAdd", named("AccountRef", account) + tag("Amount", amount) + rest)


def bill(lines: str | None = None, *, vendor: str = "Acme", number: str = "AC-1", head: str = "") -> str:
    """A BillAdd of 10.00 on office supplies unless it is told otherwise; ``head`` comes after the number."""
    body = named("VendorRef", vendor) + tag("TxnDate", "2026-01-12") + tag("RefNumber", number) + head
    inner = tag("BillAdd", body + (expense() if lines is None else lines))
    return f'<BillAddRq requestID="7">{inner}</BillAddRq>'


def credit(lines: str | None = None, *, vendor: str = "Acme", number: str = "CR-1") -> str:
    body = named("VendorRef", vendor) + tag("TxnDate", "2026-01-12") + tag("RefNumber", number)
    return tag("VendorCreditAddRq", tag("VendorCreditAdd", body + (expense() if lines is None else lines)))


def receipt(lines: str, *, vendor: str = "Acme") -> str:
    return tag("ItemReceiptAddRq", tag("ItemReceiptAdd", named("VendorRef", vendor) + lines))


def received(file: CompanyFile, quantity: str = "", amount: str = "", *, rest: str = "", line: int = 0) -> str:
    """An item line that is tied to a line of the first order."""
    order = file.records("PurchaseOrder")[0]
    target = tag("TxnID", order["TxnID"]) + tag("TxnLineID", order["PurchaseOrderLineRet"][line]["TxnLineID"])
    return tag("ItemLineAdd", rest + tag("Quantity", quantity) + tag("Amount", amount) + tag("LinkToTxn", target))


def modify(record: dict[str, Any], inner: str, kind: str = "Bill", sequence: str = "") -> str:
    """A Mod of a transaction with the EditSequence it has, or another."""
    head = tag("TxnID", record["TxnID"]) + tag("EditSequence", sequence or record["EditSequence"])
    return tag(f"{kind}ModRq", tag(f"{kind}Mod", head + inner))


def pay(bill: dict[str, Any], amount: str = "", *, rest: str = "", vendor: str = "Acme") -> str:
    applied = tag("AppliedToTxnAdd", tag("TxnID", bill["TxnID"]) + tag("PaymentAmount", amount) + rest)
    body = named("PayeeEntityRef", vendor) + named("BankAccountRef", "Checking") + tag("IsToBePrinted", "true")
    return tag("BillPaymentCheckAddRq", tag("BillPaymentCheckAdd", body + applied))


def said(answer: etree._Element, place: int = 0) -> tuple[str, str]:
    return answer[place].get("statusCode", ""), answer[place].get("statusSeverity", "")


def text(answer: etree._Element, place: int = 0) -> str:
    return answer[place].get("statusMessage", "")


def first(file: CompanyFile, kind: str) -> dict[str, Any]:
    return file.records(kind)[0]
