"""
An acknowledgement as it is written to JAGGAER: an invoice is in the books, or has to be mended first.

StatusCode and StatusText are those of a DocumentExportResponse (a NetSuite script); their JSON, and the fields that say
where it is posted, are assumed.
"""

from __future__ import annotations

from connector.domain.outgoing import OutgoingAcknowledgement
from connector.jaggaer.payload import Json, midnight, wire_text
from connector.jaggaer.rows import header_of
from connector.jaggaer.wire_profile import AcknowledgementWriting, at, with_value


def body(said: OutgoingAcknowledgement, own_id: str, rules: AcknowledgementWriting) -> str:
    """The exact text of the request."""
    document: Json = {
        "documentType": "Invoice",
        "documentId": own_id,
        "documentNumber": said.number,
        "statusCode": said.code,
        "statusText": said.text,
    }
    if said.txn_id:
        document |= {"externalDocumentNumber": said.txn_id, "externalReferenceNumber": said.ref_number}
    if said.day:
        document["postingDate"] = midnight(said.day)
    for place, path in rules.fields.items():
        document = with_value(document, path, at(document, place))
    return wire_text(document)


def shown(document: Json, rules: AcknowledgementWriting) -> tuple[str, str]:
    """The code and QuickBooks' id that an invoice of JAGGAER's shows; empty where it shows none."""
    header = header_of(document)
    found = (at(header, path) if path else None for path in (rules.shown_code, rules.shown_id))
    code, txn_id = (str(one) if isinstance(one, str | int) else "" for one in found)
    return code, txn_id
