"""How far JAGGAER's invoices are paid, on its way to JAGGAER."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from connector.domain.hold import Hold
from connector.domain.identifiers import DocumentId
from connector.domain.kind import Kind
from connector.domain.outgoing import OutgoingPayment
from connector.domain.policy import Policy
from connector.domain.writeback import WriteBack
from connector.errors import InternalError
from connector.jaggaer import payment_writing
from connector.jaggaer.payload import Json
from connector.jaggaer.rows import header_of, supplier_name
from connector.jaggaer.wire_profile import Resource, WireProfile
from connector.kinds.invoice import INVOICE
from connector.kinds.writing import DocumentWriting, Known
from connector.sync.outgoing import Shows
from connector.sync.paying import Billed, Words, decided, nothing_to_tell, settlement_of

STATUS = "paymentStatus"


class InvoicePayments(DocumentWriting):
    name = called = "payment"
    names = INVOICE.names

    def is_written(self, policy: Policy, wire: WireProfile) -> bool:
        return wire.writeback.payments

    def resource(self, wire: WireProfile) -> Resource:
        return wire.invoices

    def path(self, wire: WireProfile) -> str:
        return wire.writeback.payment.path

    def decided(self, back: WriteBack, known: Known) -> WriteBack | None:
        became = known.became(DocumentId(back.subject))
        if became is None or became.record is None or became.record.kind is not Kind.BILL:
            return nothing_to_tell(back)
        billed = Billed(
            number=became.number,
            vendor=supplier_name(became.payload),
            standing=became.standing,
            says=_status(became.payload),
            settlement=settlement_of(became.record, became.further, known.books),
            read_in=became.read_in,
        )
        after = decided(back, billed, _words(known.wire))
        return after and replace(after, own_id=self.names.own(became.document))

    def part(self, back: WriteBack, wire: WireProfile) -> str:
        return payment_writing.part(_wanted(back), back.own_id, wire.writeback.payment)

    def request(self, backs: Sequence[WriteBack], wire: WireProfile) -> str:
        return payment_writing.request([one.body for one in backs])

    def together(self, wire: WireProfile) -> int:
        return wire.writeback.payment.together

    def shown(self, back: WriteBack, document: Json | None, policy: Policy, wire: WireProfile) -> Shows | Hold:
        """
        JAGGAER shows the status of an invoice, and may show nothing else of its payment.

        Of a further part it shows nothing new; the same payment told twice is one (assumed).
        """
        status = _wanted(back).status
        is_new = not isinstance(back.told, OutgoingPayment) or back.told.status != status
        is_there = document is not None and _status(document) == status
        return Shows.DONE if is_there and is_new else Shows.NOT_DONE


def _status(document: Json) -> str:
    return str(header_of(document).get(STATUS, ""))


def _words(wire: WireProfile) -> Words:
    rules = wire.writeback.payment
    return Words(rules.paid, rules.partly, rules.reopened)


def _wanted(back: WriteBack) -> OutgoingPayment:
    if not isinstance(back.wanted, OutgoingPayment):
        raise InternalError(f"There is nothing to tell of the payment of {back.number}.")
    return back.wanted


INVOICE_PAYMENTS = InvoicePayments()
