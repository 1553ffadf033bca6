"""
Data extensions: the values an application keeps on records, the Web Connector's AppLock and FileID among them.

  rule                                                              source
  definitions by OwnerID and name; none found is status 1             QWCLog of an installation (2025)
  DataExtAdd where a value stands already: 3180                       ConsoliBYTE
  DataExtMod where none stands: 3120                                  assumed
  CompanyQuery returns the extensions of the OwnerID asked for        captured (s61; QWCLog 2019)
"""

from __future__ import annotations

from datetime import datetime

from lxml import etree

from simulators.qbwc.company.file import CompanyFile, Record
from simulators.qbwc.processor.queries import Found
from simulators.qbwc.processor.statuses import OK, Refusal, status

TEXT = "STR255TYPE"


def definitions(file: CompanyFile, request: etree._Element) -> Found:
    owners = {(one.text or "").casefold() for one in request.iterfind("OwnerID")}
    objects = {one.text for one in request.iterfind("AssignToObject")}
    found = [
        one
        for one in file.definitions
        if (not owners or one["OwnerID"].casefold() in owners)
        and (not objects or objects & set(one.get("AssignToObject", [])))
    ]
    return Found(found, OK if found else status(1))


def define(file: CompanyFile, given: Record) -> Record:
    if _same(file.definitions, given) is not None:
        raise Refusal(3180, "data extension definition", "The definition exists already.")
    file.definitions.append(given)
    return given


def add(file: CompanyFile, given: Record, now: datetime) -> Record:
    values = _values(file, given, now)
    if _same(values, given) is not None:
        raise Refusal(3180, "data extension", "The value exists already.")
    values.append(_value(file, given))
    return values[-1]


def modify(file: CompanyFile, given: Record, now: datetime) -> Record:
    known = _same(_values(file, given, now), given)
    if known is None:
        raise Refusal(3120, given["DataExtName"])
    known["DataExtValue"] = given["DataExtValue"]
    return known


def _value(file: CompanyFile, given: Record) -> Record:
    defined = _same(file.definitions, given)
    if defined is None and given["OwnerID"] != "0":
        raise Refusal(3120, given["DataExtName"])
    kind = defined["DataExtType"] if defined else TEXT
    own = {key: given[key] for key in ("OwnerID", "DataExtName", "DataExtValue")}
    return {**own, "DataExtType": kind}


def _values(file: CompanyFile, given: Record, now: datetime) -> list[Record]:
    if given.get("OtherDataExtType") == "Company":
        return file.extensions
    if given.get("ListDataExtType"):
        record = file.find(given["ListDataExtType"], given["ListObjRef"])
    else:
        record = file.transaction(given.get("TxnDataExtType", ""), given.get("TxnID", ""))
    if record is None:
        raise Refusal(3120, str(given.get("TxnID") or given.get("ListObjRef", {}).get("ListID", "")))
    file.touch(record, now, is_edit=True)
    values: list[Record] = record.setdefault("DataExtRet", [])
    return values


def _same(records: list[Record], given: Record) -> Record | None:
    key = (given["OwnerID"].casefold(), given["DataExtName"].casefold())
    return next((one for one in records if (one["OwnerID"].casefold(), one["DataExtName"].casefold()) == key), None)
