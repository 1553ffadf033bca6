"""
Purchase orders, bills and vendor credits: how they are saved, linked and received.

  rule                                                              source
  header takes one number, a hidden line the next, lines follow      13 of 13 captured transactions
  DueDate without terms: TxnDate + DaysBillsAreDue                   captured (s48 with s61)
  with terms: TxnDate + StdDueDays                                   conductor
  quantity and amount given: cost is amount / quantity               conductor
  quantity and cost given: amount is their product                   conductor
  LinkToTxn: the item comes from the order's line                    Intuit's linking tutorial
  the vendor of a linked bill must be the order's                    conductor
  linking raises ReceivedQuantity; all received: IsFullyReceived     Intuit's listing; conductor
  TimeModified and EditSequence of a linked order move               assumed: no capture shows it
  a posting moves the vendor's balance and TimeModified only         captured (10 objects)
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from simulators.qbwc.company import stamps
from simulators.qbwc.company.file import CompanyFile, Record, ref

CENT = Decimal("0.01")


def money(value: Decimal) -> str:
    return f"{value.quantize(CENT, ROUND_HALF_UP):.2f}"


def number(value: Decimal) -> str:
    """Up to five decimals, without trailing zeros."""
    return f"{value.quantize(Decimal('0.00001'), ROUND_HALF_UP).normalize():f}"


def price(value: Decimal) -> str:
    """At least two decimals, at most five."""
    text = number(value)
    whole, _, part = text.partition(".")
    return f"{whole}.{part.ljust(2, '0')}"


def header(file: CompanyFile, now: datetime) -> Record:
    """Id, stamps and number of a new transaction; its hidden line takes the next count."""
    stamp = file.printed(now)
    head: Record = {
        "TxnID": file.next_txn_id(now),
        "TimeCreated": stamp,
        "TimeModified": stamp,
        "EditSequence": str(stamps.epoch(now)),
        "TxnNumber": file.next_txn_number(),
    }
    file.counter += 1
    return head


def due_date(file: CompanyFile, txn_date: str, terms: Record | None) -> str:
    days = int(terms.get("StdDueDays", "0")) if terms else file.days_bills_are_due
    return (date.fromisoformat(txn_date[:10]) + timedelta(days=days)).isoformat()


def line_amounts(given: Record) -> Record:
    """Quantity, cost and amount of an item line, each from the other two."""
    quantity, cost, amount = (Decimal(given[key]) if given.get(key) else None for key in ("Quantity", "Cost", "Amount"))
    if amount is None:
        amount = (quantity if quantity is not None else Decimal(1)) * (cost or Decimal(0))
    elif quantity and cost is None:
        cost = amount / quantity
    found: Record = {"Amount": money(amount)}
    if quantity is not None:
        found["Quantity"] = number(quantity)
    if cost is not None:
        found["Cost"] = price(cost)
    return found


def total(lines: Iterable[Record]) -> Decimal:
    return sum((Decimal(line["Amount"]) for line in lines if line.get("Amount")), Decimal(0))


def open_lines(order: Record) -> list[Record]:
    return [
        line
        for line in order.get("PurchaseOrderLineRet", [])
        if line["IsManuallyClosed"] == "false"
        and Decimal(line.get("Quantity", "0")) > Decimal(line["ReceivedQuantity"])
    ]


def is_closed(order: Record) -> bool:
    return "true" in (order["IsManuallyClosed"], order["IsFullyReceived"])


def receive(file: CompanyFile, order: Record, line: Record, quantity: Decimal, now: datetime) -> None:
    """A bill line took this much of an order's line."""
    line["ReceivedQuantity"] = number(Decimal(line["ReceivedQuantity"]) + quantity)
    if not open_lines(order):
        order["IsFullyReceived"] = "true"
    file.touch(order, now, is_edit=True)


def link(order: Record, bill: Record, amount: Decimal) -> None:
    """Each names the other among its linked transactions."""
    for one, other, kind in ((order, bill, "Bill"), (bill, order, "PurchaseOrder")):
        linked = {
            "TxnID": other["TxnID"],
            "TxnType": kind,
            "TxnDate": other["TxnDate"],
            "RefNumber": other.get("RefNumber", ""),
            "LinkType": "QUANTYPE",
            "Amount": money(-amount if one is order else amount),
        }
        known = one.setdefault("LinkedTxn", [])
        if not any(entry["TxnID"] == other["TxnID"] for entry in known):
            known.append(linked)


def purchase_order(
    file: CompanyFile, vendor: Record, number_: str, lines: Iterable[tuple[Record, str, str]], now: datetime
) -> Record:
    """An order as a person enters it: lines are (item, quantity, rate)."""
    head = header(file, now)
    made = []
    for item, quantity, rate in lines:
        made.append(order_line(file, item, {"Quantity": quantity, "Rate": rate}, now))
    today = now.date().isoformat()
    order = {
        **head,
        "VendorRef": ref(vendor),
        "TxnDate": today,
        "RefNumber": number_,
        "DueDate": today,
        "ExpectedDate": today,
        "TotalAmount": money(total(made)),
        "IsManuallyClosed": "false",
        "IsFullyReceived": "false",
        "IsToBePrinted": "true",
        "IsToBeEmailed": "false",
        "PurchaseOrderLineRet": made,
    }
    file.transactions["PurchaseOrder"].append(order)
    return order


def order_line(file: CompanyFile, item: Record | None, given: Record, now: datetime) -> Record:
    quantity, rate = given.get("Quantity"), given.get("Rate")
    amount = given.get("Amount") or money(Decimal(quantity or "1") * Decimal(rate or "0"))
    line: Record = {"TxnLineID": file.next_txn_id(now)}
    if item is not None:
        line["ItemRef"] = ref(item)
    line.update({key: given[key] for key in ("ManufacturerPartNumber", "Desc") if given.get(key)})
    if quantity:
        line["Quantity"] = number(Decimal(quantity))
    rated = Decimal(rate) if rate else Decimal(amount) / Decimal(quantity or "1")
    return {
        **line,
        "Rate": price(rated),
        "Amount": amount,
        "ReceivedQuantity": "0",
        "IsManuallyClosed": "false",
    }


def change_balance(file: CompanyFile, vendor: Record, amount: Decimal, now: datetime) -> None:
    vendor["Balance"] = money(Decimal(vendor.get("Balance", "0")) + amount)
    file.touch(vendor, now, is_edit=False)
