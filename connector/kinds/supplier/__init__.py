"""
A supplier of JAGGAER's: it is told which vendor of QuickBooks' it is, and the vendor what JAGGAER says of it.

What is written to the vendor are the fields that JAGGAER is the master of; without any, a supplier is only noted.
"""

from __future__ import annotations

from collections.abc import Iterable

from connector.domain.difference import Difference, NameOf
from connector.domain.draft import Posting, VendorDetails
from connector.domain.form import Form
from connector.domain.hold import Hold
from connector.domain.invoice import Standing
from connector.domain.kind import Kind
from connector.domain.policy import CorrectionPolicy, Policy
from connector.domain.record import EMPTY, Record
from connector.domain.supplier import SupplierProfile
from connector.jaggaer import suppliers
from connector.jaggaer.payload import Json
from connector.jaggaer.wire_profile import Resource, WireProfile
from connector.kinds.kind import Around, DocumentKind, Part, Seen
from connector.quickbooks.differences import Receiving
from connector.sync import vendor_of_supplier
from connector.sync.cell import Wanted
from connector.sync.duplicates import Match
from connector.sync.fingerprint import digest
from connector.sync.posted import Stands
from connector.sync.situation import Situation


class SupplierKind(DocumentKind[SupplierProfile, VendorDetails]):
    names = suppliers.NAMES
    scheduled_as = "suppliers"
    becomes = frozenset({Kind.VENDOR})
    is_of_several = True
    is_found = True

    def resource(self, wire: WireProfile) -> Resource:
        return wire.suppliers

    def is_read(self, policy: Policy, wire: WireProfile) -> bool:
        return wire.writeback.suppliers or policy.vendor.follow_suppliers

    def standing(self, header: Json, wire: WireProfile) -> Standing:
        return suppliers.standing(header)

    def read(self, document: Json, wire: WireProfile) -> SupplierProfile | Hold:
        return suppliers.normalise(document, wire.supplier)

    def wanted(self, value: SupplierProfile, policy: Policy, written: Posting | None, there: Stands | None) -> Wanted:
        """Which vendor it is, is looked up, whether anything is kept in step or not; our own company is none."""
        if value.standing is Standing.SKIPPED:
            return Wanted.NOTHING if written is None else Wanted.NOT_DUE
        return Wanted.DRAFT

    def left_of(self, value: SupplierProfile, situation: Situation) -> SupplierProfile | Wanted:
        return Wanted.NOT_DUE if vendor_of_supplier.is_no_vendor(value, situation) else value

    def fingerprint(self, value: SupplierProfile) -> str:
        return digest((value.name, value.code, value.is_active, value.details))

    def version(self, value: SupplierProfile, policy: Policy) -> str:
        """Another master of a field makes another version."""
        return digest((self.fingerprint(value), sorted(policy.vendor.of("jaggaer"))))

    def found(self, value: SupplierProfile, situation: Situation) -> tuple[VendorDetails, Record] | None:
        vendor = vendor_of_supplier.found(value, situation)
        if vendor is None:
            return None
        stands = vendor_of_supplier.as_it_stands(vendor, situation.policy.vendor)
        return stands, vendor_of_supplier.as_record(vendor)

    def is_lost(self, value: SupplierProfile, situation: Situation) -> bool:
        return bool(situation.record) and vendor_of_supplier.known(situation) is None

    def is_in_use(self, value: SupplierProfile) -> bool:
        return value.is_active

    def kept(self, payload: Json, policy: Policy, wire: WireProfile) -> Json:
        return suppliers.kept(payload, wire.supplier, with_tax_id="tax_id" in policy.vendor.master)

    def number_in_quickbooks(self, value: SupplierProfile) -> str:
        return value.name

    def parts(self, value: SupplierProfile) -> Iterable[Part]:
        return ()

    def told(self, before: SupplierProfile, after: SupplierProfile) -> tuple[Difference, ...]:
        return ()

    def is_same_in_substance(self, before: SupplierProfile, after: SupplierProfile) -> bool:
        return self.fingerprint(before) == self.fingerprint(after)

    def draft(self, value: SupplierProfile, situation: Situation) -> VendorDetails | tuple[Hold, ...]:
        return vendor_of_supplier.draft(value, situation)

    def carried(self, written: VendorDetails, before: VendorDetails | None, after: VendorDetails) -> VendorDetails:
        return vendor_of_supplier.carried(written, after)

    def changes(self, written: VendorDetails, wanted: VendorDetails, name_of: NameOf) -> tuple[Difference, ...]:
        return tuple(vendor_of_supplier.changes(written, wanted, name_of))

    def entered(self, draft: VendorDetails, value: SupplierProfile, around: Around) -> Match | None:
        """Whose vendor one is, is looked up before."""
        return None

    def corrections(self, policy: Policy) -> CorrectionPolicy:
        """A vendor follows its supplier; one that is gone is looked at anew."""
        return CorrectionPolicy(changed="modify", gone="post")

    def face(self, posted: VendorDetails | Record, record: Record, *, is_merged: bool) -> tuple[Difference, ...]:
        """A person may change whatever they like of a vendor."""
        return ()

    def seen(
        self, draft: VendorDetails, record: Record, receiving: Receiving, name_of: NameOf, before: Form = EMPTY
    ) -> Seen[VendorDetails]:
        return Seen(draft)


SUPPLIER = SupplierKind()
