"""Looking records up in QuickBooks: the questions that check, find and verify have in common."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from connector.domain.draft import POSTINGS, Extension, Wanted
from connector.domain.hold import Hold
from connector.domain.hold_code import HoldCode
from connector.domain.identifiers import RecordId
from connector.domain.illegible import Illegible
from connector.domain.kind import TRANSACTIONS, Kind
from connector.domain.operation import Deed, Operation, State
from connector.domain.policy import CurrencyPolicy
from connector.domain.record import Record
from connector.flow.tasks.turn import Turn
from connector.quickbooks.qbxml.message_set import Request
from connector.quickbooks.qbxml.records import (
    Deletion,
    deleted_ids,
    deletions,
    extension_of,
    find_by_id,
    find_by_number,
    find_deleted,
    find_extensions,
    illegible_of,
    records_of,
)
from connector.quickbooks.qbxml.responses import Response, ResponseSet
from connector.quickbooks.qbxml.status_codes import NOT_FOUND, Meaning, meaning_of
from connector.quickbooks.qbxml.values import modified_since
from connector.sync.reading import OVERLAP


def questions(operations: Sequence[Operation]) -> tuple[Request, ...]:
    """
    One query for each kind: what is to be added by its number, what is there by its id.

    List records are asked for one by one: QuickBooks answers a list of ids with nothing if one of them is unknown.
    """
    return tuple(_questions([one for one in operations if one.draft]))


def _questions(operations: Sequence[Operation]) -> Iterator[Request]:
    for kind in Kind:
        same = [one for one in operations if one.draft and one.draft.kind is kind]
        numbers = [one.draft.ref_number for one in same if one.draft and gets_number(one)]
        records = [one for one in same if one.record and one.deed is not Deed.ADD]
        if kind is Kind.EXTENSION:
            yield from (_of_extension(one, one.draft) for one in same if isinstance(one.draft, Extension))
            continue
        if numbers:
            yield find_by_number(f"{kind.value} by number", kind, list(dict.fromkeys(numbers)))
        if records and kind in TRANSACTIONS:
            yield find_by_id(f"{kind.value} by id", kind, _ids(records), whole=True)
        elif records:
            yield from (find_by_id(_own(one), kind, _ids([one])) for one in records)


def gets_number(operation: Operation) -> bool:
    """Whether the record is to have this vendor and number, and has not."""
    draft, base = operation.posting, operation.base
    if operation.deed is Deed.ADD:
        return True
    if operation.deed is not Deed.MODIFY or draft is None or not isinstance(base, POSTINGS):
        return False
    return (draft.vendor_id, draft.ref_number.casefold()) != (base.vendor_id, base.ref_number.casefold())


def deleted_questions(operations: Sequence[Operation]) -> tuple[Request, ...]:
    """What was deleted of each kind of which something was to go, or to come and be deleted by a person since."""
    kinds = {one.draft.kind for one in operations if one.draft and one.deed is not Deed.MODIFY}
    asked = [kind for kind in Kind if kind in kinds and kind in (*TRANSACTIONS, Kind.VENDOR)]
    return tuple(find_deleted(asked_by_deleted(kind), kind) for kind in asked)


def _of_extension(operation: Operation, wanted: Extension) -> Request:
    return find_extensions(_own(operation), wanted.owner_id, wanted.vendor_id or "")


def _ids(operations: Sequence[Operation]) -> list[RecordId]:
    return list(dict.fromkeys(one.record.id for one in operations if one.record))


def _own(operation: Operation) -> str:
    return f"operation {operation.id}"


def asked_by_deleted(kind: Kind) -> str:
    return f"{kind.value} deleted"


def found(answer: ResponseSet, operation: Operation, currencies: CurrencyPolicy) -> tuple[Record, ...] | None:
    """
    The records that may be an operation's, or None where QuickBooks did not answer the question.

    By id it is the one, or none; by number it may be anybody's.
    """
    response = answer.by_request().get(asked_by(operation))
    if response is None or not is_answer(response):
        return None
    records = records_of(response, currencies)
    if operation.deed is Deed.ADD:
        return records
    return tuple(one for one in records if operation.record and one.id == operation.record.id)


def numbered(answer: ResponseSet, operation: Operation, currencies: CurrencyPolicy) -> tuple[Record, ...] | None:
    """Other records of the number that a change is to give, or None where QuickBooks did not answer."""
    if operation.draft is None or operation.record is None or not gets_number(operation):
        return ()
    response = answer.by_request().get(f"{operation.draft.kind.value} by number")
    if response is None or not is_answer(response):
        return None
    return tuple(one for one in records_of(response, currencies) if one.id != operation.record.id)


def known_records(turn: Turn, operation: Operation) -> frozenset[RecordId]:
    """The records of the other operations of its document: they carry its mark, too."""
    line = turn.work.operations.of_document(turn.company.name, operation.document)
    done = (one for one in line if one.state is State.DONE and one.id != operation.id)
    return frozenset(one.record.id for one in done if one.record)


def illegible(answer: ResponseSet, operation: Operation, currencies: CurrencyPolicy) -> Illegible | None:
    """What QuickBooks answered that cannot be read, and may be an operation's."""
    response = answer.by_request().get(asked_by(operation))
    unread = illegible_of(response, currencies) if response is not None else ()
    return next((one for one in unread if may_be(one, operation)), None)


def may_be(unread: Illegible, operation: Operation) -> bool:
    wanted = operation.draft
    if wanted is None or isinstance(wanted, Extension):
        return False
    if operation.deed is not Deed.ADD:
        return operation.record is not None and unread.id in ("", operation.record.id)
    if unread.is_marked(operation.guid, wanted.mark):
        return True
    is_numbered = (unread.number or unread.name).casefold() == wanted.ref_number.casefold()
    return is_numbered and unread.vendor_id in ("", getattr(wanted, "vendor_id", unread.vendor_id))


def asked_by(operation: Operation) -> str:
    """The requestID of the query that asks about an operation."""
    if operation.draft is None:
        return ""
    kind = operation.draft.kind
    if kind in TRANSACTIONS or (operation.deed is Deed.ADD and kind is not Kind.EXTENSION):
        return f"{kind.value} by {'number' if operation.deed is Deed.ADD else 'id'}"
    return _own(operation)


def found_value(answer: ResponseSet, operation: Operation, wanted: Extension) -> str | Unanswered | None:
    """The value that stands in QuickBooks, None where there is none."""
    response = answer.by_request().get(_own(operation))
    if response is None or not is_answer(response):
        return UNANSWERED
    return extension_of(response, wanted.owner_id, wanted.name)


class Unanswered:
    """QuickBooks did not answer the question."""


UNANSWERED = Unanswered()


def deleted_since(answer: ResponseSet, operation: Operation) -> tuple[Deletion, ...] | None:
    """What was deleted under the number of an operation since it left, or None where QuickBooks did not say."""
    response = answer.by_request().get(asked_by_deleted(operation.draft.kind)) if operation.draft else None
    if operation.draft is None or response is None or not is_answer(response):
        return None
    number, since = operation.draft.ref_number.casefold(), before(operation.since)
    return tuple(one for one in deletions(response) if one.ref_number.casefold() == number and one.at >= since)


def before(stamp: str) -> str:
    """A stamp of QuickBooks' with the overlap that its wrong offsets ask for; empty is the beginning."""
    return modified_since(stamp, OVERLAP) if stamp else ""


def is_deleted(answer: ResponseSet, operation: Operation) -> bool:
    """Whether the deleted list names the record of an operation."""
    response = answer.by_request().get(asked_by_deleted(operation.draft.kind)) if operation.draft else None
    return bool(response and operation.record and operation.record.id in deleted_ids(response))


def is_answer(response: Response) -> bool:
    return meaning_of(response) in (Meaning.DONE, Meaning.NO_MATCH) or response.code == NOT_FOUND


def taken(wanted: Wanted, record: Record) -> Hold:
    """Somebody else's record has this vendor and number, or this name."""
    if record.kind is Kind.VENDOR:
        return Hold.of(HoldCode.NAME_TAKEN, supplier=wanted.ref_number, list_id=record.id)
    return Hold.of(
        HoldCode.ALREADY_ENTERED,
        vendor=record.vendor,
        posting=record.kind.value,
        ref_number=record.ref_number,
        amount=record.total,
        txn_id=record.id,
    )


def several(records: Sequence[Record]) -> Hold:
    ids = ", ".join(one.id for one in records)
    return Hold.of(HoldCode.SEVERAL_FIT, count=len(records), txn_ids=ids)


def about_record(code: HoldCode, operation: Operation) -> Hold:
    """A reason that names the record and what it came to."""
    record = operation.record
    posted = record.total if record and record.total is not None else ""
    return Hold.of(code, txn_id=record.id if record else "", posted=posted)
