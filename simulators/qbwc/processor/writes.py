"""Adds, modifies, deletes and voids: what each request asks of the company file."""

from __future__ import annotations

from collections.abc import Callable

from simulators.qbwc.company import extensions, guards, ledger, lists, orders, payables, payments, removal, sales
from simulators.qbwc.company.file import ITEMS
from simulators.qbwc.company.record import Record
from simulators.qbwc.company.references import well_formed
from simulators.qbwc.processor import views
from simulators.qbwc.processor.call import Call, Reply
from simulators.qbwc.statuses import OK, Refusal, Status

Write = Callable[[Call], Reply]
ADDED = ("Vendor", "Customer", "Account", "Class", "StandardTerms", *ITEMS)
CHANGED = ("Vendor", "Customer", "Class")


def _add_list(call: Call) -> Reply:
    kind = call.name.removesuffix("Add")
    record = lists.add(call.file, kind, call.given, call.now)
    return _saved(call, kind, record)


def _modify_list(call: Call) -> Reply:
    kind = call.name.removesuffix("Mod")
    well_formed(call.given["ListID"], "list id")
    return _saved(call, kind, lists.modify(call.file, kind, call.given, call.now))


def _add_sale(call: Call) -> Reply:
    kind = call.name.removesuffix("Add")
    record = sales.add(call.file, kind, call.given, call.now)
    ledger.post(call.file, kind, None, record, call.now)
    return _saved(call, kind, record)


def _add_order(call: Call) -> Reply:
    return _saved(call, "PurchaseOrder", orders.add(call.file, call.given, call.now))


def _add_payable(call: Call) -> Reply:
    kind = call.name.removesuffix("Add")
    record, verdict = payables.add(call.file, kind, call.given, call.now)
    #: A warning on an Add or Mod comes with the object: it was saved. [captured m02]
    return _saved(call, kind, record, verdict)


def _add_payment(call: Call) -> Reply:
    return _saved(call, "BillPaymentCheck", payments.pay(call.file, "BillPaymentCheck", call.given, call.now))


def _modify(call: Call) -> Reply:
    kind, given = call.name.removesuffix("Mod"), call.given
    well_formed(given["TxnID"], "txn id")
    record = call.file.transactions[kind].get(given["TxnID"])
    if record is None:
        #: A Mod of a transaction that is not there is refused with 3120. [Intuit's table: object not found]
        raise Refusal(3120, given["TxnID"])
    guards.free(call.file, record)
    guards.fresh(record, given)
    if kind == "PurchaseOrder":
        return _saved(call, kind, orders.modify(call.file, record, given, call.now))
    return _saved(call, kind, payables.modify(call.file, kind, record, given, call.now))


def _saved(call: Call, kind: str, record: Record, verdict: Status = OK) -> Reply:
    return Reply(verdict, ((f"{kind}Ret", views.saved(call, kind, record)),), made=record)


def _delete_transaction(call: Call) -> Reply:
    well_formed(call.given["TxnID"], "txn id")
    gone = removal.transaction(call.file, call.given["TxnDelType"], call.given["TxnID"], call.now)
    #: TxnDel answers type, id, TimeDeleted and number. [Intuit's listing]
    return Reply(OK, fields={key: value for key, value in gone.items() if key != "TimeCreated"})


def _void(call: Call) -> Reply:
    kind = call.given["TxnVoidType"]
    well_formed(call.given["TxnID"], "txn id")
    record = removal.void(call.file, kind, call.given["TxnID"], call.now)
    keys = ("TxnID", "TimeCreated", "TimeModified", "RefNumber")
    return Reply(OK, fields={"TxnVoidType": kind, **{key: record.get(key, "") for key in keys}})


def _delete_list(call: Call) -> Reply:
    well_formed(call.given["ListID"], "list id")
    guards.single_user(call.file)
    gone = removal.list_record(call.file, call.given["ListDelType"], call.given["ListID"], call.now)
    #: ListDel answers type, id, TimeDeleted and name. [captured: a ListDelRs of 2010]
    return Reply(OK, fields={key: value for key, value in gone.items() if key != "TimeCreated"})


def _define(call: Call) -> Reply:
    return Reply(OK, (("DataExtDefRet", extensions.define(call.file, call.given)),))


def _extend(call: Call) -> Reply:
    change = extensions.add if call.name == "DataExtAdd" else extensions.modify
    return Reply(OK, (("DataExtRet", change(call.file, call.given, call.now)),))


def _unextend(call: Call) -> Reply:
    return Reply(OK, (("DataExtDelRet", extensions.delete(call.file, call.given, call.now)),))


HANDLERS: dict[str, Write] = {
    **{f"{kind}Add": _add_list for kind in ADDED},
    **{f"{kind}Mod": _modify_list for kind in CHANGED},
    **{f"{kind}Add": _add_sale for kind in ledger.SALES},
    "PurchaseOrderAdd": _add_order,
    "BillPaymentCheckAdd": _add_payment,
    **{f"{kind}Add": _add_payable for kind in payables.KINDS},
    **{f"{kind}Mod": _modify for kind in ("PurchaseOrder", *payables.KINDS)},
    "TxnDel": _delete_transaction,
    "TxnVoid": _void,
    "ListDel": _delete_list,
    "DataExtDefAdd": _define,
    "DataExtAdd": _extend,
    "DataExtMod": _extend,
    "DataExtDel": _unextend,
}
