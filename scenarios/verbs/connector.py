"""What operators and accountants do with the connector."""

from __future__ import annotations

from dataclasses import replace

from scenarios.schema import Number, Part
from scenarios.stage import Stage
from scenarios.verbs.verb import Verb
from scenarios.world import NAME


class Mapping(Part):
    """A code or name in JAGGAER, and what it is called in QuickBooks."""

    jaggaer: str
    quickbooks: str


class Withdrawal(Part):
    number: Number
    by: str
    reason: str


def _map_account(stage: Stage, given: Mapping) -> None:
    policy = stage.profile.policy
    account = replace(policy.account, map={**policy.account.map, given.jaggaer: given.quickbooks})
    stage.use_profile(replace(policy, account=account))


def _map_vendor(stage: Stage, given: Mapping) -> None:
    policy = stage.profile.policy
    vendor = replace(policy.vendor, map={**policy.vendor.map, given.jaggaer: given.quickbooks})
    stage.use_profile(replace(policy, vendor=vendor))


def _retry(stage: Stage, number: str) -> None:
    stage.world.connector.retry(NAME, number)


def _rotate_keys(stage: Stage, _: None) -> None:
    stage.world.connector.rotate_keys()


def _withdraw(stage: Stage, given: Withdrawal) -> None:
    stage.world.connector.withdraw(NAME, given.number, given.by, given.reason)


VERBS = (
    Verb(
        "restart connector",
        "The connector dies and comes back; only its store lives on.",
        "restart connector",
        lambda stage, _: stage.world.restart(),
    ),
    Verb(
        "map account",
        "The customer's profile gets another account.",
        'map account: {jaggaer: "9999", quickbooks: Office Supplies}',
        _map_account,
        Mapping,
    ),
    Verb(
        "map vendor",
        "The customer's profile says which vendor a supplier is.",
        "map vendor: {jaggaer: V-1001, quickbooks: Acme Inc}",
        _map_vendor,
        Mapping,
    ),
    Verb("retry", "An accountant has an exception decided anew.", "retry: I00101", _retry, Number),
    Verb(
        "withdraw",
        "An accountant settled an exception by hand.",
        "withdraw: {number: I00101, by: Ann, reason: entered by hand}",
        _withdraw,
        Withdrawal,
    ),
    Verb(
        "accept new pc",
        "The operator says that the PC was replaced.",
        "accept new pc",
        lambda stage, _: stage.world.connector.accept_new_pc(NAME),
    ),
    Verb(
        "rotate keys",
        "The operator gives the connector new keys.",
        "rotate keys",
        _rotate_keys,
    ),
)
