"""What an answer shows of a record: what was asked for, and what is worked out when it is shown."""

from __future__ import annotations

from collections.abc import Iterable

from simulators.qbwc.company import ledger
from simulators.qbwc.company.file import CompanyFile
from simulators.qbwc.company.record import ZERO, Record, amount, money, number
from simulators.qbwc.processor.call import Call

LINES = ("ExpenseLineRet", "ItemLineRet", "PurchaseOrderLineRet", *ledger.SALES.values())
PAID = "AppliedToTxnRet"
ALWAYS = frozenset({"ListID", "TxnID"})
TAX_ID = "VendorTaxIdent"
ADDRESSES = ("VendorAddress", "ShipAddress", "BillAddress", "Address", "LegalAddress", "EmployeeAddress")


def queried(call: Call, kind: str, record: Record) -> Record:
    """A record in the answer to a query."""
    view = dict(record)
    if not call.is_asked("IncludeLineItems"):
        #: Lines come only with IncludeLineItems. [captured s57 against s48]
        view = {key: value for key, value in view.items() if key not in (*LINES, PAID)}
    if call.is_asked("IncludeLinkedTxns"):
        #: LinkedTxn comes only with IncludeLinkedTxns. [captured s57 against s48]
        view["LinkedTxn"] = linked(call.file, record)
    return asked(call, _completed(call, kind, _extended(view, call.texts("OwnerID"))))


def saved(call: Call, kind: str, record: Record) -> Record:
    """A record in the answer to an Add or Mod."""
    #: The answer to an Add or Mod has the lines and no LinkedTxn. [conductor]
    return asked(call, _completed(call, kind, _extended(record, [])))


def asked(call: Call, view: Record) -> Record:
    """The fields of a record that a request wants."""
    names = set(call.texts("IncludeRetElement"))
    #: IncludeRetElement names direct children of the record; its id comes all the same. [conductor]
    return {key: value for key, value in view.items() if key in names or key in ALWAYS} if names else view


def _extended(record: Record, owners: Iterable[str]) -> Record:
    """Data extensions of the owners that were asked for, on the record and on its lines."""
    wanted = {owner.casefold() for owner in owners}
    view = {}
    for key, value in record.items():
        if key == "DataExtRet":
            #: Data extensions come only for the OwnerIDs asked for; 0 are the custom fields. [Intuit's guide; captured
            #: s19]
            view[key] = [one for one in value if one["OwnerID"].casefold() in wanted]
        elif key in LINES:
            view[key] = [_extended(line, wanted) if "DataExtRet" in line else line for line in value]
        else:
            view[key] = value
    return view


def _completed(call: Call, kind: str, view: Record) -> Record:
    """The parts that no record holds: print lines, what is on order, and what is left of bills a payment was for."""
    file = call.file
    if kind == "ItemInventory":
        #: QuantityOnOrder is what is open of it on purchase orders. [captured s80; Intuit's listing: ItemInventoryRet]
        #: … QuantityOnSalesOrder what is open of it on sales orders. [captured s80; Intuit's listing: ItemInventoryRet]
        view["QuantityOnOrder"] = number(call.on_order.get(view["ListID"], ZERO))
        view["QuantityOnSalesOrder"] = number(call.on_sales_order.get(view["ListID"], ZERO))
    if TAX_ID in view and not file.preferences.personal_data_access and file.assumed.holds("tax_id", "hidden"):
        #: A vendor's tax id is personal data: without access to it, it is left out, or shown. [assumed: tax_id]
        del view[TAX_ID]
    for name in ADDRESSES:
        if view.get(name):
            view[f"{name}Block"] = block(view[name])
    if view.get(PAID):
        settled = {link.target for link in file.links.of(view["TxnID"])}
        #: What a payment was for and is no longer there, or was voided, is not among what it applies to. [qubesync,
        #: QuickBooks 24.0]
        view[PAID] = [_applied(file, one) for one in view[PAID] if one["TxnID"] in settled]
    return view


def block(address: Record) -> Record:
    #: An address comes with its print lines: city, state and postal code are one. [captured m01; QWCLog 2019]
    lines = [address[key] for key in ("Addr1", "Addr2", "Addr3", "Addr4", "Addr5") if address.get(key)]
    place = " ".join(address[key] for key in ("State", "PostalCode") if address.get(key))
    town = ", ".join(one for one in (address.get("City"), place) if one)
    lines += [town] if town else []
    return {f"Addr{number}": line[:41] for number, line in enumerate(lines[:5], 1)}


def linked(file: CompanyFile, record: Record) -> list[Record]:
    """The LinkedTxn entries of a transaction, one for each that it is linked to."""
    own = record.get("TxnID", "")
    found: dict[str, Record] = {}
    for one in file.links.of(own):
        if own not in (one.source, one.target):
            continue  # a credit that this payment set against a bill links those two
        other, kind = (one.target, one.target_kind) if one.source == own else (one.source, one.source_kind)
        there = file.transactions[kind].get(other) or {}
        before = amount(found.get(other, {}), "Amount")
        #: On the one that was received or paid, the linked amount is negative. [conductor]
        share = one.paid if one.source == own else -one.paid
        found[other] = {
            "TxnID": other,
            "TxnType": kind,
            "TxnDate": there.get("TxnDate", ""),
            "RefNumber": there.get("RefNumber", ""),
            "LinkType": one.kind,
            "Amount": money(before + share),
        }
    return list(found.values())


def _applied(file: CompanyFile, entry: Record) -> Record:
    bill = file.transactions["Bill"].get(entry["TxnID"])
    #: BalanceRemaining is what is open of the bill now. [Intuit's listing: AppliedToTxnRet]
    return {**entry, "BalanceRemaining": bill["OpenAmount"]} if bill else entry
