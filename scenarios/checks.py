"""What must always hold, one function to a promise, looked at in both systems from outside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import pairwise

from scenarios.world import NAME, World

Check = Callable[[World], Iterator[str]]
POSTED = (("Bill", "AmountDue"), ("VendorCredit", "CreditAmount"))


def no_second_record(world: World) -> Iterator[str]:
    """A JAGGAER document leads to at most one live QuickBooks record."""
    for kind, _ in POSTED:
        guids = Counter(one.get("ExternalGUID") for one in world.file.transactions[kind])
        numbers = Counter((one["VendorRef"]["ListID"], one.get("RefNumber")) for one in world.file.transactions[kind])
        for key, count in [*guids.items(), *numbers.items()]:
            if key is not None and count > 1:
                yield f"{count} {kind} records for {key}"


def every_posted_document_ties(world: World) -> Iterator[str]:
    """What is posted equals what JAGGAER approved, to the cent."""
    posted = {one["TxnID"]: Decimal(one[total]) for kind, total in POSTED for one in world.file.transactions[kind]}
    for line in world.connector.lines(NAME):
        if line.state != "done":
            continue
        approved = abs(Decimal(str(world.tenant.invoices[line.invoice_id]["header"]["total"]["value"])))
        if posted.get(line.txn_id) != approved:
            yield f"{line.invoice}: JAGGAER {approved}, QuickBooks {posted.get(line.txn_id)}"


def none_is_lost(world: World) -> Iterator[str]:
    """Every due document is posted, or an exception that a person can see."""
    seen = {str(line.invoice_id): line for line in world.connector.lines(NAME)}
    for invoice_id, document in world.tenant.invoices.items():
        header = document["header"]
        if (header["workflowStatus"], header["paymentStatus"]) != ("Completed", "Payable"):
            continue
        state = seen[invoice_id].state if invoice_id in seen else "never read"
        if state not in ("done", "held", "needs_person", "withdrawn"):
            yield f"{header['invoiceNumber']} is {state}"


def orders_are_not_over_received(world: World) -> Iterator[str]:
    """No purchase order line received more than it ordered."""
    for order in world.file.transactions["PurchaseOrder"]:
        for line in order["PurchaseOrderLineRet"]:
            if Decimal(line["ReceivedQuantity"]) > Decimal(line.get("Quantity", "0")):
                yield f"order {order['RefNumber']}: {line['ReceivedQuantity']} of {line['Quantity']}"


def requests_alternate(world: World) -> Iterator[str]:
    """In one update, a message set leaves only after the one before it was settled."""
    for before, after in pairwise(world.connector.messages(NAME)):
        if before.ticket == after.ticket and (before.settled_at is None or before.settled_at > after.sent_at):
            yield f"{after.id} left before {before.id} was settled"


def every_write_is_in_the_history(world: World) -> Iterator[str]:
    """Each record we wrote is explained by a line of history."""
    told = {event.document for event in world.connector.history(NAME) if event.kind in ("sent", "done")}
    for line in world.connector.lines(NAME):
        if line.txn_id and line.invoice_id not in told:
            yield f"{line.txn_id} is not explained"


CHECKS: tuple[Check, ...] = (
    no_second_record,
    every_posted_document_ties,
    none_is_lost,
    orders_are_not_over_received,
    requests_alternate,
    every_write_is_in_the_history,
)


def violations(world: World) -> list[str]:
    """Everything that does not hold, each with the name of its check."""
    return [f"{check.__name__.replace('_', ' ')}: {what}" for check in CHECKS for what in check(world)]
