"""What people are shown of the road back: what waits, the life of one write, what would be sent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from connector.domain.hold import Hold
from connector.domain.operation import WAITING_FOR_A_PERSON, State
from connector.domain.writeback import WriteBack
from connector.flow.entities import Company
from connector.flow.line import Line
from connector.flow.ports import Work
from connector.kinds import writing_kind

TO_JAGGAER = "to JAGGAER"


def line_of(back: WriteBack) -> Line:
    """As a document that goes the other way: ``txn_id`` is QuickBooks' record, and the total is that of QuickBooks."""
    order = back.shown
    return Line(
        invoice_id=back.id,
        invoice=back.number,
        supplier=order.vendor if order else "",
        jaggaer_total=str(order.total) if order else "",
        state=back.state.value,
        txn_id=back.subject,
        ref_number=back.number,
        vendor=order.vendor if order else "",
        evidence=back.evidence,
        holds=back.holds,
        kind=f"{back.kind} {TO_JAGGAER}",
    )


def waiting(work: Work, company: Company) -> Iterator[tuple[WriteBack, Hold]]:
    """What waits for a person, once for each of its reasons."""
    for back in work.write_backs.in_state(company.name, *WAITING_FOR_A_PERSON):
        seen = {(hold.code, hold.subject): hold for hold in reversed(back.holds)}
        yield from ((back, hold) for hold in reversed(seen.values()))


def standing(back: WriteBack) -> list[tuple[str, str]]:
    """How it stands, value by value."""
    change = back.change.value if back.change else ""
    rows = [
        ("to JAGGAER", f"{change} {back.state.value}".strip()),
        ("wanted", str(back.wanted or "")),
        ("written", str(back.told or "")),
        ("JAGGAER", back.own_id),
        ("sent", f"{back.sent_at:%Y-%m-%d %H:%M:%S} UTC" if back.sent_at else ""),
        ("request", back.body),
    ]
    return [(name, value) for name, value in rows if value]


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What would be sent of one record of QuickBooks: the change and the exact body, or why it waits."""

    number: str
    change: str
    body: str
    why: str = ""


def outgoing(work: Work, company: Company) -> list[Outgoing]:
    """What is queued, and what waits for a person."""
    found = []
    for back in work.write_backs.in_state(company.name, State.QUEUED, State.UNKNOWN, *WAITING_FOR_A_PERSON):
        change = back.change.value if back.change else "write"
        body = writing_kind(back.kind).body(back, company.wire) if back.state is State.QUEUED else back.body
        why = "; ".join(f"{hold.title}. {hold.what}" for hold in back.holds)
        found.append(Outgoing(back.number, change, "" if why else body, why))
    return found
