"""
What must hold of any connector, whoever made it: seen from outside, in what passed and in what stands in both systems.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Set
from datetime import datetime, timedelta

from scenarios.machines import Machines
from scenarios.qbxml import attributes
from scenarios.void import is_void

MARK = re.compile(r"\[JAGGAER [^\]]*\]")
WRITTEN = ("Bill", "VendorCredit", "PurchaseOrder", "ItemReceipt")
ANSWERED_WITHIN = timedelta(seconds=45)
LONGEST_OBEYED = timedelta(hours=1)
BY_ANOTHER = "changed by hand"
"""What the fault of somebody who edits a record writes into its memo."""


def no_second_record(world: Machines) -> Iterator[str]:
    """A JAGGAER document leads to at most one live QuickBooks record."""
    for kind in WRITTEN:
        live = [one for one in world.file.records(kind) if not is_void(world, one)]
        guids = Counter(one.get("ExternalGUID") for one in live)
        numbered = [one for one in live if one.get("RefNumber")]
        numbers = Counter((one.get("VendorRef", {}).get("ListID"), one["RefNumber"]) for one in numbered)
        marks = Counter(mark for one in live for mark in MARK.findall(one.get("Memo", "")))
        for key, count in [*guids.items(), *numbers.items(), *marks.items()]:
            if key is not None and count > 1:
                yield f"{count} {kind} records for {key}"


def a_persons_edit_stays(world: Machines) -> Iterator[str]:
    """What a person wrote into a bill is there until a person writes something else."""
    bills = {one["TxnID"]: one for one in world.file.records("Bill")}
    for txn_id, fields in world.edited.items():
        record = bills.get(txn_id)
        for name, value in fields.items():
            shown = value if record is None else record.get(name, "")
            if not shown.endswith(value) and BY_ANOTHER not in shown:  # a void puts its word before it
                yield f"{name} of {txn_id} was “{value}” by a person, and is “{shown}”"


def requests_alternate(world: Machines) -> Iterator[str]:
    """In one update a request is answered before the next one is asked for, and nothing comes after the end."""
    asked: dict[str, str] = {}
    for entry in world.transcript.soap("sendRequestXML", "receiveResponseXML", "closeConnection"):
        ticket = entry.arguments().get("ticket", "")
        before = asked.get(ticket, "receiveResponseXML")
        if before == "ended" and entry.call != "closeConnection":
            yield f"{entry.call} came after the end of {ticket}"
        elif entry.call == before == "sendRequestXML":
            yield f"two requests in a row under {ticket}"
        elif entry.call == before == "receiveResponseXML":
            yield f"an answer without a request under {ticket}"
        is_over = entry.call == "closeConnection" or (
            entry.call == "receiveResponseXML" and entry.result() in (["100"], ["-1"])
        )
        asked[ticket] = "ended" if is_over else entry.call


def one_session_at_a_time(world: Machines) -> Iterator[str]:
    """Two updates never get work for one company file by turns."""
    newest: list[str] = []
    for entry in world.transcript.soap("sendRequestXML"):
        ticket = entry.arguments().get("ticket", "")
        if entry.result() in ([], [""]) or ticket in newest[-1:]:
            continue
        if ticket in newest:
            yield f"{ticket} got work again after {newest[-1]} had got some"
        newest.append(ticket)


def calls_are_answered_in_time(world: Machines) -> Iterator[str]:
    """Every call of the Web Connector is answered long before it gives up."""
    for entry in world.transcript.soap():
        if entry.served_in > ANSWERED_WITHIN:
            yield f"{entry.call} took {entry.served_in.total_seconds():.0f} s"


def iterators_stay_in_their_session(world: Machines) -> Iterator[str]:
    """An iterator is never gone on with in another update than the one that began it."""
    for iterator in unread(world, lambda text: attributes(text, "iteratorID")):
        yield f"{iterator} is not of this session"


def unread(world: Machines, named_in: Callable[[str], Set[str]]) -> Iterator[str]:
    """What requests name of QuickBooks' that it did not give in an answer of the same update before."""
    given: dict[str, set[str]] = defaultdict(set)
    for entry in world.transcript.soap("sendRequestXML", "receiveResponseXML"):
        arguments = entry.arguments()
        ticket = arguments.get("ticket", "")
        if entry.call == "receiveResponseXML":
            given[ticket] |= named_in(arguments.get("response", ""))
        else:
            yield from named_in("".join(entry.result())) - given[ticket]


def retry_after_is_obeyed(world: Machines) -> Iterator[str]:
    """After a 429 nothing is asked of JAGGAER before the time it gave, up to an hour."""
    until: datetime | None = None
    for entry in world.transcript.entries():
        if entry.lane != "connector":
            continue
        if until and entry.asked_at < until:
            yield f"{entry.call} was asked {until - entry.asked_at} too early"
        if entry.response is not None and entry.response.status_code == 429 and entry.ended_at:
            asked = entry.response.headers.get("Retry-After", "")
            span = timedelta(seconds=int(asked)) if asked.isdigit() else timedelta()
            until = entry.ended_at + min(span, LONGEST_OBEYED)


def jaggaer_is_told_nothing_twice(world: Machines) -> Iterator[str]:
    """JAGGAER is never told what it was told before: of no payment, and of no acknowledgement."""
    yield from (f"the {one} was told twice" for one in world.tenant.repeats)


BETWEEN_STEPS = (no_second_record, a_persons_edit_stays, jaggaer_is_told_nothing_twice)
AT_THE_END = (
    requests_alternate,
    one_session_at_a_time,
    calls_are_answered_in_time,
    iterators_stay_in_their_session,
    retry_after_is_obeyed,
)


def violations(world: Machines, *, is_over: bool) -> Iterator[str]:
    """What does not hold of a connector of which the insides are not known; once it is over, in all that passed."""
    for check in (*BETWEEN_STEPS, *(AT_THE_END if is_over else ())):
        yield from (f"{check.__name__.replace('_', ' ')}: {what}" for what in check(world))
