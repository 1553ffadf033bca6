"""
Invoice lines of purchase orders: tied to the order's line, with quantity and amount given.

Rule 1: ``LinkToTxnID`` would pull the whole order at its own prices and is not used; the item comes from the order's
        line and is not given again (Intuit's linking tutorial).
Rule 2: what an order has open is counted with what is on its way to be billed.
Rule 3: a line that gives something back (its amount is negative) receives nothing of its order, and is booked by its
        codes.
Rule 4: a line that is charged to several accounts takes the order's line whole, on the account of its first share;
        pairs of expense lines move the others' shares from there. Linked lines cannot be cut: each would need a
        quantity of its own.
Rule 5: JAGGAER names a line by its number. Of an order that we entered, QuickBooks' line of that number is known once
        the order was read back, and is waited for until then. Of one that a person entered it is taken for the
        position: where the price is that of another line of the order and not of this one, somebody added or removed a
        line, and which one is meant is a person's to say.
Rule 6: goods that came in on an item receipt are owed already: it becomes their bill in QuickBooks, by hand, and is
        linked as a bill from then on (assumed). Where the customer wants it, the bill takes the place of item receipts
        of ours instead, and what they took of the line is open again; of people's it never does.
Rule 7: where the customer wants receipts for invoices of some size, a line bills no more than JAGGAER received.
Rule 8: what is ordered as one lot is billed in parts: a part takes as much of the order's one as its amount is of the
        whole, and the last one takes what is left of it.
Rule 9: where QuickBooks receives before it bills (EnhancedInventoryReceiving), how it takes a linked bill is not
        public: it is held unless the customer has tried it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from connector.domain.bill import Choice, ExpenseLine, ItemLine, PurchaseOrderLink
from connector.domain.hold import Hold
from connector.domain.hold_code import HoldCode
from connector.domain.identifiers import TxnLineID
from connector.domain.invoice import InvoiceLine, Split
from connector.domain.keys import by_id, by_order
from connector.domain.mark import is_numbered
from connector.domain.money import Money, price
from connector.domain.policy import ORDER_NUMBER_LENGTH, Policy
from connector.domain.records import ITEMS, ORDERS, Books, PurchaseOrder, PurchaseOrderLine, Vendor, preferences
from connector.sync.choosing import Chosen, holds_in
from connector.sync.coding import Coded, about, coded, splits_of, tagged
from connector.sync.situation import Pairs, Situation, Unbilled

Written = ItemLine | ExpenseLine
Lines = Chosen[tuple[Written, ...]] | tuple[Hold, ...]
"""The lines that a line of an invoice becomes, or every reason against."""

ZERO = Decimal(0)
FINEST, CLOSE = Decimal("0.00001"), Decimal("0.0005")
"""QuickBooks keeps five decimals of a quantity (Intuit's QUANTYPE); a hundred parts miss the whole by so much."""


@dataclass(frozen=True, slots=True)
class Open:
    """
    What purchase order lines have left, beside what the lines of this document before have ``taken``.

    What bills on their way take of a line is gone; what the document's own bill took of it is open again, and so is
    what item receipts that go with it give ``back``.
    """

    situation: Situation
    taken: Mapping[TxnLineID, Decimal]
    back: Decimal = ZERO

    @property
    def books(self) -> Books:
        return self.situation.books

    @property
    def policy(self) -> Policy:
        return self.situation.policy

    @property
    def own(self) -> Mapping[TxnLineID, Decimal]:
        return self.situation.own

    def of(self, line: PurchaseOrderLine) -> Decimal:
        promised = self.situation.promised(line.line_id) + self.taken.get(line.line_id, ZERO)
        return line.open_quantity - promised + self.own.get(line.line_id, ZERO) + self.back


def item_lines(line: InvoiceLine, vendor: Vendor, open_: Open) -> Lines:
    """The linked line, with the lines that move shares of it; or why there is none."""
    order = _order(line, vendor, open_)
    if isinstance(order, Hold):
        return (order,)
    position, ordered = line.po_line or 0, _ordered(line, order, open_.situation)
    if isinstance(ordered, Hold):
        return (ordered,)
    if ordered is None:
        count, po = len(order.lines), order.ref_number
        return (Hold.of(HoldCode.PO_LINE_UNKNOWN, line=line.number, po=po, po_line=position, count=count),)
    unbilled, is_ours = _unbilled(line, order, ordered, open_), ordered.line_id in open_.own
    not_billed = Hold.of(HoldCode.RECEIVED_NOT_BILLED, line=line.number, po=order.ref_number)
    if unbilled.people or (not is_ours and (unbilled.kept or (unbilled and open_.policy.receipts.billed == "hold"))):
        return (not_billed,)
    goes = {} if is_ours else unbilled.ours  # links are made as a bill is added, and a change replaces nothing
    open_ = replace(open_, back=sum(goes.values(), ZERO))
    line = _by_amount(line, ordered, open_)
    against = _why_not(line, position, order, ordered, open_)
    link = PurchaseOrderLink(order.txn_id, ordered.line_id, order.ref_number, tuple(goes))
    if against is None:
        return _linked(line, link, open_.situation)
    return (against, not_billed) if unbilled else (against,)


def _unbilled(line: InvoiceLine, order: PurchaseOrder, ordered: PurchaseOrderLine, open_: Open) -> Unbilled:
    """What came of it on item receipts, where it bills more than its own bill took already."""
    if preferences(open_.books).receives_before_billing or line.quantity <= open_.own.get(ordered.line_id, ZERO):
        return Unbilled()
    return open_.situation.unbilled(order, line.po_number or "", ordered.line_id)


def _ordered(line: InvoiceLine, order: PurchaseOrder, situation: Situation) -> PurchaseOrderLine | Hold | None:
    number, pairs = line.po_line or 0, _pairs(line, order, situation)
    if pairs is None:
        return order.lines[number - 1] if 1 <= number <= len(order.lines) else None
    if number not in pairs.lines and pairs.state:
        return Hold.of(HoldCode.PO_COMING, line=line.number, po=line.po_number, state=pairs.state)
    return next((one for one in order.lines if one.line_id == pairs.lines.get(number)), None)


def _by_amount(line: InvoiceLine, ordered: PurchaseOrderLine, open_: Open) -> InvoiceLine:
    """A part of a lot, as the share of it that its amount is."""
    is_lot = line.unit in open_.policy.orders.lots and line.quantity == ordered.quantity == 1
    if not is_lot or ordered.amount.amount <= 0:
        return line
    return replace(line, quantity=share_of(line.amount, ordered.amount, open_.of(ordered)))


def share_of(part: Money, whole: Money, left: Decimal) -> Decimal:
    """How much of a lot a part of its amount is; what is nearly all that is left of it is all of that."""
    share = max((part.amount / whole.amount).quantize(FINEST), FINEST)
    return left if left > 0 and abs(share - left) <= CLOSE else share


def _pairs(line: InvoiceLine, order: PurchaseOrder, situation: Situation) -> Pairs | None:
    return situation.pairs(order, line.po_number or "")


def _order(line: InvoiceLine, vendor: Vendor, open_: Open) -> PurchaseOrder | Hold:
    """The order of this very number, else the one whose number differs in leading zeros only, else the one cut."""
    number = line.po_number or ""
    found = open_.books.find(ORDERS, by_order(vendor.list_id, number))
    exact = [order for order in found if order.ref_number == number]
    fitting = exact or (found if open_.policy.orders.strip_zeros else ()) or _cut(line, vendor, open_)
    state = "" if fitting else open_.situation.coming(number)
    if state:
        return Hold.of(HoldCode.PO_COMING, line=line.number, po=number, state=state)
    if not fitting:
        return Hold.of(HoldCode.PO_UNKNOWN, line=line.number, po=number, vendor=vendor.name)
    if len(fitting) > 1:
        orders = ", ".join(order.ref_number for order in fitting)
        return Hold.of(HoldCode.PO_AMBIGUOUS, line=line.number, po=number, orders=orders)
    return fitting[0]


def _cut(line: InvoiceLine, vendor: Vendor, open_: Open) -> list[PurchaseOrder]:
    """The order under the part of its number that QuickBooks keeps: by its mark, as many numbers have the same part."""
    number, rule = line.po_number or "", open_.policy.orders
    if len(number) <= ORDER_NUMBER_LENGTH or rule.long_number == "hold":
        return []
    found = open_.books.find(ORDERS, by_order(vendor.list_id, rule.cut(number)))
    pairs = [(order, _pairs(line, order, open_.situation)) for order in found]
    return [order for order, known in pairs if known is not None and is_numbered(known.mark, number)]


def _why_not(
    line: InvoiceLine, position: int, order: PurchaseOrder, ordered: PurchaseOrderLine, open_: Open
) -> Hold | None:
    if preferences(open_.books).receives_before_billing and open_.policy.orders.receiving == "hold":
        return Hold.of(HoldCode.RECEIVE_FIRST, line=line.number, po=order.ref_number)
    if not ordered.quantity:
        return Hold.of(HoldCode.PO_LINE_WITHOUT_QUANTITY, line=line.number, po=order.ref_number, po_line=position)
    if not _is_open(order, ordered, open_):
        return Hold.of(HoldCode.PO_CLOSED, po=order.ref_number, po_line=position)
    if any(not item.is_active for item in open_.books.find(ITEMS, by_id(ordered.item_id))):
        value = f"line {position} of order {order.ref_number}"
        return Hold.of(HoldCode.REFERENCE_INACTIVE, what="item", name=ordered.item, value=value)
    is_paired = _pairs(line, order, open_.situation) is not None
    if not is_paired and line.unit_price != ordered.rate and line.unit_price in {one.rate for one in order.lines}:
        facts = {"line": line.number, "po": order.ref_number, "po_line": position}
        return Hold.of(HoldCode.PO_LINE_DOUBTFUL, item=ordered.item, price=price(line.unit_price), **facts)
    if not 0 < line.quantity <= open_.of(ordered):
        return _overbilled(line.number, line.quantity, order.ref_number, position, open_.of(ordered))
    return _not_received(line, order, ordered, open_)


def _is_open(order: PurchaseOrder, ordered: PurchaseOrderLine, open_: Open) -> bool:
    """Its own bill, or the item receipts that go with it, may be what closed it."""
    if ordered.line_id in open_.own:
        return True
    if ordered.is_closed:
        return False
    return bool(open_.back) or (not order.is_closed and ordered.open_quantity > 0)


def _not_received(line: InvoiceLine, order: PurchaseOrder, ordered: PurchaseOrderLine, open_: Open) -> Hold | None:
    """Where the customer wants receipts: more is billed of the line than came of it."""
    came = open_.situation.came
    if came is None:
        return None
    received = came(line.po_number or "").get(line.po_line or 0, ZERO)
    billed = (ordered.quantity or ZERO) - open_.of(ordered) + open_.back - ordered.unbilled
    if billed + line.quantity <= received:
        return None
    numbers = {"quantity": line.quantity, "received": received, "billed": billed}
    said = {name: f"{one.normalize():f}" for name, one in numbers.items()}
    hold = Hold.of(HoldCode.NOT_RECEIVED, line=line.number, po=order.ref_number, po_line=line.po_line, **said)
    return None if untied(hold) in open_.situation.untied else hold


def untied(hold: Hold) -> str:
    """What a person says who posts a line in spite of its order: for this reason, of this order."""
    return f"{hold.code.value} {hold['po']}"


def _overbilled(line: int, quantity: Decimal, po: str, po_line: int, left: Decimal) -> Hold:
    amounts = {"quantity": f"{quantity.normalize():f}", "open": f"{left.normalize():f}"}
    return Hold.of(HoldCode.PO_OVERBILLED, line=line, po=po, po_line=po_line, **amounts)


def _linked(line: InvoiceLine, link: PurchaseOrderLink, situation: Situation) -> Lines:
    became = f"order {line.po_number} line {line.po_line}, {line.quantity:f}"
    tied = Choice(about(line), became, "its purchase order")
    splits = splits_of(line, situation.policy)
    if situation.policy.orders.account == "item":
        return _on_its_item(line, link, splits, situation, tied)
    found = [coded(line, split, situation) for split in splits]
    codes = [one for one in found if isinstance(one, Chosen)]
    charged = [one.value for one in codes]
    holds = holds_in(found)
    if not holds and len(set(charged)) > 1 and situation.policy.orders.split == "hold":
        advice = "set orders.split = “move” in the profile to have further lines move the shares"
        holds = (_in_shares(line, link.ref_number, len(charged), advice),)
    if holds:
        return holds
    first, amounts = charged[0], line.amount.shared([split.share for split in splits])
    item = ItemLine(
        link,
        line.quantity,
        line.amount,
        line.description,
        account_id=first.account.list_id,
        class_id=first.class_id,
        customer_id=first.customer_id,
    )
    written: list[Written] = [item]
    for code, amount in zip(charged[1:], amounts[1:], strict=True):
        if amount and code != first:
            moved = f"share of line {line.number}"
            written += [on(first, -amount, moved), on(code, amount, moved)]
    return Chosen(tuple(written), (tied, *(choice for one in codes for choice in one.choices)))


def _on_its_item(
    line: InvoiceLine, link: PurchaseOrderLink, splits: Sequence[Split], situation: Situation, tied: Choice
) -> Lines:
    """On the account of the order's item; the codes say its class and customer only."""
    found = [tagged(line, split, situation) for split in splits]
    tags = [one for one in found if isinstance(one, Chosen)]
    holds = holds_in(found)
    if not holds and len({one.value for one in tags}) > 1:
        split = "" if situation.policy.orders.split == "move" else " and orders.split = “move”"
        holds = (_in_shares(line, link.ref_number, len(tags), f"set orders.account = “code”{split} in the profile"),)
    if holds:
        return holds
    of = tags[0].value
    item = ItemLine(
        link, line.quantity, line.amount, line.description, class_id=of.class_id, customer_id=of.customer_id
    )
    return Chosen((item,), (tied, *tags[0].choices))


def _in_shares(line: InvoiceLine, po: str, count: int, advice: str) -> Hold:
    return Hold.of(HoldCode.PO_LINE_SPLIT, line=line.number, po=po, count=count, advice=advice)


def on(code: Coded, amount: Money, memo: str) -> ExpenseLine:
    """An expense line on what a share is charged to."""
    account = code.account
    return ExpenseLine(account.list_id, account.full_name, amount, memo, code.class_id, code.customer_id)
