"""Adding and changing list records: vendors, accounts, items, classes, terms."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from simulators.qbwc.company import guards, ledger, names, payables
from simulators.qbwc.company.entry import enter, special
from simulators.qbwc.company.file import ITEMS, CompanyFile
from simulators.qbwc.company.record import Record, amount, full_name, money, price, ref
from simulators.qbwc.company.references import resolved
from simulators.qbwc.statuses import Refusal

ONLY_AT_ADD = ("OpenBalance", "OpenBalanceDate", "BarCode", "TotalValue", "InventoryDate", "TaxLineID")
PARTS = ("Contacts", "ContactsMod", "AdditionalNotes", "AdditionalNotesMod")
NUMBER_TAKEN = "The account number is already in use."
SPECIAL_TYPES = ("AccountsPayable", "AccountsReceivable")


def add(file: CompanyFile, kind: str, given: Record, now: datetime) -> Record:
    """A record as an application adds it."""
    name = names.own(file, kind, given["Name"])
    placed = names.placed(kind, name, names.parent_of(file, kind, given.get("ParentRef")))
    names.refuse_taken(file, kind, full_name(placed))
    fields = resolved(
        file, {key: value for key, value in given.items() if key not in ("ParentRef", *PARTS, *ONLY_AT_ADD)}, kind
    )
    _refuse_number(file, kind, fields)
    record = enter(file, kind, {**_currency(file, kind), **fields, **_parts(file, kind, given, now), **placed}, now)
    return _opened(file, kind, record, given, now)


def modify(file: CompanyFile, kind: str, given: Record, now: datetime) -> Record:
    """A record as an application changes it: what is given and empty is cleared, what is absent stays."""
    record = file.lists[kind].get(given["ListID"])
    if record is None:
        raise Refusal(3120, given["ListID"])
    guards.free(file, record)
    guards.fresh(record, given)
    identity = ("ListID", "EditSequence", "Name", "ParentRef")
    changes = {key: value for key, value in given.items() if key not in (*identity, *PARTS)}
    fields = resolved(file, changes, kind)
    _refuse_number(file, kind, fields, but=record["ListID"])
    #: In a Mod an absent element leaves its field, an empty one clears it. [Intuit's guide: modifying objects]
    cleared = {key: value for key, value in record.items() if key not in changes}
    renamed = {**cleared, **fields, **_renamed(file, kind, record, given)}
    changed = file.stamped({**renamed, **_parts(file, kind, given, now, record)}, now, is_edit=True)
    file.put(kind, changed)
    if full_name(changed) != full_name(record):
        spread_name(file, kind, changed)
    return changed


def _renamed(file: CompanyFile, kind: str, record: Record, given: Record) -> Record:
    if not given.get("Name") and not given.get("ParentRef"):
        return {}
    name = names.own(file, kind, given.get("Name") or record["Name"])
    #: A Mod with a ParentRef moves a record below another one. [Intuit's listing: CustomerMod, ClassMod]
    parent = names.parent_of(file, kind, given.get("ParentRef") or record.get("ParentRef"))
    placed = names.placed(kind, name, parent)
    names.refuse_taken(file, kind, full_name(placed), but=record["ListID"])
    return placed


def _refuse_number(file: CompanyFile, kind: str, fields: Record, but: str = "") -> None:
    wanted = fields.get("AccountNumber")
    if kind != "Account" or not wanted:
        return
    #: An account number that is taken is refused with 3180. [captured: ConsoliBYTE]
    if any(one.get("AccountNumber") == wanted and one["ListID"] != but for one in file.lists["Account"]):
        raise Refusal(3180, f'{kind} list, element "{fields.get("Name", "")}"', NUMBER_TAKEN)


def _currency(file: CompanyFile, kind: str) -> Record:
    """Vendors and accounts are in the home currency unless they say another one."""
    #: With multi-currency on, accounts, vendors and customers show a CurrencyRef. [captured s42; Intuit's listing]
    if kind in ("Vendor", "Customer", "Account") and file.preferences.is_multi_currency_on:
        home = file.find("Currency", {"FullName": file.preferences.home_currency})
        return {"CurrencyRef": ref(home)} if home else {}
    return {}


def _parts(file: CompanyFile, kind: str, given: Record, now: datetime, before: Record | None = None) -> Record:
    """What a vendor holds as records of its own: contacts and notes; and what makes an account a special one."""
    found: Record = {}
    contacts = [*given.get("Contacts", []), *given.get("ContactsMod", [])]
    if contacts:
        found["ContactsRet"] = _contacts(file, contacts, list((before or {}).get("ContactsRet", [])), now)
    notes = [*given.get("AdditionalNotes", []), *given.get("AdditionalNotesMod", [])]
    if notes:
        found["AdditionalNotesRet"] = _notes(file, notes, list((before or {}).get("AdditionalNotesRet", [])), now)
    if kind == "ItemInventory" and amount(given, "TotalValue") and amount(given, "QuantityOnHand"):
        #: What is on hand at first has the average cost of its TotalValue. [Intuit's listing: ItemInventoryAdd]
        found["AverageCost"] = price(amount(given, "TotalValue") / amount(given, "QuantityOnHand"))
    if kind == "Account" and given.get("AccountType") in SPECIAL_TYPES and not _has_special(file, given["AccountType"]):
        found["SpecialAccountType"] = given["AccountType"]
    return found


def _contacts(file: CompanyFile, given: list[Record], there: list[Record], now: datetime) -> list[Record]:
    """Those there are, with what was given: one that names a ListID is changed, another one is new."""
    for one in given:
        place = next((at for at, old in enumerate(there) if old["ListID"] == one.get("ListID")), None)
        if place is None:
            new = {"ListID": file.next_list_id(now), "TimeCreated": file.printed(now)}
            there.append(file.stamped({**one, **new}, now, is_edit=True))
        else:
            there[place] = file.stamped({**there[place], **one}, now, is_edit=True)
    return there


def _notes(file: CompanyFile, given: list[Record], there: list[Record], now: datetime) -> list[Record]:
    for one in given:
        place = next((at for at, old in enumerate(there) if old["NoteID"] == one.get("NoteID")), None)
        if place is None:
            number = max((int(old["NoteID"]) for old in there), default=0) + 1
            there.append({"NoteID": str(number), "Date": file.today(now), "Note": one["Note"]})
        else:
            there[place] = {**there[place], "Note": one["Note"]}
    return there


def _has_special(file: CompanyFile, kind: str) -> bool:
    return any(one.get("SpecialAccountType") == kind for one in file.lists["Account"])


def _opened(file: CompanyFile, kind: str, record: Record, given: Record, now: datetime) -> Record:
    """The opening balance, where there is one."""
    balance = amount(given, "OpenBalance")
    if not balance:
        return record
    if kind == "Account":
        #: The opening balance of an account is set against Opening Balance Equity. [captured s52: the account]
        debit = balance if record["AccountType"] in ledger.DEBIT else -balance
        ledger.move_account(file, record["ListID"], debit, now)
        ledger.move_account(file, special(file, "OpeningBalanceEquity", now)["ListID"], -debit, now)
        return file.lists[kind].get(record["ListID"]) or record
    #: The opening balance of a vendor is a bill in the books, or is not looked at. [assumed: opening_balance]
    if kind == "Vendor" and balance > 0 and file.assumed.holds("opening_balance", "bill"):
        _opening_bill(file, record, balance, given.get("OpenBalanceDate") or file.today(now), now)
        return file.lists["Vendor"].get(record["ListID"]) or record
    return record


def _opening_bill(file: CompanyFile, vendor: Record, balance: Decimal, day: str, now: datetime) -> None:
    line = {"AccountRef": ref(special(file, "UncategorizedExpenses", now)), "Amount": money(balance)}
    given = {"VendorRef": ref(vendor), "TxnDate": day, "Memo": "Opening balance", "ExpenseLineAdd": [line]}
    payables.add(file, "Bill", given, now)


def spread_name(file: CompanyFile, kind: str, record: Record) -> None:
    """Every record that refers to this one shows its new name; nothing else of them moves."""
    known = ref(record)
    for table_name in (*file.lists, *file.transactions):
        for one in list(file.table(table_name)):
            renamed = with_reference(one, known["ListID"], known)
            if renamed != one:
                #: Renaming a list record shows in all that refer to it, without an edit of those. [Intuit: references
                #: are by ListID]
                file.put(table_name, renamed)
    for other in ITEMS if kind in ITEMS else (kind,):
        for child in file.records(other):
            if (child.get("ParentRef") or {}).get("ListID") == record["ListID"]:
                moved = {**child, **names.placed(other, child["Name"], record)}
                file.put(other, moved)
                spread_name(file, other, moved)


def with_reference(value: Record, list_id: str, known: Record) -> Record:
    """The record with every reference to ``list_id`` in it replaced by ``known``."""
    return {key: _replaced(one, list_id, known) for key, one in value.items()}


def _replaced(value: object, list_id: str, known: Record) -> object:
    if isinstance(value, dict):
        if value.get("ListID") == list_id and value.keys() == known.keys():
            return known
        return with_reference(value, list_id, known)
    if isinstance(value, list):
        return [_replaced(one, list_id, known) for one in value]
    return value
