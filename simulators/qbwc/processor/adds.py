"""
Adds: vendors, purchase orders, bills and vendor credits.

  rule                                                              source
  a name that is taken in the common name space: 3100                 captured (m03, s45)
  a colon in a name: 3090                                             captured (quickbooks-sync tests)
  a reference that does not exist: 3140                               captured (s78, m08)
  RefNumber is not unique, and not checked                            Intuit's schema; conductor
  ItemRef beside LinkToTxn: 3153                                      that it fails: Intuit; code assumed
  LinkToTxn to a closed or fully received order: 3180                 that it fails: conductor; code assumed
  LinkToTxnID to a closed order: 570 Warn, saved without the link     Intuit's error table
  more than the order's line has open: 3210, or taken                 assumed; set by ``overbilling``
  a bill or credit whose total is negative: 3210                      BQE's help page
  an expense line without account: 3180                               that it fails: Intuit; text assumed
  the answer has lines but no LinkedTxn                               conductor
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from simulators.qbwc.company import lists, transactions
from simulators.qbwc.company.file import CompanyFile, Record, ref
from simulators.qbwc.processor.statuses import OK, Refusal, Status, status

LABELS = {"Bill": "Bill", "VendorCredit": "Vendor Credit", "PurchaseOrder": "Purchase Order"}


def vendor(file: CompanyFile, given: Record, now: datetime) -> tuple[Record, Status]:
    name = given["Name"].strip()
    if ":" in name:
        raise Refusal(3090, name, "vendor")
    if name.casefold() in file.names_taken():
        raise Refusal(3100, name)
    fields = {key: value for key, value in given.items() if key not in ("OpenBalance", "OpenBalanceDate")}
    if "TermsRef" in fields:
        fields["TermsRef"] = ref(_reference(file, "Terms", fields["TermsRef"], "Terms", "Vendor"))
    return lists.vendor(file, **{**fields, "name": name, "now": now, "Name": name}), OK


def purchase_order(file: CompanyFile, given: Record, now: datetime) -> tuple[Record, Status]:
    supplier = _reference(file, "Vendor", given.get("VendorRef", {}), "Vendor", "Purchase Order")
    wanted = [(_item(file, line, "Purchase Order"), line) for line in given.get("PurchaseOrderLineAdd", [])]
    head = transactions.header(file, now)
    lines = [transactions.order_line(file, item, line, now) for item, line in wanted]
    txn_date = (given.get("TxnDate") or now.date().isoformat())[:10]
    order = {
        **head,
        **{key: given[key] for key in ("RefNumber", "Memo", "VendorMsg", "ExternalGUID") if given.get(key)},
        "VendorRef": ref(supplier),
        "TxnDate": txn_date,
        "DueDate": given.get("DueDate") or txn_date,
        "ExpectedDate": given.get("ExpectedDate") or txn_date,
        "TotalAmount": transactions.money(transactions.total(lines)),
        "IsManuallyClosed": "false",
        "IsFullyReceived": "false",
        "IsToBePrinted": given.get("IsToBePrinted") or "true",
        "IsToBeEmailed": given.get("IsToBeEmailed") or "false",
        "PurchaseOrderLineRet": lines,
    }
    file.transactions["PurchaseOrder"].append(order)
    return order, OK


def bill(file: CompanyFile, given: Record, now: datetime) -> tuple[Record, Status]:
    posting = _Posting(file, "Bill", given, now)
    terms = _reference(file, "Terms", given["TermsRef"], "Terms", "Bill") if given.get("TermsRef") else None
    record = posting.record("AmountDue", sign=1)
    record["DueDate"] = given.get("DueDate") or transactions.due_date(file, record["TxnDate"], terms)
    if terms:
        record["TermsRef"] = ref(terms)
    record["IsPaid"], record["OpenAmount"] = "false", record["AmountDue"]
    return posting.save(record), posting.status


def vendor_credit(file: CompanyFile, given: Record, now: datetime) -> tuple[Record, Status]:
    posting = _Posting(file, "VendorCredit", given, now)
    return posting.save(posting.record("CreditAmount", sign=-1)), posting.status


class _Posting:
    """A bill or vendor credit on its way in: everything is checked before anything is changed."""

    def __init__(self, file: CompanyFile, kind: str, given: Record, now: datetime) -> None:
        self._file, self._kind, self._given, self._now = file, kind, given, now
        self.status = OK
        self._label = LABELS[kind]
        self._vendor = _reference(file, "Vendor", given["VendorRef"], "Vendor", self._label)
        self._payable = self._payable_account()
        self._expenses = [(self._account(line), line) for line in given.get("ExpenseLineAdd", [])]
        self._links: list[tuple[Record, Record, Decimal]] = []
        self._items = [self._item(line) for line in given.get("ItemLineAdd", [])]
        for txn_id in given.get("LinkToTxnID", []):
            self._items += self._whole_order(txn_id)
        self._sign = 1

    def _payable_account(self) -> Record:
        given = self._given.get("APAccountRef")
        found = self._file.find("Account", given) if given else self._default_payable()
        if found is None or found["AccountType"] != "AccountsPayable":
            raise Refusal(3140, "AP Account", _named(given or {}), self._label)
        return found

    def _default_payable(self) -> Record | None:
        accounts = self._file.lists["Account"]
        return next((one for one in accounts if one["AccountType"] == "AccountsPayable"), None)

    def _account(self, line: Record) -> Record:
        given = line.get("AccountRef")
        if not given:
            raise Refusal(3180, self._label, "Please enter an account for each expense line.")
        return _reference(self._file, "Account", given, "Account", f"{self._label} line")

    def _item(self, line: Record) -> Record:
        target = line.get("LinkToTxn")
        if target is None:
            item = _item(self._file, line, self._label)
            return {
                **({"ItemRef": ref(item)} if item else {}),
                **_described(line),
                **transactions.line_amounts(line),
            }
        if line.get("ItemRef"):
            raise Refusal(3153, "ItemRef, LinkToTxn")
        order, ordered = self._ordered(target)
        rated = {**line, "Quantity": line.get("Quantity") or _open(ordered)}
        if not rated.get("Amount") and not rated.get("Cost"):
            rated["Cost"] = ordered["Rate"]
        return self._received(order, ordered, rated)

    def _ordered(self, target: Record) -> tuple[Record, Record]:
        order = self._file.transaction("PurchaseOrder", target["TxnID"])
        lines = order.get("PurchaseOrderLineRet", []) if order else []
        ordered = next((one for one in lines if one["TxnLineID"] == target["TxnLineID"]), None)
        if order is None or ordered is None:
            raise Refusal(3120, target["TxnID"] if order is None else target["TxnLineID"])
        if order["VendorRef"]["ListID"] != self._vendor["ListID"]:
            raise Refusal(3180, self._label, "The vendor of the purchase order is not the vendor of this transaction.")
        if transactions.is_closed(order) or ordered not in transactions.open_lines(order):
            raise Refusal(3180, self._label, "The purchase order has already been closed.")
        return order, ordered

    def _received(self, order: Record, ordered: Record, line: Record) -> Record:
        quantity = Decimal(line["Quantity"])
        taken = sum((part for _, one, part in self._links if one is ordered), Decimal(0))
        if self._file.overbilling == "refuse" and quantity + taken > Decimal(_open(ordered)):
            raise Refusal(3210, "Quantity", line["Quantity"], "You cannot receive more than was ordered.")
        self._links.append((order, ordered, quantity))
        return {
            "ItemRef": ordered["ItemRef"],
            **_described({**ordered, **line}),
            **transactions.line_amounts(line),
        }

    def _whole_order(self, txn_id: str) -> list[Record]:
        order = self._file.transaction("PurchaseOrder", txn_id)
        if order is None:
            raise Refusal(3120, txn_id)
        if transactions.is_closed(order):
            self.status = status(570, txn_id)
            return []
        return [
            self._received(order, one, {"Quantity": _open(one), "Cost": one["Rate"]})
            for one in transactions.open_lines(order)
        ]

    def record(self, total_field: str, sign: int) -> Record:
        """The record, with ids taken: nothing can be refused any more after this."""
        amounts = [Decimal(line.get("Amount") or "0") for _, line in self._expenses]
        whole = sum(amounts, transactions.total(self._items))
        if whole < 0:
            text = "Transaction amount must be positive."
            raise Refusal(3210, total_field, transactions.money(whole), text)
        self._sign = sign
        head = transactions.header(self._file, self._now)
        given = self._given
        return {
            **head,
            **{key: given[key] for key in ("RefNumber", "Memo", "ExternalGUID", "VendorAddress") if given.get(key)},
            "VendorRef": ref(self._vendor),
            "APAccountRef": ref(self._payable),
            "TxnDate": (given.get("TxnDate") or self._now.date().isoformat())[:10],
            total_field: transactions.money(whole),
            "ExpenseLineRet": [self._expense(account, line) for account, line in self._expenses],
            "ItemLineRet": [{"TxnLineID": self._file.next_txn_id(self._now), **line} for line in self._items],
        }

    def _expense(self, account: Record, line: Record) -> Record:
        memo = {"Memo": line["Memo"]} if line.get("Memo") else {}
        amount = transactions.money(Decimal(line.get("Amount") or "0"))
        return {
            "TxnLineID": self._file.next_txn_id(self._now),
            "AccountRef": ref(account),
            "Amount": amount,
            **memo,
        }

    def save(self, record: Record) -> Record:
        self._file.transactions[self._kind].append(record)
        for (order, ordered, quantity), line in zip(self._links, self._linked_lines(record), strict=True):
            transactions.receive(self._file, order, ordered, quantity, self._now)
            transactions.link(order, record, Decimal(line["Amount"]))
        whole = Decimal(record.get("AmountDue") or record.get("CreditAmount") or "0")
        transactions.change_balance(self._file, self._vendor, self._sign * whole, self._now)
        return {key: value for key, value in record.items() if key != "LinkedTxn"}

    def _linked_lines(self, record: Record) -> list[Record]:
        given = self._given.get("ItemLineAdd", [])
        lines: list[Record] = record["ItemLineRet"]
        linked = [line for line, one in zip(lines, given, strict=False) if one.get("LinkToTxn")]
        return [*linked, *lines[len(given) :]]


def _open(ordered: Record) -> str:
    left = Decimal(ordered.get("Quantity", "0")) - Decimal(ordered["ReceivedQuantity"])
    return transactions.number(left)


def _described(line: Record) -> Record:
    return {"Desc": line["Desc"]} if line.get("Desc") else {}


def _item(file: CompanyFile, line: Record, label: str) -> Record | None:
    given = line.get("ItemRef")
    return _reference(file, "Item", given, "Item", f"{label} line") if given else None


def _named(given: Record) -> str:
    name: str = given.get("FullName") or given.get("ListID") or ""
    return name


def _reference(file: CompanyFile, kind: str, given: Record, label: str, where: str) -> Record:
    found = file.find(kind, given)
    if found is None:
        raise Refusal(3140, label, _named(given), where)
    return found


ADDS = {
    "VendorAdd": vendor,
    "PurchaseOrderAdd": purchase_order,
    "BillAdd": bill,
    "VendorCreditAdd": vendor_credit,
}
