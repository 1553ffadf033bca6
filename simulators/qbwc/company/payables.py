"""Bills, item receipts and vendor credits: entered, tied to their orders, and changed."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from simulators.qbwc.company import currency, guards, ledger, lines, links, orders, receiving
from simulators.qbwc.company.arithmetic import due, total
from simulators.qbwc.company.file import ITEMS, CompanyFile
from simulators.qbwc.company.record import ZERO, Record, amount, boolean, money, number, price
from simulators.qbwc.company.references import named, resolved, target
from simulators.qbwc.statuses import Refusal, Status

KINDS = ("Bill", "ItemReceipt", "VendorCredit")
BY_KIND = ("ExpenseLine", "ItemLine", "ItemGroupLine")
POSITIVE = "Transaction amount must be positive."
OTHER_VENDOR = "The vendor of a transaction that is linked or paid cannot be changed."
PAID = "Lines of a paid transaction cannot be changed."
CURRENCY = "The accounts payable account is in another currency than the vendor."


def add(file: CompanyFile, kind: str, given: Record, now: datetime) -> tuple[Record, Status]:
    """The record as it was saved; the status warns of an order that was closed."""
    guards.feature(file, kind)
    guards.unique_guid(file, kind, given)
    lines.refuse_groups(given, kind)
    head = {key: value for key, value in given.items() if not key.startswith(BY_KIND) and key != "LinkToTxnID"}
    fields = resolved(file, head, kind)
    vendor = target(file, "VendorRef", given["VendorRef"], kind)
    expenses = [lines.expense(file, one, kind) for one in given.get("ExpenseLineAdd", [])]
    linking = receiving.Linking(file, kind, vendor)
    guards.period_open_for_add(file, kind, fields.get("TxnDate") or file.today(now))
    bought = [linking.item(one) for one in given.get("ItemLineAdd", [])]
    for txn_id in given.get("LinkToTxnID", []):
        bought += linking.whole(txn_id)
    whole = total([*expenses, *(one.draft for one in bought)])
    _refuse_negative(file, kind, whole)
    guards.related_free(file, vendor["ListID"], *{one.ordered.order["TxnID"] for one in bought if one.ordered})
    record = {
        **orders.header(file, now),
        **fields,
        "TxnDate": fields.get("TxnDate") or file.today(now),
        "APAccountRef": payable(file, kind, given.get("APAccountRef"), vendor),
        currency.TOTALS[kind]: money(whole),
        "ExpenseLineRet": [lines.with_id(file, one, now) for one in expenses],
        "ItemLineRet": [lines.with_id(file, one.draft, now) for one in bought],
        **currency.of(file, vendor, fields),
    }
    ledger.get_ready(file, record, now)
    record = _dated(file, kind, record, is_due_given=bool(given.get("DueDate")))
    record = settled(file, kind, record)
    file.put(kind, record)
    receiving.tie(file, kind, record, bought, now)
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
    related = file.links.related(record["TxnID"])
    guards.related_free(file, vendor["ListID"], *related)
    if vendor["ListID"] != record["VendorRef"]["ListID"] and related:
        #: The vendor of a transaction that is linked or paid cannot be changed. [Intuit's linking tutorial: vendors
        #: match]
        raise guards.unsaid(file, kind, OTHER_VENDOR, "VendorRef", vendor["Name"])
    after["APAccountRef"] = payable(file, kind, given.get("APAccountRef") or record["APAccountRef"], vendor)
    after["ExpenseLineRet"] = _after(file, kind, record, given, "Expense", now)
    after["ItemLineRet"] = _after(file, kind, record, given, "Item", now)
    _refuse_paid(file, kind, record, after)
    after[currency.TOTALS[kind]] = money(total(ledger.lines_of(after)))
    _refuse_negative(file, kind, Decimal(after[currency.TOTALS[kind]]))
    if changes.keys() & {"TermsRef", "TxnDate"}:
        after = _dated(file, kind, after, is_due_given=bool(given.get("DueDate")))
    is_moved = vendor["ListID"] != record["VendorRef"]["ListID"]
    after = {**after, **currency.of(file, vendor, fields if is_moved else after)}
    ledger.get_ready(file, after, now)
    receiving.refuse_overbilling(file, record, after)
    return replace(file, kind, record, after, now)


def replace(file: CompanyFile, kind: str, before: Record, after: Record, now: datetime) -> Record:
    """Put a changed record in place of the one it was: links, stock and balances follow."""
    touched = receiving.follow(file, before, after)
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
        raise guards.unsaid(file, kind, CURRENCY, "APAccountRef", account["FullName"])
    #: APAccountRef is always filled in. [captured s48]
    return {"ListID": account["ListID"], "FullName": account["FullName"]}


def _default_payable(file: CompanyFile, own: Record | None) -> Record | None:
    there = [one for one in file.lists["Account"] if one["AccountType"] == "AccountsPayable"]
    return next((one for one in there if currency.is_same(one, own)), there[0] if there else None)


def _refuse_negative(file: CompanyFile, kind: str, whole: Decimal) -> None:
    lines.storable({"Amount": money(whole)})
    if whole < 0:
        #: A bill or credit whose lines sum to less than nothing is refused with 3210. [BQE, a help page]
        raise Refusal(3210, currency.TOTALS[kind], money(whole), POSITIVE)
    #: … one of nothing is saved, or refused with 3210 as well. [assumed: zero_total]
    if whole == 0 and file.assumed.holds("zero_total", "refuse"):
        raise Refusal(3210, currency.TOTALS[kind], money(whole), POSITIVE)


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
    whole = amount(record, currency.TOTALS[kind])
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


def stock(file: CompanyFile, kind: str, before: Record | None, after: Record | None) -> None:
    """Stock moves with what is received; a vendor credit sends it back."""
    sign = -1 if kind == "VendorCredit" else 1
    moved: dict[str, tuple[Decimal, Decimal]] = {}
    for direction, record in ((-sign, before), (sign, after)):
        for line in (record or {}).get("ItemLineRet", ()):
            id_ = (line.get("ItemRef") or {}).get("ListID", "")
            if id_ in file.lists["ItemInventory"]:
                quantity, value = moved.get(id_, (ZERO, ZERO))
                moved[id_] = (
                    quantity + direction * amount(line, "Quantity"),
                    value + direction * amount(line, "Amount"),
                )
    for id_, (change, value) in moved.items():
        item = file.find(ITEMS, {"ListID": id_}) or {}
        had, each = amount(item, "QuantityOnHand"), amount(item, "AverageCost")
        there = had + change
        #: QuantityOnHand of an inventory part moves with what is received of it. [Intuit's listing: ItemInventoryRet]
        #: … its AverageCost is what is on hand cost, by the piece. [Intuit's help: average cost]
        cost = price((had * each + value) / there) if there > 0 else item.get("AverageCost", "0.00")
        file.put("ItemInventory", {**item, "QuantityOnHand": number(there), "AverageCost": cost})
