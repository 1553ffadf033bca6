"""
What JAGGAER is to have of QuickBooks' vendors: the codes of its suppliers, and the fields that QuickBooks is the master
of; and vendors that are new in QuickBooks, as new suppliers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

from connector.domain.hold import Hold
from connector.domain.hold_code import HoldCode
from connector.domain.identifiers import DocumentId
from connector.domain.invoice import Standing
from connector.domain.keys import by_id, by_name
from connector.domain.mark import is_marked
from connector.domain.outgoing import OutgoingCode
from connector.domain.policy import Policy
from connector.domain.records import TERMS, VENDORS, Books, Vendor
from connector.domain.supplier import SupplierProfile
from connector.domain.writeback import Change, WriteBack
from connector.errors import InternalError
from connector.jaggaer import suppliers
from connector.jaggaer.payload import Json
from connector.jaggaer.wire_profile import Resource, WireProfile
from connector.kinds.supplier import SUPPLIER
from connector.kinds.writing import Became, DocumentWriting, Known, ListWriting
from connector.sync import vendor_fields
from connector.sync.likeness import is_alike
from connector.sync.naming_suppliers import Told, code_of, decided, differs
from connector.sync.outgoing import Shows


class SupplierCodes(DocumentWriting):
    """JAGGAER is looked at before each write: a code is one supplier's."""

    name = called = "supplier"
    names = SUPPLIER.names
    looks_first = True

    def is_written(self, policy: Policy, wire: WireProfile) -> bool:
        has_codes = policy.vendor.number_in != "none" or policy.vendor.write_back == "list_id"
        return wire.writeback.suppliers and (has_codes or bool(policy.vendor.of("quickbooks")))

    def resource(self, wire: WireProfile) -> Resource:
        return wire.suppliers

    def path(self, wire: WireProfile) -> str:
        return wire.writeback.supplier.path

    def filters(self, back: WriteBack, wire: WireProfile) -> Sequence[str]:
        rules, code = wire.writeback.supplier, _wanted(back).code
        of_code = (suppliers.filter_for(rules.by_code, code=code),) if code else ()
        return tuple(dict.fromkeys((suppliers.filter_for(rules.by_id, id=back.own_id), *of_code)))

    def decided(self, back: WriteBack, known: Known) -> WriteBack | None:
        became = known.became(DocumentId(back.subject))
        read = suppliers.normalise(became.payload, known.wire.supplier) if became is not None else None
        if became is None or read is None or isinstance(read, Hold):
            return None  # one that cannot be read is shown as a document
        after = decided(back, read, _told(read, became, known, back))
        return after and replace(after, own_id=read.own_id)

    def part(self, back: WriteBack, wire: WireProfile) -> str:
        return suppliers.body(back.own_id, _wanted(back), wire.writeback.supplier)

    def shown(self, back: WriteBack, document: Json | None, policy: Policy, wire: WireProfile) -> Shows | Hold:
        wanted, rows = _wanted(back), document["rows"] if document else []
        own = next((one for one in rows if str(one.get(self.names.id)) == back.own_id), None)
        if own is None:
            return differs(wanted, "JAGGAER does not show the supplier any more")
        code = str(own.get(suppliers.CODE) or "")
        if wanted.code and code not in ("", wanted.code):
            return differs(wanted, f"JAGGAER has the code {code} of it")
        others = [one for one in rows if wanted.code and str(one.get(suppliers.CODE)) == wanted.code]
        others = [one for one in others if str(one.get(self.names.id)) != back.own_id]
        if others and not code:
            names = ", ".join(str(one.get(self.names.number, "")) for one in others)
            return differs(wanted, f"JAGGAER has this code of {names}")
        has_code = not wanted.code or code == wanted.code
        has_all = has_code and all(suppliers.shows(own, *one) for one in wanted.fields)
        return Shows.DONE if has_all else Shows.NOT_DONE


class NewSuppliers(ListWriting):
    """The subject is a vendor's id. One that JAGGAER has by its name or code is none that is new."""

    name = called = "new supplier"
    names = SUPPLIER.names
    looks_first = True

    def is_written(self, policy: Policy, wire: WireProfile) -> bool:
        return wire.writeback.suppliers and policy.vendor.new_vendors == "create"

    def beginnings(self, wire: WireProfile) -> Mapping[str, str]:
        return {VENDORS.name: OF_VENDORS}

    def resource(self, wire: WireProfile) -> Resource:
        return wire.suppliers

    def path(self, wire: WireProfile) -> str:
        return wire.writeback.supplier.path

    def filters(self, back: WriteBack, wire: WireProfile) -> Sequence[str]:
        return ("",)  # all of it: names are alike that no filter takes for the same

    def number(self, subject: str, known: Known) -> str:
        vendor = _vendor(subject, known.books)
        return vendor.name if vendor else ""

    def decided(self, back: WriteBack, known: Known) -> WriteBack | None:
        vendor, policy = _vendor(back.subject, known.books), known.policy.vendor
        if back.told is not None:
            return back.rests()
        if vendor is None or not vendor.is_active or not policy.is_new(vendor.created) or _is_jaggaers(vendor, known):
            return None
        names = vendor_fields.AT_FIRST | policy.of("quickbooks")
        said = vendor_fields.of_quickbooks(vendor, names, partial(_code_of_terms, known))
        fields = suppliers.named(said, known.wire.supplier, known.wire.writeback.supplier)
        wanted = OutgoingCode(vendor.name, vendor.name, code_of(vendor, policy), fields=fields)
        return back if back.is_settled(wanted) else back.queued(Change.CREATE, wanted)

    def part(self, back: WriteBack, wire: WireProfile) -> str:
        return suppliers.body("", _wanted(back), wire.writeback.supplier)

    def shown(self, back: WriteBack, document: Json | None, policy: Policy, wire: WireProfile) -> Shows | Hold:
        """A name that differs by its legal form alone may be another company: a person says."""
        wanted, rows = _wanted(back), document["rows"] if document else []
        names = {
            by_name(wanted.vendor),
            *(by_name(one) for one, meant in policy.vendor.map.items() if meant == wanted.vendor),
        }
        for row in rows:
            name, code = suppliers.text_at(row, wire.supplier.name), suppliers.text_at(row, suppliers.CODE)
            if by_name(name) in names or (wanted.code and code == wanted.code) or by_name(code) in names:
                return Shows.DONE
        alike = [name for row in rows if is_alike(name := suppliers.text_at(row, wire.supplier.name), wanted.vendor)]
        if alike and not back.overwrites:
            return Hold.of(HoldCode.SUPPLIER_ALIKE, vendor=wanted.vendor, supplier=alike[0])
        return Shows.NOT_DONE


OF_VENDORS = "vendor:"


def _vendor(subject: str, books: Books) -> Vendor | None:
    return next(iter(books.find(VENDORS, by_id(subject.removeprefix(OF_VENDORS)))), None)


def _is_jaggaers(vendor: Vendor, known: Known) -> bool:
    """Whether it came from JAGGAER, is a supplier of JAGGAER's, or is one that invoices are booked to."""
    is_known = bool(known.suppliers(vendor.list_id)) or known.is_document(vendor.list_id)
    return is_known or is_marked(dict(vendor.details).get("Notes", ""))


def _told(profile: SupplierProfile, became: Became, known: Known, back: WriteBack) -> Told | None:
    """What is to be told of the vendor that it is; of one that is not used any more, only where that is to be told."""
    vendor = _vendor(became.record.id, known.books) if became.record is not None else None
    if vendor is None or became.standing is Standing.SKIPPED:
        return None
    policy, wire = known.policy.vendor, known.wire
    if not vendor.is_active and "active" not in policy.of("quickbooks"):
        return None
    said = vendor_fields.of_quickbooks(vendor, policy.of("quickbooks"), partial(_code_of_terms, known))
    otherwise = vendor_fields.differing(profile, said)
    return Told(
        vendor,
        code_of(vendor, policy),
        suppliers.named(otherwise, wire.supplier, wire.writeback.supplier),
        vendor_fields.shown(profile, otherwise),
        is_read=became.read_in > back.pass_number,
    )


def _code_of_terms(known: Known, list_id: str) -> str:
    """JAGGAER's code of terms, by the customer's map; else their name."""
    found = known.books.find(TERMS, by_id(list_id))
    name = found[0].name if found else ""
    return next((code for code, meant in known.policy.terms.map.items() if meant == name), name)


def _wanted(back: WriteBack) -> OutgoingCode:
    if not isinstance(back.wanted, OutgoingCode):
        raise InternalError(f"There is nothing to write of supplier {back.number}.")
    return back.wanted


SUPPLIER_CODES = SupplierCodes()
NEW_SUPPLIERS = NewSuppliers()
