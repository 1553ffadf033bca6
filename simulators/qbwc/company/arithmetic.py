"""What follows from what was given: amounts of lines, due dates."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

from simulators.qbwc.company.record import ZERO, Record, amount, money, number, price


def line_amounts(given: Record, each: str, default: Decimal) -> Record:
    """Quantity, price and amount of an item line; ``each`` names the price, ``default`` is the item's."""
    quantity, cost, whole = (Decimal(given[key]) if given.get(key) else None for key in ("Quantity", each, "Amount"))
    if whole is None:
        cost = default if cost is None else cost
        #: Quantity and cost give the amount; without a quantity it is one at the default cost. [conductor; captured
        #: s48]
        whole = (Decimal(1) if quantity is None else quantity) * cost
    elif quantity and cost is None:
        #: Quantity and amount give the cost. [conductor]
        cost = whole / quantity
    found: Record = {"Amount": money(whole)}
    if quantity is not None:
        found["Quantity"] = number(quantity)
    if cost is not None:
        found[each] = price(cost)
    return found


def total(lines: Iterable[Record]) -> Decimal:
    #: The total of a transaction is the sum of its lines, with the tax of those that carry one. [Intuit: AmountDue is
    #: not settable]
    return sum((amount(line, "Amount") + amount(line, "TaxAmount") for line in lines), ZERO)


def due(txn_date: str, terms: Record | None, days: int) -> str:
    """The due date of a bill; ``days`` is the preference for bills without terms."""
    start = date.fromisoformat(txn_date)
    try:
        if terms is None:
            #: Without terms a bill is due DaysBillsAreDue after its date. [captured s48 with s61]
            return (start + timedelta(days=days)).isoformat()
        if "DayOfMonthDue" not in terms:
            #: With standard terms it is due StdDueDays after its date. [conductor]
            return (start + timedelta(days=int(terms.get("StdDueDays") or 0))).isoformat()
        return _day_of_month(start, int(terms["DayOfMonthDue"]), int(terms.get("DueNextMonthDays") or 0)).isoformat()
    except (OverflowError, ValueError):  # beyond the year 9999
        return txn_date


def _day_of_month(start: date, day: int, next_month_within: int) -> date:
    #: With date-driven terms it is due on DayOfMonthDue of its month, in the next where that day is past or at most
    #: DueNextMonthDays away. [QuickBooks' form for date-driven terms]
    this = _of(start.year, start.month, day)
    if this < start or (next_month_within and (this - start).days <= next_month_within):
        return _of(start.year + start.month // 12, start.month % 12 + 1, day)
    return this


def _of(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, monthrange(year, month)[1]))
