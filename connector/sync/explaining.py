"""
Which rule of the customer's made each part of a bill: kept with the bill, for whoever asks later.

It says again what mapping decided, from the same facts; it never decides anything.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from connector.domain.bill import Choice, Draft, ItemLine
from connector.domain.invoice import Invoice, InvoiceLine, Split
from connector.domain.policy import SPREAD, CodePolicy
from connector.domain.records import VENDORS
from connector.domain.ruling import Matter
from connector.sync.charging import account_of
from connector.sync.coding import NO_CODE, joined, splits_of
from connector.sync.mapping import Situation
from connector.sync.pairing import ways

PERSON = "a person said so"


def explained(draft: Draft, invoice: Invoice, situation: Situation) -> Draft:
    """The draft with the rule behind each of its parts."""
    return replace(draft, choices=tuple(_choices(draft, invoice, situation)))


def _choices(draft: Draft, invoice: Invoice, situation: Situation) -> Iterator[Choice]:
    yield Choice(f"statuses {invoice.statuses}", f"a {draft.kind.value} is due", "wire.due_when")
    yield _vendor(draft, invoice, situation)
    yield _number(draft, invoice)
    yield _day(draft, invoice, situation)
    yield from _terms(draft, invoice, situation)
    if draft.exchange_rate is not None:
        yield Choice(f"currency {invoice.total.currency}", f"rate {draft.exchange_rate}", "JAGGAER's exchange rate")
    if draft.payable_id:
        yield Choice(f"currency {invoice.total.currency}", f"payable {draft.payable_id}", "currency.payable")
    for line in invoice.lines:
        yield from _line(line, draft, situation)
    for charge in invoice.charges:
        account = account_of(charge, situation.policy.charges)
        became = "spread over the lines" if account == SPREAD else account
        rule = _rule(situation, Matter.CHARGE, charge.kind.value, f"charges.{charge.kind.value}")
        yield Choice(f"{charge.label} {charge.effect}", became, rule)
    short = invoice.total - invoice.computed_total
    if short:
        yield Choice(f"a difference of {short}", situation.policy.amounts.rounding_account, "amounts.tolerance")


def _vendor(draft: Draft, invoice: Invoice, situation: Situation) -> Choice:
    supplier, books = invoice.supplier, situation.books
    tried = ways(supplier, situation.policy.vendor, situation.paired, situation.chosen)
    way = next((way for way, key in tried if any(one.is_active for one in books.find(VENDORS, key))), "")
    return Choice(f"supplier {supplier.name} ({supplier.number or 'no number'})", f"vendor {draft.vendor}", way)


def _number(draft: Draft, invoice: Invoice) -> Choice:
    is_theirs = draft.ref_number == invoice.supplier_invoice_number
    rule = "the supplier's invoice number" if is_theirs else "ref_number.fallback"
    return Choice(f"number {invoice.supplier_invoice_number or 'none'}", f"RefNumber {draft.ref_number}", rule)


def _day(draft: Draft, invoice: Invoice, situation: Situation) -> Choice:
    policy = situation.policy.dates
    wanted = invoice.accounting_date if policy.bill == "accounting" else invoice.invoice_date
    if draft.txn_date == wanted:
        rule = f"dates.bill = {policy.bill}"
    else:
        rule = PERSON if situation.day else f"dates.closed_period = {policy.closed_period}"
    return Choice(f"date {wanted}", f"TxnDate {draft.txn_date}", rule)


def _terms(draft: Draft, invoice: Invoice, situation: Situation) -> Iterator[Choice]:
    if invoice.terms is None:
        return
    named = situation.policy.terms.map.get(invoice.terms)
    if draft.terms_id is None:
        yield Choice(f"terms {invoice.terms}", "left out", "terms.unknown, or a vendor credit has none")
    else:
        rule = _rule(situation, Matter.TERMS, invoice.terms, "terms.map" if named else "its name")
        yield Choice(f"terms {invoice.terms}", named or invoice.terms, rule)


def _line(line: InvoiceLine, draft: Draft, situation: Situation) -> Iterator[Choice]:
    about, policy = f"line {line.number}, {line.amount}", situation.policy
    is_linked = any(_is_of(line, one) for one in draft.items)
    if is_linked:
        yield Choice(about, f"order {line.po_number} line {line.po_line}, {line.quantity:f}", "its purchase order")
    if is_linked and policy.orders.account == "item":
        return
    for split in splits_of(line, policy):
        share = about if split.share == 100 else f"{about}, share {split.share:f}"
        for matter, rule, name in (
            (Matter.ACCOUNT, policy.account, "account"),
            (Matter.CLASS, policy.classes, "classes"),
            (Matter.CUSTOMER, policy.customers, "customers"),
        ):
            yield from _coded(share, split, situation, matter, rule, name)


def _coded(
    share: str, split: Split, situation: Situation, matter: Matter, rule: CodePolicy, name: str
) -> Iterator[Choice]:
    value = joined(split, rule) if rule.fields else None
    key = NO_CODE if value is None else value
    if value is None and not rule.fallback and key not in rule.map:
        return
    about = f"{share}, {rule.separator.join(rule.fields)} {value or 'none'}"
    if key in rule.map:
        yield Choice(about, f"{matter.value} {rule.map[key]}", _rule(situation, matter, key, f"{name}.map"))
    elif rule.fallback:
        yield Choice(about, f"{matter.value} {rule.fallback}", f"{name}.fallback")
    else:
        yield Choice(about, f"{matter.value} {value}", f"{name}.unmapped = as_is")


def _is_of(line: InvoiceLine, item: ItemLine) -> bool:
    order, number = item.link.ref_number, line.po_number or ""
    is_its_order = bool(number) and order.lstrip("0") == number.lstrip("0")
    return is_its_order and (item.quantity, item.description) == (line.quantity, line.description)


def _rule(situation: Situation, matter: Matter, subject: str, otherwise: str) -> str:
    return PERSON if (matter, subject) in situation.said else otherwise
