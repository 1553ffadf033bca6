"""What QuickBooks said to one write; an answer about another record than ours says nothing."""

from __future__ import annotations

from dataclasses import replace

from connector.domain.draft import Extension
from connector.domain.operation import Deed, Operation
from connector.domain.outcome import Outcome, Verdict
from connector.flow.tasks.turn import Turn
from connector.quickbooks.qbxml.records import outcome
from connector.quickbooks.qbxml.responses import Response
from connector.quickbooks.qbxml.status_codes import NOT_FOUND
from connector.sync.evidence import is_about

OF_ANOTHER = "the answer was about another record"


def said(turn: Turn, operation: Operation, response: Response | None) -> Outcome:
    """QuickBooks' word on an operation that was sent."""
    brings = not isinstance(operation.draft, Extension) and operation.deed in (Deed.ADD, Deed.MODIFY)
    heard = outcome(response, turn.company.policy.currency, brings_record=brings)
    if heard.verdict is Verdict.SAVED and heard.record and not _is_ours(operation, heard):
        return Outcome(Verdict.SILENT, heard.status, OF_ANOTHER)
    if operation.deed is not Deed.ADD and heard.status == str(NOT_FOUND):  # gone since it was looked up: look again
        return replace(heard, verdict=Verdict.STALE)
    return heard


def _is_ours(operation: Operation, heard: Outcome) -> bool:
    if heard.record is None or operation.draft is None:
        return False
    if operation.deed is Deed.ADD:
        return is_about(operation.draft, heard.record)
    return operation.record is not None and operation.record.id == heard.record.id
