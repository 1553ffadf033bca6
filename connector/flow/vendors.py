"""Suppliers that QuickBooks does not know yet: where the customer wants it, they become vendors before their bills."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from connector.domain.draft import VendorDraft
from connector.domain.hold import Hold
from connector.domain.hold_code import HoldCode
from connector.domain.identifiers import DocumentId, OperationId, SupplierId
from connector.domain.invoice import Supplier
from connector.domain.mark import mark_of_supplier
from connector.domain.operation import WAITING_FOR_A_PERSON, Operation, State
from connector.domain.policy import Policy
from connector.flow import obstacles
from connector.flow.entities import Company, Event
from connector.flow.identity import external_guid
from connector.flow.ports import Work
from connector.kinds import Read
from connector.quickbooks.qbxml.edition import Edition
from connector.sync.heading import is_storable

OF_SUPPLIERS = "supplier/"
"""What the ids begin with that the operations of vendors stand under."""


def can_become(document: Read, policy: Policy) -> bool:
    """
    Whether its supplier is to become a vendor where QuickBooks has none.

    A vendor is added in the home currency, and has it for ever; a name that QuickBooks cannot keep would be another.
    """
    is_home = document.total.currency == policy.currency.home
    return policy.vendor.unknown == "create" and is_home and is_storable(document.supplier.name)


def waiting(work: Work, company: Company) -> list[SupplierId]:
    """The suppliers whose vendors wait to be created."""
    found = work.operations.under(company.name, OF_SUPPLIERS, State.QUEUED, State.HELD)
    return [SupplierId(one.document.removeprefix(OF_SUPPLIERS)) for one in found]


def expected(work: Work, company: Company, supplier: Supplier, hold: Hold, edition: Edition) -> Hold:
    """What an invoice of an unknown supplier waits for: its vendor, or what stands in the vendor's way."""
    if hold.code is not HoldCode.VENDOR_UNKNOWN:
        return hold
    known = work.operations.latest(company.name, _document(supplier.id))
    if known is not None and known.state is State.DONE:
        return hold  # it was there once: somebody made it inactive, or renamed it
    if known is not None and known.state in WAITING_FOR_A_PERSON and not _is_to_be_tried(known, supplier, company):
        return known.holds[0]
    unsendable = obstacles.unsendable(_draft(supplier, company), edition)
    return unsendable[0] if unsendable else Hold.of(HoldCode.VENDOR_COMING, supplier=supplier.name)


def bring(work: Work, company: Company, supplier: Supplier, now: datetime) -> None:
    """The vendor that an invoice waits for is queued, if it is not on its way."""
    document = _document(supplier.id)
    known = work.operations.latest(company.name, document)
    if known is None or known.state is State.WITHDRAWN:
        _add(work, company, document, _draft(supplier, company), known.generation + 1 if known else 1, now)
    elif known.state is State.HELD and _is_to_be_tried(known, supplier, company):
        again = replace(known.to(State.QUEUED), draft=_draft(supplier, company), holds=(), looked_in="", attempts=0)
        work.operations.save(company.name, again)


def _is_to_be_tried(known: Operation, supplier: Supplier, company: Company) -> bool:
    """QuickBooks refused something else, or a person wants it tried again."""
    return known.state is State.HELD and known.draft != _draft(supplier, company)


def ask(work: Work, company: Company, supplier: SupplierId) -> None:
    """A person wants its vendor tried again, where QuickBooks refused it."""
    known = work.operations.latest(company.name, _document(supplier))
    if known is not None and known.state is State.HELD:
        work.operations.save(company.name, replace(known, draft=None))


def leave(work: Work, company: Company, supplier: Supplier, now: datetime) -> None:
    """Its vendor is found, or is not to be created any more: what is not on its way yet stays here."""
    known = work.operations.latest(company.name, _document(supplier.id))
    if known is not None and known.state in (State.QUEUED, State.HELD):
        work.operations.save(company.name, known.to(State.WITHDRAWN))
        work.history.add(company.name, Event(now, "withdrawn", f"{known.name} is not needed any more", known.document))


def _document(supplier: SupplierId) -> DocumentId:
    """What a vendor's operations stand under, as a bill's do under their invoice."""
    return DocumentId(f"{OF_SUPPLIERS}{supplier}")


def _draft(supplier: Supplier, company: Company) -> VendorDraft:
    mark = mark_of_supplier(supplier.id)
    number = supplier.number or ""
    return VendorDraft(
        supplier_id=supplier.id,
        name=supplier.name.strip(),
        company_name=supplier.name.strip(),
        account_number=number if company.policy.vendor.number_in == "account_number" else "",
        notes=mark,
        mark=mark,
    )


def _add(
    work: Work, company: Company, document: DocumentId, wanted: VendorDraft, generation: int, now: datetime
) -> None:
    operation = Operation(
        id=OperationId(0),
        document=document,
        generation=generation,
        state=State.QUEUED,
        fingerprint="",
        guid=external_guid(company, document, generation),
        draft=wanted,
    )
    work.operations.add(company.name, operation)
    work.history.add(company.name, Event(now, "queued", f"{operation.name} is queued", document))
