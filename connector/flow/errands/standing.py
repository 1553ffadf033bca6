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
from connector.flow.generations import SHOWN, next_generation, show

AT_REST = frozenset({State.DONE, State.HELD, State.WITHDRAWN})
TAKEN_BACK = (Standing.CANCELLED.value, Standing.SKIPPED.value)
VOIDED, DELETED = "voided", "deleted"


def notice(turn: Turn, rows: Sequence[Record]) -> None:
    """Rows of bills and credits that QuickBooks changed since they were read last."""
    known = {row.id: posted for row in rows if (posted := _posted(turn, row.id)) is not None}
    by_id = {row.id: row for row in rows}
    turn.each(list(known.values()), lambda one: _notice(turn, one, by_id[one.record.id]) if one.record else None)


def notice_deleted(turn: Turn, ids: Iterable[str]) -> None:
    """Rows of the deleted list; they come again for ninety days."""
    known = [posted for one in ids if (posted := _posted(turn, RecordId(one))) is not None]
    new = [one for one in known if one.gone != DELETED and not (one.is_gone and not one.gone)]
    turn.each(new, lambda one: take_away(turn, one, DELETED))


def _posted(turn: Turn, record_id: RecordId) -> Operation | None:
    """The operation that wrote a record last, or paired it."""
    ours = [one for one in turn.work.operations.of_record(turn.company.name, record_id) if one.state is State.DONE]
    return ours[-1] if ours else None


def _notice(turn: Turn, posted: Operation, row: Record) -> None:
    if row.is_void:
        if not posted.is_gone:
            take_away(turn, posted, VOIDED)
    elif posted.is_gone:
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
        work.operations.save(company.name, replace(posted, tied=None))  # read back once that is over
        return
    was_gone = posted.is_gone
    gone = replace(posted, gone=how, tied=posted.tied if posted.tied is not None else False)
    work.operations.save(company.name, gone)
    latest = gone if latest.id == gone.id else latest
    if was_gone or _is_another(latest, posted):  # void already, or another record stands in its place
        return
    is_taken_back = document is not None and document.standing in TAKEN_BACK
    turn.tell("gone", f"{_name(posted)} was {how} in QuickBooks by a person", posted)
    if is_taken_back:
        _agree(turn, latest)
    elif company.policy.corrections.gone == "post" and latest.state is not State.WITHDRAWN:
        _post_again(turn, latest)
    elif company.policy.corrections.gone == "leave":
        _leave(turn, latest, how)
    else:
        _show(turn, latest, posted, how)


def _is_another(latest: Operation, posted: Operation) -> bool:
    """Whether the latest operation is about another record than the one that went."""
    return latest.record is not None and posted.record is not None and latest.record.id != posted.record.id


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
        left = replace(latest.to(State.WITHDRAWN), holds=(), by_person=True, gone=how)
        turn.work.operations.save(turn.company.name, left)
    elif latest.state is State.DONE:
        after = next_generation(turn.company, latest.document, latest, latest.fingerprint)
        left = replace(after, state=State.WITHDRAWN, record=latest.record, by_person=True, gone=how)
        turn.work.operations.add(turn.company.name, left)
    else:
        return
    turn.tell("withdrawn", "It is left as it is: corrections.gone = leave", latest)


def _show(turn: Turn, latest: Operation, posted: Operation, how: str) -> None:
    record = posted.record
    if record is None or (latest.state is State.WITHDRAWN and latest.record is None):
        return  # nothing stood of it any more
    draft = posted.draft if isinstance(posted.draft, Draft | OrderDraft) else record
    hold = taken_away(draft, record.id, how)
    if latest.state is State.HELD:
        held = replace(latest, record=None, holds=(hold,), is_sticky=True, deed=Deed.ADD)
        turn.work.operations.save(turn.company.name, held)
    else:
        after = next_generation(turn.company, latest.document, latest, latest.fingerprint)
        turn.work.operations.add(turn.company.name, replace(after, record=None, holds=(hold,), is_sticky=True))


def _stands_again(turn: Turn, posted: Operation, row: Record) -> None:
    """A void one that a person gave its amounts back: compared where it is missed, shown where it is not wanted."""
    latest = turn.work.operations.latest(turn.company.name, posted.document)
    if latest is None or latest.state not in AT_REST:
        return
    if posted.gone:
        turn.work.operations.save(turn.company.name, replace(posted, gone="", tied=None))
    is_missed = any(hold.code is HoldCode.TAKEN_AWAY for hold in latest.holds) or bool(latest.gone)
    if is_missed and latest.state is State.HELD:
        stands(turn, latest, replace(posted, record=row, gone="", tied=None))
    elif is_missed and latest.state is State.WITHDRAWN:  # it was left as it was
        again = replace(latest, record=row, gone="", holds=())
        turn.work.operations.save(turn.company.name, again)
    elif all(hold.code is not HoldCode.STANDS_AGAIN for hold in latest.holds):
        hold = Hold.of(HoldCode.STANDS_AGAIN, ref_number=row.ref_number or "", txn_id=row.id, amount=row.total)
        show(turn.work, turn.company, posted.document, hold)
        turn.tell("stands again", f"{_name(posted)}, which was void, stands again", posted)


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
