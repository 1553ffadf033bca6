"""What goes wrong inside QuickBooks is worded as QuickBooks words it, and passes when it is over."""

from __future__ import annotations

import pytest
from lxml import etree

from simulators.qbwc import FAULTS, CompanyFile, RequestProcessor
from simulators.qbwc.disk import document
from simulators.qbwc.faults import Effect
from simulators.qbwc.processor import Trouble
from tests.simulators.qbwc.requests import bill, first, message, modify, tag

REFUSALS = {name: kind.status for name, kind in FAULTS.items() if kind.effect is Effect.REFUSED}


@pytest.mark.parametrize("name", REFUSALS)
def test_a_fault_refuses_the_requests_it_is_about_and_changes_nothing(
    processor: RequestProcessor, file: CompanyFile, name: str
) -> None:
    before = document(file)["transactions"]
    trouble = Trouble(on="BillAdd", refused=REFUSALS[name])
    answer = etree.fromstring(processor.process(message(bill() + "<VendorQueryRq />"), trouble).encode())[0]
    assert [one.get("statusCode") for one in answer] == [str(REFUSALS[name]), "0"]
    assert "{" not in (answer[0].get("statusMessage") or "")
    assert document(file)["transactions"] == before
    assert 'statusCode="0"' in processor.process(message(bill()))


def words(processor: RequestProcessor, request: str, code: int) -> str:
    answer = etree.fromstring(processor.process(message(request), Trouble(refused=code)).encode())[0][0]
    return answer.get("statusMessage") or ""


def test_a_busy_list_is_worded_as_captured(processor: RequestProcessor) -> None:
    busy = "  QuickBooks error message: This list has been modified by another user."
    new = "<VendorAddRq><VendorAdd><Name>Example</Name></VendorAdd></VendorAddRq>"
    assert words(processor, new, 3180) == f'There was an error when saving a Vendor list, element "Example".{busy}'
    assert words(processor, bill(), 3180) == f'There was an error when saving a Vendor list, element "Acme".{busy}'
    owner = tag("OwnerID", "0") + tag("DataExtName", "Mark") + tag("OtherDataExtType", "Company")
    mod = tag("DataExtModRq", tag("DataExtMod", owner + tag("DataExtValue", "1")))
    assert words(processor, mod, 3180) == f'There was an error when modifying a data extension named "Mark".{busy}'


def test_a_record_in_use_is_named_by_its_id(processor: RequestProcessor, file: CompanyFile) -> None:
    """Captured m14."""
    processor.process(message(bill()))
    there = first(file, "Bill")
    said = words(processor, modify(there, tag("Memo", "m")), 3175)
    assert said.startswith(f"There was an error adding, modifying or deleting {there['TxnID']} because it is already")
