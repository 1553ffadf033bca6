"""
What bills and item receipts take from purchase orders, line by line or whole.

Links exist from an Add on, and only from there; afterwards they follow their lines.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from simulators.qbwc.company import lines, links, orders
from simulators.qbwc.company.file import CompanyFile
from simulators.qbwc.company.record import ZERO, Record, amount, number
from simulators.qbwc.company.references import named
from simulators.qbwc.statuses import OK, Refusal, status

ORDER = orders.LABEL
OTHER_VENDOR = "The vendor of the purchase order is not the vendor of this transaction."
CLOSED = "The purchase order has already been closed."
BOTH_WAYS = "The same purchase order is linked as a whole and by its lines."
TOO_MUCH = "You cannot receive more than was ordered."
RECEIVE_FIRST = "With enhanced inventory receiving a purchase order is received before it is billed."


@dataclass(frozen=True, slots=True)
class Ordered:
    """A line of an order that a line of this transaction receives."""

    order: Record
    line: Record


@dataclass(frozen=True, slots=True)
class Bought:
    """An item line on its way in; ``ordered`` is None where it is tied to no order."""

    draft: Record
    ordered: Ordered | None = None


class Linking:
    """The item lines of a new transaction, those that receive an order among them."""

    def __init__(self, file: CompanyFile, kind: str, vendor: Record) -> None:
        self._file, self._kind, self._vendor = file, kind, vendor
        self._taken: dict[str, Decimal] = {}
        self._linked: set[str] = set()
        self.status = OK

    def item(self, given: Record) -> Bought:
        asked = given.get("LinkToTxn")
        if asked is None:
            return Bought(lines.item(self._file, given, self._kind))
        if named(given.get("ItemRef") or {}):
            #: ItemRef beside LinkToTxn is refused: the item comes from the order. [Intuit's linking tutorial]
            #: … with 3153. [notes in a Canadian integration's client, 2026, qbXML 13.0]
            raise Refusal(3153, "ItemRef, LinkToTxn")
        ordered = self._ordered(asked)
        self._linked.add(ordered.order["TxnID"])
        #: A linked line with neither quantity nor amount takes all that is open. [Intuit's linking tutorial]
        #: … with an amount alone its quantity is 1. [notes in a Canadian integration's client, 2026, qbXML 13.0]
        rest = "1" if given.get("Amount") else number(self._open(ordered.line))
        rated = {"Quantity": given.get("Quantity") or rest}
        #: … without a price it takes the order's. [notes in a Canadian integration's client, 2026, qbXML 13.0]
        if not given.get("Amount") and not given.get("Cost"):
            rated["Cost"] = ordered.line.get("Rate", "0.00")
        return self._taking(ordered, {**given, **rated})

    def whole(self, txn_id: str) -> list[Bought]:
        """Every open line of an order."""
        order = self._order(txn_id)
        if txn_id in self._linked:
            #: One order linked as a whole and by its lines, or twice, is refused. [Intuit's linking tutorial]
            raise self._refused(txn_id, BOTH_WAYS)
        self._linked.add(txn_id)
        if orders.is_closed(order) or not orders.open_lines(order):
            #: LinkToTxnID to an order that is closed: 570, a warning; the bill is saved without the link. [Intuit's
            #: table]
            #: … or the bill is refused, as conductor has it. [assumed: closed_order]
            if self._file.assumed.holds("closed_order", "refuse"):
                raise self._refused(txn_id, CLOSED)
            self.status = status(570, txn_id)
            return []
        #: LinkToTxnID takes every open line of the order into the bill. [Intuit's linking tutorial]
        return [
            self._taking(Ordered(order, one), {"Quantity": number(self._open(one)), "Cost": one.get("Rate", "0.00")})
            for one in orders.open_lines(order)
        ]

    def _order(self, txn_id: str) -> Record:
        order = self._file.transactions[ORDER].get(txn_id)
        if order is None:
            #: A link to what is no purchase order is refused with 3120. [Intuit's table: object not found]
            raise Refusal(3120, txn_id)
        if order.get("VendorRef", {}).get("ListID") != self._vendor["ListID"]:
            #: The vendor must be the order's. [conductor]
            raise self._refused(txn_id, OTHER_VENDOR)
        #: With enhanced inventory receiving a bill linked to an order is taken, or refused. [assumed:
        #: enhanced_receiving]
        is_enhanced = self._file.preferences.enhanced_receiving and self._kind == "Bill"
        if is_enhanced and self._file.assumed.holds("enhanced_receiving", "refuse"):
            raise self._refused(txn_id, RECEIVE_FIRST)
        return order

    def _ordered(self, asked: Record) -> Ordered:
        order = self._order(asked["TxnID"])
        line = next((one for one in order[orders.LINES] if one["TxnLineID"] == asked["TxnLineID"]), None)
        if line is None:
            raise Refusal(3120, asked["TxnLineID"])
        is_open = any(one["TxnLineID"] == line["TxnLineID"] for one in orders.open_lines(order))
        is_allowed = self._file.assumed.holds("overbilling", "allow") and not orders.is_closed(order)
        if not is_open and not is_allowed:
            #: LinkToTxn to a line that is closed or received is refused. [Intuit's linking tutorial; conductor]
            raise self._refused(asked["TxnLineID"], CLOSED)
        return Ordered(order, line)

    def _open(self, line: Record) -> Decimal:
        return orders.open_quantity(line) - self._taken.get(line["TxnLineID"], ZERO)

    def _taking(self, ordered: Ordered, given: Record) -> Bought:
        wanted = Decimal(given["Quantity"])
        #: More than is open on the order's line, or less than nothing, is refused with 3210, or taken. [assumed:
        #: overbilling]
        if not 0 <= wanted <= self._open(ordered.line) and self._file.assumed.holds("overbilling", "refuse"):
            raise Refusal(3210, "Quantity", given["Quantity"], TOO_MUCH)
        self._taken[ordered.line["TxnLineID"]] = self._taken.get(ordered.line["TxnLineID"], ZERO) + wanted
        #: Item, description, class and customer of a linked line are the order's unless they are given. [Intuit's
        #: linking tutorial]
        own = {
            key: ordered.line[key] for key in ("ItemRef", "Desc", "ClassRef", "CustomerRef") if ordered.line.get(key)
        }
        merged = {**own, **{key: value for key, value in given.items() if value}}
        return Bought(lines.item(self._file, merged, self._kind), ordered)

    def _refused(self, id_: str, why: str) -> Refusal:
        #: A refused link names its field: 3210 “The "LinkToTxn" field has an invalid value”. [ProcureDesk, help article
        #: 9585907]
        #: … or it is 3180, as for what cannot be saved. [assumed: link_refusal]
        if self._file.assumed.holds("link_refusal", "3210"):
            return Refusal(3210, "LinkToTxn", id_, why)
        return Refusal(3180, self._kind, why)


def tie(file: CompanyFile, kind: str, record: Record, bought: list[Bought], now: datetime) -> None:
    """Link the lines of a new transaction to the lines of orders they receive."""
    made = zip(record["ItemLineRet"], bought, strict=True)
    touched = []
    for line, one in made:
        if one.ordered is not None:
            order = one.ordered.order
            file.link(orders.received(record["TxnID"], kind, line["TxnLineID"], order, one.ordered.line, line))
            touched.append(order["TxnID"])
    orders.count_anew(file, dict.fromkeys(touched), now)


def refuse_overbilling(file: CompanyFile, before: Record, after: Record) -> None:
    """A line that is changed must not receive more than its order has open, beside what it has already."""
    left = {line["TxnLineID"]: line for line in after["ItemLineRet"]}
    for one in file.links.from_(before["TxnID"]):
        order = file.transactions[ORDER].get(one.target)
        if one.kind != links.RECEIPT or one.source_line not in left or order is None:
            continue
        ordered = next(line for line in order[orders.LINES] if line["TxnLineID"] == one.target_line)
        wanted = amount(left[one.source_line], "Quantity")
        is_open = 0 <= wanted <= orders.open_quantity(ordered) + one.received
        if wanted != one.received and not is_open and file.assumed.holds("overbilling", "refuse"):
            #: A Mod of a linked line is held to what its order has open, as an Add is. [conductor]
            raise Refusal(3210, "Quantity", number(wanted), TOO_MUCH)


def follow(file: CompanyFile, before: Record, after: Record) -> list[str]:
    """Links go with their lines, and follow their quantities; the orders they lead to."""
    left = {line["TxnLineID"]: line for line in after["ItemLineRet"]}
    touched = []
    for one in file.links.from_(before["TxnID"]):
        if one.kind != links.RECEIPT:
            continue
        touched.append(one.target)
        file.unlink(one)
        line = left.get(one.source_line)
        #: A linked line that a Mod changes keeps its link, or loses it, as Intuit warns. [assumed: changed_link]
        if line not in before["ItemLineRet"] and file.assumed.holds("changed_link", "lost"):
            continue
        order = file.transactions[ORDER].get(one.target)
        if line is not None and order is not None:
            #: A link cannot be removed but with its line; what the line receives follows its quantity. [Intuit's
            #: linking tutorial]
            ordered = next(each for each in order[orders.LINES] if each["TxnLineID"] == one.target_line)
            file.link(orders.received(one.source, one.source_kind, one.source_line, order, ordered, line))
    return list(dict.fromkeys(touched))
