"""A company file with two vendors and one order, and a request processor on it."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

import pytest
from lxml import etree

from scenarios.clock import SimClock
from simulators.qbwc import CompanyFile, RequestProcessor, bare_company, item, purchase_order, vendor
from tests.simulators.qbwc.requests import message

Ask = Callable[..., etree._Element]


@pytest.fixture
def clock() -> SimClock:
    return SimClock()


@pytest.fixture
def file(clock: SimClock) -> CompanyFile:
    made = bare_company(clock.now())
    acme = vendor(made, "Acme", clock.now())
    vendor(made, "Bay Plumbing", clock.now())
    part = item(made, "Reagents", "Cost of Goods Sold", clock.now())
    purchase_order(made, acme, "49", [(part, "20", "41.25")], clock.now())
    return made


@pytest.fixture
def processor(file: CompanyFile, clock: SimClock) -> RequestProcessor:
    numbers = count(1)
    return RequestProcessor(file, clock, lambda: f"00000000-0000-4000-8000-{next(numbers):012d}")


@pytest.fixture
def ask(processor: RequestProcessor) -> Ask:
    """Send requests as one message set; the answer is its QBXMLMsgsRs."""

    def send(*inner: str, **rest: str) -> etree._Element:
        answer = processor.process(message("".join(inner), **rest))
        assert answer.isascii()
        assert answer.startswith('<?xml version="1.0" ?>\n<QBXML>\n<QBXMLMsgsRs')
        return etree.fromstring(answer.encode())[0]

    return send
