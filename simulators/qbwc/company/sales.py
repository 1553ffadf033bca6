"""Invoices and sales orders of the simplest kind: lines of items, without links, credits, groups or sales tax."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from simulators.qbwc.company import currency, guards, lines, orders
from simulators.qbwc.company.arithmetic import due, line_amounts, total
from simulators.qbwc.company.entry import special
from simulators.qbwc.company.file import ITEMS, CompanyFile
from simulators.qbwc.company.ledger import SALES, UNCATEGORIZED_INCOME, sold_part
from simulators.qbwc.company.record import Record, amount, boolean, money
from simulators.qbwc.company.references import named, resolved, target
from simulators.qbwc.statuses import Refusal

RECEIVABLE = "AccountsReceivable"
PRINTED = {"IsToBePrinted": "false", "IsToBeEmailed": "false"}
UNTAXED = {"SalesTaxPercentage": "0.00", "SalesTaxTotal": "0.00"}
FROM_CUSTOMER = ("BillAddress", "ShipAddress", "TermsRef")
NOT_POSITIVE = "Transaction amount must be positive."


def add(file: CompanyFile, kind: str, given: Record, now: datetime) -> Record:
    """The invoice or sales order as it was saved."""
    guards.unique_guid(file, kind, given)
    lines.refuse_groups(given, kind)
    _refuse_links(given)
    given_lines = given.get(f"{kind}LineAdd", [])
    head = {key: value for key, value in given.items() if not key.startswith(f"{kind}Line")}
    fields = resolved(file, head, kind)
    customer = target(file, "CustomerRef", given["CustomerRef"], kind)
    day = given.get("TxnDate") or file.today(now)
    guards.period_open_for_add(file, kind, day)
    guards.related_free(file, customer["ListID"])
    #: Addresses and terms that are not given are the customer's. [Intuit's listing: InvoiceAdd]
    usual = {key: customer[key] for key in FROM_CUSTOMER if customer.get(key)}
    sold = [_line(file, one, kind) for one in given_lines]
    record = {
        **orders.header(file, now),
        **PRINTED,
        **UNTAXED,
        **usual,
        **fields,
        "TxnDate": day,
        "Subtotal": money(_positive(total(sold))),
        SALES[kind]: [lines.with_id(file, one, now) for one in sold],
        **currency.of(file, customer, fields),
    }
    record["DueDate"] = fields.get("DueDate") or due(day, orders.terms_of(file, record) or {}, 0)
    record |= _of_invoice(file, given, now) if kind == "Invoice" else _of_order(record)
    record = settled(kind, record)
    file.put(kind, record)
    return record


def _positive(whole: Decimal) -> Decimal:
    if whole < 0:
        #: An invoice or sales order of less than nothing is refused with 3210. [Intuit's table: invalid value]
        raise Refusal(3210, "Subtotal", money(whole), NOT_POSITIVE)
    return whole


def _refuse_links(given: Record) -> None:
    for txn_id in (*given.get("LinkToTxnID", []), *(one["CreditTxnID"] for one in given.get("SetCredit", []))):
        #: Estimates and credit memos are of kinds that this file does not have: 3120. [the status: Intuit's table; that
        #: there are none: this file's]
        raise Refusal(3120, txn_id)


def _of_invoice(file: CompanyFile, given: Record, now: datetime) -> Record:
    wanted = given.get("ARAccountRef")
    account = target(file, "ARAccountRef", wanted, "Invoice") if wanted and named(wanted) else None
    #: ARAccountRef is filled in: the company's own accounts receivable account. [Intuit's listing: InvoiceRet]
    own = account or special(file, RECEIVABLE, now)
    special(file, UNCATEGORIZED_INCOME, now)
    return {
        "ARAccountRef": {"ListID": own["ListID"], "FullName": own["FullName"]},
        "IsPending": given.get("IsPending", "false"),
        "IsFinanceCharge": given.get("IsFinanceCharge", "false"),
    }


def _of_order(record: Record) -> Record:
    closed = {"IsManuallyClosed": "false"}
    made = [{**line, "Invoiced": "0", **closed} for line in record[SALES["SalesOrder"]]]
    return {"IsFullyInvoiced": "false", **closed, SALES["SalesOrder"]: made}


def settled(kind: str, record: Record) -> Record:
    """What is open of an invoice, which nothing here pays; the total of an order."""
    whole = amount(record, "Subtotal")
    if kind == "SalesOrder":
        return {**record, "TotalAmount": money(whole)}
    #: An invoice of nothing is paid from the start. [Intuit's listing: IsPaid]
    return {**record, "AppliedAmount": "0.00", "BalanceRemaining": money(whole), "IsPaid": boolean(whole <= 0)}


def _line(file: CompanyFile, given: Record, kind: str) -> Record:
    fields = resolved(file, given, f"{kind} line")
    item = file.find(ITEMS, fields["ItemRef"]) if fields.get("ItemRef") else None
    if item is None and not {"Quantity", "Rate", "Amount"} & fields.keys():
        return fields  # a line of text
    part = sold_part(item or {})
    #: A line without a rate takes the item's price, without a description the item's. [Intuit's listing:
    #: InvoiceLineAdd]
    each = amount(part, "SalesPrice") or amount(part, "Price")
    described = fields.get("Desc") or part.get("SalesDesc") or part.get("Desc") or ""
    amounts = line_amounts(fields, "Rate", each)
    return lines.storable({**fields, **({"Desc": described} if described else {}), **amounts})


def on_order(file: CompanyFile) -> dict[str, Decimal]:
    """What is open of each item on sales orders, by its ListID."""
    found: dict[str, Decimal] = {}
    for order in file.transactions["SalesOrder"]:
        for line in order[SALES["SalesOrder"]]:
            item = (line.get("ItemRef") or {}).get("ListID", "")
            found[item] = found.get(item, Decimal(0)) + amount(line, "Quantity") - amount(line, "Invoiced")
    return found
