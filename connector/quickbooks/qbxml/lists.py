"""Vendors, accounts, terms and purchase orders: how they are asked for in pages, and read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from lxml import etree

from connector.domain.identifiers import ListID, TxnID, TxnLineID
from connector.domain.money import Money
from connector.domain.records import Account, PurchaseOrder, PurchaseOrderLine, Terms, Vendor
from connector.quickbooks.qbxml.message_set import Request, Tree, value_of
from connector.quickbooks.qbxml.values import read_bool, read_decimal

Read = Callable[[etree._Element], Vendor | Account | Terms | PurchaseOrder]


@dataclass(frozen=True, slots=True)
class Listing:
    """
    One list: ``is_paged`` where QuickBooks gives it an iterator.

    ``since`` is the path of the filter by time of change; ``tail`` goes behind the filters.
    """

    name: str
    query: str
    read: Read
    is_paged: bool = False
    since: tuple[str, ...] = ()
    head: tuple[Tree, ...] = ()
    tail: tuple[Tree, ...] = ()


def query(listing: Listing, request_id: str, since: str | None, iterator_id: str | None, page: int) -> Request:
    """The next ``page`` rows at most: ``since`` is local wall time without an offset, as QuickBooks reads it."""
    changed: Tree | None = None
    for step in reversed(listing.since if since else ()):
        changed = (step, since if changed is None else [changed])
    paging: tuple[Tree, ...] = (("MaxReturned", str(page)),) if listing.is_paged else ()
    body = (*paging, *listing.head, *((changed,) if changed else ()), *listing.tail)
    attributes: tuple[tuple[str, str], ...] = ()
    if listing.is_paged:
        attributes = (
            (("iterator", "Continue"), ("iteratorID", iterator_id)) if iterator_id else (("iterator", "Start"),)
        )
    return Request(request_id, listing.query, body, attributes)


def _vendor(element: etree._Element) -> Vendor:
    custom = tuple(
        (value_of(one, "DataExtName") or "", value_of(one, "DataExtValue") or "")
        for one in element.iterfind("DataExtRet")
        if value_of(one, "OwnerID") == "0"
    )
    return Vendor(
        list_id=ListID(value_of(element, "ListID") or ""),
        name=value_of(element, "Name") or "",
        is_active=read_bool(value_of(element, "IsActive"), default=True),
        account_number=value_of(element, "AccountNumber"),
        custom=custom,
    )


def _account(element: etree._Element) -> Account:
    return Account(
        list_id=ListID(value_of(element, "ListID") or ""),
        full_name=value_of(element, "FullName") or "",
        is_active=read_bool(value_of(element, "IsActive"), default=True),
    )


def _terms(element: etree._Element) -> Terms:
    return Terms(
        list_id=ListID(value_of(element, "ListID") or ""),
        name=value_of(element, "Name") or "",
        is_active=read_bool(value_of(element, "IsActive"), default=True),
    )


def _purchase_order(element: etree._Element) -> PurchaseOrder:
    closed = read_bool(value_of(element, "IsManuallyClosed")) or read_bool(value_of(element, "IsFullyReceived"))
    return PurchaseOrder(
        txn_id=TxnID(value_of(element, "TxnID") or ""),
        ref_number=value_of(element, "RefNumber") or "",
        vendor_id=ListID(value_of(element, "VendorRef/ListID") or ""),
        lines=tuple(_order_line(line) for line in element.iterfind("PurchaseOrderLineRet")),
        is_closed=closed,
    )


def _order_line(element: etree._Element) -> PurchaseOrderLine:
    return PurchaseOrderLine(
        line_id=TxnLineID(value_of(element, "TxnLineID") or ""),
        item=value_of(element, "ItemRef/FullName") or "",
        quantity=read_decimal(value_of(element, "Quantity")),
        received=read_decimal(value_of(element, "ReceivedQuantity")) or Decimal(0),
        amount=Money.rounded(read_decimal(value_of(element, "Amount")) or Decimal(0)),
        is_closed=read_bool(value_of(element, "IsManuallyClosed")),
    )


ALL: Tree = ("ActiveStatus", "All")  # the default is ActiveOnly, which would hide why a vendor is not found
CUSTOM: Tree = ("OwnerID", "0")  # public custom fields come only when they are asked for

LISTINGS: dict[str, Listing] = {
    listing.name: listing
    for listing in (
        Listing("accounts", "AccountQuery", _account, head=(ALL,)),
        Listing("terms", "TermsQuery", _terms, head=(ALL,)),
        Listing(
            "vendors", "VendorQuery", _vendor, since=("FromModifiedDate",), is_paged=True, head=(ALL,), tail=(CUSTOM,)
        ),
        Listing(
            "purchase_orders",
            "PurchaseOrderQuery",
            _purchase_order,
            since=("ModifiedDateRangeFilter", "FromModifiedDate"),
            is_paged=True,
            tail=(("IncludeLineItems", "true"),),
        ),
    )
}
