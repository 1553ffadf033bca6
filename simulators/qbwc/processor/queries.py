"""
Queries of lists and transactions.

  rule                                                              source
  one branch of filters; ListID, FullName, TxnID or RefNumber lists   Intuit's listing
  list queries see active records only, unless ActiveStatus says      Intuit's listing
  an unknown ListID: 3120 Error                                       captured (s23)
  an unknown FullName, TxnID or RefNumber: 500 Warn, others returned  captured (s22); the rest conductor
  a filter that finds nothing: 1 Info                                 captured (s50, s81)
  RefNumber without regard to case, RefNumberCaseSensitive with       Intuit's listing
  line items and links only on request                                captured (s57 against s48)
  DataExtRet only for the OwnerIDs asked for                          Intuit
  Modified dates inclusive, date-only is the whole day, wall time     quickbooks-sync; conductor
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from lxml import etree

from simulators.qbwc.company.file import CompanyFile, Record, full_name
from simulators.qbwc.company.stamps import wall
from simulators.qbwc.processor.statuses import OK, Refusal, Status, status

LINES = (
    "ExpenseLineRet",
    "ItemLineRet",
    "ItemGroupLineRet",
    "PurchaseOrderLineRet",
    "PurchaseOrderLineGroupRet",
)
ALWAYS = frozenset({"ListID", "TxnID"})


@dataclass(frozen=True, slots=True)
class Found:
    records: list[Record]
    status: Status = OK


def list_records(file: CompanyFile, kind: str, request: etree._Element) -> Found:
    """The records of a list that a query asks for."""
    records = file.lists[kind]
    ids = [one.text or "" for one in request.iterfind("ListID")]
    if ids:
        return _by_list_id(records, ids)
    names = [one.text or "" for one in request.iterfind("FullName")]
    if names:
        return _named(records, names, lambda record: full_name(record).casefold(), str.casefold)
    kept = [one for one in records if _is_wanted(one, request)]
    return _filtered(kept)


def _by_list_id(records: list[Record], ids: list[str]) -> Found:
    by_id = {one["ListID"]: one for one in records}
    unknown = [one for one in ids if one not in by_id]
    if unknown:
        raise Refusal(3120, unknown[0])
    return Found([by_id[one] for one in ids])


def _named(records: list[Record], names: list[str], key: Callable[[Record], str], fold: Callable[[str], str]) -> Found:
    wanted = {fold(name) for name in names}
    found = [one for one in records if key(one) in wanted]
    missing = [name for name in names if fold(name) not in {key(one) for one in found}]
    return Found(found, status(500, missing[0]) if missing else OK)


def _filtered(records: list[Record]) -> Found:
    return Found(records, OK if records else status(1))


def _is_wanted(record: Record, request: etree._Element) -> bool:
    active = request.findtext("ActiveStatus") or "ActiveOnly"
    if active != "All" and (record["IsActive"] == "true") != (active == "ActiveOnly"):
        return False
    types = [one.text for one in request.iterfind("AccountType")]
    if types and record.get("AccountType") not in types:
        return False
    return _changed_within(record, request) and _name_matches(full_name(record), request)


def _changed_within(record: Record, within: etree._Element | None) -> bool:
    if within is None:
        return True
    modified = wall(record["TimeModified"])
    since, until = within.findtext("FromModifiedDate"), within.findtext("ToModifiedDate")
    if since and modified < wall(since):
        return False
    return not (until and modified > _end_of(until))


def _end_of(stamp: str) -> datetime:
    return wall(stamp) if "T" in stamp else wall(stamp) + timedelta(days=1, seconds=-1)


def _name_matches(name: str, request: etree._Element) -> bool:
    rule, span = request.find("NameFilter"), request.find("NameRangeFilter")
    if rule is not None:
        return _matches(name, rule.findtext("MatchCriterion", ""), rule.findtext("Name", ""))
    if span is not None:
        low, high = span.findtext("FromName") or "", span.findtext("ToName")
        return low.casefold() <= name.casefold() and (not high or name.casefold() <= high.casefold())
    return True


def _matches(text: str, criterion: str, part: str) -> bool:
    text, part = text.casefold(), part.casefold()
    tests = {"StartsWith": text.startswith, "EndsWith": text.endswith, "Contains": lambda one: one in text}
    return bool(tests[criterion](part))


def transaction_records(file: CompanyFile, kind: str, request: etree._Element) -> Found:
    """The transactions of one kind that a query asks for, in the order they were entered."""
    records = file.transactions[kind]
    for tag, key, fold in (
        ("TxnID", "TxnID", str),
        ("RefNumber", "RefNumber", str.casefold),
        ("RefNumberCaseSensitive", "RefNumber", str),
    ):
        asked = [one.text or "" for one in request.iterfind(tag)]
        if asked:
            return _named(records, asked, _folded(key, fold), fold)
    return _filtered([one for one in records if _is_wanted_transaction(one, request)])


def _folded(key: str, fold: Callable[[str], str]) -> Callable[[Record], str]:
    return lambda record: fold(record.get(key, ""))


def _is_wanted_transaction(record: Record, request: etree._Element) -> bool:
    paid = request.findtext("PaidStatus") or "All"
    if paid != "All" and (record.get("IsPaid") == "true") != (paid == "PaidOnly"):
        return False
    return (
        _changed_within(record, request.find("ModifiedDateRangeFilter"))
        and _dated_within(record["TxnDate"], request.find("TxnDateRangeFilter"))
        and _is_of(record.get("VendorRef", {}), request.find("EntityFilter"))
        and _numbered(record.get("RefNumber", ""), request)
    )


def _dated_within(day: str, within: etree._Element | None) -> bool:
    if within is None:
        return True
    since, until = within.findtext("FromTxnDate"), within.findtext("ToTxnDate")
    return (not since or day >= since[:10]) and (not until or day <= until[:10])


def _is_of(entity: Record, rule: etree._Element | None) -> bool:
    if rule is None:
        return True
    ids = [one.text for one in rule if one.tag in ("ListID", "ListIDWithChildren")]
    names = [(one.text or "").casefold() for one in rule if one.tag in ("FullName", "FullNameWithChildren")]
    return entity.get("ListID") in ids or entity.get("FullName", "").casefold() in names


def _numbered(number: str, request: etree._Element) -> bool:
    rule, span = request.find("RefNumberFilter"), request.find("RefNumberRangeFilter")
    if rule is not None:
        return _matches(number, rule.findtext("MatchCriterion", ""), rule.findtext("RefNumber", ""))
    if span is not None:
        low, high = span.findtext("FromRefNumber") or "", span.findtext("ToRefNumber")
        return low <= number and (not high or number <= high)
    return True


def shown(record: Record, request: etree._Element) -> Record:
    """What of a record an answer shows: lines, links and extensions only when they are asked for."""
    owners = {one.text for one in request.iterfind("OwnerID")}
    hidden = set() if request.findtext("IncludeLineItems") in ("true", "1") else set(LINES)
    if request.findtext("IncludeLinkedTxns") not in ("true", "1"):
        hidden.add("LinkedTxn")
    view = {key: value for key, value in record.items() if key not in hidden}
    if "DataExtRet" in view:
        view["DataExtRet"] = [one for one in view["DataExtRet"] if one["OwnerID"] in owners]
    return only(view, [one.text or "" for one in request.iterfind("IncludeRetElement")])


def only(record: Record, wanted: Iterable[str]) -> Record:
    """IncludeRetElement names direct children; the id comes all the same (conductor)."""
    names = set(wanted)
    return {key: value for key, value in record.items() if key in names or key in ALWAYS} if names else record
