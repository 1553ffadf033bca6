"""What one customer has decided: how suppliers, codes, charges, numbers and dates become QuickBooks'."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from datetime import date
from decimal import Decimal
from typing import Literal

VendorNumberIn = str
"""``none``, ``account_number`` or ``custom_field:NAME``: QuickBooks has no vendor number of its own."""

SPREAD = "spread"
"""In place of an account: the charge is spread over the lines of the document, by their amounts."""

FIELDS_AT_MOST = 5

ChargeName = Literal["tax1", "tax2", "shipping", "handling", "misc"]


VendorField = Literal["name", "address", "terms", "email", "tax_id", "form_1099", "active"]
Side = Literal["jaggaer", "quickbooks"]


@dataclass(frozen=True, slots=True)
class VendorPolicy:
    """
    ``map`` goes from a supplier number or name in JAGGAER to a vendor's name in QuickBooks.

    ``match`` are the ways to find the vendor, in this order; the first that finds any decides.
    ``write_back`` is what JAGGAER gets as the code of a supplier: the vendor's ``number``, or its ``list_id``, by which
    it is then found, too.
    ``master`` says field by field whose word counts, JAGGAER's or QuickBooks'; a field that it does not name is left
    alone on both sides.
    ``new_suppliers``: a supplier that is new in JAGGAER waits until an invoice needs its vendor, or a vendor is created
    at once. ``new_vendors``: one that is new in QuickBooks is left alone, or created as a supplier in JAGGAER. New is
    what was registered, or created, on ``since`` or later.
    """

    number_in: VendorNumberIn = "none"
    unknown: Literal["hold", "create"] = "hold"
    map: Mapping[str, str] = dataclass_field(default_factory=dict)
    match: tuple[Literal["paired", "map", "number", "name"], ...] = ("paired", "map", "number", "name")
    write_back: Literal["number", "list_id"] = "number"
    master: Mapping[VendorField, Side] = dataclass_field(default_factory=dict)
    new_suppliers: Literal["wait", "create"] = "wait"
    new_vendors: Literal["leave", "create"] = "leave"
    since: date | None = None

    def of(self, side: Side) -> frozenset[VendorField]:
        """The fields of which this side is the master."""
        return frozenset(name for name, one in self.master.items() if one == side)

    @property
    def follow_suppliers(self) -> bool:
        """Whether anything of JAGGAER's suppliers is written to QuickBooks."""
        return bool(self.of("jaggaer")) or self.new_suppliers == "create"

    def is_new(self, day: date | None) -> bool:
        """Whether what began on a day is new."""
        return self.since is not None and day is not None and day >= self.since

    def __post_init__(self) -> None:
        known = self.number_in in ("none", "account_number")
        if not known and not self.number_in.removeprefix("custom_field:").strip():
            raise ValueError("number_in has to name the custom field")
        if not known and not self.number_in.startswith("custom_field:"):
            raise ValueError("number_in is none, account_number or custom_field:NAME")
        if self.since is None and "create" in (self.new_suppliers, self.new_vendors):
            raise ValueError("what is new is created from a day on: set since")
        if not self.match or len(set(self.match)) < len(self.match):
            raise ValueError("match names each way to find a vendor once, and one at least")


@dataclass(frozen=True, slots=True)
class CodePolicy:
    """
    How the values of accounting fields become the name of a QuickBooks record.

    The values of ``fields``, each without ``strip_suffix`` and joined by ``separator``, are looked up in ``map``.
    A value that is not in it is held; or taken for the name or number in QuickBooks (``as_is``); or becomes the
    ``fallback``, where there is one.
    """

    fields: tuple[str, ...] = ()
    separator: str = "-"
    strip_suffix: str = ""
    map: Mapping[str, str] = dataclass_field(default_factory=dict)
    unmapped: Literal["hold", "as_is"] = "hold"
    fallback: str = ""

    def __post_init__(self) -> None:
        if len(self.fields) > FIELDS_AT_MOST or not all(self.fields):
            raise ValueError(f"fields are up to {FIELDS_AT_MOST} names of accounting fields")


@dataclass(frozen=True, slots=True)
class ChargePolicy:
    """
    The full name of the account each charge is booked to; empty where there is none.

    ``spread`` in place of a name spreads it over the lines. ``misc_named`` are accounts of fees by their names.
    """

    tax1: str = ""
    tax2: str = ""
    shipping: str = ""
    handling: str = ""
    misc: str = ""
    discount: str = ""
    misc_named: Mapping[str, str] = dataclass_field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AmountPolicy:
    """
    ``tolerance`` is how far lines and charges may be from the total, both signs; the rest is booked to
    ``rounding_account``. ``zero_total``: a document over nothing is held, or needs no bill.
    """

    tolerance: Decimal = Decimal(0)
    rounding_account: str = ""
    zero_total: Literal["hold", "skip"] = "hold"

    def __post_init__(self) -> None:
        if not 0 <= self.tolerance <= 5:
            raise ValueError("tolerance is an amount from 0.00 to 5.00")
        if self.tolerance and not self.rounding_account:
            raise ValueError("tolerance needs a rounding_account")


@dataclass(frozen=True, slots=True)
class ItemPolicy:
    """
    Which item of QuickBooks a line of an order becomes.

    The line's catalogue number, commodity code or account code (``by``) is looked up in ``map``; else its account code
    in ``catch_all``. A line without such a value is looked up as ``no code``. The account code is made as for bills.
    """

    by: Literal["catalog", "commodity", "account"] = "catalog"
    map: Mapping[str, str] = dataclass_field(default_factory=dict)
    catch_all: Mapping[str, str] = dataclass_field(default_factory=dict)


ORDER_NUMBER_LENGTH = 11
"""Characters of an order's RefNumber (Intuit's listing)."""
NUMBER_EXTENSION, CONFIRMATION_EXTENSION = "JaggaerOrder", "JaggaerConfirmation"


@dataclass(frozen=True, slots=True)
class OrderPolicy:
    """
    Who owns purchase orders, how JAGGAER's become QuickBooks', and how invoice lines of them are written.

    ``origin``: JAGGAER's orders are entered in QuickBooks, QuickBooks' own are used, or both.
    ``items``, ``units`` (JAGGAER's unit to QuickBooks' unit of measure; one that is not there is left out) and
    ``charges`` (a charge to an item; one that is not there comes with the invoice alone) say what lines become.
    ``long_number``: a number of more than QuickBooks' 11 characters is held, or its ``first`` or ``last`` 11 are used.
    ``ship_to``: the address is written, or left out. ``confirmation_in`` is where the supplier's number of a confirmed
    order is written, its date is the ExpectedDate; a number that is cut, and what goes to an ``extension``, are data
    extensions of the order (``NUMBER_EXTENSION``, ``CONFIRMATION_EXTENSION``) under the company's OwnerID.
    ``revised``: a revision changes the order in QuickBooks, or is held.
    ``cancelled``: an order cancelled in JAGGAER is closed, deleted where nothing is received or billed of it (else
    closed), or held. ``gone``: one that a person deleted is shown, left alone, or entered again.

    Of QuickBooks' own orders, where they are written to JAGGAER (``wire.writeback.orders``): ``deleted``: one that
    JAGGAER has, and that a person deleted, is shown, cancelled there, or left there. ``since``: orders of earlier dates
    are never created there.

    ``strip_zeros``: JAGGAER pads order numbers (``0000000049``), people in QuickBooks do not.
    ``account``: the order's item decides, or the line's accounting ``code`` (OverrideItemAccountRef).
    ``split``: a line charged to several accounts is held, or ``move``d: linked whole to the first, with expense lines
    that move the shares of the others.
    ``unmatched``: a line whose order is missing, closed or used up is held, or booked ``unlinked`` by its code.
    ``receiving``: where QuickBooks receives before it bills, a line of an order is held, or linked
    as everywhere. ``lots`` are JAGGAER's units of what is ordered as one, and billed in parts: by its amount.
    """

    strip_zeros: bool = True
    account: Literal["item", "code"] = "item"
    split: Literal["hold", "move"] = "hold"
    unmatched: Literal["hold", "unlinked"] = "hold"
    receiving: Literal["hold", "link"] = "hold"
    lots: tuple[str, ...] = ("LOT",)
    origin: Literal["jaggaer", "quickbooks", "both"] = "jaggaer"
    items: ItemPolicy = ItemPolicy()
    units: Mapping[str, str] = dataclass_field(default_factory=dict)
    charges: Mapping[ChargeName, str] = dataclass_field(default_factory=dict)
    long_number: Literal["hold", "first", "last"] = "hold"
    ship_to: Literal["write", "omit"] = "write"
    confirmation_in: Literal["other1", "memo", "extension", "none"] = "other1"
    revised: Literal["modify", "hold"] = "modify"
    cancelled: Literal["close", "delete", "hold"] = "close"
    gone: Literal["hold", "leave", "post"] = "hold"
    deleted: Literal["hold", "cancel", "leave"] = "hold"
    since: date | None = None

    @property
    def has_extensions(self) -> bool:
        """Whether something of an order is kept in a data extension of QuickBooks'."""
        return self.are_jaggaers and (self.long_number != "hold" or self.confirmation_in == "extension")

    @property
    def are_jaggaers(self) -> bool:
        """Whether JAGGAER's orders are entered in QuickBooks."""
        return self.origin != "quickbooks"

    @property
    def are_quickbooks(self) -> bool:
        """Whether there are orders that QuickBooks owns."""
        return self.origin != "jaggaer"

    def cut(self, number: str) -> str:
        """The part of an order's number that QuickBooks keeps, where the customer has longer ones cut."""
        return number[:ORDER_NUMBER_LENGTH] if self.long_number == "first" else number[-ORDER_NUMBER_LENGTH:]


@dataclass(frozen=True, slots=True)
class RefNumberPolicy:
    """What a bill is numbered with where the supplier's number is missing or over 20 characters."""

    fallback: Literal["hold", "jaggaer"] = "hold"


@dataclass(frozen=True, slots=True)
class TermsPolicy:
    """``map`` goes from JAGGAER's terms code to the name in QuickBooks' terms list."""

    unknown: Literal["hold", "omit"] = "hold"
    map: Mapping[str, str] = dataclass_field(default_factory=dict)


USUAL = {
    "USD": "US Dollar",
    "CAD": "Canadian Dollar",
    "GBP": "British Pound Sterling",
    "AUD": "Australian Dollar",
    "EUR": "Euro",
}
"""QuickBooks' names of home currencies; the first two seen, the others assumed."""


@dataclass(frozen=True, slots=True)
class CurrencyPolicy:
    """
    ``home`` is the ISO code of the currency the company file is kept in.

    ``names`` go from ISO codes to QuickBooks' names of them (``CAD`` to ``Canadian Dollar``); one without a name is
    held. The home currency needs one only where it is not in ``USUAL``.
    ``payable`` are the accounts payable accounts by ISO code, where they are not QuickBooks' choice.
    """

    home: str = "USD"
    names: Mapping[str, str] = dataclass_field(default_factory=dict)
    payable: Mapping[str, str] = dataclass_field(default_factory=dict)

    def code_of(self, name: str) -> str:
        """
        The ISO code of a currency by QuickBooks' name; the home currency's where a record names none.

        One that nobody told us of keeps its name: it is no currency of any document.
        """
        named = {self.home: USUAL.get(self.home, ""), **self.names}
        return next((code for code, one in named.items() if one == name), name or self.home)


@dataclass(frozen=True, slots=True)
class TaxPolicy:
    """
    ``code`` is QuickBooks' tax code for every line, in editions that have them on bills (CA, UK, AU).

    It is to be one that adds nothing: JAGGAER's taxes are lines of their own, and a bill ties to the cent.
    """

    code: str = ""


@dataclass(frozen=True, slots=True)
class DatePolicy:
    """
    ``bill``: a bill has the invoice's date, or its accounting date.

    ``closed_period``: what falls on or before QuickBooks' closing date is held, or dated on the ``first_open_day``.
    """

    bill: Literal["invoice", "accounting"] = "invoice"
    closed_period: Literal["hold", "first_open_day"] = "hold"


@dataclass(frozen=True, slots=True)
class CorrectionPolicy:
    """
    What becomes of a posted record when JAGGAER changes or cancels its document; a paid one is never touched.

    ``credit``: one that is paid, or stands in a closed period, is corrected by another record over the difference, a
    vendor credit or a second bill; any other is modified, or voided.

    ``relinked`` is for a change that ties it to other order lines, which QuickBooks takes only with a new record.
    ``gone`` is for a record that a person voided or deleted: it is shown, left alone, or posted again; the last
    only for what was gone while the profile said so.
    """

    changed: Literal["hold", "modify", "credit"] = "hold"
    relinked: Literal["hold", "replace"] = "hold"
    cancelled: Literal["hold", "void", "delete", "credit"] = "hold"
    gone: Literal["hold", "leave", "post"] = "hold"


@dataclass(frozen=True, slots=True)
class ReceiptPolicy:
    """
    What becomes of JAGGAER's receipts: they are noted (``as = "note"``), entered as item receipts (``item_receipt``),
    or not read at all (``ignore``).

    ``billed``: an invoice of goods that an item receipt of ours brought in waits for a person (``hold``), who makes
    that its bill; or its bill takes the place of the item receipt, which is deleted (``replace``).
    ``required_above``: an invoice over more than this is held where it bills more of an order than came by JAGGAER's
    receipts; nothing is held without an amount, as matching is JAGGAER's.
    """

    as_: Literal["note", "item_receipt", "ignore"] = "note"
    billed: Literal["hold", "replace"] = "hold"
    required_above: Decimal | None = None

    def __post_init__(self) -> None:
        if self.required_above is not None and self.required_above < 0:
            raise ValueError("required_above is an amount of 0 or more")
        if self.billed == "replace" and not self.are_entered:
            raise ValueError("billed = “replace” is for item receipts of ours: set receipts.as = “item_receipt”")

    @property
    def are_entered(self) -> bool:
        """Whether JAGGAER's receipts become item receipts in QuickBooks."""
        return self.as_ == "item_receipt"


@dataclass(frozen=True, slots=True)
class Policy:
    """
    ``classes`` and ``customers`` are not used without ``fields``; a customer may be a job (``Customer:Job``).

    Who wants receipts before an invoice is posted has them read.
    """

    vendor: VendorPolicy = VendorPolicy()
    account: CodePolicy = CodePolicy(fields=("Account",))
    classes: CodePolicy = CodePolicy()
    customers: CodePolicy = CodePolicy()
    charges: ChargePolicy = ChargePolicy()
    amounts: AmountPolicy = AmountPolicy()
    orders: OrderPolicy = OrderPolicy()
    receipts: ReceiptPolicy = ReceiptPolicy()
    ref_number: RefNumberPolicy = RefNumberPolicy()
    terms: TermsPolicy = TermsPolicy()
    currency: CurrencyPolicy = CurrencyPolicy()
    tax: TaxPolicy = TaxPolicy()
    dates: DatePolicy = DatePolicy()
    corrections: CorrectionPolicy = CorrectionPolicy()

    @property
    def are_receipts_read(self) -> bool:
        """Whether JAGGAER's receipts are: they are of its orders."""
        return self.orders.are_jaggaers and self.receipts.as_ != "ignore"

    def __post_init__(self) -> None:
        if self.receipts.are_entered and not self.are_receipts_read:
            raise ValueError(
                "receipts.as = “item_receipt” is for JAGGAER's orders: set orders.origin = “jaggaer” or “both”"
            )
        if self.receipts.required_above is not None and not self.are_receipts_read:
            raise ValueError(
                "receipts.required_above needs receipts: set receipts.as = “note”, and orders.origin = “jaggaer” or "
                "“both”; or leave it out"
            )
