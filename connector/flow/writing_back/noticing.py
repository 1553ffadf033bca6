"""
What JAGGAER may have to be told of: records of QuickBooks that are new, changed or gone, documents to which something
happened; and which records began there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from connector.domain.catalogue.entry import Found
from connector.domain.correction import jaggaers_own
from connector.domain.identifiers import DocumentId
from connector.domain.invoice import Standing
from connector.domain.keys import by_id
from connector.domain.operation import State
from connector.domain.records import VENDORS, numbered
from connector.flow import settling
from connector.flow.entities import Company, StoredDocument
from connector.flow.ports import Work
from connector.kinds import kind_of, known_kind_of, of_documents, of_lists, of_records, written_kinds
from connector.kinds.invoice.payments import INVOICE_PAYMENTS
from connector.kinds.supplier.codes import SUPPLIER_CODES
from connector.kinds.writing import DocumentWriting, ListWriting, RecordWriting
from connector.sync.outgoing import Shows

OPEN = frozenset({State.SENT, State.UNKNOWN})
"""It is not known whether JAGGAER carried it out."""


def came(work: Work, company: Company, listing: str, ids: Iterable[str], changed: Sequence[str]) -> None:
    """Rows of a list were read; those that changed say something new."""
    for kind in _of(company, listing):
        work.write_backs.notice(company.name, kind.name, ids)
    for of_list, beginning in _offering(company, listing):
        work.write_backs.notice(company.name, of_list.name, [f"{beginning}{one}" for one in changed])
    if listing == VENDORS.name and changed and SUPPLIER_CODES.is_written(company.policy, company.wire):
        suppliers = work.documents.under(company.name, SUPPLIER_CODES.names.prefix)
        work.write_backs.notice(company.name, SUPPLIER_CODES.name, suppliers)


def went(work: Work, company: Company, listing: str, ids: Iterable[str]) -> None:
    """A person deleted them; QuickBooks tells it for ninety days."""
    for kind in _of(company, listing):
        for one in ids:
            back = work.write_backs.get(company.name, kind.name, one)
            if back is not None and not back.was_deleted:
                work.write_backs.save(company.name, replace(back, was_deleted=True))
                work.write_backs.notice(company.name, kind.name, [one])
    for of_list, beginning in _offering(company, listing):
        work.write_backs.notice(company.name, of_list.name, [f"{beginning}{one}" for one in ids])


def read_whole(work: Work, company: Company, listing: str, seen: Collection[str]) -> None:
    """A list was read to its end: what is not on it is gone."""
    for kind in _of(company, listing):
        gone = work.write_backs.subjects(company.name, kind.name) - set(seen)
        work.write_backs.notice(company.name, kind.name, sorted(gone))
    for of_list, beginning in _offering(company, listing):
        there = {one for one in work.write_backs.subjects(company.name, of_list.name) if one.startswith(beginning)}
        left = there - {f"{beginning}{one}" for one in seen}
        work.write_backs.notice(company.name, of_list.name, sorted(left))


def happened(work: Work, company: Company) -> None:
    """Whatever becomes of a document stands in the history, which is read on from where it was read to."""
    kinds = [one for one in of_documents() if one.is_written(company.policy, company.wire)]
    for kind in kinds:
        since = int(work.mirror.cursor(company.name, _heard(kind)) or 0)
        documents, newest = work.history.documents_since(company.name, since)
        if newest > since:
            ours = [one for one in documents if _is_of(kind, jaggaers_own(one))]
            settling.posted(work, company, ours)
            work.write_backs.notice(company.name, kind.name, dict.fromkeys(map(jaggaers_own, ours)))
            work.mirror.set_cursor(company.name, _heard(kind), str(newest))


def paid(work: Work, company: Company, documents: Iterable[DocumentId]) -> None:
    """It was looked up how far their bills are paid."""
    work.write_backs.notice(company.name, INVOICE_PAYMENTS.name, dict.fromkeys(map(jaggaers_own, documents)))


def all_anew(work: Work, company: Company) -> None:
    """The profile is another one."""
    for kind in (one for one in written_kinds() if one.is_written(company.policy, company.wire)):
        for back in work.write_backs.in_state(company.name, State.HELD):
            if back.kind == kind.name and any(hold.reason.found is Found.TOLD for hold in back.holds):
                work.write_backs.save(company.name, replace(back, holds=()))  # JAGGAER may say otherwise now
        listings = {kind.shelf.name: ""} if isinstance(kind, RecordWriting) else {}
        if isinstance(kind, ListWriting):
            listings = dict(kind.beginnings(company.wire))
        work.write_backs.notice_all(company.name, kind.name, listings)
        if isinstance(kind, DocumentWriting):
            work.mirror.drop_cursor(company.name, _heard(kind))


def _heard(kind: DocumentWriting) -> str:
    return f"heard.{kind.name}"


def _is_of(kind: DocumentWriting, document: DocumentId) -> bool:
    found = known_kind_of(document)
    return found is not None and found.names.prefix == kind.names.prefix


def _offering(company: Company, listing: str) -> Iterator[tuple[ListWriting, str]]:
    for kind in of_lists():
        beginning = kind.beginnings(company.wire).get(listing)
        if beginning is not None and kind.is_written(company.policy, company.wire):
            yield kind, beginning


def _of(company: Company, listing: str) -> Sequence[RecordWriting]:
    kinds = (one for one in of_records() if one.shelf.name == listing)
    return [one for one in kinds if one.is_written(company.policy, company.wire)]


def own_of(work: Work, company: Company, document: StoredDocument) -> tuple[str, str] | None:
    """
    The kind and subject of QuickBooks' record, where a document of JAGGAER's is what that became there.

    It is our own write, read at the next poll, and no change; or somebody changed it there since.

    By JAGGAER's id; by QuickBooks' id on it; and while the answer to a write is not known, by what was written.
    """
    names, backs = kind_of(document.id).names, work.write_backs
    for kind in (one for one in of_records() if one.names.name == names.name):
        back = backs.of_own(company.name, kind.name, names.own(document.id))
        if back is not None:
            return kind.name, back.subject
        reference = kind.reference(document.payload, company.wire)
        if reference and _is_known(work, company, kind, reference):
            kept = backs.get(company.name, kind.name, reference)
            is_copy = kept is not None and kept.own_id not in ("", names.own(document.id))
            return None if is_copy else (kind.name, reference)
        for one in backs.find(company.name, document.number):
            is_open = one.kind == kind.name and one.state in OPEN
            if is_open and kind.shown(one, document.payload, company.policy, company.wire) is Shows.DONE:
                return kind.name, one.subject
    return None


def _is_known(work: Work, company: Company, kind: RecordWriting, subject: str) -> bool:
    is_there = work.mirror.books(company.name).find(kind.shelf, by_id(subject))
    return bool(is_there) or work.write_backs.get(company.name, kind.name, subject) is not None


def wake(work: Work, company: Company, kind: RecordWriting, number: str, own_id: str) -> None:
    """JAGGAER has it: what waits for its number is decided anew, and so is the document that it became."""
    work.documents.wake(company.name, {numbered(number)})
    document = work.documents.get(company.name, DocumentId(f"{kind.names.prefix}{own_id}")) if own_id else None
    if document is not None:
        work.documents.put(company.name, replace(document, standing=Standing.OWN.value))
