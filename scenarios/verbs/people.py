"""What people do in QuickBooks while the connector works."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import Any, Literal

from pydantic import Field

from scenarios.machines import CannotTake
from scenarios.schema import Amount, GivenOrder, Name, Part
from scenarios.stage import Stage
from scenarios.verbs.person import Day, Quantity, Reference, Renaming, does
from scenarios.verbs.verb import Verb
from simulators.qbwc import Person, copied, numbered, restore

MARK = re.compile(r"\[JAGGAER [^\]]*?/([^\]/]+)\]")
KINDS = {"bill": "Bill", "order": "PurchaseOrder", "receipt": "ItemReceipt", "vendor": "Vendor"}


class Merging(Part):
    """One vendor becomes another one."""

    name: Name
    into: Name


class Note(Part):
    """A vendor, and what a person writes into it."""

    name: Name
    notes: str | None = Field(None, max_length=4095)
    email: str | None = None


class Entry(Part):
    """A bill as a person enters it, on the office supplies account; dated today, if no date is given."""

    vendor: Name
    reference: Reference
    total: Amount
    date: Day | None = None


class BillEdit(Part):
    """A bill, and what is changed of it: memo, number, vendor, date, or the account of all its lines."""

    reference: Reference
    memo: str | None = Field(None, max_length=4095)
    number: Reference | None = None
    vendor: Name | None = None
    date: Day | None = None
    account: Name | None = None
    total: Amount | None = Field(None, description="Of its first line; the others stay.")


class OrderEdit(Part):
    """An order, and what is changed of one of its lines, by its place; or a line that is added."""

    number: Reference
    line: int = Field(1, ge=1)
    quantity: Quantity | None = None
    rate: Amount | None = None
    add: Name | None = Field(None, description="The item of a further line, one of it.")
    memo: str | None = Field(None, max_length=4095)


class Receipt(Part):
    """An order, and how much of each line is received: all that is open unless it is said."""

    number: Reference
    quantity: Quantity | None = None


class Billing(Part):
    """An item receipt, and the number of the bill that it becomes."""

    receipt: Reference
    reference: Reference


class Window(Part):
    """What is shown in a window: a bill, an order or an item receipt by its number, a vendor by its name."""

    of: Literal["bill", "order", "receipt", "vendor"]
    name: str


def _rename(stage: Stage, given: Renaming) -> None:
    does(lambda person, one: person.rename("Vendor", one.name, one.to))(stage, given)
    _renamed(stage, given.name, given.to)


def _merge(stage: Stage, given: Merging) -> None:
    does(lambda person, one: person.merge("Vendor", one.name, one.into))(stage, given)
    _renamed(stage, given.name, given.into)


def _edit(stage: Stage, given: BillEdit) -> None:
    bill = _numbered(stage, "Bill", given.reference)
    texts = {"Memo": given.memo, "RefNumber": given.number, "TxnDate": given.date}
    fields: dict[str, Any] = {name: text for name, text in texts.items() if text is not None}
    if given.vendor:
        fields["VendorRef"] = {"FullName": given.vendor}
    if bill is not None and (given.account or given.total):
        fields["ExpenseLineMod"] = [
            _edited_line(line, given.account, given.total if at == 0 else None)
            for at, line in enumerate(bill["ExpenseLineRet"])
        ]
    does(lambda person, one: person.edit("Bill", one.reference, **fields))(stage, given)
    if bill is not None:
        kept = {name: text for name, text in fields.items() if isinstance(text, str)}
        stage.world.edited.setdefault(bill["TxnID"], {}).update(kept)
        stage.world.reworked.update([bill["TxnID"]] if "ExpenseLineMod" in fields else [])


def _taking_away(kind: str, act: Callable[[Person, str], object]) -> Callable[[Stage, str], None]:
    """The documents of JAGGAER's whose record is gone by a person are known from now on."""

    def take(stage: Stage, number: str) -> None:
        record = _numbered(stage, kind, number)
        does(act)(stage, number)
        stage.world.taken_away.update(MARK.findall((record or {}).get("Memo", "")))

    return take


def _reworking(act: Callable[[Person, Any], object]) -> Callable[[Stage, Any], None]:
    """What is received or closed of an order is a person's from now on."""

    def rework(stage: Stage, given: Any) -> None:
        does(act)(stage, given)
        order = _numbered(stage, "PurchaseOrder", given if isinstance(given, str) else given.number)
        stage.world.reworked.update([order["TxnID"]] if order else [])

    return rework


def _numbered(stage: Stage, kind: str, number: str) -> dict[str, Any] | None:
    """A record by its number, with what is counted of it."""
    found = numbered(stage.world.file, kind, number)
    return next((one for one in stage.world.file.records(kind) if found and one["TxnID"] == found["TxnID"]), None)


def _edited_line(line: dict[str, Any], account: str | None, amount: str | None) -> dict[str, Any]:
    changes = {"AccountRef": {"FullName": account} if account else None, "Amount": amount}
    return {"TxnLineID": line["TxnLineID"], **{name: value for name, value in changes.items() if value}}


def _edit_order(stage: Stage, given: OrderEdit) -> None:
    order = _numbered(stage, "PurchaseOrder", given.number)
    lines = order["PurchaseOrderLineRet"] if order else []
    texts = {"Quantity": given.quantity, "Rate": given.rate}
    changed = {} if given.add else {name: text for name, text in texts.items() if text is not None}
    rows = [{"TxnLineID": one["TxnLineID"], **(changed if at == given.line else {})} for at, one in enumerate(lines, 1)]
    if given.add:
        rows.append(
            {"TxnLineID": "-1", "ItemRef": {"FullName": given.add}, "Quantity": "1", "Rate": given.rate or "1.00"}
        )
    fields: dict[str, Any] = {"Memo": given.memo} if given.memo is not None else {}
    if changed or given.add:
        fields["PurchaseOrderLineMod"] = rows
    does(lambda person, one: person.edit("PurchaseOrder", one.number, **fields))(stage, given)
    if order is not None:
        stage.world.edited.setdefault(order["TxnID"], {})
        stage.world.reworked.update([order["TxnID"]] if given.quantity else [])


def _renamed(stage: Stage, name: str, now: str) -> None:
    known = stage.world.renamed
    known |= {first: now for first, last in known.items() if last == name}
    known[name] = now


def _back_up(stage: Stage, _: None) -> None:
    stage.backup, stage.backed_up_at = copied(stage.world.file), stage.world.clock.now()


def _restore(stage: Stage, _: None) -> None:
    if stage.backup is None:
        raise CannotTake("there is no backup; “back up company file” makes one")
    restore(stage.world.file, stage.backup)


def _open_copy(stage: Stage, _: None) -> None:
    stage.world.pc.open_file(copied(stage.world.file))


def _set(name: str, stage: Stage, _: None) -> None:
    stage.world.inject("quickbooks", name, "", 1, 1)


def _end(name: str, stage: Stage, _: None) -> None:
    for pc in stage.world.pcs.values():
        pc.faults[:] = [fault for fault in pc.faults if fault.name != name]


def _vendor(deed: str, says: str, act: Callable[[Person, Any], object]) -> Verb:
    return Verb(deed, says, f"{deed}: Acme", does(act), Name)


def _bill(deed: str, says: str, act: Callable[[Person, Any], object]) -> Verb:
    return Verb(deed, says, f"{deed}: AC-778", _taking_away("Bill", act), Reference)


def _given(**fields: str | None) -> dict[str, str]:
    return {name: text for name, text in fields.items() if text is not None}


VERBS = (
    _vendor("add vendor", "A person adds a vendor in QuickBooks.", Person.add_vendor),
    Verb(
        "rename vendor", "A vendor gets another name.", "rename vendor: {name: Acme, to: Acme Inc}", _rename, Renaming
    ),
    Verb(
        "merge vendors",
        "A vendor is merged into another one; its bills are the other's now.",
        "merge vendors: {name: Acme, into: Bay Plumbing}",
        _merge,
        Merging,
    ),
    Verb(
        "edit vendor",
        "A person notes something about a vendor, or gives it another e-mail address.",
        "edit vendor: {name: Acme, notes: call first}",
        does(lambda person, one: person.edit_vendor(one.name, **_given(Notes=one.notes, Email=one.email))),
        Note,
    ),
    _vendor(
        "make vendor inactive",
        "A vendor is made inactive: queries do not show it any more.",
        lambda person, name: person.set_active("Vendor", name, is_active=False),
    ),
    _vendor(
        "make vendor active",
        "An inactive vendor is used again.",
        lambda person, name: person.set_active("Vendor", name, is_active=True),
    ),
    _vendor(
        "delete vendor",
        "A vendor that nothing refers to is deleted.",
        lambda person, name: person.delete_record("Vendor", name),
    ),
    Verb(
        "enter bill",
        "A person enters a bill by hand.",
        'enter bill: {vendor: Acme, reference: AC-778, total: "120.00"}',
        does(lambda person, one: person.enter_bill(one.vendor, one.reference, one.total, day=one.date or "")),
        Entry,
    ),
    Verb(
        "enter order",
        "A person enters a purchase order of one line.",
        'enter order: {number: P-7, vendor: Acme, quantity: "5", rate: "10.00"}',
        Stage.enter,
        GivenOrder,
    ),
    Verb(
        "edit bill",
        "A person changes a bill: memo, number, vendor, date, the account of its lines, or the first line's amount.",
        "edit bill: {reference: AC-778, memo: checked}",
        _edit,
        BillEdit,
    ),
    Verb(
        "edit order",
        "A person changes an order: its memo, a line's quantity or price, or adds a line.",
        'edit order: {number: "49", line: 1, quantity: "18"}',
        _edit_order,
        OrderEdit,
    ),
    Verb(
        "delete order",
        "A person deletes an order that nothing came of.",
        'delete order: "49"',
        _taking_away("PurchaseOrder", lambda person, number: person.delete("PurchaseOrder", number)),
        Reference,
    ),
    _bill("delete bill", "A person deletes a bill.", lambda person, number: person.delete("Bill", number)),
    _bill(
        "void bill",
        "A person voids a bill: it stays, with nothing in it.",
        lambda person, number: person.void("Bill", number),
    ),
    Verb(
        "receive order",
        "What an order's open lines have is received, without its bill.",
        'receive order: {number: "49", quantity: "3"}',
        _reworking(lambda person, one: person.receive(one.number, one.quantity or "")),
        Receipt,
    ),
    Verb(
        "make receipt the bill",
        "A person enters the bill for what an item receipt brought in: the item receipt becomes it.",
        "make receipt the bill: {receipt: R008001, reference: AC-778}",
        does(lambda person, one: person.bill_received(one.receipt, one.reference)),
        Billing,
    ),
    Verb(
        "delete receipt",
        "A person deletes an item receipt.",
        "delete receipt: R008001",
        does(lambda person, number: person.delete("ItemReceipt", number)),
        Reference,
    ),
    Verb(
        "close order",
        "A person closes an order by hand.",
        'close order: "49"',
        _reworking(Person.close_order),
        Reference,
    ),
    Verb(
        "close period",
        "An administrator sets the closing date: nothing on or before it can be written.",
        'close period: "2026-01-31"',
        does(lambda person, day: person.close_period(day)),
        Day,
    ),
    Verb(
        "open window",
        "A person has a bill, an order, an item receipt or a vendor open in a window: it cannot be changed.",
        "open window: {of: vendor, name: Acme}",
        does(lambda person, one: person.open_window(KINDS[one.of], one.name)),
        Window,
    ),
    Verb("close windows", "Every window is closed.", "close windows", does(lambda person, _: person.close_windows())),
    Verb("back up company file", "A backup is made, to be restored later.", "back up company file", _back_up),
    Verb(
        "restore company file",
        "The backup is restored: what came after it never happened, and ids are given again.",
        "restore company file",
        _restore,
    ),
    Verb(
        "open copy of company file",
        "A copy of the company file is opened in its place; it has the same FileID.",
        "open copy of company file",
        _open_copy,
    ),
    Verb(
        "switch to single-user",
        "Somebody switches QuickBooks to single-user mode.",
        "switch to single-user",
        partial(_set, "single_user"),
    ),
    Verb(
        "switch to multi-user",
        "QuickBooks is in multi-user mode again.",
        "switch to multi-user",
        partial(_end, "single_user"),
    ),
    Verb("open dialog", "A dialog box is open in QuickBooks.", "open dialog", partial(_set, "dialog_open")),
    Verb("close dialog", "The dialog box is closed.", "close dialog", partial(_end, "dialog_open")),
)
