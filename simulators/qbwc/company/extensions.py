"""
Data extensions: the values applications keep on records, and the custom fields of a company file.

The Web Connector's FileID and AppLock are two of them, on the company itself.
"""

from __future__ import annotations

from datetime import datetime

from simulators.qbwc.company import guards
from simulators.qbwc.company.file import ENTITIES, ITEMS, CompanyFile
from simulators.qbwc.company.record import Record
from simulators.qbwc.company.references import named, well_formed
from simulators.qbwc.statuses import Refusal

PUBLIC = "0"
LISTS = {"Item": ITEMS, **{name: (name,) for name in (*ENTITIES, "Account")}}
LINES = ("ExpenseLineRet", "ItemLineRet", "PurchaseOrderLineRet")
LENGTHS = {"STR255TYPE": 255, "STR1024TYPE": 1024}
TAKEN = "The data extension already exists."


def define(file: CompanyFile, given: Record) -> Record:
    if same(file.definitions, given) is not None:
        #: A definition that is there already is refused. [Intuit's guide: data extensions]
        raise guards.unsaid(file, "data extension definition", TAKEN, "DataExtName", given["DataExtName"])
    file.counters.extension += 1
    made = {
        "DataExtListRequire": "false",
        "DataExtTxnRequire": "false",
        "DataExtFormatString": "",
        **given,
        "DataExtID": str(file.counters.extension),
    }
    file.set_definitions([*file.definitions, made])
    return made


def add(file: CompanyFile, given: Record, now: datetime) -> Record:
    holder = _Holder(file, given)
    values = holder.values()
    if same(values, given) is not None:
        #: A DataExtAdd where a value stands already is refused with 3180. [ConsoliBYTE]
        raise Refusal(3180, "data extension", TAKEN)
    made = _value(file, given)
    holder.set([*values, made], now)
    return made


def modify(file: CompanyFile, given: Record, now: datetime) -> Record:
    holder = _Holder(file, given)
    known = _known(file, holder.values(), given)
    made = _value(file, {**known, "DataExtValue": given["DataExtValue"]})
    holder.set([made if one is known else one for one in holder.values()], now)
    return made


def delete(file: CompanyFile, given: Record, now: datetime) -> Record:
    holder = _Holder(file, given)
    known = _known(file, holder.values(), given)
    holder.set([one for one in holder.values() if one is not known], now)
    return {**given, "TimeDeleted": file.printed(now)}


def values_of_line(file: CompanyFile, given: list[Record]) -> list[Record]:
    """The data extensions of a new line, by their definitions."""
    return [_value(file, one) for one in given]


def same(records: list[Record], given: Record) -> Record | None:
    key = (given.get("OwnerID", "").casefold(), given.get("DataExtName", "").casefold())
    return next((one for one in records if (one["OwnerID"].casefold(), one["DataExtName"].casefold()) == key), None)


def _known(file: CompanyFile, values: list[Record], given: Record) -> Record:
    known = same(values, given)
    if known is None:
        #: A DataExtMod or DataExtDel where no value stands is refused with 3120, or 3180. [assumed: orphan_extension]
        if file.assumed.holds("orphan_extension", "3120"):
            raise Refusal(3120, given.get("DataExtName", ""))
        raise Refusal(3180, "data extension", "The data extension does not exist.")
    return known


def _value(file: CompanyFile, given: Record) -> Record:
    defined = same(file.definitions, given)
    if defined is None:
        #: A value needs its definition, custom fields (OwnerID 0) too. [Intuit's guide: data extensions]
        raise Refusal(3120, given.get("DataExtName", ""))
    value = given.get("DataExtValue", "")
    longest = LENGTHS.get(defined["DataExtType"], len(value))
    if len(value) > longest:
        #: A value has at most as many characters as its type: 255 or 1024. [Intuit's listing: DataExtType]
        raise Refusal(3070, value, "DataExtValue", str(longest))
    own = {key: given[key] for key in ("OwnerID", "DataExtName")}  # those of a definition that is there
    return {**own, "DataExtType": defined["DataExtType"], "DataExtValue": value}


class _Holder:
    """What a data extension hangs on: the company, a list record, a transaction, or a line of one."""

    def __init__(self, file: CompanyFile, given: Record) -> None:
        self._file = file
        self._line = given.get("TxnLineID") or ""
        self._found: tuple[str, Record] | None = None
        if given.get("OtherDataExtType"):
            return
        well_formed(given.get("TxnID", ""), "txn id")
        well_formed((given.get("ListObjRef") or {}).get("ListID", ""), "list id")
        if given.get("ListDataExtType"):
            self._found = file.located(LISTS[given["ListDataExtType"]], given["ListObjRef"])
            wanted = named(given["ListObjRef"])
        else:
            there = file.transaction(given["TxnID"])
            self._found = there if there and there[0] == given["TxnDataExtType"] else None
            wanted = given["TxnID"]
        if self._found is None or (self._line and self._place() is None):
            #: A data extension for a record or a line that is not there is refused with 3120. [Intuit's table: object
            #: not found]
            raise Refusal(3120, wanted)
        guards.free(file, self._found[1])

    def values(self) -> list[Record]:
        if self._found is None:
            return self._file.extensions
        place = self._place()
        holder = self._found[1] if place is None else self._found[1][place[0]][place[1]]
        values: list[Record] = holder.get("DataExtRet", [])
        return values

    def set(self, values: list[Record], now: datetime) -> None:
        if self._found is None:
            self._file.set_extensions(values)
            return
        kind, record = self._found
        place = self._place()
        if place is None:
            changed = {**record, "DataExtRet": values}
        else:
            name, position = place
            lines = list(record[name])
            lines[position] = {**lines[position], "DataExtRet": values}
            changed = {**record, name: lines}
        self._file.put(kind, self._file.stamped(changed, now, is_edit=True))

    def _place(self) -> tuple[str, int] | None:
        if not self._line or self._found is None:
            return None
        for name in LINES:
            for position, line in enumerate(self._found[1].get(name, ())):
                if line["TxnLineID"] == self._line:
                    return name, position
        return None
