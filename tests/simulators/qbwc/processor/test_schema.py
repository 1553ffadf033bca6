"""What the table accepts the processor answers; what is put out of order it refuses."""

from __future__ import annotations

import json
from itertools import count
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from scenarios.clock import SimClock
from simulators.qbwc import (
    SWITCHES,
    CompanyFile,
    Hresult,
    Person,
    RequestProcessor,
    bare_company,
    item,
    purchase_order,
    vendor,
)
from simulators.qbwc.disk import document, read_document
from simulators.qbwc.processor.lexical import is_valid
from simulators.qbwc.processor.schema import CANADA, PLAIN, Choice, Element, Particle, messages
from tests.simulators.qbwc.requests import message

PLAIN_TEXT = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=12)
VALUES: dict[str, st.SearchStrategy[str]] = {
    "BOOL": st.sampled_from(["true", "false", "0", "1"]),
    "AMT": st.sampled_from(["10", "10.00", "-3.50", "0.00", ""]),
    "PRICE": st.sampled_from(["1", "1.23456", "", "0"]),
    "QUAN": st.sampled_from(["1", "2.5", "", "-1"]),
    "PERCENT": st.sampled_from(["2", "2.5"]),
    "FLOAT": st.sampled_from(["1", "1.5", "", ".5"]),
    "DATE": st.sampled_from(["2026-01-12", "2026-01-12Z", ""]),
    "DATETIME": st.sampled_from(["", "2026-01-12", "2026-99-12", "2026-01-12T09:00:00", "2026-01-12T09:00:00-08:00"]),
    "INT": st.integers(1, 28).map(str),
    "GUID": st.sampled_from(["0", "{11111111-2222-3333-4444-555555555555}"]),
}
NAMES = ["Acme", "Office Supplies", "Reagents", "Net 30", "Accounts Payable", "Checking", "Nobody"]
REQUESTS = [(table, name) for table in (PLAIN, CANADA) for name in messages(table) if name.endswith("Rq")]


def furnished() -> tuple[CompanyFile, SimClock]:
    """One record of every kind, all with known ids."""
    clock = SimClock()
    now = clock.now()
    file = bare_company(now)
    acme, part = vendor(file, "Acme", now), item(file, "Reagents", "Cost of Goods Sold", now)
    purchase_order(file, acme, "49", [(part, "20", "41.25")], now)
    ann = Person(file, now)
    ann.enter_bill("Acme", "AC-1", "10.00")
    ann.pay("AC-1", "1.00")
    ann.receive("49", "2")
    return file, clock


def known_ids() -> list[str]:
    file, _ = furnished()
    records = [one for kind in (*file.lists, *file.transactions) for one in file.records(kind)]
    ids = [str(one.get("ListID") or one["TxnID"]) for one in records]
    ids += [line["TxnLineID"] for one in records for name in one if name.endswith("LineRet") for line in one[name]]
    return ["8000001B-1405768916", "-1", "pending", *ids[-14:]]


IDS = known_ids()
SEQUENCE = furnished()[0].records("Bill")[0]["EditSequence"]


def value_of(element: Element) -> st.SearchStrategy[str]:
    if element.enum:
        return st.sampled_from(element.enum)
    if element.type == "ID":
        return st.sampled_from(IDS)
    if element.name == "EditSequence":
        return st.sampled_from([SEQUENCE, "1"])
    if element.type == "INT" and element.maximum is not None:
        return st.integers(element.minimum or 0, element.maximum).map(str)
    limit = element.length if isinstance(element.length, int) else 3
    if element.name in ("FullName", "Name", "RefNumber"):
        return st.sampled_from([name[:limit] for name in [*NAMES, "AC-1", "49"]])
    return VALUES.get(element.type or "", PLAIN_TEXT.map(lambda text: text[:limit]))


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
    for name, allowed in declared.attributes.items():
        if name in ("iterator", "metaData") and draw(st.booleans()):
            element.set(name, draw(st.sampled_from(allowed)))
    if declared.children:
        element.extend(draw(sequence(declared.children)))
    else:
        element.text = draw(value_of(declared))
    return element


def text_of(request: etree._Element, version: str = "16.0") -> str:
    return message(etree.tostring(request, encoding="us-ascii", xml_declaration=False).decode(), version=version)


@pytest.mark.once
@pytest.mark.parametrize(("table", "name"), REQUESTS)
@settings(max_examples=25)
@given(data=st.data())
def test_what_the_table_accepts_is_answered_with_a_status_and_an_answer_that_fits(
    table: str, name: str, data: st.DataObject
) -> None:
    """For every request of both specifications, in every edition, with any switch flipped."""
    request = data.draw(whole(messages(table)[name]))
    file, clock = furnished()
    file.country = "CA" if table == CANADA else data.draw(st.sampled_from(["US", "CA", "UK", "AU"]))
    for switch in data.draw(st.sets(st.sampled_from(sorted(SWITCHES)), max_size=3)):
        file.assumed.choose(switch, SWITCHES[switch].other)
    numbers = count(1)
    before = document(file)
    answer = etree.fromstring(
        RequestProcessor(file, clock, lambda: str(next(numbers)))
        .process(text_of(request, "CA3.0" if table == CANADA else "16.0"))
        .encode()
    )[0][0]
    assert answer.tag == name.removesuffix("Rq") + "Rs"
    if answer.get("statusSeverity") == "Error":
        assert document(file) == before
    fits(answer, messages(table)[str(answer.tag)])
    after = document(file)
    assert document(read_document(json.loads(json.dumps(after)))) == after, "it can be saved and read again"


def fits(element: etree._Element, declared: Element) -> None:
    """Every element of an answer is declared, in order, and of its form."""
    order = [child.name for child in declared.elements()]
    places = [order.index(str(child.tag)) for child in element]
    assert places == sorted(places), element.tag
    for child in element:
        known = declared.by_name[str(child.tag)]
        if known.children:
            fits(child, known)
        else:
            assert is_valid(known.type or "", child.text or ""), (child.tag, child.text)


@given(data=st.data())
def test_a_mutation_that_breaks_the_table_refuses_the_message_and_changes_nothing(data: st.DataObject) -> None:
    """Something unknown, something out of order, something twice, a child where a value belongs."""
    request = data.draw(whole(messages()["BillAddRq"]))
    bill = request[0]
    match data.draw(st.sampled_from(["unknown", "order", "twice", "child", "attribute"])):
        case "order" if len(bill) > 1 and bill[0].tag != bill[-1].tag:
            bill.insert(0, bill[-1])
        case "twice":
            bill.insert(0, etree.fromstring(etree.tostring(bill[0])))
        case "child":
            etree.SubElement(bill[0], "Surprise")
        case "attribute":
            bill[0].set("surprise", "1")
        case _:
            bill.insert(data.draw(st.integers(0, len(bill))), etree.Element("Surprise"))
    file, clock = furnished()
    before = document(file)
    with pytest.raises(Hresult):
        RequestProcessor(file, clock, lambda: "x").process(text_of(request))
    assert document(file) == before


# Tried against the 13.0 schema with lxml.
LEXICAL = [
    ("AMT", "10", True),
    ("AMT", "10.5", False),
    ("AMT", "1,000.00", False),
    ("AMT", "", True),
    ("PRICE", "1.23456", True),
    ("PRICE", "1.234567", False),
    ("BOOL", "1", True),
    ("BOOL", " true ", True),
    ("BOOL", "True", False),
    ("DATE", "2024-02-29", True),
    ("DATE", "2023-02-29", False),
    ("DATE", "2024-01-02Z", True),
    ("DATE", "0000-01-01", False),
    ("DATE", "2024-1-2", False),
    ("DATE", "2024-01-02+14:00", True),
    ("DATE", "2024-01-02+14:01", False),
    ("DATE", "2024-01-02-15:00", False),
    ("DATE", "2024-01-02+05:60", False),
    ("DATE", "12024-01-01", True),
    ("DATE", "02024-01-01", False),
    ("DATE", "-0044-03-15", False),
    ("INTERVAL", "PT1H30M", True),
    ("INTERVAL", "-PT1S", True),
    ("INTERVAL", "", True),
    ("INTERVAL", " PT1H ", True),
    ("INTERVAL", "PT", False),
    ("INTERVAL", "-PT", False),
    ("INTERVAL", "+PT1H", False),
    ("INTERVAL", "P1D", False),
    ("DATETIME", " 2024-01-02", False),
    ("DATETIME", "2024-01-02T03:04:05-05:00", True),
    ("DATETIME", "2024-01-02T03:04:05Z", False),
    ("DATETIME", "2024-01-02T03:04:05.5", False),
    ("DATETIME", "2024-1-2", True),
    ("DATETIME", "2024-99-99", True),
    ("GUID", "{11111111-2222-3333-4444-555555555555}", True),
    ("GUID", "11111111-2222-3333-4444-555555555555", False),
    ("GUID", "0", True),
    ("GUID", "", False),
    ("ID", "x" * 36, True),
    ("ID", "x" * 37, False),
    ("INT", " 5 ", True),
    ("INT", "", False),
    ("AMT", "٣", False),
]


@pytest.mark.parametrize(("kind", "text", "valid"), LEXICAL)
def test_the_lexical_forms_are_those_of_the_schema(kind: str, text: str, *, valid: bool) -> None:
    assert is_valid(kind, text) is valid


@pytest.mark.parametrize(("table", "size"), [(PLAIN, 126), (CANADA, 32)])
def test_every_request_has_its_response_and_every_type_a_form(table: str, size: int) -> None:
    names = set(messages(table))
    assert {name.removesuffix("Rq") for name in names if name.endswith("Rq")} == {
        name.removesuffix("Rs") for name in names if name.endswith("Rs")
    }
    assert len(names) == size
    for name in names:
        _typed(messages(table)[name])


def _typed(element: Element) -> None:
    for child in element.elements():
        assert child.children or child.type, child.name
        _typed(child)
