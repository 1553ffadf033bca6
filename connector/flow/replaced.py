"""What a person reads of a bill that takes the place of item receipts: which of them stands, and what is missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from connector.domain.identifiers import RecordId
from connector.domain.operation import OPEN, TAKES_OUT, Operation, State
from connector.flow.entities import Company
from connector.flow.ports import Work


def replaced(work: Work, company: Company, operations: Sequence[Operation]) -> Iterator[str]:
    """Of the newest of a document's operations that does so, receipt by receipt."""
    bill = next((one for one in reversed(operations) if one.replaces), None)
    if bill is None:
        return
    for receipt in bill.replaces:
        about = work.operations.of_record(company.name, RecordId(receipt))
        number = next((one.draft.ref_number for one in about if one.draft), "")
        deletions = {one.state for one in about if one.deed in TAKES_OUT}
        yield f"item receipt {number} ({receipt}) {_stands(bill, deletions)}"


def _stands(bill: Operation, deletions: set[State]) -> str:
    if bill.state is State.DONE:
        return "was deleted, and the bill stands in its place"
    if State.DONE in deletions:
        return f"is deleted, and the bill in its place is missing: it is {bill.state.value}"
    if OPEN & deletions:
        return "was sent to be deleted, and the bill after it: QuickBooks is asked which of them stands"
    return f"stands until the bill takes its place, which is {bill.state.value}"
