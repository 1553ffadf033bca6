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

Span = tuple[str, str]
RANGE = "ModifiedDateRangeFilter"
Read = Callable[[etree._Element], Vendor | Account | Terms | PurchaseOrder]


@dataclass(frozen=True, slots=True)
class Listing:
    """
    One list: ``is_paged`` where QuickBooks gives it an iterator and a filter by time of change.

    ``around`` is the element around that filter, if there is one; ``tail`` goes behind it.
    """

    name: str
    query: str
    read: Read
    is_paged: bool = False
    around: str = ""
    head: tuple[Tree, ...] = ()
    tail: tuple[Tree, ...] = ()


def query(listing: Listing, request_id: str, span: Span, iterator_id: str | None, page: int) -> Request:
    """The next ``page`` rows at most, of those that changed in a span of time."""
    if not listing.is_paged:
        return Request(request_id, listing.query, (*listing.head, *listing.tail))
    changed = changed_in(span, listing.around)
    body = (("MaxReturned", str(page)), *listing.head, *changed, *listing.tail)
    return Request(request_id, listing.query, body, paging(iterator_id))


def paging(iterator_id: str | None) -> tuple[tuple[str, str], ...]:
    return (("iterator", "Continue"), ("iteratorID", iterator_id)) if iterator_id else (("iterator", "Start"),)


def changed_in(span: Span, around: str = RANGE) -> tuple[Tree, ...]:
    """Bounds are local wall time without an offset, as QuickBooks reads them; an empty one is left out."""
    bounds: list[Tree] = [(f"{side}ModifiedDate", one) for side, one in zip(("From", "To"), span, strict=True) if one]
    return ((around, bounds),) if around and bounds else tuple(bounds)


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
        Listing("vendors", "VendorQuery", _vendor, is_paged=True, head=(ALL,), tail=(CUSTOM,)),
        Listing(
            "purchase_orders",
            "PurchaseOrderQuery",
            _purchase_order,
            is_paged=True,
            around=RANGE,
            tail=(("IncludeLineItems", "true"),),
        ),
    )
}
