"""
Charges of a document beside its goods: lines of their own, or spread over the other lines.

Rule 1: a discount lowers the document, also where it is a credit.
Rule 2: what is spread goes as JAGGAER allocated it, where its shares come to the charge; else by the lines' amounts,
        to the cent (largest remainder).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from connector.domain.bill import ExpenseLine
from connector.domain.hold import Hold
from connector.domain.hold_code import HoldCode
from connector.domain.invoice import Charge, ChargeKind, Invoice, InvoiceLine
from connector.domain.money import Money
from connector.domain.policy import SPREAD, ChargePolicy
from connector.domain.records import Books
from connector.sync.coding import find_account
from connector.sync.ordered import Written

Row = tuple[InvoiceLine, Written]
"""A line as it is written, and the invoice's line that it is of."""


def account_of(charge: Charge, policy: ChargePolicy) -> str:
    """The name of the account a charge goes to, ``spread``, or nothing."""
    named = policy.misc_named.get(charge.label) if charge.kind is ChargeKind.MISC else None
    found: str = named or getattr(policy, charge.kind.value)
    return found


def charge_line(charge: Charge, policy: ChargePolicy, books: Books, *, has_lines: bool) -> ExpenseLine | Hold | None:
    """A line for a charge; none where it is spread, which takes other lines, be they held for now."""
    name = account_of(charge, policy)
    if name == SPREAD and has_lines:
        return None
    if name in ("", SPREAD):
        return Hold.of(HoldCode.CHARGE_UNMAPPED, charge=charge.kind.value, amount=charge.amount)
    account = find_account(name, charge.kind.value, books)
    if isinstance(account, Hold):
        return account
    return ExpenseLine(account.list_id, account.full_name, charge.effect, charge.label)


def spread(rows: Sequence[Row], invoice: Invoice, policy: ChargePolicy) -> list[Written]:
    """The lines with their shares of what is spread."""
    amounts = [written.amount for _, written in rows]
    for charge in invoice.charges:
        if rows and account_of(charge, policy) == SPREAD:
            shares = charge.effect.shared(_weights(rows, charge))
            amounts = [amount + share for amount, share in zip(amounts, shares, strict=True)]
    return [replace(written, amount=amount) for (_, written), amount in zip(rows, amounts, strict=True)]


def _weights(rows: Sequence[Row], charge: Charge) -> list[Decimal]:
    by_amount = [max(written.amount.amount, Decimal(0)) for _, written in rows]
    allocated = [_allocated(line, charge) for line, _ in rows]
    lines = {line.number: _allocated(line, charge) for line, _ in rows}
    if Money.total(lines.values(), charge.amount.currency) == charge.amount:
        whole = {line.number: line.amount.amount for line, _ in rows}
        weights = [
            own.amount * share / whole[line.number] if whole[line.number] > 0 else Decimal(0)
            for own, share, (line, _) in zip(allocated, by_amount, rows, strict=True)
        ]
    else:
        weights = by_amount
    return weights if sum(weights) > 0 else [Decimal(1)] * len(rows)


def _allocated(line: InvoiceLine, charge: Charge) -> Money:
    same = [one.amount for one in line.charges if (one.kind, one.label) == (charge.kind, charge.label)]
    return Money.total(same, charge.amount.currency)
