"""
What stands in QuickBooks of what was posted, whenever its lists are read: changed, voided or deleted by a person.

Rule 1: a row of ours that is not as it was read last is read back again, with its lines, in the same update.
Rule 2: what a person took away is shown, left alone or posted again, as the profile says at that moment
        (``corrections.gone``); where JAGGAER does not want it any more, both agree, and nobody is asked.
Rule 3: what is under way about a document comes first: it looks the record up before it writes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from connector.domain.bill import Draft
from connector.domain.draft import OrderDraft
from connector.domain.hold import Hold
from connector.domain.hold_code import HoldCode
from connector.domain.identifiers import RecordId
from connector.domain.invoice import Standing
from connector.domain.operation import Deed, Operation, State
from connector.domain.record import Record
from connector.flow.errands.questions import taken_away
from connector.flow.errands.turn import Turn
from connector.flow.generations import next_generation

AT_REST = frozenset({State.DONE, State.HELD, State.WITHDRAWN})
SHOWN = frozenset({HoldCode.NOT_TIED, HoldCode.CHANGED_IN_QUICKBOOKS})
"""What is shown of a record that does not stand as it was posted."""
VOIDED, DELETED = "voided", "deleted"


def notice(turn: Turn, rows: Sequence[Record]) -> None:
    """Rows of bills and credits that QuickBooks changed since they were read last."""
    known = {row.id: posted for row in rows if (posted := _posted(turn, row.id)) is not None}
    by_id = {row.id: row for row in rows}
    turn.each(list(known.values()), lambda one: _notice(turn, one, by_id[one.record.id]) if one.record else None)


def notice_deleted(turn: Turn, ids: Iterable[str]) -> None:
    """Rows of the deleted list; they come again for ninety days."""
    known = [posted for one in ids if (posted := _posted(turn, RecordId(one))) is not None]
    turn.each([one for one in known if one.gone != DELETED], lambda one: take_away(turn, one, DELETED))


def _posted(turn: Turn, record_id: RecordId) -> Operation | None:
    """The operation that wrote a record last, or paired it, if what it wrote may stand."""
    ours = [one for one in turn.work.operations.of_record(turn.company.name, record_id) if one.state is State.DONE]
    return ours[-1] if ours and ours[-1].deed in (Deed.ADD, Deed.MODIFY) else None


def _notice(turn: Turn, posted: Operation, row: Record) -> None:
    if row.is_void:
        if not posted.gone:
            take_away(turn, posted, VOIDED)
    elif posted.gone:
        _stands_again(turn, posted, row)
    elif posted.tied is not None and not _is_same(posted.record, row):
        turn.work.operations.save(turn.company.name, replace(posted, tied=None))


def _is_same(known: Record | None, row: Record) -> bool:
    sides = [
        one and (one.edit_sequence, one.vendor_id, one.ref_number, one.txn_date, one.total) for one in (known, row)
    ]
    return sides[0] == sides[1]


def take_away(turn: Turn, posted: Operation, how: str) -> None:
    """A person voided or deleted what was posted."""
    work, company = turn.work, turn.company
    latest = work.operations.latest(company.name, posted.document)
    document = work.documents.get(company.name, posted.document)
    if latest is None or latest.state not in AT_REST:
        return
    gone = replace(posted, gone=how, tied=posted.tied if posted.tied is not None else False)
    work.operations.save(company.name, gone)
    latest = gone if latest.id == gone.id else latest
    is_due = document is not None and document.standing in (Standing.DUE.value, Standing.STRANGE.value)
    turn.tell("gone", f"{_name(posted)} was {how} in QuickBooks by a person", posted)
    if not is_due:
        _agree(turn, latest)
    elif company.policy.corrections.gone == "post":
        _post_again(turn, latest)
    elif company.policy.corrections.gone == "leave":
        _leave(turn, latest, how)
    else:
        _show(turn, latest, posted, how)


def _name(posted: Operation) -> str:
    record = posted.record
    return f"{record.kind.value} {record.ref_number or record.id}" if record else posted.name


def _agree(turn: Turn, latest: Operation) -> None:
    """JAGGAER does not want it either: what waited for a person about it waits no more."""
    if latest.state is State.HELD:
        agreed = replace(latest.to(State.WITHDRAWN), holds=(), record=None, evidence="both sides took it back")
        turn.work.operations.save(turn.company.name, agreed)
        turn.tell("withdrawn", "JAGGAER does not want it any more either: nothing is left to do", latest)


def _post_again(turn: Turn, latest: Operation) -> None:
    """The document is decided about as if nothing of it had been posted."""
    if latest.state is State.HELD:
        turn.work.operations.save(turn.company.name, replace(latest, record=None, holds=(), is_sticky=False))
    turn.work.documents.set_to_plan(turn.company.name, latest.document, waits=True)


def _leave(turn: Turn, latest: Operation, how: str) -> None:
    if latest.state is State.HELD:
        left = replace(latest.to(State.WITHDRAWN), holds=(), gone=how)
        turn.work.operations.save(turn.company.name, left)
    elif latest.state is State.DONE:
        after = next_generation(turn.company, latest.document, latest, latest.fingerprint)
        left = replace(after, state=State.WITHDRAWN, record=latest.record, by_person=True, gone=how)
        turn.work.operations.add(turn.company.name, left)
    turn.tell("withdrawn", "It is left as it is: corrections.gone = leave", latest)


def _show(turn: Turn, latest: Operation, posted: Operation, how: str) -> None:
    hold = hold_of(posted, how)
    if latest.state is State.WITHDRAWN:
        return  # a person settled it by hand
    if latest.state is State.HELD:
        held = replace(latest, record=None, holds=(hold,), is_sticky=True, deed=Deed.ADD)
        turn.work.operations.save(turn.company.name, held)
    else:
        after = next_generation(turn.company, latest.document, latest, latest.fingerprint)
        turn.work.operations.add(turn.company.name, replace(after, record=None, holds=(hold,), is_sticky=True))


def hold_of(posted: Operation, how: str) -> Hold:
    if isinstance(posted.draft, Draft | OrderDraft):
        return taken_away(posted.draft, posted.record.id if posted.record else "", how)
    record = posted.record
    return Hold.of(
        HoldCode.TAKEN_AWAY,
        posting=record.kind.value if record else "",
        ref_number=(record and record.ref_number) or "",
        vendor=record.vendor if record else "",
        posted=record.total if record else "",
        txn_id=record.id if record else "",
        how=how,
    )


def _stands_again(turn: Turn, posted: Operation, row: Record) -> None:
    """A void one that a person gave its amounts back is compared with what was posted."""
    latest = turn.work.operations.latest(turn.company.name, posted.document)
    codes = {hold.code for hold in latest.holds} if latest else set()
    if latest is None or latest.state is not State.HELD or codes != {HoldCode.TAKEN_AWAY}:
        return
    turn.work.operations.save(turn.company.name, replace(posted, gone="", tied=None))
    stands(turn, latest, replace(posted, record=row))


def stands(turn: Turn, latest: Operation, posted: Operation) -> None:
    """What was shown of it is put right: it is as it was posted."""
    others = tuple(hold for hold in latest.holds if hold.code not in (*SHOWN, HoldCode.TAKEN_AWAY))
    if others:
        after = replace(latest, holds=others)
    else:
        done = latest.to(State.DONE)
        after = replace(done, deed=Deed.ADD, draft=posted.draft, record=posted.record, holds=(), tied=posted.tied)
        after = replace(after, evidence="it stands as it was posted", was_tied=posted.was_tied, is_sticky=False)
    turn.work.operations.save(turn.company.name, after)
    turn.tell("done", "It stands in QuickBooks as it was posted", latest)
