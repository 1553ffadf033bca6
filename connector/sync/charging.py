"""
Charges of a document beside its goods: lines of their own, or spread over the other lines.

Rule 1: a discount lowers the document, also where it is a credit.
Rule 2: what is spread goes as JAGGAER allocated it, where its shares come to the charge; else by the lines' amounts,
        to the cent (largest remainder). It is spread before lines are split over accounts, so that each account bears
        of it what it bears of the line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from connector.domain.bill import Choice, ExpenseLine
from connector.domain.decision import Matter
from connector.domain.hold import Hold
from connector.domain.hold_code import HoldCode
from connector.domain.invoice import Charge, ChargeKind, Invoice, InvoiceLine
from connector.domain.policy import SPREAD, ChargePolicy
from connector.sync.choosing import Chosen
from connector.sync.coding import find_account
from connector.sync.situation import Situation


def account_of(charge: Charge, policy: ChargePolicy) -> str:
    """The name of the account a charge goes to, ``spread``, or nothing."""
    named = policy.misc_named.get(charge.label) if charge.kind is ChargeKind.MISC else None
    found: str = named or getattr(policy, charge.kind.value)
    return found


def charge_line(charge: Charge, situation: Situation, *, has_lines: bool) -> Chosen[ExpenseLine | None] | Hold:
    """A line for a charge; none where it is spread, which takes other lines."""
    policy, about = situation.policy.charges, f"{charge.label} {charge.effect}"
    name, rule = (
        account_of(charge, policy),
        situation.rule(Matter.CHARGE, charge.kind.value, f"charges.{charge.kind.value}"),
    )
    if name == SPREAD and has_lines:
        return Chosen(None, (Choice(about, "spread over the lines", rule),))
    if name in ("", SPREAD):
        return Hold.of(HoldCode.CHARGE_UNMAPPED, charge=charge.kind.value, amount=charge.amount)
    is_named = charge.kind is ChargeKind.MISC and charge.label in policy.misc_named
    account = find_account(name, charge.label if is_named else charge.kind.value, situation.books)
    if isinstance(account, Hold):
        return account
    line = ExpenseLine(account.list_id, account.full_name, charge.effect, charge.label)
    return Chosen(line, (Choice(about, name, rule),))


def spread(invoice: Invoice, policy: ChargePolicy) -> list[InvoiceLine]:
    """The invoice's lines, each with its shares of what is spread."""
    lines = invoice.lines
    amounts = [line.amount for line in lines]
    for charge in invoice.charges:
        if lines and account_of(charge, policy) == SPREAD:
            shares = charge.effect.shared(_weights(lines, charge))
            amounts = [amount + share for amount, share in zip(amounts, shares, strict=True)]
    return [replace(line, amount=amount) for line, amount in zip(lines, amounts, strict=True)]


def _weights(lines: Sequence[InvoiceLine], charge: Charge) -> list[Decimal]:
    allocated = [_allocated(line, charge) for line in lines]
    if min(allocated) >= 0 and sum(allocated) == charge.amount.amount:
        return allocated
    by_amount = [max(line.amount.amount, Decimal(0)) for line in lines]
    return by_amount if sum(by_amount) else [Decimal(1)] * len(lines)


def _allocated(line: InvoiceLine, charge: Charge) -> Decimal:
    same = [one.amount.amount for one in line.charges if (one.kind, one.label) == (charge.kind, charge.label)]
    return sum(same, Decimal(0))
