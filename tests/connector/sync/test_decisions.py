"""What people decided goes before the maps of the profile."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from connector.domain.decision import Decision, Matter
from connector.domain.policy import AmountPolicy, ChargePolicy, CodePolicy, Policy, TermsPolicy
from connector.sync.coding import NO_CODE, ROUNDING
from connector.sync.decisions import as_decided

POLICY = Policy(
    account=CodePolicy(fields=("Account",), map={"6120": "Old"}, fallback="Suspense"),
    charges=ChargePolicy(tax1="Tax"),
    amounts=AmountPolicy(rounding_account="Cents"),
    terms=TermsPolicy(map={"N30": "Net 30"}),
)


def said(matter: Matter, subject: str, value: str = "New") -> Policy:
    return as_decided(POLICY, [Decision(matter, subject, value, "Ann", "why", datetime(2026, 1, 1, tzinfo=UTC))])


@pytest.mark.parametrize(
    ("matter", "subject", "found"),
    [
        (Matter.ACCOUNT, "6120", lambda policy: policy.account.map["6120"]),
        (Matter.ACCOUNT, "7777", lambda policy: policy.account.map["7777"]),
        (Matter.ACCOUNT, NO_CODE, lambda policy: policy.account.map[NO_CODE]),
        (Matter.ACCOUNT, ROUNDING, lambda policy: policy.amounts.rounding_account),
        (Matter.ACCOUNT, "tax1", lambda policy: policy.charges.tax1),
        (Matter.CHARGE, "shipping", lambda policy: policy.charges.shipping),
        (Matter.CLASS, "East", lambda policy: policy.classes.map["East"]),
        (Matter.CUSTOMER, "C1", lambda policy: policy.customers.map["C1"]),
        (Matter.TERMS, "N30", lambda policy: policy.terms.map["N30"]),
    ],
)
def test_a_ruling_takes_the_place_of_what_the_profile_says(matter: Matter, subject: str, found: object) -> None:
    assert callable(found)
    assert found(said(matter, subject)) == "New"


def test_without_rulings_the_policy_stays_as_it_is() -> None:
    assert as_decided(POLICY, []) == POLICY


@pytest.mark.parametrize("matter", [Matter.VENDOR, Matter.DATE, Matter.NOT_SAME, Matter.UNTIED])
def test_what_is_about_one_document_or_supplier_is_no_policy(matter: Matter) -> None:
    assert said(matter, "2600001") == POLICY
