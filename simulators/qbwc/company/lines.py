"""Lines of transactions: made from what was given, kept, changed and dropped by a Mod."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

from simulators.qbwc.company import guards
from simulators.qbwc.company.arithmetic import line_amounts
from simulators.qbwc.company.extensions import values_of_line
from simulators.qbwc.company.file import ITEMS, CompanyFile
from simulators.qbwc.company.ledger import BOOKED, purchase_part
from simulators.qbwc.company.record import Record, amount
from simulators.qbwc.company.references import resolved
from simulators.qbwc.statuses import Refusal

NEW = "-1"
LONGEST = {"Quantity": 10, "Cost": 10, "Rate": 10, "Amount": 13}
NUMBERS = tuple(LONGEST)
NO_ACCOUNT = "You must specify an account."
PAYABLE_OR_RECEIVABLE = ("AccountsPayable", "AccountsReceivable")
WRONG_ACCOUNT = "An accounts payable or receivable account cannot be used on a line."
Draft = Record


def expense(file: CompanyFile, given: Record, label: str) -> Draft:
    """An expense line without its id."""
    fields = resolved(file, given, f"{label} line")
    account = file.find("Account", fields["AccountRef"]) if fields.get("AccountRef") else None
    if account is None and file.preferences.requires_accounts:
        #: An expense line needs an account while IsRequiringAccounts is on. [Intuit's guide]
        raise Refusal(3180, label, NO_ACCOUNT)
    if account is not None and account["AccountType"] in PAYABLE_OR_RECEIVABLE:
        #: A payable or receivable account on a line is refused. [BILL, Expensify, ProcurementExpress]
        raise guards.unsaid(file, label, WRONG_ACCOUNT, "AccountRef", account["FullName"])
    return storable({**fields, "Amount": fields.get("Amount") or "0.00"})


def item(file: CompanyFile, given: Record, label: str, each: str = "Cost") -> Draft:
    """An item line without its id; ``each`` names its price: Cost, or Rate on an order."""
    fields = resolved(file, given, f"{label} line")
    known = file.find(ITEMS, fields["ItemRef"]) if fields.get("ItemRef") else None
    #: A line without a price takes the item's own, without a description the item's. [conductor]
    amounts = line_amounts(fields, each, purchase_cost(known))
    described = {"Desc": fields.get("Desc") or purchase_description(known)}
    return storable({**fields, **{key: value for key, value in described.items() if value}, **amounts})


def storable(line: Record) -> Record:
    for key in NUMBERS:
        whole = str(line.get(key, "")).partition(".")[0].lstrip("-")
        if len(whole) > LONGEST[key]:
            #: An amount has at most 13 digits before the point, a quantity or price ten. [Intuit's types]
            raise Refusal(3210, key, line[key], "The number is too large.")
    return line


def purchase_cost(known: Record | None) -> Decimal:
    part = purchase_part(known or {})
    return amount(part, "PurchaseCost") or amount(part, "Price")


def purchase_description(known: Record | None) -> str:
    part = purchase_part(known or {})
    return str(part.get("PurchaseDesc") or part.get("Desc") or "")


def refuse_groups(given: Record, label: str) -> None:
    for key, value in given.items():
        if "Group" in key and value:
            #: A group is an item of a list this file does not have: 3140, as any other reference. [the status: captured
            #: s78; that there are no groups: this file's]
            raise Refusal(
                3140, "Item Group", str((value[0].get("ItemGroupRef") or {}).get("FullName", "")), f"{label} line"
            )


def with_id(file: CompanyFile, draft: Draft, now: datetime) -> Record:
    """The line in the file: its TxnLineID first, and its data extensions by their definitions."""
    fields = {key: value for key, value in draft.items() if key not in ("DataExt", "LinkToTxn", "TxnLineID")}
    extensions = values_of_line(file, draft.get("DataExt", []))
    return {
        "TxnLineID": draft.get("TxnLineID") or file.next_txn_id(now),
        **fields,
        **({"DataExtRet": extensions} if extensions else {}),
    }


def changed(
    file: CompanyFile,
    before: list[Record],
    given: list[Record],
    make: Callable[[Record], Draft],
    each: str = "Cost",
) -> list[Draft]:
    """The lines after a Mod, each new one still without an id."""
    known = {line["TxnLineID"]: line for line in before}
    again = Counter(one["TxnLineID"] for one in given if one["TxnLineID"] != NEW)
    after: list[Draft] = []
    for one in given:
        #: A line that a Mod lists with TxnLineID -1 is new. [conductor; Intuit's guide]
        if one["TxnLineID"] == NEW:
            after.append(make({key: value for key, value in one.items() if key != "TxnLineID"}))
            continue
        #: A line that a Mod lists twice is refused like one that is not there. [Intuit's guide: modifying lines]
        if one["TxnLineID"] not in known or again[one["TxnLineID"]] > 1:
            raise _unknown(file, one["TxnLineID"])
        after.append(_merged(known[one["TxnLineID"]], one, make, each))
    #: A line that a Mod does not list is deleted. [Intuit's guide: modifying lines]
    return after


def _unknown(file: CompanyFile, line: str) -> Refusal:
    #: A TxnLineID that the transaction does not have is refused. [Intuit's guide: modifying lines]
    #: … with 3120, or 3140. [assumed: unknown_line]
    if file.assumed.holds("unknown_line", "3120"):
        return Refusal(3120, line)
    return Refusal(3140, "Line", line, "transaction")


def _merged(before: Record, given: Record, make: Callable[[Record], Draft], each: str) -> Draft:
    """A line with what is given; a TxnLineID alone keeps it as it is."""
    if given.keys() == {"TxnLineID"}:
        return before
    kept = {key: value for key, value in before.items() if key not in given}
    numbers = given.keys() & set(NUMBERS)
    #: What a Mod gives of quantity, cost and amount decides; what follows from them is worked out anew. [conductor]
    if numbers and "Amount" not in numbers:
        kept.pop("Amount", None)
    elif "Amount" in numbers and each not in numbers:
        kept.pop(each, None)
    for one, other in (("SerialNumber", "LotNumber"), ("LotNumber", "SerialNumber")):
        if given.get(one):
            kept.pop(other, None)
    if "ItemRef" in given and BOOKED not in given:
        kept.pop(BOOKED, None)
    filled = {key: value for key, value in {**kept, **given}.items() if value != ""}
    made = make({key: value for key, value in filled.items() if key != "DataExtRet"})
    extensions = {"DataExtRet": before["DataExtRet"]} if "DataExtRet" in before else {}
    return {**made, **extensions, "TxnLineID": before["TxnLineID"]}
