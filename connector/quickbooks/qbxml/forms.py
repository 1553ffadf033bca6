"""From a draft to the fields QuickBooks gets: every text in its final form, ready to be written or compared."""

from __future__ import annotations

from connector.domain.bill import Draft, ExpenseLine, ItemLine
from connector.domain.draft import Extension, OrderDraft, OrderDraftLine, VendorDetails, VendorDraft, Wanted
from connector.domain.form import Form, FormLine
from connector.quickbooks.qbxml import values

ADDRESS, UNIT, OTHER = 41, 31, 25
MEMO = 4095  # Intuit's annotated listing of qbXML 16.0


def form_of(wanted: Wanted) -> Form:
    """The fields of a draft, without those that are empty."""
    match wanted:
        case Draft():
            return _bill(wanted)
        case OrderDraft():
            return _order(wanted)
        case VendorDraft():
            return _vendor(wanted)
        case VendorDetails():
            return Form(tuple((path, text) for path, text in wanted.fields if text))
        case Extension():
            return _extension(wanted)


def _filled(*fields: tuple[str, str | None]) -> tuple[tuple[str, str], ...]:
    return tuple((path, text) for path, text in fields if text)


def _bill(draft: Draft) -> Form:
    return Form(
        _filled(
            ("VendorRef/ListID", draft.vendor_id),
            ("APAccountRef/ListID", draft.payable_id),
            ("TxnDate", values.day(draft.txn_date)),
            ("DueDate", values.day(draft.due_date) if draft.due_date else None),
            ("RefNumber", draft.ref_number),
            ("TermsRef/ListID", draft.terms_id),
            ("Memo", values.text(draft.memo, MEMO)),
            ("ExchangeRate", f"{draft.exchange_rate.normalize():f}" if draft.exchange_rate else None),
        ),
        (*map(_expense, draft.expenses), *map(_item, draft.items)),
    )


def _expense(line: ExpenseLine) -> FormLine:
    fields = _filled(
        ("AccountRef/ListID", line.account_id),
        ("Amount", values.amount(line.amount)),
        ("Memo", values.text(line.memo, MEMO)),
        ("CustomerRef/ListID", line.customer_id),
        ("ClassRef/ListID", line.class_id),
        ("SalesTaxCodeRef/ListID", line.tax_code_id),
    )
    return FormLine("ExpenseLine", fields)


def _item(line: ItemLine) -> FormLine:
    """Its item comes from the order's line and must not be given again."""
    fields = _filled(
        ("Desc", values.text(line.description, MEMO)),
        ("Quantity", values.quantity(line.quantity)),
        ("Amount", values.amount(line.amount)),
        ("CustomerRef/ListID", line.customer_id),
        ("ClassRef/ListID", line.class_id),
        ("SalesTaxCodeRef/ListID", line.tax_code_id),
        ("OverrideItemAccountRef/ListID", line.account_id),
        ("LinkToTxn/TxnID", line.link.txn_id),
        ("LinkToTxn/TxnLineID", line.link.line_id),
    )
    return FormLine("ItemLine", fields)


def _order(draft: OrderDraft) -> Form:
    return Form(
        _filled(
            ("VendorRef/ListID", draft.vendor_id),
            ("ClassRef/ListID", draft.class_id),
            ("TxnDate", values.day(draft.txn_date)),
            ("RefNumber", draft.ref_number),
            *((f"ShipAddress/Addr{at}", values.text(one, ADDRESS)) for at, one in enumerate(draft.ship_to, 1)),
            ("TermsRef/ListID", draft.terms_id),
            ("ExpectedDate", values.day(draft.expected) if draft.expected else None),
            ("IsManuallyClosed", _bool(draft.is_closed)),
            ("Memo", values.text(draft.memo, MEMO)),
            ("IsToBePrinted", "false"),
            ("IsToBeEmailed", "false"),
            ("Other1", values.text(draft.confirmed, OTHER)),
            ("ExchangeRate", f"{draft.exchange_rate.normalize():f}" if draft.exchange_rate else None),
        ),
        tuple(map(_ordered, draft.lines)),
    )


def _ordered(line: OrderDraftLine) -> FormLine:
    """Of rate and amount QuickBooks works out the other one."""
    fields = _filled(
        ("ItemRef/ListID", line.item_id),
        ("Desc", values.text(line.description, MEMO)),
        ("Quantity", values.quantity(line.quantity)),
        ("UnitOfMeasure", values.text(line.unit, UNIT)),
        ("Rate", values.quantity(line.rate) if line.rate is not None else None),
        ("ClassRef/ListID", line.class_id),
        ("Amount", values.amount(line.amount) if line.rate is None else None),
        ("CustomerRef/ListID", line.customer_id),
        ("SalesTaxCodeRef/ListID", line.tax_code_id),
        ("IsManuallyClosed", _bool(line.is_closed)),
    )
    return FormLine("PurchaseOrderLine", fields, line.line_id or "")


def _bool(value: object) -> str:
    return "true" if value else "false"


def _vendor(draft: VendorDraft) -> Form:
    return Form(
        _filled(
            ("Name", draft.name),
            ("CompanyName", values.text(draft.company_name, 41)),
            ("AccountNumber", draft.account_number),
            ("Notes", values.text(draft.notes, MEMO)),
        )
    )


def _extension(draft: Extension) -> Form:
    return Form(
        (("OwnerID", draft.owner_id), ("DataExtName", draft.name), ("DataExtValue", draft.value)),
    )
