"""
What people decided, laid over the customer's policy.

Rule 1: a person's decision goes before the maps of the profile: it was made later, about the very case.
Rule 2: what a profile names for a case without a code (a charge, the rounding account, a line without codes) is shown
        by that case's words, and decided on under them; a code that nobody mapped is not a line without one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from connector.domain.decision import Decision, Matter
from connector.domain.invoice import ChargeKind
from connector.domain.policy import ChargePolicy, CodePolicy, Policy
from connector.sync.coding import ROUNDING


def as_decided(policy: Policy, decisions: Iterable[Decision]) -> Policy:
    """The policy of a company, with what its people decided since."""
    said: dict[Matter, dict[str, str]] = {matter: {} for matter in Matter}
    for decision in decisions:
        said[decision.matter][decision.subject] = decision.value
    accounts = said[Matter.ACCOUNT]
    rounding = accounts.get(ROUNDING, policy.amounts.rounding_account)
    return replace(
        policy,
        account=_mapped(policy.account, accounts),
        classes=_mapped(policy.classes, said[Matter.CLASS]),
        customers=_mapped(policy.customers, said[Matter.CUSTOMER]),
        charges=_charged(policy.charges, accounts | said[Matter.CHARGE]),
        amounts=replace(policy.amounts, rounding_account=rounding),
        orders=replace(
            policy.orders, items=replace(policy.orders.items, map={**policy.orders.items.map, **said[Matter.ITEM]})
        ),
        terms=replace(policy.terms, map={**policy.terms.map, **said[Matter.TERMS]}),
    )


def _mapped(policy: CodePolicy, said: Mapping[str, str]) -> CodePolicy:
    return replace(policy, map={**policy.map, **said})


def _charged(policy: ChargePolicy, said: Mapping[str, str]) -> ChargePolicy:
    accounts: dict[str, Any] = {kind.value: said.get(kind.value, getattr(policy, kind.value)) for kind in ChargeKind}
    named = {label: said.get(label, account) for label, account in policy.misc_named.items()}
    return replace(policy, misc_named=named, **accounts)
