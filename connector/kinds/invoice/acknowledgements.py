"""Whether JAGGAER's invoices are in the books, on its way to JAGGAER."""

from __future__ import annotations

from dataclasses import replace

from connector.domain.hold import Hold
from connector.domain.hold_code import HoldCode
from connector.domain.identifiers import DocumentId
from connector.domain.operation import WAITING_FOR_A_PERSON
from connector.domain.outgoing import OutgoingAcknowledgement
from connector.domain.policy import Policy
from connector.domain.writeback import WriteBack
from connector.errors import InternalError
from connector.jaggaer import acknowledgement_writing
from connector.jaggaer.payload import Json
from connector.jaggaer.rows import supplier_name
from connector.jaggaer.wire_profile import AcknowledgementWriting, Resource, WireProfile
from connector.kinds.invoice import INVOICE
from connector.kinds.writing import DocumentWriting, Known
from connector.sync.acknowledging import Booked, Codes, decided
from connector.sync.outgoing import Shows


class InvoiceAcknowledgements(DocumentWriting):
    name = called = "acknowledgement"
    names = INVOICE.names

    def is_written(self, policy: Policy, wire: WireProfile) -> bool:
        return wire.writeback.acknowledgements

    def resource(self, wire: WireProfile) -> Resource:
        return wire.invoices

    def path(self, wire: WireProfile) -> str:
        return wire.writeback.acknowledgement.path

    def decided(self, back: WriteBack, known: Known) -> WriteBack | None:
        became, rules = known.became(DocumentId(back.subject)), known.wire.writeback.acknowledgement
        if became is None:
            return back.rests() if back.told is not None else None
        shown = became.shown
        is_waiting = shown is not None and shown.state in WAITING_FOR_A_PERSON
        booked = Booked(
            number=became.number,
            vendor=supplier_name(became.payload),
            record=became.record,
            holds=shown.holds if shown is not None and is_waiting else (),
            shows=acknowledgement_writing.shown(became.payload, rules),
        )
        after = decided(back, booked, _codes(rules))
        return after and replace(after, own_id=self.names.own(became.document))

    def part(self, back: WriteBack, wire: WireProfile) -> str:
        return acknowledgement_writing.body(_wanted(back), back.own_id, wire.writeback.acknowledgement)

    def shown(self, back: WriteBack, document: Json | None, policy: Policy, wire: WireProfile) -> Shows | Hold:
        """
        Where the tenant does not show it, nobody can know: a person has to look.

        What it was told before shows the same where only the words differ; told twice, it is one (assumed).
        """
        rules, wanted = wire.writeback.acknowledgement, _wanted(back)
        if not rules.shown_code:
            what = f"{back.kind} {back.number}"
            return Hold.of(HoldCode.JAGGAER_SILENT, what=what, number=back.number, times=back.attempts)
        expected, told = _codes(rules).shown(wanted), back.told
        is_new = not isinstance(told, OutgoingAcknowledgement) or _codes(rules).shown(told) != expected
        is_there = document is not None and acknowledgement_writing.shown(document, rules) == expected
        return Shows.DONE if is_there and is_new else Shows.NOT_DONE


def _codes(rules: AcknowledgementWriting) -> Codes:
    return Codes(rules.posted, rules.refused, has_id=bool(rules.shown_id))


def _wanted(back: WriteBack) -> OutgoingAcknowledgement:
    if not isinstance(back.wanted, OutgoingAcknowledgement):
        raise InternalError(f"There is nothing to tell of {back.number}.")
    return back.wanted


INVOICE_ACKNOWLEDGEMENTS = InvoiceAcknowledgements()
