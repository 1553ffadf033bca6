"""
From JAGGAER's receipts of an order to the item receipts that QuickBooks will hold.

Rule 1: what came of a line is what its receipts say, less what went back. What went back is taken from what came last.
Rule 2: a bill of an order brings its goods in as well, and so does an item receipt that a person enters. An item
        receipt is for the rest: goods never count twice. What stands stays; what came otherwise is taken from what is
        not entered yet, and of that from what came first.
Rule 3: an item receipt that a bill takes the place of goes whole; what it has beyond the bill is entered anew.
Rule 4: a line says its order's line, quantity and amount: at the receipt's own cost, or without one at the order's
        price. Item, class and customer are those of the order's line (Intuit's linking tutorial).
Rule 5: of what is ordered as one lot, a receipt brings the share that its cost is of the whole.
Rule 6: no more is received than is open of the line; what QuickBooks does with more is not public. A line that is known
        by its place alone is in doubt where another line of the order has its price.
Rule 7: after our database was set back, an item receipt with our mark is found again before anything else of its order
        is decided.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from connector.domain.bill import Choice, Draft, ItemLine, PurchaseOrderLink
from connector.domain.hold import Hold
from connector.domain.hold_code import HoldCode
from connector.domain.identifiers import DocumentId, ListID, RefNumber, SupplierId
from connector.domain.keys import by_id
from connector.domain.kind import Kind
from connector.domain.mark import mark_of
from connector.domain.money import Money
from connector.domain.receipt import Receipt, ReceiptLine
from connector.domain.records import ITEMS, PurchaseOrder, PurchaseOrderLine, TaxCode
from connector.sync.cell import Wanted
from connector.sync.choosing import Chosen, holds_in
from connector.sync.heading import open_day, tax_code, why_not_kept
from connector.sync.order_lines import FINEST
from connector.sync.situation import Ordered, Situation

NUMBER_LENGTH = 20
ZERO = Decimal(0)
Line = Chosen[ItemLine] | Hold


def left_of(receipt: Receipt, ordered: Ordered) -> Receipt | Wanted:
    """So much of a receipt as is to stand as an item receipt of its own; or that there is nothing of it, or not yet."""
    if ordered.gives_way:
        return Wanted.NOTHING
    if ordered.adopted and receipt.id not in ordered.adopted:
        return Wanted.NOT_DUE
    numbers = dict.fromkeys(line.po_line for line in receipt.lines)
    shares = (_share(receipt, number, ordered) for number in numbers)
    lines = tuple(one for one in shares if one.quantity > 0)
    order_id = ordered.order.txn_id if ordered.order else ""
    return replace(receipt, lines=lines, order_id=order_id) if lines else Wanted.NOTHING


def bare(receipt: Receipt) -> Receipt:
    """A receipt without what is not entered."""
    return replace(receipt, stamp="", statuses="")


def _share(receipt: Receipt, number: int, ordered: Ordered) -> ReceiptLine:
    """What is left of a line of a receipt, beside the other receipts of its order."""
    whole = ordered.lots.get(number)
    quantity, cost = _left(number, ordered)[receipt.id], _cost(receipt, number)
    return ReceiptLine(number, quantity, whole.amount if whole and cost else cost)


def _cost(receipt: Receipt, number: int) -> Decimal:
    """Of a piece; of several rows, what they cost by the piece."""
    rows = [line for line in receipt.lines if line.po_line == number and line.quantity > 0 and line.cost]
    pieces = sum((row.quantity for row in rows), ZERO)
    return sum((row.quantity * row.cost for row in rows), ZERO) / pieces if pieces else ZERO


def _left(number: int, ordered: Ordered) -> Mapping[DocumentId, Decimal]:
    """
    How much of a line of the order each receipt stands for.

    What stands stays as it is, as far as it may: or two receipts would make room for one another for ever.
    """
    came = _came(number, ordered)
    otherwise = ZERO if ordered.adopted else ordered.taken_of(number)
    stands = {key: min(ordered.took(key, number), quantity) for key, quantity in came.items()}
    room = max(sum(came.values(), ZERO) - otherwise, ZERO) - sum(stands.values(), ZERO)
    for key in stands:  # too much stands: what came first goes first
        less = min(stands[key], max(-room, ZERO))
        stands[key], room = stands[key] - less, room + less
    fresh, entered = (
        [key for key in reversed(stands) if bool(ordered.took(key, number)) is it] for it in (False, True)
    )
    for key in (*fresh, *entered):
        more = min(came[key] - stands[key], max(room, ZERO))
        stands[key], room = stands[key] + more, room - more
    return stands


def _came(number: int, ordered: Ordered) -> Mapping[DocumentId, Decimal]:
    """What came by each receipt, in their order, less what went back."""
    rows = [(one.id, list(_quantities(one, number, ordered))) for one in _in_order(ordered.receipts)]
    came = {key: sum((one for one in found if one > 0), ZERO) for key, found in rows}
    back = -sum((one for _, found in rows for one in found if one < 0), ZERO)
    for key in reversed(came):
        went = min(back, came[key])
        came[key], back = came[key] - went, back - went
    return came


def _in_order(receipts: Sequence[Receipt]) -> list[Receipt]:
    return sorted(receipts, key=lambda one: (one.day, one.receipt_number, one.id))


def _quantities(receipt: Receipt, number: int, ordered: Ordered) -> Iterator[Decimal]:
    """As QuickBooks keeps them."""
    whole = ordered.lots.get(number)
    for line in receipt.lines:
        if line.po_line == number:
            is_share = whole is not None and whole.amount > 0 and line.cost > 0
            quantity = line.quantity * line.cost / whole.amount if whole is not None and is_share else line.quantity
            yield quantity.quantize(FINEST)


def draft(receipt: Receipt, situation: Situation) -> Draft | tuple[Hold, ...]:
    """The item receipt of what is left of a receipt; or every reason against it."""
    ordered = situation.ordered(receipt.number)
    order, facts = ordered.order, {"receipt": receipt.receipt_number, "po": receipt.number}
    if order is None:
        return (Hold.of(HoldCode.RECEIPT_ORDER_MISSING, **facts, state=ordered.state or "JAGGAER has no such order"),)
    day, tax = open_day(receipt.day, situation, "the receipt's date"), tax_code(situation)
    lines = [_line(receipt, line, order, ordered, situation) for line in receipt.lines]
    holds = holds_in((day, tax, *lines))
    if holds or isinstance(day, Hold):
        return holds
    made = [one for one in lines if isinstance(one, Chosen)]
    code = tax.list_id if isinstance(tax, TaxCode) else None
    items = tuple(replace(one.value, tax_code_id=code) for one in made)
    mark = mark_of(receipt.receipt_number, receipt.id)
    return Draft(
        kind=Kind.RECEIPT,
        supplier_id=SupplierId(""),
        vendor_id=ListID(order.vendor_id),
        vendor=order.record.vendor if order.record else "",
        ref_number=RefNumber(_number(receipt)),
        txn_date=day.value,
        due_date=None,
        terms_id=None,
        memo=f"{mark} order {receipt.number}",
        mark=mark,
        expenses=(),
        items=items,
        total=Money.total((line.amount for line in items), _currency(order, situation)),
        choices=tuple(choice for one in (day, *made) for choice in one.choices),
    )


def _number(receipt: Receipt) -> str:
    """The receipt's number; one that QuickBooks cannot keep whole stands in the memo, and its id in its place."""
    number = receipt.receipt_number.strip()
    return str(receipt.id).rpartition(":")[2][-NUMBER_LENGTH:] if why_not_kept(number, NUMBER_LENGTH) else number


def _currency(order: PurchaseOrder, situation: Situation) -> str:
    total = order.record.total if order.record else None
    return total.currency if total else situation.policy.currency.home


def _line(receipt: Receipt, line: ReceiptLine, order: PurchaseOrder, ordered: Ordered, situation: Situation) -> Line:
    facts = {"receipt": receipt.receipt_number, "po": receipt.number, "po_line": line.po_line}
    line_id = ordered.lines.get(line.po_line)
    there = next((one for one in order.lines if one.line_id == line_id), None)
    if there is None:
        return Hold.of(HoldCode.RECEIPT_LINE_MISSING, **facts)
    if any(not item.is_active for item in situation.books.find(ITEMS, by_id(there.item_id))):
        value = f"line {line.po_line} of order {receipt.number}"
        return Hold.of(HoldCode.REFERENCE_INACTIVE, what="item", name=there.item, value=value)
    if _is_doubtful(line, there, order, ordered):
        return Hold.of(HoldCode.RECEIPT_LINE_DOUBTFUL, **facts, item=there.item)
    open_ = _open(line, there, ordered, situation)
    if line.quantity > open_ and receipt.id not in ordered.adopted:
        numbers = {"quantity": f"{line.quantity.normalize():f}", "open": f"{open_.normalize():f}"}
        return Hold.of(HoldCode.RECEIPT_BEYOND_ORDER, **facts, **numbers)
    link = PurchaseOrderLink(order.txn_id, there.line_id, order.ref_number)
    amount = _amount(line, there, _currency(order, situation))
    choice = Choice(f"line {line.po_line}, {line.quantity.normalize():f}", f"order {receipt.number}", "its receipt")
    return Chosen(ItemLine(link, line.quantity, amount), (choice,))


def _is_doubtful(line: ReceiptLine, there: PurchaseOrderLine, order: PurchaseOrder, ordered: Ordered) -> bool:
    """Whether the price is that of another line of a person's order, as where somebody moved a line."""
    price = ordered.prices.get(line.po_line)
    return price is not None and price != there.rate and price in {one.rate for one in order.lines}


def _open(line: ReceiptLine, there: PurchaseOrderLine, ordered: Ordered, situation: Situation) -> Decimal:
    """What bills, people and the item receipts of others leave of the order's line; of a closed one, nothing."""
    if there.is_closed and there.line_id not in situation.own:
        return ZERO
    taken = ordered.taken_of(line.po_line) + ordered.others.get(there.line_id, ZERO)
    return max((there.quantity or ZERO) - taken, ZERO)


def _amount(line: ReceiptLine, there: PurchaseOrderLine, currency: str) -> Money:
    if line.cost:
        return Money.rounded(line.quantity * line.cost, currency)
    if line.quantity == there.quantity:
        return there.amount
    return Money.rounded(line.quantity * (there.rate or ZERO), currency)
