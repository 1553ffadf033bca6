"""What people are shown of the road back: what waits, the life of one write, what would be sent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from connector.domain.hold import Hold
from connector.domain.operation import WAITING_FOR_A_PERSON, State
from connector.domain.outgoing import Outgoing, OutgoingCode, OutgoingValues
from connector.domain.writeback import WriteBack
from connector.flow.entities import Company
from connector.flow.line import Line
from connector.flow.ports import Work
from connector.kinds import written_kinds
from connector.kinds.writing import WritingKind

TO_JAGGAER = "to JAGGAER"


def line_of(back: WriteBack) -> Line:
    """As a document that goes the other way: ``txn_id`` is QuickBooks' record, and the total is that of QuickBooks."""
    shown: Outgoing | None = back.shown
    total = shown.total if shown is not None else None
    return Line(
        invoice_id=back.id,
        invoice=back.number,
        supplier=shown.vendor if shown else "",
        jaggaer_total=str(total) if total is not None else "",
        state=back.state.value,
        txn_id=_record(back.subject, shown),
        ref_number=back.number,
        vendor=shown.vendor if shown else "",
        evidence=back.evidence,
        holds=back.holds,
        kind=f"{back.kind} {TO_JAGGAER}",
    )


def _record(subject: str, shown: Outgoing | None) -> str:
    """The TxnID of the record that a write is about; values and codes are of lists."""
    if shown is None:
        return subject
    return "" if isinstance(shown, OutgoingValues | OutgoingCode) else shown.txn_id


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
class Sending:
    """What would be sent: of which subjects, the change and the exact body, or why it waits."""

    number: str
    change: str
    body: str
    why: str = ""


def outgoing(work: Work, company: Company) -> list[Sending]:
    """What is queued, request by request, and what waits for a person."""
    found = []
    for kind in written_kinds():
        backs = work.write_backs.in_state(company.name, State.QUEUED, State.UNKNOWN, *WAITING_FOR_A_PERSON)
        of_kind = [one for one in backs if one.kind == kind.name]
        queued = [one for one in of_kind if one.state is State.QUEUED]
        most = kind.together(company.wire)
        for group in in_groups(kind, queued):
            for start in range(0, len(group), most):
                together = [replace(one, body=kind.part(one, company.wire)) for one in group[start : start + most]]
                numbers = ", ".join(one.number for one in together)
                found.append(Sending(numbers, _change(together[0]), kind.request(together, company.wire)))
        for one in (one for one in of_kind if one.state is not State.QUEUED):
            why = "; ".join(f"{hold.title}. {hold.what}" for hold in one.holds)
            found.append(Sending(one.number, _change(one), "" if why else one.body, why))
    return found


def in_groups(kind: WritingKind, backs: Iterable[WriteBack]) -> list[list[WriteBack]]:
    """What may go together."""
    groups: dict[str, list[WriteBack]] = {}
    for one in backs:
        groups.setdefault(kind.group(one), []).append(one)
    return list(groups.values())


def _change(back: WriteBack) -> str:
    return back.change.value if back.change else "write"
