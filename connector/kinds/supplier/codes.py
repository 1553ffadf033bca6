"""
What JAGGAER is to have of QuickBooks' vendors: the codes of its suppliers, and the fields that QuickBooks is the master
of; and vendors that are new in QuickBooks, as new suppliers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

from connector.domain.hold import Hold
from connector.domain.identifiers import DocumentId
from connector.domain.keys import by_id
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
from connector.kinds.writing import DocumentWriting, Known, ListWriting
from connector.sync import keeping
from connector.sync.naming_suppliers import code_of, decided, differs
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
        if became is None:
            return None
        read = suppliers.normalise(became.payload, known.wire.supplier)
        if isinstance(read, Hold):
            return replace(back.held(read), own_id=self.names.own(became.document))
        after = decided(back, read, known.books, known.policy.vendor, partial(_otherwise, read, known))
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
        rules, wanted = wire.writeback.supplier, _wanted(back)
        of_code = (suppliers.filter_for(rules.by_code, code=wanted.code),) if wanted.code else ()
        return tuple(dict.fromkeys((suppliers.filter_for(rules.by_name, name=wanted.vendor), *of_code)))

    def number(self, subject: str, known: Known) -> str:
        vendor = _vendor(subject, known.books)
        return vendor.name if vendor else ""

    def decided(self, back: WriteBack, known: Known) -> WriteBack | None:
        vendor, policy = _vendor(back.subject, known.books), known.policy.vendor
        if back.told is not None:
            return back.rests()
        if vendor is None or not vendor.is_active or not policy.is_new(vendor.created) or _is_jaggaers(vendor, known):
            return None
        said = keeping.said_by(vendor, frozenset(keeping.PATHS), partial(_code_of_terms, known))
        fields = suppliers.named(said, known.wire.supplier, known.wire.writeback.supplier)
        wanted = OutgoingCode(vendor.name, vendor.name, code_of(vendor, policy), fields=fields)
        return back if back.is_settled(wanted) else back.queued(Change.CREATE, wanted)

    def part(self, back: WriteBack, wire: WireProfile) -> str:
        return suppliers.body("", _wanted(back), wire.writeback.supplier)

    def shown(self, back: WriteBack, document: Json | None, policy: Policy, wire: WireProfile) -> Shows | Hold:
        wanted, rows = _wanted(back), document["rows"] if document else []
        is_there = any(
            suppliers.shows(one, wire.supplier.name, wanted.vendor)
            or (wanted.code and suppliers.shows(one, suppliers.CODE, wanted.code))
            for one in rows
        )
        return Shows.DONE if is_there else Shows.NOT_DONE


OF_VENDORS = "vendor:"


def _vendor(subject: str, books: Books) -> Vendor | None:
    return next(iter(books.find(VENDORS, by_id(subject.removeprefix(OF_VENDORS)))), None)


def _is_jaggaers(vendor: Vendor, known: Known) -> bool:
    """Whether it came from JAGGAER, or suppliers of JAGGAER's are booked to it."""
    return is_marked(dict(vendor.details).get("Notes", "")) or bool(known.suppliers(vendor.list_id))


def _otherwise(profile: SupplierProfile, known: Known, vendor: Vendor) -> tuple[tuple[str, str], ...]:
    """The fields that QuickBooks is the master of, and JAGGAER has otherwise."""
    said = keeping.said_by(vendor, known.policy.vendor.of("quickbooks"), partial(_code_of_terms, known))
    return suppliers.named(keeping.differing(profile, said), known.wire.supplier, known.wire.writeback.supplier)


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
