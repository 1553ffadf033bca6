"""QuickBooks' lists, orders and preferences: how they are asked for, in pages where they are long, and read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, TypeVar

from lxml import etree

from connector.domain.identifiers import ListID, TxnID, TxnLineID
from connector.domain.illegible import Illegible
from connector.domain.kind import Kind
from connector.domain.money import Money
from connector.domain.policy import CurrencyPolicy, Policy
from connector.domain.record import Record
from connector.domain.records import (
    ACCOUNTS,
    BILLS,
    CARDS,
    CHECKS,
    CLASSES,
    CREDITS,
    CUSTOMERS,
    ILLEGIBLE,
    ITEMS,
    ORDERS,
    PREFERENCES,
    RECEIPTS,
    TAX_CODES,
    TERMS,
    VENDORS,
    Account,
    Class,
    Customer,
    Item,
    Mirrored,
    Named,
    Preferences,
    PurchaseOrder,
    PurchaseOrderLine,
    Shelf,
    TaxCode,
    Terms,
    Vendor,
)
from connector.quickbooks.qbxml import payments, records
from connector.quickbooks.qbxml.fields import bool_at, day_at, decimal_at, id_at, read_or_tell
from connector.quickbooks.qbxml.message_set import Request, Tree
from connector.quickbooks.qbxml.paging import RANGE, Span, changed_in, paging
from connector.quickbooks.qbxml.responses import value_of
from connector.quickbooks.qbxml.shapes import SHAPES

N = TypeVar("N", bound=Named)
FEATURE_OFF = 3250
ORDER, ORDERED_LINE = "PurchaseOrderRet", "PurchaseOrderLineRet/"
REACH = timedelta(days=400)
"""Who enters a bill by hand does so for an invoice of these days; older ones are found by number before we write."""
TRANSACTIONS, PAID_BY = (ORDERS, BILLS, CREDITS, RECEIPTS), (CHECKS, CARDS)
LISTED = (VENDORS, ACCOUNTS, TERMS, CLASSES, CUSTOMERS, ITEMS, TAX_CODES)


@dataclass(frozen=True, slots=True)
class Query:
    """
    One query of a listing; ``is_optional`` where QuickBooks may not have the feature (3250): then there are none.

    ``asked`` is its requestID, where another query of the same name may be in its message set.
    """

    name: str
    head: tuple[Tree, ...] = ()
    tail: tuple[Tree, ...] = ()
    is_optional: bool = False
    asked: str = ""

    @property
    def request_id(self) -> str:
        return self.asked or self.name


@dataclass(frozen=True, slots=True)
class Listing:
    """
    What is read in one go: one long list, or several short ones in one message set.

    ``is_paged`` where QuickBooks gives it an iterator and a filter by time of change; ``around`` is the element around
    that filter, if there is one. ``shelves`` are where its records go. ``reaches`` is how far back a list is read that
    only ever grows; the others are read whole.
    """

    name: str
    queries: tuple[Query, ...]
    shelves: tuple[Shelf[Any], ...]
    is_paged: bool = False
    around: str = ""
    reaches: timedelta | None = None


def requests(listing: Listing, span: Span, iterator_id: str | None, page: int) -> tuple[Request, ...]:
    """The next ``page`` rows at most, of those that changed in a span of time; short lists come whole."""
    if not listing.is_paged:
        return tuple(Request(one.request_id, one.name, (*one.head, *one.tail)) for one in listing.queries)
    (query,) = listing.queries
    body = (("MaxReturned", str(page)), *query.head, *changed_in(span, listing.around), *query.tail)
    return (Request(query.request_id, query.name, body, paging(iterator_id)),)


def read(element: etree._Element, currencies: CurrencyPolicy) -> tuple[Shelf[Any], Mirrored] | None:
    """A record and its shelf, or what can be told of one that cannot be read; None for what we do not keep."""

    def posted(one: etree._Element) -> Record:
        return records.read(one, currencies, with_form=False)

    if element.tag == ORDER:
        return _on_its_shelf(ORDERS, element, lambda one: _purchase_order(one, posted(one)))
    if element.tag in POSTED:
        return _on_its_shelf(POSTED[element.tag], element, posted)
    known = READERS.get(element.tag)
    return _on_its_shelf(known[0], element, known[1]) if known else None


def _on_its_shelf(
    shelf: Shelf[Any], element: etree._Element, read_: Callable[[etree._Element], Mirrored]
) -> tuple[Shelf[Any], Mirrored]:
    found = read_or_tell(element, shelf.name, read_)
    return (ILLEGIBLE if isinstance(found, Illegible) else shelf), found


def deleted(element: etree._Element) -> tuple[Shelf[Any], str] | None:
    """The shelf and id of what was deleted; None for what we do not keep."""
    shelf = DELETED.get(value_of(element, "TxnDelType") or value_of(element, "ListDelType") or "")
    return (shelf, value_of(element, "TxnID") or value_of(element, "ListID") or "") if shelf else None


def _vendor(element: etree._Element) -> Vendor:
    custom = tuple(
        (value_of(one, "DataExtName") or "", value_of(one, "DataExtValue") or "")
        for one in element.iterfind("DataExtRet")
        if value_of(one, "OwnerID") == "0"
    )
    return Vendor(
        list_id=ListID(id_at(element, "ListID")),
        name=value_of(element, "Name") or "",
        is_active=_is_active(element),
        account_number=value_of(element, "AccountNumber"),
        custom=custom,
        currency=value_of(element, "CurrencyRef/FullName") or "",
        details=records.fields_of(element, SHAPES[Kind.VENDOR].fields),
        created=_created(element),
    )


def _created(element: etree._Element) -> date | None:
    try:
        return date.fromisoformat((value_of(element, "TimeCreated") or "")[:10])
    except ValueError:
        return None


def _account(element: etree._Element) -> Account:
    return Account(
        list_id=ListID(id_at(element, "ListID")),
        full_name=value_of(element, "FullName") or "",
        is_active=_is_active(element),
        number=value_of(element, "AccountNumber") or "",
        type=value_of(element, "AccountType") or "",
    )


def _named(kind: type[N]) -> Callable[[etree._Element], N]:
    def read_(element: etree._Element) -> N:
        name = value_of(element, "FullName") or value_of(element, "Name") or ""
        return kind(ListID(id_at(element, "ListID")), name, _is_active(element))

    return read_


def _item(element: etree._Element) -> Item:
    account = next((found for path in EXPENSE_ACCOUNTS if (found := value_of(element, path))), None)
    name = value_of(element, "FullName") or value_of(element, "Name") or ""
    return Item(ListID(id_at(element, "ListID")), name, _is_active(element), ListID(account) if account else None)


def _is_active(element: etree._Element) -> bool:
    return bool_at(element, "IsActive", default=True)


def _preferences(element: etree._Element) -> Preferences:
    return Preferences(
        closing_date=day_at(element, "AccountingPreferences/ClosingDate"),
        has_classes=bool_at(element, "AccountingPreferences/IsUsingClassTracking", default=True),
        has_several_currencies=bool_at(element, "MultiCurrencyPreferences/IsMultiCurrencyOn"),
        receives_before_billing=bool_at(element, "ItemsAndInventoryPreferences/EnhancedInventoryReceivingEnabled"),
    )


def _purchase_order(element: etree._Element, record: Record) -> PurchaseOrder:
    currency = record.total.currency if record.total else ""
    closed = [bool_at(element, path) for path in ("IsManuallyClosed", "IsFullyReceived")]
    receipts = [one for one in element.iterfind("LinkedTxn") if value_of(one, "TxnType") == "ItemReceipt"]
    return PurchaseOrder(
        txn_id=TxnID(id_at(element, "TxnID")),
        ref_number=value_of(element, "RefNumber") or "",
        vendor_id=ListID(value_of(element, "VendorRef/ListID") or ""),
        lines=tuple(_order_line(line, currency) for line in element.iterfind("PurchaseOrderLineRet")),
        is_closed=any(closed),
        has_receipts=bool(receipts),
        receipts=tuple(TxnID(value_of(one, "TxnID") or "") for one in receipts),
        record=record,
        expected=day_at(element, "ExpectedDate"),
        terms=value_of(element, "TermsRef/FullName") or "",
        other1=value_of(element, "Other1") or "",
    )


def _order_line(element: etree._Element, currency: str) -> PurchaseOrderLine:
    return PurchaseOrderLine(
        line_id=TxnLineID(id_at(element, "TxnLineID", ORDERED_LINE)),
        item=value_of(element, "ItemRef/FullName") or "",
        item_id=ListID(value_of(element, "ItemRef/ListID") or ""),
        quantity=decimal_at(element, "Quantity", ORDERED_LINE),
        received=decimal_at(element, "ReceivedQuantity", ORDERED_LINE) or Decimal(0),
        amount=Money.rounded(decimal_at(element, "Amount", ORDERED_LINE) or Decimal(0), currency),
        is_closed=bool_at(element, "IsManuallyClosed", within=ORDERED_LINE),
        unbilled=decimal_at(element, "UnbilledQuantity", ORDERED_LINE) or Decimal(0),
        description=value_of(element, "Desc") or "",
        unit=value_of(element, "UnitOfMeasure") or "",
    )


ALL: Tree = ("ActiveStatus", "All")  # the default is ActiveOnly, which would hide why a vendor is not found
ORDERED: tuple[Tree, ...] = (("IncludeLineItems", "true"), ("IncludeLinkedTxns", "true"))
CUSTOM: Tree = ("OwnerID", "0")  # public custom fields come only when they are asked for

BOUGHT = (
    "ItemService",
    "ItemNonInventory",
    "ItemOtherCharge",
    "ItemInventory",
    "ItemInventoryAssembly",
    "ItemFixedAsset",
)
"""Items that an order may have."""
EXPENSE_ACCOUNTS = ("SalesOrPurchase/AccountRef/ListID", "SalesAndPurchase/ExpenseAccountRef/ListID")
"""Of items that are bought alone, and of those that are sold, too (Intuit's listing)."""

READERS: Mapping[str, tuple[Shelf[Any], Callable[[etree._Element], Mirrored]]] = {
    "VendorRet": (VENDORS, _vendor),
    "AccountRet": (ACCOUNTS, _account),
    "StandardTermsRet": (TERMS, _named(Terms)),
    "DateDrivenTermsRet": (TERMS, _named(Terms)),
    "ClassRet": (CLASSES, _named(Class)),
    "CustomerRet": (CUSTOMERS, _named(Customer)),
    "SalesTaxCodeRet": (TAX_CODES, _named(TaxCode)),
    "PreferencesRet": (PREFERENCES, _preferences),
    "BillPaymentCheckRet": (CHECKS, payments.payment),
    "BillPaymentCreditCardRet": (CARDS, payments.payment),
    **{f"{one}Ret": (ITEMS, _item) for one in BOUGHT},
}
"""What comes back, by the name of its element."""

POSTED: Mapping[str, Shelf[Record]] = {"BillRet": BILLS, "VendorCreditRet": CREDITS, "ItemReceiptRet": RECEIPTS}
DELETED: Mapping[str, Shelf[Any]] = {
    "Bill": BILLS,
    "VendorCredit": CREDITS,
    "PurchaseOrder": ORDERS,
    "ItemReceipt": RECEIPTS,
    "BillPaymentCheck": CHECKS,
    "BillPaymentCreditCard": CARDS,
    "Vendor": VENDORS,
    "Account": ACCOUNTS,
    "StandardTerms": TERMS,
    "DateDrivenTerms": TERMS,
    "Class": CLASSES,
    "Customer": CUSTOMERS,
    "SalesTaxCode": TAX_CODES,
    **dict.fromkeys(BOUGHT, ITEMS),
}
"""By Intuit's names of what was deleted; QuickBooks remembers it for 90 days."""

INACTIVE_ITEMS = Query("ItemQuery", (("ActiveStatus", "InactiveOnly"),), is_optional=True)
SHORT = Listing(
    "short_lists",
    (
        Query("PreferencesQuery"),
        Query("AccountQuery", (ALL,)),
        Query("TermsQuery", (ALL,)),
        Query("ClassQuery", (ALL,), is_optional=True),
        Query("SalesTaxCodeQuery", (ALL,), is_optional=True),
        INACTIVE_ITEMS,
        Query("TxnDeletedQuery", tuple(("TxnDelType", one) for one in DELETED if DELETED[one] in TRANSACTIONS)),
        Query("ListDeletedQuery", tuple(("ListDelType", one) for one in DELETED if DELETED[one] in LISTED)),
    ),
    (PREFERENCES, ACCOUNTS, TERMS, CLASSES, TAX_CODES, ITEMS),
)
SHORTER = Listing(
    "shorter_lists",
    tuple(one for one in SHORT.queries if one is not INACTIVE_ITEMS),
    tuple(one for one in SHORT.shelves if one is not ITEMS),
)
"""Where all items are read: JAGGAER's orders are entered with them."""
ITEMS_LISTING = Listing("items", (Query("ItemQuery", (ALL,), is_optional=True),), (ITEMS,), is_paged=True)
VENDORS_LISTING = Listing("vendors", (Query("VendorQuery", (ALL,), (CUSTOM,)),), (VENDORS,), is_paged=True)
CUSTOMERS_LISTING = Listing("customers", (Query("CustomerQuery", (ALL,)),), (CUSTOMERS,), is_paged=True)
ORDERS_LISTING = Listing(
    "purchase_orders",
    (Query("PurchaseOrderQuery", tail=ORDERED, is_optional=True),),
    (ORDERS,),
    is_paged=True,
    around=RANGE,
)
BILLS_LISTING = Listing("bills", (Query("BillQuery"),), (BILLS,), is_paged=True, around=RANGE, reaches=REACH)
CREDITS_LISTING = Listing(
    "credits", (Query("VendorCreditQuery"),), (CREDITS,), is_paged=True, around=RANGE, reaches=REACH
)
RECEIPTS_LISTING = Listing(
    "item_receipts",
    (Query("ItemReceiptQuery", is_optional=True),),
    (RECEIPTS,),
    is_paged=True,
    around=RANGE,
    reaches=REACH,
)
LINKED: tuple[Tree, ...] = (("IncludeLinkedTxns", "true"),)
LINKED_CREDITS_LISTING = replace(
    CREDITS_LISTING, name="credits_with_links", queries=(Query("VendorCreditQuery", tail=LINKED),)
)
"""Where it counts which bills they are set against."""
WITH_LINES: tuple[Tree, ...] = (("IncludeLineItems", "true"),)
CHECKS_LISTING = Listing(
    "check_payments",
    (Query("BillPaymentCheckQuery", tail=WITH_LINES),),
    (CHECKS,),
    is_paged=True,
    around=RANGE,
    reaches=REACH,
)
CARDS_LISTING = replace(
    CHECKS_LISTING,
    name="card_payments",
    queries=(Query("BillPaymentCreditCardQuery", tail=WITH_LINES),),
    shelves=(CARDS,),
)
DELETED_PAYMENTS_LISTING = Listing(
    "deleted_payments",
    (
        Query(
            "TxnDeletedQuery",
            tuple(("TxnDelType", one) for one in DELETED if DELETED[one] in PAID_BY),
            asked="deleted payments",
        ),
    ),
    (),
)
PAYMENT_LISTINGS = (LINKED_CREDITS_LISTING, CHECKS_LISTING, CARDS_LISTING, DELETED_PAYMENTS_LISTING)
LISTINGS: Mapping[str, Listing] = {
    one.name: one
    for one in (
        *(SHORT, SHORTER, ITEMS_LISTING, VENDORS_LISTING, CUSTOMERS_LISTING),
        *(ORDERS_LISTING, BILLS_LISTING, CREDITS_LISTING, RECEIPTS_LISTING),
        *PAYMENT_LISTINGS,
    )
}
"""In the order in which a session reads them."""


def listings_for(policy: Policy, also: frozenset[str] = frozenset()) -> tuple[Listing, ...]:
    """
    Customers are many, and read only where lines are booked to them; so are items, where orders are entered, item
    receipts, and payments. ``also`` names what is read for JAGGAER alone: ``payments``, ``customers``, ``items``.
    """
    left_out = [SHORT] if policy.orders.are_jaggaers or "items" in also else [SHORTER, ITEMS_LISTING]
    if not policy.customers.fields and not policy.customers.fallback and "customers" not in also:
        left_out.append(CUSTOMERS_LISTING)
    if not policy.receipts.are_entered:
        left_out.append(RECEIPTS_LISTING)
    left_out += [CREDITS_LISTING] if "payments" in also else PAYMENT_LISTINGS
    return tuple(one for one in LISTINGS.values() if one not in left_out)
