"""What operators and accountants do with the connector."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from scenarios.machines import NAME, CannotTake
from scenarios.schema import Name, Number, Part
from scenarios.stage import Stage
from scenarios.verbs.verb import Verb

Mirrored = Literal["keep", "restored"]


class Mapping(Part):
    """A code or name in JAGGAER, and what it is called in QuickBooks."""

    jaggaer: str
    quickbooks: str


class Withdrawal(Part):
    number: Number
    by: str
    reason: str


def _map_account(stage: Stage, given: Mapping) -> None:
    policy = stage.policy
    account = replace(policy.account, map={**policy.account.map, given.jaggaer: given.quickbooks})
    stage.use_profile(replace(policy, account=account))


def _map_vendor(stage: Stage, given: Mapping) -> None:
    policy = stage.policy
    vendor = replace(policy.vendor, map={**policy.vendor.map, given.jaggaer: given.quickbooks})
    stage.world.mapped[given.jaggaer] = given.quickbooks
    stage.use_profile(replace(policy, vendor=vendor))


def _change_profile(stage: Stage, text: str) -> None:
    """What the text names is changed; the rest stays as it was."""
    stage.profile = stage.world.own.change_profile(text, stage.profile)


def _retry(stage: Stage, number: str) -> None:
    stage.world.own.connector.retry(NAME, number)


def _rotate_keys(stage: Stage, _: None) -> None:
    stage.world.own.connector.rotate_keys()


def _withdraw(stage: Stage, given: Withdrawal) -> None:
    stage.world.own.connector.withdraw(NAME, given.number, given.by, given.reason)


class Decision(Part):
    """
    An exception by its id or an invoice number, and one answer to it.

    ``vendor_for`` names the supplier, where a vendor is paired with it; a bill is paired by its number.
    """

    exception: str
    pair: str = ""
    vendor_for: str = ""
    map: str = ""
    date: str = ""
    post_anyway: bool = False
    by: str
    reason: str


def _answer(stage: Stage, given: Decision) -> None:
    if given.vendor_for:
        stage.world.mapped[given.vendor_for] = given.pair
    both = (*stage.world.file.records("Bill"), *stage.world.file.records("PurchaseOrder"))
    by_hand = [one for one in both if not one.get("ExternalGUID")]
    txn_ids = {one.get("RefNumber"): one["TxnID"] for one in by_hand}
    pair = txn_ids.get(given.pair, given.pair)
    values = {"pair": pair, "map": given.map, "date": given.date}
    answer, value = next(((one, value) for one, value in values.items() if value), ("post anyway", ""))
    stage.world.own.resolve(given.exception, answer, value, given.by, given.reason)


class TakenBack(Part):
    """An answer by the exception's id, or by the number of the invoice that it was about."""

    answer: str
    by: str
    reason: str


def _take_back(stage: Stage, given: TakenBack) -> None:
    stage.world.own.connector.take_back(NAME, given.answer, given.by, given.reason)


class Corrections(Part):
    """What becomes of a bill when JAGGAER changes or cancels its invoice."""

    changed: Literal["hold", "modify", "credit"] = "hold"
    relinked: Literal["hold", "replace"] = "hold"
    cancelled: Literal["hold", "void", "delete", "credit"] = "hold"
    gone: Literal["hold", "leave", "post"] = "hold"


def _correct(stage: Stage, given: Corrections) -> None:
    policy = stage.policy
    corrections = replace(policy.corrections, **given.model_dump())
    stage.use_profile(replace(policy, corrections=corrections))


def _create_vendors(stage: Stage, _: None) -> None:
    policy = stage.policy
    stage.use_profile(replace(policy, vendor=replace(policy.vendor, unknown="create")))


def _back_up(stage: Stage, _: None) -> None:
    stage.connector_backup = stage.world.own.connector.store.copy()


def _restore(stage: Stage, _: None) -> None:
    if stage.connector_backup is None:
        raise CannotTake("there is no backup; “back up connector” makes one")
    stage.world.own.use_store(stage.connector_backup.copy())


def _rebind(stage: Stage, said: Mirrored) -> None:
    connector = stage.world.own.connector
    if said == "keep":
        connector.keep_file(NAME)
    elif stage.backed_up_at is None:
        raise CannotTake("there is no backup; “back up company file” makes one")
    else:
        connector.restored_file(NAME, stage.backed_up_at)


VERBS = (
    Verb(
        "carry out corrections",
        "The customer wants JAGGAER's changes and cancellations of posted invoices carried out in QuickBooks.",
        "carry out corrections: {changed: modify, relinked: replace, cancelled: void}",
        _correct,
        Corrections,
    ),
    Verb(
        "create unknown vendors",
        "The customer wants suppliers that QuickBooks does not know to become vendors.",
        "create unknown vendors",
        _create_vendors,
    ),
    Verb("back up connector", "The connector's database is copied.", "back up connector", _back_up),
    Verb(
        "restore connector",
        "The connector's database is set back to its copy, as with a virtual machine: nobody tells the connector.",
        "restore connector",
        _restore,
    ),
    Verb(
        "rebind company file",
        "The administrator says what became of the company file: it is right as it is, or the backup was restored.",
        "rebind company file: restored",
        _rebind,
        Mirrored,
    ),
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
    Verb(
        "change profile",
        "The customer's profile gets other entries, as its TOML would have them; the rest stays as it was.",
        "change profile: \"policy.dates.bill = 'accounting'\"",
        _change_profile,
        str,
    ),
    Verb("retry", "An accountant has an exception decided anew.", "retry: I00101", _retry, Name),
    Verb(
        "withdraw",
        "An accountant settled an exception by hand.",
        "withdraw: {number: I00101, by: Ann, reason: entered by hand}",
        _withdraw,
        Withdrawal,
    ),
    Verb(
        "answer exception",
        "An accountant says what an exception is about, for all documents that wait for the same.",
        "answer exception: {exception: VENDOR_UNKNOWN/Acme, pair: Acme Inc, by: Ann, reason: the same company}",
        _answer,
        Decision,
    ),
    Verb(
        "take back answer",
        "An accountant had answered wrongly: what waits or is queued is decided anew.",
        "take back answer: {answer: VENDOR_UNKNOWN/Acme, by: Ann, reason: it was the other one}",
        _take_back,
        TakenBack,
    ),
    Verb(
        "accept new pc",
        "The operator says that the PC was replaced.",
        "accept new pc",
        lambda stage, _: stage.world.own.connector.accept_new_pc(NAME),
    ),
    Verb(
        "rotate keys",
        "The operator gives the connector new keys.",
        "rotate keys",
        _rotate_keys,
    ),
)
