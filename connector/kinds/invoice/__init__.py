"""An invoice or credit memo, which becomes a bill or a vendor credit."""

from __future__ import annotations

from collections.abc import Iterator

from connector.domain.bill import Draft
from connector.domain.brief import InvoiceTotal
from connector.domain.difference import Difference
from connector.domain.draft import Posting
from connector.domain.hold import Hold
from connector.domain.invoice import Invoice, Standing
from connector.domain.kind import Kind
from connector.domain.policy import Policy
from connector.jaggaer import normalise, totals
from connector.jaggaer.payload import Json
from connector.jaggaer.rows import Names
from connector.jaggaer.wire_profile import Resource, WireProfile
from connector.kinds.bought import BoughtKind
from connector.kinds.kind import Around, Part, dates
from connector.sync import changing, fingerprint, mapping
from connector.sync.cell import Wanted
from connector.sync.duplicates import Match, duplicate_of
from connector.sync.posted import Stands
from connector.sync.situation import Situation


class InvoiceKind(BoughtKind[Invoice]):
    names = Names("invoice", "invoice", "invoices", "invoiceId", "invoiceNumber")
    scheduled_as = "invoices"
    becomes = frozenset({Kind.BILL, Kind.CREDIT})
    is_corrected = True

    def resource(self, wire: WireProfile) -> Resource:
        return wire.invoices

    def standing(self, header: Json, wire: WireProfile) -> Standing:
        return normalise.standing(header, wire)

    def money(self, document: Json, wire: WireProfile) -> InvoiceTotal:
        return totals.invoice_total(document, wire)

    def read(self, document: Json, wire: WireProfile) -> Invoice | Hold:
        return normalise.normalise(document, wire)

    def wanted(self, value: Invoice, policy: Policy, written: Posting | None, there: Stands | None) -> Wanted:
        if value.standing is not Standing.STRANGE and not value.total and policy.amounts.zero_total == "skip":
            return Wanted.NOTHING
        is_told = value.standing is Standing.NOT_DUE and value.is_paid and bool(value.lines)
        if is_told and written is not None and _is_corrected_apart(policy):
            return Wanted.DRAFT
        return super().wanted(value, policy, written, there)

    def is_detail_read_again(self, header: Json, policy: Policy, wire: WireProfile) -> bool:
        return normalise.is_paid(header, wire) and _is_corrected_apart(policy)

    def fingerprint(self, value: Invoice) -> str:
        return fingerprint.fingerprint(value)

    def number_in_quickbooks(self, value: Invoice) -> str:
        return value.supplier_invoice_number or value.number

    def parts(self, value: Invoice) -> Iterator[Part]:
        for line in value.lines:
            yield f"line {line.number} {line.description}".strip(), line.amount
        for charge in value.charges:
            yield charge.label, charge.effect

    def orders_of(self, value: Invoice) -> tuple[str, ...]:
        return tuple(dict.fromkeys(line.po_number for line in value.lines if line.po_number))

    def told(self, before: Invoice, after: Invoice) -> tuple[Difference, ...]:
        return changing.said_otherwise(before, after)

    def draft(self, value: Invoice, situation: Situation) -> Draft | tuple[Hold, ...]:
        return mapping.draft(value, situation)

    def outline(self, value: Invoice, situation: Situation) -> Draft | None:
        return mapping.outline(value, situation)

    def carried(self, written: Draft, before: Draft | None, after: Draft) -> Draft:
        return changing.carried(written, before, after)

    def is_same_in_substance(self, before: Invoice, after: Invoice) -> bool:
        return changing.is_same_in_substance(before, after)

    def is_relinked(self, written: Draft, wanted: Draft) -> bool:
        return changing.is_relinked(written, wanted)

    def entered(self, draft: Draft, value: Invoice, around: Around) -> Match | None:
        days = dates(value.invoice_date, value.accounting_date)
        return duplicate_of(draft, around.books, around.others, days, around.own, around.made)


def _is_corrected_apart(policy: Policy) -> bool:
    """JAGGAER changes what it has as paid, too, and another record may correct what was posted of it."""
    return policy.corrections.changed == "credit"


INVOICE = InvoiceKind()
