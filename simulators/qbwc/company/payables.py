"""Bills, item receipts and vendor credits: entered, tied to their orders, and changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from simulators.qbwc.company import currency, guards, ledger, lines, links, orders
from simulators.qbwc.company.arithmetic import due, total
from simulators.qbwc.company.file import ITEMS, CompanyFile
from simulators.qbwc.company.record import ZERO, Record, amount, boolean, money, number
from simulators.qbwc.company.references import named, resolved, target
from simulators.qbwc.statuses import OK, Refusal, Status, status

KINDS = ("Bill", "ItemReceipt", "VendorCredit")
ORDER = orders.LABEL
BY_KIND = ("ExpenseLine", "ItemLine", "ItemGroupLine")
POSITIVE = "Transaction amount must be positive."
OTHER_VENDOR = "The vendor of the purchase order is not the vendor of this transaction."
CLOSED = "The purchase order has already been closed."
BOTH_WAYS = "The same purchase order is linked as a whole and by its lines."
TOO_MUCH = "You cannot receive more than was ordered."
RECEIVE_FIRST = "With enhanced inventory receiving a purchase order is received before it is billed."
PAID = "Lines of a paid transaction cannot be changed."
CURRENCY = "The accounts payable account is in another currency than the vendor."


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


def add(file: CompanyFile, kind: str, given: Record, now: datetime) -> tuple[Record, Status]:
    """Everything is checked before anything is changed; the status warns of an order that was closed."""
    guards.feature(file, kind)
    guards.unique_guid(file, kind, given)
    lines.refuse_groups(given, kind)
    head = {key: value for key, value in given.items() if not key.startswith(BY_KIND) and key != "LinkToTxnID"}
    fields = resolved(file, head, kind)
    vendor = target(file, "VendorRef", given["VendorRef"], kind)
    expenses = [lines.expense(file, one, kind) for one in given.get("ExpenseLineAdd", [])]
    linking = _Linking(file, kind, vendor)
    guards.period_open_for_add(file, kind, fields.get("TxnDate") or file.today(now))
    bought = [linking.item(one) for one in given.get("ItemLineAdd", [])]
    for txn_id in given.get("LinkToTxnID", []):
        bought += linking.whole(txn_id)
    whole = total([*expenses, *(one.draft for one in bought)])
    _refuse_negative(kind, whole)
    guards.related_free(file, vendor["ListID"], *{one.ordered.order["TxnID"] for one in bought if one.ordered})
    record = {
        **orders.header(file, now),
        **fields,
        "TxnDate": fields.get("TxnDate") or file.today(now),
        "APAccountRef": payable(file, kind, given.get("APAccountRef"), vendor),
        ledger.TOTALS[kind]: money(whole),
        "ExpenseLineRet": [lines.with_id(file, one, now) for one in expenses],
        "ItemLineRet": [lines.with_id(file, one.draft, now) for one in bought],
        **currency.of(file, vendor, fields),
    }
    ledger.get_ready(file, record, now)
    record = _dated(file, kind, record, is_due_given=bool(given.get("DueDate")))
    record = settled(file, kind, record)
    file.put(kind, record)
    _tie(file, kind, record, bought, now)
    stock(file, kind, None, record)
    ledger.post(file, kind, None, record, now)
    return record, linking.status


def modify(file: CompanyFile, kind: str, record: Record, given: Record, now: datetime) -> Record:
    """The record as changed: lines that are not listed go, and with them what they received."""
    lines.refuse_groups(given, kind)
    skipped = ("TxnID", "EditSequence", "ClearExpenseLines", "ClearItemLines", "APAccountRef", *_line_keys(given))
    changes = {key: value for key, value in given.items() if key not in skipped}
    fields = resolved(file, changes, kind)
    kept = {key: value for key, value in record.items() if key not in changes or key in ("VendorRef", "TxnDate")}
    after = {**kept, **fields}
    guards.period_open_for_change(file, kind, record["TxnDate"], after["TxnDate"])
    vendor = target(file, "VendorRef", after["VendorRef"], kind)
    related = {id_ for link in file.links.of(record["TxnID"]) for id_ in links.ends(link)} - {record["TxnID"]}
    guards.related_free(file, vendor["ListID"], *related)
    if vendor["ListID"] != record["VendorRef"]["ListID"] and related:
        #: The vendor of a transaction that is linked or paid cannot be changed. [Intuit's linking tutorial: vendors
        #: match]
        raise Refusal(3180, kind, OTHER_VENDOR)
    after["APAccountRef"] = payable(file, kind, given.get("APAccountRef") or record["APAccountRef"], vendor)
    after["ExpenseLineRet"] = _after(file, kind, record, given, "Expense", now)
    after["ItemLineRet"] = _after(file, kind, record, given, "Item", now)
    _refuse_paid(file, kind, record, after)
    after[ledger.TOTALS[kind]] = money(total(ledger.lines_of(after)))
    _refuse_negative(kind, Decimal(after[ledger.TOTALS[kind]]))
    if changes.keys() & {"TermsRef", "TxnDate"}:
        after = _dated(file, kind, after, is_due_given=bool(given.get("DueDate")))
    is_moved = vendor["ListID"] != record["VendorRef"]["ListID"]
    after = {**after, **currency.of(file, vendor, fields if is_moved else after)}
    ledger.get_ready(file, after, now)
    _refuse_overbilling(file, record, after)
    return replace(file, kind, record, after, now)


def replace(file: CompanyFile, kind: str, before: Record, after: Record, now: datetime) -> Record:
    """Put a changed record in place of the one it was: links, stock and balances follow."""
    touched = _follow_links(file, before, after)
    changed = settled(file, kind, file.stamped(after, now, is_edit=True))
    file.put(kind, changed)
    orders.count_anew(file, touched, now)
    stock(file, kind, before, changed)
    ledger.post(file, kind, before, changed, now)
    return changed


def _line_keys(given: Record) -> list[str]:
    return [key for key in given if key.startswith(BY_KIND)]


def _after(file: CompanyFile, kind: str, record: Record, given: Record, which: str, now: datetime) -> list[Record]:
    """Expense lines and item lines are lists of their own."""
    before: list[Record] = record[f"{which}LineRet"]
    #: ClearExpenseLines and ClearItemLines take out every line of their list. [Intuit's guide: modifying lines]
    cleared = given.get(f"Clear{which}Lines") == "true"
    #: Expense lines and item lines are modified apart: a list that is left out stays. [Intuit's guide: modifying lines]
    if f"{which}LineMod" not in given:
        return [] if cleared else before
    make = lines.expense if which == "Expense" else lines.item
    kept = [] if cleared else before
    drafts = lines.changed(file, kept, given[f"{which}LineMod"], lambda one: make(file, one, kind))
    return [lines.with_id(file, one, now) for one in drafts]


def payable(file: CompanyFile, kind: str, given: Record | None, vendor: Record) -> Record:
    """The accounts payable account of a transaction, always filled in."""
    own = vendor.get("CurrencyRef")
    account = target(file, "APAccountRef", given, kind) if given and named(given) else _default_payable(file, own)
    if account is None or account["AccountType"] != "AccountsPayable":
        #: An APAccountRef that is not there is refused with 3140. [captured m08]
        #: … and so is one that is no accounts payable account. [ProcurementExpress and BILL, help pages]
        raise Refusal(3140, "AP Account", named(given or {}), kind)
    if file.preferences.is_multi_currency_on and not currency.is_same(account, own):
        #: The payable account must be in the vendor's currency. [Intuit's listing: APAccountRef; help pages, DESK79]
        raise Refusal(3180, kind, CURRENCY)
    #: APAccountRef is always filled in. [captured s48]
    return {"ListID": account["ListID"], "FullName": account["FullName"]}


def _default_payable(file: CompanyFile, own: Record | None) -> Record | None:
    there = [one for one in file.lists["Account"] if one["AccountType"] == "AccountsPayable"]
    return next((one for one in there if currency.is_same(one, own)), there[0] if there else None)


def _refuse_negative(kind: str, whole: Decimal) -> None:
    lines.storable({"Amount": money(whole)})
    if whole < 0:
        #: A bill or credit whose lines sum to less than nothing is refused with 3210. [BQE, a help page]
        raise Refusal(3210, ledger.TOTALS[kind], money(whole), POSITIVE)


def _dated(file: CompanyFile, kind: str, record: Record, *, is_due_given: bool) -> Record:
    if kind != "Bill" or is_due_given:
        return record
    terms = orders.terms_of(file, record) or _terms_of_vendor(file, record)
    named_terms = {"TermsRef": record["TermsRef"]} if record.get("TermsRef") else {}
    return {**record, **named_terms, "DueDate": due(record["TxnDate"], terms, file.preferences.days_bills_are_due)}


def _terms_of_vendor(file: CompanyFile, record: Record) -> Record | None:
    #: A bill without terms of its own is due by its vendor's. [conductor]
    vendor = file.lists["Vendor"].get(record["VendorRef"]["ListID"]) or {}
    return orders.terms_of(file, vendor)


def settled(file: CompanyFile, kind: str, record: Record) -> Record:
    """What is still open of a bill, and its totals in the home currency."""
    whole = amount(record, ledger.TOTALS[kind])
    home = currency.in_home(kind, record)
    if kind != "Bill":
        return {**record, **home}
    left = whole - links.total(one for one in file.links.to(record["TxnID"]) if one.kind == links.PAYMENT)
    #: A bill is paid when nothing of it is open; one of nothing is paid from the start. [Intuit's listing; conductor]
    return {**record, **home, "IsPaid": boolean(left <= 0), "OpenAmount": money(left)}


def count_anew(file: CompanyFile, ids: set[str], now: datetime) -> None:
    """What is open of bills, after payments of them came or went."""
    for id_ in ids:
        bill = file.transactions["Bill"].get(id_)
        counted = bill and settled(file, "Bill", bill)
        if bill is not None and counted != bill:
            #: The EditSequence of a bill moves when it is paid or credited, or stays. [assumed: bill_sequence]
            is_edit = file.assumed.holds("bill_sequence", "moves")
            file.put("Bill", file.stamped(counted or bill, now, is_edit=is_edit))


def _refuse_paid(file: CompanyFile, kind: str, before: Record, after: Record) -> None:
    is_paid = any(one.kind == links.PAYMENT for one in file.links.of(before["TxnID"]))
    is_touched = any(before[name] != after[name] for name in ledger.LINES)
    #: Lines of a bill that is paid, in part or whole, can be changed, or are refused. [assumed: paid_bill]
    if is_paid and is_touched and file.assumed.holds("paid_bill", "refuse"):
        raise Refusal(3180, kind, PAID)


class _Linking:
    """The item lines of a new transaction, those that receive an order among them."""

    def __init__(self, file: CompanyFile, kind: str, vendor: Record) -> None:
        self._file, self._kind, self._vendor = file, kind, vendor
        self._taken: dict[str, Decimal] = {}
        self._by_line: set[str] = set()
        self.status = OK

    def item(self, given: Record) -> Bought:
        asked = given.get("LinkToTxn")
        if asked is None:
            return Bought(lines.item(self._file, given, self._kind))
        if named(given.get("ItemRef") or {}):
            #: ItemRef beside LinkToTxn is refused: the item comes from the order. [Intuit's linking tutorial]
            #: … with 3153. [seen live in 2026, qbXML 13.0]
            raise Refusal(3153, "ItemRef, LinkToTxn")
        ordered = self._ordered(asked)
        self._by_line.add(ordered.order["TxnID"])
        #: A linked line with neither quantity nor amount takes all that is open. [Intuit's linking tutorial]
        #: … with an amount alone its quantity is 1. [seen live in 2026, qbXML 13.0]
        rest = "1" if given.get("Amount") else number(self._open(ordered.line))
        rated = {"Quantity": given.get("Quantity") or rest}
        #: … without a price it takes the order's. [seen live in 2026, qbXML 13.0]
        if not given.get("Amount") and not given.get("Cost"):
            rated["Cost"] = ordered.line.get("Rate", "0.00")
        return self._taking(ordered, {**given, **rated})

    def whole(self, txn_id: str) -> list[Bought]:
        """Every open line of an order."""
        order = self._order(txn_id)
        if txn_id in self._by_line:
            #: One order linked as a whole and by its lines, or twice, is refused. [Intuit's linking tutorial]
            raise self._refused(txn_id, BOTH_WAYS)
        self._by_line.add(txn_id)
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
        #: With enhanced inventory receiving a bill linked to an order is refused, or taken. [assumed:
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
        #: A refused link names its field: 3210 “The "LinkToTxn" field has an invalid value”. [ProcureDesk; seen live in
        #: 2026]
        #: … or it is 3180, as for what cannot be saved. [assumed: link_refusal]
        if self._file.assumed.holds("link_refusal", "3210"):
            return Refusal(3210, "LinkToTxn", id_, why)
        return Refusal(3180, self._kind, why)


def _tie(file: CompanyFile, kind: str, record: Record, bought: list[Bought], now: datetime) -> None:
    made = zip(record["ItemLineRet"], bought, strict=True)
    touched = []
    for line, one in made:
        if one.ordered is not None:
            order = one.ordered.order
            file.link(orders.received(record["TxnID"], kind, line["TxnLineID"], order, one.ordered.line, line))
            touched.append(order["TxnID"])
    orders.count_anew(file, dict.fromkeys(touched), now)


def _refuse_overbilling(file: CompanyFile, before: Record, after: Record) -> None:
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


def _follow_links(file: CompanyFile, before: Record, after: Record) -> list[str]:
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


def stock(file: CompanyFile, kind: str, before: Record | None, after: Record | None) -> None:
    """Stock moves with what is received; a vendor credit sends it back."""
    sign = -1 if kind == "VendorCredit" else 1
    moved: dict[str, Decimal] = {}
    for direction, record in ((-sign, before), (sign, after)):
        for line in (record or {}).get("ItemLineRet", ()):
            id_ = (line.get("ItemRef") or {}).get("ListID", "")
            if id_ in file.lists["ItemInventory"]:
                moved[id_] = moved.get(id_, ZERO) + direction * amount(line, "Quantity")
    for id_, change in moved.items():
        item = file.find(ITEMS, {"ListID": id_}) or {}
        #: QuantityOnHand of an inventory part moves with what is received of it. [Intuit's listing: ItemInventoryRet]
        file.put("ItemInventory", {**item, "QuantityOnHand": number(amount(item, "QuantityOnHand") + change)})
