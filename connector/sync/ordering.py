"""
From JAGGAER's purchase order to the one that QuickBooks will hold.

Rule 1: every reason that stands in the way is gathered; an order is whole or it is not written.
Rule 2: a line becomes an item by the customer's map, else by the catch-all of its account, else it is held. Lines that
        are cancelled before they were written are left out.
Rule 3: QuickBooks keeps 11 characters of an order's number (Intuit's listing). A longer one is held, or cut as the
        customer says; the whole number stands in the memo, and in a data extension of the order.
Rule 4: a price that comes to the line's amount is written as a price; else the amount is, and QuickBooks works out the
        price: the amount is what counts.
Rule 5: a charge is a line of its own on the item that the customer names; without one it comes with the invoice alone.
Rule 6: what the supplier confirmed goes along: its date is the expected one, its number stands where the customer says.
        What it confirmed otherwise, or rejected, a person has to see.
Rule 7: a line that is charged in shares has the item of its largest, and a class or customer where all shares have it:
        an order posts nothing, and its bill carries the shares.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from connector.domain.bill import Choice
from connector.domain.decision import Matter
from connector.domain.draft import OrderDraft, OrderDraftLine
from connector.domain.hold import Hold
from connector.domain.hold_code import HoldCode
from connector.domain.identifiers import ListID
from connector.domain.invoice import Charge, ChargeKind, Standing
from connector.domain.keys import by_name
from connector.domain.mark import mark_of
from connector.domain.money import Money
from connector.domain.order import Order, OrderLine
from connector.domain.policy import (
    CONFIRMATION_EXTENSION,
    NUMBER_EXTENSION,
    ORDER_NUMBER_LENGTH,
    ItemPolicy,
    Policy,
)
from connector.domain.records import ITEMS, Item, TaxCode
from connector.sync.choosing import Chosen, holds_in
from connector.sync.coding import NO_CODE, about, joined, splits_of, tagged
from connector.sync.heading import open_day, rate_of, tax_code, terms_of, why_not_kept, wrong_currency
from connector.sync.pairing import find_vendor
from connector.sync.situation import Situation

MOST_PLACES = 5
"""Decimals of a price (Intuit's PRICETYPE)."""
CHARGES = {
    ChargeKind.TAX1: -1,
    ChargeKind.TAX2: -2,
    ChargeKind.SHIPPING: -3,
    ChargeKind.HANDLING: -4,
    ChargeKind.MISC: -5,
}
"""The numbers of the lines that charges become: JAGGAER has none below 1. A discount is no line of an order."""
TXN_ID = re.compile("[0-9A-F]{1,8}-[0-9]{9,10}")
"""As QuickBooks gives them: what bears one began there (``kinds.order.writing``), and is known before it is drafted."""
ENDED = frozenset({Standing.CANCELLED, Standing.CLOSED})

Lines = Chosen[tuple[OrderDraftLine, ...]] | tuple[Hold, ...]


def draft(order: Order, situation: Situation) -> OrderDraft | tuple[Hold, ...]:
    """The draft, with the rule behind each of its parts; or every reason against it."""
    policy, currency = situation.policy, order.total.currency
    vendor = find_vendor(order.supplier, situation.books, policy.vendor, situation.paired, situation.chosen)
    number, terms = _number(order.number, policy), terms_of(order.terms, situation)
    day = open_day(order.order_date, situation, "the order's date")
    wrong, tax = wrong_currency(currency, vendor, situation), tax_code(situation)
    lines = [_line(line, situation) for line in order.lines if not line.is_cancelled]
    charges = [_charge(kind, amount, situation) for kind, amount in _charges(order.charges).items()]
    holds = holds_in(
        (vendor, number, terms, day, wrong, tax, _not_confirmed(order), *_of_lines(order), *lines, *charges)
    )
    if holds or isinstance(vendor, Hold) or isinstance(number, Hold) or isinstance(day, Hold):
        return holds
    made = [one for one in (*lines, *charges) if isinstance(one, Chosen)]
    code = tax.list_id if isinstance(tax, TaxCode) else None
    written = tuple(replace(line, tax_code_id=code) for one in made for line in one.value)
    rate, rated = rate_of(currency, order.exchange_rate, situation)
    mark = mark_of(order.number, order.id)
    chosen = (vendor, number, day, *((terms,) if isinstance(terms, Chosen) else ()), *made)
    return OrderDraft(
        supplier_id=order.supplier.id,
        vendor_id=vendor.value.list_id,
        vendor=vendor.value.name,
        ref_number=number.value,
        txn_date=day.value,
        lines=written,
        memo=_memo(mark, order, policy),
        mark=mark,
        total=Money.total((line.amount for line in written), currency),
        terms_id=terms.value.list_id if isinstance(terms, Chosen) and terms.value else None,
        expected=_expected(order),
        confirmed=_confirmed(order) if policy.orders.confirmation_in == "other1" else "",
        extensions=tuple(_extensions(order, number.value, policy)),
        ship_to=order.ship_to if policy.orders.ship_to == "write" else (),
        exchange_rate=rate,
        is_closed=order.standing in ENDED,
        choices=(*(choice for one in chosen for choice in one.choices), *rated),
    )


def _number(number: str, policy: Policy) -> Chosen[str] | Hold:
    kept, rule = number.strip(), policy.orders.long_number
    about_number = f"number {kept or 'none'}"
    if len(kept) <= ORDER_NUMBER_LENGTH:
        why_not = why_not_kept(kept, ORDER_NUMBER_LENGTH)
        return Hold.of(HoldCode.ORDER_NUMBER, detail=why_not) if why_not else _numbered(about_number, kept, "JAGGAER's")
    if rule == "hold" or why_not_kept(kept, len(kept)):
        return Hold.of(HoldCode.ORDER_NUMBER, detail=why_not_kept(kept, ORDER_NUMBER_LENGTH))
    return _numbered(about_number, policy.orders.cut(kept), f"orders.long_number = {rule}")


def _numbered(about_number: str, number: str, rule: str) -> Chosen[str]:
    return Chosen(number, (Choice(about_number, f"RefNumber {number}", rule),))


def _of_lines(order: Order) -> Iterator[Hold]:
    """What no order of QuickBooks can be."""
    alike = [number for number, count in Counter(line.number for line in order.lines).items() if count > 1]
    if alike:
        yield Hold.of(HoldCode.ORDER_LINES_ALIKE, line=alike[0], count=len(alike))
    if TXN_ID.fullmatch(order.reference):
        yield Hold.of(HoldCode.ORDER_OF_QUICKBOOKS, number=order.number, reference=order.reference)
    if not any(not line.is_cancelled for line in order.lines) and order.standing not in ENDED:
        yield Hold.of(HoldCode.ORDER_EMPTY, number=order.number)
    for line in order.lines:
        if line.quantity < 0 or line.amount.amount < 0:
            yield Hold.of(HoldCode.ORDER_NEGATIVE, line=line.number, quantity=f"{line.quantity:f}", amount=line.amount)


def _line(line: OrderLine, situation: Situation) -> Lines:
    item, tags = _item(line, situation), _tags(line, situation)
    if isinstance(item, Hold) or not isinstance(tags, Chosen):
        return holds_in((item, tags))
    unit = situation.policy.orders.units.get(line.unit, "")
    made = OrderDraftLine(
        number=line.number,
        item_id=item.value.list_id,
        item=item.value.name,
        quantity=line.quantity,
        amount=line.amount,
        rate=line.unit_price if _is_exact(line) else None,
        description=line.description,
        unit=unit,
        class_id=tags.value.class_id,
        customer_id=tags.value.customer_id,
    )
    measured = (Choice(f"unit {line.unit}", unit or "left out", "orders.units"),) if line.unit else ()
    return Chosen((made,), (*item.choices, *tags.choices, *measured))


def _is_exact(line: OrderLine) -> bool:
    """Whether QuickBooks comes from the price to the amount."""
    exponent = line.unit_price.normalize().as_tuple().exponent
    is_kept = isinstance(exponent, int) and exponent >= -MOST_PLACES
    return is_kept and Money.rounded(line.quantity * line.unit_price, line.amount.currency) == line.amount


@dataclass(frozen=True, slots=True)
class _Shared:
    class_id: ListID | None = None
    customer_id: ListID | None = None


def _tags(line: OrderLine, situation: Situation) -> Chosen[_Shared] | tuple[Hold, ...]:
    """The class and the customer that all shares of a line have."""
    found = [tagged(line, split, situation) for split in splits_of(line, situation.policy)]
    tags = [one for one in found if isinstance(one, Chosen)]
    if len(tags) < len(found):
        return holds_in(found)
    classes, customers = {one.value.class_id for one in tags}, {one.value.customer_id for one in tags}
    shared = _Shared(*(next(iter(one)) if len(one) == 1 else None for one in (classes, customers)))
    return Chosen(shared, tuple(choice for one in tags for choice in one.choices))


def _item(line: OrderLine, situation: Situation) -> Chosen[Item] | Hold:
    """By the customer's map, else by the catch-all of the account of its largest share."""
    policy = situation.policy
    largest = max(splits_of(line, policy), key=lambda split: split.share)
    account = joined(largest, policy.account) or NO_CODE
    value = _value(line, account, policy.orders.items)
    name, rule = policy.orders.items.map.get(value), situation.rule(Matter.ITEM, value, "orders.items.map")
    if not name:
        name, rule = policy.orders.items.catch_all.get(account), "orders.items.catch_all"
    if not name:
        by = BY[policy.orders.items.by]
        return Hold.of(HoldCode.ITEM_UNMAPPED, line=line.number, by=by, value=value, account=account)
    found = find_item(name, value, situation)
    return found if isinstance(found, Hold) else Chosen(found, (Choice(about(line), f"item {found.name}", rule),))


BY = {"catalog": "catalogue number", "commodity": "commodity code", "account": "account code"}


def _value(line: OrderLine, account: str, items: ItemPolicy) -> str:
    values = {"catalog": line.catalog_number, "commodity": line.commodity, "account": account}
    return values[items.by] or NO_CODE


def find_item(name: str, meant: str, situation: Situation) -> Item | Hold:
    """An active item by its full name; ``meant`` is what is mapped to it."""
    found = situation.books.find(ITEMS, by_name(name))
    active = [one for one in found if one.is_active]
    if active:
        return active[0]
    if found:
        return Hold.of(HoldCode.REFERENCE_INACTIVE, what="item", name=found[0].name, value=meant)
    return Hold.of(HoldCode.NAME_MISSING, what="item", value=meant, name=name)


def _charges(charges: Sequence[Charge]) -> dict[ChargeKind, Money]:
    """What each kind of charge comes to; fees of several names are one line."""
    found: dict[ChargeKind, Money] = {}
    for one in charges:
        if one.kind in CHARGES:
            found[one.kind] = found[one.kind] + one.amount if one.kind in found else one.amount
    return dict(sorted(found.items(), key=lambda one: -CHARGES[one[0]]))


def _charge(kind: ChargeKind, amount: Money, situation: Situation) -> Lines:
    name = next((item for charge, item in situation.policy.orders.charges.items() if charge == kind.value), "")
    words = f"{kind.value} {amount}"
    if not name:
        return Chosen((), (Choice(words, "left to the invoice", "orders.charges"),))
    item = find_item(name, kind.value, situation)
    if isinstance(item, Hold):
        return (item,)
    line = OrderDraftLine(CHARGES[kind], item.list_id, item.name, Decimal(1), amount, amount.amount, kind.value)
    return Chosen((line,), (Choice(words, f"item {item.name}", "orders.charges"),))


def _expected(order: Order) -> date | None:
    """The day that the supplier confirmed, else the first that anything is wanted on."""
    said = order.confirmation
    return said.day if said is not None and said.day else order.requested


def _confirmed(order: Order) -> str:
    return order.confirmation.number if order.confirmation else ""


def _extensions(order: Order, number: str, policy: Policy) -> Iterator[tuple[str, str]]:
    """What QuickBooks has no field for, by name and value."""
    if number != order.number.strip():
        yield NUMBER_EXTENSION, order.number.strip()
    if policy.orders.confirmation_in == "extension":
        yield CONFIRMATION_EXTENSION, _confirmed(order)


def _memo(mark: str, order: Order, policy: Policy) -> str:
    number = _confirmed(order) if policy.orders.confirmation_in == "memo" else ""
    return f"{mark} confirmed as {number}" if number else mark


def _not_confirmed(order: Order) -> Hold | None:
    """The supplier delivers otherwise than ordered, or not at all."""
    said = order.confirmation
    if said is None or said.is_accepted or order.standing in ENDED:
        return None
    wanted = f"{order.total}" + (f", wanted on {order.requested}" if order.requested else "")
    return Hold.of(HoldCode.ORDER_NOT_CONFIRMED, number=order.number, ordered=wanted, confirmed=said)
