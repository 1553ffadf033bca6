"""
What a person does in QuickBooks just before it gets a message set: between a read and the write that relies on it.

Each deed finds in the message set what it is about: the transactions and the vendors that are named there.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from datetime import datetime

from lxml import etree

from simulators.qbwc.company.file import CompanyFile
from simulators.qbwc.company.people import NotOnScreen, Person
from simulators.qbwc.company.record import Record
from simulators.qbwc.statuses import Refusal

Deed = Callable[[CompanyFile, datetime, str], None]
SPARE = "Somebody Else"


def edit(file: CompanyFile, now: datetime, request: str) -> None:
    for kind, record in _transactions(file, request):
        Person(file, now).edit(kind, record["RefNumber"], Memo=f"changed by hand, {record['EditSequence']}")


def delete(file: CompanyFile, now: datetime, request: str) -> None:
    for kind, record in _transactions(file, request):
        Person(file, now).delete(kind, record["RefNumber"])


def void(file: CompanyFile, now: datetime, request: str) -> None:
    for kind, record in _transactions(file, request):
        Person(file, now).void(kind, record["RefNumber"])


def rename_vendor(file: CompanyFile, now: datetime, request: str) -> None:
    for vendor in _vendors(file, request):
        Person(file, now).rename("Vendor", vendor["Name"], f"{vendor['Name'][:36]} Inc")


def deactivate_vendor(file: CompanyFile, now: datetime, request: str) -> None:
    for vendor in _vendors(file, request):
        Person(file, now).set_active("Vendor", vendor["Name"], is_active=False)


def merge_vendor(file: CompanyFile, now: datetime, request: str) -> None:
    for vendor in _vendors(file, request):
        person = Person(file, now)
        if file.find("Vendor", {"FullName": SPARE}) is None:
            person.add_vendor(SPARE)
        person.merge("Vendor", vendor["Name"], SPARE)


def close_period(file: CompanyFile, now: datetime, _request: str) -> None:
    Person(file, now).close_period(f"{file.day(now).year + 1}-12-31")


def acted(deed: Deed, file: CompanyFile, now: datetime, request: str) -> None:
    """As far as QuickBooks lets them."""
    with contextlib.suppress(Refusal, NotOnScreen):
        deed(file, now, request)


def _transactions(file: CompanyFile, request: str) -> Iterator[tuple[str, Record]]:
    for number in {one.text for one in _elements(request, "TxnID") if one.text}:
        found = file.transaction(number)
        if found is not None and found[1].get("RefNumber"):
            yield found


def _vendors(file: CompanyFile, request: str) -> Iterator[Record]:
    seen = set()
    for one in _elements(request, "VendorRef"):
        given = {str(etree.QName(part).localname): part.text or "" for part in one}
        record = file.find("Vendor", given)
        if record is not None and record["ListID"] not in seen:
            seen.add(record["ListID"])
            yield record


def _elements(request: str, name: str) -> list[etree._Element]:
    try:
        root = etree.fromstring(request.encode(), etree.XMLParser(resolve_entities=False, no_network=True))
    except (etree.XMLSyntaxError, ValueError):
        return []
    return list(root.iter(name))
