"""Plays a story: sets the stage, takes the steps, and looks whether it ended as told."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from structlog.testing import capture_logs

from connector import ConnectorError, Profile
from scenarios.checks import When, violations
from scenarios.guards import ReachedOut, watching
from scenarios.judging import judged
from scenarios.profiles import STORY
from scenarios.reached import REACHED
from scenarios.schema import (
    ExpectedBill,
    ExpectedJaggaer,
    ExpectedOrder,
    ExpectedQuickBooks,
    ExpectedReceipt,
    OrderInJaggaer,
    Part,
    PaymentInJaggaer,
    Scenario,
    Step,
    Then,
)
from scenarios.stage import CannotTake, Stage, more
from scenarios.transport import InProcess, OverSockets
from scenarios.verbs import VERBS
from scenarios.void import is_void
from scenarios.world import EVERY, NAME, World

NOT_STRUCK = "the fault "


@dataclass(frozen=True, slots=True)
class Result:
    """``failures`` are in words; none means that the story holds. ``digest`` is that of its transcript."""

    name: str
    seed: int
    failures: tuple[str, ...]
    digest: str

    @property
    def passed(self) -> bool:
        return not self.failures


def play(scenario: Scenario, seed: int | None = None, profile: Profile = STORY, *, sockets: bool = False) -> Result:
    """Play a story in a world of its own; over real loopback sockets it ends in the same state."""
    return performed(scenario, seed, profile, sockets=sockets)[1]


def performed(
    scenario: Scenario,
    seed: int | None = None,
    profile: Profile = STORY,
    *,
    sockets: bool = False,
    assumed: Mapping[str, str] | None = None,
    dies_at: Collection[int] = (),
) -> tuple[World, Result]:
    """
    The result, and the world as the story left it; ``assumed`` are values for switches of QuickBooks.

    ``dies_at`` are the numbers of the points at which the connector's process dies (``scenarios.crash``).
    """
    drawn = scenario.seed if seed is None else seed
    world = World(
        drawn,
        delivery=OverSockets if sockets else InProcess,
        takes_time=scenario.given.quickbooks.takes_time,
        token_lifetime=scenario.given.jaggaer.token_lifetime,
        poll_every=scenario.given.connector.every or EVERY,
    )
    world.crashes.at = frozenset(dies_at)
    for name, value in (assumed or {}).items():
        world.file.assumed.choose(name, value)
    try:
        with watching(sockets=sockets), capture_logs() as world.log:
            failures = tuple(dict.fromkeys(_played(world, scenario, profile)))
    finally:
        world.close()
    return world, Result(scenario.name, drawn, failures, world.transcript.digest())


def _played(world: World, scenario: Scenario, profile: Profile) -> Iterator[str]:
    stage = Stage(world, profile, take)
    try:
        stage.set(scenario.given)
        world.crashes.is_counting = True
        for step in scenario.steps:
            take(stage, step)
            yield from violations(world, When.BETWEEN_STEPS)
        world.crashes.is_counting = False
        yield from _not_struck(stage)
        if scenario.then.settle is not None:
            by_hand = {
                "polls": scenario.given.connector.every is None,
                "updates": scenario.given.web_connector.every is None,
            }
            world.settle(scenario.then.settle, **by_hand)
    except (CannotTake, ConnectorError, ReachedOut, OverflowError) as error:
        yield f"the story broke off: {error}"
        return
    yield from _failures(world, scenario)
    ended = (When.BETWEEN_STEPS, When.AT_THE_END)
    if scenario.then.judge is not None:
        yield from judged(world, scenario)
    yield from violations(world, *ended, *([When.AT_REST] if scenario.then.settle is not None else []))


def take(stage: Stage, step: Step) -> None:
    """Play one step; it stands in the transcript before what it does."""
    stage.world.transcript.mark(step.verb if step.value is None else f"{step.verb}: {_shown(step.value)}")
    stage.world.surviving(lambda: VERBS[step.verb].act(stage, step.value))


def _shown(value: object) -> str:
    """As it may stand in a story."""
    if isinstance(value, Step):
        return value.verb if value.value is None else f"{value.verb}: {_shown(value.value)}"
    if isinstance(value, Part):
        given = {name: getattr(value, name) for name in type(value).model_fields if name in value.model_fields_set}
        return f"{{{', '.join(f'{name}: {_shown(one)}' for name, one in given.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(_shown(one) for one in value)}]"
    return f"{value.total_seconds():.0f}s" if isinstance(value, timedelta) else str(value)


def _not_struck(stage: Stage) -> Iterator[str]:
    """What was to go wrong has to have gone wrong, or the story proves nothing."""
    for fault in stage.world.injected:
        if not fault.struck:
            yield f"{NOT_STRUCK}{fault.name} never struck{f' at {fault.on}' if fault.on else ''}"
    for one in stage.interruptions:
        if not one.has_happened:
            yield f"what was to happen during {one.on} number {one.nth} never happened"


def _failures(world: World, scenario: Scenario) -> Iterator[str]:
    then = scenario.then
    if then.quickbooks is not None:
        yield from _books(world, scenario, then.quickbooks)
    if then.jaggaer is not None:
        yield from _jaggaer(world, then.jaggaer)
    yield from _exceptions(world, then)
    for wanted in then.reached:
        if not REACHED[wanted].is_so(world):
            yield f"{wanted} was not reached"
    failed = sum(poll.is_failed for poll in world.polls)
    if then.polls_failed not in (None, failed):
        yield f"{failed} polls failed, not {then.polls_failed}"
    for words in then.logged:
        if not any(words in str(line) for line in world.log):
            yield f"“{words}” is not in the log"
    shown = [one.result.status for one in world.told]
    for words in then.told:
        if not any(words in status for status in shown):
            yield f"no update ended with “{words}”, but with {sorted(set(shown))}"


def _books(world: World, scenario: Scenario, books: ExpectedQuickBooks) -> Iterator[str]:
    named = [(one.reference, one.vendor, Decimal(one.total)) for one in books.bills]
    others = more(scenario.given, books.more_bills)
    expected = sorted([*named, *((one.supplier_invoice, one.supplier, Decimal(one.total)) for one in others)])
    found = sorted(
        (one.get("RefNumber", ""), one["VendorRef"]["FullName"], Decimal(one["AmountDue"]))
        for one in world.file.records("Bill")
    )
    if expected != found:
        yield f"QuickBooks has the bills {_bills(found)}, not {_bills(expected)}"
    if books.vendors is not None:
        there = {one["Name"]: one for one in world.file.records("Vendor")}
        yield from _unlike_fields("QuickBooks", "vendor", books.vendors, there)
    if books.orders is not None:
        yield from _orders(world, books.orders)
    if books.receipts is not None:
        yield from _receipts(world, books.receipts)
    credits_ = [(one["RefNumber"], Decimal(one["CreditAmount"])) for one in world.file.records("VendorCredit")]
    if credits_ != [(one.reference, Decimal(one.total)) for one in books.credits]:
        yield f"QuickBooks has the vendor credits {credits_}"
    for kind, listed in (("Bill", books.bills), ("VendorCredit", books.credits)):
        for one in listed:
            yield from _unlike(one, [is_ for is_ in world.file.records(kind) if is_.get("RefNumber") == one.reference])


def _unlike_fields(
    where: str, what: str, expected: Mapping[str, Mapping[str, str]], there: Mapping[str, Mapping[str, Any]]
) -> Iterator[str]:
    """Each by its name, with some of its fields; a deeper one by its path."""
    if sorted(there) != sorted(expected):
        yield f"{where} has the {what}s {sorted(there)}, not {sorted(expected)}"
    for name, fields in expected.items():
        for path, text in fields.items():
            found: Any = there.get(name, {})
            for step in path.split("."):
                found = found.get(step, "") if isinstance(found, Mapping) else ""
            if str(found) != text:
                yield f"{what} {name} has the {path} “{found}”, not “{text}”"


def _orders(world: World, orders: list[ExpectedOrder]) -> Iterator[str]:
    there = {one["RefNumber"]: one for one in world.file.records("PurchaseOrder")}
    if sorted(there) != sorted(one.number for one in orders):
        yield f"QuickBooks has the orders {sorted(there)}"
    for wanted in orders:
        if wanted.number in there:
            yield from _unlike_order(wanted, there[wanted.number])


def _unlike_order(wanted: ExpectedOrder, record: dict[str, Any]) -> Iterator[str]:
    rows = record["PurchaseOrderLineRet"]
    lines = [(row["ItemRef"]["FullName"], row["Quantity"], row["Amount"]) for row in rows]
    closed = [at for at, row in enumerate(rows, 1) if row["IsManuallyClosed"] == "true"]
    expected = list(range(1, len(rows) + 1)) if wanted.closed == "all" else wanted.closed
    received = [row["ReceivedQuantity"] for row in rows]
    if record["VendorRef"]["FullName"] != wanted.vendor:
        yield f"order {wanted.number} is of {record['VendorRef']['FullName']}, not of {wanted.vendor}"
    if lines != wanted.lines:
        yield f"order {wanted.number} has the lines {lines}, not {wanted.lines}"
    if closed != expected:
        yield f"the lines {closed} of order {wanted.number} are closed, not {expected}"
    for said, name in ((wanted.expected, "ExpectedDate"), (wanted.confirmed, "Other1")):
        if said not in (None, record.get(name)):
            yield f"order {wanted.number} has the {name} {record.get(name)}, not {said}"
    if wanted.received not in (None, received):
        yield f"{received} of order {wanted.number} came, not {wanted.received}"


def _receipts(world: World, receipts: list[ExpectedReceipt]) -> Iterator[str]:
    there = [
        (one["RefNumber"], [(row["ItemRef"]["FullName"], row["Quantity"], row["Amount"]) for row in one["ItemLineRet"]])
        for one in world.file.records("ItemReceipt")
        if not is_void(one)
    ]
    if there != [(one.reference, one.lines) for one in receipts]:
        yield f"QuickBooks has the item receipts {there}"


def _jaggaer(world: World, expected: ExpectedJaggaer) -> Iterator[str]:
    if expected.orders is not None:
        yield from _orders_in_jaggaer(world, expected.orders)
    if expected.payments is not None:
        yield from _payments_in_jaggaer(world, expected.payments)
    if expected.acknowledged is not None:
        said = {str(one["documentNumber"]): str(one["statusCode"]) for one in world.tenant.acknowledgements}
        if said != expected.acknowledged:
            yield f"JAGGAER was told of the invoices {said}, not {expected.acknowledged}"
    infos = [one["returnCompanyInfo"] for one in world.tenant.suppliers.values()]
    coded = {one["companyName"]: bool(one.get("extCode")) for one in infos}
    if expected.codes is not None and coded != expected.codes:
        yield f"JAGGAER has codes of {coded}, not {expected.codes}"
    if expected.suppliers is not None:
        yield from _unlike_fields("JAGGAER", "supplier", expected.suppliers, {one["companyName"]: one for one in infos})
    for field, values in (expected.offered or {}).items():
        rows = world.tenant.custom_fields.get(field, [])
        offered = [str(one["value"]) for one in rows if str(one.get("active")).lower() != "false"]
        if sorted(offered) != sorted(values):
            yield f"JAGGAER offers the values {sorted(offered)} of {field}, not {sorted(values)}"


def _payments_in_jaggaer(world: World, expected: list[PaymentInJaggaer]) -> Iterator[str]:
    told = world.tenant.payments
    if [one["invoiceNumber"] for one in told] != [one.invoice for one in expected]:
        yield f"JAGGAER was told of the payments {told}"
        return
    for wanted, is_so in zip(expected, told, strict=True):
        facts = (
            ("status", wanted.status, is_so["paymentStatus"]),
            ("amount", wanted.amount, f"{Decimal(str(is_so['paymentAmount']['money'])):.2f}"),
            ("method", wanted.method, is_so.get("paymentMethod")),
            ("number", wanted.number, is_so.get("paymentNumber")),
            ("date", wanted.date, str(is_so.get("paymentDate"))[:10]),
        )
        for name, meant, found in facts:
            if meant is not None and meant != found:
                yield f"JAGGAER was told the {name} {found} of {wanted.invoice}, not {meant}"


def _orders_in_jaggaer(world: World, orders: list[OrderInJaggaer]) -> Iterator[str]:
    there = {one["header"]["poNumber"]: one for one in world.tenant.purchase_orders.values()}
    if sorted(there) != sorted(one.number for one in orders):
        yield f"JAGGAER has the orders {sorted(there)}"
    for wanted in orders:
        if wanted.number in there:
            yield from _unlike_in_jaggaer(wanted, there[wanted.number])


def _unlike_in_jaggaer(wanted: OrderInJaggaer, document: dict[str, Any]) -> Iterator[str]:
    header, rows = document["header"], document["lineList"]["poLine"]
    found = [(one["item"]["catalogNumber"], str(one["quantity"]), one["extendedPrice"]) for one in rows]
    lines = [(item, quantity, f"{Decimal(str(amount)):.2f}") for item, quantity, amount in found if quantity != "0"]
    said = (
        ("supplier", wanted.supplier, header["supplier"]["name"]),
        ("status", wanted.status, header["poStatus"]),
        ("lines", wanted.lines, lines),
    )
    for name, expected, is_so in said:
        if expected != is_so:
            yield f"order {wanted.number} in JAGGAER has the {name} {is_so}, not {expected}"
    if wanted.revision not in (None, header["revisionNumber"]):
        yield f"order {wanted.number} in JAGGAER is in revision {header['revisionNumber']}, not {wanted.revision}"


def _unlike(wanted: ExpectedBill, found: list[dict[str, Any]]) -> Iterator[str]:
    """What of a record is not as the story says."""
    for record in found[:1]:
        lines = [*record["ExpenseLineRet"], *record["ItemLineRet"]]
        booked = [((one.get("AccountRef") or one["ItemRef"])["FullName"], one["Amount"]) for one in lines]
        classes = [one.get("ClassRef", {}).get("FullName", "") for one in lines]
        if wanted.lines is not None and sorted(booked) != sorted(wanted.lines):
            yield f"{wanted.reference} has the lines {booked}, not {wanted.lines}"
        if wanted.classes is not None and classes != wanted.classes:
            yield f"{wanted.reference} has the classes {classes}, not {wanted.classes}"
        if wanted.date not in (None, record["TxnDate"]):
            yield f"{wanted.reference} is of {record['TxnDate']}, not of {wanted.date}"
        if wanted.words not in record.get("Memo", ""):
            yield f"“{wanted.words}” is not in the memo of {wanted.reference}: {record.get('Memo', '')}"


def _bills(bills: list[tuple[str, str, Decimal]]) -> str:
    return ", ".join(f"{reference} {vendor} {total}" for reference, vendor, total in bills) or "none"


def _exceptions(world: World, then: Then) -> Iterator[str]:
    if then.exceptions == "any":
        return
    waiting = sorted(hold.code.name for one in world.connector.exceptions(NAME) for hold in one.holds)
    expected = [] if then.exceptions == "none" else sorted(then.exceptions)
    if waiting != expected:
        yield f"the exceptions are {waiting}, not {expected}"
