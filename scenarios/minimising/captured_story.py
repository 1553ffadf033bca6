"""
A capture as a story: the documents that were posted, the updates at their distances, and what got lost on the way.

A story tells of names and sums, not of ids: it plays the connector of today against the fakes, and shows whether what
went wrong then goes wrong now.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from connector import Profile
from scenarios.captures.faults_of import faults_of
from scenarios.captures.jaggaer_side import documents
from scenarios.captures.model import BadCapture, Capture
from scenarios.captures.seen import NOUGHT, Posted, Seen, seen

Data = dict[str, Any]
UPDATE, POLL = "update web connector", "poll jaggaer"
LONGEST_NAME = 41
ANY_ACCOUNT, ANY_ITEM = "6120", "Goods"


def story_of(capture: Capture, profile: Profile, name: str) -> Data:
    """
    The plain data of a story file; ``then`` holds the bills that there have to be, one to a document.

    A ``BadCapture`` comes where nothing was posted: there is no story in it.
    """
    found = seen(capture)
    first = documents(found)
    if not first:
        raise BadCapture("Nothing was posted in it, so there is no story. Ask for the log of the day on which it was.")
    numbers = {key: f"I{place:05d}" for place, key in enumerate(first, 1)}
    codes = {account.casefold(): code for code, account in profile.policy.account.map.items()}
    invoices = {key: _invoice(found, one, numbers[key], codes) for key, one in first.items()}
    begun = min(one.update.number for one in first.values())
    vendors = sorted({one["supplier"] for one in invoices.values()})
    given: Data = {"quickbooks": {"vendors": vendors}, "jaggaer": {"suppliers": [{"name": one} for one in vendors]}}
    given["jaggaer"]["invoices"] = [invoices[key] for key, one in first.items() if one.update.number == begun]
    orders = _orders(found, first.values())
    if orders:
        given["quickbooks"]["orders"] = orders
    later: dict[int, list[Data]] = {one.update.number: [] for one in first.values() if one.update.number != begun}
    for key, one in first.items():
        if one.update.number != begun:
            later[one.update.number].append({"add invoice": invoices[key]})
    bills = [
        {"reference": one["supplier_invoice"], "vendor": one["supplier"], "total": one["total"]}
        for one in invoices.values()
        if one.get("kind") != "credit"
    ]
    return {
        "name": name,
        "proves": f"what the log of {capture.updates[0].began_at:%Y-%m-%d} shows does not happen again",
        "given": given,
        "steps": list(_steps(capture, later)),
        "then": {"settle": "1h", "quickbooks": {"bills": bills}},
    }


def _invoice(found: Seen, one: Posted, number: str, codes: dict[str, str]) -> Data:
    orders = [row for row in one.lines if row.order in found.orders]
    total = sum((_amount(found, row) for row in one.lines), start=NOUGHT)
    accounts = [codes[row.account.casefold()] for row in one.lines if row.account.casefold() in codes]
    told: Data = {"number": number, "supplier": _name(one.vendor), "supplier_invoice": _name(one.ref_number or number)}
    told["total"] = f"{abs(total):.2f}"
    if one.kind == "VendorCredit":
        told["kind"] = "credit"
    if orders:
        row = orders[0]
        quantity = max(int(row.quantity or 1), 1)
        told |= {"order": _name(found.orders[row.order].number), "quantity": str(quantity)}
        told["total"] = f"{abs(_amount(found, row)):.2f}"
    elif accounts and accounts[0] != ANY_ACCOUNT:
        told["account"] = accounts[0]
    return told


def _amount(found: Seen, row: Any) -> Decimal:
    if row.amount is not None:
        return Decimal(row.amount)
    order = found.orders.get(row.order)
    known = order.lines.get(row.order_line) if order else None
    cost = row.cost if row.cost is not None else Decimal(known[3] if known else 0)
    return Decimal(cost * (row.quantity or 1))


def _orders(found: Seen, posted: Any) -> list[Data]:
    """Orders of one line each: what a story can say of them."""
    named = {row.order for one in posted for row in one.lines if row.order in found.orders}
    orders = []
    for txn_id in sorted(named):
        order = found.orders[txn_id]
        _, _, quantity, rate = next(iter(order.lines.values()), (1, ANY_ITEM, "1", "0.00"))
        whole = str(max(int(Decimal(quantity)), 1))
        told = {"number": _name(order.number), "vendor": _name(order.vendor), "quantity": whole}
        orders.append({**told, "rate": f"{Decimal(rate):.2f}"})
    return orders


def _name(text: str) -> str:
    return re.sub(r"[\x00-\x1f\x7f]", " ", text)[:LONGEST_NAME].strip() or "X"


def _steps(capture: Capture, later: dict[int, list[Data]]) -> Iterator[Any]:
    before: datetime | None = None
    rest = [one for update in capture.updates for one in update.rounds]
    for update in capture.updates:
        rest = rest[len(update.rounds) :]
        if update.word in ("none", "busy"):
            continue
        if before is not None:
            yield {"advance": _span(update.began_at - before)}
        before = update.began_at
        yield from later.get(update.number, [])
        yield POLL
        for fault in faults_of(update, rest):
            on = {"on": fault.on} if fault.on else {}
            nth = {"nth": fault.nth} if fault.nth > 1 else {}
            yield {"inject": {"to": "quickbooks", "fault": fault.name, **on, **nth}}
        yield UPDATE


def _span(between: timedelta) -> str:
    seconds = max(round(between.total_seconds()), 1)
    for unit, size in (("d", 86400), ("h", 3600), ("m", 60)):
        if seconds % size == 0:
            return f"{seconds // size}{unit}"
    return f"{min(seconds, 31_536_000)}s"
