"""Looking up bills and vendor credits in QuickBooks: the questions that find, check and verify have in common."""

from __future__ import annotations

from collections.abc import Sequence

from connector.domain.bill import Posting, Record
from connector.domain.hold import Hold, HoldCode
from connector.domain.operation import Operation
from connector.quickbooks.qbxml.message_set import Answer, Request
from connector.quickbooks.qbxml.postings import find_by_number, records_of
from connector.quickbooks.qbxml.status_codes import Meaning, meaning_of

BATCH = 25


def number_queries(operations: Sequence[Operation]) -> tuple[Request, ...]:
    """One query by RefNumber for each kind of transaction among the operations."""
    requests = []
    for posting in Posting:
        numbers = [one.draft.ref_number for one in operations if one.draft and one.draft.posting is posting]
        if numbers:
            requests.append(find_by_number(posting.value, posting, list(dict.fromkeys(numbers))))
    return tuple(requests)


def found(answer: Answer, posting: Posting, currency: str) -> tuple[Record, ...] | None:
    """The records of one kind, or None where QuickBooks did not answer the question."""
    response = answer.by_request().get(posting.value)
    if response is None or meaning_of(response) not in (Meaning.DONE, Meaning.NO_MATCH):
        return None
    return records_of(response, currency)


def taken(record: Record) -> Hold:
    """Somebody else's record has this vendor and number."""
    return Hold.of(
        HoldCode.ALREADY_ENTERED,
        vendor=record.vendor,
        posting=record.posting.value,
        ref_number=record.ref_number,
        amount=record.total,
        txn_id=record.txn_id,
    )
