"""What the table accepts the processor answers; what is put out of order it refuses."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from scenarios.clock import SimClock
from simulators.qbwc import Hresult, RequestProcessor, bare_company, vendor
from simulators.qbwc.processor.lexical import is_valid
from simulators.qbwc.processor.schema import Choice, Element, Particle, messages
from tests.simulators.qbwc.conftest import message

EXECUTED = [
    "AccountQueryRq",
    "BillAddRq",
    "BillQueryRq",
    "CompanyQueryRq",
    "DataExtAddRq",
    "DataExtDefQueryRq",
    "HostQueryRq",
    "ItemQueryRq",
    "PreferencesQueryRq",
    "PurchaseOrderAddRq",
    "PurchaseOrderQueryRq",
    "TermsQueryRq",
    "VendorAddRq",
    "VendorCreditAddRq",
    "VendorCreditQueryRq",
    "VendorQueryRq",
]
PLAIN = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=12)
VALUES: dict[str, st.SearchStrategy[str]] = {
    "AMT": st.sampled_from(["0.00", "12.30", "-5.00", "9999999999999.99", "+1.00", "7"]),
    "QUAN": st.sampled_from(["1", "2.5", "-1", "0", "0.00001"]),
    "PRICE": st.sampled_from(["1.00", "0.12345", "0"]),
    "PERCENT": st.just("5.0"),
    "FLOAT": st.sampled_from(["1", "1.25"]),
    "BOOL": st.sampled_from(["true", "false", "0", "1"]),
    "DATE": st.dates().map(lambda day: day.isoformat()),
    "DATETIME": st.sampled_from(["2026-01-12", "2026-01-12T09:00:00", "2026-01-12T09:00:00-08:00"]),
    "INT": st.integers(1, 28).map(str),
    "GUID": st.sampled_from(["0", "{11111111-2222-3333-4444-555555555555}"]),
    "ID": st.sampled_from(["1-1", "8000001B-1405768916"]),
}


def value_of(element: Element) -> st.SearchStrategy[str]:
    if element.enum:
        return st.sampled_from(element.enum)
    limit = element.length if isinstance(element.length, int) else 3
    return VALUES.get(element.type or "", PLAIN.map(lambda text: text[:limit]))


@st.composite
def sequence(draw: Any, particles: list[Particle]) -> list[etree._Element]:
    made: list[etree._Element] = []
    for particle in particles:
        high = particle.low + 1 if particle.high is None else min(particle.high, particle.low + 1)
        for _ in range(draw(st.integers(particle.low, high))):
            if isinstance(particle, Choice):
                made += draw(sequence(draw(st.sampled_from(particle.branches))))
            else:
                made.append(draw(whole(particle)))
    return made


@st.composite
def whole(draw: Any, declared: Element) -> etree._Element:
    element = etree.Element(declared.name)
    if declared.children:
        element.extend(draw(sequence(declared.children)))
    else:
        element.text = draw(value_of(declared))
    return element


def processor() -> RequestProcessor:
    clock = SimClock()
    file = bare_company(clock.now())
    vendor(file, "Acme", clock.now())
    return RequestProcessor(file, clock, lambda: "x")


def text_of(request: etree._Element) -> str:
    return message(etree.tostring(request, encoding="us-ascii", xml_declaration=False).decode())


@pytest.mark.parametrize("name", EXECUTED)
@given(data=st.data())
def test_what_the_table_accepts_is_answered_with_a_status(name: str, data: st.DataObject) -> None:
    request = data.draw(whole(messages()[name]))
    answer = etree.fromstring(processor().process(text_of(request)).encode())
    assert answer[0][0].get("statusCode", "").isdigit()


@given(data=st.data())
def test_two_elements_out_of_order_or_one_unknown_refuse_the_message(data: st.DataObject) -> None:
    request = data.draw(whole(messages()["BillAddRq"]))
    bill = request[0]
    if data.draw(st.booleans()) and len(bill) > 1 and bill[0].tag != bill[-1].tag:
        bill.insert(0, bill[-1])
    else:
        bill.insert(data.draw(st.integers(0, len(bill))), etree.Element("Surprise"))
    with pytest.raises(Hresult):
        processor().process(text_of(request))


# Tried against the 13.0 schema with lxml.
LEXICAL = [
    ("AMT", "10", True),
    ("AMT", "10.5", False),
    ("AMT", "1,000.00", False),
    ("PRICE", "1.23456", True),
    ("PRICE", "1.234567", False),
    ("BOOL", "1", True),
    ("BOOL", "True", False),
    ("DATETIME", "2024-01-02T03:04:05-05:00", True),
    ("DATETIME", "2024-01-02T03:04:05Z", False),
    ("DATETIME", "2024-01-02T03:04:05.5", False),
    ("DATETIME", "2024-1-2", True),
    ("GUID", "{11111111-2222-3333-4444-555555555555}", True),
    ("GUID", "11111111-2222-3333-4444-555555555555", False),
    ("GUID", "0", True),
    ("ID", "x" * 36, True),
    ("ID", "x" * 37, False),
    ("INT", " 5 ", True),
    ("INT", "", False),
    ("AMT", "", True),
]


@pytest.mark.parametrize(("kind", "text", "valid"), LEXICAL)
def test_the_lexical_forms_are_those_of_the_schema(kind: str, text: str, *, valid: bool) -> None:
    assert is_valid(kind, text) is valid


def test_every_request_has_its_response_and_every_type_a_form() -> None:
    names = set(messages())
    assert {name.removesuffix("Rq") for name in names if name.endswith("Rq")} == {
        name.removesuffix("Rs") for name in names if name.endswith("Rs")
    }
    assert len(names) == 112
