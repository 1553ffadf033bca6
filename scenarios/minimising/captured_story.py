"""
A capture as a story: the documents that were posted, the updates at their distances, and what got lost on the way.

A story tells of names and sums, not of ids: it plays the connector of today against the fakes, and shows whether what
went wrong then goes wrong now.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from connector import Profile
from scenarios.captures.jaggaer_side import documents
from scenarios.captures.model import BadCapture, Capture, Round, Update
from scenarios.captures.seen import NOUGHT, Posted, Seen, seen
from scenarios.captures.written_again import was_it_not_there

Data = dict[str, Any]
REQUEST = re.compile(r"<(\w{2,40})Rq[\s/>]")
ANSWER = re.compile(r"<(\w{2,40})Rs\s[^<>]{0,200}?statusCode=\"(\d{1,6})\"")
ENVELOPE = "QBXMLMsgs"
ERRORS = {"0x80040402": "error_after_save", "0x80040414": "dialog_opens"}
REFUSED = {
    "3175": "record_in_use",
    "3176": "related_record_in_use",
    "3250": "feature_off",
    "3260": "no_permission",
    "3261": "application_not_permitted",
    "1000": "internal_error",
    "1010": "not_available",
}
OUT_OF_REACH = {
    "0x80040408": "quickbooks_closed",
    "0x80040414": "dialog_open",
    "0x8004040a": "other_file_open",
    "0x80040410": "single_user",
    "0x80040418": "never_authorised",
    "0x80040420": "access_denied",
    "0x80040424": "still_starting",
    "0x80040154": "not_installed",
}
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
        yield from ({"inject": one} for one in _faults(update, rest))
        yield UPDATE


def _faults(update: Update, later: list[Round]) -> Iterator[Data]:
    """What went wrong in an update, as faults of the fakes."""
    if update.word == "nvu":
        yield {"to": "quickbooks", "fault": "wrong_password"}
    if update.connection_error:
        fault = OUT_OF_REACH.get(update.connection_error[0].lower(), "quickbooks_closed")
        yield {"to": "quickbooks", "fault": fault}
    count = Counter[str]()
    for place, one in enumerate(update.rounds):
        kinds = [kind for kind in dict.fromkeys(REQUEST.findall(one.request or "")) if not kind.startswith(ENVELOPE)]
        writes = [kind for kind in kinds if kind.endswith(("Add", "Mod", "Del")) and not kind.startswith("DataExt")]
        on = (writes or kinds or [""])[0]
        count.update(kinds)
        fault = _fault(one, [*update.rounds[place + 1 :], *later])
        if fault and on:
            yield {"to": "quickbooks", "fault": fault, "on": on, **_nth(count[on])}
        for kind, code in dict.fromkeys(ANSWER.findall(one.response)):
            if code in REFUSED and kind in writes:
                yield {"to": "quickbooks", "fault": REFUSED[code], "on": kind, **_nth(count[kind])}


def _nth(count: int) -> Data:
    return {"nth": count} if count > 1 else {}


def _fault(one: Round, later: list[Round]) -> str:
    if one.hresult:
        return ERRORS.get(one.hresult.lower(), "error_after_save")
    if one.request and one.answered_at is None and not one.damage:
        return "web_connector_killed" if was_it_not_there(one, later) else "lose_answer"
    return ""


def _span(between: timedelta) -> str:
    seconds = max(round(between.total_seconds()), 1)
    for unit, size in (("d", 86400), ("h", 3600), ("m", 60)):
        if seconds % size == 0:
            return f"{seconds // size}{unit}"
    return f"{min(seconds, 31_536_000)}s"
