"""
What JAGGAER must have held, by what was posted: each posting with the connector's mark, or each vendor's number, is one
document, as the first request had it.

Only what leads to the same request can be known. What cannot be known is listed, and not invented without a word.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from connector import Profile
from scenarios.captures.seen import NOUGHT, Posted, PostedLine, Seen
from simulators.jaggaer import Tenant, company_profile, credit_memo, invoice, line

FIRST_DOCUMENT, FIRST_SUPPLIER, FIRST_VENDOR = 2_600_001, 1_003_837_200, 52_000
CHARGES = {"tax1": "tax", "shipping": "freight", "handling": "handling", "discount": "discount"}
"""Fields of ``policy.charges``, and what the fake's documents call them."""
UNKNOWABLE = (
    "invoices that never led to a request, and what JAGGAER had of one before and after",
    "quantities and prices of lines without an item: each is one piece of its amount",
    "addresses, approvals, custom fields, and whatever else of a document QuickBooks is not told",
)


@dataclass(slots=True)
class JaggaerSide:
    """
    ``profile`` is the one that was given, with a code for each account that it has none for: the account's own name.
    ``unknown`` says what could not be known, in words.
    """

    profile: Profile
    tenant: Tenant = field(default_factory=Tenant)
    unknown: list[str] = field(default_factory=list)


def documents(found: Seen) -> dict[tuple[str, ...], Posted]:
    """The first posting of each document, in the order in which they came."""
    first: dict[tuple[str, ...], Posted] = {}
    for one in found.posted:
        first.setdefault(one.key, one)
    return first


def jaggaer_side(found: Seen, profile: Profile) -> JaggaerSide:
    side = JaggaerSide(_with_accounts(profile, found))
    codes = {name.casefold(): code for code, name in profile.policy.account.map.items()}
    suppliers: dict[str, dict[str, Any]] = {}
    for place, one in enumerate(documents(found).values()):
        supplier = suppliers.get(one.vendor) or _supplier(side, found, one.vendor, len(suppliers))
        suppliers[one.vendor] = supplier
        side.tenant.put_invoice(_document(side, found, one, place, supplier, codes, profile))
    side.unknown.extend(dict.fromkeys(_unknown(found, one) for one in documents(found).values()))
    side.unknown = [one for one in dict.fromkeys(side.unknown) if one]
    if found.posted:
        side.unknown.extend(UNKNOWABLE)
    else:
        side.unknown.append("any document: nothing was posted")
    return side


def _with_accounts(profile: Profile, found: Seen) -> Profile:
    account = profile.policy.account
    mapped = {name.casefold() for name in account.map.values()}
    named = {row.account for one in found.posted for row in one.lines if row.account and not row.order}
    others = {name: name for name in sorted(named) if name.casefold() not in mapped}
    if not others:
        return profile
    policy = replace(profile.policy, account=replace(account, map={**account.map, **others}))
    return replace(profile, policy=policy)


def _supplier(side: JaggaerSide, found: Seen, name: str, place: int) -> dict[str, Any]:
    number = found.numbers.get(name, "")
    side.tenant.put_supplier(company_profile(FIRST_VENDOR + place, name, number))
    if not number:
        side.unknown.append(f"the supplier number of “{name}”: no answer shows an account number of the vendor")
    return {"id": FIRST_SUPPLIER + place, "name": name, **({"supplierNumber": number} if number else {})}


def _document(
    side: JaggaerSide,
    found: Seen,
    one: Posted,
    place: int,
    supplier: dict[str, Any],
    codes: dict[str, str],
    profile: Profile,
) -> dict[str, Any]:
    charges, rows = dict[str, Decimal](), list[dict[str, Any]]()
    for row in one.lines:
        charge = next((one for one in _charges(row, profile) if one not in charges), "")
        if charge:
            charges[charge] = abs(row.amount or NOUGHT)
        else:
            rows.append(_row(side, found, row, len(rows) + 1, codes))
    day = one.day or one.update.began_at.date()
    id_ = int(one.document) if one.document.isascii() and one.document.isdigit() else FIRST_DOCUMENT + place
    number = one.number or f"I{id_ % 100_000:05d}"
    stamp = one.update.began_at - timedelta(minutes=1)
    days = (one.due - day).days if one.due else 0
    terms = {"type": "Net", "days": 0, "daysAfter": days, "discount": {}, "standardPaymentTermsCode": one.terms}
    make = credit_memo if one.kind == "VendorCredit" else invoice
    return make(
        id_,
        supplier,
        rows,
        supplier_invoice=one.ref_number or None,
        day=day,
        net_days=days,
        header={
            "invoiceNumber": number,
            "originalInvoiceNumber": number,
            "lastUpdate": f"{stamp:%Y-%m-%dT%H:%M:%S}.000Z",
            "terms": terms if one.terms else {},
        },
        **{name: str(amount) for name, amount in charges.items()},
    )


def _charges(row: PostedLine, profile: Profile) -> list[str]:
    """Which charges of the header a line can be, by the account that the profile books each to."""
    accounts = {called: getattr(profile.policy.charges, name) for name, called in CHARGES.items()}
    is_discount = (row.amount or NOUGHT) < 0
    return [one for one, account in accounts.items() if account == row.account and (one == "discount") == is_discount]


def _row(side: JaggaerSide, found: Seen, row: PostedLine, place: int, codes: dict[str, str]) -> dict[str, Any]:
    if row.order:
        order = found.orders.get(row.order)
        known = order.lines.get(row.order_line) if order else None
        if order is None or known is None:
            side.unknown.append(f"the purchase order behind TxnID {row.order}: no answer shows it")
        number, (line_place, item, _, rate) = (order.number if order else "", known or (1, "Goods", "1", "0"))
        cost = row.cost if row.cost is not None else Decimal(rate)
        return line(place, item, str(row.quantity or 1), str(cost), po=(number, line_place) if number else None)
    code = codes.get(row.account.casefold())
    if code is None and row.account:
        side.unknown.append(f"JAGGAER's code of the account “{row.account}”: the profile maps none to it")
    price = row.amount if row.amount is not None else (row.cost or NOUGHT) * (row.quantity or 1)
    return line(place, row.text or "Goods", "1", str(price), account=code or row.account)


def _unknown(found: Seen, one: Posted) -> str:
    if not one.document:
        return f"JAGGAER's number of {one.kind} {one.ref_number}: no mark of the connector is in its memo"
    if one.vendor in found.unnamed:
        return f"the name of the vendor {one.vendor}: no answer shows it"
    return ""
