"""A purchase order as it is written to JAGGAER, and what the answer says."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.domain.identifiers import SupplierId, TxnID, TxnLineID
from connector.domain.outgoing import OutgoingLine, OutgoingOrder
from connector.domain.writeback import Change
from connector.errors import OutcomeUnknownError
from connector.jaggaer.order_writing import body, reference_of
from connector.jaggaer.orders import normalise
from connector.jaggaer.wire_profile import OrderWriting, WireProfile
from connector.jaggaer.writing import read_reply
from tests.factories import usd

LINE = OutgoingLine(1, TxnLineID("L1"), "A-1", "Goods", Decimal("20"), "EA", Decimal("5.125"), usd("102.50"))
ORDER = OutgoingOrder(
    txn_id=TxnID("9-1"),
    number="0000000049",
    supplier_id=SupplierId("1003837200"),
    supplier_number="V-1001",
    vendor="Acme",
    day=date(2026, 1, 15),
    lines=(LINE,),
    total=usd("102.50"),
    expected=date(2026, 2, 1),
    terms="Net 30",
)
NAMES = ("poId", "poNumber")


def written(change: Change = Change.CREATE, own_id: str = "", rules: OrderWriting | None = None, **more: Any) -> Any:
    return json.loads(body(change, replace(ORDER, **more), own_id, rules or OrderWriting()))["purchaseOrder"]


def test_a_new_order_goes_whole_and_its_supplier_is_not_sent_it() -> None:
    assert written() == {
        "operationCode": "CREATE",
        "distributeRevision": "false",
        "header": {
            "poNumber": "0000000049",
            "alternatePoNumber": "9-1",
            "createDate": "2026-01-15T00:00:00.000Z",
            "supplier": {"name": "Acme", "id": 1003837200, "supplierNumber": "V-1001"},
            "terms": {"standardPaymentTermsCode": "Net 30"},
            "total": {"currency": "USD", "value": 102.5},
        },
        "lineList": {
            "poLine": [
                {
                    "lineNumber": 1,
                    "item": {"catalogNumber": "A-1", "description": "Goods", "unitOfMeasure": {"dimension": "EA"}},
                    "quantity": 20,
                    "unitPrice": 5.125,
                    "extendedPrice": 102.5,
                    "requestedDeliveryDate": "2026-02-01T00:00:00.000Z",
                }
            ]
        },
    }


@pytest.mark.parametrize("change", [Change.CANCEL, Change.CLOSE])
def test_an_order_that_ends_is_named_and_no_more(change: Change) -> None:
    found = written(change, "7001", OrderWriting(close="CLOSE"))
    assert found["header"] == {"poId": 7001, "poNumber": "0000000049", "alternatePoNumber": "9-1"}
    assert "lineList" not in found


def test_a_tenant_may_want_its_own_names_places_and_constants() -> None:
    rules = OrderWriting(
        root="order",
        create="NEW",
        fields={"header.createDate": "header.orderDate"},
        constants={"header.businessUnit": "Main"},
    )
    found = json.loads(body(Change.CREATE, ORDER, "", rules))["order"]
    assert (found["operationCode"], found["header"]["businessUnit"]) == ("NEW", "Main")
    assert found["header"]["orderDate"] == "2026-01-15T00:00:00.000Z"


@given(st.decimals(0, 10**12, places=5), st.text())
def test_every_digit_of_a_number_and_every_text_goes_as_it_is(quantity: Decimal, text: str) -> None:
    line = replace(LINE, quantity=quantity, description=text)
    sent = body(Change.CREATE, replace(ORDER, lines=(line,)), "", OrderWriting())
    row = json.loads(sent, parse_float=Decimal)["purchaseOrder"]["lineList"]["poLine"][0]
    assert (Decimal(row["quantity"]), row["item"]["description"]) == (quantity, text)


def test_a_text_that_looks_like_our_own_numbers_stays_a_text() -> None:
    said = '{"$decimal": "1"}'
    line = replace(LINE, description=said)
    row = written(lines=(line,))["lineList"]["poLine"][0]
    assert row["item"]["description"] == said


def test_what_is_written_reads_as_the_order_that_it_is() -> None:
    """The form in which JAGGAER shows an order is the one in which it is written."""
    sent = written()
    shown = {**sent["header"], "poId": 7001, "lastUpdate": "2026-01-15T17:00:00.000Z", "poStatus": "Completed"}
    read = normalise({"header": shown, "lineList": sent["lineList"]}, WireProfile())
    assert not hasattr(read, "code"), read
    assert [(one.number, one.quantity, one.amount) for one in read.lines] == [(1, Decimal(20), usd("102.50"))]
    assert reference_of({"header": shown}, {}) == "9-1"
    assert reference_of({"header": {"ours": "9-1"}}, {"header.alternatePoNumber": "header.ours"}) == "9-1"


WIRE = WireProfile()


@pytest.mark.parametrize(
    ("answer", "code", "is_done", "own_id"),
    [
        ({"returnCode": 0, "poId": 7001}, "0", True, "7001"),
        ({"returnCode": "0"}, "0", True, ""),
        ({"returnCode": 1, "returnMessage": "Done with warnings"}, "1", True, ""),
        ({"returnCode": -1, "returnMessage": "no"}, "-1", False, ""),
        ({"returnCode": "HTTP 400"}, "HTTP 400", False, ""),
        ({"returnCode": 0, "resultList": {"result": [{"poNumber": "49", "returnCode": -1}]}}, "-1", False, ""),
        ({"returnCode": 0, "resultList": {"result": [{"returnCode": -1}]}}, "-1", False, ""),
        ({"returnCode": 0, "resultList": {"result": [{"poNumber": "50", "returnCode": -1}, {}]}}, "0", True, ""),
        ({"returnCode": 0, "resultList": {"result": [{"poNumber": "49", "returnCode": 0, "poId": 9}]}}, "0", True, "9"),
        ({"returnCode": 0, "resultList": {"result": "none"}}, "0", True, ""),
    ],
)
def test_an_answer_says_what_became_of_the_record(answer: Any, code: str, is_done: bool, own_id: str) -> None:
    found = read_reply(answer, "49", NAMES, WIRE)
    assert found is not None
    assert (found.code, found.is_done, found.own_id) == (code, is_done, own_id)


@pytest.mark.parametrize("answer", [{}, {"returnCode": None}, {"returnCode": {}}, {"poId": 7001}])
def test_an_answer_without_a_code_says_nothing(answer: Any) -> None:
    with pytest.raises(OutcomeUnknownError):
        read_reply(answer, "49", NAMES, WIRE)
