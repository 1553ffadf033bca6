"""
What must always hold, one function to a promise, looked at in both systems from outside.

The state of both systems is looked at between any two steps; what passed is looked at when the story is over,
as nothing is ever taken out of a transcript; that everything came to rest is looked at after settling.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from itertools import groupby, pairwise
from typing import Any

from scenarios import sending_checks, told_checks
from scenarios.order_checks import (
    OF_ORDERS,
    bills_receive_the_lines_they_name,
    every_order_is_as_ordered,
    orders_are_not_over_received,
)
from scenarios.outside_checks import (
    WRITTEN,
    a_persons_edit_stays,
    calls_are_answered_in_time,
    iterators_stay_in_their_session,
    jaggaer_is_told_nothing_twice,
    no_second_record,
    one_session_at_a_time,
    requests_alternate,
    retry_after_is_obeyed,
    unread,
)
from scenarios.qbxml import texts
from scenarios.receipt_checks import what_came_is_received_once
from scenarios.sum_checks import (
    corrected_documents_come_to_what_jaggaer_has,
    every_posted_document_ties,
    what_people_changed_is_seen,
)
from scenarios.void import is_void
from scenarios.world import NAME, Poll, World
from scenarios.written_checks import (
    jaggaer_carries_out_no_write_twice,
    jaggaer_has_what_quickbooks_owns,
    jaggaer_is_written_what_is_switched_on,
)

AT_REST = ("done", "held", "needs_person", "withdrawn", "cancelled", "closed", "skipped", "noted", "quickbooks' own")
OPEN = "not decided yet"
UNDECIDED = ("due", OPEN, "skipped", "of an unknown status")
"""Of what nothing was decided, the list has JAGGAER's word, and the status one for all."""
LONGEST_PAUSE = timedelta(minutes=30)
TOLERANCE = timedelta(seconds=2)


def what_is_done_was_given(world: World) -> Iterator[str]:
    """What the connector calls done has an id that QuickBooks gave."""
    there = {one["TxnID"] for kind in WRITTEN for one in world.file.records(kind)}
    for line in world.lines:
        is_given = line.txn_id in there or (line.txn_id and world.transcript.mentions(line.txn_id))
        if line.state == "done" and not is_given:
            yield f"{line.invoice} is done as {line.txn_id}, which QuickBooks never gave"


def what_is_done_is_there(world: World) -> Iterator[str]:
    """At rest, what JAGGAER has as due and the connector calls done stands in QuickBooks, neither void nor deleted."""
    live = {one["TxnID"] for kind in WRITTEN for one in world.file.records(kind) if not is_void(world, one)}
    for line in world.lines:
        if line.state == "done" and line.txn_id not in live and _is_due(_header(world, line.invoice_id)):
            yield f"{line.invoice} is done as {line.txn_id}, which does not stand in QuickBooks"


def _header(world: World, document_id: str) -> Mapping[str, Any]:
    """Of an invoice or an order, as JAGGAER has it now."""
    orders, own = world.tenant.purchase_orders, document_id.removeprefix(OF_ORDERS)
    kept = orders if document_id.startswith(OF_ORDERS) else world.tenant.invoices
    header: Mapping[str, Any] = kept.get(own, {}).get("header", {})
    return header


def every_write_is_in_the_history(world: World) -> Iterator[str]:
    """Each record with a mark of ours is one that the history knows of."""
    sent = {guid for one in world.connector.messages(NAME) for guid in texts(one.request, "ExternalGUID")}
    for kind in WRITTEN:
        for record in world.file.records(kind):
            guid = record.get("ExternalGUID")
            if guid and guid not in sent and not world.transcript.mentions(guid):  # our database may be an older one
                yield f"{record['TxnID']} has an ExternalGUID that was never sent"
    told = {event.document for event in world.connector.history(NAME) if event.kind in ("sent", "done")}
    for line in world.lines:
        if line.txn_id and line.invoice_id not in told:
            yield f"{line.txn_id} is not explained"


def a_write_follows_a_read(world: World) -> Iterator[str]:
    """Nobody's edit is lost: a modify carries an EditSequence that QuickBooks gave in the same update."""
    for sequence in unread(world, lambda text: texts(text, "EditSequence")):
        yield f"a modify with EditSequence {sequence}, which was not read before"


def pauses_never_shrink(world: World) -> Iterator[str]:
    """While JAGGAER fails, the polls of the schedule come ever further apart, as far as the database remembers."""

    def kind(poll: Poll) -> tuple[bool, int]:
        return poll.is_failed, sum(at <= poll.at for at in world.set_back_at)

    for (is_failed, _), row in groupby(world.polls, kind):
        pauses = [min(after.at - before.at, LONGEST_PAUSE) for before, after in pairwise(row) if not before.was_asked]
        for before, after in pairwise(pauses if is_failed else []):
            if after < before - TOLERANCE:
                yield f"a pause of {before.total_seconds():.0f} s was followed by one of {after.total_seconds():.0f} s"


def nothing_broke(world: World) -> Iterator[str]:
    """No error of the connector's own was caught and logged on the way."""
    for line in world.log:
        if line.get("log_level") in ("error", "critical"):
            yield str(line.get("event"))


def no_secret_is_told(world: World) -> Iterator[str]:
    """No password, client secret, token or ticket is in the transcript, the log or the database."""
    secrets = {"client secret": world.keycloak.client_secret}
    secrets |= {f"token {number}": token for number, token in enumerate(world.keycloak.tokens)}
    if world.added:
        secrets["password"] = world.added.password
    for number, entry in enumerate(world.transcript.soap("authenticate")):
        if ticket := entry.ticket():
            secrets[f"ticket {number}"] = ticket
    places = {
        "transcript": world.transcript.text(),
        "database": world.connector.store.dump(),
        "log": "\n".join(str(line) for line in world.log),
    }
    for place, text in places.items():
        for name, secret in secrets.items():
            if secret in text:
                yield f"the {name} is in the {place}"
    for name in [name for name in secrets if not name.startswith("ticket")]:  # the real log has tickets
        if any(secrets[name] in world.qwclog(pc) for pc in world.pcs):
            yield f"the {name} is in the QWCLog.txt"


def none_is_lost(world: World) -> Iterator[str]:
    """Every due document is posted, or an exception that a person can see."""
    seen = {str(line.invoice_id): line for line in world.lines}
    orders = {f"{OF_ORDERS}{one}": document for one, document in world.tenant.purchase_orders.items()}
    are_read = world.connector.company(NAME).policy.orders.are_jaggaers
    for document_id, document in {**world.tenant.invoices, **(orders if are_read else {})}.items():
        header = document["header"]
        if not _is_due(header) or _owes_nothing(header):
            continue
        state = seen[document_id].state if document_id in seen else "never read"
        if state not in AT_REST:
            yield f"{header.get('invoiceNumber') or header['poNumber']} is {state}"


def _is_due(header: Mapping[str, Any]) -> bool:
    """Approved for payment, or sent to its supplier."""
    return header.get("poStatus") == "Completed" or (header.get("workflowStatus"), header.get("paymentStatus")) == (
        "Completed",
        "Payable",
    )


def _owes_nothing(header: Mapping[str, Any]) -> bool:
    """It was paid by card, or there is nothing to pay."""
    total = header.get("total")
    is_nothing = isinstance(total, dict) and total.get("value") == 0
    return is_nothing or header.get("payment", {}).get("method") == "P-Card"


def the_outbox_is_empty(world: World) -> Iterator[str]:
    """Once everything works, nothing stays on its way."""
    status = world.connector.status(NAME)
    for where, states in (("", status.states), (" to JAGGAER", status.to_jaggaer)):
        for state, count in states.items():
            if state not in AT_REST:
                yield f"{count} {state}{where}"


def every_document_is_in_one_figure(world: World) -> Iterator[str]:
    """What the status counts, state by state, is what stands in the list of all documents."""
    status = world.connector.status(NAME)
    counted, listed = Counter({"not due": status.not_due}), Counter[str]()
    for state, count in status.states.items():
        counted[OPEN if state in UNDECIDED else state] += count
    for line in world.lines:
        listed[OPEN if line.state in UNDECIDED else line.state] += 1
    for state in sorted({*(counted - listed), *(listed - counted)}):
        yield f"the status counts {counted[state]} documents as {state}, and {listed[state]} are listed so"


class When(Enum):
    """When a check is run."""

    BETWEEN_STEPS = "between any two steps"
    AT_THE_END = "when the story is over"
    AT_REST = "after settling"


@dataclass(frozen=True, slots=True)
class Check:
    run: Callable[[World], Iterator[str]]
    when: When

    @property
    def name(self) -> str:
        return self.run.__name__.replace("_", " ")

    @property
    def says(self) -> str:
        return self.run.__doc__ or ""


CHECKS: tuple[Check, ...] = (
    Check(no_second_record, When.BETWEEN_STEPS),
    Check(every_posted_document_ties, When.BETWEEN_STEPS),
    Check(corrected_documents_come_to_what_jaggaer_has, When.AT_REST),
    Check(every_order_is_as_ordered, When.AT_REST),
    Check(bills_receive_the_lines_they_name, When.AT_REST),
    Check(what_came_is_received_once, When.AT_REST),
    Check(jaggaer_has_what_quickbooks_owns, When.AT_REST),
    *(Check(one, When.AT_REST) for one in told_checks.AT_REST),
    Check(jaggaer_is_told_nothing_twice, When.BETWEEN_STEPS),
    Check(what_is_done_was_given, When.BETWEEN_STEPS),
    Check(a_persons_edit_stays, When.BETWEEN_STEPS),
    Check(orders_are_not_over_received, When.BETWEEN_STEPS),
    Check(every_document_is_in_one_figure, When.BETWEEN_STEPS),
    Check(every_write_is_in_the_history, When.BETWEEN_STEPS),
    Check(requests_alternate, When.AT_THE_END),
    Check(one_session_at_a_time, When.AT_THE_END),
    Check(calls_are_answered_in_time, When.AT_THE_END),
    Check(iterators_stay_in_their_session, When.AT_THE_END),
    Check(a_write_follows_a_read, When.AT_THE_END),
    Check(retry_after_is_obeyed, When.AT_THE_END),
    Check(pauses_never_shrink, When.AT_THE_END),
    Check(nothing_broke, When.AT_THE_END),
    Check(jaggaer_is_written_what_is_switched_on, When.AT_THE_END),
    Check(jaggaer_carries_out_no_write_twice, When.BETWEEN_STEPS),
    Check(no_secret_is_told, When.AT_THE_END),
    Check(sending_checks.nothing_is_repeated_without_bound, When.AT_THE_END),
    Check(what_is_done_is_there, When.AT_REST),
    Check(what_people_changed_is_seen, When.AT_REST),
    Check(none_is_lost, When.AT_REST),
    Check(the_outbox_is_empty, When.AT_REST),
)


def violations(world: World, *moments: When) -> list[str]:
    """Everything that does not hold at these moments, each with the name of its check; all of them if none is given."""
    chosen = [check for check in CHECKS if check.when in (moments or When)]
    with world.standing_still():
        return [f"{check.name}: {what}" for check in chosen for what in check.run(world)]
