"""The codes of JAGGAER's suppliers: the numbers of their vendors, on their way to JAGGAER."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from connector.domain.hold import Hold
from connector.domain.identifiers import DocumentId
from connector.domain.outgoing import OutgoingCode
from connector.domain.policy import Policy
from connector.domain.writeback import WriteBack
from connector.errors import InternalError
from connector.jaggaer import suppliers
from connector.jaggaer.payload import Json
from connector.jaggaer.wire_profile import Resource, WireProfile
from connector.kinds.supplier import SUPPLIER
from connector.kinds.writing import DocumentWriting, Known
from connector.sync.naming_suppliers import decided, differs
from connector.sync.outgoing import Shows


class SupplierCodes(DocumentWriting):
    """JAGGAER is looked at before each write: a code is one supplier's."""

    name = called = "supplier"
    names = SUPPLIER.names
    looks_first = True

    def is_written(self, policy: Policy, wire: WireProfile) -> bool:
        has_codes = policy.vendor.number_in != "none" or policy.vendor.write_back == "list_id"
        return wire.writeback.suppliers and has_codes

    def resource(self, wire: WireProfile) -> Resource:
        return wire.suppliers

    def path(self, wire: WireProfile) -> str:
        return wire.writeback.supplier.path

    def filters(self, back: WriteBack, wire: WireProfile) -> Sequence[str]:
        rules = wire.writeback.supplier
        return (rules.by_id.format(id=back.own_id), rules.by_code.format(code=_wanted(back).code))

    def decided(self, back: WriteBack, known: Known) -> WriteBack | None:
        became = known.became(DocumentId(back.subject))
        if became is None:
            return None
        read = suppliers.normalise(became.payload, known.wire.supplier)
        if isinstance(read, Hold):
            return replace(back.held(read), own_id=self.names.own(became.document))
        after = decided(back, read, known.books, known.policy.vendor)
        return after and replace(after, own_id=read.own_id)

    def part(self, back: WriteBack, wire: WireProfile) -> str:
        return suppliers.body(back.own_id, _wanted(back).code, wire.writeback.supplier)

    def shown(self, back: WriteBack, document: Json | None, policy: Policy, wire: WireProfile) -> Shows | Hold:
        wanted, rows = _wanted(back), document["rows"] if document else []
        own = next((one for one in rows if str(one.get(self.names.id)) == back.own_id), None)
        others = [one for one in rows if str(one.get(suppliers.CODE)) == wanted.code and one is not own]
        others = [one for one in others if str(one.get(self.names.id)) != back.own_id]
        if own is None:
            return differs(wanted, "JAGGAER does not show the supplier any more")
        if str(own.get(suppliers.CODE) or "") == wanted.code:
            return Shows.DONE
        if own.get(suppliers.CODE):
            return differs(wanted, f"JAGGAER has the code {own[suppliers.CODE]} of it")
        if others:
            names = ", ".join(str(one.get(self.names.number, "")) for one in others)
            return differs(wanted, f"JAGGAER has this code of {names}")
        return Shows.NOT_DONE


def _wanted(back: WriteBack) -> OutgoingCode:
    if not isinstance(back.wanted, OutgoingCode):
        raise InternalError(f"There is no code of supplier {back.number}.")
    return back.wanted


SUPPLIER_CODES = SupplierCodes()
