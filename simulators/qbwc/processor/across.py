"""Queries across kinds: TransactionQuery, BillToPayQuery, and the lists of what was deleted."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import Any, cast

from simulators.qbwc.company import currency, ledger, payments, removal
from simulators.qbwc.company.file import ENTITIES, TRANSACTIONS, CompanyFile
from simulators.qbwc.company.record import Record, amount, entity, is_true, money
from simulators.qbwc.company.references import target, well_formed
from simulators.qbwc.processor import dates, filters, queries, views
from simulators.qbwc.processor.call import Call, Reply, nothing_found
from simulators.qbwc.processor.iterators import Found, Shown
from simulators.qbwc.statuses import Refusal

EITHER = ("", "Either")
SUMMARY, DETAIL = ("SummaryOnly", "All"), ("AllExceptSummary", "All")
TYPES: dict[str, tuple[str, ...]] = {
    "APOrCreditCard": ("AccountsPayable", "CreditCard"),
    "ARAndAP": ("AccountsReceivable", "AccountsPayable"),
    "Asset": ("Bank", "AccountsReceivable", "OtherCurrentAsset", "FixedAsset", "OtherAsset"),
    "CostOfSales": ("CostOfGoodsSold",),
    "CurrentAsset": ("Bank", "AccountsReceivable", "OtherCurrentAsset"),
    "CurrentLiability": ("AccountsPayable", "CreditCard", "OtherCurrentLiability"),
    "ExpenseAndOtherExpense": ("Expense", "OtherExpense"),
    "IncomeAndExpense": ("Income", "Expense", "OtherIncome", "OtherExpense", "CostOfGoodsSold"),
    "Liability": ("AccountsPayable", "CreditCard", "OtherCurrentLiability", "LongTermLiability"),
    "OrdinaryExpense": ("Expense", "CostOfGoodsSold"),
}
ITEM_TYPES = {
    "Inventory": ("ItemInventory",),
    "InventoryAndAssembly": ("ItemInventory",),
    "NonInventory": ("ItemNonInventory",),
    "OtherCharge": ("ItemOtherCharge",),
    "Service": ("ItemService",),
    "AllExceptFixedAsset": ("ItemInventory", "ItemNonInventory", "ItemOtherCharge", "ItemService"),
    "Sales": ("ItemInventory", "ItemNonInventory", "ItemOtherCharge", "ItemService"),
}


def _records(records: Sequence[Shown]) -> Found:
    return Found(records, lambda entry: cast("Shown", entry))


def transactions(call: Call) -> Reply:
    """TransactionQuery: one row for a transaction, or one for each of its lines."""
    for id_ in call.texts("TxnID"):
        well_formed(id_, "txn id")
    return call.paged(lambda: _rows_found(call))


def _rows_found(call: Call) -> Found:
    found = [*_rows(call)]
    rows = [(name, views.asked(call, record)) for name, record in found]
    there = {record[key].casefold() for _, record in found for key in ("TxnID", "RefNumber") if record.get(key)}
    wanted = [*call.texts("TxnID"), *call.texts("RefNumber"), *call.texts("RefNumberCaseSensitive")]
    missing = [one for one in wanted if one.casefold() not in there]
    if wanted and missing:
        return Found(rows, _records(rows).show, queries.partly(missing))
    return nothing_found(_records(rows))


def _rows(call: Call) -> Iterator[Shown]:
    asked = call.texts("TxnID")
    if asked:
        found = [one for one in (call.file.transaction(id_) for id_ in asked) if one is not None]
        yield from (shown for kind, record in found for shown in _shown(call, kind, record))
        return
    tests = list(_tests(call))
    kinds = set(call.texts("TransactionTypeFilter/TxnTypeFilter")) or {"All"}
    for kind in TRANSACTIONS:
        if kinds & {kind, "All"}:
            for record in call.file.transactions[kind]:
                if all(test(kind, record) for test in tests):
                    yield from _shown(call, kind, record)


def _tests(call: Call) -> Iterator[Callable[[str, Record], bool]]:
    file = call.file
    numbers, exact = {one.casefold() for one in call.texts("RefNumber")}, set(call.texts("RefNumberCaseSensitive"))
    if numbers:
        yield lambda kind, record: record.get("RefNumber", "").casefold() in numbers
    if exact:
        yield lambda kind, record: record.get("RefNumber", "") in exact
    for test in filters.of_transactions(call):
        yield lambda kind, record, test=test: test(record)  # type: ignore[misc] # bound in the loop
    for name, key, parts in (
        ("TransactionModifiedDateRangeFilter", "TimeModified", ("FromModifiedDate", "ToModifiedDate")),
        ("TransactionDateRangeFilter", "TxnDate", ("FromTxnDate", "ToTxnDate")),
    ):
        if (rule := call.element.find(name)) is not None:
            since, until, macro = ((rule.findtext(tag) or "").strip() for tag in (*parts, "DateMacro"))
            if key == "TimeModified" and not macro:
                low, high = dates.instants(file, since, until, "ModifiedDate")
            else:
                low, high = dates.days(file, since, until, macro, file.day(call.now))
            size = len(low or high or "")
            yield (
                lambda kind, record, key=key, low=low, high=high, size=size: (  # type: ignore[misc] # bound in the loop
                    (not low or record[key][:size] >= low) and (not high or record[key][:size] <= high)
                )
            )
    yield from _about(call)


def _about(call: Call) -> Iterator[Callable[[str, Record], bool]]:
    """Whom, which account, item or class a transaction is about, and how it stands."""
    file = call.file
    if (rule := call.element.find("TransactionEntityFilter")) is not None:
        wanted = _typed(file, rule, "EntityTypeFilter", {kind: (kind,) for kind in ENTITIES}) | filters.wanted_ids(
            file, rule
        )
        yield lambda kind, record: entity(record).get("ListID") in wanted
    if (rule := call.element.find("TransactionAccountFilter")) is not None:
        word = rule.findtext("AccountTypeFilter")
        types = TYPES.get(word or "", (word,))
        accounts = filters.wanted_ids(file, rule) | {
            one["ListID"] for one in file.lists["Account"] if word and one["AccountType"] in types
        }
        yield lambda kind, record: bool(accounts & {account for account, _ in ledger.entries(file, kind, record)})
    for name, key, types_ in (
        ("TransactionItemFilter", "ItemRef", ITEM_TYPES),
        ("TransactionClassFilter", "ClassRef", {}),
    ):
        if (rule := call.element.find(name)) is not None:
            ids = filters.wanted_ids(file, rule) | _typed(file, rule, "ItemTypeFilter", types_)
            yield lambda kind, record, key=key, ids=ids: any(  # type: ignore[misc] # bound in the loop
                (line.get(key) or {}).get("ListID") in ids for line in (*_lines(record), record)
            )
    posting = call.text("TransactionPostingStatusFilter")
    if posting not in EITHER:
        yield lambda kind, record: (kind in ledger.NON_POSTING) == (posting == "NonPosting")
    paid = call.text("TransactionPaidStatusFilter")
    if paid not in EITHER:
        yield lambda kind, record: _is_open(record) == (paid == "Open")


def _typed(file: CompanyFile, rule: Any, tag: str, types: dict[str, tuple[str, ...]]) -> set[str]:
    return {one["ListID"] for kind in types.get(rule.findtext(tag) or "", ()) for one in file.lists[kind]}


def _is_open(record: Record) -> bool:
    if "IsPaid" in record:
        return not is_true(record["IsPaid"])
    is_done = any(is_true(record.get(name)) for name in ("IsFullyReceived", "IsFullyInvoiced", "IsManuallyClosed"))
    return not is_done


def _lines(record: Record) -> list[Record]:
    return [line for name in views.LINES for line in record.get(name, ())]


def _shown(call: Call, kind: str, record: Record) -> Iterator[Shown]:
    level = call.text("TransactionDetailLevelFilter") or "SummaryOnly"
    keys = ("TxnID", "TimeCreated", "TimeModified", "TxnDate", "RefNumber", "Memo", "CurrencyRef", "ExchangeRate")
    head = {"TxnType": kind, **{key: record.get(key, "") for key in keys}, "EntityRef": entity(record)}
    accounts = (record.get(f"{name}AccountRef") for name in ("Bank", "CreditCard", "AP", "AR"))
    account = next((one for one in accounts if one), None)
    #: TransactionQuery answers one row for a transaction; with AllExceptSummary one for each line. [Intuit's listing]
    if level in SUMMARY:
        yield "TransactionRet", {**head, "AccountRef": account, "Amount": record[currency.TOTALS[kind]]}
    for line in _lines(record) if level in DETAIL else ():
        own = {"TxnLineID": line["TxnLineID"], "Amount": line.get("Amount", ""), "AccountRef": line.get("AccountRef")}
        yield "TransactionRet", {**head, **own, "Memo": line.get("Memo", "")}


def to_pay(call: Call) -> Reply:
    """BillToPayQuery: the open bills of a payee, and the credits that are left."""
    payee = target(call.file, "PayeeEntityRef", call.given["PayeeEntityRef"], "BillToPayQuery")
    wanted = call.given.get("APAccountRef")
    account = target(call.file, "APAccountRef", wanted, "BillToPayQuery") if wanted else None
    found = [*_bills(call, payee), *_credits(call, payee)]
    if account is not None:
        found = [one for one in found if next(iter(one.values()))["APAccountRef"]["ListID"] == account["ListID"]]
    return call.paged(lambda: nothing_found(_records([("BillToPayRet", one) for one in found])))


def _bills(call: Call, payee: Record) -> Iterator[Record]:
    table = call.file.transactions["Bill"]
    limit = call.given.get("DueDate", "")
    for id_ in table.having("entity", payee["ListID"]):
        bill = table.get(id_) or {}
        #: BillToPayQuery shows bills with something open, AmountDue being what is open, and credits left. [Intuit's
        #: listing]
        if not is_true(bill["IsPaid"]) and (not limit or bill.get("DueDate", "") <= limit):
            yield {"BillToPay": _payable(bill, "Bill", "AmountDue", amount(bill, "OpenAmount"))}


def _credits(call: Call, payee: Record) -> Iterator[Record]:
    table = call.file.transactions["VendorCredit"]
    for id_ in table.having("entity", payee["ListID"]):
        credit = table.get(id_) or {}
        left = payments.remaining_credit(call.file, credit)
        if left > 0:
            yield {"CreditToApply": _payable(credit, "VendorCredit", "CreditRemaining", left)}


def _payable(record: Record, kind: str, key: str, value: Any) -> Record:
    keys = ("TxnID", "APAccountRef", "TxnDate", "RefNumber", "DueDate", "CurrencyRef", "ExchangeRate")
    shown = {"TxnType": kind, key: money(value), **{name: record[name] for name in keys if name in record}}
    if record.get("ExchangeRate"):
        shown[f"{key}InHomeCurrency"] = money(value * Decimal(record["ExchangeRate"]))
    return shown


def deleted(call: Call) -> Reply:
    """TxnDeletedQuery and ListDeletedQuery."""
    key = "TxnDelType" if call.name == "TxnDeletedQuery" else "ListDelType"
    name = "TxnDeletedRet" if call.name == "TxnDeletedQuery" else "ListDeletedRet"
    since, until = (call.text(f"DeletedDateRangeFilter/{tag}") for tag in ("FromDeletedDate", "ToDeletedDate"))
    low, high = dates.instants(call.file, since, until, "DeletedDate")
    there = [
        one
        for one in removal.lately_deleted(call.file, call.now)
        if (not low or one["TimeDeleted"][:19] >= low) and (not high or one["TimeDeleted"][:19] <= high)
    ]
    #: What was deleted comes by type, in the order the types were asked for, and then by time. [Intuit's listing]
    found = [(name, one) for kind in dict.fromkeys(call.texts(key)) for one in there if one.get(key) == kind]
    return call.paged(lambda: nothing_found(_records(found)))


def definitions(call: Call) -> Reply:
    """DataExtDefQuery, by owner or by what a definition is for."""
    owners = {one.casefold() for one in call.texts("OwnerID")}
    objects = set(call.texts("AssignToObject"))
    found = [
        ("DataExtDefRet", one)
        for one in call.file.definitions
        if (not owners or one["OwnerID"].casefold() in owners)
        and (not objects or objects & set(one.get("AssignToObject", [])))
    ]
    #: DataExtDefQuery for an owner without definitions finds nothing: 1. [QWCLog of an installation, 2025]
    return call.paged(lambda: nothing_found(_records(found)))


def sites(_call: Call) -> Reply:
    #: InventorySiteQuery without Advanced Inventory: 3250. [QODBC]
    raise Refusal(3250)


HANDLERS: dict[str, Callable[[Call], Reply]] = {
    "TransactionQuery": transactions,
    "BillToPayQuery": to_pay,
    "TxnDeletedQuery": deleted,
    "ListDeletedQuery": deleted,
    "DataExtDefQuery": definitions,
    "InventorySiteQuery": sites,
    **dict.fromkeys(queries.LIST_QUERIES, queries.of_list),
    **dict.fromkeys(queries.TXN_QUERIES, queries.of_transactions),
}
