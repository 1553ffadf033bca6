"""A supplier of JAGGAER's: noted, so that it can be told which vendor of QuickBooks' it is."""

from __future__ import annotations

from connector.domain.hold import Hold
from connector.domain.invoice import Standing
from connector.domain.policy import Policy
from connector.domain.supplier import SupplierProfile
from connector.jaggaer import suppliers
from connector.jaggaer.payload import Json
from connector.jaggaer.wire_profile import Resource, WireProfile
from connector.kinds.noted import NotedKind
from connector.sync.fingerprint import digest


class SupplierKind(NotedKind[SupplierProfile]):
    names = suppliers.NAMES
    scheduled_as = "suppliers"

    def resource(self, wire: WireProfile) -> Resource:
        return wire.suppliers

    def is_read(self, policy: Policy, wire: WireProfile) -> bool:
        return wire.writeback.suppliers

    def is_entered(self, policy: Policy) -> bool:
        return False

    def standing(self, header: Json, wire: WireProfile) -> Standing:
        return suppliers.standing(header)

    def read(self, document: Json, wire: WireProfile) -> SupplierProfile | Hold:
        return suppliers.normalise(document)

    def fingerprint(self, value: SupplierProfile) -> str:
        return digest((value.name, value.code, value.is_active))

    def number_in_quickbooks(self, value: SupplierProfile) -> str:
        return value.name


SUPPLIER = SupplierKind()
