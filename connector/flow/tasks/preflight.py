"""Before anything is written: what QuickBooks has under the number, or how the record stands now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from connector.domain.decision import Matter
from connector.domain.draft import POSTINGS, Extension, Wanted
from connector.domain.form import Form
from connector.domain.hold import Hold
from connector.domain.hold_code import HoldCode
from connector.domain.identifiers import RecordId
from connector.domain.operation import Deed, Operation, State
from connector.domain.record import Record
from connector.flow.entities import Purpose, SentSet
from connector.flow.obstacles import Obstacles, number_taken
from connector.flow.planning import plan
from connector.flow.tasks.comparing import changed_face
from connector.flow.tasks.list_refresh import is_over
from connector.flow.tasks.lookups import (
    UNANSWERED,
    about_record,
    found,
    found_value,
    illegible,
    known_records,
    numbered,
    questions,
    several,
    taken,
)
from connector.flow.tasks.size import of_set, size
from connector.flow.tasks.task import Task
from connector.flow.tasks.turn import Conclusion, Proposal, Turn, conclude, put_in_mirror
from connector.kinds import kind_of
from connector.quickbooks.merge import Clash, merge
from connector.quickbooks.qbxml.forms import form_of
from connector.quickbooks.qbxml.responses import ResponseSet
from connector.sync.evidence import Nothing, Ours, Several, Theirs, weigh

AT_ONCE = 1000
"""So many documents are decided about in one call, in about two seconds: the Web Connector waits for its end."""

MOST_CHANGES = 20
"""So many changes of one document in one update: what has not come to rest by then goes on in the next one."""

UNREAD = "a record that may be ours cannot be read"


def propose(turn: Turn) -> Proposal | None:
    """Each operation once in a session, unless it was told to look again."""
    waiting = _waiting(turn)
    if not waiting:
        return None
    return Proposal(Purpose.CHECK, questions(waiting), turn.notes, tuple(one.id for one in waiting))


def _waiting(turn: Turn) -> Sequence[Operation]:
    most = size(turn, "look up")
    return turn.work.operations.to_look_up(turn.company.name, turn.opened.ticket, turn.now, limit=most)


def decide(turn: Turn) -> None:
    """Once all lists are read, what waits is decided about on them, before anything is looked up or written."""
    if is_over(turn, turn.notes):
        plan(turn.work, turn.company, turn.now, AT_ONCE)
        turn.each(_waiting(turn), lambda one: _leave_for_the_next_update(turn, one))


def _leave_for_the_next_update(turn: Turn, operation: Operation) -> None:
    """An update comes to its end, whatever two documents of one order make of each other."""
    if operation.posting is None or not kind_of(operation.document).is_of_several:
        return
    known = turn.work.operations.of_document(turn.company.name, operation.document)
    if sum(one.looked_in == turn.opened.ticket for one in known) >= MOST_CHANGES:
        turn.work.operations.save(turn.company.name, replace(operation, looked_in=turn.opened.ticket, clear_in=""))
        text = f"Left for the next update, after {MOST_CHANGES} changes of it in this one"
        turn.tell("left", text, operation)


def depart(turn: Turn, sent: SentSet) -> None:
    for operation in turn.operations_of(sent):
        looked = replace(operation, looked_in=turn.opened.ticket, clear_in="")
        turn.work.operations.save(turn.company.name, looked)


def apply(turn: Turn, sent: SentSet, answer: ResponseSet) -> None:
    """What could not be asked about stays unchecked, and is not written in this session."""
    turn.each(turn.operations_of(sent, State.QUEUED), lambda one: _look(turn, one, answer))


def _look(turn: Turn, operation: Operation, answer: ResponseSet) -> None:
    match operation.draft:
        case Extension() as wanted:
            _extension(turn, operation, wanted, answer)
        case None:
            pass
        case wanted:
            records = found(answer, operation, turn.company.policy.currency)
            unread = illegible(answer, operation, turn.company.policy.currency)
            if unread is not None:
                _hold(turn, operation, UNREAD, unread.hold)
            elif records is not None:
                look = {Deed.ADD: _add, Deed.MODIFY: _modify}.get(operation.deed, _take_away)
                look(turn, operation, wanted, records, answer)


def _add(turn: Turn, operation: Operation, wanted: Wanted, records: tuple[Record, ...], _: ResponseSet) -> None:
    known = known_records(turn, operation)  # one of ours that stands again is in the way, whatever was said of it
    records = _still_in_question(turn, operation, wanted, records, known)
    match weigh(wanted, operation.guid, records, was_sent=False, known=known):
        case Nothing():
            _adopt_or_clear(turn, operation, wanted)
        case Ours(record=record, by=by):
            conclude(turn, operation, Conclusion((State.DONE,), f"found in QuickBooks by {by}", record))
        case Theirs(record=record):
            put_in_mirror(turn, record)  # until it is read with the lists, or is gone from them
            _hold(turn, operation, "another record has this number", _taken(turn, operation, wanted, record))
        case Several(records=records):
            _hold(turn, operation, "several records fit", several(records))


def _still_in_question(
    turn: Turn, operation: Operation, wanted: Wanted, records: tuple[Record, ...], known: frozenset[RecordId]
) -> tuple[Record, ...]:
    """Without those of which a person said that they are not this document's."""
    if not records or not isinstance(wanted, POSTINGS):
        return records
    told = _obstacles(turn, operation)
    return tuple(one for one in records if one.id in known or not told.is_another(wanted, one))


def _obstacles(turn: Turn, operation: Operation) -> Obstacles:
    said = turn.work.decisions.get(turn.company.name, Matter.NOT_SAME, operation.document) or ""
    books = turn.work.mirror.books(turn.company.name)
    claimed = partial(turn.work.operations.reserved, turn.company.name)
    others = frozenset(said.split())
    return Obstacles(turn.work, turn.company, books, turn.edition, operation.document, others, claimed)


def _taken(turn: Turn, operation: Operation, wanted: Wanted, record: Record) -> Hold:
    """Another document's record, or a person's."""
    copy = _obstacles(turn, operation).copy_of(record) if isinstance(wanted, POSTINGS) else None
    return copy.hold(wanted) if copy is not None and isinstance(wanted, POSTINGS) else taken(wanted, record)


def _adopt_or_clear(turn: Turn, operation: Operation, wanted: Wanted) -> None:
    """After a restore, a record of ours may be there under another number; what we know of is not news."""
    known = known_records(turn, operation)
    unread = [one for one in turn.work.mirror.illegible(turn.company.name) if one.id not in known]
    ours = [one for one in unread if one.is_marked(operation.guid, getattr(wanted, "mark", ""))]
    if ours:
        _hold(turn, operation, UNREAD, ours[0].hold)
        return
    match weigh(wanted, operation.guid, turn.work.mirror.adopted(turn.company.name), was_sent=False, known=known):
        case Ours(record=record, by=by):
            conclude(turn, operation, Conclusion((State.DONE,), f"found in QuickBooks by {by}", record))
        case _:
            _clear(turn, operation)


def _is_number_free(turn: Turn, operation: Operation, wanted: Wanted, answer: ResponseSet) -> bool:
    """Whether a change gives the record a number that no other record of its vendor has."""
    own, others = operation.record, numbered(answer, operation, turn.company.policy.currency)
    if others is None:
        return False  # it stays unchecked, and is not written in this session
    if own is None or not isinstance(wanted, POSTINGS) or not others:
        return True
    told = _obstacles(turn, operation)
    alike = [one for one in others if one.vendor_id == wanted.vendor_id and not one.is_void]
    same = [one for one in alike if (one.ref_number or "").casefold() == wanted.ref_number.casefold()]
    taken_by = next((one for one in same if not told.is_another(wanted, one)), None)
    if taken_by is not None:
        put_in_mirror(turn, taken_by)
        copy = told.copy_of(taken_by)
        hold = copy.hold(wanted) if copy is not None else number_taken(wanted, own, taken_by)
        _hold(turn, operation, "another record has this number", hold)
    return taken_by is None


def _modify(turn: Turn, operation: Operation, wanted: Wanted, records: tuple[Record, ...], answer: ResponseSet) -> None:
    """The record as it is now, with what is to change of it; nobody's edit is lost, and nothing paid is touched."""
    now = _standing(turn, operation, records)
    if now is None or not _is_number_free(turn, operation, wanted, answer):
        return
    before = form_of(operation.base) if operation.base else Form()
    written = operation.record.form if operation.record else Form()
    match merge(before, form_of(wanted), written, now.form):
        case Clash(field=field, wanted=value, found=theirs):
            hold = Hold.of(HoldCode.BOTH_CHANGED, txn_id=now.id, field=field, wanted=value, found=theirs)
            _hold(turn, operation, "a person changed the same field", hold)
        case merged if merged.changes == Form():
            conclude(turn, operation, Conclusion((State.DONE,), "QuickBooks has it already", now))
        case merged:
            _clear(turn, operation, now, merged.changes)


def _take_away(turn: Turn, operation: Operation, wanted: Wanted, records: tuple[Record, ...], _: ResponseSet) -> None:
    if not records or records[0].is_void:
        conclude(turn, operation, Conclusion((State.DONE,), "QuickBooks does not have it any more"))
        return
    now = _standing(turn, operation, records)
    if now is None:
        return
    theirs = changed_face(turn, operation, operation.posting or operation.record or now, now)
    if not kind_of(operation.document).may_go(now):  # something came of it since it was decided about
        turn.work.documents.set_to_plan(turn.company.name, operation.document, waits=True)
    elif theirs:
        values = {"field": "the record", "wanted": operation.deed.value, "found": "; ".join(map(str, theirs))}
        _hold(turn, operation, "a person changed it", Hold.of(HoldCode.BOTH_CHANGED, txn_id=now.id, **values))
    else:
        _clear(turn, operation, now)


def _standing(turn: Turn, operation: Operation, records: tuple[Record, ...]) -> Record | None:
    """The record, if it may be touched at all; else the operation is held."""
    if not records or records[0].is_void:
        _hold(turn, operation, "the record is gone", about_record(HoldCode.RECORD_GONE, operation))
    elif records[0].is_paid:
        _hold(turn, operation, "the record is paid", about_record(HoldCode.RECORD_PAID, operation))
    else:
        return records[0]
    return None


def _extension(turn: Turn, operation: Operation, wanted: Extension, answer: ResponseSet) -> None:
    """A value is added where none stands and changed where one does; QuickBooks refuses the other."""
    value = found_value(answer, operation, wanted)
    if value is UNANSWERED:
        return
    is_wanted = operation.deed is not Deed.DELETE
    if value == (wanted.value if is_wanted else None):
        conclude(turn, operation, Conclusion((State.DONE,), "QuickBooks has it already"))
        return
    deed = (Deed.ADD if value is None else Deed.MODIFY) if is_wanted else Deed.DELETE
    _clear(turn, replace(operation, deed=deed))


def _clear(turn: Turn, operation: Operation, now: Record | None = None, changes: Form | None = None) -> None:
    """It may be written in this session."""
    clear = replace(operation, clear_in=turn.opened.ticket, found=now, changes=changes)
    turn.work.operations.save(turn.company.name, clear)


def _hold(turn: Turn, operation: Operation, evidence: str, hold: Hold) -> None:
    conclude(turn, operation, Conclusion((State.HELD,), evidence, hold=hold))


CHECK = Task(
    Purpose.CHECK, propose, apply, prepare=decide, depart=depart, sizes=partial(of_set, what="look up"), writes=True
)
